"""Let Spark SQL propose the candidates (stage 5): the relational statement over a data set of fingerprints.

The fingerprints are a Parquet data set with a row for each article, in files of bounded size; Spark makes rows of
their hashes, sorts them in as many parts as it has, and puts on disk what does not fit.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from hashlib import blake2b
from typing import Any

import numpy as np

from generator import group
from generator.group.apart import cluster_apart
from generator.group.matches import IntArray
from generator.group.statement import ROWS, STEPS, numbered, surveyed
from generator.settings import code_digest

from .folder import SharedFolder
from .work import Spark, faults, saying, unreachable

ARTICLES = 20_000
"""Articles in a file of fingerprints: 30 MB on their way to it."""

ASKED_AGAIN = frozenset(("marked", "told", "ranked", "owned"))
"""Steps that several others read: Spark would work them out for each."""
_COUNT = "rows="
"""Begins the name of the file that says how many rows there are: Spark names its files as it likes."""
_COLUMNS = {"kind": "int32", "first": "int64", "second": "int64"}
_SCHEMA = "article long, outlet long, hashes array<long>"


def grouping(spark: Spark) -> group.Engine:
    """Return the engine whose candidates Spark SQL proposes, and whose components Spark's executors cluster."""

    def survey(ids: Sequence[str], outlets: Sequence[str | None], hashes: Sequence[bytes]) -> group.Survey:
        with saying():
            return _surveyed(spark, ids, outlets, hashes)

    return group.Engine(survey=survey, verify=group.BUILT_IN.verify, cluster=partial(cluster_apart, spark.over))


def _surveyed(spark: Spark, ids: Sequence[str], outlets: Sequence[str | None], hashes: Sequence[bytes]) -> group.Survey:
    if not ids:
        return group.survey(ids, outlets, hashes)
    names, codes, values = numbered(ids, outlets, hashes)
    folder = spark.work / "stage=survey" / f"round={_digest(codes, values)}"
    rows = _known(folder)
    if rows is None:
        _survey(spark, folder, codes, values)
        rows = _known(folder)
    if rows is None:
        raise unreachable(folder)
    return surveyed(names, *(column.to_numpy() for column in rows.columns))


def _survey(spark: Spark, folder: SharedFolder, codes: IntArray, values: Sequence[bytes]) -> None:
    """Write the fingerprints, the statement's rows, and behind them how many they are."""
    folder.remove()
    fingerprints, results = folder / "fingerprints", folder / "results"
    for start in range(0, len(values), ARTICLES):
        some = slice(start, start + ARTICLES)
        articles = np.arange(start, start + len(values[some]), dtype=np.int64)
        fingerprints.write(f"{start:012}.parquet", fingerprint_table(articles, codes[some], values[some]))
    written = spark.session.read.schema(_SCHEMA).parquet(fingerprints.pattern)
    entries = written.selectExpr("article", "outlet", "size(hashes) AS size", "explode(hashes) AS hash")
    entries.createOrReplaceTempView("entries")
    kept = []
    for name, step in STEPS.items():
        rows = spark.session.sql(step)
        if name in ASKED_AGAIN:
            kept.append(rows.persist())
        rows.createOrReplaceTempView(name)
    spark.session.sql(ROWS).write.mode("overwrite").parquet(results.address)
    for rows in kept:
        rows.unpersist()
    results.mark(f"{_COUNT}{sum(map(len, results.tables()))}")


def _known(folder: SharedFolder) -> Any:
    """Return the statement's rows as they were written; None if some were lost since."""
    import pyarrow as pa  # noqa: PLC0415 - an extra

    results = folder / "results"
    counts = [name.removeprefix(_COUNT) for name in results.names() if name.startswith(_COUNT)]
    with suppress(*faults()):
        tables = list(results.tables()) if counts else []
        if counts == [str(sum(map(len, tables)))]:
            none = pa.table({name: pa.array([], kind) for name, kind in _COLUMNS.items()})
            return pa.concat_tables([none, *(one.cast(none.schema) for one in tables)])
    return None


def _digest(codes: IntArray, values: Sequence[bytes]) -> str:
    digest = blake2b(f"{code_digest()}\0".encode(), digest_size=16)
    digest.update(codes.tobytes())
    for one in values:
        digest.update(len(one).to_bytes(8, "little") + one)
    return digest.hexdigest()


def fingerprint_table(articles: IntArray, outlets: IntArray, hashes: Sequence[bytes]) -> Any:
    """Return the fingerprints of some articles as an Arrow table, their hashes as the signed numbers that SQL has.

    Args:
        articles: Their numbers.
        outlets: The number of the outlet of each.
        hashes: Of each, as the built-in engine takes them.
    """
    import pyarrow as pa  # noqa: PLC0415 - an extra

    sizes = np.array([0, *(len(one) // 8 for one in hashes)], dtype=np.int32)
    lists = pa.ListArray.from_arrays(np.cumsum(sizes, dtype=np.int32), np.frombuffer(b"".join(hashes), dtype="<i8"))
    return pa.table({"article": articles, "outlet": outlets, "hashes": lists})
