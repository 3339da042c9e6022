"""What readers take away in the page: citations, lists of articles, the tables of the data."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

import pytest

from generator.model import Links, Provenance, Site
from generator.render import article_page
from generator.render.pages.citations import every_citation
from generator.render.pages.cited import cited
from tests.browser.reader import Tab
from tests.browser.test_browser import FLOOD
from tests.sites import Site as Built
from tests.test_citing import CITED, STORY
from tests.test_render import an_article

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

pytestmark = pytest.mark.browser

IN_A_PAGE = """async pages => {
  const { citations, citedOf } = await import("/assets/javascripts/cite.js")
  const read = ([html, path]) => citedOf(new DOMParser().parseFromString(html, "text/html"), path)
  return pages.map(one => [...citations(read(one))])
}"""
ODD: list[dict[str, Any]] = [
    {"authors": ("Jane Doe, Jr.", "Doe, Jane", "Doe, Jr.")},
    {"authors": ("Smith, Jones and Brown, Inc. 2",), "agency": "AFX / Reutex"},
    {"authors": ("\u00c9mile de la Cour-Neuve", "Jean-Paul Roe III"), "section": "A & B"},
    {"authors": tuple(f"A{number} B\u00e9" for number in range(23))},
    {"headline": "x|y{z}[w] & % $ # _ ~ ^ \\"},
    {"headline": "</script><b> \u201ca\u201d"},
    {"headline": "\u0645\u0631\u062d\u0628\u0627\u061f", "language": "ar"},
    {"published": None, "outlet": None, "language": None, "url": "https://x.example/a?b=c&d"},
]
SITES = (Site(name="Arch & ive", url="https://a.example/", rights="For <all>."), Site(name="Archive"))
CAPTURES = (
    Provenance(path="a.txt", digest="00" * 16),
    Provenance(path="a", digest="0f" * 16, captured="2021-02-03T04:05:06Z"),
)


def test_scripts_cite_what_pages_tell_just_as_the_generator_cites_articles(tab: Tab):
    """Hundreds of citations in one question: what differs is named by its style."""
    stories = [
        (an_article(**{**STORY, **known}, provenance=capture), site)
        for known in (*(known for _, known, *_ in CITED), *ODD)
        for site in SITES
        for capture in CAPTURES
    ]
    bodies = [(article_page(article, Links(), site=site).body, article) for article, site in stories]
    pages = [(f"{body.front['head']}{body.html}", f"/archive/{one.address}/") for body, one in bodies if body]
    tab.open("")

    found = tab.page.evaluate(IN_A_PAGE, pages)

    expected = [[list(pair) for pair in every_citation(cited(*story))] for story in stories]
    assert found == expected


def saved(page: Page, name: str) -> str:
    with page.expect_download() as download:
        page.get_by_role("button", name=name, exact=True).click()
    return Path(download.value.path()).read_text(encoding="utf-8")


def test_the_box_has_every_style_and_those_of_a_paragraph(tab: Tab, sample: Built):
    page = tab.open(sample.articles[FLOOD]["page"])

    page.locator(".bf-cite > summary").click()
    page.locator(".bf-cite pre").first.wait_for()
    names = page.locator(".bf-cite dt").all_inner_texts()
    page.locator(".bf-cite input").fill("2")

    assert names == [
        "Chicago",
        "APA",
        "MLA",
        "Harvard",
        *(f"Wikipedia ({one})" for one in ("en", "de", "fr")),
        "BibTeX",
        "RIS",
        "CSL-JSON",
    ]
    shown = page.locator(".bf-cite dd").all_inner_texts()
    assert all("#p-2" in one or "par" in one.lower() or "Absatz" in one for one in shown)


def test_a_list_is_taken_away_in_every_form_from_what_its_articles_pages_tell(tab: Tab, sample: Built):
    page = tab.open("archive/2022/05/")
    listed = {row["key"] for row in sample.articles.values() if row["page"].startswith("archive/2022/05/")}

    rows = list(csv.DictReader(io.StringIO(saved(page, "CSV"))))
    bibtex, ris, items = saved(page, "BibTeX"), saved(page, "RIS"), json.loads(saved(page, "CSL-JSON"))

    assert {row["key"] for row in rows} == {item["id"] for item in items} == listed
    assert bibtex.count("@article{") == ris.count("TY  - NEWS") == len(listed)


def test_a_list_is_taken_away_by_who_presses_before_the_rest_is_fetched(tab: Tab):
    page = tab.page
    held: list[Route] = []
    page.route("**/take.js", lambda route: held.append(route))  # noqa: PLW0108 - it marks what it is given
    with page.expect_request("**/take.js"):
        page.goto(f"{tab.address}archive/2022/05/", wait_until="domcontentloaded")

    with page.expect_download() as download:
        page.get_by_role("button", name="RIS", exact=True).click()
        held[0].continue_()

    assert Path(download.value.path()).read_text(encoding="utf-8").startswith("TY  - NEWS")


def test_pages_offer_articles_to_take_away_where_they_show_some(sample: Built):
    """Else a script would hide the offer, and what stands below would move. A list of authors shows no articles, though
    those who have one alone lead to it: what it offered were those few.
    """
    pages = [(path, path.read_text(encoding="utf-8")) for path in sample.folder.glob("archive/**/index.html")]
    listings = {path: html.partition('id="bf-content"')[2] for path, html in pages if "bf-listing" in html}
    offering = {path for path, html in listings.items() if 'class="bf-take"' in html}

    headline = re.compile(r'<a href="(?:[^"]*/)?[^"/]+-[0-9a-f]{8,}/"><(?:h[23]|span role="heading")')
    showing = {path for path, html in listings.items() if headline.search(html) or "/corrections/" in str(path)}

    assert offering == showing
    assert 20 < len(showing) < len(listings) - 10


def test_the_field_of_a_paragraph_is_seen_on_the_page(tab: Tab, sample: Built):
    page = tab.open(sample.articles[FLOOD]["page"])
    page.locator(".bf-cite summary").click()
    field = page.locator(".bf-cite input")
    field.wait_for()

    assert field.evaluate("field => getComputedStyle(field).borderStyle") == "solid"


@pytest.mark.parametrize(
    "place", ["", "archive/2022/11/", "archive/2022/11/17/", "archive/outlets/the-harbour-log/", "archive/corrections/"]
)
def test_zotero_is_told_the_headline_and_the_outlet_of_each_article_of_a_list(tab: Tab, sample: Built, place: str):
    """Where a copy's link was its outlet's name, that was told as its title; beside a day's, the number of copies was
    told as its outlet.
    """
    page = tab.open(place)
    page.locator(".Z3988").first.wait_for(state="attached")

    told = [
        parse_qs(title) for title in page.evaluate("[...document.querySelectorAll('.Z3988')].map(one => one.title)")
    ]

    rows = {row["page"]: row for row in sample.articles.values()}
    found = {one["rft.identifier"][0].removeprefix(tab.address): one for one in told}
    assert len(found) >= (1 if "corrections" in place else 5)
    for address, one in found.items():
        assert (one["rft.title"], one["rft.source"]) == ([rows[address]["headline"]], [rows[address]["outlet"]])


def test_a_table_of_the_data_is_sorted_filtered_and_saved_in_the_page(tab: Tab, sample: Built):
    page = tab.open("archive/open-data/")
    page.get_by_role("button", name="Show", exact=True).click()
    page.locator(".bf-table tbody tr").first.wait_for()
    words = page.locator(".bf-tables input[type=search]")

    words.fill("flood")
    page.get_by_role("button", name="words", exact=True).click()
    rows = list(csv.DictReader(io.StringIO(saved(page, "Save these rows"))))

    every = list(csv.DictReader(io.StringIO((sample.folder / "data" / "articles.csv").read_text(encoding="utf-8"))))
    wanted = [row for row in every if "flood" in "\n".join(row.values()).lower()]
    assert 0 < len(rows) == len(wanted) < len(every)
    assert [int(row["words"]) for row in rows] == sorted(int(row["words"]) for row in wanted)
