"""SQL: the rows that a dump of a database puts into its tables, as mysqldump, phpMyAdmin, pg_dump, SQLite write them.

Nothing of a dump is run: its statements are told apart by their quotes, and what stands in brackets behind VALUES, or
in the lines behind COPY, are rows. It is cut at rows, a table at a time.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

import msgspec
from msgspec import Struct
from msgspec.structs import asdict, replace

from generator.model import Passed
from generator.model.errors import ArticleError
from generator.read import encoding as encodings
from generator.read import part as parts
from generator.read.detect import DUMP, Certainty, Head
from generator.read.embargo import concerned, moments_ahead
from generator.read.files.walk import printable
from generator.read.meaning.columns import guessed_columns
from generator.read.meaning.readers import no_articles
from generator.read.part import ByteSpan, Format, InputFile, Outcome, Part, breaks_off, mib, problem

from .rows import no_texts, record_of, words_of

_NAME = r"(?:[`\"\[]?[\w$ -]{1,64}[`\"\]]?\.)?(?:`[^`]{1,64}`|\"[^\"]{1,64}\"|\[[^\]]{1,64}\]|[\w$]{1,64})"
_LIST = rf"\(\s*({_NAME}(?:\s*,\s*{_NAME}){{0,2000}})\s*\)"
_BLANKS = re.compile(r"(?:\s++|--[^\n]*+(?:\n|\Z)|#[^\n]*+(?:\n|\Z)|/\*(?:[^*]++|\*(?!/))*+\*/;?|;)*+")
_INSERT = re.compile(
    rf"(?:INSERT|REPLACE)(?:\s+(?:LOW_PRIORITY|DELAYED|HIGH_PRIORITY|IGNORE|OR\s+\w+))*\s+(?:INTO\s+)?(?P<table>{_NAME})"
    rf"\s*(?:{_LIST})?\s*(?:OVERRIDING\s+\w+\s+VALUE\s*)?VALUES?\s*",
    re.IGNORECASE,
)
_COPY = re.compile(rf"COPY\s+(?P<table>{_NAME})\s*{_LIST}\s+FROM\s+stdin[^;\n]*;[ \t\r]*\n", re.IGNORECASE)
_CREATE = re.compile(rf"CREATE\s+(?:\w+\s+)?TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?(?P<table>{_NAME})\s*\(", re.IGNORECASE)
_COLUMN = re.compile(
    r"\s*(?!(?:PRIMARY|UNIQUE|KEY|CONSTRAINT|INDEX|FOREIGN|FULLTEXT|SPATIAL|CHECK|EXCLUDE|LIKE|PERIOD)\b)"
    rf"(?P<name>{_NAME})\s",
    re.IGNORECASE,
)
_ESCAPED, _DOUBLED = r"'(?:[^'\\]++|\\.|'')*+'", r"'(?:[^']++|'')*+'"
_OTHER = r"|\"(?:[^\"\\]++|\\.|\"\")*+\"|`[^`]*+`"
_DOLLARS = r"|\$(?P<tag>\w{0,30})\$(?:[^$]++|\$(?!(?P=tag)\$))*+\$(?P=tag)\$"

_BETWEEN = re.compile(r"\s*+,\s*+(?=\()")
_PLAIN = re.compile(r"`[^`]+`|\"[^\"]+\"|\[[^\]]+\]|[\w$ -]+")
_COMMA = re.compile(r"\s*,\s*")
_SIGN = re.compile(r"[(),]|'(?:[^'\\]|\\.)*'|`[^`]*`", re.DOTALL)
_MOST_HEADER = 200_000
"""Characters that the names of a table's columns have at most."""
_LONGEST_NUMBER = 18
_HEX = re.compile(r"(?:[0-9a-f]{2})+", re.IGNORECASE)
"""How phpMyAdmin (behind 0x) and SQLite (behind X) write what may hold any bytes."""
_LETTERS: Mapping[str, str] = {"n": "\n", "r": "\r", "t": "\t", "b": "", "0": "", "Z": ""}
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_COPIED: Mapping[str, str] = {"n": "\n", "r": "\r", "t": "\t", "b": "", "f": " ", "v": " "}
_REPLACED = re.compile(r"'((?:\\[nr]|[^'\\]){1,12})'\s*,\s*char\((10|13)\)", re.IGNORECASE)
"""How SQLite writes the line ends of a text: `replace('one\\ntwo','\\n',char(10))`."""
_OF_MYSQL = re.compile(r"\A\s*--\s*(?:MySQL|MariaDB|phpMyAdmin)|`\w|ENGINE\s*=|\\'", re.IGNORECASE)


class _Grammar(Struct, frozen=True):
    """The patterns of a dump, by whether a backslash escapes in its strings."""

    statement: re.Pattern[str]
    row: re.Pattern[str]
    value: re.Pattern[str]


def _grammar(text: str) -> _Grammar:
    inner = rf"[^'\"()`]++|{text}{_OTHER}"
    for _ in range(3):
        inner = rf"[^'\"()`]++|{text}{_OTHER}|\((?:{inner})*+\)"
    call = rf"\w+\s*\((?:{inner})*+\)"
    return _Grammar(
        statement=re.compile(rf"(?:[^;'\"`$]++|{text}{_OTHER}{_DOLLARS}|\$)*+;", re.DOTALL),
        row=re.compile(rf"\((?:{inner})*+\)", re.DOTALL),
        value=re.compile(
            rf"\s*+(?:(?:_\w+\s*|[NnEeBb]|(?P<hex>[Xx]))?(?P<text>{text})|(?P<call>{call})|(?P<bare>[^,'()]*+))[^,'()]*+(?:,|\Z)",
            re.DOTALL,
        ),
    )


_GRAMMARS = {True: _grammar(_ESCAPED), False: _grammar(_DOUBLED)}


class _Table(Struct, frozen=True, kw_only=True):
    """What the rows of a span are; the span's detail."""

    name: str
    columns: tuple[str, ...]
    """None of them where the dump does not name them."""
    copied: bool
    """Whether they are lines behind COPY."""
    escaped: bool
    """Whether a backslash escapes in strings."""


def _recognise(head: Head) -> Certainty:
    return Certainty.CERTAIN if head.text is not None and DUMP.match(head.text) else Certainty.HINT


def _cut(source: InputFile) -> Iterator[ByteSpan]:
    if encodings.wide(source.head.data[: encodings.HEAD_BYTES]):
        raise ArticleError(source.path, None, "a dump in SQL in UTF-16", "one in UTF-8")
    cutter = _Cutter(source)
    broken: ArticleError | None = None
    try:
        yield from cutter.spans()
    except ArticleError as error:
        broken = breaks_off(error) if cutter.rows else error
    yield from cutter.rest()
    if broken:
        raise broken
    if not cutter.rows:
        raise ArticleError(source.path, None, "a dump in SQL without rows", "one with the rows of its tables")


class _Cutter:
    """Reads a dump from front to back, a character for each byte, and cuts it where a table ends or a span is full."""

    def __init__(self, source: InputFile) -> None:
        self._source = source
        self._escaped = bool(_OF_MYSQL.search(source.head.data.decode("latin-1")))
        self._grammar = _GRAMMARS[self._escaped]
        self._held, self._at, self._before = "", 0, 0
        self._columns: dict[str, tuple[str, ...]] = {}
        self._counts: dict[str, int] = {}
        self._span: _Open | None = None
        self._closed: list[ByteSpan] = []

    @property
    def rows(self) -> int:
        """How many rows there are up to here."""
        return sum(self._counts.values())

    def spans(self) -> Iterator[ByteSpan]:
        """Yield the spans of all tables."""
        while self._blanks():
            match = self._match(_INSERT) or self._match(_COPY)
            if match is None:
                self._statement()
                continue
            name = _bare(match["table"])
            columns = _names(match[2]) or self._columns.get(name, ())
            table = _Table(name=name, columns=columns, copied=match.re is _COPY, escaped=self._escaped)
            yield from self._lines(table) if table.copied else self._rows(table)
        yield from self.rest()

    def rest(self) -> Iterator[ByteSpan]:
        """Yield the spans that were not yielded yet."""
        self._close()
        yield from self._closed
        self._closed = []

    def _blanks(self) -> bool:
        """Go over blanks and remarks; tell whether something follows."""
        while True:
            match = _BLANKS.match(self._held, self._at)
            self._at = match.end() if match else self._at
            here = self._held[self._at : self._at + 2]
            if here and not here.startswith(("--", "/*", "#")):
                return True
            if not self._more():
                return bool(here)

    def _match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        while len(self._held) - self._at < _MOST_HEADER and self._more():
            pass
        match = pattern.match(self._held, self._at)
        self._at = match.end() if match else self._at
        return match

    def _statement(self) -> None:
        """Go over a statement that puts no rows into a table; of one that makes a table, note its columns."""
        while not (match := self._grammar.statement.match(self._held, self._at)):
            if len(self._held) - self._at > self._source.limits.record or not self._more():
                self._at = len(self._held)
                return
        self._at = match.end()
        if create := _CREATE.match(match[0]):
            self._columns[_bare(create["table"])] = _columns_of(match[0][create.end() :])

    def _rows(self, table: _Table) -> Iterator[ByteSpan]:
        """Go over the rows of an INSERT."""
        while True:
            while not (match := self._grammar.row.match(self._held, self._at)):
                if self._held[self._at : self._at + 1] not in ("", "("):
                    return
                self._need("a row that is cut off")
            yield from self._take(table, match.end())
            while not (between := _BETWEEN.match(self._held, self._at)):
                if self._held[self._at :].strip() or not self._more():
                    return
            self._at = between.end()

    def _lines(self, table: _Table) -> Iterator[ByteSpan]:
        """Go over the lines behind a COPY."""
        while True:
            while (end := self._held.find("\n", self._at)) < 0:
                self._need("rows that no line of \\. ends")
            if self._held[self._at : end].rstrip("\r") == "\\.":
                self._at = end + 1
                return
            yield from self._take(table, end + 1)

    def _take(self, table: _Table, end: int) -> Iterator[ByteSpan]:
        """Take the row that ends here into the span of its table."""
        if self._span and (self._span.table != table or self._span.size >= parts.PART_BYTES):
            yield from self.rest()
        self._counts[table.name] = number = self._counts.get(table.name, 0) + 1
        self._span = self._span or _Open(table, self._before + self._at, number)
        start = self._span.stop - self._before
        self._span.take(self._held[start:end].encode("latin-1"), row=self._at - start)
        self._at = end

    def _close(self) -> None:
        if self._span:
            self._closed.append(self._span.closed())
        self._span = None

    def _need(self, missing: str) -> None:
        """Read on for what a row lacks.

        Raises:
            ArticleError: If nothing follows, or the row is too long to be one.
        """
        if len(self._held) - self._at > self._source.limits.record:
            most = mib(self._source.limits.record)
            raise ArticleError(self._source.path, None, f"a row of more than {most}", "a smaller one")
        if not self._more():
            raise ArticleError(self._source.path, None, missing, "a whole dump")

    def _more(self) -> bool:
        """Read on; what lies behind is let go of, but for what stands between two rows of a span."""
        block = self._source.file.read(parts.BLOCK_BYTES)
        if self._span and self._before + self._at - self._span.stop > _MOST_HEADER:
            self._close()
        gone = self._span.stop - self._before if self._span else self._at
        self._before += gone
        self._held, self._at = self._held[gone:] + block.decode("latin-1"), self._at - gone
        return bool(block)


class _Open:
    """A span that rows of its table still come into."""

    def __init__(self, table: _Table, start: int, first: int) -> None:
        self.table, self._start, self.stop, self._first = table, start, start, first
        self._hasher = hashlib.blake2b(digest_size=16)
        self._rows: list[bytes] | None = [] if concerned(table.columns) else None

    @property
    def size(self) -> int:
        """Its bytes up to here."""
        return self.stop - self._start

    def take(self, data: bytes, row: int) -> None:
        """Take the bytes up to the end of a row, which starts at that one of them."""
        self._hasher.update(data)
        self.stop += len(data)
        if self._rows is not None:
            self._rows.append(data[row:])

    def closed(self) -> ByteSpan:
        """Return what it has become."""
        return ByteSpan(
            start=self._start,
            stop=self.stop,
            first_record=self._first,
            detail=json.dumps(asdict(self.table)),
            ahead=moments_ahead(b"\n".join(self._rows or ())),
            digest=self._hasher.hexdigest(),
        )


def _bare(name: str) -> str:
    """Return a name without its schema and its quotes."""
    return str(_PLAIN.findall(name)[-1]).strip('`"[]')


def _names(listed: str | None) -> tuple[str, ...]:
    return tuple(map(_bare, _COMMA.split(listed.strip()))) if listed else ()


def _columns_of(body: str) -> tuple[str, ...]:
    """Return the columns that a table is made with: the first word of each piece between its outer commas."""
    pieces, depth, start = list[str](), 0, 0
    for sign in _SIGN.finditer(body):
        depth += {"(": 1, ")": -1}.get(sign[0], 0)
        if (sign[0] == "," and depth == 0) or depth < 0:
            pieces.append(body[start : sign.start()])
            start = sign.end()
        if depth < 0:
            break
    found = (_COLUMN.match(piece) for piece in pieces)
    return tuple(_bare(one["name"]) for one in found if one)


def _captures(part: Part, file: BinaryIO) -> Iterator[Outcome]:
    table = msgspec.json.decode(part.detail, type=_Table)
    part = replace(part, path=f"{part.path}/{printable(table.name)}")  # two tables may number their rows alike
    decoded = encodings.decode(file.read(part.stop - part.start))
    rows = list(_copied(decoded.text) if table.copied else _inserted(decoded.text, table))
    columns = table.columns or guessed_columns([[str(cell or "") for cell in row] for row in rows]) or ()
    reason = no_articles(table.name, columns) or ("a row of a table without texts" if no_texts(part, columns) else "")
    if reason:
        yield Passed(path=part.path, reason=reason, count=len(rows))
        return
    if decoded.doubt:
        yield problem(part.path, f"encoding: {decoded.doubt}", lost=False)
    for number, row in enumerate(rows, part.first_record or 1):
        if len(row) != len(columns):
            message = f"{len(row)} values; expected {len(columns)}, as the columns of the table are"
            yield problem(part.path, message, record=number)
            continue
        yield from record_of(part, number, dict(zip(columns, row, strict=True)))


def _copied(text: str) -> Iterator[list[Any]]:
    """Yield the rows behind a COPY: cells between tabs, escaped by backslashes."""
    for line in text.removesuffix("\n").split("\n"):
        cells = line.removesuffix("\r").split("\t")
        yield [None if cell == "\\N" else _unescaped(cell, _COPIED) for cell in cells]


def _inserted(text: str, table: _Table) -> Iterator[list[Any]]:
    """Yield the rows behind a VALUES."""
    grammar = _GRAMMARS[table.escaped]
    at = 0
    while row := grammar.row.search(text, at):
        yield list(_values(row[0][1:-1], grammar, table.escaped))
        at = row.end() if _BETWEEN.match(text, row.end()) else _behind_the_next_values(text, row.end(), grammar)


def _behind_the_next_values(text: str, at: int, grammar: _Grammar) -> int:
    """Return where the rows of the next INSERT begin, whose list of columns in brackets is no row."""
    while blanks := _BLANKS.match(text, at):
        at = blanks.end()
        if insert := _INSERT.match(text, at):
            return insert.end()
        if not (statement := grammar.statement.match(text, at)):
            break
        at = statement.end()
    return at


def _values(row: str, grammar: _Grammar, escaped: bool) -> Iterator[Any]:
    at = 0
    while match := grammar.value.match(row, at):
        at = match.end()
        if match["hex"]:
            yield _bytes(match["text"][1:-1])
        elif match["text"]:
            yield _string(match["text"], escaped)
        elif match["call"]:
            yield _called(match["call"], escaped)
        else:
            yield _plain(match["bare"].strip())
        if not match[0].endswith(","):
            return


def _string(quoted: str, escaped: bool) -> str | None:
    text = quoted[1:-1].replace("''", "'")
    text = _unescaped(text, _LETTERS) if escaped else text
    return text if text.strip() else None


def _unescaped(text: str, letters: Mapping[str, str]) -> str:
    return _ESCAPE.sub(lambda one: letters.get(one[1], one[1]), text) if "\\" in text else text


def _called(call: str, escaped: bool) -> str | None:
    """Return what a function in a row is given: the first text in it, with the line ends that SQLite puts into it."""
    first = re.search(_ESCAPED if escaped else _DOUBLED, call, re.DOTALL)
    text = _string(first[0], escaped) if first else None
    for sign, number in _REPLACED.findall(call, first.end()) if first and text else ():
        text = (text or "").replace(sign, chr(int(number)))
    return text


def _bytes(digits: str) -> str | None:
    return words_of(bytes.fromhex(digits)) if _HEX.fullmatch(digits) else None


def _plain(word: str) -> Any:
    if word[:2] in ("0x", "0X"):
        return _bytes(word[2:])
    if word.isdigit() and len(word) < _LONGEST_NUMBER:
        return int(word)
    return None if word.upper() in ("", "NULL", "DEFAULT") else word


SQL = Format(
    kind="sql",
    rank=21,
    title="dump in SQL",
    endings=(".sql", ".dump"),
    recognise=_recognise,
    cut=_cut,
    captures=_captures,
)

FORMATS = (SQL,)
