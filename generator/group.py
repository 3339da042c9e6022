"""Group copies (stage 5): from fingerprints to clusters of articles that share one text.

Candidates are pairs that share fingerprints; every candidate is verified on its shingles, and only verified matches
join a cluster. Nothing here reads or writes a file, and no result depends on the order of the articles.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import LCSseq

from .model import Cluster, Match, Moment, Shingled, UInt64Array

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
ALIGNED_FROM, ALIGNED_UNTIL = 0.4, 0.9
"""Containments between which the words are aligned too: a changed word here and there breaks eight shingles each."""
MIN_ALIGNED = 0.95
"""Share of aligned words from which a match joins in spite of its containment."""
ALIGNED_WORDS = 20_000
"""Longer texts are not aligned."""
LINKING_CONTAINMENT = 0.25
"""Containment from which two members of groups that are to join speak for it."""
LINKING_SHARE = 0.5
"""Share of the pairs across two groups that must speak for joining them."""
EXCERPT_RESEMBLANCE = 0.25
"""Below this resemblance a match joins only where it opens the longer text."""
FIRST_SHARE = 0.1
"""Share of the shared shingles that may lie before their start: set phrases that stand anywhere."""
OPENING = 0.1
"""Share of the longer text that counts as its opening."""
LINKED = 12
"""Members of a group that speak for it when two groups are to join."""
EVIDENCE_MEMBERS = 30
"""Clusters of up to so many members are compared each with each, so that every page can show its shares."""

_UNKNOWN: Moment = "9999"
"""Sorts behind every moment."""

Pair = tuple[str, str]
IntArray = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What decides which member of a cluster is canonical, and in which order members are listed."""

    is_agency: bool
    """Whether the article stands on an agency's own page."""
    size: int
    """Characters of the text."""
    published: Moment | None


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


def verify(pair: Pair, left: Shingled, right: Shingled) -> Match:
    """Compare two texts shingle by shingle; all figures are 0 where a text has no shingles."""
    shared, in_left, in_right = np.intersect1d(left.hashes, right.hashes, assume_unique=True, return_indices=True)
    shorter, longer = sorted((len(left.hashes), len(right.hashes)))
    union = shorter + longer - len(shared)
    places = left.places[in_left] if len(left.hashes) >= len(right.hashes) else right.places[in_right]
    containment = len(shared) / shorter if shorter else 0.0
    return Match(
        left_id=pair[0],
        right_id=pair[1],
        resemblance=len(shared) / union if union else 0.0,
        containment=containment,
        shared=len(shared),
        aligned=_aligned(left.words, right.words) if ALIGNED_FROM <= containment < ALIGNED_UNTIL else 0.0,
        start=float(np.quantile(places, FIRST_SHARE)) / longer if len(shared) else 0.0,
    )


def _aligned(left: UInt64Array, right: UInt64Array) -> float:
    """Return the longest common subsequence of two texts' words over the words of the shorter."""
    shorter = min(len(left), len(right))
    return LCSseq.similarity(left.tolist(), right.tolist()) / shorter if shorter <= ALIGNED_WORDS else 0.0


def joins(match: Match, *, min_containment: float, min_shared: int) -> bool:
    """Return whether a match makes two articles copies of one text.

    A short text that stands whole somewhere inside a much longer one is an excerpt: an item of a roundup, a quotation.
    A truncated copy is as short, but begins where the longer text begins.
    """
    if match.shared < min_shared or (match.containment < min_containment and match.aligned < MIN_ALIGNED):
        return False
    return match.resemblance >= EXCERPT_RESEMBLANCE or match.start <= OPENING


def cluster(
    verified: Mapping[Pair, Match], standings: Mapping[str, Standing], *, min_containment: float, min_shared: int
) -> tuple[list[Cluster], list[Pair]]:
    """Join articles by their matches.

    A match between two groups joins them only if most of their pairs share text (average linkage): a roundup that holds
    two stories matches both, but they share nothing with one another, and stay apart.

    Args:
        verified: Every pair that was compared, strong and weak.
        standings: What is known of each article that a pair names.
        min_containment: Containment from which a match joins, 0 to 1.
        min_shared: Shared shingles from which a match joins.

    Returns:
        Clusters of two members or more, by canonical id; and the pairs, sorted, that must be compared before these
        clusters are final.
    """
    joining = [
        match for match in verified.values() if joins(match, min_containment=min_containment, min_shared=min_shared)
    ]
    linked = {pair for pair, match in verified.items() if match.containment >= LINKING_CONTAINMENT}
    joining.sort(key=lambda match: (-match.resemblance, -match.shared, match.left_id, match.right_id))
    missing: set[Pair] = set()
    groups: dict[str, list[str]] = {}
    for match in joining:
        left = groups.setdefault(match.left_id, [match.left_id])
        right = groups.setdefault(match.right_id, [match.right_id])
        if left is right:
            continue
        across = _across(left, right)
        missing.update(pair for pair in across if pair not in verified)
        if sum(pair in linked for pair in across) > LINKING_SHARE * len(across):
            left += right
            groups.update(dict.fromkeys(right, left))
    made = {id(members): members for members in groups.values() if len(members) > 1}
    clusters = [_cluster(members, verified, standings) for members in made.values()]
    return sorted(clusters, key=lambda one: one.canonical_id), sorted(missing)


def _across(left: list[str], right: list[str]) -> list[Pair]:
    """Return the pairs between two groups; of large groups, those between evenly chosen members."""
    return [(min(one, other), max(one, other)) for one in _sample(left) for other in _sample(right)]


def _sample(members: list[str]) -> list[str]:
    step = -(-len(members) // LINKED)
    return sorted(members)[::step]


def _cluster(members: Iterable[str], verified: Mapping[Pair, Match], standings: Mapping[str, Standing]) -> Cluster:
    """Make a cluster: its canonical member, its members in order, and what is known of their pairs."""

    def published(member: str) -> str:
        return standings[member].published or _UNKNOWN

    canonical = min(
        members,
        key=lambda member: (not standings[member].is_agency, -standings[member].size, published(member), member),
    )
    made = Cluster(
        canonical_id=canonical,
        member_ids=tuple(sorted(members, key=lambda member: (published(member), member))),
        matches=(),
    )
    pairs = pairs_inside(made) or _across([canonical], list(made.member_ids))
    return replace(made, matches=tuple(verified[pair] for pair in pairs if pair in verified))


def pairs_inside(cluster: Cluster) -> list[Pair]:
    """Return all pairs of a cluster's members; none of a cluster too large to compare each with each."""
    members = sorted(cluster.member_ids)
    return list(combinations(members, 2)) if len(members) <= EVIDENCE_MEMBERS else []
