"""Hyphens at the ends of printed lines: a word that was parted is put together as the text itself spells it.

Where the text has the word nowhere else, neither whole nor with a hyphen inside, nothing is guessed: the hyphen stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_END = re.compile(r"([^\W\d_]{1,40}(?:-[^\W\d_]{1,40})*)([-\u2010\u00ad\u00ac\x02\ufffe⸗=])\Z")
"""A word and a hyphen at the end of a line: scanners read ⸗, = and ¬; PDFium has signs of its own."""
_START = re.compile(r"[^\W\d_]{1,40}(?:['’-][^\W\d_]+)*")
_SURE = "\u00ad"
"""A soft hyphen stands only where a word was parted."""

Vocabulary = frozenset[str]


def vocabulary(lines: Iterable[str]) -> Vocabulary:
    """Return the words that stand whole in lines of print, in lower case: none that a line's end may have parted."""
    found: set[str] = set()
    for line in lines:
        words = _WORD.findall(line.casefold())
        parted = _END.search(line)
        found.update(words[:-1] if parted else words)
    return frozenset(found)


def joined(lines: Sequence[str], words: Vocabulary) -> str:
    """Join the lines of a paragraph, with a space between, or as their hyphens say.

    Args:
        lines: The lines, stripped.
        words: The words of the whole text.
    """
    text = lines[0] if lines else ""
    for after in lines[1:]:
        end = _END.search(text)
        start = _START.match(after)
        if not end or not start:
            text = f"{text} {after}"
            continue
        text = text[: end.start(2)] + _sign(end[1], end[2], start[0], words) + after
    return _END.sub(r"\1-", text) if _END.search(text) else text


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
        end = _END.search(made[-1]) if made else None
        start = _START.match(line)
        if not made or not end or not start:
            made.append(line)
            continue
        first, _, rest = line.partition(" ")
        made[-1] = joined([made[-1], first], words)
        if rest:
            made.append(rest)
    return "\n".join(made)
