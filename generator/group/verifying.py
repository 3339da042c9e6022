"""Verify candidates (stage 5): from the shingles of texts to what each pair of them shares.

What numbers tell is worked out for many pairs at once; words and letters are aligned pair by pair, and only where the
outcome may count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from rapidfuzz.distance import LCSseq

from generator.model import Match, Shingled, UInt64Array

from .damage import damage
from .formulas import dense
from .itself import FORM_WORDS, MARKED, filled_in, lacking
from .matches import FIGURES, IntArray, Matches, Pair, Pairs, Rows, with_pairs
from .matching import ALIGNED_FROM, ALIGNED_UNTIL, CLOSE_ALIGNED, MIN_ALIGNED, MIN_LETTERS, MIN_WHOLE, SAME_TEXT
from .passages import KINDS, Passages, longest, made, shared_passages
from .signs import Signs, aligned_runs, ranks, signed

PAIRS_AT_ONCE = 256
"""Pairs that are worked out together at most."""
WORDS_AT_ONCE = 1_000_000
"""Words that they have together, or a pair is alone: copies of books are compared, too."""
FILLED_BREAKS = 5
"""Shingles of the shorter text that three filled places break at least: the last words of a text, with one between."""
PLACE_BITS = 27
"""Bits of a word's place in its text, which has no hundred million words. A pair and two places are one number."""
ALIGNED_WORDS = 20_000
"""Longer texts are not aligned."""
LETTERS_FROM, LETTERS_ALIGNED = 0.08, 0.6
"""Containment and share of aligned words from which the letters are aligned too, of texts of like length: of those that
were read from paper one wrong letter in fifty breaks a word in eight, and most shingles."""
LETTERS_LENGTH = 0.6
"""Length of the shorter text as a share of the longer, from which they are of like length."""
DAMAGED_LETTERS, DAMAGED_LETTER = 0.27, 1.27
"""Share of its letters, or how many of them, that a changed word has lost at most on average, if it is damaged and no
other word: Korean words have three letters."""
DAMAGED_SIGNS = 0.9
"""Share of aligned words from which one of two texts may be misread whose words are single signs."""
TELLING_FROM = 0.5
"""Containment from which names and numbers are looked at; below it they are where most words are aligned."""
RELATED_CONTAINMENT = 0.2
"""Below this containment two texts have a passage or a phrase in common, and the one is not made of the other."""
STRAYS = 0.1
"""Share of the shared shingles that may lie outside of where the match begins and ends: set phrases stand anywhere."""

_PLACE = (1 << PLACE_BITS) - 1
_NO_LETTERS = re.compile(f"(?:(?![{MARKED}])[\\W_])+")


class _Common(Struct, frozen=True, kw_only=True):
    """The shingles that both texts of some pairs have."""

    pair: IntArray
    """Of each shingle the number of its pair, sorted."""
    left: IntArray
    """Its place in the left text."""
    right: IntArray


def verify(pair: Pair, left: Shingled, right: Shingled) -> Match:
    """Compare two texts; all figures are 0 where a text has no shingles."""
    places = np.array([[0, 1]], dtype=np.int64)
    return Matches(pair, with_pairs(places, verify_all((left, right), places))).at(np.array([0]))[0]


def verify_all(texts: Sequence[Shingled], pairs: Pairs) -> Rows:
    """Compare pairs of texts, named by their places; return the figures of each, in the order of the pairs."""
    figures = np.zeros(len(pairs), dtype=FIGURES)
    signs, codes = signed(texts), _coded([text.hashes for text in texts])
    place_of = np.full(max((int(some.max(initial=0)) for some in codes), default=0) + 1, -1)
    figures["whole"] = _whole(texts, pairs)
    for some in _portions(texts, pairs):
        common = _common(texts, codes, place_of, pairs[some])
        _by_shingles(texts, signs, common, pairs[some], figures[some])
        _by_words(texts, signs, pairs[some], figures[some])
    return figures


def _portions(texts: Sequence[Shingled], pairs: Pairs) -> Iterator[slice]:
    """Cut pairs into portions that are worked out together."""
    words = np.array([len(text.words) for text in texts], dtype=np.int64)[pairs].sum(axis=1)
    number = np.cumsum(words) // WORDS_AT_ONCE
    first = np.arange(len(pairs)) % PAIRS_AT_ONCE == 0
    first[1:] |= number[1:] != number[:-1]
    for start, stop in pairwise([*np.flatnonzero(first).tolist(), len(pairs)]):
        yield slice(start, stop)


def _by_shingles(texts: Sequence[Shingled], signs: Sequence[Signs], common: _Common, pairs: Pairs, rows: Rows) -> None:
    """Fill in what the shingles and passages of pairs tell."""
    words = np.array([len(text.words) for text in texts], dtype=np.int64)[pairs]
    hashes = np.array([len(text.hashes) for text in texts], dtype=np.int64)[pairs]
    rows["right_is_shorter"] = words[:, 0] > words[:, 1]
    shared = np.bincount(common.pair, minlength=len(pairs))
    least, union = hashes.min(axis=1), hashes.sum(axis=1) - shared
    rows["shared"] = shared
    rows["resemblance"] = np.divide(shared, union, out=np.zeros(len(pairs)), where=union > 0)
    rows["containment"] = np.divide(shared, least, out=np.zeros(len(pairs)), where=least > 0)
    rows["start"] = _starts(common, shared, words)
    width = np.array([text.width for text in texts], dtype=np.int64)[pairs].min(axis=1)
    passages = shared_passages(common.pair, common.left, common.right, width)
    _fill_in_longest(texts, pairs, passages, rows)
    _fill_in_kinds(texts, signs, pairs, passages, rows)


def _common(texts: Sequence[Shingled], codes: Sequence[IntArray], place_of: IntArray, pairs: Pairs) -> _Common:
    """Return what the texts of pairs have in common, by pair, then by the place in the left text.

    Args:
        texts: The texts.
        codes: The hashes of each as numbers.
        place_of: As long as there are such numbers, and -1; it is afterwards.
        pairs: Places of texts.
    """
    lefts, rights, counts = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.int64)], []
    before = -1
    for left, right in pairs.tolist():
        if left != before:
            if before >= 0:
                place_of[codes[before]] = -1
            place_of[codes[left]] = texts[left].places
            before = left
        places = place_of[codes[right]]
        both = (places >= 0).nonzero()[0]
        lefts.append(places[both])
        rights.append(texts[right].places[both])
        counts.append(len(both))
    if before >= 0:
        place_of[codes[before]] = -1
    pair = np.repeat(np.arange(len(pairs), dtype=np.int64), counts)
    packed = pair << 2 * PLACE_BITS
    packed |= np.concatenate(lefts) << PLACE_BITS
    packed |= np.concatenate(rights)
    packed.sort()
    return _Common(pair=pair, left=packed >> PLACE_BITS & _PLACE, right=packed & _PLACE)


def _coded(values: Sequence[UInt64Array]) -> list[IntArray]:
    """Return some arrays with each value as its rank among those of all."""
    ends = np.cumsum([0, *map(len, values)]).tolist()
    codes = ranks(np.concatenate([np.empty(0, dtype=np.uint64), *values]))
    return [codes[start:stop] for start, stop in pairwise(ends)]


def _starts(common: _Common, shared: IntArray, words: IntArray) -> NDArray[np.float64]:
    """Return where in the longer text of each pair what they share begins, as a share of it, without strays before."""
    in_longer = np.where((words[:, 0] > words[:, 1])[common.pair], common.left, common.right)
    ordered = np.sort(common.pair << PLACE_BITS | in_longer) & _PLACE
    shares, some = np.zeros(len(shared)), shared > 0
    first = np.cumsum(shared) - shared + (STRAYS * shared).astype(np.int64)
    shares[some] = ordered[first[some]] / words.max(axis=1)[some]
    return shares


def _whole(texts: Sequence[Shingled], pairs: Pairs) -> NDArray[np.float64]:
    """Return the resemblance of the texts of pairs with their boilerplate; 0 where there is none, and nothing new."""
    shares = np.zeros(len(pairs))
    some = np.flatnonzero(np.array([len(text.boilerplate) > 0 for text in texts], dtype=bool)[pairs].any(axis=1))
    wanted = np.unique(pairs[some]).tolist()
    codes = dict(zip(wanted, _coded([_united(texts[one]) for one in wanted]), strict=True))
    marked = np.zeros(max((int(one.max(initial=0)) for one in codes.values()), default=0) + 1, dtype=bool)
    before = -1
    for place in some.tolist():
        left, right = pairs[place].tolist()
        if left != before:
            if before >= 0:
                marked[codes[before]] = False
            marked[codes[left]] = True
            before = left
        shared = int(np.count_nonzero(marked[codes[right]]))
        shares[place] = shared / (len(codes[left]) + len(codes[right]) - shared) if shared else 0.0
    return shares


def _united(text: Shingled) -> UInt64Array:
    """Return the hashes of a text and those of its boilerplate, each once."""
    if not len(text.boilerplate):
        return text.hashes
    every = np.sort(np.concatenate((text.hashes, text.boilerplate)))
    return every[np.concatenate(([True], every[1:] != every[:-1]))[: len(every)]]


def _fill_in_longest(texts: Sequence[Shingled], pairs: Pairs, passages: Passages, rows: Rows) -> None:
    """Fill in the longest passage of each pair, and where it stands."""
    most = longest(passages, len(pairs))
    for place, chosen in enumerate(most.tolist()):
        if chosen < 0:
            continue
        size = int(passages.sizes[chosen])
        rows["passage"][place] = size
        for side, start, name in ((0, passages.starts, "left_at"), (1, passages.others, "right_at")):
            bounds, first = texts[pairs[place, side]].bounds, int(start[chosen])
            rows[name][place] = bounds[first, 0], bounds[first + size - 1, 1]


def _fill_in_kinds(
    texts: Sequence[Shingled], signs: Sequence[Signs], pairs: Pairs, passages: Passages, rows: Rows
) -> None:
    """Fill in what the texts of each pair are of one another; below some containment they are two texts."""
    rows["left_kind"] = rows["right_kind"] = KINDS.index("edited")
    rows["pieces"] = 1
    equal = np.array([bool(signs[left]) and signs[left] == signs[right] for left, right in pairs.tolist()], dtype=bool)
    equal &= rows["shared"] > 0
    for side in ("left_kind", "right_kind"):
        rows[side][equal] = KINDS.index("exact")
    some = ~equal & (rows["shared"] > 0) & (rows["containment"] >= RELATED_CONTAINMENT)
    if not some.any():
        return
    number = np.cumsum(some) - 1
    inside = passages.of(some[passages.pair])
    renumbered = Passages(pair=number[inside.pair], starts=inside.starts, others=inside.others, sizes=inside.sizes)
    lefts, rights = ([texts[one] for one in pairs[some, side].tolist()] for side in (0, 1))
    kinds = made(lefts, rights, renumbered)
    rows["left_kind"][some], rows["right_kind"][some] = kinds.left_kind, kinds.right_kind
    rows["pieces"][some] = np.where(rows["right_is_shorter"][some], kinds.right_pieces, kinds.left_pieces)
    moved = (kinds.left_kind == KINDS.index("reordered")) | (kinds.right_kind == KINDS.index("reordered"))
    shorter = np.array([min(len(left.words), len(right.words)) for left, right in zip(lefts, rights, strict=True)])
    rows["aligned"][some] = np.where(moved, np.minimum(1, kinds.standing / shorter), 0)


class _Words(Struct, frozen=True):
    """What the words of a pair tell."""

    aligned: float = 0.0
    letters: float = 0.0
    names: float = 0.0
    numbers: float = 0.0
    filled: float = 0.0
    damage: int = 0


def _by_words(texts: Sequence[Shingled], signs: Sequence[Signs], pairs: Pairs, rows: Rows) -> None:
    """Fill in what aligned words and letters, names and numbers tell, as far as it may count.

    Of texts in which passages were moved, words are aligned too that stand in those.
    """
    exact = (rows["left_kind"] == KINDS.index("exact")) | (rows["right_kind"] == KINDS.index("exact"))
    known = (rows[name].tolist() for name in ("containment", "whole"))
    rows_by_words = [
        _word_evidence((texts[left], texts[right]), (signs[left], signs[right]), *figures)
        for (left, right), *figures in zip(pairs.tolist(), exact.tolist(), *known, strict=True)
    ]
    moved = rows["aligned"].copy()
    for name in _Words.__struct_fields__:
        rows[name] = [getattr(one, name) for one in rows_by_words]
    rows["aligned"] = np.maximum(rows["aligned"], moved)


def _word_evidence(
    texts: tuple[Shingled, Shingled], signs: tuple[Signs, Signs], exact: bool, containment: float, whole: float
) -> _Words:
    """Return what the words of two texts tell; `exact` says that the one is the other, word for word."""
    shorter, longer = sorted(texts, key=lambda text: len(text.words))
    words, alike = len(shorter.words), len(shorter.words) >= LETTERS_LENGTH * len(longer.words)
    measured = containment < ALIGNED_UNTIL
    aligned, letters, runs = 0.0, 0.0, None
    if containment >= (LETTERS_FROM if alike else ALIGNED_FROM):
        if not exact and containment >= TELLING_FROM and len(longer.words) <= FORM_WORDS:
            runs = aligned_runs(*signs)  # they tell both
            aligned = sum(run.size for run in runs) / words
        else:
            aligned = _aligned(*signs)
    if alike and measured and LETTERS_ALIGNED <= aligned < MIN_ALIGNED:
        letters = _letters(shorter, longer, aligned)
    close = containment >= TELLING_FROM or letters >= MIN_LETTERS or aligned >= CLOSE_ALIGNED
    telling = close and measured and 0 < aligned < SAME_TEXT
    names, numbers = lacking(shorter.text, longer.text) if telling else (0.0, 0.0)
    filled = 0.0
    broken = (1 - containment) * min(len(text.hashes) for text in texts)
    if (
        not exact
        and (close or whole >= MIN_WHOLE)
        and len(longer.words) <= FORM_WORDS
        and round(broken) >= FILLED_BREAKS
    ):
        filled = filled_in(texts, signs, runs or aligned_runs(*signs))
    damaged = 0
    if letters >= MIN_LETTERS or (alike and DAMAGED_SIGNS <= aligned < 1 and dense(texts[0])):
        damaged = damage(texts, runs or aligned_runs(*signs))
    return _Words(aligned, letters, names, numbers, filled, damaged)


def _aligned(left: Signs, right: Signs) -> float:
    """Return the longest common subsequence of two texts' words over the words of the shorter."""
    if left == right:
        return 1.0
    shorter = min(len(left), len(right))
    return LCSseq.similarity(left, right) / shorter if shorter <= ALIGNED_WORDS else 0.0


def _letters(shorter: Shingled, longer: Shingled, aligned: float) -> float:
    """Return the longest common subsequence of two texts' letters over half of those of both.

    0 where their words differ in so many letters that they are other words.
    """
    one, other = _letters_of(shorter.text), _letters_of(longer.text)
    if not 0 < min(len(one), len(other)) <= ALIGNED_WORDS:
        return 0.0
    least = 1 - max(DAMAGED_LETTERS, DAMAGED_LETTER * len(shorter.words) / len(one)) * (1 - aligned)
    half = (len(one) + len(other)) / 2
    similarity = LCSseq.similarity(one, other, score_cutoff=max(0, int(least * half) - 1)) / half  # 0 if it is less
    return similarity if similarity >= least else 0.0


@lru_cache(maxsize=64)
def _letters_of(text: str) -> str:
    return _NO_LETTERS.sub("", text.casefold())
