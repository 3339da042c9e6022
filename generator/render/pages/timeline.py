"""Draw when each outlet published a text: copies -> a figure with an SVG and the table behind it.

The drawing has no fixed width: places along the time axis are shares of it, so that text keeps its size on a phone.
Every copy has a lane of its own, so no label can meet another. A copy of which only the day is known is a bar over
that day (UTC), never a point. Colours come from the style sheet. Nothing here depends on the clock.
"""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from msgspec import Struct

from generator.render import words
from generator.render.blocks import (
    Block,
    Cell,
    Disclosure,
    Element,
    Group,
    Isolated,
    Paragraph,
    Row,
    Spans,
    Table,
    Time,
    text_of,
)
from generator.render.inert import one_line
from generator.render.words import joined, listed, say, told

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.model import Moment

Dated = tuple[str, str, "Moment | None"]
"""Id, outlet and published moment of a copy."""

LANE = 22
"""Height of a lane, in pixels."""
AXIS = 44
NAME_LENGTH = 26
"""Characters of an outlet's name beside its mark; the table has all of them."""
MOST_LANES = 60
"""Copies that are drawn; the table has more."""
MOST_ROWS = 200
"""Copies that the table has; a listing has all of a larger cluster."""
MARGIN = 1.5
"""Left free on both sides, in per cent of the width."""

MOST_BREAKS = 3
LONG_GAP = 6.0
"""A stretch without copies is left out where it is so many times as long as all the rest."""
BREAK_SHARE = 0.05
"""Share of the width that stands for a stretch left out."""
LEAST_SHARE = 0.12
"""Share of the width that a part of the axis has at least, even for a single moment."""
LEGIBLE = 4 * LANE
"""Height from which a stretch that is left out has its length written along it."""
TICKS = 4

_DAY = 24 * 60
_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, _DAY, 2 * _DAY, 7 * _DAY, 14 * _DAY)
"""Minutes between ticks, up to a fortnight; beyond, months are counted."""
_MONTHS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200)
_MONTH_DAYS = 30.4


def timeline(copies: Sequence[Dated], counted: str = "copies") -> Block:
    """Return the figure.

    Args:
        copies: The copies, or other texts, each once; the order does not matter.
        counted: Name of the message that says how many they are.
    """
    known = sorted((published, outlet, name) for name, outlet, published in copies if published)
    unknown = sorted(outlet for _, outlet, published in copies if not published)
    drawn = [(outlet, published) for published, outlet, _ in known]
    drawing = (_drawing(drawn, counted),) if len(known) > 1 else ()
    table = _table(drawn, unknown)
    return Group("figure", "bf-timeline", (*drawing, *_notes(len(known), unknown), table), island=True)


def _notes(known: int, unknown: Sequence[str]) -> Iterator[Block]:
    notes: list[Spans] = []
    if known > max(MOST_LANES, 1):
        notes.append(say("the first are drawn", MOST_LANES, all=words.number(known)))
    if unknown:
        notes.append(say("dates unknown of", outlets=listed(unknown, most=12)))
    if notes:
        yield Paragraph(joined(notes, told("between sentences")), "bf-undated")


def _table(known: Sequence[tuple[str, Moment]], unknown: Sequence[str]) -> Block:
    rows = [_row(outlet, _moment(moment)) for outlet, moment in known[:MOST_ROWS]]
    rows += [_row(outlet, (told("of unknown date"),)) for outlet in unknown[: max(MOST_ROWS - len(known), 0)]]
    head = Row((Cell(told("fact outlet"), scope="col"), Cell(told("fact published"), scope="col")))
    blocks: list[Block] = [Table(head, tuple(rows), "bf-times")]
    count = len(known) + len(unknown)
    if count > MOST_ROWS:
        blocks.append(Paragraph(told("the first of copies", MOST_ROWS, all=words.number(count))))
    return Disclosure(told("times as a table"), tuple(blocks))


def _row(outlet: str, when: Spans) -> Row:
    return Row((Cell((Isolated(outlet),)), Cell(when)))


def _moment(moment: Moment) -> Spans:
    shown = (Time(moment, words.time(moment)),)
    return shown if len(moment) > 10 else say("with its time unknown", time=shown)


class _Mark(Struct, frozen=True):
    """A copy on the axis; times are minutes."""

    outlet: str
    moment: Moment
    start: float
    stop: float


class _Part(Struct, frozen=True):
    """A stretch of the axis without a break; its place is a share of the width."""

    start: float
    stop: float
    left: float
    right: float

    def place(self, minute: float) -> float:
        """Return where a time stands, in per cent of the width."""
        length = self.stop - self.start
        share = (minute - self.start) / length if length else 0.5
        return MARGIN + (100 - 2 * MARGIN) * (self.left + share * (self.right - self.left))


def _drawing(known: Sequence[tuple[str, Moment]], counted: str) -> Element:
    marks = [_mark(outlet, moment) for outlet, moment in known[:MOST_LANES]]
    parts = _parts(marks)
    height = len(marks) * LANE
    about = joined((told(counted, len(known)), words.period(known[0][1], known[-1][1])), told("comma"))
    drawn = [
        Element("title", (("id", "bf-times-title"),), (told("when each published"),)),
        Element("desc", (("id", "bf-times-about"),), (told("about the drawing", about=text_of(about)),)),
        *(_gap(before, after, height) for before, after in pairwise(parts)),
        *(tick for part in parts for tick in _axis(part, height)),
    ]
    for lane, mark in enumerate(marks):
        part = next(part for part in parts if mark.stop <= part.stop)
        drawn.append(_lane(mark, part, lane * LANE + LANE / 2))
    attributes = {
        "xmlns": "http://www.w3.org/2000/svg",
        "class": "bf-times-drawn",
        "width": "100%",
        "height": f"{height + AXIS}",
        "role": "img",
        "aria-labelledby": "bf-times-title bf-times-about",
    }
    return Element("svg", tuple(attributes.items()), tuple(drawn))


def _mark(outlet: str, moment: Moment) -> _Mark:
    start = _minutes(moment)
    return _Mark(outlet=outlet, moment=moment, start=start, stop=start + (0 if len(moment) > 10 else _DAY))


def _minutes(moment: Moment) -> float:
    day = date.fromisoformat(moment[:10]).toordinal()
    if len(moment) == 10:
        return day * _DAY
    return day * _DAY + int(moment[11:13]) * 60 + int(moment[14:16]) + int(moment[17:19] or 0) / 60


def _parts(marks: Sequence[_Mark]) -> list[_Part]:
    """Cut the axis where nothing happened for long, and share out the width."""
    stretches = [(marks[0].start, marks[0].stop)]
    for mark in marks[1:]:
        if mark.start <= stretches[-1][1]:
            stretches[-1] = (stretches[-1][0], max(stretches[-1][1], mark.stop))
        else:
            stretches.append((mark.start, mark.stop))
    cuts = _cuts(stretches)
    edges = [stretches[0][0], *(edge for cut in sorted(cuts) for edge in cut), stretches[-1][1]]
    spans = list(zip(edges[::2], edges[1::2], strict=True))
    total = sum(stop - start for start, stop in spans)
    shares = [max((stop - start) / total if total else 1.0, LEAST_SHARE) for start, stop in spans]
    scale = (1 - BREAK_SHARE * len(cuts)) / sum(shares)
    parts, left = [], 0.0
    for (start, stop), share in zip(spans, shares, strict=True):
        parts.append(_Part(start=start, stop=stop, left=left, right=left + share * scale))
        left += share * scale + BREAK_SHARE
    return parts


def _cuts(stretches: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return the stretches without copies to leave out: each much longer than what is shown without it."""
    shown = stretches[-1][1] - stretches[0][0]
    cuts: list[tuple[float, float]] = []
    gaps = sorted(
        ((before[1], after[0]) for before, after in pairwise(stretches)), key=lambda gap: (gap[0] - gap[1], gap)
    )
    for start, stop in gaps[:MOST_BREAKS]:
        rest = shown - (stop - start)
        if rest <= 0 or stop - start < LONG_GAP * rest:
            break
        cuts.append((start, stop))
        shown = rest
    return cuts


def _gap(before: _Part, after: _Part, height: int) -> Element:
    left, right = _edge(before.right), _edge(after.left)
    days = (after.start - before.stop) / _DAY
    length = told("days", round(days)) if days >= 2 else told("hours", round(days * 24))
    stretch = {"x": f"{left:.2f}%", "y": "0", "width": f"{right - left:.2f}%", "height": str(height)}
    drawn = [
        Element("title", (), (told("left out", length=length),)),
        Element("rect", tuple(stretch.items())),
    ]
    if height >= LEGIBLE:
        drawn.append(Element("text", (("x", f"{(left + right) / 2:.2f}%"), ("y", "8")), (_own(length),)))
    return Element("g", (("class", "bf-gap"),), tuple(drawn))


def _own(label: str) -> str:
    """Return words of ours for a drawing, all of which runs from left to right."""
    return label if words.spoken_direction() == "ltr" else f"\u2067{label}\u2069"


def _edge(share: float) -> float:
    return MARGIN + (100 - 2 * MARGIN) * share


def _lane(mark: _Mark, part: _Part, middle: float) -> Element:
    left, right = part.place(mark.start), part.place(mark.stop)
    if mark.stop > mark.start:
        day = {
            "class": "bf-day",
            "x": f"{left:.2f}%",
            "y": f"{middle - 8:g}",
            "width": f"{max(right - left, 0.8):.2f}%",
            "height": "16",
            "rx": "2",
        }
        shape = Element("rect", tuple(day.items()))
        hint = told("with its time unknown", time=words.time(mark.moment))
    else:
        moment = {"class": "bf-moment", "cx": f"{left:.2f}%", "cy": f"{middle:g}", "r": "4.5"}
        shape = Element("circle", tuple(moment.items()))
        hint = words.time(mark.moment)
    title = told("outlet and time", outlet=one_line(mark.outlet) or told("unknown outlet"), time=hint)
    return Element("g", (), (Element("title", (), (title,)), shape, _label(mark, left, right, middle)))


def _label(mark: _Mark, left: float, right: float, middle: float) -> Element:
    """Return the name beside a mark, on the side where there is more room: half a small phone holds one."""
    if max(100 - right, left) < 38:  # a bar over most of the width: the label stands on it
        x, dx, anchor = left, "6", "start"
    elif 100 - right >= left:
        x, dx, anchor = right, "9", "start"
    else:
        x, dx, anchor = left, "-9", "end"
    place = {"x": f"{x:.2f}%", "dx": dx, "y": f"{middle:g}", "dy": ".35em", "text-anchor": anchor}
    # The direction is set, or the anchor of a name in Arabic would be its other end.
    name = words.cut(one_line(mark.outlet), NAME_LENGTH) or told("unknown outlet")
    shown = (Element("tspan", (("class", "bf-outlet"),), (name,)), *_clock(mark.moment))
    return Element("text", (*place.items(), ("direction", "ltr")), shown)


def _clock(moment: Moment) -> tuple[Element | str, ...]:
    if len(moment) == 10:
        return ()
    # The mark keeps the digits from joining a name in Arabic.
    return "\u200e", Element("tspan", (("class", "bf-clock"), ("dx", "5")), (moment[11:16],))


def _axis(part: _Part, height: int) -> Iterator[Element]:
    """Draw the ticks of a part: below each the smaller unit, and the larger one where it changes."""
    larger = ""
    for minute, small, large in _ticks(part):
        place = part.place(minute)
        x = f"{place:.2f}%"
        anchor = "start" if place < 8 else "end" if place > 92 else "middle"
        yield Element("line", (("class", "bf-tick"), ("x1", x), ("x2", x), ("y1", "0"), ("y2", str(height + 4))))
        labels = [("bf-small", small, 17), ("bf-large", large, 33)]
        for kind, label, below in labels if large != larger else labels[:1]:
            shown = (("class", kind), ("x", x), ("y", str(height + below)), ("text-anchor", anchor))
            yield Element("text", shown, (_own(label),))
        larger = large


def _ticks(part: _Part) -> list[tuple[float, str, str]]:
    """Return where the ticks of a part stand, with the small and the large label of each."""
    most = max(1, round(TICKS * (part.right - part.left)))
    length = part.stop - part.start
    for step in _STEPS:
        if length / step <= most:
            first = -(-part.start // step)
            last = part.stop // step
            ticks = [float(step * number) for number in range(int(first), int(last) + 1)]
            if len(ticks) > 1 and part.right < 1 and ticks[-1] == part.stop:
                ticks.pop()  # its label would meet that of the next part
            return [_tick(minute, hours=step < _DAY) for minute in ticks or [part.start]]
    for months in _MONTHS:
        if length / _DAY / _MONTH_DAYS / months <= most:
            break
    ticks = [minute for minute in _month_starts(part, months) if part.start <= minute <= part.stop]
    return [_labelled_month(minute, years=months >= 12) for minute in ticks] or [_tick(part.start, hours=False)]


def _month_starts(part: _Part, step: int) -> Iterator[float]:
    first, last = _date(part.start), _date(part.stop)
    start = (first.year * 12 + first.month - 1) // step * step
    for month in range(max(start, 12), last.year * 12 + last.month, step):
        yield date(month // 12, month % 12 + 1, 1).toordinal() * _DAY


def _date(minute: float) -> date:
    return date.fromordinal(min(int(minute // _DAY), date.max.toordinal()))


def _tick(minute: float, *, hours: bool) -> tuple[float, str, str]:
    when = _date(minute).isoformat()
    day = words.short_day(when)
    if hours:
        clock = int(minute % _DAY)
        return minute, f"{clock // 60:02}:{clock % 60:02}", words.short_date(when)
    return minute, day, words.year(when)


def _labelled_month(minute: float, *, years: bool) -> tuple[float, str, str]:
    moment = _date(minute).isoformat()
    year = words.year(moment)
    return (minute, year, "") if years else (minute, words.short_month(moment), year)
