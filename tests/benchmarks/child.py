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


def generate(root: str, jobs: int = 0, **options: Any) -> dict[str, Any]:
    """Bring an archive's pages up to date: stages 1-8."""
    from generator.parallel import open_executor
    from generator.pipeline import build
    from generator.settings import Settings

    folder = Path(root)
    settings = Settings.from_mapping(options, root=folder, docs=folder / "docs")
    with open_executor(jobs) as executor:
        report = build(settings, executor=executor)
    counts = ("records", "articles", "versions", "clusters", "written", "unchanged", "removed")
    return {**{name: getattr(report, name) for name in counts}, "problems": len(report.problems)}


def check(folder: str, root: str) -> dict[str, int]:
    """Read a folder of articles and say what became of its records."""
    from generator.parallel import open_executor
    from generator.pipeline import check as read_all
    from generator.settings import Settings

    place = Path(root)
    settings = Settings.from_mapping({"articles": folder}, root=place, docs=place / "docs")
    with open_executor() as executor:
        report = read_all(settings, executor=executor)
    lost = sum(problem.lost for problem in report.problems)
    counts = {name: getattr(report, name) for name in ("records", "articles", "versions")}
    return {**counts, "lost": lost, "passed": report.passed_over}


def pace(folder: str, limit_records: int) -> dict[str, float]:
    """Read, clean and describe the records of a folder in this process; return the CPU seconds of each step."""
    from msgspec.structs import replace

    from generator.archive.prepare import _normalised_fields
    from generator.clean import clean, compile_rules
    from generator.describe import compile_names, describe
    from generator.describe.language import detect
    from generator.model import Capture
    from generator.read import Part, captures, parts
    from generator.settings import load_authorities

    authorities = load_authorities(None)
    rules, names = compile_rules(authorities.rules), compile_names(authorities)
    steps = ("cut", "read", "clean", "describe")

    def passed(part: Part) -> tuple[int, dict[str, float]]:
        begun = time.process_time()
        found = [one for one in captures(Path(folder), part) if isinstance(one, Capture)]
        read = time.process_time()
        cleaned = [clean(one.text, rules) for one in found]
        done = time.process_time()
        for one, text in zip(found, cleaned, strict=True):
            describe(replace(one, fields=_normalised_fields(one)), text, names)
        spent = (0.0, read - begun, done - read, time.process_time() - done)
        return len(found), dict(zip(steps, spent, strict=True))

    begun = time.process_time()
    pieces = [part for part in parts(Path(folder)) if isinstance(part, Part)]
    total = {**dict.fromkeys(steps, 0.0), "cut": time.process_time() - begun}
    passed(pieces[0])  # models and patterns are loaded once a process, whatever the number of records
    detect(("Velmar Osk Harn Toru Belka " * 7,))  # so is the classifier, which few texts need
    records = size = 0
    for part in pieces:
        count, spent = passed(part)
        total = {step: total[step] + spent[step] for step in steps}
        records += count
        size += part.size
        if records >= limit_records:
            break
    return {**total, "records": records, "bytes": size}


def mkdocs(config_file: str) -> None:
    """Build a site as `mkdocs build` does without the engine."""
    os.environ["NO_MKDOCS_2_WARNING"] = "1"
    from mkdocs.commands.build import build
    from mkdocs.config import load_config

    build(load_config(config_file))


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


def index(root: str, anew: bool = False) -> dict[str, float]:
    """Bring an archive's search index up to date; say what of a build that took."""
    from generator import pipeline
    from generator.archive.search_plan import plan_search
    from generator.kept.store import open_store
    from generator.settings import Settings, code_digest

    folder = Path(root)
    settings = Settings.from_mapping({"jobs": 1}, root=folder, docs=folder / "docs")
    if anew:
        with open_store(settings.store, code_digest()) as store:
            store.keep_only("shard", ())
    spent = {"wall": 0.0, "cpu": 0.0, "peak": 0.0, "shards": 0.0}

    def timed(*arguments: Any) -> Any:
        wall, cpu = time.perf_counter(), cpu_time()
        try:
            return plan_search(*arguments)
        finally:
            spent["wall"] = time.perf_counter() - wall
            spent["cpu"] = cpu_time() - cpu
            spent["peak"] = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024

    def progress(stage: str, done: int, total: int) -> None:
        if stage == "indexing":
            spent["shards"] = total

    vars(pipeline)["plan_search"] = timed
    pipeline.build(settings, progress=progress)
    return spent


def unsharded(archive: str, site: str) -> dict[str, float]:
    """Make one Pagefind index of an archive's articles, each in its own language, as Pagefind does by itself."""
    from generator.search.pagefind import service
    from tests.benchmarks.corpora import article_lines

    wall, cpu = time.perf_counter(), cpu_time()
    rows = article_lines(Path(archive) / "docs/archive/data")
    with service() as pagefind:
        made = pagefind.ask(type="NewIndex", config={})["index_id"]
        for line in rows:
            row = json.loads(line)
            pagefind.tell(
                type="AddRecord",
                index_id=made,
                url=f"/{row['page']}",
                content=row["text"],
                language=row["language"] or "en",
                meta={"title": row["headline"] or "", "outlet": row["outlet"] or "", "date": row["published"] or ""},
                filters={"outlet": [row["outlet"] or ""], "year": [(row["published"] or "")[:4]]},
                sort={"date": row["published"] or ""},
            )
        pagefind.ask(type="WriteFiles", index_id=made, output_path=str(Path(site) / "pagefind"))
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    return {"wall": time.perf_counter() - wall, "cpu": cpu_time() - cpu, "peak": peak, "shards": 1}


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


def surveyed(engine: str, number: int) -> dict[str, Any]:
    """Propose the candidates of invented fingerprints by one engine."""
    from tests.benchmarks import beyond

    return beyond.surveyed(engine, number)


def surveyed_on_disk(number: int, folder: str) -> dict[str, Any]:
    """Survey invented fingerprints from files, out of core."""
    from tests.benchmarks import beyond

    return beyond.surveyed_on_disk(number, folder)


def by_stage(folder: str, spark: str, events: str) -> dict[str, Any]:
    """Lay out the pages of an archive, on this machine or on a Spark."""
    from tests.benchmarks import beyond

    return beyond.by_stage(Path(folder), spark, Path(events))


def cpu_time() -> float:
    """Return the seconds of CPU that this process and its ended children took."""
    mine, theirs = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return mine.ru_utime + mine.ru_stime + theirs.ru_utime + theirs.ru_stime


TASKS: dict[str, Callable[..., Any]] = {
    "corpus": corpus,
    "check": check,
    "pace": pace,
    "generate": generate,
    "pages_only": pages_only,
    "floor": floor,
    "mkdocs": mkdocs,
    "index": index,
    "unsharded": unsharded,
    "peer": peer,
    "grouping": grouping,
    "surveyed": surveyed,
    "surveyed_on_disk": surveyed_on_disk,
    "by_stage": by_stage,
}

if __name__ == "__main__":
    print(json.dumps(TASKS[sys.argv[1]](**json.loads(sys.argv[2]))))
