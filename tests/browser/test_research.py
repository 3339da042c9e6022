"""What researchers ask of a search: queries that are mended, results over time, in context, taken away and kept.

What the sample archive's articles are is taken from its open data, never from the index.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from hashlib import blake2b
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.archives import an_archive
from tests.browser.reader import Tab, serving
from tests.browser.test_accessible import EVERY
from tests.browser.test_browser import CONTRASTS, DARK, FLOOD, SMALL_PHONE
from tests.browser.test_search import (
    HARBOURS_OWN,
    STRANGE,
    Row,
    all_shown,
    find,
    number_of,
    option,
    pages_where,
    query_of,
    settled,
    until,
)
from tests.sites import Site, site_in

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

TOGETHER = "&together=no"
"""Each copy for itself, as the open data has them."""


def pressed(page: Page, name: str) -> str:
    """Press a button that saves a file, and return what the file holds."""
    with page.expect_download() as download:
        page.get_by_role("button", name=name, exact=True).click()
    return Path(download.value.path()).read_text(encoding="utf-8-sig")


def take_away(page: Page) -> None:
    page.locator(".bf-taking > summary").click()


# Queries


def test_a_mistake_is_explained_and_the_query_that_was_searched_for_can_be_taken_over(tab: Tab):
    page = find(tab, "?q=(river OR")
    page.get_by_text("A parenthesis is not closed.").wait_for()
    assert page.get_by_text("“OR” needs words beside it.").is_visible()
    found = number_of(page)

    page.get_by_role("button", name="river", exact=True).click()
    settled(page)

    assert query_of(page) == {"q": ["river"]}
    assert number_of(page) == found > 0
    assert page.locator(".bf-hints p").count() == 0
    assert page.locator("#bf-words:focus").input_value() == "river"


def test_what_is_still_being_typed_is_not_called_a_mistake(tab: Tab):
    page = find(tab)

    page.locator("#bf-words").press_sequentially("river (ferry OR")
    settled(page)
    assert page.locator(".bf-hints p").count() == 0
    page.keyboard.press("Enter")

    page.get_by_text("A parenthesis is not closed.").wait_for()


def test_a_word_that_no_article_has_may_have_been_another(tab: Tab):
    page = find(tab, "?q=rivr+-flood")

    page.get_by_role("button", name="river -flood").click()
    settled(page)

    assert number_of(page) > 0


def test_small_operators_that_find_nothing_are_offered_in_capitals(tab: Tab, sample: Site):
    page = find(tab, f"?q=comet or quarry{TOGETHER}")

    page.get_by_role("button", name="comet OR quarry").click()
    settled(page)

    assert set(all_shown(page)) >= pages_where(sample, lambda row: "comet" in row["text"].lower())


@pytest.mark.parametrize(
    ("query", "fits"),
    [
        ("outlet:harbour", lambda row: "Harbour" in (row["outlet"] or "")),
        ("outlet:harbour year:2023", lambda row: "Harbour" in (row["outlet"] or "") and row["published"][:4] == "2023"),
        ("language:german", lambda row: row["language"] == "de"),
        ("-language:en", lambda row: row["language"] != "en"),
        ("before:2022-03", lambda row: (row["published"] or "9") < "2022-03"),
        ("after:2023-11", lambda row: (row["published"] or "0") >= "2023-12"),
        ("author:renn OR author:ellingsward", lambda row: bool(re.search("Renn|Ellingsward", str(row["authors"])))),
    ],
)
def test_fields_find_what_the_data_says(tab: Tab, sample: Site, query: str, fits: Callable[[Row], bool]):
    page = find(tab, f"?q={query}{TOGETHER}")

    assert set(all_shown(page)) == pages_where(sample, fits) != set()


def test_authors_are_a_filter(tab: Tab, sample: Site):
    page = find(tab, f"?{TOGETHER}")

    page.get_by_role("group", name="Authors").get_by_role("button").click()
    option(page, "author", "Tobias Renn").check()
    settled(page)

    assert set(all_shown(page)) == pages_where(sample, lambda row: "Tobias Renn" in (row["authors"] or []))


def test_a_copy_that_stands_for_the_others_since_it_alone_has_the_words_says_so(tab: Tab):
    page = find(tab, f'?q="{HARBOURS_OWN}"')
    assert page.locator(".bf-standing").inner_text() == "This copy has the words; the main copy does not."

    find(tab, "?q=flood+wall&outlet=Radio+Ilvenmark")
    assert page.locator(".bf-standing").inner_text() == "This copy fits what was asked; the main copy does not."

    find(tab, "?q=flood+wall")
    assert page.locator(".bf-standing").count() == 0


# Over time


def test_a_bar_for_each_month_says_how_many_of_all_articles_there_are(tab: Tab, sample: Site):
    page = find(tab, f"?q=outlet:courier{TOGETHER}")
    page.locator(".bf-time-bar").first.wait_for()
    rows = [row for row in sample.articles.values() if row["published"]]
    all_of = Counter(row["published"][:7] for row in rows)
    ours = Counter(row["published"][:7] for row in rows if "Courier" in (row["outlet"] or ""))

    page.get_by_text("As a table").click()
    shown = page.locator(".bf-time-table tbody tr").evaluate_all(
        "rows => rows.map(row => [...row.cells].map(cell => cell.textContent))"
    )

    named = {"2022-11": "November 2022", "2023-05": "May 2023"}
    for month, name in named.items():
        assert [name, str(ours[month]), str(all_of[month])] in [row[:3] for row in shown]
    assert sum(int(row[1]) for row in shown) == ours.total()
    assert page.locator(".bf-time-bar").count() == len(shown)
    assert f"November 2022: {ours['2022-11']} of {all_of['2022-11']}" in str(
        page.locator(".bf-time-bar").nth([row[0] for row in shown].index("November 2022")).get_attribute("aria-label")
    )


def test_the_keyboard_walks_the_bars_and_narrows_to_one(tab: Tab):
    page = find(tab, "?q=river")
    page.locator(".bf-time-bar").first.focus()
    assert page.locator(".bf-time-bar[tabindex='0']").count() == 1, "one stop for Tab"

    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowRight")
    said = page.locator(".bf-time-said").inner_text()
    page.keyboard.press("Enter")
    settled(page)

    month = query_of(page)["month"][0]
    assert said.startswith(page.locator(".bf-chip").first.inner_text())
    assert {row[:7].replace("/", "-") for row in (path.removeprefix("archive/") for path in all_shown(page))} == {month}


def test_counts_are_divided_by_outlet_and_shown_as_shares(tab: Tab):
    page = find(tab, "?q=river")
    page.locator(".bf-time-bar").first.wait_for()

    page.get_by_label("Divided").select_option("outlet")
    parts = page.locator(".bf-time-parts li")
    assert "The Port Averil Courier" in parts.first.inner_text()
    page.get_by_label("As a share of all articles").check()
    assert page.locator(".bf-time-most").inner_text().endswith("%")
    parts.first.get_by_role("button").click()
    settled(page)

    assert query_of(page)["outlet"] == ["The Port Averil Courier"]


SHIFTED = """() => new Promise(done => {
  new PerformanceObserver(list => done(list.getEntries().map(entry => entry.value)))
    .observe({ type: "layout-shift", buffered: true })
  setTimeout(() => done([]), 300)
})"""


@pytest.mark.parametrize("query", ["?q=river", "?q=rivr", "", "?q=(river&view=context"])
def test_nothing_moves_while_the_results_are_drawn(tab: Tab, query: str):
    page = find(tab, query)

    assert sum(page.evaluate(SHIFTED)) < 0.005, "0.00, as it is told"


# In context


def test_each_line_leads_to_the_paragraph_that_it_is_from(tab: Tab, sample: Site):
    page = find(tab, "?q=river&view=context")
    line = page.locator(".bf-kwic li").nth(3)
    line.wait_for()
    before, word, after = (line.locator(part).inner_text() for part in (".bf-kwic-before", "mark", ".bf-kwic-after"))

    line.locator("a").click()
    page.wait_for_url("**/archive/**")

    number = int(page.url.rpartition("#p-")[2])
    text = " ".join(page.locator(".bf-text > p").nth(number - 1).inner_text().split())
    assert " ".join(f"{before}{word}{after}".split())[:60] in text
    place = f"document.querySelectorAll('.bf-text > p')[{number - 1}].getBoundingClientRect()"
    until(page, f"{place}.top >= 0 && {place}.top < innerHeight")


def test_lines_are_sorted_by_what_stands_behind_the_words(tab: Tab):
    page = find(tab, "?q=river&view=context")
    page.locator(".bf-kwic li").first.wait_for()

    page.get_by_label("Order of lines").select_option("after")

    until(page, "location.search.includes('lines=after')")
    first = [re.sub(r"\W", " ", text.lower()).split()[:1] for text in page.locator(".bf-kwic-after").all_inner_texts()]
    assert first == sorted(first) != []
    page.get_by_role("button", name="List").click()
    assert page.locator(".bf-hits h2").first.is_visible()
    assert not page.locator(".bf-context").is_visible()


# Taken away


def test_all_results_are_taken_away_and_not_only_those_that_are_shown(tab: Tab, sample: Site):
    page = find(tab, f"?q=the{TOGETHER}")
    take_away(page)

    rows = list(csv.DictReader(io.StringIO(pressed(page, "Table (CSV)"))))
    lines = [json.loads(line) for line in pressed(page, "JSON lines").splitlines()]
    bibtex, ris = pressed(page, "BibTeX"), pressed(page, "RIS (Zotero, EndNote)")

    assert len(rows) == number_of(page) > page.locator(".bf-hits > li").count()
    assert [row["id"] for row in rows] == [line["id"] for line in lines]
    known = {row["id"]: row for row in sample.articles.values()}
    for row, line in zip(rows, lines, strict=True):
        article = known[row["id"]]
        assert row["url"] == f"{tab.address}{article['page']}"
        assert (row["headline"], row["published"]) == (article["headline"] or "", article["published"] or "")
        assert line["authors"] == (article["authors"] or [])
        assert line["original"] == (article["url"] or "")
    assert bibtex.count("@article{") == ris.count("TY  - NEWS") == len(rows)


def test_counts_over_time_are_taken_away(tab: Tab):
    page = find(tab, "?q=river")
    page.locator(".bf-time-bar").first.wait_for()
    take_away(page)

    rows = list(csv.DictReader(io.StringIO(pressed(page, "Counts over time (CSV)"))))

    assert sum(int(row["results"]) for row in rows) >= number_of(page)
    assert all(int(row["results"]) <= int(row["articles"]) for row in rows)


def test_a_search_is_cited_with_its_address_and_the_state_of_the_archive(tab: Tab, sample: Site):
    page = find(tab, "?q=river&year=2022")
    take_away(page)

    page.get_by_role("button", name="Cite this search").click()
    page.locator(".bf-cited").wait_for()

    said = page.locator(".bf-cited").inner_text()
    manifest = (sample.folder / "data" / "manifest.json").read_bytes()
    assert f"BLAKE2b {blake2b(manifest, digest_size=32).hexdigest()}" in said
    assert said.endswith(f"{tab.address}search/?q=river&year=2022")
    assert said.startswith("Ilvenmark News Archive, search for “river”: ")
    assert "79 articles, the newest of 30 December 2023" in said


# Clippings


def test_results_and_passages_are_kept_with_notes_and_come_back_from_a_file(tab: Tab, sample: Site, tmp_path: Path):
    page = find(tab, "?q=flood")
    keeper = page.locator(".bf-keep").nth(1)
    keeper.click()
    assert keeper.get_attribute("aria-pressed") == "true"
    page.goto(tab.address + sample.articles[FLOOD]["page"])
    page.evaluate("getSelection().selectAllChildren(document.querySelectorAll('.bf-text > p')[2])")
    page.get_by_role("button", name="Keep the passage").click()
    passage = page.locator(".bf-text > p").nth(2).inner_text()

    page.get_by_role("link", name="Clippings").click()
    page.locator(".bf-clippings li").first.wait_for()
    page.get_by_label("Note").first.fill("to be compared")
    page.get_by_label("Note").first.blur()
    table, markdown = pressed(page, "Table (CSV)"), pressed(page, "Markdown")

    assert page.locator(".bf-clippings blockquote").inner_text() == passage
    assert str(page.locator(".bf-clippings h3 a").first.get_attribute("href")).endswith("#p-3")
    assert "to be compared" in markdown
    assert f"> {passage.split()[0]}" in markdown
    for _ in range(2):
        page.get_by_role("button", name=re.compile("^Remove: ")).first.click()
    assert page.get_by_text("Nothing is kept yet").is_visible()
    (tmp_path / "kept.csv").write_text(table, encoding="utf-8")
    page.locator("input[type=file]").set_input_files(tmp_path / "kept.csv")
    page.get_by_text("2 taken in").wait_for()
    assert page.get_by_label("Note").first.input_value() == "to be compared"
    assert page.locator(".bf-clippings blockquote").inner_text() == passage
    page.get_by_role("button", name="Back to the results").click()
    assert page.locator(".bf-hits h2").first.is_visible()


def test_a_file_of_a_strangers_brings_in_no_address_that_runs(tab: Tab, tmp_path: Path):
    page = tab.open("search/?view=clippings")
    page.locator(".bf-folder").wait_for()
    (tmp_path / "bad.csv").write_text("url,headline\njavascript:alert(1),One\ndata:text/html;x,Two\n", encoding="utf-8")

    page.locator("input[type=file]").set_input_files(tmp_path / "bad.csv")

    page.get_by_text("There are no clippings in this file.").wait_for()
    assert page.locator(".bf-clippings li").count() == 0


# Everybody


@pytest.mark.parametrize("tab", [DARK, SMALL_PHONE], ids=["desk in the dark", "small phone"], indirect=True)
def test_all_of_it_can_be_read_by_everybody(tab: Tab):
    axe = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
    page = find(tab, "?q=(river OR&view=context")
    page.evaluate("document.querySelectorAll('#bf-find details').forEach(one => one.open = true)")
    page.locator(".bf-time-bar").first.wait_for()
    page.locator(".bf-kwic li").first.wait_for()
    page.evaluate(axe)

    faults = page.evaluate(
        """async options => (await axe.run(document, {...options, resultTypes: ["violations"]})).violations
          .flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.target}`))""",
        EVERY,
    )

    assert faults == []
    assert page.evaluate(CONTRASTS) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


# Several archives


ABRIDGED = "\n\n".join(
    [
        "A hung assembly, and a chair at the table",
        *(
            one
            for one in Path("articles/gown/2023/election.md").read_text("utf-8").split("\n\n")[1:]
            if "flood" not in one
        ),
    ]
)
"""A report that the sample archive has, too, without one of its paragraphs."""


class TestSeveralArchives:
    """A small archive whose readers can search the sample archive, too, which stands at another host."""

    @pytest.fixture
    def hosts(self, sample: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
        with serving(sample.folder, is_open=True) as other:
            archives = f"{{Ilvenmark: '{other}', Nowhere: 'http://127.0.0.1:9/'}}"
            config = (
                "site_name: Small archive\ntheme: {name: material, font: false}\n"
                f"plugins: [{{backfile: {{archives: {archives}}}}}]\nmarkdown_extensions: [md_in_html, toc]\n"
            )
            folder = tmp_path_factory.mktemp("several") / "archive"
            site = site_in(an_archive(folder, config=config, articles={**STRANGE, "vote.txt": ABRIDGED}).parent)
            with serving(site.folder, is_open=True) as address:
                yield address, other

    def test_another_archive_is_asked_once_it_is_chosen_and_its_results_are_marked(
        self, browser: Browser, hosts: tuple[str, str]
    ):
        address, other = hosts
        context = browser.new_context()
        page = context.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{address}search/?q=harvest OR flood")
        settled(page)
        own = number_of(page)
        assert not [url for url in asked if url.startswith(other)]

        option(page, "also", "Ilvenmark").check()
        settled(page)

        assert number_of(page) > own == 1
        assert set(page.locator(".bf-archive").all_inner_texts()) == {"Small archive", "Ilvenmark"}
        hit = page.locator(".bf-hits > li", has_text="Ilvenmark").first
        assert str(hit.locator("h2 a").get_attribute("href")).startswith(f"{other}archive/")
        option(page, "also", "Nowhere").check()
        page.get_by_text("Nowhere cannot be searched").wait_for()
        assert number_of(page) > own
        option(page, "also", "Nowhere").uncheck()
        option(page, "also", "Ilvenmark").uncheck()
        settled(page)
        assert number_of(page) == own
        context.close()

    def test_a_text_that_another_archive_has_too_says_so_the_second_time(
        self, browser: Browser, hosts: tuple[str, str]
    ):
        address, _ = hosts
        context = browser.new_context()
        page = context.new_page()
        page.goto(f"{address}search/?q=Valcourt seats")
        settled(page)
        assert number_of(page) == 1
        assert page.locator(".bf-standing").count() == 0

        option(page, "also", "Ilvenmark").check()
        settled(page)

        said = page.locator(".bf-hits > li", has_text="The same text as above")
        other = {"Small archive": "Ilvenmark", "Ilvenmark": "Small archive"}
        assert said.count() == 1
        assert f"above, in {other[said.locator('.bf-archive').inner_text()]}: " in said.inner_text()
        assert page.locator(".bf-hits > li").count() > 2
        context.close()
