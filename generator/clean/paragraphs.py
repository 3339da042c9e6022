"""Paragraphs: the lines of a text, those that were wrapped joined."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from generator.languages import QUOTES, sentence_ends

from .unicode import normalise, plain_breaks

# Scripts written without spaces between words: their wrapped lines join without one.
_UNSPACED = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3001-\u30ff\u3100-\u312f\u3190-\u31ff\u3400-\u4dbf"
    r"\u4e00-\u9fff\uf900-\ufaff\uff01-\uff9f\U00020000-\U0003ffff]"
)
_INDENTED = re.compile(r"\n(?=(?: {2,12}|\t|\u3000{1,2})\S)")
_SENTENCE_END = re.compile(rf"[{re.escape(sentence_ends())}:：]{QUOTES}{{0,3}}$")
_NARROWEST, _WIDEST = 20, 160
"""Columns, in characters, at which texts are hard-wrapped: a narrow newspaper column, a wide terminal."""
_MANY = 12
"""Lines that speak for a ragged column."""


def lines_of(text: str) -> list[str]:
    """Split a text into its lines, wrapped lines of one paragraph joined; all normalised, none empty."""
    blocks = [block.split("\n") for block in normalise(_mark_indents(text)).split("\n\n") if block]
    full = _full_length([pair for block in blocks for pair in pairwise(block)])
    if not full:
        return [line for block in blocks for line in block]
    return [paragraph for block in blocks for paragraph in _unwrap(block, full)]


def _mark_indents(text: str) -> str:
    """Put a blank line before each indented line, where indenting marks a paragraph and not the whole text."""
    if "\n" not in text:
        return text
    text = plain_breaks(text)
    indented = len(_INDENTED.findall(text))
    return _INDENTED.sub("\n\n", text) if 0 < indented * 2 <= text.count("\n") + 1 else text


def _full_length(breaks: Sequence[tuple[str, str]]) -> float:
    """Return the length from which a line of a hard-wrapped text is full, 0 if each line is a paragraph.

    A line is full if the first word of the next would not have fitted beside it. Columns of print, read by machine, are
    ragged, so that where many lines speak for a column, 85 % of it is full.

    Args:
        breaks: Each line with the line that follows it directly, without a blank line between.
    """
    if not breaks:
        return 0
    lengths = sorted(len(line) for line, _ in breaks)
    column = lengths[len(lengths) * 9 // 10]
    if not _NARROWEST <= column <= _WIDEST:
        return 0
    full = column if len(breaks) < _MANY else column * 0.85
    breaks = [(line, after) for line, after in breaks if len(line) * 2 >= column]
    filled = sum(_is_full(line, after, full) for line, after in breaks)
    within = sum(not _SENTENCE_END.search(line) for line, _ in breaks)
    cased = [after[0] for _, after in breaks if after[0].lower() != after[0].upper()]
    # The rows of a table have one length and no stops either; in prose, lines also begin in lower case.
    prose = sum(letter.islower() for letter in cased) * 4 >= len(cased) if cased else _is_column(breaks, column)
    return full if prose and filled * 5 >= len(breaks) * 3 and within * 2 > len(breaks) else 0


def _is_column(breaks: Sequence[tuple[str, str]], column: int) -> bool:
    """Tell whether lines in a script without capitals are a column: sentences end in it, and no line is too long.

    A headline, a date and a byline above a text are none.
    """
    ended = any(_SENTENCE_END.search(after) for _, after in breaks)
    return len(breaks) > 1 and ended and all(len(after) * 3 <= column * 4 for _, after in breaks)


def _is_full(line: str, after: str, full: float) -> bool:
    """Tell whether a line is full, judged by the first word of the line after it."""
    word = after.split(" ", 1)[0]
    return len(line) + 1 + min(len(word), full // 3) > full


def _unwrap(block: Sequence[str], full: float) -> list[str]:
    """Join the wrapped lines of a block; short lines, such as buttons and prices, stay lines of their own."""
    paragraphs = [[block[0]]]
    for line, after in pairwise(block):
        goes_on = not _SENTENCE_END.search(line) and after[0].islower() and len(line) * 2 >= full
        if goes_on or _is_full(line, after, full):
            paragraphs[-1].append(after)
        else:
            paragraphs.append([after])
    return [_join(lines) for lines in paragraphs]


def _join(lines: Sequence[str]) -> str:
    """Join lines with a space, and without one where the script has none."""
    parts = [lines[0]]
    for line, after in pairwise(lines):
        spaced = not (_UNSPACED.match(line[-1]) or _UNSPACED.match(after[0]))
        parts += (" ", after) if spaced else (after,)
    return "".join(parts)
