"""Time of the site: MkDocs on Backfile's pages, with plugin and theme, beside plain MkDocs + Material on the same."""

from __future__ import annotations

import re
import shutil
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from . import measure
from .corpora import Work
from .measure import Usage
from .table import Table, median, megabytes, ratio

PLAIN, BACKFILE = "plain MkDocs + Material", "Backfile"
CONFIG = """\
site_name: Benchmark
site_url: https://bench.example/
theme: {{name: material, font: false}}
nav: [index.md]
not_in_nav: /archive/
markdown_extensions: [md_in_html, toc]
plugins: [{plugins}]
"""

_TEMPLATE = re.compile(r"^template: .*\n", re.MULTILINE)
_ARTICLE = re.compile(r"(\d{4}/\d\d|undated)/[^/]+-[0-9a-f]{8}\.md")


def table(work: Work, number: int, runs: int) -> Table:
    """Build both sites in turn and compare them."""
    kind = work.kinds[-1]
    folder = work.fresh(f"site-{kind}-{number}")
    (folder / BACKFILE / "docs").mkdir(parents=True)
    shutil.copytree(work.corpus(kind, number) / "articles", folder / BACKFILE / "articles")
    _write_archive(folder / BACKFILE, "search, backfile")
    measure.run("generate", root=str(folder / BACKFILE))
    shutil.copytree(folder / BACKFILE / "docs", folder / PLAIN / "docs")
    for path in (folder / PLAIN / "docs" / "archive").rglob("*.md"):
        path.write_text(_TEMPLATE.sub("", path.read_text(encoding="utf-8"), count=1), encoding="utf-8")
    _write_archive(folder / PLAIN, "search")
    found: dict[str, list[tuple[Usage, float, float]]] = defaultdict(list)
    for _ in range(runs):
        for name in (PLAIN, BACKFILE):
            done = measure.run("mkdocs", config_file=str(folder / name / "mkdocs.yml"))
            pages_only = (done.usage.wall - done.result["wall"], done.usage.cpu - done.result["cpu"])
            found[name].append((done.usage, *pages_only))
    return _compared(folder, found, f"{number:,} articles of the {kind} corpus", runs)


def _write_archive(folder: Path, plugins: str) -> None:
    (folder / "mkdocs.yml").write_text(CONFIG.format(plugins=plugins), encoding="utf-8")
    (folder / "docs" / "index.md").write_text("# Benchmark\n", encoding="utf-8")


def _compared(folder: Path, found: dict[str, list[tuple[Usage, float, float]]], what: str, runs: int) -> Table:
    rows = []
    base = median(cpu for _, _, cpu in found[PLAIN])
    for name in (PLAIN, BACKFILE):
        cpu = median(cpu for _, _, cpu in found[name])
        sizes = list(_page_sizes(folder / name))
        rows.append(
            (
                name,
                median(wall for _, wall, _ in found[name]),
                cpu,
                ratio(cpu, base),
                median(usage.wall for usage, _, _ in found[name]),
                median(usage.cpu for usage, _, _ in found[name]),
                megabytes(median(usage.peak for usage, _, _ in found[name])),
                len(sizes),
                round(median(sizes) or 0),
                megabytes(sum(path.stat().st_size for path in (folder / name / "site").rglob("*") if path.is_file())),
            )
        )
    pages = sum(1 for _ in (folder / PLAIN / "docs").rglob("*.md"))
    columns = ("site", "wall s", "CPU s", "CPU ratio", "all wall s", "all CPU s", "peak MB")
    return Table(
        title=f"Site: MkDocs on the same {pages:,} pages, {what}, medians of {runs} interleaved runs",
        columns=(*columns, "article pages", "median bytes", "site MB"),
        rows=tuple(rows),
        notes=(
            "wall, CPU, ratio: MkDocs without the generator; all: with it, pages up to date already.",
            "Plain: theme material without overrides, search and the same Markdown extensions, a nav of one entry.",
        ),
    )


def _page_sizes(folder: Path) -> Iterator[int]:
    """Yield the bytes of each article's page."""
    archive = folder / "docs" / "archive"
    for path in archive.rglob("*.md"):
        relative = path.relative_to(archive)
        if _ARTICLE.fullmatch(relative.as_posix()):
            yield (folder / "site" / "archive" / relative.with_suffix("") / "index.html").stat().st_size
