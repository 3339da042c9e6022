"""The store: what was put comes back, and damage costs time only."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.errors import GeneratorError
from generator.store import open_store, read_store


def test_values_come_back_in_the_next_build(tmp_path: Path):
    with open_store(tmp_path, "release") as store:
        store.put("part", {"a": b"one", "b": b"two"})

    with open_store(tmp_path, "release") as store:
        assert dict(store.get("part", ["a", "b", "c"])) == {"a": b"one", "b": b"two"}
        assert dict(store.get("body", ["a"])) == {}


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


def test_two_builds_at_once_are_refused(tmp_path: Path):
    with (
        open_store(tmp_path, "release"),
        pytest.raises(GeneratorError, match="another build is at work"),
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
