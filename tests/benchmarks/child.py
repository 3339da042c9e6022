"""The tasks that are measured, each run in a process of its own by measure.py: `child.py TASK ARGUMENTS`.

The last line of what a task prints is its result, as JSON.
"""

from __future__ import annotations

import json
import os
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


def mkdocs(config_file: str) -> dict[str, float]:
    """Build a site as `mkdocs build` does; say what of it the generator took."""
    os.environ["NO_MKDOCS_2_WARNING"] = "1"
    from mkdocs.commands.build import build
    from mkdocs.config import load_config

    from generator import engine

    spent = {"wall": 0.0, "cpu": 0.0}
    inner = engine.generate

    def timed(*arguments: Any, **named: Any) -> Any:
        wall, cpu = time.perf_counter(), cpu_time()
        try:
            return inner(*arguments, **named)
        finally:
            spent["wall"] += time.perf_counter() - wall
            spent["cpu"] += cpu_time() - cpu

    engine.generate = timed
    build(load_config(config_file))
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


def grouping(number: int, added: int, jobs: int = 0) -> dict[str, Any]:
    """Fingerprint and group texts of an invented corpus, then some more."""
    from tests.benchmarks import grouping as section

    return section.group_added(number, added, jobs)


def cpu_time() -> float:
    """Return the seconds of CPU that this process and its ended children took."""
    mine, theirs = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return mine.ru_utime + mine.ru_stime + theirs.ru_utime + theirs.ru_stime


TASKS: dict[str, Callable[..., Any]] = {
    "corpus": corpus,
    "generate": generate,
    "mkdocs": mkdocs,
    "peer": peer,
    "grouping": grouping,
}

if __name__ == "__main__":
    print(json.dumps(TASKS[sys.argv[1]](**json.loads(sys.argv[2]))))
