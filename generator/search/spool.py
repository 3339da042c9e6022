"""Keep the files of new shards until they are written: which files a shard has is known only once it is made."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote, unquote

from generator.model import Page

_PREFIX = "search-"


class Spool:
    """A folder of its own for each shard; `open_spool` makes it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def holds(self, key: str) -> bool:
        """Return whether a shard was put."""
        return (self.folder / key).exists()

    def put(self, key: str, pages: Iterable[Page]) -> None:
        """Keep a shard's files."""
        folder = self.folder / key
        folder.mkdir(exist_ok=True)  # from a process that was killed before it was done
        for page in pages:
            (folder / quote(page.path, safe="")).write_bytes(page.content)

    def get(self, key: str) -> Iterator[Page]:
        """Yield a shard's files, by path."""
        for path in sorted((self.folder / key).iterdir()):
            yield Page(path=unquote(path.name), content=path.read_bytes())


@contextmanager
def open_spool(folder: Path) -> Iterator[Spool]:
    """Open a spool inside a folder; what a killed build left there is removed first."""
    for left in folder.glob(f"{_PREFIX}*"):
        shutil.rmtree(left, ignore_errors=True)
    with TemporaryDirectory(dir=folder, prefix=_PREFIX) as path:
        yield Spool(Path(path))
