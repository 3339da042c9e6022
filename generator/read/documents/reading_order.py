"""Layout: from the lines of a printed page, each with its place, to paragraphs in the order of reading.

Lines that stand under one another are a block. Blocks are read column by column, and what spans several columns parts
what stands above it from what stands below.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import chain, islice, pairwise

from msgspec import Struct

MOST_BLOCKS = 2000
"""Blocks of a page that are put in order; of more, as of a table of numbers, the order of the file stays."""
_RECENT = 40
_FEW = 3
_YEAR = re.compile(r"\b(?:1[6-9]|20)\d\d\b")
_STOP = re.compile(r"[.!?…:。！？؟۔।][\"'”’»›」』)\]]{0,3}\Z")
_END = 4
"""Characters at the end of a line that tell whether a sentence ends there."""
_RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


class PrintedLine(Struct, frozen=True, gc=False):
    """A printed line; places in points or pixels, from the page's upper left corner."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def size(self) -> float:
        """Its height."""
        return self.bottom - self.top


class TextBlock(Struct):
    """Lines under one another in one column."""

    lines: list[PrintedLine]
    left: float
    top: float
    right: float
    bottom: float
    reach: float = 0.0
    """Where the columns end that it stands above, if that is beyond its right edge."""

    @property
    def extent(self) -> float:
        """Where it ends on the right, with the columns that it stands above."""
        return max(self.right, self.reach)

    @property
    def size(self) -> float:
        """The height of its lines."""
        return median(line.size for line in self.lines)


class PrintedParagraph(Struct, frozen=True, gc=False):
    """A paragraph as the page shows it."""

    lines: tuple[str, ...]
    size: float
    """Height of its lines."""


def median(values: Iterable[float]) -> float:
    """Return the median of some numbers, of which there is one at least; the library's takes five times as long."""
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def blocks_of(lines: Sequence[PrintedLine]) -> list[TextBlock]:
    """Put lines together that stand under one another and are of one size."""
    blocks: list[TextBlock] = []
    for line in lines:
        for block in islice(reversed(blocks), _RECENT):
            if _goes_on(block, line):
                block.lines.append(line)
                if line.left < block.left or line.right > block.right:
                    block.left, block.right = min(block.left, line.left), max(block.right, line.right)
                block.bottom = max(block.bottom, line.bottom)  # a line that goes on stands below the first
                break
        else:
            blocks.append(TextBlock([line], line.left, line.top, line.right, line.bottom))
    return blocks


def _goes_on(block: TextBlock, line: PrintedLine) -> bool:
    last, top = block.lines[-1], line.top
    size = line.bottom - top
    if not -0.7 * size <= top - last.bottom <= 0.9 * size or top <= last.top:
        return False
    if not 0.87 <= size / max(last.bottom - last.top, 0.1) <= 1.15:
        return False
    if block.left <= line.left <= line.right <= block.right:  # as most do
        return True
    overlap = min(block.right, line.right) - max(block.left, line.left)
    return overlap >= 0.5 * min(block.right - block.left, line.right - line.left)


def in_order(blocks: Sequence[TextBlock]) -> list[TextBlock]:
    """Return the blocks of a page in the order of reading."""
    if len(blocks) > MOST_BLOCKS:
        return list(blocks)
    text = "".join(line.text for block in blocks for line in block.lines[:3])
    leftwards = len(_RIGHT_TO_LEFT.findall(text)) * 3 > len(text)
    _spread(blocks)
    done: list[TextBlock] = []
    waiting = [list(blocks)]
    while waiting:
        region = waiting.pop()
        if len(region) < 2:
            done += region
            continue
        parts = _columns(region)
        parts = (parts[::-1] if leftwards else parts) if len(parts) > 1 else _strips(region)
        if len(parts) == 1:
            done += sorted(region, key=lambda block: (block.top, block.left))
        else:
            waiting.extend(reversed(parts))
    return done


def _spread(blocks: Sequence[TextBlock]) -> None:
    """Let headings reach over the columns that they stand above: as far as nothing stands beside them."""
    sizes = [[line.size for line in block.lines] for block in blocks]
    text = median(chain.from_iterable(sizes)) if blocks else 0
    edge = max((block.right for block in blocks), default=0)
    for head, of_lines in zip(blocks, sizes, strict=True):
        if median(of_lines) < 1.25 * text:
            continue
        beside = [
            one.left for one in blocks if one.left > head.left and one.top < head.bottom and one.bottom > head.top
        ]
        limit = min(beside, default=edge + 1)
        head.reach = max((one.right for one in blocks if one.left < limit and one.right < limit), default=0.0)


def _columns(region: Sequence[TextBlock]) -> list[list[TextBlock]]:
    """Part a region at the gutters that run through all of it."""
    gap = 0.4 * median(block.size for block in region)
    parts: list[list[TextBlock]] = []
    reach = float("-inf")
    for block in sorted(region, key=lambda one: one.left):
        if block.left > reach + gap or not parts:
            parts.append([])
        parts[-1].append(block)
        reach = max(reach, block.extent)
    return parts


def _strips(region: Sequence[TextBlock]) -> list[list[TextBlock]]:
    """Part a region at its widest block: what stands above it, the block, what stands below."""
    for widest in sorted(region, key=lambda block: (block.left - block.extent, block.top)):
        slack = 0.3 * widest.size
        above = [one for one in region if one is not widest and one.bottom <= widest.top + slack]
        below = [one for one in region if one is not widest and one.top >= widest.bottom - slack]
        if len(above) + len(below) + 1 == len(region):
            return [part for part in (above, [widest], below) if part]
    return [list(region)]


def paragraphs_of(blocks: Sequence[TextBlock]) -> list[PrintedParagraph]:
    """Return the paragraphs of blocks in their order; one may go on in the next column."""
    made: list[list[PrintedLine]] = []
    full = False
    for block in blocks:
        width = block.right - block.left
        tops = [one.top for one in block.lines]
        gaps = [after - before for before, after in pairwise(tops)]
        leading = median(gaps) if gaps else 0
        edge = block.left
        indented = sum([one.left - edge > 0.5 * (one.bottom - one.top) for one in block.lines]) * 2 < len(block.lines)
        for index, line in enumerate(block.lines):
            if index == 0:
                goes_on = bool(made) and full and _continues(made[-1][-1], line)
            else:
                goes_on = not _begins(block, index, width, leading, indents=indented)
            if goes_on:
                made[-1].append(line)
            else:
                made.append([line])
            full = line.right >= block.right - 0.12 * width and len(block.lines) > 1
    return [
        PrintedParagraph(tuple([line.text for line in lines]), median([line.bottom - line.top for line in lines]))
        for lines in made
    ]


def _continues(last: PrintedLine, line: PrintedLine) -> bool:
    """Tell whether a line goes on with the sentence of a full line at the foot of another column."""
    alike = 0.87 <= line.size / max(last.size, 0.1) <= 1.15
    return alike and not _stops(last.text) and not line.text[:1].isupper()


def _stops(text: str) -> bool:
    """Tell whether a line ends as a sentence does."""
    end = text.rstrip()
    return bool(_STOP.search(end, max(0, len(end) - _END)))


def _begins(block: TextBlock, index: int, width: float, leading: float, *, indents: bool) -> bool:
    """Tell whether a line of a block begins a paragraph: behind a gap, indented, or below a short last line."""
    last, line = block.lines[index - 1], block.lines[index]
    if line.top - last.top > 1.4 * leading:
        return True
    indent = line.left - block.left
    if indents and 0.5 * line.size < indent < 6 * line.size and last.left - block.left < indent / 2:
        return True
    if last.right >= block.right - 0.15 * width:
        return False
    if _stops(last.text):
        return True
    # A name stands above a day, both short, where a text would fill its lines.
    few = len(block.lines) <= _FEW and not any(_stops(one.text) for one in block.lines)
    return (
        few and last.right < block.left + 0.6 * width and bool(_YEAR.search(line.text) and not _YEAR.search(last.text))
    )
