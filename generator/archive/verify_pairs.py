"""Compare pairs of articles on their texts (stage 5), but for those whose comparison is known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from functools import partial
from hashlib import blake2b

import msgspec
import numpy as np
from numpy.typing import NDArray

from generator import group
from generator.fingerprint import shingles
from generator.group.engine import VerifyPairs
from generator.kept.store import Store
from generator.model import UInt64Array
from generator.parallel import SERIAL, Progress, ordered_map

from .entries import Entry, articles

PAIRS_AT_ONCE = 256
"""Pairs in one task, of a text or two each."""
FEW = 4 * PAIRS_AT_ONCE
"""Pairs that are compared here: to fork workers from a large process costs more (0.8 s at 100,000 articles)."""

TextOfPair = tuple[tuple[str, ...], UInt64Array | None]
"""Paragraphs, and the hashes that are boilerplate in them."""


class Comparisons:
    """The comparisons of an archive: those that are known, and those that are made."""

    def __init__(
        self,
        surveyed: group.Survey,
        known: group.Matches,
        entries: Mapping[str, Entry],
        store: Store,
        executor: Executor,
        progress: Progress,
        engine: group.Engine = group.BUILT_IN,
    ) -> None:
        self._ids, self._boilerplate = surveyed.ids, surveyed.boilerplate
        self._known = known
        self._entries, self._store = entries, store
        self._executor, self._progress, self._engine = executor, progress, engine

    def compare(self, pairs: group.Pairs) -> group.Rows:
        """Return the rows of some pairs, in their order."""
        places, known = self._known.places(self._known.keys_of(pairs))
        rows = np.empty(len(pairs), dtype=group.ROW)
        rows[known] = self._known.rows[places[known]]
        rows[~known] = group.with_pairs(pairs[~known], self._verify(pairs[~known]))
        return rows

    def _verify(self, pairs: group.Pairs) -> group.Rows:
        batches = list(group.in_batches(pairs, PAIRS_AT_ONCE))
        tasks = ((list(self._texts(numbers)), inside) for _, numbers, inside in batches)
        figures = np.empty(len(pairs), dtype=group.FIGURES)
        verified = partial(_verified, self._engine.verify)
        here = len(pairs) <= FEW and self._engine is group.BUILT_IN  # another engine's executor forks nothing
        executor = SERIAL if here else self._executor
        done = 0
        for (places, _, _), made in zip(batches, ordered_map(executor, verified, tasks), strict=True):
            figures[places] = made
            done += len(places)
            self._progress("comparing", done, len(pairs))
        return figures

    def _texts(self, numbers: NDArray[np.int64]) -> Iterator[TextOfPair]:
        wanted = {self._ids[number]: self._entries[self._ids[number]] for number in numbers.tolist()}
        for article in articles(wanted, self._store):
            yield article.paragraphs, self._boilerplate.get(article.id)


def digests_of(surveyed: group.Survey, entries: Mapping[str, Entry], standings: Sequence[group.Standing]) -> bytes:
    """Return for each article a digest of all that its comparisons and its place in a cluster depend on, 16 bytes each.

    Args:
        surveyed: The articles, and what is boilerplate in them.
        entries: By id.
        standings: In the order of the ids.
    """
    encode = msgspec.msgpack.Encoder().encode
    lines = {name: hashes.tobytes() for name, hashes in surveyed.boilerplate.items()}
    told = [
        encode((entries[name].digest, standing, lines.get(name)))
        for name, standing in zip(surveyed.ids, standings, strict=True)
    ]
    return b"".join([blake2b(one, digest_size=16).digest() for one in told])


def _verified(verify: VerifyPairs, task: tuple[list[TextOfPair], group.Pairs]) -> group.Rows:
    texts, pairs = task
    return verify([shingles(paragraphs, boilerplate) for paragraphs, boilerplate in texts], pairs)
