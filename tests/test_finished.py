"""Finishing: an article is opened once, and again when its text or its outlet's boilerplate is another."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from generator import pipeline
from generator.archive import cards as finished
from generator.archive import entries
from generator.model import Article
from generator.settings import Settings
from tests.conftest import pages_of
from tests.texts import report

COUNTER = "Read 17 comments on this story"


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that receives the id of every article that is opened to be finished."""
    names: list[str] = []
    real = entries.articles

    def counting(*args: Any) -> Iterator[Article]:
        for article in real(*args):
            names.append(article.id)
            yield article

    monkeypatch.setattr(finished, "articles", counting)
    return names


def _files(count: int, ending: str = "") -> dict[str, str]:
    return {
        f"{number}.json": json.dumps(
            {"text": report(4, f"story {number}") + ending, "outlet": "Courier", "url": f"https://c.example/{number}"}
        )
        for number in range(count)
    }


def test_an_article_is_opened_in_the_first_build_alone(archive: Callable[..., Settings], opened: list[str]):
    settings = archive(_files(3))

    pipeline.build(settings)
    first = len(opened)
    pipeline.build(settings)

    assert (first, len(opened)) == (3, 3)


def test_a_changed_article_is_opened_again_and_no_other(archive: Callable[..., Settings], opened: list[str]):
    settings = archive(_files(3))
    pipeline.build(settings)
    opened.clear()

    (settings.articles / "1.json").write_text(_files(2, "\n\nOne more sentence.")["1.json"])
    pipeline.build(settings)

    assert len(opened) == 1


def test_a_line_that_has_become_boilerplate_goes_from_the_articles_that_were_finished_before(
    archive: Callable[..., Settings],
):
    settings = archive(_files(3, f"\n\n{COUNTER}"))
    pipeline.build(settings)
    before = _ends(settings)

    for name, content in _files(12, f"\n\n{COUNTER}").items():
        (settings.articles / name).write_text(content)
    pipeline.build(settings)
    after = _ends(settings)

    assert [line == COUNTER for line in before] == [True] * 3
    assert [line == COUNTER for line in after] == [False] * 12


def _ends(settings: Settings) -> list[str]:
    """Return the last line of every article."""
    rows = map(json.loads, pages_of(settings)["data/articles.jsonl"].splitlines())
    return [row["text"].rpartition("\n")[2] for row in rows]
