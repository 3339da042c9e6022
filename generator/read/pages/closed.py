"""Closed: whether a page says that its text is for those who pay, and holds no more than the start of it.

schema.org has a word for it, `isAccessibleForFree`, for an article and for its parts. Many a page that says so was
saved by somebody who paid, so a part that is there with its text, or as many words as the page counts, outweighs it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from .metadata import Node, SavedPage

if TYPE_CHECKING:
    from lxml.html import HtmlElement

NOT_FREE = "the page says that its text is not free to read"
_NO = frozenset({"false", "no", "0"})
_TIERS = frozenset({"locked", "metered", "subscriber", "subscribers", "paid", "premium", "hard", "paywall"})
_TIER_NAMES = ("article:content_tier", "article.content_tier", "content_tier", "access", "paywall", "subscription-type")
_SELECTOR = re.compile(r"[.#][\w-]{1,80}")
_BY_ID = "//*[@id=$name]"
_BY_CLASS = "//*[contains(concat(' ', normalize-space(@class), ' '), concat(' ', $name, ' '))]"
_TEXT_OF_PART = 400
"""Characters of prose from which a part that is for those who pay is there."""
_LINE = 60
_SHARE = 0.8
"""Share of the words that a page counts from which on its text is whole."""


class Claim(Struct, frozen=True):
    """That a page is not free to read."""

    rule: str
    """Where it says so."""
    there: int
    """Characters of prose in the parts of it that are not free."""
    article: Node

    def is_borne_out(self, text: str) -> bool:
        """Tell whether the text that was found in the page is not all of it."""
        count = str(self.article.get("wordCount") or "")
        if count.isdecimal() and int(count):
            return len(text.split()) < _SHARE * int(count)
        body = self.article.get("articleBody")
        if isinstance(body, str) and len(body) >= _TEXT_OF_PART:
            return len(text) < _SHARE * len(body)
        return self.there < _TEXT_OF_PART


def claim_of(page: SavedPage) -> Claim | None:
    """Return where a page says that it is not free to read; None where it says nothing of the kind."""
    rule = next(_no_free_access(page), None)
    if rule is None:
        return None
    there = [_prose(element) for part in _parts(page.article) for element in _elements(part, page.tree)]
    return Claim(rule, max(there, default=0), page.article)


def _no_free_access(page: SavedPage) -> Iterator[str]:
    if _is_no(page.article.get("isAccessibleForFree")):
        yield "JSON-LD isAccessibleForFree"
    if any(_is_no(part.get("isAccessibleForFree")) for part in _parts(page.article)):
        yield "JSON-LD hasPart"
    for name in _TIER_NAMES:
        if (page.meta(name) or "").strip().lower() in _TIERS:
            yield f"meta {name}"
    if _is_no(page.meta("isaccessibleforfree")):
        yield "microdata isAccessibleForFree"


def _is_no(value: Any) -> bool:
    value = value[0] if isinstance(value, list) and value else value
    value = value.get("@value") if isinstance(value, dict) else value
    return value is False or (isinstance(value, str) and value.strip().rsplit("/", 1)[-1].lower() in _NO)


def _parts(article: Node) -> list[Node]:
    parts = article.get("hasPart")
    return [part for part in (parts if isinstance(parts, list) else [parts]) if isinstance(part, dict)]


def _elements(part: Node, tree: HtmlElement) -> list[HtmlElement]:
    """Return the elements that the selector of a part names; only classes and ids are understood."""
    if not _is_no(part.get("isAccessibleForFree")):
        return []
    selectors = part.get("cssSelector")
    elements: list[HtmlElement] = []
    for selector in selectors if isinstance(selectors, list) else [selectors]:
        names = _SELECTOR.findall(selector) if isinstance(selector, str) else []
        if names:
            name = names[-1]
            elements += tree.xpath(_BY_ID if name[0] == "#" else _BY_CLASS, name=name[1:])
    return elements


def _prose(element: HtmlElement) -> int:
    lines = [str(each.xpath("normalize-space()")) for each in element.iter("p")]
    return sum(len(line) for line in lines if len(line) >= _LINE)
