"""Literals: values as Python prints them, which scripts leave in files of JSON, put into JSON.

`{'title': "Crews' walkout", 'text': None}` is what `str` makes of a record; of a day, `datetime.date(2024, 5, 17)`.
"""

from __future__ import annotations

import json
import re

_PRINTED = re.compile(r"\s*(?:\[\s*)?\{\s*'(?:[^'\\\n]|\\.){0,200}'\s*:")
_STRING = r"'(?:[^'\\]|\\.)*+(?:'|\Z)|\"(?:[^\"\\]|\\.)*+(?:\"|\Z)"
_TOKEN = re.compile(
    rf"(?P<string>{_STRING})|\b(?P<word>None|True|False|nan|inf)\b"
    r"|\bdatetime\.date(?:time)?\((?P<day>\d{4}, \d{1,2}, \d{1,2})(?P<clock>(?:, \d{1,6}){0,4})"
    r"(?P<zone>, tzinfo=[^()]{0,60}(?:\([^()]{0,80}\))?[^()]{0,20})?\)"
    rf"|\b(?:ObjectId|Timestamp|Decimal|UUID)\(\s*(?P<called>{_STRING})[^()]{{0,60}}\)",
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(\n)|(.))", re.DOTALL)
_WORDS = {"None": "null", "True": "true", "False": "false", "nan": "null", "inf": "null"}
_LETTERS = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}
_LAST_LETTER = 0x10FFFF


def is_printed(text: str) -> bool:
    """Tell whether a text opens as a record, or a list of some, that Python printed."""
    return bool(_PRINTED.match(text))


def as_json(text: str) -> str:
    """Return values that Python printed in JSON; what is none of them stays as it is."""
    return _TOKEN.sub(_written, text)


def _written(token: re.Match[str]) -> str:
    if told := token["string"] or token["called"]:
        return json.dumps(_ESCAPE.sub(_letter, told[1:-1]))
    return json.dumps(_moment(token)) if token["day"] else _WORDS[token["word"]]


def _letter(escape: re.Match[str]) -> str:
    digits = escape[1] or escape[2] or escape[3]
    if digits:
        return chr(min(int(digits, 16), _LAST_LETTER))
    return "" if escape[4] else _LETTERS.get(escape[5], escape[5] if escape[5] in "'\"\\" else escape[0])


def _moment(token: re.Match[str]) -> str:
    year, month, day = token["day"].split(", ")
    clocks: list[str] = token["clock"].split(", ")[1:]
    hour, minute, second = [*clocks, "0", "0", "0"][:3]
    clock = f"T{hour:0>2}:{minute:0>2}:{second:0>2}" if token["clock"] else ""
    zone = "Z" if clock and re.search("utc", token["zone"] or "", re.IGNORECASE) else ""
    return f"{year}-{month:0>2}-{day:0>2}{clock}{zone}"
