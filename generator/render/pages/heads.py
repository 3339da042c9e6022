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

from .card import value_of
from .citations import STYLES
from .cited import rights_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.model import Article, Download, Links, Site
    from generator.render.blocks import Block

    from .cited import Cited

ENDINGS: Mapping[Download, tuple[str, str]] = {
    "ris": (".ris", "application/x-research-info-systems"),
    "citations": (".cite.txt", "text/plain"),
    "json": (".json", "application/json"),
    "text": (".txt", "text/plain"),
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
    for one in it.authors:
        yield _tag("citation_author", one.turned)
    published, modified = value_of(article.published), value_of(article.modified)
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
    """Return the article in the words of schema.org; addresses without a site's are relative to the page."""
    people = value_of(article.authors) or ()
    kind = "Person" if any(people) else "Organization"
    agency = value_of(article.agency)
    main = links.canonical
    facts = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": it.title,
        "author": [{"@type": kind, "name": one.plain} for one in it.authors],
        "publisher": {"@type": "Organization", "name": it.outlet} if it.outlet else None,
        "provider": [{"@type": "Organization", "name": one} for one in parted(agency)] if agency else None,
        "datePublished": value_of(article.published),
        "dateModified": value_of(article.modified),
        "inLanguage": it.language,
        "articleSection": it.section,
        "sameAs": it.original,
        "archivedAt": it.page or "./",
        "isBasedOn": _address(article, f"{main.address}.md", site) if main and main.id != article.id else None,
        "isAccessibleForFree": True,
        "license": rights_of(article, site)[1],
    }
    return {key: value for key, value in facts.items() if value}


def _address(article: Article, path: str, site: Site) -> str:
    place = places.url(path)
    return f"{site.url}{place}" if site.url else places.relative_url(places.url(f"{article.address}.md"), place)


def cite_box(article: Article, site: Site, it: Cited) -> Block:
    """Return the citations of an article, folded, with what can be taken away; it needs no script."""
    others = "citations" in site.downloads
    # The file beside the page has all of them, and where scripts run they are shown from there.
    styles = tuple((name, style(it)) for name, style in STYLES.items() if name == "Chicago" or not others)
    kinds = [kind for kind in ENDINGS if kind in site.downloads]
    found = joined([(Link(say(f"take away {kind}"), f"{article.address}{ENDINGS[kind][0]}"),) for kind in kinds])
    blocks: tuple[Block, ...] = (Facts(styles),)
    if found:
        blocks = (*blocks, Paragraph(found))
    version = say("this version", digest=it.digest)
    rights = (" ", it.rights) if it.rights else ()
    labels = (("data-copy", told("copy a citation")), ("data-paragraph", told("a paragraph"))) if others else ()
    shown = (*blocks, Paragraph((*version, *rights), "bf-legend"))
    return Disclosure(told("cite this article"), shown, "bf-cite", (*labels, *UNSEARCHED))
