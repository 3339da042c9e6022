"""Find other reports of the same event in an archive: from entries to pairs, the words of texts kept in the store.

Of each cluster the main copy alone is looked at, and stands for the others. What is known to share text, or to be one
report in two languages, is listed as that and not here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Executor

from msgspec import Struct
from msgspec.structs import replace

from generator import translated
from generator.kept.store import Store
from generator.model import Article, Card, Links, Relation, Work
from generator.parallel import Progress, batches, ordered_map
from generator.settings import Settings

from .entries import Entry, articles

_TEXTS_AT_ONCE = 200
_LEAST_NAMES, _LEAST_NAMES_OF_CLOSE = 3, 2
"""Names and numbers that two texts have at least that an encoder holds to be near one another, as those on two
earthquakes are; and those that lie close."""
_CLOSE = 0.56
"""Cosine from which two texts are close. Of 391 pairs in the labelled set 140 are found so, and two that are none."""

Pair = tuple[str, str]


class SamePair(Struct, frozen=True, kw_only=True):
    """Two articles that report one event, each in its own words."""

    left_id: str
    right_id: str
    """The larger of the two ids."""
    cosine: float
    """How close they are, by the words that few articles have or, in two languages, by an encoder."""
    shared: tuple[int, ...]
    """Hashes of the words that they share."""


def find_events(
    settings: Settings,
    entries: Mapping[str, Entry],
    cards: Mapping[str, Card],
    copies: Iterable[str],
    apart: Iterable[Relation],
    works: Iterable[Work],
    close: Mapping[Pair, float],
    store: Store,
    executor: Executor,
    progress: Progress,
) -> tuple[SamePair, ...]:
    """Return the pairs of an archive that report one event, by ids; none where nobody asked for them.

    Args:
        settings: The archive's settings.
        entries: Its articles by id.
        cards: Their cards.
        copies: Ids of those that another copy stands for.
        apart: Articles that share text and are listed as such.
        works: Reports in several languages.
        close: Pairs in two languages that an encoder holds to be on one event, where it was asked.
        store: What earlier builds made.
        executor: Runs what needs only values.
        progress: Told how far this is.
    """
    if not settings.events:
        store.keep_only("terms", ())
        return ()
    left_out = frozenset(copies)
    days = {name: translated.day_of(card.published) for name, card in cards.items() if name not in left_out}
    dated = {name: day for name, day in sorted(days.items()) if day is not None}
    words = _words({name: entries[name] for name in dated}, store, executor, progress)
    ids = list(dated)
    near = translated.near(list(dated.values()), [words[name] for name in ids])
    scores = {(ids[one.left], ids[one.right]): (one.cosine, one.shared) for one in near}
    for pair, cosine in close.items():
        names = translated.names_of_both(words[pair[0]], words[pair[1]])
        if pair not in scores and len(names) >= (_LEAST_NAMES_OF_CLOSE if cosine >= _CLOSE else _LEAST_NAMES):
            scores[pair] = (cosine, names)
    known = {_pair(one.match.left_id, one.match.right_id) for one in apart}
    work_of = {name: work.main_id for work in works for name in work.member_ids}
    return tuple(
        SamePair(left_id=pair[0], right_id=pair[1], cosine=cosine, shared=shared)
        for pair, (cosine, shared) in sorted(scores.items())
        if pair not in known and work_of.get(pair[0], pair[0]) != work_of.get(pair[1], pair[1])
    )


def _pair(left: str, right: str) -> Pair:
    return (min(left, right), max(left, right))


def _words(entries: Mapping[str, Entry], store: Store, executor: Executor, progress: Progress) -> dict[str, bytes]:
    """Return the hashes of each article's words, by id."""
    keys = {name: entry.digest for name, entry in entries.items()}
    kept = dict(store.get("terms", keys.values()))
    missing = {name: entry for name, entry in entries.items() if keys[name] not in kept}
    done = 0
    for some in ordered_map(executor, _terms_of, batches(_texts(missing, store), _TEXTS_AT_ONCE)):
        made = {keys[name]: value for name, value in some}
        store.put("terms", made)
        kept |= made
        done += len(some)
        progress("reading for events", done, len(missing))
    store.keep_only("terms", kept)
    return {name: kept[key] for name, key in keys.items()}


def _texts(entries: Mapping[str, Entry], store: Store) -> Iterator[tuple[str, tuple[str, ...]]]:
    return ((article.id, _texts_of(article)) for article in articles(entries, store))


def _texts_of(article: Article) -> tuple[str, ...]:
    """Return what an article says, its own headline first."""
    own = article.headline if article.headline and article.headline.origin != "borrowed" else None
    return (own.value, *article.paragraphs) if own else article.paragraphs


def _terms_of(texts: list[tuple[str, tuple[str, ...]]]) -> list[tuple[str, bytes]]:
    return [(name, translated.terms(text)) for name, text in texts]


def closest(pairs: Iterable[SamePair]) -> dict[str, tuple[tuple[str, SamePair], ...]]:
    """Return, for each article, the other reports of its event that its page lists, the closest first."""
    others: dict[str, list[tuple[float, str, SamePair]]] = defaultdict(list)
    for one in pairs:
        others[one.left_id].append((-one.cosine, one.right_id, one))
        others[one.right_id].append((-one.cosine, one.left_id, one))
    return {
        name: tuple((other, pair) for _, other, pair in sorted(ranked, key=lambda one: one[:2])[: translated.MOST])
        for name, ranked in others.items()
    }


def with_words(article: Article, linked: Links) -> Links:
    """Return what a page links to, with the words that tell each event as the article spells them."""
    if not linked.events:
        return linked
    text = _texts_of(article)
    told = (replace(one, words=translated.shown(text, one.shared)) for one in linked.events)
    return replace(linked, events=tuple(told))
