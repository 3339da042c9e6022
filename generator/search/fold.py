"""Fold a text into the words that the search compares: no case, no accents, no variants of Arabic letters.

The browser folds what a reader asks for in the same way (theme/assets/javascripts/search-query.js): a change here is
a change there, and tests/browser compares the two.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import regex

_ALONE = "ー" + "".join(rf"\p{{Script={name}}}" for name in "Han Hiragana Katakana Thai Lao Khmer Myanmar".split())
"""Scripts without spaces: each character is a word of its own, and a run of them is searched as a phrase."""

_WORD = regex.compile(rf"[{_ALONE}]\p{{M}}*|(?:(?![{_ALONE}])[\p{{L}}\p{{N}}\p{{M}}])+")

_STARTS_ALONE = regex.compile(rf"[{_ALONE}]")
_NO_WORD = regex.compile(r"[^\p{L}\p{N}\p{M}]")

_MARKS = regex.compile(r"(?![\u3099\u309a])\p{M}|\u0640")
"""Accents and vowel signs, which Pagefind drops by itself; here, so that a word has one form, and phrases hold.
The signs of voiced kana are kept as letters: カ and ガ are two words."""

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

_VOICED = str.maketrans({"\u3099": "v", "\u309a": "p"})

_ARABIC = regex.compile(r"\A[\u0620-\u064a]{3,}\Z")
_IN_ARABIC = regex.compile(r"[\u0620-\u064a]{3}")
_ARABIC_BEFORE = ("وال", "بال", "كال", "فال", "لل", "ال", "و")
_ARABIC_AFTER = ("ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي")


def words(text: str) -> list[str]:
    """Return the words of a text, folded, in the order of the text."""
    plain = _by_sign(text)
    if _SLOW in plain:
        return [word for run in _WORD.findall(text) for word in _folded(run)]
    run = plain.split()
    return run if plain.isascii() or not _IN_ARABIC.search(plain) else list(map(_arabic_stem, run))


def _by_sign(text: str) -> str:
    """Fold each sign of a text by itself.

    Where nearly all of them are ASCII, the others are folded first: Python is ten times faster with ASCII alone.
    """
    if len(text.encode("ascii", "ignore")) >= _MOSTLY_ASCII * len(text):
        text = _BEYOND_ASCII.sub(lambda found: found[0].translate(_SIGNS), text)
        if _SLOW in text:
            return text
    return text.translate(_SIGNS)


_MOSTLY_ASCII = 0.95
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")

_SLOW = "\0"
"""Stands for a sign that is a word of its own: whether a word ends with it depends on the signs behind it."""


class _Signs(dict[int, str]):
    """What each sign becomes, as it is met: what it folds into, and a space for what parts words.

    A text is folded sign by sign in a sixth of the time that its words take, and comes to the same.
    """

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        plain = _plain(sign) if _WORD.fullmatch(sign) else " "
        alone = _STARTS_ALONE.search(sign + plain)
        self[code] = made = _SLOW if alone else _NO_WORD.sub(" ", plain).translate(_VOICED)
        return made


_SIGNS = _Signs()


def _plain(word: str) -> str:
    """Return a word without case, marks and variants of letters, its digits as ASCII has them."""
    plain = _MARKS.sub("", unicodedata.normalize("NFKD", word).lower()).translate(_LETTERS)
    return "".join(str(unicodedata.decimal(one, one)) for one in plain)


@lru_cache(maxsize=1 << 17)
def _folded(word: str) -> tuple[str, ...]:
    """Return what one word folds into: mostly one word, two for `½`, none for a lone sign."""
    return tuple(_arabic_stem(run.translate(_VOICED)) for run in _WORD.findall(_plain(word)))


@lru_cache(maxsize=1 << 17)
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
