"""Run Pagefind: from the words of some articles to the files of one index.

Pagefind's own Python client waits a tenth of a second for each record (2,000 articles in 200 s instead of 8), so this
speaks to the same executable in the same way, without the wait: JSON in base64, a comma behind each message.
"""

from __future__ import annotations

import base64
import gzip
import os
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import PurePosixPath
from typing import Any

import msgspec
from msgspec import Struct
from pagefind.service import get_executable

from generator.errors import GeneratorError

VERSION = version("pagefind")
AHEAD = 32
"""Requests that are sent before the first is answered: meanwhile words are folded. Answers have to fit into a pipe."""
_SIGNATURE = b"pagefind_dcd"
"""Begins every file of an index, once unpacked."""


class PagefindRecord(Struct, frozen=True, kw_only=True):
    """An article as Pagefind is given it."""

    id: str
    headline: str
    """Folded words, joined by spaces."""
    text: str
    """As the headline."""


class Index(Struct, frozen=True, kw_only=True):
    """What Pagefind made of some records."""

    pages: dict[str, str]
    """Id -> Pagefind's name for the record; a record without a word has none."""
    meta: bytes
    """The index's own directory: names of records, and which words each chunk holds."""
    chunks: dict[str, bytes]
    """Name -> words and where they stand."""
    reader: bytes
    """The program that searches it: WebAssembly, for the index's language."""


def make_index(records: Iterable[PagefindRecord], *, language: str) -> Index:
    """Index records in a fresh process of Pagefind, whose memory ends with it.

    The files are asked for and not written: Pagefind answers before the last of what it writes has reached its file.

    Args:
        records: In any order.
        language: Whose stemmer the words go through, as Pagefind knows it: `en`.

    Raises:
        GeneratorError: If Pagefind cannot be run or refuses a record.
    """
    with service() as pagefind:
        index = pagefind.ask(type="NewIndex", config={"force_language": language})["index_id"]
        for record in records:
            pagefind.tell(
                type="AddRecord",
                index_id=index,
                url=record.id,
                content=record.text or record.id,  # Pagefind writes no index of pages without a word
                language=language,
                meta={"title": record.headline},
                filters=None,
                sort=None,
            )
        files = pagefind.ask(type="GetFiles", index_id=index)["files"]
    return _index({PurePosixPath(file["path"]): base64.b64decode(file["content"]) for file in files}, language)


def _index(files: dict[PurePosixPath, bytes], language: str) -> Index:
    by_ending = {
        ending: {path.stem: content for path, content in sorted(files.items()) if path.suffix == ending}
        for ending in (".pf_fragment", ".pf_index", ".pf_meta", ".pagefind")
    }
    pages = {}
    for name, content in by_ending[".pf_fragment"].items():
        pages[msgspec.json.decode(gzip.decompress(content).removeprefix(_SIGNATURE))["url"]] = name
    [meta] = by_ending[".pf_meta"].values()
    readers = by_ending[".pagefind"]
    return Index(
        pages=pages,
        meta=meta,
        chunks=by_ending[".pf_index"],
        reader=readers.get(f"wasm.{language}", readers["wasm.unknown"]),
    )


@contextmanager
def service() -> Iterator[Conversation]:
    """Yield a conversation with a fresh process of Pagefind."""
    executable = get_executable()
    if executable is None:
        raise GeneratorError("pagefind: its program is not installed; expected the package pagefind[extended]")
    try:
        process = subprocess.Popen(
            [os.path.abspath(executable), "--service"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=os.sep,  # it ends where its folder, or anything in its environment, is no UTF-8
            env={"PATH": os.defpath},
        )
    except OSError as error:
        raise GeneratorError(f"pagefind: {executable}: cannot be run: {error.strerror}") from error
    assert process.stdin is not None
    assert process.stdout is not None
    with process:
        try:
            yield Conversation(process)
        finally:
            process.kill()  # it waits for ever for what comes next


class Conversation:
    """Requests to Pagefind, which works at them one after the other, and its answers in the same order."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self._sent = self._answered = 0
        self._received = bytearray()

    def ask(self, **payload: Any) -> dict[str, Any]:
        """Send a request and return its answer.

        Raises:
            GeneratorError: If Pagefind has ended, or refuses this request or one before it.
        """
        self._send(payload)
        while self._answered < self._sent - 1:
            self._answer()
        return self._answer()

    def tell(self, **payload: Any) -> None:
        """Send a request whose answer says nothing but that it was met; errors as `ask`, some requests later."""
        self._send(payload)
        if self._sent - self._answered > AHEAD:
            self._answer()

    def _send(self, payload: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        self._sent += 1
        message = msgspec.json.encode({"message_id": self._sent, "payload": payload})
        try:
            self._process.stdin.write(base64.b64encode(message) + b",")
            self._process.stdin.flush()
        except OSError as error:
            raise GeneratorError(f"pagefind: it ended: {error}") from error

    def _answer(self) -> dict[str, Any]:
        """Return the next answer."""
        try:
            answer = msgspec.json.decode(base64.b64decode(self._message()))
        except (OSError, ValueError, msgspec.DecodeError) as error:
            raise GeneratorError(f"pagefind: it ended or gave no answer: {error}") from error
        self._answered += 1
        found = answer["payload"]
        if found["type"] == "Error":
            raise GeneratorError(f"pagefind: {found.get('message')}")
        assert answer["message_id"] == self._answered, "Pagefind answers in another order"
        return dict(found)

    def _message(self) -> bytes:
        """Return one message, without the comma behind it."""
        assert self._process.stdout is not None
        start = 0
        while (end := self._received.find(b",", start)) < 0:
            start = len(self._received)
            some = self._process.stdout.read1(1 << 16)  # type: ignore[attr-defined]
            if not some:
                raise ValueError("end of its output")
            self._received += some
        message = bytes(self._received[:end])
        del self._received[: end + 1]
        return message
