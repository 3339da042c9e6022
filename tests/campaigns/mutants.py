"""Change the program in small ways, one at a time, and see whether its tests notice: `make mutants`.

The changes are cosmic-ray's; of each package a sample with a fixed seed is tried, within a bound on processor time, in
a copy of the checkout. What is left out: `|` (nearly all of them are in annotations, which nothing runs), decorators.

    python -m tests.campaigns.mutants [--each 40] [--minutes 60] [PACKAGE ...]
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import chdir
from pathlib import Path

from cosmic_ray.mutating import mutate_and_test
from cosmic_ray.work_db import WorkDB, use_db
from cosmic_ray.work_item import TestOutcome, WorkItem

ROOT = Path(__file__).resolve().parents[2]

TESTS: dict[str, tuple[str, ...]] = {
    "group": (
        "tests/test_group.py",
        "tests/test_statement.py",
        "tests/test_joining.py",
        "tests/test_passages.py",
        "tests/test_related.py",
        "tests/test_kinds_of_copies.py",
        "tests/test_copies.py",
    ),
    "compare": ("tests/test_alignment.py", "tests/test_compare.py", "tests/test_comparison.py"),
    "clean": ("tests/test_clean.py", "tests/test_brought.py", "tests/test_old_pages.py"),
    "describe": (
        "tests/test_describe.py",
        "tests/test_dates.py",
        "tests/test_facts.py",
        "tests/test_outlets.py",
        "tests/test_old_pages.py",
        "tests/test_addresses.py",
    ),
    "read": (
        "tests/test_read.py",
        "tests/test_read_archives.py",
        "tests/test_read_columns.py",
        "tests/test_read_documents.py",
        "tests/test_read_exports.py",
        "tests/test_read_feeds.py",
        "tests/test_read_html.py",
        "tests/test_read_libraries.py",
        "tests/test_read_mail.py",
        "tests/test_read_packed.py",
        "tests/test_read_pages.py",
        "tests/test_read_saved.py",
        "tests/test_read_shapes.py",
        "tests/test_read_sheets.py",
        "tests/test_read_tables.py",
        "tests/test_read_warc.py",
        "tests/test_newsroom.py",
        "tests/test_published.py",
        "tests/test_markdown.py",
        "tests/test_encodings.py",
        "tests/test_doors.py",
        "tests/test_as_published.py",
        "tests/test_brought.py",
        "tests/test_old_pages.py",
        "tests/test_embargo_tables.py",
        "tests/test_proposals.py",
    ),
    "search": ("tests/test_search.py", "tests/test_postings.py", "tests/test_reader.py"),
}
"""Package -> the tests that are about it."""

PASSED_OVER = ("BitOr", "Decorator")
"""In the names of operators whose mutants say nothing about the tests."""

CONFIG = """\
[cosmic-ray]
module-path = "generator/{package}"
timeout = 600
excluded-modules = []
test-command = "{command}"
[cosmic-ray.distributor]
name = "local"
"""


def _sample(database: WorkDB, each: int) -> list[WorkItem]:
    """Return the mutants that are tried, in an order of chance, so that those tried in time are a sample too."""
    items: list[WorkItem] = sorted(database.pending_work_items, key=_place)
    worth = [item for item in items if not any(name in _place(item)[3] for name in PASSED_OVER)]
    return random.Random(7).sample(worth, min(each, len(worth)))


def _place(item: WorkItem) -> tuple[str, int, int, str, int]:
    [mutation] = item.mutations
    line, column = mutation.start_pos
    return str(mutation.module_path), line, column, mutation.operator_name, mutation.occurrence


def campaign(package: str, each: int, seconds: float) -> tuple[int, int]:
    """Try mutants of a package; print those that survive.

    Args:
        package: A key of `TESTS`.
        each: How many mutants are tried.
        seconds: Of processor time, after which to stop, finished or not.

    Returns:
        How many were killed, and how many were tried.
    """
    with tempfile.TemporaryDirectory(prefix="mutants-") as room:
        copy, session, config = Path(room) / "copy", Path(room) / "session.sqlite", Path(room) / "config.toml"
        ignored = shutil.ignore_patterns(".git", ".venv", "site", ".backfile", "__pycache__", ".hypothesis")
        shutil.copytree(ROOT, copy, ignore=ignored)
        command = f"{sys.executable} -B -m pytest -q -x -n 0 -p no:cacheprovider {' '.join(TESTS[package])}"
        config.write_text(CONFIG.format(package=package, command=command))
        subprocess.run([Path(sys.executable).with_name("cosmic-ray"), "init", config, session], cwd=copy, check=True)
        start, began = _spent(), time.monotonic()
        subprocess.run(command.split(), cwd=copy, check=True, stdout=subprocess.DEVNULL)
        most = 30 + 5 * (time.monotonic() - began)  # one that runs for ever is killed then, and counts as noticed
        with use_db(session, WorkDB.Mode.open) as database, chdir(copy):
            return _tried(package, _sample(database, each), command, most, start + seconds)


def _spent() -> float:
    """Return the seconds of processor time that tests took so far: on a busy machine the clock says nothing."""
    times = os.times()
    return times.children_user + times.children_system


def _tried(package: str, sample: list[WorkItem], command: str, most: float, end: float) -> tuple[int, int]:
    """Try mutants until the time is up; print those that survive and return how many were killed, and tried."""
    outcomes: list[TestOutcome | None] = []
    for item in sample:
        if _spent() > end:
            print(f"{package}: time is up; {len(sample) - len(outcomes)} mutants were not tried")
            break
        outcomes.append(mutate_and_test(item.mutations, command, most).test_outcome)
        if outcomes[-1] == TestOutcome.SURVIVED:
            path, line, column, operator, _ = _place(item)
            print(f"  survived: {path}:{line}:{column}: {operator}", flush=True)
    killed = len(outcomes) - outcomes.count(TestOutcome.SURVIVED)
    print(f"{package}: {killed} of {len(outcomes)} mutants killed", flush=True)
    return killed, len(outcomes)


def main() -> None:
    """Run the campaign over some packages or all."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("packages", nargs="*", metavar="PACKAGE", help=f"some of {', '.join(TESTS)}; all if none")
    parser.add_argument("--each", type=int, default=40, help="mutants of each package (40)")
    parser.add_argument("--minutes", type=float, default=60, help="of processor time, after which to stop (60)")
    options = parser.parse_args()
    end = _spent() + 60 * options.minutes
    tried = []
    packages = options.packages or list(TESTS)
    for number, package in enumerate(packages):
        left = (end - _spent()) / (len(packages) - number)
        tried.append(campaign(package, options.each, max(left, 1)))
    killed, every = map(sum, zip(*tried, strict=True))
    print(f"{killed} of {every} mutants killed ({killed / max(every, 1):.0%})")


if __name__ == "__main__":
    main()
