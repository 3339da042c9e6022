"""Composites (stage 5): articles that others make up, none of which shares text with another: roundups, and takes.

A composite is a copy of none of them, unless one is most of it: which it would join were chance.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from .matches import IntArray, Mask, Matches, Rows
from .matching import MIN_ALIGNED, covered

RELATED_SHARED = 30
"""Shared shingles from which two articles that are no copies are related: a passage of 37 words."""
PART = 0.85
"""Share of a text from which another is no part of it but the text."""
COMPOSED = 0.7
"""Share of a text that others stand for, from which it is composed of them."""
UNLIKE = 0.25
"""Containment from which two articles are not both parts of one."""
BULK = 0.5
"""Share of a composite of three or more from which one of its parts is most of it."""
PAIR_BULK, PAIR_COMPOSED, PAIR_DISTINCT = 0.6, 0.85, 1.05
"""The same of a composite of two, of which one is half in any case; the share of it that the two stand for, below which
it is rather a copy of one that another text was added to; and above which they stand in one stretch of it."""

FEW_PARTS = 30
"""Parts up to which it is asked of all at once whether they are alike."""

Parts = Mapping[int, float]
"""The numbers of articles, and the share of another that each is."""


def sharing(rows: Rows, *, min_containment: float, min_shared: int) -> tuple[Mask, Mask]:
    """Return which pairs share so much that they are related, and of which the longer holds the shorter."""
    whole: Mask = (rows["containment"] >= min_containment) | (rows["aligned"] >= MIN_ALIGNED)
    return (rows["shared"] >= RELATED_SHARED) | (whole & (rows["shared"] >= min_shared)), whole


def composites(matches: Matches, *, min_containment: float, min_shared: int) -> dict[int, Parts]:
    """Return the articles that others make up, and those that do, the largest first."""
    rows, count = matches.rows, len(matches.ids)
    related, whole = sharing(rows, min_containment=min_containment, min_shared=min_shared)
    shares = covered(rows)
    held = np.flatnonzero(related & whole & (shares < PART))
    left, right = rows["left"][held].astype(np.int64), rows["right"][held].astype(np.int64)
    longer = np.where(rows["right_is_shorter"][held], left, right)
    several = np.bincount(longer, minlength=count)[longer] > 1
    longer, part, shares = longer[several], (left + right - longer)[several], shares[held][several]
    if not len(longer):
        return {}
    is_part = np.zeros(count, dtype=bool)
    is_part[part] = True
    both = related & (rows["containment"] >= UNLIKE) & is_part[rows["left"]] & is_part[rows["right"]]
    alike = matches.keys[both]
    manifold = np.flatnonzero(_manifold(longer, part, shares, alike, count)[longer])
    known = frozenset(alike.tolist()) if len(manifold) else frozenset()
    parts: dict[int, dict[int, float]] = {}
    for place in manifold[np.lexsort((part[manifold], -shares[manifold], longer[manifold]))].tolist():
        one, chosen = int(part[place]), parts.setdefault(int(longer[place]), {})
        if not any(min(one, other) * count + max(one, other) in known for other in chosen):
            chosen[one] = float(shares[place])
    return {one: some for one, some in parts.items() if len(some) > 1 and sum(some.values()) >= COMPOSED}


def _manifold(longer: IntArray, part: IntArray, shares: NDArray[np.float64], alike: IntArray, count: int) -> Mask:
    """Return which articles others may make up: not those whose parts are too small, or all alike, as cut copies are.

    Args:
        longer: Articles that hold others, and each as often as it does.
        part: The others.
        shares: How much of the article each of them is.
        alike: Keys of the pairs that are not both parts of one article, sorted.
        count: How many articles there are.
    """
    composed: Mask = np.bincount(longer, shares, minlength=count) >= COMPOSED - 1e-9  # summed in another order
    order = np.lexsort((part, longer))
    longer, part = longer[order], part[order]
    unlike = np.zeros(count, dtype=bool)
    for step in range(1, FEW_PARTS):
        same = longer[step:] == longer[:-step]
        keys = part[:-step][same] * count + part[step:][same]
        if not len(keys):
            break
        places = np.minimum(alike.searchsorted(keys), max(0, len(alike) - 1))
        unlike[longer[step:][same][alike[places] != keys if len(alike) else slice(None)]] = True
    many = np.bincount(longer, minlength=count) > FEW_PARTS
    return composed & (unlike | many)


def scattering(rows: Rows, parts_of: Mapping[int, Parts], articles: int) -> Mask:
    """Return of which pairs the longer is a composite that is a copy of no such part of it.

    Args:
        rows: Compared pairs.
        parts_of: The composites.
        articles: How many articles there are.
    """
    bulk = np.zeros(articles)
    for one, parts in parts_of.items():
        most = _bulk(parts)
        bulk[one] = most if max(parts.values()) < most else 0.0
    longer = np.where(rows["right_is_shorter"], rows["left"], rows["right"])
    scattered: Mask = covered(rows) < bulk[longer]
    return scattered


def _bulk(parts: Parts) -> float:
    """Return the share of a composite from which one of its parts is most of it; of 0 any is."""
    if len(parts) > 2:
        return BULK
    return PAIR_BULK if PAIR_COMPOSED <= sum(parts.values()) <= PAIR_DISTINCT else 0.0
