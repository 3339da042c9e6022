"""Lay out feeds of the newest articles: Card or Article -> Atom and JSON Feed, as news readers take them.

A feed depends on no clock: it was last changed when the newest of its articles appeared. What has no day is in none,
since nothing tells whether it is new.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from generator.render import places
from generator.render.blocks import Element
from generator.render.inert import one_line
from generator.render.pages.card import title
from generator.render.writer import text_element, xml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.model import Card, Moment, Site

NEWEST: Final = 20
"""Articles in a feed."""
ATOM, JSON = "feed.xml", "feed.json"
TYPES: Final[Mapping[str, str]] = {ATOM: "application/atom+xml", JSON: "application/feed+json"}


class Item(Struct, frozen=True, kw_only=True):
    """An article of a feed."""

    card: Card
    changed: Moment
    """When it appeared or, of a correction, when it was changed."""
    text: tuple[str, ...] = ()
    """Its paragraphs, where the feed has the whole texts."""


class Feed(Struct, frozen=True, kw_only=True):
    """The newest articles of a listing."""

    title: str
    folder: str
    """Of the listing, below the archive."""
    items: tuple[Item, ...]
    """Newest first."""


def feed(of: Feed, name: str, site: Site) -> bytes:
    """Return a feed as a file.

    Args:
        of: What it holds.
        name: Of the file: `feed.xml` is Atom, `feed.json` JSON Feed.
        site: What its addresses lead to; it says where it is.
    """
    return _atom(of, site) if name == ATOM else _json(of, site)


def _instant(moment: Moment) -> str:
    """Return a moment as feeds have it: a day is its midnight there."""
    return moment if len(moment) > 10 else f"{moment}T00:00:00Z"


def _address(path: str, site: Site) -> str:
    return f"{site.url}{places.url(path)}"


def _atom(of: Feed, site: Site) -> bytes:
    page = _address(places.index(of.folder), site)
    root = Element(
        "feed",
        (("xmlns", "http://www.w3.org/2005/Atom"),),
        (
            text_element("title", of.title),
            text_element("id", page),
            text_element("updated", _instant(of.items[0].changed)),
            Element("link", (("href", page),)),
            Element("link", (("rel", "self"), ("type", TYPES[ATOM]), ("href", f"{page}{ATOM}"))),
            *(_entry(item, site) for item in of.items),
        ),
    )
    return xml(root)


def _entry(item: Item, site: Site) -> Element:
    card = item.card
    page = _address(f"{card.address}.md", site)
    language = (("xml:lang", card.language),) if card.language else ()
    return Element("entry", language, tuple(_of_entry(item, page)))


def _of_entry(item: Item, page: str) -> Iterator[Element]:
    card = item.card
    yield text_element("title", title(card))
    yield text_element("id", page)
    yield Element("link", (("href", page),))
    yield text_element("updated", _instant(item.changed))
    if card.published:
        yield text_element("published", _instant(card.published))
    for name in _authors(card):
        yield Element("author", (), (text_element("name", name),))
    for tag in card.tags:
        yield Element("category", (("term", one_line(tag)),))
    if card.opening:
        yield text_element("summary", card.opening)
    if item.text:
        paragraphs = tuple(text_element("p", paragraph) for paragraph in item.text)
        inner = Element("div", (("xmlns", "http://www.w3.org/1999/xhtml"),), paragraphs)
        yield Element("content", (("type", "xhtml"),), (inner,))


def _authors(card: Card) -> tuple[str, ...]:
    """Return who wrote an article: people, or else its outlet; a feed names somebody for each."""
    return getattr(card, "authors", ()) or ((card.outlet,) if card.outlet else ("?",))


def _json(of: Feed, site: Site) -> bytes:
    page = _address(places.index(of.folder), site)
    told = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": of.title,
        "home_page_url": page,
        "feed_url": f"{page}{JSON}",
        "items": [_item(item, site) for item in of.items],
    }
    return (json.dumps(told, ensure_ascii=False, separators=(",", ":")) + "\n").encode("utf-8", "replace")


def _item(item: Item, site: Site) -> dict[str, Any]:
    card = item.card
    page = _address(f"{card.address}.md", site)
    changed = item.changed if item.changed != card.published else None
    told = {
        "id": page,
        "url": page,
        "title": title(card),
        "summary": card.opening,
        "content_text": "\n\n".join(item.text) or card.opening or title(card),
        "date_published": _instant(card.published) if card.published else None,
        "date_modified": _instant(changed) if changed else None,
        "authors": [{"name": name} for name in _authors(card)],
        "tags": card.tags,
        "language": card.language,
    }
    return {key: value for key, value in told.items() if value}
