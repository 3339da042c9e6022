"""Columns: what those of a table without names are, by what they hold."""

from __future__ import annotations

import re
from collections.abc import Sequence

from generator.read.published import KINDS, folded, withheld

from .names import is_known

FEWEST = 1
MOST_SAMPLED = 200
TEXT = 150
"""Characters that the cells of a column of texts have on average at least."""
SHARE = 0.8
"""Share of the filled cells that must be of a kind."""

_URL = re.compile(r"https?://\S+\Z", re.IGNORECASE)
_DATE = re.compile(
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:[ T].{0,30})?\Z|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}(?:[ ,T].{0,30})?\Z"
    r"|(?:\w{3,9}\.?,? )?\d{1,2}\.? (?:de )?\w{3,10}\.?(?:,| de|)? \d{4}\Z|\w{3,10}\.? \d{1,2}, \d{4}\Z"
)
_SPACELESS = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")
"""A letter of scripts that write words without spaces, and say as much in a third of the letters."""
_NUMBER = re.compile(r"[\d.,-]+\Z")


def guessed_columns(rows: Sequence[Sequence[str]]) -> tuple[str, ...] | None:
    """Return names for the columns of a table whose first row is a record; None if it may be a row of names.

    The column with the longest cells is the text; addresses and dates are told by their form; of the others, the first
    that is filled, mostly different from row to row and longer than a word is the headline.

    Args:
        rows: The first rows, of which there is at least one.
    """
    first = rows[0]
    if len(first) < 2 or any(map(is_known, first)):
        return None
    width = len(first)
    columns = [[row[at].strip() for row in rows[:MOST_SAMPLED] if at < len(row)] for at in range(width)]
    filled = [[cell for cell in column if cell and cell != "\\N"] for column in columns]
    lengths = [sum(map(_length, column)) / len(column) if column else 0 for column in filled]
    text = max(range(width), key=lengths.__getitem__)
    if lengths[text] < TEXT or _length(first[text]) < TEXT // 3:
        return None
    if " " not in first[text] and not _is_spaceless(first[text]):
        return None
    names = [f"column {at}" for at in range(1, width + 1)]
    names[text] = "text"
    for at, column in enumerate(filled):
        if at == text or not column:
            continue
        for name, form in (("url", _URL), ("published", _DATE)):
            if name not in names and sum(bool(form.match(cell)) for cell in column) >= SHARE * len(column):
                names[at] = name
                break
        for name, is_one in (("status", _is_state), ("post_type", _is_kind)):
            if names[at].startswith("column ") and name not in names and all(map(is_one, column)):
                names[at] = name
    headline = next((at for at in range(width) if names[at].startswith("column ") and _may_head(filled[at])), None)
    if headline is not None:
        names[headline] = "headline"
    return tuple(names)


def _is_state(cell: str) -> bool:
    """Tell whether a cell says of an item whether it is published, as newsrooms' systems do."""
    return folded(cell) in _PUBLISHED or (cell.isascii() and cell.islower() and bool(withheld({"status": cell})))


def _is_kind(cell: str) -> bool:
    """Tell whether a cell says what kind of item its row is: a post, a page, a file."""
    return folded(cell) in _ARTICLES or folded(cell) in KINDS


_PUBLISHED = frozenset({"publish", "published"})
_ARTICLES = frozenset({"post", "article", "story", "news"})


def _is_spaceless(text: str) -> bool:
    return len(_SPACELESS.findall(text[:TEXT])) * 2 > len(text[:TEXT])


def _length(text: str) -> int:
    return len(text) * 3 if _is_spaceless(text) else len(text)


def _may_head(column: Sequence[str]) -> bool:
    """Tell whether cells can be headlines: words, of some length, and mostly different ones."""
    words = [cell for cell in column if not _NUMBER.match(cell) and not _DATE.match(cell) and not _URL.match(cell)]
    if not words or len(words) < SHARE * len(column):
        return False
    average = sum(map(len, words)) / len(words)
    return 4 <= average <= 200 and len(set(words)) >= SHARE * len(words)
