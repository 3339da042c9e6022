"""Our index is Pagefind's: what the files hold is compared with what its own program makes of the same words."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

import pytest

from generator.search.fold import words
from generator.search.pagefind import ask, make_index, service, stems_in, unpacked
from generator.search.postings import FoldedText
from tests.texts import report

FEW = [
    ("Trams run again", "The trams were running; a tram runs. 1990s abc123 O’Brien’s naïve café"),
    ("", "— …"),
    ("!!!", "Words of the text alone, the words"),
    ("東京都が発表", "トラム2号 الحكومة حكومه हिन्दी में 서울 ΛΟΓΟΣ Йод"),
    ("Headline alone, headline", ""),
]
MANY = [(f"Report {number}", report(6, f"many {number}")) for number in range(30)]
OFTEN = [("the", "the " * 12_000 + "theatre " * 9_000 + "to " * 21_000 + "tofu") for _ in range(3)]
"""Words that each fill a chunk, and more."""


def as_words(articles: Sequence[tuple[str, str]]) -> list[FoldedText]:
    return [FoldedText(headline=words(headline), text=words(text) or ["nothing"]) for headline, text in articles]


def theirs(articles: Sequence[FoldedText], language: str) -> Mapping[str, Any]:
    """Return what the files hold that Pagefind makes, by ending."""
    with service() as pagefind:
        index = pagefind.ask(type="NewIndex", config={"force_language": language})["index_id"]
        for number, one in enumerate(articles):
            pagefind.ask(
                type="AddRecord",
                index_id=index,
                url=str(number),
                content=" ".join(one.text),
                language=language,
                meta={"title": " ".join(one.headline)},
                filters=None,
                sort=None,
            )
        files = pagefind.ask(type="GetFiles", index_id=index)["files"]
    found: dict[str, list[Any]] = {".pf_index": [], ".pf_meta": []}
    for file in files:
        path = PurePosixPath(file["path"])
        if path.suffix in found:
            found[path.suffix].append(unpacked(base64.b64decode(file["content"])))
    [meta] = found[".pf_meta"]
    return {"chunks": sorted(found[".pf_index"], key=str), "meta": _nameless(meta)}


def _nameless(meta: Any) -> Any:
    """Return a directory without the names of pages and chunks, which are ours to choose."""
    version, pages, chunks, *others = meta
    return [version, [length for _, length in pages], [borders for *borders, _ in chunks], *others]


@pytest.mark.parametrize("language", ["en", "de", "unknown"])
@pytest.mark.parametrize("articles", [FEW, MANY, OFTEN], ids=["few", "many", "often"])
def test_what_the_files_hold_is_what_pagefind_makes(articles: Sequence[tuple[str, str]], language: str):
    given = as_words(articles)

    index = make_index(given, language=language)

    chunks = sorted(map(unpacked, index.chunks.values()), key=str)
    assert {"chunks": chunks, "meta": _nameless(unpacked(index.meta))} == theirs(given, language)


def test_a_word_has_one_stem_in_whatever_order_its_index_comes():
    """Of `₏₏7₏`, whose letters Pagefind's Unicode does not have, it keeps the whole and the digit, of one weight."""
    whole, digit = ([[stem, [[0, [-25, 0], []]], []]] for stem in ("₏₏7₏", "7"))

    assert stems_in(1, [[whole], [digit]]) == stems_in(1, [[digit], [whole]]) == ("₏₏7₏",)
    assert ask(["before", "₏₏7₏", "behind"], language="en").stems[1] == "₏₏7₏"
