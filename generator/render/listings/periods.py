"""Split listings: Items of one listing -> the Shelf of its page and, where they do not fit on it, of its parts.

As many items as fit stand on one page, more are split by year, month and day, and in the end by id. Periods, unlike
page numbers, do not move when an article is added.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from types import MappingProxyType
from typing import NamedTuple

from msgspec.structs import replace

from generator.model import Moment
from generator.render import places, words
from generator.render.words import told

from .calendar import DayCount, Days, Months, scale_of
from .shelf import Block, DateStyle, Shelf, ShelfEntry, ShelfKind, Way

DAYS_IN_VIEW = 400
"""Days with articles that the calendar shows; years before them have pages of their own."""
NEWEST = 10
"""Items that the page of a listing still shows which leads to the pages of its years."""
A_DAYS_PAGE = 5
"""Articles from which a day has a page of its own, though its month fits on one."""


class PeriodItem(NamedTuple):
    """What is listed, with what it is split by."""

    published: Moment | None
    id: str
    entry: ShelfEntry
    text: str = ""
    """Name of the text that it is a copy of; empty where it is listed by itself."""


class ListingPlace(NamedTuple):
    """Where a listing stands."""

    folder: str
    label: str
    """What links to it say; its title too, unless it is a part of a name's listing."""
    kind: ShelfKind
    name: str = ""
    """What the titles of its parts start with; empty where the period says enough."""
    trail: tuple[Way, ...] = ()
    older: Way | None = None
    newer: Way | None = None

    @property
    def title(self) -> str:
        """Heading of the listing's page."""
        if not self.name or self.label == self.name:
            return self.label
        return told("title of a part", name=self.name, part=self.label)

    @property
    def way(self) -> Way:
        """The link to this listing."""
        return Way(label=self.label, path=places.index(self.folder))

    def below(self, folder: str, label: str, kind: ShelfKind) -> ListingPlace:
        """Return the place of a part of this listing."""
        below = "/".join(filter(None, (self.folder, folder)))
        return ListingPlace(below, label, kind, self.name, (*self.trail, self.way))


class Layout(NamedTuple):
    """How the items of one kind of listing are shown."""

    limit: int
    """Items on one page."""
    blocks: Callable[[ShelfKind, Sequence[PeriodItem]], Iterable[Block]]
    counted: str
    """Name of the message that counts the items."""


def front() -> ListingPlace:
    """Return the place of the front page."""
    return ListingPlace("", told("archive"), "front")


def chronology(items: Sequence[PeriodItem], layout: Layout) -> Iterator[Shelf]:
    """Yield years, months and days of all articles: months always, so that an article can link to its own."""
    dated = [item for item in items if item.published]
    years = in_periods(dated, 4)
    months = in_periods(dated, 7)
    ways = day_ways(items, layout.limit)
    days = [part for part in in_periods(dated, 10) if "#" not in ways[part[0]].path]
    scale = scale_of(max((way.count or 0 for way in ways.values()), default=0))
    for shelf, (year, _) in zip(_periods(front(), years, months, layout), years, strict=True):
        yield replace(shelf, parts=(days_of_year(year, "", ways, scale),))
    yield from _periods(front(), months, days, layout, ways)
    yield from _periods(front(), days, [], layout, ways)
    if undated := items[len(dated) :]:
        yield from _by_id(front().below(places.UNDATED, told("date unknown"), "listing"), undated, layout)


def day_ways(items: Iterable[PeriodItem], limit: int) -> dict[str, Way]:
    """Return the way to each day of all articles, newest first: a page of its own, or its place on that of its month.

    Args:
        items: All articles.
        limit: Articles on one page.
    """
    dated = [item for item in items if item.published]
    fitting = [part for _, part in in_periods(dated, 7) if len(part) <= limit]
    # A day whose texts all stand under another day's copies has no heading there.
    headed = {(item.published or "")[:10] for part in fitting for item in once(part)}
    ways = {}
    for day, part in in_periods(dated, 10):
        own = day not in headed or len(part) >= A_DAYS_PAGE
        folder = day.replace("-", "/") if own else day[:7].replace("-", "/")
        path = places.index(folder)
        ways[day] = Way(label=words.day(day), path=path if own else f"{path}#{_place_of(day)}", count=len(part))
    return ways


def days_of_year(year: str, path: str, ways: Mapping[str, Way], scale: int) -> Days:
    """Return a year day by day.

    Args:
        year: As `2019`.
        path: Of its listing, if that is another page.
        ways: To each day of all articles, newest first.
        scale: Of the shades.
    """
    days = [DayCount(day, way.count or 0, way.path) for day, way in ways.items() if day[:4] == year]
    return Days(year=year, path=path, days=tuple(reversed(days)), scale=scale)


def calendar(items: Sequence[PeriodItem], limit: int) -> Shelf:
    """Return the calendar of all articles: every month, and the newest years day by day, as many as fit."""
    ways = day_ways(items, limit)
    dated = [item for item in items if item.published]
    years = [(year, period_way(front(), year).path) for year, _ in in_periods(dated, 4)]
    months = [(month, len(part), period_way(front(), month).path) for month, part in in_periods(dated, 7)]
    shown: list[Days] = []
    scale = scale_of(max((way.count or 0 for way in ways.values()), default=0))
    for year, path in years:
        one = days_of_year(year, path, ways, scale)
        if shown and sum(len(other.days) for other in (*shown, one)) > DAYS_IN_VIEW:
            break
        shown.append(one)
    table = Months(
        years=tuple(years),
        months=tuple(DayCount(month, count, path) for month, count, path in months),
        scale=scale_of(max((count for _, count, _ in months), default=0)),
    )
    return Shelf(
        path=places.CALENDAR,
        kind="overview",
        title=told("heading: calendar"),
        summary=summary_of(items, "articles"),
        trail=(front().way,),
        parts=(table, *shown) if dated else (),
    )


def _place_of(day: str) -> str:
    """Return the id of a day's heading on the page of its month."""
    return f"d{day[8:]}"


def listing(place: ListingPlace, items: Sequence[PeriodItem], layout: Layout) -> Iterator[Shelf]:
    """Yield the page of a listing; where that is too long, the newest of it and the pages of its periods."""
    if len(items) <= layout.limit:
        yield shelf_of(place, items, layout, layout.blocks(place.kind, items))
        return
    newest = layout.blocks(place.kind, items[: min(NEWEST, layout.limit)])
    yield shelf_of(place, items, layout, [years_of(place, items), *newest])
    yield from split(place, items, layout, monthly=layout.limit)


def split(root: ListingPlace, items: Sequence[PeriodItem], layout: Layout, *, monthly: int) -> Iterator[Shelf]:
    """Yield the periods of a listing.

    Args:
        root: The listing.
        items: Newest first, those without a date last.
        layout: How they are shown.
        monthly: Years that hold more items than this have pages for their months.
    """
    dated = [item for item in items if item.published]
    years = in_periods(dated, 4)
    months = [part for _, year in years if len(year) > monthly for part in in_periods(year, 7)]
    days = [part for _, month in months if len(month) > layout.limit for part in in_periods(month, 10)]
    yield from _periods(root, years, months, layout)
    yield from _periods(root, months, days, layout)
    yield from _periods(root, days, [], layout)
    if undated := items[len(dated) :]:
        yield from _by_id(root.below(places.UNDATED, told("date unknown"), "listing"), undated, layout)


Period = tuple[str, "list[PeriodItem]"]
"""A period, `2019`, `2019-12` or `2019-12-17`, and its items."""


def in_periods(items: Iterable[PeriodItem], length: int) -> list[Period]:
    """Split dated items into periods written with so many characters, newest first."""
    parts: dict[str, list[PeriodItem]] = defaultdict(list)
    for item in items:
        parts[(item.published or "")[:length]].append(item)
    return sorted(parts.items(), reverse=True)


def _periods(
    root: ListingPlace,
    parts: Sequence[Period],
    finer: Sequence[Period],
    layout: Layout,
    days: Mapping[str, Way] = MappingProxyType({}),
) -> Iterator[Shelf]:
    """Yield the pages of years, months or days: links to the finer periods, and the items where they fit.

    Args:
        root: The listing.
        parts: Its years, its months or its days.
        finer: The periods within them that have pages of their own.
        layout: How the items are shown.
        days: Of all articles, the way to each day: the pages of months lead to them, and days to their neighbours.
    """
    within: dict[str, list[Way]] = defaultdict(list)
    for period, part in reversed(finer):  # as in a calendar
        within[period.rpartition("-")[0]].append(_part_way(root, period, len(part)))
    own = {period: period_way(root, period) for period, _ in parts}
    near = _neighbours(days if days.keys() >= own.keys() else own)
    for period, part in parts:
        newer, older = near[period]
        place = _period(root, period)._replace(newer=newer, older=older)
        grid = [Block(kind="grid", ways=tuple(within[period]))] if period in within else []
        if len(part) <= layout.limit and days and place.kind == "month":
            yield shelf_of(place, part, layout, _days_of_month(place, part, layout, days))
        elif len(part) <= layout.limit:
            yield shelf_of(place, part, layout, [*grid, *layout.blocks(place.kind, part)])
        elif grid:
            yield shelf_of(place, part, layout, grid)
        else:
            yield from _by_id(place, part, layout)


def _neighbours(ways: Mapping[str, Way]) -> dict[str, tuple[Way | None, Way | None]]:
    """Return the newer and the older neighbour of each period; the ways come newest first."""
    listed = list(ways.values())
    return dict(zip(ways, zip((None, *listed), (*listed, None)[1:], strict=False), strict=False))


def _days_of_month(
    place: ListingPlace, items: Sequence[PeriodItem], layout: Layout, days: Mapping[str, Way]
) -> Iterator[Block]:
    """Yield the days of a month that fits on its page; of a day whose texts all stand under others, the way to it."""
    blocks = {(block.entries[0].published or "")[:10]: block for block in layout.blocks(place.kind, items)}
    for day, part in in_periods(items, 10):
        if day in blocks:
            yield _with_way(blocks[day], day, days)
        else:
            counted = replace(days[day], label=told("copies of other days", len(part)), count=None)
            yield Block(kind="list", heading=_spoken_within(day), place=_place_of(day), ways=(counted,))


def _with_way(block: Block, day: str, days: Mapping[str, Way]) -> Block:
    """Return the block of a day on the page of its month: a place to lead to, and the way to its page if it has one."""
    way = replace(days[day], label=block.heading)
    return replace(block, place=_place_of(day), way=None if "#" in way.path else way)


def _by_id(place: ListingPlace, items: Sequence[PeriodItem], layout: Layout, digits: int = 2) -> Iterator[Shelf]:
    """Yield the page of items that no calendar splits further: too many are split by the first digits of their ids."""
    if len(items) <= layout.limit:
        yield shelf_of(place, items, layout, layout.blocks(place.kind, items))
        return
    parts: dict[str, list[PeriodItem]] = defaultdict(list)
    for item in items:
        parts[item.id[:digits]].append(item)
    labels = {start: told("cut", start=start) for start in sorted(parts)}
    below = {
        start: place.below(start, told("title of a part", name=place.label, part=label), place.kind)
        for start, label in labels.items()
    }
    ways = tuple(
        Way(label=labels[start], path=places.index(part.folder), count=len(parts[start]))
        for start, part in below.items()
    )
    yield shelf_of(place, items, layout, [Block(kind="grid", ways=ways)])
    for start, part in below.items():
        yield from _by_id(part, parts[start], layout, digits + 2)


def _period(root: ListingPlace, period: str) -> ListingPlace:
    """Return the place of a period, with the periods that it is part of in its trail."""
    place = root
    kinds: tuple[ShelfKind, ...] = ("year", "month", "day")
    pieces = period.split("-")
    for length, kind in zip(range(1, len(pieces) + 1), kinds, strict=False):
        place = place.below(pieces[length - 1], _spoken("-".join(pieces[:length])), kind)
    return place


def period_way(root: ListingPlace, period: str, count: int | None = None) -> Way:
    """Return the link to a period of a listing."""
    folder = "/".join(filter(None, (root.folder, *period.split("-"))))
    return Way(label=_spoken(period), path=places.index(folder), count=count)


def _part_way(root: ListingPlace, period: str, count: int) -> Way:
    return replace(period_way(root, period, count), label=_spoken_within(period))


def _spoken(period: str) -> str:
    if len(period) == 4:
        return words.year(period)
    return words.month(period) if len(period) == 7 else words.day(period)


def _spoken_within(period: str) -> str:
    """Name a month on the page of its year, or a day on that of its month."""
    return words.month_of_year(period) if len(period) == 7 else words.day_of_month(period)


def years_of(root: ListingPlace, items: Sequence[PeriodItem]) -> Block:
    """Return links to the years of a listing."""
    dated = [item for item in items if item.published]
    ways = [period_way(root, year, len(part)) for year, part in in_periods(dated, 4)]
    return Block(kind="grid", ways=(*ways, *undated_way(root, len(items) - len(dated))))


def undated_way(root: ListingPlace, count: int) -> Iterator[Way]:
    """Yield the link to the items without a date, if there are any."""
    if count:
        folder = "/".join(filter(None, (root.folder, places.UNDATED)))
        yield Way(label=told("date unknown"), path=places.index(folder), count=count)


def once(items: Sequence[PeriodItem]) -> list[PeriodItem]:
    """Put the copies of one text into one item: that of the main copy, or of the first if that is not among them.

    Args:
        items: Of one page, newest first.
    """
    copies: dict[str, list[PeriodItem]] = defaultdict(list)
    for item in items:
        copies[item.text or item.id].append(item)
    shown = {name: next((one for one in alike if one.id == name), alike[-1]) for name, alike in copies.items()}
    return [_with_others(item, copies[item.text or item.id]) for item in items if shown[item.text or item.id] is item]


def _with_others(item: PeriodItem, alike: Sequence[PeriodItem]) -> PeriodItem:
    if len(alike) == 1:
        return item
    others = tuple((one.entry.outlet, one.entry.address) for one in reversed(alike) if one is not item)
    return item._replace(entry=replace(item.entry, others=others))


def by_date(kind: ShelfKind, items: Sequence[PeriodItem]) -> Iterator[Block]:
    """Yield the items by date, each text once with the outlets that ran it; those of a day side by side, by outlet."""
    return _by_outlet(items) if kind == "day" else _by_date(kind, once(items))


def _by_outlet(items: Sequence[PeriodItem]) -> Iterator[Block]:
    """Yield what each outlet published, those with the most first."""
    outlets: dict[str, list[PeriodItem]] = defaultdict(list)
    for item in items:
        outlets[places.key(item.entry.outlet) if item.entry.outlet else ""].append(item)
    for key, own in sorted(outlets.items(), key=lambda pair: (-len(pair[1]), pair[0])):
        name = own[0].entry.outlet or told("unknown outlet")
        way = Way(label=name, path=places.index(f"outlets/{key}")) if key else None
        entries = tuple(item.entry for item in own)
        yield Block(kind="side", heading=name, way=way, entries=entries, dates="none", outlets=False)


def _by_date(kind: ShelfKind, items: Sequence[PeriodItem]) -> Iterator[Block]:
    """Yield the items under the headings of their days or, on the pages of longer periods, of their months."""
    if all(item.published is None for item in items):
        yield Block(kind="list", entries=tuple(item.entry for item in items), dates="none")
        return
    length = 10 if kind == "month" else 7
    dates: DateStyle = "none" if kind == "month" else "day"
    spoken = _spoken_within if kind in {"month", "year"} else _spoken
    for period, group in groupby(items, key=lambda item: (item.published or "")[:length]):
        heading = spoken(period) if period else told("date unknown")
        yield Block(kind="list", heading=heading, entries=tuple(item.entry for item in group), dates=dates)


def by_date_in_one_outlet(kind: ShelfKind, items: Sequence[PeriodItem]) -> Iterator[Block]:
    """Yield the items by date without saying again whose they are."""
    if kind == "day":
        yield Block(kind="list", entries=tuple(item.entry for item in items), dates="none", outlets=False)
        return
    yield from (replace(block, outlets=False) for block in _by_date(kind, items))


def by_size(kind: ShelfKind, items: Sequence[PeriodItem]) -> Iterator[Block]:
    """Yield clusters, those with the most members first; the order of equals stays."""
    del kind
    ordered = sorted(items, key=lambda item: -item.entry.copies)
    yield Block(kind="list", entries=tuple(item.entry for item in ordered))


def shelf_of(place: ListingPlace, items: Sequence[PeriodItem], layout: Layout, blocks: Iterable[Block]) -> Shelf:
    """Return the shelf of one page of a listing."""
    return Shelf(
        path=places.index(place.folder),
        kind=place.kind,
        title=place.title,
        # The title of a day is its period.
        summary=told(layout.counted, len(items)) if place.kind == "day" else summary_of(items, layout.counted),
        trail=place.trail,
        blocks=tuple(blocks),
        older=place.older,
        newer=place.newer,
    )


def summary_of(items: Sequence[PeriodItem], counted: str) -> str:
    """Return `213 articles, 3 January 2018 to 17 December 2019`; the items come newest first, undated last.

    Args:
        items: What is counted.
        counted: Name of the message that counts it.
    """
    count = told(counted, len(items))
    first = next((item.published for item in reversed(items) if item.published), None)
    if first is None:
        return count
    return told("count and period", counted=count, period=words.period(first, items[0].published or first))
