"""Rows: from a row of a table to a capture; what a column is called is mapped as the keys of any record are."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from generator.model import Passed, Problem
from generator.read.fields import NOTHING, capture, short
from generator.read.mapping import mapped
from generator.read.part import Outcome, Part, digest_of, problem

SHOWN = 12
"""Columns that a message names."""


def no_texts(part: Part, columns: Iterable[str]) -> Problem | None:
    """Return what to say of a table none of whose columns holds texts; None if one does."""
    names = list(columns)
    if mapped(part, dict.fromkeys(names, "x")).text is not None:
        return None
    shown = ", ".join(short(name) for name in names[:SHOWN]) + (", ..." if len(names) > SHOWN else "")
    return problem(
        part.path,
        f"a table without a column for the text, only {shown}; expected text, or the name of it in the setting fields",
        field="text",
        lost=False,
    )


def record_of(
    part: Part, number: int, row: Mapping[str, Any], container: Mapping[str, str] = NOTHING
) -> Iterator[Outcome]:
    """Make a capture of a row.

    Args:
        part: Where it stands.
        number: Its number, as readers would count.
        row: Columns and values, in JSON's types.
        container: What names the row, where its number does not.
    """
    try:
        found = mapped(part, row)
        if found.passed:
            yield Passed(path=part.path, reason=found.passed)
            return
        spelt = json.dumps(row, sort_keys=True, separators=(",", ":"))
        yield from capture(
            part,
            record=number,
            digest=digest_of(spelt.encode()),
            text=found.text,
            found=found.found,
            rule="record",
            rules=found.rules,
            container=container,
            source=found.source,
        )
    except RecursionError:
        yield problem(part.path, "a cell nested too deep; expected text", record=number)
