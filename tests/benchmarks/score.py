"""Score clusters against the truth of a corpus: precision, recall and F1 over pairs of articles."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from .corpora import article_lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How well clusters agree with the truth, each from 0 to 1."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Return the harmonic mean of the two."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def score(clusters: Iterable[Iterable[str]], truth: Mapping[str, str | None]) -> Score:
    """Score clusters; all pairs of a cluster count.

    Args:
        clusters: Given ids of the members of each.
        truth: Given id -> name of the text, None for an article that has no copy.
    """
    found = [list(members) for members in clusters]
    predicted = _pairs(map(len, found))
    right = sum(_pairs(Counter(filter(None, map(truth.get, members))).values()) for members in found)
    real = _pairs(Counter(filter(None, truth.values())).values())
    return Score(precision=right / predicted if predicted else 1.0, recall=right / real if real else 1.0)


def _pairs(sizes: Iterable[int]) -> int:
    return sum(size * (size - 1) // 2 for size in sizes)


def read_truth(folder: Path) -> dict[str, str | None]:
    """Return the truth of a corpus: given id -> name of the text or None."""
    with (folder / "truth.jsonl").open(encoding="utf-8") as lines:
        return {row["given_id"]: row["cluster"] for row in map(json.loads, lines)}


def score_of_archive(data: Path, truth: Mapping[str, str | None]) -> Score:
    """Score the clusters of a built archive from its data files."""
    given = {row["id"]: row["given_id"] for row in map(json.loads, article_lines(data))}
    with (data / "clusters.jsonl").open(encoding="utf-8") as lines:
        clusters = [[given[member] for member in row["members"]] for row in map(json.loads, lines)]
    return score(clusters, truth)
