"""Lay out changed words: Changes -> spans, on the page of a cluster and among an article's earlier versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.render.blocks import Block, Group, Marked, Paragraph, Span, Spans, Styled
from generator.render.direction import spoken
from generator.render.inert import one_line
from generator.render.words import own, told

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.model import Article, Change, ComparedCell, ComparedRow, Comparison, Version

_NOTE = "bf-note"


def changed_words(changes: Sequence[Change]) -> Spans:
    """Return changes as spans; spaces stand outside the marks."""
    spaced = any(" " in change.text for change in changes)
    line: list[Span] = []
    for place, change in enumerate(changes):
        if change.text[:1].isspace():
            line.append(" ")
        if text := one_line(change.text):
            match change.kind:
                case "added":
                    line.append(Marked("ins", text))
                case "removed":
                    line.append(Marked("del", text))
                case _:
                    line.append(text)
        # The last word of a paragraph has no space behind it, but what replaces it has one before it.
        replaced = spaced and change.kind == "removed" and place + 1 < len(changes)
        if replaced or change.text[-1:].isspace():
            line.append(" ")
    return tuple(line)


def version_changes(older: Version, newer: Article, comparison: Comparison) -> Block:
    """Return what changed from an older capture of an article to its newest.

    Args:
        older: The older capture.
        newer: The article as it stands.
        comparison: Of the older capture's paragraphs, as the canonical ones, with the newest's, as the only copy.
    """
    language = newer.language.value if newer.language else None
    [tally] = comparison.tallies
    counts = {"edited": tally.edited, "moved": tally.moved, "taken out": tally.absent, "added": tally.added}
    summary = [told(f"paragraphs {kind}", count) for kind, count in counts.items() if count]
    sample = older.paragraphs[0] if older.paragraphs else ""
    shown = tuple(_paragraphs(comparison))
    return Group(
        "div",
        "bf-changes",
        (
            Paragraph(told("comma").join(summary) or told("no words changed"), _NOTE),
            Group("div", "bf-words", shown, spoken(language, sample), island=True),
        ),
        island=True,
    )


def _paragraphs(comparison: Comparison) -> Iterator[Block]:
    if comparison.headline and comparison.headline.cells[0].changes:
        yield Paragraph((Marked("strong", changed_words(comparison.headline.cells[0].changes)),))
    kept = 0
    for row in comparison.rows:
        cell = row.cells[0]
        if cell.kind == "same" and not cell.moved and row.paragraph is not None:
            kept += 1
            continue
        yield from _unchanged_note(kept)
        kept = 0
        yield Paragraph(_version_row(row, cell))
    yield from _unchanged_note(kept)


def _unchanged_note(count: int) -> Iterator[Block]:
    if count:
        yield Paragraph(told("paragraphs unchanged", count), _NOTE, own())


def _version_row(row: ComparedRow, cell: ComparedCell) -> str | Spans:
    if row.paragraph is None:
        return (Marked("ins", row.text),)
    if cell.kind == "absent":
        return (Marked("del", row.text),)
    words = changed_words(cell.changes) if cell.changes else row.text
    if not cell.moved:
        return words
    line: Spans = (words,) if isinstance(words, str) else words
    return (Styled(_NOTE, told("moved:"), own()), " ", *line)
