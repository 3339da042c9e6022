"""Run Pagefind: from the words of some articles to the files of one index.

Pagefind's own Python client waits a tenth of a second for each record (2,000 articles in 200 s instead of 8), so this
speaks to the same executable in the same way, without the wait: JSON in base64, a comma behind each message.
"""

from __future__ import annotations

import base64
import gzip
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
_SIGNATURE = b"pagefind_dcd"
"""Begins every file of an index, once unpacked."""


class Record(Struct, frozen=True, kw_only=True):
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


def make_index(records: Iterable[Record], *, language: str) -> Index:
    """Index records in a fresh process of Pagefind, whose memory ends with it.

    The files are asked for and not written: Pagefind answers before the last of what it writes has reached its file.

    Args:
        records: In any order.
        language: Whose stemmer the words go through, as Pagefind knows it: `en`.

    Raises:
        GeneratorError: If Pagefind cannot be run or refuses a record.
    """
    with service() as ask:
        index = ask(type="NewIndex", config={"force_language": language})["index_id"]
        for record in records:
            ask(
                type="AddRecord",
                index_id=index,
                url=record.id,
                content=record.text or record.id,  # Pagefind writes no index of pages without a word
                language=language,
                meta={"title": record.headline},
                filters=None,
                sort=None,
            )
        files = ask(type="GetFiles", index_id=index)["files"]
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
def service() -> Iterator[Any]:
    """Yield a function that sends one request to a fresh process of Pagefind and returns its answer."""
    executable = get_executable()
    if executable is None:
        raise GeneratorError("pagefind: its program is not installed; expected the package pagefind[extended]")
    try:
        process = subprocess.Popen(
            [executable, "--service"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
    except OSError as error:
        raise GeneratorError(f"pagefind: {executable}: cannot be run: {error.strerror}") from error
    assert process.stdin is not None
    assert process.stdout is not None
    with process:
        try:
            yield _Conversation(process).ask
        finally:
            process.kill()  # it waits for ever for what comes next


class _Conversation:
    """Requests and answers, one after the other."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self._count = 0

    def ask(self, **payload: Any) -> dict[str, Any]:
        assert self._process.stdin is not None
        self._count += 1
        message = msgspec.json.encode({"message_id": self._count, "payload": payload})
        try:
            self._process.stdin.write(base64.b64encode(message) + b",")
            self._process.stdin.flush()
            answer = msgspec.json.decode(base64.b64decode(self._received()))["payload"]
        except (OSError, ValueError, msgspec.DecodeError) as error:
            raise GeneratorError(f"pagefind: it ended or gave no answer: {error}") from error
        if answer["type"] == "Error":
            raise GeneratorError(f"pagefind: {answer.get('message')}")
        return dict(answer)

    def _received(self) -> bytes:
        """Return one message, without the comma behind it."""
        assert self._process.stdout is not None
        received = bytearray()
        while not received.endswith(b","):
            some = self._process.stdout.read1(1 << 16)  # type: ignore[attr-defined]
            if not some:
                raise ValueError("end of its output")
            received += some
        return bytes(received[:-1])
