"""Make generated pages, each from its own file alone, in this process or in several.

A page goes one of two ways, and the bytes are the same: by MkDocs' own steps with all events of plugins and hooks, or,
where no other plugin takes part and the page holds nothing unusual, by body.py and drawing.py.
"""

from __future__ import annotations

import gc
import logging
import posixpath
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import SimpleNamespace
from typing import TYPE_CHECKING

import mkdocs.utils
import msgspec
from mkdocs.commands import build as mkdocs_build
from mkdocs.utils import get_relative_url

from generator.parallel import batches, open_executor, ordered_map

from .body import Body, Resolve, convert, settings_known
from .drawing import Drawings, PageSource, read, values
from .files import ArchiveFile, Making
from .lean import lean
from .plugins import foreign, search_of
from .record import Kept, Said, Writer, listening

if TYPE_CHECKING:
    import jinja2
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import File, Files
    from mkdocs.structure.nav import Navigation

AT_ONCE = 256
"""Pages in one task: of few folders, so that a process draws few templates."""
FEW = 64
"""So many pages are made sooner than processes start."""

Made = tuple[str, Kept | None]
"""Path in the site, and the file; None where the page came out empty."""


class Maker:
    """Makes the pages of one build."""

    def __init__(
        self,
        config: MkDocsConfig,
        env: jinja2.Environment,
        nav: Navigation,
        files: Files,
        pages: Sequence[File],
        making: Making,
        writer: Writer,
    ) -> None:
        self._config = config
        self._env = env
        self._nav = nav
        self._files = files
        self._known = files.src_uris
        self._pages = pages
        self._near = ""
        self._links: dict[str, str] = {}
        """The links of the pages of one folder: target as written -> address."""
        self._writer = writer
        self._search = search_of(config)
        self._log = logging.getLogger(mkdocs_build.log.name.partition(".")[0])
        short = not foreign(config) and settings_known(config.markdown_extensions, config.mdx_configs)
        self._drawings = Drawings(config, env, nav, pages, making) if short else None

    def make(self, file: ArchiveFile, source: bytes) -> Made:
        """Make a page and write it."""
        output, said, found = self._drawn(file) or self._by_steps(file)
        if output is None:
            return file.dest_uri, None
        kept = self._writer.write(file.dest_uri, output.encode("utf-8", errors="xmlcharrefreplace"), source)
        if said or found:
            kept = msgspec.structs.replace(kept, said=said, found=found)
        return file.dest_uri, kept

    def _drawn(self, file: ArchiveFile) -> tuple[str, tuple[Said, ...], bytes] | None:
        """Make a page the short way; None if that is not certain."""
        if self._drawings is None:
            return None
        assert file.abs_src_path is not None
        with open(file.abs_src_path, "rb", buffering=0) as raw:
            content = raw.read()
        # MkDocs passes over a byte order mark, and knows other ends of lines.
        source = None if b"\r" in content or content.startswith(b"\xef") else read(content.decode())
        body = convert(source.markdown, self._resolver(file)) if source else None
        if source is None or body is None:
            return None
        found = self._entries(file, source, body) if self._search else b""
        filled = self._drawings.fill(file, source, Body(lean(body.html), body.headings))
        if filled is None:
            return None
        output, shared = filled
        if not self._drawings.compared(source, shared):
            real = self._by_steps(file)
            self._drawings.compare(source, shared, same=real == (output, (), found))
            return real  # type: ignore[return-value]
        return output, (), found

    def _resolver(self, file: ArchiveFile) -> Resolve:
        """Return what turns the targets of a page's links into addresses, as MkDocs does where it says nothing."""
        folder, own, url, known = posixpath.dirname(file.src_uri), file.src_uri, file.url, self._known
        near = url.rpartition("/")[0].rpartition("/")[0] if not own.endswith("/index.md") else url
        if self._near != near:
            self._near, self._links = near, {}
        links = self._links

        def resolve(target: str) -> str | None:
            address = links.get(target)
            if address is not None:
                return address
            if "#" in target:
                return None
            uri = posixpath.normpath(f"{folder}/{target}")
            found = known.get(uri)
            if found is None or found.inclusion.is_excluded():
                return None
            address = get_relative_url(found.url, url)
            if uri != own:  # pages side by side have the same way to any other page
                links[target] = address
            return address

        return resolve

    def _entries(self, file: ArchiveFile, source: PageSource, body: Body) -> bytes:
        """Return what Material's search keeps of a page."""
        if "exclude: true" in source.front.get("search", ""):
            return b""
        headings = [SimpleNamespace(id=name, url=f"#{name}", children=[]) for name in body.headings]
        meta = values(source.front)
        page = SimpleNamespace(content=body.html, meta=meta, toc=headings, url=file.url, title=meta.get("title"))
        index = self._search.search_index
        before = len(index.entries)
        index.add_entry_from_context(page)
        found = index.entries[before:]
        del index.entries[before:]
        return msgspec.json.encode(found) if found else b""

    def _by_steps(self, file: File) -> tuple[str | None, tuple[Said, ...], bytes]:
        """Make a page as MkDocs does, and return it with what was said and what the search found."""
        with listening(self._log) as said, capturing() as written:
            page = file.page
            assert page is not None
            mkdocs_build._populate_page(page, self._config, self._files, False)
            for other in page.links_to_anchors or ():
                if other is not file and other.page is not None and other.page.present_anchor_ids is None:
                    mkdocs_build._populate_page(other.page, self._config, self._files, False)
            before = len(self._search.search_index.entries) if self._search else 0
            mkdocs_build._build_page(page, self._config, self._pages, self._nav, self._env)
            page.validate_anchor_links(files=self._files, log_level=self._config.validation.links.anchors)
        found = b""
        if self._search:
            entries = self._search.search_index.entries[before:]
            del self._search.search_index.entries[before:]
            found = msgspec.json.encode(entries) if entries else b""
        file.page = None
        output = written.pop(file.abs_dest_path, None)
        for path, content in written.items():
            mkdocs.utils.write_file(content, path)
        return None if output is None else output.decode("utf-8"), tuple(said), found


@contextmanager
def capturing() -> Iterator[dict[str, bytes]]:
    """Take what MkDocs writes instead of writing it."""
    written: dict[str, bytes] = {}
    real = mkdocs.utils.write_file
    mkdocs.utils.write_file = lambda content, output_path: written.__setitem__(output_path, content)
    try:
        yield written
    finally:
        mkdocs.utils.write_file = real


_maker: Maker | None = None
"""The maker of this build, for the processes that are forked for it."""


def make_pages(maker: Maker, work: Sequence[tuple[ArchiveFile, bytes]], jobs: int) -> Iterator[Made]:
    """Make pages and yield them in order.

    Args:
        maker: Makes each.
        work: Files, each with the digest of what its page is made from.
        jobs: Worker processes; 0 is one for each core.
    """
    global _maker  # noqa: PLW0603 - the way to a forked process: a maker cannot be pickled
    if len(work) < FEW or jobs == 1 or threading.active_count() > 1:
        for file, source in work:
            yield maker.make(file, source)
        return
    _maker = maker
    gc.freeze()  # what is there stays there: collecting it would only copy memory between processes
    try:
        with open_executor(jobs) as executor:
            places = batches(((file.src_uri, source) for file, source in work), AT_ONCE)
            for made in ordered_map(executor, _make_some, places):
                yield from made
    finally:
        gc.unfreeze()
        _maker = None


def _make_some(batch: list[tuple[str, bytes]]) -> list[Made]:
    assert _maker is not None, "no build is under way"
    made = []
    for uri, source in batch:
        file = _maker._known[uri]
        assert isinstance(file, ArchiveFile)
        made.append(_maker.make(file, source))
    return made
