"""Cluster components (stage 5) wherever there is room: each whole, in a task with others, from rows that are known.

What clustering asks for besides is not compared there: a task says which pairs are missing, all of them are compared
together, and those components are clustered anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from msgspec import Struct

from generator.model import Ruling

from .candidates import Survey
from .clusters import Thresholds
from .engine import BUILT_IN, Basis, Component, Grouped, components
from .matches import IntArray, Matches, Pairs, Rows, no_matches
from .standing import Standing

TASK_ARTICLES = 2_000
"""Articles of the components in one task, where they are small."""
MOST = 200_000
"""Articles of a component from which it is clustered where the build runs: its rows are some 100 MB and more."""

Deal = Callable[[Callable[["Tied"], "Grouped | Pairs"], Iterable["Tied"]], Iterable["Grouped | Pairs"]]
"""Runs a function for each item, anywhere, and returns the results in order."""


class Tied(Struct, frozen=True, kw_only=True):
    """Components as one task clusters them."""

    surveyed: Survey
    standings: tuple[Standing, ...]
    rulings: tuple[Ruling, ...]
    rows: Rows
    """Compared pairs, by the numbers that the articles have here."""
    limits: Thresholds


class _MissingError(Exception):
    """Pairs that clustering asks for are not known."""

    def __init__(self, pairs: Pairs) -> None:
        super().__init__()
        self.pairs = pairs


def clustered(tied: Tied) -> Grouped | Pairs:
    """Cluster the components of a task; return the pairs that are missing, where some are."""
    known = no_matches(tied.surveyed.ids).joined_by(tied.rows)

    def compare(pairs: Pairs) -> Rows:
        places, there = known.places(known.keys_of(pairs))
        if not there.all():
            raise _MissingError(pairs[~there])
        return known.rows[places]

    try:
        return BUILT_IN.cluster(
            Basis(
                surveyed=tied.surveyed,
                standings=tied.standings,
                compare=compare,
                limits=tied.limits,
                rulings=tied.rulings,
            )
        )
    except _MissingError as error:
        return error.pairs


def cluster_apart(deal: Deal, basis: Basis) -> Grouped:
    """Cluster as the built-in engine does, the components dealt out: `deal` runs their tasks."""
    surveyed, rulings = basis.surveyed, basis.rulings
    matches = no_matches(surveyed.ids)
    numbers = {name: number for number, name in enumerate(surveyed.ids)} if rulings else {}
    ruled = [[numbers[name] for name in one.pair] for one in rulings if len(one.ids) > 1]
    wanted = np.concatenate((surveyed.candidates, np.array(ruled, dtype=np.int64).reshape(-1, 2)))
    waiting = list(_bundles(components(surveyed, rulings)))
    made: list[Grouped] = []
    while waiting:
        matches = matches.joined_by(basis.compare(matches.pairs_of(np.unique(matches.keys_of(wanted)))))
        tied = list(_tied(waiting, basis, matches))
        done = list(zip(waiting, _results(deal, tied), strict=True))
        made += [one for _, one in done if isinstance(one, Grouped)]
        asked = [(bundle, one) for bundle, one in done if not isinstance(one, Grouped)]
        waiting = [bundle for bundle, _ in asked]
        wanted = np.concatenate([surveyed.candidates[:0], *(bundle.articles[pairs] for bundle, pairs in asked)])
    return Grouped(
        clusters=tuple(sorted((one for some in made for one in some.clusters), key=lambda one: one.canonical_id)),
        relations=tuple(
            sorted(
                (one for some in made for one in some.relations),
                key=lambda one: (one.match.left_id, one.match.right_id),
            )
        ),
        matches=matches,
    )


class _Bundle(Struct, frozen=True, kw_only=True):
    """Components that are clustered in one task."""

    articles: IntArray
    """Their numbers in the archive, sorted."""
    rulings: tuple[Ruling, ...]


def _bundles(every: Iterable[Component]) -> Iterator[_Bundle]:
    """Put small components together, in their order."""
    waiting: list[Component] = []
    size = 0
    for one in every:
        waiting.append(one)
        size += len(one.articles)
        if size >= TASK_ARTICLES:
            yield _bundle(waiting)
            waiting, size = [], 0
    if waiting:
        yield _bundle(waiting)


def _bundle(some: Sequence[Component]) -> _Bundle:
    articles = np.sort(np.concatenate([one.articles for one in some]))
    return _Bundle(articles=articles, rulings=tuple(ruling for one in some for ruling in one.rulings))


def _tied(bundles: Sequence[_Bundle], basis: Basis, matches: Matches) -> Iterator[Tied]:
    """Yield what the task of each bundle is given: articles have the numbers there that they have in the bundle."""
    surveyed = basis.surveyed
    bundle_of = np.full(len(surveyed.ids), -1, dtype=np.int64)
    for place, one in enumerate(bundles):
        bundle_of[one.articles] = place
    rows = _by_bundle(bundle_of[matches.rows["left"]], matches.rows, len(bundles))
    candidates = _by_bundle(bundle_of[surveyed.candidates[:, 0]], surveyed.candidates, len(bundles))
    for one, own, pairs in zip(bundles, rows, candidates, strict=True):
        renumbered = own.copy()
        for side in ("left", "right"):
            renumbered[side] = np.searchsorted(one.articles, own[side])
        numbers = one.articles.tolist()
        yield Tied(
            surveyed=Survey(
                ids=[surveyed.ids[number] for number in numbers],
                candidates=np.searchsorted(one.articles, pairs),
                boilerplate={},
            ),
            standings=tuple(basis.standings[number] for number in numbers),
            rulings=one.rulings,
            rows=renumbered,
            limits=basis.limits,
        )


def _by_bundle(labels: IntArray, values: Any, count: int) -> list[Any]:
    """Return the values of each bundle, in their order."""
    order = np.argsort(labels, kind="stable")
    bounds = np.searchsorted(labels[order], np.arange(count + 1))
    return [values[order[start:stop]] for start, stop in pairwise(bounds.tolist())]


def _results(deal: Deal, tied: Sequence[Tied]) -> Iterator[Grouped | Pairs]:
    """Yield what comes of each task, in order; what is too large for one is done here."""
    dealt = iter(deal(clustered, (one for one in tied if len(one.standings) <= MOST)))
    for one in tied:
        yield next(dealt) if len(one.standings) <= MOST else clustered(one)
