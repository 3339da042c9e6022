"""Ghost: the JSON that Ghost exports of a site, its posts joined with their authors, tags and settings."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from itertools import groupby
from typing import Any, BinaryIO

from generator.model import Passed
from generator.read import published
from generator.read.detect import Certainty, Head
from generator.read.documents import markdown
from generator.read.encoding import decode
from generator.read.meaning.fields import capture
from generator.read.part import Format, Outcome, Part, digest_of, problem, whole

from .html import text_of
from .records import JsonError, decode_json
from .rows import TOO_DEEP

_TOLD = re.compile(r'\s*\{\s*(?:"db"\s*:\s*\[\s*\{\s*)?"(?:meta|data)"\s*:\s*\{')
_TABLES = re.compile(r'"(?:posts"\s*:\s*\[|(?:posts_authors|posts_meta|posts_tags|mobiledoc|lexical|exported_on)"\s*:)')

_DATA = re.compile(r'"data"\s*:\s*\{')
_INLINE = frozenset({"text", "extended-text", "link", "autolink", "linebreak", "tab", "tk", "zwnj", "at-link"})
"""Nodes of Lexical that stand in a line; all others are blocks."""
_BY_MAIL = ("email", "signup")
"""How cards begin that a post's page does not show, or that ask its readers for something."""
_SAID = (
    *("heading", "header", "subheading", "subheader", "calloutText", "content", "text", "html", "markdown", "code"),
    *("productTitle", "productDescription", "caption"),
)
"""Fields of cards that are words of the post, in the order in which it shows them."""


def _export(part: Part, file: BinaryIO) -> Iterator[Outcome]:
    data = file.read(part.stop - part.start)
    try:
        value = decode_json(decode(data, part.encoding).text.encode())
    except JsonError as error:
        yield problem(part.path, f"{error}; expected the export of Ghost")
        return
    except RecursionError:
        yield problem(part.path, TOO_DEEP)
        return
    count = 0
    for tables in _databases(value):
        site = _Site(tables)
        for post in _rows(tables, "posts"):
            count += 1
            yield from _post(part, count, post, site)
    if not count:
        yield problem(part.path, "an export of Ghost without posts; expected some under data.posts")


def _databases(value: Any) -> Iterator[Mapping[str, Any]]:
    listed = value.get("db") if isinstance(value, dict) else None
    for one in listed if isinstance(listed, list) else [value]:
        if isinstance(one, dict) and isinstance(one.get("data"), dict):
            yield one["data"]


def _rows(tables: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    rows = tables.get(name)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


BY_MAIL = "status: sent, a newsletter by mail alone"


class _Site:
    """What the tables of an export say of its posts."""

    def __init__(self, tables: Mapping[str, Any]) -> None:
        names = {str(row.get("id")): row.get("name") for row in _rows(tables, "users")}
        self._authors = _rows_by_post(tables, "posts_authors", "author_id", names)
        self._names = names
        tags = {str(row.get("id")): row.get("name") for row in _rows(tables, "tags")}
        self._tags = _rows_by_post(tables, "posts_tags", "tag_id", tags)
        settings = {row.get("key"): row.get("value") for row in _rows(tables, "settings")}
        self.title = settings.get("title")
        self.language = settings.get("locale") or settings.get("lang") or settings.get("default_locale")
        self.canonical = {str(row.get("post_id")): row.get("canonical_url") for row in _rows(tables, "posts_meta")}

    def authors(self, post: Mapping[str, Any]) -> list[str]:
        """Return the names of a post's authors, as the site shows them."""
        listed = self._authors.get(str(post.get("id"))) or [self._names.get(str(post.get("author_id")))]
        inside = post.get("authors")
        if isinstance(inside, list):
            listed = [*listed, *(one.get("name") for one in inside if isinstance(one, dict))]
        return list(dict.fromkeys(one for one in listed if isinstance(one, str) and one.strip()))

    def tags(self, post: Mapping[str, Any]) -> list[str]:
        """Return a post's tags but for the internal ones, which begin with a hash."""
        listed = self._tags.get(str(post.get("id")), [])
        return [one for one in listed if isinstance(one, str) and not one.startswith("#")]


def _rows_by_post(tables: Mapping[str, Any], name: str, key: str, names: Mapping[str, Any]) -> dict[str, list[Any]]:
    joined_rows: dict[str, list[tuple[int, Any]]] = {}
    for row in _rows(tables, name):
        order = row.get("sort_order")
        place = order if isinstance(order, int) else 0
        joined_rows.setdefault(str(row.get("post_id")), []).append((place, names.get(str(row.get(key)))))
    return {post: [name for _, name in sorted(rows, key=lambda row: row[0])] for post, rows in joined_rows.items()}


def _post(part: Part, number: int, post: Mapping[str, Any], site: _Site) -> Iterator[Outcome]:
    reason = published.kind("page") if post.get("page") in (True, 1) else ""
    kind = post.get("type")
    reason = reason or published.withheld(post) or (published.kind(kind) if isinstance(kind, str) else "")
    reason = reason or (BY_MAIL if post.get("status") == "sent" or post.get("email_only") in (True, 1) else "")
    text = _text(post)
    if reason or not text.strip():
        yield Passed(path=part.path, reason=reason or "a post without a text")
        return
    facts = {
        "id": str(post.get("uuid") or post.get("id") or ""),
        "url": post.get("canonical_url") or site.canonical.get(str(post.get("id"))) or post.get("url"),
        "headline": post.get("title"),
        "outlet": site.title,
        "authors": site.authors(post),
        "published": _time(post.get("published_at")),
        "modified": _time(post.get("updated_at")),
        "tags": site.tags(post),
        "language": post.get("locale") or site.language,
        "slug": post.get("slug"),
    }
    yield from capture(
        part,
        record=number,
        digest=digest_of(json.dumps(post, sort_keys=True).encode()),
        text=text,
        facts={key: value for key, value in facts.items() if value},
        rule="Ghost export",
        source="Ghost export",
    )


def _time(value: Any) -> str | None:
    """Return a time as ISO 8601: older exports have milliseconds."""
    if isinstance(value, int | float) and not isinstance(value, bool) and 10**11 < value < 5 * 10**12:
        return datetime.fromtimestamp(value / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return value if isinstance(value, str) else None


def _text(post: Mapping[str, Any]) -> str:
    html, plain = post.get("html"), post.get("plaintext")
    if isinstance(html, str) and html.strip():
        return text_of(html)
    if isinstance(plain, str) and plain.strip():
        return plain
    for key in ("lexical", "mobiledoc"):
        held = post.get(key)
        if isinstance(held, str) and held.startswith("{"):
            try:
                return "\n\n".join(_paragraphs_in(json.loads(held)))
            except (ValueError, RecursionError):
                continue
    held = post.get("markdown")
    return markdown.plain(held) if isinstance(held, str) else ""


def _paragraphs_in(held: Any) -> Iterator[str]:
    """Yield the paragraphs of Ghost's own formats: Lexical's nodes, Mobiledoc's sections."""
    if not isinstance(held, dict):
        return
    yield from filter(None, map(str.strip, _of_node(held.get("root"))))
    for section in _listed(held.get("sections")):
        yield from filter(None, map(str.strip, _of_section(section, held)))


def _of_node(node: Any) -> Iterator[str]:
    """Yield the paragraphs of a node of Lexical: what stands in its lines, in the blocks within it, in its fields."""
    if not isinstance(node, dict) or str(node.get("type")).startswith(_BY_MAIL):
        return
    children = _listed(node.get("children"))
    for inline, some in groupby(children, key=_is_inline):
        if inline:
            yield "".join(map(_inline, some))
        else:
            for child in some:
                yield from _of_node(child)
    if not children:
        yield from _of_card(node)


def _is_inline(node: Any) -> bool:
    return isinstance(node, dict) and node.get("type") in _INLINE


def _inline(node: Any) -> str:
    if node.get("type") == "linebreak":
        return "\n"
    text = node.get("text")
    return text if isinstance(text, str) else "".join(map(_inline, filter(_is_inline, _listed(node.get("children")))))


def _of_card(card: Mapping[str, Any]) -> Iterator[str]:
    """Yield what a card says: a caption, a box, a piece of HTML."""
    for key in _SAID:
        said = card.get(key)
        if isinstance(said, str):
            yield markdown.plain(said) if key == "markdown" else text_of(said)


def _of_section(section: Any, held: Mapping[str, Any]) -> Iterator[str]:
    """Yield the paragraphs of a section of Mobiledoc: of text, a list with a paragraph each, or a card."""
    match section:
        case [1, _, list(markers), *_]:
            yield "".join(map(_marker, markers))
        case [3, _, list(items), *_]:
            for item in items:
                yield "".join(map(_marker, _listed(item)))
        case [10, int(number), *_]:
            cards = _listed(held.get("cards"))
            match cards[number] if 0 <= number < len(cards) else None:
                case [str(kind), dict(card), *_] if not kind.startswith(_BY_MAIL):
                    yield from _of_card(card)


def _marker(marker: Any) -> str:
    """Return the words of a marker; an atom, which has none, is the end of a line."""
    match marker:
        case [_, _, _, str(words), *_]:
            return words
        case [1, *_]:
            return "\n"
    return ""


def _listed(held: Any) -> list[Any]:
    return held if isinstance(held, list) else []


def _recognise(head: Head) -> Certainty:
    text = head.text
    if text is None or not _TOLD.match(text) or not _TABLES.search(text) or not _DATA.search(text):
        return Certainty.NO
    return Certainty.CERTAIN


GHOST = Format(
    kind="ghost export",
    rank=55,
    title="Ghost export",
    endings=(".json",),
    recognise=_recognise,
    cut=whole,
    captures=_export,
    needs=("lxml",),
    extra="html",
)

FORMATS = (GHOST,)
