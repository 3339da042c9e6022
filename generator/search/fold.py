"""Fold a text into the words that the search compares: no case, no accents, no variants of Arabic letters.

The browser folds what a reader asks for in the same way (theme/assets/javascripts/search-words.js): a change here is
a change there, and tests/browser compares the two.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

import regex

_ALONE = "ー" + "".join(rf"\p{{Script={name}}}" for name in "Han Hiragana Katakana Thai Lao Khmer Myanmar".split())
"""Scripts without spaces: each character is a word of its own, and a run of them is searched as a phrase."""

_WORD = regex.compile(rf"[{_ALONE}]\p{{M}}*|(?:(?![{_ALONE}])[\p{{L}}\p{{N}}\p{{M}}])+")

_MARKS = regex.compile(
    # Accents of Latin, Greek and Cyrillic (й is a letter of its own), Hebrew points, Arabic vowel signs and tatweel.
    r"(?<![иИ])\u0306|[\u0300-\u0305\u0307-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
    r"\u0591-\u05bd\u05bf-\u05c7\u0640\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed]"
)

_LATIN = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ς": "σ"}
_VARIANTS = {
    "ى": "ي",
    "ی": "ي",
    "ئ": "ي",
    "ؤ": "و",
    "ة": "ه",
    "ک": "ك",
    "ٱ": "ا",
    "أ": "ا",
    "إ": "ا",
    "آ": "ا",
    "ء": "",
}
_LETTERS = str.maketrans(_LATIN | _VARIANTS)

_ARABIC = regex.compile(r"\A[\u0620-\u064a]{3,}\Z")
_ARABIC_BEFORE = ("وال", "بال", "كال", "فال", "لل", "ال", "و")
_ARABIC_AFTER = ("ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي")


def words(text: str) -> list[str]:
    """Return the words of a text, folded, in the order of the text."""
    return [word for found in _WORD.findall(text) for word in _folded(found)]


@lru_cache(maxsize=1 << 17)
def _folded(word: str) -> tuple[str, ...]:
    """Return what one word folds into: mostly one word, two for `½`, none for a lone sign."""
    plain = _MARKS.sub("", unicodedata.normalize("NFKD", word)).lower()
    letters = unicodedata.normalize("NFC", plain).translate(_LETTERS)
    digits = "".join(str(unicodedata.decimal(one, one)) for one in letters)
    return tuple(_arabic_stem(found) for found in _WORD.findall(digits))


def _arabic_stem(word: str) -> str:
    """Return an Arabic word without article, conjunction and the commonest endings (after Larkey's light stemmer)."""
    if not _ARABIC.match(word):
        return word
    for before in _ARABIC_BEFORE:
        if word.startswith(before) and len(word) - len(before) >= (3 if before == "و" else 2):
            word = word.removeprefix(before)
            break
    for after in _ARABIC_AFTER:
        if word.endswith(after) and len(word) - len(after) >= 2:
            return word.removesuffix(after)
    return word
