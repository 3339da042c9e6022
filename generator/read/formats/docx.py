"""Word documents (DOCX): paragraphs with their styles, read from the XML of the package.

python-docx is not used: it takes every picture of a document into memory, and passes over tracked insertions, content
controls and text boxes. What stands deleted, hidden or commented is no text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, BinaryIO

from generator.model import Dropped, Passed
from generator.model.errors import ArticleError
from generator.read import press
from generator.read.detect import Certainty, Head
from generator.read.documents.headings import MOST_LEVEL, TITLE, Document, DocumentParagraph, outcomes
from generator.read.files.packages import Package, as_document, attribute, guarded, local
from generator.read.meaning import names
from generator.read.part import Format, Outcome, Part, digest_file

from .sheets import Row, records

WHAT = "a Word document"

CORE = "docProps/core.xml"

_MAIN = re.compile(r"word/document\d*\.xml\Z")
_HEADING = re.compile(r"(?:heading|überschrift|titre|título|titolo|kop|rubrik|overskrift)\s*([1-9])\Z", re.IGNORECASE)
"""How heading styles are called; Word itself writes English names in every language."""
_TITLES = frozenset({"title", "titel"})
_SIDE = re.compile(r"word/(header|footer|footnotes|endnotes)\d*\.xml\Z")
_SIDES = {"header": "running head", "footer": "running head", "footnotes": "footnote", "endnotes": "footnote"}
_LEFT_OUT = frozenset({"del", "moveFrom", "Fallback", "pPr", "instrText", "delText", "txbxContent", "annotationRef"})
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011", "softHyphen": "\u00ad"}


MOST_BESIDE, LONGEST_BESIDE = 3, 120
"""Lines beside a table that is all of a document, and characters of the longest."""


def _document(package: Package, body: Any) -> Document:
    """Return what a Word document holds."""
    levels = _levels(package)
    dropped = [
        Dropped(text=paragraph.text, rule=_SIDES[kind[1]])
        for name in sorted(package.names)
        if (kind := _SIDE.match(name))
        for paragraph in _paragraphs(package.root(name), {})
        if paragraph.text.strip()
    ]
    return Document(paragraphs=list(_paragraphs(body, levels)), properties=properties(package, CORE), dropped=dropped)


def _body(package: Package, part: Part) -> Any:
    main = next(filter(_MAIN.match, sorted(package.names)), None)
    if main is None:
        raise ArticleError(part.path, None, f"{WHAT} without its text", "a whole one")
    return package.root(main)


def properties(package: Package, name: str) -> Mapping[str, str]:
    """Return what a package says of itself, in Dublin Core as Word and OpenDocument have it."""
    if name not in package.names:
        return {}
    keys = {"creator": "author", "creation-date": "created", "keyword": "keywords", "initial-creator": "author"}
    keys["contentStatus"] = "status"
    values: dict[str, str] = {}
    for element in package.root(name).iter():
        key = keys.get(local(element), local(element))
        if key in ("title", "author", "created", "subject", "keywords", "status") and element.text:
            values.setdefault(key, element.text.strip())
    return values


def _levels(package: Package) -> Mapping[str, int]:
    """Return the level of each style that marks headings; a style has that of the one it is based on."""
    if "word/styles.xml" not in package.names:
        return {}
    levels: dict[str, int] = {}
    based: dict[str, str] = {}
    for style in package.root("word/styles.xml").iterfind("{*}style"):
        key = attribute(style, "styleId") or ""
        name, base, outline = (_value(style, path) for path in ("{*}name", "{*}basedOn", "{*}pPr/{*}outlineLvl"))
        level = level_of(name)
        if level is None and outline.isdigit() and int(outline) < MOST_LEVEL:
            level = int(outline) + 1
        if level is not None:
            levels[key] = level
        if base:
            based[key] = base
    for key, base in based.items():
        seen = {key}
        while base not in levels and base in based and base not in seen:
            seen.add(base)
            base = based[base]
        if base in levels:
            levels.setdefault(key, levels[base])
    return levels


def _value(style: Any, path: str) -> str:
    element = style.find(path)
    return "" if element is None else attribute(element, "val") or ""


def level_of(name: str) -> int | None:
    """Return the level that the name of a style says, as `heading 2` does; None for text."""
    name = " ".join(name.replace("_20_", " ").replace("-", " ").split())
    if name.casefold() in _TITLES:
        return TITLE
    match = _HEADING.match(name)
    return int(match[1]) if match else None


def _paragraphs(root: Any, levels: Mapping[str, int]) -> Iterator[DocumentParagraph]:
    """Yield the paragraphs of a part in their order; cells of a table are paragraphs, a row of short ones is one."""
    from lxml import etree  # noqa: PLC0415 - an extra

    rows: list[list[DocumentParagraph]] = []
    skipped = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        name = local(element)
        if name in ("Fallback", "moveFrom", "del"):
            skipped += 1 if event == "start" else -1
        elif skipped:
            continue
        elif name == "tr":
            if event == "start":
                rows.append([])
            else:
                row = _row(rows.pop())
                if rows:
                    rows[-1].extend(row)
                else:
                    yield from row
        elif name == "p" and event == "end" and element.tag.endswith("main}p"):
            paragraph = DocumentParagraph(_text(element), _level(element, levels), bold=_is_bold(element))
            if rows:
                rows[-1].append(paragraph)
            else:
                yield paragraph


def _row(cells: list[DocumentParagraph]) -> list[DocumentParagraph]:
    filled = [cell for cell in cells if cell.text.strip()]
    if len(filled) == 2 and press.is_label(filled[0].text) and filled[1].level is None:
        return [DocumentParagraph(f"{filled[0].text.strip(' :')}: {filled[1].text.strip()}")]
    if len(filled) > 1 and all(len(cell.text) < 60 and cell.level is None for cell in filled):
        return [DocumentParagraph("\t".join(cell.text.strip() for cell in filled))]
    return filled


def _level(paragraph: Any, levels: Mapping[str, int]) -> int | None:
    about = next((child for child in paragraph if local(child) == "pPr"), ())
    style = next((attribute(one, "val") for one in about if local(one) == "pStyle"), None)
    outline = next((attribute(one, "val") for one in about if local(one) == "outlineLvl"), None) or ""
    if outline.isdigit() and int(outline) < MOST_LEVEL:
        return int(outline) + 1
    if style is None:
        return None
    return levels.get(style, level_of(re.sub(r"(?<=\D)(?=\d)", " ", style)))


def _text(paragraph: Any) -> str:
    pieces: list[str] = []

    def walk(element: Any) -> None:
        for child in element:
            name = local(child)
            if name in _LEFT_OUT or (name == "r" and _is_hidden(child)):
                continue
            if name == "t":
                pieces.append(child.text or "")
            elif name in _SIGNS and attribute(child, "type") != "page":
                pieces.append(_SIGNS[name])
            elif len(child):
                walk(child)

    walk(paragraph)
    return "".join(pieces)


def _is_bold(paragraph: Any) -> bool:
    """Tell whether all the words of a paragraph are set in bold by themselves."""
    runs = [run for run in paragraph.iter() if local(run) == "r" and any(local(one) == "t" for one in run)]
    return bool(runs) and all(map(_has_bold, runs))


def _has_bold(run: Any) -> bool:
    about = next((child for child in run if local(child) == "rPr"), ())
    return any(local(one) == "b" and attribute(one, "val") not in ("0", "false", "off") for one in about)


def _is_hidden(run: Any) -> bool:
    about = next((child for child in run if local(child) == "rPr"), ())
    return any(local(one) == "vanish" and attribute(one, "val") not in ("0", "false") for one in about)


def _recognise(head: Head) -> Certainty:
    return Certainty.CERTAIN if any(map(_MAIN.match, head.members)) else Certainty.NO


def _captures(part: Part, file: BinaryIO) -> Iterator[Outcome]:
    yield from guarded(part, WHAT, lambda: _outcomes(part, file))


def _outcomes(part: Part, file: BinaryIO) -> Iterator[Outcome]:
    package = Package(file, part.path, part.limits)
    body = _body(package, part)
    rows = _table_of_articles(body)
    if not rows:
        yield from outcomes(part, _document(package, body), digest_file(file), WHAT)
        return
    beside = sum(1 for one in body.iterfind("{*}body/{*}p") if _text(one).strip())
    if beside:
        yield Passed(path=part.path, reason="a line beside a table of articles", count=beside)
    yield from records(part, iter(rows))


def _table_of_articles(body: Any) -> list[Row]:
    """Return the rows of the one table that is all of a document, if its first names a text and other facts."""
    tables = list(body.iterfind("{*}body/{*}tbl"))
    beside = [text for one in body.iterfind("{*}body/{*}p") if (text := _text(one).strip())]
    if len(tables) != 1 or len(beside) > MOST_BESIDE or any(len(text) > LONGEST_BESIDE for text in beside):
        return []
    rows = [
        ["\n".join(_text(line) for line in cell.iterfind("{*}p")) for cell in row.iterfind("{*}tc")]
        for row in tables[0].iterfind("{*}tr")
    ]
    known = names.columns_of(tuple(rows[0])) if rows else {}
    return list(enumerate(rows, 1)) if "text" in known and len(known) > 1 else []


DOCX = Format(
    kind="docx",
    rank=15,
    title="Word document",
    endings=(".docx", ".docm", ".dotx"),
    recognise=_recognise,
    cut=partial(as_document, main=_MAIN),
    captures=_captures,
    reads="file",
    opens=frozenset({"zip"}),
    needs=("lxml",),
    extra="documents",
    sidecar=True,
)

FORMATS = (DOCX,)
