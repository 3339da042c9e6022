"""Where the bytes of a whole site stand: its files by kind, an article's share of each, and how many articles fit."""

from __future__ import annotations

import re
import shutil
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from . import measure
from .builders import BIN, CONFIG, files_below
from .corpora import Work
from .table import Cell, Table, median

COLUMNS = ("kind", "files", "files/article", "MB", "B/article", "median B")
ROOM = 1_000_000_000
"""Bytes that GitHub Pages takes."""
WAYS = ("true", "compressed")
"""The setting `data`."""

KINDS = {
    "article": r"archive/(\d{4}/\d\d|undated)/[^/]+-[0-9a-f]{8}/index\.html",
    "beside an article": r"archive/(\d{4}/\d\d|undated)/[^/]+-[0-9a-f]{8}\..*",
    "comparison of copies": r"archive/copies/[0-9a-f]{16}/.*",
    "comparison, as a table": r"archive/copies/[0-9a-f]{16}\.csv.*",
    "feed": r".*/feed\.(xml|json)",
    "listing by date": r"archive/(\d{4}|undated)/.*",
    "listing by outlet": r"archive/outlets/.*",
    "listing by agency": r"archive/agencies/.*",
    "listing by section": r"archive/sections/.*",
    "listing by tag": r"archive/tags/.*",
    "listing by language": r"archive/languages/.*",
    "listing by author": r"archive/authors/.*",
    "listing of copies": r"archive/copies/.*",
    "other page": r".*\.html",
    "data: articles": r"data/articles.*",
    "data: copies, report": r"data/(?!manifest).*",
    "data: manifest": r"data/manifest\.json(\.gz)?",
    "search index": r"search/index/.*",
    "sitemap": r"sitemap.*",
    "theme": r"assets/.*",
}
"""The first whose pattern fits a path."""


def tables(work: Work, number: int, ways: Sequence[str] = WAYS) -> list[Table]:
    """Build one corpus and weigh its site, once for each way that its data can be in: as by default, and compressed."""
    kind = work.kinds[-1]
    folder = work.fresh(f"weight-{kind}-{number}")
    (folder / "docs").mkdir(parents=True)
    (folder / "docs" / "index.md").write_text("# Benchmark\n", encoding="utf-8")
    shutil.copytree(work.corpus(kind, number) / "articles", folder / "articles")
    found = []
    for data in ways:
        config = CONFIG.format(plugins=f"[backfile: {{data: {data}}}]")
        (folder / "mkdocs.yml").write_text(config, encoding="utf-8")
        measure.command((BIN / "backfile", "build"), folder)
        title = f"Where the bytes stand: {number:,} articles of the {kind} corpus, data: {data}"
        found.append(_table(title, by_kind(folder / "site")))
    return found


def by_kind(site: Path) -> dict[str, list[int]]:
    """Return kind -> bytes of each file, for a built site; in the order of `KINDS`."""
    sizes: dict[str, list[int]] = defaultdict(list)
    for path in files_below(site):
        kind = next((kind for kind, pattern in KINDS.items() if re.fullmatch(pattern, path)), "other")
        sizes[kind].append((site / path).stat().st_size)
    return {kind: sizes[kind] for kind in (*KINDS, "other") if kind in sizes}


def _table(title: str, sizes: Mapping[str, list[int]]) -> Table:
    articles = len(sizes["article"])
    everything = [size for kind in sizes.values() for size in kind]
    growing = (sum(everything) - sum(sizes["theme"])) / articles
    return Table(
        title=title,
        columns=COLUMNS,
        rows=(*_rows(sizes, articles), _row("all", everything, articles)),
        notes=(
            f"Without the theme, which does not grow: {round(growing):,} bytes an article; GitHub Pages' 1,000 MB hold",
            f"{int((ROOM - sum(sizes['theme'])) / growing):,} articles like these.",
        ),
    )


def _rows(sizes: Mapping[str, list[int]], articles: int) -> Iterator[tuple[Cell, ...]]:
    for kind, found in sizes.items():
        yield _row(kind, found, articles)


def _row(kind: str, sizes: list[int], articles: int) -> tuple[Cell, ...]:
    return (
        kind,
        len(sizes),
        round(len(sizes) / articles, 3),
        round(sum(sizes) / 1e6, 2),
        round(sum(sizes) / articles),
        round(median(sizes) or 0),
    )
