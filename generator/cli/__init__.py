"""The command `backfile`: new, build, merge, pages, serve, check, explain, withdraw, verify, doctor.

A command turns words into settings, calls one function and prints its result. It exits with 0 if all is well, with 1
if there is a problem and `--strict` is given, the site is over its limit or differs from its manifest, and with 2 if
nothing could be done.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, redirect_stderr, redirect_stdout
from datetime import UTC, datetime
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any, TextIO, TypeVar

import click
from msgspec import to_builtins
from msgspec.structs import replace

from generator import engine, pipeline
from generator.engine.merge import merge
from generator.model import Portion, Problem, Report
from generator.model.errors import GeneratorError
from generator.parallel import open_executor
from generator.settings import Settings
from generator.settings.curator import Order, add_withdrawn
from generator.write import manifest as manifests

from .capacity import MEGABYTE, Capacity, capacity_of
from .machine import examine
from .new_archive import copy_in, new_archive, published_at

F = TypeVar("F", bound=Callable[..., Any])

PATIENCE = 1.5
"""Seconds of work before a progress bar appears."""

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class _Commands(click.Group):
    """Shows what went wrong as one line, where it is the user's to mend."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command."""
        for stream in (sys.stdout, sys.stderr):
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # a terminal need not know UTF-8
        try:
            return super().invoke(ctx)
        except GeneratorError as error:
            _say(f"backfile: {error}", err=True)
            ctx.exit(2)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="backfile", prog_name="backfile")
def cli() -> None:
    """Turn a folder of news articles into a published, searchable archive."""


def _options(*options: Callable[[F], F]) -> Callable[[F], F]:
    """Join the options that several commands share."""

    def decorate(command: F) -> F:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


_config_file = click.option(
    "-f",
    "--config-file",
    type=click.Path(path_type=Path),
    default=Path("mkdocs.yml"),
    show_default=True,
    help="The archive's mkdocs.yml.",
)
_strict = click.option("--strict", is_flag=True, help="Exit with status 1 if there is a problem.")
_or_not_strict = click.option(
    "-s",
    "--strict/--no-strict",
    default=None,
    help="Exit with status 1 if there is a problem; or not, whatever mkdocs.yml says.",
)
_json = click.option("--json", "as_json", is_flag=True, help="Print the report as JSON and nothing else.")
_jobs = click.option("--jobs", type=click.IntRange(min=1), help="Worker processes, one a core if not given.")
_allow_removal = click.option(
    "--allow-removal", "may_remove", is_flag=True, help="Build even if more than half of the articles are gone."
)


def _portion(context: click.Context, option: click.Parameter, value: str | None) -> Portion | None:
    """Read `2/8`."""
    match = _PART.fullmatch(value or "")
    if value is None or (match and 1 <= int(match[1]) <= int(match[2])):
        return Portion(number=int(match[1]), of=int(match[2])) if match else None
    raise click.BadParameter(f"found {value!r}; expected which part of how many, such as 2/8", context, option)


_PART = re.compile(r"([1-9]\d{0,4})/([1-9]\d{0,4})")
_part = click.option(
    "--part",
    "portion",
    metavar="K/N",
    callback=_portion,
    help="Build part K of a site in N parts, for `backfile merge` to put together.",
)


def _on_spark(master: str | None, work: str) -> engine.OnSpark | None:
    return engine.OnSpark(master=master, work=work) if master else None


_spark_options: Callable[[F], F] = _options(
    click.option(
        "--spark",
        metavar="MASTER",
        help="Do the work of each article on a Spark: local[2], spark://host:7077, yarn …",
    ),
    click.option(
        "--spark-work",
        default="",
        metavar="PLACE",
        help="Keep there what each stage made: a folder or an address, s3a://… or hdfs://…, that all machines reach.",
    ),
)
_work_options: Callable[[F], F] = _options(_config_file, _strict, _json, _jobs)
_mkdocs_options: Callable[[F], F] = _options(
    click.option("-d", "--site-dir", type=click.Path(), help="Folder of the site, from that of mkdocs.yml."),
    click.option("-t", "--theme", metavar="NAME", help="material, the one theme that archives are drawn with."),
    click.option(
        "-c/-D",
        "--clean/--dirty",
        "clean",
        default=True,
        help="As MkDocs has them; either way only what changed is built, and nothing is left that does not belong.",
    ),
    click.option("-q", "--quiet", is_flag=True, help="Print no report."),
    click.option("-v", "--verbose", is_flag=True, help="Print what MkDocs and its plugins say."),
)
"""What fingers know of `mkdocs build`."""


@cli.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--url", help="Where the site will be published; told by git's remote if not given.")
@click.option("--language", default="en", show_default=True, help="Language of the site's own words: de, ar, ja …")
def new(folder: Path, url: str | None, language: str) -> None:
    """Start an archive in FOLDER.

    The folder must be new, empty or a fresh clone.
    """
    address = new_archive(folder, url, language)
    where = f"It will be published at {address}" if address else "Its mkdocs.yml has no site_url yet; fill it in"
    _say(
        f"{folder} is ready. {where}\nNext:\n"
        f"  cd {folder}\n"
        "  backfile import FOLDER        say what your files would become; --copy puts them into articles/\n"
        "  backfile serve                look at the archive on this machine\n"
        "  backfile build                write it to site/"
    )


@cli.command()
@_options(_config_file, _or_not_strict, _json, _jobs, _mkdocs_options)
@click.option("--limit-mb", type=click.IntRange(min=1), help="Exit with status 1 if the site has more megabytes.")
@_allow_removal
@click.option(
    "--url", envvar="BACKFILE_URL", show_envvar=True, help="Where the site is published, if mkdocs.yml has no site_url."
)
@click.option("--dry-run", is_flag=True, help="Say which pages would come, change and go, and write nothing.")
@_part
@_spark_options
@click.pass_obj
def build(question: str | None, /, config_file: Path, jobs: int | None, dry_run: bool, **asked: Any) -> None:
    """Build the site."""
    if not dry_run:
        raise SystemExit(_build(question, config_file, jobs, **asked))
    settings = _settings(config_file, jobs)
    with Progress() as progress, open_executor(settings.jobs) as executor:
        _say(pipeline.preview(settings, executor=executor, progress=progress))


def _build(
    question: str | None,
    config_file: Path,
    jobs: int | None,
    *,
    portion: Portion | None,
    spark: str | None,
    spark_work: str,
    strict: bool | None,
    as_json: bool,
    limit_mb: int | None,
    may_remove: bool,
    url: str | None,
    quiet: bool,
    verbose: bool,
    clean: bool,
    **options: str | None,
) -> int:
    """Build the site, say what came of it, and return the exit status; leave an answer for who asks the same again."""
    del clean  # a site holds what belongs to it and nothing else, however it was built
    with Progress() as progress:
        site = engine.build_site(
            config_file,
            strict=strict,
            jobs=jobs,
            progress=progress,
            may_remove=may_remove,
            url=url,
            verbose=verbose,
            portion=portion,
            spark=_on_spark(spark, spark_work),
            options=options,
        )
    tell = partial(_tell, config_file=config_file, strict=strict, as_json=as_json, limit_mb=limit_mb, quiet=quiet)
    if question and site.rest and not verbose:
        with redirect_stdout(StringIO()) as said, redirect_stderr(StringIO()) as warned:
            status = tell(replace(site, report=site.report.repeated()))
        site.rest.keep(question, [said.getvalue(), warned.getvalue(), status])
    return tell(site)


def _tell(
    site: engine.BuiltSite, *, config_file: Path, strict: bool | None, as_json: bool, limit_mb: int | None, quiet: bool
) -> int:
    """Say what came of a build, and return the exit status."""
    capacity = capacity_of(site.report, site.weight, limit_mb or site.limit_mb)
    if as_json or not quiet:
        held = site.report.held_back if strict else ()
        _print_report(replace(site.report, taken=()), as_json, held, capacity=capacity)
    if not quiet:
        _say_of(site, config_file)
    if not (as_json or quiet):
        folder = shlex.quote(str(site.folder))
        _say(f"{site.folder} is ready; look at it: python3 -m http.server -d {folder}\nsite: {capacity.sentence()}")
    if limit_mb is not None and site.weight.size > limit_mb * MEGABYTE:
        _say(_over_limit(site.weight.size, limit_mb), err=True)
        return 1
    return 0 if site.passed else 1


def _say_of(site: engine.BuiltSite, config_file: Path) -> None:
    """Say what is not as it might be: what MkDocs warned of, and that nobody knows where the site is."""
    for warning in site.warnings:
        _say(f"warning: {warning}", err=True)
    if not site.url:
        _say(_no_url(config_file), err=True)


@cli.command()
@_work_options
@_allow_removal
@_spark_options
def pages(
    config_file: Path,
    strict: bool,
    as_json: bool,
    jobs: int | None,
    may_remove: bool,
    spark: str | None,
    spark_work: str,
) -> None:
    """Bring docs/archive/ up to date and build no site."""
    settings = _settings(config_file, jobs)
    with Progress() as progress:
        report = engine.generate(settings, progress=progress, may_remove=may_remove, spark=_on_spark(spark, spark_work))
    _print_report(report, as_json, report.held_back if strict else ())
    raise SystemExit(1 if strict and report.problems else 0)


@cli.command()
@_work_options
@click.option("--files", is_flag=True, help="Say of each file what it was taken for.")
def check(config_file: Path, strict: bool, as_json: bool, jobs: int | None, files: bool) -> None:
    """Read everything, write nothing, say what was found.

    Prints the problems, what the files were taken for, what became of every record and line, how full the place of
    publishing is, and when it will be full.
    """
    config = engine.load(config_file)
    settings = engine.with_jobs(engine.settings_of(config), jobs)
    with Progress() as progress, open_executor(settings.jobs) as executor:
        report = pipeline.check(settings, executor=executor, progress=progress)
    capacity = capacity_of(report, engine.weigh(Path(config.site_dir)), settings.site_limit_mb)
    held = report.held_back if strict else ()
    lines = (*held, *_overview(report), *(report.files() if files else ()), *report.formats(), *report.alike)
    _print_report(report, as_json, lines, last=report.account(), capacity=capacity)
    if not as_json:
        _say(f"site: {capacity.sentence()}")
    raise SystemExit(1 if strict and report.problems else 0)


@cli.command("import")
@_config_file
@click.argument("place", metavar="FOLDER|FILE", type=click.Path(exists=True, path_type=Path))
@click.option("--copy", is_flag=True, help="Copy it into the folder of articles, too.")
def import_(config_file: Path, place: Path, copy: bool) -> None:
    """Say what an export would become, before anything is copied.

    Prints the problems, what the files would be taken for, how many articles they would give, which facts those would
    lack, three of them, and for records whose keys are not known the mapping that would likely read them.
    """
    settings = _settings(config_file, None)
    with Progress() as progress, open_executor(settings.jobs) as executor:
        report = pipeline.check_foreign(settings, place.absolute(), executor=executor, progress=progress)
    named = tuple(replace(one, path=place.name) if one.path == "." else one for one in report.folders)
    told = (*_overview(replace(report, folders=named)), *report.formats())
    _print_report(report, False, told, last=report.account())
    _say(copy_in(place, settings.articles) if copy else f"Nothing was copied; --copy puts it into {settings.articles}.")


@cli.command()
@_config_file
@click.argument("name", metavar="ID|PATH")
@click.argument("other", metavar="[ID|PATH]", required=False)
def explain(config_file: Path, name: str, other: str | None) -> None:
    """Say where all of an article came from, and why it has copies.

    Prints where each field came from, what was taken out of the text, and the evidence for its copies.

    The article is named by its id or the start of it, by the address of its page, by its own address, or by its file
    below articles/. With a second one, print what the two share and whether that makes them copies.
    """
    settings = _settings(config_file, None)
    _say(pipeline.explain(settings, *(_in_articles(settings, one) for one in (name, other) if one is not None)))


@cli.command()
@_config_file
@click.option(
    "-a", "--address", "--dev-addr", metavar="HOST:PORT", help="Where to serve; what mkdocs.yml says if not given."
)
@click.option("-o", "--open", "open_in_browser", is_flag=True, help="Open the site in a browser.")
@click.option(
    "--allow-host", "hosts", multiple=True, metavar="NAME", help="A name to answer to besides its own; may be repeated."
)
@click.option(
    "-w", "--watch", multiple=True, type=click.Path(exists=True), help="A file or folder to watch too; may be repeated."
)
@_or_not_strict
@click.option("-t", "--theme", metavar="NAME", help="material, the one theme that archives are drawn with.")
@click.option("-q", "--quiet", is_flag=True, help="Print errors alone.")
@click.option("-v", "--verbose", is_flag=True, help="Print more of what MkDocs and its plugins say.")
def serve(
    config_file: Path,
    address: str | None,
    open_in_browser: bool,
    hosts: tuple[str, ...],
    watch: tuple[str, ...],
    quiet: bool,
    verbose: bool,
    **options: Any,
) -> None:
    """Show the site on this machine, and what you change.

    It is built anew whenever something changes.
    """
    engine.serve(
        config_file,
        address=address,
        open_in_browser=open_in_browser,
        allow=hosts,
        watch=watch,
        level="error" if quiet else "debug" if verbose else "info",
        options=options,
    )


@cli.command()
@_config_file
@click.argument("name", metavar="ID|PATH")
@click.option("--reason", required=True, help="What readers are told.")
@click.option(
    "--mode",
    type=click.Choice(["withhold", "remove", "noindex"]),
    default="withhold",
    show_default=True,
    help="Take the text out, or everything; or keep it readable and out of searches.",
)
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="Day of the decision; today if not given.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
def withdraw(config_file: Path, name: str, reason: str, mode: Any, day: datetime | None, dry_run: bool) -> None:
    """Take an article's text out of the archive, or all of it.

    Puts it on the list of what the next build takes out.

    The article is named as for `backfile explain`.
    """
    config = engine.load(config_file)
    settings = engine.settings_of(config)
    decided = (day or datetime.now(UTC)).date().isoformat()
    order = Order(line=0, name=_in_articles(settings, name), date=decided, reason=reason, mode=mode)
    with Progress() as progress, open_executor(settings.jobs) as executor:
        order, changes = pipeline.withdraw(settings, order, executor=executor, progress=progress)
    _say(changes)
    for site in engine.other_sites(settings.store, config.site_dir):
        _say(f"  the site in {site}, which an earlier build wrote: build it anew, or remove it")
    if dry_run:
        _say("Nothing was changed.")
        return
    add_withdrawn(settings.withdrawn, order)
    _say(f"{settings.withdrawn.name}: a line was added; now run backfile build, and publish the site.")


@cli.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), default=Path())
def doctor(folder: Path) -> None:
    """Say whether this machine can build the archive in FOLDER.

    Looks at Python, the extras, Java, memory, room and file system, and says what to install. Exits with status 1 if
    nothing can be built here.
    """
    findings = examine(folder)
    _say("\n".join(map(str, findings)))
    raise SystemExit(1 if any(one.needed and one.advice for one in findings) else 0)


@cli.command("merge")
@click.argument("folders", metavar="DIR...", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option(
    "-d",
    "--site-dir",
    type=click.Path(path_type=Path),
    default=Path("site"),
    show_default=True,
    help="Folder of the whole site.",
)
def merge_(folders: tuple[Path, ...], site_dir: Path) -> None:
    """Put a site together from all its parts.

    DIR are the folders that `backfile build --part` wrote, in any order. Every file is compared with the manifest of
    its part, and what comes out is byte for byte the site that one machine builds.
    """
    files = merge(folders, site_dir)
    _say(f"{site_dir} is ready: {files:,} files of {len(folders):,} parts")


@cli.command()
@click.argument("site", type=click.Path(path_type=Path))
@click.option("--manifest", type=click.Path(path_type=Path), help="A manifest kept elsewhere, not the one in SITE.")
def verify(site: Path, manifest: Path | None) -> None:
    """Compare every file of a SITE with its manifest.

    SITE is a folder, as built or published. Exits with status 1 if they differ.
    """
    state = manifests.verify(site, manifest)
    for what, paths in (("missing", state.missing), ("changed", state.changed), ("extra", state.extra)):
        for path in paths:
            _say(f"{what}: {path}")
    _say(
        f"{state.files:,} files in the manifest · {len(state.missing):,} missing · {len(state.changed):,} changed · "
        f"{len(state.extra):,} extra\nmanifest: {manifests.METHOD} {state.digest}"
    )
    raise SystemExit(0 if state.sound else 1)


class Progress(AbstractContextManager["Progress"]):
    """A progress bar on a terminal, for work that takes a while; nothing elsewhere."""

    WIDTH = 30

    def __init__(self, screen: TextIO | None = None) -> None:
        self._screen = screen or sys.stderr
        self._on_terminal = self._screen.isatty()
        self._start = time.monotonic()
        self._drawn = 0.0

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Show how far a stage is, ten times a second at most."""
        now = time.monotonic()
        if not self._on_terminal or now - self._start < PATIENCE or now - self._drawn < 0.1:
            return
        self._drawn = now
        filled = self.WIDTH * min(done, total) // total if total else 0
        count = f"{done:,} of {total:,}" if total else f"{done:,}" if done else ""
        self._screen.write(f"\r\x1b[K{stage}  [{'#' * filled}{'-' * (self.WIDTH - filled)}]  {count}")
        self._screen.flush()

    def __exit__(self, *error: object) -> None:
        """Take the bar away."""
        if self._drawn:
            self._screen.write("\r\x1b[K")
            self._screen.flush()


def _settings(config_file: Path, jobs: int | None) -> Settings:
    return engine.with_jobs(engine.settings_of(engine.load(config_file)), jobs)


def _in_articles(settings: Settings, name: str) -> str:
    """Return the path of an input file, as a shell completes it, as the report has it; any other name as it is."""
    path, folder = (Path(os.path.abspath(one)) for one in (name, settings.articles))  # no link is followed
    elsewhere = not Path.cwd().is_relative_to(folder)
    return path.relative_to(folder).as_posix() if elsewhere and folder in path.parents else name


def _print_report(
    report: Report, as_json: bool, lines: Iterable[str] = (), *, last: str = "", capacity: Capacity | None = None
) -> None:
    """Print the problems, then some lines, then a last one, the summary if no other is given; or all of it as JSON."""
    if as_json:
        filled = {} if capacity is None else {"capacity": to_builtins(capacity)}
        click.echo(json.dumps({**to_builtins(report), "lost": report.lost, **filled}, indent=2))
        return
    _say_problems(report.problems)
    for line in (*report.replaced, *lines, last or report.summary()):
        _say(line)


def _overview(report: Report) -> Iterator[str]:
    """Yield what each folder gave, and what would likely read more of it."""
    for folder in report.folders:
        yield from folder.lines()
    yield from report.remedies()


def _say_problems(problems: Iterable[Problem]) -> None:
    for problem in problems:
        _say(str(problem))


def _no_url(config_file: Path) -> str:
    known = published_at(config_file.absolute().parent)
    told = f", such as {known}, where git's remote is published" if known else ""
    return (
        f"{config_file}: site_url is missing{told}: without it the sitemap is empty, and the page for addresses "
        "that do not exist finds its style only where the site stands at the top of its host; fill it in, or give --url"
    )


def _over_limit(size: int, limit_mb: int) -> str:
    return (
        f"backfile: the site has {size / MEGABYTE:,.0f} MB, more than the limit of {limit_mb:,} MB (GitHub Pages takes "
        "1,000 MB); leave articles out (plugins: backfile: exclude), leave the data files out (data: false), "
        "or publish it elsewhere"
    )


def _say(text: str, *, err: bool = False) -> None:
    """Print text that may hold strangers' words: control characters are spelled out, so that no terminal obeys them."""
    click.echo(_CONTROLS.sub(lambda match: f"\\x{ord(match[0]):02x}", text), err=err)
