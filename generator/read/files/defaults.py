"""Defaults: fields that a folder gives all files below it, and a sidecar the text file it stands beside.

Both are small YAML files of keys and values. Every value stays the string that was written: YAML's own reading would
turn `no`, Norwegian, into false, `007` into 7 and a date into an object. Aliases, tags and anything nested deep are
refused: with them a small file can ask for endless memory.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml
from msgspec import Struct, field
from msgspec.structs import replace

from generator.model import FACTS, Problem
from generator.model.errors import ArticleError
from generator.read.encoding import decode
from generator.read.meaning import names
from generator.read.meaning.fields import NOTHING, Faults, checked, short
from generator.read.meaning.mapping import faults
from generator.read.pages.saved import archivebox
from generator.read.part import problem

from .walk import DirEntry, open_inside, printable

MAPPING = "fields"
"""Key of a folder's defaults that says where records have our keys."""

ENDINGS = (".yml", ".yaml")
FOLDER_STEM = "_defaults"

MOST_BYTES = 64 * 1024
"""Largest YAML file, or front matter, that is read; real ones have a few hundred bytes."""

MOST_INDEX_BYTES = 4 * 1024 * 1024
"""Largest index.json of a snapshot that is read; real ones have up to a hundred kilobytes."""

SNAPSHOTS = ("singlefile.html", "output.html")
"""Pages in the folder of a snapshot, as SingleFile and as the browser saved them, the best first."""
SNAPSHOT_INDEX = frozenset({"index.json", "index.html", "headers.json", "favicon.ico"})
"""What ArchiveBox writes about a snapshot."""

MOST_LEVELS = 16

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

BESIDE = {"text": "expected it in the text file itself"}
"""Keys that a text file's fields cannot give, and where they belong."""

ONE_EACH = dict.fromkeys(("text", "id", "url"), "expected it in the article's own record, front matter or sidecar")
"""Keys that all articles below a folder cannot share: they would all be one article."""


class Defaults(Struct, frozen=True, kw_only=True):
    """Values that hold for a file before it is opened."""

    fields: Mapping[str, Any] = field(default_factory=dict)
    rules: Mapping[str, str] = field(default_factory=dict)
    """Key of `fields` -> `folder NAME` or `sidecar NAME`."""
    mapping: Mapping[str, str] = field(default_factory=dict)
    """Key of ours -> where a record has it."""

    def under(self, fields: Mapping[str, Any], rule: str, mapping: Mapping[str, str] = NOTHING) -> Defaults:
        """Return these values, overridden by others."""
        return replace(
            self,
            fields={**self.fields, **fields},
            rules={**self.rules, **dict.fromkeys(fields, rule)},
            mapping={**self.mapping, **mapping},
        )


class YamlError(ValueError):
    """YAML that cannot be read, or is more than keys and values; the message names the line."""


def is_defaults(entry: DirEntry) -> bool:
    """Tell whether a file holds the defaults of its folder."""
    return entry.kind in ("file", "link") and entry.stem == FOLDER_STEM and entry.ending in ENDINGS


def of_folder(root: Path, folder: DirEntry, files: list[DirEntry], above: Defaults) -> tuple[Defaults, list[Problem]]:
    """Read the defaults of a folder.

    Args:
        root: The articles folder.
        folder: The folder.
        files: Its files of defaults: none, one, or one of each ending, of which the first counts.
        above: What the folders above it give.
    """
    given = above
    problems: list[Problem] = []
    for entry in files[:1]:
        fields, problems = _read_file(root, entry, ONE_EACH)
        places, faults = _places(fields.pop(MAPPING, {}))
        path = printable(entry.name)
        problems += [problem(path, message, field=f"{MAPPING}: {key}", lost=False) for key, message in faults]
        given = above.under(fields, f"folder {printable(folder.name) or '.'}", places)
    for entry in files[1:]:
        message = f"a second file of defaults; expected {printable(files[0].base)} alone"
        problems.append(problem(printable(entry.name), message, lost=False))
    return given, problems


def of_snapshot(root: Path, listing: list[DirEntry], above: Defaults) -> tuple[Defaults, list[DirEntry]]:
    """Read the index.json of an ArchiveBox snapshot, if that is what a folder is.

    ArchiveBox keeps a page in many forms beside one another; the first of `SNAPSHOTS` that is there is taken.

    Args:
        root: The articles folder.
        listing: All of a folder.
        above: What the folders above it, and its defaults, give.

    Returns:
        The given values with the page's address and capture time, and the files that are other forms of the page.
    """
    files = {entry.base: entry for entry in listing if entry.kind == "file"}
    index = files.get("index.json")
    if index is None:
        return above, []
    try:
        with open_inside(root, index.name) as file:
            fields = archivebox(json.loads(file.read(MOST_INDEX_BYTES)))
    except (ArticleError, OSError, ValueError, RecursionError):
        return above, []
    if not fields:
        return above, []
    taken = next((files[name] for name in SNAPSHOTS if name in files), None)
    spare = [entry for entry in listing if entry is not taken and (taken is not None or entry.base in SNAPSHOT_INDEX)]
    return above.under(fields, "ArchiveBox index.json"), spare


def _places(given: object) -> tuple[dict[str, str], Faults]:
    """Return where records have our keys, as a folder says, and what is wrong with that."""
    if not isinstance(given, dict):
        return {}, [("", f"{short(given)}; expected keys and places, such as headline: title")]
    wrong = faults(given)
    bad = {key for key, _ in wrong}
    return {key: words for key, words in given.items() if key not in bad}, wrong


def of_sidecar(root: Path, entry: DirEntry, above: Defaults) -> tuple[Defaults, list[Problem]]:
    """Read a sidecar, given what the folders give."""
    fields, problems = _read_file(root, entry, BESIDE)
    return above.under(fields, f"sidecar {printable(entry.base)}"), problems


def _read_file(root: Path, entry: DirEntry, misplaced: Mapping[str, str]) -> tuple[dict[str, Any], list[Problem]]:
    path = printable(entry.name)
    try:
        with open_inside(root, entry.name) as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        return {}, [problem(path, f"unreadable: {error.strerror}; expected YAML", lost=False)]
    except ArticleError as error:
        return {}, [problem(path, error.message, lost=False)]
    decoded = decode(data)
    problems = [problem(path, decoded.doubt, lost=False)] if decoded.doubt else []
    try:
        given = keys_and_values(decoded.text)
    except YamlError as error:
        return {}, [*problems, problem(path, str(error), lost=False)]
    fields, faults = given_values(_named(given, misplaced), misplaced)
    return fields, [*problems, *(problem(path, message, field=key, lost=False) for key, message in faults)]


def given_values(given: Mapping[str, Any], misplaced: Mapping[str, str] = BESIDE) -> tuple[dict[str, Any], Faults]:
    """Check what a YAML mapping gives; keys that do not belong into it are left out."""
    fields, faults = checked({key: value for key, value in given.items() if key not in misplaced})
    for key in given:
        if key in misplaced:
            faults.append((key, f"given here; {misplaced[key]}"))
    return fields, faults


def _named(values: Mapping[str, Any], misplaced: Mapping[str, str]) -> dict[str, Any]:
    """Return values under our keys where other names of these are used, `date` or `Titel`, and the key is not there."""
    given = dict(values)
    for key, name in names.columns_of(tuple(values)).items():
        if key not in values and key not in misplaced and name not in FACTS and name not in misplaced:
            given[key] = given.pop(name)
    return given


def keys_and_values(text: str, *, first_line: int = 1) -> dict[str, Any]:
    """Read YAML that is a mapping, its values strings, lists or mappings; null is what YAML calls so.

    Args:
        text: The YAML; empty gives no values.
        first_line: Its first line's number in the file, for messages.

    Raises:
        YamlError: If it is broken, too long, no mapping, or uses more of YAML than keys and values.
    """
    if len(text) > MOST_BYTES:
        raise YamlError(f"more than {MOST_BYTES // 1024} KiB; expected a few lines of keys and values")
    try:
        return _document(yaml.parse(text, Loader=LOADER), first_line)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"line {mark.line + first_line}, column {mark.column + 1}: " if mark else ""
        raise YamlError(
            f"{place}{error.problem or 'broken YAML'}; expected lines such as outlet: Harbour Gazette, "
            "with quotes around a value that YAML could misread"
        ) from error
    except yaml.YAMLError as error:  # a control character, which has an offset but no line
        raise YamlError(f"broken YAML: {str(error).splitlines()[0]}; expected plain characters") from error


def _document(events: Iterator[Any], first_line: int) -> dict[str, Any]:
    result: dict[str, Any] | None = None
    for event in events:
        if isinstance(event, yaml.NodeEvent):
            if result is not None:
                raise _refused(event, first_line, "a second document", "one")
            value = _node(events, event, first_line, 1)
            if value is not None and not isinstance(value, dict):
                raise _refused(event, first_line, short(value), "lines such as outlet: Harbour Gazette")
            result = value or {}
    return result or {}


def _node(events: Iterator[Any], event: Any, first_line: int, level: int) -> Any:
    """Build the value that begins with an event."""
    if isinstance(event, yaml.AliasEvent) or event.anchor:
        raise _refused(event, first_line, "a YAML alias or anchor", "a value, in quotes if it begins with * or &")
    if event.tag not in (None, "tag:yaml.org,2002:str", "!"):
        raise _refused(event, first_line, "a YAML tag", "a value, in quotes if it begins with !")
    if level > MOST_LEVELS:
        raise _refused(event, first_line, f"more than {MOST_LEVELS} levels", "keys and values")
    if isinstance(event, yaml.ScalarEvent):
        return None if event.implicit[0] and event.tag is None and event.value in ("", "~", "null") else event.value
    if isinstance(event, yaml.SequenceStartEvent):
        items = []
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            items.append(_node(events, event, first_line, level + 1))
        return items
    return _mapping(events, first_line, level)


def _mapping(events: Iterator[Any], first_line: int, level: int) -> dict[str, Any]:
    result: dict[str, Any] = {}
    while not isinstance(event := next(events), yaml.MappingEndEvent):
        if not isinstance(event, yaml.ScalarEvent):
            raise _refused(event, first_line, "a key that is not a word", "keys such as outlet")
        if event.value in result:
            raise _refused(event, first_line, f"the key {short(event.value)} a second time", "each key once")
        result[event.value] = _node(events, next(events), first_line, level + 1)
    return result


def _refused(event: Any, first_line: int, found: str, expected: str) -> YamlError:
    return YamlError(f"line {event.start_mark.line + first_line}: {found}; expected {expected}")
