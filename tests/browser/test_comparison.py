"""The page that compares the copies of one text, as a reader meets it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.browser.reader import Tab
from tests.browser.test_browser import CONTRASTS, DARK, FLOOD, PHONE
from tests.sites import Site

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = pytest.mark.browser

WORDS = "gown/2022/vale-words.md"
ARABIC = "sextant/20221119-ar.txt"
CORRECTED = "radio-ilvenmark/2023/03/ferry-2140.json"
TEXTS = {"seven copies": FLOOD, "two copies": WORDS, "in Arabic": ARABIC}

OUTLETS = {
    "Curlew Wire",
    "The Evening Flash",
    "The Harbour Log",
    "The Ilvenmark Ledger",
    "The Port Averil Courier",
    "Radio Ilvenmark",
    "Sorrel Now",
}
NO_SCRIPT = pytest.mark.parametrize("tab", [{"java_script_enabled": False}], ids=[""], indirect=True)


def comparison_of(sample: Site, name: str) -> str:
    """Return the address of the comparison that an article is part of."""
    return f"archive/copies/{sample.articles[name]['canonical']}/"


def opened(tab: Tab, sample: Site, name: str = FLOOD) -> Page:
    return tab.open(comparison_of(sample, name))


def edited_cell(page: Page) -> Locator:
    """Return the link of the second paragraph's cell of the outlet that edited it."""
    return page.locator("#p2 td.bf-edited a")


def test_the_table_shows_every_paragraph_and_every_outlet(tab: Tab, sample: Site):
    page = opened(tab, sample)
    row = sample.articles[FLOOD]

    assert set(page.locator(".bf-copied thead th").all_text_contents()) == OUTLETS
    paragraphs = page.locator(".bf-copied .bf-paragraph th .bf-words").all_text_contents()
    assert paragraphs == row["text"].split("\n\n")
    cells = page.locator(".bf-copied .bf-paragraph td").all_text_contents()
    assert len(cells) == len(paragraphs) * (len(OUTLETS) - 1)
    assert set(cells) <= {"same", "edited", "moved", "moved and edited", "absent"}


def test_the_heads_stay_in_sight_when_the_table_is_scrolled(tab: Tab, sample: Site):
    page = opened(tab, sample)
    page.locator(".bf-matrix").evaluate("one => one.style.maxHeight = '20rem'")

    page.locator(".bf-matrix").evaluate("one => one.scrollTo(0, one.scrollHeight)")

    top, head = (page.locator(kind).bounding_box() for kind in (".bf-matrix", ".bf-copied thead th:first-child"))
    assert top is not None
    assert head is not None
    assert abs(head["y"] - top["y"]) < 2


@NO_SCRIPT
def test_without_scripts_an_edited_cell_leads_to_its_words_and_back(tab: Tab, sample: Site):
    page = opened(tab, sample)
    wording = page.locator("#p2-1")

    edited_cell(page).click()

    assert tab.here.endswith("#p2-1")
    assert wording.locator("del").all_text_contents() == ["metres", "centimetres"]
    assert wording.locator("ins").all_text_contents() == ["meters", "centimeters"]
    box = wording.bounding_box()
    assert box is not None
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= 900
    wording.get_by_role("link", name="Paragraph 2").click()
    assert tab.here.endswith("#p2")


@NO_SCRIPT
def test_without_scripts_all_words_are_there(tab: Tab, sample: Site):
    page = opened(tab, sample)

    assert page.locator(".bf-wording").count() > 5
    assert all(wording.is_visible() for wording in page.locator(".bf-wording").all())
    page.get_by_text("The times as a table").click()
    assert page.locator(".bf-times tbody tr").count() == len(OUTLETS)
    assert page.locator(".bf-pair").count() == 0


def test_a_wording_opens_by_the_keyboard_and_escape_gives_the_place_back(tab: Tab, sample: Site):
    page = opened(tab, sample)
    link = edited_cell(page)
    link.scroll_into_view_if_needed()
    link.focus()
    before = page.evaluate("scrollY")

    page.keyboard.press("Enter")
    page.wait_for_url("**#p2-1")
    assert page.locator("#p2-1").evaluate("one => getComputedStyle(one).position") == "fixed"
    page.keyboard.press("Escape")

    page.wait_for_url("**#p2")
    assert page.locator("#p2-1").evaluate("one => getComputedStyle(one).position") != "fixed"
    assert page.evaluate("document.activeElement.hash") == "#p2-1"
    assert abs(page.evaluate("scrollY") - before) < 5


def test_escape_does_nothing_where_nothing_is_open(tab: Tab, sample: Site):
    page = opened(tab, sample)

    page.keyboard.press("Escape")

    assert tab.here == comparison_of(sample, FLOOD)


def test_two_copies_are_chosen_by_the_keyboard_and_the_choice_can_be_passed_on(tab: Tab, sample: Site):
    page = opened(tab, sample)
    right = page.get_by_label("Right")
    right.focus()

    page.keyboard.type("The Ilv")

    head = page.locator(".bf-sides th")
    assert head.all_text_contents() == ["Curlew Wire", "The Ilvenmark Ledger"]
    ids = [sample.articles[name]["id"] for name in (FLOOD, "ledger/2022.jsonl:4")]
    assert tab.here.endswith(f"#pair={','.join(ids)}")
    assert page.locator(".bf-sides ins").all_text_contents()[:2] == ["meters", "centimeters"]
    shown = page.locator(".bf-sides").inner_html()
    tab.open("about/")
    tab.open(f"{comparison_of(sample, FLOOD)}#pair={','.join(ids)}")
    assert page.locator(".bf-sides").inner_html() == shown
    assert right.locator("option:checked").inner_text() == "The Ilvenmark Ledger"


def test_two_copies_that_are_not_the_main_one_are_compared_with_each_other(tab: Tab, sample: Site):
    names = ("harbour-log/2022-11-17-flood.md", "ledger/2022.jsonl:4")
    rows = [sample.articles[name] for name in names]

    page = tab.open(f"{comparison_of(sample, FLOOD)}#pair={','.join(row['id'] for row in rows)}")

    shown = page.locator(".bf-sides tbody tr").evaluate_all(
        "rows => rows.map(row => row.cells.length === 1 ? [row.innerText, row.innerText]"
        "  : [...row.cells].map(cell => cell.querySelector('.bf-words')?.innerText ?? ''))"
    )
    for side, row in enumerate(rows):
        words = re.findall(r"\w+", " ".join(pair[side] for pair in shown[1:]))
        assert sorted(words) == sorted(re.findall(r"\w+", row["text"])), names[side]


def test_a_pair_that_is_not_there_is_passed_over(tab: Tab, sample: Site):
    page = tab.open(f"{comparison_of(sample, FLOOD)}#pair=0000,1111")

    assert page.locator(".bf-sides").count() == 0
    assert page.get_by_label("Right").input_value() == ""


def test_any_members_id_leads_to_the_comparison(tab: Tab, sample: Site):
    member = sample.articles["ledger/2022.jsonl:4"]["id"]

    page = tab.open(f"archive/copies/{member}/")

    page.wait_for_url(f"**/{comparison_of(sample, FLOOD)}")
    assert page.locator(".bf-copied").is_visible()


def test_the_panel_of_copies_leads_to_the_comparison_and_that_back(tab: Tab, sample: Site):
    page = tab.open(sample.articles["ledger/2022.jsonl:4"]["page"])

    page.get_by_role("link", name="Compare the copies").click()

    page.wait_for_url(f"**/{comparison_of(sample, FLOOD)}")
    page.locator(".bf-copied thead").get_by_role("link", name="The Ilvenmark Ledger").click()
    page.wait_for_url(f"**/{sample.articles['ledger/2022.jsonl:4']['page']}")


def test_a_panel_longer_than_the_window_can_be_read_to_its_end(tab: Tab, sample: Site):
    page = tab.open(sample.articles[FLOOD]["page"])
    page.set_viewport_size({"width": 1280, "height": 500})
    panel = page.locator(".bf-copies")

    panel.locator(".bf-legend").scroll_into_view_if_needed()

    last = panel.locator(".bf-legend").bounding_box()
    assert last is not None
    assert last["y"] >= 0
    assert last["y"] + last["height"] <= 500


def test_a_text_in_arabic_runs_from_right_to_left_in_every_cell(tab: Tab, sample: Site):
    page = opened(tab, sample, ARABIC)

    blocks = page.locator(".bf-copied .bf-words").all()

    assert len(blocks) > 3
    assert {(block.get_attribute("lang"), block.get_attribute("dir")) for block in blocks} == {("ar", "rtl")}
    assert page.evaluate("getComputedStyle(document.querySelector('.bf-copied .bf-words')).direction") == "rtl"
    assert page.locator(".bf-copied .bf-edited .bf-words ins").count() > 0


@pytest.mark.parametrize("tab", [{}, DARK, PHONE], ids=["desk", "desk in the dark", "phone"], indirect=True)
@pytest.mark.parametrize("name", TEXTS.values(), ids=TEXTS)
def test_the_page_is_as_wide_as_its_screen_and_all_its_text_can_be_read(tab: Tab, sample: Site, name: str):
    page = opened(tab, sample, name)
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")

    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate(CONTRASTS) == []


@pytest.mark.parametrize("tab", [PHONE], ids=[""], indirect=True)
def test_on_a_phone_two_copies_come_first(tab: Tab, sample: Site):
    page = opened(tab, sample)

    pair, table = (page.locator(kind).bounding_box() for kind in (".bf-pair", ".bf-compared"))

    assert pair is not None
    assert table is not None
    assert pair["y"] < table["y"]
    page.get_by_label("Right").select_option(label="The Ilvenmark Ledger")
    assert page.locator(".bf-sides th").all_text_contents() == ["Curlew Wire", "The Ilvenmark Ledger"]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_an_article_shows_what_changed_since_its_older_version(tab: Tab, sample: Site):
    page = tab.open(sample.articles[CORRECTED]["page"])

    page.locator(".bf-versions summary").click()

    changes = page.locator(".bf-changes")
    assert "1 paragraph edited, 1 paragraph added" in changes.inner_text()
    gone, new = changes.locator("del").first, changes.locator("ins").first
    assert (gone.inner_text(), new.inner_text()) == ("112", "121")
    for mark, line in ((gone, "line-through"), (new, "underline")):
        assert line in mark.evaluate("one => getComputedStyle(one).textDecorationLine")
        assert mark.evaluate("one => getComputedStyle(one).backgroundColor") != "rgba(0, 0, 0, 0)"
    assert page.evaluate(CONTRASTS) == []


def test_an_outlets_page_says_and_draws_whose_texts_it_ran(tab: Tab):
    page = tab.open("archive/outlets/the-harbour-log/")

    lines = page.locator(".bf-whose li").all_inner_texts()
    bars = [bar.bounding_box() for bar in page.locator(".bf-whose rect").all()]

    assert [line.strip() for line in lines] == ["2 its own", "3 Curlew Wire", "2 Sextant Press Agency"]
    widths = [bar["width"] for bar in bars if bar]
    assert widths[1] / widths[0] == pytest.approx(1.5, rel=0.05)
    assert page.locator(".bf-whose").get_by_text("5 ran in other outlets too.").is_visible()
    page.get_by_role("link", name="Curlew Wire").click()
    page.wait_for_url("**/archive/agencies/curlew-wire/")
