"""The stages in order: `build`, and `check`, which is the same without a page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import AbstractContextManager
from hashlib import blake2b
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from .archive.alike import alike_tags
from .archive.comparison_pages import compared_ids
from .archive.copies import match_of
from .archive.effects import State, changes, effects
from .archive.entries import articles
from .archive.explain import comparison, explanation, find, find_tombstone
from .archive.folders import folders_of
from .archive.gather import Gathered, gather
from .archive.page_plan import make_pages, plan_pages
from .archive.portions import owner_of
from .archive.report import report_of
from .archive.returning import mark_of
from .archive.search_plan import NO_SEARCH, begin_shards, plan_search, search_pages
from .group import BUILT_IN, Engine, Thresholds
from .kept.bodies import drop_bodies, keep_bodies
from .kept.memory import NO_MEMORY, Memory
from .kept.store import Store, open_store, read_store, with_store
from .model import Article, Page, Portion, Report
from .model.errors import RemovalError, SettingError
from .parallel import SERIAL, Progress, seldom_collecting
from .render import Shelf, places, shelf_part
from .search import FOLDER, Contents, open_spool
from .settings import ARCHIVE, Settings, code_digest
from .settings.curator import Order, ledger_of
from .write import Written, pack, unpack, write

_T = TypeVar("_T")

_DATA, _INDEX = "data/", f"{FOLDER}/"
UNSEEN = (_DATA, _INDEX)
"""Where in the archive and in the site stands what no page shows."""
LATE = (*UNSEEN, f"{ARCHIVE}/{places.DATA.removesuffix('index.md')}")
"""Where in the site stands what may be put off: that, and the page about the data, which says how large they are."""


def silent(stage: str, done: int, total: int) -> None:
    """Report no progress."""


class Front(Struct, frozen=True):
    """What the archive's front page shows, for pages that somebody wrote by hand."""

    shelf: Shelf

    def part(self, uri: str) -> str:
        """Return it as a part of such a page, as Markdown; the page's path is below the docs folder."""
        return shelf_part(self.shelf, uri)


class Built(Struct, frozen=True, kw_only=True):
    """What a build did, and what stands now."""

    report: Report
    keys: Mapping[str, str]
    """Path of every file below the archive's folder -> digest of everything that it was made from."""
    behind: bool
    """Whether search index and data are those of an earlier build."""
    own: frozenset[str] | None
    """Those of them that stand there, where only a portion of the site is built."""
    whole: str
    """Digest of all that the pages of the whole archive are made from."""
    index: Contents | None
    """What the search index is made from, as far as it was made; None for a site without one."""
    front: Front
    days: Mapping[str, str]
    """Path of an article's page -> day on which the article last changed, as YYYY-MM-DD."""
    told: str
    """Digest of which texts are taken out; empty if none are."""
    ledger: bytes
    """The ledger of addresses as it is from now on."""
    written: Mapping[str, Written]
    """Path of every file below the archive's folder -> the file as it stands there."""
    until: int | None
    """When the same articles may become another archive, since an embargo may end; seconds, None for never."""


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
    may_remove: bool = True,
    portion: Portion | None = None,
    grouping: Engine = BUILT_IN,
) -> Built:
    """Write the pages of an archive: all stages in order.

    Args:
        settings: The archive's settings.
        executor: Runs the stages that need only values.
        progress: Told how far each stage is.
        put_off: Whether search index and data may stay as an earlier build left them: no page shows them, and they
            take longer than the page of an edited article.
        memory: What this process knows of the last build.
        may_remove: Whether more than half of the articles may be gone since the last build.
        portion: What of the site is built; None for all of it.
        grouping: Finds the copies.

    Raises:
        RemovalError: If more are gone than may be.
        SettingError: If the articles folder is missing or an authority file is wrong.
        OutputError: If pages cannot be written, or two claim one path.
        GeneratorError: If another build is at work in this archive.
    """
    _require_articles(settings)

    def opened(*, anew: bool = False) -> AbstractContextManager[Store]:
        return open_store(settings.store, code_digest(), memory=memory, anew=anew)

    def work(store: Store) -> Built:
        return _build_in(
            store,
            settings,
            executor,
            progress or silent,
            put_off=put_off,
            may_remove=may_remove,
            portion=portion,
            grouping=grouping,
        )

    with seldom_collecting():
        memory.begin()
        return with_store(opened, work)


def _build_in(
    store: Store,
    settings: Settings,
    executor: Executor,
    progress: Progress,
    *,
    put_off: bool,
    may_remove: bool,
    portion: Portion | None,
    grouping: Engine,
) -> Built:
    with open_spool(settings.store) as spool:
        gathered = gather(settings, store, executor, progress, engine=grouping)
        record = store.all_decoded("page", unpack)
        left = _unseen_keys(settings, record) if put_off and not store.rewrites else {}
        indexing = None
        if settings.search == "pagefind" and not left:
            indexing = begin_shards(gathered, store, spool, executor, portion, texts=not settings.is_compressed)
        plan = plan_pages(settings, gathered, store.memory)
        if not may_remove:
            _require_most(settings, gathered, plan.keys, record)
        search = plan_search(indexing, gathered, store, progress, portion) if indexing else NO_SEARCH
        keys = {path: key for path, key in plan.keys.items() if not (left and path.startswith(UNSEEN))}
        keys |= left or search.keys
        own = keys if portion is None else _of_portion(portion, gathered, keys, search.keys)

        def make(paths: Sequence[str]) -> Iterator[Page]:
            sizes = {path: kept.size for path, kept in record.items() if path.startswith(_DATA)}
            pages = make_pages(plan, gathered, store, executor, progress, paths, sizes)
            yield from keep_bodies(store, own, pages)
            yield from search_pages(search, gathered, store, spool, paths)

        outcome = write(own, settings.archive, record, make, untouched=store.untouched)
        store.put("page", {path: pack(kept) for path, kept in outcome.record.items() if record.get(path) != kept})
        store.keep_only("page", outcome.record)
        drop_bodies(store, outcome.record)
    report = replace(plan.report, written=outcome.written, unchanged=outcome.unchanged, removed=outcome.removed)
    return Built(
        report=report,
        keys=keys,
        behind=bool(left),
        own=None if portion is None else frozenset(own),
        whole=""
        if portion is None
        else blake2b(msgspec.json.encode(sorted(plan.keys.items())), digest_size=16).hexdigest(),
        index=search.contents,
        front=Front(plan.shelves[places.FRONT]),
        days=plan.days,
        told=store.told,
        ledger=ledger_of(gathered.ledger()),
        written=outcome.record,
        until=gathered.until,
    )


def _of_portion(
    portion: Portion, gathered: Gathered, keys: Mapping[str, str], index: Mapping[str, str]
) -> dict[str, str]:
    """Return the files of a portion; of the index only those are planned that are its own."""
    owns = owner_of(gathered, portion)
    return {path: key for path, key in keys.items() if path in index or owns(path)}


_ARTICLE = re.compile(r"(?:undated|\d{4}/\d\d)/[a-z0-9-]+-[0-9a-f]{8}\.md")


def _require_most(
    settings: Settings, gathered: Gathered, planned: Mapping[str, str], record: Mapping[str, Written]
) -> None:
    """Refuse to remove more than half of the articles: a folder that is empty by mistake must not empty the archive.

    Raises:
        RemovalError: If the ledger of addresses, or else the last build, had more than twice as many.
    """
    had, gone = gathered.lost
    if not had:
        pages = [path for path in record if _ARTICLE.fullmatch(path)]
        had, gone = len(pages), sum(path not in planned for path in pages)
    if 2 * gone > had:
        raise RemovalError(
            f"{settings.articles}: {gone:,} of the {had:,} articles of the last build are gone, more than half; "
            "nothing was changed; if that is meant, build once with --allow-removal"
        )


def _unseen_keys(settings: Settings, record: Mapping[str, Written]) -> dict[str, str]:
    """Return what may be put off as an earlier build left it: path -> key; nothing where a part of it is missing."""
    if settings.data and places.DATA not in record:
        return {}
    made = {_DATA: settings.data, places.DATA: settings.data, _INDEX: settings.search == "pagefind"}
    begun = tuple(place for place, wanted in made.items() if wanted)
    return {path: kept.key for path, kept in record.items() if path.startswith(begun)} if begun else {}


def check(settings: Settings, *, executor: Executor = SERIAL, progress: Progress | None = None) -> Report:
    """Read everything and report what a build would say of it; no file is written.

    Raises:
        SettingError: As `build`.
    """
    _require_articles(settings)

    def work(store: Store) -> Report:
        gathered = gather(settings, store, executor, progress or silent)
        return replace(report_of(gathered), folders=folders_of(gathered), alike=alike_tags(gathered.cards.values()))

    return _reading(settings, work)


def check_foreign(
    settings: Settings, place: Path, *, executor: Executor = SERIAL, progress: Progress | None = None
) -> Report:
    """Read a file or folder that is not among the articles as if it were, and report what would become of it.

    Args:
        settings: The archive's settings; what its curator decided of its own articles does not count.
        place: The file or folder.
        executor: As `build`.
        progress: As `build`.
    """
    folder = place if place.is_dir() else place.parent
    alone = () if place.is_dir() else ("/*", "!/" + re.sub(r"([\\*?\[\]!# ])", r"\\\1", place.name))
    nowhere = folder / ".backfile-has-none"
    foreign = replace(settings, articles=folder, exclude=alone, curation=nowhere, withdrawn=nowhere, addresses=nowhere)
    return check(foreign, executor=executor, progress=progress)


def preview(settings: Settings, *, executor: Executor = SERIAL, progress: Progress | None = None) -> str:
    """Return which pages a build would make, change and remove, as lines of text; no file is written.

    Raises:
        SettingError: As `build`.
    """
    _require_articles(settings)
    return _reading(
        settings,
        lambda store: _previewed(settings, gather(settings, store, executor, progress or silent), store),
    )


def _previewed(settings: Settings, gathered: Gathered, store: Store) -> str:
    plan = plan_pages(settings, gathered)
    record = store.all_decoded("page", unpack)
    before = {path: kept.key for path, kept in record.items() if not path.startswith(UNSEEN)}
    after = {path: key for path, key in plan.keys.items() if not path.startswith(UNSEEN)}
    differences = sorted(changes(before, after))
    counts = Counter(what for _, what in differences)
    told = " · ".join(f"{counts[what]:,} {what}" for what in ("new", "made anew", "removed"))
    moved = [f"leads on: {ARCHIVE}/{old}/ to {ARCHIVE}/{new}/" for old, new in sorted(gathered.leading.items())]
    report = report_of(gathered)
    lines = [*(f"{what}: {ARCHIVE}/{path}" for path, what in differences), *moved, *report.replaced, report.summary()]
    return "\n".join([*lines, f"{told} · {len(after.keys() & before.keys()) - counts['made anew']:,} as they are"])


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
    return _reading(
        settings,
        lambda store: _explanation(settings, gather(settings, store, executor, progress or silent), store, names),
    )


def _explanation(settings: Settings, gathered: Gathered, store: Store, names: Sequence[str]) -> str:
    thresholds = Thresholds(min_containment=settings.min_containment, min_shared=settings.min_shared)
    ids = sorted({find(gathered, name) for name in names})
    explained = list(articles({name: gathered.entries[name] for name in ids}, store))
    if len(explained) == 1:
        return explanation(explained[0], _copies_of(ids[0], gathered, store), gathered, thresholds)
    match = match_of(explained[0], explained[1], gathered.copies)
    return comparison(explained[0], explained[1], match, gathered, thresholds)


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

    def work(store: Store) -> tuple[Order, str]:
        before = gather(settings, store, executor, progress or silent)
        stone = find_tombstone(before, order.name)
        name = stone.id if stone else find(before, order.name)
        address = stone.address if stone else before.cards[name].address
        named = replace(order, name=f"{ARCHIVE}/{address}/")
        after = gather(settings, store, executor, progress or silent, [named])
        named = replace(named, text=mark_of(after.captures(name)[0]) if after.captures(name) else "")
        states = (State(gathered=one, keys=plan_pages(settings, one).keys) for one in (before, after))
        return named, effects(named, name, *states)

    return _reading(settings, work)


def _reading(settings: Settings, work: Callable[[Store], _T]) -> _T:
    """Do work with what earlier builds made, and leave it as it is."""

    def opened(*, anew: bool = False) -> AbstractContextManager[Store]:
        return read_store(settings.store, code_digest(), anew=anew)

    with seldom_collecting():
        return with_store(opened, work)


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
