"""Run a task in a process of its own and measure it: wall time, CPU time and memory of the whole process tree."""

from __future__ import annotations

import json
import math
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

ROOT = Path(__file__).parents[2]
EVERY = 0.05
"""Seconds between two looks at the memory, at least; a look costs at most a twentieth of one core."""
TIME_LIMIT = 1800.0
"""Seconds after which a task is given up."""


class TaskError(Exception):
    """A task that failed, or took longer than its limit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What a process and those it started took."""

    wall: float
    cpu: float
    """Seconds, user and system."""
    peak: int
    """Bytes: the largest sum of their memory at one moment; of pages that they share, each has its part (PSS)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a task returned, and what it took."""

    result: Any
    usage: Usage


def run(task: str, limit: float = TIME_LIMIT, **arguments: Any) -> Outcome:
    """Run one of the tasks in child.py in a fresh process.

    Args:
        task: Its name.
        limit: Seconds after which it is given up.
        arguments: What it is given, as JSON has it.

    Raises:
        TaskError: If it fails or takes too long.
    """
    said, usage = _run([sys.executable, "-m", "tests.benchmarks.child", task, json.dumps(arguments)], ROOT, task, limit)
    return Outcome(result=json.loads(said), usage=usage)


def command(words: Sequence[str | Path], folder: Path, limit: float = TIME_LIMIT) -> Usage:
    """Run a command in a folder, and return what it took.

    Raises:
        TaskError: As `run`.
    """
    return _run([str(word) for word in words], folder, Path(words[0]).name, limit)[1]


def _run(words: list[str], folder: Path, name: str, limit: float) -> tuple[str, Usage]:
    """Run a command and return the last line that it printed, and what it took."""
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        usage, status = _watched(words, folder, out, err, limit)
        if status:
            raise TaskError(f"{name}: exit status {status}: {last_line(err)}")
        return last_line(out), usage


def _watched(words: list[str], folder: Path, out: IO[str], err: IO[str], limit: float) -> tuple[Usage, int]:
    """Run a command in a session of its own, and look at its memory until it ends."""
    begun = time.perf_counter()
    # What pip installs has its bytecode: without it each start would compile four hundred modules, half a second.
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    process = subprocess.Popen(words, cwd=folder, stdout=out, stderr=err, env=env, start_new_session=True)
    peak = 0
    while True:
        ended, status, used = os.wait4(process.pid, os.WNOHANG)
        wall = time.perf_counter() - begun
        if ended:
            break
        looked = time.perf_counter()
        peak = max(peak, tree_memory(process.pid))
        if wall > limit:
            os.killpg(process.pid, signal.SIGKILL)
            os.wait4(process.pid, 0)
            process.returncode = -signal.SIGKILL
            raise TaskError(f"given up after {limit:.0f} s")
        time.sleep(max(EVERY, 20 * (time.perf_counter() - looked)))
    process.returncode = os.waitstatus_to_exitcode(status)
    resident = used.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    usage = Usage(wall=wall, cpu=used.ru_utime + used.ru_stime, peak=peak or resident)
    return usage, process.returncode


def tree_memory(root: int) -> int:
    """Return the bytes of memory of a process and its descendants; 0 where the system does not tell."""
    total = 0
    for folder in _tree(root):
        with suppress(OSError):  # ended while we looked
            rollup = (folder / "smaps_rollup").read_bytes()
            total += sum(int(line.split()[1]) << 10 for line in rollup.splitlines() if line.startswith(b"Pss:"))
    return total


def tree_cpu(root: int) -> float:
    """Return the seconds of CPU of a process and its descendants, the ended ones too; nan where it is not told."""
    if not Path(f"/proc/{root}/stat").is_file():
        return math.nan
    ticks = 0
    for folder in _tree(root):
        with suppress(OSError):
            facts = (folder / "stat").read_text().rpartition(")")[2].split()  # a name may have spaces
            ticks += sum(map(int, facts[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def _tree(root: int) -> Iterator[Path]:
    """Yield what the system tells of a process and of each descendant."""
    waiting = [root]
    while waiting:
        folder = Path(f"/proc/{waiting.pop()}")
        yield folder
        with suppress(OSError):
            for thread in (folder / "task").iterdir():
                waiting += map(int, (thread / "children").read_text().split())


def last_line(file: IO[str]) -> str:
    file.seek(0)
    lines = [line for line in file.read().splitlines() if line.strip()]
    return lines[-1] if lines else "no output"
