"""Compress what is published: the same bytes from every Python.

What Python's `gzip` writes into the header differs from release to release (byte 9 names the system), so the header is
written here. The deflated bytes are those of zlib, whose releases have agreed on them for decades; builds of Python on
another library, such as zlib-ng, give other ones, which hold the same. One release of zstd gives the same bytes.
"""

from __future__ import annotations

import struct
import sys
import zlib
from typing import Any

_HEADER = b"\x1f\x8b\x08\x00" + bytes(4) + b"\x02\xff"
"""gzip, deflate, no name, no time; compressed slowly, on an unknown system (RFC 1952)."""
_ZSTD_LEVEL = 11
"""Of texts it takes gzip's time and three quarters of its room; 13 takes six times as long for a hundredth less."""


def gzipped(content: bytes, level: int) -> bytes:
    """Return content as a gzip file that says nothing of when and where it was made.

    Args:
        content: The bytes.
        level: Of zlib, 1 to 9.
    """
    machine = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS, 8, zlib.Z_DEFAULT_STRATEGY)
    deflated = machine.compress(content) + machine.flush()
    return _HEADER + deflated + struct.pack("<II", zlib.crc32(content), len(content) & 0xFFFFFFFF)


def zstandard(content: bytes) -> bytes:
    """Return content as a file of zstd."""
    made: bytes = _zstd().compress(content, _ZSTD_LEVEL)
    return made


def zstandard_writer() -> str:
    """Return what writes zstd here."""
    return f"zstd {_zstd().zstd_version}"


def _zstd() -> Any:
    if sys.version_info >= (3, 14):
        from compression import zstd  # noqa: PLC0415 - the standard library's, from 3.14 on
    else:
        from backports import zstd  # noqa: PLC0415 - loaded where something is packed so
    return zstd
