"""Text files: one article a file or many, plain or as Markdown with front matter.

A plain text is taken as it is. Of Markdown, what it says is taken: see `read/documents/markdown.py`.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, BinaryIO

from msgspec.structs import replace

from generator.model import Dropped, Origin, Passed, Problem
from generator.read import embargo, press, published
from generator.read.detect import Certainty, Head, no_text
from generator.read.documents import front, headings, markdown, marked
from generator.read.embargo import moments_ahead
from generator.read.encoding import decode, is_noise
from generator.read.files.defaults import given_values
from generator.read.hyphens import rejoined
from generator.read.meaning.fields import capture
from generator.read.meaning.mapping import mapped
from generator.read.meaning.paths import day_of, day_of_post, page_of
from generator.read.part import ByteSpan, Format, InputFile, Outcome, Part, digest_of, problem, whole
from generator.read.published import folded

ENDINGS = (".md", ".markdown", ".mdown", ".mkd", ".mdx", ".qmd", ".rmd")
UNKNOWN = "common keys"
"""The source of records that nobody knows the maker of."""
SEVERAL = (
    "{count} articles, as it seems, read as one; expected a file for each, or a line with its day below each headline"
)
ROWS = "rows of a table, with tabs; expected the names of the columns in the first row, such as url, headline, text"
NOISE = "bytes that are no text in any encoding; expected a text"

_LINE_END = re.compile("\r\n?")
_DAY = re.compile(r"(?P<day>(?:1[6-9]|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))(?:[-_ ].*)?\Z")
_DRAFTS = frozenset({"_drafts", "drafts", "_entwürfe", "entwürfe", "brouillons", "borradores", "bozze", "rascunhos"})
"""Folders whose texts are not published yet: Jekyll's, and as people call them."""
_DATES = frozenset({"date", "publishdate", "pubdate", "published", "publishedat", "datum", "fecha", "data"})
"""Keys of front matter whose date, as long as it lies ahead, keeps a site from publishing the page."""
_LISTS = frozenset({"_index"})
"""Hugo's pages of a section: they list articles."""


_PARTED = re.compile(r"[-¬\u00ad](?<=[^\W\d_].)[ \t]*\n[ \t]*[^\W\d_]")
"""A word that the end of a line parts; looked for by its hyphen, since letters are tried one by one."""
_LOOKED_AT, _FEWEST_LINES, _LONGEST_LINE, _HEAD_LINES = 20_000, 10, 150, 20
_OF_ISSUE = re.compile(
    r"\b(?:vol|no|nr|num|núm|año|jahrgang|jg|price|preis|prix|precio|edition|ausgabe)\b\.?", re.IGNORECASE
)
"""What a line below a masthead says beside the day."""
_MESSAGE = re.compile(
    r"[\u200e\u200f]?\[?\d{1,4}[./-]\d{1,2}[./-]\d{2,4},?\s\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\s?[AaPp]\.?\s?[Mm]\.?)?"
    r"(?:\]|\s-)\s"
)
"""How a line of a chat opens that WhatsApp exported: `12/07/2017, 22:35 - `, `[12.07.17, 22:35:01] `."""
_FEWEST_MESSAGES = 3
CHAT = "private (a chat between people)"
_ABOVE = 2000
"""Characters in which the facts above a text stand."""
_PROPERTY = re.compile(r"[ \t]*(?:[-*]\s|\*\*)?([^\W\d_][\w -]{1,30}?)\s?[:：](?:\*\*)?[ \t]+(\S[^\n]{0,120})$")


def _plain(part: Part, file: BinaryIO) -> Iterator[Outcome]:
    data = file.read(part.stop - part.start)
    text, problems = _decoded(part, data)
    yield from problems
    if text is None:
        return
    text = _LINE_END.sub("\n", text)
    if _is_chat(text):
        yield Passed(path=part.path, reason=CHAT)
        return
    if told := no_text(text[:_LOOKED_AT]):
        yield problem(part.path, told)
        return
    if _are_rows(text):
        yield problem(part.path, ROWS)
        return
    scanned = _is_scanned(part.path, text)
    if scanned or _PARTED.search(text):
        text = rejoined("\n".join(line.rstrip() for line in text.split("\n")))
    items = press.cut(text.split("\n"), marked=True)
    if items is None and not scanned and _HEADED.match(text):
        yield from _markdown(part, io.BytesIO(data))
        return
    if items is None and scanned:
        yield from _scan(part, digest_of(data), text)
        return
    several = press.Pasted() if items else press.pasted(text.split("\n"))
    items = items or several.items
    if not items:
        if reason := _state_above(text):
            yield Passed(path=part.path, reason=reason)
            return
        if several.seeming:
            yield problem(part.path, SEVERAL.format(count=several.seeming), field="text", lost=False)
        facts, rules = _of_place(part)
        origins = dict[str, Origin](dict.fromkeys(facts, "inferred"))
        text, points = _without_points(text)
        yield from capture(
            part, record=None, digest=digest_of(data), text=text, facts=facts, rule="record", rules=rules,
            origins=origins, dropped=points,
        )  # fmt: skip
        return
    yield from press.outcomes(part, items)


_HEADED = re.compile(r"\s*#{1,2}[ \t]+[^\W\d_a-z][^\n]{0,200}\n[ \t]*\n")
"""A heading of Markdown that opens a text, whatever it is called."""


def _without_points(text: str) -> tuple[str, list[Dropped]]:
    """Return a text without the points of its summary, which data sets for summaries have below: `@highlight`."""
    body, *points = _POINT.split(text)
    if not points or not body.strip():
        return text, []
    said = [one.strip() for one in points if one.strip()]
    return body.rstrip() + "\n", [Dropped(text=one, rule="points of a summary") for one in said]


_POINT = re.compile(r"^@highlight[ \t]*$", re.MULTILINE)


def _are_rows(text: str) -> bool:
    """Tell whether a text is a table without the names of its columns: rows of three cells and more, all as many."""
    if text.count("\t", 0, _LOOKED_AT) < 2 * _FEWEST_ROWS:
        return False
    tabs = {line.count("\t") for line in text.split("\n") if line.strip()}
    return len(tabs) == 1 and min(tabs) > 1 and len(text.strip().split("\n")) >= _FEWEST_ROWS


_FEWEST_ROWS = 3


def _is_chat(text: str) -> bool:
    """Tell whether a text is a chat as people export it from their phones: messages, each with its time."""
    lines = [line for line in text[:_LOOKED_AT].split("\n", _HEAD_LINES)[:_HEAD_LINES] if line.strip()]
    messages = sum(bool(_MESSAGE.match(line)) for line in lines)
    return messages >= _FEWEST_MESSAGES and messages * 2 > len(lines) and bool(_MESSAGE.match(lines[0]))


def _of_place(part: Part) -> tuple[dict[str, str], dict[str, str]]:
    """Return what the path of a text says of it that nobody gave, and where: its day, and its page."""
    day, where = day_of(part.path)
    told = (("published", day), ("page_number", page_of(part.path)))
    facts = {key: value for key, value in told if value and key not in part.fields}
    return facts, {key: where if key == "published" else "folder" for key in facts}


def _is_scanned(path: str, text: str) -> bool:
    """Tell whether a text is what the Internet Archive read from scans: its lines end in a blank, whatever its name."""
    if path.lower().endswith("_djvu.txt"):
        return True
    lines = [line for line in text[:_LOOKED_AT].split("\n")[:-1] if line.strip()]
    printed = sum(line.endswith(" ") and len(line) < _LONGEST_LINE for line in lines)
    return len(lines) >= _FEWEST_LINES and printed >= 0.9 * len(lines)


def _scan(part: Part, digest: str, text: str) -> Iterator[Outcome]:
    """Make a capture of what was read from scans: pages without their layout, whose articles nobody can part."""
    lines = text.lstrip().split("\n")
    head = [line.strip() for line in lines[:_HEAD_LINES] if line.strip()]
    dated = next((at for at, line in enumerate(head) if _OF_ISSUE.search(line) and press.day_in(line)), None)
    facts, rules = _of_place(part)
    facts["incomplete"], rules["incomplete"] = "pages of a scan taken for one article, a guess", "layout"
    origins = dict[str, Origin](dict.fromkeys(facts, "inferred"))
    dropped: list[Dropped] = []
    if dated is not None:
        masthead = set(head[: dated + 1])
        told = {"outlet": head[0] if dated else "", "published": press.day_in(head[dated])}
        facts |= {key: value for key, value in told.items() if value}
        rules |= {key: "masthead" for key, value in told.items() if value}
        origins |= {key: "extracted" for key, value in told.items() if value}
        dropped = [Dropped(text=line, rule="masthead") for line in head[: dated + 1]]
        text = "\n".join(line for at, line in enumerate(lines) if at >= _HEAD_LINES or line.strip() not in masthead)
    yield from capture(
        part, record=None, digest=digest, text=text, facts=facts, rule="text of a scan", rules=rules, origins=origins,
        dropped=dropped, source="text of a scan",
    )  # fmt: skip


def _markdown(part: Part, file: BinaryIO) -> Iterator[Outcome]:
    yield from _marked_text(part, file, lambda _, source: front.split(source))


def _in_other_marks(part: Part, file: BinaryIO) -> Iterator[Outcome]:
    yield from _marked_text(part, file, marked.parted)


def _marked_text(part: Part, file: BinaryIO, split: Callable[[str, str], front.FrontMatter]) -> Iterator[Outcome]:
    """Read a text with marks and front matter.

    Args:
        part: The file.
        file: Its bytes.
        split: Makes Markdown and front matter of its path and what it holds.
    """
    data = file.read(part.stop - part.start)
    source, problems = _decoded(part, data)
    yield from problems
    if source is None:
        return
    if reason := _place(part.path):
        yield Passed(path=part.path, reason=reason)
        return
    source = _LINE_END.sub("\n", source)
    parted = split(part.path, source)
    if not front.is_telling(source) and (items := press.cut(source.split("\n"), marked=True)):
        yield from press.outcomes(part, items)
        return
    if sections := [] if parted.fields else _sections(parted.text):
        yield from _each(part, sections, digest_of(data))
        return
    yield from _one_text(part, parted, digest_of(data))


def _each(part: Part, sections: Sequence[headings.Section], digest: str) -> Iterator[Outcome]:
    for number, section in enumerate(sections, start=1):
        yield from headings.captured(part, headings.Document(paragraphs=()), section, number, digest)


def _one_text(part: Part, parted: front.FrontMatter, digest: str) -> Iterator[Outcome]:
    """Make a capture of a text that is one article, with its front matter."""
    if parted.fault:
        message = f"read line by line: {parted.fault}"
        yield problem(part.path, message, field="front matter", lost=False)
    said = published.withheld(parted.fields) or _state_above(parted.text)
    if reason := said or embargo.scheduled(parted.fields, part.ahead, _DATES):
        yield Passed(path=part.path, reason=reason)
        return
    if _is_page(part.path, parted.fields):
        yield Passed(path=part.path, reason=f"{published.KINDS['page']} (layout)")
        return
    told = mapped(part, {**parted.fields, "text": "x"}).source not in ("", UNKNOWN)
    fields, faults = given_values(parted.fields if told else front.under_our_keys(parted.fields))
    yield from (problem(part.path, message, field=key, lost=False) for key, message in faults)
    separator = parted.fields.get("excerpt_separator")
    text = markdown.plain(
        parted.text,
        separator=separator if isinstance(separator, str) else "",
        modules=part.path.lower().endswith(".mdx"),
    )
    if day_of_post(part.path.rpartition("/")[2]):
        fields = {**fields, **_words_of_lists(fields)}
    made = mapped(part, {**fields, "text": text}, "front matter")
    if made.passed:
        yield Passed(path=part.path, reason=made.passed)
        return
    facts, rules, origins = dict(made.facts), dict(made.rules), dict[str, Origin]()
    for key, value, rule in _beside(part.path, parted.text):
        if value and key not in facts and key not in part.fields:
            facts[key], rules[key], origins[key] = value, rule, "inferred"
    yield from capture(
        part,
        record=None,
        digest=digest,
        text=text,
        facts=facts,
        rule="front matter",
        rules=rules,
        origins=origins,
        source=made.source,
    )


def _sections(source: str) -> list[headings.Section]:
    """Return the articles of a text whose headings part several, each with a line of who wrote it or when below it."""
    marks = [] if _FENCE in source else list(_HEADING.finditer(source))
    if len(marks) < _FEWEST_SECTIONS:
        return []
    stops = [*(mark.start() for mark in marks[1:]), len(source)]
    lines = [headings.DocumentParagraph(one) for one in _paragraphs(source[: marks[0].start()])]
    for mark, stop in zip(marks, stops, strict=True):
        lines.append(headings.DocumentParagraph(markdown.plain(mark["words"]), len(mark["mark"])))
        lines += [headings.DocumentParagraph(one) for one in _paragraphs(source[mark.end() : stop])]
    sections = headings.cut(lines)
    full = [one for one in sections if one.lines]
    told = all(map(headings.is_signed, full)) and all(one.headline for one in full)
    return full if len(full) >= _FEWEST_SECTIONS and told else []


def _paragraphs(source: str) -> list[str]:
    return [one for one in markdown.plain(source).split("\n\n") if one.strip()]


_HEADING = re.compile(r"^(?P<mark>#{1,6})[ \t]+(?P<words>[^\n]+?)[ \t#]*$", re.MULTILINE)
_FENCE = "```"
"""In it, a line with the sign of a heading is code."""
_FEWEST_SECTIONS = 2


def _words_of_lists(fields: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return what a post of Jekyll's has under `tags` in one string: a word a tag."""
    tags = fields.get("tags")
    return {"tags": tags.split()} if isinstance(tags, str) and not re.search(r"[,;|]", tags) and tags.strip() else {}


def _state_above(text: str) -> str:
    """Return why a text is not for the public, as lines of facts above it say: `Status: Draft` beside others.

    So Notion and others write the properties of a page, without the marks of front matter.
    """
    facts: dict[str, str] = {}
    for line in text[:_ABOVE].split("\n"):
        named = _PROPERTY.match(line)
        if named:
            facts.setdefault(named[1].strip(), named[2].strip())
        elif facts and line.strip():
            break
    return published.withheld(facts) if len(facts) > 1 else ""


def _cut_markdown(source: InputFile) -> Iterator[ByteSpan]:
    """Take a file as a whole; sites publish no page before the date in its front matter, so the moments there count."""
    head = source.head.data[: front.MOST]
    yield from (replace(span, ahead=tuple({*moments_ahead(head), *span.ahead})) for span in whole(source))


def _place(path: str) -> str:
    """Return why what stands at a place is no article, in a site's own order; empty if it may be one."""
    *folders, name = path.split("/")
    if any(folder.lower() in _DRAFTS for folder in folders):
        return "a draft (its folder)"
    return "a page that lists articles" if name.partition(".")[0].lower() in _LISTS else ""


def _is_page(path: str, fields: Mapping[str, Any]) -> bool:
    """Tell whether front matter lays a text out as a page, such as an imprint, and nothing gives it a day."""
    laid = {folded(str(value)) for key, value in fields.items() if folded(key) in ("layout", "type", "template")}
    dated = any(folded(key) in _DATES for key in fields) or _DAY.match(path.rpartition("/")[2].partition(".")[0])
    return bool(laid & {"page", "pages"}) and not dated


def _beside(path: str, source: str) -> Iterator[tuple[str, str, str]]:
    """Yield what name and heading of a text say: our key, the value, and where it stands."""
    day, where = day_of(path)
    yield ("published", day, where) if day else ("published", day_of_post(path.rpartition("/")[2]), "file name")
    yield "headline", markdown.heading(source), "first heading"


def _decoded(part: Part, data: bytes) -> tuple[str | None, list[Problem]]:
    """Return the text of a file and what is wrong with it; None for what is no text."""
    decoded = decode(data, part.encoding)
    if is_noise(decoded.text):
        return None, [problem(part.path, NOISE, field="text")]
    if decoded.doubt:
        return decoded.text, [problem(part.path, f"encoding: {decoded.doubt}", lost=False)]
    return decoded.text, []


def _is_text(head: Head) -> Certainty:
    """Any text can be an article, so the name must say so."""
    if head.other:
        return Certainty.NO
    return Certainty.HINT if head.text is not None or head.ending else Certainty.NO


def _is_markdown(head: Head) -> Certainty:
    """Front matter under whatever name: keys and values that open the file, with words that we know."""
    if head.text is None:
        return Certainty.HINT
    text, named = _LINE_END.sub("\n", head.text), head.ending in ENDINGS
    if not front.is_telling(text):
        return Certainty.LIKELY if named and front.is_above(text) else Certainty.HINT
    return Certainty.CERTAIN if named else Certainty.LIKELY


TEXT = Format(
    kind="text",
    rank=91,
    title="text",
    endings=(".txt", ".text", ".story", ".ris", ".tst", ".anpa", ".iptc", ""),
    recognise=_is_text,
    cut=whole,
    captures=_plain,
    sidecar=True,
)
MARKDOWN = Format(
    kind="markdown",
    rank=90,
    title="Markdown text",
    endings=ENDINGS,
    recognise=_is_markdown,
    cut=_cut_markdown,
    captures=_markdown,
    sidecar=True,
)


def _is_in_other_marks(head: Head) -> Certainty:
    if head.text is None:
        return Certainty.HINT
    if head.ending in MARKED.endings and front.is_telling(_LINE_END.sub("\n", head.text)):
        return Certainty.CERTAIN
    return Certainty.LIKELY if marked.is_org(head.text) else Certainty.HINT


MARKED = Format(
    kind="marked text",
    rank=89,
    title="reStructuredText, Org or AsciiDoc",
    endings=(".rst", ".rest", ".org", ".adoc", ".asciidoc"),
    recognise=_is_in_other_marks,
    cut=_cut_markdown,
    captures=_in_other_marks,
    sidecar=True,
)

FORMATS = (MARKED, MARKDOWN, TEXT)
