"""The queries that the site and the documentation give run, on the sample archive's data, and find something."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.sites import ROOT, Site

duckdb = pytest.importorskip("duckdb")
NOTEBOOK = ROOT / "documentation" / "pages" / "tutorials" / "queries.ipynb"


def test_every_query_of_the_data_page_for_duckdb_finds_rows(sample: Site):
    page = (sample.folder / "archive" / "open-data" / "index.html").read_text(encoding="utf-8")
    shown = re.findall(r'<p class="bf-query".*?</p>', page, re.DOTALL)
    lines = [[html.unescape(line) for line in re.findall("<bdi[^>]*>(.*?)</bdi>", one)] for one in shown]
    asked = ["\n".join(one) for one in lines if one[0].startswith("-- DuckDB")]

    found = [duckdb.sql(re.sub(r"'https?://[^'/]+/", f"'{sample.folder}/", query)).fetchall() for query in asked]

    assert len(shown) == 10
    assert len(found) == 6
    assert all(found)


def test_the_notebook_runs_from_front_to_back(sample: Site, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ARCHIVE", f"{sample.folder}/")
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    known: dict[str, Any] = {}

    for cell in cells:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), known)

    assert sum(articles for _, articles, _ in known["years"]) > 60
    assert all(known[name] for name in ("pairs", "hours", "kept", "origins"))
    assert {sum(row[1:]) for row in known["kept"]} == {len(_members(sample, known["clusters"][0][0])) - 1}


def _members(sample: Site, canonical: str) -> list[str]:
    members: list[str] = next(row["members"] for row in sample.rows("clusters") if row["canonical"] == canonical)
    return members


def test_a_notebook_holds_no_output_of_somebodys_machine():
    for path in Path(NOTEBOOK.parents[1]).rglob("*.ipynb"):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        assert not any(cell.get("outputs") or cell.get("execution_count") for cell in cells), path
