"""Read the lines around a text: the headline before it, a byline near its ends."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from .datelines import dateline
from .names import Naming, fold, outlet_named, whole_agency
from .people import PREFIX, Credit, as_name, read_credit

MAX_HEADLINE = 160
MAX_HEADLINE_WORDS = 26
MAX_BYLINE = 160
HEAD_LINES = 4
"""Paragraphs at the start among which a byline may stand."""
TAIL_LINES = 2

_ENDS_SENTENCE = re.compile(r"[.。．…:;؛,،؟!?][\"'”’»」』)\]]*\s*\Z")
_FULL_STOP = re.compile(r"(?:(?<!\.\.)\.|[。．:;؛,،])[\"'”’»」』)\]]*\s*\Z")
_ABBREVIATION = re.compile(r"(?:\b[A-Z]\.){2,}[\"'”’»]?\Z|\b(?:Jr|Sr|St|Inc|Corp|Co|Ltd)\.[\"'”’»]?\Z")
_NO_HEADLINE = re.compile(
    r"[-–—*•·>#|=+_~]|\(|https?:|www\.|photo\b|image\b|file\s|foto\b|bild:|updated|published|posted"
    r"|last\s+(?:updated|modified)|\d{1,2}[:.]\d\d\b|share\b|advertisement|"
    r"read\s+more|copyright|©|story\s+highlights|next\s+previous|media\s+playback|صورة|آخر تحديث",
    re.IGNORECASE,
)
_SPACELESS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]")
_NAME_ONLY = re.compile(r"[A-ZÀ-Þ][\w'’.-]+(?:\s+[A-ZÀ-Þ][\w'’.-]*){1,3}")

_ARABIC_CREDIT = re.compile(r"(?=.*[\u0620-\u064a])[^–—:؟!?«»\"\d-]{2,50}\s?[–—-]\s?[^–—:؟!?«»\"\d-]{2,25}:?")


class Byline(Struct, frozen=True, kw_only=True):
    """A credit line that stands alone among the paragraphs."""

    index: int
    credit: Credit


def same_line(left: str, right: str) -> bool:
    """Tell whether two lines are the same headline; an outlet's name may follow one of them after a bar or dash."""
    if not left or not right or len(left) > 2 * len(right) + 60 or len(right) > 2 * len(left) + 60:
        return False
    keys = fold(left), fold(right)
    if keys[0] == keys[1]:
        return bool(keys[0]) or left == right
    longer, shorter = (left, right) if len(keys[0]) > len(keys[1]) else (right, left)
    cut = re.split(r"\s+[|–—-]\s+", longer)
    return len(cut) > 1 and any(fold("".join(cut[:count])) == fold(shorter) for count in range(1, len(cut)))


def headline_line(paragraphs: Sequence[str], naming: Naming) -> str | None:
    """Return the first line if it is a headline: short, no sentence, and followed by a text of sentences."""
    if len(paragraphs) < 2:
        return None
    line = paragraphs[0]
    if len(line) > MAX_HEADLINE or not _has_words(line):
        return None
    if _FULL_STOP.search(line) and not _ABBREVIATION.search(line):
        return None
    if _NO_HEADLINE.match(line) or _is_credit(line, naming) or dateline((line,), naming):
        return None
    return line if _is_body(line, paragraphs[1 : 1 + HEAD_LINES]) else None


def _is_credit(line: str, naming: Naming) -> bool:
    """Tell whether the line names a person, an agency or an outlet, and no news."""
    if len(line) > MAX_BYLINE:
        return False
    if whole_agency(line, naming) or outlet_named(line, naming) or _as_byline(line, naming):
        return True  # a byline, or the name of the page
    people = re.split(r",\s|\s(?:and|und|et|y)\s", line)
    if all(_NAME_ONLY.fullmatch(name) and len(name.split()) <= 3 and as_name(name, naming) for name in people):
        return not line.isupper()
    return bool(_ARABIC_CREDIT.fullmatch(line)) and len(line.split()) <= 8


def _has_words(line: str) -> bool:
    if _SPACELESS.search(line):
        return 6 <= len(line) <= 60
    words = [word for word in line.split() if any(map(str.isalpha, word))]
    return len(words) >= 2 and len(line.split()) <= MAX_HEADLINE_WORDS


def _is_body(line: str, following: Sequence[str]) -> bool:
    """Tell whether what follows reads as a text, so that the line above it can be its headline."""
    return any(_ENDS_SENTENCE.search(text) and len(text) > min(len(line), 60) for text in following) or any(
        len(text) > 2 * len(line) for text in following
    )


def byline_line(paragraphs: Sequence[str], naming: Naming) -> Byline | None:
    """Return the credit line among the first or last paragraphs; a text of one paragraph has none."""
    if len(paragraphs) < 2:
        return None
    head = range(min(HEAD_LINES, len(paragraphs) - 1))
    tail = range(max(len(paragraphs) - TAIL_LINES, 1), len(paragraphs))
    for index in (*head, *tail):
        line = paragraphs[index]
        if len(line) <= MAX_BYLINE:
            credit = _as_byline(line, naming) or (_agency_line(line, naming) if index in head else None)
            if credit:
                return Byline(index=index, credit=credit)
    return None


def repeated_credit(paragraphs: Sequence[str], authors: Sequence[str], naming: Naming) -> Byline | None:
    """Return the line among the first or last ones that says nothing but the names of the given authors."""
    head = range(min(HEAD_LINES, len(paragraphs) - 1))
    tail = range(max(len(paragraphs) - TAIL_LINES, 1), len(paragraphs))
    short = [index for index in (*head, *tail) if len(paragraphs[index]) <= MAX_BYLINE]
    if not short or not authors:
        return None
    keys = ({fold(name) for name in authors} | {fold("".join(authors))}) - {""}
    index = next((index for index in short if fold(paragraphs[index]) in keys), None)
    return None if index is None else Byline(index=index, credit=read_credit(paragraphs[index], naming))


def _agency_line(line: str, naming: Naming) -> Credit | None:
    """Read a line that is the full name of an agency and nothing else; initials alone credit a picture as often."""
    agency = whole_agency(line, naming)
    return Credit(agencies=(agency,), rest=True) if agency and len(line.split()) > 1 and len(line) > 12 else None


def _as_byline(line: str, naming: Naming) -> Credit | None:
    """Read a line as a credit: `By ...`, or a name and its agency; a sentence is none."""
    prefix = PREFIX.match(line)
    if prefix:
        return _prefixed(line, line[prefix.end() :], naming)
    bar = re.fullmatch(r"([^,|–—]{5,40}?)(?:,|\s[|–—-])\s([^,|]{2,40})", line)
    if bar and _NAME_ONLY.fullmatch(bar[1].title()) and _is_staff(bar[2], naming):
        return read_credit(line, naming)
    return None


def _prefixed(line: str, after: str, naming: Naming) -> Credit | None:
    first = after.lstrip()[:1]
    if not first or first.islower() or first.isdigit() or (line.rstrip().endswith(".") and len(after.split()) > 5):
        return None
    credit = read_credit(line, naming)
    named = sum(len(name) for name in credit.authors) + sum(len(name) for name in credit.agencies)
    return credit if (credit.authors or credit.agencies) and 4 * named >= len(after) - 40 else None


def _is_staff(text: str, naming: Naming) -> bool:
    return bool(
        whole_agency(text, naming)
        or whole_agency(re.sub(r"\s+(?:staff\s+)?writer\Z", "", text, flags=re.IGNORECASE), naming)
    )
