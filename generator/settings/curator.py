"""What stands beside mkdocs.yml: decisions about copies, withdrawn articles, and the ledger of addresses.

A file's lines become Decisions or Orders, whose names are not resolved yet, and Problems with those that make no sense.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Literal

from msgspec import Struct

from generator.model import Problem, WithdrawalMode
from generator.model.errors import SettingError


class Decision(Struct, frozen=True, kw_only=True):
    """A line of the curation file, before it is known which articles its ids mean."""

    line: int
    verdict: Literal["same", "different", "canonical"]
    names: tuple[str, ...]
    """Ids or beginnings of ids: two, or one for `canonical`."""
    note: str
    by: str


def load_curation(path: Path) -> tuple[list[Decision], list[Problem]]:
    """Read what the curator decided; nothing, if there is no such file.

    Each line is `same,ID,ID`, `different,ID,ID` or `canonical,ID`, with a note and the curator's initials behind it if
    wanted; empty lines, lines that begin with `#` and a header are passed over.

    Returns:
        The decisions in the order of the file, and a problem for each line that is none.

    Raises:
        SettingError: If the file is there and cannot be read as UTF-8.
    """
    decisions: list[Decision] = []
    problems: list[Problem] = []
    for number, line, cells in _rows(path, headers=("verdict", "decision"), fits=_is_decision):
        decision = _decision(number, cells)
        if decision:
            decisions.append(decision)
        else:
            problems.append(
                curation_problem(path, number, "verdict", f"{line[:80]!r} is no decision; expected {_FORMS}")
            )
    return decisions, problems


_FORMS = "same,ID,ID or different,ID,ID or canonical,ID, then a note and initials"


def _is_decision(cells: Sequence[str]) -> bool:
    return cells[0].lower() in ("same", "different", "canonical")


def _decision(number: int, cells: list[str]) -> Decision | None:
    if not _is_decision(cells):
        return None
    verdict = cells[0].lower()
    count = 1 if verdict == "canonical" else 2
    names = tuple(cells[1 : 1 + count])
    note, by, *_ = [*cells[1 + count :], "", ""]
    if len(names) != count or not all(names) or len(set(names)) != count:
        return None
    return Decision(line=number, verdict=verdict, names=names, note=note, by=by)  # type: ignore[arg-type]


def _rows(
    path: Path, *, headers: tuple[str, ...], fits: Callable[[Sequence[str]], bool]
) -> Iterator[tuple[int, str, list[str]]]:
    """Yield number, text and cells of a table's lines, but for empty ones, comments and a header; each for itself.

    Cells that fit tell whether commas or what spreadsheets put in their place stands between them.

    A quotation mark that nobody closed spoils its own line and not those below it.
    """
    if not path.exists():
        return
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(
            f"{path}: cannot be read: {error}; expected a UTF-8 file of comma-separated lines"
        ) from error
    for number, line in enumerate(lines, 1):
        try:
            cells = _cells(line, fits)
        except csv.Error:  # a cell of more than 128 kB
            cells = [line.partition(",")[0].strip()]
        if any(cells) and not line.startswith("#") and not (number == 1 and cells[0].lower() in headers):
            yield number, line, cells


def _cells(line: str, fits: Callable[[Sequence[str]], bool]) -> list[str]:
    """Return the cells of a line, also as spreadsheets save them where the comma stands in numbers."""
    every = [[cell.strip() for cell in next(csv.reader([line], delimiter=mark), [])] for mark in ",;\t"]
    several = [cells for cells in every if len(cells) > 1]
    return next((cells for cells in several if fits(cells)), several[0] if several else every[0])


def curation_problem(path: Path, line: int, field: str, message: str) -> Problem:
    """Return the problem of a line of the curation file."""
    return Problem(path=path.name, record=line, stage="group", field=field, message=message, lost=False)


class Order(Struct, frozen=True, kw_only=True):
    """A line of the file of withdrawn articles, before it is known which article its name means."""

    line: int
    name: str
    """Id or its beginning, address of the page, or the article's own address."""
    date: str | None
    reason: str
    mode: WithdrawalMode
    text: str = ""
    """Stands for the text that is meant, so that the line means it whatever has the name by then."""


MARK_DIGITS = 5
"""Hexadecimal digits of each hash that stands for a text: twelve of them are told by chance of no other."""
_MARK = re.compile(rf"(?:[0-9a-f]{{{MARK_DIGITS}}}){{1,12}}")

_MODES: Mapping[str, WithdrawalMode] = {
    "": "withhold",
    "withhold": "withhold",
    "withhold text": "withhold",
    "remove": "remove",
    "remove entirely": "remove",
    "noindex": "noindex",
}
_NAMED = ("article", "id", "address", "id or address")
_HEADER = ("article", "date", "reason", "mode", "text")


def load_withdrawn(path: Path) -> tuple[list[Order], list[Problem]]:
    """Read which articles are withdrawn; none, if there is no such file.

    Each line is `NAME,DATE,REASON,MODE`, and what stands for the text if the command wrote it; what is left out is
    unknown, and the mode then `withhold`. A line whose date or mode is wrong withholds its article all the same: a slip
    of the pen must not publish what was withdrawn.

    Returns:
        The orders, in the order of the file, and a problem for each line with which something is wrong.

    Raises:
        SettingError: If the file is there and cannot be read as UTF-8.
    """
    orders: list[Order] = []
    problems: list[Problem] = []
    for number, _, cells in _rows(path, headers=_NAMED, fits=lambda cells: not cells[1] or _is_day(cells[1])):
        name, day, reason, mode, text, *_ = [*cells, "", "", "", ""]
        known = _MODES.get(" ".join(mode.lower().split()))
        if known is None:
            message = f"{mode[:80]!r} is no mode; expected withhold, remove or noindex; its text is withheld until then"
            problems.append(withdrawn_problem(path, number, "mode", message))
        if day and not _is_day(day):
            message = f"{day[:80]!r} is not a day; expected e.g. 2024-05-17; the article is withdrawn all the same"
            problems.append(withdrawn_problem(path, number, "date", message))
        orders.append(
            Order(
                line=number,
                name=name,
                date=day if _is_day(day) else None,
                reason=" ".join(reason.split()),
                mode=known or "withhold",
                text=text if _MARK.fullmatch(text) else "",
            )
        )
    return orders, problems


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def add_withdrawn(path: Path, order: Order) -> None:
    """Put a line at the end of the file of withdrawn articles; the file is begun where it is missing.

    Raises:
        SettingError: If the file cannot be written.
    """
    try:
        before = path.read_text(encoding="utf-8-sig") if path.exists() else ""
        added = io.StringIO()
        rows = csv.writer(added, lineterminator="\n")
        if not before:
            rows.writerow(_HEADER)
        rows.writerow((order.name, order.date, " ".join(order.reason.split()), order.mode, order.text))
        with path.open("a", encoding="utf-8", newline="") as file:
            file.write(("" if not before or before.endswith("\n") else "\n") + added.getvalue())
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(f"{path}: cannot be written: {error}") from error


def withdrawn_problem(path: Path, line: int, field: str, message: str) -> Problem:
    """Return the problem of a line of the file of withdrawn articles."""
    return Problem(path=path.name, record=line, stage="withdraw", field=field, message=message, lost=False)


KEPT, GONE = "kept", "gone"
"""Of an address in the ledger: its article would stand elsewhere by now, and stays; or it is no longer there."""


STAYS = "stays"
"""Of an article that shares a withdrawn text: it stood there before that was withdrawn, and stays."""


class AddressLine(Struct, frozen=True, kw_only=True, gc=False):
    """A line of the ledger of addresses."""

    address: str
    """Of a page, below the archive."""
    place: str = ""
    """Stands for the place of the article's record."""
    text: str = ""
    """Stands for the article's text."""
    now: str = ""
    """`kept`, `gone`, or the address that this one leads to; empty where the article stands where it would."""
    id: str = ""
    """The article's whole id, where no address gave it: the place or the number of its record may shift."""
    withdrawn: str = ""
    """What stands for a withdrawn text, so that it is known again in any form; or `stays`, see there."""

    @property
    def digits(self) -> str:
        """The first digits of the article's id, with which its address ends."""
        return self.address.rpartition("-")[2]


_LEDGER_HEADER = "address,place,text,now,id,withdrawn"
_OLDER_HEADERS = ("address,place,text,now,id", "address,place,text,now")
_PAGE = r"(?:undated|\d{4}/\d\d)/[a-z0-9-]+-[0-9a-f]{8}"
_LEDGER_LINE = re.compile(
    rf"({_PAGE}),([0-9a-v]{{0,8}}),([0-9a-v]{{0,8}}),({KEPT}|{GONE}|{_PAGE}|)(?:,([0-9a-f]{{16}}|))?"
    rf"(?:,({STAYS}|{_MARK.pattern}(?:-{_MARK.pattern})*|))?"
)


def load_addresses(path: Path) -> tuple[list[AddressLine], list[Problem]]:
    """Read the ledger of addresses; nothing, if there is no such file.

    Returns:
        Its lines by address, and a problem for each that is none; of two for one address, as git may leave where
        branches were merged, the one that says more counts.

    Raises:
        SettingError: If the file is there and cannot be read as UTF-8.
    """
    lines: dict[str, AddressLine] = {}
    problems: list[Problem] = []
    for number, text in enumerate(_text_of(path).splitlines(), 1):
        row = re.sub(r"[;\t]", ",", text.strip())  # as spreadsheets save it
        if not row or row.rstrip(",") in (_LEDGER_HEADER, *_OLDER_HEADERS):
            continue
        match = _LEDGER_LINE.fullmatch(row)
        if match is None:
            message = f"{text[:80]!r} is no line of the ledger; expected {_LEDGER_HEADER} as builds write them"
            problems.append(
                Problem(path=path.name, record=number, stage="describe", field="address", message=message, lost=False)
            )
            continue
        line = AddressLine(
            address=match[1],
            place=match[2],
            text=match[3],
            now=match[4],
            id=match[5] or "",
            withdrawn=match[6] or "",
        )
        before = lines.get(line.address)
        if before is None or _line_key(before) < _line_key(line):
            lines[line.address] = line
    return [lines[address] for address in sorted(lines)], problems


def _line_key(line: AddressLine) -> tuple[bool, bool, str, str, str, str, str]:
    return (line.now not in ("", GONE), line.now != GONE, line.now, line.place, line.text, line.id, line.withdrawn)


def _text_of(path: Path) -> str:
    if not path.exists():
        return ""
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(f"{path}: cannot be read: {error}; expected the ledger of addresses, in UTF-8") from error


def ledger_of(lines: Iterable[AddressLine]) -> bytes:
    """Return the content of the ledger: a line for each address, sorted, so that git merges what two branches added."""
    rows = (
        f"{line.address},{line.place},{line.text},{line.now},{line.id}{line.withdrawn and ','}{line.withdrawn}\n"
        for line in lines
    )
    return f"{_LEDGER_HEADER}\n{''.join(rows)}".encode()
