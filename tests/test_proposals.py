"""Proposals: for records whose keys nobody knows, lines to paste that make them articles."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from generator.cli import cli
from generator.cli.new_archive import new_archive
from generator.model import Capture, Problem
from generator.read.meaning.proposals import block_of, proposed

from .reading import read

TEXT = "The council voted to close the old bridge after divers had found cracks in two of its piers. " * 3


def rows(make: Any) -> list[dict[str, Any]]:
    return [make(number) for number in range(1, 4)]


STRANGE = {
    "nested": rows(
        lambda n: {"hed": {"top": f"Bridge {n} is closed"}, "load": {"corpus": f"{TEXT}{n}"}, "when": "2024-05-17"}
    ),
    "words of no language": rows(
        lambda n: {"a": n, "b": f"Bridge {n} is closed", "c": f"{TEXT}{n}", "d": "2024-05-17"}
    ),
    "paragraphs": rows(
        lambda n: {"x-1": f"Bridge {n} is closed", "x-2": [TEXT, f"And {n} more."], "x-3": "17.05.2024"}
    ),
}


@pytest.mark.parametrize("making", STRANGE)
def test_a_proposed_mapping_reads_what_it_was_proposed_for(making: str, tmp_path: Path):
    [remedy] = {
        one.remedy for one in read(tmp_path, {"a.json": json.dumps(STRANGE[making])}) if isinstance(one, Problem)
    }

    outcome = read(tmp_path, {"_defaults.yml": remedy})

    found = [one for one in outcome if isinstance(one, Capture)]
    assert [one.fields["headline"] for one in found] == [f"Bridge {n} is closed" for n in range(1, 4)]
    assert all("published" in one.fields and TEXT.strip() in one.text for one in found)


def test_a_table_whose_names_say_nothing_has_a_proposal(tmp_path: Path):
    table = "u1,u2,u3\n" + "".join(f'"Bridge {n} is closed",2024-05-17,"{TEXT}{n}"\n' for n in range(5))

    [problem] = [one for one in read(tmp_path, {"a.csv": table}) if isinstance(one, Problem)]

    assert problem.remedy == "fields:\n  text: u3\n  published: u2\n  headline: u1\n"


def test_records_without_anything_like_a_text_have_none():
    assert proposed([{"id": 1, "name": "Bridge", "link": "https://x.example"}]) == {}
    assert block_of({}) == ""


def test_import_says_what_an_export_would_become_and_copies_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    new_archive(tmp_path / "archive")
    export = tmp_path / "export.csv"
    export.write_text(f'Titel,Datum,Text\nBridge,2024-05-17,"{TEXT}"\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path / "archive")

    said = CliRunner().invoke(cli, ["import", str(export)]).output
    before = sorted(path.name for path in (tmp_path / "archive/articles").iterdir())
    copied = CliRunner().invoke(cli, ["import", str(export), "--copy"])

    assert "export.csv: 1 article from table (CSV): common keys (1)" in said
    assert "missing: outlet in 1, authors in 1, section in 1" in said
    assert "e.g. “Bridge” · 2024-05-17 · en" in said
    assert "export.csv" not in before
    assert copied.exit_code == 0
    assert (tmp_path / "archive/articles/export.csv").is_file()
