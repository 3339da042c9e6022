"""NewsBank as text, and as it is copied from its pages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from .days import day_in, is_date
from .item import PressItem, item_of
from .labels import COPYRIGHT, blocks_of, label_in, line_of, take

_NEWSBANK_END = re.compile(
    r"\s*record(?:\s*:\s*([0-9A-F]{12,20})|\s(?:number|no\.?)\s*:\s*(\w{4,24}))\s*$", re.IGNORECASE
)
_NEWSBANK_MAST = re.compile(
    r"\s*(?P<outlet>[^()]{2,80}?)(?:,\s(?P<article>The|A|El|La|Le|Der|Die))?\s\([^()]{2,60}\)(?:\s[-–—]\s(?P<date>.{6,40}))?\s*$"
)
_NEWSBANK_BAR = re.compile(
    r"\s*(?P<date>[^|]{6,40}?)\s\|\s(?P<outlet>[^|]{2,80}\s\([^()|]{2,60}\))(?:\s\|.{0,80})?\s*$"
)
_NEWSBANK_TELLING = re.compile(r"lexile|openurl|\A\s*\d[\d,]*\swords\b|\A\s*(?:author|section)\s?:", re.IGNORECASE)
_NEWSBANK_FURNITURE = re.compile(r"\s*(?:openurl link|\d[\d,]*\swords(?:\s\|\s.{0,120})?)\s*$", re.IGNORECASE)
_NEWSBANK_WEB_END = re.compile(r"\s*record(?: number)?\s*:\s*([0-9A-Z]{4,20})\s*$", re.IGNORECASE)


def newsbank(lines: Sequence[str]) -> list[PressItem]:
    """Read NewsBank as text: `Record: 0F1A…` or `Record Number: …` closes each document, the paper stands above it."""
    lines, web = _newsbank_web(lines)
    end = _NEWSBANK_WEB_END if web else _NEWSBANK_END
    at = [index for index, line in enumerate(lines) if end.match(line)]
    if web == 1:
        at = [len(lines)]  # copied from the page, with whatever stands at its end
    items = [_newsbank_item(lines[start + 1 : stop + 1], end) for start, stop in pairwise([-1, *at])]
    return [item for item in items if item is not None]


def _newsbank_web(lines: Sequence[str]) -> tuple[Sequence[str], int]:
    """Return the lines of NewsBank's pages as its files have them, and how many documents have such a masthead.

    `May 17, 2024 | Marrow Mail, The (MA)` stands below the headline, and facts stand side by side between bars.
    """
    at = {
        index: match
        for index, line in enumerate(lines)
        if "|" in line and (match := _NEWSBANK_BAR.match(line)) and is_date(match["date"])
    }
    told = any(_NEWSBANK_TELLING.search(line) for index in at for line in lines[index + 1 : index + 8])
    if not told:
        return lines, 0
    turned: list[str] = []
    for index, line in enumerate(lines):
        if match := at.get(index):
            turned += ["", f"{match['outlet']} - {match['date'].strip()}", ""]
        elif "|" in line and label_in(line):
            turned += [one for one in re.split(r"\s+\|\s+", line) if not _NEWSBANK_FURNITURE.match(one)]
        elif not _NEWSBANK_FURNITURE.match(line):
            turned.append(line)
    return turned, len(at)


def _newsbank_item(lines: Sequence[str], end: re.Pattern[str]) -> PressItem | None:
    facts: dict[str, Any] = {}
    titles: list[str] = []
    body: list[list[str]] = []
    labelled = False
    for block in blocks_of(lines):
        said: list[str] = []
        for line in block:
            if closing := end.match(line):
                facts["id"] = next(filter(None, closing.groups()))
                continue
            mast = _NEWSBANK_MAST.match(line) if "outlet" not in facts else None
            if label := label_in(line):
                take(facts, label, label[1])
                labelled = True
            elif mast and (mast["date"] is None or is_date(mast["date"])):
                facts["outlet"] = " ".join(filter(None, (mast["article"], mast["outlet"].strip())))
                facts["published"] = day_in(mast["date"] or "") or None
            elif "outlet" in facts and not facts.get("published") and is_date(line):
                facts["published"] = day_in(line) or None
            elif not COPYRIGHT.match(line):
                said.append(line)
        if said and not titles:
            titles = said
        elif said:
            body.append(said)
    if "outlet" not in facts or not labelled or not titles:
        return None
    facts.setdefault("headline", titles[0])
    if titles[1:] and "byline" not in facts:
        facts["byline"] = line_of(titles[1:])
    return item_of("NewsBank", facts, "\n\n".join("\n".join(block) for block in body))
