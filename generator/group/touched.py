"""Survey an archive once more (stage 5): from what the last survey worked out, only what changes touch is worked out.

What it comes to is what `survey` does, whatever was added, changed or taken out. The hashes of articles that came or
went are looked for in all others; of hashes that nothing touched it is known who has them. What is boilerplate is told
for all of them anew, which is cheap, and pairs are counted anew where a hash lost or got an article, or became
boilerplate or ceased to be it.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from itertools import repeat

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from generator.model import UInt64Array

from .candidates import (
    Archive,
    Entries,
    Inventory,
    Survey,
    bucket_pairs,
    inventory_of,
    run_lengths,
    sorted_entries,
    surveyed,
    told_boilerplate,
)
from .matches import IntArray, Mask, Pairs

MOST_CHANGED = 0.25
"""Share of the articles that came or went, from which the survey begins anew: sorting all hashes costs no more."""
SIEVE_BITS = 22
"""Bits of a hash that say first whether it may be one of those that are looked for; of what is left so many more do."""

GONE = -1
"""In the place of the number of an article that is no longer there, or not as it was."""


def survey_on(
    ids: Sequence[str], outlets: Sequence[str | None], hashes: Sequence[bytes], before: Inventory | None = None
) -> Survey:
    """Survey articles as `survey` does, from the inventory of an earlier survey where there is one.

    Returns:
        The survey with its inventory: the one before where nothing changed.
    """
    archive = Archive.of(ids, outlets, hashes)
    digests = _digests(archive)
    if before is not None:
        now = numbers_now((before.ids, before.digests), (archive.names, digests))
        came = len(archive.names) - np.count_nonzero(now != GONE)
        changed = max(came, np.count_nonzero(now == GONE))
        if not changed:
            return surveyed(archive, before)
        if changed <= MOST_CHANGED * len(archive.names):
            return _gone_on(before, archive, digests, now)
    return surveyed(archive, inventory_of(archive, digests))


def _digests(archive: Archive) -> bytes:
    """Return 16 bytes for each article: the sum of its hashes with its outlet's, and what their bits add up to.

    Two sets of hashes that differ have the same by a chance below 2 to the power of -120; a digest of their bytes takes
    forty times as long.
    """
    numbers: dict[str | None, int] = {
        outlet: int.from_bytes(blake2b(outlet.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")
        for outlet in set(archive.outlets)
        if outlet is not None
    }
    numbers[None] = 0
    outlets = np.fromiter(map(numbers.__getitem__, archive.outlets), dtype=np.uint64, count=len(archive.outlets))
    sums = np.stack((outlets, archive.sizes.astype(np.uint64)), axis=1)
    for some, values in archive.slabs():
        sizes, own = archive.sizes[some], sums[some]
        filled = sizes > 0
        starts = (np.cumsum(sizes) - sizes)[filled]
        if len(starts):
            own[filled, 0] += np.add.reduceat(values, starts)
            own[filled, 1] ^= np.bitwise_xor.reduceat(values, starts)
    return sums.tobytes()


def numbers_now(before: tuple[Sequence[str], bytes], after: tuple[Sequence[str], bytes]) -> IntArray:
    """Return the number that each article of some has among others, `GONE` where it is not there as it was.

    Args:
        before: The ids of some articles, sorted, and 16 bytes of digest for each.
        after: The same of others.
    """
    known = dict(zip(before[0], range(len(before[0])), strict=True))
    old = np.fromiter(map(known.get, after[0], repeat(GONE)), dtype=np.int64, count=len(after[0]))
    there = np.flatnonzero(old != GONE)
    one, other = (np.frombuffer(digests, dtype=np.uint64).reshape(-1, 2) for _, digests in (before, after))
    same = there[(one[old[there]] == other[there]).all(axis=1)]
    now = np.full(len(known), GONE, dtype=np.int64)
    now[old[same]] = same
    return now


class _Joined(Struct, frozen=True, kw_only=True):
    """The entries of an earlier survey, in one part."""

    entries: Entries
    dropped: Mask
    lengths: IntArray
    """Of each hash's run."""
    values: UInt64Array
    """Each hash once."""

    @classmethod
    def of(cls, before: Inventory) -> _Joined:
        parts = before.entries
        values = np.concatenate([one.values for one in parts])
        lengths = run_lengths(values)
        return cls(
            entries=Entries(
                values=values,
                articles=np.concatenate([one.articles for one in parts]),
                fellows=np.concatenate([one.fellows for one in parts]),
            ),
            dropped=np.concatenate(before.dropped),
            lengths=lengths,
            values=values[np.cumsum(lengths) - lengths],
        )

    def each(self, runs: Mask) -> Mask:
        """Return which entries are of some hashes."""
        return np.repeat(runs, self.lengths)

    def those_of(self, values: UInt64Array) -> Mask:
        """Return which hashes are among some sorted ones."""
        places = np.searchsorted(self.values, values)
        places[places == len(self.values)] = 0
        among = np.zeros(len(self.values), dtype=bool)
        if len(among):
            among[places[self.values[places] == values]] = True
        return among

    def any_of(self, entries: Mask) -> Mask:
        """Return which hashes have one of some entries."""
        if not entries.any():
            return np.zeros(len(self.lengths), dtype=bool)
        some: Mask = np.logical_or.reduceat(entries, np.cumsum(self.lengths) - self.lengths)
        return some


def _gone_on(before: Inventory, archive: Archive, digests: bytes, now: IntArray) -> Survey:
    old = _Joined.of(before)
    numbers = now[old.entries.articles]
    came = np.ones(len(archive.names), dtype=bool)
    came[now[now != GONE]] = False
    theirs = _different_hashes(archive, came)
    values, articles = _found(archive, theirs)
    sought = old.those_of(theirs)
    touched = sought | old.any_of(numbers == GONE)
    left = old.each(touched & ~sought) & (numbers != GONE)
    fresh = sorted_entries(
        np.concatenate((old.entries.values[left], values)),
        np.concatenate((numbers[left].astype(np.int32), articles)),
        archive.codes,
    )
    kept = ~old.each(touched)
    shared, at, rest = _merged(
        Entries(
            values=old.entries.values[kept],
            articles=numbers[kept].astype(np.int32),
            fellows=old.entries.fellows[kept],
        ),
        fresh,
    )
    [dropped] = told_boilerplate([shared], archive)
    turned = np.zeros(len(kept), dtype=bool)
    turned[kept] = dropped[rest] != old.dropped[kept]
    counted = touched | old.any_of(turned)
    again = np.zeros(len(dropped), dtype=bool)
    again[at], again[rest] = True, old.each(counted)[kept]
    again &= ~dropped
    lost = now[_bucket_pairs(old.entries, old.each(counted) & ~old.dropped, before.sizes)]
    won = _bucket_pairs(shared, again, archive.sizes)
    pairs, counts = _recounted(now[before.pairs], before.counts, lost[(lost != GONE).all(axis=1)], won, len(came))
    return surveyed(
        archive,
        Inventory(
            ids=archive.names,
            digests=digests,
            sizes=archive.sizes,
            entries=[shared],
            dropped=[dropped],
            pairs=pairs,
            counts=counts,
        ),
    )


def _different_hashes(archive: Archive, some: Mask) -> UInt64Array:
    """Return the hashes of some articles, sorted, each once."""
    own = [archive.hashes[one] for one in np.flatnonzero(some).tolist()]
    values: UInt64Array = np.sort(np.frombuffer(b"".join(own), dtype="<u8"))
    return values[np.concatenate(([True], values[1:] != values[:-1]))[: len(values)]]


def _found(archive: Archive, sought: UInt64Array) -> tuple[UInt64Array, NDArray[np.int32]]:
    """Return every place of some hashes, and the articles that have them there."""
    sieve, finer = _sieve(sought, 0), _sieve(sought, SIEVE_BITS)
    found, articles = [np.empty(0, dtype=np.uint64)], [np.empty(0, dtype=np.int32)]
    for some, values in archive.slabs():
        places = np.flatnonzero(sieve[_bits(values, 0)])
        places = places[finer[_bits(values[places], SIEVE_BITS)]]
        of = np.searchsorted(np.cumsum(archive.sizes[some]), places, side="right")
        found.append(values[places])
        articles.append((some.start + of).astype(np.int32))
    every, owners = np.concatenate(found), np.concatenate(articles)
    sure = _is_one_of(every, sought)
    return every[sure], owners[sure]


def _sieve(values: UInt64Array, first: int) -> Mask:
    """Return what tells by some bits of a value, from one bit on, that it is none of some."""
    sieve = np.zeros(1 << SIEVE_BITS, dtype=bool)
    sieve[_bits(values, first)] = True
    return sieve


def _bits(values: UInt64Array, first: int) -> IntArray:
    """Return some bits of hashes, from one bit on, as numbers that arrays are indexed by fastest."""
    shifted = values >> np.uint64(first) if first else values
    return (shifted & np.uint64((1 << SIEVE_BITS) - 1)).view(np.int64)


def _is_one_of(values: UInt64Array, some: UInt64Array) -> Mask:
    """Return which values are among some sorted ones."""
    if not len(some):
        return np.zeros(len(values), dtype=bool)
    places = np.searchsorted(some, values)
    places[places == len(some)] = 0
    among: Mask = some[places] == values
    return among


def _merged(kept: Entries, fresh: Entries) -> tuple[Entries, IntArray, IntArray]:
    """Return the entries of both, and the places that those of each have among them."""
    at = np.searchsorted(kept.values, fresh.values) + np.arange(len(fresh.values))
    others = np.ones(len(kept.values) + len(fresh.values), dtype=bool)
    others[at] = False
    rest = np.flatnonzero(others)

    def column(name: str) -> NDArray[np.generic]:
        both = np.empty(len(others), dtype=getattr(kept, name).dtype)
        both[rest], both[at] = getattr(kept, name), getattr(fresh, name)
        return both

    columns = {name: column(name) for name in Entries.__struct_fields__}
    return Entries(**columns), at, rest  # type: ignore[arg-type]


def _bucket_pairs(entries: Entries, some: Mask, sizes: IntArray) -> Pairs:
    """Return the pairs of articles that share a hash, of some entries, once for each hash they share."""
    return np.stack(bucket_pairs(entries.values[some], entries.articles[some].astype(np.int64), sizes), axis=1)


def _recounted(pairs: Pairs, counts: IntArray, lost: Pairs, won: Pairs, articles: int) -> tuple[Pairs, IntArray]:
    """Return pairs and how many hashes each shares, with one less for each that was lost and one more for each won.

    The pairs are sorted, and every one that was lost is among them.
    """
    there = (pairs[:, 0] != GONE) & (pairs[:, 1] != GONE)
    keys, sums = _keys(pairs[there], articles), counts[there]
    signed = np.concatenate((_keys(lost, articles) << 1, _keys(won, articles) << 1 | 1))  # one sort of numbers alone
    signed.sort()
    changed, weights = signed >> 1, np.where(signed & 1, 1, -1)
    firsts = np.flatnonzero(np.concatenate(([True], changed[1:] != changed[:-1]))[: len(changed)])
    changed, weights = changed[firsts], np.add.reduceat(weights, firsts) if len(firsts) else weights
    at = np.searchsorted(keys, changed)
    known = np.zeros(len(changed), dtype=bool)
    inside = at < len(keys)
    known[inside] = keys[at[inside]] == changed[inside]
    sums[at[known]] += weights[known]
    keys, sums = np.insert(keys, at[~known], changed[~known]), np.insert(sums, at[~known], weights[~known])
    keys, sums = keys[sums > 0], sums[sums > 0]
    return np.stack(np.divmod(keys, max(1, articles)), axis=1), sums


def _keys(pairs: Pairs, articles: int) -> IntArray:
    return pairs[:, 0] * articles + pairs[:, 1]
