"""Lay out what can be taken away of one article: Article -> the bytes of the files beside its page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.render import words
from generator.render.blocks import Heading, Paragraph
from generator.render.inert import one_line, whole
from generator.render.pages.card import value_of
from generator.render.pages.citations import every_citation
from generator.render.pages.cited import cited, csl, rights_of, ris
from generator.render.pages.heads import ENDINGS
from generator.render.words import told
from generator.render.writer import written

from .data import article_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.model import Article, Download, Site
    from generator.render.pages.cited import Cited


def download_path(address: str, kind: Download) -> str:
    """Return where one of the files of an article stands, below the archive folder."""
    return f"{address}{ENDINGS[kind][0]}"


def download(article: Article, kind: Download, canonical_id: str | None, site: Site) -> bytes:
    """Return one of the files of an article.

    Args:
        article: What it tells of.
        kind: Which file.
        canonical_id: Canonical member of its cluster; None outside clusters.
        site: What it stands on.
    """
    it = cited(article, site)
    if kind == "json":
        return article_file(article, canonical_id, site, csl(it))
    if kind == "markdown":
        return _markdown(article, it, site)
    text = ris(it) if kind == "ris" else "\n".join(_citations(it, site) if kind == "citations" else _text(article, it))
    return whole(text).encode()


def _markdown(article: Article, it: Cited, site: Site) -> bytes:
    """Return the text as Markdown that any program may take for it, with what is known of it in front."""
    rights, licence = rights_of(article, site)
    front = {
        "headline": it.title,
        "outlet": it.outlet,
        "authors": tuple(one.plain for one in it.authors),
        "agency": it.agency,
        "published": value_of(article.published),
        "section": it.section,
        "language": it.language,
        "url": it.original,
        "page": it.page,
        "rights": one_line(rights),
        "licence": licence,
        "digest": f"blake2b:{it.digest}",
    }
    return written(it.key, front, (Heading(1, it.title), *map(Paragraph, article.paragraphs))).content


def _citations(it: Cited, site: Site) -> Iterator[str]:
    """Yield the citation in every style, for whoever copies one."""
    yield it.title
    for name, citation in every_citation(it):
        yield from ("", f"{name}:", citation)
    yield from ("", told("this version", digest=it.digest))
    if site.url:
        yield f"{site.url}{site.manifest}"
    yield ""


def _text(article: Article, it: Cited) -> Iterator[str]:
    """Yield the text as it is, without any markup."""
    yield it.title
    yield from filter(None, (one_line(value_of(article.byline) or ""), it.outlet))
    yield words.time(article.published.value) if article.published else told("date unknown")
    yield from filter(None, (it.original, it.page, it.rights))
    for paragraph in article.paragraphs:
        yield ""
        yield paragraph
    yield ""
