"""The search: what its index costs to make and to reach, beside Pagefind without shards and Material's own search."""

from __future__ import annotations

import json
import random
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import regex

from generator.engine.joined import joined
from generator.search.fold import words
from tests.browser.reader import browser_path, launched, serving

from . import measure
from .corpora import Work, article_lines
from .generate import ADDED, take_newest
from .measure import ROOT
from .table import Cell, Table, median, megabytes, ratio

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Request

BACKFILE, UNSHARDED, MATERIAL = "Backfile", "Pagefind, one index", "Material's own"
WORDS = 12
"""One-word queries, of words from rare to common."""
TRIES = 150
"""Known items looked for by a sentence, and as many by a headline."""
SCRIPTS = ROOT / "generator" / "theme" / "assets" / "javascripts"
PATIENCE = 300_000
"""Milliseconds until a search is given up."""

_BACKFILE = """async ([base, word]) => {
  const begun = performance.now()
  const { openSearch } = await import(base + "js/search-query.js")
  globalThis.search ??= await openSearch(base)
  const answer = await search.query({ text: word })
  const hits = await Promise.all(answer.results.slice(0, 10).map(result => result.load()))
  return { time: performance.now() - begun, results: hits.length }
}"""
_WHOLE = """async word => {
  const begun = performance.now()
  const answer = await search.query({ text: word, whole: true })
  const hits = await Promise.all(answer.results.slice(0, 10).map(result => result.load()))
  return { time: performance.now() - begun, results: hits.length }
}"""
_PAGEFIND = """async ([base, word]) => {
  const begun = performance.now()
  globalThis.pagefind ??= await import(base + "pagefind/pagefind.js")
  const { results } = await pagefind.search(word)
  const hits = await Promise.all(results.slice(0, 10).map(result => result.data()))
  return { time: performance.now() - begun, results: hits.length }
}"""
_MATERIAL = """async ([base, word]) => {
  const begun = performance.now()
  const field = document.querySelector("[data-md-component=search-query]")
  const list = document.querySelector(".md-search-result__list")
  const shown = () => list.querySelector("mark") && [...list.querySelectorAll("mark")].some(
    mark => mark.textContent.toLowerCase().startsWith(word.slice(0, 4)))
  field.focus()
  field.value = word
  field.dispatchEvent(new KeyboardEvent("keyup", { bubbles: true }))
  field.dispatchEvent(new InputEvent("input", { bubbles: true }))
  while (!shown()) await new Promise(done => setTimeout(done, 5))
  return { time: performance.now() - begun, results: list.children.length }
}"""
_KNOWN = """async ([text, id]) => {
  const answer = await search.query({ text, whole: true })
  const hits = await Promise.all(answer.results.slice(0, 5).map(result => result.load()))
  for (const hit of hits) if (hit.id === id || (await hit.copies()).some(copy => copy.id === id)) return true
  return false
}"""
_HEADLINES = """async text => {
  const answer = await search.query({ text, whole: true })
  return Promise.all(answer.results.slice(0, 5).map(async result => (await result.load()).headline))
}"""

_RUN = regex.compile(r"\S+")
_QUOTES = regex.compile(r"[\"“”„«»]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What one query took."""

    time: float
    """Milliseconds from the key press to the first results, their excerpts with them."""
    requests: int
    size: int
    """Bytes of their bodies."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """How a search answers."""

    cold: Sequence[Asked]
    """Each word in a fresh browser profile."""
    next: Sequence[Asked]
    """Each word in one tab that has searched for another."""
    again: Sequence[Asked]
    """The same words there once more."""
    whole: Sequence[float]
    """Milliseconds for the whole archive, files in memory; only where that is another thing."""


def tables(work: Work, number: int, *, peers: bool) -> list[Table]:
    """Measure an archive of so many articles, with or without the other ways to search it."""
    path = browser_path()
    if path is None:
        raise measure.TaskError("search: no browser on this machine")
    kind = work.kinds[-1]
    folder = work.fresh(f"search-{kind}-{number}")
    archive = folder / "archive"
    (archive / "docs").mkdir(parents=True)
    shutil.copytree(work.corpus(kind, number) / "articles", archive / "articles")
    made = _index_rows(archive)
    rows = list(map(json.loads, article_lines(archive / "docs" / "archive" / "data")))
    site = _site(folder, archive, rows)
    asked = _words(rows)
    folders = {BACKFILE: "search/index"}
    if peers:
        unsharded = measure.run("unsharded", archive=str(archive), site=str(site))
        made = [*made, (UNSHARDED, *_cost(unsharded.result))]
        folders |= {UNSHARDED: "pagefind", MATERIAL: "material/search"}
    with serving(site) as address, launched(path) as browser:
        figures = {BACKFILE: _figures(browser, address, "", _BACKFILE, asked, whole=_WHOLE)}
        if peers:
            figures[UNSHARDED] = _figures(browser, address, "", _PAGEFIND, asked)
            figures[MATERIAL] = _figures(browser, address, "material/", _MATERIAL, asked[-1:])
        known = _known_items(browser, address, rows)
    what = f"{len(rows):,} articles of the {kind} corpus"
    sizes = {name: _sizes(site / path) for name, path in folders.items()}
    return [_answers(figures, what), _makings(made, what), _disk(sizes, len(rows), what), _quality(known, what)]


# Indexes


def _index_rows(archive: Path) -> list[tuple[Any, ...]]:
    """Make the index of an archive without its newest articles, and again with them."""
    held_back = take_newest(archive / "articles", ADDED)
    measure.run("generate", root=str(archive))  # so that what is measured next is the index alone
    shutil.rmtree(archive / "docs" / "archive" / "search")
    full = measure.run("index", root=str(archive), anew=True)
    (archive / "articles" / "added.jsonl").write_bytes(b"".join(held_back))
    added = measure.run("index", root=str(archive))
    nothing = measure.run("index", root=str(archive))
    share = ratio(added.result["cpu"], full.result["cpu"])
    return [
        (f"{BACKFILE}, whole archive", *_cost(full.result)),
        (f"{BACKFILE}, {ADDED} added", *_cost(added.result)[:-1], share),
        (f"{BACKFILE}, nothing changed", *_cost(nothing.result)),
    ]


def _cost(result: Mapping[str, Any]) -> tuple[Any, ...]:
    return (result["shards"], result["wall"], result["cpu"], megabytes(result["peak"]), None)


def _site(folder: Path, archive: Path, rows: Sequence[Mapping[str, Any]]) -> Path:
    """Return a folder to serve: our index and script, and a page of Material's with its index of the same texts."""
    site = folder / "site"
    plain = folder / "plain"
    (plain / "docs").mkdir(parents=True)
    (plain / "docs" / "index.md").write_text("# Benchmark\n", encoding="utf-8")
    config = "site_name: Benchmark\ntheme: {name: material, font: false}\nplugins: [search]\n"
    (plain / "mkdocs.yml").write_text(config, encoding="utf-8")
    measure.run("mkdocs", config_file=str(plain / "mkdocs.yml"))
    shutil.copytree(plain / "site", site / "material")
    index = site / "material" / "search" / "search_index.json"
    content = json.loads(index.read_text(encoding="utf-8"))
    content["docs"] = [
        {"location": row["page"], "title": row["headline"] or "", "text": _paragraphs(row["text"])} for row in rows
    ]
    index.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    shutil.copytree(archive / "docs" / "archive" / "search", site / "search")
    shutil.copytree(SCRIPTS, site / "js")
    (site / "js" / "search-query.js").write_bytes(joined(SCRIPTS / "search-query.js", "search-pagefind.js"))
    (site / "index.html").write_text("<!doctype html><link rel=icon href=data:><title>Benchmark</title>")
    (site / "404.html").write_text("none", encoding="utf-8")
    return site


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{one}</p>" for one in text.replace("&", "&amp;").replace("<", "&lt;").split("\n\n"))


def _sizes(folder: Path) -> tuple[int, int]:
    sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    return len(sizes), sum(sizes)


# Queries


def _words(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return words of the archive from rare to common, each of five letters at least."""
    counts = Counter(word for row in rows for word in set(words(row["text"])) if len(word) > 4 and word.isascii())
    known = sorted((count, word) for word, count in counts.items() if count >= 10 and word.isalpha())
    most = known[-1][0]
    wanted = [10 * (most / 10) ** (place / (WORDS - 1)) for place in range(WORDS)]
    return [min(known, key=lambda one: (abs(one[0] - count), one[1]))[1] for count in wanted]


@contextmanager
def _tab(browser: Browser, address: str) -> Iterator[tuple[Page, list[int]]]:
    """Open a page in a fresh profile; yield it, and the sizes of what it fetches for the search.

    Material fetches its index with the page, the others once they are asked.
    """
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    fetched: list[int] = []

    def note(request: Request) -> None:
        if "/assets/" not in request.url and not request.is_navigation_request():
            fetched.append(request.sizes()["responseBodySize"])

    page.on("requestfinished", note)
    page.goto(address)
    yield page, fetched
    context.close()


def _ask(page: Page, fetched: list[int], script: str, arguments: Any) -> Asked:
    time = page.evaluate(script, arguments)["time"]
    page.wait_for_timeout(300)  # until the last request is reported, also on a machine that has other work
    asked = Asked(time=time, requests=len(fetched), size=sum(fetched))
    fetched.clear()
    return asked


def _figures(
    browser: Browser, address: str, below: str, script: str, asked: Sequence[str], *, whole: str | None = None
) -> Figures:
    cold = []
    for word in asked:
        with _tab(browser, address + below) as (page, fetched):
            cold.append(_ask(page, fetched, script, [address, word]))
    with _tab(browser, address + below) as (page, fetched):
        _ask(page, fetched, script, [address, "something"] if len(asked) > 1 else [address, asked[0]])
        following = [_ask(page, fetched, script, [address, word]) for word in asked]
        again = [_ask(page, fetched, script, [address, word]) for word in asked]
        if whole:
            for word in asked:
                page.evaluate(whole, word)
        everything = [page.evaluate(whole, word)["time"] for word in asked] if whole else []
    return Figures(cold=cold, next=following, again=again, whole=everything)


# Known items


def _known_items(browser: Browser, address: str, rows: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """Return the share of articles found among the first five results, by how they were looked for."""
    chance = random.Random("known")
    frequency = Counter(word for row in rows for word in set(words(row["text"])))
    long = [row for row in rows if len(row["text"]) > 400]
    titled = [row for row in rows if len(words(row["headline"] or "")) > 3]
    sentences = [(_rare_run(row["text"], frequency), row["id"]) for row in chance.sample(long, min(TRIES, len(long)))]
    headlines = chance.sample(titled, min(TRIES, len(titled)))
    telling = [(_telling(row["headline"], frequency), row["id"]) for row in headlines]
    anywhere = [(_any_run(row["headline"], chance), row["id"]) for row in headlines]
    kinds = {
        "six words from the middle, one of them rare": sentences,
        "the same in quotes": [(f'"{text}"', name) for text, name in sentences],
        "the three rarest words of a headline": telling,
        "three words in a row of a headline": anywhere,
    }
    with _tab(browser, address) as (page, fetched):
        _ask(page, fetched, _BACKFILE, [address, "something"])
        found = {kind: [bool(page.evaluate(_KNOWN, list(one))) for one in items] for kind, items in kinds.items()}
        found["the same, or all five headlines have them so"] = [
            known or all(_has_run(headline, text) for headline in page.evaluate(_HEADLINES, text))
            for known, (text, _) in zip(found["three words in a row of a headline"], anywhere, strict=True)
        ]
    return {kind: sum(some) / len(some) for kind, some in found.items()}


def _has_run(headline: str, run: str) -> bool:
    """Return whether words stand side by side in a headline: who looks for them has no way to tell it from another."""
    return f" {' '.join(words(run))} " in f" {' '.join(words(headline or ''))} "


def _rare_run(text: str, frequency: Counter[str]) -> str:
    """Return six words around the rarest of the middle half; of a text without spaces, twelve signs."""
    runs = [match.group() for match in _RUN.finditer(text)]
    if len(runs) < 24:
        return text[len(text) // 2 :].replace("\n", "")[:12]
    start, stop = len(runs) // 4, 3 * len(runs) // 4
    rarest = min(
        range(start, stop), key=lambda place: min((frequency[word] for word in words(runs[place])), default=99)
    )
    first = max(start, min(rarest - 2, stop - 6))
    return _unquoted(runs[first : first + 6])


def _telling(headline: str, frequency: Counter[str]) -> str:
    runs = [run for run in headline.split() if words(run)]
    if len(runs) < 3:
        return headline
    rarest = sorted(runs, key=lambda run: min(frequency[word] for word in words(run)))[:3]
    return _unquoted(run for run in runs if run in rarest)


def _any_run(headline: str, chance: random.Random) -> str:
    runs = [run for run in headline.split() if words(run)]
    if len(runs) < 3:
        return headline
    first = chance.randrange(len(runs) - 2)
    return _unquoted(runs[first : first + 3])


def _unquoted(runs: Iterable[str]) -> str:
    return " ".join(_QUOTES.sub(" ", " ".join(runs)).split())


# Tables


def _answers(figures: Mapping[str, Figures], what: str) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for name, found in figures.items():
        for kind, asked in (("cold", found.cold), ("next word", found.next), ("same word again", found.again)):
            rows.append(
                (
                    name,
                    kind,
                    len(asked),
                    median(one.requests for one in asked),
                    max(one.requests for one in asked),
                    round((median(one.size for one in asked) or 0) / 1000),
                    round(max(one.size for one in asked) / 1000),
                    round(median(one.time for one in asked) or 0),
                    round(max(one.time for one in asked)),
                )
            )
        if found.whole:
            times = (round(median(found.whole) or 0), round(max(found.whole)))
            rows.append((name, "whole archive again", len(found.whole), None, None, None, None, *times))
    return Table(
        title=f"Search: one word to the first ten results with excerpts, {what}",
        columns=("search", "state", "words", "requests", "most", "kB", "most kB", "ms", "most ms"),
        rows=tuple(rows),
        notes=(
            "Median and most over words from rare (10 articles) to common; Material: the commonest word.",
            "Cold: a fresh profile, the search's script included. The server is this machine's and compresses nothing.",
        ),
    )


def _makings(costs: Sequence[tuple[Any, ...]], what: str) -> Table:
    return Table(
        title=f"Making the index, {what}",
        columns=("index", "shards made", "wall s", "CPU s", "peak MB", "share of CPU"),
        rows=tuple(costs),
        notes=("Peak: of the process that indexes. The generator's other stages are not counted.",),
    )


def _disk(sizes: Mapping[str, tuple[int, int]], number: int, what: str) -> Table:
    return Table(
        title=f"The index on disk, {what}",
        columns=("search", "files", "MB", "bytes an article"),
        rows=tuple((name, files, megabytes(size), round(size / number)) for name, (files, size) in sizes.items()),
    )


def _quality(known: Mapping[str, float], what: str) -> Table:
    return Table(
        title=f"Known items: the article or a copy of it is in the first five results, {what}",
        columns=("looked for by", "tries", "found"),
        rows=tuple((kind, TRIES, share) for kind, share in known.items()),
    )
