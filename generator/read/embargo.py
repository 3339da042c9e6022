"""Embargo: what may be read from a moment on, and is not to be published before it.

Nothing that a part gives may depend on a clock, so the clock is read when a file is cut: those of the moments in it
that lie ahead go with its parts and count for their digest. Once one has passed, the part is read anew.
"""

from __future__ import annotations

import base64
import codecs
import quopri
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import Any

from generator.languages import alternatives, languages, month_names, months_of, small_words, weekdays

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
    return _sorted((*(moments_ahead(data, now=now) if names_one(data) else ()), *in_orders(data, now=now)))


def in_orders(data: bytes, *, now: datetime | None = None) -> tuple[str, ...]:
    """Return the moments ahead, as they are spelled, that stand near words with which orders not to publish are given.

    Only years that lie ahead are looked for, and what stands around them is read: most files hold none of them.
    """
    now = now or datetime.now(UTC)
    orders: set[str] = set()
    today = now.date().isoformat().encode()
    for year in _years_from(now.year).finditer(data):
        at, behind = year.start(), data[year.end() : year.end() + 6]
        if data[at : at + 10] < today if behind[:1] == b"-" else not _has_day(data[max(0, at - _DAY) : at], behind):
            continue
        near = _near(data, at)
        if _unclear().search(near):
            orders.update(stamp[0] for stamp in _stamped(near) if (one := _moment(stamp[0])) and one > now)
        if len(orders) >= MOST:
            break
    return _sorted(orders)


@cache
def _years_from(year: int) -> re.Pattern[bytes]:
    """Return a pattern of the years from one on to the century's end: `never` is often written as its last."""
    tens, ones = divmod(min(year % 100, 99), 10)
    later = rb"|[%d-9]\d" % (tens + 1) if tens < 9 else b""
    return re.compile(rb"20(?:%d[%d-9]%b)" % (tens, ones, later))


def _has_day(before: bytes, behind: bytes) -> bool:
    """Tell whether a day may stand beside a year: a number shortly before it, or the sign of a year behind it."""
    return bool(_NUMBER_BEFORE.search(before)) or behind.startswith(_YEAR_SIGNS)


_DAY = 24
"""Bytes before a year in which its day stands."""
_NUMBER_BEFORE = re.compile(rb"\d[^\d\n<>]{1,22}\Z")
_YEAR_SIGNS = ("年".encode(), "년".encode(), b" \xe5", b" \xeb", b"\\u5e74", b"\\ub144", b". ", b" m.")


def in_markup(data: bytes, *, now: datetime | None = None) -> tuple[str, ...]:
    """Return the moments of `in_orders` in the XML of a document, whose words the marks of its form may part."""
    now = now or datetime.now(UTC)
    if not _years_from(now.year).search(data):
        return ()
    return in_orders(_TAG.sub(b"", _BREAK.sub(b"\n", data)), now=now)


def in_mail(data: bytes, *, now: datetime | None = None) -> tuple[str, ...]:
    """Return the moments of `ahead` in mails, whose texts the encoding for their way may hide or part."""
    now = now or datetime.now(UTC)
    found = {*ahead(data, now=now)}
    if b"quoted-printable" in data.lower():
        found |= {*_in_text(quopri.decodestring(data), now)}
    header = b""
    for chunk in _EMPTY_LINE.split(data) if b"base64" in data.lower() else ():
        if _ENCODED_TEXT.search(header):
            with suppress(ValueError):  # what reads the mail says so
                found |= {*_in_text(base64.b64decode(chunk), now)}
        header = chunk[-_HEADER:] if b"base64" in chunk[-_HEADER:].lower() else b""
    return _sorted(found)


def _in_text(data: bytes, now: datetime) -> tuple[str, ...]:
    return (*ahead(data, now=now), *in_markup(data, now=now))


_EMPTY_LINE = re.compile(rb"\r?\n\r?\n")
_HEADER = 10_000
"""Bytes of the headers of a part of a mail that are looked at."""
_ENCODED_TEXT = re.compile(rb"content-type:\s*text/(?:.|\n)*base64|base64(?:.|\n)*content-type:\s*text/", re.IGNORECASE)
_BREAK = re.compile(
    rb"</(?:w:p|text:p|text:h|p|div|li|td|h[1-6])>|<br\b[^>]*>|<(?:w:br|w:tab|text:line-break|text:tab|text:s)\b[^>]*>"
)
_TAG = re.compile(rb"<[^>]*>")
YEARS = 4
"""After which an order not to publish has passed: a document that is older holds none that counts."""
_BEFORE, _BEHIND = 240, 160
"""Bytes around a year in which its order stands."""
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")


def _near(data: bytes, at: int) -> str:
    """Return the line of a moment as far as it stands near its year, with the escapes of JSON read."""
    near = data[max(0, at - _BEFORE) : at + _BEHIND]
    try:
        text = near.decode()
    except UnicodeDecodeError as error:
        # Cut inside a letter, or of another encoding
        text = near.decode("utf-8" if error.start < 3 or error.start > len(near) - 4 else "cp1252", "replace")
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)


def _sorted(stamps: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(stamps))[:MOST])


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
    before = b"%d" % (now.year - 1)  # by no zone's clock is it later than that of now
    stamps = {one for one in _STAMP.findall(data) if one[4:5] != b"-" or one[:4] >= before}
    return _sorted(one for one in map(bytes.decode, stamps) if (moment := _moment(one)) and moment > now)


def first_of(stamps: Iterable[str]) -> int | None:
    """Return when the first of some moments comes, in seconds of the epoch; None if there are none."""
    return min((int(moment.timestamp()) for moment in map(_moment, stamps) if moment), default=None)


@lru_cache(maxsize=4096)
def _moment(stamp: str) -> datetime | None:
    try:
        if named := _named().fullmatch(stamp):
            return _of_named(named)
        if stamp.isdigit() and len(stamp) > 8:
            return datetime.fromtimestamp(int(stamp[:10]), UTC)
        if "." in stamp[:3] or "/" in stamp[:3]:
            day, month, rest = re.split("[./]", stamp, maxsplit=2)
            if "/" in stamp[:3]:  # of a day and a month, in either order: the later moment
                day, month = sorted((day, month), key=lambda one: (int(one) <= MONTHS, int(one)))
            stamp = f"{rest[:4]}-{month:0>2}-{day:0>2}{rest[4:].replace(',', '')}"
        moment = datetime.fromisoformat(re.sub(r" ?UTC\Z", "Z", stamp).replace(" Z", "Z"))
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def until(facts: Mapping[str, Any], moments: tuple[str, ...]) -> str:
    """Return the moment until which a record is under an embargo; empty if it is not, or no longer."""
    return _first(tuple(key for key in facts if _is_embargo(key)), facts, moments)


def above(headline: object, text: str, moments: tuple[str, ...]) -> str:
    """Return the moment until which a line above a text, or below it, says that it is under an embargo; empty if none.

    Press offices write it over their releases, and into the subjects of their mails.
    """
    lines = [line for line in text[:_OPENING].split("\n") if line.strip()][:_LINES]
    below = [line for line in text[-_OPENING:].split("\n") if line.strip()][-_LAST:] if len(text) > _OPENING else []
    return next((told for line in (str(headline or ""), *lines, *below) if (told := _ordered(line, moments))), "")


def _ordered(line: str, moments: tuple[str, ...]) -> str:
    """Return the moment before which a line forbids to publish what it stands above; empty if it forbids nothing.

    A line that begins with a clear order is one, whatever else it says. Of others (`Embargo on salt ends 2030-01-31`)
    nothing may be left but small words beside the moment, up to the sign behind it.
    """
    if len(line) > _LONGEST or not any(moment in line for moment in moments):
        return ""
    told = next((stamp for stamp in _stamped(line) if stamp[0] in moments), None)
    if told is None:
        return ""
    if _clear().match(line):
        return told[0]
    order = _unclear().search(line)
    if not order:
        return ""
    behind = _CLAUSE.split(line[told.end() :], maxsplit=1)[0] if told.end() > order.end() else line[told.end() :]
    if order[0].isupper() or order[0].casefold().split()[0] not in _PLAIN:
        behind = "" if told.end() > order.end() else behind
    rest = _unclear().sub(" ", f"{line[: told.start()]} {behind}")
    words = _LETTERS.findall(rest.casefold())
    return told[0] if _beside().issuperset(words) else ""


@cache
def _beside() -> frozenset[str]:
    """Return the words that may stand beside an order and its moment: small ones of any language, days and months."""
    return _UNTIL.union(weekdays(), month_names(), *small_words().values())


_OPENING, _LINES, _LAST, _LONGEST = 1200, 8, 3, 160
_PLAIN = ("embargo", "эмбарго", "ембарго", "εμπάργκο", "embargament", "embargó", "ambargo")
"""What is as often a ban on trade."""
_RELEASE = r"\W*(?:(?:press|news|media)\s*release\W+|presse\w*\W+|communiqué[^.:]{0,20}\W+|comunicado[^.:]{0,20}\W+)?"
_STAMPED = re.compile(_STAMP.pattern.decode(), re.ASCII)
_LETTERS = re.compile(r"[^\W\d_]+")
_CLAUSE = re.compile(r"[;|*()\[\]\u2013\u2014]|:(?!\d)|\s-\s")
_UNTIL = frozenset(
    "until till to for release released publication broadcast use before by from on at of the and or not any "
    "media social hold held lifts lifted ends expires date time local noon midnight hours hrs hr h am pm a p m "
    "gmt utc z then after onwards et ct pt mt strictly press news statement all under be bst est edt pst pdt cet "
    "cest jst ist bis zum zur um ab uhr vom dem der am jusqu au le la du de à heures hasta el las los del día "
    "partir horas fino al alle ore dal non tot t op om uur vanaf til kl klockan den do dnia godz od o až v hod às "
    "até dia da в по мск г до с год года году року рік час roku r hod godz godine godina leta gada ora orele klo "
    "pukul jam hingga la până óra órai órától órakor saat 時 午前 午後 まで 以降".split()
)
"""What stands between `Embargo` and its moment, and beside both."""


@cache
def _clear() -> re.Pattern[str]:
    """Return a pattern of how lines begin that order not to publish, in any language."""
    words = alternatives(word for one in languages().values() for word in one.orders)
    return re.compile(rf"{_RELEASE}(?:{words})(?![^\W\u3000-\ud7ff])", re.IGNORECASE)


@cache
def _unclear() -> re.Pattern[str]:
    """Return a pattern of words that give such orders in any language, and are found in other lines, too."""
    known = languages().values()
    spaced = alternatives(word for one in known if one.spaced for word in (*one.holds, *one.orders))
    inside = alternatives(word for one in known if not one.spaced for word in (*one.holds, *one.orders))
    return re.compile(rf"(?<!\w)(?:{spaced})(?!\w)" + (f"|{inside}" if inside else ""), re.IGNORECASE)


def _stamped(line: str) -> Iterator[re.Match[str]]:
    """Yield the moments of a line, in numbers or with the names of months."""
    yield from _named().finditer(line)
    yield from _STAMPED.finditer(line)


@cache
def _named() -> re.Pattern[str]:
    """Return a pattern of a day with its month in words or signs, and with a time of day on either side of it."""
    month = rf"(?:{alternatives(name for name in month_names() if len(name) > 1)})"
    clock = r"(?:\d{1,2}[:.h]\d\d(?:\s?[ap]\.?m\b\.?)?|\d{1,2}\s?[ap]\.?m\b\.?|\d{1,2}\s(?:uhr|uur)\b)"
    at = r"(?:,?\s+(?:at|um|à|om|kl\.?|klo|ore|alle|o|a las|às|в)?\s*|,\s*)"
    return re.compile(
        rf"(?:(?<![\d.:])(?P<early>{clock})(?:\s(?:[A-Z]{{2,4}}|hrs|hours))?,?\s+(?:on\s+)?(?:[^\W\d_]{{3,12}},?\s+)?)?"
        rf"(?:(?<![\d.:])(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|º|ª|\.)?\s*(?:de\s+|of\s+|d['’])?(?P<month>{month})\.?,?\s+"
        rf"(?:del?\s+)?(?P<year>20\d\d)"
        rf"|\b(?P<name>{month})\.?\s+(?P<of>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<in>20\d\d)"
        rf"|\b(?P<first>20\d\d)\.?\s(?P<then>{month})\.?\s(?P<last>\d{{1,2}})\.?"
        rf"|(?P<y>20\d\d)\s?[年년]\s?(?P<m>\d\d?)\s?[月월]\s?(?P<d>\d\d?)\s?[日일]?)(?!\d)"
        rf"(?:{at}(?P<late>{clock}))?",
        re.IGNORECASE,
    )


def _of_named(match: re.Match[str]) -> datetime | None:
    months = months_of(None)
    name = (match["month"] or match["name"] or match["then"] or "").casefold()
    month = int(match["m"] or 0) or months.get(name, 0)
    if not month:  # of two that languages mean by one word, the later
        month = max((own.get(name, 0) for own in map(months_of, languages())), default=0)
    day = match["day"] or match["of"] or match["last"] or match["d"]
    year = match["year"] or match["in"] or match["first"] or match["y"]
    hour, minute = _of_clock(match["late"] or match["early"] or "")
    return datetime(int(year), month, int(day), hour, minute, tzinfo=UTC) if month else None


def _of_clock(clock: str) -> tuple[int, int]:
    numbers = re.findall(r"\d+", clock)
    hour, minute = int(numbers[0]) if numbers else 0, int(numbers[1]) if len(numbers) > 1 else 0
    half = re.search(r"([ap])\.?m", clock.casefold())
    return (hour % 12 + (12 if half[1] == "p" else 0) if half else hour), minute


def scheduled(facts: Mapping[str, Any], moments: tuple[str, ...], also: frozenset[str] = frozenset()) -> str:
    """Return why a record is not published yet, with the key that says so; empty if it may be.

    Args:
        facts: Keys and values as found.
        moments: Those that lie ahead.
        also: Folded keys that say it in this kind of file.
    """
    for key in facts:
        name = folded(key.rpartition(":")[2]) if len(key) <= published.MOST else ""
        if (name in _SCHEDULES or name in also) and _first((key,), facts, moments):
            return f"{published.SCHEDULED} ({key})"
    return ""


@lru_cache(maxsize=4096)
def _is_embargo(key: str) -> bool:
    return len(key) <= published.MOST and any(mark in folded(key) for mark in _MARKS)


def _first(keys: tuple[str, ...], facts: Mapping[str, Any], moments: tuple[str, ...]) -> str:
    for key in keys:
        inner = facts[key]
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
