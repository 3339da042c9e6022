"""Spell names that are printed in capitals as people write them: `ANNA VAN DER BERG` is Anna van der Berg.

Only what is sure to be a name: several words, every one or the surname in capitals, in Latin or Cyrillic letters. Where
the surname comes first for its capitals, `FAUCON Anne`, it is put last. Capitals of Greek have lost their accents, and
small letters would not bring them back.
"""

from __future__ import annotations

import re

LEAST_LETTERS = 4
"""Letters of the longest word; where all are shorter, they may be initialisms: `ABC USA`."""
_LETTERS = re.compile(r"[A-ZÀ-ÖØ-ÞĀ-ſƠƯȘȚẞẠ-ỹЀ-ЯҐҒҚҢҮҰҺӘӨ\s.'’‘-]+")
_VOWELS = re.compile(r"[AEIOUYÀ-ÆÈ-ÏÒ-ÖØ-ÝĀĂĄĒĖĘĚĪĮİŌŐŒŪŮŰŲƠƯẠ-ỹАЕЁИОУЫЭЮЯЄІЇЎӘӨҮҰ]")
_SMALL = frozenset("DE DU DO DOS DAS DEL LA LAS LOS VAN VON DER DEN DEM TEN TER ZU ZUM ZUR AF AV".split())
"""Words within a name that nobody writes with a capital; of `DI` and `DELLA` Italians do."""
_NUMBERS = frozenset({"II", "III", "IV"})
_TITLED = frozenset({"JR", "SR", "ST", "DR", "MR", "MRS", "MS"})
_SCOTTISH = re.compile(r"Mc[a-zà-ÿ](?=\w{2})")
_SURNAME_FIRST = re.compile(r"[őűŐŰơưƠƯạ-ỹẠ-Ỹ]")
"""Letters of Hungarian and Vietnamese names, whose surname stands first whatever its case."""
_PIECES = re.compile(r"([\s'’‘.-]+)")


def as_written(name: str) -> str:
    """Return a name as people write it: one in capitals with small letters, every other as it is printed."""
    words = name.split()
    longest = max((len(word.strip(".")) for word in words), default=0)
    if len(words) < 2 or longest < LEAST_LETTERS:
        return name
    if not name.isupper():
        return _with_surname(words) or name
    if not _LETTERS.fullmatch(name):
        return name
    if any(map(_is_in_doubt, words)):
        return name
    turkish = "İ" in name or "Ğ" in name
    spelt = [_word(word, inside=0 < at < len(words) - 1, turkish=turkish) for at, word in enumerate(words[:-1])]
    return " ".join([*spelt, _titled_word(words[-1], turkish=turkish)])


def _with_surname(words: list[str]) -> str:
    """Return a name of which the surname alone is in capitals, `Anne FAUCON` or `FAUCON Anne`; empty for any other."""
    capitals = [
        word in _SMALL
        or (word.isupper() and "." not in word and len(word) >= LEAST_LETTERS - 1 and bool(_LETTERS.fullmatch(word)))
        for word in words
    ]
    given = [word[:1].isupper() and not word.isupper() for word in words]
    at = capitals.index(True) if any(capitals) else 0
    stop = at + sum(capitals)
    known = all(capitals[at:stop]) and all(one or word.isupper() for one, word in zip(given, words, strict=True))
    longest = max((len(word) for word, one in zip(words, capitals, strict=True) if one), default=0)
    if not known or longest < LEAST_LETTERS or (at and stop < len(words)) or sum(capitals) == len(words):
        return ""
    turkish = any(sign in "".join(words) for sign in "İĞığşŞ")
    surname = [word.lower() if word in _SMALL else _titled_word(word, turkish=turkish) for word in words[at:stop]]
    if _SURNAME_FIRST.search("".join(words)):
        return " ".join([*words[:at], *surname, *words[stop:]])
    return " ".join([*words[stop:], *words[:at], *surname])


def _is_in_doubt(word: str) -> bool:
    """Tell whether two letters may be a name as well as two initials: `AL`, `AJ`."""
    return len(word) == 2 and word not in _SMALL | _NUMBERS and bool(_VOWELS.match(word) and not _VOWELS.match(word[1]))


def _word(word: str, *, inside: bool, turkish: bool) -> str:
    bare = word.strip(".")
    if inside and word in _SMALL:
        return word.lower()
    if len(bare) <= 3 and bare not in _TITLED and not _VOWELS.search(bare):
        return word  # initials: `JD VANCE`
    return _titled_word(word, turkish=turkish)


def _titled_word(word: str, *, turkish: bool) -> str:
    pieces = [word] if word in _NUMBERS else _PIECES.split(word)
    return "".join(piece if piece in _NUMBERS else _titled(piece, turkish=turkish) for piece in pieces)


def _titled(piece: str, *, turkish: bool) -> str:
    small = piece[1:].replace("İ", "i")
    small = small.replace("I", "ı") if turkish else small
    titled = piece[:1] + small.lower()
    return _SCOTTISH.sub(lambda match: match[0][:2] + match[0][2].upper(), titled)
