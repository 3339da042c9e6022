"""Tell what makes an article itself (stage 5): the names and numbers of a text, and how many of them another lacks.

A form is filled in again and again: notices, tables, market and weather reports share most of their words, and differ
in the names and numbers of most of their sentences. A copy that was retyped or reworded keeps those.
"""

from __future__ import annotations

import re
import unicodedata

SENTENCES = 3
"""Sentences with names or numbers that a text has at least, if their share is to say anything."""
FIGURES = 4
"""Numbers that it has at least."""

_BOUNDARY = re.compile(r"(?<=[.!?؟。！？۔।])\s+|\n+")
_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"\d+(?:[.,:/'’]?\d+)*")


def lacking(text: str, other: str) -> tuple[float, float]:
    """Return how much of what makes a text itself another lacks.

    Returns:
        The share of its sentences with names or numbers of which the other lacks one, of its numbers where it has too
        few such sentences; and the share of its numbers that the other lacks, at most a half where it has too few.
    """
    known = set(_WORD.findall(other.casefold()))
    figures = set(map(_digits, _NUMBER.findall(other)))
    telling = differing = count = strange = 0
    for sentence in _BOUNDARY.split(text):
        numbers = [_digits(number) for number in _NUMBER.findall(sentence)]
        names = [word for word in _WORD.findall(sentence)[1:] if word[0].isupper()]
        missing = sum(number not in figures for number in numbers)
        count, strange = count + len(numbers), strange + missing
        telling += bool(numbers or names)
        differing += bool(missing or any(name.casefold() not in known for name in names))
    of_numbers = strange / count if count >= FIGURES else min(strange, 1) / 2
    return differing / telling if telling >= SENTENCES else of_numbers, of_numbers


def _digits(number: str) -> str:
    """Return a number as its digits, in the script of none: outlets set them, and points and commas, their own way."""
    digits = "".join(filter(str.isdigit, number))
    return digits if digits.isascii() else "".join(str(unicodedata.digit(sign)) for sign in digits)
