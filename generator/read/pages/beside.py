"""Beside the headline: what a page prints near its headline for its readers, who wrote the report and when.

Where a page says nothing of itself to machines, its readers still see a byline and a date. Both are short lines near
the headline, and are read only where their markup or their own words show what they are: `<a rel="author">`, a class
that names the author, `By Jane Doe`, `<time>`, a line that is a date. Other lines say nothing, however likely.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING

from msgspec import Struct

from generator.read.meaning.fields import moment

from .credits import is_newsroom
from .metadata import Statement, key
from .statements import Stated

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from lxml.html import HtmlElement

MOST_LINES = 40
"""Short lines behind the headline that are looked at."""
MOST_BEFORE = 4
"""Short lines before it."""
MOST_PROSE = 2
"""Paragraphs behind the headline until the report itself has begun: a standfirst, and the first of its own."""
LONGEST_PROSE = 640
"""Characters of a paragraph that are looked at."""
LONGEST_STANDFIRST = 600
"""Characters of a paragraph that may stand between headline and byline."""
MOST_HEADINGS = 100
FEWEST_LETTERS = 15
"""Of a heading that is the headline but for a part of it."""
LONGEST_LINE = 160
"""Characters of a line that may be a byline, with the date and the reading time beside it."""
MOST_LEVELS = 30
"""How deep lines are looked for below what stands beside the headline."""
MOST_NAMES = 5
_LONGEST_MARKED = 120

_UNREAD = frozenset(
    "nav aside form button figure figcaption picture script style template noscript iframe svg select footer".split()
)
_BESIDE_THE_POINT = re.compile(
    r"(?:^|[\s_-])(?:comments?|kommentare?|related|teasers?|recommend\w*|captions?|photos?|image|images|img|copyright"
    r"|credits?|share|sharing|social|newsletters?|subscri\w*|breadcrumbs?|nav|navigation|menu|sidebar|widgets?|promos?"
    r"|swiper|slider|carousel|recent\w*|listing|advert\w*|ads?|banner|pagination|login|modal|cookie\w*)(?=$|[\s_-])",
    re.IGNORECASE,
)
"""Names of classes and ids for what is neither byline nor date of this report."""
_AUTHOR_CLASS = re.compile(
    r"(?:^|[\s_-])(?:(?:by|written-?by|wrote-?by|posted-?by|published-?by|p?-?author|entry-?author|post-?author)s?"
    r"|byline|by-line|autor(?:in|en|es|as?)?|auteurs?|autore|autori|auteures?|fn|skribent|kirjoittaja|forfatter)"
    r"(?:[_-]*(?:names?|names?-?links?|links?|list|info|meta|box|container|url|fn))?(?=$|\s)",
    re.IGNORECASE,
)
_AUTHOR_PATH = re.compile(
    r"/(?:authors?|autor(?:en|es|in|a)?|auteurs?|autori|by|reporters?|columnists?|contributors?|staff-contributors"
    r"|journalists?|correspondents?|people|profile|profil|redakteure?|writers?|byline)/[^/?#]+/?\Z",
    re.IGNORECASE,
)
_PARTICLE = (
    r"(?:d[aeiou]s?|du|del|della|dei|van|von|vom|den|der|ten|ter|zu|zum|zur|la|le|los|y|e|al|el|bin|ibn|af|av|of)"
)
_LETTER = r"(?:[^\W\d_]|[\u0300-\u036f\u0900-\u0963\u0980-\u0dff\u0e31-\u0e4e\u102b-\u103e])"
"""A letter, or a mark that stands for a vowel in the scripts of India and their neighbours."""
_WORD = rf"[^\W\d_a-zß-öø-ÿ]{_LETTER}*(?:['’.-]{_LETTER}+)*\.?"
_NO_FIRST = (
    r"(?:The|An?|Die|Der|Das|Den|Ein|Eine|Zur|Zum|Zu|Alle|Mehr|Für|Im|In|Am|Auf|Les|Une?|Il|Lo|Gli|Los|Las|El)\b"
)
"""Words that open a heading or a button, and no name."""
PERSON = rf"(?!{_NO_FIRST}){_WORD}(?: (?:{_PARTICLE} )*{_WORD}){{1,3}}"
"""A name of two to four words that begin as names do."""
_JOINED = r"(?: ?[/,;&·•] ?| (?:and|und|et|y|e|og|och|en|ve|ja|i) |, (?:and|und|et|y) )"
PEOPLE = re.compile(rf"{PERSON}(?:{_JOINED}{PERSON}){{0,4}}")
_SPLIT = re.compile(r"\s*[/,;&·•|]\s*|\s+[–—-]\s+|\s+(?:and|und|et|y|e|og|och|en|ve|ja|i)\s+")
_BY = (
    r"(?i:(?:by|von|vom|par|por|di|door|av|af|przez)\s+"
    r"|(?:by|von|text(?:e|o)?|words|autor(?:in|a|zy)?|auteur|author|interview|redaktion|автор|текст)\s?:\s*"
    r"|(?:автор|текст)\s+)"
)
_BYLINE = re.compile(
    rf"(?:\A|[|·•:–—-]\s*|\d\s+|\b(?:written|posted|published|reported|story|geschrieben|verfasst|veröffentlicht"
    rf"|publié|écrit|publicado|escrito|scritto|ein \w+)\s+){_BY}(?P<people>{PEOPLE.pattern})"
    rf"(?=\Z|\s*[|·•,/(–—-]|\s+\d|\s+(?i:on|am|le|el|il|updated|published|posted|stand)\b|\s+in\s)"
)
_ROLE = re.compile(
    rf"\A(?:.{{0,60}}\s)?{_BY}|\s+(?i:stand|updated|published|shares?)\Z|[\s→»›|,.:]+\Z",
)
"""What a page prints around the name of an author: `View all posts by Jane Doe →`."""
NO_PERSON = re.compile(
    r"\b(?:redaktion|redaktionell|redaction|newsroom|sendung|staff|desk|team|foto|photo|zuletzt|last|editor\w*"
    r"|reporter\w*|correspondent\w*|redakteur\w*|follow|share|comment\w*|read|more|about|posted|published|updated"
    r"|minutes?|admin|uhr|news|nachrichten|agencies|agenturen|cc|kommentar\w*)\b",
    re.IGNORECASE,
)

_MONTH = r"[^\W\d_]{3,12}\.?"
_DAYS = (
    re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<mark>[-/.])(?P<m>\d\d?)(?P=mark)(?P<d>\d\d?)(?!\d)"),
    re.compile(r"(?<!\d)(?P<d>\d\d?)\.\s?(?P<m>\d\d?)\.\s?(?P<y>(?:19|20)\d\d)(?!\d)"),
    re.compile(r"(?<!\d)(?P<d>\d\d?)(?P<mark>[-/])(?P<m>\d\d?)(?P=mark)(?P<y>(?:19|20)\d\d)(?!\d)"),
    re.compile(r"(?P<y>(?:19|20)\d\d)\s?[年년]\s?(?P<m>\d\d?)\s?[月월]\s?(?P<d>\d\d?)\s?[日일]"),
    re.compile(
        rf"(?<!\d)(?P<d>\d\d?)(?:st|nd|rd|th|er|º|\.)?[\s-](?:(?:de|of)\s)?(?P<name>{_MONTH}),?[\s-](?:(?:de|del)\s)?"
        r"(?P<y>(?:19|20)\d\d)(?!\d)"
    ),
    re.compile(rf"(?P<name>{_MONTH})\s(?P<d>\d\d?)(?:st|nd|rd|th)?,?\s(?P<y>(?:19|20)\d\d)(?!\d)"),
)
_TITLED = re.compile(
    r"(?<![\uac00-\ud7af])(?P<hangul>[\uac00-\ud7af]{2,4})\s?(?:기자|특파원|객원기자|선임기자)(?![\uac00-\ud7af])"
    r"|(?:作者|記者|记者)\s?[:：/／]?\s?(?!募集|採用|招聘|招募)(?P<han>[\u3400-\u9fff]{2,4})(?![\u3400-\u9fff])"
)
"""A name with the title of a reporter behind it, as in Korean, or before it, as in Chinese."""
_DATED = re.compile(rf"(?P<people>{PEOPLE.pattern})\s?[|·•]\s?(?=[^|·•]{{0,14}}\d)")
_LONGEST_DATED = 100
_LABEL = 40
MOST_PARTS = 40
"""Elements of one line that are looked at by themselves."""
_BEFORE_DATE = re.compile(
    r"(?:\A|[|·•,(–—-]|\b(?i:on|am|le|el|il|vom|den|posted|published|publicado|publié|veröffentlicht|erstellt|op|om"
    r"|(?:date|datum|fecha|data|published|posted|publié le|publicado|veröffentlicht|erstellt|erstveröffentlicht"
    r"|first published|première publication)\s?:))\s*"
    r"(?:[^\W\d_]{2,12}\.?,?\s)?\Z"
)
_AFTER_DATE = re.compile(
    r"\s*(?:\Z|[|·•,.)(–—-]|(?:at|um|à|a las|alle|ore|kl\.?|klo|o)?\s*\d\d?[:.h]\d\d|by\b|von\b|par\b|por\b|in\b"
    r"|[^\W\d_]{2,20}:)"
)
_CHANGED = re.compile(
    r"\b(?:updated?|aktualisiert|geändert|modifi\w+|actualizad\w+|mis à jour|aggiornat\w+|stand|bijgewerkt|oppdatert"
    r")\b",
    re.IGNORECASE,
)


class Line(Struct, frozen=True):
    """A short line of a page, as it is printed, and the element that holds it."""

    text: str
    element: HtmlElement


def lines_beside(tree: HtmlElement, headlines: Sequence[str]) -> tuple[Line, ...]:
    """Return the short lines behind the headline until the report begins, and the nearest of those before it.

    Args:
        tree: The page.
        headlines: Its headline, in all spellings, as keys, the one that is believed first.
    """
    headline = _headline(tree, headlines)
    if headline is None:
        return ()
    after: list[Line] = []
    prose = 0
    for line in _after(headline):
        prose += len(line.text) > LONGEST_LINE
        if prose == MOST_PROSE or len(line.text) > LONGEST_STANDFIRST or len(after) == MOST_LINES:
            break
        if len(line.text) <= LONGEST_LINE:
            after.append(line)
    return (*after, *islice(_before(headline), MOST_BEFORE))


def _headline(tree: HtmlElement, headlines: Sequence[str]) -> HtmlElement | None:
    """Return the heading that says what the page calls its headline; else the first one of the first level."""
    headings = [heading for heading in islice(tree.iter("h1", "h2", "h3"), MOST_HEADINGS) if not _is_apart(heading)]
    keys = [key(_text(heading)) for heading in headings]
    for wanted in headlines:
        if wanted in keys:
            return headings[keys.index(wanted)]
        for heading, heading_key in zip(headings, keys, strict=True):
            if (
                len(heading_key) >= FEWEST_LETTERS
                and (heading_key in wanted or wanted in heading_key)
                and len(wanted) >= FEWEST_LETTERS
            ):
                return heading
    first = next(
        (each for each, heading_key in zip(headings, keys, strict=True) if heading_key and each.tag == "h1"), None
    )
    return _printed_headline(tree, headlines) if first is None else first


def _printed_headline(tree: HtmlElement, headlines: Sequence[str]) -> HtmlElement | None:
    """Return the first element that says the headline though it is no heading, as on pages of the nineties."""
    wanted = [each for each in headlines if len(each) >= FEWEST_LETTERS]
    for element in tree.iter("p", "div", "b", "strong", "font", "big", "td", "center", "span"):
        text_key = key(_text(element)) if wanted else ""
        if len(text_key) >= FEWEST_LETTERS and any(text_key == each or each.endswith(text_key) for each in wanted):
            return element
    return None


def _is_apart(element: HtmlElement) -> bool:
    return any(True for _ in element.iterancestors("nav", "aside", "footer", "form"))


def _after(headline: HtmlElement) -> Iterator[Line]:
    element = headline
    while element is not None and element.tag != "body":
        for sibling in element.itersiblings():
            yield from _lines(sibling, MOST_LEVELS)
        element = element.getparent()


def _before(headline: HtmlElement) -> Iterator[Line]:
    element = headline
    for _ in range(3):
        if element is None or element.tag == "body":
            return
        for sibling in element.itersiblings(preceding=True):
            yield from (
                line for line in islice(_lines(sibling, MOST_LEVELS), MOST_LINES) if len(line.text) <= LONGEST_LINE
            )
        element = element.getparent()


def _lines(element: HtmlElement, levels: int) -> Iterator[Line]:
    """Yield the largest elements with the text of one line, and paragraphs, which are longer."""
    if not isinstance(element.tag, str) or element.tag in _UNREAD or _is_beside_the_point(element):
        return
    text = _text(element)
    if len(text) <= LONGEST_LINE:
        if text:
            yield Line(text, element)
    elif element.tag in {"p", "blockquote"} or len((element.text or "").strip()) > LONGEST_LINE:
        yield Line(text, element)
    else:
        for child in element if levels else ():
            yield from _lines(child, levels - 1)


def _is_beside_the_point(element: HtmlElement) -> bool:
    return any(name and _BESIDE_THE_POINT.search(name[:300]) for name in (element.get("class"), element.get("id")))


def _text(element: HtmlElement) -> str:
    """Return an element's text as one line, of a long one no more than tells that it is long."""
    pieces, length = [], 0
    for piece in element.itertext():
        pieces.append(piece)
        length += len(piece.strip())
        if length > LONGEST_PROSE:
            break
    return " ".join(" ".join(pieces).split())


# ------------------------------------------------------------------------------------------------------- authors


def authors_beside(lines: Sequence[Line], stated: Stated) -> Statement | None:
    """Return the people whom a byline names: the first that is marked as one, else the first in words.

    Behind them stands what the page states in their place, but for the site itself: at times it is the agency.
    """
    byline = _byline(lines, stated.site)
    given = stated.values.get("authors")
    if byline is None or given is None or stated.newsroom:
        return byline
    letters = key("".join(byline.value))
    others = [name for name in given.value if key(name) not in letters]
    return Statement([*byline.value, *others], f"{byline.rule}, {given.rule}") if others else byline


def _byline(lines: Sequence[Line], site: AbstractSet[str]) -> Statement | None:
    for read, rule in (
        (_marked_names, "marked byline"),
        (_in_words, "byline"),
        (_alone, "line of names"),
        (_before_date, "names before the date"),
    ):
        for line in lines:
            names = [name for name in read(line) if not is_newsroom([name], site)]
            if names:
                return Statement(list(dict.fromkeys(names))[:MOST_NAMES], f"{rule} beside the headline")
    return None


def _marked_names(line: Line) -> list[str]:
    """Return the names in the elements of a line that say they hold an author."""
    marked = [element for element in line.element.iter() if isinstance(element.tag, str) and _marks_author(element)]
    around = {outer for element in marked for outer in element.iterancestors()}
    inner = [element for element in marked if element not in around]
    texts = [text for element in (inner or marked) if 0 < len(text := _text(element)) <= _LONGEST_MARKED]
    names = [name for text in texts for name in people_in(_PLACE_AND_DAY.sub("", text))]
    return [name for name in names if not any(name.startswith(f"{other} ") for other in names)]


_PLACE_AND_DAY = re.compile(r"\s[|·•]\s[^|·•]{2,40}\s[|·•]\s[^|·•]*\d{4}\b.*\Z")
"""What stands behind a name as pieces of its own: where from, and the day."""


def _marks_author(element: HtmlElement) -> bool:
    if element.get("rel") == "author" or element.get("itemprop") == "author":
        return True
    if element.tag == "a" and _AUTHOR_PATH.search((element.get("href") or "")[:1000]):
        return True
    return any(_AUTHOR_CLASS.search(name[:300]) for name in (element.get("class"), element.get("id")) if name)


def people_in(text: str) -> list[str]:
    """Return the names at the start of a credit, `By Jane Doe and John Roe, Velmar`; none if it begins otherwise."""
    text = _ROLE.sub("", text).strip()
    text = _ROLE.sub("", text)
    people: list[str] = []
    for piece in _SPLIT.split(text):
        if not re.fullmatch(PERSON, piece) or NO_PERSON.search(piece):
            break
        people.append(piece)
    return people


def _in_words(line: Line) -> list[str]:
    match = _BYLINE.search(line.text)
    if match:
        return people_in(match["people"])
    titled = [name["hangul"] or name["han"] for name in _TITLED.finditer(line.text)]
    return titled or _in_a_part(line)


def _in_a_part(line: Line) -> list[str]:
    """Return the names that a part of a line begins with: an item of a list of facts, `Von: Jane Doe, John Roe`."""
    for part in islice(line.element.iterdescendants("li", "p", "div", "dd", "td", "span"), MOST_PARTS):
        text = _text(part)
        match = _BYLINE.match(text) if len(text) <= _LONGEST_MARKED else None
        if match:
            return people_in(match["people"])
    return []


def _alone(line: Line) -> list[str]:
    """Return the names of a paragraph that is nothing but names, right above one of the report."""
    after = line.element.getnext()
    signs = line.element.tag == "p" and after is not None and after.tag == "p" and PEOPLE.fullmatch(line.text)
    return people_in(line.text) if signs and len(_text(after)) > 2 * len(line.text) else []


def _before_date(line: Line) -> list[str]:
    """Return the names that stand with nothing but a bar before the date of a line: `Jane Doe | 17.05.2024`."""
    match = _DATED.match(line.text)
    dated = match and any(form.match(line.text, match.end()) for form in _DAYS)
    return people_in(match["people"]) if match and dated else []


def is_of_report(tree: HtmlElement, name: str) -> bool:
    """Tell whether a name stands elsewhere than among comments, teasers of other reports and the like."""
    wanted, word = key(name), name.rpartition(" ")[2].casefold()
    for element in tree.iter(
        "a", "address", "b", "div", "em", "h2", "h3", "h4", "i", "li", "p", "span", "strong", "time"
    ):
        for text in (element.text, element.tail):
            if text and word in text.casefold() and wanted in key(text[:LONGEST_PROSE]):
                around = (element, *element.iterancestors())
                if not any(map(_is_beside_the_point, around)):
                    return True
    return False


# --------------------------------------------------------------------------------------------------------- dates


def date_beside(lines: Sequence[Line]) -> Statement | None:
    """Return the day or time at which the report appeared, as the line beside its headline gives it."""
    for line in lines:
        for time in line.element.iter("time"):
            stamp = (time.get("datetime") or "").strip()
            if moment(stamp) and not _CHANGED.search(_label(line, time)):
                return Statement(stamp, "time element beside the headline")
    for line in lines:
        day = _day_of(line)
        if day:
            return Statement(day, "date beside the headline")
    return None


def _label(line: Line, time: HtmlElement) -> str:
    """Return the words before a time in its line, as far as the time before it."""
    before = line.text.partition(_text(time))[0] if _text(time) else line.text
    return re.split(r"\d", before)[-1] + " " + (time.get("class") or "")


def _day_of(line: Line) -> str | None:
    """Return the day of a line that is a date, with little more than a time or a name beside it."""
    texts = [line.text, *(_text(part) for part in islice(line.element.iterdescendants(), MOST_PARTS))]
    before = ""
    for text in dict.fromkeys(texts):
        dated = _dated(text) if len(text) <= _LONGEST_DATED and not _CHANGED.search(before[-_LABEL:]) else None
        if dated:
            return dated
        before = text
    return None


def _dated(text: str) -> str | None:
    for form in _DAYS:
        last = 0
        for match in form.finditer(text):
            before, after = text[last : match.start()], text[match.end() :]
            last = match.end()
            if not _BEFORE_DATE.search(before) or not _AFTER_DATE.match(after) or _CHANGED.search(before):
                continue
            day = _day(match.groupdict(), match[0])
            if day:
                return day
    return None


def _day(parts: dict[str, str | None], text: str) -> str | None:
    year, day = int(parts["y"] or 0), int(parts["d"] or 0)
    try:
        if parts.get("name"):
            return _named_day(text, year, day)
        month = int(parts["m"] or 0)
        if parts.get("mark") and not text.startswith(parts["y"] or "-"):
            if day <= 12 and month <= 12 and day != month:
                return None  # the country decides which is the month
            day, month = (day, month) if month <= 12 else (month, day)
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _named_day(text: str, year: int, day: int) -> str | None:
    """Return the day of a date with the month's name, in any language that htmldate reads, if it is the one printed."""
    from htmldate import find_date  # noqa: PLC0415
    from lxml import etree, html  # noqa: PLC0415

    page = html.Element("html")
    etree.SubElement(etree.SubElement(page, "body"), "p").text = text
    day_printed = find_date(page, original_date=True, max_date=f"{year}-12-31")
    return (
        day_printed
        if day_printed and day_printed.startswith(f"{year}-") and day_printed.endswith(f"-{day:02}")
        else None
    )
