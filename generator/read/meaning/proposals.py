"""Proposals: for records whose keys nobody knows, the mapping that would likely read them, by what values hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from .blocks import text_of_blocks
from .names import columns_of

MOST_ROWS = 50
MOST_LEVELS = 4
TEXT = 150
"""Characters that texts have on average at least."""
SHARE = 0.8
"""Share of the values that must be of a kind."""

_PROPOSED = ("headline", "published", "url", "outlet", "authors", "section", "language")

_URL = re.compile(r"https?://\S+\Z", re.IGNORECASE)
_YEAR = r"(?:1[6-9]|20)\d\d"
_DATE = re.compile(
    rf"{_YEAR}[-/.]\d{{1,2}}[-/.]\d{{1,2}}(?:[ T].{{0,40}})?\Z|\d{{1,2}}[-/.]\d{{1,2}}[-/.]{_YEAR}(?:\D.{{0,40}})?\Z"
    rf"|{_YEAR}[01]\d[0-3]\d\Z|1[0-9]{{9}}(?:\d{{3}})?\Z"
    rf"|(?:\w{{3,9}},? )?\d{{1,2}}\.? \w{{3,10}}\.?,? {_YEAR}\b.{{0,40}}\Z"
)
_LANGUAGE = re.compile(r"[a-z]{2}(?:[-_][A-Za-z]{2})?\Z")
_PLACE = re.compile(r"[^.\[\]]+\Z")


def proposed(rows: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Return key of ours -> the place in the records that likely holds it; empty where none is like a text.

    Args:
        rows: Records of one making; the first `MOST_ROWS` are looked at.
    """
    values: dict[str, list[str]] = {}
    for _, row in zip(range(MOST_ROWS), rows, strict=False):
        for place, value in _places(row, "", 1):
            values.setdefault(place, []).append(value)
    lengths = {place: sum(map(len, some)) / len(some) for place, some in values.items()}
    text = max((place for place in values if _is_prose(values[place])), key=lambda one: lengths[one], default=None)
    if text is None or lengths[text] < TEXT:
        return {}
    proposal = {"text": text}
    rest = {place: some for place, some in values.items() if place != text}
    known = columns_of(tuple(rest))
    proposal |= {key: known[key] for key in _PROPOSED if key in known}
    for key, form in (("url", _URL), ("published", _DATE), ("language", _LANGUAGE)):
        alike = [
            place for place, some in rest.items() if _share(some, form) >= SHARE and place not in proposal.values()
        ]
        if key not in proposal and alike:
            proposal[key] = alike[0]
    heads = [
        place for place, some in rest.items() if place not in proposal.values() and _may_head(some, lengths[place])
    ]
    if "headline" not in proposal and heads:
        proposal["headline"] = max(heads, key=lambda place: lengths[place])
    return proposal


def block_of(mapping: Mapping[str, str]) -> str:
    """Return a mapping as the lines to paste into a `_defaults.yml`."""
    return "fields:\n" + "".join(f"  {key}: {_scalar(place)}\n" for key, place in mapping.items()) if mapping else ""


def _scalar(place: str) -> str:
    plain = re.fullmatch(r"[^\W\d](?:[\w. -]*\w)?", place)
    sure = plain and place.casefold() not in {"null", "true", "false", "yes", "no", "on", "off"}
    return place if sure else "'" + place.replace("'", "''") + "'"


def _places(value: Mapping[str, Any], before: str, level: int) -> Iterator[tuple[str, str]]:
    for key, inner in value.items():
        if not _PLACE.match(key):
            continue
        place = f"{before}{key}"
        if isinstance(inner, str | int | float) and not isinstance(inner, bool) and str(inner).strip():
            yield place, str(inner)
        elif isinstance(inner, list):
            if words := text_of_blocks(inner):
                yield place, words
        elif isinstance(inner, dict) and level < MOST_LEVELS:
            yield from _places(inner, f"{place}.", level + 1)


def _share(values: Sequence[str], form: re.Pattern[str]) -> float:
    return sum(bool(form.match(one)) for one in values) / len(values)


def _is_prose(values: Sequence[str]) -> bool:
    """Tell whether values are words in sentences and no markup, address or code."""
    return sum(len(one) >= TEXT // 2 and (" " in one or not one.isascii()) for one in values) >= SHARE * len(values)


def _may_head(values: Sequence[str], length: float) -> bool:
    return (
        8 <= length <= 200 and len(set(values)) > len(values) // 2 and _share(values, _URL) + _share(values, _DATE) == 0
    )
