"""Cut the building of a site into portions, one for each of several machines: which files are whose."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from hashlib import blake2b

from generator.model import Portion
from generator.render import places
from generator.render.files.package import FOLDER

from .gather import Gathered

PAGE = 4000
"""What a page costs before its first character, in characters of text: it is drawn, written and read again."""

_ARTICLE_OF_DATA = 16
"""How many times an article's page costs what its rows in the data do: an estimate, not measured."""
_PERIOD = re.compile(r"(?:undated|\d{4}/\d\d)(?=/)")


def owner_of(gathered: Gathered, portion: Portion) -> Callable[[str], bool]:
    """Return what tells whether a file of the archive is a portion's, by its path below the archive's folder.

    Articles go by period, with all that stands in it, so that a machine draws few templates; the data go together, with
    the page that says how large each file is; listings and comparisons, of which nothing says that, by a digest of
    their paths. Where every portion has the page, since the navigation names it, every one makes the data.
    """
    weights: Counter[str] = Counter()
    for name, entry in gathered.entries.items():
        weights[_period(gathered.cards[name].address)] += PAGE + entry.size
    weights[FOLDER] = weights.total() // _ARTICLE_OF_DATA
    everywhere = places.DATA in portion.named
    periods = balanced(weights, portion.of)

    def owns(path: str) -> bool:
        number = periods.get(_period(path)) or 1 + _number_of(path, portion.of)
        return number == portion.number or path in portion.named or (everywhere and _period(path) == FOLDER)

    return owns


def balanced(weights: Mapping[str, int], of: int) -> dict[str, int]:
    """Return a number from 1 for each name, so that the names of each number weigh about the same.

    The heaviest go first, each to the lightest: no number weighs more than 4/3 of the best there is (Graham, 1969).
    """
    load = [0] * of
    numbers: dict[str, int] = {}
    for name in sorted(weights, key=lambda one: (-weights[one], one)):
        lightest = load.index(min(load))
        load[lightest] += weights[name]
        numbers[name] = lightest + 1
    return numbers


def _period(path: str) -> str:
    if path.startswith(FOLDER) or path == places.DATA:
        return FOLDER
    match = _PERIOD.match(path)
    return match.group() if match else ""


def _number_of(path: str, of: int) -> int:
    return int.from_bytes(blake2b(path.encode("utf-8", "surrogatepass"), digest_size=8).digest()) % of
