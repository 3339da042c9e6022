"""Press databases: from the lines of a text that holds documents of a database to its items.

Told by what the databases print around each document: Nexis and Nexis Uni, Factiva, Europresse, and those that put a
name before each value (ProQuest, Gale, EBSCO and what people paste together). Nothing here knows of a file's format:
a text, a page, a mail or a document's paragraphs are all lines.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import islice, pairwise
from typing import Any

from msgspec import Struct

from generator.read.meaning.fields import capture
from generator.read.part import Outcome, Part, digest_of
from generator.read.published import folded

FEWEST = 2
"""Labels that a document of a database has at least."""
MOST_HEADER = 60
"""Lines above a document's text, at most."""
MOST_CITED, MOST_DAY_WORDS = 120, 6
"""Characters of a line that cites a paper, and words of its name or of a day."""
_DATE_WORD = re.compile(r"[^\W\d_]{2,12}\.?|\d{1,2}[:.]\d{2}(?:\s?(?:Uhr|h))?")
"""A weekday or a time beside a day."""
MOST_TITLE, LONGEST_TITLE = 3, 250
"""Lines and characters of a title without a label."""


class PressItem(Struct, frozen=True, kw_only=True):
    """A document of a press database, under our keys."""

    text: str
    fields: Mapping[str, Any]
    """Without those that the document does not have."""
    source: str
    """The database in words: `Nexis`, `ProQuest`."""


_LABELS = {
    "headline": "headline title titel titre titulo titolo überschrift encabezado titolare kop documenttitle "
    "articletitle зг заголовок название",
    "byline": "byline author authorbyline authors autor autoren auteur auteurs autores autore autori verfasser by von "
    "par credit ав автор авторы",
    "outlet": "publicationtitle publication source sourcetitle publikationstitel publikation quelle "
    "titredelapublication titulodepublicacion titulodelapublicacion titolodellapubblicazione newspaper "
    "journal journaltitle zeitung publicationname fuente fonte ис источник издание",
    "published": "publicationdate publisheddate date pubdate dateofpublication veröffentlichungsdatum "
    "erscheinungsdatum datum datedepublication fechadepublicacion fecha datadipubblicazione "
    "datadepublicacao data publicatiedatum issuedate дт дата датапубликации",
    "section": "section rubrik ressort rubrique seccion sezione secao rubriek sectie рб рубрика",
    "dateline": "dateline placeofpublicationline ort lieu",
    "language": "language languageofpublication sprache langue idioma lingua taal publikationssprache",
    "url": "documenturl url link permalink persistentlink weblink",
    "id": "proquestdocumentid accessionnumber proquestdokumentid galedocumentnumber documentnumber documentid an",
    "text": "fulltext body volltext texteintegral textocompleto testocompleto text texte texto testo articletext",
    "abstract": "highlight abstract encart zusammenfassung resume resumen",
    "page_number": "pages page startpage firstpage seiten seite paginas pagine pagina",
    "tags": "subject subjects sujet keywords schlagwörter schlagworte schlagwort deskriptoren motscles sujets temas "
    "palabrasclave descriptores parolechiave trefwoorden onderwerpen ämnesord nyckelord subjectterms indexterms",
    "": "length lange longueur longitud lunghezza lengte comprimento loaddate update datechargement "
    "fechacarga laaddatum graphic graphik grafik graphique publicationtype typepublication "
    "typedepublication zeitungstyp publicationinfo publicationyear placeofpublication "
    "countryofpublication publicationsubject documenttype sourcetype copyright lastupdated database "
    "location locations people company companyorganization organization issn isbn "
    "identifierkeyword identifierkeywords dewey volume issue edition publisher section2 links "
    "correctiondate sourceattribution documentfeature documenttextcolumn fulltextwordcount wordcount "
    "notes credit2 personen thema themen firma firmen copyrightdate journalcode pubtype pubtypes ticker "
    "industry geographic state country city column series rubrikname cite person classification "
    "correction type dateloaded entrydate databases contributor classifications firstpublished "
    "readability lexile нр documentsubtype proquestid sourceinformation alternatetitle titreenaltern societe "
    "organisation personne symboleboursier secteuractivite localisationgeo subtitle region",
}
"""Our key -> folded names that databases print before a value; those without a key say nothing that is kept."""
_LABEL_OF = {folded(word): key for key, words in _LABELS.items() for word in words.split()}
_LABEL = re.compile(r"\s*\^?([^\W\d_][\w /&().'’-]{1,40}?)\s?[:：](?:\s+|$)(.*)$")
_CARET = re.compile(r"\s*\^[^\W\d_]{2}:")
"""A label as Integrum writes it."""
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

_ORDINAL = re.compile(
    r"\s*(?:(?:document|dokument|documento|documentos?)\s+)?(\d{1,5})\s+(?:of|von|de|di|van|sur|av|из)\s+(\d{1,5})"
    r"(?:\s+(?:documents?|dokument(?:e|en)?|documentos?|documenti|documenten))?\s*$",
    re.IGNORECASE,
)
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
_COPYRIGHT = re.compile(
    r"\s*(?:copyright\b|©|\(c\)|all rights reserved|alle rechte vorbehalten|tous droits r)", re.IGNORECASE
)
_EDITION = re.compile(r"(?:edition|ausgabe|édition|edición|edizione|editie|edição|upplaga)", re.IGNORECASE)
_FACTIVA_END = re.compile(
    r"\s*(?:[Dd]ocument|DOCUMENT|[Dd]okument|[Dd]ocumento)\s+([A-Z][A-Z0-9_]{3,15}\d{8,14}[a-z0-9]{6,12})\s*$"
)
_WORDS = re.compile(
    r"\s*\d[\d.,\s]{0,8}\s?(?:words?|wörter|worte?|mots?|palabras?|parole|palavras?|woorden|ord|слов[ао]?|字|語|كلمة|słów)\s*$",
    re.IGNORECASE,
)
_CODES = frozenset("SE HD BY CR WC PD ET SN SC ED PG VOL LA CY CX LP TD ART RF CO IN NS RE IPC IPD PUB AN CT".split())
_CODE = re.compile(r"\s*([A-Z]{2,3})(?:\s{1,8}(\S.*))?$")
_LANGUAGES = re.compile(
    r"(?:english|german|french|spanish|italian|portuguese|dutch|danish|swedish|norwegian|finnish|russian|polish|turkish"
    r"|arabic|chinese|japanese|korean|deutsch|englisch|französisch|anglais|français|allemand|español|inglés|italiano"
    r"|português|nederlands|svenska|русский|العربية|中文|日本語)(?:\s*[-(].*)?\s*$",
    re.IGNORECASE,
)
_EUROPRESSE_END = re.compile(r"\s*(?:news|doc|publi)\s?[·•⸱.]\s?(\d{8})\s?[·•⸱.]\s?[A-Z0-9_]+\s?[·•⸱.]", re.IGNORECASE)
_FURNITURE = re.compile(
    r"\s*(?:(?:page|seite|página|pagina)\s+\d+\s+(?:of|von|de|di|sur)\s+\d+\s*)?©\s*\d{4}\s+factiva,? inc\b.*"
    r"|\s*proquest\s+(?:document link|dokumentlink|-?dokument-?link)\s*$|\s*enlace de documentos de proquest\s*$"
    r"|\s*lien vers le document proquest\s*$",
    re.IGNORECASE,
)
"""What databases print on every page of what they give out."""
_FURNISHED = ("activa", "ACTIVA", "roQuest", "roquest", "ROQUEST")
"""Letters of names that what they print holds, in each spelling: looked for first, since each line would be tried."""
_LONGEST_FURNITURE = 120
_SIGNS = "-=_*~#·"
_ENDING_RULE = re.compile(rf"(?:\n\s*(?:([{_SIGNS}])\1{{2,}})[ \t]*)+\Z|\A(?:([{_SIGNS}])\2{{2,}})[ \t]*\n")
_SHORT_RULE = re.compile(r"\s*([=_*#~-])\1{2,}\s*$")
_TITLE = re.compile(r"\s*([=#*~_-])\1{1,9}\s+(\S.{2,150}?)\s+\1{2,10}\s*$")
"""A headline that somebody put between signs, to part the texts of a file."""
_RULE = re.compile(r"\s*([=_*#~-])\1{9,}\s*$")
_RECORD = re.compile(r"\s*(?:record|datensatz|enregistrement|registro)\s*:?\s*\d{1,5}\s*$", re.IGNORECASE)
_PAGE = re.compile(r"\b(?:pg|p|s|page|seite|pág|pag|blz|side|sida|str)\.?\s*([A-Z]{0,2}\d{1,4}[A-Z]?)\b", re.IGNORECASE)


def cut(lines: Sequence[str]) -> tuple[PressItem, ...] | None:
    """Return the documents of a press database that lines hold; None where they hold none, or one text.

    Args:
        lines: Lines or paragraphs of a text in their order, blank ones among them.
    """
    whole = "\n".join(lines)
    if "\f" in whole or "\u00a0" in whole:
        lines = [line.replace("\f", " ").replace("\u00a0", " ") for line in lines]
    lines = list(map(str.rstrip, lines))
    if any(name in whole for name in _FURNISHED):
        lines = ["" if len(line) < _LONGEST_FURNITURE and _FURNITURE.match(line) else line for line in lines]
    for read in (
        _references,
        _nexis,
        _nexis_uni,
        _newsbank,
        _factiva,
        _factiva_codes,
        _europresse,
        _labelled_items,
        _separated,
        _under_masts,
    ):
        items = read(lines)
        if items:
            return tuple(items)
    return None


def outcomes(part: Part, items: Sequence[PressItem]) -> Iterator[Outcome]:
    """Make captures of the documents of a press database."""
    for number, item in enumerate(items, 1):
        spelt = json.dumps([item.text, item.fields], sort_keys=True, ensure_ascii=False)
        yield from capture(
            part,
            record=number,
            digest=digest_of(spelt.encode("utf-8", "surrogatepass")),
            text=item.text,
            facts=item.fields,
            rule=item.source,
            source=item.source,
        )


@cache
def _months() -> Mapping[str, int]:
    from babel import Locale  # noqa: PLC0415 - only where there are such lines

    numbers: dict[str, int] = {}
    for language in "en de fr es it pt nl sv da nb fi pl cs ru tr hu ro".split():
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                months = Locale(language).months[context][width]
                numbers.update({str(name).strip(".").casefold(): number for number, name in months.items()})
    return {name: number for name, number in numbers.items() if not name.isdigit() and len(name) > 2}


_DAY_FIRST = re.compile(
    r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|er|\.|º)?\s+(?:de\s+|of\s+)?([^\W\d_]{3,12})\.?,?\s+(?:de\s+|del\s+)?(\d{4})(?!\d)"
)
_MONTH_FIRST = re.compile(r"([^\W\d_]{3,12})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?!\d)")
_NUMERIC = re.compile(
    r"(?<!\d)(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?!\d)|(?<!\d)(\d{1,2})\.(\d{1,2})\.(\d{4})(?!\d)|(\d{4})年\s?(\d{1,2})月\s?(\d{1,2})日"
)
_AMERICAN = re.compile(r"(?<![\d/])(0?[1-9]|1[0-2])/(1[3-9]|2\d|3[01])/(\d{4})(?![\d/])")
"""A day behind its month, where no other reading is left."""
_MONTH_ALONE = re.compile(r"\s*([^\W\d_]{3,12})\.?(?:\s*[-/]\s*[^\W\d_]{3,12}\.?)?,?\s+(\d{4})\s*$")


def day_in(line: str) -> str | None:
    """Return the day that a line gives, in ISO 8601; empty for a month without a day, None for no date."""
    if len(line) > 120:
        return None
    months = _months()
    for match in _DAY_FIRST.finditer(line):
        if month := months.get(match[2].casefold()):
            return _iso(match[3], month, match[1])
    for match in _MONTH_FIRST.finditer(line):
        if month := months.get(match[1].casefold()):
            return _iso(match[3], month, match[2])
    if american := _AMERICAN.search(line):
        return _iso(american[3], int(american[1]), american[2])
    if numeric := _NUMERIC.search(line):
        first, second, third = [group for group in numeric.groups() if group]
        return _iso(third, int(second), first) if len(third) == 4 else _iso(first, int(second), third)
    alone = _MONTH_ALONE.match(line)
    return "" if alone and alone[1].casefold() in months else None


def _iso(year: str, month: int, day: str) -> str | None:
    return (
        f"{year}-{month:02}-{int(day):02}"
        if 1500 < int(year) < 2200 and 1 <= month <= 12 and 1 <= int(day) <= 31
        else None
    )


def _is_date(line: str) -> bool:
    """Tell whether a line is a date and little else: a weekday, a time, an edition."""
    return bool(line.strip()) and len(line.split()) <= 10 and day_in(line.strip()) is not None


def _blocks(lines: Sequence[str]) -> list[list[str]]:
    """Return the lines between blank ones."""
    blocks: list[list[str]] = [[]]
    for line in lines:
        if line.strip():
            blocks[-1].append(line)
        elif blocks[-1]:
            blocks.append([])
    return [block for block in blocks if block]


def _line_of(block: Sequence[str]) -> str:
    return " ".join(" ".join(block).split())


def _label(line: str) -> tuple[str, str, str] | None:
    """Return our key, the value and the folded name of a line that names its value; None for another."""
    if ":" not in line and "：" not in line:  # most lines of a text
        return None
    match = _LABEL.match(line)
    if not match or (name := folded(match[1])) not in _LABEL_OF:
        return None
    return _LABEL_OF[name], match[2].strip(), name


def is_label(words: str) -> bool:
    """Tell whether words are what people put before a fact of an article: `Titel`, `Published:`."""
    return bool(_LABEL_OF.get(folded(words.strip(" :"))))


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


def _newsbank(lines: Sequence[str]) -> list[PressItem]:
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
        if "|" in line and (match := _NEWSBANK_BAR.match(line)) and _is_date(match["date"])
    }
    told = any(_NEWSBANK_TELLING.search(line) for index in at for line in lines[index + 1 : index + 8])
    if not told:
        return lines, 0
    turned: list[str] = []
    for index, line in enumerate(lines):
        if match := at.get(index):
            turned += ["", f"{match['outlet']} - {match['date'].strip()}", ""]
        elif "|" in line and _label(line):
            turned += re.split(r"\s+\|\s+", line)
        elif not _NEWSBANK_FURNITURE.match(line):
            turned.append(line)
    return turned, len(at)


def _newsbank_item(lines: Sequence[str], end: re.Pattern[str]) -> PressItem | None:
    facts: dict[str, Any] = {}
    titles: list[str] = []
    body: list[list[str]] = []
    labelled = False
    for block in _blocks(lines):
        said: list[str] = []
        for line in block:
            if closing := end.match(line):
                facts["id"] = next(filter(None, closing.groups()))
                continue
            mast = _NEWSBANK_MAST.match(line) if "outlet" not in facts else None
            if label := _label(line):
                _take(facts, label, label[1])
                labelled = True
            elif mast and (mast["date"] is None or _is_date(mast["date"])):
                facts["outlet"] = " ".join(filter(None, (mast["article"], mast["outlet"].strip())))
                facts["published"] = day_in(mast["date"] or "") or None
            elif "outlet" in facts and not facts.get("published") and _is_date(line):
                facts["published"] = day_in(line) or None
            elif not _COPYRIGHT.match(line):
                said.append(line)
        if said and not titles:
            titles = said
        elif said:
            body.append(said)
    if "outlet" not in facts or not labelled or not titles:
        return None
    facts.setdefault("headline", titles[0])
    if titles[1:] and "byline" not in facts:
        facts["byline"] = _line_of(titles[1:])
    return _item("NewsBank", facts, "\n\n".join("\n".join(block) for block in body))


_RIS = re.compile(r"([A-Z][A-Z0-9]) {1,2}- ?(.*)")
_OF_RIS = {
    "headline": "TI T1 CT", "outlet": "JO T2 JF BT JA", "published": "DA Y1 PY", "text": "N2 AB", "url": "UR L2",
    "language": "LA", "page_number": "SP", "id": "AN ID", "section": "SE",
}  # fmt: skip
"""Our key -> tags of RIS, the most telling first."""
ABSTRACT = "an abstract, no text"


def _references(lines: Sequence[str]) -> list[PressItem]:
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
    return _item("references (RIS)", fields, text)


def _nexis(lines: Sequence[str]) -> list[PressItem]:
    """Read LexisNexis as text: `1 of 10 DOCUMENTS` opens each document."""
    at = [
        index
        for index, line in enumerate(lines)
        if ("UMENT" in line or "ument" in line) and len(line) < 120 and _ORDINAL.match(line)
    ]
    if not at or any(
        label[2] in _PROQUEST
        for line in lines
        if ("ubli" in line.lower() or "uest" in line.lower()) and (label := _label(line))
    ):
        return []
    if len(at) == 1 and not any(_label(line) for line in lines[at[0] : at[0] + MOST_HEADER]):
        return []
    return [_nexis_item(lines[start + 1 : stop]) for start, stop in pairwise([*at, len(lines)])]


def _nexis_item(lines: Sequence[str]) -> PressItem:
    blocks = _blocks(lines)
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
                _take(facts, _label(one[0]) or label, _line_of([(_label(one[0]) or label)[1], *one[1:]]))
        elif not dated and number < 8:
            dated = _masthead(facts, block)
        elif _COPYRIGHT.match(block[0]):
            continue
        elif not _HEADED.isdisjoint(facts) and (titles or "headline" in facts):
            begun = True
            body.append(block)
        elif not (_EDITION.search(block[0]) and len(block) == 1 and len(block[0].split()) < 6 and not titles):
            titles.append(_line_of(block))
    return _nexis_made(facts, titles, body)


_HEADED = frozenset("length lange longueur longitud lunghezza lengte comprimento section byline headline".split())
"""What stands above the text of a document of Nexis, of which one is always there."""


def _nexis_made(facts: dict[str, Any], titles: list[str], body: list[list[str]]) -> PressItem:
    if not body and len(titles) > 1:
        body, titles = [[line] for line in titles[1:]], titles[:1]
    while body and _COPYRIGHT.match(body[-1][0]):
        body.pop()
    if titles:
        facts.setdefault("headline", titles[0])
        if below := _line_of(titles[1:]):
            facts.setdefault("subtitle", below)
    text = "\n\n".join("\n".join(block) for block in body)
    return _item("Nexis", facts, text)


def _upper(line: str) -> tuple[str, str, str] | None:
    """Return what a line in the manner of Nexis names: its labels are in capitals."""
    name, colon, _ = line.partition(":")
    return _label(line) if not colon or name == name.upper() else None


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
        if _is_date(line):
            facts["published"] = day_in(line) or None
            beside = _BESIDE_DAY.search(line)
            facts["edition"] = _line_of([*([beside[1]] if beside else []), *block[number + 1 :]])
            return True
        if not _COPYRIGHT.match(line) and not line.strip().lower().startswith("all rights"):
            facts["outlet"] = line.strip()
    return False


_BESIDE_DAY = re.compile(rf",\s*([^,]{{0,40}}{_EDITION.pattern}[^,]{{0,40}})$", re.IGNORECASE)


def _rest(facts: dict[str, Any], blocks: Sequence[Sequence[str]]) -> None:
    """Take what stands behind a text, label by label; a block without one goes on with the last."""
    held: list[tuple[str, list[str]]] = []
    for block in blocks:
        for one in _at_labels(block):
            if named := _IN_CAPITALS.match(one[0]):
                held.append((one[0], [named[2], *one[1:]]))
            elif held and not _COPYRIGHT.match(one[0]):
                held[-1][1].extend(one)
    for line, said in held:
        label = _upper(line) or ("", "", folded(line.partition(":")[0]))
        if label[2] not in _LABEL_OF:
            facts.setdefault(_MORE, {})[label[2]] = _line_of(said)
        else:
            _take(facts, label, _line_of(said))


def _take(facts: dict[str, Any], label: tuple[str, str, str], value: str) -> None:
    key, _, name = label
    if not value:
        return
    if key == "published" and (day := day_in(value)):
        value = day
    if key == "section" and (page := _PAGE.search(value)):
        facts.setdefault("page_number", page[1])
        value = re.split(
            r"\s*[;,]\s*(?=(?:pg|p|s|page|seite|pág|blz|side|sida|str)\.?\s*[A-Z]{0,2}\d)", value, flags=re.IGNORECASE
        )[0]
    facts.setdefault(key or name, value)


_SPOKEN = {
    word: code
    for code, words in {
        "en": "english englisch anglais inglés",
        "de": "german deutsch allemand alemán",
        "fr": "french français französisch francés",
        "es": "spanish español spanisch espagnol",
        "it": "italian italiano italienisch italien",
        "pt": "portuguese português portugiesisch portugais",
        "nl": "dutch nederlands niederländisch néerlandais",
        "da": "danish dansk",
        "sv": "swedish svenska",
        "no": "norwegian norsk",
        "fi": "finnish suomi",
        "ru": "russian русский",
        "pl": "polish polski",
        "tr": "turkish türkçe",
        "ar": "arabic العربية",
        "zh": "chinese 中文",
        "ja": "japanese 日本語",
        "ko": "korean 한국어",
    }.items()
    for word in words.split()
}
_OF_THE_DATABASE = frozenset(
    "length lange longueur longitud lunghezza lengte comprimento loaddate update datechargement fechacarga laaddatum "
    "links lastupdated fulltextwordcount wordcount dateloaded entrydate publicationyear publicationdate".split()
)
"""Labels that say nothing of the article: how long it is, when it was loaded."""
_CATALOGUES = frozenset({"ProQuest", "Gale", "EBSCO"})
"""Databases that put the family name first."""
_KEPT = (
    "id",
    "headline",
    "byline",
    "outlet",
    "published",
    "section",
    "dateline",
    "language",
    "url",
    "page_number",
    "authors",
    "abstract",
    "tags",
    "incomplete",
    *sorted({folded(word) for word in _LABELS[""].split()} - _OF_THE_DATABASE),
)
_ORDER = {key: at for at, key in enumerate(_KEPT)}
_MORE = "more"
"""Where facts hold what stands under labels that nobody knows."""
_EDITION_BEHIND = re.compile(rf",\s+([^,;]{{0,40}}{_EDITION.pattern}\b[^;]{{0,60}})", re.IGNORECASE)
_SHARE = re.compile(r"\s*\(\d{1,3}\s?%\)")
"""How surely a document is about a subject, as Nexis has it behind each."""
_REMAINS = re.compile(r"\A\s*<?/?(?:html|body)\s*>\s*", re.IGNORECASE)
"""What is left of a tag that the database's own program broke."""


def _item(source: str, facts: Mapping[str, Any], text: str) -> PressItem:
    fields = {key: facts[key] for key in sorted(facts.keys() & _ORDER.keys(), key=_ORDER.__getitem__) if facts[key]}
    if "tags" in fields:
        fields["tags"] = [tag for one in str(fields["tags"]).split(";") if (tag := _SHARE.sub("", one).strip(" ."))]
    if "language" in fields:
        fields["language"] = spoken(str(fields["language"]))
    if "byline" in fields and source in _CATALOGUES:
        fields["authors"] = people(fields.pop("byline"))
    if "outlet" in fields and "published" not in fields and (day := day_in(str(fields["outlet"]))):
        fields["published"] = day
        fields["outlet"] = re.split(r"[.,;]\s|\s\(", str(fields["outlet"]))[0]
    if "outlet" in fields:
        fields["outlet"] = re.split(r"\s+;\s+|;\s+(?=[^;]*\()", str(fields["outlet"]))[0].strip()
    if "outlet" in fields and source == "ProQuest":
        fields["outlet"] = str(fields["outlet"]).partition(";")[0].strip()
    if "," in str(fields.get("outlet", "")) and (edition := _EDITION_BEHIND.search(str(fields["outlet"]))):
        fields["outlet"] = str(fields["outlet"])[: edition.start()]
        fields.setdefault("edition", edition[1].strip())
    if not re.match(r"https?://", str(fields.get("url", "http://"))):
        del fields["url"]
    fields |= facts.get(_MORE, {})
    text = _REMAINS.sub("", text).strip()
    if text[:1] in _SIGNS or text[-1:] in _SIGNS:  # few texts, and each line of a text is tried
        text = _ENDING_RULE.sub("", text).strip()
    return PressItem(text=text, fields=fields, source=source)


def spoken(line: str) -> str:
    """Return the code of a language that a database names: `GERMAN; DEUTSCH` is `de`; another as it stands."""
    words = re.split(r"[\s;,(-]", line.casefold())
    return next((_SPOKEN[word] for word in words if word in _SPOKEN), line)


def people(line: str) -> list[str]:
    """Return the people of a catalogue's line, each as they are said: `Kestrel, Ana; Finch, Bo`."""
    names = [one.strip() for one in re.split(r"\s*;\s*", line.strip(" .;")) if one.strip()]
    turned = [re.sub(r"^([^,]{2,40}),\s+([^\W\d_][^,\d]{0,40})$", r"\2 \1", name) for name in names]
    return [name.title() if name.isupper() else name for name in turned]


def _nexis_uni(lines: Sequence[str]) -> list[PressItem]:
    """Read Nexis Uni: `End of Document` ends each, `Body` stands above the text."""
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
        (index for index in range(len(top) - 1, -1, -1) if _is_date(top[index]) and not _label(top[index])), None
    )
    facts: dict[str, Any] = {}
    if day is not None:
        facts["published"] = day_in(top[day]) or None
        facts["outlet"] = top[day - 1].strip() if day else None
        facts["headline"] = top[day - 2].strip() if day > 1 else None
    last = -1
    for index, line in enumerate(top):
        if (label := _label(line)) and (day is None or index > day):
            _take(facts, label, label[1])
            last = index
    first = body + 1 if body is not None else max(last, day if day is not None else -1) + 1
    tail = next((index for index in range(first, len(piece)) if _TAIL.match(piece[index])), len(piece))
    for line in piece[tail:]:
        if label := _label(line):
            _take(facts, label, label[1])
    text = [line for line in piece[first:tail] if not _COPYRIGHT.match(line) or len(line) > 120]
    return _item("Nexis Uni", facts, "\n\n".join(text))


def _factiva(lines: Sequence[str]) -> list[PressItem]:
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
    if count is None:
        facts: dict[str, Any] = {"id": number, "headline": piece[0] if piece else None}
        return _item("Factiva", facts, "\n\n".join(piece[1:]))
    facts = {"id": number, **_factiva_top(piece[:count])}
    day = next((index for index in range(count + 1, min(count + 5, len(piece))) if _is_date(piece[index])), count)
    facts["published"] = day_in(piece[day]) or None if day > count else None
    if day + 1 < len(piece):
        facts["published"] = _at_time(facts["published"], piece[day + 1])
    names = [line for line in piece[day + 1 : day + 4] if not re.match(r"\d\d?:\d\d", line)]
    facts["outlet"] = names[0] if names else None
    head = range(day + 1, min(day + 14, len(piece)))
    spoken = next((index for index in head if _LANGUAGES.match(piece[index])), None)
    rights = next((index for index in head if _COPYRIGHT.match(piece[index])), None)
    facts["language"] = piece[spoken] if spoken is not None else None
    page = next((line for line in piece[day + 2 : spoken or day + 2] if re.fullmatch(r"[A-Z]{0,2}\d{1,4}", line)), None)
    facts["page_number"] = page
    first = rights if rights is not None else spoken if spoken is not None else day + 1
    return _item("Factiva", facts, "\n\n".join(piece[first + 1 :]))


def _factiva_top(lines: Sequence[str]) -> dict[str, Any]:
    """Tell headline, section and authors in what stands above the number of words."""
    rest = list(lines)
    byline = None
    if len(rest) > 1 and _is_byline(rest[-1]):
        byline = rest.pop()
    section = rest.pop(0) if len(rest) > 1 and len(rest[0].split()) < 5 else None
    return {"section": section, "headline": " ".join(rest) or None, "byline": byline}


def _is_byline(line: str) -> bool:
    if re.match(r"(?:by|von|par|por|di|door|av|af)\s", line, re.IGNORECASE):
        return True
    words = line.split()
    return (
        len(words) <= 6
        and not line.endswith((".", "!", "?"))
        and all(word[0].isupper() or len(word) < 4 for word in words)
    )


def _code(line: str) -> str | None:
    match = _CODE.match(line)
    return match[1] if match and match[1] in _CODES else None


def _factiva_codes(lines: Sequence[str]) -> list[PressItem]:
    """Read Factiva with its codes: HD, BY, WC, PD, SN, LA, LP, TD, AN, each before its value or alone above it."""
    if sum(_code(line) in {"HD", "LP", "TD", "PD"} for line in lines) < 3:
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
        return _line_of(values.get(code, [])) or None

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
    return _item("Factiva", row, text)


def _at_time(day: str | None, clock: str) -> str | None:
    """Return a day with the time that stands apart from it, `15:32`."""
    told = re.match(r"(\d\d?):(\d\d)\b", clock)
    return f"{day}T{int(told[1]):02}:{told[2]}" if day and len(day) == len("2024-05-17") and told else day


def _descriptors(line: str | None) -> list[str]:
    """Return the names of codes that Factiva has side by side: `gcat : Political News | gvote : Elections`."""
    return [one.partition(" : ")[2].strip() or one.strip() for one in (line or "").split(" | ") if one.strip()]


def _europresse(lines: Sequence[str]) -> list[PressItem]:
    """Read Europresse as text: a number such as news·20240517·LM·… ends each document."""
    ends = [index for index, line in enumerate(lines) if len(line) < 120 and _EUROPRESSE_END.match(line)]
    items: list[PressItem] = []
    for start, stop in pairwise([-1, *ends]):
        piece = [line.strip() for line in lines[start + 1 : stop] if line.strip()]
        day = next((index for index, line in enumerate(piece[:8]) if day_in(line)), None)
        if day is None:
            continue
        facts: dict[str, Any] = {
            "published": day_in(piece[day]),
            "outlet": re.split(r",\s+(?:no|n°|nr|vol)\.?\s|\s+\(", piece[0])[0] if day else None,
            "headline": piece[day + 1] if day + 1 < len(piece) else None,
        }
        body = [line for line in piece[day + 2 :] if not _COPYRIGHT.match(line)]
        if body and _is_byline(body[0]):
            facts["byline"] = body.pop(0)
        items.append(_item("Europresse", facts, "\n\n".join(body)))
    return items


def _labelled_items(lines: Sequence[str]) -> list[PressItem]:
    """Read documents that name their values: between rules, behind `Document 1 of 10`, from one title to the next."""
    pieces = _pieces(lines)
    items = [item for piece in pieces if (item := _labelled_item(piece))]
    if len(items) > 1:
        return items
    told = any(
        folded(name) in line
        for line in map(folded, lines[-400:])
        for name in ("proquestdocumentid", "galedocumentnumber", "accessionnumber")
    ) or any(_CARET.match(line) for line in lines)
    return items if items and told else []


def _pieces(lines: Sequence[str]) -> list[Sequence[str]]:
    """Part lines at rules and numbers of records; without them, where the first label comes again."""
    marks = [
        index for index, line in enumerate(lines) if _RULE.match(line) or _RECORD.match(line) or _ORDINAL.match(line)
    ]
    if marks:
        return [lines[start + 1 : stop] for start, stop in pairwise([-1, *marks, len(lines)])]
    labels = [(index, label) for index, line in enumerate(lines) if (label := _label(line))]
    if not labels:
        return []
    first = labels[0][1]
    starts = [index for index, label in labels if label[2] == first[2]]
    if first[0] != "headline":
        titles = [_title_above(lines, start) for start in starts]
        starts = [at for at in titles if at is not None] if None not in titles else starts
    return [lines[start:stop] for start, stop in pairwise([*starts, len(lines)])] if len(starts) > 1 else [lines]


def _title_above(lines: Sequence[str], label: int) -> int | None:
    """Return where the title begins that stands above the first label of a document; None if none can be one."""
    end = label
    while end and not lines[end - 1].strip():
        end -= 1
    start = end
    while start and end - start < MOST_TITLE and lines[start - 1].strip() and not _label(lines[start - 1]):
        start -= 1
    title = _line_of(lines[start:end])
    alone = start == 0 or not lines[start - 1].strip()
    return start if alone and 0 < len(title) < LONGEST_TITLE and not title.endswith((".", ",", ";", ":")) else None


def _labelled_item(lines: Sequence[str]) -> PressItem | None:
    """Read one document; None for what is none: a cover, a notice."""
    facts: dict[str, Any] = {}
    above: list[str] = []
    values: list[str] = []
    body: list[str] = []
    current: tuple[str, str, str] | None = None
    names: set[str] = set()

    def close() -> None:
        if current is not None and current[0] != "text":
            _take(facts, current, _line_of(values))

    for line in lines:
        label = _label(line)
        if label and current and current[0] == "text" and label[0] == "text":
            label = None
        if label:
            close()
            current, values = label, [label[1]]
            names.add(label[2])
            if label[0] == "text":
                body = [label[1]]
        elif current is None:
            above += [line.strip()] if line.strip() else []
        elif current[0] == "text":
            body.append(line)
        elif line.strip():
            values.append(line.strip())
        elif any(values) and above and current[0] not in ("abstract", ""):
            close()  # what stands behind a blank line is no more of the value
            current, values = ("", "", ""), []
        elif any(values) and "text" not in {_LABEL_OF[name] for name in names} and not above:
            close()
            current = ("text", "", "text") if _is_head(facts) else current
    close()
    return _labelled_made(lines, facts, above, body, names)


def _labelled_made(
    lines: Sequence[str], facts: dict[str, Any], above: Sequence[str], body: Sequence[str], names: set[str]
) -> PressItem | None:
    if above:
        facts.setdefault("headline", above[0])
    if len(names) < FEWEST or not _is_head(facts) or not "".join(body).strip():
        return None
    link = next((line for line in [*above, *lines] if re.match(r"\s*https?://\S+$", line)), None)
    facts.setdefault("url", link.strip() if link else None)
    told = {
        "proquestdocumentid": "ProQuest",
        "galedocumentnumber": "Gale",
        "accessionnumber": "EBSCO",
        "authors": "EBSCO",
    }
    source = next((name for label, name in told.items() if label in names), "labelled text")
    return _item(source, facts, "\n".join(body))


def _is_head(facts: Mapping[str, Any]) -> bool:
    return "headline" in facts and ("published" in facts or "outlet" in facts)


def _separated(lines: Sequence[str]) -> list[PressItem]:
    """Read texts between rules that each open with a headline and a date."""
    titled = [_TITLE.sub(r"\2", line) if len(line) < 200 else line for line in lines]
    for marks in (
        [index for index, line in enumerate(lines) if _RULE.match(line)],
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
    day = next((index for index, line in enumerate(held[1:6], 1) if _is_date(line)), None)
    if day is None or held[0].endswith((".", ",", ";")) or len(held[0]) > 200 or len(held) < day + 2:
        return None
    at = next(index for index, line in enumerate(piece) if line.strip() == held[day])
    before = held[1:day]
    return _item(
        "texts between rules",
        {"headline": held[0], "published": day_in(held[day]), "outlet": _beside_day(held[day])},
        "\n\n".join([*before, "\n".join(piece[at + 1 :]).strip()]),
    )


_MAST = re.compile(r"(?P<outlet>[^\d\s>*•–-][^,:;\t]{1,60}),\s+(?P<date>\S.{5,40})$")
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
        if not mast or not title or not _is_date(mast["date"]) or _MAST.match(title) or title.startswith((">", "*")):
            continue
        facts: dict[str, Any] = {"headline": title, "outlet": mast["outlet"], "published": day_in(mast["date"])}
        text = "\n".join(_below_mast(piece[at + 1 :], facts)).strip()
        if "url" in facts and text.endswith(("...", "…")):
            facts["incomplete"] = "cut off where the database gives no more"
        return _item("texts between rules", facts, text)
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
    line = _MONTH_FIRST.sub(lambda day: day[0].replace(",", ""), line)
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
    r"[,;|·•]\s|\s[|·•–—-]\s|\.\s(?=(?-i:[^\W\d_a-z]))|\.\s(?=\d{4}-)|\s(?:vom|du|del|dated)\s"
    r"|\s(?=(?:seite|s\.|page|pp?\.|pg\.|side|sida|blz\.?|pagina|página|nr\.|no\.)\s?:?\s?[A-Z]{0,2}\d)",
    re.IGNORECASE,
)
_OF_NUMBER = re.compile(r"(?:nr|no|n°|heft|ausgabe|issue|artikel-?id|article-?id|id)\b.{0,40}", re.IGNORECASE)
_NUMBERED = re.compile(r"\s*\d{1,4}\.\s+(?=\S)")
_MOST_MAST, _NEAR_TOP = 160, 4
_YEAR = re.compile(r"(?<!\d)(?:1[6-9]|20)\d\d(?!\d)")
_TOLD_BESIDE = re.compile(rf"(?:{_OF_PAGE.pattern})|(?:{_COUNTED.pattern})|\s[|·•]\s\d", re.IGNORECASE)
"""What every mast has beside its day: looked for first, since lines of any text are tried."""
_SHORTENED = 0.6
"""Share of the words a document has by its mast; of a list of hits there are fewer."""


def _mast(line: str) -> dict[str, Any]:
    """Return what a line says that names where a text stood: a paper, a day, and a page or a number of words.

    `De Marrower, woensdag 30 november 2011, p. 23, 853w.`, `Havneposten | 17.05.2024 | Side 3 | 412 ord`,
    `"Der Bote" vom 20.03.2013 Seite: 2`. Any other line gives nothing.
    """
    line = line.strip()
    if not 12 < len(line) <= _MOST_MAST or not _YEAR.search(line) or not _TOLD_BESIDE.search(line) or _label(line):
        return {}
    facts: dict[str, Any] = {}
    line, _, section = line.partition(" / ")
    plain = _MONTH_FIRST.sub(lambda day: day[0].replace(",", ""), line.rstrip("."))
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
    if section:
        facts["section"] = section.strip()
    told = {"outlet", "published"} <= facts.keys() and not {"page_number", "words"}.isdisjoint(facts)
    return facts if told else {}


def _under_masts(lines: Sequence[str]) -> list[PressItem]:
    """Read texts that each stand under a headline and a mast, in either order: lists of hits, prints, single texts."""
    top = list(islice((at for at, line in enumerate(lines) if line.strip()), _NEAR_TOP))
    if not any(_mast(lines[at]) for at in top):
        return []
    masts = {at: facts for at, line in enumerate(lines) if (facts := _mast(line))}
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


def _line_above(lines: Sequence[str], at: int) -> int | None:
    """Return the headline right above a mast, or above the blank line over it; None where no line can be one."""
    above = at - 1
    while above >= 0 and not lines[above].strip() and at - above <= 2:
        above -= 1
    title = lines[above].strip() if above >= 0 else ""
    alone = above <= 0 or not lines[above - 1].strip()
    return above if title and len(title) < LONGEST_TITLE and (alone or at - above == 1) else None


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
        label = _label(line) if line else None
        if label and label[0] != "text":
            _take(facts, label, label[1])
        elif line and "headline" not in facts and len(line) < LONGEST_TITLE:
            facts["headline"] = line
        elif line and "byline" not in facts and len(line) < MOST_HEADER and _is_signed(line):
            facts["byline"] = line
        elif line:
            break
        at += 1
    if "headline" not in facts:
        return None
    text = "\n".join(line for line in lines[at:stop] if not line.lstrip().startswith("©")).strip()
    said = re.match(r"\d+", str(facts.pop("words", "")).replace(".", "").replace(",", ""))
    words = len(text.split())
    if said and words < _SHORTENED * int(said[0]) and not _UNSPACED.search(text):
        facts["incomplete"] = f"{words} of {int(said[0])} words"
    return _item("texts under mastheads", facts, text)


_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


def _is_signed(line: str) -> bool:
    """Tell whether a line names who wrote a text: `AF ANNA FALK`, `Anna Falke`."""
    words = _WRITTEN_BY.sub("", line).split()
    named = 2 <= len(words) <= 4 and all(word[:1].isupper() and word.strip(".").isalpha() for word in words)
    return named and not line.endswith((".", "!", "?", ":"))


def _beside_day(line: str) -> str | None:
    """Return what a line with a date names beside it: `Marrow Mail | 17 May 2024`."""
    parts = [part.strip() for part in re.split(r"\s*[|·•]\s*|\s+[–—-]\s+", line)]
    named = [part for part in parts if part and not any(sign.isdigit() for sign in part) and len(part.split()) < 6]
    return named[0] if len(parts) > 1 and len(named) == 1 else None
