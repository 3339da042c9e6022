"""Join articles (stage 5): from matches to clusters, and which member of each is canonical."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from generator.model import Cluster, Match, Moment, Ruling

from .candidates import Pair
from .matching import joins

LINKING_CONTAINMENT = 0.25
"""Containment from which two members of groups that are to join speak for it."""
LINKING_SHARE = 0.5
"""Share of the pairs across two groups that must speak for joining them."""
LINKED = 12
"""Members of a group that speak for it when two groups are to join."""
EVIDENCE_MEMBERS = 30
"""Clusters of up to so many members are compared each with each, so that every page can show its shares."""
_UNKNOWN: Moment = "9999"
"""Sorts behind every moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What decides which member of a cluster is canonical, and in which order members are listed."""

    is_agency: bool
    """Whether the article stands on an agency's own page."""
    size: int
    """Characters of the text."""
    published: Moment | None
    headline: str | None = None
    """The article's own headline, folded; None where it has none, or one of few words, which prove nothing."""


def cluster(
    verified: Mapping[Pair, Match],
    standings: Mapping[str, Standing],
    *,
    min_containment: float,
    min_shared: int,
    rulings: Sequence[Ruling] = (),
) -> tuple[list[Cluster], list[Pair]]:
    """Join articles by their matches.

    A match between two groups joins them only if most of their pairs share text (average linkage): a roundup that holds
    two stories matches both, but they share nothing with one another, and stay apart. What the curator ruled comes
    first, and no match overrides it.

    Args:
        verified: Every pair that was compared, strong and weak.
        standings: What is known of each article that a pair or a ruling names.
        min_containment: Containment from which a match joins, 0 to 1.
        min_shared: Shared shingles from which a match joins.
        rulings: What the curator decided, about articles of the archive.

    Returns:
        Clusters of two members or more, by canonical id; and the pairs, sorted, that must be compared before these
        clusters are final, or that belong into their evidence. The pairs of one cluster have no say in another.
    """
    groups = _Groups(verified, rulings)
    for left, right in sorted(ruling.pair for ruling in rulings if ruling.verdict == "same"):
        groups.join(left, right)
    joining = [
        match
        for match in verified.values()
        if joins(
            match,
            min_containment=min_containment,
            min_shared=min_shared,
            same_headline=same_headline(standings[match.left_id], standings[match.right_id]),
        )
    ]
    joining.sort(key=lambda match: (-match.resemblance, -match.shared, match.left_id, match.right_id))
    for match in joining:
        groups.join_if_most_agree(match.left_id, match.right_id)
    chosen = {ruling.ids[0] for ruling in rulings if ruling.verdict == "canonical"}
    clusters = [_cluster(members, verified, standings, chosen) for members in groups.made()]
    missing = groups.missing or {pair for one in clusters for pair in pairs_inside(one) if pair not in verified}
    return sorted(clusters, key=lambda one: one.canonical_id), sorted(missing)


def around(verified: Mapping[Pair, Match], changed: Iterable[Pair]) -> set[str]:
    """Return every article that compared pairs connect, over any number of others, with the articles of some pairs.

    What became known of those pairs has no say in the clusters of other articles.
    """
    neighbours: dict[str, list[str]] = {}
    for left, right in verified:
        neighbours.setdefault(left, []).append(right)
        neighbours.setdefault(right, []).append(left)
    found = {name for pair in changed for name in pair}
    frontier = list(found)
    while frontier:
        new = {other for name in frontier for other in neighbours.get(name, ())} - found
        found |= new
        frontier = list(new)
    return found


def same_headline(left: Standing, right: Standing) -> bool:
    """Return whether two articles ran under one headline."""
    return left.headline is not None and left.headline == right.headline


class _Groups:
    """Articles on their way to clusters."""

    def __init__(self, verified: Mapping[Pair, Match], rulings: Iterable[Ruling]) -> None:
        self._verified = verified
        self._agreeing = {pair for pair, match in verified.items() if match.containment >= LINKING_CONTAINMENT}
        self._apart = {ruling.pair for ruling in rulings if ruling.verdict == "different"}
        self._groups: dict[str, list[str]] = {}
        self.missing: set[Pair] = set()
        """Pairs whose comparison would have had a say."""

    def join(self, left: str, right: str) -> None:
        """Put two articles' groups together, whatever the texts say."""
        one, other = self._group(left), self._group(right)
        if one is other:
            return
        if len(one) < len(other):  # the smaller into the larger, or ten thousand copies take a hundred million steps
            one, other = other, one
        one += other
        self._groups.update(dict.fromkeys(other, one))

    def join_if_most_agree(self, left: str, right: str) -> None:
        """Put two articles' groups together if most pairs between them share text, and no ruling forbids it."""
        one, other = self._group(left), self._group(right)
        if one is other or self._forbidden(one, other):
            return
        across = pairs_across(one, other)
        self.missing.update(pair for pair in across if pair not in self._verified)
        if sum(pair in self._agreeing for pair in across) > LINKING_SHARE * len(across):
            self.join(left, right)

    def made(self) -> list[list[str]]:
        """Return the groups of two or more."""
        return [members for members in {id(one): one for one in self._groups.values()}.values() if len(members) > 1]

    def _group(self, member: str) -> list[str]:
        return self._groups.setdefault(member, [member])

    def _forbidden(self, one: list[str], other: list[str]) -> bool:
        return any((a in one and b in other) or (a in other and b in one) for a, b in self._apart)


def pairs_across(one: list[str], other: list[str]) -> list[Pair]:
    """Return the pairs between two groups; of large groups, those between their first members.

    The first stay the first while a group grows, so ten thousand copies need a dozen comparisons each. Groups grow in
    the order of the matches, which no order of the articles changes.
    """
    return [(min(a, b), max(a, b)) for a in one[:LINKED] for b in other[:LINKED]]


def _cluster(
    members: Sequence[str],
    verified: Mapping[Pair, Match],
    standings: Mapping[str, Standing],
    chosen: set[str],
) -> Cluster:
    """Make a cluster: its canonical member, its members in order, and what is known of their pairs."""

    def published(member: str) -> str:
        return standings[member].published or _UNKNOWN

    def rank(member: str) -> tuple[bool, bool, int, str, str]:
        standing = standings[member]
        return (member not in chosen, not standing.is_agency, -standing.size, published(member), member)

    made = Cluster(
        canonical_id=min(members, key=rank),
        member_ids=tuple(sorted(members, key=lambda member: (published(member), member))),
        matches=(),
    )
    return replace(made, matches=tuple(verified[pair] for pair in pairs_inside(made) if pair in verified))


def pairs_inside(cluster: Cluster) -> list[Pair]:
    """Return all pairs of a cluster's members; of a cluster too large to compare each with each, the canonical's."""
    members = sorted(cluster.member_ids)
    if len(members) <= EVIDENCE_MEMBERS:
        return list(combinations(members, 2))
    canonical = cluster.canonical_id
    return [(min(canonical, member), max(canonical, member)) for member in members if member != canonical]
