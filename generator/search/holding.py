"""Say which shards hold a stem, so that a search asks those alone: of 84 shards a rare word is in ten.

The newest shard is not listed: it is where articles are added, a search asks it anyway, and what is said of the others
stays as it is until one of them changes. A line is a stem and numbers: for each shard that holds it, how far that is
from the one before it, counted from the oldest, and in how many articles; of `FEW` or less, for each article its number
twice, one more if the stem is in its headline, then how many places in the text, and these as steps. A search then
needs neither the head nor a chunk of that shard (`StemLists` in search-query.js).
"""

from __future__ import annotations

import gzip
import heapq
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from io import BytesIO
from itertools import groupby

from msgspec import Struct

from generator.kept.gzipped import gzipped
from generator.model import Page

FEW = 4
"""Articles of a shard up to which it is said where in them a stem stands: ten results of a word that is rarer are read
from as many blocks, those of a commoner one from some three shards."""
FEWEST = 5
"""Shards from which it is said at all: of fewer all are asked at once, and the lists would be one request more."""
FULL = 50_000
"""Characters from which a file is full: 16 kB, packed. A word needs one of them."""
_LEVEL, _QUICK = 6, 1
_INDEX = "search/index"

Held = tuple[str, Sequence[int]]
"""A stem, and the numbers that a shard has for it."""


class StemLists(Struct, frozen=True, kw_only=True):
    """What `index.bin` says of these files."""

    folder: str
    """Below the index."""
    first: tuple[str, ...]
    """The first stem of each."""
    few: int = FEW

    @property
    def paths(self) -> tuple[str, ...]:
        """Paths of the files below the archive folder."""
        return tuple(f"{_INDEX}/{self.folder}/{number:03}.bin" for number in range(len(self.first)))


def kept_held(held: Iterable[Held]) -> bytes:
    """Return what a shard holds as the store keeps it: lines in the order of their bytes."""
    lines = sorted(f"{stem} {' '.join(map(str, told))}\n".encode() for stem, told in held)
    return gzipped(b"".join(lines), _QUICK)


def holding_folder(shards: Iterable[str]) -> str:
    """Return the last part of the path of the folder for some shards, from their folders' names."""
    return f"words-{blake2b('/'.join(shards).encode(), digest_size=8).hexdigest()}"


def holding_pages(folder: str, held: Sequence[bytes]) -> tuple[StemLists, Iterator[Page]]:
    """Return what leads to the files, and the files.

    Args:
        folder: As `holding_folder` gives it.
        held: What each shard holds, the oldest first.
    """
    files = list(_files(held))
    holding = StemLists(folder=folder, first=tuple(first for first, _ in files))
    pages = (Page(path=path, content=content) for path, (_, content) in zip(holding.paths, files, strict=True))
    return holding, pages


def _files(held: Sequence[bytes]) -> Iterator[tuple[str, bytes]]:
    """Yield files, each with its first stem."""
    lines: list[bytes] = []
    size = 0
    for line in _joined(held):
        lines.append(line)
        size += len(line)
        if size >= FULL:
            yield _file(lines)
            lines, size = [], 0
    if lines:
        yield _file(lines)


def _file(lines: Sequence[bytes]) -> tuple[str, bytes]:
    return lines[0].partition(b" ")[0].decode(), gzipped(b"\n".join(lines), _LEVEL)


def _joined(held: Sequence[bytes]) -> Iterator[bytes]:
    """Yield a line for each stem."""
    every = heapq.merge(*(_lines(number, one) for number, one in enumerate(held)))
    for stem, some in groupby(every, key=lambda one: one[0]):
        before, told = 0, [stem]
        for _, number, numbers in some:
            told += (b"%d" % (number - before), numbers)
            before = number
        yield b" ".join(told)


def _lines(number: int, held: bytes) -> Iterator[tuple[bytes, int, bytes]]:
    with gzip.open(BytesIO(held)) as file:
        for line in file:
            stem, _, numbers = line.rstrip(b"\n").partition(b" ")
            yield stem, number, numbers
