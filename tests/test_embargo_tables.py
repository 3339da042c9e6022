"""What a table says is under an embargo stays out, however its file holds the day."""

from __future__ import annotations

import io
import sqlite3
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


@pytest.mark.parametrize(
    ("name", "write"), [("a.sqlite", _sqlite), ("a.xlsx", _xlsx), ("a.parquet", _parquet)], ids=lambda one: str(one)[:9]
)
def test_a_row_under_an_embargo_is_a_problem_until_its_day(
    tmp_path: Path, name: str, write: Callable[[Path, list[tuple[str, str, date | None]]], bytes]
):
    rows = [("Held", TEXT, TOMORROW), ("Free", TEXT, None), ("Past", TEXT, date(2024, 5, 17))]
    (tmp_path / "articles").mkdir()

    found = read(tmp_path / "articles", {name: write(tmp_path, rows)})

    assert [item.fields["headline"] for item in made(found)] == ["Free", "Past"]
    assert [message for message in lost(found) if f"under an embargo until {TOMORROW}" in message]
