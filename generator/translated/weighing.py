"""Weigh whether two texts are one report in two languages: two `Encoded` -> `Weighed`.

Two reports of one event share what happened, but each has clauses that the other has nowhere. A translation has next to
none, even an abridged one: what it says, the longer text says. So what counts is how close each piece of the shorter
text comes to the closest of the longer, how much of either is found in the other, and whether its numbers are there.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from generator.model import Bead

from .figures import missing
from .linking import filled, link, moved
from .vectors import Encoded, cosines, rows_of

FOUND = 0.5
"""Cosine from which a clause is found in the other text, slack included."""
LINKED = 0.4
"""Cosine from which a bead is evidence."""
HOPELESS = 0.4
"""Closeness below which nothing else is looked at."""
LIKELY, CERTAIN = 0.66, 0.75
"""Scores from which two texts may be one report, and are: with every event of the labelled set weighed by what the
others taught, P .983 at R .980, and P .988 at R .960."""
HEARD = 0.02
"""Score from which a pair is kept: what else is known of its texts may make a work of it."""
MOST_NUMBERS = 6
"""Missing numbers from which more of them say nothing more."""
SOME_NUMBERS = 2
"""Numbers that are added to those of a text, so that one of one says little."""

WEIGHTS: Mapping[str, float] = {
    "close": 10.3,
    "whole": 19.8,
    "held": 2.1,
    "found": 2.3,
    "covered": 1.6,
    "missing": -0.6,
    "unlike": -6.2,
}
NOTHING = -19.7
"""Of a logistic regression over the labelled set (`make bench BENCH=translated`), rounded, and its constant."""


class Measures(Struct, frozen=True):
    """Two texts in numbers, each from 0 to 1 but for the count of those that are missing."""

    close: float
    """Mean cosine of the shorter's clauses with the closest of the longer, slack included."""
    whole: float
    """The same of its sentences, which may lie closest to two sentences that follow one another."""
    held: float
    """Share of the shorter text, by its clauses, that is found in the longer."""
    found: float
    """Share of the longer text, by its clauses, that is found in the shorter."""
    covered: float
    """Share of the longer text, by its sentences, that is linked with sentences of the shorter."""
    missing: float
    """Numbers that the text with fewer of them has and the other lacks, `MOST_NUMBERS` at most: a translation leaves
    numbers out, or adds some, but seldom both."""
    unlike: float
    """Their share of the numbers that were looked for: of a few, all are much."""


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
    """Return how two texts hang together; None where nothing says that they are one report.

    Args:
        left: One text.
        right: The other.
        slack: What the cosines of these two languages lack.
    """
    measured, beads, swapped = _measured(left, right, slack)
    score = round(score_of(measured), 2) if measured else 0.0
    if measured is None or score < HEARD:
        return None
    shorter, longer = (right, left) if swapped else (left, right)
    sentences = rows_of(shorter.sentences), rows_of(longer.sentences)
    beads = filled(beads, *sentences, (shorter.letters, longer.letters), slack)
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
    whole_between = cosines(own_whole, other)
    best = np.maximum(between.max(axis=1), cosines(own, other_whole).max(axis=1)) + slack
    best_of_longer = np.maximum(between.max(axis=0), whole_between.max(axis=0)) + slack
    best_of_whole = np.maximum(cosines(own_whole, _in_twos(other_whole)).max(axis=1), whole_between.max(axis=1)) + slack
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
    lacking, asked = missing(shorter.numbers, longer.numbers)
    lacking = min(lacking, MOST_NUMBERS)
    measures = Measures(
        close=close,
        whole=float(best_of_whole @ _shares(shorter.letters)),
        held=float((best >= FOUND) @ weights),
        found=float((best_of_longer >= FOUND) @ weights_of_longer),
        covered=float(sum(sentence_shares[number] for bead in beads for number in bead.right)),
        missing=float(lacking),
        unlike=lacking / (asked + SOME_NUMBERS),
    )
    return measures, beads, swapped


def _in_twos(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return vectors of sentences, and behind them those of each two that follow one another: still whole numbers."""
    return np.concatenate((rows, rows[:-1] + rows[1:]))


def _shares(lengths: tuple[int, ...]) -> NDArray[np.float64]:
    return np.array(lengths, dtype=np.float64) / sum(lengths)


def score_of(measures: Measures) -> float:
    """Return how likely two texts are one report, 0 to 1."""
    told = sum(WEIGHTS[name] * getattr(measures, name) for name in WEIGHTS) + NOTHING
    return 1 / (1 + math.exp(-told))
