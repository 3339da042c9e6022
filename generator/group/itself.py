"""Tell what makes an article itself (stage 5): the names and numbers of a text, and how many of them another lacks.

A form is filled in again and again: notices, tables, market and weather reports share most of their words, and differ
in the names and numbers of most of their sentences. A copy that was retyped or reworded keeps those.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from generator.languages import ARABIC_FORMS

SENTENCES = 3
"""Sentences with names or numbers that a text has at least, if their share is to say anything."""
FIGURES = 4
"""Numbers that it has at least."""

_BOUNDARY = re.compile(r"(?<=[.!?؟。！？۔।])\s+|\n+")
_WORD = re.compile(r"\w+")
_CASELESS = re.compile(
    r"[\u30a1-\u30fa\u30fc]{2,}|[\u3400-\u9fff]{2,}"
    r"|[^\W\d_\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]{3,}"
)
"""A word in scripts that have no capitals, and set spaces or change between kinds of signs."""
_SIGNS = re.compile("[\u0640\u064b-\u065f\u0670]")
_NUMBER = re.compile(r"\d+(?:[.,:/'’]?\d+)*")


def lacking(text: str, other: str) -> tuple[float, float]:
    """Return how much of what makes a text itself another lacks.

    Returns:
        The share of its sentences with names or numbers of which the other lacks one, of its numbers where it has too
        few such sentences; and the share of its numbers that the other lacks, at most a half where it has too few.
    """
    known = set(_WORD.findall(other.casefold()))
    figures = set(map(_digits, _NUMBER.findall(other)))
    recurring = _recurring(text, other)
    sentences = telling = differing = named = count = strange = 0
    for sentence in _BOUNDARY.split(text):
        numbers = [_digits(number) for number in _NUMBER.findall(sentence)]
        names = [word for word in _WORD.findall(sentence)[1:] if word[0].isupper()]
        missing = sum(number not in figures for number in numbers)
        count, strange, sentences = count + len(numbers), strange + missing, sentences + 1
        telling += bool(numbers or names)
        other_names = any(name.casefold() not in known for name in names)
        differing += bool(missing or other_names)
        named += bool(missing or (recurring and not recurring.isdisjoint(_CASELESS.findall(_plain(sentence)))))
    of_numbers = strange / count if count >= FIGURES else min(strange, 1) / 2
    share = differing / telling if telling >= SENTENCES else of_numbers
    if recurring and sentences >= SENTENCES and count > 1 and strange > count / 2:  # a respelled copy keeps its numbers
        share = max(share, named / sentences)
    return share, of_numbers


def _recurring(text: str, other: str) -> set[str]:
    """Return what stands for names in a script without capitals: words that a text repeats and the other never has."""
    if text.upper() != text.lower():
        return set()
    plain = _plain(other)
    counts = Counter(_CASELESS.findall(_plain(text)))
    return {word for word, times in counts.items() if times > 1 and word not in plain}


def _plain(text: str) -> str:
    return _SIGNS.sub("", text.translate(ARABIC_FORMS))


def _digits(number: str) -> str:
    """Return a number as its digits, in the script of none: outlets set them, and points and commas, their own way."""
    digits = "".join(filter(str.isdigit, number))
    return digits if digits.isascii() else "".join(str(unicodedata.digit(sign)) for sign in digits)
