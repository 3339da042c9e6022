"""Count the archive for its statistics: Cards, Clusters and what cleaning and describing noted -> plots.

Every number is one that the listings give, too: articles are those that they list, an agency's are those that are
signed with its name and not its own (`whose`), copies are the members of clusters. Moments are in UTC.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from generator.languages import languages
from generator.model import Card, parted
from generator.render import places, words
from generator.render.words import told

from .maps import Gazetteer, Map, map_of
from .plots import SERIES, Bar, Bars, Matrix, Plot, Series

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from generator.model import Cluster, Moment

A_PAGE_OF_STATISTICS = 20
"""Articles of an outlet from which numbers tell something of it."""
MOST_MONTHS = 240
"""A longer time is counted by year, and one of more than so many years by decade."""
MOST_ROWS = 48
"""Months in a table; of more, it has the years."""
MOST_POINTS = 24
"""Along lines of shares, which a handful of articles cannot tell."""
LEAST_OF_A_SHARE = 3
"""Articles of which a share is said."""
MOST_IN_A_MATRIX = 12
MOST_BARS = 25
FASTEST = 5
LENGTHS = (0, 50, 100, 150, 200, 300, 400, 500, 700, 1000, 1500, 2000)
"""Words of a text, from which each column counts."""
HOURS = (0, 1, 3, 6, 12, 24, 48, 96, 168, 720)
"""After the first copy of a text, up to which its copies are counted."""
FACTS = ("outlet", "headline", "authors", "published", "section", "language")
"""Facts that are missed where an article lacks them; few articles have an agency."""


class Noted(Struct, frozen=True, kw_only=True):
    """What cleaning and describing noted of an outlet's articles, or of all."""

    articles: int = 0
    """Whose texts the archive has."""
    dropped: Mapping[str, int] = {}
    """Rule -> lines of the articles' newest captures that it took out."""
    dropped_before: int = 0
    """Lines taken out of older captures."""
    untitled: int = 0
    """Articles whose captures have no headline."""
    incomplete: int = 0
    """Articles that are known to be cut off."""
    empty: int = 0
    """Articles without a text."""
    datelines: Mapping[str, int] = {}
    """Places as datelines print them, and how many articles open with each."""


class _Axis(NamedTuple):
    """Periods along an axis, without a gap."""

    length: int
    """Characters of a moment that tell its period."""
    keys: tuple[str, ...]

    def place(self, moment: Moment) -> int:
        """Return the number of a moment's period, from 0."""
        return self.keys.index(moment[: self.length])

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(words.month(key) if self.length == 7 else _years(key) for key in self.keys)

    @property
    def short(self) -> tuple[str, ...]:
        return tuple(words.short_month_and_year(key) if self.length == 7 else _years(key) for key in self.keys)

    @property
    def rows(self) -> tuple[tuple[str, int], ...]:
        """Years and their months, where there are too many months for a table."""
        if self.length != 7 or len(self.keys) <= MOST_ROWS:
            return ()
        return tuple((words.year(year), count) for year, count in Counter(key[:4] for key in self.keys).items())

    @property
    def name(self) -> str:
        return told({7: "by month", 4: "by year", 3: "by decade"}[self.length])


def _years(key: str) -> str:
    return words.year(key) if len(key) == 4 else told("period of years", first=f"{key}0", last=f"{key}9")


def _axis(moments: Sequence[Moment], most: int = MOST_MONTHS) -> _Axis:
    first, last = min(moments), max(moments)
    months = range(int(first[:4]) * 12 + int(first[5:7]) - 1, int(last[:4]) * 12 + int(last[5:7]))
    if len(months) <= most:
        return _Axis(7, tuple(f"{month // 12:04}-{month % 12 + 1:02}" for month in months))
    years = range(int(first[:4]), int(last[:4]) + 1)
    if len(years) <= MOST_MONTHS:
        return _Axis(4, tuple(f"{year:04}" for year in years))
    return _Axis(3, tuple(f"{decade:03}" for decade in range(int(first[:3]), int(last[:3]) + 1)))


Figure = Plot | Bars | Matrix | Map


def statistics_of(
    cards: Sequence[Card],
    clusters: Sequence[Cluster],
    noted: Noted,
    names: Mapping[str, str],
    gazetteer: Gazetteer,
) -> Iterator[Figure]:
    """Yield the figures of the whole archive.

    Args:
        cards: Of all articles that listings name.
        clusters: All clusters.
        noted: Of all articles.
        names: What each outlet is called, by the key of its listing.
        gazetteer: What is known of the places in datelines.
    """
    dated = [card for card in cards if card.published]
    if dated:
        yield from _over_time(dated, names)
        yield from _languages(dated)
        yield _growth(dated)
    yield from _of_any(cards, dated)
    if dated:
        yield from _agencies(dated, names)
    yield from _exchange(cards, clusters, names)
    yield from _spread(cards, clusters)
    yield from _sent_from(noted, gazetteer)
    yield from _quality(cards, noted)


def statistics_of_outlet(
    outlet: str,
    cards: Sequence[Card],
    clusters: Sequence[Cluster],
    every: Mapping[str, Card],
    noted: Noted,
    names: Mapping[str, str],
    gazetteer: Gazetteer,
) -> Iterator[Figure]:
    """Yield the figures of one outlet.

    Args:
        outlet: The key of its listing.
        cards: Of its articles.
        clusters: Those that an article of it is in.
        every: All cards, by id.
        noted: Of its articles.
        names: What each outlet is called, by the key of its listing.
        gazetteer: What is known of the places in datelines.
    """
    dated = [card for card in cards if card.published]
    if dated:
        yield _signed(dated, outlet)
    yield from _of_any(cards, dated)
    yield from _partners(outlet, clusters, every, names)
    yield from _sent_from(noted, gazetteer)
    yield from _quality(cards, noted)


def _sent_from(noted: Noted, gazetteer: Gazetteer) -> Iterator[Map]:
    if drawn := map_of(noted.datelines, gazetteer):
        yield drawn


# Over time


def _counts_by(cards: Sequence[Card], axis: _Axis, name: Callable[[Card], str]) -> dict[str, list[int]]:
    places_of = {key: place for place, key in enumerate(axis.keys)}
    counts: dict[str, list[int]] = defaultdict(lambda: [0] * len(axis.keys))
    for card in cards:
        counts[name(card)][places_of[(card.published or "")[: axis.length]]] += 1
    return counts


def _largest(counts: Mapping[str, list[int]]) -> tuple[list[str], list[int]]:
    """Return the names with the most, and what the others have together."""
    ordered = sorted(counts, key=lambda name: (not name, -sum(counts[name]), name))
    shown = (
        ordered if len(ordered) <= SERIES and "" not in ordered else [name for name in ordered if name][: SERIES - 1]
    )
    rest = [counts[name] for name in ordered if name not in shown]
    return shown, [sum(column) for column in zip(*rest, strict=True)]


def _stacked(name: str, axis: _Axis, series: Sequence[Series]) -> Plot:
    return Plot(
        kind="columns",
        name=name,
        heading=told(f"figure {name}"),
        about=told(f"about {name}"),
        axis=axis.name,
        places=axis.labels,
        short=axis.short,
        series=tuple(series),
        rows=axis.rows,
    )


def _outlet(card: Card) -> str:
    return places.key(card.outlet) if card.outlet else ""


def _over_time(dated: Sequence[Card], names: Mapping[str, str]) -> Iterator[Plot]:
    axis = _axis([card.published or "" for card in dated])
    counts = _counts_by(dated, axis, _outlet)
    shown, others = _largest(counts)
    series = [Series(label=names[key], values=tuple(counts[key]), path=places.index(f"outlets/{key}")) for key in shown]
    if others:
        series.append(Series(label=told("others"), values=tuple(others)))
    yield _stacked("articles-by-outlet", axis, series)


def _languages(dated: Sequence[Card]) -> Iterator[Plot]:
    axis = _axis([card.published or "" for card in dated])
    counts = _counts_by(dated, axis, lambda card: card.language or "")
    if len(counts) < 2:
        return
    shown, others = _largest(counts)
    series = [
        Series(
            label=words.language_name(key), values=tuple(counts[key]), path=places.index(f"languages/{places.key(key)}")
        )
        for key in shown
    ]
    if others:
        series.append(Series(label=told("others"), values=tuple(others)))
    yield _stacked("articles-by-language", axis, series)


def _growth(dated: Sequence[Card]) -> Plot:
    axis = _axis([card.published or "" for card in dated])
    [counts] = _counts_by(dated, axis, lambda _: "").values()
    total, sums = 0, []
    for count in counts:
        total += count
        sums.append(total)
    plot = _stacked("growth", axis, [Series(label=told("archive"), values=tuple(sums))])
    return replace(plot, kind="lines")


def _is_agencys(card: Card) -> bool:
    """Tell whether an article is an agency's in another outlet."""
    return bool(card.agency) and places.key(parted(card.agency or "")[0]) != _outlet(card)


def _agencies(dated: Sequence[Card], names: Mapping[str, str]) -> Iterator[Plot]:
    """Yield what share of each large outlet's articles is signed with an agency's name."""
    copy = [card for card in dated if _is_agencys(card)]
    sizes = Counter(_outlet(card) for card in copy if card.outlet)
    shown = sorted(sizes, key=lambda key: (-sizes[key], key))[: SERIES - 1]
    if not shown:
        return
    axis = _axis([card.published or "" for card in dated], MOST_POINTS)
    signed, every = _counts_by(copy, axis, _outlet), _counts_by(dated, axis, _outlet)
    series = [
        Series(label=names[key], values=_shares(signed[key], every[key]), path=places.index(f"outlets/{key}"))
        for key in shown
    ]
    if any(sum(value is not None for value in one.values) > 1 for one in series):
        yield replace(_stacked("agency-share", axis, series), kind="lines", unit="share")


def _shares(parts: Sequence[int], totals: Sequence[int]) -> tuple[float | None, ...]:
    return tuple(part / total if total >= LEAST_OF_A_SHARE else None for part, total in zip(parts, totals, strict=True))


def _signed(dated: Sequence[Card], outlet: str) -> Plot:
    """Return an outlet's articles over time: its own and unsigned ones, and each agency's."""
    axis = _axis([card.published or "" for card in dated])
    labels: dict[str, str] = {}

    def writer(card: Card) -> str:
        if not _is_agencys(card):
            return outlet
        label = parted(card.agency or "")[0]
        return labels.setdefault(places.key(label), label) and places.key(label)

    counts = _counts_by(dated, axis, writer)
    own = counts.pop(outlet, None)
    shown, others = _largest(counts) if counts else ([], [])
    if len(shown) == SERIES:
        others = [sum(column) for column in zip(counts[shown.pop()], strict=True)]
    series = [Series(label=told("no agency"), values=tuple(own))] if own else []
    series += [
        Series(label=labels[key], values=tuple(counts[key]), path=places.index(f"agencies/{key}")) for key in shown
    ]
    if others:
        series.append(Series(label=told("others"), values=tuple(others)))
    return _stacked("articles-by-agency", axis, series)


# What any set of articles has


def _of_any(cards: Sequence[Card], dated: Sequence[Card]) -> Iterator[Figure]:
    timed = Counter(int((card.published or "")[11:13]) for card in dated if len(card.published or "") > 10)
    if timed:
        labels = tuple(f"{hour:02}:00" for hour in range(24))
        values = tuple(timed[hour] for hour in range(24))
        about = told("about hours", timed.total())
        yield _simple("hours", about, told("hour"), labels, values)
    spaced = languages()
    lengths = [card.words for card in cards if card.words and _is_spaced(card, spaced)]
    if lengths:
        at = [sum(length >= least for least in LENGTHS) - 1 for length in lengths]
        counts = Counter(at)
        labels = tuple(map(_length, range(len(LENGTHS))))
        about = told("about lengths", len(lengths), words=told("words", int(median(lengths))))
        yield _simple("lengths", about, told("length"), labels, tuple(counts[place] for place in range(len(LENGTHS))))


def _is_spaced(card: Card, known: Mapping[str, object]) -> bool:
    language = known.get((card.language or "").partition("-")[0])
    return bool(getattr(language, "spaced", True))


def _length(place: int) -> str:
    least = words.number(LENGTHS[place])
    if place + 1 == len(LENGTHS):
        return told("and more", number=least)
    return told("from to", first=least, last=words.number(LENGTHS[place + 1] - 1))


def _simple(name: str, about: str, axis: str, labels: tuple[str, ...], values: tuple[int, ...]) -> Plot:
    series = (Series(label=told("heading: articles"), values=values),)
    return Plot(
        kind="columns",
        name=name,
        heading=told(f"figure {name}"),
        about=about,
        axis=axis,
        places=labels,
        short=labels,
        series=series,
    )


def _quality(cards: Sequence[Card], noted: Noted) -> Iterator[Bars]:
    lacking = {
        fact: noted.untitled if fact == "headline" else sum(not getattr(card, fact) for card in cards) for fact in FACTS
    }
    bars = [Bar(label=told(f"fact {fact}"), count=count) for fact, count in lacking.items()]
    bars.append(Bar(label=told("fact incomplete"), count=noted.incomplete))
    if cards:
        yield _bars("unknown", told("about unknown"), told("fact"), told("heading: articles"), bars, len(cards))
    lines = [Bar(label=rule, count=count, language="en") for rule, count in _by_number(noted.dropped)]
    if noted.dropped_before:
        lines.append(Bar(label=told("heading: versions"), count=noted.dropped_before))
    total = sum(one.count for one in lines)
    if lines:
        about = told("about dropped", total)
        yield _bars("dropped", about, told("rule"), told("lines taken"), lines[:MOST_BARS], total)


def _by_number(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


def _bars(name: str, about: str, axis: str, counted: str, bars: Sequence[Bar], total: int) -> Bars:
    return Bars(
        name=name,
        heading=told(f"figure {name}"),
        about=about,
        axis=axis,
        counted=counted,
        bars=tuple(bars),
        total=total,
    )


# Copies


def _exchanged(clusters: Sequence[Cluster], cards: Mapping[str, Card]) -> Counter[tuple[str, str]]:
    """Return how many texts each outlet ran of which another has the main copy: the two -> texts."""
    counts: Counter[tuple[str, str]] = Counter()
    for cluster in clusters:
        main = _outlet(cards[cluster.canonical_id])
        others = {_outlet(cards[name]) for name in cluster.member_ids} - {main, ""}
        if main:
            counts.update((other, main) for other in others)
    return counts


def _exchange(cards: Sequence[Card], clusters: Sequence[Cluster], names: Mapping[str, str]) -> Iterator[Matrix]:
    by_id = {card.id: card for card in cards}
    counts = _exchanged(clusters, by_id)
    if not counts:
        return
    ran, given = Counter[str](), Counter[str]()
    for (other, main), count in counts.items():
        ran[other] += count
        given[main] += count
    rows = [key for key, _ in _by_number(ran)[:MOST_IN_A_MATRIX]]
    columns = [key for key, _ in _by_number(given)[:MOST_IN_A_MATRIX]]
    yield Matrix(
        name="exchange",
        heading=told("figure exchange"),
        about=told("about exchange"),
        rows=tuple((names[key], places.index(f"outlets/{key}")) for key in rows),
        columns=tuple((names[key], places.index(f"outlets/{key}")) for key in columns),
        counts=tuple(tuple(counts[row, column] for column in columns) for row in rows),
    )


def _partners(
    outlet: str, clusters: Sequence[Cluster], cards: Mapping[str, Card], names: Mapping[str, str]
) -> Iterator[Bars]:
    exchanged = _exchanged(clusters, cards)
    sides = {
        "ran": {main: count for (other, main), count in exchanged.items() if other == outlet},
        "given": {other: count for (other, main), count in exchanged.items() if main == outlet},
    }
    for name, counts in sides.items():
        bars = [
            Bar(label=names[key], count=count, path=places.index(f"outlets/{key}"))
            for key, count in _by_number(counts)[:MOST_BARS]
        ]
        if bars:
            yield _bars(name, told(f"about {name}"), told("fact outlet"), told("heading: texts"), bars, 0)


def _spread(cards: Sequence[Card], clusters: Sequence[Cluster]) -> Iterator[Plot]:
    """Yield how fast the most copied texts spread: the share of their copies that stood after so many hours."""
    by_id = {card.id: card for card in cards}
    dated = [
        (cluster, moments)
        for cluster in clusters
        if len(moments := sorted(filter(None, (by_id[name].published for name in cluster.member_ids)))) > 2
    ]
    largest = sorted(dated, key=lambda pair: (-len(pair[1]), pair[0].canonical_id))[:FASTEST]
    if not largest:
        return
    labels = (
        told("at once"),
        *(told("hours", hours) if hours < 48 else told("days", hours // 24) for hours in HOURS[1:]),
    )
    series = tuple(
        Series(
            label=words.cut(by_id[cluster.canonical_id].headline, 60) or told("untitled"),
            values=_after(moments),
            path=f"{places.COPIES}/{cluster.canonical_id}.md",
        )
        for cluster, moments in largest
    )
    yield Plot(
        kind="lines",
        name="spread",
        heading=told("figure spread"),
        about=told("about spread"),
        axis=told("after the first copy"),
        places=labels,
        short=labels,
        series=series,
        unit="share",
    )


def _after(moments: Sequence[Moment]) -> tuple[float, ...]:
    after = [0.0, *(_hours(moments[0], moment) for moment in moments[1:])]
    return tuple(sum(hours <= most for hours in after) / len(after) for most in HOURS)


def _hours(first: Moment, moment: Moment) -> float:
    """Return the hours between two moments; where only the day of one is known, those to the end of the day."""
    days = date.fromisoformat(moment[:10]).toordinal() - date.fromisoformat(first[:10]).toordinal()
    if min(len(first), len(moment)) == 10:
        return 24.0 * (days + 1)
    return days * 24 + (_minute(moment) - _minute(first)) / 60


def _minute(moment: Moment) -> int:
    return int(moment[11:13]) * 60 + int(moment[14:16])
