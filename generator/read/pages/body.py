"""Body: the text of a web page, as trafilatura finds it in what is left when `prune` has been through the page.

An extractor can miss nearly all of a page. So its text is held against the page's own paragraphs, and where much is
missing, against what it finds in the page as it was, against the text that JSON-LD gives, and against the paragraphs
themselves. What is longer by much and was not taken out on purpose is taken, and the page says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from .metadata import key, text_of_state
from .pruned import prune

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from lxml.html import HtmlElement

_ENOUGH = 0.75
"""Share of the page's own paragraphs from which on a text is not doubted."""
_MUCH = 1.25
"""How many times as long another text is that is taken instead."""
_FEWEST = 200
"""Characters that it has more."""
_LITTLE = 300
"""Characters of a text so short that the page's own paragraphs are taken instead, if they are `_MANY` times as long."""
_MANY = 3
_LINE = 40
"""Characters of the shortest line that is a paragraph."""
_SHARE = 0.8
"""Share of the page's paragraphs that the box with its report holds."""
_GIVEN = 2
"""How many times as long as the page's text the one in JSON-LD is that is taken instead."""
_UNREAD = frozenset(
    "script style template noscript iframe svg button select nav aside footer head title textarea".split()
)
_BLOCKS = frozenset(
    "address article aside blockquote body br center dd div dl dt figcaption figure footer form h1 h2 h3 h4 h5 h6 "
    "header hr li main nav ol p pre section table td th tr ul".split()
)


class PageText(Struct, frozen=True):
    """The text of a page."""

    text: str
    """Paragraphs, a blank line between; empty where there are none."""
    doubt: str = ""
    """What is doubtful about it."""


class _Line(Struct, frozen=True, eq=False):
    text: str
    linked: int
    element: HtmlElement


def body_of(
    tree: HtmlElement, headings: AbstractSet[str], given: str, again: Callable[[], HtmlElement], source: str
) -> PageText:
    """Return the text of a page, which is no page any more behind it.

    Args:
        tree: The page.
        headings: Its headline, in all spellings, as keys.
        given: The text that it has in JSON-LD; empty without one.
        again: Gives the page once more, as it was.
        source: The page as it is written.
    """
    removed = [line for part in prune(tree, headings) for line in _texts(part)]
    lines = list(_lines(tree))
    prose = [line for line in lines if len(line.text) >= _LINE and 2 * line.linked < len(line.text)]
    text = extracted(tree)
    if len(text) < max(_LITTLE, _ENOUGH * sum(len(line.text) for line in prose)):
        text = _longer(text, removed, again)
    if len(given) >= _GIVEN * len(text) + _FEWEST:
        return PageText(given, f"{len(given):,} characters in JSON-LD, {len(text):,} in the page; the former are taken")
    state = text_of_state(again(), source) if len(text) < _LITTLE else ""
    if len(state) >= (_MANY * len(text) + _FEWEST if text else _FEWEST // 2):
        return PageText(
            state, f"{len(text):,} characters in the page, {len(state):,} in its scripts' data, which are taken"
        )
    own = _of_paragraphs(lines, prose) if len(text) < _LITTLE or "\n" not in text else ""
    if len(text) < _LITTLE and len(own) >= _MANY * max(len(text), 1):
        said = f"trafilatura finds {len(text):,} characters, the page's paragraphs have {len(own):,}, which are taken"
        return PageText(own, said)
    if own and "\n" not in text and "\n" in own and key(own) in key(text):
        return PageText(own)  # of a short page trafilatura gives all words, and no paragraphs
    return PageText(text if "\n" in text else _as_lined(text, lines))


def _as_lined(text: str, lines: Sequence[_Line]) -> str:
    """Return a text that was given as one paragraph in the lines of the page that it is made of."""
    whole = key(text)
    keys = [key(line.text) for line in lines]
    for first in range(len(lines)):
        at = 0
        for last in range(first, len(lines)):
            if not whole.startswith(keys[last], at):
                break
            at += len(keys[last])
            if at == len(whole):
                return "\n\n".join(line.text for line in lines[first : last + 1])
    return text


def extracted(tree: HtmlElement) -> str:
    """Return the text that trafilatura finds in a page."""
    from trafilatura import bare_extraction  # noqa: PLC0415

    document = bare_extraction(tree, include_comments=False, with_metadata=False)
    text = document.text if document is not None and not isinstance(document, dict) else None
    return "\n\n".join(line for line in (text or "").split("\n") if line.strip())


def _longer(text: str, removed: Sequence[str], again: Callable[[], HtmlElement]) -> str:
    """Return the text of the page as it was, without what was taken out of it, if that is longer by much."""
    gone = {key(line) for line in removed}
    plain = extracted(again()).split("\n\n")
    left = "\n\n".join(line for line in plain if key(line) not in gone)
    return left if len(left) >= _MUCH * len(text) + _FEWEST else text


def _of_paragraphs(lines: Sequence[_Line], prose: Sequence[_Line]) -> str:
    """Return the lines of the smallest box that holds most of the page's paragraphs."""
    total = sum(len(line.text) for line in prose)
    held: Counter[HtmlElement] = Counter()
    for line in prose:
        for around in (line.element, *line.element.iterancestors()):
            held[around] += len(line.text)
    boxes = [box for box, size in held.items() if size >= _SHARE * total]
    if not boxes:
        return ""
    box = max(boxes, key=lambda each: sum(1 for _ in each.iterancestors()))
    inside = [line for line in lines if box is line.element or box in line.element.iterancestors()]
    return "\n\n".join(line.text for line in inside if 2 * line.linked < len(line.text))


def _lines(tree: HtmlElement) -> Iterator[_Line]:
    """Yield the lines of a page, but for what stands in menus, forms and the like."""
    from lxml import etree  # noqa: PLC0415

    pieces: list[str] = []
    linked, holder, inside = 0, tree, 0

    def line() -> Iterator[_Line]:
        nonlocal linked
        text = " ".join("".join(pieces).split())
        if text:
            yield _Line(text, linked, holder)
        pieces.clear()
        linked = 0

    walk = etree.iterwalk(tree, events=("start", "end"))
    for event, element in walk:
        named = isinstance(element.tag, str)
        if named and element.tag in _BLOCKS:
            yield from line()
            holder = element if event == "start" else (element.getparent() if element is not tree else tree)
        if event == "start":
            if not named or element.tag in _UNREAD:
                walk.skip_subtree()
                continue
            inside += element.tag == "a"
            said = element.text
        else:
            inside -= named and element.tag == "a"
            said = element.tail if element is not tree else None
        if said:
            pieces.append(said)
            linked += len(said.strip()) if inside else 0
    yield from line()


def _texts(part: HtmlElement) -> Iterator[str]:
    """Yield the lines of a part that was taken out, each as long as its elements make it."""
    for element in part.iter():
        if isinstance(element.tag, str) and element.tag in _BLOCKS:
            yield str(element.xpath("normalize-space()"))
    yield str(part.xpath("normalize-space()"))
