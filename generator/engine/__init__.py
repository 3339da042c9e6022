"""Build and serve the site: the generator's pages through MkDocs.

The only room that imports MkDocs. `plugin` starts the generator in the middle of a build, so that `mkdocs build` and
`backfile build` give the same site; a `Run` carries what the two have to tell each other.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar

from mkdocs.commands import serve as mkdocs_serve
from mkdocs.config import load_config
from mkdocs.exceptions import MkDocsException
from msgspec import Struct, field
from msgspec.structs import replace

from generator import pipeline
from generator.kept.memory import NO_MEMORY, Memory
from generator.kept.still import forget
from generator.model import Portion, Report, Weight
from generator.model.errors import GeneratorError, OutputError, SettingError
from generator.parallel import open_executor
from generator.settings import ARCHIVE, Settings
from generator.spark import OnSpark, open_spark
from generator.write import Written, replace_file
from generator.write.folder import files_below
from generator.write.manifest import place_in

from . import mkdocs_private
from .building import build as build_of
from .effects import without_effect
from .files import address_of, at_root, set_day
from .lean import lean
from .names import PLUGIN, SITEMAP, notices, settings_of
from .portions import WAYS, account_of, with_named
from .record import Left, forget_others, other_sites
from .resting import Resting
from .serving import answer_only, make_when_asked, require_free, watch_people
from .sitemaps import add_parts, is_sitemap, sitemap, write_packed

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

    from generator.write.manifest import Digests

__all__ = [
    "NO_MEMORY",
    "PLUGIN",
    "SITEMAP",
    "WAYS",
    "BuiltSite",
    "Left",
    "Memory",
    "OnSpark",
    "Run",
    "account_of",
    "add_parts",
    "address_of",
    "answer_only",
    "at_root",
    "attach",
    "build_site",
    "forget_others",
    "generate",
    "generate_pages",
    "hand_back",
    "is_sitemap",
    "keep_ledger",
    "lean",
    "load",
    "make_when_asked",
    "notices",
    "other_sites",
    "serve",
    "set_day",
    "settings_of",
    "sitemap",
    "take_over",
    "watch_people",
    "weigh",
    "with_jobs",
    "with_named",
    "without_effect",
    "write_packed",
]

NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})
"""No options besides those of mkdocs.yml."""

_H = TypeVar("_H", bound=logging.Handler)

_ARTICLE = re.compile(rf"{ARCHIVE}/(?:\d{{4}}/\d\d|undated)/[^/]+-[0-9a-f]{{8}}(?:/index)?\.html")
"""An article's page in a site."""

Progress = Callable[[str, int, int], None]
"""Called with the stage in plain words, the tasks done, and all tasks, 0 where nobody can know."""


class Run(Struct, kw_only=True):
    """What the engine asks of the plugin in one build, and what the plugin answers."""

    jobs: int | None = None
    """Worker processes; None for what mkdocs.yml says."""
    progress: Progress = pipeline.silent
    quiet: bool = False
    """Whether the caller prints the report itself."""
    portion: Portion | None = None
    """What of the site is built; None for all of it."""
    spark: OnSpark | None = None
    """The Spark whose machines do the work of each article."""
    own: frozenset[str] | None = None
    """The answer to that: which of the files below are there."""
    account: bytes = b""
    """What a portion's folder says of itself."""
    by_engine: bool = False
    """Whether the engine builds, and not MkDocs alone."""
    report: Report | None = None
    """The answer: what the generator did."""
    pages: Mapping[str, str] = field(default_factory=dict)
    """And what stands in its folder: path -> digest of everything that the file was made from."""
    behind: bool = False
    """Whether search index and data are those of an earlier build."""
    may_remove: bool = False
    """Whether more than half of the articles may be gone since the last build."""
    front: pipeline.Front | None = None
    days: Mapping[str, str] = field(default_factory=dict)
    """Path of an article's page -> day on which the article last changed."""
    told: str = ""
    """Digest of which texts are taken out."""
    until: int | None = None
    """When the same articles may become another archive; seconds, None for never."""
    written: Mapping[str, Written] = field(default_factory=dict)
    """Path of every file below the archive's folder -> the file as it stands there."""
    outdated: bool = False
    """Whether other sites hold texts that are withdrawn by now."""
    rest: Resting | None = None
    """What was read and left, where the next build can tell by it that there is nothing to do."""
    files: Digests | None = None
    """The files of the site, without its manifest; None where MkDocs built it alone."""


class BuiltSite(Struct, frozen=True, kw_only=True):
    """A built site."""

    folder: Path
    weight: Weight
    limit_mb: int
    """Megabytes that the place of publishing takes, as the settings say."""
    report: Report
    url: str
    """Where it is published; empty if nothing tells."""
    warnings: tuple[str, ...]
    """What MkDocs warned of; the report's problems are not repeated here."""
    rest: Resting | None
    """What was read and left, where the next build can tell by it that there is nothing to do."""
    passed: bool
    """False if strict, in the call or in mkdocs.yml, makes a problem or a warning a failure."""


def load(config_file: Path, **options: Any) -> MkDocsConfig:
    """Read a mkdocs.yml.

    Args:
        config_file: The file.
        options: What stands above the file's own values.

    Raises:
        SettingError: If there is no such file, or MkDocs refuses it; says why.
    """
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")  # Material's notice is no news to an archive's reader or curator
    if not config_file.is_file():
        raise SettingError(f"{config_file}: no such file; run this in the folder of an archive or name its mkdocs.yml")
    with _mkdocs_warnings() as warnings:
        try:
            return load_config(str(config_file.absolute()), **options)
        except (MkDocsException, OSError) as error:
            raise SettingError(f"{config_file}: {'; '.join(warnings) or error}") from error


def generate(
    settings: Settings,
    *,
    progress: Progress = pipeline.silent,
    may_remove: bool = False,
    spark: OnSpark | None = None,
) -> Report:
    """Bring the pages below the docs folder, and the ledger of addresses, up to date."""
    built = generate_pages(settings, progress=progress, may_remove=may_remove, spark=spark)
    keep_ledger(settings, built.ledger)
    return built.report


def keep_ledger(settings: Settings, ledger: bytes) -> None:
    """Write the ledger of addresses where it has changed; an archive without an article needs none.

    Raises:
        OutputError: If it cannot be written.
    """
    try:
        before = settings.addresses.read_bytes() if settings.addresses.exists() else None
        if before == ledger or (before is None and ledger.count(b"\n") < 2):
            return
        replace_file(str(settings.addresses), ledger)
    except OSError as error:
        raise OutputError(f"{settings.addresses}: the addresses cannot be kept: {error.strerror}") from error


def generate_pages(
    settings: Settings,
    *,
    progress: Progress = pipeline.silent,
    put_off: bool = False,
    memory: Memory = NO_MEMORY,
    may_remove: bool = False,
    portion: Portion | None = None,
    spark: OnSpark | None = None,
) -> pipeline.Built:
    """Do as `generate`, and return also what stands there now; what else is told is as for `pipeline.build_pages`.

    With `spark`, its machines do the work of each article.
    """
    build = partial(
        pipeline.build_pages,
        progress=progress,
        put_off=put_off,
        memory=memory,
        may_remove=may_remove,
        portion=portion,
    )
    forget(settings.store)
    work = settings.store / "spark"
    if spark:
        with open_spark(spark.master, spark.work or str(work.absolute())) as (on_spark, grouping):
            built = build(settings, executor=on_spark, grouping=grouping)
            on_spark.leave(built.told if spark.work else None)
            return built
    shutil.rmtree(work, ignore_errors=True)  # of a build that was killed: texts that may be withdrawn by now
    if threading.active_count() > 1:
        # While serving, other threads may hold locks that a forked worker would wait for, for ever.
        return build(settings)
    with open_executor(settings.jobs) as executor:
        return build(settings, executor=executor)


def build_site(
    config_file: Path,
    *,
    strict: bool | None = None,
    jobs: int | None = None,
    progress: Progress = pipeline.silent,
    may_remove: bool = False,
    url: str | None = None,
    verbose: bool = False,
    portion: Portion | None = None,
    spark: OnSpark | None = None,
    options: Mapping[str, Any] = NOTHING,
) -> BuiltSite:
    """Bring the pages up to date and build the site from them.

    Args:
        config_file: The archive's mkdocs.yml.
        strict: Whether a problem or a warning is a failure; None for what mkdocs.yml says. The site is built all the
            same.
        jobs: Worker processes; None for what mkdocs.yml says.
        progress: Told how far the work is.
        may_remove: Whether more than half of the articles may be gone since the last build.
        url: Where the site is published, where mkdocs.yml does not say it.
        verbose: Whether all that MkDocs and its plugins say is printed.
        portion: What of the site is built; None for all of it.
        spark: The Spark whose machines do the work of each article; None for this machine alone.
        options: What stands above the file's own values.

    Raises:
        GeneratorError: If a setting is wrong or the site cannot be built.
    """
    config = load(config_file, **options)
    if url and not config.site_url:
        config.site_url = url if url.endswith("/") else f"{url}/"
    strict = config.strict if strict is None else strict
    config.strict = False  # MkDocs would give up without a word on what was built
    run = Run(jobs=jobs, progress=progress, quiet=True, may_remove=may_remove, portion=portion, spark=spark)
    attach(config, run)
    with _mkdocs_warnings() as warnings, _mkdocs_lines(logging.DEBUG) if verbose else nullcontext():
        try:
            with _started(config):
                build_of(config)
        except MkDocsException as error:
            raise GeneratorError("; ".join(warnings) or str(error)) from error
    assert run.report is not None, "the plugin has not run"
    folder = Path(config.site_dir)
    passed = not (strict and (run.report.problems or warnings))
    return BuiltSite(
        folder=folder,
        weight=weigh(folder) if run.files is None else _weight(_sizes(folder, run.files)),
        limit_mb=settings_of(config).site_limit_mb,
        url=config.site_url or "",
        report=run.report,
        warnings=tuple(warnings),
        rest=None if warnings else run.rest,
        passed=passed,
    )


@contextmanager
def _started(config: MkDocsConfig) -> Iterator[None]:
    """Tell all plugins that a build begins, and that it is over, as `mkdocs build` does: some live by it."""
    config.plugins.on_startup(command="build", dirty=False)
    try:
        yield
    finally:
        config.plugins.on_shutdown()


allowed_hosts: set[str] = set()
"""Names that a server of this process answers to besides its own: MkDocs has no other way to the plugin's events."""


def serve(
    config_file: Path,
    *,
    address: str | None = None,
    open_in_browser: bool = False,
    allow: Iterable[str] = (),
    watch: Iterable[str] = (),
    level: Literal["debug", "info", "error"] = "info",
    options: Mapping[str, Any] = NOTHING,
) -> None:
    """Show the site on this machine and build it anew whenever an article, a page or the settings change.

    Args:
        config_file: The archive's mkdocs.yml.
        address: `host:port`; None for what mkdocs.yml says.
        open_in_browser: Whether a browser is opened on it.
        allow: Host names that it answers to besides its own.
        watch: Files and folders to watch besides those of the archive.
        level: How much of what MkDocs says is printed.
        options: What stands above the file's own values.

    Raises:
        GeneratorError: If a setting is wrong, the site cannot be built or the address is taken.
    """
    config = load(config_file, **{key: value for key, value in {**options, "dev_addr": address}.items() if value})
    settings_of(config)
    require_free(*config.dev_addr)
    allowed_hosts.update(allow)
    with _mkdocs_lines(getattr(logging, level.upper())):
        try:
            mkdocs_serve.serve(
                str(config_file.absolute()),
                dev_addr=address,
                open_in_browser=open_in_browser,
                watch=list(watch),
                **options,
            )
        except (MkDocsException, OSError) as error:
            raise GeneratorError(str(error)) from error


def take_over() -> None:
    """Let `mkdocs build` and `mkdocs serve` build by the engine, where the plugin is turned on and wants it."""
    mkdocs_private.take_over(build_of)


def hand_back() -> None:
    """Give MkDocs its own way back."""
    mkdocs_private.hand_back()


def attach(config: MkDocsConfig, run: Run) -> None:
    """Let the plugin of a loaded mkdocs.yml go by a run.

    Raises:
        SettingError: If the plugin is not turned on.
    """
    settings_of(config)
    plugin: Any = config.plugins[PLUGIN]
    plugin.run, plugin.serving = run, False


def with_jobs(settings: Settings, jobs: int | None) -> Settings:
    """Return the settings with another number of worker processes; None leaves them as they are."""
    return settings if jobs is None else replace(settings, jobs=jobs)


def weigh(site: Path) -> Weight:
    """Return how large a built site is, and what of it grows with the archive."""
    files = files_below(site) if site.is_dir() else ()
    return _weight((path, status.st_size if status else 0) for path, status in files)


def _sizes(site: Path, files: Digests) -> Iterator[tuple[str, int]]:
    yield from ((path, size) for path, (_, size) in files.items())
    place = place_in(site)
    yield place, (site / place).stat().st_size


def _weight(sizes: Iterable[tuple[str, int]]) -> Weight:
    size = fixed = articles = 0
    for path, here in sizes:
        size += here
        fixed += here if path.startswith("assets/") else 0
        articles += bool(_ARTICLE.fullmatch(path))
    return Weight(size=size, fixed=fixed, articles=articles)


class _Collector(logging.Handler):
    """Keeps what MkDocs and its plugins warn of."""

    def __init__(self) -> None:
        super().__init__(level=logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a message once: MkDocs repeats some of them."""
        message = record.getMessage()
        if message not in self.messages:
            self.messages.append(message)


@contextmanager
def _mkdocs_warnings() -> Iterator[list[str]]:
    """Collect warnings instead of letting them reach the terminal in MkDocs' own shape."""
    with _handler(_Collector()) as handler:
        yield handler.messages


@contextmanager
def _mkdocs_lines(shown: int) -> Iterator[None]:
    """Print what MkDocs says, as `mkdocs serve` does."""
    handler = logging.StreamHandler()
    handler.setLevel(shown)
    handler.setFormatter(logging.Formatter("%(levelname)-8s-  %(message)s"))
    log = logging.getLogger("mkdocs")
    level = log.level
    log.setLevel(shown)
    try:
        with _handler(handler):
            yield
    finally:
        log.setLevel(level)


@contextmanager
def _handler(handler: _H) -> Iterator[_H]:
    log = logging.getLogger("mkdocs")
    log.addHandler(handler)
    try:
        yield handler
    finally:
        log.removeHandler(handler)
