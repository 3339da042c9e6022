"""Broken files of every format, a few of each: `make fuzz` breaks 600."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.campaigns.formats import broken, read_all, seeds


@pytest.mark.parametrize("name", seeds())
def test_a_broken_file_of_any_format_is_read_or_a_problem(tmp_path: Path, name: str):
    chance = random.Random(name)
    for number in range(12):
        (tmp_path / f"{number:05}-{name}").write_bytes(broken(chance, seeds()[name]))

    assert read_all(tmp_path)


@pytest.mark.parametrize("name", seeds())
def test_the_sound_file_gives_an_article(tmp_path: Path, name: str):
    (tmp_path / name).write_bytes(seeds()[name])

    assert read_all(tmp_path)["articles"]
