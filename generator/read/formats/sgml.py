"""SGML: collections of news that linguists made, many documents a file: TREC's, Gigaword's, Reuters-21578.

They are no XML: no root, bare ampersands, elements that nobody closes. A document stands between `<DOC>` or `<REUTERS>`
and its end; what its elements are called tells its facts, and its number the day where nothing else does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any, BinaryIO

from generator.read.detect import Certainty, Head
from generator.read.encoding import decode
from generator.read.meaning.fields import capture
from generator.read.part import Format, Outcome, Part, digest_of, problem, whole

_DOCUMENT = re.compile(r"<(?P<kind>DOC|REUTERS)\b(?P<about>[^<>]{0,400})>(?P<inside>.*?)(?:</(?P=kind)>|\Z)", re.DOTALL)
_OPENING = re.compile(
    r"\s*(?:<\?xml[^<>]{0,100}\?>\s*)?(?:<!DOCTYPE[^<>]{0,200}>\s*)?<(?:DOC\b|REUTERS\b)[^<>]{0,400}>\s*<[A-Z]"
)
_OPEN = re.compile(r"<(?P<name>[A-Z][A-Z0-9_-]{1,20})\b[^<>]{0,200}>")
_MOST_UNCLOSED = 100
"""Names of elements in a document that nobody closes; of more, the rest is left."""
_ATTRIBUTE = re.compile(r"([a-zA-Z_]+)\s*=\s*\"([^\"]*)\"")
_NAMES: Mapping[str, str] = {
    **dict.fromkeys(("HEADLINE", "HEAD", "HL", "TITLE", "TI", "H3", "SLUG"), "headline"),
    **dict.fromkeys(("DATE", "DATE_TIME", "DATETIME", "DD", "PUBDATE", "DATE1"), "published"),
    **dict.fromkeys(("BYLINE", "BL", "AUTHOR"), "byline"),
    **dict.fromkeys(("DATELINE", "DL"), "dateline"),
    **dict.fromkeys(("DOCNO", "DOCID", "ID"), "id"),
    **dict.fromkeys(("SECTION", "SE"), "section"),
    **dict.fromkeys(("SO", "SOURCE", "PUB"), "outlet"),
    **dict.fromkeys(("TEXT", "TX", "BODY", "LP"), "text"),
}
"""Name of an element -> what it says; of several the first, of a text all."""
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>")
_BREAKS = re.compile(r"</?(?:P|p|PARAGRAPH)\b[^<>]{0,100}>|\n(?=[ \t]{2,}\S)|\n[ \t]*\n")
_SIGNS = re.compile(r"&#(?:\d|[12]\d|3[01]|127);|[\x00-\x08\x0b-\x1f]")
_SIGNED = re.compile(r"(?:\n[ \t]*|<P>\s*)(?:Reuters?|REUTERS?)\s*(?:</P>\s*)?\Z")
"""The agency, below the text of its own report."""
_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)(?!\d)")
_SHORT_DAY = re.compile(r"\A[A-Z]{2,4}(\d\d)(\d\d)(\d\d)-")
MONTHS = 12
_EDITION = re.compile(r",\s*[^,\d]{3,60}(?:Edition|Final)\b.*\Z", re.IGNORECASE)
_LANGUAGES = {"ENG": "en", "FRE": "fr", "FRN": "fr", "SPA": "es", "SPN": "es", "ARB": "ar", "CMN": "zh", "GER": "de"}


def _documents(part: Part, file: BinaryIO) -> Iterator[Outcome]:
    text = decode(file.read(part.stop - part.start), part.encoding).text.replace("\r\n", "\n")
    number = 0
    for number, match in enumerate(_DOCUMENT.finditer(text), 1):
        facts, said = _document(match)
        yield from capture(
            part,
            record=number,
            digest=digest_of(match[0].encode("utf-8", "surrogatepass")),
            text=said or str(facts.get("headline", "")),
            facts=facts,
            rule="element",
            source="SGML",
        )
    if not number:
        yield problem(part.path, "no document; expected <DOC> … </DOC>")


def _document(match: re.Match[str]) -> tuple[dict[str, Any], str]:
    about = {key.lower(): value for key, value in _ATTRIBUTE.findall(match["about"])}
    inside = match["inside"]
    if match["kind"] == "REUTERS" and (held := re.search(r"<TEXT\b[^<>]*>(.*)</TEXT>", inside, re.DOTALL)):
        inside = inside[: held.start()] + held[1] + inside[held.end() :]
    facts: dict[str, Any] = {"id": about.get("newid") or about.get("id", "")}
    if topics := re.search(r"<TOPICS>(.*?)</TOPICS>", inside, re.DOTALL):
        facts["tags"] = re.findall(r"<D>\s*([^<>]{1,100}?)\s*</D>", topics[1])
    texts: list[str] = []
    for name, content in _elements(inside):
        fact = _NAMES.get(name)
        if fact == "text":
            texts.append(content)
        elif fact and not facts.get(fact):
            facts[fact] = " ".join(_plain(content).split())
    if not texts and match["kind"] == "REUTERS":
        texts = [re.sub(r"(?s)\A.*?</(?:UNKNOWN|COMPANIES|TITLE)>", "", inside)]
    facts["published"] = _day(facts)
    if any(_SIGNED.search(_SIGNS.sub("", text)) for text in texts):
        facts["agency"] = "Reuters"
    facts["language"] = next((code for key, code in _LANGUAGES.items() if f"_{key}_" in str(facts["id"]).upper()), "")
    paragraphs = [
        " ".join(_plain(one).split()) for text in texts for one in _BREAKS.split(_SIGNED.sub("", _SIGNS.sub("", text)))
    ]
    return {key: value for key, value in facts.items() if value}, "\n\n".join(filter(None, paragraphs))


def _elements(inside: str) -> Iterator[tuple[str, str]]:
    """Yield the outermost elements that are closed, each with its name and what it holds."""
    at = 0
    unclosed: set[str] = set()
    while len(unclosed) < _MOST_UNCLOSED and (match := _OPEN.search(inside, at)):
        name, at = match["name"], match.end()
        end = -1 if name in unclosed else inside.find(f"</{name}>", at)
        if end < 0 and _NAMES.get(name) == "text":  # cut off
            yield name, inside[at:]
            return
        if end < 0:
            unclosed.add(name)
        else:
            yield name, inside[at:end]
            at = end


def _day(facts: Mapping[str, Any]) -> str:
    """Return when a document appeared: as it says, else as its number does."""
    if said := str(facts.get("published", "")):
        day = re.match(r"\s*(\d{1,2}-[A-Z]{3}-\d{4})\s+(\d\d:\d\d(?::\d\d)?)", said)
        short = re.fullmatch(r"(\d\d)(\d\d)(\d\d)", said.strip())
        if short:
            return f"19{short[1]}-{short[2]}-{short[3]}"
        return f"{day[1].title()} {day[2]}" if day else _EDITION.sub("", said)
    number = str(facts.get("id", ""))
    day, short = _DAY.search(number), _SHORT_DAY.match(number)
    if day:
        return "-".join(day.groups())
    if not short:
        return ""
    first, second, third = short.groups()  # a month and a day before the year, or, of what is no month, behind it
    return f"19{third}-{first}-{second}" if int(first) <= MONTHS else f"19{first}-{second}-{third}"


def _plain(markup: str) -> str:
    return unescape(_TAG.sub(" ", _SIGNS.sub("", markup)))


def _recognise(head: Head) -> Certainty:
    return Certainty.CERTAIN if head.text is not None and _OPENING.match(head.text[:4096]) else Certainty.HINT


SGML = Format(
    kind="sgml",
    rank=27,
    title="collection in SGML",
    endings=(".sgml", ".sgm"),
    recognise=_recognise,
    cut=whole,
    captures=_documents,
)

FORMATS = (SGML,)
