"""Spreadsheets: each row of a sheet becomes a capture, as the rows of any table."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwt
from openpyxl.utils.datetime import MAC_EPOCH

from .reading import lost, made, passed, read, told

HEADER = ("url", "headline", "published", "text")
MAY_17 = datetime.combine(date(2024, 5, 17), time())
HALF_PAST_NINE = datetime.combine(date(2024, 5, 17), time(9, 30))
KILN = "The council of Curlew Point voted on Monday to rebuild the old lime kiln."


def row(number: int, published: object = "2024-05-17", text: str = KILN) -> tuple[object, ...]:
    return (f"https://curlew.example/{number}", f"Report {number}", published, text)


def workbook(*rows: tuple[object, ...], change: Callable[[Any], None] = lambda _: None) -> bytes:
    """Return an Excel workbook as openpyxl writes it, changed before it is saved."""
    book = openpyxl.Workbook()
    for one in rows:
        book.active.append(one)
    change(book)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def test_each_row_of_a_sheet_is_an_article_at_its_number(tmp_path: Path):
    found = made(read(tmp_path, {"a.xlsx": workbook(HEADER, row(1), (), row(2))}))

    assert [(one.fields["headline"], one.provenance.record) for one in found] == [("Report 1", 2), ("Report 2", 4)]
    assert found[0].provenance.path == "a.xlsx/Sheet"
    assert found[0].provenance.format == "Excel workbook"


@pytest.mark.parametrize(
    ("cell", "published"),
    [
        (HALF_PAST_NINE, "2024-05-17T09:30:00"),
        (MAY_17, "2024-05-17"),
        (date(2024, 5, 17), "2024-05-17"),
        (45429, "2024-05-17"),
        (45429.5, "2024-05-17T12:00:00"),
        ("17 May 2024", "17 May 2024"),
    ],
    ids=["time", "midnight", "day", "number", "number with a fraction", "text"],
)
def test_dates_of_a_sheet_are_dates(tmp_path: Path, cell: object, published: str):
    [article] = made(read(tmp_path, {"a.xlsx": workbook(HEADER, row(1, cell))}))

    assert article.fields["published"] == published


@pytest.mark.parametrize("cell", [MAY_17, 43967], ids=["date", "number"])
def test_a_workbook_that_counts_from_1904_has_the_same_days(tmp_path: Path, cell: object):
    def change(book: Any) -> None:
        book.epoch = MAC_EPOCH

    [article] = made(read(tmp_path, {"a.xlsx": workbook(HEADER, row(1, cell), change=change)}))

    assert article.fields["published"] == "2024-05-17"


def test_lines_above_the_header_are_none_of_the_table(tmp_path: Path):
    data = workbook(("Export of 3 June",), (), ("2 rows", "", "by press office"), HEADER, row(1))

    assert [one.fields["headline"] for one in made(read(tmp_path, {"a.xlsx": data}))] == ["Report 1"]


def test_every_sheet_is_a_table_but_for_hidden_and_empty_ones(tmp_path: Path):
    def change(book: Any) -> None:
        for name, state in (("May", "visible"), ("Lists", "hidden"), ("Empty", "visible")):
            sheet = book.create_sheet(name)
            sheet.sheet_state = state
            for one in (HEADER, row(2)) if name != "Empty" else ():
                sheet.append(one)

    found = read(tmp_path, {"a.xlsx": workbook(HEADER, row(1), change=change)})

    assert [one.provenance.path for one in made(found)] == ["a.xlsx/Sheet", "a.xlsx/May"]
    assert passed(found) == {"a hidden sheet": 1, "an empty sheet": 1}


def test_hidden_columns_are_read_where_they_hold_what_articles_have(tmp_path: Path):
    def change(book: Any) -> None:
        for letter in "DE":
            book.active.column_dimensions[letter].hidden = True

    data = workbook((*HEADER, "phone"), (*row(1), "555-0100"), change=change)

    found = read(tmp_path, {"a.xlsx": data})

    [article] = made(found)
    assert article.text == KILN
    assert "phone" not in article.fields
    assert "hidden columns left out: 'phone'" in told(found)[0]


def test_merged_cells_hold_for_each_row_that_they_cross(tmp_path: Path):
    def change(book: Any) -> None:
        book.active.merge_cells("E2:E3")

    data = workbook((*HEADER, "outlet"), (*row(1), "Curlew Courier"), row(2), (*row(3), "Other"), change=change)

    found = made(read(tmp_path, {"a.xlsx": data}))

    assert [one.fields["outlet"] for one in found] == ["Curlew Courier", "Curlew Courier", "Other"]


def test_a_full_cell_is_reported_as_one_whose_end_may_be_missing(tmp_path: Path):
    found = read(tmp_path, {"a.xlsx": workbook(HEADER, row(1, text="x" * 32_767), row(2, text="x" * 32_766))})

    assert len(made(found)) == 2
    assert ["32,767 characters" in one for one in told(found)] == [True]
    assert not lost(found)


@pytest.mark.parametrize(
    ("cell", "value"),
    [("a_x000D_\nb", "a\r\nb"), ("#N/A", None), ("  ", None), (5.0, 5), (2.5, 2.5), (True, True)],
    ids=["escaped", "error", "blank", "whole", "fraction", "truth"],
)
def test_cells_have_the_types_of_json(tmp_path: Path, cell: object, value: object):
    [article] = made(read(tmp_path, {"a.xlsx": workbook((*HEADER, "note"), (*row(1), cell))}))

    assert article.fields.get("note") == value


def test_a_sheet_without_texts_says_so_once(tmp_path: Path):
    found = read(tmp_path, {"a.xlsx": workbook(("name", "phone"), ("Ana", "555-0100"), ("Bo", "555-0101"))})

    assert not made(found)
    assert len(told(found)) == 1
    assert passed(found) == {"a row of a table without texts": 2}


def rewritten(data: bytes, name: str, change: Callable[[str], str]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            content = old.read(info)
            new.writestr(info.filename, change(content.decode()) if info.filename == name else content)
    return written.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (workbook(HEADER, row(1))[:-400], "broken zip archive"),
        (rewritten(workbook(HEADER, row(1)), SHEET, lambda text: text[: len(text) // 2]), "an Excel workbook that"),
        (
            rewritten(workbook(HEADER, row(1)), SHEET, lambda text: text.replace('r="D2"', 'r="XFD1048576"')),
            "spread over 1,048,576 rows and 16,384 columns",
        ),
        (rewritten(workbook(HEADER, row(1)), SHEET, lambda text: text + " " * 30_000_000), "out of"),
    ],
    ids=["truncated", "torn", "spread", "bomb"],
)
def test_a_broken_workbook_says_what_is_wrong(tmp_path: Path, data: bytes, words: str):
    found = read(tmp_path, {"a.xlsx": data})

    assert not made(found)
    assert words in lost(found)[0]


def with_shared(data: bytes, rows: str, *texts: str) -> bytes:
    """Return a workbook with rows more, whose cells name texts that stand in the part that sheets share."""
    entries = "".join(f"<si><t>{text}</t></si>" for text in texts)
    namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    written = io.BytesIO(rewritten(data, SHEET, lambda text: text.replace("</sheetData>", f"{rows}</sheetData>")))
    with zipfile.ZipFile(written, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", f'<sst xmlns="{namespace}">{entries}</sst>')
    return written.getvalue()


def test_texts_that_sheets_share_are_read(tmp_path: Path):
    cells = "".join(f'<c r="{letter}3" t="s"><v>{number}</v></c>' for number, letter in enumerate("ABCD"))
    data = with_shared(workbook(HEADER, row(1)), f'<row r="3">{cells}</row>', *map(str, row(2)))

    assert [one.fields["headline"] for one in made(read(tmp_path, {"a.xlsx": data}))] == ["Report 1", "Report 2"]


def test_a_text_that_a_sheet_names_a_million_times_is_not_held_a_million_times(tmp_path: Path):
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(3, 40_000))

    found = read(tmp_path, {"a.xlsx": with_shared(workbook(HEADER, row(1)), rows, "x" * 32_000)})

    assert not made(found)
    assert "characters in its cells" in lost(found)[0]


def old_workbook(*rows: tuple[Any, ...]) -> bytes:
    book = xlwt.Workbook()
    for name in ("May", "Lists"):
        sheet = book.add_sheet(name)
        sheet.visibility = int(name == "Lists")
        for at, one in enumerate(rows):
            for column, cell in enumerate(one):
                dated = isinstance(cell, datetime)
                sheet.write(at, column, cell, *([xlwt.easyxf(num_format_str="DD.MM.YYYY")] if dated else []))
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def test_an_old_workbook_is_read_as_a_new_one(tmp_path: Path):
    found = read(tmp_path, {"a.xls": old_workbook(HEADER, row(1, MAY_17), row(2, 45429))})

    assert [one.fields["published"] for one in made(found)] == ["2024-05-17", "2024-05-17"]
    assert made(found)[0].provenance.path == "a.xls/May"
    assert passed(found) == {"a hidden sheet": 1}


@pytest.mark.parametrize(
    ("name", "content", "format_"),
    [
        ("a.xls", "\t".join(HEADER) + "\n" + "\t".join(map(str, row(1))) + "\n", "table (CSV)"),
        (
            "a.xls",
            "<html><body><table><tr><th>"
            + "</th><th>".join(HEADER)
            + "</th></tr><tr><td>"
            + "</td><td>".join(map(str, row(1)))
            + "</td></tr></table></body></html>",
            "table (HTML)",
        ),
        ("a.xls", workbook(HEADER, row(1)), "Excel workbook"),
        ("a.xlsx", old_workbook(HEADER, row(1)), "old Excel workbook"),
    ],
    ids=["tabs", "html", "new", "old"],
)
def test_a_workbook_under_another_s_name_is_read_for_what_it_is(
    tmp_path: Path, name: str, content: str | bytes, format_: str
):
    found = made(read(tmp_path, {name: content}))

    assert {(one.text, one.provenance.format) for one in found} == {(KILN, format_)}


@pytest.mark.parametrize(
    ("stream", "words"),
    [("WordDocument", "--convert-to docx"), ("EncryptedPackage", "locked with a password"), ("Else", "cannot be read")],
)
def test_other_files_of_old_programs_say_what_they_are(tmp_path: Path, stream: str, words: str):
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + stream.encode("utf-16-le")

    assert words in lost(read(tmp_path, {"a.doc": data}))[0]
