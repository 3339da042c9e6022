"""Tell what two texts do with one another (stage 5): the passages they share, and what each is of the other.

A passage is a run of shingles that stand in both texts in the same order. The heaviest chain of passages that follow
one another in both texts is what they have in common; the words between are changed, left out or added, and passages
beside the chain were moved.
"""

from __future__ import annotations

import re

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from generator.model import CopyKind, Shingled

IntArray = NDArray[np.int64]

PASSAGE_WORDS, PASSAGE_CHARACTERS = 8, 20
"""Words from which what a copy lacks, adds or moves is a passage and no change of wording; in scripts without spaces
every character is a word."""
REPLACED = 1 / 3
"""Share of a passage's words up to which what stands in its place counts for nothing."""
MOVED_SHARE = 0.05
"""Share of the shorter text's words from which passages that stand elsewhere count as moved."""
CHARACTERS_A_WORD = 2.5
"""In a text with fewer, words are characters."""

FORMULA_WORDS, FORMULA_CHARACTERS = 16, 30
"""Words that a dateline, a byline or another opening formula has at most; the same of a credit at the end."""
CLOSED_WORDS = 6
"""Words of a formula that ends in a full stop: `Paris, 17 May.`"""
FORMULA_PASSAGES = 3
"""Passages of which all but the last may stand in the formulas of two texts."""
NAMES = 2 / 3
"""Share of its words that are names, numbers or capitals, from which what ends in a full stop is a formula, too."""
COMMON_WORDS = 2
"""Words that the formulas of two texts may share, next to the text: `HARN (CW) - ` and `Velmar, May 17 (CW) - `."""

_OPENS_TEXT = re.compile(r"[-–—―−_:)\]】）〕》>|•·*/=＝:\u061b\u060c]\s*\Z|\n\s*\Z")
_WORDS = re.compile(r"\w+")
_SPACE = re.compile(r"\s\Z")
_SENTENCE = re.compile(r"[.!?。！？؟۔।…][\"'”’»)\]]*\s*\Z")
_FULL_STOP = re.compile(r"[.。۔।]\s*\Z")
_ENDS = " \n.!?。！？؟۔।…\"'”’»"
_ENDED = re.compile(r"[\"'”’»)\]]*(?:[.!?。！？؟۔।…]|\s*\n)")
_CREDIT = re.compile(r"[<＜(\[（【〔©®/|–—―-]")


class Shared(Struct, frozen=True, kw_only=True):
    """What two texts have in common."""

    left_kind: CopyKind
    """What the left text is of the right one."""
    right_kind: CopyKind
    left_pieces: int
    """How many pieces the left text is cut into by passages of the right one that it lacks."""
    right_pieces: int
    passage: int
    """Words of the longest passage, 0 if there is none."""
    left_at: tuple[int, int]
    """Where in the text it starts and ends, in characters."""
    right_at: tuple[int, int]


class _Made(Struct, frozen=True):
    """What two texts are made of."""

    left_kind: CopyKind = "edited"
    right_kind: CopyKind = "edited"
    left_pieces: int = 1
    right_pieces: int = 1


_UNRELATED = _Made()
_SAME = _Made("exact", "exact")
NOTHING = Shared(
    left_kind="edited",
    right_kind="edited",
    left_pieces=1,
    right_pieces=1,
    passage=0,
    left_at=(0, 0),
    right_at=(0, 0),
)


def shared_passages(
    left: Shingled, right: Shingled, in_left: IntArray, in_right: IntArray, *, related: bool = True
) -> Shared:
    """Say what two texts are of one another.

    Args:
        left: One text.
        right: The other.
        in_left: Places of the shingles that both have, as they stand in the left text.
        in_right: The same shingles' places in the right text, in the same order.
        related: Whether they are enough for one text to be made of the other.
    """
    if not len(in_left):
        return NOTHING
    starts, others, sizes = _runs(left, right, in_left, in_right)
    most = int(np.argmax(sizes))
    size = int(sizes[most])
    made = _UNRELATED
    if np.array_equal(left.words, right.words):
        made = _SAME
    elif related:
        made = _made(left, right, starts, others, sizes)
    return Shared(
        left_kind=made.left_kind,
        right_kind=made.right_kind,
        left_pieces=made.left_pieces,
        right_pieces=made.right_pieces,
        passage=size,
        left_at=_at(left, int(starts[most]), size),
        right_at=_at(right, int(others[most]), size),
    )


def _at(text: Shingled, start: int, size: int) -> tuple[int, int]:
    return int(text.bounds[start, 0]), int(text.bounds[start + size - 1, 1])


def _runs(
    left: Shingled, right: Shingled, in_left: IntArray, in_right: IntArray
) -> tuple[IntArray, IntArray, IntArray]:
    """Return the shared passages by their place in the left text: where each starts in either, and its words."""
    order = np.argsort(in_left)
    here, there = in_left[order], in_right[order]
    new = np.concatenate(([True], (np.diff(here) != 1) | (np.diff(there) != 1)))
    first = np.flatnonzero(new)
    return here[first], there[first], np.diff(first, append=len(here)) + min(left.width, right.width) - 1


def _made(left: Shingled, right: Shingled, starts: IntArray, others: IntArray, sizes: IntArray) -> _Made:
    least = PASSAGE_CHARACTERS if _dense(left) else PASSAGE_WORDS
    chain = _chain(others, sizes)
    moved = int(sizes[~chain][sizes[~chain] >= least].sum())
    if moved < MOVED_SHARE * min(len(left.words), len(right.words)):
        moved = 0  # a set phrase that stands in either text more than once
    here = _gaps(left, starts, sizes, chain)
    there = _gaps(right, others, sizes, chain)
    _without_formulas(left, right, starts[chain], others[chain], sizes[chain], (here, there))
    missing, added = _passages(there, here, least), _passages(here, there, least)
    edited = bool(np.maximum(here, there)[~(missing | added)].any())
    lost, won = int((there - here)[missing].sum()), int((here - there)[added].sum())
    return _Made(
        left_kind=_kind(missing, lost, won, moved, edited=edited),
        right_kind=_kind(added, won, lost, moved, edited=edited),
        left_pieces=1 + int(missing[1:-1].sum()),
        right_pieces=1 + int(added[1:-1].sum()),
    )


def _kind(missing: NDArray[np.bool_], lost: int, won: int, moved: int, *, edited: bool) -> CopyKind:
    """Say what a copy is of another text.

    Args:
        missing: For each gap between shared passages, the one before the first and the one behind the last too, whether
            a passage of the other text is missing there.
        lost: Words of those passages.
        won: Words of the passages that the copy has to itself.
        moved: Words of passages that stand elsewhere.
        edited: Whether words were changed besides.
    """
    if moved > max(lost, won):
        return "reordered"
    if won > lost:
        return "expanded"
    if lost:
        return "truncated" if not moved and not missing[:-1].any() else "abridged"
    if moved:
        return "reordered"
    return "edited" if edited else "exact"


def _passages(whole: IntArray, part: IntArray, least: int) -> NDArray[np.bool_]:
    """Return in which gaps a passage of one text has next to nothing in its place in the other."""
    found: NDArray[np.bool_] = (whole - part >= least) & (part <= REPLACED * whole)
    return found


def _chain(others: IntArray, sizes: IntArray) -> NDArray[np.bool_]:
    """Return which passages belong to the heaviest chain that follows one order in both texts."""
    if (np.diff(others) > 0).all():
        return np.ones(len(others), dtype=bool)
    ranks = np.argsort(np.argsort(others, kind="stable"), kind="stable").tolist()
    weights: list[int] = sizes.tolist()
    best: list[tuple[int, int]] = [(0, -1)] * (len(weights) + 1)  # a tree of prefix maxima: weight, passage
    before = [-1] * len(weights)
    for number, rank in enumerate(ranks):
        weight, before[number] = _heaviest(best, rank)
        _raise(best, rank + 1, (weight + weights[number], number))
    chosen = np.zeros(len(weights), dtype=bool)
    _, number = _heaviest(best, len(weights))
    while number >= 0:
        chosen[number] = True
        number = before[number]
    return chosen


def _heaviest(tree: list[tuple[int, int]], rank: int) -> tuple[int, int]:
    found = (0, -1)
    while rank:
        if tree[rank][0] > found[0]:
            found = tree[rank]
        rank &= rank - 1
    return found


def _raise(tree: list[tuple[int, int]], rank: int, value: tuple[int, int]) -> None:
    while rank < len(tree):
        if value[0] > tree[rank][0]:
            tree[rank] = value
        rank += rank & -rank


def _gaps(text: Shingled, starts: IntArray, sizes: IntArray, chain: NDArray[np.bool_]) -> IntArray:
    """Return how many words of its own a text has before, between and behind the passages of the chain."""
    free = text.own.astype(np.int64)
    for start, size in zip(starts.tolist(), sizes.tolist(), strict=True):
        free[start : start + size] = 0
    count = np.concatenate(([0], np.cumsum(free)))
    begins = np.concatenate((starts[chain], [len(free)]))
    ends = np.minimum(np.concatenate(([0], starts[chain] + sizes[chain])), begins)
    found: IntArray = count[begins] - count[ends]
    return found


def _without_formulas(
    left: Shingled,
    right: Shingled,
    starts: IntArray,
    others: IntArray,
    sizes: IntArray,
    gaps: tuple[IntArray, IntArray],
) -> None:
    """Let what stands before and behind the shared passages count for nothing where it is no more than a formula.

    Two formulas may share a passage themselves, as place, day and reporter.
    """
    ends, ends_other = starts + sizes, others + sizes
    for within in range(min(FORMULA_PASSAGES, len(starts)) - 1, -1, -1):
        spans = ((left, 0, int(starts[within])), (right, 0, int(others[within])))
        if any(one[: within + 1].any() for one in gaps) and all(_is_opening(*span) for span in spans):
            for one in gaps:
                one[: within + 1] = 0
    for within in range(min(FORMULA_PASSAGES, len(starts)) - 1, -1, -1):
        place = len(starts) - 1 - within
        spans = ((left, int(ends[place]), len(left.words)), (right, int(ends_other[place]), len(right.words)))
        if any(one[place + 1 :].any() for one in gaps) and all(_is_credit(*span) for span in spans):
            for one in gaps:
                one[place + 1 :] = 0


def _dense(text: Shingled) -> bool:
    """Return whether a text is in a script without spaces between words."""
    return len(text.text) < CHARACTERS_A_WORD * len(text.words)


def _is_opening(text: Shingled, start: int, stop: int) -> bool:
    """Return whether the words before some word are no more than a formula: `PARIS, 17 May (CW) - `.

    Its last words may be those of the other text's formula too.
    """
    last = min(stop + COMMON_WORDS, len(text.words) - 1)
    return start == stop or any(_opens(text, start, word) for word in range(stop, last + 1))


def _opens(text: Shingled, start: int, stop: int) -> bool:
    """Return whether a formula ends before some word."""
    dense = _dense(text)
    if stop - start > (FORMULA_CHARACTERS if dense else FORMULA_WORDS):
        return False
    piece = text.text[: int(text.bounds[stop, 0])]
    if _OPENS_TEXT.search(piece) or (dense and _SPACE.search(piece)):
        return not _SENTENCE.search(piece) or stop - start <= CLOSED_WORDS
    return bool(_FULL_STOP.search(piece)) and (stop - start <= CLOSED_WORDS or _names(piece))


def _names(piece: str) -> bool:
    """Return whether next to all words of a formula are names and numbers, as far as capitals tell them."""
    words: list[str] = _WORDS.findall(piece)
    return sum(word[0] != word[0].lower() or word[0].isdigit() for word in words) >= NAMES * len(words) > 0


def _is_credit(text: Shingled, start: int, stop: int) -> bool:
    """Return whether the words behind some word are no more than a credit: `(Writing by Ada Bell)`, `AFP`.

    Its first words may be those of the other text's credit too.
    """
    first = max(start - COMMON_WORDS, 1)
    return start == stop or any(_ends(text, word, stop, own=word == start) for word in range(start, first - 1, -1))


def _ends(text: Shingled, start: int, stop: int, *, own: bool) -> bool:
    """Return whether a credit stands behind some word; one of no sign but its few words must be the text's own."""
    if stop - start > (FORMULA_CHARACTERS if _dense(text) else FORMULA_WORDS):
        return False
    piece = text.text[int(text.bounds[start - 1, 1]) :]
    ended, rest = _ENDED.match(piece), piece.lstrip(_ENDS)
    if _CREDIT.match(rest):
        return True
    return own and stop - start <= CLOSED_WORDS and bool(ended) and not _SENTENCE.search(rest)
