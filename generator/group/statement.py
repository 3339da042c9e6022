"""The candidates (stage 5) as one relational statement, for engines that hold more than one machine's memory does.

It says what `candidates` works out, row by row, in what SQL engines have in common: DuckDB and Spark run it as it is.
`entries` has a row for each fingerprint of each article: `article` (its number in the order of the ids), `outlet` (a
number; unknown ones have one each), `size` (how many fingerprints the article has) and `hash`. All of them are sorted
once; what is left behind that are hashes that stand in two articles or more.
"""

# ruff: noqa: S608 - the numbers in it are ours

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from .candidates import (
    ALL_PAIRS,
    BLOCK_ARTICLES,
    BLOCK_MOST,
    BLOCK_OWN,
    FEW_FINGERPRINTS,
    LIKE,
    MIN_FINGERPRINTS,
    MIN_SHARE,
    ONE_BLOCK,
    OUTLET_CAP,
    OWN_SHARE,
    PASSAGE_FINGERPRINTS,
    Survey,
    outlet_codes,
)
from .matches import IntArray

PAIR, COMMON = 0, 1
"""Kinds of rows: the numbers of two articles worth comparing, the smaller first; an article and a hash of its outlet's
boilerplate that it has."""

STEPS = {
    "shared": """
        SELECT article, outlet, size, hash
        FROM (SELECT article, outlet, size, hash, COUNT(*) OVER (PARTITION BY hash) AS articles FROM entries) AS counted
        WHERE articles > 1
    """,
    "marked": """
        SELECT article, outlet, size, hash,
            COUNT(*) OVER (PARTITION BY hash, outlet) AS fellows,
            SUM(article) OVER (PARTITION BY hash, outlet) AS total,
            MIN(article) OVER (PARTITION BY hash, outlet) AS least,
            MAX(article) OVER (PARTITION BY hash, outlet) AS most
        FROM shared
    """,
    "counted": f"""
        SELECT article, size,
            SUM(CASE WHEN fellows > {OUTLET_CAP} THEN 1 ELSE 0 END) AS common,
            SUM(CASE WHEN fellows >= {BLOCK_ARTICLES} THEN 1 ELSE 0 END) AS held,
            size - SUM(CASE WHEN fellows > 1 THEN 1 ELSE 0 END) AS alone
        FROM marked GROUP BY article, size
    """,
    "likely": f"""
        SELECT article, held FROM counted
        WHERE held >= CAST({1 - BLOCK_MOST} AS DOUBLE) * size AND alone >= CAST({BLOCK_OWN} AS DOUBLE) * size
    """,
    "sets": f"""
        SELECT marked.article, likely.held, COUNT(*) AS hashes
        FROM marked JOIN likely ON marked.article = likely.article
        WHERE fellows >= {BLOCK_ARTICLES} GROUP BY marked.article, likely.held, fellows, total, least, most
    """,
    "holders": f"""
        SELECT article FROM sets GROUP BY article, held HAVING MAX(hashes) >= CAST({ONE_BLOCK} AS DOUBLE) * held
    """,
    "blocks": f"""
        SELECT article, hash
        FROM (
            SELECT marked.article, hash, COUNT(*) OVER (PARTITION BY hash, outlet) AS several
            FROM marked JOIN holders ON marked.article = holders.article WHERE fellows >= {BLOCK_ARTICLES}
        ) AS held_by
        WHERE several >= {BLOCK_ARTICLES}
    """,
    "told": f"""
        SELECT marked.article, marked.size, marked.hash,
            CASE
                WHEN blocks.hash IS NOT NULL THEN 1
                WHEN fellows > {OUTLET_CAP} AND marked.size - common > CAST({OWN_SHARE} AS DOUBLE) * marked.size THEN 1
                ELSE 0
            END AS boilerplate
        FROM marked JOIN counted ON marked.article = counted.article
            LEFT JOIN blocks ON marked.article = blocks.article AND marked.hash = blocks.hash
    """,
    "owned": """
        SELECT article, size - SUM(boilerplate) AS own FROM told GROUP BY article, size
    """,
    "ranked": """
        SELECT hash, article,
            COUNT(*) OVER (PARTITION BY hash) AS articles,
            ROW_NUMBER() OVER (PARTITION BY hash ORDER BY size DESC, article) AS place,
            FIRST_VALUE(article) OVER (PARTITION BY hash ORDER BY size DESC, article) AS longest,
            LAG(article) OVER (PARTITION BY hash ORDER BY size DESC, article) AS before
        FROM told WHERE boilerplate = 0
    """,
    "met": f"""
        SELECT one.article AS a, other.article AS b
        FROM ranked AS one JOIN ranked AS other ON one.hash = other.hash
        WHERE one.articles <= {ALL_PAIRS} AND other.articles <= {ALL_PAIRS} AND one.place < other.place
        UNION ALL
        SELECT longest AS a, article AS b FROM ranked WHERE articles > {ALL_PAIRS} AND place > 1
        UNION ALL
        SELECT before AS a, article AS b FROM ranked WHERE articles > {ALL_PAIRS} AND place > 2
    """,
    "pairs": """
        SELECT lesser, greater, COUNT(*) AS hashes
        FROM (SELECT LEAST(a, b) AS lesser, GREATEST(a, b) AS greater FROM met) AS sides
        GROUP BY lesser, greater
    """,
    "weighed": """
        SELECT lesser, greater, hashes, LEAST(one.own, other.own) AS least,
            GREATEST(one.own, other.own) AS most
        FROM pairs JOIN owned AS one ON lesser = one.article JOIN owned AS other ON greater = other.article
    """,
}
"""What the statement works out in turn: name -> the rows that those after it know by that name."""
ROWS = f"""
SELECT {PAIR} AS kind, lesser AS first, greater AS second FROM weighed
WHERE hashes >= LEAST({MIN_FINGERPRINTS}, GREATEST(1, (least - least % 2) / 2))
    AND (hashes >= CAST({MIN_SHARE} AS DOUBLE) * least OR hashes >= {PASSAGE_FINGERPRINTS})
    OR most <= {FEW_FINGERPRINTS} AND least >= CAST({LIKE} AS DOUBLE) * most
UNION ALL
SELECT {COMMON} AS kind, article AS first, hash AS second FROM told WHERE boilerplate = 1
"""
STATEMENT = f"WITH {', '.join(f'{name} AS ({step})' for name, step in STEPS.items())} {ROWS}"
"""Rows of a kind and two numbers, in no promised order."""


def numbered(
    ids: Sequence[str], outlets: Sequence[str | None], hashes: Sequence[bytes]
) -> tuple[list[str], IntArray, list[bytes]]:
    """Return the ids in the order of their numbers, and for each the number of its outlet and its hashes."""
    order = sorted(range(len(ids)), key=ids.__getitem__)
    codes = outlet_codes([outlets[place] for place in order])
    return [ids[place] for place in order], codes, [hashes[place] for place in order]


def surveyed(ids: Sequence[str], kinds: IntArray, first: IntArray, second: IntArray) -> Survey:
    """Return what a survey is from the columns of the statement's rows.

    Args:
        ids: Sorted.
        kinds: What each row is.
        first: The first number of each; hashes are signed.
        second: The second.
    """
    pairs = np.stack((first[kinds == PAIR], second[kinds == PAIR]), axis=1)
    articles, values = first[kinds == COMMON], second[kinds == COMMON].astype(np.int64).view("<u8")
    order = np.lexsort((values, articles))
    owners, starts = np.unique(articles[order], return_index=True)
    bounds = pairwise((*starts.tolist(), len(values)))
    values = values[order]
    return Survey(
        ids=ids,
        candidates=pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))].astype(np.int64),
        boilerplate={ids[owner]: values[a:b] for owner, (a, b) in zip(owners.tolist(), bounds, strict=True)},
    )
