"""Notes of Evernote (ENEX), as its web clipper makes them of articles: each note an article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from generator.model import Passed
from generator.read.detect import Certainty, Head
from generator.read.documents.markup import paragraphs, parsed
from generator.read.files.packages import as_one, guarded, local
from generator.read.meaning.fields import capture
from generator.read.part import Format, Outcome, Part, digest_of, problem

WHAT = "an export of Evernote"

_OPENING = re.compile(
    r"\s*(?:<\?[^>]{0,400}\?>\s*|<!--.{0,2000}?-->\s*|<!DOCTYPE[^>]{0,400}>\s*){0,8}<en-export\b", re.DOTALL
)
_STAMP = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z")


def _outcomes(part: Part, file: BinaryIO) -> Iterator[Outcome]:
    from lxml import etree  # noqa: PLC0415 - an extra

    file.seek(0)
    number = 0
    notes = etree.iterparse(
        file, events=("end",), tag=("note", "resource"), resolve_entities=False, no_network=True, huge_tree=True
    )
    for _, element in notes:
        if element.tag == "note":
            number += 1
            yield from _note(part, number, element)
        element.clear()  # a resource is an image; a note is done
        while element.tag == "note" and element.getprevious() is not None:
            del element.getparent()[0]
    if not number:
        yield problem(part.path, f"{WHAT} without notes; expected at least one")


def _note(part: Part, number: int, note: Any) -> Iterator[Outcome]:
    values = {local(one): (one.text or "").strip() for one in note.iter() if local(one) != "tag"}
    content = values.pop("content", "")
    root = parsed(content)
    lines = [] if root is None else [one.text for one in paragraphs(root)]
    tags = [tag for one in note.iter("tag") if (tag := (one.text or "").strip())]
    if not lines:
        yield Passed(path=part.path, reason="a note without a text")
        return
    facts = {
        "headline": values.get("title", ""),
        "url": values.get("source-url", ""),
        "captured": _STAMP.sub(r"\1-\2-\3T\4:\5:\6Z", values.get("created", "")),
        "authors": values.get("author", ""),
        "tags": tags,
    }
    yield from capture(
        part,
        record=number,
        digest=digest_of(f"{facts}\0{content}".encode()),
        text="\n\n".join(lines),
        facts={key: value for key, value in facts.items() if value},
        rule="note",
    )


def _recognise(head: Head) -> Certainty:
    return Certainty.CERTAIN if head.text is not None and _OPENING.match(head.text) else Certainty.HINT


def _captures(part: Part, file: BinaryIO) -> Iterator[Outcome]:
    yield from guarded(part, WHAT, lambda: _outcomes(part, file))


ENEX = Format(
    kind="enex",
    rank=33,
    title="notes of Evernote",
    endings=(".enex",),
    recognise=_recognise,
    cut=as_one,
    captures=_captures,
    reads="file",
    needs=("lxml",),
    extra="documents",
)

FORMATS = (ENEX,)
