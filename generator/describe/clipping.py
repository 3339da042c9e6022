"""Read the head of a clipping whole: every line above its text is a headline or a fact, or else nothing is claimed.

People set the source of a text above it in a hundred ways: on one line or several, before the headline or below it,
with bars, commas, brackets. So no form is looked for. Each piece of each line is told by what it is, and the head is
taken where all of them are told, with one headline and one day among them; where one is not, the rules for single
lines decide.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from msgspec import Struct

from generator.languages import SPACELESS, alternatives, events, labels
from generator.model import Dropped, Field, Moment

from .above import is_menu, is_path, is_section
from .dates import DIGITS, read_printed
from .head import ABOVE, EASTERN_PAPER, LONGEST, DateLine, Top, facts_of, is_apart, printed_dates
from .names import Naming, whole_agency
from .openings import (
    as_byline,
    bare_name,
    bare_names,
    byline_line,
    headline_line,
    is_contact,
    is_role,
    names_paper,
)
from .people import PREFIX
from .values import one_line

MOST = 9
"""Lines of a head."""
_SENTENCE_WORDS = 9
"""Words from which a line that ends with a stop is of the text."""
_ENDS = re.compile(r"(?:[.!?…]|[。！？])[\"”’»」)]*\s*\Z")
_BETWEEN = re.compile(r"\s*[|•·¦;()（）\[\]【】〔〕/]\s*|\s+[–—-]+\s+|,\s+|:\s+|\s{2,}|[，、]")
_BARS = re.compile(r"\s*[|•·¦()（）\[\]]\s*|\s+[–—-]\s+|\s+/\s+")
_FRAME = ' \t,،;:|·•–—-*_#"“”'
_WORDS_BESIDE = re.compile(
    r"\A(?:(?:vom|von|from|of|du|del|da|di|van|från|от|dated|on|op|le|el|il|em|in|im|en|posted|published|source)\s+)+"
    r"|(?:\s+(?:vom|von|from|of|du|del|da|di|van|från|от|dated|on|op|le|el|il|em|am|um|at|à|kl))+\.?\Z",
    re.IGNORECASE,
)
"""What stands between a day and what is beside it, and says nothing."""
_PAGE_WORDS = (
    "s seite p pp pg page pages pág pag página pagina str strona blz sid side hlm halaman hal sayfa sf old oldal lk"
    " trang с стр עמ ص صفحة الصفحة หน้า पृष्ठ"
)
_NUMBER_WORDS = "no nr n° nº № núm num issue heft ausgabe vol jg col edition edición édition thứ số العدد"


@cache
def _placed() -> re.Pattern[str]:
    """Return what matches where in a paper a text stood, and what pages count beside it."""
    place = (
        rf"(?:{alternatives(_PAGE_WORDS.split())})\.?:?\s?[A-Z]{{0,2}}[-.]?\d{{1,4}}[A-Z]?(?:\s?[-–]\s?[A-Z]?\d{{1,4}})?"
        r"|[A-Z]{1,2}\d{1,3}|[朝夕]刊|第?\s?[A-Z]?\d{1,3}\s?[版面]|(?:제\s?)?\d{1,5}\s?[호면]"
        rf"|(?:{alternatives(_NUMBER_WORDS.split())})\.?:?\s?\d{{1,6}}(?:/\d{{1,4}})?"
        r"|(?:(?:first|second|third|final|late|early|city|national|morning|evening|metro|main|\d(?:st|nd|rd|th))\s){1,2}edition"
        r"|edition:?\s\w+"
        r"|\d{0,5}\s?(?:comments?|kommentare?|commentaires?|comentarios?|comentários?|yorum|комментари(?:й|я|ев))"
    )
    return re.compile(rf"(?:{place})(?:\s+(?:{place}))*", re.IGNORECASE)


_OF_PLACE = re.compile(r"(?<=\w)\s\([^\W\d_][^\d()]{1,40}\)\Z")
_YEAR = re.compile(r"(?<!\d)(?:1[3-46-9]|2[0-5])\d\d(?!\d)|\d[./-]\d\d?[./-]\d\d")
_TOKEN = re.compile(r"[^\s|•·¦;()（）\[\]【】]+")
_DAY_WORDS = 9
"""Words of a day with its time and zone."""


class _Piece(Struct, frozen=True):
    """A piece of a head: what it is, and its words."""

    kind: str
    """outlet, credit, role, place, section, or empty where it cannot be told."""
    words: str


class _Line(Struct, frozen=True):
    """A line of a head, and what it says."""

    text: str
    pieces: tuple[_Piece, ...]
    dates: DateLine | None = None


def read_clipping(paragraphs: Sequence[str], language: str | None, naming: Naming, *, headed: bool) -> Top | None:
    """Read the head of a text whole.

    Args:
        paragraphs: The lines above a text and its paragraphs, cleaned.
        language: Its language, as far as it is known.
        naming: The authority files.
        headed: Whether its headline is known already, so that none is among the lines.

    Returns:
        What the head says, with the text and the lines of a summary left; None where a line of it cannot be told, or
        it has no headline, no day, two of either, two outlets or two credits.
    """
    count = _lines_of_head(paragraphs)
    text = paragraphs[count:]
    dated = [_dates(line, language) for line in paragraphs[:count]]
    if not any(dates and dates.published for dates, _ in dated):
        return None
    lines = [_read(line, *days, text, naming) for line, days in zip(paragraphs[:count], dated, strict=True)]
    if any(after.dates and events().fullmatch(before.text.strip(_FRAME)) for before, after in pairwise(lines)):
        return None
    lines = [_with_what_is_left(line, lines, naming) for line in lines]
    if any(not all(kinds) and (line.dates or any(kinds)) for line in lines for kinds in [_kinds(line)]):
        return None
    pieces = [piece for line in lines for piece in line.pieces]
    outlets = {piece.words for piece in pieces if piece.kind == "outlet"}
    credited = [(piece.words, line.text) for line in lines for piece in line.pieces if piece.kind == "credit"]
    others = [index for index, line in enumerate(lines) if not line.dates and not all(one.kind for one in line.pieces)]
    headline, summary = (None, others) if headed else _headline(others, lines, text, naming, signed=bool(credited))
    days = [line for line in lines if line.dates and line.dates.published]
    if (headline is None) != (headed and not others) or len(days) != 1 or len(outlets) > 1 or len(credited) > 1:
        return None
    return _top(lines, headline, summary, text, days[0], next(iter(outlets), ""), credited)


def _kinds(line: _Line) -> list[str]:
    return [piece.kind for piece in line.pieces]


def clipping_or(top: Top, whole: Top | None, naming: Naming) -> Top:
    """Return what was read of a head whole, where it says more than its single lines do, and all that they do."""
    if not whole or (top.published and top.published != whole.published):
        return top
    lines, head = ({fact for fact in _SAID if getattr(one, fact)} for one in (top, whole))
    if byline_line(top.paragraphs, naming):
        lines.add("credit")
    if whole.outlet and whole.outlet.value in (top.credit or ""):  # taken for a person, where nothing else was told
        lines.discard("credit")
    return whole if lines < head else top


_SAID = ("published", "modified", "outlet", "credit", "section", "page_number")


def _lines_of_head(paragraphs: Sequence[str]) -> int:
    """Return how many lines stand above the text; none where all are, or more than a head has."""
    for index, line in enumerate(paragraphs[: MOST + 1]):
        sentence = _ENDS.search(line) and (len(line.split()) >= _SENTENCE_WORDS or SPACELESS.search(line))
        if len(line) > LONGEST or (sentence and not _YEAR.search(line)):
            return index
    return 0


def _read(line: str, dates: DateLine | None, rest: Sequence[str], text: Sequence[str], naming: Naming) -> _Line:
    if dates is None:
        return _Line(line, _undated(line.strip(_FRAME), text, naming))
    pieces = [piece for part in rest for piece in _told(part, text, naming)]
    if not any(piece.kind == "place" for piece in pieces):  # the page that went with the day
        pieces += [_Piece("place", piece) for piece in _BETWEEN.split(line) if _placed().fullmatch(piece)]
    return _Line(line, tuple(pieces), dates)


def _dates(line: str, language: str | None) -> tuple[DateLine | None, list[str]]:
    """Return the days of a line and the words around them."""
    if not _YEAR.search(line.translate(DIGITS)):
        return None, []
    printed = printed_dates(line, language)
    if printed:
        return printed, [*printed.rest.split(" | "), *([printed.outlet] if printed.outlet else [])]
    within = _day_within(line, language)
    if within is None:
        return None, []
    before, dates, after = within
    return dates, [before, after]


def _day_within(line: str, language: str | None) -> tuple[str, DateLine, str] | None:
    """Return the one day of a line, and what stands before it and behind; None if there is none but of an event."""
    tokens = list(_TOKEN.finditer(line))
    windows = (
        (first, last)
        for size in range(min(_DAY_WORDS, len(tokens)), 0, -1)
        for first, last in zip(range(len(tokens)), range(size - 1, len(tokens)), strict=False)
    )
    for first, last in windows:
        start, stop = tokens[first].start(), tokens[last].end()
        if not _YEAR.search(line[start:stop].translate(DIGITS)):
            continue
        read = read_printed(line[start:stop].strip(_FRAME + "."), language)
        if read:
            before, after = line[:start], line[stop:]
            of_event = not PREFIX.match(before) and events().search(before)
            if is_apart(line, before) or of_event or _YEAR.search(before + after):
                return None
            return before, DateLine(published=read[0], remark=read[1]), after
    return None


def _told(part: str, text: Sequence[str], naming: Naming) -> list[_Piece]:
    """Tell the words beside a day, piece by piece where each piece is told, or else whole."""
    whole = _piece(part, text, naming)
    if not whole.words:
        return []
    if whole.kind == "outlet":
        return [whole]
    apart = [whole]
    for marks in (_BARS, _BETWEEN):
        pieces = [_piece(piece, text, naming) for piece in marks.split(part)]
        apart = [piece for piece in pieces if piece.words]
        if len({piece.kind for piece in apart}) > 1 and all(piece.kind for piece in apart):
            return apart
    return [whole] if whole.kind else apart


def _piece(words: str, text: Sequence[str], naming: Naming) -> _Piece:
    words = one_line(words).strip(_FRAME)
    credit = as_byline(words, naming)
    if not credit and not names_paper(words, naming):
        words = _WORDS_BESIDE.sub("", words).strip(_FRAME)
        credit = as_byline(words, naming)
    paper = _OF_PLACE.sub("", words).rstrip(".")
    if not words or _placed().fullmatch(words.strip("()[]（）【】")):
        return _Piece("place" if words else "", words)
    if is_section(words) or words.casefold() in labels():
        return _Piece("section", words)
    if names_paper(paper.title() if paper.isupper() else paper, naming) or EASTERN_PAPER.fullmatch(paper):
        return _Piece("outlet", paper)
    name = words.title() if words.isupper() else words
    if credit or bare_name(name, text, naming) or bare_names(words, text, naming) or whole_agency(words, naming):
        return _Piece("credit", words)
    if is_role(words) or is_contact(words):
        return _Piece("role", words)
    return _Piece("", words)


def _undated(line: str, text: Sequence[str], naming: Naming) -> tuple[_Piece, ...]:
    """Tell a line without a day: as a whole, or a person and what that person is."""
    if not any(map(str.isalnum, line)):
        return (_Piece("rule", ""),)
    if is_menu(line) or is_path(line):
        return (_Piece("menu", line),)
    pieces = _told(line, text, naming)
    return tuple(pieces) if all(piece.kind for piece in pieces) else (_piece(line, text, naming),)


def _with_what_is_left(line: _Line, lines: Sequence[_Line], naming: Naming) -> _Line:
    """Return a line of a day and a page, whose one unknown piece is the paper, or a section where that is known."""
    left = [piece for piece in line.pieces if not piece.kind]
    known = any(piece.kind == "outlet" for other in lines for piece in other.pieces)
    if not line.dates or len(left) != 1 or not any(piece.kind == "place" for piece in line.pieces):
        return line
    words = left[0].words.split()
    titled = all(word[:1] == word[:1].upper() for word in words if len(word) > 3)
    if not titled or len(words) > 4 or whole_agency(left[0].words, naming):
        return line
    kind = "section" if known else "outlet"
    named = tuple(_Piece(kind, piece.words) if piece is left[0] else piece for piece in line.pieces)
    return _Line(line.text, named, line.dates)


def _headline(
    others: Sequence[int], lines: Sequence[_Line], text: Sequence[str], naming: Naming, *, signed: bool
) -> tuple[int | None, Sequence[int]]:
    """Return the number of the headline's line, and those of the lines of a summary right below it."""
    if not others or any(after != before + 1 for before, after in pairwise(others)):
        return None, ()
    line = lines[others[0]].text.strip(_FRAME)
    first = headline_line((line, *text), naming, credited_below=True, signed=signed)
    return (others[0], others[1:]) if first == 0 else (None, ())


def _day(line: _Line, fact: str) -> Field[Moment] | None:
    return facts_of(line.dates, line.text).get(fact) if line.dates else None


def _told_by(lines: Sequence[_Line], kind: str, form: re.Pattern[str]) -> Field[str] | None:
    """Return the first piece of a kind that says a fact, with the line that it stands on."""
    said = (
        (match[match.lastindex or 1], line.text)
        for line in lines
        for piece in line.pieces
        if piece.kind == kind
        for match in [form.search(piece.words)]
        if match
    )
    words, line = next(said, ("", ""))
    return Field(value=words, origin="extracted", rule=ABOVE, evidence=line) if words else None


_SECTION = re.compile(r"\A(?:[^\W\d_]{2,12}:\s)?(.+)\Z")
_PAGE = re.compile(
    rf"(?<!\w)(?:{alternatives(_PAGE_WORDS.split())})\.?:?\s?([A-Z]{{0,2}}-?\d{{1,4}}[A-Z]?)|第?\s?([A-Z]?\d{{1,3}})\s?[版面]",
    re.IGNORECASE,
)


def _first_line(title: str) -> Field[str]:
    words = one_line(title).strip("*_# ")
    return Field(value=words, origin="extracted", rule="first line of the text", evidence=title)


_RULES = {"outlet": "outlet line", "credit": "byline", "role": "byline", "place": "page"}
"""Rules of lines that are lifted, where they have other names than their kinds."""


def _top(
    lines: Sequence[_Line],
    headline: int | None,
    summary: Sequence[int],
    text: Sequence[str],
    dated: _Line,
    outlet: str,
    credited: Sequence[tuple[str, str]],
) -> Top:
    lifted = [
        Dropped(text=line.text, rule="date line" if line.dates else _RULES.get(kind := line.pieces[0].kind, kind))
        for index, line in enumerate(lines)
        if index != headline and index not in summary
    ]
    title = lines[headline].text if headline is not None else ""
    evidence = next((line.text for line in lines for piece in line.pieces if piece.words == outlet), "")
    credit, credit_line = credited[0] if credited else (None, None)
    return Top(
        paragraphs=(*(lines[index].text for index in summary), *text),
        lifted=(*lifted, *([Dropped(text=title, rule="headline")] if title else [])),
        published=_day(dated, "published"),
        modified=next((changed for line in lines if line.dates and (changed := _day(line, "modified"))), None),
        captured=next((line.dates.captured for line in lines if line.dates and line.dates.captured), None),
        outlet=Field(value=outlet, origin="extracted", rule=ABOVE, evidence=evidence) if outlet else None,
        credit=credit,
        credit_line=credit_line,
        headline=_first_line(title) if title else None,
        section=_told_by(lines, "section", _SECTION),
        page_number=_told_by(lines, "place", _PAGE),
    )
