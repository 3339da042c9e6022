"""Tables: every row becomes a capture or a problem, however the file is written, cut or broken."""

from __future__ import annotations

import csv
import gzip
import importlib.util
import io
import json
import sqlite3
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pyarrow import parquet as pq

from generator.read import Limits
from generator.read import part as part_module
from generator.read.detect import Head
from generator.read.formats import sqlite as sqlite_module
from generator.read.formats.tables import CSV

from .reading import Outcome, cut, lost, made, passed, read, told

COLUMNS = ("url", "headline", "published", "text")


def row(number: int, text: str = "The bridge opens.") -> tuple[str, ...]:
    return (f"https://gazette.example/{number}", f"Report {number}", "2024-05-14", text)


def table(*rows: tuple[str, ...], columns: tuple[str, ...] = COLUMNS, **dialect: Any) -> str:
    written = io.StringIO()
    csv.writer(written, **dialect).writerows([columns, *rows])
    return written.getvalue()


def database(*statements: str | tuple[str, tuple[Any, ...]]) -> bytes:
    connection = sqlite3.connect(":memory:")
    for statement in statements:
        connection.execute(*((statement,) if isinstance(statement, str) else statement))
    connection.commit()
    data = connection.serialize()
    connection.close()
    return data


def columns(rows_in_group: int = 2, **values: Any) -> bytes:
    written = io.BytesIO()
    pq.write_table(pa.table(values), written, row_group_size=rows_in_group)
    return written.getvalue()


def texts(found: Outcome) -> list[str]:
    return [capture.text for capture in made(found)]


# CSV


@pytest.mark.parametrize(
    "dialect",
    [
        {},
        {"delimiter": ";"},
        {"delimiter": "\t"},
        {"delimiter": "|"},
        {"lineterminator": "\n"},
        {"lineterminator": "\r"},
        {"quoting": csv.QUOTE_ALL},
        {"escapechar": "\\", "doublequote": False},
    ],
    ids=str,
)
def test_a_table_is_read_however_it_is_written(tmp_path: Path, dialect: dict[str, Any]):
    said = 'The mayor said: "It opens, at last; and on time."'

    found = read(tmp_path, {"a.csv": table(row(1), row(2, said), row(3), **dialect)})

    assert texts(found) == ["The bridge opens.", said, "The bridge opens."]
    assert made(found)[1].fields == {
        "url": "https://gazette.example/2",
        "headline": "Report 2",
        "published": "2024-05-14",
    }
    assert told(found) == []


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "utf-32"])
def test_a_table_is_read_in_the_encoding_it_is_in(tmp_path: Path, codec: str):
    text = "Die Brücke über die Weiße Elster bleibt „bis auf Weiteres“ gesperrt, sagte der Bürgermeister am Montag."

    found = read(tmp_path, {"a.csv": table(row(1, text), row(2, text)).encode(codec)})

    assert texts(found) == [text, text]


def test_line_ends_in_quotes_end_no_row_and_records_are_numbered_as_such(tmp_path: Path):
    found = read(
        tmp_path, {"a.csv": table(row(1, "One.\n\nTwo."), row(2, "One\r\nline."), row(3), lineterminator="\n")}
    )

    assert texts(found) == ["One.\n\nTwo.", "One\nline.", "The bridge opens."]
    assert [capture.provenance.record for capture in made(found)] == [1, 2, 3]


def test_a_carriage_return_within_a_row_ends_none(tmp_path: Path):
    found = read(tmp_path, {"a.csv": "headline,text\nOne,A text\rin one line.\nTwo,Text.\n"})

    assert texts(found) == ["A text in one line.", "Text."]
    assert told(found) == []


def test_lists_that_json_or_python_wrote_into_cells_are_lists(tmp_path: Path):
    rows = [("A text.", "['Jane Doe', \"Tom O'Hara\"]"), ("A text.", '["Jane Doe"]'), ("A text.", "[sic] Jane")]

    found = made(read(tmp_path, {"a.csv": table(*rows, columns=("text", "authors"))}))

    assert [capture.fields["authors"] for capture in found] == [["Jane Doe", "Tom O'Hara"], ["Jane Doe"], "[sic] Jane"]


def test_what_trafilatura_writes_without_a_header_is_known(tmp_path: Path):
    cells = (
        *("https://gazette.example/1", "null", "63139257e7a08ad2", "gazette.example", "A bridge", "null", "2024-05-14"),
        *("It opens.\nAt last.", "null", "null", "article"),
    )
    written = io.StringIO()
    csv.writer(written, delimiter="\t", lineterminator="\n").writerow(cells)

    [capture] = made(read(tmp_path, {"a.csv": written.getvalue()}))

    assert capture.text == "It opens.\nAt last."
    assert (capture.fields["headline"], capture.fields["published"]) == ("A bridge", "2024-05-14")
    assert capture.provenance.format == "table (CSV): trafilatura"


def test_a_grown_table_keeps_its_earlier_parts(tmp_path: Path):
    rows = [row(number, "The water rose.\nAnd fell. " * 20) for number in range(60)]
    with patch.object(part_module, "PART_BYTES", 4000):
        whole = read(tmp_path, {"a.csv": table(*rows)})
        before = cut(tmp_path)
        grown = read(tmp_path, {"a.csv": table(*rows, row(99))})
        after = cut(tmp_path)

    assert len(before) > 5
    assert [part.digest for part in after[: len(before) - 1]] == [part.digest for part in before[:-1]]
    assert len(made(whole)) == 60
    assert made(grown)[:-1] == made(whole)


def test_another_header_makes_all_parts_new(tmp_path: Path):
    rows = [row(number) for number in range(60)]
    with patch.object(part_module, "PART_BYTES", 500):
        read(tmp_path, {"a.csv": table(*rows)})
        before = cut(tmp_path)
        read(tmp_path, {"a.csv": table(*rows, columns=("url", "headline", "modified", "text"))})
        after = cut(tmp_path)

    assert not {part.digest for part in before} & {part.digest for part in after}


cells = st.text(st.sampled_from('ab,;"\n\t é|'), max_size=12)


@given(st.lists(st.tuples(cells, cells), max_size=12), st.sampled_from([",", ";", "\t"]), st.integers(20, 200))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
def test_small_parts_give_what_one_large_part_gives(
    tmp_path: Path, pairs: list[tuple[str, str]], delimiter: str, size: int
):
    rows = [(f"Text {number}. {one}", other) for number, (one, other) in enumerate(pairs)]
    data = table(*rows, columns=("text", "headline"), delimiter=delimiter, lineterminator="\n")
    large = read(tmp_path, {"a.csv": data})

    with patch.object(part_module, "PART_BYTES", size):
        small = read(tmp_path, {"a.csv": data})

    assert small == large
    assert texts(large) == [text for text, _ in rows]
    assert told(large) == []


@pytest.mark.parametrize(
    ("broken", "expected"),
    [
        ('u;Two;d;"Not closed\n', ["The bridge opens.", "Not closed\n", "The bridge opens."]),
        ('u;Two;d;"He said "yes", twice."\n', ["The bridge opens.", 'He said yes", twice."', "The bridge opens."]),
        ("u;Two;d;Text;and;more\n", ["The bridge opens.", "The bridge opens."]),
    ],
    ids=["not closed", "not doubled", "too many cells"],
)
def test_a_broken_row_is_told_and_costs_no_other(tmp_path: Path, broken: str, expected: list[str]):
    start, end = (table(row(n), delimiter=";", lineterminator="\n") for n in (1, 3))

    found = read(tmp_path, {"a.csv": start + broken + end.partition("\n")[2]})

    assert texts(found) == expected
    [message] = told(found)
    assert message.startswith("a.csv:2: ")


def test_a_table_whose_last_row_is_cut_off_says_so(tmp_path: Path):
    data = table(row(1), row(2, "A text\nin two lines, cut off"), lineterminator="\n")

    found = read(tmp_path, {"a.csv": data[:-10]})

    assert texts(found)[0] == "The bridge opens."
    [message] = told(found)
    assert message.startswith("a.csv:2: quotes that do not fit (unexpected end of data); expected a quote at both ends")


def test_a_table_without_a_column_for_texts_is_told_once_and_its_rows_are_counted(tmp_path: Path):
    found = read(tmp_path, {"a.csv": "item,price\nrope,3\nanchor,90\n"})

    [message] = told(found)
    assert message.startswith("a.csv: text: a table without a column for the text, only 'item', 'price'; expected ")
    assert lost(found) == []
    assert passed(found) == {"a row of a table without texts": 2}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "empty; expected a table (CSV) with the names of its columns"),
        ("https://gazette.example/1,One,A text\n", "a first row with 'https://gazette.example/1'; expected one with"),
        ("url,text\n" + "u," + "x" * 3_000_000 + "\n", "line 2: more than 1 MiB; expected shorter rows"),
        ("\x89PNG\r\n\x1a\n\0\0\0", "no text; expected a table (CSV)"),
    ],
    ids=["empty", "no header", "long row", "image"],
)
def test_a_file_that_is_no_table_is_one_problem(tmp_path: Path, content: str, message: str):
    found = read(tmp_path, {"a.csv": content.encode("latin-1")}, limits=Limits(record=1024**2))

    assert made(found) == []
    assert told(found)[0].startswith("a.csv: ")
    assert message in told(found)[0] or "an image" in told(found)[0]


def test_a_table_is_known_by_its_content_and_a_text_with_commas_is_none(tmp_path: Path):
    prose = "The mayor, the council, and the harbour master met.\nThey ate, drank, and voted.\n"

    found = made(read(tmp_path, {"a.txt": table(row(1), row(2)), "b.txt": prose}))

    assert [capture.provenance.format for capture in found] == ["table (CSV)", "table (CSV)", "text"]


@given(st.binary(max_size=300))
@example(b'"' * 99)
@example(b'url,text\n"\r"\r\n,"')
@example(b"\xff\xfet\0e\0x\0t\0")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=200)
def test_no_bytes_make_reading_a_csv_file_fail(tmp_path: Path, content: bytes):
    read(tmp_path, {"a.csv": content, "b.csv": b"url,text\n" + content})

    assert CSV.recognise(Head(data=content, complete=True, ending=".csv")) is not None


# Parquet


def test_a_parquet_file_is_read_with_its_types_and_row_numbers(tmp_path: Path):
    zone = timezone(timedelta(hours=2))
    data = columns(
        text=["One.", "Two.", "Three."],
        authors=[["Jane Doe", "Tom Roe"], [], None],
        published=pa.array([datetime(2024, 5, 14, 9, 30, tzinfo=zone)] * 3, pa.timestamp("us", "Europe/Berlin")),
        modified=[date(2024, 5, 15)] * 3,
        seen=[{"by": {"whom": 1.5}}] * 3,
        thumbnail=[b"\xff\xd8"] * 3,
        headline=[b"As bytes"] * 3,
    )

    found = made(read(tmp_path, {"a.parquet": data}))

    assert [(capture.provenance.record, capture.text) for capture in found] == [(1, "One."), (2, "Two."), (3, "Three.")]
    assert found[0].fields == {
        "authors": ["Jane Doe", "Tom Roe"],
        "published": "2024-05-14T07:30:00+00:00",
        "modified": "2024-05-15",
        "seen": {"by": {"whom": 1.5}},
        "headline": "As bytes",
    }


def test_parts_of_a_parquet_file_give_what_the_whole_gives(tmp_path: Path):
    data = columns(7, text=[f"Text {number}. " * 50 for number in range(40)], id=[str(n) for n in range(40)])
    large = read(tmp_path, {"a.parquet": data})

    with patch.object(part_module, "PART_BYTES", 1500):
        small = read(tmp_path, {"a.parquet": data})
        pieces = cut(tmp_path)

    assert len(pieces) > 6
    assert small == large
    assert [capture.provenance.record for capture in made(small)] == list(range(1, 41))


def test_a_damaged_row_group_costs_its_rows_and_they_are_told(tmp_path: Path):
    data = columns(2, text=[f"Text {number}. " * 30 for number in range(6)])
    damaged = data[:30] + b"\x55" * 60 + data[90:]

    found = read(tmp_path, {"a.parquet": damaged})

    assert len(texts(found)) + len(lost(found)) == 6
    assert texts(found)[-1].startswith("Text 5.")
    assert lost(found)[0].startswith("a.parquet:1: a broken row group: ")


def test_a_small_parquet_file_that_names_a_large_text_again_and_again_is_refused_or_read_in_little_memory(
    tmp_path: Path,
):
    data = columns(1_000_000, text=["The bridge opens. " * 20_000] * 300)

    found = read(tmp_path, {"a.parquet": data}, limits=Limits(record=1024**2, ratio=100))

    assert len(data) < 400_000
    assert len(texts(found)) == 300 or "expanded from" in told(found)[0]


@pytest.mark.parametrize("content", [b"", b"PAR1", b"PAR1" * 9, b"words", columns(text=["A."])[:-6]])
def test_a_file_that_is_no_parquet_file_is_one_problem(tmp_path: Path, content: bytes):
    found = read(tmp_path, {"a.parquet": content})

    assert len(told(found)) == len(lost(found)) == 1
    assert told(found)[0].startswith("a.parquet: ")


def test_a_parquet_file_without_texts_or_rows_is_passed_over(tmp_path: Path):
    found = read(tmp_path, {"a.parquet": columns(a=[1, 2, 3]), "b.parquet": columns(text=pa.array([], pa.string()))})

    assert passed(found) == {"a row of a table without texts": 3, "a table without rows": 1}
    assert len(told(found)) == 1


# SQLite


ARTICLES = "CREATE TABLE articles (id INTEGER PRIMARY KEY, url, headline, text)"


def test_the_tables_of_a_database_are_read_each_with_its_row_numbers(tmp_path: Path):
    data = database(
        ARTICLES,
        "INSERT INTO articles VALUES (5, 'https://gazette.example/5', 'Five', 'Text five.')",
        "INSERT INTO articles VALUES (9, 'https://gazette.example/9', 'Nine', NULL)",
        'CREATE TABLE "more; news" (url TEXT PRIMARY KEY, text) WITHOUT ROWID',
        "INSERT INTO \"more; news\" VALUES ('https://gazette.example/w', 'Text w.')",
        "CREATE TABLE prices (item, price)",
        "INSERT INTO prices VALUES ('rope', 3)",
        "CREATE VIEW everything AS SELECT * FROM articles",
    )

    found = read(tmp_path, {"a.sqlite": data})

    assert {capture.provenance.path: (capture.provenance.record, capture.text) for capture in made(found)} == {
        "a.sqlite/articles": (5, "Text five."),
        "a.sqlite/more; news": (1, "Text w."),
    }
    assert lost(found) == [
        "a.sqlite/articles:9: text: not given, only 'id', 'url', 'headline'; expected the text of an article"
    ]
    assert passed(found) == {"a row of a table without texts": 1}


def test_a_database_in_parts_and_compressed_gives_what_it_gives_at_once(tmp_path: Path):
    rows = [("INSERT INTO articles VALUES (?, ?, ?, ?)", (7 * n, *row(n)[:2], f"Text {n}.")) for n in range(25)]
    data = database(ARTICLES, *rows)
    large = texts(read(tmp_path, {"a.db": data}))

    with patch.object(sqlite_module, "ROWS", 4):
        small = texts(read(tmp_path, {"a.db": data}))
        pieces = cut(tmp_path)
    packed = texts(read(tmp_path / "packed", {"a.db.gz": gzip.compress(data)}))

    assert len(pieces) == 7
    assert small == large == packed == [f"Text {n}." for n in range(25)]


def test_what_a_strangers_database_wants_run_is_not_run(tmp_path: Path):
    data = database(
        ARTICLES,
        "INSERT INTO articles VALUES (1, 'https://gazette.example/1', 'One', 'Text one.')",
        "CREATE VIEW endless AS WITH RECURSIVE n(text) AS (SELECT 1 UNION ALL SELECT text + 1 FROM n) SELECT * FROM n",
        "CREATE TABLE made (a, text AS (hex(zeroblob(a))))",
        "INSERT INTO made (a) VALUES (100000000)",
        "CREATE VIRTUAL TABLE sought USING fts5(text)",
    )

    found = read(tmp_path, {"a.db": data})

    assert texts(found) == ["Text one."]
    assert lost(found)[0].startswith("a.db/made: a database that cannot be read: ")


def test_reading_leaves_a_database_and_its_folder_as_they_were(tmp_path: Path):
    connection = sqlite3.connect(tmp_path / "a.db")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute(ARTICLES)
    connection.execute("INSERT INTO articles VALUES (1, 'https://gazette.example/1', 'One', 'Text one.')")
    connection.commit()
    connection.close()
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    found = read(tmp_path, {})

    assert texts(found) == ["Text one."]
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_database_that_is_not_closed_is_read_as_it_stands_and_the_changes_beside_it_are_told(tmp_path: Path):
    connection = sqlite3.connect(tmp_path / "a.db")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute(ARTICLES)
    connection.commit()
    connection.execute("PRAGMA wal_checkpoint")
    connection.execute("INSERT INTO articles VALUES (1, 'https://gazette.example/1', 'One', 'Text one.')")
    connection.commit()

    found = read(tmp_path, {})

    connection.close()
    assert texts(found) == []
    assert lost(found) == ["a.db-wal: changes that a database does not hold yet; expected the database alone, closed"]


@pytest.mark.parametrize("size", [0, 50, 5000])
def test_a_database_that_is_cut_off_is_a_problem_that_names_it(tmp_path: Path, size: int):
    rows = [("INSERT INTO articles VALUES (?, ?, ?, ?)", (n, *row(n)[:2], "Text. " * 90)) for n in range(40)]

    found = read(tmp_path, {"a.db": database(ARTICLES, *rows)[:size]})

    assert made(found) == []
    assert lost(found)
    assert all(message.startswith("a.db") for message in lost(found))


@given(at=st.integers(0, 12000), junk=st.binary(min_size=1, max_size=60))
@example(at=4071, junk=b"\x80")  # in the name of a table, which SQLite's fault then quotes
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
def test_no_flipped_bytes_make_reading_a_database_fail(tmp_path: Path, at: int, junk: bytes):
    rows = [("INSERT INTO articles VALUES (?, ?, ?, ?)", (n, *row(n)[:2], "Text. " * 90)) for n in range(20)]
    data = database(ARTICLES, *rows)

    found = read(tmp_path, {"a.db": data[:at] + junk + data[at + len(junk) :]})

    assert len(made(found)) + len(told(found)) + len(passed(found)) >= 1


def test_rows_tell_when_they_are_utc(tmp_path: Path):
    data = columns(text=["One."], published=[datetime(2024, 5, 14, 9, 30, tzinfo=UTC)])

    [capture] = made(read(tmp_path, {"a.parquet": data}))

    assert json.dumps(dict(capture.fields)) == '{"published": "2024-05-14T09:30:00+00:00"}'


def test_a_missing_library_is_a_problem_that_says_how_to_install_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "pyarrow" else find(name))

    found = read(tmp_path, {"a.parquet": columns(text=["A."])})

    assert lost(found) == [
        "a.parquet: a Parquet file, which needs pyarrow; expected it installed: pip install 'backfile[tables]'"
    ]


def test_a_line_end_behind_a_backslash_is_part_of_its_cell(tmp_path: Path):
    rows = "id\ttitle\tbody\n1\tBridge\tThe bridge will close.\\\n\\\nSo they said.\n2\tFog\tFog at sea, again.\n"

    found = made(read(tmp_path, {"a.tsv": rows}))

    assert [item.text for item in found] == ["The bridge will close.\n\nSo they said.", "Fog at sea, again."]
