"""Lay out what is known as tables: Article, Card, Match and Relation -> rows, and rows -> CSV and Parquet.

A table is its columns, each with what it holds and how its value is found; the description of the data and the page
about it are made from the same columns. No cell is one that a reader of CSV takes for what it is not: articles go by
the end of their address, which is no number, and nothing that a stranger wrote is a spreadsheet's formula.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar

from msgspec import Struct

from generator.model import FACTS, Article, Card, CopyKind, Match, Moment, RelationKind
from generator.render import places
from generator.render.inert import one_line, whole
from generator.render.pages.card import title, value_of, words_of
from generator.render.pages.cited import rights_of
from generator.render.pages.comparison import named_rows
from generator.render.words import COPY_KINDS, RELATIONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.model import ComparedCell, ComparedRow, Comparison, Fact, Site

T = TypeVar("T")
Kind = Literal["string", "list", "integer", "number", "date", "datetime"]
Cell = str | tuple[str, ...] | int | float | None

_FORMULA = ("=", "+", "-", "@")
"""What a cell begins with that spreadsheets compute."""


class Column(Struct, Generic[T], frozen=True):
    """A column of a table; a moment is a text."""

    name: str
    about: str
    value: Callable[[T], Cell]
    kind: Kind = "string"
    values: tuple[str, ...] = ()
    """All that there are, if there are few."""


class DataTable(Struct, Generic[T], frozen=True):
    """A table, and what it is called among the files of the data."""

    name: str
    about: str
    columns: tuple[Column[T], ...]
    keys: tuple[str, ...]
    """The columns that tell a row from every other."""
    apart: tuple[str, ...] = ()
    """Columns that are too long for a table that people look at: CSV is without them."""

    def columns_of(self, kind: str) -> tuple[Column[T], ...]:
        """Return the columns that files of a kind have, be they packed or not."""
        return tuple(one for one in self.columns if kind != "csv" or one.name not in self.apart)


_SAID: Mapping[str, str] = {
    **{str(kind): said for kind, said in COPY_KINDS.items()},
    **{str(kind): said for (kind, shorter), said in RELATIONS.items() if shorter},
}


class Told(Struct, frozen=True, kw_only=True):
    """An article with what its row says besides."""

    article: Article
    canonical: str | None
    """Key of the main copy of its text; None outside clusters."""
    site: Site


class Pair(Struct, frozen=True, kw_only=True):
    """Two articles that share text."""

    match: Match
    left: Card
    right: Card
    canonical: str | None
    """Key of the main copy of the text that both are copies of; None where they are no copies of one text."""
    subject: Card
    """The one of the two that the kind is said of."""
    kind: CopyKind | RelationKind


def key_of(address: str) -> str:
    """Return what tables and citations call an article: the end of its address, for ever the same."""
    return address.rpartition("/")[2]


def day_of(moment: Moment | None) -> str | None:
    """Return the day of a moment, in UTC."""
    return moment[:10] if moment else None


def instant_of(moment: Moment | None) -> str | None:
    """Return a moment of which the time is known too."""
    return moment if moment and len(moment) > 10 else None


def _moments(
    name: str, about: str, value: Callable[[T], Moment | None], own: Callable[[T], str | None] | None = None
) -> tuple[Column[T], ...]:
    """Return the columns of a moment: its day, the outlet's `own` where that is known, and its instant."""

    def day(row: T) -> str | None:
        return (own(row) if own else None) or day_of(value(row))

    where = "the outlet's own" if own else "in UTC"
    return (
        Column(f"{name}_on", f"{about}: its day, {where}", day, "date"),
        Column(f"{name}_at", f"{about}: the instant, if known", lambda row: instant_of(value(row)), "datetime"),
    )


# Articles


def _fact(name: str, fact: Fact) -> tuple[Column[Told], ...]:
    about = fact.gives.partition(":")[0]
    if fact.kind == "moment":
        return _moments(
            name,
            about,
            lambda row: value_of(getattr(row.article, name)),
            lambda row: field.day if (field := getattr(row.article, name)) else None,
        )
    kind: Kind = "list" if fact.kind == "names" else "string"
    return (Column(name, about, lambda row: value_of(getattr(row.article, name)), kind),)


ARTICLES = DataTable(
    "articles",
    "One article a row.",
    (
        Column("key", "the end of its address, for ever the article's", lambda row: key_of(row.article.address)),
        Column("page", "its page, below the site's address", lambda row: places.url(f"{row.article.address}.md")),
        Column("url", "where it appeared", lambda row: row.article.url),
        *(column for name, fact in FACTS.items() for column in _fact(name, fact)),
        *_moments("captured", "when the copy was made", lambda row: row.article.provenance.captured),
        Column("words", "how many the text has", lambda row: words_of(row.article), "integer"),
        Column(
            "sketch", "16 hashes of its text, to tell copies in other archives", lambda row: row.article.sketch or None
        ),
        Column("versions", "older captures of it", lambda row: len(row.article.versions), "integer"),
        Column("canonical_key", "the main copy of its text, if it has copies", lambda row: row.canonical),
        Column("rights", "what may be done with it", lambda row: rights_of(row.article, row.site)[0] or None),
        Column("licence", "address of its licence", lambda row: rights_of(row.article, row.site)[1] or None),
        Column("input", "the file it was read from", lambda row: row.article.provenance.path),
        Column("record", "its place in that file", lambda row: row.article.provenance.record, "integer"),
        Column("digest", "of the bytes it was read from", lambda row: f"blake2b:{row.article.provenance.digest}"),
        Column("id", "its id, as in articles.jsonl", lambda row: row.article.id),
        Column("text", "its paragraphs, joined by a blank line", lambda row: row.article.text),
    ),
    ("key",),
    ("id", "text"),
)


# Pairs


def _side(side: Literal["left", "right"]) -> tuple[Column[Pair], ...]:
    def of(row: Pair) -> Card:
        return row.left if side == "left" else row.right

    return (
        Column(f"{side}_key", f"the {side} article", lambda row: key_of(of(row).address)),
        Column(f"{side}_outlet", "its outlet", lambda row: of(row).outlet),
        Column(f"{side}_headline", "its headline, or the words it opens with", lambda row: title(of(row))),
        *_moments(f"{side}_published", "when it appeared", lambda row: of(row).published),
        Column(f"{side}_page", "its page, below the site's address", lambda row: places.url(f"{of(row).address}.md")),
        Column(f"{side}_words", "how many words it has", lambda row: of(row).words, "integer"),
    )


def _rounded(share: float) -> float | None:
    """Return a share with four digits; none where it was not measured."""
    return round(float(share), 4) if share else None


def _passage(side: Literal["left", "right"], end: Literal[0, 1]) -> Column[Pair]:
    def place(row: Pair) -> int | None:
        at = row.match.left_at if side == "left" else row.match.right_at
        return int(at[end]) if row.match.passage else None

    name, verb = (("start", "begins"), ("stop", "ends"))[end]
    about = f"where the passage {verb} in the {side} text, in characters"
    return Column(f"{side}_passage_{name}", about, place, "integer")


COPIES = DataTable(
    "copies",
    "Two articles a row that share text: copies of one text, and others that are related and no copies.",
    (
        *_side("left"),
        *_side("right"),
        Column(
            "relation",
            "copy: both are copies of one text; related: they share text and are none",
            lambda row: "copy" if row.canonical else "related",
            values=("copy", "related"),
        ),
        Column("canonical_key", "the main copy of the text that both are copies of", lambda row: row.canonical),
        Column(
            "subject_key",
            "the one of the two that the kind is said of: not the main copy, else the shorter",
            lambda row: key_of(row.subject.address),
        ),
        Column(
            "kind",
            "what it is of the other, in the words of its page",
            lambda row: _SAID[row.kind],
            values=tuple(_SAID.values()),
        ),
        Column(
            "containment",
            "shared runs of eight words, over those of the shorter text, 0 to 1",
            lambda row: round(float(row.match.containment), 4),
            "number",
        ),
        Column(
            "resemblance",
            "shared runs of eight words, over those of both texts, 0 to 1",
            lambda row: round(float(row.match.resemblance), 4),
            "number",
        ),
        Column("shared", "the number of shared runs", lambda row: int(row.match.shared), "integer"),
        Column(
            "aligned",
            "share of the shorter text's words that stand in the longer in the same order; empty if not measured",
            lambda row: _rounded(row.match.aligned),
            "number",
        ),
        Column("passage_words", "words of the longest shared passage", lambda row: int(row.match.passage), "integer"),
        _passage("left", 0),
        _passage("left", 1),
        _passage("right", 0),
        _passage("right", 1),
    ),
    ("left_key", "right_key"),
)


# What copies made of paragraphs


class Treated(Struct, frozen=True, kw_only=True):
    """What one copy made of one paragraph, as a comparison says it."""

    canonical: Card
    name: str
    """Of the row, as in the page's address: `p3`."""
    row: ComparedRow
    copy: Card
    source: Card
    """Whose words the row has."""
    cell: ComparedCell


def _counter(kind: Literal["added", "removed"]) -> Callable[[Treated], int]:
    return lambda row: sum(len(one.text.strip()) for one in row.cell.changes if one.kind == kind)


PARAGRAPHS = DataTable(
    "paragraphs",
    "What one copy made of one paragraph of its text a row: the table of a comparison.",
    (
        Column("canonical_key", "the main copy of the text", lambda row: key_of(row.canonical.address)),
        Column(
            "row",
            "h: the headline; p3: the third paragraph; a1: the first that copies added; its place on the page",
            lambda row: row.name,
        ),
        Column("source_key", "the article whose words the row has", lambda row: key_of(row.source.address)),
        Column(
            "paragraph",
            "its number in the main copy; empty where that lacks it",
            lambda row: None if row.row.paragraph is None else row.row.paragraph + 1,
            "integer",
        ),
        Column("copy_key", "the copy", lambda row: key_of(row.copy.address)),
        Column("copy_outlet", "its outlet", lambda row: row.copy.outlet),
        Column(
            "kind",
            "what the copy has in its place",
            lambda row: row.cell.kind,
            values=("same", "edited", "absent"),
        ),
        Column("moved", "1 where it stands elsewhere than its neighbours", lambda row: int(row.cell.moved), "integer"),
        Column("characters", "of the row's text", lambda row: len(row.row.text), "integer"),
        Column("added", "characters that the copy put in", _counter("added"), "integer"),
        Column("removed", "characters that it left out", _counter("removed"), "integer"),
        Column(
            "places",
            "where it stands in the copy: paragraph, and characters of it from 0; several are joined by semicolons",
            lambda row: "; ".join(f"{one.paragraph + 1}:{one.start}-{one.stop}" for one in row.cell.spans),
        ),
    ),
    ("canonical_key", "row", "copy_key"),
)


# Files


def csv_head(table: DataTable[Any]) -> bytes:
    """Return the first line of a table in CSV."""
    return _csv([[column.name for column in table.columns_of("csv")]])


def csv_rows(table: DataTable[T], rows: Iterable[T]) -> bytes:
    """Return rows of a table in CSV; lists are joined by semicolons, what is not known is empty."""
    columns = table.columns_of("csv")
    return _csv([_in_csv(column.value(row)) for column in columns] for row in rows)


def _csv(rows: Iterable[Sequence[str]]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(rows)
    return whole(buffer.getvalue()).encode()


def _in_csv(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, int | float):
        return str(cell)
    text = one_line("; ".join(cell) if isinstance(cell, tuple) else cell)
    return f"'{text}" if text.startswith(_FORMULA) else text


def parquet(table: DataTable[T], rows: Iterable[T]) -> bytes:
    """Return a table as Parquet.

    Raises:
        ModuleNotFoundError: If PyArrow is not installed.
    """
    import pyarrow as pa  # noqa: PLC0415 - an extra, and slow to load
    from pyarrow import parquet as files  # noqa: PLC0415

    types: Mapping[Kind, Any] = {
        "string": pa.string(),
        "list": pa.list_(pa.string()),
        "integer": pa.int64(),
        "number": pa.float64(),
        "date": pa.date32(),
        "datetime": pa.timestamp("us", tz="UTC"),
    }
    columns = table.columns_of("parquet")
    values: list[list[Any]] = [[] for _ in columns]
    for row in rows:
        for column, cells in zip(columns, values, strict=True):
            cells.append(_in_parquet(column.kind, column.value(row)))
    schema = pa.schema([pa.field(one.name, types[one.kind], metadata={"description": one.about}) for one in columns])
    made = pa.Table.from_arrays([pa.array(*pair) for pair in zip(values, schema.types, strict=True)], schema=schema)
    buffer = io.BytesIO()
    files.write_table(made, buffer, compression="zstd")
    return buffer.getvalue()


def _in_parquet(kind: Kind, cell: Cell) -> Any:
    if kind == "date" and isinstance(cell, str):
        return date.fromisoformat(cell)
    if kind == "datetime" and isinstance(cell, str):
        return datetime.fromisoformat(cell).astimezone(UTC)
    if isinstance(cell, tuple):
        return [whole(one) for one in cell]
    return whole(cell) if isinstance(cell, str) else cell


def comparison_csv(comparison: Comparison, cards: Mapping[str, Card]) -> bytes:
    """Return the table of a comparison's page as CSV, without the texts."""
    rows = (
        Treated(
            canonical=cards[comparison.canonical_id],
            name=name,
            row=row,
            copy=cards[copy],
            source=cards[row.source_id],
            cell=cell,
        )
        for name, row in named_rows(comparison)
        for copy, cell in zip(comparison.copy_ids, row.cells, strict=True)
    )
    return csv_head(PARAGRAPHS) + csv_rows(PARAGRAPHS, rows)
