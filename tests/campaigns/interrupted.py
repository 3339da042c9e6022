"""Kill builds at random moments, and require the site to stay whole and the next build's result to be a clean one's.

`make crash` runs it at length; tests/laws/test_interrupted.py a few rounds of it. A round takes an archive as a build
left it, changes its articles, starts `backfile build`, `serve` or `withdraw`, and kills it at a random moment: the
whole group of its processes, the one that was started alone, as a supervisor or the system's out-of-memory killer does,
or one of its workers alone.
"""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from tests.archives import an_archive
from tests.benchmarks.corpus import write_corpus

COMMAND = (sys.executable, "-m", "generator", "build", "--jobs", "2")
SERVE = (sys.executable, "-m", "generator", "serve", "-a", "127.0.0.1:0")
WITHDRAW = (sys.executable, "-m", "generator", "withdraw", "--reason", "a wish")
WAYS = ("group", "parent", "worker")
"""Which processes are killed."""
MOST_ROUNDS = 5
"""Rounds for each kill: on a machine that was busier while the builds were timed, many end before theirs."""
PATIENCE = 600.0
"""Seconds that a build may take."""
STAGED = ".backfile-"
_ORDER = re.compile(r"archive/\S+/,\d{4}-\d\d-\d\d,a wish,withhold,[0-9a-f]+(?:-[0-9a-f]+)*\n")
"""A line of the list of withdrawn articles, as the command writes it."""

Files = dict[str, str]
"""Path below the archive's folder -> digest of the content, of what a build makes."""


@dataclass(slots=True, kw_only=True)
class Tally:
    """What a campaign saw."""

    rounds: int = 0
    ended: int = 0
    """Builds that had ended before the kill."""
    kinds: Counter[str] = field(default_factory=Counter)
    """What was killed: `build, worker`."""
    found: Counter[str] = field(default_factory=Counter)
    """Sites after the kill: as before, as after, or with some files of each."""
    faults: list[str] = field(default_factory=list)
    """What broke a promise."""

    @property
    def killed(self) -> int:
        """Builds that were killed before their end."""
        return self.rounds - self.ended


class Campaign:
    """An archive with two states of its articles, and what a clean build makes of each."""

    def __init__(self, folder: Path, articles: int) -> None:
        self.folder = folder
        self.archive = folder / "archive"
        config = an_archive(self.archive, articles={})
        config.write_text(config.read_text().replace("[backfile]", "\n  - backfile: {jobs: 2}"))
        write_corpus(folder / "corpus", articles, "crash")
        lines = [line for path in sorted((folder / "corpus" / "articles").glob("*.jsonl")) for line in _lines(path)]
        self.states: tuple[Sequence[str], Sequence[str]] = (lines[: -articles // 5], _edited(lines[articles // 10 :]))
        self.clean = tuple(self._clean(number) for number in (0, 1))
        self.state = 1
        """Of the site, once `settle` has run."""

    def _clean(self, number: int) -> Files:
        """Build a state in an empty folder, and return what was made."""
        copy = self.folder / f"clean-{number}"
        shutil.copytree(self.archive, copy)
        self._put(number, copy)
        _build(copy)
        made = made_in(copy)
        shutil.rmtree(copy)
        return made

    def _put(self, number: int, archive: Path) -> None:
        (archive / "articles" / "all.jsonl").write_text("".join(self.states[number]), encoding="utf-8")

    def settle(self) -> float:
        """Bring the archive to its first state and back, and return the seconds that the second took."""
        for number in (0, 1):
            self._put(number, self.archive)
            begun = time.monotonic()
            _build(self.archive)
        self.state = 1
        return time.monotonic() - begun

    def round(self, chance: random.Random, seconds: float, tally: Tally) -> None:
        """Change the articles, kill the build somewhere in so many seconds, look at the site, and build to the end."""
        before, after = self.clean[self.state], self.clean[1 - self.state]
        self.state = 1 - self.state
        self._put(self.state, self.archive)
        lost = chance.random()
        if lost < 0.1:
            shutil.rmtree(self.archive / ".backfile")  # and all that is known of the last build with it
        # More often near the end, where all is put in place.
        moment = seconds * (chance.uniform(0, 1) if chance.random() < 0.6 else chance.uniform(0.85, 1.02))
        tally.rounds += 1
        what, way = chance.choice(("build",) * 4 + ("serve", "withdraw")), chance.choice(WAYS)
        command = {"build": COMMAND, "serve": SERVE, "withdraw": (*WITHDRAW, self._some_address(chance))}[what]
        ended, said = _killed_after(self.archive, command, moment, way)
        tally.ended += ended
        tally.kinds[f"{what}, {way}"] += not ended
        where = f"round {tally.rounds}, {what}, {way} killed after {moment:.3f} s"
        if "Traceback" in said:
            tally.faults.append(f"{where}: {said[-500:]}")
        self._take_back(where, tally)
        tally.found[self._look(before, after, where, tally)] += 1
        error = _built(self.archive)
        if error:
            tally.faults.append(f"{where}: the next build failed: {error}")
        for path, difference in _differences(made_in(self.archive), after):
            tally.faults.append(f"{where}: after the next build {path} is {difference}")

    def _some_address(self, chance: random.Random) -> str:
        return str(json.loads(chance.choice(self.states[self.state]))["url"])

    def _take_back(self, where: str, tally: Tally) -> None:
        """Undo what was withdrawn, and note a list that was written in part."""
        orders = self.archive / "withdrawn.csv"
        if not orders.exists():
            return
        head, *lines = orders.read_text(encoding="utf-8").splitlines(keepends=True)
        if not all(_ORDER.fullmatch(line) for line in lines):
            tally.faults.append(f"{where}: the list of withdrawn articles is written in part")
        orders.write_text(head, encoding="utf-8")  # without the file, nothing would be built

    def _look(self, before: Files, after: Files, where: str, tally: Tally) -> str:
        """Say of which build the site is, and note what is of neither, or missing although both have it."""
        site = {path: digest for path, digest in made_in(self.archive).items() if path.startswith("site/")}
        for path in (before.keys() & after.keys()) - site.keys():
            if path.startswith("site/"):
                tally.faults.append(f"{where}: {path} is missing")
        for path, digest in site.items():
            if digest not in (before.get(path), after.get(path)) and not path.rpartition("/")[2].startswith(STAGED):
                tally.faults.append(f"{where}: {path} is of neither build")
        whole = {path: digest for path, digest in site.items() if STAGED not in path}
        if whole == {path: digest for path, digest in before.items() if path.startswith("site/")}:
            return "as before"
        return "as after" if not list(_differences(whole, _site_of(after))) else "some files of each"


def _site_of(made: Files) -> Files:
    return {path: digest for path, digest in made.items() if path.startswith("site/")}


def made_in(archive: Path) -> Files:
    """Return what builds made in an archive."""
    folders = (archive / "site", archive / "docs" / "archive")
    paths = (path for folder in folders for path in folder.rglob("*") if path.is_file())
    return {
        path.relative_to(archive).as_posix(): blake2b(path.read_bytes(), digest_size=16).hexdigest() for path in paths
    }


def _differences(found: Files, wanted: Files) -> Sequence[tuple[str, str]]:
    return [
        (path, "missing" if path not in found else "too much" if path not in wanted else "another")
        for path in sorted(found.keys() | wanted.keys())
        if found.get(path) != wanted.get(path)
    ]


def _lines(path: Path) -> list[str]:
    with path.open(encoding="utf-8") as lines:
        return list(lines)


def _edited(lines: Sequence[str]) -> list[str]:
    """Change the text of every ninth record."""
    rows = [json.loads(line) for line in lines]
    for row in rows[::9]:
        row["text"] += "\n\nA correction was added to this report afterwards, as the desk had been told."
    return [json.dumps(row, ensure_ascii=False) + "\n" for row in rows]


def _build(archive: Path) -> None:
    error = _built(archive)
    if error:
        raise click.ClickException(f"a build that nobody interrupted failed: {error}")


def _built(archive: Path) -> str:
    """Build to the end; return what was said if that failed."""
    done = subprocess.run(COMMAND, cwd=archive, capture_output=True, text=True, timeout=PATIENCE, check=False)
    return "" if done.returncode == 0 else f"{done.returncode}: {(done.stdout + done.stderr)[-500:]}"


def _killed_after(archive: Path, command: Sequence[str], seconds: float, way: str) -> tuple[bool, str]:
    """Start a command, kill some of its processes after some seconds, and wait for its end.

    Returns:
        Whether it had ended by itself, or had no such process; and what it said.
    """
    process = subprocess.Popen(
        command, cwd=archive, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        _, said = process.communicate(timeout=seconds)
        return True, said
    except subprocess.TimeoutExpired:
        workers = _children(process.pid)
        if way == "worker" and workers:
            with suppress(ProcessLookupError):
                os.kill(workers[0], signal.SIGKILL)
        elif way == "group":
            os.killpg(process.pid, signal.SIGKILL)
        elif way == "parent":
            process.send_signal(signal.SIGKILL)
    missed = way == "worker" and not workers
    if way == "worker" and "serve" in command:
        process.terminate()  # which it does not by itself
    _, said = process.communicate(timeout=PATIENCE)  # all who could write to it have ended by then
    return missed, said


def _children(number: int) -> list[int]:
    """Return the processes that a process started, on a system that tells."""
    found = []
    for path in Path(f"/proc/{number}/task").glob("*/children"):
        with suppress(OSError):
            found += [int(one) for one in path.read_text().split()]
    return found


def campaign(folder: Path, *, articles: int, kills: int, seed: str) -> Tally:
    """Run rounds on an archive of so many articles until so many builds were killed before their end."""
    running = Campaign(folder, articles)
    seconds = running.settle()
    chance, tally = random.Random(seed), Tally()
    while tally.killed < kills and tally.rounds < MOST_ROUNDS * kills:
        running.round(chance, seconds, tally)
        if tally.rounds % 25 == 0:
            click.echo(f"{tally.rounds} rounds, {tally.killed} killed, {len(tally.faults)} faults", err=True)
    return tally


@click.command(context_settings={"show_default": True})
@click.option("--articles", default=300, help="Articles in the archive.")
@click.option("--kills", default=200, help="Builds that are killed before their end.")
@click.option("--seed", default="1", help="Chooses the moments.")
def main(articles: int, kills: int, seed: str) -> None:
    """Kill builds at random moments and check what they leave behind."""
    begun = time.monotonic()
    with TemporaryDirectory(prefix="backfile-crash-") as folder:
        tally = campaign(Path(folder), articles=articles, kills=kills, seed=seed)
    for fault in tally.faults[:50]:
        click.echo(fault, err=True)
    kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(tally.kinds.items()))
    sites = ", ".join(f"{count} {name}" for name, count in tally.found.most_common())
    click.echo(
        f"{tally.rounds} builds of {articles} articles, {tally.killed} killed before their end ({kinds}): "
        f"sites {sites}; {len(tally.faults)} faults; {time.monotonic() - begun:.0f} s"
    )
    sys.exit(bool(tally.faults))


if __name__ == "__main__":
    main()
