"""Propose pairs of texts that may be one report in two languages: dates and gists -> the nearest texts of each.

The search is exact: the gists of some days are multiplied with those of the days around them, so that its cost grows
with the archive and with the reports of a day, not with the archive's square. What it found is kept as columns: where
texts come, they alone are multiplied, and where some go, those that had them among their nearest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from importlib.util import find_spec

import msgspec
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from .vectors import lengths_of, rows_of

DAYS = 7
"""Most days between a report and its translation."""
NEAREST = 4
"""Candidates of a text in each other language, the closest ones."""
LEAST_COSINE = 0.32
"""Of the gists of a candidate. In the labelled set translations have 0.32 and more, and of texts on
other events one in twenty has so much."""
ROWS_AT_ONCE = 1024
MOST_AT_ONCE = 2_000_000
"""Near texts that are held before the nearest are picked."""

Pair = tuple[int, int]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


class Dated(Struct, frozen=True, kw_only=True):
    """What is known of a text before it is compared."""

    key: str
    """What stands for all that is said here of the text, and for no other text."""
    day: int | None
    """Days since the year 1; None where the date is not known: such texts are compared with each other."""
    language: str
    gist: bytes


class Nearest(Struct, frozen=True, kw_only=True):
    """The nearest texts of each, as columns by owner; a place is that of a text in the sequence."""

    keys: tuple[str, ...]
    """Of the texts."""
    owners: bytes
    others: bytes
    cosines: bytes

    def pairs(self) -> dict[Pair, float]:
        """Return the pairs worth comparing, as places, the smaller first, and their cosines in hundredths; sorted."""
        owners, others = _ints(self.owners), _ints(self.others)
        left, right = np.minimum(owners, others), np.maximum(owners, others)
        order = np.lexsort((right, left))
        rounded = np.frombuffer(self.cosines, dtype="<f8")[order].round(2)
        return dict(zip(zip(left[order].tolist(), right[order].tolist(), strict=True), rounded.tolist(), strict=True))


_NOTHING = Nearest(keys=(), owners=b"", others=b"", cosines=b"")


class _Columns(Struct):
    """Texts near to others: places and cosines."""

    owners: Ints
    others: Ints
    cosines: Floats

    def where(self, chosen: NDArray[np.bool_] | Ints) -> _Columns:
        return _Columns(self.owners[chosen], self.others[chosen], self.cosines[chosen])


def day_of(moment: str | None) -> int | None:
    """Return the day of a moment as a number."""
    return date.fromisoformat(moment[:10]).toordinal() if moment else None


def candidates(texts: Sequence[Dated], known: Nearest | None = None) -> Nearest:
    """Return the nearest texts of each in each other language; of several as close, the first in the sequence.

    Args:
        texts: In one order, whichever of them there are.
        known: What was found before, among some of these texts and others; what comes out is the same without it.
    """
    keys = tuple(text.key for text in texts)
    kept, fresh, new = _still(keys, known or _NOTHING)
    languages = {language: number for number, language in enumerate(sorted({text.language for text in texts}))}
    code = np.array([languages[text.language] for text in texts], dtype=np.int64)
    with _one_thread():
        cosines = _found(texts, code, fresh, new) if len(languages) > 1 and len(fresh) else None
    ranked = _among(kept, cosines, code) if cosines else kept
    return Nearest(
        keys=keys,
        owners=ranked.owners.astype("<i8").tobytes(),
        others=ranked.others.astype("<i8").tobytes(),
        cosines=ranked.cosines.astype("<f8").tobytes(),
    )


def _one_thread() -> AbstractContextManager[object]:
    """Keep numpy to one thread: the days are small, and threads that wait for one another spin."""
    if find_spec("threadpoolctl") is None:
        return nullcontext()
    from threadpoolctl import threadpool_limits  # noqa: PLC0415 - of the extra

    limited: AbstractContextManager[object] = threadpool_limits(1)
    return limited


def _still(keys: Sequence[str], known: Nearest) -> tuple[_Columns, Ints, NDArray[np.bool_]]:
    """Return what is known still, the texts whose nearest are not, and which of all are new."""
    place_of = {key: place for place, key in enumerate(keys)}
    place = np.array([place_of.get(key, -1) for key in known.keys], dtype=np.int64)
    columns = _Columns(
        place[_ints(known.owners)], place[_ints(known.others)], np.frombuffer(known.cosines, dtype="<f8")
    )
    new = np.ones(len(keys), dtype=bool)
    new[place[place >= 0]] = False
    fresh = new.copy()
    fresh[columns.owners[(columns.others < 0) & (columns.owners >= 0)]] = True
    lasting = columns.owners >= 0
    lasting[lasting] = ~fresh[columns.owners[lasting]]
    return columns.where(lasting), np.flatnonzero(fresh), new


def _ints(column: bytes) -> Ints:
    return np.frombuffer(column, dtype="<i8").astype(np.int64)


class _Day(Struct):
    """Texts of one day, or of those whose day is not known."""

    places: Ints
    rows: NDArray[np.float32]
    lengths: Floats

    def part(self, start: int) -> _Day:
        stop = start + ROWS_AT_ONCE
        return _Day(self.places[start:stop], self.rows[start:stop], self.lengths[start:stop])


def _found(texts: Sequence[Dated], code: Ints, fresh: Ints, new: NDArray[np.bool_]) -> _Columns:
    """Return what is nearest to texts that are asked for, and the new ones that are near to others.

    The texts of each day are read once, and held against those that are asked for of the days around it.
    """
    is_fresh = np.zeros(len(texts), dtype=bool)
    is_fresh[fresh] = True
    of_day, asked_of = _by_day(texts, range(len(texts))), _by_day(texts, fresh.tolist())
    asked: dict[int | None, _Day] = {}
    columns: list[_Columns] = []
    for day in sorted(of_day, key=lambda day: -1 if day is None else day):
        near = [None] if day is None else range(day - DAYS, day + DAYS + 1)
        asked = {one: asked.get(one) or _day(texts, asked_of[one]) for one in near if one in asked_of}
        if not asked:
            continue
        whole = _day(texts, of_day[day])
        for some in _in_parts(list(asked.values())):
            close = _close(some, whole, code)
            turned = close.where(new[close.owners] & ~is_fresh[close.others])
            columns += (_ranked(close, code), _Columns(turned.others, turned.owners, turned.cosines))
        if sum(len(one.owners) for one in columns) > MOST_AT_ONCE:
            columns = [_ranked(_joined(columns), code)]
    return _ranked(_joined(columns), code)


def _by_day(texts: Sequence[Dated], places: Iterable[int]) -> dict[int | None, list[int]]:
    of_day: dict[int | None, list[int]] = {}
    for place in places:
        of_day.setdefault(texts[place].day, []).append(place)
    return of_day


def _day(texts: Sequence[Dated], places: Sequence[int]) -> _Day:
    rows = rows_of(b"".join([texts[place].gist for place in places]))
    return _Day(np.array(places, dtype=np.int64), rows, lengths_of(rows))


def _in_parts(days: Sequence[_Day]) -> Iterator[_Day]:
    """Yield the texts of some days in parts of bounded size: together where they are few."""
    if len(days) > 1 and sum(len(day.places) for day in days) <= ROWS_AT_ONCE:
        yield _Day(*(np.concatenate(columns) for columns in zip(*map(msgspec.structs.astuple, days), strict=True)))
        return
    for day in days:
        for start in range(0, len(day.places), ROWS_AT_ONCE):
            yield day.part(start)


def _close(some: _Day, day: _Day, code: Ints) -> _Columns:
    """Return which texts of a day are close to some texts, in other languages."""
    close = (some.rows @ day.rows.T).astype(np.float64) / (some.lengths[:, None] * day.lengths[None, :])
    rows, columns = np.nonzero(close >= LEAST_COSINE)
    owners, others = some.places[rows], day.places[columns]
    apart = code[owners] != code[others]
    return _Columns(owners[apart], others[apart], close[rows[apart], columns[apart]])


def _among(kept: _Columns, others: _Columns, code: Ints) -> _Columns:
    """Return what was known with what was found put in its place."""
    changed = np.zeros(len(code), dtype=bool)
    changed[others.owners] = True
    again = changed[kept.owners]
    both = _joined([kept.where(~again), _ranked(_joined([kept.where(again), others]), code)])
    return both.where(np.argsort(both.owners, kind="stable"))


def _joined(columns: Sequence[_Columns]) -> _Columns:
    return _Columns(
        np.concatenate([one.owners for one in columns]),
        np.concatenate([one.others for one in columns]),
        np.concatenate([one.cosines for one in columns]),
    )


def _ranked(columns: _Columns, code: Ints) -> _Columns:
    """Return the closest texts of each in each language, by owner; of several as close, the first in the sequence."""
    order = np.lexsort((columns.others, -columns.cosines, code[columns.others], columns.owners))
    ordered = columns.where(order)
    groups = ordered.owners * (int(code.max(initial=0)) + 1) + code[ordered.others]
    starts = np.flatnonzero(np.diff(groups, prepend=-1))
    rank = np.arange(len(groups)) - np.repeat(starts, np.diff(np.append(starts, len(groups))))
    return ordered.where(rank < NEAREST)
