"""Frames: put into a page what it holds as a page inside it: `<iframe srcdoc>`, and `<noframes>` of a frameset.

Both are text to a parser, so that whoever looks for a report in the elements finds none.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_MOST = 1_000_000
"""Characters of the longest inner page that is opened."""
_MOST_TAGS = 20_000
_LEAST = 200
"""Characters of the shortest: shorter ones are players and advertisements."""
_LONG_TAG = re.compile(r"<[a-zA-Z][^<>]{2000}")
_HEAD = re.compile(
    r"<!doctype[^<>]{0,300}>|</?(?:html|body|head)\b[^<>]{0,300}>|<title\b.{0,500}?</title\s*>",
    re.IGNORECASE | re.DOTALL,
)


def open_frames(tree: HtmlElement) -> None:
    """Put the elements of inner pages in their places, in place; what is too large or too strange stays as it is."""
    for frame in list(tree.iter("iframe")):
        if inner := _parsed(frame.get("srcdoc") or ""):
            _fill(frame, inner)
    if tree.find(".//frameset") is None:
        return
    for frame in list(tree.iter("noframes")):
        if inner := _parsed(frame.text or ""):
            _fill(frame, inner)
    if tree.find(".//body") is None:
        tree.find(".//frameset").tag = "body"


def _parsed(text: str) -> list[HtmlElement]:
    from lxml import etree, html  # noqa: PLC0415

    if not _LEAST <= len(text) <= _MOST or text.count("<") > _MOST_TAGS or _LONG_TAG.search(text) or "<p" not in text:
        return []
    try:
        fragments = html.fragments_fromstring(_HEAD.sub("", text), no_leading_text=True)
    except (etree.LxmlError, ValueError, AssertionError):
        return []
    return list(fragments)


def _fill(frame: HtmlElement, inner: list[HtmlElement]) -> None:
    tail = frame.tail
    frame.clear()
    frame.tag, frame.tail = "div", tail
    frame.extend(inner)
