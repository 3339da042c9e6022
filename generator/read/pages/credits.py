"""Credits: who wrote a web page, as far as it says so; the site's own name is no author."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import islice
from typing import TYPE_CHECKING

from .metadata import ADDRESS, MOST_TAGS, SavedPage, Statement, key, names_of, node_of, once, plain, types

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_SHORT_NAME = 5
"""Letters of a name from which its letters inside other words are no accident."""
AUTHORS = (
    "author", "article:author", "og:article:author", "parsely-author", "sailthru.author", "byl", "dc.creator",
    "dcterms.creator", "citation_author", "article.author", "authors", "creator", "cxenseparse:author",
)  # fmt: skip

_WRITTEN_BY = re.compile(
    r"(?:(?:written )?by|author|(?:geschrieben |verfasst )?von|autor(?:in|a)?|(?:écrit |rédigé )?par|auteur"
    r"|(?:escrito )?por|(?:scritto )?da|autore|geschreven door|skrevet a[vf]|skriven av|författare|napisane przez"
    r"|kirjoittanut|yazan|автор|написано автором|作者|執筆者|글쓴이|كُتب بواسطة|كتب بواسطة)\s*:?",
    re.IGNORECASE,
)
"""Labels under which WordPress names the author to those who share a page."""
_AROUND_LINKED = re.compile(
    r"\A[^\W\d_].{0,60}?\s(?:by|von|par|por|di|door|av|af|de)\s+(?=\S)|\s*[→»›>]+\Z", re.IGNORECASE
)
"""What stands around the name in a link to its author: `View all posts by Jane Doe →`."""
MOST_MARKED = 5
"""Authors of one report that elements may name; more are those of other reports."""
_PLACE = 3
"""Levels up from one of several links to authors within which the others are of the same report."""


_LOGIN = re.compile(r"(?:admin\w*|administrator|webmaster|editor\d*|user\d*|root|author)", re.IGNORECASE)
"""Accounts of a site's software, which are nobody's name."""


def authors_of(page: SavedPage, site: set[str]) -> Statement | None:
    """Return the authors; the site's own name, which stands there for want of one, gives way to a person's."""
    first: Statement | None = None
    for names, rule in _credits(page):
        names = once(names)
        people = [name for name in names if not is_newsroom([name], site) and not _LOGIN.fullmatch(name)]
        if people:
            return _with_others(page, Statement(people, rule), site)
        if names and not first:
            first = Statement(names, rule)
    return first


def _with_others(page: SavedPage, statement: Statement, site: set[str]) -> Statement:
    """Return the authors whom the page's elements name, where they are those found elsewhere and more."""
    if not statement.rule.startswith("JSON-LD"):
        return statement
    known = {key(name) for name in statement.value}
    for names, rule in _marked_authors(page.tree):
        people = [name for name in once(names) if not is_newsroom([name], site)]
        if known < {key(name) for name in people} and len(people) <= MOST_MARKED:
            return Statement(people, rule)
    return statement


def _credits(page: SavedPage) -> Iterator[tuple[list[str], str]]:
    for name in ("author", "creator"):
        yield _people(page, page.article.get(name), f"JSON-LD {name}")
    for node in page.other_nodes("WebPage"):
        yield _people(page, node.get("author"), "JSON-LD author of the page")
    for name in AUTHORS:
        values = page.metas.get(name, ())
        yield [value for value in values if not ADDRESS.match(value) and len(value) <= 300], f"meta {name}"
    for number in (1, 2):
        if _WRITTEN_BY.fullmatch(page.meta(f"twitter:label{number}") or ""):
            yield page.metas.get(f"twitter:data{number}", [])[:1], f"meta twitter:data{number}"
    yield from _marked_authors(page.tree)


def _people(page: SavedPage, value: object, rule: str) -> tuple[list[str], str]:
    """Return the names, and a rule that says so where they are not of people."""
    items = value if isinstance(value, list) else [value]
    kinds = {kind for item in items for kind in types(node_of(page, item))}
    return names_of(page, value), rule if "Person" in kinds or not kinds else f"{rule}, an organisation"


def is_newsroom(authors: Sequence[str], site: AbstractSet[str]) -> bool:
    """Tell whether authors are but the site itself: its name, its host, or a part of it such as `MDR Sachsen`."""
    return all(any(_is_of_site(author, name) for name in site) for author in authors)


def _is_of_site(author: str, name: str) -> bool:
    if len(name) < _SHORT_NAME:
        return name in map(key, author.split())
    own = key(author)
    return name in own or (len(own) >= _SHORT_NAME and own in name and " " not in author)


def _marked_authors(tree: HtmlElement) -> Iterator[tuple[list[str], str]]:
    """Yield the authors that the page's elements are marked as: in microdata, and by links to them."""
    for path, rule in (
        ("//body//*[@itemprop='author']", "microdata author"),
        ("//a[@rel='author']", "link rel=author"),
    ):
        marked = [element for element in tree.xpath(path)[:MOST_TAGS] if not _is_comment(element)]
        names = []
        for element in _together(marked):
            inner = element.find(".//*[@itemprop='name']")
            text = plain(" ".join((element if inner is None else inner).itertext()))
            names.append(_AROUND_LINKED.sub("", text))
        yield [name for name in names if len(name) <= 100], rule


def _is_comment(element: HtmlElement) -> bool:
    """Tell whether an element stands in a reader's comment, by the microdata around it."""
    return any(
        (around.get("itemprop") or "") == "comment" or (around.get("itemtype") or "").rstrip("/").endswith("Comment")
        for around in element.iterancestors()
    )


def _together(marked: Sequence[HtmlElement]) -> list[HtmlElement]:
    """Return the elements that stand in one place with the first: other places are other reports."""
    if not marked:
        return []
    around = (above for above in marked[0].iterancestors() if above.tag not in {"main", "body", "html"})
    *_, place = (marked[0], *islice(around, _PLACE))
    return [element for element in marked if place in element.iterancestors() or element is marked[0]]
