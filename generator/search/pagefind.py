"""Make an index with Pagefind: its program tells how words are stemmed, and `postings` writes what it would write.

Pagefind's own Python client waits a tenth of a second for each record (2,000 articles in 200 s instead of 8), so this
speaks to the same executable in the same way, without the wait: JSON in base64, a comma behind each message.
"""

from __future__ import annotations

import base64
import gzip
import os
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import PurePosixPath
from typing import Any

import msgspec
from msgspec import Struct

from generator.kept.gzipped import gzipped
from generator.model.errors import GeneratorError

from .cbor import decoded
from .holding import Held
from .postings import FoldedText, pack
from .vocabulary import Vocabulary

VERSION = version("pagefind")
AHEAD = 32
"""Requests that are sent before the first is answered. Answers have to fit into a pipe."""
SIGNATURE = b"pagefind_dcd"
"""Begins every file of an index, once unpacked."""
LEVEL = 4
"""Of compression of all that an index consists of. 5 is 2 % smaller and takes half as long again, 6 is 4 % smaller and
takes two and a half times as long; Pagefind's own, 9, is 5 % smaller and takes nine times as long."""
SMALL = 6
"""The same for a site that is to be small."""
MOST = 1 << 19
"""Words whose stems a process keeps in mind."""
NOTHING: Mapping[str, str] = {}


class Index(Struct, frozen=True, kw_only=True):
    """The files of an index of some articles, each compressed."""

    meta: bytes
    """The index's own directory: names of articles, and which words each chunk holds."""
    chunks: dict[str, bytes]
    """Name -> words and where they stand."""
    reader: bytes
    """The program that searches it: WebAssembly, for the index's language."""
    stems: Mapping[str, str]
    """What stands in it for each of the words."""
    words: Vocabulary
    """The words, counted."""
    held: Sequence[Held]
    """The stems, and in how many articles each is."""
    lengths: Sequence[int]
    """Words of each article."""


class Stems(Struct, frozen=True, kw_only=True):
    """What Pagefind told of some words."""

    stems: tuple[str, ...]
    """What stands for each in an index; empty where nothing does."""
    reader: bytes
    """The program that searches an index of their language."""


class _Known(Struct, kw_only=True):
    """What Pagefind told this process of a language."""

    stems: dict[str, str]
    reader: bytes = b""


_known: dict[str, _Known] = {}


def make_index(
    articles: Iterable[FoldedText], *, language: str, stems: Mapping[str, str] = NOTHING, level: int = LEVEL
) -> Index:
    """Index articles as Pagefind would.

    Args:
        articles: In the order of their numbers, which are their names in the index.
        language: Whose stemmer the words go through, as Pagefind knows it: `en`.
        stems: What an earlier index said of words.
        level: Of compression, 1 to 9.

    Raises:
        GeneratorError: If Pagefind cannot be run or refuses a word.
    """
    known = _known_of(language, stems)

    def stems_of(words: Sequence[str]) -> list[str]:
        unknown = [word for word in words if word not in known.stems]
        if unknown or not known.reader:
            told = ask(unknown, language=language)
            known.stems.update(zip(unknown, told.stems, strict=True))
            known.reader = told.reader
        return list(map(known.stems.__getitem__, words))

    packed = pack(articles, stems_of, VERSION)
    return Index(
        meta=gzipped(SIGNATURE + packed.meta, level),
        chunks={name: gzipped(SIGNATURE + chunk, level) for name, chunk in packed.chunks.items()},
        reader=known.reader,
        stems=packed.stems,
        words=packed.words,
        held=packed.held,
        lengths=packed.lengths,
    )


def _known_of(language: str, stems: Mapping[str, str]) -> _Known:
    """Return what this process knows of a language; it forgets all where that is too much."""
    if sum(len(one.stems) for one in _known.values()) > MOST:
        _known.clear()
    known = _known.setdefault(language, _Known(stems={}))
    known.stems.update(stems)
    return known


def kept_stems(stems: Mapping[str, str], language: str) -> bytes:
    """Return stems as the store keeps them: the words in the order of their letters, of which no text can be read."""
    lines = (f"{word} {stems[word]}" for word in sorted(stems))
    return "\n".join((f"{VERSION} {language}", *lines)).encode()


def known_stems(kept: bytes, language: str) -> dict[str, str]:
    """Return the stems that were kept; none of another language or another version of Pagefind."""
    told, *lines = kept.decode().split("\n")
    return dict(line.split(" ") for line in lines) if told == f"{VERSION} {language}" else {}


def ask(words: Sequence[str], *, language: str) -> Stems:
    """Ask a fresh process of Pagefind for the stems of words: it indexes them as one page, and the index says.

    The files are asked for and not written: Pagefind answers before the last of what it writes has reached its file.

    Args:
        words: Folded, no two alike.
        language: As `make_index`.

    Raises:
        GeneratorError: If Pagefind cannot be run or refuses a word.
    """
    with service() as pagefind:
        index = pagefind.ask(type="NewIndex", config={"force_language": language})["index_id"]
        content = " ".join(words) or "0"  # Pagefind writes no index of pages without a word
        nothing = {"meta": None, "filters": None, "sort": None}
        pagefind.ask(type="AddRecord", index_id=index, url="words", content=content, language=language, **nothing)
        files = pagefind.ask(type="GetFiles", index_id=index)["files"]
    contents = {PurePosixPath(file["path"]): file["content"] for file in files}
    chunks = [unpacked(base64.b64decode(held)) for path, held in contents.items() if path.suffix == ".pf_index"]
    readers = {path.stem: content for path, content in contents.items() if path.suffix == ".pagefind"}
    reader = base64.b64decode(readers.get(f"wasm.{language}", readers["wasm.unknown"]))
    return Stems(stems=stems_in(len(words), chunks), reader=reader)


def unpacked(file: bytes) -> Any:
    """Return what a file of an index holds."""
    return decoded(gzip.decompress(file).removeprefix(SIGNATURE))


def stems_in(number: int, chunks: Iterable[Any]) -> tuple[str, ...]:
    """Return what stands in an index for each of the words of its one page.

    Where that is several things, as of words with letters that are younger than Pagefind's Unicode, the one that weighs
    most is the word's, and of equals the longest: chunks come in any order.
    """
    best = [(0, 0, "")] * (number + 1)
    for [words] in chunks:
        for stem, pages, variants in words:
            for _, places, _ in (*pages, *(page for _, some in variants for page in some)):
                for place, weight in _weighed(places):
                    best[place] = max(best[place], (weight, len(stem), stem))
    return tuple(stem for _, _, stem in best[:number])


def _weighed(places: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield places with their weights: steps, and before some of them, as a negative number, what they weigh."""
    place = weight = 0
    for step in places:
        if step < 0:
            place, weight = 0, -1 - step
        else:
            place += step
            yield place, weight


@contextmanager
def service() -> Iterator[Conversation]:
    """Yield a conversation with a fresh process of Pagefind."""
    from pagefind.service import get_executable  # noqa: PLC0415 - it brings asyncio, and most builds index nothing

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
        payload = answer["payload"]
        if payload["type"] == "Error":
            raise GeneratorError(f"pagefind: {payload.get('message')}")
        assert answer["message_id"] == self._answered, "Pagefind answers in another order"
        return dict(payload)

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
