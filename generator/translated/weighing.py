"""Weigh whether two texts are one report in two languages: two `Encoded` -> `Weighed`.

Two reports of one event share what happened, but each has clauses that the other has nowhere. A translation has next to
none, even an abridged one: what it says, the longer text says. So what counts is how close each clause of the shorter
text comes to the closest of the longer, how much of either is found in the other, and how well the numbers agree.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from generator.model import Bead

from .linking import link, moved
from .vectors import Encoded, cosines, rows_of

FOUND = 0.5
"""Cosine from which a clause is found in the other text, slack included."""
LINKED = 0.4
"""Cosine from which a bead is evidence."""
HOPELESS = 0.4
"""Closeness below which nothing else is looked at."""
LIKELY, CERTAIN = 0.62, 0.75
"""Scores from which two texts may be one report, and are: with every event of the labelled set weighed by what the
others taught, P .984 at R .976, and P 1 at R .944."""

WEIGHTS: Mapping[str, float] = {
    "close": 15.6,
    "held": 4.2,
    "found": 4.6,
    "covered": 4.4,
    "numbers": -1.2,
}
NOTHING = -16.1
"""Of a logistic regression over the labelled set (`make bench BENCH=translated`), rounded, and its constant."""


class Measures(Struct, frozen=True):
    """Two texts in numbers, each from 0 to 1 but for the last."""

    close: float
    """Mean cosine of the shorter's clauses with the closest of the longer, slack included."""
    held: float
    """Share of the shorter text, by its clauses, that is found in the longer."""
    found: float
    """Share of the longer text, by its clauses, that is found in the shorter."""
    covered: float
    """Share of the longer text, by its sentences, that is linked with sentences of the shorter."""
    numbers: float
    """Numbers in linked sentences that the other side has not, each weighted by its share of the shorter text."""


class Weighed(Struct, frozen=True, kw_only=True):
    """What came of two texts that may be one report."""

    score: float
    """How likely they are, 0 to 1, in steps of a hundredth."""
    held: float
    """Share of the shorter text that stands in the longer, in the same steps."""
    left_is_shorter: bool
    moved: int
    """Links that stand in another order."""
    beads: tuple[Bead, ...]
    """Linked sentences, by their place in the left text; cosines in the same steps."""


def weigh(left: Encoded, right: Encoded, slack: float) -> Weighed | None:
    """Return how two texts hang together; None where they are not likely to be one report.

    Args:
        left: One text.
        right: The other.
        slack: What the cosines of these two languages lack.
    """
    measured, beads, swapped = _measured(left, right, slack)
    score = round(score_of(measured), 2) if measured else 0.0
    if measured is None or score < LIKELY:
        return None
    shown = [Bead(one.left, one.right, round(min(one.cosine + slack, 1.0), 2)) for one in beads]
    if swapped:
        shown = sorted((Bead(one.right, one.left, one.cosine) for one in shown), key=lambda one: one.left)
    return Weighed(
        score=score,
        held=round(measured.held, 2),
        left_is_shorter=not swapped,
        moved=len(moved(shown)),
        beads=tuple(shown),
    )


def measure(left: Encoded, right: Encoded, slack: float) -> Measures | None:
    """Return two texts in numbers; None where one has no words, or they have nothing to do with one another."""
    return _measured(left, right, slack)[0]


def _measured(left: Encoded, right: Encoded, slack: float) -> tuple[Measures | None, list[Bead], bool]:
    """Return two texts in numbers, their beads, and whether the right text is the shorter, and stands first there."""
    swapped = sum(right.letters) < sum(left.letters)
    shorter, longer = (right, left) if swapped else (left, right)
    if not shorter.letters or not longer.letters:
        return None, [], swapped
    own, other = rows_of(shorter.clauses), rows_of(longer.clauses)
    own_whole, other_whole = rows_of(shorter.sentences), rows_of(longer.sentences)
    between = cosines(own, other)
    best = np.maximum(between.max(axis=1), cosines(own, other_whole).max(axis=1)) + slack
    best_of_longer = np.maximum(between.max(axis=0), cosines(own_whole, other).max(axis=0)) + slack
    weights, weights_of_longer = _shares(shorter.clause_letters), _shares(longer.clause_letters)
    close = float(best @ weights)
    if close < HOPELESS:
        return None, [], swapped
    beads = [
        bead
        for bead in link(own_whole, other_whole, (shorter.letters, longer.letters))
        if bead.cosine + slack >= LINKED
    ]
    sentence_shares = _shares(longer.letters)
    measures = Measures(
        close=close,
        held=float((best >= FOUND) @ weights),
        found=float((best_of_longer >= FOUND) @ weights_of_longer),
        covered=float(sum(sentence_shares[number] for bead in beads for number in bead.right)),
        numbers=_differing(shorter, longer, beads),
    )
    return measures, beads, swapped


def _shares(lengths: tuple[int, ...]) -> NDArray[np.float64]:
    return np.array(lengths, dtype=np.float64) / sum(lengths)


def _differing(shorter: Encoded, longer: Encoded, beads: list[Bead]) -> float:
    """Return the numbers of linked sentences that one side alone has, weighted by the shares of the sentences."""
    shares = _shares(shorter.letters)
    told = 0.0
    for bead in beads:
        own = {number for place in bead.left for number in shorter.figures[place]}
        other = {number for place in bead.right for number in longer.figures[place]}
        told += float(sum(shares[place] for place in bead.left)) * len(own ^ other)
    return told


def score_of(measures: Measures) -> float:
    """Return how likely two texts are one report, 0 to 1."""
    told = sum(WEIGHTS[name] * getattr(measures, name) for name in WEIGHTS) + NOTHING
    return 1 / (1 + math.exp(-told))
