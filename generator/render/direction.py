"""Say in which language, and in which direction, a text is written."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from .blocks import Isolated
from .words import spoken_direction, spoken_language, told

if TYPE_CHECKING:
    from .blocks import Attributes

_STRONG = {"L": "ltr", "R": "rtl", "AL": "rtl"}
_RIGHT_TO_LEFT = frozenset("ar arc azb bgn bqi ckb dv fa glk he iw ji lrc mzn nqo pnb prs ps sd syr ug ur yi".split())
_RIGHT_TO_LEFT_SCRIPTS = frozenset("adlm arab hebr mand nkoo rohg samr syrc thaa".split())
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*\Z")


def language_tag(language: str | None) -> str | None:
    """Return the language if it can stand in a `lang` attribute."""
    return language if language and _LANGUAGE.match(language) else None


def direction(language: str | None, text: str) -> str:
    """Return `rtl` or `ltr`: by the language, without one by the letters that the text opens with.

    Args:
        language: BCP 47 tag; its script subtag decides before its language.
        text: Read where the language is unknown; most of the first 200 characters with a direction decide.
    """
    if language:
        primary, *rest = language.lower().replace("_", "-").split("-")
        if script := next((subtag for subtag in rest if len(subtag) == 4 and subtag.isalpha()), None):
            return "rtl" if script in _RIGHT_TO_LEFT_SCRIPTS else "ltr"
        return "rtl" if primary in _RIGHT_TO_LEFT else "ltr"
    if text.isascii():
        return "ltr"
    signs = [_STRONG.get(unicodedata.bidirectional(character)) for character in text[:200]]
    return "rtl" if signs.count("rtl") > signs.count("ltr") else "ltr"


def spoken(language: str | None, text: str) -> Attributes:
    """Return the attributes `lang` and `dir` of an element that holds this text."""
    tag = language_tag(language)
    way = ("dir", direction(tag, text))
    return (("lang", tag), way) if tag else (way,)


def foreign(text: str, language: str | None) -> Isolated:
    """Return words of an article among ours, marked where they are not in the language of ours.

    Args:
        text: The words.
        language: The article's.
    """
    own = spoken_language()
    if own == language == "en" and text.isascii():  # most of most archives
        return Isolated(text)
    tag = language_tag(language)
    if tag == own or (tag is None and direction(None, text) == spoken_direction()):
        return Isolated(text)
    return Isolated(text, spoken(language, text))


def quoted(text: str, language: str | None) -> Isolated:
    """Return words of an article in our quotation marks, which keep to their ends also where the words break."""
    return Isolated(told("in quotes", words=text), foreign(text, language).attributes)
