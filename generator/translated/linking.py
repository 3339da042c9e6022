"""Link the sentences of two texts one to one: the evidence that one is the other in another language.

The closest two sentences are linked first, then the closest of the rest, and so on (competitive linking: Melamed,
Models of translational equivalence, Computational Linguistics 26, 2000), so that a report in another order is found as
well. A sentence that is left over beside a linked one joins it where the two together lie closer to the other side: a
translator made one sentence of two. Aligners of parallel texts make such beads too (Thompson and Koehn, Vecalign, EMNLP
2019), but hold their order to be the same.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from generator.model import Bead

from .vectors import cosines

GAIN = 0.02
"""What a sentence that joins a bead adds to its cosine at least."""


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
    weights = [np.sqrt(np.array(one, dtype=np.float64)) for one in lengths]
    between = (left @ right.T).astype(np.float64) * np.outer(*weights)
    sides = tuple(
        _Side(
            own=(rows @ rows.T).astype(np.float64) * np.outer(weight, weight),
            free=set(range(len(rows))) - {number for bead in beads for number in (bead.left, bead.right)[at]},
        )
        for at, (rows, weight) in enumerate(zip((left, right), weights, strict=True))
    )
    while grown := max(_grown(beads, sides, between), default=None, key=lambda one: (one[0], -one[1])):
        _, place, bead = grown
        sides[0].free.difference_update(bead.left)
        sides[1].free.difference_update(bead.right)
        beads[place] = bead
    return sorted(beads, key=lambda bead: (bead.left, bead.right))


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
