"""PDF documents: the lines of their pages, read by PDFium, in the order of reading, as one article or several.

Lines alone are asked for their place, not letters, so that it takes little more time than PDFium itself.
"""

from __future__ import annotations

import ctypes
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, BinaryIO

from msgspec.structs import replace

from generator.model.errors import ArticleError
from generator.read import embargo
from generator.read.detect import Certainty, Head
from generator.read.documents.headings import Document, outcomes
from generator.read.documents.printed import PrintedPage, document
from generator.read.documents.reading_order import PrintedLine
from generator.read.files.packages import as_one, guarded
from generator.read.part import ByteSpan, Format, InputFile, Outcome, Part, digest_file, problem

WHAT = "a PDF document"

MOST_PAGES = 5000
MANY = 0.3
"""Share of characters that no letters stand for, from which on a text cannot be read."""

_COMMAND = "ocrmypdf IN.pdf OUT.pdf"
_UNREADABLE = re.compile(r"[\x00-\x01\x03-\x08\x0e-\x1f\ufffd\ue000-\uf8ff]")
_LINE = re.compile(r"[^\s](?:[^\r\n]*[^\s])?")
"""A line without the spaces around it."""
_MADE = re.compile(rb"/(?:CreationDate|ModDate)\s*\(D:(\d{4})|<xmp:(?:Create|Modify)Date>(\d{4})")
_ENDS = 65_536
"""Bytes at both ends of a file in which it says when it was made."""
_SHORT = 12
"""Characters of a line that is not parted."""


def read(file: BinaryIO, part: Part) -> tuple[Document, int, int]:
    """Return what a PDF document holds, how many pages it has, and how many of them have no text.

    Raises:
        ArticleError: If it cannot be read.
    """
    import pypdfium2  # noqa: PLC0415 - an extra

    file.seek(0)
    try:
        pdf = pypdfium2.PdfDocument(file)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise ArticleError(part.path, None, "locked with a password", "a document without one") from error
        raise ArticleError(part.path, None, f"a broken PDF document: {error}", "a whole one") from error
    try:
        if len(pdf) > MOST_PAGES:
            raise ArticleError(part.path, None, f"{len(pdf):,} pages", f"at most {MOST_PAGES:,}")
        told = pdf.get_metadata_dict()
        pages = [_page(pdf, number, part) for number in range(len(pdf))]
    finally:
        pdf.close()
    empty = sum(not page.lines for page in pages)
    properties = {
        key.lower(): value for key, value in told.items() if key in ("Title", "Author", "Subject", "Keywords")
    }
    properties["created"] = told.get("CreationDate", "")
    return document(pages, properties, "a PDF page"), len(pages), empty


def _page(pdf: Any, number: int, part: Part) -> PrintedPage:
    """Read the lines of a page; one that PDFium cannot load has none."""
    import pypdfium2  # noqa: PLC0415 - an extra

    try:
        page = pdf[number]
        text = page.get_textpage()
    except pypdfium2.PdfiumError:
        return PrintedPage([], 0, 0)
    try:
        width, height = page.get_size()
        written = text.get_text_range()
        if len(written) > part.limits.record:
            raise ArticleError(
                part.path, None, f"a page of {len(written):,} characters", f"at most {part.limits.record:,}"
            )
        return PrintedPage(list(_lines(text.raw, written, height)), height, width)
    finally:
        text.close()
        page.close()


def _lines(text: Any, written: str, height: float) -> Iterator[PrintedLine]:
    from pypdfium2 import raw  # noqa: PLC0415 - an extra

    box = raw.FS_RECTF()
    reference = ctypes.byref(box)
    index_of, place_of = raw.FPDFText_GetCharIndexFromTextIndex, raw.FPDFText_GetLooseCharBox
    # Where no letter of the page is left out of its text, as on most, a letter has one number in both.
    same = index_of(text, len(written) - 1) == len(written) - 1 if written else True

    def place(at: int) -> tuple[float, float, float, float] | None:
        if not place_of(text, at if same else index_of(text, at), reference):
            return None
        return box.left, height - box.top, box.right, height - box.bottom

    for match in _LINE.finditer(written):
        line = match[0]
        start, end = match.span()
        end -= 1
        # As in `place`, which would take longer: this runs twice a line.
        if not place_of(text, start if same else index_of(text, start), reference):
            continue
        left, right, top, bottom = box.left, box.right, height - box.top, height - box.bottom
        if not place_of(text, end if same else index_of(text, end), reference):
            continue
        if left <= box.left and right <= box.right:  # as most do
            right = box.right
        else:
            left, right = min(left, box.left), max(right, box.right)
        made = PrintedLine(line, left, top, right, bottom)
        if len(line) > _SHORT and (right - left) / len(line) > 0.5 * (bottom - top):
            yield from _columns_apart(made, start, place)
        else:
            yield made


def _columns_apart(line: PrintedLine, start: int, place: Any) -> Iterator[PrintedLine]:
    """Part a line where columns that stand beside one another were written as one."""
    begin = 0
    for match in re.finditer(r" +", line.text):
        before, after = place(start + match.start() - 1), place(start + match.end())
        if before and after and after[0] - before[2] > 1.2 * line.size:
            first = place(start + begin)
            if first:
                yield PrintedLine(line.text[begin : match.start()], first[0], line.top, before[2], line.bottom)
            begin = match.end()
    first = place(start + begin)
    left = first[0] if first else line.left
    yield PrintedLine(line.text[begin:], left, line.top, line.right, line.bottom)


def _as_one(source: InputFile) -> Iterator[ByteSpan]:
    """Cut nothing of a document, and give the moments before which its first page forbids to publish it.

    One that says that it was made years ago is under no embargo any more, and is not opened for it.
    """
    for span in as_one(source):
        try:
            yield (
                span if _is_old(source.file) else replace(span, ahead=embargo.ahead(_first_text(source.file).encode()))
            )
        except (ImportError, ValueError, RuntimeError):  # what reads the document says so
            yield span


def _is_old(file: BinaryIO) -> bool:
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - _ENDS))
    behind = file.read(_ENDS)
    file.seek(0)
    years = [int(one or other) for one, other in _MADE.findall(file.read(_ENDS) + b"\n" + behind)]
    return bool(years) and max(years) < datetime.now(UTC).year - embargo.YEARS


def _first_text(file: BinaryIO) -> str:
    import pypdfium2  # noqa: PLC0415 - an extra

    file.seek(0)
    pdf = pypdfium2.PdfDocument(file)  # its error is a RuntimeError
    try:
        if not len(pdf):
            return ""
        page = pdf[0]
        text = page.get_textpage()
        try:
            return str(text.get_text_range())
        finally:
            text.close()
            page.close()
    finally:
        pdf.close()


def _outcomes(part: Part, file: BinaryIO) -> Iterator[Outcome]:
    facts, pages, empty = read(file, part)
    texts = "".join(one.text for one in facts.paragraphs)
    if not texts.strip():
        what = f"{pages:,} scanned page{'s' * (pages != 1)} without a text" if pages else "no pages"
        yield problem(part.path, f"{what}; expected a text layer, as {_COMMAND} makes it", field="text")
        return
    if len(_UNREADABLE.findall(texts)) > MANY * len(texts):
        message = (
            "letters that the file does not name; expected them read anew, as ocrmypdf --force-ocr IN.pdf OUT.pdf does"
        )
        yield problem(part.path, message, field="text")
        return
    if empty:
        message = f"{empty:,} of {pages:,} pages without a text; expected a text layer"
        yield problem(part.path, f"{message}, as ocrmypdf --skip-text IN.pdf OUT.pdf makes it", lost=False)
    yield from outcomes(part, facts, digest_file(file), WHAT)


def _recognise(head: Head) -> Certainty:
    return Certainty.CERTAIN if b"%PDF-" in head.data[:1024] and not head.members else Certainty.NO


def _captures(part: Part, file: BinaryIO) -> Iterator[Outcome]:
    yield from guarded(part, WHAT, lambda: _outcomes(part, file))


PDF = Format(
    kind="pdf",
    rank=13,
    title="PDF document",
    endings=(".pdf",),
    recognise=_recognise,
    cut=_as_one,
    captures=_captures,
    reads="file",
    needs=("pypdfium2",),
    extra="documents",
    sidecar=True,
)

FORMATS = (PDF,)
