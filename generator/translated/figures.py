"""Read the numbers of a text so that those of another language can be told to be the same.

`340,000`, `340 000`, `340 mil`, `34万` and `340 thousand` are one number: what counts are its digits without the zeros
at either end, since words and signs that stand for thousands are each language's own.
"""

from __future__ import annotations

import re
import unicodedata

_NUMBER = re.compile(r"\d+(?:[.,:٫٬]\d+|[ \u00a0\u202f’']\d{3}(?!\d))*")
_MYRIADS = re.compile(r"(\d+(?:\.\d+)?)\s*[万萬만]\s*(\d+)?")


def figures(text: str) -> tuple[str, ...]:
    """Return the numbers of a text as their telling digits, in their order."""
    plain = _MYRIADS.sub(_whole, _western(text))
    return tuple(digits for number in _NUMBER.findall(plain) if (digits := re.sub(r"\D", "", number).strip("0")))


def _western(text: str) -> str:
    if text.isascii():
        return text
    return "".join(
        str(unicodedata.digit(sign, sign)) if sign.isdigit() and not sign.isascii() else sign for sign in text
    )


def _whole(found: re.Match[str]) -> str:
    """Write a number of ten thousands out: `5万8000`."""
    return f" {round(float(found[1]) * 10_000) + int(found[2] or 0)} "
