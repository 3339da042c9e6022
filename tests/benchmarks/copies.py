"""How well copies are found in labelled sets, beside the ways a user would otherwise pick, on the same records.

Scores come from the shared tools; the section is left out where they are not there.
"""

from __future__ import annotations

import importlib.util
import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from . import measure
from .corpora import Work, tool
from .peers import NEEDS, PEERS
from .relabel import put_right, relabel
from .table import Cell, Table, megabytes

SETS = ("paywall-stress", "wire-helsinki", "json-newsplease", "wire-saudinews")
FOLDED = ("wire-saudinews",)
"""Sets that are also scored by labels made on folded words: spelling alone tells their copies apart."""
RIGHT = (0.8, 0.85, 0.9)
"""Shares of aligned words from which labels on folded words are put right; several, since none is the one right one."""
LABELS = ("truth.jsonl", "silver_pairs.tsv", "pairs.tsv")
WHOLE = "Backfile, whole build"
PEER_LIMIT = 1200.0
"""Seconds that another library may take."""

Row = tuple[Cell, ...]


def table(work: Work, sizes: Sequence[int], peers: Sequence[str] = tuple(PEERS)) -> Table:
    """Score Backfile and its peers on every labelled set, and on the truth of corpora of some sizes."""
    if work.shared is None:
        return Table(
            title="Copies", columns=(), rows=(), notes=("left out: no labelled sets here; see --shared in the help",)
        )
    rows: list[Row] = []
    for name in SETS:
        rows += _rows(work, name, work.records(name), peers)
    for size in sizes:
        rows += _rows(work, f"corpus {size:,}", work.corpus("shared", size), peers)
    return Table(
        title="Copies: pairs of articles in one cluster against labelled pairs; one run each",
        columns=("set", "by", "articles", "P", "R", "F1", "ARI", "decided", "wall s", "CPU s", "peak MB"),
        rows=tuple(rows),
        notes=(
            "Whole build: with reading, cleaning, describing and writing all pages, on all cores. Others: no reading.",
            "An older capture of an article counts as a member of its cluster.",
            "The labels of the sets but paywall-stress and corpus come from overlaps of five words.",
            "folded: the same overlaps of words without hamza forms and diacritics, for every row of the set.",
            "aligned: those, put right where that share of either text's words stands in the other in the same order,",
            "and where less than .6 of the shorter's do; ARI is that of the clusters that the labels close to.",
            "decided: ARI without the pairs that labels leave undecided (contained, partial, or in one chain), which",
            "count neither way in P and R either; ARI counts them as labelled unlike, or alike.",
        ),
    )


def _rows(work: Work, name: str, source: Path, peers: Sequence[str]) -> Iterator[Row]:
    archive = work.fresh("copies")
    (archive / "docs").mkdir()
    shutil.copytree(source / "articles", archive / "articles")
    labels = {name: next(source / label for label in LABELS if (source / label).exists())}
    if name in FOLDED:
        labels[f"{name}, folded"] = archive / "pairs.tsv"
        relabel(archive / "articles", archive / "pairs.tsv")
        right = {share: archive / f"pairs-{share}.tsv" for share in RIGHT}
        put_right(archive / "articles", archive / "pairs.tsv", right)
        labels |= {f"{name}, {share:.0%} aligned": file for share, file in right.items()}
    built = measure.run("generate", root=str(archive), data="whole")  # the shared tools read one file of articles
    data = archive / "docs" / "archive" / "data"
    spent = _spent(built.usage.wall, built.usage.cpu, built.usage.peak)
    for known, file in labels.items():
        yield (known, WHOLE, *_scored(work, file, data), *spent)
    for peer in peers:
        done = _of_peer(peer, archive)
        for known, file in labels.items():
            yield (known, peer, *(_scored(work, file, archive / "peer") if done else [None] * 6), *(done or [None] * 3))


def _of_peer(peer: str, archive: Path) -> Row | None:
    """Let a peer find the copies, and return what it took; None if it is not installed or takes too long."""
    needed = next((package for start, package in NEEDS.items() if peer.startswith(start)), None)
    if needed and importlib.util.find_spec(needed) is None:
        return None
    try:
        done = measure.run("peer", PEER_LIMIT, name=peer, folder=str(archive / "articles"), data=str(archive / "peer"))
    except measure.TaskError:
        return None
    return _spent(done.result["wall"], done.result["cpu"], done.usage.peak)


def _scored(work: Work, labels: Path, data: Path) -> Row:
    assert work.shared is not None
    found = json.loads(tool("score_copies.py", ["--json", str(labels), str(data)], work.shared))
    figures = (*(found[key] for key in ("precision", "recall", "f1", "ari")), decided(found))
    return (found["articles"], *(round(one, 4) for one in figures))


def decided(found: Mapping[str, float]) -> float:
    """Return the adjusted Rand index over the pairs that labels decide, from a score's numbers of pairs."""
    labelled, joined = found["positives"], found["true_positives"] + found["false_positives"]
    expected = labelled * joined / max(1, found["articles"] * (found["articles"] - 1) / 2 - found["ignored"])
    highest = (labelled + joined) / 2
    return (found["true_positives"] - expected) / (highest - expected) if highest != expected else 1.0


def _spent(wall: float, cpu: float, peak: int) -> Row:
    return (round(wall, 2), round(cpu, 2), megabytes(peak))
