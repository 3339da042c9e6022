"""The search's query module in a browser, on an archive invented for it: what is found, counted, ordered and shown."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.request import urlopen

import pytest
from backports import zstd

from generator import pipeline
from generator.search.fold import words
from generator.settings import Settings
from tests.archives import CONFIG, an_archive
from tests.browser.reader import serving
from tests.sites import site_in
from tests.test_search import FOLDED
from tests.texts import report

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SCRIPTS = Path(__file__).parents[2] / "generator" / "theme" / "assets" / "javascripts"

FERRY = report(4, "ferry")
"""A text that three outlets ran."""
FILLING = "zzyzx" * 300_000
"""One word so long that no more than three years of it make a shard."""
YEARS = range(2015, 2020)


def a_record(name: str, outlet: str, headline: str, published: str | None, text: str, **fields: Any) -> dict[str, Any]:
    known = {"published": published} if published else {}
    return {"id": name, "outlet": outlet, "headline": headline, "text": text, **known, **fields}


RECORDS = [
    a_record(
        "tram",
        "Alder Post",
        "A tram for Velmar",
        "2021-03-01",
        "The mayor opened the tram line on Monday. "
        "It runs from the harbour to the old mill, a quarter of an hour away.",
        tags=["transport", "city"],
    ),
    a_record(
        "trams",
        "Lower Alder News",
        "Council buys trams",
        "2021-03-02T09:30:00Z",
        "Six new trams were ordered (Osk Wire). The harbour board asked for a seventh, which will come a year later. "
        "Café owners approve.",
        section="City",
    ),
    a_record(
        "mill",
        "Alder Post",
        "The mill that was old",
        "2019-07-09",
        "Nobody knows who built the mill. Old maps show it beside the river, and the river beside a tramway.",
    ),
    a_record(
        "german",
        "Harn Bote",
        "Die Straßenbahn fährt",
        "2020-05-05",
        "Die Straßenbahn über den Fluss fährt wieder. Der Bürgermeister freute sich über die Brücke.",
        language="de",
    ),
    a_record(
        "arabic",
        "صحيفة النهر",
        "الحكومة تفتتح الجسر",
        "2020-06-01",
        "قال رئيس الحُكُومَة إن الجسر الجديد سيخدم أهالي المدينة كلها في السنة القادمة.",
        language="ar",
    ),
    a_record(
        "japanese",
        "川辺新聞",
        "新しい路面電車",
        "2020-06-02",
        "市長は月曜日、港と古い水車小屋を結ぶ路面電車の開業を祝った。電車は十五分ごとに走る。",
        language="ja",
    ),
    a_record("ferry-1", "Alder Post", "Ferry", "2021-05-01", FERRY),
    a_record(
        "ferry-2",
        "Lower Alder News",
        "The ferry",
        "2021-05-02",
        f"{FERRY}\n\nA dog named Quibblewick watched from the pontoon.",
    ),
    a_record("ferry-3", "Harn Bote", "A ferry", "2020-12-30", FERRY),
    *(a_record(f"filling-{year}", "Filler", "Filling", f"{year}-01-01", f"notice {FILLING}") for year in YEARS),
    *(
        a_record(f"notice-{day}", "Alder Post", f"Notice {day}", f"2021-06-{day:02}", f"A notice, number {day}.")
        for day in range(1, 13)
    ),
    a_record("undated", "Alder Post", "Harbour notes", None, "Notes of the harbour master, without a day."),
]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The module and the index of the archive, served below a path as they would be in a site."""
    root = tmp_path_factory.mktemp("query")
    (root / "articles").mkdir()
    lines = "".join(f"{json.dumps(record)}\n" for record in RECORDS)
    (root / "articles" / "records.jsonl").write_text(lines, encoding="utf-8")
    settings = Settings.from_mapping({}, root=root, docs=root / "docs")
    pipeline.build(settings)
    here = root / "site" / "below"
    here.mkdir(parents=True)
    (here / "index.html").write_text("<!doctype html><title>search</title>", encoding="utf-8")
    (root / "site" / "404.html").write_text("none", encoding="utf-8")
    (root / "site" / "favicon.ico").write_bytes(b"")
    shutil.copytree(settings.archive / "search", here / "search")
    shutil.copytree(SCRIPTS, here / "js")
    with serving(root / "site") as address:
        yield f"{address}below/"


@pytest.fixture(scope="module")
def page(browser: Browser, site: str) -> Iterator[Page]:
    context = browser.new_context()
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda line: complaints.append(line.text) if line.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(site)
    yield page
    context.close()
    assert complaints == []


ASK = """async ([base, asked, whole]) => {
  const { openSearch } = await import(base + "js/search-query.js")
  globalThis.search ??= await openSearch(base)
  const answer = await globalThis.search.query({ ...asked, whole })
  const hits = await Promise.all(answer.results.map(result => result.load()))
  const copies = await Promise.all(hits.map(hit => hit.copies()))
  return {
    total: answer.total, exact: answer.exact, searched: answer.searched, counts: answer.counts,
    hits: hits.map((hit, place) => ({ ...hit, copies: copies[place] }))
  }
}"""


@pytest.fixture
def ask(page: Page, site: str) -> Any:
    def asked(text: str = "", *, whole: bool = True, **filters: Any) -> Any:
        return page.evaluate(ASK, [site, {"text": text, **filters}, whole])

    return asked


def outlets(answer: Any) -> list[str]:
    return [f"{hit['outlet']}: {hit['headline']}" for hit in answer["hits"]]


def headlines(answer: Any) -> set[str]:
    return {hit["headline"] for hit in answer["hits"]}


def marked(parts: Any) -> str:
    return "".join(f"[{part['text']}]" if part["marked"] else part["text"] for part in parts)


@pytest.mark.browser
@pytest.mark.parametrize(("text", "_"), FOLDED.values(), ids=FOLDED)
def test_the_browser_folds_words_as_the_index_does(page: Page, site: str, text: str, _: str):
    asked = "async ([base, text]) => (await import(base + 'js/search-query.js')).words(text)"

    assert page.evaluate(asked, [site, text]) == words(text)


@pytest.mark.browser
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("tram", {"A tram for Velmar", "Council buys trams"}),  # by the stem, and no tramway
        ("TRAMS harbour", {"A tram for Velmar", "Council buys trams"}),
        ("tram harbour seventh", {"Council buys trams"}),  # all words must occur
        ("tram nowhere", set()),
        ("strassenbahn", {"Die Straßenbahn fährt"}),
        ("über", {"Die Straßenbahn fährt"}),
        ("cafe", {"Council buys trams"}),
        ("حكومه", {"الحكومة تفتتح الجسر"}),
        ("جسر", {"الحكومة تفتتح الجسر"}),
        ("電車", {"新しい路面電車"}),
        ("路面電車の開業", {"新しい路面電車"}),
        ("電車は十五分ごと", {"新しい路面電車"}),
        ("電車は十五分こと", set()),  # a voiced sign is another
        ("車電", set()),  # a run of signs is a phrase
        ("vélmar line", {"A tram for Velmar"}),  # in the headline alone
        ('"the old mill"', {"A tram for Velmar"}),
        ('"old the mill"', set()),
        ('"mill that was old"', {"The mill that was old"}),
        ('harbour "old mill"', {"A tram for Velmar"}),
        ("harbour", {"A tram for Velmar", "Council buys trams", "Harbour notes"}),
    ],
)
def test_what_words_and_phrases_find(ask: Any, text: str, found: set[str]):
    answer = ask(text)

    assert headlines(answer) == found
    assert answer["total"] == len(found)
    assert answer["exact"]


@pytest.mark.browser
def test_an_unfinished_word_finds_what_it_may_become(ask: Any):
    assert headlines(ask("tra", unfinished=True)) >= {
        "A tram for Velmar",
        "Council buys trams",
        "The mill that was old",
    }
    assert headlines(ask("tra")) == set()


@pytest.mark.browser
def test_words_of_the_headline_come_first(ask: Any):
    assert [hit["headline"] for hit in ask("mill")["hits"]] == ["The mill that was old", "A tram for Velmar"]


@pytest.mark.browser
def test_filters_work_without_words_and_with_them(ask: Any):
    assert headlines(ask(outlet="Lower Alder News", year="2021")) == {"Council buys trams", "The ferry"}
    assert headlines(ask(language=["de", "ja"])) == {"Die Straßenbahn fährt", "新しい路面電車"}
    assert headlines(ask(tag="city")) == {"A tram for Velmar"}
    assert headlines(ask(section="City")) == {"Council buys trams"}
    assert headlines(ask("harbour", month="2021-03")) == {"A tram for Velmar", "Council buys trams"}
    assert headlines(ask("tram", outlet="Harn Bote")) == set()


@pytest.mark.browser
def test_a_range_of_dates_includes_both_ends_and_no_undated_article(ask: Any):
    assert headlines(ask("harbour", **{"from": "2021-03-02", "to": "2021-03-02"})) == {"Council buys trams"}
    assert headlines(ask("harbour", **{"from": "2021"})) == {"A tram for Velmar", "Council buys trams"}
    assert headlines(ask(to="2019")) == {"The mill that was old", "Filling"}


@pytest.mark.browser
def test_each_facet_is_counted_without_its_own_filter(ask: Any):
    counts = ask("harbour", outlet="Alder Post")["counts"]

    assert counts["outlet"] == [["Alder Post", 2], ["Lower Alder News", 1]]
    assert counts["year"] == [["2021", 1]]
    assert counts["tag"] == [["city", 1], ["transport", 1]]
    assert counts["copies"] == [["no", 2]]


@pytest.mark.browser
def test_orders(ask: Any):
    newest = ask(collapse=False)
    oldest = ask(collapse=False, sort="oldest")

    days = [hit["date"] for hit in newest["hits"]]
    assert days[-1] is None
    assert days[:-1] == sorted(days[:-1], reverse=True)
    assert [hit["date"] for hit in oldest["hits"]] == [*sorted(days[:-1]), None]


@pytest.mark.browser
def test_copies_are_one_result_that_unfolds(ask: Any):
    found = ask(FERRY.split(".")[0])
    apart = ask(FERRY.split(".")[0], collapse=False)

    [hit] = found["hits"]
    assert hit["clusterSize"] == 3
    assert len(hit["copies"]) == 3
    assert {copy["outlet"] for copy in hit["copies"]} == {
        "Alder Post",
        "Lower Alder News",
        "Harn Bote",
    }
    assert apart["total"] == 3
    assert found["counts"]["copies"] == [["yes", 1]]


@pytest.mark.browser
def test_a_sentence_that_one_outlet_added_finds_its_page(ask: Any):
    [hit] = ask("quibblewick pontoon")["hits"]

    assert (hit["outlet"], hit["clusterSize"]) == ("Lower Alder News", 3)


@pytest.mark.browser
def test_what_is_known_before_any_query(page: Page, site: str):
    script = """async base => {
      const { openSearch } = await import(base + "js/search-query.js")
      const search = await openSearch(base)
      return [search.articles, search.first, search.last, search.languages]
    }"""

    articles, first, last, languages = page.evaluate(script, site)

    assert (articles, first, last) == (len(RECORDS), "2015-01-01", "2021-06-12")
    assert {"en", "de", "ar", "ja"} <= {name for name, _ in languages}


PROGRESS = """async ([base, query]) => {
  const { openSearch } = await import(base + "js/search-query.js")
  const search = await openSearch(base)
  const first = await search.query(query)
  const more = await first.more()
  const whole = await first.whole()
  return [first, more, whole].map(one => one && [one.total, one.exact, one.searched.articles])
}"""


@pytest.mark.browser
def test_one_word_is_searched_newest_first_and_the_count_says_so(page: Page, site: str):
    first, more, whole = page.evaluate(PROGRESS, [site, {"text": "notice"}])

    assert first[:2] == [12, False]
    assert more[0] > 12
    assert whole == [17, True, len(RECORDS)]


@pytest.mark.browser
def test_several_words_are_looked_for_in_the_whole_archive_at_once(page: Page, site: str):
    first, more, whole = page.evaluate(PROGRESS, [site, {"text": "notice number"}])

    assert first == [12, True, len(RECORDS)]
    assert (more, whole) == (None, None)


@pytest.mark.browser
def test_only_the_periods_that_a_filter_allows_are_fetched(browser: Browser, site: str):
    context = browser.new_context()
    page = context.new_page()
    page.goto(site)
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url.removeprefix(site)))

    first, _, _ = page.evaluate(PROGRESS, [site, {"text": "notice", "year": "2016"}])

    assert first[:2] == [1, True]
    assert {path.split("/")[2][:4] for path in fetched if path.count("/") == 3} == {"2016"}
    context.close()


@pytest.mark.browser
def test_a_result_shows_where_its_words_stand(ask: Any):
    [hit] = ask('"old mill"')["hits"]

    assert marked(hit["excerpt"]) == (
        "The mayor opened the tram line on Monday. "
        "It runs from the harbour to the [old] [mill], a quarter of an hour away."
    )
    assert marked(ask("trams")["hits"][0]["headlineParts"]) in {"A [tram] for Velmar", "Council buys [trams]"}
    assert hit["url"].endswith("/below/archive/2021/03/a-tram-for-velmar-" + hit["id"][:8] + "/")


WHOLE = """async base => {
  const { openSearch } = await import(base + "assets/javascripts/search-query.js")
  const search = await openSearch(base)
  const { results } = await search.query({ text: "", whole: true })
  const texts = await Promise.all(results.map(async one => [(await one.row()).id, (await one.whole()).text]))
  const [mill] = (await search.query({ text: '"old mill"', whole: true })).results
  return [Object.fromEntries(texts), (await (await mill.load()).later()).excerpt]
}"""


@pytest.fixture(scope="module")
def compressed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, str]]]:
    """Where a whole site stands whose data are compressed, and the text of each of its articles."""
    odd = "A <b>mark</b> & more,  twice.\n\n- Rising water -\n\n2nd of 3: *no* [link](x) at http://elm.example/a. א"
    records = [*(one for one in RECORDS if len(one["text"]) < 1000), a_record("odd", "Elm", "Odd", "2021-03-04", odd)]
    lines = "".join(f"{json.dumps(record)}\n" for record in records)
    config = CONFIG.replace("[backfile]", "[backfile: {data: compressed}]")
    made = an_archive(tmp_path_factory.mktemp("compressed"), config=config, articles={"records.jsonl": lines})
    folder = site_in(made.parent).folder
    parts = [zstd.decompress(path.read_bytes()) for path in folder.glob("data/articles/*.jsonl.zst")]
    rows = [json.loads(line) for part in parts for line in part.splitlines()]
    assert len(rows) == len(records)
    with serving(folder) as address:
        yield address, {row["id"]: row["text"] for row in rows}


@pytest.mark.browser
def test_texts_that_an_index_lacks_are_read_from_the_pages(browser: Browser, compressed: tuple[str, dict[str, str]]):
    address, texts = compressed
    page = browser.new_page()
    page.goto(f"{address}404.html")

    found, excerpt = page.evaluate(WHOLE, address)

    page.close()
    assert found == texts
    assert "the [old] [mill]" in marked(excerpt)


@pytest.mark.browser
def test_what_a_result_shows_is_read_from_its_page_once_it_is_seen(
    browser: Browser, compressed: tuple[str, dict[str, str]]
):
    address, _ = compressed
    page = browser.new_page(viewport={"width": 1000, "height": 700})
    read: list[str] = []
    page.on("request", lambda one: read.append(one.url) if f"{address}archive/" in one.url else None)

    page.goto(f"{address}search/?q=notice")
    page.locator(".bf-hit-excerpt mark").first.wait_for()
    before, hits = len(read), page.locator(".bf-hit")
    hits.last.scroll_into_view_if_needed()
    hits.last.locator(".bf-hit-excerpt mark").first.wait_for()

    assert 0 < before < hits.count()
    assert "?h=notice" in (hits.first.locator("a").first.get_attribute("href") or "")
    page.close()


@pytest.mark.browser
def test_a_table_that_is_packed_is_shown(browser: Browser, compressed: tuple[str, dict[str, str]]):
    address, texts = compressed
    page = browser.new_page()
    page.goto(f"{address}archive/open-data/")

    page.locator("#bf-tables select").select_option(label="articles/2021.csv.gz")
    page.locator("#bf-tables button").first.click()
    page.locator("#bf-tables td").first.wait_for()

    shown = page.locator("#bf-tables tbody tr").count()
    heads = page.locator("#bf-tables th").all_inner_texts()
    page.close()
    assert 1 < shown < len(texts)
    assert heads[:3] == ["key", "page", "url"]


@pytest.mark.browser
def test_a_search_of_a_packed_site_is_cited_with_the_digest_of_its_manifest(
    browser: Browser, compressed: tuple[str, dict[str, str]]
):
    address, _ = compressed
    with urlopen(f"{address}data/manifest.json.gz") as answer:
        digest = blake2b(answer.read(), digest_size=32).hexdigest()
    page = browser.new_page()
    page.goto(f"{address}search/?q=tram")
    page.locator(".bf-taking > summary").click()

    page.get_by_role("button", name="Cite this search").click()
    page.locator(".bf-cited").wait_for()

    said = page.locator(".bf-cited").inner_text()
    page.close()
    assert f"BLAKE2b {digest}" in said


@pytest.mark.browser
def test_a_result_is_read_in_its_own_direction(ask: Any):
    [hit] = ask("حكومه")["hits"]

    assert (hit["language"], hit["direction"]) == ("ar", "rtl")
    assert "[الحُكُومَة]" in marked(hit["excerpt"])


@pytest.mark.browser
def test_an_index_that_is_not_there_is_said(browser: Browser, site: str):
    context = browser.new_context()
    page = context.new_page()
    page.goto(site)
    script = """base => import(base + "js/search-query.js")
      .then(({ openSearch }) => openSearch(base, { index: "nowhere/" })).catch(error => error.message)"""

    assert page.evaluate(script, site) == f"The search index cannot be loaded: {site}nowhere/index.bin (404)."
    context.close()
