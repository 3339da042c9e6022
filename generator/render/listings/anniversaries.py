"""Lay out what stood in the archive on each day of the year: articles by day -> a page for each month of the year."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from generator.render import places, words
from generator.render.words import told

from .periods import PeriodItem, day_ways, front, in_periods
from .shelf import Block, Shelf, Way

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

MOST_YEARS = 9
"""Years that are named for a day: those with the most articles."""
HEADLINE_LENGTH = 90


def anniversaries(items: Sequence[PeriodItem], limit: int) -> Iterator[Shelf]:
    """Yield a page for each month of the year, with the years in which its days have articles.

    Args:
        items: All articles, newest first.
        limit: Articles on one page.
    """
    dated = [item for item in items if item.published]
    if len({(item.published or "")[:4] for item in dated}) < 2:
        return
    ways = day_ways(items, limit)
    of_month: dict[str, dict[str, list[Way]]] = defaultdict(lambda: defaultdict(list))
    for day, part in in_periods(dated, 10):
        of_month[day[5:7]][day[8:]].append(_year(day, part, ways[day]))
    months = sorted(of_month)
    for place, month in enumerate(months):
        yield Shelf(
            path=_path(month),
            kind="overview",
            title=told("title of a part", name=told("heading: on this day"), part=_month_name(month)),
            summary=told("articles", sum(way.count or 0 for days in of_month[month].values() for way in days)),
            trail=(front().way, Way(label=told("heading: calendar"), path=places.CALENDAR)),
            blocks=tuple(_blocks(month, of_month[month])),
            older=_way(months[place - 1]) if place else None,
            newer=_way(months[place + 1]) if place + 1 < len(months) else None,
        )


def month_ways(items: Sequence[PeriodItem]) -> tuple[Way, ...]:
    """Return the ways to those pages; nothing where all articles are of one year."""
    dated = [item.published for item in items if item.published]
    if len({moment[:4] for moment in dated}) < 2:
        return ()
    return tuple(_way(month) for month in sorted({moment[5:7] for moment in dated}))


def _path(month: str) -> str:
    return places.index(f"on-this-day/{month}")


def _month_name(month: str) -> str:
    return words.month_of_year(f"2000-{month}")


def _way(month: str) -> Way:
    return Way(label=_month_name(month), path=_path(month))


def _year(day: str, items: Sequence[PeriodItem], way: Way) -> Way:
    """Return the way to a day of one year, with the headline that most outlets ran."""
    entry = min(items, key=lambda item: (-item.entry.copies, item.id)).entry
    teaser = words.cut(entry.headline, HEADLINE_LENGTH)
    return Way(label=words.year(day), path=way.path, count=way.count, teaser=teaser, language=entry.language)


def _blocks(month: str, days: Mapping[str, Sequence[Way]]) -> Iterator[Block]:
    for day in sorted(days):
        most = sorted(days[day], key=lambda way: -(way.count or 0))[:MOST_YEARS]  # stable: the newest of equals
        heading = words.day_of_month(f"2000-{month}-{day}")
        shown = tuple(way for way in days[day] if way in most)
        yield Block(kind="years", heading=heading, place=f"d{day}", ways=shown)
