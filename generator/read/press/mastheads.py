"""Texts between rules, and texts that stand under a headline and a paper with its day: prints, lists of hits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, pairwise
from typing import Any

from .days import MONTH_FIRST, day_in, is_date
from .item import PressItem, item_of
from .labelled import ORDINAL
from .labels import COPYRIGHT, LONGEST_TITLE, MOST_HEADER, RULE, RULED, label_in, take

MOST_CITED, MOST_DAY_WORDS = 120, 6
"""Characters of a line that cites a paper, and words of its name or of a day."""
_DATE_WORD = re.compile(r"[^\W\d_]{2,12}\.?|\d{1,2}[:.]\d{2}(?:\s?(?:Uhr|h))?")
"""A weekday or a time beside a day."""
_SHORT_RULE = re.compile(rf"\s*([{RULED}])\1{{2,}}\s*$")
_TITLE = re.compile(rf"\s*([{RULED}])\1{{1,9}}\s+(\S.{{2,150}}?)\s+\1{{2,10}}\s*$")
"""A headline that somebody put between signs, to part the texts of a file."""


def separated(lines: Sequence[str]) -> list[PressItem]:
    """Read texts between rules that each open with a headline and a date."""
    if {line.lstrip()[:1] for line in lines}.isdisjoint(RULED):
        return []
    titled = [_TITLE.sub(r"\2", line) if len(line) < 200 else line for line in lines]
    for marks in (
        [index for index, line in enumerate(lines) if RULE.match(line)],
        [index for index, line in enumerate(lines) if line != titled[index]],
        [index for index, line in enumerate(lines) if _SHORT_RULE.match(line)],
    ):
        if not marks:
            continue  # most texts: one piece is never several articles
        pieces = [titled[start:stop] for start, stop in pairwise([0, *marks, len(lines)])]
        pieces = [[line for line in piece if not _SHORT_RULE.match(line)] for piece in pieces]
        items = [_separated_item(piece) for piece in pieces if any(line.strip() for line in piece)]
        made = [item for item in items if item]
        if len(made) > 1 and len(made) == len(items):
            return made
    return []


def _separated_item(piece: Sequence[str]) -> PressItem | None:
    if (masted := _masted_item(piece)) is not None:
        return masted
    held = [line.strip() for line in piece if line.strip()]
    found = _FOUND_MAST.match(held[0]) if len(held) > 2 and len(held[1]) < LONGEST_TITLE else None
    if found and (printed := day_in(found["date"])):
        facts = {"headline": held[1], "outlet": found["outlet"], "published": printed}
        head = next(index for index, line in enumerate(piece) if line.strip() == held[1])
        return item_of("texts between rules", facts, "\n".join(piece[head + 1 :]).strip())
    day = next((index for index, line in enumerate(held[1:6], 1) if is_date(line)), None)
    if day is None or held[0].endswith((".", ",", ";")) or len(held[0]) > 200 or len(held) < day + 2:
        return None
    head = next(index for index, line in enumerate(piece) if line.strip())
    return item_of("texts between rules", {"headline": held[0]}, "\n".join(piece[head + 1 :]).strip())


_MAST = re.compile(r"(?P<outlet>[^\d\s>*•–-][^,:;\t]{1,60}),\s+(?P<date>\S.{5,40})$")
_FOUND_MAST = re.compile(
    r"[\"“„«](?P<outlet>[^\"“”„«»]{2,60})[\"“”»],?\s+(?:[^\W\d_]+\s+){0,3}(?P<date>\d\S*(?:\s+\S+){0,4})$"
)
"""A paper in quotation marks and when it had a text: `"Bote.example" gefunden am 28.12.2017 10:36 Uhr`."""
_PRINTED = re.compile(r"(?:publi[cs]er[at]{1,2}t?|publi[sc]hed|udgivet|julkaistu|erschienen)\b.{0,60}$", re.IGNORECASE)
_PAGE_LINE = re.compile(
    r"(?:sida|side|sivu|seite|page|página|pagina|blz)\.?\s+([A-Z]{0,2}\d{1,4})\b.{0,40}$", re.IGNORECASE
)
_ARTICLE_AT = re.compile(r"[^.]{3,60}\s(https?://\S+)\s*$")


def _masted_item(piece: Sequence[str]) -> PressItem | None:
    """Read a text with its headline right above a line with paper and day, as Retriever has it; a list may precede."""
    for at in range(1, len(piece)):
        mast = _MAST.match(piece[at].strip())
        title = piece[at - 1].strip()
        if not mast or not title or not is_date(mast["date"]) or _MAST.match(title) or title.startswith((">", "*")):
            continue
        facts: dict[str, Any] = {"headline": title, "outlet": mast["outlet"], "published": day_in(mast["date"])}
        text = "\n".join(_below_mast(piece[at + 1 :], facts)).strip()
        if "url" in facts and text.endswith(("...", "…")):
            facts["incomplete"] = "cut off where the database gives no more"
        return item_of("texts between rules", facts, text)
    return None


def _below_mast(lines: Sequence[str], facts: dict[str, Any]) -> Iterator[str]:
    """Yield the lines of a text; its page, its address and how it was published go to its facts."""
    head = True
    for line in lines:
        said = line.strip()
        if head and (page := _PAGE_LINE.match(said)):
            facts["page_number"] = page[1]
        elif said.startswith("©"):
            facts["copyright"] = said
        elif address := _ARTICLE_AT.match(said):
            facts["url"] = address[1]
        elif not (head and _PRINTED.match(said)):
            yield line
        head = head and (not said or len(said) < MOST_HEADER)


_WRITTEN_BY = re.compile(r"(?i:by|von|par|por|di|door|av|af|autor(?:in)?:?|author:?|text:)\s+(?=[^\W\d_a-z])")
_TAKEN_FROM = re.compile(r"(?:quelle|source|fonte|fuente|bron|aus|from|in)\s*:\s*", re.IGNORECASE)


def cited(line: str) -> Mapping[str, str]:
    """Return what a line says that cites where a text stood: `Merlebote, 17.05.2024, von Ada Reiher`.

    Its pieces must be a paper and a day, and may be a page and an author; any other line gives nothing.
    """
    if len(line) > MOST_CITED or not any(sign.isdigit() for sign in line):
        return {}
    line = MONTH_FIRST.sub(lambda day: day[0].replace(",", ""), line)
    facts: dict[str, str] = {}
    for piece in filter(None, map(str.strip, re.split(r"[,;|·•]\s|\s[–—-]\s|\s(?:vom|du|del|dated)\s", line))):
        day = day_in(piece) if len(piece.split()) < MOST_DAY_WORDS else None
        page = _PAGE_LINE.match(piece) or re.fullmatch(r"(?:S|p|pp|pg)\.\s?([A-Z]?\d{1,4})", piece)
        if day and "published" not in facts:
            facts["published"] = day
        elif page:
            facts["page_number"] = page[1]
        elif _WRITTEN_BY.match(piece):
            facts["byline"] = piece
        elif not facts and len(piece.split()) < MOST_DAY_WORDS and not any(sign.isdigit() for sign in piece):
            facts["outlet"] = _TAKEN_FROM.sub("", piece)
        elif facts and not _DATE_WORD.fullmatch(piece):
            return {}
    return facts if {"outlet", "published"} <= facts.keys() else {}


_PAPER_AND_DAY = re.compile(
    r"(?P<outlet>[^\d\s,;:|][^\d,;:|]{1,60}?)(?:[,;:|]\s+[^\W\d_]{2,12}\.?,?|[,;:|]?)\s+"
    r"(?P<date>\d{1,2}(?:[.-]\d{1,2}[.-]|\.?\s+(?:de\s+)?[^\W\d_]{3,12}\.?\s+(?:de\s+)?)\d{4}|\d{4}-\d\d-\d\d)"
)


def clipped(line: str) -> dict[str, str]:
    """Return the paper and the day that a line consists of: `De Merlebode 05-1-2017`; any other line gives nothing."""
    match = _PAPER_AND_DAY.fullmatch(line.strip())
    day = day_in(match["date"].replace("-", ".")) if match else None
    return {"outlet": match["outlet"].strip(' "“”„«»'), "published": day} if match and day else {}


_COUNTED = re.compile(
    r"\d[\d.,]{0,6}\s?(?:w|words?|wörter|worte?|mots?|palabras?|parole|palavras?|woorden|ord|sanaa|słów|слов|字|文字|자|tegn)\.?",
    re.IGNORECASE,
)
_OF_PAGE = re.compile(
    r"(?:(?:s|p|pp|pg|page|seite|side|sida|sivu|pagina|página|pág|blz|str|strona|стр)\.?\s?:?\s?)([A-Z]{0,2}\d{1,4})\b.{0,12}"
    r"|([A-Z]?\d{1,3})[面版頁页]|[第]([A-Z]?\d{1,3})[面版頁页]",
    re.IGNORECASE,
)
_BETWEEN_FACTS = re.compile(
    r"[,;|·•]\s|\s[|·•–—-]\s|\.\s(?=(?-i:[^\W\d_a-z]))(?![^\W\d_]{3,12}\.?\s\d{4})|\.\s(?=\d{4}-)|\s(?:vom|du|del|dated)\s"
    r"|\s(?=(?:seite|s\.|page|pp?\.|pg\.|side|sida|blz\.?|pagina|página|nr\.|no\.)\s?:?\s?[A-Z]{0,2}\d)",
    re.IGNORECASE,
)
_OF_NUMBER = re.compile(
    r"(?:nr|no|n°|nummer|numéro|numero|number|heft|ausgabe|issue|vol(?:ume)?|tome|band|jg|jahrgang|artikel-?id|article-?id|id)\b.{0,40}",
    re.IGNORECASE,
)
_PLACED = re.compile(r"(?<=\S)\s\([^()]{2,60}\)(?=,)")
"""Where a paper appears and when it did: `Marrow Mail (Marrow, Vic. : 1884 - 1917), Monday 4 May 1908, page 5`."""
_NUMBERED = re.compile(r"\s*\??\d{1,4}\.\s+(?=\S)")
"""The number of a hit; what is left of a mark of the file's encoding may precede it."""
_MOST_MAST, _NEAR_TOP = 160, 4
_YEAR = re.compile(r"(?<!\d)(?:1[6-9]|20)\d\d(?!\d)")
_TOLD_BESIDE = re.compile(
    rf"(?:{_OF_PAGE.pattern})|(?:{_COUNTED.pattern})|\s[|·•]\s\d|\d\s(?:by|von|par)\s"
    r"|,\s(?:nummer|numéro|numero|issue)\s\d",
    re.IGNORECASE,
)
"""What every mast has beside its day: looked for first, since lines of any text are tried."""
_SHORTENED = 0.6
"""Share of the words a document has by its mast; of a list of hits there are fewer."""


def _beside_paper(line: str, section: str) -> dict[str, str]:
    """Return the number of an issue that a mast has, and the section behind its last bar."""
    number = _ISSUE.search(line)
    return {**({"issue": number[0]} if number else {}), **({"section": section.strip()} if section else {})}


_ISSUE = re.compile(
    r"(?<=,\s)(?:nr\.?|no\.?|n°|nummer|numéro|numero|number|heft|ausgabe|issue)\s?\d{1,6}", re.IGNORECASE
)
_SIGNED_BEHIND = re.compile(r"(?P<paper>.{6,90}\d{4})\s+(?P<byline>(?i:by|von|par) (?=[^\W\d_a-z]).{3,60})")
"""As PressReader has it: `Marrow Mail 14 Mar 2019 By Ana Kestrel`."""


def mast_of(line: str) -> dict[str, Any]:
    """Return what a line says that names where a text stood: a paper, a day, and a page or a number of words.

    `De Marrower, woensdag 30 november 2011, p. 23, 853w.`, `Havneposten | 17.05.2024 | Side 3 | 412 ord`,
    `"Der Bote" vom 20.03.2013 Seite: 2`. Any other line gives nothing.
    """
    line = line.strip()
    if not 12 < len(line) <= _MOST_MAST or not _YEAR.search(line) or not _TOLD_BESIDE.search(line) or label_in(line):
        return {}
    facts: dict[str, Any] = {}
    if (placed := _PLACED.search(line)) and _YEAR.search(line[placed.end() :]):
        line = line[: placed.start()] + line[placed.end() :]
    line, _, section = line.partition(" / ")
    if (signed := _SIGNED_BEHIND.fullmatch(line)) and (paper := clipped(signed["paper"])):
        return {**paper, "byline": signed["byline"]}
    plain = MONTH_FIRST.sub(lambda day: day[0].replace(",", ""), line.rstrip("."))
    for piece in filter(None, map(str.strip, _BETWEEN_FACTS.split(plain))):
        day = day_in(piece) if len(piece.split()) < MOST_DAY_WORDS else None
        if day and "published" not in facts:
            facts["published"] = day
        elif _COUNTED.fullmatch(piece):
            facts["words"] = piece
        elif page := _OF_PAGE.fullmatch(piece) or (
            re.fullmatch(r"()()()([A-Z]?\d{1,3})", piece) if "published" in facts else None
        ):
            facts["page_number"] = next(filter(None, page.groups()))
        elif _WRITTEN_BY.match(piece):
            facts["byline"] = piece
        elif not facts and len(piece.split()) < MOST_DAY_WORDS and not any(map(str.isdigit, piece)):
            facts["outlet"] = piece.strip('"“”„«»')
        elif not (facts and (_DATE_WORD.fullmatch(piece) or _OF_NUMBER.fullmatch(piece) or _PRINTED.fullmatch(piece))):
            return {}
    facts |= _beside_paper(plain, section)
    told = {"outlet", "published"} <= facts.keys() and not {"page_number", "words", "issue"}.isdisjoint(facts)
    return facts if told else {}


def under_masts(lines: Sequence[str]) -> list[PressItem]:
    """Read texts that each stand under a headline and a mast, in either order: lists of hits, prints, single texts."""
    lines = ["" if ORDINAL.match(line) else line for line in lines]
    top = list(islice((at for at, line in enumerate(lines) if line.strip()), _NEAR_TOP))
    if not any(mast_of(lines[at]) for at in top):
        return []
    masts = {at: facts for at, line in enumerate(lines) if (facts := mast_of(line)) and not _is_below(lines, at)}
    below = min(masts) == top[0]
    starts = [at if below else _line_above(lines, at) for at in masts]
    if None in starts:
        return []
    ends = [*starts[1:], len(lines)]
    items = [
        _under_mast(lines, mast, start if not below else None, end, dict(facts))
        for (mast, facts), start, end in zip(masts.items(), starts, ends, strict=True)
        if start is not None and end is not None
    ]
    made = [item for item in items if item and item.text]
    return made if len(made) == len(masts) else []


def _is_below(lines: Sequence[str], at: int) -> bool:
    """Tell whether a line says once more, below a text, where that stood."""
    return at > 0 and bool(_ONCE_MORE.match(lines[at - 1]))


_ONCE_MORE = re.compile(
    r"\s*(?:bibliographic details|citation\b.{0,30}|cite (?:this|as)\b.{0,20})\s*:?\s*$", re.IGNORECASE
)


def _line_above(lines: Sequence[str], at: int) -> int | None:
    """Return the headline right above a mast, or above the blank line over it; None where no line can be one."""
    above = at - 1
    while above >= 0 and not lines[above].strip() and at - above <= 2:
        above -= 1
    if above > 0 and lines[above - 1].strip() and _WRITTEN_BY.match(lines[above]):  # `By Ana Kestrel` between the two
        above -= 1
    title = lines[above].strip() if above >= 0 else ""
    alone = above <= 0 or not lines[above - 1].strip()
    return above if title and len(title) < LONGEST_TITLE and (alone or at - above <= 2) else None


def _under_mast(
    lines: Sequence[str], mast: int, title: int | None, stop: int, facts: dict[str, Any]
) -> PressItem | None:
    """Read one text.

    Args:
        lines: All lines.
        mast: The number of its mast.
        title: That of its headline; None where it stands below.
        stop: Where the next text begins.
        facts: What the mast says.
    """
    if title is not None:
        facts["headline"] = _NUMBERED.sub("", lines[title]).strip()
    at = mast + 1
    while at < stop:
        line = lines[at].strip()
        label = label_in(line) if line else None
        if label and label[0] != "text":
            take(facts, label, label[1])
        elif line and "headline" not in facts and len(line) < LONGEST_TITLE:
            facts["headline"] = line
        elif line and "byline" not in facts and len(line) < MOST_HEADER and _is_signed(line):
            facts["byline"] = line
        elif line:
            break
        at += 1
    if "headline" not in facts:
        return None
    stop = _labels_below(lines, at, stop, facts)
    text = "\n".join(line for line in lines[at:stop] if not line.lstrip().startswith("©")).strip()
    said = re.match(r"\d+", str(facts.pop("words", "")).replace(".", "").replace(",", ""))
    words = len(text.split())
    if said and words < _SHORTENED * int(said[0]) and not _UNSPACED.search(text):
        facts["incomplete"] = f"{words} of {int(said[0])} words"
    return item_of("texts under mastheads", facts, text)


def _labels_below(lines: Sequence[str], at: int, stop: int, facts: dict[str, Any]) -> int:
    """Take what lines below a text name; return where the text ends."""
    end, taken = stop, 0
    while end > at and (not lines[end - 1].strip() or label_in(lines[end - 1]) or COPYRIGHT.match(lines[end - 1])):
        end -= 1
        taken += label_in(lines[end]) is not None
    if taken < FEWEST_BELOW:
        return stop
    for line in lines[end:stop]:
        if (label := label_in(line)) and label[0] not in ("text", "outlet", "published"):
            take(facts, label, label[1])
    return end


FEWEST_BELOW = 2
"""Lines below a text that name values; one may be its last paragraph."""
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


def _is_signed(line: str) -> bool:
    """Tell whether a line names who wrote a text: `AF ANNA FALK`, `Anna Falke`."""
    words = _WRITTEN_BY.sub("", line).split()
    named = 2 <= len(words) <= 4 and all(word[:1].isupper() and word.strip(".").isalpha() for word in words)
    return named and not line.endswith((".", "!", "?", ":"))
