"""Which copy of a text is the main one: by evidence, in its order, and the reason says which."""

from __future__ import annotations

from typing import Any

import pytest

from generator.group import Standing
from generator.group.standing import main_copy

COMMON = {0: 100.0, 1: 100.0, 2: 100.0}


def standing(**known: Any) -> Standing:
    size = known.get("size", 1000)
    return Standing(**{"is_agency": False, "size": size, "words": size // 5, "published": None, **known})


def chosen_of(*members: dict[str, Any], common: dict[int, float] | None = None, ruled: int = -1) -> tuple[int, str]:
    standings = [standing(**member) for member in members]
    return main_copy(range(len(members)), standings, common or COMMON, frozenset({ruled}))


@pytest.mark.parametrize(
    ("members", "common", "expected"),
    [
        pytest.param([{"size": 1500}, {"is_agency": True}], {}, (1, "the agency’s own page"), id="the agency's page"),
        pytest.param([{"size": 1500}, {"declares": True}], {}, (1, "it names its agency"), id="it names its agency"),
        pytest.param(
            [{"declares": True}, {"size": 1500}, {"size": 1500}],
            {0: 30.0, 1: 90.0, 2: 90.0},
            (1, "the most complete in what the copies share"),
            id="but for a scrap of the text",
        ),
        pytest.param([{"cut": True, "declares": True}, {}], {}, (1, "not cut off"), id="no broken end"),
        pytest.param([{"cut": True, "size": 1800, "published": "2020"}, {}], {}, (0, "the earliest"), id="but more"),
        pytest.param(
            [{"size": 700}, {"size": 1600}, {"size": 1000}],
            {0: 60.0, 1: 80.0, 2: 80.0},
            (1, "the most complete in what the copies share; of those, the longest"),
            id="complete in what they have in common",
        ),
        pytest.param(
            [{"size": 1600, "published": "2020-05-02"}, {"published": "2020-05-01"}],
            {},
            (1, "the earliest"),
            id="the earliest, though another added to it",
        ),
        pytest.param([{"size": 1100, "words": 290}, {"published": "2020-05-01"}], {}, (1, "the earliest"), id="a date"),
        pytest.param([{"size": 1010, "words": 290}, {"size": 1000}], {}, (1, "its words are whole"), id="whole words"),
        pytest.param([{}, {"size": 1020}], {}, (1, "the longest"), id="then the longest"),
        pytest.param([{}, {}], {}, (0, "one of several alike"), id="else the smallest id"),
        pytest.param(
            [{"published": "2020-05-01T08:00:00Z"}, {"published": "2020-05-01", "size": 1020}],
            {},
            (1, "the longest"),
            id="a day may be any moment of it",
        ),
        pytest.param(
            [{"declares": True, "published": "2020-05-02"}, {"declares": True, "published": "2020-05-01"}, {}],
            {},
            (1, "it names its agency; of those, the earliest"),
            id="two kinds of evidence",
        ),
    ],
)
def test_the_main_copy_is_chosen_by_evidence(
    members: list[dict[str, Any]], common: dict[int, float], expected: tuple[int, str]
):
    assert chosen_of(*members, common=common) == expected


def test_the_curator_stands_above_all_evidence():
    assert chosen_of({}, {"is_agency": True, "declares": True}, ruled=0) == (0, "chosen by the curator")
