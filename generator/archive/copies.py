"""Find the copies in an archive: from entries to clusters, with the curator's word, and what copies lend each other."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor
from hashlib import blake2b
from types import MappingProxyType

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from generator import group
from generator.fingerprint import shingles
from generator.kept.store import Store
from generator.model import Article, Authorities, Card, Cluster, Field, Match, Problem, Relation, Ruling
from generator.parallel import Progress
from generator.settings import Settings
from generator.settings.curator import Decision, curation_problem, load_curation

from .entries import NOTHING_BORROWED, Borrowed, Entry
from .kept_copies import keep_before, keep_inventory, load_before, load_inventory
from .verify_pairs import Comparisons, digests_of

LEAST_HEADLINE, MOST_HEADLINE = 5, 20
"""Words of a first line that keeps a copy from lending its headline: fewer are a section or a button."""
SHARED_OPENING = 40
"""Characters with which two texts open if they open with one sentence."""
SHORTEST_ID = 8
"""Digits that the curator writes of an id at least."""


class Copies(Struct, frozen=True, kw_only=True):
    """What grouping found."""

    clusters: tuple[Cluster, ...]
    """By canonical id."""
    relations: tuple[Relation, ...]
    """Of articles that share no cluster, by left id, then right id."""
    matches: group.Matches
    """Every pair that was compared, whether it joined or not."""
    rulings: tuple[Ruling, ...]
    standings: Mapping[str, group.Standing]
    problems: tuple[Problem, ...]
    """What is wrong with the curation file."""


def find_copies(
    settings: Settings,
    entries: Mapping[str, Entry],
    standings: Mapping[str, group.Standing],
    store: Store,
    executor: Executor,
    progress: Progress,
    *,
    withdrawn: frozenset[str] = frozenset(),
    before: Mapping[str, str] = MappingProxyType({}),
    engine: group.Engine = group.BUILT_IN,
) -> Copies:
    """Find the clusters, and compare the members of each that fits on a page with one another.

    What is ruled about articles in `withdrawn`, which are no entries, waits until they come back; what is ruled about
    one that had another id follows it, as `before` says of the first digits of ids. Another engine must
    not be given a store that has comparisons of this one.
    """
    rulings, problems = _rulings(settings, entries, withdrawn, before)
    surveyed = _surveyed(entries, store, engine)
    own = list(map(standings.__getitem__, surveyed.ids))
    limits = group.Thresholds(min_containment=settings.min_containment, min_shared=settings.min_shared)
    intake = group.Intake(
        ids=surveyed.ids,
        digests=digests_of(surveyed, entries, own),
        circumstances=blake2b(msgspec.msgpack.encode((limits, rulings)), digest_size=16).digest(),
        candidates=surveyed.candidates,
    )
    last = load_before(store)
    known = group.remembered(last, intake, rulings)
    comparisons = Comparisons(surveyed, known.matches, entries, store, executor, progress, engine)
    grouped = engine.cluster(
        group.Basis(
            surveyed=surveyed,
            standings=own,
            compare=comparisons.compare,
            limits=limits,
            rulings=rulings,
            known=known,
        )
    )
    if last is None or len(last.ids) > len(intake.ids) or not known.settled.all():
        keep_before(store, group.as_before(intake, grouped.matches, grouped.clusters))
    return Copies(
        clusters=grouped.clusters,
        relations=grouped.relations,
        matches=grouped.matches,
        rulings=rulings,
        standings=standings,
        problems=problems,
    )


def _surveyed(entries: Mapping[str, Entry], store: Store, engine: group.Engine) -> group.Survey:
    """Survey the articles, going on from where the last build left off."""
    captures = [entry.newest for entry in entries.values()]
    own = (list(entries), [one.outlet for one in captures], [one.hashes for one in captures])
    if engine.survey is not group.survey_on:
        return engine.survey(*own)
    before = load_inventory(store)
    surveyed = group.survey_on(*own, before)
    if surveyed.inventory is not None and surveyed.inventory is not before:
        keep_inventory(store, surveyed.inventory)
    return replace(surveyed, inventory=None)


def standings_of(
    entries: Mapping[str, Entry], cards: Mapping[str, Card], authorities: Authorities
) -> dict[str, group.Standing]:
    """Return what decides the order of the members of clusters, by id."""
    agencies = {
        name.casefold() for agency in authorities.agencies for name in (agency.name, *agency.variants, *agency.initials)
    }
    return {
        name: group.Standing(
            is_agency=(card.outlet or "").casefold() in agencies,
            size=entries[name].letters,
            published=card.published,
            headline=entries[name].telling,
            words=card.words,
            spellings=entries[name].spellings,
            declares=entries[name].declares,
            cut=entries[name].cut,
        )
        for name, card in cards.items()
    }


def _rulings(
    settings: Settings, entries: Mapping[str, Entry], withdrawn: frozenset[str], before: Mapping[str, str]
) -> tuple[tuple[Ruling, ...], tuple[Problem, ...]]:
    """Read the curation file, and find the articles that its ids mean."""
    decisions, problems = load_curation(settings.curation)
    known_ids, gone = sorted(entries), sorted(withdrawn)
    rulings = []
    for decision in decisions:
        names = [_by_now(name, known_ids, gone, before) for name in decision.names]
        ids = [_id_of(name, known_ids) for name in names]
        unknown = [name for name, meant in zip(names, ids, strict=True) if meant is None]
        known = tuple(name for name in ids if name is not None)
        if any(_id_of(name, gone) for name in unknown):
            continue
        if unknown:
            problems.append(_unknown(settings, decision, unknown[0]))
        elif len(set(known)) < len(known):
            problems.append(curation_problem(settings.curation, decision.line, "id", "both ids mean one article"))
        else:
            rulings.append(Ruling(verdict=decision.verdict, ids=known, note=decision.note, by=decision.by))
    return tuple(rulings), tuple(problems)


def _by_now(name: str, known: Sequence[str], gone: Sequence[str], before: Mapping[str, str]) -> str:
    """Return the id that an article has by now, by the one that the curator wrote down."""
    if len(name) < SHORTEST_ID or _id_of(name, known) or _id_of(name, gone):
        return name
    return before.get(name[:SHORTEST_ID], name)


def _id_of(name: str, ids: Sequence[str]) -> str | None:
    """Return the id that a curator's id means, of sorted ones: itself, or the only one that begins with it."""
    place = bisect_left(ids, name)
    meant = [known for known in ids[place : place + 2] if known.startswith(name)]
    if meant and meant[0] == name:
        return name
    return meant[0] if len(meant) == 1 and len(name) >= SHORTEST_ID else None


def _unknown(settings: Settings, decision: Decision, name: str) -> Problem:
    message = f"no article, or more than one, has the id {name!r}; expected an id as `backfile explain` prints it"
    return curation_problem(settings.curation, decision.line, "id", message)


def with_borrowed(
    entries: Mapping[str, Entry], cards: Mapping[str, Card], clusters: Iterable[Cluster]
) -> tuple[dict[str, Entry], dict[str, Card]]:
    """Give members of clusters the headline and the agency that a copy has and they lack.

    An article that is kept out of searches lends nothing: another page would carry its words there.
    """
    new_entries, new_cards = dict(entries), dict(cards)
    for cluster in clusters:
        members = [cards[name] for name in dict.fromkeys((cluster.canonical_id, *cluster.member_ids))]
        lenders = [card for card in members if not card.withdrawn]
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
    own = entry.newest.has_headline or _opens_with_a_headline(entry, card, lenders)
    headlined = None if own else _first(one for one in lenders if entries[one.id].newest.has_headline)
    credited = None if card.agency else _first(one for one in lenders if one.agency)
    return Borrowed(
        headline=_lent(headlined, headlined.headline) if headlined else None,
        agency=_lent(credited, credited.agency) if credited and credited.agency else None,
    )


def _opens_with_a_headline(entry: Entry, card: Card, others: Iterable[Card]) -> bool:
    """Tell whether the first line of a text may be its headline, though it was not sure enough to be called one.

    It is none where a copy's text opens with it too, be it behind a dateline: then it is the lead that they share.
    """
    words = card.headline.split()
    start = card.opening[:SHARED_OPENING].casefold()
    shared = any(start in other.opening.casefold() for other in others if other.id != card.id)
    return entry.newest.edges.headline and LEAST_HEADLINE <= len(words) <= MOST_HEADLINE and not shared


def _first(cards: Iterable[Card]) -> Card | None:
    return next(iter(cards), None)


def _lent(lender: Card, value: str) -> Field[str]:
    return Field(
        value=value,
        origin="borrowed",
        rule=f"copy in {lender.outlet or 'an unknown outlet'}",
        evidence=f"archive/{lender.address}/",
    )


def match_of(left: Article, right: Article, copies: Copies) -> Match:
    """Return the match of two articles, the smaller id first: the one on record or, if there is none, a new one."""
    known = copies.matches.between(left.id, right.id)
    return known or group.verify((left.id, right.id), shingles(left.paragraphs), shingles(right.paragraphs))
