"""Every pair of articles that was compared (stage 5), in columns: a large archive has millions of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any, get_args

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from generator.model import CopyKind, Match

Pair = tuple[str, str]
"""Two ids, the smaller first."""
IntArray = NDArray[np.int64]
Pairs = NDArray[np.int64]
"""Pairs of articles by their numbers in the order of their ids: k x 2, the smaller first, sorted, each once."""
Mask = NDArray[np.bool_]
Rows = NDArray[Any]
"""Compared pairs as rows of `ROW`."""
ALONE = -1
"""In the place of an article's cluster where it has none."""

FIGURES = np.dtype(
    [
        ("resemblance", "<f8"),
        ("containment", "<f8"),
        ("shared", "<i4"),
        ("aligned", "<f8"),
        ("whole", "<f8"),
        ("start", "<f8"),
        ("right_is_shorter", "?"),
        ("left_kind", "u1"),
        ("right_kind", "u1"),
        ("letters", "<f8"),
        ("names", "<f8"),
        ("numbers", "<f8"),
        ("filled", "<f8"),
        ("damage", "<i4"),
        ("pieces", "<i4"),
        ("passage", "<i4"),
        ("left_at", "<i4", 2),
        ("right_at", "<i4", 2),
    ]
)
"""What a comparison says of a pair: the fields of `Match`, save the ids."""
ROW = np.dtype([("left", "<i4"), ("right", "<i4"), *((name, FIGURES[name]) for name in FIGURES.names or ())])

_KINDS: tuple[CopyKind, ...] = get_args(CopyKind)


def figures_of(matches: Iterable[Match]) -> Rows:
    """Return the figures of some matches, as rows of `FIGURES`."""
    return np.array(
        [
            (
                *(match.resemblance, match.containment, match.shared, match.aligned, match.whole, match.start),
                match.shorter_id == match.right_id,
                *(_KINDS.index(match.left_kind), _KINDS.index(match.right_kind)),
                *(match.letters, match.names, match.numbers, match.filled, match.damage, match.pieces, match.passage),
                *(match.left_at, match.right_at),
            )
            for match in matches
        ],
        dtype=FIGURES,
    )


def with_pairs(pairs: Pairs, figures: Rows) -> Rows:
    """Return rows of `ROW` from pairs and the figures of each."""
    rows = np.empty(len(pairs), dtype=ROW)
    rows["left"], rows["right"] = pairs[:, 0], pairs[:, 1]
    for name in FIGURES.names or ():
        rows[name] = figures[name]
    return rows


_PLAIN = (
    *("resemblance", "containment", "shared", "aligned", "whole", "start"),
    *("letters", "names", "numbers", "filled", "damage", "pieces", "passage"),
)
_PLACES = ("left_at", "right_at")


class Matches(Struct, frozen=True, dict=True):
    """The compared pairs of an archive."""

    ids: Sequence[str]
    """Sorted."""
    rows: Rows
    """By left, then right; each pair once."""

    def __len__(self) -> int:
        return len(self.rows)

    @cached_property
    def keys(self) -> IntArray:
        """The rows' pairs, each as one number, sorted."""
        return self.keys_of(np.stack((self.rows["left"], self.rows["right"]), axis=1).astype(np.int64))

    def keys_of(self, pairs: Pairs) -> IntArray:
        """Return pairs, each as one number, which sort as they do."""
        return pairs[:, 0] * len(self.ids) + pairs[:, 1]

    def pairs_of(self, keys: Iterable[int]) -> Pairs:
        """Return the pairs that some keys stand for, sorted."""
        every = np.sort(keys) if isinstance(keys, np.ndarray) else np.array(sorted(keys), dtype=np.int64)
        return np.stack(np.divmod(every, max(1, len(self.ids))), axis=1)

    def places(self, keys: IntArray) -> tuple[IntArray, NDArray[np.bool_]]:
        """Return the row of each key, and whether there is one."""
        if not len(self):
            return np.zeros(len(keys), dtype=np.int64), np.zeros(len(keys), dtype=bool)
        places = np.minimum(np.searchsorted(self.keys, keys), len(self) - 1)
        return places, self.keys[places] == keys

    def joined_by(self, rows: Rows) -> Matches:
        """Return these pairs and some others."""
        every = np.concatenate((self.rows, rows))
        return Matches(self.ids, every[np.lexsort((every["right"], every["left"]))])

    def at(self, places: IntArray | NDArray[np.bool_]) -> list[Match]:
        """Return the matches of some rows, in their order; a column at a time, which halves the time."""
        rows = self.rows[places]
        ids, kinds = np.array(self.ids, dtype=object), np.array(_KINDS, dtype=object)
        left, right = rows["left"], rows["right"]
        figures = (rows[name].tolist() for name in _PLAIN)
        named = (ids[some].tolist() for some in (left, right, np.where(rows["right_is_shorter"], right, left)))
        called = (kinds[rows[name]].tolist() for name in ("left_kind", "right_kind"))
        stands = (zip(rows[name][:, 0].tolist(), rows[name][:, 1].tolist(), strict=True) for name in _PLACES)
        return [
            Match(
                left_id=left_id,
                right_id=right_id,
                shorter_id=shorter_id,
                left_kind=left_kind,
                right_kind=right_kind,
                left_at=left_at,
                right_at=right_at,
                resemblance=resemblance,
                containment=containment,
                shared=shared,
                aligned=aligned,
                whole=whole,
                start=start,
                letters=letters,
                names=names,
                numbers=numbers,
                filled=filled,
                damage=damage,
                pieces=pieces,
                passage=passage,
            )
            for (
                left_id,
                right_id,
                shorter_id,
                left_kind,
                right_kind,
                left_at,
                right_at,
                resemblance,
                containment,
                shared,
                aligned,
                whole,
                start,
                letters,
                names,
                numbers,
                filled,
                damage,
                pieces,
                passage,
            ) in zip(*named, *called, *stands, *figures, strict=True)
        ]

    def of(self, name: str) -> list[Match]:
        """Return every pair of one article, by left id, then right id; none of an unknown one."""
        if name not in self.ids:
            return []
        number = self.ids.index(name)
        return self.at((self.rows["left"] == number) | (self.rows["right"] == number))

    def between(self, left: str, right: str) -> Match | None:
        """Return what is known of two articles, the smaller id first; None if they were not compared."""
        pair = np.array([[self.ids.index(left), self.ids.index(right)]], dtype=np.int64)
        places, known = self.places(self.keys_of(pair))
        return self.at(places)[0] if known[0] else None


def no_matches(ids: Sequence[str]) -> Matches:
    """Return the pairs of an archive of which none was compared yet."""
    return Matches(ids, np.empty(0, dtype=ROW))


def connected(pairs: Pairs, articles: int) -> IntArray:
    """Return for each article the smallest number of those that pairs connect it with, over any number of others."""
    labels = np.arange(articles, dtype=np.int64)
    while True:
        least = np.minimum(labels[pairs[:, 0]], labels[pairs[:, 1]])
        smaller = labels.copy()
        np.minimum.at(smaller, pairs[:, 0], least)
        np.minimum.at(smaller, pairs[:, 1], least)
        smaller = smaller[smaller]
        if np.array_equal(smaller, labels):
            return labels
        labels = smaller


def in_batches(pairs: Pairs, size: int) -> Iterator[tuple[IntArray, IntArray, Pairs]]:
    """Cut pairs into batches that have most of their articles to themselves.

    Yields:
        For each batch the places of its pairs among all of them, the numbers of its articles, sorted, and its pairs
        as places among those.
    """
    labels = connected(pairs, int(pairs.max(initial=-1)) + 1)
    order = np.lexsort((pairs[:, 1], pairs[:, 0], labels[pairs[:, 0]]))
    for start in range(0, len(order), size):
        places = order[start : start + size]
        articles, inside = np.unique(pairs[places], return_inverse=True)
        yield places, articles, inside.reshape(-1, 2)
