"""Compare the members of clusters (stage 6 as tasks): from articles to comparison pages and changes of versions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from generator.compare import compare
from generator.model import Article, Attribution, Card, Cluster, Comparison, Links, Page, Site
from generator.render import article_page, comparison_csv, comparison_page, comparison_path, packed

from .cards import DECLARED
from .earlier import passages
from .events import with_words

MOST_COMPARED = 40
"""Columns of a comparison; of a larger cluster the canonical member and the first to publish are compared."""


class Subject(Struct, frozen=True, kw_only=True):
    """A cluster as one task compares it."""

    articles: tuple[Article, ...]
    """The canonical member first, then the others by date; at most ``MOST_COMPARED``."""
    cards: Mapping[str, Card]
    """Of every member, by id."""
    reason: str
    """Why the canonical member is that."""
    paths: tuple[str, ...]
    """Of the files that are made of it: its page, and its table; sorted, so that equal tasks are equal bytes."""
    csv: str
    """Path of its table; empty where it has none."""


def compared_ids(cluster: Cluster) -> tuple[str, ...]:
    """Return the members that a cluster's page compares, the canonical one first."""
    others = [name for name in cluster.member_ids if name != cluster.canonical_id]
    return (cluster.canonical_id, *others[: MOST_COMPARED - 1])


def compared_pages(subject: Subject) -> Iterator[Page]:
    """Compare the members of a cluster, and yield the files of the comparison that are asked for."""
    comparison = compare(
        [(article.id, article.paragraphs) for article in subject.articles],
        [_own_headline(article) for article in subject.articles],
    )
    if comparison_path(comparison.canonical_id) in subject.paths:
        yield comparison_page(comparison, subject.cards, _attribution(subject), subject.csv)
    if subject.csv in subject.paths:
        table = comparison_csv(comparison, subject.cards)
        yield Page(path=subject.csv, content=packed(subject.csv, table))


def _own_headline(article: Article) -> str | None:
    """Return the headline that the outlet itself gave."""
    return article.headline.value if article.headline and article.headline.origin != "borrowed" else None


def _attribution(subject: Subject) -> Attribution:
    dated = sorted((card.published, name) for name, card in subject.cards.items() if card.published)
    alone = len(dated) == 1 or (len(dated) > 1 and dated[0][0] != dated[1][0][: len(dated[0][0])])
    known = Attribution(reason=subject.reason, earliest_id=dated[0][1] if dated and alone else None)
    named = [article for article in subject.articles if article.agency and article.agency.origin in DECLARED]
    if named:
        agency = _commonest([article.agency.value for article in named if article.agency])
        ids = tuple(article.id for article in named if article.agency and article.agency.value == agency)
        return replace(known, declared=agency, declared_ids=ids)
    concluded = [
        article.agency for article in subject.articles if article.agency and article.agency.origin == "inferred"
    ]
    if concluded:
        agency = _commonest([field.value for field in concluded])
        words = next(field.evidence for field in concluded if field.value == agency)
        return replace(known, inferred=agency, evidence=words)
    return known


def _commonest(names: Sequence[str]) -> str:
    """Return the name that stands most often, the smallest of several."""
    return min(Counter(names).items(), key=lambda entry: (-entry[1], entry[0]))[0]


def page_of(article: Article, linked: Links, site: Site, sources: Sequence[Article] = ()) -> Page:
    """Lay out an article's page, with what changed since each older capture.

    Args:
        article: The article.
        linked: What its page links to.
        site: What it stands on.
        sources: The earlier and the later articles that `linked` names, in that order.
    """
    before, behind = sources[: len(linked.earlier)], sources[len(linked.earlier) :]
    linked = replace(
        with_words(article, linked),
        passages=passages(article, before, linked.earlier),
        quoted=passages(article, behind, linked.later),
    )
    return article_page(article, linked, tuple(_changes(article)), site)


def _changes(article: Article) -> Iterator[Comparison | None]:
    """Yield, for each older capture, the comparison of its text with the article's; None where they are the same."""
    newest = article.headline.value if article.headline else None
    for version in article.versions:
        yield (
            compare([("older", version.paragraphs), ("newer", article.paragraphs)], [version.headline, newest])
            if version.paragraphs
            else None
        )
