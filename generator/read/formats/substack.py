"""Substack: what it exports, zipped or unpacked: a table of posts, and a page for each of them, drafts among them."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import BinaryIO

from generator.model import Passed
from generator.model.errors import ArticleError
from generator.read import published
from generator.read.detect import Certainty, Head
from generator.read.encoding import decode
from generator.read.files.packages import Package, as_one, guarded
from generator.read.meaning.fields import capture
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

from .html import text_of
from .tables import rows_in

_TABLE = re.compile(r"(?:[^/]+/)?posts\.csv\Z")
_PAGE = re.compile(r"(?:[^/]+/)?posts/(\d+)\.[^/]*\.html\Z")


def _posts(part: Part, file: BinaryIO) -> Iterator[Outcome]:
    try:
        package = Package(file, part.path, part.limits)
        table = next(name for name in sorted(package.names) if _TABLE.match(name))
        rows = list(csv.DictReader(io.StringIO(decode(package.read(table)).text)))
    except (ArticleError, csv.Error) as error:
        yield problem(
            part.path, error.message if isinstance(error, ArticleError) else f"{table}: {error}; expected CSV"
        )
        return
    pages = {match[1]: name for name in package.names if (match := _PAGE.match(name))}

    def page(row: Row) -> bytes:
        if (name := pages.get(_number(row))) is None:
            raise ArticleError(part.path, None, f"a post without its page posts/{_number(row)[:40]}….html", "the page")
        return package.read(name)

    for number, row in enumerate(rows, 1):
        yield from _post(part, number, row, page)
    told = {_number(row) for row in rows}
    spare = sorted(name for number, name in pages.items() if number not in told)
    if spare:
        yield Passed(path=part.path, reason="a page that the table of posts does not have", count=len(spare))
    others = len(package.names) - len(pages) - 1
    others -= sum(name.endswith("/") for name in package.names)
    if others:
        yield Passed(path=part.path, reason="a list of readers or deliveries", count=others)


Row = Mapping[str, str | None]


def _number(row: Row) -> str:
    return (row.get("post_id") or "").partition(".")[0].strip()


def _post(part: Part, number: int, row: Row, page: Callable[[Row], bytes]) -> Iterator[Outcome]:
    said = {key: value for key, value in row.items() if isinstance(value, str) and value.strip()}
    if reason := published.withheld(said):
        yield Passed(path=part.path, reason=reason)
        return
    try:
        data = page(row)
    except ArticleError as error:
        yield problem(part.path, error.message, record=number, field="text")
        return
    facts = {
        "id": _number(row),
        "headline": said.get("title"),
        "published": said.get("post_date"),
        "subtitle": said.get("subtitle"),
    }
    yield from capture(
        part,
        record=number,
        digest=digest_of(data + json.dumps(row, sort_keys=True).encode()),
        text=text_of(decode(data).text),
        facts={key: value for key, value in facts.items() if value},
        rule="posts.csv",
        source="Substack export",
    )


def _place(row: Row) -> str:
    return f"posts/{(row.get('post_id') or '').strip()}.html"


def _company(file: BinaryIO) -> tuple[str, ...]:
    """Name the page of each post, and what Substack notes of its readers."""
    rows = [row for row in rows_in(file) if _number(row)]
    notes = (f"posts/{_number(row)}.{name}.csv" for row in rows for name in ("delivers", "opens"))
    return (*map(_place, rows), *notes)


def _cut_table(source: InputFile) -> Iterator[ByteSpan]:
    return whole_with(source, lambda file: map(_place, rows_in(file)))


def _alone(part: Part, _: BinaryIO) -> Iterator[Outcome]:
    yield problem(part.path, "a table of Substack's posts without their pages; expected the export as it was given out")


def _unpacked(part: Part, file: BinaryIO, beside: Beside) -> Iterator[Outcome]:
    yield from guarded(part, "a table of Substack's posts", lambda: _table(part, file, beside))


def _table(part: Part, file: BinaryIO, beside: Beside) -> Iterator[Outcome]:
    def page(row: Row) -> bytes:
        with beside(_place(row)) as file_:
            return file_.read(part.limits.record + 1)

    for number, row in enumerate(rows_in(file), 1):
        yield from _post(part, number, row, page)


def _is_table(head: Head) -> Certainty:
    first = (head.text or "").lstrip("\ufeff").partition("\n")[0][:4096]
    columns = {name.strip(' "\r').lower() for name in first.split(",")}
    return Certainty.CERTAIN if columns >= {"post_id", "post_date", "is_published", "audience"} else Certainty.NO


def _recognise(head: Head) -> Certainty:
    told = any(_TABLE.match(name) for name in head.members) and any(_PAGE.match(name) for name in head.members)
    return Certainty.CERTAIN if told else Certainty.NO


SUBSTACK = Format(
    kind="substack export",
    rank=12,
    title="Substack export",
    endings=(),
    recognise=_recognise,
    cut=as_one,
    captures=_posts,
    reads="file",
    opens=frozenset({"zip"}),
    needs=("lxml",),
    extra="html",
)

UNPACKED = Format(
    kind="substack table",
    rank=27,
    title="Substack export",
    endings=(".csv",),
    recognise=_is_table,
    cut=_cut_table,
    captures=_alone,
    captures_with=_unpacked,
    company=_company,
    reads="file",
    needs=("lxml",),
    extra="html",
)

FORMATS = (SUBSTACK, UNPACKED)
