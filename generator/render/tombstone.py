"""Lay out what stands at the address of an article whose text is withdrawn: Tombstone -> Pages.

Nothing here knows the text: what is left of the article, if anything, comes without it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.model import Links, Page

from . import places
from .article import UNINDEXED, front_matter, head, period, topics, withdrawal_note
from .leading import leading_page

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from generator.model import Article, Tombstone


def tombstone_pages(tombstone: Tombstone, own_tags: Collection[str] = ()) -> Iterator[Page]:
    """Yield the page at the article's address, and the one where its comparison with its copies may have stood.

    Args:
        tombstone: What they tell.
        own_tags: The article's tags that no other has.
    """
    article = tombstone.article
    blocks = _of_nothing(tombstone) if article is None else _of_facts(article, tombstone, own_tags)
    yield Page(path=f"{tombstone.address}.md", content=("\n\n".join(blocks) + "\n").encode())
    if len(tombstone.id) == 16:
        yield leading_page(
            tombstone.id, f"../../{tombstone.address}/", "Withdrawn", "This text was withdrawn, as {link} says."
        )


def _of_facts(article: Article, tombstone: Tombstone, own_tags: Collection[str]) -> Iterator[str]:
    path = f"{article.address}.md"
    links = Links(withdrawal=tombstone.withdrawal)
    yield "\n".join(front_matter(article, links))
    yield from head(path, article, links)
    yield _notice("The text of this article was withdrawn on", tombstone)
    yield from topics(path, article, own_tags)
    yield from period(path, article, links)


def _of_nothing(tombstone: Tombstone) -> Iterator[str]:
    yield "\n".join(("---", "title: Withdrawn", "template: article.html", *UNINDEXED, "---"))
    yield '<h1 class="bf-headline" id="headline">Withdrawn</h1>'
    archive = places.relative(f"{tombstone.address}.md", places.FRONT)
    yield f'<p class="bf-kicker" markdown>[Archive]({archive})</p>'
    yield _notice("The article that stood here was withdrawn on", tombstone)


def _notice(what: str, tombstone: Tombstone) -> str:
    return f'<p class="bf-note bf-withdrawn" markdown>{withdrawal_note(what, tombstone.withdrawal)}</p>'
