"""Lay out what stands at the address of an article whose text is withdrawn: Tombstone -> Pages.

Nothing here knows the text: what is left of the article, if anything, comes without it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.model import Links
from generator.render import places
from generator.render.blocks import Block, Heading, Link, Paragraph
from generator.render.words import told
from generator.render.writer import written

from .article import UNINDEXED, front_matter, head, period, topics, withdrawal_note
from .leading import leading_page

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from generator.model import Article, Page, Tombstone


def tombstone_pages(tombstone: Tombstone, own_tags: Collection[str] = ()) -> Iterator[Page]:
    """Yield the page at the article's address, and the one where its comparison with its copies may have stood.

    Args:
        tombstone: What they tell.
        own_tags: The article's tags that no other has.
    """
    yield _of_facts(tombstone.article, tombstone, own_tags) if tombstone.article else _of_nothing(tombstone)
    if len(tombstone.id) == 16:
        yield leading_page(tombstone.id, f"../../{tombstone.address}/", "leads to tombstone")


def _of_facts(article: Article, tombstone: Tombstone, own_tags: Collection[str]) -> Page:
    links = Links(withdrawal=tombstone.withdrawal)
    blocks = (
        *head(article, links),
        _notice("text withdrawn", tombstone),
        *topics(article, own_tags),
        period(article, links),
    )
    return written(f"{tombstone.address}.md", front_matter(article, links), blocks)


def _of_nothing(tombstone: Tombstone) -> Page:
    front = {"title": told("withdrawn"), "template": "article.html", **UNINDEXED}
    blocks = (
        Heading(1, told("withdrawn"), "headline", "bf-headline"),
        Paragraph((Link(told("archive"), places.FRONT),), "bf-kicker"),
        _notice("article withdrawn", tombstone),
    )
    return written(f"{tombstone.address}.md", front, blocks)


def _notice(what: str, tombstone: Tombstone) -> Block:
    return Paragraph(withdrawal_note(what, tombstone.withdrawal), "bf-note bf-withdrawn")
