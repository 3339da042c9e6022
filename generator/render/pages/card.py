"""Say what listings and links need to know of an article: Article -> Card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.model import Card, T
from generator.render import words
from generator.render.inert import one_line

if TYPE_CHECKING:
    from generator.model import Article, Field, Moment

TITLE_LENGTH = 80
"""Characters of the lede that stand for a headline that is not known."""
OPENING_LENGTH = 200
DESCRIPTION_LENGTH = 160
"""Characters of what a page tells searches of itself: they show no more."""
_BEHIND_DATELINES = " -–—−:.,;|/)،：。"


def headline(article: Article) -> str:
    """Return the headline as pages show it: without one, the opening words of the text."""
    return _headline(article) or words.told("untitled")


def title(card: Card) -> str:
    """Return the headline of a card as pages show it."""
    return card.headline or words.told("untitled")


def _headline(article: Article) -> str:
    known = one_line(article.headline.value) if article.headline else ""
    return known or words.cut(one_line(article.lede), TITLE_LENGTH)


def card(article: Article, *, copies: int = 0) -> Card:
    """Return the card of an article.

    Args:
        article: What the card describes.
        copies: Other members of its cluster.
    """
    return Card(
        id=article.id,
        address=article.address,
        outlet=value_of(article.outlet),
        headline=_headline(article),
        published=value_of(article.published),
        agency=value_of(article.agency),
        section=value_of(article.section),
        tags=article.tags.value if article.tags else (),
        language=value_of(article.language),
        opening=words.cut(_without_dateline(article), OPENING_LENGTH),
        words=words_of(article),
        authors=article.authors.value if article.authors else (),
        copies=copies,
    )


def words_of(article: Article) -> int:
    """Return how many words the text has, as everything says it: what spaces part."""
    return sum(paragraph.count(" ") + 1 for paragraph in article.paragraphs)


def _without_dateline(article: Article) -> str:
    """Return the lede as a teaser shows it: where and when it was sent stands in front of the text on its page."""
    lede = one_line(article.lede)
    for field in (article.dateline, article.agency):
        line = one_line(field.evidence) if field and field.origin == "extracted" else ""
        if line and lede.startswith(line) and len(lede) > len(line):
            return lede[len(line) :].lstrip(_BEHIND_DATELINES) or lede
    return lede


def value_of(field: Field[T] | None) -> T | None:
    """Return what a field says; None without one."""
    return field.value if field else None


def other_day(published: Field[Moment] | None) -> str:
    """Return the day of a moment as the outlet has it, where that is another than in UTC; empty elsewhere."""
    return published.day if published else ""
