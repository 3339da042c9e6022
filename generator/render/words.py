"""Say dates, periods and numbers in words, in English, the language of the site's own texts."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from babel import Locale

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from generator.model import CopyKind, Moment

DATE_UNKNOWN = "Date unknown"
UNTITLED = "Untitled"
UNKNOWN_OUTLET = "Unknown outlet"
WITHOUT_SEARCH = "The search needs a script. Without it, every article is found in these lists."

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@lru_cache(maxsize=4096)
def day(moment: Moment) -> str:
    """Return `16 December 2019`."""
    return f"{day_of_month(moment)} {moment[:4]}"


def day_of_month(moment: Moment) -> str:
    """Return `16 December`."""
    return f"{int(moment[8:10])} {MONTHS[int(moment[5:7]) - 1]}"


def month(moment: Moment) -> str:
    """Return `December 2019`; the moment may be cut after its month."""
    return f"{month_of_year(moment)} {moment[:4]}"


def month_of_year(moment: Moment) -> str:
    """Return `December`."""
    return MONTHS[int(moment[5:7]) - 1]


def time(moment: Moment) -> str:
    """Return `16 December 2019, 09:30 UTC`, or the day alone where only that is known."""
    return f"{day(moment)}, {moment[11:16]} UTC" if len(moment) > 10 else day(moment)


def period(first: Moment, last: Moment) -> str:
    """Return `16 to 19 December 2019`, saying month and year once where they are the same."""
    first, last = first[:10], last[:10]
    if first == last:
        return day(first)
    if first[:7] == last[:7]:
        return f"{int(first[8:10])} to {day(last)}"
    if first[:4] == last[:4]:
        return f"{day_of_month(first)} to {day(last)}"
    return f"{day(first)} to {day(last)}"


def number(count: int) -> str:
    """Return `20,000`."""
    return f"{count:,}"


def counted(count: int, one: str, many: str = "") -> str:
    """Return `1 article`, `20,000 articles`; the plural where it is not the singular and an s."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def times(count: int) -> str:
    """Return `twice`, `3 times`."""
    return "twice" if count == 2 else f"{count:,} times"


def listed(names: Sequence[str], most: int = 5) -> str:
    """Return `A, B and C`, and after `most` names `and 20 more`."""
    if len(names) > most:
        names = [*names[:most], f"{number(len(names) - most)} more"]
    return " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


def share(part: float) -> str:
    """Return a share in percent, rounded half up; 100 % only where nothing is missing."""
    percent = int(part * 100 + 0.5)
    return f"{100 if part >= 1 else min(percent, 99)}\u00a0%"


@cache
def language_name(code: str) -> str:
    """Return the English name of a language, or its code where it has none."""
    names = Locale("en").languages
    return str(names.get(code.replace("-", "_")) or names.get(code.partition("-")[0]) or code)


def cut(text: str, limit: int) -> str:
    """Return the opening of a line: at most `limit` characters, cut at a word, with an ellipsis where it was cut."""
    if len(text) <= limit:
        return text
    head = text[:limit]  # one more than fits beside the ellipsis, to see whether a word ends there
    words, space, _ = head.rpartition(" ")
    # Without a space in its second half the text is in a script that has none, or one word: cut it anywhere.
    kept = words if space and len(words) >= limit // 2 else head[:-1]
    while len(kept) > limit // 2 and not (kept[-1].isalnum() or kept[-1].isspace() or kept[-1].isascii()):
        kept = kept[:-1]  # no half emoji, no letter without its marks, no stray punctuation before the ellipsis
    return kept.rstrip(" ,;:.-") + "…"


COPY_KINDS: Mapping[CopyKind, str] = {
    "exact": "word for word",
    "edited": "edited",
    "reordered": "reordered",
    "truncated": "cut off",
    "abridged": "abridged",
    "expanded": "longer",
    "merged": "merged",
}
"""What a copy is of the main copy: the words of pages, data and explanations."""
