"""Europresse as text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from .days import day_in
from .item import PressItem, item_of
from .labels import COPYRIGHT, is_byline

_EUROPRESSE_END = re.compile(r"\s*(?:news|doc|publi)\s?[·•⸱.]\s?(\d{8})\s?[·•⸱.]\s?[A-Z0-9_]+\s?[·•⸱.]", re.IGNORECASE)

_PAGE_ALONE = re.compile(r"(?:pp?|pg|s|pág)\.\s*([A-Z]{0,4}\d{1,4})(?:\s?[-,].{0,20})?", re.IGNORECASE)


def europresse(lines: Sequence[str]) -> list[PressItem]:
    """Read Europresse as text: a number such as news·20240517·LM·… ends each document."""
    ends = [index for index, line in enumerate(lines) if len(line) < 120 and _EUROPRESSE_END.match(line)]
    items: list[PressItem] = []
    for start, stop in pairwise([-1, *ends]):
        piece = [line.strip() for line in lines[start + 1 : stop] if line.strip()]
        day = next((index for index, line in enumerate(piece[:8]) if day_in(line)), None)
        if day is None:
            continue
        page = _PAGE_ALONE.fullmatch(piece[day + 1]) if day + 1 < len(piece) else None
        if page:
            piece.pop(day + 1)
        facts: dict[str, Any] = {
            "published": day_in(piece[day]),
            "page_number": page[1] if page else None,
            "outlet": re.split(r",\s+(?:no|n°|nr|vol)\.?\s|\s+\(", piece[0])[0] if day else None,
            "headline": piece[day + 1] if day + 1 < len(piece) else None,
        }
        body = [line for line in piece[day + 2 :] if not COPYRIGHT.match(line)]
        if body and is_byline(body[0]):
            facts["byline"] = body.pop(0)
        items.append(item_of("Europresse", facts, "\n\n".join(body)))
    return items
