"""Harvests of Trove: a table of newspaper articles whose texts, read by machine, are files beside it.

What the harvester writes for each article is a row of `results.csv`; the row's column `text` names the file. Where
older tables have no such column, day, newspaper and article make the name: `text/19110517-11-123.txt`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from typing import BinaryIO

from generator.model import Passed
from generator.model.errors import ArticleError
from generator.read.detect import Certainty, Head
from generator.read.encoding import decode
from generator.read.files.packages import guarded
from generator.read.hyphens import rejoined
from generator.read.meaning.fields import capture
from generator.read.meaning.mapping import paper
from generator.read.part import (
    Beside,
    ByteSpan,
    Format,
    InputFile,
    Outcome,
    Part,
    digest_of,
    problem,
    whole_with,
)

from .tables import rows_in

COLUMNS = frozenset({"article_id", "newspaper_title", "date"})
"""Columns of the harvester's tables, in all its versions."""
FIELDS: Mapping[str, str] = {
    "headline": "title", "published": "date", "url": "url", "section": "category", "page_number": "page",
    "edition": "edition", "newspaper_id": "newspaper_id", "page_url": "page_url", "tags": "tags",
}  # fmt: skip
"""Our key, or one that stays beside the article -> the column."""


def _rows(file: BinaryIO) -> list[dict[str, str]]:
    return [{key: value for key, value in row.items() if isinstance(value, str)} for row in rows_in(file)]


_A_FILE = re.compile(r"[^\n]{1,300}\.(?:txt|html?)", re.IGNORECASE)


def _name_of(row: Mapping[str, str]) -> str:
    """Return the name of the file that holds the text of a row; empty where the row holds it itself."""
    if text := row.get("text", "").strip():
        return text if _A_FILE.fullmatch(text) else ""
    numbers = row.get("date", "").replace("-", "")[:8], row.get("newspaper_id", ""), row.get("article_id", "")
    return f"text/{'-'.join(numbers)}.txt" if all(map(str.isdigit, numbers)) else ""


def _company(file: BinaryIO) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(_name_of, _rows(file)))))


def _spans(source: InputFile) -> Iterator[ByteSpan]:
    return whole_with(source, _company)


def _alone(part: Part, _: BinaryIO) -> Iterator[Outcome]:
    yield problem(part.path, "a harvest of Trove in a tar, whose texts are not read; expected it in a folder or ZIP")


def _captures(part: Part, file: BinaryIO, beside: Beside) -> Iterator[Outcome]:
    yield from guarded(part, "a harvest of Trove", lambda: _outcomes(part, file, beside))


def _outcomes(part: Part, file: BinaryIO, beside: Beside) -> Iterator[Outcome]:
    rows = _rows(file)
    if not rows:
        yield Passed(path=part.path, reason="a table without rows")
    for number, row in enumerate(rows, 2):
        facts = {key: value for key, column in FIELDS.items() if (value := row.get(column, "").strip())}
        facts["outlet"] = paper(row.get("newspaper_title", ""))
        facts.setdefault("headline", row.get("heading", "").strip())
        name = _name_of(row)
        try:
            data = row.get("text", "").encode() if not name else b""
            with beside(name) if name else nullcontext() as file_:
                data = file_.read(part.limits.record + 1) if file_ else data
        except ArticleError as error:
            yield problem(part.path, f"its text {error.message}", record=number, field="text")
            continue
        yield from capture(
            part,
            record=number,
            digest=digest_of(data + "\0".join(row.values()).encode()),
            text=rejoined(decode(data, None).text),
            facts={key: value for key, value in facts.items() if value},
            rule="record",
            rules={**{key: f"record, {column}" for key, column in FIELDS.items()}, "outlet": "record, newspaper_title"},
            source="Trove",
        )


def _recognise(head: Head) -> Certainty:
    first = (head.text or "").lstrip().partition("\n")[0][:4096]
    columns = {name.strip(' "\r').lower() for name in first.split(",")}
    return Certainty.CERTAIN if columns >= COLUMNS and columns & {"text", "newspaper_id"} else Certainty.NO


TROVE = Format(
    kind="trove",
    rank=26,
    title="harvest of Trove",
    endings=(".csv",),
    recognise=_recognise,
    cut=_spans,
    captures=_alone,
    captures_with=_captures,
    company=_company,
    reads="file",
)

FORMATS = (TROVE,)
