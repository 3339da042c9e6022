"""Tables: CSV and TSV files, a record in each row.

How a file is written is found out from its beginning. It is cut at rows, so that a grown one is read from where it
grew; line ends in quotes end no row.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import BinaryIO

from msgspec import Struct
from msgspec.structs import asdict

from generator.errors import ArticleError
from generator.model import Passed
from generator.read import encoding as encodings
from generator.read import part as parts
from generator.read.detect import Certainty, Head
from generator.read.fields import short
from generator.read.part import ByteSpan, Format, InputFile, Limits, Outcome, Part, mib, problem, whole

from .rows import no_texts, record_of

DELIMITERS = ",;\t|"

HEADER_WORDS = frozenset(
    "id url link href title headline text body content article date published pubdate author authors byline source "
    "outlet publisher hostname section category tags keywords language lang description summary modified".split()
)
"""What columns of a table of articles are called, in any language that exports them: telling, not complete."""

TRAFILATURA = (
    *("url", "id", "fingerprint", "hostname", "title", "image", "date", "text", "comments", "license", "pagetype"),
)
"""Columns of what trafilatura writes as CSV: tabs, and no header."""

MOST_COLUMNS = 2000
SAMPLE_ROWS = 200

_FINGERPRINT = re.compile(r"[0-9a-f]{6,32}")
_LIST = re.compile(r"""\[\s*(?:'[^']*'|"[^"]*")(?:\s*,\s*(?:'[^']*'|"[^"]*"))*\s*\]""")
_ENTRY = re.compile(r"""'([^']*)'|"([^"]*)\"""")

_DELIMITED = re.compile("[" + re.escape("".join(DELIMITERS)) + "]")


class Dialect(Struct, frozen=True, kw_only=True):
    """How a CSV file is written."""

    delimiter: str
    escape: str | None
    """What stands before a quote within quotes, where it is not another quote."""
    columns: tuple[str, ...]
    header: bool
    """Whether the first row names the columns."""
    line_end: str = "\n"

    def rows(self, lines: Iterable[str], *, strict: bool = False) -> Iterator[list[str]]:
        """Return the standard library's reader."""
        return csv.reader(
            lines, delimiter=self.delimiter, escapechar=self.escape, doublequote=self.escape is None, strict=strict
        )

    def cells(self, lines: list[str]) -> list[str]:
        """Return the cells of one row; none where it cannot be read.

        A carriage return outside quotes that ends no line is a space.
        """
        for trial in (lines, [line.rstrip("\r\n").replace("\r", " ") for line in lines]):
            try:
                return next(self.rows(trial), [])
            except csv.Error:
                continue
        return []


def _recognise_csv(head: Head) -> Certainty:
    if head.text is None:
        return Certainty.NO
    first = head.text.lstrip().partition("\n")[0][:4096]
    if sum(_word(cell.strip("\"' ")) in HEADER_WORDS for cell in _DELIMITED.split(first)) < 2:
        return Certainty.HINT  # most files: to try every delimiter on them would cost more than reading them
    found = _dialect(head.text, whole=head.complete)
    if found is None or len(found.columns) < 2:
        return Certainty.HINT
    known = sum(_word(name) in HEADER_WORDS for name in found.columns)
    return Certainty.LIKELY if found.header and known >= 2 else Certainty.HINT


def _word(name: str) -> str:
    return name.strip().lower().rpartition(".")[2].rpartition("_")[2]


def _dialect(text: str, *, whole: bool) -> Dialect | None:
    """Find out how a CSV file is written: the way of reading it that gives most rows as many cells as the first.

    Args:
        text: The beginning of the file.
        whole: Whether that is all of it; else its last row may be cut off, and does not count.
    """
    line_end = "\r" if "\r" in text and "\n" not in text else "\n"
    best: tuple[float, int, int] | None = None
    found: Dialect | None = None
    for escape in (None, "\\"):
        for delimiter in DELIMITERS:
            if escape and '\\"' not in text:
                continue
            trial = Dialect(delimiter=delimiter, escape=escape, columns=(), header=True, line_end=line_end)
            rows = _sample(trial, text, whole=whole)
            if not rows:
                continue
            width = len(rows[0])
            even = sum(len(row) == width for row in rows) / len(rows)
            known = sum(_word(name) in HEADER_WORDS for name in rows[0])
            score = (even * (width > 1), known, width)
            if best is None or score > best:
                best, found = score, _named(trial, rows[0])
    return found


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


def _named(dialect: Dialect, first: list[str]) -> Dialect:
    names = [name.strip().removeprefix("\ufeff") for name in first]
    is_trafilatura = len(first) == len(TRAFILATURA) and _FINGERPRINT.fullmatch(first[2]) and dialect.delimiter == "\t"
    if is_trafilatura:
        names = list(TRAFILATURA)
    return Dialect(
        delimiter=dialect.delimiter,
        escape=dialect.escape,
        columns=tuple(name or f"column {number}" for number, name in enumerate(names, 1)),
        header=not is_trafilatura,
        line_end=dialect.line_end,
    )


def _cut_csv(source: InputFile) -> Iterator[ByteSpan]:
    """Cut at the first row's end at or behind each `PART_BYTES`, and before a break; UTF-16 and UTF-32 stay whole."""
    text = source.head.text
    if text is None:
        raise ArticleError(source.path, None, "no text", "a table (CSV)")
    if not text.strip():
        raise ArticleError(source.path, None, "empty", "a table (CSV) with the names of its columns")
    dialect = _dialect(text, whole=source.head.complete)
    if dialect is None:
        raise ArticleError(source.path, None, "no rows that can be told apart", "a table (CSV)")
    _check_header(source.path, dialect)
    detail = json.dumps(asdict(dialect))
    encoding = encodings.wide(source.head.data[: encodings.HEAD_BYTES])
    if encoding:
        [span] = whole(source)
        yield ByteSpan(start=0, stop=span.stop, first_record=1, encoding=encoding, detail=detail, digest=span.digest)
        return
    start, stop, first, count = 0, 0, 1, 0
    hasher = hashlib.blake2b(digest_size=16)
    csv.field_size_limit(source.limits.record)
    broken: ArticleError | None = None
    try:
        for row in _rows(_lines(source, dialect.line_end), dialect, source.limits):
            data = "".join(row.lines).encode("latin-1")
            hasher.update(data)
            stop, count = stop + len(data), count + len(row.lines)
            if stop - start >= parts.PART_BYTES:
                yield ByteSpan(start=start, stop=stop, first_record=first, detail=detail, digest=hasher.hexdigest())
                start, first, count = stop, first + count, 0
                hasher = hashlib.blake2b(digest_size=16)
    except ArticleError as error:
        broken = parts.breaks_off(error) if stop else error
    if stop > start:
        yield ByteSpan(start=start, stop=stop, first_record=first, detail=detail, digest=hasher.hexdigest())
    if broken:
        raise broken


def _check_header(path: str, dialect: Dialect) -> None:
    if len(dialect.columns) > MOST_COLUMNS:
        raise ArticleError(path, None, f"{len(dialect.columns):,} columns", f"at most {MOST_COLUMNS:,}")
    odd = next((name for name in dialect.columns if len(name) > 200 or re.match(r"https?://|\d", name)), None)
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
            yield _Row([line])
            continue
        held: list[str] = []
        try:
            next(dialect.rows(_held(line, coming(), held, limits), strict=True), None)
            yield _Row(held)
        except csv.Error as error:
            width = len(dialect.columns)
            if len(held) > 1 and (len(dialect.cells(held[1:2])) == width or len(dialect.cells(held)) != width):
                again.extend(reversed(held[1:]))
                del held[1:]
            yield _Row(held, str(error))


def _held(first: str, others: Iterator[str], held: list[str], limits: Limits) -> Iterator[str]:
    size = 0
    for line in chain([first], others):
        held.append(line)
        size += len(line)
        if size > limits.record:
            raise csv.Error(f"more than {mib(limits.record)}")
        yield line


def _csv(part: Part, file: BinaryIO) -> Iterator[Outcome]:
    """Read a part of a CSV file; a row's number is that of its first line."""
    csv.field_size_limit(part.limits.record)
    about = json.loads(part.detail)
    dialect = Dialect(**{**about, "columns": tuple(about["columns"])})
    decoded = encodings.decode(file.read(part.stop - part.start), part.encoding)
    if decoded.doubt:
        yield problem(part.path, f"encoding: {decoded.doubt}", record=part.first_record, lost=False)
    number = part.first_record or 1
    header = dialect.header and part.start == 0
    textless = no_texts(part, dialect.columns)
    passed = found = 0
    for row in _rows(_split(decoded.text, dialect.line_end), dialect, part.limits):
        cells = dialect.cells(row.lines)
        if cells and header:
            header = False
        elif cells or row.fault or any(map(str.strip, row.lines)):
            found += 1
            if textless:
                passed += 1
            else:
                yield from _csv_row(part, number, dialect, row, cells)
        number += len(row.lines)
    if textless and passed:
        yield textless
        yield Passed(path=part.path, reason="a row of a table without texts", count=passed)
    elif part.start == 0 and not found:
        yield Passed(path=part.path, reason="a table without rows")


def _csv_row(part: Part, number: int, dialect: Dialect, row: _Row, cells: list[str]) -> Iterator[Outcome]:
    fits = 0 < len(cells) <= len(dialect.columns)
    if row.fault:
        message = (
            f"quotes that do not fit ({row.fault}); expected a quote at both ends of a cell, and two for one in it"
        )
        yield problem(part.path, message, record=number, lost=not fits)
    elif not fits:
        message = f"{len(cells)} cells; expected {len(dialect.columns)}, as the first row has"
        yield problem(part.path, message, record=number)
    if fits:
        yield from record_of(part, number, dict(zip(dialect.columns, map(_cell, cells), strict=False)))


def _cell(text: str) -> str | list[str] | None:
    """Return a cell's value: nothing where it is empty, a list where one was written as JSON or Python write it."""
    if text.startswith("[") and len(text) < 10_000 and _LIST.fullmatch(text):
        return [one or other for one, other in _ENTRY.findall(text)]
    return None if text.strip() in ("", "null") else text


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
