"""Downloads: pages that a press database made of its documents; they are told by what it prints, and cut."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import TYPE_CHECKING

from generator.read import press
from generator.read.encoding import decode_page
from generator.read.pages.page import MOST_MARKUP, text_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_TOLD = re.compile(
    rb"DocPublicationName|topic-detail|heiseiDetailContents|enHeadline|enArticle"
    rb"|ProQuest document ID|ProQuest-Dokument-ID|>\s*(?:HD|LP)\s*<"
    rb"|\d\s+(?:of|von|de|di|van)\s+\d+\s+DO[CK]UMENT|(?:Dokument|Document)\s+\d+\s+(?:von|of|de)\s+\d|End of Document"
    rb"|>\s*(?:Document|Dokument|Documento)\s+[A-Z][A-Z0-9_]{3,15}\d{8}|Publication title:|Publikationstitel:"
    rb"|Titre de la publication:|>\s*\^[^\s<>:]{2,8}:|\svom \d\d\.\d\d\.\d{4}[ \d.:]{0,40} Seite:? \d",
)
_TITLE = re.compile(r"<title\b[^<>]{0,300}>[^<>]{0,2000}</title\s*>", re.IGNORECASE)
"""What a browser calls the page, and no line of a document."""
_PRE = re.compile(r"(<pre\b[^<>]{0,300}>)([^<>]{0,2000})(?=</pre)", re.IGNORECASE)
"""In it APA DeFacto prints paper, day, page and section, a line each."""
_TITLE_BELOW = re.compile(
    r"(</pre\s*>)([^<>]{1,2000}(?:<br[^<>]{0,20}>\s*)*)(<h3\b[^<>]{0,300}>[^<>]{0,500}</h3\s*>)", re.IGNORECASE
)
"""Where that has the lines below a headline above it."""
_CLIPPED = re.compile(
    r"<h([1-4])\b[^<>]{0,300}>(?P<title>[^<>]{4,300})</h\1\s*>\s*"
    r"<(i|em|small|span|p)\b[^<>]{0,300}>(?P<source>[^<>]{6,120})</\3\s*>",
    re.IGNORECASE,
)
"""A headline, no link, and a line below it."""
_RULE = re.compile(r"<hr\b[^<>]{0,300}>", re.IGNORECASE)
_DOCUMENT = re.compile(
    r"(?=<a name=[\"']?DOC_?ID_[\dA-Z])|(?=<div[^<>]{0,200}\b[a-z]{2}Article\b)|(?=<article\b)", re.IGNORECASE
)
"""Where a document of Nexis, ProQuest, Factiva or Europresse begins, so that long downloads are read piece by piece."""
_EUROPRESSE = re.compile(r"class\s*=\s*[\"']?[^\"'<>]{0,80}DocPublicationName")
_PROQUEST = re.compile(r"<a name=[\"']?DocID_")
_LINE = "_" * 20
_NEXIS = re.compile(r"<a name=[\"']?DOC_ID_", re.IGNORECASE)
_FIRST_LABEL = re.compile(r">\s*[A-ZÀ-Þ][A-ZÀ-Þ-]{3,30}:")
_BREAK = re.compile(r"(?<=[^>\s])\s*<br\s*/?>\s*(?=[^<\s])", re.IGNORECASE)
_BROKEN = "\ue000"
"""A sign of nobody's, where a paragraph's line breaks."""


def items_in(data: bytes) -> tuple[press.PressItem, ...] | None:
    """Return the documents of a press database that a page holds; None for any other page."""
    told = _TOLD.search(data)
    if not told and not _RULED.search(data):
        return None
    source = decode_page(data, None).text
    items = _documents_in(source) if told else tuple(_clippings(source))
    return items if items and any(item.text for item in items) else None  # a word of theirs is also a theme's class


def _documents_in(source: str) -> tuple[press.PressItem, ...] | None:
    if "DocPublicationName" in source:
        return tuple(_europresse(source))
    if "topic-detail" in source:
        return tuple(_kikuzo(source))
    if "heiseiDetailContents" in source:
        return tuple(_yomidasu(source))
    source = _TITLE_BELOW.sub(r"\1\3\2", _TITLE.sub("", source))
    rules = _RULE.sub(f"<p>{_LINE}</p>", _PRE.sub(lambda pre: pre[1] + pre[2].replace("\n", "<br>"), source))
    lines: list[str] = []
    for piece in _DOCUMENT.split(rules):
        lines += [_LINE, ""] if _PROQUEST.match(piece) else []
        for line in text_of(_with_head(piece[:MOST_MARKUP])).split("\n"):
            block = [one.strip() for one in line.split(_BROKEN) if one.strip()]
            lines += [*block, ""] if block else []
    return press.cut(lines)


_RULED = re.compile(
    rb"</h[1-4]\s*>\s*<(?:i|em|small|span|p)\b[^<>]{0,300}>[^<>]{2,100}\d{4}\s*</.{0,100000}?<hr\b",
    re.IGNORECASE | re.DOTALL,
)


_OWN_LINK = re.compile(
    r"<a\b[^<>]{0,100}\bhref=[\"']?(https?://[^\s\"'<>]{4,500})[\"']?[^<>]{0,100}>\s*\1\s*</a\s*>(?=\s*(?:</?p>\s*)*\Z)"
)
"""An address, written out below a text."""


def _clippings(source: str) -> Iterator[press.PressItem]:
    """Read clippings, as offices send them round: each under its headline and its paper with the day, above a rule."""
    items = []
    for piece in _RULE.split(source):
        match = _CLIPPED.search(piece)
        facts = press.clipped(unescape(match["source"])) if match else {}
        if match and facts:
            facts["headline"] = " ".join(unescape(match["title"]).split())
            below = piece[match.end() :][:MOST_MARKUP]
            if link := _OWN_LINK.search(below):
                facts["url"], below = unescape(link[1]), below[: link.start()]
            text = text_of(below).strip()
            items.append(press.PressItem(text=text, fields=facts, source="clippings"))
        elif items and text_of(piece[:MOST_MARKUP]).strip():
            return  # a text that stands under none
    if len(items) > 1 and all(item.text for item in items):
        yield from items


def _with_head(piece: str) -> str:
    """Mark where lines of one paragraph break above the first label of a document of Nexis: its date, its headline."""
    label = _FIRST_LABEL.search(piece) if _NEXIS.match(piece) else None
    return _BREAK.sub(_BROKEN, piece[: label.start()]) + piece[label.start() :] if label else piece


def _europresse(source: str) -> Iterator[press.PressItem]:
    """Read the articles of Europresse by the names of its elements."""
    from lxml import etree, html  # noqa: PLC0415

    for piece in _DOCUMENT.split(source):
        if not _EUROPRESSE.search(piece):
            continue
        try:
            root = html.fragment_fromstring(piece[:MOST_MARKUP].replace("\0", ""), create_parent="div")
        except (etree.LxmlError, ValueError):
            continue
        name, head = _class_text(root, "DocPublicationName"), _class_text(root, "DocHeader")
        title = (
            _class_text(root, "titreArticleVisu")
            or _class_text(root, "titreArticle")
            or _class_text(root, "rdp__articletitle")
        )
        facts = {
            "outlet": re.split(r"\s*(?:,\s+n[o°r]|\(site web\)|\(réf\.|\s-\s)", name)[0].strip(),
            "headline": title,
            "byline": _class_text(root, "docAuthors") or _class_text(root, "sm-margin-bottomNews") or _signed(root),
            **_of_head(head),
        }
        facts["published"] = facts.get("published") or press.day_in(name) or ""
        text = "\n\n".join(filter(None, map(_text, _bodies(root))))
        yield press.PressItem(
            text=text, fields={key: value for key, value in facts.items() if value}, source="Europresse"
        )


_KIKUZO = re.compile(r"(?=<table[^<>]{0,200}\btopic-list\b)")
_OF_KIKUZO = {"発行日": "published", "朝夕刊": "edition", "面名": "section", "ページ": "page_number"}
_OF_ASAHI = re.compile(r"聞蔵|朝日新聞|asahi", re.IGNORECASE)


def _kikuzo(source: str) -> Iterator[press.PressItem]:
    """Read the articles of Kikuzo: a small table of facts above each, then its headline and its text."""
    from lxml import html  # noqa: PLC0415

    outlet = "朝日新聞" if _OF_ASAHI.search(source) else ""
    for piece in _KIKUZO.split(source):
        if "topic-detail" not in piece:
            continue
        root = html.fragment_fromstring(piece[:MOST_MARKUP].replace("\0", ""), create_parent="div")
        cells = [_said(one) for one in _classed(root, "topic-list") if one.tag in ("th", "td")]
        half = len(cells) // 2
        told = dict(zip(cells[:half], cells[half:], strict=False))
        facts = {key: told.get(name, "") for name, key in _OF_KIKUZO.items()}
        facts["published"] = press.day_in(facts["published"].replace(" ", "")) or ""
        facts["page_number"] = facts["page_number"].lstrip("0")
        facts |= {"headline": _class_text(root, "font002"), "outlet": outlet, "language": "ja"}
        text = "\n\n".join(filter(None, map(_text, _classed(root, "detail001"))))
        yield press.PressItem(text=text, fields={key: value for key, value in facts.items() if value}, source="Kikuzo")


_YOMIDASU = re.compile(r"(?=<table[^<>]{0,200}\bcontentsTable\b)")
_PAGE_OF_YOMIURI = re.compile(r"0*(\d{1,3})頁")


def _yomidasu(source: str) -> Iterator[press.PressItem]:
    """Read the articles of Yomidasu: a row of facts above each, its day, headline, edition, section and page."""
    from lxml import html  # noqa: PLC0415

    for piece in _YOMIDASU.split(source):
        root = html.fragment_fromstring(piece[:MOST_MARKUP].replace("\0", ""), create_parent="div")
        cells = [_said(one) for one in root.iter("th")]
        at = next((at for at, cell in enumerate(cells[:3]) if press.day_in(cell)), None)
        if at is None or len(cells) < at + 5:
            continue
        facts = {
            "published": press.day_in(cells[at]) or "",
            "headline": cells[at + 1],
            "edition": cells[at + 2],
            "section": cells[at + 3],
            "page_number": next((page[1] for cell in cells if (page := _PAGE_OF_YOMIURI.fullmatch(cell))), ""),
            "outlet": "読売新聞",
            "language": "ja",
        }
        text = "\n\n".join(filter(None, map(_text, _classed(root, "mb10"))))
        yield press.PressItem(
            text=text, fields={key: value for key, value in facts.items() if value}, source="Yomidasu"
        )


def _of_head(head: str) -> dict[str, str]:
    """Return what stands beside a day: `Politique, mardi 14 mars 2006, p. 12`."""
    pieces = [piece.strip() for piece in head.split(",")]
    at = next((index for index, piece in enumerate(pieces) if press.day_in(piece)), None)
    if at is None:
        return {"published": press.day_in(head) or press.day_in(" ".join(head.split()[-12:])) or ""}
    page = next((match[1] for piece in pieces[at + 1 :] if (match := _PAGE.fullmatch(piece))), "")
    return {
        "published": press.day_in(pieces[at]) or "",
        "section": ", ".join(pieces[:at]),
        "page_number": page,
    }


_PAGE = re.compile(r"(?:pp?|pg|s|pág|blz)\.\s*([A-Z]{0,4}\d{1,4})(?:[-,].{0,20})?", re.IGNORECASE)
_BODIES = ("docOcurrContainer", "DocText")
_MOST_SIGNED = 80


def _signed(root: HtmlElement) -> str:
    """Return the line right below a headline in the head of an article, which has no name of its own there."""
    for title in _classed(root, "titreArticle"):
        below = title.getnext()
        said = _said(below) if below is not None and not below.get("class") else ""
        return said if len(said) < _MOST_SIGNED else ""
    return ""


def _bodies(root: HtmlElement) -> list[HtmlElement]:
    """Return what holds the text of an article; the section around it where nothing in it has a name."""
    found = next((one for one in (_classed(root, name) for name in _BODIES) if one), [])
    return found or list(root.iter("section"))


def _classed(root: HtmlElement, name: str) -> list[HtmlElement]:
    return [one for one in root.iter() if name in (one.get("class") or "").split()]


def _class_text(root: HtmlElement, name: str) -> str:
    return next((said for one in _classed(root, name) if (said := _said(one))), "")


def _said(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())


def _text(element: HtmlElement) -> str:
    from lxml import etree  # noqa: PLC0415

    return text_of(etree.tostring(element, encoding="unicode", with_tail=False))
