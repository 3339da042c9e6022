"""Tables: CSV and TSV files, a record in each row.

How a file is written is found out from its beginning: its delimiter, the lines above the names of its columns, or that
there are none. It is cut at rows, so that a grown one is read from where it grew; line ends in quotes end no row.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any, BinaryIO

from msgspec import Struct
from msgspec.structs import asdict, replace

from generator.model import Passed, Problem
from generator.model.errors import ArticleError
from generator.read import encoding as encodings
from generator.read import part as parts
from generator.read.detect import Certainty, Head
from generator.read.embargo import concerned, moments_ahead
from generator.read.meaning.columns import guessed_columns
from generator.read.meaning.dates import Order, Votes, date_columns, in_order, order_of, unsettled
from generator.read.meaning.fields import NOTHING, short
from generator.read.meaning.mapping import KEYS
from generator.read.meaning.names import columns_of, is_known
from generator.read.meaning.plain import LONGEST_EMPTY, is_empty
from generator.read.part import ByteSpan, Format, InputFile, Limits, Outcome, Part, mib, problem, whole

from .rows import no_texts, record_of

DELIMITERS = ",;\t|^~\x01\x1f"

TRAFILATURA = (
    *("url", "id", "fingerprint", "hostname", "title", "image", "date", "text", "comments", "license", "pagetype"),
)
"""Columns of what trafilatura writes as CSV: tabs, and no header."""

MOST_COLUMNS = 2000
SAMPLE_ROWS = 200

_FINGERPRINT = re.compile(r"[0-9a-f]{6,32}")
_LIST = re.compile(r"""\[\s*(?:'[^']*'|"[^"]*")(?:\s*,\s*(?:'[^']*'|"[^"]*"))*\s*\]""")
_ENTRY = re.compile(r"""'([^']*)'|"([^"]*)\"""")

SAMPLED = 20
"""Rows by which a mapping is proposed."""
MOST_ABOVE = 20
"""Rows above the names of the columns: titles, the date of an export, empty ones."""
LONG = 150
"""Characters of a cell that is no name."""

_SEPARATOR = re.compile(r"\ufeff?\"?sep=(.)\"?[,;\t]*\r?\n?", re.IGNORECASE)
"""Excel's first line, which says what separates the cells."""

_DELIMITED = re.compile("[" + re.escape("".join(DELIMITERS)) + "]")


_BACKSLASHES = re.compile(r"(\\+)\r?\n?\Z")
_ESCAPED_END = re.compile(r"\\\r?\n(?!\Z)")


class Dialect(Struct, frozen=True, kw_only=True):
    """How a CSV file is written."""

    delimiter: str
    escape: str | None
    """What stands before a quote within quotes, where it is not another quote."""
    columns: tuple[str, ...]
    header: bool
    """Whether a row names the columns."""
    above: int = 0
    """Rows above it, or above the first record, but for blank ones."""
    orders: Mapping[str, Order] = {}
    """Column -> what stands first in its dates, where that had to be told."""
    guessed: bool = False
    """Whether the columns were told by what they hold."""
    line_end: str = "\n"

    def rows(self, lines: Iterable[str], *, strict: bool = False) -> Iterator[list[str]]:
        """Return the standard library's reader."""
        return csv.reader(
            lines, delimiter=self.delimiter, escapechar=self.escape, doublequote=self.escape is None, strict=strict
        )

    def cells(self, lines: list[str]) -> list[str]:
        """Return the cells of one row; none where it cannot be read.

        A carriage return outside quotes that ends no line is a space. A line end behind a backslash, as MySQL writes
        those of a text, is written out, to be read as others that are.
        """
        if len(lines) > 1 and self.continues(lines[0]):
            lines = [_ESCAPED_END.sub(r"\\n", "".join(lines))]
        for trial in (lines, [line.rstrip("\r\n").replace("\r", " ") for line in lines]):
            try:
                return next(self.rows(trial), [])
            except csv.Error:
                continue
        return []

    def continues(self, line: str) -> bool:
        """Tell whether the line end of a line belongs to its last cell: between tabs, a backslash stands before it."""
        match = _BACKSLASHES.search(line) if self.delimiter == "\t" else None
        return match is not None and len(match[1]) % 2 == 1


def _recognise_csv(head: Head) -> Certainty:
    if head.text is None:
        return Certainty.NO
    if _SEPARATOR.match(head.text):
        return Certainty.CERTAIN
    first = head.text.lstrip().partition("\n")[0][:4096]
    if first.lstrip("\x1e").startswith(("[", "{", "<")):
        return Certainty.HINT  # JSON and XML have commas too
    if sum(is_known(cell.strip("\"' ")) for cell in _DELIMITED.split(first)[:MOST_COLUMNS]) < 2:
        return Certainty.HINT  # most files: to try every delimiter on them would cost more than reading them
    dialect = _dialect(head.text, whole=head.complete)
    if dialect is None or len(dialect.columns) < 2:
        return Certainty.HINT
    known = sum(map(is_known, dialect.columns))
    return Certainty.LIKELY if dialect.header and known >= 2 else Certainty.HINT


def _dialect(text: str, *, whole: bool) -> Dialect | None:
    """Find out how a CSV file is written: the way of reading it that gives most rows as many cells as the names.

    Args:
        text: The beginning of the file.
        whole: Whether that is all of it; else its last row may be cut off, and does not count.
    """
    line_end = "\r" if "\r" in text and "\n" not in text else "\n"
    given = _SEPARATOR.match(text)
    best: tuple[float, int, int] | None = None
    dialect: Dialect | None = None
    for escape in (None, "\\"):
        for delimiter in given[1] if given else DELIMITERS:
            if (escape and '\\"' not in text) or delimiter not in text:
                continue
            trial = Dialect(delimiter=delimiter, escape=escape, columns=(), header=True, line_end=line_end)
            rows = _sample(trial, text, whole=whole)
            if not rows:
                continue
            above = _names_at(rows[1:]) + 1 if given and len(rows) > 1 else _names_at(rows)
            width = len(rows[above])
            below = rows[above:]
            even = sum(len(row) == width for row in below) / len(below)
            known = sum(map(is_known, rows[above]))
            score = (even * (width > 1), known, width)
            if best is None or score > best:
                best, dialect = score, _with_names(replace(trial, above=above), rows[above:])
    return dialect or _of_one_column(text, line_end)


def _of_one_column(text: str, line_end: str) -> Dialect | None:
    trial = Dialect(delimiter=",", escape=None, columns=(), header=True, line_end=line_end)
    rows = _sample(trial, text, whole=True)
    return _with_names(trial, rows) if rows else None


def _names_at(rows: list[list[str]]) -> int:
    """Return the number of the row that names the columns, from 0; of the first where none is like that."""
    known = [
        sum(len(cell) < LONG and is_known(cell) for cell in row) * (max(map(len, row)) < LONG)
        for row in rows[:MOST_ABOVE]
    ]
    most = max(known)
    return known.index(most) if most >= 2 else 0


def _sample(dialect: Dialect, text: str, *, whole: bool) -> list[list[str]]:
    rows: list[list[str]] = []
    lines = _split(text, dialect.line_end)
    reader = dialect.rows(line.rstrip("\r\n").replace("\r", " ") + "\n" for line in lines)
    try:
        for row in reader:
            if row:
                rows.append(row)
            if len(rows) > SAMPLE_ROWS:
                return rows
    except csv.Error:
        return rows[:-1]
    return rows if whole or len(rows) < 2 else rows[:-1]


def _split(text: str, line_end: str) -> Iterator[str]:
    return iter(io.StringIO(text.replace("\r", "\n") if line_end == "\r" else text, newline="\n"))


def _with_names(dialect: Dialect, rows: list[list[str]]) -> Dialect:
    first = rows[0]
    names = [name.strip().removeprefix("\ufeff") for name in first]
    if len(first) == len(TRAFILATURA) and _FINGERPRINT.fullmatch(first[2]) and dialect.delimiter == "\t":
        return replace(dialect, columns=TRAFILATURA, header=False)
    if not any(map(is_known, names)) and (guessed := guessed_columns(rows)):
        return replace(dialect, columns=guessed, header=False, guessed=True)
    return replace(dialect, columns=_each_once(names))


def _each_once(names: list[str]) -> tuple[str, ...]:
    """Return names that are not empty and not twice the same: no cell may take the place of another."""
    distinct: list[str] = []
    for number, name in enumerate(names, 1):
        own = name or f"column {number}"
        distinct.append(own if own not in distinct else f"{own} ({number})")
    return tuple(distinct)


def _cut_csv(source: InputFile) -> Iterator[ByteSpan]:
    """Cut at the first row's end at or behind each `PART_BYTES`, and before a break; UTF-16 and UTF-32 stay whole."""
    text = _head(source.head)
    if text is None:
        raise ArticleError(source.path, None, "no text", "a table (CSV)")
    if not text.strip():
        raise ArticleError(source.path, None, "empty", "a table (CSV) with the names of its columns")
    dialect = _dialect(text, whole=source.head.complete)
    if dialect is None:
        raise ArticleError(source.path, None, "no rows that can be told apart", "a table (CSV)")
    _check_header(source.path, dialect)
    encoding = encodings.wide(source.head.data[: encodings.HEAD_BYTES])
    if encoding:
        [span] = whole(source)
        detail = _detail(dialect, _votes_of(text, dialect))
        yield replace(span, first_record=1, encoding=encoding, detail=detail)
        return
    csv.field_size_limit(source.limits.record)
    cutter = _Cutter(source, dialect)
    broken: ArticleError | None = None
    try:
        yield from cutter.spans()
    except ArticleError as error:
        broken = parts.breaks_off(error) if cutter.stop else error
    yield from cutter.rest()
    if broken:
        raise broken


def _head(head: Head) -> str | None:
    """Return the start of a table, in the encoding that its bytes are likely in; None where it is no text.

    The names of columns in Big5 or Windows' Cyrillic name nothing when they are read as Western European.
    """
    if head.text is None or encodings.is_utf8(head.data) or encodings.wide(head.data[: encodings.HEAD_BYTES]):
        return head.text
    whole_lines = head.data if head.complete else head.data[: head.data.rfind(b"\n") + 1] or head.data
    return encodings.decode(whole_lines).text


def _detail(dialect: Dialect, votes: Mapping[str, Votes]) -> str:
    orders = {name: order for name, vote in votes.items() if (order := order_of(name, vote))}
    return json.dumps(asdict(replace(dialect, orders=orders)))


def _votes_of(text: str, dialect: Dialect) -> dict[str, Votes]:
    """Return what the rows at the beginning of a file say of the order of its dates."""
    votes = {name: Votes() for name in _dates_in(dialect)}
    for row in _sample(dialect, text, whole=True)[dialect.above + dialect.header :] if votes else ():
        _vote(dialect, row, votes)
    return votes


def _dates_in(dialect: Dialect) -> list[str]:
    return date_columns(dialect.columns, {}) or [name for name in dialect.columns if name]


def _vote(dialect: Dialect, cells: list[str], votes: Mapping[str, Votes]) -> None:
    for name, cell in zip(dialect.columns, cells, strict=False):
        if name in votes:
            votes[name].take(cell)


class _Cutter:
    """Cuts a table at the first row's end at or behind each `PART_BYTES`.

    Spans are held back as long as a column has dates that can be read in two ways and no row has settled which.
    """

    def __init__(self, source: InputFile, dialect: Dialect) -> None:
        self._source, self._dialect = source, dialect
        self._votes = _votes_of(_head(source.head) or "", dialect)
        self._held: list[ByteSpan] = []
        self._hasher = hashlib.blake2b(digest_size=16)
        self._start, self._first, self._count = 0, 1, -(dialect.above + dialect.header)
        self._concerned, self._rows = concerned(dialect.columns), list[bytes]()
        self.stop = 0

    def spans(self) -> Iterator[ByteSpan]:
        """Yield the spans that end where one is full."""
        dialect = self._dialect
        for row in _rows(_lines(self._source, dialect.line_end), dialect, self._source.limits):
            data = "".join(row.lines).encode("latin-1")
            self._hasher.update(data)
            if self._concerned:
                self._rows.append(data)
            self.stop += len(data)
            self._count += not _is_blank(row)
            if self._open:
                _vote(dialect, dialect.cells(row.lines), self._votes)
            if self.stop - self._start >= parts.PART_BYTES:
                self._end()
                if not self._open:
                    yield from self._settled()

    def rest(self) -> Iterator[ByteSpan]:
        """Yield what is left."""
        if self.stop > self._start:
            self._end()
        yield from self._settled()

    @property
    def _open(self) -> bool:
        return any(order_of(name, vote) == "unsettled" for name, vote in self._votes.items())

    def _end(self) -> None:
        span = ByteSpan(
            start=self._start,
            stop=self.stop,
            first_record=self._first,
            ahead=moments_ahead(b"".join(self._rows)),
            digest=self._hasher.hexdigest(),
        )
        self._rows = []
        self._held.append(span)
        self._start, self._first, self._count = self.stop, self._first + max(0, self._count), min(0, self._count)
        self._hasher = hashlib.blake2b(digest_size=16)

    def _settled(self) -> Iterator[ByteSpan]:
        if self._held:
            detail = _detail(self._dialect, self._votes)
            yield from (replace(span, detail=detail) for span in self._held)
            self._held = []


def _is_blank(row: _Row) -> bool:
    return row.fault is None and not any(map(str.strip, row.lines))


def _check_header(path: str, dialect: Dialect) -> None:
    if len(dialect.columns) > MOST_COLUMNS:
        raise ArticleError(path, None, f"{len(dialect.columns):,} columns", f"at most {MOST_COLUMNS:,}")
    odd = next((name for name in dialect.columns if len(name) > LONG or re.match(r"https?://|\d", name)), None)
    if odd and dialect.header:
        raise ArticleError(
            path, None, f"a first row with {short(odd)}", "one with the names of the columns, such as url,headline,text"
        )


def _lines(source: InputFile, end: str) -> Iterator[str]:
    """Yield the lines of a file, a character for each byte.

    Quotes, delimiters and line ends are single bytes in every encoding but UTF-16 and UTF-32, and no part of other
    characters but in encodings that nobody writes tables in.
    """
    held, number = "", 1
    while block := source.file.read(parts.BLOCK_BYTES):
        *complete, held = (held + block.decode("latin-1")).split(end)
        number += len(complete)
        yield from (line + end for line in complete)
        if len(held) > source.limits.record:
            message = f"line {number:,}: more than {mib(source.limits.record)}"
            raise ArticleError(source.path, None, message, "shorter rows")
    if held:
        yield held


class _Row(Struct, frozen=True):
    lines: list[str]
    fault: str | None = None
    """What is wrong with its quotes."""


def _rows(lines: Iterator[str], dialect: Dialect, limits: Limits) -> Iterator[_Row]:
    """Put lines together to rows: a line end in quotes ends none.

    A quote that is not closed would take all rows behind it for its text. Where reading strictly finds a fault and the
    lines behind the first are rows of their own, they are read as such.
    """
    again: list[str] = []

    def coming() -> Iterator[str]:
        while (line := again.pop() if again else next(lines, None)) is not None:
            yield line

    for line in coming():
        if '"' not in line:
            yield _Row(list(_continued(line, coming(), dialect, limits)))
            continue
        held: list[str] = []
        try:
            next(dialect.rows(_lines_of(line, coming(), held, limits), strict=True), None)
            yield _Row(held)
        except csv.Error as error:
            width = len(dialect.columns)
            if len(held) > 1 and (len(dialect.cells(held[1:2])) == width or len(dialect.cells(held)) != width):
                again.extend(reversed(held[1:]))
                del held[1:]
            yield _Row(held, str(error))


def _continued(first: str, others: Iterator[str], dialect: Dialect, limits: Limits) -> Iterator[str]:
    """Yield a line, and those that go on with its last cell."""
    line, size = first, 0
    yield line
    while dialect.continues(line) and size < limits.record and (following := next(others, None)) is not None:
        line = following
        size += len(line)
        yield line


def _lines_of(first: str, others: Iterator[str], held: list[str], limits: Limits) -> Iterator[str]:
    size = 0
    for line in chain([first], others):
        held.append(line)
        size += len(line)
        if size > limits.record:
            raise csv.Error(f"more than {mib(limits.record)}")
        yield line


def _csv(part: Part, file: BinaryIO) -> Iterator[Outcome]:
    """Read a part of a CSV file; a record's number is that of its row, without those above the first and blank ones."""
    csv.field_size_limit(part.limits.record)
    about = json.loads(part.detail)
    dialect = Dialect(**{**about, "columns": tuple(about["columns"])})
    decoded = encodings.decode(file.read(part.stop - part.start), part.encoding)
    if decoded.doubt:
        yield problem(part.path, f"encoding: {decoded.doubt}", record=part.first_record, lost=False)
    number = part.first_record or 1
    above = dialect.above + dialect.header if part.start == 0 else 0
    textless = no_texts(part, dialect.columns)
    if part.start == 0 and not textless:
        yield from _said_of(part, dialect)
    passed = count = 0
    sample: list[dict[str, str]] = []
    for row in _rows(_split(decoded.text, dialect.line_end), dialect, part.limits):
        if _is_blank(row):
            continue
        if above:
            above -= 1
            continue
        count += 1
        if textless:
            passed += 1
        else:
            yield from _csv_row(part, number, dialect, row, dialect.cells(row.lines))
        number += 1
        if textless and passed <= SAMPLED:
            sample.append(dict(zip(dialect.columns, dialect.cells(row.lines), strict=False)))
    if textless and passed:
        yield no_texts(part, dialect.columns, sample) or textless
        yield Passed(path=part.path, reason="a row of a table without texts", count=passed)
    elif part.start == 0 and not count:
        yield Passed(path=part.path, reason="a table without rows")


def _said_of(part: Part, dialect: Dialect) -> Iterator[Problem]:
    """Say what had to be guessed of a table as a whole."""
    if dialect.guessed:
        taken = ", ".join(
            f"column {number} for {name}" for number, name in enumerate(dialect.columns, 1) if name in KEYS
        )
        message = f"no names of the columns in the first row; by what they hold, {taken}; expected e.g. title,date,text"
        yield problem(part.path, message, lost=False)
    wanted = {
        name: order for name, order in dialect.orders.items() if name in date_columns(dialect.columns, part.mapping)
    }
    yield from unsettled(part, wanted)


def _csv_row(part: Part, number: int, dialect: Dialect, row: _Row, cells: list[str]) -> Iterator[Outcome]:
    count = len(cells)
    if count > len(dialect.columns) and row.fault is None:
        cells = _rejoin(cells, dialect)
    fits = 0 < len(cells) <= len(dialect.columns)
    if row.fault:
        message = (
            f"quotes that do not fit ({row.fault}); expected a quote at both ends of a cell, and two for one in it"
        )
        yield problem(part.path, message, record=number, lost=not fits)
    elif count > len(dialect.columns):
        taken = "; those too many are taken for parts of the text" if fits else ""
        message = f"{count} cells; expected {len(dialect.columns)}, as the names of the columns are{taken}"
        yield problem(part.path, message, record=number, lost=not fits)
    if fits:
        values = dict(zip(dialect.columns, map(_cell, cells), strict=False))
        values, remarks = in_order(values, dialect.orders) if dialect.orders else (values, NOTHING)
        yield from record_of(part, number, values, remarks=remarks)


def _rejoin(cells: list[str], dialect: Dialect) -> list[str]:
    """Put the pieces of a text together that was cut at its own commas; other cells as they are where none is one.

    The cells before the text are before it, and those behind it at the end of the row.
    """
    text = columns_of(dialect.columns).get("text")
    width = len(dialect.columns)
    if not any(map(str.strip, cells[width:])):
        return cells[:width]  # delimiters at the end of the row
    if text is None:
        return cells
    at = dialect.columns.index(text)
    behind = width - at - 1
    pieces = cells[at : len(cells) - behind]
    if not all(piece.startswith(" ") for piece in pieces[1:]) or any(
        len(cell) > LONG for cell in (*cells[:at], *cells[len(cells) - behind :])
    ):
        return cells
    return [*cells[:at], dialect.delimiter.join(pieces), *cells[len(cells) - behind :]]


def rows_in(file: BinaryIO) -> list[dict[str, Any]]:
    """Return the rows of a small table by the names in its first line; cells beyond those are a list under no name."""
    file.seek(0)
    text = encodings.decode(file.read()).text
    csv.field_size_limit(max(len(text) + 1, csv.field_size_limit()))
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), restkey="", restval=""))


def _cell(text: str) -> str | list[str] | None:
    """Return a cell's value: nothing where it is empty, a list where one was written as JSON or Python write it."""
    if text.startswith("[") and len(text) < 10_000 and _LIST.fullmatch(text):
        return [one or other for one, other in _ENTRY.findall(text)]
    return None if len(text) <= LONGEST_EMPTY and is_empty(text) else text


CSV = Format(
    kind="csv",
    rank=70,
    title="table (CSV)",
    endings=(".csv", ".tsv", ".tab"),
    recognise=_recognise_csv,
    cut=_cut_csv,
    captures=_csv,
)

FORMATS = (CSV,)
