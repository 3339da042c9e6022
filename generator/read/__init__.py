"""Read, stage 1: from the files of the articles folder to parts, and from a part to captures.

`parts` cuts the input into parts, each with a digest, without reading a record; `captures` reads one of them, in any
process. A format is one module: a `Format`, listed in `FORMATS`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pathspec import GitIgnoreSpec

from generator.errors import ArticleError, SettingError
from generator.model import Capture, Problem

from . import defaults, records, text
from .defaults import Given
from .part import Format, Part, changed, part_digest, problem, span_of
from .walk import Entry, entries, leads_to_folder, open_inside, printable, refused

__all__ = ["FORMATS", "Format", "Part", "captures", "parts"]

FORMATS: tuple[Format, ...] = (text.TEXT, text.MARKDOWN, records.JSON, records.LINES)

_BY_ENDING = {ending: format_ for format_ in FORMATS for ending in format_.endings}
_BY_KIND = {format_.kind: format_ for format_ in FORMATS}


def parts(folder: Path, *, exclude: tuple[str, ...] = ()) -> Iterator[Part | Problem]:
    """Cut the files below a folder into parts, and report what cannot be read.

    Hidden files, folder defaults and sidecars are no input of their own. A file that is not an article, or not one
    that Backfile can read, is a problem and never stops the others.

    Args:
        folder: The articles folder.
        exclude: Patterns, as in a `.gitignore` file in that folder, of files and folders to pass over silently.

    Yields:
        Parts in the order of their paths, those of one file in the order of the file; problems where they turn up.

    Raises:
        SettingError: If the folder is none or cannot be listed, for an empty archive would be built in good faith; or
            if a pattern is not one.
    """
    if not folder.is_dir():
        raise SettingError(f"articles: {printable(str(folder))} is no folder; expected the folder of the articles")
    excluded = _patterns(exclude)
    waiting: list[tuple[Entry, Given, Entry | None]] = [(Entry("", "folder"), Given(), None)]
    while waiting:
        entry, given, sidecar = waiting.pop()
        if entry.kind != "folder":
            yield from _parts_of(folder, entry, given, sidecar)
            continue
        try:
            found = entries(folder, entry)
        except ArticleError as error:
            if not entry.name:
                raise SettingError(f"articles: {error.message}") from error
            yield problem(error.path, error.message)
            continue
        listed = [item for item in found if not excluded.match_file(printable(item.key))]
        given, problems = defaults.of_folder(folder, entry, [e for e in listed if defaults.is_defaults(e)], given)
        yield from problems
        waiting.extend((item, given, sidecar) for item, sidecar in reversed(_with_sidecars(found, listed)))


def captures(folder: Path, part: Part) -> Iterator[Capture | Problem]:
    """Read a part: each record gives one capture or one problem that loses it, behind problems with its values.

    What is yielded depends on the part's path and digest alone, so it may be kept under them.

    Args:
        folder: The articles folder.
        part: One of its parts.

    Raises:
        ArticleError: If the file cannot be read any more, or holds other bytes than when it was cut into parts. This
            is about now, not about the part: it must not be kept.
    """
    format_ = _BY_KIND[part.kind]
    with open_inside(folder, part.name) as file:
        try:
            if part_digest(span_of(part, file), part.kind, part.fields, part.rules) != part.digest:
                raise changed(part.path)
            file.seek(part.start)
            yield from format_.captures(part, file)
        except OSError as error:
            raise refused(part.name, error, "a file") from error


def _patterns(exclude: tuple[str, ...]) -> GitIgnoreSpec:
    try:
        return GitIgnoreSpec.from_lines(exclude)
    except ValueError as error:
        raise SettingError(f"exclude: {error}; expected patterns such as drafts/ or **/*.bak.txt") from error


def _with_sidecars(found: list[Entry], listed: list[Entry]) -> list[tuple[Entry, Entry | None]]:
    """Pair files with their sidecars.

    Args:
        found: All of a folder.
        listed: What is not excluded of it.

    Returns:
        Entries, each with its sidecar or None, without the folder's defaults and what is some file's sidecar. A YAML
        file beside an excluded text is none either, but nobody misses its values.
    """
    stems = {entry.stem for entry in found if _takes_sidecar(entry)}
    sidecars: dict[str, Entry] = {}
    for entry in listed:
        if _is_file(entry) and entry.ending in defaults.ENDINGS and entry.stem in stems:
            sidecars.setdefault(entry.stem, entry)
    taken = set(sidecars.values())
    return [
        (entry, sidecars.get(entry.stem) if _takes_sidecar(entry) else None)
        for entry in listed
        if entry not in taken and not defaults.is_defaults(entry)
    ]


def _is_file(entry: Entry) -> bool:
    return entry.kind in ("file", "link")


def _takes_sidecar(entry: Entry) -> bool:
    format_ = _BY_ENDING.get(entry.ending)
    return _is_file(entry) and format_ is not None and format_.sidecar


def _parts_of(root: Path, entry: Entry, given: Given, sidecar: Entry | None) -> Iterator[Part | Problem]:
    """Cut one file."""
    path = printable(entry.name)
    format_ = _BY_ENDING.get(entry.ending)
    try:
        if entry.kind == "link" and leads_to_folder(root, entry):
            yield problem(path, "a symbolic link to a folder is not followed; expected the folder", lost=False)
        elif entry.kind == "special":
            yield problem(path, "a pipe, socket or device; expected a file", lost=False)
        elif format_ is None:
            yield problem(path, _unread(entry), lost=False)
        else:
            if sidecar:
                given, problems = defaults.of_sidecar(root, sidecar, given)
                yield from problems
            yield from _cut(root, entry, format_, given)
    except ArticleError as error:
        yield problem(path, error.message)
    except OSError as error:
        yield problem(path, refused(entry.name, error, "a file").message)


def _cut(root: Path, entry: Entry, format_: Format, given: Given) -> Iterator[Part]:
    path = printable(entry.name)
    with open_inside(root, entry.name) as file:
        for span in format_.cut(path, file):
            yield Part(
                path=path,
                name=entry.name,
                start=span.start,
                stop=span.stop,
                first_record=span.first_record,
                kind=format_.kind,
                fields=given.fields,
                rules=given.rules,
                encoding=span.encoding,
                digest=part_digest(span, format_.kind, given.fields, given.rules),
            )


def _unread(entry: Entry) -> str:
    if entry.ending in defaults.ENDINGS:
        return f"a sidecar without a text, or a second one; expected one {entry.ending} file for a text of its name"
    *endings, last = (ending for format_ in FORMATS for ending in format_.endings)
    ending = repr(printable(entry.ending)) if entry.ending else "a name without ending"
    return f"{ending} is not a format that Backfile reads; expected {', '.join(endings)} or {last}"
