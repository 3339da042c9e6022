"""The search as a reader meets it: the box below the field, the search page, and the words marked in an article.

What the sample archive's articles are is taken from its open data, never from the index.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from tests.archives import an_archive
from tests.browser.reader import Tab, serving
from tests.browser.test_browser import CONTRASTS, DARK, FLOOD, PHONE, SMALL_PHONE, focused, without_query
from tests.sites import Site, once, shared, site_in

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page, Request, Route

pytestmark = pytest.mark.browser

Row = dict[str, Any]

HARBOURS_OWN = "the owners of small boats to double their lines"
"""Stands in one of the flood's seven copies."""
HARBOUR_LOG = "harbour-log/2022-11-17-flood.md"

FETCHED_FOR_SEARCH = re.compile(r"/search[a-z-]*\.(?:js|css)$|/search/index/|/search_index\.json$")


def settled(page: Page) -> Page:
    """Wait until the search page shows what is asked of it."""
    page.locator(".bf-status").wait_for()
    page.locator(".bf-found[aria-busy]").wait_for(state="detached")
    return page


def find(tab: Tab, query: str = "") -> Page:
    """Open the search page with a search in its address."""
    return settled(tab.open(f"search/{query}"))


def number_of(page: Page) -> int:
    """Return how many results the page says there are."""
    said = page.locator(".bf-status").inner_text()
    return 0 if said == "Nothing found" else int(said.split(" of ")[-1].split()[0])


def all_shown(page: Page) -> list[str]:
    """Unfold every result and return the paths of their articles, in order."""
    more = page.get_by_role("button", name="More results")
    while more.is_visible():
        before = page.locator(".bf-hits > li").count()
        more.click()
        page.locator(f".bf-hits > li:nth-child({before + 1})").wait_for()
    return [path_in(link) for link in page.locator(".bf-hits h2 a").all()]


def path_in(link: Locator) -> str:
    address = str(link.evaluate("link => link.href"))
    return urlsplit(address).path.lstrip("/")


def option(page: Page, kind: str, value: str) -> Locator:
    """Return the check box of a filter's value."""
    return page.locator(f".bf-filters input[type=checkbox][name={kind}][value={json.dumps(value, ensure_ascii=False)}]")


def count_at(page: Page, kind: str, value: str) -> int:
    return int(option(page, kind, value).locator("xpath=..").locator(".bf-among").inner_text())


def pages_where(sample: Site, fits: Callable[[Row], bool]) -> set[str]:
    """Return the paths of the articles that fit, going by the open data."""
    return {row["page"] for row in sample.articles.values() if fits(row)}


def query_of(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def until(page: Page, condition: str) -> None:
    """Wait until something is so; Playwright's own way to wait for it is what the site's policy forbids."""
    for _ in range(3_000):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"never so: {condition}")


def open_box(page: Page, words: str) -> Page:
    """Type words into the masthead's field and wait for the first results."""
    page.keyboard.press("/")
    page.keyboard.type(words)
    page.locator(".bf-quick:not([aria-busy]) .bf-quick-hits a").first.wait_for()
    return page


# The box below the masthead's field


@pytest.mark.parametrize("key", ["/", "s", "f"])
def test_materials_keys_go_to_the_field_from_anywhere_on_the_page(tab: Tab, key: str):
    page = tab.open("archive/2022/11/")
    page.locator(".bf-list a").first.focus()

    page.keyboard.press(key)

    assert page.locator("#bf-quick:focus").count() == 1
    assert page.locator("#bf-quick").input_value() == "", "the key itself is not typed"


def test_a_key_that_is_part_of_a_word_is_typed_and_no_shortcut(tab: Tab):
    page = find(tab)
    page.locator("#bf-words").focus()

    page.keyboard.type("fish/s")

    assert page.locator("#bf-words").input_value() == "fish/s"


def test_the_box_shows_the_first_results_and_leads_to_all_of_them(tab: Tab):
    page = open_box(tab.open("archive/2022/11/"), "flood")
    first = page.locator(".bf-quick-hits li").first.inner_text()
    said = page.locator(".bf-quick-status").inner_text()

    page.get_by_role("link", name="All results").click()

    page.wait_for_url("**/search/?q=flood")
    settled(page)
    assert said == page.locator(".bf-status").inner_text()
    assert page.locator(".bf-hits h2").first.inner_text() in first


def test_the_keyboard_walks_the_box_and_opens_a_result(tab: Tab, sample: Site):
    page = open_box(tab.open("archive/2022/11/"), "comet")

    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    second = page.locator(".bf-quick-hits a").nth(1)
    assert second.evaluate("link => link === document.activeElement")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert page.locator("#bf-quick:focus").count() == 1
    page.keyboard.press("ArrowUp")
    assert focused(page).startswith("All results"), "from the field upwards to the last"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    page.wait_for_url("**/archive/20*/**?h=*")
    assert without_query(tab.here) in pages_where(sample, lambda row: "comet" in row["text"].lower())


def test_a_letter_typed_among_the_results_goes_on_in_the_field(tab: Tab):
    page = open_box(tab.open(""), "come")
    page.keyboard.press("ArrowDown")

    page.keyboard.type("t")

    assert page.locator("#bf-quick:focus").input_value() == "comet"


def test_escape_closes_the_box_and_gives_the_page_back(tab: Tab):
    page = open_box(tab.open(""), "comet")
    page.keyboard.press("ArrowDown")

    page.keyboard.press("Escape")
    assert page.locator("#bf-quick:focus").count() == 1
    assert not page.locator(".bf-quick").is_visible()
    page.keyboard.press("Escape")

    assert page.evaluate("document.activeElement === document.body")


def test_a_box_that_is_closed_before_it_opened_stays_closed(tab: Tab):
    waiting: list[Route] = []

    def hold(route: Route) -> None:
        waiting.append(route)

    tab.page.context.route("**/search.css", hold)
    page = tab.open("")
    with page.expect_request("**/search.css"):
        page.keyboard.press("/")
    page.keyboard.type("comet")

    page.keyboard.press("Escape")
    with page.expect_response("**/search.css"):
        waiting[0].continue_()
    page.wait_for_load_state("networkidle")

    assert not page.locator(".bf-quick").is_visible()


def test_the_box_closes_when_the_reader_goes_elsewhere(tab: Tab):
    page = open_box(tab.open("archive/2022/11/"), "comet")

    page.mouse.click(40, 600)

    assert not page.locator(".bf-quick").is_visible()


def test_enter_leads_to_the_search_page_even_before_the_scripts_are_there(tab: Tab):
    page = tab.open("archive/2022/11/")
    page.context.route("**/search.js", lambda route: route.abort())
    page.keyboard.press("/")
    page.keyboard.type("comet")
    page.context.unroute("**/search.js")

    page.keyboard.press("Enter")

    page.wait_for_url("**/search/?q=comet")
    assert number_of(settled(page)) >= 2
    tab.complaints = [line for line in tab.complaints if "search.js" not in line and "ERR_FAILED" not in line]


def test_nothing_is_fetched_for_search_before_it_is_used_and_no_page_grows_for_it(tab: Tab, sample: Site):
    asked: list[str] = []
    tab.page.on("request", lambda request: asked.append(request.url))
    for path in ("", "archive/2022/11/", sample.articles[FLOOD]["page"]):
        page = tab.open(path)
        page.wait_for_load_state("networkidle")
        assert len(page.locator(".bf-search").evaluate("element => element.outerHTML")) < 700
    assert len(asked) > 3
    assert [url for url in asked if FETCHED_FOR_SEARCH.search(urlsplit(url).path)] == []

    open_box(page, "comet")

    assert [url for url in asked if FETCHED_FOR_SEARCH.search(urlsplit(url).path)] != []


def test_what_a_search_always_asks_for_together_is_one_script(tab: Tab, sample: Site):
    page = find(tab)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(urlsplit(request.url).path.rpartition("/")[2]))

    page.reload()
    page.locator("#bf-words").fill("river")
    settled(page)

    assert "search-query.js" in asked
    assert "search-pagefind.js" not in asked
    assert not [name for name in asked if name.startswith("reader-")]


# The search as an address


def test_an_address_is_a_search_and_a_search_an_address(tab: Tab, sample: Site):
    page = find(tab)
    page.locator("#bf-words").fill("river")
    page.keyboard.press("Enter")
    settled(page)
    option(page, "outlet", "The Port Averil Courier").check()
    settled(page)
    option(page, "year", "2022").check()
    settled(page)
    page.get_by_label("Order").select_option("oldest")
    settled(page)
    page.get_by_role("switch", name="Copies together").uncheck()
    settled(page)
    page.get_by_label("To", exact=True).fill("2022-12-31")
    settled(page)

    here, shown = page.url, all_shown(page)
    again = tab.page.context.new_page()
    again.goto(here)
    settled(again)

    assert query_of(page) == {
        "q": ["river"],
        "outlet": ["The Port Averil Courier"],
        "year": ["2022"],
        "to": ["2022-12-31"],
        "sort": ["oldest"],
        "together": ["no"],
    }
    assert all_shown(again) == shown
    assert len(shown) > 1
    assert again.locator("#bf-words").input_value() == "river"
    assert option(again, "outlet", "The Port Averil Courier").is_checked()
    assert option(again, "year", "2022").is_checked()
    assert again.get_by_label("Order").input_value() == "oldest"
    assert not again.get_by_role("switch").is_checked()
    assert again.get_by_label("To", exact=True).input_value() == "2022-12-31"
    assert set(shown) <= pages_where(sample, lambda row: row["outlet"] == "The Port Averil Courier")


def test_back_and_forward_go_through_the_searches_one_by_one(tab: Tab):
    page = find(tab)
    everything = number_of(page)
    page.locator("#bf-words").press_sequentially("flood", delay=20)
    settled(page)
    words = number_of(page)
    option(page, "year", "2022").check()
    settled(page)
    narrowed = number_of(page)
    assert everything > words > narrowed > 0

    page.go_back()
    assert number_of(settled(page)) == words
    assert not option(page, "year", "2022").is_checked()
    page.go_back()
    assert number_of(settled(page)) == everything, "what was typed is one step, not one for each letter"
    assert page.locator("#bf-words").input_value() == ""
    page.go_forward()
    page.go_forward()

    assert number_of(settled(page)) == narrowed
    assert option(page, "year", "2022").is_checked()


def test_the_way_back_from_an_article_leads_to_the_same_place(tab: Tab):
    page = find(tab)
    page.get_by_role("button", name="More results").click()
    page.locator(".bf-hits > li:nth-child(20)").wait_for()
    link = page.locator(".bf-hits h2 a").nth(17)
    link.scroll_into_view_if_needed()
    there, name = page.evaluate("scrollY"), link.inner_text()
    link.click()
    page.wait_for_url("**/archive/**")

    page.go_back()

    page.locator(".bf-hits > li:nth-child(18)").wait_for()
    settled(page)
    assert page.locator(".bf-hits h2 a").nth(17).inner_text() == name
    until(page, f"Math.abs(scrollY - {there}) < 60")


@pytest.mark.parametrize(
    "query",
    ["?year=20x2&month=2022-13&from=soon&to=2022-99&sort=sideways&copies=perhaps", "?q=%00%F0&outlet=", "?q=%22"],
)
def test_an_address_that_says_nothing_sensible_shows_everything(tab: Tab, query: str):
    everything = number_of(find(tab))

    page = find(tab, query)

    assert number_of(page) in {everything, 0}
    assert page.locator(".bf-chosen button").count() == 0


# Filters, order, dates, copies


def test_filters_work_without_words(tab: Tab, sample: Site):
    page = find(tab, "?together=no")
    assert number_of(page) == len(sample.articles)

    option(page, "outlet", "The Port Averil Courier").check()
    settled(page)
    option(page, "copies", "yes").check()
    settled(page)

    wanted = pages_where(sample, lambda row: row["outlet"] == "The Port Averil Courier" and bool(row["canonical"]))
    assert set(all_shown(page)) == wanted
    assert number_of(page) == len(wanted)


def test_two_values_of_one_filter_widen_and_two_filters_narrow(tab: Tab, sample: Site):
    page = find(tab, "?together=no&language=de&language=ar&year=2022")

    wanted = pages_where(
        sample, lambda row: row["language"] in {"de", "ar"} and (row["published"] or "").startswith("2022")
    )
    assert set(all_shown(page)) == wanted
    option(page, "language", "ar").uncheck()
    settled(page)
    assert set(all_shown(page)) == wanted & pages_where(sample, lambda row: row["language"] == "de")


@pytest.mark.parametrize(
    ("query", "first", "last"),
    [
        ("from=2022-11-17&to=2022-11-30", "2022-11-17", "2022-11-30"),
        ("from=2023", "2023-01-01", "9"),
        ("to=2022-02", "0", "2022-02-28"),
    ],
    ids=["days", "from a year", "to a month"],
)
def test_a_range_of_dates_works_without_words(tab: Tab, sample: Site, query: str, first: str, last: str):
    page = find(tab, f"?together=no&{query}")

    assert set(all_shown(page)) == pages_where(sample, lambda row: first <= (row["published"] or "")[:10] <= last)


def test_a_month_stands_below_its_year(tab: Tab, sample: Site):
    page = find(tab, "?together=no")
    assert page.locator("input[name=month]").count() == 0

    option(page, "year", "2022").check()
    settled(page)
    option(page, "month", "2022-11").check()
    settled(page)

    wanted = pages_where(sample, lambda row: (row["published"] or "").startswith("2022-11"))
    assert set(all_shown(page)) == wanted
    assert count_at(page, "month", "2022-11") == len(wanted)
    option(page, "year", "2022").uncheck()
    settled(page)
    assert query_of(page) == {"together": ["no"]}


FACETS: dict[str, Callable[[Row], list[str | None]]] = {
    "outlet": lambda row: [row["outlet"]],
    "agency": lambda row: [row["agency"]],
    "section": lambda row: [row["section"]],
    "tag": lambda row: row["tags"] or [],
    "language": lambda row: [row["language"]],
    "copies": lambda row: ["yes" if row["canonical"] else "no"],
    "year": lambda row: [(row["published"] or "")[:4] or None],
}


@pytest.mark.parametrize("kind", FACETS)
def test_the_numbers_at_the_side_are_those_of_the_archive(tab: Tab, sample: Site, kind: str):
    page = find(tab, "?together=no")
    for button in page.locator(".bf-filter > button").all():
        if button.is_visible():
            button.click()

    shown = {
        str(box.get_attribute("value")): count_at(page, kind, str(box.get_attribute("value")))
        for box in page.locator(f".bf-filters input[name={kind}]").all()
    }

    values = [value for row in sample.articles.values() for value in FACETS[kind](row) if value]
    assert shown == {value: values.count(value) for value in values}


@pytest.mark.parametrize("kind", FACETS)
def test_a_number_at_the_side_is_how_many_are_listed_then(tab: Tab, kind: str):
    """With words, with another filter, and with copies as one."""
    page = find(tab, "?q=the&year=2022&year=2023")
    values = [str(box.get_attribute("value")) for box in page.locator(f".bf-filters input[name={kind}]").all()]
    assert values

    for value in values[:3]:
        box = option(page, kind, value)
        was = box.is_checked()
        if kind == "year":  # of its own filter nothing else may be chosen
            page = find(tab, f"?q=the&year={value}")
        elif not was:
            box.check()
            settled(page)
        assert number_of(page) == count_at(page, kind, value), value
        assert len(all_shown(page)) == number_of(page), value
        if kind == "year":
            page = find(tab, "?q=the&year=2022&year=2023")
        else:
            option(page, kind, value).uncheck()
            settled(page)


def test_a_filter_with_many_values_unfolds_and_can_be_searched(tab: Tab):
    page = find(tab)
    tags = page.locator(".bf-filter").filter(has=page.locator("legend", has_text="Tag"))
    assert tags.locator("input[type=checkbox]").count() == 6

    tags.get_by_role("button", name=re.compile(r"^All \d+ tags")).click()
    assert page.get_by_label("Find tags").evaluate("field => field === document.activeElement")
    page.keyboard.type("Bank")

    assert tags.locator("bdi").all_inner_texts() == ["Hen Bank", "banks"]
    tags.get_by_role("button", name="Fewer").click()
    assert tags.locator("input[type=checkbox]").count() == 6


def test_chosen_filters_are_named_and_can_be_taken_away(tab: Tab):
    page = find(tab, "?outlet=Radio+Ilvenmark&language=ar&from=2022-01-01&month=2022-11")
    names = page.locator(".bf-chosen .bf-chip").all_inner_texts()
    assert names == ["November 2022", "Outlet: Radio Ilvenmark", "Language: Arabic", "From 1 January 2022"]

    page.get_by_role("button", name="Remove filter Language: Arabic").click()
    settled(page)
    assert "language" not in query_of(page)
    assert focused(page) == "November 2022", "the focus stays among them"
    page.get_by_role("button", name="Remove all filters").first.click()
    settled(page)

    assert query_of(page) == {}
    assert not page.locator(".bf-chosen").is_visible()


@pytest.mark.parametrize("order", ["newest", "oldest"])
def test_results_can_be_ordered_by_date(tab: Tab, sample: Site, order: str):
    page = find(tab, "?q=river&together=no")
    dates = {row["page"]: row["published"] for row in sample.articles.values() if row["published"]}

    page.get_by_label("Order").select_option(order)
    settled(page)

    shown = [dates[path] for path in all_shown(page) if path in dates]
    assert len(set(shown)) > 5
    assert shown == sorted(shown, reverse=order == "newest")


def test_best_match_is_an_order_only_where_there_are_words(tab: Tab):
    page = find(tab)
    best = page.locator("option[value=relevance]")
    assert best.is_disabled()
    assert page.get_by_label("Order").input_value() == "newest"

    page.locator("#bf-words").fill("comet")
    settled(page)

    assert page.get_by_label("Order").input_value() == "relevance"
    assert "comet" in page.locator(".bf-hits h2").first.inner_text().lower()


def test_copies_are_one_result_that_unfolds_to_the_outlets(tab: Tab, sample: Site):
    row = sample.articles[FLOOD]
    copies = pages_where(sample, lambda other: other["canonical"] == row["canonical"])
    page = find(tab, f"?q={quote('Ravelstow evacuated gauge')}")
    hits = page.locator(".bf-hits > li")
    [found] = [path for path in all_shown(page) if path in copies]
    hit = hits.filter(has=page.locator(f"h2 a[href*='{found}']"))
    button = hit.get_by_role("button", name=f"{len(copies)} copies")
    assert button.get_attribute("aria-expanded") == "false"
    assert not hit.locator(".bf-hit-copies").is_visible()

    button.click()

    hit.locator(".bf-hit-copies li").first.wait_for()
    assert button.get_attribute("aria-expanded") == "true"
    assert {path_in(link) for link in hit.locator(".bf-hit-copies a").all()} == copies
    outlets = {other["outlet"] for other in sample.articles.values() if other["page"] in copies}
    assert set(hit.locator(".bf-hit-copies a").all_inner_texts()) == outlets
    button.press("Enter")
    assert not hit.locator(".bf-hit-copies").is_visible()


def test_copies_can_be_listed_one_by_one(tab: Tab, sample: Site):
    copies = pages_where(sample, lambda row: row["canonical"] == sample.articles[FLOOD]["canonical"])
    page = find(tab, "?q=Ravelstow")
    together = all_shown(page)

    page.get_by_role("switch", name="Copies together").click()
    settled(page)

    assert len(copies & set(together)) == 1
    assert copies & set(all_shown(page)) == copies


@pytest.mark.parametrize("query", [f'"{HARBOURS_OWN}"', HARBOURS_OWN], ids=["as a phrase", "as words"])
def test_a_sentence_that_one_copy_alone_has_finds_that_copy(tab: Tab, sample: Site, query: str):
    page = find(tab, f"?q={quote(query)}")

    assert all_shown(page)[0] == sample.articles[HARBOUR_LOG]["page"]
    assert "The Harbour Log" in page.locator(".bf-hit-facts").first.inner_text()


def test_a_phrase_in_quotes_is_found_as_it_stands(tab: Tab, sample: Site):
    page = find(tab, "?together=no&q=%22flood+wall%22")

    shown = set(all_shown(page))

    assert shown == pages_where(
        sample, lambda row: re.search(r"flood[\s-]wall\b", row["text"], re.IGNORECASE) is not None
    )
    assert 0 < len(shown) < number_of(find(tab, "?together=no&q=flood+wall")) + 1


# Results


def test_a_result_shows_headline_outlet_date_language_and_marked_words(tab: Tab, sample: Site):
    row = sample.articles["bote/2023-06-20-talsperre.txt"]
    page = find(tab, "?q=Talsperre&together=no&outlet=Tollenbr%C3%BCcker+Bote")

    hit = page.locator(".bf-hits > li").filter(has=page.locator(f"a[href*='{row['page']}']"))

    assert hit.locator("h2").inner_text() == row["headline"]
    assert hit.locator(".bf-hit-facts").inner_text().startswith("Tollenbrücker Bote · 20 June 2023 · German")
    assert hit.locator(".bf-hit-excerpt mark").first.inner_text().lower().startswith("talsperre")
    assert hit.locator("h2 a").get_attribute("lang") == hit.locator(".bf-hit-excerpt").get_attribute("lang") == "de"


def test_an_article_in_arabic_runs_from_right_to_left_among_the_results(tab: Tab):
    page = find(tab, f"?q={quote('الفيضان')}")
    hit = page.locator(".bf-hits > li").first
    assert hit.locator("h2 a").get_attribute("dir") == "rtl"

    ends = [
        hit.locator(part).evaluate(
            "part => { const range = document.createRange(); range.selectNodeContents(part);"
            "  return Math.round(range.getBoundingClientRect().right) }"
        )
        for part in ("h2 a", ".bf-hit-facts", ".bf-hit-excerpt")
    ]

    edge = hit.bounding_box()
    assert edge is not None
    assert max(abs(end - edge["x"] - edge["width"]) for end in ends) < 8
    assert hit.locator("mark").count() > 0


def test_the_words_are_marked_in_the_opened_article(tab: Tab, sample: Site):
    page = find(tab, "?q=%22double+their+lines%22+boats")

    page.locator(".bf-hits h2 a").first.click()

    page.wait_for_url(f"**/{sample.articles[HARBOUR_LOG]['page']}?h=*")
    page.locator(".bf-text mark").first.wait_for()
    marked = " ".join(page.locator(".bf-text mark").all_inner_texts()).lower()
    assert {"double", "lines", "boats"} <= set(marked.split())
    text = page.locator(".bf-text").evaluate(
        "part => [...part.querySelectorAll('p')].map(p => p.textContent).join('\\n\\n')"
    )
    assert text == sample.articles[HARBOUR_LOG]["text"], "marking changes no letter"


@pytest.mark.parametrize(
    "words", ["<img src=x onerror=document.title='broken'>", "(river|[", "\\", "&lt;b&gt;", "المياه"]
)
def test_words_to_mark_are_words_and_never_markup(tab: Tab, sample: Site, words: str):
    row = sample.articles[FLOOD]

    page = tab.open(f"{row['page']}?h={quote(words)}")
    page.wait_for_load_state("networkidle")

    assert page.locator(".bf-text img").count() == 0
    assert "broken" not in page.title()
    assert page.locator(".bf-text").evaluate("part => part.textContent.includes('Weavers')")


def test_words_searched_for_are_shown_as_words(tab: Tab):
    hostile = "$& <img src=x onerror=alert(1)>"

    page = find(tab, f"?q={quote(hostile)}&outlet={quote(hostile)}")

    assert page.locator("#bf-find img").count() == 0
    assert page.locator(".bf-chip").inner_text() == f"Outlet: {hostile}"
    assert hostile in page.title()


def test_more_results_keep_the_focus_and_are_announced(tab: Tab):
    page = find(tab)
    total = number_of(page)
    more = page.get_by_role("button", name="More results")
    more.focus()

    page.keyboard.press("Enter")
    page.locator(".bf-hits > li:nth-child(20)").wait_for()
    assert focused(page) == "More results"
    assert page.get_by_role("status").inner_text() == f"20 of {total} results"
    while more.is_visible():
        before = page.locator(".bf-hits > li").count()
        page.keyboard.press("Enter")
        page.locator(f".bf-hits > li:nth-child({before + 1})").wait_for()

    assert page.locator(f".bf-hits > li:nth-child({before + 1}) h2 a:focus").count() == 1, "on the first that is new"
    assert page.locator(".bf-hits > li").count() == total


def test_nothing_found_says_so_and_what_helps(tab: Tab):
    page = find(tab, "?q=comet&outlet=Tollenbr%C3%BCcker+Bote")
    assert page.get_by_role("status").inner_text() == "Nothing found"
    assert option(page, "outlet", "Tollenbrücker Bote").is_checked()
    assert count_at(page, "outlet", "Tollenbrücker Bote") == 0

    page.get_by_text("No article fits").get_by_role("button").click()
    settled(page)

    assert query_of(page) == {"q": ["comet"]}
    assert number_of(page) > 0


# Everybody


def test_the_number_of_results_is_announced_whenever_it_changes(tab: Tab):
    page = find(tab)
    status = page.get_by_role("status")
    assert status.count() == 1
    status.evaluate(
        "status => { window.said = []; new MutationObserver(() => said.push(status.textContent))"
        "  .observe(status, {childList: true, characterData: true, subtree: true}) }"
    )

    page.locator("#bf-words").fill("comet")
    until(page, "said.length > 0")
    option(settled(page), "year", "2022").check()
    settled(page)

    assert re.fullmatch(r"\d+ results?", page.evaluate("said[0]"))
    assert page.evaluate("said.at(-1)") == status.inner_text()


def test_every_control_has_a_name(tab: Tab):
    page = find(tab, "?q=flood&year=2022")
    nameless = page.evaluate(
        "() => [...document.querySelectorAll('#bf-find :is(input, select, button, a)')]"
        "  .filter(one => one.checkVisibility() && ![one, ...(one.labels || [])]"
        "    .some(name => name.ariaLabel || name.textContent.trim() && name.tagName !== 'SELECT'))"
        "  .map(one => one.outerHTML)"
    )

    assert nameless == []
    assert page.get_by_role("search").count() == 1
    assert page.get_by_role("group", name="Outlet").is_visible()
    assert page.get_by_role("region", name="Results").is_visible()


def test_the_keyboard_is_enough_for_the_whole_search_page(tab: Tab):
    page = find(tab)
    page.keyboard.press("/")
    page.keyboard.type("flood")
    page.keyboard.press("Enter")
    settled(page)
    assert query_of(page) == {"q": ["flood"]}
    everything = number_of(page)

    tab_to(page, "input[name=year]")
    page.keyboard.press("Space")
    settled(page)
    assert page.evaluate("document.activeElement.name") == "year", "the focus stays on what was chosen"
    narrowed = number_of(page)
    tab_to(page, ".bf-unfold")
    page.keyboard.press("Enter")
    page.locator(".bf-hit-copies a").first.wait_for()
    tab_to(page, ".bf-hit-copies a")
    page.keyboard.press("Enter")

    page.wait_for_url("**/archive/20*/**")
    assert 0 < narrowed < everything


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is on an element, as a reader without a mouse does."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector}: not reached by Tab")


@pytest.mark.parametrize(
    "tab", [{}, DARK, PHONE, {**PHONE, **DARK}], ids=["light", "dark", "phone", "phone in the dark"], indirect=True
)
def test_the_search_stands_out_from_its_ground_on_every_screen(tab: Tab, sample: Site):
    page = find(tab, "?q=flood&year=2022")
    page.locator(".bf-unfold").first.click()
    page.locator(".bf-hit-copies a").first.wait_for()
    if page.locator(".bf-opener").is_visible():
        page.locator(".bf-opener").click()
    assert page.evaluate(CONTRASTS) == []

    open_box(tab.open("about/"), "flood")
    assert page.evaluate(CONTRASTS) == []

    tab.open(f"{sample.articles[FLOOD]['page']}?h=river+flood")
    page.locator(".bf-text mark").first.wait_for()

    assert page.evaluate(CONTRASTS) == []


@pytest.mark.parametrize("tab", [PHONE, SMALL_PHONE], ids=["phone", "small phone"], indirect=True)
def test_on_a_phone_filters_are_folded_and_nothing_is_wider_than_the_screen(tab: Tab):
    page = find(tab, "?q=river&outlet=The+Port+Averil+Courier&year=2022")
    opener = page.get_by_role("button", name="Filters (2)")
    assert not page.get_by_role("group", name="Outlet").is_visible()
    assert page.locator(".bf-hits h2").first.is_visible()

    opener.click()

    assert opener.get_attribute("aria-expanded") == "true"
    assert page.get_by_role("group", name="Outlet").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    open_box(tab.open("about/"), "river")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("tab", [{"java_script_enabled": False}], ids=[""], indirect=True)
def test_without_scripts_the_page_says_so_and_leads_into_the_archive(tab: Tab, sample: Site):
    page = tab.open("about/")
    page.get_by_role("link", name="Search").click()

    assert tab.here == "search/"
    assert page.get_by_text("The search needs a script.").is_visible()
    links = [path_in(link) for link in page.locator(".bf-without a").all()]
    assert links == [
        f"archive/{name}"
        for name in ("", "outlets/", "agencies/", "authors/", "sections/", "tags/", "languages/", "copies/")
    ]
    assert set(links) <= sample.pages.keys()
    # A browser that runs no scripts refuses to fetch them.
    tab.complaints = [line for line in tab.complaints if not line.endswith(".js")]


def test_where_the_index_is_missing_a_line_says_so_and_other_ways_are_shown(tab: Tab):
    tab.page.context.route("**/search/index/**", lambda route: route.fulfill(status=404))
    page = tab.open("search/?q=flood")

    page.get_by_role("status").filter(has_text="cannot be loaded").wait_for()
    assert page.locator(".bf-without a").first.is_visible()
    assert not page.locator(".bf-filters").is_visible()
    page = tab.open("about/")
    page.keyboard.press("/")
    page.keyboard.type("flood")
    page.locator(".bf-quick-status").filter(has_text="cannot be loaded").wait_for()
    assert page.locator(".bf-quick-all").is_visible()

    expected = [line for line in tab.complaints if "404" in line]
    assert expected == tab.complaints
    tab.complaints.clear()


def test_a_search_that_failed_works_once_the_index_is_there(tab: Tab):
    tab.page.context.route("**/search/index/**", lambda route: route.abort())
    page = tab.open("about/")
    page.keyboard.press("/")
    page.keyboard.type("come")
    page.locator(".bf-quick-status").filter(has_text="cannot be loaded").wait_for()
    tab.complaints.clear()
    tab.page.context.unroute("**/search/index/**")

    page.keyboard.type("t")

    page.locator(".bf-quick-hits a").first.wait_for()


# A part of a large archive: what the query module answers before all periods were searched

PARTLY = Path(__file__).parent / "partly.js"


def partly(tab: Tab, query: str) -> Page:
    """Open the search page with a query module that answers from the newest years first."""
    tab.page.context.route(
        "**/search-query.js", lambda route: route.fulfill(path=PARTLY, content_type="text/javascript")
    )
    return find(tab, query)


def test_what_was_not_searched_yet_is_said_and_searched_when_asked(tab: Tab):
    page = partly(tab, "?q=a")
    assert page.get_by_role("status").inner_text() == "At least 12 results"
    assert page.get_by_text("Searched and counted so far: 2021 to 2023.").is_visible()
    page.get_by_role("button", name="More results").click()
    page.locator(".bf-hits > li:nth-child(12)").wait_for()

    page.get_by_role("button", name="Search older articles").click()
    page.locator(".bf-hits > li:nth-child(16)").wait_for()
    assert "At least 16 results" in page.get_by_role("status").inner_text()
    page.get_by_role("button", name="Search the whole archive").click()
    settled(page)

    assert page.get_by_role("status").inner_text() == "24 results"
    assert focused(page) == "24 results", "the button is gone, the focus is not"
    assert not page.get_by_text("Searched and counted so far").is_visible()
    assert page.locator(".bf-hits > li").count() >= 16


def test_a_year_that_was_not_searched_yet_can_be_chosen_and_shows_no_number_before(tab: Tab):
    page = partly(tab, "?q=a")
    shown = page.locator(".bf-filters input[name=year]").evaluate_all("boxes => boxes.map(box => box.value)")
    assert shown == ["2023", "2020", "2019", "2018"]
    older = option(page, "year", "2019").locator("xpath=..").locator(".bf-among")
    assert older.inner_text() == ""

    option(page, "year", "2019").check()
    settled(page)

    assert page.get_by_role("status").inner_text() == "1 result"
    assert older.inner_text() == "1"


def test_words_that_were_typed_are_searched_for_in_the_whole_archive_after_a_while(tab: Tab):
    page = partly(tab, "")

    page.locator("#bf-words").press_sequentially("two words")

    page.get_by_role("status").filter(has_text=re.compile("^24 results")).wait_for()
    assert not page.get_by_text("Searched and counted so far").is_visible()


def test_an_answer_that_comes_too_late_is_not_shown(tab: Tab):
    page = partly(tab, "?q=a")

    page.locator("#bf-words").fill("slow")
    page.keyboard.press("Enter")
    page.locator("html[data-asked=slow]").wait_for()
    page.locator("#bf-words").fill("b")
    page.keyboard.press("Enter")
    settled(page)
    page.evaluate("() => { dispatchEvent(new Event('release')) }")
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")

    assert page.get_by_role("status").inner_text() == "At least 12 results"


def test_of_ten_thousand_copies_some_are_listed_and_the_rest_are_said_to_be_on_the_page(tab: Tab):
    page = partly(tab, "?q=a")

    page.get_by_role("button", name="10,000 copies").click()

    rest = page.locator(".bf-hit-copies li").filter(has_text="9,960 more")
    rest.wait_for()
    assert page.locator(".bf-hit-copies li").count() == 41
    assert rest.get_by_role("link").get_attribute("href") == "https://elsewhere.invalid/1#copies"


def test_a_failure_in_between_can_be_got_over(tab: Tab):
    page = partly(tab, "?q=broken")
    assert page.get_by_role("status").inner_text() == "A part of the index cannot be loaded."

    page.locator("#bf-words").fill("a")
    page.keyboard.press("Enter")
    settled(page)

    assert page.get_by_role("status").inner_text() == "At least 12 results"
    assert page.locator(".bf-filters").is_visible()
    assert not page.locator(".bf-without").is_visible()


# Strange articles, another place, instant navigation

HOSTILE = '1 < 2 & "{{ 7*7 }}" > <img src=x onerror=alert(1)'
"""What reading takes for words and no markup, and what would be markup if it reached a page as it is."""
STRANGE_RECORDS: list[Row] = [
    {
        "id": "x1",
        "outlet": HOSTILE,
        "headline": HOSTILE,
        "published": "2021-03-01",
        "tags": [HOSTILE],
        "section": HOSTILE,
        "text": f"Quince jelly sets slowly. {HOSTILE} Nobody minded the quince.",
    },
    {
        "id": "x2",
        "outlet": "Alder Post",
        "headline": "Quince harvest",
        "published": "2021-04-01",
        "text": "The quince harvest was a good one this year, and the growers of the Alder valley said so at length.",
    },
    {
        "id": "x3",
        "outlet": "Alder Post",
        "text": "Of this medlar nothing is known, not even a headline, and so it stays.",
    },
]
STRANGE = {"strange.jsonl": "".join(json.dumps(record) + "\n" for record in STRANGE_RECORDS)}
INSTANT = """\
site_name: Test archive
site_url: https://archive.example/archive/
theme: {name: material, font: false, features: [navigation.instant]}
plugins: [backfile]
markdown_extensions: [md_in_html, toc]
"""


@pytest.fixture(scope="session")
def strange(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A small site of strange articles, with instant navigation."""
    folder = once(shared(tmp_path_factory.getbasetemp()) / "strange", lambda part: _build_strange(part / "archive"))
    return Site(folder / "archive" / "site", [], [])


def _build_strange(folder: Path) -> None:
    site_in(an_archive(folder, config=INSTANT, articles=STRANGE).parent)


class TestBelowAnAddress:
    """The site at `/archive/`, as it stands beside others on one host."""

    @pytest.fixture
    def address(self, strange: Site, tmp_path: Path) -> Iterator[str]:
        (tmp_path / "archive").symlink_to(strange.folder)
        with serving(tmp_path) as address:
            yield f"{address}archive/"

    @pytest.fixture
    def tab(self, tab: Tab) -> Tab:
        """A tab for which the sitemap, which instant navigation goes by, names the place where the site is served."""

        def sitemap(route: Route) -> None:
            answer = route.fetch()
            body = answer.text().replace("https://archive.example/archive/", tab.address)
            route.fulfill(body=body, content_type="application/xml")

        tab.page.context.route("**/sitemap.xml", sitemap)
        return tab

    def test_box_page_results_and_marks_work(self, tab: Tab):
        page = open_box(tab.open("archive/2021/04/"), "harvest")
        page.keyboard.press("Enter")
        page.wait_for_url(f"{tab.address}search/?q=harvest")
        settled(page)

        page.locator(".bf-hits h2 a").first.click()

        page.wait_for_url(lambda url: url.startswith(f"{tab.address}archive/2021/04/quince-harvest-"))
        page.locator(".bf-text mark").first.wait_for()

    def test_under_instant_navigation_no_page_is_loaded_anew(self, tab: Tab):
        loaded: list[Request] = []
        tab.page.on("request", lambda request: loaded.append(request) if request.is_navigation_request() else None)
        page = tab.open("archive/2021/04/")
        page.wait_for_load_state("networkidle")
        page.locator(".bf-list a").first.click()
        page.locator("h1", has_text="Quince harvest").wait_for()

        open_box(page, "quince")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search/?q=quince")
        assert number_of(settled(page)) == 2
        option(page, "outlet", "Alder Post").check()
        settled(page)
        assert number_of(page) == 1
        page.locator(".bf-hits h2 a").first.click()
        page.locator(".bf-text mark").first.wait_for()
        page.go_back()
        page.locator(".bf-hits h2").first.wait_for()
        assert number_of(settled(page)) == 1
        assert option(page, "outlet", "Alder Post").is_checked()
        page.go_back()
        page.locator(".bf-hits > li:nth-child(2)").wait_for()
        page.go_back()
        page.locator("h1", has_text="Quince harvest").wait_for()
        open_box(page, "jelly")
        page.locator(".bf-quick-hits a").first.click()
        page.locator(".bf-text mark", has_text="jelly").wait_for()

        assert [request.url for request in loaded] == [f"{tab.address}archive/2021/04/"]

    def test_a_hostile_article_is_text_wherever_the_search_shows_it(self, tab: Tab):
        page = find(tab, "?q=jelly")
        hit = page.locator(".bf-hits > li").first

        assert hit.locator("h2").inner_text() == HOSTILE
        assert hit.locator(".bf-hit-facts bdi").inner_text() == HOSTILE
        assert HOSTILE in page.locator(".bf-filters").inner_text()
        assert page.locator("#bf-find :is(img, script)").count() == 0
        page.locator(".bf-hits h2 a").first.click()
        page.locator(".bf-text mark").first.wait_for()
        assert page.locator("#bf-content :is(img, script)").count() == 0
        open_box(page, "jelly")
        assert page.locator(".bf-quick :is(img, script)").count() == 0
        assert page.locator(".bf-quick-hits a").first.inner_text() == HOSTILE

    def test_an_article_of_which_nothing_is_known_can_be_found_and_opened(self, tab: Tab):
        page = find(tab, "?q=medlar")
        assert page.locator(".bf-hit-facts").inner_text().startswith("Alder Post · date unknown")

        page.locator(".bf-hits h2 a").click()

        page.wait_for_url("**/archive/undated/**")


MATERIAL = """\
site_name: Test archive
theme: {name: material, font: false}
plugins: [search, {backfile: {search: material}}]
markdown_extensions: [md_in_html, toc]
"""


@pytest.fixture(scope="session")
def material(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A small site with Material's own search."""
    config = an_archive(tmp_path_factory.mktemp("material") / "archive", config=MATERIAL, articles=STRANGE)
    return site_in(config.parent)


class TestMaterialsOwnSearch:
    """The setting `search: material`."""

    @pytest.fixture
    def address(self, material: Site) -> Iterator[str]:
        with serving(material.folder) as address:
            yield address

    def test_the_keyboard_is_enough_to_search(self, tab: Tab):
        page = tab.open("archive/2021/04/")
        page.locator(".md-search-result__meta").filter(has_text="Type to start").wait_for(state="attached")

        page.keyboard.press("/")
        # Material answers each key that is let go anew: of letters typed one by one, the answer to the last
        # would take away the result of the first that the arrow had already reached.
        page.keyboard.insert_text("quinc")
        page.keyboard.press("e")
        page.locator(".md-search-result__item").first.wait_for()
        page.keyboard.press("ArrowDown")
        page.locator(".md-search-result__link:focus").wait_for()
        chosen = str(page.evaluate("document.activeElement.href"))
        page.keyboard.press("Enter")

        page.wait_for_url(lambda url: without_query(url) == without_query(chosen))
        assert page.locator(".bf-text").is_visible()

    def test_nothing_of_the_other_search_is_there(self, tab: Tab, material: Site):
        page = tab.open("archive/2021/04/")

        assert page.locator("#bf-quick").count() == 0
        assert [path.name for path in sorted((material.folder / "search").iterdir())] == ["search_index.json"]
