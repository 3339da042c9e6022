"""Exports of sites: WordPress's extended RSS (WXR), Blogger's Atom and MediaWiki's dumps, read item by item.

They may be of any size: a span is some hundred items; what stands above the first, the site's name, its authors or its
namespaces, goes with each span.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, BinaryIO
from urllib.parse import quote
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from generator.model import Passed
from generator.model.errors import ArticleError
from generator.read import encoding as encodings
from generator.read import part as parts
from generator.read import published
from generator.read.detect import Certainty, Head
from generator.read.documents import weblog, wikitext
from generator.read.meaning.fields import capture
from generator.read.meaning.tongues import in_one_tongue
from generator.read.part import ByteSpan, Format, InputFile, Outcome, Part, digest_of, mib, problem, whole
from generator.read.press import day_in
from generator.read.references import escaped_ampersands

from .html import text_of

MOST_HEAD = 4 * parts.MIB
"""Bytes above the first item: a site's authors, categories and tags."""
MOST_AUTHORS = 2_000

_OPENING = re.compile(r"<(?:rss|feed|mediawiki)\b[^<>]{0,8000}>")
_ENDS = {
    "item": re.compile(rb"</item\s*>\s*"),
    "entry": re.compile(rb"</entry\s*>\s*"),
    "page": re.compile(rb"</page\s*>\s*"),
}
_STARTS = {"item": re.compile(rb"<item[\s>]"), "entry": re.compile(rb"<entry[\s>]"), "page": re.compile(rb"<page[\s>]")}
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_NOT_A_DATE = re.compile(r"\s*(?:0000-00-00|1970-01-01 00:00:00|(?:\w{3}, )?0?1 Jan 1970 00:00:00)|.*-0001\b|\s*$")
_NO_DATE = "it was never published"
_PREFIX = re.compile(r"</?([A-Za-z][\w.-]{0,40}):")
_DECLARED = re.compile(r"\sxmlns:([\w.-]{1,40})=")
_WIKI = re.compile(r"\A\s*(?:<\?xml[^<>]{0,200}\?>\s*)?(?:<!--.{0,2000}?-->\s*)?<mediawiki\b", re.DOTALL)
_SOURCES = {"item": "WordPress export", "entry": "Blogger export", "page": "MediaWiki dump"}
_TEASER = "an excerpt, no text"


def _spans(source: InputFile) -> Iterator[ByteSpan]:
    """Cut between items at or behind each `PART_BYTES`."""
    if encodings.wide(source.head.data[: encodings.HEAD_BYTES]):
        [span] = whole(source)
        yield ByteSpan(start=0, stop=span.stop, first_record=1, detail=json.dumps({"wide": True}), digest=span.digest)
        return
    kind = _kind(source.head.text or "")
    held, at, about, first = b"", 0, "", 1
    while True:
        block = source.file.read(parts.BLOCK_BYTES)
        held += block
        if not about and (start := _STARTS[kind].search(held)):
            about = _about(held[: start.start()].decode("utf-8", "replace"), kind)
        if not about and len(held) > MOST_HEAD:
            raise ArticleError(
                source.path, None, f"more than {mib(MOST_HEAD)} above the first item", "an export of posts"
            )
        while about and (end := _end(held, kind)):
            yield _span(at, held[:end], about, first)
            first += len(_split(held[:end], kind))
            at, held = at + end, held[end:]
        if len(held) > source.limits.record + parts.PART_BYTES:
            raise ArticleError(source.path, None, f"an item of more than {mib(source.limits.record)}", "smaller ones")
        if not block:
            break
    if held:
        yield _span(at, held, about or _about("", kind), first)


def _kind(head: str) -> str:
    """Return the name of what a file holds many of."""
    return "page" if _WIKI.search(head) else "item" if weblog.is_wordpress(head) else "entry"


def _span(at: int, data: bytes, about: str, first: int) -> ByteSpan:
    digest = hashlib.blake2b(data, digest_size=16).hexdigest()
    return ByteSpan(start=at, stop=at + len(data), first_record=first, detail=about, digest=digest)


def _end(held: bytes, kind: str) -> int | None:
    """Return the first end of an item behind `PART_BYTES`; what stands in CDATA ends none."""
    for match in _ENDS[kind].finditer(held, max(0, parts.PART_BYTES - 256)):
        if _is_outside(held, 0, match.start()):
            return match.end()
    return None


def _is_outside(data: bytes, start: int, end: int) -> bool:
    return data.rfind(b"<![CDATA[", start, end) <= data.rfind(b"]]>", start, end)


def _split(data: bytes, kind: str) -> list[bytes]:
    """Return the items of a span, without what stands between them: comments, terms of the site."""
    at, items = 0, []
    for match in _ENDS[kind].finditer(data):
        start = _STARTS[kind].search(data, at, match.start())
        if start and _is_outside(data, start.start(), match.start()):
            items.append(data[start.start() : match.end()])
            at = match.end()
    rest = _STARTS[kind].search(data, at)
    return [*items, data[rest.start() :]] if rest else items


def _about(head: str, kind: str) -> str:
    """Return what a site says of itself above its items."""
    opening = _OPENING.search(head)

    def said(name: str) -> str:
        match = re.search(rf"<{name}\b[^>]{{0,200}}>(.*?)</{name}>", head, re.DOTALL)
        return _plain(match[1]) if match else ""

    authors: dict[str, str] = {}
    for block in re.findall(r"<wp:author>(.*?)</wp:author>", head, re.DOTALL)[:MOST_AUTHORS]:
        login = re.search(r"<wp:author_login>(.*?)</wp:author_login>", block, re.DOTALL)
        shown = re.search(r"<wp:author_display_name>(.*?)</wp:author_display_name>", block, re.DOTALL)
        first = re.search(r"<wp:author_first_name>(.*?)</wp:author_first_name>", block, re.DOTALL)
        last = re.search(r"<wp:author_last_name>(.*?)</wp:author_last_name>", block, re.DOTALL)
        name = _plain(shown[1]) if shown else ""
        full = " ".join(filter(None, (_plain(one[1]) for one in (first, last) if one)))
        if login:
            key = _plain(login[1])
            authors[key] = name if name and name != key else full or name
    spoken = re.search(r"\bxml:lang\s*=\s*[\"']([\w-]{2,20})[\"']", opening[0]) if opening and kind == "page" else None
    about = {
        "kind": kind,
        "opening": opening[0] if opening else "",
        "title": said("sitename" if kind == "page" else "title"),
        "language": spoken[1] if spoken else said("language"),
        "authors": authors,
    }
    if kind == "page":
        about["base"] = said("base")
        about["spaces"] = {key: _plain(name) for key, name in _NAMESPACE.findall(head)}
    return json.dumps(about, ensure_ascii=False)


_NAMESPACE = re.compile(r"<namespace\b[^<>]{0,200}?\bkey\s*=\s*\"(-?\d{1,5})\"[^<>]{0,200}>([^<>]{1,200})</namespace>")
_CATEGORIES, _PICTURES = "14", "6"
"""Numbers of namespaces in every wiki; 0 is that of its articles."""


def _plain(text: str) -> str:
    from html import unescape  # noqa: PLC0415

    text = text.strip()
    if text.startswith("<![CDATA[") and text.endswith("]]>"):
        return " ".join(text[9:-3].split())
    return " ".join(unescape(text).split())


def _captures(part: Part, file: BinaryIO) -> Iterator[Outcome]:
    data = file.read(part.stop - part.start)
    about = json.loads(part.detail or "{}")
    if about.get("wide"):
        data = encodings.decode(data).text.encode()
        kind = _kind(data[:65536].decode("utf-8", "replace"))
        start = _STARTS[kind].search(data)
        about = json.loads(_about(data[: start.start()].decode("utf-8", "replace") if start else "", kind))
    items = _split(data, about["kind"])
    if not items:
        if part.start == 0:
            yield problem(
                part.path, "an export without a post; expected WordPress's, Blogger's or MediaWiki's, with posts"
            )
        return
    for number, item in enumerate(items, part.first_record or 1):
        yield from _item(part, number, item, about)


def _item(part: Part, number: int, data: bytes, about: Mapping[str, Any]) -> Iterator[Outcome]:
    text = _CONTROL.sub("", encodings.decode(data).text)
    end = text.rfind(f"</{about['kind']}")
    try:
        if end < 0:
            raise ValueError("the item is not closed")
        element = _element(text[: text.index(">", end) + 1], about)
    except (ParseError, ValueError, RecursionError, DefusedXmlException) as error:
        message = f"a broken item: {str(error)[:120]}; expected one as WordPress, Blogger or MediaWiki writes it"
        yield problem(part.path, message, record=number)
        return
    item = element[0]
    for node in item.iter():
        node.tag = node.tag.rpartition("}")[2]
    row, remarks = {"item": _of_wordpress, "entry": _of_blogger, "page": _of_wiki}[about["kind"]](item, about)
    if remarks:
        reason = "an earlier revision" if about["kind"] == "page" else "a comment"
        yield Passed(path=part.path, reason=reason, count=remarks)
    source = _SOURCES[about["kind"]]
    if reason := row.pop("passed", ""):
        yield Passed(path=part.path, reason=str(reason))
        return
    if others := row.pop("others", ""):
        yield problem(part.path, str(others), record=number, field="text", lost=False)
    text = str(row.pop("text"))
    facts = {key: value for key, value in row.items() if value}
    yield from capture(part, record=number, digest=digest_of(data), text=text, facts=facts, rule=source, source=source)


def _element(item: str, about: Mapping[str, Any]) -> Element:
    try:
        return fromstring(_whole(item, about), forbid_dtd=True)
    except ParseError:  # most often over an address that nobody escaped
        return fromstring(_whole(escaped_ampersands(item), about), forbid_dtd=True)


def _whole(item: str, about: Mapping[str, Any]) -> bytes:
    """Return an item as a document: with the spaces of names that the file declares, or that the item only uses."""
    used = {*_PREFIX.findall(item), *(_DECLARED.findall(item) if "xmlns:" in item else ())} - {"xml", "xmlns"}
    declared, spaces = _spaces(str(about["opening"]))
    missing = " ".join(f'xmlns:{name}="urn:{name}"' for name in sorted(used - declared))
    return f"<r {spaces} {missing}>{item}</r>".encode("utf-8", "replace")


@lru_cache(maxsize=16)
def _spaces(opening: str) -> tuple[frozenset[str], str]:
    """Return which spaces of names the start of a file declares, and how."""
    declared = frozenset(re.findall(r"xmlns:([\w.-]+)=", opening))
    return declared, " ".join(re.findall(r"xmlns(?::[\w.-]+)?\s*=\s*(?:\"[^\"<>]*\"|'[^'<>]*')", opening))


def _child_text(item: Element, name: str) -> str:
    child = item.find(name)
    if child is None:
        return ""
    return ("".join(child.itertext()) if len(child) else child.text or "").strip()


def _of_wordpress(item: Element, about: Mapping[str, Any]) -> tuple[dict[str, Any], int]:
    encoded = [(one.text or "") for one in item.iterfind("encoded")]
    terms = [(one.get("domain", ""), "".join(one.itertext()).strip()) for one in item.iterfind("category")]
    fields = {"content": encoded[0] if encoded else "", "excerpt": encoded[1] if len(encoded) > 1 else ""}
    fields |= {"title": _child_text(item, "title"), "language": about["language"] or ""}
    fields |= {f"term {at}": name for at, (_, name) in enumerate(terms)}
    told, others = in_one_tongue(fields)
    content, excerpt = told["content"], told["excerpt"]
    categories = [(domain, told[f"term {at}"]) for at, (domain, _) in enumerate(terms)]
    state = {key: _child_text(item, key) for key in ("status", "post_type", "post_password")}
    passed = published.kind(state["post_type"]) or published.withheld({k: v for k, v in state.items() if v})
    login = _child_text(item, "creator")
    text = "" if passed else text_of(weblog.as_html(content)).strip()
    teaser = "" if passed else text_of(weblog.as_html(excerpt)).strip()
    sections = [name for domain, name in categories if domain in ("category", "") and name not in _UNSORTED]
    row = {
        "url": _child_text(item, "link") if re.match(r"https?://", _child_text(item, "link")) else "",
        "id": _child_text(item, "guid") or _child_text(item, "post_id"),
        "headline": _plain(text_of(told["title"])),
        "outlet": about["title"],
        "authors": _writers(categories) or ([about["authors"].get(login) or login] if login else None),
        "published": _date(item),
        "modified": _gmt(item, "post_modified"),
        "section": sections[0] if sections else "",
        "tags": [name for domain, name in categories if domain in ("post_tag", "tag") and name],
        "language": about["language"],
        "incomplete": _TEASER if teaser and not text else "",
        "text": text or teaser,
        "others": others,
        "passed": passed or ("a post without a text" if not (text or teaser) else ""),
    }
    return row, len(item.findall("comment"))


def _writers(categories: Sequence[tuple[str, str]]) -> list[str]:
    """Return who wrote a post of several, as Co-Authors Plus keeps them beside its categories."""
    return list(dict.fromkeys(name for domain, name in categories if domain in ("author", "authors") and name))


_UNSORTED = frozenset({"Uncategorized", "Uncategorised", "Allgemein", "Unkategorisiert", "Non classé", "Sin categoría"})
"""What WordPress calls the section of a post that has none."""


def _date(item: Element) -> str:
    return _gmt(item, "post_date") or (
        "" if _NOT_A_DATE.match(_child_text(item, "pubDate")) else _child_text(item, "pubDate")
    )


def _gmt(item: Element, name: str) -> str:
    """Return a time of a post: in UTC where it says so, else as the site's clocks had it."""
    utc = _child_text(item, f"{name}_gmt")
    if not _NOT_A_DATE.match(utc):
        return f"{utc.replace(' ', 'T')}Z" if re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", utc) else utc
    pub = _child_text(item, "pubDate") if name == "post_date" else ""
    local = _child_text(item, name)
    if not _NOT_A_DATE.match(pub):
        return pub
    return "" if _NOT_A_DATE.match(local) else local


_KIND = re.compile(r"#(post|page|comment|settings|template)\b", re.IGNORECASE)


def _of_blogger(entry: Element, about: Mapping[str, Any]) -> tuple[dict[str, Any], int]:
    terms = [(one.get("scheme", ""), one.get("term", "")) for one in entry.iterfind("category")]
    kinds = [match[1] for _, term in terms if (match := _KIND.search(term))] or [_child_text(entry, "type")]
    kind = kinds[0].casefold()
    control = entry.find("control")
    state = {"draft": "" if control is None else _child_text(control, "draft"), "status": _child_text(entry, "status")}
    status = state["status"].replace("_", " ").casefold()
    state["status"] = {"soft trashed": "trashed", "live": ""}.get(status, status)
    content = "".join(entry.findtext("content") or "")
    links = {one.get("rel", ""): one.get("href", "") for one in entry.iterfind("link")}
    author = entry.find("author")
    text = text_of(
        content.replace("\n", "<br>") if not re.search(r"<(?:p|div|br)\b", content, re.IGNORECASE) else content
    )
    row = {
        "url": links.get("alternate", ""),
        "id": _child_text(entry, "id"),
        "headline": _plain(text_of(_child_text(entry, "title"))),
        "outlet": about["title"],
        "authors": [name] if author is not None and (name := _child_text(author, "name")) else None,
        "published": _child_text(entry, "published"),
        "modified": _child_text(entry, "updated"),
        "tags": [term for scheme, term in terms if term and "#kind" not in scheme],
        "language": about["language"],
        "text": text,
        "passed": published.kind(kind)
        or published.withheld({key: value for key, value in state.items() if value})
        or ("a post without a text" if not text.strip() else ""),
    }
    return row, 0


def _of_wiki(page: Element, about: Mapping[str, Any]) -> tuple[dict[str, Any], int]:
    """Read a page by its newest revision, whose time tells when it was edited and not when it was published."""
    revisions = page.findall("revision") or [Element("revision")]
    newest = max(revisions, key=lambda one: _child_text(one, "timestamp"))
    title, spaces, content = _child_text(page, "title"), about["spaces"], _child_text(newest, "text")
    group = next((key for key, name in spaces.items() if title.startswith(f"{name}:")), "0")
    group = _child_text(page, "ns") or group
    said = wikitext.plain(content, [spaces.get(_CATEGORIES, "")], [spaces.get(_PICTURES, "")])
    passed = ""
    if group != "0":
        passed = f"a page of the namespace {spaces.get(group, group)}"
    elif page.find("redirect") is not None or wikitext.is_redirect(content):
        passed = "a redirect"
    elif not said.text:
        passed = "a page without a text"
    address = quote(title.replace(" ", "_"), safe="/:,()!'*;@$-_.~")
    row = {
        "url": f"{about['base'].rpartition('/')[0]}/{address}" if about["base"].startswith("http") else "",
        "headline": title,
        "outlet": about["title"],
        "published": (day_in(said.day) or "") if said.day else "",
        "modified": _child_text(newest, "timestamp"),
        "tags": list(said.categories),
        "language": about["language"],
        "text": said.text,
        "passed": passed,
    }
    return row, len(revisions) - 1


def _recognise_wiki(head: Head) -> Certainty:
    return Certainty.CERTAIN if head.text is not None and _WIKI.search(head.text) else Certainty.NO


def _recognise(head: Head) -> Certainty:
    return Certainty.CERTAIN if head.text is not None and weblog.is_export(head.text) else Certainty.NO


WXR = Format(
    kind="weblog export",
    rank=29,
    title="weblog export",
    endings=(".wxr",),
    recognise=_recognise,
    cut=_spans,
    captures=_captures,
    needs=("lxml",),
    extra="html",
)

WIKI = Format(
    kind="wiki dump",
    rank=28,
    title="MediaWiki dump",
    endings=(),
    recognise=_recognise_wiki,
    cut=_spans,
    captures=_captures,
)

FORMATS = (WXR, WIKI)
