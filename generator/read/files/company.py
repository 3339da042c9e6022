"""Company: files that another speaks of, as the METS of an issue does of its pages: read with it, and not alone."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote

from generator.model.errors import ArticleError
from generator.read.detect import HEAD_BYTES, Certainty, Head
from generator.read.part import Beside, Format

from .registry import known_formats
from .walk import DirEntry, open_inside, printable

MOST_LOOKED_AT = 2000
"""Files of an archive among which those are looked for that speak of others."""


def format_with_company(root: Path, entry: DirEntry) -> Format | None:
    """Return the format of a file that speaks of others; None for most files, which are not opened for it."""
    likely = [one for one in known_formats() if one.company and entry.ending in one.endings]
    if not likely or entry.kind not in ("file", "link"):
        return None
    try:
        with open_inside(root, entry.name) as file:
            data = file.read(HEAD_BYTES)
    except (ArticleError, OSError):
        return None
    return _recognised(data, entry.ending, likely)


def _recognised(data: bytes, ending: str, formats: Iterable[Format]) -> Format | None:
    head = Head(data=data, complete=len(data) < HEAD_BYTES, ending=ending)
    return next((one for one in formats if one.recognise(head) == Certainty.CERTAIN), None)


def company_of(root: Path, entries: Iterable[DirEntry]) -> Mapping[str, str]:
    """Return the files that some of the entries of a folder speak of: the name of each, and who speaks of it."""
    companies: dict[str, str] = {}
    for entry in entries:
        format_ = format_with_company(root, entry)
        if format_ is None or format_.company is None:
            continue
        try:
            with open_inside(root, entry.name) as file:
                names = format_.company(file)
        except (ArticleError, OSError):
            continue
        for name in names:
            if (target := target_of(entry.name, name)) and target != entry.name:
                companies.setdefault(target, entry.base)
    return companies


def company_inside(names: Iterable[str], opened: Beside) -> Mapping[str, str]:
    """Return the files of an archive that others of it speak of: the name of each, and who speaks of it.

    Args:
        names: Of the archive's files.
        opened: Opens one of them by its name.
    """
    formats = [one for one in known_formats() if one.company]
    endings = tuple(ending for one in formats for ending in one.endings)
    likely = [name for name in names if name.lower().endswith(endings)]
    companies: dict[str, str] = {}
    for name in likely[:MOST_LOOKED_AT]:
        try:
            with opened(name) as file:
                data = file.read(HEAD_BYTES)
            format_ = _recognised(data, posixpath.splitext(name)[1].lower(), formats)
            if format_ is None or format_.company is None:
                continue
            with opened(name) as file:
                named = format_.company(file)
        except (ArticleError, OSError):
            continue
        targets = (target for one in named if (target := target_of(name, one)) and target != name)
        companies.update(dict.fromkeys(targets, name))
    return companies


def beside(root: Path, name: str) -> Beside:
    """Return what opens the files beside one, by their paths from its folder."""

    @contextmanager
    def opened(path: str) -> Iterator[BinaryIO]:
        target = target_of(name, path)
        if target is None:
            raise ArticleError(printable(name), None, f"{path[:200]!r}, which is not beside it", "a file of the folder")
        with open_inside(root, target) as file:
            yield file

    return opened


def target_of(name: str, path: str) -> str | None:
    """Return the path below the articles folder of a file that another speaks of; None if it is outside."""
    scheme, _, rest = path.rpartition("://")
    if scheme not in ("", "file") or "\0" in path:
        return None
    target = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(rest).lstrip("/")))
    return None if target.startswith("..") else target
