"""The built site as a reader meets it: in a browser, with a mouse, a keyboard, a phone, and without a script."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.reader import Tab
from tests.sites import Site

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

FLOOD = "curlew-wire/reports.jsonl:4"

ARTICLES = {
    "article with copies": FLOOD,
    "article that shares a passage": "courier/2023/01-12-iron-bridge.txt",
    "article with an older version": "radio-ilvenmark/2023/03/ferry-2140.json",
    "article that borrows": "unsorted/0418.txt",
    "article in Arabic": "radio-ilvenmark/2022/11/dhurwat-al-fayadan.json",
    "article in German": "bote/2023-06-20-talsperre.txt",
    "article in Japanese": "radio-ilvenmark/2022/10/suisei.json",
}
KINDS = {
    "front page": "",
    "archive": "archive/",
    "year": "archive/2022/",
    "month": "archive/2022/11/",
    "day": "archive/2022/11/17/",
    "calendar": "archive/calendar/",
    "statistics": "archive/statistics/",
    "holdings": "archive/holdings/",
    "corrections": "archive/corrections/",
    "data": "archive/open-data/",
    "undated": "archive/undated/",
    "outlets": "archive/outlets/",
    "outlet": "archive/outlets/the-harbour-log/",
    "agency": "archive/agencies/curlew-wire/",
    "section": "archive/sections/science/",
    "tags": "archive/tags/",
    "tag": "archive/tags/flood/",
    "languages": "archive/languages/",
    "copies": "archive/copies/",
    "search": "search/",
    "comparison": FLOOD,
    "about": "about/",
    **ARTICLES,
}
"""A page of every kind: its address, or the input of its article."""

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
SMALL_PHONE: dict[str, Any] = {**PHONE, "viewport": {"width": 320, "height": 568}}
DARK: dict[str, Any] = {"color_scheme": "dark"}

each_screen = pytest.mark.parametrize(
    "tab", [{}, DARK, PHONE, SMALL_PHONE], ids=["desk", "desk in the dark", "phone", "small phone"], indirect=True
)


def path_of(sample: Site, kind: str) -> str:
    known = KINDS[kind]
    if kind == "comparison":
        return f"archive/copies/{sample.articles[known]['canonical']}/"
    return str(sample.articles[known]["page"]) if kind in ARTICLES else known


def without_query(url: str) -> str:
    """Return an address without the words that are marked on a page that was found."""
    return url.partition("?")[0]


def search(page: Page, words: str) -> None:
    """Type words into the search, and wait for what it finds."""
    page.get_by_role("searchbox", name="Search").fill(words)
    page.locator(".bf-quick[aria-busy]").wait_for(state="detached")
    page.locator(".bf-quick-status").filter(has_text=re.compile("result|Nothing")).wait_for()


def test_a_reader_searches_follows_a_result_and_then_a_copy(tab: Tab, sample: Site):
    page = tab.open("")
    search(page, "lighthouse keeper")
    page.locator(".bf-quick-hits a").first.click()
    page.wait_for_url("**/archive/undated/**")
    assert page.locator("h1").inner_text() == "Village Votes to Keep Its Lighthouse Keeper"
    pair = {sample.articles[name]["page"] for name in ("unsorted/0417.txt", "unsorted/0418.txt")}
    first = without_query(tab.here)

    page.locator(".bf-copies li a").click()

    page.wait_for_url(lambda url: without_query(url) != f"{tab.address}{first}")
    assert {first, tab.here} == pair
    assert page.locator(".bf-copies li a").count() == 1


def test_an_article_is_found_once_whatever_it_is_searched_by(tab: Tab, sample: Site):
    for words in ("Ruth Ellingsward", "テシモンド彗星", "الصعداء"):
        page = tab.open("about/")
        search(page, words)
        page.locator(".bf-quick-hits a").first.wait_for()
        links = [link.get_attribute("href") or "" for link in page.locator(".bf-quick-hits a").all()]
        paths = [without_query(link.removeprefix(tab.address)) for link in links]

        assert len(paths) == len(set(paths)), "no article has two entries"
        assert paths[0] in {row["page"] for row in sample.articles.values()}


def test_a_search_for_what_was_taken_out_finds_nothing(tab: Tab):
    page = tab.open("")

    search(page, "articles_limit")

    assert page.locator(".bf-quick-status").inner_text() == "Nothing found"


def test_the_palette_can_be_changed_and_is_remembered(tab: Tab):
    page = tab.open("")
    light = background(page)

    page.get_by_title("Switch to dark colours").click()

    page.locator("body[data-md-color-scheme=slate]").wait_for(state="attached")
    dark = background(page)
    assert sum(dark) < sum(light)
    page.reload()
    assert background(page) == dark
    page.get_by_role("link", name="Copies", exact=True).click()
    page.wait_for_url("**/archive/copies/")
    assert background(page) == dark


def background(page: Page) -> tuple[int, ...]:
    colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
    return tuple(map(int, re.findall(r"\d+", str(colour))[:3]))


@pytest.mark.parametrize("kind", ["month", "article with copies", "comparison", "about"])
def test_the_keyboard_leads_past_the_navigation_to_the_top_of_the_page(tab: Tab, sample: Site, kind: str):
    page = tab.open(path_of(sample, kind))

    page.keyboard.press("Tab")
    assert focused(page) == "Skip to content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    assert focused(page) == page.locator("#bf-content a").first.inner_text()
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.innerText")).strip()


def test_what_is_folded_away_opens_by_the_keyboard(tab: Tab, sample: Site):
    page = tab.open(path_of(sample, "article that borrows"))
    line = page.get_by_text("12 crowns a month")
    assert not line.is_visible()

    page.locator(".bf-dropped summary").focus()
    page.keyboard.press("Enter")

    assert line.is_visible()


@pytest.mark.parametrize("tab", [PHONE], ids=["phone"], indirect=True)
def test_the_facts_lead_to_the_list_of_copies_below_the_text(tab: Tab, sample: Site):
    page = tab.open(path_of(sample, "article with copies"))

    page.get_by_role("link", name="7 copies").click()

    assert tab.here.endswith("#copies")
    box = page.locator("#copies").bounding_box()
    assert box is not None
    assert 0 <= box["y"] < 400


def test_copies_stand_beside_the_text_where_there_is_room(tab: Tab, sample: Site):
    page = tab.open(path_of(sample, "article with copies"))

    text, copies = (page.locator(kind).bounding_box() for kind in (".bf-text", ".bf-copies"))

    assert text is not None
    assert copies is not None
    assert copies["x"] >= text["x"] + text["width"]
    assert abs(copies["y"] - text["y"]) < 30


def test_what_only_shares_a_passage_does_not_lie_on_the_copies(tab: Tab, sample: Site):
    page = tab.open(path_of(sample, "article that shares a passage"))

    related, copies = (page.locator(kind).bounding_box() for kind in (".bf-related", ".bf-copies:not(.bf-related)"))

    assert related is not None
    assert copies is not None
    assert related["y"] >= copies["y"] + copies["height"] or related["x"] + related["width"] <= copies["x"]


def test_an_article_in_arabic_runs_from_right_to_left_with_its_head(tab: Tab, sample: Site):
    page = tab.open(path_of(sample, "article in Arabic"))

    ends = page.evaluate(
        "['.bf-kicker', '.bf-headline', '.bf-text'].map(kind => {"
        "  const range = document.createRange(); range.selectNodeContents(document.querySelector(kind));"
        "  return Math.round(range.getBoundingClientRect().right) })"
    )

    assert max(ends) - min(ends) < 10
    assert page.evaluate("getComputedStyle(document.querySelector('.bf-text p')).direction") == "rtl"


@each_screen
def test_no_page_is_wider_than_its_screen_or_breaks_anything(tab: Tab, sample: Site):
    for kind in KINDS:
        page = tab.open(path_of(sample, kind))
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")

        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), kind
        assert tab.complaints == [], kind


CONTRASTS = """() => {
  const channels = colour => colour.match(/[\\d.]+/g).map(Number)
  const light = ([r, g, b]) => [r, g, b].map(c => c / 255).map(
    c => c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4).reduce((s, c, i) => s + c * [.2126, .7152, .0722][i], 0)
  const ground = element => {
    for (let one = element; one; one = one.parentElement) {
      const found = channels(getComputedStyle(one).backgroundColor)
      if (found.length === 3 || found[3] === 1) return found
    }
    return [255, 255, 255]
  }
  const poor = new Set()
  for (const element of document.querySelectorAll('body *')) {
    const own = [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim())
    if (!own || !element.checkVisibility()) continue
    const [a, b] = [light(channels(getComputedStyle(element).color)), light(ground(element))].sort((x, y) => y - x)
    const ratio = (a + .05) / (b + .05)
    if (ratio < (element.closest('.bf-text') ? 7 : 4.5))
      poor.add(`${element.tagName}.${element.className} ${ratio.toFixed(1)}`)
  }
  return [...poor]
}"""


@pytest.mark.parametrize("tab", [{}, DARK], ids=["light", "dark"], indirect=True)
def test_all_text_stands_out_from_its_ground(tab: Tab, sample: Site):
    """As WCAG asks: 4.5 to 1, and 7 to 1 for the articles' own text."""
    for kind in KINDS:
        page = tab.open(path_of(sample, kind))
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")

        assert page.evaluate(CONTRASTS) == [], kind


def test_an_address_that_leads_nowhere_says_so_and_leads_back(tab: Tab):
    page = tab.open("archive/2022/11/cut-sho")
    assert "No page at this address" in page.locator("h1").inner_text()
    assert tab.complaints, "the page itself is answered with 404"
    tab.complaints.clear()

    page.locator("#bf-content a").click()

    page.wait_for_url(lambda url: url in {tab.address, "https://backfile.example/"})


@pytest.mark.parametrize("tab", [{"java_script_enabled": False}], ids=[""], indirect=True)
def test_without_scripts_everything_but_the_search_is_there(tab: Tab, sample: Site):
    page = tab.open(path_of(sample, "article with copies"))
    assert page.locator(".bf-text").is_visible()
    assert not page.get_by_role("searchbox").is_visible()
    assert not page.locator(".bf-palette").is_visible()

    page.locator(".bf-copies li a").first.click()

    assert tab.here in {row["page"] for row in sample.articles.values()}


LONG_HEADLINE = "A headline that somebody took for the first paragraph of the report and that goes on " * 8
LINES = "it => Math.round(it.getBoundingClientRect().height / parseFloat(getComputedStyle(it).lineHeight))"


@each_screen
@pytest.mark.parametrize(
    ("path", "headline", "most"),
    [("", ".bf-teaser-headline a", 5), ("", ".bf-widest li > a", 5), ("search/?q=ferry", ".bf-hits h2 a", 4)],
    ids=["newest", "most widely run", "search"],
)
def test_a_headline_as_long_as_a_paragraph_leaves_room_for_others(tab: Tab, path: str, headline: str, most: int):
    first = tab.open(path).locator(headline).first
    first.evaluate("(link, text) => { link.textContent = text }", LONG_HEADLINE)

    assert first.evaluate(LINES) == most


@each_screen
def test_how_many_articles_an_outlet_has_stands_on_one_line(tab: Tab):
    entry = tab.open("archive/outlets/").locator(".bf-names li").filter(has_text="its own").first
    entry.locator("a").evaluate("(link, text) => { link.textContent = text }", LONG_HEADLINE[:120])
    count = entry.evaluate(
        "item => { const range = document.createRange(); range.selectNode(item.lastChild);"
        " return range.getClientRects().length }"
    )

    assert count == 1


def test_a_page_of_one_s_own_gives_the_newest_articles_all_its_width(tab: Tab):
    page = tab.open("")
    width = "newest => newest.getBoundingClientRect().width"
    in_front = page.locator(".bf-newest").evaluate(width)

    page.locator("#bf-content").evaluate("page => page.classList.replace('bf-home', 'bf-prose')")

    assert page.locator(".bf-newest").evaluate(width) == in_front


def test_an_article_is_printed_as_one_page_that_says_where_it_stood(tab: Tab, sample: Site):
    page = tab.open(path_of(sample, "article with copies"))

    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")

    printed = page.locator(".bf-printed")
    assert printed.is_visible()
    assert tab.here in printed.inner_text()
    assert printed.locator("bdi").count() == 4
    assert re.search(r"\(accessed \d{1,2} \w+ \d{4}\)$", printed.inner_text())
    assert page.locator(".bf-text").is_visible()
    assert not page.locator(".bf-copies, .bf-evidence, .bf-nav").first.is_visible()
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))) == 1


SHIFTS = """new Promise(resolve => {
  let sum = 0
  new PerformanceObserver(list => { for (const entry of list.getEntries()) sum += entry.value })
    .observe({ type: "layout-shift", buffered: true })
  document.fonts.ready.then(() => requestAnimationFrame(() => requestAnimationFrame(() => resolve(sum))))
})"""


TARGETS = """() => [...document.querySelectorAll("a, button, summary, input, label.bf-button")]
  .filter(one => one.checkVisibility() && !one.closest(".md-skip, .bf-text, .bf-prose, .bf-note, .bf-printed"))
  .map(one => [one.className || one.textContent.trim().slice(0, 40), ...["width", "height"].map(
    side => Math.max(...[...one.getClientRects()].map(rect => rect[side])))])
  .filter(([, width, height]) => height && height < 24)
  .map(([name, , height]) => `${name}: ${height}`)"""


@pytest.mark.parametrize("tab", [PHONE, SMALL_PHONE], ids=["phone", "small phone"], indirect=True)
def test_what_is_touched_is_large_enough_to_be_hit(tab: Tab, sample: Site):
    for kind in KINDS.keys() - {"search"}:
        page = tab.open(path_of(sample, kind))

        assert page.evaluate(TARGETS) == [], kind


@pytest.mark.parametrize("tab", [{}, PHONE], ids=["desk", "phone"], indirect=True)
def test_the_switch_of_the_search_is_large_enough_to_be_hit(tab: Tab, sample: Site):
    page = tab.open(path_of(sample, "search"))
    switch = page.get_by_role("switch")
    switch.wait_for(state="attached")
    page.goto(f"{page.url.split('?')[0]}?q=harbour")
    page.locator(".bf-hits h2").first.wait_for()

    box = switch.bounding_box()
    assert box
    assert min(box["width"], box["height"]) >= 24
    was = switch.is_checked()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + 1)
    assert switch.is_checked() != was


@pytest.mark.parametrize("tab", [{"forced_colors": "active"}], ids=["forced colours"], indirect=True)
def test_who_forces_colours_sees_whether_the_switch_of_the_search_is_on(tab: Tab, sample: Site):
    page = tab.open(f"{path_of(sample, 'search')}?q=harbour")
    page.locator(".bf-hits h2").first.wait_for()
    switch = page.get_by_role("switch")

    before = switch.screenshot(animations="disabled")
    switch.evaluate("one => { one.checked = !one.checked }")

    assert switch.screenshot(animations="disabled") != before


@pytest.mark.parametrize("tab", [{}, DARK, PHONE], ids=["desk", "desk in the dark", "phone"], indirect=True)
def test_nothing_moves_on_a_first_visit_while_scripts_are_late(tab: Tab, sample: Site):
    for kind in KINDS:
        page = tab.open(path_of(sample, kind))
        page.locator("html.js, html:not(.no-js)").wait_for(state="attached")

        assert page.evaluate(SHIFTS) == 0, kind
