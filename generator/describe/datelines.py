"""Read the dateline that opens a text: place, day, agency and reporter, in whatever order a language puts them.

The opening is cut into parts (words, a day, what stands in brackets) and the marks between them; the longest run of
parts that makes a dateline is one. In scripts with capitals a place is written with them. In the others any word could
be a place, so there a dateline needs an agency or a day beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from operator import itemgetter
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from generator.languages import (
    alternatives,
    credit_words,
    date_words,
    labels,
    languages,
    not_places,
    roles,
    sections,
    unnamed_agencies,
    weekdays,
)

from .dates import DIGITS, is_month
from .names import Naming, by_domain, credited, outlet_named, whole_agency

OPENING = 160
MOST_PARTS = 7
MOST_WORDS = 5
_MOST_LOWER = 2
"""Words of a place that have no capital: `Frankfurt am Main`, `Ciudad de México`."""
_LEAST_TEXT = 20
"""Characters that follow a dateline whose agency has no brackets; a credit stands alone."""
_LONGEST_BARE = 2
"""Words of a place that stands alone before the sign that ends a sentence in Hindi: `नई दिल्ली।`."""
_PARAGRAPHS = 3
"""One with an agency or a day may open the second or third paragraph."""

_DECORATION = re.compile(r"[\s¦'\"•~*,.–—-]{0,4}(?:据|據)?")
_MAY_HAVE = re.compile(
    r"(?:[^()\[\]{}（［【〔/:=＝।–—ـ_]|(?<=\w)/(?=\w)){0,80}?(?:[(\[{（［【〔:=＝।–—ـ_]|-[\s-]|\s-|(?<!\S)/|(?<=\w)/\s?\w|\d\s?[日일]|\.\Z|(?<=[A-ZА-ЯІЇЄ]\.)\s|\.-)"
)
"""What every dateline has near its start: a look at an opening before it is taken apart."""
_BRACKETED = re.compile(
    r"[(\[{（［【〔]\s?(?:©\s?)?(?P<inner>[^()\[\]{}（）［］【】〔〕\n]{2,50}?)[\s,.;]{0,3}[)\]}）］】〕]|/\s?(?P<slashed>[^/\n]{2,40}?)\s?/"
)
_MARKS = re.compile("(?P<marks>[\\s,،.;:|=＝।·\u200e\u200f_ـ–—‑−-]*)")
_LONG_DASH = re.compile(r"--|\s[–—]\s")
_DASH = re.compile(r"(?:[–—ـ=＝_−]|(?<!\w)-|-(?=\s|-))")
_WORD = r"(?:[^\W\d_](?:[^\s\d,;:!?…\"“”„«»<>|()\[\]{}（）［］【】〔〕=＝–—ـ/.。।-]|[./’'-](?=[^\W\d_]))*)"
_SHORT_FORM = r"(?:[A-ZÀ-Þ][A-Za-zÀ-ÿ]{0,2}\.\s)?"
_WORDS = re.compile(rf"{_SHORT_FORM}{_WORD}(?:\s(?:{_SHORT_FORM}){_WORD}){{0,6}}")
_UNCASED_WORD = r"(?:[^\W\d_][^\s\d,،؛;:!?…\"“”„«»<>|()\[\]{}（）［］【】〔〕=＝–—ـ/.。।-]*)"
_UNCASED_WORDS = re.compile(rf"{_UNCASED_WORD}(?:\s{_UNCASED_WORD}){{0,6}}")
_NAME = r"(?P<name{0}>[^\W\d_](?:[^\s\d,;:|()\[\]/–—.-]|\.(?=[^\s/])){{1,12}})"
_OF = r"(?:de\s|d['’]\s?|of\s)?"
_YEAR = r"(?:,?\s?(?:de\s|del\s)?(?:1[6-9]|2\d)\d\d(?:\s?[гم]\b)?)?"
_DAYS = (
    re.compile(
        rf"\d{{1,2}}(?:st|nd|rd|th|er|º|\.)?[\s-]?{_OF}{_NAME.format('')}\.?(?:\s{_NAME.format('2')}(?=\s?[(/–—-]))?{_YEAR}"
    ),
    re.compile(rf"{_NAME.format('')}\.?\s+\d{{1,2}}(?:st|nd|rd|th|\sd\.)?(?!\d){_YEAR}"),
    re.compile(rf"(?:1[6-9]|20)\d\d\.?\s{_NAME.format('')}\s\d{{1,2}}\.?"),
)
_WITH_YEAR = re.compile(r"(?<!\d)(?:1[6-9]|20)\d\d(?!\d)")
_HIJRI = re.compile(r"\d{1,2}\s[\u0620-\u064a\s]{3,16}\s1[34]\d\d\s?ه?ـ?\s?[،,]?\s?(?:الموافق\s?)?")
"""A day of the Islamic calendar before the same one of ours: `10 ذو القعدة 1445 هـ الموافق 18 مايو 2024 م`."""
_NUMBERS = re.compile(
    r"(?:(?:20|1[6-9])\d\d\s?[年년]\s?)?\d{1,2}\s?[月월]\s?\d{1,2}\s?[日일]|\d{1,2}\s?[日일]|(?:20|1[6-9])\d\d[-/.]\d\d?[-/.]\d\d?"
    r"|\d{1,2}[./-]\d{1,2}(?:[./-](?:\d{4}|\d\d))?|\d{1,2}(?:\.|er|th|st|nd|rd)?(?![\d\w])"
)
_DIGIT_SOON = re.compile(r"\D{0,23}\d")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_EASTERN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,6}")
_OWN = re.compile(r"\A(?:本[报報刊台网網社]|[\u3400-\u9fff]{1,6}[网網报報])(?:讯|訊)?(?=[\u3400-\u9fff]{2})")
"""What a Chinese paper calls itself before the place: `本报北京5月17日电`."""
_HAN_REPORTER = re.compile(r"(?:記者|记者|特派員|通讯员|記者)\s?(?P<name>[\u3400-\u9fff]{3})?")
_HAN_REPORTERS = re.compile(
    r"\s?[（(](?:本[报報]|新[华華]社)?(?:記者|记者)[\s:：]?(?P<people>[\u3400-\u9fff、，,\s·]{2,40})[)）]\s?"
)
"""Who filed a report, in brackets behind a Chinese dateline: `新华社北京5月17日电（记者王敏、李强）`."""
_HAN_OWN = re.compile(
    r"(?:本[报報刊台网網])?(?:(?P<place>[\u3400-\u9fff]{2,8}?)\s?\d{1,2}月\d{1,2}日[电電讯訊]\s?)?"
    r"(?:[（(](?:本[报報])?(?:记者|記者)[\s:：]?(?P<in>[\u3400-\u9fff]{2,4}(?:[、，,\s·]+[\u3400-\u9fff]{2,4}){0,3})[)）]"
    r"|(?:本[报報])?(?:记者|記者)[\s:：]?(?P<people>[\u3400-\u9fff]{2,4}?(?:[、，,\s·]+[\u3400-\u9fff]{2,4}?){0,3})(?:报道|報道|報導)[:：]?)\s?"
)
_HAN_NAME = re.compile(r"[\u3400-\u9fff·]{2,8}")
_REPORTER = re.compile(r"\s*(?P<people>[^=\n()\[\]]{2,40}?)\s?=\s")
_EXPLAINED = re.compile(r"[^\W\d_]")

Kind = Literal["agency", "bare agency", "outlet", "day", "place", "reporter", "note"]


class Dateline(Struct, frozen=True, kw_only=True):
    """The opening of a lede: where it was written, for which agency, and by whom where it says so."""

    place: str | None
    agencies: tuple[str, ...]
    evidence: str
    authors: tuple[str, ...] = ()
    day: str = ""
    """The day that it gives with its year."""


class _Part(Struct, frozen=True, kw_only=True):
    """A part of an opening, and the marks behind it."""

    kind: Kind
    text: str
    """The words; of an agency the place beside it in its bracket."""
    names: tuple[str, ...] = ()
    desk: bool = False
    """Whether an agency's bracket names a desk too."""
    stop: int
    marks: str = ""

    @property
    def dashed(self) -> bool:
        """Whether a dash stands behind it."""
        return bool(_DASH.search(self.marks))


def dateline(paragraphs: Sequence[str], naming: Naming) -> Dateline | None:
    """Return the dateline that opens the first paragraph; one with an agency or a day may open the second or third."""
    for index, paragraph in enumerate(paragraphs[:_PARAGRAPHS]):
        opening = _opening(paragraph[:OPENING], naming)
        if (
            opening
            and _SPEAKS.match(paragraph)
            and any(map(_SPEAKS.match, (*paragraphs[:index], *paragraphs[index + 1 :])))
        ):
            return None
        if opening and (index == 0 or opening[1]):
            return opening[0]
    return None


def _opening(opening: str, naming: Naming) -> tuple[Dateline, bool] | None:
    """Return the dateline of an opening, and whether it has more than a place."""
    if not _MAY_HAVE.match(opening):
        return None
    plain = opening if opening.isascii() else opening.translate(DIGITS)
    parts = tuple(_parts(plain, naming))
    start = _start(plain)
    for count in range(len(parts), 0, -1):
        judged = _verdict(plain, parts[:count])
        if judged is not None:
            stop = parts[count - 1].stop + len(parts[count - 1].marks)
            authors, stop = _reporters(plain, stop, parts[count - 1])
            stop += len(_dispatched(plain, stop))
            behind = _HAN_REPORTERS.match(plain, stop)
            if behind:
                authors, stop = tuple(_HAN_NAME.findall(behind["people"])), behind.end()
            more = any(part.kind not in {"place", "note"} for part in parts[:count])
            day = next((one.text for one in parts[:count] if one.kind == "day" and _WITH_YEAR.search(one.text)), "")
            judged = replace(judged, authors=(*judged.authors, *authors), day=day)
            own = None if judged.agencies or judged.authors else _of_own_reporters(plain)
            return own or (replace(judged, evidence=opening[start:stop].strip()), more)
    return _of_own_reporters(plain)


def _of_own_reporters(plain: str) -> tuple[Dateline, bool] | None:
    """Return the dateline of a Chinese paper's own reporters: `本报北京5月17日电 记者王敏报道：`."""
    own = _HAN_OWN.match(plain, _start(plain))
    if not own or not (own["place"] or own["in"]):
        return None
    people = tuple(_HAN_NAME.findall(own["people"] or own["in"]))
    return Dateline(place=own["place"], agencies=(), evidence=own[0].strip(), authors=people), True


def _dispatched(plain: str, at: int) -> str:
    """Return the word that closes a dateline in a script without spaces: `电`."""
    return next((word for word in _dispatch() if plain.startswith(word, at) and _UNSPACED.match(plain)), "")


def _start(plain: str) -> int:
    decoration = _DECORATION.match(plain)
    return decoration.end() if decoration else 0


def _parts(plain: str, naming: Naming) -> Iterator[_Part]:
    """Yield the parts that an opening begins with, as long as they may belong to a dateline."""
    at = _start(plain)
    for _ in range(MOST_PARTS):
        part = _bracket(plain, at, naming) or _host(plain, at) or _day(plain, at) or _words(plain, at, naming)
        if part is None:
            return
        marks = _MARKS.match(plain, part.stop)
        part = replace(part, marks=marks["marks"] if marks else "")
        yield part
        at = part.stop + len(part.marks)


def _bracket(plain: str, at: int, naming: Naming) -> _Part | None:
    match = _BRACKETED.match(plain, at)
    if not match:
        return None
    inner = _by_credit().sub("", match["inner"] or match["slashed"])
    names, rest = credited(inner, naming)
    if names and len(rest) <= 2 and not any(" " in one for one in rest):
        unspaced = rest[0] if len(rest) == 1 and _EASTERN.search(rest[0]) and not _NUMBERS.fullmatch(rest[0]) else ""
        return _Part(
            kind="agency", text=_place_of(unspaced), names=names, desk=bool(rest) and "/" in inner, stop=match.end()
        )
    if inner.casefold() in unnamed_agencies():
        return _Part(kind="agency", text="", stop=match.end())
    within = _within(inner, naming)
    if within:
        return replace(within, stop=match.end())
    short = len(inner) <= 20 and (match["inner"] or _SIGN.fullmatch(inner))
    return _Part(kind="note", text=inner, stop=match.end()) if short else None


_SIGN = re.compile(r"[A-Z]{3,8}")
"""A service that is not known, between slashes: `/CNW/`."""


@cache
def _by_credit() -> re.Pattern[str]:
    """Return a pattern of what stands before an agency in its bracket: `[By the Associated Press.]`."""
    return re.compile(rf"\A(?:{alternatives(credit_words())})\s(?:the\s)?(?=\S)", re.IGNORECASE)


def _within(inner: str, naming: Naming) -> _Part | None:
    """Read place, day and agency within one bracket: `北京共同`, `서울=연합뉴스`, `ロンドン 17日 ロイター`."""
    pieces = [
        piece for piece in re.split(r"[\s=＝・,、]+", _NUMBERS.sub(" ", inner)) if piece and piece not in _dispatch()
    ]
    names: list[str] = []
    places: list[str] = []
    reporter: tuple[str, ...] = ()
    for piece in pieces:
        name = whole_agency(piece, naming)
        split = None if name else _split_name(piece, naming)
        names += [name] if name else [split[0]] if split else []
        rest = "" if name else split[1] if split else piece
        by = _HAN_REPORTER.search(rest)
        if by:
            reporter += (by["name"],) if by["name"] else ()
            rest = rest[by.end() :]
        places += [rest] if rest else []
    telling = re.search(r"[=＝]", inner) and _EXPLAINED.search(inner) and not inner.isascii()
    titled = any(piece.endswith(_titles()) for piece in pieces)
    if not names and not (telling and 1 < len(pieces) <= 3 + titled and len(places[0]) <= 8):
        return None
    place = _place_of(places[0]) if places and len(places[0]) <= 12 else ""
    return _Part(kind="agency", text=place, names=tuple(dict.fromkeys(names)), stop=0)


@cache
def _dispatch() -> frozenset[str]:
    """Return the words that say of an agency's text that it is one, in scripts without spaces: `电`, `発`."""
    unspaced = (one.datelines for one in languages().values() if not one.spaced)
    return frozenset(word for words in unspaced for word in words)


def _split_name(piece: str, naming: Naming) -> tuple[str, str] | None:
    """Part an agency's name in a script without spaces from what is written together with it."""
    piece = next((piece.removesuffix(word) for word in _dispatch() if piece.endswith(word)), piece)
    for spelling, name in naming.spaceless:
        if piece.startswith(spelling):
            return name, piece.removeprefix(spelling)
        if piece.endswith(spelling):
            return name, piece.removesuffix(spelling)
    return None


def _place_of(text: str) -> str:
    return text.strip(" ,'-・　.")


def _day(plain: str, at: int) -> _Part | None:
    if not _DIGIT_SOON.match(plain, at):
        return None
    word = _date_word().match(plain, at)
    begin = word.end() if word else at
    hijri = _HIJRI.match(plain, begin)
    begin = hijri.end() if hijri else begin
    for form in _DAYS:
        match = form.match(plain, begin)
        if match and is_month(match["name"]):
            second = match.groupdict().get("name2")
            stop = match.end() if second is None or is_month(second) else match.end("name")
            return _Part(kind="day", text=plain[match.start() : stop], stop=stop)
    numbers = _NUMBERS.match(plain, begin)
    return _Part(kind="day", text=numbers[0], stop=numbers.end()) if numbers else None


@cache
def _date_word() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternatives(date_words())})\s", re.IGNORECASE)


@cache
def _titles() -> tuple[str, ...]:
    return tuple(title for one in languages().values() for title in one.credits.titles)


def _host(plain: str, at: int) -> _Part | None:
    """Read a host with a figure in it, which no words have."""
    match = _HOST.match(plain, at)
    figured = match and any(map(str.isdigit, match[0])) and plain[match.end() : match.end() + 1] in {",", " "}
    return _Part(kind="outlet", text=match[0], stop=match.end()) if match and figured else None


def _words(plain: str, at: int, naming: Naming) -> _Part | None:
    cased = plain[at : at + 1].lower() != plain[at : at + 1].upper()
    match = (_WORDS if cased else _UNCASED_WORDS).match(plain, at)
    if not match:
        return None
    text, stop = match[0], match.end()
    if not cased and " " in text and text.rpartition(" ")[2] in date_words() and _NUMBERS.match(plain, stop + 1):
        text = text.rpartition(" ")[0]  # القاهرة في 17 مايو
        stop = match.start() + len(text)
    if cased and sum(map(str.islower, map(itemgetter(0), text.split()))) > _MOST_LOWER:
        return None  # a sentence
    name = whole_agency(text, naming) or by_domain(text.casefold(), naming.agency_domains)
    if name:
        kind: Kind = "agency" if _UNSPACED.match(text) else "bare agency"
        return _Part(kind=kind, text="" if kind == "agency" else text, names=(name,), stop=stop)
    if text.casefold() in unnamed_agencies() or _is_desk(text):
        return _Part(kind="bare agency", text=text, stop=stop)
    if text.casefold() in weekdays():
        return _Part(kind="day", text=text, stop=stop)
    if _UNSPACED.match(text) and (split := _split_name(text, naming)):
        return _Part(kind="agency", text=_place_of(split[1]), names=(split[0],), stop=stop)
    if _HOST.fullmatch(text) or (outlet_named(text, naming) and not cased):
        return _Part(kind="outlet", text=text, stop=stop)
    dotted = plain[stop : stop + 1] == "." and len(text) <= 6 and " " not in text
    return _Part(kind="place", text=text + "." if dotted else text, stop=stop + dotted)


def _is_desk(text: str) -> bool:
    """Tell whether some words are a paper's own reporters, as Hindi names them for an agency: `जागरण संवाददाता`."""
    return " " in text and not _cased(text) and not _EASTERN.search(text) and text.endswith(_titles())


def _verdict(plain: str, parts: Sequence[_Part]) -> Dateline | None:
    """Return the dateline that parts make together, None if they make none."""
    last = parts[-1]
    kinds = [part.kind for part in parts]
    places = [part for part in parts if part.kind == "place"]
    names = tuple(dict.fromkeys(name for part in parts for name in part.names))
    if kinds[-1] == "note":
        noted = _with_note(plain, parts, places) and all(map(_may_be_place, places))
        return Dateline(place=_place(places, ()), agencies=(), evidence="") if noted else None
    if len(places) > 2 or kinds.count("outlet") > 1 or not all(map(_may_be_place, places)):
        return None
    bracketed = [part for part in parts if part.kind == "agency"]
    if bracketed:
        fits = _with_agency(plain, parts, places, bracketed[-1])
    elif "bare agency" in kinds:
        fits = _with_bare_agency(plain, parts, places)
    elif "outlet" in kinds:
        fits = _with_outlet(parts, places)
    elif "day" in kinds:
        fits = bool(places) and _with_day(plain, parts, places)
    elif "।" in last.marks:
        fits = (
            len(parts) == 1 and len(plain) - last.stop >= _LEAST_TEXT and len(places[0].text.split()) <= _LONGEST_BARE
        )
    else:
        capitals = _capitals(parts, places)
        fits = last.dashed and (capitals or _with_country(plain, parts, places))
        fits = fits or (capitals and _before_colon(plain, parts))
    return Dateline(place=_place(places, bracketed), agencies=names, evidence="") if fits else None


def _place(places: Sequence[_Part], bracketed: Sequence[_Part]) -> str | None:
    """Return the place, with its state behind a comma."""
    within = next((part.text for part in bracketed if part.text), None)
    if not places:
        return within
    text = _OWN.sub("", _after_credit(places[0].text))
    if len(places) == 2 and places[0].marks.startswith(","):
        text += f", {places[1].text}"
    elif len(places) == 2:
        text = places[-1].text
    return text if "," in text else text.strip(".")


def _after_credit(text: str) -> str:
    """Return a place without the credit that stands before it: `By Ana Kestrel LONDON`."""
    words = text.split()
    if words[0].casefold() not in credit_words():
        return text
    upper = [at for at, word in enumerate(words) if at and not word.isupper()]
    return " ".join(words[max(upper, default=0) + 1 :]) or text


def _may_be_place(part: _Part) -> bool:
    """Tell whether words are written as a place: few, and capitals at the start of most where there are capitals."""
    words = [word for word in re.split(r"[\s/.'’-]+", part.text) if word]
    folded = {word.casefold() for word in words}
    if not 1 <= len(words) <= 6:
        return False
    if not _cased(part.text):
        return len(words) <= 3 and len(part.text) <= 30 and folded.isdisjoint(not_places())
    if part.text.casefold().strip(".") in not_places():
        return False
    lower = sum(word[0].islower() for word in words)
    return not words[0][0].islower() and lower <= _MOST_LOWER


def _cased(text: str) -> bool:
    return text.lower() != text.upper()


def _with_agency(plain: str, parts: Sequence[_Part], places: Sequence[_Part], agency: _Part) -> bool:
    """Tell whether an agency in brackets and what stands around it open a text: `PARIS (AP) —`, `(AFP) -`."""
    last = parts[-1]
    if places and _stands_for(places[0].text, plain, agency):
        return False
    before = parts[: parts.index(agency)]
    if any(part.kind in {"place", "outlet"} for part in parts[len(before) + 1 :]):
        return last.dashed and not places[:-1] and _follows(parts, places[-1:])
    spaceless = _UNSPACED.match(plain, _start(plain)) is not None
    if spaceless and not any(part.kind == "day" for part in parts):
        return False  # 新华社 with no day is how a text speaks of the agency
    if spaceless:
        return plain.startswith(tuple(_dispatch()), last.stop)
    if last.dashed or re.search(r"[.:।]", last.marks):
        return bool(before) or last.dashed or len(plain[: last.stop]) <= 20
    return _begins_sentence(plain[last.stop + len(last.marks) :]) and (bool(before) or last.stop <= 20)


def _follows(parts: Sequence[_Part], places: Sequence[_Part]) -> bool:
    """Tell whether a place behind an agency is one, by capitals, or a day or desk beside it: `(dpa/lno) Kiel -`."""
    day = any(part.kind == "day" for part in parts)
    return bool(places) and (places[0].text.isupper() or day or (len(parts) == 2 and parts[0].desk))


def _stands_for(place: str, plain: str, agency: _Part) -> bool:
    """Tell whether the bracket gives the initials of the words before it, as in `Andhra Pradesh (AP)`."""
    initials = "".join(word[0] for word in place.split() if word[0].isupper() and word.casefold() not in not_places())
    inner = re.sub(r"\W", "", plain[: agency.stop].rpartition("(")[2])
    return len(initials) > 1 and initials.casefold() == inner.casefold()


def _begins_sentence(rest: str) -> bool:
    return not rest or not (rest[0].islower() or rest[0] in ",;")


def _with_bare_agency(plain: str, parts: Sequence[_Part], places: Sequence[_Part]) -> bool:
    """Tell whether an agency without brackets belongs to a dateline: `МОСКВА, 17 мая. ТАСС.`, `بغداد - رويترز:`."""
    last = parts[-1]
    agency = next(part for part in parts if part.kind == "bare agency")
    days = [part for part in parts if part.kind == "day"]
    alone = bool(days and places) and last is agency and last.stop + len(last.marks) >= len(plain)
    if not alone and (not last.marks.strip() or len(plain) - last.stop < _LEAST_TEXT):
        return False
    if not places and not days:
        written = agency.text.isupper() or agency.text in agency.names[:1]
        return last.dashed and written and _cased(agency.text)
    if days and places:
        return last.kind != "place" or last.dashed
    uncased = not _cased(parts[0].text)
    strong = last.dashed or ":" in last.marks or (uncased and "।" in last.marks)
    between = all(
        part.dashed
        or ":" in part.marks
        or not part.marks.strip()
        or part.marks[0] in (",،" if uncased or last.dashed else "")
        for part in parts[:-1]
    )
    beside = last is agency and last.dashed and parts[0].dashed and last.text.isupper()  # `London - AFP - `
    return strong and between and (uncased or beside or all(one.text.isupper() for one in places) or bool(days))


def _with_outlet(parts: Sequence[_Part], places: Sequence[_Part]) -> bool:
    """Tell whether an outlet stands beside a place: `سبق - الرياض:`, `OSK.example, Jakarta -`.

    In a script without capitals, two words before or after it may be its reporter; the one word beside it, or the
    last of three, is the place.
    """
    strong = parts[-1].dashed or ":" in parts[-1].marks
    if not strong or not all(part.dashed or "," in part.marks for part in parts[:-1]) or len(parts) > 3:
        return False
    kinds = [part.kind for part in parts]
    if places and _cased(places[0].text):
        return len(places) == 1 and parts[-1].dashed
    return kinds == ["place", "outlet", "place"] or (len(places) == 1 and " " not in places[0].text)


def _with_day(plain: str, parts: Sequence[_Part], places: Sequence[_Part]) -> bool:
    """Tell whether a place and a day open a text, as in `NEW YORK, April 7 -` or alone in `HARN, Wednesday.`."""
    last = parts[-1]
    if _UNSPACED.match(plain, parts[0].stop - 1):
        return parts[0].kind == "place" and bool(_dispatched(plain, last.stop)) and bool(_OWN.match(parts[0].text))
    if parts[0].kind != "place" or last.kind != "day" or places[0].text.rpartition(" ")[2][:1].islower():
        return False
    named = any(part.kind == "day" and not part.text.strip(" .").isdigit() for part in parts)
    upper = _cased(places[0].text) and places[0].text.isupper()
    parted = upper or not _cased(places[0].text) or bool(re.search(r"[,.–—-]", places[-1].marks))
    if not parted or not (named or upper):
        return False
    alone = last.stop + len(last.marks) >= len(plain) and upper
    ended = alone or (upper and "." in last.marks and len(parts) > 1)
    return last.dashed or ended or (named and bool(re.search(r"[:।]", last.marks)))


def _capitals(parts: Sequence[_Part], places: Sequence[_Part]) -> bool:
    """Tell whether a place in capitals opens a text, its state behind a comma: `PARIS —`, `LAKE OSK, Wis. —`."""
    if len(parts) != len(places) or not places or not places[0].text.isupper() or len(places[0].text) < 3:
        return False
    words = places[0].text.casefold().replace(",", "").split()
    return (
        len(words) <= MOST_WORDS
        and not_places().isdisjoint(words)
        and all(part.marks.startswith(",") for part in parts[:-1])
    )


def _before_colon(plain: str, parts: Sequence[_Part]) -> bool:
    """Tell whether a place in capitals stands before a colon, as papers in South Asia print it: `ISLAMABAD: The court`.

    So do labels and, in a transcript, whoever speaks; a text of several such paragraphs has no datelines.
    """
    last = parts[-1]
    words = {word.casefold() for part in parts for word in part.text.split()}
    rest = plain[last.stop + len(last.marks) :]
    known = words.isdisjoint(sections() | roles() | labels().keys()) and not words & weekdays()
    return last.marks.strip() == ":" and known and len(words) <= _COLON_WORDS and rest[:1].isupper() and " " in rest


_COLON_WORDS = 3
"""Words of a place before a colon."""
_SPEAKS = re.compile(r"[A-Z][A-Z .'’-]{1,30}:\s")


def _with_note(plain: str, parts: Sequence[_Part], places: Sequence[_Part]) -> bool:
    """Tell whether a place and the sign of a service that is not known open a text: `Wien (OTS) -`."""
    kinds = [part.kind for part in parts]
    note = parts[-1]
    known = (["place", "note"], ["place", "place", "note"], ["place", "day", "note"], ["place", "place", "day", "note"])
    if kinds not in known or not note.dashed:
        return False
    sign = re.fullmatch(r"[A-Z][A-Za-z]{1,14}", note.text) is not None and sum(map(str.isupper, note.text)) > 1
    sign = sign or note.text.casefold() in roles()
    rest = plain[note.stop + len(note.marks) :]
    return sign and bool(rest) and _begins_sentence(rest) and not _stands_for(places[0].text, plain, note)


def _with_country(plain: str, parts: Sequence[_Part], places: Sequence[_Part]) -> bool:
    """Tell whether a place and its country open a text, though not in capitals: `Nairobi, Kenya -- The council`."""
    if (
        len(parts) != 2
        or len(places) != 2
        or not parts[0].marks.startswith(",")
        or not _LONG_DASH.search(parts[1].marks)
    ):
        return False
    words = [word for part in places for word in part.text.split()]
    rest = plain[parts[1].stop + len(parts[1].marks) :]
    folded = {word.casefold() for word in words}
    known = folded.isdisjoint(not_places() | weekdays()) and not any(map(is_month, folded))
    return known and len(words) <= MOST_WORDS and all(word[0].isupper() for word in words) and rest[:1].isupper()


def _reporters(plain: str, stop: int, last: _Part) -> tuple[tuple[str, ...], int]:
    """Return the reporters that Korean agencies name behind the bracket: `(서울=연합뉴스) 홍길동 기자 =`."""
    if last.kind != "agency":
        return (), stop
    line = _REPORTER.match(plain, last.stop)
    if not line or not line["people"].endswith(_titles()):
        return (), stop
    names = re.split(r"[·,ㆍ\s]+", re.sub(rf"\s?(?:{alternatives(_titles())})", " ", line["people"]))
    return tuple(name for name in names if 2 <= len(name) <= 5), line.end()
