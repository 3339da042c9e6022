"""What web archives and feeds hold, counted without Backfile, and pages to compare the pace of a web archive with."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import sqlite3
import tarfile
import zipfile
import zlib
from contextlib import closing
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from .corpora import Work

_RECORD = re.compile(rb"^WARC/[01]\.\d+\r?$", re.MULTILINE)
_ARC = re.compile(rb"(?:https?|dns|filedesc):\S* [\d.]+ \d{14} \S.* \d+\r?$", re.MULTILINE)
_ITEM = re.compile(rb"<(?:[\w.-]+:)?(?:item|entry)[\s>/]")
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)

COPIES = 8
"""Times that the web archive of news is read for its pace."""


def warc_items(folder: Path) -> int:
    """Count the records of the web archives in a folder by how they begin, and the other files of WACZ packages."""
    return sum(_records(path.read_bytes()) for path in folder.rglob("*") if path.is_file())


def _records(data: bytes) -> int:
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return sum(max(1, _records(archive.read(info))) for info in archive.infolist())
    expanded = _expanded(data) if data[:2] == b"\x1f\x8b" else data
    return len(_RECORD.findall(expanded)) or (len(_ARC.findall(expanded)) if b"filedesc:" in expanded[:99] else 0)


def _expanded(data: bytes) -> bytes:
    pieces = []
    while data:
        machine = zlib.decompressobj(wbits=31)
        pieces.append(machine.decompress(data))
        data = machine.unused_data
    return b"".join(pieces)


def unpacked_feeds(work: Work) -> Path:
    """Return the set of feeds with its tar archive unpacked."""
    assert work.shared is not None
    folder = work.fresh("feeds")
    for path in (work.shared / "data" / "formats-feeds").iterdir():
        if path.name.endswith(".tar.gz"):
            with tarfile.open(path) as archive:
                archive.extractall(folder, filter="data")
        elif path.suffix != ".txt":
            (folder / path.name).write_bytes(path.read_bytes())
    return folder


def feed_items(folder: Path) -> int:
    """Count the items in the feeds of a folder by their elements; a file without one counts for one."""
    return sum(max(1, _items(path.read_bytes())) for path in folder.rglob("*") if path.is_file())


def _items(data: bytes) -> int:
    if data.lstrip()[:1] == b"{":
        return len(json.loads(data)["items"])
    if data[:4] in (b"\0<\0?", b"<\0?\0") or data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        data = data.replace(b"\0", b"")
    return len(_ITEM.findall(_COMMENT.sub(b"", data)))


def as_tables(source: Path, work: Work) -> dict[str, Path]:
    """Return folders with the records of JSON lines as a CSV file, a Parquet file and a database, by format."""
    records = [json.loads(line) for path in sorted(source.rglob("*.jsonl")) for line in path.read_bytes().splitlines()]
    names = sorted({key for record in records for key in record})
    rows = [[_cell(record.get(name)) for name in names] for record in records]
    folders = {name: work.fresh(f"pace-{name.lower()}") for name in ("CSV", "Parquet", "SQLite")}
    with (folders["CSV"] / "articles.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([names, *rows])
    columns = {name: [row[at] for row in rows] for at, name in enumerate(names)}
    parquet.write_table(pa.table(columns), folders["Parquet"] / "articles.parquet")
    with closing(sqlite3.connect(folders["SQLite"] / "articles.db")) as connection:
        connection.execute(f"CREATE TABLE articles ({', '.join(map(json.dumps, names))})")
        connection.executemany(f"INSERT INTO articles VALUES ({', '.join('?' * len(names))})", rows)
        connection.commit()
    return folders


def _cell(value: Any) -> str | None:
    return value if value is None or isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def web_archive(work: Work) -> tuple[Path, Path]:
    """Return a folder with the news pages of the set as a web archive, and one with the same pages as files."""
    assert work.shared is not None
    source = (work.shared / "data" / "formats-warc" / "news.warc.gz").read_bytes()
    archive, files = work.fresh("pace-warc"), work.fresh("pace-pages")
    pages = _pages(_expanded(source))
    for copy in range(COPIES):
        (archive / f"{copy}.warc.gz").write_bytes(source)
        for number, page in enumerate(pages):
            (files / f"{copy}-{number}.html").write_bytes(page)
    return archive, files


def web_archive_gold(work: Work) -> Path:
    """Return a folder with the web archive of news pages and the gold values of these pages, in their set's form."""
    assert work.shared is not None
    folder, source = work.fresh("set-formats-warc"), work.shared / "data" / "formats-warc" / "news.warc.gz"
    (folder / "articles").mkdir()
    (folder / "articles" / source.name).write_bytes(source.read_bytes())
    pages = work.records("html-fundus")
    held = {row["file"] for row in _held(work)}
    rows = [row for row in json.loads((pages / "index.json").read_bytes()) if row["file"] in held]
    (folder / "index.json").write_text(json.dumps(rows), encoding="utf-8")
    (folder / "gold").symlink_to(pages / "gold")
    return folder


def name_by_page(data: Path, work: Work) -> None:
    """Name the articles of the web archive's pages in a site's data by the pages, as the gold values are."""
    names = {row["url"]: row["file"].removesuffix(".gz") for row in _held(work)}
    file = data / "articles.jsonl"
    rows = [json.loads(line) for line in file.read_bytes().splitlines()]
    lines = [json.dumps({**row, "input": names.get(row["url"], row["input"])}, ensure_ascii=False) for row in rows]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _held(work: Work) -> list[dict[str, str]]:
    """Return the addresses of the web archive's pages, and their files in html-fundus."""
    assert work.shared is not None
    rows: list[dict[str, str]] = json.loads(
        (work.shared / "data" / "formats-warc" / "news.warc.index.json").read_bytes()
    )
    return rows


def _pages(data: bytes) -> list[bytes]:
    """Return the HTML of the responses of a plain WARC file whose answers are neither chunked nor compressed."""
    found = []
    for begin in (match.start() for match in _RECORD.finditer(data)):
        head, _, rest = data[begin:].partition(b"\r\n\r\n")
        length = int(re.search(rb"(?i)^content-length: *(\d+)", head, re.MULTILINE)[1])  # type: ignore[index]
        answer, _, body = rest[:length].partition(b"\r\n\r\n")
        if b"WARC-Type: response" in head:
            found.append(gzip.decompress(body) if b"content-encoding: gzip" in answer.lower() else body)
    return found
