"""Link the sentences of two texts one to one: the evidence that one is the other in another language.

The closest two sentences are linked first, then the closest of the rest, and so on (competitive linking: Melamed,
Models of translational equivalence, Computational Linguistics 26, 2000), so that a report in another order is found as
well. A sentence that is left over beside a linked one joins it where the two together lie closer to the other side: a
translator made one sentence of two. Aligners of parallel texts make such beads too (Thompson and Koehn, Vecalign, EMNLP
2019), but hold their order to be the same.

Where sentences are left over between two links on both sides, their place speaks for them, as it does in those
aligners; and where a link is much shorter on the side that has one left over, its length does (Gale and Church, A
program for aligning sentences in bilingual corpora, Computational Linguistics 19, 1993).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from generator.model import Bead

from .vectors import cosines

GAIN = 0.02
"""What a sentence that joins a bead adds to its cosine at least."""
IN_PLACE = 0.15
"""Cosine from which sentences are linked that stand between the same two links, slack included."""
FITTING = 0.25
"""How much better the lengths fit, as a logarithm of their ratio, where a sentence joins a bead that it adds no sense
to; and `ENOUGH` is the cosine that the bead has left, slack included."""
ENOUGH = 0.4


class _Side(Struct):
    """The sentences of one text, weighted by the roots of their lengths."""

    own: NDArray[np.float64]
    """Product of each with each."""
    free: set[int]


def link(
    left: NDArray[np.float32], right: NDArray[np.float32], lengths: tuple[Sequence[int], Sequence[int]]
) -> list[Bead]:
    """Return the beads of two texts, by their first sentence in the left one.

    Args:
        left: Vectors of the sentences of one text.
        right: Those of the other.
        lengths: How long each sentence is, of both.
    """
    beads = [_bead({i}, {j}, cosine) for i, j, cosine in _closest_first(cosines(left, right))]
    sides, between = _sides(beads, left, right, lengths)
    while grown := max(_grown(beads, sides, between), default=None, key=lambda one: (one[0], -one[1])):
        _, place, bead = grown
        sides[0].free.difference_update(bead.left)
        sides[1].free.difference_update(bead.right)
        beads[place] = bead
    return sorted(beads, key=lambda bead: (bead.left, bead.right))


def _sides(
    beads: Sequence[Bead],
    left: NDArray[np.float32],
    right: NDArray[np.float32],
    lengths: tuple[Sequence[int], Sequence[int]],
) -> tuple[tuple[_Side, ...], NDArray[np.float64]]:
    """Return both texts, weighted by the roots of their lengths, and the products of the one with the other."""
    weights = [np.sqrt(np.array(one, dtype=np.float64)) for one in lengths]
    sides = tuple(
        _Side(
            own=(rows @ rows.T).astype(np.float64) * np.outer(weight, weight),
            free=set(range(len(rows))) - {number for bead in beads for number in (bead.left, bead.right)[at]},
        )
        for at, (rows, weight) in enumerate(zip((left, right), weights, strict=True))
    )
    return sides, (left @ right.T).astype(np.float64) * np.outer(*weights)


def filled(
    beads: Sequence[Bead],
    left: NDArray[np.float32],
    right: NDArray[np.float32],
    lengths: tuple[Sequence[int], Sequence[int]],
    slack: float,
) -> list[Bead]:
    """Return the beads with those that place and length speak for; for readers, since other reports have them too.

    Args:
        beads: What `link` found, and is close enough.
        left: Vectors of the sentences of one text.
        right: Those of the other.
        lengths: How long each sentence is, of both.
        slack: What the cosines of these two languages lack.
    """
    whole = list(beads)
    close = cosines(left, right)
    for own, other in _gaps(whole, (len(left), len(right))):
        free = close[np.ix_(own, other)] + slack
        whole += (
            _bead({own[i]}, {other[j]}, cosine - slack) for i, j, cosine in _closest_first(free) if cosine >= IN_PLACE
        )
    whole.sort(key=lambda bead: (bead.left, bead.right))
    sides, between = _sides(whole, left, right, lengths)
    return [_lengthened(bead, sides, between, lengths, ENOUGH - slack) for bead in whole]


def _gaps(beads: Sequence[Bead], counts: tuple[int, int]) -> Iterator[tuple[list[int], list[int]]]:
    """Yield the sentences left over between links that follow one another in both texts, where both have some."""
    edges = [
        Bead((-1,), (-1,), 1.0),
        *sorted(beads, key=lambda bead: bead.left),
        Bead((counts[0],), (counts[1],), 1.0),
    ]
    taken = {number for bead in beads for number in bead.right}
    for before, after in pairwise(edges):
        own = list(range(before.left[-1] + 1, after.left[0]))
        other = list(range(before.right[-1] + 1, after.right[0]))
        if own and other and taken.isdisjoint(other):
            yield own, other


def _lengthened(
    bead: Bead,
    sides: tuple[_Side, ...],
    between: NDArray[np.float64],
    lengths: tuple[Sequence[int], Sequence[int]],
    least: float,
) -> Bead:
    """Return a bead with the sentence beside it that makes its sides more of a length, if there is one."""
    totals = sum(lengths[0]) / sum(lengths[1])
    for at in (0, 1):
        own = (bead.left, bead.right)[at]
        for number in sorted(sides[at].free.intersection((own[0] - 1, own[-1] + 1))):
            parts = tuple(sorted((*own, number)))
            left, right = (parts, bead.right) if at == 0 else (bead.left, parts)
            if len(left) > 1 and len(right) > 1:
                continue
            cosine = _together(left, right, sides, between)
            fits = _unlike(bead.left, bead.right, lengths, totals) - _unlike(left, right, lengths, totals)
            if fits >= FITTING and cosine >= least:
                sides[at].free.discard(number)
                return Bead(left, right, cosine)
    return bead


def _unlike(
    left: Sequence[int], right: Sequence[int], lengths: tuple[Sequence[int], Sequence[int]], totals: float
) -> float:
    """Return how far two sides are from the ratio of their texts' lengths."""
    ratio = sum(lengths[0][number] for number in left) / sum(lengths[1][number] for number in right)
    return abs(math.log(ratio / totals))


def _bead(left: set[int], right: set[int], cosine: float) -> Bead:
    return Bead(tuple(sorted(left)), tuple(sorted(right)), cosine)


def _closest_first(close: NDArray[np.float64]) -> Iterator[tuple[int, int, float]]:
    """Yield pairs of sentences, each sentence once, the closest first; of several as close, the first in the text."""
    rows, columns = close.shape
    taken: tuple[set[int], set[int]] = (set(), set())
    for place in np.argsort(-close, axis=None, kind="stable").tolist():
        i, j = divmod(place, columns)
        if i not in taken[0] and j not in taken[1]:
            taken[0].add(i)
            taken[1].add(j)
            yield i, j, float(close[i, j])
            if len(taken[0]) == min(rows, columns):
                return


def _grown(
    beads: Sequence[Bead], sides: tuple[_Side, ...], between: NDArray[np.float64]
) -> Iterator[tuple[float, int, Bead]]:
    """Yield what is gained where a free sentence joins the bead beside it, the bead's place, and the bead then."""
    for place, bead in enumerate(beads):
        for at, (own, other) in enumerate(((bead.left, bead.right), (bead.right, bead.left))):
            if len(other) > 1:
                continue
            for number in sides[at].free.intersection((own[0] - 1, own[-1] + 1)):
                parts = (*own, number)
                left, right = (parts, other) if at == 0 else (other, parts)
                cosine = _together(left, right, sides, between)
                if cosine > bead.cosine + GAIN:
                    yield round(cosine - bead.cosine, 6), place, _bead(set(left), set(right), cosine)


def _together(
    left: Sequence[int], right: Sequence[int], sides: tuple[_Side, ...], between: NDArray[np.float64]
) -> float:
    """Return the cosine of sentences taken together with others taken together."""
    squares = [float(side.own[np.ix_(part, part)].sum()) for side, part in zip(sides, (left, right), strict=True)]
    return float(between[np.ix_(left, right)].sum()) / math.sqrt(max(squares[0] * squares[1], 1.0))


def moved(beads: Sequence[Bead]) -> frozenset[int]:
    """Return the places of the beads that stand in another order in the right text: all but the most that do not."""
    ends: list[int] = []
    runs: list[tuple[int, ...]] = []
    for place, bead in enumerate(beads):
        at = int(np.searchsorted(ends, bead.right[0]))
        run = (*(runs[at - 1] if at else ()), place)
        ends[at : at + 1], runs[at : at + 1] = [bead.right[0]], [run]
    return frozenset(range(len(beads))).difference(runs[-1] if runs else ())
