"""Keep what earlier builds made: one SQLite file that is safe to delete.

Values are bytes under a kind and a key, each with a checksum: a value that does not match it counts as absent, and a
file that SQLite cannot read is put aside and begun anew. So a damaged store costs time, never a byte of the archive.
"""

from __future__ import annotations

import fcntl
import os
import platform
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from hashlib import blake2b
from pathlib import Path
from typing import TypeVar

from generator.model.errors import GeneratorError, StoreError

from .memory import NO_MEMORY, Memory, State, state_of

_T = TypeVar("_T")

_SCHEMA = """
CREATE TABLE IF NOT EXISTS entries (
    kind TEXT NOT NULL, key TEXT NOT NULL, checksum BLOB NOT NULL, value BLOB NOT NULL, PRIMARY KEY (kind, key)
)
"""
_DEFINITION = "SELECT type, name, tbl_name, sql FROM sqlite_master"
_DAMAGE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_AT_ONCE = 500  # keys in one query; SQLite's oldest limit on parameters is 999


class Store:
    """An open store; `open_store` makes it."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        memory: Memory = NO_MEMORY,
        *,
        untouched: bool = False,
        source: str = "entries",
        passing: bool = False,
    ) -> None:
        self._connection = connection
        self._passing = passing
        self._source = source
        self._told: str | None = None
        self.told = ""
        """Which texts are taken out, as told last."""
        self.memory = memory
        self.untouched = untouched
        """Whether this process was the last that wrote to it."""

    def get(self, kind: str, keys: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Yield key and value of those keys that the store has, in no promised order."""
        wanted = list(keys)
        for start in range(0, len(wanted), _AT_ONCE):
            some = wanted[start : start + _AT_ONCE]
            marks = ",".join("?" * len(some))
            query = f"SELECT key, checksum, value FROM {self._source} WHERE kind = ? AND key IN ({marks})"  # noqa: S608 - marks only
            for key, checksum, value in self._connection.execute(query, (kind, *some)):
                if _sound(kind, key, checksum, value):
                    yield key, value

    def decoded(self, kind: str, keys: Iterable[str], decode: Callable[[bytes], _T]) -> dict[str, _T]:
        """Return the values of those keys that the store has, decoded, in no promised order."""
        wanted = list(keys)
        known: dict[str, _T] = self.memory.values(kind)
        missing = [key for key in wanted if key not in known] if known else wanted
        known.update((key, decode(value)) for key, value in self.get(kind, missing))
        return {key: known[key] for key in wanted if key in known}

    def all_decoded(self, kind: str, decode: Callable[[bytes], _T]) -> dict[str, _T]:
        """Return every sound value of a kind, decoded, by key."""
        known: dict[str, _T] = self.memory.values(kind)
        if known:
            rows = self._connection.execute(f"SELECT key FROM {self._source} WHERE kind = ?", (kind,))  # noqa: S608
            return self.decoded(kind, (key for (key,) in rows), decode)
        known.update((key, decode(value)) for key, value in self.get_all(kind).items())
        return dict(known)

    def require(self, kind: str, keys: Sequence[str]) -> dict[str, bytes]:
        """Return the values of keys that the store must have.

        Raises:
            StoreError: If one is missing or damaged.
        """
        values = dict(self.get(kind, keys))
        if len(values) < len(set(keys)):
            raise StoreError("a value of the store is damaged; remove its folder, which costs nothing but time")
        return values

    def get_all(self, kind: str) -> dict[str, bytes]:
        """Return every sound value of a kind by key."""
        query = f"SELECT key, checksum, value FROM {self._source} WHERE kind = ?"  # noqa: S608
        rows = self._connection.execute(query, (kind,))
        return {key: value for key, checksum, value in rows if _sound(kind, key, checksum, value)}

    def put(self, kind: str, values: Mapping[str, bytes]) -> None:
        """Keep values, each replacing what its key had."""
        known = self.memory.values(kind)
        for key in known.keys() & values.keys():
            del known[key]
        rows = ((kind, key, _checksum(kind, key, value), value) for key, value in values.items())
        self._connection.executemany("INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?)", rows)

    def keep_only(self, kind: str, keys: Iterable[str]) -> None:
        """Drop the values of a kind that have none of these keys; a store that is only read drops none."""
        if self._passing:
            return
        kept = set(keys)
        have = [key for (key,) in self._connection.execute("SELECT key FROM entries WHERE kind = ?", (kind,))]
        gone = [(kind, key) for key in have if key not in kept]
        known = self.memory.values(kind)
        for _, key in gone:
            known.pop(key, None)
        self._connection.executemany("DELETE FROM entries WHERE kind = ? AND key = ?", gone)

    def rewrite_unless(self, told: str) -> None:
        """Write the whole file anew when it is closed, unless it was when the same was told last; at first that is "".

        What SQLite drops or replaces stays in the file as free space, and at times in pages that are in use; a file
        written anew holds what is kept and no byte more.
        """
        self.told = told
        before = self.get_all("rewritten").get("told", b"")
        self._told = told if before != told.encode() else None

    @property
    def rewrites(self) -> bool:
        """Whether the file is written anew when it is closed: another list of texts is withdrawn than last."""
        return self._told is not None

    def close(self) -> bool:
        """Keep what was put, and write the file anew if that was asked for; False where that failed."""
        self._connection.commit()
        if self._told is None:
            return True
        try:
            self._connection.execute("VACUUM")
        except sqlite3.Error:  # no room for the copy
            return False
        self.put("rewritten", {"told": self._told.encode()})
        self._connection.commit()
        return True

    def commit(self) -> None:
        """Make what was put so far outlive a crash."""
        self._connection.commit()


def _sound(kind: str, key: str, checksum: bytes, value: object) -> bool:
    """Return whether a value is what was put; flipped bytes can change a column's type too."""
    return isinstance(value, bytes) and checksum == _checksum(kind, key, value)


def _checksum(kind: str, key: str, value: bytes) -> bytes:
    digest = blake2b(f"{kind}\0{key}\0".encode("utf-8", "surrogatepass"), digest_size=8)
    digest.update(value)
    return digest.digest()


def with_store(opened: Callable[..., AbstractContextManager[Store]], work: Callable[[Store], _T]) -> _T:
    """Do work with a store; where values that it counts on are damaged, once more with an empty one.

    Args:
        opened: `open_store` or `read_store`, with folder and release.
        work: Does all that the store is for.
    """
    try:
        with opened() as store:
            return work(store)
    except StoreError:
        with opened(anew=True) as store:
            return work(store)


@contextmanager
def open_store(folder: Path, release: str, *, memory: Memory = NO_MEMORY, anew: bool = False) -> Iterator[Store]:
    """Open the store of a folder for one build, making both where they are missing.

    Args:
        folder: Where the store is.
        release: Digest of the code that puts values; a store that other code made is begun anew.
        memory: What this process knows of the store; it counts as long as nobody else has written to the file.
        anew: Whether it is begun anew in any case.

    Raises:
        GeneratorError: If another build holds the store, or the folder cannot be written.
    """
    with locked(folder, "lock"):
        path = folder / "store.sqlite"
        if anew:
            _remove(path)
        untouched = memory.open_store(_state(path))
        known = untouched or _was_left_sound(folder, path)
        with closing(_connect(path, _number(release), known=known)) as connection:
            store = Store(connection, memory, untouched=untouched)
            with _saying(folder):
                yield store
                may_stay = store.close()
        if may_stay:
            _leave_sound(folder, path)
            memory.leave_store(_state(path))
        else:
            path.unlink()


_BOOTED = Path("/proc/sys/kernel/random/boot_id")
"""Another after each start of the machine, before which a file's last bytes may have been lost, and not its time."""
_SECOND = 1_000_000_000


def _leave_sound(folder: Path, path: Path) -> None:
    """Write down how the store's file was left, so that the next build need not look through all of its pages."""
    with suppress(OSError):
        changed = path.stat().st_mtime_ns - _SECOND  # nobody who writes to it now gives it this time
        os.utime(path, ns=(changed, changed))
        file = os.open(folder / "sound", os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644)
        try:
            os.write(file, _as_left(path))
        finally:
            os.close(file)


def _was_left_sound(folder: Path, path: Path) -> bool:
    """Return whether the store's file is as a build left it, on a machine that has not been started anew since."""
    try:
        return (folder / "sound").read_bytes() == _as_left(path) and not _journal(path).exists()
    except OSError:
        return False


def _as_left(path: Path) -> bytes:
    """Return what tells whether a file is as it was left.

    Raises:
        OSError: If there is none, or the system does not tell when it was started.
    """
    return f"{_BOOTED.read_text().strip()} {state_of(path.stat())}\n".encode()


@contextmanager
def locked(folder: Path, name: str) -> Iterator[None]:
    """Keep other builds out while this one is at work.

    Args:
        folder: Where the store is; made where it is missing.
        name: The file that stands for what nobody else may touch.

    Raises:
        GeneratorError: If another build holds it, which is named, or the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = os.open(folder / name, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise GeneratorError(f"{folder}: the store cannot be opened: {error.strerror}") from error
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise GeneratorError(
                f"{folder}: another build is at work here{_holder(lock)}; wait for it to end, or end it"
            ) from None
        _held.add(lock)
        os.ftruncate(lock, 0)
        os.pwrite(lock, f"{os.getpid()} {platform.node()}\n".encode("utf-8", "replace"), 0)
        yield
    finally:
        if lock in _held:
            _held.discard(lock)
            fcntl.flock(lock, fcntl.LOCK_UN)  # also for a process that was forked this moment and has it still
        os.close(lock)


_held: set[int] = set()
"""The locks of this process. A forked one would hold them too, and go on holding them when this one is gone."""


def _let_go() -> None:
    for lock in _held:
        os.close(lock)
    _held.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_let_go)


def _holder(lock: int) -> str:
    """Return which process holds a lock, as it wrote it down, in words; empty if it did not."""
    number, _, machine = os.pread(lock, 300, 0).decode("utf-8", "replace").strip().partition(" ")
    if not number.isdigit():
        return ""
    return f": process {number}" + (f" on {machine}" if machine and machine != platform.node() else "")


@contextmanager
def read_store(folder: Path, release: str, *, anew: bool = False) -> Iterator[Store]:
    """Open a folder's store for reading: what is put is forgotten, and no file is written that has a name.

    What outgrows a part of the memory goes to a temporary file, which SQLite removes as soon as it has opened it, so
    that a million records can be checked.

    Args:
        folder: Where the store is.
        release: As `open_store`.
        anew: Whether to begin with an empty one.

    Raises:
        StoreError: If the file is damaged, or a build wrote to it, where its values were asked for.
    """
    path = folder / "store.sqlite"
    with closing(sqlite3.connect("", uri=True)) as connection:
        connection.text_factory = _text
        connection.execute("PRAGMA page_size = 16384")
        connection.execute("PRAGMA cache_size = -32768")  # 32 MB
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute(_SCHEMA)
        below = not anew and path.exists() and _attached(connection, path, _number(release))
        try:
            yield Store(connection, source=_BOTH if below else "entries", passing=True)
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            raise StoreError(f"{folder}: the store cannot be read: {error}") from error


_BOTH = "(SELECT * FROM below.entries UNION ALL SELECT * FROM main.entries)"
"""What is in the file, and then what was put since: of two values for a key the last counts."""


def _attached(connection: sqlite3.Connection, path: Path, release: int) -> bool:
    """Lay a file below a database in memory, to be read alone; False where it is no store of this release."""
    try:
        connection.execute("ATTACH ? AS below", (f"{path.absolute().as_uri()}?mode=ro",))
        (version,) = connection.execute("PRAGMA below.user_version").fetchone()
        connection.execute("SELECT kind, key, checksum, value FROM below.entries LIMIT 1").fetchall()
    except (sqlite3.Error, UnicodeDecodeError):
        return False
    return version in (0, release)


def read_values(folder: Path, release: str, kind: str, keys: Iterable[str]) -> dict[str, bytes]:
    """Return the values of those keys that a folder's store has, for a process that leaves it as it is.

    Args:
        folder: Where the store is; one that is missing or damaged has nothing.
        release: As `open_store`.
        kind: Of the values.
        keys: Their keys.
    """
    try:
        with read_store(folder, release) as store:
            return dict(store.get(kind, keys))
    except StoreError:
        return {}


@contextmanager
def _saying(folder: Path) -> Iterator[None]:
    """Turn what SQLite says into what Backfile says."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", None) in _DAMAGE:
            raise StoreError(f"{folder}: the store is damaged: {error}") from error
        raise GeneratorError(
            f"{folder}: the store cannot be written: {error}; make room there and build again"
        ) from error


def _text(value: bytes) -> str:
    """Decode a key, even one that flipped bytes have made no UTF-8; its checksum tells then."""
    return value.decode("utf-8", "surrogateescape")


def _state(path: Path) -> State | None:
    try:
        return state_of(path.stat())
    except OSError:
        return None


def _number(release: str) -> int:
    """Return a release as SQLite keeps it: 31 bits of its digest, never 0, which means a new file."""
    return int(blake2b(release.encode(), digest_size=4).hexdigest(), 16) >> 1 or 1


def _require_release(connection: sqlite3.Connection, release: int) -> None:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version not in (0, release):
        raise sqlite3.DatabaseError(f"made by another release: {version}")


def _connect(path: Path, release: int, *, known: bool) -> sqlite3.Connection:
    """Open the database, or begin it anew where it is no sound database of this release."""
    try:
        return _fit_connection(path, release, known=known)
    except (sqlite3.DatabaseError, UnicodeDecodeError):  # the latter where the message quotes flipped bytes
        _remove(path)
        return _fit_connection(path, release, known=False)


def _remove(path: Path) -> None:
    for leftover in (path, _journal(path)):
        leftover.unlink(missing_ok=True)


def _journal(path: Path) -> Path:
    """Return where SQLite keeps what it takes back where a build was killed."""
    return path.with_name(f"{path.name}-journal")


def _fit_connection(path: Path, release: int, *, known: bool) -> sqlite3.Connection:
    connection = sqlite3.connect(path)
    connection.text_factory = _text
    try:
        connection.execute("PRAGMA page_size = 16384")  # values are some kilobytes each
        connection.execute("PRAGMA cache_size = -65536")  # 64 MB
        connection.execute("PRAGMA synchronous = OFF")  # a lost store costs time only, and checks notice a torn one
        _require_release(connection, release)
        connection.execute(_SCHEMA)
        connection.execute(f"PRAGMA user_version = {release}")
        connection.commit()
        if not known:  # else the last build left it sound: to look through 100,000 articles' pages takes a second
            _require_sound(connection)
    except (sqlite3.DatabaseError, UnicodeDecodeError):
        connection.close()
        raise
    return connection


def _require_sound(connection: sqlite3.Connection) -> None:
    """Refuse a database whose pages or table definition are damaged; values have their checksums."""
    with closing(sqlite3.connect(":memory:")) as model:
        model.execute(_SCHEMA)
        expected = model.execute(_DEFINITION).fetchall()
    # Not quick_check, which does not notice where the index of the keys and the rows part; 0.1 s for 117 MB.
    (answer,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    if answer != "ok" or connection.execute(_DEFINITION).fetchall() != expected:
        raise sqlite3.DatabaseError(answer)
