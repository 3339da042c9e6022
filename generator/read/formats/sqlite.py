"""SQLite: the rows of a database's tables that hold texts.

A stranger's database is opened read-only and as if nothing could change it; no view, trigger or function of its own is
run, and what a query may cost is bounded.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, BinaryIO

from msgspec.structs import replace

from generator.model import Passed
from generator.model.errors import ArticleError
from generator.read.detect import Certainty, Head
from generator.read.embargo import ahead_in, concerned
from generator.read.files.walk import printable
from generator.read.meaning.readers import no_articles
from generator.read.part import PART_BYTES, ByteSpan, Format, InputFile, Limits, Outcome, Part, digest_file, problem

from .rows import no_texts, record_of, words_of

MAGIC = b"SQLite format 3\0"
LOG = (b"\x37\x7f\x06\x82", b"\x37\x7f\x06\x83")
"""How a write-ahead log begins: changes that stand beside a database until it is closed."""

ROWS = 1000
"""Rows of one span, at most."""

STEPS = 2_000_000_000
"""Steps of SQLite's machine that one query may take: minutes."""

_READING = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_PRAGMA})


def _recognise(head: Head) -> Certainty:
    return Certainty.CERTAIN if head.data.startswith((MAGIC, *LOG)) else Certainty.HINT


@contextmanager
def _open(file: BinaryIO, limits: Limits, path: str) -> Iterator[sqlite3.Connection]:
    """Open a database that a file holds.

    Raises:
        ArticleError: If it cannot be read.
    """
    with ExitStack() as stack:
        try:
            connection = _connected(f"/dev/fd/{file.fileno()}")
        except sqlite3.OperationalError:  # the file has no name, or the system no such folder
            copy = stack.enter_context(tempfile.NamedTemporaryFile(suffix=".sqlite", delete=False))
            try:
                file.seek(0)
                shutil.copyfileobj(file, copy)
                copy.flush()
                connection = _connected(copy.name)
            finally:
                os.unlink(copy.name)  # while it is open: a build that is killed leaves no text behind
        stack.callback(connection.close)
        connection.text_factory = lambda data: data.decode("utf-8", "replace")
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, limits.record)
        connection.set_authorizer(_allowed)
        left = [STEPS]

        def exhausted() -> bool:
            left[0] -= 100_000
            return left[0] < 0

        connection.set_progress_handler(exhausted, 100_000)
        try:
            yield connection
        except sqlite3.Error as error:
            raise ArticleError(path, None, f"a database that cannot be read: {error}", "a sound one") from error
        except UnicodeDecodeError as error:  # in the place of a fault whose words are no text
            raise ArticleError(path, None, "a database with names that are no text", "a sound one") from error


def _connected(name: str) -> sqlite3.Connection:
    """Open a database for reading, as one that nobody else writes; look at it, so that what fails, fails here."""
    connection = sqlite3.connect(f"file:{name}?mode=ro&immutable=1", uri=True, isolation_level=None)
    try:
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA cell_size_check = ON")
        connection.execute("PRAGMA mmap_size = 0")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _allowed(action: int, *_: str | None) -> int:
    return sqlite3.SQLITE_OK if action in _READING else sqlite3.SQLITE_DENY


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _tables(connection: sqlite3.Connection) -> list[tuple[str, bool]]:
    """Return the tables of a database, by name, each with whether its rows have a number."""
    listed = connection.execute("PRAGMA main.table_list").fetchall()
    tables = [(name, not bare) for _, name, kind, _, bare, *_ in listed if kind == "table"]
    return sorted(one for one in tables if not one[0].startswith("sqlite_"))


def _columns(connection: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in connection.execute(f"PRAGMA main.table_xinfo({_quoted(table)})")]


def _spans(source: InputFile) -> Iterator[ByteSpan]:
    """Cut each table at every so many rows; a span is a range of row numbers."""
    size = source.file.seek(0, 2)
    if not size:
        raise ArticleError(source.path, None, "empty", "an SQLite database")
    if source.head.data.startswith(LOG):
        raise ArticleError(source.path, None, "changes that a database does not hold yet", "the database alone, closed")
    if size < (whole := _whole_size(source.head.data)):
        raise ArticleError(source.path, None, f"cut off: {size:,} of {whole:,} bytes", "a whole database")
    digest = digest_file(source.file)
    with _open(source.file, source.limits, source.path) as connection:
        tables = _tables(connection)
        if not tables:
            raise ArticleError(source.path, None, "a database without tables", "one with a table of articles")
        for table, numbered in tables:
            detail = json.dumps([table, numbered])
            moments = _ahead(connection, table)
            if not numbered:
                yield ByteSpan(start=0, stop=1, detail=detail, ahead=moments, size=size, digest=digest)
                continue
            for start, stop in _ranges(connection, table):
                yield ByteSpan(start=start, stop=stop, detail=detail, ahead=moments, size=PART_BYTES, digest=digest)


def _ahead(connection: sqlite3.Connection, table: str) -> tuple[str, ...]:
    """Return the moments until which rows of a table are not to be published, as far as they lie ahead."""
    names = [_quoted(name) for name in _columns(connection, table) if concerned((name,))]
    if not names:
        return ()
    rows = connection.execute(f"SELECT {', '.join(names)} FROM {_quoted(table)}")  # noqa: S608 - quoted names
    return ahead_in(value for row in rows for value in row)


def _whole_size(head: bytes) -> int:
    """Return the bytes that a database says it has; 0 where it does not say so, or not for certain.

    The header's pages count only if they were written with its last change: https://sqlite.org/fileformat.html.
    """
    page, pages = int.from_bytes(head[16:18], "big"), int.from_bytes(head[28:32], "big")
    return (65536 if page == 1 else page) * pages if head[24:28] == head[92:96] else 0


def _ranges(connection: sqlite3.Connection, table: str) -> Iterator[tuple[int, int]]:
    """Yield ranges of row numbers, `ROWS` rows in each but the last."""
    name = _quoted(table)
    [(start,)] = connection.execute(f"SELECT min(rowid) FROM {name}")  # noqa: S608 - a quoted name
    [(last,)] = connection.execute(f"SELECT max(rowid) FROM {name}")  # noqa: S608
    if start is None:
        yield 0, 0
        return
    query = f"SELECT rowid FROM {name} WHERE rowid >= ? ORDER BY rowid LIMIT 1 OFFSET {ROWS}"  # noqa: S608
    while next_start := connection.execute(query, (start,)).fetchone():
        yield start, next_start[0]
        start = next_start[0]
    yield start, last + 1


def _captures(part: Part, file: BinaryIO) -> Iterator[Outcome]:
    table, numbered = json.loads(part.detail)
    part = replace(part, path=f"{part.path}/{printable(table)}")  # two tables may number their rows alike
    try:
        with _open(file, part.limits, part.path) as connection:
            yield from _rows(part, connection, table, numbered)
    except ArticleError as error:
        yield problem(part.path, error.message)


def _rows(part: Part, connection: sqlite3.Connection, table: str, numbered: bool) -> Iterator[Outcome]:
    columns = _columns(connection, table)
    number = "rowid" if numbered else "NULL"
    asked = ", ".join([number, *map(_quoted, columns)])
    where = f" WHERE rowid >= {part.start} AND rowid < {part.stop} ORDER BY rowid" if numbered else ""
    rows = connection.execute(f"SELECT {asked} FROM {_quoted(table)}{where}")  # noqa: S608 - quoted names
    textless = no_articles(table, columns) or ("a row of a table without texts" if no_texts(part, columns) else "")
    count = 0
    for count, (rowid, *cells) in enumerate(rows, 1):
        if not textless:
            row = {name: _plain(cell) for name, cell in zip(columns, cells, strict=True)}
            yield from record_of(part, count if rowid is None else rowid, row)
    if textless and count:
        yield Passed(path=part.path, reason=textless, count=count)
    elif not count:
        yield Passed(path=part.path, reason="a table without rows")


def _plain(cell: Any) -> Any:
    """Return a cell in JSON's types."""
    if isinstance(cell, bytes):
        return words_of(cell)
    return None if isinstance(cell, str) and not cell.strip() else cell


SQLITE = Format(
    kind="sqlite",
    rank=20,
    title="SQLite database",
    endings=(".sqlite", ".sqlite3", ".db", ".db3"),
    recognise=_recognise,
    cut=_spans,
    captures=_captures,
    reads="file",
)

FORMATS = (SQLITE,)
