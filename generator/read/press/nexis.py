"""LexisNexis and Nexis Uni as text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from generator.read.published import folded

from .days import day_in, is_date
from .item import EDITION, MORE, PressItem, item_of
from .labelled import ORDINAL
from .labels import COPYRIGHT, LABEL_OF, MOST_HEADER, blocks_of, label_in, line_of, take
from .mastheads import mast_of
from .run_on import parted

_ENDS = frozenset(
    folded(word)
    for word in "loaddate update datechargement fechacarga laaddatum graphic graphik grafik graphique publicationtype "
    "typepublication typedepublication zeitungstyp language sprache langue idioma taal lingua subject classification "
    "copyright correctiondate documenttype issn notes company organization person city state country industry ticker "
    "journalcode pubtype sourceattribution series type url".split()
)
"""Labels behind the text of a Nexis document."""

_PROQUEST = frozenset({"proquestdocumentid", "publicationtitle", "publikationstitel", "titredelapublication"})
"""Labels of those who number their documents as Nexis does."""
_END = re.compile(
    r"\s*(?:end of document|ende des dokuments?|dokumentende|fin du document|fin del documento|fine del documento"
    r"|fim do documento|einde van (?:het )?document)\s*$",
    re.IGNORECASE,
)
_BODY = re.compile(
    r"\s*(?:body|haupttext|text|textkörper|corps|cuerpo|corpo|tekst|inhoud|texte)\s*:?\s*$", re.IGNORECASE
)
_TAIL = re.compile(
    r"\s*(?:classification|klassifizierung|classement|clasificación|classificazione|graphic|load-date\s*:.*"
    r"|update\s*:.*|ladedatum\s*:.*|date de chargement\s*:.*|fecha de carga\s*:.*)\s*$",
    re.IGNORECASE,
)


def nexis(lines: Sequence[str]) -> list[PressItem]:
    """Read LexisNexis as text: `1 of 10 DOCUMENTS` opens each document."""
    at = [
        index
        for index, line in enumerate(lines)
        if ("UMENT" in line or "ument" in line) and len(line) < 120 and ORDINAL.match(line)
    ]
    if not at:
        return _single(lines)
    if any(
        label[2] in _PROQUEST
        for line in lines
        if ("ubli" in line.lower() or "uest" in line.lower()) and (label := label_in(line))
    ):
        return []
    if len(at) == 1 and not any(label_in(line) for line in lines[at[0] : at[0] + MOST_HEADER]):
        return []
    pieces = [lines[start + 1 : stop] for start, stop in pairwise([*at, len(lines)])]
    if all(mast_of(next((line for line in piece if line.strip()), "")) for piece in pieces):
        return []  # others number their documents, too, and have paper, day and page in one line
    return [_nexis_item(piece) for piece in pieces]


def _single(lines: Sequence[str]) -> list[PressItem]:
    """Read one document whose number was cut off: its length stands above its text, and its labels behind."""
    if not any(label[2] in _LENGTHS for line in lines[:MOST_HEADER] if (label := _upper(line))):
        return []  # most texts
    named = [label[2] for line in lines if (label := _upper(line))]
    if sum(name in _LENGTHS for name in named) != 1 or sum(name in _LOADED for name in named) != 1:
        return []
    item = _nexis_item(lines)
    return [item] if {"headline", "outlet"} <= item.fields.keys() and item.text else []


_LENGTHS = frozenset("length lange longueur longitud lunghezza lengte comprimento".split())
_LOADED = frozenset("loaddate ladedatum datechargement datedechargement fechacarga fechadecarga laaddatum".split())
"""When a document came into the database; in capitals no other maker has it."""


def _nexis_item(lines: Sequence[str]) -> PressItem:
    blocks = blocks_of(lines)
    facts: dict[str, Any] = {}
    titles: list[str] = []
    body: list[list[str]] = []
    dated = begun = False
    for number, block in enumerate(blocks):
        label = _upper(block[0])
        if begun:
            if _closes(blocks[number:]):
                _rest(facts, blocks[number:])
                break
            body.append(block)
        elif label and label[0] == "text":
            begun = True
            body += [[label[1], *block[1:]]] if label[1] or block[1:] else []
        elif label:
            for one in _at_labels(block):
                take(facts, label_in(one[0]) or label, line_of([(label_in(one[0]) or label)[1], *one[1:]]))
        elif not dated and number < 8:
            dated = _masthead(facts, block)
        elif COPYRIGHT.match(block[0]):
            continue
        elif not _HEADED.isdisjoint(facts) and (titles or "headline" in facts):
            begun = True
            body.append(block)
        elif not (EDITION.search(block[0]) and len(block) == 1 and len(block[0].split()) < 6 and not titles):
            titles.append(line_of(block))
    return _nexis_made(facts, titles, body)


_HEADED = frozenset("length lange longueur longitud lunghezza lengte comprimento section byline headline".split())
"""What stands above the text of a document of Nexis, of which one is always there."""


def _nexis_made(facts: dict[str, Any], titles: list[str], body: list[list[str]]) -> PressItem:
    if not body and len(titles) > 1:
        body, titles = [[line] for line in titles[1:]], titles[:1]
    while body and COPYRIGHT.match(body[-1][0]):
        body.pop()
    if titles:
        facts.setdefault("headline", titles[0])
        if below := line_of(titles[1:]):
            facts.setdefault("subtitle", below)
    text = "\n\n".join("\n".join(block) for block in body)
    return item_of("Nexis", facts, text)


def _upper(line: str) -> tuple[str, str, str] | None:
    """Return what a line in the manner of Nexis names: its labels are in capitals."""
    name, colon, _ = line.partition(":")
    return label_in(line) if not colon or name == name.upper() else None


_IN_CAPITALS = re.compile(r"\s*([A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ' -]{2,28}):(?:\s+|$)(.*)$")
"""A label that Nexis has behind a text in some language: `SECTEUR-ACTIVITE: ...`."""


def _closes(blocks: Sequence[Sequence[str]]) -> bool:
    """Tell whether nothing but labels follows, up to one that is known to stand behind a text."""
    for block in blocks:
        label = _upper(block[0])
        if label and label[2] in _ENDS:
            return True
        if not label and not _IN_CAPITALS.match(block[0]):
            return False
    return False


def _at_labels(block: Sequence[str]) -> Iterator[list[str]]:
    """Part a block at lines that name their value."""
    held: list[str] = []
    for line in block:
        if held and (_upper(line) or _IN_CAPITALS.match(line)):
            yield held
            held = []
        held.append(line)
    yield held


def _masthead(facts: dict[str, Any], block: Sequence[str]) -> bool:
    """Take outlet, date and edition from what stands above a headline; tell whether the date was there."""
    for number, line in enumerate(block):
        if is_date(line):
            facts["published"] = day_in(line) or None
            beside = _BESIDE_DAY.search(line)
            facts["edition"] = line_of([*([beside[1]] if beside else []), *block[number + 1 :]])
            return True
        if not COPYRIGHT.match(line) and not line.strip().lower().startswith("all rights"):
            facts["outlet"] = line.strip()
    return False


_BESIDE_DAY = re.compile(rf",\s*([^,]{{0,40}}{EDITION.pattern}[^,]{{0,40}})$", re.IGNORECASE)


def _rest(facts: dict[str, Any], blocks: Sequence[Sequence[str]]) -> None:
    """Take what stands behind a text, label by label; a block without one goes on with the last."""
    held: list[tuple[str, list[str]]] = []
    for block in blocks:
        for one in _at_labels(block):
            if named := _IN_CAPITALS.match(one[0]):
                held.append((one[0], [named[2], *one[1:]]))
            elif held and not COPYRIGHT.match(one[0]):
                held[-1][1].extend(one)
    for line, said in held:
        label = _upper(line) or ("", "", folded(line.partition(":")[0]))
        if label[2] not in LABEL_OF:
            facts.setdefault(MORE, {})[label[2]] = line_of(said)
        else:
            take(facts, label, line_of(said))


def nexis_uni(lines: Sequence[str]) -> list[PressItem]:
    """Read Nexis Uni: `End of Document` ends each, `Body` stands above the text."""
    lines = parted(lines)
    ends = [index for index, line in enumerate(lines) if len(line) < 60 and _END.match(line)]
    items: list[PressItem] = []
    for start, stop in pairwise([-1, *ends]):
        piece = [line for line in lines[start + 1 : stop] if line.strip()]
        if piece:
            items.append(_nexis_uni_item(piece))
    return items if any(item.text for item in items) else []


def _nexis_uni_item(piece: Sequence[str]) -> PressItem:
    body = next((index for index, line in enumerate(piece) if _BODY.match(line) and index < 400), None)
    top = piece[: body if body is not None else MOST_HEADER]
    day = next(
        (index for index in range(len(top) - 1, -1, -1) if is_date(top[index]) and not label_in(top[index])), None
    )
    facts: dict[str, Any] = {}
    if day is not None:
        facts["published"] = day_in(top[day]) or None
        facts["outlet"] = top[day - 1].strip() if day else None
        facts["headline"] = top[day - 2].strip() if day > 1 else None
    last = -1
    for index, line in enumerate(top):
        if (label := label_in(line)) and (day is None or index > day):
            take(facts, label, label[1])
            last = index
    first = body + 1 if body is not None else max(last, day if day is not None else -1) + 1
    tail = next((index for index in range(first, len(piece)) if _TAIL.match(piece[index])), len(piece))
    for line in piece[tail:]:
        if label := label_in(line):
            take(facts, label, label[1])
    text = [line for line in piece[first:tail] if not COPYRIGHT.match(line) or len(line) > 120]
    return item_of("Nexis Uni", facts, "\n\n".join(text))
