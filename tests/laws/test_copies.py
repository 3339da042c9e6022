"""Laws of finding copies, over whole archives: a cut text is found whatever stands behind it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator import pipeline
from generator.settings import Settings
from tests.conftest import pages_of
from tests.texts import report, sentences

STORY = report(14, "the long story")
LEAST_WORDS = 60

PAYWALLS = {
    "named": "You have reached your limit of free articles this month.\n\nSubscribe now for unlimited access.\n\n"
    "Already a subscriber? Log in",
    "placeholders": "You’ve read {{count}} of {{limit}} free articles.\n\nSubscribe to continue reading\n\n€1",
    "none": "",
    "one line, known from repetition alone": " ".join(sentences(1, "house line of the wall")),
    "longer than the report, known from repetition alone": "\n\n".join(sentences(12, "house block of the wall")),
}


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    words=st.integers(LEAST_WORDS, len(STORY.split())),
    paywall=st.sampled_from(sorted(PAYWALLS)),
)
def test_a_text_cut_anywhere_with_any_paywall_behind_it_is_found(
    tmp_path_factory: pytest.TempPathFactory, words: int, paywall: str
):
    root = tmp_path_factory.mktemp("cut")
    tail = PAYWALLS[paywall]
    put(root, "whole.txt", STORY, "The Whole")
    put(root, "cut.txt", f"{first_words(STORY, words)}\n\n{tail}", "The Wall")
    for number in range(12):
        put(root, f"other{number}.txt", f"{report(4, f'other {number}')}\n\n{tail}", "The Wall")
    made = Settings.from_mapping({}, root=root, docs=root / "docs")

    pipeline.build(made)

    pages = pages_of(made)
    inputs = {row["id"]: row["input"] for row in map(json.loads, pages["data/articles.jsonl"].splitlines())}
    clusters = [json.loads(line)["members"] for line in pages["data/clusters.jsonl"].splitlines()]
    assert [{inputs[member] for member in cluster} for cluster in clusters] == [{"whole.txt", "cut.txt"}]


def put(root: Path, name: str, text: str, outlet: str) -> None:
    folder = root / "articles"
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text)
    (folder / name).with_suffix(".yml").write_text(f"outlet: {outlet}\n")


def first_words(text: str, count: int) -> str:
    """Return the opening of a text, paragraph breaks kept."""
    kept = []
    for paragraph in text.split("\n\n"):
        words = paragraph.split()[: max(0, count)]
        count -= len(words)
        kept.append(" ".join(words))
    return "\n\n".join(part for part in kept if part)
