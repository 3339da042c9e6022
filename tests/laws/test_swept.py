"""Withdrawn texts, swept for: after any sequence of serving, building, kills and withdrawing, a build leaves no trace.

Every byte counts below the archive's folder, but for the articles themselves, and in the folder for temporary files.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from generator.cli import cli
from tests.archives import an_archive
from tests.test_withdrawn import FILES, OWN, SITE, STORY, runs, words_of

STEP = """
import logging, os, sys
from generator import write
from generator.engine import building, record
from mkdocs.config import load_config

logging.basicConfig()  # as commands do: what is warned of is said
kind, puts = sys.argv[1], int(sys.argv[2])
real = write.put_in_place

def put(path):
    global puts
    if not puts:
        os._exit(9)
    puts -= 1
    real(path)

write.put_in_place = record.put_in_place = put
config = load_config("mkdocs.yml")
config.plugins.on_startup(command=kind, dirty=False)
if kind == "serve":
    config.site_url = "http://127.0.0.1:8000/"
    building.build(config, serve_url=config.site_url)
else:
    building.build(config)
"""
"""Builds as a command does, and ends as a killed process does when so many files were put in place."""


class Desk:
    """An archive whose builds and servers are processes of their own."""

    def __init__(self, folder: Path, config: str) -> None:
        self.archive, self.temporary = folder / "archive", folder / "temporary"
        self.temporary.mkdir()
        an_archive(self.archive, config=config, articles=FILES)
        self.said = ""

    def step(self, name: str) -> None:
        """Serve, build or withdraw; `build!3` is killed when three files were put in place."""
        kind, killed, puts = name.partition("!")
        if kind == "withdraw":
            done = CliRunner().invoke(
                cli, ["withdraw", STORY, "--reason", "a wish", "-f", str(self.archive / "mkdocs.yml")]
            )
            assert done.exit_code == 0, done.output
            return
        if kind == "elsewhere":
            path = self.archive / "mkdocs.yml"
            path.write_text(f"{path.read_text()}\nsite_dir: public\n")
            return
        command = [sys.executable, "-c", STEP, kind, puts or "-1"]
        place = {**os.environ, "TMPDIR": str(self.temporary)}
        ended = subprocess.run(command, cwd=self.archive, env=place, capture_output=True, text=True, check=False)
        assert ended.returncode == (9 if killed else 0), ended.stderr[-2000:]
        self.said = ended.stderr

    def traces(self) -> set[str]:
        """Return the files that hold five words in a row of what is withdrawn."""
        wanted = set(runs(OWN))
        found = (path for folder in (self.archive, self.temporary) for path in folder.rglob("*") if path.is_file())
        return {
            path.relative_to(self.archive.parent).as_posix()
            for path in found
            if "articles" not in path.relative_to(self.archive.parent).parts[:2]
            and path.suffix not in {".js", ".css", ".map"}
            for content in [words_of(path.read_bytes())]
            if any(run in content for run in wanted)
        }


@pytest.mark.parametrize(
    ("search", "steps"),
    [
        ("pagefind", "serve withdraw build"),
        ("material", "serve withdraw build"),
        ("pagefind", "build serve withdraw build!1 build"),
        ("material", "serve withdraw serve!2 build"),
        ("none", "serve!40 withdraw build"),
        ("material", "build serve!20 withdraw serve!3 build!9 build"),
    ],
)
def test_what_is_withdrawn_is_gone_from_every_byte_once_a_build_has_ended(tmp_path: Path, steps: str, search: str):
    config = SITE.replace("[backfile]", f"[{{backfile: {{search: {search}, jobs: 1}}}}, search]")
    desk = Desk(tmp_path, config)

    for step in steps.split():
        desk.step(step)

    assert desk.traces() == set()


def test_a_site_that_other_settings_built_is_named_until_it_is_gone(tmp_path: Path):
    desk = Desk(tmp_path, SITE)
    for step in ("build", "elsewhere", "withdraw", "build", "build"):
        desk.step(step)

    assert {path.split("/")[1] for path in desk.traces()} == {"site"}
    assert f"{desk.archive / 'site'}: an earlier build wrote this site" in desk.said


def test_a_served_site_stays_while_no_text_is_withdrawn(tmp_path: Path):
    desk = Desk(tmp_path, SITE)
    for step in ("serve", "build"):
        desk.step(step)

    assert (desk.archive / ".backfile" / "served" / "index.html").is_file()
