"""Account for a published site: write down every file with its digest, and tell whether a folder still holds that.

The manifest is one JSON object: `digest` names the method, `files` maps each path below the site to its size in bytes
and its digest. It says nothing of when or where it was made. It does not list itself, nor the files beside it whose
names are its own and an ending, such as a signature of it, nor git's own files at the top of a folder. A site that is
to be small has it as gzip; its digest is then that of the packed file, as it stands.
"""

from __future__ import annotations

import json
import os
import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from hashlib import blake2b
from pathlib import Path
from typing import Any

from msgspec import Struct

from generator.model.errors import GeneratorError, OutputError

from .folder import files_below

MANIFEST = "data/manifest.json"
PLACES = (MANIFEST, f"{MANIFEST}.gz")
"""Where a site has its manifest: in one of them."""
METHOD = "BLAKE2b-256"
"""As `b2sum -l 256` prints it."""

Digests = Mapping[str, tuple[str, int]]
"""POSIX path below the site -> digest, size in bytes."""

_quoted = json.encoder.encode_basestring_ascii
_BLOCK = 1 << 20
_MOST = 1 << 29
"""Bytes of a manifest that is read, packed and unpacked: a site of three million files."""
_GZIP = b"\x1f\x8b"
_IGNORED = frozenset({".git"})
_OWN = re.compile(r"data/(?:manifest\.json(?:\.[^/]+)?|\.manifest\.json(?:\.gz)?)")
"""The manifest, what vouches for it, and the manifest before it is put in place."""
_FLAGS = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


class Verdict(Struct, frozen=True, kw_only=True):
    """How a folder differs from its manifest; paths are sorted."""

    files: int
    """Files that the manifest lists."""
    digest: str
    """Of the manifest itself: what a signature or a timestamp vouches for."""
    missing: tuple[str, ...]
    changed: tuple[str, ...]
    extra: tuple[str, ...]

    @property
    def sound(self) -> bool:
        """Whether the folder holds what the manifest says and nothing else."""
        return not (self.missing or self.changed or self.extra)


def manifest_of(files: Digests) -> bytes:
    """Return the manifest of a site of some files: one a line, so that two of them can be compared line by line."""
    rows = ",\n".join(f'{_quoted(path)}: [{size}, "{digest}"]' for path, (digest, size) in sorted(files.items()))
    return f'{{"digest": "{METHOD}", "files": {{\n{rows}\n}}}}\n'.encode()


def digests_of(site: Path, known: Digests | None = None) -> Digests:
    """Return what a manifest says of the files in a folder.

    Args:
        site: The folder.
        known: Digests that the caller has; a file is read where they have none, or one of another size.

    Raises:
        OutputError: If the site cannot be read.
    """
    try:
        return _digests(site, known or {})
    except OSError as error:
        raise OutputError(f"{error.filename or site}: the manifest cannot be made: {error.strerror}") from error


def write_manifest(site: Path, place: str = MANIFEST, packed: Callable[[str, bytes], bytes] | None = None) -> None:
    """Write the manifest of a built site into it; a manifest that says the same stays as it is.

    Args:
        site: The folder.
        place: Where it stands, as one of `PLACES`; what stood in the other one goes.
        packed: Makes of a path and a content what stands there; None for the content.

    Raises:
        OutputError: If the site cannot be read or the manifest cannot be written.
    """
    content = manifest_of(digests_of(site))
    content = packed(place, content) if packed else content
    target = site / place
    try:
        for other in PLACES:
            if other != place:
                (site / other).unlink(missing_ok=True)
        if target.is_file() and not target.is_symlink() and target.read_bytes() == content:
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        whole = target.with_name(f".{target.name}")
        whole.write_bytes(content)
        whole.replace(target)
    except OSError as error:
        raise OutputError(f"{error.filename or site}: the manifest cannot be written: {error.strerror}") from error


def _digests(site: Path, known: Digests) -> dict[str, tuple[str, int]]:
    digests = {}
    for path, status in _files(site):
        if status is None:
            continue  # a link or the like: nothing that this site was built with
        digest, size = known.get(path, ("", -1))
        digests[path] = (digest, size) if size == status.st_size else _digest(site / path)
    return digests


def verify(site: Path, manifest: Path | None = None) -> Verdict:
    """Compare a site's folder with its manifest.

    Only files that stand in the folder are opened, no link is followed, and no path of the manifest is: whoever wrote
    it cannot make this read anything else.

    Args:
        site: The folder.
        manifest: A manifest kept elsewhere; None for the one in the folder.

    Raises:
        GeneratorError: If there is no manifest, it is none, or the folder cannot be read.
    """
    if not site.is_dir():
        raise GeneratorError(f"{site}: no folder; expected a built site")
    source = manifest or site / place_in(site)
    try:
        content = _content(source)
        expected = _decoded(content, source)
        present = dict(_files(site))
        changed = [path for path in present.keys() & expected.keys() if _differs(site, path, present[path], expected)]
    except OSError as error:
        raise GeneratorError(f"{error.filename or site}: cannot be read: {error.strerror}") from error
    return Verdict(
        files=len(expected),
        digest=blake2b(content, digest_size=32).hexdigest(),
        missing=tuple(sorted(expected.keys() - present.keys())),
        changed=tuple(sorted(changed)),
        extra=tuple(sorted(present.keys() - expected.keys())),
    )


def listed_in(site: Path) -> Digests:
    """Return what the manifest in a site's folder says.

    Raises:
        GeneratorError: If there is none, or it is none.
    """
    source = site / place_in(site)
    try:
        return _decoded(_content(source), source)
    except OSError as error:
        raise GeneratorError(f"{error.filename or site}: cannot be read: {error.strerror}") from error


def place_in(site: Path) -> str:
    """Return where a site's folder has its manifest; where it would be if it has none.

    Raises:
        GeneratorError: If there are two.
    """
    there = [place for place in PLACES if os.path.lexists(site / place)]
    if len(there) > 1:
        raise GeneratorError(f"{site}: found {' and '.join(there)}; expected one of them, or --manifest with its path")
    return there[0] if there else MANIFEST


def _content(path: Path) -> bytes:
    if not path.is_file():
        raise GeneratorError(f"{path}: no such file; expected the manifest of a site that Backfile built")
    if path.stat().st_size > _MOST:
        raise GeneratorError(f"{path}: larger than {_MOST:,} bytes; expected the manifest of a site")
    return path.read_bytes()


def _decoded(content: bytes, source: Path) -> dict[str, tuple[str, int]]:
    try:
        manifest = json.loads(_unpacked(content) if content.startswith(_GZIP) else content)
        if manifest["digest"] != METHOD:
            raise ValueError(f"digest is {manifest['digest']!r}")
        return {path: _entry(path, entry) for path, entry in manifest["files"].items()}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, zlib.error) as error:
        raise GeneratorError(
            f"{source}: {error}; expected a manifest as Backfile writes it, with {METHOD} digests"
        ) from error


def _unpacked(content: bytes) -> bytes:
    """Return what a file of gzip holds, if it is no more than a manifest can be.

    Raises:
        ValueError: If it holds more, is cut off, or something stands behind it.
        zlib.error: If it is damaged.
    """
    machine = zlib.decompressobj(16 + zlib.MAX_WBITS)
    unpacked = machine.decompress(content, _MOST)
    if machine.unconsumed_tail:
        raise ValueError(f"unpacked larger than {_MOST:,} bytes")
    if not machine.eof or machine.unused_data:
        raise ValueError("not one whole file of gzip")
    return unpacked


def _entry(path: str, entry: Any) -> tuple[str, int]:
    if path.startswith("/") or "\0" in path or any(part in ("", ".", "..") for part in path.split("/")):
        raise ValueError(f"{path!r} is no path below the site")
    size, digest = entry
    if type(size) is not int or not isinstance(digest, str):
        raise ValueError(f"{path!r}: found {entry!r} in place of size and digest")
    return digest, size


def _differs(site: Path, path: str, status: os.stat_result | None, expected: Digests) -> bool:
    digest, size = expected[path]
    return status is None or status.st_size != size or _digest(site / path) != (digest, size)


def _files(site: Path) -> Iterator[tuple[str, os.stat_result | None]]:
    """Yield every file that a manifest lists, with its status; None for what is not a plain file, such as a link."""
    return (one for one in files_below(site, _IGNORED) if not _OWN.fullmatch(one[0]))


def _open(path: str, flags: int) -> int:
    """Open a file that was plain when the folder was listed, without waiting for a pipe or following a link."""
    return os.open(path, flags | _FLAGS)


def _digest(path: Path) -> tuple[str, int]:
    """Return digest and size of a plain file."""
    digest, size = blake2b(digest_size=32), 0
    with open(path, "rb", opener=_open) as file:
        while block := file.read(_BLOCK):
            digest.update(block)
            size += len(block)
    return digest.hexdigest(), size
