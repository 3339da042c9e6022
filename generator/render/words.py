"""Say dates, periods, numbers and messages in words, in English, the language of the site's own texts.

Every message that a reader sees stands in `messages.py` under a name; `say` and `told` fill in its values.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, get_args

from babel import Locale

from generator.model import CopyKind, RelationKind

from .blocks import Isolated, Span, Spans, text_of
from .messages import ENGLISH, LANGUAGE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from generator.model import Moment

_PLACE = re.compile(r"\{([a-z]+)\}")


def say(message: str, count: int = 1, **values: str | Spans) -> Spans:
    """Return a message with its values in their places.

    Args:
        message: Its name.
        count: Tells which of its forms is meant, if it has several.
        values: What stands in its places: a text or spans. `count` is the number, unless something else is given.
    """
    line: list[Span] = []
    for place, part in enumerate(_parts(message, count == 1)):
        if place % 2:
            value = values[part] if part in values else number(count)
            line.extend((value,) if isinstance(value, str) else value)
        elif part:
            line.append(part)
    return tuple(line)


def told(message: str, count: int = 1, **values: str) -> str:
    """Return a message as a text; arguments as for `say`."""
    parts = _parts(message, count == 1)
    if len(parts) == 1:
        return parts[0]
    shown = [values[part] if part in values else number(count) for part in parts[1::2]]
    return "".join(part for pair in zip(parts[::2], [*shown, ""], strict=True) for part in pair)


@cache
def _parts(message: str, one: bool) -> tuple[str, ...]:
    """Return what stands around the places of a message, and at every second position the name of one."""
    source = ENGLISH[message]
    form = source if isinstance(source, str) else source[not one]
    return tuple(_PLACE.split(form))


MONTHS = tuple(told("months").split())


@lru_cache(maxsize=4096)
def day(moment: Moment) -> str:
    """Return `16 December 2019`."""
    return told("day", day=str(int(moment[8:10])), month=month_of_year(moment), year=moment[:4])


def day_of_month(moment: Moment) -> str:
    """Return `16 December`."""
    return told("day of month", day=str(int(moment[8:10])), month=month_of_year(moment))


def month(moment: Moment) -> str:
    """Return `December 2019`; the moment may be cut after its month."""
    return told("month", month=month_of_year(moment), year=moment[:4])


def month_of_year(moment: Moment) -> str:
    """Return `December`."""
    return MONTHS[int(moment[5:7]) - 1]


def short_month(moment: Moment) -> str:
    """Return `Dec`."""
    return month_of_year(moment)[:3]


def short_day(moment: Moment) -> str:
    """Return `16 Dec`."""
    return told("day of month", day=str(int(moment[8:10])), month=short_month(moment))


def time(moment: Moment) -> str:
    """Return `16 December 2019, 09:30 UTC`, or the day alone where only that is known."""
    return told("time", day=day(moment), clock=moment[11:16]) if len(moment) > 10 else day(moment)


def period(first: Moment, last: Moment) -> str:
    """Return `16 to 19 December 2019`, saying month and year once where they are the same."""
    first, last = first[:10], last[:10]
    if first == last:
        return day(first)
    if first[:7] == last[:7]:
        return told("period", first=str(int(first[8:10])), last=day(last))
    if first[:4] == last[:4]:
        return told("period", first=day_of_month(first), last=day(last))
    return told("period", first=day(first), last=day(last))


def number(count: int) -> str:
    """Return `20,000`."""
    return f"{count:,}"


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
    return say("and", rest=joined(lines[:-1], ", "), last=lines[-1])


def sentence(line: Spans) -> Spans:
    """Return a line with a full stop, unless it ends with a mark of its own."""
    return line if text_of(line).rstrip("”").endswith((".", "!", "?")) else (*line, ".")


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
    return f"{100 if part >= 1 else min(percent, 99)}\u00a0%"


@cache
def language_name(code: str) -> str:
    """Return the English name of a language, or its code where it has none."""
    names = Locale(LANGUAGE).languages
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


COPY_KINDS: Mapping[CopyKind, str] = {kind: told(f"copy {kind}") for kind in get_args(CopyKind)}
"""What a copy is of the main copy: the words of pages, data and explanations."""

RELATIONS: Mapping[tuple[RelationKind, bool], str] = {
    (kind, shorter): told(f"{'shorter' if shorter else 'longer'} {kind}")
    for kind in get_args(RelationKind)
    for shorter in (True, False)
}
"""What an article is of one that it is no copy of, by the kind of their relation and whether it is the shorter."""
