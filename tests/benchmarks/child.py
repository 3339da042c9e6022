"""The tasks that are measured, each run in a process of its own by measure.py: `child.py TASK ARGUMENTS`.

The last line of what a task prints is its result, as JSON.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any


def corpus(folder: str, number: int) -> None:
    """Write an invented corpus."""
    from tests.benchmarks.corpus import write_corpus

    write_corpus(Path(folder), number)


def generate(root: str, jobs: int = 0) -> dict[str, Any]:
    """Bring an archive's pages up to date: stages 1-8."""
    from generator.parallel import open_executor
    from generator.pipeline import build
    from generator.settings import Settings

    folder = Path(root)
    settings = Settings.from_mapping({}, root=folder, docs=folder / "docs")
    with open_executor(jobs) as executor:
        report = build(settings, executor=executor)
    counts = ("records", "articles", "versions", "clusters", "written", "unchanged", "removed")
    return {**{name: getattr(report, name) for name in counts}, "problems": len(report.problems)}


def pages_only(config_file: str) -> dict[str, float]:
    """Build a site as `backfile build` does; say what of it the generator took, which is not the engine's."""
    from generator import engine
    from generator.cli import cli

    spent = {"wall": 0.0, "cpu": 0.0, "calls": 0}
    inner = engine.generate_pages

    def timed(*arguments: Any, **named: Any) -> Any:
        wall, cpu = time.perf_counter(), cpu_time()
        try:
            return inner(*arguments, **named)
        finally:
            spent["wall"] += time.perf_counter() - wall
            spent["cpu"] += cpu_time() - cpu
            spent["calls"] += 1

    engine.generate_pages = timed
    try:
        cli(["build", "--config-file", config_file])
    except SystemExit as ended:
        if ended.code:
            raise
    assert spent["calls"] == 1, "the generator did not run through engine.generate_pages: its time is not known"
    return spent


def floor(source: str, target: str) -> dict[str, float]:
    """Write the files of a folder that another lacks or has otherwise; say what writing took, without reading."""
    spent = {"wall": 0.0, "cpu": 0.0, "files": 0}
    for path in sorted(Path(source).rglob("*")):
        if not path.is_file():
            continue
        content, place = path.read_bytes(), Path(target) / path.relative_to(source)
        if place.is_file() and place.read_bytes() == content:
            continue
        wall, cpu = time.perf_counter(), cpu_time()
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
        spent["wall"] += time.perf_counter() - wall
        spent["cpu"] += cpu_time() - cpu
        spent["files"] += 1
    return spent


def peer(name: str, folder: str, data: str) -> dict[str, float]:
    """Find copies with another library; say what it took without reading and writing."""
    from tests.benchmarks import peers

    records = peers.read_records(Path(folder))
    wall, cpu = time.perf_counter(), cpu_time()
    clusters = peers.find(name, records)
    spent = {"wall": time.perf_counter() - wall, "cpu": cpu_time() - cpu}
    peers.write_data(Path(data), records, clusters)
    return spent


def grouping(number: int, jobs: int = 0) -> dict[str, Any]:
    """Fingerprint and group texts of an invented corpus in memory."""
    from tests.benchmarks import grouping as section

    batch = section.invented(number)
    wall, cpu = time.perf_counter(), cpu_time()
    clusters, steps = section.group_texts(batch, jobs)
    spent = {"wall": time.perf_counter() - wall, "cpu": cpu_time() - cpu}
    found = section.quality(batch, clusters)
    return {**spent, **steps, "texts": section.size_of(batch), "precision": found.precision, "recall": found.recall}


def cpu_time() -> float:
    """Return the seconds of CPU that this process and its ended children took."""
    mine, theirs = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return mine.ru_utime + mine.ru_stime + theirs.ru_utime + theirs.ru_stime


TASKS: dict[str, Callable[..., Any]] = {
    "corpus": corpus,
    "generate": generate,
    "pages_only": pages_only,
    "floor": floor,
    "peer": peer,
    "grouping": grouping,
}

if __name__ == "__main__":
    print(json.dumps(TASKS[sys.argv[1]](**json.loads(sys.argv[2]))))
