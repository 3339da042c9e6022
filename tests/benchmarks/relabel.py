"""Labels of copies made anew on folded words, to tell what a labelled set's own labels miss.

The shared sets' labels come from overlaps of five words as they are written, so a text that one outlet writes without
hamza or diacritics counts as no copy. Here are the same overlaps and the same kinds, on words as the search folds them;
and those labels put right by the words themselves, since one word that is another breaks five overlaps.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path

from rapidfuzz.distance import LCSseq

from generator.search.fold import words

from .peers import Record, read_records

SHINGLE_WORDS = 5
COMMON = 200
"""A shingle that more articles have proposes no pair."""
CONTAINMENT, COPY_RESEMBLANCE, EDITED_RESEMBLANCE = 0.8, 0.6, 0.3
LEAST = 0.5
"""Containment from which a pair is labelled at all."""

APART = 0.6
"""Share of the shorter text's words that stand in the other in the same order, below which two texts are no copies."""
LEAST_WORDS = 10

Shingles = frozenset[int]


def relabel(folder: Path, target: Path) -> None:
    """Write the labels of some records' pairs, in the shape of the sets' own.

    Args:
        folder: Of the records, `articles/*.jsonl`.
        target: The file to write.
    """
    records: Sequence[Record] = read_records(folder)
    shingles = [_shingles(text) for *_, text in records]
    _write(
        target,
        (
            (records[left][0], records[right][0], kind)
            for left, right in _candidates(shingles)
            if (kind := kind_of(shingles[left], shingles[right]))
        ),
    )


def put_right(folder: Path, labels: Path, targets: Mapping[float, Path]) -> None:
    """Write labels anew where the texts show them wrong: by their folded words alone, in the order in which they stand.

    Two texts are copies, whatever their label, if a share of the words of either stand in the other in the same order,
    which is that share of the longer's; and none, if labelled as copies, where less than `APART` of the shorter's do.
    All other labels stay. Which pairs are looked at is told by shared runs of five words, and no cluster has a say.

    Args:
        folder: Of the records, `articles/*.jsonl`.
        labels: The labels, as `relabel` writes them.
        targets: The share, from 0 to 1, and the file to write.
    """
    records = read_records(folder)
    numbers: dict[str, int] = {}
    texts = [[numbers.setdefault(word, len(numbers)) for word in words(text)] for *_, text in records]
    kinds = {(left, right): kind for left, right, kind in _read(labels)}
    positive = {pair for pair, kind in kinds.items() if kind in ("copy", "edited")}
    shares: dict[tuple[str, str], tuple[float, float]] = {}
    for left, right in _candidates([_shingles(text) for *_, text in records]):
        pair = _ordered(records[left][0], records[right][0])
        shorter, longer = sorted((len(texts[left]), len(texts[right])))
        if shorter >= LEAST_WORDS and (pair in positive or shorter >= min(targets) * longer):
            aligned = LCSseq.similarity(texts[left], texts[right])
            shares[pair] = aligned / shorter, aligned / longer
    for share, target in targets.items():
        right_ones = dict(kinds)
        right_ones |= {pair: "none" for pair in positive if shares.get(pair, (1, 1))[0] < APART}
        right_ones |= {pair: "copy" for pair, (_, of_longer) in shares.items() if of_longer >= share}
        _write(target, sorted((*pair, kind) for pair, kind in right_ones.items()))


def _write(target: Path, rows: Iterable[tuple[str, str, str]]) -> None:
    lines = ("\t".join(row) for row in rows)
    target.write_text("\n".join(("id_a\tid_b\tkind", *lines)) + "\n", encoding="utf-8")


def _read(labels: Path) -> Iterator[tuple[str, str, str]]:
    for row in labels.read_text(encoding="utf-8").splitlines()[1:]:
        left, right, kind = row.split("\t")
        yield (*_ordered(left, right), kind)


def _ordered(left: str, right: str) -> tuple[str, str]:
    return (left, right) if left <= right else (right, left)


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
