"""Lay out the calendar of the archive: how many articles stand on each day -> months as tables of days, shaded.

A day is a link with its number; its shade stands for how many articles it has, in steps that are the same in all years.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from msgspec import Struct

from generator.render import places, words
from generator.render.blocks import (
    Block,
    Cell,
    Group,
    Heading,
    Isolated,
    Items,
    Link,
    Paragraph,
    Row,
    Spans,
    Styled,
    Table,
)
from generator.render.words import told

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

STEPS = (1, 2, 5, 10, 25)
"""The least articles of each shade, for days of few; those of an archive with more are multiples."""
WEEK = 7


class DayCount(Struct, frozen=True):
    """A day that has articles."""

    day: str
    count: int
    path: str


class Days(Struct, frozen=True, kw_only=True, tag=True):
    """A year, day by day."""

    year: str
    path: str
    days: tuple[DayCount, ...]
    """Oldest first."""
    scale: int
    """What the least articles of each shade are multiplied by."""


class Months(Struct, frozen=True, kw_only=True, tag=True):
    """Years, month by month."""

    years: tuple[tuple[str, str], ...]
    """Each with its path, newest first."""
    months: tuple[DayCount, ...]
    """Each as `2019-12`."""
    scale: int


def scale_of(most: int) -> int:
    """Return what the steps of shades are multiplied by: a round number, which seldom changes as an archive grows."""
    scale = 1
    while STEPS[-1] * scale * 4 < most:
        scale *= 10
    return scale


def shade(count: int, scale: int) -> int:
    """Return how dark a number of articles is shown, from 1."""
    return sum(count >= (1 if step == 1 else step * scale) for step in STEPS)


def months_blocks(months: Months) -> Iterator[Block]:
    """Yield a table with a row for each year."""
    count_of = {one.day: one for one in months.months}
    head = Row((Cell(""), *(Cell(name, scope="col") for name in map(words.short_month, _names_of_months()))))
    rows = tuple(
        Row(
            (
                Cell((Link(words.year(year), path),), scope="row"),
                *(_month(count_of.get(f"{year}-{number:02}"), months.scale) for number in range(1, 13)),
            )
        )
        for year, path in months.years
    )
    label = told("articles by month")
    table = Group(
        "div",
        "bf-wide",
        (Table(head, rows, "bf-heat"),),
        (("tabindex", "0"), ("role", "region"), ("aria-label", label)),
    )
    yield Group("div", "bf-months", (table, steps(months.scale, told("articles a month"))), island=True)


def _names_of_months() -> Iterator[str]:
    return (f"2000-{number:02}" for number in range(1, 13))


def _month(count: DayCount | None, scale: int) -> Cell:
    if count is None:
        return Cell("")
    return Cell((Link(words.number(count.count), count.path),), kind=f"bf-h{shade(count.count, scale)}")


def days_blocks(days: Days) -> Iterator[Block]:
    """Yield the months of a year that have articles."""
    counts = {one.day: one for one in days.days}
    months = sorted({one.day[:7] for one in days.days})
    tables = tuple(_days_of(month, counts, days.scale) for month in months)
    blocks = (Group("div", "bf-days", tables), steps(days.scale, told("articles a day")))
    yield Group("div", "bf-calendar", blocks, island=True)


def headed_days(days: Days) -> Iterator[Block]:
    """Yield a year under a heading that leads to its listing."""
    yield Heading(2, (Link(words.year(days.year), days.path),), f"y{days.year}")
    yield from days_blocks(days)


def _days_of(month: str, counts: Mapping[str, DayCount], scale: int) -> Table:
    """Return a month's table, a row for each week."""
    year, number = int(month[:4]), int(month[5:])
    begins = words.first_weekday()
    lead = (date(year, number, 1).weekday() - begins) % WEEK
    length = monthrange(year, number)[1]
    cells = [Cell("")] * lead + [_day(f"{month}-{day:02}", counts, scale) for day in range(1, length + 1)]
    cells += [Cell("")] * (-len(cells) % WEEK)
    names = [words.weekday((begins + day) % WEEK) for day in range(WEEK)]
    head = Row(tuple(Cell(short, attributes=(("abbr", name),), scope="col") for short, name in names))
    rows = tuple(Row(tuple(cells[start : start + WEEK])) for start in range(0, len(cells), WEEK))
    caption: Spans = (Link(words.month(month), places.index(month.replace("-", "/"))),)
    return Table(head, rows, "bf-heat", caption, even=True)


def _day(day: str, counts: Mapping[str, DayCount], scale: int) -> Cell:
    count = counts.get(day)
    label = day[8:].lstrip("0")
    if count is None:
        return Cell(label)
    hint = (("title", told("articles", count.count)),)
    return Cell((Link(label, count.path, attributes=hint),), kind=f"bf-h{shade(count.count, scale)}")


def steps(scale: int, what: str) -> Block:
    """Return what the shades stand for."""
    least = [1 if step == 1 else step * scale for step in STEPS]
    spans = [
        str(first) if after - first == 1 else told("from to", first=words.number(first), last=words.number(after - 1))
        for first, after in pairwise(least)
    ]
    labels: Sequence[str] = (*spans, told("and more", number=words.number(least[-1])))
    keys = tuple((Styled(f"bf-key bf-h{dark}", ""), label) for dark, label in enumerate(labels, 1))
    return Group("div", "bf-steps", (Paragraph((Isolated(what),)), Items(keys, "bf-legends")))
