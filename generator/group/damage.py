"""Tell which of two texts a machine misread (stage 5), by what both say where they agree.

A language uses few of the runs of letters that there could be, and a text uses most of its own more than once: a word
with a letter that was misread has runs that stand nowhere else, and the word itself has hardly any. Where words are
single signs, the sign before and the one behind say the same. Another spelling, of a reform or a dialect, changes the
same letters each time; what was misread is different letters each time.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from rapidfuzz.distance import Indel, MatchingBlock

from generator.model import Shingled

from .formulas import dense
from .itself import MARKED

MISREAD_PLACES, MISREAD_SIGNS = 4, 3
"""Places that say of one text that it was misread, at least; the same where words are single signs."""
FOR_ONE = 3
"""Times as many places say so of that one as of the other."""
DIFFERENT = 0.6
"""Share of the places at which different letters stand in the place of others, at least."""
ALIKE = 0.6
"""Letters that a word and the same as it was misread share at least."""
WORDS_AT_ONCE = 3
"""Words of a place at most; where more differ, another hand wrote."""
RUN = 3
"""Letters of a run."""

_WORDS = re.compile(f"[\\w{MARKED}]+")
_DIGITS = re.compile(r"\d")
_SYLLABLES = re.compile("[\uac00-\ud7a3]")
"""Korean ones, each of which is two letters or three."""


def damage(texts: tuple[Shingled, Shingled], runs: Sequence[MatchingBlock]) -> int:
    """Return at how many places the second of two texts was misread, negative where the first was; 0 if none can say.

    Args:
        texts: The two.
        runs: The words that they have in common, as `aligned_runs` returns it.
    """
    single = dense(texts[0])
    first, second, changes = 0, 0, []
    least = MISREAD_SIGNS if single else MISREAD_PLACES
    places = list(_replaced(texts, runs, single))
    if len(places) < least:
        return 0
    known = _agreed(texts[0], runs, single)
    for one, other in places:
        strange = [sum(run not in known for run in _runs(piece, single)) for piece in (one, other)]
        if strange[0] != strange[1]:
            first, second = first + (strange[0] > strange[1]), second + (strange[1] > strange[0])
            changes.append(_change(one, other))
    told = max(first, second)
    if told < max(least, FOR_ONE * min(first, second)) or len(set(changes)) < DIFFERENT * len(changes):
        return 0
    return second if second > first else -first


def _replaced(
    texts: tuple[Shingled, Shingled], runs: Sequence[MatchingBlock], single: bool
) -> Iterator[tuple[str, str]]:
    """Yield what stands in either text where one may be the other, misread; of single signs with their neighbours."""
    start = other = 0
    for same in runs:
        here, there = same.a - start, same.b - other
        if 0 < here <= WORDS_AT_ONCE and 0 < there <= WORDS_AT_ONCE:
            around = int(single)
            one = _piece(texts[0], start - around, same.a + around)
            its = _piece(texts[1], other - around, same.b + around)
            if _DIGITS.search(one + its) is None and (here == there if single else _alike(one, its)):
                yield one, its
        start, other = same.a + same.size, same.b + same.size


def _piece(text: Shingled, start: int, stop: int) -> str:
    """Return the text of some words, without case, letter by letter."""
    first, last = max(0, start), min(stop, len(text.words)) - 1
    piece = text.text[text.bounds[first, 0] : text.bounds[last, 1]].casefold()
    return unicodedata.normalize("NFD", piece) if _SYLLABLES.search(piece) else piece


def _alike(one: str, other: str) -> bool:
    return one != other and Indel.normalized_similarity(one, other) >= ALIKE


def _runs(piece: str, single: bool) -> list[str]:
    """Return the runs of letters in the words of a piece; of single signs each two that follow one another."""
    if single:
        return [piece[at : at + 2] for at in range(len(piece) - 1)]
    words = (f" {word} " for word in _WORDS.findall(piece))
    return [word[at : at + RUN] for word in words for at in range(len(word) - RUN + 1)]


def _agreed(text: Shingled, runs: Sequence[MatchingBlock], single: bool) -> str:
    """Return what both texts say, in which runs are looked for: words with a space on either side."""
    pieces = [_piece(text, run.a, run.a + run.size) for run in runs if run.size]
    return "\n".join(pieces) if single else f" {' '.join(_WORDS.findall(chr(10).join(pieces)))} "


def _change(one: str, other: str) -> tuple[str, str]:
    """Return the letters that stand in one another's place, without those before and behind that are the same.

    Where words were joined or split no letter does, and each is a change of its own.
    """
    if "".join(_WORDS.findall(one)) == "".join(_WORDS.findall(other)):
        return one, other
    start, most = 0, min(len(one), len(other))
    while start < most and one[start] == other[start]:
        start += 1
    end = 0
    while end < most - start and one[-1 - end] == other[-1 - end]:
        end += 1
    return one[start : len(one) - end], other[start : len(other) - end]
