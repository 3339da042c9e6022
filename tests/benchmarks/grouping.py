"""Time of stages 4 and 5 alone: texts fingerprinted, surveyed, verified, clustered; and again with some more."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from generator import group
from generator.archive.copies import find_copies
from generator.archive.entries import Entry
from generator.archive.prepare import Prepared, encode_article
from generator.clean import edge_lines
from generator.fingerprint import fingerprint
from generator.kept.store import Store, open_store
from generator.model import Article, Cluster, Provenance, UInt64Array
from generator.parallel import batches, open_executor, ordered_map, seldom_collecting
from generator.pipeline import silent
from generator.settings import Settings

from . import corpus, measure
from .score import Score, score
from .table import Table, median, megabytes, ratio

Text = tuple[str, str | None, tuple[str, ...], str | None]
"""Id, outlet, paragraphs, and the name of the text or None."""

AT_ONCE = 500
"""Texts in one task."""

SLAB = 50_000
"""Texts in memory at once."""
ADDED = 1_000

_TEXTS: list[Text] = []
"""What the workers share: they are forked, so that no text is sent to them."""


def invented(number: int) -> Iterator[Text]:
    """Yield the texts of an invented corpus."""
    return corpus.texts(number)


class Shelf:
    """Texts as the pipeline has them before stage 5: fingerprinted, their bodies in a store."""

    def __init__(self, folder: Path, jobs: int = 0) -> None:
        self.settings = Settings.from_mapping({}, root=folder, docs=folder / "docs")
        self.jobs = jobs
        self.entries: dict[str, Entry] = {}
        self.standings: dict[str, group.Standing] = {}
        self.seconds: dict[str, float] = {}

    def add(self, texts: Iterable[Text], store: Store) -> None:
        """Fingerprint texts, which is timed, and put their bodies in the store, which is not: reading does that."""
        for slab in batches(texts, SLAB):
            _TEXTS[:] = slab
            with open_executor(self.jobs) as executor, _timed(self.seconds, "fingerprint"):
                hashes = [one for some in ordered_map(executor, _fingerprints, _ranges(len(slab))) for one in some]
            bodies = {name: encode_article(_article(name, paragraphs)) for name, _, paragraphs, _ in slab}
            store.put("body", bodies)
            for (name, outlet, paragraphs, _), own in zip(slab, hashes, strict=True):
                digest = blake2b(bodies[name], digest_size=16).hexdigest()
                self.entries[name] = Entry(
                    newest=_prepared(name, outlet, own),
                    older=(),
                    boilerplate=frozenset(),
                    size=sum(map(len, paragraphs)),
                    digest=digest,
                )
                self.standings[name] = group.Standing(is_agency=False, size=self.entries[name].size, published=None)
        _TEXTS.clear()  # grouping reads its texts from the store
        self.entries = dict(sorted(self.entries.items()))

    def clusters(self, store: Store) -> list[Cluster]:
        """Group the texts as the pipeline does with its defaults; the time is that of "group"."""
        with open_executor(self.jobs) as executor, seldom_collecting(), _timed(self.seconds, "group"):
            found = find_copies(self.settings, self.entries, self.standings, store, executor, silent)
        return list(found.clusters)


def group_texts(batch: Iterable[Text], jobs: int = 0) -> tuple[list[Cluster], dict[str, float]]:
    """Group texts; return the clusters, and the seconds that each step took."""
    with TemporaryDirectory() as folder, open_store(Path(folder) / "store", "benchmark") as store:
        shelf = Shelf(Path(folder), jobs)
        shelf.add(batch, store)
        return shelf.clusters(store), shelf.seconds


def group_added(number: int, added: int, jobs: int = 0) -> dict[str, Any]:
    """Group an invented corpus, add texts from all over it, group again; then all of it anew, to compare clusters."""
    every = max(1, (number + added) // added)
    with TemporaryDirectory() as folder, open_store(Path(folder) / "store", "benchmark") as store:
        shelf = Shelf(Path(folder), jobs)
        shelf.add((one for place, one in enumerate(invented(number + added)) if place % every), store)
        shelf.clusters(store)
        cold = dict(shelf.seconds)
        shelf.seconds.clear()
        shelf.add((one for place, one in enumerate(invented(number + added)) if not place % every), store)
        clusters = shelf.clusters(store)
        warm = dict(shelf.seconds)
        for kind in ("survey", "match"):
            store.keep_only(kind, ())
        same = shelf.clusters(store) == clusters
    labels = {name: label for name, _, _, label in invented(number + added)}
    found = score((one.member_ids for one in clusters), labels)
    return {"cold": cold, "warm": warm, "same": same, "precision": found.precision, "recall": found.recall}


@contextmanager
def _timed(seconds: dict[str, float], step: str) -> Iterator[None]:
    begun = time.perf_counter()
    yield
    seconds[step] = seconds.get(step, 0.0) + time.perf_counter() - begun


def _ranges(number: int) -> Iterator[range]:
    return (range(start, min(start + AT_ONCE, number)) for start in range(0, number, AT_ONCE))


def _fingerprints(places: range) -> list[UInt64Array]:
    return [fingerprint(_TEXTS[place][2]).hashes for place in places]


def _article(name: str, paragraphs: tuple[str, ...]) -> Article:
    unknown: dict[str, Any] = dict.fromkeys(
        ("outlet", "headline", "byline", "authors", "dateline", "agency", "section", "tags", "published")
    )
    return Article(
        id=name,
        given_id=None,
        slug=name,
        url=None,
        modified=None,
        language=None,
        paragraphs=paragraphs,
        lifted=(),
        dropped=(),
        extra={},
        provenance=Provenance(path=name, record=None, digest="", url=None, captured=None),
        **unknown,
    )


def _prepared(name: str, outlet: str | None, hashes: UInt64Array) -> Prepared:
    return Prepared(
        sketch="",
        body=name,
        id=name,
        loose=False,
        by_address=True,
        outlet=outlet,
        host="",
        has_headline=False,
        captured=None,
        published=None,
        modified=None,
        path=name,
        record=None,
        edges=edge_lines(()),
        hashes=hashes.tobytes(),
        withdrawn=None,
        lines=0,
        shown=0,
        lifted=0,
        dropped=0,
    )


def quality(batch: Sequence[Text], clusters: Sequence[Cluster]) -> Score:
    """Score clusters against the names of the texts."""
    return score((one.member_ids for one in clusters), {name: label for name, _, _, label in batch})


def table(sizes: Sequence[int], runs: int) -> Table:
    """Measure every size, run by run in turn."""
    found: dict[int, list[measure.Outcome]] = {size: [] for size in sizes}
    for _ in range(runs):
        for size in sizes:
            found[size].append(measure.run("grouping", limit=7200, number=size, added=ADDED))
    rows = []
    for size, outcomes in found.items():
        results = [one.result for one in outcomes]
        cold, warm = (
            {step: statistics.median(one[when][step] for one in results) for step in ("fingerprint", "group")}
            for when in ("cold", "warm")
        )
        first, again = sum(cold.values()), sum(warm.values())
        peak = median(one.usage.peak for one in outcomes)
        same = "yes" if all(one["same"] for one in results) else "NO"
        quality_found = (round(results[0]["precision"], 4), round(results[0]["recall"], 4))
        times = (first, *cold.values(), again, *warm.values(), ratio(again, first))
        rows.append((size, *times, same, megabytes(peak), *quality_found))
    return Table(
        title=f"Grouping alone (stages 4-5), invented texts, medians of {runs} interleaved runs",
        columns=(
            *("articles", "wall s", "fingerprint", "group", f"{ADDED:,} added", "fingerprint", "group", "ratio"),
            *("same clusters", "peak MB", "P", "R"),
        ),
        rows=tuple(rows),
        notes=(
            "Wall seconds; reading the texts back from the store included. Peak: all processes.",
            "Same clusters: as when all are grouped anew.",
        ),
    )
