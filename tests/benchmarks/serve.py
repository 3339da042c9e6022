"""Serving: how long somebody at home waits for the first page, and from an edit to the page and the search with it."""

from __future__ import annotations

import json
import math
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path

from generator.pipeline import UNSEEN
from generator.settings import ARCHIVE

from . import measure
from .builders import BIN, PLAIN, plain_pages, sync, write_config
from .corpora import Work, article_lines
from .table import Cell, Table, median, ratio

EDITS = 5
IDLE = 10.0
"""Seconds for which nobody does anything."""
REST = 1.0
"""Seconds before these, for what an answer leaves to be done behind it."""
EVERY = 0.02
"""Seconds between two looks at a page."""
PATIENCE = 10.0
"""Seconds until a server that was interrupted is killed."""
BACKFILE = "Backfile"
INDEX = "/search/index/index.bin"
"""What the search page fetches first, and the one file of the index that changes in place."""

COLD, WARM = "first page, cold", "first page, warm store"
SHOWN, RELOADED = "one edited: page has it", "one edited: page reloads"
SEARCHED, AGAIN = "search after an edit", "search again"
RESTED = "idle"
STEPS = (COLD, WARM, SHOWN, RELOADED, SEARCHED, AGAIN, RESTED)
COLUMNS = ("articles", "step", "server", "times", "s", "most s", "CPU s", "s/plain", "CPU/plain")

_EPOCH = re.compile(rb"livereload\((\d+), (\d+)\);")
_WORDS = re.compile(r"\b(?:[a-z]+ ){5}[a-z]+\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Took:
    """How long somebody waited, and what the server worked meanwhile."""

    wall: float
    cpu: float
    """Seconds, user and system, of all its processes; nan where the system does not tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a file takes a new word."""

    path: Path
    before: bytes
    behind: bytes

    def write(self, word: str) -> None:
        """Save the file with this word, in place of the one before."""
        self.path.write_bytes(b"%b%b %b" % (self.before, word.encode(), self.behind))


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """The article that is edited."""

    id: str
    """As the record gives it."""
    path: Path
    words: str
    """Some in the middle of its longest paragraph, that no other text of the file has."""


@dataclass(slots=True, kw_only=True)
class Found:
    """What the servers took for one number of articles."""

    took: dict[tuple[str, str], list[Took]] = field(default_factory=lambda: defaultdict(list))
    """Step and server -> each time."""
    failed: str | None = None
    """Why the peer is left out."""


class Server:
    """A server at work on this machine, and a browser's questions to it."""

    def __init__(self, process: subprocess.Popen[str], port: int, begun: float) -> None:
        self.process = process
        self.port = port
        self.begun = begun

    def get(self, path: str) -> bytes:
        """Return what stands at a path.

        Raises:
            TaskError: If nothing does.
        """
        connection = HTTPConnection("127.0.0.1", self.port, timeout=measure.TIME_LIMIT)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            body = answer.read()
        finally:
            connection.close()
        if answer.status != 200:
            raise measure.TaskError(f"{path}: {answer.status} {answer.reason}")
        return body

    def cpu(self) -> float:
        """Return the seconds of CPU that the server took so far."""
        return measure.tree_cpu(self.process.pid)

    def first_page(self) -> Took:
        """Wait for the front page, from the command on."""
        while time.perf_counter() < self.begun + measure.TIME_LIMIT:
            if self.process.poll() is not None:
                raise measure.TaskError(f"ended with exit status {self.process.returncode} before the first page")
            with suppress(ConnectionRefusedError):
                self.get("/")
                return Took(wall=time.perf_counter() - self.begun, cpu=self.cpu())
            time.sleep(EVERY)
        raise measure.TaskError(f"no first page after {measure.TIME_LIMIT:.0f} s")

    def fetched(self, path: str) -> tuple[bytes, Took]:
        """Return what stands at a path, and what it took to get it."""
        cpu, begun = self.cpu(), time.perf_counter()
        content = self.get(path)
        wall = time.perf_counter() - begun
        return content, Took(wall=wall, cpu=self.cpu() - cpu)

    def edited(self, page: str, place: Place, word: str) -> tuple[Took, Took]:
        """Write a word; return what it took until a page has it, and until a browser that shows the page is told."""
        before = self.get(page)
        script = _EPOCH.search(before)
        if script is None or word.encode() in before:
            raise measure.TaskError(f"{page}: {'has no live reload' if script is None else f'has {word} already'}")
        with ThreadPoolExecutor(1) as browser:
            cpu, begun = self.cpu(), time.perf_counter()
            reloading = browser.submit(self._reloaded, page, word, int(script[1]), int(script[2]))
            place.write(word)
            shown = self._shown(page, word)
            reloaded = reloading.result()
        spent = self.cpu() - cpu
        return Took(wall=shown - begun, cpu=spent), Took(wall=reloaded - begun, cpu=spent)

    def _shown(self, page: str, word: str) -> float:
        """Return when a page has a word."""
        limit = time.perf_counter() + measure.TIME_LIMIT
        while word.encode() not in self.get(page):
            if time.perf_counter() > limit:
                raise measure.TaskError(f"{page}: no {word} after {measure.TIME_LIMIT:.0f} s")
            time.sleep(EVERY)
        return time.perf_counter()

    def _reloaded(self, page: str, word: str, epoch: int, request: int) -> float:
        """Return when a browser is told to load a page anew that has a word then: it asks, as MkDocs' script does."""
        limit = time.perf_counter() + measure.TIME_LIMIT
        while time.perf_counter() < limit:
            newest = int(self.get(f"/livereload/{epoch}/{request}"))  # answers after the next build, or a minute
            told = time.perf_counter()
            if newest > epoch and word.encode() in self.get(page):
                return told
            epoch = newest
        raise measure.TaskError(f"{page}: not reloaded after {measure.TIME_LIMIT:.0f} s")


def table(work: Work, sizes: Sequence[int], edits: int, *, peers: bool, idle: float = IDLE) -> Table:
    """Serve archives of some numbers of articles, with and without plain MkDocs beside them."""
    found = {size: measured(work, size, edits, peers=peers, idle=idle) for size in sizes}
    return Table(
        title=f"Serve: an archive of the invented corpus at home, medians of {edits} starts and {edits} edits",
        columns=COLUMNS,
        rows=tuple(row for size, one in found.items() for row in _rows(size, one)),
        notes=(
            "CPU: user and system of all the server's processes; of an edit, until page and reload have both come.",
            "Backfile: `backfile serve` as `backfile new` sets it up. First page: from the command to the front page.",
            "Edited: one word more in an article without copies, in its month's input file; from saving that file to a",
            "page that has the word, and to the answer that a page's live-reload script waits for.",
            f"Search: {INDEX}, which is made when it is asked for: once the page has the word, and again.",
            f"Idle: {idle:g} s after all that.",
            "Plain: `mkdocs serve` of the same pages, theme without overrides, a nav of one entry, no search, no data;",
            "started once, since it keeps nothing, and edited once, in the page's Markdown file.",
            *(f"Left out: {PLAIN} at {size:,}: {one.failed}" for size, one in found.items() if one.failed),
        ),
    )


def measured(work: Work, size: int, edits: int, *, peers: bool, idle: float) -> Found:
    """Serve an archive of so many articles, edit it and let it rest; then its pages with plain MkDocs."""
    corpus = work.corpus("invented", size)
    folder = work.fresh(f"serve-invented-{size}")
    archive = folder / "archive"
    measure.command((BIN / "backfile", "new", archive.name), folder)
    shutil.copytree(corpus / "articles", archive / "articles", dirs_exist_ok=True)
    article = chosen(corpus, archive / "articles")
    found = Found()
    _backfile(archive, article, edits, idle, found)
    if peers:
        try:
            _plain(folder / "plain", archive / "docs", _page_of(archive, article), article.words, idle, found)
        except (measure.TaskError, OSError) as error:
            found.failed = str(error)
            for step in STEPS:
                found.took.pop((step, PLAIN), None)
    return found


def chosen(corpus: Path, articles: Path) -> Chosen:
    """Return an article from the middle of an archive, one without copies."""
    rows = map(json.loads, (corpus / "truth.jsonl").read_text(encoding="utf-8").splitlines())
    alone = sorted((row["input"], row["record"]) for row in rows if row["cluster"] is None)
    for name, number in alone[len(alone) // 2 :]:
        content = (articles / name).read_text(encoding="utf-8")
        record = json.loads(content.splitlines()[number - 1])
        paragraph = max(record["text"].split("\n\n"), key=len)
        words = _WORDS.search(paragraph, len(paragraph) // 2)
        if words and content.count(words[0]) == 1:
            return Chosen(id=record["id"], path=articles / name, words=words[0])
    raise measure.TaskError(f"{corpus}: no text with six plain words in a row")


def place_of(path: Path, words: str) -> Place:
    """Return the place before some words of a file, where they stand last: a page may have them in its head too."""
    before, found, behind = path.read_bytes().rpartition(words.encode())
    if not found:
        raise measure.TaskError(f"{path}: no {words!r}")
    return Place(path=path, before=before, behind=found + behind)


def free_port() -> int:
    """Return a port that nobody listens at; an archive keeps its own, since MkDocs writes it into every page."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


@contextmanager
def started(command: str, folder: Path, port: int) -> Iterator[Server]:
    """Start the server of a folder by its command; end it as somebody at the keyboard does, and what is left of it."""
    words = (BIN / command, "serve", "-a", f"127.0.0.1:{port}")
    with tempfile.TemporaryDirectory(prefix="serve-") as passing, Path(passing, "log").open("w+") as log:
        begun = time.perf_counter()
        process = subprocess.Popen(
            words,
            cwd=folder,
            stdout=log,
            stderr=log,
            text=True,
            env={**os.environ, "TMPDIR": passing},
            start_new_session=True,
        )
        try:
            yield Server(process, port, begun)
        except (measure.TaskError, OSError) as error:
            raise measure.TaskError(f"{command} serve: {error}: {measure.last_line(log)}") from error
        finally:
            _end(process)


def _end(process: subprocess.Popen[str]) -> None:
    """Interrupt a process and those it started, and kill them where that is not enough."""
    with suppress(ProcessLookupError, subprocess.TimeoutExpired):
        os.killpg(process.pid, signal.SIGINT)
        process.wait(PATIENCE)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _page_of(archive: Path, article: Chosen) -> str:
    """Return the address of an article's page, once the archive was built."""
    rows = article_lines(archive / "docs" / ARCHIVE / "data")
    pages = {row["given_id"]: row["page"] for row in map(json.loads, rows)}
    return f"/{pages[article.id]}"


def _backfile(archive: Path, article: Chosen, edits: int, idle: float, found: Found) -> None:
    """Serve an archive from nothing; then again and again, as often as it is edited, the last time to edit it."""
    port = free_port()
    with started("backfile", archive, port) as server:
        found.took[COLD, BACKFILE].append(server.first_page())
    for _ in range(edits - 1):
        with started("backfile", archive, port) as server:
            found.took[WARM, BACKFILE].append(server.first_page())
    with started("backfile", archive, port) as server:
        found.took[WARM, BACKFILE].append(server.first_page())
        _edit_and_search(server, _page_of(archive, article), place_of(article.path, article.words), edits, found)
        found.took[RESTED, BACKFILE].append(_rest(server, idle))


def _edit_and_search(server: Server, page: str, place: Place, edits: int, found: Found) -> None:
    """Edit and look at the page; then edit, look and search, from an index that is up to date each time."""
    for number in range(edits):
        shown, reloaded = server.edited(page, place, f"edit{number:03}")
        found.took[SHOWN, BACKFILE].append(shown)
        found.took[RELOADED, BACKFILE].append(reloaded)
    for number in range(edits, 2 * edits):
        before = server.get(INDEX)
        server.edited(page, place, f"edit{number:03}")
        index, took = server.fetched(INDEX)
        same, again = server.fetched(INDEX)
        if not before != index == same:
            raise measure.TaskError(f"{INDEX}: not the index of the edited text")
        found.took[SEARCHED, BACKFILE].append(took)
        found.took[AGAIN, BACKFILE].append(again)


def _plain(folder: Path, docs: Path, page: str, words: str, idle: float, found: Found) -> None:
    """Serve the pages of a docs folder with plain MkDocs, and edit one; search and data are none of its."""
    write_config(folder, "[]")
    others = tuple(f"{ARCHIVE}/{place}" for place in UNSEEN)
    sync(folder / "docs", ((path, content) for path, content in plain_pages(docs) if not path.startswith(others)))
    place = place_of(folder / "docs" / f"{page.strip('/')}.md", words)
    with started("mkdocs", folder, free_port()) as server:
        found.took[COLD, PLAIN].append(server.first_page())
        shown, reloaded = server.edited(page, place, "plainly1")
        found.took[SHOWN, PLAIN].append(shown)
        found.took[RELOADED, PLAIN].append(reloaded)
        found.took[RESTED, PLAIN].append(_rest(server, idle))


def _rest(server: Server, idle: float) -> Took:
    time.sleep(min(REST, idle))
    cpu = server.cpu()
    time.sleep(idle)
    return Took(wall=idle, cpu=server.cpu() - cpu)


def _rows(size: int, found: Found) -> Iterator[tuple[Cell, ...]]:
    for step in STEPS:
        base = found.took.get((COLD if step == WARM else step, PLAIN), [])
        for name in (BACKFILE, PLAIN):
            took = found.took.get((step, name), [])
            if not took:
                continue
            waited = step != RESTED
            yield (
                size,
                step,
                name,
                len(took),
                _wall(took) if waited else None,
                max(one.wall for one in took) if waited else None,
                _cpu(took),
                ratio(_wall(took), _wall(base)) if waited else None,
                ratio(_cpu(took), _cpu(base)),
            )


def _wall(took: Sequence[Took]) -> float | None:
    return median(one.wall for one in took)


def _cpu(took: Sequence[Took]) -> float | None:
    return median(one.cpu for one in took if not math.isnan(one.cpu))
