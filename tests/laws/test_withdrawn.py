"""Withdrawing and accounting, over whole archives: what is gone is gone everywhere, and everything adds up."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from generator import pipeline
from generator.model import Report
from tests.conftest import pages_of
from tests.laws.test_laws import QUICK, RECORDS, inputs, put, settings_in

MODES = ("withhold", "remove", "noindex")


@st.composite
def withdrawals(draw: st.DrawFn) -> list[tuple[int, str]]:
    """Number of an article, modulo how many there are, and a mode."""
    return draw(st.lists(st.tuples(st.integers(0, 30), st.sampled_from(MODES)), max_size=3))


def rows(pages: Mapping[str, bytes]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in pages["data/articles.jsonl"].splitlines()]


def lines_for(pages: Mapping[str, bytes], chosen: list[tuple[int, str]]) -> str:
    """Return a file of withdrawn articles that names some of an archive's, one way or another."""
    known = rows(pages)
    named = [(known[number % len(known)], number, mode) for number, mode in chosen if known]
    return "".join(f"{(row['id'], row['page'])[number % 2]},2024-05-17,a wish,{mode}\n" for row, number, mode in named)


def build(root: Path, files: Mapping[str, bytes], withdrawn: str = "") -> tuple[dict[str, bytes], Report]:
    put(root / "articles", files)
    (root / "withdrawn.csv").write_text(withdrawn, encoding="utf-8")
    found = pipeline.build(settings_in(root))
    return pages_of(settings_in(root)), found


@QUICK
@given(files=inputs(), history=st.lists(withdrawals(), min_size=1, max_size=3))
def test_after_any_withdrawals_an_incremental_build_equals_a_clean_one(
    tmp_path_factory: pytest.TempPathFactory, files: dict[str, bytes], history: list[list[tuple[int, str]]]
):
    grown, clean = tmp_path_factory.mktemp("grown"), tmp_path_factory.mktemp("clean")
    everything, _ = build(grown, files)
    for chosen in history:
        pages, _ = build(grown, files, lines_for(everything, chosen))

    assert pages == build(clean, files, lines_for(everything, history[-1]))[0]


@QUICK
@given(files=inputs(), chosen=withdrawals())
def test_records_and_lines_add_up_and_none_is_counted_twice(
    tmp_path_factory: pytest.TempPathFactory, files: dict[str, bytes], chosen: list[tuple[int, str]]
):
    root = tmp_path_factory.mktemp("sum")
    everything, before = build(root, files)

    pages, found = build(root, files, lines_for(everything, chosen))

    assert found.adds_up
    assert found.records == before.records == records_in(files)
    told = json.loads(pages["data/report.json"])
    assert told["records"] == told["articles"] + told["versions"] + told["withdrawn"] + told["lost"]
    assert told["paragraphs"] == told["shown"] + told["lifted"] + told["dropped"] + told["withheld"]
    assert told["articles"] == len(rows(pages))
    assert told["versions"] == sum(len(row["versions"]) for row in rows(pages))
    assert told["lost"] == sum(problem["lost"] for problem in told["problems"])
    texts = [line for row in rows(pages) if not row["versions"] for line in filter(None, row["text"].split("\n\n"))]
    assert len(texts) <= told["shown"]


def records_in(files: Mapping[str, bytes]) -> int:
    """Count the records that input files hold, broken ones too, without the generator."""
    whole = sum(not name.endswith(".jsonl") for name in files)
    return whole + sum(
        len([line for line in content.split(b"\n") if line.strip()])
        for name, content in files.items()
        if name.endswith(".jsonl")
    )


@QUICK
@given(records=st.lists(RECORDS, min_size=1, max_size=5), number=st.integers(0, 4))
def test_an_archive_with_an_article_removed_is_the_archive_without_it(
    tmp_path_factory: pytest.TempPathFactory, records: list[dict[str, Any]], number: int
):
    files = {f"{place}.json": json.dumps(one).encode() for place, one in enumerate(records)}
    root, without = tmp_path_factory.mktemp("removed"), tmp_path_factory.mktemp("without")
    everything, found = build(root, files)
    assume(rows(everything) and not any(problem.field == "id" for problem in found.problems))
    row = rows(everything)[number % len(rows(everything))]
    captures = {row["input"], *(version["input"] for version in row["versions"])}

    pages, _ = build(root, files, f"{row['id']},2024-05-17,a wish,remove")

    expected, _ = build(without, {name: content for name, content in files.items() if name not in captures})
    changed = {path for path in pages.keys() | expected.keys() if pages.get(path) != expected.get(path)}
    assert changed - {"data/report.json", "holdings/index.md", "open-data/index.md"} == {  # all count records
        f"{row['page'].removeprefix('archive/').rstrip('/')}.md",
        f"copies/{row['id']}/index.html",
        "data/croissant.json",
        "data/datapackage.json",
        "data/ro-crate-metadata.json",
        "data/withdrawn.jsonl",
    }
