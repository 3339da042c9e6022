"""The candidates (stage 5) as one relational statement, for engines that hold more than one machine's memory does.

It says what `candidates` works out, row by row, in what SQL engines have in common: DuckDB and Spark run it as it is.
`entries` has a row for each fingerprint of each article: `article` (its number in the order of the ids), `outlet` (a
number; unknown ones have one each) and `hash`.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from generator.model import UInt64Array

from .candidates import (
    ALL_PAIRS,
    MIN_FINGERPRINTS,
    MIN_SHARE,
    OUTLET_CAP,
    OWN_SHARE,
    PASSAGE_FINGERPRINTS,
    Survey,
    outlet_codes,
)
from .matches import IntArray

_ENTRIES = f"""
WITH marked AS (
    SELECT article, hash,
        COUNT(*) OVER (PARTITION BY hash) AS articles,
        CASE WHEN COUNT(*) OVER (PARTITION BY hash, outlet) > {OUTLET_CAP} THEN 1 ELSE 0 END AS common
    FROM entries
),
counted AS (
    SELECT article, COUNT(*) AS size, SUM(common) AS common FROM marked GROUP BY article
),
sized AS (
    SELECT article, size,
        CASE WHEN size - common > CAST({OWN_SHARE} AS DOUBLE) * size THEN 1 ELSE 0 END AS has_own,
        CASE WHEN size - common > CAST({OWN_SHARE} AS DOUBLE) * size THEN size - common ELSE size END AS own
    FROM counted
),
shared AS (
    SELECT marked.article, marked.hash, sized.size, marked.common * sized.has_own AS boilerplate
    FROM marked JOIN sized ON marked.article = sized.article
    WHERE marked.articles > 1
)
"""  # noqa: S608 - numbers of ours; so below

BOILERPLATE = f"{_ENTRIES} SELECT article, hash FROM shared WHERE boilerplate = 1"  # noqa: S608
"""Rows of an article and one of its hashes that is its outlet's boilerplate, in no promised order."""

CANDIDATES = f"""{_ENTRIES},
ranked AS (
    SELECT hash, article,
        COUNT(*) OVER (PARTITION BY hash) AS articles,
        ROW_NUMBER() OVER (PARTITION BY hash ORDER BY size DESC, article) AS place,
        FIRST_VALUE(article) OVER (PARTITION BY hash ORDER BY size DESC, article) AS longest,
        LAG(article) OVER (PARTITION BY hash ORDER BY size DESC, article) AS before
    FROM shared WHERE boilerplate = 0
),
met AS (
    SELECT one.article AS a, other.article AS b
    FROM ranked AS one JOIN ranked AS other ON one.hash = other.hash
    WHERE one.articles <= {ALL_PAIRS} AND other.articles <= {ALL_PAIRS} AND one.place < other.place
    UNION ALL
    SELECT longest AS a, article AS b FROM ranked WHERE articles > {ALL_PAIRS} AND place > 1
    UNION ALL
    SELECT before AS a, article AS b FROM ranked WHERE articles > {ALL_PAIRS} AND place > 2
),
pairs AS (
    SELECT lesser, greater, COUNT(*) AS hashes
    FROM (SELECT LEAST(a, b) AS lesser, GREATEST(a, b) AS greater FROM met) AS sides
    GROUP BY lesser, greater
),
weighed AS (
    SELECT lesser, greater, hashes, LEAST(one.own, other.own) AS least
    FROM pairs JOIN sized AS one ON lesser = one.article JOIN sized AS other ON greater = other.article
)
SELECT lesser, greater FROM weighed
WHERE hashes >= LEAST({MIN_FINGERPRINTS}, GREATEST(1, (least - least % 2) / 2))
    AND (hashes >= CAST({MIN_SHARE} AS DOUBLE) * least OR hashes >= {PASSAGE_FINGERPRINTS})
"""  # noqa: S608
"""Rows of the numbers of two articles worth comparing, the smaller first, in no promised order."""


def numbered(
    ids: Sequence[str], outlets: Sequence[str | None], hashes: Sequence[bytes]
) -> tuple[list[str], IntArray, list[bytes]]:
    """Return the ids in the order of their numbers, and for each the number of its outlet and its hashes."""
    order = sorted(range(len(ids)), key=ids.__getitem__)
    codes = outlet_codes([outlets[place] for place in order])
    return [ids[place] for place in order], codes, [hashes[place] for place in order]


def surveyed(ids: Sequence[str], pairs: tuple[IntArray, IntArray], boilerplate: tuple[IntArray, UInt64Array]) -> Survey:
    """Return what a survey is from the rows of the two statements.

    Args:
        ids: Sorted.
        pairs: Both columns of `CANDIDATES`.
        boilerplate: Both columns of `BOILERPLATE`.
    """
    lesser, greater = pairs
    order = np.lexsort((greater, lesser))
    articles, values = boilerplate
    by_article = np.lexsort((values, articles))
    owners, starts = np.unique(articles[by_article], return_index=True)
    bounds = pairwise((*starts.tolist(), len(values)))
    values = values[by_article]
    return Survey(
        ids=ids,
        candidates=np.stack((lesser[order], greater[order]), axis=1),
        boilerplate={ids[owner]: values[a:b] for owner, (a, b) in zip(owners.tolist(), bounds, strict=True)},
    )
