"""Labels of copies made anew on folded words, to tell what a labelled set's own labels miss.

The shared sets' labels come from overlaps of five words as they are written, so a text that one outlet writes without
hamza or diacritics counts as no copy. Here are the same overlaps and the same kinds, on words as the search folds them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from pathlib import Path

from generator.search.fold import words

from .peers import Record, read_records

SHINGLE_WORDS = 5
COMMON = 200
"""A shingle that more articles have proposes no pair."""
CONTAINMENT, COPY_RESEMBLANCE, EDITED_RESEMBLANCE = 0.8, 0.6, 0.3
LEAST = 0.5
"""Containment from which a pair is labelled at all."""

Shingles = frozenset[int]


def relabel(folder: Path, target: Path) -> None:
    """Write the labels of some records' pairs, in the shape of the sets' own.

    Args:
        folder: Of the records, `articles/*.jsonl`.
        target: The file to write.
    """
    records: Sequence[Record] = read_records(folder)
    shingles = [_shingles(text) for *_, text in records]
    rows = ["id_a\tid_b\tkind"]
    for left, right in _candidates(shingles):
        if kind := kind_of(shingles[left], shingles[right]):
            rows.append(f"{records[left][0]}\t{records[right][0]}\t{kind}")
    target.write_text("\n".join(rows) + "\n", encoding="utf-8")


def kind_of(left: Shingles, right: Shingles) -> str | None:
    """Return the label of two texts by their shingles; None for no copies."""
    shared, least = len(left & right), min(len(left), len(right))
    containment = shared / least if least else 0.0
    resemblance = shared / (len(left) + len(right) - shared) if least else 0.0
    if resemblance >= COPY_RESEMBLANCE:
        return "copy"
    if containment < LEAST:
        return None
    if containment < CONTAINMENT:
        return "partial"
    return "edited" if resemblance >= EDITED_RESEMBLANCE else "contained"


def _shingles(text: str) -> Shingles:
    found = words(text)
    return frozenset(hash(run) for run in zip(*(found[start:] for start in range(SHINGLE_WORDS)), strict=False))


def _candidates(shingles: Sequence[Shingles]) -> Iterator[tuple[int, int]]:
    """Yield the pairs that share a shingle that is not common, each once, in order."""
    having: dict[int, list[int]] = {}
    for number, some in enumerate(shingles):
        for one in some:
            having.setdefault(one, []).append(number)
    yield from sorted({pair for numbers in having.values() for pair in _pairs(numbers)})


def _pairs(numbers: Sequence[int]) -> Iterable[tuple[int, int]]:
    return combinations(numbers, 2) if len(numbers) <= COMMON else ()
