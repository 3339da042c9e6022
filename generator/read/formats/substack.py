"""Substack: the zip archive that it exports: a table of posts, and a page for each of them, drafts among them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from generator.errors import ArticleError
from generator.model import Passed
from generator.read import published
from generator.read.detect import Certainty, Head
from generator.read.encoding import decode
from generator.read.fields import capture
from generator.read.packages import Package, as_one
from generator.read.part import Format, Outcome, Part, digest_of, problem

from .html import text_of

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
    pages = {found[1]: name for name in package.names if (found := _PAGE.match(name))}
    for number, row in enumerate(rows, 1):
        yield from _post(part, number, row, package, pages)
    told = {_number(row) for row in rows}
    spare = sorted(name for number, name in pages.items() if number not in told)
    if spare:
        yield Passed(path=part.path, reason="a page that the table of posts does not have", count=len(spare))
    others = len(package.names) - len(pages) - 1
    others -= sum(name.endswith("/") for name in package.names)
    if others:
        yield Passed(path=part.path, reason="a list of readers or deliveries", count=others)


def _number(row: Mapping[str, str | None]) -> str:
    return (row.get("post_id") or "").partition(".")[0].strip()


def _post(
    part: Part, number: int, row: Mapping[str, str | None], package: Package, pages: Mapping[str, str]
) -> Iterator[Outcome]:
    said = {key: value for key, value in row.items() if isinstance(value, str) and value.strip()}
    if reason := published.withheld(said):
        yield Passed(path=part.path, reason=reason)
        return
    name = pages.get(_number(row))
    if name is None:
        yield problem(
            part.path, f"a post without its page posts/{_number(row)[:40]}….html", record=number, field="text"
        )
        return
    try:
        data = package.read(name)
    except ArticleError as error:
        yield problem(part.path, error.message, record=number)
        return
    found = {
        "id": _number(row),
        "headline": said.get("title"),
        "published": said.get("post_date"),
        "subtitle": said.get("subtitle"),
    }
    yield from capture(
        part,
        record=number,
        digest=digest_of(data),
        text=text_of(decode(data).text),
        found={key: value for key, value in found.items() if value},
        rule="posts.csv",
        source="Substack export",
    )


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

FORMATS = (SUBSTACK,)
