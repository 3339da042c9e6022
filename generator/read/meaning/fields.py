"""Fields: check the values that records, front matter, sidecars and folders give, and make captures of them.

A value of the wrong type is left out and reported; the article itself is not lost for it. Keys that Backfile does not
know are kept as they are.
"""

from __future__ import annotations

import re
import reprlib
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from generator.model import FACTS, Capture, Dropped, Leaf, Moment, Origin, Passed, Provenance
from generator.read import embargo, published
from generator.read.blocked import blocked
from generator.read.part import Outcome, Part, problem

from .blocks import said
from .leaves import leaf_of
from .plain import LONGEST_EMPTY, is_empty, is_no_date, line_of
from .tongues import in_one_tongue

LISTS = frozenset(name for name, fact in FACTS.items() if fact.kind in {"names", "credit"})
STRINGS = frozenset({"url", *FACTS} - LISTS)

_MOMENTS = frozenset({"captured", *(name for name, fact in FACTS.items() if fact.kind == "moment")})
_NO_MOMENTS = (0, -1)
"""Numbers that stand for no time."""

MOST_LEVELS = 100
"""How deep lists and objects may nest; far below what Python's own limit allows, so that every machine agrees."""

NOTHING: Mapping[str, str] = {}
NO_ORIGINS: Mapping[str, Origin] = {}

_LARGEST = 2**64
_LINE_END = re.compile("\r\n?")

_shortener = reprlib.Repr()
_shortener.maxstring = _shortener.maxother = 60
_shortener.maxdict = _shortener.maxlist = 3
_shortener.maxlevel = 2


def short(value: object) -> str:
    """Return a value as Python writes it, cut to what a message can hold."""
    return _shortener.repr(value)


def described(value: object) -> str:
    """Return what a value is in JSON's words, and its start."""
    if value is None:
        return "null"
    if isinstance(value, dict):
        return f"an object {short(value)}"
    if isinstance(value, list):
        return f"a list {short(value)}"
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"a string {short(value)}" if isinstance(value, str) else f"a number {short(value)}"


Faults = list[tuple[str, str]]
"""Pairs of field and message."""


def checked(facts: Mapping[str, Any]) -> tuple[dict[str, Any], Faults]:
    """Sort values that fit their key from those that do not.

    Null is no value, and neither is a blank string under a known key, a word that programs write for nothing, or a date
    that stands for none. A number is an id as well as its digits are. Tags and entities are taken out of lines.

    Args:
        facts: The values as they were found; `text` is passed over.

    Returns:
        The values that fit, in their order, and what is wrong with the others.

    Raises:
        RecursionError: If lists and objects nest deeper than `MOST_LEVELS`.
    """
    fields: dict[str, Any] = {}
    faults: Faults = []
    for key, value in facts.items():
        if value is None or key == "text" or (key in _MOMENTS and value in _NO_MOMENTS):
            continue
        if key == "published" and published.is_switch(value):
            if published.withheld({key: value}):  # it holds the article back, wherever it was given
                fields[key] = "false"
            continue
        if key in STRINGS or key == "id":
            if isinstance(value, str):
                line = _telling_value(key, value)
                if line:
                    fields[key] = line
            elif key == "id" and isinstance(value, (int, float)) and not isinstance(value, bool):
                fields[key] = str(value)
            else:
                faults.append((key, f"{described(value)}; expected a string"))
        elif key in LISTS:
            names = _names(key, value, faults)
            if names:
                fields[key] = names
        else:
            fields[key] = value if isinstance(value, str) else plain(value)
    return fields, faults


def _telling_value(key: str, value: str) -> str:
    """Return the value of a key of ours without what says nothing; empty where that is all of it."""
    if len(value) <= LONGEST_EMPTY and is_empty(value):
        return ""
    if key in _MOMENTS and (is_no_date(value) or value in {"0", "-1"}):
        return ""
    if "&" in value or "<" in value or "_x00" in value:
        value = line_of(value)
    return value if value.strip() else ""


def _names(key: str, value: object, faults: Faults) -> str | list[str] | None:
    if isinstance(value, str):
        return _telling_value(key, value) or None
    value = _called(value)
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, list):
        faults.append((key, f"{described(value)}; expected a string or a list of strings"))
        return None
    value = list(map(_called, value))
    wrong = [item for item in value if item is not None and not isinstance(item, str)]
    if wrong:
        faults.append((key, f"{described(wrong[0])} in the list; expected strings only"))
    return [line for item in value if isinstance(item, str) and (line := _telling_value(key, item))]


def _called(value: object) -> object:
    """Return the name of an object that says one, as `{"name": "Ana Kestrel"}`; any other value as it is."""
    name = said(value) if isinstance(value, dict) else None
    return name if isinstance(name, str) else value


def plain(value: Any, level: int = 1) -> Any:
    """Return a value of an unknown key as every JSON reader can take it: whole numbers beyond 64 bits as digits.

    Raises:
        RecursionError: If lists and objects nest deeper than `MOST_LEVELS`.
    """
    if isinstance(value, (dict, list)) and level > MOST_LEVELS:
        raise RecursionError
    if isinstance(value, dict):
        return {key: plain(item, level + 1) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item, level + 1) for item in value]
    if isinstance(value, int) and not -(_LARGEST // 2) <= value < _LARGEST:
        return str(value)
    return value


def capture(
    part: Part,
    *,
    record: int | None,
    digest: str,
    text: object,
    facts: Mapping[str, Any],
    rule: str,
    rules: Mapping[str, str] = NOTHING,
    origins: Mapping[str, Origin] = NO_ORIGINS,
    container: Mapping[str, str] = NOTHING,
    source: str = "",
    dropped: Sequence[Dropped] = (),
    leaf: Leaf | None = None,
) -> list[Outcome]:
    """Make a capture of a text and the values that came with it.

    Args:
        part: Where they were found; its fields stand in for values that were not.
        record: Number of the record; None where the file is one article.
        digest: Digest of the bytes of file or record.
        text: The text, or whatever stands in its place.
        facts: The values beside it, under our keys, as they were found.
        rule: Where they stand, in a reader's words: `record`, `front matter`.
        rules: Key of `facts` -> where that one stands, if elsewhere.
        origins: Key of `facts` -> how it was found, if it was not given.
        container: What the file that holds the record says of it.
        source: What the record was recognised as: `news-please`.
        dropped: Lines that reading took out of the text, with the rule that did it.
        leaf: Which page of an article it says that it is; else its address may.

    Returns:
        The capture, its line ends all LF, behind the problems that its values have; or one problem that loses it; or,
        where the record, a sidecar or a folder says that it is not for the public, or it is what a server gave in the
        place of an article, that it is passed over.

    Raises:
        RecursionError: If lists and objects nest deeper than `MOST_LEVELS`.
    """
    others = ""
    if isinstance(text, str):
        told, others = in_one_tongue({**facts, _TEXT: text})
        others = others if told[_TEXT] != text else ""  # of what stands beside a text that is read, nothing is lost
        text, facts = told[_TEXT], {key: value for key, value in told.items() if key != _TEXT}
    said = {**part.fields, **facts} if part.fields else facts
    if reason := published.withheld(said) or published.by_name(part.path):
        return [Passed(path=part.path, reason=reason)]
    if not isinstance(text, str) or not text.strip():
        return [problem(part.path, _no_text(text, facts, rules), record=record, field="text")]
    if part.ahead and (
        moment_ahead := embargo.until(said, part.ahead) or embargo.above(said.get("headline"), text, part.ahead)
    ):
        message = f"under an embargo until {moment_ahead}; expected to be built again then"
        return [problem(part.path, message, record=record)]
    reason = blocked(str(facts.get("headline") or ""), text)
    if reason:
        return [Passed(path=part.path, reason=reason)]
    if len(text) > part.limits.record:
        found_size = f"a text of {len(text):,} characters"
        return [
            problem(part.path, f"{found_size}; expected at most {part.limits.record:,}", record=record, field="text")
        ]
    given, faults = checked(facts)
    fields = {**part.fields, **given} if part.fields else given
    own = {key: rules.get(key, rule) for key in given} if rules else dict.fromkeys(given, rule)
    captured = moment(fields.get("captured"))
    if captured is None and "captured" in fields:
        fault = f"{short(fields['captured'])} is not an ISO 8601 date; expected e.g. 2024-05-17T09:30:00Z"
        faults.append(("captured", fault))
    made = Capture(
        provenance=Provenance(
            path=part.path,
            record=record,
            digest=digest,
            url=fields.get("url"),
            captured=captured,
            format=f"{part.title}: {source}" if source else part.title,
            container=container,
        ),
        fields=fields,
        rules={**part.rules, **own} if part.rules else own,
        text=_LINE_END.sub("\n", text) if "\r" in text else text,
        origins={key: origins[key] for key in given if key in origins} if origins else NO_ORIGINS,
        dropped=tuple(dropped),
        leaf=leaf or (leaf_of(url) if isinstance(url := fields.get("url"), str) else None),
    )
    faults += [("text", others)] if others else []
    return [
        *(problem(part.path, message, record=record, field=key, lost=False) for key, message in faults),
        made,
    ]


_TEXT = "the text"
"""Key of the text beside the facts, which may have one that is called `text`."""


def _no_text(text: object, facts: Mapping[str, Any], rules: Mapping[str, str]) -> str:
    if isinstance(text, str):
        return "empty; expected the text of an article"
    if text is not None:
        return f"{described(text)}; expected a string"
    names = [rules.get(key, "").partition(", ")[2] or key for key in facts if key != "text"]  # as they stand there
    keys = ", ".join(map(short, names[:8]))
    return f"not given, only {keys}; expected the text of an article" if keys else "not given; expected a string"


def moment(value: object) -> Moment | None:
    """Return an ISO 8601 day or time as the archive writes it; a time without a zone is taken as UTC.

    Crawlers stamp their captures in UTC; only such stamps are read here, dates of articles are not.
    """
    if not isinstance(value, str):
        return None
    try:
        return date.fromisoformat(value.strip()).isoformat()
    except ValueError:
        pass
    try:
        time = datetime.fromisoformat(value.strip())
        time = time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return time.strftime("%Y-%m-%dT%H:%M:%SZ") if time.year > 999 else None
