"""WARC records: from the bytes of a WARC or ARC file to its records, whatever is damaged between them.

warcio reads the heads of records and answers. Where a record begins and ends is found here, because what is damaged
must cost one record and be told, and because no stranger's file may ask for more than one record's memory.
"""

from __future__ import annotations

import logging
import re
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, BinaryIO

from msgspec import Struct, field
from msgspec.structs import replace

from generator.read.part import Limits, mib

HEAD_BYTES = 64 * 1024
"""Longest head of a record that is read."""

HTTP_BYTES = 256 * 1024
"""What is looked at of a block for the head of an HTTP answer; all that is held of a record that is too long."""

BLOCK_BYTES = 16 * 1024
"""Bytes of a compressed file read at once: most gzip members are not larger."""

_GZIP = 16 + zlib.MAX_WBITS
_MAGIC = b"\x1f\x8b\x08"
_VERSION = re.compile(rb"WARC/[01]\.\d+[ \t]*\r?\n", re.IGNORECASE)
_ARC = re.compile(rb"[a-z][a-z0-9.+-]{1,20}:\S* \S+ \d{14} \S+ (?:.* )?(\d{1,15})[ \t]*\r?\n", re.IGNORECASE)
_LENGTH = re.compile(rb"^content-length[ \t]*:[ \t]*(\d{1,15})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_NEXT = re.compile(rb"\r?\n\r?\n(?=WARC/[01]\.\d+[ \t]*\r?\n[\w-]+[ \t]*:)")


class Framed(Struct, frozen=True, kw_only=True):
    """A record as it stands in its file, or a stretch of the file that is none."""

    offset: int
    """Where it begins in the file; in a compressed one, where the gzip member begins that holds it."""
    nth: int = 0
    """How many records begin before it in that gzip member."""
    head: bytes = b""
    block: bytes = b""
    long: bool = False
    """Whether the block is longer than is held, and only its beginning is here."""
    fault: str | None = None
    """What is wrong, where the record cannot be read."""
    doubt: str | None = None
    """What is wrong, where it can."""


class _Stream:
    """Bytes that are read forward, and held as long as they are needed."""

    def __init__(self, blocks: Iterator[bytes], at: int, end: int | None = None) -> None:
        self._blocks = blocks
        self.end = end
        """Offset behind the last byte; None where it is not known."""
        self._held, self._next = b"", 0
        self.at = at
        """Offset of the next byte."""

    def hold(self, count: int) -> int:
        """Hold that many bytes, fewer at the end; return how many there are, at most that."""
        missing = count - (len(self._held) - self._next)
        pieces: list[bytes] = []
        while missing > 0 and (block := next(self._blocks, b"")):
            pieces.append(block)
            missing -= len(block)
        if pieces:
            self._held, self._next = b"".join([self._held[self._next :], *pieces]), 0
        return min(count, len(self._held) - self._next)

    def peek(self, count: int, behind: int = 0) -> bytes:
        """Return the bytes behind a number of bytes, without taking them."""
        self.hold(behind + count)
        start = self._next + behind
        return self._held[start : start + count]

    def search(self, pattern: re.Pattern[bytes], count: int) -> tuple[int, int] | None:
        """Find a pattern in the next bytes, which are held; return where it begins and ends in them."""
        match = pattern.search(self._held, self._next, self._next + count)
        return (match.start() - self._next, match.end() - self._next) if match else None

    def take(self, count: int) -> bytes:
        """Return that many bytes, fewer at the end."""
        taken = self.peek(count)
        self._next += len(taken)
        self.at += len(taken)
        return taken

    def skip(self, count: int) -> int:
        """Pass over bytes; return how many there were."""
        passed = 0
        while passed < count and (taken := self.take(min(count - passed, 64 * BLOCK_BYTES))):
            passed += len(taken)
        return passed

    def line(self) -> bytes:
        """Return the rest of a line with its end, `HEAD_BYTES` at most; empty at the end of the stream."""
        end = self._held.find(b"\n", self._next, self._next + HEAD_BYTES)
        if end < 0:
            self.hold(HEAD_BYTES)
            end = self._held.find(b"\n", self._next, self._next + HEAD_BYTES)
        return self.take(HEAD_BYTES if end < 0 else end + 1 - self._next)

    def put_back(self, count: int) -> None:
        """Give back bytes that were the last to be taken."""
        self._next -= count
        self.at -= count


class _Member:
    """One gzip member, expanded as it is read, with those behind it that begin within a record."""

    def __init__(self, file: BinaryIO, start: int, limits: Limits) -> None:
        self._file = file
        self._limits = limits
        self._machine = zlib.decompressobj(_GZIP)
        self._start = self._at = start
        self._expanded = 0
        self.stop: int | None = None
        """Offset behind it, once it was read to its end."""
        self.fault: str | None = None

    def blocks(self) -> Iterator[bytes]:
        while self.fault is None and self.stop is None:
            block = self._expand()
            if block:
                yield block
            if self._machine.eof:
                end = self._at - len(self._machine.unused_data)
                if not _continues(self._file, end):
                    self.stop = end
                self._machine, self._at = zlib.decompressobj(_GZIP), end

    def _expand(self) -> bytes:
        data = self._machine.unconsumed_tail
        if not data:
            self._file.seek(self._at)
            data = self._file.read(BLOCK_BYTES)
            self._at += len(data)
        if not data:
            self.fault = "cut off: the file ends within a gzip member"
            return b""
        try:
            block = self._machine.decompress(data, 64 * BLOCK_BYTES)
        except zlib.error as error:
            self.fault = f"a damaged gzip member: {str(error).rpartition(': ')[2]}"
            return b""
        self._expanded += len(block)
        if self._expanded > max(self._limits.record, self._limits.ratio * (self._at - self._start)):
            self.fault = f"a gzip member that expands to more than {self._limits.ratio} times its size"
        return block


def is_gzip(file: BinaryIO) -> bool:
    """Tell whether a file is a sequence of gzip members, even if the first is damaged."""
    file.seek(0)
    head = file.read(HEAD_BYTES).lstrip()
    if head.startswith(_MAGIC) or _VERSION.match(head) or _ARC.match(head):
        return head.startswith(_MAGIC)
    return _next_member(file, 0) is not None


def framed(file: BinaryIO, start: int, stop: int, limits: Limits) -> Iterator[Framed]:
    """Find the records that begin in a stretch of a file.

    Args:
        file: A WARC or ARC file, plain or in gzip members; it is sought in, so others may seek in between.
        start: Where a record begins, or 0.
        stop: The end of the file, or where a later record begins.
        limits: How much is held.
    """
    if is_gzip(file):
        yield from _in_members(file, start, stop, limits)
        return
    end = file.seek(0, 2)
    for frame in _in_stream(_Stream(_blocks(file, start), start, end), limits):
        if frame.offset >= stop:
            return
        yield frame


def record_at(file: BinaryIO, offset: int, nth: int, limits: Limits) -> Framed | None:
    """Return one record by where it stands."""
    for frame in framed(file, offset, offset + 1, limits):
        if frame.nth == nth:
            return frame
    return None


def _blocks(file: BinaryIO, at: int) -> Iterator[bytes]:
    while True:
        file.seek(at)
        block = file.read(64 * BLOCK_BYTES)
        if not block:
            return
        at += len(block)
        yield block


def _in_members(file: BinaryIO, start: int, stop: int, limits: Limits) -> Iterator[Framed]:
    at: int | None = start
    while at is not None and at < stop:
        if not _is_member(file, at):
            yield Framed(offset=at, fault="bytes that are no gzip member")
            at = _next_member(file, at + 1)
            continue
        member = _Member(file, at, limits)
        # The checksum comes at the end, so the last record is only trusted once the member is read to its end.
        last: Framed | None = None
        for nth, frame in enumerate(_in_stream(_Stream(member.blocks(), 0), limits)):
            if last:
                yield last
            last = replace(frame, offset=at, nth=nth)
        if member.fault:
            last = Framed(offset=at, nth=last.nth if last else 0, fault=member.fault)
        if last:
            yield last
        at = member.stop if member.stop is not None else _next_member(file, at + 1)


def _is_member(file: BinaryIO, at: int) -> bool:
    file.seek(at)
    return file.read(3) == _MAGIC


def _next_member(file: BinaryIO, at: int) -> int | None:
    """Return where the next gzip member begins that holds a record; None if there is none."""
    held = b""
    while True:
        file.seek(at + len(held))
        block = file.read(64 * BLOCK_BYTES)
        held += block
        place = held.find(_MAGIC)
        while place >= 0:
            if _holds_record(file, at + place):
                return at + place
            place = held.find(_MAGIC, place + 1)
        if not block:
            return None
        at += max(len(held) - len(_MAGIC) + 1, 0)
        held = held[-len(_MAGIC) + 1 :]


def _start_of(file: BinaryIO, at: int) -> bytes:
    """Return the first bytes in a gzip member; none if it is damaged from its start."""
    file.seek(at)
    try:
        return zlib.decompressobj(_GZIP).decompress(file.read(512), 512)
    except zlib.error:
        return b""


def _holds_record(file: BinaryIO, at: int) -> bool:
    start = _start_of(file, at)
    return bool(_VERSION.match(start) or _ARC.match(start))


def _continues(file: BinaryIO, at: int) -> bool:
    """Tell whether the gzip member at an offset begins within a record."""
    return (
        _is_member(file, at) and bool(start := _start_of(file, at)) and not (_VERSION.match(start) or _ARC.match(start))
    )


def _in_stream(stream: _Stream, limits: Limits) -> Iterator[Framed]:
    while line := stream.line():
        if not line.strip():
            continue
        offset = stream.at - len(line)
        head, length = _head(stream, line)
        if length is None:
            yield Framed(offset=offset, fault=_no_record(line) if not head else "a record without a length")
            _to_next(stream)
        else:
            yield _record(stream, offset, head, length, limits)


def _head(stream: _Stream, line: bytes) -> tuple[bytes, int | None]:
    """Return the head of a record that begins with a line, and the length of its block."""
    arc = _ARC.match(line)
    if arc:
        return line, int(arc[1])
    if not _VERSION.match(line):
        return b"", None
    lines, size = [line], len(line)
    while size < HEAD_BYTES and (line := stream.line()):
        lines.append(line)
        size += len(line)
        if not line.strip():
            break
    head = b"".join(lines)
    match = _LENGTH.search(head)
    return head, int(match[1]) if match and size < HEAD_BYTES else None


def _no_record(line: bytes) -> str:
    return f"no record, but {line[:40].decode('ascii', 'backslashreplace').strip()!r}"


def _to_next(stream: _Stream) -> None:
    while line := stream.line():
        if _VERSION.match(line) or _ARC.match(line):
            stream.put_back(len(line))
            return


def _record(stream: _Stream, offset: int, head: bytes, length: int, limits: Limits) -> Framed:
    """Read the block of a record, and check that the record ends where its head says."""
    if length > limits.record:
        return _long(stream, offset, head, length)
    there = stream.hold(length)
    rest = stream.peek(4, behind=length)
    if there == length and _ends(rest):
        return Framed(offset=offset, head=head, block=stream.take(length))
    inside = stream.search(_NEXT, length)
    if inside:
        block = stream.take(inside[0])
        stream.skip(inside[1] - inside[0])
        doubt = f"Content-Length is {length}, but the record has {len(block)} bytes"
        return Framed(offset=offset, head=head, block=block, doubt=doubt)
    block = stream.take(length)
    if there < length:
        return Framed(offset=offset, fault=f"cut off: {there} of {length} bytes")
    _to_next(stream)
    doubt = f"Content-Length is {length}, but the record goes on; what follows is left out"
    return Framed(offset=offset, head=head, block=block, doubt=doubt)


def _long(stream: _Stream, offset: int, head: bytes, length: int) -> Framed:
    """Pass over a block that is longer than is held, but for its beginning."""
    if stream.end is not None and stream.at + length > stream.end:
        there = stream.end - stream.at
        _to_next(stream)  # the length may be nonsense, and records follow
        return Framed(offset=offset, fault=f"cut off: {there} of {length} bytes")
    block = stream.take(HTTP_BYTES)
    there = len(block) + stream.skip(length - len(block))
    if there < length:
        return Framed(offset=offset, fault=f"cut off: {there} of {length} bytes")
    return Framed(offset=offset, head=head, block=block, long=True)


def _ends(rest: bytes) -> bool:
    """Tell whether a record may end before these bytes: a line end, another record, or nothing."""
    return not rest or rest[:1] in b"\r\n" or rest == b"WARC"


class WarcRecord(Struct, frozen=True, kw_only=True):
    """A record of a WARC or ARC file."""

    type: str
    """`response`, `revisit`, `warcinfo`, …, in lower case."""
    url: str | None
    date: str | None
    """When it was captured, ISO 8601 in UTC."""
    headers: dict[str, str]
    """The head's own fields, by name in lower case."""
    status: str
    """Of the HTTP answer; empty where the record is none."""
    http: dict[str, str] = field(default_factory=dict)
    """The answer's fields, by name in lower case."""
    payload: bytes
    """As sent: chunked and compressed as the answer's fields say."""

    @property
    def media(self) -> str:
        """The media type in lower case, without parameters; empty where nothing says it."""
        given = self.http.get("content-type") if self.status else self.headers.get("content-type")
        return (given or "").split(";")[0].strip().lower()

    @property
    def charset(self) -> str | None:
        """The charset that the answer names."""
        match = re.search(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", self.http.get("content-type", ""), re.IGNORECASE)
        return match[1] if match else None


def parsed(frame: Framed) -> WarcRecord:
    """Read the heads of a record.

    Raises:
        ValueError: If they cannot be read.
    """
    import warcio.recordloader as warcio  # noqa: PLC0415 - an extra

    # It tells on standard error what is mended here.
    logging.getLogger(warcio.__name__).disabled = True
    start = BytesIO(_mended(frame.head) + frame.block[:HTTP_BYTES])
    try:
        record = warcio.ArcWarcRecordLoader(verify_http=False, arc2warc=False).parse_record_stream(start)
        used = start.tell() - len(_mended(frame.head))
    except (warcio.ArchiveLoadFailed, EOFError, ValueError, AttributeError, IndexError) as error:
        raise ValueError(f"a head that cannot be read: {str(error)[:80]!r}") from error
    headers = _fields(record.rec_headers)
    http = record.http_headers
    arc = record.format == "arc"
    return WarcRecord(
        type="response" if arc and record.rec_type == "response" else str(record.rec_type or "").lower(),
        url=headers.get("uri") if arc else headers.get("warc-target-uri"),
        date=_date(headers.get("archive-date" if arc else "warc-date")),
        headers=headers,
        status=_status(http.get_statuscode()) if http and record.rec_type != "request" else "",
        http=_fields(http) if http else {},
        payload=frame.block[max(used, 0) :],
    )


def _mended(head: bytes) -> bytes:
    """Bring an ARC head of ten fields (version 2) to the five that warcio knows; leave any other as it is."""
    fields = head.split()
    if head[:5].upper() == b"WARC/" or len(fields) <= 5:
        return head
    return b" ".join([*fields[:4], fields[-1]]) + b"\n"


def _fields(headers: Any) -> dict[str, str]:
    fields: dict[str, str] = {}
    for name, value in headers.headers:
        fields.setdefault(name.strip().lower(), value.strip())
    return fields


def _status(line: str) -> str:
    return line if re.fullmatch(r"[1-5]\d\d", line) else "0"


def _date(stamp: str | None) -> str | None:
    """Return a WARC or ARC date as ISO 8601 in UTC to the second; None where it is none."""
    if stamp and re.fullmatch(r"\d{14}", stamp):
        stamp = f"{stamp[:4]}-{stamp[4:6]}-{stamp[6:8]}T{stamp[8:10]}:{stamp[10:12]}:{stamp[12:]}Z"
    try:
        time = datetime.fromisoformat(stamp or "")
    except ValueError:
        return None
    time = time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    return time.strftime("%Y-%m-%dT%H:%M:%SZ") if time.year > 999 else None


def content(record: WarcRecord, limits: Limits) -> bytes:
    """Return a record's payload as the page's author wrote it: whole, not chunked, not compressed.

    Raises:
        ValueError: If it is compressed in a way that is not read, damaged, or longer than a record may be.
    """
    data = record.payload
    if record.http.get("transfer-encoding", "").lower() == "chunked":
        from warcio.bufferedreaders import ChunkedDataReader  # noqa: PLC0415 - an extra

        data = ChunkedDataReader(BytesIO(data)).read()
    encodings = [name.strip().lower() for name in record.http.get("content-encoding", "").split(",")]
    for name in reversed(encodings):
        if name not in ("", "identity", "none", "utf-8"):
            data = _expanded(data, name, limits)
    return data


def _expanded(data: bytes, name: str, limits: Limits) -> bytes:
    """Undo one Content-Encoding; data that is not in it was expanded when it was captured, and stays."""
    if name not in ("gzip", "x-gzip", "deflate", "br"):
        raise ValueError(f"Content-Encoding {name[:40]!r}; expected gzip, deflate or br")
    most = min(limits.record, max(limits.ratio * len(data), 1024**2))
    if name == "br":
        expanded = _brotli(data, most)
    elif name == "deflate":
        expanded = _inflated(data, zlib.MAX_WBITS, most) or _inflated(data, -zlib.MAX_WBITS, most)
    else:
        expanded = _inflated(data, _GZIP, most)
    if expanded is None:
        return data
    if len(expanded) > most:
        raise ValueError(f"{name} that expands to more than {mib(most)}")
    return expanded


def _inflated(data: bytes, bits: int, most: int) -> bytes | None:
    """Inflate; as far as it goes where the end is missing, None where it is nothing of the kind."""
    try:
        return zlib.decompressobj(bits).decompress(data, most + 1)
    except zlib.error:
        return None


def _brotli(data: bytes, most: int) -> bytes | None:
    import brotli  # noqa: PLC0415 - an extra

    machine = brotli.Decompressor()
    pieces, size = [], 0
    try:
        piece = machine.process(data, output_buffer_limit=1024**2)
        while piece:
            pieces.append(piece)
            size += len(piece)
            piece = b"" if size > most or machine.is_finished() else machine.process(b"", output_buffer_limit=1024**2)
    except brotli.error:
        return b"".join(pieces) or None
    return b"".join(pieces)
