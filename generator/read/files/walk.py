"""Walk: the files below the articles folder, in one order everywhere, and none outside it.

Only regular files are opened. A symbolic link to a file is followed where it stays inside the folder; a link out of
it, a pipe, a socket or a device never is, because an archive must not publish what lies next to it.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import BinaryIO, Literal

from msgspec import Struct

from generator.model.errors import ArticleError

IGNORED = frozenset({"thumbs.db", "desktop.ini"})
"""What systems leave in folders, in lower case; hidden files are ignored anyway."""

_FLAGS = os.O_RDONLY
for _flag in ("O_BINARY", "O_CLOEXEC", "O_NOFOLLOW", "O_NONBLOCK"):  # as far as the system has them
    _FLAGS |= getattr(os, _flag, 0)


class DirEntry(Struct, frozen=True):
    """A name in a folder."""

    name: str
    """Path below the articles folder as the system knows it, with `/`; empty for the articles folder."""
    kind: Literal["folder", "file", "link", "special"]

    @property
    def base(self) -> str:
        """Its name without the folder."""
        return self.name.rpartition("/")[2]

    @property
    def stem(self) -> str:
        """Its name without folder and ending."""
        return self.base[: self._dot]

    @property
    def ending(self) -> str:
        """From the last dot on, in lower case; empty without one."""
        return self.base[self._dot :].lower()

    @property
    def _dot(self) -> int:
        base = self.base
        return base.rfind(".") if "." in base else len(base)

    @property
    def key(self) -> str:
        """What puts entries into the order of the paths of all files below them."""
        return f"{self.name}/" if self.kind == "folder" else self.name


def printable(name: str) -> str:
    """Return a path that can be written as UTF-8: bytes of it that are none are escaped with a backslash."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def entries(root: Path, folder: DirEntry) -> list[DirEntry]:
    r"""List a folder, sorted by path, without hidden names.

    Raises:
        ArticleError: If the folder cannot be listed.
    """
    prefix = f"{folder.name}/" if folder.name else ""
    try:
        with os.scandir(root / folder.name) as listed:
            listing = [DirEntry(prefix + entry.name, _kind(entry)) for entry in listed if not is_ignored(entry.name)]
    except OSError as error:
        raise refused(folder.name or ".", error, "a folder") from error
    return sorted(listing, key=lambda entry: entry.key)


def is_ignored(name: str) -> bool:
    """Tell whether a name is hidden, or one that systems leave behind."""
    return name.startswith(".") or name.lower() in IGNORED


def _kind(entry: os.DirEntry[str]) -> Literal["folder", "file", "link", "special"]:
    if entry.is_symlink():
        return "link"
    if entry.is_dir(follow_symlinks=False):
        return "folder"
    return "file" if entry.is_file(follow_symlinks=False) else "special"


def leads_to_folder(root: Path, entry: DirEntry) -> bool:
    """Tell whether a link leads to a folder inside the articles folder.

    Raises:
        ArticleError: If it leads out of the articles folder, or nowhere.
    """
    try:
        return _target(root, entry.name).is_dir()
    except OSError as error:
        raise refused(entry.name, error, "a file") from error


def open_inside(root: Path, name: str) -> BinaryIO:
    """Open a regular file below the articles folder for reading.

    Args:
        root: The articles folder.
        name: Path below it, as the system knows it.

    Raises:
        ArticleError: If it cannot be opened, is not a regular file, or is a link that leads out of the folder.
    """
    place = root / name
    try:
        handle = os.open(_target(root, name) if place.is_symlink() else place, _FLAGS)
        if stat.S_ISREG(os.fstat(handle).st_mode):
            return os.fdopen(handle, "rb")
        os.close(handle)
    except OSError as error:
        raise refused(name, error, "a file") from error
    raise ArticleError(printable(name), None, "not a regular file", "a file, no pipe, socket or device")


def _target(root: Path, name: str) -> Path:
    target = Path(os.path.realpath(root / name, strict=True))  # resolve() makes a loop no OSError
    if not target.is_relative_to(root.resolve()):
        raise ArticleError(
            printable(name), None, "a symbolic link out of the articles folder", "the file itself, or a link inside"
        )
    return target


def refused(name: str, error: OSError, what: str) -> ArticleError:
    """Say in plain words why the system refused to read something."""
    if isinstance(error, PermissionError):
        found = "no permission to read it"
    elif isinstance(error, FileNotFoundError):
        found = "a link that leads nowhere, or gone since the folder was listed"
    else:
        found = os.strerror(error.errno).lower() if error.errno else "unreadable"
    return ArticleError(printable(name), None, found, f"{what} that can be read")
