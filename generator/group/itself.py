"""Tell what makes an article itself (stage 5): the names and numbers of a text, and how many of them another lacks.

A form is filled in again and again: notices, tables, market and weather reports share most of their words, and differ
in the names and numbers of most of their sentences. A copy that was retyped or reworded keeps those.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache

from rapidfuzz.distance import Indel, MatchingBlock

from generator.languages import ARABIC_FORMS
from generator.model import Shingled

from .formulas import dense, is_credit, is_opening
from .matching import MIN_DIFFERING
from .signs import Signs

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
CHANCE = 2
"""Words that two names share by chance, where words are single signs."""
SAID = 0.5
"""Share of the small words of a sentence that the other text has, if both say the same of other names."""
ALIKE = 0.6
"""Letters that two spellings of one name share at least."""

Place = tuple[tuple[int, int], tuple[int, int]]
"""Where two texts differ: the first word and the word behind the last, in either."""

_BOUNDARY = re.compile(r"(?<=[.!?؟。！？۔।])\s+|\n+")
MARKED = "\u0900-\u0dff\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff"
"""Scripts in which signs that are no letters to a regular expression spell the word."""
_WORD = re.compile(f"[\\w{MARKED}]+")
_NOT_SMALL = re.compile(f"(?<![\\w{MARKED}])(?![a-z])[\\w{MARKED}]+")
"""A word that does not begin with one of the letters that most small words begin with."""
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

    Where two forms are filled in each has numbers of its own. No more numbers are strange to another text than it has
    to itself: the rest were spelled in words, set otherwise, or left out, and no other number stands in their place.

    Returns:
        The share of its sentences with names or numbers of which the other lacks one, of its numbers where it has too
        few such sentences; and the share of its numbers that the other lacks, at most a half where it has too few.
    """
    known, figures = _words_and_numbers(other)
    recurring, most = _recurring(text, other), len(_numbers(other) - _numbers(text))
    sentences = telling = named = count = strange = 0
    differing: list[str] = []
    for sentence, numbers, names in _sentences(text):
        missing = min(sum(number not in figures for number in numbers), most - strange)
        count, strange, sentences = count + len(numbers), strange + missing, sentences + 1
        telling += bool(numbers or names)
        other_names = any(name not in known for name in names)
        if missing or other_names:
            differing.append(sentence)
        named += bool(missing or (recurring and not recurring.isdisjoint(_CASELESS.findall(_plain(sentence)))))
    of_numbers = strange / count if count >= FIGURES else min(strange, 1) / 2
    share = len(differing) / telling if telling >= SENTENCES else of_numbers
    if telling >= SENTENCES and share > MIN_DIFFERING:  # last, since it looks at every word
        share = sum(_said_of_others(sentence, known) for sentence in differing) / telling
    if recurring and sentences >= SENTENCES and count > 1 and strange > count / 2:  # a respelled copy keeps its numbers
        share = max(share, named / sentences)
    return share, of_numbers


def _said_of_others(sentence: str, known: frozenset[str]) -> bool:
    """Return whether another text may say of other names what a sentence says: a dateline and a credit are not that."""
    words = [word for word in _WORD.findall(sentence) if word.islower()]
    return sum(word in known for word in words) >= SAID * max(1, len(words))


@lru_cache(maxsize=64)
def _words_and_numbers(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the words of a text, without case, and its numbers."""
    return frozenset(_WORD.findall(text.casefold())), frozenset(map(_digits, _NUMBER.findall(text)))


@lru_cache(maxsize=64)
def _sentences(text: str) -> tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]:
    """Return the sentences of a text, each with its numbers and, without case, its words with a capital."""
    sentences = []
    for sentence in _BOUNDARY.split(text):
        first = _WORD.search(sentence)
        words = _NOT_SMALL.findall(sentence, first.end()) if first else ()
        names = tuple(word.casefold() for word in words if word[0].isupper())
        sentences.append((sentence, tuple(map(_digits, _NUMBER.findall(sentence))), names))
    return tuple(sentences)


def _recurring(text: str, other: str) -> set[str]:
    """Return what stands for names in a script without capitals: words that a text repeats and the other never has."""
    if _has_capitals(text):
        return set()
    plain = _plain(other)
    return {word for word in _words_repeated(text) if word not in plain}


@lru_cache(maxsize=64)
def _words_repeated(text: str) -> frozenset[str]:
    """Return the words in scripts without capitals that a text has more than once."""
    return frozenset(word for word, times in Counter(_CASELESS.findall(_plain(text))).items() if times > 1)


@lru_cache(maxsize=256)
def _has_capitals(text: str) -> bool:
    """Return whether a text is in a script with capitals, but for a word here and there; some of its signs say it."""
    some = text[:: 1 + len(text) // SIGNS]
    letters = cased = 0
    for sign in set(some):  # few of them are different
        times = some.count(sign)
        letters += times * sign.isalpha()
        cased += times * (sign.lower() != sign.upper())
    return 2 * cased > letters


def _tells_names(text: str) -> bool:
    """Return whether capitals tell the names in a text."""
    words = _WORD.findall(text)
    return _has_capitals(text) and sum(word[0].isupper() for word in words) <= MOST_CAPITALS * len(words)


def filled_in(texts: tuple[Shingled, Shingled], signs: tuple[Signs, Signs], runs: Sequence[MatchingBlock]) -> float:
    """Return how much of what differs between two texts are names and numbers, each with its own in the other's place.

    Of a form that is everything, however long the words that are always the same; another hand changes other words
    too, adds and leaves out. What differs by a letter or two was misread or respelled, and is no other name. In scripts
    without capitals other words may be names, and count for nothing where they are replaced.

    Args:
        texts: The two.
        signs: Their words.
        runs: What of them they have in common, as `aligned_runs` returns it.

    Returns:
        The share of the words that differ, 0 to 1; 0 where too few names and numbers differ for it to say anything.
    """
    differing_words = min(map(len, signs)) - sum(run.size for run in runs)
    if differing_words < PLACES:
        return 0.0
    one, other = _Side(texts[0], signs[0]), _Side(texts[1], signs[1])
    places_differing = _apart(_differing(runs)) if dense(texts[0]) else _differing(runs)
    differing = [
        (here, there, one.piece(*here), other.piece(*there))
        for here, there in places_differing
        if not _are_formulas(texts, (here, there))
    ]
    may_tell = [_may_tell(mine) and _may_tell(its) for _, _, mine, its in differing]
    hoped, places, filled, others, changed = sum(may_tell), 0, 0, 0, 0
    for (here, there, mine, its), telling in zip(differing, may_tell, strict=True):
        if hoped < PLACES:
            return 0.0
        words, replaced = max(here[1] - here[0], there[1] - there[0]), bool(mine and its)
        if (
            replaced
            and not _alike(mine, its)
            and one.take(*here, other, (mine, its))
            and other.take(*there, one, (its, mine))
        ):
            places, filled = places + 1, filled + words
        else:
            hoped -= telling
            others, changed = others + words * (not replaced), changed + words * replaced
    if places < PLACES or not (one.is_itself() and other.is_itself()):
        return 0.0
    return filled / (filled + others + changed * _has_capitals(texts[0].text))


def _may_tell(piece: str) -> bool:
    """Return whether there may be a name or a number in some words."""
    return bool(_DIGITS.search(piece)) or (not piece.islower() and any(map(str.isupper, set(piece))))


class _Side:
    """One of two texts, and what of its words makes it itself."""

    def __init__(self, text: Shingled, signs: Signs) -> None:
        self._text, self._signs = text, signs
        self._names: set[str] = set()
        self._numbers: set[str] = set()

    @cached_property
    def words(self) -> set[object]:
        """The different signs."""
        return set(self._signs)

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
        numbers = _numbers(pieces[0])
        numbers = numbers and numbers - _numbers(pieces[1])
        strange = [place for place in range(start, stop) if self._signs[place] not in other.words]
        names = {word for word in map(self._name, strange) if word}
        self._numbers |= numbers
        self._names |= names
        return bool(names or numbers)

    def _name(self, place: int) -> str:
        """Return a word if it is a name: it has a capital, and opens no sentence."""
        first, behind = self._text.bounds[place].tolist()
        return self._text.text[first:behind] if self._text.text[first].isupper() and self._within(place) else ""

    def is_itself(self) -> bool:
        """Return whether what was kept is enough to make the text another one, and no correction."""
        text = self._text.text
        numbers, every = len(self._numbers), len(_numbers(text))
        if not _tells_names(text):
            several = _has_capitals(text) and len(self._names) + numbers >= OWN_NOUNS
            return several or (numbers >= OWN_FIGURES and numbers >= every / 2)
        few = len(self._names) < OWN_NAMES
        return (numbers >= ONLY_FIGURES and numbers >= every / 2) if few else len(self._names) + numbers >= OWN

    def _within(self, place: int) -> bool:
        """Return whether a word does not open a sentence."""
        before = self._text.text[max(0, int(self._text.bounds[place, 0]) - 6) : int(self._text.bounds[place, 0])]
        return place > 0 and not _BEGINS.search(before)


def _differing(runs: Iterable[MatchingBlock]) -> Iterator[Place]:
    """Yield the places between the words that two texts have in common: first and last word behind, of either."""
    start = other = 0
    for same in runs:
        if (same.a, same.b) != (start, other):
            yield (start, same.a), (other, same.b)
        start, other = same.a + same.size, same.b + same.size


def _are_formulas(texts: tuple[Shingled, Shingled], place: Place) -> bool:
    """Return whether what stands in a place is the dateline or the credit of either text."""
    (start, stop), (other, behind) = place
    if start == other == 0:
        return is_opening(texts[0], 0, stop) and is_opening(texts[1], 0, behind)
    if start and other and stop == len(texts[0].words) and behind == len(texts[1].words):
        return is_credit(texts[0], start, stop) and is_credit(texts[1], other, behind)
    return False


def _apart(places: Iterable[Place]) -> Iterator[Place]:
    """Yield places where two texts differ, in a script whose words are single signs.

    Two names have a sign or two in common by chance. What stands in one text alone, so close to another place, belongs
    to that.
    """
    before: Place | None = None
    for place in places:
        if before is None:
            before = place
            continue
        (here, there), (next_here, next_there) = before, place
        near = max(next_here[0] - here[1], next_there[0] - there[1]) <= CHANCE
        if near and any(start == stop for start, stop in (*before, *place)):
            before = (here[0], next_here[1]), (there[0], next_there[1])
        else:
            yield before
            before = place
    if before is not None:
        yield before


@lru_cache(maxsize=1024)
def _numbers(piece: str) -> frozenset[str]:
    return frozenset(map(_digits, _DIGITS.findall(piece)))


def _alike(one: str, other: str) -> bool:
    return not _DIGITS.search(one) and Indel.normalized_similarity(one.casefold(), other.casefold()) >= ALIKE


@lru_cache(maxsize=1024)
def _plain(text: str) -> str:
    return _SIGNS.sub("", text.translate(ARABIC_FORMS))


def _digits(number: str) -> str:
    """Return a number as its digits, in the script of none: outlets set them, and points and commas, their own way."""
    if number.isascii() and number.isdigit():
        return number
    digits = "".join(filter(str.isdigit, number))
    return digits if digits.isascii() else "".join(str(unicodedata.digit(sign)) for sign in digits)
