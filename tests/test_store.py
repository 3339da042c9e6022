"""The store: what was put comes back, and damage costs time only."""

from __future__ import annotations

import os
import sqlite3
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.kept.memory import Memory
from generator.kept.store import locked, open_store, read_store
from generator.model.errors import GeneratorError


def test_values_come_back_in_the_next_build(tmp_path: Path):
    with open_store(tmp_path, "release") as store:
        store.put("part", {"a": b"one", "b": b"two"})

    with open_store(tmp_path, "release") as store:
        assert dict(store.get("part", ["a", "b", "c"])) == {"a": b"one", "b": b"two"}
        assert dict(store.get("body", ["a"])) == {}


def decoded(folder: Path, memory: Memory) -> dict[str, str]:
    with open_store(folder, "release", memory=memory) as store:
        return store.decoded("part", ["a", "b"], bytes.decode)


def test_what_a_process_remembers_is_not_read_again(tmp_path: Path):
    memory = Memory()
    with open_store(tmp_path, "release", memory=memory) as store:
        store.put("part", {"a": b"one", "b": b"two"})
    assert decoded(tmp_path, memory) == {"a": "one", "b": "two"}

    with open_store(tmp_path, "release", memory=memory) as store:
        found = store.decoded("part", ["a", "b"], lambda _: "decoded again")

    assert found == {"a": "one", "b": "two"}


def test_without_a_memory_a_store_is_looked_at_in_every_build(tmp_path: Path):
    for _ in range(2):
        with open_store(tmp_path, "release") as store:
            store.put("part", {"a": b"one"})

            assert not store.untouched
            assert store.decoded("part", ["a"], lambda _: "anew") == {"a": "anew"}


def test_what_is_put_or_dropped_is_not_remembered(tmp_path: Path):
    memory = Memory()
    with open_store(tmp_path, "release", memory=memory) as store:
        store.put("part", {"a": b"one", "b": b"two"})
        store.decoded("part", ["a", "b"], bytes.decode)
        store.put("part", {"a": b"three"})
        store.keep_only("part", ["a"])

        assert store.decoded("part", ["a", "b"], bytes.decode) == {"a": "three"}
        assert store.all_decoded("part", bytes.decode) == {"a": "three"}


@pytest.mark.parametrize("remembered", [True, False])
def test_what_another_process_wrote_counts_and_not_what_is_remembered(tmp_path: Path, remembered: bool):
    memory = Memory()
    with open_store(tmp_path, "release", memory=memory) as store:
        store.put("part", {"a": b"one"})
        if remembered:
            store.decoded("part", ["a"], bytes.decode)
    with open_store(tmp_path, "release") as store:
        store.put("part", {"a": b"two"})

    assert decoded(tmp_path, memory) == {"a": "two"}


def test_after_a_build_that_failed_nothing_is_remembered(tmp_path: Path):
    memory = Memory()
    with suppress(ValueError), open_store(tmp_path, "release", memory=memory) as store:
        store.put("part", {"a": b"one"})
        store.decoded("part", ["a"], bytes.decode)
        raise ValueError

    assert decoded(tmp_path, memory) == {}


def test_damage_to_a_store_that_is_remembered_is_noticed(tmp_path: Path):
    memory = Memory()
    with open_store(tmp_path, "release", memory=memory) as store:
        store.put("part", {"a": b"one"})
    (tmp_path / "store.sqlite").write_bytes(b"no database")

    assert decoded(tmp_path, memory) == {}


def test_damage_is_noticed_in_a_file_whose_size_and_time_are_as_they_were_left(tmp_path: Path):
    path = tmp_path / "store.sqlite"
    with open_store(tmp_path, "release") as store:
        store.put("part", {f"k{number}": b"value" for number in range(2_000)})
    left = path.stat()
    content = path.read_bytes()
    path.write_bytes(content[:20_000] + bytes(100_000) + content[120_000:])
    os.utime(path, ns=(left.st_atime_ns, left.st_mtime_ns))

    with open_store(tmp_path, "release") as store:
        assert store.get_all("part") == {}


def test_keep_only_drops_the_rest_of_its_kind(tmp_path: Path):
    with open_store(tmp_path, "release") as store:
        store.put("part", {"a": b"1", "b": b"2"})
        store.put("page", {"a": b"3"})
        store.keep_only("part", ["b"])

        assert store.get_all("part") == {"b": b"2"}
        assert store.get_all("page") == {"a": b"3"}


def test_a_changed_value_counts_as_absent(tmp_path: Path):
    with open_store(tmp_path, "release") as store:
        store.put("part", {"a": b"one", "b": b"two"})
    with sqlite3.connect(tmp_path / "store.sqlite") as connection:
        connection.execute("UPDATE entries SET value = ? WHERE key = 'a'", (b"0ne",))

    with open_store(tmp_path, "release") as store:
        assert store.get_all("part") == {"b": b"two"}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(place=st.floats(0, 1), junk=st.binary(min_size=1, max_size=2000))
def test_flipped_bytes_never_become_a_wrong_value(tmp_path: Path, place: float, junk: bytes):
    path = tmp_path / "store.sqlite"
    path.unlink(missing_ok=True)
    with open_store(tmp_path, "release") as store:
        store.put("part", {f"k{number}": b"v%d" % number * 50 for number in range(40)})
    content = bytearray(path.read_bytes())
    start = int(place * len(content))
    content[start : start + len(junk)] = junk
    path.write_bytes(content)

    try:
        with open_store(tmp_path, "release") as store:
            found = store.get_all("part")
    except sqlite3.DatabaseError:
        pytest.fail("a damaged store stopped the build")

    assert all(value == b"v%d" % int(key[1:]) * 50 for key, value in found.items())


def test_a_file_that_is_no_database_is_begun_anew(tmp_path: Path):
    (tmp_path / "store.sqlite").write_bytes(b"not a database at all" * 100)

    with open_store(tmp_path, "release") as store:
        assert store.get_all("part") == {}
        store.put("part", {"a": b"1"})


def test_a_store_of_another_release_is_begun_anew(tmp_path: Path):
    with open_store(tmp_path, "older") as store:
        store.put("part", {"a": b"1"})

    with read_store(tmp_path, "release") as store:
        assert store.get_all("part") == {}
    with open_store(tmp_path, "release") as store:
        assert store.get_all("part") == {}


def test_a_process_that_a_build_starts_does_not_hold_its_lock(tmp_path: Path):
    reader, writer = os.pipe()
    told, tell = os.pipe()
    place = os.path.realpath(tmp_path / "lock")
    with locked(tmp_path, "lock"):
        child = os.fork()
        if not child:
            has_it = any(os.path.realpath(f"/dev/fd/{one}") == place for one in range(3, 64))
            os.write(tell, b"y" if has_it else b"n")
            os.read(reader, 1)  # until the test has looked
            os._exit(0)
        answer = os.read(told, 1)
    try:
        with locked(tmp_path, "lock"):
            pass
    finally:
        os.write(writer, b".")
        os.waitpid(child, 0)
    assert answer == b"n"


def test_two_builds_at_once_are_refused_and_the_first_is_named(tmp_path: Path):
    with (
        open_store(tmp_path, "release"),
        pytest.raises(GeneratorError, match=f"another build is at work here: process {os.getpid()};"),
        open_store(tmp_path, "release"),
    ):
        pass


def test_reading_the_store_writes_nothing(tmp_path: Path):
    with open_store(tmp_path, "release") as store:
        store.put("part", {"a": b"1"})
    before = {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()}

    with read_store(tmp_path, "release") as store:
        assert store.get_all("part") == {"a": b"1"}
        store.put("part", {"b": b"2"})
        assert store.get_all("part") == {"a": b"1", "b": b"2"}

    assert {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()} == before


def test_reading_a_store_that_is_not_there_makes_no_folder(tmp_path: Path):
    with read_store(tmp_path / "none", "release") as store:
        assert store.get_all("part") == {}

    assert not (tmp_path / "none").exists()


@pytest.mark.usefixtures("plain_sqlite")
class TestWritingTheFileAnew:
    """What was dropped from a database still stands in its file, until that is written anew."""

    SECRETS = tuple(f"secret {number:05} ".encode() * 60 for number in range(400))

    def filled(self, folder: Path) -> None:
        with open_store(folder, "release") as store:
            store.put("body", {str(number): value for number, value in enumerate(self.SECRETS)})
            store.put("page", {str(number): b"kept" * 100 for number in range(400)})

    def left(self, folder: Path) -> int:
        content = b"".join(path.read_bytes() for path in folder.iterdir())
        return sum(secret[:12] in content for secret in self.SECRETS)

    def test_dropping_alone_leaves_the_bytes_in_the_file(self, tmp_path: Path):
        self.filled(tmp_path)

        with open_store(tmp_path, "release") as store:
            store.keep_only("body", ["1"])

        assert self.left(tmp_path) > 100

    def test_writing_it_anew_leaves_what_is_kept_and_nothing_else(self, tmp_path: Path):
        self.filled(tmp_path)

        with open_store(tmp_path, "release") as store:
            store.keep_only("body", ["1"])
            store.put("body", {"2": b"what is left"})
            store.rewrite_unless("told")

        assert self.left(tmp_path) == 1
        with open_store(tmp_path, "release") as store:
            assert store.get_all("body") == {"1": self.SECRETS[1], "2": b"what is left"}
            assert len(store.get_all("page")) == 400

    @pytest.mark.parametrize(("before", "now", "again"), [("a", "b", True), ("a", "a", False), ("", "", False)])
    def test_it_is_written_anew_only_where_it_is_told_something_else(
        self, tmp_path: Path, before: str, now: str, again: bool
    ):
        self.filled(tmp_path)
        with open_store(tmp_path, "release") as store:
            store.rewrite_unless(before)

        with open_store(tmp_path, "release") as store:
            store.keep_only("body", ["1"])
            store.rewrite_unless(now)

        assert (self.left(tmp_path) == 1) == again

    def test_a_build_that_failed_leaves_it_to_the_next(self, tmp_path: Path):
        self.filled(tmp_path)
        with suppress(KeyboardInterrupt), open_store(tmp_path, "release") as store:
            store.keep_only("body", ["1"])
            store.rewrite_unless("told")
            store.commit()
            raise KeyboardInterrupt
        assert self.left(tmp_path) > 100

        with open_store(tmp_path, "release") as store:
            store.rewrite_unless("told")

        assert self.left(tmp_path) == 1
