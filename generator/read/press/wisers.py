"""WiseNews as text: `A06 | 社會 | By 陳大文 | 2019-06-13` below the paper, the article's number at its end."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from .days import day_in
from .item import PressItem, item_of

_END = re.compile(r"\s*(?:文章編號|文章编号|文章編碼|文章编码|document id)\s*[:：]?\s*(\d{12,20})\s*$", re.IGNORECASE)
_NUMBER = re.compile(r"\s*\d{1,4}\.?\s*$")
_RIGHTS = re.compile(r"\s*(?:慧科訊業|慧科讯业|wisers\b).{0,80}$", re.IGNORECASE)
_PAGE = re.compile(r"[A-Z]{0,3}\d{1,4}")
_BY = re.compile(r"(?:by|記者|记者|作者)[:： ]\s*(.{1,60})", re.IGNORECASE)
_NEAR_TOP = 6


def wisers(lines: Sequence[str]) -> list[PressItem]:
    """Read WiseNews as text: the number of each article closes it."""
    ends = [
        (index, match[1])
        for index, line in enumerate(lines)
        if 12 < len(line) < 60 and line[-1:].isdigit() and (match := _END.match(line))
    ]
    items: list[PressItem] = []
    for start, (stop, number) in zip([-1, *(end for end, _ in ends)], ends, strict=False):
        piece = [line.strip() for line in lines[start + 1 : stop] if line.strip() and not _RIGHTS.match(line)]
        if item := _item(piece, number):
            items.append(item)
    return items if len(items) == len(ends) else []


def _item(piece: Sequence[str], number: str) -> PressItem | None:
    if piece and _NUMBER.match(piece[0]):
        piece = piece[1:]
    at = next((at for at, line in enumerate(piece[:_NEAR_TOP]) if "|" in line and day_in(line.split("|")[-1])), None)
    if not at or len(piece) < at + 3:
        return None
    facts: dict[str, Any] = {"id": number, "outlet": piece[at - 1], "headline": piece[at + 1]}
    for cell in map(str.strip, piece[at].split("|")):
        if day := day_in(cell):
            facts["published"] = day
        elif _PAGE.fullmatch(cell):
            facts["page_number"] = cell
        elif by := _BY.match(cell):
            facts["byline"] = by[1]
        elif cell:
            facts.setdefault("section", cell)
    return item_of("WiseNews", facts, "\n\n".join(piece[at + 2 :]))
