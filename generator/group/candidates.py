"""Propose candidates (stage 5): from winnowed fingerprints to pairs of articles worth comparing.

Everything is one sort of all hashes, and arithmetic on the runs of equal ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from generator.model import UInt64Array

from .matches import IntArray, Pairs

MIN_FINGERPRINTS = 3
"""Fingerprints that a candidate pair shares; a text with fewer than six may share half of them."""
MIN_SHARE, PASSAGE_FINGERPRINTS = 0.1, 6
"""Share of the shorter text's fingerprints that a candidate pair shares, or else so many of them.

Of a share below the first, containment is far below what joins; the second is what a passage of 30 shingles leaves, so
that no pair worth showing as related is missed. Set phrases alone give four times as many pairs as both together.
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
ALL_PAIRS = 8
"""Up to so many articles that share a fingerprint are paired each with each; more, as a star and a chain."""

ENTRIES_AT_ONCE = 16_000_000
"""Hashes that are sorted together; a million articles have some 140 million."""

Mask = NDArray[np.bool_]
Entries = tuple[UInt64Array, NDArray[np.int32]]
"""Hashes, and for each the number of an article that has it."""


class Survey(Struct, frozen=True, kw_only=True):
    """What fingerprints alone tell of an archive."""

    ids: Sequence[str]
    """Sorted."""
    candidates: Pairs
    """Pairs to verify."""
    boilerplate: Mapping[str, UInt64Array]
    """By id, those of an article's hashes that are its outlet's boilerplate, sorted; none where there is no such."""


def survey(ids: Sequence[str], outlets: Sequence[str | None], hashes: Sequence[bytes]) -> Survey:
    """Propose the pairs of articles that share fingerprints, and tell what is an outlet's boilerplate.

    Args:
        ids: Id of each article, each once.
        outlets: Outlet of each article, or None.
        hashes: Winnowed hashes of each article, each once, as little-endian uint64.
    """
    order = sorted(range(len(ids)), key=ids.__getitem__)
    names = [ids[place] for place in order]
    sizes = np.array([len(hashes[place]) // 8 for place in order], dtype=np.int64)
    if not sizes.any():
        return Survey(ids=names, candidates=np.empty((0, 2), dtype=np.int64), boilerplate={})
    shared = _entries_shared([hashes[place] for place in order], sizes)
    codes = outlet_codes([outlets[place] for place in order])
    runs = [_in_outlet(values, codes[articles]) for values, articles in shared]
    dropped = _boilerplate(shared, runs, sizes, codes)
    pairs, counts = _pairs(shared, dropped, sizes)
    own = sizes - _count(shared, dropped, len(sizes))
    return Survey(
        ids=names,
        candidates=pairs[_worth_comparing(counts, own[pairs].min(axis=1))],
        boilerplate=_by_article(shared, dropped, names),
    )


def _worth_comparing(counts: IntArray, least: IntArray) -> Mask:
    """Return which pairs are candidates, from the hashes that each shares and those that its shorter text has."""
    needed = np.minimum(MIN_FINGERPRINTS, np.maximum(1, least // 2))
    return (counts >= needed) & ((counts >= MIN_SHARE * least) | (counts >= PASSAGE_FINGERPRINTS))


def _entries_shared(hashes: Iterable[bytes], sizes: IntArray) -> list[Entries]:
    """Return hashes and their articles, sorted by hash, without hashes that stand in one article only.

    The range of hashes is cut into even parts, each sorted alone: sorting all at once needs four times the memory.
    """
    values: UInt64Array = np.frombuffer(b"".join(hashes), dtype="<u8")
    articles = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
    parts = 1 + len(values) // ENTRIES_AT_ONCE
    if parts == 1:
        return [_sorted(values, articles)]
    bounds = [number * 2**64 // parts for number in range(parts)]
    ranges = []
    for start, stop in pairwise((*bounds, 2**64)):
        inside = (values >= np.uint64(start)) & (values <= np.uint64(stop - 1))
        ranges.append(_sorted(values[inside], articles[inside]))
    return ranges


def _sorted(values: UInt64Array, articles: NDArray[np.int32]) -> Entries:
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
    if not mixed.any():
        return values, articles
    stretch = np.flatnonzero(np.isin(values >> bits, values[1:][mixed] >> bits))
    order = stretch[np.argsort(values[stretch])]
    values[stretch], articles[stretch] = values[order], articles[order]
    repeated = _not_alone(values)
    return values[repeated], articles[repeated]


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


def _in_outlet(values: UInt64Array, codes: IntArray, wanted: Mask | None = None) -> tuple[IntArray, IntArray]:
    """Return for each entry the number of its hash's run in its outlet, and how many articles that is.

    Of other hashes than those wanted both are 0; unless it is said which, those are wanted that `BLOCK_ARTICLES` have.
    """
    run, count = np.zeros(len(values), dtype=np.int64), np.zeros(len(values), dtype=np.int64)
    if wanted is None:
        lengths = _runs(values)
        wanted = np.repeat(lengths >= BLOCK_ARTICLES, lengths)
    places = np.flatnonzero(wanted)
    order = places[np.lexsort((codes[places], values[places]))]
    if len(order):
        by_value, by_code = values[order], codes[order]
        new = np.concatenate(([True], (by_value[1:] != by_value[:-1]) | (by_code[1:] != by_code[:-1])))
        run[order] = np.cumsum(new)
        count[order] = np.bincount(run[order])[run[order]]
    return run, count


def _runs(values: UInt64Array) -> IntArray:
    """Return the length of each run of equal values."""
    if not len(values):
        return np.empty(0, dtype=np.int64)
    starts = np.flatnonzero(np.concatenate(([True], values[1:] != values[:-1])))
    return np.diff(starts, append=len(values))


def _boilerplate(
    shared: Sequence[Entries], runs: Sequence[tuple[IntArray, IntArray]], sizes: IntArray, codes: IntArray
) -> list[Mask]:
    """Return which entries are boilerplate: those that many articles of an outlet have, and blocks that some have.

    Not of an article that has next to nothing else: it is one of many captures of the same text.
    """
    common = [counts > OUTLET_CAP for _, counts in runs]
    own = sizes - _count(shared, common, len(sizes))
    has_own = own > OWN_SHARE * sizes
    common_lines = [mask & has_own[articles] for (_, articles), mask in zip(shared, common, strict=True)]
    blocks = _blocks(shared, runs, sizes, codes)
    return [mask | block for mask, block in zip(common_lines, blocks, strict=True)]


def _blocks(
    shared: Sequence[Entries], runs: Sequence[tuple[IntArray, IntArray]], sizes: IntArray, codes: IntArray
) -> list[Mask]:
    """Return which entries are of blocks, as a gallery set into articles each of which is another text besides."""
    repeated = [counts >= BLOCK_ARTICLES for _, counts in runs]
    held = _count(shared, repeated, len(sizes))
    holders = held >= (1 - BLOCK_MOST) * sizes
    if holders.any():
        holders &= _own(shared, holders, sizes, codes) >= BLOCK_OWN * sizes
    inside = [block & holders[articles] for (_, articles), block in zip(shared, repeated, strict=True)]
    holders &= _in_one_block(shared, [run for run, _ in runs], inside, sizes)
    blocks = []
    for (_, articles), (run, _), block in zip(shared, runs, repeated, strict=True):
        held_by = block & holders[articles]
        several = np.bincount(run[held_by], minlength=int(run.max(initial=0)) + 1) >= BLOCK_ARTICLES
        blocks.append(held_by & several[run])
    return blocks


def _own(shared: Sequence[Entries], some: Mask, sizes: IntArray, codes: IntArray) -> IntArray:
    """Return how many hashes some articles have that no other article of their outlets has."""
    counts = np.zeros(len(sizes), dtype=np.int64)
    for values, articles in shared:
        lengths = _runs(values)
        number = np.repeat(np.arange(len(lengths)), lengths)
        wanted = (np.bincount(number, some[articles]) > 0)[number]
        _, count = _in_outlet(values, codes[articles], wanted)
        counts += np.bincount(articles[count > 1], minlength=len(sizes))
    return sizes - counts


def _in_one_block(shared: Sequence[Entries], runs: Sequence[IntArray], blocks: Sequence[Mask], sizes: IntArray) -> Mask:
    """Return which articles share what they share with one and the same set of others.

    A block set into articles is the same in all of them; of versions of a text some have this passage, some that. Sets
    are told apart by how many articles they have, the sum of their numbers, the smallest and the largest.
    """
    owners, sets = [np.empty(0, dtype=np.int64)], [np.empty((4, 0), dtype=np.int64)]
    for (_, articles), run, block in zip(shared, runs, blocks, strict=True):
        number = int(run.max(initial=0)) + 1
        total = np.bincount(run, articles, minlength=number).astype(np.int64)
        least, most = np.full(number, len(sizes)), np.zeros(number, dtype=np.int64)
        np.minimum.at(least, run, articles)
        np.maximum.at(most, run, articles)
        owners.append(articles[block].astype(np.int64))
        sets.append(np.stack((np.bincount(run, minlength=number), total, least, most))[:, run[block]])
    keys = np.vstack((np.concatenate(sets, axis=1), np.concatenate(owners)))
    ordered = keys[:, np.lexsort(keys)]
    new = np.ones(ordered.shape[1], dtype=bool)
    new[1:] = (ordered[:, 1:] != ordered[:, :-1]).any(axis=0)
    starts, held = np.flatnonzero(new), np.bincount(ordered[-1], minlength=len(sizes))
    of_one = np.zeros(len(sizes), dtype=np.int64)
    np.maximum.at(of_one, ordered[-1][starts], np.diff(starts, append=ordered.shape[1]))
    one: Mask = (held > 0) & (of_one >= ONE_BLOCK * held)
    return one


def _count(shared: Sequence[Entries], masks: Sequence[Mask], articles: int) -> IntArray:
    """Return how many marked entries each article has."""
    counts = (np.bincount(owners[mask], minlength=articles) for (_, owners), mask in zip(shared, masks, strict=True))
    return sum(counts, start=np.zeros(articles, dtype=np.int64))


def _pairs(shared: Sequence[Entries], dropped: Sequence[Mask], sizes: IntArray) -> tuple[Pairs, IntArray]:
    """Return the pairs of articles that share a hash, and how many hashes each shares."""
    keys = [np.empty(0, dtype=np.int64)]
    for (values, articles), mask in zip(shared, dropped, strict=True):
        left, right = _bucket_pairs(values[~mask], articles[~mask].astype(np.int64), sizes)
        keys.append(left * len(sizes) + right)
    keys_shared, counts = np.unique(np.concatenate(keys), return_counts=True)
    return np.stack(np.divmod(keys_shared, len(sizes)), axis=1), counts


def _bucket_pairs(values: UInt64Array, articles: IntArray, sizes: IntArray) -> tuple[IntArray, IntArray]:
    """Return the pairs of articles that share a hash, smaller number first, once for each hash they share."""
    lengths = _runs(values)
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
    values = np.concatenate([hashes[mask] for (hashes, _), mask in zip(shared, dropped, strict=True)])
    articles = np.concatenate([owners[mask] for (_, owners), mask in zip(shared, dropped, strict=True)])
    order = np.lexsort((values, articles))
    values, (owners, starts) = values[order], np.unique(articles[order], return_index=True)
    bounds = pairwise([*starts.tolist(), len(values)])
    return {names[owner]: values[start:stop] for owner, (start, stop) in zip(owners.tolist(), bounds, strict=True)}
