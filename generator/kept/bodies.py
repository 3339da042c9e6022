"""Keep what each page of Markdown comes to beside the page's key: whoever builds the site need not read the Markdown.

A body counts only for the key that it was made from. One that is missing costs the time that a site builder takes for
the Markdown, and never a byte.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import msgspec

from generator.model import Body, Page

from .store import Store, read_values

_KIND = "shown"
_AT_ONCE = 64


class _Kept(msgspec.Struct, array_like=True, frozen=True):
    key: str
    body: Body


_encode, _decode = msgspec.msgpack.Encoder().encode, msgspec.msgpack.Decoder(_Kept).decode


def keep_bodies(store: Store, keys: Mapping[str, str], pages: Iterable[Page]) -> Iterator[Page]:
    """Yield pages, and keep what those of Markdown come to.

    Args:
        store: Where it is kept.
        keys: Path -> digest of everything that the page was made from.
        pages: As they are made.
    """
    waiting: dict[str, bytes] = {}
    for page in pages:
        if page.body is not None:
            waiting[page.path] = _encode(_Kept(keys[page.path], page.body))
        if len(waiting) == _AT_ONCE:
            store.put(_KIND, waiting)
            waiting = {}
        yield page
    store.put(_KIND, waiting)


def drop_bodies(store: Store, paths: Iterable[str]) -> None:
    """Drop what pages came to that are no more.

    Args:
        store: Where it is kept.
        paths: All pages that there are.
    """
    store.keep_only(_KIND, paths)


def bodies_of(folder: Path, release: str, keys: Mapping[str, str]) -> dict[str, Body]:
    """Return what pages come to, by path, as far as a folder's store knows it.

    Args:
        folder: Where the store is.
        release: Digest of the code that put values there.
        keys: Path -> digest of everything that the page was made from.
    """
    bodies = {}
    for path, value in read_values(folder, release, _KIND, keys).items():
        kept = _decode(value)
        if kept.key == keys[path]:
            bodies[path] = kept.body
    return bodies
