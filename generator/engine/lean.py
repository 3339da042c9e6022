"""Take off a generated page what no reader gets: blank lines, indentation, and what only Material's scripts read.

An archive has as many pages as articles, and the place where it is published is full sooner for each byte of them.
"""

from __future__ import annotations

import re

from .material_private import FOR_SCRIPTS, without_words_for_search

_KEPT = re.compile(r"(<(?:pre|textarea|script|style)\b.*?</(?:pre|textarea|script|style)>)", re.DOTALL)
"""Elements in which spaces and lines mean something."""
_SPACE = re.compile(r"\n\s+")
_PLAIN = (("&#39;", "'"), ("&#47;", "/"), ("&#58;", ":"))
"""What Markdown might take for more than a sign, and HTML does not, in a text or between quotation marks."""


def lean(html: str) -> str:
    """Return a page, or a whole part of one, with one line end for each run of spaces that begins with a line end."""
    kept = _KEPT.split(without_words_for_search(html) if "data-search-" in html else html)
    kept[::2] = [_lean(_SPACE.sub("\n", part)) for part in kept[::2]]
    return "".join(kept)


def _lean(html: str) -> str:
    for written, plain in _PLAIN:
        html = html.replace(written, plain)
    return FOR_SCRIPTS.sub("", html) if "data-md-" in html else html
