"""Gather an archive: from the folder of articles to cards, clusters and links, everything but the pages.

This is what `build`, `check` and `explain` share. Articles themselves stay in the store; what is held in memory is a
card for each, some hundred bytes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from hashlib import blake2b

import numpy as np

from .clean import boilerplate
from .copies import Found, find_copies, standings_of, with_borrowed
from .entries import BATCH, Entry, articles
from .model import Authorities, Card, Passed, Problem, Taken
from .parallel import Progress, ordered_map
from .prepare import Prepared, decode_part, encode_article, part_key, prepare, tasks
from .read import Limits, Part, parts, release
from .render import card as card_of
from .settings import Settings, load_authorities, recipe
from .store import Store

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """An archive, ready to be shown."""

    entries: Mapping[str, Entry]
    """By id, sorted."""
    cards: Mapping[str, Card]
    copies: Found
    problems: tuple[Problem, ...]
    parts_read: int
    parts_reused: int
    records: int
    passed: tuple[Passed, ...]
    taken: tuple[Taken, ...]
    lines: tuple[int, int, int]
    """Lines shown, lifted into a field, and dropped, over all articles and their older versions."""


def gather(settings: Settings, store: Store, executor: Executor, progress: Progress) -> Gathered:
    """Read the archive's articles and find out what they share."""
    authorities = load_authorities(settings.authorities)
    found = _prepared(settings, authorities, store, executor, progress)
    groups, clashes = _captures_by_article(found.articles)
    repeated = boilerplate(
        ((one[0].outlet, one[0].edges) for one in groups.values() if one[0].outlet), at_least=settings.repeated_lines
    )
    entries, cards, lines = _finished(groups, repeated, store, progress)
    standings = standings_of(entries, cards, authorities)
    copies = find_copies(settings, entries, standings, store, executor, progress)
    entries, cards = with_borrowed(entries, cards, copies.clusters)
    return Gathered(
        entries=entries,
        cards=cards,
        copies=copies,
        problems=tuple(sorted((*found.problems, *clashes, *copies.problems), key=_place)),
        parts_read=found.read,
        parts_reused=found.reused,
        records=len(found.articles) + sum(problem.lost for problem in found.problems) + found.passed.total(),
        passed=tuple(Passed(path=path, reason=why, count=n) for (path, why), n in sorted(found.passed.items())),
        taken=tuple(Taken(path=path, format=name, captures=n) for (path, name), n in sorted(found.taken.items())),
        lines=lines,
    )


def _place(problem: Problem) -> tuple[str, int, str, str]:
    return (problem.path, problem.record or 0, problem.field or "", problem.message)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    articles: list[Prepared]
    problems: list[Problem]
    passed: Counter[tuple[str, str]]
    """Path and reason -> records."""
    taken: Counter[tuple[str, str]]
    """Path and format in words -> captures."""
    read: int
    reused: int


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


def _prepared(
    settings: Settings, authorities: Authorities, store: Store, executor: Executor, progress: Progress
) -> _Read:
    """Prepare the parts that the store does not have; return what became of all of them."""
    made_by = recipe(authorities)
    problems: list[Problem] = []
    passed: Counter[tuple[str, str]] = Counter()
    taken: Counter[tuple[str, str]] = Counter()
    keyed: dict[str, Part] = {}
    limits = Limits(
        record=settings.record_mb * MIB,
        file=settings.file_mb * MIB,
        expanded=settings.expanded_mb * MIB,
        ratio=settings.expanded_ratio,
    )
    cuts = _Cuts(store)
    for part in parts(settings.articles, exclude=settings.exclude, mapping=settings.fields, limits=limits, cuts=cuts):
        if isinstance(part, Problem):
            problems.append(part)
        elif isinstance(part, Passed):
            passed[part.path, part.reason] += part.count
        else:
            keyed[part_key(part, made_by)] = part
    values = dict(store.get("part", keyed))
    missing = [(key, part) for key, part in keyed.items() if key not in values]
    done = 0
    for finished in ordered_map(executor, prepare, tasks(settings.articles, missing, authorities)):
        for one in finished:
            store.put("body", one.bodies)
            if one.whole:
                store.put("part", {one.key: one.part})
            values[one.key] = one.part
        done += len(finished)
        progress("reading", done, len(missing))
    release()
    store.commit()
    articles: list[Prepared] = []
    for key, part in keyed.items():
        prepared = decode_part(values[key])
        articles += prepared.articles
        problems += prepared.problems
        passed.update({(one.path, one.reason): one.count for one in prepared.passed})
        taken.update({(part.path, name): count for name, count in prepared.formats.items()})
    store.keep_only("part", keyed)
    store.keep_only("cut", cuts.used)
    store.keep_only("body", (article.body for article in articles))
    return _Read(
        articles=articles,
        problems=problems,
        passed=passed,
        taken=taken,
        read=len(missing),
        reused=len(keyed) - len(missing),
    )


def _captures_by_article(articles: Iterable[Prepared]) -> tuple[dict[str, list[Prepared]], list[Problem]]:
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
        if not captures[0].by_address:
            strangers = [one for one in captures[1:] if not _share_text(captures[0], one)]
            problems += [_clash(captures[0], one) for one in strangers]
            groups[name] = [one for one in captures if one not in strangers]
        groups[name].reverse()
    return dict(sorted(groups.items())), problems


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


def _finished(
    groups: Mapping[str, list[Prepared]], repeated: Mapping[str, frozenset[int]], store: Store, progress: Progress
) -> tuple[dict[str, Entry], dict[str, Card], tuple[int, int, int]]:
    """Finish every article once, and keep its card and digest."""
    entries: dict[str, Entry] = {}
    cards: dict[str, Card] = {}
    shown = lifted = dropped = 0
    for name, captures in groups.items():
        entries[name] = Entry(
            newest=captures[0],
            older=tuple(captures[1:]),
            boilerplate=repeated.get(captures[0].outlet or "", frozenset()),
        )
    for article in articles(entries, store):
        digest = blake2b(encode_article(article), digest_size=16).hexdigest()
        entries[article.id] = replace(entries[article.id], digest=digest, size=len(article.text))
        cards[article.id] = card_of(article)
        older = entries[article.id].older
        shown += len(article.paragraphs) + sum(one.shown for one in older)
        lifted += len(article.lifted) + sum(one.lifted for one in older)
        dropped += len(article.dropped) + sum(one.dropped for one in older)
        if not len(cards) % BATCH:
            progress("describing", len(cards), len(entries))
    return entries, cards, (shown, lifted, dropped)
