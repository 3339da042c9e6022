"""Tell programs what an article is: Article, Links and Site -> what stands in the head of its page, and the cite box.

The tags are those that reference managers and searches read: schema.org for searches, OpenGraph for previews, Dublin
Core, PRISM and Highwire's for reference managers. A value stands in one tag for several of them where it can.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from generator.model import parted
from generator.render import places
from generator.render.blocks import UNSEARCHED, Data, Disclosure, Element, Facts, Link, Paragraph
from generator.render.words import joined, say, told

from .card import other_day, value_of
from .citations import STYLES
from .cited import rights_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.model import Article, Download, Links, Site
    from generator.render.blocks import Block

    from .cited import Cited, Name

ENDINGS: Mapping[Download, tuple[str, str]] = {
    "ris": (".ris", "application/x-research-info-systems"),
    "citations": (".cite.txt", "text/plain"),
    "json": (".json", "application/json"),
    "text": (".txt", "text/plain"),
    # Not `.md`, which site builders take for a page.
    "markdown": (".md.txt", "text/markdown"),
}
"""What can be taken away -> the end of its name, behind the article's, and what it is called among programs."""


def head_of(article: Article, links: Links, site: Site, it: Cited) -> Iterator[Element | Data]:
    """Yield what the head of an article's page tells programs."""
    if _is_original(it, site):
        yield Element("link", (("rel", "canonical"), ("href", it.original)))
    path = f"{article.address}.md"
    for kind, (ending, called) in ENDINGS.items():
        if kind in site.downloads and kind != "citations":
            address = places.relative_url(places.url(path), places.url(f"{article.address}{ending}"))
            # Two relations, since Material's script takes a link that is `alternate` alone for another edition of the
            # site, and asks for its sitemap beside it.
            yield Element("link", (("rel", "alternate describedby"), ("type", called), ("href", address)))
    yield _tag("dc.type", "newspaperArticle")
    yield _tag("citation_title", it.title, "og:title")
    yield Element("meta", (("property", "og:type"), ("content", "article")))
    if it.page:
        yield Element("meta", (("property", "og:url"), ("content", it.page)))
    for one in it.authors:
        yield _tag("citation_author", one.turned)
    published, modified = value_of(article.published) or "", value_of(article.modified) or ""
    if other_day(article.published):
        yield _tag("citation_publication_date", it.day)
        yield Element("meta", (("property", "article:published_time"), ("content", published)))
        published = ""
    tags = (
        ("prism.publicationName", it.outlet, ""),
        ("citation_publication_date", published, "article:published_time"),
        ("dcterms.modified", modified, "article:modified_time"),
        ("article:section", it.section, ""),
        ("dc.language", it.language, ""),
        ("citation_public_url", it.original, ""),
        ("dc.rights", it.rights, ""),
    )
    yield from (_tag(name, value, other) for name, value, other in tags if value)
    yield Data(_schema(article, links, site, it))


def own_address(article: Article, site: Site) -> str:
    """Return whether searches shall take the original's address for the article's; empty for the page's."""
    return "original" if site.canonical == "original" and places.target(article.url) else ""


def _is_original(it: Cited, site: Site) -> bool:
    return bool(site.canonical == "original" and it.original)


def _tag(name: str, value: str, other: str = "") -> Element:
    named = (("name", name), ("property", other)) if other else (("name", name),)
    return Element("meta", (*named, ("content", value)))


def _schema(article: Article, links: Links, site: Site, it: Cited) -> Mapping[str, Any]:
    """Return the article in the words of schema.org; the page's own address is relative to itself."""
    people = value_of(article.authors) or ()
    kind = "Person" if any(people) else "Organization"
    agency = value_of(article.agency)
    main = links.canonical
    facts = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": it.title,
        "author": [{"@type": kind, "name": one.plain, **_parts(one)} for one in it.authors],
        "publisher": {"@type": "Organization", "name": it.outlet} if it.outlet else None,
        "provider": [{"@type": "Organization", "name": one} for one in parted(agency)] if agency else None,
        "datePublished": value_of(article.published),
        "dateModified": value_of(article.modified),
        "inLanguage": it.language,
        "articleSection": it.section,
        "sameAs": it.original,
        "archivedAt": "./",
        "isBasedOn": _address(article, f"{main.address}.md", site) if main and main.id != article.id else None,
        "isAccessibleForFree": True,
        "license": rights_of(article, site)[1],
    }
    return {key: value for key, value in facts.items() if value}


def _parts(name: Name) -> dict[str, str]:
    """Return the parts of a name that has several."""
    if not (name.given or name.suffix):
        return {}
    told = {"familyName": name.family, "givenName": name.given, "honorificSuffix": name.suffix}
    return {key: part for key, part in told.items() if part}


def _address(article: Article, path: str, site: Site) -> str:
    place = places.url(path)
    return f"{site.url}{place}" if site.url else places.relative_url(places.url(f"{article.address}.md"), place)


def cite_box(article: Article, site: Site, it: Cited) -> Block:
    """Return the citation of an article, folded, with what can be taken away; scripts show it in every style."""
    styles = (("Chicago", STYLES["Chicago"](it)),)
    kinds = [kind for kind in ENDINGS if kind in site.downloads]
    files = joined([(Link(say(f"take away {kind}"), f"{article.address}{ENDINGS[kind][0]}"),) for kind in kinds])
    blocks: tuple[Block, ...] = (Facts(styles),)
    if files:
        blocks = (*blocks, Paragraph(files))
    version = say("this version", digest=it.digest)
    rights = (" ", it.rights) if it.rights else ()
    # What scripts cite of the article besides what the page's head and this box say.
    own = {"captured": it.captured, "archive": it.archive, "agency": it.agency}
    own["day"] = other_day(article.published)
    own |= {"copy": told("copy a citation"), "paragraph": told("a paragraph")}
    labels = tuple((f"data-{key}", one) for key, one in own.items() if one)
    shown = (*blocks, Paragraph((*version, *rights), "bf-legend"))
    return Disclosure(told("cite this article"), shown, "bf-cite", (*labels, *UNSEARCHED))
