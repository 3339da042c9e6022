"""Hostile strings in every field, over whole archives: what `make fuzz` does at length."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.attacks import EVERY
from tests.campaigns.hostile import EVERYTHING, USUAL, Shapes, Words, campaign, shapes_of

STRINGS = st.text(max_size=30) | st.text(st.sampled_from("<>\"'&`*_[](){}#|\\/:%=;!-.@ \n\t\x00abc1"), max_size=20)


@pytest.fixture(scope="module")
def shapes() -> Shapes:
    return shapes_of(USUAL, "none", archives=6)


@settings(
    max_examples=4, deadline=None, derandomize=True, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)
@given(own=st.lists(STRINGS, min_size=20, max_size=200), seed=st.integers(0, 10**6))
def test_no_string_gets_out_of_its_place(shapes: Shapes, own: list[str], seed: int):
    tally = campaign(Words(random.Random(seed), (*own, *EVERY)), shapes, cases=350)

    assert tally.faults == []
    assert tally.articles > 250


@pytest.mark.slow
def test_nor_with_every_markdown_extension(shapes: Shapes):
    words = Words(random.Random("every extension"), EVERY)
    tally = campaign(words, shapes, cases=200, extensions=EVERYTHING, search="pagefind")

    assert tally.faults == []
