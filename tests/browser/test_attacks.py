"""Pages made from every known attack, in a real browser that was told to pass over their policy: nothing runs or loads.

What the pages may hold is tests/laws/test_hostile.py's; here it is the browser that would be taken in.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.archives import an_archive
from tests.attacks import EVERY
from tests.browser.reader import serving
from tests.sites import Site, once, shared, site_in
from tests.texts import report

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CONFIG = """\
site_name: Test archive
theme: {name: material, font: false}
plugins: [backfile: {page_entries: 200}]
markdown_extensions: [md_in_html, toc]
"""
EVERY_NTH = 7
"""Of the articles' pages, one in so many is opened; listings, comparisons and the search show the rest."""

CANARY = "for (const name of ['canary', 'alert', 'confirm', 'prompt']) window[name] = () => window.ran(name)"


def records() -> Iterator[dict[str, Any]]:
    """Yield a record for each attack, with it and those behind it in the record's fields, so that each is in each."""
    for number in range(len(EVERY)):
        strings = [EVERY[(number + place) % len(EVERY)] for place in range(12)]
        yield {
            "id": f"a{number}",
            "headline": strings[0],
            "outlet": strings[1],
            "authors": strings[2:4],
            "section": strings[4],
            "tags": strings[5:7],
            "url": strings[7],
            "language": strings[8],
            "published": f"2021-0{number % 9 + 1}-01",
            strings[9]: strings[10],
            "text": "\n\n".join([report(1, f"attack {number // 3}"), strings[0], strings[11]]),
        }


def _build(folder: Path) -> None:
    lines = "".join(json.dumps(record) + "\n" for record in records())
    site_in(an_archive(folder / "archive", config=CONFIG, articles={"all.jsonl": lines}).parent, strict=False)


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The site of an archive of attacks."""
    return Site(once(shared(tmp_path_factory.getbasetemp()) / "attacked", _build) / "archive" / "site", [], [])


@pytest.fixture
def opened(browser: Browser, attacked: Site) -> Iterator[tuple[Page, str, list[str]]]:
    """A page for which no policy counts, the site's address, and what ran or left the site."""
    with serving(attacked.folder) as address:
        context = browser.new_context(bypass_csp=True)
        page, happened = context.new_page(), list[str]()
        page.expose_function("ran", lambda name: happened.append(f"{page.url}: {name} ran"))
        page.add_init_script(CANARY)
        page.on("dialog", lambda dialog: happened.append(f"{page.url}: {dialog.message}"))
        page.on("popup", lambda popup: happened.append(f"{page.url}: opened {popup.url}"))
        page.on("request", lambda one: happened.extend(() if one.url.startswith((address, "data:")) else (one.url,)))
        page.on("frameattached", lambda frame: happened.append(f"{page.url}: a frame"))
        yield page, address, happened
        context.close()


@pytest.mark.browser
@pytest.mark.slow
def test_no_attack_runs_or_loads_anything(opened: tuple[Page, str, list[str]], attacked: Site):
    page, address, happened = opened
    articles = [
        json.loads(line)["page"] for line in (attacked.folder / "data" / "articles.jsonl").read_bytes().splitlines()
    ]
    others = attacked.pages.keys() - set(articles) - attacked.leading
    listings = [path for path in others if path.count("/") < 3 or "/20" in path]
    comparisons = sorted(path for path in others if path.startswith("archive/copies/"))

    for path in [*sorted(listings), *articles[::EVERY_NTH], *comparisons[:10]]:
        page.goto(address + path)
        page.evaluate("for (const folded of document.querySelectorAll('details')) folded.open = true")

    assert happened == []
    assert len(articles) > 0.9 * len(EVERY)


@pytest.mark.browser
def test_nor_among_the_results_of_a_search(opened: tuple[Page, str, list[str]]):
    page, address, happened = opened
    for query in ("script", "onerror", "canary", "%3Cimg%20src%3Dx%20onerror%3Dcanary()%3E"):
        page.goto(f"{address}search/?q={query}")
        page.locator(".bf-found:not([aria-busy])").wait_for()
        page.locator(".bf-hits > li").first.wait_for()

    assert happened == []
    links = page.locator(".bf-hits a").evaluate_all("links => links.map(link => link.href)")
    assert all(link.startswith(address) for link in links)
