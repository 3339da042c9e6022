"""Guard the readers: whatever a format's code, or a library of its, raises on a file becomes a Problem of that file.

A file is a stranger's, and no list of what parsers raise on one is ever complete. What only a mistake of ours raises
still stops the build with its traceback.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterable, Iterator
from typing import TypeVar

from generator.model import Problem
from generator.model.errors import GeneratorError
from generator.read.part import problem

T = TypeVar("T")

OURS = (GeneratorError, OSError, ImportError)
"""What passes: what we raise on purpose, what the system refuses, which has words of its own, and what is not there."""
DEFECTS = (AssertionError, NameError)
"""What passes where our own code raised it; libraries assert what they expect of a file."""

_LONGEST = 160
"""Characters of an exception that a problem quotes: less than a sentence of the file."""
_PLACE = re.compile(r" at 0x[0-9a-fA-F]+")


def guarded(items: Iterable[T], path: str) -> Iterator[T | Problem]:
    """Yield what a reader yields and, where it raises, the problem of the file as the last.

    Args:
        items: What the reader yields.
        path: The file, as problems name it.
    """
    try:
        yield from items
    except OURS:
        raise
    except Exception as error:
        if isinstance(error, DEFECTS) and _is_ours(error):
            raise
        yield broken(path, error)


def _is_ours(error: Exception) -> bool:
    """Tell whether it was our own code that raised an error, and no library's or other format's."""
    last = error.__traceback__
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    package = str(last.tb_frame.f_globals.get("__name__", "")) if last is not None else ""
    return package.partition(".")[0] == __name__.partition(".")[0]


def broken(path: str, error: Exception) -> Problem:
    """Return the problem of a file on which its reader gave up, with the last line of the traceback."""
    last = _PLACE.sub("", traceback.format_exception_only(error)[-1])
    told = " ".join(last.encode("utf-8", "backslashreplace").decode().split())[:_LONGEST]
    return problem(path, f"the reader gave up on it: {told}; expected a sound file; what comes before that is read")
