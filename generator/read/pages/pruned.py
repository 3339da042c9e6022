"""Prune: take out of a page, before its text is extracted, what its markup shows to be no part of the report.

Links that stand alone as a paragraph lead to other reports; so do articles inside or below the article. Elements that
name themselves a newsletter, a teaser or a placeholder are what they say. Only the structure and the names of elements
count here, never their words: those are the business of the boilerplate rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from copy import deepcopy
from typing import TYPE_CHECKING

from .metadata import key

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_NAMED = re.compile(
    r"(?:^|[\s_-])(?:newsletters?|teasers?|promos?|promotion|placeholder|related|relacionad[ao]s?|recommend\w*|recirc\w*"
    r"|author-?bio\w*|bio|biography|biographie|about-?(?:the-?)?author|most-?(?:read|popular|viewed)|popular-?articles"
    r"|outbrain|taboola|sr-only|visually-?hidden|screen-?reader\w*|feedback|ratings?|swiper|debug\w*"
    r"|sharing|share-?(?:bar|buttons?|links?)|social-?(?:share|links?|media|bar)|subscribe|subscription|donat\w*|upsell"
    r"|breadcrumbs?|byline-?bio|read-?(?:more|also|next)|see-?also|more-?(?:from|on|stories)|further-?reading"
    r"|copyright|image-?credits?|photo-?credits?|caption-?wrapper|toc|table-?of-?contents)(?=$|[\s_-])",
    re.IGNORECASE,
)
"""Names of classes and ids for what stands beside a report."""
_NUMBERS = re.compile(
    r"(?:(?:page|pages?|seite|seiten|página|páginas|pagina|strona|sida)\s?:?\s?)?\[?\d{1,2}\]?(?:\s?[|·•-]?\s?\[?\d{1,2}\]?)*",
    re.IGNORECASE,
)
_PARTS = ("div", "section", "aside", "ul", "ol", "dl", "nav", "form", "footer", "figure", "span", "button", "template")
"""Elements that go by their name; a paragraph of a report can be called a teaser or paid for."""
_BLOCKS = frozenset(
    {"p", "li", "h2", "h3", "h4", "h5", "h6", "div", "td", "dd", "dt", "section", "aside", "figcaption"}
)
_PROSE = frozenset({"p", "li", "blockquote", "h2", "h3", "h4", "h5", "h6"})
_LABEL = re.compile(r"[^.!?\"“”„«»]{0,40}[:：|>»→–—-]\s*")
_BOXES = frozenset({"div", "li", "article", "section", "aside", "a", "header", "figure", "span", "ul"})
_MOST_SHARE = 0.1
"""Share of the page's prose that a part may hold and still go."""
_NAMED_PROSE = 400
"""Characters of prose in the largest part that goes for its name."""
_WHOLE_ARTICLE = 600
"""Characters of prose from which an article is one, and not the teaser of the next."""
_CARD_WORDS = 60
_SHORTEST = 12
_LINE = 400
"""Characters of the longest link that stands for another report."""


def prune(tree: HtmlElement, headings: AbstractSet[str]) -> list[HtmlElement]:
    """Take out of a page, in place, what is no part of its report, and return it.

    Args:
        tree: The page.
        headings: Its headline, in all spellings, as keys; what repeats it goes too.
    """
    removed = _articles_below(tree)
    for article in removed:
        _remove(article)
    prose = _prose(tree)
    for part in _parts(tree, headings):
        if _prose(part) <= _MOST_SHARE * prose + _LINE and _stands(part, tree):
            _remove(part)
            removed.append(part)
    return removed


def without_others(tree: HtmlElement) -> HtmlElement:
    """Return a page without what stands beside its report: lists of other reports, their teasers, readers' comments."""
    own = deepcopy(tree)
    prose = _prose(own)
    beside = [one for one in own.iter("aside", *_PARTS) if one.tag == "aside" or _is_beside(one) or _names_itself(one)]
    for part in [*beside, *_cards(own), *_lists_of_links(own)]:
        if _prose(part) <= _MOST_SHARE * prose + _LINE and _stands(part, own):
            _remove(part)
    return own


def _is_beside(element: HtmlElement) -> bool:
    return any(_BESIDE.search((element.get(name) or "")[:300]) for name in ("class", "id"))


_BESIDE = re.compile(
    r"(?:^|[\s_-])(?:side-?bar|comments?|respond|disqus|latest|trending|widgets?|archives?|calendar)(?=$|[\s_-])",
    re.IGNORECASE,
)
"""Names of what has dates of its own beside a report."""


def _parts(tree: HtmlElement, headings: AbstractSet[str]) -> list[HtmlElement]:
    named = [part for part in tree.iter(*_PARTS) if _names_itself(part) and _prose(part) <= _NAMED_PROSE]
    return [
        *_fields(tree),
        *_repeated_headings(tree, headings),
        *named,
        *_ways_on(tree),
        *_cards(tree),
        *_lists_of_links(tree),
        *_links_alone(tree),
    ]


def _fields(tree: HtmlElement) -> Iterator[HtmlElement]:
    """Yield what Medium's export keeps beside the text and does not show: the first words of it once more."""
    if tree.find(".//section[@data-field='body']") is not None:
        for name in ("subtitle", "description"):
            yield from tree.iterfind(f".//section[@data-field='{name}']")


def _ways_on(tree: HtmlElement) -> Iterator[HtmlElement]:
    """Yield the links to the next and the last page or report, and rows of nothing but the numbers of pages."""
    for link in tree.iter("a"):
        if {"next", "prev", "previous"} & set((link.get("rel") or "").lower().split()) or _text(link).isdecimal():
            yield link
    for row in tree.iter("p", "div", "ul", "ol", "span", "nav", "center", "td"):
        if row.find(".//a") is not None and _NUMBERS.fullmatch(_text(row)):
            yield row


def _names_itself(element: HtmlElement) -> bool:
    for name in (element.get("class"), element.get("id"), element.get("aria-label")):
        if name and _NAMED.search(name[:300]):
            return True
    return False


def _repeated_headings(tree: HtmlElement, headings: AbstractSet[str]) -> Iterator[HtmlElement]:
    for element in tree.iter("h1", "h2", "h3", "p", "div", "span"):
        if element.tag in {"h1", "h2", "h3"} or (len(element) == 0 and len(element.text or "") > 8):
            text = _text(element)
            if 8 < len(text) <= _LINE and key(text) in headings:
                yield element


def _articles_below(tree: HtmlElement) -> list[HtmlElement]:
    """Return the articles with a heading of their own that follow the one with the first heading of the page."""
    headed = [heading for heading in tree.iter("h1") if _text(heading)]
    articles = [next(heading.iterancestors("article"), None) for heading in headed]
    first = articles[0] if articles else None
    if first is None or _prose(first) < _WHOLE_ARTICLE:
        return []
    others = {article: None for article in articles[1:] if article is not None and article is not first}
    return [
        article for article in others if first not in article.iterancestors() and article not in first.iterancestors()
    ]


def _cards(tree: HtmlElement) -> Iterator[HtmlElement]:
    """Yield the boxes that a heading which is a link makes a teaser of: few words, and no more than they."""
    for heading in tree.iter("h2", "h3", "h4", "h5"):
        if not _is_linked(heading):
            continue
        box = heading
        for around in heading.iterancestors():
            if around.tag not in _BOXES or len(_text(around).split()) > _CARD_WORDS:
                break
            box = around
        if box is not heading:
            yield box


def _is_linked(heading: HtmlElement) -> bool:
    """Tell whether a heading is a link, or stands in one."""
    text = _text(heading)
    if len(text) < _SHORTEST:
        return False
    inside = any(link.get("href") and len(_text(link)) * 10 >= len(text) * 9 for link in heading.iter("a"))
    return inside or any(around.get("href") for around in heading.iterancestors("a"))


def _lists_of_links(tree: HtmlElement) -> Iterator[HtmlElement]:
    """Yield the lists of which every item is a line with a link for most of it."""
    for items in tree.iter("ul", "ol"):
        lines = [_text(item) for item in items if item.tag == "li"]
        if len(lines) < 2 or any(len(line) > _LINE // 2 for line in lines):
            continue
        linked = [sum(len(_text(link)) for link in item.iter("a")) for item in items if item.tag == "li"]
        if all(2 * link >= len(line) for link, line in zip(linked, lines, strict=True)):
            yield items


def _links_alone(tree: HtmlElement) -> Iterator[HtmlElement]:
    """Yield the blocks that are a link and hardly anything else, or a label before a link."""
    seen: set[HtmlElement] = set()
    for link in tree.iter("a"):
        block = link.getparent()
        while block is not None and block.tag not in _BLOCKS:
            block = block.getparent()
        if block is None or block in seen or not link.get("href") or link.get("href", "").startswith("#"):
            continue
        seen.add(block)
        if _is_link_alone(block):
            yield block


def _is_link_alone(block: HtmlElement) -> bool:
    text = _text(block)
    if not _SHORTEST <= len(text) <= _LINE:
        return False
    linked = [_text(link) for link in block.iter("a") if link.get("href")]
    share = sum(map(len, linked)) / len(text)
    if share >= 0.9:
        return block.tag != "div" or not any(True for _ in block.iter(*_PROSE))
    label = _LABEL.match(text)
    return bool(label and linked and text[label.end() :].strip() == linked[-1] and len(linked) == 1)


def _text(element: HtmlElement) -> str:
    return str(element.xpath("normalize-space()"))


def _prose(element: HtmlElement) -> int:
    """Return the characters of the paragraphs in an element."""
    return sum(len(_text(paragraph)) for paragraph in element.iter("p"))


def _stands(element: HtmlElement, tree: HtmlElement) -> bool:
    """Tell whether an element still stands in the page, and has not gone with one around it."""
    return element is not tree and any(around is tree for around in element.iterancestors())


def _remove(element: HtmlElement) -> None:
    """Remove an element and keep the text behind it."""
    parent = element.getparent()
    if parent is None:
        return
    tail = element.tail
    if tail and tail.strip():
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + tail
        else:
            parent.text = (parent.text or "") + tail
    parent.remove(element)
