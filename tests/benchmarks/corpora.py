"""The corpora that the sections measure on, made once and kept in the work folder."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from . import measure


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Where a run keeps its files, and what it may use."""

    folder: Path
    shared: Path | None
    """The folder with real data and tools to measure with; None where it is not there."""

    @property
    def kinds(self) -> tuple[str, ...]:
        """The corpora there are: the invented one, and where the tools are there, theirs."""
        return ("invented",) if self.shared is None else ("invented", "shared")

    def corpus(self, kind: str, number: int) -> Path:
        """Return the folder of a corpus, with `articles/` and `truth.jsonl`; it is made where it is missing."""
        made_by = Path(__file__).with_name("corpus.py") if self.shared is None or kind == "invented" else self._maker
        digest = blake2b(made_by.read_bytes(), digest_size=4).hexdigest()
        folder = self.folder / f"{kind}-{number}-{digest}"
        if not folder.exists():
            part = self.fresh(f"{folder.name}.part")
            if kind == "invented":
                measure.run("corpus", folder=str(part), number=number)
            else:
                self._make(part, number)
            part.rename(folder)
        return folder

    def records(self, name: str) -> Path:
        """Return the folder of a labelled set's records; they are made where they are missing."""
        assert self.shared is not None, "no labelled sets without the shared folder"
        folder = self.folder / f"set-{name}"
        if not folder.exists():
            part = self.fresh(f"set-{name}.part")
            tool("to_records.py", [name, str(self.shared / "data"), str(part)], self.shared)
            part.rename(folder)
        return folder

    def fresh(self, name: str) -> Path:
        """Return a new, empty folder of a name in the work folder."""
        folder = self.folder / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return folder

    @property
    def _maker(self) -> Path:
        assert self.shared is not None
        return self.shared / "tools" / "make_corpus.py"

    def _make(self, folder: Path, number: int) -> None:
        assert self.shared is not None
        given = ["--articles", str(number), "--seed", "first", "--data", str(self.shared / "data")]
        tool("make_corpus.py", [*given, "--out", str(folder)], self.shared)


def article_lines(data: Path) -> Iterator[str]:
    """Yield the lines of the articles in a site's data, in however many files they stand."""
    for path in (data / "articles.jsonl", *sorted((data / "articles").glob("*.jsonl"))):
        if path.exists():
            with path.open(encoding="utf-8") as lines:
                yield from lines


def tool(name: str, arguments: Iterable[str], shared: Path) -> str:
    """Run one of the shared tools and return what it printed."""
    command = [sys.executable, str(shared / "tools" / name), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
