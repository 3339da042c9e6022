"""Tables as plain text and as JSON, and the figures in them."""

from __future__ import annotations

import os
import platform
import statistics
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

Cell = str | int | float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One section's figures."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()

    def text(self) -> str:
        """Return the table as lines of text: words to the left, numbers to the right."""
        if not self.rows:
            return "\n".join((self.title, "", *(f"  {note}" for note in self.notes)))
        grid = [self.columns, *(tuple(map(_shown, row)) for row in self.rows)]
        widths = [max(map(len, column)) for column in zip(*grid, strict=True)]
        right = [all(not isinstance(row[place], str) for row in self.rows) for place in range(len(self.columns))]
        lines = ["  ".join(_padded(*cell) for cell in zip(row, widths, right, strict=True)).rstrip() for row in grid]
        rule = "  ".join("-" * width for width in widths)
        return "\n".join((self.title, "", lines[0], rule, *lines[1:], *(f"  {note}" for note in self.notes)))

    def values(self) -> dict[str, Any]:
        """Return the table for a JSON file."""
        return asdict(self)


def _shown(cell: Cell) -> str:
    if cell is None:
        return "-"
    if isinstance(cell, float):
        return f"{cell:,.3f}" if abs(cell) < 10 else f"{cell:,.1f}"
    return f"{cell:,}" if isinstance(cell, int) else cell


def _padded(text: str, width: int, right: bool) -> str:
    return text.rjust(width) if right else text.ljust(width)


def median(values: Iterable[float]) -> float | None:
    """Return the median; None of nothing."""
    found = list(values)
    return statistics.median(found) if found else None


def ratio(value: float | None, base: float | None) -> float | None:
    """Return one figure over another, where both are known."""
    return value / base if value is not None and base else None


def machine() -> str:
    """Return what the figures were measured on, in one line."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    return f"{cores} cores, Python {platform.python_version()}, {sys.platform}; load when begun: {load}"


def megabytes(size: float | None) -> int | None:
    """Return bytes as whole megabytes."""
    return None if size is None else round(size / 1e6)


def joined(tables: Sequence[Table]) -> str:
    """Return several tables as text."""
    return "\n\n".join(table.text() for table in tables)
