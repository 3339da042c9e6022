"""Stage 7 over an archive: which feeds it has, what each holds, and those that are missing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from heapq import nlargest

from msgspec import Struct
from msgspec.structs import replace

from generator.kept.store import Store
from generator.model import Article, Card, Moment, Page, Site, parted
from generator.render import Shelf, feeds, places, told
from generator.settings import Settings

from .entries import articles
from .gather import Gathered

CORRECTIONS = "corrections"
"""Folder of the feed of articles that have several versions."""

_FOLDERS = {**places.FOLDERS, "author": "authors"}

Key = Callable[[str, object], str]


class FeedPlan(Struct, frozen=True, kw_only=True):
    """Every feed of the archive, by the folder of its listing."""

    feeds: Mapping[str, feeds.Feed]
    keys: Mapping[str, str]
    """Path -> digest of everything the file is made from."""
    texts: bool


def plan_feeds(settings: Settings, gathered: Gathered, shelves: Mapping[str, Shelf], key: Key) -> FeedPlan:
    """Say which feeds the archive has: of what its listings list, as far as the settings ask for them.

    Without an address of the site there are none, since what a feed leads to must be an address.
    """
    planned: dict[str, feeds.Feed] = {}
    if settings.site_url:
        dated = [card for card in gathered.cards.values() if card.published and not card.withdrawn]
        for folder, some in _cards_by_listing(dated, frozenset(settings.feeds)).items():
            path = places.index(folder)
            if path in shelves:
                planned[folder] = _feed(settings, folder, shelves[path].title, _by_day(some))
        if "corrections" in settings.feeds and (corrected := _corrected(gathered)):
            planned[CORRECTIONS] = _feed(settings, CORRECTIONS, told("corrected articles"), corrected)
    texts = settings.feed_texts
    keys = {
        (path := f"{folder}/{name}".strip("/")): key(path, (one, texts and _digests(gathered, one), settings.told))
        for folder, one in planned.items()
        for name in feeds.TYPES
    }
    return FeedPlan(feeds=planned, keys=keys, texts=texts)


def _cards_by_listing(cards: list[Card], wanted: frozenset[str]) -> dict[str, list[Card]]:
    """Return the cards of each listing that has a feed, by its folder."""
    lists: dict[str, list[Card]] = {}
    if "archive" in wanted:
        lists[""] = cards
    for facet, below in _FOLDERS.items():
        for card in cards if facet in wanted else ():
            for name in _names(card, facet):
                lists.setdefault(f"{below}/{places.key(name)}", []).append(card)
    return {folder: some for folder, some in lists.items() if some}


def _names(card: Card, facet: str) -> tuple[str, ...]:
    """Return what a card says of a facet: a listing has an article once, whatever the spellings."""
    value: tuple[str, ...] | str | None = getattr(card, {"author": "authors", "tag": "tags"}.get(facet, facet), None)
    if facet == "agency" and isinstance(value, str):
        value = tuple(parted(value))
    names = value if isinstance(value, tuple) else (value,) if value else ()
    return tuple({places.key(name): name for name in names}.values())


def _by_day(cards: list[Card]) -> list[feeds.Item]:
    newest = nlargest(feeds.NEWEST, cards, key=lambda card: (card.published or "", card.id))
    return [feeds.Item(card=card, changed=card.published) for card in newest if card.published]


def _corrected(gathered: Gathered) -> list[feeds.Item]:
    """Return the articles that have older versions, those first that were changed or captured last."""
    items = [
        feeds.Item(card=gathered.cards[name], changed=changed)
        for name, entry in gathered.entries.items()
        if entry.older and not gathered.cards[name].withdrawn and (changed := _last_change(entry.newest))
    ]
    return nlargest(feeds.NEWEST, items, key=lambda item: (item.changed, item.card.id))


def _last_change(newest: object) -> Moment | None:
    known: list[Moment | None] = [getattr(newest, name) for name in ("modified", "captured", "published")]
    return next(filter(None, known), None)


def _feed(settings: Settings, folder: str, title: str, items: list[feeds.Item]) -> feeds.Feed:
    named = told("feed of", title=title, site=settings.site_name) if folder else settings.site_name
    return feeds.Feed(title=named, folder=folder, items=tuple(items))


def _digests(gathered: Gathered, of: feeds.Feed) -> list[str]:
    return [gathered.entries[item.card.id].digest for item in of.items]


def feed_pages(plan: FeedPlan, site: Site, gathered: Gathered, store: Store, paths: frozenset[str]) -> Iterator[Page]:
    """Yield the feeds that stand at some paths."""
    for folder, of in plan.feeds.items():
        wanted = [name for name in feeds.TYPES if f"{folder}/{name}".strip("/") in paths]
        if not wanted:
            continue
        whole = _with_texts(of, gathered, store) if plan.texts else of
        for name in wanted:
            yield Page(path=f"{folder}/{name}".strip("/"), content=feeds.feed(whole, name, site))


def _with_texts(of: feeds.Feed, gathered: Gathered, store: Store) -> feeds.Feed:
    entries = {item.card.id: gathered.entries[item.card.id] for item in of.items}
    bodies: Mapping[str, Article] = {article.id: article for article in articles(entries, store)}
    return replace(of, items=tuple(replace(item, text=bodies[item.card.id].paragraphs) for item in of.items))
