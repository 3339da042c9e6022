"""Say what is cited of an article: Article and Site -> Cited, and that as records of reference managers.

A citation depends on no clock: where a style asks for the day on which somebody looked, it names the day of capture, or
none. The address that is cited is the page's, which is what was read; that of the original goes beside it.
"""

from __future__ import annotations

import json
import re
import unicodedata
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from generator.model import parted
from generator.render import places
from generator.render.inert import one_line

from .card import headline, other_day, value_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.model import Article, Site

_PARTICLES = frozenset(
    "af al da das de dei del della den der des di do dos du el la le les ten ter van vom von y zu zum zur 't".split()
)
"""Words before a family name that belong to it, where they are written small."""
_SUFFIX = re.compile(r"(?:[JS]r\.?|I{2,3}|IV|VI{0,3})\Z")
_TURNED = re.compile(r"[^,]+, [^,]+\Z")
_TEX = {character: f"\\{character}" for character in "&%$#_{}"} | {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
_IN_TEX = re.compile(f"[{re.escape(''.join(_TEX))}]")


class Name(Struct, frozen=True):
    """An author as lists sort the name; one that has no given part stands as it is printed."""

    family: str
    given: str = ""
    suffix: str = ""

    @property
    def plain(self) -> str:
        """The name as it is read."""
        return " ".join(filter(None, (self.given, self.family, self.suffix)))

    @property
    def turned(self) -> str:
        """The name as it is sorted."""
        return ", ".join(filter(None, (self.family, self.given, self.suffix)))


class Cited(Struct, frozen=True, kw_only=True):
    """What citations of an article are made of; what is not known is empty."""

    key: str
    """For ever the article's, in plain letters."""
    title: str
    authors: tuple[Name, ...]
    """Without people, the agency."""
    outlet: str
    agency: str
    section: str
    language: str
    day: str
    """`2019-12-16`: the outlet's own, as in the data."""
    page: str
    """Address of the article's page; empty where the site has none."""
    original: str
    captured: str
    """Day of the capture."""
    digest: str
    """Of what the page was made from: it tells this version from every other."""
    archive: str
    rights: str

    @property
    def url(self) -> str:
        """The address that is cited."""
        return self.page or self.original

    @property
    def date(self) -> tuple[int, int, int] | None:
        """Year, month and day."""
        if not self.day:
            return None
        year, month, day = self.day.split("-")
        return int(year), int(month), int(day)


def cited(article: Article, site: Site) -> Cited:
    """Return what citations of an article are made of."""
    names = tuple(filter(None, map(one_line, article.authors.value if article.authors else ())))
    agency = one_line(value_of(article.agency) or "")
    authors = tuple(map(name_of, names)) or tuple(Name(one) for one in parted(agency) if one)
    return Cited(
        key=article.address.rpartition("/")[2],
        title=headline(article),
        authors=authors,
        outlet=one_line(value_of(article.outlet) or ""),
        agency=agency if names else "",
        section=one_line(value_of(article.section) or ""),
        language=one_line(value_of(article.language) or ""),
        day=other_day(article.published) or (value_of(article.published) or "")[:10],
        page=f"{site.url}{places.url(f'{article.address}.md')}" if site.url else "",
        original=places.target(article.url) or "",
        captured=(article.provenance.captured or "")[:10],
        digest=article.provenance.digest,
        archive=one_line(site.name),
        rights=one_line(rights_of(article, site)[0]),
    )


def rights_of(article: Article, site: Site) -> tuple[str, str]:
    """Return what may be done with an article, in a sentence, and the address of its licence; its outlet's come first.

    An outlet that says only one of the two has the other of nobody: a licence for all may be just what it refuses.
    """
    outlet = one_line(value_of(article.outlet) or "").casefold()
    rights, licences = (
        {name.casefold(): said for name, said in one} for one in (site.outlet_rights, site.outlet_licences)
    )
    if outlet in rights or outlet in licences:
        return rights.get(outlet, ""), licences.get(outlet, "")
    return site.rights, site.licence


def name_of(printed: str) -> Name:
    """Return a name as lists sort it: the last word is the family's, with the particles before it.

    A name of one word, one in brackets or with digits, and one in another script stands as it is printed: where the
    family's name is in those, nothing tells.
    """
    if _TURNED.match(printed):
        family, given = printed.split(", ")
        return (
            Name(family.strip(), "", given) if _SUFFIX.match(given) and " " not in family else _suffixed(family, given)
        )
    words = printed.split(" ")
    if len(words) == 1 or not all(map(_is_latin, words)):
        return Name(printed)
    suffix = words.pop().lstrip(",") if len(words) > 2 and _SUFFIX.match(words[-1]) else ""
    start = len(words) - 1
    while start > 1 and words[start - 1] in _PARTICLES:
        start -= 1
    return Name(" ".join(words[start:]).rstrip(","), " ".join(words[:start]), suffix)


def _suffixed(family: str, given: str) -> Name:
    """Return a name with a comma: `Doe, Jane`, or `Jane Doe, Jr.`."""
    if not _SUFFIX.match(given):
        return Name(family, given)
    name = name_of(family)
    return Name(name.family, name.given, given)


def _is_latin(word: str) -> bool:
    letters = [character for character in word if character.isalpha()]
    return word[0].isalpha() and all(unicodedata.name(one, "").startswith("LATIN") for one in letters)


# Records


def csl(it: Cited) -> dict[str, Any]:
    """Return an item of CSL-JSON."""
    item: dict[str, Any] = {
        "id": it.key,
        "type": "article-newspaper",
        "title": it.title,
        "author": [_csl_name(one) for one in it.authors],
        "container-title": it.outlet,
        "issued": {"date-parts": [list(it.date)]} if it.date else None,
        "section": it.section,
        "source": it.agency,
        "language": it.language,
        "URL": it.url,
        "accessed": {"date-parts": [[int(part) for part in it.captured.split("-")]]} if it.captured else None,
        "archive": it.archive,
        "archive_location": it.page and it.original,
        "note": f"BLAKE2b {it.digest}",
    }
    return {key: value for key, value in item.items() if value}


def _csl_name(name: Name) -> dict[str, str]:
    if not name.given:
        return {"literal": name.plain}
    return {"family": name.family, "given": name.given, **({"suffix": name.suffix} if name.suffix else {})}


def csl_json(it: Cited) -> str:
    """Return the item as text."""
    return json.dumps([csl(it)], ensure_ascii=False, indent=2)


def ris(it: Cited) -> str:
    """Return the record that reference managers read."""
    year = it.day[:4]
    lines = [
        ("TY", "NEWS"),
        ("ID", it.key),
        ("TI", it.title),
        *(("AU", one.turned) for one in it.authors),
        ("T2", it.outlet),
        ("PY", year),
        ("DA", it.day.replace("-", "/")),
        ("SE", it.section),
        ("LA", it.language),
        ("UR", it.url),
        ("L2", it.page and it.original),
        ("DB", it.archive),
        ("N1", f"BLAKE2b {it.digest}"),
        ("C1", it.rights),
    ]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in lines if value) + "ER  - \r\n"


def bibtex(it: Cited) -> str:
    """Return the entry for BibTeX and biblatex."""
    return "\n".join((f"@article{{{it.key},", *(f"  {key} = {value}," for key, value in _bibtex(it)), "}"))


def _bibtex(it: Cited) -> Iterator[tuple[str, str]]:
    if it.authors:
        yield (
            "author",
            _braced(" and ".join(_tex(one.turned) if one.given else _braced(_tex(one.plain)) for one in it.authors)),
        )
    yield "title", _braced(_braced(_tex(it.title)))
    fields = (("journal", it.outlet), ("date", it.day), ("year", it.day[:4]), ("langid", it.language))
    yield from ((key, _braced(_tex(value))) for key, value in fields if value)
    if it.url:
        yield "url", _braced(it.url)
    if it.captured:
        yield "urldate", _braced(it.captured)
    yield "note", _braced(f"BLAKE2b {it.digest}")


def _braced(text: str) -> str:
    return "{" + text + "}"


def _tex(text: str) -> str:
    return _IN_TEX.sub(lambda match: _TEX[match[0]], text)
