"""The formats that can be read: those of this package and of others, all found in the same way.

A package names its formats under the entry-point group `backfile.formats`, each entry a `Format` or a tuple of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import EntryPoint, entry_points

from generator.model.errors import SettingError
from generator.read.detect import Certainty, Head
from generator.read.part import Format

GROUP = "backfile.formats"
_OURS = "generator."


@cache
def known_formats() -> tuple[Format, ...]:
    """Return every format, by rank, then kind: of two that are as sure of a file, the first is taken.

    Raises:
        SettingError: If what a package names is no format, cannot be imported, or has the kind of another.
    """
    entries = sorted(entry_points(group=GROUP), key=lambda entry: (not entry.value.startswith(_OURS), entry.value))
    by_kind: dict[str, Format] = {}
    for entry in entries:
        for format_ in _loaded(entry):
            if format_.kind in by_kind:
                raise SettingError(f"{_name_of(entry)}: a second format of the kind {format_.kind!r}; expected one")
            by_kind[format_.kind] = format_
    return tuple(sorted(by_kind.values(), key=lambda format_: (format_.rank, format_.kind)))


@cache
def by_ending() -> Mapping[str, Format]:
    """Return the format of each ending of a file's name."""
    return {ending: format_ for format_ in reversed(known_formats()) for ending in format_.endings}


@cache
def by_kind() -> Mapping[str, Format]:
    """Return the format of each kind."""
    return {format_.kind: format_ for format_ in known_formats()}


def _loaded(entry: EntryPoint) -> tuple[Format, ...]:
    try:
        loaded = entry.load()
    except Exception as error:
        raise SettingError(f"{_name_of(entry)}: {type(error).__name__}: {error}; expected a format") from error
    formats = loaded if isinstance(loaded, tuple) else (loaded,)
    if not all(isinstance(one, Format) for one in formats):
        raise SettingError(f"{_name_of(entry)}: {loaded!r:.80}; expected a Format or a tuple of them")
    return formats


def _name_of(entry: EntryPoint) -> str:
    return f"{entry.dist.name if entry.dist else 'a package'}: {GROUP}: {entry.name}"


def choose(formats: Iterable[Format], head: Head) -> Format | None:
    """Return the format that a file is most surely in; None if it is in none of them.

    Content counts before the name: a hint only counts under its own ending, and of two formats that are as sure of a
    file, the one of its ending is taken, then the first.
    """
    best: Format | None = None
    most = 0
    for format_ in formats:
        named = head.ending in format_.endings
        if 2 * Certainty.CERTAIN + named <= most:
            continue
        certainty = format_.recognise(head)
        if certainty == Certainty.NO or (certainty == Certainty.HINT and not named):
            continue
        score = 2 * certainty + named
        if score > most:
            best, most = format_, score
    return best
