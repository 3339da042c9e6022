"""Join articles (stage 5): from compared pairs to clusters, and which member of each is canonical."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import combinations

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from generator.model import Cluster, Match, Moment, Ruling

from .composites import COMPOSED, composites, scattering
from .matches import ALONE, IntArray, Mask, Matches, Pairs, Rows, connected, no_matches
from .matching import MIN_ALIGNED, close, covered, faint, joining, misread, reworded
from .standing import Standing, main_copy
from .unchanged import Remembered, Settled

LINKING_CONTAINMENT = 0.25
"""Containment from which two members of groups that are to join speak for it."""
LINKING_FAINT = 0.55
"""The same where the match is one of words or letters: more of such groups are two versions of one event."""
LINKING_SHARE = 0.5
"""Share of the pairs across two groups of which more must speak for joining them."""
LINKING_CLOSE = 0.4
"""The same where the match is of two texts as a whole, reworded here and there: a copy of either that was cut, signed
or placed besides has less in common with the other, but it is a copy of what that is."""
VERSION = 0.7
"""Share of aligned words from which one member of a cluster has another's text in other words; of two stories that a
third tells both fewer are aligned."""
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
    known: Remembered | None = None,
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
        known: Of which articles the clusters are known; the others alone are joined.

    Returns:
        Clusters of two members or more, by canonical id; and every pair that was compared.
    """
    ruled = _Ruled.of(ids, rulings)
    if known is None or not known.settled.any():
        matches, groups = _joined(ids, candidates, standings, compare, limits, ruled)
        clusters = list(_clusters(matches, groups, _canonical(matches, groups, standings, ruled), standings))
    else:
        matches, clusters = _joined_besides(known, ids, candidates, standings, compare, limits, ruled)
    return sorted(clusters, key=lambda one: one.canonical_id), matches


def _joined(
    ids: Sequence[str],
    candidates: Pairs,
    standings: Sequence[Standing],
    compare: Callable[[Pairs], Rows],
    limits: Thresholds,
    ruled: _Ruled,
) -> tuple[Matches, _Groups]:
    """Compare pairs and join articles until no pair is missing that has a say."""
    headlines = _headlines(standings)
    matches, groups = no_matches(ids), _Groups.none(len(ids))
    wanted = matches.pairs_of(np.unique(matches.keys_of(np.concatenate((candidates, ruled.pairs)))))
    while len(wanted):
        matches = matches.joined_by(compare(wanted))
        bonds = _Bonds.of(matches, headlines, limits)
        labels = connected(np.concatenate((ruled.same, bonds.pairs)), len(ids))
        near = _near(labels, wanted)
        settled = near & _settled(matches, labels, bonds, ruled)
        growing = _Growing(matches, near & ~settled, ruled)
        growing.join_all(bonds)
        groups = groups.without(near).joined_by(np.where(settled, labels, ALONE), growing.made())
        wanted = matches.pairs_of(growing.missing or _unseen(matches, groups, standings, ruled))
    return matches, groups


def _joined_besides(
    known: Remembered,
    ids: Sequence[str],
    candidates: Pairs,
    standings: Sequence[Standing],
    compare: Callable[[Pairs], Rows],
    limits: Thresholds,
    ruled: _Ruled,
) -> tuple[Matches, list[Cluster]]:
    """Join those articles whose clusters are not known, which meet none of the others, as an archive of their own.

    Returns:
        All pairs that were compared, and all clusters: those that are known are as they were, evidence and all.
    """
    some = np.flatnonzero(~known.settled)

    def inside(pairs: Pairs) -> Pairs:
        return np.searchsorted(some, pairs[~known.settled[pairs[:, 0]]])

    def compare_inside(pairs: Pairs) -> Rows:
        rows = compare(some[pairs])
        rows["left"], rows["right"] = pairs[:, 0], pairs[:, 1]
        return rows

    own, decided = [standings[number] for number in some.tolist()], ruled.of_some(some, inside)
    names = [ids[number] for number in some.tolist()]
    matches, groups = _joined(names, inside(candidates), own, compare_inside, limits, decided)
    clusters = list(_clusters(matches, groups, _canonical(matches, groups, own, decided), own))
    rows = matches.rows.copy()
    rows["left"], rows["right"] = some[rows["left"]], some[rows["right"]]
    before = Matches(ids, known.rows)
    return before.joined_by(rows), [*_as_they_were(before, known.clusters), *clusters]


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
            numbered = sorted([numbers[name] for name in one.pair] for one in rulings if one.verdict == verdict)
            return np.array(numbered, dtype=np.int64).reshape(-1, 2)

        chosen = frozenset(numbers[one.ids[0]] for one in rulings if one.verdict == "canonical")
        return cls(same=pairs("same"), apart=pairs("different"), canonical=chosen)

    def of_some(self, some: IntArray, inside: Callable[[Pairs], Pairs]) -> _Ruled:
        """Return what was decided about some articles, by their places among these; `inside` numbers their pairs."""
        places = {number: place for place, number in enumerate(some.tolist()) if number in self.canonical}
        return _Ruled(same=inside(self.same), apart=inside(self.apart), canonical=frozenset(places.values()))

    @property
    def pairs(self) -> Pairs:
        """The pairs that rulings name."""
        return np.concatenate((self.same, self.apart))


def _headlines(standings: Sequence[Standing]) -> IntArray:
    """Return a number for each headline; articles without one have numbers of their own."""
    numbers: dict[str, int] = {}
    known = (None if one.headline is None else numbers.setdefault(one.headline, len(numbers)) for one in standings)
    return np.array([-1 - place if number is None else number for place, number in enumerate(known)], dtype=np.int64)


class _Bonds(Struct, frozen=True, kw_only=True):
    """The pairs that matches join, the closest first."""

    pairs: Pairs
    faint: Mask
    """Which of them are joined by their words or letters alone."""
    close: Mask
    """Which of them are of one text that was reworded here and there."""
    misread: Mask
    """Which of them are one text and the same as a machine read it."""

    @classmethod
    def of(cls, matches: Matches, headlines: IntArray, limits: Thresholds) -> _Bonds:
        """Return those of an archive."""
        rows, few, little = matches.rows, limits.min_shared, limits.min_containment
        same_headline = headlines[rows["left"]] == headlines[rows["right"]]
        scattered = scattering(rows, composites(matches, min_containment=little, min_shared=few), len(matches.ids))
        rows = rows[joining(rows, same_headline, min_containment=little, min_shared=few) & ~scattered]
        rows = rows[np.lexsort((rows["right"], rows["left"], -rows["shared"], -rows["resemblance"]))]
        pairs = np.stack((rows["left"], rows["right"]), axis=1).astype(np.int64)
        return cls(
            pairs=pairs,
            faint=faint(rows, min_containment=limits.min_containment),
            close=close(rows.view(np.recarray)),
            misread=misread(rows.view(np.recarray)),
        )


def _near(labels: IntArray, changed: Pairs) -> Mask:
    """Return which articles are in one component of bonds with an article of some pairs.

    What became known of those pairs has no say in the clusters of other articles.
    """
    reached = np.zeros(len(labels), dtype=bool)
    reached[labels[changed.ravel()]] = True
    return reached[labels]


def _settled(matches: Matches, labels: IntArray, bonds: _Bonds, ruled: _Ruled) -> Mask:
    """Return which articles are of components that are clusters in whatever order they join: all agree with all."""
    rows, sizes = matches.rows, np.bincount(labels, minlength=len(labels))
    needed = np.full(len(labels), LINKING_CONTAINMENT)
    needed[labels[bonds.pairs[bonds.faint, 0]]] = LINKING_FAINT
    label = labels[rows["left"]]
    agreeing = (label == labels[rows["right"]]) & _agreeing(rows, needed[label])
    agreed = np.bincount(label[agreeing], minlength=len(labels))
    whole = (sizes > 1) & (sizes <= EVIDENCE_MEMBERS) & (agreed == sizes * (sizes - 1) // 2)
    whole[labels[ruled.apart.ravel()]] = False
    settled: Mask = whole[labels]
    return settled


def _agreeing(rows: Rows, needed: NDArray[np.float64] | float) -> Mask:
    """Return which pairs speak for joining: those that share text, or differ in a word or a letter here and there.

    Where lines were set in another order, hardly a shingle is left and all words are there.
    """
    figures = rows.view(np.recarray)
    shared = (rows["containment"] >= needed) | (rows["aligned"] >= MIN_ALIGNED)
    agree: Mask = shared | misread(figures) | close(figures) | reworded(figures)
    return agree


class _Growing:
    """Articles on their way to clusters."""

    def __init__(self, matches: Matches, near: Mask, ruled: _Ruled) -> None:
        rows = matches.rows
        inside = near[rows["left"]] & near[rows["right"]]
        self._near, self._articles = near, len(matches.ids)
        self._known = frozenset(matches.keys[inside].tolist())
        self._agreeing = frozenset(matches.keys[inside & _agreeing(rows, LINKING_CONTAINMENT)].tolist())
        self._closely = frozenset(matches.keys[inside & _agreeing(rows, LINKING_FAINT)].tolist())
        self._apart: list[list[int]] = ruled.apart.tolist()
        self._groups: dict[int, Members] = {}
        self._voices: dict[int, int] = {}
        """For a member that was misread, or a text that was, another that it speaks with."""
        self.missing: set[int] = set()
        """Keys of the pairs whose comparison would have had a say."""
        for left, right in ruled.same[near[ruled.same[:, 0]]].tolist():
            self._join(self._group(left), self._group(right))

    def join_all(self, bonds: _Bonds) -> None:
        """Put the groups of pairs together, in their order, where most of their members agree.

        Two readings of one print have less in common with each other than each has with the text itself.
        """
        inside = self._near[bonds.pairs[:, 0]]
        columns = (column[inside].tolist() for column in (bonds.pairs, bonds.faint, bonds.close, bonds.misread))
        for (left, right), faintly, closely, wholly in zip(*columns, strict=True):
            one, other = self._group(left), self._group(right)
            if one is other or (self._apart and self._ruled_apart(one, other)):
                continue
            agreeing, share = self._closely if faintly else self._agreeing, LINKING_CLOSE if closely else LINKING_SHARE
            if wholly or self._most_agree(one, other, agreeing, share):
                if wholly:
                    first, second = sorted((self._voice(left), self._voice(right)))
                    self._voices[second] = first
                self._join(one, other)

    def _join(self, one: Members, other: Members) -> None:
        if one is other:
            return
        if len(one) < len(other):  # the smaller into the larger, or ten thousand copies take a hundred million steps
            one, other = other, one
        one += other
        self._groups.update(dict.fromkeys(other, one))

    def _ruled_apart(self, one: Members, other: Members) -> bool:
        return any((a in one and b in other) or (a in other and b in one) for a, b in self._apart)

    def _most_agree(self, one: Members, other: Members, agreeing: frozenset[int], share: float) -> bool:
        """Return whether more than a share of the pairs between two groups share text.

        A text and the same as it was misread have one voice: what was reworded has little in common with the latter.
        """
        count = self._articles
        across = {a * count + b if a < b else b * count + a for a, b in _across(one, other)}
        self.missing |= across - self._known
        agreed = across & agreeing
        if self._voices:
            across, agreed = self._by_voice(across), self._by_voice(agreed)
        return len(agreed) > share * len(across)

    def _by_voice(self, keys: set[int]) -> set[int]:
        """Return the pairs of voices that pairs of members have."""
        pairs = (sorted(map(self._voice, divmod(key, self._articles))) for key in keys)
        return {left * self._articles + right for left, right in pairs}

    def _voice(self, member: int) -> int:
        while self._voices.get(member, member) != member:
            member = self._voices[member]
        return member

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


class _Groups(Struct, frozen=True, dict=True):
    """The clusters of an archive, by the numbers of the articles."""

    of: IntArray
    """For each article the smallest member of its cluster, `ALONE` where it has none."""

    @classmethod
    def none(cls, articles: int) -> _Groups:
        """Return the clusters of articles of which none is in one."""
        return cls(np.full(articles, ALONE, dtype=np.int64))

    def without(self, articles: Mask) -> _Groups:
        """Return these without the clusters of some articles."""
        return _Groups(np.where(articles, ALONE, self.of))

    def joined_by(self, labels: IntArray, others: Iterable[Members]) -> _Groups:
        """Return these and others, some of them given as this has them, none with an article of these."""
        joined = np.maximum(self.of, labels)
        for members in others:
            joined[members] = min(members)
        return _Groups(joined)

    @cached_property
    def sizes(self) -> IntArray:
        """For each article the number of its cluster's members, 0 where it has none."""
        counts = np.bincount(self.of[self.of != ALONE], minlength=len(self.of))
        return np.where(self.of == ALONE, 0, counts[self.of])

    @cached_property
    def members(self) -> dict[int, Members]:
        """The members of each cluster, sorted, by the smallest."""
        joined = np.flatnonzero(self.of != ALONE)
        order = joined[np.argsort(self.of[joined], kind="stable")]
        firsts, starts = np.unique(self.of[order], return_index=True)
        every, bounds = order.tolist(), [*starts.tolist(), len(order)]
        return {first: every[bounds[place] : bounds[place + 1]] for place, first in enumerate(firsts.tolist())}

    @cached_property
    def ranks(self) -> IntArray:
        """For each article its place among the members of its cluster."""
        ranks = np.zeros(len(self.of), dtype=np.int64)
        for members in self.members.values():
            ranks[members] = range(len(members))
        return ranks

    def inside(self, matches: Matches) -> Mask:
        """Return which compared pairs are of two members of one cluster."""
        left, right = self.of[matches.rows["left"]], self.of[matches.rows["right"]]
        same: Mask = (left == right) & (left != ALONE)
        return same


def _as_they_were(matches: Matches, clusters: Sequence[Settled]) -> Iterator[Cluster]:
    """Make the clusters that are as they were, from the pairs that were compared."""
    of = np.full(len(matches.ids), ALONE, dtype=np.int64)
    members = np.array([member for one in clusters for member in one.members], dtype=np.int64)
    sizes = [len(one.members) for one in clusters]
    of[members] = np.repeat(np.array([one.main for one in clusters], dtype=np.int64), sizes)
    evidence = _evidence(matches, _Groups(of), {one.main: one.main for one in clusters})
    for one in clusters:
        yield Cluster(
            canonical_id=matches.ids[one.main],
            member_ids=tuple([matches.ids[member] for member in one.members]),
            matches=tuple(evidence.get(one.main, ())),
            reason=one.reason,
        )


def _clusters(
    matches: Matches, groups: _Groups, canonical: Mapping[int, tuple[int, str]], standings: Sequence[Standing]
) -> Iterator[Cluster]:
    """Make the clusters: the canonical member of each, its members in order, and what is known of their pairs."""

    def by_moment(member: int) -> tuple[str, int]:
        return (standings[member].published or _UNKNOWN, member)

    evidence = _evidence(matches, groups, {first: chosen for first, (chosen, _) in canonical.items()})
    for first, members in groups.members.items():
        chosen, reason = canonical[first]
        yield Cluster(
            canonical_id=matches.ids[chosen],
            member_ids=tuple(matches.ids[member] for member in sorted(members, key=by_moment)),
            matches=tuple(evidence.get(first, ())),
            reason=reason,
        )


def _canonical(
    matches: Matches, groups: _Groups, standings: Sequence[Standing], ruled: _Ruled, *, least: int = 2
) -> dict[int, tuple[int, str]]:
    """Return the main copy of each cluster of some members at least, and why it is that, by the smallest member."""
    common, misread_ones, damaged = _in_common(matches, groups), _misread(matches, groups), _damaged(matches, groups)
    return {
        first: main_copy(members, standings, common, ruled.canonical, misread_ones, damaged)
        for first, members in groups.members.items()
        if len(members) >= least
    }


def _asked(matches: Matches, groups: _Groups) -> Mask:
    """Return which pairs of clusters are asked what their members are: of a large one those of the first members."""
    rows = matches.rows
    asked: Mask = groups.inside(matches) & (
        (groups.sizes[rows["left"]] <= EVIDENCE_MEMBERS) | (groups.ranks[rows["left"]] < LINKED)
    )
    return asked


def _misread(matches: Matches, groups: _Groups) -> dict[int, list[int]]:
    """Return for members of clusters the others of which one was misread, as far as they are asked."""
    rows = matches.rows[_asked(matches, groups)]
    rows = rows[misread(rows.view(np.recarray))]
    others: dict[int, list[int]] = {}
    for left, right in zip(rows["left"].tolist(), rows["right"].tolist(), strict=True):
        others.setdefault(left, []).append(right)
        others.setdefault(right, []).append(left)
    return others


def _damaged(matches: Matches, groups: _Groups) -> dict[int, list[int]]:
    """Return for members of clusters the others beside which their letters tell that they were misread."""
    rows = matches.rows[_asked(matches, groups)]
    rows = rows[rows["damage"] != 0]
    of = np.where(rows["damage"] > 0, rows["right"], rows["left"])
    beside: dict[int, list[int]] = {}
    for one, both in zip(of.tolist(), (rows["left"] + rows["right"]).tolist(), strict=True):
        beside.setdefault(one, []).append(both - one)
    return beside


def _in_common(matches: Matches, groups: _Groups) -> dict[int, float]:
    """Return how many shingles each member of a cluster shares with another on average, as far as they were compared.

    Those that other words broke count as shared: what was reworded is no less complete, and two copies of a rewording
    make it no more so than the text.
    A member that lacks much of another counts for as much as it has of that: so little more is no addition. Not where
    it has a twin, since two copies are not cut at the same word, nor where what it lacks is another article. Of
    clusters too large to compare each with each, only the first members are asked.
    """
    rows, count = matches.rows[_asked(matches, groups)], len(matches.ids)
    in_common = rows["shared"] * _unbroken(rows)
    totals, pairs, twins = np.zeros(count), np.zeros(count), np.zeros(count, dtype=bool)
    for side in (rows["left"], rows["right"]):
        totals += np.bincount(side, in_common, minlength=count)
        pairs += np.bincount(side, minlength=count)
        twins[side[rows["resemblance"] >= TWIN]] = True
    kept, shorter = _share_held(rows), np.where(rows["right_is_shorter"], rows["right"], rows["left"])
    rest = _of_others(matches, groups)[rows["left"] + rows["right"] - shorter]
    lacking = (kept < MOST) & (kept + rest < COMPOSED)
    share = np.ones(count)
    np.minimum.at(share, shorter[lacking], kept[lacking])
    shares, joined = np.where(twins, 1, share) * totals / np.maximum(pairs, 1), np.flatnonzero(groups.sizes)
    return dict(zip(joined.tolist(), shares[joined].tolist(), strict=True))


def _share_held(rows: Rows) -> NDArray[np.float64]:
    """Return for each pair the share of the longer text that stands in the shorter, be it in other words."""
    with np.errstate(divide="ignore", invalid="ignore"):
        longer = np.maximum(np.maximum(rows["aligned"], rows["letters"]) / rows["containment"], 1.0)
    held: NDArray[np.float64] = covered(rows) * np.where(rows["containment"] > 0, longer, 1.0)
    return held


def _unbroken(rows: Rows) -> NDArray[np.float64]:
    """Return for each pair by how much more shingles it would share, had other words broken none of a text."""
    reworded_ones = (rows["aligned"] >= VERSION) & (rows["containment"] > 0)
    factor = np.ones(len(rows))
    np.divide(rows["aligned"], rows["containment"], out=factor, where=reworded_ones)
    return np.maximum(factor, 1.0)


def _of_others(matches: Matches, groups: _Groups) -> NDArray[np.float64]:
    """Return the largest share of each article that another one is which stands in it and is no copy of it."""
    rows = matches.rows
    rows = rows[~groups.inside(matches) & (rows["containment"] >= COMPOSED)]
    most = np.zeros(len(matches.ids))
    np.maximum.at(most, np.where(rows["right_is_shorter"], rows["left"], rows["right"]), covered(rows))
    return most


def _unseen(matches: Matches, groups: _Groups, standings: Sequence[Standing], ruled: _Ruled) -> Iterable[int]:
    """Return the keys of the pairs that belong into the evidence of clusters and were not compared yet."""
    count = len(matches.ids)
    seen = np.bincount(groups.of[matches.rows["left"][groups.inside(matches)]], minlength=count)
    large = _canonical(matches, groups, standings, ruled, least=EVIDENCE_MEMBERS + 1)
    wanted: list[int] = []
    for first, members in groups.members.items():
        if first in large:
            chosen = large[first][0]
            wanted += [min(chosen, one) * count + max(chosen, one) for one in members if one != chosen]
        elif seen[first] < len(members) * (len(members) - 1) // 2:
            wanted += [left * count + right for left, right in combinations(members, 2)]
    keys = np.array(wanted, dtype=np.int64)
    unseen: list[int] = keys[~matches.places(keys)[1]].tolist()
    return unseen


def _evidence(matches: Matches, groups: _Groups, canonical: Mapping[int, int]) -> dict[int, list[Match]]:
    """Return what is known of the pairs of each cluster, of one too large for its page those of the main copy."""
    rows = matches.rows
    main = np.zeros(len(matches.ids), dtype=bool)
    main[list(canonical.values())] = True
    shown = groups.inside(matches) & (
        (groups.sizes[rows["left"]] <= EVIDENCE_MEMBERS) | main[rows["left"]] | main[rows["right"]]
    )
    places = np.flatnonzero(shown)
    matches_of: dict[int, list[Match]] = {}
    for first, match in zip(groups.of[rows["left"][places]].tolist(), matches.at(places), strict=True):
        matches_of.setdefault(first, []).append(match)
    return matches_of
