"""Several: a page that holds more than one report, cut into a page for each.

Clippings that somebody put into one file and the front page of a weblog hold reports side by side, each under a heading
of its own. A page whose title is one of these headings is that report's, whatever stands below it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING

from .metadata import key, plain

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from .statements import Stated

_FEWEST = 300
"""Characters of prose of a report."""
_HEADINGS = ("h1", "h2", "h3")
_DATED = re.compile(r"(?=.*(?<!\d)(?:1[89]|20)\d\d(?!\d)).*\d{1,2}.*")
_CREDIT = 120
"""Characters of the longest line of who wrote a report, where and when."""
_LONGEST = 250
"""Characters of the longest heading of a report."""

Piece = Sequence["HtmlElement"]
"""The elements of a report, in their order, the first one with its heading."""


def reports_in(tree: HtmlElement, stated: Stated) -> tuple[str, ...]:
    """Return the reports of a page as pages of their own; none where it is the page of one.

    Args:
        tree: The page.
        stated: What it says of itself.
    """
    pieces = _articles(tree) or _under_headings(tree)
    if len(pieces) < 2 or stated.article:
        return ()
    title = key(plain(tree.findtext(".//title")) + " " + (stated.page.meta("og:title") or ""))
    headings = [key(_words(heading)) for piece in pieces if (heading := _heading_of(piece)) is not None]
    if len(headings) < len(pieces) or any(heading in title for heading in headings):
        return ()
    return tuple(_as_page(piece, stated) for piece in pieces)


def _articles(tree: HtmlElement) -> list[Piece]:
    """Return the elements that call themselves articles, stand beside one another and hold a report each."""
    found = [one for one in tree.iter("article") if next(one.iterancestors("article"), None) is None]
    if any(next(one.iterdescendants("article"), None) is not None for one in found):
        return []
    beside = [list(some) for _, some in groupby(found, key=lambda one: one.getparent())]
    if len(beside) != 1 or not all(_is_report([one]) for one in beside[0]):
        return []
    return [[one] for one in beside[0]]


def _under_headings(tree: HtmlElement) -> list[Piece]:
    """Return what stands under headings of one level, each with a line of when its report appeared right below it."""
    for level in _HEADINGS:
        headings = list(tree.iter(level))
        if not headings:
            continue
        around = headings[0].getparent()
        if len(headings) < 2 or around is None or any(one.getparent() is not around for one in headings):
            return []
        pieces: list[list[HtmlElement]] = []
        for element in around:
            if element.tag == level:
                pieces.append([])
            if pieces:
                pieces[-1].append(element)
        return list(pieces) if all(_is_dated(piece) and _is_report(piece) for piece in pieces) else []
    return []


def _is_dated(piece: Piece) -> bool:
    line = next((words for element in piece[1:2] if (words := _words(element))), "")
    return len(line) <= _CREDIT and bool(_DATED.fullmatch(line))


def _is_report(piece: Piece) -> bool:
    heading = _heading_of(piece)
    prose = sum(len(_words(one)) for element in piece for one in element.iter("p"))
    return heading is not None and 1 < len(_words(heading)) <= _LONGEST and prose >= _FEWEST


def _heading_of(piece: Piece) -> HtmlElement | None:
    return next((one for element in piece for one in element.iter(*_HEADINGS) if _words(one)), None)


def _words(element: HtmlElement) -> str:
    return " ".join(" ".join(element.itertext()).split()) if isinstance(element.tag, str) else ""


def _as_page(piece: Piece, stated: Stated) -> str:
    from lxml import html  # noqa: PLC0415

    heading = _heading_of(piece)
    link = None if heading is None else next((one for one in heading.iter("a") if one.get("href")), None)
    url = (link.get("href") or "") if link is not None else ""
    outlet, language = stated.values.get("outlet"), stated.values.get("language")
    head = "" if outlet is None else f'<meta property="og:site_name" content="{escape(str(outlet.value))}">'
    head += f'<link rel="canonical" href="{escape(url)}">' if url.startswith(("http://", "https://")) else ""
    head += "" if heading is None else f"<title>{escape(_words(heading))}</title>"
    body = "".join(html.tostring(element, encoding="unicode") for element in piece)
    lang = "" if language is None else f' lang="{escape(str(language.value))}"'
    return f"<!doctype html><html{lang}><head>{head}</head><body><article>{body}</article></body></html>"
