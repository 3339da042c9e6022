"""Link the pages of an archive: from cards and clusters to what each article's page leads to."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from itertools import pairwise
from types import MappingProxyType

from msgspec import Struct

from generator.model import (
    MOST_COPIES,
    Card,
    Cluster,
    Copy,
    CopyKind,
    Earlier,
    Links,
    Match,
    Relation,
    Ruling,
    SameEvent,
    TranslatedCopy,
    Withdrawal,
    Work,
)
from generator.render import places

from .events import SamePair, closest
from .onward import Mention, leading

MOST_RELATED = 10
"""Related articles on a page."""
_ALONE = Links()
"""Of an article outside clusters."""


class Around(Struct, frozen=True, kw_only=True):
    """What stands around the articles of an archive besides their copies; mappings are by id."""

    works: Iterable[Work] = ()
    """Reports in two languages or more."""
    events: Iterable[SamePair] = ()
    """Pairs that report one event."""
    earlier: Mapping[str, tuple[Earlier, ...]] = MappingProxyType({})
    """Where words of articles stand earlier."""
    later: Mapping[str, tuple[Earlier, ...]] = MappingProxyType({})
    """Where they stand later."""
    mentions: Mapping[str, tuple[Mention, ...]] = MappingProxyType({})
    """The addresses that the texts of articles quote."""
    rulings: Iterable[Ruling] = ()
    """What the curator decided."""
    withdrawals: Mapping[str, Withdrawal] = MappingProxyType({})
    """What is withdrawn; articles without a card have no page to link from."""
    own_tags: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    """As `tags_of_one`."""
    listed_authors: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    """As `authors_of_several`."""


NOTHING = Around()


def links(
    cards: Mapping[str, Card],
    clusters: Iterable[Cluster],
    relations: Iterable[Relation] = (),
    around: Around = NOTHING,
) -> dict[str, Links]:
    """Return what each article's page links to, by id.

    Args:
        cards: Every article's card by id.
        clusters: The clusters of the archive.
        relations: Of articles that share no cluster, by left id, then right id.
        around: What else there is.
    """
    older, newer = _neighbours(cards.values())
    before, behind = _neighbours_in_outlets(cards.values())
    inside: dict[str, Links] = {}
    for cluster in clusters:
        inside |= _inside(cluster, cards)
    related = _relatives(cards, relations)
    near = closest(around.events)
    work_of = {name: work for work in around.works for name in work.member_ids}
    rulings: dict[str, tuple[Ruling, ...]] = {}
    for ruling in around.rulings:
        for name in ruling.ids:
            rulings[name] = (*rulings.get(name, ()), ruling)

    def linked(name: str) -> Links:
        copies = inside.get(name, _ALONE)
        speaker = copies.canonical.id if copies.canonical else name
        work = work_of.get(speaker)
        return Links(
            copies=copies.copies,
            unlisted=copies.unlisted,
            canonical=copies.canonical,
            reason=copies.reason,
            kind=copies.kind,
            share=copies.share,
            related=related.get(name, ()),
            translations=_translations(speaker, work, cards) if work else (),
            work_id=work.main_id if work else None,
            events=tuple(SameEvent(card=cards[other], shared=pair.shared) for other, pair in near.get(speaker, ())),
            earlier=around.earlier.get(name, ()),
            later=around.later.get(name, ()),
            rulings=rulings.get(name, ()),
            withdrawal=around.withdrawals.get(name),
            older=cards.get(older.get(name, "")),
            newer=cards.get(newer.get(name, "")),
            older_here=_address(cards, before, older, name),
            newer_here=_address(cards, behind, newer, name),
            own_tags=around.own_tags.get(name, ()),
            listed_authors=around.listed_authors.get(name, ()),
            mentioned=leading(around.mentions.get(name, ()), cards),
        )

    return {name: linked(name) for name in cards}


def tags_of_one(cards: Iterable[Card]) -> dict[str, tuple[str, ...]]:
    """Return the tags that one article alone has, by its id: a listing of them would lead nowhere else.

    Args:
        cards: Of all articles that listings name.
    """
    with_tag: dict[str, list[Card]] = defaultdict(list)
    for card in cards:
        for key in {places.key(tag) for tag in card.tags if tag}:
            with_tag[key].append(card)
    return {
        card.id: tags
        for [card] in (some for some in with_tag.values() if len(some) == 1)
        if (tags := tuple(tag for tag in card.tags if tag and len(with_tag[places.key(tag)]) == 1))
    }


def authors_of_several(cards: Iterable[Card]) -> dict[str, tuple[str, ...]]:
    """Return, by the id of an article, those of its authors whom another article has, too: they have a listing.

    Args:
        cards: Of all articles that listings name.
    """
    written = [card for card in cards if card.authors]
    seen = Counter(key for card in written for key in {places.key(author) for author in card.authors if author})
    return {
        card.id: authors
        for card in written
        if (authors := tuple(author for author in card.authors if author and seen[places.key(author)] > 1))
    }


def _inside(cluster: Cluster, cards: Mapping[str, Card]) -> dict[str, Links]:
    """Return what the members of a cluster have to do with one another."""
    matches = {(match.left_id, match.right_id): match for match in cluster.matches}
    canonical = cluster.canonical_id

    def between(one: str, other: str) -> Match | None:
        return matches.get((min(one, other), max(one, other)))

    with_canonical = {name: between(name, canonical) for name in cluster.member_ids if name != canonical}
    kinds = {name: match.kind_of(name) if match else None for name, match in with_canonical.items()}
    listed = cluster.member_ids[: MOST_COPIES + 1]
    # One yardstick, the main copy, on the pages of all members: so each says the same of a copy.
    measured = {name: _copy(cards[name], with_canonical.get(name), kinds.get(name)) for name in listed}

    def copies(name: str) -> tuple[Copy, ...]:
        return tuple([measured[other] for other in listed if other != name][:MOST_COPIES])

    return {
        name: Links(
            copies=copies(name),
            unlisted=max(len(cluster.member_ids) - 1 - MOST_COPIES, 0),
            canonical=cards[canonical],
            reason=cluster.reason,
            kind=kinds.get(name),
            share=match.containment if (match := with_canonical.get(name)) else None,
        )
        for name in cluster.member_ids
    }


def _copy(card: Card, match: Match | None, kind: CopyKind | None) -> Copy:
    return Copy(card=card, share=match.containment if match else 0.0, verified=match is not None, kind=kind)


def _relatives(cards: Mapping[str, Card], relations: Iterable[Relation]) -> dict[str, tuple[Copy, ...]]:
    """Return the articles that share a passage with each and are no copies of it."""
    passages: dict[str, list[tuple[int, str, Relation]]] = {}
    for relation in relations:
        match = relation.match
        passages.setdefault(match.left_id, []).append((-match.shared, match.right_id, relation))
        passages.setdefault(match.right_id, []).append((-match.shared, match.left_id, relation))
    return {
        name: tuple(
            Copy(
                card=cards[other],
                share=relation.match.containment,
                verified=True,
                relation=relation.kind,
                shorter=relation.match.shorter_id == other,
            )
            for _, other, relation in sorted(others, key=lambda one: one[:2])[:MOST_RELATED]
        )
        for name, others in passages.items()
    }


def _translations(name: str, work: Work, cards: Mapping[str, Card]) -> tuple[TranslatedCopy, ...]:
    """Return the same report in other languages, of an article or of the copies that it speaks for."""
    known = {frozenset((one.left_id, one.right_id)): one for one in work.translations}
    language = cards[name].language or ""
    copies = [
        TranslatedCopy(
            card=cards[other],
            share=translation.held if (translation := known.get(frozenset((name, other)))) else None,
            certain=translation.certain if translation else _certain(work, other),
        )
        for other in work.member_ids
        if (cards[other].language or "") != language
    ]
    return tuple(sorted(copies, key=lambda one: one.card.language or ""))[:MOST_COPIES]


def _certain(work: Work, name: str) -> bool:
    """Tell whether something in a work is certain to be the same report."""
    return any(one.certain for one in work.translations if name in (one.left_id, one.right_id))


def _neighbours_in_outlets(cards: Iterable[Card]) -> tuple[dict[str, str], dict[str, str]]:
    """Return the article before and the one after each in its outlet."""
    of_outlet: dict[str, list[Card]] = {}
    for card in cards:
        if card.outlet:
            of_outlet.setdefault(card.outlet, []).append(card)
    older: dict[str, str] = {}
    newer: dict[str, str] = {}
    for some in of_outlet.values():
        first, second = _neighbours(some)
        older |= first
        newer |= second
    return older, newer


def _address(cards: Mapping[str, Card], here: Mapping[str, str], anywhere: Mapping[str, str], name: str) -> str:
    """Return where a neighbour in the outlet stands; empty where it is the neighbour in the archive."""
    address = here.get(name, "")
    return cards[address].address if address and address != anywhere.get(name) else ""


def _neighbours(cards: Iterable[Card]) -> tuple[dict[str, str], dict[str, str]]:
    """Return the article before and the one after each."""
    dated = sorted((card.published, card.id) for card in cards if card.published)
    older: dict[str, str] = {}
    newer: dict[str, str] = {}
    for (_, first), (_, second) in pairwise(dated):
        older[second], newer[first] = first, second
    return older, newer
