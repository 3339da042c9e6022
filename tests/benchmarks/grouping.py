"""Time of stages 4 and 5 alone: texts in memory, fingerprinted, surveyed, verified, clustered."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from typing import Any

from generator import group
from generator.fingerprint import fingerprint, shingles
from generator.model import Cluster, Match, Shingled, UInt64Array
from generator.parallel import batches, open_executor, ordered_map
from generator.settings import OPTIONS

from . import corpus, measure
from .score import Score, score
from .table import Table, median, megabytes, ratio

Text = tuple[str, str | None, tuple[str, ...], str | None]
"""Id, outlet, paragraphs, and the name of the text or None."""

AT_ONCE = 500
"""Texts in one task."""

_TEXTS: list[Text] = []
"""What the workers share: they are forked, so that no text is sent to them."""


def invented(number: int) -> list[Text]:
    """Return the texts of an invented corpus, sorted by id."""
    return sorted(corpus.texts(number))


def group_texts(batch: Sequence[Text], jobs: int = 0) -> tuple[list[Cluster], dict[str, float]]:
    """Group texts as the pipeline does with its defaults; return the clusters, and the seconds that each step took."""
    _TEXTS[:] = batch
    clock = _Clock()
    with open_executor(jobs) as executor:
        hashes: list[UInt64Array] = []
        for found in ordered_map(executor, _fingerprints, _ranges(len(batch))):
            hashes += found
        clock.stop("fingerprint")
        names = [name for name, _, _, _ in batch]
        surveyed = group.survey(names, [outlet for _, outlet, _, _ in batch], hashes)
        clock.stop("survey")
        places = {name: place for place, name in enumerate(names)}
        standings = {
            name: group.Standing(is_agency=False, size=sum(map(len, paragraphs)), published=None)
            for name, _, paragraphs, _ in batch
        }
        verified: dict[group.Pair, Match] = {}
        clusters: list[Cluster] = []
        pairs = list(surveyed.candidates)
        while pairs:
            wanted = sorted({name for pair in pairs for name in pair})
            tasks = (
                [(places[one], surveyed.boilerplate.get(one)) for one in some] for some in batches(wanted, AT_ONCE)
            )
            made = (one for some in ordered_map(executor, _shingled, tasks) for one in some)
            texts = dict(zip(wanted, made, strict=True))
            verified |= {pair: group.verify(pair, texts[pair[0]], texts[pair[1]]) for pair in pairs}
            clock.stop("verify")
            clusters, pairs = group.cluster(verified, standings, **_limits())
            clock.stop("cluster")
    return clusters, clock.seconds


def _limits() -> dict[str, Any]:
    return {name: OPTIONS[name].default for name in ("min_containment", "min_shared")}


class _Clock:
    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._begun = time.perf_counter()

    def stop(self, step: str) -> None:
        now = time.perf_counter()
        self.seconds[step] = self.seconds.get(step, 0.0) + now - self._begun
        self._begun = now


def _ranges(number: int) -> Iterator[range]:
    return (range(start, min(start + AT_ONCE, number)) for start in range(0, number, AT_ONCE))


def _fingerprints(places: range) -> list[UInt64Array]:
    return [fingerprint(_TEXTS[place][2]).hashes for place in places]


def _shingled(wanted: list[tuple[int, UInt64Array | None]]) -> list[Shingled]:
    return [shingles(_TEXTS[place][2], boilerplate) for place, boilerplate in wanted]


def quality(batch: Sequence[Text], clusters: Sequence[Cluster]) -> Score:
    """Score clusters against the names of the texts."""
    return score((one.member_ids for one in clusters), {name: label for name, _, _, label in batch})


def size_of(batch: Sequence[Text]) -> int:
    """Return the bytes that the texts take in memory."""
    return sum(sys.getsizeof(part) for _, _, paragraphs, _ in batch for part in paragraphs)


def table(sizes: Sequence[int], runs: int) -> Table:
    """Measure every size, run by run in turn."""
    found: dict[int, list[measure.Outcome]] = {size: [] for size in sizes}
    for _ in range(runs):
        for size in sizes:
            found[size].append(measure.run("grouping", limit=7200, number=size))
    rows = []
    for size, outcomes in found.items():
        results = [one.result for one in outcomes]
        steps = (median(one[step] for one in results) for step in ("fingerprint", "survey", "verify", "cluster"))
        wall, cpu = (median(one[name] for one in results) for name in ("wall", "cpu"))
        held = results[0]["texts"]
        peak = median(one.usage.peak for one in outcomes)
        quality_found = (round(results[0]["precision"], 4), round(results[0]["recall"], 4))
        rows.append(
            (size, wall, cpu, ratio(cpu, size / 1000), *steps, megabytes(peak), megabytes(held), *quality_found)
        )
    return Table(
        title=f"Grouping alone (stages 4-5), invented texts in memory, medians of {runs} interleaved runs",
        columns=(
            *("articles", "wall s", "CPU s", "CPU s/1,000", "fingerprint", "survey", "verify", "cluster"),
            *("peak MB", "texts MB", "P", "R"),
        ),
        rows=tuple(rows),
        notes=("Steps in wall seconds. Peak: all processes, the texts themselves included.",),
    )
