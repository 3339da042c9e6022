"""References: numbers of characters in markup that no parser should be handed, and halves of characters.

Programs that count in UTF-16 write an emoji as two references, and broken ones any number at all. Parsers of feeds
raise on either, or hand out half a character that no file can hold.
"""

from __future__ import annotations

import re

_REFERENCE = re.compile(r"&#(?:[xX]0*([0-9a-fA-F]{1,12})|0*([0-9]{1,12}));?")
_PAIR = re.compile(r"&#(?:[xX]0*(?P<h>[dD][89aAbB][0-9a-fA-F]{2})|0*(?P<d>5[5-6][0-9]{3}));(?=&#)")
_SURROGATE = re.compile("[\ud800-\udfff]")
_LAST = 0x10FFFF
_STAND_IN = "\ufffd"


def whole_characters(text: str) -> str:
    """Return a text with halves of characters joined where two make one, and else replaced by U+FFFD."""
    if not _SURROGATE.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def mended_references(markup: str) -> str:
    """Return markup in which every reference by number is to a character."""
    if "&#" not in markup:
        return markup
    return _REFERENCE.sub(_mended, _joined(markup))


def _joined(markup: str) -> str:
    """Put the character in the place of two references to its halves."""
    pieces, at = [], 0
    for first in _PAIR.finditer(markup):
        second = _REFERENCE.match(markup, first.end())
        if first.start() < at or not second:
            continue
        high, low = int(first["h"], 16) if first["h"] else int(first["d"]), _number(second)
        if 0xD800 <= high < 0xDC00 <= low < 0xE000:
            pieces += [markup[at : first.start()], chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))]
            at = second.end()
    return "".join([*pieces, markup[at:]])


def _number(reference: re.Match[str]) -> int:
    return int(reference[1], 16) if reference[1] else int(reference[2])


def _mended(reference: re.Match[str]) -> str:
    number = _number(reference)
    return _STAND_IN if not number or number > _LAST or 0xD800 <= number < 0xE000 else reference[0]
