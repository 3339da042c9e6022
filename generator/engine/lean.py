"""Take off a generated page what no reader gets: blank lines, indentation, and what only Material's scripts read.

An archive has as many pages as articles, and the place where it is published is full sooner for each byte of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from .material_private import FOR_SCRIPTS, without_words_for_search

_KEPT = re.compile(r"(<(?:pre|textarea|script|style)\b.*?</(?:pre|textarea|script|style)>)", re.DOTALL)
"""Elements in which spaces and lines mean something."""
_SPACE = re.compile(r"\n\s+")
_BLOCK = re.compile(
    r"</?(?:div|section|article|header|footer|nav|main|details|summary|form|dl|dt|dd|ul|ol|table|thead|tbody|tr|th|td"
    r"|figure|html|head|meta|link|title|script|style|body)\b|<p class="
)
_AT_BLOCKS = re.compile(rf"\n(?={_BLOCK.pattern})")
"""Line ends that no browser shows: before what begins or ends a line of its own, whatever a style sheet says.

Items of lists and headings are not among them, since some stand in a line with others, nor the paragraphs of a text, so
that words of two of them stay apart for programs that read a page without knowing what its elements are.
"""
_PLAIN = re.compile(r"&#(3[35-79]|4[0-7]|58|6[134]|9[1-6]|12[46]);")
"""What Markdown might take for more than a sign, and HTML does not, in a text or between quotation marks."""
_QUOTED = re.compile(r"&#34;[^<>]*(?=<(?!/title\b))")
"""A text from its first quotation mark on: no tag ends before the next one begins, which is looked for once.

Those of a page's title stay, which stands in tags, too, and those behind `=`, lest a text's words be taken for a tag's.
"""
_QUOTE = re.compile("(?<!=)&#34;")


def lean(html: str) -> str:
    """Return a page, or a whole part of one, with one line end at most for spaces that begin with a line end."""
    kept = _KEPT.split(without_words_for_search(html) if "data-search-" in html else html)
    kept[::2] = [_lean(_SPACE.sub("\n", part)) for part in kept[::2]]
    return joined(kept)


def joined(parts: Iterable[str]) -> str:
    """Return a page made of parts that are lean, each for itself."""
    whole = [part for part in parts if part]
    for place, (one, following) in enumerate(pairwise(whole)):
        if one[-1] == "\n" and _BLOCK.match(following):
            whole[place] = one[:-1]
    return "".join(whole)


def _lean(html: str) -> str:
    html = _QUOTED.sub(_with_quotes, _PLAIN.sub(_sign, html))
    return _AT_BLOCKS.sub("", FOR_SCRIPTS.sub("", html) if "data-md-" in html else html)


def _with_quotes(quoted: re.Match[str]) -> str:
    before = quoted.string[max(quoted.start() - 1, 0) : quoted.start()]
    return _QUOTE.sub('"', before + quoted[0])[len(before) :]


def _sign(reference: re.Match[str]) -> str:
    return chr(int(reference[1]))
