"""Bring verified pairs together in works: reports that are one, in two languages or more."""

from __future__ import annotations

from collections.abc import Mapping

LEAST_PAIRS = 0.5
"""Share of the pairs between two groups that have to be verified if the groups are one: no chain of reports that each
share a little with the next."""


def find_works(pairs: Mapping[tuple[str, str], float], languages: Mapping[str, str]) -> list[tuple[str, ...]]:
    """Return the works, each as the sorted ids of its texts.

    Args:
        pairs: Two ids of verified texts, the smaller first -> their score; the surest is joined first.
        languages: Of each text: two in one language are never compared, and speak neither for a work nor against it.
    """
    group_of = {name: frozenset((name,)) for pair in pairs for name in pair}
    for left, right in sorted(pairs, key=lambda pair: (-pairs[pair], pair)):
        one, other = group_of[left], group_of[right]
        if one is other or not _belong(one, other, pairs, languages):
            continue
        both = one | other
        group_of.update(dict.fromkeys(both, both))
    return sorted({tuple(sorted(group)) for group in group_of.values() if len(group) > 1})


def _belong(
    one: frozenset[str],
    other: frozenset[str],
    pairs: Mapping[tuple[str, str], float],
    languages: Mapping[str, str],
) -> bool:
    across = [(min(a, b), max(a, b)) for a in one for b in other if languages[a] != languages[b]]
    return sum(pair in pairs for pair in across) >= LEAST_PAIRS * len(across)
