"""Run the relational statement of the candidates by DuckDB, in memory or, with a limit, out of core."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from generator.group import Survey
from generator.group.statement import STATEMENT, numbered, surveyed


def survey(
    ids: Sequence[str],
    outlets: Sequence[str | None],
    hashes: Sequence[bytes],
    *,
    memory: str = "",
    folder: Path | None = None,
) -> Survey:
    """Survey articles as the built-in engine does.

    Args:
        ids: As for the engine; so the next two.
        outlets: Of each.
        hashes: Of each.
        memory: How much DuckDB may take, such as `2GB`.
        folder: Where it puts what does not fit.
    """
    names, codes, values = numbered(ids, outlets, hashes)
    sizes = np.array([len(one) // 8 for one in values], dtype=np.int64)
    entries = pa.table(
        {
            "article": np.repeat(np.arange(len(names), dtype=np.int64), sizes),
            "outlet": np.repeat(codes, sizes),
            "size": np.repeat(sizes, sizes),
            "hash": np.frombuffer(b"".join(values), dtype="<i8"),
        }
    )
    with duckdb.connect() as database:
        if memory:
            database.execute(f"SET memory_limit = '{memory}'; SET temp_directory = '{folder}'")
        database.register("entries", entries)
        columns = database.execute(STATEMENT).fetchnumpy()
    return surveyed(names, *columns.values())
