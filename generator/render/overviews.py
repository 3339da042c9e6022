"""Lay out the pages that count the archive: Cards, Clusters and what was noted of the articles -> Shelves."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from . import places
from .periods import front
from .shelf import Shelf, Way
from .statistics import A_PAGE_OF_STATISTICS, Noted, statistics_of, statistics_of_outlet
from .words import told

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from generator.model import Card, Cluster


def overviews(
    cards: Sequence[Card], clusters: Sequence[Cluster], noted: Noted, noted_of: Mapping[str, Noted]
) -> Iterator[Shelf]:
    """Yield the pages that count the archive.

    Args:
        cards: Of all articles that listings name.
        clusters: All clusters; their members are among the cards.
        noted: Of all articles whose texts the archive has.
        noted_of: Of those of each outlet, by the key of its listing.
    """
    names = outlet_names(cards)
    by_id = {card.id: card for card in cards}
    yield Shelf(
        path=places.STATISTICS,
        kind="overview",
        title=told("heading: statistics"),
        summary=told("articles", len(cards)),
        trail=(front().way,),
        parts=tuple(statistics_of(cards, clusters, noted, names)),
    )
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
            figures = statistics_of_outlet(key, own, shared[key], by_id, noted_of.get(key, Noted()), names)
            outlets = Way(label=told("heading: outlets"), path=places.index("outlets"))
            way = Way(label=names[key], path=places.index(f"outlets/{key}"))
            yield Shelf(
                path=places.statistics_of(key),
                kind="overview",
                title=told("title of a part", name=names[key], part=told("heading: statistics")),
                summary=told("articles", len(own)),
                trail=(front().way, outlets, way),
                parts=tuple(figures),
            )


def outlet_names(cards: Sequence[Card]) -> dict[str, str]:
    """Return what each outlet is called, by the key of its listing: as most of its articles spell it."""
    spelt: dict[str, Counter[str]] = defaultdict(Counter)
    for card in cards:
        if card.outlet:
            spelt[places.key(card.outlet)][card.outlet] += 1
    return {key: min(names, key=lambda name: (-names[name], name)) for key, names in spelt.items()}
