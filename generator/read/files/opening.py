"""Open the content of an input file: as it is, or out of what it is packed in."""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from msgspec.structs import replace

from generator.kept.memory import State, state_of
from generator.model.errors import ArticleError
from generator.read.part import BLOCK_BYTES, Beside, Limits, Part, changed

from . import compressed
from .walk import open_inside

ZIP, TAR = "zip:", "tar:"
"""Begin the layer that is a member of an archive."""

MOST_KEPT = 4
"""Archives of one file that are held open: those that a file is packed in, one in the other."""

Archive = zipfile.ZipFile | compressed.TarArchive

_UNSURE = 2_000_000_000
"""Nanoseconds in which two changes may bear the same time: the coarsest that file systems keep."""
_HELD = 16 * 1024 * 1024
"""Bytes of a span that are held in memory; what is more goes into a temporary file."""


def stamp_of(file: BinaryIO) -> tuple[int, ...]:
    """Return what tells whether a file is still the one it was: size, time of the last change, number."""
    about = os.fstat(file.fileno())
    return (about.st_size, about.st_mtime_ns, about.st_ino)


def settled(file: BinaryIO) -> State | None:
    """Return what tells whether a file was written to; None where it was just now, and could be again unnoticed."""
    about = os.fstat(file.fileno())
    changed = max(about.st_mtime_ns, about.st_ctime_ns)
    if not 0 < changed < time.time_ns() - _UNSURE:
        return None
    return state_of(about)


def unpack(file: BinaryIO, layer: str, limits: Limits, path: str, stack: ExitStack) -> BinaryIO:
    """Return the content of one layer; what it holds open is closed by the stack."""
    if not is_member(layer):
        return cast(BinaryIO, compressed.Expanded(file, layer, limits, path))
    return member_of(archive_in(file, layer, path, stack), layer, limits, path, stack)


def is_member(layer: str) -> bool:
    """Tell whether a layer is a member of an archive."""
    return layer.startswith((ZIP, TAR))


def name_of(layer: str) -> str:
    """Return the name of the member that a layer is."""
    return layer[len(ZIP) :]


def archive_in(file: BinaryIO, layer: str, path: str, stack: ExitStack) -> Archive:
    """Open an archive, which needs a real file.

    Args:
        file: Its content.
        layer: How the layer of a member of it begins.
        path: Its name for messages.
        stack: Closes what it holds open.
    """
    if isinstance(file, compressed.Expanded | compressed.Member | compressed.TarMember):
        file = stack.enter_context(compressed.in_a_file(file))
    if layer.startswith(TAR):
        return compressed.TarArchive(file, path)
    return stack.enter_context(compressed.open_archive(file, path))


def member_of(archive: Archive, layer: str, limits: Limits, path: str, stack: ExitStack) -> BinaryIO:
    """Open a member of an archive."""
    name = name_of(layer)
    if isinstance(archive, compressed.TarArchive):
        return cast(BinaryIO, stack.enter_context(compressed.TarMember(archive, name, limits, path)))
    return cast(BinaryIO, stack.enter_context(compressed.Member(archive, name, limits, path)))


class _Kept:
    """The packed file that this process read last.

    The parts of one file come in order, so each is read on from the one before, and nothing is expanded twice.
    """

    def __init__(self) -> None:
        self._file_key: tuple[object, ...] = ()
        self._content_key: tuple[object, ...] = ()
        self._outer, self._middle, self._inner = ExitStack(), ExitStack(), ExitStack()
        self._archives: dict[tuple[str, ...], Archive] = {}
        """Layers that an archive is packed in -> the archive."""

    def content(self, root: Path, part: Part, *, as_file: bool) -> BinaryIO:
        """Return the content of a part's file, unpacked."""
        file_key = (root, part.name, part.stamp)
        if file_key != self._file_key:
            self.close()
            self._file = self._outer.enter_context(open_inside(root, part.name))
            self._file_key = file_key
        if stamp_of(self._file) != part.stamp:
            self.close()
            raise changed(part.path)
        content_key = (part.layers, part.limits, as_file)
        if content_key != self._content_key:
            self._inner.close()
            self._content_key = ()
            self._content = self._unpacked(part, as_file=as_file)
            self._content_key = content_key
        return self._content

    def _unpacked(self, part: Part, *, as_file: bool) -> BinaryIO:
        layers = part.layers
        known = [at for at, layer in enumerate(layers) if is_member(layer) and layers[:at] in self._archives]
        wanted = sum(map(is_member, layers))
        if len(known) < wanted and len(self._archives) + wanted > MOST_KEPT:
            self._middle.close()
            self._archives, known = {}, []
        content = self._file
        for at in range(known[-1] if known else 0, len(layers)):
            if not is_member(layers[at]):
                content = unpack(content, layers[at], part.limits, part.path, self._inner)
                continue
            archive = self._archives.get(layers[:at])
            if archive is None:
                archive = archive_in(content, layers[at], part.path, self._middle)
                self._archives[layers[:at]] = archive
            content = member_of(archive, layers[at], part.limits, part.path, self._inner)
        return self._inner.enter_context(compressed.in_a_file(content)) if as_file else content

    def close(self) -> None:
        """Let go of the file."""
        self._inner.close()
        self._middle.close()
        self._outer.close()
        self._file_key = self._content_key = ()
        self._archives = {}


_kept = _Kept()


def release() -> None:
    """Close the packed file that was read last."""
    _kept.close()


def beside_in(root: Path, part: Part, target_of: Callable[[str, str], str | None]) -> Beside:
    """Return what opens the files beside one in its archive, by their paths from its folder.

    Args:
        root: The articles folder.
        part: A part of the file, whose last layer is an archive's member.
        target_of: From the name of the member and a path to the name of the member that is meant.
    """

    @contextmanager
    def opened(path: str) -> Iterator[BinaryIO]:
        target = target_of(name_of(part.layers[-1]), path)
        if target is None:
            raise ArticleError(part.path, None, f"{path[:200]!r}, which is not beside it", "a file of the archive")
        layers = (*part.layers[:-1], f"{part.layers[-1][: len(ZIP)]}{target}")
        try:
            yield _kept.content(root, replace(part, layers=layers), as_file=False)
        except KeyError:
            raise ArticleError(part.path, None, f"{path[:200]!r} is not there", "it in the archive") from None

    return opened


@contextmanager
def whole_file(root: Path, part: Part) -> Iterator[BinaryIO]:
    """Open the file of a part to seek in.

    Raises:
        ArticleError: If it is not the file any more that was cut, or cannot be read.
    """
    if part.layers:
        yield _kept.content(root, part, as_file=True)
        return
    with open_inside(root, part.name) as file:
        if stamp_of(file) != part.stamp:
            raise changed(part.path)
        yield file


@contextmanager
def span_bytes(root: Path, part: Part) -> Iterator[tuple[BinaryIO, str]]:
    """Open the bytes of a part, to be read forward, with their digest.

    Raises:
        ArticleError: If the file is too short by now, or cannot be read.
    """
    if not part.layers:
        with open_inside(root, part.name) as file:
            file.seek(part.start)
            digest = _copied(file, part, None)
            file.seek(part.start)
            yield file, digest
        return
    content = _kept.content(root, part, as_file=False)
    content.seek(part.start)
    with tempfile.SpooledTemporaryFile(max_size=_HELD) as held:
        digest = _copied(content, part, held)
        held.seek(0)
        yield cast(BinaryIO, held), digest


def _copied(file: BinaryIO, part: Part, target: tempfile.SpooledTemporaryFile[bytes] | None) -> str:
    """Return the digest of a part's bytes, copied on the way."""
    hasher = hashlib.blake2b(digest_size=16)
    missing = part.stop - part.start
    while missing:
        block = file.read(min(BLOCK_BYTES, missing))
        if not block:
            raise changed(part.path)
        hasher.update(block)
        if target is not None:
            target.write(block)
        missing -= len(block)
    return hasher.hexdigest()
