"""Relate what is no copy (stage 5): excerpts, parts of composites and shared passages, and copies that are merged.

A roundup holds whole reports that share nothing with one another, and so does the text that an agency sent in takes and
a paper printed in one piece. Neither chains its parts to one cluster: each is related to it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from msgspec.structs import replace

from generator.model import Cluster, Match, Relation, RelationKind

from .clusters import Thresholds
from .composites import PART, composites, sharing
from .matches import Matches
from .matching import MIN_ALIGNED


def relate(
    matches: Matches, clusters: Sequence[Cluster], limits: Thresholds
) -> tuple[list[Cluster], tuple[Relation, ...]]:
    """Return the clusters, with merged copies called so, and how articles are related that share no cluster.

    Args:
        matches: Every pair that was compared.
        clusters: What they make.
        limits: From where on a match joins.

    Returns:
        Clusters in their order; relations by left id, then right id.
    """
    numbers = {name: number for number, name in enumerate(matches.ids)}
    cluster_of = np.arange(len(matches.ids))
    for number, one in enumerate(clusters, start=len(numbers)):
        cluster_of[[numbers[name] for name in one.member_ids]] = number
    rows, ids = matches.rows, matches.ids
    related, _ = sharing(rows, min_containment=limits.min_containment, min_shared=limits.min_shared)
    composed = composites(matches, min_containment=limits.min_containment, min_shared=limits.min_shared)
    parts_of = {ids[one]: frozenset(ids[part] for part in parts) for one, parts in composed.items()}
    strange = cluster_of[rows["left"]] != cluster_of[rows["right"]]
    relations = tuple(
        Relation(match=match, kind=_kind(match, parts_of, limits)) for match in matches.at(related & strange)
    )
    return [_with_merged(one, parts_of) for one in clusters], relations


def _holds(match: Match, limits: Thresholds) -> bool:
    """Return whether the longer of two articles holds the shorter and much besides."""
    whole = match.containment >= limits.min_containment or match.aligned >= MIN_ALIGNED
    return whole and _covered(match) < PART


def _kind(match: Match, parts_of: Mapping[str, frozenset[str]], limits: Thresholds) -> RelationKind:
    if not _holds(match, limits):
        return "passage"
    return "part" if match.longer_id in parts_of else "excerpt"


def _covered(match: Match) -> float:
    """Return the share of the longer text's shingles that stand in the shorter."""
    if not match.shared:
        return 0.0
    return 1 / (1 / match.resemblance + 1 - 1 / match.containment)


def _with_merged(cluster: Cluster, parts_of: Mapping[str, frozenset[str]]) -> Cluster:
    """Call a copy merged that is made of the main copy and of an article that is no copy of it."""
    members = frozenset(cluster.member_ids)
    merged = {name for name in members & parts_of.keys() if parts_of[name] - members}
    if not merged:
        return cluster
    return replace(cluster, matches=tuple(_merged(match, cluster.canonical_id, merged) for match in cluster.matches))


def _merged(match: Match, canonical_id: str, merged: set[str]) -> Match:
    copy = match.copy_id(canonical_id)
    if copy not in merged or match.kind_of(copy) != "expanded" or canonical_id not in (match.left_id, match.right_id):
        return match
    return replace(match, **{"left_kind" if copy == match.left_id else "right_kind": "merged"})
