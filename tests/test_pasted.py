"""Several texts in one file: each is an article, or the report says how many there seem to be."""

from __future__ import annotations

import io
import textwrap
from pathlib import Path

import pytest

from generator.archive.prepare import _article_of
from generator.model import Problem

from .reading import lost, made, read
from .test_facts import NAMES, RULES, headline, value

TITLES = ("Harbour museum reopens after flood", "Council sells the old brewery", "Ferry strike enters third week")
DAYS = ("4 November 2023", "5 November 2023", "7 November 2023")
PEOPLE = ("Mona Lark", "Peter Grebe", "Ines Dunlin")
BODIES = tuple(
    "\n\n".join(paragraphs)
    for paragraphs in (
        (
            "The council of Velmar put off its vote until autumn, two members of it said on Tuesday evening here.",
            "Nobody had asked the company what it made of the plan for a bridge, its director told the meeting.",
        ),
        (
            "The building has stood empty for nine years, and its roof let the rain in on both floors, he found.",
            "It will become a school for a hundred children, if the county pays for a third, the mayor said.",
        ),
        (
            "No boat has left the southern quay since the crews walked out, and none will leave on Monday.",
            "Both sides meet again on Thursday, with a judge of the labour court at the table, the union said.",
        ),
    )
)
EACH = list(zip(TITLES, DAYS, PEOPLE, BODIES, strict=True))


def joined(between: str, way: str) -> str:
    """Return three texts, each set in a way, with something between them."""
    return between.join(
        way.format(number=number, title=title, day=day, person=person, body=body)
        for number, (title, day, person, body) in enumerate(EACH, 1)
    )


SEVERAL = {
    "labels": joined("\n\n", "Title: {title}\nDate: {day}\nAuthor: {person}\n\n{body}"),
    "short rules": joined("\n\n---\n\n", "{title}\n{day}\n\n{body}"),
    "stars": joined("\n\n* * *\n\n", "{title}\n\n{day}\n\n{body}"),
    "a rule right below": joined("\n==========================\n", "{title}\nTamble Gazette, {day}\n\n{body}"),
    "ends of pages": joined("\f", "{title}\n{day}\n\n{body}\n"),
    "numbers before the headlines": joined("\n\n", "{number}. {title}\nTamble Gazette, {day}\n\n{body}"),
    "numbers on lines of their own": joined("\n\n", "Article {number}\n{title}\n{day}\n\n{body}"),
    "addresses": joined("\n\n", "https://tamble.example/{number}/story\n{title}\n{day}\n\n{body}"),
    "paper, day and person": joined("\n\n", "{title}\nTamble Gazette\n{day}\n{person}\n\n{body}"),
    "the source below": joined("\n\n", "{title}\n\n{body}\n\nTamble Gazette, {day}"),
    "the source in brackets": joined("\n\n", "[{number}] {title} (Tamble Gazette, {day})\n\n{body}"),
    "words in rules": joined("\n", "--- BEGIN ARTICLE ---\n{title}\n{day}\n\n{body}\n--- END ARTICLE ---"),
    "the day first": joined("\n\n", "{day}\n{title}\n{body}"),
    "nothing between": joined("\n", "{title}\nTamble Gazette, {day}\n{body}").replace("\n\n", "\n"),
    "signed below": joined("\n\n", "{title}\n{day}\n\n{body}\n\n{person}"),
    "two days on a line": joined("\n\n", "{title}\nPublished: {day} 09:30 | Updated: 30 November 2023\n\n{body}"),
    "contents above": "Contents\n"
    + "\n".join(TITLES)
    + "\n\n\n"
    + joined("\n\n", "{title}\nTamble Gazette, {day}\n\n{body}"),
    "a review of the press": "Press review\nWeek of 4 November 2023\n\n"
    + joined("\n\n", "{title}\nTamble Gazette - {day}\n\n{body}"),
    "one line": joined("\n\n", "{title} | Tamble Gazette | {day}\n\n{body}"),
}


@pytest.mark.parametrize("way", SEVERAL)
def test_texts_in_one_file_are_articles_each_with_its_own_head(way: str, tmp_path: Path):
    articles = [_article_of(one, RULES, NAMES)[0] for one in made(read(tmp_path, {"all.txt": SEVERAL[way]}))]

    assert [headline(one) for one in articles] == list(TITLES)
    assert [value(one.published)[:10] for one in articles] == ["2023-11-04", "2023-11-05", "2023-11-07"]
    below = PEOPLE if way == "signed below" else ("", "", "")
    assert [one.paragraphs for one in articles] == [
        tuple(filter(None, (*body.split("\n\n"), name))) for body, name in zip(BODIES, below, strict=True)
    ]
    if "paper, day" in way:
        assert [value(one.authors) for one in articles] == [(person,) for person in PEOPLE]


def test_paragraphs_that_are_broken_at_a_width_are_no_heads(tmp_path: Path):
    way = joined("\n\n", "{title}\n{day}\n\n{body}")
    lines = "\n\n".join("\n".join(textwrap.wrap(one, 72)) if len(one) > 72 else one for one in way.split("\n\n"))

    assert len(made(read(tmp_path, {"all.txt": lines}))) == 3


def test_what_stands_above_the_first_head_is_kept_with_it(tmp_path: Path):
    first, *others = made(read(tmp_path, {"all.txt": SEVERAL["a review of the press"]}))

    assert [line.text for line in first.dropped] == ["Press review", "Week of 4 November 2023"]
    assert not any(one.dropped for one in others)


def test_a_byline_between_a_headline_and_its_paper_is_no_headline(tmp_path: Path):
    text = joined("\n\n", "{title}\nBy {person}\nTamble Gazette, {day}, p. {number}\n\n{body}")

    articles = [_article_of(one, RULES, NAMES)[0] for one in made(read(tmp_path, {"all.txt": text}))]
    assert [headline(one) for one in articles] == list(TITLES)


def test_two_texts_whose_heads_say_more_than_a_day_are_two(tmp_path: Path):
    text = "\n\n".join(f"{title}\nTamble Gazette, {day}\n{person}\n\n{body}" for title, day, person, body in EACH[:2])

    assert len(made(read(tmp_path, {"all.txt": text}))) == 2


def test_rows_of_a_table_without_names_are_no_text(tmp_path: Path):
    rows = "".join(
        f"2023-11-0{at}\t{title}\t{body.splitlines()[0]}\n" for at, (title, _, _, body) in enumerate(EACH, 4)
    )
    outcomes = read(tmp_path, {"all.txt": rows})

    assert not made(outcomes)
    assert ["names of the columns" in one for one in lost(outcomes)] == [True]


def test_texts_in_a_word_file_without_headings_are_articles_too(tmp_path: Path):
    docx = pytest.importorskip("docx")
    document, file = docx.Document(), io.BytesIO()
    for title, day, person, body in EACH:
        for line in (title, "Tamble Gazette", day, person, *body.split("\n\n")):
            document.add_paragraph(line)
    document.save(file)

    assert len(made(read(tmp_path, {"all.docx": file.getvalue()}))) == 3


ONE = {
    "a chronicle": f"{TITLES[0]}\n{DAYS[0]}\n\n{BODIES[0]}\n\n5 May 2022\n\n{BODIES[1]}\n\n6 June 2022\n\n{BODIES[2]}",
    "a chronicle with titles": f"{TITLES[0]}\n{DAYS[0]}\n\n{BODIES[0]}\n\n5 May 2022\nThe roof\n\n{BODIES[1]}",
    "sections": f"{TITLES[0]}\n{DAYS[0]}\n\n{BODIES[0]}\n\n* * *\n\n{BODIES[1]}\n\n* * *\n\n{BODIES[2]}",
    "subheadings": f"{TITLES[0]}\n{DAYS[0]}\n\n{BODIES[0]}\n\nThe roof\n\n{BODIES[1]}\n\nThe judge\n\n{BODIES[2]}",
    "printed pages": "\f".join(f"04/11/2023, 09:30  {TITLES[0]}\n{body}" for body in BODIES),
    "sources of pictures": f"{TITLES[0]}\n{DAYS[0]}\n\n{BODIES[0]}\n\nPicture: Tamble Gazette, 2023\n\n{BODIES[1]}",
}


@pytest.mark.parametrize("way", ONE)
def test_one_text_with_days_rules_or_headings_in_it_stays_one(way: str, tmp_path: Path):
    outcomes = read(tmp_path, {"one.txt": ONE[way]})

    assert len(made(outcomes)) == 1
    assert not [one for one in outcomes if isinstance(one, Problem)]


@pytest.mark.parametrize("between", ["\n\n\n\n", "\n" + "-" * 20 + "\n"])
def test_texts_without_days_are_one_article_and_the_report_says_so(between: str, tmp_path: Path):
    outcomes = read(tmp_path, {"all.txt": between.join(f"{title}\n\n{body}\n\n{body}" for title, _, _, body in EACH)})

    assert len(made(outcomes)) == 1
    [problem] = [one for one in outcomes if isinstance(one, Problem)]
    assert not problem.lost
    assert problem.message.startswith("3 articles, as it seems, read as one")
