"""Tell which plugins and hooks need to see every page in one process, and so turn the engine's short cuts off.

MkDocs lets a plugin keep anything from page to page. One that has events for pages and others that come after all
pages can use what it kept; one whose state changes when a page passes through it keeps something. Both are noticed:
the first by its events, the second by trying a page in a process of its own.
"""

from __future__ import annotations

import logging
import os
import pickle
import threading
import types
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from .material_private import is_search
from .mkdocs_private import events_of
from .names import PLUGIN

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

FOR_PAGES = ("pre_page", "page_read_source", "page_markdown", "page_content", "page_context", "post_page")
"""Events for one page each."""
_AFTER = {"env", "pre_template", "template_context", "post_template", "post_build"}
"""Events that come when pages have been read."""
_ELSEWHERE = {"page_read_source"}
"""Events by which a page is no longer what its file is."""


def others(config: MkDocsConfig) -> dict[str, set[str]]:
    """Return plugin or hook -> its events, for those that the engine does not know itself."""
    known = {name for name, plugin in config.plugins.items() if is_search(plugin)} | {PLUGIN}
    events: dict[str, set[str]] = {}
    for name, event in events_of(config):
        if name not in known:
            events.setdefault(name, set()).add(event)
    return events


def foreign(config: MkDocsConfig) -> dict[str, set[str]]:
    """Return those of the others that have events for pages."""
    return {name: events for name, events in others(config).items() if events.intersection(FOR_PAGES)}


def collectors(config: MkDocsConfig, try_page: Callable[[], bool]) -> list[str]:
    """Return the names of plugins and hooks that need every page in one process, sorted.

    Args:
        config: The settings, with their plugins.
        try_page: Takes pages through all events, in a process that ends then; returns whether one shows on another, or
            something is written besides.
    """
    with_pages = foreign(config)
    collecting = {name for name, events in with_pages.items() if events & (_AFTER | _ELSEWHERE)}
    rest = tuple(sorted(with_pages.keys() - collecting))
    if rest:
        collecting |= _kept_something(config, rest, try_page)
    return sorted(collecting)


_known: dict[tuple[tuple[str, str], ...], frozenset[str]] = {}
"""What trying showed: `mkdocs serve` builds again and again, and has threads by then, with which none should fork."""


def _kept_something(config: MkDocsConfig, names: tuple[str, ...], try_page: Callable[[], bool]) -> frozenset[str]:
    """Return those of some plugins whose state changes when a page passes through them."""
    sources = tuple((name, _module(config.plugins.get(name))) for name in names)
    if sources in _known:
        return _known[sources]
    if threading.active_count() > 1:  # another thread may hold a lock that the child would wait for, for ever
        return frozenset(names)
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.close(reader)
            logging.disable(logging.CRITICAL)
            before = _states(config, names)
            shows = try_page()
            after = _states(config, names)
            with os.fdopen(writer, "wb") as pipe:
                pickle.dump([name for name in names if shows or before[name] != after[name]], pipe)
        except BaseException:  # noqa: BLE001 - the real build says what is wrong with the page
            os._exit(1)
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        answer = pipe.read()
    _, status = os.waitpid(child, 0)
    keeping = frozenset(pickle.loads(answer)) if status == 0 else frozenset(names)  # noqa: S301 - our own child's
    _known[sources] = keeping
    return keeping


def _module(plugin: Any) -> str:
    """Return where a plugin or a hook comes from."""
    return str(getattr(plugin, "__file__", None) or type(plugin))


def _states(config: MkDocsConfig, names: Iterable[str]) -> dict[str, list[tuple[str, bytes]]]:
    """Return what each plugin has, as far as it can be told apart."""
    return {name: sorted(_state(config, name)) for name in names}


def _state(config: MkDocsConfig, name: str) -> Iterator[tuple[str, bytes]]:
    plugin = config.plugins.get(name)
    for key, value in vars(plugin).items() if plugin is not None else ():
        if key.startswith("__") or isinstance(value, types.ModuleType | types.FunctionType | type):
            continue
        try:
            yield key, pickle.dumps(value)
        except Exception:  # noqa: BLE001 - what cannot be pickled cannot be compared
            yield key, b"?"
