"""Make generated pages, each from its own file alone, in this process or in several.

A page goes one of two ways, and the bytes are the same: by MkDocs' own steps with all events of plugins and hooks, or,
where no other plugin takes part and every page is where the generator put it, by what the generator keeps of each page,
put into the theme by drawing.py.
"""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import mkdocs.utils
import msgspec

from generator.kept.bodies import bodies_of
from generator.parallel import WORTH, batches, open_executor, ordered_map
from generator.settings import ARCHIVE, code_digest

from .drawing import Drawings
from .extensions import settings_known
from .files import ArchiveFile, Making, all_in_place
from .material_private import entries, entries_of, packed, search_of, taken
from .mkdocs_private import build_page, logger, populate_page, written_by
from .plugins import foreign
from .record import Kept, Said, Writer, listening

if TYPE_CHECKING:
    from pathlib import Path

    import jinja2
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import File, Files
    from mkdocs.structure.nav import Navigation

    from generator.model import Body

AT_ONCE = 256
"""Pages in one task: of few folders, so that a process draws few templates."""
FEW = 64
"""So many pages are made sooner than processes start."""
MANY = 4096
"""So many take longer than processes to start, whatever the first of them take."""

Made = tuple[str, Kept | None]
"""Path in the site, and the file; None where the page came out empty."""


_START = len(ARCHIVE) + 1

Work = Sequence[tuple[ArchiveFile, bytes]]
"""Files, each with the digest of what its page is made from."""


def goes_short(config: MkDocsConfig, files: Files, keys: Mapping[str, str]) -> bool:
    """Return whether what the generator keeps of its pages is all that they are made of.

    Args:
        config: The settings.
        files: All files of the site.
        keys: Path below the archive -> digest of what the generator made the file from.
    """
    extensions = settings_known(config.markdown_extensions, config.mdx_configs)
    return extensions and not foreign(config) and all_in_place(files, keys)


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
        keys: Mapping[str, str],
        store: Path,
        *,
        short: bool,
    ) -> None:
        self._config = config
        self._env = env
        self._nav = nav
        self._files = files
        self.known = files.src_uris
        self._pages = pages
        self._keys = keys
        """Path below the archive -> digest of what the generator made the file from."""
        self._store = store
        self._writer = writer
        self._search = search_of(config)
        self._log = logger()
        self.compared = writer.compared
        """Kinds of pages that need not be compared with MkDocs' own."""
        self._drawings = Drawings(config, env, nav, pages, making, writer.compared) if short else None

    def make(self, work: Work) -> Iterator[Made]:
        """Make pages and write them."""
        bodies: dict[str, Body] = {}
        if self._drawings is not None:
            paths = [file.src_uri[_START:] for file, _ in work]
            bodies = bodies_of(self._store, code_digest(), {path: self._keys[path] for path in paths})
        for file, source in work:
            yield self._page(file, source, bodies.get(file.src_uri[_START:]))

    def _page(self, file: ArchiveFile, source: bytes, body: Body | None) -> Made:
        output, said, records = (body and self._short_way(file, body)) or self._by_steps(file)
        if output is None:
            return file.dest_uri, None
        kept = self._writer.write(file.dest_uri, output.encode("utf-8", errors="xmlcharrefreplace"), source)
        if said or records:
            kept = msgspec.structs.replace(kept, said=said, records=records)
        return file.dest_uri, kept

    def _short_way(self, file: ArchiveFile, body: Body) -> tuple[str | None, tuple[Said, ...], bytes] | None:
        """Make a page the short way; None if that is not certain."""
        assert self._drawings is not None, "bodies are read for drawings alone"
        records = packed(entries_of(self._search, body, file.url)) if self._search else b""
        filled = self._drawings.fill(file, body)
        if filled is None:
            return None
        output, shared = filled
        if not self._drawings.compared(shared):
            real = self._by_steps(file)
            self._drawings.compare(body, shared, same=real == (output, (), records))
            return real
        return output, (), records

    def _by_steps(self, file: File) -> tuple[str | None, tuple[Said, ...], bytes]:
        """Make a page as MkDocs does, and return it with what was said and what the search found."""
        with listening(self._log) as said, capturing() as written:
            page = file.page
            assert page is not None
            populate_page(page, self._config, self._files)
            for other in filter(_is_here, page.links_to_anchors or ()):
                if other is not file and other.page is not None and other.page.present_anchor_ids is None:
                    populate_page(other.page, self._config, self._files)
            before = len(entries(self._search)) if self._search else 0
            build_page(page, self._config, self._pages, self._nav, self._env)
            page.validate_anchor_links(files=self._files, log_level=self._config.validation.links.anchors)
        records = packed(taken(self._search, before)) if self._search else b""
        file.page = None
        output = written.pop(file.abs_dest_path, None)
        for path, content in written.items():
            mkdocs.utils.write_file(content, path)
        return None if output is None else output.decode("utf-8"), tuple(said), records


def _is_here(file: File) -> bool:
    """Return whether the source of a page is there: of a part of a site, other parts' pages are not."""
    return file.abs_src_path is None or os.path.exists(file.abs_src_path)


@contextmanager
def capturing() -> Iterator[dict[str, bytes]]:
    """Take what MkDocs writes instead of writing it."""
    written: dict[str, bytes] = {}
    with written_by(lambda content, output_path: written.__setitem__(output_path, content)):
        yield written


_maker: Maker | None = None
"""The maker of this build, for the processes that are forked for it."""


def make_pages(maker: Maker, work: Work, jobs: int) -> Iterator[Made]:
    """Make pages and yield them in order.

    Args:
        maker: Makes them.
        work: What is to be made.
        jobs: Worker processes; 0 is one for each core.
    """
    global _maker  # noqa: PLW0603 - the way to a forked process: a maker cannot be pickled
    if len(work) < FEW or jobs == 1 or threading.active_count() > 1:
        for some in batches(work, AT_ONCE):
            yield from maker.make(some)
        return
    _maker = maker
    gc.freeze()  # what is there stays there: collecting it would only copy memory between processes
    try:
        with open_executor(jobs, worth=WORTH if len(work) < MANY else 0.1) as executor:
            places = batches(((file.src_uri, source) for file, source in work), AT_ONCE)
            for made, compared in ordered_map(executor, _make_some, places):
                maker.compared.update(compared)
                yield from made
    finally:
        gc.unfreeze()
        _maker = None


def _make_some(batch: list[tuple[str, bytes]]) -> tuple[list[Made], frozenset[bytes]]:
    assert _maker is not None, "no build is under way"
    work = []
    for uri, source in batch:
        file = _maker.known[uri]
        assert isinstance(file, ArchiveFile)
        work.append((file, source))
    return list(_maker.make(work)), frozenset(_maker.compared)
