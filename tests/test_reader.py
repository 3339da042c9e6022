"""Pagefind's program has what the browser's half of the search calls: which version lacks what is said here."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

from generator.search.pagefind import VERSION, make_index
from generator.search.postings import FoldedText

SCRIPT = Path(__file__).parents[1] / "generator" / "theme" / "assets" / "javascripts" / "search-pagefind.js"
_EXPORTS, _IMPORTS = 7, 2


def _number(content: bytes, place: int) -> tuple[int, int]:
    """Return a number in LEB128 and where it ends."""
    value = shift = 0
    while True:
        byte = content[place]
        value |= (byte & 0x7F) << shift
        place, shift = place + 1, shift + 7
        if byte < 0x80:
            return value, place


def _sections(module: bytes) -> Iterator[tuple[int, bytes]]:
    place = 8
    while place < len(module):
        size, start = _number(module, place + 1)
        yield module[place], module[start : start + size]
        place = start + size


def exports_of(module: bytes) -> set[str]:
    """Return the names that a module of WebAssembly exports."""
    [content] = (content for kind, content in _sections(module) if kind == _EXPORTS)
    count, place = _number(content, 0)
    names = set()
    for _ in range(count):
        size, start = _number(content, place)
        names.add(content[start : start + size].decode())
        _, place = _number(content, start + size + 1)
    return names


def test_the_program_of_the_installed_version_exports_what_is_called():
    made = make_index([FoldedText(headline=[], text=["word"])], language="en")
    module = gzip.decompress(made.reader).removeprefix(b"pagefind_dcd")
    called = set(re.findall(r'"(\w+)"', SCRIPT.read_text().partition("EXPORTS = [")[2].partition("]")[0]))

    assert len(called) > 5
    assert called - exports_of(module) == set(), f"Pagefind {VERSION} lacks these: see search-pagefind.js"
    assert next(content for kind, content in _sections(module) if kind == _IMPORTS).count(b"__wbindgen_") == 1
