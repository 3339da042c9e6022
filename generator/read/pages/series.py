"""Series: an article that its outlet cut into several pages, told from the next and the last article of a blog.

All pages of one have one address but for a number in it: `?page=2`, `/2/`, `-2.html`. Each is a part of the article,
and none is a newer version of another, though all may name the first as canonical.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from msgspec import Struct

from generator.model import Leaf
from generator.read.meaning.leaves import address_and_number, is_of_many, leaf_of, with_number

from .metadata import SavedPage, absolute

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_MOST_LINKS = 2000
_MOST_HEADINGS = 500
_MOST_ELEMENTS = 20_000
_FORUM = re.compile(r"phpbb|vbulletin|xenforo|discourse|mybb|smf|simple machines|invision|flarum|nodebb", re.IGNORECASE)
_POST = re.compile(r"(?:post|msg|message)[-_]?\d+", re.IGNORECASE)
"""Ids of what people write below one another; one alone is an article's own in WordPress."""
_SAID_TO_BE_POSTS = re.compile(
    r"DiscussionForumPosting|QAPage|SocialMediaPosting|CollectionPage|ItemList|SearchResultsPage"
)
_LISTED = 3
"""Headings that lead to other pages, from which a page lists those."""
_LONG_LINE = 80


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
    base, number = address_and_number(url)
    links = {name: _link(page, name, url, base) for name in ("next", "prev")}
    if not any(links.values()) or not _begins(page, url, base, links):
        return None
    if number == 1 and links["prev"]:
        number = address_and_number(links["prev"])[1] + 1
        url = with_number(base, number)
    if number == 1 and not links["next"]:
        return None
    return Place(number, url, links["next"])


def leaf_on(page: SavedPage, place: Place | None, url: str | None) -> Leaf | None:
    """Return which page of an article a page is, by its links or else by its address.

    Of a page of a forum or of a list it is one of no series.

    Args:
        page: The page.
        place: What its links say.
        url: As for `place_in_series`.
    """
    leaf = leaf_of(url) if url else None
    if place:
        base = address_and_number(place.url)[0]
        leaf = Leaf(number=place.number, series=base, following=place.following, told=True)
    if leaf and (is_of_many(leaf.series) or _has_posts(page) or _lists_others(page, leaf.series)):
        return Leaf(number=leaf.number, series="")
    return leaf


def _has_posts(page: SavedPage) -> bool:
    """Tell whether a page holds what several people wrote below one another, or says so."""
    if _FORUM.search(page.meta("generator") or "") or any(page.other_nodes("DiscussionForumPosting", "QAPage")):
        return True
    marked = (element for element in islice(page.tree.iter(), _MOST_ELEMENTS) if isinstance(element.tag, str))
    posts = 0
    for element in marked:
        if _SAID_TO_BE_POSTS.search(element.get("itemtype") or ""):
            return True
        posts += bool(_POST.fullmatch(element.get("id") or ""))
    return posts > 1


def _lists_others(page: SavedPage, base: str) -> bool:
    """Tell whether the headings of a page lead to other pages, as those of a list of articles do."""
    if page.article or (page.meta("og:type") or "").lower() == "article":
        return False
    leading = sum(
        _leads_away(heading, page, base) for heading in islice(page.tree.iter("h2", "h3", "h4"), _MOST_HEADINGS)
    )
    lines = sum(
        len("".join(line.itertext()).strip()) >= _LONG_LINE for line in islice(page.tree.iter("p"), _MOST_LINKS)
    )
    return leading >= _LISTED and 2 * leading >= lines


def _leads_away(heading: HtmlElement, page: SavedPage, base: str) -> bool:
    parent = heading.getparent()
    links = [*heading.iter("a"), *([parent] if parent is not None and parent.tag == "a" else [])]
    addresses = (absolute(link.get("href"), page.url or base) for link in links)
    return any(address and address_and_number(address)[0] != base for address in addresses)


def _begins(page: SavedPage, url: str, base: str, links: dict[str, str]) -> bool:
    """Tell whether the first page has no number: else numbers are those of other articles, or days."""
    urls = [url, *links.values(), *(link.get("href") for link in islice(page.tree.iter("a"), _MOST_LINKS))]
    return any(address_and_number(full)[:2] == (base, 1) for each in urls if each and (full := absolute(each, url)))


def _link(page: SavedPage, name: str, url: str, base: str) -> str:
    """Return the address of the next or the last page, if it is of the same article; empty else."""
    names = {name, "previous"} if name == "prev" else {name}
    for element in islice(page.tree.iter("link", "a"), _MOST_LINKS):
        if names & set((element.get("rel") or "").lower().split()):
            address = absolute(element.get("href"), url)
            if address and address_and_number(address)[0] == base and address.rstrip("/") != url.rstrip("/"):
                return address
            if (
                address
                and name == "prev"
                and address.rstrip("/") == url.rstrip("/")
                and address_and_number(url)[1] == 1
            ):
                return address  # the page names the first as its own
    return _number_link(page, url, base, 1 if name == "next" else -1)


def _number_link(page: SavedPage, url: str, base: str, step: int) -> str:
    """Return the address of a link that is the number of the next or the last page and nothing else."""
    number = address_and_number(url)[1] + step
    for link in islice(page.tree.iter("a"), _MOST_LINKS):
        href = link.get("href") or ""
        if "#" not in href and "".join(link.itertext()).strip() == str(number):
            address = absolute(href, url)
            if address and address_and_number(address) == (base, number):
                return address
    return ""
