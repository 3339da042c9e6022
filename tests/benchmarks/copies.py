"""How well copies are found in labelled sets, beside the ways a user would otherwise pick, on the same records.

Scores come from the shared tools; the section is left out where they are not there.
"""

from __future__ import annotations

import importlib.util
import json
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from . import measure
from .corpora import Work, article_lines, tool
from .peers import NEEDS, PEERS
from .relabel import relabel
from .table import Cell, Table, megabytes

SETS = ("paywall-stress", "wire-helsinki", "json-newsplease", "wire-saudinews")
FOLDED = ("wire-saudinews",)
"""Sets that are also scored by labels made on folded words: spelling alone tells their copies apart."""
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
        columns=("set", "by", "articles", "P", "R", "F1", "ARI", "wall s", "CPU s", "peak MB"),
        rows=tuple(rows),
        notes=(
            "Whole build: with reading, cleaning, describing and writing all pages, on all cores. Others: no reading.",
            "with versions: an older capture of an article counts as a member of its cluster.",
            "The labels of the sets but paywall-stress and corpus come from overlaps of five words.",
            "folded: the same overlaps of words without hamza forms and diacritics, for every row of the set.",
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
    built = measure.run("generate", root=str(archive), data="whole")  # the shared tools read one file of articles
    data = archive / "docs" / "archive" / "data"
    spent = _spent(built.usage.wall, built.usage.cpu, built.usage.peak)
    for known, file in labels.items():
        yield (known, WHOLE, *_scored(work, file, data), *spent)
        if built.result["versions"]:
            versions = _scored(work, file, with_versions(data, archive / "data"))
            yield (known, f"{WHOLE}, with versions", *versions, *[None] * 3)
    for peer in peers:
        done = _of_peer(peer, archive)
        for known, file in labels.items():
            yield (known, peer, *(_scored(work, file, archive / "peer") if done else [None] * 5), *(done or [None] * 3))


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
    return (found["articles"], *(round(found[key], 4) for key in ("precision", "recall", "f1", "ari")))


def _spent(wall: float, cpu: float, peak: int) -> Row:
    return (round(wall, 2), round(cpu, 2), megabytes(peak))


def with_versions(data: Path, copy: Path) -> Path:
    """Write a site's data again, each older capture as an article of its own in its newest capture's cluster.

    Args:
        data: The data folder of a built site.
        copy: Where to write; made.

    Returns:
        The copy.
    """
    articles = list(map(json.loads, article_lines(data)))
    clusters = {row["canonical"]: row["members"] for row in _lines(data / "clusters.jsonl")}
    cluster_of = {member: canonical for canonical, members in clusters.items() for member in members}
    older = []
    for row in articles:
        for number, version in enumerate(row.get("versions") or ()):
            older.append({**version, "id": f"{row['id']}-{number}"})
            canonical = cluster_of.setdefault(row["id"], row["id"])
            clusters.setdefault(canonical, [row["id"]]).append(older[-1]["id"])
    copy.mkdir()
    _write(copy / "articles.jsonl", [*articles, *older])
    _write(copy / "clusters.jsonl", [{"canonical": name, "members": members} for name, members in clusters.items()])
    return copy


def _lines(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _write(path: Path, rows: list[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
