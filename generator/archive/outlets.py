"""One name for each outlet: spellings, and hosts that stand for the name that their articles carry.

The records of one outlet rarely agree on its name: one says `The Marrow Mail`, another `MARROW MAIL`, a third gives
nothing but an address. Which names are one is told from all articles together. Names of the authority file are left as
they are, so that a line there overrules what is told here. Nothing here reads or writes a file.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from itertools import pairwise

from msgspec import Struct

from generator.describe.names import fold
from generator.languages import articles
from generator.model import Merged

_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+")
_MOST = 5
"""One in so many articles of a host may carry another name than the others."""
_FEWEST = 10
"""One in so many articles of a host must carry a name, for it to be the name of the others too."""


class Called(Struct, frozen=True, kw_only=True):
    """The name of an outlet that an article calls otherwise, and why it is the same outlet."""

    name: str
    rule: str


SPELLED = "spelled as in most articles"
HOSTED = "name that the articles of this host carry"

Seen = Mapping[tuple[str, str], int]
"""Name and host of an outlet, the host empty where it is not known -> articles."""


def called(seen: Seen, known: Collection[str]) -> dict[str, Called]:
    """Return, for each name of an outlet that has another by now, what it is called.

    Args:
        seen: What the articles say.
        known: Names that stay as they are: those of the authority file.
    """
    counts: Counter[str] = Counter()
    for (name, _), count in seen.items():
        counts[name] += count
    groups = _Groups()
    for name in counts:
        groups.join(_key(name), name)
    for left, right in _hosted(seen, counts):
        groups.join(left, right)
    names_called: dict[str, Called] = {}
    for names in groups.of(counts):
        fixed = sorted(set(names) & set(known))
        if len(names) < 2 or len(fixed) > 1:
            continue
        [name] = fixed or [min((one for one in names if not _is_host(one)), key=lambda one: _rank(one, counts))]
        names_called |= {
            one: Called(name=name, rule=HOSTED if _is_host(one) else SPELLED) for one in names if one != name
        }
    return names_called


def merged(seen: Seen, names: Mapping[str, Called]) -> tuple[Merged, ...]:
    """Return what was merged, by name: the other names and how many articles had one of them."""
    others: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for (name, _), count in seen.items():
        if name in names:
            others[names[name].name][name] += count
    return tuple(
        Merged(name=name, others=tuple(sorted(count)), articles=count.total()) for name, count in sorted(others.items())
    )


class _Groups:
    """Names that are one, joined pair by pair."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}

    def join(self, left: str, right: str) -> None:
        self._above[self._top(left)] = self._top(right)

    def _top(self, one: str) -> str:
        while (above := self._above.get(one, one)) != one:
            one = above
        return one

    def of(self, names: Collection[str]) -> list[list[str]]:
        groups: defaultdict[str, list[str]] = defaultdict(list)
        for name in names:
            groups[self._top(name)].append(name)
        return list(groups.values())


def _key(name: str) -> str:
    """Return what all spellings of a name have in common: its letters, without an article before them."""
    if _is_host(name):
        return f"host {name}"
    first, gap, rest = re.sub(r"(?<=\b[ldLD])['’]", "' ", name, count=1).strip().partition(" ")
    key = fold(rest) if gap and first.casefold() in articles() else ""
    # A name that is an article and a letter or two, as in `Die 2`, is a name of its own.
    return f"name {key if len(key) > 2 else fold(name) or name}"


def _is_host(name: str) -> bool:
    return name == name.lower() and bool(_HOST.fullmatch(name))


def _rank(name: str, counts: Mapping[str, int]) -> tuple[int, bool, str]:
    """Sort the spelling of most articles to the front; of two that are as frequent, the one in mixed letters."""
    return (-counts[name], name.isupper() or name.islower(), name)


def _hosted(seen: Seen, counts: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    """Yield pairs of names that are one because of where their articles stand."""
    carried: defaultdict[str, Counter[str]] = defaultdict(Counter)
    homes: defaultdict[str, set[str]] = defaultdict(set)
    spelled: dict[str, str] = {}
    for (name, host), count in seen.items():
        if _is_host(name):
            homes[_label(name)].add(name)
            continue
        spelled[_key(name)] = name
        if host:
            homes[_label(host)].add(host)
            carried[host][_key(name)] += count
    for host, keys in carried.items():
        yield from _one_house(host, [spelled[key] for key in keys])
        (key, count), total = keys.most_common(1)[0], keys.total()
        sure = _label(host) in _forms(spelled[key]) or count * _FEWEST >= counts.get(host, 0)
        if host in counts and sure and (total - count) * _MOST <= total:
            yield host, spelled[key]
    by_form = defaultdict(set)
    for key, name in spelled.items():
        for form in _forms(name):
            by_form[form].add(key)
    at = {key: {host for host, keys in carried.items() if key in keys} for key in spelled}
    for label, hosts in homes.items():
        keys_of_label = by_form.get(label, set())
        if len(hosts) == len(keys_of_label) == 1 and (host := next(iter(hosts))) in counts:
            key = next(iter(keys_of_label))
            if at[key] <= {host}:
                yield host, spelled[key]


def _one_house(host: str, names: list[str]) -> Iterator[tuple[str, str]]:
    """Yield pairs of names that have the name of their host in them: the Mirror and the Daily Mirror at `mirror`."""
    label = _label(host)
    own = [name for name in names if label in {*_forms(name), *map(fold, name.split())}]
    yield from pairwise(own)


def _forms(name: str) -> set[str]:
    """Return a name as hosts spell it, with and without its article."""
    return {fold(name), _key(name).partition(" ")[2]}


def _label(host: str) -> str:
    """Return the name in a host: `marrowmail` of `marrowmail.co.uk`."""
    return fold(max(host.split(".")[:-1], key=len, default=host))
