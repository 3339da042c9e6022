"""Invented prose for tests: as many different sentences as a test asks for, always the same for the same seed."""

from __future__ import annotations

import random

_WHO = (
    "The harbour board",
    "A court in Velmar",
    "Farmers along the Osk",
    "The minister of works",
    "Engineers at the lock",
    "The island council",
    "A retired pilot",
    "Teachers in the valley",
    "The ferry company",
    "Rescue crews",
)
_DID = (
    "postponed",
    "approved",
    "questioned",
    "described",
    "rejected",
    "measured",
    "welcomed",
    "reopened",
    "inspected",
    "abandoned",
)
_WHAT = (
    "the second tender",
    "a plan for the northern quay",
    "the winter timetable",
    "an appeal by the tenants",
    "the broken sluice",
    "a loan of 40 million marks",
    "the old customs house",
    "a survey of the eel stock",
    "the night bus to Harn",
    "a memorial for the lost crew",
)
_WHEN = (
    "on Monday",
    "after a long debate",
    "before the first frost",
    "late in the evening",
    "without giving a reason",
    "for the third time this year",
    "in front of some 300 people",
    "against the advice of the auditor",
    "as the river went on rising",
    "two weeks ahead of the vote",
)


def sentences(count: int, seed: str) -> list[str]:
    """Return so many sentences; other seeds give sentences with other names and numbers in them."""
    chance = random.Random(seed)
    return [
        f"{chance.choice(_WHO)} {chance.choice(_DID)} {chance.choice(_WHAT)} {chance.choice(_WHEN)}, "
        f"{_name(chance)} {_name(chance)} said, naming {_name(chance)} and {chance.randrange(2, 9000)} others."
        for _ in range(count)
    ]


def report(count: int, seed: str) -> str:
    """Return a report of so many paragraphs of two sentences each."""
    made = sentences(2 * count, seed)
    return "\n\n".join(f"{first} {second}" for first, second in zip(made[::2], made[1::2], strict=True))


def _name(chance: random.Random) -> str:
    return "".join(chance.choice("bdfgklmnprstvz") + chance.choice("aeiou") for _ in range(3)).capitalize()
