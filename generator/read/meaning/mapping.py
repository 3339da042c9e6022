"""Map: from the keys of somebody else's record to ours, with the place that each value stood in.

What crawlers call things stands in `sources.toml`, one table for each; what people call them in `names.toml`; settings
and the folders' defaults say it for records of any other making. All names are told without case, spaces, underscores
and accents.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct, field
from msgspec.structs import replace

from generator.model import FACTS
from generator.read import embargo, published
from generator.read.hyphens import rejoined
from generator.read.part import Part

from . import names
from .blocks import decoded, of_properties, said, text_of_blocks
from .names import fold
from .plain import LONGEST_EMPTY, is_empty, is_no_text

Place = tuple["Step", ...]

KEYS = frozenset({*FACTS, "id", "url", "captured", "text"})
"""Our keys: what a mapping can give."""

_CATALOGUED = re.compile(
    r"\s*(?:\([^()]*\b1[5-9]\d\d\b[^()]*\)|\([^()]*\)\s+1[5-9]\d\d-[\d?a-z]*"
    r"|\[(?:volume|microfilm|online)[a-z ]*\])\s*\Z"
)

MOST_STRINGS = 100_000
"""Strings that one place may gather."""

_LONGEST_LIST = 4000
"""Characters of a list of names that was written out as a string."""
_STEP = re.compile(r"([^.\[\]]+)(?:\[([^=\]]+)=([^\]]*)\])?")
_SPANS = re.compile(r"</span>\s*<span\b[^<>]{0,200}>\s*")
"""Between two printed lines, as Trove gives them."""
_DATELINE = re.compile(r"\s*([^\d()]{2,60}?)(?:,\s[^()]{0,40}\d[^()]{0,12})?\s*(?:\([^()]{2,30}\)\s*)?[-–—]+\s*")
_CLOCK = re.compile(r"\d{1,2}[:.h]\d{2}(?::\d{2})?(?:\s?[ap]m)?", re.IGNORECASE)
_EXPONENT = re.compile(r"1\.\d{5,}E\+?(?:9|12)", re.IGNORECASE)
"""Seconds or milliseconds since 1970 as programs write numbers of floating point; fewer digits name no day."""
_SERIAL = re.compile(r"[1-9]\d{4}(?:\.\d+)?")
_SERIALS = (14_611, 73_050)
"""Excel's days since 1900 that can be the date of an article: 1940 to 2099."""
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
    keys: tuple[tuple[str, ...], ...]
    """A record that has all keys of one of these is the source's."""
    text: tuple[str, ...] = ()
    html: tuple[str, ...] = ()
    """Places of the text in which it is HTML; tried behind those of plain text."""
    textless: str = ""
    """Why a record without a text is no article, where the source has such; else it is one that is lost."""
    join: tuple[str, ...] = ()
    """Keys whose values make up the text together, in this order; HTML."""
    leave_out: tuple[str, ...] = ()
    split: Mapping[str, str] = field(default_factory=dict)
    passed: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    packages: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """As `passed`, of records without a text."""
    opening: tuple[str, ...] = ()
    """Places of what stands for a text that is not given."""
    not_states: tuple[str, ...] = ()
    """Keys that say how somebody keeps a text, and nothing of whether it is published."""
    printed: bool = False
    """Whether texts are lines of print, whose ends part words."""


class Mapped(Struct, frozen=True, kw_only=True):
    """A record under our keys."""

    text: object
    facts: Mapping[str, Any]
    """Our keys -> values, and the keys that nobody maps as they are; without `text`."""
    rules: Mapping[str, str] = field(default_factory=dict)
    """Key of ours -> the place in the record, where it has another name there."""
    source: str = ""
    """What wrote the record, such as `news-please`; empty if nobody knows."""
    passed: str = ""
    """Why the record is no article; empty if it is one."""
    html: bool = False
    """Whether the text is HTML."""
    marked: bool = False
    """Whether the text is Markdown, as its key says."""
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
        match = _STEP.match(words, at)
        if not match:
            raise PlaceError(words)
        steps.append(Step(match[1], (match[2], match[3]) if match[2] else None))
        at = match.end()
        if at < len(words):
            if words[at] != "." or at + 1 == len(words):
                raise PlaceError(words)
            at += 1
    if not steps:
        raise PlaceError(words)
    return tuple(steps)


def faults(mapping: Mapping[str, object]) -> list[tuple[str, str]]:
    """Return key and message for what is wrong with a mapping that somebody wrote."""
    problems: list[tuple[str, str]] = []
    for key, words in mapping.items():
        if key not in KEYS:
            problems.append((key, f"not a key of Backfile's; expected one of {', '.join(sorted(KEYS))}"))
            continue
        try:
            place(words if isinstance(words, str) else "")
        except PlaceError:
            problems.append((key, f"{words!r} is no place in a record; expected a key, or keys joined by dots"))
    return problems


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
    parts: Mapping[str, str] = {}
    """Part of the date -> the key that has it, where it is in several."""
    opening: tuple[tuple[str, str, Place], ...] = ()
    """Places of what stands for a text that is not given."""


def mapped(part: Part, row: Mapping[str, Any], rule: str = "record") -> Mapped:
    """Return a record under our keys.

    Args:
        part: Its mapping comes before what is known of crawlers.
        row: The record as found: JSON's types, or the cells of a table.
        rule: What the row is: `record`, `front matter`.
    """
    row = published.as_sent(of_properties(row))
    own = _own(tuple(part.mapping.items()), tuple(row)) if part.mapping else None
    reader = _reader_of(row)
    kept = reader.source.not_states if reader else ()
    if reason := _held_back(part, {key: value for key, value in row.items() if key not in kept} if kept else row):
        return _withheld(reader, row, reason)
    if reader is None and own is None:
        return _as_it_stands(row, rule)
    text: object = None
    html = False
    key = ""
    facts: dict[str, Any] = {}
    rules: dict[str, str] = {}
    taken: set[str] = set()
    for one in (own, reader):
        if one is None:
            continue
        taken |= one.taken
        if passed := _passed(one, row):
            return Mapped(text=None, facts={}, source=one.source.name, passed=passed)
        if text is None:
            text, html, key = _text(one, row)
            if one.source.printed and isinstance(text, str):
                text = rejoined(_SPANS.sub("\n", text) if html else text)
            taken.add(key)
        _fields(one, row, facts, rules)
    if reader and reader.parts:
        _date_of_parts(reader.parts, row, facts, rules)
    _date_by_words(row, facts, rules)
    _with_clock(row, facts, rules)
    _address_by_words(row, facts, rules)
    _authors_by_parts(row, facts, rules)
    if "headline" not in facts or "published" not in facts or any(isinstance(one, dict) for one in row.values()):
        _from_inside(row, facts, rules)
    if text is None and reader and not isinstance(row.get("text"), str):
        text = _opening(reader, row, facts)
    used = {one for words in rules.values() for one in (words, *words.split(", "))}
    rest = _beside({key: value for key, value in row.items() if key not in facts and key not in taken | used})
    blank = "" if text is not None else next((key for key in _text_keys(own, reader) if key in row), "")
    if text is None:
        text = row.get("text")
    return Mapped(
        text=text,
        facts={**facts, **rest},
        rules={key: f"{rule}, {words}" for key, words in rules.items()},
        source=reader.source.name if reader else "",
        html=html,
        marked=_is_markdown(key),
        blank=blank,
    )


def _held_back(part: Part, row: Mapping[str, Any]) -> str:
    """Return why a record is not for the public, as itself or an object about it says; empty if it is."""
    about = (value for key, value in row.items() if isinstance(value, dict) and fold(key) in _ABOUT)
    for one in (row, *about):
        if reason := published.withheld(one) or (part.ahead and embargo.scheduled(one, part.ahead)):
            return str(reason)
    return ""


def _as_it_stands(row: Mapping[str, Any], rule: str) -> Mapped:
    """Return a record with our keys alone, and what an object beside its text says."""
    facts: dict[str, Any] = {}
    rules: dict[str, str] = {}
    if "headline" not in row or "published" not in row:
        known = {key: value for key, value in row.items() if key in KEYS}
        _from_inside(row, known, rules)
        facts = {key: value for key, value in known.items() if key in rules}
    told = {key: f"{rule}, {words}" for key, words in rules.items()}
    return Mapped(text=_pieced(row.get("text")), facts={**row, **facts} if facts else row, rules=told)


def _pieced(text: object) -> object:
    """Return a text that is a list of pieces, or of paragraphs written out as one, as a text; any other as it is."""
    held = decoded(text) if isinstance(text, str) and text.lstrip()[:1] == "[" else text
    return (text_of_blocks(held) or text) if isinstance(held, list) else text


def _withheld(reader: _Reader | None, row: Mapping[str, Any], reason: str) -> Mapped:
    """Return a record that is not for the public, with what says which one it is."""
    about = {key: row[key] for key in ("id", "url", "modified", "published") if key in row}
    if reader:
        _fields(reader, row, about, {})
    return Mapped(text=None, facts=about, source=reader.source.name if reader else "", passed=reason)


def _beside(rest: dict[str, Any]) -> dict[str, Any]:
    """Return what a record has beside our facts; tags that are numbers are keys into a list that is not here."""
    tags = rest.get("tags")
    if isinstance(tags, list) and all(isinstance(one, int) for one in tags):
        rest["tag_numbers"] = rest.pop("tags")
    return rest


@lru_cache(maxsize=1024)
def _is_markdown(key: str) -> bool:
    return bool(re.search(r"markdown|(?<![a-z])md(?![a-z])", key.casefold()))


def _opening(reader: _Reader, row: Mapping[str, Any], facts: dict[str, Any]) -> str | None:
    """Return the opening of an article whose text is not given, and note that it is no more than that."""
    for words, _, steps in reader.opening:
        value = _at(row, steps)
        value = said(value[0] if isinstance(value, list) and value else value)
        if isinstance(value, str) and not is_no_text(value):
            facts.setdefault("incomplete", f"only its opening is given, under {words}")
            return value
    return None


def summary_of(row: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return the key and the words of what tells of an article in a sentence or two; None where nothing does."""
    for key in names.summaries(tuple(row)):
        value = said(row[key])
        if isinstance(value, str) and not is_no_text(value):
            return key, value
    return None


_ABOUT = frozenset(
    map(
        fold,
        (
            "metadata",
            "meta",
            "meta data",
            "fields",
            "attributes",
            "properties",
            "info",
            "details",
            "header",
            "front matter",
        ),
    )
)
"""What an object with the facts of a text is called, beside which the text stands."""


def _from_inside(row: Mapping[str, Any], facts: dict[str, Any], rules: dict[str, str]) -> None:
    """Take what is not known from an object in the record that is about the text: `metadata`."""
    bare = "headline" not in facts or "published" not in facts
    for key, value in row.items():
        if not isinstance(value, dict) or not (_is_itself(value, facts) or (bare and fold(key) in _ABOUT)):
            continue
        reader = _reader_for(tuple(value)) if all(isinstance(name, str) for name in value) else None
        inner: dict[str, Any] = {name: value[name] for name in KEYS if name in value and name != "text"}
        ways: dict[str, str] = {}
        if reader:
            inner = {}
            _fields(reader, value, inner, ways)
        for name, one in inner.items():
            if name not in facts and one not in (None, "", []) and (name != "id" or "id" not in row):
                facts[name] = one
                rules[name] = f"{key}.{ways.get(name, name)}"


def _is_itself(value: Mapping[str, Any], facts: Mapping[str, Any]) -> bool:
    """Tell whether an object in a record is that record once more, as somebody got it: it has the same address."""
    given = facts.get("url")
    if not isinstance(given, str) or "://" not in given or not all(isinstance(name, str) for name in value):
        return False
    return any(value[name] == given for name in names.named(tuple(value)).keys.get("url", ()))


def _date_of_parts(
    parts: Mapping[str, str], row: Mapping[str, Any], facts: dict[str, Any], rules: dict[str, str]
) -> None:
    """Put a date together that stands in columns for year, month and day; one without its day is none."""
    if "published" in facts or "day" not in parts:
        return
    values = {part: _whole_number(row.get(key)) for part, key in parts.items() if part != "time"}
    if not all(values.values()):
        return
    year, month, day = values["year"], values["month"], values["day"]
    numbers = str(month).isdigit() and str(day).isdigit()
    date = f"{year}-{month:0>2}-{day:0>2}" if numbers else f"{day} {month} {year}"
    time = row.get(parts.get("time", ""))
    clock = f" {time}" if isinstance(time, str) and _CLOCK.fullmatch(time) else ""
    facts["published"] = date + clock
    rules["published"] = ", ".join(parts[part] for part in ("year", "month", "day"))


def _date_by_words(row: Mapping[str, Any], facts: dict[str, Any], rules: dict[str, str]) -> None:
    """Take a date from a key whose words name one, `timeOfPosting`, where what stands there is a whole date."""
    for key, value in row.items() if "published" not in facts else ():
        if names.may_date(key) and _is_whole_date(value):
            facts["published"], rules["published"] = _time(value, None), key
            return


def _is_whole_date(value: Any) -> bool:
    if isinstance(value, str):
        return bool(_WHOLE_DATE.match(value[:80]) or (_SECONDS.fullmatch(value) and _epoch(float(value))))
    return isinstance(value, int | float) and not isinstance(value, bool) and _epoch(value)


def _epoch(number: float) -> bool:
    return _EPOCH[0] * 5 <= (number / 1000 if number > _EPOCH[1] else number) <= _EPOCH[1]


_WHOLE_DATE = re.compile(
    r"\s*(?:1[6-9]|20)\d\d(?:[-/.]\d{1,2}[-/.]|年\d{1,2}月)\d{1,2}(?!\d)"
    r"|\s*(?:[^\W\d_]{2,12}\.?,?\s){0,2}(?:\d{1,2}[-/.]\d{1,2}[-/.]|\d{1,2}\.?\s(?:de\s)?[^\W\d_]{3,12}\.?,?\s(?:de\s)?"
    r"|[^\W\d_]{3,12}\.?\s\d{1,2},?\s)(?:1[6-9]|20)\d\d(?!\d)"
)
_SECONDS = re.compile(r"1\d{9}(?:\d{3})?(?:\.\d{1,6})?")


def _authors_by_parts(row: Mapping[str, Any], facts: dict[str, Any], rules: dict[str, str]) -> None:
    """Take an author from a record's columns for first and last name; a name that is put for machines goes first."""
    if "authors" in facts and not _is_login(facts["authors"]):
        return
    parts = {part: next((key for key in row if fold(key) in spelled), "") for part, spelled in _NAMED_IN_PARTS.items()}
    said = [value.strip() for key in parts.values() if key and isinstance(value := row[key], str)]
    if all(parts.values()) and any(said):
        facts["authors"], rules["authors"] = " ".join(filter(None, said)), ", ".join(parts.values())
        return
    for key in names.named(tuple(row)).keys.get("authors", ()) if "authors" in facts else ():
        value = _names(row[key], None)
        if value and not _is_login(value):
            facts["authors"], rules["authors"] = value, key
            return


_NAMED_IN_PARTS = {
    part: frozenset(fold(f"{whose}{part} name") for whose in ("author ", "writer ", "byline ", "post author "))
    for part in ("first", "last")
}


def _is_login(value: Any) -> bool:
    """Tell whether names are written for machines: `jane-roe`, `jroe`."""
    listed = value if isinstance(value, list) else [value]
    return all(isinstance(one, str) and _LOGIN.fullmatch(one.strip()) for one in listed)


_LOGIN = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*")


def _address_by_words(row: Mapping[str, Any], facts: dict[str, Any], rules: dict[str, str]) -> None:
    """Take an address from the one key whose words name one, `fronturl`, and that of nothing else."""
    if "url" in facts or "url" in row:
        return
    found = [key for key, value in row.items() if isinstance(value, str) and names.may_lead(key) and _PAGE.match(value)]
    if len(found) == 1 and (address := _url(row[found[0]], None)):
        facts["url"], rules["url"] = address, found[0]


_PAGE = re.compile(r"https?://[^/\s]+/[^\s]+\Z(?<!\.jpg)(?<!\.png)(?<!\.jpeg)(?<!\.webp)(?<!\.gif)", re.IGNORECASE)


def _with_clock(row: Mapping[str, Any], facts: dict[str, Any], rules: dict[str, str]) -> None:
    """Put the time of day behind a date that lacks it, where it stands in a column of its own."""
    day = facts.get("published")
    if not isinstance(day, str) or _HAS_CLOCK.search(day):
        return
    for key, value in row.items():
        if isinstance(value, str) and _CLOCK.fullmatch(value.strip()) and (names.is_time(key) or names.may_date(key)):
            facts["published"] = f"{day.strip()} {value.strip()}"
            rules["published"] = f"{rules.get('published', 'published')}, {key}"
            return


_HAS_CLOCK = re.compile(r"\d\s?[:.h時]\s?\d\d(?![\d./-])|\dT\d|\d\s?[ap]\.?m\b", re.IGNORECASE)


def _whole_number(value: Any) -> str:
    """Return a number without the fraction that tables of numbers give it; a word as it is."""
    words = str(value).strip() if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
    return re.sub(r"\.0+\Z", "", words)


def _text_keys(*readers: _Reader | None) -> Iterator[str]:
    for reader in filter(None, readers):
        yield from (first for _, first, _ in (*reader.text, *reader.html))


def _reader_of(row: Mapping[str, Any]) -> _Reader | None:
    """Return the first source that a record has the keys of; records of one file mostly have the same."""
    return _reader_for(tuple(row))


@lru_cache(maxsize=4096)
def _reader_for(keys: tuple[str, ...]) -> _Reader | None:
    given = frozenset(keys)
    texts = names.named(keys).keys.get("text")
    for reader, told_by in _readers():
        if any(wanted <= given for wanted in told_by) and _reads(reader, given, texts):
            return reader
    spelled: dict[str, str] = {}
    for key in keys:
        spelled.setdefault(fold(key), key)
    for reader, told_by in _readers():
        if any({fold(key) for key in wanted} <= spelled.keys() for wanted in told_by):
            alike = _ready(_respelled(reader.source, spelled))
            if _reads(alike, given, texts):
                return alike
    return _common(keys)


def _reads(reader: _Reader, given: frozenset[str], texts: tuple[str, ...] | None) -> bool:
    """Tell whether a source's places of the text are among keys; where another of them is one, it is of other making.

    `publish_date` and `meta_description` are newspaper's, and a scraper's that has the text under `content`.
    """
    source = reader.source
    own = bool(source.join or source.textless or source.passed or source.packages)
    return own or not texts or any(first in given for _, first, _ in (*reader.text, *reader.html))


def _respelled(source: RecordSource, spelled: Mapping[str, str]) -> RecordSource:
    """Return a source with its keys as a record spells them."""

    def places(words: Iterable[str]) -> tuple[str, ...]:
        return tuple(spelled.get(fold(one), one) if "." not in one else one for one in words)

    return replace(
        source,
        fields={key: places(words) for key, words in source.fields.items()},
        text=places(source.text),
        html=places(source.html),
        join=places(source.join),
        leave_out=places(source.leave_out),
    )


COMMON = "common keys"
"""What records are called that nobody but people's own names for things tells."""
_LEFT_OUT = frozenset(map(fold, ("html", "raw html", "page html", "source html")))
"""Keys that repeat the page."""


def _common(keys: tuple[str, ...]) -> _Reader | None:
    """Return a reader for keys that people use; None where none is but those that are ours to the letter."""
    told = names.named(keys)
    inside = _inside(keys)
    known = {key: place for key, place in told.keys.items() if key != names.OPENING}
    opening = told.keys.get(names.OPENING, ())
    if not told.parts and not opening and not inside and all(place == (key,) for key, place in known.items()):
        return None
    facts = [key for key in names.known_names() if key in KEYS and key != "text" and (key in known or key in inside)]
    source = RecordSource(name=COMMON, keys=(), fields={key: known.get(key, ()) for key in facts})
    return _Reader(
        source,
        tuple(_Rule(key, _literally(place) + inside.get(key, ())) for key, place in source.fields.items()),
        _literally(known.get("text", ())),
        (),
        frozenset({"text", *(key for key in keys if fold(key) in _LEFT_OUT)}),
        told.parts,
        _literally(opening),
    )


_Places = tuple[tuple[str, str, Place], ...]


def _inside(keys: tuple[str, ...]) -> Mapping[str, _Places]:
    """Return, for each key of ours, the places in objects that may be it: `credits.by`."""
    spelled = {fold(key): key for key in reversed(keys)}
    places: dict[str, _Places] = {}
    for ours, words in names.places_inside().items():
        for first, _, rest in (word.partition(".") for word in words):
            if fold(first) in spelled and not names.is_known(first):  # what that says itself is read anyway
                key = spelled[fold(first)]
                places[ours] = (*places.get(ours, ()), (f"{key}.{rest}", key, (Step(key), *place(rest))))
    return places


def _literally(keys: Iterable[str]) -> _Places:
    """Return keys as places, whatever characters they have."""
    return tuple((key, key, (Step(key),)) for key in keys)


@cache
def _readers() -> tuple[tuple[_Reader, tuple[frozenset[str], ...]], ...]:
    readers = [_ready(replace(source, fields=_ours_first(source.fields))) for source in sources()]
    return tuple((reader, tuple(map(frozenset, reader.source.keys))) for reader in readers)


def _ours_first(fields: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
    return {key: places if key in places else (key, *places) for key, places in fields.items()}


@lru_cache(maxsize=4096)
def _own(mapping: tuple[tuple[str, str], ...], keys: tuple[str, ...]) -> _Reader:
    """Return a reader for a mapping that somebody wrote; a name that no key has to the letter is told as any other."""
    fields = {key: (words,) for key, words in mapping if key != "text"}
    text = tuple(words for key, words in mapping if key == "text")
    source = RecordSource(name="", fields=fields, keys=(), text=text)
    spelled = {fold(key): key for key in reversed(keys)}
    return _ready(_respelled(source, {**spelled, **{fold(key): key for key in fields if key in keys}}), keys)


def _ready(source: RecordSource, keys: tuple[str, ...] = ()) -> _Reader:
    """Make a source ready.

    Args:
        source: The source.
        keys: Of a record: what it has to the letter leads nowhere inside.
    """

    def places(words: Iterable[str]) -> _Places:
        return tuple(one for word in words for one in (_literally([word]) if word in keys else _leading(word)))

    rules = tuple(_Rule(key, places(words)) for key, words in source.fields.items())
    taken = frozenset({*source.leave_out, "text"})
    return _Reader(source, rules, places(source.text), places(source.html), taken, opening=places(source.opening))


def _leading(words: str) -> _Places:
    steps = place(words)
    return ((words, steps[0].key, steps),)


def _passed(reader: _Reader, row: Mapping[str, Any]) -> str:
    """Return why a record is no article; of several types, all must be such."""
    source = reader.source
    if reason := _kind_of(source.passed, row):
        return reason
    reason = source.textless or (_kind_of(source.packages, row) if source.packages else "")
    return reason if reason and _text(reader, row)[0] is None else ""


def _kind_of(reasons_by_key: Mapping[str, Mapping[str, str]], row: Mapping[str, Any]) -> str:
    """Return what a record is, as a key of it says; of several kinds, all must be such."""
    for key, reasons in reasons_by_key.items():
        value = row.get(key)
        kinds = [str(kind) for kind in (value if isinstance(value, list) else [value]) if isinstance(kind, str | int)]
        if kinds and all(kind in reasons for kind in kinds):
            return reasons[kinds[0]]
    return ""


_ARTICLE = frozenset({"headline", "text"})


def _text(reader: _Reader, row: Mapping[str, Any]) -> tuple[object, bool, str]:
    """Return the text, whether it is HTML, and the key it stood under; paragraphs of a list are joined."""
    pieces = [value for key in reader.source.join if isinstance(value := row.get(key), str) and not is_no_text(value)]
    if pieces:
        return "\n\n".join(pieces), True, reader.source.join[0]
    for places, html in ((reader.text, False), (reader.html, True)):
        for words_of, first, steps in places:
            if first not in row:
                continue
            value = row[first] if len(steps) == 1 and not steps[0].where else _at(row, steps)
            if isinstance(value, str):
                if value.lstrip()[:1] in "[{" and (words := text_of_blocks(decoded(value))):
                    return words, html, first
                if value.strip() and not is_no_text(value):
                    return (value, html, first) if html else _or_marked_up(reader, row, value, first)
                continue
            if isinstance(value, dict) and names.columns_of(tuple(value)).keys() >= _ARTICLE:
                continue  # a whole article in a wrapper that is called as a text is
            words = _one_text(value) if "**" in words_of else text_of_blocks(value)
            if words:
                return words, html, first
    return None, False, "text"


def _or_marked_up(reader: _Reader, row: Mapping[str, Any], text: str, key: str) -> tuple[object, bool, str]:
    """Return a plain text; where its paragraphs ran into one line, the HTML beside it, which parts them."""
    if "\n" in text.strip():
        return text, False, key
    for _, first, steps in reader.html:
        value = _at(row, steps) if first in row else None
        if isinstance(value, str) and len(_PARAGRAPH.findall(value)) > 1:
            return value, True, first
    return text, False, key


_PARAGRAPH = re.compile(r"<p\b", re.IGNORECASE)


def _one_text(value: Any) -> str:
    return "\n\n".join(piece for piece in _strings(value) if piece.strip())


def _fields(reader: _Reader, row: Mapping[str, Any], facts: dict[str, Any], rules: dict[str, str]) -> None:
    for rule in reader.rules:
        key = rule.key
        if key in facts:
            continue
        for words, first, steps in rule.places:
            if first not in row:
                continue
            value = row[first] if len(steps) == 1 and not steps[0].where else _at(row, steps)
            if (
                value is None
                or value == []
                or (isinstance(value, str) and len(value) <= LONGEST_EMPTY and is_empty(value))
            ):
                continue
            if key == "tags" and isinstance(value, str) and isinstance(row[first], list):
                value = [value]  # of a list of one, which is no string of several
            value = _FITTING.get(key, _line)(value, reader.source.split.get(key))
            if value is not None:
                facts[key] = value
                if words != key:
                    rules[key] = words
                break


def _at(row: Any, steps: Place) -> Any:
    """Return what stands at a place: a value, or a list of those that several entries have; None for nothing."""
    values = list(_walk(row, steps))
    if not values:
        return None
    return values[0] if len(values) == 1 else values


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
            items = [item for one in inner[:MOST_STRINGS] for item in (one if isinstance(one, list) else [one])]
            inner = [item for item in items if isinstance(item, dict) and item.get(key) == wanted]
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
    if isinstance(value, str):
        return value if value.strip() else None
    value = said(value) if isinstance(value, list) else value
    for item in value if isinstance(value, list) else [value]:
        one = said(item)
        if isinstance(one, str) and one.strip():
            return one
        if isinstance(one, int | float) and not isinstance(one, bool):
            return str(one)
    return None


def _name(value: Any, separator: str | None) -> Any:
    """Return a name, without what libraries put behind a paper's; an address or a number is the name of nothing."""
    line = _line(value, separator)
    if not isinstance(line, str):
        return line
    return None if "://" in line or line.strip().isdigit() or fold(line) in _KINDS_OF_ITEMS else paper(line)


_KINDS_OF_ITEMS = frozenset("article articles newsarticle blogpost web online video print".split())
"""What stands under `medium` where it says of what kind an item is."""


def _url(value: Any, separator: str | None) -> Any:
    """Return an address, which an object has under `href` or `url`; that of an interface shows nobody an article."""
    item = value[0] if isinstance(value, list) and value else value
    if isinstance(item, dict):
        item = next((item[key] for key in ("href", "url", "@id", "value") if isinstance(item.get(key), str)), item)
    line = _line(item, separator)
    return None if isinstance(line, str) and _OF_INTERFACE.match(line) else line


_OF_INTERFACE = re.compile(r"https?://[^/?#]+/(?:[\w.-]+/)*(?:api|wp-json|jsonapi)(?:[/?#]|\Z)", re.IGNORECASE)


def _page(value: Any, separator: str | None) -> Any:
    """Return the number of a page without the zeros before it."""
    line = _line(value, separator)
    return line.lstrip("0") or line if isinstance(line, str) and line.isdigit() else line


def _place(value: Any, separator: str | None) -> Any:
    """Return the place of a dateline, without the day, the agency and the dash behind it: `CORRAN, May 5 (AAA) - `."""
    line = _line(value, separator)
    match = _DATELINE.fullmatch(line) if isinstance(line, str) else None
    return match[1] if match else line


def _section(value: Any, separator: str | None) -> Any:
    """Return the name of a section, of several the first; a number is a key into a list that is not here."""
    line = _line(_names_in(value) if isinstance(value, dict) else value, separator)
    if isinstance(line, str) and line.strip().isdigit():
        return None
    if isinstance(line, str) and "|" in line:
        line = line.partition("|")[0].strip() or line
    return _split(line, separator)[0] if separator and isinstance(line, str) else line


def _split(text: str, separators: str) -> list[str]:
    return [piece.strip() for piece in re.split(f"[{re.escape(separators)}]", text)]


def _names(value: Any, separator: str | None) -> Any:
    """Return names as a list of strings, or one string of them."""
    if isinstance(value, dict):
        value = _names_in(value)
    if isinstance(value, str):
        value = _written_list(value) or (
            [line for line in value.splitlines() if line.strip()] if "\n" in value else value
        )
    if isinstance(value, str):
        return _split(value, separator) if separator else value
    if not isinstance(value, list):
        return None
    names = [one if isinstance(one, str) else _kind_and_value(one) or said(one) for one in value]
    names = [name for name in names if isinstance(name, str) and name.strip()]
    if separator and len(names) == 1:
        names = _split(names[0], separator)
    return names or None


def _kind_and_value(entry: Any) -> str:
    """Return the value of an entry that has it under `value`, and its kind under `name`, as an API's keywords have."""
    if not isinstance(entry, dict):
        return ""
    named, value = entry.get("name"), entry.get("value")
    return value if isinstance(named, str) and isinstance(value, str) else ""


def _written_list(text: str) -> list[Any] | None:
    """Return a list that a program wrote out as a string, in the manner of JSON or Python; None for other strings.

    An object written out, `{'name': 'Ana Kestrel'}`, is a list of one.
    """
    text = text.strip()
    text = f"[{text}]" if text.startswith("{") and text.endswith("}") and ":" in text else text
    if not (text.startswith("[") and text.endswith("]") and len(text) <= _LONGEST_LIST):
        return None
    for reader in (msgspec.json.decode, ast.literal_eval):
        try:
            items = reader(text)
        except (ValueError, SyntaxError, RecursionError, MemoryError):  # the former for JSON too
            continue
        return items if isinstance(items, list) else None
    return None


def _names_in(value: Mapping[str, Any]) -> Any:
    """Return the names in an object: its own, or those of the one list that it holds."""
    one = said(value)
    lists = [inner for inner in value.values() if isinstance(inner, list)]
    return lists[0] if not isinstance(one, str) and len(lists) == 1 else one


def _time(value: Any, _: str | None) -> Any:
    """Return a date as it stands; a number as the time it is: seconds or milliseconds since 1970, or Excel's days."""
    if isinstance(value, dict) and (parts := _date_parts(value.get("date-parts"))):
        return parts
    if not isinstance(value, str):
        value = said(value[0] if isinstance(value, list) and value else value)
    if isinstance(value, str) and len(value) < 18 and (_SERIAL.fullmatch(value) or _EXPONENT.fullmatch(value)):
        value = float(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        if _SERIALS[0] <= value <= _SERIALS[1]:
            return _of_serial(value)
        seconds = value / 1000 if value > _EPOCH[1] else value
        if _EPOCH[0] <= seconds <= _EPOCH[1]:
            return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return None if published.is_switch(value) else str(value)
    return value if isinstance(value, str) and not published.is_switch(value) else None


def _date_parts(value: Any) -> str:
    """Return a day as lists of references have it, `[[2024, 5, 17]]`; empty for anything else, and for parts of one."""
    day = value[0] if isinstance(value, list) and value and isinstance(value[0], list) else []
    numbers = [str(one) for one in day]
    return (
        f"{numbers[0]}-{numbers[1]:0>2}-{numbers[2]:0>2}"
        if len(numbers) == 3 and all(map(str.isdigit, numbers))
        else ""
    )


def _of_serial(days: float) -> str:
    """Return the date of a serial number of Excel's; what stands behind the point is the time of day."""
    moment = datetime(1899, 12, 30) + timedelta(seconds=round(days * 86400))  # noqa: DTZ001 - it has no zone
    return moment.date().isoformat() if days == int(days) else moment.isoformat(sep=" ")


def paper(title: str) -> str:
    """Return the name of a newspaper without what libraries put behind it: where and when it was printed."""
    bare = _CATALOGUED.sub("", title)
    own, parallel, _ = bare.partition(" = ")  # the title in another language
    return title if bare == title and not parallel else own.rstrip(". ")


_FITTING: Mapping[str, Callable[[Any, str | None], Any]] = {
    **{name: _names for name, fact in FACTS.items() if fact.kind == "names"},
    **{name: _time for name, fact in FACTS.items() if fact.kind == "moment"},
    "captured": _time,
    "dateline": _place,
    "page_number": _page,
    "section": _section,
    "outlet": _name,
    "url": _url,
}
