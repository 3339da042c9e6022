"""MHTML: a page with its pictures in one file, as Chrome, Edge, Opera and Internet Explorer save it (.mhtml, .mht).

It is a mail of many parts (RFC 2557), taken apart by the standard library. The page is the part that the file calls its
own; frames, pictures and style sheets beside it are no articles of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC
from email import message_from_bytes
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import BinaryIO

from generator.model import Passed
from generator.read.detect import Certainty, Head
from generator.read.part import Format, Outcome, Part, digest_of, problem, whole

from .html import HTML, read_page

_HEADER = re.compile(r"\A\s{0,20}(?:[\w-]{1,60}:[^\n]{0,2000}\r?\n(?:[ \t][^\n]{0,2000}\r?\n){0,20}){1,40}")
_SAVED = re.compile(
    r"^(?:Snapshot-Content-Location|X-MimeOLE|Content-Location):|^From: <Saved ", re.IGNORECASE | re.MULTILINE
)
_RELATED = re.compile(
    r"^Content-Type:\s*multipart/(?:related|alternative|mixed)\b[^\n]*(?:\n[ \t][^\n]*)*text/html"
    r"|^Content-Type:\s*multipart/related\b",
    re.IGNORECASE | re.MULTILINE,
)
_SENT = re.compile(r"^(?:Received|To|Delivered-To|Return-Path|Message-ID):", re.IGNORECASE | re.MULTILINE)
_PAGES = ("text/html", "application/xhtml+xml")
_ADDRESS = re.compile(r"https?://\S+\Z", re.IGNORECASE)


def _recognise(head: Head) -> Certainty:
    headers = _HEADER.match(head.text or "")
    if not headers:
        return Certainty.HINT if head.text is not None else Certainty.NO
    if re.search(r"^Snapshot-Content-Location:|^From: <Saved ", headers[0], re.IGNORECASE | re.MULTILINE):
        return Certainty.CERTAIN
    if not _RELATED.search(headers[0]) or _SENT.search(headers[0]):
        return Certainty.HINT
    return Certainty.CERTAIN if _SAVED.search(headers[0]) else Certainty.LIKELY


def _captures(part: Part, file: BinaryIO) -> Iterator[Outcome]:
    data = file.read(part.stop - part.start)
    message = message_from_bytes(data.lstrip())
    pieces = [piece for piece in message.walk() if not piece.is_multipart()]
    pages = [piece for piece in pieces if piece.get_content_type() in _PAGES]
    if not pages:
        found = "empty" if not data.strip() else "a saved page without a part of HTML"
        yield problem(part.path, f"{found}; expected what a browser saves as MHTML")
        return
    page = _main(message, pages)
    if len(pieces) > 1:
        yield Passed(path=part.path, reason="a picture, frame or style sheet of a saved page", count=len(pieces) - 1)
    content = page.get_payload(decode=True)
    url = next((each for each in (_address(message), _address(page)) if each), None)
    yield from read_page(
        part,
        content if isinstance(content, bytes) else b"",
        record=None,
        digest=digest_of(data),
        encoding=_charset(page),
        url=url,
        captured=_saved_at(message),
        rules={"url": "Content-Location", "captured": "Date"},
        source="saved page",
    )


def _main(message: Message, pages: list[Message]) -> Message:
    """Return the part that the file calls its page; the first of HTML where it calls none."""
    wanted = {_line(message, "Snapshot-Content-Location"), _line(message, "Content-Location")} - {""}
    start = message.get_param("start")
    start = start.strip("<>") if isinstance(start, str) else ""
    named = [page for page in pages if start and _line(page, "Content-ID").strip("<>") == start]
    named += [page for page in pages if _line(page, "Content-Location") in wanted]
    return named[0] if named else pages[0]


def _line(message: Message, name: str) -> str:
    return "".join(str(message.get(name) or "").split())


def _address(message: Message) -> str | None:
    for name in ("Snapshot-Content-Location", "Content-Location"):
        address = _line(message, name)
        if _ADDRESS.match(address):
            return address
    return None


def _charset(page: Message) -> str | None:
    try:
        return page.get_content_charset()
    except (LookupError, ValueError):
        return None


def _saved_at(message: Message) -> str | None:
    """Return when the page was saved; None where the file does not say so in a way that can be read."""
    try:
        moment = parsedate_to_datetime(str(message.get("Date") or ""))
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment.year > 999 else None
    except (TypeError, ValueError, IndexError, OverflowError):
        return None


MHTML = Format(
    kind="mhtml",
    rank=28,
    title="MHTML page",
    endings=(".mhtml", ".mht"),
    recognise=_recognise,
    cut=whole,
    captures=_captures,
    needs=HTML.needs,
    extra=HTML.extra,
    sidecar=True,
)

FORMATS = (MHTML,)
