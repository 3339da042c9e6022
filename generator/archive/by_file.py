"""By file: orders to withdraw that name a file of the input, brought to the articles that it holds."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from generator.model import Problem
from generator.settings import Settings
from generator.settings.curator import Order, withdrawn_problem

from .prepare import PreparedPart
from .withdrawn import DIGITS, spelled

_FILE = re.compile(r"\.[a-z0-9]{2,7}(?::\d+)?\Z", re.IGNORECASE)
"""The end of a file's path, with the number of a record behind it."""


def by_file(
    orders: Sequence[Order], parts: Iterable[PreparedPart], settings: Settings
) -> tuple[list[Order], frozenset[str], list[Problem]]:
    """Return orders that name a file as orders that name each article of it, those articles, and problems of the names.

    Whoever names a file means that what it holds is not shown. The file may be moved, and then nothing is meant: so it
    is said each time what to write in its place.

    Args:
        orders: The lines of the file of withdrawn articles.
        parts: All that was read.
        settings: The archive's settings.
    """
    wanted = {place for order in orders for place in _places_in(order.name, settings.articles.name)}
    held: defaultdict[str, dict[str, None]] = defaultdict(dict)
    digits: set[str] = set()
    for one in (one for part in parts if wanted for one in part.articles):
        digits.add(one.id[:DIGITS])
        for place in wanted & {*_holding(one.path), f"{one.path}:{one.record}"}:
            held[place][one.id] = None
    named: list[Order] = []
    in_files: set[str] = set()
    problems: list[Problem] = []
    for order in orders:
        places = [place for place in _places_in(order.name, settings.articles.name) if place in held]
        if not places or any(start[:DIGITS] in digits for start in spelled(order.name)):
            named.append(order)
            continue
        ids = dict.fromkeys(name for place in places for name in held[place])
        named += [replace(order, name=name) for name in ids]
        in_files.update(ids)
        message = (
            f"{order.name[:200]!r} is a file, and files are moved; expected what `backfile withdraw` writes for each "
            f"article; until then the order holds for all {len(ids):,} of it"
        )
        problems.append(withdrawn_problem(settings.withdrawn, order.line, "article", message))
    return named, frozenset(in_files), problems


def _places_in(name: str, folder: str) -> tuple[str, ...]:
    """Return the files below the folder of articles that a name can mean; none where it is no path of one."""
    if "://" in name or not _FILE.search(name):
        return ()
    path = name.strip().replace("\\", "/").removeprefix("./")
    return tuple(dict.fromkeys((path, path.removeprefix(f"{folder}/"))))


def _holding(path: str) -> Iterator[str]:
    """Yield a path, and those of the packed files that it leads into."""
    yield path
    for at, sign in enumerate(path):
        if sign in "/!":
            yield path[:at]
