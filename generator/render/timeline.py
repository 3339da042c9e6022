"""Draw when each outlet published a text: copies -> a figure with an SVG and the table behind it.

The drawing has no fixed width: places along the time axis are shares of it, so that text keeps its size on a phone.
Every copy has a lane of its own, so no label can meet another. A copy of which only the day is known is a bar over
that day (UTC), never a point. Colours come from the style sheet. Nothing here depends on the clock.
"""

from __future__ import annotations

from datetime import date
from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING

from msgspec import Struct

from . import words
from .inert import inline, isolated, one_line

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


def timeline(copies: Sequence[Dated]) -> str:
    """Return the figure, as raw HTML without a blank line.

    Args:
        copies: The copies, each once; the order does not matter.
    """
    known = sorted((published, outlet, name) for name, outlet, published in copies if published)
    unknown = sorted(outlet for _, outlet, published in copies if not published)
    parts = ['<figure class="bf-timeline">']
    if len(known) > 1:
        parts += _drawing([(outlet, published) for published, outlet, _ in known])
    parts += _notes(len(known), unknown)
    parts += _table([(outlet, published) for published, outlet, _ in known], unknown)
    return "\n".join([*parts, "</figure>"])


def _notes(known: int, unknown: Sequence[str]) -> Iterator[str]:
    notes = []
    if known > max(MOST_LANES, 1):
        notes.append(f"The first {MOST_LANES} of {words.number(known)} are drawn.")
    if unknown:
        names = words.listed([isolated(name) for name in unknown], most=12)
        notes.append(f"{words.DATE_UNKNOWN}: {names}.")
    if notes:
        yield f'<p class="bf-undated">{" ".join(notes)}</p>'


def _table(known: Sequence[tuple[str, Moment]], unknown: Sequence[str]) -> Iterator[str]:
    yield "<details><summary>The times as a table</summary>"
    yield '<table class="bf-times"><thead><tr><th scope="col">Outlet</th><th scope="col">Published</th></tr></thead>'
    yield "<tbody>"
    for outlet, moment in known[:MOST_ROWS]:
        when = f'<time datetime="{moment}">{words.time(moment)}</time>'
        yield f"<tr><td>{isolated(outlet)}</td><td>{when}{'' if len(moment) > 10 else ', time unknown'}</td></tr>"
    for outlet in unknown[: max(MOST_ROWS - len(known), 0)]:
        yield f"<tr><td>{isolated(outlet)}</td><td>{words.DATE_UNKNOWN.lower()}</td></tr>"
    yield "</tbody></table>"
    if len(known) + len(unknown) > MOST_ROWS:
        yield f"<p>The first {MOST_ROWS} of {words.number(len(known) + len(unknown))} copies.</p>"
    yield "</details>"


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


def _drawing(known: Sequence[tuple[str, Moment]]) -> Iterator[str]:
    marks = [_mark(outlet, moment) for outlet, moment in known[:MOST_LANES]]
    parts = _parts(marks)
    height = len(marks) * LANE
    about = f"{words.counted(len(known), 'copy', 'copies')}, {words.period(known[0][1], known[-1][1])}"
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="bf-times-drawn" width="100%" height="{height + AXIS}" '
        'role="img" aria-labelledby="bf-times-title bf-times-about">'
    )
    yield '<title id="bf-times-title">When each outlet published the text</title>'
    yield f'<desc id="bf-times-about">{about}. The table below has the same times.</desc>'
    for before, after in pairwise(parts):
        yield _gap(before, after, height)
    for part in parts:
        yield from _axis(part, height)
    for lane, mark in enumerate(marks):
        part = next(part for part in parts if mark.stop <= part.stop)
        yield _lane(mark, part, lane * LANE + LANE / 2)
    yield "</svg>"


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


def _gap(before: _Part, after: _Part, height: int) -> str:
    left, right = _edge(before.right), _edge(after.left)
    days = (after.start - before.stop) / _DAY
    length = words.counted(round(days), "day") if days >= 2 else words.counted(round(days * 24), "hour")
    name = f'<text x="{(left + right) / 2:.2f}%" y="8">{length}</text>' if height >= LEGIBLE else ""
    return (
        f'<g class="bf-gap"><title>{length} left out</title>'
        f'<rect x="{left:.2f}%" y="0" width="{right - left:.2f}%" height="{height}"/>{name}</g>'
    )


def _edge(share: float) -> float:
    return MARGIN + (100 - 2 * MARGIN) * share


def _lane(mark: _Mark, part: _Part, middle: float) -> str:
    left, right = part.place(mark.start), part.place(mark.stop)
    name = words.cut(one_line(mark.outlet), NAME_LENGTH)
    if mark.stop > mark.start:
        width = max(right - left, 0.8)
        shape = f'<rect class="bf-day" x="{left:.2f}%" y="{middle - 8:g}" width="{width:.2f}%" height="16" rx="2"/>'
        hint = f"{words.time(mark.moment)}, time unknown"
    else:
        shape = f'<circle class="bf-moment" cx="{left:.2f}%" cy="{middle:g}" r="4.5"/>'
        hint = words.time(mark.moment)
    if right <= 62:
        place, anchor = f'x="{right:.2f}%" dx="9"', "start"
    elif left >= 38:
        place, anchor = f'x="{left:.2f}%" dx="-9"', "end"
    else:  # a bar over most of the width: the label stands on it
        place, anchor = f'x="{left:.2f}%" dx="6"', "start"
    # The direction is set, or the anchor of a name in Arabic would be its other end.
    label = (
        f'<text {place} y="{middle:g}" dy=".35em" text-anchor="{anchor}" direction="ltr">'
        f'<tspan class="bf-outlet">{_svg(name)}</tspan>{_clock(mark.moment)}</text>'
    )
    return f"<g><title>{_svg(one_line(mark.outlet))}: {hint}</title>{shape}{label}</g>"


def _clock(moment: Moment) -> str:
    # The mark keeps the digits from joining a name in Arabic.
    return f'&#8206;<tspan class="bf-clock" dx="5">{moment[11:16]}</tspan>' if len(moment) > 10 else ""


def _svg(text: str) -> str:
    """Return text for an SVG: Markdown builders leave raw HTML alone, but their extensions do not."""
    return inline(text) or escape(words.UNKNOWN_OUTLET)


def _axis(part: _Part, height: int) -> Iterator[str]:
    """Draw the ticks of a part: below each the smaller unit, and the larger one where it changes."""
    larger = ""
    for minute, small, large in _ticks(part):
        place = part.place(minute)
        anchor = "start" if place < 8 else "end" if place > 92 else "middle"
        yield f'<line class="bf-tick" x1="{place:.2f}%" x2="{place:.2f}%" y1="0" y2="{height + 4}"/>'
        yield f'<text class="bf-small" x="{place:.2f}%" y="{height + 17}" text-anchor="{anchor}">{small}</text>'
        if large != larger:
            yield f'<text class="bf-large" x="{place:.2f}%" y="{height + 33}" text-anchor="{anchor}">{large}</text>'
        larger = large


def _ticks(part: _Part) -> list[tuple[float, str, str]]:
    """Return where the ticks of a part stand, with the small and the large label of each."""
    most = max(1, round(TICKS * (part.right - part.left)))
    length = part.stop - part.start
    for step in _STEPS:
        if length / step <= most:
            first = -(-part.start // step)
            last = part.stop // step
            found = [float(step * number) for number in range(int(first), int(last) + 1)]
            if len(found) > 1 and part.right < 1 and found[-1] == part.stop:
                found.pop()  # its label would meet that of the next part
            return [_labelled(minute, hours=step < _DAY) for minute in found or [part.start]]
    for months in _MONTHS:
        if length / _DAY / _MONTH_DAYS / months <= most:
            break
    found = [minute for minute in _month_starts(part, months) if part.start <= minute <= part.stop]
    return [_labelled_month(minute, years=months >= 12) for minute in found] or [_labelled(part.start, hours=False)]


def _month_starts(part: _Part, step: int) -> Iterator[float]:
    first, last = _date(part.start), _date(part.stop)
    start = (first.year * 12 + first.month - 1) // step * step
    for month in range(max(start, 12), last.year * 12 + last.month, step):
        yield date(month // 12, month % 12 + 1, 1).toordinal() * _DAY


def _date(minute: float) -> date:
    return date.fromordinal(min(int(minute // _DAY), date.max.toordinal()))


def _labelled(minute: float, *, hours: bool) -> tuple[float, str, str]:
    when = _date(minute)
    day = f"{when.day} {words.MONTHS[when.month - 1][:3]}"
    if hours:
        clock = int(minute % _DAY)
        return minute, f"{clock // 60:02}:{clock % 60:02}", f"{day} {when.year}"
    return minute, day, str(when.year)


def _labelled_month(minute: float, *, years: bool) -> tuple[float, str, str]:
    when = _date(minute)
    return (minute, str(when.year), "") if years else (minute, words.MONTHS[when.month - 1][:3], str(when.year))
