"""More articles than one machine holds: candidates by numpy, DuckDB and Spark, an archive on Spark, a site in parts."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from generator import engine, group
from generator.group.matches import IntArray
from generator.group.statement import COMMON, PAIR, STATEMENT
from generator.spark import java, open_spark
from generator.spark.grouping import fingerprint_table
from generator.write.manifest import MANIFEST

from . import measure
from .builders import BIN, CONFIG
from .corpora import Work
from .table import Cell, Table, megabytes, ratio

SIZES = (100_000, 1_000_000)
MOST = 2_000_000
"""Articles whose fingerprints are held in memory, by engines that want that: 4 to 8 kB an article."""
FROM_FILES = "DuckDB, from files"
MASTER = "local[2]"
CLUSTER = "local-cluster[2,1,1024]"
PARTS = 3
OWN = 140
"""Fingerprints of an article, as the scale corpus has them."""
OUTLETS, FOOTER = 491, 10
"""Outlets, and the fingerprints of each one's boilerplate."""
COPIED = 0.2
"""Share of the articles that are copies, in clusters of 2 to 25."""
MEMORY = "2GB"
"""What DuckDB may take; the rest goes to disk."""
FILE = 50_000
"""Articles in a file of fingerprints that DuckDB reads."""

Articles = tuple[list[str], list[str | None], list[bytes]]


def fingerprints(number: int) -> Articles:
    """Return the fingerprints of so many invented articles; the same number gives the same."""
    codes, hashes = _drawn(number)
    return list(map("{:016x}".format, _ids(number).tolist())), [f"outlet {code}" for code in codes], list(hashes)


def _ids(number: int) -> Any:
    return np.arange(number, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)


def _drawn(number: int) -> tuple[IntArray, Iterator[bytes]]:
    """Return the outlets of so many articles, and their hashes one after the other."""
    chance = np.random.default_rng(number)
    footers = chance.integers(0, 2**64, (OUTLETS, FOOTER), dtype=np.uint64)
    codes = chance.integers(0, OUTLETS, number)

    def texts() -> Iterator[bytes]:
        done = 0
        while done < number:
            size = int(chance.integers(2, 26)) if chance.random() < COPIED / 13 else 1
            text = chance.integers(0, 2**64, OWN, dtype=np.uint64)
            for place in range(done, done + size):
                own = text[int(chance.integers(0, OWN // 2)) if size > 1 else 0 :]
                footer = footers[codes[min(place, number - 1)]]
                yield np.unique(np.concatenate((own, footer))).astype("<u8").tobytes()
            done += size

    return codes, islice(texts(), number)


def _numpy(articles: Articles) -> group.Survey:
    return group.survey(*articles)


def _duckdb(articles: Articles) -> group.Survey:
    from tests.relational import survey

    with TemporaryDirectory() as folder:
        return survey(*articles, memory=MEMORY, folder=Path(folder))


def _spark(articles: Articles) -> group.Survey:
    with TemporaryDirectory() as folder, open_spark(MASTER, folder) as (_, grouping):
        return grouping.survey(*articles)


ENGINES: dict[str, Callable[[Articles], group.Survey]] = {"numpy": _numpy, "DuckDB": _duckdb, "Spark": _spark}


def surveyed(engine: str, number: int) -> dict[str, Any]:
    """Survey invented fingerprints by one engine; return what that took, and a digest of what came of it."""
    articles = fingerprints(number)
    wall, cpu = time.perf_counter(), _cpu()
    found = ENGINES[engine](articles)
    spent = {"wall": time.perf_counter() - wall, "cpu": _cpu() - cpu}
    lines = sum(map(len, found.boilerplate.values()))
    return {**spent, "pairs": len(found.candidates), "lines": lines, "sum": int(found.candidates.sum())}


def surveyed_on_disk(number: int, folder: str) -> dict[str, Any]:
    """Let DuckDB survey the same fingerprints from files, which it may not hold in memory; return what that took."""
    import duckdb
    from pyarrow import parquet

    codes, hashes = _drawn(number)
    ranks = np.argsort(np.argsort(_ids(number)))
    for start in range(0, number, FILE):
        some = slice(start, start + FILE)
        table = fingerprint_table(ranks[some], codes[some], list(islice(hashes, FILE)))
        parquet.write_table(table, f"{folder}/{start:09}.parquet", use_dictionary=False)
    with duckdb.connect() as database:
        database.execute(f"SET memory_limit = '{MEMORY}'; SET temp_directory = '{folder}/left'")
        database.execute(f"""CREATE VIEW entries AS
            SELECT article, outlet, len(hashes) AS size, unnest(hashes) AS hash FROM '{folder}/*.parquet'""")
        wall, cpu = time.perf_counter(), _cpu()
        told = database.execute(
            f"SELECT kind, COUNT(*), SUM(first + CAST(second AS HUGEINT)) FROM ({STATEMENT}) GROUP BY kind"
        ).fetchall()
    spent = {"wall": time.perf_counter() - wall, "cpu": _cpu() - cpu}
    pairs, total = next((count, int(total)) for kind, count, total in told if kind == PAIR)
    lines = next(count for kind, count, _ in told if kind == COMMON)
    return {**spent, "pairs": pairs, "lines": lines, "sum": total}


def _cpu() -> float:
    from tests.benchmarks.child import cpu_time

    return cpu_time()


def known_engines() -> list[str]:
    """Return the engines that can be measured here."""
    there = {"numpy": True, "DuckDB": find_spec("duckdb"), "Spark": find_spec("pyspark") and java()}
    return [name for name in ENGINES if there[name]]


def tables(work: Work, sizes: Sequence[int], site: int) -> list[Table]:
    """Measure the candidates at every size, and an archive of one size by stages, on Spark and in parts."""
    folder = _archive_of(work, site)
    return [_candidates(sizes), _stages(folder, site), _sites(folder, site)]


def _candidates(sizes: Sequence[int]) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for size in sizes:
        engines = known_engines() if size <= MOST else []
        found = {name: measure.run("surveyed", limit=7200, engine=name, number=size) for name in engines}
        if "DuckDB" in known_engines():
            with TemporaryDirectory() as files:
                found[FROM_FILES] = measure.run("surveyed_on_disk", limit=7200, number=size, folder=files)
        told = {(one.result["pairs"], one.result["lines"], one.result["sum"]) for one in found.values()}
        base = found["numpy"].result["cpu"] if "numpy" in found else 0.0
        for name, one in found.items():
            made = one.result
            peak = megabytes(one.usage.peak)
            same = "yes" if len(told) == 1 else "NO"
            rows.append((size, name, made["wall"], made["cpu"], ratio(made["cpu"], base), peak, made["pairs"], same))
    return Table(
        title="Candidates alone, invented fingerprints",
        columns=("articles", "engine", "wall s", "CPU s", "to numpy", "peak MB", "pairs", "same"),
        rows=tuple(rows),
        notes=(f"DuckDB with {MEMORY} of memory and a folder for the rest; Spark {MASTER}, its start included.",),
    )


def by_stage(folder: Path, spark: str, events: Path) -> dict[str, Any]:
    """Lay out the pages of an archive from nothing, without its site; return what each stage took.

    What comes after the last page is not counted: Spark is gone by then, and with it what its processes took.

    Args:
        folder: Of the archive.
        spark: Address of a Spark; empty for two worker processes.
        events: Where Spark tells what it does.
    """
    told = {"enabled": "true", "dir": events.as_uri(), "compress": "false", "rolling.enabled": "false"}
    words = (f"--conf spark.eventLog.{name}={value}" for name, value in told.items())
    os.environ["PYSPARK_SUBMIT_ARGS"] = " ".join((*words, "pyspark-shell"))
    spent: dict[str, float] = {}
    before = measure.tree_cpu(os.getpid())

    def progress(stage: str, done: int, total: int) -> None:
        nonlocal before
        now = measure.tree_cpu(os.getpid())
        spent[stage] = spent.get(stage, 0.0) + now - before
        before = now

    settings = engine.with_jobs(engine.settings_of(engine.load(folder / "mkdocs.yml")), 2)
    engine.generate(settings, progress=progress, spark=engine.OnSpark(master=spark) if spark else None)
    return {"stages": spent, "shuffled": sum(map(_shuffled, events.iterdir()))}


def _shuffled(events: Path) -> int:
    """Return the bytes that Spark wrote for other machines to fetch, as it tells of each task."""
    tasks = (json.loads(line) for line in events.open(encoding="utf-8") if '"SparkListenerTaskEnd"' in line)
    return sum(one["Task Metrics"]["Shuffle Write Metrics"]["Shuffle Bytes Written"] for one in tasks)


def _archive_of(work: Work, number: int) -> Path:
    kind = work.kinds[-1]
    folder = work.fresh(f"beyond-{kind}-{number}")
    (folder / "docs").mkdir(parents=True)
    (folder / "docs" / "index.md").write_text("# Benchmark\n", encoding="utf-8")
    shutil.copytree(work.corpus(kind, number) / "articles", folder / "articles")
    (folder / "mkdocs.yml").write_text(CONFIG.format(plugins="[backfile]"), encoding="utf-8")
    return folder


def _stages(folder: Path, number: int) -> Table:
    """Lay out the pages of one archive here and on Spark, each from nothing."""
    rows: list[tuple[Cell, ...]] = []
    here: dict[str, float] = {}
    for spark in ("", *([MASTER] if "Spark" in known_engines() else [])):
        _empty(folder)
        with TemporaryDirectory() as events:
            one = measure.run("by_stage", limit=7200, folder=str(folder), spark=spark, events=events)
        how, spent = f"Spark {spark}" if spark else "local", one.result["stages"]
        here = here or spent
        rows += [(how, stage, cpu, ratio(cpu, here.get(stage, 0.0)), None, None) for stage, cpu in spent.items()]
        cpu, base = sum(spent.values()), sum(here.values())
        rows.append((how, "all", cpu, ratio(cpu, base), megabytes(one.usage.peak), megabytes(one.result["shuffled"])))
    return Table(
        title=f"Pages of {number:,} articles without their site, from nothing",
        columns=("how", "stage", "CPU s", "to local", "peak MB", "shuffled MB"),
        rows=tuple(rows),
        notes=("A stage has all that was done since the one before it was last told of: comparing, the candidates.",),
    )


def _empty(folder: Path) -> None:
    for left in (".backfile", "docs/archive"):
        shutil.rmtree(folder / left, ignore_errors=True)


def _sites(folder: Path, number: int) -> Table:
    """Build one archive whole, on Spark and in parts, each from nothing."""
    return Table(
        title=f"An archive of {number:,} articles, each site from nothing",
        columns=("how", "wall s", "CPU s", "to local", "peak MB", "same bytes"),
        rows=tuple(_rows(folder)),
        notes=("CPU and memory of all processes, the JVM's too.",),
    )


def _rows(folder: Path) -> Iterator[tuple[Cell, ...]]:
    base, manifest = 0.0, b""
    for name, arguments, site in _ways():
        if not name.startswith("merge"):
            _empty(folder)
        used = measure.command((BIN / "backfile", *arguments, "-d", folder / site), folder)
        base = base or used.cpu
        made = (folder / site / MANIFEST).read_bytes()
        manifest = manifest or made
        same = None if name.startswith("part") else "yes" if made == manifest else "NO"
        yield name, used.wall, used.cpu, ratio(used.cpu, base), megabytes(used.peak), same


def _ways() -> Iterator[tuple[str, tuple[str, ...], str]]:
    yield "local", ("build",), "local"
    if "Spark" in known_engines():
        for master in (MASTER, CLUSTER):
            yield f"Spark {master}", ("build", "--spark", master), "spark"
    yield "part 1/1", ("build", "--part", "1/1"), "only"
    yield "merge of one", ("merge", "only"), "merged"
    for part in range(1, PARTS + 1):
        yield f"part {part}/{PARTS}", ("build", "--part", f"{part}/{PARTS}"), f"part{part}"
    yield "merge", ("merge", *(f"part{part}" for part in range(1, PARTS + 1))), "merged"
