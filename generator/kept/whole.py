"""Keep bytes in a file that is read as it was written, or not at all: under a checksum, by this Python.

It imports nothing of ours and little else, since it is asked for before anything else is.
"""

from __future__ import annotations

import os
import sys
from array import array
from contextlib import suppress
from hashlib import blake2b

_DIGEST = 20


def read_whole(path: str) -> bytes | None:
    """Return what was kept; None if it is missing or damaged, or another build of Python kept it."""
    try:
        with open(path, "rb") as file:
            content = file.read()
    except OSError:
        return None
    begins = _begins()
    digest, rest = content[:_DIGEST], content[_DIGEST:]
    if not rest.startswith(begins) or blake2b(rest, digest_size=_DIGEST).digest() != digest:
        return None
    return rest[len(begins) :]


def write_whole(path: str, content: bytes) -> None:
    """Keep bytes, unless there is no folder or no room for them."""
    content = _begins() + content
    new = f"{path}.{os.getpid()}.new"
    with suppress(OSError):
        with open(new, "xb") as file:
            file.write(blake2b(content, digest_size=_DIGEST).digest() + content)
        os.replace(new, path)


def _begins() -> bytes:
    """Return how what this Python keeps begins: its version and build, and the sizes of its numbers."""
    return f"{sys.version} {sys.platform} {sys.byteorder} {array('I').itemsize}".replace("\n", " ").encode() + b"\n"
