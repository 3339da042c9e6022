"""What a table says is under an embargo stays out, however its file holds the day."""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tests.reading import lost, made, read

TEXT = "The council of Fenwick voted on Monday to close the old bridge for a year, officials said on the steps."
TOMORROW = datetime.now(UTC).date() + timedelta(days=2)
COLUMNS = ("title", "text", "embargo until")


def _sqlite(folder: Path, rows: list[tuple[str, str, date | None]]) -> bytes:
    place = folder / "source.db"
    with sqlite3.connect(place) as connection:
        connection.execute('create table articles (title text, text text, "embargo until" text)')
        said = [(title, text, until.isoformat() if until else None) for title, text, until in rows]
        connection.executemany("insert into articles values (?, ?, ?)", said)
    connection.close()
    return place.read_bytes()


def _xlsx(_: Path, rows: list[tuple[str, str, date | None]]) -> bytes:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for row in (COLUMNS, *rows):
        book.active.append(row)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def _parquet(_: Path, rows: list[tuple[str, str, date | None]]) -> bytes:
    pa = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    held = io.BytesIO()
    parquet.write_table(pa.Table.from_pylist([dict(zip(COLUMNS, row, strict=True)) for row in rows]), held)
    return held.getvalue()


def _ods(_: Path, rows: list[tuple[str, str, date | None]]) -> bytes:
    def cell(value: str | date | None) -> str:
        if isinstance(value, date):
            return (
                f'<t:table-cell o:value-type="date" o:date-value="{value}"><x:p>{value:%d.%m.%y}</x:p></t:table-cell>'
            )
        return f'<t:table-cell o:value-type="string"><x:p>{value or ""}</x:p></t:table-cell>'

    told = "".join(f"<t:table-row>{''.join(map(cell, row))}</t:table-row>" for row in (COLUMNS, *rows))
    names = {"o": "office", "t": "table", "x": "text"}
    spaces = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for short, name in names.items()
    )
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        sheet = f'<o:body><o:spreadsheet><t:table t:name="May">{told}</t:table></o:spreadsheet></o:body>'
        package.writestr("content.xml", f"<o:document-content {spaces}>{sheet}</o:document-content>")
    return held.getvalue()


WRITERS = [("a.sqlite", _sqlite), ("a.xlsx", _xlsx), ("a.ods", _ods), ("a.parquet", _parquet)]


@pytest.mark.parametrize(("name", "write"), WRITERS, ids=lambda one: str(one)[:9])
def test_a_row_under_an_embargo_is_a_problem_until_its_day(
    tmp_path: Path, name: str, write: Callable[[Path, list[tuple[str, str, date | None]]], bytes]
):
    rows = [("Held", TEXT, TOMORROW), ("Free", TEXT, None), ("Past", TEXT, date(2024, 5, 17))]
    (tmp_path / "articles").mkdir()

    found = read(tmp_path / "articles", {name: write(tmp_path, rows)})

    assert [item.fields["headline"] for item in made(found)] == ["Free", "Past"]
    assert [message for message in lost(found) if f"under an embargo until {TOMORROW}" in message]


IN_TWO_YEARS = datetime.now(UTC).year + 2


@pytest.mark.parametrize(
    "said",
    [
        f"{IN_TWO_YEARS}-01-31 06:00 CET",
        f"31.01.{IN_TWO_YEARS} 06:00 MEZ",
        f"31/01/{IN_TWO_YEARS}",
        f"1/31/{IN_TWO_YEARS}",
        f"1/2/{IN_TWO_YEARS}",
        f"until {IN_TWO_YEARS}-01-31",
    ],
)
def test_a_day_is_read_in_other_spellings_and_with_words_about_it(tmp_path: Path, said: str):
    found = read(tmp_path, {"a.csv": f"title;text;embargo\nHeld;{TEXT};{said}\nFree;{TEXT};1/2/2024\n"})

    assert [item.fields["headline"] for item in made(found)] == ["Free"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", "EMBARGO: {}-01-31 06:00\nBridge closes\n\n{}"),
        ("a.txt", "Bridge closes\n\nSTRICTLY EMBARGOED UNTIL 31/01/{}, 06:00 GMT\n\n{}"),
        ("a.txt", "Pressemitteilung - Sperrfrist: 31.01.{}, 06:00 Uhr\n\nBridge closes\n\n{}"),
        ("a.md", "# Bridge closes\n\n**Sperrfrist 31.01.{}**\n\n{}"),
        ("a.txt", "Embargo hasta el viernes 31/01/{}, 06:00 horas\n\n{}"),
        ("a.txt", "(Embargo till {}-01-31): Bridge closes\n\n{}"),
        ("a.txt", "Embargo: not for publication or broadcast before 00.01 on 31/01/{}\n\n{}"),
        ("a.eml", "From: a@o.example\nTo: b@o.example\nSubject: EMBARGO {}-01-31: Bridge closes\n\n{}\n"),
    ],
)
@pytest.mark.parametrize(("year", "held"), [(IN_TWO_YEARS, True), (2024, False)], ids=["ahead", "past"])
def test_a_line_above_a_text_holds_it_back_until_its_day(
    tmp_path: Path, name: str, content: str, year: int, held: bool
):
    found = read(tmp_path, {name: content.format(year, TEXT)})

    assert (len(made(found)), len(lost(found))) == ((0, 1) if held else (1, 0))


@pytest.mark.parametrize("year", [datetime.now(UTC).year + 9, 2099])
def test_an_order_may_name_a_year_that_is_far_ahead(tmp_path: Path, year: int):
    held = f"Bridge closes\n\nEMBARGOED UNTIL 00:01 GMT ON 5 MAY {year}\n\n{TEXT}"

    assert made(read(tmp_path, {"a.txt": held})) == []


ORDERS = (
    "Not for release before 5 May {}",
    "NOT FOR PUBLICATION OR BROADCAST BEFORE 0001 HRS WEDNESDAY 5 MAY {}",
    "Hold for release until May 5, {}",
    "FOR RELEASE ON OR AFTER MAY 5, {}, 9 a.m. ET",
    "Release date: 5 May {} (under embargo until then)",
    "***EMBARGOED UNTIL 00:01 WEDNESDAY 5 MAY {}***",
    "Publication not before: 5 May {}",
    "Sperrfrist: 5. Mai {}, 10 Uhr",
    "Frei ab 5. Mai {}",
    "Nicht vor dem 5. März {} veröffentlichen",
    "Sous embargo jusqu'au 5 août {}",
    "No publicar antes del 5 de mayo de {}",
    "Da non pubblicare prima del 5 maggio {}",
    "Embargo tot 5 mei {}",
    "Prohibida su difusión hasta el 5 de mayo de {}",
    "Не публиковать до 5 мая {} г.",
    "Embargo do 5. května {}",
    "{}年5月5日 0時解禁",
    "엠바고: {}년 5월 5일",
)


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("shape", ["{order}\n\nBridge closes\n\n{text}", "Bridge closes\n\n{order}\n\n{text}"])
def test_an_order_not_to_publish_is_read_in_words(tmp_path: Path, order: str, shape: str):
    def of(year: int) -> str:
        return shape.format(order=order.format(year), text=TEXT)

    found = read(tmp_path, {"ahead.txt": of(IN_TWO_YEARS), "past.txt": of(2024)})

    assert [item.provenance.path for item in made(found)] == ["past.txt"]


@pytest.mark.parametrize(
    ("name", "wrapped"),
    [
        ("a.json", lambda order: json.dumps({"title": "Bridge closes", "text": f"{order}\n\n{TEXT}"}).encode()),
        ("a.md", lambda order: f"---\ntitle: Bridge closes\n---\n\n*{order}*\n\n{TEXT}".encode()),
        ("a.html", lambda order: f"<title>Bridge</title><article><p>{order}</p><p>{TEXT}</p></article>".encode()),
        ("a.txt", lambda order: f"Bridge closes\n\n{order}\n\n{TEXT}".encode("cp1252")),
        ("a.docx", lambda order: _docx("Bridge closes", order, TEXT)),
    ],
)
@pytest.mark.parametrize("order", ["Nicht veröffentlichen vor 5. März {}", "Embargoed for release: May 5, {}"])
def test_an_order_is_read_in_whatever_holds_it(tmp_path: Path, name: str, wrapped: Callable[[str], bytes], order: str):
    assert lost(read(tmp_path, {name: wrapped(order.format(IN_TWO_YEARS))}))


def _docx(*paragraphs: str) -> bytes:
    docx = pytest.importorskip("docx")
    made_of, held = docx.Document(), io.BytesIO()
    for paragraph in paragraphs:
        made_of.add_paragraph(paragraph)
    made_of.save(held)
    return held.getvalue()


@pytest.mark.parametrize(
    "line",
    [
        "Tickets: frei ab 5. Mai {} im Vorverkauf",
        "The film is released on 5 May {}",
        "Oil embargo until 5 May {}, ministers say",
        "Embargo do 5. května {} prodlouženo",
        "Frei ab 12 Jahren",
    ],
)
def test_a_line_that_tells_of_a_day_is_no_order(tmp_path: Path, line: str):
    assert len(made(read(tmp_path, {"a.txt": f"Bridge closes\n\n{line.format(IN_TWO_YEARS)}\n\n{TEXT}"}))) == 1


def test_a_report_on_an_embargo_is_none(tmp_path: Path):
    text = f"Embargo on salt to end\n\n{TEXT} The embargo of 1807 ends on {IN_TWO_YEARS}-01-31, officials said."

    assert len(made(read(tmp_path, {"a.txt": text}))) == 1


@pytest.mark.parametrize(
    "headline",
    [
        "Embargo on salt to end by {}-01-31",
        "EMBARGO ON SALT ENDS {}-01-31",
        "Embargo until {}-01-31 agreed",
        "Embargoed tanker to be freed by {}-01-31",
        "Embargo bis 31.01.{} verlängert",
        "Embargo europeo hasta 31/01/{}, dice el ministro",
    ],
)
@pytest.mark.parametrize("name", ["a.txt", "a.json"])
def test_a_headline_on_an_embargo_with_its_day_is_no_order(tmp_path: Path, name: str, headline: str):
    told = headline.format(IN_TWO_YEARS)
    content = f"{told}\n\n{TEXT}" if name == "a.txt" else json.dumps({"title": told, "text": TEXT})

    assert len(made(read(tmp_path, {name: content}))) == 1


@pytest.mark.parametrize(
    "line",
    [
        "Эмбарго до 5 мая {} года, 09:00",
        "Embargo do 5. května {}, 9:00 hod.",
        "Embargo până la 5 mai {}, ora 9:00",
        "Embargó: {}. május 5. 9 óra",
        "Embargo: julkaisuvapaa 5.5.{} klo 9.00",
        "Embargo hingga 5 Mei {} pukul 09.00",
        "Gesperrt bis 5. Mai {}, 6 Uhr",
        "Zakaz publikacji do 5 maja {} r.",
    ],
)
def test_small_words_of_any_language_stand_beside_an_order(tmp_path: Path, line: str):
    told = line.format(IN_TWO_YEARS)

    assert made(read(tmp_path, {"a.txt": f"Bridge closes\n\n{told}\n\n{TEXT}"})) == []


@pytest.mark.parametrize(
    "line",
    [
        "Эмбарго до 5 мая {} года продлили",
        "Embargo do 5 maja {} roku przedłużone",
        "L'embargo jusqu'au 5 mai {} est confirmé",
        "Az embargó {}. május 5-ig marad",
        "Gesperrt bis 5. Mai ist die Brücke",
    ],
)
def test_a_headline_in_any_language_on_an_embargo_is_no_order(tmp_path: Path, line: str):
    told = line.format(IN_TWO_YEARS)

    assert len(made(read(tmp_path, {"a.txt": f"{told}\n\n{TEXT}"}))) == 1
