"""Statements: what a web page says about itself, each value with where it says so.

News pages describe themselves in JSON-LD (schema.org), OpenGraph and other meta elements, microdata, and their title.
They contradict themselves as often; the order in which they are believed is the order of the tables below. Nothing
here is guessed from the text of the page.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, urljoin, urlsplit

from .fields import moment

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MOST_SCRIPTS = 60
"""Blocks of JSON-LD that are looked at; real pages have up to thirty."""
MOST_LEVELS = 12
"""How deep articles may stand in JSON-LD."""
MOST_NODES = 2000
LONGEST = 1000
"""Characters of a value; a longer one is a text, not a name, a headline or a date."""
MOST_TAGS = 50
_SHORT_NAME = 5
"""Letters of a name from which its letters inside other words are no accident."""
_SECOND_LEVELS = frozenset({"ac", "co", "com", "edu", "gov", "net", "org"})
"""Labels that stand before a country's, as in `co.za`, and name no site."""

ARTICLE = re.compile(
    r"(?:\w*Article|BlogPosting|LiveBlogPosting|ClaimReview|Report|Review|CreativeWork|SocialMediaPosting)\Z"
)
"""Types of schema.org that are articles; a page of some other kind can hold many of them."""
LISTING = frozenset({"CollectionPage", "SearchResultsPage", "ProfilePage", "ContactPage", "AboutPage", "CheckoutPage"})
_PREFERRED = re.compile(r"(?:\w*NewsArticle|Article|BlogPosting|LiveBlogPosting)\Z")
_HELD_UNDER = ("@graph", "mainEntity", "mainEntityOfPage")

PUBLISHED = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished", "parsely-pub-date",
    "sailthru.date", "article.published", "published_time", "publication_date", "publish-date", "publish_date",
    "publishdate", "pubdate", "date.issued", "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date.created",
    "citation_publication_date", "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "article_date_original",
    "originalpublicationdate", "dc.date", "dcterms.date", "date", "datecreated",
)  # fmt: skip
WEAK_DATES = frozenset({"meta date", "meta dc.date", "meta dcterms.date", "meta dcterms.created", "meta datecreated"})
"""Rules of dates that may be those of the last change: what the page prints for its readers comes before them."""
MODIFIED = (
    "article:modified_time", "og:article:modified_time", "og:updated_time", "datemodified", "dcterms.modified",
    "dc.date.modified", "last-modified", "lastmod", "article.updated", "revised",
)  # fmt: skip
AUTHORS = (
    "author", "article:author", "og:article:author", "parsely-author", "sailthru.author", "byl", "dc.creator",
    "dcterms.creator", "citation_author", "article.author", "authors", "creator", "cxenseparse:author",
)  # fmt: skip
OUTLETS = ("og:site_name", "application-name", "apple-mobile-web-app-title", "dc.publisher", "publisher")
SECTIONS = ("article:section", "og:article:section", "parsely-section", "section", "cxenseparse:category")
TAGS = ("article:tag", "og:article:tag", "news_keywords", "parsely-tags", "keywords")

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
_PLACE = 3
"""Levels up from one of several links to authors within which the others are of the same report."""
_ADDRESS = re.compile(r"https?://\S+\Z")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,300}>")
_SEPARATOR = re.compile(
    r"\s+[|–—·•»«:~/-]+\s+|\s*[|｜ㅣ│]\s*|(?<=\S)[：](?=\S)|(?<=\S) ?[–—] ?(?=\S)|-(?=[^\s-]+[ㅣ|])"
)
_NOT_JSON = re.compile(r"\A\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*;?\s*\Z")
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_YEAR = re.compile(r"(?<!\d)(?:1[6-9]|20)\d\d(?!\d)|\d{8}|\d{10}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8})*\Z")


@dataclass(frozen=True, slots=True)
class Statement:
    """A value and where the page gives it: `JSON-LD headline`, `meta og:title`."""

    value: Any
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What a page says of itself."""

    values: Mapping[str, Statement]
    """Key of a record -> statement; keys of which it says nothing are missing."""
    site: frozenset[str]
    """Names of the site, as `key` gives them."""
    newsroom: bool
    """Whether the authors are but the site itself."""
    headings: tuple[str, ...]
    """The headline, in all the page's spellings of it, as `key` gives them, the one that is believed first."""
    description: str
    """Its own summary; empty without one."""
    article: bool
    """Whether it calls itself an article in JSON-LD."""
    kinds: tuple[str, ...]
    """What it calls itself: the types of its article in JSON-LD; `article` where OpenGraph or microdata say so."""
    listing: str
    """Type in JSON-LD that makes it a list of others; empty without one."""


Node = Mapping[str, Any]


class Page:
    """The parsed page, asked for one statement after another."""

    def __init__(self, tree: HtmlElement, url: str | None) -> None:
        self.tree = tree
        self.url = url
        self.metas = _metas(tree)
        self.nodes = list(_nodes(_blocks(tree)))
        self.by_id = {node["@id"]: node for node in self.nodes if isinstance(node.get("@id"), str) and len(node) > 1}

    @cached_property
    def article(self) -> Node:
        """The node of JSON-LD that is this page's article; empty if there is none."""
        found = [node for node in self.nodes if any(map(ARTICLE.match, types(node)))]
        preferred = [node for node in found if any(map(_PREFERRED.match, types(node)))]
        found = preferred or [node for node in found if "headline" in node or "datePublished" in node]
        if len(found) < 2:
            return found[0] if found else {}
        here = {_bare(url) for url in (self.url, self.canonical, self.meta("og:url")) if url}
        return next((node for node in found if here & set(_addresses(node))), found[0])

    @cached_property
    def canonical(self) -> str | None:
        """Address that the page calls its own."""
        for link in self.tree.iter("link"):
            if (link.get("rel") or "").strip().lower() == "canonical" and link.get("href"):
                return _absolute(link.get("href"), self.url or self.meta("og:url"))
        return None

    def meta(self, name: str) -> str | None:
        """Return the content of the first meta element of a name."""
        found = self.metas.get(name)
        return found[0] if found else None

    def from_metas(self, names: Sequence[str]) -> Iterator[Statement]:
        """Yield what the meta elements of some names say, in their order."""
        for name in names:
            for value in self.metas.get(name, ()):
                yield Statement(value, f"meta {name}")

    def other_nodes(self, *kinds: str) -> Iterator[Node]:
        """Yield the nodes of JSON-LD of some types."""
        return (node for node in self.nodes if not set(kinds).isdisjoint(types(node)))


def types(node: Node) -> list[str]:
    """Return the types of a node, without the vocabulary before them."""
    found = node.get("@type")
    names = found if isinstance(found, list) else [found]
    return [re.split(r"[/#:]", name)[-1] for name in names if isinstance(name, str)]


# ---------------------------------------------------------------------------------------------------- reading


def plain(value: object) -> str:
    """Return a value as one line of text, without markup and entities; empty if it is no text or too long."""
    if not isinstance(value, str) or len(value) > 4 * LONGEST:
        return ""
    text = value
    for _ in range(2):  # an entity of an entity is common: &amp;quot;
        if "&" not in text:
            break
        text = html.unescape(text)
    if "<" in text:
        text = _TAG.sub("", text)
    text = " ".join(text.split())
    return text if len(text) <= LONGEST else ""


def _metas(tree: HtmlElement) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for meta in tree.iter("meta"):
        content = plain(meta.get("content"))
        if content:
            for key in ("property", "name", "itemprop", "http-equiv"):
                if meta.get(key):
                    found.setdefault(meta.get(key).strip().lower(), []).append(content)
    return found


def _blocks(tree: HtmlElement) -> Iterator[Any]:
    """Yield what the JSON-LD blocks of a page hold; a block that is no JSON says nothing."""
    number = 0
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower() or not script.text:
            continue
        number += 1
        if number > MOST_SCRIPTS:
            return
        found = _json(script.text)
        if found is not None:
            yield found


def _json(text: str) -> Any:
    """Read JSON as pages hold it: in comments, with line feeds in strings and commas too many."""
    text = _NOT_JSON.sub("", text).strip().removesuffix(";")
    for attempt in (text, _TRAILING_COMMA.sub(r"\1", text)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _nodes(blocks: Iterator[Any]) -> Iterator[Node]:
    """Yield the nodes that the blocks hold at their top, in order."""
    waiting: list[tuple[Any, int]] = [(block, 0) for block in blocks][::-1]
    count = 0
    while waiting and count < MOST_NODES:
        found, level = waiting.pop()
        if level > MOST_LEVELS:
            continue
        if isinstance(found, list):
            waiting += [(item, level + 1) for item in reversed(found[:MOST_NODES])]
        elif isinstance(found, dict):
            count += 1
            yield found
            waiting += [(found[key], level + 1) for key in reversed(_HELD_UNDER) if key in found]


def _absolute(href: str | None, base: str | None) -> str | None:
    """Return an address in full; None if it is none of the web."""
    try:
        full = urljoin(base or "", (href or "").strip())
        urlsplit(full)
    except ValueError:
        return None
    if full.startswith("//"):
        full = f"https:{full}"
    return full if len(full) <= 4 * LONGEST and _ADDRESS.match(full) else None


def parts_of(url: str) -> SplitResult:
    """Return the parts of an address; none of what is not one."""
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit("")


def _bare(url: str) -> str:
    """Return an address without what two spellings of it differ in."""
    parts = parts_of(url)
    return (parts.hostname or "").removeprefix("www.") + parts.path.rstrip("/")


def _addresses(node: Node) -> Iterator[str]:
    for key in ("url", "@id", "mainEntityOfPage"):
        value = node.get(key)
        value = value.get("@id") if isinstance(value, dict) else value
        if isinstance(value, str):
            yield _bare(value)


# ---------------------------------------------------------------------------------------------------- statements


def statements(tree: HtmlElement, url: str | None) -> Stated:
    """Return what a page says about itself.

    Args:
        tree: The page.
        url: The address it was taken from, if that is known.
    """
    page = Page(tree, url)
    outlet = _outlet(page)
    name = outlet.value if outlet else ""
    site = _site_spellings(page, name)
    titles = _titles(page, site)
    authors = _authors(page, site)
    headline = _believed(titles)
    found = {
        "url": _url(page),
        "outlet": outlet,
        "headline": headline,
        "published": _date(page, "datePublished", PUBLISHED),
        "modified": _date(page, "dateModified", MODIFIED),
        "authors": authors,
        "section": _section(page),
        "tags": _tags(page),
        "language": _language(page),
    }
    return Stated(
        values={key: statement for key, statement in found.items() if statement},
        site=frozenset(site),
        newsroom=authors is not None and is_newsroom(authors.value, site),
        headings=tuple(dict.fromkeys(key(each.value) for each in (*filter(None, [headline]), *titles))),
        description=page.meta("og:description") or page.meta("description") or "",
        article=bool(page.article),
        kinds=(*types(page.article), *_kinds(page)),
        listing=next((name for node in page.nodes for name in types(node) if name in LISTING), ""),
    )


def _kinds(page: Page) -> Iterator[str]:
    if (page.meta("og:type") or "").lower() in {"article", "news", "newsarticle", "blog"}:
        yield "article"
    for element in page.tree.iter("article", "div", "main", "section", "body", "html"):
        if ARTICLE.search((element.get("itemtype") or "").rstrip("/")):
            yield "article"
            return


def _url(page: Page) -> Statement | None:
    """Return the address the page gives itself.

    A canonical link may lead to another site, whose text this one prints: then the page's own address is the one that
    OpenGraph gives. The address of a whole site is no article's.
    """
    canonical, og = page.canonical, _absolute(page.meta("og:url"), page.url)
    node = next(
        (url for url in map(_absolute_node, (page.article.get("url"), page.article.get("mainEntityOfPage"))) if url),
        None,
    )
    found = [
        Statement(url, rule)
        for url, rule in ((canonical, "canonical link"), (og, "meta og:url"), (node, "JSON-LD url"))
        if url
    ]
    paths = [
        statement for statement in found if parts_of(statement.value).path.strip("/") or parts_of(statement.value).query
    ]
    found = paths or found
    if canonical and og and len(found) > 1 and _site(canonical) != _site(og):
        return next(statement for statement in found if statement.value != canonical)
    return found[0] if found else None


def _absolute_node(value: object) -> str | None:
    value = value.get("@id") if isinstance(value, dict) else value
    return _absolute(value, None) if isinstance(value, str) else None


def _site(url: str) -> str:
    return ".".join((parts_of(url).hostname or "").split(".")[-2:])


def _outlet(page: Page) -> Statement | None:
    """Return the name of the site, as OpenGraph gives it, else JSON-LD; first of all one that its host bears out."""
    found = [*page.from_metas(("og:site_name",))]
    names = (*_names(page, page.article.get("publisher")), *_site_names(page))
    found += [Statement(name, "JSON-LD publisher") for name in names]
    found += page.from_metas(OUTLETS[1:])
    titles = {key(text) for text in (page.meta("og:title") or "", *_first_headings(page.tree)) if text}
    found = [Statement(_without_title(each.value, titles), each.rule) for each in found]
    found = [statement for statement in found if _is_outlet(statement.value)]
    label = key(_label(parts_of(page.url or page.canonical or page.meta("og:url") or "").hostname or ""))
    borne = (each for each in found if label and (label in key(each.value) or key(each.value) in label))
    return next(borne, found[0] if found else None)


def _site_names(page: Page) -> Iterator[str]:
    for node in page.other_nodes("NewsMediaOrganization", "WebSite"):
        yield from _names(page, node)
    for node in page.other_nodes("WebPage"):
        yield from _names(page, node.get("publisher"))


def _without_title(name: str, titles: AbstractSet[str]) -> str:
    """Return the name of a site without the headline that some put beside it."""
    for separator in _SEPARATOR.finditer(name):
        head, tail = name[: separator.start()].strip(), name[separator.end() :].strip()
        if key(head) in titles or key(tail) in titles:
            return tail if key(head) in titles else head
    return name


def _is_outlet(name: str) -> bool:
    return 2 <= len(name) <= 60 and not _ADDRESS.match(name) and not name.startswith("@")


def _titles(page: Page, site: set[str]) -> list[Statement]:
    """Return what may be the headline, without the name of the site behind it, the likeliest first.

    Publishers give it in OpenGraph, in JSON-LD and in the first h1, and each of the three is at times something else:
    a teaser, a line for search engines, the title of the section. Where two say the same, or OpenGraph alone speaks,
    it is believed; measured, OpenGraph is right by itself as often as JSON-LD and more often than h1.
    """
    og = [Statement(value, "meta og:title") for value in page.metas.get("og:title", ())[:1]]
    ld = [Statement(plain(page.article.get("headline")), "JSON-LD headline")]
    h1 = [Statement(text, "h1") for text in _first_headings(page.tree)]
    title = [Statement(plain(page.tree.findtext(".//title")), "title")]
    twitter = [Statement(value, "meta twitter:title") for value in page.metas.get("twitter:title", ())[:1]]
    name = [Statement(plain(page.article.get("name")), "JSON-LD name")]
    found = [statement for statement in (*og, *ld, *h1, *title, *twitter, *name) if statement.value]
    cut = [Statement(_without_site(each.value, site, [other.value for other in found]), each.rule) for each in found]
    return [statement for statement in cut if len(statement.value) > 1 and key(statement.value) not in site]


def _believed(found: Sequence[Statement]) -> Statement | None:
    """Return the first, unless it stands alone and the page's title says what another one says."""
    if not found:
        return None
    keys = [key(statement.value) for statement in found]
    by_rule = {statement.rule: key for statement, key in zip(found, keys, strict=True)}
    first = found[0]
    title, h1 = by_rule.get("title"), by_rule.get("h1")
    if first.rule == "meta og:title" and keys[0] not in {title, h1} and title and keys.count(title) > 1 and h1 != title:
        return next(statement for statement, key in zip(found, keys, strict=True) if key == title)
    if first.value.endswith(("...", "…")):
        whole = first.value.rstrip(".… ")
        return next((other for other in found[1:] if other.value.startswith(whole)), first)
    return first


def _first_headings(tree: HtmlElement) -> list[str]:
    """Return the first h1 with words in it; of several, none where the page does not say which is the article's."""
    texts = [text for heading in tree.iter("h1") if (text := plain(" ".join(heading.itertext())))]
    return texts[:1]


def key(text: str) -> str:
    """Return the letters and digits of a text, without case."""
    return "".join(filter(str.isalnum, text.casefold()))


def _label(host: str) -> str:
    """Return the label of a host that names the site: `osk-courier` of `news.osk-courier.co.za`."""
    labels = host.split(".")[:-1]
    while len(labels) > 1 and labels[-1] in _SECOND_LEVELS:
        labels.pop()
    return labels[-1] if labels else ""


def _site_spellings(page: Page, outlet: str) -> set[str]:
    """Return the names of the site as keys, its host among them."""
    texts = [
        outlet,
        *_names(page, _no_person(page, page.article.get("publisher"))),
        *(page.metas.get("og:site_name", ())),
    ]
    texts += [name.removeprefix("@") for name in page.metas.get("twitter:site", ())]
    texts += _site_names(page)
    for url in (page.url, page.canonical, page.meta("og:url")):
        host = (parts_of(url).hostname or "").removeprefix("www.") if url else ""
        if "." in host:
            texts += [host, host.rsplit(".", 1)[0], _label(host)]
    return {key(text) for text in texts if len(key(text)) > 1}


def _no_person(page: Page, publisher: object) -> object:
    """Return the publisher; None for a person who publishes what they write, and is no site."""
    return None if "Person" in types(_node(page, publisher)) else publisher


def _node(page: Page, value: object) -> Node:
    """Return what stands for a value: itself, or the node that has its id; an empty one for what is no node."""
    if not isinstance(value, dict):
        return {}
    reference = value.get("@id")
    return page.by_id.get(reference, value) if isinstance(reference, str) else value


def _without_site(text: str, names: set[str], others: Sequence[str]) -> str:
    """Return a title without the site's name at its end or start, and the section's beside that name."""
    for separator in reversed(list(_SEPARATOR.finditer(text))):
        head, tail = text[: separator.start()].strip(), text[separator.end() :].strip()
        if head and (key(tail) in names or head in others):
            text = head
    for separator in _SEPARATOR.finditer(text):
        head, tail = text[: separator.start()].strip(), text[separator.end() :].strip()
        if tail and "|" in separator[0] and (key(head) in names or tail in others):
            return tail
    return text


def _date(page: Page, name: str, names: Sequence[str]) -> Statement | None:
    """Return a date; one in the form of ISO 8601 is believed before one in words."""
    found = [Statement(_moment(page.article.get(name)), f"JSON-LD {name}")]
    found += page.from_metas(names)
    if not any(moment(statement.value) for statement in found):
        found += _times(page.tree, name)
    found += [
        Statement(_moment(node.get(name)), f"JSON-LD {name} of the page")
        for node in page.other_nodes("WebPage", "ItemPage", "NewsMediaOrganization")
    ]
    found = [statement for statement in found if statement.value and _YEAR.search(statement.value)]
    return next((statement for statement in found if moment(statement.value)), found[0] if found else None)


def _moment(value: object) -> str:
    value = value[0] if isinstance(value, list) and value else value
    value = value.get("@value") if isinstance(value, dict) else value
    text = plain(value)
    return text if len(text) <= 80 else ""


def _times(tree: HtmlElement, name: str) -> list[Statement]:
    """Return the times that microdata marks as the date."""
    marked = tree.xpath("//body//*[@itemprop=$name or (self::time and @pubdate)]", name=name)[:MOST_TAGS]
    values = [
        element.get("datetime") or element.get("content") or " ".join(element.itertext())
        for element in marked
        if name == "datePublished" or element.get("itemprop")
    ]
    return [Statement(_moment(value), f"microdata {name}") for value in values]


def _names(page: Page, value: object) -> list[str]:
    """Return the names that a person, an organisation or a list of them has."""
    if isinstance(value, str):
        return [name] if (name := plain(value)) and not _ADDRESS.match(name) else []
    if isinstance(value, list):
        return [name for item in value[:MOST_TAGS] if not isinstance(item, list) for name in _names(page, item)]
    if not isinstance(value, dict):
        return []
    if not value.get("name") and value.get("@id") in page.by_id:
        value = page.by_id[value["@id"]]
    name = value.get("name") or " ".join(
        part for half in ("givenName", "familyName") if isinstance(part := value.get(half), str)
    )
    return _names(page, name) if not isinstance(name, dict) else []


def _authors(page: Page, site: set[str]) -> Statement | None:
    """Return the authors; the site's own name, which stands there for want of one, gives way to a person's."""
    first: Statement | None = None
    for names, rule in _credits(page):
        names = _once(names)
        people = [name for name in names if not is_newsroom([name], site)]
        if people:
            return Statement(people, rule)
        if names and not first:
            first = Statement(names, rule)
    return first


def _credits(page: Page) -> Iterator[tuple[list[str], str]]:
    for name in ("author", "creator"):
        yield _people(page, page.article.get(name), f"JSON-LD {name}")
    for node in page.other_nodes("WebPage"):
        yield _people(page, node.get("author"), "JSON-LD author of the page")
    for name in AUTHORS:
        values = page.metas.get(name, ())
        yield [value for value in values if not _ADDRESS.match(value) and len(value) <= 300], f"meta {name}"
    for number in (1, 2):
        if _WRITTEN_BY.fullmatch(page.meta(f"twitter:label{number}") or ""):
            yield page.metas.get(f"twitter:data{number}", [])[:1], f"meta twitter:data{number}"
    yield from _marked_authors(page.tree)


def _people(page: Page, value: object, rule: str) -> tuple[list[str], str]:
    """Return the names, and a rule that says so where they are not of people."""
    items = value if isinstance(value, list) else [value]
    kinds = {kind for item in items for kind in types(_node(page, item))}
    return _names(page, value), rule if "Person" in kinds or not kinds else f"{rule}, an organisation"


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


def _once(names: Sequence[str]) -> list[str]:
    return list({key(name): name for name in reversed(names) if key(name)}.values())[::-1]


def _section(page: Page) -> Statement | None:
    names = _names(page, page.article.get("articleSection"))
    if names:
        return Statement(names[0], "JSON-LD articleSection")
    return next((found for found in page.from_metas(SECTIONS) if not _ADDRESS.match(found.value)), None)


def _tags(page: Page) -> Statement | None:
    found = _names(page, page.article.get("keywords"))
    rule = "JSON-LD keywords"
    if not found:
        name = next((name for name in TAGS if page.metas.get(name)), "")
        found, rule = page.metas.get(name, []), f"meta {name}"
    tags = [tag.strip() for text in found for tag in (re.split(r"[,;|،、]", text) if len(found) == 1 else [text])]
    tags = _once([tag for tag in tags if 0 < len(tag) <= 100])[:MOST_TAGS]
    return Statement(tags, rule) if tags else None


def _language(page: Page) -> Statement | None:
    root = page.tree if page.tree.tag == "html" else page.tree.find(".//html")
    attributes = (
        (root.get("lang"), root.get("{http://www.w3.org/XML/1998/namespace}lang"), root.get("xml:lang"))
        if root is not None
        else ()
    )
    ld = page.article.get("inLanguage")
    ld = ld.get("alternateName") or ld.get("name") if isinstance(ld, dict) else ld
    found = [
        Statement(plain(ld), "JSON-LD inLanguage"),
        *(Statement(plain(value), "html lang") for value in attributes),
        *page.from_metas(("og:locale", "content-language", "dc.language", "dcterms.language", "language")),
    ]
    return next((statement for statement in found if _LANGUAGE.match(statement.value)), None)
