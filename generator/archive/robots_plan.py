"""Stage 7 over an archive: what programs that call at its site are told first, and on which day each page changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from heapq import nlargest
from urllib.parse import urlsplit

from generator.model import Card, Moment, Page
from generator.render import robots
from generator.settings import Settings

from .entries import Entry
from .gather import Gathered

FRESH = timedelta(days=2)
"""How old news is at most: what searches for news take."""


def robots_pages(settings: Settings, gathered: Gathered) -> Iterator[Page]:
    """Yield the files for the top of the site; none where it stands below a host's top, since nobody asks there."""
    site = settings.told
    if urlsplit(site.url).path.strip("/"):
        return
    fresh = _fresh(gathered) if site.url else []
    sitemaps = ("sitemap.xml", *((robots.NEWS,) if fresh else ()))
    files = {robots.ROBOTS: robots.robots(site, sitemaps=sitemaps, reserved=settings.reserve_mining)}
    if fresh:
        files[robots.NEWS] = robots.news(fresh, site)
    if settings.reserve_mining:
        files |= robots.RESERVATIONS
    for path, content in files.items():
        yield Page(path=f"{robots.FOLDER}{path}", content=content)


def _fresh(gathered: Gathered) -> list[Card]:
    """Return the news of an archive, newest first: what was captured as it appeared, up to the last capture.

    An archive of old newspapers has none, however lately they were read; one that follows the news says so by this.
    """
    captured = [day for entry in gathered.entries.values() if (day := _day(entry.newest.captured))]
    last = max(captured, default=date.min)
    recent = [
        gathered.cards[name]
        for name, entry in gathered.entries.items()
        if _is_fresh(gathered.cards[name], _day((entry.newest, *entry.older)[-1].captured), last)
    ]
    return nlargest(robots.MOST_NEWS, recent, key=lambda card: (card.published or "", card.id))


def _is_fresh(card: Card, captured: date | None, last: date) -> bool:
    published = _day(card.published)
    if not (published and captured and card.outlet and card.language) or card.withdrawn:
        return False
    return abs(captured - published) <= FRESH and timedelta() <= last - published <= FRESH


def _day(moment: Moment | None) -> date | None:
    return date.fromisoformat(moment[:10]) if moment else None


def changed_days(gathered: Gathered) -> Mapping[str, str]:
    """Return the day on which each article last changed, where it is known: path of its page -> YYYY-MM-DD."""
    told = (
        (gathered.cards[name], _last_change(entry, gathered.cards[name])) for name, entry in gathered.entries.items()
    )
    return {f"{card.address}.md": day[:10] for card, day in told if day}


def _last_change(entry: Entry, card: Card) -> Moment | None:
    """Return when an article changed: it appeared, its outlet changed it, or a later capture differs."""
    captured = entry.newest.captured if entry.older else None
    return max(filter(None, (card.published, entry.newest.modified, captured)), default=None)
