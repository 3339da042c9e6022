"""How full the place of publishing is: Report and Weight -> Capacity, and the sentence that says it.

No clock is asked. The pace is that at which the archive's own articles are dated, so the same archive gets the same
forecast on any day.
"""

from __future__ import annotations

from msgspec import Struct

from generator.model import SHORTEST, WINDOW, Pace, Report, Weight

MEGABYTE = 1_000_000
PAGE_ESTIMATE, TEXT_ESTIMATE, FIXED_ESTIMATE = 18_000, 3, 3 * MEGABYTE
"""Before the first build: bytes of a page with its share of all else, times that a text is written (page, data, search
index), bytes of the theme. Measured sites had 27.5 kB an article at 20,000 articles of 3,700 characters, where these
say 29.2, and 30.6 kB at 1,000; those of some dozen articles have more."""

FORESEEABLE = 100
"""Years; beyond them no forecast means anything."""


class Capacity(Struct, frozen=True, kw_only=True):
    """How full the place of publishing is, and how long it lasts."""

    size: int
    """Bytes of the site with the articles as they are."""
    limit: int
    """Bytes that the place takes; 0 if nothing limits it."""
    per_article: int
    """Bytes that an article adds: its page, and its share of listings, data and search index."""
    basis: str
    """What the sizes come from: `built` (this very site), `last built` (with other articles), `estimate`."""
    pace: Pace | None
    months: float | None
    """Until it is full at that pace; 0 if it is over its limit, None if nobody can say."""

    @property
    def full(self) -> bool:
        """Whether the site is larger than its limit."""
        return 0 < self.limit < self.size

    def sentence(self) -> str:
        """Return it in plain words."""
        about, why = ("", "") if self.basis == "built" else ("about ", _BASES[self.basis])
        kilobytes = f" at {self.per_article / 1000:,.1f} kB an article{why}" if self.per_article else ""
        if not self.limit:
            return f"{about}{_megabytes(self.size)}{kilobytes}; no limit is set"
        filled = f"{about}{_megabytes(self.size)} of {_megabytes(self.limit)} ({_percent(self.size, self.limit)})"
        return f"{filled}{kilobytes}; {self._forecast()}" if self.per_article or self.full else filled

    def _forecast(self) -> str:
        if self.full:
            return "more than the limit"
        if self.pace is None or self.months is None:
            return f"the articles' dates span less than {SHORTEST} days and tell no pace"
        whole = self.pace.days == WINDOW
        period = f"{'12 months' if whole else f'{self.pace.days} days'} to {self.pace.until}"
        return f"at {_articles(self.pace.monthly)} a month, the pace of the {period}, full {_within(self.months)}"


_BASES = {
    "last built": " as last built",
    "estimate": ", an estimate before the first build",
}


def capacity_of(report: Report, built: Weight | None, limit_mb: int) -> Capacity:
    """Return how full the place of publishing is.

    Args:
        report: Of the articles as they are.
        built: The site as last built; None if there is none.
        limit_mb: Megabytes that the place takes; 0 for no limit.
    """
    limit = limit_mb * MEGABYTE
    basis, fixed, per_article = "estimate", FIXED_ESTIMATE, 0
    if built and built.articles:
        # What stands in the place of a withdrawn article is a page too.
        basis = "built" if 0 <= built.articles - report.articles <= report.withdrawn else "last built"
        fixed, per_article = built.fixed, round((built.size - built.fixed) / built.articles)
    elif report.articles:
        per_article = PAGE_ESTIMATE + TEXT_ESTIMATE * report.characters // report.articles
    elif built:
        basis, fixed = "built", built.size
    size = built.size if built and basis == "built" else fixed + per_article * report.articles
    months = None
    if limit and report.pace and per_article:
        months = max(0, limit - size) / (per_article * report.pace.monthly)
    return Capacity(size=size, limit=limit, per_article=per_article, basis=basis, pace=report.pace, months=months)


def _megabytes(size: int) -> str:
    return f"{size / MEGABYTE:,.0f} MB" if size >= 10 * MEGABYTE else f"{size / MEGABYTE:.1f} MB"


def _percent(size: int, limit: int) -> str:
    percent = 100 * size / limit
    return f"{percent:,.0f} %" if percent >= 1 else "less than 1 %"


def _articles(number: float) -> str:
    shown = f"{number:,.0f}" if number >= 10 else f"{number:.1f}".removesuffix(".0")
    return f"{shown} article{'' if shown == '1' else 's'}"


def _within(months: float) -> str:
    years, rest = divmod(round(months), 12)
    if years >= FORESEEABLE:
        return f"in more than {FORESEEABLE} years"
    parts = [_count(number, noun) for number, noun in ((years, "year"), (rest, "month")) if number]
    return f"in about {' and '.join(parts)}" if parts else "in less than a month"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
