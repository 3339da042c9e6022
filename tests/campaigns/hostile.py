"""Archives of hostile articles, built as a user builds them, and everything on the site that must hold all the same.

Every string of a record is one of the known attacks, or several of them spliced together. What a page may hold is
learnt from archives of the same shape whose strings are harmless: an element, with its attributes and its place in
another, that stands on no page of theirs is markup that a stranger made.

`make fuzz` runs it at length; tests/laws/test_hostile.py a few archives of it.
"""

from __future__ import annotations

import json
import random
import re
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit
from xml.etree import ElementTree as ET

import click
import yaml
from selectolax.lexbor import LexborHTMLParser, LexborNode

from generator import engine
from generator.render.inert import one_line
from tests.attacks import ATTACKS, EVERY
from tests.sites import copy_sample, site_in
from tests.texts import report

SITE = "https://here.example/sub/"
HARMLESS = (
    *ATTACKS["plain"],
    "The ferry sails again",
    "Rain - and more of it",
    "3 of 4 quays closed",
    "\u0627\u0644\u0645\u064a\u0646\u0627\u0621 \u064a\u0639\u0648\u062f",
    "\u05d4\u05e0\u05de\u05dc",
    "50% of \u20ac3.20",
    "https://post.example/a?b=1&c=2",
    "desk@post.example",
    "J\u00fcrgen Mei\u00dfner",
    "Comments 0",
    "Subscribe now to read the full story",
    "Click here to read more",
    "{{free_limit}}",
    "By Jane Doe",
    "VELMAR (AFP) - Rain",
    "12345",
    "...",
)
LANGUAGES = ("en", "de", "ar", "he", "ja", "fr")
USUAL: Mapping[str, Mapping[str, Any]] = {"md_in_html": {}, "toc": {"permalink": False}}
EVERYTHING: Mapping[str, Mapping[str, Any]] = {
    **{
        name: {}
        for name in (
            "md_in_html toc tables attr_list footnotes def_list abbr admonition wikilinks sane_lists nl2br "
            "pymdownx.tilde pymdownx.caret pymdownx.mark pymdownx.keys pymdownx.superfences pymdownx.arithmatex "
            "pymdownx.critic pymdownx.smartsymbols pymdownx.emoji pymdownx.details pymdownx.tabbed pymdownx.tasklist "
            "pymdownx.betterem pymdownx.inlinehilite pymdownx.progressbar pymdownx.escapeall pymdownx.blocks.html "
            "pymdownx.blocks.admonition pymdownx.quotes smarty"
        ).split()
    },
    "pymdownx.snippets": {"check_paths": False},
    "pymdownx.magiclink": {"repo_url_shorthand": True, "social_url_shorthand": True, "user": "user", "repo": "repo"},
}
_ADDRESSES = frozenset({"href", "src", "action", "formaction", "poster", "data", "srcset", "content"})
_TONGUE = {"lang": re.compile(r"[A-Za-z0-9-]{1,40}\Z"), "dir": re.compile(r"(ltr|rtl|auto)\Z")}
_ANYTHING = re.compile("")
_OWN_PATH = re.compile(r"[A-Za-z0-9._/-]+\Z")

AT_ONCE = 400
"""Records in an archive."""

RARE = {
    ("td[class].bf-added bf-edited", "span[]."),
    ("td[class].bf-added bf-edited", "div[class].bf-words"),
    ("p[].", "span[class].bf-note"),
    *(
        (
            "svg[aria-label class height preserveAspectRatio role viewBox width xmlns].bf-strip-drawn",
            f"path[class d].{one}",
        )
        for one in ("bf-h1", "bf-h2", "bf-h3", "bf-h4", "bf-h5")
    ),
}
"""Elements that stand on a harmless page once in thousands: two outlets added nearly the same, a capture moved, or a
month has more articles than any of theirs."""

Edges = set[tuple[str, str]]
"""Elements, each with the one it stands in: `tag[attributes].class`."""


@dataclass(slots=True, kw_only=True)
class Shapes:
    """What the pages and files of harmless archives are made of."""

    edges: Edges = field(default_factory=set)
    keys: set[str] = field(default_factory=set)
    """Of front matter."""


@dataclass(slots=True, kw_only=True)
class Tally:
    """What a campaign saw."""

    cases: int = 0
    """Hostile records that were built."""
    articles: int = 0
    pages: int = 0
    faults: list[str] = field(default_factory=list)


class Words:
    """Draws the strings of an archive."""

    def __init__(self, chance: random.Random, pool: Sequence[str]) -> None:
        self.chance = chance
        self.pool = pool

    def one(self) -> str:
        """Return a string of the pool, or several in one."""
        chance = self.chance
        text = chance.choice(self.pool)
        for _ in range(chance.choice((0, 0, 0, 1, 2))):
            other = chance.choice(self.pool)
            place = chance.randrange(len(text) + 1) if chance.random() < 0.3 else len(text)
            text = text[:place] + chance.choice(("", " ", "\n", "word ")) + other + text[place:]
        return text

    def some(self, most: int) -> list[str]:
        return [self.one() for _ in range(self.chance.randrange(most + 1))]


def records(words: Words, number: int) -> Iterator[dict[str, Any]]:
    """Yield records with strange strings in every field; some are copies of one text, some captures of one address."""
    chance = words.chance
    outlets, sections, tags = ([words.one() for _ in range(count)] for count in (8, 6, 20))
    for place in range(number):
        copied = chance.random() < 0.4
        body = (
            []
            if chance.random() < 0.1
            else [report(2, f"copy {chance.randrange(number // 10 + 1)}" if copied else f"own {place}")]
        )
        for _ in range(chance.choice((0, 1, 1, 2, 4))):
            body.insert(chance.randrange(len(body) + 1), words.one())
        full: dict[str, Any] = {
            "id": chance.choice((words.one(), f"r{place}")),
            "url": chance.choice(
                (words.one(), f"https://post.example/{place // 2}", f"https://post.example/{words.one()}")
            ),
            "outlet": chance.choice(outlets),
            "headline": words.one(),
            "authors": words.some(3),
            "section": chance.choice(sections),
            "tags": [chance.choice(tags) for _ in range(chance.randrange(4))],
            "published": chance.choice((words.one(), f"202{place % 3}-0{place % 9 + 1}-11", "2021-05-06T07:08:09Z")),
            "modified": chance.choice((words.one(), "2022-01-01")),
            "captured": chance.choice((words.one(), f"2023-01-0{place % 9 + 1}T00:00:00Z")),
            "language": chance.choice((words.one(), *LANGUAGES)),
            "agency": words.one(),
            words.one(): words.one(),
            "nested": {words.one(): [words.one()]},
        }
        kept = {name: value for name, value in full.items() if chance.random() < 0.8}
        yield {**kept, "text": "\n\n".join(body)}


def put(folder: Path, words: Words, number: int, extensions: Mapping[str, Any], search: str) -> Path:
    """Write an archive of so many records, and return its mkdocs.yml."""
    articles = folder / "articles"
    articles.mkdir(parents=True)
    (folder / "docs").mkdir()
    (folder / "docs" / "index.md").write_text("# Home\n\n<!-- backfile: front -->\n", encoding="utf-8")
    config = {
        "site_name": "Here",
        "site_url": SITE,
        "theme": {"name": "material", "font": False},
        "markdown_extensions": [{name: dict(options)} for name, options in extensions.items()],
        "plugins": [{"backfile": {"jobs": 1, "search": search}}, *(["search"] if search == "material" else [])],
    }
    (folder / "mkdocs.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
    made = list(records(words, number))
    kept = made[: -number // 20 or None]
    (articles / "all.jsonl").write_text("".join(json.dumps(one) + "\n" for one in kept), encoding="utf-8")
    for one in made[len(kept) :]:
        name = re.sub(r"[\x00/]", "_", words.one()).encode("utf-8", "replace")[:120].decode("utf-8", "ignore")
        (articles / f"x{name}.txt").write_text(one["text"], encoding="utf-8", errors="surrogatepass")
    return folder / "mkdocs.yml"


def build(words: Words, number: int, extensions: Mapping[str, Any], search: str, look: Callable[[Path], None]) -> None:
    """Build an archive of so many records in a folder of its own, and look at it."""
    with TemporaryDirectory(prefix="backfile-hostile-") as folder:
        root = Path(folder)
        config = put(root, words, number, extensions, search)
        engine.build_site(config, jobs=1)
        look(root)


# What is looked at


def learn(shapes: Shapes, root: Path) -> None:
    """Add what a harmless archive's site is made of."""
    for path in (root / "site").rglob("*.html"):
        shapes.edges.update(edge for edge, _, _ in _edges(LexborHTMLParser(path.read_text(encoding="utf-8"))))
    for path in (root / "docs" / "archive").rglob("*.md"):
        shapes.keys.update(_front_matter(path))


def faults(shapes: Shapes, root: Path) -> Iterator[str]:
    """Yield what is wrong with the site of a hostile archive, each with where."""
    site = root / "site"
    files = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    for path in sorted(files):
        if not _OWN_PATH.match(path):
            yield f"{path!r}: no path of ours"
        if path.endswith(".html"):
            page = LexborHTMLParser((site / path).read_text(encoding="utf-8"))
            yield from (f"{path}: {fault}" for fault in _page_faults(shapes, page, path, files))
    for source in sorted((root / "docs" / "archive").rglob("*.md")):
        if strange := _front_matter(source).keys() - shapes.keys:
            yield f"{source}: front matter has {strange}"
    yield from _data_faults(root)
    yield from _sitemap_faults(site, files)


def _edges(page: LexborHTMLParser) -> Iterator[tuple[tuple[str, str], LexborNode, Mapping[str, str | None]]]:
    """Yield each element behind the one it stands in, from front to back, and its attributes, which are asked once."""
    assert page.root is not None
    signatures: dict[int, str] = {}
    for node in page.root.traverse(include_text=False):
        attributes = node.attributes
        signatures[node.mem_id] = signature = _signature(node, attributes)
        parent = node.parent
        yield (signatures.get(parent.mem_id, "") if parent is not None else "", signature), node, attributes


def _signature(node: LexborNode, attributes: Mapping[str, str | None]) -> str:
    names = sorted(attributes.keys() - {"lang", "dir"})  # which vary with every text; `_page_faults` reads them
    return f"{node.tag}[{' '.join(names)}].{attributes.get('class') or ''}"


def _page_faults(shapes: Shapes, page: LexborHTMLParser, path: str, files: set[str]) -> Iterator[str]:
    for edge, node, attributes in _edges(page):
        if edge not in shapes.edges:
            yield f"{edge[1]} in {edge[0]} stands on no harmless page: {(node.html or '')[:200]!r}"
        for name, value in attributes.items():
            if name.startswith("on") or name == "style":
                yield f"{node.tag} has {name}"
            if not _TONGUE.get(name, _ANYTHING).match(value or ""):
                yield f"{node.tag} has {name}={value!r}"
            if name in _ADDRESSES and value and (name != "content" or node.attributes.get("http-equiv") == "refresh"):
                yield from _address_faults(node, name, value, path, files)


def _address_faults(node: LexborNode, name: str, value: str, path: str, files: set[str]) -> Iterator[str]:
    if name == "content":
        value = value.partition("url=")[2]
    address = urljoin(SITE + path, value)
    target = urlsplit(address)
    if target.scheme not in {"http", "https"}:
        yield f"{node.tag} {name}={value!r}: a scheme of its own"
    elif not address.startswith(SITE):
        rel = (node.attributes.get("rel") or "").split()
        known = node.tag == "a" and (value == "https://squidfunk.github.io/mkdocs-material/")
        opens = "target" in node.attributes  # a window that it opens could reach back, without `noopener`
        if not known and (node.tag != "a" or opens or not {"nofollow", "ugc"} <= set(rel)):
            yield f"{node.tag} {name}={value!r} leaves the site"
    else:
        own = unquote(target.path).removeprefix(urlsplit(SITE).path)
        if (f"{own}index.html" if own.endswith("/") or not own else own) not in files:
            yield f"{node.tag} {name}={value!r} leads nowhere"


def _front_matter(path: Path) -> dict[str, Any]:
    loaded: Any = yaml.load(
        path.read_text(encoding="utf-8").split("\n---\n")[0].removeprefix("---\n"), yaml.CSafeLoader
    )
    assert isinstance(loaded, dict), path
    return loaded


def _data_faults(root: Path) -> Iterator[str]:
    """Compare what the data says of each article with what a reader sees on its page."""
    data = root / "docs" / "archive" / "data"
    count = json.loads((data / "report.json").read_bytes())
    rows = [json.loads(line) for line in (data / "articles.jsonl").read_bytes().splitlines()]
    if len(rows) != count["articles"]:
        yield f"{len(rows)} rows of articles where the report has {count['articles']}"
    for row in rows:
        path = root / "site" / row["page"] / "index.html"
        page = LexborHTMLParser(path.read_text(encoding="utf-8"))
        wanted = [one_line(paragraph) for paragraph in row["text"].split("\n\n")] if row["text"] else []
        found = [node.text() for node in page.css(".bf-text > *")]
        if found != wanted:
            odd = next(((a, b) for a, b in zip(found, wanted, strict=False) if a != b), (len(found), len(wanted)))
            yield f"{row['page']}: the text shows {odd[0]!r} for {odd[1]!r}"
        headline = page.css_first("#headline")
        if row["headline"] and (headline is None or headline.text() != one_line(row["headline"])):
            yield f"{row['page']}: the headline shows {headline and headline.text()!r} for {row['headline']!r}"


def _sitemap_faults(site: Path, files: set[str]) -> Iterator[str]:
    for place in ET.fromstring((site / "sitemap.xml").read_bytes()).iter():
        if place.tag.endswith("}loc") and not (place.text or "").startswith(SITE):
            yield f"sitemap.xml: {place.text!r}"
    if "sitemap.xml" not in files:
        yield "sitemap.xml is missing"


# Campaigns


def shapes_of(extensions: Mapping[str, Any], search: str, *, archives: int) -> Shapes:
    """Learn from the sample archive and some harmless ones."""
    shapes = Shapes(edges=set(RARE))
    with TemporaryDirectory(prefix="backfile-hostile-") as folder:
        copy_sample(Path(folder))
        site_in(Path(folder))
        learn(shapes, Path(folder))
    for seed in range(archives):
        words = Words(random.Random(f"harmless {seed}"), HARMLESS)
        build(words, 300, extensions, search, lambda root: learn(shapes, root))
    return shapes


def campaign(
    words: Words, shapes: Shapes, *, cases: int, extensions: Mapping[str, Any] = USUAL, search: str = "none"
) -> Tally:
    """Build archives of hostile records until there were so many."""
    tally = Tally()

    def look(root: Path) -> None:
        tally.faults += [f"from case {tally.cases} on: {fault}" for fault in faults(shapes, root)]
        tally.articles += json.loads((root / "docs/archive/data/report.json").read_bytes())["articles"]
        tally.pages += sum(1 for _ in (root / "site").rglob("*.html"))

    while tally.cases < cases:
        number = min(AT_ONCE, cases - tally.cases)
        build(words, number, extensions, search, look)
        tally.cases += number
    return tally


Kind = tuple[str, bool]
"""Which search, and whether every Markdown extension is on."""


def _extensions(kind: Kind) -> Mapping[str, Any]:
    return EVERYTHING if kind[1] else USUAL


def _learnt(kind: Kind) -> Shapes:
    return shapes_of(_extensions(kind), kind[0], archives=12)


def _share(task: tuple[str, int, Kind, Shapes]) -> Tally:
    seed, cases, kind, shapes = task
    words = Words(random.Random(seed), EVERY)
    tally = campaign(words, shapes, cases=cases, extensions=_extensions(kind), search=kind[0])
    tally.faults = [f"seed {seed}, {kind}, {fault}" for fault in tally.faults]
    return tally


@click.command(context_settings={"show_default": True})
@click.option("--cases", default=200_000, help="Hostile records.")
@click.option("--seed", default="1", help="Chooses the strings.")
@click.option("--jobs", default=2, help="Processes.")
def main(cases: int, seed: str, jobs: int) -> None:
    """Build archives of hostile records, and look for anything that got out of its place."""
    begun = time.monotonic()
    # A tenth with every Markdown extension, a twentieth with each search; the rest as archives are.
    kinds: list[Kind] = [("none", True)] * 4 + [("pagefind", False)] * 2 + [("material", False)] * 2
    kinds += [("none", False)] * 32
    total = Tally()
    with ProcessPoolExecutor(jobs) as executor:
        different = list(dict.fromkeys(kinds))
        shapes = dict(zip(different, executor.map(_learnt, different), strict=True))
        tasks = [(f"{seed}-{place}", cases // len(kinds), kind, shapes[kind]) for place, kind in enumerate(kinds)]
        for tally in executor.map(_share, tasks):
            total.cases += tally.cases
            total.articles += tally.articles
            total.pages += tally.pages
            total.faults += tally.faults
            for fault in tally.faults[:20]:
                click.echo(fault, err=True)
            click.echo(f"{total.cases:,} records, {time.monotonic() - begun:.0f} s", err=True)
    click.echo(
        f"{total.cases:,} hostile records, {total.articles:,} articles, {total.pages:,} pages: "
        f"{len(total.faults)} faults; {time.monotonic() - begun:.0f} s"
    )
    sys.exit(bool(total.faults))


if __name__ == "__main__":
    main()
