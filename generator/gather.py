"""Gather an archive: from the folder of articles to cards, clusters and links, everything but the pages.

This is what `build`, `check` and `explain` share. Articles themselves stay in the store; what is held in memory is a
card for each, some hundred bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from hashlib import blake2b
from itertools import pairwise

import msgspec
import numpy as np

from . import group
from .clean import boilerplate, drop_repeated
from .fingerprint import shingles
from .model import (
    Article,
    Authorities,
    Card,
    Cluster,
    Copy,
    Field,
    Links,
    Match,
    Problem,
    Shingled,
    UInt64Array,
    Version,
)
from .parallel import batches, ordered_map
from .prepare import Prepared, decode_article, decode_part, encode_article, part_key, prepare, tasks
from .read import Part, parts
from .render import card as card_of
from .settings import Settings, load_authorities, recipe
from .store import Store

Progress = Callable[[str, int, int], None]
"""Told the stage in plain words, how much of it is done, and how much there is; 0 where that is not known yet."""

BATCH = 500
"""Articles in memory at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Borrowed:
    """Fields that an article takes over from a copy; None where it has its own or no copy has one."""

    headline: Field[str] | None = None
    agency: Field[str] | None = None


NOTHING_BORROWED = Borrowed()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An article of the archive: where its bytes are, and what the other articles make of it."""

    newest: Prepared
    older: tuple[Prepared, ...]
    """Older captures, newest first."""
    boilerplate: frozenset[int]
    """Hashes of the lines that repeat in its outlet."""
    borrowed: Borrowed = NOTHING_BORROWED
    size: int = 0
    """Characters of the text: how complete it is, in any script."""
    digest: str = ""
    """Digest of the article as it stands but for borrowed fields."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """An archive, ready to be shown."""

    entries: Mapping[str, Entry]
    """By id, sorted."""
    cards: Mapping[str, Card]
    clusters: tuple[Cluster, ...]
    verified: tuple[Match, ...]
    """Every pair that was compared, whether it joined or not."""
    problems: tuple[Problem, ...]
    parts_read: int
    parts_reused: int
    records: int
    lines: tuple[int, int, int]
    """Lines shown, lifted into a field, and dropped, over all articles and their older versions."""


def gather(settings: Settings, store: Store, executor: Executor, progress: Progress) -> Gathered:
    """Read the archive's articles and find out what they share."""
    authorities = load_authorities(settings.authorities)
    found = _prepared(settings, authorities, store, executor, progress)
    groups, clashes = _captures_by_article(found.articles)
    repeated = boilerplate(
        ((one[0].outlet, one[0].edges) for one in groups.values() if one[0].outlet), at_least=settings.repeated_lines
    )
    entries, cards, lines = _finished(groups, repeated, store, progress)
    standings = _standings(entries, cards, authorities)
    verified, clusters = _grouped(settings, entries, standings, store, executor, progress)
    entries, cards = _borrowed(entries, cards, clusters)
    return Gathered(
        entries=entries,
        cards=cards,
        clusters=clusters,
        verified=verified,
        problems=tuple(sorted((*found.problems, *clashes), key=_place)),
        parts_read=found.read,
        parts_reused=found.reused,
        records=len(found.articles) + sum(problem.lost for problem in found.problems),
        lines=lines,
    )


def _place(problem: Problem) -> tuple[str, int, str, str]:
    return (problem.path, problem.record or 0, problem.field or "", problem.message)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    articles: list[Prepared]
    problems: list[Problem]
    read: int
    reused: int


def _prepared(
    settings: Settings, authorities: Authorities, store: Store, executor: Executor, progress: Progress
) -> _Found:
    """Prepare the parts that the store does not have; return what became of all of them."""
    made_by = recipe(authorities)
    problems: list[Problem] = []
    keyed: dict[str, Part] = {}
    for part in parts(settings.articles, exclude=settings.exclude):
        if isinstance(part, Problem):
            problems.append(part)
        else:
            keyed[part_key(part, made_by)] = part
    values = dict(store.get("part", keyed))
    missing = [(key, part) for key, part in keyed.items() if key not in values]
    done = 0
    for finished in ordered_map(executor, prepare, tasks(settings.articles, missing, authorities)):
        for one in finished:
            store.put("body", one.bodies)
            if one.whole:
                store.put("part", {one.key: one.part})
            values[one.key] = one.part
        done += len(finished)
        progress("reading", done, len(missing))
    store.commit()
    articles: list[Prepared] = []
    for key in keyed:
        prepared = decode_part(values[key])
        articles += prepared.articles
        problems += prepared.problems
    store.keep_only("part", keyed)
    store.keep_only("body", (article.body for article in articles))
    return _Found(articles=articles, problems=problems, read=len(missing), reused=len(keyed) - len(missing))


def _captures_by_article(articles: Iterable[Prepared]) -> tuple[dict[str, list[Prepared]], list[Problem]]:
    """Bring the captures of each article together, newest first, by id.

    Records without an address that share an id of their own but not a word of text are a slip of numbering, not
    versions: the first stays and the others are problems.
    """
    groups: dict[str, list[Prepared]] = {}
    for article in articles:
        groups.setdefault(article.id, []).append(article)
    problems = []
    for name, captures in groups.items():
        if len(captures) == 1:
            continue
        captures.sort(key=lambda one: one.order)
        if not captures[0].by_address:
            strangers = [one for one in captures[1:] if not _share_text(captures[0], one)]
            problems += [_clash(captures[0], one) for one in strangers]
            groups[name] = [one for one in captures if one not in strangers]
        groups[name].reverse()
    return dict(sorted(groups.items())), problems


def _share_text(left: Prepared, right: Prepared) -> bool:
    first, second = np.frombuffer(left.hashes, "<u8"), np.frombuffer(right.hashes, "<u8")
    return bool(np.intersect1d(first, second, assume_unique=True).size) or not (first.size and second.size)


def _clash(first: Prepared, other: Prepared) -> Problem:
    place = first.path if first.record is None else f"{first.path}:{first.record}"
    return Problem(
        path=other.path,
        record=other.record,
        stage="describe",
        field="id",
        message=f"{place} has this id too, and another text; expected an id of its own, or a url",
    )


def _finished(
    groups: Mapping[str, list[Prepared]], repeated: Mapping[str, frozenset[int]], store: Store, progress: Progress
) -> tuple[dict[str, Entry], dict[str, Card], tuple[int, int, int]]:
    """Finish every article once, and keep its card and digest."""
    entries: dict[str, Entry] = {}
    cards: dict[str, Card] = {}
    shown = lifted = dropped = 0
    for name, captures in groups.items():
        entries[name] = Entry(
            newest=captures[0],
            older=tuple(captures[1:]),
            boilerplate=repeated.get(captures[0].outlet or "", frozenset()),
        )
    for article in articles(entries, store):
        digest = blake2b(encode_article(article), digest_size=16).hexdigest()
        entries[article.id] = replace(entries[article.id], digest=digest, size=len(article.text))
        cards[article.id] = card_of(article)
        older = entries[article.id].older
        shown += len(article.paragraphs) + sum(one.shown for one in older)
        lifted += len(article.lifted) + sum(one.lifted for one in older)
        dropped += len(article.dropped) + sum(one.dropped for one in older)
        if not len(cards) % BATCH:
            progress("describing", len(cards), len(entries))
    return entries, cards, (shown, lifted, dropped)


def articles(entries: Mapping[str, Entry], store: Store) -> Iterator[Article]:
    """Yield the articles of some entries as the archive shows them, in the order of the entries."""
    for some in batches(entries.values(), BATCH):
        keys = [one.body for entry in some for one in (entry.newest, *entry.older)]
        bodies = dict(store.get("body", keys))
        for entry in some:
            yield _finish(entry, bodies)


def _finish(entry: Entry, bodies: Mapping[str, bytes]) -> Article:
    """Return an article without its outlet's boilerplate, with its older versions and what it borrows."""
    article = _without_boilerplate(decode_article(bodies[entry.newest.body]), entry.boilerplate)
    versions = tuple(
        _version(_without_boilerplate(decode_article(bodies[older.body]), entry.boilerplate), article)
        for older in entry.older
    )
    if not versions and entry.borrowed == NOTHING_BORROWED:
        return article
    return replace(
        article,
        versions=versions,
        headline=entry.borrowed.headline or article.headline,
        agency=entry.borrowed.agency or article.agency,
    )


def _without_boilerplate(article: Article, lines: frozenset[int]) -> Article:
    if not lines:
        return article
    cleaned = drop_repeated(article.paragraphs, lines)
    if not cleaned.dropped:
        return article
    return replace(article, paragraphs=cleaned.paragraphs, dropped=article.dropped + cleaned.dropped)


def _version(older: Article, newer: Article) -> Version:
    return Version(
        given_id=older.given_id,
        provenance=older.provenance,
        headline=older.headline.value if older.headline else None,
        published=older.published.value if older.published else None,
        modified=older.modified.value if older.modified else None,
        paragraphs=() if older.paragraphs == newer.paragraphs else older.paragraphs,
    )


def _standings(
    entries: Mapping[str, Entry], cards: Mapping[str, Card], authorities: Authorities
) -> dict[str, group.Standing]:
    agencies = {
        name.casefold() for agency in authorities.agencies for name in (agency.name, *agency.variants, *agency.initials)
    }
    return {
        name: group.Standing(
            is_agency=(card.outlet or "").casefold() in agencies, size=entries[name].size, published=card.published
        )
        for name, card in cards.items()
    }


def _grouped(
    settings: Settings,
    entries: Mapping[str, Entry],
    standings: Mapping[str, group.Standing],
    store: Store,
    executor: Executor,
    progress: Progress,
) -> tuple[tuple[Match, ...], tuple[Cluster, ...]]:
    """Find the clusters, and compare the members of each that fits on a page with one another."""
    surveyed = group.survey(
        list(entries),
        [entry.newest.outlet for entry in entries.values()],
        [np.frombuffer(entry.newest.hashes, "<u8") for entry in entries.values()],
    )
    texts = _Texts(entries=entries, boilerplate=surveyed.boilerplate, store=store, executor=executor, progress=progress)
    verified: dict[group.Pair, Match] = {}
    clusters: list[Cluster] = []
    pairs = list(surveyed.candidates)
    while pairs:
        verified |= _verified(pairs, texts)
        clusters, pairs = group.cluster(
            verified, standings, min_containment=settings.min_containment, min_shared=settings.min_shared
        )
        pairs = pairs or sorted({pair for one in clusters for pair in group.pairs_inside(one)} - verified.keys())
    store.keep_only("match", map(texts.key, verified))
    return tuple(verified[pair] for pair in sorted(verified)), tuple(clusters)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Texts:
    """Where the texts to compare come from."""

    entries: Mapping[str, Entry]
    boilerplate: Mapping[str, UInt64Array]
    store: Store
    executor: Executor
    progress: Progress

    def key(self, pair: group.Pair) -> str:
        """Return what the store keeps the comparison of a pair under: a digest of all that it depends on."""
        return ":".join(map(self._side, pair))

    def _side(self, name: str) -> str:
        lines = self.boilerplate.get(name)
        without = "" if lines is None else blake2b(lines.tobytes(), digest_size=8).hexdigest()
        return f"{self.entries[name].digest}{without}"


def _verified(pairs: list[group.Pair], texts: _Texts) -> dict[group.Pair, Match]:
    """Compare pairs of articles, but for those whose comparison the store has."""
    keys = {texts.key(pair): pair for pair in pairs}
    known = {keys[key]: _decode_match(value) for key, value in texts.store.get("match", keys)}
    missing = [pair for pair in pairs if pair not in known]
    if not missing:
        return known
    shingled = _shingled({name for pair in missing for name in pair}, texts)
    new = {pair: group.verify(pair, shingled[pair[0]], shingled[pair[1]]) for pair in missing}
    texts.store.put("match", {texts.key(pair): _encode_match(match) for pair, match in new.items()})
    return known | new


_encode_match = msgspec.msgpack.Encoder().encode
_decode_match = msgspec.msgpack.Decoder(Match).decode


def _shingled(names: set[str], texts: _Texts) -> dict[str, Shingled]:
    """Return the shingles of some articles by id."""
    wanted = {name: texts.entries[name] for name in sorted(names)}
    pieces = (
        [(article.paragraphs, texts.boilerplate.get(article.id)) for article in some]
        for some in batches(articles(wanted, texts.store), BATCH)
    )
    found: dict[str, Shingled] = {}
    order = iter(wanted)
    for arrays in ordered_map(texts.executor, _shingles_of, pieces):
        found.update((next(order), array) for array in arrays)
        texts.progress("comparing", len(found), len(wanted))
    return found


def _shingles_of(texts: list[tuple[tuple[str, ...], UInt64Array | None]]) -> list[Shingled]:
    return [shingles(paragraphs, boilerplate) for paragraphs, boilerplate in texts]


def _borrowed(
    entries: Mapping[str, Entry], cards: Mapping[str, Card], clusters: Iterable[Cluster]
) -> tuple[dict[str, Entry], dict[str, Card]]:
    """Give members of clusters the headline and the agency that a copy has and they lack."""
    new_entries, new_cards = dict(entries), dict(cards)
    for cluster in clusters:
        lenders = [cards[name] for name in dict.fromkeys((cluster.canonical_id, *cluster.member_ids))]
        for name in cluster.member_ids:
            card = cards[name]
            borrowed = _from_copies(entries[name], card, lenders, entries)
            if borrowed != NOTHING_BORROWED:
                new_entries[name] = replace(entries[name], borrowed=borrowed)
            new_cards[name] = replace(
                card,
                copies=len(cluster.member_ids) - 1,
                headline=borrowed.headline.value if borrowed.headline else card.headline,
                agency=borrowed.agency.value if borrowed.agency else card.agency,
            )
    return new_entries, new_cards


def _from_copies(entry: Entry, card: Card, lenders: list[Card], entries: Mapping[str, Entry]) -> Borrowed:
    headlined = (
        None if entry.newest.has_headline else _first(one for one in lenders if entries[one.id].newest.has_headline)
    )
    credited = None if card.agency else _first(one for one in lenders if one.agency)
    return Borrowed(
        headline=_lent(headlined, headlined.headline) if headlined else None,
        agency=_lent(credited, credited.agency) if credited and credited.agency else None,
    )


def _first(cards: Iterable[Card]) -> Card | None:
    return next(iter(cards), None)


def _lent(lender: Card, value: str) -> Field[str]:
    return Field(
        value=value,
        origin="borrowed",
        rule=f"copy in {lender.outlet or 'an unknown outlet'}",
        evidence=f"archive/{lender.address}/",
    )


def links(gathered: Gathered) -> dict[str, Links]:
    """Return what each article's page links to, by id."""
    older, newer = _neighbours(gathered.cards.values())
    found = {
        name: Links(older=gathered.cards.get(older.get(name, "")), newer=gathered.cards.get(newer.get(name, "")))
        for name in gathered.cards
    }
    for cluster in gathered.clusters:
        shares = {(match.left_id, match.right_id): match.containment for match in cluster.matches}
        for name in cluster.member_ids:
            copies = tuple(
                _copy(gathered.cards[other], shares.get((min(name, other), max(name, other))))
                for other in cluster.member_ids
                if other != name
            )
            found[name] = replace(found[name], copies=copies, canonical=gathered.cards[cluster.canonical_id])
    return found


def _copy(card: Card, share: float | None) -> Copy:
    return Copy(card=card, share=share or 0.0, verified=share is not None)


def _neighbours(cards: Iterable[Card]) -> tuple[dict[str, str], dict[str, str]]:
    """Return the article before and the one after each, within its month."""
    dated = sorted((card.published, card.id) for card in cards if card.published)
    older: dict[str, str] = {}
    newer: dict[str, str] = {}
    for (before, first), (after, second) in pairwise(dated):
        if before[:7] == after[:7]:
            older[second], newer[first] = first, second
    return older, newer
