"""Lay out what outlets changed after publication: an article's captures, compared -> the list of corrections."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from generator.model import Change
from generator.render import words
from generator.render.blocks import Block, Group, Heading, Isolated, Link, Paragraph, Spans
from generator.render.direction import foreign, spoken
from generator.render.inert import one_line
from generator.render.pages.changes import changed_words
from generator.render.words import joined, told

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.model import Card, Comparison

PASSAGES = 3
"""Changed passages that are shown; the article's page has all."""
AROUND = 8
"""Words that stand on either side of a change."""
LONGEST = 400
"""Characters of words put in or left out that are shown."""


class Correction(Struct, frozen=True, kw_only=True):
    """What changed from the last capture of an article that differs to its newest."""

    changed: int
    """Words that were put in or left out."""
    share: float
    """Of the words of both texts together, 0 to 1."""
    versions: int
    """Older captures that differ."""
    headline: tuple[Change, ...] = ()
    passages: tuple[tuple[Change, ...], ...] = ()


class Corrected(Struct, frozen=True, kw_only=True, tag=True):
    """An article that was changed, as the list has it."""

    headline: str
    address: str
    language: str | None
    outlet: str | None
    published: str | None
    correction: Correction


def correction_of(comparison: Comparison, versions: int) -> Correction | None:
    """Return what changed from an older capture to the newest; None if no word did.

    Args:
        comparison: Of the older text, as the canonical one, with the newest's, as the only copy.
        versions: Older captures that differ.
    """
    changed = 0
    passages: list[tuple[Change, ...]] = []
    for row in comparison.rows:
        cell = row.cells[0]
        if row.paragraph is None:
            changes: tuple[Change, ...] = (Change(kind="added", text=row.text),)
        elif cell.kind == "absent":
            changes = (Change(kind="removed", text=row.text),)
        else:
            changes = cell.changes
        count = sum(len(one.text.split()) for one in changes if one.kind != "same")
        if count:
            changed += count
            passages.append(_shortened(changes))
    headline = comparison.headline.cells[0].changes if comparison.headline else ()
    if not changed and not headline:
        return None
    [tally] = comparison.tallies
    share = changed / max(comparison.words + tally.words, 1)
    return Correction(
        changed=changed,
        share=min(share, 1.0),
        versions=versions,
        headline=headline,
        passages=tuple(passages[:PASSAGES]),
    )


def _shortened(changes: Sequence[Change]) -> tuple[Change, ...]:
    """Return changes with no more of the words around them than tell where they stand."""
    return tuple(_shorten(one, place == 0, place + 1 == len(changes)) for place, one in enumerate(changes))


def _shorten(change: Change, opens: bool, closes: bool) -> Change:
    if change.kind != "same":
        return replace(change, text=words.cut(change.text, LONGEST)) if len(change.text) > LONGEST else change
    kept = change.text.split(" ")
    if opens and len(kept) > AROUND:
        return replace(change, text="… " + " ".join(kept[-AROUND:]))
    if closes and len(kept) > AROUND:
        return replace(change, text=" ".join(kept[:AROUND]) + " …")
    if len(kept) > 2 * AROUND:
        return replace(change, text=" ".join(kept[:AROUND]) + " … " + " ".join(kept[-AROUND:]))
    return change


def corrected(card: Card, correction: Correction) -> Corrected:
    """Return an article as the list of corrections has it."""
    return Corrected(
        headline=card.headline,
        address=card.address,
        language=card.language,
        outlet=card.outlet,
        published=card.published,
        correction=correction,
    )


def corrected_blocks(one: Corrected) -> Iterator[Block]:
    """Yield an article, how much of it was changed, and what."""
    correction = one.correction
    title = foreign(one.headline, one.language) if one_line(one.headline) else told("untitled")
    facts: list[str | Spans] = [
        (Isolated(one.outlet or told("unknown outlet")),),
        words.day(one.published) if one.published else told("of unknown date"),
        told("words changed", correction.changed, share=words.share(correction.share)),
        told("older captures", correction.versions),
    ]
    lines = ([correction.headline] if correction.headline else []) + list(correction.passages)
    sample = "".join(change.text for line in lines for change in line)
    shown = tuple(Paragraph(changed_words(line)) for line in lines)
    yield Heading(2, (Link((title,), f"{one.address}.md"),))
    yield Paragraph(joined(facts), "bf-about")
    yield Group("div", "bf-words", shown, spoken(one.language, sample), island=True)
