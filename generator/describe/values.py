"""Read given values of a record: strings, lists and numbers, as records come."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from msgspec import Struct, field

from generator.model import FACTS, Capture, Origin, Problem

KNOWN_KEYS = frozenset({"id", "url", *FACTS})
"""Keys of a record that become fields; all others are kept as they are."""

MAX_TAG = 100
_TAG_SEPARATOR = re.compile(r"[,;|،、\n]")
_SEVERAL_TAGS = re.compile(r"[;|]|[,،、][^,،、]+[,،、]")
"""What no lone tag has; `Osk, Lower Harn` is one place."""
_TAG_BEHIND = re.compile(r"(?<=[^\s,;|])\s+#(?=[^\W\d_])")
"""Where the sign of a tag alone parts it from the one before it."""
_HASH = re.compile(r"\A#(?=[^\W\d_])")
"""The sign of a tag, which is no part of it."""


class Given(Struct, frozen=True):
    """The given values of one capture, and what was wrong with some of them."""

    capture: Capture
    problems: list[Problem] = field(default_factory=list)
    unused: dict[str, Any] = field(default_factory=dict)

    def value(self, key: str) -> Any:
        """Return the value under a key; None where the record has none or an empty one."""
        value = self.capture.fields.get(key)
        return None if value in ("", [], (), {}) else value

    def rule(self, key: str) -> str:
        """Return where the value was given."""
        return self.capture.rules.get(key, "record")

    def origin(self, key: str) -> Origin:
        """Return how the value was found: `given`, unless reading says otherwise."""
        return self.capture.origins.get(key, "given")

    def refuse(self, key: str, found: Any, expected: str) -> None:
        """Note that a value cannot be used; it stays in the data as it was found."""
        shown = repr(found)
        shown = shown if len(shown) <= 80 else shown[:77] + "..."
        self.unused[key] = self.capture.fields.get(key)
        self.say(key, f"{shown} is not {expected}")

    def say(self, key: str, message: str) -> None:
        """Note what is wrong with a value that is used all the same."""
        self.problems.append(
            Problem(
                path=self.capture.provenance.path,
                record=self.capture.provenance.record,
                stage="describe",
                field=key,
                message=message,
                lost=False,
            )
        )

    def line(self, key: str) -> str | None:
        """Return a given string on one line; a list gives its first entry."""
        value = self.value(key)
        if value is None:
            return None
        texts = strings(value)
        if texts:
            return texts[0]
        if not isinstance(value, str):
            self.refuse(key, value, "a line of text")
        return None

    def lines(self, key: str) -> tuple[str, ...]:
        """Return the given strings of a list, each on one line; a lone string is a list of one."""
        value = self.value(key)
        if value is None:
            return ()
        texts = strings(value)
        if not texts and not isinstance(value, str):
            self.refuse(key, value, "a list of lines of text")
        return texts


def one_line(text: str) -> str:
    """Return the text with every run of spaces and line breaks as one space."""
    return " ".join(text.split())


def strings(value: Any) -> tuple[str, ...]:
    """Return the strings in a value: itself, its entries, or the names of its entries."""
    if isinstance(value, str):
        return (line,) if (line := one_line(value)) else ()
    if isinstance(value, bool) or value is None:
        return ()
    if isinstance(value, int | float):
        return (str(value),)
    if isinstance(value, dict):
        return strings(value["name"]) if isinstance(value.get("name"), str) else ()
    if isinstance(value, list | tuple):
        return tuple(text for item in value if not isinstance(item, list | tuple) for text in strings(item))
    return ()


def unique(values: Iterable[str]) -> tuple[str, ...]:
    """Return the values in order, each once; case makes no difference."""
    by_fold: dict[str, str] = {}
    for value in values:
        by_fold.setdefault(value.casefold(), value)
    return tuple(by_fold.values())


_TERM = re.compile(r"https?://\S+#\w+\Z", re.IGNORECASE)
"""A term of a vocabulary, which machines put among the tags: `http://schemas.example/2008/kind#post`."""


def tags(given: Given) -> tuple[str, ...]:
    """Return the given tags in order, each once.

    One string of them is split at commas and the like; so is one of a list that is too long for a tag, or the only one
    and parted by more than a comma, since some tools put all of their tags into one.
    """
    texts = tuple(_TAG_BEHIND.sub(", #", text) for text in given.lines("tags"))
    split = isinstance(given.value("tags"), str) or (len(texts) == 1 and bool(_SEVERAL_TAGS.search(texts[0])))
    lists = (_TAG_SEPARATOR.split(text) if split or len(text) > MAX_TAG else [text] for text in texts)
    names = [tag for pieces in lists for piece in pieces if (tag := _HASH.sub("", piece.strip()))]
    too_long = [tag for tag in names if len(tag) > MAX_TAG]
    if too_long:
        given.refuse("tags", too_long[0], f"a tag of at most {MAX_TAG} characters")
    return unique(tag for tag in names if len(tag) <= MAX_TAG and not _TERM.match(tag))
