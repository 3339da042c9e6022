"""Read an archive: from the folder of articles to prepared records, under the ids that they have by now.

What the store has of unchanged files is taken from there. Which articles are known again, which are withdrawn and which
withdrawn texts return is settled here, before anything is made of a text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Container, Hashable, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from datetime import UTC, datetime
from functools import partial

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from generator.kept.store import Store
from generator.model import Authorities, Passed, Problem
from generator.model.errors import SettingError
from generator.parallel import Progress, ordered_map
from generator.read import Cut, Limits, Part, digest_of, first_of, known_formats, parts, release, versions
from generator.settings import ARCHIVE, Settings, recipe
from generator.settings.curator import STAYS, AddressLine, Order, load_addresses, load_curation

from .by_file import by_file
from .entries import of_capture
from .identities import identities
from .joined import Joined, pages_of, states
from .kills import killed
from .ledger import Known, followed, recognise
from .prepare import Prepared, PreparedPart, Shared, decode_part, make_ready, part_key, prepare, tasks
from .returning import Returning, as_returned, returning, shown_again
from .withdrawn import DIGITS, Modes, Resolved, meant_by, mode_of, provisional, resolve, taken_out

MIB = 1024 * 1024


class Reading(Struct, frozen=True, kw_only=True):
    """The records of an archive, under the ids that they have by now, and what became of the others."""

    articles: list[Prepared]
    problems: list[Problem]
    resolved: Resolved
    known: Known
    joined: Mapping[str, str]
    """Id of a page of an article, which no article has -> id of the article that the page is in."""
    told: Mapping[str, str]
    """What the next ledger says of withdrawn texts, by id and by address."""
    shown_again: tuple[str, ...]
    """Addresses of articles whose withdrawal was taken back."""
    records: int
    passed: Counter[tuple[str, str]]
    """Path and reason -> records."""
    taken: Counter[tuple[str, str]]
    """Path and format in words -> captures."""
    read: int
    reused: int
    until: int | None


_decode_parts = msgspec.msgpack.Decoder(list[Part]).decode


class _Cuts:
    """How files were cut, in the store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.used: set[str] = set()

    def get(self, key: str) -> bytes | None:
        self.used.add(key)
        return next((value for _, value in self._store.get("cut", [key])), None)

    def put(self, key: str, value: bytes) -> None:
        self.used.add(key)
        self._store.put("cut", {key: value})

    def recall(self, name: str, source: object, make: Callable[[], list[Cut]]) -> list[Cut]:
        made = partial(self._made, name, source, make)
        cuts, used = self._store.memory.recall(("cut", name), source, made)
        self.used |= used
        return cuts

    def _made(self, name: str, source: object, make: Callable[[], list[Cut]]) -> tuple[list[Cut], set[str]]:
        """Return what is made, or was made of an equal source by an earlier build, and the keys that this used.

        Parts alone are kept: a problem quotes what it found. They hold until the first of the moments ahead that they
        name has come; and for the year, since moments are looked for in the next years.
        """
        now = datetime.now(UTC)
        key = digest_of(msgspec.json.encode((repr(name), source, versions(known_formats()), now.year)))
        if (kept := self.get(key)) is not None:
            of_before = _decode_parts(kept)
            until = first_of(stamp for part in of_before for stamp in part.ahead)
            if until is None or now.timestamp() < until:
                return [*of_before], {key}
        before, self.used = self.used, set()
        made, used = make(), self.used
        self.used = before
        if all(isinstance(one, Part) for one in made):
            self.put(key, msgspec.msgpack.encode(made))
            used = {*used, key}
        return made, used


def read_archive(
    settings: Settings,
    authorities: Authorities,
    orders: Sequence[Order],
    store: Store,
    executor: Executor,
    progress: Progress,
) -> Reading:
    """Prepare the parts that the store does not have, or has with other texts taken out than now are withdrawn."""
    cuts = _Cuts(store)
    keyed, problems, passed = _cut_up(settings, recipe(authorities), cuts)
    taken: Counter[tuple[str, str]] = Counter()
    records = sum(problem.lost for problem in problems) + passed.total()
    work = partial(_prepare_missing, settings, authorities, store, executor, progress)
    values = {key: kept for key, kept in store.decoded("part", keyed, decode_part).items() if kept.whole}
    missing = {key: part for key, part in keyed.items() if key not in values}
    values |= work(missing, provisional(orders))
    lines, unread = load_addresses(settings.addresses)
    values, ids, same, joined = _by_now(values, lines, store)
    every = _newest(values.values())
    known = recognise(lines, every, lambda name: _address(every[name], store), joined.leading())
    orders, in_files, of_files = by_file(joined.meant(orders), values.values(), settings)
    gone = partial(killed, joined=joined.leading())
    again = _returning(settings, [*gone(values.values()), *followed(orders, known, every)], values, every, known, store)
    if again.again:
        values, ids, same = _once_more(values, ids, same, again.again)
        every = _newest(values.values())
        known = as_returned(known, again)
        orders = [replace(order, name=again.again.get(order.name, order.name)) for order in orders]
    orders = [*gone(values.values()), *followed(orders, known, every), *again.orders]
    resolved = resolve(orders, every, lambda name: _address(every[name], store), settings)
    modes = _as_given(resolved.modes, ids)
    changed = {key: part for key, part in keyed.items() if _otherwise(values[key], resolved.modes)}
    other = {*ids.values(), *(order.name for order in again.orders), *in_files}
    late = any(article.id in other for key in changed for article in values[key].articles)
    put_there = "".join(sorted(changed)) if late else ""  # such texts may have been stored just now, by this reading
    store.rewrite_unless(taken_out(orders, modes) + put_there)
    done = {key: _under_ids(part, ids, same) for key, part in work(changed, modes).items()}
    values |= {key: _oldest(part, {*again.again.values()}) for key, part in done.items()}
    articles_read = [article for key in keyed for article in values[key].articles]
    for key, part in keyed.items():
        passed.update({(one.path, one.reason): one.count for one in values[key].passed})
        taken.update({(part.path, name): count for name, count in values[key].formats.items()})
    store.keep_only("part", (key for key in keyed if values[key].whole))
    store.keep_only("cut", cuts.used)
    store.keep_only("body", (article.body for article in articles_read))
    return Reading(
        articles=articles_read,
        problems=[
            *problems,
            *unread,
            *of_files,
            *resolved.problems,
            *again.problems,
            *(one for key in keyed for one in values[key].problems),
        ],
        resolved=resolved,
        known=known,
        joined=joined.leading(),
        told={**again.marks, **dict.fromkeys(again.stays, STAYS)},
        shown_again=_shown_again(settings, known, again),
        passed=passed,
        taken=taken,
        records=records + sum(part.records for part in values.values()),
        read=len(missing.keys() | changed),
        reused=len(keyed) - len(missing.keys() | changed),
        until=first_of(stamp for part in keyed.values() for stamp in part.ahead),
    )


def _cut_up(
    settings: Settings, made_by: str, cuts: _Cuts
) -> tuple[dict[str, Part], list[Problem], Counter[tuple[str, str]]]:
    """Return the parts of the input by the keys of what is made of them, what could not be read, and what is passed."""
    keyed: dict[str, Part] = {}
    problems: list[Problem] = []
    passed: Counter[tuple[str, str]] = Counter()
    limits = Limits(
        record=settings.record_mb * MIB,
        file=settings.file_mb * MIB,
        expanded=settings.expanded_mb * MIB,
        ratio=settings.expanded_ratio,
    )
    for part in parts(settings.articles, exclude=settings.exclude, mapping=settings.fields, limits=limits, cuts=cuts):
        if isinstance(part, Problem):
            problems.append(part)
        elif isinstance(part, Passed):
            passed[part.path, part.reason] += part.count
        else:
            keyed[part_key(part, made_by)] = part
    return keyed, problems, passed


def _prepare_missing(
    settings: Settings,
    authorities: Authorities,
    store: Store,
    executor: Executor,
    progress: Progress,
    missing: Mapping[str, Part],
    modes: Modes,
) -> dict[str, PreparedPart]:
    """Prepare parts without the texts that are withdrawn, and keep them in the store."""
    made: dict[str, PreparedPart] = {}
    if missing:
        make_ready(authorities, missing.values())
    work = partial(prepare, Shared(folder=settings.articles, authorities=authorities, modes=modes))
    for finished in ordered_map(executor, work, tasks(missing.items())):
        for one in finished:
            made[one.key] = decode_part(one.part)
            store.put("body", one.bodies)
            store.put("part", {one.key: one.part})
        progress("reading", len(made), len(missing))
    release()
    store.commit()
    return made


def _same_records(parts: Collection[PreparedPart], lines: Iterable[AddressLine]) -> dict[str, str]:
    """Return the ids of records that stand in the archive a second time, and of each the id that both have.

    It is the one that the ledger knows, so that a packed copy of a folder moves no page; else that of the first place.
    One text in two files that differ in the ending alone, as a page and what a program read from it, is one record too,
    unless they name two outlets; the one with an address comes first.
    """
    known = {line.digits for line in lines}
    places = _captures_by_key(parts, lambda one: one.record_key or None)
    beside = _captures_by_key(
        parts, lambda one: (_without_ending(one.path), one.hashes) if one.record is None and one.hashes else None
    )
    for key, same in beside.items():
        loose = [one for one in same if one.record_key]
        if loose and len({one.outlet for one in same} - {None}) < 2:
            places[key] = [*loose, *[one for one in same if not one.record_key][:1]]
    first_of: dict[str, str] = {}
    for same in places.values():
        first, *others = sorted(
            same, key=lambda one: (bool(one.record_key), one.id[:DIGITS] not in known, one.path, one.record or 0)
        )
        first_of |= {one.id: first.id for one in others if one.id != first.id}
    return {name: _last(first_of, name) for name in first_of}


def _captures_by_key(
    parts: Collection[PreparedPart], key_of: Callable[[Prepared], Hashable]
) -> dict[Hashable, list[Prepared]]:
    """Return the captures that have a key which another has too, by key; None is no key.

    Of the others, nearly all of a large archive, no list is made.
    """
    seen: set[Hashable] = set()
    twice: dict[Hashable, list[Prepared]] = {}
    for key in (key_of(one) for part in parts for one in part.articles):
        if key in seen:
            twice[key] = []
        seen.add(key)
    twice.pop(None, None)
    for one in (one for part in parts for one in part.articles):
        if (key := key_of(one)) in twice:
            twice[key].append(one)
    return twice


def _without_ending(path: str) -> str:
    """Return a file's path without its ending, nor folders that are named after it: `txt/a.txt` is `a`."""
    stem, _, ending = path.rpartition(".")
    return "/".join(one for one in stem.split("/") if one.casefold() != ending.casefold())


def _last(first_of: Mapping[str, str], name: str) -> str:
    """Return the id at which a chain of records that are the same ends."""
    seen = {name}
    while (name := first_of.get(name, name)) not in seen:
        seen.add(name)
    return name


def _by_now(
    parts: Mapping[str, PreparedPart], lines: Sequence[AddressLine], store: Store
) -> tuple[dict[str, PreparedPart], dict[str, str], Container[str], Joined]:
    """Bring articles under the ids that they have by now.

    Returns:
        The parts with these ids, the ids by those that records give where the two differ, which of the latter are
        of the same record again, and which articles are pages of another.
    """
    same = _same_records(parts.values(), lines)
    once = {key: _under_ids(part, same, same) for key, part in parts.items()}
    given: dict[str, Prepared] = {}
    for one in (one for part in once.values() for one in part.articles if not one.again):
        given[one.id] = replace(one, loose=False) if one.id in given else one  # what several records say is no row
    joined = pages_of(one for part in once.values() for one in part.articles)
    moved = {**identities(lines, given, lambda name: _address(given[name], store)), **joined.ids}
    ids = {**{again: moved.get(name, name) for again, name in same.items()}, **moved}
    return {key: _under_ids(part, moved) for key, part in once.items()}, ids, same, joined


def _newest(parts: Iterable[PreparedPart]) -> dict[str, Prepared]:
    """Return the capture of every article by id that the ledger knows it by: of several pages, all of them as one."""
    every: dict[str, Prepared] = {}
    paged: dict[str, list[Prepared]] = {}
    for one in (one for part in parts for one in part.articles if not one.again):
        every[one.id] = one
        if one.leaf:
            paged[one.id] = []
    if paged:
        for one in (one for part in parts for one in part.articles if one.id in paged):
            paged[one.id].append(one)
        for name, captures in paged.items():
            newest = states(sorted(captures, key=lambda one: one.order))[0]
            every[name] = newest if newest.leaves else every[name]
    return every


def _returning(
    settings: Settings,
    now: Sequence[Order],
    parts: Mapping[str, PreparedPart],
    articles: Mapping[str, Prepared],
    known: Known,
    store: Store,
) -> Returning:
    """Find what has a withdrawn text besides the articles that orders of now name."""
    if not now:
        return Returning()
    meant = meant_by(now, articles, lambda name: _address(articles[name], store))
    captures = [one for part in parts.values() for one in part.articles]
    return returning(meant, known, captures, load_curation(settings.curation)[0])


def _shown_again(settings: Settings, known: Known, found: Returning) -> tuple[str, ...]:
    """Return the addresses of articles whose withdrawal was taken back.

    Raises:
        SettingError: If the whole file of withdrawn articles is gone, which is more likely a slip.
    """
    shown = shown_again(known, found)
    if shown and not settings.withdrawn.exists():
        raise SettingError(
            f"{settings.withdrawn}: no such file, and {settings.addresses.name} knows of withdrawn articles, "
            f"{len(shown):,} in all, {ARCHIVE}/{shown[0]}/ for one; nothing was changed; "
            "expected the file, or an empty one if they are to be shown again"
        )
    return tuple(shown)


def _once_more(
    parts: Mapping[str, PreparedPart], ids: Mapping[str, str], same: Container[str], again: Mapping[str, str]
) -> tuple[dict[str, PreparedPart], dict[str, str], Container[str]]:
    """Bring articles that are withdrawn ones once more under the ids of those; all as `_by_now` returns them."""
    there = {one.id for part in parts.values() for one in part.articles} - again.keys()
    first = {to: min(name for name, other in again.items() if other == to) for to in {*again.values()} - there}
    others = again.keys() - {*first.values()}
    given = {**{name: name for name in again if name not in ids}, **ids}
    return (
        {key: _oldest(_under_ids(part, again, others), {*again.values()}) for key, part in parts.items()},
        {name: again.get(now, now) for name, now in given.items()},
        frozenset(name for name, now in given.items() if now in others or name in same),
    )


def _oldest(part: PreparedPart, names: Container[str]) -> PreparedPart:
    """Return a part in which records that are such articles once more count as their oldest captures."""
    if not any(one.again and one.id in names for one in part.articles):
        return part
    dated = (
        replace(one, captured=None, modified=None, published=None) if one.again and one.id in names else one
        for one in part.articles
    )
    return replace(part, articles=tuple(dated))


def _as_given(modes: Modes, ids: Mapping[str, str]) -> Modes:
    """Return whose texts are taken out, by the ids that records give: that of one may be what another is called now."""
    kept = {name: mode for name, mode in modes.items() if name not in ids}
    return {**kept, **{given: modes[name] for given, name in ids.items() if name in modes}}


def _under_ids(part: PreparedPart, ids: Mapping[str, str], again: Container[str] = ()) -> PreparedPart:
    """Return a part whose articles have these ids by those that their records give; some are the same record again."""
    if ids.keys().isdisjoint(one.id for one in part.articles):
        return part
    named = (
        replace(one, id=ids[one.id], again=one.again or one.id in again) if one.id in ids else one
        for one in part.articles
    )
    return replace(part, articles=tuple(named))


def _otherwise(part: PreparedPart, modes: Modes) -> bool:
    """Tell whether other texts are taken out of a part than should be."""
    return any(article.withdrawn != mode_of(modes, article.id) for article in part.articles)


def _address(capture: Prepared, store: Store) -> str:
    return of_capture(capture, store.require("body", [capture.body])[capture.body]).address
