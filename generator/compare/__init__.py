"""Compare the copies of one text (stage 6): from their paragraphs to a matrix of what each outlet did with each.

A row is a paragraph of the canonical text, or one that copies added. Texts are aligned word by word and cut up
afterwards, so it does not matter where an outlet breaks its paragraphs: what two texts share in one paragraph or in
three stands in the same row. Words are compared folded: case, quotes, dashes, spaces and Arabic letter forms are
typography and change nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from msgspec import Struct

from generator.model import Change, ComparedCell, ComparedRow, Comparison, Span, Tally

from .alignment import (
    ALIGNED_AT_ONCE,
    Block,
    IntArray,
    WordIds,
    aligned,
    breaks,
    common_runs,
    grams_in,
    heaviest_chain,
    matched_in_order,
    stretches,
)
from .words import Reader, Words, joined, space_after, word_pattern

__all__ = ["changes_between", "compare"]


def compare(copies: Sequence[tuple[str, tuple[str, ...]]], headlines: Sequence[str | None] = ()) -> Comparison:
    """Compare the copies of one text.

    Args:
        copies: Id and paragraphs of each; the first is the canonical one. The order of the others is that of the
            columns, and has no other effect.
        headlines: The headline of each, None where there is none; nothing for no comparison of headlines.
    """
    reader = Reader()
    canonical, *others = (_copy(name, paragraphs, reader) for name, paragraphs in copies)
    lines = [
        _Line(words=words, paragraph=number, source=canonical.name, after=None)
        for number, words in enumerate(canonical.paragraphs)
    ]
    text = _rest(canonical)
    for copy in others:
        _settle(copy, _rest(copy), text, 0)
    lines += _additions(others, len(lines), reader)
    order = _order(lines)
    columns = [_column(copy, lines, order) for copy in others]
    return Comparison(
        canonical_id=canonical.name,
        copy_ids=tuple(copy.name for copy in others),
        words=len(canonical.ids),
        headline=_headline(canonical.name, headlines, reader) if headlines and headlines[0] else None,
        rows=tuple(
            ComparedRow(
                text=lines[line].words.text,
                paragraph=lines[line].paragraph,
                source_id=lines[line].source,
                cells=tuple(column[line] for column in columns),
            )
            for line in order
        ),
        tallies=tuple(_tally(copy, lines, column) for copy, column in zip(others, columns, strict=True)),
    )


# Copies


class _Line(Struct):
    """A row of the matrix to be."""

    words: Words
    paragraph: int | None
    source: str
    after: int | None
    """Number of the line that it follows; None for the canonical text's own, and for what stands before all."""


class _Copy(Struct):
    """A text as one array of words."""

    name: str
    paragraphs: list[Words]
    ids: IntArray
    starts: IntArray
    """Where each paragraph starts."""
    lines: IntArray
    """Number of the line in which each word stands; -1 while it has none."""

    def paragraph(self, word: int) -> int:
        return int(np.searchsorted(self.starts, word, side="right")) - 1

    def piece(self, start: int, stop: int) -> tuple[Words, int, int]:
        """Return some words of one paragraph: the paragraph, and which words of it."""
        number = self.paragraph(start)
        first = int(self.starts[number])
        return self.paragraphs[number], start - first, stop - first


def _copy(name: str, paragraphs: Sequence[str], reader: Reader) -> _Copy:
    read = [reader.read(paragraph) for paragraph in paragraphs]
    sizes = [len(words.ids) for words in read]
    return _Copy(
        name=name,
        paragraphs=read,
        ids=np.array([number for words in read for number in words.ids], dtype=np.int64),
        starts=np.cumsum([0, *sizes[:-1]], dtype=np.int64) if read else np.empty(0, dtype=np.int64),
        lines=np.full(sum(sizes), -1, dtype=np.int64),
    )


def _rest(copy: _Copy) -> WordIds:
    """Return what of a copy stands in no line yet."""
    places = np.flatnonzero(copy.lines < 0)
    paragraphs = np.searchsorted(copy.starts, places, side="right")
    pieces = np.cumsum(breaks(places, paragraphs)) - 1
    length = sum(words.bounds[-1] for words in copy.paragraphs)
    return WordIds(ids=copy.ids[places], pieces=pieces, places=places, characters=length < 2.5 * len(copy.ids))


def _settle(copy: _Copy, text: WordIds, reference: WordIds, first_line: int) -> None:
    """Put the words of a copy into the lines that a reference text has."""
    lines = aligned(reference, text)
    matched = lines >= 0
    copy.lines[text.places[matched]] = lines[matched] + first_line


def _additions(copies: Sequence[_Copy], first_line: int, reader: Reader) -> list[_Line]:
    """Make lines of what copies added: of what the wordiest adds first, against which the others are aligned."""
    lines: list[_Line] = []
    rests = {copy.name: (copy, _rest(copy)) for copy in copies}
    grams = {name: grams_in(text) for name, (_, text) in rests.items()}
    while rests := {name: one for name, one in rests.items() if len(one[1].ids)}:
        source = min(rests, key=lambda name: (-len(rests[name][1].ids), name))
        copy, text = rests.pop(source)
        start = first_line + len(lines)
        copy.lines[text.places] = text.pieces + start
        for first, stop in stretches(np.diff(text.pieces, prepend=-1) != 0):
            lines.append(_added_line(copy, int(text.places[first]), int(text.places[stop - 1]) + 1, reader))
        for name, (other, rest) in rests.items():
            if not grams[source].isdisjoint(grams[name]):
                _settle(other, rest, text, start)
                rests[name] = (other, _rest(other))
                grams[name] = grams_in(rests[name][1])
    return lines


def _added_line(copy: _Copy, start: int, stop: int, reader: Reader) -> _Line:
    words, first, last = copy.piece(start, stop)
    return _Line(
        words=reader.read(words.piece(first, last).strip()),
        paragraph=None,
        source=copy.name,
        after=int(copy.lines[start - 1]) if start else None,
    )


# Rows and cells


def _order(lines: Sequence[_Line]) -> list[int]:
    """Return the numbers of the lines as the matrix shows them: each added one below that which it follows."""
    following: dict[int | None, list[int]] = {}
    for number, line in enumerate(lines):
        if line.paragraph is None:
            following.setdefault(line.after, []).append(number)
    roots = [number for number, line in enumerate(lines) if line.paragraph is not None]
    waiting = [*reversed(roots), *reversed(following.get(None, []))]
    order = []
    while waiting:
        number = waiting.pop()
        order.append(number)
        waiting += reversed(following.get(number, []))
    return order


def _column(copy: _Copy, lines: Sequence[_Line], order: Sequence[int]) -> dict[int, ComparedCell]:
    """Return the cells of a copy by the number of their line."""
    rank = np.empty(len(lines), dtype=np.int64)
    rank[order] = np.arange(len(lines))
    words = np.arange(len(copy.lines))
    paragraphs = np.searchsorted(copy.starts, words, side="right")
    pieces = list(stretches(breaks(words, paragraphs * len(lines) + copy.lines)))
    ranks = [int(rank[copy.lines[start]]) for start, _ in pieces]
    in_order = set(
        heaviest_chain([one * len(pieces) + place for place, one in enumerate(ranks)], [b - a for a, b in pieces])
    )
    runs: dict[int, list[tuple[int, int]]] = {}
    moved: dict[int, int] = {}
    for place, (start, stop) in enumerate(pieces):
        line = order[ranks[place]]
        runs.setdefault(line, []).append((start, stop))
        moved[line] = moved.get(line, 0) + (stop - start) * (-1 if place in in_order else 1)
    absent = ComparedCell(kind="absent")
    return {
        line: _cell(copy, lines[line].words, runs[line], moved=moved[line] > 0) if line in runs else absent
        for line in order
    }


def _cell(copy: _Copy, words: Words, pieces: Sequence[tuple[int, int]], *, moved: bool) -> ComparedCell:
    spans, parts = [], []
    for start, stop in pieces:
        whole, first, last = copy.piece(start, stop)
        spans.append(Span(paragraph=copy.paragraph(start), start=whole.bounds[first], stop=whole.bounds[last]))
        parts.append(whole.part(first, last))
    same = [number for part in parts for number in part.ids] == words.ids
    return ComparedCell(
        kind="same" if same else "edited",
        moved=moved,
        changes=() if same else changes_between(words, parts),
        spans=tuple(spans),
    )


def changes_between(left: Words, parts: Sequence[Words]) -> tuple[Change, ...]:
    """Return the changes from a paragraph to the pieces of a copy that stand for it."""
    right = joined(parts)
    changes: list[Change] = []
    end = other_end = 0
    for one, other, length in [*_blocks(left.ids, right.ids), (len(left.ids), len(right.ids), 0)]:
        if end < one:
            changes.append(Change(kind="removed", text=left.piece(end, one)))
        if other_end < other:
            text = right.piece(other_end, other)
            apart = end == len(left.ids) and changes and changes[-1].kind == "same"
            changes.append(Change(kind="added", text=space_after(left.text) + text if apart else text))
        if length:
            changes.append(Change(kind="same", text=left.piece(one, one + length)))
        end, other_end = one + length, other + length
    return tuple(change for change in changes if change.text)


def _blocks(left: list[int], right: list[int]) -> list[Block]:
    if len(left) * len(right) <= ALIGNED_AT_ONCE:
        return common_runs(left, right)
    matched = matched_in_order(_one_piece(left), _one_piece(right))
    at = np.flatnonzero(matched >= 0)
    new = breaks(at, matched[at] - at)
    return [(int(matched[at[start]]), int(at[start]), stop - start) for start, stop in stretches(new)]


def _one_piece(ids: list[int]) -> WordIds:
    numbers = np.array(ids, dtype=np.int64)
    return WordIds(ids=numbers, pieces=np.zeros_like(numbers), places=np.arange(len(ids)), characters=False)


def _headline(name: str, headlines: Sequence[str | None], reader: Reader) -> ComparedRow:
    canonical = reader.read(headlines[0] or "")
    return ComparedRow(
        text=canonical.text,
        paragraph=None,
        source_id=name,
        cells=tuple(
            _cell_of(canonical, reader.read(headline)) if headline else ComparedCell(kind="absent")
            for headline in headlines[1:]
        ),
    )


def _cell_of(left: Words, right: Words) -> ComparedCell:
    if left.ids == right.ids:
        return ComparedCell(kind="same")
    return ComparedCell(kind="edited", changes=changes_between(left, [right]))


def _tally(copy: _Copy, lines: Sequence[_Line], column: Mapping[int, ComparedCell]) -> Tally:
    own = [column[number] for number, line in enumerate(lines) if line.paragraph is not None]
    there = [cell for cell in own if cell.kind != "absent"]
    return Tally(
        same=sum(cell.kind == "same" and not cell.moved for cell in there),
        edited=sum(cell.kind == "edited" and not cell.moved for cell in there),
        moved=sum(cell.moved for cell in there),
        absent=len(own) - len(there),
        added=sum(cell.kind != "absent" for cell in column.values()) - len(there),
        words=len(copy.ids),
        shared=sum(_words_shared(lines[number].words, cell) for number, cell in column.items() if number < len(own)),
    )


def _words_shared(words: Words, cell: ComparedCell) -> int:
    """Return how many words of a paragraph stand in a cell."""
    if cell.kind == "same":
        return len(words.ids)
    kept = (change.text for change in cell.changes if change.kind == "same")
    return sum(1 for text in kept for _ in word_pattern().finditer(text))
