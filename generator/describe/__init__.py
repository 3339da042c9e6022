"""Describe an article (stage 3): from a Capture and its Cleaned text to an Article, each fact with where it came from.

A given value wins over one found in the text. What is not known stays None, and a given value that cannot be
understood becomes a Problem and stays in the data as it was found; nothing here raises for what a record holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import SplitResult

from msgspec import Struct
from msgspec.structs import replace
from slugify import slugify

from generator.languages import articles, months_of
from generator.model import (
    FACTS,
    PEOPLE_RULES,
    SIGNED_RULES,
    Article,
    Capture,
    Cleaned,
    Dropped,
    Field,
    Moment,
    Problem,
)

from . import agency, outlet
from .address import article_id, day_in_path, host_of, id_of_place, id_of_url, parse_url
from .clipping import clipping_or, read_clipping
from .datelines import OPENING, Dateline, dateline
from .dates import NoMomentError, day_in_zone, read_moment, read_printed
from .head import ABOVE, DateLine, Top, labelled_dates, read_top, with_facts_above, without_cut
from .language import NO_LANGUAGE, detect, given_language, is_written_in
from .names import Naming, by_domain, compile_names, fold, whole_agency
from .openings import (
    Byline,
    behind_repeated,
    beside_byline,
    byline_line,
    headline_line,
    is_title,
    is_vignette,
    outlet_beside,
    repeated_credit,
    same_line,
    with_agency_below,
    without_outlet,
    without_places,
)
from .people import MAX_CREDIT, Credit, names_nobody, newsroom, pen_name, read_credits, without_contacts
from .values import KNOWN_KEYS, Given, one_line, tags, unique

__all__ = [
    "Naming",
    "compile_names",
    "describe",
    "id_of_place",
    "id_of_url",
    "parse_url",
    "with_facts_above",
    "without_cut",
]

MAX_SLUG = 60
SOURCE_LINE = "source line"
"""Name of the boilerplate rule for lines that credit somebody with the text."""
SLUG_WORDS = 10
"""Words of the lede that stand in for a headline in an address."""


class _Lines(Struct, frozen=True, kw_only=True):
    """The text once the lines that became fields are taken out."""

    paragraphs: tuple[str, ...]
    lifted: tuple[Dropped, ...]
    headline: Field[str] | None
    byline: str | None
    """A credit line of the text."""
    credit: Credit


def describe(capture: Capture, cleaned: Cleaned, naming: Naming) -> tuple[Article, tuple[Problem, ...]]:
    """Return the article that a capture is, and what was wrong with its given values.

    Args:
        capture: Its fields hold normalised strings: NFC, without control characters.
        cleaned: Its text, in paragraphs.
        naming: The authority files.

    Returns:
        The article, and a problem for each given value that cannot be used; none of them loses the article.
    """
    given = Given(capture)
    address = _address(given)
    given_id = given.line("id")
    language = _language(given, cleaned.paragraphs)
    spoken = language.value if language else None
    headed = bool(given.line("headline"))
    top = read_top(cleaned.paragraphs, spoken, naming, first=0 if headed else 1)
    undated = not top.published and not given.line("published")
    if not headed or undated or given.rule("headline") == ABOVE:
        top = clipping_or(top, read_clipping(cleaned.paragraphs, spoken, naming, headed=headed), naming)
    outlet_found = _outlet(given, address, cleaned.dropped, top.paragraphs, naming) or top.outlet
    lines = _lift(given, top, naming, _outlet_names(outlet_found, address))
    outlet_found = outlet_found or _outlet_in_byline(lines, naming) or _outlet_cut(lines.headline, naming)
    opening = dateline(lines.paragraphs, naming)
    written, said = _dateline(given, opening, naming)
    notices = agency.notices(lines.paragraphs, cleaned.dropped)
    sources = [line.text for line in cleaned.dropped if line.rule == SOURCE_LINE]
    byline, authors, credit = _authors(given, lines, naming, _outlet_names(outlet_found, address))
    authors = authors or _reporters(opening, (*(line.text for line in cleaned.dropped), *lines.paragraphs[-2:]), naming)
    agency_found = said or _agency(
        given, lines, opening, notices, sources, language, outlet_found, credit, address, naming
    )
    published = _published(given, top, address, spoken) or _day_of(opening, spoken)
    modified = _moment(given, "modified", spoken) or _modified_beside(given, spoken) or top.modified
    known: dict[str, Any] = {
        "outlet": outlet_found,
        "headline": lines.headline,
        "byline": byline,
        "authors": authors,
        "dateline": written,
        "agency": agency_found,
        "tags": _tags(given),
        "published": published,
        "modified": modified,
        "language": language,
        "section": _as_given(given, "section") or top.section,
        "page_number": _as_given(given, "page_number") or top.page_number,
    }
    article = Article(
        id=article_id(address, given_id, given.line("outlet"), capture.provenance),
        given_id=given_id,
        slug=slug_of(lines.headline.value if lines.headline else None, lines.paragraphs),
        url=_url(given) if address else None,
        paragraphs=lines.paragraphs,
        lifted=lines.lifted,
        dropped=cleaned.dropped,
        provenance=replace(capture.provenance, captured=capture.provenance.captured or top.captured),
        **known,
        **dict[str, Any]((name, _as_given(given, name)) for name in FACTS if name not in known),
        extra=_extra(given),
        leaf=capture.leaf,
    )
    return article, tuple(given.problems)


def slug_of(headline: str | None, paragraphs: tuple[str, ...]) -> str:
    """Return the readable part of an article's address, from its own words alone."""
    lede = " ".join(paragraphs[0][:400].split()[:SLUG_WORDS]) if paragraphs else ""
    for text in (headline, lede):
        if text and (slug := _slug(text[:400])):
            return slug
    return "article"


def _slug(text: str) -> str:
    # The backend is named, or addresses would depend on which others are installed; looking for them took 60 µs.
    slug = slugify(text, max_length=MAX_SLUG, word_boundary=True, save_order=True, backend="text-unidecode")
    return re.sub(r"[^a-z0-9]+", "-", slug)[:MAX_SLUG].strip("-")


_MORE_THAN_A_PLACE = re.compile(r"[\d()/=]|[-–—]\s|[-–—:]\Z")
"""What a dateline has that is more than a place."""
_NAMED = re.compile(r"[^\W\d_]{3}(?!\w*[+:]\d)", re.UNICODE)
_SENTENCE = "The council met again on the same evening, people there said."
"""What stands behind a dateline, so that it can be read as one."""

_USER = re.compile(r"(?<=//)[^/?#]*@")
"""In an address, who asks for it."""


def _url(given: Given) -> str | None:
    url = given.line("url") or given.capture.provenance.url
    return _USER.sub("", url, count=1) if url else None


def _address(given: Given) -> SplitResult | None:
    text = _url(given)
    parts = parse_url(text) if text else None
    if parts is not None and _USER.search(given.line("url") or given.capture.provenance.url or ""):
        given.say("url", "names a user, and perhaps a password, which are left out; expected an address without")
    if text and parts is None:
        given.refuse("url", text, "an address of a page; expected e.g. https://example.com/2024/05/17/report.html")
    return parts


def _line(given: Given, key: str) -> Field[str] | None:
    text = given.line(key)
    return Field(value=text, origin=given.origin(key), rule=given.rule(key)) if text else None


def _as_given(given: Given, key: str) -> Field[Any] | None:
    """Return a fact that nothing but the capture's own values tells."""
    kind = FACTS[key].kind
    if kind == "moment":
        return _moment(given, key, None)
    if kind != "names":
        return _line(given, key)
    values = unique(given.lines(key))
    return Field(value=values, origin=given.origin(key), rule=given.rule(key)) if values else None


def _tags(given: Given) -> Field[tuple[str, ...]] | None:
    names = tags(given)
    return Field(value=names, origin=given.origin("tags"), rule=given.rule("tags")) if names else None


def _lift(given: Given, top: Top, naming: Naming, outlet_names: tuple[str, ...]) -> _Lines:
    """Take headline and byline out of the paragraphs; the last paragraph stays, whatever it is."""
    paragraphs = top.paragraphs
    lifted = list(top.lifted)
    headline = _line(given, "headline")
    if headline:
        behind = behind_repeated(headline.value, one_line(paragraphs[0])) if len(paragraphs) > 1 else ""
        headline = _without_outlet(headline, naming, (*outlet_names, behind))
        while len(paragraphs) > 1 and same_line(one_line(paragraphs[0]), headline.value):
            lifted.append(Dropped(text=paragraphs[0], rule="headline"))
            paragraphs = paragraphs[1:]
    elif top.headline:
        headline = _without_outlet(top.headline, naming, outlet_names)
    else:
        index = headline_line(
            paragraphs, naming, credited_below=_is_credited(given, top), signed=bool(_credit(None, top, naming).authors)
        )
        if index is not None:
            line = paragraphs[index]
            lifted += [Dropped(text=one, rule="above the headline") for one in paragraphs[:index]]
            lifted.append(Dropped(text=line, rule="headline"))
            lifted_headline = Field(
                value=one_line(line), origin="extracted", rule="first line of the text", evidence=line
            )
            headline = _without_outlet(lifted_headline, naming, outlet_names)
            paragraphs = paragraphs[index + 1 :]
    if is_vignette(paragraphs, given.line("agency") or given.line("outlet") or "", naming):
        lifted.append(Dropped(text=paragraphs[0], rule="line of the agency"))
        paragraphs = paragraphs[1:]
    by = None if top.credit else byline_line(paragraphs, naming)
    by = by or repeated_credit(paragraphs, given.lines("authors"), naming)
    line_by = paragraphs[by.index] if by else None
    if by and line_by is not None:
        lifted.append(Dropped(text=line_by, rule="byline"))
        paragraphs = paragraphs[: by.index] + paragraphs[by.index + 1 :]
        by = replace(by, credit=without_places(by.credit, line_by, paragraphs))
        by = with_agency_below(by, paragraphs, naming)
    for index in beside_byline(paragraphs, by, naming):
        lifted.append(Dropped(text=paragraphs[index], rule="byline"))
        paragraphs = paragraphs[:index] + paragraphs[index + 1 :]
    return _Lines(
        paragraphs=paragraphs,
        lifted=tuple(lifted),
        headline=headline,
        byline=line_by or top.credit_line,
        credit=_credit(by, top, naming),
    )


def _credit(by: Byline | None, top: Top, naming: Naming) -> Credit:
    return by.credit if by else read_credits((top.credit,), naming) if top.credit else Credit()


def _is_credited(given: Given, top: Top) -> bool:
    """Tell whether a date or a source stood among the lines above the text, as below a headline."""
    labelled = any(given.rule(key) == ABOVE for key in ("published", "outlet", "authors") if given.value(key))
    return labelled or any(line.rule == "date line" for line in top.lifted)


def _without_outlet(headline: Field[str], naming: Naming, outlet_names: tuple[str, ...]) -> Field[str]:
    """Cut an outlet's name behind a headline; what was cut stays as the evidence."""
    cut = without_outlet(headline.value, naming, outlet_names, any_bar=headline.origin == "extracted")
    if cut == headline.value:
        return headline
    return replace(headline, value=cut, evidence=headline.evidence or headline.value)


def _authors(
    given: Given, lines: _Lines, naming: Naming, outlet_names: tuple[str, ...]
) -> tuple[Field[str] | None, Field[tuple[str, ...]] | None, Credit]:
    """Return byline and authors, and what the given ones say; given authors win over those of a byline.

    An outlet that is given as its own author, with nobody beside it, is the author; so is a pen name that a page marks.
    """
    texts = given.lines("authors")
    printed = given.line("byline")
    credit = read_credits(texts or ((printed,) if printed else ()), naming)
    key = "authors" if texts else "byline"
    rule, origin = given.rule(key), given.origin(key)
    authors: Field[tuple[str, ...]] | None = None
    if credit.authors:
        ours = {fold(form) for name in outlet_names for form in (name, _without_article(name))}
        people = tuple(name for name in credit.authors if fold(name) not in ours)
        authors = Field(value=people or credit.authors, origin=origin, rule=rule)
    elif lines.credit.authors and lines.byline and not credit.agencies:
        authors = Field(value=lines.credit.authors, origin="extracted", rule="byline", evidence=lines.byline)
    elif texts and not credit.agencies and (own := newsroom(texts, outlet_names)):
        authors = Field(value=own, origin=origin, rule=rule)
    elif len(texts) == 1 and _is_signed(texts[0], rule) and (name := pen_name(texts[0], naming)):
        authors = Field(value=(name,), origin=origin, rule=rule)
    byline: Field[str] | None = None
    credited = without_contacts(printed or ", ".join(texts)) if printed or (texts and credit.rest) else ""
    if credited and not names_nobody(credited):
        key = "byline" if printed else "authors"
        byline = Field(value=credited, origin=given.origin(key), rule=given.rule(key))
    elif lines.byline:
        byline = Field(value=one_line(lines.byline), origin="extracted", rule="byline", evidence=lines.byline)
    return byline, authors, credit


def _reporters(opening: Dateline | None, closing: Iterable[str], naming: Naming) -> Field[tuple[str, ...]] | None:
    """Return who filed a report, as its dateline or a line below it says: `(Reporting by Jane Doe; editing by ...)`."""
    if opening and opening.authors:
        return Field(value=opening.authors, origin="extracted", rule="opening of the text", evidence=opening.evidence)
    for line in closing:
        match = _REPORTED_BY.match(line) if len(line) <= MAX_CREDIT else None
        names = read_credits((_FROM_WHERE.sub("", match["people"]),), naming).authors if match else ()
        if names:
            return Field(value=names, origin="extracted", rule="line below the text", evidence=line)
    return None


_REPORTED_BY = re.compile(
    r"\s*[(\[]?\s*(?:(?:reporting by|bericht(?:erstattung)? von|reportage (?:de|par)|reporte (?:de|por)|reportado por"
    r"|reportagem (?:de|por)|información de)\s|reportage d['’])(?P<people>[^;.()\[\]:/]{3,100})(?:[;.)\]/]|\Z)",
    re.IGNORECASE,
)
"""Who reported, of those whom an agency names below its text."""
_FROM_WHERE = re.compile(
    r"\s+(?:in|aus|à|en|em|de|from)\s+[^\W\d_]+(?:\s[A-ZÀ-Þ][^\W\d_]+)*(?=,|\sand\s|\sund\s|\set\s|\sy\s|\se\s|\Z)"
)
"""Where they did so: `Jane Doe in Velmar and John Roe in Osk`."""


def _is_signed(text: str, rule: str) -> bool:
    """Tell whether one word is somebody's name: where a page calls it an author, or a site's system has it so."""
    return rule in PEOPLE_RULES or (rule in SIGNED_RULES and text[:1].isupper())


def _without_article(name: str) -> str:
    first, _, rest = name.partition(" ")
    return rest if first.casefold() in articles() else name


def _outlet_names(outlet_found: Field[str] | None, address: SplitResult | None) -> tuple[str, ...]:
    host = host_of(address) if address else ""
    named = (outlet_found.value, outlet_found.evidence) if outlet_found else ()
    return (*named, host, max(host.split(".")[:-1], key=len, default=""))


def _dateline(given: Given, opening: Dateline | None, naming: Naming) -> tuple[Field[str] | None, Field[str] | None]:
    """Return the place that a text was written at, and the agency that a given dateline names.

    Agencies give it as it is printed, day and sign and all: `Strasbourg, 10 juil 2024 (AFP) -`.
    """
    field = _line(given, "dateline")
    if field and len(field.value) <= OPENING and _MORE_THAN_A_PLACE.search(field.value):
        read = dateline((f"{field.value.rstrip(' -–—:')} – {_SENTENCE}",), naming)
        if read is not None:
            place = replace(field, value=read.place, evidence=field.value) if read.place else None
            names = " / ".join(read.agencies)
            said = replace(field, value=names, rule=f"{field.rule}, dateline", evidence=field.value)
            return place or _headline_of(opening), said if names and not given.line("agency") else None
        if not _NAMED.search(field.value) or read_printed(field.value):
            return _headline_of(opening), None  # a date alone
    return field or _headline_of(opening), None


def _headline_of(opening: Dateline | None) -> Field[str] | None:
    if not opening or not opening.place:
        return None
    return Field(value=opening.place, origin="extracted", rule="opening of the text", evidence=opening.evidence)


def _agency(
    given: Given,
    lines: _Lines,
    opening: Dateline | None,
    notices: list[str],
    sources: list[str],
    language: Field[str] | None,
    outlet_found: Field[str] | None,
    credit: Credit,
    address: SplitResult | None,
    naming: Naming,
) -> Field[str] | None:
    named = given.line("agency")
    if named:
        preferred = (
            whole_agency(named, naming)
            or (by_domain(named.casefold(), naming.agency_domains) if len(named) <= OPENING else None)
            or named
        )
        return Field(
            value=preferred,
            origin=given.origin("agency"),
            rule=given.rule("agency"),
            evidence="" if preferred == named else named,
        )
    if credit.agencies:
        evidence = [
            agency.Evidence(
                rank=1, name=name, origin=given.origin("authors"), rule=f"{given.rule('authors')}, authors", words=""
            )
            for name in credit.agencies
        ]
        return agency.agency_of(evidence)
    # From strong to weak: where something speaks for an agency, nothing weaker is looked for.
    printed = (
        list(agency.from_dateline(opening) if opening else ())
        or list(agency.from_byline(lines.byline, lines.credit.agencies) if lines.byline else ())
        or list(agency.from_dispatch(lines.paragraphs, naming))
        or [*agency.from_closing(lines.paragraphs, naming), *agency.from_closing(sources, naming)]
    )
    evidence = printed or (
        list(agency.from_notices(notices, naming))
        or list(_from_outlet(outlet_found, address, naming))
        or list(
            () if credit.authors or lines.credit.authors else _from_words(lines.paragraphs, notices, language, naming)
        )
    )
    if printed or not evidence:
        evidence += agency.from_inside(lines.paragraphs, naming)
    return agency.agency_of(evidence)


def _from_words(
    paragraphs: tuple[str, ...], notices: list[str], language: Field[str] | None, naming: Naming
) -> Iterator[agency.Evidence]:
    return agency.from_words(paragraphs, notices, language.value if language else None, naming)


def _from_outlet(
    outlet_found: Field[str] | None, address: SplitResult | None, naming: Naming
) -> tuple[agency.Evidence, ...]:
    """Return the agency that the outlet is itself."""
    name = by_domain(host_of(address), naming.agency_domains) if address else None
    name = name or (whole_agency(outlet_found.value, naming) if outlet_found else None)
    words = (outlet_found.evidence or outlet_found.value) if outlet_found else ""
    return (agency.Evidence(rank=7, name=name, origin="inferred", rule="outlet", words=words),) if name else ()


def _outlet(
    given: Given, address: SplitResult | None, dropped: tuple[Dropped, ...], paragraphs: tuple[str, ...], naming: Naming
) -> Field[str] | None:
    named = given.line("outlet")
    if named:
        preferred = outlet.from_given(named, naming)
        return Field(
            value=preferred,
            origin=given.origin("outlet"),
            rule=given.rule("outlet"),
            evidence="" if preferred == named else named,
        )
    if address and not outlet.passes_on(host_of(address)):
        return outlet.from_address(host_of(address), naming)
    behind = outlet.behind_headline(given.line("headline"), naming) if address else None
    return (
        behind
        or outlet.from_notices([line.text for line in dropped], paragraphs, naming)
        or outlet.from_opening(paragraphs, naming)
    )


def _outlet_in_byline(lines: _Lines, naming: Naming) -> Field[str] | None:
    """Return the outlet that stands behind the name of an author: `Ana Kestrel | Marrow Mail`."""
    both = outlet_beside(lines.byline, naming, dated=False) if lines.byline else None
    return Field(value=both[1], origin="extracted", rule="byline", evidence=lines.byline or "") if both else None


def _outlet_cut(headline: Field[str] | None, naming: Naming) -> Field[str] | None:
    """Return the outlet that was cut behind the headline of a bare text."""
    line = one_line(headline.evidence) if headline and headline.origin == "extracted" else ""
    name = line.removeprefix(headline.value).strip(" |:·•»–—-") if headline and line else ""
    if not name or name == line or not is_title(name, naming):
        return None
    return Field(value=name, origin="extracted", rule="behind the headline", evidence=line)


def _published(given: Given, top: Top, address: SplitResult | None, language: str | None) -> Field[Moment] | None:
    moment = _moment(given, "published", language)
    if moment is None or (moment.origin == "inferred" and top.published):  # what is printed counts before a file's name
        moment = top.published or moment
    return moment or (day_in_path(address, months_of("en")) if address else None)


def _day_of(opening: Dateline | None, language: str | None) -> Field[Moment] | None:
    """Return the day of an agency's dateline that gives it with its year, as those of press releases do."""
    printed = read_printed(opening.day, language) if opening and opening.agencies and opening.day else None
    if not opening or not printed:
        return None
    return Field(value=printed[0], origin="extracted", rule="opening of the text", evidence=opening.evidence)


def _moment(given: Given, key: str, language: str | None) -> Field[Moment] | None:
    value = given.value(key)
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    try:
        moment, remark = read_moment(value, language)
    except NoMomentError as error:
        dates = _labelled(value, language) if key == "published" else None
        if not dates or not dates.published:
            given.refuse(key, value, str(error))
            return None
        moment, remark = dates.published, dates.remark
    rule = f"{given.rule(key)}, {remark}" if remark else given.rule(key)
    return Field(value=moment, origin=given.origin(key), rule=rule, day=day_in_zone(remark))


def _modified_beside(given: Given, language: str | None) -> Field[Moment] | None:
    """Return the day of a change that stands in the field of the first day: `Published 17 May, updated 18 May 2024`."""
    value = given.value("published")
    dates = _labelled(value, language) if isinstance(value, str) and len(value) > _ONE_DAY else None
    if not dates or not dates.published or not dates.modified:
        return None
    return Field(value=dates.modified, origin=given.origin("published"), rule=given.rule("published"))


_ONE_DAY = 26
"""Characters of one day and time as records have them; two days with their labels are longer."""


def _labelled(value: Any, language: str | None) -> DateLine | None:
    return labelled_dates(value, language) if isinstance(value, str) else None


_DEFAULT, _TEMPLATES = "en", ("html lang", "meta og:locale")
"""The language that themes name unless somebody changes it, and where they do."""


def _language(given: Given, paragraphs: tuple[str, ...]) -> Field[str] | None:
    text = given.line("language")
    tag = given_language(text) if text else None
    if tag == _DEFAULT and given.rule("language") in _TEMPLATES:
        found = detect(paragraphs)
        tag = found.value if found else tag
        if found and tag != _DEFAULT:
            return found
    if tag and is_written_in(paragraphs, tag):
        return Field(value=tag, origin=given.origin("language"), rule=given.rule("language"))
    if text and not tag and text.casefold() not in NO_LANGUAGE:
        given.refuse("language", text, "a language tag; expected e.g. en or pt-BR")
    language = detect(paragraphs)
    headline = None if language else given.line("headline")
    return detect((headline, *paragraphs)) if headline else language


def _extra(given: Given) -> Mapping[str, Any]:
    """Return the keys that are no fields, and the known ones whose value could not be used."""
    unknown = {key: value for key, value in given.capture.fields.items() if key not in KNOWN_KEYS}
    return unknown | given.unused
