"""Bring weighed pairs together in works: reports that are one, in two languages or more.

A text joins a work if its scores with all that are in it speak for that taken together (average linkage, over the log
odds). A report that was written along another may pass for the translation of one of its texts, but seldom of all; and
one that was put freely into a language may lie far from one text, but seldom from all.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

MOST_SURE = 4
"""Log odds from which a pair speaks no louder: one in fifty-five."""
_STEPS = 100
"""Log odds are whole numbers of hundredths, so that their sums are alike on every machine."""


def find_works(
    pairs: Mapping[tuple[str, str], float], languages: Mapping[str, str], likely: float
) -> list[tuple[str, ...]]:
    """Return the works, each as the sorted ids of its texts.

    Args:
        pairs: Two ids of weighed texts, the smaller first -> their score; the surest is joined first. Pairs that are
            missing have none, and speak against a work as loud as any.
        languages: Of each text: two in one language are never compared, and speak neither for a work nor against it.
        likely: Score from which two texts, or groups of them on average, are one report.
    """
    odds = {pair: log_odds(score) for pair, score in pairs.items()}
    limit = log_odds(likely)
    ranked = sorted((pair for pair in odds if odds[pair] >= limit), key=lambda pair: (-pairs[pair], pair))
    group_of = {name: frozenset((name,)) for pair in ranked for name in pair}
    joined = True
    while joined:
        joined = False
        for left, right in ranked:
            one, other = group_of[left], group_of[right]
            if one is other:
                continue
            told = list(_between(one, other, odds, languages))
            if sum(told) >= limit * len(told):
                both = one | other
                group_of.update(dict.fromkeys(both, both))
                joined = True
    return sorted({tuple(sorted(group)) for group in group_of.values() if len(group) > 1})


def log_odds(score: float) -> int:
    """Return the log odds of a score in whole hundredths, bounded."""
    if not 0 < score < 1:
        return MOST_SURE * _STEPS * (1 if score >= 1 else -1)
    bounded = max(-MOST_SURE, min(MOST_SURE, math.log(score / (1 - score))))
    return round(bounded * _STEPS)


def _between(
    one: frozenset[str],
    other: frozenset[str],
    odds: Mapping[tuple[str, str], int],
    languages: Mapping[str, str],
) -> Iterator[int]:
    for a in one:
        for b in other:
            if languages[a] != languages[b]:
                yield odds.get((min(a, b), max(a, b)), -MOST_SURE * _STEPS)
