"""Compare pairs of articles on their texts (stage 5), but for those whose comparison the store has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import Executor
from functools import partial
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from generator import group
from generator.fingerprint import shingles
from generator.group.engine import VerifyPairs
from generator.kept.store import Store
from generator.model import UInt64Array
from generator.parallel import Progress, ordered_map

from .entries import Entry, articles

PAIRS_AT_ONCE = 256
"""Pairs in one task, of a text or two each."""
ROWS_AT_ONCE = 100_000
"""Rows in one value of the store."""

_SIDE = 16
_KEPT = np.dtype([("pair", "V32"), ("figures", group.FIGURES)])
"""A comparison as the store has it: the digests of all that it depends on, and what came of it."""

TextOfPair = tuple[tuple[str, ...], UInt64Array | None]
"""Paragraphs, and the hashes that are boilerplate in them."""


class Comparisons:
    """The comparisons of an archive: those that the store has, and those that are made."""

    def __init__(
        self,
        surveyed: group.Survey,
        entries: Mapping[str, Entry],
        store: Store,
        executor: Executor,
        progress: Progress,
        engine: group.Engine = group.BUILT_IN,
    ) -> None:
        self._ids, self._boilerplate = surveyed.ids, surveyed.boilerplate
        self._entries, self._store = entries, store
        self._executor, self._progress, self._engine = executor, progress, engine
        self._sides = self._digests()
        kept = [np.frombuffer(value, dtype=_KEPT) for _, value in sorted(store.get_all("match").items())]
        self._kept: NDArray[Any] = np.concatenate([np.empty(0, dtype=_KEPT), *kept])
        self._places = dict(zip(self._kept["pair"].tolist(), range(len(self._kept)), strict=True))

    def _digests(self) -> NDArray[np.uint8]:
        """Return for each article a digest of all that its comparisons depend on."""
        own = bytes.fromhex("".join([self._entries[name].digest for name in self._ids]))
        sides = np.frombuffer(own, dtype=np.uint8).reshape(-1, _SIDE).copy()
        some = [place for place, name in enumerate(self._ids) if name in self._boilerplate]
        with_lines = (
            blake2b(sides[place].tobytes() + self._boilerplate[self._ids[place]].tobytes(), digest_size=_SIDE).digest()
            for place in some
        )
        sides[some] = np.frombuffer(b"".join(with_lines), dtype=np.uint8).reshape(-1, _SIDE)
        return sides

    def _keys(self, pairs: group.Pairs) -> NDArray[Any]:
        joined = np.ascontiguousarray(self._sides[pairs].reshape(-1, 2 * _SIDE))
        return joined.view("V32").reshape(-1)

    def compare(self, pairs: group.Pairs) -> group.Rows:
        """Return the rows of some pairs, in their order."""
        places = np.array([self._places.get(key, -1) for key in self._keys(pairs).tolist()], dtype=np.int64)
        figures = np.empty(len(pairs), dtype=group.FIGURES)
        known = places >= 0
        figures[known] = self._kept["figures"][places[known]]
        figures[~known] = self._verify(pairs[~known])
        return group.with_pairs(pairs, figures)

    def _verify(self, pairs: group.Pairs) -> group.Rows:
        batches = list(group.in_batches(pairs, PAIRS_AT_ONCE))
        tasks = ((list(self._texts(numbers)), inside) for _, numbers, inside in batches)
        figures = np.empty(len(pairs), dtype=group.FIGURES)
        verified = partial(_verified, self._engine.verify)
        done = 0
        for (places, _, _), made in zip(batches, ordered_map(self._executor, verified, tasks), strict=True):
            figures[places] = made
            done += len(places)
            self._progress("comparing", done, len(pairs))
        return figures

    def _texts(self, numbers: NDArray[np.int64]) -> Iterator[TextOfPair]:
        wanted = {self._ids[number]: self._entries[self._ids[number]] for number in numbers.tolist()}
        for article in articles(wanted, self._store):
            yield article.paragraphs, self._boilerplate.get(article.id)

    def keep(self, matches: group.Matches) -> None:
        """Let the store have these comparisons and no others."""
        pairs = np.stack((matches.rows["left"], matches.rows["right"]), axis=1)
        kept = np.empty(len(matches), dtype=_KEPT)
        kept["pair"] = self._keys(pairs)
        for name in group.FIGURES.names or ():
            kept["figures"][name] = matches.rows[name]
        if kept.tobytes() == self._kept.tobytes():
            return
        starts = range(0, len(kept), ROWS_AT_ONCE)
        values = {f"{start:012}": kept[start : start + ROWS_AT_ONCE].tobytes() for start in starts}
        self._store.put("match", values)
        self._store.keep_only("match", values)


def _verified(verify: VerifyPairs, task: tuple[list[TextOfPair], group.Pairs]) -> group.Rows:
    texts, pairs = task
    return verify([shingles(paragraphs, boilerplate) for paragraphs, boilerplate in texts], pairs)
