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
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import msgspec
from pagefind.service import get_executable

from generator.errors import GeneratorError

VERSION = version("pagefind")
_SIGNATURE = b"pagefind_dcd"
"""Begins every file of an index, once unpacked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """An article as Pagefind is given it."""

    id: str
    headline: str
    """Folded words, joined by spaces."""
    text: str
    """As the headline."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """What Pagefind made of some records."""

    pages: dict[str, str]
    """Id -> Pagefind's name for the record; a record without a word has none."""
    meta: bytes
    """The index's own directory: names of records, and which words each chunk holds."""
    chunks: dict[str, bytes]
    """Name -> words and where they stand."""
    reader: bytes
    """The program that searches it: WebAssembly, for the index's language."""


def make_index(records: Iterable[Record], *, language: str, folder: Path) -> Index:
    """Index records in a fresh process of Pagefind, whose memory ends with it.

    Args:
        records: In any order.
        language: Whose stemmer the words go through, as Pagefind knows it: `en`.
        folder: Empty; what Pagefind writes is left there.

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
        ask(type="WriteFiles", index_id=index, output_path=str(folder))
    return _index(folder, language)


def _index(folder: Path, language: str) -> Index:
    pages = {}
    for path in sorted((folder / "fragment").glob("*.pf_fragment")):
        content = gzip.decompress(path.read_bytes()).removeprefix(_SIGNATURE)
        pages[msgspec.json.decode(content)["url"]] = path.stem
    [meta] = folder.glob("pagefind.*.pf_meta")
    reader = folder / f"wasm.{language}.pagefind"
    return Index(
        pages=pages,
        meta=meta.read_bytes(),
        chunks={path.stem: path.read_bytes() for path in sorted((folder / "index").glob("*.pf_index"))},
        reader=(reader if reader.exists() else folder / "wasm.unknown.pagefind").read_bytes(),
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
