"""Lay out one listing page: Shelf -> Page.

A shelf holds what one listing page shows and nothing else, so that its digest tells whether the page must be written.
"""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from generator.model import Moment, Page

from . import places, words
from .inert import attributes, direction, inline, isolated, language_tag, plain, scalar
from .whose import Whose, whose_blocks

if TYPE_CHECKING:
    from collections.abc import Iterator

ShelfKind = Literal["front", "year", "month", "day", "listing", "index", "copies", "search"]
"""What a page lists; its front matter tells the theme."""
DateStyle = Literal["none", "day", "full"]
"""What an item still says of its date: nothing below the heading of a day, the day below that of a month."""


class Way(Struct, frozen=True, kw_only=True):
    """A link to another listing, with how many items stand there."""

    label: str
    path: str
    """Empty for a number that leads nowhere."""
    count: int | None = None
    note: str = ""
    """What stands beside the number."""
    parts: tuple[Way, ...] = ()
    """Links within this one: the months of a year."""


class ShelfEntry(Struct, frozen=True, kw_only=True):
    """One article, or one cluster under its canonical's headline, as listings show it."""

    headline: str
    address: str
    language: str | None
    outlet: str | None
    published: Moment | None
    copies: int = 0
    note: str = ""
    """Markdown source that takes the place of outlet, date and copies."""
    opening: str = ""
    withheld: bool = False
    """Whether its text is withdrawn."""


class Block(Struct, frozen=True, kw_only=True):
    """A part of a listing page: ways or entries, under one heading."""

    kind: str
    """Class of the element, after `bf-`."""
    heading: str = ""
    ways: tuple[Way, ...] = ()
    entries: tuple[ShelfEntry, ...] = ()
    dates: DateStyle = "full"
    outlets: bool = True
    """Whether items name their outlet; not in the listing of an outlet."""
    more: Way | None = None


class Shelf(Struct, frozen=True, kw_only=True):
    """What one listing page shows."""

    path: str
    """POSIX path below the archive folder."""
    kind: ShelfKind
    title: str
    summary: str
    trail: tuple[Way, ...] = ()
    """The listings above this one, outermost first."""
    blocks: tuple[Block, ...] = ()
    whose: Whose | None = None
    """Of an outlet: whose texts it ran; None where there is nothing to tell."""
    older: Way | None = None
    newer: Way | None = None


def shelf_page(shelf: Shelf) -> Page:
    """Return the page of a listing."""
    blocks = ["\n".join(_front_matter(shelf)), *_head(shelf)]
    if shelf.whose:
        blocks.extend(whose_blocks(shelf.path, shelf.whose))
    for kind, alike in groupby(shelf.blocks, key=attrgetter("kind")):
        blocks.append(f'<div class="bf-{kind}" markdown>')
        for block in alike:
            blocks.extend(_block(shelf.path, block))
        blocks.append("</div>")
    if shelf.older or shelf.newer:
        blocks.append('<nav class="bf-period" aria-label="Older and newer" markdown>')
        blocks.extend(
            f'<p class="bf-{label.lower()}" markdown>{label}: {_link(shelf.path, way)}</p>'
            for label, way in (("Older", shelf.older), ("Newer", shelf.newer))
            if way
        )
        blocks.append("</nav>")
    return Page(path=shelf.path, content=("\n\n".join(blocks) + "\n").encode())


def _front_matter(shelf: Shelf) -> Iterator[str]:
    yield "---"
    yield f"title: {scalar(plain(shelf.title))}"
    yield f"description: {scalar(plain(f'{shelf.title}: {shelf.summary}'))}"
    yield f"template: {'search' if shelf.kind == 'search' else 'listing'}.html"
    yield f"kind: {shelf.kind}"
    yield "search:"
    yield "  exclude: true"
    yield "---"


def _head(shelf: Shelf) -> Iterator[str]:
    yield '<header class="bf-shelf" markdown>'
    if shelf.trail:
        yield f'<p class="bf-trail" markdown>{" › ".join(_link(shelf.path, way) for way in shelf.trail)}</p>'
    yield f"# {isolated(shelf.title)}"
    yield f'<p class="bf-summary" markdown>{inline(shelf.summary)}</p>'
    yield "</header>"


def _link(start: str, way: Way) -> str:
    return f"[{isolated(way.label)}]({places.relative(start, way.path)})"


def _block(path: str, block: Block) -> Iterator[str]:
    if block.heading:
        yield f"## {isolated(block.heading)}"
    if block.kind == "numbers":
        yield "\n".join(_number(path, way) for way in block.ways)
    elif block.ways:
        yield "\n".join(_counted(path, way) for way in block.ways)
    elif block.kind == "newest":
        for entry in block.entries:
            yield from _teaser(path, entry)
    else:
        yield "\n".join(f"- {_described(path, entry, block)}" for entry in block.entries)
    if block.more:
        yield f'<p class="bf-all" markdown>{_link(path, block.more)}</p>'


def _number(path: str, way: Way) -> str:
    text = f"**{words.number(way.count or 0)}** {inline(way.label)}"
    return f"- [{text}]({places.relative(path, way.path)})" if way.path else f"- {text}"


def _counted(path: str, way: Way) -> str:
    number = " · ".join(filter(None, (words.number(way.count or 0), way.note)))
    line = f"- {_link(path, way)} {number}"
    return f"{line} · {' '.join(_link(path, part) for part in way.parts)}" if way.parts else line


def _described(path: str, entry: ShelfEntry, block: Block) -> str:
    """Return an entry's lines: `[Headline](x.md)<br>Outlet · 16 December 2019 · 3 copies`."""
    facts = _facts(entry, block.dates, outlets=block.outlets)
    return "<br>".join(filter(None, (_headline(path, entry), " · ".join(facts))))


def _facts(entry: ShelfEntry, dates: DateStyle = "full", *, outlets: bool = True) -> Iterator[str]:
    if entry.note:
        yield entry.note
        return
    if outlets:
        yield isolated(entry.outlet or words.UNKNOWN_OUTLET)
    if dates != "none" and entry.published:
        yield words.day(entry.published) if dates == "full" else words.day_of_month(entry.published)
    elif dates == "full":
        yield "date unknown"
    if entry.copies:
        yield words.counted(entry.copies, "copy", "copies")
    if entry.withheld:
        yield "text withdrawn"


def _headline(path: str, entry: ShelfEntry) -> str:
    return f"[{_marked(entry)}]({places.relative(path, f'{entry.address}.md')})"


def _marked(entry: ShelfEntry) -> str:
    """Return the headline, marked where it is not in the language of the site's own texts."""
    source = inline(entry.headline) or words.UNTITLED
    if entry.headline.isascii() and entry.language in {None, "en"}:
        return source
    tag = language_tag(entry.language)
    if tag == "en" or (tag is None and direction(None, entry.headline) == "ltr"):
        return source
    return f"<bdi{attributes(entry.language, entry.headline)}>{source}</bdi>"


def _teaser(path: str, entry: ShelfEntry) -> Iterator[str]:
    yield '<div class="bf-teaser" markdown>'
    yield f'<p class="bf-teaser-headline" markdown>{_headline(path, entry)}</p>'
    yield f'<p class="bf-teaser-facts" markdown>{" · ".join(_facts(entry))}</p>'
    if entry.opening:
        attribute = attributes(entry.language, entry.opening)
        yield f'<p class="bf-teaser-opening"{attribute} markdown>{inline(entry.opening)}</p>'
    yield "</div>"
