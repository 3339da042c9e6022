"""The stages in order: `build`, and `check`, which is the same without a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import partial
from hashlib import blake2b

import msgspec

from .capacity import pace_of
from .compared import Subject, compared_ids, compared_page, page_of, reason_of
from .copies import match_of
from .entries import articles
from .errors import OutputError, SettingError
from .explain import Thresholds, comparison, explanation, find
from .gather import Gathered, gather
from .links import links
from .model import Article, Cluster, Links, Page, Report
from .parallel import SERIAL, Progress, batches, ordered_map
from .render import (
    Shelf,
    article_row,
    cluster_row,
    comparison_path,
    leading_pages,
    report_json,
    shelf_page,
    shelves,
)
from .settings import Settings, code_digest
from .store import Store, open_store, read_store
from .write import pack, unpack, write

ARTICLES_DATA = "data/articles.jsonl"
CLUSTERS_DATA = "data/clusters.jsonl"
REPORT_DATA = "data/report.json"

PAGES_AT_ONCE = 64
"""Article pages in one task."""
COMPARISONS_AT_ONCE = 8


def silent(stage: str, done: int, total: int) -> None:
    """Report no progress."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What a build did, and what stands now."""

    report: Report
    keys: Mapping[str, str]
    """Path of every file below the archive's folder -> digest of everything that it was made from."""


def build(settings: Settings, *, executor: Executor = SERIAL, progress: Progress | None = None) -> Report:
    """Write the pages of an archive and return the report of it, as `build_pages`."""
    return build_pages(settings, executor=executor, progress=progress).report


def build_pages(settings: Settings, *, executor: Executor = SERIAL, progress: Progress | None = None) -> Built:
    """Write the pages of an archive: all stages in order.

    Args:
        settings: The archive's settings.
        executor: Runs the stages that need only values.
        progress: Told how far each stage is.

    Raises:
        SettingError: If the articles folder is missing or an authority file is wrong.
        OutputError: If pages cannot be written, or two claim one path.
        GeneratorError: If another build is at work in this archive.
    """
    _require_articles(settings)
    with open_store(settings.store, code_digest()) as store:
        gathered = gather(settings, store, executor, progress or silent)
        plan = _plan(settings, gathered)
        record = {path: unpack(value) for path, value in store.get_all("page").items()}
        pages = partial(_pages, plan, gathered, store, executor, progress or silent)
        outcome = write(plan.keys, settings.archive, record, pages)
        store.put("page", {path: pack(kept) for path, kept in outcome.record.items() if record.get(path) != kept})
        store.keep_only("page", outcome.record)
    report = replace(plan.report, written=outcome.written, unchanged=outcome.unchanged, removed=outcome.removed)
    return Built(report=report, keys=plan.keys)


def check(settings: Settings, *, executor: Executor = SERIAL, progress: Progress | None = None) -> Report:
    """Read everything and report what a build would say of it; no file is written.

    Raises:
        SettingError: As `build`.
    """
    _require_articles(settings)
    with read_store(settings.store, code_digest()) as store:
        return _report(gather(settings, store, executor, progress or silent))


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
    thresholds = Thresholds(min_containment=settings.min_containment, min_shared=settings.min_shared)
    with read_store(settings.store, code_digest()) as store:
        gathered = gather(settings, store, executor, progress or silent)
        ids = sorted({find(gathered, name) for name in names})
        found = list(articles({name: gathered.entries[name] for name in ids}, store))
        if len(found) == 1:
            return explanation(found[0], _copies_of(ids[0], gathered, store), gathered, thresholds)
        match = match_of(found[0], found[1], gathered.copies)
        return comparison(found[0], found[1], match, gathered, thresholds)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """Every page that the archive has, and what each is made from."""

    keys: Mapping[str, str]
    """Path -> digest of everything the page is made from."""
    articles: Mapping[str, str]
    """Path -> id."""
    comparisons: Mapping[str, Cluster]
    leading: Mapping[str, Page]
    """Pages that only lead to another."""
    shelves: Mapping[str, Shelf]
    links: Mapping[str, Links]
    report: Report


def _plan(settings: Settings, gathered: Gathered) -> _Plan:
    copies = gathered.copies
    linked = links(gathered.cards, copies.clusters, copies.verified, copies.rulings)
    paths = {f"{card.address}.md": name for name, card in gathered.cards.items()}
    _require_one_page_each(gathered, paths)
    keys = {path: _article_key(gathered, linked, name) for path, name in paths.items()}
    report = _report(gathered)
    if settings.data:
        everything = sorted(keys.values())
        keys |= {name: _key(name, everything) for name in (ARTICLES_DATA, CLUSTERS_DATA)}
        keys[REPORT_DATA] = _key(REPORT_DATA, replace(report, parts_read=0, parts_reused=0))
    listings = shelves(
        list(gathered.cards.values()), copies.clusters, limit=settings.page_entries, newest=settings.newest
    )
    found = {shelf.path: shelf for shelf in listings}
    keys |= {path: _key(path, shelf) for path, shelf in found.items()}
    comparisons = {comparison_path(cluster.canonical_id): cluster for cluster in copies.clusters}
    keys |= {path: _comparison_key(gathered, cluster) for path, cluster in comparisons.items()}
    leading = {
        page.path: page
        for cluster in copies.clusters
        for page in leading_pages(cluster.canonical_id, cluster.member_ids)
    }
    keys |= {path: _key(path, page.content) for path, page in leading.items()}
    return _Plan(
        keys=keys,
        articles=paths,
        comparisons=comparisons,
        leading=leading,
        shelves=found,
        links=linked,
        report=report,
    )


def _require_one_page_each(gathered: Gathered, paths: Mapping[str, str]) -> None:
    for name, card in gathered.cards.items():
        other = paths[f"{card.address}.md"]
        if other != name:
            first, second = (gathered.entries[one].newest for one in (other, name))
            raise OutputError(f"{first.path} and {second.path}: both claim archive/{card.address}/")


def _article_key(gathered: Gathered, linked: Mapping[str, Links], name: str) -> str:
    entry = gathered.entries[name]
    return _key(entry.digest, (entry.borrowed, linked[name]))


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
        elif path in plan.leading:
            yield plan.leading[path]
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
    if ARTICLES_DATA in paths:
        canonical = {name: cluster.canonical_id for cluster in gathered.copies.clusters for name in cluster.member_ids}
        rows = (article_row(article, canonical.get(article.id)) for article in articles(gathered.entries, store))
        yield Page(path=ARTICLES_DATA, content=b"".join(rows))
    if CLUSTERS_DATA in paths:
        yield Page(path=CLUSTERS_DATA, content=b"".join(map(cluster_row, gathered.copies.clusters)))
    if REPORT_DATA in paths:
        yield Page(path=REPORT_DATA, content=report_json(plan.report))


def _report(gathered: Gathered) -> Report:
    shown, lifted, dropped = gathered.lines
    return Report(
        records=gathered.records,
        articles=len(gathered.cards),
        versions=sum(len(entry.older) for entry in gathered.entries.values()),
        clusters=len(gathered.copies.clusters),
        parts_read=gathered.parts_read,
        parts_reused=gathered.parts_reused,
        paragraphs=shown + lifted + dropped,
        shown=shown,
        lifted=lifted,
        dropped=dropped,
        characters=sum(entry.size for entry in gathered.entries.values()),
        pace=pace_of(card.published for card in gathered.cards.values()),
        problems=gathered.problems,
    )
