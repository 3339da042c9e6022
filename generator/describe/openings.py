"""Read the lines around a text: the headline before it, a byline near its ends, the dateline that opens its lede."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from .dates import MONTHS
from .names import Naming, credited, fold, outlet_named, whole_agency
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

_DAY = (
    r"(?:(?P<day{0}>\d{{1,2}}(?:\.|er|st|nd|rd|th)?(?:\s+(?P<name{0}>[^\W\d_]{{3,10}})\.?)?"
    r"|(?P<then{0}>[^\W\d_]{{3,10}})\.?\s+\d{{1,2}})(?:,?\s+\d{{4}})?)"
)
_PLACE = r"(?P<place>[^\W\d_][^\n()\[\]{}:;!?\"“”«»<>|—–]{1,60}?)"
_WITH_AGENCY = re.compile(
    rf"[\s¦'\"•~,.-]{{0,4}}(?:{_PLACE}[\s,.]*?)??(?:\s*\([^()]{{2,20}}\))?[\s,.'-]{{0,4}}(?:{_DAY.format(1)})?[\s,.—–-]{{0,5}}"
    rf"[(\[{{]\s?(?P<agency>[^()\[\]{{}}]{{2,50}}?)[\s,.]{{0,3}}[)\]}}]\s?(?:{_DAY.format(2)})?[\s,.;:]{{0,3}}(?P<dash>[-–—]{{1,2}})?"
)
_WITH_DATE = re.compile(rf"{_PLACE}[\s,.]{{1,3}}{_DAY.format(1)}[\s,.]{{0,3}}(?:[-–—]{{1,2}})\s")
_DATE_AND_DASH = re.compile(r"\D*\d[^–—-]*[–—-]")
"""What `_WITH_DATE` needs, told in a tenth of its time."""
_CAPITALS = re.compile(
    r"(?P<place>[^\W\d_a-zß-ÿ](?:[^\W\d_a-zß-ÿ]|[ .'’/-]){2,40}?"
    r"(?:,\s[A-Z][\w.]{1,20}(?:\s[A-Z][\w.]{1,20}){0,2})?)\s*(?:[–—]|\s--?)\s"
)
_AGENCY_BETWEEN = re.compile(r"\s?(?P<agency>[^-–—.]{2,30})\.?\s?[-–—]{1,2}\s")
_ARABIC = re.compile(
    r"(?P<first>[^\n:()\-–—ـ,.]{2,30}?)\s?(?:[-–—ـ:،/]|\((?P<inner>[^()]{2,20})\))\s?(?P<second>[^\n:()\-–—ـ.]{2,30}?)?\s?(?P<end>[:\-–—ـ])"
)
_ARABIC_LETTER = re.compile(r"[\u0620-\u064a]")
_JAPANESE = re.compile(r"[【［\[（(〔](?P<inner>[^】］\]）)〕\n]{2,25})[】］\]）)〕]")
_ARABIC_CREDIT = re.compile(r"(?=.*[\u0620-\u064a])[^–—:؟!?«»\"\d-]{2,50}\s?[–—-]\s?[^–—:؟!?«»\"\d-]{2,25}:?")
_NO_PLACE = frozenset(
    "UPDATE UPDATED BREAKING EXCLUSIVE ANALYSIS WATCH OPINION REVIEW VIDEO PHOTOS PHOTO NEWS LIVE COMMENTARY "
    "EDITORIAL FILE CORRECTION ADVISORY NOTE FACT POLL MORE READ SPORTS POLITICS COLUMN LETTER LETTERS Q&A "
    "WARNING HEADLINE".split()
)


class Dateline(Struct, frozen=True, kw_only=True):
    """The opening of a lede: where it was written, and for which agency."""

    place: str | None
    agencies: tuple[str, ...]
    evidence: str


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


def dateline(paragraphs: Sequence[str], naming: Naming) -> Dateline | None:
    """Return the dateline that opens the first paragraph; one with an agency or a day may open the second or third."""
    for index, paragraph in enumerate(paragraphs[:3]):
        opening = paragraph[:160]
        found = (
            _with_agency(opening, naming)
            or _arabic(opening, naming)
            or _japanese(opening, naming)
            or _with_date(opening, naming)
        )
        if found or (index == 0 and (found := _capitals(opening, naming))):
            return found
    return None


def _with_agency(opening: str, naming: Naming) -> Dateline | None:
    """Read `PARIS (AP) —`, `BAGHDAD, Dec 17 (Reuters) -`, `Paris, 17. Mai (dpa)` or `(AFP) —`."""
    if "(" not in opening and "[" not in opening and "{" not in opening:
        return None
    found = _WITH_AGENCY.match(opening)
    if not found:
        return None
    agencies, rest = credited(found["agency"], naming)
    place = _place(found)
    if not agencies or len(rest) > 2 or any(" " in part for part in rest):
        return None
    if place and (whole_agency(place, naming) or not _is_place(place) or not _is_day(found)):
        return None
    if not place and not found["dash"] and len(found[0].strip()) > 20:
        return None
    return Dateline(place=place or None, agencies=agencies, evidence=found[0].strip())


def _with_date(opening: str, naming: Naming) -> Dateline | None:
    """Read `NEW YORK, April 7 -` and, as it once was, `LONDRES, 12. — Reuter. —`."""
    found = _WITH_DATE.match(opening) if _DATE_AND_DASH.match(opening) else None
    if not found or not (found["name1"] or found["then1"] or found["place"].isupper()) or not _is_day(found):
        return None
    place = _place(found)
    return _followed(opening, found, place, naming) if place and _is_place(place) else None


def _capitals(opening: str, naming: Naming) -> Dateline | None:
    """Read `PARIS —`."""
    found = _CAPITALS.match(opening)
    if not found:
        return None
    words = found["place"].replace(",", "").split()
    if len(words) > 5 or not _NO_PLACE.isdisjoint(words):
        return None
    return _followed(opening, found, _place(found), naming)


def _followed(opening: str, found: re.Match[str], place: str, naming: Naming) -> Dateline:
    """Return the dateline with an agency that stands between its dash and another."""
    after = _AGENCY_BETWEEN.match(opening, found.end())
    agency = whole_agency(after["agency"], naming) if after else None
    if after and agency:
        return Dateline(place=place, agencies=(agency,), evidence=opening[: after.end()].strip())
    return Dateline(place=place, agencies=(), evidence=found[0].strip())


def _arabic(opening: str, naming: Naming) -> Dateline | None:
    """Read a place and an agency, in either order, before a colon or dash."""
    found = None if opening.isascii() else _ARABIC.match(opening)
    if not found or not _ARABIC_LETTER.search(found[0]):
        return None
    pieces = [part.strip() for part in (found["first"], found["inner"], found["second"]) if part and part.strip()]
    agencies = [name for part in pieces for name in credited(part, naming)[0]]
    places = [part for part in pieces if not credited(part, naming)[0]]
    if not agencies or len(places) > 1 or any(len(part.split()) > 3 for part in places):
        return None
    return Dateline(
        place=places[0] if places else None, agencies=tuple(dict.fromkeys(agencies)), evidence=found[0].strip()
    )


def _japanese(opening: str, naming: Naming) -> Dateline | None:
    """Read a place and an agency in brackets of their own."""
    found = _JAPANESE.match(opening)
    if not found:
        return None
    inner = found["inner"]
    for spelling, name in naming.spaceless:
        if inner.endswith(spelling):
            place = re.sub(r"[\s=＝\d０-９月日]+\Z|\s+.*", "", inner.removesuffix(spelling))
            return Dateline(place=place or None, agencies=(name,), evidence=found[0])
    return None


def _place(found: re.Match[str]) -> str:
    """Return the place without the marks around it; a state after a comma keeps the full stop of its short form."""
    text = (found["place"] or "").strip(" ,'-")
    if "," not in text:
        return text.strip(".")
    return text + "." if not text.endswith(".") and found.string[found.end("place") :][:1] == "." else text


def _is_place(place: str) -> bool:
    """Tell whether the words are written as a place: few, and capitals at the start of most."""
    words = [word for word in re.split(r"[\s/,.'’-]+", place) if word]
    capital = sum(not word[0].islower() for word in words)
    return 1 <= len(words) <= 6 and not words[0][0].islower() and len(words) - capital <= 2


def _is_day(found: re.Match[str]) -> bool:
    """Tell whether the words beside the numbers of a date are months, where there are any."""
    names = [value for key, value in found.groupdict().items() if value and key.startswith(("name", "then"))]
    return all(name.casefold() in MONTHS for name in names)
