"""Cite an article in the styles of papers and of Wikipedia: Cited -> lines. Their words are the styles'."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from generator.render.blocks import Isolated, Marked, text_of

from .cited import bibtex, csl_json, ris

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from generator.render.blocks import Span, Spans

    from .cited import Cited, Name

_MONTHS: Final = "January February March April May June July August September October November December".split()
_SHORT: Final = "Jan. Feb. Mar. Apr. May June July Aug. Sept. Oct. Nov. Dec.".split()
_ENDS = re.compile(r"[.?!…。？！؟]['\"’”»)]*\Z")
_SINGLE = str.maketrans("“”", "‘’")
_CLOSING = "”’"
_IN_TEMPLATE = re.compile(r"[|{}\[\]]")


def chicago(it: Cited) -> Spans:
    """Cite as the Chicago Manual of Style, 18th edition, in a bibliography; what nobody signed is the newspaper's."""
    line = _Line()
    line.sentence(_chicago_names(it.authors))
    if not it.authors and it.outlet:
        line.work(it.outlet, ".")
    line.add(_quoted(it.title))
    if it.authors:
        line.work(it.outlet, ",")
    if it.date:
        year, month, day = it.date
        line.add((f"{_MONTHS[month - 1]} {day}, {year}.",))
    else:
        line.add(("n.d.",))
    return line.ended(it.url, stops=True)


def apa(it: Cited) -> Spans:
    """Cite as the American Psychological Association, 7th edition."""
    line = _Line()
    if it.date:
        year, month, day = it.date
        when = f"({year}, {_MONTHS[month - 1]} {day})."
    else:
        when = "(n.d.)."
    if it.authors:
        line.sentence(_apa_names(it.authors))
        line.add((when,))
        line.sentence(it.title)
    else:
        line.sentence(it.title)
        line.add((when,))
    line.work(it.outlet, ".")
    return line.ended(it.url, stops=False)


def mla(it: Cited) -> Spans:
    """Cite as the Modern Language Association, 9th edition."""
    line = _Line()
    line.sentence(_mla_names(it.authors))
    line.add(_quoted(it.title))
    line.work(it.outlet, "," if it.date or it.url else ".")
    if it.date:
        year, month, day = it.date
        line.add((f"{day} {_SHORT[month - 1]} {year}{',' if it.url else '.'}",))
    return line.ended(it.url, stops=True)


def harvard(it: Cited) -> Spans:
    """Cite as Cite Them Right has the Harvard style."""
    line = _Line()
    year = f"({it.date[0]})" if it.date else "(no date)"
    if it.authors:
        line.add((Isolated(_harvard_names(it.authors)),))
    elif it.outlet:
        line.work(it.outlet, "")
    line.add((year,))
    line.add(("‘", Isolated(it.title), "’," if it.date or (it.authors and it.outlet) else "’."))
    if it.authors:
        line.work(it.outlet, "," if it.date else ".")
    if it.date:
        line.add((f"{it.date[2]} {_MONTHS[it.date[1] - 1]}.",))
    if it.url:
        line.add(("Available at:",))
    return line.ended(it.url, stops=True)


class _Line:
    """A citation as it grows: parts with a space between them."""

    def __init__(self) -> None:
        self._spans: list[Span] = []

    def add(self, part: Spans) -> None:
        """Put a part behind those before it."""
        if self._spans:
            self._spans.append(" ")
        self._spans.extend(part)

    def sentence(self, text: str) -> None:
        """Add a text with a stop, unless it ends in one."""
        if text:
            self.add((Isolated(_stopped(text)),))

    def work(self, name: str, behind: str) -> None:
        """Add the name of the newspaper."""
        if name:
            self.add((Marked("cite", (Isolated(name),)), behind))

    def ended(self, url: str, *, stops: bool) -> Spans:
        """Return the line with the address at its end."""
        if url:
            self.add((f"{url}.",) if stops else (url,))
        return tuple(self._spans)


def _quoted(title: str) -> Spans:
    """Return a title in quotation marks, those in it turned into single ones, and its stop inside of them."""
    return ("“", Isolated(_stopped(title.translate(_SINGLE))), "”")


def _stopped(text: str) -> str:
    """Return a text with a stop at its end, inside of its quotation marks, unless it has one."""
    if _ENDS.search(text):
        return text
    inner = text.rstrip(_CLOSING)
    return f"{inner}.{text[len(inner) :]}" if inner else f"{text}."


def _name_list(names: Sequence[str], last: str, pair: str) -> str:
    """Return names as a list: `a, b, and c`."""
    if len(names) < 3:
        return pair.join(names)
    return ", ".join(names[:-1]) + last + names[-1]


def _chicago_names(names: Sequence[Name]) -> str:
    if not names:
        return ""
    shown = [names[0].turned, *(one.plain for one in names[1:])]
    pair = ", and " if names[0].given else " and "
    return f"{', '.join(shown[:3])}, et al." if len(shown) > 6 else _name_list(shown, ", and ", pair)


def _mla_names(names: Sequence[Name]) -> str:
    if len(names) > 2:
        return f"{names[0].turned}, et al."
    return _chicago_names(names)


def _apa_names(names: Sequence[Name]) -> str:
    shown = [_with_initials(one, " ") for one in names]
    if len(shown) > 20:
        return f"{', '.join(shown[:19])}, … {shown[-1]}"
    return _name_list(shown, ", & ", ", & " if any(one.given for one in names[:1]) else " & ")


def _harvard_names(names: Sequence[Name]) -> str:
    shown = [_with_initials(one, "") for one in names]
    return f"{shown[0]} et al." if len(shown) > 3 else _name_list(shown, " and ", " and ")


def _with_initials(name: Name, between: str) -> str:
    if not name.given:
        return name.plain
    initials = between.join("-".join(f"{part[0]}." for part in word.split("-") if part) for word in name.given.split())
    return ", ".join(filter(None, (name.family, initials, name.suffix)))


# Wikipedia


def _template(name: str, fields: Iterator[tuple[str, str]]) -> str:
    filled = (f"|{key}={_IN_TEMPLATE.sub(_referred, value)}" for key, value in fields if value)
    return "{{" + " ".join((name, *filled)) + "}}"


def _referred(match: re.Match[str]) -> str:
    return "&" + f"#{ord(match[0])};"


def wikipedia_en(it: Cited) -> str:
    """Cite in a template of the English Wikipedia."""

    def fields() -> Iterator[tuple[str, str]]:
        for place, one in enumerate(it.authors, 1):
            if one.given:
                yield f"last{place}", one.family
                yield f"first{place}", " ".join(filter(None, (one.given, one.suffix)))
            else:
                yield f"author{place}", one.plain
        yield "title", it.title
        yield "work", it.outlet
        yield "agency", it.agency
        yield "date", it.day
        yield "language", it.language
        yield from _addresses(it, "url", "archive-url", "archive-date")

    return _template("cite news", fields())


def wikipedia_de(it: Cited) -> str:
    """Cite in a template of the German Wikipedia."""

    def fields() -> Iterator[tuple[str, str]]:
        yield "autor", ", ".join(one.plain for one in it.authors)
        yield "titel", it.title
        yield "werk", it.outlet
        yield "datum", it.day
        yield "sprache", it.language
        yield from _addresses(it, "url", "archiv-url", "archiv-datum")
        yield "abruf", it.captured

    return _template("Internetquelle", fields())


def wikipedia_fr(it: Cited) -> str:
    """Cite in a template of the French Wikipedia."""

    def fields() -> Iterator[tuple[str, str]]:
        yield "langue", it.language
        for place, one in enumerate(it.authors, 1):
            yield f"prénom{place}", one.given
            yield f"nom{place}" if one.given else f"auteur{place}", " ".join(filter(None, (one.family, one.suffix)))
        yield "titre", it.title
        yield "périodique", it.outlet
        yield "date", it.day
        yield from _addresses(it, "url", "archive-url", "archive-date")

    return _template("Lien web", fields())


def _addresses(it: Cited, url: str, archived: str, on: str) -> Iterator[tuple[str, str]]:
    """Yield the original's address and the archive's; a template takes the second with the day of the capture alone."""
    if it.original and it.page and it.captured:
        yield url, it.original
        yield archived, it.page
        yield on, it.captured
    else:
        yield url, it.url


STYLES: Final[Mapping[str, Callable[[Cited], Spans]]] = {"Chicago": chicago, "APA": apa, "MLA": mla, "Harvard": harvard}
"""Names that are the same in every language -> citations for readers."""
RECORDS: Final[Mapping[str, Callable[[Cited], str]]] = {
    "Wikipedia (en)": wikipedia_en,
    "Wikipedia (de)": wikipedia_de,
    "Wikipedia (fr)": wikipedia_fr,
    "BibTeX": bibtex,
    "RIS": ris,
    "CSL-JSON": csl_json,
}
"""The same for programs."""


def every_citation(it: Cited) -> Iterator[tuple[str, str]]:
    """Yield the name of each style, and the citation as text."""
    yield from ((name, text_of(style(it))) for name, style in STYLES.items())
    yield from ((name, record(it).replace("\r\n", "\n").rstrip("\n")) for name, record in RECORDS.items())
