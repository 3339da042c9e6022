"""The search index as files of the archive: which there are, and what each is made from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from hashlib import blake2b
from types import MappingProxyType

import msgspec
from msgspec import Struct

from generator.kept.store import Store
from generator.model import Page, Portion
from generator.parallel import Progress, begun
from generator.search import (
    FEWEST,
    FOLDER,
    Contents,
    Indexed,
    Made,
    Shard,
    ShardTask,
    Spool,
    StemLists,
    Summary,
    contents_of,
    cut,
    folder_of,
    held_of,
    holding_folder,
    holding_pages,
    index_page,
    make_shard,
    references,
    release,
    shards_by_article,
)

from .entries import articles
from .gather import Gathered
from .portions import balanced


class SearchPlan(Struct, frozen=True, kw_only=True):
    """Every file of the index."""

    keys: Mapping[str, str]
    """Path -> digest of everything the file is made from."""
    shards: Mapping[str, Shard]
    """Path -> the shard that the file is of."""
    past: Sequence[Shard]
    """The shards that what says which of them hold a word is made from, the oldest first."""
    index: Page | None
    """The file that leads to the others."""
    contents: Contents | None = None
    """What that is made from."""


NO_SEARCH = SearchPlan(keys={}, shards={}, past=(), index=None)

SPEED = 5_000_000
"""Characters of text that are indexed in a second of processor time."""
SHARDS_AT_ONCE = 4
"""Shards whose texts wait for a worker or are in one: their size is bounded, and so is the memory of a build."""


class Indexing(Struct, frozen=True, kw_only=True):
    """The shards of an archive; worker processes, if there are any, are at those that the store does not know."""

    every: Sequence[Shard]
    """Also those that other machines make."""
    shards: Sequence[Shard]
    known: dict[str, bytes]
    """Summary of each shard that the store has, by key."""
    missing: Sequence[Shard]
    made: Iterator[Made]
    """What comes of those, in their order."""


def begin_shards(
    gathered: Gathered,
    store: Store,
    spool: Spool,
    executor: Executor,
    portion: Portion | None = None,
    *,
    texts: bool = True,
) -> Indexing:
    """Cut the archive into shards, and begin to make those that the store does not know.

    Args:
        gathered: The archive.
        store: Keeps, of each shard, which files it has.
        spool: Receives the files of new shards.
        executor: Runs their making.
        portion: Whose shards are planned; None for all, and the file that leads to them.
        texts: Whether the index holds the texts; else their pages are read for what results show of them.
    """
    every = cut(_articles_to_index(gathered), release=release(), texts=texts)
    shards = list(filter(_is_of(portion, every), every))
    held = {key for key, _ in store.get("held", [shard.key for shard in shards])}
    known = {key: one for key, one in store.get("shard", [shard.key for shard in shards]) if key in held}
    readers = {key: _summary(one).reader for key, one in known.items()}
    kept = {name for name, _ in store.get("reader", set(readers.values()))}
    known = {key: one for key, one in known.items() if readers[key] in kept}
    missing = [shard for shard in shards if shard.key not in known]
    tasks = (_task(shard, gathered, store, spool) for shard in missing)
    seconds = sum(gathered.entries[name].size for shard in missing for name in shard.ids) / SPEED
    made = begun(executor, make_shard, tasks, seconds=seconds, ahead=SHARDS_AT_ONCE)
    return Indexing(every=every, shards=shards, known=known, missing=missing, made=made)


def plan_search(
    indexing: Indexing, gathered: Gathered, store: Store, progress: Progress, portion: Portion | None = None
) -> SearchPlan:
    """Wait for the shards, and say which files they have.

    Args:
        indexing: The shards.
        gathered: The archive.
        store: As it was given when they were begun.
        progress: Told how many of the new shards are made.
        portion: So is this.

    Raises:
        GeneratorError: If Pagefind cannot be run.
    """
    every, shards, known, missing = indexing.every, indexing.shards, indexing.known, indexing.missing
    for done, (shard, one) in enumerate(zip(missing, indexing.made, strict=True), 1):
        known[shard.key] = msgspec.msgpack.encode(one.summary)
        store.put("shard", {shard.key: known[shard.key]})
        store.put("stem", {shard.name: one.stems})
        store.put("held", {shard.key: one.held})
        store.put("reader", {one.summary.reader: one.reader})
        progress("indexing", done, len(missing))
    store.keep_only("stem", [shard.name for shard in shards])
    store.keep_only("shard", known)
    store.keep_only("held", known)
    summaries = {shard.key: _summary(known[shard.key]) for shard in shards}
    store.keep_only("reader", {one.reader for one in summaries.values()})
    owners = {path: shard for shard in shards for path in summaries[shard.key].files}
    keys = {path: shard.key for path, shard in owners.items()}
    readers = {one.reader for one in summaries.values()}
    keys |= {path: path for path in keys if path.rpartition("/")[2] in readers}
    if portion is not None:
        own = {place: one for place, one in enumerate(every) if place and one.key in summaries}
        held = {own[place].key: place for place in own}
        told = {held[key]: one for key, one in store.get("held", held)}
        contents = _contents(gathered, every, summaries, store, held=told)
        return SearchPlan(keys=keys, shards=owners, past=(), index=None, contents=contents)
    past = every[:0:-1] if len(every) >= FEWEST else ()
    holding = _holding(past, store)
    contents = _contents(gathered, every, summaries, store, holding=holding)
    index = index_page([contents])
    keys[index.path] = blake2b(index.content, digest_size=16).hexdigest()
    if holding:
        keys |= dict.fromkeys(holding.paths, holding.folder)
    return SearchPlan(keys=keys, shards=owners, past=past, index=index, contents=contents)


def _summary(kept: bytes) -> Summary:
    return msgspec.msgpack.decode(kept, type=Summary)


def _holding(past: Sequence[Shard], store: Store) -> StemLists | None:
    """Return what leads to the files that say which shards hold a word: the store knows it while those are the same."""
    if not past:
        store.keep_only("holding", ())
        return None
    folder = _past_folder(past)
    for _, kept in store.get("holding", [folder]):
        return msgspec.msgpack.decode(kept, type=StemLists)
    holding, _ = holding_pages(folder, _held(past, store))
    store.put("holding", {folder: msgspec.msgpack.encode(holding)})
    store.keep_only("holding", [folder])
    return holding


def _past_folder(past: Sequence[Shard]) -> str:
    return holding_folder(folder_of(one).removeprefix(f"{FOLDER}/") for one in reversed(past))


def _held(past: Sequence[Shard], store: Store) -> list[bytes]:
    held = store.require("held", [one.key for one in past])
    return [held[one.key] for one in past]


def _is_of(portion: Portion | None, shards: Sequence[Shard]) -> Callable[[Shard], bool]:
    if portion is None:
        return lambda _: True
    numbers = balanced({shard.name: len(shard.ids) for shard in shards}, portion.of)
    return lambda shard: numbers[shard.name] == portion.number


def _contents(
    gathered: Gathered,
    shards: Sequence[Shard],
    known: Mapping[str, Summary],
    store: Store,
    *,
    holding: StemLists | None = None,
    held: Mapping[int, bytes] = MappingProxyType({}),
) -> Contents:
    newest = known.get(shards[0].key) if shards else None
    reader = store.require("reader", [newest.reader])[newest.reader] if newest else b""
    clusters = ((cluster.canonical_id, cluster.member_ids) for cluster in gathered.copies.clusters)
    return contents_of(shards, known, reader, references(clusters, shards_by_article(shards)), holding, held)


def search_pages(
    plan: SearchPlan, gathered: Gathered, store: Store, spool: Spool, paths: Sequence[str]
) -> Iterator[Page]:
    """Yield those of some paths that are the index's."""
    wanted = set(paths)
    shards = {shard.key: shard for path in paths if (shard := plan.shards.get(path))}
    for key, shard in sorted(shards.items()):
        if not spool.holds(key):
            make_shard(_task(shard, gathered, store, spool))
        for page in spool.get(key):
            if page.path in wanted:
                wanted.discard(page.path)  # the program that searches is made with every shard
                yield page
    if plan.past and any(plan.keys.get(path) == _past_folder(plan.past) for path in wanted):
        _, pages = holding_pages(_past_folder(plan.past), _held(plan.past, store))
        yield from (page for page in pages if page.path in wanted)
    if plan.index and plan.index.path in wanted:
        yield plan.index


def _task(shard: Shard, gathered: Gathered, store: Store, spool: Spool) -> ShardTask:
    entries = {name: gathered.entries[name] for name in shard.ids}
    stems = dict(store.get("stem", [shard.name])).get(shard.name, b"")
    return ShardTask(shard=shard, held=tuple(map(held_of, articles(entries, store))), stems=stems, spool=spool)


def _articles_to_index(gathered: Gathered) -> Iterator[Indexed]:
    """Yield every article that searches show: those kept out of them by the curator are not."""
    for name, entry in gathered.entries.items():
        card = gathered.cards[name]
        if card.withdrawn:
            continue
        digest = blake2b(entry.indexed.encode(), digest_size=16)
        digest.update(msgspec.msgpack.encode((entry.borrowed, card.address)))
        yield Indexed(
            id=name, digest=digest.hexdigest(), published=card.published, language=card.language, size=entry.size
        )
