"""Write pages (stage 8): from Pages to files, each replaced whole and only where it changed.

The folder belongs to the generator, which a mark in it says: what no planned page accounts for is removed, and nothing
outside it is touched. A folder with files and no mark is somebody else's, and a link is no folder: both are refused.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path, PurePosixPath

import msgspec
from msgspec import Struct

from generator.model import Page
from generator.model.errors import OutputError

from .folder import files_below

TEMPORARY = ".backfile-"
"""Begins the name of a file that is not whole yet; MkDocs passes over names that begin with a dot."""
MARK = ".backfile"
"""Name of the file that says whose a folder is."""
_MARK = b"Backfile writes this folder, and removes from it whatever it did not write. Keep nothing of your own here.\n"
_LONG_NAME = 60
"""Characters of a name that are kept in that of the file beside it: file systems take 255 bytes."""
_BELOW = re.compile(r"(?:(?!\.{1,2}(?:/|\Z))[^/\\\0]+(?:/(?!\Z)|\Z))+")
"""A path that leads to a file below the folder that it starts from."""
_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_NEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW


class Written(Struct, frozen=True, kw_only=True):
    """A file as an earlier build left it."""

    key: str
    """Digest of everything that the page was made from."""
    size: int
    changed: int
    """Time of the last change, nanoseconds, as the file system tells it."""


class Outcome(Struct, frozen=True, kw_only=True):
    """What writing did, in files."""

    written: int
    unchanged: int
    removed: int
    record: Mapping[str, Written]
    """Path -> the file as it stands now; what the next build is given."""


_encode, _decode = msgspec.msgpack.Encoder().encode, msgspec.msgpack.Decoder(Written).decode


def pack(written: Written) -> bytes:
    """Return the bytes that the store keeps of a written file."""
    return _encode(written)


def unpack(value: bytes) -> Written:
    """Return what `pack` packed."""
    return _decode(value)


def write(
    planned: Mapping[str, str],
    directory: Path,
    record: Mapping[str, Written],
    make: Callable[[list[str]], Iterable[Page]],
    *,
    untouched: bool = False,
) -> Outcome:
    """Bring a folder to a planned state.

    Args:
        planned: Path below the folder -> key, the digest of everything that the page is made from.
        directory: The folder; made where it is missing.
        record: What the last build wrote. A file that was changed since is written again.
        make: Makes the pages of the paths whose key or file changed; asked once, and not for no paths.
        untouched: Whether the folder counts as it was left, without a look at its files: for a process that builds
            again and again, and has just written them.

    Returns:
        What was done, and the record for the next build.

    Raises:
        OutputError: If a path leaves the folder, the folder is not ours or it cannot be written.
    """
    _refuse_bad_paths(planned)
    try:
        _require_ours(directory, record)
        present = None if untouched else dict(files_below(directory))
        gone = [path for path in (record if present is None else present) if path not in planned and path != MARK]
        if present is None:
            _remove_links(directory, [*planned, *gone])
        _remove(directory, gone)  # first, since a stray file or link may stand where a page's folder goes
        fresh = {path: kept for path, kept in record.items() if planned.get(path) == kept.key}
        if present is not None:
            fresh = {path: kept for path, kept in fresh.items() if _same(present, path, kept)}
        missing = sorted(planned.keys() - fresh.keys())
        made: dict[str, Written] = {}
        same = 0
        for page in make(missing) if missing else ():
            target = f"{directory}/{page.path}"
            if _holds(target, page.content):
                same += 1
                status = os.stat(target)
            else:
                status = replace_file(target, page.content)
            made[page.path] = Written(key=planned[page.path], size=status.st_size, changed=status.st_mtime_ns)
    except OSError as error:
        raise OutputError(f"{error.filename or directory}: cannot be written: {error.strerror}") from error
    leftovers = sum(PurePosixPath(path).name.startswith(TEMPORARY) for path in gone)
    return Outcome(
        written=len(made) - same,
        unchanged=len(fresh) + same,
        removed=len(gone) - leftovers,
        record={**fresh, **made},
    )


def _require_ours(directory: Path, record: Mapping[str, Written]) -> None:
    """Make the folder, with the mark that it is ours; refuse one that is not, whatever a link leads to included.

    Raises:
        OutputError: If it is a link, or holds files that nothing says are ours.
    """
    if directory.is_symlink():
        raise OutputError(f"{directory}: a link; expected a folder, which Backfile alone writes to: remove the link")
    directory.mkdir(parents=True, exist_ok=True)
    mark = directory / MARK
    if mark.is_file() and not mark.is_symlink():
        return
    strange = sorted(path for path, _ in files_below(directory) if path not in record and path != MARK)
    if strange:
        raise OutputError(
            f"{directory}: holds files that Backfile did not write, such as {strange[0]}, and would remove; expected a "
            "folder of its own: move them elsewhere, or remove the folder where an earlier release of Backfile wrote it"
        )
    replace_file(str(mark), _MARK)


def _remove_links(directory: Path, paths: Iterable[str]) -> None:
    """Remove links that stand where the folders of some files go: what is behind them is not ours."""
    folders = {parent for path in paths for parent in PurePosixPath(path).parents if parent.parts}
    for folder in sorted(folders, key=lambda one: len(one.parts)):
        if (directory / folder).is_symlink():
            (directory / folder).unlink()


def _refuse_bad_paths(planned: Iterable[str]) -> None:
    """Refuse paths that leave the folder, and paths that are one on a file system that ignores case."""
    paths = list(planned)
    for path in paths:
        if not _BELOW.fullmatch(path):
            raise OutputError(f"{path!r}: not a path below the archive folder")
    if len(set(map(str.casefold, paths))) == len(paths):
        return
    seen: dict[str, str] = {}
    for path in paths:
        other = seen.setdefault(path.casefold(), path)
        if other != path:
            raise OutputError(f"{path}: another page has this path: {other}; expected one page for each path")


def _same(present: Mapping[str, os.stat_result | None], path: str, kept: Written) -> bool:
    status = present.get(path)
    return status is not None and status.st_size == kept.size and status.st_mtime_ns == kept.changed


def _holds(path: str, content: bytes) -> bool:
    """Return whether a file is there and has this content; a link counts as no file, and a pipe as an empty one."""
    try:
        with open(os.open(path, _READ), "rb") as file:
            return file.read() == content
    except OSError:
        return False


def replace_file(path: str, content: bytes) -> os.stat_result:
    """Put content in place whole, making folders where they are missing, and return the file's status."""
    status = stage_file(path, content)
    try:
        put_in_place(path)
    except BaseException:
        unstage_file(path)
        raise
    return status


def stage_file(path: str, content: bytes) -> os.stat_result:
    """Write content beside the place of a file, making folders where they are missing; `put_in_place` is the rest.

    Paths are strings here, and files are numbers: a page is written in half the time.

    Returns:
        The status that the file will have in its place.
    """
    temporary = staged_path(path)
    try:
        try:
            file = os.open(temporary, _NEW, 0o666)
        except FileNotFoundError:
            _make_folder(os.path.dirname(temporary))
            file = os.open(temporary, _NEW, 0o666)
        try:
            rest = memoryview(content)
            while rest:
                rest = rest[os.write(file, rest) :]
            return os.fstat(file)
        finally:
            os.close(file)
    except BaseException:
        unstage_file(path)
        raise


def _make_folder(folder: str) -> None:
    """Make a folder, which is most often the only one that is missing: to look for those above it takes as long."""
    try:
        os.mkdir(folder)
    except OSError:
        os.makedirs(folder, exist_ok=True)


def put_in_place(path: str) -> None:
    """Bring a staged file to its place; whoever opens the path finds the old content or the new, never a part."""
    try:
        os.replace(staged_path(path), path)
    except IsADirectoryError:
        os.rmdir(path)  # what stood in it is gone already
        os.replace(staged_path(path), path)


def unstage_file(path: str) -> None:
    """Remove what was staged for a path, if anything was."""
    with suppress(OSError):
        os.unlink(staged_path(path))


def staged_path(path: str) -> str:
    """Return where the content of a file stands until it is put in place."""
    folder, _, name = path.rpartition("/")
    if len(name) > _LONG_NAME:
        name = blake2b(name.encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()
    return f"{folder}/{TEMPORARY}{name}"


def _remove(directory: Path, paths: Iterable[str]) -> None:
    """Remove files, and the folders that this leaves empty."""
    emptied: set[PurePosixPath] = set()
    for path in paths:
        (directory / path).unlink(missing_ok=True)
        emptied.update(PurePosixPath(path).parents)
    for folder in sorted(emptied, key=lambda one: -len(one.parts)):
        if folder.parts:
            with suppress(OSError):  # not empty: other pages stand there
                (directory / folder).rmdir()
