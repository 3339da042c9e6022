"""Find which words of an article stand earlier in others: the archive as its own finder of quotations and borrowings.

The fingerprints that copies are found by say who has which shingles; the earliest article that has one is where its
words were first, as far as the archive knows. The passages themselves are cut from the texts as a page is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
from msgspec import Struct

from generator.fingerprint import shingles
from generator.model import Article, Card, Cluster, Earlier, PassageFrom, Span, UInt64Array
from generator.settings import Settings

from .entries import Entry

LEAST_WORDS = 15
"""Words of a passage: from that many on, winnowing has one of its shingles for sure."""
MOST_SOURCES = 12
"""Articles that a text is held against, those with the most of it."""
MOST_PASSAGES = 20
CHARACTERS_A_WORD = 2.5
"""In a text with fewer, words are characters, and a passage takes twice as many."""


def find_earlier(
    settings: Settings, entries: Mapping[str, Entry], cards: Mapping[str, Card]
) -> dict[str, tuple[Earlier, ...]]:
    """Return, for each article of which words stand earlier elsewhere, where; nothing where nobody asked for it."""
    if not settings.passages:
        return {}
    dated = sorted((card.published, name) for name, card in cards.items() if card.published)
    ids = [name for _, name in dated]
    hashes = [np.frombuffer(entries[name].newest.hashes, dtype="<u8") for name in ids]
    earlier: dict[str, tuple[Earlier, ...]] = {}
    for name, sources in _earliest(hashes):
        before = [other for other in sources if _is_earlier(cards[ids[other]], cards[ids[name]])][:MOST_SOURCES]
        if before:
            earlier[ids[name]] = tuple(
                Earlier(card=cards[ids[other]], digest=entries[ids[other]].digest) for other in sorted(before)
            )
    return earlier


def find_later(
    earlier: Mapping[str, Sequence[Earlier]],
    entries: Mapping[str, Entry],
    cards: Mapping[str, Card],
    clusters: Iterable[Cluster],
) -> dict[str, tuple[Earlier, ...]]:
    """Return, for each article of which words stand later elsewhere, where: the same pairs from the other side.

    Args:
        earlier: What `find_earlier` found.
        entries: All articles, by id.
        cards: Their cards.
        clusters: Copies name one another already, so they are none of those.
    """
    if not earlier:
        return {}
    cluster_of = {name: cluster.canonical_id for cluster in clusters for name in cluster.member_ids}
    later: dict[str, list[Card]] = {}
    for name, sources in earlier.items():
        for source in sources:
            if cluster_of.get(name, name) != cluster_of.get(source.card.id, source.card.id):
                later.setdefault(source.card.id, []).append(cards[name])
    return {
        name: tuple(
            Earlier(card=card, digest=entries[card.id].digest)
            for card in sorted(some, key=lambda card: (card.published or "", card.id))[:MOST_SOURCES]
        )
        for name, some in later.items()
    }


def _earliest(hashes: Sequence[UInt64Array]) -> Iterator[tuple[int, list[int]]]:
    """Yield each text that has hashes of earlier ones, by place, and who has them first, by how many."""
    if not hashes:
        return
    owner = np.repeat(np.arange(len(hashes)), [len(one) for one in hashes])
    every = np.concatenate(hashes)
    order = np.lexsort((owner, every))
    every, owner = every[order], owner[order]
    starts = np.flatnonzero(np.concatenate(([True], every[1:] != every[:-1]))) if len(every) else np.arange(0)
    first = np.repeat(owner[starts], np.diff(np.append(starts, len(every))))
    later = np.flatnonzero(first != owner)
    if not len(later):
        return
    pairs, counts = np.unique(np.stack((owner[later], first[later])), axis=1, return_counts=True)
    texts, places = np.unique(pairs[0], return_index=True)
    for text, start, stop in zip(texts.tolist(), places, [*places[1:].tolist(), pairs.shape[1]], strict=True):
        ranked = sorted(zip((-counts[start:stop]).tolist(), pairs[1, start:stop].tolist(), strict=True))
        yield text, [source for _, source in ranked]


def _is_earlier(one: Card, other: Card) -> bool:
    """Tell whether an article is known to have appeared before another; a day may be any moment of it."""
    first, second = one.published or "", other.published or ""
    length = min(len(first), len(second))
    return first[:length] < second[:length]


class _Run(Struct):
    """Words in a row that stand in one earlier text."""

    source: int
    start: int
    stop: int


def passages(article: Article, sources: Sequence[Article], known: Sequence[Earlier]) -> tuple[PassageFrom, ...]:
    """Return the passages of an article that stand in earlier ones, in the order of the text, each with the first.

    Args:
        article: The article.
        sources: The others, the earliest first.
        known: What is known of each.
    """
    if not sources:
        return ()
    own = shingles(article.paragraphs)
    wide = len(own.text) >= CHARACTERS_A_WORD * max(len(own.words), 1)
    first = np.full(len(own.words), -1, dtype=np.int64)
    for number, source in reversed(list(enumerate(sources))):
        shared = own.places[np.isin(own.hashes, shingles(source.paragraphs).hashes)]
        for step in range(own.width):
            first[shared + step] = number
    least = LEAST_WORDS if wide else 2 * LEAST_WORDS
    runs = [run for run in _runs(first.tolist()) if run.stop - run.start >= least]
    longest = sorted(runs, key=lambda run: run.start - run.stop)[:MOST_PASSAGES]
    return tuple(
        PassageFrom(
            card=known[run.source].card,
            words=run.stop - run.start,
            text=own.text[int(own.bounds[run.start, 0]) : int(own.bounds[run.stop - 1, 1])],
            places=tuple(_places(article.paragraphs, int(own.bounds[run.start, 0]), int(own.bounds[run.stop - 1, 1]))),
        )
        for run in sorted(longest, key=lambda run: run.start)
    )


def _places(paragraphs: Sequence[str], start: int, stop: int) -> Iterator[Span]:
    """Yield where a stretch of a text, its paragraphs joined by a blank line, stands in each of them."""
    begins = 0
    for number, paragraph in enumerate(paragraphs):
        first, last = max(start - begins, 0), min(stop - begins, len(paragraph))
        if first < last:
            yield Span(paragraph=number, start=first, stop=last)
        begins += len(paragraph) + 2


def _runs(first: Sequence[int]) -> Iterator[_Run]:
    """Yield words in a row that have one first source."""
    start = 0
    for place in range(1, len(first) + 1):
        if place == len(first) or first[place] != first[start]:
            if first[start] >= 0:
                yield _Run(first[start], start, place)
            start = place
