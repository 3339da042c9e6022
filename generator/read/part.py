"""Parts: what stage 1 cuts its input into, so that a grown file is not read anew from its start.

A `Format` says how files of one kind are cut into spans of bytes and how a span becomes captures; a `Part` is such a
span with all else that its captures depend on.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from generator.errors import ArticleError
from generator.model import Capture, Problem

from . import encoding as encodings

PART_BYTES = 4 * 1024 * 1024
"""A part of a line file ends at the first line end at or behind this many bytes."""

WHOLE_BYTES = 64 * 1024 * 1024
"""Largest file that is read as a whole."""

BLOCK_BYTES = 1024 * 1024

_LINE_END = re.compile(rb"[\r\n]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Bytes of an input file, and all else that decides what captures they give."""

    path: str
    """POSIX path below the articles folder, fit to be written; bytes of a name that are not UTF-8 are escaped."""
    name: str
    """The same path as the system knows it, to open the file by; differs from `path` only by those escapes."""
    start: int
    """Offset of the first byte."""
    stop: int
    """Offset behind the last byte."""
    first_record: int | None
    """Line number, from 1, of the first line; None where the file is read as a whole."""
    kind: str
    """Kind of its format: `text`, `markdown`, `json`, `jsonl`."""
    fields: Mapping[str, Any] = field(default_factory=dict)
    """Values that folders and the sidecar give."""
    rules: Mapping[str, str] = field(default_factory=dict)
    """Key of `fields` -> `folder NAME` or `sidecar NAME`."""
    encoding: str | None
    """Codec, where the start of the file decides it (UTF-16, UTF-32); None where the part's own bytes do."""
    digest: str
    """BLAKE2b (16 bytes, hex) of the bytes and of all fields above that captures depend on, save the path."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of a file, as a format cuts it."""

    start: int
    stop: int
    first_record: int | None = None
    encoding: str | None = None
    digest: str
    """BLAKE2b (16 bytes, hex) of the bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """How files of one kind are read; a new one is a module with a `Format`, listed in `generator.read.FORMATS`."""

    kind: str
    endings: tuple[str, ...]
    """Ends of file names, in lower case, with the dot."""
    cut: Callable[[str, BinaryIO], Iterator[Span]]
    """From path and file to spans that cover it in order; raises `ArticleError` where the file cannot be read."""
    captures: Callable[[Part, BinaryIO], Iterator[Capture | Problem]]
    """From a part and its file, set to the start of the part. What it yields depends on nothing but the part's path
    and what `Part.digest` covers, so that it may be kept."""
    sidecar: bool = False
    """Whether a YAML file of the same name gives the fields."""


def digest_of(data: bytes) -> str:
    """Return the BLAKE2b digest (16 bytes, hex) of bytes."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def part_digest(span: Span, kind: str, fields: Mapping[str, Any], rules: Mapping[str, str]) -> str:
    """Return the digest of everything but the path that the captures of a span depend on.

    The fields count in their order, because captures hold them in it.
    """
    rest = [kind, span.digest, span.first_record, span.encoding, list(fields.items()), list(rules.items())]
    return digest_of(json.dumps(rest).encode())


def problem(
    path: str, message: str, *, record: int | None = None, field: str | None = None, lost: bool = True
) -> Problem:
    """Return a problem of this stage."""
    return Problem(path=path, record=record, stage="read", field=field, message=message, lost=lost)


def whole(path: str, file: BinaryIO) -> Iterator[Span]:
    """Cut nothing: one span, as long as the file is not too large to hold."""
    size = _size(file)
    if size > WHOLE_BYTES:
        raise ArticleError(path, None, f"a file of {_mib(size)}", f"at most {_mib(WHOLE_BYTES)}, or JSON lines")
    yield Span(start=0, stop=size, digest=_scan(path, file, 0, size)[0])


def by_lines(path: str, file: BinaryIO) -> Iterator[Span]:
    """Cut a line file into spans of about `PART_BYTES`, each of whole lines.

    The rule starts from the beginning of the file, so a file that grows at its end keeps its earlier spans. UTF-16 and
    UTF-32, whose line ends are no single bytes, stay whole.
    """
    size = _size(file)
    encoding = encodings.wide(file.read(encodings.HEAD_BYTES))
    if encoding:
        if size > WHOLE_BYTES:
            name = encodings.readable(encoding)
            raise ArticleError(path, None, f"{_mib(size)} of {name}", f"UTF-8 in files above {_mib(WHOLE_BYTES)}")
        yield Span(start=0, stop=size, first_record=1, encoding=encoding, digest=_scan(path, file, 0, size)[0])
        return
    start, first = 0, 1
    while start < size:
        stop = min(_line_end(file, start + PART_BYTES), size)
        digest, lines = _scan(path, file, start, stop)
        yield Span(start=start, stop=stop, first_record=first, digest=digest)
        start, first = stop, first + lines


def span_of(part: Part, file: BinaryIO) -> Span:
    """Return the part's span as the file holds it now."""
    digest, _ = _scan(part.path, file, part.start, part.stop)
    return Span(start=part.start, stop=part.stop, first_record=part.first_record, encoding=part.encoding, digest=digest)


def _size(file: BinaryIO) -> int:
    return os.fstat(file.fileno()).st_size


def _mib(size: int) -> str:
    return f"{-(-size // 1024**2)} MiB"


def _line_end(file: BinaryIO, at: int) -> int:
    """Return the offset behind the first line end at or behind `at`; behind the end of the file if there is none."""
    file.seek(at)
    while block := file.read(BLOCK_BYTES):
        found = _LINE_END.search(block)
        if not found:
            at += len(block)
            continue
        at += found.end()
        if found[0] == b"\r":
            file.seek(at)
            at += file.read(1) == b"\n"
        return at
    return at


def _scan(path: str, file: BinaryIO, start: int, stop: int) -> tuple[str, int]:
    """Return digest and number of line ends (LF, CR LF or CR) of a stretch, held a block at a time."""
    hasher = hashlib.blake2b(digest_size=16)
    lines, last = 0, b""
    file.seek(start)
    while start < stop:
        block = file.read(min(BLOCK_BYTES, stop - start))
        if not block:
            raise changed(path)
        hasher.update(block)
        lines += block.count(b"\n")
        if b"\r" in block:
            lines += block.count(b"\r") - block.count(b"\r\n")
        lines -= last == b"\r" and block.startswith(b"\n")
        last = block[-1:]
        start += len(block)
    return hasher.hexdigest(), lines


def changed(path: str) -> ArticleError:
    """Return the error for a file that is not what it was when it was cut into parts."""
    return ArticleError(path, None, "changed while it was read", "a file that keeps still during a build")
