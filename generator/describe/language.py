"""Tell the language of a text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from generator.languages import apart, language_names, small_words
from generator.languages.classifier import classifier, shares
from generator.model import Field

GLANCE = 160
"""Characters that are classified first; they settle it where they leave next to no doubt."""
SURE = 0.95
"""Probability from which a glance settles it: so it did in 84 % of 13,000 texts, never against what the sample says."""
SAMPLE = 400
"""Characters that are looked at next; where they leave a doubt, twice as many."""
MIN_LETTERS = 25
MIN_PROBABILITY = 0.9
"""At 0.9 none of 3,700 snippets of 30 to 250 characters in 20 languages was named wrongly; at 0.5 one of 130 was."""
_PIDGIN = "pcm", frozenset("di dey wey na dem dis dat wetin una".split())
"""Nigerian Pidgin, which no file describes: its small words keep it from being taken for English."""
MANY = ((400, 4), (800, 6))
"""Characters, and different small words among them that settle it, where no other language has half as many: so they
did in 7 of 10 of 28,000 texts, never against the classifier, and in a tenth of its time."""
_LINK, _TAG_OR_NUMBER = r"https?://\S{1,200}|www\.\S{1,200}", r"[@#]\w{1,50}|\d{1,30}"
_NOT_WORDS = re.compile(f"{_LINK}|{_TAG_OR_NUMBER}")
_NOT_WORDS_WITH_MAIL = re.compile(rf"{_LINK}|\S{{1,60}}@\S{{1,60}}|{_TAG_OR_NUMBER}")
"""The same, addresses of mail too; looking for those is slow."""
_SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]+"), 0.03),
    ("ko", re.compile(r"[\uac00-\ud7af]+"), 0.3),
    ("he", re.compile(r"[\u05d0-\u05ea]+"), 0.5),
    ("el", re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]+"), 0.5),
    ("th", re.compile(r"[\u0e00-\u0e7f]+"), 0.5),
    ("zh", re.compile(r"[\u3400-\u9fff]+"), 0.5),
    ("hy", re.compile(r"[\u0530-\u058f]+"), 0.5),
    ("ka", re.compile(r"[\u10a0-\u10ff]+"), 0.5),
    ("pa", re.compile(r"[\u0a00-\u0a7f]+"), 0.5),
    ("gu", re.compile(r"[\u0a80-\u0aff]+"), 0.5),
    ("or", re.compile(r"[\u0b00-\u0b7f]+"), 0.5),
    ("ta", re.compile(r"[\u0b80-\u0bff]+"), 0.5),
    ("te", re.compile(r"[\u0c00-\u0c7f]+"), 0.5),
    ("kn", re.compile(r"[\u0c80-\u0cff]+"), 0.5),
    ("ml", re.compile(r"[\u0d00-\u0d7f]+"), 0.5),
    ("si", re.compile(r"[\u0d80-\u0dff]+"), 0.5),
    ("lo", re.compile(r"[\u0e80-\u0eff]+"), 0.5),
    ("my", re.compile(r"[\u1000-\u109f]+"), 0.5),
    ("am", re.compile(r"[\u1200-\u137f]+"), 0.5),
    ("km", re.compile(r"[\u1780-\u17ff]+"), 0.5),
)
"""Scripts that one language alone writes in, with the share of the letters that settles it; in this order."""
_OTHER_SCRIPT = re.compile(r"[\u0370-\u1fff\u3040-\ud7af]")
"""A letter that is not Latin: most samples that are not ASCII have no more than a dash or an accent."""
_ARABIC = re.compile(r"[\u0620-\u06ff]+")
_NOT_ARABIC = re.compile(r"[\u0679-\u06d5]+")
"""Letters that Persian, Urdu, Kurdish and others add to the Arabic script; Arabic hardly uses them."""
_MORE_NAMES = {
    code: language
    for language, codes in {
        "nb": "nob", "nn": "nno", "zu": "zul zulu isizulu", "xh": "xho xhosa isixhosa", "af": "afr afrikaans",
        "sw": "swa swahili kiswahili",
    }.items()
    for code in codes.split()
}  # fmt: skip
"""Codes and names of languages that no file describes -> primary subtag."""
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]+")
_LATIN_ONLY = frozenset(
    "en de fr es it pt nl ca da no nb nn sv fi pl cs sk hu ro hr tr id ms vi et lv lt sl eu gl cy ga is sw af".split()
)
"""Languages that are written in Latin letters alone."""
_NEIGHBOURS: tuple[Mapping[str, tuple[str, ...]], ...] = (
    {"da": ("da",), "no": ("no", "nb", "nn")},
    {"hr": ("hr", "bs"), "sr": ("sr", "bs")},
    {"id": ("id",), "ms": ("ms",)},
)
"""Languages that only some words tell apart -> the classifier's codes for them."""
NO_LANGUAGE = frozenset({"default", "und", "mul", "zxx", "mis"})
"""Codes that say of a text that its language is not known, or that it has none or several."""


def given_language(text: str) -> str | None:
    """Return the primary subtag of a language tag or name; None if it names no language."""
    primary = re.split(r"[-_.@\s(]", text.strip().casefold(), maxsplit=1)[0]
    primary = language_names().get(primary) or _MORE_NAMES.get(primary, primary)
    tag = primary.isascii() and primary.isalpha() and 2 <= len(primary) <= 3
    return primary if tag and primary not in NO_LANGUAGE else None


def is_written_in(paragraphs: Sequence[str], tag: str) -> bool:
    """Tell whether a text is in a script that a language is written in; a page's template often names another one.

    Latin letters speak against nothing: any language may be written in them.
    """
    sample = "\n".join(paragraphs[:24])[:SAMPLE]
    letters = sum(map(str.isalpha, sample))
    if letters < MIN_LETTERS:
        return True
    if not _OTHER_SCRIPT.search(sample):
        return True
    latin = sum(map(len, _LATIN.findall(sample)))
    return tag not in _LATIN_ONLY or latin * 2 > letters


def detect(paragraphs: Sequence[str]) -> Field[str] | None:
    """Return the language of a text if there is little doubt about it."""
    text = "\n".join(paragraphs[:24])[: 2 * SAMPLE + 200]
    language = _by_small_words(text) or _by_letters(text)
    return Field(value=language, origin="inferred", rule="language of the text") if language else None


@cache
def _telling() -> tuple[tuple[str, frozenset[str]], ...]:
    return (*small_words().items(), _PIDGIN)


def _by_small_words(text: str) -> str | None:
    """Return the language whose small words a text in Latin letters has; None if that is in doubt."""
    if _OTHER_SCRIPT.search(text, 0, SAMPLE):
        return None
    for length, many in MANY:
        words = set(text[:length].lower().split())
        (second, _), (most, language) = sorted((len(words & telling), code) for code, telling in _telling())[-2:]
        if most >= many and 2 * second < most:
            return language
    return None


def _by_letters(text: str) -> str | None:
    """Return the language that a text's script or its runs of letters tell."""
    text = (_NOT_WORDS_WITH_MAIL if "@" in text else _NOT_WORDS).sub(" ", text)
    sample = text[:SAMPLE]
    letters = sum(map(str.isalpha, sample))
    if not letters:
        return None
    language = None
    if _OTHER_SCRIPT.search(sample):
        language = _by_script(sample, letters)
    if language is None and letters >= MIN_LETTERS:
        language = _classified(text)
    return language if letters >= 5 else None


def _by_script(sample: str, letters: int) -> str | None:
    """Return the language that the script settles; the classifier takes every sixth Arabic report for Persian."""
    if _count(_ARABIC, sample) > letters / 2:
        return "ar" if 100 * _count(_NOT_ARABIC, sample) < letters else None
    return next((code for code, script, share in _SCRIPTS if _count(script, sample) > share * letters), None)


def _count(script: re.Pattern[str], sample: str) -> int:
    """Return how many letters of a script a sample has; found in runs, which takes a third of the time."""
    return sum(map(len, script.findall(sample)))


def _classified(text: str) -> str | None:
    """Return the language that a text is in by all likelihood; more of it is looked at as long as there is a doubt."""
    for length, least in ((GLANCE, SURE), (SAMPLE, MIN_PROBABILITY), (2 * SAMPLE, MIN_PROBABILITY)):
        language, probability = classifier()(text[:length])
        if probability >= (least if length < len(text) else MIN_PROBABILITY):
            return None if language in NO_LANGUAGE else language  # the classifier knows texts without a language
        if length >= len(text):
            break
    return _among_neighbours(text[:SAMPLE])


def _among_neighbours(text: str) -> str | None:
    """Return which of some near neighbours a text is in, by words that they write in different ways.

    The classifier is sure of Danish or Norwegian, and of short texts not which of the two.
    """
    scores = dict(shares(text))
    for family in _NEIGHBOURS:
        if sum(scores.get(code, 0.0) for codes in family.values() for code in codes) < MIN_PROBABILITY:
            continue
        small = text.lower()
        counts = [
            (0, ""),
            *sorted((len(set(apart()[code].findall(small))), code) for code in family if code in apart()),
        ]
        (second, _), (most, language) = counts[-2:]
        return language if most > second else None
    return None
