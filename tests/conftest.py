"""What tests share: makers of values, and a whole small archive on disk."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from generator import pipeline
from generator.model import Report
from generator.settings import Settings
from generator.write import MARK
from tests.sites import Site, sample_site

# No test is timed. The suite tries the same examples each time, so a push fails for what it changed alone; new ones
# are tried by `make laws` and every night.
settings.register_profile("suite", deadline=None, max_examples=50, derandomize=True, database=None)
settings.register_profile("random", deadline=None, max_examples=200, print_blob=True)
settings.load_profile("suite")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int | None:
    """Return how many processes share the tests: one more than cores, since tests wait for browsers and processes."""
    return None if "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ else (os.cpu_count() or 1) + 1


@pytest.fixture
def archive(tmp_path: Path) -> Callable[..., Settings]:
    """Return a maker of archives: writes input files below `articles/` and returns the settings to build them with."""

    def make(files: Mapping[str, str | bytes], **options: Any) -> Settings:
        root = tmp_path / "archive"
        (root / "articles").mkdir(parents=True, exist_ok=True)
        for path, content in files.items():
            target = root / "articles" / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content if isinstance(content, bytes) else content.encode())
        return Settings.from_mapping(options, root=root, docs=root / "docs")

    return make


@pytest.fixture
def built(archive: Callable[..., Settings]) -> Callable[..., tuple[dict[str, bytes], Report]]:
    """Return a builder of archives: input files in, generated files and the report out."""

    def build(files: Mapping[str, str | bytes], **options: Any) -> tuple[dict[str, bytes], Report]:
        settings = archive(files, **options)
        report = pipeline.build(settings)
        return pages_of(settings), report

    return build


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Return the sample archive's site, built once for all test processes; tests change nothing in it."""
    return sample_site(tmp_path_factory.getbasetemp())


@pytest.fixture
def plain_sqlite(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let SQLite leave what it drops in its file."""
    keep_what_sqlite_drops(monkeypatch)


def keep_what_sqlite_drops(patch: pytest.MonkeyPatch) -> None:
    """Let SQLite leave what it drops in its file, as it does by default; some systems build theirs to zero it."""

    class Plain(sqlite3.Connection):
        def __init__(self, *args: Any, **more: Any) -> None:
            super().__init__(*args, **more)
            self.execute("PRAGMA secure_delete = OFF")

    connect = sqlite3.connect
    patch.setattr(sqlite3, "connect", lambda *args, **more: connect(*args, **{"factory": Plain, **more}))


def pages_of(settings: Settings) -> dict[str, bytes]:
    """Return every generated file of an archive by its path."""
    folder = settings.archive
    found = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != MARK)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}
