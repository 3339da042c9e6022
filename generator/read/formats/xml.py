"""XML: what trafilatura writes, as its own XML and as TEI, one document a file or many.

Parsed by the standard library under defusedxml: a document type may be named, none of its entities counts and nothing
is fetched. Elements and depth are counted, so that a small file cannot ask for endless memory.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import Any, BinaryIO
from xml.etree.ElementTree import Element, ParseError, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from generator.model import Passed
from generator.read.detect import Certainty, Head
from generator.read.documents import gale, tei, worded
from generator.read.encoding import known_encoding
from generator.read.files.packages import local
from generator.read.meaning import names
from generator.read.meaning.fields import capture
from generator.read.meaning.mapping import mapped
from generator.read.meaning.readers import rows_of
from generator.read.meaning.shapes import Held, records_in, unwrapped
from generator.read.part import Format, Outcome, Part, digest_of, problem, whole
from generator.read.published import state
from generator.read.references import parsable

from .rows import record_of
from .sheets import records as sheet_records

MOST_LEVELS = 200
MOST_ELEMENTS = 500_000
"""Elements of one document; an article has some hundreds."""

PASSED = {"urlset": "a sitemap", "sitemapindex": "a sitemap", "opml": "a list of feeds", "svg": "an image"}

_TEI = "{http://www.tei-c.org/ns/1.0}"
_TAG = re.compile(r"<([A-Za-z][\w.:-]{0,80})")
_DOCUMENT = re.compile(r"<(?:doc [^>]{0,500}\b(?:title|url|fingerprint)=|(?:\w{1,20}:)?TEI\b)")
_BLOCKS = frozenset(
    {"p", "head", "item", "quote", "row", "code", "ab", "div", "list", "table", "main", "body", "lb", "fw"}
)
_OF_DOC = frozenset({"title", "url", "fingerprint", "sitename", "hostname"})
_LEFT_OUT = frozenset({"comments", "graphic", "del"})
_NAMING = frozenset({"name", "type", "{http://www.w3.org/2001/XMLSchema-instance}nil"})
"""Attributes of an element that says in one what it is: `<field name="title">`."""
_SHEET = "{urn:schemas-microsoft-com:office:spreadsheet}"
MOST_COLUMNS = 16_384
LEAST_TEXT = 150
"""Characters from which a description is taken for the text of what it describes."""
MOST_LOOKED_AT = 50
"""Objects among which one with a text is looked for."""
_HOST = re.compile(r"^(.*?)\s*\(([\w.-]+)\)$")
_SPACES = re.compile(r"[ \t\r\n]+")
_OF_HTML = frozenset(
    spelled
    for tag in "p br b i em strong a h1 h2 h3 h4 h5 h6 ul ol li div span blockquote figure img".split()
    for spelled in (tag, tag.upper())
)


class _TooMuchError(ValueError):
    """A document beyond the bounds."""


def _records(part: Part, file: BinaryIO) -> Iterator[Outcome]:
    data = parsable(known_encoding(file.read(part.stop - part.start)))
    if not data.strip():
        yield problem(part.path, "empty; expected an XML document")
        return
    count, root = 0, ""
    try:
        for element, is_root in _documents(data):
            if _is_document(element):
                rows = _rows(element)
                for row in rows:
                    count += 1
                    yield from _record(part, None if is_root and len(rows) == 1 else count, element, row)
            root = local(element)
    except DefusedXmlException as error:
        yield problem(part.path, f"{_refusal(error)}; expected XML without one", record=count + 1 if count else None)
        return
    except (ParseError, ValueError) as error:  # the latter for an encoding that nobody knows
        message = f"broken XML: {error}; expected one document, or many in one element"
        yield problem(part.path, message, record=count + 1 if count else None)
        return
    if count:
        return
    if root in PASSED:
        yield Passed(path=part.path, reason=PASSED[root])
    elif records := list(_of_any_making(part, data)):
        yield from records
    else:
        message = f"XML of the kind <{root[:40]}>; expected articles, each with its text under a name that is known"
        yield problem(part.path, message)


def _of_any_making(part: Part, data: bytes) -> Iterator[Outcome]:
    """Read XML that nothing else reads as records: elements that hold elements are objects, others values.

    An element with words beside elements, or with elements of HTML in it, is a text. Where no object has a text under
    a name that is one, it is no file of articles.
    """
    root = next((element for element, is_root in _documents(data) if is_root), None)
    for told, rows in ((gale.is_issue, gale.rows), (worded.is_article, worded.rows)):
        if root is not None and told(root):
            yield from _of_issue(part, rows(root))
            return
    if root is not None and root.tag == f"{_SHEET}Workbook":
        for sheet in root.iterfind(f"{_SHEET}Worksheet"):
            yield from sheet_records(part, _cells(sheet))
        return
    if root is not None and root.tag == "pma_xml_export":
        yield from _of_issue(part, _of_tables(root))
        return
    tree = None if root is None else _value(root)
    if isinstance(tree, str):
        return
    held = _repeated_objects(part, tree) or records_in(part, tree) or _described_objects(tree) or Held(records=[tree])
    some = [one for one in held.records if isinstance(one, dict)]
    if not any(made.text or made.passed for one in some for made in [mapped(part, unwrapped(part, one))]):
        return
    for number, row in enumerate(some, 1):
        about = {key: value for key, value in held.about.items() if key not in row}
        yield from record_of(part, number if len(some) > 1 else None, {**about, **row})


def _of_tables(root: Element) -> Iterator[Mapping[str, Any]]:
    """Yield the rows of a data base's tables, as phpMyAdmin exports them."""
    for table in root.iterfind("database/table"):
        row = {column.get("name", ""): "".join(column.itertext()) for column in table.iterfind("column")}
        yield from rows_of(
            table.get("name", ""), [{key: None if cell == "NULL" else cell for key, cell in row.items()}]
        )


def _of_issue(part: Part, rows: Iterable[Mapping[str, Any]]) -> Iterator[Outcome]:
    for number, row in enumerate(rows, 1):
        if reason := row.get("passed"):
            yield Passed(path=part.path, reason=reason)
        else:
            yield from record_of(part, number, dict(row))


def _repeated_objects(part: Part, tree: Any) -> Held | None:
    """Return the outermost objects that repeat under one name, if some have a text: in XML those are the records."""
    waiting = [tree]
    while waiting:
        inside = [one for value in waiting if isinstance(value, dict) for one in value.values()]
        for several in (one for one in inside if isinstance(one, list)):
            objects = [one for one in several if isinstance(one, dict)]
            if any(isinstance(mapped(part, one).text, str) for one in objects[:MOST_LOOKED_AT]):
                return Held(records=objects)
        waiting = inside
    return None


def _described_objects(tree: Any) -> Held | None:
    """Return objects with a title whose description is as long as a text: libraries give out their articles so."""
    waiting, records = [tree], []
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            told = {names.fold(key): key for key in value}
            text = value.get(told.get("description", ""))
            if "title" in told and isinstance(text, str) and len(text) >= LEAST_TEXT:
                records.append({**{k: v for k, v in value.items() if k != told["description"]}, "text": text})
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
    return Held(records=records[::-1]) if records else None


def _value(element: Element) -> Any:
    children = list(element)
    attributes = {key: value for key, value in element.attrib.items() if value.strip() and key[:1] != "{"}
    if not children:
        return (element.text or "").strip() or attributes or ""
    if any(local(child) in _OF_HTML for child in children) or (element.text or "").strip():
        facts = [] if (element.text or "").strip() else [child for child in children if _is_fact(child)]
        if not facts:
            return _markup(element)
        for child in facts:
            element.remove(child)
        known = {local(child): _value(child) for child in reversed(facts)}
        return {**attributes, **known, "text": _markup(element)}
    values: dict[str, Any] = {}
    named = all("name" in child.attrib and _NAMING.issuperset(child.keys()) for child in children)
    for child in children:
        name, value = child.attrib["name"] if named else local(child), _value(child)
        value = {} if named and value == child.attrib else value
        if name not in values:
            values[name] = value
        elif isinstance(values[name], list):
            values[name].append(value)
        else:
            values[name] = [values[name], value]
    only = next(iter(values.values()))
    if len(values) == 1 and isinstance(only, list) and all(isinstance(one, str) for one in only):
        return only
    return {**{key: value for key, value in attributes.items() if key not in values}, **values}


def _is_fact(child: Element) -> bool:
    """Tell whether an element among paragraphs is a fact of the text, such as its title."""
    name = local(child)
    return name not in _OF_HTML and not len(child) and not names.columns_of((name,)).keys() <= {"text", "id"}


def _cells(sheet: Element) -> Iterator[tuple[int, list[Any]]]:
    """Yield the rows of a sheet of Excel 2003's XML, by number; `ss:Index` passes over what is empty."""
    number = 0
    for row in sheet.iterfind(f"{_SHEET}Table/{_SHEET}Row"):
        number = _index(row, number + 1)
        cells: list[Any] = []
        for cell in row.iterfind(f"{_SHEET}Cell"):
            cells += [None] * (_index(cell, len(cells) + 1) - 1 - len(cells))
            data = cell.find(f"{_SHEET}Data")
            cells.append(None if data is None else "".join(data.itertext()))
        yield number, cells


def _index(element: Element, otherwise: int) -> int:
    given = element.get(f"{_SHEET}Index", "")
    return min(int(given), MOST_COLUMNS) if given.isdecimal() else otherwise


def _markup(element: Element) -> str:
    """Return what stands inside an element as HTML."""
    for node in element.iter():
        node.tag = local(node).lower()
        node.attrib = {key: value for key, value in node.attrib.items() if key[:1] != "{"}
    return escape(element.text or "") + "".join(tostring(child, encoding="unicode", method="html") for child in element)


def _refusal(error: DefusedXmlException) -> str:
    return {"EntitiesForbidden": "an entity of its own"}.get(type(error).__name__, "a reference to another file")


def _documents(data: bytes) -> Iterator[tuple[Element, bool]]:
    """Yield the documents of a file, each once it is whole, and whether it is the root; the root always, last."""
    stack: list[Element] = []
    elements = 0
    for event, element in iterparse(io.BytesIO(data), events=("start", "end"), forbid_dtd=False):
        if event == "start":
            stack.append(element)
            elements += 1
            if len(stack) > MOST_LEVELS or elements > MOST_ELEMENTS:
                raise _TooMuchError(f"more than {MOST_LEVELS} levels or {MOST_ELEMENTS:,} elements in one document")
            continue
        stack.pop()
        document = _is_document(element)
        if not stack or document:
            yield element, not stack
        if stack and document:
            element.clear()
            stack[-1].remove(element)
            elements = len(stack)


def _is_document(element: Element) -> bool:
    """Tell whether an element is a document of trafilatura's or of TEI; others have a `doc` too."""
    return element.tag in ("TEI", f"{_TEI}TEI") or (
        element.tag == "doc" and (element.find("main") is not None or not _OF_DOC.isdisjoint(element.attrib))
    )


def _rows(element: Element) -> list[dict[str, Any]]:
    """Return the articles of a document; mostly it is one."""
    if element.tag == "doc":
        return [_of_doc(element)]
    if not tei.is_edition(element):
        return [_of_tei(element)]
    status = _status(element)
    return [{**row, "status": status} for row in tei.rows(element)]


def _record(part: Part, number: int | None, element: Element, row: dict[str, Any]) -> Iterator[Outcome]:
    digest = digest_of(tostring(element) + str(number or "").encode())
    made = mapped(part, row)
    if made.passed:
        yield Passed(path=part.path, reason=made.passed)
        return
    yield from capture(
        part,
        record=number,
        digest=digest,
        text=made.text,
        facts=made.facts,
        rule="record",
        rules=made.rules,
        source=made.source,
    )


def _of_doc(doc: Element) -> dict[str, Any]:
    """Read trafilatura's own XML: metadata in attributes."""
    main = doc.find("main")
    return {**doc.attrib, "text": _text(doc if main is None else main)}


def _of_tei(document: Element) -> dict[str, Any]:
    """Read TEI as trafilatura writes it, under the keys of its own XML."""
    space = _TEI if document.tag == f"{_TEI}TEI" else ""

    def texts(path: str) -> list[str]:
        steps = [piece if piece in (".", "") else f"{space}{piece}" for piece in path.split("/")]
        return [_line(element) for element in document.iterfind("/".join(steps)) if _line(element)]

    header = "teiHeader/fileDesc/sourceDesc/biblFull"
    publishers = texts(f"{header}/publicationStmt/publisher")
    named = _HOST.match(publishers[0]) if publishers else None
    titles = texts(f"{header}/titleStmt/title") or texts("teiHeader/fileDesc/titleStmt/title")
    authors = texts(f"{header}/titleStmt/author") or texts("teiHeader/fileDesc/titleStmt/author")
    dates = texts(f"{header}/publicationStmt/date") or texts("teiHeader/fileDesc/publicationStmt/date")
    pointer = document.find("/".join(f"{space}{one}" for one in f"{header}/publicationStmt/ptr".split("/")))
    row: dict[str, Any] = {
        "title": titles[0] if titles else None,
        "author": "; ".join(authors) or None,
        "sitename": (named[1] if named else publishers[0]) if publishers else None,
        "hostname": named[2] if named else None,
        "url": None if pointer is None else pointer.get("target"),
        "date": dates[0] if dates else None,
        "filedate": next(iter(texts("teiHeader/profileDesc/creation/date")), None),
        "description": next(iter(texts("teiHeader/profileDesc/abstract/p")), None),
    }
    row["status"] = _status(document)
    for term in document.iter(f"{space}term"):
        if kind := {"categories": "categories", "tags": "tags"}.get(term.get("type", "")):
            row[kind] = _line(term).replace(",", ";") if kind == "categories" else _line(term)
    body = document.find(f"{space}text/{space}body")
    entries = [] if body is None else [div for div in body if div.get("type") not in ("comments", "comment")]
    row["text"] = "\n\n".join(filter(None, map(_text, entries)))
    return row


def _status(document: Element) -> str | None:
    """Return the state that a document is in, as its revisions say; the newest change stands first."""
    space = _TEI if document.tag == f"{_TEI}TEI" else ""
    revised = document.find(f"{space}teiHeader/{space}revisionDesc")
    said = [] if revised is None else [one.get("status") for one in (revised, *revised.iter(f"{space}change"))]
    return next(filter(state, said[:2]), None)


def _line(element: Element) -> str:
    return _SPACES.sub(" ", "".join(element.itertext())).strip()


def _text(element: Element) -> str:
    """Return the text of an element in paragraphs: one for each block that holds words of its own."""
    paragraphs: list[list[str]] = [[]]

    def walk(node: Element) -> None:
        name = local(node)
        if name in _LEFT_OUT:
            return
        if name in _BLOCKS:
            paragraphs.append([])
        if node.text:
            paragraphs[-1].append(node.text)
        for child in node:
            walk(child)
            if child.tail:
                paragraphs[-1].append(child.tail)
        if name in _BLOCKS:
            paragraphs.append([])

    walk(element)
    lines = (_SPACES.sub(" ", "".join(pieces)).strip() for pieces in paragraphs)
    return "\n\n".join(line for line in lines if line)


def _is_xml(head: Head) -> Certainty:
    text = head.text or ""
    declared = text.lstrip().startswith("<?xml")
    name = _root(text)
    if name in ("doc", "TEI") or (name and name != "html" and _DOCUMENT.search(text)):
        return Certainty.CERTAIN
    return Certainty.LIKELY if declared or name in PASSED else Certainty.HINT


def _root(text: str) -> str:
    """Return the name of the first element, behind declaration, comments and document type; empty without one."""
    at = 0
    ends = {"<?": "?>", "<!--": "-->", "<!": ">"}
    while (at := text.find("<", at)) >= 0:
        end = next((end for start, end in ends.items() if text.startswith(start, at)), None)
        if end is None:
            match = _TAG.match(text, at)
            return match[1].rpartition(":")[2] if match else ""
        at = text.find(end, at)
        if at < 0:
            return ""
    return ""


XML = Format(
    kind="xml", rank=40, title="XML", endings=(".xml", ".tei"), recognise=_is_xml, cut=whole, captures=_records
)

FORMATS = (XML,)
