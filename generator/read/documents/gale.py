"""Gale: issues of newspapers as Gale and the British Library give them out, every word an element of its own.

`GALENP` and `issue` hold articles below an issue or its pages: a title, a preamble and the text, all read by machine.
What is called an advertisement is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from generator.read.files.packages import local
from generator.read.hyphens import rejoined

ROOTS = frozenset({"GALENP", "UKP", "issue", "BL_newspaper", "BL_article", "Newspaper"})
_TEXTS = ("text.preamble", "text.cr")
_ADVERTISEMENT = re.compile(r"adver|classified", re.IGNORECASE)
_SPACES = re.compile(r"\s+")
_DAY = re.compile(r"(\d{4})(\d\d)(\d\d)")
_PAGE = re.compile(r"(\d{1,4})\Z")


def is_issue(root: Element) -> bool:
    """Tell whether a document is an issue of theirs."""
    return local(root) in ROOTS and any(local(one) in (*_TEXTS, "text.title") for one in root.iter())


def rows(root: Element) -> Iterator[dict[str, Any]]:
    """Yield the articles of an issue under keys that are known; an advertisement says so under `passed`."""
    for issue in [one for one in root.iter() if local(one) == "issue"] or [root]:
        about = {local(one): _line(one) for one in issue.iter() if local(one) != "wd" and not len(one)}
        day = _DAY.fullmatch(about.get("pf") or about.get("searchableDateStart") or "")
        common = {
            "publication": about.get("titleAbbreviation") or about.get("title") or about.get("titleName") or "",
            "date": "-".join(day.groups()) if day else about.get("da") or about.get("composed", ""),
            "language": about.get("language", ""),
        }
        for article in [one for one in issue.iter() if local(one) == "article"]:
            yield {**common, **_article(article)}


def _article(article: Element) -> dict[str, Any]:
    told = {local(one): _line(one) for one in article if local(one) not in ("text", "page")}
    titles = [one for one in article.iter() if local(one) == "text.title"]
    title = told.get("ti") or " ".join(_line(one) for one in titles)
    page = _PAGE.search(told.get("pa", "") or next((one.get("pgref", "") for one in article if local(one) == "pi"), ""))
    kind = told.get("ct") or article.get("type") or ""
    paragraphs = [text for one in article.iter() if local(one) in _TEXTS for text in _paragraphs(one)]
    facts = {
        "id": told.get("id", ""),
        "title": title,
        "authors": [told["au"]] if told.get("au") else [],
        "section": kind if kind.casefold() != "article" else "",
        "page_number": page[1].lstrip("0") if page else "",
        "text": rejoined("\n\n".join(paragraphs)),
        "passed": "an advertisement" if _ADVERTISEMENT.search(kind) else "",
    }
    return {key: value for key, value in facts.items() if value}


def _paragraphs(element: Element) -> list[str]:
    blocks = [one for one in element.iter() if local(one) == "p"] or [element]
    return [text for one in blocks if (text := _line(one))]


def _line(element: Element) -> str:
    return _SPACES.sub(" ", " ".join(element.itertext())).strip()
