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
