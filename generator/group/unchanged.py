"""Tell what nothing changed for (stage 5): articles whose clusters, and pairs whose comparison, are as they were last.

Articles that no chain of candidates and rulings connects have no say in one another's clusters. So those of a component
that has no article, no candidate and no ruling that is new, other or gone join as they did.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec import Struct

from generator.model import Cluster, Ruling

from .matches import IntArray, Mask, Matches, Pairs, Rows, connected, no_matches
from .touched import GONE, numbers_now


class Intake(Struct, frozen=True, kw_only=True):
    """What clustering is given, as far as it tells whether anything changed."""

    ids: Sequence[str]
    """Sorted."""
    digests: bytes
    """16 bytes for each article, of all that its comparisons and its place in a cluster depend on."""
    circumstances: bytes
    """A digest of the limits and rulings."""
    candidates: Pairs


class Before(Intake, frozen=True, kw_only=True):
    """What clustering was given when it was done last, and what it made of that."""

    rows: Rows
    """Every pair that was compared."""
    members: IntArray
    """Of one cluster after the other, in their order."""
    sizes: IntArray
    """How many members each cluster has."""
    main: IntArray
    """The main copy of each."""
    reasons: Sequence[str]
    """Why it is that."""


class Settled(Struct, frozen=True, kw_only=True):
    """A cluster that is as it was."""

    members: Sequence[int]
    """In their order."""
    main: int
    reason: str


class Remembered(Struct, frozen=True, kw_only=True):
    """What is known of an archive from when it was clustered last."""

    matches: Matches
    """Of pairs of articles that are as they were."""
    settled: Mask
    """Which articles are in the clusters that they were in: nothing changed for them, nor for any that they meet."""
    clusters: Sequence[Settled]
    """Those, as they are still."""

    @property
    def rows(self) -> Rows:
        """The compared pairs of settled articles: both are, or none."""
        rows: Rows = self.matches.rows[self.settled[self.matches.rows["left"]]]
        return rows


def nothing_known(ids: Sequence[str]) -> Remembered:
    """Return what is known of an archive that was not clustered yet."""
    return Remembered(
        matches=no_matches(ids),
        settled=np.zeros(len(ids), dtype=bool),
        clusters=(),
    )


def as_before(intake: Intake, matches: Matches, clusters: Sequence[Cluster]) -> Before:
    """Return what the next clustering goes on from."""
    numbers = {name: number for number, name in enumerate(intake.ids)}
    return Before(
        ids=intake.ids,
        digests=intake.digests,
        circumstances=intake.circumstances,
        candidates=intake.candidates,
        rows=matches.rows,
        members=np.array([numbers[name] for one in clusters for name in one.member_ids], dtype=np.int64),
        sizes=np.array([len(one.member_ids) for one in clusters], dtype=np.int64),
        main=np.array([numbers[one.canonical_id] for one in clusters], dtype=np.int64),
        reasons=[one.reason for one in clusters],
    )


def remembered(before: Before | None, intake: Intake, rulings: Sequence[Ruling]) -> Remembered:
    """Return what is still known of an archive.

    Args:
        before: What was clustered last, of any archive.
        given: What is to be clustered.
        rulings: What the curator decided.
    """
    ids, count = intake.ids, len(intake.ids)
    if before is None:
        return nothing_known(ids)
    now = numbers_now((before.ids, before.digests), (ids, intake.digests))
    changed = np.ones(count, dtype=bool)
    if intake.circumstances == before.circumstances:
        changed[now[now != GONE]] = False
        changed[_ends_of_others(now[before.candidates], intake.candidates, count)] = True
    labels = connected(np.concatenate((intake.candidates, _ruled(ids, rulings))), count)
    met = np.zeros(count, dtype=bool)
    met[labels[changed]] = True
    settled = ~met[labels]
    main, members, stops = now[before.main], now[before.members].tolist(), np.cumsum(before.sizes)
    there = np.flatnonzero(main != GONE)
    still = there[settled[main[there]]]
    starts, stops = (stops - before.sizes)[still], stops[still]
    return Remembered(
        matches=Matches(ids, _renumbered(before.rows, now)),
        settled=settled,
        clusters=[
            Settled(members=members[start:stop], main=chosen, reason=before.reasons[place])
            for place, start, stop, chosen in zip(
                still.tolist(), starts.tolist(), stops.tolist(), main[still].tolist(), strict=True
            )
        ],
    )


def _ruled(ids: Sequence[str], rulings: Sequence[Ruling]) -> Pairs:
    """Return the pairs that rulings name, by the numbers of the articles."""
    named = {name for one in rulings for name in one.ids}
    numbers = {name: number for number, name in enumerate(ids) if name in named}
    pairs = [[numbers[name] for name in one.pair] for one in rulings if len(one.ids) > 1]
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)


def _renumbered(rows: Rows, now: IntArray) -> Rows:
    """Return the rows of pairs of which both articles are as they were, under the numbers that these have now."""
    left, right = now[rows["left"]], now[rows["right"]]
    there = (left != GONE) & (right != GONE)
    still: Rows = rows[there]
    still["left"], still["right"] = left[there], right[there]
    return still


def _ends_of_others(old: Pairs, new: Pairs, count: int) -> IntArray:
    """Return the articles of pairs that are candidates now and were none, or were some and are none."""
    there = (old != GONE).all(axis=1)
    one, other = (pairs[:, 0] * count + pairs[:, 1] for pairs in (old[there], new))
    differing = np.setxor1d(one, other, assume_unique=True)
    ends = old[~there].ravel()
    return np.concatenate((ends[ends != GONE], *np.divmod(differing, max(1, count))))
