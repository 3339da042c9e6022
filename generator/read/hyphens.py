"""Hyphens at the ends of printed lines: a word that was parted is put together as the text itself spells it.

Where the text has the word nowhere else, neither whole nor with a hyphen inside, nothing is guessed: the hyphen stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_HYPHENS = frozenset("-\u2010\u00ad\u00ac\x02\ufffe⸗=")
_LONGEST = 80
"""Characters at the end of a line that are looked at."""
_END = re.compile(r"([^\W\d_]{1,40}(?:-[^\W\d_]{1,40})*)([-\u2010\u00ad\u00ac\x02\ufffe⸗=])\Z")
"""A word and a hyphen at the end of a line: scanners read ⸗, = and ¬; PDFium has signs of its own."""
_START = re.compile(r"[^\W\d_]{1,40}(?:['’-][^\W\d_]+)*")
_SURE = "\u00ad"
"""A soft hyphen stands only where a word was parted."""

Vocabulary = frozenset[str]


def vocabulary(lines: Iterable[str]) -> Vocabulary:
    """Return the words that stand whole in lines of print, in lower case: none that a line's end may have parted.

    Empty where no line parts a word.
    """
    lines = list(lines)
    # Where nobody asks for a word, to look for all of them takes longer than the rest.
    if not any(_hyphen_at_end(line) for line in lines if line[-1:] in _HYPHENS):
        return frozenset()
    whole_words: set[str] = set()
    for line in lines:
        words = _WORD.findall(line.casefold())
        whole_words.update(words[:-1] if _hyphen_at_end(line) else words)
    return frozenset(whole_words)


def _hyphen_at_end(line: str) -> re.Match[str] | None:
    """Return the word and the hyphen at the end of a line; None for most lines, whose last sign says it."""
    return _END.search(line, max(0, len(line) - _LONGEST)) if line[-1:] in _HYPHENS else None


def joined(lines: Sequence[str], words: Vocabulary) -> str:
    """Join the lines of a paragraph, with a space between, or as their hyphens say.

    Args:
        lines: The lines, stripped.
        words: The words of the whole text.
    """
    if not any(line[-1:] in _HYPHENS for line in lines):  # as most do: sooner than line by line
        return " ".join(lines)
    made: list[str] = []
    for line in lines:
        end = _hyphen_at_end(made[-1]) if made else None
        start = _START.match(line) if end else None
        if end and start:
            made[-1] = made[-1][: end.start(2)] + _sign(end[1], end[2], start[0], words)
            made.append(line)
        else:
            made += [" ", line] if made else [line]
    if made and (end := _hyphen_at_end(made[-1])):
        made[-1] = f"{made[-1][: end.start(2)]}-"
    return "".join(made)


def _sign(before: str, hyphen: str, after: str, words: Vocabulary) -> str:
    whole = f"{before}{after}".casefold()
    parted = f"{before}-{after}".casefold()
    if hyphen == _SURE or (whole in words and after[:1].islower()):
        return "" if parted not in words or hyphen == _SURE else "-"
    return "-"


def rejoined(text: str) -> str:
    """Return a text of printed lines with the words that their ends part put together; its other line ends stay."""
    lines = text.split("\n")
    words = vocabulary(lines)
    made: list[str] = []
    for line in lines:
        end = _hyphen_at_end(made[-1]) if made else None
        start = _START.match(line)
        if not made or not end or not start:
            made.append(line)
            continue
        first, _, rest = line.partition(" ")
        made[-1] = joined([made[-1], first], words)
        if rest:
            made.append(rest)
    return "\n".join(made)
