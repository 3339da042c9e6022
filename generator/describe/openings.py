"""Read the lines around a text: the headline before it, a byline near its ends."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from msgspec import Struct
from msgspec.structs import replace

from generator.languages import SPACELESS, articles, open_ends, papers, roles, sections, sentence_end, small_words

from .agency import from_dispatch
from .datelines import dateline
from .names import Naming, credited, fold, outlet_named, whole_agency
from .people import PREFIX, Credit, as_name, read_credit

MAX_HEADLINE = 160
MAX_HEADLINE_WORDS = 26
MAX_BYLINE = 160
HEAD_LINES = 4
"""Paragraphs at the start among which a byline may stand."""
TAIL_LINES = 2

_ENDS_SENTENCE = sentence_end(".．:;؛,،")
_FULL_STOP = re.compile(r"(?:(?<!\.\.)\.|[。．:;؛,،।॥۔።։။។])[\"'”’»」』)\]]*\s*\Z")
_ABBREVIATION = re.compile(r"(?:\b[A-Z]\.){2,}[\"'”’»]?\Z|\b(?:Jr|Sr|St|Inc|Corp|Co|Ltd)\.[\"'”’»]?\Z")
_NO_HEADLINE = re.compile(
    r"[-–—*•·>#|=+_~]|\(|https?:|www\.|photo\b|image\b|file\s|foto\b|bild:|updated|published|posted"
    r"|last\s+(?:updated|modified)|\d{1,2}[:.]\d\d\b|share\b|advertisement|"
    r"read\s+more|copyright|©|story\s+highlights|next\s+previous|media\s+playback|صورة|آخر تحديث",
    re.IGNORECASE,
)
OFFER = re.compile(
    r"subscri|premium|newsletter|unlimited|sign (?:in|up)|log in|register|cookie|privacy|membership|free trial|donat"
    r"|copyright|rights reserved|abonn|\babo\b|suscri|assinan|подпис|abone|اشترا|مشترك|会員|購読|订阅|訂閱",
    re.IGNORECASE,
)
"""What a line has that offers something to readers."""
_HAN_OR_KANA = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_LONGEST_HAN, _LONGEST_SPACELESS = 60, 140
"""Characters of the longest headline without spaces; letters say less than signs."""
_BARE_NAME = re.compile(
    r"[^\W\d_a-zß-ÿ][^\W\d_]+(?:[-'’][^\W\d_]+)?(?:\s[^\W\d_]{1,3}\.?)?(?:\s[^\W\d_a-zß-ÿ][^\W\d_]+(?:[-'’][^\W\d_]+)?){1,2}"
)
"""Two or three words with capitals, an initial or a particle between them."""
_SHARED = re.compile(
    r"(?P<own>[^\W\d_a-zß-ÿ][^.!?:]{1,40}?)\s(?:avec|with|mit|con|com|met|med)\s(?:l['’])?(?P<agencies>[^.!?:]{2,40})"
)
"""An outlet or a person, and the agency they wrote with: `Le Courrier avec AFP`."""
_SHARED_IN_BRACKETS = re.compile(
    r"(?P<own>[^()]{5,40}?)\s*\((?:avec|with|mit|con|com|met|med)\s(?:l['’])?(?P<agencies>[^()]{2,40})\)"
)
_WHERE = re.compile(r"\s(?:in|aus|à|en|em|från|fra|w|в)\s[^\W\d_a-zß-ÿ]\S*(?:\s\S+)?\Z")
"""Where somebody writes from, behind a name: `Jane Doe in Velmar`."""
MOST_ROLE = 4
"""Words of what somebody is at a paper."""
_NAME_ONLY = re.compile(r"[A-ZÀ-Þ][\w'’.-]+(?:\s+[A-ZÀ-Þ][\w'’.-]*){1,3}")

_SIGNER = r"[^\W\d_a-zß-ÿ][\w'’-]+(?:\s[^\W\d_a-zß-ÿ][\w'’.-]+){1,3}"
_FROM = re.compile(rf"d[ei]\s({_SIGNER}(?:\s(?:și|şi|y|e|et|i)\s{_SIGNER})?)")
"""A small `de` or `di` and names alone on a line, as Romanian and other Romance papers sign a report."""

_ARABIC_CREDIT = re.compile(r"(?=.*[\u0620-\u064a])[^–—:؟!?«»\"\d-]{2,50}\s?[–—-]\s?[^–—:؟!?«»\"\d-]{2,25}:?")


_FURNITURE = 8
"""Lines among which the headline is looked for."""
_LEAD = 14
"""Words from which a line may be the first sentence of a text."""
_DRESSED = 8
"""Words from which a line in title case is taken for a headline if the text has one of them."""
_TAKEN_UP = 6000
_TELLING = 400
"""Characters of a text that is long enough to take up the words of its headline."""
_BEFORE_PEOPLE = "(?:and|by|und|et|y|e|i|with|told|said|says|met|mit|avec|con|com|sagt|dit|dijo|für|for|par|por)"
_PLACED = 3
"""Paragraphs at the start that name the place of a report."""
_LETTERS = re.compile(r"[^\W\d_]+")
_CLOCK = re.compile(r"\d{1,2}[:.]\d\d\s?(?:[ap]\.?m|uhr|h\b|et\b|gmt)|\d{1,2}/\d{1,2}/\d{2,4}|\bago\b", re.IGNORECASE)
_WIDGET = re.compile(
    r"\s[|•·]\s.{1,60}\s[|•·]|[•|»›]\s*\Z|\b\d-day\b|\A(?:enter|scroll|swipe|tap|click|type|select|choose|search)\s"
    r"|\d{1,2}[:.]\d\d\s?[ap]\.?m\b|\bphotos?\b.{1,40}\bvia\b|/\s?[A-Z][\w ]{1,20}\Z",
    re.IGNORECASE,
)
"""What a row of options, a form, a button or a counter has, and no headline."""


_KICKER = 5
"""Words of a line with a colon that stands above a headline: `Cracks in two piers:`."""
_CONTACTS = re.compile(
    r"(?:(?:press|media|presse)\s?-?)?(?:contacts?|kontakt|contacto|contatti|contato|contactpersoon)\s?:", re.IGNORECASE
)
_TITLED = 60
_CONTACT = re.compile(r"[\w.+-]{1,64}@[\w.-]{1,100}")
_EASTERN_TITLE = re.compile(r"\A[\u3400-\u9fff\uac00-\ud7af]{2,5}\s?(?:기자|특파원|記者|记者|特派員)\Z")
"""A line that is a name and the title of a reporter behind it: `홍길동 기자`."""


_EASTERN_FIRST = re.compile(
    r"(?:本報|本报)?(?:記者|记者|通讯员|特派員)\s?([\u3400-\u9fff]{2,4})(?:\s?[／/]\s?[\u3400-\u9fff]{2,8}(?:報導|报道|電|电|訊|讯))"
)
"""A reporter and where from, as in Taiwan: `記者陳若溪／臺北報導`."""
_SIGNED = re.compile(
    r"[(（]((?!.*(?:写真|新聞|通信|提供|撮影|取材|編集|翻訳|連載|記事|資料|完|続く|つづく|おわり|終わり|図表|敬称"
    r"|関連|作成|参照|掲載|転載|ママ|予定|未定|現在|当時|同上|省略|抜粋|原文|談話|肩書|一部|版|頁|ページ))"
    r"[\u3041-\u30ff\u3400-\u9fff]{3,7}(?:[、・][\u3041-\u30ff\u3400-\u9fff]{3,7}){0,3})[)）]"
)
_NEWSROOM = re.compile(r"(?P<one>[^/|]{3,40}?)\s?[/|]\s?(?P<other>[^/|]{5,40})")
"""A newsroom and who of it: `REDACCIÓN / Ana Kestrel`."""


_OFFERED = 400
"""Characters of a line that are searched for an offer."""


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


_SUFFIX_MARKS = (" | ", " : ", " - ", " – ", " — ", " · ", " • ", " » ")
_HOST = re.compile(r"(?:www\.)?[\w-]{2,40}(?:\.[\w-]{2,20})?\.[a-zA-Z]{2,4}")
_SHORTEST, _LONGEST_SUFFIX, _OUTLET_WORDS = 8, 60, 5


def without_outlet(headline: str, naming: Naming, names: Sequence[str], *, any_bar: bool) -> str:
    """Return a headline without the outlet's name that some pages put behind it: `Bridge to close | Marrow Mail`.

    Args:
        headline: As it was found.
        naming: The authority files, which know other outlets.
        names: The outlet's own name, host and the like.
        any_bar: Whether whatever stands behind a bar goes, as in a line that was read from a text.
    """
    keys = {fold(name) for name in names if name} - {""}
    start = max(headline.rfind(mark) for mark in _SUFFIX_MARKS)
    if start < _SHORTEST or len(headline) - start > _LONGEST_SUFFIX:
        return headline
    own, mark, suffix = headline[:start], headline[start : start + 3], headline[start + 3 :].strip()
    key = fold(suffix)
    is_own = any(key == one or key.removeprefix("the") == one.removeprefix("the") for one in keys)
    bar = any_bar and "|" in mark and len(suffix.split()) <= _OUTLET_WORDS and len(own.split()) > 2
    paper = (any_bar or "|" in mark) and _is_paper(suffix)
    host = bool(_HOST.fullmatch(suffix))
    named = ":" not in mark and outlet_named(suffix, naming)  # a colon in a headline may lead to what it is about
    if key and (is_own or bar or paper or host or named):
        return without_outlet(own.rstrip(), naming, names, any_bar=any_bar)
    return headline


def behind_repeated(headline: str, line: str) -> str:
    """Return what stands behind a headline that the text repeats without it: the name of the outlet; else nothing."""
    start = max(headline.rfind(mark) for mark in _SUFFIX_MARKS)
    suffix = headline[start + 3 :].strip()
    repeats = start >= _SHORTEST and len(suffix.split()) <= _OUTLET_WORDS and same_line(line, headline[:start])
    return suffix if repeats else ""


def _is_paper(suffix: str) -> bool:
    """Tell whether some words are a newspaper's name: `The Marrow Mail`, `Lübbener Bote`, `Marrow-Kurier`."""
    words = suffix.replace("-", " ").split()
    return 2 <= len(words) <= _OUTLET_WORDS and words[-1].casefold() in papers() and suffix[:1].isupper()


def is_paper(line: str, naming: Naming) -> bool:
    """Tell whether a line is the name of an outlet: one that is known, or what papers are called."""
    return bool(outlet_named(line, naming)) or _is_paper(line)


def is_title(line: str, naming: Naming) -> bool:
    """Tell whether a line is the name of an outlet alone, and of no agency, which is another credit."""
    return "," not in line and is_paper(line, naming) and not whole_agency(line, naming)


def names_paper(words: str, naming: Naming) -> bool:
    """Tell whether words beside a day are the name of an outlet, one that opens as papers' names do included."""
    return is_title(words, naming) or ("," not in words and _opens_as_paper(words) and not whole_agency(words, naming))


def headline_line(
    paragraphs: Sequence[str], naming: Naming, *, credited_below: bool = False, signed: bool = False
) -> int | None:
    """Return the number of the first line that is a headline, over lines that nobody would take for one.

    A headline is short and no sentence of the text, and a text of sentences follows that takes up its words.

    Args:
        paragraphs: The text with what stands above it, but for dates and menus.
        naming: The authority files.
        credited_below: Whether a date or a byline stood below the lines, as it does below a headline.
        signed: Whether an author is known from a line below, so that words like a name may be the headline.
    """
    for index, line in enumerate(paragraphs[:_FURNITURE]):
        if len(line) <= MAX_HEADLINE and _OF_OFFICE.fullmatch(line):
            continue
        if _is_headline(line, paragraphs[index + 1 :], naming, credited_below, signed):
            return index
        if not _is_furniture(line, naming):
            return None
    return None


_OF_OFFICE = re.compile(
    r"\W*(?:(?:embargo(?:ed)?|sperrfrist|sous embargo|embargado)\b.{0,80}\d.{0,40}"
    r"|for immediate (?:release|publication)|zur sofortigen veröffentlichung|pour diffusion immédiate"
    r"|para (?:su )?(?:publicación|divulgação) (?:inmediata|imediata)"
    r"|per la pubblicazione immediata|voor onmiddellijke publicatie"
    r"|(?:(?:press|news|media) (?:release|statement)"
    r"|(?:presse|medien)(?:mitteilung|information|meddelelse|melding)"
    r"|communiqué de presse|comunicado de (?:prensa|imprensa)|nota (?:de (?:prensa|imprensa)|stampa)|comunicato stampa"
    r"|persbericht|pressmeddelande|lehdistötiedote|tisková zpráva|informacja prasowa|пресс-релиз|пресреліз)"
    r"(?: (?:nr|no|n°)?\.? ?\d[\d/.-]{0,9})?)\W*",
    re.IGNORECASE,
)
"""What press offices write above the headline of a release."""


def _is_furniture(line: str, naming: Naming) -> bool:
    """Tell whether a line is what pages print above a headline: a section, a counter, a time, the outlet's name."""
    if SPACELESS.search(line):
        return False
    words = [word for word in line.split() if any(map(str.isalpha, word))]
    return (
        (len(words) < 2 and len(line) <= 24)
        or (len(words) <= _KICKER and line.rstrip().endswith((":", "：")))
        or is_figures(line)
        or bool(_CONTACTS.match(line))
        or bool((_CLOCK.search(line) or _WIDGET.search(line)) and len(line) <= 50)
        or is_paper(line, naming)
    )


def _is_headline(line: str, after: Sequence[str], naming: Naming, credited_below: bool, signed: bool) -> bool:
    if not after or len(line) > MAX_HEADLINE or not _has_words(line):
        return False
    below = credited_below or bool(byline_line(after[:3], naming)) if len(after) > 1 else False
    if _FULL_STOP.search(line) and not (
        _ABBREVIATION.search(line) or line.isupper() or (below and _is_titled(line)) or _is_alone(line, after, naming)
    ):
        return False
    if line.rstrip().endswith((":", "：")) and len(line.split()) <= _KICKER:
        return False
    if is_title(line, naming) and len(line.split()) <= _SMALL_WORDS and len(after[0].split()) >= _SMALL_WORDS:
        return False
    if _NO_HEADLINE.match(line) or _CONTACTS.match(line) or _WIDGET.search(_before_bars(line)) or is_figures(line):
        return False
    if _is_credit(line, naming, names=not signed) or dateline((line,), naming):
        return False
    if not (_is_body(line, after[:HEAD_LINES]) or (credited_below and _is_over_buttons(line, after))) or _is_cut_lead(
        line, after
    ):
        return False
    return below or _is_taken_up(line, after)


def _is_over_buttons(line: str, after: Sequence[str]) -> bool:
    """Tell whether a text begins behind two lines of any kind and then buttons and counters alone."""
    below = (line for line in after[2:_FURNITURE] if len(line.split()) > _SMALL_WORDS)
    text = next(below, "")
    return len(line.split()) >= _SMALL_WORDS and len(text) > _LONG_LINE and bool(_ENDS_SENTENCE.search(text))


_LONG_LINE = 60
_SMALL_WORDS = 3
"""Words of the longest button."""


def _before_bars(line: str) -> str:
    """Return a headline without the section and the outlet behind bars; a row of options as it is."""
    head, *rest = re.split(r"\s[|•·]\s", line)
    few = all(len(piece.split()) <= _OUTLET_WORDS for piece in rest)
    return head if few and len(head.split()) > _OUTLET_WORDS else line


def is_figures(line: str) -> bool:
    """Tell whether a line is a ticker, the weather or a score: as many figures as words, or degrees."""
    words = line.split()
    figures = sum(any(map(str.isdigit, word)) for word in words)
    return len(words) > 1 and (2 * figures > len(words) or ("°" in line and len(words) <= _LEAD))


def _is_titled(line: str) -> bool:
    """Tell whether a line is set as a title: few words, or most of the long ones with a capital."""
    return len(line.split()) <= 8 or _has_capitals(line)


def _has_capitals(line: str) -> bool:
    """Tell whether most long words of a line have a capital."""
    long = [word for word in line.split() if len(word) > 3]
    return sum(word[0].isupper() for word in long) * 3 >= 2 * len(long)


def _is_alone(line: str, after: Sequence[str], naming: Naming) -> bool:
    """Tell whether a line of one short sentence stands right above a byline, as no lead does."""
    short = len(line.split()) <= _LEAD and not re.search(r"[.!?][\"”»]?\s+[^\W\d_a-zß-ÿ]", line)
    return short and len(after) > 1 and len(after[0]) <= MAX_BYLINE and bool(as_byline(after[0], naming))


def _is_cut_lead(line: str, after: Sequence[str]) -> bool:
    """Tell whether a line is the first sentence of a text that was cut off: long, without capitals, offers below it."""
    words = line.split()
    if line.endswith(("…", "...")) and len(words) > _LEAD:
        return True
    lower = sum(word[0].islower() for word in words)
    if words[-1].casefold() in open_ends():
        return True
    # Last, since it looks at every line.
    long = len(words) >= _LEAD and lower * 2 > len(words)
    return long and 2 * sum(bool(OFFER.search(text, 0, _OFFERED)) for text in after) >= len(after)


def _is_taken_up(line: str, after: Sequence[str]) -> bool:
    """Tell whether the text has words of a line, as it has of its headline's; short texts may have none of them."""
    text = " ".join(after)[:_TAKEN_UP].casefold()
    if len(text) < _TELLING:
        return True
    if SPACELESS.search(line):
        pairs = {line[at : at + 2] for at in range(len(line) - 1)}
        return sum(pair in text for pair in pairs) >= 2
    words = {word for word in _LETTERS.findall(line.casefold()) if len(word) > 3 and word not in _common()}
    taken_up = sum(word[:5] in text for word in words)
    # A long line in title case is a headline's dress, which no widget wears: one of its words is enough.
    dressed = len(line.split()) >= _DRESSED and _has_capitals(line)
    return not words or taken_up >= (2 if len(words) > 3 and not dressed else 1)


@cache
def _common() -> frozenset[str]:
    return frozenset(word for words in small_words().values() for word in words)


def _is_credit(line: str, naming: Naming, *, names: bool) -> bool:
    """Tell whether the line names a person, an agency or an outlet, and no news."""
    if len(line) > MAX_BYLINE:
        return False
    if (
        any(from_dispatch((line,), naming))
        or whole_agency(line, naming)
        or outlet_named(line, naming)
        or as_byline(line, naming)
    ):
        return True  # a byline, or the name of the page
    if not names:
        return _is_paper(line)
    people = re.split(r",\s|\s(?:and|und|et|y)\s", line)
    if all(_NAME_ONLY.fullmatch(name) and len(name.split()) <= 3 and as_name(name, naming) for name in people):
        return not line.isupper()
    return bool(_ARABIC_CREDIT.fullmatch(line)) and len(line.split()) <= 8


def _has_words(line: str) -> bool:
    if SPACELESS.search(line):
        return 6 <= len(line) <= (_LONGEST_HAN if _HAN_OR_KANA.search(line) else _LONGEST_SPACELESS)
    words = [word for word in line.split() if any(map(str.isalpha, word))]
    return len(words) >= 2 and len(line.split()) <= MAX_HEADLINE_WORDS


def _is_body(line: str, following: Sequence[str]) -> bool:
    """Tell whether what follows reads as a text, so that the line above it can be its headline."""
    return any(_ENDS_SENTENCE.search(text) and len(text) > min(len(line), 60) for text in following) or any(
        len(text) > 2 * len(line) for text in following
    )


def is_vignette(paragraphs: Sequence[str], agency: str, naming: Naming) -> bool:
    """Tell whether a text of an agency opens with its subject and sign alone, as TT's do: `Sjöfart TT`."""
    words = paragraphs[0].split() if len(paragraphs) > 1 and agency else []
    if not 1 < len(words) <= _MOST_OF_VIGNETTE or _ENDS_SENTENCE.search(paragraphs[0]) or not words[-1].isupper():
        return False
    return whole_agency(words[-1], naming) == (whole_agency(agency, naming) or agency)


_MOST_OF_VIGNETTE = 3


def byline_line(paragraphs: Sequence[str], naming: Naming) -> Byline | None:
    """Return the credit line among the first or last paragraphs; a text of one paragraph has none."""
    if len(paragraphs) < 2:
        return None
    head = range(min(HEAD_LINES, len(paragraphs) - 1))
    tail = range(max(len(paragraphs) - TAIL_LINES, 1), len(paragraphs))
    for index in (*head, *tail):
        line = paragraphs[index]
        if len(line) <= MAX_BYLINE:
            at_end = index in tail and index not in head
            credit = as_byline(line, naming) or (_signed(line, naming) if at_end else _agency_line(line, naming))
            if credit:
                return Byline(index=index, credit=credit)
    return _above_dispatch(paragraphs, naming)


_DISPATCH = re.compile(r"[^()]{0,60}\(([^()]{2,30})\)\s*[-–—_.:]")
_MOST_POINTS = 12
"""Notes and points that a wire may have above the byline and the text of a report."""


def _above_dispatch(paragraphs: Sequence[str], naming: Naming) -> Byline | None:
    """Return the credit right above the line that opens a wire's report, below its notes to editors and its points."""
    for index in range(HEAD_LINES, min(_MOST_POINTS, len(paragraphs) - 1)):
        opening = _DISPATCH.match(paragraphs[index + 1])
        if opening and whole_agency(opening[1], naming):
            line = paragraphs[index]
            credit = as_byline(line, naming) if len(line) <= MAX_BYLINE and PREFIX.match(line) else None
            return Byline(index=index, credit=credit) if credit and credit.authors else None
    return None


def _signed(line: str, naming: Naming) -> Credit | None:
    """Read a last line that is a name in Han in brackets, as Japanese papers sign a report: `（山田花子）`."""
    inside = _SIGNED.fullmatch(line.strip())
    if not inside or whole_agency(inside[1], naming) or outlet_named(inside[1], naming) or is_paper(inside[1], naming):
        return None
    credit = read_credit(inside[1], naming)
    return credit if credit.authors else None


def beside_byline(paragraphs: Sequence[str], by: Byline | None, naming: Naming) -> tuple[int, ...]:
    """Return the lines, the last first, that belong to a byline that was taken out.

    What somebody is at the paper stands below a name, and the same credit once more below the text.
    """
    if by is None or len(paragraphs) < 3:
        return ()
    last = len(paragraphs) - 1
    again = as_byline(paragraphs[last], naming) if len(paragraphs[last]) <= MAX_BYLINE else None
    signed = again is not None and bool(again.authors) and set(again.authors) <= set(by.credit.authors)
    below = _below(paragraphs, by)
    role = bool(below) and (
        is_role(below) or is_contact(below) or is_title(below, naming) or bool(whole_agency(below, naming))
    )
    return (*((last,) if signed else ()), *((by.index,) if role else ()))


def _below(paragraphs: Sequence[str], by: Byline) -> str:
    """Return the line below a byline that was taken out above a text; empty where it stood below."""
    return paragraphs[by.index] if by.index < min(HEAD_LINES, len(paragraphs) - 1) and by.credit.authors else ""


def with_agency_below(by: Byline, paragraphs: Sequence[str], naming: Naming) -> Byline:
    """Return a byline that was taken out with the agency whose name is the line below it."""
    name = whole_agency(_below(paragraphs, by), naming)
    return replace(by, credit=replace(by.credit, agencies=(*by.credit.agencies, name))) if name else by


def without_places(credit: Credit, line: str, paragraphs: Sequence[str]) -> Credit:
    """Return a credit without the place behind its names, `By Ana Kestrel, Port Marrow`, which the text names too."""
    *names, last = credit.authors or ("",)
    if not names or not re.search(rf",\s{re.escape(last)}\W*\Z", line):
        return credit
    place = re.compile(
        rf"(?:\A\W*{re.escape(last)}\s?[,.(:–—-]|\b(?!{_BEFORE_PEOPLE}\b)[^\W\d_A-Z]{{1,4}}\s{re.escape(last)}\b)"
    )
    named = any(place.search(paragraph[:_TAKEN_UP]) for paragraph in paragraphs[:_PLACED])
    return replace(credit, authors=tuple(names)) if named else credit


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


def as_byline(line: str, naming: Naming) -> Credit | None:
    """Read a line as a credit: `By ...`, or a name and its agency; a sentence is none."""
    line = _FRAMED.sub("", line)
    prefix = PREFIX.match(line)
    if prefix:
        return _prefixed(line, line[prefix.end() :], naming)
    first = _EASTERN_FIRST.fullmatch(line.strip(_EASTERN_FRAME)) or _signed_by(line.strip(), naming)
    if first and (credit := read_credit(first[1], naming)).authors:
        return replace(credit, rest=True)
    if len(line) <= _TITLED and _EASTERN_TITLE.search(_CONTACT.sub("", line).strip()):
        credit = read_credit(_CONTACT.sub("", line).strip(), naming)
        return credit if credit.authors else None
    bar = re.fullmatch(r"([^,|–—]{5,40}?)(?:,|\s[|–—-])\s([^,|]{2,40})", line)
    if bar and _NAME_ONLY.fullmatch(bar[1].title()) and _is_staff(bar[2], naming):
        return read_credit(line, naming)
    if both := _NEWSROOM.fullmatch(line):
        name = both["other"] if is_role(both["one"]) else both["one"] if is_role(both["other"]) else ""
        if _NAME_ONLY.fullmatch(name.strip()) and (credit := read_credit(name.strip(), naming)).authors:
            return replace(credit, rest=True)
    if shared := _SHARED.fullmatch(line):
        agencies, rest = credited(shared["agencies"], naming)
        if agencies and not rest and not whole_agency(shared["own"], naming):
            return replace(read_credit(shared["own"], naming), agencies=agencies, rest=True)
    named = bar and (_NAME_ONLY.fullmatch(bar[1]) or _is_somebody(bar[1], naming))
    if bar and named and (_is_paper(bar[2]) or _opens_as_paper(bar[2]) or is_role(bar[2])):
        credit = read_credit(bar[1], naming)
        return replace(credit, rest=True) if credit.authors else None
    return _with_role(line, naming)


_FRAMED = re.compile(r"\A[\s|•·*_]+|[\s|•·*_]+\Z")
"""Signs around a credit: `| By Ana Kestrel |`."""
_EASTERN_FRAME = " \u3000〔〕【】［］[]（）()"
_ROLE_IN_BRACKETS = re.compile(r"\s*\((?P<role>[^()]{2,60})\)\s*(?:,|;|/|&|\b(?:and|und|et|y|e|i|og|och|en|и)\b|\Z)\s*")
_PICTURES = re.compile(r"(?:foto|photo|bild|image|illustra|grafi|video|фото|εικ)", re.IGNORECASE)
_WORDS_OF_TEXT = frozenset("text texte texto testo tekst текст words".split())


def _with_role(line: str, naming: Naming) -> Credit | None:
    """Read a name with what somebody is at the paper behind it: `Ana Kestrel Harbour correspondent`, `… (Editor)`."""
    line = line.strip()
    if line.endswith(")") and len(line) <= MAX_BYLINE:
        return _with_roles_in_brackets(line, naming)
    words = _WHERE.sub("", line).split()
    if len(words) > 1 and is_role(words[0]) and (agency := whole_agency(" ".join(words[1:]), naming)):
        return Credit(agencies=(agency,), rest=True)
    for count in range(2, min(4, len(words))):
        name = " ".join(words[:count])
        agency = whole_agency(" ".join(words[count:]), naming) if len(words) > count + 1 else None
        if agency and _is_somebody(name.title() if name.isupper() else name, naming):
            return replace(read_credit(name, naming), agencies=(agency,), rest=True)
        if len(words) - count <= MOST_ROLE and is_role(" ".join(words[count:])) and _is_somebody(name, naming):
            return Credit(authors=(name,), rest=True)
    return None


def _with_roles_in_brackets(line: str, naming: Naming) -> Credit | None:
    if shared := _SHARED_IN_BRACKETS.fullmatch(line):
        agencies, rest = credited(shared["agencies"], naming)
        own = _is_somebody(shared["own"], naming) and agencies and not rest
        return Credit(authors=(shared["own"],), agencies=agencies, rest=True) if own else None
    names: list[str] = []
    at = 0
    for match in _ROLE_IN_BRACKETS.finditer(line):
        name, role = line[at : match.start()].strip(), match["role"].split()
        told = role[0].casefold() in _WORDS_OF_TEXT | roles() or is_role(match["role"])
        pictures = bool(_PICTURES.match(match["role"]))
        if not (told or pictures) or not _is_somebody(name, naming):
            return None
        names += [] if pictures else [name]
        at = match.end()
    return Credit(authors=tuple(names), rest=True) if names and at == len(line) else None


def _is_somebody(name: str, naming: Naming) -> bool:
    known = _BARE_NAME.fullmatch(name) and as_name(name, naming) == name and not is_paper(name, naming)
    return bool(known) and sections().isdisjoint(name.casefold().split())


def _opens_as_paper(text: str) -> bool:
    """Tell whether words in capitals begin as many papers' names do: `Kabar Marrow`, `Diario de Bahía`."""
    words = text.split()
    first = next((word for word in words if word.casefold() not in articles()), "")
    titled = all(word[:1] == word[:1].upper() for word in words if len(word) > 3)
    return 2 <= len(words) <= _OUTLET_WORDS and titled and first.casefold() in papers()


def outlet_beside(line: str, naming: Naming, *, dated: bool) -> tuple[str, str] | None:
    """Return the name and the outlet that a line is, with a bar or a dash between them; None for any other line.

    Args:
        line: It.
        naming: The authority files.
        dated: Whether a date stands beside the line, so that any few words in capitals may be the outlet.
    """
    pieces = re.split(r"\s+[|–—-]\s+|\s*\|\s*", line.strip(" |"))
    if len(pieces) != 2 or not _is_somebody(pieces[0], naming) or whole_agency(pieces[1], naming):
        return None
    words = pieces[1].split()
    capitals = dated and len(words) <= 3 and all(re.match(r"[^\W\d_]", word) for word in words)
    titled = capitals and any(letter.isupper() for letter in pieces[1]) and words[0][:1].isalpha()
    paper = is_paper(pieces[1], naming) or _opens_as_paper(pieces[1])
    if not (paper or titled) or is_role(pieces[1]) or not sections().isdisjoint(pieces[1].casefold().split()):
        return None
    return pieces[0], pieces[1]


def _signed_by(line: str, naming: Naming) -> re.Match[str] | None:
    by = _FROM.fullmatch(line)
    return by if by and not is_paper(by[1], naming) else None


def is_role(text: str) -> bool:
    """Tell whether some words are what somebody is at a paper: `Staff Writer`, `Senior Political Correspondent`."""
    role, comma, paper = text.partition(", ")
    if comma and not (paper[:1].isupper() and len(paper.split()) <= MOST_ROLE):
        return False
    words = role.casefold().split()
    last = words[-1].strip(".") if 1 <= len(words) <= MOST_ROLE else ""
    return last in roles() or (len(words) > 1 and last.removesuffix("s") in roles())


def bare_names(line: str, text: Sequence[str], naming: Naming) -> str | None:
    """Return a line that is but the names of two or three people, or in Arabic a name and a place; None for others."""
    if _ARABIC_CREDIT.fullmatch(line.strip()) and len(line.split()) <= _ARABIC_WORDS:
        return line if read_credit(line, naming).authors else None
    names = _AND.split(line.strip())
    return line if 2 <= len(names) <= 3 and all(bare_name(name, text, naming) for name in names) else None


def named_with_agency(line: str, text: Sequence[str], naming: Naming) -> str | None:
    """Return a line that is an agency and a person beside it, either first: `ČTK, Jana Vzorová`, `Jan Muster/ANP`."""
    pieces = [piece for piece in _BESIDE_AGENCY.split(line.strip()) if piece]
    agencies = [piece for piece in pieces if whole_agency(piece, naming)]
    people = [piece for piece in pieces if piece not in agencies and bare_name(piece, text, naming)]
    return line if len(agencies) == len(people) == 1 and len(pieces) == 2 else None


_BESIDE_AGENCY = re.compile(r"\s*[,/|·•]\s*|\s+[–—-]\s+")
_ARABIC_WORDS = 6
_AND = re.compile(r"\s*,\s+|\s+(?:and|und|et|y|e|en|og|och|i|и|та|&)\s+", re.IGNORECASE)


def is_contact(text: str) -> bool:
    """Tell whether a line is an address of mail, a handle or both, and nothing else."""
    return (
        len(text) <= _TITLED
        and bool(_CONTACT.search(text) or "@" in text)
        and not _LETTERS.search(_HANDLE.sub("", text))
    )


_HANDLE = re.compile(r"[\w.+-]{1,64}@[\w.-]{1,100}|@\w{2,50}")


_LONGEST_BESIDE = 60
"""Characters in brackets behind a name: where at a house somebody works."""


def bare_name(line: str, text: Sequence[str], naming: Naming) -> str | None:
    """Return the name of a person that a line is and nothing else, as it stands beside a date without a word before it.

    So do places and sections, but these stand in the text too, which hardly ever names who wrote it.
    """
    name, _, beside = line.strip().partition(" (")
    if beside and (not beside.endswith(")") or whole_agency(beside[:-1], naming) or len(beside) > _LONGEST_BESIDE):
        return None
    name = _WHERE.sub("", name)
    if not _BARE_NAME.fullmatch(name) or as_name(name, naming) != name or outlet_named(name, naming):
        return None
    if not sections().isdisjoint(name.casefold().split()) or _EDITION.search(name):
        return None
    words = [word for word in name.split() if len(word) > 3] or name.split()
    known = " ".join(line for line in text if "@" not in line)[:_TAKEN_UP].casefold()
    named = any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", known, re.IGNORECASE) for word in words)
    return None if named or _is_paper(name) or not words else name


_EDITION = re.compile(
    r"\b(?:edition|ausgabe|édition|edición|edizione|edição|editie|utgåva|wydanie|выпуск)\b", re.IGNORECASE
)
"""What names an edition, whose words look like a name: `First Edition`."""


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
