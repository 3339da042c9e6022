"""The MkDocs plugin `backfile`: runs the generator first, then lets MkDocs build its pages with the archive's theme.

Nothing here runs for each article but two comparisons: in an archive, what is done for each page is what a build costs.
"""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.config.base import LegacyConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority, get_plugin_logger
from mkdocs.utils import nest_paths
from pathspec.gitignore import GitIgnoreSpec

from generator import engine
from generator.model.errors import GeneratorError
from generator.render import packed, speaking, theme_words, told
from generator.settings import ARCHIVE, Settings
from generator.write.manifest import MANIFEST, write_manifest

from .joined import JOINED, joined
from .names import THEME

if TYPE_CHECKING:
    from collections.abc import Callable

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer
    from mkdocs.structure.files import File, Files
    from mkdocs.structure.pages import Page
    from mkdocs.utils.templates import TemplateContext

FRONT = "<!-- backfile: front -->"
"""Stands in a hand-written page where the archive's front page shall be shown."""
_NAMED = re.compile(rf"(?<!\w)(?<!\w/){re.escape(MANIFEST)}(?!\.gz)")
"""The manifest, by its path below the site, where a page written by hand names it."""

_HERE = f"{ARCHIVE}/"
_TIMELESS = "1980-01-01"
"""Day that MkDocs takes for the sitemap's, in place of the day of the build."""
_MD_IN_HTML = frozenset(
    ("md_in_html", "extra", "markdown.extensions.md_in_html", "markdown.extensions.extra", "pymdownx.extra")
)
"""Markdown extensions that read Markdown within HTML, of which the generated pages need one."""
_CHANGED = re.compile(rf"\s*<lastmod>{_TIMELESS}</lastmod>")

log = get_plugin_logger(engine.PLUGIN)


class BackfilePlugin(BasePlugin[LegacyConfig]):
    """Generates the archive's pages before MkDocs reads them."""

    def __init__(self) -> None:
        self.run = engine.Run()
        self.serving = False
        self.put_off = False
        """Whether search index and data may stay as they are: for a server that makes them when they are asked for."""
        self.left: engine.Left | None = None
        """The served site, as the last build left it."""
        self.memory = engine.Memory()
        """What is known of the last build, for a server."""
        self.settings: Settings
        self.told: set[str] = set()
        """What was said of settings without effect."""
        self.ledger = b""
        """The ledger of addresses, once the pages are there."""
        self.env: Any = None
        """Where the theme's templates are."""
        self.parts: tuple[str, ...] = ()
        """Names of the sitemaps of a site that has too many pages for one."""

    def load_config(self, options: dict[str, Any], config_file_path: str | None = None) -> tuple[list[Any], list[Any]]:
        """Take the options as they are; `Settings` checks them, once the docs folder is known too."""
        self.run = engine.Run()  # MkDocs keeps a plugin with `on_startup` for every mkdocs.yml that it reads
        self.config = LegacyConfig((), config_file_path)
        self.config.load_dict(options)
        return [], []

    def on_startup(self, *, command: str, dirty: bool) -> None:
        """Let the engine build: MkDocs tells its plugins here that a build is about to begin, and what for."""
        self.serving = command == "serve"
        engine.take_over()

    def on_shutdown(self) -> None:
        """Leave MkDocs as it was."""
        engine.hand_back()

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Check the options, put the archive's theme in place, and keep articles out of the navigation."""
        try:
            self.settings = engine.with_jobs(engine.settings_of(config), self.run.jobs)
        except GeneratorError as error:
            raise PluginError(str(error)) from error
        _require_search(self.settings, config)
        _add_theme(config)
        if not _MD_IN_HTML.intersection(config.markdown_extensions):
            config.markdown_extensions.append("md_in_html")
        config.extra["backfile"] = {
            "search": self.settings.search,
            "place": "search/",
            "archives": [[name, f"{url.rstrip('/')}/"] for name, url in self.settings.archives.items()],
            "hosts": sorted({"/".join(url.split("/")[:3]) for url in self.settings.archives.values()}),
            "data": bool(self.settings.data),
            "manifest": self.settings.manifest,
            "reserved": self.settings.reserve_mining,
            "feed": bool(self.settings.site_url) and "archive" in self.settings.feeds,
            "words": theme_words(self.settings.language),
        }
        self._tell_without_effect(config)
        unlisted = GitIgnoreSpec.from_lines([f"/{_HERE}"])
        config.not_in_nav = unlisted if config.not_in_nav is None else config.not_in_nav + unlisted
        return config

    def _tell_without_effect(self, config: MkDocsConfig) -> None:
        """Say once which settings do nothing; not through MkDocs' log, since no strict build should fail for them."""
        for sentence in engine.without_effect(config):
            if sentence not in self.told:
                self.told.add(sentence)
                engine.notices.warning("mkdocs.yml: %s", sentence)

    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        """Bring the pages up to date; problems are warnings, so that `mkdocs build --strict` fails on them."""
        try:
            put_off = self.put_off and self.run.by_engine
            memory = self.memory if self.serving else engine.NO_MEMORY
            may_remove = self.run.may_remove or self.serving
            built = engine.generate_pages(
                self.settings,
                progress=self.run.progress,
                put_off=put_off,
                memory=memory,
                may_remove=may_remove,
                portion=engine.with_named(config, self.run.portion),
                spark=self.run.spark,
            )
            outdated = engine.forget_others(self.settings.store, config.site_dir, built.told)
        except GeneratorError as error:
            raise PluginError(str(error)) from error
        for site in outdated:
            log.warning("%s: an earlier build wrote this site; texts in it are withdrawn now: remove or build it", site)
        report = self.run.report = built.report
        self.run.pages = built.keys
        self.run.behind = built.behind
        self.run.front = built.front
        self.run.days = built.days
        self.run.own = built.own
        self.run.account = engine.account_of(config, self.run.portion, built)
        self.run.told = built.told
        self.run.until, self.run.written, self.run.outdated = built.until, built.written, bool(outdated)
        self.ledger = built.ledger
        if not self.run.quiet:
            for problem in report.problems:
                log.warning(str(problem))
            log.info(report.summary())

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Move data and search to the root of the site, and give an archive without a `nav` a short one."""
        _require_material(config)
        if not config.use_directory_urls:  # as another plugin may have decided meanwhile
            raise PluginError("use_directory_urls: a plugin set it to false; the addresses of articles are folders")
        if self.settings.search == "pagefind":
            _require_place(files, "search.md", "search/index.md")
        for file in list(files):
            if place := engine.at_root(file.src_uri, file.dest_uri):
                _move(files, file, place)
        for path, other in JOINED.items():
            if (script := files.get_file_from_path(path)) and script.abs_src_path:
                script.content_bytes = joined(Path(script.abs_src_path), other)
        if config.nav is None:
            config.nav = _short_nav(files, self.settings.language)
        return files

    def on_env(self, env: Any, *, config: MkDocsConfig, files: Files) -> Any:
        """Let the templates leave the pages' policy off while MkDocs puts its live-reload script into them."""
        env.globals["bf_serving"] = self.serving
        self.env = env
        pages = len(files.documentation_pages())
        self.parts = engine.add_parts(env, config, pages, packed=self.settings.is_compressed)
        return env

    def on_page_markdown(self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str | None:
        """Show the archive's front page where a hand-written page asks for it, and name the manifest that is there."""
        if page.file.src_uri.startswith(_HERE):
            return None
        if self.settings.manifest != MANIFEST:
            markdown = _NAMED.sub(self.settings.manifest, markdown)
        if FRONT not in markdown:
            return markdown
        assert self.run.front is not None, "pages are read once the generator has run"
        with speaking(self.settings.language):
            return markdown.replace(FRONT, self.run.front.part(page.file.src_uri))

    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        """Leave out of the archive's pages what no reader gets."""
        return engine.lean(output) if page.file.src_uri.startswith(_HERE) else output

    def on_template_context(
        self, context: TemplateContext, *, template_name: str, config: MkDocsConfig
    ) -> TemplateContext:
        """Leave withdrawn articles out of the sitemap, and the day of the build."""
        if engine.is_sitemap(template_name):
            own: Any = context  # MkDocs knows no names but its own
            unlisted = {_HERE + path for path in (self.run.report.unlisted if self.run.report else ())}
            for file in context["pages"]:
                engine.set_day(file, _TIMELESS)
            context["pages"] = [file for file in context["pages"] if file.src_uri not in unlisted]
            pages, parts, base = context["pages"], self.parts, config.site_url or ""
            told = partial(engine.sitemap, pages=pages, parts=parts, run=self.run, base=base)
            if template_name == engine.SITEMAP:
                engine.write_packed(self.env, own, parts, told)
            own |= told(template_name)
        return context

    def on_post_template(self, output_content: str, *, template_name: str, config: MkDocsConfig) -> str:
        """Let a sitemap of the user's own say nothing of when pages changed: MkDocs knows only when it ran."""
        return _CHANGED.sub("", output_content) if template_name == engine.SITEMAP else output_content

    @event_priority(-100)  # when the other plugins have written what they write, such as the search index
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Keep the addresses, and list every file, where the engine does not do it once everything is in place.

        What is served is a draft: an address that only the editor saw need not last.
        """
        try:
            if not self.serving:
                engine.keep_ledger(self.settings, self.ledger)
            if self.run.by_engine:
                return
            write_manifest(Path(config.site_dir), self.settings.manifest, packed)
        except GeneratorError as error:
            raise PluginError(str(error)) from error

    def on_build_error(self, *, error: Exception) -> None:
        """Forget the last build: what a server remembers of it may be what went wrong."""
        self.memory, self.left = engine.Memory(), None

    def on_serve(
        self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Callable[..., None]
    ) -> LiveReloadServer:
        """Watch what people write, not what the generator does: a build must not start the next one."""
        docs = Path(config.docs_dir)
        folders = [child for child in sorted(docs.iterdir()) if child.is_dir() and child != self.settings.archive]
        others = [self.settings.articles, self.settings.authorities]
        wanted = [folder for folder in (*folders, *others) if folder is not None and folder.is_dir()]
        tables = [self.settings.curation, self.settings.withdrawn]
        engine.watch_people(server, config.site_dir, docs, [*wanted, *(one for one in tables if one.parent.is_dir())])
        engine.make_when_asked(server, self)
        engine.answer_only(server, engine.allowed_hosts)
        return server


def _require_material(config: MkDocsConfig) -> None:
    """Refuse a theme that is not Material nor made from it: the archive's templates would come out as half a page."""
    if not any("material" in Path(folder).parts for folder in config.theme.dirs):
        raise PluginError(f"theme: found {config.theme.name!r}; expected material, with which archives are drawn")


def _require_search(settings: Settings, config: MkDocsConfig) -> None:
    """Refuse Material's search without the plugin that makes its index."""
    if settings.search == "material" and not config.plugins.keys() & {"search", "material/search"}:
        raise PluginError(
            "plugins: backfile: search: found 'material' and no plugin 'search'; expected '- search' in the list"
        )


def _require_place(files: Files, *uris: str) -> None:
    """Refuse a page of the user's own where the search page shall stand."""
    for own in filter(None, map(files.get_file_from_path, uris)):
        raise PluginError(f"{own.src_uri}: the search page stands at {own.url}; expected another name")


def _add_theme(config: MkDocsConfig) -> None:
    """Put the archive's templates before the theme's, and after a folder of the user's own."""
    folder = str(THEME)
    if any(Path(known).resolve() == THEME.resolve() for known in config.theme.dirs):
        return
    config.theme.dirs.insert(1 if config.theme.custom_dir else 0, folder)


def _move(files: Files, file: File, uri: str) -> None:
    """Give a file another place in the site, unless the user has put one of their own there."""
    if files.get_file_from_path(uri):
        files.remove(file)
        return
    for kept in ("url", "abs_dest_path"):
        file.__dict__.pop(kept, None)  # File keeps what it has once worked out
    file.dest_uri = uri


def _short_nav(files: Files, language: str) -> list[Any]:
    """Return a navigation of the ways into the archive and the hand-written pages.

    Material draws the navigation on every page, so it must not grow with the archive.
    """
    entries: list[Any] = ["index.md"] if files.get_file_from_path("index.md") else []
    with speaking(language):
        ways = {path: told(name) for path, name in engine.WAYS.items()}
    entries += [{title: _HERE + path} for path, title in ways.items() if files.get_file_from_path(_HERE + path)]
    pages = (file for file in files.documentation_pages() if file.inclusion.is_in_nav())
    return entries + list(nest_paths(file.src_uri for file in pages if file.src_uri != "index.md"))
