"""TEI: what editions of newspapers say in the Text Encoding Initiative's XML, an article a file or an issue of many.

The head of a file tells of its source: an article in a newspaper, or an issue. Of an issue, the divisions that are
called articles are articles, and so are those with a heading of their own where nothing calls the whole an article.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from generator.read.files.packages import local
from generator.read.hyphens import rejoined

SPACE = "{http://www.tei-c.org/ns/1.0}"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_SPACES = re.compile(r"[ \t\r\n]+")
_ARTICLE = re.compile(r"article|artikel|artículo|articolo|\bitem\b|news|notice|story", re.IGNORECASE)
_NO_ARTICLE = re.compile(r"adver|anzeige|annonce|advert|publicidad|pubblicit|masthead|imprint", re.IGNORECASE)
_BLOCKS = frozenset(
    "p head item row ab div list table body lg l opener closer dateline byline salute signed sp".split()
)
_LEFT_OUT = frozenset({"fw", "graphic", "figDesc", "del"})
_ASIDE = frozenset({"head", "byline", "docAuthor", "fw"})
_ISSUE = re.compile(r"(?P<name>\S.*?)[,\s]+(?P<day>\d{4}-\d\d-\d\d)")
"""An issue that is called by its paper and its day: `Corran Times 1923-11-14`."""
_KINDS_OF_TITLE = ("main", None, "full")


def is_edition(tei: Element) -> bool:
    """Tell whether a document is more than what trafilatura writes, whose source is described in full."""
    return tei.find(_path(tei, "teiHeader/fileDesc/sourceDesc/biblFull")) is None


def rows(tei: Element) -> list[dict[str, Any]]:
    """Return the articles of a document under keys that are known."""
    about, whole = _about(tei)
    body = tei.find(_path(tei, "text"))
    divisions = [] if body is None or whole else _articles(body)
    if len(divisions) < 2:
        row = {**about, "text": "" if body is None else _text(body)}
        head = None if body is None else next((one for one in body.iter() if local(one) == "head"), None)
        return [{**row, "title": row.get("title") or (_line(head) if head is not None else "")}]
    pages = _pages(tei)
    outlet = about.get("publication") or about.get("title")
    records = []
    for one in divisions:
        own: dict[str, Any] = {"title": "", "authors": [], "page_number": pages.get(id(one), ""), "publication": outlet}
        records.append({**about, **own, **_own(one), "id": one.get("{http://www.w3.org/XML/1998/namespace}id", "")})
    return records


def _about(tei: Element) -> tuple[dict[str, Any], bool]:
    """Return what the head of a file says, and whether the file is one article."""
    header = tei.find(_path(tei, "teiHeader"))
    if header is None:
        return {}, False
    source = header.find(_path(tei, "fileDesc/sourceDesc"))
    places = [one for one in (source, header.find(_path(tei, "fileDesc/titleStmt"))) if one is not None]
    analytic = None if source is None else next((one for one in source.iter() if local(one) == "analytic"), None)
    titles = [one for one in source.iter() if local(one) == "title"] if source is not None else []
    article = [one for one in titles if one.get("level") == "a"] + (
        _children(analytic, "title") if analytic is not None else []
    )
    paper = [one for one in titles if one.get("level") in ("j", "s")] or [one for one in titles if one not in article]
    own = [one for place in places[::-1] for one in _children(place, "title") if one.get("type") in _KINDS_OF_TITLE]
    people = _children(analytic, "author") if analytic is not None else []
    people = people or [one for place in places[::-1] for one in _children(place, "author")]
    language = next((one.get("ident") for one in header.iter() if local(one) == "language" and one.get("ident")), None)
    text = tei.find(_path(tei, "text"))
    facts: dict[str, Any] = {
        "title": next((_line(one) for one in (*article, *own) if _line(one)), ""),
        "publication": next((_line(one) for one in paper if _line(one)), ""),
        "authors": list(dict.fromkeys(name for one in people if (name := _person(one)))),
        "date": _date(header, tei),
        "language": language or tei.get(_LANG) or ("" if text is None else text.get(_LANG, "")),
        "page_number": next(
            (_line(one) for one in _children(source, "biblScope") if one.get("unit") in ("page", "pp")), ""
        ),
        "url": next((_line(one) for one in header.iter() if local(one) == "idno" and "://" in _line(one)), ""),
    }
    if facts["publication"] == facts["title"]:
        facts["publication"] = ""
    if (dated := _ISSUE.fullmatch(facts["publication"] or facts["title"])) and not article:
        facts |= {"publication": dated["name"], "date": facts["date"] or dated["day"]}
    return {key: value for key, value in facts.items() if value}, bool(article)


def _date(header: Element, tei: Element) -> str:
    """Return when something appeared: as its source says, else as the file itself does."""
    for path in ("fileDesc/sourceDesc", "profileDesc/creation", "fileDesc/publicationStmt"):
        place = header.find(_path(tei, path))
        for one in place.iter() if place is not None else ():
            said = one.get("when") or one.get("when-iso") or _line(one) if local(one) == "date" else ""
            if said and (
                path.startswith("fileDesc/source") or re.search(r"\d{4}-\d\d-\d\d|\d{1,2}\.? \w+\.? \d{4}", said)
            ):
                return said
    return ""


def _person(element: Element) -> str:
    names = {local(one): _line(one) for one in element.iter()}
    if names.get("forename") and names.get("surname"):
        return f"{names['forename']} {names['surname']}"
    return names.get("persName") or _line(element)


def _children(element: Element | None, name: str) -> list[Element]:
    return [] if element is None else [one for one in element.iter() if local(one) == name]


def _articles(body: Element) -> list[Element]:
    """Return the divisions that are articles: those that say so, else those of one level that have headings."""
    divisions = [one for one in body.iter() if local(one) in ("div", "div1", "div2", "div3") and not _is_notice(one)]
    called = [one for one in divisions if _ARTICLE.search(f"{one.get('type', '')} {one.get('subtype', '')}")]
    inside = {id(inner) for one in called for inner in one.iter() if inner is not one}
    if called := [one for one in called if id(one) not in inside]:
        return called
    for holder in [body.find(_path(body, "body")), *divisions]:
        several = [one for one in (holder if holder is not None else ()) if one in divisions]
        if len(several) > 1:
            headed = [one for one in several if any(local(child) == "head" for child in one)]
            return several if len(headed) * 2 >= len(several) else []
    return []


def _is_notice(division: Element) -> bool:
    return bool(_NO_ARTICLE.search(f"{division.get('type', '')} {division.get('subtype', '')}"))


def _own(division: Element) -> dict[str, Any]:
    """Return what an article says itself: its headings, who signed it, its text."""
    heads = [_line(one) for one in division if local(one) == "head"]
    people = [_line(one) for one in division.iter() if local(one) in ("byline", "docAuthor")]
    dates = [one.get("when", "") for one in division.iter() if local(one) == "date" and one.get("type") == "published"]
    facts: dict[str, Any] = {"title": heads[0] if heads else "", "byline": people[0] if people else ""}
    facts |= {"date": dates[0]} if dates and dates[0] else {}
    facts["text"] = _text(division, aside=True)
    return {key: value for key, value in facts.items() if value}


def _pages(tei: Element) -> dict[int, str]:
    """Return the number of the page on which each element begins."""
    pages: dict[int, str] = {}
    page = ""
    for element in tei.iter():
        page = element.get("n", page) if local(element) == "pb" else page
        pages[id(element)] = page
    return pages


def _text(element: Element, *, aside: bool = False) -> str:
    """Return the paragraphs of an element; lines of print are joined, words that they part become whole."""
    pieces: list[list[str]] = [[]]
    for kind, said in _walk(element, _ASIDE if aside else _LEFT_OUT):
        if kind == "block":
            pieces.append([])
        else:
            pieces[-1].append(said)
    lines = ("".join(one) for one in pieces)
    plain = ("\n".join(_SPACES.sub(" ", line).strip() for line in one.split("\v")) for one in lines)
    return "\n\n".join(" ".join(rejoined(one).split("\n")) for one in plain if one.strip())


def _walk(element: Element, left_out: frozenset[str]) -> Iterator[tuple[str, str]]:
    name = local(element)
    if name in _BLOCKS:
        yield "block", ""
    if name == "lb":
        yield "text", "" if element.get("break") == "no" else "\v"
    yield "text", element.text or ""
    alternatives = {local(child) for child in element} if name == "choice" else set()
    for child in element:
        inner = local(child)
        twice = inner in ("sic", "orig", "abbr") and len(alternatives) > 1
        if inner not in left_out and inner not in _LEFT_OUT and not twice:
            yield from _walk(child, left_out - {"byline", "docAuthor"} if inner == "div" else left_out)
        yield "text", child.tail or ""
    if name in _BLOCKS:
        yield "block", ""


def _line(element: Element) -> str:
    return _SPACES.sub(" ", "".join(element.itertext())).strip()


def _path(element: Element, path: str) -> str:
    space = SPACE if str(element.tag).startswith(SPACE) else ""
    return "/".join(f"{space}{step}" for step in path.split("/"))
