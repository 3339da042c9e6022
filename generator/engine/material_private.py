"""What the engine asks of Material beyond what it promises; what is said of each use is what breaks it.

`differences` compares what is there with what was tested; the engine leaves the site to MkDocs where they differ.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import msgspec

try:
    from material.plugins.search.plugin import SearchIndex, SearchPlugin
except ImportError:  # another theme may be at work, or another release have moved them
    SearchIndex = SearchPlugin = None

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

    from generator.model import Body

_FOR_SEARCH = re.compile(r"data-search-\w+=\"[^\"]+\"")
"""What the search takes off a page again, with a space before it; the law of the engine sees another pattern there."""
FOR_SCRIPTS = re.compile(
    r"""<input class="md-toggle" data-md-toggle="(?:drawer|search)"[^>]*>\n"""
    r"""|<label class="md-overlay"[^>]*></label>\n"""
    r"""|<div data-md-component="skip">\n(?:<a [^>]*>[^<]*</a>\n)?</div>\n"""
    r"""|<div data-md-component="announce">\n</div>\n"""
    r"""|<div class="md-dialog" data-md-component="dialog">\n<div class="md-dialog__inner[^"]*"></div>\n</div>\n"""
)
"""What its script asks a page for and backfile.js makes, or asks for nothing of; where a release writes it in another
way, it stays on the page."""


def without_words_for_search(html: str) -> str:
    """Return HTML without what the search takes off it.

    To look for the words and then for the space takes a tenth of the time of the search's own pattern, which begins
    with a space that may be missing and so is tried at each letter.
    """
    *before, last = _FOR_SEARCH.split(html)
    return "".join([*(part[:-1] if part[-1:].isspace() else part for part in before), last])


def differences() -> Iterator[str]:
    """Yield what is not as it was tested, by its name."""
    if SearchPlugin is None:
        yield "material.plugins.search.plugin"
    elif not hasattr(SearchIndex, "add_entry_from_context"):
        yield "SearchIndex.add_entry_from_context"


def is_search(plugin: Any) -> bool:
    """Return whether a plugin is Material's search; one derived from it is another plugin."""
    return SearchPlugin is not None and type(plugin) is SearchPlugin


def search_of(config: MkDocsConfig) -> Any:
    """Return Material's search plugin if it is at work; the engine collects its entries from all processes."""
    return next((one for one in config.plugins.values() if is_search(one) and one.config.enabled), None)


def entries_of(search: Any, body: Body, url: str) -> list[Any]:
    """Return what the search keeps of a page.

    Breaks if `add_entry_from_context` reads more of a page than text, front matter, title, address and headings.
    """
    if body.front.get("search", {}).get("exclude"):
        return []
    headings = [SimpleNamespace(id=name, url=f"#{name}", children=[]) for name in body.headings]
    page = SimpleNamespace(content=body.html, meta=body.front, toc=headings, url=url, title=body.front.get("title"))
    before = len(entries(search))
    search.search_index.add_entry_from_context(page)
    return taken(search, before)


def entries(search: Any) -> list[Any]:
    """Return what the search has so far; breaks if it no longer keeps a list."""
    records: list[Any] = search.search_index.entries
    return records


def taken(search: Any, start: int) -> list[Any]:
    """Take out of the search what it has from a place on, and return it."""
    records = entries(search)[start:]
    del search.search_index.entries[start:]
    return records


def set_entries(search: Any, records: list[Any]) -> None:
    """Let the search have these entries and no others."""
    search.search_index.entries = records


def packed(records: list[Any]) -> bytes:
    """Return entries as bytes; nothing for none."""
    return msgspec.json.encode(records) if records else b""
