"""OpenDocument texts (ODT) and spreadsheets (ODS), read from the XML of the package.

odfpy is not used: it has had no release since 2020 and builds an object for each element of the whole package. What is
tracked as deleted, hidden or commented is no text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, BinaryIO

from msgspec.structs import replace

from generator.model import Dropped, Passed
from generator.model.errors import ArticleError
from generator.read.detect import Certainty, Head
from generator.read.documents.headings import MOST_LEVEL, Document, DocumentParagraph, outcomes
from generator.read.embargo import ahead
from generator.read.files.packages import Package, as_document, as_one, attribute, guarded, local
from generator.read.files.walk import printable
from generator.read.part import ByteSpan, Format, InputFile, Outcome, Part, digest_file, problem

from .docx import level_of, properties
from .sheets import MOST_CELLS, Row, records

WHAT = "an OpenDocument text"
SHEETS = "an OpenDocument spreadsheet"

MOST_REPEATED = 1000
"""How often a row or a cell that holds something may be repeated: what fills a sheet to its end is empty."""

_TYPE = b"application/vnd.oasis.opendocument."
_LEFT_OUT = frozenset(
    {"tracked-changes", "annotation", "note", "hidden-text", "hidden-paragraph", "ruby-text", "change", "desc", "title"}
)
_SIGNS = {"tab": "\t", "line-break": "\n", "s": " "}


def _unlocked(file: BinaryIO, part: Part) -> Package:
    package = Package(file, part.path, part.limits)
    manifest = "META-INF/manifest.xml"
    if manifest in package.names and b"encryption-data" in package.read(manifest):
        raise ArticleError(part.path, None, "locked with a password", "a document without one")
    return package


def read(file: BinaryIO, part: Part) -> Document:
    """Return what an OpenDocument text holds.

    Raises:
        ArticleError: If it cannot be read.
    """
    package = _unlocked(file, part)
    root = package.root("content.xml")
    styles = _levels(root)
    if "styles.xml" in package.names:
        page = package.root("styles.xml")
        styles = {**_levels(page), **styles}
        heads = [
            Dropped(text=_text(one), rule="running head")
            for area in page.iter("{*}header", "{*}footer")
            for one in area.iter("{*}p")
        ]
    else:
        heads = []
    body = next(root.iter("{*}text"), None)
    if body is None:
        raise ArticleError(part.path, None, f"{WHAT} without its text", "a whole one")
    notes = [
        Dropped(text=_text(one), rule="footnote") for note in body.iter("{*}note-body") for one in note.iter("{*}p")
    ]
    return Document(
        paragraphs=list(_paragraphs(body, styles)),
        properties=properties(package, "meta.xml"),
        dropped=[one for one in (*heads, *notes) if one.text.strip()],
    )


def _levels(root: Any) -> Mapping[str, int]:
    """Return the level of each style that marks headings, by its own name or that of the one it is based on."""
    levels: dict[str, int] = {}
    for style in root.iter("{*}style"):
        name = attribute(style, "name") or ""
        for shown in (attribute(style, "display-name"), name, attribute(style, "parent-style-name")):
            level = level_of(shown or "")
            if level is None:
                level = levels.get(shown or "")
            if level is not None:
                levels[name] = level
                break
    return levels


def _paragraphs(body: Any, styles: Mapping[str, int]) -> Iterator[DocumentParagraph]:
    for element in body:
        name = local(element)
        if name in ("p", "h"):
            yield DocumentParagraph(_text(element), _level(element, styles))
            for box in element.iter("{*}text-box"):
                yield from _paragraphs(box, styles)
        elif name == "table-row":
            cells = [one for cell in element for one in _paragraphs(cell, styles) if one.text.strip()]
            short = len(cells) > 1 and all(len(one.text) < 60 and one.level is None for one in cells)
            yield from [DocumentParagraph("\t".join(one.text.strip() for one in cells))] if short else cells
        elif name not in _LEFT_OUT and name not in ("forms", "sequence-decls", "variable-decls", "user-field-decls"):
            yield from _paragraphs(element, styles)


def _level(element: Any, styles: Mapping[str, int]) -> int | None:
    style = attribute(element, "style-name") or ""
    level = styles.get(style, level_of(style))
    if local(element) == "h" and level is None:
        outline = attribute(element, "outline-level") or "1"
        level = int(outline) if outline.isdigit() and int(outline) <= MOST_LEVEL else 1
    return level


def _text(element: Any) -> str:
    pieces = [element.text or ""]
    for child in element:
        name = local(child)
        if name in _SIGNS:
            pieces.append(_SIGNS[name])
        elif name not in _LEFT_OUT and name != "text-box":
            pieces.append(_text(child))
        pieces.append(child.tail or "")
    return "".join(pieces)


def _is_text(head: Head) -> Certainty:
    return _is(head, b"text", (".odt", ".ott"))


def _is_sheet(head: Head) -> Certainty:
    return _is(head, b"spreadsheet", (".ods", ".ots"))


def _is(head: Head, kind: bytes, endings: tuple[str, ...]) -> Certainty:
    if "content.xml" not in head.members:
        return Certainty.NO
    said = re.search(re.escape(_TYPE) + rb"([a-z-]+)", head.data[:256])
    if said:
        return Certainty.CERTAIN if said[1].startswith(kind) else Certainty.NO
    return Certainty.LIKELY if head.ending in endings else Certainty.NO


def _captures(part: Part, file: BinaryIO) -> Iterator[Outcome]:
    yield from guarded(part, WHAT, lambda: outcomes(part, read(file, part), digest_file(file), WHAT))


# Spreadsheets


def _cut_sheets(source: InputFile) -> Iterator[ByteSpan]:
    """Take a spreadsheet as a whole, with the moments that its cells name."""
    for span in as_one(source):
        try:
            moments = ahead(Package(source.file, source.path, source.limits).read("content.xml"))
        except ArticleError:
            moments = ()  # what reads the sheets says so
        yield replace(span, ahead=moments)


def _sheets(part: Part, file: BinaryIO) -> Iterator[Outcome]:
    yield from guarded(part, SHEETS, lambda: _tables(part, file))


def _tables(part: Part, file: BinaryIO) -> Iterator[Outcome]:
    root = _unlocked(file, part).root("content.xml")
    unseen = {
        attribute(style, "name")
        for style in root.iter("{*}style")
        if any(attribute(one, "display") == "false" for one in style.iter("{*}table-properties"))
    }
    tables = [one for one in root.iter("{*}table") if local(one.getparent()) == "spreadsheet"]
    if not tables:
        yield problem(part.path, f"{SHEETS} without a sheet; expected one with a table")
    for table in tables:
        own = replace(part, path=f"{part.path}/{printable(attribute(table, 'name') or 'sheet')}")
        if attribute(table, "style-name") in unseen:
            yield Passed(path=own.path, reason="a hidden sheet")
        else:
            yield from records(own, _rows(table), _hidden(table))


def _hidden(table: Any) -> frozenset[int]:
    hidden: set[int] = set()
    at = 0
    for column in table.iter("{*}table-column"):
        count = _times(column, "number-columns-repeated")
        if attribute(column, "visibility") in ("collapse", "filter"):
            hidden.update(range(at, min(at + count, at + MOST_REPEATED)))
        at += count
    return frozenset(hidden)


def _times(element: Any, name: str) -> int:
    value = attribute(element, name) or "1"
    return int(value) if value.isdigit() and len(value) < 9 else 1


def _rows(table: Any) -> Iterator[Row]:
    """Yield the rows of a sheet; what is merged downwards counts in each of its rows."""
    number, seen = 0, 0
    held: dict[int, tuple[int, Any]] = {}
    for row in table.iter("{*}table-row"):
        count = _times(row, "number-rows-repeated")
        cells = _cells(row, number, held)
        if any(cell is not None for cell in cells):
            for again in range(min(count, MOST_REPEATED)):
                seen += len(cells)
                if seen > MOST_CELLS:
                    raise ArticleError("", None, f"a sheet of more than {MOST_CELLS:,} cells", "the table as CSV")
                yield number + again + 1, cells
        number += count
        row.clear()


def _cells(row: Any, number: int, held: dict[int, tuple[int, Any]]) -> list[Any]:
    cells: list[Any] = []
    for cell in row:
        if local(cell) not in ("table-cell", "covered-table-cell"):
            continue
        count = _times(cell, "number-columns-repeated")
        value = _value(cell)
        if value is None and count > MOST_REPEATED:
            break
        for _ in range(min(count, MOST_REPEATED)):
            at = len(cells)
            if (span := _times(cell, "number-rows-spanned")) > 1:
                held[at] = (number + span, value)
            stands = held.get(at)
            cells.append(stands[1] if value is None and stands and number < stands[0] else value)
    return cells


def _value(cell: Any) -> Any:
    kind = attribute(cell, "value-type")
    if kind == "date":
        day, _, time = (attribute(cell, "date-value") or "").partition("T")
        return f"{day}T{time}" if time.strip("0:.") else day or None
    if kind in ("float", "currency", "percentage"):
        try:
            return float(attribute(cell, "value") or "")
        except ValueError:
            return None
    if kind == "boolean":
        return attribute(cell, "boolean-value") == "true"
    lines = [_text(one) for one in cell if local(one) == "p"]
    return "\n".join(lines) if any(line.strip() for line in lines) else None


ODT = Format(
    kind="odt",
    rank=18,
    title="OpenDocument text",
    endings=(".odt", ".ott"),
    recognise=_is_text,
    cut=partial(as_document, main=re.compile(r"content\.xml\Z")),
    captures=_captures,
    reads="file",
    opens=frozenset({"zip"}),
    needs=("lxml",),
    extra="documents",
    sidecar=True,
)
ODS = Format(
    kind="ods",
    rank=19,
    title="OpenDocument spreadsheet",
    endings=(".ods", ".ots"),
    recognise=_is_sheet,
    cut=_cut_sheets,
    captures=_sheets,
    reads="file",
    opens=frozenset({"zip"}),
    needs=("lxml",),
    extra="sheets",
)

FORMATS = (ODT, ODS)
