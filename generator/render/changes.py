"""Lay out changed words: Changes -> HTML, on the page of a cluster and among an article's earlier versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import words
from .inert import attributes, inline

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.model import Article, Cell, Change, Comparison, Row, Version


def changed_words(changes: Sequence[Change]) -> str:
    """Return changes as HTML; spaces stand outside the marks."""
    spaced = any(" " in change.text for change in changes)
    parts = []
    for place, change in enumerate(changes):
        source = inline(change.text)
        tag = {"same": "", "added": "ins", "removed": "del"}[change.kind]
        parts.append(" " if change.text[:1].isspace() else "")
        parts.append(f"<{tag}>{source}</{tag}>" if tag and source else source)
        # The last word of a paragraph has no space behind it, but what replaces it has one before it.
        replaced = spaced and change.kind == "removed" and place + 1 < len(changes)
        parts.append(" " if replaced or change.text[-1:].isspace() else "")
    return "".join(parts)


def version_changes(older: Version, newer: Article, comparison: Comparison) -> str:
    """Return what changed from an older capture of an article to its newest, as raw HTML.

    Args:
        older: The older capture.
        newer: The article as it stands.
        comparison: Of the older capture's paragraphs, as the canonical ones, with the newest's, as the only copy.
    """
    language = newer.language.value if newer.language else None
    [tally] = comparison.tallies
    counts = ((tally.edited, "edited"), (tally.moved, "moved"), (tally.absent, "taken out"), (tally.added, "added"))
    summary = [f"{words.counted(count, 'paragraph')} {label}" for count, label in counts if count]
    sample = older.paragraphs[0] if older.paragraphs else ""
    lines = [
        f'<div class="bf-changes"><p class="bf-note">{", ".join(summary) or "No words changed"}</p>',
        f'<div class="bf-words"{attributes(language, sample)}>',
    ]
    if comparison.headline and comparison.headline.cells[0].changes:
        lines.append(f"<p><strong>{changed_words(comparison.headline.cells[0].changes)}</strong></p>")
    kept = 0
    for row in comparison.rows:
        cell = row.cells[0]
        if cell.kind == "same" and not cell.moved and row.paragraph is not None:
            kept += 1
            continue
        lines += _kept(kept)
        kept = 0
        lines.append(_version_row(row, cell))
    return "\n".join([*lines, *_kept(kept), "</div></div>"])


def _kept(count: int) -> list[str]:
    return [f'<p class="bf-note" dir="ltr">{words.counted(count, "paragraph")} unchanged</p>'] if count else []


def _version_row(row: Row, cell: Cell) -> str:
    if row.paragraph is None:
        return f"<p><ins>{inline(row.text)}</ins></p>"
    if cell.kind == "absent":
        return f"<p><del>{inline(row.text)}</del></p>"
    note = '<span class="bf-note">Moved:</span> ' if cell.moved else ""
    return f"<p>{note}{changed_words(cell.changes) if cell.changes else inline(row.text)}</p>"
