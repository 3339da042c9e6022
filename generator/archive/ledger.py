"""The ledger of addresses: which article stood where, so that a correction or a renamed folder moves no page for good.

From the lines of the ledger and the articles that were read: the addresses that articles keep, where old addresses
lead, and the lines for the next build. An article is known again by its id, else by where its record stands, else by
its text. Where its record gives it another id of its own, its page moves, and the old address leads to the new one; one
that only its place names keeps its id (`identities.py`). Nothing here opens a file.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cache
from hashlib import blake2b

import numpy as np
from msgspec import Struct, field
from msgspec.structs import replace

from generator.settings.curator import GONE, KEPT, AddressLine, Order

from .prepare import Prepared, short
from .withdrawn import DIGITS, beginning_alike, spelled

NOTHING: Mapping[str, str] = {}

LOOKED_INTO = 10_000
"""Articles of which every hash is looked at, 0.2 ms each: more strangers are another archive and no edits."""


class Known(Struct, frozen=True, kw_only=True):
    """What the ledger says of the articles that were read."""

    lines: tuple[AddressLine, ...] = ()
    own: Mapping[str, AddressLine] = field(default_factory=dict)
    """Id -> the line of the article's own address."""
    successors: Mapping[str, str] = field(default_factory=dict)
    """Old address -> id of the article that stood there."""
    alike: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Old address -> ids of all articles that may be meant: several have its text, and nothing tells them apart."""
    replaced: tuple[str, ...] = ()
    """Ids of articles with another text than stood at their place, which is not to be found any more, sorted."""

    def kept(self) -> dict[str, str]:
        """Return the addresses that differ from those that articles would be given, by id, as far as that is known."""
        return {name: line.address for name, line in self.own.items() if line.now == KEPT}


def recognise(
    lines: Sequence[AddressLine],
    articles: Mapping[str, Prepared],
    address_of: Callable[[str], str],
    joined: Mapping[str, str] = NOTHING,
) -> Known:
    """Find the articles that the ledger's lines mean.

    Args:
        lines: The ledger.
        articles: Newest capture of every article by id, withdrawn ones too.
        address_of: Returns the address that an article would have, by its id; asked where nothing else tells.
        joined: Id of a page of an article, which no article has -> id of the article that the page is in.
    """
    by_digits = beginning_alike({one[-DIGITS:] for line in lines for one in (line.address, line.now)}, articles)
    own, successors, strangers = _by_id(lines, articles, by_digits)
    if joined:
        now = {name[:DIGITS]: joined[name] for name in sorted(joined)}
        pages = {line.address: now[line.digits] for line in strangers if line.digits in now}
        successors |= pages
        strangers = [line for line in strangers if line.address not in pages]
    alike: dict[str, tuple[str, ...]] = {}
    doubtful = {name for name, line in own.items() if _is_doubtful(articles[name], line)}
    if strangers or doubtful:
        free = {name: one for name, one in articles.items() if name not in own or name in doubtful}
        recognised = known_again([*strangers, *(own[name] for name in sorted(doubtful))], free, address_of)
        stood = {name: own[name].address for name in doubtful}
        taken = {name for address, name in recognised.items() if stood.get(name) != address}
        for name, address in stood.items():
            if name in taken or recognised.get(address, name) != name:
                del own[name]  # records have shifted: another one stands where this one stood
        successors |= {address: name for address, name in recognised.items() if stood.get(name) != address}
        own |= {
            successors.pop(line.address): line  # told from one whose id begins alike
            for line in strangers
            if line.now != GONE and recognised.get(line.address, "")[:DIGITS] == line.digits
        }
        again = {*own, *recognised.values()}
        left = {name: one for name, one in free.items() if name not in again}
        alike = _alike((line for line in strangers if line.address not in recognised), left, address_of)
        successors |= _shared_out(alike)
    replaced = sorted(name for name in doubtful if name in own and not _has_its_mark(articles[name], own[name]))
    for line in lines:
        if line.now not in STANDING:
            successors.setdefault(line.address, _at(line.now, successors, by_digits))
    leading = {old: name for old, name in successors.items() if name}
    return Known(lines=tuple(lines), own=own, successors=leading, alike=alike, replaced=tuple(replaced))


STANDING = ("", KEPT, GONE)
"""What lines of articles say, and not of addresses that lead to another."""


def _by_id(
    lines: Sequence[AddressLine], articles: Mapping[str, Prepared], by_digits: Mapping[str, Sequence[str]]
) -> tuple[dict[str, AddressLine], dict[str, str], list[AddressLine]]:
    """Return the line of each article by id, further addresses of such articles, and lines of no id that there is."""
    own: dict[str, AddressLine] = {}
    successors: dict[str, str] = {}
    strangers: list[AddressLine] = []
    standing = (line for line in lines if line.now in STANDING)
    for line in sorted(standing, key=lambda one: (one.now == GONE, one.now != KEPT, one.address)):
        meant = by_digits.get(line.digits, ())
        if len(meant) != 1:
            strangers.append(line)
        elif line.now == GONE and (meant[0] in own or _is_doubtful(articles[meant[0]], line)):
            continue  # another article has the place by now; the address stays that of the one which is gone
        elif meant[0] in own:
            successors[line.address] = meant[0]
        else:
            own[meant[0]] = line
    return own, successors, strangers


def _is_doubtful(article: Prepared, line: AddressLine) -> bool:
    """Tell whether an article has its id from its place alone, and another text than stood there: records may shift."""
    text = article.sketch
    return article.loose and not article.given and bool(line.text and text and line.text != text)


def _has_its_mark(article: Prepared, line: AddressLine) -> bool:
    """Tell whether what stood for the text that was there is still in the text of an article, which was edited then."""
    return article.withdrawn is not None or bool(_mark_in(article, (line.text,)))


def known_again(
    lines: Iterable[AddressLine], free: Mapping[str, Prepared], address_of: Callable[[str], str]
) -> dict[str, str]:
    """Return, for old addresses, the article that has the text, or the place, that stood there; each article once."""
    every = list(lines)
    again = _edited(every, free)
    address_of = cache(address_of)  # which opens the article's body
    tellings: tuple[tuple[Callable[[AddressLine], object], Callable[[Prepared], object], bool], ...] = (
        (lambda line: _both(line.text, line.place), lambda one: (one.sketch, one.place), True),
        (lambda line: line.text, lambda one: one.sketch, True),
        (lambda line: _both(line.text, _slug(line.address)), lambda one: (one.sketch, _slug(address_of(one.id))), True),
        (lambda line: line.text, lambda one: _mark_in(one, marks) if few else "", False),
        (
            lambda line: _both(line.place, _slug(line.address)),
            lambda one: (one.place, _slug(address_of(one.id))),
            False,
        ),
        (lambda line: _readable(line.address), lambda one: _readable(address_of(one.id)), False),
        (lambda line: line.digits if line.now != GONE else "", lambda one: one.id[:DIGITS], False),
        (lambda line: line.place if line.now != GONE else "", lambda one: one.place, False),
    )
    for of_line, of_article, by_text in tellings:
        waiting = [line for line in every if line.address not in again]
        marks = {line.text for line in waiting} - {""}
        taken = set(again.values())
        rest = [one for name, one in free.items() if name not in taken and (not by_text or one.sketch in marks)]
        few = len(rest) <= LOOKED_INTO
        wanted = _once((of_line(line), line.address) for line in waiting)
        offered = _once((of_article(one), one.id) for one in rest) if wanted else {}
        again |= {address: offered[told] for told, address in wanted.items() if told in offered}
    return again


def _edited(lines: Iterable[AddressLine], free: Mapping[str, Prepared]) -> dict[str, str]:
    """Return, for old addresses, the article of the same id whose text was edited and is not wholly another."""
    by_digits = {name[:DIGITS]: name for name in free}
    own = ((line, by_digits.get(line.digits, "")) for line in lines if line.now != GONE and line.text)
    return {line.address: name for line, name in own if name and _mark_in(free[name], (line.text,))}


def _both(first: str, second: str) -> tuple[str, str] | None:
    return (first, second) if first else None


def _mark_in(article: Prepared, marks: Collection[str]) -> str:
    """Return what stood for a text, of some, that an article still has, which was edited then; nothing for several."""
    held = {mark for one in np.frombuffer(article.hashes, "<u8") if (mark := short(one.tobytes())) in marks}
    return held.pop() if len(held) == 1 else ""


def _alike(
    lines: Iterable[AddressLine], free: Mapping[str, Prepared], address_of: Callable[[str], str]
) -> dict[str, tuple[str, ...]]:
    """Return, for old addresses, the articles that have the text that stood there: those of its slug, if there are."""
    waiting = [line for line in lines if line.text]
    likely = {line.text for line in waiting}
    offered: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for name, one in sorted(free.items(), key=lambda pair: (pair[1].path, pair[1].record or 0)):
        if one.sketch in likely:
            offered[one.sketch, _slug(address_of(name))].append(name)
            offered[one.sketch, ""].append(name)
    sketches = {
        line.address: offered.get((line.text, _slug(line.address))) or offered.get((line.text, "")) for line in waiting
    }
    return {address: tuple(names) for address, names in sketches.items() if names}


def _shared_out(alike: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Let every old address lead to one of the articles that it may mean, all of which have its text, each in turn."""
    turns: defaultdict[tuple[str, ...], int] = defaultdict(int)
    shares = {}
    for address in sorted(alike):
        names = alike[address]
        shares[address] = names[turns[names] % len(names)]
        turns[names] += 1
    return shares


def _once(pairs: Iterable[tuple[object, str]]) -> dict[object, str]:
    """Return the values of those keys that come once; an empty one is no key."""
    every: defaultdict[object, list[str]] = defaultdict(list)
    for key, value in pairs:
        if key:
            every[key].append(value)
    return {key: values[0] for key, values in every.items() if len(values) == 1}


def _at(address: str, successors: Mapping[str, str], by_digits: Mapping[str, Sequence[str]]) -> str:
    """Return the id of the article that stands, or stood, at an address; empty if there is none any more."""
    if address in successors:
        return successors[address]
    meant = by_digits.get(address[-DIGITS:], ())
    return meant[0] if len(meant) == 1 else ""


def _readable(address: str) -> str:
    """Return the part of an address that says month and headline."""
    return address[: -DIGITS - 1]


def _slug(address: str) -> str:
    return _readable(address).rpartition("/")[2]


def called_before(known: Known) -> Mapping[str, str]:
    """Return the articles by the first digits of the ids that they had before."""
    return {address[-DIGITS:]: name for address, name in known.successors.items()}


def followed(orders: Iterable[Order], known: Known, ids: Iterable[str]) -> list[Order]:
    """Return orders that name articles by what they were called before as orders that name them as they are.

    A text that is withdrawn stays so, whatever its file is called by now; where several may be meant, each of them is.
    """
    digits = {name[:DIGITS] for name in ids}
    before = called_before(known)
    alike = {address[-DIGITS:]: names for address, names in known.alike.items()}
    orders_now: list[Order] = []
    for order in orders:
        starts = [start[:DIGITS] for start in spelled(order.name)]
        successor = next((before[start] for start in starts if start in before), None)
        is_known = any(start in digits for start in starts)
        if successor is None or is_known:
            orders_now.append(order)
        else:
            meant = next((alike[start] for start in starts if start in alike), (successor,))
            orders_now += [replace(order, name=name) for name in meant]
    return orders_now


def whole_id(digits: str) -> str:
    """Return a whole id for a line that has but the digits of its address: orders may say more."""
    return digits + blake2b(digits.encode()).hexdigest()[: 16 - DIGITS]


def next_lines(
    known: Known,
    articles: Mapping[str, Prepared],
    addresses: Mapping[str, str],
    kept: Collection[str],
    told: Mapping[str, str],
) -> tuple[AddressLine, ...]:
    """Return the ledger's lines after a build, by address.

    Args:
        known: What the ledger said before.
        articles: Newest capture of every article by id.
        addresses: Of every article by id.
        kept: Ids of those whose address the ledger alone tells, or may.
        told: What lines say of withdrawn texts, by id and by address.
    """
    made: dict[str, AddressLine] = {}
    for line in known.lines:
        name = known.successors.get(line.address)
        if name:
            made[line.address] = AddressLine(address=line.address, now=addresses[name])
        elif line.now in STANDING:
            made[line.address] = replace(line, now=GONE, withdrawn=told.get(line.address, ""))
    for name, address in addresses.items():
        before = known.own.get(name)
        is_kept = before is not None and before.address == address and name in kept
        made[address] = AddressLine(
            address=address,
            place=articles[name].place,
            text=articles[name].sketch or (before.text if before else ""),
            now=KEPT if is_kept else "",
            id=name if articles[name].loose else "",
            withdrawn=told.get(name, ""),
        )
    return tuple(made[address] for address in sorted(made))


def lost(known: Known) -> tuple[int, int]:
    """Return how many articles the ledger has, and how many of them are no longer there."""
    standing = [line for line in known.lines if line.now in ("", KEPT)]
    there = {line.address for line in known.own.values()} | known.successors.keys()
    return len(standing), sum(line.address not in there for line in standing)
