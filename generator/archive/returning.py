"""Withdrawn texts that return: under another name, in another file or form, or within another article.

An order names an article, and ids and addresses may mean another text after the next export. So the ledger keeps
what an order's text is told by, and whoever else has that text is held back with it, unless it stood in the archive
when the order came: copies are the curator's to judge. What is in doubt stays held back, and is said.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from functools import cache

import numpy as np
from msgspec import Struct, field
from msgspec.structs import replace
from numpy.typing import NDArray

from generator.model import Problem
from generator.parallel import batches
from generator.settings import ARCHIVE
from generator.settings.curator import MARK_DIGITS, STAYS, AddressLine, Decision, Order

from .ledger import STANDING, Known, whole_id
from .prepare import Prepared
from .withdrawn import DIGITS, spelled

MARK_HASHES = 12
"""Hashes that tell a text: a few more or less of them are left by a correction and by another form."""
MOST_MARKS = 4
"""Marks that the ledger keeps of an article, whose text may be corrected before and after it is withdrawn."""
WHOLLY = 4
"""Hashes below which all must be there: so short a text shares half of them with any of its kind."""
NEARLY = 0.75
"""Share of them from which a text that stands in the archive is a copy, and not another with the same footer."""
FORMULA = 2
"""Articles that have a passage without the text: it is a footer or a formula, and tells no text."""

_SHIFT = np.uint64(64 - 4 * MARK_DIGITS)


class Returning(Struct, frozen=True, kw_only=True):
    """What has a withdrawn text besides the articles that orders name."""

    again: Mapping[str, str] = field(default_factory=dict)
    """Id of an article without an address of its own yet -> id of the withdrawn one that it is once more."""
    own: Mapping[str, AddressLine] = field(default_factory=dict)
    """Id of a withdrawn article of which nothing else is there -> its line."""
    orders: tuple[Order, ...] = ()
    """To hold back articles that have an address, and have the text since."""
    marks: Mapping[str, str] = field(default_factory=dict)
    """Id and address of a withdrawn article -> what its text is told by, for the ledger."""
    stays: frozenset[str] = frozenset()
    """Ids of articles that share a withdrawn text and stood there before it was withdrawn."""
    problems: tuple[Problem, ...] = ()


class _Sought(Struct, frozen=True, kw_only=True):
    """A withdrawn text."""

    order: Order
    id: str
    line: AddressLine | None
    """Of the ledger; None where it has none yet."""
    marks: tuple[str, ...]
    is_new: bool
    """Whether the ledger does not know yet that it is withdrawn."""
    is_there: bool
    """Whether the article that the order names has the text."""
    capture: Prepared | None
    """Any of the article that the order names; None where it is gone."""
    other_name: str = ""
    """Id that the record gives by now, where that is another one."""


def mark_of(article: Prepared) -> str:
    """Return what the text of an article is told by, also in another form; nothing can be read back from it."""
    return "".join(f"{one:0{MARK_DIGITS}x}" for one in _hashes(article)[:MARK_HASHES].tolist())


def _hashes(article: Prepared) -> NDArray[np.uint64]:
    return np.frombuffer(article.hashes, "<u8") >> _SHIFT


def returning(
    orders: Sequence[tuple[Order, Sequence[str]]],
    known: Known,
    captures: Sequence[Prepared],
    decisions: Sequence[Decision],
) -> Returning:
    """Find what has a withdrawn text and is not named by an order.

    Args:
        orders: Each with the ids of the articles that it means.
        known: What the ledger says.
        captures: Every capture of every article.
        decisions: Of the curator; texts that are said to be different do not hold one another back.
    """
    taking = [(order, names) for order, names in orders if order.mode != "noindex"]
    sought = list(_sought(taking, known, captures))
    if not sought:
        return Returning()
    named = {name for _, names in orders for name in names}
    again = {text.other_name: text.id for text in sought if text.other_name}
    held: dict[str, Order] = {}
    problems: list[Problem] = []
    staying, standing = _staying(known), {*known.own, *known.successors.values()}
    bearers = _bearers(sought, [one for one in captures if one.id not in named], standing)
    unedited = {one.id for one, _ in bearers if _is_as_it_was(one, known)}
    for one, text in bearers:
        stood = one.id in standing and text.is_new and one.id in unedited
        if stood or one.id in staying or _is_ruled(decisions, one.id, text):
            continue
        if one.id in standing:
            held.setdefault(one.id, Order(line=0, name=one.id, date=None, reason="", mode=text.order.mode))
        elif known.lines or (text.order.text and not text.is_there):
            again.setdefault(one.id, text.id)
        if one.id in held or one.id in again:
            problems.append(_held_back(one, text))
        elif text.order.text:
            problems.append(_in_doubt(one, text))
    problems += [_another_text(text.capture, text) for text in sought if text.capture and not text.is_there]
    back = {*again.values()} - named
    return Returning(
        again=again,
        own={text.id: text.line for text in sought if text.line and text.id in back},
        orders=tuple(held[name] for name in sorted(held)),
        marks={key: "-".join(text.marks) for text in sought if text.marks and text.order.line for key in _keys(text)},
        stays=frozenset(one.id for one, _ in bearers if one.id not in again and one.id not in held),
        problems=tuple(problems),
    )


def as_returned(known: Known, found: Returning) -> Known:
    """Return what the ledger says where articles are withdrawn ones once more: these stand where they stood."""
    standing = {line.address for line in found.own.values()}
    return replace(
        known,
        own={**known.own, **found.own},
        successors={
            address: found.again.get(name, name)
            for address, name in known.successors.items()
            if address not in standing
        },
        alike={address: names for address, names in known.alike.items() if address not in standing},
    )


def shown_again(known: Known, found: Returning) -> list[str]:
    """Return the addresses of the articles that were withdrawn at the last build, and are not any more."""
    return [
        line.address for line in known.lines if line.withdrawn not in ("", STAYS) and line.address not in found.marks
    ]


def _keys(text: _Sought) -> tuple[str, ...]:
    return (text.id, text.line.address) if text.line else (text.id,)


def _sought(
    orders: Sequence[tuple[Order, Sequence[str]]], known: Known, captures: Sequence[Prepared]
) -> Iterator[_Sought]:
    """Yield the texts that orders mean: those of the articles that they name, and what the ledger says of them."""
    away = {name for _, names in orders for name in names}
    by_id: defaultdict[str, list[Prepared]] = defaultdict(list)
    for one in captures:
        if one.id in away:
            by_id[one.id].append(one)
    led = _led(away - known.own.keys(), known)
    gone = _lines_of([order for order, names in orders if not names], known)
    for order, names in orders:
        for name in names:
            text = _text(order, name, known.own.get(name) or led.get(name), by_id[name])
            other = text.line is not None and name not in known.own
            yield replace(text, id=_id_of(text.line), other_name=name) if text.line and other else text
        starts = [start for start in spelled(order.name) if not names]
        lines = [line for start in starts for line in gone.get(start[:DIGITS], ())]
        for line in lines:
            yield _text(order, _id_of(line), line, ())
        if starts and not lines and order.text:
            yield _text(order, starts[0] if len(starts[0]) == 16 else whole_id(starts[0][:DIGITS]), None, ())


def _led(names: Collection[str], known: Known) -> dict[str, AddressLine]:
    """Return, for articles that have another id than the one that a line means, that line."""
    led: dict[str, AddressLine] = {}
    for line in known.lines if names else ():
        if line.now in STANDING:
            leads = (known.successors.get(line.address, ""), *known.alike.get(line.address, ()))
            led |= {name: line for name in leads if name in names and (line.withdrawn or name not in led)}
    return led


def _lines_of(orders: Sequence[Order], known: Known) -> Mapping[str, Sequence[AddressLine]]:
    """Return the lines of articles that are no longer there, by the first digits with which orders name them."""
    starts = {start[:DIGITS]: start[:DIGITS] for order in orders for start in spelled(order.name)}
    for line in known.lines if starts else ():
        if line.now not in STANDING and line.digits in starts:
            starts[line.now[-DIGITS:]] = starts[line.digits]
    lines: defaultdict[str, list[AddressLine]] = defaultdict(list)
    for line in known.lines if starts else ():
        if line.now in STANDING and line.digits in starts:
            lines[starts[line.digits]].append(line)
    return lines


def _id_of(line: AddressLine) -> str:
    return line.id or whole_id(line.digits)


def _text(order: Order, name: str, line: AddressLine | None, captures: Sequence[Prepared]) -> _Sought:
    before = line.withdrawn.split("-") if line and line.withdrawn not in ("", STAYS) else []
    told = before or ([order.text] if order.text else [])
    bearing = [
        one for one in captures if not told or any(_bears(frozenset(_hashes(one).tolist()), mark) for mark in told)
    ]
    pages = {one.leaf.number for one in captures if one.leaf}
    if pages and any(_bears(frozenset().union(*(_hashes(one).tolist() for one in captures)), mark) for mark in told):
        bearing = list(captures)  # of one text
    marks = dict.fromkeys((*told, *(mark for one in bearing if (mark := mark_of(one)))))
    return _Sought(
        order=order,
        id=name,
        line=line,
        marks=tuple(marks)[: MOST_MARKS + len(pages)],
        is_new=not before,
        is_there=bool(bearing),
        capture=captures[0] if captures else None,
    )


def _bears(hashes: frozenset[int], mark: str, formulas: frozenset[int] = frozenset()) -> bool:
    """Tell whether a text has what another is told by: half of it, or of little all; formulas left out."""
    few = len(_numbers(mark) - formulas) < WHOLLY
    return _share(hashes, mark, formulas) >= (1 if few else 0.5)


def _share(hashes: frozenset[int], mark: str, formulas: frozenset[int] = frozenset()) -> float:
    """Return the share of what a text is told by that another has, formulas left out."""
    wanted = _numbers(mark) - formulas
    return len(wanted & hashes) / len(wanted) if wanted else 0.0


@cache
def _numbers(mark: str) -> frozenset[int]:
    return frozenset(int(mark[place : place + MARK_DIGITS], 16) for place in range(0, len(mark), MARK_DIGITS))


def _bearers(
    sought: Sequence[_Sought], captures: Sequence[Prepared], standing: Container[str]
) -> list[tuple[Prepared, _Sought]]:
    """Return the captures that have a withdrawn text, each with it."""
    texts: defaultdict[int, set[int]] = defaultdict(set)
    for place, text in enumerate(sought):
        for mark in text.marks:
            for number in _numbers(mark):
                texts[number].add(place)
    near: defaultdict[int, list[tuple[Prepared, frozenset[int]]]] = defaultdict(list)
    for one, hashes in _sharing(texts.keys(), captures):
        for place in set().union(*(texts[number] for number in hashes)):
            near[place].append((one, hashes))
    found = []
    for place, text in enumerate(sought):
        formulas = _formulas(text, near[place], standing)
        found += [
            (one, text) for one, hashes in near[place] if any(_bears(hashes, mark, formulas) for mark in text.marks)
        ]
    return found


def _sharing(numbers: Collection[int], captures: Sequence[Prepared]) -> Iterator[tuple[Prepared, frozenset[int]]]:
    """Yield the captures that have any of the hashes, with those: a look at a table for each hash of the archive."""
    table = np.zeros(1 << 4 * MARK_DIGITS, dtype=bool)
    table[list(numbers)] = True
    for some in batches(captures, 5_000):
        hashes = np.frombuffer(b"".join(one.hashes for one in some), "<u8") >> _SHIFT
        flags = table[hashes]
        ends = np.cumsum([len(one.hashes) // 8 for one in some])
        owners = np.searchsorted(ends, np.flatnonzero(flags), side="right")
        shared: defaultdict[int, set[int]] = defaultdict(set)
        for place, number in zip(owners.tolist(), hashes[flags].tolist(), strict=True):
            shared[place].add(number)
        yield from ((some[place], frozenset(found)) for place, found in shared.items())


def _formulas(
    text: _Sought, near: Sequence[tuple[Prepared, frozenset[int]]], standing: Container[str]
) -> frozenset[int]:
    """Return the hashes of a text that articles without the text have too: footers and formulas.

    What stands in the archive with a part of it, be it more than half, is public.
    """
    counts = Counter(
        number
        for one, hashes in near
        if not any(
            _share(hashes, mark) >= NEARLY if one.id in standing else _bears(hashes, mark) for mark in text.marks
        )
        for number in hashes
    )
    return frozenset(number for number, count in counts.items() if count >= FORMULA)


def _is_as_it_was(article: Prepared, known: Known) -> bool:
    """Tell whether an article has the text that the ledger knows: it stood there, and had its share of it before."""
    line = known.own.get(article.id)
    return line is None or not line.text or line.text == article.sketch


def _staying(known: Known) -> set[str]:
    """Return the ids of the articles of which the ledger says that they share a withdrawn text and stay."""
    lines = {line.address for line in known.lines if line.withdrawn == STAYS}
    return {name for name, line in known.own.items() if line.address in lines} | {
        name for address, name in known.successors.items() if address in lines
    }


def _is_ruled(decisions: Iterable[Decision], name: str, text: _Sought) -> bool:
    """Tell whether the curator says that an article's text is not the withdrawn one."""
    return any(
        one.verdict == "different"
        and any(name.startswith(left) and _is_named(text, right) for left, right in _ways(one))
        for one in decisions
    )


def _ways(decision: Decision) -> tuple[tuple[str, str], tuple[str, str]]:
    first, second = decision.names[0], decision.names[-1]
    return (first, second), (second, first)


def _is_named(text: _Sought, name: str) -> bool:
    return text.id.startswith(name) or (text.line is not None and text.line.digits == name[:DIGITS])


def _held_back(one: Prepared, text: _Sought) -> Problem:
    where = f"{ARCHIVE}/{text.line.address}/" if text.line else text.order.name
    return _problem(
        one,
        f"has the text of {where}, which is withdrawn, and is held back with it; if it may be shown, "
        f"write different,{one.id},{text.id} into curation.csv",
    )


def _in_doubt(one: Prepared, text: _Sought) -> Problem:
    return _problem(
        one,
        f"has the text of {text.order.name}, which is withdrawn, and stays: without addresses.csv nobody can tell "
        "whether it stood there before; expected that file, or an order for this article too",
    )


def _another_text(one: Prepared, text: _Sought) -> Problem:
    where = f"{ARCHIVE}/{text.line.address}/" if text.line else text.order.name
    return _problem(
        one,
        f"has the id or the place of {where}, which is withdrawn, and another text; it is held back too; "
        "if it may be shown, give it an id or a file name of its own",
    )


def _problem(one: Prepared, message: str) -> Problem:
    return Problem(path=one.path, record=one.record, stage="withdraw", field="text", message=message, lost=False)
