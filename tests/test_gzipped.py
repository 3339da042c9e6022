"""Compressed files: the same bytes from every Python, and what any other program reads."""

from __future__ import annotations

import gzip

import pytest

from generator.kept.gzipped import gzipped


@pytest.mark.parametrize("content", [b"", b"a", b"The ferry sails again. " * 5000, bytes(range(256)) * 300])
@pytest.mark.parametrize("level", [6, 9])
def test_what_is_compressed_is_read_by_others(content: bytes, level: int):
    assert gzip.decompress(gzipped(content, level)) == content


def test_the_header_says_nothing_of_time_name_system_and_python():
    assert gzipped(b"text", 9)[:10].hex() == "1f8b08000000000002ff"
