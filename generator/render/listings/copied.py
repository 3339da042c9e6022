"""Lay out the texts with copies in other orders: by outlets, overlap, span of time, pairs of outlets and agency.

Each is one page of the most widely run texts under headings; every line leads to the comparison of its copies.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from generator.model import Card, Cluster, Moment, parted
from generator.render import places, words
from generator.render.blocks import Isolated, text_of
from generator.render.words import joined, say, told

from .periods import PeriodItem, front
from .shelf import Block, Shelf, ShelfEntry, Way

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

MANY = 10
OVERLAPS = ((1.0, "100"), (0.9, "90–99"), (0.7, "70–89"), (0.0, "0–69"))
"""Least share of a band, and how it is written."""
DAYS = (1, 2, 7, 30)
"""Days within which all copies of a band appeared."""
TEXTS_OF_A_PAIR = 10
ORDERS = ("outlets", "overlap", "time", "pairs", "agency")


class Copied(NamedTuple):
    """A text with its copies, as a listing has it and by what it is ordered."""

    item: PeriodItem
    outlets: tuple[str, ...]
    overlap: float | None
    """The least of a copy that was compared with the main one; None where none was."""
    days: int | None
    """From the first copy to the last; None where fewer than two dates are known."""
    agency: str


def copied(item: PeriodItem, cluster: Cluster, cards: Mapping[str, Card]) -> Copied:
    """Return a text by what it is ordered.

    Args:
        item: As listings have it.
        cluster: Its copies.
        cards: Of all articles, by id.
    """
    members = [cards[name] for name in cluster.member_ids]
    with_main = [match for match in cluster.matches if cluster.canonical_id in (match.left_id, match.right_id)]
    moments = sorted(card.published for card in members if card.published)
    agencies = [card.agency for card in (cards[cluster.canonical_id], *members) if card.agency]
    return Copied(
        item=item,
        outlets=tuple(dict.fromkeys(card.outlet for card in members if card.outlet)),
        overlap=min((float(match.containment) for match in with_main), default=None),
        days=_day(moments[-1]) - _day(moments[0]) if len(moments) > 1 else None,
        agency=parted(agencies[0])[0] if agencies else "",
    )


def _day(moment: Moment) -> int:
    return date.fromisoformat(moment[:10]).toordinal()


def views() -> tuple[Way, ...]:
    """Return the ways to the other orders."""
    return tuple(Way(label=told(f"copies by {order}"), path=_path(order)) for order in ORDERS)


def _path(order: str) -> str:
    return f"{places.COPIES}/by-{order}/index.md"


def orders(texts: Sequence[Copied], limit: int) -> Iterator[Shelf]:
    """Yield the page of each order.

    Args:
        texts: All texts with copies.
        limit: Texts on one page.
    """
    widest = sorted(texts, key=lambda one: (-one.item.entry.copies, one.item.id))[:limit]
    above = (front().way, Way(label=told("heading: copies"), path=places.index(places.COPIES)))
    blocks = {
        "outlets": _banded(widest, _of_outlets),
        "overlap": _banded(widest, _of_overlap),
        "time": _banded(widest, _of_time),
        "pairs": list(_pairs(texts, limit)),
        "agency": _banded(widest, _of_agency),
    }
    summary = told("texts", len(texts))
    if len(widest) < len(texts):
        summary = told("the widest of", summary=summary, number=words.number(len(widest)))
    for order in ORDERS:
        yield Shelf(
            path=_path(order),
            kind="copies",
            title=told("title of a part", name=told("heading: copies"), part=_within(told(f"copies by {order}"))),
            summary=summary,
            trail=above,
            views=tuple(way for way in views() if way.path != _path(order)),
            blocks=tuple(blocks[order]),
        )


def _within(label: str) -> str:
    """Return a label as it stands within a line; every language's begins with a preposition."""
    return label[:1].lower() + label[1:]


Band = tuple[tuple[float, str], str, str, str]
"""What bands are sorted by, the heading, where it leads to, and what a text says of itself."""


def _banded(texts: Sequence[Copied], band: Callable[[Copied], Band]) -> list[Block]:
    """Return the texts under the headings of their bands; within one they stay in order."""
    bands: dict[tuple[tuple[float, str], str, str], list[ShelfEntry]] = defaultdict(list)
    for text in texts:
        place, heading, path, said = band(text)
        entry = text.item.entry
        note = joined([said, entry.note]) if said else entry.note
        bands[place, heading, path].append(replace(entry, note=note))
    return [
        Block(kind="list", heading=heading, way=Way(label=heading, path=path) if path else None, entries=tuple(entries))
        for (_, heading, path), entries in sorted(bands.items())
    ]


def _of_outlets(text: Copied) -> Band:
    count = len(text.outlets)
    heading = told("outlets", count) if count < MANY else told("and more", number=told("outlets", MANY))
    return (-min(count, MANY), ""), heading, "", told("outlets", count) if count > MANY else ""


def _of_overlap(text: Copied) -> Band:
    if text.overlap is None:
        return (9, ""), told("not compared with the main copy"), "", ""
    shown = 1.0 if text.overlap >= 1 else min(int(text.overlap * 100 + 0.5), 99) / 100  # as `words.share` rounds
    place, label = next((place, label) for place, (least, label) in enumerate(OVERLAPS) if shown >= least)
    heading = told("shared", share=told("percent", number=label))
    return (place, ""), heading, "", told("least shared", share=words.share(text.overlap))


def _of_time(text: Copied) -> Band:
    if text.days is None:
        return (99, ""), told("date unknown"), "", ""
    days = text.days + 1
    place = sum(days > most for most in DAYS)
    within = told("within", length=told("days", DAYS[place])) if place < len(DAYS) else told("later")
    return (place, ""), within, "", told("days", days)


def _of_agency(text: Copied) -> Band:
    if not text.agency:
        return (1, ""), told("no agency"), "", ""
    return (0, places.key(text.agency)), text.agency, places.index(f"agencies/{places.key(text.agency)}"), ""


def _pairs(texts: Sequence[Copied], limit: int) -> Iterator[Block]:
    """Yield the pairs of outlets that share most texts, with some of those, as many as fit."""
    of_pair: dict[tuple[str, str], list[Copied]] = defaultdict(list)
    for text in texts:
        for pair in combinations(sorted(text.outlets)[:MANY], 2):
            of_pair[pair].append(text)
    left = limit
    for (first, second), shared in sorted(of_pair.items(), key=lambda one: (-len(one[1]), one[0])):
        shown = sorted(shared, key=lambda one: (-one.item.entry.copies, one.item.id))[: min(TEXTS_OF_A_PAIR, left)]
        if not shown:
            return
        left -= len(shown)
        line = say("pair", first=(Isolated(first),), second=(Isolated(second),), texts=told("texts", len(shared)))
        yield Block(kind="list", heading=text_of(line), line=line, entries=tuple(one.item.entry for one in shown))
