"""Find the agency that wrote a text: gather what speaks for one, and believe the strongest.

The ranking, from strong to weak: given; among the given authors; dateline; byline; credit that closes the text;
copyright line or notice of the feed; credit in an agency's own style; outlet that is itself the agency; words of the
text (`told AFP`); credit inside the text.
Several agencies that are printed are several; two that are concluded are none.

A mention is no evidence when the agency is the subject (`Reuters journalists were arrested`), is quoted by others
(`Reuters reported`, `told Reuters news agency`), only contributed, or took the picture.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from msgspec import Struct

from generator.languages import Spoke, alternatives, languages, source_labels
from generator.model import Dropped, Field, Origin, joined

from .datelines import Dateline
from .names import Mention, Naming, agencies_in, agency_at, credited, whole_agency

HEAD_OF_TEXT = 40_000
"""Characters of a text in which its words are looked at; no report is longer."""
TAIL_PARAGRAPHS = 3

# These two are compared with a line in lower case, which takes half the time of a search that ignores case.
_COPYRIGHT = re.compile(r"©|\(c\)|copyright|all rights reserved|tous droits|alle rechte|reservados|حقوق")
_SIGN = re.compile(r"(?:©|\(c\)|copyright)(?:[\s\d,–-]|copyright|by\s)*", re.IGNORECASE)
_FEED = re.compile(
    r"syndicated|\bfeed\b|news\s?wire|wire service|"
    r"(?:produced|provided|supplied|distributed|published|written|issued) by\b|"
    r"übermittelt|übernommen|agenturmeldung|agenturmaterial|dépêche|sourced from|نقلا عن"
)
_NOTICE_WORDS = (
    *(
        "©",
        "(c)",
        "copyright",
        "rights reserved",
        "droits",
        "rechte",
        "reservados",
        "حقوق",
        "syndicat",
        "feed",
        "wire",
        "ed by",
    ),
    *(
        "written by",
        "übe",
        "agenturm",
        "dépêche",
        "sourced",
        "نقلا",
        "eporting by",
        "writer",
        "reporter",
        "correspondent",
    ),
)
"""One of them stands in every line that the forms of notices match: a quick look before the slow one."""
_PICTURE = re.compile(
    r"photo|(?-i:©\s?[A-Z][a-z]+ [A-Z])|image|picture|pictured|caption|getty|"
    r"video|footage|graphic|foto|bild|belino|bélino|cliché|صورة|تصوير|写真",
    re.IGNORECASE,
)
_CONTRIBUTED = re.compile(
    r"contribut|inputs? from|with (?:additional )?(?:reporting|material|wires?|files) (?:by|from)|"
    r"material from|mit material",
    re.IGNORECASE,
)
_NOTICE = 400
"""Longest line that is read as a notice."""
_CLOSING = (
    ("([（【［", re.compile(r"[(\[（【［]\s?([^()\[\]（）【】［］\n]{2,50}?)[\s.,]{0,2}[)\]）】］][\s.。]{0,3}\Z"), 2),
    (
        "-–—/",
        re.compile(r"(?:[.!?…»”\"'。]|\s)\s?[-–—/]{1,2}\s?([^-–—.!?\n]{2,40}(?:-[^-–—.!?\n]{2,10}){0,3})\.?\s{0,3}\Z"),
        0,
    ),
    (
        ".!?…»”\"'。",
        # Not behind a title that is cut short, as in `Dr. Wolff`.
        re.compile(
            r"(?<!\b[A-ZÀ-Þ])(?<!\b[A-ZÀ-Þ]\w)(?<!\b[A-ZÀ-Þ]\w\w)[.!?…»”\"'。]\s{1,3}([^.!?\n()]{2,30})\.?\s{0,3}\Z"
        ),
        0,
    ),
    (
        ":：",
        re.compile(
            rf"(?<!\w)(?:{alternatives({'source', 'sources', 'agence', 'fonte', *source_labels()})})\s?[:：]"
            r"\s?([^:：\n]{2,60})\Z",
            re.IGNORECASE,
        ),
        2,
    ),
)
"""Forms of a closing credit, each with signs one of which it has, and how many short words beside the agency it may
hold: a desk, an editor's initials."""
_CREDIT_INSIDE = re.compile(  # one class at the start, because a search skips to the letters of a class
    r"[(\[{–—/](?:(?<=[(\[{])\s?(?P<round>[^()\[\]{}\n]{2,40}?)[\s.,;:]{0,3}[)\]}]"
    r"|(?<=[–—])\s(?P<dashed>[^\n.,–—]{2,25})\.?\s[–—]\s|(?<=[.!?)»”\"]\s/)\s?(?P<slashed>[^\n/]{2,30})(?=\n|\Z))"
)
_DESK = 10
"""Letters of a newsroom's own name beside an agency's."""
_BESIDE_CREDIT = re.compile(
    r"[\s.,:;]{0,4}[–—-]|\s{0,2}[.,;]?\s{0,2}(?:\n|\Z)|[\s.,:;]{0,3}(?<!\w\s)[^\W\d_a-zß-ÿ\u3040-\u30ff]"
)
"""What follows a credit inside the text: a dash, the end of the line, or the start of a sentence."""
_STATE = re.compile(r"[A-Z][a-z]\.?")
_HOUSE_WRITER = re.compile(
    r"\b(?:writers?|reporters?|correspondents?)\b.{2,300}\b(?:contributed|reported)\b", re.DOTALL
)
_REUTERS_STYLE = re.compile(
    r"\b[Rr]eporting by (?:[A-Z][\w'’.-]+ ){1,3}[^;\n]{0,300}[;.] ?(?:[^;\n]{2,300}; ?)?"
    r"(?:[Ww]riting|[Ee]diting) by [A-Z][\w'’.-]+ [A-Z]"
)


@cache
def spoke() -> Mapping[str, Wording]:
    """Return, for each language that has one, how a text says that somebody spoke to an agency."""
    return {
        code: Wording(words=one.spoke.words, before=re.compile(one.spoke.wording), cites=_cites(one.spoke))
        for code, one in languages().items()
        if one.spoke
    }


def _cites(words: Spoke) -> str:
    """Return a pattern of how others cite an agency, with `{}` for its name."""
    before, after = (alternatives(words.cites), alternatives(words.reported))
    forms = [rf"(?:{before})\s(?:[^\s.]{{{{1,20}}}}\s){{{{0,2}}}}?{{}}"] if before else []
    return "|".join([*forms, rf"{{}}\s?(?:[^\s.]{{{{1,12}}}}\s)?(?:{after})" if after else ""]).strip("|")


_SAID = re.compile(r"قال|صرح|أوضح|ذكر|أكد|أبلغ|تصريح|مقابلة|حديث|أضاف|أشار|كشف|أفاد")
_GLOSS = re.compile(
    r"[’']|\s(?:the\s)?(?:news|press|wire)\s(?:agency|service)|\s(?:Foundation|Institute|Events|poll)\b|/"
)
"""What follows the name when it is not the agency that speaks: another outlet explains it, or something is named so."""
_WITNESS = re.compile(
    r"[Aa](?<!\w[Aa])n?\s+(?P<name>[A-Z][\w.-]+(?:\s[A-Z][\w.-]+){0,2})\s(?P<noun>journalist|correspondent|reporter|photographer|witness|team|crew|tally|count|"
    r"calculation)\b(?!\s(?:was|were|who|has been|had been|is)\b)"
)
_HARMED = re.compile(
    r"(?:kill|arrest|detain|shot|wound|jail|injur|accus|sentenc|employ|hire|former)\w*\s(?:of\s)?\Z", re.IGNORECASE
)


PRINTED = frozenset({1, 2, 3, 4, 9})
"""Ranks of what a newspaper prints as a credit."""
_HEAD, _OPENING = 3, 300
_DISPATCHES = re.compile(
    r"[\W_]{0,4}(?:d[éèêe]p[êèée]ches|t[éèe]l[éèe]grammes?|telegramme?|depeschen|dispatches|services?|informations|nouvelles"
    r"|nachrichten|despachos|dispacci)\s(?:\w{4,14}\s)?(?:des?|der|of|from|dell[ae]?|du)\s(?:l['’]\s?|la\s|the\s|the\s)?"
    r"(?=[^\W\d_])",
    re.IGNORECASE,
)
_PLACED = re.compile(r"(?:\d\s?[.,]{0,2}|[A-ZÀ-Þ]{3,}[.,]?)\s{0,2}\Z")
"""What stands before an agency between two dashes: a day or a place."""


class Wording(Struct, frozen=True, kw_only=True):
    """How a text of a language says that somebody spoke to an agency, or cites it."""

    words: tuple[str, ...]
    before: re.Pattern[str]
    """The words before the agency's name; the last of a language stands after the name."""
    cites: str


class Evidence(Struct, frozen=True, kw_only=True):
    """One thing that speaks for an agency."""

    rank: int
    name: str
    origin: Origin
    rule: str
    words: str


def agency_of(evidence: Sequence[Evidence]) -> Field[str] | None:
    """Return the agency that the strongest evidence names, or several where they are printed as credits.

    What is printed names who wrote the text, or the parts of it; what is concluded and names two is no answer.
    """
    if not evidence:
        return None
    best = min(piece.rank for piece in evidence)
    strongest = [piece for piece in evidence if piece.rank == best or {piece.rank, best} <= PRINTED]
    said = {piece.name: piece.words for piece in reversed(strongest)}  # of each agency what stands first
    names = tuple(dict.fromkeys(piece.name for piece in strongest))
    if len(names) > 1 and best not in PRINTED and len({piece.words for piece in strongest}) > 1:
        return None
    first = strongest[0]
    words = " … ".join(dict.fromkeys(said[name] for name in names if said[name]))
    return Field(value=joined(names), origin=first.origin, rule=first.rule, evidence=words)


def from_dispatch(paragraphs: Sequence[str], naming: Naming) -> Iterator[Evidence]:
    """Yield the agency whose dispatches stand below its name: `Dépêches de l'Agence Havas`."""
    opening = "\n".join(paragraphs[:_HEAD])[:_OPENING]
    match = _DISPATCHES.match(opening)
    mention = agency_at(opening, match.end(), naming) if match else None
    if match and mention and mention.full:
        words = opening[match.start() : mention.stop].strip()
        yield Evidence(rank=3, name=mention.name, origin="extracted", rule="credit above the text", words=words)


def from_dateline(line: Dateline) -> Iterator[Evidence]:
    """Yield the agencies of the dateline."""
    for name in line.agencies:
        yield Evidence(rank=2, name=name, origin="extracted", rule="dateline", words=line.evidence)


def from_byline(line: str, agencies: Sequence[str]) -> Iterator[Evidence]:
    """Yield the agencies of the byline."""
    for name in agencies:
        yield Evidence(rank=3, name=name, origin="extracted", rule="byline", words=line)


def from_closing(paragraphs: Sequence[str], naming: Naming) -> Iterator[Evidence]:
    """Yield the agencies that the last paragraphs credit: `(AFP)`, `-- Reuters`, `Quelle: dpa`."""
    for paragraph in paragraphs[-TAIL_PARAGRAPHS:]:
        tail = paragraph[-120:]
        name = whole_agency(paragraph, naming)
        credit = ((name,), paragraph) if name else _closing(tail, len(tail) == len(paragraph), naming)
        if credit and not _PICTURE.search(tail):
            for agency in credit[0]:
                yield Evidence(
                    rank=4, name=agency, origin="extracted", rule="credit at the end of the text", words=credit[1]
                )


def _closing(tail: str, whole: bool, naming: Naming) -> tuple[tuple[str, ...], str] | None:
    candidates = [(tail, tail, 2)] if whole and len(tail) <= 50 else []
    candidates += [
        (match[1], match[0].strip(), others)
        for signs, form, others in _CLOSING
        if any(sign in tail for sign in signs) and (match := form.search(tail))
    ]
    for inner, words, others in candidates:
        agencies, rest = credited(inner, naming)
        if agencies and len(rest) <= others and all(len(part) <= 10 and " " not in part for part in rest):
            return agencies, words
    return None


def from_notices(lines: Sequence[str], naming: Naming) -> Iterator[Evidence]:
    """Yield the agencies of copyright lines, notices of a feed, and credits in an agency's own style."""
    lines = [line[-_NOTICE:] for line in lines]
    together = "\n".join(lines).lower()
    words = [word for word in _NOTICE_WORDS if word in together]
    for line in lines if words else ():
        plain = line.lower()
        if not any(word in plain for word in words):
            continue
        copyright_line = _COPYRIGHT.search(plain)
        notice = copyright_line or _FEED.search(plain)
        pictured = _PICTURE.search(line) and (_SOLD.search(line) or not _owned(line, naming))
        if notice and not pictured and not _CONTRIBUTED.search(line):
            for name in dict.fromkeys(mention.name for mention in agencies_in(line, naming)):
                rule = "copyright line" if copyright_line else "notice of the outlet"
                yield Evidence(rank=5, name=name, origin="inferred", rule=rule, words=line)
        yield from _house_style(line, naming)


_SOLD = re.compile(r"getty images|shutterstock|picture alliance|imago images", re.IGNORECASE)
"""Who sells pictures of agencies, and no texts."""


def _owned(line: str, naming: Naming) -> bool:
    """Tell whether the owner behind the sign of a copyright is an agency, and no photographer."""
    sign = _SIGN.search(line)
    return bool(sign and agency_at(line, sign.end(), naming))


def _house_style(line: str, naming: Naming) -> Iterator[Evidence]:
    """Yield Reuters for its closing credits, and an agency whose own writers contributed."""
    reuters = naming.full.get("reuters")
    style = _REUTERS_STYLE.search(line) if reuters else None
    if style and reuters:
        yield Evidence(rank=6, name=reuters, origin="inferred", rule="credit in the style of Reuters", words=style[0])
    if _HOUSE_WRITER.search(line):
        for mention in agencies_in(line, naming):
            after = line[mention.stop : mention.stop + 30]
            if re.match(r"(?:\s\w+)?\s(?:writers?|reporters?|correspondents?)\b", after):
                yield Evidence(
                    rank=6, name=mention.name, origin="inferred", rule="credit of the agency's writers", words=line
                )
                return


def from_words(
    paragraphs: Sequence[str], lines: Sequence[str], language: str | None, naming: Naming
) -> Iterator[Evidence]:
    """Yield the agencies that people in the text spoke to, or whose journalists saw what it tells.

    Where an agency contributed, the outlet's own people wrote the text and quote the agency.
    """
    text = "\n".join(paragraphs)[:HEAD_OF_TEXT]
    if any(_CONTRIBUTED.search(line[-_NOTICE:]) for line in lines):
        return
    codes = (language,) if language in spoke() else tuple(spoke())
    for code in codes:
        for trigger in triggers(text, code or "en"):
            credited = _after_words(text, trigger, code or "en", naming)
            if credited:
                yield credited
    if "en" in codes:
        yield from _witnesses(text, naming)


def triggers(text: str, language: str) -> Iterator[re.Match[str]]:
    """Yield where a text has the wording of a language, in order: what `finditer` does."""
    end = 0
    for start in sorted(start for word in spoke()[language].words for start in _places(word, text)):
        trigger = spoke()[language].before.match(text, start) if start >= end else None
        if trigger:
            end = trigger.end()
            yield trigger


def _places(word: str, text: str) -> Iterator[int]:
    start = text.find(word)
    while start >= 0:
        yield start
        start = text.find(word, start + 1)


def _after_words(text: str, trigger: re.Match[str], language: str, naming: Naming) -> Evidence | None:
    if language == "ja":
        return _before_words(text, trigger, naming)
    if language == "ar" and not _SAID.search(text, max(0, trigger.start() - 100), trigger.start()):
        return None
    mention = agency_at(text, trigger.end(), naming)
    if not mention or not (mention.full or text[mention.start : mention.start + 2].isupper() or mention.name.islower()):
        return None
    if (language == "en" and not _own_style(text, mention)) or _is_cited(text, mention, language):
        return None
    return _mention(mention.name, text[trigger.start() : mention.stop])


def _is_cited(text: str, mention: Mention, language: str) -> bool:
    """Tell whether a text cites the agency elsewhere too, as its own reports would not."""
    cites = spoke()[language].cites
    name = re.escape(text[mention.start : mention.stop])
    return bool(cites and re.search(cites.format(*[name] * cites.count("{}")), text))


def _own_style(text: str, mention: Mention) -> bool:
    """Tell whether an agency writes so of itself: `told AFP`, `told The Associated Press`, `told the AP`."""
    words = text[mention.start : mention.stop]
    if _GLOSS.match(text, mention.stop) or "agency" in words:
        return False
    before = text[max(0, mention.start - 4) : mention.start]
    if before == "the ":
        return words == "AP"
    return words != "Associated Press" or before == "The "


def _before_words(text: str, trigger: re.Match[str], naming: Naming) -> Evidence | None:
    before = text[max(0, trigger.start() - 12) : trigger.start()]
    for spelling, name in naming.spaceless:
        if before.endswith((spelling, f"{spelling}の取材")):
            return _mention(name, spelling + before.rpartition(spelling)[2] + trigger[0])
    return None


def _witnesses(text: str, naming: Naming) -> Iterator[Evidence]:
    for match in _WITNESS.finditer(text):
        name = whole_agency(match["name"], naming)
        if name and not _HARMED.search(text, max(0, match.start() - 30), match.start()):
            yield _mention(name, match[0])


def _mention(name: str, words: str) -> Evidence:
    return Evidence(rank=8, name=name, origin="inferred", rule="words of the text", words=words)


def from_inside(paragraphs: Sequence[str], naming: Naming) -> Iterator[Evidence]:
    """Yield the agencies credited inside the text, as in old newspapers that set several reports as one."""
    text = "\n".join(paragraphs)[:HEAD_OF_TEXT]
    for match in _CREDIT_INSIDE.finditer(text):
        for name in _inside(text, match, naming):
            yield Evidence(rank=9, name=name, origin="inferred", rule="credit inside the text", words=match[0].strip())
    for paragraph in paragraphs[1:]:
        whole = whole_agency(paragraph, naming) if 12 < len(paragraph) < 60 and " " in paragraph else None
        if whole:
            yield Evidence(rank=9, name=whole, origin="inferred", rule="credit inside the text", words=paragraph)


def _inside(text: str, match: re.Match[str], naming: Naming) -> tuple[str, ...]:
    """Return the agencies of what may be a credit inside a text."""
    inner = match["round"] or match["slashed"] or match["dashed"]
    alone = match["slashed"] or text[match.end() : match.end() + 1] in {"", "\n"}
    agencies, rest = credited(inner, naming)
    desk = len(rest) == 1 and alone and len(rest[0]) <= _DESK and " " not in rest[0] and rest[0][:1].isupper()
    if not agencies or (rest and not desk) or text[max(0, match.start() - 1) : match.start()].isalnum():
        return ()
    if match["dashed"] and not _PLACED.search(text, max(0, match.start() - 12), match.start()):
        return ()
    unlike = (
        _PICTURE.search(text, max(0, match.start() - 40), match.end())
        or _STATE.fullmatch(inner)
        or not (alone or _BESIDE_CREDIT.match(text, match.end()))
        or _explains(text[: match.start()], agencies[0], naming)
    )
    return () if unlike else agencies


def _explains(before: str, name: str, naming: Naming) -> bool:
    """Tell whether the bracket only gives the initials of a name written out before it."""
    words = before[-60:].split()
    return any(whole_agency(" ".join(words[-count:]), naming) == name for count in range(1, min(6, len(words)) + 1))


def notices(paragraphs: Sequence[str], dropped: Sequence[Dropped]) -> list[str]:
    """Return the lines that may be notices: those taken out of the text, and its last paragraphs."""
    return [*(line.text for line in dropped), *paragraphs[-TAIL_PARAGRAPHS:]]
