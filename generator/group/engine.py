"""The interface of grouping (stage 5): what an engine that finds copies has to offer, and the one that is built in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Protocol

import numpy as np
from msgspec import Struct

from generator.model import Cluster, Relation, Ruling, Shingled

from .candidates import Survey
from .clusters import Thresholds, find_clusters
from .matches import IntArray, Matches, Pairs, Rows, connected
from .related import relate
from .standing import Standing
from .touched import survey_on
from .unchanged import Remembered
from .verifying import verify_all


class Basis(Struct, frozen=True, kw_only=True):
    """What articles are clustered by."""

    surveyed: Survey
    """The articles and the pairs to compare."""
    standings: Sequence[Standing]
    """What is known of each article, in the order of the ids."""
    compare: Callable[[Pairs], Rows]
    """Returns the rows of some pairs, in their order."""
    limits: Thresholds
    """From where on a match joins."""
    rulings: Sequence[Ruling] = ()
    """What the curator decided."""
    known: Remembered | None = None
    """What is known of the archive from when it was clustered last; an engine need not go by it."""


class Grouped(Struct, frozen=True, kw_only=True):
    """What grouping made of an archive."""

    clusters: tuple[Cluster, ...]
    """By canonical id."""
    relations: tuple[Relation, ...]
    """Of articles that share no cluster, by left id, then right id."""
    matches: Matches
    """Every pair that was compared, whether it joined or not."""


class SurveyTexts(Protocol):
    """Proposes the pairs worth comparing, and tells what is an outlet's boilerplate, from fingerprints alone."""

    def __call__(self, ids: Sequence[str], outlets: Sequence[str | None], hashes: Sequence[bytes]) -> Survey:
        """Survey articles: the id of each, its outlet, and its winnowed hashes as little-endian uint64."""


class VerifyPairs(Protocol):
    """Compares pairs of texts, named by their places; runs in workers, so that it has to be a function of a module."""

    def __call__(self, texts: Sequence[Shingled], pairs: Pairs) -> Rows:
        """Return the figures of each pair, in their order."""


class ClusterArticles(Protocol):
    """Joins articles by verified pairs, of which it asks for more until none is missing."""

    def __call__(self, basis: Basis) -> Grouped:
        """Cluster the surveyed articles."""


class Engine(Struct, frozen=True, kw_only=True):
    """A way to find copies. What it returns must not depend on the order of the articles or on the machine."""

    survey: SurveyTexts
    verify: VerifyPairs
    cluster: ClusterArticles


def cluster(basis: Basis) -> Grouped:
    """Join articles by average linkage, and relate what is no copy."""
    surveyed = basis.surveyed
    joined, matches = find_clusters(
        surveyed.ids, surveyed.candidates, basis.standings, basis.compare, basis.limits, basis.rulings, basis.known
    )
    clusters, relations = relate(matches, joined, basis.limits)
    return Grouped(clusters=tuple(clusters), relations=relations, matches=matches)


class Component(Struct, frozen=True, kw_only=True):
    """Articles that candidates and rulings connect, over any number of others: what is outside has no say in them."""

    articles: IntArray
    """Their numbers in the archive, sorted."""
    surveyed: Survey
    """They alone, so that the component can be clustered wherever its texts are."""
    rulings: tuple[Ruling, ...]
    """Those of them."""


def components(surveyed: Survey, rulings: Sequence[Ruling] = ()) -> Iterator[Component]:
    """Yield the components of two articles or more, by their first article.

    Each clustered alone comes to the clusters, relations and compared pairs that it has in the whole archive.
    """
    numbers = {name: number for number, name in enumerate(surveyed.ids)} if rulings else {}
    ruled = np.array([[numbers[name] for name in one.pair] for one in rulings], dtype=np.int64).reshape(-1, 2)
    labels = connected(np.concatenate((surveyed.candidates, ruled)), len(surveyed.ids))
    candidates = _by_label(labels[surveyed.candidates[:, 0]], surveyed.candidates)
    rulings_of = _by_label(labels[ruled[:, 0]], np.arange(len(rulings)))
    for label, articles in _by_label(labels, np.arange(len(labels))).items():
        if len(articles) < 2:
            continue
        ids = [surveyed.ids[number] for number in articles.tolist()]
        yield Component(
            articles=articles,
            surveyed=Survey(
                ids=ids,
                candidates=np.searchsorted(articles, candidates.get(label, surveyed.candidates[:0])),
                boilerplate={name: surveyed.boilerplate[name] for name in ids if name in surveyed.boilerplate},
            ),
            rulings=tuple(rulings[place] for place in rulings_of.get(label, ())),
        )


def _by_label(labels: IntArray, values: IntArray) -> dict[int, IntArray]:
    """Return the values of each label, in their order."""
    order = np.argsort(labels, kind="stable")
    values, (names, starts) = values[order], np.unique(labels[order], return_index=True)
    bounds = pairwise([*starts.tolist(), len(values)])
    return {label: values[start:stop] for label, (start, stop) in zip(names.tolist(), bounds, strict=True)}


BUILT_IN = Engine(survey=survey_on, verify=verify_all, cluster=cluster)
