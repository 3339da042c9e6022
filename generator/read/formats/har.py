"""HAR: what a browser fetched while its developer tools looked on, with the pages among it.

Each answer is a record. Pages with status 200 become captures; why any other is none is counted, as in a web archive.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

import msgspec

from generator.model import Passed
from generator.read.detect import Certainty, Head
from generator.read.encoding import decode
from generator.read.meaning.fields import moment, short
from generator.read.part import Format, Outcome, Part, digest_of, mib, problem, whole

from .html import HTML as PAGE
from .html import read_page
from .records import JsonError, decode_json
from .rows import TOO_DEEP
from .warc import HTML, MEDIA

_OPENING = re.compile(r'\s*\{\s*"log"\s*:\s*\{')
_OWN = re.compile(r'"(?:creator|entries|pages|version|browser)"\s*:')


def _recognise(head: Head) -> Certainty:
    text = head.text or ""
    if _OPENING.match(text) and _OWN.search(text[:4096]):
        return Certainty.CERTAIN
    return Certainty.HINT if head.text is not None else Certainty.NO


def _captures(part: Part, file: BinaryIO) -> Iterator[Outcome]:
    data = file.read(part.stop - part.start)
    try:
        value = decode_json(decode(data, part.encoding).text.encode())
    except JsonError as error:
        yield problem(part.path, f"{error}; expected a HAR file")
        return
    except RecursionError:
        yield problem(part.path, TOO_DEEP)
        return
    log = value.get("log") if isinstance(value, dict) else None
    entries = log.get("entries") if isinstance(log, dict) else None
    if not isinstance(entries, list):
        yield problem(part.path, "a HAR file without entries; expected a list of them", field="log.entries")
        return
    if not entries:
        yield Passed(path=part.path, reason="a HAR file without an answer")
    for number, entry in enumerate(entries, 1):
        if isinstance(entry, dict):
            yield from _entry(part, number, entry)
        else:
            yield problem(part.path, f"{short(entry)}; expected an entry, an object", record=number)


def _entry(part: Part, number: int, entry: dict[str, Any]) -> Iterator[Outcome]:
    answer = _object(entry, "response")
    content = _object(answer, "content")
    url = str(_object(entry, "request").get("url") or "")
    media = str(content.get("mimeType") or "").split(";")[0].strip().lower()
    reason = _passed_over(url, answer.get("status"), media)
    if reason:
        yield Passed(path=part.path, reason=reason)
        return
    data = _content(content)
    if data is None:
        yield Passed(path=part.path, reason="an answer whose content is not in the file")
        return
    if len(data) > part.limits.record:
        yield problem(part.path, f"a page of more than {mib(part.limits.record)}; expected less", record=number)
        return
    yield from read_page(
        part,
        data,
        record=number,
        digest=digest_of(msgspec.json.encode(entry, order="deterministic")),
        url=url,
        captured=moment(entry.get("startedDateTime")),
        rules={"url": "request.url", "captured": "startedDateTime"},
        source="HAR answer",
    )


def _object(holder: dict[str, Any], key: str) -> dict[str, Any]:
    value = holder.get(key)
    return value if isinstance(value, dict) else {}


def _passed_over(url: str, status: object, media: str) -> str | None:
    """Return why an answer holds no page; None if it may hold one."""
    if not re.match(r"https?:", url, re.IGNORECASE):
        return "a record of no web address"
    if isinstance(status, int) and 300 <= status < 400:
        return "a redirect"
    if not isinstance(status, int) or not 200 <= status < 300:
        return f"an answer with status {status}" if isinstance(status, int) and status else "an answer without a status"
    if media in HTML:
        return None
    return next((name for start, name in MEDIA.items() if media.startswith(start)), "another kind of file")


def _content(content: dict[str, Any]) -> bytes | None:
    text = content.get("text")
    if not isinstance(text, str) or not text.strip():
        return None
    if str(content.get("encoding") or "").lower() == "base64":
        try:
            return base64.b64decode(text, validate=False)
        except (binascii.Error, ValueError):
            return None
    return b"\xef\xbb\xbf" + text.encode("utf-8", "replace")


HAR = Format(
    kind="har",
    rank=12,
    title="HAR file",
    endings=(".har",),
    recognise=_recognise,
    cut=whole,
    captures=_captures,
    needs=PAGE.needs,
    extra=PAGE.extra,
)

FORMATS = (HAR,)
