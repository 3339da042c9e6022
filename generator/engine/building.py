"""Build a site as MkDocs does, but only what changed, and in several processes.

The steps are those of `mkdocs.commands.build.build`, with the same events in the same order. What differs: the site is
not emptied first, it changes only once everything is made, a generated page whose sources are as they were is left
alone, and the others are made by pages.py.
With a plugin that needs all pages in one process every page goes through MkDocs' own loops, as without the engine.
"""

from __future__ import annotations

import logging
import os
import tempfile
import time
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

import mkdocs.utils
import msgspec
from jinja2 import TemplateError, TemplateNotFound, TemplateSyntaxError
from mkdocs.exceptions import Abort, BuildError, PluginError
from mkdocs.structure.files import File, Files, InclusionLevel, set_exclusions
from mkdocs.structure.nav import get_navigation
from mkdocs.structure.pages import Page

from generator.kept.still import answer
from generator.model.errors import OutputError
from generator.parallel import seldom_collecting
from generator.render import packed as packed_as
from generator.settings import ARCHIVE
from generator.write.manifest import PLACES, digests_of, manifest_of

from . import material_private, mkdocs_private, sitemaps
from .files import ArchiveFile, Making, SiteFiles, add_files_from_theme, list_files
from .listed import bodies_of_listed, drawn, kind_of
from .material_private import entries, packed, search_of, set_entries
from .merge import ACCOUNT
from .mkdocs_private import build_extra_template, build_log, build_page, logger, plain_build, populate_page, written_by
from .names import PLUGIN, SITEMAP, log, notices, settings_of
from .pages import Maker, capturing, goes_short, make_pages
from .plugins import collectors, others
from .portions import require_alone
from .record import SERVED, Listener, Writer, open_site, repeat
from .resting import again, question, rested, resting
from .setup import navigation, setup_digest
from .standing import is_titled, may_stay, readers, source_of_template, sources_of
from .static import COMPILED, build_template, write_static

if TYPE_CHECKING:
    import jinja2
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.nav import Navigation

    from generator.model import Body
    from generator.write.manifest import Digests

_HERE = f"{ARCHIVE}/"
_TEMPLATES = (".html", ".xml", ".j2", ".jinja")
"""What the files of templates end with."""


def build(config: MkDocsConfig, *, serve_url: str | None = None, dirty: bool = False) -> None:
    """Build the site of a mkdocs.yml; stands for MkDocs' function of this name.

    Args:
        config: The settings.
        serve_url: Where the site is shown while it is worked on; drafts are part of it then.
        dirty: MkDocs' own way to build less; the engine leaves it to MkDocs.
    """
    plugin: Any = config.plugins.get(PLUGIN)
    if dirty or plugin is None or plugin.config.get("engine") is False or not as_tested():
        if plugin is not None and plugin.run.portion:
            raise BuildError("--part: MkDocs alone builds whole sites; expected the engine, and not engine: false")
        plain_build(config, serve_url=serve_url, dirty=dirty)
        return
    counter = mkdocs.utils.CountHandler()
    counter.setLevel(logging.WARNING)
    if config.strict:
        logger().addHandler(counter)
    try:
        start = time.monotonic()
        if serve_url:
            # In place of a folder that is new each time, so that the next `serve` has little to do.
            config.site_dir = str(settings_of(config).store / SERVED)
        with seldom_collecting():
            config = config.plugins.on_config(config)
            _build_unless_at_rest(config, plugin, serve_url)
        if counts := counter.get_counts():
            message = ", ".join(f"{number} {name.lower()}s" for name, number in counts)
            raise Abort(f"Aborted with {message} in strict mode!")
        build_log.info(f"Documentation built in {time.monotonic() - start:.2f} seconds")
    except Exception as error:
        config.plugins.on_build_error(error=error)
        if broken := _broken_template(error):
            build_log.error(broken)
            raise Abort("Aborted with a BuildError!") from error
        if isinstance(error, BuildError | OSError):
            build_log.error(_fault_line(error, config) if isinstance(error, OSError) else str(error))
            raise Abort("Aborted with a BuildError!") from error
        raise
    finally:
        logger().removeHandler(counter)


def _broken_template(error: BaseException) -> str:
    """Say which template is broken, and where, if that is what an error comes from; nothing if not."""
    if isinstance(error, TemplateSyntaxError):
        return f"{error.filename or error.name}, line {error.lineno}: {error.message}"
    frames = traceback.extract_tb(error.__traceback__)
    place = next((frame for frame in reversed(frames) if frame.filename.endswith(_TEMPLATES)), None)
    if place is None:
        return f"template: {error}" if isinstance(error, TemplateError) else ""
    what = f"there is no template {error.name!r}" if isinstance(error, TemplateNotFound) else str(error)
    return f"{place.filename}, line {place.lineno}: {what}"


@cache
def as_tested() -> bool:
    """Return whether MkDocs and the theme are as the engine was tested with them, and say so once if they are not."""
    if names := sorted((*mkdocs_private.differences(), *material_private.differences())):
        # Not through MkDocs' logger: a strict build would fail for what costs nothing but time.
        notices.warning("MkDocs or Material is not as tested (%s): MkDocs builds every page itself", ", ".join(names))
    return not names


def _build_unless_at_rest(config: MkDocsConfig, plugin: Any, serve_url: str | None) -> None:
    """Build, unless `mkdocs build` finds all as it left it; `backfile build` has asked that before anything else."""
    rest = None if serve_url else resting(config, plugin)
    asks = rest is not None and not plugin.run.quiet
    asked = question(config) if asks else ""
    if asks and (said := answer(str(plugin.settings.store), asked)) is not None:
        repeat(said)
        return
    plugin.run.rest = rest
    listener = Listener()
    logger().addHandler(listener)
    try:
        _build(config, plugin, serve_url)
    finally:
        logger().removeHandler(listener)
    if asks and plugin.run.rest and not any(level >= logging.WARNING for _, level, _ in listener.said):
        report = plugin.run.report
        plugin.run.rest.keep(asked, again(listener.said, report.summary(), report.repeated().summary()))


def _build(config: MkDocsConfig, plugin: Any, serve_url: str | None) -> None:
    """Go through the events from `pre_build` to `post_build`, and put the site in place between the two."""
    plugin.run.by_engine = True
    config.plugins.on_pre_build(config=config)
    alone, left = not others(config), plugin.left if serve_url else None
    site = open_site(plugin.settings.store, config.site_dir, alone=alone, left=left, told=plugin.run.told)
    with site as writer, _writing(writer):
        build_log.info(f"Building documentation to directory: {config.site_dir}")
        try:
            _Building(config, plugin, writer, serve_url).run()
        except TemplateNotFound:  # which is an OSError, too
            raise
        except OSError as error:
            raise BuildError(f"{_fault_line(error, config)}; the site is as it was") from error
        writer.publish()
        writer.remove_stale(all_of_them=False, but=PLACES)
        config.plugins.on_post_build(config=config)
        writer.remove_stale(all_of_them=True, but=PLACES)
        if plugin.run.account:
            writer.write(ACCOUNT, plugin.run.account)
        place = plugin.settings.manifest
        if plugin.run.behind and place in writer.before:
            writer.keep(place)
        else:
            plugin.run.files = _files(writer, alone=alone)
            writer.write(place, packed_as(place, manifest_of(plugin.run.files)))
        writer.remove_stale(all_of_them=True, but=())
        plugin.run.rest = rested(plugin.run.rest, plugin, writer.site, writer.now, plugin.run.written)
    plugin.left = writer.left


def _files(writer: Writer, *, alone: bool) -> Digests:
    """Return what the manifest says of the site; what other plugins wrote, and how, is not known."""
    known = writer.digests()
    if alone and not any(name.startswith(".") for name in os.listdir(writer.site)):
        return known
    try:
        return digests_of(Path(writer.site), known)
    except OutputError as error:
        raise PluginError(str(error)) from error


def _fault_line(error: OSError, config: MkDocsConfig) -> str:
    return f"{error.filename or config.site_dir}: cannot be read or written: {error.strerror or error}"


@contextmanager
def _writing(writer: Writer) -> Iterator[None]:
    """Let what MkDocs and its plugins write by MkDocs' function go through the writer."""
    real = mkdocs.utils.write_file

    def write_file(content: bytes, output_path: str) -> None:
        path = writer.path_of(output_path)
        if path is None:
            real(content, output_path)
        else:
            writer.write(path, content)

    with written_by(write_file):
        yield


class _Building:
    """One build, between the events `pre_build` and `post_build`."""

    def __init__(self, config: MkDocsConfig, plugin: Any, writer: Writer, serve_url: str | None) -> None:
        self.config = config
        self.plugin = plugin
        self.writer = writer
        self.serve_url = serve_url
        self.inclusion = InclusionLevel.is_in_serve if serve_url else InclusionLevel.is_included
        self.search = search_of(config)
        self.records: dict[str, list[Any]] = {}
        """Page -> what the search keeps of it, for pages made by MkDocs' loops."""
        self.sources: dict[str, bytes] = {}
        """Page -> what it is made from, for pages made by MkDocs' loops of which that is known."""
        self.log = logger()
        self.leads = plugin.run.portion is None or plugin.run.portion.leads
        """Whether what stands in a site once is made here."""
        self.bodies: Mapping[str, Body] = {}
        """Page -> what the generator keeps of it, for its pages in the navigation that need not be read."""
        self.told: set[str] = set()
        """Pages of which something was said."""

    def run(self) -> None:
        """Go through MkDocs' steps."""
        config = self.config
        making = Making(config)
        self.files: Files = list_files(config, self.plugin.run.pages, making)
        env = config.theme.get_env()
        if self.serve_url:
            env.bytecode_cache = COMPILED
        add_files_from_theme(self.files, env, config)
        self.files = config.plugins.on_files(self.files, config=config)
        set_exclusions(self.files, config)
        self.nav = self._navigation(making)
        pages = self.files.documentation_pages(inclusion=self.inclusion)
        alone = [*collectors(config, lambda: self._try(pages, env)), *readers(config)]
        if alone:
            log.info(
                "%s: %s needs every page in one process, so all are built, one after the other",
                PLUGIN,
                ", ".join(alone),
            )
        require_alone(config, self.plugin.run.portion, alone)
        generated = [] if alone else [file for file in pages if _is_generated(file)]
        apart = {id(file) for file in generated}
        others = [file for file in pages if id(file) not in apart]
        self.stays = not alone and may_stay(config)
        keys, store = self.plugin.run.pages, self.plugin.settings.store
        self.short = goes_short(config, self.files, keys)
        others = self._read_pages(others)
        work = self._pages_changed([file for file in generated if self._is_here(file)])
        self.env = config.plugins.on_env(env, config=config, files=self.files)
        here = [file for file in self.files if self._is_here(file)]
        write_static(here, self.inclusion, self.writer, self.plugin.run.pages)
        public = self.files.documentation_pages() if self.serve_url else pages  # templates never show drafts
        if self.leads:
            for name in config.theme.static_templates:
                self._build_template(name, public)
            for name in config.extra_templates:
                build_extra_template(name, self.files, config, self.nav)
        self.writer.set_up(self.setup)
        maker = Maker(config, self.env, self.nav, self.files, pages, making, self.writer, keys, store, short=self.short)
        for path, kept in make_pages(maker, work, self.plugin.settings.jobs):
            if kept is not None:
                self.writer.now[path] = kept
                repeat(kept.said)
        if self.leads:
            self._build(others, pages)
            self._validate(others)
            self._fill_search(pages)

    def _is_here(self, file: File) -> bool:
        """Return whether a file is this machine's to put into the site: all are, but where only a portion is built."""
        own = self.plugin.run.own
        if own is None or not isinstance(file, ArchiveFile):
            return self.leads
        return file.src_uri[len(_HERE) :] in own

    def _navigation(self, making: Making) -> Navigation:
        """Make the navigation; a plugin may have put a list of files of its own in place of ours."""
        ours = self.files if isinstance(self.files, SiteFiles) else SiteFiles((), making)
        ours.for_navigation = True
        nav = get_navigation(self.files, self.config)
        ours.for_navigation = False
        making.with_pages = True
        return self.config.plugins.on_nav(nav, config=self.config, files=self.files)

    def _try(self, pages: Sequence[File], env: jinja2.Environment) -> bool:
        """Take two pages through all events, in a process that ends then; return whether one shows on the other."""
        listed = [file for file in pages if not _is_generated(file)]
        listed.sort(key=lambda file: file.page not in self.nav.pages)
        some = listed[:1] + [file for file in pages if _is_generated(file) and self._is_here(file)][:1]
        with tempfile.TemporaryDirectory() as folder, capturing():
            for file in some:
                file.dest_dir = folder
                file.__dict__.pop("abs_dest_path", None)
            self.config.site_dir = folder
            self._populate(some)
            before = navigation(self.nav.items)
            self.env = env
            self._build(some, pages)
            return navigation(self.nav.items) != before or bool(os.listdir(folder))

    def _read_pages(self, files: list[File]) -> list[File]:
        """Read the pages that are made by MkDocs' loops, and return those that have to be made."""
        self._tell_drafts(files)
        titled = self._titled(files) if self.stays else frozenset()
        self._populate([file for file in files if file.src_uri not in titled])
        self.setup = setup_digest(self.config, self.nav)
        if not self.stays:
            return files
        changed = self._left_over(files)
        if self.short and not self.search:
            public = [file for file in changed if file.src_uri in titled and not file.inclusion.is_excluded()]
            self.bodies = bodies_of_listed(public, self.plugin.run.pages, self.plugin.settings.store)
        self._populate([file for file in changed if file.src_uri in titled and file.src_uri not in self.bodies])
        return changed

    def _populate(self, files: Sequence[File]) -> None:
        """Read pages and render their Markdown, as MkDocs does."""
        for file in files:
            with self._noting(file):
                populate_page(self._page(file), self.config, self.files)

    def _page(self, file: File) -> Page:
        if file.page is None and file.inclusion.is_not_in_nav():
            Page(None, file, self.config)
        assert file.page is not None
        return file.page

    def _tell_drafts(self, files: Sequence[File]) -> None:
        drafts = [f"{self.serve_url}{file.url}" for file in files if file.inclusion.is_excluded()]
        if self.serve_url and drafts:
            build_log.info(
                "The following pages are being built only for the preview but will be excluded from `mkdocs build` per "
                "`draft_docs` config:\n  - " + "\n  - ".join(drafts)
            )

    def _titled(self, files: Sequence[File]) -> frozenset[str]:
        """Read the sources of pages, and return those whose titles nobody needs or can tell without their Markdown."""
        listed = set(map(id, self.nav.pages))
        for file in files:
            self._page(file).read_source(self.config)
        return frozenset(file.src_uri for file in files if id(file.page) not in listed or is_titled(file))

    def _left_over(self, files: Sequence[File]) -> list[File]:
        """Keep the pages that are as they would be made again, and return the others."""
        self.sources = sources_of(files, self.files, self.plugin.run.pages, self.setup)
        return [file for file in files if not self.writer.keeps(file.dest_uri, self.sources[file.src_uri])]

    @contextmanager
    def _noting(self, file: File) -> Iterator[None]:
        """Note whether something is said of a page: it is made anew in every build, so that it is said again."""
        heard = mkdocs.utils.CountHandler()
        heard.setLevel(logging.INFO)
        self.log.addHandler(heard)
        try:
            yield
        finally:
            self.log.removeHandler(heard)
        if heard.counts:
            self.told.add(file.src_uri)

    def _build_template(self, name: str, pages: Sequence[File]) -> None:
        """Draw a template of the theme that is no page; one that is as it would be drawn again stays."""
        if not self.stays:
            build_template(name, self.env, pages, self.config, self.nav, self.writer)
            return
        source = source_of_template(name, pages, sitemaps.sources(self.plugin.run), self.setup)
        beside = (
            (f"{name}.gz", *(part for part in self.plugin.parts if part.endswith(".gz"))) if name == SITEMAP else ()
        )
        there = self.writer.before.keys() - self.writer.strange
        if there.issuperset(beside) and self.writer.keeps(name, source):
            for path in beside:
                self.writer.keep(path)
            return
        build_template(name, self.env, pages, self.config, self.nav, self.writer)
        self.writer.note(name, source)

    def _pages_changed(self, generated: Sequence[File]) -> list[tuple[ArchiveFile, bytes]]:
        """Keep the pages that are as they would be made again, and return the others."""
        keys = self.plugin.run.pages
        writer = self.writer
        start = len(_HERE)
        work = []
        for file in generated:
            assert isinstance(file, ArchiveFile)
            path = file.dest_uri
            source = blake2b(f"{keys[file.src_uri[start:]]}\0{path}".encode(), key=self.setup, digest_size=16).digest()
            if writer.keeps(path, source):
                repeat(writer.now[path].said)
            else:
                work.append((file, source))
        return work

    def _build(self, files: Sequence[File], pages: Sequence[File]) -> None:
        """Draw pages, as MkDocs does."""
        records = entries(self.search) if self.search else []
        for file in files:
            before = len(records)
            assert file.page is not None
            if (body := self.bodies.get(file.src_uri)) is not None:
                self._build_listed(file, body, pages)
            else:
                self._build_one(file, pages)
            self.records[file.src_uri] = records[before:]
            if file.src_uri in self.sources and file.src_uri not in self.told and not file.page.links_to_anchors:
                self.writer.note(file.dest_uri, self.sources[file.src_uri], records=packed(records[before:]))

    def _build_one(self, file: File, pages: Sequence[File]) -> None:
        """Draw a page that was read, as MkDocs does."""
        with self._noting(file):
            build_page(self._page(file), self.config, pages, self.nav, self.env, excluded=file.inclusion.is_excluded())

    def _build_listed(self, file: File, body: Body, pages: Sequence[File]) -> None:
        """Draw a page by what the generator keeps of it; the first of its kind as MkDocs does, to compare the two."""
        output, kind = drawn(file, body, self.config, pages, self.nav, self.env), kind_of(body)
        if output is not None and kind in self.writer.compared:
            mkdocs.utils.write_file(output, file.abs_dest_path)
            return
        self._populate([file])
        with capturing() as written:
            self._build_one(file, pages)
        if output == written.get(file.abs_dest_path) and file.src_uri not in self.told:
            self.writer.compared.add(kind)
        for path, content in written.items():
            mkdocs.utils.write_file(content, path)

    def _validate(self, files: Sequence[File]) -> None:
        """Say which links to places on pages lead nowhere; a page that was not read for this build is read for it."""
        for file in files:
            for other in filter(self._is_here, (file.page and file.page.links_to_anchors) or ()):
                if other.page is not None and other.page.present_anchor_ids is None:
                    with capturing():
                        populate_page(other.page, self.config, self.files)
        for file in files:
            if file.page is not None:
                file.page.validate_anchor_links(files=self.files, log_level=self.config.validation.links.anchors)

    def _fill_search(self, pages: Sequence[File]) -> None:
        """Put the entries of Material's search in the order of the pages, whoever found them."""
        if not self.search:
            return
        records: list[Any] = []
        for file in pages:
            if (own := self.records.get(file.src_uri)) is not None:
                records += own
            elif (kept := self.writer.now.get(file.dest_uri)) is not None and kept.records:
                records += msgspec.json.decode(kept.records)
        set_entries(self.search, records)


def _is_generated(file: File) -> bool:
    """Return whether a page is the generator's and stands alone: in no navigation, no draft."""
    return isinstance(file, ArchiveFile) and file.inclusion is InclusionLevel.NOT_IN_NAV and file.is_as_made
