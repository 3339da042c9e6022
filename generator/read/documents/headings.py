"""Documents: from the paragraphs of a Word file, an RTF or a PDF to its articles, told by its headings.

A document holds one article or many. Titles and headings of the highest level part articles, unless the text has begun
before the first of them and none of their sections says whose or when it is: then they are crossheads of one article.
What a press database wrote is cut as such. What a file's properties say counts behind what its own lines say.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from generator.model import Dropped, Origin, Passed
from generator.read import press, published
from generator.read.meaning.fields import capture
from generator.read.part import Outcome, Part, problem

TITLE = 0
"""Level of a paragraph in the style Title; headings count from 1."""

MOST_LEVEL = 9

LONG = 80
"""Characters from which a line is text and no line of facts."""

HEAD_LINES = 4
"""Lines of a section among which one says whose or when it is."""

_CREDIT = re.compile(
    r"(?:by|von|par|por|di|da|de|door|av|af|od|autor(?:in)?|author|written by|text|byline)\b:?\s+[^\W\d_a-z]"
    r"|(?:de la redacción|от|автор:?|بقلم|كتب|文[/／:：]|記者)",
)
_DATED = re.compile(r"\b(?:1[5-9]|20)\d\d\b|\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{4}年")
_NO_TITLE = re.compile(
    r"\s*(?:microsoft word\s*-|untitled|unbenannt|sans titre|sin título|senza titolo|document\s*\d*\Z|dokument\s*\d*\Z"
    r"|word document|layout\s*\d*\Z|\(.*\)\Z|title\Z|titel\Z"
    r"|.*\.(?:docx?|rtf|odt|pdf|indd|qxp|txt|html?)\s*\Z|[\W\d_]*\Z)",
    re.IGNORECASE,
)
"""Titles that programs put where nobody gave one."""
DAY = re.compile(
    r"(?:(?:\A|[,;:|–—(]\s*)[^\W\d_]+\.?,?\s+|[\s,;:|–—([-]*)(?:\d{1,2}(?:\.|st|nd|rd|th)?\s+(?:de\s+)?[^\W\d_]{3,12}\.?,?\s+(?:de\s+)?\d{4}"
    r"|[^\W\d_]{3,12}\.?\s+\d{1,2},?\s+\d{4}|\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./]\d{2,4})[\])]?\s*\Z"
)
"""A day at the end of a line, as behind a paper's name."""
AROUND_DAY = " ,;:|–—-()[]"
_NO_PERSON = re.compile(
    r"python-docx|microsoft|windows|office|openoffice|libreoffice|user|admin|administrator|author|autor|unknown|owner|root"
    r"|.*[\d@/\\_()].*|\S+",
    re.IGNORECASE,
)
"""What stands as an author where nobody gave one: programs, accounts, single words."""


class DocumentParagraph(Struct, frozen=True):
    """A paragraph of a document."""

    text: str
    level: int | None = None
    """`TITLE`, or the level of a heading; None for text."""
    page: int | None = None
    """Number of the page that it begins on, where there are several."""
    bold: bool = False
    """Whether all of it is set in bold, as people set headlines who use no styles."""


class Document(Struct, frozen=True, kw_only=True):
    """What a file holds, before it is cut into articles."""

    paragraphs: Sequence[DocumentParagraph]
    properties: Mapping[str, str] = field(default_factory=dict)
    """What the file says of itself: `title`, `author`, `language`, `created`, …."""
    dropped: Sequence[Dropped] = ()
    """Lines that stand beside the text: running heads, notes."""
    facts: Mapping[str, Any] = field(default_factory=dict)
    """Values for each of its articles, under our keys."""
    rules: Mapping[str, str] = field(default_factory=dict)
    origins: Mapping[str, Origin] = field(default_factory=dict)
    guess: str = ""
    """What it is that says no more of where articles begin than its layout; empty if it says it."""


class Section(Struct, frozen=True, kw_only=True):
    """An article of a document."""

    headline: str = ""
    lines: Sequence[str]
    page: int | None = None
    """Number of the page that it begins on."""
    above: Sequence[str] = ()
    """Of the first of several articles, the lines above it: the document's own title, its day, who made it."""
    day: str = ""
    """That those lines say, for each of the articles."""


def outcomes(part: Part, document: Document, digest: str, what: str) -> Iterator[Outcome]:
    """Make captures of a document's articles.

    Args:
        part: Its part.
        document: What it holds.
        digest: Digest of the bytes of the file.
        what: What the file is, with its article: `a Word document`.
    """
    lines = [line for one in document.paragraphs if one.text.strip() for line in (*one.text.split("\n"), "")]
    if items := press.cut(lines, marked=any(one.level is not None for one in document.paragraphs)):
        yield from press.outcomes(part, items)
        return
    sections = articles_of(document)
    if not sections:
        yield problem(part.path, f"{what} without a text; expected one with paragraphs", field="text")
        return
    if len(sections) > 1 and not any(one.lines for one in sections):
        sections = [Section(lines=[line for one in sections for line in (*one.above, one.headline)])]
    alone = sum(bool(one.lines) for one in sections) < 2
    number = 0
    for section in sections:
        number += bool(section.lines)
        yield from captured(part, document, section, None if alone else number, digest)


def articles_of(document: Document) -> list[Section]:
    """Return the articles of a document, in their order; a section may be a heading without a text."""
    lines = [one for one in document.paragraphs if one.text.strip()]
    return cut(lines) if lines else []


def captured(
    part: Part, document: Document, section: Section, number: int | None, digest: str, rule: str = "document"
) -> Iterator[Outcome]:
    """Make a capture of an article of a document.

    Args:
        part: The document's part.
        document: What it holds.
        section: The article.
        number: Its number; None where it is the document's only one.
        digest: Digest of the bytes that it stands in.
        rule: What the document is, in a reader's words.
    """
    if not section.lines and number is not None:
        yield Passed(path=part.path, reason="a heading without a text")
        return
    if reason := published.withheld({"status": document.properties.get("status", "")}):
        yield Passed(path=part.path, reason=reason)
        return
    facts, rules, origins = _facts(document, section, alone=number is None)
    cites = press.cited(section.lines[0]) if section.headline and len(section.lines) > 1 else {}
    for key, value in cites.items():
        _set(facts, rules, origins, key, value, "line below the heading", "extracted")
    aside = [Dropped(text=section.lines[0], rule="line of facts")] if cites else []
    above = [Dropped(text=line, rule="line above the articles") for line in section.above]
    yield from capture(
        part,
        record=number,
        digest=digest,
        text="\n\n".join(section.lines[bool(cites) :]) or section.headline,
        facts=facts,
        rule=rule,
        rules=rules,
        origins=origins,
        dropped=[*(document.dropped if number in (None, 1) else ()), *above, *aside],
    )


def cut(lines: Sequence[DocumentParagraph]) -> list[Section]:
    """Cut the paragraphs of a document into its articles, in their order."""
    lines = lines if any(one.level is not None for one in lines) else _with_bold_headings(lines)
    level = _level(lines)
    if level is None:
        return [Section(lines=[one.text for one in lines], page=lines[0].page)]
    starts = [index for index, one in enumerate(lines) if one.level == level]
    before = [one.text for one in lines[: starts[0]]]
    sections = [_section(lines[start:stop]) for start, stop in zip(starts, [*starts[1:], len(lines)], strict=True)]
    if len(starts) == 1:
        return [replace(sections[0], lines=[*before, *sections[0].lines])]
    if not any(len(line) >= LONG for line in before):
        return _below(before, sections)
    if any(map(is_signed, sections)):
        return [_section(lines[: starts[0]]), *sections]
    first = next((index for index, one in enumerate(lines) if one.level is not None), 0)
    if lines[first].level == TITLE:
        rest = [one.text for one in lines if one is not lines[first]]
        return [Section(headline=lines[first].text, lines=rest, page=lines[0].page)]
    return [Section(lines=[one.text for one in lines], page=lines[0].page)]


def _below(lines: Sequence[str], sections: Sequence[Section]) -> list[Section]:
    """Return articles with what the short lines above the first of them say; the first with a text has the lines."""
    day = next((day[0].strip(AROUND_DAY) for line in lines if (day := DAY.search(line))), "")
    first = next((one for one in sections if one.lines), sections[0])
    return [replace(one, above=lines if one is first else (), day=day) for one in sections]


def _with_bold_headings(lines: Sequence[DocumentParagraph]) -> Sequence[DocumentParagraph]:
    """Return lines with those in bold as headings that a date or an author follows, if there are several of them."""
    short = [index for index, one in enumerate(lines) if one.bold and len(one.text) < 2 * LONG]
    heads = {
        index
        for index in short
        if is_signed(Section(lines=[two.text for two in lines[index + 1 : index + 3]]))
        and not _DATED.search(lines[index].text)
    }
    if len(heads) < 2 or 0 not in heads:
        return lines
    return [replace(one, level=1) if index in heads else one for index, one in enumerate(lines)]


def _level(lines: Sequence[DocumentParagraph]) -> int | None:
    """Return the level whose headings part articles; None without headings.

    It is the highest. A title above headings is that of the whole, and they part it, where no text stands between the
    two; else the title is an article's, and they are its crossheads.
    """
    counts = Counter(one.level for one in lines if one.level is not None)
    if not counts:
        return None
    highest, *lower = sorted(counts)
    if counts[highest] > 1 or not lower or counts[lower[0]] < 2:
        return highest
    start = next(index for index, one in enumerate(lines) if one.level == highest)
    first = next(index for index, one in enumerate(lines) if one.level == lower[0])
    between = lines[min(start, first) : first]
    texts = any(len(one.text) >= LONG for one in between if one.level is None)
    starts = [index for index, one in enumerate(lines) if one.level == lower[0]]
    sections = [_section(lines[begin:end]) for begin, end in zip(starts, [*starts[1:], len(lines)], strict=True)]
    signed = sum(map(is_signed, sections)) * 2 > len(sections)
    return lower[0] if signed or not (texts or any(_credited(one.text) for one in between)) else highest


def _section(lines: Sequence[DocumentParagraph]) -> Section:
    headed = lines[0].level is not None
    return Section(
        headline=lines[0].text if headed else "", lines=[one.text for one in lines[headed:]], page=lines[0].page
    )


def is_signed(section: Section) -> bool:
    """Tell whether a section says in its first lines who wrote it, or when."""
    head = [line for line in section.lines[:HEAD_LINES] if len(line) < LONG]
    return any(_credited(line) or _DATED.search(line) for line in head)


def _credited(line: str) -> bool:
    return bool(len(line) < LONG and _CREDIT.match(line[:1].lower() + line[1:]))


def _facts(
    document: Document, section: Section, *, alone: bool
) -> tuple[dict[str, Any], dict[str, str], dict[str, Origin]]:
    """Return what is known of an article beside its text: values, where they stood, how they were found."""
    facts, rules, origins = dict(document.facts), dict(document.rules), dict(document.origins)
    told = document.properties
    if section.headline:
        _set(facts, rules, origins, "headline", section.headline, "heading of the document", "extracted")
    elif alone and (title := told.get("title", "").strip()) and not _NO_TITLE.match(title) and not _heads(section):
        _set(facts, rules, origins, "headline", title, "document, title", "given")
    author = told.get("author", "").strip()
    head = section.lines[:HEAD_LINES]
    if alone and author and not _NO_PERSON.fullmatch(author) and not any(map(_credited, head)):
        _set(facts, rules, origins, "authors", author, "document, author", "inferred")
    if section.day and not any(map(_DATED.search, head)):
        _set(facts, rules, origins, "published", section.day, "line above the articles", "inferred")
    if language := told.get("language", "").strip():
        _set(facts, rules, origins, "language", language, "document, language", "given")
    if section.page is not None:
        facts["page_number"] = str(section.page)
    if document.guess:
        cut_from = "taken for one article" if alone else "cut into articles by its layout"
        _set(facts, rules, origins, "incomplete", f"{document.guess} {cut_from}, a guess", "layout", "inferred")
    for key in ("created", "subject", "keywords"):
        if value := told.get(key, "").strip():
            facts.setdefault(f"document_{key}", value)
    return facts, rules, origins


def _heads(section: Section) -> bool:
    """Tell whether the first line of a section can be a headline of its own."""
    return bool(section.lines) and len(section.lines[0]) < 2 * LONG and not section.lines[0].rstrip().endswith(".")


def _set(
    facts: dict[str, Any], rules: dict[str, str], origins: dict[str, Origin], key: str, value: Any, rule: str,
    origin: Origin,
) -> None:  # fmt: skip
    if key not in facts:
        facts[key], rules[key] = value, rule
        if origin != "given":
            origins[key] = origin
