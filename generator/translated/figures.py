"""Read the numbers of a text so that those of another language can be told to be the same.

`340,000`, `340 000`, `340 mil`, `34万` and `340 thousand` are one number: what counts are its digits and its size but
for thousands, since words that stand for those, and the signs between them, are each language's own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from msgspec import Struct

FEW = 3
"""Numbers from which a third of them has to be in a translation; in the labelled set half are, at the least."""

_NUMBER = re.compile(r"\d+(?:[.,:٫٬]\d+|[ \u00a0\u202f’']\d{3}(?!\d))*")
_PARTS = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s*([万萬만億亿억兆조]|หมื่น|แสน)")
_MYRIADS = re.compile(rf"(?:{_PARTS.pattern}\s*)+(?:\d{{1,4}}(?![\d.,]))?")
_REST = re.compile(r"\d+\Z")
_SIGNS = {
    **dict.fromkeys(("万", "萬", "만", "หมื่น"), 10**4),
    "แสน": 10**5,
    **dict.fromkeys(("億", "亿", "억"), 10**8),
    **dict.fromkeys(("兆", "조"), 10**12),
}
"""Words for numbers that are no thousands of thousands."""
_MONTH = re.compile(r"\d+\s*[月월]")
"""A month by its number, where other languages have its name."""
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "民國": 1911, "民国": 1911}
_ERA = re.compile(rf"({'|'.join(_ERAS)})\s*(\d+)\s*年")
_BUDDHIST = re.compile(r"(?<![\d.,])2[45]\d\d(?![\d.,]*\d)")
"""A year as Thai texts count them, 543 ahead."""
_THAI = re.compile(r"[\u0e01-\u0e4e]")


class Numbers(Struct, frozen=True, kw_only=True):
    """The numbers of a text."""

    every: frozenset[str]
    telling: frozenset[str]
    """Those that a translation has too."""


def numbers_of(pieces: Iterable[str]) -> Numbers:
    """Return the numbers of a text."""
    every: set[str] = set()
    most: set[str] = set()
    for piece in pieces:
        every.update(figures(piece))
        most |= telling(piece)
    return Numbers(every=frozenset(every), telling=frozenset(most))


def missing(left: Numbers, right: Numbers) -> tuple[int, int]:
    """Return how many numbers are missing, and of how many; as either text has some as words, the most found counts."""
    asked = min(len(left.telling), len(right.telling))
    shared = max(len(left.telling & right.every), len(right.telling & left.every))
    return max(asked - shared, 0), asked


def strangers(left: Numbers, right: Numbers) -> bool:
    """Tell whether two texts have so few numbers in common that neither can be a translation."""
    lacking, asked = missing(left, right)
    return asked >= FEW and 3 * (asked - lacking) <= asked


def figures(text: str) -> tuple[str, ...]:
    """Return the numbers of a text, each as its digits below a thousand times a thousand, in their order."""
    return tuple(digits for number in _numbers(text) if (digits := _digits(number)))


def telling(text: str) -> frozenset[str]:
    """Return the numbers that a translator hardly writes as a word, or leaves out: those of two digits and more."""
    return frozenset(digits for number in _numbers(text) if len(number) > 1 and (digits := _digits(number)))


def _numbers(text: str) -> list[str]:
    plain = _western(text)
    if not plain.isascii():
        plain = _ERA.sub(lambda match: f" {_ERAS[match[1]] + int(match[2])} ", plain)
        if _THAI.search(plain):
            plain = _BUDDHIST.sub(lambda match: str(int(match[0]) - 543), plain)
        plain = _MONTH.sub(" ", _MYRIADS.sub(_whole, plain))
    return _NUMBER.findall(plain)


def _digits(number: str) -> str:
    """Return a number's digits, times a thousand until it is whole, and by a thousand as often as it stays whole.

    So it matters not whether a sign parts thousands or begins the fraction.
    """
    parts = re.split(r"[^\d]", number)
    digits = "".join(parts).lstrip("0")
    behind = len(parts[-1]) if len(parts) > 1 else 0
    whole = digits.rstrip("0")
    return whole + "0" * ((len(digits) - len(whole) - behind) % 3) if whole else ""


def _western(text: str) -> str:
    if text.isascii():
        return text
    return "".join(
        str(unicodedata.digit(sign, sign)) if sign.isdigit() and not sign.isascii() else sign for sign in text
    )


def _whole(match: re.Match[str]) -> str:
    """Write a number of ten thousands out: `5万8000`, `1億2000万`."""
    parts = _PARTS.findall(match[0])
    rest = _REST.search(match[0])
    whole = sum(round(float(number.replace(",", "")) * _SIGNS[sign]) for number, sign in parts)
    return f" {whole + int(rest[0] if rest else 0)} "
