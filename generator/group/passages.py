"""Tell what two texts do with one another (stage 5): the passages they share, and what each is of the other.

A passage is a run of shingles that stand in both texts in the same order. The heaviest chain of passages that follow
one another in both texts is what they have in common; the words between are changed, left out or added, and passages
beside the chain were moved.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, get_args

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from generator.model import CopyKind, Shingled

from .formulas import CREDIT_CHARACTERS, FORMULA_CHARACTERS, dense, is_credit, is_opening

IntArray = NDArray[np.int64]

KINDS: tuple[CopyKind, ...] = get_args(CopyKind)

PASSAGE_WORDS, PASSAGE_CHARACTERS = 8, 20
"""Words from which what a copy lacks, adds or moves is a passage and no change of wording; in scripts without spaces
every character is a word."""
REPLACED = 1 / 3
"""Share of a passage's words up to which what stands in its place counts for nothing."""
MOVED_SHARE = 0.05
"""Share of the shorter text's words from which passages that stand elsewhere count as moved."""

FORMULA_PASSAGES = 3
"""Passages of which all but the last may stand in the formulas of two texts."""


class Passages(Struct, frozen=True, kw_only=True):
    """The passages that pairs of texts share, by pair, then by their place in the left text."""

    pair: IntArray
    """Of each passage the number of its pair."""
    starts: IntArray
    """The word of the left text at which it starts."""
    others: IntArray
    """The same of the right text."""
    sizes: IntArray
    """Its words."""

    def of(self, some: NDArray[np.bool_]) -> Passages:
        """Return some of these passages."""
        return Passages(
            pair=self.pair[some], starts=self.starts[some], others=self.others[some], sizes=self.sizes[some]
        )


class Kinds(Struct, frozen=True, kw_only=True):
    """What the texts of pairs are of one another, a row for each pair."""

    left_kind: NDArray[np.uint8]
    """Which of `KINDS` the left text is of the right one."""
    right_kind: NDArray[np.uint8]
    left_pieces: IntArray
    """How many pieces the left text is cut into by passages of the right one that it lacks."""
    right_pieces: IntArray
    standing: IntArray
    """How many words stand in passages that both have, in one order or another."""


def shared_passages(pair: IntArray, starts: IntArray, others: IntArray, width: IntArray) -> Passages:
    """Return the passages that texts share, from the places of the shingles that both have.

    Args:
        pair: Of each shingle the number of its pair, sorted.
        starts: Its place in the left text, sorted within a pair.
        others: Its place in the right text.
        width: Of each pair the words of a shingle.
    """
    new = np.ones(len(pair), dtype=bool)
    new[1:] = (pair[1:] != pair[:-1]) | (np.diff(starts) != 1) | (np.diff(others) != 1)
    first = np.flatnonzero(new)
    sizes = np.diff(first, append=len(pair)) + width[pair[first]] - 1
    return Passages(pair=pair[first], starts=starts[first], others=others[first], sizes=sizes)


def longest(passages: Passages, pairs: int) -> IntArray:
    """Return for each pair the place of its longest passage, the first of several; -1 where it has none."""
    lengths = np.full(pairs, -1)
    order = np.lexsort((-np.arange(len(passages.pair)), passages.sizes, passages.pair))
    lengths[passages.pair[order]] = order  # the last that is written counts
    return lengths


def made(lefts: Sequence[Shingled], rights: Sequence[Shingled], passages: Passages) -> Kinds:
    """Say what texts are of one another.

    Args:
        lefts: The left text of each pair.
        rights: The right one.
        passages: What they share, one passage at least of each pair.
    """
    pairs = len(lefts)
    least = np.array([PASSAGE_CHARACTERS if dense(text) else PASSAGE_WORDS for text in lefts], dtype=np.int64)
    chain = _chains(passages)
    ordered, moved = passages.of(chain), _moved(passages.of(~chain), lefts, rights, least)
    here = _gaps(lefts, passages.pair, passages.starts, passages.sizes, chain)
    there = _gaps(rights, passages.pair, passages.others, passages.sizes, chain)
    _without_formulas(lefts, rights, ordered, (here, there))
    of = _gap_pairs(ordered.pair, pairs)
    missing, added = _passages(there, here, least[of]), _passages(here, there, least[of])
    edited = _sums(of, (np.maximum(here, there) > 0) & ~(missing | added), pairs) > 0
    lost, won = _sums(of, (there - here) * missing, pairs), _sums(of, (here - there) * added, pairs)
    inner, last = np.zeros(len(of), dtype=bool), np.ones(len(of), dtype=bool)
    inner[1:] = of[1:] == of[:-1]
    last[:-1] = of[1:] != of[:-1]
    inner &= ~last
    return Kinds(
        left_kind=_kinds(_sums(of, missing & ~last, pairs) > 0, lost, won, moved, edited),
        right_kind=_kinds(_sums(of, added & ~last, pairs) > 0, won, lost, moved, edited),
        left_pieces=1 + _sums(of, missing & inner, pairs),
        right_pieces=1 + _sums(of, added & inner, pairs),
        standing=_sums(ordered.pair, ordered.sizes, pairs) + moved,
    )


def _sums(of: IntArray, values: NDArray[Any], pairs: int) -> IntArray:
    """Return the sum of the values of each pair."""
    return np.bincount(of, values, minlength=pairs).astype(np.int64)


def _gap_pairs(pair: IntArray, pairs: int) -> IntArray:
    """Return of each gap the number of its pair: a pair has one gap more than passages."""
    return np.repeat(np.arange(pairs), np.bincount(pair, minlength=pairs) + 1)


def _moved(passages: Passages, lefts: Sequence[Shingled], rights: Sequence[Shingled], least: IntArray) -> IntArray:
    """Return how many words of each pair stand elsewhere, in passages beside the chain."""
    long = passages.sizes >= least[passages.pair]
    moved = _sums(passages.pair, passages.sizes * long, len(lefts))
    shorter = [min(len(left.words), len(right.words)) for left, right in zip(lefts, rights, strict=True)]
    moved[moved < MOVED_SHARE * np.array(shorter)] = 0  # a set phrase that stands in either text more than once
    return moved


def _kinds(
    before: NDArray[np.bool_], lost: IntArray, won: IntArray, moved: IntArray, edited: NDArray[np.bool_]
) -> NDArray[np.uint8]:
    """Say what copies are of other texts, a row for each.

    Args:
        before: Whether a passage of the other text is missing in the copy, save behind the last one that they share.
        lost: Words of the passages that are missing.
        won: Words of the passages that the copy has to itself.
        moved: Words of passages that stand elsewhere.
        edited: Whether words were changed besides.
    """
    cut = np.where((moved > 0) | before, KINDS.index("abridged"), KINDS.index("truncated"))
    changed = np.where(edited, KINDS.index("edited"), KINDS.index("exact"))
    kinds = np.select(
        [moved > np.maximum(lost, won), won > lost, lost > 0, moved > 0],
        [KINDS.index("reordered"), KINDS.index("expanded"), cut, KINDS.index("reordered")],
        changed,
    )
    return kinds.astype(np.uint8)


def _passages(whole: IntArray, part: IntArray, least: IntArray) -> NDArray[np.bool_]:
    """Return in which gaps a passage of one text has next to nothing in its place in the other."""
    replaced: NDArray[np.bool_] = (whole - part >= least) & (part <= REPLACED * whole)
    return replaced


def _chains(passages: Passages) -> NDArray[np.bool_]:
    """Return which passages belong to the heaviest chain of their pair."""
    chain = np.ones(len(passages.pair), dtype=bool)
    back = (np.diff(passages.others) <= 0) & (passages.pair[1:] == passages.pair[:-1])
    for pair in np.unique(passages.pair[1:][back]).tolist():
        start, stop = np.searchsorted(passages.pair, (pair, pair + 1)).tolist()
        chain[start:stop] = _chain(passages.others[start:stop], passages.sizes[start:stop])
    return chain


def _chain(others: IntArray, sizes: IntArray) -> NDArray[np.bool_]:
    """Return which passages of a pair belong to the heaviest chain that follows one order in both texts."""
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
    best = (0, -1)
    while rank:
        if tree[rank][0] > best[0]:
            best = tree[rank]
        rank &= rank - 1
    return best


def _raise(tree: list[tuple[int, int]], rank: int, value: tuple[int, int]) -> None:
    while rank < len(tree):
        if value[0] > tree[rank][0]:
            tree[rank] = value
        rank += rank & -rank


def _gaps(
    texts: Sequence[Shingled], pair: IntArray, starts: IntArray, sizes: IntArray, chain: NDArray[np.bool_]
) -> IntArray:
    """Return how many words of its own each text has before, between and behind the passages of its chain.

    All texts are laid end to end, a place behind each, and counted in one go.
    """
    lengths = np.array([len(text.words) for text in texts], dtype=np.int64)
    stops = np.cumsum(lengths + 1)
    bases = stops - lengths - 1
    size = int(stops[-1]) + 1 if len(stops) else 1
    places = starts + bases[pair]
    depth = np.bincount(places, minlength=size) - np.bincount(places + sizes, minlength=size)
    free = np.cumsum(depth) == 0
    free[stops - 1] = False
    own = np.concatenate([one for text in texts for one in (text.own, [False])]) if texts else free[:0]
    count = np.zeros(size + 1, dtype=np.int64)
    np.cumsum(free & np.append(own, False), out=count[1:])
    inside, shift = places[chain], np.arange(int(chain.sum())) + pair[chain]
    begins, ends = np.empty((2, len(inside) + len(texts)), dtype=np.int64)
    last = np.ones(len(begins), dtype=bool)
    last[shift] = False
    begins[shift], begins[last] = inside, stops - 1
    first = np.ones(len(begins), dtype=bool)
    first[shift + 1] = False
    ends[shift + 1], ends[first] = inside + sizes[chain], bases
    between: IntArray = count[begins] - count[np.minimum(ends, begins)]
    return between


def _without_formulas(
    lefts: Sequence[Shingled], rights: Sequence[Shingled], chain: Passages, gaps: tuple[IntArray, IntArray]
) -> None:
    """Let what stands before and behind the shared passages count for nothing where it is no more than a formula.

    Two formulas may share a passage themselves, as place, day and reporter.
    """
    counts = np.bincount(chain.pair, minlength=len(lefts)).tolist()
    starts, others = chain.starts.tolist(), chain.others.tolist()
    stops, stops_other = (chain.starts + chain.sizes).tolist(), (chain.others + chain.sizes).tolist()
    some = (gaps[0] + gaps[1] > 0).tolist()
    first = 0
    for number, (left, right, count) in enumerate(zip(lefts, rights, counts, strict=True)):
        gap, stop = first + number, first + count  # the first gap of the pair, and the passage behind its last
        for within in range(min(FORMULA_PASSAGES, count) - 1, -1, -1):
            if max(starts[first + within], others[first + within]) > FORMULA_CHARACTERS:
                continue
            spans = ((left, 0, starts[first + within]), (right, 0, others[first + within]))
            if any(some[gap : gap + within + 1]) and all(is_opening(*span) for span in spans):
                for one in gaps:
                    one[gap : gap + within + 1] = 0
                break
        end = gap + count + 1
        for within in range(min(FORMULA_PASSAGES, count) - 1, -1, -1):
            place = stop - 1 - within
            if max(len(left.words) - stops[place], len(right.words) - stops_other[place]) > CREDIT_CHARACTERS:
                continue
            spans = ((left, stops[place], len(left.words)), (right, stops_other[place], len(right.words)))
            if any(some[end - within - 1 : end]) and all(is_credit(*span) for span in spans):
                for one in gaps:
                    one[end - within - 1 : end] = 0
                break
        first = stop
