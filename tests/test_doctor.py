"""The doctor says what a machine lacks, and nothing can go wrong that it does not say in a line."""

from __future__ import annotations

import re
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from click.testing import CliRunner

from generator.cli import cli, machine
from generator.model.errors import SettingError
from generator.spark import open_spark


def a_java(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a program in the place of Java."""
    (folder / "bin").mkdir()
    program = folder / "bin" / "java"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(folder))


def of(name: str, folder: Path) -> machine.Finding:
    [found] = [one for one in machine.examine(folder) if one.name == name]
    return found


@pytest.mark.parametrize(
    ("script", "found", "fits"),
    [
        ("echo 'openjdk version \"17.0.15\" 2025-04-15' >&2", "17", True),
        ("echo 'openjdk version \"21\" 2023-09-19' >&2", "21", True),
        ("echo 'openjdk version \"26-ea\" 2026-03-17' >&2", "26", True),
        ("echo 'java version \"1.8.0_392\"' >&2", "8", False),
        ("echo 'openjdk version \"11.0.2\" 2019-01-15' >&2", "11", False),
        ("echo 'no such thing' >&2; exit 3", "no such thing", False),
        ("exit 1", "", False),
    ],
    ids=["17", "21", "early access", "8 as it names itself", "11", "fails", "says nothing"],
)
def test_java_is_told_by_its_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, found: str, fits: bool
):
    a_java(tmp_path, script, monkeypatch)

    told = of("java", tmp_path)

    assert told.found.startswith(found)
    assert (told.advice == "") is fits
    assert not told.needed


def test_a_machine_without_java_is_told_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))

    assert of("java", tmp_path).found == "none"
    assert "openjdk-17-jre-headless" in of("java", tmp_path).advice


def test_every_extra_for_users_is_told_of_with_the_command_that_installs_it(tmp_path: Path):
    told = {one.name: one for one in machine.examine(tmp_path) if one.name.startswith("extra ")}

    assert {"extra html", "extra tables", "extra spark"} <= told.keys()
    assert not told.keys() & {f"extra {name}" for name in machine.FOR_DEVELOPERS}
    assert all(re.fullmatch(r"|pip install 'backfile\[\w+\]'", one.advice) for one in told.values())
    assert told["extra html"].advice == ""


def test_what_can_be_built_in_ends_with_0_and_leaves_no_file(tmp_path: Path):
    outcome = CliRunner().invoke(cli, ["doctor", str(tmp_path)])

    assert outcome.exit_code == 0
    assert "file system: " in outcome.output
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform != "linux", reason="needs a folder that not even root writes to")
def test_a_folder_that_cannot_be_written_ends_with_1():
    outcome = CliRunner().invoke(cli, ["doctor", "/proc"])

    assert outcome.exit_code == 1
    assert "MISSING file system: " in outcome.output


def test_a_build_on_spark_without_java_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(SettingError, match="--spark: there is no Java; expected pip install"), open_spark("local", "w"):
        pass


@pytest.mark.skipif(find_spec("pyspark") is not None, reason="pyspark is installed")
def test_a_build_without_pyspark_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    a_java(tmp_path, "exit 0", monkeypatch)

    with pytest.raises(SettingError, match="--spark: pyspark is not installed; expected pip"), open_spark("local", "w"):
        pass
