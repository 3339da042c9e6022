"""Read and write CBOR (RFC 8949) as Pagefind has it: numbers, texts and lists, and nothing else.

Most of an index are numbers in lists. They are written from columns: a Python value for each would take longer than all
the rest of an index.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

UINT, NEGATIVE, TEXT, LIST = 0, 1, 3, 4
"""Kinds of items. A negative number is written as how far it is below -1, a list as how many items follow."""


_SMALL = 24
"""Numbers below it are one byte, the number itself."""


class Columns:
    """Items of CBOR, in columns."""

    def __init__(self, number: int) -> None:
        self._kinds = np.zeros(number, np.uint8)
        self._values = np.zeros(number, np.int64)

    def put(self, at: Ints, kind: int, values: Ints | int) -> None:
        """Put items of a kind in some places."""
        self._kinds[at] = kind
        self._values[at] = values

    def encoded(self, texts_at: Ints, texts: Sequence[bytes]) -> bytes:
        """Return the bytes.

        Args:
            texts_at: Which items are texts; their values are how long these are.
            texts: The texts.
        """
        values = self._values
        width = np.zeros(values.size, np.int64)  # bytes behind the first
        for limit, more in ((24, 1), (1 << 8, 1), (1 << 16, 2)):
            width[values >= limit] += more
        sizes = 1 + width
        sizes[texts_at] += values[texts_at]
        starts = np.cumsum(sizes) - sizes
        made = np.zeros(int(sizes.sum()), np.uint8)
        told = np.where(width == 0, values, 23 + width - (width == 4))
        made[starts] = self._kinds << 5 | told.astype(np.uint8)
        for bytes_behind in (1, 2, 4):
            which = np.flatnonzero(width == bytes_behind)
            for number in range(bytes_behind):
                shift = 8 * (bytes_behind - 1 - number)
                made[starts[which] + 1 + number] = values[which] >> shift & 0xFF
        lengths = values[texts_at]
        begin = starts[texts_at] + 1 + width[texts_at]
        joined = np.frombuffer(b"".join(texts), np.uint8)
        made[np.repeat(begin - (np.cumsum(lengths) - lengths), lengths) + np.arange(joined.size)] = joined
        return made.tobytes()


def encoded(value: str | int | Sequence[object]) -> bytes:
    """Return a value as CBOR: a text, a number from 0, or a list of such."""
    if isinstance(value, int):
        return head(UINT, value)
    if isinstance(value, str):
        content = value.encode()
        return head(TEXT, len(content)) + content
    return head(LIST, len(value)) + b"".join(encoded(one) for one in value)  # type: ignore[arg-type]


def head(kind: int, value: int) -> bytes:
    """Return how an item begins: its kind and its value, or how long it is."""
    if value < 24:
        return bytes((kind << 5 | value,))
    for told, width in ((24, 1), (25, 2), (26, 4)):
        if value < 1 << 8 * width:
            return bytes((kind << 5 | told,)) + value.to_bytes(width, "big")
    raise OverflowError(f"{value}: more than four bytes hold")


def decoded(content: bytes) -> object:
    """Return the value that CBOR stands for: texts, numbers and lists, as Pagefind writes them."""
    return _decoded(content, 0)[0]


def _decoded(content: bytes, at: int) -> tuple[object, int]:
    kind, value = content[at] >> 5, content[at] & 31
    at += 1
    if value >= 24:
        width = 1 << value - 24
        value = int.from_bytes(content[at : at + width], "big")
        at += width
    if kind == UINT:
        return value, at
    if kind == NEGATIVE:
        return -1 - value, at
    if kind == TEXT:
        return content[at : at + value].decode(), at + value
    if kind != LIST:
        raise ValueError(f"a kind of CBOR that Pagefind does not write: {kind}")
    items: list[object] = []
    for _ in range(value):
        if content[at] < _SMALL:  # as most items are
            one: object = content[at]
            at += 1
        else:
            one, at = _decoded(content, at)
        items.append(one)
    return items, at
