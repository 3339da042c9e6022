"""Spreadsheets: the rows of XLSX, XLS and ODS files, a table of records in each sheet.

XLSX is read by calamine, which holds a sheet as one block of cells: what a sheet names is counted before it is handed
one. It is handed that sheet and the texts alone, out of streams that are bounded. XLS is read by xlrd, since calamine
takes memory without end for a chain of sectors that bites its tail. A hidden sheet is passed over;
of hidden columns those are read that hold something of an article.
"""

from __future__ import annotations

import io
import json
import re
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import chain, islice
from math import isfinite
from typing import Any, BinaryIO

from msgspec import Struct
from msgspec.structs import asdict, replace

from generator.model import Passed
from generator.model.errors import ArticleError
from generator.read.detect import Certainty, Head
from generator.read.documents.markup import parsed
from generator.read.embargo import ahead_in, concerned, names_one
from generator.read.encoding import decode
from generator.read.files.packages import Package, attribute, guarded, local
from generator.read.files.walk import printable
from generator.read.meaning.fields import short
from generator.read.meaning.mapping import mapped
from generator.read.part import (
    BLOCK_BYTES,
    MIB,
    ByteSpan,
    Format,
    InputFile,
    Outcome,
    Part,
    digest_file,
    mib,
    problem,
    whole,
)

from .rows import no_texts, record_of

MOST_SHEET = 256 * MIB
"""Bytes of the XML of one sheet."""
MOST_CELLS = 20_000_000
"""Cells of the block from a sheet's first to its last: calamine takes 24 bytes for each."""
MOST_TEXT = 512 * MIB
"""Characters of all cells of a sheet, a text counted each time that it is named."""
MOST_SHEETS = 1000
LAST_DAY = 100_000
"""Days from day 0 that can be the date of an article; larger numbers are seconds."""
HEADER_ROWS = 20
"""Rows among which the one with the names of the columns stands."""

_WORKBOOK = re.compile(r"xl/workbook\d*\.xml\Z")
_BINARY = "xl/workbook.bin"
_CELL = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Za-z]{1,4})(\d{1,8})"')
_SHARED = re.compile(rb'<(?:\w+:)?c\b[^>]*?\bt="s"[^>]*>\s*<(?:\w+:)?v>(\d{1,9})<')
_OVERLAP = 4096
_ERROR = re.compile(r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!|GETTING_DATA)\Z")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LETTERS = re.compile(r"[^\W\d_]")

FIRST_DAY = "1899-12-30"
"""Day 0 of a sheet's dates; Excel counts a 29 February 1900, so that its day 1 is the last of 1899."""
FIRST_DAY_1904 = "1904-01-01"
"""The same in workbooks of old Macintoshes."""

Cell = Any
Row = tuple[int, Sequence[Cell]]
"""The number of a row as the program shows it, and its cells."""


class Sheet(Struct, frozen=True, kw_only=True):
    """A sheet as the workbook lists it."""

    name: str
    place: str
    """Where its cells are: a part of the package, or its number."""
    hidden: bool = False
    first_day: str = FIRST_DAY
    """The day that its numbers of days count from, in ISO 8601."""


def records(
    part: Part, rows: Iterator[Row], hidden: frozenset[int] = frozenset(), first_day: str = FIRST_DAY
) -> Iterator[Outcome]:
    """Make captures of the rows of a sheet.

    Args:
        part: The sheet's.
        rows: Its rows from above; empty ones may be missing.
        hidden: Numbers of its hidden columns, from 0.
        first_day: Day 0 of its dates.
    """
    first = [row for row in islice(rows, HEADER_ROWS) if any(map(_is_filled, row[1]))]
    if not first:
        yield Passed(path=part.path, reason="an empty sheet")
        return
    at = _header(part, [cells for _, cells in first])
    names = _names(first[at][1])
    left_out = [names[index] for index in sorted(hidden) if index < len(names) and not _is_ours(part, names, index)]
    if left_out:
        shown = ", ".join(map(short, left_out[:8]))
        message = f"hidden columns left out: {shown}; expected them shown, if they are to be read"
        yield problem(part.path, message, lost=False)
    textless = no_texts(part, [name for name in names if name])
    dated = _dated(part, names)
    count = 0
    for number, cells in chain(first[at + 1 :], rows):
        if not any(map(_is_filled, cells)):
            continue
        count += 1
        if not textless:
            row = {name: plain(cell) for name, cell in zip(names, cells, strict=False) if name not in left_out}
            yield from _record(part, number, {**row, **_days(row, dated, first_day)})
    if textless and count:
        yield textless
        yield Passed(path=part.path, reason="a row of a table without texts", count=count)
    elif not count:
        yield Passed(path=part.path, reason="a table without rows")


def _dated(part: Part, names: Sequence[str]) -> frozenset[str]:
    """Return the columns that are mapped to days and times."""
    made = mapped(part, dict.fromkeys(names, "x"))
    keys = [key for key in ("published", "modified", "captured") if key in made.facts]
    return frozenset(made.rules.get(key, key).removeprefix("record, ") for key in keys)


def _days(row: Mapping[str, Any], dated: frozenset[str], first_day: str) -> dict[str, str]:
    """Return the days of a row that stand there as numbers, as a cell without the format of a date has them."""
    return {
        name: plain(datetime.fromisoformat(first_day) + timedelta(days=value))
        for name in dated
        if isinstance(value := row.get(name), int | float) and not isinstance(value, bool) and 1 <= value < LAST_DAY
    }


def _record(part: Part, number: int, row: dict[str, Any]) -> Iterator[Outcome]:
    yield from record_of(part, number, row)


def _header(part: Part, rows: Sequence[Sequence[Cell]]) -> int:
    """Return which row names the columns: the first that names one for the text, else the first of the most names."""
    for index, cells in enumerate(rows):
        names = [name for name in _names(cells) if name]
        if len(names) > 1 and mapped(part, dict.fromkeys(names, "x")).text is not None:
            return index
    filled = [sum(isinstance(cell, str) and bool(cell.strip()) for cell in cells) for cells in rows]
    return filled.index(max(filled))


def _names(cells: Sequence[Cell]) -> list[str]:
    """Return the names of the columns; a column without one has its number, a second of one name that too."""
    names: list[str] = []
    for number, cell in enumerate(cells, 1):
        name = " ".join(str(plain(cell) or "").split()) or f"column {number}"
        names.append(name if name not in names else f"{name} {number}")
    return names


def _is_ours(part: Part, names: Sequence[str], index: int) -> bool:
    """Tell whether a column holds something that articles have: its text, or one of our keys."""
    row = dict.fromkeys(names, "x")
    with_it = mapped(part, row)
    without = mapped(part, {name: value for name, value in row.items() if name != names[index]})
    return (with_it.text is None) != (without.text is None) or names[index] not in with_it.facts


def _is_filled(cell: Cell) -> bool:
    return cell is not None and (not isinstance(cell, str) or bool(cell.strip()))


def plain(cell: Cell) -> Any:
    """Return a cell in JSON's types; nothing for what is empty or an error of the program's."""
    if isinstance(cell, str):
        if "_x" in cell:
            cell = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), cell)
        return None if not cell.strip() or _ERROR.match(cell) else cell
    if isinstance(cell, datetime):
        midnight = (cell.hour, cell.minute, cell.second) == (0, 0, 0)
        return cell.date().isoformat() if midnight else cell.isoformat(timespec="seconds")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    if isinstance(cell, float):
        return int(cell) if isfinite(cell) and cell.is_integer() else (cell if isfinite(cell) else None)
    return cell


def filled_down(rows: Iterator[Row], merged: Iterable[tuple[tuple[int, int], tuple[int, int]]]) -> Iterator[Row]:
    """Give the value of merged cells to each row that they cross, in the column where it stands.

    Args:
        rows: Rows, numbered from 1.
        merged: First and last row and column of each range, from 0.
    """
    starts: dict[int, list[tuple[int, int]]] = {}
    for (top, left), (bottom, _) in merged:
        if bottom > top:
            starts.setdefault(top + 1, []).append((left, bottom + 1))
    held: dict[int, tuple[int, Cell]] = {}
    for number, cells in rows:
        for column, last in starts.get(number, ()):
            if column < len(cells):
                held[column] = (last, cells[column])
        if held:
            values = list(cells)
            for column, (last, value) in list(held.items()):
                if number > last:
                    del held[column]
                elif column < len(values) and not _is_filled(values[column]):
                    values[column] = value
            cells = values
        yield number, cells


# XLSX


def _recognise(head: Head) -> Certainty:
    told = any(map(_WORKBOOK.match, head.members)) or _BINARY in head.members
    return Certainty.CERTAIN if told else Certainty.NO


def _spans(source: InputFile) -> Iterator[ByteSpan]:
    """Cut at sheets."""
    if source.head.members and _BINARY in source.head.members:
        raise ArticleError(source.path, None, "a binary workbook (XLSB)", "it saved as .xlsx or .csv")
    package = Package(source.file, source.path, source.limits)
    sheets = _sheets(package, source.path)
    digest = digest_file(source.file)
    for number, sheet in enumerate(sheets):
        yield ByteSpan(
            start=number,
            stop=number + 1,
            detail=json.dumps(asdict(sheet)),
            ahead=_ahead(package, sheet, source.path),
            size=package.size(sheet.place),
            digest=digest,
        )


def _ahead(package: Package, sheet: Sheet, path: str) -> tuple[str, ...]:
    """Return the moments until which rows of a sheet are not to be published, as far as they lie ahead.

    Dates stand there as numbers, so such a sheet is read twice; one that names no embargo is searched for the word.
    """
    texts = [name for name in package.names if name.lower() == "xl/sharedstrings.xml"]
    if sheet.hidden or not any(
        _names_embargo(package, name) for name in (*texts, sheet.place) if name in package.names
    ):
        return ()
    try:
        with tempfile.TemporaryFile() as copy:
            _copied(package, sheet, copy, path)
            copy.seek(0)
            return ahead_in(_of_embargo(_by_calamine(copy, sheet.name)))
    except (ArticleError, ValueError, OSError, ImportError, zipfile.BadZipFile):
        return ()  # what reads the rows says so


def _names_embargo(package: Package, name: str) -> bool:
    before = b""
    with package.open(name) as member:
        while block := member.read(BLOCK_BYTES):
            if names_one(before + block):
                return True
            before = block[-_OVERLAP:]
    return False


def _of_embargo(rows: Iterator[Row]) -> Iterator[Any]:
    """Yield the cells of the columns that say until when a row is not to be published."""
    columns: set[int] = set()
    for number, cells in rows:
        if not columns and number <= HEADER_ROWS:
            columns = {at for at, cell in enumerate(cells) if isinstance(cell, str) and concerned((cell,))}
            continue
        yield from (plain(cells[at]) for at in columns if at < len(cells))


def _sheets(package: Package, path: str) -> list[Sheet]:
    workbook = next(filter(_WORKBOOK.match, sorted(package.names)))
    links = f"xl/_rels/{workbook.removeprefix('xl/')}.rels"
    root = package.root(workbook)
    first_day = FIRST_DAY_1904 if any(map(_is_1904, root.iter())) else FIRST_DAY
    targets = {
        attribute(link, "Id"): (attribute(link, "Target") or "")
        for link in (package.root(links) if links in package.names else ())
        if (attribute(link, "Type") or "").endswith("/worksheet")
    }
    sheets: list[Sheet] = []
    for element in root.iter():
        key = next((value for name, value in element.attrib.items() if name.endswith("}id")), None)
        if local(element) == "sheet" and key in targets:
            target = targets[key]
            place = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
            hidden = attribute(element, "state") in ("hidden", "veryHidden")
            name = attribute(element, "name") or "sheet"
            sheets.append(Sheet(name=name, place=place, hidden=hidden, first_day=first_day))
    if not sheets or len(sheets) > MOST_SHEETS:
        raise ArticleError(
            path, None, f"a workbook of {len(sheets)} sheets", f"one with at least 1, at most {MOST_SHEETS}"
        )
    return sheets


def _is_1904(element: Any) -> bool:
    return local(element) == "workbookPr" and attribute(element, "date1904") in ("1", "true", "on")


def _captures(part: Part, file: BinaryIO) -> Iterator[Outcome]:
    sheet = Sheet(**json.loads(part.detail))
    part = replace(part, path=f"{part.path}/{printable(sheet.name)}")  # two sheets may number their rows alike
    if sheet.hidden:
        yield Passed(path=part.path, reason="a hidden sheet")
        return
    yield from guarded(part, "an Excel workbook", lambda: _xlsx(part, file, sheet))


def _xlsx(part: Part, file: BinaryIO, sheet: Sheet) -> Iterator[Outcome]:
    package = Package(file, part.path, part.limits)
    with tempfile.TemporaryFile() as copy:
        hidden = _copied(package, sheet, copy, part.path)
        copy.seek(0)
        yield from records(part, _by_calamine(copy, sheet.name), hidden, sheet.first_day)


def _copied(package: Package, sheet: Sheet, target: BinaryIO, path: str) -> frozenset[int]:
    """Write a workbook of one sheet, as calamine is to read it; return the numbers of its hidden columns.

    Raises:
        ArticleError: If the sheet is larger than what is read.
    """
    counted = _Counted()
    workbook = next(filter(_WORKBOOK.match, sorted(package.names)))
    kept = {"[Content_Types].xml", "_rels/.rels", workbook, f"xl/_rels/{workbook.removeprefix('xl/')}.rels"}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as copy:
        for name in sorted(package.names):
            lowered = name.lower()
            if name in kept or lowered in ("xl/styles.xml", "xl/sharedstrings.xml") or name == sheet.place:
                with package.open(name) as member, copy.open(name, "w", force_zip64=True) as written:
                    size = 0
                    while block := member.read(BLOCK_BYTES):
                        size += len(block)
                        if size > MOST_SHEET:
                            found = f"a sheet of more than {mib(MOST_SHEET)}"
                            raise ArticleError(path, None, found, "a smaller one, or the table as CSV")
                        written.write(block)
                        if name == sheet.place:
                            counted.take(block)
    counted.check(package, path)
    return counted.hidden()


class _Counted:
    """Counts what a sheet names, block by block."""

    def __init__(self) -> None:
        self._tail = b""
        self._head = b""
        self._rows, self._columns, self._cells = 0, 0, 0
        self._shared: dict[int, int] = {}

    def take(self, block: bytes) -> None:
        """Take the next block of the sheet's XML."""
        data = self._tail + block
        cut = data.rfind(b"<", 0, max(0, len(data) - _OVERLAP)) if len(data) > 2 * _OVERLAP else len(data)
        cut = len(data) if len(block) < BLOCK_BYTES else cut
        data, self._tail = data[:cut], data[cut:]
        if len(self._head) < 64 * 1024:
            self._head += data[: 64 * 1024]
        for letters, digits in _CELL.findall(data):
            self._cells += 1
            self._rows = max(self._rows, int(digits))
            self._columns = max(self._columns, _column(letters))
        for index in _SHARED.findall(data):
            key = int(index)
            self._shared[key] = self._shared.get(key, 0) + 1

    def check(self, package: Package, path: str) -> None:
        """Raise an `ArticleError` for a sheet that would take more memory than it has bytes."""
        if self._rows * self._columns > max(MOST_CELLS, 4 * self._cells):
            found = f"cells spread over {self._rows:,} rows and {self._columns:,} columns"
            raise ArticleError(path, None, found, "a table without gaps, or the table as CSV")
        texts = next((name for name in package.names if name.lower() == "xl/sharedstrings.xml"), None)
        if texts and self._shared and max(self._shared.values()) > 1:
            lengths = [
                sum(len(piece) for piece in element.itertext())
                for element in package.root(texts)
                if local(element) == "si"
            ]
            total = sum(lengths[key] * count for key, count in self._shared.items() if key < len(lengths))
            if total > MOST_TEXT:
                raise ArticleError(path, None, f"{total:,} characters in its cells", f"at most {MOST_TEXT:,}")

    def hidden(self) -> frozenset[int]:
        """Return the numbers of the hidden columns, from 0."""
        hidden: set[int] = set()
        columns = self._head.partition(b"<sheetData")[0]
        for one in re.findall(rb"<(?:\w+:)?col\b[^>]*>", columns):
            about = dict(re.findall(rb'(\w+)="(\w*)"', one))
            if about.get(b"hidden") in (b"1", b"true") and about.get(b"min", b"").isdigit():
                first, last = int(about[b"min"]), int(about.get(b"max", about[b"min"]) or 0)
                hidden.update(range(first - 1, min(last, first + 1000)))
        return frozenset(hidden)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _by_calamine(file: BinaryIO, name: str) -> Iterator[Row]:
    """Yield the rows of a sheet.

    Raises:
        ValueError: If calamine cannot read it.
    """
    from python_calamine import CalamineWorkbook  # noqa: PLC0415 - an extra

    try:
        workbook = CalamineWorkbook.from_filelike(file)
        sheet = workbook.get_sheet_by_name(name)
        start = sheet.start or (0, 0)
        if (sheet.height or 0) * (sheet.width or 0) > MOST_CELLS * 4:
            raise ValueError("too many cells")
        merged = [(first, last) for first, last in sheet.merged_cell_ranges or ()]
        rows = ((start[0] + index, [None] * start[1] + row) for index, row in enumerate(sheet.iter_rows(), 1))
        yield from filled_down(rows, merged)
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # what Rust raises is no Exception
            raise
        raise ValueError(str(error)) from None


XLSX = Format(
    kind="xlsx",
    rank=17,
    title="Excel workbook",
    endings=(".xlsx", ".xlsm", ".xltx"),
    recognise=_recognise,
    cut=_spans,
    captures=_captures,
    reads="file",
    opens=frozenset({"zip"}),
    needs=("python_calamine", "lxml"),
    extra="sheets",
)

# XLS, and what else old programs of Microsoft wrote


OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_KINDS = (
    ("EncryptedPackage", "a document that is locked with a password; expected one without"),
    ("EncryptedSummary", "a document that is locked with a password; expected one without"),
    (
        "WordDocument",
        "an old Word document; expected it as DOCX, as soffice --headless --convert-to docx FILE makes it",
    ),
    ("PowerPoint Document", "a PowerPoint file; expected articles"),
    ("__substg1.0_", "a message of Outlook; expected it saved as .eml"),
)
"""Streams in files of old programs -> what those are."""
_BY_NAME = {
    ".doc": "an old Word document",
    ".dot": "an old Word document",
    ".ppt": "a PowerPoint file",
    ".msg": "a mail",
}
"""What a file of an old program is called by, where no stream of it is left to tell."""


def _is_old(head: Head) -> Certainty:
    return Certainty.CERTAIN if head.data.startswith(OLD) else Certainty.NO


def _old(part: Part, file: BinaryIO) -> Iterator[Outcome]:
    """Read an old Excel workbook; of other old files, say what they are."""
    file.seek(0)
    data = file.read()
    if not any(name.encode("utf-16-le") in data for name in ("Workbook", "Book")):
        old_kind = next((told for name, told in _KINDS if name.encode("utf-16-le") in data), None)
        if old_kind:
            yield problem(part.path, old_kind)
            return
        if kind := next((told for ending, told in _BY_NAME.items() if part.path.lower().endswith(ending)), None):
            yield problem(part.path, f"{kind} that cannot be read; expected a whole one, as DOCX or the like")
            return
    yield from guarded(part, "an old Excel workbook", lambda: _old_sheets(part, file))


def _old_sheets(part: Part, file: BinaryIO) -> Iterator[Outcome]:
    import xlrd  # noqa: PLC0415 - an extra

    file.seek(0)
    try:
        book = xlrd.open_workbook(file_contents=file.read(), logfile=io.StringIO(), on_demand=True)
    except xlrd.XLRDError as error:
        if "encrypted" in str(error).lower():
            raise ArticleError(part.path, None, "locked with a password", "a workbook without one") from error
        raise
    first_day = FIRST_DAY_1904 if book.datemode else FIRST_DAY
    for number in range(min(book.nsheets, MOST_SHEETS)):
        sheet = book.sheet_by_index(number)
        own = replace(part, path=f"{part.path}/{printable(sheet.name)}")
        if sheet.visibility:
            yield Passed(path=own.path, reason="a hidden sheet")
        else:
            rows = ((at + 1, [_old_cell(cell, first_day) for cell in sheet.row(at)]) for at in range(sheet.nrows))
            yield from records(own, rows, first_day=first_day)
        book.unload_sheet(number)


def _old_cell(cell: Any, first_day: str) -> Cell:
    """Return the value of a cell, whose type xlrd says: 3 is a day, 4 a truth, 5 an error of the program's."""
    if cell.ctype == 3 and 1 <= cell.value < LAST_DAY:
        return datetime.fromisoformat(first_day) + timedelta(days=cell.value)
    return {4: bool(cell.value), 5: None}.get(cell.ctype, cell.value)


XLS = Format(
    kind="xls",
    rank=17,
    title="old Excel workbook",
    endings=(".xls", ".xlt", ".doc", ".dot", ".ppt", ".msg"),
    recognise=_is_old,
    cut=whole,
    captures=_old,
    reads="file",
    needs=("xlrd",),
    extra="sheets",
)


# Pages of HTML that programs save as workbooks


_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*|<!--.{0,2000}?-->\s*|<(?:html|head|meta|body|div|style)\b[^>]*>\s*){0,8}.{0,8000}?<table\b",
    re.IGNORECASE | re.DOTALL,
)


def _is_page(head: Head) -> Certainty:
    """Tell a table of HTML by the name that it has: any other page may have a table too."""
    text = (head.text or "").lstrip()
    named = head.ending in (".xls", ".xlsx") or "schemas-microsoft-com:office:excel" in text[:4096]
    return Certainty.CERTAIN if named and text.startswith("<") and _PAGE.match(text) else Certainty.NO


def _page(part: Part, file: BinaryIO) -> Iterator[Outcome]:
    data = file.read(part.stop - part.start)
    yield from guarded(part, "a table of HTML", lambda: _page_tables(part, data))


def _page_tables(part: Part, data: bytes) -> Iterator[Outcome]:
    root = parsed(decode(data, None).text)
    tables = [] if root is None else [one for one in root.iter("table") if len(list(one.iter("table"))) == 1]
    if not tables:
        yield problem(part.path, "a page without a table; expected one, as its name says")
    for number, table in enumerate(tables, 1):
        own = replace(part, path=f"{part.path}/{number}") if len(tables) > 1 else part
        rows = (
            (at, [text_of_cell(cell) for cell in row.iter("td", "th")]) for at, row in enumerate(table.iter("tr"), 1)
        )
        yield from records(own, rows)


def text_of_cell(cell: Any) -> str:
    """Return the text of a cell of HTML; its breaks are line ends."""
    for line_end in cell.iter("br"):
        line_end.tail = f"\n{line_end.tail or ''}"
    return "\n".join(" ".join(line.split()) for line in "".join(cell.itertext()).split("\n")).strip()


PAGE = Format(
    kind="html table",
    rank=29,
    title="table (HTML)",
    endings=(".xls",),
    recognise=_is_page,
    cut=whole,
    captures=_page,
    needs=("lxml",),
    extra="sheets",
)

FORMATS = (XLSX, XLS, PAGE)
