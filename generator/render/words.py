"""Say dates, periods, numbers and messages in words, in the language of the site's own texts.

Every message that a reader sees stands in a catalogue under a name; `say` and `told` fill in its values. Which language
that is, is the one thing here that a process is told once and not with each call: `speaking`, as a page is made. Data,
explanations and whatever else is not for readers of pages is in English.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from functools import cache, lru_cache
from typing import TYPE_CHECKING, get_args

from generator.model import CopyKind, RelationKind

from .blocks import Attributes, Isolated, Span, Spans, text_of
from .catalogues import Catalogue, catalogue, digest_of
from .messages import ENGLISH, LANGUAGE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from generator.model import Moment

_PLACE = re.compile(r"\{([a-z]+)\}")


class _Speech:
    """In which language this process speaks."""

    catalogue: Catalogue = catalogue(LANGUAGE)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Say everything in a language that has a catalogue, as long as this is open."""
    before, _Speech.catalogue = _Speech.catalogue, catalogue(language)
    try:
        yield
    finally:
        _Speech.catalogue = before


def spoken_language() -> str:
    """Return the language of what is said."""
    return _Speech.catalogue.language


def catalogue_digest() -> str:
    """Return the digest of all that the language of what is said can say."""
    return digest_of(_Speech.catalogue.language)


def spoken_direction() -> str:
    """Return the direction of what is said, `ltr` or `rtl`."""
    return _Speech.catalogue.direction


def own() -> Attributes:
    """Return the attributes of words of ours that stand within an article's."""
    return (("lang", _Speech.catalogue.language), ("dir", _Speech.catalogue.direction))


def say(message: str, count: int = 1, **values: str | Spans) -> Spans:
    """Return a message with its values in their places.

    Args:
        message: Its name.
        count: Tells which of its forms is meant, if it has several.
        values: What stands in its places: a text or spans. `count` is the number, unless something else is given.
    """
    line: list[Span] = []
    for place, part in enumerate(_Speech.catalogue.parts(message, count)):
        if place % 2:
            value = values[part] if part in values else number(count)
            line.extend((value,) if isinstance(value, str) else value)
        elif part:
            line.append(part)
    return tuple(line)


def told(message: str, count: int = 1, **values: str) -> str:
    """Return a message as a text; arguments as for `say`."""
    parts = _Speech.catalogue.parts(message, count)
    if len(parts) == 1:
        return parts[0]
    shown = [values[part] if part in values else number(count) for part in parts[1::2]]
    return "".join(part for pair in zip(parts[::2], [*shown, ""], strict=True) for part in pair)


def again(kind: str, english: str) -> Spans:
    """Say in the language of now what an earlier stage said in English; nothing if it is none of its phrases.

    Args:
        kind: What the names of the messages begin with that it may be.
        english: What was said.
    """
    for name, places, pattern in _patterns(kind):
        if match := pattern.fullmatch(english):
            values = dict(zip(places, match.groups(), strict=True))
            count = int(values.pop("count", "1").replace(",", ""))
            return say(name, count, **{place: (Isolated(value),) for place, value in values.items()})
    return ()


@cache
def _patterns(kind: str) -> tuple[tuple[str, tuple[str, ...], re.Pattern[str]], ...]:
    """Return each message's name, its places in their order, and what matches what was said of it."""
    named = {name: message for name, message in ENGLISH.items() if name.startswith(f"{kind}: ")}
    forms = [(name, form) for name, one in named.items() for form in reversed((one,) if isinstance(one, str) else one)]
    return tuple((name, *_pattern(_PLACE.split(form))) for name, form in forms)


def _pattern(parts: Sequence[str]) -> tuple[tuple[str, ...], re.Pattern[str]]:
    """Return the places of a message and its pattern; at every second position stands the name of a place."""
    places = tuple(parts[1::2])
    groups = [r"([0-9][0-9,]*)" if place == "count" else "(.+)" for place in places]
    pieces = [*map(re.escape, parts[::2])]
    woven = [piece for pair in zip(pieces, [*groups, ""], strict=True) for piece in pair]
    return places, re.compile("".join(woven))


def day(moment: Moment) -> str:
    """Return `16 December 2019`."""
    return _day(_Speech.catalogue.language, moment[:10])


@lru_cache(maxsize=4096)
def _day(language: str, date: str) -> str:
    with speaking(language):
        return _dated("day", date)


def _dated(message: str, moment: Moment, **values: str) -> str:
    """Return a date as a message spells it."""
    spelt = {"day": _day_in_month(moment), "month": _Speech.catalogue.months[int(moment[5:7]) - 1], "year": moment[:4]}
    return told(message, 1, **{**spelt, "number": str(int(moment[5:7])), **values})


def _day_in_month(moment: Moment) -> str:
    date = int(moment[8:10] or 1)
    return told("first of a month") if date == 1 else str(date)


def day_of_month(moment: Moment) -> str:
    """Return `16 December`."""
    return _dated("day of month", moment)


def month(moment: Moment) -> str:
    """Return `December 2019`; the moment may be cut after its month."""
    return _dated("month", moment, month=_Speech.catalogue.months_alone[int(moment[5:7]) - 1])


def month_of_year(moment: Moment) -> str:
    """Return `December`."""
    return _Speech.catalogue.months_alone[int(moment[5:7]) - 1]


def year(moment: Moment) -> str:
    """Return `2019`; the moment may be cut after its year."""
    return told("year", year=moment[:4])


def short_month(moment: Moment) -> str:
    """Return `Dec`."""
    return _Speech.catalogue.short_months[int(moment[5:7]) - 1]


def short_month_and_year(moment: Moment) -> str:
    """Return `Dec 2019`."""
    return _dated("month", moment, month=_Speech.catalogue.short_months[int(moment[5:7]) - 1])


def short_day(moment: Moment) -> str:
    """Return `16 Dec`."""
    return _dated("day of month", moment, month=_Speech.catalogue.short_months[int(moment[5:7]) - 1])


def short_date(moment: Moment) -> str:
    """Return `16 Dec 2019`."""
    return _dated("day", moment, month=_Speech.catalogue.short_months[int(moment[5:7]) - 1])


def weekday(number: int) -> tuple[str, str]:
    """Return `Mo` and `Monday`; days are counted from Monday, which is 0."""
    return told("short weekdays").split("¤")[number], told("weekdays").split("¤")[number]


def first_weekday() -> int:
    """Return the day that weeks begin with, counted from Monday, which is 0."""
    return told("weekdays").split("¤").index(told("first weekday"))


def time(moment: Moment) -> str:
    """Return `16 December 2019, 09:30 UTC`, or the day alone where only that is known."""
    return told("time", day=day(moment), clock=moment[11:16]) if len(moment) > 10 else day(moment)


def period(first: Moment, last: Moment) -> str:
    """Return `16 to 19 December 2019`, saying month and year once where they are the same."""
    first, last = first[:10], last[:10]
    if first == last:
        return day(first)
    if first[:7] == last[:7]:
        return _dated("period in a month", first, first=_day_in_month(first), last=_day_in_month(last))
    if first[:4] == last[:4]:
        return _dated("period in a year", first, first=day_of_month(first), last=day_of_month(last))
    return told("period", first=day(first), last=day(last))


def number(count: int) -> str:
    """Return `20,000`."""
    if count < _Speech.catalogue.least_marked:
        return str(count)
    return f"{count:,}".replace(",", _Speech.catalogue.mark)


def size(count: int) -> str:
    """Return how large a file is: `0.4 kB`, `25 MB`; a kilobyte is 1,000 bytes."""
    from babel.numbers import format_decimal  # noqa: PLC0415 - one page alone needs it

    units = ("kilobytes", "megabytes", "gigabytes")
    amounts = [(count / 1000**power, unit) for power, unit in enumerate(units, 1)]
    amount, unit = next((one for one in amounts if one[0] < 999.5), amounts[-1])
    if amount >= 9.95:
        return told(unit, number=number(round(amount)))
    amount = max(amount, 0.1) if count else 0
    return told(unit, number=format_decimal(round(amount, 1), "0.#", _Speech.catalogue.locale))


def counted(count: int, one: str, many: str = "") -> str:
    """Return `1 article`, `20,000 articles`; the plural where it is not the singular and an s."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def listed(names: Sequence[str | Spans], most: int = 5) -> Spans:
    """Return `A, B and C`, and after `most` names `and 20 more`; a name that is a text is isolated."""
    lines = [(Isolated(name),) if isinstance(name, str) else name for name in names]
    if len(lines) > most:
        lines = [*lines[:most], say("more", len(lines) - most)]
    if len(lines) < 2:
        return lines[0] if lines else ()
    return say("and", rest=joined(lines[:-1], told("comma")), last=lines[-1])


_STOPS = (".", "!", "?", "。", "！", "？", "؟", "۔")
_CLOSING = "”“»«’」』\u00a0\u202f"


def sentence(line: Spans) -> Spans:
    """Return a line with a full stop, unless it ends with a mark of its own."""
    return line if text_of(line).rstrip(_CLOSING).endswith(_STOPS) else (*line, told("full stop"))


def joined(lines: Iterable[str | Spans], between: str = " · ") -> Spans:
    """Return lines as one, without those that are empty."""
    shown: list[Span] = []
    for line in filter(None, lines):
        if shown:
            shown.append(between)
        shown.extend((line,) if isinstance(line, str) else line)
    return tuple(shown)


def share(part: float) -> str:
    """Return a share in percent, rounded half up; 100 % only where nothing is missing."""
    percent = int(part * 100 + 0.5)
    return told("percent", number=str(100 if part >= 1 else min(percent, 99)))


def language_name(code: str) -> str:
    """Return the name of a language, or its code where it has none."""
    return _language_name(_Speech.catalogue.language, code)


@cache
def _language_name(language: str, code: str) -> str:
    names = catalogue(language).locale.languages
    return str(names.get(code.replace("-", "_")) or names.get(code.partition("-")[0]) or code)


def reasons(reason: str) -> Spans:
    """Say why a copy is the main one: each kind of evidence, and what decided among those that it left."""
    first, _, then = reason.partition(_THEN)
    shown = again("reason", first) or (first,)
    return say("reason and reason", first=shown, then=reasons(then)) if then else shown


_THEN = "; of those, "
"""Stands between the reasons of a cluster."""


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


COPY_KINDS: Mapping[CopyKind, str] = {kind: told(f"copy {kind}") for kind in get_args(CopyKind)}
"""What a copy is of the main copy: the words of data and explanations."""

RELATIONS: Mapping[tuple[RelationKind, bool], str] = {
    (kind, shorter): told(f"{'shorter' if shorter else 'longer'} {kind}")
    for kind in get_args(RelationKind)
    for shorter in (True, False)
}
"""What an article is of one that it is no copy of, by the kind of their relation and whether it is the shorter."""
