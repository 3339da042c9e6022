"""Merge the portions of a site that several machines built: each file once, then the index and the manifest.

A portion's folder says in one file what it is of; nothing else in it is believed: every file is read as it is copied
and must have the digest that the folder's own manifest gives it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path

import msgspec
from msgspec import Struct

from generator.model.errors import GeneratorError, OutputError
from generator.render import packed
from generator.search import Contents, merged_pages
from generator.write.manifest import PLACES, listed_in, manifest_of, place_in

ACCOUNT = "data/part.json"
"""Says in the folder of a portion which of how many it is, and of what."""

_BLOCK = 1 << 20


class Account(Struct, frozen=True, kw_only=True):
    """What a portion's folder says of itself."""

    part: int
    """From 1."""
    of: int
    site: str
    """Digest of all that the whole site is made from: only portions of one site are merged."""
    index: Contents | None
    """What this portion knows of the search index; None for a site without one."""


def account_page(account: Account) -> bytes:
    """Return the content of the file that says what a portion is."""
    return msgspec.json.encode(account) + b"\n"


def merge(folders: Sequence[Path], site: Path) -> int:
    """Make one site of all its portions.

    Args:
        folders: Of the portions, in any order.
        site: The folder of the site; what an earlier site left there is replaced once the new one is whole.

    Returns:
        How many files it has besides its manifest.

    Raises:
        GeneratorError: If a portion is missing, damaged, of another site or there twice, or two of them have different
            files at one path.
        OutputError: If the site cannot be written.
    """
    accounts = [(folder, _account(folder)) for folder in folders]
    _require_whole(accounts)
    try:
        with _in_place_of(site, folders) as building:
            files = _copied(accounts, building)
            known = [account.index for _, account in accounts if account.index is not None]
            if known:
                for page in merged_pages(known):
                    files[page.path] = (blake2b(page.content, digest_size=32).hexdigest(), len(page.content))
                    _write(building / page.path, page.content)
            place = place_in(folders[0])
            _write(building / place, packed(place, manifest_of(files)))
    except OSError as error:
        raise OutputError(f"{error.filename or site}: cannot be written: {error.strerror or error}") from error
    return len(files)


def _account(folder: Path) -> Account:
    path = folder / ACCOUNT
    try:
        return msgspec.json.decode(path.read_bytes(), type=Account)
    except (OSError, msgspec.MsgspecError) as error:
        raise GeneratorError(f"{path}: {error}; expected the folder of a site that was built with --part") from error


def _require_whole(accounts: Sequence[tuple[Path, Account]]) -> None:
    """Refuse portions that are not those of one site, each once."""
    first, account = accounts[0]
    seen: dict[int, Path] = {}
    for folder, other in accounts:
        if (other.of, other.site) != (account.of, account.site):
            raise GeneratorError(
                f"{folder}: of another site than {first}, or of other settings; expected parts of one archive, "
                "built by one release of Backfile with one mkdocs.yml"
            )
        if other.part in seen:
            raise GeneratorError(f"{folder}: part {other.part} of {other.of}, which {seen[other.part]} is too")
        seen[other.part] = folder
    if missing := sorted({*range(1, account.of + 1)} - seen.keys()):
        names = ", ".join(f"{number}/{account.of}" for number in missing)
        raise GeneratorError(f"no folder is given of: {names}; expected every part of the site")


def _copied(accounts: Sequence[tuple[Path, Account]], building: Path) -> dict[str, tuple[str, int]]:
    """Copy every portion's files; return digest and size of each by its path."""
    files: dict[str, tuple[str, int]] = {}
    owners: dict[str, Path] = {}
    for folder, _ in sorted(accounts, key=lambda one: one[1].part):
        for path, told in listed_in(folder).items():
            if path == ACCOUNT or files.get(path) == told:
                continue
            if path in files:
                raise GeneratorError(f"{path}: {owners[path]} and {folder} have different files there")
            if _copy(folder / path, building / path) != told:
                raise GeneratorError(f"{folder / path}: not what was built, as its manifest tells; copy it anew")
            files[path], owners[path] = told, folder
    return files


def _copy(origin: Path, target: Path) -> tuple[str, int]:
    """Copy a file and return what was copied, as a manifest says it; nothing where there is none."""
    target.parent.mkdir(parents=True, exist_ok=True)
    digest, size = blake2b(digest_size=32), 0
    try:
        source = os.open(origin, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError:
        return "", -1
    with os.fdopen(source, "rb") as reading, target.open("wb") as writing:
        while block := reading.read(_BLOCK):
            digest.update(block)
            size += len(block)
            writing.write(block)
    return digest.hexdigest(), size


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


@contextmanager
def _in_place_of(site: Path, folders: Sequence[Path]) -> Iterator[Path]:
    """Yield a folder beside the site's, which takes its place once all of it is there.

    Raises:
        GeneratorError: If the site's folder is a portion's, or holds what no build put there.
    """
    site = site.absolute()
    if site.resolve() in [folder.resolve() for folder in folders]:
        raise GeneratorError(f"{site}: one of the parts; expected another folder for the site")
    if site.exists() and any(site.iterdir()) and not any((site / place).is_file() for place in PLACES):
        raise GeneratorError(f"{site}: not empty, and no site of Backfile's; expected another folder")
    building, before = (site.with_name(f".{site.name}.{name}") for name in ("merging", "before"))
    for left in (building, before):
        shutil.rmtree(left, ignore_errors=True)
    building.mkdir(parents=True)
    try:
        yield building
        if site.exists():
            site.rename(before)
        building.rename(site)
    finally:
        for left in (building, before):
            shutil.rmtree(left, ignore_errors=True)
