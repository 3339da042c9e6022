"""The day that a line of a press database gives, however it spells it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache


@cache
def _months() -> Mapping[str, int]:
    from babel import Locale  # noqa: PLC0415 - only where there are such lines

    numbers: dict[str, int] = {}
    for language in "en de fr es it pt nl sv da nb fi pl cs ru tr hu ro".split():
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                months = Locale(language).months[context][width]
                numbers.update({str(name).strip(".").casefold(): number for number, name in months.items()})
    return {name: number for name, number in numbers.items() if not name.isdigit() and len(name) > 2}


_DAY_FIRST = re.compile(
    r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|er|\.|º)?\s+(?:de\s+|of\s+)?([^\W\d_]{3,12})\.?,?\s+(?:de\s+|del\s+)?(\d{4})(?!\d)"
)
MONTH_FIRST = re.compile(r"([^\W\d_]{3,12})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?!\d)")
_NUMERIC = re.compile(
    r"(?<!\d)(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?!\d)|(?<!\d)(\d{1,2})\.(\d{1,2})\.(\d{4})(?!\d)|(\d{4})年\s?(\d{1,2})月\s?(\d{1,2})日"
)
_AMERICAN = re.compile(r"(?<![\d/])(0?[1-9]|1[0-2])/(1[3-9]|2\d|3[01])/(\d{4})(?![\d/])")
"""A day behind its month, where no other reading is left."""
_EUROPEAN = re.compile(r"(?<![\d/])(1[3-9]|2\d|3[01])/(0?[1-9]|1[0-2])/(\d{4})(?![\d/])")
_MONTH_ALONE = re.compile(r"\s*([^\W\d_]{3,12})\.?(?:\s*[-/]\s*[^\W\d_]{3,12}\.?)?,?\s+(\d{4})\s*$")


def day_in(line: str) -> str | None:
    """Return the day that a line gives, in ISO 8601; empty for a month without a day, None for no date."""
    if len(line) > 120:
        return None
    months = _months()
    for match in _DAY_FIRST.finditer(line):
        if month := months.get(match[2].casefold()):
            return _iso(match[3], month, match[1])
    for match in MONTH_FIRST.finditer(line):
        if month := months.get(match[1].casefold()):
            return _iso(match[3], month, match[2])
    if american := _AMERICAN.search(line):
        return _iso(american[3], int(american[1]), american[2])
    if european := _EUROPEAN.search(line):
        return _iso(european[3], int(european[2]), european[1])
    if numeric := _NUMERIC.search(line):
        first, second, third = [group for group in numeric.groups() if group]
        return _iso(third, int(second), first) if len(third) == 4 else _iso(first, int(second), third)
    alone = _MONTH_ALONE.match(line)
    return "" if alone and alone[1].casefold() in months else None


def _iso(year: str, month: int, day: str) -> str | None:
    return (
        f"{year}-{month:02}-{int(day):02}"
        if 1500 < int(year) < 2200 and 1 <= month <= 12 and 1 <= int(day) <= 31
        else None
    )


def is_date(line: str) -> bool:
    """Tell whether a line is a date and little else: a weekday, a time, an edition."""
    return bool(line.strip()) and len(line.split()) <= 10 and day_in(line.strip()) is not None
