"""Reading what people bring: what becomes of every item, how right the fields are, and the pace of each format."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from . import containers, documents, facts, measure, pages
from .corpora import Work, tool
from .table import Cell, Table, median, ratio

Items = Callable[[Path], int]


def _files(*endings: str) -> Items:
    def count(folder: Path) -> int:
        return sum(path.name.endswith(endings) for path in folder.rglob("*") if path.is_file())

    return count


COUNTED: dict[str, Items | None] = {
    "json-newsplease": _files(".json"),
    "formats-crawler-output": _files(".json", ".xml", ".md", ".txt", ".csv"),
    "formats-warc": containers.warc_items,
    "formats-feeds": containers.feed_items,
}
"""Sets of whole files -> how many items are in them, counted without Backfile; None where it cannot be said."""

UNPACKED: Mapping[str, Callable[[Work], Path]] = {"formats-feeds": containers.unpacked_feeds}
"""Sets that are packed in a way nobody keeps articles in."""

PACKED: Mapping[str, Callable[[bytes], bytes]] = {"JSON lines, gzip": gzip.compress}
"""Ways to pack the invented corpus for the table of paces."""


def tables(work: Work, number: int, runs: int) -> list[Table]:
    """Measure; what needs the labelled sets is left out where they are not there."""
    found = [pace(work, number, runs), documents.pace(work, runs)]
    if work.shared is not None:
        found = [accounted(work), fields(work), *facts.tables(work), *pages.tables(work), *found]
    return found


def accounted(work: Work) -> Table:
    """Count what becomes of every item of the sets: an article, a version, a problem or passed over; none is lost."""
    assert work.shared is not None
    rows: list[tuple[Cell, ...]] = []
    for name, items in COUNTED.items():
        folder = UNPACKED[name](work) if name in UNPACKED else work.shared / "data" / name
        report = measure.run("check", folder=str(folder), root=str(work.fresh("check"))).result
        expected = None if items is None else items(folder)
        became = report["articles"] + report["versions"] + report["lost"] + report["passed"]
        rows.append(
            (
                name,
                expected,
                *(report[key] for key in ("records", "articles", "versions", "lost", "passed")),
                report["records"] - became,
            )
        )
    return Table(
        title="What becomes of every item",
        columns=("set", "items", "records", "articles", "versions", "problems", "passed over", "lost"),
        rows=tuple(rows),
        notes=(
            "Items are counted without Backfile; records also hold what lies beside them, such as a README.",
            "Lost: records that are neither; it must be 0.",
        ),
    )


def fields(work: Work) -> Table:
    """Score headline, authors, date, outlet, language and text of labelled sets."""
    folders = {"json-newsplease": _native(work, "json-newsplease")}
    rows = [_scored(name, _built(work, name, folder), folder, work) for name, folder in folders.items()]
    gold = containers.web_archive_gold(work)
    data = _built(work, "formats-warc", gold)
    containers.name_by_page(data, work)
    rows.append(_scored("formats-warc, news.warc.gz", data, gold, work))
    return Table(
        title="Fields and text against gold (share that is exact; F1 of runs of four words, and of words)",
        columns=(
            *("set", "gold", "missing", "headline", "authors", "date", "language", "outlet"),
            *("text F1-4", "text F1-1"),
        ),
        rows=tuple(rows),
        notes=(
            "json-newsplease: what the crawler gives must come out, whether it is right or not. formats-warc: of its",
            "web archives, the one with 25 pages of html-fundus has gold values, which are that set's.",
        ),
    )


def _built(work: Work, name: str, folder: Path) -> Path:
    """Return the data folder of an archive of the articles in a folder."""
    root = work.fresh(f"fields-{name}")
    (root / "articles").symlink_to(folder / "articles")
    measure.run("generate", root=str(root))
    return root / "docs" / "archive" / "data"


def _scored(name: str, data: Path, gold: Path, work: Work) -> tuple[Cell, ...]:
    assert work.shared is not None
    answer: dict[str, Any] = json.loads(tool("score_fields.py", [str(gold), str(data), "--json"], work.shared))
    return (
        name,
        answer["articles"],
        answer["missing"],
        *((answer.get(key) or {}).get("exact") for key in ("headline", "authors", "published", "language", "outlet")),
        *((answer.get(key) or {}).get("f1") for key in ("body_4gram", "body_words")),
    )


def _native(work: Work, name: str) -> Path:
    """Return a labelled set as its crawler wrote it."""
    assert work.shared is not None
    folder = work.folder / f"set-{name}-native"
    if not folder.exists():
        part = work.fresh(f"set-{name}-native.part")
        tool("to_records.py", [name, str(work.shared / "data"), str(part), "--native"], work.shared)
        part.rename(folder)
    return folder


def pace(work: Work, number: int, runs: int) -> Table:
    """Measure stages 1 to 3 on one core, each format in turn, in CPU time."""
    folders = {"JSON lines": work.corpus("invented", number) / "articles"}
    if work.shared is not None:
        folders["JSON lines, real texts"] = work.corpus("shared", number) / "articles"
        folders["WARC, gzip"], folders["HTML, the same pages"] = containers.web_archive(work)
    folders |= containers.as_tables(folders["JSON lines"], work)
    for name, pack in PACKED.items():
        folders[name] = _packed(folders["JSON lines"], work.fresh(f"packed-{name.replace(' ', '-')}"), pack)
    found: dict[str, list[dict[str, float]]] = {name: [] for name in folders}
    for _ in range(runs):
        for name, folder in folders.items():
            found[name].append(measure.run("pace", folder=str(folder), limit_records=number).result)
    rows = []
    for name, results in found.items():
        steps = {step: median(one[step] for one in results) for step in ("read", "clean", "describe", "cut")}
        total = sum(steps[step] or 0.0 for step in ("read", "clean", "describe"))
        records = results[0]["records"]
        rows.append(
            (
                name,
                int(records),
                round(results[0]["bytes"] / records),
                *(_per_second(records, steps[step]) for step in ("cut", "read", "clean", "describe")),
                _per_second(records, total),
            )
        )
    return Table(
        title=f"Pace of stages 1-3: records a second of CPU time, medians of {runs} runs in turn",
        columns=("format", "records", "bytes each", "cut", "read", "clean", "describe", "read+clean+describe"),
        rows=tuple(rows),
    )


def _per_second(records: float, seconds: float | None) -> int | None:
    found = ratio(records, seconds)
    return None if found is None else round(found)


def _packed(source: Path, target: Path, pack: Callable[[bytes], bytes]) -> Path:
    for path in sorted(source.iterdir()):
        if path.is_file():
            (target / f"{path.name}.packed").write_bytes(pack(path.read_bytes()))
        else:
            shutil.copytree(path, target / path.name)
    return target
