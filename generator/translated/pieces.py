"""Cut a text into the pieces that are held against another text's: sentences, and clauses within them.

A translator may make one sentence of two, or two of one, but seldom takes a clause apart: so both are compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct

MOST_SENTENCES = 80
"""Sentences of a text that are compared, from its start: what makes a report itself stands there."""
SHORTEST = 12
"""Letters of a sentence that is not taken together with the one before it: an abbreviation, a heading."""
SHORTEST_CLAUSE = 28
"""The same of a clause: too few words lie close to anything."""
DENSE = 2
"""Letters that one sign of Chinese, Japanese or Korean stands for."""

_CLOSING = r"[\"'”’»›」』）)\]]"
_BOUNDARY = re.compile(rf"(?<=[.!?؟۔।]){_CLOSING}*\s+|(?<=[。！？])(?!{_CLOSING})\s*|(?<=[。！？][」』”’）])\s*|\n+")
_CLAUSE = re.compile(r"(?<=[,;:،؛–—])\s+|(?<=[，、；：])|\s+(?=[–—]\s)")
_DENSE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


class Sentence(Struct, frozen=True, kw_only=True):
    """A sentence of a text."""

    paragraph: int
    """Number of its paragraph, from 0."""
    text: str


def sentences(paragraphs: Iterable[str]) -> tuple[Sentence, ...]:
    """Return the sentences of a text in their order, `MOST_SENTENCES` at most; none reaches into another paragraph."""
    pieces: list[Sentence] = []
    for number, paragraph in enumerate(paragraphs):
        pieces += (Sentence(paragraph=number, text=text) for text in _join_short(_split(paragraph), SHORTEST))
        if len(pieces) >= MOST_SENTENCES:
            break
    return tuple(pieces[:MOST_SENTENCES])


def _split(paragraph: str) -> Iterator[str]:
    """Yield what stands between the ends of sentences; none ends before a small letter (`at 5 p.m. on Monday`)."""
    start = 0
    for end in _BOUNDARY.finditer(paragraph):
        if not paragraph[end.end() : end.end() + 1].islower():
            yield paragraph[start : end.end()]
            start = end.end()
    yield paragraph[start:]


def clauses(sentence: str) -> tuple[str, ...]:
    """Return the clauses of a sentence in their order; the sentence, where it has one."""
    return tuple(_join_short(_CLAUSE.split(sentence), SHORTEST_CLAUSE))


def _join_short(pieces: Iterable[str], shortest: int) -> list[str]:
    """Return pieces with those that are too short joined to the one before."""
    joined: list[str] = []
    for piece in filter(None, map(str.strip, pieces)):
        if joined and (letters(joined[-1]) < shortest or letters(piece) < shortest):
            joined[-1] += f" {piece}"
        else:
            joined.append(piece)
    return joined


def letters(text: str) -> int:
    """Return how long a text is, in letters of an alphabet."""
    return len(text) + (DENSE - 1) * len(_DENSE.findall(text))
