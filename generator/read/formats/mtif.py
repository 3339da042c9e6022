"""The import format of Movable Type, in which TypePad, Hatena and others give out a weblog: a text for all its entries.

An entry is parts between lines of five hyphens and ends with a line of eight: first what is known of it, then its text,
what stands behind the cut, and its comments.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, BinaryIO

from generator.model import Passed
from generator.read.detect import Certainty, Head
from generator.read.documents import weblog
from generator.read.encoding import decode
from generator.read.meaning.fields import capture
from generator.read.part import Format, Outcome, Part, digest_of, problem, whole

from .html import text_of

_ENTRY = re.compile(r"^-{8}[ \t]*$", re.MULTILINE)
_PART = re.compile(r"^-{5}[ \t]*$", re.MULTILINE)
_LINE = re.compile(r"([A-Z][A-Z ]{2,30}): ?(.*)")
_OPENING = re.compile(r"\s*(?:[A-Z][A-Z ]{2,30}:[^\n]*\n){2,40}-{5}[ \t]*\n(?:BODY|EXTENDED BODY|EXCERPT):")
_AMERICAN = re.compile(r"(\d\d?)/(\d\d?)/(\d{4}) (\d\d?):(\d\d):(\d\d)(?: ([AP])M)?")
_REMARKS = {"COMMENT": "a comment", "PING": "a comment"}
_SOURCE = "Movable Type export"


def _entries(part: Part, file: BinaryIO) -> Iterator[Outcome]:
    data = file.read(part.stop - part.start)
    decoded = decode(data, part.encoding)
    if decoded.doubt:
        yield problem(part.path, f"encoding: {decoded.doubt}", lost=False)
    text = decoded.text.replace("\r\n", "\n").replace("\r", "\n")
    for number, entry in enumerate((one for one in _ENTRY.split(text) if one.strip()), 1):
        yield from _entry(part, number, entry)


def _entry(part: Part, number: int, entry: str) -> Iterator[Outcome]:
    head, *sections = _PART.split(entry)
    told = [(match[1], match[2].strip()) for line in head.split("\n") if (match := _LINE.match(line.strip()))]
    if not told:
        yield problem(part.path, "an entry without a line such as TITLE: …; expected one", record=number)
        return
    parts: dict[str, list[str]] = {}
    for section in sections:
        name, _, content = section.strip("\n").partition(":")
        parts.setdefault(name.strip(), []).append(content.strip())
    for name, reason in _REMARKS.items():
        if remarks := parts.get(name):
            yield Passed(path=part.path, reason=reason, count=len(remarks))
    written = [*parts.get("BODY", []), *parts.get("EXTENDED BODY", [])]
    text = "\n\n".join(text_of(weblog.as_html(one)) for one in written if one)
    yield from capture(
        part,
        record=number,
        digest=digest_of(entry.encode("utf-8", "surrogatepass")),
        text=text,
        facts={key: value for key, value in _facts(dict(reversed(told)), told, parts).items() if value},
        rule=_SOURCE,
        source=_SOURCE,
    )


def _facts(first: Mapping[str, str], told: Sequence[tuple[str, str]], parts: Mapping[str, list[str]]) -> dict[str, Any]:
    categories = [value for name, value in told if name == "CATEGORY" and value]
    words = [first.get("TAGS", ""), *parts.get("KEYWORDS", [])]
    return {
        "id": first.get("UNIQUE URL") or first.get("BASENAME"),
        "url": first.get("UNIQUE URL"),
        "headline": text_of(first.get("TITLE", "")),
        "authors": [first["AUTHOR"]] if first.get("AUTHOR") else None,
        "published": _moment(first.get("DATE", "")),
        "section": first.get("PRIMARY CATEGORY") or next(iter(categories), ""),
        "tags": [tag for word in words for one in word.split(",") if (tag := one.strip(' "'))],
        "status": first.get("STATUS"),
    }


def _moment(written: str) -> str:
    """Return a date as ISO 8601; the month always comes first, whatever the weblog's language."""
    match = _AMERICAN.fullmatch(written)
    if not match:
        return written
    hour = int(match[4]) % 12 + 12 * (match[7] == "P") if match[7] else int(match[4])
    return f"{match[3]}-{int(match[1]):02}-{int(match[2]):02} {hour:02}:{match[5]}:{match[6]}"


def _recognise(head: Head) -> Certainty:
    return Certainty.CERTAIN if head.text and _OPENING.match(head.text.replace("\r", "")) else Certainty.NO


MTIF = Format(
    kind="mtif",
    rank=31,
    title="Movable Type export",
    endings=(".mtif",),
    recognise=_recognise,
    cut=whole,
    captures=_entries,
    needs=("lxml",),
    extra="html",
)

FORMATS = (MTIF,)
