"""Text files: one article a file, plain or as Markdown with YAML front matter.

The text is taken as it is; Markdown in it is not interpreted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from generator.model import Problem
from generator.read.defaults import YamlError, given_values, keys_and_values
from generator.read.detect import Certainty, Head
from generator.read.encoding import decode, is_noise
from generator.read.fields import capture
from generator.read.mapping import KEYS, mapped
from generator.read.part import Format, Outcome, Part, digest_of, problem, whole

NOISE = "bytes that are no text in any encoding; expected a text"

_LINE_END = re.compile("\r\n?")
_OPENING = re.compile(r"---[ \t]*\n")
_CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.MULTILINE)
_TELLING = KEYS | {"title", "author", "date", "source", "category", "categories", "sitename", "description"}
_KEY = re.compile(r"(?:[ \t]*(?:#.*)?\n)*(?:\{|[\"']?\w[\w -]*[\"']?[ \t]*:(?:\s|\Z)|\Z)")


def _plain(part: Part, file: BinaryIO) -> Iterator[Outcome]:
    data = file.read(part.stop - part.start)
    text, problems = _decoded(part, data)
    yield from problems
    if text is not None:
        yield from capture(part, record=None, digest=digest_of(data), text=text, found={}, rule="record")


def _markdown(part: Part, file: BinaryIO) -> Iterator[Outcome]:
    data = file.read(part.stop - part.start)
    source, problems = _decoded(part, data)
    yield from problems
    if source is None:
        return
    text, fields, problems = _split(part.path, _LINE_END.sub("\n", source))
    yield from problems
    made = mapped(part, {**fields, "text": text}, "front matter")
    yield from capture(
        part,
        record=None,
        digest=digest_of(data),
        text=text,
        found=made.found,
        rule="front matter",
        rules=made.rules,
        source=made.source,
    )


def _decoded(part: Part, data: bytes) -> tuple[str | None, list[Problem]]:
    """Return the text of a file and what is wrong with it; None for what is no text."""
    decoded = decode(data, part.encoding)
    if is_noise(decoded.text):
        return None, [problem(part.path, NOISE, field="text")]
    if decoded.doubt:
        return decoded.text, [problem(part.path, f"encoding: {decoded.doubt}", lost=False)]
    return decoded.text, []


def _split(path: str, source: str) -> tuple[str, dict[str, Any], list[Problem]]:
    """Part text and front matter.

    Front matter that cannot be read gives no fields and is reported. Lines between two rules that do not start with a
    key are a text that opens with a rule, and stay in it.
    """
    opening = _OPENING.match(source)
    closing = opening and _CLOSING.search(source, opening.end())
    if not opening or not closing:
        return source, {}, []
    front = source[opening.end() : closing.start()]
    if not _KEY.match(front):
        return source, {}, []
    text = source[closing.end() :]
    try:
        fields, faults = given_values(keys_and_values(front, first_line=2))
    except YamlError as error:
        return text, {}, [problem(path, f"left out: {error}", field="front matter", lost=False)]
    return text, fields, [problem(path, message, field=key, lost=False) for key, message in faults]


def _is_text(head: Head) -> Certainty:
    """Any text can be an article, so the name must say so."""
    if head.other:
        return Certainty.NO
    return Certainty.HINT if head.text is not None or head.ending else Certainty.NO


def _is_markdown(head: Head) -> Certainty:
    """Front matter under whatever name: keys and values between rules that open the file, with words that we know."""
    text = _LINE_END.sub("\n", head.text or "")
    opening = _OPENING.match(text)
    closing = opening and _CLOSING.search(text, opening.end())
    if not opening or not closing:
        return Certainty.HINT
    keys = {line.partition(":")[0].strip() for line in text[opening.end() : closing.start()].splitlines()}
    return Certainty.LIKELY if len(keys & _TELLING) > 1 else Certainty.HINT


TEXT = Format(
    kind="text",
    rank=91,
    title="text",
    endings=(".txt", ".text", ""),
    recognise=_is_text,
    cut=whole,
    captures=_plain,
    sidecar=True,
)
MARKDOWN = Format(
    kind="markdown",
    rank=90,
    title="Markdown text",
    endings=(".md", ".markdown"),
    recognise=_is_markdown,
    cut=whole,
    captures=_markdown,
    sidecar=True,
)

FORMATS = (MARKDOWN, TEXT)
