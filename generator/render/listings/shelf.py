"""Lay out one listing page: Shelf -> Page.

A shelf holds what one listing page shows and nothing else, so that its digest tells whether the page must be written.
"""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Literal

from msgspec import Struct
from msgspec.structs import replace

from generator.model import Moment
from generator.render import blocks as made_of
from generator.render import places, words
from generator.render.blocks import Break, Group, Heading, Isolated, Items, Link, Marked, Paragraph, Span, Spans, Styled
from generator.render.direction import foreign, spoken
from generator.render.inert import one_line
from generator.render.words import joined, say, told
from generator.render.writer import Front, markdown_of, written

from .calendar import Days, Months, days_blocks, headed_days, months_blocks
from .corrections import Corrected, corrected_blocks
from .holdings import Holdings, holdings_blocks
from .maps import Map, map_blocks
from .plots import Bars, Matrix, Plot, bars_blocks, matrix_blocks, plot_blocks
from .whose import Whose, whose_block

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.model import Page

ShelfKind = Literal["front", "year", "month", "day", "listing", "index", "copies", "search", "overview"]
"""What a page lists; its front matter tells the theme."""
DateStyle = Literal["none", "day", "full"]
"""What an item still says of its date: nothing below the heading of a day, the day below that of a month."""


Part = Days | Months | Plot | Bars | Matrix | Map | Holdings | Corrected
"""What a listing draws of its articles."""

OTHERS_IN_VIEW = 7
"""Outlets that are named beside a text's first; its comparison names all."""


class Way(Struct, frozen=True, kw_only=True):
    """A link to another listing, with how many items stand there."""

    label: str
    path: str
    """Empty for a number that leads nowhere."""
    count: int | None = None
    note: str = ""
    """What stands beside the number."""
    teaser: str = ""
    """A headline behind the number."""
    language: str | None = None
    """Of the teaser."""
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
    note: Spans = ()
    """What takes the place of outlet, date and copies."""
    others: tuple[tuple[str | None, str], ...] = ()
    """The text's other copies that would stand on the same page: outlet and address of each."""
    opening: str = ""
    withheld: bool = False
    """Whether its text is withdrawn."""


class Block(Struct, frozen=True, kw_only=True):
    """A part of a listing page: ways or entries, under one heading."""

    kind: str
    """Class of the element, after `bf-`."""
    heading: str = ""
    line: Spans = ()
    """The heading as it is shown, where it is made of names."""
    place: str = ""
    """Id of the heading, where other pages lead to it."""
    way: Way | None = None
    """Where the heading leads to."""
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
    views: tuple[Way, ...] = ()
    """Other pages about the same articles."""
    parts: tuple[Part, ...] = ()
    """What is drawn of it, above the blocks."""
    older: Way | None = None
    newer: Way | None = None
    feed: bool = False
    """Whether it has one, beside its page."""
    front: tuple[Block, ...] = ()
    """What pages written by hand show of the archive, in place of the blocks."""


def shelf_page(shelf: Shelf) -> Page:
    """Return the page of a listing."""
    return written(shelf.path, _front_matter(shelf), (_head(shelf), *_blocks(shelf)))


def shelf_part(shelf: Shelf, uri: str) -> str:
    """Return what a listing shows as a part of another page, as Markdown.

    Args:
        shelf: The listing.
        uri: The other page's path below the docs folder.
    """
    summary = Group("header", "bf-shelf", (Paragraph(shelf.summary, "bf-summary"),))
    return markdown_of((summary, *_blocks(replace(shelf, blocks=shelf.front or shelf.blocks))), uri)


def _blocks(shelf: Shelf) -> Iterator[made_of.Block]:
    """Yield what stands on the page of a listing below its head."""
    if shelf.views:
        yield Paragraph(joined([(_link(way),) for way in shelf.views]), "bf-views")
    if shelf.whose:
        yield whose_block(shelf.whose)
    for part in shelf.parts:
        yield from _part_blocks(part)
    groups = [(kind, tuple(alike)) for kind, alike in groupby(shelf.blocks, key=attrgetter("kind"))]
    for place, (kind, alike) in enumerate(groups):
        # Said, and not left to the style sheet to see: a page that comes in pieces is drawn before the next is there.
        beside = " bf-with-widest" if [one for one, _ in groups[place + 1 : place + 2]] == ["widest"] else ""
        yield Group("div", f"bf-{kind}{beside}", tuple(one for block in alike for one in _block(block)))
    if shelf.older or shelf.newer:
        ways = (("older", shelf.older), ("newer", shelf.newer))
        links = tuple(Paragraph(say(name, page=(_link(way),)), f"bf-{name}") for name, way in ways if way)
        yield Group("nav", "bf-period", links, (("aria-label", told("older and newer")),))


def _part_blocks(part: Part) -> Iterator[made_of.Block]:
    match part:
        case Days():
            return headed_days(part) if part.path else days_blocks(part)
        case Months():
            return months_blocks(part)
        case Plot():
            return plot_blocks(part)
        case Bars():
            return bars_blocks(part)
        case Matrix():
            return matrix_blocks(part)
        case Map():
            return map_blocks(part)
        case Holdings():
            return holdings_blocks(part)
        case Corrected():
            return corrected_blocks(part)


def _front_matter(shelf: Shelf) -> Front:
    return {
        "title": shelf.title,
        "description": told("title and summary", title=shelf.title, summary=shelf.summary),
        "template": "search.html" if shelf.kind == "search" else "listing.html",
        "kind": shelf.kind,
        "feed": "yes" if shelf.feed else "",
        "articles": "yes" if _lists_articles(shelf) else "",
        "search": {"exclude": True},
    }


def _lists_articles(shelf: Shelf) -> bool:
    """Tell whether a page shows articles, which its readers can take away; others lead to lists and comparisons.

    A list of names shows none: some names lead to their only article, but the others' would be left out.
    """
    entries = (f"{entry.address}.md" for block in shelf.blocks for entry in block.entries)
    return any(map(places.is_article, entries)) or any(isinstance(part, Corrected) for part in shelf.parts)


def _head(shelf: Shelf) -> made_of.Block:
    shown: list[made_of.Block] = []
    if shelf.trail:
        shown.append(Paragraph(joined([(_link(way),) for way in shelf.trail], " › "), "bf-trail"))
    shown.append(Heading(1, (Isolated(shelf.title),)))
    shown.append(Paragraph(shelf.summary, "bf-summary"))
    return Group("header", "bf-shelf", tuple(shown))


def _link(way: Way) -> Link:
    return Link(way.label, way.path)


def _block(block: Block) -> Iterator[made_of.Block]:
    if block.heading:
        line = block.line or ((_link(block.way),) if block.way else (Isolated(block.heading),))
        yield Heading(2, line, block.place)
    if block.kind == "numbers":
        yield Items(tuple(map(_number, block.ways)))
    elif block.ways:
        yield Items(tuple(map(_with_count, block.ways)))
    elif block.kind == "newest":
        yield from (_teaser(entry, block) for entry in block.entries)
    else:
        yield Items(tuple(_entry_lines(entry, block) for entry in block.entries))
    if block.more:
        yield Paragraph((_link(block.more),), "bf-all")


def _number(way: Way) -> Spans:
    line: Spans = (Marked("strong", words.number(way.count or 0)), " ", way.label)
    return (Link(line, way.path),) if way.path else line


def _with_count(way: Way) -> Spans:
    count = "" if way.count is None else words.number(way.count)
    number = " · ".join(filter(None, (count, way.note)))
    line: Spans = (_link(way), " ", number) if number else (_link(way),)
    if one_line(way.teaser):
        line = (*line, " · ", foreign(way.teaser, way.language))
    if not way.parts:
        return line
    return (*line, " ", Styled("bf-parts", joined(map(_part, way.parts), " ")))


def _part(way: Way) -> Spans:
    """Return a month in the line of its year, as one link with its number."""
    count = (" ", Styled("bf-count", words.number(way.count))) if way.count else ()
    return (Link((way.label, *count), way.path),)


def _entry_lines(entry: ShelfEntry, block: Block) -> Spans:
    """Return an entry's lines: its headline, and below it outlet, day and number of copies."""
    facts = joined(_facts(entry, block.dates, outlets=block.outlets))
    headline = Link((Marked("h3" if block.heading else "h2", (_entry_headline(entry),)),), f"{entry.address}.md")
    return (headline, Break(), *facts) if facts else (headline,)


def _facts(entry: ShelfEntry, dates: DateStyle = "full", *, outlets: bool = True) -> Iterator[str | Spans]:
    if entry.note:
        yield entry.note
        return
    if outlets:
        yield (Isolated(entry.outlet or told("unknown outlet")),)
    if dates != "none" and entry.published:
        yield words.day(entry.published) if dates == "full" else words.day_of_month(entry.published)
    elif dates == "full":
        yield told("of unknown date")
    if entry.others:
        shown = [(Link(outlet or told("unknown outlet"), f"{address}.md"),) for outlet, address in entry.others]
        yield say("also in", outlets=words.listed(shown, OTHERS_IN_VIEW))
    if entry.copies:
        yield told("copies", entry.copies + 1)
    if entry.withheld:
        yield told("of withdrawn text")


def _teaser_headline(entry: ShelfEntry, block: Block) -> Link:
    """Return a story's headline: a heading for those who go from one to the next, but none of the table of contents.

    It stands in a paragraph, where no element of that name may.
    """
    level = "3" if block.heading else "2"
    heading = Styled("", (_entry_headline(entry),), (("role", "heading"), ("aria-level", level)))
    return Link((heading,), f"{entry.address}.md")


def _entry_headline(entry: ShelfEntry) -> Span:
    """Return the headline, marked where it is not in the language of the site's own texts."""
    return foreign(entry.headline, entry.language) if one_line(entry.headline) else Isolated(told("untitled"))


def _teaser(entry: ShelfEntry, block: Block) -> made_of.Block:
    shown: list[made_of.Block] = [
        Paragraph((_teaser_headline(entry, block),), "bf-teaser-headline"),
        Paragraph(joined(_facts(entry)), "bf-teaser-facts"),
    ]
    if entry.opening:
        shown.append(Paragraph(entry.opening, "bf-teaser-opening", spoken(entry.language, entry.opening)))
    return Group("div", "bf-teaser", tuple(shown))
