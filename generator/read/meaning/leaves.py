"""Leaves: which page of an article an address names, where an outlet cut the article into several.

All leaves of one have one address but for a number in it: `?page=2`, `/2/`, `-2.html`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from generator.model import Leaf

_NAMES = re.compile(
    r"p|pg|pn|page|pages|pagenum(?:ber)?|page_?(?:no|index|id|wanted|number)|paged?|(?:current|c|my|start|story)_?page|paging"
    r"|start|seite|pagina|página|strona|sida|side|sayfa|sivu|halaman|idpag|trang|oldal|stranica|страница|стр"
)
"""Names under which a query has the number of a page."""
_IN_PATH = re.compile(
    r"(?:/(?:page|p|pg|seite|pagina|página|strona|sida|side|sayfa|sivu|halaman|trang)[/-]?(?P<a>\d{1,2})|/(?P<b>\d{1,2})"
    r"|(?<=\d{5})-(?P<d>\d{1,2})|(?<=/index)[-_]?(?P<e>\d{1,2})(?=\.\w{2,5}/?\Z)"
    r"|[-_,.](?:p|page|seite|s|pagina)?-?(?P<c>\d{1,2})(?=\.\w{2,5}/?\Z))/?(?=\Z|\.\w{2,5}/?\Z)",
    re.IGNORECASE,
)
_DAY = re.compile(r"/(?:1[6-9]|20)\d\d(?:/\d{1,2})?\Z")
"""What stands before a number that is a month or a day."""
_MOST_PAGES = 60

_ALL = re.compile(r"all|full|whole|complete|single(?:[-_]?page)?|one[-_]?page|print(?:able)?", re.IGNORECASE)
"""What stands in the place of a number where a page shows all of an article."""
_SHOWS_ALL = re.compile(
    r"view|mode|layout|(?:view|show|read|display)_?(?:all|full)|(?:single|one|full|all)_?pages?|single|no_?paging|print(?:able)?"
    r"|komplettansicht",
    re.IGNORECASE,
)
"""Names under which a query says that a page shows all of an article."""
_YES = re.compile(r"|1|yes|true|on", re.IGNORECASE)
_ALL_IN_PATH = re.compile(
    r"/(?:all|full|print|single|(?:single|one|full|all)[-_]?pages?|(?:view|show)[-_]?all|komplettansicht|auf-einer-seite)/?\Z",
    re.IGNORECASE,
)
_NO_ARTICLES = re.compile(
    r"/(?:forums?|foren|threads?|topics?|boards?|viewtopic|showthread|discussions?|comments?|kommentare|reviews?|search|suche"
    r"|category|categories|kategorie|tags?|labels?|authors?|autor(?:en)?|sections?|archives?|archiv[eo]?|rubri[ck]\w*|listing"
    r"|gallery|galleries)(?=[/.?]|\Z)|[?&](?:s|q|search|query|cat|tag|t|tid|topic|thread)=",
    re.IGNORECASE,
)
"""Of addresses whose pages are numbered and are no article's."""


def leaf_of(url: str) -> Leaf | None:
    """Return which page of an article an address names, as far as the address alone tells; None where it names none."""
    if not _is_readable(url) or _NO_ARTICLES.search(url):
        return None
    base, number = address_and_number(url)
    if number > 1 or (number == 1 and _names_one(url)):
        return Leaf(number=number, series=base) if _has_path(base) else None
    whole = _without_all(url)
    return Leaf(number=0, series=address_and_number(whole)[0]) if whole and _has_path(whole) else None


def is_of_many(url: str) -> bool:
    """Tell whether an address is one of a forum or a list, whose pages are numbered and are no article's."""
    return not _is_readable(url) or bool(_NO_ARTICLES.search(url)) or not _has_path(address_and_number(url)[0])


def _is_readable(url: str) -> bool:
    try:
        urlsplit(url)
    except ValueError:
        return False
    return True


def _has_path(base: str) -> bool:
    parts = urlsplit(base)
    return bool(parts.path.strip("/") or parts.query)


def _names_one(url: str) -> bool:
    """Tell whether an address names the first page as such: `?page=1`."""
    parts = urlsplit(url)
    return any(_is_number(key, value) for key, value in parse_qsl(parts.query)) or any(_numbers(parts.path))


def _without_all(url: str) -> str:
    """Return an address without what says that its page shows all of an article; empty where nothing says so."""
    parts = urlsplit(url)
    query = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(key, value) for key, value in query if not _says_all(key.lower(), value)]
    path = _ALL_IN_PATH.sub("", parts.path)
    if len(kept) == len(query) and path == parts.path:
        return ""
    return urlunsplit((parts.scheme, parts.netloc, path, urlencode(kept), ""))


def _says_all(key: str, value: str) -> bool:
    if _NAMES.fullmatch(key):
        return bool(_ALL.fullmatch(value))
    return bool(_SHOWS_ALL.fullmatch(key) and (_ALL if key in ("view", "mode", "layout") else _YES).fullmatch(value))


def address_and_number(url: str) -> tuple[str, int]:
    """Return an address without the number of a page, and that number; 1 where it has none."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url, 1
    number = 1
    kept = []
    for key, value in parse_qsl(parts.query, keep_blank_values=True):
        if _is_number(key, value):
            number = int(value) or 1
        else:
            kept.append((key, value))
    path = parts.path
    for match in islice(_numbers(path), 1):
        number = int(next(filter(None, match.groups())))
        path = path[: match.start()] + path[match.end() :]
    host = (parts.hostname or "").removeprefix("www.")
    return f"https://{host}{path.rstrip('/')}" + (f"?{urlencode(kept)}" if kept else ""), number


def _is_number(key: str, value: str) -> bool:
    return bool(_NAMES.fullmatch(key.lower())) and value.isdecimal() and int(value) <= _MOST_PAGES


def _numbers(path: str) -> Iterator[re.Match[str]]:
    match = _IN_PATH.search(path)
    if match and not _DAY.search(path[: match.start()]) and 1 <= int(next(filter(None, match.groups()))) <= _MOST_PAGES:
        yield match


def with_number(base: str, number: int) -> str:
    """Return the address of a page by that of its article."""
    parts = urlsplit(base)
    query = "&".join(filter(None, (parts.query, f"page={number}")))
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))
