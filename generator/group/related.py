"""Relate what is no copy (stage 5): excerpts, parts of composites and shared passages, and copies that are merged.

A roundup holds whole reports that share nothing with one another, and so does the text that an agency sent in takes and
a paper printed in one piece. Neither chains its parts to one cluster: each is related to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace

from generator.model import Cluster, Match, Relation, RelationKind

from .clusters import LINKING_CONTAINMENT, Thresholds
from .matches import Matches
from .matching import MIN_ALIGNED

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
    rows = matches.rows
    whole = (rows["containment"] >= limits.min_containment) | (rows["aligned"] >= MIN_ALIGNED)
    sharing = matches.at((rows["shared"] >= RELATED_SHARED) | (whole & (rows["shared"] >= limits.min_shared)))
    cluster_of = {name: one.canonical_id for one in clusters for name in one.member_ids}
    composites = _composites(sharing, limits)
    relations = tuple(
        Relation(match=match, kind=_kind(match, composites, limits))
        for match in sharing
        if cluster_of.get(match.left_id, match.left_id) != cluster_of.get(match.right_id, match.right_id)
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


def _composites(sharing: Iterable[Match], limits: Thresholds) -> dict[str, frozenset[str]]:
    """Return the articles that others make up, and those that do, none of which shares text with another."""
    parts: dict[str, list[tuple[float, str]]] = {}
    alike: set[frozenset[str]] = set()
    for match in sharing:
        if match.containment >= LINKING_CONTAINMENT:
            alike.add(frozenset((match.left_id, match.right_id)))
        if _holds(match, limits):
            parts.setdefault(match.longer_id, []).append((-_covered(match), match.shorter_id))
    found = {}
    for name, ranked in parts.items():
        chosen: dict[str, float] = {}
        for covered, part in sorted(ranked):
            if not any(frozenset((part, other)) in alike for other in chosen):
                chosen[part] = -covered
        if len(chosen) > 1 and sum(chosen.values()) >= COMPOSED:
            found[name] = frozenset(chosen)
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
