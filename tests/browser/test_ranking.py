"""One index and nine shards of the same articles put the results of any query into the same order."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from generator.model import Article, Field, Page, Provenance
from generator.search import (
    Contents,
    Indexed,
    ShardTask,
    brought,
    cut,
    held_of,
    index_page,
    listed,
    make_shard,
    merged_pages,
    open_spool,
)
from tests.browser.reader import serving
from tests.browser.test_query import SCRIPTS
from tests.texts import sentences

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

ARTICLES = 160
QUERIES = 200
RARE = "zyzomys"
"""A word of one article, which is not among the newest."""
CLUSTERS = (((3, 1), (1, 4), (0, 2)), ((5, 0), (6, 2)))
"""Copies, as places in the index of nine shards."""


def _given(value: str) -> Field[str]:
    return Field(value=value, origin="given", rule="record")


def an_article(number: int, chance: random.Random) -> Article:
    """An article of one to thirty sentences, one a day, in eight years; of two headlines one is the other backwards."""
    text = sentences(chance.choice([1, 2, 3, 5, 8, 13, 30]), f"ranked {number % 40}")
    if number == ARTICLES // 2:
        text = [*text, f"The {RARE} was seen."]
    headline = sentences(1, f"headline {number % 60}")[0].rstrip(".").split()
    return Article(
        id=f"{number * 2654435761 % 2**32:08x}00000000",
        given_id=None,
        slug=f"a{number}",
        url=None,
        paragraphs=tuple(text),
        lifted=(),
        dropped=(),
        extra={},
        provenance=Provenance(path="a.jsonl", digest="0"),
        headline=_given(" ".join(headline[:: -1 if number // 60 % 2 else 1])),
        published=_given(f"{2011 + number % 8}-{1 + number // 8 % 12:02}-{1 + number // 96:02}"),
        language=_given("en"),
    )


def _day(article: Article) -> str:
    assert article.published
    return article.published.value


def make_index(articles: Sequence[Article], bound: int, folder: Path) -> int:
    """Write an index whose shards have so many characters at most, and return how many there are.

    Beside it stands `plain`, the same without the lists of which shards hold a word.
    """
    by_id = {one.id: one for one in articles}
    indexed = [
        Indexed(id=one.id, digest=one.id, published=_day(one), language="en", size=len(one.text)) for one in articles
    ]
    shards = cut(indexed, release="r", bound=bound)
    with open_spool(folder) as spool:
        made = []
        for shard in shards:
            held = tuple(held_of(by_id[name]) for name in shard.ids)
            made.append(make_shard(ShardTask(shard=shard, held=held, spool=spool)))
            write(folder, spool.get(shard.key))
    rows = {place: listed(shard, one.summary) for place, (shard, one) in enumerate(zip(shards, made, strict=True))}
    lists = {place: one.held for place, one in enumerate(made) if place}
    newest = brought(made[0].summary, made[0].reader)
    contents = Contents(shards=rows, newest=newest, clusters=CLUSTERS if folder.name == "copies" else (), held=lists)
    write(folder, merged_pages([contents]))
    shutil.copytree(folder, folder.with_name(f"{folder.name}-plain"))
    write(folder.with_name(f"{folder.name}-plain"), [index_page([contents])])
    return len(shards)


def write(folder: Path, pages: Iterable[Page]) -> None:
    for page in pages:
        path = folder / page.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(page.content)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    root = tmp_path_factory.mktemp("ranking")
    chance = random.Random("ranking")
    articles = [an_article(number, chance) for number in range(ARTICLES)]
    for name, shards, bound in (("one", 1, 10_000_000), ("nine", 9, 40_000), ("copies", 9, 40_000)):
        (root / name).mkdir()
        assert make_index(articles, bound, root / name) == shards
    shutil.copytree(SCRIPTS, root / "js")
    (root / "index.html").write_text("<!doctype html><title>ranking</title>", encoding="utf-8")
    (root / "404.html").write_text("none", encoding="utf-8")
    (root / "favicon.ico").write_bytes(b"")
    with serving(root) as address:
        yield address


def queries() -> list[str]:
    """Return queries of one to four words of the texts: beside one another, side by side, either, without, near."""
    chance = random.Random("queries")
    texts = [sentences(1, f"ranked {number}")[0] for number in range(40)]
    words = sorted({word.strip(".,").lower() for text in texts for word in text.split()})
    forms = ["{0}", "{0} {1}", "{0} {1} {2}", '"{0} {1}"', "{0} OR {1}", "{0} -{1}", "{0} near/6 {1}"]
    forms += ["({0} OR {1}) {2}", "headline:{0}", "{0}* {1}", "the {0} OR {1} OR {2} OR {3}"]
    return [forms[number % len(forms)].format(*chance.sample(words, 4)) for number in range(QUERIES)] + runs()


def runs() -> list[str]:
    """Return three words in a row of each of some headlines, in small letters."""
    headlines = [sentences(1, f"headline {number}")[0].rstrip(".").lower().split() for number in range(0, 60, 3)]
    return [" ".join(words[place % 2 : place % 2 + 3]) for place, words in enumerate(headlines)]


RANK = """async ([base, queries]) => {
  const { openSearch } = await import(base + "js/search-query.js")
  const ranked = async name => {
    const search = await openSearch(`${base}${name}/`)
    const lists = []
    for (const text of queries) {
      const { results } = await search.query({ text, whole: true })
      lists.push((await Promise.all(results.slice(0, 20).map(result => result.load()))).map(({ id }) => id))
    }
    return lists
  }
  return [await ranked("one"), await ranked("nine")]
}"""


HEADLINES = """async ([base, queries]) => {
  const { openSearch } = await import(base + "js/search-query.js")
  const search = await openSearch(`${base}nine/`)
  return Promise.all(queries.map(async text => {
    const { results } = await search.query({ text, whole: true })
    return (await results[0].load()).headline
  }))
}"""
WHOLE = """async ([base, names, queries]) => {
  const { openSearch } = await import(base + "js/search-query.js")
  const [one, other] = await Promise.all(names.map(name => openSearch(`${base}${name}/`)))
  const told = async (search, asked) => {
    const answer = await search.query({ ...asked, whole: true })
    const shown = await Promise.all(answer.results.map(async result => {
      const { copies, url, ...row } = await result.load()
      return { ...row, texts: await result.whole() }
    }))
    const { total, exact, missing, span, counts, searched } = answer
    const over = answer.over("month", "language")
    return Object.entries({ total, exact, missing, span, counts, searched, shown, over })
      .map(([part, value]) => `${part}: ${JSON.stringify(value)}`)
  }
  const differ = []
  for (const asked of queries) {
    const [left, right] = [await told(one, asked), await told(other, asked)]
    const place = left.findIndex((part, place) => part !== right[place])
    if (place >= 0) differ.push([asked, left[place].slice(0, 900), right[place].slice(0, 900)])
  }
  return differ
}"""
FETCHED = """async ([base, name, asked]) => {
  const { openSearch } = await import(base + "js/search-query.js")
  const search = await openSearch(`${base}${name}/`)
  const answer = await search.query(asked)
  await Promise.all(answer.results.slice(0, 10).map(result => result.load()))
  const { total, exact } = answer
  return { total, exact }
}"""


def test_lists_of_the_shards_that_hold_a_word_change_no_answer(browser: Browser, site: str):
    asked: list[dict[str, Any]] = [{"text": text} for text in queries()]
    asked += [{"text": f"{RARE} {text}"} for text in runs()]
    asked += [{"text": text, "unfinished": True} for text in queries()[:60]]
    asked += [{"text": text, "sort": "newest", "language": ["en"], "from": "2012-05"} for text in queries()[:60]]
    asked += [{"text": f"{text} after:2013", "collapse": False} for text in queries()[:40]]
    asked += [
        {"text": text} for text in ("", "language:en", "copies:>1 of", "nowhere", "-nowhere", "nowher*", "𐐨 or 漢")
    ]
    context = browser.new_context()
    page = context.new_page()
    page.goto(site)

    differ = page.evaluate(WHOLE, [site, ["copies", "copies-plain"], asked])

    context.close()
    assert not differ, differ[0]


@pytest.mark.parametrize(
    "asked",
    [{"text": RARE}, {"text": RARE[:-1], "unfinished": True}, {"text": f"{RARE} the"}, {"text": f"{RARE} -nowhere"}],
    ids=["finished", "while it is typed", "with a common one", "without another"],
)
def test_a_rare_word_is_asked_for_where_it_is(browser: Browser, site: str, asked: Mapping[str, Any]):
    context = browser.new_context()
    page = context.new_page()
    page.goto(site)
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url.removeprefix(site)))

    answer = page.evaluate(FETCHED, [site, "nine", asked])

    context.close()
    kinds = Counter(path.rpartition("/")[2].partition("-")[0] for path in fetched)
    assert answer == {"total": 1, "exact": True}
    assert len(fetched) <= 10, kinds
    assert sum(path.endswith("head.bin") for path in fetched) <= 1


def test_words_in_a_row_of_a_headline_find_that_headline_first(browser: Browser, site: str):
    context = browser.new_context()
    page = context.new_page()
    page.goto(site)

    first = page.evaluate(HEADLINES, [site, runs()])

    context.close()
    assert [(run, told) for run, told in zip(runs(), first, strict=True) if run not in told.lower()] == []


def test_shards_change_the_order_of_no_results(browser: Browser, site: str):
    context = browser.new_context()
    page = context.new_page()
    page.goto(site)

    one, nine = page.evaluate(RANK, [site, queries()])

    context.close()
    assert sum(len(ids) > 3 for ids in one) > QUERIES / 3, "the queries find something to be put in order"
    assert [text for text, left, right in zip(queries(), one, nine, strict=True) if left != right] == []
