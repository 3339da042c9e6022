"""Saved pages: where and when a page was captured, from the traces that the tool which saved it left in it.

A time that no trace gives stays unknown: a file's own time is when it was copied last.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

EDGE = 16 * 1024
"""Characters at either end of a page in which its traces stand."""

_DAY = r"(?P<day>\d{1,2})"
_NAME = r"(?P<name>[A-Z][a-z]{2})"
_CLOCK = r"(?P<hour>\d{2}):(?P<minute>\d{2}):(?P<second>\d{2})"
_SCRIPT_TIME = rf"[A-Z][a-z]{{2}} {_NAME} {_DAY} (?P<year>\d{{4}}) {_CLOCK} GMT(?P<zone>[+-]\d{{4}})"
"""A time as a browser's JavaScript writes it, in any language of the browser."""
_URL = r"(?P<url>https?://[^\s<>\"']{1,4000})"

_TRACES = (
    ("SingleFile", re.compile(rf"<!--\s+Page saved with SingleFile\s+url: {_URL}\s+saved date: {_SCRIPT_TIME}")),
    ("SingleFile", re.compile(rf"<!--\s+Page saved with SingleFile\s+url: {_URL}")),
    ("Save Page WE", re.compile(rf"<meta name=[\"']?savepage-url[\"']? content=[\"']{_URL}[\"'][^>]{{0,9}}>")),
    ("Save Page WE", re.compile(rf"<meta name=[\"']?savepage-date[\"']? content=[\"']{_SCRIPT_TIME}")),
    ("Monolith", re.compile(rf"<!--\s+Saved from {_URL} at (?P<iso>\d{{4}}-\d\d-\d\dT[\d:.]{{8,16}}Z) using monolith")),
    ("HTTrack", re.compile(
        r"<!--\s+Mirrored from (?P<host>[^\s<>\"']{1,4000}) by HTTrack[^>]{0,80}?, "
        rf"[A-Z][a-z]{{2}}, {_DAY} {_NAME} (?P<year>\d{{4}}) {_CLOCK} GMT"
    )),
    ("Wayback Machine", re.compile(rf"FILE ARCHIVED ON {_CLOCK} {_NAME} {_DAY}, (?P<year>\d{{4}}) AND RETRIEVED")),
    ("saved from url", re.compile(rf"<!--\s*saved from url=\(\d{{4}}\){_URL}")),
)  # fmt: skip
"""Tools, and the traces that they leave; the first that names a thing is believed."""

_REPLAYED = re.compile(r"https?://web\.archive\.org/web/(?P<stamp>\d{14})(?:[a-z]{2}_)?/(?P<url>https?:/.+)\Z")
_MONTHS = {name: number for number, name in enumerate("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), 1)}


def traces(text: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return the address and the capture time that the tool which saved a page wrote into it.

    Returns:
        `url` and `captured` (ISO 8601, UTC) as far as they are known, and which tool's trace gave each.
    """
    edges = text if len(text) <= 2 * EDGE else text[:EDGE] + "\n" + text[-EDGE:]
    found: dict[str, str] = {}
    rules: dict[str, str] = {}
    for tool, pattern in _TRACES:
        match = pattern.search(edges)
        if match:
            for key, value in _told(match.groupdict()).items():
                found.setdefault(key, value)
                rules.setdefault(key, f"trace of {tool}" if tool != "saved from url" else "comment saved from url")
    return found, rules


def _told(parts: Mapping[str, str | None]) -> dict[str, str]:
    url = parts.get("url") or (f"http://{parts['host']}" if parts.get("host") else None)
    captured = _captured(parts)
    return {key: value for key, value in (("url", url), ("captured", captured)) if value}


def _captured(parts: Mapping[str, str | None]) -> str | None:
    """Return the time of a trace; None if it has none or one that no calendar has."""
    try:
        if parts.get("iso"):
            return _utc(datetime.fromisoformat(str(parts["iso"])))
        if not parts.get("year"):
            return None
        month = _MONTHS.get(str(parts["name"]), 0)
        day = f"{parts['year']}-{month:02}-{int(str(parts['day'])):02}"
        clock = f"{parts['hour']}:{parts['minute']}:{parts['second']}{parts.get('zone') or '+0000'}"
        return _utc(datetime.fromisoformat(f"{day}T{clock}"))
    except (ValueError, OverflowError):
        return None


def _utc(time: datetime) -> str:
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def replayed(url: str) -> tuple[str, str | None]:
    """Return the address that an address of the Wayback Machine shows, and when that was captured."""
    match = _REPLAYED.match(url)
    if not match:
        return url, None
    stamp = match["stamp"]
    try:
        captured = _utc(datetime.strptime(stamp + "+0000", "%Y%m%d%H%M%S%z"))
    except ValueError:
        return url, None
    return re.sub(r"\A(https?:)/+", r"\1//", match["url"]), captured


def archivebox(index: Any) -> dict[str, str]:
    """Return the address and the capture time that an index.json of ArchiveBox gives the snapshot beside it.

    Args:
        index: The file's JSON.

    Returns:
        `url` and `captured`; empty if it is no such index.
    """
    if not isinstance(index, dict) or not {"url", "timestamp"} <= set(index) or "history" not in index:
        return {}
    found = {"url": index["url"]} if isinstance(index["url"], str) else {}
    times = [
        run["start_ts"]
        for runs in (index["history"].values() if isinstance(index["history"], dict) else ())
        for run in (runs if isinstance(runs, list) else ())
        if isinstance(run, dict) and run.get("status") == "succeeded" and isinstance(run.get("start_ts"), str)
    ]
    try:
        if times:
            first = datetime.fromisoformat(min(times))
            found["captured"] = _utc(first if first.tzinfo else first.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        pass
    return found
