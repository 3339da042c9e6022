"""Embargo: what may be read from a moment on, and is not to be published before it.

Nothing that a part gives may depend on a clock, so the clock is read when a file is cut: those of the moments in it
that lie ahead go with its parts and count for their digest. Once one has passed, the part is read anew.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from generator.languages import month_names, weekdays

from . import published
from .published import folded

_TELLING = (
    b"mbargo", b"MBARGO", b"perrfrist", b"PERRFRIST", b"chedule", b"date.release", b"ublish_", b"PUBLISH_", b"ublishUp",
    b"ublishOn", b"ublishAt", b"ublishFrom", b"oLive", b"o_live",
)  # fmt: skip
"""Without one of these, no key of a file is one of those below; every file is searched for them, so they are few."""
_STAMP = re.compile(
    rb"[0-9](?<![0-9][0-9])(?:\d{3}-?\d\d-?\d\d(?:[T ][\d:.]{4,15}(?: ?(?:Z|UTC|[+-]\d\d:?\d\d))?)?"
    rb"|\d?[./]\d{1,2}[./]\d{4}(?:,? \d\d:\d\d)?|(?<!0)\d{9}(?:\d{3})?)(?!\d)"
)
"""It begins with a digit and looks back from there: what begins otherwise is tried at every byte of every file."""
_SCHEDULES = frozenset(
    "publishup publishon publishat publishfrom publishstart publishedfrom publishschedule publishingscheduledat "
    "schedule scheduled scheduledat scheduledfor scheduledon scheduleddate scheduledtime scheduleddatetime "
    "scheduledpublishdate scheduledpublishtime scheduledpublication golive golivedate goliveat".split()
)
_MARKS = ("embargo", "sperrfrist")
MONTHS = 12
MOST = 10_000
"""Moments that one part keeps; real files have a handful."""


def ahead(data: bytes, *, now: datetime | None = None) -> tuple[str, ...]:
    """Return the moments in the bytes of a file that lie ahead, as they are spelled; none if it names no embargo."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        data = data.replace(b"\0", b"")
    return moments_ahead(data, now=now) if names_one(data) else ()


def ahead_in(values: Iterable[Any], *, now: datetime | None = None) -> tuple[str, ...]:
    """Return the moments among the values of a table's columns that lie ahead, as they are spelled."""
    return moments_ahead("\n".join(str(value) for value in values if value is not None).encode(), now=now)


def names_one(data: bytes) -> bool:
    """Tell whether bytes may name an embargo: without it, no column of theirs is one."""
    return any(word in data for word in _TELLING)


def concerned(columns: Iterable[str]) -> bool:
    """Tell whether one of the columns of a table says until when a row is not to be published."""
    return any(_is_embargo(name) or folded(name) in _SCHEDULES for name in columns)


def moments_ahead(data: bytes, *, now: datetime | None = None) -> tuple[str, ...]:
    """Return all moments in the bytes of a file that lie ahead, as they are spelled."""
    now = now or datetime.now(UTC)
    stamps = {found[0].decode() for found in _STAMP.finditer(data)}
    return tuple(sorted(one for one in stamps if (moment := _moment(one)) and moment > now)[:MOST])


def _moment(stamp: str) -> datetime | None:
    try:
        if stamp.isdigit() and len(stamp) > 8:
            return datetime.fromtimestamp(int(stamp[:10]), UTC)
        if "." in stamp[:3] or "/" in stamp[:3]:
            day, month, rest = re.split("[./]", stamp, maxsplit=2)
            if "/" in stamp[:3]:  # of a day and a month, in either order: the later moment
                day, month = sorted((day, month), key=lambda one: (int(one) <= MONTHS, int(one)))
            stamp = f"{rest[:4]}-{month:0>2}-{day:0>2}{rest[4:].replace(',', '')}"
        found = datetime.fromisoformat(re.sub(r" ?UTC\Z", "Z", stamp).replace(" Z", "Z"))
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found


def until(found: Mapping[str, Any], moments: tuple[str, ...]) -> str:
    """Return the moment until which a record is under an embargo; empty if it is not, or no longer."""
    return _first(tuple(key for key in found if _is_embargo(key)), found, moments)


def above(headline: object, text: str, moments: tuple[str, ...]) -> str:
    """Return the moment until which a line above a text says that it is under an embargo; empty if none does.

    Press offices write it over their releases, and into the subjects of their mails.
    """
    opening = text.lstrip()[:_OPENING].split("\n")[:_LINES]
    for line in (str(headline or ""), *opening):
        if len(line) <= _LONGEST and (told := _LINE.match(line)):
            stamps = (stamp for stamp in _STAMPED.finditer(line, told.end()) if stamp[0] in moments)
            if (stamp := next(stamps, None)) and _is_told(told, line, stamp):
                return stamp[0]
    return ""


def _is_told(told: re.Match[str], line: str, stamp: re.Match[str]) -> bool:
    """Tell whether a line is an order not to publish, and no headline on an embargo: `Embargo on salt ends 2030-01-31`.

    Beside the moment of an order stand but small words, up to the next sign. What is strictly said, is one in any case.
    """
    mark = told["mark"]
    if told["firm"] or not mark.casefold().startswith("embargo"):
        return True
    behind = _CLAUSE.split(line[stamp.end() :], maxsplit=1)[0]
    if mark.isupper() or mark.casefold() != "embargo":
        behind = ""
    words = _LETTERS.findall(f"{line[told.end() : stamp.start()]} {behind}".casefold())
    return _UNTIL.union(weekdays(), month_names()).issuperset(words)


_OPENING, _LINES, _LONGEST = 1200, 8, 160
_LINE = re.compile(
    r"\W*(?P<firm>(?:(?:strictly|strikt|under|unter|sous|bajo|sotto|presse\w*|press release|news release)\W+){0,3})"
    r"(?P<mark>embargo\w*|sperrfrist\w*|sperre|not for (?:release|publication) (?:before|until)|frei ab|freigabe ab)\b",
    re.IGNORECASE,
)
_STAMPED = re.compile(_STAMP.pattern.decode(), re.ASCII)
_LETTERS = re.compile(r"[^\W\d_]+")
_CLAUSE = re.compile(r"[;|*()\[\]\u2013\u2014]|:(?!\d)|\s-\s")
_UNTIL = frozenset(
    "until till to for release released publication broadcast use before by from on at of the and or not any media "
    "social hold held lifts lifted ends expires date time local noon midnight hours hrs hr h am pm p m gmt utc z "
    "bst est edt pst pdt cet cest jst ist bis zum zur um ab uhr vom jusqu au le la du de à heures a hasta el las los "
    "del horas fino al alle ore tot t op om uur til kl klockan den do godz o až v hod às até".split()
)
"""What stands between `Embargo` and its moment, and behind it."""


def scheduled(found: Mapping[str, Any], moments: tuple[str, ...], also: frozenset[str] = frozenset()) -> str:
    """Return why a record is not published yet, with the key that says so; empty if it may be.

    Args:
        found: Keys and values as found.
        moments: Those that lie ahead.
        also: Folded keys that say it in this kind of file.
    """
    for key in found:
        name = folded(key.rpartition(":")[2]) if len(key) <= published.MOST else ""
        if (name in _SCHEDULES or name in also) and _first((key,), found, moments):
            return f"{published.SCHEDULED} ({key})"
    return ""


@lru_cache(maxsize=4096)
def _is_embargo(key: str) -> bool:
    return len(key) <= published.MOST and any(mark in folded(key) for mark in _MARKS)


def _first(keys: tuple[str, ...], found: Mapping[str, Any], moments: tuple[str, ...]) -> str:
    for key in keys:
        inner = found[key]
        values = inner.values() if isinstance(inner, dict) else inner if isinstance(inner, list) else (inner,)
        for value in values:
            stamp = str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
            inside = _STAMP.search(stamp.encode()) if len(stamp) <= published.MOST else None  # `… 06:00 CET`
            told = (_moment(stamp), _moment(inside[0].decode()) if inside else None)
            if stamp in moments or not _moments(moments).isdisjoint(filter(None, told)):
                return stamp
    return ""


@lru_cache(maxsize=64)
def _moments(stamps: tuple[str, ...]) -> frozenset[datetime]:
    return frozenset(moment for stamp in stamps if (moment := _moment(stamp)))
