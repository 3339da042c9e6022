"""Which copy of a text is the main one: by evidence, in its order, and the reason says which."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from generator.fingerprint import shingles
from generator.group import Standing, Thresholds, find_clusters, verify, verify_all, with_pairs
from generator.group.standing import main_copy
from tests.texts import report

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


@pytest.mark.parametrize(
    ("members", "misread", "expected"),
    [
        pytest.param(
            [{"published": "2020-05-01", "size": 1020, "spellings": 120}, {"published": "2020-05-02"}],
            {0: [1], 1: [0]},
            (1, "its words are not misread"),
            id="the earliest and longest is damaged",
        ),
        pytest.param(
            [{"published": "2020-05-01", "spellings": 101}, {"published": "2020-05-02"}],
            {0: [1], 1: [0]},
            (0, "the earliest"),
            id="another spelling has as many words",
        ),
        pytest.param(
            [{"published": "2020-05-01", "spellings": 120}, {"published": "2020-05-02"}],
            {},
            (0, "the earliest"),
            id="other words are no damage",
        ),
        pytest.param(
            [{"published": "2020-05-01", "size": 1100, "spellings": 115}, {"published": "2020-05-02"}],
            {0: [1], 1: [0]},
            (0, "the earliest"),
            id="nor are words that were added",
        ),
        pytest.param(
            [{"published": "2020-05-01", "spellings": 120}, {"spellings": 140}, {"published": "2020-05-02"}],
            {0: [1, 2], 1: [0, 2], 2: [0, 1]},
            (2, "its words are not misread"),
            id="two are damaged",
        ),
        pytest.param(
            [{"is_agency": True, "spellings": 120}, {}],
            {0: [1], 1: [0]},
            (0, "the agency’s own page"),
            id="an agency's page is the agency's, however it was read",
        ),
    ],
)
def test_a_damaged_text_stands_behind_a_sound_one(
    members: list[dict[str, Any]], misread: dict[int, list[int]], expected: tuple[int, str]
):
    standings = [standing(**{"spellings": 100, **member}) for member in members]

    assert main_copy(range(len(members)), standings, COMMON, frozenset(), misread) == expected


def misread_by_a_machine(text: str) -> str:
    chance = random.Random("machine")
    return "".join(chance.choice("ceilnorstu") if one.isalpha() and chance.random() < 0.02 else one for one in text)


def in_another_spelling(text: str) -> str:
    for one, other in (("ee", "ea"), ("ou", "o"), ("ew", "ue"), ("ck", "k")):
        text = text.replace(one, other)
    return text


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param(misread_by_a_machine, ("b", "its words are not misread"), id="misread"),
        pytest.param(in_another_spelling, ("a", "the earliest"), id="another spelling"),
    ],
)
def test_the_earliest_is_the_main_copy_unless_it_was_misread(change: Callable[[str], str], expected: tuple[str, str]):
    sound = report(12, "sound")
    texts = [change(sound), sound]
    read = [shingles([text]) for text in texts]
    standings = [
        standing(
            size=len(text),
            words=len(text.split()),
            spellings=len(set(text.casefold().split())),
            published=f"2020-05-0{day}",
        )
        for day, text in enumerate(texts, start=1)
    ]

    [cluster], _ = find_clusters(
        ["a", "b"],
        np.array([[0, 1]]),
        standings,
        lambda pairs: with_pairs(pairs, verify_all(read, pairs)),
        Thresholds(min_containment=0.7, min_shared=15),
    )

    assert cluster.matches[0].letters >= 0.95
    assert (cluster.canonical_id, cluster.reason) == expected


def test_the_curator_stands_above_all_evidence():
    assert chosen_of({}, {"is_agency": True, "declares": True}, ruled=0) == (0, "chosen by the curator")


MISREAD = {
    "en": (
        "The lock keeper at Wenlow opened the sluices before dawn, and by noon the meadows below the mill stood under "
        "water to the knee. Farmers moved the cattle to the churchyard, where the grass is high and the wall is dry. "
        "Nobody was hurt, said the mayor, who had come in a borrowed boat with a thermos of tea for the keeper. The "
        "mill itself, which has stood on its oak piles for three centuries, lost a window and a flower box, and the "
        "miller said he would open the shop on Monday as if there had been no more than a little rain in the night."
    ),
    "ru": (
        "Смотритель шлюза в Верховье открыл затворы ещё до рассвета, и к полудню луга ниже мельницы стояли "
        "под водой по колено. Крестьяне перегнали скот на кладбищенский холм, где трава высокая, а стена "
        "сухая. Никто не пострадал, сообщил староста, который приплыл на чужой лодке и привёз смотрителю чай. "
        "Сама мельница, простоявшая на дубовых сваях три столетия, лишилась одного окна и ящика с цветами, и "
        "мельник сказал, что откроет лавку в понедельник, как будто ночью прошёл всего лишь небольшой дождь."
    ),
}


def misread(text: str, chance: random.Random) -> str:
    letters = [sign for sign in text.lower() if sign.isalpha()]
    return "".join(chance.choice(letters) if sign.isalpha() and chance.random() < 0.03 else sign for sign in text)


@pytest.mark.parametrize("text", MISREAD.values(), ids=MISREAD)
@pytest.mark.parametrize("seed", range(3))
def test_letters_tell_which_of_two_short_texts_was_misread(text: str, seed: int):
    damaged = misread(text, random.Random(seed))

    there, back = (
        verify(("a", "b"), *map(shingles, ([one], [two]))) for one, two in ((text, damaged), (damaged, text))
    )

    assert there.damage > 0
    assert back.damage == -there.damage


@pytest.mark.parametrize(
    ("letters", "others"), [("th", "d"), ("wh", "w"), ("ou", "oo")], ids=["th to d", "wh to w", "ou to oo"]
)
def test_what_is_spelled_otherwise_throughout_is_not_misread(letters: str, others: str):
    other = MISREAD["en"].replace(letters, others)

    assert verify(("a", "b"), shingles([MISREAD["en"]]), shingles([other])).damage == 0


def test_the_copy_that_was_misread_is_not_the_main_one_though_it_came_first():
    members = [standing(published="2020-05-01"), standing(published="2020-05-02")]

    assert main_copy((0, 1), members, COMMON, frozenset(), {}, {0: (1,)}) == (1, "its words are not misread")
