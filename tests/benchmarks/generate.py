"""Time of the generator, stages 1-8: from a folder of articles to its Markdown pages."""

from __future__ import annotations

import json
import re
import shutil
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from . import measure
from .corpora import Work
from .measure import Usage
from .score import Score, read_truth, score_of_archive
from .table import Table, median, megabytes, ratio

STEPS = ("cold", "nothing changed", "100 added", "one edited")
ADDED = 100

_DAY = re.compile(r"(19|20)\d\d-\d\d-\d\d")

Figures = dict[tuple[str, int, str], list[Usage]]
"""Corpus, number of articles and step -> what each run took."""


def tables(work: Work, sizes: Sequence[int], runs: int) -> list[Table]:
    """Measure every step on every corpus and size, run by run in turn, so that a slow minute hits all alike."""
    figures: Figures = defaultdict(list)
    quality: dict[tuple[str, int], Score] = {}
    for run in range(runs):
        for kind in work.kinds:
            for size in sizes:
                corpus = work.corpus(kind, size)
                archive = work.folder / f"archive-{kind}-{size}"
                for step, usage in _steps(corpus, archive):
                    figures[kind, size, step].append(usage)
                if not run:
                    data = archive / "docs" / "archive" / "data"
                    quality[kind, size] = score_of_archive(data, read_truth(corpus))
    return [_times(figures, quality, runs), _growth(figures, work.kinds, sizes)]


def _steps(corpus: Path, archive: Path) -> Iterator[tuple[str, Usage]]:
    """Yield each step's name and what it took, on an archive begun anew."""
    shutil.rmtree(archive, ignore_errors=True)
    (archive / "docs").mkdir(parents=True)
    shutil.copytree(corpus / "articles", archive / "articles")
    held_back = take_newest(archive / "articles", ADDED)
    for step in STEPS:
        if step == "100 added":
            (archive / "articles" / "added.jsonl").write_bytes(b"".join(held_back))
        if step == "one edited":
            edit_one(archive / "articles")
        done = measure.run("generate", root=str(archive))
        if step == "nothing changed" and done.result["written"]:
            raise measure.TaskError(f"{step}: {done.result['written']} pages written; was the source edited meanwhile?")
        yield step, done.usage


def take_newest(folder: Path, number: int) -> list[bytes]:
    """Take the newest records out of the files of a folder, and return their lines."""
    dated = []
    for path in sorted(folder.glob("*.jsonl")):
        for place, line in enumerate(path.read_bytes().splitlines(keepends=True)):
            published = json.loads(line).get("published", "")
            if _DAY.match(published):
                dated.append((published, path.name, place, line))
    newest = sorted(dated)[-number:]
    for name in {name for _, name, _, _ in newest}:
        gone = {place for _, other, place, _ in newest if other == name}
        lines = (folder / name).read_bytes().splitlines(keepends=True)
        kept = (line for place, line in enumerate(lines) if place not in gone)
        (folder / name).write_bytes(b"".join(kept))
    return [line for _, _, _, line in newest]


def edit_one(folder: Path) -> None:
    """Put another sentence at the end of one text, in the middle of the archive."""
    paths = sorted(folder.glob("*.jsonl"))
    path = paths[len(paths) // 2]
    first, *others = path.read_bytes().splitlines(keepends=True)
    record = json.loads(first)
    record["text"] += "\n\nThe council put the matter off until the engineers have looked at the sluice again."
    path.write_bytes(b"".join([json.dumps(record).encode() + b"\n", *others]))


def _times(figures: Figures, quality: dict[tuple[str, int], Score], runs: int) -> Table:
    rows = []
    for (kind, size, step), found in sorted(figures.items(), key=lambda one: (one[0][:2], STEPS.index(one[0][2]))):
        result = quality[kind, size]
        rows.append(
            (
                kind,
                size,
                step,
                median(usage.wall for usage in found),
                median(usage.cpu for usage in found),
                megabytes(median(usage.peak for usage in found)),
                round(result.f1, 4) if step == "cold" else None,
            )
        )
    return Table(
        title=f"Generate (stages 1-8, whole process, one worker a core), medians of {runs} interleaved runs",
        columns=("corpus", "articles", "step", "wall s", "CPU s", "peak MB", "copies F1"),
        rows=tuple(rows),
        notes=(
            "CPU: user and system of all processes. Peak: their memory at one moment, what they share counted once.",
        ),
    )


def _growth(figures: Figures, kinds: Sequence[str], sizes: Sequence[int]) -> Table:
    small, large = min(sizes), max(sizes)
    rows = []
    for kind in kinds:
        for step in STEPS:
            each = [
                ratio(median(usage.cpu for usage in figures[kind, size, step]), size / 1000) for size in (small, large)
            ]
            rows.append((kind, step, *each, ratio(each[1], each[0])))
    return Table(
        title=f"Growth from {small:,} to {large:,} articles: CPU for 1,000 articles of the archive",
        columns=("corpus", "step", f"at {small:,}", f"at {large:,}", "factor"),
        rows=tuple(rows),
        notes=("Linear is 1; below 1 a fixed cost is spread over more articles.",),
    )
