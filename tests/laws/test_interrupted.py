"""Builds that are killed, find no room or a damaged store: the site stays whole, and the next build is a clean one."""

from __future__ import annotations

import errno
import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator import engine, write
from generator.engine import record
from generator.model.errors import GeneratorError
from tests.archives import Kept, an_archive, files_of
from tests.campaigns.interrupted import campaign
from tests.texts import report

CORRECTION = "\n\nA correction."
KINDS = ("part", "body", "survey", "match", "page", "shard", "cut", "rewritten")


def articles(correction: str = "") -> dict[str, str]:
    """Return an input file of six articles, two of them copies."""
    texts = [report(3, name) for name in ("one", "one", "two", "three", "four", "five")]
    rows = [
        {
            "id": f"n{number}",
            "outlet": f"Outlet {number}",
            "published": f"2021-03-0{number + 1}",
            "text": text + correction,
        }
        for number, text in enumerate(texts)
    ]
    return {"all.jsonl": "".join(json.dumps(row) + "\n" for row in rows)}


def made(root: Path) -> dict[str, bytes]:
    """Return all that builds made in an archive."""
    return {
        f"{name}/{path}": content
        for name in ("site", "docs/archive")
        for path, content in files_of(root / name).items()
    }


def built(config: Path) -> dict[str, bytes]:
    engine.build_site(config, jobs=1)
    return made(config.parent)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """An archive that was built."""
    config = an_archive(tmp_path_factory.mktemp("interrupted") / "archive", articles=articles())
    built(config)
    return Kept(config.parent)


@pytest.fixture(scope="module")
def clean(kept: Kept) -> dict[str, bytes]:
    """What was made in it."""
    return made(kept.copy)


@pytest.fixture(scope="module")
def corrected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What is made from nothing once its articles have a correction."""
    return built(an_archive(tmp_path_factory.mktemp("corrected") / "archive", articles=articles(CORRECTION)))


@pytest.fixture
def root(kept: Kept) -> Path:
    """The archive, as that build left it."""
    return kept.put_back()


@pytest.mark.slow
def test_a_killed_build_leaves_a_whole_site_and_the_next_one_makes_what_a_clean_one_makes(tmp_path: Path):
    tally = campaign(tmp_path, articles=20, kills=2, seed="suite")

    assert tally.faults == []
    assert tally.killed


# The store


@pytest.mark.parametrize("kind", KINDS)
def test_a_value_that_is_not_what_was_put_costs_nothing_but_time(root: Path, clean: dict[str, bytes], kind: str):
    with sqlite3.connect(root / ".backfile" / "store.sqlite") as connection:
        connection.execute("UPDATE entries SET value = zeroblob(length(value)) WHERE kind = ?", (kind,))
    connection.close()

    assert built(root / "mkdocs.yml") == clean


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    name=st.sampled_from(["store.sqlite", f"site-{'[0-9a-f]' * 12}"]),
    place=st.floats(0, 1),
    junk=st.binary(min_size=1, max_size=400),
)
def test_flipped_bytes_cost_nothing_but_time(kept: Kept, clean: dict[str, bytes], name: str, place: float, junk: bytes):
    root = kept.put_back()
    [path] = (root / ".backfile").glob(name)
    content = bytearray(path.read_bytes())
    start = int(place * (len(content) - 1))
    content[start : start + len(junk)] = junk
    path.write_bytes(content)

    assert built(root / "mkdocs.yml") == clean


@pytest.mark.parametrize("release", [0, 1, 2**31 - 1], ids=["none", "older", "newer"])
def test_a_store_of_another_release_costs_nothing_but_time(root: Path, clean: dict[str, bytes], release: int):
    with sqlite3.connect(root / ".backfile" / "store.sqlite") as connection:
        connection.execute(f"PRAGMA user_version = {release}")
    connection.close()

    assert built(root / "mkdocs.yml") == clean


@pytest.mark.parametrize("lost", [".backfile", "docs/archive"])
def test_with_a_folder_lost_the_site_keeps_its_pages_while_it_is_built_anew(
    root: Path, clean: dict[str, bytes], lost: str, monkeypatch: pytest.MonkeyPatch
):
    shutil.rmtree(root / lost)
    seen: list[dict[str, bytes]] = []
    real = record.Writer.publish

    def publish(writer: record.Writer) -> None:
        seen.append(_site(root))
        real(writer)

    monkeypatch.setattr(record.Writer, "publish", publish)

    assert built(root / "mkdocs.yml") == clean
    assert {path.removeprefix("site/"): one for path, one in clean.items() if path.startswith("site/")} == seen[0]


def _site(root: Path) -> dict[str, bytes]:
    return {path: one for path, one in files_of(root / "site").items() if "/.backfile-" not in f"/{path}"}


@pytest.mark.parametrize("year", [1985, 2099])
def test_the_clock_has_no_say(root: Path, clean: dict[str, bytes], year: int):
    moment = (year - 1970) * 31_556_952
    _put(root, articles("\n\nA correction that is taken back."))
    built(root / "mkdocs.yml")
    for path in root.rglob("*"):
        os.utime(path, (moment, moment))
    _put(root, articles())
    os.utime(root / "articles" / "all.jsonl", (moment, moment))

    assert built(root / "mkdocs.yml") == clean


def _put(root: Path, files: dict[str, str]) -> None:
    for name, content in files.items():
        (root / "articles" / name).write_text(content, encoding="utf-8")


# No room


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EIO])
@pytest.mark.parametrize("after", [0, 3, 6])
def test_a_disk_that_refuses_leaves_the_site_as_it_was_and_is_named(
    root: Path, corrected: dict[str, bytes], monkeypatch: pytest.MonkeyPatch, number: int, after: int
):
    _put(root, articles(CORRECTION))
    before, steps = _site(root), iter(range(after))
    real = write.stage_file

    def refusing(path: str, content: bytes) -> os.stat_result:
        if next(steps, None) is None:
            raise OSError(number, os.strerror(number))
        return real(path, content)

    monkeypatch.setattr(record, "stage_file", refusing)
    with pytest.raises(GeneratorError) as raised:
        built(root / "mkdocs.yml")

    assert str(root / "site") in str(raised.value)
    assert os.strerror(number) in str(raised.value)
    assert "the site is as it was" in str(raised.value)
    assert files_of(root / "site") == before
    monkeypatch.undo()
    assert built(root / "mkdocs.yml") == corrected


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Callable[[int], Path]]:
    """A file system of a few megabytes, where this user may mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=16m", "backfile-test", str(folder)]
    if shutil.which("mount") is None or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("no file system can be mounted here")

    def filled(free: int) -> Path:
        (folder / "filler").unlink(missing_ok=True)
        room = os.statvfs(folder)
        (folder / "filler").write_bytes(bytes(max(0, room.f_bavail * room.f_frsize - free)))
        return folder

    yield filled
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.mark.slow
@pytest.mark.parametrize("free", [0, 40_000, 120_000])
def test_a_full_disk_loses_nothing(disk: Callable[[int], Path], kept: Kept, corrected: dict[str, bytes], free: int):
    root = disk(16_000_000) / "archive"
    shutil.copytree(kept.copy, root)
    before = _site(root)
    _put(root, articles(CORRECTION))
    filler = disk(free) / "filler"

    with pytest.raises(GeneratorError, match=r"No space left|full"):
        built(root / "mkdocs.yml")

    assert _site(root) == before
    filler.unlink()
    assert built(root / "mkdocs.yml") == corrected
