"""Tell formulas from text (stage 5): datelines, bylines and credits, which are no change of it.

Signs tell most of them, in any language. Those that are sentences are told by words that the languages know: `According
to the Coast Wire agency, ` before a text, `Ada Bell contributed to this report.` behind it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from generator.languages import alternatives, formula_words, month_names, source_labels, weekdays
from generator.model import Shingled

CHARACTERS_A_WORD = 2.5
"""In a text with fewer, words are characters."""

FORMULA_WORDS, FORMULA_CHARACTERS = 16, 30
"""Words that a dateline, a byline or another opening formula has at most; the same of a credit at the end."""
CLOSED_WORDS = 6
"""Words of a formula that ends in a full stop: `Paris, 17 May.`"""
NAMES = 2 / 3
"""Share of its words that are names, numbers or capitals, from which what ends in a full stop is a formula, too."""
COMMON_WORDS = 2
"""Words that the formulas of two texts may share, next to the text: `HARN (CW) - ` and `Velmar, May 17 (CW) - `."""
ATTRIBUTION_WORDS, ATTRIBUTION_CHARACTERS = 10, 20
"""Words that say whose report a text is, before it."""
CREDIT_WORDS, CREDIT_CHARACTERS = 30, 30
"""Words that say so behind it, in a sentence that ends with them: writers have names and towns."""
AFTER_CREDIT = 6
"""Words of such a sentence that may follow: `contributed to this Coast Wire report from Velmar`."""

_OPENS_TEXT = re.compile(r"[-–—―−_:)\]】）〕》>|•·*/=＝:\u061b\u060c]\s*\Z|\n\s*\Z")
_WORDS = re.compile(r"\w+")
_SPACE = re.compile(r"\s\Z")
_COMMA = re.compile(r"[,،，、]\s*\Z")
_SENTENCE = re.compile(r"[.!?。！？؟۔।…][\"'”’»)\]]*\s*\Z")
_FULL_STOP = re.compile(r"[.。۔।]\s*\Z")
_ENDS = " \n.!?。！？؟۔।…\"'”’»"
_ENDED = re.compile(r"[\"'”’»)\]]*(?:[.!?。！？؟۔।…]|\s*\n)")
_CREDIT = re.compile(r"[<＜(\[（【〔©®/|–—―-]")
_FOREIGN = re.compile(r"[A-Za-z]{2,}|[\u30a1-\u30fa\u30fc]{3,}")
"""How names are set among signs that are words each: Latin, katakana."""


def dense(text: Shingled) -> bool:
    """Return whether a text is in a script without spaces between words."""
    return len(text.text) < CHARACTERS_A_WORD * len(text.words)


def is_opening(text: Shingled, start: int, stop: int) -> bool:
    """Return whether the words before some word are no more than a formula: `PARIS, 17 May (CW) - `.

    Its last words may be those of the other text's formula too.
    """
    last = min(stop + COMMON_WORDS, len(text.words) - 1)
    return start == stop or any(_opens(text, start, word) for word in range(stop, last + 1)) or _attributed(text, stop)


def _opens(text: Shingled, start: int, stop: int) -> bool:
    """Return whether a formula ends before some word."""
    without_spaces = dense(text)
    if stop - start > (FORMULA_CHARACTERS if without_spaces else FORMULA_WORDS):
        return False
    piece = text.text[: int(text.bounds[stop, 0])]
    if _OPENS_TEXT.search(piece) or (without_spaces and _SPACE.search(piece)):
        return not _SENTENCE.search(piece) or stop - start <= CLOSED_WORDS
    return bool(_FULL_STOP.search(piece)) and (stop - start <= CLOSED_WORDS or _names(piece))


def _names(piece: str) -> bool:
    """Return whether next to all words of a formula are names and numbers, as far as capitals tell them."""
    words: list[str] = _WORDS.findall(piece)
    return sum(word[0] != word[0].lower() or word[0].isdigit() for word in words) >= NAMES * len(words) > 0


def _attributed(text: Shingled, stop: int) -> bool:
    """Return whether the words before some word say whose report the text is: `According to Coast Wire, `."""
    without_spaces = dense(text)
    if not 0 < stop <= (ATTRIBUTION_CHARACTERS if without_spaces else ATTRIBUTION_WORDS):
        return False
    piece = text.text[: int(text.bounds[stop, 0])]
    opens = [match.span() for match in _opening_words().finditer(piece)]
    ended = _COMMA.search(piece) or _that().search(piece) or (opens and not piece[opens[-1][1] :].strip())
    if not opens or not ended or _SENTENCE.search(piece):
        return False
    rest = " ".join(piece[start:stop] for start, stop in _outside(opens, len(piece)))
    return bool(_wires().search(rest)) or (bool(_FOREIGN.search(rest)) if without_spaces else _one_name(rest, piece))


def _outside(spans: list[tuple[int, int]], length: int) -> Iterator[tuple[int, int]]:
    """Yield what of some length lies outside of spans, in order."""
    starts, stops = [0, *(stop for _, stop in spans)], [*(start for start, _ in spans), length]
    yield from zip(starts, stops, strict=True)


def _one_name(rest: str, piece: str) -> bool:
    """Return whether an agency may be named in some words: by its initials, or by the one name that they hold.

    The word that opens a sentence has a capital in any case. Where there are no capitals, one word beside small ones is
    a name.
    """
    words: list[str] = [word for word in _WORDS.findall(rest) if len(word) > 1 and not word[0].isdigit()]
    if all(word.lower() == word.upper() for word in words):
        return 0 < sum(len(word) > 2 for word in words) < 3
    if any(word != word.lower() and word == word.upper() for word in words):
        return True
    opening = piece.lstrip().startswith(words[0])
    names = [word for word in words[opening:] if word[0] != word[0].lower()]
    return sum(word.casefold() not in weekdays() | month_names() for word in names) == 1


def is_credit(text: Shingled, start: int, stop: int) -> bool:
    """Return whether the words behind some word are no more than a credit: `(Writing by Ada Bell)`, `AFP`.

    Its first words may be those of the other text's credit too.
    """
    first = max(start - COMMON_WORDS, 1)
    return start == stop or any(_ends(text, word, stop, own=word == start) for word in range(start, first - 1, -1))


def _ends(text: Shingled, start: int, stop: int, *, own: bool) -> bool:
    """Return whether a credit stands behind some word; one of no sign but its few words must be the text's own."""
    without_spaces, count = dense(text), stop - start
    if count > (CREDIT_CHARACTERS if without_spaces else CREDIT_WORDS):
        return False
    piece = text.text[int(text.bounds[start - 1, 1]) :]
    ended, rest = _ENDED.match(piece), piece.lstrip(_ENDS)
    short = count <= (FORMULA_CHARACTERS if without_spaces else FORMULA_WORDS)
    if ended and _credited(rest, short=short):
        return True
    if short and _CREDIT.match(rest):
        return True
    return own and count <= CLOSED_WORDS and bool(ended) and not _SENTENCE.search(rest)


def _credited(rest: str, *, short: bool) -> bool:
    """Return whether a sentence says who had a part in the text; one that is not short ends with what says it."""
    match = _closing_words().search(rest)
    if match and len(_WORDS.findall(rest[match.end() :])) <= AFTER_CREDIT:
        return short or match.start() > 0
    return short and bool(_labels().match(rest) or (match and not match.start()))


@cache
def _opening_words() -> re.Pattern[str]:
    return re.compile(formula_words(lambda of: of.opens), re.IGNORECASE)


@cache
def _that() -> re.Pattern[str]:
    return re.compile(rf"(?:{formula_words(lambda of: of.that)})\W{{0,2}}\Z", re.IGNORECASE)


@cache
def _wires() -> re.Pattern[str]:
    return re.compile(formula_words(lambda of: of.wires), re.IGNORECASE)


@cache
def _labels() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternatives(source_labels())})\s?[:：]", re.IGNORECASE)


@cache
def _closing_words() -> re.Pattern[str]:
    return re.compile(formula_words(lambda of: of.closes, inflected=True), re.IGNORECASE)
