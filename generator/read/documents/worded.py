"""Worded: articles of digitised papers in XML whose every word is an element, a file for each article.

The British Library gives out such (`BL_newspaper`), and so does Olive (`XMD-entity`): facts in attributes or in
elements of their own, and words with their places on the page. Advertisements are passed over, and so are whole pages,
since their articles have files of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from generator.read import press
from generator.read.files.packages import local
from generator.read.hyphens import joined, vocabulary
from generator.read.meaning.names import fold
from generator.read.published import KINDS

_WHOLE_PAGE = "a page, whose articles have files of their own"
_ADVERTISEMENT = re.compile(r"\Aad\b|adver|classified", re.IGNORECASE)
_DAY = re.compile(r"(\d{4})[./-](\d\d)[./-](\d\d)")
_PLAIN_TYPES = frozenset({"image", "newspaper article", "article", "text"})
_INDENT = 8
"""By how many points a word must stand left of the one before it to open a line."""


def is_article(root: Element) -> bool:
    """Tell whether a document is an article, or a page, of one of the two."""
    return local(root) == "XMD-entity" or any(local(one) in ("articleWord", "pageWord") for one in root.iter())


def rows(root: Element) -> Iterator[dict[str, Any]]:
    """Yield the articles of a document under keys that are known; what is none says why under `passed`."""
    if local(root) == "XMD-entity":
        yield _entity(root)
        return
    articles = [one for one in root.iter() if local(one) == "BL_article"]
    if not articles:
        yield {"passed": _WHOLE_PAGE}
    for article in articles:
        yield _article(article)


def _entity(root: Element) -> dict[str, Any]:
    """Read an entity of Olive."""
    meta = next((one for one in root if local(one) == "Meta"), Element("Meta"))
    kind = root.get("ENTITY_TYPE", "")
    if kind.casefold() != "article":
        return {"passed": "an advertisement" if _ADVERTISEMENT.search(kind) else KINDS["page"]}
    heads = [" ".join(_paragraphs(one)) for one in root if local(one).startswith("HedLine")]
    bodies = [text for one in root if local(one) == "Content" for text in _paragraphs(one)]
    day = _DAY.search(meta.get("BASE_HREF", ""))
    facts = {
        "id": f"{root.get('DOC_UID', '')} {root.get('ID', '')}".strip(),
        "title": next(filter(None, heads), "") or meta.get("NAME", ""),
        "subtitle": " ".join(heads[1:]),
        "publication": meta.get("PUBLICATION", ""),
        "date": "-".join(day.groups()) if day else meta.get("ISSUE_DATE", ""),
        "section": meta.get("SECTION", ""),
        "authors": [author] if (author := meta.get("AUTHOR", "")) else [],
        "page_number": meta.get("PAGE_LABEL", "") or root.get("PAGE_NO", ""),
        "language": press.spoken(root.get("LANGUAGE", "")),
        "text": "\n\n".join(bodies),
    }
    return {key: value for key, value in facts.items() if value}


def _paragraphs(holder: Element) -> list[str]:
    """Return the paragraphs of a part: of a word in pieces the whole one counts, which stands behind them."""
    paragraphs: list[str] = []
    for block in (one for one in holder.iter() if local(one) == "Primitive"):
        pieces: list[str] = []
        tight = False
        for one in block:
            name = local(one)
            if name == "L" and one.get("P") == "S":
                pieces.append("\n")
            elif name in ("W", "QW") and one.text:
                closed = tight if name == "QW" else one.get("NS") == "y"
                pieces.append(one.text if closed else f"{one.text} ")
            tight = name == "q" and one.get("NS") == "y"
        paragraphs += [text for piece in "".join(pieces).split("\n") if (text := " ".join(piece.split()))]
    return paragraphs


def _article(article: Element) -> dict[str, Any]:
    """Read an article of the British Library."""
    told: dict[str, str] = {}
    for one in article.iter():
        if not len(one) and (said := (one.text or "").strip()) and local(one) not in ("articleWord", "pageWord"):
            told.setdefault(local(one), said)
    kinds = [(one.text or "").strip() for one in article.iter() if local(one) == "Type"]
    kind = next((one for one in kinds if one and one.casefold() not in _PLAIN_TYPES), "")
    day = _DAY.search(told.get("normalisedDate", "") or told.get("issued", ""))
    title = told.get("Title", "")
    facts = {
        "id": told.get("Identifier", ""),
        "title": title,
        "publication": told.get("title", "") or told.get("normalisedTitle", ""),
        "date": "-".join(day.groups()) if day else told.get("printedDate", ""),
        "section": kind,
        "authors": [told["authorName"]] if told.get("authorName") else [],
        "page_number": told.get("pageSequence", "").lstrip("0"),
        "language": told.get("Language", ""),
        "text": _without_title(title, "\n\n".join(filter(None, map(_printed, article.iter())))),
        "passed": "an advertisement" if _ADVERTISEMENT.search(kind) else "",
    }
    return {key: value for key, value in facts.items() if value}


def _printed(part: Element) -> str:
    """Return the words of a part in lines, as their places tell, and these joined as the text spells its words."""
    lines: list[list[str]] = []
    before = None
    for word in part if local(part) == "articleText" else ():
        left = int((word.get("coord", "").partition(",")[0] or "0").strip() or 0)
        if before is None or left < before - _INDENT:
            lines.append([])
        lines[-1].append((word.text or "").strip())
        before = left
    said = [" ".join(filter(None, line)) for line in lines]
    return joined(said, vocabulary(said)) if said else ""


def _without_title(title: str, text: str) -> str:
    """Return a text without the title that it opens with."""
    at, key = 0, fold(title)
    while key and at < min(len(text), 2 * len(title) + 20):
        at += 1
        if fold(text[:at]) == key:
            return text[at:].lstrip(" .:—-\n")
    return text
