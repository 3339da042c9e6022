"""Documents as the pages of their databases show them, copied as text: what is said of each stands above its words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from .days import day_in, is_date
from .item import PressItem, item_of, people
from .labels import COPYRIGHT, LONGEST_TITLE, is_byline

_TELLING = re.compile(r"\s*Identifiant\s*:\s*(ark:/\S+)")
_LABEL = re.compile(r"\s*(Titre|Date d'édition|Langue)\s*:\s*(\S.*)$")
_LAST = re.compile(
    r"\s*(?:En savoir plus sur l['’]OCR|Le texte affiché (?:peut|comporte)\b.*|Date de mise en ligne\s*:.*)$"
)
_ESTIMATED = re.compile(r"\s*En effet, le mode texte de ce document\b")
_HEAD = 60
"""Lines that the library's own words take, at most."""


def gallica(lines: Sequence[str]) -> list[PressItem]:
    """Read an issue of Gallica: the library's words end where it says how well the machine read."""
    top = lines[:_HEAD]
    ark = next((match for line in top if "ark:/" in line and (match := _TELLING.match(line))), None)
    ends = [at for at, line in enumerate(top) if _LAST.match(line) or _ESTIMATED.match(line)]
    if not ark or not ends:
        return []
    facts: dict[str, Any] = {"url": f"https://gallica.bnf.fr/{ark[1]}", "id": ark[1]}
    for line in top[: ends[-1]]:
        if not (label := _LABEL.match(line)):
            continue
        if label[1] == "Titre":
            facts.setdefault("outlet", label[2].split(" : ")[0].split(" / ")[0].strip(" ."))
        elif label[1] == "Langue":
            facts.setdefault("language", label[2])
        else:
            facts.setdefault("published", day_in(label[2]) or label[2])
    return [item_of("Gallica", facts, "\n".join(lines[ends[-1] + 1 :]).strip())]


_CITED = re.compile(
    r"\s*[\"“](?P<title>[^\"”]{2,250}?)\.?[\"”]\. ?[\"“](?P<outlet>[^\"”]{2,100})[\"”]\. (?P<place>[^,\d]{2,60}), "
    r"(?P<day>\d{4}/\d\d/\d\d)(?: [\d:]{5,8})?, p\. ?(?P<page>\d{1,3})\..{0,60}?(?P<url>https?://\S+)\s*$"
)
_PROQUEST_MAST = re.compile(
    r"\s*(?P<outlet>[^;\[\]\d]{2,100});[^\[\]]{0,80}\[[^\[\]]{2,80}\]\s?(?P<day>\d{1,2} [^\W\d_]{3,12}\.? \d{4})"
    r"(?::\s?(?P<page>[A-Z]{0,2}[\d.]{1,6}?))?\.?\s*$"
)
_PROQUEST_REST = re.compile(
    r"\s*(?:full ?text|volltext|texte intégral|texto completo|testo completo|show less|translate|\d+ words?"
    r"|(?:word count|wortanzahl|nombre de mots|número de palabras|contagem de palavras)\s*:\s*\d+)\s*$",
    re.IGNORECASE,
)
_EASTERN_DAY = re.compile(r"\s*(?P<day>\d{4}[.年-]\d{1,2}[.月-]\d{1,2}日?)\s+(?P<outlet>[^\d\s]{2,12}[报報])\s*$")
_EASTERN_PAGE = re.compile(r"\s*第(?P<page>\d{1,3})[版面](?:[(（](?P<section>[^()（）]{1,20})[)）])?\s*$")
_COLUMN = re.compile(r"\s*(?:专栏|專欄)[:：]\s*(.{0,30})$")
_PAGE_ALONE = re.compile(
    r"\s*(?:p|pg|s|page|seite|página|pagina|pág|blz|side|sida)\.?\s*([A-Z]{0,2}\d{1,4})\s*$", re.IGNORECASE
)
_PAPER_WORDS, _SECTION_WORDS, _AUTHOR = 6, 3, 30


def shown(lines: Sequence[str]) -> list[PressItem]:
    """Read one document as its database's page shows it."""
    told = [line for line in lines if line.strip()][:8]
    if not told:
        return []
    item = next(
        (item for read in (_coded, _delpher, _proquest, _eastern, _stacked) if (item := read(lines, told))), None
    )
    return [item] if item and item.text else []


_CODE = re.compile(r"([A-Z]{2})#(.*)$")
_CODES = {"TI": "headline", "PD": "published", "BY": "byline", "KN": "agency", "AN": "id", "AB": "abstract"}


def _coded(lines: Sequence[str], told: Sequence[str]) -> PressItem | None:
    """Read a message of a newsroom's wire, with a code of two letters before each value and `TX#` above the text."""
    codes = [match for line in told if (match := _CODE.match(line))]
    at = next((at for at, line in enumerate(lines) if line.startswith("TX#")), None)
    if len(codes) < _FEWEST_CODES or at is None:
        return None
    values = {match[1]: match[2].strip() for line in lines[:at] if (match := _CODE.match(line))}
    facts: dict[str, Any] = {key: values.get(code) for code, key in _CODES.items()}
    day, clock = day_in(facts["published"] or ""), _CLOCK.search(facts["published"] or "")
    facts["published"] = f"{day}T{clock[0]}" if day and clock else day
    return item_of("coded text", facts, "\n".join([lines[at][3:], *lines[at + 1 :]]))


_FEWEST_CODES = 4
_CLOCK = re.compile(r"\b\d\d:\d\d:\d\d\b")


def _below(lines: Sequence[str], line: str) -> list[str]:
    return list(lines[lines.index(line) + 1 :])


def _delpher(lines: Sequence[str], told: Sequence[str]) -> PressItem | None:
    """Read an article of Delpher, below the library's citation."""
    cited = _CITED.match(told[0])
    if not cited:
        return None
    facts = {"headline": cited["title"], "outlet": cited["outlet"], "published": cited["day"].replace("/", "-")}
    facts |= {"page_number": cited["page"], "url": cited["url"]}
    return item_of("Delpher", facts, "\n".join(_below(lines, told[0])))


def _proquest(lines: Sequence[str], told: Sequence[str]) -> PressItem | None:
    """Read a page of ProQuest: headline, authors, then paper, places in brackets, day and page in one line."""
    at = next((at for at, line in enumerate(told[:5]) if _PROQUEST_MAST.match(line)), 0)
    mast = _PROQUEST_MAST.match(told[at])
    if not at or not mast:
        return None
    facts: dict[str, Any] = {"headline": told[0].strip(), "outlet": mast["outlet"].strip(), "page_number": mast["page"]}
    facts["published"] = day_in(mast["day"])
    if at > 1:
        facts["authors"] = people(told[at - 1])
    text = (line for line in _below(lines, told[at]) if not _PROQUEST_REST.match(line))
    return item_of("ProQuest", facts, "\n".join(line for line in text if not COPYRIGHT.match(line) or len(line) > 120))


def _eastern(lines: Sequence[str], told: Sequence[str]) -> PressItem | None:
    """Read a page of a Chinese paper's archive: headline, author, then day and paper, page and column, a line each."""
    at = next((at for at, line in enumerate(told[1:4], 1) if _EASTERN_DAY.match(line)), 0)
    mast = _EASTERN_DAY.match(told[at])
    page = _EASTERN_PAGE.match(told[at + 1]) if at and at + 1 < len(told) else None
    if not mast or not page:
        return None
    facts: dict[str, Any] = {"headline": told[0].strip(), "outlet": mast["outlet"], "published": day_in(mast["day"])}
    facts |= {"page_number": page["page"], "section": page["section"], "language": "zh"}
    if at > 1 and len(told[at - 1]) < _AUTHOR:
        facts["byline"] = told[at - 1].strip()
    body = _below(lines, told[at + 1])
    return item_of("archive of a paper", facts, "\n".join(line for line in body if not _COLUMN.match(line)))


def _stacked(lines: Sequence[str], told: Sequence[str]) -> PressItem | None:
    """Read a text below paper, day and page in a line each, and perhaps a section; its headline comes next."""
    if len(told) < 5 or not is_date(told[1]) or not _is_paper(told[0]):
        return None
    page = _PAGE_ALONE.match(told[2])
    if not page:
        return None
    facts: dict[str, Any] = {"outlet": told[0].strip(), "published": day_in(told[1]) or None, "page_number": page[1]}
    rest = list(_rest(told[3:], facts))
    facts["headline"] = rest[0].strip()
    body = _below(lines, rest[0])
    if len(rest) > 1 and is_byline(rest[1]) and len(rest[1]) < _AUTHOR * 2:
        facts["byline"], body = rest[1].strip(), _below(lines, rest[1])
    return item_of("texts under mastheads", facts, "\n".join(body)) if len(rest[0]) < LONGEST_TITLE else None


def _rest(told: Sequence[str], facts: dict[str, Any]) -> Iterator[str]:
    """Yield the lines below a page's number; one of few words right below it names the section."""
    section = len(told) > 2 and len(told[0].split()) <= _SECTION_WORDS < len(told[1].split())
    if section:
        facts["section"] = told[0].strip()
    yield from told[section:]


def _is_paper(line: str) -> bool:
    return (
        len(line.split()) <= _PAPER_WORDS and not any(map(str.isdigit, line)) and not line.rstrip().endswith((".", ":"))
    )
