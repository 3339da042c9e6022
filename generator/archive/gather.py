"""Gather an archive: from the folder of articles to cards, clusters and links, everything but the pages.

This is what `build`, `check` and `explain` share. Articles themselves stay in the store; what is held in memory is a
card for each, some hundred bytes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor

import numpy as np
from msgspec import Struct
from msgspec.structs import force_setattr, replace

from generator.clean import EdgeLines, boilerplate
from generator.group import BUILT_IN, Engine
from generator.kept.memory import NO_MEMORY
from generator.kept.store import Store
from generator.model import Authorities, Card, Earlier, Merged, Passed, Problem, Taken, Tombstone, Withdrawal, Work
from generator.parallel import Progress
from generator.render import Correction, Noted
from generator.settings import ARCHIVE, Settings, load_authorities
from generator.settings.curator import AddressLine, Order, load_withdrawn

from .cards import Finished, finish, keep_finished
from .copies import Copies, find_copies, standings_of, with_borrowed
from .earlier import find_earlier
from .entries import Entry, articles
from .events import SamePair, find_events
from .joined import Captures, states
from .ledger import Known, called_before, lost, next_lines
from .notes import Noting
from .onward import Mention
from .outlets import Called, called, merged
from .prepare import Prepared
from .reading import Reading, read_archive
from .withdrawn import DIGITS
from .works import find_translations


class Lines(Struct, frozen=True, kw_only=True):
    """Lines of all articles and their older versions, and what became of them."""

    read: int
    shown: int
    lifted: int
    dropped: int
    withheld: int


class Gathered(Struct, frozen=True, kw_only=True):
    """An archive, ready to be shown."""

    entries: Mapping[str, Entry]
    """By id, sorted."""
    cards: Mapping[str, Card]
    tombstones: tuple[Tombstone, ...]
    """What is left of the withdrawn articles, by address; they are no entries and have no card."""
    withdrawals: Mapping[str, Withdrawal]
    """Every withdrawal by id, of entries that are kept out of searches and of what tombstones stand for."""
    copies: Copies
    works: tuple[Work, ...]
    """Reports in two languages or more, by main id; none where nobody asked for them."""
    events: tuple[SamePair, ...]
    """Pairs that report one event, by ids; so they."""
    earlier: Mapping[str, tuple[Earlier, ...]]
    """Where words of articles stand earlier, by id; so they."""
    problems: tuple[Problem, ...]
    parts_read: int
    parts_reused: int
    records: int
    """Records found, lost ones and those passed over too."""
    pages: int
    """Records that are further pages of an article, as the outlet cut it into several."""
    withdrawn: int
    """Records of articles whose text is withdrawn."""
    joined: Mapping[str, str]
    """Id of a page of an article, which no article has -> id of the article that the page is in."""
    passed: tuple[Passed, ...]
    taken: tuple[Taken, ...]
    merged: tuple[Merged, ...]
    """Outlets that articles spell in several ways."""
    lines: Lines
    noted: Mapping[str | None, Noted]
    """What cleaning and describing noted of the articles, by outlet."""
    corrections: Mapping[str, Correction]
    """What changed since an older capture, by id of the article."""
    mentions: Mapping[str, tuple[Mention, ...]]
    """The addresses that the texts of articles quote, by id."""
    gone: Mapping[str, Sequence[Prepared]]
    """Captures of the articles whose text is withdrawn, by id, newest first."""
    leading: Mapping[str, str]
    """Old address -> the one that its article has by now."""
    known: Known
    """What the ledger of addresses said."""
    told: Mapping[str, str]
    """What the next one says of withdrawn texts, by id and by address."""
    addresses: Mapping[str, str]
    """Of every article by id, withdrawn ones too."""
    lost: tuple[int, int]
    """Articles that the ledger had, and how many of them are no longer there."""
    until: int | None
    """When the same input may become another archive, since a moment comes that may end an embargo; seconds."""
    replaced: tuple[str, ...]
    """What readers would not expect, in words: another text at an address, a withdrawn one shown again."""

    def captures(self, name: str) -> Sequence[Prepared]:
        """Return the captures of an article by id, newest first."""
        entry = self.entries.get(name)
        return (entry.newest, *entry.older) if entry else self.gone.get(name, ())

    def ledger(self) -> tuple[AddressLine, ...]:
        """Return the ledger of addresses as it is from now on."""
        newest = {name: self.captures(name)[0] for name in self.addresses}
        kept = self.gone.keys() | {name for name, entry in self.entries.items() if entry.address}
        return next_lines(self.known, newest, self.addresses, kept=kept, told=self.told)


def gather(
    settings: Settings,
    store: Store,
    executor: Executor,
    progress: Progress,
    more: Sequence[Order] = (),
    engine: Engine = BUILT_IN,
) -> Gathered:
    """Read the archive's articles and find out what they share.

    Args:
        settings: The archive's settings.
        store: What earlier builds made.
        executor: Runs what needs only values.
        progress: Told how far each stage is.
        more: Orders to withdraw articles, besides those of the file.
        engine: Finds the copies.
    """
    authorities = load_authorities(settings.authorities)
    orders, slips = load_withdrawn(settings.withdrawn)
    source = read_archive(settings, authorities, [*orders, *more], store, executor, progress)
    entries, gone, one_name, clashes = _entries(settings, authorities, source, store)
    entries, cards, shown, noted, said = _finish_all(entries, source.known, store, progress)
    copies = find_copies(
        settings,
        entries,
        standings_of(entries, cards, authorities),
        store,
        executor,
        progress,
        withdrawn=frozenset(gone),
        before={**{name[:DIGITS]: now for name, now in source.joined.items()}, **called_before(source.known)},
        engine=engine,
    )
    works, events = _besides_copies(settings, entries, cards, copies, store, executor, progress)
    entries, cards = with_borrowed(entries, _cards_kept_out(cards, source.resolved.by_id), copies.clusters)
    tombstones = _tombstones(gone, source, store)
    addresses, leading = _addresses(cards, gone, tombstones, source.known)
    return Gathered(
        entries=entries,
        cards=cards,
        tombstones=tombstones,
        withdrawals=source.resolved.by_id,
        copies=copies,
        works=works,
        events=events,
        earlier=find_earlier(settings, entries, cards),
        problems=tuple(sorted((*source.problems, *slips, *clashes, *copies.problems), key=_place)),
        parts_read=source.read,
        parts_reused=source.reused,
        records=source.records,
        pages=sum(max(len(entry.newest.leaves) - 1, 0) for entry in entries.values()),
        withdrawn=sum(len(captures) + max(len(captures[0].leaves) - 1, 0) for captures in gone.values()),
        passed=tuple(Passed(path=path, reason=why, count=n) for (path, why), n in sorted(source.passed.items())),
        taken=tuple(Taken(path=path, format=name, captures=n) for (path, name), n in sorted(source.taken.items())),
        merged=one_name,
        lines=_lines(shown, entries, gone),
        noted=noted,
        corrections={name: one.correction for name, one in said.items() if one.correction},
        mentions={name: one.mentions for name, one in said.items() if one.mentions},
        gone=gone,
        leading=leading,
        joined=source.joined,
        known=source.known,
        told=source.told,
        addresses=addresses,
        lost=lost(source.known),
        until=source.until,
        replaced=_unexpected(source, entries, gone, addresses),
    )


def _unexpected(
    source: Reading, entries: Mapping[str, Entry], gone: Mapping[str, Captures], addresses: Mapping[str, str]
) -> tuple[str, ...]:
    """Say what readers would not expect at an address: another text, or a withdrawn one that is shown again."""
    newest = ((entries[name].newest if name in entries else gone[name][0], name) for name in source.known.replaced)
    shown = {addresses[name] for name in entries}
    return (
        *(_replacing(one, addresses[name]) for one, name in newest),
        *(
            f"{ARCHIVE}/{address}/: was withdrawn at the last build and is shown again, since no line says so any more"
            for address in source.shown_again
            if address in shown
        ),
    )


def _besides_copies(
    settings: Settings,
    entries: Mapping[str, Entry],
    cards: Mapping[str, Card],
    copies: Copies,
    store: Store,
    executor: Executor,
    progress: Progress,
) -> tuple[tuple[Work, ...], tuple[SamePair, ...]]:
    """Return the reports that stand in several languages, and the pairs that report one event."""
    works, close = find_translations(settings, entries, cards, copies.clusters, store, executor, progress)
    others = (name for one in copies.clusters for name in one.member_ids if name != one.canonical_id)
    events = find_events(settings, entries, cards, others, copies.relations, works, close, store, executor, progress)
    return works, events


def _addresses(
    cards: Mapping[str, Card], gone: Mapping[str, Captures], tombstones: Sequence[Tombstone], known: Known
) -> tuple[dict[str, str], dict[str, str]]:
    """Return the address of every article by id, withdrawn ones too, and where addresses of before lead to."""
    addresses = {name: card.address for name, card in cards.items()}
    addresses |= {stone.id: stone.address for stone in tombstones if stone.id in gone}
    standing = {*addresses.values(), *(stone.address for stone in tombstones)}
    leading = {old: addresses[name] for old, name in known.successors.items() if name in addresses}
    return addresses, {old: new for old, new in leading.items() if old not in standing}


def _lines(shown: Lines, entries: Mapping[str, Entry], gone: Mapping[str, Captures]) -> Lines:
    """Return the lines of all articles, those of withdrawn ones among them."""
    read = [one for entry in entries.values() for one in (entry.newest, *entry.older)]
    withheld = [one for captures in gone.values() for one in captures]
    return replace(
        shown,
        read=sum(one.lines for one in (*read, *withheld)),
        withheld=sum(one.shown + one.lifted + one.dropped for one in withheld),
    )


def _entries(
    settings: Settings, authorities: Authorities, source: Reading, store: Store
) -> tuple[dict[str, Entry], dict[str, Captures], tuple[Merged, ...], list[Problem]]:
    """Return the articles that are shown, the captures of withdrawn ones, both by id, and what was said of them."""
    groups, clashes = _captures_by_article(source.articles)
    gone = {name: captures for name, captures in groups.items() if captures[0].withdrawn}
    for name in gone:
        del groups[name]
    names, one_name = _with_outlet_names(groups, authorities)
    repeated = boilerplate(
        ((one[0].outlet, one[0].edges) for one in groups.values() if one[0].outlet),
        at_least=settings.repeated_lines,
        memory=store.memory,
    )
    if store.memory is NO_MEMORY:
        _forget_edges(one for captures in groups.values() for one in captures)
    nothing: frozenset[int] = frozenset()
    kept = source.known.kept()
    entries = {
        name: Entry(
            newest=captures[0],
            older=captures[1:],
            boilerplate=repeated.get(captures[0].outlet or "", nothing),
            called=names.get(name),
            address=kept.get(name, ""),
        )
        for name, captures in groups.items()
    }
    return entries, gone, one_name, clashes


def _forget_edges(captures: Iterable[Prepared]) -> None:
    """Let go of the lines at both ends, which nobody asks for any more: of a million articles they are 90 MB."""
    left = {headline: EdgeLines(hashes=b"", headline=headline) for headline in (False, True)}
    for one in captures:
        force_setattr(one, "edges", left[one.edges.headline])


def _replacing(capture: Prepared, address: str) -> str:
    place = capture.path if capture.record is None else f"{capture.path}:{capture.record}"
    return (
        f"{place}: another text than at the last build, which is no longer there, and its address, "
        f"{ARCHIVE}/{address}/; where it is another article, give its file another name"
    )


def _cards_kept_out(cards: Mapping[str, Card], withdrawals: Mapping[str, Withdrawal]) -> dict[str, Card]:
    """Say on the cards which articles are kept out of searches; listings do not quote their texts."""
    told = {
        name: replace(cards[name], withdrawn=one.mode, opening="") for name, one in withdrawals.items() if name in cards
    }
    return {**cards, **told}


def _tombstones(gone: Mapping[str, Captures], read: Reading, store: Store) -> tuple[Tombstone, ...]:
    """Return what stands at the addresses of withdrawn articles, by address."""
    resolved, own = read.resolved, read.known.own
    left = articles(
        {
            name: Entry(newest=captures[0], older=captures[1:], boilerplate=frozenset())
            for name, captures in gone.items()
        },
        store,
    )
    left = (replace(one, first_address=own[one.id].address) if one.id in own else one for one in left)
    tombstones = [
        Tombstone(
            id=article.id,
            address=article.address,
            withdrawal=resolved.by_id[article.id],
            article=replace(article, versions=()) if resolved.by_id[article.id].mode == "withhold" else None,
        )
        for article in left
    ]
    tombstones += [
        Tombstone(id=address[-DIGITS:], address=address, withdrawal=withdrawal)
        for address, withdrawal in resolved.orphans.items()
    ]
    return tuple(sorted(tombstones, key=lambda tombstone: tombstone.address))


def _place(problem: Problem) -> tuple[str, int, str, str]:
    return (problem.path, problem.record or 0, problem.field or "", problem.message)


def _captures_by_article(articles: Iterable[Prepared]) -> tuple[dict[str, Captures], list[Problem]]:
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
        if not captures[0].by_address and not captures[0].withdrawn:
            strangers = [one for one in captures[1:] if not _share_text(captures[0], one)]
            problems += [_clash(captures[0], one) for one in strangers]
            groups[name] = [one for one in captures if one not in strangers]
    return {name: states(groups[name]) for name in sorted(groups)}, problems


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


def _with_outlet_names(
    groups: dict[str, Captures], authorities: Authorities
) -> tuple[dict[str, Called], tuple[Merged, ...]]:
    """Bring the names of each outlet to one; return the articles whose outlet changed, and what did."""
    newest = (captures[0] for captures in groups.values())
    seen = Counter((one.outlet, one.host) for one in newest if one.outlet)
    known = {one.name for one in authorities.outlets} | {one.name for one in authorities.agencies}
    names = called(seen, known)
    changed = {name: names[own] for name, captures in groups.items() if (own := captures[0].outlet or "") in names}
    for name, one in changed.items():
        groups[name] = (replace(groups[name][0], outlet=one.name), *groups[name][1:])
    return changed, merged(seen, names)


def _finish_all(
    entries: dict[str, Entry], known: Known, store: Store, progress: Progress
) -> tuple[dict[str, Entry], dict[str, Card], Lines, dict[str | None, Noted], dict[str, Finished]]:
    """Finish every article once, keep its card and digests, and count its lines, in all and by what took them out."""
    cards: dict[str, Card] = {}
    said: dict[str, Finished] = {}
    moved: dict[str, Entry] = {}
    counted: Counter[str] = Counter()
    noting = Noting()
    values: dict[str | None, str | None] = {}

    def take(name: str, finished: Finished) -> None:
        entry = entries[name] = _with_finished(entries[name], finished)
        cards[name] = _sharing(finished.card, entry.newest, values)
        noting.add(finished, entry)
        for what in ("shown", "lifted", "dropped"):
            counted[what] += getattr(finished, what) + sum(getattr(one, what) for one in entry.older)
        if finished.correction or finished.mentions:
            said[name] = finished

    for name, finished in finish(entries, store, progress):
        line = known.own.get(name)
        if line is None or finished.card.address == line.address:
            take(name, finished)
        else:  # since the last build: the next one knows at once
            cards[name] = finished.card  # which has its place among the others then
            moved[name] = replace(entries[name], address=line.address)
    entries |= moved
    for name, finished in finish(moved, store, progress):
        take(name, finished)
    keep_finished(entries, store)
    lines = Lines(read=0, withheld=0, **{what: counted[what] for what in ("shown", "lifted", "dropped")})
    return entries, cards, lines, noting.noted(), dict(sorted(said.items()))


def _with_finished(entry: Entry, finished: Finished) -> Entry:
    return replace(
        entry,
        digest=finished.digest,
        telling=finished.telling,
        indexed=finished.indexed,
        size=finished.size,
        letters=finished.letters,
        spellings=finished.spellings,
        declares=finished.declares,
        cut=finished.cut,
    )


def _sharing(card: Card, capture: Prepared, known: dict[str | None, str | None]) -> Card:
    """Return a card that holds what other values say, too, as their own: a million cards are in memory."""
    for name in ("id", "published"):
        if getattr(card, name) == getattr(capture, name):
            force_setattr(card, name, getattr(capture, name))
    known.setdefault(capture.outlet, capture.outlet)
    for name in ("outlet", "language", "section", "agency"):
        value = getattr(card, name)
        force_setattr(card, name, known.setdefault(value, value))
    return card
