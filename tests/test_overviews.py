"""The pages that count the archive say the same as its listings, and what else lists it lists all of it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence

import pytest

from generator.archive.alike import alike_tags
from generator.archive.onward import _end_of, _paragraph_behind, leading, mentions_of
from generator.compare import compare
from generator.model import Card, Links
from generator.render import (
    Counted,
    Noted,
    Shelf,
    article_page,
    correction_of,
    holdings_csv,
    overviews,
    shelf_page,
    shelves,
    speaking,
)
from generator.render.blocks import Isolated
from generator.render.listings.alphabet import place_of
from generator.render.listings.calendar import Days, Months
from generator.render.listings.holdings import Holdings, holdings_blocks
from generator.render.listings.plots import GUTTER, Bars, Matrix, Plot, plot_blocks
from generator.render.listings.shelf import Part
from tests.test_render import a_card, an_article, clusters_of, some_cards, text_of


def counted(cards: Sequence[Card], **known: object) -> dict[str, Shelf]:
    made = overviews(Counted(cards=tuple(cards), clusters=tuple(clusters_of(cards)), **known))  # type: ignore[arg-type]
    return {shelf.path: shelf for shelf in made}


def named(shelf: Shelf, name: str) -> Plot | Bars | Matrix:
    [part] = [one for one in shelf.parts if isinstance(one, Plot | Bars | Matrix) and one.name == name]
    return part


def parts_of(shelf: Shelf, kind: type[Part]) -> list[Part]:
    return [part for part in shelf.parts if isinstance(part, kind)]


@pytest.mark.parametrize("limit", [3, 100])
def test_the_calendar_counts_every_dated_article_on_its_day_once(limit: int):
    cards = some_cards(80)
    dated = [card for card in cards if card.published]

    made = {shelf.path: shelf for shelf in shelves(cards, [], limit=limit, newest=0)}

    months = [part for part in made["calendar/index.md"].parts if isinstance(part, Months)]
    assert sum(month.count for part in months for month in part.months) == len(dated)
    years = [part for path, shelf in made.items() for part in shelf.parts if isinstance(part, Days) and path[0] in "12"]
    days = [day for year in years for day in year.days]
    assert sum(day.count for day in days) == len(dated)
    assert {day.day for day in days} == {(card.published or "")[:10] for card in dated}
    for day in days:
        path, _, place = day.path.partition("#")
        assert path in made
        assert not place or place in {block.place for block in made[path].blocks}


def test_a_day_of_five_articles_has_a_page_with_its_outlets_side_by_side():
    cards = [a_card(n, published="2019-12-17", outlet=("Harbour Post", "Coast Times")[n > 2]) for n in range(5)]
    cards += [a_card(9, published="2019-12-18", outlet="Harbour Post"), a_card(10, published="2019-11-30")]

    made = {shelf.path: shelf for shelf in shelves(cards, [], limit=100, newest=0)}

    day = made["2019/12/17/index.md"]
    assert [(block.heading, len(block.entries)) for block in day.blocks] == [("Harbour Post", 3), ("Coast Times", 2)]
    assert [way and way.path for way in (day.older, day.newer)] == ["2019/11/index.md#d30", "2019/12/index.md#d18"]
    assert "2019/12/18/index.md" not in made


def test_a_month_of_the_year_has_what_stood_on_its_days_in_each_year():
    cards = [a_card(n, published=f"20{10 + n}-03-01") for n in range(12)] + [a_card(20, published="2010-05-02")]

    made = {shelf.path: shelf for shelf in shelves(cards, [], limit=100, newest=0)}

    assert sorted(path for path in made if path.startswith("on-this-day")) == [
        "on-this-day/03/index.md",
        "on-this-day/05/index.md",
    ]
    [march] = made["on-this-day/03/index.md"].blocks
    assert [way.label for way in march.ways] == [str(year) for year in range(2021, 2012, -1)]


def test_statistics_add_up_to_what_the_listings_count():
    cards = some_cards(90)
    dated = [card for card in cards if card.published]
    noted = Noted(articles=90, dropped={"cookie notice": 5, "share bar": 2}, dropped_before=3, untitled=4)

    page = counted(cards, noted=noted)["statistics/index.md"]

    for name in ("articles-by-outlet", "articles-by-language"):
        plot = named(page, name)
        assert isinstance(plot, Plot)
        assert sum(value or 0 for series in plot.series for value in series.values) == len(dated)
    growth = named(page, "growth")
    assert isinstance(growth, Plot)
    assert growth.series[0].values[-1] == len(dated)
    dropped = named(page, "dropped")
    assert isinstance(dropped, Bars)
    assert dropped.total == sum(bar.count for bar in dropped.bars) == 10


def test_a_very_long_archive_is_counted_by_year_or_decade():
    for last, places in (("1999-01-01", 12), ("1905-02-03", 74), ("2100-01-01", 27)):
        first = {"1999-01-01": "1998-02-01", "1905-02-03": "1899-01-01", "2100-01-01": "1840-01-01"}[last]
        page = counted([a_card(1, published=first), a_card(2, published=last)])["statistics/index.md"]

        plot = named(page, "growth")

        assert isinstance(plot, Plot)
        assert len(plot.places) == places


def test_holdings_measure_an_outlet_by_its_own_rhythm():
    days = [f"2020-01-{day:02}" for day in range(1, 11)] + [f"2020-02-{day:02}" for day in range(1, 6)]
    cards = [a_card(number, published=day, outlet="Harbour Post") for number, day in enumerate(days)]
    cards += [a_card(50, outlet="Harbour Post"), a_card(51)]

    table = counted(cards)["holdings/index.md"].parts[0]

    assert isinstance(table, Holdings)
    post, unknown = table.holdings
    assert (post.articles, post.undated, post.days, post.usual, post.expected) == (16, 1, 15, 1, 36)
    assert (post.gaps, post.longest) == (1, ("2020-01-10", "2020-02-01"))
    assert (unknown.path, unknown.articles) == ("", 1)
    assert "Articles a month: January 2020 to February 2020" in str(list(holdings_blocks(table)))


def test_the_labels_of_a_plots_levels_stand_clear_of_its_marks():
    """A first column as tall as the half hid what the line at the half stands for."""
    page = counted([a_card(number, published="2020-01-01T01:00:00Z") for number in range(9)])["statistics/index.md"]
    hours = named(page, "hours")
    assert isinstance(hours, Plot)

    drawn = str(list(plot_blocks(hours)))

    left, width = re.search(r"'viewBox', '(\S+) 0 (\S+) ", drawn).groups()  # type: ignore[union-attr]
    assert -float(left) / float(width) == pytest.approx(GUTTER, rel=0.01)
    assert drawn.index("bf-level") > drawn.index("bf-c1")


def test_the_file_of_the_holdings_has_every_article_and_no_formula():
    cards = [*some_cards(60), a_card(900, outlet='=HYPERLINK("x")', published="2019-01-01")]

    rows = list(csv.DictReader(io.StringIO(holdings_csv(Counted(cards=tuple(cards), clusters=()).holdings()).decode())))

    assert sum(int(row["articles"]) for row in rows) == len(cards)
    assert not [row for row in rows if row["outlet"].startswith(("=", "+", "-", "@"))]


def test_a_correction_counts_the_words_that_changed_and_shows_them():
    older = ("The ferry had 112 passengers on board.", "Nobody was hurt.")
    newer = ("The ferry had 121 passengers on board.", "Nobody was hurt.", "An inquiry has begun.")

    correction = correction_of(compare([("older", older), ("newer", newer)], ["A ferry", "A ferry"]), 1)

    assert correction is not None
    assert correction.changed == 6
    assert [
        "".join(change.text for change in passage if change.kind == "added").strip() for passage in correction.passages
    ] == [
        "121",
        "An inquiry has begun.",
    ]
    assert correction_of(compare([("older", older), ("newer", older)], ["A ferry", "A ferry"]), 1) is None


@pytest.mark.parametrize(
    ("name", "language", "person", "letter"),
    [
        ("The Harbour Log", "en", False, "H"),
        ("Los Angeles Times", "en", False, "L"),
        ("Los Tiempos", "es", False, "T"),
        ("La Nación", "es", False, "N"),
        ("L’Équipe", "fr", False, "E"),
        ("Die Zeit", "de", False, "Z"),
        ("Die Hard Gazette", "en", False, "D"),
        ("The", "en", False, "T"),
        ("Ångström Nytt", "sv", False, "A"),
        ("Известия", "ru", False, "И"),
        ("الساحل", "ar", False, "س"),
        ("朝の新聞", "ja", False, "漢"),
        ("20 Minuten", "de", False, "0–9"),
        ("*", None, False, "#"),
        ("Anna van der Berg", "en", True, "V"),
        ("Ruth Ellingsward", "en", True, "E"),
        ("Prince", "en", True, "P"),
    ],
)
def test_a_name_stands_under_its_letter(name: str, language: str | None, person: bool, letter: str):
    assert place_of(name, language, person=person).letter == letter


def test_an_index_of_many_names_has_letters_and_another_order():
    cards = [a_card(n, outlet=f"{'The ' * (n % 2)}{chr(65 + n % 20)} Paper {n}", language="en") for n in range(40)]
    cards += [a_card(100 + n, outlet="The Z Paper", language="en") for n in range(5)]

    made = {shelf.path: shelf for shelf in shelves(cards, [], limit=9, newest=0)}

    assert [block.heading for block in made["outlets/index.md"].blocks] == [*(chr(65 + n) for n in range(20)), "Z"]
    [by_number] = made["outlets/by/-number/index.md"].blocks
    assert by_number.ways[0].label == "The Z Paper"
    assert len(by_number.ways) == 41


def test_an_author_of_several_articles_has_a_page_and_the_byline_leads_to_it():
    cards = [a_card(1, authors=("Ruth Ellingsward", "Theo Brockhurst")), a_card(2, authors=("Ruth Ellingsward",))]

    made = {shelf.path: shelf for shelf in shelves(cards, [], limit=9, newest=0)}
    article = an_article(
        byline="By Ruth Ellingsward and Theo Brockhurst", authors=("Ruth Ellingsward", "Theo Brockhurst")
    )
    page = text_of(article_page(article, Links(listed_authors=("Ruth Ellingsward",))))

    assert [path for path in made if path.startswith("authors/")] == [
        "authors/index.md",
        "authors/ruth-ellingsward/index.md",
    ]
    assert "By [Ruth Ellingsward](../authors/ruth-ellingsward/index.md) and Theo Brockhurst" in page


@pytest.mark.parametrize(
    ("tags", "alike"),
    [
        (("labor", "labour"), True),
        (("e-mail", "email"), True),
        (("parliament", "parliaments"), True),
        (("recieve", "receive"), True),
        (("grand prix 2019", "grand prix 2018"), False),
        (("cat", "car"), False),
        (("house", "mouse"), False),
        (("bridges", "locks"), False),
    ],
)
def test_tags_that_one_letter_tells_apart_are_named(tags: tuple[str, str], alike: bool):
    cards = [a_card(number, tags=(tag,)) for number, tag in enumerate(tags)]

    assert bool(alike_tags(cards)) == alike


def test_an_address_in_a_text_leads_to_the_archives_article():
    quoting = an_article(
        paragraphs=(
            "See https://www.harbour.example/a/?utm_source=x, and (http://harbour.example/b).",
            "No address here.",
        )
    )
    quoted = dict(mentions_of(quoting))
    cards = {quoted["https://www.harbour.example/a/?utm_source=x"]: a_card(7)}

    found = leading(mentions_of(quoting), cards)
    page = text_of(article_page(quoting, Links(mentioned=found)))

    assert [address for address, _ in found] == ["https://www.harbour.example/a/?utm_source=x"]
    assert "](a-bridge-70000000.md), and (" in page
    assert "harbour.example/b" in page


LONGER = ("One two three four five six seven.", "Eight nine ten eleven twelve thirteen.", "Fourteen fifteen.")


@pytest.mark.parametrize(
    ("text", "paragraph"),
    [
        ("One two three four five six seven.", 2),
        ("One two three four five six seven.\n\nEight nine ten elev…", 2),
        ("One two three four five six seven.\n\nEight nine ten eleven twelve thirteen.", 3),
        ("Zero. Three four five six seven eight nine [more]", 2),
    ],
)
def test_a_longer_copy_goes_on_at_a_paragraph(text: str, paragraph: int):
    end = _end_of(text, "\n\n".join(LONGER))

    assert end is not None
    assert _paragraph_behind(LONGER, end) == paragraph


def test_the_orders_of_the_copies_have_every_text_once():
    cards = [a_card(n, published=f"2019-03-{1 + n % 9:02}", outlet=f"Outlet {n % 5}") for n in range(30)]
    clusters = clusters_of(cards)

    made = {shelf.path: shelf for shelf in shelves(cards, clusters, limit=100, newest=0)}

    for order in ("outlets", "overlap", "time", "agency"):
        shown = [entry.address for block in made[f"copies/by-{order}/index.md"].blocks for entry in block.entries]
        assert sorted(shown) == sorted(f"copies/{one.canonical_id}" for one in clusters)


def test_names_among_words_of_the_other_direction_stand_by_themselves():
    cards = some_cards(80)
    clusters = clusters_of(cards)

    with speaking("ar"):
        [pairs] = [
            one for one in shelves(cards, clusters, limit=50, newest=0) if one.path == "copies/by-pairs/index.md"
        ]
        page = text_of(shelf_page(pairs))

    [first, second] = [one for one in pairs.blocks[0].line if isinstance(one, Isolated)]
    assert f"<bdi>{first.text}</bdi>" in page
    assert f"<bdi>{second.text}</bdi>" in page
