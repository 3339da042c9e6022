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

Pair = tuple[str, str]
"""Two ids, the smaller first."""
IntArray = NDArray[np.int64]


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
    values, articles = _inverted(np.concatenate([hashes[place] for place in order]), sizes)
    dropped = _boilerplate(values, articles, _codes([outlets[place] for place in order]), sizes)
    left, right = _bucket_pairs(values[~dropped], articles[~dropped], sizes)
    keys, shared = np.unique(left * len(ids) + right, return_counts=True)
    left, right = np.divmod(keys, len(ids))
    own = sizes - np.bincount(articles[dropped], minlength=len(ids))
    needed = np.minimum(MIN_FINGERPRINTS, np.maximum(1, np.minimum(own[left], own[right]) // 2))
    enough = shared >= needed
    return Survey(
        candidates=tuple(
            (names[a], names[b]) for a, b in zip(left[enough].tolist(), right[enough].tolist(), strict=True)
        ),
        boilerplate=_by_article(values[dropped], articles[dropped], names),
    )


def _by_article(values: UInt64Array, articles: IntArray, names: Sequence[str]) -> dict[str, UInt64Array]:
    order = np.lexsort((values, articles))
    values, articles = values[order], articles[order]
    owners, starts = np.unique(articles, return_index=True)
    return {names[owner]: part for owner, part in zip(owners.tolist(), np.split(values, starts[1:]), strict=False)}


def _inverted(values: UInt64Array, sizes: IntArray) -> tuple[UInt64Array, IntArray]:
    """Return hashes and their articles, sorted by hash then article, without hashes that stand in one article only."""
    articles = np.repeat(np.arange(len(sizes)), sizes)
    by_value = np.argsort(values, kind="stable")
    values, articles = values[by_value], articles[by_value]
    same = values[1:] == values[:-1]
    shared = np.concatenate((same, [False])) | np.concatenate(([False], same))
    return values[shared], articles[shared]


def _codes(outlets: Sequence[str | None]) -> IntArray:
    """Return a number for each outlet; an unknown outlet is like no other, so each gets its own."""
    numbers: dict[str, int] = {}
    known = (None if outlet is None else numbers.setdefault(outlet, len(numbers)) for outlet in outlets)
    return np.array([-1 - place if code is None else code for place, code in enumerate(known)], dtype=np.int64)


def _boilerplate(values: UInt64Array, articles: IntArray, codes: IntArray, sizes: IntArray) -> NDArray[np.bool_]:
    """Return which entries are boilerplate: those of a hash that more than ``OUTLET_CAP`` articles of an outlet have.

    An article that consists of such hashes is no boilerplate but one of many captures of the same text.
    """
    order = np.lexsort((codes[articles], values))
    by_value, by_code = values[order], codes[articles][order]
    new = np.concatenate(([True], (by_value[1:] != by_value[:-1]) | (by_code[1:] != by_code[:-1])))
    run = np.cumsum(new) - 1
    common = np.empty(len(order), dtype=bool)
    common[order] = np.bincount(run)[run] > OUTLET_CAP
    own = sizes - np.bincount(articles[common], minlength=len(sizes))
    return common & (own > OWN_SHARE * sizes)[articles]


def _bucket_pairs(values: UInt64Array, articles: IntArray, sizes: IntArray) -> tuple[IntArray, IntArray]:
    """Return the pairs of articles that share a hash, smaller number first, once for each hash they share."""
    starts = np.flatnonzero(np.concatenate(([True], values[1:] != values[:-1]))) if len(values) else np.empty(0, int)
    lengths = np.diff(np.concatenate((starts, [len(values)])))
    lefts, rights = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.int64)]
    for length in range(2, ALL_PAIRS + 1):  # all buckets of one length at once
        buckets = articles[starts[lengths == length][:, None] + np.arange(length)]
        upper, lower = np.triu_indices(length, 1)
        lefts.append(buckets[:, upper].ravel())
        rights.append(buckets[:, lower].ravel())
    for start, length in zip(starts[lengths > ALL_PAIRS], lengths[lengths > ALL_PAIRS], strict=True):
        bucket = articles[start : start + length]
        by_size = bucket[np.lexsort((bucket, -sizes[bucket]))]
        first = np.concatenate((np.full(length - 1, by_size[0]), by_size[1:-1]))
        second = np.concatenate((by_size[1:], by_size[2:]))
        lefts.append(np.minimum(first, second))
        rights.append(np.maximum(first, second))
    return np.concatenate(lefts), np.concatenate(rights)
