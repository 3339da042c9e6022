"""Hostile strings in every field, over whole archives: what `make fuzz` does at length."""

from __future__ import annotations

import pickle
import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.attacks import EVERY
from tests.campaigns.hostile import EVERYTHING, USUAL, Shapes, Words, campaign, shapes_of
from tests.sites import once, shared

STRINGS = st.text(max_size=30) | st.text(st.sampled_from("<>\"'&`*_[](){}#|\\/:%=;!-.@ \n\t\x00abc1"), max_size=20)


@pytest.fixture(scope="module")
def shapes(tmp_path_factory: pytest.TempPathFactory) -> Shapes:
    """What harmless archives are made of, learnt once for all test processes."""

    def learn(folder: Path) -> None:
        (folder / "shapes").write_bytes(pickle.dumps(shapes_of(USUAL, "none", archives=4)))

    folder = once(shared(tmp_path_factory.getbasetemp()) / "harmless", learn)
    learnt: Shapes = pickle.loads((folder / "shapes").read_bytes())
    return learnt


@settings(
    max_examples=2, deadline=None, derandomize=True, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)
@given(own=st.lists(STRINGS, min_size=20, max_size=200), seed=st.integers(0, 10**6))
def test_no_string_gets_out_of_its_place(shapes: Shapes, own: list[str], seed: int):
    tally = campaign(Words(random.Random(seed), (*own, *EVERY)), shapes, cases=150)

    assert tally.faults == []
    assert tally.articles > 100


@pytest.mark.slow
def test_nor_with_every_markdown_extension(shapes: Shapes):
    words = Words(random.Random("every extension"), EVERY)
    tally = campaign(words, shapes, cases=60, extensions=EVERYTHING, search="pagefind")

    assert tally.faults == []
