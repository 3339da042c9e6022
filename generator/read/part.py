"""Parts: what stage 1 cuts its input into, so that a grown file is not read anew from its start.

A `Format` says how files of one kind are recognised, cut into spans, and how a span becomes captures; a `Part` is such
a span with all else that its captures depend on.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any, BinaryIO, Literal

from msgspec import Struct, field
from msgspec.structs import replace

from generator.model import Capture, Passed, Problem
from generator.model.errors import ArticleError

from . import encoding as encodings
from .detect import Certainty, Head
from .embargo import ahead

PART_BYTES = 256 * 1024
"""A part of a line file ends at the first line end at or behind this many bytes: what an edit makes anew."""

BLOCK_BYTES = 1024 * 1024

MIB = 1024 * 1024

_LINE_END = re.compile(rb"\r\n?|\n")


class Limits(Struct, frozen=True, kw_only=True):
    """How much of a stranger's file is taken."""

    record: int = 16 * MIB
    """Bytes of the largest record; 50 MB of text take 2.3 GB of memory on their way to a page."""
    file: int = 64 * MIB
    """Bytes of the largest file that is read as a whole."""
    expanded: int = 16 * 1024 * MIB
    """Bytes that a compressed file may expand to."""
    ratio: int = 100
    """How many times its own size compressed content may have, beyond the first 16 MiB."""


LIMITS = Limits()


class Part(Struct, frozen=True, kw_only=True):
    """A span of an input file, and all else that decides what captures it gives."""

    path: str
    """POSIX path below the articles folder, fit to be written; bytes of a name that are not UTF-8 are escaped. A file
    in a zip archive stands below the archive's name."""
    name: str
    """Path of the file as the system knows it, to open it by."""
    layers: tuple[str, ...] = ()
    """What the content is packed in, the outermost first: `gz`, `bz2`, `xz`, `zst`, or `zip:` and a member's name."""
    start: int
    """Offset of the first byte in the expanded content, or where the span begins in its format's own units."""
    stop: int
    """Offset behind the last."""
    first_record: int | None
    """Line number, from 1, of the first line; None where the format counts otherwise, or not."""
    kind: str
    """Kind of its format: `text`, `markdown`, `json`, `jsonl`, …."""
    detail: str = ""
    """What the format found out about the file when it cut it."""
    fields: Mapping[str, Any] = field(default_factory=dict)
    """Values that folders and the sidecar give."""
    rules: Mapping[str, str] = field(default_factory=dict)
    """Key of `fields` -> `folder NAME` or `sidecar NAME`."""
    mapping: Mapping[str, str] = field(default_factory=dict)
    """Key of ours -> where a record has it, such as `meta.date`; what settings and folders say."""
    limits: Limits = LIMITS
    encoding: str | None
    """Codec, where the start of the file decides it (UTF-16, UTF-32); None where the part's own bytes do."""
    ahead: tuple[str, ...] = ()
    """Moments that the part names and that lay ahead when it was cut, where it speaks of an embargo."""
    title: str = ""
    """What the file was taken for, in words: `JSON lines, gzip`."""
    size: int = 0
    """Bytes of work."""
    stamp: tuple[int, ...] = ()
    """Size, time and number of the file when it was cut; not part of the digest."""
    digest: str
    """BLAKE2b (16 bytes, hex) of the bytes and of all fields above that captures depend on, save the path."""


class ByteSpan(Struct, frozen=True, kw_only=True):
    """A stretch of a file, as a format cuts it."""

    start: int
    """In bytes of the expanded content if the format reads spans, else in units of its own."""
    stop: int
    first_record: int | None = None
    encoding: str | None = None
    detail: str = ""
    """What captures need to know besides, in the format's own words; it counts for the digest."""
    ahead: tuple[str, ...] = ()
    """As in `Part.ahead`; it counts for the digest."""
    size: int | None = None
    """Bytes of work, where that is not `stop - start`."""
    digest: str
    """BLAKE2b (16 bytes, hex) of all bytes that the span's captures depend on."""


class InputFile(Struct, frozen=True, kw_only=True):
    """An input file, opened to be cut."""

    path: str
    """As in `Part.path`."""
    file: BinaryIO
    """At its start, expanded; to be read forward once, unless the format reads files."""
    head: Head
    limits: Limits = LIMITS
    beside: Beside | None = None
    """Opens the files that it speaks of, for a format that reads them too."""


Beside = Callable[[str], AbstractContextManager[BinaryIO]]
"""Opens a file by its path from the folder of another; raises `ArticleError` where it is not to be had."""

Outcome = Capture | Problem | Passed


class Format(Struct, frozen=True, kw_only=True):
    """How files of one kind are read; a new one is a module that `pyproject.toml` names (see `registry`)."""

    kind: str
    rank: int = 50
    """Of two formats that are as sure of a file, the one of smaller rank is taken."""
    title: str
    """What one is called: `JSON file`, `HTML page`."""
    endings: tuple[str, ...]
    """Ends of file names, in lower case, with the dot: a hint."""
    recognise: Callable[[Head], Certainty]
    """Tells by its start whether a file is one; needs no library that can be missing."""
    cut: Callable[[InputFile], Iterator[ByteSpan]]
    """From a file to spans that cover it in order; raises `ArticleError` where the file cannot be read. Depends on
    nothing but the file's bytes, its head and the limits."""
    captures: Callable[[Part, BinaryIO], Iterator[Outcome]]
    """From a part and its file: for each record a capture, a problem that loses it, or why it is passed over, behind
    problems with its values. What it yields depends on nothing but the part's path and what `Part.digest` covers."""
    reads: Literal["span", "file"] = "span"
    """`span`: captures gets a file set to the start of the span, to be read forward as far as the span goes. `file`:
    cut and captures get the whole file, in which they can seek."""
    company: Callable[[BinaryIO], tuple[str, ...]] | None = None
    """Names the files beside a file that it speaks of, by their paths from its folder: they are read with it and are no
    input of their own. For a format that reads files, and whose files are told by content and ending."""
    captures_with: Callable[[Part, BinaryIO, Beside], Iterator[Outcome]] | None = None
    """`captures`, for a format whose files have company."""
    opens: frozenset[str] = frozenset()
    """Compressions that the format takes care of itself."""
    needs: tuple[str, ...] = ()
    """Import names of libraries that it cannot do without and that may be missing. Their versions count for the digest
    of what they read, so that a format from outside names its own package too."""
    extra: str = ""
    """The extra of this package that installs them."""
    sidecar: bool = False
    """Whether a YAML file of the same name gives the fields."""


def require(names: tuple[str, ...], extra: str, path: str, what: str) -> None:
    """Make sure that libraries are installed.

    Args:
        names: Their import names.
        extra: The extra of this package that installs them.
        path: The file that needs them.
        what: What that file is, with its article: `an HTML page`.

    Raises:
        ArticleError: If one is missing; says how to install it.
    """
    missing = [name for name in names if not _installed(name)]
    if missing:
        found = f"{what}, which needs {', '.join(missing)}"
        raise ArticleError(path, None, found, f"it installed: pip install 'backfile[{extra}]'")


def _installed(name: str) -> bool:
    return importlib.util.find_spec(name) is not None


def versions(formats: Iterable[Format]) -> list[str]:
    """Return name and version of every library that some format needs; the version is empty where it is missing."""
    return sorted({f"{name} {_version(name)}" for format_ in formats for name in format_.needs})


@cache
def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def digest_of(data: bytes) -> str:
    """Return the BLAKE2b digest (16 bytes, hex) of bytes."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def part_digest(span: ByteSpan, format_: Format, given: tuple[object, ...]) -> str:
    """Return the digest of everything but the path that the captures of a span depend on.

    Args:
        span: The span.
        format_: Its format.
        given: Fields, rules, mapping and limits, as JSON takes them; fields in order, because captures hold them so.
    """
    rest = [
        format_.kind,
        [f"{name} {_version(name)}" for name in format_.needs],
        *(span.digest, span.first_record, span.encoding, span.detail),
        *given,
        *span.ahead,
    ]
    if format_.reads == "file":
        rest += [span.start, span.stop]
    return digest_of(json.dumps(rest).encode())


def problem(
    path: str,
    message: str,
    *,
    record: int | None = None,
    field: str | None = None,
    lost: bool = True,
    remedy: str = "",
) -> Problem:
    """Return a problem of this stage."""
    return Problem(path=path, record=record, stage="read", field=field, message=message, lost=lost, remedy=remedy)


def whole(source: InputFile) -> Iterator[ByteSpan]:
    """Cut nothing: one span, as long as the file is not too large to hold."""
    hasher, size = hashlib.blake2b(digest_size=16), 0
    held: list[bytes] = []
    while block := source.file.read(BLOCK_BYTES):
        hasher.update(block)
        held.append(block)
        size += len(block)
        if size > source.limits.file:
            raise ArticleError(
                source.path, None, f"more than {mib(source.limits.file)}", "a smaller file, or JSON lines"
            )
    yield ByteSpan(start=0, stop=size, ahead=ahead(b"".join(held)), digest=hasher.hexdigest())


def whole_with(source: InputFile, company: Callable[[BinaryIO], Iterable[str]]) -> Iterator[ByteSpan]:
    """Cut nothing: one span, for whose digest the bytes of other files count, too.

    Args:
        source: The file.
        company: From the file, at its start, to the names of the files beside it that are read with it.
    """
    [span] = whole(source)
    source.file.seek(0)
    digests, size = [span.digest], span.stop
    for name in company(source.file) if source.beside else ():
        try:
            with source.beside(name) as other:  # type: ignore[misc]
                digests.append(digest_file(other))
                size += other.tell()
        except ArticleError as error:
            digests.append(error.message)
    yield replace(span, size=size, digest=digest_of("\0".join(digests).encode()))


def by_lines(source: InputFile) -> Iterator[ByteSpan]:
    """Cut a line file into spans of about `PART_BYTES`, each of whole lines.

    The rule starts from the beginning of the file, so a file that grows at its end keeps its earlier spans. UTF-16 and
    UTF-32, whose line ends are no single bytes, stay whole. Where the content breaks off, the whole lines before the
    break are the last span.
    """
    encoding = encodings.wide(source.head.data[: encodings.HEAD_BYTES])
    if encoding:
        try:
            [span] = whole(source)
        except ArticleError as error:
            name = encodings.readable(encoding)
            raise ArticleError(source.path, None, f"{error.found} of {name}", "UTF-8 in large files") from error
        if span.stop:
            yield replace(span, first_record=1, encoding=encoding)
        return
    cutter = _Cutter(source.limits.record)
    last: ByteSpan | None = None
    try:
        while block := source.file.read(BLOCK_BYTES):
            for last in cutter.feed(block):
                yield last
    except ArticleError as error:
        for last in cutter.before_break(source.file):
            yield last
        raise (breaks_off(error) if last else error) from None
    yield from cutter.rest()


def breaks_off(error: ArticleError) -> ArticleError:
    """Return the error of content that breaks off, where the records before the break are read."""
    expected = f"{error.expected}; the records before that are read"
    return ArticleError(error.path, error.field, error.found, expected, record=error.record)


class _Cutter:
    """Cuts a stream of blocks at the first line end at or behind each `PART_BYTES`, read once from front to back."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._start, self._stop, self._first = 0, 0, 1
        self._lines, self._last = 0, b""
        self._ends_in_cr = False
        self._hasher = hashlib.blake2b(digest_size=16)
        self._held: list[bytes] = []

    def feed(self, block: bytes) -> Iterator[ByteSpan]:
        """Take the next block and yield the spans that end in it."""
        if self._ends_in_cr:  # its LF may be the first byte of this block
            at = int(block.startswith(b"\n"))
            self._take(block[:at])
            yield self._span()
            block = block[at:]
        while block:
            end = _LINE_END.search(block, max(0, PART_BYTES - (self._stop - self._start)))
            self._ends_in_cr = bool(end and end[0] == b"\r" and end.end() == len(block))
            self._take(block[: end.end()] if end else block)
            block = block[end.end() :] if end else b""
            if end and not self._ends_in_cr:
                yield self._span()

    def rest(self) -> Iterator[ByteSpan]:
        """Yield the span that the end of the stream ends."""
        if self._stop > self._start:
            yield self._span()

    def before_break(self, file: BinaryIO) -> Iterator[ByteSpan]:
        """Yield the span of the whole lines that came before the stream broke off."""
        at = end = self._start
        file.seek(at)
        while at < self._stop and (block := file.read(min(BLOCK_BYTES, self._stop - at))):
            last = max(block.rfind(b"\n"), block.rfind(b"\r"))
            end = at + last + 1 if last >= 0 else end
            at += len(block)
        if end > self._start:
            digest = digest_range(file, self._start, end)
            file.seek(self._start)
            moments = ahead(file.read(min(end - self._start, self._most)))
            yield ByteSpan(start=self._start, stop=end, first_record=self._first, ahead=moments, digest=digest)

    def _take(self, data: bytes) -> None:
        self._hasher.update(data)
        if self._stop - self._start <= self._most:  # beyond it, the line is no record
            self._held.append(data)
        self._lines += data.count(b"\n")
        if b"\r" in data:
            self._lines += data.count(b"\r") - data.count(b"\r\n")
        self._lines -= self._last == b"\r" and data.startswith(b"\n")
        self._last = data[-1:] or self._last
        self._stop += len(data)

    def _span(self) -> ByteSpan:
        span = ByteSpan(
            start=self._start,
            stop=self._stop,
            first_record=self._first,
            ahead=ahead(b"".join(self._held)),
            digest=self._hasher.hexdigest(),
        )
        self._held = []
        self._start, self._first = self._stop, self._first + self._lines
        self._lines, self._last, self._ends_in_cr = 0, b"", False
        self._hasher = hashlib.blake2b(digest_size=16)
        return span


def digest_range(file: BinaryIO, start: int, stop: int) -> str:
    """Return the digest of a stretch of a file, held a block at a time; as far as the file goes."""
    hasher = hashlib.blake2b(digest_size=16)
    file.seek(start)
    while start < stop and (block := file.read(min(BLOCK_BYTES, stop - start))):
        hasher.update(block)
        start += len(block)
    return hasher.hexdigest()


def digest_file(file: BinaryIO) -> str:
    """Return the digest of a whole file."""
    return digest_range(file, 0, file.seek(0, os.SEEK_END))


def mib(size: int) -> str:
    """Return a number of bytes in words: `64 MiB`."""
    return f"{-(-size // MIB):,} MiB"


def changed(path: str) -> ArticleError:
    """Return the error for a file that is not what it was when it was cut into parts."""
    return ArticleError(path, None, "changed while it was read", "a file that keeps still during a build")
