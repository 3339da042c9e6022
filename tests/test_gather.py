"""Gathering: what could not be read this time is looked at again the next."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from generator import pipeline
from generator.archive import prepare
from generator.model.errors import ArticleError
from generator.settings import Settings
from tests.texts import report


@pytest.mark.parametrize("before", [True, False], ids=["built before", "new"])
def test_a_file_that_changed_while_it_was_read_is_read_again(
    archive: Callable[..., Settings], monkeypatch: pytest.MonkeyPatch, before: bool
):
    settings = archive({"a.txt": report(3, "a"), "b.txt": report(3, "b")})
    if before:
        pipeline.build(settings)
        (settings.articles / "a.txt").write_text(report(3, "another"))

    with monkeypatch.context() as patch:
        patch.setattr(prepare, "captures", _torn)
        torn = pipeline.build(settings)
    whole = pipeline.build(settings)

    assert torn.lost == (1 if before else 2)
    assert torn.adds_up
    assert (whole.lost, whole.articles) == (0, 2)


def _torn(*args: object) -> Iterator[object]:
    raise ArticleError("a.txt", None, "it changed while it was read", "a file at rest")
    yield
