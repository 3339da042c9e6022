"""Kinds of values as other programs and papers write them, each with what is right."""

from __future__ import annotations

from typing import Any

import pytest

from generator.clean import clean, compile_rules
from generator.describe import compile_names, describe
from generator.describe.dates import DIGITS, NoMomentError, read_moment
from generator.describe.people import read_credits
from generator.model import Article, Capture, Provenance
from generator.read.meaning.mapping import mapped
from generator.settings import load_authorities
from tests.reading import cut

AUTHORITIES = load_authorities(None)
NAMES = compile_names(AUTHORITIES)
RULES = compile_rules(AUTHORITIES.rules)
TEXT = "The council of Fenwick voted on Monday to close the old bridge for a year, officials said on the steps."


def described(**fields: Any) -> Article:
    capture = Capture(
        provenance=Provenance(path="a.jsonl", digest=""),
        fields=fields,
        rules=dict.fromkeys(fields, "record"),
        text=TEXT,
    )
    return describe(capture, clean(TEXT, RULES), NAMES)[0]


@pytest.mark.parametrize(
    ("credit", "people"),
    [
        ("Ó Briain, Seán", ["Seán Ó Briain"]),
        ("van der Berg, Jan", ["Jan van der Berg"]),
        ("Kestrel, A.; Finch, B.", ["A. Kestrel", "B. Finch"]),
        ("Kestrel, Ana Maria", ["Ana Maria Kestrel"]),
        ("Ana Kestrel, Bo Finch", ["Ana Kestrel", "Bo Finch"]),
        ("Bo Finch, Jr.", ["Bo Finch Jr."]),
        ("Kestrel, Staff", []),
        ("Text: Ana Kestrel; Fotos: Bo Finch", ["Ana Kestrel"]),
        ("Words by Ana Kestrel, photos by Bo Finch", ["Ana Kestrel"]),
        ("Von unserer Korrespondentin Ana Kestrel", ["Ana Kestrel"]),
        ("door onze verslaggever Jan de Vries", ["Jan de Vries"]),
        ("Toimittaja Ana Kestrel", ["Ana Kestrel"]),
    ],
)
def test_a_credit_names_who_wrote_the_text(credit: str, people: list[str]):
    assert list(read_credits((credit,), NAMES).authors) == people


def test_the_outlet_beside_a_person_is_no_author():
    article = described(authors="Ana Kestrel, Marrow Mail", outlet="The Marrow Mail")

    assert article.authors is not None
    assert article.authors.value == ("Ana Kestrel",)


@pytest.mark.parametrize(
    "written",
    ["['Ana Kestrel', 'Bo Finch']", '["Ana Kestrel", "Bo Finch"]', '[{"name": "Ana Kestrel"}, {"name": "Bo Finch"}]',
     "Ana Kestrel\nBo Finch"],
)  # fmt: skip
def test_a_list_that_a_program_wrote_out_is_one(tmp_path: Any, written: str):
    (tmp_path / "a.jsonl").write_text("{}\n")
    [part] = cut(tmp_path)

    assert mapped(part, {"author": written, "text": TEXT}).facts["authors"] == ["Ana Kestrel", "Bo Finch"]


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("17-MAY-24", "2024-05-17"),
        ("17-Mai-98", "1998-05-17"),
        ("20240517093000", "2024-05-17T09:30:00Z"),
        ("202405170930", "2024-05-17T09:30:00Z"),
        ("1715938200000", "2024-05-17T09:30:00Z"),
        ("Fri May 17 09:30:00 +0200 2024", "2024-05-17T07:30:00Z"),
        ("datetime.datetime(2024, 5, 17, 9, 30)", "2024-05-17T09:30:00Z"),
        ("datetime.date(2024, 5, 17)", "2024-05-17"),
        ("Timestamp('2024-05-17 09:30:00+0200', tz='Europe/Vienna')", "2024-05-17T07:30:00Z"),
        ("/Date(1715938200000)/", "2024-05-17T09:30:00Z"),
        ('ISODate("2024-05-17T09:30:00.000Z")', "2024-05-17T09:30:00Z"),
        ("民國113年5月17日", "2024-05-17"),
        ("令和6年5月17日", "2024-05-17"),
    ],
)
def test_dates_as_programs_print_them_are_read(written: str, moment: str):
    assert read_moment(written)[0] == moment


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("۱۴۰۳/۰۲/۲۸", "2024-05-17"),
        ("1403/01/01", "2024-03-20"),
        ("1399-12-30", "2021-03-20"),
        ("1357/11/22", "1979-02-11"),
    ],
)
def test_a_persian_text_is_dated_by_the_persian_calendar(written: str, day: str):
    assert read_moment(written, "fa")[0] == day
    with pytest.raises(NoMomentError):
        read_moment(written.translate(DIGITS), "ar")


def test_a_day_as_spreadsheets_print_it_may_have_a_time():
    assert read_moment("17-May-24 10:05 AM")[0] == "2024-05-17T10:05:00Z"


@pytest.mark.parametrize("written", ["17.05.24", "17 May 24", "20241317093000", "Date('soon')", "17-Foo-24"])
def test_what_could_be_another_day_is_not_read(written: str):
    with pytest.raises(NoMomentError):
        read_moment(written)


@pytest.mark.parametrize(
    ("given", "place", "agency"),
    [
        ("Strasbourg, 10 juil 2024 (AFP)", "Strasbourg", "AFP"),
        ("ANSA - ROMA, 01 LUG -", "ROMA", "ANSA"),
        ("London (dpa) -", "London", "dpa"),
        ("MARROW BAY", "MARROW BAY", None),
        ("Frankfurt am Main", "Frankfurt am Main", None),
        ("4/4/2018", None, None),
    ],
)
def test_a_given_dateline_is_read_for_its_place(given: str, place: str | None, agency: str | None):
    article = described(dateline=given)

    assert (article.dateline and article.dateline.value) == place
    assert (article.agency and article.agency.value) == agency


def test_an_agency_that_is_given_by_its_host_has_its_name():
    article = described(agency="reuters.com")

    assert article.agency is not None
    assert article.agency.value == "Reuters"
