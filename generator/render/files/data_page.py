"""Lay out the page about the data: which files there are, what they hold, how they are cited, and what to ask them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from generator.render import places, words
from generator.render.blocks import Break, Cell, Disclosure, Element, Group, Heading, Isolated, Paragraph, Row
from generator.render.blocks import Table as Drawn
from generator.render.direction import foreign
from generator.render.words import joined, say, told
from generator.render.writer import written

from .package import CITATION, CRATE, CROISSANT, FOLDER, PACKAGE
from .tables import ARTICLES, COPIES, PARAGRAPHS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.model import Page
    from generator.render.blocks import Attributes, Block
    from generator.render.writer import Front

    from .package import DataFile, Described
    from .tables import DataTable

_UP: Final = "../../"
"""The site's root, as the page sees it."""
_CODE: Final[Attributes] = (("lang", "en"), ("dir", "ltr"))
_REMARK: Final = "#"
_IN_VIEW: Final = 12
"""Parts that a query names; the newest of many."""


def data_page(it: Described, sizes: Mapping[str, int]) -> Page:
    """Return the page about the data.

    Args:
        it: The data.
        sizes: Path of each file below the archive -> its size in bytes. The manifest's is not known: it tells of this
            page, too.
    """
    front: Front = {
        "title": told("data"),
        "description": told("data summary"),
        "template": "listing.html",
        "kind": "data",
        "search": {"exclude": True},
    }
    return written(
        places.DATA, front, (_head(it), *_files(it, sizes), *_tables(it), *_columns(), *_terms(it), *_queries(it))
    )


def _head(it: Described) -> Block:
    shown = (
        Heading(1, told("data")),
        Paragraph(told("data summary"), "bf-summary"),
        Paragraph(joined(_size(it)), "bf-legend"),
    )
    return Group("header", "bf-shelf", shown)


def _size(it: Described) -> Iterator[str]:
    yield told("articles", it.articles)
    yield told("outlets", it.outlets)
    if it.first:
        yield words.period(it.first, it.last)


def _file(path: str) -> Element:
    return Element("a", (("href", f"{_UP}{FOLDER}{path}"),), (Element("bdi", _CODE, (path,)),))


def _files(it: Described, sizes: Mapping[str, int]) -> Iterator[Block]:
    yield Heading(2, told("heading: files"), "files")
    large = {path.removeprefix(FOLDER): size for path, size in sizes.items()}
    rows = [row for one in it.files for row in _rows(one.paths, one.about, large, it.rows)]
    described = tuple(path.removeprefix(FOLDER) for path in (PACKAGE, CRATE, CROISSANT, CITATION))
    rows += _rows(described, "The data described: Frictionless, RO-Crate, Croissant, Citation File Format.", large, {})
    rows += _rows(
        (it.site.manifest.removeprefix(FOLDER),), "Every file of the site, with its size and its digest.", {}, {}
    )
    head = Row(tuple(Cell(told(name), scope="col") for name in ("column file", "column size", "column holds")))
    yield Group("div", "bf-files", (Drawn(head, tuple(rows), "bf-listed"),), island=True)


def _rows(paths: tuple[str, ...], about: str, sizes: Mapping[str, int], counts: Mapping[str, int]) -> Iterator[Row]:
    """Yield a row for each of several files; what they hold is said once, beside all of them."""
    spanned: Attributes = (("rowspan", str(len(paths))),) if len(paths) > 1 else ()
    held = Cell(words.again("data", about) or (foreign(about, "en"),), attributes=spanned)
    for number, path in enumerate(paths):
        size = words.size(sizes[path]) if path in sizes else ""
        rows = told("rows", counts[path]) if path in counts else ""
        yield Row((Cell((_file(path),)), Cell(joined((size, rows))), *(() if number else (held,))))


def _tables(it: Described) -> Iterator[Block]:
    """Yield where a script shows the tables, once a reader asks for one."""
    paths = [f"{_UP}{FOLDER}{path}" for one in it.files if one.kind == "csv" for path in one.paths]
    if paths:
        asked = (("show", "show the table"), ("filter", "filter the table"), ("save", "save the table"))
        labels = tuple((f"data-{key}", told(name)) for key, name in asked)
        yield Heading(2, told("heading: tables"), "tables")
        shown = (("id", "bf-tables"), ("data-files", json.dumps(paths)), *labels)
        yield Group("div", "bf-tables", (), shown, island=True)


def _columns() -> Iterator[Block]:
    yield Heading(2, told("heading: columns"), "columns")
    for table in (ARTICLES, COPIES, PARAGRAPHS):
        yield Disclosure((Isolated(table.name, _CODE),), (_table_block(table),), "bf-more")


def _table_block(table: DataTable[Any]) -> Block:
    rows = tuple(
        Row((Cell((Isolated(one.name, _CODE),)), Cell((Isolated(one.kind, _CODE),)), Cell((foreign(one.about, "en"),))))
        for one in table.columns
    )
    head = Row(tuple(Cell(told(name), scope="col") for name in ("column", "column type", "column holds")))
    return Drawn(head, rows, "bf-listed")


def _terms(it: Described) -> Iterator[Block]:
    yield Heading(2, told("heading: terms"), "terms")
    for sentence in it.rights:
        yield Paragraph((Isolated(sentence),))
    if it.site.licence:
        licence = Element("a", (("href", it.site.licence), ("rel", "license noopener")), (it.site.licence,))
        yield Paragraph(say("licence is", licence=(licence,)))
    elif not it.rights:
        yield Paragraph(told("no licence"))
    yield Paragraph(say("cite the data", citation=(foreign(it.citation, "en"),)))


def _queries(it: Described) -> Iterator[Block]:
    yield Heading(2, told("heading: queries"), "queries")
    for lines in _ten_queries(it):
        spans: list[Isolated | Break] = []
        for line in lines:
            spans += [Isolated(line, _CODE), Break()]
        yield Paragraph(tuple(spans[:-1]), "bf-query", (("dir", "ltr"),))


def _source(files: tuple[DataFile, ...], name: str, base: str) -> str:
    """Return what a query reads a table from."""
    paths = [f"'{base}{path}'" for one in files if one.kind == "csv" and one.name == name for path in one.paths]
    if len(paths) == 1:
        return paths[0]
    return f"read_csv([{', '.join(paths[-_IN_VIEW:])}])"


def _ten_queries(it: Described) -> Iterator[tuple[str, ...]]:
    """Yield ten queries, in the languages of those who ask."""
    base = f"{it.site.url or ''}{FOLDER}"
    if not any(one.kind == "csv" for one in it.files):
        return
    articles, copies = (_source(it.files, name, base) for name in ("articles", "copies"))
    lines = next((one.paths[-1] for one in it.files if one.ending.startswith("jsonl")), "articles.jsonl")
    table = next(one for one in it.files if one.kind == "csv")
    one = table.paths[-1]
    yield (
        "-- DuckDB: articles and outlets by year",
        "SELECT year(published_on) AS year, count(*) AS articles, count(DISTINCT outlet) AS outlets",
        f"FROM {articles} GROUP BY ALL ORDER BY year;",
    )
    yield (
        "-- DuckDB: which two outlets share most texts",
        "SELECT least(left_outlet, right_outlet) AS one, greatest(left_outlet, right_outlet) AS other, count(*) AS n",
        f"FROM {copies} WHERE relation = 'copy' GROUP BY ALL ORDER BY n DESC LIMIT 20;",
    )
    yield (
        "-- DuckDB: how many hours lie between two copies of a text",
        "SELECT median(abs(date_diff('hour', left_published_at, right_published_at))) AS hours",
        f"FROM {copies} WHERE relation = 'copy';",
    )
    yield (
        "-- DuckDB: what copies are of the main copy",
        "SELECT kind, count(*) AS pairs, avg(containment) AS shared",
        f"FROM {copies} GROUP BY kind ORDER BY pairs DESC;",
    )
    yield (
        "-- DuckDB: the longest passages that articles share that are no copies",
        "SELECT passage_words, left_outlet, left_headline, right_outlet, right_headline",
        f"FROM {copies} WHERE relation = 'related' ORDER BY passage_words DESC LIMIT 20;",
    )
    yield (
        "-- DuckDB: the share of agency texts, by outlet",
        "SELECT outlet, count(agency) / count(*) AS from_agencies, count(*) AS articles",
        f"FROM {articles} GROUP BY outlet ORDER BY articles DESC LIMIT 20;",
    )
    yield (
        f"{_REMARK} pandas: articles a month",
        "import pandas as pd",
        f"articles = pd.read_csv('{base}{one}', parse_dates=['published_on'])",
        "print(articles.groupby(articles.published_on.dt.to_period('M')).size())",
    )
    yield (
        f"{_REMARK} pandas{', with the package zstandard' * lines.endswith('.zst')}: the texts that have a word",
        "import pandas as pd",
        f"articles = pd.read_json('{base}{lines}', lines=True)",
        "print(articles[articles.text.str.contains('harbour', case=False)][['published_on', 'outlet', 'headline']])",
    )
    yield (
        f"{_REMARK} R: words an article, by outlet",
        "library(readr)",
        f"articles = read_csv('{base}{one}')",
        "aggregate(words ~ outlet, articles, median)",
    )
    yield (
        f"{_REMARK} R: the tables with their types, as the data package describes them",
        "library(frictionless)",
        f"package = read_package('{base}datapackage.json')",
        f"copies = read_resource(package, 'copies-{table.ending.replace('.', '-')}')",
    )
