"""Packages: the documents that are zip archives of XML (Word, OpenDocument, e-books), opened within limits.

Parts are read one by one, as far as they are asked for: the pictures of a document are never expanded. XML is parsed by
lxml without document types, entities or addresses.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, BinaryIO

from msgspec.structs import replace

from generator.model.errors import ArticleError
from generator.read import embargo
from generator.read.part import MIB, ByteSpan, InputFile, Limits, Outcome, Part, digest_file, mib, problem

from . import compressed

MOST_XML = 64 * MIB
"""Bytes of the largest XML part of a document: a novel has one."""


class Package:
    """A document's zip archive."""

    def __init__(self, file: BinaryIO, path: str, limits: Limits) -> None:
        self._archive = compressed.open_archive(file, path)
        self._path, self._limits = path, limits
        self.names = frozenset(self._archive.namelist())

    def read(self, name: str) -> bytes:
        """Return a part.

        Raises:
            ArticleError: If it is missing, broken, locked or too large.
        """
        with self.open(name) as member:
            data = member.read(MOST_XML + 1)
        if len(data) > MOST_XML:
            raise ArticleError(self._path, None, f"more than {mib(MOST_XML)} of text", "a smaller document")
        return data

    def open(self, name: str) -> compressed.Member:
        """Open a part, to be read from its front.

        Raises:
            ArticleError: If it is missing or locked, or says that it is larger than what is read.
        """
        if name not in self.names:
            raise ArticleError(self._path, None, f"without its part {name[:120]!r}", "a whole document")
        return compressed.Member(self._archive, name, self._limits, self._path)

    def size(self, name: str) -> int:
        """Return the bytes that a part has, expanded; 0 where it is missing."""
        return self._archive.getinfo(name).file_size if name in self.names else 0

    def root(self, name: str) -> Any:
        """Return the root element of an XML part.

        Raises:
            ArticleError: As `read`, or if it is no XML.
        """
        return xml(self.read(name), self._path, name)


def xml(data: bytes, path: str, name: str) -> Any:
    """Return the root element of XML.

    Raises:
        ArticleError: If it is none.
    """
    from lxml import etree  # noqa: PLC0415 - an extra

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.LxmlError, ValueError) as error:
        raise ArticleError(
            path, None, f"broken XML in {name[:120]!r}: {str(error)[:120]}", "a whole document"
        ) from error
    if root is None:
        raise ArticleError(path, None, f"no XML in {name[:120]!r}", "a whole document")
    return root


def local(element: Any) -> str:
    """Return the name of an element without its namespace; empty for comments and the like."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def attribute(element: Any, name: str) -> str | None:
    """Return an attribute by its name without the namespace."""
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), None)


def as_one(source: InputFile) -> Iterator[ByteSpan]:
    """Cut nothing of a file that is read by seeking in it."""
    size = source.file.seek(0, io.SEEK_END)
    yield ByteSpan(start=0, stop=1, size=size, digest=digest_file(source.file))


def as_document(source: InputFile, main: re.Pattern[str]) -> Iterator[ByteSpan]:
    """Cut nothing of a document, and give the moments before which its text forbids to publish it.

    Args:
        source: The file.
        main: How the part with its text is called.
    """
    for span in as_one(source):
        try:
            package = Package(source.file, source.path, source.limits)
            name = next(filter(main.match, sorted(package.names)), "")
            yield replace(span, ahead=embargo.in_markup(package.read(name))) if name else span
        except ArticleError:
            yield span  # what reads the document says so


def guarded(part: Part, what: str, made: Callable[[], Iterable[Outcome]]) -> Iterator[Outcome]:
    """Yield what a reader makes of a file; whatever it raises is a problem of that file, and what came before stays.

    Args:
        part: The file's part.
        what: What the file is, with its article: `a Word document`.
        made: The reader.
    """
    try:
        yield from made()
    except ArticleError as error:
        yield problem(part.path, error.message, record=error.record, field=error.field)
    except (OSError, MemoryError):
        raise
    except Exception as error:  # noqa: BLE001 - libraries raise what they like on a stranger's bytes
        told = f"{type(error).__name__}: {str(error)[:120]}"
        yield problem(part.path, f"{what} that cannot be read: {' '.join(told.split())}; expected a whole one")
