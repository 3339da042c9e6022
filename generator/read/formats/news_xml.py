"""News XML: NITF, NewsML-G2 and NewsML 1 of agencies; the XML of ProQuest's text mining and of Factiva.

Parsed under defusedxml: a document type may be named, as agencies do, but none of its entities counts and nothing is
fetched. Signals are honoured: what is cancelled or withheld is passed over, an embargo is a problem until its time.
"""

from __future__ import annotations

import html
import io
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, BinaryIO
from xml.etree.ElementTree import Element, ParseError, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from generator.model import Passed
from generator.model.errors import ArticleError
from generator.read import press, published
from generator.read.detect import Certainty, Head
from generator.read.meaning.fields import capture
from generator.read.meaning.plain import TAGS, entities
from generator.read.part import ByteSpan, Format, InputFile, Outcome, Part, digest_of, problem, whole
from generator.read.references import parsable

from .html import text_of
from .xml import MOST_ELEMENTS, MOST_LEVELS

_ROOTS = frozenset(
    {"nitf", "NewsML", "newsMessage", "newsItem", "packageItem", "conceptItem", "knowledgeItem", "RECORD"}
)
_ROOTS_TOO = re.compile(
    r"<(?:[\w.-]{1,20}:)?(?:newsItem|NewsItem|ppsarticle|ppsArticleResponse|TextInfo|nitf)[\s>]|<newsitem\s[^<>]{0,200}\bitemid="
)
_TAG = re.compile(r"<([A-Za-z][\w.:-]{0,80})")
_MARKUP = re.compile(r"<(?:p|br|div|html|body|h\d)\b", re.IGNORECASE)
_ELEMENT = re.compile(r"<(/?)([A-Za-z][\w.:-]{0,40})[^<>]{0,2000}>")
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_SPACES = re.compile(r"[ \t\r\n]+")

_ITEMS = frozenset({"newsItem", "NewsItem", "newsitem", "ppsarticle", "RECORD", "nitf"})
"""Elements that are an item each, the outermost counts."""
_OTHERS = {
    "packageItem": "a package of other items",
    "conceptItem": "a concept",
    "knowledgeItem": "a list of concepts",
    "planningItem": "a planning item",
    "catalogItem": "a catalogue",
}
_MEDIA = {
    "picture": "a picture",
    "graphic": "a graphic",
    "video": "a film",
    "audio": "a sound",
    "composite": "a package",
}
_BLOCKS = frozenset(
    "p hl1 hl2 h1 h2 h3 h4 h5 h6 li dt dd bq blockquote tr table ol ul div block note tagline pre".split()
)
_CELLS = frozenset({"td", "th"})
_BREAK = "\v"
_BREAKS = re.compile(r"([^\v\n]*?)[ \t]*(\v[ \t\v]*)")
_SENTENCE_ENDS = tuple('.!?…:。！？؟।"”»’)')
_LINE_WIDTH = 40
"""Characters of a line from which on a break may be one of a wire's narrow column."""
_UNSAID = frozenset(
    {"media-metadata", "media-reference", "media-producer", "script", "style", "head", "header", "media-object"}
)
"""What is no part of a text; the header of an XHTML body repeats slug, headline and byline."""
_LOGIN = re.compile(r"\S*[.@_\d]\S*|[^a-zà-ÿ]+-[^a-zà-ÿ]+")
"""What stands for a person in a newsroom's system: `kestrel.ana`, `VR-COM`."""
_OF_SECTION = re.compile(r"cat(?:egor\w+)?\b|dep(?:artmen)?t?(?=\d?:)|department|section|ressort|rubri", re.IGNORECASE)
_PRIVATE = re.compile(r"non-?public|private|internal|contact")
_LEAST_SECTION = 4
"""Letters of a section's name; codes are shorter."""


def _spans(source: InputFile) -> Iterator[ByteSpan]:
    """Take a file as a whole."""
    try:
        yield from whole(source)
    except ArticleError as error:
        raise ArticleError(source.path, None, error.found, "smaller files of news XML") from None


def _items(part: Part, file: BinaryIO) -> Iterator[Outcome]:
    data = file.read(part.stop - part.start)
    count = 0
    try:
        for element, is_root in _documents(data):
            name = element.tag
            if name in _OTHERS:
                count += 1
                yield Passed(path=part.path, reason=_OTHERS[name])
            elif name in _ITEMS:
                for one in _each(element):
                    count += 1
                    yield from _item(part, None if is_root and count == 1 else count, one)
            elif is_root and not count:
                yield problem(part.path, f"XML of the kind <{name[:40]}> without an item; expected news items")
    except DefusedXmlException:
        yield problem(part.path, "an entity of its own; expected XML without one", record=count + 1 if count else None)
    except (ParseError, ValueError, LookupError, RecursionError) as error:
        message = f"broken XML: {error}; expected NITF, NewsML or a press database's XML"
        yield problem(part.path, message, record=count + 1 if count else None)


def _documents(data: bytes) -> Iterator[tuple[Element, bool]]:
    """Yield the outermost items of a file, names without their space, each once it is whole; the root at last."""
    data = parsable(data)
    stack: list[Element] = []
    inside = elements = 0
    for event, element in iterparse(io.BytesIO(data), events=("start", "end"), forbid_dtd=False):
        if event == "start":
            element.tag = element.tag.rpartition("}")[2]
            if _XML_LANG in element.attrib:
                element.attrib.setdefault("lang", element.attrib[_XML_LANG])
            stack.append(element)
            elements += 1
            inside += element.tag in _ITEMS or element.tag in _OTHERS
            if len(stack) > MOST_LEVELS or elements > MOST_ELEMENTS:
                raise ValueError(f"more than {MOST_LEVELS} levels or {MOST_ELEMENTS:,} elements in one document")
            continue
        stack.pop()
        told = element.tag in _ITEMS or element.tag in _OTHERS
        inside -= told
        if (told and not inside) or not stack:
            yield element, not stack
            elements = len(stack)
            if stack:
                stack[-1].remove(element)


def _each(item: Element) -> list[Element]:
    """Return an item of NewsML 1 once for each of the texts that it holds side by side, as in two languages."""
    holder = item.find("NewsComponent") if item.tag == "NewsItem" else None
    texts = [] if holder is None else [one for one in holder.iterfind("NewsComponent") if _is_text(one)]
    if len(texts) < 2 or (holder is not None and holder.get("EquivalentsList") == "yes"):
        return [item]
    made: list[Element] = []
    for number, one in enumerate(texts, 1):
        copy = Element("NewsItem", {"part": one.get("Duid", "") or str(number)})
        copy.extend([*(child for name in ("Identification", "NewsManagement") for child in item.iterfind(name)), one])
        made.append(copy)
    return made


def _is_text(component: Element) -> bool:
    """Tell whether a component is an article of its own: a headline, and below it a body."""
    roles = {role for one in component.iter("Role") if (role := one.get("FormalName", "").casefold())}
    said = any(_line(one) for one in component.iter("DataContent"))
    return said and bool(roles & {"body", "main"}) and bool(_at(component, "NewsLines/HeadLine"))


def _item(part: Part, number: int | None, element: Element) -> Iterator[Outcome]:
    read = _READERS[element.tag]
    row, title = read(element)
    if reason := str(row.pop("passed", "") or ""):
        yield published.passed(part.path, reason, row)
        return
    until = str(row.pop("embargo", "") or "")
    if until and until in part.ahead:
        yield problem(part.path, f"under an embargo until {until}; expected to be built again then", record=number)
        return
    text = _as_read(str(row.pop("text", None) or ""))
    row["headline"] = _without_signs(str(row.get("headline") or ""), str(row.get("agency") or ""))
    facts = {key: value for key, value in row.items() if value}
    yield from capture(
        part, record=number, digest=digest_of(tostring(element)), text=text, facts=facts, rule=title, source=title
    )


def _as_read(text: str) -> str:
    """Return a text without entities and markup that were escaped twice; what is nothing but markup goes."""
    if "&" in text:
        text = entities(text)
    if "<" not in text or not TAGS.search(text):
        return text
    lines = (text_of(line) if TAGS.search(line) else line for line in text.split("\n\n"))
    return "\n\n".join(line for line in lines if line.strip())


_URGENT = re.compile(r"\A[>+*=#!]{2,}\s*(?=\S)|(?<=\S)\s*[<+*=#!]{2,}\Z")
"""Signs that a wire puts around a headline for newsrooms: how urgent it is."""


def _without_signs(headline: str, agency: str) -> str:
    """Return a headline without its wire's signs, and without the agency's name where it opens it: `>>>ANSA/...`."""
    bare = _URGENT.sub("", headline)
    name, slash, rest = bare.partition("/")
    return rest.strip() if slash and agency and name.casefold() == agency.casefold() and rest.strip() else bare


def _first(element: Element | None, *paths: str) -> Element | None:
    if element is None:
        return None
    return next((child for path in paths if (child := element.find(path)) is not None), None)


def _line(element: Element | None) -> str:
    return "" if element is None else _SPACES.sub(" ", "".join(element.itertext())).strip()


def _at(element: Element | None, *paths: str) -> str:
    """Return the words of the first place that has some."""
    if element is None:
        return ""
    return next((said for path in paths for child in element.iterfind(path) if (said := _line(child))), "")


def _credited(element: Element | None) -> str:
    """Return a byline whose pieces stand in elements of their own: the name, then what the person is."""
    if element is None:
        return ""
    pieces: list[str] = []

    def walk(node: Element) -> None:
        pieces.extend([", " if node.tag == "byttl" else " ", node.text or ""])
        for child in node:
            walk(child)
            pieces.extend([" ", child.tail or ""])

    walk(element)
    return re.sub(r"\s+(?=,)|,\s*(?=,)", "", " ".join("".join(pieces).split())).strip(" ,")


def _attribute_at(element: Element | None, path: str, *names: str) -> str:
    """Return the first attribute that an element at a place has."""
    children = [] if element is None else element.iterfind(path)
    return next((value for one in children for name in names if (value := one.get(name, "").strip())), "")


def text_in(element: Element | None) -> str:
    """Return the text of an element in paragraphs: one for each block that holds words of its own."""
    pieces: list[str] = []

    def walk(node: Element) -> None:
        if node.tag in _UNSAID:
            return
        block = node.tag in _BLOCKS or node.tag == "media-caption"
        pieces.extend(["\n\n"] if block else [_BREAK] if node.tag == "br" else [])
        pieces.append(_opening_text(node))
        for child in node:
            walk(child)
            pieces.append(_SPACES.sub(" ", child.tail or ""))
        pieces.extend(["\n\n"] if block else [" "] if node.tag in _CELLS else [])

    if element is None:
        return ""
    if len(element) == 0 and element.text:
        return _unmarked(element.text)
    walk(element)
    text = _BREAKS.sub(_broken, "".join(pieces))
    return "\n\n".join(line for piece in text.split("\n\n") if (line := " ".join(piece.split())))


def _broken(match: re.Match[str]) -> str:
    """Return a line and what a break behind it stands for: a paragraph's end, or where a narrow column was full."""
    line = match[1].rstrip()
    ends = match[2].count(_BREAK) > 1 or line.endswith(_SENTENCE_ENDS) or len(line) < _LINE_WIDTH
    return f"{match[1]}\n\n" if ends else f"{match[1]} "


def _opening_text(node: Element) -> str:
    """Return the text of an element before its first child."""
    text = node.text or ""
    if node.tag == "pre" and not len(node):
        return _SPACES.sub(" ", text.strip("\n").replace("\n", _BREAK))
    return _SPACES.sub(" ", text) if len(node) else _with_breaks(text)


_ASIDE = re.compile(r"(?<=[.!?”\"])[ \t]*\r?\n(?:[ \t]*\r?\n)+[ \t]*(\([^()\n]{4,200}\))\s*\Z")
"""What stands in brackets below a blank line at the end of a paragraph: who reported."""


def _with_breaks(text: str) -> str:
    """Return a text in one element; in that of a wire, indented lines open paragraphs."""
    text, aside = _ASIDE.sub("", text), _ASIDE.search(text)
    if aside:
        return f"{_with_breaks(text)}\n\n{aside[1]}"
    lines = [line for line in text.split("\n")[1:] if line.strip()]
    if not 1 < sum(line[:2].isspace() for line in lines) < len(lines):
        return _SPACES.sub(" ", text)
    return "\n\n".join(" ".join(one.split()) for one in re.split(r"\n(?=[ \t]{2})|\n[ \t]*\n", text))


def _as_blank(tag: re.Match[str]) -> str:
    """Return what stands for a tag between words."""
    name = tag[2].lower()
    return "\n\n" if name in _BLOCKS else _BREAK if name == "br" else " " if name in _CELLS else ""


def _unmarked(text: str) -> str:
    """Return what escaped markup says, or a plain text with its lines."""
    if not _MARKUP.search(text):
        return text.strip()
    said = _BREAKS.sub(_broken, html.unescape(_ELEMENT.sub(_as_blank, text)))
    said = "\n\n".join(map(_with_breaks, said.split("\n\n")))
    return "\n\n".join(line for piece in said.split("\n\n") if (line := " ".join(piece.split())))


def _stamped(stamp: str) -> str:
    """Return a date of agencies as ISO 8601: some write 20240517T0930Z, some put a slash or a blank between."""
    match = re.fullmatch(r"(\d{4})(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d)?(?:\.\d+)?(Z|[+-]\d\d:?\d\d)?)?", stamp.strip())
    if not match:
        return stamp.strip()
    day = f"{match[1]}-{match[2]}-{match[3]}"
    return f"{day}T{match[4]}:{match[5]}:{match[6] or '00'}{match[7] or ''}" if match[4] else day


def _nitf(nitf: Element) -> tuple[dict[str, Any], str]:
    """Read NITF."""
    data = nitf.find("head/docdata")
    top = nitf.find("body/body.head")
    body = nitf.find("body/body.content")
    state = "" if data is None else data.get("management-status", "")
    issued = _attribute_at(data, "date.issue", "norm")
    release = _attribute_at(data, "date.release", "norm")
    byline = _at(top, "byline/person", "byline/byttl/person") if top is not None else ""
    turned = _at(top, "byline[@class='normalized_byline']") if top is not None else ""
    lines = [_at(top, "abstract")] if body is None else [text_in(body)]
    lines.append("\n\n".join(filter(None, (_line(one) for one in nitf.iterfind("body/body.end/tagline")))))
    outlet, kind = _attribute_at(nitf, "head/pubdata", "name"), _attribute_at(nitf, "head/tobject", "tobject.type")
    row: dict[str, Any] = {
        "id": _attribute_at(data, "doc-id", "id-string") or nitf.get("uno", ""),
        "headline": _at(top, "hedline/hl1", "hedline/hl2") or _at(nitf, "head/title"),
        "subheadline": _at(top, "hedline/hl2"),
        "byline": _credited(_first(top, "byline")),
        "authors": [byline or turned] if byline or turned else None,
        "dateline": _at(top, "dateline/location/city", "dateline/location", "dateline"),
        "agency": _at(top, "distributor/org", "distributor")
        or _attribute_at(data, "del-list/from-src", "src-name")
        or ("" if outlet else _owner(data)),
        "outlet": outlet,
        "section": _attribute_at(nitf, "head/pubdata", "position.section")
        or _attribute_at(data, "doc-scope", "scope")
        or ("" if kind.casefold() in _ANY_KIND else kind),
        "page_number": _attribute_at(nitf, "head/pubdata", "position.page")
        or _attribute_at(nitf, "head/meta[@name='print_page_number']", "content"),
        "published": _stamped(issued or _attribute_at(nitf, "head/pubdata", "date.publication") or release)
        or _stamped(_attribute_at(top, "dateline/story.date", "norm")),
        "tags": [
            one
            for key in nitf.iterfind("head/docdata/key-list/keyword")
            if (one := key.get("key", "").strip() or _line(key))
        ]
        + [name for one in nitf.iterfind("head/tobject/tobject.subject") if (name := _subject(one))],
        "language": nitf.get("lang", "") or ("" if top is None else top.get("lang", "")) or nitf.get("baselang", ""),
        "abstract": "" if body is None else _at(top, "abstract"),
        "url": _attribute_at(nitf, "head/pubdata", "ex-ref"),
        "ednote": _attribute_at(data, "ed-msg", "info"),
        "text": "\n\n".join(filter(None, lines)),
        "passed": _withheld(state, "management-status", release),
        "embargo": release,
    }
    return row, "NITF"


_ANY_KIND = frozenset({"news", "text", "data", "article", "analysis", "feature", "background", "current"})
"""What NITF calls the kind of a text; elsewhere an agency has the part of its service there: `Innenriks`."""


def _owner(data: Element | None) -> str:
    return _attribute_at(data, "doc.rights", "owner") or _attribute_at(data, "doc.copyright", "holder")


def _subject(element: Element) -> str:
    """Return what a subject of NITF is called, as closely as it says."""
    names = (element.get(f"tobject.subject.{one}", "").strip() for one in ("detail", "matter", "type"))
    return next(filter(None, names), "")


def _withheld(state: str, name: str, until: str = "") -> str:
    """Return why an item in a state is not for the public; an embargo with a time is judged by the time."""
    reason = published.state(state.rpartition("/")[2])
    return "" if not reason or (reason == published.EMBARGO and until) else f"{reason} ({name})"


def _news_item(item: Element) -> tuple[dict[str, Any], str]:
    """Read a news item of NewsML-G2."""
    meta, content = item.find("itemMeta"), item.find("contentMeta")
    kind = _attribute_at(meta, "itemClass", "qcode", "uri").replace("/", ":").rpartition(":")[2].casefold()
    until = _at(meta, "embargoed")
    links = [] if meta is None else meta.iterfind("link")
    told = [] if content is None else content.iterfind("subject")
    subjects = [(one, name) for one in told if (name := _at(one, "name") or _literal(one))]
    agency = _at(content, "infoSource/name") or _at(meta, "provider/name") or _attribute_at(meta, "provider", "literal")
    sources = {_bare(one) for one in (agency, *_names(content, "infoSource"), *_names(meta, "provider"))}
    headline = _headline(content) or _at(meta, "title")
    row: dict[str, Any] = {
        "id": item.get("guid", ""),
        "headline": headline,
        "byline": _at(content, "by"),
        "authors": []
        if _at(content, "by")
        else [one for one in _names(content, "creator") if _is_person(one) and _bare(one) not in sources],
        "dateline": _place(content),
        "outlet": "",
        "agency": agency,
        "published": _at(content, "contentCreated") or _at(meta, "firstCreated", "versionCreated"),
        "modified": _at(content, "contentModified") or _at(meta, "versionCreated"),
        "language": _attribute_at(content, "language", "tag") or item.get("lang", ""),
        "section": next((name for one, name in subjects if _is_section(one, name) and name != headline), ""),
        "tags": [name for one, name in subjects if not _is_section(one, name)]
        + [word for one in ([] if content is None else content.iterfind("keyword")) if (word := _line(one))],
        "url": next((one.get("href", "") for one in links if one.get("rel", "").endswith("canonical")), ""),
        "ednote": " ".join(_notes(meta)),
        "text": _content(item.find("contentSet")),
        "passed": _MEDIA.get(kind, "") or _withheld(_status(meta), "pubStatus", until) or _signal(meta),
        "embargo": until,
    }
    nitf = item.find("contentSet/inlineXML/nitf")
    if nitf is not None:
        inner, _ = _nitf(nitf)
        row = {key: value or inner.get(key) for key, value in {**dict.fromkeys(inner), **row}.items()}
    return row, "NewsML-G2"


def _place(content: Element | None) -> str:
    """Return where an item was written; its dateline where that has no date in its stead."""
    line, place = _at(content, "dateline"), _at(content, "located/name") or _attribute_at(content, "located", "literal")
    return place or line if re.search(r"\b(?:19|20)\d\d\b", line) else line or place


def _bare(name: str) -> str:
    """Return a name to compare with others: agencies give theirs with and without the ending of their address."""
    return re.sub(r"\.(?:com|net|org|[a-z]{2})$", "", name.strip().casefold())


def _literal(subject: Element) -> str:
    """Return the words that a subject is; beside a code they tell what kind of code it is."""
    return "" if subject.get("qcode") else subject.get("literal", "")


def _notes(meta: Element | None) -> Iterator[str]:
    """Yield what an agency tells editors, but for what it marks as private and what repeats all of it."""
    for note in () if meta is None else meta.iterfind("edNote"):
        marks = " ".join(note.attrib.values()).casefold()
        if not len(note) and not _PRIVATE.search(marks) and (said := _line(note)):
            yield said


def _headline(content: Element | None) -> str:
    """Return the headline of a news item; those with a role may be others, such as the one below it."""
    headlines = [] if content is None else [one for one in content.iterfind("headline") if _line(one)]
    plain = [one for one in headlines if "sub" not in one.get("role", "").casefold()]
    return _line(next(iter(plain or headlines), None))


def _is_person(name: str) -> bool:
    return not _LOGIN.fullmatch(name)


def _is_section(subject: Element, name: str) -> bool:
    """Tell whether a subject is the part of the paper, by what its scheme or type is called."""
    scheme = f"{subject.get('qcode', '').partition(':')[0]}: {subject.get('type', '')}"
    return len(name) >= _LEAST_SECTION and _OF_SECTION.search(scheme) is not None


def _status(meta: Element | None) -> str:
    state = _attribute_at(meta, "pubStatus", "qcode", "uri")
    return state.replace("/", ":").rpartition(":")[2]


def _signal(meta: Element | None) -> str:
    signals = [] if meta is None else [one.get("qcode", "").rpartition(":")[2] for one in meta.iterfind("signal")]
    return next((f"{reason} (signal)" for one in signals if (reason := published.state(one))), "")


def _names(content: Element | None, path: str) -> list[str]:
    children = [] if content is None else content.iterfind(path)
    return [name for one in children if (name := _at(one, "name") or one.get("literal", ""))]


def _content(holder: Element | None) -> str:
    """Return the longest text of a set of contents."""
    if holder is None:
        return ""
    texts: list[str] = []
    for one in holder:
        one.tag = one.tag.rpartition("}")[2]
        if one.tag == "inlineXML":
            body = next((child for name in ("body.content", "body") for child in one.iter(name)), None)
            texts.append(text_in(body if body is not None else one))
        elif one.tag == "inlineData":
            texts.append(_unmarked("".join(one.itertext())))
    return max(texts, key=len, default="")


def _news_item_1(item: Element) -> tuple[dict[str, Any], str]:
    """Read a news item of NewsML 1."""
    manage = item.find("NewsManagement")
    component = item.find("NewsComponent")
    lines = next(iter(item.iter("NewsLines")), None)
    until = _at(manage, "StatusWillChange/DateAndTime")
    state = _attribute_at(manage, "Status", "FormalName")
    instruction = _attribute_at(manage, "Instruction", "FormalName")
    nitf = next(item.iter("nitf"), None)
    kind = _attribute_at(item, ".//ContentItem/MediaType", "FormalName").casefold()
    name = _at(item, "Identification/NewsIdentifier/PublicIdentifier", "Identification/NewsIdentifier/NewsItemId")
    row: dict[str, Any] = {
        "id": f"{name}#{item.get('part')}" if name and item.get("part") else name,
        "headline": _at(lines, "HeadLine", "Headline") or _at(item, ".//HeadLine", ".//Headline"),
        "byline": _at(lines, "ByLine"),
        "dateline": _at(lines, "DateLine"),
        "agency": _attribute_at(component, ".//AdministrativeMetadata/Provider/Party", "FormalName")
        or _attribute_at(component, ".//AdministrativeMetadata/Source/Party", "FormalName"),
        "published": _stamped(_at(manage, "FirstCreated") or _at(item, "Identification/NewsIdentifier/DateId")),
        "modified": _stamped(_at(manage, "ThisRevisionCreated")),
        "language": _attribute_at(item, ".//DescriptiveMetadata/Language", "FormalName")
        or _attribute_at(item, ".//NewsComponent[@lang]", "lang")
        or item.get("lang", ""),
        "tags": [one for line in item.iter("KeywordLine") if (one := _line(line))] or _topics(item),
        "text": _text_of_components(item),
        "passed": _withheld(state, "Status", until) or _withheld(instruction, "Instruction"),
        "embargo": until if published.state(state) == published.EMBARGO else "",
    }
    if (not row["text"] and kind in _NO_TEXTS) or _is_captioned(item):
        row["passed"] = row["passed"] or "a picture, film or sound"
    if nitf is not None:
        inner, _ = _nitf(nitf)
        row = {key: value or inner.get(key) for key, value in {**dict.fromkeys(inner), **row}.items()}
    return row, "NewsML 1"


def _topics(item: Element) -> list[str]:
    """Return what the item's own list of topics calls its subjects, in English where it has several languages."""
    coded = {one.get("FormalName", "") for one in item.iterfind(".//SubjectCode/*")}
    names: list[str] = []
    for topic in item.iterfind(".//TopicSet/Topic"):
        if _at(topic, "FormalName") not in coded:
            continue
        told = [one for one in topic.iterfind("Description") if one.get("Variant", "Name") == "Name" and _line(one)]
        names += [_line(one) for one in sorted(told, key=lambda one: one.get("lang", "") != "en")[:1]]
    return names


_NO_TEXTS = frozenset({"photo", "graphic", "video", "audio", "picture", "image"})


def _is_captioned(item: Element) -> bool:
    """Tell whether an item is a picture or a film, and all its texts are captions."""
    kinds = {one.get("FormalName", "").casefold() for one in item.iter("MediaType")}
    said = [one for one in item.iter("NewsComponent") if one.find("ContentItem/DataContent") is not None]
    roles = {_attribute_at(one, "Role", "FormalName").casefold() for one in said}
    return bool(kinds & _NO_TEXTS) and roles == {"caption"}


def _text_of_components(item: Element) -> str:
    """Return the text of an item: its lead and its body where they are apart, else the longest of its contents."""
    by_role: dict[str, str] = {}
    for one in item.iter("NewsComponent"):
        role = _attribute_at(one, "Role", "FormalName").casefold()
        content = one.find("ContentItem/DataContent")
        if role in ("lead", "body") and content is not None:
            by_role.setdefault(role, _component_text(content))
    if lead := by_role.get("lead"):
        body = by_role.get("body", "")
        return body if body.startswith(lead) else f"{lead}\n\n{body}".strip()
    contents = [one for one in item.iter("DataContent") if one not in _titles(item)]
    return max(map(_component_text, contents), key=len, default="")


def _titles(item: Element) -> list[Element]:
    """Return the contents that are a title by their role, and no text even where no other content has words."""
    named = (
        one for one in item.iter("NewsComponent") if _attribute_at(one, "Role", "FormalName").casefold() in _TITLES
    )
    return [content for one in named if (content := one.find("ContentItem/DataContent")) is not None]


_TITLES = frozenset({"title", "headline", "subtitle", "slug", "keyword"})


def _component_text(content: Element) -> str:
    body = next((child for name in ("body.content", "body") for child in content.iter(name)), None)
    return _SIGNS.sub("", text_in(body if body is not None else content)).strip()


_SIGNS = re.compile(r"^[ \t]*(?:NewsComponentRef|\*{3,})[ \t]*$", re.MULTILINE)
"""Lines of a bulletin that stand for its sounds, and part its items."""


def _corpus(item: Element) -> tuple[dict[str, Any], str]:
    """Read an item of Reuters' corpora: their own XML, with what Dublin Core calls things in pairs."""
    core = {one.get("element", ""): one.get("value", "") for one in item.iter("dc")}
    row: dict[str, Any] = {
        "id": item.get("itemid", ""),
        "headline": _at(item, "headline") or _at(item, "title"),
        "byline": _at(item, "byline"),
        "dateline": _at(item, "dateline") or core.get("dc.creator.location", ""),
        "agency": core.get("dc.source", ""),
        "published": core.get("dc.date.published", "") or item.get("date", ""),
        "language": item.get("lang", ""),
        "copyright": _at(item, "copyright"),
        "text": text_in(item.find("text")),
    }
    return row, "corpus of an agency"


def _proquest(record: Element) -> tuple[dict[str, Any], str]:
    """Read a record of ProQuest's XML for text mining."""
    people = [_line(one) for one in record.iterfind("Obj/Contributors/Contributor/OriginalForm")]
    if not people:
        people = [
            ", ".join(filter(None, (_at(one, "LastName"), _at(one, "FirstName"))))
            for one in record.iterfind("Obj/Contributors/Contributor")
        ]
    text = _at_text(record, "TextInfo/Text", "TextInfo/HiddenText", "TextInfo/FullText")
    abstract = _unmarked(_at(record, "Obj/Abstract/AbsText", "Obj/Abstracts/Abstract/AbsText", ".//AbsText"))
    row: dict[str, Any] = {
        "id": _at(record, "GOID", "Obj/DocID"),
        "headline": _at(record, "Obj/TitleAtt/Title", "Obj/TitleAtt/TitleDisplay", "SortTitle"),
        "authors": [name for line in people for name in press.people(_unmarked(line))],
        "outlet": _at(
            record, "DFS/PubFrosting/Title", "DFS/GroupFile/PubFrosting/Title", "PubFrosting/Title", ".//PubTitle"
        ),
        "published": _at(record, "Obj/NumericDate", "DFS/PubFrosting/NumericDate", ".//NumericDate", ".//AlphaPubDate"),
        "language": _at(record, "Obj/Language/ISO/ISOCode", "Obj/Language/RawLang", ".//RawLang"),
        "page_number": _at(record, "Obj/PrintLocation/StartPage", ".//StartPage"),
        "url": _at(record, ".//URL/CanonicalURL") or None,
        "text": text or abstract,
        "incomplete": "an abstract, no text" if abstract and not text else "",
        "passed": "" if text or abstract else "a record without a text",
    }
    language = str(row["language"])
    row["language"] = press.spoken(language)
    return row, "ProQuest XML"


def _at_text(record: Element, *paths: str) -> str:
    return next((text for path in paths if (text := text_in(record.find(path)))), "")


def _factiva(article: Element) -> tuple[dict[str, Any], str]:
    """Read an article of Factiva's XML."""
    inner = next((one for one in article.iter() if one.tag in ("article", "Article")), article)

    def said(*names: str) -> str:
        return next((line for name in names for one in inner.iter(name) if (line := _line(one))), "")

    paragraphs = [
        line for name in ("leadParagraph", "tailParagraphs") for one in inner.iter(name) for line in _paragraphs(one)
    ]
    row: dict[str, Any] = {
        "id": said("accessionNo") or article.get("accessionNo", ""),
        "headline": said("headline"),
        "byline": said("byline"),
        "outlet": said("sourceName"),
        "published": _at_text(inner, ".//publicationDate/dateTime", ".//publicationDate/date")
        or said("publicationDate", "date"),
        "section": said("sectionName", "columnName"),
        "language": said("baseLanguage"),
        "page_number": said("pages"),
        "tags": _terms(inner, "newsSubject"),
        "region": ", ".join(_terms(inner, "region")),
        "text": "\n\n".join(paragraphs),
    }
    return row, "Factiva XML"


def _terms(article: Element, name: str) -> list[str]:
    """The names of Factiva's terms of one kind: ``<newsSubject code="gcrim"><name>``."""
    return list(dict.fromkeys(line for one in article.iterfind(f".//{name}/name") if (line := _line(one))))


def _paragraphs(holder: Element) -> list[str]:
    listed = [_line(one) for one in holder.iter("paragraph")] or text_in(holder).split("\n\n")
    return [line for line in listed if line]


_READERS: Mapping[str, Callable[[Element], tuple[dict[str, Any], str]]] = {
    "nitf": _nitf,
    "newsItem": _news_item,
    "NewsItem": _news_item_1,
    "newsitem": _corpus,
    "RECORD": _proquest,
    "ppsarticle": _factiva,
}


def _recognise(head: Head) -> Certainty:
    text = head.text
    if text is None or "<" not in text[:2000] or text.lstrip("\ufeff \t\r\n").startswith(("{", "[")):
        return Certainty.NO
    at, name = 0, ""
    while match := _TAG.search(text, at):  # behind declaration, document type and comments
        at, name = match.end(), match[1].rpartition(":")[2]
        if text.rfind("<!--", 0, match.start()) <= text.rfind("-->", 0, match.start()):
            break
    if name in ("html", "HTML"):
        return Certainty.NO
    told = name in _ROOTS or (text.lstrip("\ufeff \t\r\n").startswith("<") and _ROOTS_TOO.search(text))
    return Certainty.CERTAIN if told else Certainty.NO


NEWS_XML = Format(
    kind="news xml",
    rank=30,
    title="news XML",
    endings=(".nitf", ".newsml"),
    recognise=_recognise,
    cut=_spans,
    captures=_items,
)

FORMATS = (NEWS_XML,)
