"""WARC: the pages that a crawler or a browser archived, from WARC files, older ARC files and WACZ packages.

Only pages that are articles become captures; why any other record is none is counted. A revisit, which only says that
a page was as before, is read with the page as it was before; a redirect stands in the provenance of the page that it
led to. Several captures of one address are versions of one article, as anywhere.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, cast
from urllib.parse import urljoin

from msgspec import Struct, field
from msgspec.structs import replace

from generator.model import Passed
from generator.model.errors import ArticleError
from generator.read import part as parts
from generator.read.detect import Certainty, Head
from generator.read.part import (
    ByteSpan,
    Format,
    InputFile,
    Limits,
    Outcome,
    Part,
    digest_of,
    digest_range,
    mib,
    problem,
)

from .html import HTML as PAGE
from .html import read_page
from .warc_records import Framed, WarcRecord, content, framed, parsed, record_at

_WARC = re.compile(rb"\s{0,8}WARC/[01]\.\d", re.IGNORECASE)
_MEMBER = re.compile(r"archive/.+\.(?:w?arc)(?:\.gz)?$", re.IGNORECASE)

_PACKAGE = re.compile(r"\.wacz\Z", re.IGNORECASE)
"""A package in a package, as Browsertrix packs a whole collection."""
MOST_PACKAGES = 2
"""How deep packages are opened."""

HTML = frozenset({"text/html", "application/xhtml+xml"})

MEDIA = {
    "image/": "an image",
    "video/": "sound or film",
    "audio/": "sound or film",
    "font/": "a font",
    "application/font": "a font",
    "application/x-font": "a font",
    "application/vnd.ms-fontobject": "a font",
    "text/css": "a style sheet",
    "text/javascript": "a script",
    "application/javascript": "a script",
    "application/x-javascript": "a script",
    "application/ecmascript": "a script",
    "application/json": "data (JSON)",
    "application/pdf": "a PDF document",
    "text/xml": "XML",
    "application/xml": "XML",
    "application/rss": "a feed",
    "application/atom": "a feed",
    "text/plain": "plain text",
}
"""What an answer of another media type is, by the beginning of the type."""

TYPES = {
    "warcinfo": "a record about the WARC file",
    "arc_header": "a record about the ARC file",
    "request": "a request",
    "metadata": "a metadata record",
    "conversion": "a conversion of another record",
    "continuation": "the rest of a record in segments",
}
"""What records are that hold no page, by their type."""


class _Known(Struct):
    """What the records of a file so far say that later ones refer to."""

    places: dict[tuple[str, ...], tuple[int, int, int, str]] = field(default_factory=dict)
    """How a revisit names a page -> member, offset and number in its gzip member, and the digest of its bytes."""
    redirects: dict[str, str] = field(default_factory=dict)
    """Address that a redirect led to -> the address that was asked for first."""


class _Open(Struct):
    """A span that is not complete."""

    member: int
    start: int
    first_record: int
    revisits: dict[str, list[int]] = field(default_factory=dict)
    """Number of a revisit -> member, offset and number in its gzip member of the record with the page."""
    redirects: dict[str, str] = field(default_factory=dict)
    """Number of a page -> the address that led to it."""
    digests: list[str] = field(default_factory=list)


def _recognise_warc(head: Head) -> Certainty:
    if _WARC.match(head.data):
        return Certainty.CERTAIN
    if b"\nWARC-Type:" in head.data:  # behind damage; pages inside must not make it one
        return Certainty.LIKELY
    return Certainty.HINT


def _recognise_arc(head: Head) -> Certainty:
    if head.data.startswith(b"filedesc://"):
        return Certainty.CERTAIN
    return Certainty.HINT


def _recognise_wacz(head: Head) -> Certainty:
    if any(_MEMBER.match(name) for name in head.members):
        return Certainty.CERTAIN if "datapackage.json" in head.members else Certainty.LIKELY
    if any(_PACKAGE.search(name) for name in head.members) and "datapackage.json" in head.members:
        return Certainty.CERTAIN
    return Certainty.HINT if head.members else Certainty.NO


def _cut_one(source: InputFile) -> Iterator[ByteSpan]:
    yield from _spans(source.path, [source.file], source.file, source.limits)


def _cut_wacz(source: InputFile) -> Iterator[ByteSpan]:
    members = [view for _, view in _members(source.path, source.file, source.limits)]
    yield from _spans(source.path, members, source.file, source.limits)


def _spans(path: str, members: list[BinaryIO], file: BinaryIO, limits: Limits) -> Iterator[ByteSpan]:
    """Cut at records, or gzip members, behind each `PART_BYTES`; note what revisits and redirects refer to.

    They refer back: what grows at its end keeps its earlier spans.
    """
    known = _Known()
    number = 0
    for index, member in enumerate(members):
        size = member.seek(0, 2)
        now: _Open | None = None
        for frame in framed(member, 0, size, limits):
            number += 1
            if now and not frame.nth and frame.offset - now.start >= parts.PART_BYTES:
                yield _span(now, member, frame.offset)
                now = None
            now = now or _Open(member=index, start=frame.offset if number > 1 else 0, first_record=number)
            _note(known, now, number, frame)
        if now:
            yield _span(now, member, size)
    if not number:
        raise ArticleError(path, None, "empty" if not file.seek(0, 2) else "no record", "the records of a web archive")


def _span(now: _Open, member: BinaryIO, stop: int) -> ByteSpan:
    hasher = hashlib.blake2b(digest_range(member, now.start, stop).encode(), digest_size=16)
    for digest in now.digests:
        hasher.update(digest.encode())
    return ByteSpan(
        start=now.start,
        stop=stop,
        first_record=now.first_record,
        detail=json.dumps([now.member, now.revisits, now.redirects]),
        digest=hasher.hexdigest(),
    )


def _note(known: _Known, now: _Open, number: int, frame: Framed) -> None:
    """Note what later records may refer to, and what this one refers to."""
    if frame.fault or frame.long:
        return
    try:
        record = parsed(frame)
    except ValueError:
        return
    if record.type == "revisit":
        place = next((known.places[name] for name in _names_of_original(record) if name in known.places), None)
        if place:
            now.revisits[str(number)] = list(place[:3])
            now.digests.append(place[3])
    elif record.status[:1] == "3" and record.url and "location" in record.http:
        target = _absolute(record.url, record.http["location"])
        if target != record.url:
            known.redirects[target] = known.redirects.get(record.url, record.url)
    elif not _passed_over(record):
        place = (now.member, frame.offset, frame.nth, digest_of(frame.head + frame.block))
        known.places.update(dict.fromkeys(_names(record), place))
        if record.url in known.redirects:
            now.redirects[str(number)] = known.redirects[record.url]


def _absolute(base: str, location: str) -> str:
    try:
        return urljoin(base, location)
    except ValueError:
        return location


def _names(record: WarcRecord) -> Iterator[tuple[str, ...]]:
    """Yield how a revisit may name a record."""
    if "warc-record-id" in record.headers:
        yield ("id", record.headers["warc-record-id"])
    if record.url and record.date:
        yield ("capture", record.url, record.date)
    if "warc-payload-digest" in record.headers:
        yield ("digest", record.headers["warc-payload-digest"])


def _names_of_original(record: WarcRecord) -> Iterator[tuple[str, ...]]:
    """Yield the names of the record that a revisit refers to, the surest first."""
    headers = record.headers
    if "warc-refers-to" in headers:
        yield ("id", headers["warc-refers-to"])
    url, date = headers.get("warc-refers-to-target-uri", record.url), headers.get("warc-refers-to-date")
    if url and date:
        yield ("capture", url, date)
    if "warc-payload-digest" in headers:
        yield ("digest", headers["warc-payload-digest"])


def _passed_over(record: WarcRecord) -> str | None:
    """Return why a record holds no page; None if it may hold one."""
    if record.type not in ("response", "resource", "revisit"):
        return TYPES.get(record.type, "a record of another type")
    if not re.match(r"https?:", record.url or "", re.IGNORECASE):
        return "a record of no web address"
    if record.status and record.status[:1] != "2":
        kind = "a redirect" if record.status[:1] == "3" else f"an answer with status {record.status}"
        return kind if record.status != "0" else "an answer without a status"
    if record.media in HTML or (record.type == "revisit" and not record.media):
        return None
    if not record.media:
        return None if re.match(rb"\s{0,100}<(?:!doctype html|html)", record.payload[:200], re.IGNORECASE) else "a file"
    return next((name for start, name in MEDIA.items() if record.media.startswith(start)), "another kind of file")


def _captures_one(part: Part, file: BinaryIO) -> Iterator[Outcome]:
    yield from _captures(part, [("", file)])


def _captures_wacz(part: Part, file: BinaryIO) -> Iterator[Outcome]:
    members = _members(part.path, file, part.limits)
    if part.first_record == 1:
        others = _others(part.path, file, part.limits)
        yield Passed(path=part.path, reason="an index or list of the WACZ package", count=others)
    yield from _captures(part, members)


def _captures(part: Part, members: list[tuple[str, BinaryIO]]) -> Iterator[Outcome]:
    index, revisits, redirects = json.loads(part.detail)
    name, member = members[index]
    first = part.first_record or 1
    for number, frame in enumerate(framed(member, part.start, part.stop, part.limits), first):
        container = {"WACZ member": name} if name else {}
        if str(number) in redirects:
            container["redirected from"] = redirects[str(number)]
        place = revisits.get(str(number))
        original = place and record_at(members[place[0]][1], place[1], place[2], part.limits)
        yield from _record(part, number, frame, original, container)


def _record(
    part: Part, number: int, frame: Framed, original: Framed | None, container: dict[str, str]
) -> Iterator[Outcome]:
    """Read one record: it gives a capture, a problem that loses it, or why it is passed over."""
    at = f"at byte {frame.offset:,}"
    if frame.fault:
        yield problem(part.path, f"{at}: {frame.fault}; expected a whole record", record=number)
        return
    try:
        record = parsed(frame)
    except ValueError as error:
        yield problem(part.path, f"{at}: {error}; expected a record's", record=number)
        return
    reason = _passed_over(record)
    if reason:
        yield Passed(path=part.path, reason=reason)
        return
    if frame.long:
        yield problem(part.path, f"{at}: a page of more than {mib(part.limits.record)}; expected less", record=number)
        return
    doubts = [frame.doubt, _digest_doubt(record, frame), _truncation(record)]
    for doubt in filter(None, doubts):
        yield problem(part.path, f"{at}: {doubt}", record=number, lost=False)
    yield from _page(part, number, record, frame, original, container)


def _digest_doubt(record: WarcRecord, frame: Framed) -> str | None:
    """Check a record against the digest that its head gives, in sha1 or sha256, base 32 or hex."""
    name, _, given = record.headers.get("warc-block-digest", "").partition(":")
    if name.lower() not in ("sha1", "sha256") or frame.doubt:
        return None
    made = hashlib.new(name.lower(), frame.block, usedforsecurity=False)
    if given.lower() in (made.hexdigest(), base64.b32encode(made.digest()).decode().rstrip("=").lower()):
        return None
    if given.upper().rstrip("=") == base64.b32encode(made.digest()).decode().rstrip("="):
        return None
    return (
        f"WARC-Block-Digest is {given[:80]!r}; expected {base64.b32encode(made.digest()).decode()!r}, as the bytes give"
    )


def _truncation(record: WarcRecord) -> str | None:
    reason = record.headers.get("warc-truncated")
    return f"WARC-Truncated is {reason[:40]!r}; expected all of the page" if reason else None


def _page(
    part: Part, number: int, record: WarcRecord, frame: Framed, original: Framed | None, container: dict[str, str]
) -> Iterator[Outcome]:
    """Read the page of a record, or for a revisit of the record that it refers to."""
    holder = record
    if record.type == "revisit":
        if original is None:
            yield Passed(path=part.path, reason="a revisit of a page that another file holds")
            return
        holder = parsed(original)
    try:
        data = content(holder, part.limits)
    except ValueError as error:
        yield problem(part.path, f"at byte {frame.offset:,}: {error}", record=number)
        return
    if b"<" not in data:
        yield Passed(path=part.path, reason="an answer without markup" if data.strip() else "an empty answer")
        return
    yield from read_page(
        part,
        data,
        record=number,
        digest=digest_of(frame.head + frame.block),
        encoding=holder.charset,
        url=record.url,
        captured=record.date,
        rules={"url": "WARC-Target-URI", "captured": "WARC-Date"},
        container={**_identity(record), **container},
        source=f"WARC {record.type}",
    )


def _identity(record: WarcRecord) -> dict[str, str]:
    """Return what names a record and vouches for its bytes, under the names of its head."""
    names = ("WARC-Record-ID", "WARC-Payload-Digest", "WARC-Block-Digest", "WARC-Refers-To")
    return {name: record.headers[name.lower()] for name in names if name.lower() in record.headers}


class _Window:
    """A stretch of a file, as a file of its own; others may seek in the file in between."""

    def __init__(self, file: BinaryIO, start: int, size: int) -> None:
        self._file, self._start, self._size = file, start, size
        self._at = 0

    def seek(self, offset: int, whence: int = 0) -> int:
        self._at = offset + (0, self._at, self._size)[whence]
        return self._at

    def tell(self) -> int:
        return self._at

    def seekable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        room = max(self._size - self._at, 0)
        self._file.seek(self._start + self._at)
        data = self._file.read(room if size < 0 else min(size, room))
        self._at += len(data)
        return data


def _others(path: str, file: BinaryIO, limits: Limits) -> int:
    """Return how many files in a package, and in those inside it, hold no records."""
    return sum(
        not _MEMBER.match(info.filename) and not _PACKAGE.search(info.filename) and not info.is_dir()
        for _, archive, _ in _packages(path, file, limits)
        for info in archive.infolist()
    )


def _packages(
    path: str, file: BinaryIO, limits: Limits, inside: str = "", level: int = 1
) -> Iterator[tuple[str, zipfile.ZipFile, BinaryIO]]:
    """Yield a package and those inside it: where each stands, what it holds, and its bytes."""
    archive = zipfile.ZipFile(file)
    yield inside, archive, file
    infos = sorted((info for info in archive.infolist() if _PACKAGE.search(info.filename)), key=lambda i: i.filename)
    for info in infos if level < MOST_PACKAGES else ():
        view = _view(path, archive, info, file, limits)
        yield from _packages(path, view, limits, f"{inside}{info.filename}/", level + 1)


def _members(path: str, file: BinaryIO, limits: Limits) -> list[tuple[str, BinaryIO]]:
    """Return the WARC files in a WACZ package and in those inside it, by name.

    They are mostly stored as they are, and read where they stand; those that are compressed once more are expanded as
    they are read.

    Raises:
        ArticleError: If the package cannot be read, holds none, or one that expands beyond the limits.
    """
    views: list[tuple[str, BinaryIO]] = []
    try:
        for inside, archive, holder in _packages(path, file, limits):
            infos = sorted((one for one in archive.infolist() if _MEMBER.match(one.filename)), key=lambda i: i.filename)
            views += [(f"{inside}{info.filename}", _view(path, archive, info, holder, limits)) for info in infos]
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        raise ArticleError(path, None, f"a damaged WACZ package: {error}", "a zip archive") from error
    if not views:
        raise ArticleError(path, None, "a WACZ package without a WARC file", "one below archive/")
    return views


def _view(path: str, archive: zipfile.ZipFile, info: zipfile.ZipInfo, file: BinaryIO, limits: Limits) -> BinaryIO:
    if info.compress_type == zipfile.ZIP_STORED:
        file.seek(info.header_offset + 26)
        lengths = file.read(4)
        start = info.header_offset + 30 + sum(int.from_bytes(lengths[at : at + 2], "little") for at in (0, 2))
        return cast(BinaryIO, _Window(file, start, info.file_size))
    if info.file_size > min(limits.expanded, max(limits.record, limits.ratio * info.compress_size)):
        raise ArticleError(path, None, f"{info.filename!r} of {mib(info.file_size)} expanded", "less")
    return cast(BinaryIO, archive.open(info))


def _format(
    kind: str,
    title: str,
    endings: tuple[str, ...],
    recognise: Callable[[Head], Certainty],
    cut: Callable[[InputFile], Iterator[ByteSpan]],
    captures: Callable[[Part, BinaryIO], Iterator[Any]],
) -> Format:
    return Format(
        kind=kind,
        rank=10,
        title=title,
        endings=endings,
        recognise=recognise,
        cut=cut,
        captures=captures,
        reads="file",
        opens=frozenset({"zip" if kind == "wacz" else "gz"}),
        needs=("warcio", "brotli", *PAGE.needs),
        extra="warc",
    )


WARC = _format("warc", "WARC file", (".warc",), _recognise_warc, _cut_one, _captures_one)
ARC = replace(WARC, kind="arc", title="ARC file", endings=(".arc",), recognise=_recognise_arc)
WACZ = _format("wacz", "WACZ package", (".wacz",), _recognise_wacz, _cut_wacz, _captures_wacz)

FORMATS = (WARC, ARC, WACZ)
