"""Lists of references (RIS), as databases and Zotero export them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from .item import PressItem, item_of, people

_RIS = re.compile(r"([A-Z][A-Z0-9]) {1,2}- ?(.*)")
_OF_RIS = {
    "headline": "TI T1 CT", "outlet": "JO T2 JF BT JA", "published": "DA Y1 PY", "text": "N2 AB", "url": "UR L2",
    "language": "LA", "page_number": "SP", "id": "AN ID", "section": "SE",
}  # fmt: skip
"""Our key -> tags of RIS, the most telling first."""
ABSTRACT = "an abstract, no text"


def references(lines: Sequence[str]) -> list[PressItem]:
    """Read a list of references (RIS), as databases and Zotero export it: of texts it has the abstracts at most."""
    first = next((line for line in lines if line.strip()), "")
    if not re.match(r"\ufeff?TY {1,2}- [A-Z]", first):
        return []
    items: list[PressItem] = []
    values: dict[str, list[str]] = {}
    tag = ""
    for line in lines:
        if said := _RIS.match(line.lstrip("\ufeff")):
            tag = said[1]
            values.setdefault(tag, []).extend([said[2].strip()] if said[2].strip() else [])
        elif tag and line.strip() and values.get(tag):
            values[tag][-1] += f" {line.strip()}"
        if tag == "ER":
            items.append(_reference(values))
            values, tag = {}, ""
    return items


def _reference(values: Mapping[str, Sequence[str]]) -> PressItem:
    row: dict[str, Any] = {
        key: value
        for key, tags in _OF_RIS.items()
        if (value := next((values[tag][0] for tag in tags.split() if values.get(tag)), ""))
    }
    row["published"] = re.sub(r"^(\d{4})/(\d\d?)/(\d\d?).*", r"\1-\2-\3", row.get("published", "")).strip("/")
    text = row.pop("text", "")
    people_of = [name for tag in ("AU", "A1") for name in values.get(tag, ())]
    fields = {
        **row,
        "authors": [name for line in people_of for name in people(line)],
        "tags": "; ".join(values.get("KW", ())),
        "incomplete": ABSTRACT if text else "",
    }
    return item_of("references (RIS)", fields, text)
