"""Keep what the program's regular expressions compile to: Python parses each anew in every process.

Some 1,300 are compiled while modules are imported, by us and by libraries: a quarter of a second, which is more than
twenty new articles take to be read. What the compiler of `re` hands to its engine is kept in the store's folder, under
a checksum and the version of Python; a file that is missing, damaged or of another Python costs that time.

Only what is compiled while a module is imported is kept, and what `lasting` compiles: a pattern that is made later may
hold words of an article.

This is asked for before anything else of the package is imported, so it imports next to nothing of ours. `re`
does not promise that its compiler is `re._compiler.compile`, nor what that hands to `_sre.compile`: where either is
not to be found, patterns are compiled as ever.
"""

from __future__ import annotations

import marshal
import os
import re
import sys
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from .whole import read_whole, write_whole

_NAME = "patterns"
_MOST = 8192
"""Patterns that are kept; ours and those of libraries are a sixth of it."""
_IMPORTING = "<frozen importlib._bootstrap>"
"""The file of the frames that import a module."""

_Key = tuple[str | bytes, int]
_Known = dict[_Key, tuple[Any, ...]]
"""Pattern and flags -> what the engine is given besides the pattern, its code as bytes."""


@contextmanager
def known_patterns(folder: str) -> Iterator[None]:
    """Compile patterns by what is known of them, and keep what is learnt, if the store's folder is there by then."""
    compiler: Any = getattr(re, "_compiler", None)
    if not hasattr(compiler, "compile") or not hasattr(getattr(compiler, "_sre", None), "compile"):
        yield
        return
    path = os.path.join(folder, _NAME)
    kept = read_whole(path)
    patterns = _Patterns(compiler, {} if kept is None else marshal.loads(kept))  # noqa: S302 - as we wrote it
    real, compiler.compile = compiler.compile, patterns.compile
    try:
        yield
    finally:
        compiler.compile = real
        if patterns.learnt and len(patterns.known) <= _MOST:
            write_whole(path, marshal.dumps(patterns.known))


def lasting(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """Compile a pattern that is made of the program's own words or of rules, and of no article's."""
    return re.compile(pattern, flags)


class _Patterns:
    """Stands for the compiler of `re`."""

    def __init__(self, compiler: Any, known: _Known) -> None:
        self.known = known
        self.learnt = False
        self._compiler = compiler
        self._real = compiler.compile

    def compile(self, pattern: Any, flags: int = 0) -> Any:
        """Compile a pattern, as what stood here before."""
        key = (pattern, int(flags))
        if type(pattern) not in (str, bytes) or flags & re.DEBUG:
            return self._real(pattern, flags)
        kept = self.known.get(key)
        if kept is not None:
            flags, code, *rest = kept
            return self._compiler._sre.compile(pattern, flags, memoryview(code).cast("I").tolist(), *rest)
        if not _lasts():
            return self._real(pattern, flags)
        engine = self._compiler._sre
        self._compiler._sre = heard = _Listening(engine)
        try:
            made = self._real(pattern, flags)
        finally:
            self._compiler._sre = engine
        if len(heard.given) > 2 and heard.given[0] is pattern:  # and not of another thread
            _, flags, code, *rest = heard.given
            self.known[key] = (int(flags), array("I", code).tobytes(), *rest)
            self.learnt = True
        return made


class _Listening:
    """Stands for the engine of `re`, and hears what it is given."""

    def __init__(self, engine: Any) -> None:
        self._engine = engine
        self.given: tuple[Any, ...] = ()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)

    def compile(self, *given: Any) -> Any:
        self.given = given
        return self._engine.compile(*given)


def _lasts() -> bool:
    """Return whether a pattern is compiled while a module is imported, or by `lasting`."""
    frame = sys._getframe().f_back
    while frame is not None and frame.f_code.co_filename != _IMPORTING and frame.f_code is not lasting.__code__:
        frame = frame.f_back
    return frame is not None
