"""Propose candidates (stage 5): from winnowed fingerprints to pairs of articles worth comparing.

Everything is one sort of all hashes, and arithmetic on the runs of equal ones.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from generator.model import UInt64Array

MIN_FINGERPRINTS = 3
"""Fingerprints that a candidate pair shares; a text with fewer than six may share half of them."""
OUTLET_CAP = 5
"""Articles of one outlet in which a fingerprint may stand before it counts as the outlet's boilerplate.

The cap is within one outlet: a global one would break a text that 25 outlets ran.
"""
OWN_SHARE = 0.05
"""Share of its fingerprints that an article has to itself, at least, if what it shares is to count as boilerplate."""
ALL_PAIRS = 8
"""Up to so many articles that share a fingerprint are paired each with each; more, as a star and a chain."""

ENTRIES_AT_ONCE = 16_000_000
"""Hashes that are sorted together; a million articles have some 140 million."""

Pair = tuple[str, str]
"""Two ids, the smaller first."""
IntArray = NDArray[np.int64]
Mask = NDArray[np.bool_]
Entries = tuple[UInt64Array, NDArray[np.int32]]
"""Hashes, and for each the number of an article that has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What fingerprints alone tell of an archive."""

    candidates: tuple[Pair, ...]
    """Pairs to verify, smaller id first, sorted."""
    boilerplate: Mapping[str, UInt64Array]
    """By id, those of an article's hashes that are its outlet's boilerplate, sorted; none where there is no such."""


def survey(ids: Sequence[str], outlets: Sequence[str | None], hashes: Sequence[UInt64Array]) -> Survey:
    """Propose the pairs of articles that share fingerprints, and tell what is an outlet's boilerplate.

    Args:
        ids: Id of each article, each once.
        outlets: Outlet of each article, or None.
        hashes: Winnowed hashes of each article, sorted, each once.
    """
    order = sorted(range(len(ids)), key=ids.__getitem__)
    names = [ids[place] for place in order]
    sizes = np.array([len(hashes[place]) for place in order], dtype=np.int64)
    if not sizes.any():
        return Survey(candidates=(), boilerplate={})
    shared = _shared([hashes[place] for place in order], sizes)
    codes = _codes([outlets[place] for place in order])
    common = [_common(values, codes[articles]) for values, articles in shared]
    dropped = _boilerplate(shared, common, sizes)
    left, right, counts = _pairs(shared, dropped, sizes)
    own = sizes - _count(shared, dropped, len(sizes))
    needed = np.minimum(MIN_FINGERPRINTS, np.maximum(1, np.minimum(own[left], own[right]) // 2))
    enough = counts >= needed
    pairs = zip(left[enough].tolist(), right[enough].tolist(), strict=True)
    return Survey(
        candidates=tuple((names[one], names[other]) for one, other in pairs),
        boilerplate=_by_article(shared, dropped, names),
    )


def _shared(hashes: Sequence[UInt64Array], sizes: IntArray) -> list[Entries]:
    """Return hashes and their articles, sorted by hash, without hashes that stand in one article only.

    The range of hashes is cut into even parts, each sorted alone: sorting all at once needs four times the memory.
    """
    values = np.concatenate(hashes)
    articles = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
    parts = 1 + len(values) // ENTRIES_AT_ONCE
    if parts == 1:
        return [_sorted(values, articles)]
    part = values // np.uint64(2**64 // parts + 1)
    return [_sorted(values[part == number], articles[part == number]) for number in range(parts)]


def _sorted(values: UInt64Array, articles: NDArray[np.int32]) -> Entries:
    by_value = np.argsort(values)  # twice as fast as a stable sort; nothing below rests on the order of equal hashes
    values, articles = values[by_value], articles[by_value]
    same = values[1:] == values[:-1]
    kept = np.concatenate((same, [False])) | np.concatenate(([False], same)) if len(values) else np.zeros(0, dtype=bool)
    return values[kept], articles[kept]


def _codes(outlets: Sequence[str | None]) -> IntArray:
    """Return a number for each outlet; an unknown outlet is like no other, so each gets its own."""
    numbers: dict[str, int] = {}
    known = (None if outlet is None else numbers.setdefault(outlet, len(numbers)) for outlet in outlets)
    return np.array([-1 - place if code is None else code for place, code in enumerate(known)], dtype=np.int64)


def _common(values: UInt64Array, codes: IntArray) -> NDArray[np.bool_]:
    """Return which entries are of a hash that more than ``OUTLET_CAP`` articles of the entry's outlet have."""
    common = np.zeros(len(values), dtype=bool)
    if len(values):
        order = np.lexsort((codes, values))
        by_value, by_code = values[order], codes[order]
        new = np.concatenate(([True], (by_value[1:] != by_value[:-1]) | (by_code[1:] != by_code[:-1])))
        run = np.cumsum(new) - 1
        common[order] = np.bincount(run)[run] > OUTLET_CAP
    return common


def _boilerplate(shared: Sequence[Entries], common: Sequence[Mask], sizes: IntArray) -> list[Mask]:
    """Return which entries are boilerplate: common ones, but those of an article that has next to nothing else.

    Such an article is one of many captures of the same text.
    """
    own = sizes - _count(shared, common, len(sizes))
    has_own = own > OWN_SHARE * sizes
    return [mask & has_own[articles] for (_, articles), mask in zip(shared, common, strict=True)]


def _count(shared: Sequence[Entries], masks: Sequence[Mask], articles: int) -> IntArray:
    """Return how many marked entries each article has."""
    counts = (np.bincount(owners[mask], minlength=articles) for (_, owners), mask in zip(shared, masks, strict=True))
    return sum(counts, start=np.zeros(articles, dtype=np.int64))


def _pairs(shared: Sequence[Entries], dropped: Sequence[Mask], sizes: IntArray) -> tuple[IntArray, IntArray, IntArray]:
    """Return the pairs of articles that share a hash, smaller number first, sorted; and how many hashes they share."""
    keys = [np.empty(0, dtype=np.int64)]
    for (values, articles), mask in zip(shared, dropped, strict=True):
        left, right = _bucket_pairs(values[~mask], articles[~mask].astype(np.int64), sizes)
        keys.append(left * len(sizes) + right)
    found, counts = np.unique(np.concatenate(keys), return_counts=True)
    left, right = np.divmod(found, len(sizes))
    return left, right, counts


def _bucket_pairs(values: UInt64Array, articles: IntArray, sizes: IntArray) -> tuple[IntArray, IntArray]:
    """Return the pairs of articles that share a hash, smaller number first, once for each hash they share."""
    starts = np.flatnonzero(np.concatenate(([True], values[1:] != values[:-1]))) if len(values) else np.empty(0, int)
    lengths = np.diff(np.concatenate((starts, [len(values)])))
    lefts, rights = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.int64)]
    for length in range(2, ALL_PAIRS + 1):  # all buckets of one length at once
        buckets = articles[starts[lengths == length][:, None] + np.arange(length)]
        upper, lower = np.triu_indices(length, 1)
        first, second = buckets[:, upper].ravel(), buckets[:, lower].ravel()
        lefts.append(np.minimum(first, second))
        rights.append(np.maximum(first, second))
    for start, length in zip(starts[lengths > ALL_PAIRS], lengths[lengths > ALL_PAIRS], strict=True):
        bucket = articles[start : start + length]
        by_size = bucket[np.lexsort((bucket, -sizes[bucket]))]
        first = np.concatenate((np.full(length - 1, by_size[0]), by_size[1:-1]))
        second = np.concatenate((by_size[1:], by_size[2:]))
        lefts.append(np.minimum(first, second))
        rights.append(np.maximum(first, second))
    return np.concatenate(lefts), np.concatenate(rights)


def _by_article(shared: Sequence[Entries], dropped: Sequence[Mask], names: Sequence[str]) -> dict[str, UInt64Array]:
    """Return the boilerplate hashes of each article that has some, sorted."""
    values = np.concatenate([hashes[mask] for (hashes, _), mask in zip(shared, dropped, strict=True)])
    articles = np.concatenate([owners[mask] for (_, owners), mask in zip(shared, dropped, strict=True)])
    order = np.lexsort((values, articles))
    owners, starts = np.unique(articles[order], return_index=True)
    parts = np.split(values[order], starts[1:])
    return {names[owner]: part for owner, part in zip(owners.tolist(), parts, strict=False)}
