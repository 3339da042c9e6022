"""Lay out the listings: Cards and Clusters -> Shelves.

All articles, each outlet, agency, section, tag and language, and the copies have one, which `periods` splits where it
is too long; with the indexes of names, the front page and the search page they are all that is not an article's own.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import partial
from itertools import groupby, islice
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from msgspec.structs import replace

from generator.kept.memory import NO_MEMORY, Memory
from generator.model import MOST_COPIES, Card, parted
from generator.render import places, words
from generator.render.blocks import Spans
from generator.render.pages.card import title
from generator.render.pages.comparison import comparison_path
from generator.render.words import say, told

from .alphabet import place_of
from .anniversaries import anniversaries, month_ways
from .copied import copied, orders, views
from .periods import (
    Layout,
    ListingPlace,
    PeriodItem,
    by_date,
    by_date_in_one_outlet,
    by_size,
    calendar,
    chronology,
    front,
    in_periods,
    listing,
    period_way,
    shelf_of,
    split,
    summary_of,
    undated_way,
    years_of,
)
from .shelf import Block, Shelf, ShelfEntry, Way
from .statistics import A_PAGE_OF_STATISTICS
from .whose import Whose, in_short, whose_by_outlet

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.model import Cluster

NAMES_ON_A_PAGE = 1000
"""Longer indexes of names are split by their initials."""
LETTERED = 30
"""Names from which an index has headings for its letters, and another order."""
TOP = 10
WIDEST = 8
YEARS_WITH_MONTHS = 30
"""A front page of a longer archive links to its years alone."""
OUTLETS_IN_VIEW = 5


class _Named(NamedTuple):
    """A name with its own listing."""

    key: str
    label: str
    items: Sequence[PeriodItem]
    whose: Whose | None = None


class _Names(NamedTuple):
    """The names of one kind: all outlets, all agencies."""

    folder: str
    named: Sequence[_Named]

    @property
    def title(self) -> str:
        """Title of the index."""
        return told(f"heading: {self.folder}")


def shelves(
    cards: Sequence[Card],
    clusters: Sequence[Cluster],
    *,
    limit: int,
    newest: int,
    lead: Sequence[str] = (),
    memory: Memory = NO_MEMORY,
) -> Sequence[Shelf]:
    """Return the shelf of every listing page, of the front page and of the search page.

    Args:
        cards: All articles, in any order.
        clusters: All clusters, in any order; their members are among the cards.
        limit: Articles on one page, at least 1.
        newest: Articles on the front page.
        lead: Ids of those that open it, whenever they appeared.
        memory: The listings of the last build.
    """
    ordered = _newest_first(cards)
    # The front page is part of a page that searches list, so what is kept out of them is not shown there.
    texts = _texts([card for card in ordered if not card.withdrawn], clusters)
    shown = _led(list(texts), lead)[:newest] if lead else list(islice(texts, newest))
    ordered = [replace(card, opening="", words=0) for card in ordered]  # nothing else shows any of that
    source = (ordered, shown, clusters, limit)
    return memory.recall("shelves", source, lambda: list(_shelves(*source, memory)))


def _shelves(
    ordered: Sequence[Card], newest: Sequence[Sequence[Card]], clusters: Sequence[Cluster], limit: int, memory: Memory
) -> Iterator[Shelf]:
    """Yield all shelves, from the cards in order and those that the front page shows."""
    text_of = _text_of(clusters)
    items = [PeriodItem(card.published, card.id, _entry(card), text_of.get(card.id, "")) for card in ordered]
    by_id = {card.id: card for card in ordered}
    shared = _newest_first(_period_item(cluster, by_id) for cluster in clusters)
    pairs = list(zip(ordered, items, strict=True))
    agencies = _grouped((name, item) for card, item in pairs if card.agency for name in parted(card.agency))
    read = [card for card in ordered if card.withdrawn != "withhold"]  # whose text the others are, nobody can tell
    whose = whose_by_outlet(read, clusters, {agency.key: agency.label for agency in agencies})
    names = [
        _Names("outlets", _outlets(_grouped((card.outlet, item) for card, item in pairs), whose)),
        _Names("agencies", agencies),
        _Names("authors", _grouped((name, item) for card, item in pairs for name in dict.fromkeys(card.authors))),
        _Names("sections", _grouped((card.section, item) for card, item in pairs)),
        _Names("tags", _grouped((tag, item) for card, item in pairs for tag in dict.fromkeys(card.tags))),
        _Names("languages", _languages(_grouped((card.language, item) for card, item in pairs))),
    ]
    articles = Layout(limit, by_date, "articles")
    of_an_outlet = Layout(limit, by_date_in_one_outlet, "articles")
    several = sum(_in_several_outlets(cluster, by_id) for cluster in clusters)
    in_front = [item for item in shared if not by_id[item.id].withdrawn]
    yield _front(newest, items, names, in_front, several)
    yield _search(items, names, shared)
    yield from memory.recall("calendar", (items, limit), lambda: _calendar_pages(items, limit))
    yield from memory.recall("chronology", (items, limit), lambda: list(chronology(items, articles)))
    for kind in names:
        yield from _index(ListingPlace(kind.folder, kind.title, "index", trail=(front().way,)), kind, kind.named)
        layout = of_an_outlet if kind.folder == "outlets" else articles
        for named in kind.named:
            if _leads_on(kind, named):
                continue
            place = _place(kind, named)
            made = partial(_shelves_of, place, named.items, layout)
            own, *parts = memory.recall((kind.folder, named.key), (place, named.items, limit), made)
            yield replace(own, whose=named.whose, views=_views(kind, named))
            yield from parts
    listed_copies = list(_copies(shared, Layout(limit, by_size, "texts")))
    yield replace(listed_copies[0], views=views() if shared else ())
    yield from listed_copies[1:]
    if shared:
        item_of = {item.id: item for item in shared}
        texts = [copied(item_of[cluster.canonical_id], cluster, by_id) for cluster in clusters]
        yield from orders(texts, limit)
    for cluster in clusters:
        if len(cluster.member_ids) > MOST_COPIES + 1:
            yield from _every_copy(cluster, by_id, articles)


def _calendar_pages(items: Sequence[PeriodItem], limit: int) -> list[Shelf]:
    """Return the calendar, and what stood in the archive on each day of the year."""
    ways = month_ways(items)
    days = (Block(kind="grid", heading=told("heading: on this day"), ways=ways),) if ways else ()
    return [replace(calendar(items, limit), blocks=days), *anniversaries(items, limit)]


def _views(kind: _Names, named: _Named) -> tuple[Way, ...]:
    """Return what else shows the articles of a name."""
    if kind.folder != "outlets" or len(named.items) < A_PAGE_OF_STATISTICS:
        return ()
    return (Way(label=told("heading: statistics"), path=places.statistics_of(named.key)),)


def _shelves_of(place: ListingPlace, items: Sequence[PeriodItem], layout: Layout) -> list[Shelf]:
    return list(listing(place, items, layout))


def _text_of(clusters: Iterable[Cluster]) -> dict[str, str]:
    """Return the text of each copy, named after its main copy."""
    return {member: cluster.canonical_id for cluster in clusters for member in cluster.member_ids}


def _texts(cards: Sequence[Card], clusters: Iterable[Cluster]) -> Iterator[Sequence[Card]]:
    """Yield the copies of each text, the main one first, at the place of the newest of them."""
    text_of = _text_of(clusters)
    copies: dict[str, list[Card]] = defaultdict(list)
    for card in cards:
        copies[text_of.get(card.id, card.id)].append(card)
    for name, alike in copies.items():
        main = [card for card in alike if card.id == name]
        yield (*main, *(card for card in reversed(alike) if card.id != name))


def _led(texts: Sequence[Sequence[Card]], lead: Sequence[str]) -> list[Sequence[Card]]:
    """Put the texts first of which the editor has chosen a copy, in the editor's order."""
    place_of = {card.id: place for place, copies in enumerate(texts) for card in copies}
    chosen = dict.fromkeys(place_of[name] for name in lead if name in place_of)
    return [texts[place] for place in (*chosen, *(place for place in range(len(texts)) if place not in chosen))]


T = TypeVar("T", Card, PeriodItem)


def _newest_first(things: Iterable[T]) -> list[T]:
    """Sort by publication, newest first, unknown last; ties by id."""
    ordered = sorted(things, key=attrgetter("id"))
    ordered.sort(key=lambda thing: thing.published or "", reverse=True)  # stable
    return ordered


def _entry(card: Card, *, note: Spans = (), opening: str = "") -> ShelfEntry:
    return ShelfEntry(
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


# Names


def _grouped(pairs: Iterable[tuple[str | None, PeriodItem]]) -> list[_Named]:
    """Gather the items of each name; names with one key are one, under the spelling used most."""
    by_name: dict[str, list[PeriodItem]] = defaultdict(list)
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


def _place(kind: _Names, named: _Named) -> ListingPlace:
    above = (front().way, Way(label=kind.title, path=places.index(kind.folder)))
    return ListingPlace(f"{kind.folder}/{named.key}", named.label, "listing", named.label, above)


def _name_way(kind: _Names, named: _Named) -> Way:
    note = in_short(named.whose) if named.whose else ""
    path = places.index(f"{kind.folder}/{named.key}")
    if _leads_on(kind, named):
        path = f"{named.items[0].entry.address}.md"
        note = told("to its one article")
    return Way(label=named.label, path=path, count=len(named.items), note=note)


def _leads_on(kind: _Names, named: _Named) -> bool:
    """Return whether a name leads to its one article without a listing: there are many, and most stand alone."""
    return kind.folder in {"tags", "authors"} and len(named.items) == 1


def _index(place: ListingPlace, kind: _Names, named: Sequence[_Named], prefix: str = "") -> Iterator[Shelf]:
    """Yield the index of all names of a kind; too many are split by the first letters of their keys."""
    summary = told(kind.folder, len(named))
    shelf = Shelf(path=places.index(place.folder), kind="index", title=place.title, summary=summary, trail=place.trail)
    if len(named) <= NAMES_ON_A_PAGE:
        yield from _whole_index(shelf, kind, named, prefix)
        return
    whole = [name for name in named if name.key == prefix]
    parts: dict[str, list[_Named]] = defaultdict(list)
    for name in named:
        if name.key != prefix:
            parts[name.key[: len(prefix) + 1]].append(name)
    ways = [
        Way(label=told("cut", start=start), path=places.index(f"{kind.folder}/by/{start}"), count=len(parts[start]))
        for start in sorted(parts)
    ]
    blocks = [Block(kind="grid", ways=tuple(ways))]
    if whole:
        blocks.append(Block(kind="names", ways=tuple(_name_way(kind, name) for name in whole)))
    yield replace(shelf, blocks=tuple(blocks))
    for start in sorted(parts):
        folder = f"{kind.folder}/by/{start}"
        title = told("names from", names=kind.title, start=start)
        below = ListingPlace(folder, title, "index", trail=(*place.trail, place.way))
        yield from _index(below, kind, parts[start], start)


def _whole_index(shelf: Shelf, kind: _Names, named: Sequence[_Named], prefix: str) -> Iterator[Shelf]:
    """Yield an index that fits on its page: by letter and, of more than a few names, another by number."""
    people = kind.folder == "authors"
    placed = sorted(
        ((place_of(name.label, _language(name), person=people), name) for name in named),
        key=lambda pair: (pair[0], pair[1].label, pair[1].key),
    )
    if len(named) <= LETTERED:
        names = Block(kind="names", ways=tuple(_name_way(kind, name) for _, name in placed))
        yield replace(shelf, blocks=(names,) if named else ())
        return
    letters = tuple(
        Block(kind="names", heading=letter, ways=tuple(_name_way(kind, name) for _, name in some))
        for (_, letter), some in groupby(placed, key=lambda pair: pair[0][:2])
    )
    if prefix:
        yield replace(shelf, blocks=letters)
        return
    by_number = places.index(f"{kind.folder}/by/-number")
    yield replace(shelf, blocks=letters, views=(Way(label=told("by number"), path=by_number),))
    most = sorted(placed, key=lambda pair: -len(pair[1].items))
    yield replace(
        shelf,
        path=by_number,
        title=told("title of a part", name=kind.title, part=told("by number")),
        trail=(*shelf.trail, Way(label=kind.title, path=shelf.path)),
        blocks=(Block(kind="names", ways=tuple(_name_way(kind, name) for _, name in most)),),
    )


def _language(named: _Named) -> str | None:
    """Return the language of most of what stands under a name."""
    counts = Counter(item.entry.language for item in named.items if item.entry.language)
    return min(counts, key=lambda code: (-counts[code], code), default=None)


# Copies


def _period_item(cluster: Cluster, cards: Mapping[str, Card]) -> PeriodItem:
    canonical = cards[cluster.canonical_id]
    members = [cards[member] for member in cluster.member_ids]
    # The comparison has all of the copies, and leads to each.
    address = comparison_path(cluster.canonical_id).removesuffix(".md")
    entry = replace(_entry(canonical, note=_note(members)), copies=len(members) - 1, address=address)
    return PeriodItem(canonical.published, canonical.id, entry)


def _in_several_outlets(cluster: Cluster, cards: Mapping[str, Card]) -> bool:
    return len({cards[member].outlet for member in cluster.member_ids} - {None}) > 1


def _note(members: Sequence[Card]) -> Spans:
    """Say who ran a text and when: `2 outlets: A and B · 16 to 19 December 2019`, with each name kept apart."""
    outlets = list(dict.fromkeys(card.outlet for card in members if card.outlet))
    names: list[str | Spans] = [*outlets]
    if unknown := sum(card.outlet is None for card in members):
        names.append(say("unknown outlets", unknown))
    listed = words.listed(names, OUTLETS_IN_VIEW)
    dates = sorted(card.published for card in members if card.published)
    parts: list[str | Spans] = [
        say("outlets by name", len(outlets), names=listed) if len(outlets) > 1 and not unknown else listed,
        words.period(dates[0], dates[-1]) if dates else told("of unknown date"),
        told("articles", len(members)) if len(members) > len(outlets) + unknown else "",
    ]
    return words.joined(parts)


def _copies(items: Sequence[PeriodItem], layout: Layout) -> Iterator[Shelf]:
    """Yield the list of texts that have copies; a long one keeps the most widely run and is split by period below."""
    place = ListingPlace(places.COPIES, told("heading: copies"), "copies", told("heading: copies"), (front().way,))
    if len(items) <= layout.limit:
        yield shelf_of(place, items, layout, layout.blocks("copies", items) if items else ())
        return
    largest = sorted(items, key=lambda item: -item.entry.copies)[: layout.limit]
    most = Block(kind="list", heading=told("heading: widest"), entries=tuple(item.entry for item in largest))
    yield shelf_of(place, items, layout, [years_of(place, items), most])
    yield from split(place, items, layout, monthly=layout.limit)


def _every_copy(cluster: Cluster, cards: Mapping[str, Card], layout: Layout) -> Iterator[Shelf]:
    """Yield the listing of all members of a cluster that is too large for one page."""
    cards_in_order = _newest_first(cards[member] for member in cluster.member_ids)
    items = [PeriodItem(card.published, card.id, _entry(card)) for card in cards_in_order]
    above = (
        front().way,
        Way(label=told("heading: copies"), path=places.index(places.COPIES)),
        Way(label=title(cards[cluster.canonical_id]), path=comparison_path(cluster.canonical_id)),
    )
    every = told("heading: all copies")
    place = ListingPlace(places.every_copy(cluster.canonical_id), every, "listing", every, above)
    yield from listing(place, items, layout)


# The front page


def _front(
    newest: Sequence[Sequence[Card]],
    items: Sequence[PeriodItem],
    names: Sequence[_Names],
    shared: Sequence[PeriodItem],
    several: int,
) -> Shelf:
    numbers = _numbers(items, names, several)
    news = Block(
        kind="newest",
        heading=told("heading: newest"),
        entries=tuple(map(_teased, newest)),
        more=Way(label=told("into the archive"), path=places.FRONT),
    )
    shown = (news, _widest(shared), numbers)
    blocks = (numbers, _calendar(items), *(_top(kind) for kind in names))
    return Shelf(
        path=places.FRONT,
        kind="front",
        title=front().title,
        summary=summary_of(items, "articles"),
        views=(
            Way(label=told("heading: calendar"), path=places.CALENDAR),
            Way(label=told("heading: corrections"), path=places.CORRECTIONS),
            Way(label=told("heading: holdings"), path=places.HOLDINGS),
            Way(label=told("heading: statistics"), path=places.STATISTICS),
        ),
        blocks=tuple(block for block in blocks if block.ways),
        front=tuple(block for block in shown if block.ways or block.entries),
    )


def _teased(copies: Sequence[Card]) -> ShelfEntry:
    """Return a text as the front page shows it: under its main copy's headline, with the outlets that ran it."""
    main, *others = copies
    shown = tuple((card.outlet, card.address) for card in others)
    return replace(_entry(main, opening=main.opening), others=shown)


def _numbers(items: Sequence[PeriodItem], names: Sequence[_Names], several: int) -> Block:
    counted = [kind for kind in names if kind.named and kind.folder in {"outlets", "agencies", "languages"}]
    counts = [
        _number("articles", len(items)),
        *(_number(kind.folder, len(kind.named), places.index(kind.folder)) for kind in counted),
    ]
    if years := len({item.published[:4] for item in items if item.published}):
        counts.append(_number("years", years))
    if several:
        counts.append(_number("texts in several outlets", several, places.index(places.COPIES)))
    return Block(kind="numbers", ways=tuple(counts))


def _number(what: str, count: int, path: str = "") -> Way:
    return Way(label=told(f"number of {what}", count), path=path, count=count)


def _calendar(items: Sequence[PeriodItem]) -> Block:
    dated = [item for item in items if item.published]
    years = in_periods(dated, 4)
    months = len(years) <= YEARS_WITH_MONTHS
    ways = [
        replace(
            period_way(front(), year, len(part)),
            parts=tuple(_short(month, len(within)) for month, within in reversed(in_periods(part, 7)))
            if months
            else (),
        )
        for year, part in years
    ]
    undated = undated_way(front(), len(items) - len(dated))
    return Block(kind="years", heading=told("heading: years"), ways=(*ways, *undated))


def _short(month: str, count: int) -> Way:
    return replace(period_way(front(), month, count), label=words.short_month(month))


def _top(kind: _Names) -> Block:
    top = sorted(kind.named, key=lambda name: -len(name.items))[:TOP]  # stable: ties by name
    more = Way(label=told(f"all {kind.folder}", len(kind.named)), path=places.index(kind.folder))
    return Block(
        kind="ways",
        heading=kind.title,
        ways=tuple(
            way if _leads_on(kind, name) else replace(way, note="") for name in top for way in [_name_way(kind, name)]
        ),
        more=more if len(kind.named) > TOP else None,
    )


def _widest(shared: Sequence[PeriodItem]) -> Block:
    widest = sorted(shared, key=lambda item: -item.entry.copies)[:WIDEST]
    more = Way(label=told("all texts with copies"), path=places.index(places.COPIES))
    entries = tuple(item.entry for item in widest)
    return Block(kind="widest", heading=told("heading: widest"), entries=entries, more=more if shared else None)


# The search page


def _search(items: Sequence[PeriodItem], names: Sequence[_Names], shared: Sequence[PeriodItem]) -> Shelf:
    """Return the search page: the theme's script draws the search, and without one the other ways in are left."""
    ways = [Way(label=told("heading: years"), path=places.FRONT, count=len(items))]
    ways += [Way(label=kind.title, path=places.index(kind.folder), count=len(kind.named)) for kind in names]
    ways.append(Way(label=told("heading: copies"), path=places.index(places.COPIES), count=len(shared)))
    lists = Block(kind="without", heading=told("without search"), ways=tuple(way for way in ways if way.count))
    return Shelf(
        path=places.SEARCH, kind="search", title=told("search"), summary=summary_of(items, "articles"), blocks=(lists,)
    )
