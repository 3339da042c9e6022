"""Propose pairs of texts that may be one report in two languages: dates and gists -> the nearest texts of each.

The search is exact: the gists of some days are multiplied with those of the days around them, so that its cost grows
with the archive and with the reports of a day, not with the archive's square. What it found is kept as columns: where
texts come, they alone are multiplied, and where some go, those that had them among their nearest.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from hashlib import blake2b
from importlib.util import find_spec

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from .vectors import lengths_of, rows_of

DAYS = 7
"""Most days between a report and its translation."""
NEAREST = 4
"""Candidates of a text in each other language, the closest ones."""
LEAST_COSINE = 0.42
"""Of the gists of a candidate. Translations in the labelled set have 0.48 and more, but for one that was put in another
order, and of unrelated texts one in a hundred has so much."""
ROWS_AT_ONCE = 1024
_DIGEST = 16

Pair = tuple[int, int]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


class Dated(Struct, frozen=True, kw_only=True):
    """What is known of a text before it is compared."""

    id: str
    day: int | None
    """Days since the year 1; None where the date is not known: such texts are compared with each other."""
    language: str
    gist: bytes


class Nearest(Struct, frozen=True, kw_only=True):
    """The nearest texts of each, as columns by owner; a place is that of a text in the sequence by id."""

    texts: bytes
    """Digests of the texts, of all that counts of each."""
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


_NOTHING = Nearest(texts=b"", owners=b"", others=b"", cosines=b"")


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
    """Return the nearest texts of each in each other language.

    Args:
        texts: By id.
        known: What was found before, among some of these texts and others; what comes out is the same without it.
    """
    digests = [_digest(text) for text in texts]
    kept, fresh, new = _still(digests, known or _NOTHING)
    languages = sorted({text.language for text in texts})
    code = np.array([languages.index(text.language) for text in texts], dtype=np.int64)
    with _one_thread():
        found = list(_found(texts, code, fresh, new)) if len(languages) > 1 else []
    ranked = _among(kept, _ranked(_joined(found), code), code) if found else kept
    return Nearest(
        texts=b"".join(digests),
        owners=ranked.owners.astype("<i8").tobytes(),
        others=ranked.others.astype("<i8").tobytes(),
        cosines=ranked.cosines.astype("<f8").tobytes(),
    )


def _one_thread() -> AbstractContextManager[object]:
    """Keep numpy to one thread: the days are small, and threads that wait for one another spin."""
    if find_spec("threadpoolctl") is None:
        return nullcontext()
    from threadpoolctl import threadpool_limits  # noqa: PLC0415 - of the extra

    limits: AbstractContextManager[object] = threadpool_limits(1)
    return limits


def _digest(text: Dated) -> bytes:
    head = f"{text.id}\0{text.day}\0{text.language}\0".encode("utf-8", "surrogatepass")
    return blake2b(head + text.gist, digest_size=_DIGEST).digest()


def _still(digests: Sequence[bytes], known: Nearest) -> tuple[_Columns, set[int], set[int]]:
    """Return what is known still, the texts whose nearest are not, and among them those that are new."""
    place_of = {digest: place for place, digest in enumerate(digests)}
    before = [known.texts[at : at + _DIGEST] for at in range(0, len(known.texts), _DIGEST)]
    place = np.array([place_of.get(digest, -1) for digest in before], dtype=np.int64)
    columns = _Columns(
        place[_ints(known.owners)], place[_ints(known.others)], np.frombuffer(known.cosines, dtype="<f8")
    )
    new = set(range(len(digests))).difference(place.tolist())
    fresh = new | set(columns.owners[columns.others < 0].tolist()) - {-1}
    again = np.isin(columns.owners, np.array(sorted(fresh), dtype=np.int64))
    return columns.where((columns.owners >= 0) & ~again), fresh, new


def _ints(column: bytes) -> Ints:
    return np.frombuffer(column, dtype="<i8").astype(np.int64)


class _Day(Struct):
    """The texts of one day, or those whose day is not known."""

    places: Ints
    rows: NDArray[np.float32]
    lengths: Floats


def _found(texts: Sequence[Dated], code: Ints, fresh: set[int], new: set[int]) -> Iterator[_Columns]:
    """Yield what is nearest to texts that are asked for, and the new ones that are near to others, day by day."""
    of_day: dict[int | None, list[int]] = {}
    for place, text in enumerate(texts):
        of_day.setdefault(text.day, []).append(place)
    days: dict[int | None, _Day] = {}
    is_fresh, is_new = (np.isin(np.arange(len(texts)), np.array(sorted(some), dtype=np.int64)) for some in (fresh, new))
    for day in sorted({texts[place].day for place in fresh}, key=lambda day: -1 if day is None else day):
        near = [None] if day is None else [one for one in range(day - DAYS, day + DAYS + 1) if one in of_day]
        for one in {*days} - {*near}:
            del days[one]
        for one in near:
            if one not in days:
                days[one] = _day(texts, of_day[one])
        asked = np.flatnonzero(is_fresh[days[day].places])
        for start in range(0, len(asked), ROWS_AT_ONCE):
            some = asked[start : start + ROWS_AT_ONCE]
            close = _joined([_close(days[day], some, days[one], code) for one in near])
            yield _ranked(close, code)
            turned = close.where(is_new[close.owners] & ~is_fresh[close.others])
            yield _Columns(turned.others, turned.owners, turned.cosines)


def _day(texts: Sequence[Dated], places: Sequence[int]) -> _Day:
    rows = rows_of(b"".join(texts[place].gist for place in places))
    return _Day(np.array(places, dtype=np.int64), rows, lengths_of(rows))


def _close(day: _Day, some: Ints, other: _Day, code: Ints) -> _Columns:
    """Return which texts of another day are close to some texts of a day, in other languages."""
    close = (day.rows[some] @ other.rows.T).astype(np.float64) / (day.lengths[some][:, None] * other.lengths[None, :])
    rows, columns = np.nonzero(close >= LEAST_COSINE)
    owners, others = day.places[some][rows], other.places[columns]
    apart = code[owners] != code[others]
    return _Columns(owners[apart], others[apart], close[rows[apart], columns[apart]])


def _among(kept: _Columns, found: _Columns, code: Ints) -> _Columns:
    """Return what was known with what was found put in its place."""
    changed = np.zeros(len(code), dtype=bool)
    changed[found.owners] = True
    again = changed[kept.owners]
    both = _joined([kept.where(~again), _ranked(_joined([kept.where(again), found]), code)])
    return both.where(np.argsort(both.owners, kind="stable"))


def _joined(found: Sequence[_Columns]) -> _Columns:
    return _Columns(
        np.concatenate([one.owners for one in found]),
        np.concatenate([one.others for one in found]),
        np.concatenate([one.cosines for one in found]),
    )


def _ranked(found: _Columns, code: Ints) -> _Columns:
    """Return the closest texts of each in each language, by owner; of several as close, the first in the sequence."""
    order = np.lexsort((found.others, -found.cosines, code[found.others], found.owners))
    ordered = found.where(order)
    groups = ordered.owners * (int(code.max(initial=0)) + 1) + code[ordered.others]
    starts = np.flatnonzero(np.diff(groups, prepend=-1))
    rank = np.arange(len(groups)) - np.repeat(starts, np.diff(np.append(starts, len(groups))))
    return ordered.where(rank < NEAREST)
