"""Printed pages: from the lines of pages, each with its place, to a document; for PDF and for what scanners read.

A page says where a line stands and how large it is, not what it is. Columns, paragraphs and headlines are told by the
layout; where a page of several columns is cut into articles, each is marked as a guess.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import islice

from msgspec import Struct

from generator.model import Dropped
from generator.read.hyphens import joined, vocabulary

from .headings import AROUND_DAY, DAY, LONG, Document, DocumentParagraph
from .reading_order import PrintedLine, PrintedParagraph, TextBlock, blocks_of, in_order, paragraphs_of

MOST_HEADING = 250
"""Characters of the longest heading."""
LARGE = 1.25
"""How many times the size of the text a heading has at least."""
FEWEST = 120
"""Characters of text below the heading of an article on a newspaper's page; what has less is a crosshead."""

_NUMBER = re.compile(
    r"(?:[^\W\d_]{1,8}\.?\s*)?[-–—|]?\s*\d{1,4}\s*(?:(?:/|of|von|de|di|sur|van|из)\s*\d{1,4}\s*)?[-–—|]?",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+")


class PrintedPage(Struct):
    """A page as it was read."""

    lines: list[PrintedLine]
    height: float
    width: float
    blocks: list[TextBlock] | None = None
    """Its lines in blocks, where the file says what belongs together; those of `lines` are in none."""


def document(
    pages: Sequence[PrintedPage], properties: Mapping[str, str], what: str, *, large: float = LARGE
) -> Document:
    """Return the document that pages of lines are.

    Args:
        pages: Its pages.
        properties: What the file says of itself.
        what: What a page of it is, with its article: `a PDF page`.
        large: How many times the size of the text a heading has at least.
    """
    dropped: list[Dropped] = []
    furniture = _furniture(pages)
    printed: list[tuple[PrintedParagraph, int]] = []
    columns = 0
    for number, page in enumerate(pages, 1):
        heads = furniture.get(number, set())
        dropped += [Dropped(text=line.text, rule="running head") for line in page.lines if heads and line in heads]
        kept = [line for line in page.lines if line not in heads] if heads else page.lines
        blocks = in_order([*(page.blocks or ()), *blocks_of(kept)])
        columns += _is_in_columns([(block.left, block.right) for block in blocks if len(block.lines) > 4])
        printed += [(paragraph, number) for paragraph in paragraphs_of(blocks)]
    words = vocabulary(line for paragraph, _ in printed for line in paragraph.lines)
    body = _body_size([paragraph for paragraph, _ in printed])
    cut = columns * 2 > sum(bool(page.lines) for page in pages)
    levels = _levels([paragraph for paragraph, _ in printed], body * large, alike=cut)
    paragraphs = [
        DocumentParagraph(joined(paragraph.lines, words), level, number if len(pages) > 1 else None)
        for (paragraph, number), level in zip(printed, levels, strict=True)
    ]
    if not cut:
        return Document(paragraphs=paragraphs, properties=properties, dropped=dropped)
    text, facts = without_masthead(paragraphs, levels)
    dropped += [Dropped(text=one.text, rule="masthead") for one in paragraphs[: len(paragraphs) - len(text)]]
    return Document(
        paragraphs=text,
        properties={"created": properties.get("created", "")},
        dropped=dropped,
        facts=facts,
        rules=dict.fromkeys(facts, "masthead"),
        origins=dict.fromkeys(facts, "extracted"),
        guess=what,
    )


def without_masthead(
    paragraphs: Sequence[DocumentParagraph], levels: Sequence[int | None]
) -> tuple[Sequence[DocumentParagraph], dict[str, str]]:
    """Return the paragraphs of a newspaper's page without its masthead, and what that says.

    It is the first heading, with short lines alone below, as that of the day, down to the next heading.
    """
    heads = [index for index, level in enumerate(levels) if level is not None]
    if len(heads) < 2 or heads[0] > 3:
        return paragraphs, {}
    lines = [one.text for one in paragraphs[: heads[1]]]
    if any(len(line) >= LONG for line in lines) or heads[1] > 8:
        return paragraphs, {}
    facts = {"outlet": paragraphs[heads[0]].text}
    day = next((day for line in lines if (day := DAY.search(line))), None)
    if day:
        facts["published"] = day[0].strip(AROUND_DAY)
    return paragraphs[heads[1] :], facts


def _furniture(pages: Sequence[PrintedPage]) -> dict[int, set[PrintedLine]]:
    """Return the running heads, feet and page numbers of each page that has some, by its number.

    They stand in the outer tenth of a page and are a number, or say the same on several pages but for numbers.
    """
    edges = [
        (number, line)
        for number, page in enumerate(pages, 1)
        for line in page.lines
        if line.bottom < 0.1 * page.height or line.top > 0.9 * page.height
    ]
    seen = Counter(key for _, key in {(number, _alike(line.text)) for number, line in edges})
    often = max(2, len(pages) // 4)
    furniture: dict[int, set[PrintedLine]] = {}
    for number, line in edges:
        if _NUMBER.fullmatch(line.text) or seen[_alike(line.text)] >= often:
            furniture.setdefault(number, set()).add(line)
    return furniture


def _alike(text: str) -> str:
    return _DIGITS.sub("0", text.casefold())


def _is_in_columns(blocks: Sequence[tuple[float, float]]) -> bool:
    """Tell whether blocks of text stand beside one another."""
    return any(
        right < other_left or other_right < left
        for index, (left, right) in enumerate(blocks)
        for other_left, other_right in islice(blocks, index + 1, index + 20)
    )


def _body_size(paragraphs: Sequence[PrintedParagraph]) -> float:
    sizes: Counter[float] = Counter()
    for one in paragraphs:
        sizes[round(one.size, 1)] += sum(map(len, one.lines))
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _levels(paragraphs: Sequence[PrintedParagraph], least: float, *, alike: bool) -> list[int | None]:
    """Return the level of each paragraph as a heading, by its size.

    Args:
        paragraphs: All of them.
        least: Size of the smallest heading.
        alike: Whether all headings count alike, as on a newspaper's page, where each article's has a size of its own.
    """
    large = [
        round(one.size) if least and one.size >= least and sum(map(len, one.lines)) <= MOST_HEADING else None
        for one in paragraphs
    ]
    sizes = sorted({size for size in large if size is not None}, reverse=True)
    ranks = {size: min(rank, 9) for rank, size in enumerate(sizes, 1)}
    if alike:
        return _headlines(large, [sum(map(len, one.lines)) for one in paragraphs])
    return [None if size is None else ranks[size] for size in large]


def _headlines(large: Sequence[int | None], lengths: Sequence[int]) -> list[int | None]:
    """Return which of the large lines of a page are headlines: the first of a row of them, with a text below.

    A masthead, which has none, is one where it is the first.
    """
    levels: list[int | None] = [None] * len(large)
    heads = [index for index, size in enumerate(large) if size is not None]
    rows = [index for index in heads if index - 1 not in heads]
    for index, following in zip(rows, [*rows[1:], len(large)], strict=False):
        text = sum(lengths[at] for at in range(index + 1, following) if large[at] is None)
        if text >= FEWEST or index == rows[0]:
            levels[index] = 1
    return levels
