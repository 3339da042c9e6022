"""Tongues: texts of several languages in one field, as plugins of WordPress keep them: `[:fr]Pont[:en]Bridge[:]`.

One language is read, the one that the record names or the first of its longest field; the others are named.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from . import names

_MARK = re.compile(r"\[:([a-z]{2})?\]|<!--:([a-z]{2})?-->|\{:([a-z]{2})?\}")
_OPENED = re.compile(r":(?:(?<=\[:)[a-z]{2}\]|(?<=<!--:)[a-z]{2}-->|(?<=\{:)[a-z]{2}\})")
"""One that opens a language, from its colon on: every text is looked through, and few signs of it are a colon."""


def in_one_tongue(record: Mapping[str, Any]) -> tuple[Mapping[str, Any], str]:
    """Return a record without the marks of languages, each field in one of them, and what to say of the others."""
    marked = {key: value for key, value in record.items() if isinstance(value, str) and _OPENED.search(value)}
    if not marked:
        return record, ""
    tongues = {key: _by_tongue(value) for key, value in marked.items()}
    longest = max(marked, key=lambda key: len(marked[key]))
    named = [record[key] for key in names.named(tuple(record)).keys.get("language", ())]
    wanted = next((one[:2].lower() for one in named if isinstance(one, str) and one), "")
    first = next(iter(tongues[longest]), "")
    taken = wanted if wanted in tongues[longest] else first
    chosen = {key: held.get(taken) or next(iter(held.values()), "") for key, held in tongues.items()}
    others = [tongue for tongue in tongues[longest] if tongue != taken]
    if not others:
        return {**record, **chosen}, ""
    told = f"in {taken!r}, and in the same field in {', '.join(map(repr, others))}, which is not read"
    return {**record, **chosen}, f"{told}; expected a record for each language"


def _by_tongue(text: str) -> dict[str, str]:
    """Return what a text says in each language, in their order; what stands outside of all marks is in each."""
    pieces: list[tuple[str, str]] = []
    tongue, at = "", 0
    for mark in _MARK.finditer(text):
        pieces.append((tongue, text[at : mark.start()]))
        tongue, at = mark[1] or mark[2] or mark[3] or "", mark.end()
    pieces.append((tongue, text[at:]))
    said = dict.fromkeys(one for one, words in pieces if one and words.strip()) or {"": None}
    return {each: "".join(words for one, words in pieces if one in ("", each)).strip() for each in said}
