"""Series: an article that its outlet cut into several pages, told from the next and the last article of a blog.

All pages of one have one address but for a number in it: `?page=2`, `/2/`, `-2.html`. Each is a part of the article,
and none is a newer version of another, though all may name the first as canonical.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from msgspec import Struct

from .metadata import SavedPage, absolute

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
_MOST_LINKS = 2000


class Place(Struct, frozen=True):
    """Which page of an article a page is."""

    number: int
    url: str
    """Its own address, with that number."""
    following: str
    """Address of the next; empty on the last."""

    @property
    def words(self) -> str:
        """What the page lacks, in words."""
        if self.number == 1:
            return f"the first page of several; the article goes on at {self.following}"
        return f"page {self.number} of an article of several pages"


def place_in_series(page: SavedPage, url: str | None) -> Place | None:
    """Return which page of its article a page is; None for one that stands alone, or shows all.

    Args:
        page: The page.
        url: Its address, as the page or the one who saved it gives it.
    """
    if not url:
        return None
    base, number = _address_and_number(url)
    links = {name: _link(page, name, url, base) for name in ("next", "prev")}
    if not any(links.values()) or not _begins(page, url, base, links):
        return None
    if number == 1 and links["prev"]:
        number = _address_and_number(links["prev"])[1] + 1
        url = _with_number(base, number)
    if number == 1 and not links["next"]:
        return None
    return Place(number, url, links["next"])


def _begins(page: SavedPage, url: str, base: str, links: dict[str, str]) -> bool:
    """Tell whether the first page has no number: else numbers are those of other articles, or days."""
    urls = [url, *links.values(), *(link.get("href") for link in islice(page.tree.iter("a"), _MOST_LINKS))]
    return any(_address_and_number(full)[:2] == (base, 1) for each in urls if each and (full := absolute(each, url)))


def _link(page: SavedPage, name: str, url: str, base: str) -> str:
    """Return the address of the next or the last page, if it is of the same article; empty else."""
    names = {name, "previous"} if name == "prev" else {name}
    for element in islice(page.tree.iter("link", "a"), _MOST_LINKS):
        if names & set((element.get("rel") or "").lower().split()):
            address = absolute(element.get("href"), url)
            if address and _address_and_number(address)[0] == base and address.rstrip("/") != url.rstrip("/"):
                return address
            if (
                address
                and name == "prev"
                and address.rstrip("/") == url.rstrip("/")
                and _address_and_number(url)[1] == 1
            ):
                return address  # the page names the first as its own
    return _number_link(page, url, base, 1 if name == "next" else -1)


def _number_link(page: SavedPage, url: str, base: str, step: int) -> str:
    """Return the address of a link that is the number of the next or the last page and nothing else."""
    number = _address_and_number(url)[1] + step
    for link in islice(page.tree.iter("a"), _MOST_LINKS):
        href = link.get("href") or ""
        if "#" not in href and "".join(link.itertext()).strip() == str(number):
            address = absolute(href, url)
            if address and _address_and_number(address) == (base, number):
                return address
    return ""


def _address_and_number(url: str) -> tuple[str, int]:
    """Return an address without the number of a page, and that number; 1 where it has none."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url, 1
    number = 1
    kept = []
    for key, value in parse_qsl(parts.query, keep_blank_values=True):
        if _NAMES.fullmatch(key.lower()) and value.isdecimal() and int(value) <= _MOST_PAGES:
            number = int(value) or 1
        else:
            kept.append((key, value))
    path = parts.path
    for match in islice(_numbers(path), 1):
        number = int(next(filter(None, match.groups())))
        path = path[: match.start()] + path[match.end() :]
    host = (parts.hostname or "").removeprefix("www.")
    return f"https://{host}{path.rstrip('/')}" + (f"?{urlencode(kept)}" if kept else ""), number


def _numbers(path: str) -> Iterator[re.Match[str]]:
    match = _IN_PATH.search(path)
    if match and not _DAY.search(path[: match.start()]) and 1 <= int(next(filter(None, match.groups()))) <= _MOST_PAGES:
        yield match


def _with_number(base: str, number: int) -> str:
    parts = urlsplit(base)
    query = "&".join(filter(None, (parts.query, f"page={number}")))
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))
