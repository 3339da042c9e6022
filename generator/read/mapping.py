"""Map: from the keys of somebody else's record to ours, with the place that each value stood in.

What crawlers call things stands in `sources.toml`, one table for each; the settings and the folders' defaults add
places for records of any other making.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .part import Part


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapped:
    """A record under our keys."""

    text: object
    found: Mapping[str, Any]
    """Our keys -> values, and the keys that nobody maps as they are; without `text`."""
    rules: Mapping[str, str] = field(default_factory=dict)
    """Key of ours -> the place in the record, where it has another name there."""
    source: str = ""
    """What wrote the record, such as `news-please`; empty if nobody knows."""
    passed: str = ""
    """Why the record is no article; empty if it is one."""


def mapped(part: Part, row: Mapping[str, Any]) -> Mapped:
    """Return a record under our keys.

    Args:
        part: Its mapping comes before what is known of crawlers.
        row: The record as found: JSON's types, or the cells of a table.
    """
    return Mapped(text=row.get("text"), found=row)
