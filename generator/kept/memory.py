"""What a process that builds again and again has at hand of its last build.

Nothing in a memory decides: a build without one gives the same site. It holds what pure functions gave, beside what
they were given, and values of the store as they were decoded.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Hashable
from typing import Any, TypeVar, cast

T = TypeVar("T")

State = tuple[int, ...]
"""What tells whether a file is still the one it was."""


def state_of(status: os.stat_result) -> State:
    """Return the state of a file."""
    return (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


class Memory:
    """The memory of a process that builds again and again."""

    def __init__(self) -> None:
        self._last: dict[Hashable, tuple[object, object]] = {}
        self._now: dict[Hashable, tuple[object, object]] = {}
        self._values: dict[str, dict[str, Any]] = {}
        self._store: State | None = None
        self._circumstances = ""

    def begin(self) -> None:
        """Begin a build: what the last one did not need is forgotten."""
        self._last, self._now = self._now, {}

    def hold_for(self, circumstances: str) -> None:
        """Forget what was made in other circumstances, such as for readers of another language."""
        if self._circumstances != circumstances:
            self._last, self._circumstances = {}, circumstances

    def recall(self, name: Hashable, source: object, make: Callable[[], T]) -> T:
        """Return what a function makes of a source; what it made in the last build, if the source was equal.

        Args:
            name: Tells from what else is made; used once in a build.
            source: All that the function depends on.
            make: The function.
        """
        kept = self._last.get(name)
        if kept is None or kept[0] != source:
            kept = (source, make())
        self._now[name] = kept
        return cast(T, kept[1])

    def open_store(self, state: State | None) -> bool:
        """Return whether the store's file is as this process left it; else forget its values."""
        untouched, self._store = self._store is not None and self._store == state, None
        if not untouched:
            self._values.clear()
        return untouched

    def leave_store(self, state: State | None) -> None:
        """Note the state of the store's file once all is written; where that fails, nothing is known of it."""
        self._store = state

    def values(self, kind: str) -> dict[str, Any]:
        """Return the values of a kind that were decoded, by key; they belong to the store."""
        return self._values.setdefault(kind, {})


class _NoMemory(Memory):
    """The memory of a process that builds once."""

    def recall(self, name: Hashable, source: object, make: Callable[[], T]) -> T:
        del name, source
        return make()

    def leave_store(self, state: State | None) -> None:
        del state

    def values(self, kind: str) -> dict[str, Any]:
        del kind
        return {}


NO_MEMORY: Memory = _NoMemory()
