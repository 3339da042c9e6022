"""Say what the archive holds of each outlet, and what it lacks: Cards and the report -> a table, and the same as CSV.

What is expected of an outlet is what it does itself: the days between two on which it usually published. A gap is a
stretch of more than three such spans, and of more than a week. Nothing here guesses why there is one.
"""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from datetime import date
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from msgspec import Struct

from generator.render import places, words
from generator.render.blocks import Block, Cell, Element, Group, Isolated, Link, Paragraph, Row, Table
from generator.render.words import told

from .calendar import scale_of, shade, steps
from .plots import SHADES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from generator.model import Card

    from .statistics import Noted

SPANS = 3
"""Usual spans between two days of an outlet that a gap is longer than."""
WEEK = 7
MOST_CELLS = 240
"""Months that are drawn; a longer time is drawn by year."""
MOST_OUTLETS = 60
"""Outlets in the table, those with the most articles; the file has all."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Holding(Struct, frozen=True, kw_only=True):
    """What the archive holds of an outlet."""

    label: str
    path: str
    articles: int
    undated: int
    incomplete: int
    empty: int
    first: str
    """Day; empty where no date is known. So the last."""
    last: str
    days: int
    """On which it has articles."""
    usual: int
    """Days between two of them, as a rule; 0 if too few tell."""
    expected: int
    """Days on which it would have articles by that."""
    gaps: int
    longest: tuple[str, str] | None
    """The last day before the longest gap, and the first behind it."""
    months: tuple[tuple[str, int], ...]


class Holdings(Struct, frozen=True, kw_only=True, tag=True):
    """What the archive holds of each outlet."""

    holdings: tuple[Holding, ...]
    periods: tuple[str, ...]
    """Along the drawings, without a gap: months or years."""
    scale: int
    """Of their shades."""
    csv: str
    """Path of the same numbers as a file."""


def holdings_of(cards: Sequence[Card], noted: Mapping[str, Noted], names: Mapping[str, str]) -> list[Holding]:
    """Return what the archive holds of each outlet, those with the most articles first.

    Args:
        cards: Of all articles that listings name.
        noted: What was noted of each outlet's articles, by the key of its listing.
        names: What each outlet is called, by that key.
    """
    of_outlet: dict[str, list[Card]] = defaultdict(list)
    for card in cards:
        of_outlet[places.key(card.outlet) if card.outlet else ""].append(card)
    holdings = [_holding(key, own, noted.get(key), names) for key, own in of_outlet.items()]
    return sorted(holdings, key=lambda one: (not one.path, -one.articles, one.label, one.path))


def _holding(key: str, cards: Sequence[Card], noted: Noted | None, names: Mapping[str, str]) -> Holding:
    moments = [card.published[:10] for card in cards if card.published]
    days = sorted(set(moments))
    numbers = [date.fromisoformat(day).toordinal() for day in days]
    spans = [after - before for before, after in pairwise(numbers)]
    usual = int(median(spans)) if len(spans) > 1 else 0
    gaps = [place for place, span in enumerate(spans) if usual and span > max(SPANS * usual, WEEK)]
    longest = max(gaps, key=lambda place: spans[place], default=None)
    return Holding(
        label=names[key] if key else told("unknown outlet"),
        path=places.index(f"outlets/{key}") if key else "",
        articles=len(cards),
        undated=len(cards) - len(moments),
        incomplete=noted.incomplete if noted else 0,
        empty=noted.empty if noted else 0,
        first=days[0] if days else "",
        last=days[-1] if days else "",
        days=len(days),
        usual=usual,
        expected=max((numbers[-1] - numbers[0]) // usual + 1, len(days)) if usual else len(days),
        gaps=len(gaps),
        longest=None if longest is None else (days[longest], days[longest + 1]),
        months=tuple(sorted(Counter(moment[:7] for moment in moments).items())),
    )


def holdings_table(holdings: Sequence[Holding], path: str) -> Holdings:
    """Return the holdings as the page shows them."""
    months = sorted({month for one in holdings for month, _ in one.months})
    most = max((count for one in holdings for _, count in one.months), default=0)
    shown = tuple(holdings[:MOST_OUTLETS])
    return Holdings(holdings=shown, periods=_periods(months), scale=scale_of(most), csv=path)


def _periods(months: Sequence[str]) -> tuple[str, ...]:
    if not months:
        return ()
    first, last = (int(month[:4]) * 12 + int(month[5:]) - 1 for month in (months[0], months[-1]))
    if last - first < MOST_CELLS:
        return tuple(f"{month // 12:04}-{month % 12 + 1:02}" for month in range(first, last + 1))
    return tuple(f"{year:04}" for year in range(first // 12, last // 12 + 1))


def holdings_blocks(table: Holdings) -> Iterator[Block]:
    """Yield the table, a row for each outlet."""
    yield Paragraph((Link(told("holdings as csv"), table.csv),), "bf-about")
    heads = (
        "fact outlet",
        "heading: articles",
        "time held",
        "days held",
        "usual days",
        "gaps",
        "longest gap",
        "undated",
        "fact incomplete",
    )
    head = Row(tuple(Cell(told(name), scope="col") for name in heads))
    rows = tuple(row for one in table.holdings for row in _rows(one, table))
    label = told("heading: holdings")
    wide = (("tabindex", "0"), ("role", "region"), ("aria-label", label))
    shown: list[Block] = [Group("div", "bf-wide", (Table(head, rows, "bf-holdings"),), wide)]
    if table.periods:
        shown.append(_key(table))
    yield Group("figure", "bf-figure", tuple(shown), island=True)


def _key(table: Holdings) -> Block:
    """Return what the drawings show: the time that all of them span, and what the shades stand for."""
    first, last = table.periods[0], table.periods[-1]
    spoken, counted = (words.month, "articles a month") if len(first) == 7 else (words.year, "heading: articles")
    span = spoken(first) if first == last else told("period", first=spoken(first), last=spoken(last))
    return steps(table.scale, told("with a reason", note=told(counted), reason=span))


def _rows(one: Holding, table: Holdings) -> Iterator[Row]:
    name = Link(one.label, one.path) if one.path else Isolated(one.label)
    share = words.share(one.days / one.expected) if one.usual else ""
    held = told("days of expected", days=words.number(one.days), expected=words.number(one.expected), share=share)
    cells = (
        Cell((name,), scope="row"),
        Cell(words.number(one.articles)),
        Cell(words.period(one.first, one.last) if one.first else ""),
        Cell(held if one.usual else words.number(one.days)),
        Cell(words.number(one.usual) if one.usual else ""),
        Cell(words.number(one.gaps) if one.usual else ""),
        Cell(words.period(*one.longest) if one.longest else ""),
        Cell(words.number(one.undated)),
        Cell(words.number(one.incomplete)),
    )
    yield Row(cells)
    if one.months:
        drawing = Cell((_strip(one, table.periods, table.scale),), attributes=(("colspan", str(len(cells))),))
        yield Row((drawing,), "bf-strip")


def _strip(one: Holding, periods: Sequence[str], scale: int) -> Element:
    """Draw the months of an outlet, shaded by their articles; an empty one stays white."""
    length = len(periods[0])
    counts: Counter[str] = Counter()
    for month, count in one.months:
        counts[month[:length]] += count
    paths: dict[int, list[str]] = defaultdict(list)
    for place, period in enumerate(periods):
        if count := counts[period]:
            paths[shade(count, scale)].append(f"M{place} 0h1v1h-1z")
    drawn = tuple(
        Element("path", (("class", f"bf-h{dark}"), ("d", "".join(paths[dark]))))
        for dark in range(1, SHADES + 1)
        if dark in paths
    )
    attributes = {
        "xmlns": "http://www.w3.org/2000/svg",
        "class": "bf-strip-drawn",
        "width": "100%",
        "height": "12",
        "viewBox": f"0 0 {len(periods)} 1",
        "preserveAspectRatio": "none",
        "role": "img",
        "aria-label": told("months held", months=words.number(len(counts)), all=words.number(len(periods))),
    }
    return Element("svg", tuple(attributes.items()), drawn)


def holdings_csv(holdings: Sequence[Holding]) -> bytes:
    """Return the holdings as CSV, a line for each outlet and month; what is the outlet's stands in each of them."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(
        "outlet month articles articles_of_outlet first_day last_day days usual_days_between days_expected gaps "
        "longest_gap_after longest_gap_before undated incomplete without_text".split()
    )
    for one in holdings:
        after, before = one.longest or ("", "")
        of_outlet = (one.articles, one.first, one.last, one.days, one.usual or "", one.expected if one.usual else "")
        lacking = (one.gaps, after, before, one.undated, one.incomplete, one.empty)
        undated = [("", one.undated)] if one.undated else []
        for month, count in [*one.months, *undated]:
            writer.writerow((_safe(one.label if one.path else ""), month, count, *of_outlet, *lacking))
    return file.getvalue().encode("utf-8", "replace")


def _safe(name: str) -> str:
    """Return a name that no spreadsheet takes for a formula: names are strangers' words."""
    return f"'{name}" if name.startswith(_FORMULA) else name
