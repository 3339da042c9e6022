"""Lines that name their value (`Titel: …`), and how a text of a press database is parted into lines and blocks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from generator.read.published import folded

from .days import day_in

MOST_HEADER = 60
"""Lines above a document's text, at most."""
MOST_TITLE, LONGEST_TITLE = 3, 250
"""Lines and characters of a title without a label."""

LABELS = {
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
    "url": "documenturl url link permalink persistentlink weblink dauerhafteadressedesdokuments",
    "id": "proquestdocumentid accessionnumber proquestdokumentid galedocumentnumber documentnumber documentid "
    "dokumentnummer an",
    "text": "fulltext body volltext texteintegral textocompleto testocompleto text texte texto testo tekst articletext",
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
LABEL_OF = {folded(word): key for key, words in LABELS.items() for word in words.split()}
_LABEL = re.compile(r"\s*\^?([^\W\d_][\w /&().'’-]{1,40}?)\s?[:：](?:\s+|$)(.*)$")
COPYRIGHT = re.compile(
    r"\s*(?:copyright\b|©|\(c\)|all rights reserved|alle rechte vorbehalten|tous droits r)", re.IGNORECASE
)
RULED = "=_*#~-"
"""Signs that people draw rules with."""
RULE = re.compile(rf"\s*([{RULED}])\1{{9,}}\s*$")
_PAGE = re.compile(r"\b(?:pg|p|s|page|seite|pág|pag|blz|side|sida|str)\.?\s*([A-Z]{0,2}\d{1,4}[A-Z]?)\b", re.IGNORECASE)


def blocks_of(lines: Sequence[str]) -> list[list[str]]:
    """Return the lines between blank ones."""
    blocks: list[list[str]] = [[]]
    for line in lines:
        if line.strip():
            blocks[-1].append(line)
        elif blocks[-1]:
            blocks.append([])
    return [block for block in blocks if block]


def line_of(block: Sequence[str]) -> str:
    """Return the lines of a block as one."""
    return " ".join(" ".join(block).split())


def label_in(line: str) -> tuple[str, str, str] | None:
    """Return our key, the value and the folded name of a line that names its value; None for another."""
    if ":" not in line and "：" not in line:  # most lines of a text
        return None
    match = _LABEL.match(line)
    if not match or (name := folded(match[1])) not in LABEL_OF:
        return None
    return LABEL_OF[name], match[2].strip(), name


def is_label(words: str) -> bool:
    """Tell whether words are what people put before a fact of an article: `Titel`, `Published:`."""
    return bool(LABEL_OF.get(folded(words.strip(" :"))))


def take(facts: dict[str, Any], label: tuple[str, str, str], value: str) -> None:
    """Put what a label says among the facts, under our key where there is one; what stood first stays."""
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


def is_byline(line: str) -> bool:
    """Tell whether a line says or may be who wrote a text: `By Ada Reiher`, `Ada Reiher`."""
    if re.match(r"(?:by|von|par|por|di|door|av|af)\s", line, re.IGNORECASE):
        return True
    words = line.split()
    return (
        len(words) <= 6
        and not line.endswith((".", "!", "?"))
        and all(word[0].isupper() or len(word) < 4 for word in words)
    )
