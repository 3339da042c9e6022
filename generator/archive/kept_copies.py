"""Keep what finding copies worked out (stage 5), so that the next build works out only what changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
import numpy as np
from msgspec import Struct

from generator import group
from generator.kept.store import Store
from generator.model import UInt64Array

AT_ONCE = 16_000_000
"""Bytes in one value of the store."""

_HEAD = "0 head"
"""Sorts before the columns."""


class _Head(Struct, frozen=True, kw_only=True, array_like=True):
    """What is kept beside columns of numbers."""

    ids: list[str]
    digests: bytes
    circumstances: bytes
    lengths: dict[str, int]
    """Bytes of each column."""


def load_inventory(store: Store) -> group.Inventory | None:
    """Return what the last survey worked out; None where the store has nothing of it, or not all."""
    kept = _loaded(store, "survey")
    if kept is None:
        return None
    head, columns = kept
    lengths = np.frombuffer(columns["lengths"], dtype=np.int32)
    values: UInt64Array = np.repeat(np.frombuffer(columns["values"], dtype="<u8"), lengths)
    return group.Inventory(
        ids=head.ids,
        digests=head.digests,
        sizes=np.frombuffer(columns["sizes"], dtype=np.int32).astype(np.int64),
        entries=[
            group.Entries(
                values=values,
                articles=np.frombuffer(columns["articles"], dtype=np.int32),
                fellows=np.frombuffer(columns["fellows"], dtype=np.uint8),
            )
        ],
        dropped=[np.unpackbits(np.frombuffer(columns["dropped"], dtype=np.uint8), count=len(values)).astype(bool)],
        pairs=np.frombuffer(columns["pairs"], dtype=np.int32).reshape(-1, 2).astype(np.int64),
        counts=np.frombuffer(columns["counts"], dtype=np.int32).astype(np.int64),
    )


def keep_inventory(store: Store, inventory: group.Inventory) -> None:
    """Let the store have what a survey worked out, and nothing of the one before."""
    values = np.concatenate([one.values for one in inventory.entries])
    lengths = group.run_lengths(values)
    columns = {
        "sizes": inventory.sizes.astype(np.int32),
        "values": values[np.cumsum(lengths) - lengths],
        "lengths": lengths.astype(np.int32),
        "articles": np.concatenate([one.articles for one in inventory.entries]),
        "fellows": np.concatenate([one.fellows for one in inventory.entries]),
        "dropped": np.packbits(np.concatenate(inventory.dropped)),
        "pairs": inventory.pairs.astype(np.int32),
        "counts": inventory.counts.astype(np.int32),
    }
    _keep(store, "survey", inventory.ids, inventory.digests, b"", columns)


def load_before(store: Store) -> group.Before | None:
    """Return what was clustered last; None where the store has nothing of it, or not all."""
    kept = _loaded(store, "match")
    if kept is None:
        return None
    head, columns = kept
    return group.Before(
        ids=head.ids,
        digests=head.digests,
        circumstances=head.circumstances,
        candidates=np.frombuffer(columns["candidates"], dtype=np.int32).reshape(-1, 2).astype(np.int64),
        rows=np.frombuffer(columns["rows"], dtype=group.ROW),
        members=np.frombuffer(columns["members"], dtype=np.int32).astype(np.int64),
        sizes=np.frombuffer(columns["sizes"], dtype=np.int32).astype(np.int64),
        main=np.frombuffer(columns["main"], dtype=np.int32).astype(np.int64),
        reasons=msgspec.msgpack.decode(columns["reasons"], type=list[str]),
    )


def keep_before(store: Store, before: group.Before) -> None:
    """Let the store have what was clustered, and nothing of what was clustered before."""
    columns = {
        "candidates": before.candidates.astype(np.int32),
        "rows": before.rows,
        "members": before.members.astype(np.int32),
        "sizes": before.sizes.astype(np.int32),
        "main": before.main.astype(np.int32),
        "reasons": np.frombuffer(msgspec.msgpack.encode(before.reasons), dtype=np.uint8),
    }
    _keep(store, "match", before.ids, before.digests, before.circumstances, columns)


def _keep(store: Store, kind: str, ids: Any, digests: bytes, circumstances: bytes, columns: Mapping[str, Any]) -> None:
    written = {name: column.tobytes() for name, column in columns.items()}
    head = _Head(
        ids=list(ids),
        digests=digests,
        circumstances=circumstances,
        lengths={name: len(column) for name, column in written.items()},
    )
    values = {_HEAD: msgspec.msgpack.encode(head)}
    for name, column in written.items():
        values.update(_cut(name, column))
    store.put(kind, values)
    store.keep_only(kind, values)


def _cut(name: str, column: bytes) -> Iterator[tuple[str, bytes]]:
    return ((f"{name} {start:015}", column[start : start + AT_ONCE]) for start in range(0, len(column), AT_ONCE))


def _loaded(store: Store, kind: str) -> tuple[_Head, dict[str, bytes]] | None:
    """Return the head and the columns of a kind; None where a part is missing or damaged."""
    values = store.get_all(kind)
    if _HEAD not in values:
        return None
    head = msgspec.msgpack.decode(values.pop(_HEAD), type=_Head)
    parts: dict[str, list[bytes]] = {name: [] for name in head.lengths}
    for key, part in sorted(values.items()):
        parts.setdefault(key.partition(" ")[0], []).append(part)
    columns = {name: some[0] if len(some) == 1 else b"".join(some) for name, some in parts.items()}
    whole = {name: len(column) for name, column in columns.items()} == head.lengths
    return (head, columns) if whole else None
