"""Documents as people have them: how many of each kind are read a second, beside PDFium alone for PDF."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from textwrap import wrap

import docx
import openpyxl
import pypdfium2
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate

from generator.read import captures, parts

from . import measure
from .corpora import Work
from .table import Cell, Table, median, ratio

SENTENCE = "The council of Curlew Point voted on Monday to rebuild the old lime kiln, which has stood without a roof. "
TEXT = [SENTENCE * 2] * 12
"""The paragraphs of an article of 400 words."""


def _docx() -> dict[str, bytes]:
    document = docx.Document()
    document.add_paragraph("Kiln", "Title")
    for paragraph in TEXT:
        document.add_paragraph(paragraph)
    written = io.BytesIO()
    document.save(written)
    return {f"{number}.docx": written.getvalue() for number in range(50)}


def _rtf() -> dict[str, bytes]:
    body = "".join(rf"\pard {paragraph}\par" for paragraph in TEXT)
    return {f"{number}.rtf": rf"{{\rtf1\ansi {body}}}".encode() for number in range(50)}


def _xlsx() -> dict[str, bytes]:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("May")
    sheet.append(["url", "headline", "published", "author", "section", "text"])
    for number in range(3000):
        url = f"https://curlew.example/{number}"
        sheet.append([url, f"Report {number}", "2024-05-17", "Ana Kestrel", "News", "\n".join(TEXT)])
    written = io.BytesIO()
    book.save(written)
    return {"a.xlsx": written.getvalue()}


def _alto() -> dict[str, bytes]:
    """Make pages of 60 blocks and 6,500 words, as a newspaper's page has."""
    words = "<SP/>".join(f'<String CONTENT="{word}" HPOS="1" VPOS="1" WC="0.9"/>' for word in SENTENCE.split()[:7])
    blocks = []
    for number in range(60):
        left, top = 300 * (number % 6), 400 * (number // 6)
        place = f'HPOS="{left}" WIDTH="280" HEIGHT="20"'
        lines = "".join(f'<TextLine {place} VPOS="{top + 24 * at}">{words}</TextLine>' for at in range(16))
        blocks.append(f'<TextBlock ID="B{number}">{lines}</TextBlock>')
    space = f"<PrintSpace>{''.join(blocks)}</PrintSpace>"
    page = f'<alto><Layout><Page WIDTH="1800" HEIGHT="4000">{space}</Page></Layout></alto>'
    return {f"{number}.xml": page.encode() for number in range(20)}


def _pdf() -> dict[str, bytes]:
    style = getSampleStyleSheet()["BodyText"]
    written = io.BytesIO()
    SimpleDocTemplate(written).build([Paragraph(paragraph, style) for _ in range(60) for paragraph in TEXT])
    return {"a.pdf": written.getvalue()}


ARTICLES = 2000
"""Of a download or an export, in one file."""


def _lines() -> dict[str, bytes]:
    row = {"title": "Kiln", "outlet": "The Curlew", "date": "2024-05-17", "text": "\n\n".join(TEXT)}
    return {"a.jsonl": "".join(f"{json.dumps({'id': str(at), **row})}\n" for at in range(ARTICLES)).encode()}


def _nexis() -> dict[str, bytes]:
    head = "The Curlew\n\nMay 17, 2024 Friday\n\nKiln\n\nBYLINE: Ana Kestrel\n\nLENGTH: 400 words\n\n"
    text = "\n\n".join("\n".join(wrap(paragraph, 76)) for paragraph in TEXT)
    tail = "\n\nLOAD-DATE: May 18, 2024\n\nLANGUAGE: ENGLISH\n\n"
    made = "".join(f"{at} of {ARTICLES} DOCUMENTS\n\n{head}{text}{tail}" for at in range(1, ARTICLES + 1))
    return {"a.txt": made.encode()}


def _wxr() -> dict[str, bytes]:
    spaces = 'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/"'
    text = "\n\n".join(f"<!-- wp:paragraph -->\n<p>{one}</p>\n<!-- /wp:paragraph -->" for one in TEXT)
    posts = "".join(
        f"<item><title>Kiln</title><link>https://curlew.example/{at}</link><content:encoded><![CDATA[{text}]]>"
        "</content:encoded><wp:post_date_gmt>2024-05-17 09:30:00</wp:post_date_gmt><wp:status>publish</wp:status>"
        "<wp:post_type>post</wp:post_type></item>\n"
        for at in range(ARTICLES)
    )
    head = f"<rss {spaces}><channel><title>The Curlew</title><wp:wxr_version>1.2</wp:wxr_version>\n"
    return {"a.xml": f"{head}{posts}</channel></rss>".encode()}


KINDS: Mapping[str, Callable[[], dict[str, bytes]]] = {
    "JSON lines, records": _lines,
    "Nexis TXT, documents": _nexis,
    "WXR, posts": _wxr,
    "DOCX, documents": _docx,
    "RTF, documents": _rtf,
    "XLSX, rows": _xlsx,
    "ALTO, pages": _alto,
    "PDF, pages": _pdf,
}


def pace(work: Work, runs: int) -> Table:
    """Measure stage 1 and stages 1 to 3 in CPU time, beside JSON lines, and PDFium's own for the texts of the pages."""
    rows: list[tuple[Cell, ...]] = []
    lines = None
    for kind, make in KINDS.items():
        folder = work.fresh(f"documents-{kind.partition(',')[0].lower()}")
        files = make()
        for name, data in files.items():
            (folder / name).write_bytes(data)
        number, alone = len(files), None
        if kind.startswith("PDF"):
            data = files["a.pdf"]
            number = len(pypdfium2.PdfDocument(data))
            alone = median(_timed(lambda data=data: _by_pdfium(data)) for _ in range(runs))  # type: ignore[misc]
        elif kind.startswith("XLSX"):
            number = 3000
        elif number == 1:
            number = ARTICLES
        own = median(_timed(lambda folder=folder: _read(folder)) for _ in range(runs))  # type: ignore[misc]
        described = ratio(number, median(_described(folder) for _ in range(runs)))
        lines = lines or described
        rows.append((kind, number, ratio(number, own), described, ratio(described, lines), ratio(alone, own)))
    return Table(
        title=f"Documents, downloads and exports: number a second of CPU time, medians of {runs} runs",
        columns=("kind", "number", "stage 1", "stages 1-3", "of JSON lines'", "of PDFium's own pace"),
        rows=tuple(rows),
    )


def _described(folder: Path) -> float:
    """Return the CPU seconds in which what a folder holds is read, cleaned and described."""
    spent = measure.run("pace", folder=str(folder), limit_records=ARTICLES * 2).result
    return sum(spent[step] for step in ("read", "clean", "describe"))


def _read(folder: Path) -> None:
    for part in parts(folder):
        for _ in captures(folder, part):  # type: ignore[arg-type]
            pass


def _by_pdfium(data: bytes) -> None:
    pdf = pypdfium2.PdfDocument(data)
    for number in range(len(pdf)):
        pdf[number].get_textpage().get_text_range()


def _timed(work: Callable[[], None]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start
