"""What a site holds and what it was made from: the record of the last build, and the writer that keeps to it.

The record is one file in the store's folder, replaced whole once a build has ended. A file of the site counts as whole
only if it is as the record says: what a killed build wrote, and what anybody changed since, is made again.

Files are written beside their places first and put in place together, when all of them are there: until then a build
that is killed, or finds the disk full, leaves the site as it was. What does not belong to the site goes last.
"""

from __future__ import annotations

import logging
import os
import shutil
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import BinaryIO, NamedTuple

import msgspec
from msgspec.structs import replace

from generator.kept.store import locked
from generator.model.errors import OutputError
from generator.write import TEMPORARY, put_in_place, replace_file, stage_file, staged_path, unstage_file
from generator.write.manifest import PLACES

SERVED = "served"
"""Folder below the store where a site is while it is worked on: its addresses are not those of the published one."""

_CHECKED = 32
"""Bytes of a digest: those of the manifest."""
_AT_ONCE = 1 << 20
"""Bytes of a file that are held at a time."""

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
    records: bytes = b""
    """What Material's search keeps of the page, as JSON."""


Folders = dict[str, int]
"""Path of a folder, with a slash behind it -> when an entry was last added to it or taken from it, nanoseconds."""


class _Record(msgspec.Struct, array_like=True, frozen=True):
    place: bytes
    """The folder of the site as the system spells it, in UTF-8 or not."""
    files: dict[str, Kept]
    folders: Folders
    told: str = ""
    """Digest of which texts were taken out when the site was built."""
    setup: bytes = b""
    """Digest of what every page depends on."""
    compared: tuple[bytes, ...] = ()
    """Kinds of pages that have been compared with MkDocs' own since that changed last."""

    @property
    def site(self) -> str:
        return os.fsdecode(self.place)


_encode, _decode = msgspec.msgpack.Encoder().encode, msgspec.msgpack.Decoder(_Record).decode


def digest_of(content: bytes) -> bytes:
    """Return the digest of a file's content."""
    return blake2b(content, digest_size=_CHECKED).digest()


class Left(NamedTuple):
    """A site as a build of this process left it."""

    digest: bytes
    """Digest of the record: that of another, once another process has built."""
    record: _Record


class Writer:
    """Writes into the folder of a site, and only what is not there yet."""

    def __init__(self, site: str, before: dict[str, Kept], folders: Folders, strange: frozenset[str]) -> None:
        self.site = site
        self.folders = folders
        """Those that were looked at when this build began."""
        self.left: Left | None = None
        """The site at the end of a build; None while one is at work, and where others write too."""
        self.before = before
        """Path -> file, for every file that stands there."""
        self.strange = strange
        """Those that are not as the last build left them."""
        self.now: dict[str, Kept] = {}
        """The same for this build."""
        self.published = False
        """Whether what this build wrote is in its place."""
        self.setup = b""
        """Digest of what every page depends on."""
        self.compared: set[bytes] = set()
        """Kinds of pages that have been compared with MkDocs' own since that changed last."""

    def set_up(self, setup: bytes) -> None:
        """Say what every page depends on; where it is not what it was, nothing has been compared yet."""
        if setup != self.setup:
            self.setup, self.compared = setup, set()

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

    def keeps(self, path: str, source: bytes) -> bool:
        """Leave a file as it is if it was made from this source, and return whether it was."""
        there = self.before.get(path)
        if there is None or there.source != source or path in self.now:
            return False
        self.now[path] = there
        return True

    def write(self, path: str, content: bytes, source: bytes = b"") -> Kept:
        """Bring a file to a content."""
        digest = digest_of(content)
        kept = self._as_before(path, digest)
        if kept is None:
            kept = self._entry_of(digest, self._place(path, partial(stage_file, content=content)))
        self.now[path] = kept = replace(kept, source=source, said=(), records=b"")
        return kept

    def copy(self, origin: str, path: str, source: bytes = b"") -> None:
        """Bring a file to the content of another, however large."""
        if source and self.keeps(path, source):
            return
        with open(origin, "rb") as file:
            content = file.read(_AT_ONCE)
            # Nearly every file is small and held already: to open it again and have it copied takes four times as long.
            small = len(content) < _AT_ONCE
            digest = digest_of(content) if small else _digest_of_file(file, content)
        kept = self._as_before(path, digest)
        if kept is None:
            stage = partial(stage_file, content=content) if small else partial(_stage_copy, origin=origin)
            kept = self._entry_of(digest, self._place(path, stage))
        self.now[path] = replace(kept, source=source)

    def note(self, path: str, source: bytes, *, records: bytes = b"") -> None:
        """Say what a file of this build was made from, if there is one, and what the search keeps of it."""
        if path in self.now:
            self.now[path] = replace(self.now[path], source=source, records=records)

    def _as_before(self, path: str, digest: bytes) -> Kept | None:
        """Return the file that stands there or is staged if it has this content already."""
        latest = self.now.get(path)
        if latest is not None and latest.digest == digest:
            return latest
        there = self.before.get(path)
        if there is None or there.digest != digest or (self.published and latest is not None):
            return None
        if latest is not None:
            unstage_file(f"{self.site}/{path}")
        return there

    def _entry_of(self, digest: bytes, status: os.stat_result) -> Kept:
        return Kept(digest=digest, size=status.st_size, changed=status.st_mtime_ns)

    def _place(self, path: str, stage: Callable[[str], os.stat_result]) -> os.stat_result:
        """Stage a file; once the site is published, put it in place."""
        target = f"{self.site}/{path}"
        try:
            try:
                status = stage(target)
            except (NotADirectoryError, FileExistsError):
                _make_way(self.site, target)
                status = stage(target)
            if self.published:
                _in_place(self.site, target)
        except OSError as error:
            error.filename = target  # and not what is copied, or nothing
            raise
        return status

    def publish(self) -> None:
        """Put everything in place that is staged: what pages need before them, and pages before those that list them.

        What is written from now on is put in place at once.
        """
        self.published = True
        changed = (path for path, kept in self.now.items() if _differs(self.before.get(path), kept))
        for path in sorted(changed, key=_turn):
            _in_place(self.site, f"{self.site}/{path}")

    def remove_stale(self, *, all_of_them: bool, but: Collection[str]) -> None:
        """Remove files that no longer belong to the site, but for those that a plugin wrote past this writer.

        Args:
            all_of_them: Whether also those that plugins write at the end of a build.
            but: What is written last, when all others are in place.
        """
        emptied: set[str] = set()
        for path in [path for path in self.before if path not in self.now and path not in but]:
            if all_of_them or self.before[path].source or path in self.strange:
                before = self.before.pop(path)
                with suppress(FileNotFoundError, NotADirectoryError):
                    if os.stat(f"{self.site}/{path}").st_mtime_ns == before.changed:
                        os.unlink(f"{self.site}/{path}")
                emptied.add(os.path.dirname(path))
        _remove_folders(self.site, emptied)


def _differs(there: Kept | None, kept: Kept) -> bool:
    return there is None or there.digest != kept.digest


def _turn(path: str) -> tuple[bool, int, str]:
    """Sort files by when they are put in place: pages last, and of pages those that lead to others."""
    return (path.endswith(".html"), -path.count("/"), path)


def _stage_copy(path: str, origin: str) -> os.stat_result:
    temporary = staged_path(path)
    try:
        os.makedirs(os.path.dirname(temporary), exist_ok=True)
        unstage_file(path)  # a link there would lead what is copied elsewhere
        shutil.copyfile(origin, temporary)
        return os.stat(temporary)
    except BaseException:
        unstage_file(path)
        raise


def _in_place(site: str, target: str) -> None:
    try:
        put_in_place(target)
    except OSError:
        _make_way(site, target)
        put_in_place(target)


def _digest_of_file(file: BinaryIO, begun: bytes = b"") -> bytes:
    digest = blake2b(begun, digest_size=_CHECKED)
    while some := file.read(_AT_ONCE):
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


def _name(site: str) -> str:
    """Return what begins the names of the files that stand for a site in the store's folder."""
    digest = blake2b(os.path.normpath(os.path.abspath(site)).encode("utf-8", "surrogateescape"), digest_size=6)
    return f"site-{digest.hexdigest()}"


def _records(store: Path, but: str) -> Iterator[tuple[Path, _Record]]:
    """Yield the records in a store's folder, but for one site's; of a damaged one, one of no site."""
    for path in sorted(store.glob("site-*")):
        if not path.suffix and path.name != _name(but):
            yield path, _read_record(_content(path)) or _Record(place=b"", files={}, folders={})


def other_sites(store: Path, site: str) -> list[str]:
    """Return the folders of sites that builds of an archive wrote, but for one and what is served, sorted."""
    sites = (record.site for path, record in _records(store, site) if path.name != _name(str(store / SERVED)))
    return sorted(folder for folder in sites if folder and os.path.isdir(folder))


def forget_others(store: Path, site: str, told: str) -> list[str]:
    """Leave no text that is withdrawn by now in what stands below the store: the served site, records of others.

    Args:
        store: The folder of the records.
        site: The folder that is about to be built.
        told: Digest of which texts are taken out; empty if none are, and then nothing is to be forgotten.

    Returns:
        The folders of other sites that were built with other texts taken out, which are not ours to remove.

    Raises:
        GeneratorError: If another build is at work in what is served.
    """
    if not told:
        return []
    served = str(store / SERVED)
    known = {path.name: record.told for path, record in _records(store, site)}
    if _name(served) != _name(site) and os.path.lexists(served) and known.get(_name(served)) != told:
        with locked(store, f"{_name(served)}.lock"):
            (store / _name(served)).unlink(missing_ok=True)  # first, so that a server looks at the folder anew
            _remove_tree(served)
    outdated = []
    for path, record in _records(store, site):
        if not os.path.isdir(record.site):
            path.unlink()
        elif record.told != told:
            outdated.append(record.site)
            replace_file(str(path), _encoded(replace(record, files={}, folders={})))
    return sorted(outdated)


def _remove_tree(folder: str) -> None:
    if os.path.islink(folder) or not os.path.isdir(folder):
        os.unlink(folder)
    else:
        shutil.rmtree(folder)


def _encoded(record: _Record) -> bytes:
    content = _encode(record)
    return digest_of(content) + content


@contextmanager
def open_site(store: Path, site: str, *, alone: bool, left: Left | None = None, told: str = "") -> Iterator[Writer]:
    """Open the folder of a site for one build.

    The record is written when the build has come to its end without an exception; after one, what was staged is gone.

    Args:
        store: The folder where the record is.
        site: The folder of the site; made where it is missing.
        alone: Whether nobody writes into it past the writer: only then is anything known of it when the next begins.
        left: The site of an earlier build, for a folder that nobody but builds writes to: its files are not looked at.
        told: Digest of which texts are taken out.

    Raises:
        GeneratorError: If another build is at work in this site.
        OutputError: If the folder holds files, and nothing says that they are a site's.
    """
    site = os.path.normpath(os.path.abspath(site))
    name = _name(site)
    with locked(store, f"{name}.lock"):
        path = store / name
        os.makedirs(site, exist_ok=True)
        content = _content(path)
        if not content:
            _require_ours(site, path.with_suffix(".begun"))
        if left is not None and left.digest == digest_of(content):
            record = left.record
            writer = Writer(site, dict(record.files), record.folders, frozenset())
        else:
            record = _decoded(content, site)
            writer = _writer(site, record)
        writer.setup, writer.compared = record.setup, set(record.compared)
        try:
            yield writer
            record = _Record(
                place=os.fsencode(site),
                files=writer.now,
                folders=_folders(writer) if alone else {},
                told=told,
                setup=writer.setup,
                compared=tuple(sorted(writer.compared)),
            )
            content = _encoded(record)
            replace_file(str(path), content)
            path.with_suffix(".begun").unlink(missing_ok=True)
            if alone:
                writer.left = Left(digest_of(content), record)
        except BaseException:
            _remove_staged(site)
            raise


_OF_A_SITE = ("404.html", "sitemap.xml", *PLACES)
"""What every site of MkDocs, or of ours, has."""


def _require_ours(site: str, begun: Path) -> None:
    """Refuse a folder of somebody else: what no build wrote would be removed, as where `site_dir` has a slip.

    Args:
        site: The folder; no record tells of it.
        begun: A mark that an earlier build found it empty, and was killed.

    Raises:
        OutputError: If it holds files, and none that every site has.
    """
    strange = sorted(name for name in os.listdir(site) if not name.startswith("."))
    if begun.exists() or any(os.path.isfile(os.path.join(site, name)) for name in _OF_A_SITE):
        return
    if strange:
        raise OutputError(
            f"{site}: holds files that are of no site, such as {strange[0]}, and that a build would remove; expected a "
            "folder of its own: move them elsewhere, or name another site_dir"
        )
    begun.touch()


def _writer(site: str, record: _Record) -> Writer:
    files, folders = _files_there(site, record)
    strange = frozenset(path for path, kept in files.items() if _differs(record.files.get(path), kept))
    return Writer(site, files, folders, strange)


def _folders(writer: Writer) -> Folders:
    """Return the folders of the site at the end of a build: those it wrote into, and the others as it found them."""
    written = _above(path for path, kept in writer.now.items() if _differs(writer.before.get(path), kept))
    same = writer.now.keys() == writer.before.keys()
    above = writer.folders.keys() if same else _above(writer.now)
    looked_at = {folder: writer.folders.get(folder) for folder in above - written}
    known = {folder: changed for folder, changed in looked_at.items() if changed is not None}
    return known | {folder: os.lstat(f"{writer.site}/{folder}").st_ctime_ns for folder in written}


def _above(paths: Iterable[str]) -> set[str]:
    """Return all folders that some files are below."""
    folders: set[str] = set()
    for folder in {path[: path.rfind("/") + 1] for path in paths}:
        while folder and folder not in folders:
            folders.add(folder)
            folder = folder[: folder.rfind("/", 0, -1) + 1]
    return folders


def _remove_staged(site: str) -> None:
    for folder, _, names in os.walk(site):
        for name in names:
            if name.startswith(TEMPORARY):
                with suppress(OSError):
                    os.unlink(f"{folder}/{name}")


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _decoded(content: bytes, site: str) -> _Record:
    """Return the record; one that knows nothing, if it is missing, damaged or of another site."""
    record = _read_record(content)
    return record if record and record.site == site else _Record(place=os.fsencode(site), files={}, folders={})


def _read_record(content: bytes) -> _Record | None:
    if digest_of(content[_CHECKED:]) != content[:_CHECKED]:
        return None
    try:
        return _decode(content[_CHECKED:])
    except msgspec.MsgspecError:
        return None


def _files_there(site: str, record: _Record) -> tuple[dict[str, Kept], Folders]:
    """Return every file of a site, and its folders; a file that is not as the record says is read, and has no source.

    What no build puts in place goes: what a killed one had staged, and links, through which it would write elsewhere.
    A folder to which nothing was added and from which nothing was taken is not listed anew, but for the uppermost:
    looking at the files that it had takes half the time.
    """
    there: dict[str, Kept] = {}
    folders: Folders = {}
    emptied: set[str] = set()
    files, below = _by_folder(record)
    waiting = [""]
    while waiting:
        folder = waiting.pop()
        try:
            folders[folder] = os.lstat(f"{site}/{folder}").st_ctime_ns
        except (FileNotFoundError, NotADirectoryError):
            continue  # some file systems do not tell of a folder that something in it went
        if folder and record.folders.get(folder) == folders[folder]:
            for path in files[folder]:
                there[path] = _as_kept(f"{site}/{path}", os.lstat(f"{site}/{path}"), record.files[path])
            waiting += below[folder]
            continue
        empty = True
        with os.scandir(f"{site}/{folder}") as entries:
            for entry in entries:
                path = f"{folder}{entry.name}"
                if not folder and entry.name.startswith(".") and not entry.name.startswith(TEMPORARY):
                    continue  # MkDocs leaves hidden files alone
                empty = False
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(f"{path}/")
                elif entry.is_file(follow_symlinks=False) and not entry.name.startswith(TEMPORARY):
                    there[path] = _as_kept(entry.path, entry.stat(follow_symlinks=False), record.files.get(path))
                else:
                    os.unlink(entry.path)
                    emptied.add(folder.rstrip("/"))
        if empty:
            emptied.add(folder.rstrip("/"))
    _remove_folders(site, emptied)
    return there, folders


def _by_folder(record: _Record) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Return the paths of files, and of folders, by the folder that they are in."""
    files: dict[str, list[str]] = defaultdict(list)
    below: dict[str, list[str]] = defaultdict(list)
    for path in record.files if record.folders else ():
        files[path[: path.rfind("/") + 1]].append(path)
    for folder in record.folders:
        below[folder[: folder.rfind("/", 0, -1) + 1]].append(folder)
    return files, below


def _as_kept(path: str, status: os.stat_result, kept: Kept | None) -> Kept:
    """Return a file's entry of the record if the file is still that; times may differ where a cache restored it."""
    if kept is not None and (status.st_size, status.st_mtime_ns) == (kept.size, kept.changed):
        return kept
    with open(path, "rb") as file:
        digest = _digest_of_file(file)
    if kept is not None and digest == kept.digest:
        return replace(kept, changed=status.st_mtime_ns)
    return Kept(digest=digest, size=status.st_size, changed=status.st_mtime_ns)


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
