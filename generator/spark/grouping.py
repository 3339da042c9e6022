"""Let Spark SQL propose the candidates (stage 5): the relational statement over a data set of fingerprints.

The fingerprints are a Parquet data set with a row for each article, in files of bounded size; Spark makes rows of
their hashes, sorts them in as many parts as it has, and puts on disk what does not fit.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np

from generator import group
from generator.group.apart import cluster_apart
from generator.group.matches import IntArray
from generator.group.statement import STATEMENT, numbered, surveyed

from .work import Spark, saying

ARTICLES = 20_000
"""Articles in a file of fingerprints: 30 MB on their way to it."""

_SCHEMA = "article long, outlet long, hashes array<long>"


def grouping(spark: Spark) -> group.Engine:
    """Return the engine whose candidates Spark SQL proposes, and whose components Spark's executors cluster."""

    def survey(ids: Sequence[str], outlets: Sequence[str | None], hashes: Sequence[bytes]) -> group.Survey:
        with saying():
            return _surveyed(spark, ids, outlets, hashes)

    return group.Engine(survey=survey, verify=group.BUILT_IN.verify, cluster=partial(cluster_apart, spark.over))


def _surveyed(spark: Spark, ids: Sequence[str], outlets: Sequence[str | None], hashes: Sequence[bytes]) -> group.Survey:
    names, codes, values = numbered(ids, outlets, hashes)
    path = f"{spark.work}/fingerprints"
    spark.remove(path)
    for start in range(0, len(names), ARTICLES):
        some = slice(start, start + ARTICLES)
        spark.session.createDataFrame(_table(start, codes[some], values[some])).write.mode("append").parquet(path)
    if not names:
        return group.BUILT_IN.survey(ids, outlets, hashes)
    kept = spark.session.read.schema(_SCHEMA).parquet(path)
    entries = kept.selectExpr("article", "outlet", "size(hashes) AS size", "explode(hashes) AS hash")
    entries.createOrReplaceTempView("entries")
    rows = spark.session.sql(STATEMENT).toArrow()
    return surveyed(names, *(column.to_numpy() for column in rows.columns))


def _table(first: int, outlets: IntArray, hashes: Sequence[bytes]) -> Any:
    """Return some articles' fingerprints as an Arrow table, their hashes as the signed numbers that SQL has."""
    import pyarrow as pa  # noqa: PLC0415 - an extra

    sizes = np.array([0, *(len(one) // 8 for one in hashes)], dtype=np.int32)
    lists = pa.ListArray.from_arrays(np.cumsum(sizes, dtype=np.int32), np.frombuffer(b"".join(hashes), dtype="<i8"))
    articles = np.arange(first, first + len(hashes), dtype=np.int64)
    return pa.table({"article": articles, "outlet": outlets, "hashes": lists})
