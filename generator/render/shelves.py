"""Lay out the listings: Cards and Clusters -> Shelves -> Pages.

A shelf holds what one listing page shows and nothing else, so that its digest tells whether the page must be written.
One mechanism makes all of them: a folder, a title and its items; as many as fit stand on one page, more are split by
year, month and day, and in the end by id. Periods, unlike page numbers, do not move when an article is added.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeVar

from generator.model import MOST_COPIES, Card, Moment, Page
from generator.render import places, words
from generator.render.comparison import comparison_path
from generator.render.inert import attributes, direction, inline, isolated, language_tag, plain, scalar
from generator.render.whose import Whose, in_short, whose_blocks, whose_by_outlet

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.model import Cluster

Kind = Literal["front", "year", "month", "day", "listing", "index", "copies", "search"]
"""What a page lists; its front matter tells the theme."""
DateStyle = Literal["none", "day", "full"]
"""What an item still says of its date: nothing below the heading of a day, the day below that of a month."""

NAMES_ON_A_PAGE = 1000
"""Longer indexes of names are split by their initials."""
TOP = 10
WIDEST = 8
YEARS_WITH_MONTHS = 30
"""A front page of a longer archive links to its years alone."""
OUTLETS_IN_VIEW = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A link to another listing, with how many items stand there."""

    label: str
    path: str
    """Empty for a number that leads nowhere."""
    count: int | None = None
    note: str = ""
    """What stands beside the number."""
    parts: tuple[Way, ...] = ()
    """Links within this one: the months of a year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A part of a listing page: ways or entries, under one heading."""

    kind: str
    """Class of the element, after `bf-`."""
    heading: str = ""
    ways: tuple[Way, ...] = ()
    entries: tuple[Entry, ...] = ()
    dates: DateStyle = "full"
    outlets: bool = True
    """Whether items name their outlet; not in the listing of an outlet."""
    more: Way | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """What one listing page shows."""

    path: str
    """POSIX path below the archive folder."""
    kind: Kind
    title: str
    summary: str
    trail: tuple[Way, ...] = ()
    """The listings above this one, outermost first."""
    blocks: tuple[Block, ...] = ()
    whose: Whose | None = None
    """Of an outlet: whose texts it ran; None where there is nothing to tell."""
    older: Way | None = None
    newer: Way | None = None


class _Item(NamedTuple):
    """What is listed, with what it is split by."""

    published: Moment | None
    id: str
    entry: Entry


class _Place(NamedTuple):
    """Where a listing stands."""

    folder: str
    label: str
    """What links to it say; its title too, unless it is a part of a name's listing."""
    kind: Kind
    name: str = ""
    """What the titles of its parts start with; empty where the period says enough."""
    trail: tuple[Way, ...] = ()
    older: Way | None = None
    newer: Way | None = None

    @property
    def title(self) -> str:
        """Heading of the listing's page."""
        return f"{self.name}, {self.label}" if self.name and self.label != self.name else self.label

    @property
    def way(self) -> Way:
        """The link to this listing."""
        return Way(label=self.label, path=places.index(self.folder))

    def below(self, folder: str, label: str, kind: Kind) -> _Place:
        """Return the place of a part of this listing."""
        below = "/".join(filter(None, (self.folder, folder)))
        return _Place(below, label, kind, self.name, (*self.trail, self.way))


class _Layout(NamedTuple):
    """How the items of one kind of listing are shown."""

    limit: int
    """Items on one page."""
    blocks: Callable[[Kind, Sequence[_Item]], Iterable[Block]]
    noun: str
    """What the items are, in the singular."""


class _Named(NamedTuple):
    """A name with its own listing."""

    key: str
    label: str
    items: Sequence[_Item]
    whose: Whose | None = None


class _Names(NamedTuple):
    """The names of one kind: all outlets, all agencies."""

    folder: str
    one: str
    named: Sequence[_Named]

    @property
    def title(self) -> str:
        """Title of the index."""
        return self.folder.capitalize()


FRONT = _Place("", "Archive", "front")


def shelves(cards: Sequence[Card], clusters: Sequence[Cluster], *, limit: int, newest: int) -> Iterator[Shelf]:
    """Yield the shelf of every listing page, of the front page and of the search page.

    Args:
        cards: All articles, in any order.
        clusters: All clusters, in any order; their members are among the cards.
        limit: Articles on one page, at least 1.
        newest: Articles on the front page.
    """
    ordered = _newest_first(cards)
    items = [_Item(card.published, card.id, _entry(card)) for card in ordered]
    by_id = {card.id: card for card in ordered}
    shared = _newest_first(_shared(cluster, by_id) for cluster in clusters)
    pairs = list(zip(ordered, items, strict=True))
    agencies = _grouped((card.agency, item) for card, item in pairs)
    read = [card for card in ordered if card.withdrawn != "withhold"]  # whose text the others are, nobody can tell
    whose = whose_by_outlet(read, clusters, {agency.key: agency.label for agency in agencies})
    names = [
        _Names("outlets", "outlet", _outlets(_grouped((card.outlet, item) for card, item in pairs), whose)),
        _Names("agencies", "agency", agencies),
        _Names("sections", "section", _grouped((card.section, item) for card, item in pairs)),
        _Names("tags", "tag", _grouped((tag, item) for card, item in pairs for tag in dict.fromkeys(card.tags))),
        _Names("languages", "language", _languages(_grouped((card.language, item) for card, item in pairs))),
    ]
    articles = _Layout(limit, _by_date, "article")
    of_an_outlet = _Layout(limit, _by_date_in_one_outlet, "article")
    several = sum(_in_several_outlets(cluster, by_id) for cluster in clusters)
    # The front page is part of a page that searches list, so what is kept out of them is not shown there.
    known = [card for card in ordered if not card.withdrawn]
    in_front = [item for item in shared if not by_id[item.id].withdrawn]
    yield _front(known[:newest], items, names, in_front, several)
    yield _search(items, names, shared)
    yield from _chronology(items, articles)
    for kind in names:
        yield from _index(_Place(kind.folder, kind.title, "index", trail=(FRONT.way,)), kind, kind.named)
        layout = of_an_outlet if kind.folder == "outlets" else articles
        for named in kind.named:
            if _leads_on(kind, named):
                continue
            own, *parts = _listing(_place(kind, named), named.items, layout)
            yield replace(own, whose=named.whose)
            yield from parts
    yield from _copies(shared, _Layout(limit, _by_size, "text"))
    for cluster in clusters:
        if len(cluster.member_ids) > MOST_COPIES + 1:
            yield from _every_copy(cluster, by_id, articles)


T = TypeVar("T", Card, _Item)


def _newest_first(things: Iterable[T]) -> list[T]:
    """Sort by publication, newest first, unknown last; ties by id."""
    ordered = sorted(things, key=attrgetter("id"))
    ordered.sort(key=lambda thing: thing.published or "", reverse=True)  # stable
    return ordered


def _entry(card: Card, *, note: str = "", opening: str = "") -> Entry:
    return Entry(
        headline=card.headline,
        address=card.address,
        language=card.language,
        outlet=card.outlet,
        published=card.published,
        copies=card.copies,
        note=note,
        opening=opening,
        withheld=card.withdrawn == "withhold",
    )


# Splitting by period


def _chronology(items: Sequence[_Item], layout: _Layout) -> Iterator[Shelf]:
    """Yield years, months and days of all articles: months always, so that an article can link to its own."""
    yield from _split(FRONT, items, layout, monthly=0)


def _listing(place: _Place, items: Sequence[_Item], layout: _Layout) -> Iterator[Shelf]:
    """Yield the page of a listing and, where that is too long, those of its periods."""
    if len(items) <= layout.limit:
        yield _page(place, items, layout, layout.blocks(place.kind, items))
        return
    yield _page(place, items, layout, [_years(place, items)])
    yield from _split(place, items, layout, monthly=layout.limit)


def _split(root: _Place, items: Sequence[_Item], layout: _Layout, *, monthly: int) -> Iterator[Shelf]:
    """Yield the periods of a listing.

    Args:
        root: The listing.
        items: Newest first, those without a date last.
        layout: How they are shown.
        monthly: Years that hold more items than this have pages for their months.
    """
    dated = [item for item in items if item.published]
    years = _parts(dated, 4)
    months = [part for _, year in years if len(year) > monthly for part in _parts(year, 7)]
    days = [part for _, month in months if len(month) > layout.limit for part in _parts(month, 10)]
    yield from _periods(root, years, months, layout)
    yield from _periods(root, months, days, layout)
    yield from _periods(root, days, [], layout)
    if undated := items[len(dated) :]:
        yield from _by_id(root.below(places.UNDATED, words.DATE_UNKNOWN, "listing"), undated, layout)


_Part = tuple[str, "list[_Item]"]
"""A period, `2019`, `2019-12` or `2019-12-17`, and its items."""


def _parts(items: Iterable[_Item], length: int) -> list[_Part]:
    """Split dated items into periods written with so many characters, newest first."""
    parts: dict[str, list[_Item]] = defaultdict(list)
    for item in items:
        parts[(item.published or "")[:length]].append(item)
    return sorted(parts.items(), reverse=True)


def _periods(root: _Place, parts: Sequence[_Part], finer: Sequence[_Part], layout: _Layout) -> Iterator[Shelf]:
    """Yield the pages of years, months or days: links to the finer periods, and the items where they fit."""
    within: dict[str, list[Way]] = defaultdict(list)
    for period, part in reversed(finer):  # as in a calendar
        within[period.rpartition("-")[0]].append(_part_way(root, period, len(part)))
    ways = [_way(root, period) for period, _ in parts]
    for (period, part), newer, older in zip(parts, (None, *ways), (*ways[1:], None), strict=False):
        place = _period(root, period)._replace(newer=newer, older=older)
        grid = [Block(kind="grid", ways=tuple(within[period]))] if period in within else []
        if len(part) <= layout.limit:
            yield _page(place, part, layout, [*grid, *layout.blocks(place.kind, part)])
        elif grid:
            yield _page(place, part, layout, grid)
        else:
            yield from _by_id(place, part, layout)


def _by_id(place: _Place, items: Sequence[_Item], layout: _Layout, digits: int = 2) -> Iterator[Shelf]:
    """Yield the page of items that no calendar splits further: too many are split by the first digits of their ids."""
    if len(items) <= layout.limit:
        yield _page(place, items, layout, layout.blocks(place.kind, items))
        return
    parts: dict[str, list[_Item]] = defaultdict(list)
    for item in items:
        parts[item.id[:digits]].append(item)
    below = {start: place.below(start, f"{place.label}, {start}…", place.kind) for start in sorted(parts)}
    ways = tuple(
        Way(label=f"{start}…", path=places.index(part.folder), count=len(parts[start])) for start, part in below.items()
    )
    yield _page(place, items, layout, [Block(kind="grid", ways=ways)])
    for start, part in below.items():
        yield from _by_id(part, parts[start], layout, digits + 2)


def _period(root: _Place, period: str) -> _Place:
    """Return the place of a period, with the periods that it is part of in its trail."""
    place = root
    kinds: tuple[Kind, ...] = ("year", "month", "day")
    pieces = period.split("-")
    for length, kind in zip(range(1, len(pieces) + 1), kinds, strict=False):
        place = place.below(pieces[length - 1], _spoken("-".join(pieces[:length])), kind)
    return place


def _way(root: _Place, period: str, count: int | None = None) -> Way:
    folder = "/".join(filter(None, (root.folder, *period.split("-"))))
    return Way(label=_spoken(period), path=places.index(folder), count=count)


def _part_way(root: _Place, period: str, count: int) -> Way:
    return replace(_way(root, period, count), label=_spoken_within(period))


def _spoken(period: str) -> str:
    if len(period) == 4:
        return period
    return words.month(period) if len(period) == 7 else words.day(period)


def _spoken_within(period: str) -> str:
    """Name a month on the page of its year, or a day on that of its month."""
    return words.month_of_year(period) if len(period) == 7 else words.day_of_month(period)


def _years(root: _Place, items: Sequence[_Item]) -> Block:
    dated = [item for item in items if item.published]
    ways = [_way(root, year, len(part)) for year, part in _parts(dated, 4)]
    return Block(kind="grid", ways=(*ways, *_undated(root, len(items) - len(dated))))


def _undated(root: _Place, count: int) -> Iterator[Way]:
    if count:
        folder = "/".join(filter(None, (root.folder, places.UNDATED)))
        yield Way(label=words.DATE_UNKNOWN, path=places.index(folder), count=count)


def _by_date(kind: Kind, items: Sequence[_Item]) -> Iterator[Block]:
    """Yield the items under the headings of their days or, on the pages of longer periods, of their months."""
    if kind == "day" or all(item.published is None for item in items):
        yield Block(kind="list", entries=tuple(item.entry for item in items), dates="none")
        return
    length = 10 if kind == "month" else 7
    dates: DateStyle = "none" if kind == "month" else "day"
    spoken = _spoken_within if kind in {"month", "year"} else _spoken
    for period, group in groupby(items, key=lambda item: (item.published or "")[:length]):
        heading = spoken(period) if period else words.DATE_UNKNOWN
        yield Block(kind="list", heading=heading, entries=tuple(item.entry for item in group), dates=dates)


def _by_date_in_one_outlet(kind: Kind, items: Sequence[_Item]) -> Iterator[Block]:
    """Yield the items by date without saying again whose they are."""
    return (replace(block, outlets=False) for block in _by_date(kind, items))


def _by_size(kind: Kind, items: Sequence[_Item]) -> Iterator[Block]:
    """Yield clusters, those with the most members first; the order of equals stays."""
    del kind
    ordered = sorted(items, key=lambda item: -item.entry.copies)
    yield Block(kind="list", entries=tuple(item.entry for item in ordered))


def _page(place: _Place, items: Sequence[_Item], layout: _Layout, blocks: Iterable[Block]) -> Shelf:
    return Shelf(
        path=places.index(place.folder),
        kind=place.kind,
        title=place.title,
        summary=_summary(items, layout.noun),
        trail=place.trail,
        blocks=tuple(blocks),
        older=place.older,
        newer=place.newer,
    )


def _summary(items: Sequence[_Item], noun: str) -> str:
    """Return `213 articles, 3 January 2018 to 17 December 2019`; the items come newest first, undated last."""
    count = words.counted(len(items), noun)
    first = next((item.published for item in reversed(items) if item.published), None)
    return f"{count}, {words.period(first, items[0].published or first)}" if first else count


# Names


def _grouped(pairs: Iterable[tuple[str | None, _Item]]) -> list[_Named]:
    """Gather the items of each name; names with one key are one, under the spelling used most."""
    by_name: dict[str, list[_Item]] = defaultdict(list)
    for name, item in pairs:
        if name:
            by_name[name].append(item)
    spellings: dict[str, list[str]] = defaultdict(list)
    for name in by_name:
        spellings[places.key(name)].append(name)
    named = []
    for key, names in spellings.items():
        label = min(names, key=lambda name: (-len(by_name[name]), name))
        items = by_name[label]
        if len(names) > 1:
            items = _newest_first({item.id: item for name in names for item in by_name[name]}.values())
        named.append(_Named(key, label, items))
    return _in_order(named)


def _languages(named: Iterable[_Named]) -> list[_Named]:
    return _in_order(language._replace(label=words.language_name(language.label)) for language in named)


def _outlets(named: Iterable[_Named], whose: Mapping[str, Whose]) -> list[_Named]:
    return [outlet._replace(whose=whose.get(outlet.key)) for outlet in named]


def _in_order(named: Iterable[_Named]) -> list[_Named]:
    return sorted(named, key=lambda name: (name.label.casefold(), name.label, name.key))


def _place(kind: _Names, named: _Named) -> _Place:
    above = (FRONT.way, Way(label=kind.title, path=places.index(kind.folder)))
    return _Place(f"{kind.folder}/{named.key}", named.label, "listing", named.label, above)


def _name_way(kind: _Names, named: _Named) -> Way:
    note = in_short(named.whose) if named.whose else ""
    path = places.index(f"{kind.folder}/{named.key}")
    if _leads_on(kind, named):
        path = f"{named.items[0].entry.address}.md"
    return Way(label=named.label, path=path, count=len(named.items), note=note)


def _leads_on(kind: _Names, named: _Named) -> bool:
    """Return whether a name leads to its one article without a listing: keywords are many, and most stand alone."""
    return kind.folder == "tags" and len(named.items) == 1


def _index(place: _Place, kind: _Names, named: Sequence[_Named], prefix: str = "") -> Iterator[Shelf]:
    """Yield the index of all names of a kind; too many are split by the first letters of their keys."""
    summary = words.counted(len(named), kind.one, kind.folder)
    shelf = Shelf(path=places.index(place.folder), kind="index", title=place.title, summary=summary, trail=place.trail)
    if len(named) <= NAMES_ON_A_PAGE:
        names = Block(kind="names", ways=tuple(_name_way(kind, name) for name in named))
        yield replace(shelf, blocks=(names,) if named else ())
        return
    whole = [name for name in named if name.key == prefix]
    parts: dict[str, list[_Named]] = defaultdict(list)
    for name in named:
        if name.key != prefix:
            parts[name.key[: len(prefix) + 1]].append(name)
    ways = [
        Way(label=f"{start}…", path=places.index(f"{kind.folder}/by/{start}"), count=len(parts[start]))
        for start in sorted(parts)
    ]
    blocks = [Block(kind="grid", ways=tuple(ways))]
    if whole:
        blocks.append(Block(kind="names", ways=tuple(_name_way(kind, name) for name in whole)))
    yield replace(shelf, blocks=tuple(blocks))
    for start in sorted(parts):
        folder = f"{kind.folder}/by/{start}"
        below = _Place(folder, f"{kind.title}: {start}…", "index", trail=(*place.trail, place.way))
        yield from _index(below, kind, parts[start], start)


# Copies


def _shared(cluster: Cluster, cards: Mapping[str, Card]) -> _Item:
    canonical = cards[cluster.canonical_id]
    members = [cards[member] for member in cluster.member_ids]
    entry = replace(_entry(canonical, note=_note(members)), copies=len(members) - 1)
    return _Item(canonical.published, canonical.id, entry)


def _in_several_outlets(cluster: Cluster, cards: Mapping[str, Card]) -> bool:
    return len({cards[member].outlet for member in cluster.member_ids} - {None}) > 1


def _note(members: Sequence[Card]) -> str:
    """Say who ran a text and when: `2 outlets: A and B · 16 to 19 December 2019`, with each name kept apart."""
    outlets = list(dict.fromkeys(card.outlet for card in members if card.outlet))
    names = [isolated(outlet) for outlet in outlets]
    if unknown := sum(card.outlet is None for card in members):
        names.append("an unknown outlet" if unknown == 1 else f"{words.number(unknown)} unknown outlets")
    count = f"{words.counted(len(outlets), 'outlet')}: " if len(outlets) > 1 and not unknown else ""
    dates = sorted(card.published for card in members if card.published)
    parts = [
        count + words.listed(names, OUTLETS_IN_VIEW),
        words.period(dates[0], dates[-1]) if dates else "date unknown",
        words.counted(len(members), "article") if len(members) > len(outlets) + unknown else "",
    ]
    return " · ".join(filter(None, parts))


def _copies(items: Sequence[_Item], layout: _Layout) -> Iterator[Shelf]:
    """Yield the list of texts that have copies; a long one keeps the most widely run and is split by period below."""
    place = _Place(places.COPIES, "Copies", "copies", "Copies", (FRONT.way,))
    if len(items) <= layout.limit:
        yield _page(place, items, layout, layout.blocks("copies", items) if items else ())
        return
    largest = sorted(items, key=lambda item: -item.entry.copies)[: layout.limit]
    most = Block(kind="list", heading="Most widely run", entries=tuple(item.entry for item in largest))
    yield _page(place, items, layout, [_years(place, items), most])
    yield from _split(place, items, layout, monthly=layout.limit)


def _every_copy(cluster: Cluster, cards: Mapping[str, Card], layout: _Layout) -> Iterator[Shelf]:
    """Yield the listing of all members of a cluster that is too large for one page."""
    cards_in_order = _newest_first(cards[member] for member in cluster.member_ids)
    items = [_Item(card.published, card.id, _entry(card)) for card in cards_in_order]
    above = (
        FRONT.way,
        Way(label="Copies", path=places.index(places.COPIES)),
        Way(label=cards[cluster.canonical_id].headline, path=comparison_path(cluster.canonical_id)),
    )
    place = _Place(places.every_copy(cluster.canonical_id), "All copies", "listing", "All copies", above)
    yield from _listing(place, items, layout)


# The front page


def _front(
    newest: Sequence[Card], items: Sequence[_Item], names: Sequence[_Names], shared: Sequence[_Item], several: int
) -> Shelf:
    blocks = [
        Block(
            kind="newest",
            heading="Newest articles",
            entries=tuple(_entry(card, opening=card.opening) for card in newest),
        ),
        _widest(shared),
        _numbers(items, names, several),
        _calendar(items),
        *(_top(kind) for kind in names),
    ]
    return Shelf(
        path=places.FRONT,
        kind="front",
        title=FRONT.title,
        summary=_summary(items, "article"),
        blocks=tuple(block for block in blocks if block.ways or block.entries),
    )


def _numbers(items: Sequence[_Item], names: Sequence[_Names], several: int) -> Block:
    counts = [Way(label="article" if len(items) == 1 else "articles", path="", count=len(items))]
    for kind in names:
        if kind.named and kind.folder in {"outlets", "agencies", "languages"}:
            label = kind.one if len(kind.named) == 1 else kind.folder
            counts.append(Way(label=label, path=places.index(kind.folder), count=len(kind.named)))
    if years := len({item.published[:4] for item in items if item.published}):
        counts.append(Way(label="year" if years == 1 else "years", path="", count=years))
    if several:
        label = "text in several outlets" if several == 1 else "texts in several outlets"
        counts.append(Way(label=label, path=places.index(places.COPIES), count=several))
    return Block(kind="numbers", ways=tuple(counts))


def _calendar(items: Sequence[_Item]) -> Block:
    dated = [item for item in items if item.published]
    years = _parts(dated, 4)
    months = len(years) <= YEARS_WITH_MONTHS
    ways = [
        replace(
            _way(FRONT, year, len(part)),
            parts=tuple(_short(month) for month, _ in reversed(_parts(part, 7))) if months else (),
        )
        for year, part in years
    ]
    return Block(kind="years", heading="By date", ways=(*ways, *_undated(FRONT, len(items) - len(dated))))


def _short(month: str) -> Way:
    return replace(_way(FRONT, month), label=words.MONTHS[int(month[5:]) - 1][:3])


def _top(kind: _Names) -> Block:
    top = sorted(kind.named, key=lambda name: -len(name.items))[:TOP]  # stable: ties by name
    more = Way(label=f"All {words.number(len(kind.named))} {kind.folder}", path=places.index(kind.folder))
    return Block(
        kind="ways",
        heading=kind.title,
        ways=tuple(replace(_name_way(kind, name), note="") for name in top),
        more=more if len(kind.named) > TOP else None,
    )


def _widest(shared: Sequence[_Item]) -> Block:
    widest = sorted(shared, key=lambda item: -item.entry.copies)[:WIDEST]
    more = Way(label="All texts with copies", path=places.index(places.COPIES))
    entries = tuple(item.entry for item in widest)
    return Block(kind="widest", heading="Most widely run", entries=entries, more=more if shared else None)


# The search page


def _search(items: Sequence[_Item], names: Sequence[_Names], shared: Sequence[_Item]) -> Shelf:
    """Return the search page: the theme's script draws the search, and without one the other ways in are left."""
    ways = [Way(label="By date", path=places.FRONT, count=len(items))]
    ways += [Way(label=kind.title, path=places.index(kind.folder), count=len(kind.named)) for kind in names]
    ways.append(Way(label="Copies", path=places.index(places.COPIES), count=len(shared)))
    lists = Block(kind="without", heading=words.WITHOUT_SEARCH, ways=tuple(way for way in ways if way.count))
    return Shelf(path=places.SEARCH, kind="search", title="Search", summary=_summary(items, "article"), blocks=(lists,))


# Pages


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


def _described(path: str, entry: Entry, block: Block) -> str:
    """Return an entry's lines: `[Headline](x.md)<br>Outlet · 16 December 2019 · 3 copies`."""
    facts = _facts(entry, block.dates, outlets=block.outlets)
    return "<br>".join(filter(None, (_headline(path, entry), " · ".join(facts))))


def _facts(entry: Entry, dates: DateStyle = "full", *, outlets: bool = True) -> Iterator[str]:
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


def _headline(path: str, entry: Entry) -> str:
    return f"[{_marked(entry)}]({places.relative(path, f'{entry.address}.md')})"


def _marked(entry: Entry) -> str:
    """Return the headline, marked where it is not in the language of the site's own texts."""
    source = inline(entry.headline) or words.UNTITLED
    if entry.headline.isascii() and entry.language in {None, "en"}:
        return source
    tag = language_tag(entry.language)
    if tag == "en" or (tag is None and direction(None, entry.headline) == "ltr"):
        return source
    return f"<bdi{attributes(entry.language, entry.headline)}>{source}</bdi>"


def _teaser(path: str, entry: Entry) -> Iterator[str]:
    yield '<div class="bf-teaser" markdown>'
    yield f'<p class="bf-teaser-headline" markdown>{_headline(path, entry)}</p>'
    yield f'<p class="bf-teaser-facts" markdown>{" · ".join(_facts(entry))}</p>'
    if entry.opening:
        attribute = attributes(entry.language, entry.opening)
        yield f'<p class="bf-teaser-opening"{attribute} markdown>{inline(entry.opening)}</p>'
    yield "</div>"
