"""Words of a text as readers see them: what is typography in them changes nothing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

from msgspec import Struct

_ALONE = (
    "\u0e01-\u0e5a\u0e81-\u0edf\u1000-\u103f\u1780-\u17d3"  # Thai, Lao, Burmese, Khmer
    "\u3005-\u3007\u3041-\u30ff\u31f0-\u31ff\uff66-\uff9e"  # kana
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # ideographs
)
"""Scripts written without spaces between words: each character counts as a word."""
_ENDS_ALONE = re.compile(rf"[{_ALONE}]\W?\Z")
_SYMBOLS = "$¢£¤¥€₹₽₺₪₩%‰°+=&@#"
"""Not letters, but not typography either."""
_OPENING = "([{<«“‘„‚「『（《〈【¿¡"
_APOSTROPHES = "'’ʼ"

_FORMS = str.maketrans("أإآٱىةؤئیک", "ااااىهوىىك") | {
    ord("ي"): "ى",
    0x0640: "",
    **dict.fromkeys(map(ord, _APOSTROPHES), "'"),
}
"""Arabic letters that outlets write in two ways, as grouping folds them, without tatweel."""
_ARABIC_SIGNS = re.compile("[\u064b-\u065f\u0670\u06d6-\u06ed]")


class Words(Struct, frozen=True):
    """A paragraph as words; what stands between words belongs to one of them, so that they cover the text."""

    text: str
    ids: list[int]
    bounds: list[int]
    """Where each word starts, and the end of the text."""

    def piece(self, start: int, stop: int) -> str:
        """Return the text of some of the words."""
        return self.text[self.bounds[start] : self.bounds[stop]]

    def part(self, start: int, stop: int) -> Words:
        """Return some of the words as a paragraph of their own."""
        if stop - start == len(self.ids):
            return self
        first = self.bounds[start]
        return Words(
            text=self.piece(start, stop),
            ids=self.ids[start:stop],
            bounds=[bound - first for bound in self.bounds[start : stop + 1]],
        )


class Reader:
    """Cuts paragraphs into words and numbers the words, equal ones alike."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._ids: dict[str, int] = {}
        self._known: dict[str, Words] = {}

    def read(self, text: str) -> Words:
        """Return the words of a paragraph."""
        known = self._known.get(text)
        if known is None:
            known = self._known[text] = self._words(text)
        return known

    def _words(self, text: str) -> Words:
        ids, bounds = [], [0]
        for match in word_pattern().finditer(text):
            word = match[1]
            number = self._ids.get(word)
            if number is None:
                number = self._ids[word] = self._numbers.setdefault(_folded(word), len(self._numbers))
            ids.append(number)
            bounds.append(match.end())
        if not ids:  # a line of asterisks is a paragraph too
            return Words(text, [self._numbers.setdefault(text.strip(), len(self._numbers))], [0, len(text)])
        bounds[-1] = len(text)
        return Words(text, ids, bounds)


@cache
def word_pattern() -> re.Pattern[str]:
    """Return what finds a word, and with it what stands before the next one.

    A word ends with the last space before the next one, so that an opening quote goes with what it opens.
    """
    marks = _marks()
    letter = rf"[^\W{_ALONE}]"
    inside = rf"(?:{letter}+|[{marks}]|[{_APOSTROPHES}](?={letter})|(?<=\d)[.,:](?=\d))"
    word = rf"{letter}{inside}*|[{_ALONE}][{marks}]*|[{_SYMBOLS}]"
    return re.compile(rf"({word})(?:[^\w{_SYMBOLS}]*\s|[^\w{_SYMBOLS}{re.escape(_OPENING)}]*)")


def _marks() -> str:
    """Return the characters that belong to the letter before them, as the inside of a set of a regular expression."""
    ranges: list[list[int]] = []
    for point in range(0xAD, 0x1F000):
        if unicodedata.category(chr(point)) in {"Mn", "Mc", "Me", "Cf"}:
            if ranges and ranges[-1][1] == point - 1:
                ranges[-1][1] = point
            else:
                ranges.append([point, point])
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges)


def _folded(word: str) -> str:
    """Return the word without what is typography in it."""
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFKC", word).casefold().translate(_FORMS)
    plain = "".join(
        str(unicodedata.decimal(character, character))
        for character in _ARABIC_SIGNS.sub("", plain)
        if unicodedata.category(character) != "Cf"
    )
    return unicodedata.normalize("NFC", plain) or word


def joined(parts: Sequence[Words]) -> Words:
    """Return pieces as one, with a space where a paragraph ended."""
    if len(parts) == 1:
        return parts[0]
    text, ids, bounds = "", [], [0]
    for part in parts:
        text += (space := space_after(text))
        bounds[-1] += len(space)
        bounds += [len(text) + bound for bound in part.bounds[1:]]
        text += part.text
        ids += part.ids
    return Words(text, ids, bounds)


def space_after(text: str) -> str:
    """Return what stands between a text and one that was a paragraph of its own."""
    return "" if not text or text[-1].isspace() or _ENDS_ALONE.search(text, len(text) - 2) else " "
