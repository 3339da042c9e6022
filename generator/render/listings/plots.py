"""Draw numbers: Plot, Bars and Matrix -> blocks with an SVG, and the table of the same numbers behind it.

Marks stand in a drawing of their own that is stretched to the page's width, one path for each series, so that a plot of
twenty years is some kilobytes and text keeps its size on a phone. Colours, dashes and shades are classes, for the style
sheet to fill: plots follow the reader's palette, and the site's policy allows no style in a page. Time runs from left
to right in every language, as on the comparison's timeline.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

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
    Items,
    Link,
    Paragraph,
    Row,
    Spans,
    Styled,
    Table,
)
from generator.render.direction import foreign
from generator.render.words import told

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

HEIGHT = 180
"""Of the marks, in pixels."""
FOOT = 24
"""Below them, for the labels."""
UNITS = 1000
"""Height of the marks in the units of their paths."""
MOST_TICKS = 5
GUTTER = 0.04
"""Share of the width that stands free for the labels of the levels: on a full page, room for five digits."""
SERIES = 6
"""Series that the style sheet tells apart, in grey too."""
SHADES = 5


class Series(Struct, frozen=True, kw_only=True):
    """What a plot shows of one name, a value for each place along its axis."""

    label: str
    values: tuple[float | None, ...]
    """None where there is nothing to say."""
    path: str = ""
    """Where the name leads to."""


class Plot(Struct, frozen=True, kw_only=True, tag=True):
    """Values along an axis: stacked columns, or lines."""

    kind: Literal["columns", "lines"]
    name: str
    """Its place on the page."""
    heading: str
    about: str
    """What it counts, in a sentence."""
    axis: str
    """What stands along it."""
    places: tuple[str, ...]
    """Along the axis, in order."""
    short: tuple[str, ...]
    """The same as the axis has them."""
    series: tuple[Series, ...]
    unit: Literal["number", "share"] = "number"
    rows: tuple[tuple[str, int], ...] = ()
    """Where its table has a row for several places: what it is called, and how many they are."""


class Bar(Struct, frozen=True, kw_only=True):
    """A name and its number."""

    label: str
    count: int
    path: str = ""
    language: str = ""
    """Of the label, where it is not one of the site's own words."""


class Bars(Struct, frozen=True, kw_only=True, tag=True):
    """Names, each with a number: a table that is drawn, too."""

    name: str
    heading: str
    about: str
    axis: str
    """What the names are."""
    counted: str
    bars: tuple[Bar, ...]
    total: int
    """What the numbers are shares of; 0 if of nothing."""


class Matrix(Struct, frozen=True, kw_only=True, tag=True):
    """Numbers of names by names."""

    name: str
    heading: str
    about: str
    rows: tuple[tuple[str, str], ...]
    """Label and path of each."""
    columns: tuple[tuple[str, str], ...]
    counts: tuple[tuple[int, ...], ...]


def plot_blocks(plot: Plot) -> Iterator[Block]:
    """Yield a plot, and its numbers as a table."""
    yield Heading(2, (Isolated(plot.heading),), plot.name)
    yield Paragraph(plot.about, "bf-about")
    drawn: list[Block] = []
    if len(plot.series) > 1:
        drawn.append(
            Items(tuple(_legend(plot, number, one) for number, one in enumerate(plot.series, 1)), "bf-legends")
        )
    drawn += [_drawing(plot), Disclosure(told("numbers as a table"), (_table(plot),), "bf-behind")]
    yield Group("figure", "bf-figure", tuple(drawn), island=True)


def _legend(plot: Plot, number: int, series: Series) -> Spans:
    return Styled(f"bf-key bf-{plot.kind} bf-c{number}", ""), _label(series.label, series.path)


def _label(label: str, path: str) -> Link | Isolated:
    return Link(label, path) if path else Isolated(label)


# The drawing


def _drawing(plot: Plot) -> Element:
    top = _top(plot)
    marks = _columns if plot.kind == "columns" else _lines
    size = {
        "y": "0",
        "width": "100%",
        "height": str(HEIGHT),
        "viewBox": f"{-len(plot.places) * GUTTER / (1 - GUTTER):.4g} 0 {len(plot.places) / (1 - GUTTER):.6g} {UNITS}",
        "preserveAspectRatio": "none",
    }
    drawn = (
        *_grid(),
        Element("svg", tuple(size.items()), tuple(marks(plot.series, top))),
        *_levels(plot, top),
        *_axis(plot.short),
    )
    attributes = {
        "xmlns": "http://www.w3.org/2000/svg",
        "class": "bf-plot",
        "width": "100%",
        "height": str(HEIGHT + FOOT),
        "role": "img",
        "aria-label": f"{plot.heading}: {plot.about}",
    }
    return Element("svg", tuple(attributes.items()), drawn)


def _top(plot: Plot) -> float:
    """Return what the height of the drawing stands for: a round number that holds the largest value."""
    if plot.unit == "share":
        return 1.0
    columns = zip(*(series.values for series in plot.series), strict=True)
    total = sum if plot.kind == "columns" else max
    largest = max((total([value or 0 for value in column]) for column in columns), default=0)
    step = 1
    while step * 10 < largest:
        step *= 10
    return float(next(step * times for times in (1, 2, 3, 4, 6, 8, 10, 20) if step * times >= largest))


PARTS = (0, 0.5, 1)
"""Of the height, at which a line is drawn."""


def _grid() -> Iterator[Element]:
    for part in PARTS:
        level = f"{max(HEIGHT * (1 - part), 0.5):g}"
        yield Element("line", (("class", "bf-tick"), ("x2", "100%"), ("y1", level), ("y2", level)))


def _levels(plot: Plot, top: float) -> Iterator[Element]:
    """Yield what the lines stand for, above the marks: on a phone they may reach into the labels."""
    for part in PARTS:
        value = top * part
        if part and (plot.unit == "share" or value == int(value)):
            label = words.share(value) if plot.unit == "share" else words.number(int(value))
            y = f"{HEIGHT * (1 - part) + 12:g}"
            yield Element("text", (("class", "bf-small bf-level"), ("y", y), ("direction", "ltr")), (label,))


def _columns(series: Sequence[Series], top: float) -> Iterator[Element]:
    """Draw a path for each series, each column on top of those before it."""
    floors = [0.0] * (len(series[0].values) if series else 0)
    for number, one in enumerate(series, 1):
        path = []
        for place, value in enumerate(one.values):
            if value:
                low, high = (round(UNITS * share / top) for share in (floors[place], floors[place] + value))
                path.append(f"M{place}.1 {UNITS - low}h.8v-{max(high - low, 1)}h-.8z")
                floors[place] += value
        yield Element("path", (("class", f"bf-c{number}"), ("d", "".join(path))))


def _lines(series: Sequence[Series], top: float) -> Iterator[Element]:
    for number, one in enumerate(series, 1):
        path, drawn = [], False
        for place, value in enumerate(one.values):
            if value is None:
                drawn = False
                continue
            path.append(f"{'L' if drawn else 'M'}{place}.5 {UNITS - round(UNITS * value / top)}")
            if not drawn:
                path.append("h.01")  # so that a single value is a dot
            drawn = True
        yield Element("path", (("class", f"bf-line bf-c{number}"), ("d", "".join(path))))


def _axis(labels: Sequence[str]) -> Iterator[Element]:
    step = -(-len(labels) // MOST_TICKS)
    for number, place in enumerate(range(0, len(labels), max(step, 1))):
        middle = 100 * (GUTTER + (1 - GUTTER) * (place + 0.5) / len(labels))
        anchor = "start" if middle < 100 * GUTTER + 6 else "end" if middle > 94 else "middle"
        x = f"{100 * GUTTER:g}%" if anchor == "start" else "100%" if anchor == "end" else f"{middle:.1f}%"
        kind = "bf-small bf-second" if number % 2 else "bf-small"
        shown = (("class", kind), ("x", x), ("y", str(HEIGHT + 16)), ("text-anchor", anchor))
        yield Element("text", (*shown, ("direction", "ltr")), (labels[place],))


# The tables


def _table(plot: Plot) -> Table:
    value: Callable[[float], str] = words.share if plot.unit == "share" else lambda one: words.number(int(one))
    head = Row((Cell(plot.axis, scope="col"), *(Cell((Isolated(one.label),), scope="col") for one in plot.series)))
    rows = [
        Row((Cell(label, scope="row"), *(Cell("" if one is None else value(one)) for one in values)))
        for label, values in _rows(plot)
        if any(one is not None for one in values)
    ]
    return Table(head, tuple(rows), "bf-numbers-of")


def _rows(plot: Plot) -> Iterator[tuple[str, list[float | None]]]:
    """Yield what each row of the table is called, and its numbers: of several places the sum, or where a line ends."""
    start = 0
    for label, count in plot.rows or tuple((label, 1) for label in plot.places):
        within = [one.values[start : start + count] for one in plot.series]
        start += count
        if plot.kind == "lines":
            yield label, [values[-1] for values in within]
        else:
            yield label, [sum(value or 0 for value in values) for values in within]


def bars_blocks(bars: Bars) -> Iterator[Block]:
    """Yield names with their numbers, drawn in the table itself."""
    yield Heading(2, (Isolated(bars.heading),), bars.name)
    yield Paragraph(bars.about, "bf-about")
    most = max((one.count for one in bars.bars), default=0)
    shares = (Cell(told("share"), scope="col"),) if bars.total else ()
    head = Row((Cell(bars.axis, scope="col"), Cell(bars.counted, scope="col"), *shares, Cell("", kind="bf-drawn")))
    rows = tuple(_bar(one, most, bars.total) for one in bars.bars)
    yield Group("figure", "bf-figure", (Table(head, rows, "bf-bars"),), island=True)


def _bar(bar: Bar, most: int, total: int) -> Row:
    name = foreign(bar.label, bar.language) if bar.language else _label(bar.label, bar.path)
    shares = (Cell(words.share(bar.count / total)),) if total else ()
    length = 100 * bar.count / most if most else 0
    size = {"xmlns": "http://www.w3.org/2000/svg", "width": "100%", "height": "10", "aria-hidden": "true"}
    drawn = Element("rect", (("class", "bf-c1"), ("width", f"{length:.1f}%"), ("height", "10")))
    picture = Element("svg", tuple(size.items()), (drawn,))
    cells = (Cell((name,), scope="row"), Cell(words.number(bar.count)), *shares, Cell((picture,), kind="bf-drawn"))
    return Row(cells)


def matrix_blocks(matrix: Matrix) -> Iterator[Block]:
    """Yield a table of numbers, each shaded by how large it is."""
    yield Heading(2, (Isolated(matrix.heading),), matrix.name)
    yield Paragraph(matrix.about, "bf-about")
    most = max((count for row in matrix.counts for count in row), default=0)
    head = Row((Cell(""), *(Cell((_label(*one),), scope="col") for one in matrix.columns)))
    rows = tuple(
        Row((Cell((_label(*name),), scope="row"), *(_shaded(count, most) for count in counts)))
        for name, counts in zip(matrix.rows, matrix.counts, strict=True)
    )
    table = Group(
        "div",
        "bf-wide",
        (Table(head, rows, "bf-crossed"),),
        (("tabindex", "0"), ("role", "region"), ("aria-label", matrix.heading)),
    )
    yield Group("figure", "bf-figure", (table,), island=True)


def _shaded(count: int, most: int) -> Cell:
    return Cell(words.number(count), kind=f"bf-h{shade(count, most)}") if count else Cell("")


def shade(count: int, most: int) -> int:
    """Return how dark a number is shown, from 1 to `SHADES`; in steps, since some are many times the others."""
    for dark in range(1, SHADES):
        if count <= most ** (dark / SHADES):
            return dark
    return SHADES
