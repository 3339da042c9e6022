"""Draw places: names as datelines print them, and a Gazetteer -> Map -> blocks with an SVG, and the tables behind it.

A map is a guess that says so: a name stands on it where a gazetteer knows one place of that name that is far larger
than all others, or where the curator says where it is; the tables say which place each name was taken for, and which
names stand nowhere. It is drawn on the gazetteer's own towns, a square of ground for each, and needs no other data.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from math import cos, radians, sqrt
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from generator.render import words
from generator.render.blocks import (
    Block,
    Cell,
    Disclosure,
    Element,
    Group,
    Heading,
    Isolated,
    Paragraph,
    Row,
    Spans,
    Table,
)
from generator.render.words import told

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

COLUMNS, ROWS = 180, 90
"""Squares of ground; a map is twice as wide as it is high."""
EARTH = (-180.0, -60.0, 360.0, 145.0)
"""West, south, width and height of a map of all inhabited lands, in degrees."""
AROUND = 1.25
"""Share of the places' own width and height that a map shows."""
LEAST = 6.0
"""Degrees from south to north that a map shows at least: a country, so that a reader knows where it is."""
MOST_LABELS = 8
SMALLEST, LARGEST = 3.0, 12.0
"""Radius of a dot, in pixels."""
NARROW = 350
"""Pixels of a map on a phone, where labels must not stand on one another."""
LETTER, LINE = 7, 15
"""Pixels of a label's letter and line."""


class Spot(Struct, frozen=True, kw_only=True):
    """Where on the earth a place is."""

    name: str
    """As the gazetteer has it; with its country."""
    latitude: float
    longitude: float
    source: str
    """Who says so: an entry of the gazetteer, or the curator."""


class Gazetteer(Struct, frozen=True, kw_only=True):
    """What is known of the names that datelines print."""

    spots: Mapping[str, Spot] = {}
    """Where the place of each name is."""
    doubtful: frozenset[str] = frozenset()
    """Names of several places, none of which is far larger than the others."""
    towns: Sequence[tuple[float, float]] = ()
    """Latitude and longitude of every town, for the ground."""
    source: str = ""
    """What the gazetteer is called."""


class Dot(Struct, frozen=True, kw_only=True):
    """A place on a map."""

    label: str
    about: str
    """The place that the name was taken for, and who says so."""
    across: float
    """From the left edge, in hundredths of the width."""
    down: float
    count: int


class Map(Struct, frozen=True, kw_only=True, tag=True):
    """Places by how many articles were sent from them."""

    name: str
    heading: str
    about: str
    ground: str
    """Path of the squares that have towns."""
    dots: tuple[Dot, ...]
    """Those with most articles first."""
    left: tuple[tuple[str, str, int], ...]
    """Names that stand nowhere, why, and how many articles have them."""


class _Frame(NamedTuple):
    """What a map shows, in degrees."""

    west: float
    south: float
    width: float
    height: float

    def place(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Return where a point is, from the left and from the top, as shares."""
        return (longitude - self.west) / self.width, (self.south + self.height - latitude) / self.height


def map_of(printed: Mapping[str, int], gazetteer: Gazetteer) -> Map | None:
    """Return the map of places, None if none of them can be told.

    Args:
        printed: Names as datelines print them, and how many articles have each.
        gazetteer: What is known of those names.
    """
    spelt: dict[Spot, Counter[str]] = defaultdict(Counter)
    left: Counter[tuple[str, str]] = Counter()
    for name, count in sorted(printed.items()):
        if spot := gazetteer.spots.get(name):
            spelt[spot][name] += count
        else:
            left[name, "several places" if name in gazetteer.doubtful else "in no gazetteer"] += count
    if not spelt:
        return None
    frame = _frame(list(spelt))
    dots = [_dot(spot, names, frame) for spot, names in spelt.items()]
    return Map(
        name="datelines",
        heading=told("figure datelines"),
        about=told("about datelines", source=gazetteer.source),
        ground=_ground(gazetteer.towns, frame),
        dots=tuple(sorted(dots, key=lambda dot: (-dot.count, dot.label))),
        left=tuple(
            (name, told(why), count) for (name, why), count in sorted(left.items(), key=lambda one: (-one[1], one[0]))
        ),
    )


def _dot(spot: Spot, names: Mapping[str, int], frame: _Frame) -> Dot:
    across, down = frame.place(spot.latitude, spot.longitude)
    return Dot(
        label=min(names, key=lambda name: (-names[name], name)),
        about=f"{spot.name} ({spot.source})",
        across=round(100 * across, 1),
        down=round(100 * down, 1),
        count=sum(names.values()),
    )


def _frame(spots: Sequence[Spot]) -> _Frame:
    """Return what a map of some places shows: twice as wide as high where its middle is, or all inhabited lands."""
    south, north = min(one.latitude for one in spots), max(one.latitude for one in spots)
    west, east = min(one.longitude for one in spots), max(one.longitude for one in spots)
    shrunk = max(cos(radians((south + north) / 2)), 0.3)  # degrees of longitude are shorter than those of latitude
    height = max((north - south) * AROUND, (east - west) * AROUND * shrunk / 2, LEAST)
    width = 2 * height / shrunk
    if south < EARTH[1] or north > EARTH[1] + EARTH[3]:
        return _Frame(-180.0, -90.0, 360.0, 180.0)
    if width >= EARTH[2] / 2 or height >= EARTH[3]:
        return _Frame(*EARTH)
    return _Frame((west + east - width) / 2, (south + north - height) / 2, width, height)


def _ground(towns: Iterable[tuple[float, float]], frame: _Frame) -> str:
    """Return a path of the squares in which a town is; squares in a row are one piece of it."""
    squares = set()
    for latitude, longitude in towns:
        across, down = frame.place(latitude, longitude)
        if 0 <= across < 1 and 0 <= down < 1:
            squares.add((int(down * ROWS), int(across * COLUMNS)))
    path = []
    for row, column in sorted(squares):
        if (row, column - 1) not in squares:
            end = column + 1
            while (row, end) in squares:
                end += 1
            path.append(f"M{column} {row}h{end - column}v1H{column}z")
    return "".join(path)


def map_blocks(drawn: Map) -> Iterator[Block]:
    """Yield a map, which place each name was taken for, and which names it has no place for."""
    yield Heading(2, (Isolated(drawn.heading),), drawn.name)
    yield Paragraph(drawn.about, "bf-about")
    behind: list[Block] = [_table("taken for", ((dot.label, (Isolated(dot.about),), dot.count) for dot in drawn.dots))]
    if drawn.left:
        behind += [Paragraph(told("names without a place")), _table("reason", drawn.left)]
    shown = (_drawing(drawn), Disclosure(told("numbers as a table"), tuple(behind), "bf-behind"))
    yield Group("figure", "bf-figure", shown, island=True)


def _drawing(drawn: Map) -> Element:
    ground = Element(
        "svg",
        (("width", "100%"), ("height", "100%"), ("viewBox", f"0 0 {COLUMNS} {ROWS}"), ("preserveAspectRatio", "none")),
        (Element("path", (("class", "bf-ground"), ("d", drawn.ground))),),
    )
    most = drawn.dots[0].count
    attributes = {
        "xmlns": "http://www.w3.org/2000/svg",
        "class": "bf-plot bf-map",
        "width": "100%",
        "role": "img",
        "aria-label": f"{drawn.heading}: {drawn.about}",
    }
    marks = (*(_circle(dot, most) for dot in drawn.dots), *_labels(drawn.dots, most))
    return Element("svg", tuple(attributes.items()), (ground, *marks))


def _circle(dot: Dot, most: int) -> Element:
    place = (("cx", f"{dot.across:g}%"), ("cy", f"{dot.down:g}%"), ("r", f"{_radius(dot, most):.1f}"))
    title = Element("title", (), (f"{dot.label}: {words.number(dot.count)}",))
    return Element("circle", (("class", "bf-dot bf-c1"), *place), (title,))


def _radius(dot: Dot, most: int) -> float:
    return SMALLEST + (LARGEST - SMALLEST) * sqrt(dot.count / most)


def _labels(dots: Sequence[Dot], most: int) -> Iterator[Element]:
    """Yield the names of the largest dots, as far as none stands on another, on a phone neither."""
    taken: list[tuple[float, float, float]] = []
    for dot in dots:
        before = dot.across > 60
        x, y = dot.across * NARROW / 100, dot.down * NARROW / 200
        length = LETTER * len(dot.label) + _radius(dot, most)
        start, end = (x - length, x) if before else (x, x + length)
        apart = all(abs(y - other) > LINE or end < first or start > last for first, last, other in taken)
        if apart and start >= 0 and end <= NARROW and len(taken) < MOST_LABELS:
            taken.append((start, end, y))
            shift = _radius(dot, most) + 3
            at = (("x", f"{dot.across:g}%"), ("y", f"{dot.down:g}%"), ("dx", f"{-shift if before else shift:.0f}"))
            anchor = (("dy", "4"), ("text-anchor", "end" if before else "start"), ("direction", "ltr"))
            yield Element("text", (*at, *anchor), (dot.label,))


def _table(second: str, rows: Iterable[tuple[str, str | Spans, int]]) -> Table:
    """Return a table of datelines: each with what is said of it, and how many articles have it."""
    head = Row(tuple(Cell(told(name), scope="col") for name in ("fact dateline", second, "heading: articles")))
    cells = (
        Row((Cell((Isolated(name),), scope="row"), Cell(said), Cell(words.number(count)))) for name, said, count in rows
    )
    return Table(head, tuple(cells), "bf-numbers-of")
