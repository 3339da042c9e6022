"""Rows: from a record or a row of a table to a capture; what its keys are called is mapped, whoever wrote it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from generator.model import Passed, Problem
from generator.model.errors import ArticleError
from generator.read import published
from generator.read.documents import markdown
from generator.read.documents.weblog import without_pairs
from generator.read.meaning.fields import MOST_LEVELS, NOTHING, capture, described, short
from generator.read.meaning.mapping import Mapped, mapped, summary_of
from generator.read.meaning.plain import (
    CUT_BY_EXCEL,
    MOST_ROUNDS,
    TAGS,
    entities,
    is_no_text,
    whole_text,
    with_breaks,
    written_out,
)
from generator.read.meaning.proposals import block_of, proposed
from generator.read.meaning.readers import MARK, is_a_readers, no_articles_in
from generator.read.meaning.shapes import is_summed_up, unwrapped
from generator.read.meaning.tongues import in_one_tongue
from generator.read.part import Outcome, Part, digest_of, problem, require

from .html import HTML as PAGE
from .html import WHOLE_PAGE, read_page, text_of

_PARAGRAPHS = re.compile(r"<(?:p|br)[\s/>]", re.IGNORECASE)
_BLOCKS = re.compile(r"<(?:div|h[1-6]|ul|ol|table|blockquote|figure|section)[\s/>]", re.IGNORECASE)
_ACTIONS = frozenset({"index", "create", "update", "delete"})
"""Lines above the records in what Elasticsearch takes in bulk."""
_INDENTED = re.compile(r"\n[ \t]{2,}(?=\S)")
_BLANK = re.compile(r"\n[ \t\r]*\n")

TOO_DEEP = f"nested more than {MOST_LEVELS} levels deep; expected an object with a text"
SHOWN = 12
"""Columns that a message names."""
_ANY_TEXT = "An article whose text is long enough to be one."


def no_texts(part: Part, columns: Iterable[str], rows: Iterable[Mapping[str, Any]] = ()) -> Problem | None:
    """Return what to say of a table none of whose columns holds texts; None if one does.

    Args:
        part: Its mapping counts.
        columns: Their names.
        rows: Some rows, by which a mapping is proposed.
    """
    names = list(columns)
    # What a row has under `deleted_at` holds that row back, and says nothing of the table.
    like = {name: "" if published.withheld({name: _ANY_TEXT}) else _ANY_TEXT for name in names}
    if mapped(part, like).text is not None or is_summed_up(like):
        return None
    shown = ", ".join(short(name) for name in names[:SHOWN]) + (", ..." if len(names) > SHOWN else "")
    return problem(
        part.path,
        f"a table without a column for the text, only {shown}; expected text, or the name of it in the setting fields",
        field="text",
        lost=False,
        remedy=block_of(proposed(rows)),
    )


def words_of(cell: bytes) -> str | None:
    """Return the text of a cell that may hold any bytes; bytes that are no text are no value."""
    try:
        return cell.decode("utf-8")
    except UnicodeDecodeError:
        return None


def record_of(
    part: Part,
    number: int | None,
    row: Mapping[str, Any],
    container: Mapping[str, str] = NOTHING,
    *,
    digest: str = "",
    remarks: Mapping[str, str] = NOTHING,
) -> Iterator[Outcome]:
    """Make a capture of a record or a row.

    Args:
        part: Where it was found.
        number: Its number in its file or table; None where the file is one record.
        row: Keys and values, in JSON's types.
        container: What names the row, where its number does not.
        digest: Of its bytes; made here where it is empty.
        remarks: Key of the row -> what was done to its value, in words.
    """
    try:
        if reason := _nothing(row):
            yield Passed(path=part.path, reason=reason)
            return
        row, others = in_one_tongue(row)
        row_read = mapped(part, row)
        if (
            row_read.text is None
            and not row_read.passed
            and any(isinstance(value, dict | list) for value in row.values())
        ):
            inner = unwrapped(part, row)
            if inner is not row:
                inner, within = in_one_tongue(inner)
                others = others or within
                row_read = mapped(part, inner)
        if row_read.passed:
            yield published.passed(part.path, row_read.passed, row_read.facts)
            return
        if (summary := _summary(row_read, row)) is not None:
            row_read = summary
        if row_read.text is None and row_read.blank and row_read.blank != "text":
            yield problem(part.path, _nothing_in(row_read.blank, row), record=number, field="text")
            return
        if others:
            yield problem(part.path, others, record=number, field="text", lost=False)
        digest = digest or digest_of(json.dumps(row, sort_keys=True, separators=(",", ":")).encode())
        yield from _capture(part, number, row, row_read, digest, container, remarks)
    except ArticleError as error:
        yield problem(part.path, error.message, record=number, field="text")
    except RecursionError:
        yield problem(part.path, TOO_DEEP, record=number)


def _capture(
    part: Part,
    number: int | None,
    row: Mapping[str, Any],
    row_read: Mapped,
    digest: str,
    container: Mapping[str, str],
    remarks: Mapping[str, str],
) -> Iterator[Outcome]:
    """Make a capture of a record that has a text, or say what it has in its place."""
    text, incomplete = row_read.text, "cut by the service that gave it out" if row.get("truncated_cells") else ""
    if isinstance(text, str):
        if text.strip() and is_no_text(text):
            message = f"{short(text)} in place of a text; expected the text of an article"
            yield problem(part.path, message, record=number, field="text")
            return
        if WHOLE_PAGE.match(text):
            yield from _of_page(part, number, text, row_read, digest, container)
            return
        made = _text(part, row_read, text)
        text, incomplete = made.text, made.incomplete or incomplete
        if incomplete == CUT_BY_EXCEL:
            message = f"{incomplete}; expected an export to another format than Excel's"
            yield problem(part.path, message, record=number, field="text", lost=False)
    elif text is None and (remedy := block_of(proposed([row]))):
        shown = ", ".join(map(short, list(row)[:SHOWN]))
        message = f"not given, only {shown}; expected the text of an article, under a key that is known or named"
        yield problem(part.path, message, record=number, field="text", remedy=remedy)
        return
    values = row_read.facts
    if incomplete and not values.get("incomplete"):
        values = {**values, "incomplete": incomplete}
    yield from capture(
        part,
        record=number,
        digest=digest,
        text=text,
        facts=values,
        rule="record",
        rules=_with_remarks(row_read.rules, remarks),
        container=container,
        source=row_read.source,
    )


def _summary(row_read: Mapped, row: Mapping[str, Any]) -> Mapped | None:
    """Return a record without a text whose summary is its text, and which is incomplete; None for any other."""
    named = row_read.blank or "text"
    told = row.get(named)
    if row_read.text is not None or (
        told not in (None, "", [], {}) and not (isinstance(told, str) and is_no_text(told))
    ):
        return None
    summary = summary_of(row) if is_summed_up(row) else None
    if summary is None:
        return None
    key, words = summary
    remark = f"only its summary is given, under {key}"
    return replace(row_read, text=words, facts={"incomplete": remark, **row_read.facts}, blank="")


def _of_page(
    part: Part, number: int | None, text: str, row_read: Mapped, digest: str, container: Mapping[str, str]
) -> Iterator[Outcome]:
    """Read a record whose text is a whole page, as crawlers keep it; what the record says itself comes first."""
    require(PAGE.needs, PAGE.extra, part.path, "text with HTML in it")
    facts = {key: value for key, value in row_read.facts.items() if value not in (None, "", [])}
    yield from read_page(
        part,
        b"\xef\xbb\xbf" + text.encode("utf-8", "replace"),
        record=number,
        digest=digest,
        url=url if isinstance(url := facts.pop("url", None), str) else None,
        captured=moment if isinstance(moment := facts.pop("captured", None), str) else None,
        facts=facts,
        rules=row_read.rules,
        container=container,
        source=row_read.source,
    )


def _nothing(row: Mapping[str, Any]) -> str:
    """Return why a row is none that anybody would miss; empty if it may be an article."""
    if not any(value not in (None, "") for value in row.values()):
        return "an empty row" if row else ""
    if MARK in row:
        return no_articles_in(row[MARK])
    if is_a_readers(tuple(row)):
        return "a comment, by its keys"
    action = next(iter(row))
    is_action = len(row) == 1 and action in _ACTIONS and isinstance(row[action], dict)
    return "an instruction of a bulk file" if is_action else ""


def _nothing_in(key: str, row: Mapping[str, Any]) -> str:
    return f"no text in {key!r}, but {described(row[key])}; expected the text of an article"


def _with_remarks(rules: Mapping[str, str], remarks: Mapping[str, str]) -> Mapping[str, str]:
    if not remarks:
        return rules
    return {
        key: ", ".join([rule, *(remark for name, remark in remarks.items() if rule.endswith(f", {name}"))])
        for key, rule in rules.items()
    }


class _Text(Struct, frozen=True):
    text: str
    incomplete: str = ""


def _text(part: Part, row_read: Mapped, text: str) -> _Text:
    """Return a text without tags and entities, however often they were escaped, and whether it was cut off."""
    whole = whole_text(text)
    text = whole.text
    if "_x00" in text:
        text = written_out(text)
    text = with_breaks(text)
    if "[/" in text:
        text = without_pairs(text)
    if row_read.marked or _is_marked(text):
        return _Text(markdown.plain(text.replace("\r\n", "\n")), whole.incomplete)
    if row_read.html or ("<" in text and TAGS.search(text)):
        text = _without_tags(part, text)
    for _ in range(MOST_ROUNDS):
        if "&" not in text or (plain := entities(text)) == text:
            break
        text = _without_tags(part, plain) if TAGS.search(plain) else plain
    return _Text(text, whole.incomplete)


def _is_marked(text: str) -> bool:
    """Tell whether a text is Markdown by its marks: lines that fence code in, or two kinds of others."""
    if not ("](" in text or "**" in text or "```" in text) or TAGS.search(text):
        return False
    return len(_FENCES.findall(text)) > 1 or sum(bool(kind.search(text)) for kind in _MARKS) > 1


_FENCES = re.compile(r"^(?:```|~~~)[\w-]{0,20}[ \t\r]*$", re.MULTILINE)
_MARKS = (
    re.compile(r"(?<![\w*])\*\*[^\s*][^*\n]{0,300}\*\*(?![\w*])"),
    re.compile(r"^#{1,6} \S", re.MULTILINE),
    re.compile(r"\[[^\[\]\n]{1,300}\]\(https?://[^\s()]{1,500}\)"),
)


def _without_tags(part: Part, text: str) -> str:
    """Return what HTML in a record says."""
    require(("lxml",), "html", part.path, "text with HTML in it")
    if len(_INDENTED.findall(text)) == text.count("\n"):
        text = _INDENTED.sub(" ", text)  # as a program lays a long line out
    if "\n" in text and _PARAGRAPHS.search(text):
        text = _BLANK.sub("<br><br>", text)
    elif "\n" in text:
        text = text.replace("\n", "<br>") if not _BLOCKS.search(text) else _BLANK.sub("<br>", text)
    return text_of(text)
