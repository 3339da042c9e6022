"""Saved pages: where and when a page was captured, from the traces that the tool which saved it left in it.

A time that no trace gives stays unknown: a file's own time is when it was copied last.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from generator.read.meaning.fields import moment

from .metadata import ADDRESS, Statement, parts_of, plain

if TYPE_CHECKING:
    from lxml.html import HtmlElement

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
    ("Wayback Machine", re.compile(r"__wm\.wombat\(\"(?P<url>https?://[^\"\s]{1,4000})\",\"(?P<stamp>\d{14})\"")),
    ("pywb", re.compile(r"wbinfo\.url\s*=\s*\"(?P<url>https?://[^\"\s]{1,4000})\"")),
    ("pywb", re.compile(r"wbinfo\.timestamp\s*=\s*\"(?P<stamp>\d{14})\"")),
    ("saved from url", re.compile(rf"<!--\s*saved from url=\(\d{{4}}\){_URL}")),
)  # fmt: skip
"""Tools, and the traces that they leave; the first that names a thing is believed."""

_REPLAYED = re.compile(r"https?://[^/\s]+/(?:[\w.-]{1,60}/){0,3}(?P<stamp>\d{14})(?:[a-z]{2}_)?/(?P<url>https?:/.+)\Z")
"""An address in a web archive: the Wayback Machine's, pywb's and archive.today's long ones are all of this form."""
_REWRITTEN = re.compile(
    r"(?P<before>[\"'=(])(?:https?:)?(?://[\w.-]{1,100})?/(?:[\w.-]{1,60}/){0,3}\d{14}(?:[a-z]{2}_)?/(?=https?:/)"
)
_TOOLBAR = re.compile(
    r"<!--\s*BEGIN (?P<name>WAYBACK TOOLBAR INSERT|WEB ARCHIVE BANNER|WB TOOLBAR)\b.{0,200000}?END (?P=name)\s*-->",
    re.IGNORECASE | re.DOTALL,
)
_SNAPSHOTS = re.compile(r"(?:\A|\.)archive\.(?:today|ph|is|li|vn|fo|md)\Z")
"""Hosts of archive.today."""
_MONTHS = {name: number for number, name in enumerate("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), 1)}


def traces(text: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return the address and the capture time that the tool which saved a page wrote into it.

    Returns:
        `url` and `captured` (ISO 8601, UTC) as far as they are known, and which tool's trace gave each.
    """
    edges = text if len(text) <= 2 * EDGE else text[:EDGE] + "\n" + text[-EDGE:]
    facts: dict[str, str] = {}
    rules: dict[str, str] = {}
    for tool, pattern in _TRACES:
        match = pattern.search(edges)
        if match:
            for key, value in _address_and_moment(match.groupdict()).items():
                facts.setdefault(key, value)
                rules.setdefault(key, f"trace of {tool}" if tool != "saved from url" else "comment saved from url")
    return facts, rules


def _address_and_moment(parts: Mapping[str, str | None]) -> dict[str, str]:
    url = parts.get("url") or (f"http://{parts['host']}" if parts.get("host") else None)
    captured = _captured(parts)
    return {key: value for key, value in (("url", url), ("captured", captured)) if value}


def _captured(parts: Mapping[str, str | None]) -> str | None:
    """Return the time of a trace; None if it has none or one that no calendar has."""
    try:
        if parts.get("stamp"):
            return _utc(datetime.strptime(f"{parts['stamp']}+0000", "%Y%m%d%H%M%S%z"))
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


def as_shown(text: str) -> str:
    """Return a page of a web archive with its own addresses again, and without the archive's toolbar."""
    if "WAYBACK" in text or " TOOLBAR" in text or "WEB ARCHIVE BANNER" in text:
        text = _TOOLBAR.sub("", text)
    return _REWRITTEN.sub(lambda match: match["before"], text)


def unwrapped(tree: HtmlElement) -> dict[str, Statement]:
    """Take a page out of what a service or a browser put around it, in place.

    Returns:
        Key of a record -> what that says of the page; nothing where the page is as its outlet made it.
    """
    return _out_of_a_snapshot(tree) or _out_of_reader_view(tree)


def _out_of_a_snapshot(tree: HtmlElement) -> dict[str, Statement]:
    """Take out of a page of archive.today what that says of itself: its head speaks of the snapshot."""
    head = tree.xpath("//link[@rel='canonical']/@href | //meta[@property='og:url']/@content")
    if not any(_SNAPSHOTS.search(parts_of(str(url)).hostname or "") for url in head):
        return {}
    marks = [str(address) for address in tree.xpath("//link[@rel='bookmark']/@href | //*[@id='HEADER']//input/@value")]
    told: dict[str, Statement] = {}
    for mark in marks:
        url, captured = replayed(mark)
        if ADDRESS.match(url) and not _SNAPSHOTS.search(parts_of(url).hostname or ""):
            told.setdefault("url", Statement(url, "archive.today"))
        if captured:
            told.setdefault("captured", Statement(captured, "archive.today"))
    stamp = moment(next(iter(tree.xpath("//meta[@property='article:published_time']/@content")), None))
    if stamp:
        told.setdefault("captured", Statement(stamp, "archive.today"))
    for own in tree.xpath("//head//meta[@property or @name or @itemprop] | //head//link | //*[@id='HEADER']"):
        own.getparent().remove(own)
    for around in (tree, *tree.iter("html")):
        for name in ("itemtype", "itemscope"):
            around.attrib.pop(name, None)
    return told


def _out_of_reader_view(tree: HtmlElement) -> dict[str, Statement]:
    """Read the lines that Firefox puts above a page in its reader view."""
    content = tree.xpath("//*[contains(@class, 'moz-reader-content')]")
    if not content:
        return {}
    told: dict[str, Statement] = {}
    links = tree.xpath("//a[contains(@class, 'reader-domain')]/@href")
    if links and ADDRESS.match(links[0]):
        told["url"] = Statement(str(links[0]), "Reader View")
    for name, field in (("reader-title", "headline"), ("reader-credits", "authors")):
        for element in tree.xpath("//*[contains(@class, $name)]", name=name):
            text = plain(" ".join(element.itertext()))
            if text:
                told[field] = Statement([text] if field == "authors" else text, "Reader View")
            element.getparent().remove(element)
    for own in tree.xpath("//*[contains(@class, 'reader-header') or contains(@class, 'reader-estimated-time')]"):
        if own.getparent() is not None:
            own.getparent().remove(own)
    return told


def archivebox(index: Any) -> dict[str, str]:
    """Return the address and the capture time that an index.json of ArchiveBox gives the snapshot beside it.

    Args:
        index: The file's JSON.

    Returns:
        `url` and `captured`; empty if it is no such index.
    """
    if not isinstance(index, dict) or not {"url", "timestamp"} <= set(index) or "history" not in index:
        return {}
    facts = {"url": index["url"]} if isinstance(index["url"], str) else {}
    times = [
        run["start_ts"]
        for runs in (index["history"].values() if isinstance(index["history"], dict) else ())
        for run in (runs if isinstance(runs, list) else ())
        if isinstance(run, dict) and run.get("status") == "succeeded" and isinstance(run.get("start_ts"), str)
    ]
    try:
        if times:
            first = datetime.fromisoformat(min(times))
            facts["captured"] = _utc(first if first.tzinfo else first.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        pass
    return facts
