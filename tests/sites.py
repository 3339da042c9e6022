"""Built sites as tests look at them: pages as trees, links, and the sample archive's site, built once for all tests."""

from __future__ import annotations

import fcntl
import gzip
import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from generator import engine

ROOT = Path(__file__).parent.parent
SAMPLE = ("mkdocs.yml", "articles", "authorities", "curation.csv")
"""What the sample archive is made from, beside docs/."""

HERE = "https://here.invalid/"
"""Where a site stands while its links are resolved."""

_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_CSS_ADDRESS = re.compile(r"""url\(\s*["']?([^"')]+)|@import\s+["']([^"']+)""")


@dataclass
class Node:
    """An element of a page."""

    tag: str
    attributes: dict[str, str | None]
    children: list[Node | str] = field(default_factory=list)

    def all(self, tag: str = "", *, kind: str = "") -> Iterator[Node]:
        """Yield the elements in this one, with a tag or a class."""
        for child in self.children:
            if isinstance(child, Node):
                if (not tag or child.tag == tag) and (not kind or kind in child.kinds):
                    yield child
                yield from child.all(tag, kind=kind)

    def one(self, tag: str = "", *, kind: str = "") -> Node:
        [found] = self.all(tag, kind=kind)
        return found

    @property
    def kinds(self) -> list[str]:
        return (self.attributes.get("class") or "").split()

    @property
    def text(self) -> str:
        return "".join(child if isinstance(child, str) else child.text for child in self.children)

    @property
    def language(self) -> tuple[str | None, str | None]:
        return self.attributes.get("lang"), self.attributes.get("dir")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, dict(attrs))
        self.open[-1].children.append(node)
        if tag not in _VOID:
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        if any(node.tag == tag for node in self.open):
            while self.open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def tree(html: str) -> Node:
    """Read a page."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.root


@dataclass
class Site:
    """A built site, and what was said while it was built."""

    folder: Path
    warnings: list[str]
    problems: list[str]

    @cached_property
    def pages(self) -> dict[str, Node]:
        """Address below the site's root -> page; `archive/2022/`, `404.html`."""
        found = sorted(self.folder.rglob("*.html"))
        return {self._address(path): tree(path.read_text(encoding="utf-8")) for path in found}

    def _address(self, path: Path) -> str:
        return path.relative_to(self.folder).as_posix().removesuffix("index.html")

    @cached_property
    def leading(self) -> set[str]:
        """Addresses of pages that hold nothing and lead on at once."""
        return {
            name
            for name, page in self.pages.items()
            if any(one.attributes.get("http-equiv") == "refresh" for one in page.all("meta"))
        }

    @cached_property
    def articles(self) -> dict[str, dict[str, Any]]:
        """Input, with its record if it has one -> row of the open data."""
        rows = self.rows("articles")
        return {row["input"] + (f":{row['record']}" if row["record"] else ""): row for row in rows}

    def rows(self, name: str) -> list[dict[str, Any]]:
        lines = (self.folder / "data" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines]

    def page(self, name: str) -> Node:
        """Return the page of an article, by its input."""
        return self.pages[self.articles[name]["page"]]

    @cached_property
    def search(self) -> list[dict[str, Any]]:
        """What the search shows of each article."""
        blocks = sorted((self.folder / "search" / "index").glob("*/[0-9][0-9][0-9].bin"))
        return [entry for path in blocks for entry in json.loads(gzip.decompress(path.read_bytes()))]

    def links(self, address: str) -> Iterator[tuple[Node, str]]:
        """Yield what a page links to or loads, as whole addresses."""
        for node in self.pages[address].all():
            for name in ("href", "src", "action", "poster", "data"):
                value = node.attributes.get(name)
                if value is not None:
                    yield node, urljoin(HERE + address, value)

    def own(self, link: str) -> str | None:
        """Return a link's path in the site, None where it leads to another host."""
        parts = urlsplit(link)
        return unquote(parts.path).lstrip("/") if f"{parts.scheme}://{parts.netloc}/" == HERE else None

    def fault(self, link: str) -> str:
        """Say what is wrong with a link inside the site; nothing if it leads somewhere."""
        path = self.own(link)
        if path is None:
            return ""
        target = self.folder / path / "index.html" if not path or path.endswith("/") else self.folder / path
        if not target.is_file():
            return "no such file"
        fragment = unquote(urlsplit(link).fragment)
        if fragment and fragment not in self._ids(self._address(target)):
            return "no such place on the page"
        return ""

    def _ids(self, address: str) -> set[str | None]:
        return {node.attributes.get("id") for node in self.pages[address].all()}

    def broken_links(self) -> list[str]:
        """Return every link and asset that leads nowhere, of pages and of style sheets."""
        faults = [
            f"{address or '/'}: <{node.tag}> {link.removeprefix(HERE)}: {fault}"
            for address in self.pages
            for node, link in self.links(address)
            if (fault := self.fault(link))
        ]
        for sheet, link in self.loaded_by_styles():
            if fault := self.fault(link):
                faults.append(f"{sheet}: {link.removeprefix(HERE)}: {fault}")
        return faults

    def loaded_by_styles(self) -> Iterator[tuple[str, str]]:
        """Yield style sheets with what they load, but for what they hold themselves."""
        for sheet in sorted(self.folder.rglob("*.css")):
            name = sheet.relative_to(self.folder).as_posix()
            for found in _CSS_ADDRESS.finditer(sheet.read_text(encoding="utf-8")):
                link = found[1] or found[2]
                if not link.startswith(("data:", "#")):
                    yield name, urljoin(HERE + name, link)


def once(folder: Path, make: Callable[[Path], None]) -> Path:
    """Make a folder once, whichever of the test processes comes first; the others wait for it."""
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            part = folder.with_suffix(".part")
            shutil.rmtree(part, ignore_errors=True)
            part.mkdir()
            make(part)
            part.rename(folder)
    return folder


def shared(base: Path) -> Path:
    """Return the folder that all test processes share, of the folder for what one of them makes."""
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


def site_in(folder: Path, *, strict: bool = True) -> Site:
    """Build the site of an archive in place."""
    built = engine.build_site(folder / "mkdocs.yml", strict=strict, jobs=1)
    return Site(built.folder, list(built.warnings), [str(problem) for problem in built.report.problems])


def copy_sample(folder: Path) -> None:
    """Copy the sample archive, but nothing that a build made."""
    for name in SAMPLE:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name)
        elif source.exists():
            shutil.copy(source, folder / name)
    shutil.copytree(ROOT / "docs", folder / "docs", ignore=shutil.ignore_patterns("archive"))
    (folder / "generator").symlink_to(ROOT / "generator")


def _build_sample(folder: Path) -> None:
    copy_sample(folder)
    site = site_in(folder)
    said = {"warnings": site.warnings, "problems": site.problems}
    (folder / "said.json").write_text(json.dumps(said), encoding="utf-8")


def sample_site(base: Path) -> Site:
    """Return the sample archive's site, which the first test process to ask for it builds.

    Args:
        base: The process's folder for what tests make; with several processes, beside those of the others.
    """
    folder = once(shared(base) / "sample", _build_sample)
    said = json.loads((folder / "said.json").read_text(encoding="utf-8"))
    return Site(folder / "site", said["warnings"], said["problems"])
