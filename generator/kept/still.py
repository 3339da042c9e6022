"""Tell whether all that a build read and left is still as it was: then there is nothing to build, and nothing to load.

A build leaves an answer behind: what it would say if it were asked the same at once. It holds as long as every input
has the size, times and number that it had when it was read, and every file of what was made the size and time that it
was given. An input that changed while the build ran, or just before, leaves none; nor is one given for a clock that
went back, or in another year, since embargoes are looked for among the dates of the next years. Whatever is doubtful is
built.

This is asked before anything else of the package is imported, so it imports nothing of ours and little else.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from hashlib import blake2b
from typing import Any, NamedTuple

LOADED = time.time_ns()
_NAME = "still-"
_TEMPORARY = ".backfile-"
"""Begins the names of files that a killed build left."""
_GRAIN = 50_000_000
"""Nanoseconds in which a file system may give two changes one time."""
_WHOLE = 1_000_000_000
"""Where its times are whole seconds, it gives one to all changes of two."""


class Stands(NamedTuple):
    """A folder that builds write, as one left it."""

    folder: str
    listing: str
    """Digest of its files."""
    hidden: bool
    """Whether hidden names that stand directly in it are somebody else's."""


class Watched(NamedTuple):
    """What a build reads, by absolute paths."""

    store: str
    """The folder in which answers are kept."""
    files: Sequence[str] = ()
    """Files, which need not exist, and folders of which only their own entries count."""
    trees: Sequence[str] = ()
    """Folders of which everything counts; a link in one is followed by nobody here, so there is no answer."""
    program: Sequence[str] = ()
    """Folders of programs: hidden folders and compiled modules count for nothing."""
    but: Sequence[str] = ()
    """Folders in those that builds write."""
    names: Sequence[str] = ()
    """Variables of the environment."""
    own: Sequence[str] = ()
    """Files that builds read and write."""


class Seen(NamedTuple):
    """What is watched, as it stands."""

    inputs: str
    """Digest of all that no build writes."""
    own: str
    newest: int
    """When the last of the inputs changed, nanoseconds."""


def asked(*words: object) -> str:
    """Return the digest of a command: its words, where it is run, and by which Python."""
    python = [name for name in os.environ if name.startswith("PYTHON") or name == "SOURCE_DATE_EPOCH"]
    try:
        place = os.getcwd()
    except OSError:  # it is gone; the build says so
        place = ""
    return _digest([*map(str, words), place, sys.version, sys.executable, *sys.path, *_values(sorted(python))])


def process_began() -> int | None:
    """Return when this process began, nanoseconds of the epoch; None where the system does not tell."""
    try:
        with open("/proc/self/stat", encoding="ascii", errors="replace") as file:
            ticks = int(file.read().rpartition(")")[2].split()[19])
        since = time.clock_gettime_ns(time.CLOCK_BOOTTIME) - ticks * (_WHOLE // os.sysconf("SC_CLK_TCK"))
    except (OSError, AttributeError, ValueError, IndexError):
        return None
    return time.time_ns() - since


def listing(files: Mapping[str, tuple[int, int]]) -> str:
    """Return the digest of a folder that holds some files and no others: path below it -> size, time in nanoseconds."""
    return _digest(sorted(f"/{path}\0{size}\0{changed}" for path, (size, changed) in files.items()))


def look(watched: Watched) -> Seen | None:
    """Look at what a build reads; None if that cannot be told by looking."""
    rows, newest = [*_values(watched.names)], 0
    try:
        for path in watched.files:
            rows.append(path)
            newest = max(newest, _sign(path, rows))
        for folder in watched.trees:
            newest = max(newest, _sign_tree(folder, watched.but, rows, program=False))
        for folder in watched.program:
            newest = max(newest, _sign_tree(folder, watched.but, rows, program=True))
        own: list[str] = []
        for path in watched.own:
            _sign(path, own)
    except OSError:
        return None
    return Seen(_digest(rows), _digest(own), newest)


def keep(
    watched: Watched,
    made: Iterable[Stands],
    before: Seen | None,
    began: int,
    question: str,
    says: Any,
    *,
    until: int | None = None,
) -> None:
    """Leave an answer behind, unless something that the build read may not be what it was.

    Args:
        watched: What it read.
        made: What it wrote.
        before: What was watched, as it stood before anything but the settings was read.
        began: When the settings were read, or earlier.
        question: What was asked, as `asked` has it.
        says: The answer, as JSON has it.
        until: When it ends to hold, in seconds of the epoch; None for never.
    """
    after = look(watched)
    if after is None or before is None or before.inputs != after.inputs or after.newest >= began - _GRAIN:
        return
    content = json.dumps(
        [question, watched, after.inputs, after.own, [*made], [time.time_ns(), until], says], ensure_ascii=True
    ).encode()
    path = os.path.join(watched.store, _NAME + question)
    with suppress(OSError):  # no answer then
        with open(f"{path}.new", "wb") as file:
            file.write(f"{_digest([content.decode()])}\n".encode() + content)
        os.replace(f"{path}.new", path)


def forget(store: str | os.PathLike[str]) -> None:
    """Remove the answers from a store's folder: what they say of an archive may be withdrawn from it."""
    with suppress(FileNotFoundError, NotADirectoryError), os.scandir(store) as entries:
        for entry in entries:
            if entry.name.startswith(_NAME):
                os.unlink(entry.path)


def answer(store: str, question: str) -> Any:
    """Return the answer to a question if it still holds, else None."""
    try:
        with open(os.path.join(store, _NAME + question), "rb") as file:
            checksum, _, content = file.read().partition(b"\n")
        if checksum.decode() != _digest([content.decode()]):
            return None
        of, watched, inputs, own, made, (then, until), says = json.loads(content)
    except (OSError, ValueError):
        return None
    now = time.time_ns()
    if of != question or now < then or (until is not None and now >= until * _WHOLE) or _year(now) != _year(then):
        return None
    seen = look(Watched(*watched))
    if seen is None or (seen.inputs, seen.own) != (inputs, own):
        return None
    return says if all(_listed(*one) for one in made) else None


def answer_at_once(words: Sequence[str]) -> Any:
    """Return the answer to a command's words if it still holds, else None; the settings are not read for it.

    Where answers are kept is guessed: an answer says itself what it holds for.
    """
    given = iter(words)
    config = "mkdocs.yml"
    for word in given:
        if word in {"-f", "--config-file"}:
            config = next(given, config)
        elif word.startswith("--config-file="):
            config = word.partition("=")[2]
    try:
        with open(config, encoding="utf-8") as file:
            stores = [line.partition(":")[2] for line in file if line.lstrip().startswith("store:")]
    except (OSError, ValueError):
        return None
    store = stores[-1].partition(" #")[0].strip().strip("'\"") if stores else ".backfile"
    return answer(os.path.join(os.path.dirname(config), store), asked(*words))


def _year(moment: int) -> int:
    return time.gmtime(moment // _WHOLE).tm_year


def _values(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        yield f"{name}={os.environ[name]}" if name in os.environ else name


def _sign(path: str, rows: list[str]) -> int:
    """Add what tells a file from every other and from what it was, and return when it changed; links are followed."""
    try:
        status = os.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        rows.append("")
        return 0
    return _add(status, rows)


def _add(status: os.stat_result, rows: list[str]) -> int:
    rows.append(
        f"{status.st_mode} {status.st_size} {status.st_mtime_ns} {status.st_ctime_ns} {status.st_ino} {status.st_dev}"
    )
    changed = status.st_ctime_ns
    return changed if changed % _WHOLE else changed + 2 * _WHOLE


def _sign_tree(folder: str, but: Sequence[str], rows: list[str], *, program: bool) -> int:
    """Add every file below a folder, in order, and return when the last of them changed.

    Raises:
        OSError: If a folder cannot be listed, or a link stands in it.
    """
    newest, waiting = 0, [folder]
    while waiting:
        below = waiting.pop()
        rows.append(below)
        with os.scandir(below) as listed:
            entries = sorted(listed, key=lambda entry: entry.name)
        for entry in entries:
            if entry.path in but or (program and (entry.name == "__pycache__" or entry.name.startswith("."))):
                continue
            if entry.is_symlink() and not program:
                raise OSError(f"{entry.path}: a link")
            if entry.is_dir():
                waiting.append(entry.path)
            else:
                rows.append(entry.name)
                newest = max(newest, _add(entry.stat(), rows))
    return newest


def _listed(folder: str, expected: str, hidden: bool) -> bool:
    """Tell whether a folder holds the files that a build left in it, and no others."""
    rows: list[str] = []
    waiting = [""]
    try:
        while waiting:
            below = waiting.pop()
            empty = bool(below)
            with os.scandir(folder + below) as entries:
                for entry in entries:
                    name = entry.name
                    if hidden and not below and name.startswith(".") and not name.startswith(_TEMPORARY):
                        continue
                    empty = False
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(f"{below}/{name}")
                        continue
                    status = entry.stat(follow_symlinks=False)
                    kind = "" if entry.is_file(follow_symlinks=False) else "\0no file"
                    rows.append(f"{below}/{name}\0{status.st_size}\0{status.st_mtime_ns}{kind}")
            if empty:
                rows.append(f"{below}/")
    except OSError:
        return False
    rows.sort()
    return _digest(rows) == expected


def _digest(rows: Iterable[str]) -> str:
    return blake2b("\n".join(rows).encode("utf-8", "surrogateescape"), digest_size=20).hexdigest()
