"""What a site holds and what it was made from: the record of the last build, and the writer that keeps to it.

The record is one file in the store's folder, replaced whole once a build has ended. A file of the site counts as whole
only if it is as the record says: what a killed build wrote, and what anybody changed since, is made again.
"""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from hashlib import blake2b
from pathlib import Path

import msgspec

from generator.store import locked
from generator.write import TEMPORARY, replace_file

_CHECKED = 32
"""Bytes of a digest: those of the manifest."""

Said = tuple[str, int, str]
"""A line of the log: logger, level, message."""


class Kept(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """A file of the site as a build left it."""

    digest: bytes
    size: int
    changed: int
    """Time of the last change, nanoseconds."""
    source: bytes = b""
    """Digest of what the file was made from; empty where that is made anew at every build."""
    said: tuple[Said, ...] = ()
    """What MkDocs said of the page; said again while the page stays."""
    found: bytes = b""
    """What Material's search keeps of the page, as JSON."""


class _Record(msgspec.Struct, array_like=True, frozen=True):
    site: str
    files: dict[str, Kept]


_encode, _decode = msgspec.msgpack.Encoder().encode, msgspec.msgpack.Decoder(_Record).decode


def digest_of(content: bytes) -> bytes:
    """Return the digest of a file's content."""
    return blake2b(content, digest_size=_CHECKED).digest()


class Writer:
    """Writes into the folder of a site, and only what is not there yet."""

    def __init__(self, site: str, before: dict[str, Kept]) -> None:
        self.site = site
        self.before = before
        """Path -> file, for every file that is as the last build left it."""
        self.now: dict[str, Kept] = {}
        """The same for this build."""

    def path_of(self, path: str) -> str | None:
        """Return the path below the site of a file, None if it is elsewhere."""
        start = f"{self.site}/"
        normal = os.path.normpath(os.path.abspath(path))
        return normal.removeprefix(start) if normal.startswith(start) else None

    def digests(self) -> dict[str, tuple[str, int]]:
        """Return digest, in hex, and size of every file of this build, by path."""
        return {path: (kept.digest.hex(), kept.size) for path, kept in self.now.items()}

    def keep(self, path: str) -> None:
        """Leave a file as it is."""
        self.now[path] = self.before[path]

    def write(self, path: str, content: bytes, source: bytes = b"") -> Kept:
        """Bring a file to a content."""
        digest = digest_of(content)
        there = self.now.get(path) or self.before.get(path)
        if there is not None and there.digest == digest:
            kept = msgspec.structs.replace(there, source=source, said=(), found=b"")
        else:
            status = self._put(path, content)
            kept = Kept(digest=digest, size=status.st_size, changed=status.st_mtime_ns, source=source)
        self.now[path] = kept
        return kept

    def _put(self, path: str, content: bytes) -> os.stat_result:
        target = f"{self.site}/{path}"
        try:
            return replace_file(target, content)
        except OSError:
            _make_way(self.site, target)
            return replace_file(target, content)

    def copy(self, origin: str, path: str, source: bytes = b"") -> None:
        """Bring a file to the content of another, however large."""
        there = self.now.get(path) or self.before.get(path)
        if source and there is not None and there.source == source and path not in self.now:
            self.now[path] = there
            return
        with open(origin, "rb") as file:
            digest = _digest_of_file(file)
        if there is not None and there.digest == digest:
            self.now[path] = msgspec.structs.replace(there, source=source)
            return
        target = f"{self.site}/{path}"
        _make_way(self.site, target)
        folder, name = os.path.split(target)
        os.makedirs(folder, exist_ok=True)
        temporary = f"{folder}/{TEMPORARY}{name[-100:]}"
        shutil.copyfile(origin, temporary)
        os.replace(temporary, target)
        status = os.stat(target)
        self.now[path] = Kept(digest=digest, size=status.st_size, changed=status.st_mtime_ns, source=source)

    def remove_stale(self, *, all_of_them: bool, but: str | None = None) -> None:
        """Remove files that no longer belong to the site.

        Args:
            all_of_them: Whether also those that plugins write at the end of a build.
            but: The file that is written last, when all others are in place.
        """
        emptied: set[str] = set()
        for path, kept in self.before.items():
            if path not in self.now and path != but and (all_of_them or kept.source):
                with suppress(FileNotFoundError):
                    os.unlink(f"{self.site}/{path}")
                emptied.add(os.path.dirname(path))
        _remove_folders(self.site, emptied)


def _digest_of_file(file: object) -> bytes:
    digest = blake2b(digest_size=_CHECKED)
    while some := file.read(1 << 20):  # type: ignore[attr-defined]
        digest.update(some)
    return digest.digest()


def _make_way(site: str, target: str) -> None:
    """Remove what stands where a file's folders go: a page may have become a folder, or a folder a page."""
    if os.path.isdir(target) and not os.path.islink(target):
        shutil.rmtree(target)
    folder = os.path.dirname(target)
    while len(folder) > len(site) and not os.path.isdir(folder):
        if os.path.lexists(folder):
            os.unlink(folder)
            return
        folder = os.path.dirname(folder)


def _remove_folders(site: str, folders: Iterable[str]) -> None:
    """Remove folders that are empty, and those above that this leaves empty."""
    for folder in sorted(folders, key=len, reverse=True):
        while folder:
            try:
                os.rmdir(f"{site}/{folder}")
            except FileNotFoundError:
                pass
            except OSError:
                break
            folder = os.path.dirname(folder)


@contextmanager
def open_site(store: Path, site: str) -> Iterator[Writer]:
    """Open the folder of a site for one build, cleaned of everything that the last build did not leave as it is.

    The record is written when the build has come to its end without an exception.

    Args:
        store: The folder where the record is.
        site: The folder of the site; made where it is missing.

    Raises:
        GeneratorError: If another build is at work in this site.
    """
    site = os.path.normpath(os.path.abspath(site))
    name = blake2b(site.encode(), digest_size=6).hexdigest()
    with locked(store, f"site-{name}.lock"):
        path = store / f"site-{name}"
        os.makedirs(site, exist_ok=True)
        writer = Writer(site, _cleaned(site, _load(path, site)))
        yield writer
        content = _encode(_Record(site=site, files=writer.now))
        replace_file(str(path), digest_of(content) + content)


def _load(path: Path, site: str) -> dict[str, Kept]:
    """Return what the record says; nothing, if it is missing, damaged or of another site."""
    try:
        content = path.read_bytes()
        if digest_of(content[_CHECKED:]) != content[:_CHECKED]:
            return {}
        record = _decode(content[_CHECKED:])
    except (OSError, msgspec.MsgspecError):
        return {}
    return record.files if record.site == site else {}


def _cleaned(site: str, record: dict[str, Kept]) -> dict[str, Kept]:
    """Remove every file that is not as the record says, as MkDocs removes all; return the others."""
    sound: dict[str, Kept] = {}
    emptied: set[str] = set()
    waiting = [""]
    while waiting:
        folder = waiting.pop()
        empty = True
        with os.scandir(f"{site}/{folder}") as entries:
            for entry in entries:
                path = f"{folder}{entry.name}"
                if not folder and entry.name.startswith(".") and not entry.name.startswith(TEMPORARY):
                    continue  # MkDocs leaves hidden files alone
                empty = False
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(f"{path}/")
                elif (kept := _as_kept(entry, record.get(path))) is not None:
                    sound[path] = kept
                else:
                    os.unlink(entry.path)
                    emptied.add(folder.rstrip("/"))
        if empty:
            emptied.add(folder.rstrip("/"))
    _remove_folders(site, emptied)
    return sound


def _as_kept(entry: os.DirEntry[str], kept: Kept | None) -> Kept | None:
    """Return a file's entry of the record if the file is still that; times may differ where a cache restored it."""
    if kept is None or not entry.is_file(follow_symlinks=False):
        return None
    status = entry.stat(follow_symlinks=False)
    if status.st_size != kept.size:
        return None
    if status.st_mtime_ns == kept.changed:
        return kept
    with open(entry.path, "rb") as file:
        if _digest_of_file(file) != kept.digest:
            return None
    return msgspec.structs.replace(kept, changed=status.st_mtime_ns)


class Listener(logging.Handler):
    """Hears what MkDocs says while it makes a page."""

    def __init__(self) -> None:
        super().__init__(level=logging.INFO)
        self.said: list[Said] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line."""
        self.said.append((record.name, record.levelno, record.getMessage()))


@contextmanager
def listening(logger: logging.Logger) -> Iterator[list[Said]]:
    """Collect what a logger and those below it are told, and let nobody else hear it."""
    heard = Listener()
    handlers, propagate = logger.handlers, logger.propagate
    logger.handlers, logger.propagate = [heard], False
    try:
        yield heard.said
    finally:
        logger.handlers, logger.propagate = handlers, propagate


def repeat(said: Iterable[Said]) -> None:
    """Say again what was said."""
    for name, level, message in said:
        logging.getLogger(name).log(level, "%s", message)
