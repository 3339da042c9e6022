"""A document of a press database under our keys, and what is made of the values that databases write."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from generator.read.published import folded

from .days import day_in
from .labels import LABELS


class PressItem(Struct, frozen=True, kw_only=True):
    """A document of a press database, under our keys."""

    text: str
    fields: Mapping[str, Any]
    """Without those that the document does not have."""
    source: str
    """The database in words: `Nexis`, `ProQuest`."""
    above: tuple[str, ...] = ()
    """Lines of the file above the first of its documents: a title, a list of what follows."""


EDITION = re.compile(r"(?:edition|ausgabe|édition|edición|edizione|editie|edição|upplaga)", re.IGNORECASE)
_SIGNS = "-=_*~#·"
_ENDING_RULE = re.compile(rf"(?:\n\s*(?:([{_SIGNS}])\1{{2,}})[ \t]*)+\Z|\A(?:([{_SIGNS}])\2{{2,}})[ \t]*\n")

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
    "agency",
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
    *sorted({folded(word) for word in LABELS[""].split()} - _OF_THE_DATABASE),
)
_ORDER = {key: at for at, key in enumerate(_KEPT)}
MORE = "more"
"""Where facts hold what stands under labels that nobody knows."""
_EDITION_BEHIND = re.compile(rf",\s+([^,;]{{0,40}}{EDITION.pattern}\b[^;]{{0,60}})", re.IGNORECASE)
_SHARE = re.compile(r"\s*\(\d{1,3}\s?%\)")
"""How surely a document is about a subject, as Nexis has it behind each."""
_APPENDED = re.compile(
    r"\n[ \t]*(?:source citation\b.{0,40}|citation \([^()\n]{2,24}\)"
    r"|(?:permanent|persistent) link to this (?:item|article)|bibliographic details"
    r"|national library of australia(?=\s+https?:))[ \t]*(?:\n|(?=https?:))(?P<said>.{0,1500})\Z",
    re.IGNORECASE | re.DOTALL,
)
"""How to cite a document, and where it stands, below its text."""
_ADDRESS = re.compile(r"https?://[^\s<>\"]{4,500}")
_REMAINS = re.compile(r"\A\s*<?/?(?:html|body)\s*>\s*", re.IGNORECASE)
"""What is left of a tag that the database's own program broke."""


def item_of(source: str, facts: Mapping[str, Any], text: str) -> PressItem:
    """Return a document of a database, its facts cleared of what the database adds to them."""
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
    fields |= facts.get(MORE, {})
    text = _REMAINS.sub("", text).strip()
    if appended := _APPENDED.search(text, max(0, len(text) - _MOST_APPENDED)):
        text = text[: appended.start()].rstrip()
        fields |= _of_appended(appended["said"], fields)
    if text[:1] in _SIGNS or text[-1:] in _SIGNS:  # few texts, and each line of a text is tried
        text = _ENDING_RULE.sub("", text).strip()
    return PressItem(text=text, fields=fields, source=source)


_MOST_APPENDED = 2000


def _of_appended(said: str, fields: Mapping[str, Any]) -> dict[str, str]:
    """Return what stands below a text: its address, and how to cite it."""
    address = _ADDRESS.search(said)
    cite = " ".join((said.replace(address[0], " ") if address and "gale" not in said else said).split())
    found = {"url": address[0] if address else "", "cite": cite}
    return {key: value for key, value in found.items() if value and key not in fields}


def spoken(line: str) -> str:
    """Return the code of a language that a database names: `GERMAN; DEUTSCH` is `de`; another as it stands."""
    words = re.split(r"[\s;,(-]", line.casefold())
    return next((_SPOKEN[word] for word in words if word in _SPOKEN), line)


def people(line: str) -> list[str]:
    """Return the people of a catalogue's line, each as they are said: `Kestrel, Ana; Finch, Bo`."""
    names = [one.strip() for one in re.split(r"\s*;\s*", line.strip(" .;")) if one.strip()]
    turned = [re.sub(r"^([^,]{2,40}),\s+([^\W\d_][^,\d]{0,40})$", r"\2 \1", name) for name in names]
    return [name.title() if name.isupper() else name for name in turned]
