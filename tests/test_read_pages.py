"""Printed pages, e-books and notes: PDF, EPUB, OpenDocument, Evernote, and newspapers that a machine has read."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from odf import opendocument, style, table, text
from reportlab.lib import pdfencrypt
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfgen import canvas
from reportlab.platypus import Frame
from reportlab.platypus import Paragraph as Flowing

from generator.read.documents.reading_order import PrintedLine, blocks_of, in_order, paragraphs_of
from generator.read.hyphens import joined, rejoined, vocabulary

from .reading import lost, made, passed, read, told
from .test_read_documents import COUNCIL, KILN, PRICES, SMELT

STYLES = getSampleStyleSheet()
LARGE, BODY = "Title", "BodyText"


# PDF


def pdf(draw: Callable[[Any], None], **options: Any) -> bytes:
    written = io.BytesIO()
    page = canvas.Canvas(written, pagesize=A4, **options)
    draw(page)
    page.save()
    return written.getvalue()


def column(page: Any, left: float, bottom: float, width: float, height: float, *texts: tuple[str, str]) -> None:
    Frame(left, bottom, width, height).addFromList([Flowing(words, STYLES[name]) for name, words in texts], page)


def newspaper(page: Any) -> None:
    """Draw a page: a masthead, a headline over two columns, and a second article below in two columns."""
    page.setFont("Helvetica-Bold", 30)
    page.drawString(50, 790, "THE COURIER")
    page.setFont("Helvetica", 8)
    page.drawString(50, 775, "Friday, 17 May 2024")
    page.setFont("Helvetica-Bold", 24)
    page.drawString(50, 730, "Lime kiln to be rebuilt")
    column(page, 45, 420, 240, 300, (BODY, COUNCIL), (BODY, KILN))
    column(page, 300, 420, 240, 300, (BODY, KILN), (BODY, COUNCIL))
    page.setFont("Helvetica-Bold", 18)
    page.drawString(50, 390, "Record smelt")
    column(page, 45, 80, 240, 300, (BODY, SMELT), (BODY, PRICES))
    column(page, 300, 80, 240, 300, (BODY, PRICES), (BODY, SMELT))


def test_a_page_of_one_column_is_one_article_under_its_title(tmp_path: Path):
    data = pdf(lambda page: column(page, 50, 50, 450, 700, (LARGE, "Lime kiln"), (BODY, COUNCIL), (BODY, KILN)))

    [article] = made(read(tmp_path, {"a.pdf": data}))

    assert article.fields["headline"] == "Lime kiln"
    assert article.text == f"{COUNCIL}\n\n{KILN}"
    assert "incomplete" not in article.fields


def test_a_newspaper_s_page_is_cut_into_its_articles_and_says_that_this_is_a_guess(tmp_path: Path):
    first, second = made(read(tmp_path, {"a.pdf": pdf(newspaper)}))

    assert (first.fields["headline"], second.fields["headline"]) == ("Lime kiln to be rebuilt", "Record smelt")
    assert first.text == "\n\n".join([COUNCIL, KILN, KILN, COUNCIL])
    assert second.text == "\n\n".join([SMELT, PRICES, PRICES, SMELT])
    assert "a guess" in first.fields["incomplete"]
    assert (first.fields["outlet"], first.fields["published"]) == ("THE COURIER", "Friday, 17 May 2024")
    assert first.origins["outlet"] == "extracted"


def test_running_heads_and_page_numbers_are_dropped_lines(tmp_path: Path):
    def draw(page: Any) -> None:
        for number, words in enumerate((COUNCIL, KILN, SMELT), 1):
            page.drawString(50, 820, f"Curlew Courier {number}")
            page.drawString(290, 20, f"- {number} -")
            column(page, 50, 100, 450, 600, (BODY, words))
            page.showPage()

    [article] = made(read(tmp_path, {"a.pdf": pdf(draw)}))

    assert article.text == f"{COUNCIL}\n\n{KILN}\n\n{SMELT}"
    assert [one.text for one in article.dropped] == [
        line for number in (1, 2, 3) for line in (f"Curlew Courier {number}", f"- {number} -")
    ]


def test_columns_that_a_program_wrote_line_by_line_are_read_one_after_the_other(tmp_path: Path):
    def draw(page: Any) -> None:
        page.setFont("Helvetica", 10)
        for number in range(8):
            page.drawString(50, 700 - 12 * number, f"left column, line number {number}")
            page.drawString(320, 700 - 12 * number, f"right column, line number {number}")

    [article] = made(read(tmp_path, {"a.pdf": pdf(draw)}))

    assert article.text.index("left column, line number 7") < article.text.index("right column, line number 0")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (pdf(lambda page: page.rect(10, 10, 100, 100, fill=1)), "ocrmypdf IN.pdf OUT.pdf"),
        (pdf(lambda page: page.drawString(9, 9, "x"), encrypt=pdfencrypt.StandardEncryption("x")), "with a password"),
        (pdf(newspaper)[:300], "a broken PDF document"),
        (b"%PDF-1.7", "a broken PDF document"),
        (COUNCIL.encode(), "a text; expected a PDF document"),
    ],
    ids=["scanned", "locked", "truncated", "bare", "mislabelled"],
)
def test_a_pdf_without_a_text_says_why_and_what_helps(tmp_path: Path, data: bytes, words: str):
    found = read(tmp_path, {"a.pdf": data})

    assert not made(found)
    assert words in lost(found)[0]


def test_pages_without_a_text_among_others_are_reported(tmp_path: Path):
    def draw(page: Any) -> None:
        column(page, 50, 50, 450, 700, (BODY, COUNCIL))
        page.showPage()
        page.rect(10, 10, 100, 100, fill=1)

    found = read(tmp_path, {"a.pdf": pdf(draw)})

    assert [one.text for one in made(found)] == [COUNCIL]
    assert "1 of 2 pages without a text" in told(found)[0]


# Layout


def lines(left: float, top: float, width: float, *texts: str, size: float = 10) -> list[PrintedLine]:
    return [PrintedLine(one, left, top + 12 * n, left + width, top + 12 * n + size) for n, one in enumerate(texts)]


def order(*groups: Sequence[PrintedLine]) -> list[str]:
    blocks = in_order(blocks_of([line for group in groups for line in group]))
    return [one.lines[0] for one in paragraphs_of(blocks)]


def test_columns_are_read_from_the_left_and_arabic_ones_from_the_right():
    assert order(lines(300, 0, 100, "C."), lines(0, 0, 100, "A."), lines(150, 0, 100, "B.")) == ["A.", "B.", "C."]
    assert order(lines(0, 0, 100, "ب."), lines(150, 0, 100, "أ.")) == ["أ.", "ب."]


def test_what_spans_columns_parts_what_stands_above_from_what_stands_below():
    head = lines(0, 100, 400, "Head", size=20)

    assert order(
        lines(0, 0, 190, "A."), lines(210, 0, 190, "B."), head, lines(0, 140, 190, "C."), lines(210, 140, 190, "D.")
    ) == ["A.", "B.", "Head", "C.", "D."]


def test_a_sentence_that_goes_on_in_the_next_column_is_one_paragraph():
    left = lines(0, 0, 100, "One line that is", "full to its end and")
    right = lines(150, 0, 100, "goes on there.", "And ends.")

    assert [one.lines for one in paragraphs_of(in_order(blocks_of([*left, *right])))] == [
        ("One line that is", "full to its end and", "goes on there.", "And ends."),
    ]


# Hyphens


@pytest.mark.parametrize(
    ("parts", "others", "text"),
    [
        (("eighteen mon-", "ths"), "six months ago", "eighteen months"),
        (("eighteen mon-", "ths"), "nothing else", "eighteen mon-ths"),
        (("a well-", "known man"), "this well-known town", "a well-known man"),
        (("the Nord-", "Süd line"), "", "the Nord-Süd line"),
        (("soft\u00ad", "ened"), "", "softened"),
        (("a dash -", "here"), "", "a dash - here"),
        (("mon\u2010", "ths"), "months", "months"),
        (("no hyphen", "here"), "", "no hyphen here"),
    ],
    ids=["whole", "unknown", "hyphened", "capital", "soft", "dash", "sign", "none"],
)
def test_words_that_lines_part_are_put_together_as_the_text_spells_them(parts: tuple[str, str], others: str, text: str):
    assert joined(parts, vocabulary([*parts, others])) == text


def test_other_line_ends_of_a_printed_text_stay():
    assert rejoined("eighteen mon-\nths after\n\nsix months ago") == "eighteen months\nafter\n\nsix months ago"


# E-books


def book(chapters: dict[str, str], metadata: str = "", files: dict[str, str] | None = None, nav: str = "") -> bytes:
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"{metadata}</metadata><manifest>"
        + "".join(
            f'<item id="{name}" href="{name}.xhtml" properties="{"nav" if name == nav else ""}"/>' for name in chapters
        )
        + "</manifest><spine>"
        + "".join(f'<itemref idref="{name}"/>' for name in chapters)
        + "</spine></package>"
    )
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr(
            "META-INF/container.xml",
            '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
            '<rootfile full-path="in/book.opf"/></rootfiles></container>',
        )
        archive.writestr("in/book.opf", package)
        for name, content in chapters.items():
            page = f'<html xmlns:epub="http://www.idpf.org/2007/ops"><head><title>x</title></head>{content}</html>'
            archive.writestr(f"in/{name}.xhtml", page)
        for name, content in (files or {}).items():
            archive.writestr(name, content)
    return written.getvalue()


ISSUE = (
    "<dc:title>Curlew Courier, 17 May 2024</dc:title><dc:date>2024-05-17</dc:date><dc:language>en</dc:language>"
    "<dc:publisher>calibre</dc:publisher>"
)


def test_chapters_of_an_e_book_are_articles_and_its_other_parts_are_passed_over(tmp_path: Path):
    chapters = {
        "cover": '<body epub:type="cover"><p>Curlew Courier</p></body>',
        "toc": "<body><ol><li><a href='a.xhtml'>Lime kiln</a></li></ol></body>",
        "a": f"<body><h1>Lime kiln</h1><p>By Ana Kestrel</p><p>{COUNCIL}</p></body>",
        "b": f"<body><h1>Smelt</h1><p>{SMELT}</p><h1>Prices</h1><p>{PRICES}</p></body>",
        "imprint": '<body><section epub:type="colophon"><p>Printed at Curlew Point</p></section></body>',
        "blank": "<body><img src='x.png'/></body>",
    }

    found = read(tmp_path, {"a.epub": book(chapters, ISSUE, nav="toc")})

    assert [one.fields["headline"] for one in made(found)] == ["Lime kiln", "Smelt", "Prices"]
    assert {(one.fields["outlet"], one.fields["published"]) for one in made(found)} == {
        ("Curlew Courier", "2024-05-17")
    }
    assert passed(found) == {
        "a cover": 1, "a table of contents": 1, "a colophon": 1, "a chapter without a text": 1,
    }  # fmt: skip


def test_a_locked_e_book_says_so_and_one_with_scrambled_fonts_is_read(tmp_path: Path):
    def locks(algorithm: str) -> dict[str, str]:
        return {"META-INF/encryption.xml": f'<encryption><EncryptionMethod Algorithm="{algorithm}"/></encryption>'}

    chapter = {"a": f"<body><h1>Lime kiln</h1><p>{COUNCIL}</p></body>"}
    fonts, content = "http://www.idpf.org/2008/embedding", "http://www.w3.org/2001/04/xmlenc#aes128-cbc"

    found = read(
        tmp_path, {"a.epub": book(chapter, ISSUE, locks(fonts)), "b.epub": book(chapter, ISSUE, locks(content))}
    )

    assert [one.provenance.path for one in made(found)] == ["a.epub"]
    assert "b.epub: an e-book that is locked" in lost(found)[0]


# OpenDocument


def odt(*paragraphs: tuple[int | None, str]) -> bytes:
    document = opendocument.OpenDocumentText()
    for level, words in paragraphs:
        element = text.P(text=words) if level is None else text.H(outlinelevel=level, text=words)
        document.text.addElement(element)
    written = io.BytesIO()
    document.write(written)
    return written.getvalue()


def ods(*rows: tuple[Any, ...]) -> bytes:
    document = opendocument.OpenDocumentSpreadsheet()
    unseen = style.Style(name="hidden", family="table")
    unseen.addElement(style.TableProperties(display="false"))
    document.automaticstyles.addElement(unseen)
    for name, given in (("May", None), ("Lists", unseen)):
        sheet = table.Table(name=name, stylename=given) if given else table.Table(name=name)
        for row in rows:
            line = table.TableRow()
            for value in row:
                dated = isinstance(value, tuple)
                cell = (
                    table.TableCell(valuetype="date", datevalue=value[0])
                    if dated
                    else table.TableCell(valuetype="string")
                )
                cell.addElement(text.P(text=value[1] if dated else value))
                line.addElement(cell)
            sheet.addElement(line)
        document.spreadsheet.addElement(sheet)
    written = io.BytesIO()
    document.write(written)
    return written.getvalue()


def test_headings_of_an_opendocument_text_part_its_articles(tmp_path: Path):
    data = odt((1, "Lime kiln"), (None, COUNCIL), (1, "Smelt"), (None, SMELT))

    found = made(read(tmp_path, {"a.odt": data}))

    assert [(one.fields["headline"], one.text) for one in found] == [("Lime kiln", COUNCIL), ("Smelt", SMELT)]


def test_rows_of_an_opendocument_spreadsheet_are_articles_with_their_days(tmp_path: Path):
    data = ods(("headline", "published", "text"), ("Lime kiln", ("2024-05-17", "17/05/24"), COUNCIL))

    found = read(tmp_path, {"a.ods": data})

    [article] = made(found)
    assert (article.fields["headline"], article.fields["published"], article.text) == (
        "Lime kiln",
        "2024-05-17",
        COUNCIL,
    )
    assert article.provenance.path == "a.ods/May"
    assert passed(found) == {"a hidden sheet": 1}


# Evernote


def test_notes_of_evernote_are_articles_as_they_were_clipped(tmp_path: Path):
    note = (
        "<note><title>Lime kiln</title><created>20240517T093000Z</created><tag>kilns</tag><note-attributes>"
        "<source-url>https://curlew.example/1</source-url></note-attributes><content><![CDATA[<?xml version='1.0'?>"
        f"<!DOCTYPE en-note SYSTEM 'x'><en-note><div>{COUNCIL}</div><div>{KILN}</div></en-note>]]></content></note>"
    )
    empty = "<note><title>Blank</title><content><![CDATA[<en-note/>]]></content></note>"

    found = read(tmp_path, {"a.enex": f'<?xml version="1.0"?><en-export>{note}{empty}</en-export>'})

    [article] = made(found)
    assert article.text == f"{COUNCIL}\n\n{KILN}"
    assert article.fields["headline"] == "Lime kiln"
    assert (article.provenance.url, article.provenance.captured) == ("https://curlew.example/1", "2024-05-17T09:30:00Z")
    assert article.fields["tags"] == ["kilns"]
    assert passed(found) == {"a note without a text": 1}


# Newspapers that a machine has read


def alto(*blocks: tuple[str, float, Sequence[str]], size: int = 20) -> str:
    """Return an ALTO page: blocks of an id, a left edge and lines."""
    written = []
    for number, (key, left, rows) in enumerate(blocks):
        lines_ = []
        for at, row in enumerate(rows):
            top = 100 + 300 * (number % 4) + 30 * at
            words = "<SP/>".join(f'<String CONTENT="{word}" WC="0.9"/>' for word in row.split())
            lines_.append(f'<TextLine HPOS="{left}" VPOS="{top}" WIDTH="400" HEIGHT="{size}">{words}</TextLine>')
        written.append(f'<TextBlock ID="{key}">{"".join(lines_)}</TextBlock>')
    return (
        '<?xml version="1.0"?><alto xmlns="http://www.loc.gov/standards/alto/ns-v3#"><Layout>'
        f'<Page PHYSICAL_IMG_NR="3" WIDTH="2000" HEIGHT="3000"><PrintSpace>{"".join(written)}</PrintSpace></Page>'
        "</Layout></alto>"
    )


def mets(*articles: tuple[str, str, Sequence[tuple[str, str]]], href: str = "pages/1.xml") -> str:
    """Return the METS of an issue: articles of a type, a title, and parts of a type and a block's id."""
    described = "".join(
        f'<dmdSec ID="D{n}"><mods:mods><mods:titleInfo><mods:title>{title}</mods:title></mods:titleInfo></mods:mods>'
        "</dmdSec>"
        for n, (_, title, _) in enumerate(articles)
    )
    divs = "".join(
        f'<div TYPE="{kind}" DMDID="D{n}">'
        + "".join(
            f'<div TYPE="{part}"><fptr><area FILEID="F1" BETYPE="IDREF" BEGIN="{block}"/></fptr></div>'
            for part, block in parts
        )
        + "</div>"
        for n, (kind, _, parts) in enumerate(articles)
    )
    return (
        '<?xml version="1.0"?><mets xmlns="http://www.loc.gov/METS/" xmlns:mods="http://www.loc.gov/mods/v3" '
        'xmlns:xlink="http://www.w3.org/1999/xlink" LABEL="Curlew Courier, 1899-05-17">'
        f'{described}<fileSec><fileGrp><file ID="F1"><FLocat xlink:href="file://./{href}"/></file></fileGrp></fileSec>'
        '<structMap TYPE="PHYSICAL"><div TYPE="PAGE" ORDERLABEL="5"><fptr FILEID="F1"/></div></structMap>'
        f'<structMap TYPE="LOGICAL"><div TYPE="Newspaper"><div TYPE="Issue">{divs}</div></div></structMap></mets>'
    )


PAGE = alto(
    ("H", 0, ["LIME KILN"]),
    ("A", 0, ["The council voted to rebuild the kiln in eighteen mon-", "ths, it said on Monday."]),
    ("B", 0, ["Six months ago the roof fell in."]),
    ("C", 500, ["Fine hats at the corner."]),
)


def test_an_issue_gives_its_articles_in_the_order_of_its_mets(tmp_path: Path):
    parts = [("HEADING", "H"), ("PARAGRAPH", "B"), ("PARAGRAPH", "A")]
    content = mets(("ARTICLE", "The Lime Kiln", parts), ("ADVERTISEMENT", "Hats", [("TEXT", "C")]))

    found = read(tmp_path, {"issue/mets.xml": content, "issue/pages/1.xml": PAGE})

    [article] = made(found)
    assert article.text == (
        "Six months ago the roof fell in.\n\nThe council voted to rebuild the kiln in eighteen months, "
        "it said on Monday."
    )
    assert article.fields["headline"] == "The Lime Kiln"
    assert (article.fields["outlet"], article.fields["published"]) == ("Curlew Courier", "1899-05-17")
    assert (article.fields["page_number"], article.fields["ocr_confidence"]) == ("5", 0.9)
    assert article.fields["blocks"][0] == {"page": "5", "x": 0, "y": 100, "width": 400, "height": 20}
    assert passed(found) == {"an advertisement": 1, "read with mets.xml": 1}


def test_a_change_of_a_page_is_a_change_of_the_issue(tmp_path: Path):
    content = mets(("ARTICLE", "The Lime Kiln", [("PARAGRAPH", "B")]))
    before = made(read(tmp_path, {"mets.xml": content, "pages/1.xml": PAGE}))

    after = made(read(tmp_path, {"pages/1.xml": PAGE.replace("roof", "wall")}))

    assert [one.text for one in before] != [one.text for one in after]


@pytest.mark.parametrize("href", ["pages/2.xml", "../outside.xml", "../../etc/passwd"])
def test_pages_that_are_not_beside_a_mets_are_reported_and_none_is_opened(tmp_path: Path, href: str):
    (tmp_path / "outside.xml").write_text(PAGE, encoding="utf-8")
    content = mets(("ARTICLE", "The Lime Kiln", [("PARAGRAPH", "B")]), href=href)

    found = read(tmp_path / "articles", {"mets.xml": content})

    assert not made(found)
    assert len(lost(found)) == 1


def test_a_page_without_a_mets_is_one_article_and_says_that_this_is_a_guess(tmp_path: Path):
    [article] = made(read(tmp_path, {"1.xml": PAGE}))

    assert "eighteen months, it said" in article.text
    assert "a scanned page" in article.fields["incomplete"]
    assert (article.fields["page_number"], article.fields["ocr_confidence"]) == ("3", 0.9)


def test_words_that_a_file_itself_puts_together_are_taken_from_it(tmp_path: Path):
    line = '<TextLine HPOS="0" VPOS="{}" WIDTH="99" HEIGHT="9">{}</TextLine>'
    first = '<String CONTENT="Kil" SUBS_TYPE="HypPart1" SUBS_CONTENT="Kilns"/><HYP CONTENT="-"/>'
    second = '<String CONTENT="ns" SUBS_TYPE="HypPart2" SUBS_CONTENT="Kilns"/><SP/><String CONTENT="burn."/>'
    block = f'<TextBlock ID="A">{line.format(0, first)}{line.format(12, second)}</TextBlock>'
    content = f"<alto><Layout><Page><PrintSpace>{block}</PrintSpace></Page></Layout></alto>"

    assert [one.text for one in made(read(tmp_path, {"1.xml": content}))] == ["Kilns burn."]


def test_hocr_and_page_xml_are_read_as_alto_is(tmp_path: Path):
    hocr = (
        "<!DOCTYPE html><html><head><meta name='ocr-system' content='x'/></head><body>"
        "<div class='ocr_page' title='bbox 0 0 900 900'><p class='ocr_par' title='bbox 0 0 400 60'>"
        "<span class='ocr_line' title='bbox 0 0 400 20'><span class='ocrx_word' title='bbox 0 0 9 9; x_wconf 80'>"
        "Kilns</span> of lime</span><span class='ocr_line' title='bbox 0 25 400 45'>burn.</span></p></div></body>"
    )
    page = (
        '<?xml version="1.0"?><PcGts xmlns="http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15"><Page>'
        '<TextRegion id="r"><Coords points="0,0 400,0 400,60 0,60"/><TextLine><Coords points="0,0 400,0 400,20 0,20"/>'
        '<TextEquiv conf="0.8"><Unicode>Kilns of lime</Unicode></TextEquiv></TextLine><TextLine>'
        '<Coords points="0,25 400,25 400,45 0,45"/><TextEquiv><Unicode>burn.</Unicode></TextEquiv></TextLine>'
        "</TextRegion></Page></PcGts>"
    )

    found = made(read(tmp_path, {"a.hocr": hocr, "b.html": hocr, "c.xml": page}))

    assert [one.text for one in found] == ["Kilns of lime burn."] * 3
    assert {one.fields["ocr_confidence"] for one in found} == {0.8}
