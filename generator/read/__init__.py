"""Read, stage 1: from the files of the articles folder to parts, and from a part to captures.

`parts` cuts the input into parts, each with a digest, without reading a record; `captures` reads one of them, in any
process. What a file holds is told by its content; its name is a hint. A format is one module: a `Format`
that `registry` finds. One that is made elsewhere takes what it needs from here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from pathspec import GitIgnoreSpec

from generator.model import Passed
from generator.model.errors import ArticleError, SettingError

from .detect import Certainty
from .embargo import first_of
from .files import defaults
from .files.company import beside, company_of, target_of
from .files.cutting import Cut, Cuts, given_of, parts_of_file
from .files.defaults import Defaults
from .files.guard import guarded
from .files.opening import ZIP, beside_in, release, span_bytes, whole_file
from .files.registry import by_ending, by_kind, known_formats
from .files.walk import DirEntry, entries, printable, refused
from .meaning.fields import capture
from .meaning.mapping import faults
from .part import (
    LIMITS,
    ByteSpan,
    Format,
    Limits,
    Outcome,
    Part,
    changed,
    digest_of,
    part_digest,
    problem,
    versions,
    whole,
)

__all__ = [
    "Certainty",
    "Cut",
    "Cuts",
    "Format",
    "Limits",
    "Part",
    "capture",
    "captures",
    "digest_of",
    "first_of",
    "known_formats",
    "parts",
    "problem",
    "release",
    "versions",
    "whole",
]

PAGE_FOLDERS = ("_files", ".files", "-Dateien", "_fichiers", "_archivos", "_bestanden", "_file", "_arquivos", "_filer")
"""Behind the name of a page: the folder in which browsers keep its images and frames."""


def parts(
    folder: Path,
    *,
    exclude: tuple[str, ...] = (),
    mapping: Mapping[str, str] | None = None,
    limits: Limits = LIMITS,
    cuts: Cuts | None = None,
) -> Iterator[Cut]:
    """Cut the files below a folder into parts, and report what cannot be read.

    Hidden files, folder defaults and sidecars are no input of their own. A file that is not an article, or not one
    that Backfile can read, is a problem and never stops the others.

    Args:
        folder: The articles folder.
        exclude: Patterns, as in a `.gitignore` file in that folder, of files and folders to pass over silently.
        mapping: Key of ours -> where records have it, such as `meta.date`.
        limits: How much of a file is taken.
        cuts: Where it is kept how files are cut, so that packed and binary ones are not expanded again.

    Yields:
        Parts in the order of their paths, those of one file in the order of the file; problems, and files that are
        passed over, where they turn up.

    Raises:
        SettingError: If the folder is none or cannot be listed, for an empty archive would be built in good faith;
            or if a pattern or a place is not one.
    """
    if not folder.is_dir():
        raise SettingError(f"articles: {printable(str(folder))} is no folder; expected the folder of the articles")
    excluded = _patterns(exclude)
    for key, message in faults(mapping or {}):
        raise SettingError(f"fields: {key}: {message}")
    first = Defaults(mapping=mapping or {})
    waiting: list[tuple[DirEntry, Defaults, DirEntry | None]] = [(DirEntry("", "folder"), first, None)]
    claimed: dict[str, str] = {}
    while waiting:
        entry, given, sidecar = waiting.pop()
        if entry.name in claimed:
            yield Passed(path=printable(entry.name), reason=f"read with {printable(claimed[entry.name])}")
            continue
        if entry.kind != "folder":
            yield from parts_of_file(folder, entry, given, sidecar, limits, cuts)
            continue
        try:
            walked = entries(folder, entry)
        except ArticleError as error:
            if not entry.name:
                raise SettingError(f"articles: {error.message}") from error
            yield problem(error.path, error.message)
            continue
        listed = [item for item in walked if not excluded.match_file(printable(item.key))]
        given, problems = defaults.of_folder(folder, entry, [e for e in listed if defaults.is_defaults(e)], given)
        yield from problems
        given, spare = defaults.of_snapshot(folder, walked, given)
        for item in (item for item in spare if item in listed):
            listed.remove(item)
            yield Passed(path=printable(item.name), reason="another form of an ArchiveBox snapshot")
        for item in _page_folders(walked, listed):
            listed.remove(item)
            yield Passed(path=printable(item.name), reason="a folder of files that belong to a saved page")
        claimed |= company_of(folder, listed)
        waiting.extend((item, given, sidecar) for item, sidecar in reversed(_with_sidecars(walked, listed)))


def captures(folder: Path, part: Part) -> Iterator[Outcome]:
    """Read a part: each record gives one capture, one problem that loses it, or the reason why it is passed over.

    Where the reader gives up on the file, a problem that says so comes last, and stands for all that was not read.

    Problems with values of a record stand before it. What is yielded depends on the part's path and digest alone, so
    it may be kept under them. Of packed files, the one read last stays open in this process until `release`.

    Args:
        folder: The articles folder.
        part: One of its parts.

    Raises:
        ArticleError: If the file cannot be read any more, or holds other bytes than when it was cut into parts. This
            is about now, not about the part: it must not be kept.
    """
    format_ = by_kind()[part.kind]
    try:
        if format_.reads == "file":
            with whole_file(folder, part) as file:
                if format_.captures_with and (not part.layers or part.layers[-1].startswith(ZIP)):
                    others = beside_in(folder, part, target_of) if part.layers else beside(folder, part.name)
                    yield from guarded(format_.captures_with(part, file, others), part.path)
                else:
                    yield from guarded(format_.captures(part, file), part.path)
            return
        with span_bytes(folder, part) as (file, digest):
            if part_digest(_span_of(part, digest), format_, given_of(part)) != part.digest:
                raise changed(part.path)
            yield from guarded(format_.captures(part, file), part.path)
    except OSError as error:
        raise refused(part.name, error, "a file") from error


def _span_of(part: Part, digest: str) -> ByteSpan:
    return ByteSpan(
        start=part.start,
        stop=part.stop,
        first_record=part.first_record,
        encoding=part.encoding,
        detail=part.detail,
        ahead=part.ahead,
        digest=digest,
    )


def _patterns(exclude: tuple[str, ...]) -> GitIgnoreSpec:
    try:
        return GitIgnoreSpec.from_lines(exclude)
    except ValueError as error:
        raise SettingError(f"exclude: {error}; expected patterns such as drafts/ or **/*.bak.txt") from error


def _with_sidecars(files: list[DirEntry], listed: list[DirEntry]) -> list[tuple[DirEntry, DirEntry | None]]:
    """Pair files with their sidecars.

    Args:
        files: All of a folder.
        listed: What is not excluded of it.

    Returns:
        Entries, each with its sidecar or None, without the folder's defaults and what is some file's sidecar. A YAML
        file beside an excluded text is none either, but nobody misses its values.
    """
    stems = {entry.stem for entry in files if _takes_sidecar(entry)}
    sidecars: dict[str, DirEntry] = {}
    for entry in listed:
        if _is_file(entry) and entry.ending in defaults.ENDINGS and entry.stem in stems:
            sidecars.setdefault(entry.stem, entry)
    taken = set(sidecars.values())
    return [
        (entry, sidecars.get(entry.stem) if _takes_sidecar(entry) else None)
        for entry in listed
        if entry not in taken and not defaults.is_defaults(entry)
    ]


def _page_folders(files: list[DirEntry], listed: list[DirEntry]) -> list[DirEntry]:
    """Return the folders in which browsers keep what belongs to the pages beside them, excluded or not."""
    pages = {entry.stem for entry in files if _is_file(entry) and entry.ending in (".html", ".htm")}
    names = {stem + tail for stem in pages for tail in PAGE_FOLDERS}
    return [entry for entry in listed if entry.kind == "folder" and entry.base in names]


def _is_file(entry: DirEntry) -> bool:
    return entry.kind in ("file", "link")


def _takes_sidecar(entry: DirEntry) -> bool:
    format_ = by_ending().get(entry.ending)
    return _is_file(entry) and format_ is not None and format_.sidecar
