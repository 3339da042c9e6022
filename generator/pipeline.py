"""The stages in order: `build`, and `check`, which is the same without a page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from functools import partial
from hashlib import blake2b
from itertools import chain
from operator import itemgetter
from typing import TypeVar

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from .capacity import pace_of
from .compared import Subject, compared_ids, compared_page, page_of, reason_of
from .copies import match_of
from .curator import Order
from .effects import State, effects
from .entries import articles
from .errors import OutputError, SettingError
from .explain import Thresholds, comparison, explanation, find, find_tombstone
from .gather import Gathered, gather
from .indexed import NO_SEARCH, plan_search, search_pages
from .links import RELATED_SHARED, links, tags_of_one
from .memory import NO_MEMORY, Memory
from .model import Article, Card, Cluster, Links, Page, Report
from .parallel import SERIAL, Progress, batches, ordered_map, seldom_collecting
from .render import (
    Shelf,
    article_row,
    cluster_row,
    comparison_path,
    compressed,
    leading_pages,
    report_json,
    shelf_page,
    shelves,
    tombstone_pages,
    withdrawn_row,
)
from .render import card as card_of
from .search import FOLDER, open_spool
from .settings import ARCHIVE, Settings, code_digest
from .store import Store, open_store, read_store, with_store
from .write import Written, pack, unpack, write

_T = TypeVar("_T")

ARTICLES_DATA = "data/articles.jsonl"
COMPRESSED_DATA = "data/articles/{}.jsonl.gz"
"""For each year, in place of the one file."""
CLUSTERS_DATA = "data/clusters.jsonl"
WITHDRAWN_DATA = "data/withdrawn.jsonl"
REPORT_DATA = "data/report.json"
_DATA, _INDEX = "data/", f"{FOLDER}/"
UNSEEN = (_DATA, _INDEX)
"""Where in the archive and in the site stands what no page shows."""

PAGES_AT_ONCE = 64
"""Article pages in one task."""
COMPARISONS_AT_ONCE = 8


def silent(stage: str, done: int, total: int) -> None:
    """Report no progress."""


class Built(Struct, frozen=True, kw_only=True):
    """What a build did, and what stands now."""

    report: Report
    keys: Mapping[str, str]
    """Path of every file below the archive's folder -> digest of everything that it was made from."""
    behind: bool
    """Whether search index and data are those of an earlier build."""


def build(settings: Settings, *, executor: Executor = SERIAL, progress: Progress | None = None) -> Report:
    """Write the pages of an archive and return the report of it, as `build_pages`."""
    return build_pages(settings, executor=executor, progress=progress).report


def build_pages(
    settings: Settings,
    *,
    executor: Executor = SERIAL,
    progress: Progress | None = None,
    put_off: bool = False,
    memory: Memory = NO_MEMORY,
) -> Built:
    """Write the pages of an archive: all stages in order.

    Args:
        settings: The archive's settings.
        executor: Runs the stages that need only values.
        progress: Told how far each stage is.
        put_off: Whether search index and data may stay as an earlier build left them: no page shows them, and they
            take longer than the page of an edited article.
        memory: What this process knows of the last build.

    Raises:
        SettingError: If the articles folder is missing or an authority file is wrong.
        OutputError: If pages cannot be written, or two claim one path.
        GeneratorError: If another build is at work in this archive.
    """
    _require_articles(settings)
    opened = partial(open_store, settings.store, code_digest(), memory=memory)
    with seldom_collecting():
        memory.begin()
        return with_store(opened, partial(_built, settings, executor, progress or silent, put_off))


def _built(settings: Settings, executor: Executor, progress: Progress, put_off: bool, store: Store) -> Built:
    with open_spool(settings.store) as spool:
        gathered = gather(settings, store, executor, progress)
        plan = _plan(settings, gathered, store.memory)
        record = store.all_decoded("page", unpack)
        pages = partial(_pages, plan, gathered, store, executor, progress)
        left = _left(settings, record) if put_off and not store.rewrites else {}
        indexes = settings.search == "pagefind" and not left
        search = plan_search(gathered, store, spool, progress) if indexes else NO_SEARCH
        indexed = partial(search_pages, search, gathered, store, spool)
        keys = {path: key for path, key in plan.keys.items() if not (left and path.startswith(UNSEEN))}
        keys |= left or search.keys
        outcome = write(
            keys,
            settings.archive,
            record,
            lambda paths: chain(pages(paths), indexed(paths)),
            untouched=store.untouched,
        )
        store.put("page", {path: pack(kept) for path, kept in outcome.record.items() if record.get(path) != kept})
        store.keep_only("page", outcome.record)
    report = replace(plan.report, written=outcome.written, unchanged=outcome.unchanged, removed=outcome.removed)
    return Built(report=report, keys=keys, behind=bool(left))


def _left(settings: Settings, record: Mapping[str, Written]) -> dict[str, str]:
    """Return what no page shows as an earlier build left it: path -> key."""
    made = {_DATA: settings.data, _INDEX: settings.search == "pagefind"}
    places = tuple(place for place, wanted in made.items() if wanted)
    return {path: kept.key for path, kept in record.items() if path.startswith(places)} if places else {}


def check(settings: Settings, *, executor: Executor = SERIAL, progress: Progress | None = None) -> Report:
    """Read everything and report what a build would say of it; no file is written.

    Raises:
        SettingError: As `build`.
    """
    _require_articles(settings)
    return _reading(settings, lambda store: _report(gather(settings, store, executor, progress or silent)))


def explain(settings: Settings, *names: str, executor: Executor = SERIAL, progress: Progress | None = None) -> str:
    """Return where everything about an article came from, or what two articles share, as lines of text.

    Args:
        settings: The archive's settings.
        names: One or two: id or its beginning, address of the page, or path of the input, with `:record` in a file of
            records.
        executor: As `build`.
        progress: As `build`.

    Raises:
        SettingError: As `build`.
        GeneratorError: If no article answers to a name, or several do.
    """
    _require_articles(settings)
    return _reading(settings, partial(_explained, settings, names, executor, progress or silent))


def _explained(settings: Settings, names: Sequence[str], executor: Executor, progress: Progress, store: Store) -> str:
    thresholds = Thresholds(min_containment=settings.min_containment, min_shared=settings.min_shared)
    gathered = gather(settings, store, executor, progress)
    ids = sorted({find(gathered, name) for name in names})
    found = list(articles({name: gathered.entries[name] for name in ids}, store))
    if len(found) == 1:
        return explanation(found[0], _copies_of(ids[0], gathered, store), gathered, thresholds)
    match = match_of(found[0], found[1], gathered.copies)
    return comparison(found[0], found[1], match, gathered, thresholds)


def withdraw(
    settings: Settings, order: Order, *, executor: Executor = SERIAL, progress: Progress | None = None
) -> tuple[Order, str]:
    """Work out what withdrawing an article would change; no file is written.

    Args:
        settings: The archive's settings.
        order: Its name is any that `explain` takes; its line counts for nothing.
        executor: As `build`.
        progress: As `build`.

    Returns:
        The order with the address of the article's page for its name, and what it changes as lines of text.

    Raises:
        SettingError: As `build`.
        GeneratorError: If no article answers to the name, or several do.
    """
    _require_articles(settings)
    return _reading(settings, partial(_withdrawn, settings, order, executor, progress or silent))


def _withdrawn(
    settings: Settings, order: Order, executor: Executor, progress: Progress, store: Store
) -> tuple[Order, str]:
    before = gather(settings, store, executor, progress)
    stone = find_tombstone(before, order.name)
    name = stone.id if stone else find(before, order.name)
    address = stone.address if stone else before.cards[name].address
    order = replace(order, name=f"{ARCHIVE}/{address}/")
    after = gather(settings, store, executor, progress, [order])
    states = (State(gathered=one, keys=_plan(settings, one).keys) for one in (before, after))
    return order, effects(order, name, *states)


def _reading(settings: Settings, work: Callable[[Store], _T]) -> _T:
    """Do work with what earlier builds made, and leave it as it is."""
    with seldom_collecting():
        return with_store(partial(read_store, settings.store, code_digest()), work)


def _copies_of(name: str, gathered: Gathered, store: Store) -> dict[str, Article]:
    """Return the other members of an article's cluster, by id: those that its comparison page compares."""
    clusters = (cluster for cluster in gathered.copies.clusters if name in cluster.member_ids)
    others = [other for cluster in clusters for other in compared_ids(cluster) if other != name]
    return {article.id: article for article in articles({one: gathered.entries[one] for one in others}, store)}


def _require_articles(settings: Settings) -> None:
    if not settings.articles.is_dir():
        raise SettingError(
            f"plugins: backfile: articles: {settings.articles} is no folder; expected the articles there"
        )


class _Plan(Struct, frozen=True, kw_only=True):
    """Every page that the archive has, and what each is made from."""

    keys: Mapping[str, str]
    """Path -> digest of everything the page is made from."""
    articles: Mapping[str, str]
    """Path -> id."""
    comparisons: Mapping[str, Cluster]
    ready: Mapping[str, Page]
    """Tombstones, and pages that only lead to another: made already, since there is little to them."""
    shelves: Mapping[str, Shelf]
    links: Mapping[str, Links]
    data: Mapping[str, tuple[str, ...]]
    """Path of each file with articles' data -> ids of its articles."""
    report: Report


def _plan(settings: Settings, gathered: Gathered, memory: Memory = NO_MEMORY) -> _Plan:
    copies = gathered.copies
    sharing = copies.matches.sharing(RELATED_SHARED)
    listed = _listed(gathered)
    own_tags = tags_of_one(listed)
    linked = links(gathered.cards, copies.clusters, sharing, copies.rulings, gathered.withdrawals, own_tags)
    paths = {f"{card.address}.md": name for name, card in gathered.cards.items()}
    _require_one_page_each(gathered, paths)
    keys = {path: _article_key(gathered, linked, name, memory) for path, name in paths.items()}
    ready = _ready(gathered, own_tags)
    keys |= {path: _key(path, page.content) for path, page in ready.items()}
    report = _report(gathered)
    data = _articles_data(settings, gathered)
    page_of_id = {name: path for path, name in paths.items()}
    keys |= {path: _key(path, sorted(keys[page_of_id[name]] for name in names)) for path, names in data.items()}
    if settings.data:
        keys[CLUSTERS_DATA] = _key(CLUSTERS_DATA, sorted(keys.values()))
        keys[WITHDRAWN_DATA] = _key(WITHDRAWN_DATA, _withdrawn_rows(gathered))
        keys[REPORT_DATA] = _key(REPORT_DATA, replace(report, parts_read=0, parts_reused=0))
    listings = shelves(listed, copies.clusters, limit=settings.page_entries, newest=settings.newest, memory=memory)
    found = {shelf.path: shelf for shelf in listings if shelf.kind != "search" or settings.search == "pagefind"}
    keys |= {path: memory.recall(path, shelf, partial(_key, path, shelf)) for path, shelf in found.items()}
    comparisons = {comparison_path(cluster.canonical_id): cluster for cluster in copies.clusters}
    keys |= {path: _comparison_key(gathered, cluster) for path, cluster in comparisons.items()}
    return _Plan(
        keys=keys,
        articles=paths,
        comparisons=comparisons,
        ready=ready,
        shelves=found,
        links=linked,
        data=data,
        report=report,
    )


def _articles_data(settings: Settings, gathered: Gathered) -> dict[str, tuple[str, ...]]:
    """Return the files of the articles' data, each with the ids of its articles.

    What is compressed cannot grow at its end: it is cut by year, so that a day's articles cost no more than theirs.
    """
    if not settings.data:
        return {}
    if settings.data != "compressed":
        return {ARTICLES_DATA: tuple(gathered.entries)}
    of_year: dict[str, list[str]] = {}
    for name in gathered.entries:
        published = gathered.cards[name].published
        of_year.setdefault(published[:4] if published else "undated", []).append(name)
    return {COMPRESSED_DATA.format(year): tuple(names) for year, names in sorted(of_year.items())}


def _ready(gathered: Gathered, own_tags: Mapping[str, tuple[str, ...]]) -> dict[str, Page]:
    """Return the pages that are made as soon as they are planned."""
    leading = (
        page for cluster in gathered.copies.clusters for page in leading_pages(cluster.canonical_id, cluster.member_ids)
    )
    standing = (
        page for tombstone in gathered.tombstones for page in tombstone_pages(tombstone, own_tags.get(tombstone.id, ()))
    )
    return {page.path: page for page in (*leading, *standing)}


def _listed(gathered: Gathered) -> list[Card]:
    """Return the cards of all articles that listings name: of withdrawn ones, those whose text alone is withheld."""
    withheld = [
        replace(card_of(tombstone.article), withdrawn="withhold")
        for tombstone in gathered.tombstones
        if tombstone.article
    ]
    return [*gathered.cards.values(), *withheld]


def _withdrawn_rows(gathered: Gathered) -> list[bytes]:
    """Return the data's line of every withdrawn article, by address."""
    told = [(one.address, one.id, one.withdrawal) for one in gathered.tombstones]
    kept = gathered.withdrawals.keys() & gathered.cards.keys()
    told += [(gathered.cards[name].address, name, gathered.withdrawals[name]) for name in kept]
    return [withdrawn_row(name, address, withdrawal) for address, name, withdrawal in sorted(told, key=itemgetter(0))]


def _require_one_page_each(gathered: Gathered, paths: Mapping[str, str]) -> None:
    for name, card in gathered.cards.items():
        other = paths[f"{card.address}.md"]
        if other != name:
            first, second = (gathered.entries[one].newest for one in (other, name))
            raise OutputError(f"{first.path} and {second.path}: both claim archive/{card.address}/")
    for address in (tombstone.address for tombstone in gathered.tombstones):
        if f"{address}.md" in paths:
            claims = gathered.entries[paths[f"{address}.md"]].newest.path
            raise OutputError(f"{claims}: claims archive/{address}/, where a withdrawn article stood")


def _article_key(gathered: Gathered, linked: Mapping[str, Links], name: str, memory: Memory) -> str:
    entry = gathered.entries[name]
    source = (entry.borrowed, linked[name])
    return memory.recall((name, entry.digest), source, partial(_key, entry.digest, source))


def _comparison_key(gathered: Gathered, cluster: Cluster) -> str:
    members = [gathered.entries[name] for name in cluster.member_ids]
    texts = [(entry.digest, entry.borrowed) for entry in members]
    cards = [gathered.cards[name] for name in cluster.member_ids]
    return _key(cluster.canonical_id, (texts, cards, _reason(gathered, cluster)))


def _reason(gathered: Gathered, cluster: Cluster) -> str:
    return reason_of(cluster, gathered.copies.standings, gathered.copies.rulings)


def _key(name: str, content: object) -> str:
    digest = blake2b(f"{code_digest()}\0{name}\0".encode(), digest_size=16)
    digest.update(msgspec.msgpack.encode(content))
    return digest.hexdigest()


def _pages(
    plan: _Plan, gathered: Gathered, store: Store, executor: Executor, progress: Progress, paths: Sequence[str]
) -> Iterator[Page]:
    """Yield the pages of some paths: articles from workers, then listings, then data."""
    names = [plan.articles[path] for path in paths if path in plan.articles]
    wanted = {name: gathered.entries[name] for name in names}
    tasks = batches(((article, plan.links[article.id]) for article in articles(wanted, store)), PAGES_AT_ONCE)
    done = 0
    for pages in ordered_map(executor, _article_pages, tasks):
        yield from pages
        done += len(pages)
        progress("writing", done, len(paths))
    clusters = [plan.comparisons[path] for path in paths if path in plan.comparisons]
    subjects = batches(_subjects(clusters, gathered, store), COMPARISONS_AT_ONCE)
    for pages in ordered_map(executor, _comparison_pages, subjects):
        yield from pages
        done += len(pages)
        progress("writing", done, len(paths))
    for path in paths:
        if path in plan.shelves:
            yield shelf_page(plan.shelves[path])
        elif path in plan.ready:
            yield plan.ready[path]
    yield from _data_pages(plan, gathered, store, frozenset(paths))


def _article_pages(batch: list[tuple[Article, Links]]) -> list[Page]:
    return [page_of(article, linked) for article, linked in batch]


def _subjects(clusters: Sequence[Cluster], gathered: Gathered, store: Store) -> Iterator[Subject]:
    """Yield what a task needs of each cluster."""
    for cluster in clusters:
        entries = {name: gathered.entries[name] for name in compared_ids(cluster)}
        yield Subject(
            articles=tuple(articles(entries, store)),
            cards={name: gathered.cards[name] for name in cluster.member_ids},
            reason=_reason(gathered, cluster),
        )


def _comparison_pages(batch: list[Subject]) -> list[Page]:
    return [compared_page(subject) for subject in batch]


def _data_pages(plan: _Plan, gathered: Gathered, store: Store, paths: frozenset[str]) -> Iterator[Page]:
    canonical = {name: cluster.canonical_id for cluster in gathered.copies.clusters for name in cluster.member_ids}
    for path in sorted(plan.data.keys() & paths):
        entries = {name: gathered.entries[name] for name in plan.data[path]}
        lines = b"".join(article_row(article, canonical.get(article.id)) for article in articles(entries, store))
        yield Page(path=path, content=compressed(lines) if path.endswith(".gz") else lines)
    if CLUSTERS_DATA in paths:
        yield Page(path=CLUSTERS_DATA, content=b"".join(map(cluster_row, gathered.copies.clusters)))
    if WITHDRAWN_DATA in paths:
        yield Page(path=WITHDRAWN_DATA, content=b"".join(_withdrawn_rows(gathered)))
    if REPORT_DATA in paths:
        yield Page(path=REPORT_DATA, content=report_json(plan.report))


def _report(gathered: Gathered) -> Report:
    lines = gathered.lines
    report = Report(
        records=gathered.records,
        articles=len(gathered.cards),
        versions=sum(len(entry.older) for entry in gathered.entries.values()),
        withdrawn=gathered.withdrawn,
        clusters=len(gathered.copies.clusters),
        parts_read=gathered.parts_read,
        parts_reused=gathered.parts_reused,
        paragraphs=lines.read,
        shown=lines.shown,
        lifted=lines.lifted,
        dropped=lines.dropped,
        withheld=lines.withheld,
        characters=sum(entry.size for entry in gathered.entries.values()),
        pace=pace_of(card.published for card in gathered.cards.values()),
        unlisted=_unlisted(gathered),
        problems=gathered.problems,
        passed=gathered.passed,
        taken=gathered.taken,
    )
    assert report.adds_up, f"not accounted for: {report.account()}"
    return report


def _unlisted(gathered: Gathered) -> tuple[str, ...]:
    """Return the pages that searches leave out since an article is withdrawn."""
    hidden = {name for name, card in gathered.cards.items() if card.withdrawn}
    addresses = [*(gathered.cards[name].address for name in hidden), *(one.address for one in gathered.tombstones)]
    compared = [
        comparison_path(cluster.canonical_id)
        for cluster in gathered.copies.clusters
        if not hidden.isdisjoint(cluster.member_ids)
    ]
    return tuple(sorted([*(f"{address}.md" for address in addresses), *compared]))
