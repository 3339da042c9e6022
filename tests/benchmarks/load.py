"""Archives of odd shapes and great numbers: that each is built whole, in how much time, and in how much memory."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.archives import CONFIG, an_archive
from tests.texts import report

from . import measure
from .corpora import Work
from .corpus import texts
from .measure import Usage
from .table import Table, megabytes

_BACKFILE = Path(sys.executable).with_name("backfile")
LIMIT = 7200.0
"""Seconds that a build may take."""
WHOLE = 100_000
"""Articles of the whole chain at full scale; the other shapes are in proportion."""

Records = Iterator[dict[str, Any]]


def month(number: int) -> Records:
    """Yield articles that were all published in one month, of twenty outlets."""
    for place in range(number):
        yield {
            "outlet": f"Outlet {place % 20}",
            "headline": f"Report {place} of the month",
            "published": f"2021-03-{place % 31 + 1:02}T{place % 24:02}:00:00Z",
            "text": report(2, f"month {place}"),
        }


def copies(number: int) -> Records:
    """Yield one text in so many outlets, each with a line of its own behind it."""
    for place in range(number):
        own = report(1, f"own {place}")
        text = f"{report(4, 'wire')}\n\n{own}"
        yield {"outlet": f"Outlet {place}", "published": f"2021-03-{place % 28 + 1:02}", "text": text}


def outlets(number: int) -> Records:
    """Yield two articles of each of so many outlets, and one of an outlet that has no other."""
    for place in range(2 * number):
        yield {
            "outlet": f"The Gazette of Place {place // 2}",
            "headline": f"Report {place}",
            "published": f"20{place % 20:02}-03-01",
            "text": report(2, f"outlet {place}"),
        }
    yield {"outlet": "The Only Issue", "headline": "One report", "text": report(2, "only")}


def broken(number: int) -> Iterator[str]:
    """Yield lines of short records, every tenth of them cut off."""
    for place in range(number):
        line = json.dumps({"id": f"n{place}", "outlet": f"Outlet {place % 50}", "text": report(1, f"line {place}")})
        yield line[: len(line) // 2] if place % 10 == 9 else line


SHAPES: Mapping[str, tuple[int, Callable[[int], Records]]] = {
    "a month": (50_000, month),
    "copies of one text": (10_000, copies),
    "outlets": (5_000, outlets),
}
"""What there is much of -> how many at full scale, and the records."""


def table(work: Work, number: int) -> Table:
    """Build every shape, at full scale for `WHOLE` articles and in proportion for others."""
    rows = []
    for name, size, lines in _shapes(number):
        archive = work.fresh(f"load-{name.replace(' ', '-')}-{size}")
        config = an_archive(archive / "archive", config=CONFIG, articles={})
        with (config.parent / "articles" / "all.jsonl").open("w", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in lines)
        if name.startswith("records"):
            done = measure.run("check", limit=LIMIT, folder=str(config.parent / "articles"), root=str(config.parent))
            found = done.result
            rows.append(_row(name, size, found["records"], found["articles"], found["lost"], done.usage, None))
            continue
        usage = measure.command((_BACKFILE, "build", "-f", config), config.parent, LIMIT)
        report_of = json.loads((config.parent / "site" / "data" / "report.json").read_bytes())
        largest = max(path.stat().st_size for path in (config.parent / "site" / "archive").rglob("*.html"))
        rows.append(_row(name, size, report_of["records"], report_of["articles"], 0, usage, largest))
    return Table(
        title="Load: from articles to site and search, one run each; records with a tenth broken: read and grouped",
        columns=(
            *("much of", "number", "records", "articles", "problems", "wall s", "CPU s", "ms each", "peak MB"),
            "largest page kB",
        ),
        rows=tuple(rows),
        notes=("Peak: all processes. Each: CPU. The generator itself requires that the counts add up.",),
    )


def _shapes(number: int) -> Iterator[tuple[str, int, Iterator[str]]]:
    share = number / WHOLE
    yield "articles", number // 10, _articles(texts(number // 10))
    yield "articles", number, _articles(texts(number))
    for name, (size, made) in SHAPES.items():
        count = int(size * share)
        yield name, count, map(json.dumps, made(count))
    count = int(1_000_000 * share)
    yield "records, a tenth broken", count, broken(count)


def _articles(found: Iterator[Any]) -> Iterator[str]:
    for place, (name, outlet, paragraphs, _) in enumerate(found):
        published = f"{2010 + place % 12}-{place % 12 + 1:02}-{place % 28 + 1:02}"
        yield json.dumps({"id": name, "outlet": outlet, "published": published, "text": "\n\n".join(paragraphs)})


def _row(
    name: str, size: int, records: int, articles: int, problems: int, usage: Usage, largest: int | None
) -> tuple[Any, ...]:
    each = round(1000 * usage.cpu / size, 2)
    kilobytes = None if largest is None else round(largest / 1000)
    return (name, size, records, articles, problems, usage.wall, usage.cpu, each, megabytes(usage.peak), kilobytes)
