"""Inputs made to exhaust a reader: they cost bounded time and memory, and each is a problem that names its file."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.archives import CONFIG, an_archive

GIB = 1 << 30
MEMORY = 500 << 20
"""Bytes that a reader may need for inputs it refuses; without any it needs 120 MB."""

_MEASURED = """\
import resource, subprocess, sys
done = subprocess.run(sys.argv[1:], capture_output=True, text=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, done.returncode)
print(done.stdout, done.stderr)
"""


def _hole(start: bytes) -> Callable[[Path], None]:
    """Return what writes a file of one line of 1 GiB, which takes no room on the disk."""

    def write(path: Path) -> None:
        path.write_bytes(start)
        os.truncate(path, GIB)

    return write


def _content(make: Callable[[], bytes]) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        path.write_bytes(make())

    return write


def _entities() -> bytes:
    levels = b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(12))
    return b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha">' + levels + b"]><rss><channel>&m;</channel></rss>"


INPUTS: dict[str, tuple[str, Callable[[Path], None]]] = {
    "a line of 1 GB": ("line.jsonl", _hole(b'{"text": "')),
    "a list of 1 GB": ("list.json", _hole(b'[{"text": "One."}, "')),
    "a text of 1 GB": ("text.txt", _hole(b"The harbour board met on Monday.\n")),
    "a page of 1 GB": ("page.html", _hole(b"<!doctype html><title>x</title><p>")),
    "a table of 1 GB": ("table.csv", _hole(b'text,outlet\n"One')),
    "a feed of 1 GB": ("feed.xml", _hole(b'<?xml version="1.0"?><rss><channel><item>')),
    "a record of 50 MB": ("record.jsonl", _content(lambda: b'{"text": "' + b"word " * (10 << 20) + b'"}\n')),
    "100,000 levels": (
        "levels.jsonl",
        _content(lambda: b'{"text": "x", "a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}\n"),
    ),
    "a bomb of 1 GB": (
        "bomb.jsonl.gz",
        _content(lambda: gzip.compress(b"[" * 1000) + gzip.compress(bytes(GIB // 4), 6) * 4),
    ),
    "entities": ("entities.xml", _content(_entities)),
}


@dataclass(frozen=True)
class Checked:
    """What `backfile check` said of all the inputs, beside one that is as it should be."""

    memory: int
    """Bytes that the largest of its processes needed."""
    status: int
    said: str


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Checked:
    folder = tmp_path_factory.mktemp("bounds")
    config = an_archive(folder, config=CONFIG, articles={"good.txt": "The ferry sails again.\n\nIt left at noon."})
    for name, write in INPUTS.values():
        write(folder / "articles" / name)
    command = [sys.executable, "-m", "generator", "check", "--strict", "-f", str(config)]
    done = subprocess.run([sys.executable, "-c", _MEASURED, *command], capture_output=True, text=True, check=True)
    figures, _, said = done.stdout.partition("\n")
    memory, status = map(int, figures.split())
    return Checked(memory=memory * 1024, status=status, said=said)


@pytest.mark.slow
@pytest.mark.parametrize("kind", INPUTS)
def test_what_is_made_to_exhaust_a_reader_is_a_problem_that_names_the_file(checked: Checked, kind: str):
    name, _ = INPUTS[kind]

    assert f"{name}:" in checked.said
    assert checked.status == 1


@pytest.mark.slow
def test_what_is_made_to_exhaust_a_reader_takes_no_more_memory_than_a_large_file(checked: Checked):
    assert "1 article" in checked.said, "the good one"
    assert checked.memory < MEMORY, f"{checked.memory >> 20} MB"
