"""Find the names of the authority file in a text: compiled once a process, looked up by folded words.

A name is looked up word by word in a dictionary, so the cost does not depend on the number of names, and accents,
case, dots between initials and the forms of the Arabic alef make no difference.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from msgspec import Struct

from generator.model import Authorities

_WORD = re.compile(r"[^\W_]+")
_GAP = re.compile(r"[\s.\-–‐ـ]{0,3}\Z")
"""What may stand between the words of one name."""
_SPACELESS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_SPLIT = re.compile(r"\s*(?:[,;/|&+=＝،、・]|\s[-–—]+\s|\b(?:and|und|et|y|e)\b)\s*")
_SPLIT_TIGHT = re.compile(r"\s*[-–—,;/|&+=＝،、・]\s*")
_ARTICLE = re.compile(
    r"(?:the|agency|agence|agentur|agencia|agenzia|from|via|de|der|die|von|[dl]['’])\s*", re.IGNORECASE
)
_EDGES = " \t\n.,:;()[]{}«»\"'“”„‘’|*_•·-–—―=【】［］（）［］"

_TECHNICAL = re.compile(r"\s?-?\s?(?:feeds?|readers?|icon)\b", re.IGNORECASE)
"""Behind initials, what makes them the name of a technique: `subscribe to his RSS feed`."""

_LOWER = bytes(range(256)).lower()
_NOT_FOLDED = bytes(code for code in range(128) if not chr(code).isalnum())
"""What `fold` takes out of ASCII."""
_INITIALS = 4
"""Letters of a name short enough to be another word."""
_MAX_NAME = 80
"""Longest name looked for, in characters."""


class Mention(Struct, frozen=True, kw_only=True):
    """A name of an agency as it stands in a text."""

    name: str
    """Preferred name."""
    start: int
    stop: int
    full: bool
    """Whether it is a full spelling, and not initials, which mean other things elsewhere."""


class Naming(Struct, frozen=True, kw_only=True, eq=False):
    """The authority files, made ready for looking names up; one is equal to itself alone, and can be a key."""

    full: Mapping[str, str]
    """Folded full spelling of an agency -> preferred name."""
    initials: Mapping[str, str]
    accented: frozenset[str]
    """Initials and names that have accents, their letters in lower case."""
    first_words: frozenset[str]
    """Folded words that a name of an agency begins with."""
    most_words: int
    spaceless: tuple[tuple[str, str], ...]
    """Names in scripts without spaces -> preferred name, the longest first."""
    outlets: Mapping[str, str]
    """Folded name or variant of an outlet -> preferred name."""
    domains: Mapping[str, str]
    """Domain -> preferred name of the outlet."""
    agency_domains: Mapping[str, str]


def fold(text: str) -> str:
    """Return the letters and digits of a name, without case, accents and spaces."""
    if text.isascii():
        return text.encode("ascii").translate(_LOWER, _NOT_FOLDED).decode("ascii")
    plain = unicodedata.normalize("NFKD", text).casefold().replace("\u0627\u0653", "\u0622")  # آب is August, no أ ب
    return "".join(filter(str.isalnum, plain))


def compile_names(authorities: Authorities) -> Naming:
    """Make the authority files ready for `describe`; of two entries that claim a spelling, the first has it."""
    full: dict[str, str] = {}
    initials: dict[str, str] = {}
    outlets: dict[str, str] = {}
    domains: dict[str, str] = {}
    agency_domains: dict[str, str] = {}
    for agency in authorities.agencies:
        for spelling in agency.variants:
            full.setdefault(fold(spelling), agency.name)
        for spelling in (*agency.initials, agency.name):
            initials.setdefault(fold(spelling), agency.name)
        for domain in agency.domains:
            agency_domains.setdefault(domain.lower(), agency.name)
    for outlet in authorities.outlets:
        for spelling in (outlet.name, *outlet.variants):
            outlets.setdefault(fold(spelling), outlet.name)
        for domain in outlet.domains:
            domains.setdefault(domain.lower(), outlet.name)
    spellings = [spelling for agency in authorities.agencies for spelling in (*agency.variants, *agency.initials)]
    spellings += [agency.name for agency in authorities.agencies]
    words = [[fold(word) for word in _WORD.findall(spelling)] for spelling in spellings]
    spaceless = {spelling: full.get(fold(spelling), "") for spelling in spellings if _SPACELESS.search(spelling)}
    return Naming(
        full=full,
        initials=initials,
        accented=frozenset(_letters(spelling) for spelling in spellings if not spelling.isascii()),
        first_words=frozenset(part[0] for part in words if part) | frozenset(fold(spelling) for spelling in spellings),
        most_words=max((len(part) for part in words), default=0),
        spaceless=tuple(
            sorted(((key, name) for key, name in spaceless.items() if name), key=lambda item: -len(item[0]))
        ),
        outlets=outlets,
        domains={**agency_domains, **domains},
        agency_domains=agency_domains,
    )


def agency_at(text: str, start: int, naming: Naming) -> Mention | None:
    """Return the longest name of an agency that begins at this place of the text."""
    best: Mention | None = None
    key, end = "", start
    words = _WORD.finditer(text, start, start + _MAX_NAME)
    for number, word in enumerate(words):
        if number > naming.most_words or not _GAP.match(text[end : word.start()]):
            break
        if number == 0 and word.start() != start:
            break
        key, end = key + fold(word[0]), word.end()
        name = naming.full.get(key) or naming.initials.get(key)
        if name:
            best = Mention(name=name, start=start, stop=end, full=key in naming.full)
    return best


def agencies_in(text: str, naming: Naming) -> Iterator[Mention]:
    """Yield the agencies that a short text names, in order; initials count only as the authority file writes them.

    Args:
        text: A line, such as a copyright notice; the work grows with its length, so no whole articles.
        naming: The compiled authority files.
    """
    after = 0
    for word in _WORD.finditer(text):
        if word.start() < after or fold(word[0]) not in naming.first_words:
            continue
        mention = agency_at(text, word.start(), naming)
        written = text[mention.start : mention.stop] if mention else ""
        if mention and not mention.full and _TECHNICAL.match(text, mention.stop):
            continue
        if mention and (mention.full or written == mention.name or not _is_ordinary(written, naming)):
            after = mention.stop
            yield mention
    if _SPACELESS.search(text):
        yield from _spaceless_in(text, naming)


def _is_ordinary(word: str, naming: Naming) -> bool:
    """Tell whether initials are written as an ordinary word of lower-case letters, such as French `ont` or `uní`."""
    return word.islower() and (word.isascii() or _letters(word) not in naming.accented)


def _spaceless_in(text: str, naming: Naming) -> Iterator[Mention]:
    for spelling, name in naming.spaceless:
        place = text.find(spelling)
        if place >= 0:
            yield Mention(name=name, start=place, stop=place + len(spelling), full=True)
            return


def whole_agency(text: str, naming: Naming) -> str | None:
    """Return the agency that a text names if it names nothing else: `The Associated Press`, `(AFP)`, `A. F. P.`."""
    if len(text) > _MAX_NAME:
        return None
    text = _COMPANY.sub("", text.strip(_EDGES))
    article = _ARTICLE.match(text)
    return _looked_up(text, naming) or (_looked_up(text[article.end() :], naming) if article else None)


_COMPANY = re.compile(r",? (?:gmbh|ag|ltd|limited|inc|plc|llc|s\.?a|s\.?p\.?a|b\.?v|a/s|oyj?)\.?\Z", re.IGNORECASE)
"""What kind of company an agency is, as its full name says."""


def _looked_up(text: str, naming: Naming) -> str | None:
    """Return the agency of this very name.

    A dash inside initials makes them something else, as in `D-Pa.`, and so do accents that the agency has not: `éfé`.
    """
    key = fold(text)
    if key in naming.full:
        return naming.full[key]
    marked = key.isascii() and not text.isascii() and _letters(text) not in naming.accented
    if len(key) <= _INITIALS and ("-" in text or marked):
        return None
    return naming.initials.get(key)


def _letters(text: str) -> str:
    """Return the letters and digits of initials in lower case, their accents as they are."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFC", text).casefold()))


@lru_cache(maxsize=4096)
def credited(text: str, naming: Naming) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Split a credit such as `ats-afp-ap` or `Reuters, AFP` into the agencies it names, and what else it names."""
    name = whole_agency(text, naming)
    if name:
        return (name,), ()
    for separator in (_SPLIT, _SPLIT_TIGHT):
        pieces = [piece.strip(_EDGES) for piece in separator.split(text[:_MAX_NAME])]
        if len(pieces) == 1 and len(text) <= _MAX_NAME:
            continue  # the whole of it again
        named = [(piece, whole_agency(piece, naming)) for piece in pieces if piece]
        agencies = tuple(dict.fromkeys(name for _, name in named if name))
        rest = tuple(piece for piece, name in named if not name)
        if agencies and all(len(piece) > 1 for piece in rest):  # a lone letter: `D-Pa.` is a party and a state
            return agencies, rest
    return (), (text,)


def outlet_named(text: str, naming: Naming) -> str | None:
    """Return the preferred name of an outlet that the authority file knows under this name."""
    key = fold(text)
    return naming.outlets.get(key) or naming.full.get(key) or naming.outlets.get(key.removeprefix("the"))


def by_domain(host: str, names: Mapping[str, str]) -> str | None:
    """Return the name of the longest domain that the host is or lies below."""
    while "." in host:
        if host in names:
            return names[host]
        host = host.partition(".")[2]
    return None


def only(names: Iterable[str]) -> str | None:
    """Return the one name that all of them are; None if there are none or several."""
    distinct = set(names)
    return distinct.pop() if len(distinct) == 1 else None
