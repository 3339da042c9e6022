"""Look at a machine before it builds: what is installed, how much memory and room there is, and what is missing.

Nothing is changed; one empty file is made in the archive's folder and removed.
"""

from __future__ import annotations

import fcntl
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, metadata, requires, version
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from generator.spark import java

if TYPE_CHECKING:
    from packaging.requirements import Requirement

PACKAGE = "backfile"
LEAST_JAVA = 17
"""What Spark 4 asks for."""
KB_AN_ARTICLE = 6.6
"""Memory that grouping takes for each article: 6.3 GB for a million."""
FILES_AN_ARTICLE = 2
"""A page and its folder."""
FOR_DEVELOPERS = frozenset(("test", "dev", "fuzz", "mutants", "bench"))

_GIB = 1 << 30


class Finding(Struct, frozen=True, kw_only=True):
    """One thing that was looked at."""

    name: str
    found: str
    advice: str = ""
    """What to do; empty if all is well."""
    needed: bool = False
    """Whether nothing can be built as it is."""

    def __str__(self) -> str:
        mark = "ok" if not self.advice else "MISSING" if self.needed else "note"
        return f"{mark:8}{self.name}: {self.found}" + (f"; {self.advice}" if self.advice else "")


def examine(folder: Path) -> tuple[Finding, ...]:
    """Look at this machine, for an archive in a folder."""
    return (_python(), *_extras(), _java(), _memory(), *_room(folder), _locks(folder))


def _python() -> Finding:
    from packaging.requirements import Requirement  # noqa: PLC0415 - for this command alone

    version_here = f"{platform.python_version()} on {platform.system()}, {PACKAGE} {version(PACKAGE)}"
    fits = Requirement(f"python{metadata(PACKAGE)['Requires-Python']}").specifier.contains(platform.python_version())
    return Finding(name="python", found=version_here, advice="" if fits else "expected 3.11 or later", needed=True)


def _extras() -> Iterator[Finding]:
    """Tell of each extra whether all of its packages are there in a version that fits."""
    from packaging.requirements import Requirement  # noqa: PLC0415

    wanted: dict[str, list[Requirement]] = {}
    for one in map(Requirement, requires(PACKAGE) or ()):
        match = re.search(r"extra == ['\"]([\w-]+)['\"]", str(one.marker or ""))
        if match and one.name != PACKAGE:
            wanted.setdefault(match[1], []).append(one)
    for extra in sorted(wanted.keys() - FOR_DEVELOPERS):
        wrong = [told for one in wanted[extra] if (told := _wrong(one))]
        advice = f"pip install '{PACKAGE}[{extra}]'" if wrong else ""
        yield Finding(name=f"extra {extra}", found=", ".join(wrong) or "installed", advice=advice)


def _wrong(wanted: Requirement) -> str:
    try:
        installed = version(wanted.name)
    except PackageNotFoundError:
        return f"{wanted.name} is not installed"
    return "" if wanted.specifier.contains(installed, prereleases=True) else f"{wanted.name} is {installed}"


def _java() -> Finding:
    """Tell which Java there is: only Spark asks for one."""
    advice = f"--spark takes Java {LEAST_JAVA} or later: apt-get install openjdk-17-jre-headless, or set JAVA_HOME"
    place = java()
    if place is None:
        return Finding(name="java", found="none", advice=advice)
    try:
        said = subprocess.run([place, "-version"], capture_output=True, text=True, check=False, timeout=60).stderr
    except (OSError, subprocess.TimeoutExpired) as error:
        return Finding(name="java", found=f"{place} does not run: {error}", advice=advice)
    number = re.search(r'version "(?:1\.)?(\d+)', said)
    fits = number is not None and int(number[1]) >= LEAST_JAVA
    return Finding(name="java", found=f"{number[1] if number else said[:80]!s}, {place}", advice="" if fits else advice)


def _memory() -> Finding:
    size = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / _GIB
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    most = int(size * _GIB / 1024 / KB_AN_ARTICLE * 0.8)
    return Finding(name="memory", found=f"{size:.1f} GiB, {cores} cores: enough for some {most:,} articles")


def _room(folder: Path) -> Iterator[Finding]:
    status = os.statvfs(folder)
    free = status.f_bavail * status.f_frsize / _GIB
    few = "" if free >= 1 else "a site takes some 60 kB an article: make room"
    yield Finding(name="room", found=f"{free:.1f} GiB free at {folder}", advice=few)
    if status.f_files:
        most = status.f_favail // FILES_AN_ARTICLE
        yield Finding(name="files", found=f"{status.f_favail:,} more may be made: {most:,} articles")


def _locks(folder: Path) -> Finding:
    """Tell whether a file can be made, locked and replaced there: a build cannot do without, and some NFS can."""
    try:
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".backfile-doctor-") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.copystat(file.name, file.name)
    except OSError as error:
        advice = "expected a folder that may be written, on a file system with locks (for NFS, version 4)"
        return Finding(name="file system", found=str(error), advice=advice, needed=True)
    coding = sys.getfilesystemencoding()
    return Finding(name="file system", found=f"{folder} can be written and locked, names in {coding}")
