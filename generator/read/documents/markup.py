"""Markup that is a document: HTML of e-books and notes as paragraphs, each with the level of its heading."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from generator.read.pages.page import text_of

from .headings import DocumentParagraph

_MARK = "\ue000"
_DECLARED = re.compile(r"\A\s*<\?xml[^>]*>")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def parsed(markup: bytes | str) -> Any:
    """Return the root element of HTML or XHTML; None for what is none."""
    from lxml import etree, html  # noqa: PLC0415 - an extra

    text = markup if isinstance(markup, bytes) else _DECLARED.sub("", markup.replace("\0", ""))
    if not text.strip():
        return None
    try:
        return html.document_fromstring(text)
    except (etree.LxmlError, ValueError):
        return None


def paragraphs(element: Any) -> Sequence[DocumentParagraph]:
    """Return the paragraphs of a parsed document, or of one of its elements; scripts and the like are none."""
    from lxml import html  # noqa: PLC0415 - an extra

    for heading in element.iter(*_HEADINGS):
        heading.text = f"{_MARK}{heading.tag[1]}{heading.text or ''}"
    lines = text_of(html.tostring(element, encoding="unicode")).split("\n\n")
    return [
        DocumentParagraph(line[2:].strip(), int(line[1]))
        if line.startswith(_MARK) and line[1:2].isdigit()
        else DocumentParagraph(line)
        for line in lines
        if line.strip(_MARK + "123456 ")
    ]
