"""Relate what is no copy (stage 5): excerpts, parts of composites and shared passages, and copies that are merged.

A roundup holds whole reports that share nothing with one another, and so does the text that an agency sent in takes and
a paper printed in one piece. Neither chains its parts to one cluster: each is related to it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from msgspec.structs import replace

from generator.model import Cluster, Match, Relation, RelationKind

from .clusters import LINKING_CONTAINMENT, Thresholds
from .matches import Matches
from .matching import MIN_ALIGNED, Mask, covered

RELATED_SHARED = 30
"""Shared shingles from which two articles that are no copies are related: a passage of 37 words."""
COMPOSED = 0.7
"""Share of a text that others stand for, from which it is composed of them."""
PART = 0.85
"""Share of a text from which another is no part of it but the text."""


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
    rows = matches.rows
    whole = (rows["containment"] >= limits.min_containment) | (rows["aligned"] >= MIN_ALIGNED)
    sharing = (rows["shared"] >= RELATED_SHARED) | (whole & (rows["shared"] >= limits.min_shared))
    composites = _composites(matches, sharing, whole)
    strange = cluster_of[rows["left"]] != cluster_of[rows["right"]]
    relations = tuple(
        Relation(match=match, kind=_kind(match, composites, limits)) for match in matches.at(sharing & strange)
    )
    return [_with_merged(one, composites) for one in clusters], relations


def _holds(match: Match, limits: Thresholds) -> bool:
    """Return whether the longer of two articles holds the shorter and much besides."""
    whole = match.containment >= limits.min_containment or match.aligned >= MIN_ALIGNED
    return whole and _covered(match) < PART


def _kind(match: Match, composites: Mapping[str, frozenset[str]], limits: Thresholds) -> RelationKind:
    if not _holds(match, limits):
        return "passage"
    return "part" if match.longer_id in composites else "excerpt"


def _composites(matches: Matches, sharing: Mask, whole: Mask) -> dict[str, frozenset[str]]:
    """Return the articles that others make up, and those that do, none of which shares text with another."""
    rows, count = matches.rows, len(matches.ids)
    shares = covered(rows)
    held = np.flatnonzero(sharing & whole & (shares < PART))
    left, right = rows["left"][held], rows["right"][held]
    longer = np.where(rows["right_is_shorter"][held], left, right)
    several = np.bincount(longer, minlength=count)[longer] > 1
    parts: dict[int, list[tuple[float, int]]] = {}
    for one, share, part in zip(
        longer[several].tolist(), shares[held][several].tolist(), (left + right - longer)[several].tolist(), strict=True
    ):
        parts.setdefault(one, []).append((-share, part))
    alike = frozenset(matches.keys[sharing & (rows["containment"] >= LINKING_CONTAINMENT)].tolist()) if parts else ()
    found = {}
    for one, ranked in parts.items():
        chosen: dict[int, float] = {}
        for share, part in sorted(ranked):
            if not any(min(part, other) * count + max(part, other) in alike for other in chosen):
                chosen[part] = -share
        if len(chosen) > 1 and sum(chosen.values()) >= COMPOSED:
            found[matches.ids[one]] = frozenset(matches.ids[part] for part in chosen)
    return found


def _covered(match: Match) -> float:
    """Return the share of the longer text's shingles that stand in the shorter."""
    if not match.shared:
        return 0.0
    return 1 / (1 / match.resemblance + 1 - 1 / match.containment)


def _with_merged(cluster: Cluster, composites: Mapping[str, frozenset[str]]) -> Cluster:
    """Call a copy merged that is made of the main copy and of an article that is no copy of it."""
    members = frozenset(cluster.member_ids)
    merged = {name for name in members & composites.keys() if composites[name] - members}
    if not merged:
        return cluster
    return replace(cluster, matches=tuple(_merged(match, cluster.canonical_id, merged) for match in cluster.matches))


def _merged(match: Match, canonical_id: str, merged: set[str]) -> Match:
    copy = match.copy_id(canonical_id)
    if copy not in merged or match.kind_of(copy) != "expanded" or canonical_id not in (match.left_id, match.right_id):
        return match
    return replace(match, **{"left_kind" if copy == match.left_id else "right_kind": "merged"})
