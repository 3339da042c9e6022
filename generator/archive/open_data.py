"""Stage 7 over an archive: the files of its open data, what each is made from, and those that are missing.

A file that holds articles is cut by year where it would be large, and a large year by month: an article more then costs
no more than the files of its own part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from operator import itemgetter
from typing import Literal, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from generator.kept.gzipped import zstandard_writer
from generator.kept.store import Store
from generator.model import Card, Page, Relation, Report, Site
from generator.model.errors import SettingError
from generator.parallel import begun, near
from generator.render import (
    article_row,
    cluster_row,
    event_row,
    package,
    packed,
    relation_row,
    report_json,
    tables,
    withdrawn_row,
    work_row,
)
from generator.settings import Settings

from .entries import Entry, bodies_of, finish
from .gather import Gathered

WITHDRAWN = "data/withdrawn.jsonl"
"""Never packed: it is short, and whoever holds a copy of the data must find it."""
REPORT = "data/report.json"
WHOLE = ""
"""Name of the part that holds all articles of a small archive."""
LARGE = 5000
"""Articles that one file holds at most, where their days tell more than one from another: 25 MB of JSON lines."""

SPEED = 8000
"""Articles whose files are made in a second of processor time."""
PARTS_AT_ONCE = 4
"""Parts whose texts wait for a worker or are in one: so the memory of a build is bounded."""

Ending = Literal["jsonl", "jsonl.zst", "csv", "csv.gz", "parquet"]
"""Lines are packed as zstd: texts take a fifth less room so, and half the time; tables as what browsers read, too."""
Key = Callable[[str, object], str]
T = TypeVar("T")


class DataPlan(Struct, frozen=True, kw_only=True):
    """Every file of the data, and what each is made from."""

    keys: Mapping[str, str]
    """Path -> digest of everything the file is made from."""
    parts: Mapping[str, tuple[str, ...]]
    """Name of each part of the articles -> their ids."""
    endings: tuple[Ending, ...]
    """Of the files of each part."""
    described: package.Described | None
    """What is said of the data as a whole; None where there are none."""
    descriptions: Mapping[str, bytes]
    """Path -> content, of the small files that describe the others."""
    site: Site
    report: Report


NO_DATA = DataPlan(keys={}, parts={}, endings=(), described=None, descriptions={}, site=Site(), report=Report())


def articles_path(part: str, ending: Ending) -> str:
    """Return where a part of the articles stands: `data/articles.csv`, `data/articles/2019.csv`."""
    return f"data/articles{part and '/'}{part}.{ending}"


def table_path(path: str, settings: Settings) -> str:
    """Return where a table stands, by where it stands if nothing is packed."""
    return f"{path}.gz" if settings.is_compressed else path


def _packed(path: str, content: bytes) -> Page:
    """Return a file, packed where its name says so."""
    return Page(path=path, content=packed(path, content))


def _endings(settings: Settings) -> tuple[Ending, ...]:
    if not settings.is_compressed:
        return ("jsonl", *settings.tables)
    return ("jsonl.zst", *("csv.gz" if one == "csv" else one for one in settings.tables))


def plan_data(settings: Settings, gathered: Gathered, report: Report, key: Key) -> DataPlan:
    """Say which files of data the archive has, and what each is made from.

    Args:
        settings: Which of them are wanted.
        gathered: What they hold.
        report: What was read.
        key: Makes a digest of a path and of what stands there.

    Raises:
        SettingError: If Parquet is wanted and PyArrow is not installed.
    """
    if not settings.data:
        return replace(NO_DATA, report=report)
    copies = gathered.copies
    endings = _endings(settings)
    least = 0 if settings.is_compressed else LARGE
    parts = _parts(gathered, least=least) if settings.data != "whole" else _one_part(gathered)
    if settings.is_compressed:
        parts = _by_outlet(parts, gathered.cards)
    sources = _sources(gathered, parts)
    writers = {ending: write() for ending, write in _WRITERS.items() if ending in endings}
    keys = {
        (path := articles_path(part, ending)): key(path, (source, settings.told, writers.get(ending)))
        for part, source in sources.items()
        for ending in endings
    }
    lines: dict[str, object] = {
        "clusters": (copies.clusters, copies.relations),
        "related": copies.relations,
        **({"works": (gathered.works, _languages(gathered))} if settings.translated else {}),
        **({"events": gathered.events} if settings.events else {}),
    }
    keys |= {
        (path := f"data/{name}.{endings[0]}"): key(path, (source, writers.get(endings[0])))
        for name, source in lines.items()
    }
    keys[WITHDRAWN] = key(WITHDRAWN, withdrawn_rows(gathered))
    keys[REPORT] = key(REPORT, replace(report, parts_read=0, parts_reused=0))
    if settings.tables:
        source = (copies.clusters, copies.relations, _shown_of_pairs(gathered))
        keys |= {(path := f"data/copies.{one}"): key(path, (source, writers.get(one))) for one in endings[1:]}
    described = _description(gathered, settings.told, parts, endings)
    descriptions = {path: make(described) for path, make in package.DESCRIPTIONS.items()}
    keys |= {path: key(path, content) for path, content in descriptions.items()}
    return DataPlan(
        keys=keys,
        parts=parts,
        endings=endings,
        described=described,
        descriptions=descriptions,
        site=settings.told,
        report=report,
    )


def _sources(gathered: Gathered, parts: Mapping[str, Sequence[str]]) -> dict[str, list[tuple[object, ...]]]:
    """Return what the rows of each part are made from: of what pages lead to, the main copy alone."""
    main = {name: (one, _key_of(one, gathered)) for name, one in _main_copies(gathered).items()}
    return {
        part: [((entry := gathered.entries[name]).digest, entry.borrowed, main.get(name)) for name in names]
        for part, names in parts.items()
    }


def _description(
    gathered: Gathered, site: Site, parts: Mapping[str, Sequence[str]], endings: tuple[Ending, ...]
) -> package.Described:
    """Return what is said of the data as a whole."""
    cards = gathered.cards.values()
    clusters, relations = gathered.copies.clusters, gathered.copies.relations
    held = {
        "articles": len(cards),
        "clusters": len(clusters),
        "related": len(relations),
        "works": len(gathered.works),
        "withdrawn": len(withdrawn_rows(gathered)),
    }
    files = tuple(package.data_files(tuple(parts), endings, [name for name, some in held.items() if some]))
    held["copies"] = sum(len(cluster.matches) for cluster in clusters) + len(relations)
    rows = {path: held[one.name] for one in files if one.name in held for path in one.paths}
    rows |= {
        articles_path(part, ending).removeprefix(package.FOLDER): len(names)
        for part, names in parts.items()
        for ending in endings
    }
    days = sorted({card.published[:10] for card in cards if card.published})
    return package.Described(
        site=site,
        articles=len(cards),
        outlets=len({card.outlet for card in cards if card.outlet}),
        first=days[0] if days else "",
        last=days[-1] if days else "",
        languages=tuple(sorted({card.language for card in cards if card.language})),
        files=files,
        rows=rows,
    )


@cache
def _parquet_writer() -> str:
    """Return what writes Parquet: its name stands in the files."""
    try:
        return f"pyarrow {version('pyarrow')}"
    except PackageNotFoundError:
        message = (
            "plugins: backfile: tables: parquet needs PyArrow; pip install 'backfile[tables]', or leave parquet out"
        )
        raise SettingError(message) from None


_WRITERS: Mapping[str, Callable[[], str]] = {"parquet": _parquet_writer, "jsonl.zst": zstandard_writer}


def _one_part(gathered: Gathered) -> dict[str, tuple[str, ...]]:
    return {WHOLE: tuple(gathered.entries)}


def _parts(gathered: Gathered, *, least: int) -> dict[str, tuple[str, ...]]:
    """Return the ids of each part's articles: of all, of a year, or of a month of a large year.

    Args:
        gathered: The archive.
        least: Articles that stand in one part, whenever they were published.
    """
    if len(gathered.entries) <= least:
        return _one_part(gathered)
    of_year = _by(gathered.entries, lambda name: _period(gathered.cards[name], 4))
    paths: dict[str, tuple[str, ...]] = {}
    for year, names in sorted(of_year.items()):
        if len(names) <= LARGE:
            paths[year] = tuple(names)
        else:
            months = _by(names, lambda name: _period(gathered.cards[name], 7))
            paths |= {month: tuple(some) for month, some in sorted(months.items())}
    return paths


def _by_outlet(parts: Mapping[str, Sequence[str]], cards: Mapping[str, Card]) -> dict[str, tuple[str, ...]]:
    """Return the parts with an outlet's articles one behind the other: packed, what they have in common stands once."""
    return {
        part: tuple(sorted(names, key=lambda name: (cards[name].outlet or "", name))) for part, names in parts.items()
    }


def _period(card: Card, length: int) -> str:
    return card.published[:length] if card.published else "undated"


def _by(names: Iterable[str], of: Callable[[str], str]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for name in names:
        groups.setdefault(of(name), []).append(name)
    return groups


def withdrawn_rows(gathered: Gathered) -> list[bytes]:
    """Return the data's line of every withdrawn article, by address."""
    told = [(one.address, one.id, one.withdrawal) for one in gathered.tombstones]
    kept = gathered.withdrawals.keys() & gathered.cards.keys()
    told += [(gathered.cards[name].address, name, gathered.withdrawals[name]) for name in kept]
    return [withdrawn_row(name, address, withdrawal) for address, name, withdrawal in sorted(told, key=itemgetter(0))]


def pairs(gathered: Gathered) -> Iterator[tables.Pair]:
    """Yield every pair that shares text: the copies by cluster, then those that are related and no copies."""
    cards = gathered.cards
    for cluster in gathered.copies.clusters:
        canonical = tables.key_of(cards[cluster.canonical_id].address)
        for match in cluster.matches:
            copy = match.copy_id(cluster.canonical_id)
            yield tables.Pair(
                match=match,
                left=cards[match.left_id],
                right=cards[match.right_id],
                canonical=canonical,
                subject=cards[copy],
                kind=match.kind_of(copy),
            )
    for relation in gathered.copies.relations:
        match = relation.match
        yield tables.Pair(
            match=match,
            left=cards[match.left_id],
            right=cards[match.right_id],
            canonical=None,
            subject=cards[match.shorter_id],
            kind=relation.kind,
        )


def _shown_of_pairs(gathered: Gathered) -> list[tuple[object, ...]]:
    """Return what the table of pairs says of the articles themselves."""
    matches = [match for cluster in gathered.copies.clusters for match in cluster.matches]
    matches += [relation.match for relation in gathered.copies.relations]
    cards = [gathered.cards[name] for name in sorted({name for one in matches for name in (one.left_id, one.right_id)})]
    return [(one.address, one.outlet, one.headline, one.published, one.words) for one in cards]


def data_pages(
    plan: DataPlan, gathered: Gathered, articles: Iterable[list[Page]], paths: frozenset[str]
) -> Iterator[Page]:
    """Yield the files of the data that stand at some paths; those of the articles were begun before."""
    for pages in articles:
        yield from pages
    for ending in plan.endings:
        if (path := f"data/copies.{ending}") in paths:
            yield _packed(path, _table(tables.COPIES, list(pairs(gathered)), ending))
        for name, rows in _LINES.items():
            if (path := f"data/{name}.{ending}") in paths:
                yield _packed(path, b"".join(rows(gathered)))
    if WITHDRAWN in paths:
        yield Page(path=WITHDRAWN, content=b"".join(withdrawn_rows(gathered)))
    for path in plan.descriptions.keys() & paths:
        yield Page(path=path, content=plan.descriptions[path])
    if REPORT in paths:
        yield Page(path=REPORT, content=report_json(plan.report))


def _cluster_rows(gathered: Gathered) -> Iterator[bytes]:
    related = _relations_by_cluster(gathered)
    return (cluster_row(one, related.get(one.canonical_id, ())) for one in gathered.copies.clusters)


def _related_rows(gathered: Gathered) -> Iterator[bytes]:
    return map(relation_row, gathered.copies.relations)


def _work_rows(gathered: Gathered) -> Iterator[bytes]:
    """Yield what there is only where translations are asked for."""
    languages = _languages(gathered)
    return (work_row(work, languages) for work in gathered.works)


def _event_rows(gathered: Gathered) -> Iterator[bytes]:
    """Yield what there is only where other reports of an event are asked for."""
    return (event_row(one.left_id, one.right_id, one.cosine, len(one.shared)) for one in gathered.events)


_LINES: Mapping[str, Callable[[Gathered], Iterator[bytes]]] = {
    "clusters": _cluster_rows,
    "related": _related_rows,
    "works": _work_rows,
    "events": _event_rows,
}


class _Part(Struct, frozen=True, kw_only=True):
    """What a task needs for the files of one part of the articles."""

    name: str
    entries: tuple[Entry, ...]
    bodies: Mapping[str, bytes]
    main: Mapping[str, tuple[str, str]]
    """Id of an article that has copies -> id and key of the main one."""
    endings: tuple[Ending, ...]
    site: Site


def begin_articles_data(
    plan: DataPlan, gathered: Gathered, store: Store, executor: Executor, paths: frozenset[str]
) -> Iterator[list[Page]]:
    """Begin to make those files of the articles that stand at some paths, and return what comes of each part."""
    wanted = {
        part: asked
        for part in plan.parts
        if (asked := tuple(ending for ending in plan.endings if articles_path(part, ending) in paths))
    }
    main = _main_copies(gathered)
    tasks = (_part(part, asked, plan, gathered, main, store) for part, asked in wanted.items())
    seconds = sum(len(plan.parts[part]) for part in wanted) / SPEED
    return begun(near(executor), _articles_files, tasks, seconds=seconds, ahead=PARTS_AT_ONCE)


def _part(
    name: str,
    endings: tuple[Ending, ...],
    plan: DataPlan,
    gathered: Gathered,
    main: Mapping[str, str],
    store: Store,
) -> _Part:
    ids = plan.parts[name]
    entries = tuple(gathered.entries[one] for one in ids)
    return _Part(
        name=name,
        entries=entries,
        bodies=bodies_of(entries, store),
        main={one: (main[one], _key_of(main[one], gathered)) for one in ids if one in main},
        endings=endings,
        site=plan.site,
    )


def _articles_files(part: _Part) -> list[Page]:
    """Return the files of a part; its articles are opened once for all of them."""
    nothing = (None, None)
    told = [
        tables.Told(article=article, canonical=part.main.get(article.id, nothing)[1], site=part.site)
        for article in (finish(entry, part.bodies) for entry in part.entries)
    ]
    main = {name: canonical for name, (canonical, _) in part.main.items()}
    return [_packed(articles_path(part.name, one), _articles_file(told, main, one)) for one in part.endings]


def _main_copies(gathered: Gathered) -> dict[str, str]:
    """Return the id of the main copy of each article that has copies."""
    return {name: one.canonical_id for one in gathered.copies.clusters for name in one.member_ids}


def _key_of(name: str, gathered: Gathered) -> str:
    return tables.key_of(gathered.cards[name].address)


def _articles_file(told: Sequence[tables.Told], main: Mapping[str, str], ending: Ending) -> bytes:
    if not ending.startswith("jsonl"):
        return _table(tables.ARTICLES, told, ending)
    return b"".join(article_row(one.article, main.get(one.article.id)) for one in told)


def _table(table: tables.DataTable[T], rows: Sequence[T], ending: Ending) -> bytes:
    if ending == "parquet":
        return tables.parquet(table, rows)
    return tables.csv_head(table) + tables.csv_rows(table, rows)


def _relations_by_cluster(gathered: Gathered) -> dict[str, list[Relation]]:
    """Return how the members of each cluster are related to others, by its canonical id."""
    cluster_of = _main_copies(gathered)
    relations: dict[str, list[Relation]] = {}
    for relation in gathered.copies.relations:
        for name in (relation.match.left_id, relation.match.right_id):
            if name in cluster_of:
                relations.setdefault(cluster_of[name], []).append(relation)
    return relations


def _languages(gathered: Gathered) -> dict[str, str | None]:
    """Return the language of every member of a work."""
    return {name: gathered.cards[name].language for work in gathered.works for name in work.member_ids}
