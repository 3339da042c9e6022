"""Lay out the pages that count the archive: Cards, Clusters and what was noted of the articles -> Shelves."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from generator.model import Card, Cluster
from generator.render import places, words
from generator.render.words import told

from .corrections import Correction, corrected
from .holdings import Holding, holdings_of, holdings_table
from .maps import Gazetteer
from .periods import front
from .plots import Bar, Bars
from .shelf import Part, Shelf, Way
from .statistics import A_PAGE_OF_STATISTICS, Noted, statistics_of, statistics_of_outlet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Counted(Struct, frozen=True, kw_only=True):
    """What the pages that count the archive are made from."""

    cards: tuple[Card, ...]
    """Of all articles that listings name."""
    clusters: tuple[Cluster, ...]
    """All clusters; their members are among the cards."""
    noted: Noted = Noted()
    """Of all articles whose texts the archive has."""
    noted_of: Mapping[str, Noted] = {}
    """Of those of each outlet, by the key of its listing."""
    corrections: Mapping[str, Correction] = {}
    """By id of the article."""
    records: tuple[tuple[str, int], ...] = ()
    """What became of the records that were read: name of the message that says it, and how many."""
    passed: tuple[tuple[str, int], ...] = ()
    """Why records are no articles, and how many."""
    limit: int = 100
    """Articles on one page."""
    gazetteer: Gazetteer = Gazetteer()
    """What is known of the places in datelines; nothing where there is no map."""

    def holdings(self) -> list[Holding]:
        """Return what the archive holds of each outlet."""
        return holdings_of(self.cards, self.noted_of, outlet_names(self.cards))


def overviews(counted: Counted) -> Iterator[Shelf]:
    """Yield the pages that count the archive."""
    names = outlet_names(counted.cards)
    yield _statistics(counted, names)
    yield from _statistics_of_outlets(counted, names)
    yield _holdings(counted)
    yield _corrections(counted)


def _overview(path: str, title: str, summary: str, parts: Iterable[Part], trail: tuple[Way, ...] = ()) -> Shelf:
    return Shelf(
        path=path,
        kind="overview",
        title=title,
        summary=summary,
        trail=(front().way, *trail),
        parts=tuple(parts),
    )


def _holdings(counted: Counted) -> Shelf:
    holdings = counted.holdings()
    parts: list[Part] = [holdings_table(holdings, places.HOLDINGS_CSV)] if holdings else []
    records = [Bar(label=told(name), count=count) for name, count in counted.records if count]
    if records:
        parts.append(_bars("records", told("record"), records))
    if counted.passed:
        bars = [Bar(label=why, count=count, language="en") for why, count in counted.passed]
        parts.append(_bars("passed-over", told("reason"), bars))
    title = told("heading: holdings")
    outlets = sum(bool(one.path) for one in holdings)
    return _overview(places.HOLDINGS, title, told("outlets", outlets), parts)


def _bars(name: str, axis: str, bars: Sequence[Bar]) -> Bars:
    return Bars(
        name=name,
        heading=told(f"figure {name}"),
        about=told(f"about {name}"),
        axis=axis,
        counted=told("records"),
        bars=tuple(bars),
        total=sum(bar.count for bar in bars),
    )


def _corrections(counted: Counted) -> Shelf:
    """Return the list of articles that were changed, those of which most was changed first."""
    cards = {card.id: card for card in counted.cards}
    changed = sorted(counted.corrections.items(), key=lambda pair: (-pair[1].share, -pair[1].changed, pair[0]))
    summary = told("articles changed", len(changed))
    if len(changed) > counted.limit:
        summary = told("the most of", summary=summary, number=words.number(counted.limit))
    parts = [corrected(cards[name], one) for name, one in changed[: counted.limit]]
    return _overview(places.CORRECTIONS, told("heading: corrections"), summary, parts)


def _statistics(counted: Counted, names: Mapping[str, str]) -> Shelf:
    parts = statistics_of(counted.cards, counted.clusters, counted.noted, names, counted.gazetteer)
    return _overview(places.STATISTICS, told("heading: statistics"), told("articles", len(counted.cards)), parts)


def _statistics_of_outlets(counted: Counted, names: Mapping[str, str]) -> Iterator[Shelf]:
    cards, clusters = counted.cards, counted.clusters
    by_id = {card.id: card for card in cards}
    of_outlet: dict[str, list[Card]] = defaultdict(list)
    for card in cards:
        if card.outlet:
            of_outlet[places.key(card.outlet)].append(card)
    shared: dict[str, list[Cluster]] = defaultdict(list)
    for cluster in clusters:
        for key in {places.key(outlet) for name in cluster.member_ids if (outlet := by_id[name].outlet)}:
            shared[key].append(cluster)
    for key, own in sorted(of_outlet.items()):
        if len(own) >= A_PAGE_OF_STATISTICS:
            noted = counted.noted_of.get(key, Noted())
            figures = statistics_of_outlet(key, own, shared[key], by_id, noted, names, counted.gazetteer)
            outlets = Way(label=told("heading: outlets"), path=places.index("outlets"))
            way = Way(label=names[key], path=places.index(f"outlets/{key}"))
            title = told("title of a part", name=names[key], part=told("heading: statistics"))
            summary = told("articles", len(own))
            yield _overview(places.statistics_of(key), title, summary, figures, (outlets, way))


def outlet_names(cards: Sequence[Card]) -> dict[str, str]:
    """Return what each outlet is called, by the key of its listing: as most of its articles spell it."""
    spelt: dict[str, Counter[str]] = defaultdict(Counter)
    for card in cards:
        if card.outlet:
            spelt[places.key(card.outlet)][card.outlet] += 1
    return {key: min(names, key=lambda name: (-names[name], name)) for key, names in spelt.items()}
