"""How fast an archive grows, by the dates of its own articles alone, so that the forecast is the same on any day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from generator.model import SHORTEST, WINDOW, Moment, Pace

STRAYS = 100
"""Of so many dates the latest and the earliest are not believed: an article misdated to 2099 must not stop the pace."""


def pace_of(moments: Iterable[Moment | None]) -> Pace | None:
    """Return how many articles a month an archive gains, from the dates of its most recent 12 months.

    Args:
        moments: When each article was published, in any order.

    Returns:
        The pace; None if the dates span less than a week.
    """
    days = sorted(date.fromisoformat(moment[:10]).toordinal() for moment in moments if moment)
    strays = len(days) // STRAYS
    believed = days[strays : len(days) - strays]
    if not believed:
        return None
    until = believed[-1]
    span = min(WINDOW, until - believed[0] + 1)
    if span < SHORTEST:
        return None
    recent = sum(until - span < day <= until for day in days)
    return Pace(articles=recent, days=span, until=date.fromordinal(until).isoformat())
