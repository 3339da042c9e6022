"""Join articles (stage 5): from compared pairs to clusters, and which member of each is canonical."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations

import numpy as np
from msgspec import Struct

from generator.model import Cluster, Match, Moment, Ruling

from .matches import IntArray, Matches, Pairs, Rows, connected, no_matches
from .matching import Mask, covered, faint, joining
from .standing import Standing, main_copy

LINKING_CONTAINMENT = 0.25
"""Containment from which two members of groups that are to join speak for it."""
LINKING_FAINT = 0.55
"""The same where the match is one of words or letters: more of such groups are two versions of one event."""
LINKING_SHARE = 0.5
"""Share of the pairs across two groups that must speak for joining them."""
MOST = 2 / 3
"""Share of a longer copy below which a shorter one lacks much of it, and the rest is no addition."""
TWIN = 0.95
"""Resemblance from which two copies are the same."""
LINKED = 12
"""Members of a group that speak for it when two groups are to join."""
EVIDENCE_MEMBERS = 30
"""Clusters of up to so many members are compared each with each, so that every page can show its shares."""
_UNKNOWN: Moment = "9999"
"""Sorts behind every moment."""

Members = list[int]
"""The numbers of some articles."""


class Thresholds(Struct, frozen=True, kw_only=True):
    """From where on a match joins."""

    min_containment: float
    """0 to 1."""
    min_shared: int
    """Shingles."""


def find_clusters(
    ids: Sequence[str],
    candidates: Pairs,
    standings: Sequence[Standing],
    compare: Callable[[Pairs], Rows],
    limits: Thresholds,
    rulings: Sequence[Ruling] = (),
) -> tuple[list[Cluster], Matches]:
    """Join articles by their matches.

    A match between two groups joins them only if most of their pairs share text (average linkage): a roundup that holds
    two stories matches both, but they share nothing with one another, and stay apart. What the curator ruled comes
    first, and no match overrides it. Pairs that would have a say and were no candidates are compared too, and so are
    those that belong into a cluster's evidence.

    Args:
        ids: The articles, sorted; pairs go by their numbers in it.
        candidates: Pairs to compare.
        standings: What is known of each article.
        compare: Returns the rows of some pairs, in their order; called until nothing is missing.
        limits: From where on a match joins.
        rulings: What the curator decided, about articles of the archive.

    Returns:
        Clusters of two members or more, by canonical id; and every pair that was compared.
    """
    ruled = _Ruled.of(ids, rulings)
    headlines = _headlines(standings)
    matches = no_matches(ids)
    found: dict[int, Members] = {}
    wanted = matches.pairs_of({*matches.keys_of(candidates).tolist(), *matches.keys_of(ruled.pairs).tolist()})
    while len(wanted):
        matches = matches.joined_by(compare(wanted))
        bonds, weak = _bonds(matches, headlines, limits)
        near = _near(np.concatenate((ruled.same, bonds)), wanted, len(ids))
        groups = _Groups(matches, near, ruled)
        groups.join_all(bonds[near[bonds[:, 0]]], weak[near[bonds[:, 0]]])
        found = {first: members for first, members in found.items() if not near[first]}
        found |= {members[0]: members for members in groups.made()}
        wanted = matches.pairs_of(groups.missing or _unseen(matches, found.values(), standings, ruled))
    evidence = _evidence(matches, found.values(), standings, ruled)
    clusters = (
        _cluster(matches, members, standings, ruled, tuple(known))
        for members, known in zip(found.values(), evidence, strict=True)
    )
    return sorted(clusters, key=lambda one: one.canonical_id), matches


class _Ruled(Struct, frozen=True, kw_only=True):
    """What the curator decided, by the articles' numbers."""

    same: Pairs
    apart: Pairs
    canonical: frozenset[int]

    @classmethod
    def of(cls, ids: Sequence[str], rulings: Iterable[Ruling]) -> _Ruled:
        """Number the articles of some rulings."""
        rulings = list(rulings)
        named = {name for ruling in rulings for name in ruling.ids}
        numbers = {name: number for number, name in enumerate(ids) if name in named}

        def pairs(verdict: str) -> Pairs:
            found = sorted([numbers[name] for name in one.pair] for one in rulings if one.verdict == verdict)
            return np.array(found, dtype=np.int64).reshape(-1, 2)

        chosen = frozenset(numbers[one.ids[0]] for one in rulings if one.verdict == "canonical")
        return cls(same=pairs("same"), apart=pairs("different"), canonical=chosen)

    @property
    def pairs(self) -> Pairs:
        """The pairs that rulings name."""
        return np.concatenate((self.same, self.apart))


def _headlines(standings: Sequence[Standing]) -> IntArray:
    """Return a number for each headline; articles without one have numbers of their own."""
    numbers: dict[str, int] = {}
    known = (None if one.headline is None else numbers.setdefault(one.headline, len(numbers)) for one in standings)
    return np.array([-1 - place if number is None else number for place, number in enumerate(known)], dtype=np.int64)


def _bonds(matches: Matches, headlines: IntArray, limits: Thresholds) -> tuple[Pairs, Mask]:
    """Return the pairs that matches join, the closest first, and which of them do so faintly."""
    rows = matches.rows
    same_headline = headlines[rows["left"]] == headlines[rows["right"]]
    rows = rows[joining(rows, same_headline, min_containment=limits.min_containment, min_shared=limits.min_shared)]
    rows = rows[np.lexsort((rows["right"], rows["left"], -rows["shared"], -rows["resemblance"]))]
    pairs = np.stack((rows["left"], rows["right"]), axis=1).astype(np.int64)
    return pairs, faint(rows, min_containment=limits.min_containment)


def _near(bonds: Pairs, changed: Pairs, articles: int) -> Mask:
    """Return which articles bonds connect, over any number of others, with the articles of some pairs.

    What became known of those pairs has no say in the clusters of other articles.
    """
    labels = connected(bonds, articles)
    reached = np.zeros(articles, dtype=bool)
    reached[labels[changed.ravel()]] = True
    return reached[labels]


class _Groups:
    """Articles on their way to clusters."""

    def __init__(self, matches: Matches, near: Mask, ruled: _Ruled) -> None:
        inside = near[matches.rows["left"]] & near[matches.rows["right"]]
        containment = matches.rows["containment"]
        self._articles = len(matches.ids)
        self._known = frozenset(matches.keys[inside].tolist())
        self._agreeing = frozenset(matches.keys[inside & (containment >= LINKING_CONTAINMENT)].tolist())
        self._closely = frozenset(matches.keys[inside & (containment >= LINKING_FAINT)].tolist())
        self._apart: list[list[int]] = ruled.apart.tolist()
        self._groups: dict[int, Members] = {}
        self.missing: set[int] = set()
        """Keys of the pairs whose comparison would have had a say."""
        for left, right in ruled.same[near[ruled.same[:, 0]]].tolist():
            self._join(self._group(left), self._group(right))

    def join_all(self, bonds: Pairs, weak: Mask) -> None:
        """Put the groups of pairs together, in their order, where most of their members agree."""
        for left, right, faintly in zip(bonds[:, 0].tolist(), bonds[:, 1].tolist(), weak.tolist(), strict=True):
            one, other = self._group(left), self._group(right)
            if one is not other and self._most_agree(one, other, self._closely if faintly else self._agreeing):
                self._join(one, other)

    def _join(self, one: Members, other: Members) -> None:
        if one is other:
            return
        if len(one) < len(other):  # the smaller into the larger, or ten thousand copies take a hundred million steps
            one, other = other, one
        one += other
        self._groups.update(dict.fromkeys(other, one))

    def _most_agree(self, one: Members, other: Members, agreeing: frozenset[int]) -> bool:
        """Return whether most pairs between two groups share text, and no ruling forbids to join them."""
        if any((a in one and b in other) or (a in other and b in one) for a, b in self._apart):
            return False
        across = [min(a, b) * self._articles + max(a, b) for a, b in _across(one, other)]
        self.missing.update(key for key in across if key not in self._known)
        return sum(key in agreeing for key in across) > LINKING_SHARE * len(across)

    def made(self) -> list[Members]:
        """Return the groups of two or more, the members of each sorted."""
        groups = {id(one): one for one in self._groups.values()}.values()
        return [sorted(members) for members in groups if len(members) > 1]

    def _group(self, member: int) -> Members:
        return self._groups.setdefault(member, [member])


def _across(one: Members, other: Members) -> Iterator[tuple[int, int]]:
    """Yield the pairs between two groups; of large groups, those between their first members.

    The first stay the first while a group grows, so ten thousand copies need a dozen comparisons each. Groups grow in
    the order of the matches, which no order of the articles changes.
    """
    return ((a, b) for a in one[:LINKED] for b in other[:LINKED])


def _cluster(
    matches: Matches, members: Members, standings: Sequence[Standing], ruled: _Ruled, known: tuple[Match, ...]
) -> Cluster:
    """Make a cluster: its canonical member, and its members in order."""

    def by_moment(member: int) -> tuple[str, int]:
        return (standings[member].published or _UNKNOWN, member)

    canonical, reason = _canonical(matches, members, standings, ruled)
    return Cluster(
        canonical_id=matches.ids[canonical],
        member_ids=tuple(matches.ids[member] for member in sorted(members, key=by_moment)),
        matches=known,
        reason=reason,
    )


def _canonical(matches: Matches, members: Members, standings: Sequence[Standing], ruled: _Ruled) -> tuple[int, str]:
    return main_copy(members, standings, _in_common(matches, members), ruled.canonical)


def _in_common(matches: Matches, members: Members) -> dict[int, float]:
    """Return how many shingles each member shares with another on average, as far as they were compared.

    A member that lacks much of another counts for as much as it has of that: so little more is no addition. Not where
    it has a twin, since two copies are not cut at the same word.
    """
    count = len(members)
    few = np.array(sorted(members), dtype=np.int64)
    one, other = np.triu_indices(count, 1) if count <= EVIDENCE_MEMBERS else _with_first(count)
    places, known = matches.places(few[one] * len(matches.ids) + few[other])
    one, other, rows = one[known], other[known], matches.rows[places[known]]
    totals, pairs, twins = np.zeros(count), np.zeros(count), np.zeros(count, dtype=bool)
    for side in (one, other):
        totals += np.bincount(side, rows["shared"], minlength=count)
        pairs += np.bincount(side, minlength=count)
        twins[side[rows["resemblance"] >= TWIN]] = True
    kept, shorter = covered(rows), np.where(rows["right_is_shorter"], other, one)
    share = np.ones(count)
    np.minimum.at(share, shorter[kept < MOST], kept[kept < MOST])
    return dict(zip(few.tolist(), (np.where(twins, 1, share) * totals / np.maximum(pairs, 1)).tolist(), strict=True))


def _with_first(count: int) -> tuple[IntArray, IntArray]:
    """Return the pairs of so many members that the first of them are in: all would be too many."""
    one, other = np.divmod(np.arange(LINKED * count), count)
    return one[one < other], other[one < other]


def _inside(
    matches: Matches, members: Members, standings: Sequence[Standing], ruled: _Ruled
) -> Iterable[tuple[int, int]]:
    """Return all pairs of a cluster's members; of a cluster too large to compare each with each, the canonical's."""
    if len(members) <= EVIDENCE_MEMBERS:
        return combinations(members, 2)
    canonical, _ = _canonical(matches, members, standings, ruled)
    return ((min(canonical, member), max(canonical, member)) for member in members if member != canonical)


def _keys_inside(
    matches: Matches, groups: Iterable[Members], standings: Sequence[Standing], ruled: _Ruled
) -> list[IntArray]:
    """Return the keys of the pairs that belong into the evidence of each group."""
    count = len(matches.ids)
    return [
        np.array([left * count + right for left, right in _inside(matches, members, standings, ruled)], dtype=np.int64)
        for members in groups
    ]


def _unseen(matches: Matches, groups: Iterable[Members], standings: Sequence[Standing], ruled: _Ruled) -> Iterable[int]:
    """Return the keys of the pairs that belong into the evidence of some groups and were not compared yet."""
    keys = np.concatenate([np.empty(0, dtype=np.int64), *_keys_inside(matches, groups, standings, ruled)])
    unseen: list[int] = keys[~matches.places(keys)[1]].tolist()
    return unseen


def _evidence(
    matches: Matches, groups: Iterable[Members], standings: Sequence[Standing], ruled: _Ruled
) -> Iterator[list[Match]]:
    """Yield what is known of the pairs inside each group."""
    inside = _keys_inside(matches, groups, standings, ruled)
    every = iter(matches.at(matches.places(np.concatenate([np.empty(0, dtype=np.int64), *inside]))[0]))
    for keys in inside:
        yield [next(every) for _ in keys]
