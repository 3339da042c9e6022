"""Keep the files of new shards until they are written: which files a shard has is known only once it is made."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from generator.model import Page

_PREFIX = "search-"
_decode = msgspec.msgpack.Decoder(list[tuple[str, bytes]]).decode


class Spool:
    """A folder with a file for each shard: one is made and removed faster than hundreds; `open_spool` makes it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def holds(self, key: str) -> bool:
        """Return whether a shard was put."""
        return (self.folder / key).exists()

    def put(self, key: str, pages: Iterable[Page]) -> None:
        """Keep a shard's files."""
        held = [(page.path, page.content) for page in sorted(pages, key=lambda page: page.path)]
        (self.folder / key).write_bytes(msgspec.msgpack.encode(held))

    def get(self, key: str) -> Iterator[Page]:
        """Yield a shard's files, by path."""
        for path, content in _decode((self.folder / key).read_bytes()):
            yield Page(path=path, content=content)


@contextmanager
def open_spool(folder: Path) -> Iterator[Spool]:
    """Open a spool inside a folder; what a killed build left there is removed first."""
    for left in folder.glob(f"{_PREFIX}*"):
        shutil.rmtree(left, ignore_errors=True)
    with TemporaryDirectory(dir=folder, prefix=_PREFIX) as path:
        yield Spool(Path(path))
