"""Stage 7 over an archive: which pages it has, what each is made from, and those that are missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from functools import partial
from hashlib import blake2b
from operator import itemgetter

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from generator.errors import OutputError
from generator.kept.memory import NO_MEMORY, Memory
from generator.kept.store import Store
from generator.model import Article, Card, Cluster, Download, Links, Page, Relation, Report, Site
from generator.parallel import Progress, batches, ordered_map
from generator.render import (
    Shelf,
    article_row,
    catalogue_digest,
    cluster_row,
    comparison_path,
    compressed,
    download,
    download_path,
    leading_pages,
    moved_page,
    relation_row,
    report_json,
    shelf_page,
    shelves,
    speaking,
    tombstone_pages,
    withdrawn_row,
    words_page,
)
from generator.render import card as card_of
from generator.settings import Settings, code_digest

from .comparison_pages import Subject, compared_ids, compared_page, page_of
from .copies import Copies
from .entries import articles
from .gather import Gathered
from .links import links, tags_of_one
from .report import report_of

ARTICLES_DATA = "data/articles.jsonl"
COMPRESSED_DATA = "data/articles/{}.jsonl.gz"
"""For each year, in place of the one file."""
CLUSTERS_DATA = "data/clusters.jsonl"
RELATED_DATA = "data/related.jsonl"
WITHDRAWN_DATA = "data/withdrawn.jsonl"
REPORT_DATA = "data/report.json"

PAGES_AT_ONCE = 64
"""Article pages in one task."""
COMPARISONS_AT_ONCE = 8


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
    ready: Mapping[str, Page]
    """Tombstones, and pages that only lead to another: made already, since there is little to them."""
    shelves: Mapping[str, Shelf]
    links: Mapping[str, Links]
    data: Mapping[str, tuple[str, ...]]
    """Path of each file with articles' data -> ids of its articles."""
    report: Report


def plan_pages(settings: Settings, gathered: Gathered, memory: Memory = NO_MEMORY) -> PagePlan:
    """Say which pages the archive has, and what each is made from.

    Raises:
        OutputError: If two articles claim one page.
    """
    memory.hold_for(settings.language)
    with speaking(settings.language):
        return _planned(settings, gathered, memory)


def _planned(settings: Settings, gathered: Gathered, memory: Memory) -> PagePlan:
    copies = gathered.copies
    listed = _listed(gathered)
    own_tags = tags_of_one(listed)
    linked = links(gathered.cards, copies.clusters, copies.relations, copies.rulings, gathered.withdrawals, own_tags)
    paths = {f"{card.address}.md": name for name, card in gathered.cards.items()}
    _require_one_page_each(gathered, paths)
    site = settings.told
    keys = {path: _article_key(gathered, linked, name, memory, site) for path, name in paths.items()}
    ready = _ready(gathered, own_tags)
    keys |= {path: _key(path, page.content) for path, page in ready.items()}
    if settings.search == "pagefind":
        page = words_page()
        ready[page.path] = page
        keys[page.path] = _key(page.path, page.content)
    report = report_of(gathered)
    data = _articles_data(settings, gathered)
    page_of_id = {name: path for path, name in paths.items()}
    keys |= {path: _key(path, sorted(keys[page_of_id[name]] for name in names)) for path, names in data.items()}
    downloads = {
        download_path(card.address, kind): (name, kind)
        for kind in site.downloads
        for name, card in gathered.cards.items()
    }
    keys |= {path: _download_key(gathered, linked, one, memory, site) for path, one in downloads.items()}
    if settings.data:
        keys[CLUSTERS_DATA] = _key(CLUSTERS_DATA, sorted(keys.values()))
        keys[RELATED_DATA] = _key(RELATED_DATA, copies.relations)
        keys[WITHDRAWN_DATA] = _key(WITHDRAWN_DATA, _withdrawn_rows(gathered))
        keys[REPORT_DATA] = _key(REPORT_DATA, replace(report, parts_read=0, parts_reused=0))
    listings = shelves(listed, copies.clusters, limit=settings.page_entries, newest=settings.newest, memory=memory)
    found = {shelf.path: shelf for shelf in listings if shelf.kind != "search" or settings.search == "pagefind"}
    keys |= {path: memory.recall(path, shelf, partial(_key, path, shelf)) for path, shelf in found.items()}
    comparisons = {comparison_path(cluster.canonical_id): cluster for cluster in copies.clusters}
    keys |= {path: _comparison_key(gathered, cluster) for path, cluster in comparisons.items()}
    return PagePlan(
        language=settings.language,
        keys=keys,
        articles=paths,
        downloads=downloads,
        site=site,
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
    moved = (moved_page(old, new) for old, new in gathered.leading.items())
    return {page.path: page for page in (*leading, *standing, *moved)}


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


def _article_key(gathered: Gathered, linked: Mapping[str, Links], name: str, memory: Memory, site: Site) -> str:
    entry = gathered.entries[name]
    source = (entry.borrowed, linked[name], site)
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


def _comparison_key(gathered: Gathered, cluster: Cluster) -> str:
    members = [gathered.entries[name] for name in cluster.member_ids]
    texts = [(entry.digest, entry.borrowed) for entry in members]
    cards = [gathered.cards[name] for name in cluster.member_ids]
    return _key(cluster.canonical_id, (texts, cards, cluster.reason))


def _related(copies: Copies) -> dict[str, list[Relation]]:
    """Return how the members of each cluster are related to others, by its canonical id."""
    cluster_of = {name: one.canonical_id for one in copies.clusters for name in one.member_ids}
    found: dict[str, list[Relation]] = {}
    for relation in copies.relations:
        for name in (relation.match.left_id, relation.match.right_id):
            if name in cluster_of:
                found.setdefault(cluster_of[name], []).append(relation)
    return found


def _key(name: str, content: object) -> str:
    digest = blake2b(f"{code_digest()}\0{catalogue_digest()}\0{name}\0".encode(), digest_size=16)
    digest.update(msgspec.msgpack.encode(content))
    return digest.hexdigest()


def make_pages(
    plan: PagePlan, gathered: Gathered, store: Store, executor: Executor, progress: Progress, paths: Sequence[str]
) -> Iterator[Page]:
    """Yield the pages of some paths: articles from workers, then listings, then data."""
    asked: dict[str, list[Download | None]] = {}
    for path in paths:
        if path in plan.articles:
            asked.setdefault(plan.articles[path], []).append(None)
        elif path in plan.downloads:
            name, kind = plan.downloads[path]
            asked.setdefault(name, []).append(kind)
    wanted = {name: gathered.entries[name] for name in asked}
    every = (
        _Asked(article=article, links=plan.links[article.id], site=plan.site, kinds=tuple(asked[article.id]))
        for article in articles(wanted, store)
    )
    tasks = batches(every, PAGES_AT_ONCE)
    done = 0
    for pages in ordered_map(executor, partial(_article_pages, plan.language), tasks):
        yield from pages
        done += len(pages)
        progress("writing", done, len(paths))
    clusters = [plan.comparisons[path] for path in paths if path in plan.comparisons]
    subjects = batches(_subjects(clusters, gathered, store), COMPARISONS_AT_ONCE)
    for pages in ordered_map(executor, partial(_comparison_pages, plan.language), subjects):
        yield from pages
        done += len(pages)
        progress("writing", done, len(paths))
    for path in paths:
        if path in plan.shelves:
            with speaking(plan.language):
                page = shelf_page(plan.shelves[path])
            yield page
        elif path in plan.ready:
            yield plan.ready[path]
    yield from _data_pages(plan, gathered, store, frozenset(paths))


class _Asked(Struct, frozen=True, kw_only=True):
    """What a task makes of one article."""

    article: Article
    links: Links
    site: Site
    kinds: tuple[Download | None, ...]
    """Which of its files; None for its page."""


def _article_pages(language: str, batch: list[_Asked]) -> list[Page]:
    with speaking(language):
        return [_file(one, kind) for one in batch for kind in one.kinds]


def _file(one: _Asked, kind: Download | None) -> Page:
    if kind is None:
        return page_of(one.article, one.links, one.site)
    content = download(one.article, kind, _canonical_id(one.links), one.site)
    return Page(path=download_path(one.article.address, kind), content=content)


def _subjects(clusters: Sequence[Cluster], gathered: Gathered, store: Store) -> Iterator[Subject]:
    """Yield what a task needs of each cluster."""
    for cluster in clusters:
        entries = {name: gathered.entries[name] for name in compared_ids(cluster)}
        yield Subject(
            articles=tuple(articles(entries, store)),
            cards={name: gathered.cards[name] for name in cluster.member_ids},
            reason=cluster.reason,
        )


def _comparison_pages(language: str, batch: list[Subject]) -> list[Page]:
    with speaking(language):
        return [compared_page(subject) for subject in batch]


def _data_pages(plan: PagePlan, gathered: Gathered, store: Store, paths: frozenset[str]) -> Iterator[Page]:
    canonical = {name: cluster.canonical_id for cluster in gathered.copies.clusters for name in cluster.member_ids}
    for path in sorted(plan.data.keys() & paths):
        entries = {name: gathered.entries[name] for name in plan.data[path]}
        lines = b"".join(article_row(article, canonical.get(article.id)) for article in articles(entries, store))
        yield Page(path=path, content=compressed(lines) if path.endswith(".gz") else lines)
    if CLUSTERS_DATA in paths:
        related = _related(gathered.copies)
        rows = (cluster_row(one, related.get(one.canonical_id, ())) for one in gathered.copies.clusters)
        yield Page(path=CLUSTERS_DATA, content=b"".join(rows))
    if RELATED_DATA in paths:
        yield Page(path=RELATED_DATA, content=b"".join(map(relation_row, gathered.copies.relations)))
    if WITHDRAWN_DATA in paths:
        yield Page(path=WITHDRAWN_DATA, content=b"".join(_withdrawn_rows(gathered)))
    if REPORT_DATA in paths:
        yield Page(path=REPORT_DATA, content=report_json(plan.report))
