"""Stage 7 over an archive: which pages it has, what each is made from, and those that are missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from functools import partial
from hashlib import blake2b

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from generator.kept.memory import NO_MEMORY, Memory
from generator.kept.store import Store
from generator.model import Article, Card, Cluster, Download, Links, Page, Report, Site, Work
from generator.model.errors import GeneratorError, OutputError, SettingError
from generator.parallel import Progress, batches, near, ordered_map
from generator.render import (
    Counted,
    Gazetteer,
    Noted,
    Shelf,
    catalogue_digest,
    comparison_csv_path,
    comparison_path,
    data_page,
    download,
    download_path,
    holdings_csv,
    leading_pages,
    moved_page,
    overviews,
    places,
    shelf_page,
    shelves,
    speaking,
    tombstone_pages,
    words_page,
    work_page,
    work_path,
)
from generator.render import card as card_of
from generator.render.places import HOLDINGS_CSV, TRANSLATIONS
from generator.settings import Settings, code_digest

from .comparison_pages import Subject, compared_ids, compared_pages, page_of
from .earlier import find_later
from .entries import articles
from .explain import find, find_tombstone
from .feed_plan import FeedPlan, feed_pages, plan_feeds
from .gather import Gathered
from .gazetteer import gazetteer_for
from .links import Around, authors_of_several, links, tags_of_one
from .notes import together
from .onward import goes_on, longer_candidates
from .open_data import DataPlan, begin_articles_data, data_pages, plan_data, table_path
from .report import report_of
from .robots_plan import changed_days, robots_pages
from .works import beside

PAGES_AT_ONCE = 64
"""Article pages in one task."""
COMPARISONS_AT_ONCE = 8
SHELVES_AT_ONCE = 16


class PagePlan(Struct, frozen=True, kw_only=True):
    """Every page that the archive has, and what each is made from."""

    language: str
    """Of what the pages say themselves."""
    keys: Mapping[str, str]
    """Path -> digest of everything the page is made from."""
    articles: Mapping[str, str]
    """Path -> id."""
    downloads: Mapping[str, tuple[str, Download]]
    """Path of each file beside a page -> id of its article, and which of its files it is."""
    site: Site
    comparisons: Mapping[str, Cluster]
    matrices: Mapping[str, Cluster]
    """The same by the path of their tables, where those are files of their own."""
    works: Mapping[str, Work]
    ready: Mapping[str, Page]
    """Tombstones, and pages that only lead to another: made already, since there is little to them."""
    shelves: Mapping[str, Shelf]
    links: Mapping[str, Links]
    data: DataPlan
    feeds: FeedPlan
    days: Mapping[str, str]
    """Path of an article's page -> day on which the article last changed."""
    report: Report


def plan_pages(settings: Settings, gathered: Gathered, memory: Memory = NO_MEMORY) -> PagePlan:
    """Say which pages the archive has, and what each is made from.

    Raises:
        OutputError: If two articles claim one page.
    """
    memory.hold_for(settings.language)
    with speaking(settings.language):
        return _plan(settings, gathered, memory)


def _plan(settings: Settings, gathered: Gathered, memory: Memory) -> PagePlan:
    site, clusters = settings.told, gathered.copies.clusters
    listed = _cards_listed(gathered)
    own_tags = tags_of_one(listed)
    linked = _links_of_all(gathered, listed, own_tags)
    paths = {f"{card.address}.md": name for name, card in gathered.cards.items()}
    _require_one_page_each(gathered, paths)
    of_articles = {path: _article_key(gathered, linked, name, memory, site) for path, name in paths.items()}
    report = report_of(gathered)
    data = plan_data(settings, gathered, report, _key)
    counted = _counts(settings, gathered, listed, report)
    shelves = _all_shelves(settings, gathered, listed, counted, memory)
    feeds = plan_feeds(settings, gathered, shelves, _key)
    shelves |= {path: replace(shelves[path], feed=True) for path in map(places.index, feeds.feeds) if path in shelves}
    ready = _ready(gathered, own_tags) | _ready_of_all(settings, gathered, counted, memory)
    downloads = {
        download_path(card.address, kind): (name, kind)
        for kind in site.downloads
        for name, card in gathered.cards.items()
    }
    comparisons = {comparison_path(cluster.canonical_id): cluster for cluster in clusters}
    tables = {one.canonical_id: _matrix_path(one, settings) for one in clusters}
    matrices = {path: cluster for cluster in clusters if (path := tables[cluster.canonical_id])}
    works = {work_path(work.main_id): work for work in gathered.works}
    keys = {**of_articles, **data.keys, **feeds.keys}
    if data.described:  # its page says how large they are, which their keys stand for
        keys[places.DATA] = _key(places.DATA, (data.described, sorted(data.keys.items())))
    keys |= {path: _key(path, page.content) for path, page in ready.items()}
    keys |= {path: _download_key(gathered, linked, one, memory, site) for path, one in downloads.items()}
    keys |= {path: memory.recall(path, shelf, partial(_key, path, shelf)) for path, shelf in shelves.items()}
    for path, cluster in (*comparisons.items(), *matrices.items()):
        keys[path] = _comparison_key(gathered, cluster, tables[cluster.canonical_id])
    keys |= {path: _work_key(gathered, work) for path, work in works.items()}
    return PagePlan(
        language=settings.language,
        keys=keys,
        articles=paths,
        downloads=downloads,
        site=site,
        comparisons=comparisons,
        matrices=matrices,
        works=works,
        ready=ready,
        shelves=shelves,
        links=linked,
        data=data,
        feeds=feeds,
        days=changed_days(gathered),
        report=report,
    )


def _links_of_all(
    gathered: Gathered, listed: Sequence[Card], own_tags: Mapping[str, tuple[str, ...]]
) -> Mapping[str, Links]:
    """Return where the page of each article leads to."""
    copies = gathered.copies
    around = Around(
        works=gathered.works,
        events=gathered.events,
        earlier=gathered.earlier,
        later=find_later(gathered.earlier, gathered.entries, gathered.cards, copies.clusters),
        mentions=gathered.mentions,
        rulings=copies.rulings,
        withdrawals=gathered.withdrawals,
        own_tags=own_tags,
        listed_authors=authors_of_several(listed),
    )
    return links(gathered.cards, copies.clusters, copies.relations, around)


def _all_shelves(
    settings: Settings, gathered: Gathered, listed: Sequence[Card], counted: Counted, memory: Memory
) -> dict[str, Shelf]:
    """Return the listings and the pages that count the archive, by path."""
    listings = shelves(
        listed,
        gathered.copies.clusters,
        limit=settings.page_entries,
        newest=settings.newest,
        lead=_lead(settings, gathered),
        memory=memory,
    )
    by_path = {shelf.path: shelf for shelf in memory.recall("overviews", counted, lambda: list(overviews(counted)))}
    return by_path | {one.path: one for one in listings if one.kind != "search" or settings.search == "pagefind"}


def _ready_of_all(settings: Settings, gathered: Gathered, counted: Counted, memory: Memory) -> dict[str, Page]:
    """Return the pages and files of the archive as a whole that are made as soon as they are planned."""
    holdings = memory.recall(HOLDINGS_CSV, counted, lambda: holdings_csv(counted.holdings()))
    pages = [*robots_pages(settings, gathered), Page(path=HOLDINGS_CSV, content=holdings)]
    if settings.search == "pagefind":
        pages.append(words_page())
    return {page.path: page for page in pages}


def _lead(settings: Settings, gathered: Gathered) -> tuple[str, ...]:
    """Return the ids of the articles that open the front page; one that was withdrawn since is none.

    Raises:
        SettingError: If no article answers to a name, or several do.
    """
    lines = []
    for name in settings.lead:
        try:
            lines.append(find(gathered, name))
        except GeneratorError as error:
            if not find_tombstone(gathered, name):
                raise SettingError(f"plugins: backfile: lead: {error}") from error
    return tuple(lines)


def _ready(gathered: Gathered, own_tags: Mapping[str, tuple[str, ...]]) -> dict[str, Page]:
    """Return the pages that are made as soon as they are planned."""
    leading = (
        page for cluster in gathered.copies.clusters for page in leading_pages(cluster.canonical_id, cluster.member_ids)
    )
    works = (page for work in gathered.works for page in leading_pages(work.main_id, work.member_ids, TRANSLATIONS))
    standing = (
        page for tombstone in gathered.tombstones for page in tombstone_pages(tombstone, own_tags.get(tombstone.id, ()))
    )
    moved = (moved_page(old, new) for old, new in gathered.leading.items())
    return {page.path: page for page in (*leading, *works, *standing, *moved)}


def _cards_listed(gathered: Gathered) -> list[Card]:
    """Return the cards of all articles that listings name: of withdrawn ones, those whose text alone is withheld."""
    withheld = [
        replace(card_of(tombstone.article), withdrawn="withhold")
        for tombstone in gathered.tombstones
        if tombstone.article
    ]
    return [*gathered.cards.values(), *withheld]


def _counts(settings: Settings, gathered: Gathered, listed: Sequence[Card], report: Report) -> Counted:
    """Return what the pages that count the archive are made from."""
    noted_of: dict[str, list[Noted]] = {}
    for outlet, one in gathered.noted.items():
        if outlet:
            noted_of.setdefault(places.key(outlet), []).append(one)
    passed = Counter[str]()
    for left in report.passed:
        passed[left.reason] += left.count
    noted = together(gathered.noted.values())
    return Counted(
        cards=tuple(listed),
        clusters=tuple(gathered.copies.clusters),
        noted=noted,
        noted_of={key: together(some) for key, some in noted_of.items()},
        corrections=gathered.corrections,
        records=(
            ("heading: articles", report.articles),
            ("heading: versions", report.versions),
            ("withdrawn", report.withdrawn),
            ("records lost", report.lost),
            ("records passed over", report.passed_over),
        ),
        passed=tuple(sorted(passed.items(), key=lambda pair: (-pair[1], pair[0]))),
        limit=settings.page_entries,
        gazetteer=gazetteer_for(noted.datelines, settings.map) if settings.map else Gazetteer(),
    )


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


def _article_key(gathered: Gathered, linked: Mapping[str, Links], name: str, memory: Memory, site: Site) -> str:
    entry = gathered.entries[name]
    longer = [gathered.entries[other].digest for other in longer_candidates(linked[name]) if other in gathered.entries]
    source = (entry.borrowed, linked[name], site, longer)
    return memory.recall((name, entry.digest), source, partial(_key, entry.digest, source))


def _download_key(
    gathered: Gathered, linked: Mapping[str, Links], one: tuple[str, Download], memory: Memory, site: Site
) -> str:
    name, kind = one
    entry = gathered.entries[name]
    source = (kind, entry.borrowed, _canonical_id(linked[name]), site)
    return memory.recall((name, kind, entry.digest), source, partial(_key, entry.digest, source))


def _canonical_id(linked: Links) -> str | None:
    return linked.canonical.id if linked.canonical else None


def _matrix_path(cluster: Cluster, settings: Settings) -> str:
    """Return where the table of a comparison stands; empty where it does not."""
    tabled = settings.data and "csv" in settings.tables
    return table_path(comparison_csv_path(cluster.canonical_id), settings) if tabled else ""


def _comparison_key(gathered: Gathered, cluster: Cluster, table: str) -> str:
    members = [gathered.entries[name] for name in cluster.member_ids]
    texts = [(entry.digest, entry.borrowed) for entry in members]
    cards = [gathered.cards[name] for name in cluster.member_ids]
    return _key(cluster.canonical_id, (texts, cards, cluster.reason, table))


def _work_key(gathered: Gathered, work: Work) -> str:
    members = [gathered.entries[name] for name in work.member_ids]
    texts = [(entry.digest, entry.borrowed) for entry in members]
    cards = [gathered.cards[name] for name in work.member_ids]
    return _key(work.main_id, (texts, cards, work))


def _key(name: str, content: object) -> str:
    digest = blake2b(f"{code_digest()}\0{catalogue_digest()}\0{name}\0".encode(), digest_size=16)
    digest.update(msgspec.msgpack.encode(content))
    return digest.hexdigest()


def make_pages(
    plan: PagePlan,
    gathered: Gathered,
    store: Store,
    executor: Executor,
    progress: Progress,
    paths: Sequence[str],
    sizes: Mapping[str, int],
) -> Iterator[Page]:
    """Yield the pages of some paths: articles from workers, then listings, then data, and the page about those.

    Args:
        plan: What there is.
        gathered: The archive.
        store: Where bodies are.
        executor: Runs the tasks.
        progress: Told how far they are.
        paths: What is missing.
        sizes: Path of each file of the data that stands already -> its size; those that are made count as made.
    """
    data = begin_articles_data(plan.data, gathered, store, executor, frozenset(paths))
    asked: dict[str, list[Download | None]] = {}
    for path in paths:
        if path in plan.articles:
            asked.setdefault(plan.articles[path], []).append(None)
        elif path in plan.downloads:
            name, kind = plan.downloads[path]
            asked.setdefault(name, []).append(kind)
    wanted = {name: gathered.entries[name] for name in asked}
    cluster_of = {cluster.canonical_id: cluster for cluster in gathered.copies.clusters}
    every = (
        _Asked(
            article=article,
            links=(led := _onward(article, plan, gathered, cluster_of, store)),
            site=plan.site,
            kinds=tuple(asked[article.id]),
            sources=_sources(led, gathered, store) if None in asked[article.id] else (),
        )
        for article in articles(wanted, store)
    )
    tasks = batches(every, PAGES_AT_ONCE)
    done = 0
    for pages in ordered_map(executor, partial(_article_pages, plan.language), tasks):
        yield from pages
        done += len(pages)
        progress("writing", done, len(paths))
    clusters = [cluster for path in paths if (cluster := plan.comparisons.get(path) or plan.matrices.get(path))]
    subjects = batches(_subjects(clusters, plan, frozenset(paths), gathered, store), COMPARISONS_AT_ONCE)
    for pages in ordered_map(executor, partial(_comparison_pages, plan.language), subjects):
        yield from pages
        done += len(pages)
        progress("writing", done, len(paths))
    for path in paths:
        if path in plan.works:
            yield _work_page(plan.works[path], plan.language, gathered, store)
            done += 1
            progress("writing", done, len(paths))
    listings = batches((plan.shelves[path] for path in paths if path in plan.shelves), SHELVES_AT_ONCE)
    for pages in ordered_map(near(executor), partial(_shelf_pages, plan.language), listings):
        yield from pages
    yield from (plan.ready[path] for path in paths if path in plan.ready and path not in plan.shelves)
    yield from feed_pages(plan.feeds, plan.site, gathered, store, frozenset(paths))
    large = dict(sizes)
    for page in data_pages(plan.data, gathered, data, frozenset(paths)):
        large[page.path] = len(page.content)
        yield page
    if places.DATA in paths and plan.data.described:
        with speaking(plan.language):
            yield data_page(plan.data.described, large)


def _onward(
    article: Article, plan: PagePlan, gathered: Gathered, clusters: Mapping[str, Cluster], store: Store
) -> Links:
    """Return where an article's page leads to, with the paragraph of a longer copy that goes on where it is cut off."""
    linked = plan.links[article.id]
    if not longer_candidates(linked):
        return linked
    return replace(linked, goes_on=goes_on(article, linked, gathered.entries, clusters, store))


class _Asked(Struct, frozen=True, kw_only=True):
    """What a task makes of one article."""

    article: Article
    links: Links
    site: Site
    kinds: tuple[Download | None, ...]
    """Which of its files; None for its page."""
    sources: tuple[Article, ...]
    """Earlier and later articles in which words of it stand."""


def _sources(linked: Links, gathered: Gathered, store: Store) -> tuple[Article, ...]:
    both = (*linked.earlier, *linked.later)
    return tuple(articles({one.card.id: gathered.entries[one.card.id] for one in both}, store))


def _article_pages(language: str, batch: list[_Asked]) -> list[Page]:
    with speaking(language):
        return [_file(one, kind) for one in batch for kind in one.kinds]


def _file(one: _Asked, kind: Download | None) -> Page:
    if kind is None:
        return page_of(one.article, one.links, one.site, one.sources)
    content = download(one.article, kind, _canonical_id(one.links), one.site)
    return Page(path=download_path(one.article.address, kind), content=content)


def _subjects(
    clusters: Sequence[Cluster], plan: PagePlan, paths: frozenset[str], gathered: Gathered, store: Store
) -> Iterator[Subject]:
    """Yield what a task needs of each cluster."""
    tables = {cluster.canonical_id: path for path, cluster in plan.matrices.items()}
    for cluster in {cluster.canonical_id: cluster for cluster in clusters}.values():
        csv = tables.get(cluster.canonical_id, "")
        mine = paths & {comparison_path(cluster.canonical_id), csv}
        entries = {name: gathered.entries[name] for name in compared_ids(cluster)}
        yield Subject(
            articles=tuple(articles(entries, store)),
            cards={name: gathered.cards[name] for name in cluster.member_ids},
            reason=cluster.reason,
            paths=tuple(sorted(mine)),
            csv=csv,
        )


def _comparison_pages(language: str, batch: list[Subject]) -> list[Page]:
    with speaking(language):
        return [page for subject in batch for page in compared_pages(subject)]


def _shelf_pages(language: str, batch: list[Shelf]) -> list[Page]:
    with speaking(language):
        return [shelf_page(shelf) for shelf in batch]


def _work_page(work: Work, language: str, gathered: Gathered, store: Store) -> Page:
    """Lay out a work; there are few, and their texts are compared already."""
    members = {one.id: one for one in articles({name: gathered.entries[name] for name in work.member_ids}, store)}
    pairs = {frozenset((one.left_id, one.right_id)): one for one in work.translations}
    texts = [
        beside(members[work.main_id], members[name], pair)
        for name in work.member_ids
        if (pair := pairs.get(frozenset((work.main_id, name)))) and name != work.main_id
    ]
    with speaking(language):
        return work_page(work, texts, {name: gathered.cards[name] for name in work.member_ids})
