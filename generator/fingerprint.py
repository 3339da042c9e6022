"""Fingerprint a text (stage 4): from paragraphs to hashes of shingles, and the few that winnowing chooses.

A shingle is ``SHINGLE_WORDS`` consecutive words. Words are folded (case, accents, letters that papers print for one
another, as of two scripts, and `ae` for `ä`), and in scripts that put no spaces between words every character is one.
Everything is arithmetic on whole arrays modulo 2**64: a text costs some forty NumPy calls whatever its length. Hashes
depend on the text alone, never on the process or machine.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from generator.languages import letters_alike, mute_letters

from .model import Fingerprint, Shingled, UInt64Array

SHINGLE_WORDS = 8
"""Words in a shingle: long enough that two reports of one event seldom share one by chance."""
WINNOW_WINDOW = 8  # a power of two, as `_window_minima` has it
"""Of every eight shingles in a row one is kept, so texts that share 15 words in a row share a fingerprint.

Schleimer, Wilkerson and Aiken, Winnowing: local algorithms for document fingerprinting, SIGMOD 2003.
"""

SKETCH = 16
"""Hashes in a sketch: two texts of which three quarters are shared have some nine of sixteen in common."""

_SEPARATOR, _LETTER, _ALONE, _SKIP = 0, 1, 2, 3
_KIND, _BEFORE, _BEHIND = 0b11, 0b11100, 3
"""Bits of a character that say its kind, those that say which letters are mute behind it, and how much further up stand
those that say which of these it is itself."""
_BASE = 0x9E3779B97F4A7C15  # odd, so that it has an inverse modulo 2**64
_INVERSE = pow(_BASE, -1, 2**64)


def fingerprint(paragraphs: Iterable[str]) -> Fingerprint:
    """Fingerprint a text.

    Args:
        paragraphs: The text's paragraphs, in order; shingles run across their ends.

    Returns:
        The winnowed hashes and the number of different shingles; both empty for a text without words.
    """
    sequence = _shingle_sequence(word_hashes(paragraphs))
    if len(sequence) <= WINNOW_WINDOW:
        chosen = sequence[:0] if not len(sequence) else sequence.min(keepdims=True)
    else:
        chosen = _window_minima(sequence)
    return Fingerprint(hashes=_different(chosen), shingles=len(_different(sequence)))


def sketch(of: Fingerprint) -> str:
    """Return what a text can be told again by where only little can be said of it, as in another archive's files.

    Bottom-k sketch: Broder, On the resemblance and containment of documents, 1997.

    Returns:
        The upper halves of the `SKETCH` lowest hashes, or of all there are, in their order, eight hexadecimal digits
        each.
    """
    return "".join(f"{one >> 32:08x}" for one in of.hashes[:SKETCH].tolist())


def _window_minima(sequence: UInt64Array) -> UInt64Array:
    """Return the smallest of every window: a minimum over twice the width is that of two minima a width apart."""
    width = 1
    while width < WINNOW_WINDOW:
        sequence = np.minimum(sequence[:-width], sequence[width:])
        width *= 2
    return sequence


def _different(values: UInt64Array) -> UInt64Array:
    """Return the different values, sorted; seven times as fast as `np.unique` on the length of an article."""
    values = np.sort(values)
    return values[np.concatenate(([True], values[1:] != values[:-1]))] if len(values) else values


def shingles(paragraphs: Iterable[str], boilerplate: UInt64Array | None = None) -> Shingled:
    """Return all different shingles of a text.

    Args:
        paragraphs: The text's paragraphs, in order.
        boilerplate: Those winnowed hashes of this text that are its outlet's boilerplate. Winnowing chooses one shingle
            at least in every window, so two that stand no further apart than a window have only boilerplate between
            them: it is left out with them, and so are the shingles that reach into it.
    """
    text = "\n\n".join(paragraphs)
    words, bounds = _words(text)
    sequence = _shingle_sequence(words)
    dropped = np.zeros(len(sequence), dtype=bool)
    if boilerplate is not None and len(boilerplate):
        known = np.sort(boilerplate)
        places = known.searchsorted(sequence)
        places[places == len(known)] = 0
        dropped = _around(known[places] == sequence)
    kept = np.flatnonzero(~dropped)
    hashes, first = _first(sequence[kept])
    return Shingled(
        hashes=hashes,
        boilerplate=_different(sequence[dropped]),
        places=kept[first],
        words=words,
        own=_reached(kept, len(words)) if len(kept) < len(sequence) else np.ones(len(words), dtype=bool),
        width=min(SHINGLE_WORDS, len(words)),
        text=text,
        bounds=bounds,
    )


def _first(values: UInt64Array) -> tuple[UInt64Array, NDArray[np.intp]]:
    """Return the different values, sorted, and where each stands first; twice as fast as `np.unique`."""
    if not len(values):
        return values, np.empty(0, dtype=np.intp)
    order = np.argsort(values)
    ordered = values[order]
    starts = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
    return ordered[starts], np.minimum.reduceat(order, starts)


def _reached(kept: NDArray[np.int64], words: int) -> NDArray[np.bool_]:
    """Return which words stand in a shingle that is kept."""
    edges = np.bincount(kept, minlength=words + 1)
    edges -= np.bincount(np.minimum(kept + SHINGLE_WORDS, words), minlength=words + 1)
    return np.cumsum(edges[:-1]) > 0


def _around(marked: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the marked shingles, those between marked ones a window apart, and those that reach into them."""
    filled = marked.copy()
    reach, start = SHINGLE_WORDS - 1, -WINNOW_WINDOW - 1
    for place in np.flatnonzero(marked).tolist():
        filled[start if place - start <= WINNOW_WINDOW else max(0, place - reach) : place + reach + 1] = True
        start = place
    return filled


def word_hashes(paragraphs: Iterable[str]) -> UInt64Array:
    """Return a hash for each folded word of a text, in the order of the text."""
    return _words("\n\n".join(paragraphs))[0]


def _words(text: str) -> tuple[UInt64Array, NDArray[np.int64]]:
    """Return a hash for each folded word of a text, and where in the text it starts and ends."""
    points = np.frombuffer(text.encode("utf-32-le", errors="surrogatepass"), dtype="<u4")
    wide = points > 0xFFFF
    if wide.any():
        points = np.where(wide, _narrowed(points), points)
    _CHARACTERS.learn(points)
    kind = _CHARACTERS.kinds[points]
    at = None
    mute = np.zeros(len(kind) + 1, dtype=bool)
    np.not_equal(kind[:-1] & _BEFORE & (kind[1:] >> _BEHIND), 0, out=mute[1:-1])
    kept = (kind & _KIND != _SKIP) & ~mute[:-1]
    if not kept.all():
        at = np.flatnonzero(kept)
        points, kind = points[at], kind[at]
    kind &= _KIND
    if not len(points):
        return np.empty(0, dtype=np.uint64), np.empty((0, 2), dtype=np.int64)
    starts, stops = _word_bounds(kind)
    bounds = np.stack((starts, stops) if at is None else (at[starts], at[stops - 1] + 1), axis=1)
    bounds[:, 1] += mute[bounds[:, 1]]
    sums = _sums(_CHARACTERS.values[points])
    return _mix((sums[stops] - sums[starts]) * _powers(_INVERSE, len(points) + 1)[starts]), bounds


def _sums(values: UInt64Array) -> UInt64Array:
    """Return the sum of the values before each, times powers of the base: what any run of them comes to follows."""
    sums = np.zeros(len(values) + 1, dtype=np.uint64)
    np.multiply(values, _powers(_BASE, len(values)), out=sums[1:])
    return np.cumsum(sums, out=sums)


def _word_bounds(kind: NDArray[np.uint8]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return where words start and stop: runs of letters, and each character that stands alone."""
    inside = kind != _SEPARATOR
    alone = kind == _ALONE
    if not alone.any():
        edges = np.empty(len(kind) + 1, dtype=bool)
        edges[0], edges[-1] = inside[0], inside[-1]
        np.not_equal(inside[1:], inside[:-1], out=edges[1:-1])
        places = np.flatnonzero(edges)
        return places[::2], places[1::2]
    before = np.concatenate(([False], inside[:-1]))
    after_alone = np.concatenate(([False], alone[:-1]))
    starts = inside & (~before | alone | after_alone)
    behind = np.concatenate((inside[1:], [False]))
    before_start = np.concatenate((starts[1:], [False]))
    stops = inside & (~behind | before_start)
    return np.flatnonzero(starts), np.flatnonzero(stops) + 1


def _shingle_sequence(words: UInt64Array) -> UInt64Array:
    """Return the hash of each shingle, in the order of the text; one for a text shorter than a shingle."""
    if not len(words):
        return words
    width = min(SHINGLE_WORDS, len(words))
    sums = _sums(words)
    return _mix((sums[width:] - sums[:-width]) * _powers(_INVERSE, len(words))[: len(words) - width + 1])


def _mix(values: UInt64Array) -> UInt64Array:
    """Spread the bits of each value (the finaliser of SplitMix64, Steele et al. 2014)."""
    mixed = values ^ (values >> np.uint64(30))
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    mixed ^= mixed >> np.uint64(27)
    mixed *= np.uint64(0x94D049BB133111EB)
    mixed ^= mixed >> np.uint64(31)
    return mixed


_ALONE_RANGES = (
    (0x0E01, 0x0E5B),  # Thai
    (0x0E81, 0x0EE0),  # Lao
    (0x1000, 0x1040),  # Burmese
    (0x1780, 0x17D4),  # Khmer
    (0x3005, 0x3008),
    (0x3041, 0x3100),  # kana
    (0x31F0, 0x3200),
    (0x3400, 0x4DC0),
    (0x4E00, 0xA000),  # ideographs
    (0xE000, 0xF900),  # where _narrowed puts rare ideographs
    (0xF900, 0xFB00),
    (0xFF66, 0xFF9F),  # half-width kana
)
"""First and last character, which is not of it, of scripts written without spaces between words."""

_POWERS: dict[int, UInt64Array] = {}


def _powers(base: int, count: int) -> UInt64Array:
    """Return the first powers of a base modulo 2**64; computed once and grown by doubling."""
    known = _POWERS.get(base)
    if known is None or len(known) < count:
        size = max(4096, 1 << (count - 1).bit_length())
        known = np.empty(size, dtype=np.uint64)
        known[0] = 1
        known[1:] = base
        np.cumprod(known, out=known)
        if size > 1 << 22:  # a text of more than four million characters: not worth keeping
            return known[:count]
        _POWERS[base] = known
    return known[:count]


def _narrowed(points: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Map characters beyond the first plane into it: rare ideographs to private use, the rest to a space."""
    ideograph = (points >= 0x20000) & (points < 0x40000)
    return np.where(ideograph, 0xE000 + points % 0x1900, np.where(points > 0xFFFF, 0x20, points)).astype(np.uint32)


class _Characters:
    """What the characters of the first plane are, block by block as texts have them: all at once take 40 ms."""

    def __init__(self) -> None:
        self.kinds = np.zeros(0x10000, dtype=np.uint8)
        self.values = np.zeros(0x10000, dtype=np.uint64)
        """What each folds to, with its bits spread."""
        self._known = np.zeros(0x100, dtype=np.bool_)
        for start, stop in _ALONE_RANGES:
            self.kinds[start:stop] = _ALONE

    def learn(self, points: NDArray[np.uint32]) -> None:
        """Make sure that the characters of a text are known."""
        blocks = points >> 8
        if not self._known[blocks].all():
            for block in np.unique(blocks).tolist():
                self._learn(block)

    def _learn(self, block: int) -> None:
        if self._known[block]:
            return
        points = range(block << 8, (block + 1) << 8)
        folds = np.arange(points.start, points.stop, dtype=np.uint64)
        for at, point in enumerate(points):
            if self.kinds[point] == _ALONE:
                folds[at] = ord(chr(point).translate(letters_alike()))
            else:
                folds[at], kind = _fold(chr(point))
                self.kinds[point] = kind | _pairs(int(folds[at]))
        self.values[points.start : points.stop] = _mix(folds + np.uint64(1))
        self._known[block] = True


_CHARACTERS = _Characters()


def _pairs(fold: int) -> int:
    """Return the bits of a letter, by what it folds to, that tell which pairs with a mute one it is in."""
    letter, bits = chr(fold), 0
    for bit, mute in enumerate(sorted({behind for _, behind in mute_letters()})):
        bits |= ((letter, mute) in mute_letters()) << _BEHIND - 1 + bit
        bits |= (letter == mute) << 2 * _BEHIND - 1 + bit
    return bits


def _fold(character: str) -> tuple[int, int]:
    """Return what a character folds to, and its kind."""
    point = ord(character)
    if point < 0x80:
        return ord(character.lower()), _LETTER if character.isalnum() else _SEPARATOR
    category = unicodedata.category(character)
    if category in ("Mn", "Me") and not 0x0900 <= point < 0x1000:
        return point, _SKIP  # accents and Arabic vowel signs; in Indic scripts such signs spell the word
    if character == "ı":
        return ord("i"), _LETTER  # Turkish capitals are no other word
    if point in (0x0640, 0x00AD, 0x200C, 0x200D) or category == "Cf":
        return point, _SKIP  # tatweel, soft hyphen, joiners
    if category == "Lm" and 0x02B9 <= point <= 0x02BF:
        return point, _SEPARATOR  # set for an apostrophe, which is no letter either
    if category == "Nd":
        return ord("0") + unicodedata.digit(character), _LETTER  # one number, in whichever script an outlet sets it
    plain = unicodedata.normalize("NFKD", character.translate(letters_alike())).casefold()
    plain = "".join(part for part in plain if not unicodedata.combining(part)).translate(letters_alike())
    if category[0] in "LMN":
        return (ord(plain[0]) if plain else point), _LETTER
    return point, _SEPARATOR
