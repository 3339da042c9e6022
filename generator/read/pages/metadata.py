"""Metadata: what a web page holds in JSON-LD and in its meta elements, asked for by name."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, urljoin, urlsplit

from msgspec import Struct

from generator.read.references import whole_characters

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MOST_SCRIPTS = 60
"""Blocks of JSON-LD that are looked at; real pages have up to thirty."""
MOST_LEVELS = 12
"""How deep articles may stand in JSON-LD."""
MOST_NODES = 2000
LONGEST = 1000
"""Characters of a value; a longer one is a text, not a name, a headline or a date."""
MOST_TAGS = 50

ARTICLE = re.compile(
    r"(?:\w*Article|BlogPosting|LiveBlogPosting|ClaimReview|Report|Review|CreativeWork|\w*Gallery|SocialMediaPosting)\Z"
)
"""Types of schema.org that are articles; a page of some other kind can hold many of them."""
_PREFERRED = re.compile(r"(?:\w*NewsArticle|Article|BlogPosting|LiveBlogPosting)\Z")
_HELD_UNDER = ("@graph", "mainEntity", "mainEntityOfPage")

ADDRESS = re.compile(r"https?://\S+\Z")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,300}>")
_PARAGRAPH = re.compile(r"<p\b|\n\s*\n", re.IGNORECASE)
MOST_VALUES = 100_000
"""Values in a page's data that are looked at."""
_SET = re.compile(
    r"(?:<script\b[^<>]{0,300}>[^<>{}=]{0,200}?[\w\]\"']|;\s{0,20}[\w$.]{1,80})\s{0,4}=\s{0,4}(?:JSON\.parse\((?=\")|(?=\{))",
    re.IGNORECASE,
)
_PIECE_KEYS = ("content", "text", "value", "html", "body", "paragraph", "copy")
"""What systems call the words of a block."""
_SHORTEST_TEXT = 400
_LEAST_PIECE, _FEWEST_PIECES = 40, 3
"""Characters of a paragraph, and how many of them make a text of a list."""
_BREAK = re.compile(r"<(?:br|/?p|/?div|/li|/h[1-6])\b[^<>]{0,300}>", re.IGNORECASE)
_NOT_JSON = re.compile(r"\A\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*;?\s*\Z")
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")


class Statement(Struct, frozen=True):
    """A value and where the page gives it: `JSON-LD headline`, `meta og:title`."""

    value: Any
    rule: str


Node = Mapping[str, Any]


class SavedPage:
    """The parsed page, asked for one statement after another."""

    def __init__(self, tree: HtmlElement, url: str | None) -> None:
        self.tree = tree
        self.url = url
        self.metas = _metas(tree)
        self.nodes = list(_nodes(_blocks(tree)))
        self.by_id = {node["@id"]: node for node in self.nodes if isinstance(node.get("@id"), str) and len(node) > 1}

    @cached_property
    def article(self) -> Node:
        """The node of JSON-LD that is this page's article; empty if there is none."""
        articles = [node for node in self.nodes if any(map(ARTICLE.match, types(node)))]
        preferred = [node for node in articles if any(map(_PREFERRED.match, types(node)))]
        articles = preferred or [node for node in articles if "headline" in node or "datePublished" in node]
        if len(articles) < 2:
            return articles[0] if articles else {}
        here = {_bare(url) for url in (self.url, self.canonical, self.meta("og:url")) if url}
        return next((node for node in articles if here & set(_addresses(node))), articles[0])

    @cached_property
    def canonical(self) -> str | None:
        """Address that the page calls its own."""
        for link in self.tree.iter("link"):
            if (link.get("rel") or "").strip().lower() == "canonical" and link.get("href"):
                return absolute(link.get("href"), self.url or self.meta("og:url"))
        return None

    def meta(self, name: str) -> str | None:
        """Return the content of the first meta element of a name."""
        values = self.metas.get(name)
        return values[0] if values else None

    def from_metas(self, names: Sequence[str]) -> Iterator[Statement]:
        """Yield what the meta elements of some names say, in their order."""
        for name in names:
            for value in self.metas.get(name, ()):
                yield Statement(value, f"meta {name}")

    def other_nodes(self, *kinds: str) -> Iterator[Node]:
        """Yield the nodes of JSON-LD of some types."""
        return (node for node in self.nodes if not set(kinds).isdisjoint(types(node)))


def types(node: Node) -> list[str]:
    """Return the types of a node, without the vocabulary before them."""
    given = node.get("@type")
    names = given if isinstance(given, list) else [given]
    return [re.split(r"[/#:]", name)[-1] for name in names if isinstance(name, str)]


def plain(value: object) -> str:
    """Return a value as one line of text, without markup and entities; empty if it is no text or too long."""
    if not isinstance(value, str) or len(value) > 4 * LONGEST:
        return ""
    text = whole_characters(value)
    for _ in range(2):  # an entity of an entity is common: &amp;quot;
        if "&" not in text:
            break
        text = html.unescape(text)
    if "<" in text:
        text = _TAG.sub("", text)
    text = " ".join(text.split())
    return text if len(text) <= LONGEST else ""


def text_in(value: object) -> str:
    """Return a value of JSON-LD that is a text: its paragraphs, a blank line between, without markup and entities."""
    if not isinstance(value, str):
        return ""
    text = whole_characters(html.unescape(value) if "&" in value else value)
    if "<" in text:
        text = _TAG.sub("", _BREAK.sub("\n", text))
    return "\n\n".join(line for line in (" ".join(line.split()) for line in text.splitlines()) if line)


def text_of_state(tree: HtmlElement, source: str) -> str:
    """Return the longest text in the data that a page's scripts draw it from; empty if none has paragraphs.

    Args:
        tree: The page, whose scripts of JSON are left.
        source: The page as it is written, with what its other scripts set: `window.STATE = {…}`.
    """
    best = ""
    scripts = (script for script in tree.iter("script") if "json" in (script.get("type") or "").lower())
    for script in islice(scripts, MOST_SCRIPTS):
        if "ld+json" not in script.get("type").lower() and script.text:
            best = max([best, *_texts(_json(script.text))], key=len)
    for state in islice(_states(source), MOST_SCRIPTS):
        best = max([best, *_texts(state)], key=len)
    return best


def _states(source: str) -> Iterator[Any]:
    """Yield the objects that scripts set, as far as they are JSON."""
    decoder = json.JSONDecoder(strict=False)
    for match in _SET.finditer(source):
        try:
            state = decoder.raw_decode(source, match.end())[0]
            yield decoder.decode(state) if isinstance(state, str) else state
        except (ValueError, RecursionError):
            continue


def _texts(told: Any) -> Iterator[str]:
    waiting, count = [told], 0
    while waiting and count < MOST_VALUES:
        value = waiting.pop()
        count += 1
        if isinstance(value, dict):
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
            pieces = [piece for item in value[:MOST_NODES] if (piece := _piece(item))]
            if sum(len(piece) >= _LEAST_PIECE for piece in pieces) >= _FEWEST_PIECES:
                yield "\n\n".join(filter(None, map(text_in, pieces)))
        elif isinstance(value, str) and len(value) >= _SHORTEST_TEXT and _is_text(value):
            yield text_in(value)


def _is_text(value: str) -> bool:
    """Tell whether a string of a page's data is a text: it has paragraphs, or lines that are as long as they are."""
    if len(_PARAGRAPH.findall(value)) > 1:
        return True
    lines = [line for line in value.split("\n", MOST_NODES) if " " in line or len(line) >= _LEAST_PIECE]
    return sum(len(line) >= _LEAST_PIECE for line in lines) >= _FEWEST_PIECES


def _piece(item: Any) -> str:
    """Return the paragraph that an entry of a list of blocks is: a string, or what it has under a key for text."""
    if isinstance(item, dict):
        item = next((item[name] for name in _PIECE_KEYS if isinstance(item.get(name), str)), "")
    return item if isinstance(item, str) and not ADDRESS.match(item) else ""


def _metas(tree: HtmlElement) -> dict[str, list[str]]:
    metas: dict[str, list[str]] = {}
    for meta in tree.iter("meta"):
        content = plain(meta.get("content"))
        if content:
            for key in ("property", "name", "itemprop", "http-equiv"):
                if meta.get(key):
                    metas.setdefault(meta.get(key).strip().lower(), []).append(content)
    return metas


def _blocks(tree: HtmlElement) -> Iterator[Any]:
    """Yield what the JSON-LD blocks of a page hold; a block that is no JSON says nothing."""
    number = 0
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower() or not script.text:
            continue
        number += 1
        if number > MOST_SCRIPTS:
            return
        value = _json(script.text)
        if value is not None:
            yield value


def _json(text: str) -> Any:
    """Read JSON as pages hold it: in comments, with line feeds in strings and commas too many."""
    text = _NOT_JSON.sub("", text).strip().removesuffix(";")
    for attempt in (text, _TRAILING_COMMA.sub(r"\1", text)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _nodes(blocks: Iterator[Any]) -> Iterator[Node]:
    """Yield the nodes that the blocks hold at their top, in order."""
    waiting: list[tuple[Any, int]] = [(block, 0) for block in blocks][::-1]
    count = 0
    while waiting and count < MOST_NODES:
        value, level = waiting.pop()
        if level > MOST_LEVELS:
            continue
        if isinstance(value, list):
            waiting += [(item, level + 1) for item in reversed(value[:MOST_NODES])]
        elif isinstance(value, dict):
            count += 1
            yield value
            waiting += [(value[key], level + 1) for key in reversed(_HELD_UNDER) if key in value]


def absolute(href: str | None, base: str | None) -> str | None:
    """Return an address in full; None if it is none of the web."""
    try:
        full = urljoin(base or "", (href or "").strip())
        urlsplit(full)
    except ValueError:
        return None
    if full.startswith("//"):
        full = f"https:{full}"
    return full if len(full) <= 4 * LONGEST and ADDRESS.match(full) else None


def parts_of(url: str) -> SplitResult:
    """Return the parts of an address; none of what is not one."""
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit("")


def _bare(url: str) -> str:
    """Return an address without what two spellings of it differ in."""
    parts = parts_of(url)
    return (parts.hostname or "").removeprefix("www.") + parts.path.rstrip("/")


def _addresses(node: Node) -> Iterator[str]:
    for key in ("url", "@id", "mainEntityOfPage"):
        value = node.get(key)
        value = value.get("@id") if isinstance(value, dict) else value
        if isinstance(value, str):
            yield _bare(value)


def key(text: str) -> str:
    """Return the letters and digits of a text, without case."""
    return "".join(filter(str.isalnum, text.casefold()))


def once(names: Sequence[str]) -> list[str]:
    """Return names, of several that differ in case and marks alone the first."""
    return list({key(name): name for name in reversed(names) if key(name)}.values())[::-1]


def node_of(page: SavedPage, value: object) -> Node:
    """Return what stands for a value: itself, or the node that has its id; an empty one for what is no node."""
    if not isinstance(value, dict):
        return {}
    reference = value.get("@id")
    return page.by_id.get(reference, value) if isinstance(reference, str) else value


def names_of(page: SavedPage, value: object) -> list[str]:
    """Return the names that a person, an organisation or a list of them has."""
    if isinstance(value, str):
        return [name] if (name := plain(value)) and not ADDRESS.match(name) else []
    if isinstance(value, list):
        return [name for item in value[:MOST_TAGS] if not isinstance(item, list) for name in names_of(page, item)]
    if not isinstance(value, dict):
        return []
    if not value.get("name") and value.get("@id") in page.by_id:
        value = page.by_id[value["@id"]]
    name = value.get("name") or " ".join(
        part for half in ("givenName", "familyName") if isinstance(part := value.get(half), str)
    )
    return names_of(page, name) if not isinstance(name, dict) else []
