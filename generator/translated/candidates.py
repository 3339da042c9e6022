"""Propose pairs of texts that may be one report in two languages: dates and gists -> pairs.

The search is exact: the gists of some days are multiplied with those of the days around them, so that its cost grows
with the archive and with the reports of a day, not with the archive's square.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from .vectors import lengths_of, rows_of

DAYS = 7
"""Most days between a report and its translation."""
NEAREST = 4
"""Candidates of a text in each other language, the closest ones."""
LEAST_COSINE = 0.42
"""Of the gists of a candidate. Translations in the labelled set have 0.54 and more, and of unrelated texts one in a
hundred has so much."""
ROWS_AT_ONCE = 1024


Pair = tuple[int, int]


class Dated(Struct, frozen=True, kw_only=True):
    """What is known of a text before it is compared."""

    day: int | None
    """Days since the year 1; None where the date is not known: such texts are compared with each other."""
    language: str
    gist: bytes


def day_of(moment: str | None) -> int | None:
    """Return the day of a moment as a number."""
    return date.fromisoformat(moment[:10]).toordinal() if moment else None


def candidates(texts: Sequence[Dated]) -> dict[Pair, float]:
    """Return the pairs worth comparing, as places in the sequence, the smaller first, and their cosines; sorted."""
    found: dict[Pair, float] = {}
    dated = sorted((place for place, one in enumerate(texts) if one.day is not None), key=lambda at: texts[at].day or 0)
    undated = [place for place, one in enumerate(texts) if one.day is None]
    for places, near in (*_windows(texts, dated), *_batches(undated)):
        found.update(_nearest(texts, places, near))
    return dict(sorted(found.items()))


def _windows(texts: Sequence[Dated], dated: Sequence[int]) -> Iterator[tuple[Sequence[int], Sequence[int]]]:
    """Yield texts of some days, and all texts that stand no more than `DAYS` from one of them."""
    days = np.array([texts[place].day or 0 for place in dated], dtype=np.int64)
    start = 0
    while start < len(dated):
        same_days = int(np.searchsorted(days, days[start], side="right"))
        stop = min(start + ROWS_AT_ONCE, max(same_days, start + 1))
        first = int(np.searchsorted(days, days[start] - DAYS, side="left"))
        last = int(np.searchsorted(days, days[stop - 1] + DAYS, side="right"))
        yield dated[start:stop], dated[first:last]
        start = stop


def _batches(places: Sequence[int]) -> Iterator[tuple[Sequence[int], Sequence[int]]]:
    for start in range(0, len(places), ROWS_AT_ONCE):
        yield places[start : start + ROWS_AT_ONCE], places


def _nearest(texts: Sequence[Dated], places: Sequence[int], near: Sequence[int]) -> Iterator[tuple[Pair, float]]:
    """Yield the closest texts of each other language; of several as close, the first in the sequence."""
    languages = sorted({texts[place].language for place in near})
    if len(languages) < 2:
        return
    near = sorted(near)
    own, others = _matrix(texts, places), _matrix(texts, near)
    code = np.array([languages.index(texts[place].language) for place in near])
    own_code = np.array([languages.index(texts[place].language) for place in places])
    scale = lengths_of(own)[:, None] * lengths_of(others)[None, :]
    close = (own @ others.T).astype(np.float64) / scale
    for language in range(len(languages)):
        columns = np.flatnonzero(code == language)
        ranked = np.argsort(-close[:, columns], axis=1, kind="stable")[:, :NEAREST]
        for row in np.flatnonzero(own_code != language).tolist():
            for column in columns[ranked[row]].tolist():
                if close[row, column] >= LEAST_COSINE:
                    pair = min(places[row], near[column]), max(places[row], near[column])
                    yield pair, round(float(close[row, column]), 2)


def _matrix(texts: Sequence[Dated], places: Sequence[int]) -> NDArray[np.float32]:
    return rows_of(b"".join(texts[place].gist for place in places))
