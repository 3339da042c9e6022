"""Map: from the keys of somebody else's record to ours, with the place that each value stood in.

What crawlers call things stands in `sources.toml`, one table for each; settings and the folders' defaults say it for
records of any other making.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct, field
from msgspec.structs import replace

from generator.model import FACTS

from . import published
from .hyphens import rejoined
from .part import Part

Place = tuple["Step", ...]

KEYS = frozenset({*FACTS, "id", "url", "captured", "text"})
"""Our keys: what a mapping can give."""

_CATALOGUED = re.compile(r"\s*(?:\([^()]*\b1[5-9]\d\d\b[^()]*\)|\[(?:volume|microfilm|online)[a-z ]*\])\s*\Z")

MOST_STRINGS = 100_000
"""Strings that one place may gather."""

_STEP = re.compile(r"([^.\[\]]+)(?:\[([^=\]]+)=([^\]]*)\])?")
_EPOCH = (10**8, 5 * 10**9)
"""Seconds since 1970 that can be the time of a page: 1973 to 2128."""


class Step(Struct, frozen=True):
    """One key of a place; `**` for every string below."""

    key: str
    where: tuple[str, str] | None = None
    """Key and value that an entry of the list must have."""


class RecordSource(Struct, frozen=True, kw_only=True):
    """What the records of one crawler or exchange format call things."""

    name: str
    fields: Mapping[str, tuple[str, ...]]
    """Key of ours -> places, the first that holds something counts."""
    keys: tuple[tuple[str, ...], ...] = ()
    """A record that has all keys of one of these is the source's."""
    text: tuple[str, ...] = ()
    html: tuple[str, ...] = ()
    """Places of the text in which it is HTML; tried behind those of plain text."""
    leave_out: tuple[str, ...] = ()
    split: Mapping[str, str] = field(default_factory=dict)
    passed: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    printed: bool = False
    """Whether texts are lines of print, whose ends part words."""


class Mapped(Struct, frozen=True, kw_only=True):
    """A record under our keys."""

    text: object
    found: Mapping[str, Any]
    """Our keys -> values, and the keys that nobody maps as they are; without `text`."""
    rules: Mapping[str, str] = field(default_factory=dict)
    """Key of ours -> the place in the record, where it has another name there."""
    source: str = ""
    """What wrote the record, such as `news-please`; empty if nobody knows."""
    passed: str = ""
    """Why the record is no article; empty if it is one."""
    html: bool = False
    """Whether the text is HTML."""
    blank: str = ""
    """Key of the record that should hold the text and holds none; empty if there is a text, or no such key."""


class PlaceError(ValueError):
    """Words that name no place in a record."""


def place(words: str) -> Place:
    """Read a place such as `meta.date` or `bodies[role=main].value`.

    Raises:
        PlaceError: If it is none.
    """
    steps: list[Step] = []
    at = 0
    while at < len(words):
        found = _STEP.match(words, at)
        if not found:
            raise PlaceError(words)
        steps.append(Step(found[1], (found[2], found[3]) if found[2] else None))
        at = found.end()
        if at < len(words):
            if words[at] != "." or at + 1 == len(words):
                raise PlaceError(words)
            at += 1
    if not steps:
        raise PlaceError(words)
    return tuple(steps)


def faults(mapping: Mapping[str, object]) -> list[tuple[str, str]]:
    """Return key and message for what is wrong with a mapping that somebody wrote."""
    found: list[tuple[str, str]] = []
    for key, words in mapping.items():
        if key not in KEYS:
            found.append((key, f"not a key of Backfile's; expected one of {', '.join(sorted(KEYS))}"))
            continue
        try:
            place(words if isinstance(words, str) else "")
        except PlaceError:
            found.append((key, f"{words!r} is no place in a record; expected a key, or keys joined by dots"))
    return found


@cache
def sources() -> tuple[RecordSource, ...]:
    """Return what is known of crawlers, the most telling first."""
    content = tomllib.loads(Path(__file__).with_name("sources.toml").read_text(encoding="utf-8"))
    return tuple(msgspec.convert(content["source"], list[RecordSource]))


class _Rule(Struct, frozen=True):
    key: str
    places: tuple[tuple[str, str, Place], ...]
    """The words, the first key and the steps of each."""


class _Reader(Struct, frozen=True):
    """A source or a mapping, made ready."""

    source: RecordSource
    rules: tuple[_Rule, ...]
    text: tuple[tuple[str, str, Place], ...]
    html: tuple[tuple[str, str, Place], ...]
    taken: frozenset[str]
    """Keys of the record that do not stay beside the article: they are its fields or its text."""


def mapped(part: Part, row: Mapping[str, Any], rule: str = "record") -> Mapped:
    """Return a record under our keys.

    Args:
        part: Its mapping comes before what is known of crawlers.
        row: The record as found: JSON's types, or the cells of a table.
        rule: What the row is: `record`, `front matter`.
    """
    own = _own(tuple(part.mapping.items())) if part.mapping else None
    reader = _reader_of(row)
    if reason := published.withheld(row):
        return Mapped(text=None, found={}, source=reader.source.name if reader else "", passed=reason)
    if reader is None and own is None:
        return Mapped(text=row.get("text"), found=row)
    text: object = None
    html = False
    found: dict[str, Any] = {}
    rules: dict[str, str] = {}
    taken: set[str] = set()
    for one in (own, reader):
        if one is None:
            continue
        taken |= one.taken
        if passed := _passed(one.source, row):
            return Mapped(text=None, found={}, source=one.source.name, passed=passed)
        if text is None:
            text, html, key = _text(one, row)
            if one.source.printed and isinstance(text, str):
                text = rejoined(text)
            taken.add(key)
        _fields(one, row, found, rules)
    used = set(rules.values())
    rest = {key: value for key, value in row.items() if key not in found and key not in taken and key not in used}
    blank = "" if text is not None else next((key for key in _text_keys(own, reader) if key in row), "")
    if text is None:
        text = row.get("text")
    return Mapped(
        text=text,
        found={**found, **rest},
        rules={key: f"{rule}, {words}" for key, words in rules.items()},
        source=reader.source.name if reader else "",
        html=html,
        blank=blank,
    )


def _text_keys(*readers: _Reader | None) -> Iterator[str]:
    for reader in filter(None, readers):
        yield from (first for _, first, _ in (*reader.text, *reader.html))


def _reader_of(row: Mapping[str, Any]) -> _Reader | None:
    """Return the first source that a record has the keys of; records of one file mostly have the same."""
    return _reader_for(tuple(row))


@lru_cache(maxsize=4096)
def _reader_for(names: tuple[str, ...]) -> _Reader | None:
    keys = frozenset(names)
    for reader, told_by in _readers():
        if any(wanted <= keys for wanted in told_by):
            return reader
    return None


@cache
def _readers() -> tuple[tuple[_Reader, tuple[frozenset[str], ...]], ...]:
    readers = [_ready(replace(source, fields=_ours_first(source.fields))) for source in sources()]
    return tuple((reader, tuple(map(frozenset, reader.source.keys or _keys_of(reader)))) for reader in readers)


def _ours_first(fields: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
    return {key: places if key in places else (key, *places) for key, places in fields.items()}


def _keys_of(reader: _Reader) -> list[tuple[str]]:
    """Return the first key of each place, each alone, but for keys of ours."""
    places = (*reader.text, *reader.html, *(one for rule in reader.rules for one in rule.places))
    return [(key,) for key in dict.fromkeys(first for _, first, _ in places) if key not in KEYS]


@cache
def _own(mapping: tuple[tuple[str, str], ...]) -> _Reader:
    fields = {key: (words,) for key, words in mapping if key != "text"}
    text = tuple(words for key, words in mapping if key == "text")
    return _ready(RecordSource(name="", fields=fields, text=text))


def _ready(source: RecordSource) -> _Reader:
    def places(words: Iterable[str]) -> tuple[tuple[str, str, Place], ...]:
        return tuple((one, steps[0].key, steps) for one in words for steps in [place(one)])

    rules = tuple(_Rule(key, places(words)) for key, words in source.fields.items())
    return _Reader(source, rules, places(source.text), places(source.html), frozenset({*source.leave_out, "text"}))


def _passed(source: RecordSource, row: Mapping[str, Any]) -> str:
    """Return why a record is no article; of several types, all must be such."""
    for key, reasons in source.passed.items():
        value = row.get(key)
        kinds = [kind for kind in (value if isinstance(value, list) else [value]) if isinstance(kind, str)]
        if kinds and all(kind in reasons for kind in kinds):
            return reasons[kinds[0]]
    return ""


def _text(reader: _Reader, row: Mapping[str, Any]) -> tuple[object, bool, str]:
    """Return the text, whether it is HTML, and the key it stood under; paragraphs of a list are joined."""
    for places, html in ((reader.text, False), (reader.html, True)):
        for _, first, steps in places:
            if first not in row:
                continue
            value = row[first] if len(steps) == 1 and not steps[0].where else _at(row, steps)
            if isinstance(value, str):
                if value.strip():
                    return value, html, first
                continue
            pieces = [piece for piece in _strings(value) if piece.strip()]
            if pieces:
                return "\n\n".join(pieces), html, first
    return None, False, "text"


def _fields(reader: _Reader, row: Mapping[str, Any], found: dict[str, Any], rules: dict[str, str]) -> None:
    for rule in reader.rules:
        key = rule.key
        if key in found:
            continue
        for words, first, steps in rule.places:
            if first not in row:
                continue
            value = row[first] if len(steps) == 1 and not steps[0].where else _at(row, steps)
            if value in (None, "", []):
                continue
            value = _FITTING.get(key, _line)(value, reader.source.split.get(key))
            if value is not None:
                found[key] = value
                if words != key:
                    rules[key] = words
                break


def _at(row: Any, steps: Place) -> Any:
    """Return what stands at a place: a value, or a list of those that several entries have; None for nothing."""
    found = list(_walk(row, steps))
    if not found:
        return None
    return found[0] if len(found) == 1 else found


def _walk(value: Any, steps: Place) -> Iterator[Any]:
    if isinstance(value, list):
        for item in value[:MOST_STRINGS]:
            yield from _walk(item, steps)
    elif not steps:
        if value is not None:
            yield value
    elif steps[0].key == "**":
        yield from _strings(value)
    elif isinstance(value, dict):
        step = steps[0]
        inner = value.get(step.key)
        if step.where and isinstance(inner, list):
            key, wanted = step.where
            inner = [item for item in inner if isinstance(item, dict) and item.get(key) == wanted]
        yield from _walk(inner, steps[1:])


def _strings(value: Any) -> Iterator[str]:
    """Yield every string of a value, in its order."""
    waiting = [value]
    count = 0
    while waiting and count < MOST_STRINGS:
        item = waiting.pop()
        if isinstance(item, str):
            count += 1
            yield item
        elif isinstance(item, list):
            waiting.extend(reversed(item))
        elif isinstance(item, dict):
            waiting.extend(reversed(item.values()))


def _line(value: Any, _: str | None) -> Any:
    """Return a value for a key of one string; of a list, as exports often have it, the first that is one."""
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            item = item.get("name")
        if isinstance(item, str) and item.strip():
            return item
        if isinstance(item, int | float) and not isinstance(item, bool):
            return str(item)
    return None


def _section(value: Any, separator: str | None) -> Any:
    line = _line(value, separator)
    return _split(line, separator)[0] if separator and isinstance(line, str) else line


def _split(text: str, separators: str) -> list[str]:
    return [piece.strip() for piece in re.split(f"[{re.escape(separators)}]", text)]


def _names(value: Any, separator: str | None) -> Any:
    """Return names as a list of strings, or one string of them."""
    if isinstance(value, str):
        return _split(value, separator) if separator else value
    if isinstance(value, dict):
        return value["name"] if isinstance(value.get("name"), str) else None
    if not isinstance(value, list):
        return None
    names = [item["name"] if isinstance(item, dict) and "name" in item else item for item in value]
    names = [name for name in names if isinstance(name, str) and name.strip()]
    if separator and len(names) == 1:
        names = _split(names[0], separator)
    return names or None


def _time(value: Any, _: str | None) -> Any:
    """Return a date as it stands; a number as the time it is, in seconds or milliseconds since 1970."""
    value = value[0] if isinstance(value, list) else value
    if isinstance(value, dict):
        value = next((value[key] for key in ("$date", "iso", "date") if key in value), None)
    if isinstance(value, int | float) and not isinstance(value, bool):
        seconds = value / 1000 if value > _EPOCH[1] else value
        if _EPOCH[0] <= seconds <= _EPOCH[1]:
            return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return None if published.is_switch(value) else str(value)
    return value if isinstance(value, str) and not published.is_switch(value) else None


def paper(title: str) -> str:
    """Return the name of a newspaper without what libraries put behind it: where and when it was printed."""
    bare = _CATALOGUED.sub("", title)
    return title if bare == title else bare.rstrip(". ")


def _paper(value: Any, separator: str | None) -> Any:
    line = _line(value, separator)
    return paper(line) if isinstance(line, str) else line


_FITTING: Mapping[str, Callable[[Any, str | None], Any]] = {
    **{name: _names for name, fact in FACTS.items() if fact.kind == "names"},
    **{name: _time for name, fact in FACTS.items() if fact.kind == "moment"},
    "captured": _time,
    "outlet": _paper,
    "section": _section,
}
