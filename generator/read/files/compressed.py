"""Compressed input: streams of gz, bz2, xz and zst, and the members of zip and tar archives, expanded within limits.

What is expanded is handed on as it comes and never written down, but for formats that must seek: those get it in a
temporary file without a name. A stream that breaks off gives all that stands before the break.
"""

from __future__ import annotations

import bz2
import io
import lzma
import os
import shutil
import stat
import sys
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from typing import Any, BinaryIO, Protocol, cast

from msgspec import Struct

from generator.model.errors import ArticleError
from generator.read.part import BLOCK_BYTES, MIB, Limits, mib

WORDS = {"gz": "gzip", "bz2": "bzip2", "xz": "xz", "zst": "Zstandard", "zip": "zip", "tar": "tar"}

ENDINGS = {
    "gz": (".gz", ".gzip", ".tgz"),
    "bz2": (".bz2", ".tbz", ".tbz2"),
    "xz": (".xz", ".txz"),
    "zst": (".zst", ".zstd"),
    "zip": (".zip",),
    "tar": (".tar",),
}
"""Ends of names that say no more than how a file is compressed."""

SMALL = 16 * MIB
"""Expanded bytes up to which no ratio is suspicious."""

MOST_MEMBERS = 1_000_000
"""Largest archive, in members."""

_MEMORY = 256 * MIB
"""What xz may use; its largest preset needs 65 MiB. Zstandard has such a limit of its own, 128 MiB."""
_INPUT = 64 * 1024
_LESS = "less; if it is no bomb, expand it, or raise the setting expanded_mb or expanded_ratio"


class _Decompressor(Protocol):
    """What the standard library's decompressors have in common."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int = -1) -> bytes: ...


class _Gzip:
    """zlib's decompressor, in the manners of the others."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(wbits=31)

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def needs_input(self) -> bool:
        return not self._inner.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        return self._inner.decompress(self._inner.unconsumed_tail + data, max_length)


def _zstandard() -> _Decompressor:
    if sys.version_info >= (3, 14):
        from compression.zstd import ZstdDecompressor  # noqa: PLC0415 - the standard library's, from 3.14 on
    else:
        from backports.zstd import ZstdDecompressor  # noqa: PLC0415 - not needed on later Pythons
    return cast(_Decompressor, ZstdDecompressor())


def _faults() -> tuple[type[Exception], ...]:
    if sys.version_info >= (3, 14):
        from compression.zstd import ZstdError  # noqa: PLC0415
    else:
        from backports.zstd import ZstdError  # noqa: PLC0415
    return (zlib.error, lzma.LZMAError, OSError, ValueError, EOFError, ZstdError)


_DECOMPRESSORS: dict[str, Callable[[], _Decompressor]] = {
    "gz": _Gzip,
    "bz2": bz2.BZ2Decompressor,
    "xz": lambda: lzma.LZMADecompressor(memlimit=_MEMORY),
    "zst": _zstandard,
}


class _FromTheFront(io.RawIOBase):
    """Content that is read from the front: seeking forward reads, seeking back begins anew."""

    _position: int

    def _rewind(self) -> None:
        raise NotImplementedError

    def _end(self) -> int:
        """Return the offset behind all of it."""
        raise NotImplementedError

    def readable(self) -> bool:
        """Return True."""
        return True

    def seekable(self) -> bool:
        """Return True."""
        return True

    def tell(self) -> int:
        """Return the offset in the content."""
        return self._position

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to an offset of the content, or behind all of it."""
        if whence == os.SEEK_END:
            offset += self._end()
        elif whence == os.SEEK_CUR:
            offset += self._position
        if offset < self._position:
            self._rewind()
        while self._position < offset and self.read(min(BLOCK_BYTES, offset - self._position)):
            pass
        return self._position


class Expanded(_FromTheFront):
    """The content of a compressed file: streams one behind the other, as `cat a.gz b.gz` makes them."""

    def __init__(self, file: BinaryIO, kind: str, limits: Limits, path: str) -> None:
        super().__init__()
        self._file, self._kind, self._limits, self._path = file, kind, limits, path
        self._rewind()

    def _rewind(self) -> None:
        self._file.seek(0)
        self._taken = 0
        self._stream: _Decompressor | None = None
        self._unused, self._position, self._fresh = b"", 0, True

    def _end(self) -> int:
        while self.read(BLOCK_BYTES):
            pass
        return self._position

    def readinto(self, buffer: Any) -> int:
        """Read some bytes; raises `ArticleError` where the stream is broken or beyond the limits."""
        data = self._some(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def read(self, size: int = -1) -> bytes:
        """Read up to a number of bytes: fewer only before the end, or before a break in the stream."""
        pieces: list[bytes] = []
        missing = size if size >= 0 else sys.maxsize
        while missing:
            try:
                data = self._some(min(missing, BLOCK_BYTES))
            except ArticleError:
                if not pieces:
                    raise
                break  # the next call raises it
            if not data:
                break
            pieces.append(data)
            missing -= len(data)
        return b"".join(pieces)

    def _some(self, most: int) -> bytes:
        """Return at least one byte, or none at the end."""
        if not most:
            return b""
        try:
            data = self._expand(most)
        except ArticleError:
            raise
        except _faults() as error:
            raise self._broken(str(error).lower() or "broken") from error
        self._position += len(data)
        if self._position > self._limits.expanded:
            raise self._too_large(f"more than {mib(self._limits.expanded)} of content")
        if self._position > max(SMALL, self._limits.ratio * self._taken):
            raise self._too_large(f"content of more than {self._limits.ratio:,} times its size")
        return data

    def _expand(self, most: int) -> bytes:
        while True:
            if self._stream is None or self._stream.eof:
                rest = self._stream.unused_data if self._stream else self._unused
                rest = rest.lstrip(b"\0") or self._more()  # tapes and some writers pad with zeros
                if not rest.strip(b"\0"):
                    return b""
                if not self._fresh and not _continues(rest, self._kind):
                    raise self._broken("something else behind the compressed content")
                self._stream = _DECOMPRESSORS[self._kind]()
                given, self._fresh = rest, False
            elif self._stream.needs_input:
                given = self._more()
                if not given:
                    raise self._broken("it ends in the middle")
            else:
                given = b""
            if data := self._stream.decompress(given, most):
                return data

    def _more(self) -> bytes:
        data = self._file.read(_INPUT)
        self._taken += len(data)
        return data

    def _broken(self, fault: str) -> ArticleError:
        found = f"a broken {WORDS[self._kind]} file, after {self._position:,} bytes of content: {fault}"
        return ArticleError(self._path, None, found, "a whole one")

    def _too_large(self, found: str) -> ArticleError:
        return ArticleError(self._path, None, found, _LESS)


def _continues(data: bytes, kind: str) -> bool:
    magic = {"gz": b"\x1f\x8b", "bz2": b"BZh", "xz": b"\xfd7zXZ", "zst": b"\x28\xb5\x2f\xfd"}[kind]
    skippable = kind == "zst" and data[1:4] == b"\x2a\x4d\x18"
    return data.startswith(magic[: len(data)]) or skippable


class Member(_FromTheFront):
    """A file in a zip archive, within limits."""

    def __init__(self, archive: zipfile.ZipFile, name: str, limits: Limits, path: str) -> None:
        super().__init__()
        self._archive, self._path = archive, path
        self._info = archive.getinfo(name)
        self._inner: Any = None
        size = self._info.file_size  # no more than that is ever read, whatever the member holds
        if size > min(limits.expanded, max(SMALL, limits.ratio * self._info.compress_size)):
            found = f"{mib(size)} out of {self._info.compress_size:,} bytes"
            raise ArticleError(path, None, found, _LESS)
        self._rewind()

    def _rewind(self) -> None:
        if self._inner is not None:
            self._inner.close()
        try:
            self._inner = self._archive.open(self._info)
        except RuntimeError as error:  # what zipfile raises for a password
            raise ArticleError(self._path, None, "locked with a password", "an archive without one") from error
        except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, EOFError) as error:
            raise self._broken(error) from error
        self._position = 0

    def close(self) -> None:
        """Close the member, not the archive."""
        if self._inner is not None:
            self._inner.close()
        super().close()

    def _end(self) -> int:
        return self._info.file_size

    def readinto(self, buffer: Any) -> int:
        """Read some bytes; raises `ArticleError` where the member is broken or beyond the limits."""
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def read(self, size: int = -1) -> bytes:
        """Read up to a number of bytes."""
        try:
            data: bytes = self._inner.read(size if size >= 0 else None)
        except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, NotImplementedError, OSError, EOFError) as error:
            raise self._broken(error) from error
        self._position += len(data)
        return data

    def _broken(self, error: Exception) -> ArticleError:
        return ArticleError(self._path, None, f"broken in its zip archive: {str(error).lower()}", "a whole one")


class TarMember(_FromTheFront):
    """A file in a tar archive, within limits."""

    def __init__(self, archive: TarArchive, name: str, limits: Limits, path: str) -> None:
        super().__init__()
        self._archive, self._path = archive, path
        self._info = archive.by_name[name]
        if self._info.size > limits.expanded:
            raise ArticleError(path, None, f"{mib(self._info.size)} of content", _LESS)
        self._rewind()

    def _rewind(self) -> None:
        self._position = 0

    def _end(self) -> int:
        return self._info.size

    def readinto(self, buffer: Any) -> int:
        """Read some bytes; raises `ArticleError` where the archive is cut off."""
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def read(self, size: int = -1) -> bytes:
        """Read up to a number of bytes."""
        most = self._info.size - self._position
        most = most if size < 0 else min(size, most)
        data = self._archive.bytes_at(self._info.offset_data + self._position, most)
        if len(data) < most:
            raise ArticleError(self._path, None, "broken in its tar archive: it ends in the middle", "a whole one")
        self._position += len(data)
        return data


class TarArchive:
    """A tar archive; it holds no more than where its members stand."""

    def __init__(self, file: BinaryIO, path: str) -> None:
        self._file = file
        self.by_name: dict[str, tarfile.TarInfo] = {}
        self.broken: ArticleError | None = None
        """Set where the archive breaks off behind some of its members."""
        file.seek(0)
        try:
            with tarfile.TarFile(fileobj=file) as archive:
                while (info := archive.next()) is not None:
                    archive.members = []  # type: ignore[attr-defined]  # else it would keep them all
                    if not info.isdir():
                        self.by_name[info.name] = info
                    if len(self.by_name) > MOST_MEMBERS:
                        raise ArticleError(path, None, f"a tar archive of more than {MOST_MEMBERS:,} files", "fewer")
        except (tarfile.TarError, OSError, ValueError, EOFError) as error:
            if not self.by_name:
                found = f"a broken tar archive: {str(error).lower()}"
                raise ArticleError(path, None, found, "a whole one") from error
            self.broken = ArticleError(
                path,
                None,
                f"a tar archive that breaks off: {str(error).lower()}",
                "a whole one; what comes before is read",
            )

    def bytes_at(self, offset: int, size: int) -> bytes:
        """Return bytes of the archive."""
        self._file.seek(offset)
        return self._file.read(size)


class Inside(Struct, frozen=True, kw_only=True):
    """A file in an archive."""

    name: str
    size: int
    special: bool
    """Whether it is a link or a device."""


def inside(archive: zipfile.ZipFile | TarArchive) -> list[Inside]:
    """Return the files of an archive in the order of their names, each name once: the last counts."""
    if isinstance(archive, TarArchive):
        infos = (archive.by_name[name] for name in sorted(archive.by_name))
        return [Inside(name=one.name, size=one.size, special=not one.isreg() or one.issparse()) for one in infos]
    return [Inside(name=info.filename, size=info.file_size, special=is_special(info)) for info in members(archive)]


def open_archive(file: BinaryIO, path: str) -> zipfile.ZipFile:
    """Open a zip archive.

    Raises:
        ArticleError: If it is broken, cut off, or has too many members.
    """
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, EOFError) as error:
        raise ArticleError(path, None, f"a broken zip archive: {str(error).lower()}", "a whole one") from error
    if len(archive.namelist()) > MOST_MEMBERS:
        raise ArticleError(
            path, None, f"a zip archive of {len(archive.namelist()):,} files", f"at most {MOST_MEMBERS:,}"
        )
    return archive


def members(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Return the files of a zip archive in the order of their names, each name once: the last counts."""
    by_name = {info.filename: info for info in archive.infolist() if not info.is_dir()}
    return [by_name[name] for name in sorted(by_name)]


def is_special(info: zipfile.ZipInfo) -> bool:
    """Tell whether a member of a zip archive is a link or a device."""
    return stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG)


def in_a_file(stream: BinaryIO) -> BinaryIO:
    """Copy a stream into a temporary file without a name."""
    file = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115 - the caller closes it
    try:
        shutil.copyfileobj(stream, file, BLOCK_BYTES)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file
