"""E-books (EPUB): each chapter an article, as newspapers are given out to readers of e-books.

ebooklib is not used: its licence, AGPL, would be that of the whole. Tables of contents, covers and colophons are passed
over.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO
from urllib.parse import unquote

from msgspec import Struct
from msgspec.structs import replace

from generator.model import Origin, Passed
from generator.model.errors import ArticleError
from generator.read import embargo
from generator.read.detect import Certainty, Head
from generator.read.documents.headings import DAY, Document, articles_of, captured
from generator.read.documents.markup import paragraphs, parsed
from generator.read.files.packages import Package, as_one, attribute, guarded, local
from generator.read.part import ByteSpan, Format, InputFile, Outcome, Part, digest_of

WHAT = "an e-book"

CONTAINER = "META-INF/container.xml"
LOCKS = "META-INF/encryption.xml"

MOST_CHAPTERS = 10_000

_FONTS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
"""What scrambles fonts alone."""
_OUTSIDE = {
    **dict.fromkeys(("toc", "landmarks", "page-list", "loi", "lot", "index"), "a table of contents"),
    **dict.fromkeys(("cover", "title-page", "titlepage", "halftitlepage", "halftitle"), "a cover"),
    **dict.fromkeys(
        (
            "copyright-page",
            "copyright",
            "colophon",
            "imprint",
            "imprimatur",
            "acknowledgements",
            "dedication",
            "other-credits",
        ),
        "a colophon",
    ),
}
"""What parts of a book are called by the standards, that are no article -> why they are none."""
_WORDS_OF_TEXT = 20
"""Words of a paragraph that is a text."""
_PROGRAMS = re.compile(r"calibre\b.*|pandoc|sigil|unknown|unbekannt", re.IGNORECASE)


class Chapter(Struct, frozen=True):
    """A part of a book, in its order."""

    place: str
    outside: str = ""
    """Why it is no article, as the book says."""


class Book(Struct, frozen=True, kw_only=True):
    """What a book says of itself and its chapters."""

    facts: Mapping[str, str]
    chapters: tuple[Chapter, ...]


def book(package: Package, path: str) -> Book:
    """Read the package document of a book.

    Raises:
        ArticleError: If the book has none, or is locked.
    """
    if LOCKS in package.names:
        used = {attribute(one, "Algorithm") for one in package.root(LOCKS).iter() if local(one) == "EncryptionMethod"}
        if used.difference(_FONTS):
            raise ArticleError(path, None, "an e-book that is locked (DRM)", "one without a lock")
    place = next(
        (attribute(one, "full-path") for one in package.root(CONTAINER).iter() if local(one) == "rootfile"), None
    )
    root = package.root(place or "")
    folder = posixpath.dirname(place or "")
    facts: dict[str, str] = {}
    items: dict[str, tuple[str, str]] = {}
    outside: dict[str, str] = {}
    order: list[str] = []
    for element in root.iter():
        name = local(element)
        if name in ("title", "publisher", "date", "language", "creator") and (element.text or "").strip():
            facts.setdefault(name, element.text.strip())
        elif name == "item":
            target = posixpath.normpath(posixpath.join(folder, unquote(attribute(element, "href") or "")))
            items[attribute(element, "id") or ""] = (target, attribute(element, "properties") or "")
        elif name == "itemref":
            order.append(attribute(element, "idref") or "")
        elif name == "reference":
            target = posixpath.normpath(
                posixpath.join(folder, unquote(attribute(element, "href") or "").partition("#")[0])
            )
            outside[target] = _OUTSIDE.get(attribute(element, "type") or "", "")
    chapters = [
        Chapter(items[key][0], _OUTSIDE["toc"] if "nav" in items[key][1].split() else outside.get(items[key][0], ""))
        for key in dict.fromkeys(order)
        if key in items
    ]
    if not chapters or len(chapters) > MOST_CHAPTERS:
        raise ArticleError(
            path, None, f"an e-book of {len(chapters):,} chapters", f"at least 1, at most {MOST_CHAPTERS:,}"
        )
    return Book(facts=facts, chapters=tuple(chapters))


def _outcomes(part: Part, file: BinaryIO) -> Iterator[Outcome]:
    package = Package(file, part.path, part.limits)
    about = book(package, part.path)
    facts, rules = _facts(about.facts)
    number = 0
    for chapter in about.chapters:
        if chapter.outside:
            yield Passed(path=part.path, reason=chapter.outside)
            continue
        data = package.read(chapter.place)
        root = parsed(data)
        body = None if root is None else root.find("body")
        if body is None:
            yield Passed(path=part.path, reason="a chapter without a text")
            continue
        if reason := _outside(body):
            yield Passed(path=part.path, reason=reason)
            continue
        origins = dict[str, Origin](dict.fromkeys(facts.keys() & {"published"}, "inferred"))
        document = Document(paragraphs=paragraphs(body), facts=facts, rules=rules, origins=origins)
        sections = articles_of(document)
        for section in sections:
            number += bool(section.lines)
            yield from captured(part, document, section, number, digest_of(data), rule="e-book")


def _facts(told: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Return what a book says of all its articles, under our keys, and where it says so."""
    publisher = told.get("publisher", "")
    title = told.get("title", "")
    named = DAY.sub("", title).strip(" ,;:|–—-")
    outlet, rule = (publisher, "publisher") if publisher and not _PROGRAMS.fullmatch(publisher) else (named, "title")
    facts = {
        "outlet": outlet,
        "published": told.get("date", "").strip(),
        "language": told.get("language", ""),
        "issue": title,
    }
    rules = {
        "outlet": f"e-book, {rule}",
        "published": "e-book, date",
        "language": "e-book, language",
        "issue": "e-book, title",
    }
    return {key: value for key, value in facts.items() if value}, rules


def _outside(body: Any) -> str:
    """Return why a chapter is no article: it says so, or is little but links; empty if it is one."""
    kinds: set[str] = set()
    for element in (body, *list(body)[:3]):
        kinds |= {kind for name in ("epub:type", "type", "role") for kind in (element.get(name) or "").split()}
    for kind in kinds:
        if reason := _OUTSIDE.get(kind.removeprefix("doc-")):
            return reason
    words = len(" ".join(body.itertext()).split())
    linked = sum(len(" ".join(link.itertext()).split()) for link in body.iter("a"))
    if not words:
        return "a chapter without a text"
    return _OUTSIDE["toc"] if linked * 2 > words or _is_list(body) else ""


def _is_list(body: Any) -> bool:
    """Tell whether a chapter lists others, each with a link and a line about it, and has no text of its own."""
    entries = list(body.iter("li"))
    listed = bool(entries) and all(next(one.iter("a"), None) is not None for one in entries)
    return listed and not any(len(" ".join(one.itertext()).split()) >= _WORDS_OF_TEXT for one in body.iter("p"))


def _recognise(head: Head) -> Certainty:
    return (
        Certainty.CERTAIN
        if CONTAINER in head.members and b"epub" in head.data[:128]
        else (Certainty.LIKELY if CONTAINER in head.members and head.ending == ".epub" else Certainty.NO)
    )


def _captures(part: Part, file: BinaryIO) -> Iterator[Outcome]:
    yield from guarded(part, WHAT, lambda: _outcomes(part, file))


_PAGES = re.compile(r".*\.x?html?", re.IGNORECASE)


def _as_one(source: InputFile) -> Iterator[ByteSpan]:
    """Cut nothing of an e-book, and give the moments before which its pages forbid to publish them."""
    for span in as_one(source):
        try:
            package = Package(source.file, source.path, source.limits)
            pages = [name for name in sorted(package.names) if _PAGES.fullmatch(name)][:MOST_CHAPTERS]
            moments = {one for name in pages for one in embargo.in_markup(package.read(name))}
            yield replace(span, ahead=tuple(sorted(moments)))
        except ArticleError:
            yield span  # what reads the book says so


EPUB = Format(
    kind="epub",
    rank=14,
    title="e-book",
    endings=(".epub",),
    recognise=_recognise,
    cut=_as_one,
    captures=_captures,
    reads="file",
    opens=frozenset({"zip"}),
    needs=("lxml",),
    extra="documents",
    sidecar=True,
)

FORMATS = (EPUB,)
