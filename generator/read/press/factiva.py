"""Factiva as it is displayed, and with its codes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from .days import day_in, is_date
from .item import PressItem, item_of
from .labels import COPYRIGHT, MOST_HEADER, is_byline, line_of

_FACTIVA_END = re.compile(
    r"\s*(?:[Dd]ocument|DOCUMENT|[Dd]okument|[Dd]ocumento)\s+([A-Z][A-Z0-9_]{3,15}\d{8,14}[a-z0-9]{6,12})\s*$"
)
_WORDS = re.compile(
    r"\s*\d[\d.,\s]{0,8}\s?(?:words?|wörter|worte?|mots?|palabras?|parole|palavras?|woorden|ord|слов[ао]?|字|語|كلمة|słów)\s*$",
    re.IGNORECASE,
)
_MAST = re.compile(
    r"(?P<outlet>[^,]{2,80}), (?:(?P<clock>\d\d?:\d\d), )?(?P<day>\d{1,2} [^\W\d_]{3,12} \d{4}), "
    r"\d[\d.,]* [^\W\d_]{2,12}(?:, \((?P<language>[^()]{2,30})\))?"
)
"""What stands in one line below the headline in its lists with full texts."""
_CODES = frozenset("SE HD BY CR WC PD ET SN SC ED PG VOL LA CY CX LP TD ART RF CO IN NS RE IPC IPD PUB AN CT".split())
_CODE = re.compile(r"\s*([A-Z]{2,3})(?:\s{1,8}(\S.*))?$")
_LANGUAGES = re.compile(
    r"(?:english|german|french|spanish|italian|portuguese|dutch|danish|swedish|norwegian|finnish|russian|polish|turkish"
    r"|arabic|chinese|japanese|korean|deutsch|englisch|französisch|anglais|français|allemand|español|inglés|italiano"
    r"|português|nederlands|svenska|русский|العربية|中文|日本語)(?:\s*[-(].*)?\s*$",
    re.IGNORECASE,
)


def factiva(lines: Sequence[str]) -> list[PressItem]:
    """Read Factiva as it is displayed: a number of words in the head, a document's number at the end."""
    ends = [
        (index, match[1]) for index, line in enumerate(lines) if len(line) < 60 and (match := _FACTIVA_END.match(line))
    ]
    items: list[PressItem] = []
    start = 0
    for end, number in ends:
        piece = lines[start:end]
        if sum(_code(line) is not None for line in piece) > 4:
            return []
        items.append(_factiva_item(piece, number))
        start = end + 1
    return items


def _factiva_item(lines: Sequence[str], number: str) -> PressItem:
    piece = [line.strip() for line in lines if line.strip()]
    count = next((index for index, line in enumerate(piece[:MOST_HEADER]) if _WORDS.match(line)), None)
    mast = next(((at, told) for at, line in enumerate(piece[:8]) if (told := _MAST.fullmatch(line))), None)
    facts: dict[str, Any]
    if count is None and mast:
        at, told = mast
        facts = {"id": number, **_factiva_top(piece[:at]), "outlet": told["outlet"], "language": told["language"]}
        facts["published"] = _at_time(day_in(told["day"]), told["clock"] or "")
        return item_of("Factiva", facts, "\n\n".join(piece[at + 1 :]))
    if count is None:
        facts = {"id": number, "headline": piece[0] if piece else None}
        return item_of("Factiva", facts, "\n\n".join(piece[1:]))
    facts = {"id": number, **_factiva_top(piece[:count])}
    day = next((index for index in range(count + 1, min(count + 5, len(piece))) if is_date(piece[index])), count)
    facts["published"] = day_in(piece[day]) or None if day > count else None
    if day + 1 < len(piece):
        facts["published"] = _at_time(facts["published"], piece[day + 1])
    names = [line for line in piece[day + 1 : day + 4] if not re.match(r"\d\d?:\d\d", line)]
    facts["outlet"] = names[0] if names else None
    head = range(day + 1, min(day + 14, len(piece)))
    spoken = next((index for index in head if _LANGUAGES.match(piece[index])), None)
    rights = next((index for index in head if COPYRIGHT.match(piece[index])), None)
    facts["language"] = piece[spoken] if spoken is not None else None
    page = next((line for line in piece[day + 2 : spoken or day + 2] if re.fullmatch(r"[A-Z]{0,2}\d{1,4}", line)), None)
    facts["page_number"] = page
    first = rights if rights is not None else spoken if spoken is not None else day + 1
    return item_of("Factiva", facts, "\n\n".join(piece[first + 1 :]))


def _factiva_top(lines: Sequence[str]) -> dict[str, Any]:
    """Tell headline, section and authors in what stands above the number of words."""
    rest = list(lines)
    byline = None
    if len(rest) > 1 and is_byline(rest[-1]):
        byline = rest.pop()
    section = rest.pop(0) if len(rest) > 1 and len(rest[0].split()) < 5 else None
    return {"section": section, "headline": " ".join(rest) or None, "byline": byline}


def _code(line: str) -> str | None:
    match = _CODE.match(line)
    return match[1] if match and match[1] in _CODES else None


def factiva_codes(lines: Sequence[str]) -> list[PressItem]:
    """Read Factiva with its codes: HD, BY, WC, PD, SN, LA, LP, TD, AN, each before its value or alone above it."""
    if sum([_code(line) in {"HD", "LP", "TD", "PD"} for line in lines if line]) < 3:
        return []
    items: list[PressItem] = []
    values: dict[str, list[str]] = {}
    code = ""
    for line in [*lines, "HD"]:
        named = _code(line)
        if named in {"HD", "SE"} and "PD" in values:
            items.append(_factiva_coded(values))
            values, code = {}, ""
        if named and (named not in values or named == code):
            code = named
            value = (_CODE.match(line) or [""] * 3)[2]
            values.setdefault(code, []).extend([value] if value else [])
        elif code:
            values[code].append(line.strip())
    return items


def _factiva_coded(values: Mapping[str, list[str]]) -> PressItem:
    def said(code: str) -> str | None:
        return line_of(values.get(code, [])) or None

    text = "\n".join([*values.get("LP", []), "", *values.get("TD", [])])
    number = (said("AN") or "").split()
    row = {
        "id": number[-1] if number else None,
        "headline": said("HD"),
        "byline": said("BY"),
        "outlet": said("SN"),
        "published": _at_time(day_in(said("PD") or "") or said("PD"), said("ET") or ""),
        "section": said("SE"),
        "language": said("LA"),
        "page_number": said("PG"),
        "edition": said("ED"),
        "tags": "; ".join(_descriptors(said("NS"))),
        "region": "; ".join(_descriptors(said("RE"))),
        "company": "; ".join(_descriptors(said("CO"))),
        "industry": "; ".join(_descriptors(said("IN"))),
    }
    return item_of("Factiva", row, text)


def _at_time(day: str | None, clock: str) -> str | None:
    """Return a day with the time that stands apart from it, `15:32`."""
    told = re.match(r"(\d\d?):(\d\d)\b", clock)
    return f"{day}T{int(told[1]):02}:{told[2]}" if day and len(day) == len("2024-05-17") and told else day


def _descriptors(line: str | None) -> list[str]:
    """Return the names of codes that Factiva has side by side: `gcat : Political News | gvote : Elections`."""
    return [one.partition(" : ")[2].strip() or one.strip() for one in (line or "").split(" | ") if one.strip()]
