"""Statements: what a web page says about itself, each value with where it says so.

News pages describe themselves in JSON-LD (schema.org), OpenGraph and other meta elements, microdata, and their title.
They contradict themselves as often; the order in which they are believed is the order of the tables below. Nothing
here is guessed from the text of the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import islice
from typing import TYPE_CHECKING

from msgspec import Struct

from generator.read.meaning.fields import moment

from .credits import authors_of, is_newsroom
from .metadata import (
    ADDRESS,
    ARTICLE,
    MOST_TAGS,
    Node,
    SavedPage,
    Statement,
    absolute,
    key,
    names_of,
    node_of,
    once,
    parts_of,
    plain,
    text_in,
    types,
)

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_SECOND_LEVELS = frozenset({"ac", "co", "com", "edu", "gov", "net", "org"})
"""Labels that stand before a country's, as in `co.za`, and name no site."""

LISTING = frozenset({"CollectionPage", "SearchResultsPage", "ProfilePage", "ContactPage", "AboutPage", "CheckoutPage"})

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
OUTLETS = ("og:site_name", "application-name", "apple-mobile-web-app-title", "dc.publisher", "publisher")
SECTIONS = (
    "article:section",
    "og:article:section",
    "parsely-section",
    "section",
    "cxenseparse:category",
    "content_category",
)
TAGS = ("article:tag", "og:article:tag", "news_keywords", "parsely-tags", "keywords")

_SEPARATOR = re.compile(r"\s+[|–—·•»«:~/-]+\s+|\s*[|｜ㅣ│]\s*|\s?[：](?=\S)|(?<=\S) ?[–—] ?(?=\S)|-(?=[^\s-]+[ㅣ|])")
_KICKER = re.compile(r"\S[:：]\s")
"""What parts a topic from the headline behind it, which OpenGraph gives without it."""
_TOPIC = re.compile(r"(?<=\w)[:：] ")
MOST_HEADINGS = 20
_MOST_WORDS = 4
"""Words of the name of a site behind a bar."""
_YEAR = re.compile(r"(?<!\d)(?:1[6-9]|20)\d\d(?!\d)|\d{8}|\d{10}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8})*\Z")


class Stated(Struct, frozen=True, kw_only=True):
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
    body: str
    """The text that it has in JSON-LD; empty without one."""
    article: bool
    """Whether it calls itself an article in JSON-LD."""
    kinds: tuple[str, ...]
    """What it calls itself: the types of its article in JSON-LD; `article` where OpenGraph or microdata say so."""
    page: SavedPage
    """The page that says so."""
    listing: str
    """Type in JSON-LD that makes it a list of others; empty without one."""


def statements(tree: HtmlElement, url: str | None) -> Stated:
    """Return what a page says about itself.

    Args:
        tree: The page.
        url: The address it was taken from, if that is known.
    """
    page = SavedPage(tree, url)
    outlet = _outlet(page) or _outlet_in_title(page)
    name = outlet.value if outlet else ""
    site = _site_spellings(page, name)
    titles = _titles(page, site)
    authors = authors_of(page, site)
    headline = _believed(titles)
    stated = {
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
        values={key: statement for key, statement in stated.items() if statement},
        site=frozenset(site),
        newsroom=authors is not None and is_newsroom(authors.value, site),
        headings=tuple(dict.fromkeys(key(each.value) for each in (*filter(None, [headline]), *titles))),
        description=page.meta("og:description") or page.meta("description") or "",
        body=text_in(page.article.get("articleBody")) or _entries(page.article),
        page=page,
        article=bool(page.article),
        kinds=(*types(page.article), *_kinds(page)),
        listing=next((name for node in page.nodes for name in types(node) if name in LISTING), ""),
    )


def _entries(article: Node) -> str:
    """Return the text of a report that JSON-LD gives entry by entry, as that of a live blog."""
    updates = article.get("liveBlogUpdate")
    entries = [entry for entry in (updates if isinstance(updates, list) else [updates]) if isinstance(entry, dict)]
    pieces = [text_in(entry.get(name)) for entry in entries for name in ("headline", "articleBody")]
    return "\n\n".join(filter(None, pieces))


def _kinds(page: SavedPage) -> Iterator[str]:
    if (page.meta("og:type") or "").lower() in {"article", "news", "newsarticle", "blog"}:
        yield "article"
    if in_entry(page.tree, "e-content") and in_entry(page.tree, "dt-published"):
        yield "article"
        return
    for element in page.tree.iter("article", "div", "main", "section", "body", "html"):
        if ARTICLE.search((element.get("itemtype") or "").rstrip("/")):
            yield "article"
            return


def _url(page: SavedPage) -> Statement | None:
    """Return the address the page gives itself.

    A canonical link may lead to another site, whose text this one prints: then the page's own address is the one that
    OpenGraph gives. The address of a whole site is no article's.
    """
    canonical, og = page.canonical, absolute(page.meta("og:url"), page.url)
    node = next(
        (url for url in map(_absolute_node, (page.article.get("url"), page.article.get("mainEntityOfPage"))) if url),
        None,
    )
    urls = [
        Statement(url, rule)
        for url, rule in ((canonical, "canonical link"), (og, "meta og:url"), (node, "JSON-LD url"))
        if url
    ]
    paths = [
        statement for statement in urls if parts_of(statement.value).path.strip("/") or parts_of(statement.value).query
    ]
    urls = paths or urls
    if canonical and og and len(urls) > 1 and _site(canonical) != _site(og):
        return next(statement for statement in urls if statement.value != canonical)
    return urls[0] if urls else None


def _absolute_node(value: object) -> str | None:
    value = value.get("@id") if isinstance(value, dict) else value
    return absolute(value, None) if isinstance(value, str) else None


def _site(url: str) -> str:
    return ".".join((parts_of(url).hostname or "").split(".")[-2:])


def _outlet(page: SavedPage) -> Statement | None:
    """Return the name of the site, as OpenGraph gives it, else JSON-LD; first of all one that its host bears out."""
    names_stated = [*page.from_metas(("og:site_name",))]
    names = (*names_of(page, page.article.get("publisher")), *_site_names(page))
    names_stated += [Statement(name, "JSON-LD publisher") for name in names]
    names_stated += page.from_metas(OUTLETS[1:])
    titles = {key(text) for text in (page.meta("og:title") or "", *_first_headings(page.tree)) if text}
    names_stated = [Statement(_without_title(each.value, titles), each.rule) for each in names_stated]
    names_stated = [statement for statement in names_stated if _is_outlet(statement.value)]
    label = key(_label(parts_of(page.url or page.canonical or page.meta("og:url") or "").hostname or ""))
    names_stated = [Statement(_without_motto(each.value, label), each.rule) for each in names_stated]
    borne = (each for each in names_stated if label and (label in key(each.value) or key(each.value) in label))
    return next(borne, names_stated[0] if names_stated else None)


def _outlet_in_title(page: SavedPage) -> Statement | None:
    """Return the name of the site that a page of the nineties has in its title beside a heading of the page.

    Where both parts are headings, the shorter one is the site's.
    """
    title = plain(page.tree.findtext(".//title"))
    if (host := _HOST_BEHIND.search(title)) and not page.article:
        return Statement(host[1], "title")
    if page.metas.get("og:title") or page.article or not title:
        return None
    headings = {key(text) for text in _headings(page.tree)}
    label = key(_label(parts_of(page.url or page.canonical or page.meta("og:url") or "").hostname or ""))
    headings |= {key(plain(each.text_content())) for h1 in page.tree.iter("h1") for each in h1.iter("span")} - {""}
    for separator in (*_SEPARATOR.finditer(title), *_TOPIC.finditer(title)):
        parts = (title[: separator.start()].strip(), title[separator.end() :].strip())
        if headings.isdisjoint(map(key, parts)) or not all(parts):
            continue
        name = min(parts, key=lambda part: (key(part) in headings and key(parts[0]) not in headings, len(part)))
        borne = [part for part in parts if len(label) >= _FEWEST_LETTERS and key(part).removeprefix("the") == label]
        name = borne[0] if len(borne) == 1 else name
        other = parts[1] if name == parts[0] else parts[0]
        name = _last_part(name)
        if key(other) in headings and _is_outlet(name):
            return Statement(name, "title")
    head, bar, tail = (part.strip() for part in title.rpartition("|"))
    few = len(tail.split()) <= _MOST_WORDS and len(tail) < len(head)
    return Statement(tail, "title") if bar and few and _is_outlet(tail) else None


_FEWEST_LETTERS = 4
"""Of a host that is a name."""
_HOST_BEHIND = re.compile(r"\s[|–—·•-]\s((?:[\w-]{2,40}\.){1,2}[a-z]{2,10})\Z")


def _last_part(name: str) -> str:
    """Return the site of what stands behind a headline, the parts of the site before it: `Local » Notes » Mail`."""
    *parts, last = re.split(r"\s+[»›:|]\s+", name)
    return last if parts and all(len(part.split()) <= _MOST_OF_SECTION for part in parts) else name


def _headings(tree: HtmlElement) -> list[str]:
    for kind in (("h1", "h2", "h3"), ("font", "big", "b", "strong")):  # the latter on pages of the nineties
        headings = [plain(" ".join(each.itertext())) for each in islice(tree.iter(*kind), MOST_HEADINGS)]
        if any(headings):
            break
    return [text for text in headings if text]


def _site_names(page: SavedPage) -> Iterator[str]:
    for node in page.other_nodes("NewsMediaOrganization", "WebSite"):
        yield from names_of(page, node)
    for node in page.other_nodes("WebPage"):
        yield from names_of(page, node.get("publisher"))


def _without_title(name: str, titles: AbstractSet[str]) -> str:
    """Return the name of a site without the headline that some put beside it."""
    for separator in _SEPARATOR.finditer(name):
        head, tail = name[: separator.start()].strip(), name[separator.end() :].strip()
        if key(head) in titles or key(tail) in titles:
            return tail if key(head) in titles else head
    return name


def _without_motto(name: str, label: str) -> str:
    """Return the name of a site without the words that praise it: `Marrow Mail | The bay's best known news`."""
    parts = [part for part in re.split(r"\s+[|–—]\s+", name) if key(part)]
    if len(parts) < 2:
        return name
    own = [part for part in parts if label and (key(part) == label or (len(label) > 3 and label in key(part)))]
    shortest, longest = min(parts, key=len), max(parts, key=len)
    praised = len(shortest.split()) <= _MOST_OF_SECTION and len(longest.split()) >= _FEWEST_WORDS
    return own[0] if len(own) == 1 and praised else name


def _is_outlet(name: str) -> bool:
    return 2 <= len(name) <= 60 and not ADDRESS.match(name) and not name.startswith("@")


def _titles(page: SavedPage, site: set[str]) -> list[Statement]:
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
    titles = [statement for statement in (*og, *ld, *h1, *title, *twitter, *name) if statement.value]
    if not titles:  # a piece of a page, as newsletters keep it
        titles = [Statement(text, "first heading") for text in _headings(page.tree)[:1]]
    values = [statement.value for statement in titles]
    if not (og or page.article):
        values += _headings(page.tree)
    named = _section(page)
    section = named.value if named else ""
    cut = [Statement(_without_site(each.value, site, values, section), each.rule) for each in titles]
    return [statement for statement in cut if len(statement.value) > 1 and key(statement.value) not in site]


def _believed(stated: Sequence[Statement]) -> Statement | None:
    """Return the first, unless it stands alone and the page's title says what another one says."""
    if not stated:
        return None
    keys = [key(statement.value) for statement in stated]
    by_rule = {statement.rule: key for statement, key in zip(stated, keys, strict=True)}
    first = stated[0]
    title, h1 = by_rule.get("title"), by_rule.get("h1")
    if first.rule == "meta og:title" and keys[0] not in {title, h1} and title and keys.count(title) > 1 and h1 != title:
        return next(statement for statement, key in zip(stated, keys, strict=True) if key == title)
    agreed = {by_rule.get(rule) for rule in ("JSON-LD headline", "h1", "title")}
    if first.rule == "meta og:title" and len(agreed) == 1 and None not in agreed and keys[0] not in agreed:
        other = next(statement for statement in stated if statement.rule == "h1")
        if not _KICKER.search(other.value):
            return other
    if first.value.endswith(("...", "…")):
        whole = first.value.rstrip(".… ")
        return next((other for other in stated[1:] if other.value.startswith(whole)), first)
    return first


def _first_headings(tree: HtmlElement) -> list[str]:
    """Return the first h1 with words in it; of several the one that the page's title begins with, if there is one."""
    texts = [text for heading in tree.iter("h1") if (text := plain(" ".join(heading.itertext())))]
    if len(texts) > 1:
        title = key(plain(tree.findtext(".//title")))
        texts.sort(key=lambda text: not (len(text) < len(title) and title.startswith(key(text))))
    return texts[:1]


def _label(host: str) -> str:
    """Return the label of a host that names the site: `osk-courier` of `news.osk-courier.co.za`."""
    labels = host.split(".")[:-1]
    while len(labels) > 1 and labels[-1] in _SECOND_LEVELS:
        labels.pop()
    return labels[-1] if labels else ""


def _site_spellings(page: SavedPage, outlet: str) -> set[str]:
    """Return the names of the site as keys, its host among them."""
    texts = [
        outlet,
        *names_of(page, _no_person(page, page.article.get("publisher"))),
        *(page.metas.get("og:site_name", ())),
    ]
    texts += [name.removeprefix("@") for name in page.metas.get("twitter:site", ())]
    texts += _site_names(page)
    for url in (page.url, page.canonical, page.meta("og:url")):
        host = (parts_of(url).hostname or "").removeprefix("www.") if url else ""
        if "." in host:
            texts += [host, host.rsplit(".", 1)[0], _label(host)]
    texts += [shorter for text in texts if (shorter := _OF_PAPER.sub("", text)) != text]
    return {key(text) for text in texts if len(key(text)) > 1}


_OF_PAPER = re.compile(r"\s*(?:電子版|デジタル|オンライン|(?<=新聞)社)\Z")
"""What papers of Japan have behind their names, on the web and as publishers."""


def _no_person(page: SavedPage, publisher: object) -> object:
    """Return the publisher; None for a person who publishes what they write, and is no site."""
    return None if "Person" in types(node_of(page, publisher)) else publisher


_MOST_OF_SECTION, _FEWEST_WORDS = 3, 4
"""Words of a section's name beside that of the site, and of a title that is whole without it."""


def _without_site(text: str, names: set[str], others: Sequence[str], section: str) -> str:
    """Return a title without the site's name at its end or start, and the section's beside that name."""
    for separator in reversed(list(_SEPARATOR.finditer(text))):
        head, tail = text[: separator.start()].strip(), text[separator.end() :].strip()
        if head and (key(tail) in names or (head in others and key(head) not in names)):
            text = head
            text = _without_bar(text) if "|" in separator[0] else text
    text = _without_site_in_heading(text, names, others)
    if section and text.endswith(f"-{section}"):
        text = text.removesuffix(f"-{section}").rstrip()
    for separator in (*_SEPARATOR.finditer(text), *_TOPIC.finditer(text)):
        head, tail = text[: separator.start()].strip(), text[separator.end() :].strip()
        named = key(head) in names
        several = named and " " in head and len(tail.split()) >= _FEWEST_WORDS
        if tail and (several or (named and tail in others) or ("|" in separator[0] and (named or tail in others))):
            return tail
    return text


def _without_site_in_heading(text: str, names: set[str], others: Sequence[str]) -> str:
    """Return a heading without the site's name that stands in it unparted, where the page's title parts the two."""
    for other in others:
        for separator in _SEPARATOR.finditer(other):
            head = other[: separator.start()].strip()
            if len(head) >= _WHOLE and text.startswith(head) and key(text[len(head) :]) in names:
                return head
    return text


_WHOLE = 20
"""Characters of a headline that may stand before the name of a site, no sign between."""


def _without_bar(text: str) -> str:
    """Return a title without the section that stood between it and the name of the site."""
    head, bar, tail = (part.strip() for part in text.rpartition("|"))
    return head if bar and len(tail.split()) <= _MOST_OF_SECTION and len(head.split()) >= _FEWEST_WORDS else text


def _date(page: SavedPage, name: str, names: Sequence[str]) -> Statement | None:
    """Return a date; one in the form of ISO 8601 is believed before one in words."""
    stated = [Statement(_moment(page.article.get(name)), f"JSON-LD {name}")]
    stated += page.from_metas(names)
    if not any(moment(statement.value) for statement in stated):
        stated += _times(page.tree, name)
    stated += [
        Statement(_moment(node.get(name)), f"JSON-LD {name} of the page")
        for node in page.other_nodes("WebPage", "ItemPage", "NewsMediaOrganization")
    ]
    stated = [statement for statement in stated if statement.value and _YEAR.search(statement.value)]
    return next((statement for statement in stated if moment(statement.value)), stated[0] if stated else None)


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
    times = [Statement(_moment(value), f"microdata {name}") for value in values]
    mark = {"datePublished": "dt-published", "dateModified": "dt-updated"}[name]
    return times + [
        Statement(_moment(value), f"microformats {mark}")
        for one in in_entry(tree, mark)
        if (value := one.get("datetime") or one.get("title"))
    ]


def in_entry(tree: HtmlElement, mark: str) -> list[HtmlElement]:
    """Return what microformats mark so in the entry that a page is; nothing where it has none, or several."""
    entries = tree.find_class("h-entry")
    return list(entries[0].find_class(mark))[:MOST_TAGS] if len(entries) == 1 else []


def _section(page: SavedPage) -> Statement | None:
    names = names_of(page, page.article.get("articleSection"))
    if names:
        return Statement(names[0], "JSON-LD articleSection")
    return next((statement for statement in page.from_metas(SECTIONS) if not ADDRESS.match(statement.value)), None)


def _tags(page: SavedPage) -> Statement | None:
    names_stated = names_of(page, page.article.get("keywords"))
    rule = "JSON-LD keywords"
    if not names_stated:
        name = next((name for name in TAGS if page.metas.get(name)), "")
        names_stated, rule = page.metas.get(name, []), f"meta {name}"
    if not names_stated:
        marked = [one for mark in ("p-category", "p-tag") for one in in_entry(page.tree, mark)]
        names_stated, rule = [name for one in marked if (name := plain(one.text_content()))], "microformats p-category"
    tags = [
        tag.strip()
        for text in names_stated
        for tag in (re.split(r"[,;|،、]", text) if len(names_stated) == 1 else [text])
    ]
    tags = once([tag for tag in tags if 0 < len(tag) <= 100])[:MOST_TAGS]
    return Statement(tags, rule) if tags else None


def _language(page: SavedPage) -> Statement | None:
    root = page.tree if page.tree.tag == "html" else page.tree.find(".//html")
    attributes = (
        (root.get("lang"), root.get("{http://www.w3.org/XML/1998/namespace}lang"), root.get("xml:lang"))
        if root is not None
        else ()
    )
    ld = page.article.get("inLanguage")
    ld = ld.get("alternateName") or ld.get("name") if isinstance(ld, dict) else ld
    stated = [
        Statement(plain(ld), "JSON-LD inLanguage"),
        *(Statement(plain(value), "html lang") for value in attributes),
        *page.from_metas(("og:locale", "content-language", "dc.language", "dcterms.language", "language")),
    ]
    return next((statement for statement in stated if _LANGUAGE.match(statement.value)), None)
