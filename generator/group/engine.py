"""The interface of grouping (stage 5): what an engine that finds copies has to offer, and the one that is built in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from msgspec import Struct

from generator.model import Cluster, Relation, Ruling, Shingled

from .candidates import Survey, survey
from .clusters import Thresholds, find_clusters
from .matches import Matches, Pairs, Rows
from .matching import verify_all
from .related import relate
from .standing import Standing


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

    def __call__(
        self,
        surveyed: Survey,
        standings: Sequence[Standing],
        compare: Callable[[Pairs], Rows],
        limits: Thresholds,
        rulings: Sequence[Ruling] = (),
    ) -> Grouped:
        """Cluster the surveyed articles; arguments as for `cluster`."""


class Engine(Struct, frozen=True, kw_only=True):
    """A way to find copies. What it returns must not depend on the order of the articles or on the machine."""

    survey: SurveyTexts
    verify: VerifyPairs
    cluster: ClusterArticles


def cluster(
    surveyed: Survey,
    standings: Sequence[Standing],
    compare: Callable[[Pairs], Rows],
    limits: Thresholds,
    rulings: Sequence[Ruling] = (),
) -> Grouped:
    """Join articles by average linkage, and relate what is no copy.

    Args:
        surveyed: The articles and the pairs to compare.
        standings: What is known of each article, in the order of the ids.
        compare: Returns the rows of some pairs, in their order.
        limits: From where on a match joins.
        rulings: What the curator decided.
    """
    joined, matches = find_clusters(surveyed.ids, surveyed.candidates, standings, compare, limits, rulings)
    clusters, relations = relate(matches, joined, limits)
    return Grouped(clusters=tuple(clusters), relations=relations, matches=matches)


BUILT_IN = Engine(survey=survey, verify=verify_all, cluster=cluster)
