"""Documents that name their values: ProQuest, Gale, EBSCO, Integrum, and what people paste together."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from generator.read.published import folded

from .item import PressItem, item_of
from .labels import LABEL_OF, LONGEST_TITLE, MOST_TITLE, RULE, label_in, line_of, take

FEWEST = 2
"""Labels that a document of a database has at least."""
_CARET = re.compile(r"\s*\^[^\W\d_]{2}:")
"""A label as Integrum writes it."""

ORDINAL = re.compile(
    r"\s*(?:(?:document|dokument|documento|documentos?)\s+)?(\d{1,5})\s+(?:of|von|de|di|van|sur|av|из)\s+(\d{1,5})"
    r"(?:\s+(?:documents?|dokument(?:e|en)?|documentos?|documenti|documenten))?\s*$",
    re.IGNORECASE,
)
_LONGEST_MARK = 120
_RECORD = re.compile(r"\s*(?:record|datensatz|enregistrement|registro)\s*:?\s*\d{1,5}\s*$", re.IGNORECASE)


def labelled_items(lines: Sequence[str]) -> list[PressItem]:
    """Read documents that name their values: between rules, behind `Document 1 of 10`, from one title to the next."""
    pieces = _pieces(lines)
    items = [item for piece in pieces if (item := _labelled_item(piece))]
    if len(items) != 1:
        return items
    told = any(
        folded(name) in line
        for line in map(folded, lines[-400:])
        for name in ("proquestdocumentid", "galedocumentnumber", "accessionnumber")
    ) or any(_CARET.match(line) for line in lines)
    return items if told else []


def _pieces(lines: Sequence[str]) -> list[Sequence[str]]:
    """Part lines at rules and numbers of records; without them, where the first label comes again."""
    marks = [
        index
        for index, line in enumerate(lines)
        if line and (RULE.match(line) or (len(line) < _LONGEST_MARK and (_RECORD.match(line) or ORDINAL.match(line))))
    ]
    if marks:
        return [lines[start + 1 : stop] for start, stop in pairwise([-1, *marks, len(lines)])]
    labels = [(index, label) for index, line in enumerate(lines) if (label := label_in(line))]
    if not labels:
        return []
    first = labels[0][1]
    starts = [index for index, label in labels if label[2] == first[2]]
    if first[0] != "headline":
        titles = [_title_above(lines, start) for start in starts]
        starts = [at for at in titles if at is not None] if None not in titles else starts
    return [lines[start:stop] for start, stop in pairwise([*starts, len(lines)])] if len(starts) > 1 else [lines]


def _title_above(lines: Sequence[str], label: int) -> int | None:
    """Return where the title begins that stands above the first label of a document; None if none can be one."""
    end = label
    while end and not lines[end - 1].strip():
        end -= 1
    start = end
    while start and end - start < MOST_TITLE and lines[start - 1].strip() and not label_in(lines[start - 1]):
        start -= 1
    title = line_of(lines[start:end])
    alone = start == 0 or not lines[start - 1].strip()
    return start if alone and 0 < len(title) < LONGEST_TITLE and not title.endswith((".", ",", ";", ":")) else None


def _labelled_item(lines: Sequence[str]) -> PressItem | None:
    """Read one document; None for what is none: a cover, a notice."""
    facts: dict[str, Any] = {}
    above: list[str] = []
    values: list[str] = []
    body: list[str] = []
    current: tuple[str, str, str] | None = None
    names: set[str] = set()

    def close() -> None:
        if current is not None and current[0] != "text":
            take(facts, current, line_of(values))

    for line in lines:
        label = label_in(line)
        label = _told(label, current, body)
        if not label and _is_over(line, current, values, facts):
            close()
            current = ("text", "", "text")
        if label:
            close()
            current, values = label, [label[1]]
            names.add(label[2])
            if label[0] == "text":
                body = [label[1]]
        elif current is None:
            above += [line.strip()] if line.strip() else []
        elif current[0] == "text":
            body.append(line)
        elif line.strip():
            values.append(line.strip())
        elif any(values) and above and current[0] not in ("abstract", ""):
            close()  # what stands behind a blank line is no more of the value
            current, values = ("", "", ""), []
        elif any(values) and "text" not in {LABEL_OF[name] for name in names} and not above:
            close()
            current = ("text", "", "text") if _is_head(facts) else current
    close()
    return _labelled_made(lines, facts, above, body, names)


def _labelled_made(
    lines: Sequence[str], facts: dict[str, Any], above: Sequence[str], body: Sequence[str], names: set[str]
) -> PressItem | None:
    if above:
        facts.setdefault("headline", above[0])
    if len(names) < FEWEST or not _is_head(facts) or not "".join(body).strip():
        return None
    link = next((line for line in [*above, *lines] if re.match(r"\s*https?://\S+$", line)), None)
    facts.setdefault("url", link.strip() if link else None)
    told = {
        "proquestdocumentid": "ProQuest",
        "galedocumentnumber": "Gale",
        "accessionnumber": "EBSCO",
        "authors": "EBSCO",
    }
    source = next((name for label, name in told.items() if label in names), "labelled text")
    return item_of(source, facts, "\n".join(body))


_Label = tuple[str, str, str]


def _told(label: _Label | None, current: _Label | None, body: Sequence[str]) -> _Label | None:
    """Return a label, but for one of a text inside a text."""
    inside = label and current and current[0] == label[0] == "text" and "".join(body).strip()
    return None if inside else label


def _is_over(line: str, current: _Label | None, values: Sequence[str], facts: Mapping[str, Any]) -> bool:
    """Tell whether a line without a label is the first of a text, the value above it being said in a line."""
    return bool(current and current[0] in _OF_ONE_LINE and any(values) and line[:1].strip() and _is_head(facts))


_OF_ONE_LINE = frozenset({"section", "dateline"})
"""What stands right above a text in records that have no label for it, and fits in a line."""


def _is_head(facts: Mapping[str, Any]) -> bool:
    return "headline" in facts and ("published" in facts or "outlet" in facts)
