"""Other reports of the same event: rare names and numbers tell them, within days, and nothing is joined by it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from generator import pipeline, translated
from generator.settings import Settings
from generator.translated.events import COMMON
from tests.archives import an_archive, files_of
from tests.benchmarks.abroad import reports

FIRE = "Firemen from Orlow and Tessin fought a blaze at the Halvard sawmill on Monday. Some 340 logs burned, said {}."
OTHER = "The council of Meldorp voted on Tuesday to close the Ardent baths. The vote was 17 to 12, said Lena Brack."


def near(*texts: str, days: tuple[int, ...] = ()) -> set[tuple[int, int]]:
    found = translated.near(days or (1,) * len(texts), [translated.terms([text]) for text in texts])
    return {(one.left, one.right) for one in found}


def filler(count: int) -> list[str]:
    """Return reports that share no name with one another."""
    return [
        f"Mayor Xa{number}ro of Qe{number}ta opened the {number + 1000} fair near Zu{number}m."
        for number in range(count)
    ]


def test_two_reports_that_share_rare_names_and_a_number_are_on_one_event():
    texts = [
        FIRE.format("Ida Korn"),
        "In Halvard, 340 logs were lost when a sawmill burned; Tessin and Orlow sent help.",
    ]

    assert near(*texts, OTHER, *filler(20)) == {(0, 1)}


def test_names_that_every_report_has_tell_nothing():
    common = [f"{text} Vienna, Berlin and Paris were told by Reuters." for text in filler(COMMON + 5)]

    assert near(*common) == set()


def test_reports_are_compared_within_days():
    texts = [FIRE.format("Ida Korn"), FIRE.format("Tom Vale"), OTHER, *filler(9)]

    assert near(*texts, days=(10, 13, *[10] * 10)) == {(0, 1)}
    assert near(*texts, days=(10, 14, *[10] * 10)) == set()


def test_the_pairs_are_the_same_in_any_order():
    texts = [FIRE.format("Ida Korn"), OTHER, FIRE.format("Tom Vale"), *filler(9)]
    order = [4, 2, 0, 1, 3, *range(5, 12)]

    turned = {tuple(sorted((order[left], order[right]))) for left, right in near(*(texts[place] for place in order))}

    assert turned == near(*texts) == {(0, 2)}


@pytest.mark.parametrize(
    ("text", "word", "name"),
    [
        ("He met Korn there.", "Korn", True),
        ("Korn came.", "Korn", False),
        ("ALL IN CAPITALS HERE", "CAPITALS", False),
        ("They paid 340 crowns.", "340", True),
        ("He met Élodie there.", "Elodie", True),
    ],
)
def test_names_are_told_by_their_capitals(text: str, word: str, name: bool):
    own, other = translated.terms([text]), translated.terms([f"so {word} so"])

    assert bool(translated.names_of_both(own, other)) is name


def test_a_shared_name_of_several_words_is_shown_as_one():
    text = ["Some said that Ida Korn of Halvard lost 340 logs."]
    shared = np.frombuffer(translated.terms(["so Ida Korn so 340"]), dtype="<u8").tolist()

    assert translated.shown(text, shared) == ("Ida Korn", "340")


def built(folder: Path, options: dict[str, Any]) -> dict[str, bytes]:
    found = [one for one in reports() if one.event in {"rail", "strike"} and one.language in {"en", "it", "pt", "es"}]
    lines = [
        json.dumps(
            {
                "id": f"{one.event}-{number}",
                "outlet": f"{one.language} Courier",
                "language": one.language,
                "published": "2024-05-12",
                "text": "\n\n".join(one.paragraphs),
            }
        )
        for number, one in enumerate(found)
    ]
    an_archive(folder, articles={"all.jsonl": "\n".join(lines)})
    pipeline.build(Settings.from_mapping(options, root=folder, docs=folder / "docs"))
    return files_of(folder / "docs" / "archive")


def test_pages_list_other_reports_of_their_event_with_the_reasons_where_it_is_asked_for(tmp_path: Path):
    on, off = built(tmp_path / "on", {"events": True}), built(tmp_path / "off", {})
    rows = map(json.loads, on["data/articles.jsonl"].splitlines())
    event = {row["id"]: row["given_id"].partition("-")[0] for row in rows}
    pairs = [json.loads(line) for line in on["data/events.jsonl"].splitlines()]
    pages = [page.decode() for page in on.values() if b"bf-events" in page]

    assert len(pairs) >= 4
    assert all(event[pair["left"]] == event[pair["right"]] for pair in pairs)
    assert any("Zawiercin" in page.partition("Also on this")[2] for page in pages)
    assert off.keys() == on.keys() - {"data/events.jsonl"}
    assert not any(b"bf-events" in page for page in off.values())
