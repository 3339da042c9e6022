"""Formats of other packages: the documentation's example is one, and what is wrong with one is said."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.archives import CONFIG, an_archive
from tests.sites import ROOT

EXAMPLE = (ROOT / "documentation" / "pages" / "how-to" / "format.md").read_text(encoding="utf-8")


def block(kind: str) -> str:
    [found] = re.findall(rf"^```{kind}\n(.*?)^```", EXAMPLE, re.DOTALL | re.MULTILINE)
    return str(found)


def install(folder: Path, module: str, value: str = "desk_format:FORMATS") -> None:
    """Lay out a package as an installer would."""
    about = folder / "desk_format-1.0.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: desk-format\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text(f"[backfile.formats]\ndesk = {value}\n")
    (folder / "desk_format.py").write_text(module)


def check(config: Path, packages: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "generator", "check", "--files", "--json", "-f", str(config)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(packages)])}
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)


def test_the_example_of_a_format_reads_its_own_example_of_a_file(tmp_path: Path):
    assert 'desk = "desk_format:FORMATS"' in block("toml")
    install(tmp_path / "packages", block("python"))
    broken = block("text") + "*HEAD Without a date\nNobody knows when.\n"
    config = an_archive(tmp_path, config=CONFIG, articles={"1998-11-03.desk": broken})

    done = check(config, tmp_path / "packages")

    report = json.loads(done.stdout)
    assert (report["records"], report["articles"], report["lost"]) == (3, 2, 1), done.stderr
    assert "expected *DATE" in report["problems"][0]["message"]


@pytest.mark.parametrize(
    ("module", "value", "message"),
    [
        ("FORMATS = 3", "desk_format:FORMATS", "desk-format: backfile.formats: desk: 3; expected a Format"),
        ("import nowhere_to_be_found", "desk_format:FORMATS", "desk: ModuleNotFoundError: No module named"),
        ("from generator.read.formats.text import FORMATS", "desk_format:FORMATS", "a second format of the kind"),
    ],
    ids=["no format", "not to be imported", "a kind that is taken"],
)
def test_a_package_whose_format_is_none_is_named(tmp_path: Path, module: str, value: str, message: str):
    install(tmp_path / "packages", module, value)
    config = an_archive(tmp_path, config=CONFIG, articles={"one.txt": "The ferry sails again."})

    done = check(config, tmp_path / "packages")

    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr
