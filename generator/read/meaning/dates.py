"""Dates of a column: whether the day or the month stands first, decided once for all of its rows.

`25/03/2023` settles it for `04/05/2023`. Where rows speak for both, or none for either, nothing is decided, and where
that leaves dates that can be read in two ways it is said once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal

from msgspec import Struct

from generator.model import FACTS, Problem
from generator.read.part import Part, problem

from .names import may_date, named

Order = Literal["day first", "month first", "unsettled"]
Orders = Mapping[str, Order]
"""Column -> what stands first in its dates; `unsettled` where they can be read in two ways."""

NO_ORDERS: Orders = {}

MOMENTS = tuple(name for name, fact in FACTS.items() if fact.kind == "moment")

_NUMBERS = re.compile(r"\s*(\d{1,2})([./-])\s?(\d{1,2})\2\s?(\d{4}|\d{2})(?!\d)([\s,T].*)?\Z", re.DOTALL)
_PIVOT = 70
"""Two digits of a year from here on are of the last century."""


class Votes(Struct):
    """What the dates of one column say of their order."""

    day: bool = False
    month: bool = False
    open: str = ""
    """One that can be read in two ways."""

    def take(self, value: Any) -> None:
        """Let a value speak."""
        match = _NUMBERS.match(value) if isinstance(value, str) and 6 <= len(value) <= 40 else None
        if not match:
            return
        first, then = int(match[1]), int(match[3])
        if first > 12 >= then:
            self.day = True
        elif then > 12 >= first:
            self.month = True
        elif first != then and not self.open and max(first, then) <= 12:
            self.open = value.strip()

    @property
    def order(self) -> Order | None:
        """What they say together; None where no date needs to be told."""
        if self.day != self.month:
            return "day first" if self.day else "month first"
        return "unsettled" if self.open else None


_SPELT = re.compile(
    r"(?<![^\W_])(?:(?P<day>(?:dd?|tt?|jj?|gg?)[./ -]?mm?[./ -]?(?:y|j|a){2,4}|dmy)"
    r"|(?P<month>mm?[./ -]?dd?[./ -]?yy(?:yy)?|mdy))"
    r"(?![^\W_])",
    re.IGNORECASE,
)
"""How the name of a column says that its dates are written: `Date (DD/MM/YYYY)`, `Datum TT.MM.JJJJ`, `date_mdy`."""


def order_of(column: str, votes: Votes) -> Order | None:
    """Return the order of a column's dates: what its rows show, or else what its name says."""
    said = _said(column)
    return said if said and votes.order == "unsettled" else votes.order


def _said(column: str) -> Order | None:
    spelt = _SPELT.search(column)
    if not spelt:
        return None
    return "day first" if spelt["day"] else "month first"


def date_columns(columns: Iterable[str], mapping: Mapping[str, str]) -> list[str]:
    """Return the columns of a table that hold dates, by their names or by the mapping that somebody wrote."""
    given = tuple(columns)
    keys = named(given).keys
    wanted = [column for key in MOMENTS for column in keys.get(key, ())]
    wanted += [mapping[key] for key in MOMENTS if key in mapping]
    wanted += [column for column in given if may_date(column)] if not keys.get("published") else []
    return [name for name in dict.fromkeys(wanted) if name in given]


def orders_of(rows: Iterable[Mapping[str, Any]]) -> Orders:
    """Return the orders of the columns of rows that are all at hand."""
    votes: dict[str, Votes] = {}
    columns: dict[tuple[str, ...], list[str]] = {}
    for row in rows:
        keys = tuple(row)
        if keys not in columns:
            columns[keys] = date_columns(keys, {}) if len(columns) < 1000 else []
        for key in columns[keys]:
            votes.setdefault(key, Votes()).take(row[key])
    return {key: order for key, vote in votes.items() if (order := order_of(key, vote))}


# Each begins with its quotation mark and looks back from there: what begins otherwise is tried at every byte.
_DATED = re.compile(rb'"(?<!\\")published(?:_at|At)?"\s*:\s*(?:"[^"]{0,12}\d{4}|\d{9})', re.IGNORECASE)
_ZERO = re.compile(rb'"(?<!\\")published(?:_at|At)?"\s*:\s*"?0"?\s*[,}]', re.IGNORECASE)


_DATE_KEYS = frozenset({"published", "published_at", "publishedat"})


def has_zeros(lines: Iterable[bytes]) -> bool:
    """Tell whether JSON lines have dates of publication and, where one is not known, a 0.

    Where no line has a date there, the 0 is a switch, and says that an item is not published.
    """
    stamps = list(lines)
    return any(map(_ZERO.search, stamps)) and any(map(_DATED.search, stamps))


def without_zeros(row: Any) -> Any:
    """Return a record of such lines without a date of publication that is 0."""
    if not isinstance(row, dict):
        return row
    return {key: value for key, value in row.items() if not (key.casefold() in _DATE_KEYS and _is_zero(value))}


def _is_zero(value: Any) -> bool:
    return value == "0" or (value == 0 and type(value) is int)


def in_order(row: Mapping[str, Any], orders: Orders) -> tuple[dict[str, Any], dict[str, str]]:
    """Return a row with its dates as ISO 8601 has them, and for each such key what was decided.

    Args:
        row: A record, or the cells of a table by their columns.
        orders: Of its columns.
    """
    remarks: dict[str, str] = {}
    made = dict(row)
    for key, order in orders.items():
        value = row.get(key)
        if order != "unsettled" and isinstance(value, str) and (date := _iso(value, order)):
            made[key] = date
            shown = "the column's name says" if _said(key) == order else "other rows of the column show"
            remarks[key] = f"{order}, as {shown}"
    return made, remarks


def _iso(value: str, order: Order) -> str | None:
    match = _NUMBERS.match(value)
    if not match:
        return None
    first, then, year, rest = int(match[1]), int(match[3]), match[4], match[5] or ""
    day, month = (first, then) if order == "day first" else (then, first)
    if len(year) == 2:
        year = f"{19 if int(year) >= _PIVOT else 20}{year}"
    rest = f" {rest.strip(' ,T')}" if rest.strip(" ,T") else ""
    return f"{year}-{month:02}-{day:02}{rest}" if 1 <= month <= 12 and 1 <= day <= 31 else None


def unsettled(part: Part, orders: Orders) -> Iterator[Problem]:
    """Say once of each column that nothing settles whether its days or its months stand first."""
    for column, order in orders.items():
        if order == "unsettled":
            message = (
                f"dates in {column!r} that can be read in two ways, and no row settles which; "
                "expected e.g. 2024-05-17, or one with a day above 12"
            )
            yield problem(part.path, message, field="published", lost=False)
