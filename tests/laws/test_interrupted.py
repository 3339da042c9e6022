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
from generator.errors import GeneratorError
from tests.archives import an_archive, files_of
from tests.campaigns.interrupted import campaign
from tests.texts import report

KINDS = ("part", "body", "match", "page", "shard", "cut", "rewritten")


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
def archive(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bytes]]:
    """An archive that was built, and what was made."""
    config = an_archive(tmp_path_factory.mktemp("archive") / "archive", articles=articles())
    return config.parent, built(config)


@pytest.fixture
def copy(archive: tuple[Path, dict[str, bytes]], tmp_path: Path) -> Path:
    shutil.copytree(archive[0], tmp_path / "archive")
    return tmp_path / "archive" / "mkdocs.yml"


@pytest.mark.slow
def test_a_killed_build_leaves_a_whole_site_and_the_next_one_makes_what_a_clean_one_makes(tmp_path: Path):
    tally = campaign(tmp_path, articles=60, kills=3, seed="suite")

    assert tally.faults == []
    assert tally.rounds > tally.ended


# The store


@pytest.mark.parametrize("kind", KINDS)
def test_a_value_that_is_not_what_was_put_costs_nothing_but_time(
    copy: Path, archive: tuple[Path, dict[str, bytes]], kind: str
):
    with sqlite3.connect(copy.parent / ".backfile" / "store.sqlite") as connection:
        connection.execute("UPDATE entries SET value = zeroblob(length(value)) WHERE kind = ?", (kind,))
    connection.close()

    assert built(copy) == archive[1]


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(name=st.sampled_from(["store.sqlite", "site"]), place=st.floats(0, 1), junk=st.binary(min_size=1, max_size=400))
def test_flipped_bytes_cost_nothing_but_time(
    tmp_path_factory: pytest.TempPathFactory,
    archive: tuple[Path, dict[str, bytes]],
    name: str,
    place: float,
    junk: bytes,
):
    root = tmp_path_factory.mktemp("flipped") / "archive"
    shutil.copytree(archive[0], root)
    kept = root / ".backfile"
    [path] = [kept / name] if name == "store.sqlite" else [one for one in kept.glob("site-*") if one.suffix != ".lock"]
    content = bytearray(path.read_bytes())
    start = int(place * (len(content) - 1))
    content[start : start + len(junk)] = junk
    path.write_bytes(content)

    assert built(root / "mkdocs.yml") == archive[1]


@pytest.mark.parametrize("release", [0, 1, 2**31 - 1], ids=["none", "older", "newer"])
def test_a_store_of_another_release_costs_nothing_but_time(
    copy: Path, archive: tuple[Path, dict[str, bytes]], release: int
):
    with sqlite3.connect(copy.parent / ".backfile" / "store.sqlite") as connection:
        connection.execute(f"PRAGMA user_version = {release}")
    connection.close()

    assert built(copy) == archive[1]


@pytest.mark.parametrize("lost", [".backfile", "docs/archive"])
def test_with_a_folder_lost_the_site_keeps_its_pages_while_it_is_built_anew(
    copy: Path, archive: tuple[Path, dict[str, bytes]], lost: str, monkeypatch: pytest.MonkeyPatch
):
    shutil.rmtree(copy.parent / lost)
    seen: list[dict[str, bytes]] = []
    real = record.Writer.publish

    def publish(writer: record.Writer) -> None:
        seen.append(_site(copy.parent))
        real(writer)

    monkeypatch.setattr(record.Writer, "publish", publish)

    assert built(copy) == archive[1]
    assert {path.removeprefix("site/"): one for path, one in archive[1].items() if path.startswith("site/")} == seen[0]


def _site(root: Path) -> dict[str, bytes]:
    return {path: one for path, one in files_of(root / "site").items() if "/.backfile-" not in f"/{path}"}


@pytest.mark.parametrize("year", [1985, 2099])
def test_the_clock_has_no_say(copy: Path, archive: tuple[Path, dict[str, bytes]], year: int):
    moment = (year - 1970) * 31_556_952
    _put(copy.parent, articles("\n\nA correction that is taken back."))
    built(copy)
    for path in copy.parent.rglob("*"):
        os.utime(path, (moment, moment))
    _put(copy.parent, articles())
    os.utime(copy.parent / "articles" / "all.jsonl", (moment, moment))

    assert built(copy) == archive[1]


def _put(root: Path, files: dict[str, str]) -> None:
    for name, content in files.items():
        (root / "articles" / name).write_text(content, encoding="utf-8")


# No room


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EIO])
@pytest.mark.parametrize("after", [0, 3, 6])
def test_a_disk_that_refuses_leaves_the_site_as_it_was_and_is_named(
    copy: Path, monkeypatch: pytest.MonkeyPatch, number: int, after: int
):
    _put(copy.parent, articles("\n\nA correction."))
    before, steps = _site(copy.parent), iter(range(after))
    real = write.stage_file

    def refusing(path: str, content: bytes) -> os.stat_result:
        if next(steps, None) is None:
            raise OSError(number, os.strerror(number))
        return real(path, content)

    monkeypatch.setattr(record, "stage_file", refusing)
    with pytest.raises(GeneratorError) as raised:
        built(copy)

    assert str(copy.parent / "site") in str(raised.value)
    assert os.strerror(number) in str(raised.value)
    assert "the site is as it was" in str(raised.value)
    assert files_of(copy.parent / "site") == before
    monkeypatch.undo()
    clean = an_archive(copy.parent.parent / "clean", articles=articles("\n\nA correction."))
    assert built(copy) == built(clean)


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
def test_a_full_disk_loses_nothing(disk: Callable[[int], Path], archive: tuple[Path, dict[str, bytes]], free: int):
    root = disk(16_000_000) / "archive"
    shutil.copytree(archive[0], root)
    before = _site(root)
    _put(root, articles("\n\nA correction."))
    filler = disk(free) / "filler"

    with pytest.raises(GeneratorError, match=r"No space left|full"):
        built(root / "mkdocs.yml")

    assert _site(root) == before
    filler.unlink()
    clean = an_archive(root.parent / "clean", articles=articles("\n\nA correction."))
    assert built(root / "mkdocs.yml") == built(clean)
