"""The page of a cluster: readable without a script, inert, small, and reachable through any member's id."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree as ET

import markdown
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.compare import compare
from generator.model import Article, Attribution, Card, Comparison, Field, Page, Provenance, Version
from generator.render.files.tables import comparison_csv
from generator.render.inert import one_line
from generator.render.pages.changes import version_changes
from generator.render.pages.comparison import comparison_page, comparison_path
from generator.render.pages.leading import leading_pages
from generator.render.pages.timeline import Dated
from generator.render.pages.timeline import timeline as timeline_of
from generator.render.writer import island
from tests.test_render import BUILDERS, SITE, STRANGE_TEXT, Seen, a_card, front_matter, seen, text_of
from tests.texts import report, sentences

TEXT = (
    "The river rose two metres in one night, the harbour board said on Monday.",
    "Engineers closed the old lock before dawn, and the ferry to Osk was stopped until further notice.",
    "The government will meet on Tuesday to discuss aid for the farmers along the river.",
)
OWN = "Readers of this newspaper can send their photographs of the flood to our desk at any time."
ATTRIBUTION = Attribution(reason="the most complete copy")


def cards_of(count: int, **known: Any) -> list[Card]:
    return [
        a_card(number, **{"outlet": f"Outlet {number}", "published": f"2020-03-0{1 + number % 9}T10:00:00Z"} | known)
        for number in range(count)
    ]


def page_of(
    texts: Sequence[Sequence[str]],
    headlines: Sequence[str | None] = (),
    attribution: Attribution = ATTRIBUTION,
    **known: Any,
) -> tuple[Page, Comparison, list[Card]]:
    cards = cards_of(len(texts), **known)
    compared = compare([(card.id, tuple(text)) for card, text in zip(cards, texts, strict=True)], headlines)
    return comparison_page(compared, {card.id: card for card in cards}, attribution), compared, cards


def html_of(page: Page, builder: markdown.Markdown = SITE) -> str:
    return builder.reset().convert(text_of(page).split("\n---\n", 1)[1])


class Table(HTMLParser):
    """The cells of the table of paragraphs: their element, attributes, text and links."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.rows: list[list[dict[str, Any]]] = []
        self._inside = self._in_cell = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        self._inside |= known.get("class") == "bf-copied"
        if not self._inside:
            return
        if tag == "tr":
            self.rows.append([])
        elif tag in ("th", "td"):
            self._in_cell = True
            self.rows[-1].append({"tag": tag, "text": "", "links": [], **known})
        elif tag == "a":
            self.rows[-1][-1]["links"].append(known["href"])

    def handle_endtag(self, tag: str) -> None:
        self._inside &= tag != "table"
        self._in_cell &= tag not in ("th", "td")

    def handle_data(self, data: str) -> None:
        if self._in_cell:
            self.rows[-1][-1]["text"] += data


MANY = [
    TEXT,
    TEXT,
    [TEXT[0].replace("metres", "meters"), *TEXT[1:]],
    [TEXT[0].replace("metres", "meters"), TEXT[2], OWN],
    [TEXT[2], TEXT[0], TEXT[1]],
]


# The table


def test_the_table_has_a_row_for_each_paragraph_and_a_column_for_each_copy():
    page, _, _ = page_of(MANY, ["River rises", None, "RIVER RISES", "River rises fast", "Flood"])

    table = Table(html_of(page))

    assert [[cell["text"] for cell in row[1:]] for row in table.rows] == [
        ["Outlet 1", "Outlet 2", "Outlet 3", "Outlet 4"],
        ["absent", "same", "edited", "edited"],
        ["same", "edited", "edited", "same"],
        ["same", "same", "absent", "same"],
        ["same", "same", "same", "moved"],
        ["absent", "absent", "added", "absent"],
    ]
    assert [" ".join(row[0]["text"].split()) for row in table.rows] == [
        "Outlet 0",
        "H River rises",
        *(f"{number} {paragraph}" for number, paragraph in enumerate(TEXT, start=1)),
        f"+ Added by Outlet 3 {OWN}",
    ]


def test_every_head_has_its_scope():
    table = Table(html_of(page_of(MANY)[0]))

    assert {cell.get("scope") for cell in table.rows[0]} == {"col"}
    assert all(row[0]["tag"] == "th" and row[0]["scope"] == "row" for row in table.rows[1:])
    assert all(cell["tag"] == "td" for row in table.rows[1:] for cell in row[1:])


def test_an_edited_cell_leads_to_its_words_and_they_lead_back():
    page, _, _ = page_of(MANY)
    html = html_of(page)

    links = [link for row in Table(html).rows[1:] for cell in row for link in cell["links"]]

    names = [f'id="{link[1:]}"' for link in links]
    assert [name for name in names if html.count(name) != 1] == []
    assert '<a href="#p1" data-back="Back to the table">Paragraph 1</a> in Outlet 2 and Outlet 3' in html
    assert "rose two <del>metres</del> <ins>meters</ins> in one night" in html


def test_a_wording_that_several_copies_have_stands_on_the_page_once():
    page, _, _ = page_of(MANY)

    assert text_of(page).count("<ins>meters</ins>") == 1


def test_the_cells_of_a_few_copies_hold_the_words_themselves():
    page, _, _ = page_of(MANY[:3])
    table = Table(html_of(page))

    assert table.rows[1][2]["text"] == f"edited\n{TEXT[0].replace('metres', 'metres meters')}"
    assert "bf-variants" not in text_of(page)


def test_the_heads_of_columns_lead_to_the_articles():
    page, _, cards = page_of(MANY)
    table = Table(html_of(page))

    assert [cell["links"] for cell in table.rows[0]] == [[f"../../{card.address}/"] for card in cards]
    assert all(f"](../{card.address}.md)" in text_of(page) for card in cards)


def test_outlets_of_one_name_are_told_apart():
    table = Table(html_of(page_of(MANY, outlet="Harbour Post")[0]))

    names = [cell["text"] for cell in table.rows[0]]
    assert names == ["Harbour Post", *(f"Harbour Post ({number})" for number in range(2, 6))]


def test_a_text_from_right_to_left_is_marked_in_every_cell_that_holds_it():
    arabic = ("أعلن المجلس البلدي يوم الاثنين إغلاق الجسر القديم أمام السيارات.",)
    edited = (arabic[0].replace("الاثنين", "الثلاثاء"),)
    page, _, _ = page_of([arabic, edited], language="ar", headline="إغلاق الجسر")

    marked = [
        (known["class"], known["lang"], known["dir"]) for _, known in Seen(html_of(page)).elements if "lang" in known
    ]
    assert marked == [("bf-headline", "ar", "rtl"), ("bf-words", "ar", "rtl"), ("bf-words", "ar", "rtl")]


def test_the_page_of_25_copies_stays_small():
    """Measured: 102 kB for 25 copies of 1,000 words, each with edits and a paragraph of its own."""
    texts = [report(25, "text").split("\n\n") for _ in range(25)]
    for number, text in enumerate(texts):
        for place in range(number % 5):
            text[place * 5] = text[place * 5].replace("said", f"told the paper on day {number}")
        text.insert(number, sentences(1, f"own {number}")[0])

    page, compared, _ = page_of(texts)

    assert compared.words > 1000
    assert len(page.content) < 150_000


def test_the_page_is_kept_out_of_the_search():
    page, compared, _ = page_of(MANY)

    known = front_matter(page)
    assert page.path == comparison_path(compared.canonical_id) == f"copies/{compared.canonical_id}.md"
    assert known["search"] == {"exclude": True}
    assert known["template"] == "comparison.html"


def test_what_is_declared_dated_and_inferred_are_three_statements():
    cards = cards_of(5)
    page, _, _ = page_of(
        MANY,
        attribution=Attribution(
            reason="the agency's own page",
            earliest_id=cards[3].id,
            declared="Curlew Wire",
            declared_ids=(cards[0].id, cards[1].id),
            inferred="Sextant",
            evidence="its dateline",
        ),
    )
    said = Seen(html_of(page)).text

    assert "Main copy: Outlet 0 (the agency's own page)" in said
    assert "Earliest known: Outlet 3 (4 March 2020, 10:00 UTC)" in said
    assert "Declared agency: Curlew Wire (named by 2 of 5 copies)" in said
    assert "Inferred origin: Sextant (from “its dateline”)" in said
    assert "Inferred" not in text_of(page_of(MANY)[0])


def test_members_that_were_not_compared_are_named():
    cards = cards_of(5)
    compared = compare([(card.id, TEXT) for card in cards[:3]])

    said = Seen(html_of(comparison_page(compared, {card.id: card for card in cards}, ATTRIBUTION))).text

    assert "2 more copies are not compared: Outlet 3, Outlet 4." in said


def test_the_page_of_a_very_large_cluster_names_none_of_the_rest_and_leads_to_all():
    cards = cards_of(1000)
    compared = compare([(card.id, TEXT) for card in cards[:3]])
    named = Attribution(reason="the most complete copy", declared="Curlew Wire", declared_ids=(cards[0].id,))

    page = comparison_page(compared, {card.id: card for card in cards}, named)

    said = Seen(html_of(page)).text
    assert "997 more copies are not compared. All 1,000 copies" in said
    assert f"]({cards[0].id}/all/index.md)" in text_of(page)
    assert "named by 1 of 3 copies compared" in said
    assert "The first 200 of 1,000 copies." in said
    assert len(page.content) < 60_000


def test_any_members_id_leads_to_the_page():
    pages = list(leading_pages("b" * 16, ["a" * 16, "b" * 16, "c" * 16]))

    assert [page.path for page in pages] == [f"copies/{name * 16}/index.html" for name in "ac"]
    for page in pages:
        html = page.content.decode()
        assert f'<a href="../{"b" * 16}/">' in html
        assert f'http-equiv="refresh" content="0; url=../{"b" * 16}/"' in html
        assert '<meta name="robots" content="noindex">' in html
        assert len(page.content) < 700


# Inert


@BUILDERS
@given(st.lists(st.lists(STRANGE_TEXT, min_size=1, max_size=3), min_size=2, max_size=4), STRANGE_TEXT)
@settings(deadline=None, max_examples=60)
def test_a_strangers_text_stays_text(builder: markdown.Markdown, texts: list[list[str]], name: str):
    compared = compare(
        [(card.id, tuple(text)) for card, text in zip(cards_of(len(texts)), texts, strict=True)],
        [name, *[text[0] for text in texts[1:]]],
    )
    cards = cards_of(len(texts), outlet=name, headline=one_line(name) or "x")
    page = comparison_page(
        compared, {card.id: card for card in cards}, Attribution(reason="a", declared=name, inferred=name)
    )
    plain_cards = cards_of(len(texts), outlet="x", headline="x")
    plain = comparison_page(
        compare([(card.id, ()) for card in plain_cards]), {card.id: card for card in plain_cards}, ATTRIBUTION
    )

    shown = Seen(html_of(page, builder))

    known = {*Seen(html_of(plain, builder)).names, "ins", "del", "bdi", "a", "p", "div", "section", "h2", "li", "ul"}
    assert set(shown.names) <= known
    assert {key for _, attrs in shown.elements for key in attrs} <= ATTRIBUTES
    for row in compared.rows:
        assert one_line(row.text).strip() in shown.text


ATTRIBUTES = set(
    "class id href lang dir scope role tabindex title d x y x1 x2 y1 y2 cx cy r rx dx dy width height xmlns datetime "
    "text-anchor direction aria-label aria-labelledby data-copy data-two data-left data-right data-choose "
    "data-absent data-back".split()
)


# Timeline


def timeline(copies: Sequence[Dated]) -> str:
    """Return the figure as HTML."""
    return island(timeline_of(copies))


def drawn(figure: str) -> ET.Element:
    found = re.search(r"<svg.*</svg>", figure, re.DOTALL)
    assert found
    return ET.fromstring(found[0])


def marks(figure: str) -> list[tuple[str, str]]:
    """Return the shape and the name of each mark, from top to bottom."""
    space = "{http://www.w3.org/2000/svg}"
    lanes = [lane for lane in drawn(figure).iter(f"{space}g") if lane.get("class") != "bf-gap"]
    return [(lane[1].tag.removeprefix(space), lane[0].text or "") for lane in lanes]


def test_a_day_is_a_bar_a_time_is_a_point_and_unknown_dates_stand_apart():
    figure = timeline(
        [
            ("1", "Late", "2020-03-02T09:30:00Z"),
            ("2", "Daily", "2020-03-02"),
            ("3", "Early", "2020-03-01T23:00:00Z"),
            ("4", "Sometime", None),
        ]
    )

    assert marks(figure) == [
        ("circle", "Early: 1 March 2020, 23:00 UTC"),
        ("rect", "Daily: 2 March 2020, time unknown"),
        ("circle", "Late: 2 March 2020, 09:30 UTC"),
    ]
    assert '<p class="bf-undated">Date unknown: Sometime.</p>' in figure
    assert re.findall(r"<tr><td>(\w+)</td>", figure) == ["Early", "Daily", "Late", "Sometime"]


def test_a_long_stretch_without_copies_is_left_out_and_said_to_be():
    early = [(str(number), f"Outlet {number}", f"2020-03-01T{number:02}:00:00Z") for number in range(5)]
    figure = timeline([*early, ("9", "Late", "2021-03-01T10:00:00Z")])

    places = [float(circle.get("cx", "")[:-1]) for circle in drawn(figure).iter("{http://www.w3.org/2000/svg}circle")]
    assert "365 days left out" in figure
    assert places == sorted(places)
    assert places[4] - places[0] > 50


@pytest.mark.parametrize(
    "moments",
    [
        ["2020-01-01", "2020-01-01"],
        ["2020-01-01T10:00:00Z", "2020-01-01T10:00:00Z"],
        ["2020-01-01T10:00:00Z", "2020-01-01T10:00:59Z"],
        ["0001-01-01", "9999-12-31"],
        ["9999-12-31T23:59:59Z", "9999-12-31"],
        ["1999-12-31T23:59:59Z", "2024-02-29"],
    ],
    ids=["a day", "a moment", "a minute", "all time", "the last day", "decades"],
)
def test_any_times_can_be_drawn(moments: list[str]):
    figure = timeline([(str(number), "Outlet", moment) for number, moment in enumerate(moments)])

    assert len(marks(figure)) == len(moments)


@given(st.lists(st.datetimes().map(lambda when: when.strftime("%Y-%m-%dT%H:%M:%SZ").zfill(20)), min_size=2, max_size=9))
@settings(deadline=None)
def test_marks_stand_in_their_order_and_inside_the_drawing(moments: list[str]):
    copies = [(str(number), f"Outlet {number}", moment) for number, moment in enumerate(moments)]
    circles = drawn(timeline(copies)).iter("{http://www.w3.org/2000/svg}circle")

    places = [float(circle.get("cx", "")[:-1]) for circle in circles]
    assert len(places) == len(moments)
    assert all(before <= after + 0.01 for before, after in pairwise(places))
    assert min(places) >= 0
    assert max(places) <= 100


def test_the_order_of_the_copies_does_not_change_the_drawing():
    copies = [(str(number), f"Outlet {number}", f"2020-03-0{1 + number}") for number in range(5)]

    assert timeline(copies) == timeline(copies[::-1])


@given(STRANGE_TEXT)
@settings(deadline=None)
def test_an_outlets_name_is_text_in_the_drawing(name: str):
    figure = timeline([("1", name, "2020-03-01"), ("2", name, "2020-03-02"), ("3", name, None)])

    shown = seen(figure, SITE)
    assert {*shown.names} <= set("figure svg title desc g rect line text tspan p bdi details summary table".split()) | {
        *"thead tbody tr th td time circle".split()
    }
    ET.fromstring(re.search(r"<svg.*</svg>", figure, re.DOTALL)[0])  # type: ignore[index]


# Versions


def test_the_changes_from_an_older_version_are_shown_paragraph_by_paragraph():
    older = Version(
        given_id=None,
        provenance=Provenance(path="a.txt", digest="00"),
        headline="River rises",
        published=None,
        modified=None,
        paragraphs=TEXT,
    )
    paragraphs = (TEXT[0], TEXT[1].replace("dawn", "noon"), OWN)
    newer = Article(
        id="0" * 16,
        given_id=None,
        slug="river",
        outlet=None,
        byline=None,
        authors=None,
        dateline=None,
        agency=None,
        section=None,
        tags=None,
        published=None,
        modified=None,
        url=None,
        headline=Field(value="River falls", origin="given", rule="record"),
        language=Field(value="en", origin="given", rule="record"),
        paragraphs=paragraphs,
        lifted=(),
        dropped=(),
        extra={},
        provenance=Provenance(path="b.txt", digest="00"),
        versions=(older,),
    )
    compared = compare([("older", TEXT), ("newer", paragraphs)], ["River rises", "River falls"])

    html = island(version_changes(older, newer, compared))

    assert "1 paragraph edited, 1 paragraph taken out, 1 paragraph added" in html
    assert "<strong>River <del>rises</del> <ins>falls</ins></strong>" in html
    assert "1 paragraph unchanged" in html
    assert "before <del>dawn,</del> <ins>noon,</ins> and" in html
    assert f"<del>{TEXT[2]}</del>" in html
    assert f"<ins>{OWN}</ins>" in html
    assert "\n\n" not in html


def test_the_table_can_be_taken_away_with_a_row_for_each_paragraph_and_copy():
    cards = cards_of(2)
    texts = [(cards[0].id, TEXT), (cards[1].id, (TEXT[0].replace("Monday", "Sunday"), TEXT[2], OWN))]
    content = comparison_csv(compare(texts), {card.id: card for card in cards})

    rows = list(csv.DictReader(io.StringIO(content.decode())))

    assert [(row["row"], row["kind"], row["paragraph"]) for row in rows] == [
        ("p1", "edited", "1"),
        ("p2", "absent", "2"),
        ("p3", "same", "3"),
        ("a1", "same", ""),
    ]
    assert rows[0]["places"] == f"1:0-{len(TEXT[0])}"
    assert (int(rows[0]["added"]), int(rows[0]["removed"])) == (len("Sunday."), len("Monday."))
    assert {row["copy_outlet"] for row in rows} == {"Outlet 1"}
    assert rows[3]["source_key"] == rows[3]["copy_key"] != rows[0]["source_key"]
