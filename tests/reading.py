"""Read files that a test writes, as stage 1 does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from generator.model import Capture, Passed, Problem
from generator.read import Part, captures, parts

Outcome = list[Capture | Problem | Passed]


def read(folder: Path, files: Mapping[str, str | bytes], **options: Any) -> Outcome:
    """Write files below a folder, and read all there is to read in it."""
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else content.encode())
    found: Outcome = []
    for part in parts(folder, **options):
        found.extend(captures(folder, part) if isinstance(part, Part) else [part])
    return found


def cut(folder: Path) -> list[Part]:
    """Return the parts of a folder."""
    return [part for part in parts(folder) if isinstance(part, Part)]


def made(found: Outcome) -> list[Capture]:
    return [item for item in found if isinstance(item, Capture)]


def told(found: Outcome) -> list[str]:
    """Return what is said of what was wrong."""
    return [str(item) for item in found if isinstance(item, Problem)]


def lost(found: Outcome) -> list[str]:
    return [str(item) for item in found if isinstance(item, Problem) and item.lost]


def passed(found: Outcome) -> dict[str, int]:
    """Return how many records were passed over, by reason."""
    reasons: Counter[str] = Counter()
    for item in found:
        if isinstance(item, Passed):
            reasons[item.reason] += item.count
    return dict(reasons)
