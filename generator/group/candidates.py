"""Propose candidates (stage 5): from winnowed fingerprints to pairs of articles worth comparing.

Everything is one sort of all hashes, and arithmetic on the runs of equal ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, pairwise
from operator import lt
from typing import Any

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from generator.model import UInt64Array

from .matches import IntArray, Mask, Pairs

MIN_FINGERPRINTS = 3
"""Fingerprints that a candidate pair shares; a text with fewer than six may share half of them."""
MIN_SHARE, PASSAGE_FINGERPRINTS = 0.1, 6
"""Share of the shorter text's fingerprints that a candidate pair shares, or else so many of them.

Of a share below the first, containment is far below what joins; the second is what a passage of 30 shingles leaves, so
that no pair worth showing as related is missed. Set phrases alone give four times as many pairs as both together.
"""
FEW_FINGERPRINTS, LIKE = 40, 0.7
"""Fingerprints of the longer text, and share of them that the shorter has, up to which and from which one is enough.

Of a text as long as its copy that was misread little is left where words are long and texts short: of 110 Finnish
words with one letter in 33 misread one shingle in seven. It makes a tenth more candidates.
"""
OUTLET_CAP = 5
"""Articles of one outlet in which a fingerprint may stand before it counts as the outlet's boilerplate.

The cap is within one outlet: a global one would break a text that 25 outlets ran.
"""
BLOCK_ARTICLES, BLOCK_OWN, BLOCK_MOST = 3, 0.2, 0.6
"""Articles of one outlet that have a block of text in common, and the share of its fingerprints that each has and no
other article of the outlet, from which the block is boilerplate and until which it matters.

Two such articles resemble each other by two thirds at most, and of a text that grows from one capture to the next only
the last is one.
"""
ONE_BLOCK = 0.9
"""Share of the fingerprints that such an article shares, which it shares with the same others."""
OWN_SHARE = 0.05
"""Share of its fingerprints that an article has to itself, at least, if what it shares is to count as boilerplate."""
FELLOWS = OUTLET_CAP + 1
"""More articles than that of an outlet with one hash tell no more."""
ALL_PAIRS = 12
"""Up to so many articles that share a fingerprint are paired each with each; more, as a star and a chain.

Where a text was retouched, whether two versions meet depends on which of their copies do.
"""

SLAB = 1_000
"""Articles that are walked through together."""
ENTRIES_AT_ONCE, PARTS_AT_ONCE = 4_000_000, 6
"""Hashes that are sorted together, of which a million articles have some 140 million; and how many such parts are
gathered in one walk through the articles."""


class Entries(Struct, frozen=True, kw_only=True):
    """Hashes that stand in two articles or more, sorted, each as often as there are such articles."""

    values: UInt64Array
    articles: NDArray[np.int32]
    """For each the number of an article that has it."""
    fellows: NDArray[np.uint8]
    """How many articles of this one's outlet have the hash, itself among them; `FELLOWS` at most."""


class Inventory(Struct, frozen=True, kw_only=True):
    """What a survey worked out, for the next one to go on from."""

    ids: Sequence[str]
    """Sorted."""
    digests: bytes
    """16 bytes for each article, of all that its part in the survey depends on."""
    sizes: IntArray
    entries: Sequence[Entries]
    """In parts, sorted within and one after another."""
    dropped: Sequence[Mask]
    """Which of them are boilerplate."""
    pairs: Pairs
    """Those that share a hash."""
    counts: IntArray
    """How many each shares."""


class Survey(Struct, frozen=True, kw_only=True):
    """What fingerprints alone tell of an archive."""

    ids: Sequence[str]
    """Sorted."""
    candidates: Pairs
    """Pairs to verify."""
    boilerplate: Mapping[str, UInt64Array]
    """By id, those of an article's hashes that are its outlet's boilerplate, sorted; none where there is no such."""
    inventory: Inventory | None = None
    """What the next survey of the archive goes on from; None where each begins anew."""


class Archive(Struct, frozen=True, kw_only=True):
    """The fingerprints of an archive, in the order of the ids."""

    names: Sequence[str]
    """The ids, sorted."""
    outlets: Sequence[str | None]
    hashes: Sequence[bytes]
    sizes: IntArray
    """How many hashes each article has."""
    codes: IntArray
    """A number for each article's outlet; an unknown one is like no other."""

    def slabs(self) -> Iterator[tuple[slice, UInt64Array]]:
        """Yield some articles and their hashes, one after another: so few that they stay in the processor's cache."""
        for start in range(0, len(self.hashes), SLAB):
            some = slice(start, min(start + SLAB, len(self.hashes)))
            yield some, np.frombuffer(b"".join(self.hashes[some]), dtype="<u8")

    @classmethod
    def of(cls, ids: Sequence[str], outlets: Sequence[str | None], hashes: Sequence[bytes]) -> Archive:
        """Put articles in the order of their ids."""
        if not all(map(lt, ids, islice(ids, 1, None))):
            order = sorted(range(len(ids)), key=ids.__getitem__)
            ids, outlets = [ids[place] for place in order], [outlets[place] for place in order]
            hashes = [hashes[place] for place in order]
        return cls(
            names=ids,
            outlets=outlets,
            hashes=hashes,
            sizes=np.fromiter(map(len, hashes), dtype=np.int64, count=len(hashes)) // 8,
            codes=outlet_codes(outlets),
        )


def survey(ids: Sequence[str], outlets: Sequence[str | None], hashes: Sequence[bytes]) -> Survey:
    """Propose the pairs of articles that share fingerprints, and tell what is an outlet's boilerplate.

    Args:
        ids: Id of each article, each once.
        outlets: Outlet of each article, or None.
        hashes: Winnowed hashes of each article, each once, as little-endian uint64.
    """
    archive = Archive.of(ids, outlets, hashes)
    return replace(surveyed(archive, inventory_of(archive, b"")), inventory=None)


def inventory_of(archive: Archive, digests: bytes) -> Inventory:
    """Work out from nothing what a survey goes by; the digests are kept with it."""
    shared = entries_shared(archive)
    dropped = told_boilerplate(shared, archive)
    pairs, counts = pairs_sharing(shared, dropped, archive.sizes)
    return Inventory(
        ids=archive.names,
        digests=digests,
        sizes=archive.sizes,
        entries=shared,
        dropped=dropped,
        pairs=pairs,
        counts=counts,
    )


def surveyed(archive: Archive, inventory: Inventory) -> Survey:
    """Return what a survey finds by its inventory, with that."""
    own = archive.sizes - _count(inventory.entries, inventory.dropped, len(archive.sizes))
    pairs = inventory.pairs
    return Survey(
        ids=archive.names,
        candidates=pairs[_worth_comparing(inventory.counts, own[pairs[:, 0]], own[pairs[:, 1]])],
        boilerplate=_by_article(inventory.entries, inventory.dropped, archive.names),
        inventory=inventory,
    )


def _worth_comparing(counts: IntArray, left: IntArray, right: IntArray) -> Mask:
    """Return which pairs are candidates, from the hashes that each shares and those that its two texts have."""
    least, most = np.minimum(left, right), np.maximum(left, right)
    needed = np.minimum(MIN_FINGERPRINTS, np.maximum(1, least // 2))
    enough = (counts >= needed) & ((counts >= MIN_SHARE * least) | (counts >= PASSAGE_FINGERPRINTS))
    worth: Mask = enough | ((most <= FEW_FINGERPRINTS) & (least >= LIKE * most))
    return worth


def entries_shared(archive: Archive) -> list[Entries]:
    """Return the hashes that stand in more than one article, in parts, each sorted.

    The range of hashes is cut into even parts, each sorted alone, and so many of them are gathered at a time that it
    takes little memory: of a million articles, sorting all at once takes 6 GB.
    """
    parts = 1 + int(archive.sizes.sum()) // ENTRIES_AT_ONCE
    bounds = [number * 2**64 // parts for number in range(parts + 1)]
    ranges = []
    for first in range(0, parts, PARTS_AT_ONCE):
        some = bounds[first : first + PARTS_AT_ONCE + 1]
        values, articles = _gathered(archive, some[0], some[-1])
        for start, stop in pairwise(some):
            inside = _within(values, start, stop)
            ranges.append(sorted_entries(values[inside], articles[inside], archive.codes))
    return ranges


def _gathered(archive: Archive, start: int, stop: int) -> tuple[UInt64Array, NDArray[np.int32]]:
    """Return the hashes of a range, and the article of each."""
    values, articles = [np.empty(0, dtype=np.uint64)], [np.empty(0, dtype=np.int32)]
    for some, own in archive.slabs():
        inside = _within(own, start, stop)
        values.append(own[inside])
        articles.append(np.repeat(np.arange(some.start, some.stop, dtype=np.int32), archive.sizes[some])[inside])
    return np.concatenate(values), np.concatenate(articles)


def _within(values: UInt64Array, start: int, stop: int) -> Mask:
    return (values >= np.uint64(start)) & (values <= np.uint64(stop - 1))


def sorted_entries(values: UInt64Array, articles: NDArray[np.int32], codes: IntArray) -> Entries:
    """Return the entries by hash, without hashes that stand alone.

    What is sorted are the leading bits of each hash with its place in the bits behind, which takes a third of the time
    that sorting places by hashes does.
    """
    bits = np.uint64(max(1, len(values)).bit_length())
    packed = values >> bits
    packed <<= bits  # in place: memory that is new costs as much as the arithmetic on it
    packed |= np.arange(len(values), dtype=np.uint64)
    packed.sort()
    kept = packed[_not_alone(packed >> bits)]
    places = (kept & ((np.uint64(1) << bits) - np.uint64(1))).astype(np.int64)
    values, articles = values[places], articles[places]
    mixed = (values[1:] != values[:-1]) & (values[1:] >> bits == values[:-1] >> bits)
    if mixed.any():
        stretch = np.flatnonzero(np.isin(values >> bits, values[1:][mixed] >> bits))
        order = stretch[np.argsort(values[stretch])]
        values[stretch], articles[stretch] = values[order], articles[order]
    return repeated_entries(values, articles, codes)


def repeated_entries(values: UInt64Array, articles: NDArray[np.int32], codes: IntArray) -> Entries:
    """Return entries from sorted hashes and the article of each, without those that stand alone."""
    repeated = _not_alone(values)
    values, articles = values[repeated], articles[repeated]
    return Entries(values=values, articles=articles, fellows=_fellows(values, codes[articles]))


def _not_alone(values: UInt64Array) -> Mask:
    """Return which of some sorted values stand there more than once."""
    same = values[1:] == values[:-1]
    return np.concatenate((same, [False])) | np.concatenate(([False], same)) if len(values) else same


def outlet_codes(outlets: Sequence[str | None]) -> IntArray:
    """Return a number for each outlet; an unknown outlet is like no other, so each gets its own."""
    numbers = {outlet: number for number, outlet in enumerate(dict.fromkeys(outlets))}
    codes = np.fromiter(map(numbers.__getitem__, outlets), dtype=np.int64, count=len(outlets))
    unknown = np.flatnonzero(codes == numbers.get(None, -1))
    codes[unknown] = -1 - unknown
    return codes


def _fellows(values: UInt64Array, codes: IntArray) -> NDArray[np.uint8]:
    """Return for each entry how many articles of its outlet have its hash, `FELLOWS` at most."""
    lengths = run_lengths(values)
    fellows = np.ones(len(values), dtype=np.int64)
    firsts = (np.cumsum(lengths) - lengths)[lengths == 2]
    firsts = firsts[codes[firsts] == codes[firsts + 1]]
    fellows[firsts] = fellows[firsts + 1] = 2
    run = _outlet_runs(values, np.arange(len(values)), codes, np.repeat(lengths > 2, lengths))
    several = run > 0
    fellows[several] = np.bincount(run[several])[run[several]]
    return np.minimum(fellows, FELLOWS).astype(np.uint8)


def _outlet_runs(values: UInt64Array, articles: NDArray[Any], codes: IntArray, wanted: Mask) -> IntArray:
    """Return for each wanted entry the number of its hash's run in its outlet, from 1 on; 0 for all others.

    Args:
        values: The entries' hashes.
        articles: Where the outlet of each stands.
        codes: The outlets' numbers.
        wanted: Of a hash all entries are, or none.
    """
    run = np.zeros(len(values), dtype=np.int64)
    places = np.flatnonzero(wanted)
    if not len(places):
        return run
    values, codes = values[places], codes[articles[places]]
    least, number = int(codes.min()), np.cumsum(np.concatenate(([0], values[1:] != values[:-1])))
    keys = number * (int(codes.max()) - least + 1) + (codes - least)
    order = np.argsort(keys)
    keys = keys[order]
    run[places[order]] = 1 + np.cumsum(np.concatenate(([0], keys[1:] != keys[:-1])))
    return run


def run_lengths(values: UInt64Array) -> IntArray:
    """Return the length of each run of equal values."""
    if not len(values):
        return np.empty(0, dtype=np.int64)
    starts = np.flatnonzero(np.concatenate(([True], values[1:] != values[:-1])))
    return np.diff(starts, append=len(values))


def told_boilerplate(shared: Sequence[Entries], archive: Archive) -> list[Mask]:
    """Return which entries are boilerplate: those that many articles of an outlet have, and blocks that some have.

    Not of an article that has next to nothing else: it is one of many captures of the same text.
    """
    sizes = archive.sizes
    common = [one.fellows > OUTLET_CAP for one in shared]
    own = sizes - _count(shared, common, len(sizes))
    has_own = own > OWN_SHARE * sizes
    common_lines = [mask & has_own[one.articles] for one, mask in zip(shared, common, strict=True)]
    blocks = _blocks(shared, archive)
    return [mask | block for mask, block in zip(common_lines, blocks, strict=True)]


def _blocks(shared: Sequence[Entries], archive: Archive) -> list[Mask]:
    """Return which entries are of blocks, as a gallery set into articles each of which is another text besides."""
    sizes, codes = archive.sizes, archive.codes
    repeated = [one.fellows >= BLOCK_ARTICLES for one in shared]
    held = _count(shared, repeated, len(sizes))
    alone = sizes - _count(shared, [one.fellows > 1 for one in shared], len(sizes))
    holders = (held >= (1 - BLOCK_MOST) * sizes) & (alone >= BLOCK_OWN * sizes)
    inside = [block & holders[one.articles] for one, block in zip(shared, repeated, strict=True)]
    runs = [
        _outlet_runs(one.values, one.articles, codes, _of_one_hash(one.values, block))
        for one, block in zip(shared, inside, strict=True)
    ]
    holders &= _in_one_block(shared, runs, inside, sizes)
    blocks = []
    for one, run, block in zip(shared, runs, repeated, strict=True):
        held_by = block & holders[one.articles]
        several = np.bincount(run[held_by], minlength=int(run.max(initial=0)) + 1) >= BLOCK_ARTICLES
        blocks.append(held_by & several[run])
    return blocks


def _of_one_hash(values: UInt64Array, some: Mask) -> Mask:
    """Return which entries have the hash of one of some."""
    if not some.any():
        return some
    lengths = run_lengths(values)
    return np.repeat(np.logical_or.reduceat(some, np.cumsum(lengths) - lengths), lengths)


def _in_one_block(shared: Sequence[Entries], runs: Sequence[IntArray], blocks: Sequence[Mask], sizes: IntArray) -> Mask:
    """Return which articles share what they share with one and the same set of others.

    A block set into articles is the same in all of them; of versions of a text some have this passage, some that. Sets
    are told apart by how many articles they have, the sum of their numbers, the smallest and the largest.
    """
    owners, sets = [np.empty(0, dtype=np.int64)], [np.empty((4, 0), dtype=np.int64)]
    for one, run, block in zip(shared, runs, blocks, strict=True):
        of_runs = run > 0
        members, of_run, number = one.articles[of_runs], run[of_runs], int(run.max(initial=0)) + 1
        total = np.bincount(of_run, members, minlength=number).astype(np.int64)
        least, most = np.full(number, len(sizes)), np.zeros(number, dtype=np.int64)
        np.minimum.at(least, of_run, members)
        np.maximum.at(most, of_run, members)
        owners.append(one.articles[block].astype(np.int64))
        sets.append(np.stack((np.bincount(of_run, minlength=number), total, least, most))[:, run[block]])
    keys = np.vstack((np.concatenate(sets, axis=1), np.concatenate(owners)))
    ordered = keys[:, np.lexsort(keys)]
    new = np.ones(ordered.shape[1], dtype=bool)
    new[1:] = (ordered[:, 1:] != ordered[:, :-1]).any(axis=0)
    starts, held = np.flatnonzero(new), np.bincount(ordered[-1], minlength=len(sizes))
    of_one = np.zeros(len(sizes), dtype=np.int64)
    np.maximum.at(of_one, ordered[-1][starts], np.diff(starts, append=ordered.shape[1]))
    whole: Mask = (held > 0) & (of_one >= ONE_BLOCK * held)
    return whole


def _count(shared: Sequence[Entries], masks: Sequence[Mask], articles: int) -> IntArray:
    """Return how many marked entries each article has."""
    counts = (np.bincount(one.articles[mask], minlength=articles) for one, mask in zip(shared, masks, strict=True))
    return sum(counts, start=np.zeros(articles, dtype=np.int64))


def pairs_sharing(shared: Sequence[Entries], dropped: Sequence[Mask], sizes: IntArray) -> tuple[Pairs, IntArray]:
    """Return the pairs of articles that share a hash, and how many hashes each shares."""
    keys = [np.empty(0, dtype=np.int64)]
    for one, mask in zip(shared, dropped, strict=True):
        left, right = bucket_pairs(one.values[~mask], one.articles[~mask].astype(np.int64), sizes)
        keys.append(left * len(sizes) + right)
    keys_shared, counts = np.unique(np.concatenate(keys), return_counts=True)
    return np.stack(np.divmod(keys_shared, max(1, len(sizes))), axis=1), counts


def bucket_pairs(values: UInt64Array, articles: IntArray, sizes: IntArray) -> tuple[IntArray, IntArray]:
    """Return the pairs of articles that share a hash, smaller number first, once for each hash they share."""
    lengths = run_lengths(values)
    starts = np.cumsum(lengths) - lengths
    lefts, rights = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.int64)]
    for length in range(2, ALL_PAIRS + 1):  # all buckets of one length at once
        buckets = articles[starts[lengths == length][:, None] + np.arange(length)]
        upper, lower = np.triu_indices(length, 1)
        first, second = buckets[:, upper].ravel(), buckets[:, lower].ravel()
        lefts.append(np.minimum(first, second))
        rights.append(np.maximum(first, second))
    large = lengths > ALL_PAIRS
    places = np.flatnonzero(np.repeat(large, lengths))
    bucket = np.repeat(np.arange(large.sum()), lengths[large])
    by_size = articles[places][np.lexsort((articles[places], -sizes[articles[places]], bucket))]
    heads = np.cumsum(lengths[large]) - lengths[large]
    largest = np.repeat(by_size[heads], lengths[large])
    follows = np.ones(len(by_size), dtype=bool)
    follows[heads] = False
    star, chain = np.flatnonzero(follows), np.flatnonzero(follows[1:] & follows[:-1]) + 1
    first, second = np.concatenate((largest[star], by_size[chain - 1])), np.concatenate((by_size[star], by_size[chain]))
    lefts.append(np.minimum(first, second))
    rights.append(np.maximum(first, second))
    return np.concatenate(lefts), np.concatenate(rights)


def _by_article(shared: Sequence[Entries], dropped: Sequence[Mask], names: Sequence[str]) -> dict[str, UInt64Array]:
    """Return the boilerplate hashes of each article that has some, sorted."""
    values = np.concatenate([one.values[mask] for one, mask in zip(shared, dropped, strict=True)])
    articles = np.concatenate([one.articles[mask] for one, mask in zip(shared, dropped, strict=True)])
    order = np.lexsort((values, articles))
    values, (owners, starts) = values[order], np.unique(articles[order], return_index=True)
    bounds = pairwise([*starts.tolist(), len(values)])
    return {names[owner]: values[start:stop] for owner, (start, stop) in zip(owners.tolist(), bounds, strict=True)}
