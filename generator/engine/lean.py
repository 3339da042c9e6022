"""Take off a generated page what no reader gets: blank lines, indentation, and what only Material's scripts read.

An archive has as many pages as articles, and the place where it is published is full sooner for each byte of them.
"""

from __future__ import annotations

import re

from .material_private import FOR_SCRIPTS, without_words_for_search

_KEPT = re.compile(r"(<(?:pre|textarea|script|style)\b.*?</(?:pre|textarea|script|style)>)", re.DOTALL)
"""Elements in which spaces and lines mean something."""
_SPACE = re.compile(r"\n\s+")
_AT_BLOCKS = re.compile(
    r"\n(?=</?(?:div|section|article|header|footer|nav|main|details|summary|form|dl|dt|dd|thead|tbody|tr|th|td|figure"
    r"|html|head|meta|link|title|script|style|body)\b)"
)
"""Line ends that no browser shows: before what begins or ends a line of its own, whatever a style sheet says.

Items of lists and headings are not among them, since some stand in a line with others, nor paragraphs, so that words
of two of them stay apart for programs that read a page without knowing what its elements are.
"""
_PLAIN = (("&#39;", "'"), ("&#46;", "."), ("&#47;", "/"), ("&#58;", ":"))
"""What Markdown might take for more than a sign, and HTML does not, in a text or between quotation marks."""


def lean(html: str) -> str:
    """Return a page, or a whole part of one, with one line end at most for spaces that begin with a line end."""
    kept = _KEPT.split(without_words_for_search(html) if "data-search-" in html else html)
    kept[::2] = [_lean(_SPACE.sub("\n", part)) for part in kept[::2]]
    return "".join(kept)


def _lean(html: str) -> str:
    for written, plain in _PLAIN:
        html = html.replace(written, plain)
    return _AT_BLOCKS.sub("", FOR_SCRIPTS.sub("", html) if "data-md-" in html else html)
