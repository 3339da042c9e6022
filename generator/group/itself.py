"""Tell what makes an article itself (stage 5): the names and numbers of a text, and how many of them another lacks.

A form is filled in again and again: notices, tables, market and weather reports share most of their words, and differ
in the names and numbers of most of their sentences. A copy that was retyped or reworded keeps those.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from rapidfuzz.distance import Indel, LCSseq

from generator.languages import ARABIC_FORMS
from generator.model import Shingled

SENTENCES = 3
"""Sentences with names or numbers that a text has at least, if their share is to say anything."""
FIGURES = 4
"""Numbers that it has at least."""

FORM_WORDS = 4_000
"""Longer texts are no forms."""
PLACES = 3
"""Places at least in which a form is filled in. Fewer are a correction."""
OWN, OWN_NAMES, ONLY_FIGURES, OWN_FIGURES, OWN_NOUNS = 4, 2, 6, 3, 5
"""Names and numbers that each has to itself at least, and how many of them are names; else numbers, and half of all
that it has; the same where names cannot be told; there, names, nouns and numbers. Fewer are an update."""
MOST_CAPITALS = 0.28
"""Share of words with a capital above which every noun has one, and capitals tell no names."""
SIGNS = 1_000
"""Signs of a text that are looked at for its script."""
ALIKE = 0.6
"""Letters that two spellings of one name share at least."""

_BOUNDARY = re.compile(r"(?<=[.!?؟。！？۔।])\s+|\n+")
MARKED = "\u0900-\u0dff\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff"
"""Scripts in which signs that are no letters to a regular expression spell the word."""
_WORD = re.compile(f"[\\w{MARKED}]+")
_CASELESS = re.compile(
    r"[\u30a1-\u30fa\u30fc]{2,}|[\u3400-\u9fff]{2,}"
    r"|(?:[^\W\d_\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]"
    r"|(?![\u0964\u0965\d])[\u0900-\u0dff]){3,}"
)
"""A word in scripts that have no capitals, and set spaces or change between kinds of signs."""
_SIGNS = re.compile("[\u0640\u064b-\u065f\u0670]")
_DIGITS = re.compile(r"\d+")
_BEGINS = re.compile(r"(?:[.!?…][\"'”’»)\]]*\s+|\n\s*)\Z")
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
    if _has_capitals(text):
        return set()
    plain = _plain(other)
    counts = Counter(_CASELESS.findall(_plain(text)))
    return {word for word, times in counts.items() if times > 1 and word not in plain}


@lru_cache(maxsize=256)
def _has_capitals(text: str) -> bool:
    """Return whether a text is in a script with capitals, but for a word here and there; some of its signs say it."""
    signs = Counter(text[:: 1 + len(text) // SIGNS])  # few of them are different
    letters = sum(times for sign, times in signs.items() if sign.isalpha())
    return 2 * sum(times for sign, times in signs.items() if sign.lower() != sign.upper()) > letters


def _tells_names(text: str) -> bool:
    """Return whether capitals tell the names in a text."""
    words = _WORD.findall(text)
    return _has_capitals(text) and sum(word[0].isupper() for word in words) <= MOST_CAPITALS * len(words)


def filled_in(left: Shingled, right: Shingled) -> float:
    """Return how much of what differs between two texts are names and numbers, each with its own in the other's place.

    Of a form that is everything, however long the words that are always the same; another hand changes other words
    too, adds and leaves out. What differs by a letter or two was misread or respelled, and is no other name. In scripts
    without capitals other words may be names, and count for nothing where they are replaced.

    Returns:
        The share of the words that differ, 0 to 1; 0 where too few names and numbers differ for it to say anything.
    """
    if max(len(left.words), len(right.words)) > FORM_WORDS:
        return 0.0
    differing = list(_differing(left, right))
    if sum(here[0] < here[1] and there[0] < there[1] for here, there in differing) < PLACES:
        return 0.0
    one, other = _Side(left), _Side(right)
    places = filled = others = 0
    for here, there in differing:
        pieces, words = (one.piece(*here), other.piece(*there)), max(here[1] - here[0], there[1] - there[0])
        replaced = here[0] < here[1] and there[0] < there[1]
        if (
            replaced
            and not _alike(*pieces)
            and one.take(*here, other, pieces)
            and other.take(*there, one, pieces[::-1])
        ):
            places, filled = places + 1, filled + words
        elif _has_capitals(left.text) or not replaced:
            others += words
    if places < PLACES or not (one.is_itself() and other.is_itself()):
        return 0.0
    return filled / (filled + others)


class _Side:
    """One of two texts, and what of its words makes it itself."""

    def __init__(self, text: Shingled) -> None:
        self._text = text
        self.words = set(text.words.tolist())
        self._names: set[str] = set()
        self._numbers: set[str] = set()

    def piece(self, start: int, stop: int) -> str:
        """Return the text of some words."""
        return self._text.text[self._text.bounds[start, 0] : self._text.bounds[stop - 1, 1]] if start < stop else ""

    def take(self, start: int, stop: int, other: _Side, pieces: tuple[str, str]) -> bool:
        """Return whether names or numbers of the text's own stand in some words, and keep them.

        Args:
            start: The first word.
            stop: The word behind the last.
            other: The other text.
            pieces: The words, and what stands in their place in the other text.
        """
        mine, its = (set(map(_digits, _DIGITS.findall(piece))) for piece in pieces)
        strange = (place for place in range(start, stop) if int(self._text.words[place]) not in other.words)
        words = {place: self.piece(place, place + 1) for place in strange}
        names = {word for place, word in words.items() if word[0].isupper() and self._within(place)}
        self._numbers |= mine - its
        self._names |= names
        return bool(names or mine - its)

    def is_itself(self) -> bool:
        """Return whether what was kept is enough to make the text another one, and no correction."""
        text = self._text.text
        numbers, every = len(self._numbers), len(set(map(_digits, _DIGITS.findall(text))))
        if not _tells_names(text):
            several = _has_capitals(text) and len(self._names) + numbers >= OWN_NOUNS
            return several or (numbers >= OWN_FIGURES and numbers >= every / 2)
        few = len(self._names) < OWN_NAMES
        return (numbers >= ONLY_FIGURES and numbers >= every / 2) if few else len(self._names) + numbers >= OWN

    def _within(self, place: int) -> bool:
        """Return whether a word does not open a sentence."""
        before = self._text.text[max(0, int(self._text.bounds[place, 0]) - 6) : int(self._text.bounds[place, 0])]
        return place > 0 and not _BEGINS.search(before)


def _differing(left: Shingled, right: Shingled) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Yield the places between the words that two texts have in common: first and last word behind, of either."""
    start = other = 0
    same = [one for one in LCSseq.opcodes(left.words.tolist(), right.words.tolist()) if one.tag == "equal"]
    for one in same:
        if (one.src_start, one.dest_start) != (start, other):
            yield (start, one.src_start), (other, one.dest_start)
        start, other = one.src_end, one.dest_end
    if (start, other) != (len(left.words), len(right.words)):
        yield (start, len(left.words)), (other, len(right.words))


def _alike(one: str, other: str) -> bool:
    return not _DIGITS.search(one) and Indel.normalized_similarity(one.casefold(), other.casefold()) >= ALIKE


def _plain(text: str) -> str:
    return _SIGNS.sub("", text.translate(ARABIC_FORMS))


def _digits(number: str) -> str:
    """Return a number as its digits, in the script of none: outlets set them, and points and commas, their own way."""
    digits = "".join(filter(str.isdigit, number))
    return digits if digits.isascii() else "".join(str(unicodedata.digit(sign)) for sign in digits)
