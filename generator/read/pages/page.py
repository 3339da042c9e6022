"""Pages: from the bytes of a web page to its text, what is known of it, and whether it is an article at all.

Text comes from trafilatura, what a page says of itself from `statements`, what the tool that saved it says from
`saved`; what nobody says is looked for by trafilatura and htmldate. Nothing here opens a file, asks for the time or the
network, and the same bytes always give the same page.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from functools import cache
from html import unescape
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from generator.languages import SPACELESS
from generator.model import Leaf, Origin
from generator.read import published
from generator.read.blocked import blocked
from generator.read.encoding import decode_page
from generator.read.references import mended_references

from .beside import PERSON, authors_beside, date_beside, is_of_report, lines_beside, people_in
from .body import body_of
from .closed import NOT_FREE, Claim, claim_of
from .credits import is_newsroom
from .frames import open_frames
from .layout import show_captions, unfold
from .metadata import SavedPage, Statement, parts_of
from .pruned import without_others
from .saved import as_shown, replayed, traces, unwrapped
from .series import Place, leaf_on, place_in_series
from .several import reports_in
from .statements import WEAK_DATES, Stated, in_entry, statements

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MOST_MARKUP = 16 * 1024 * 1024
"""Characters of a page without the pictures inside it; the largest of 700 news pages has 4 million."""
MOST_ELEMENTS = 200_000
MOST_ATTRIBUTES = 400
"""Of one element: the parser's time grows with their square. How deep elements nest, it bounds itself, at 255."""

MOST_FOUND = 5

NO_TEXT = "only the page's own summary; the text is not in the page"
"""Said of a page whose text a script would have fetched."""

BROKEN_OFF = "the page breaks off"
"""Said of a page whose text goes on to where its bytes end."""

LAST_DATE = "2099-12-31"
"""Htmldate takes no later date; its own limit would be today, and a page must not read differently tomorrow."""

_DATA = re.compile(r"(data:[\w.+-]{1,60}/[\w.+-]{1,80}[;,][\w=;-]{0,60},?)[A-Za-z0-9+/=%\s]{200,}")
"""A picture or a font inside the page, as SingleFile puts it there."""
_SCRIPT = re.compile(r"<(script|style)\b(?![^<>]{0,400}json)[^<>]*+>[^<]*+(?:<(?!/\1)[^<]*+)*+</\1\s*+>", re.IGNORECASE)
"""Code of a page, which is never read; only JSON-LD is."""
_LONG_TAG = re.compile(r"<[a-zA-Z][\w:-]*+(?=\s)[^<>]{1200,}+>")
_ATTRIBUTES = re.compile(r"""(?:\s++[^\s"'<>/=]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s"'<>]++))?+)*+""")
_ATTRIBUTE = re.compile(r"""\s[^\s"'<>/=]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s"'<>]++))?+""")
_TAG = re.compile(r"<[a-zA-Z]")
_MARKUP = re.compile(r"<(?:!doctype|!--|/?[a-z][a-z0-9]*[\s>/])", re.IGNORECASE)
_SIGNED = re.compile(rf"{PERSON}|[\u0590-\u06ff\u0900-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""What a name of a person has, or may have in scripts without capitals."""
_SENTENCE = re.compile(
    r"[.!?…。！？؟۔।።։။។][\"'”’»›」』)\]]{0,3}(?:\s|$)|[。！？]|[\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff]{20}"
)
"""The end of a sentence; Thai, Lao, Tibetan, Burmese and Khmer end theirs by a blank."""
_FEWEST_WORDS = 12
"""Words of the shortest report."""
_FEWEST_LINES = 2
_LINE = 40
"""Characters of the shortest line that counts as a paragraph."""
_HEAD, _TAIL, _END = 8192, 400, 20
"""Characters in which a page opens, in which it ends, and of the text's end that must stand there."""


class PageError(ValueError):
    """Bytes that are no page that can be read; the message says what was found and what would be right."""


class WebPage(Struct, frozen=True, kw_only=True):
    """A web page, read."""

    text: str
    """Paragraphs, a blank line between; empty where the page has none."""
    fields: Mapping[str, Any]
    """Key of a record -> value."""
    rules: Mapping[str, str]
    """Key of `fields` -> where it was found: `JSON-LD headline`, `canonical link`, `htmldate`."""
    origins: Mapping[str, Origin]
    """Key of `fields` -> how it was found, where the page does not say so itself."""
    passed: str
    """Why it is no article, in few words; empty if it is one."""
    why: str
    """What tells that it is an article, or is none."""
    doubts: tuple[str, ...]
    """What is doubtful about its bytes: the encoding, whether they are all of it."""
    leaf: Leaf | None
    """Which page of an article it says that it is; None for one that stands alone."""
    reports: tuple[str, ...] = ()
    """The reports that it holds, each as a page; empty for the page of one."""


def read(data: bytes, *, encoding: str | None = None, url: str | None = None) -> WebPage:
    """Read a web page.

    Args:
        data: Its bytes.
        encoding: What the HTTP header calls its encoding.
        url: The address it came from, where the caller knows it; relative addresses are read by it.

    Raises:
        PageError: If it is no page, or more than can be read.
    """
    _quiet()
    decoded = decode_page(data, encoding)
    text = as_shown(_bounded(decoded.text))
    tree, told = _page_shown(text)
    trace, rules = traces(decoded.text)
    trace |= {key: statement.value for key, statement in told.items()}
    rules |= {key: statement.rule for key, statement in told.items()}
    stated = statements(tree, url or trace.get("url"))
    fields: dict[str, Any] = {key: statement.value for key, statement in stated.values.items()}
    rules = {**{key: statement.rule for key, statement in stated.values.items()}, **rules}
    fields |= trace
    _show_original(fields, rules)
    origins: dict[str, Origin] = {}
    for key, statement in _sought(tree, stated, fields, url).items():
        fields[key], rules[key], origins[key] = statement.value, statement.rule, "extracted"
    part = place_in_series(stated.page, url or fields.get("url"))
    leaf = leaf_on(stated.page, part, url or fields.get("url"))
    claim = claim_of(stated.page)
    reports = reports_in(tree, stated)
    page_text = body_of(
        tree, stated.site.union(stated.headings), stated.body, lambda: _page_shown(text)[0], decoded.text
    )
    body = _whole(page_text.text, _summary(stated, fields))
    if part:
        fields["url"], rules["url"] = part.url, f"{rules.get('url', 'address')}, page {part.number}"
    doubts = [f"encoding: {decoded.doubt}"] if decoded.doubt else []
    doubts += [f"text: {page_text.doubt}"] if page_text.doubt else []
    breaks_off = _breaks_off(decoded.text)
    if breaks_off:
        doubts.append("text: a page that ends in the middle; expected all of it, to </html>")
    if breaks_off and body and unescape(" ".join(decoded.text[-_TAIL:].split())).endswith(body[-_END:]):
        fields["incomplete"], rules["incomplete"], origins["incomplete"] = BROKEN_OFF, "end of the page", "inferred"
    elif lacks := _lacks(page_text.text if body == page_text.text else "", body, part, claim):
        fields["incomplete"], rules["incomplete"] = lacks
    passed, why = _verdict(stated, body, fields)
    if not stated.article and (refused := blocked(_title(tree, fields), body, decoded.text)):
        passed, why = refused, f"{len(body):,} characters of text"
    return WebPage(
        text=body,
        fields=fields,
        rules=rules,
        origins=origins,
        passed=passed,
        why=why,
        doubts=tuple(doubts),
        leaf=leaf,
        reports=reports,
    )


def _whole(text: str, summary: str) -> str:
    """Return the text of a page, or its summary where the page has but a line for readers without scripts."""
    little = len(text.split()) < _FEWEST_WORDS and not SPACELESS.search(text)
    return summary if not text or (little and len(summary) > len(text)) else text


def _summary(stated: Stated, fields: Mapping[str, Any]) -> str:
    """Return what stands for the text of an article that a script would have fetched."""
    return stated.description if {"headline", "published"} <= set(fields) else ""


def _lacks(text: str, body: str, part: Place | None, claim: Claim | None) -> tuple[str, str] | None:
    """Return what is missing of an article, and what says so."""
    if body and not text:
        return NO_TEXT, "meta description"
    if part:
        return part.words, "links to the other pages"
    return (NOT_FREE, claim.rule) if claim and claim.is_borne_out(body) else None


def _breaks_off(text: str) -> bool:
    """Tell whether a page stops in a word or a tag; of 650 news pages as served, none did, and three had no </html>."""
    return (
        not text.rstrip("\0 \t\r\n\f").endswith(">")
        and "<html" in text[:_HEAD].lower()
        and "</html" not in text.lower()
    )


@cache
def _quiet() -> None:
    """Silence the libraries: what they log of a page, its problems and its fields say in our own words."""
    for name in ("trafilatura", "htmldate", "courlan", "charset_normalizer"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


def _bounded(text: str) -> str:
    """Return a page without the pictures and the code inside it, if it is then small enough to be read."""
    if not text.strip():
        raise PageError("empty; expected an HTML page")
    if "\0" in text:
        text = text.replace("\0", "")
    if "data:" in text:
        text = _DATA.sub(r"\1", text)
    text = mended_references(_SCRIPT.sub("", text))
    if len(text) > MOST_MARKUP:
        raise PageError(f"{len(text) // 1024**2} MiB of markup; expected at most {MOST_MARKUP // 1024**2} MiB")
    if not _MARKUP.search(text):
        raise PageError("no markup; expected an HTML page")
    if any(map(_has_too_many_attributes, _LONG_TAG.finditer(text))):
        raise PageError(f"an element of more than {MOST_ATTRIBUTES} attributes; expected an HTML page")
    elements = sum(1 for _ in _TAG.finditer(text))
    if elements > MOST_ELEMENTS:
        raise PageError(f"{elements:,} elements; expected at most {MOST_ELEMENTS:,}")
    return text


def _has_too_many_attributes(tag: re.Match[str]) -> bool:
    """Tell whether a tag has too many attributes; a script's comparisons open no tag, and are no attributes."""
    name = tag[0].split(maxsplit=1)[0]
    attributes = _ATTRIBUTES.match(tag[0], len(name))
    return attributes is not None and len(_ATTRIBUTE.findall(attributes[0])) > MOST_ATTRIBUTES


def _parsed(text: str) -> HtmlElement:
    from trafilatura.utils import load_html  # noqa: PLC0415

    tree = load_html(text)
    if tree is None:
        raise PageError("no elements; expected an HTML page")
    return tree


def _page_shown(text: str) -> tuple[HtmlElement, dict[str, Statement]]:
    """Return a page as its outlet made it and as it is meant, and what whoever saved it says of it."""
    tree = _parsed(text)
    told = unwrapped(tree)
    open_frames(tree)
    unfold(tree)
    show_captions(tree)
    return tree, told


def _show_original(fields: dict[str, Any], rules: dict[str, str]) -> None:
    """Put the address that the Wayback Machine showed in the place of its own."""
    if "url" in fields:
        url, captured = replayed(fields["url"])
        if url != fields["url"]:
            fields["url"] = url
            rules["url"] += ", Wayback Machine"
        if captured and "captured" not in fields:
            fields["captured"], rules["captured"] = captured, "address of the Wayback Machine"


def _sought(tree: HtmlElement, stated: Stated, fields: Mapping[str, Any], url: str | None) -> dict[str, Statement]:
    """Return what the page does not tell machines, as it prints it beside the headline; else as libraries find it."""
    undated = "published" not in fields or stated.values["published"].rule in WEAK_DATES
    unsigned = not any(map(_SIGNED.search, fields.get("authors", ()))) or stated.newsroom
    lines = lines_beside(tree, stated.headings) if undated or unsigned else ()
    sought = {
        "published": (date_beside(lines) or _date(tree, fields, url)) if undated else None,
        "authors": authors_beside(lines, stated) or _authors(tree, stated, fields) if unsigned else None,
    }
    return {key: statement for key, statement in sought.items() if statement}


def _date(tree: HtmlElement, fields: Mapping[str, Any], url: str | None) -> Statement | None:
    from htmldate import find_date  # noqa: PLC0415

    if "published" in fields:
        return None
    latest = str(fields.get("captured", LAST_DATE))[:10]
    tree = without_others(tree)
    day = find_date(tree, original_date=True, url=fields.get("url") or url, max_date=latest)
    return Statement(day, "htmldate") if day and _is_printed(day, tree, fields) else None


def _is_printed(day: str, tree: HtmlElement, fields: Mapping[str, Any]) -> bool:
    """Tell whether a page has a day; of a month or a year alone htmldate makes the first day.

    Args:
        day: In the form of ISO 8601.
        tree: The page.
        fields: What is known of it.
    """
    from lxml import etree  # noqa: PLC0415

    if not day.endswith("-01"):
        return True
    year, month = day[:4], int(day[5:7])
    name = r"[^\W\d_]{3,12}\.?"
    forms = (
        rf"{year}([-/._]?)0?{month}\1(?:01|1(?!\d))|{year}\s?[年년]\s?0?{month}\s?[月월]\s?0?1\s?[日일]",
        rf"(?<!\d)0?1([-/.])\s?0?{month}\2\s?(?:{year}|{year[2:]})(?!\d)|(?<!\d)0?{month}([-/])0?1\3(?:{year})",
        rf"(?<!\d)0?1(?:st|er|º|\.)?[\s-](?:de\s|of\s)?{name},?[\s-](?:de\s|del\s)?{year}|{name}\s0?1(?:st)?,?\s{year}",
    )
    text = f"{etree.tostring(tree, encoding='unicode')} {fields.get('url', '')}"
    return re.search("|".join(forms), text) is not None


def _authors(tree: HtmlElement, stated: Stated, fields: Mapping[str, Any]) -> Statement | None:
    from trafilatura.metadata import extract_author  # noqa: PLC0415

    if "authors" in fields and not stated.newsroom:
        return None
    names = [name for text in (extract_author(tree) or "").split("; ") for name in people_in(text)]
    names = [name for name in names if not is_newsroom([name], stated.site) and is_of_report(tree, name)]
    return Statement(names[:MOST_FOUND], "trafilatura") if names else None


def _title(tree: HtmlElement, fields: Mapping[str, Any]) -> str:
    return " ".join((tree.findtext(".//title") or str(fields.get("headline", ""))).split())


def _verdict(stated: Stated, body: str, fields: Mapping[str, Any]) -> tuple[str, str]:
    """Tell whether a page is an article.

    Returns:
        Why it is none, in few words, empty if it is one; and what tells so.
    """
    if reason := _state(stated.page):
        return reason, "its own state"
    words = len(body.split()) if not SPACELESS.search(body) else len(body) // 2
    if words < _FEWEST_WORDS:
        return "a page without a text", f"{words} words of text"
    if stated.article:
        return "", f"{stated.kinds[0]} in JSON-LD"
    path = parts_of(str(fields.get("url", ""))).path
    front = "url" in fields and not re.sub(r"(?:index|default|home)\.\w{2,5}\Z", "", path).strip("/")
    if front and not parts_of(str(fields["url"])).query:
        return "a front page", "an address without a path"
    if stated.listing:
        return "a list of articles", f"{stated.listing} in JSON-LD"
    if "article" in stated.kinds:
        return "", "OpenGraph or microdata call it an article"
    sentences = sum(1 for line in body.split("\n") if _width(line) >= _LINE and _SENTENCE.search(line))
    if sentences >= _FEWEST_LINES or ("published" in fields and sentences):
        return "", f"{sentences} paragraphs of text"
    return "a page without a report", f"{sentences} paragraphs of text"


def _state(page: SavedPage) -> str:
    """Return why a page is not for the public, as its metadata or its JSON-LD say; empty if they say nothing."""
    said = {name: page.meta(name) for name in _STATES}
    said |= {key: value for key, value in page.article.items() if key == "creativeWorkStatus"}
    if _OF_MEDIUM.search(" ".join(page.tree.text_content().split())[-_TAIL:]) and not in_entry(
        page.tree, "dt-published"
    ):
        return f"{published.DRAFT} (no date in Medium's export)" if in_entry(page.tree, "e-content") else ""
    return published.withheld({name: value for name, value in said.items() if value})


_OF_MEDIUM = re.compile(r"\bExported from Medium on \w+ \d{1,2}, \d{4}\.?\Z")
"""The last line of a page of Medium's export; what was published has its time there, and a draft has none."""
_STATES = ("status", "article:status", "dc.status", "dcterms.status", "DC.status", "DCTERMS.status")


def _width(line: str) -> int:
    """Return how long a line is: the sign of a syllable or a word is two, a letter where vowels are not written 1.5."""
    return len(line) + len(SPACELESS.findall(line)) + len(_SYLLABLE.findall(line)) + len(_CONSONANT.findall(line)) // 2


_SYLLABLE = re.compile(r"[\uac00-\ud7a3]")
_CONSONANT = re.compile(r"[\u05d0-\u05ea\u0620-\u06d3]")


_TEXT_BLOCKS = frozenset(
    "address article aside blockquote br dd div dl dt figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li "
    "main nav ol p pre section table td th tr ul".split()
)
_UNREAD = frozenset({"script", "style", "template", "noscript", "iframe", "svg", "form", "button"})


_PRE = re.compile(r"<pre\b[^<>]{0,500}>.*?</pre\s*>", re.IGNORECASE | re.DOTALL)
_INDENTED = re.compile(r"\n(?=[ \t]{2,}\S)|\n[ \t]*\n")
_HEADS = re.compile(r"<head\b[^<>]{0,500}>(?:(?!<body\b).)*?</head\s*>", re.IGNORECASE | re.DOTALL)
_FRAMES = re.compile(r"</?(?:html|body|head)\b[^<>]{0,4000}>", re.IGNORECASE)


_TONGUES = re.compile(r"<!--:([a-z]{2})?-->")
"""Marks of languages as remarks, which a text without remarks would have lost."""


def text_of(fragment: str) -> str:
    """Return the text of a piece of HTML, such as the content of a feed's item: its paragraphs, a blank line between.

    Nothing is judged here: all its words are text, but for scripts and the like.
    """
    from lxml import etree, html  # noqa: PLC0415

    if "<!--:" in fragment:
        fragment = _TONGUES.sub(lambda mark: f"[:{mark[1] or ''}]", fragment)
    if "<" not in fragment:
        return _plain(fragment)
    try:
        source = unframed(_PRE.sub(_with_paragraphs, fragment[:MOST_MARKUP].replace("\0", "")))
        root = html.fragment_fromstring(source, create_parent="div", parser=_plain_parser())
    except (etree.LxmlError, ValueError):
        return _plain(fragment)
    if "<!" in source or "<?" in source:
        # Nobody is told of them on the walk, nor of the text behind them.
        etree.strip_tags(root, etree.Comment, etree.ProcessingInstruction)
    pieces: list[str] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        name = element.tag
        if name in _TEXT_BLOCKS:
            pieces.append("\n\n")
        said = element.tail if event == "end" else None if name in _UNREAD else element.text
        if said:
            pieces.append(said.replace("\n", " "))
    lines = [" ".join(line.split()) for line in "".join(pieces).split("\n\n")]
    return "\n\n".join(filter(None, lines))


@cache
def _plain_parser() -> Any:
    """Return a parser of HTML whose elements have no more than names and texts: lxml.html's own take twice the time."""
    from lxml import etree  # noqa: PLC0415

    return etree.HTMLParser()


def _with_paragraphs(pre: re.Match[str]) -> str:
    """Return preformatted text with a break where a paragraph begins: at an indented line, behind a blank one."""
    return _INDENTED.sub("<br>", pre[0])


def unframed(source: str) -> str:
    """Return HTML without the frames of documents, since lxml takes nothing behind the first end of one.

    Databases and mails put whole documents into one another.
    """
    return _FRAMES.sub("\n", _HEADS.sub("\n", source)) if _FRAMES.search(source) else source


def _plain(text: str) -> str:
    return unescape(text).strip()
