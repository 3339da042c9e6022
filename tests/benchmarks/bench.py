"""Measure speed and quality: `make bench`, or `python -m tests.benchmarks.bench --help`.

Every figure comes from a process of its own; what is compared is run in turn. Texts are invented (corpus.py); where a
folder `shared` with labelled data and its tools stands beside the project, those are measured too.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from . import abroad, beyond, builders, copies, formats, generate, grouping, load, search, serve, weight
from .corpora import Work
from .measure import ROOT
from .peers import NEEDS, PEERS
from .table import Table, machine

SMALL, LARGE = 2_000, 20_000
FEWEST = 200
RUNS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the command line asks of the sections."""

    articles: tuple[int, ...]
    """Empty for what each section takes by default."""
    asked: int | None
    """Runs; None for what each section takes by default."""
    peers: bool
    scope: builders.Scope

    @property
    def sizes(self) -> tuple[int, ...]:
        """Return a small and a large number of articles, or those that are asked for if it is more than one."""
        return self.articles if len(self.articles) > 1 else (SMALL, *(self.articles or (LARGE,)))

    @property
    def runs(self) -> int:
        """Return how many runs are asked for, or as many as most sections take."""
        return self.asked or RUNS


def _generate(work: Work, wanted: Wanted) -> list[Table]:
    return generate.tables(work, wanted.sizes, wanted.runs)


def _builders(work: Work, wanted: Wanted) -> list[Table]:
    sizes = wanted.articles or builders.SIZES
    return [builders.table(work, sizes, wanted.runs, peers=wanted.peers, scope=wanted.scope)]


def _copies(work: Work, wanted: Wanted) -> list[Table]:
    own = [name for name in PEERS if not name.startswith(tuple(NEEDS))]
    return [copies.table(work, wanted.sizes, tuple(PEERS) if wanted.peers else own)]


def _grouping(work: Work, wanted: Wanted) -> list[Table]:
    return [grouping.table(wanted.sizes, wanted.runs)]


def _search(work: Work, wanted: Wanted) -> list[Table]:
    return [table for number in wanted.sizes for table in search.tables(work, number, peers=wanted.peers)]


def _formats(work: Work, wanted: Wanted) -> list[Table]:
    return formats.tables(work, wanted.articles[0] if wanted.articles else SMALL, wanted.runs)


def _load(work: Work, wanted: Wanted) -> list[Table]:
    return [load.table(work, wanted.articles[-1] if wanted.articles else SMALL)]


def _serve(work: Work, wanted: Wanted) -> list[Table]:
    return [serve.table(work, wanted.articles or (SMALL,), wanted.asked or serve.EDITS, peers=wanted.peers)]


def _weight(work: Work, wanted: Wanted) -> list[Table]:
    """Weigh the smallest in both ways, the others as one would publish them."""
    smallest, *others = wanted.articles or (SMALL,)
    return [
        *weight.tables(work, smallest),
        *(table for number in others for table in weight.tables(work, number, weight.WAYS[1:])),
    ]


def _translated(work: Work, wanted: Wanted) -> list[Table]:
    return [abroad.table(), *map(abroad.pace, wanted.articles)]


def _beyond(work: Work, wanted: Wanted) -> list[Table]:
    return beyond.tables(work, wanted.articles or beyond.SIZES, wanted.articles[0] if wanted.articles else LARGE)


SECTIONS: dict[str, Callable[[Work, Wanted], list[Table]]] = {
    "generate": _generate,
    "builders": _builders,
    "copies": _copies,
    "grouping": _grouping,
    "search": _search,
    "formats": _formats,
    "load": _load,
    "serve": _serve,
    "weight": _weight,
    "translated": _translated,
    "beyond": _beyond,
}


class Numbers(click.ParamType[tuple[int, ...]]):
    """Numbers of articles with commas between them."""

    name = "N,N…"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, ...]:
        """Return the numbers, smallest first."""
        if isinstance(value, tuple):
            return value
        try:
            numbers = tuple(sorted({int(word) for word in str(value).split(",")}))
        except ValueError:
            self.fail(f"{value!r} is no list of numbers; expected e.g. 1000,20000", param, ctx)
        if numbers[0] < FEWEST:
            self.fail(f"{numbers[0]} is too few; expected {FEWEST} at least", param, ctx)
        return numbers


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("sections", nargs=-1, type=click.Choice(list(SECTIONS)))
@click.option(
    "--articles",
    type=Numbers(),
    default=(),
    help="How many: one number in place of the 20,000 beside 2,000, or several.  [builders: 1000,5000,20000]",
)
@click.option(
    "--runs",
    type=click.IntRange(min=1),
    help=f"Runs to take medians of, or edits (serve).  [default: {RUNS}; serve: {serve.EDITS}]",
)
@click.option(
    "--work",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(tempfile.gettempdir()) / "backfile-bench",
    show_default=True,
    help="Folder for corpora, which are kept, and archives.",
)
@click.option(
    "--shared",
    type=click.Path(path_type=Path, file_okay=False),
    default=ROOT.parent / "shared",
    help="Folder with labelled data and its tools.  [default: shared, beside the project]",
)
@click.option(
    "--peers/--no-peers",
    default=True,
    show_default=True,
    help="Whether other libraries (copies) and other builders (builders, serve) are measured too.",
)
@click.option("--brief", "scope", flag_value="pages", help="Of the builders, measure our pages and Hugo alone.")
@click.option("--chain", "scope", flag_value="chain", help="Those, our whole chain, and Hugo with Pagefind.")
@click.option("--all", "scope", flag_value="all", default=True, help="Those, plain MkDocs and Zensical: an hour.")
@click.option("--json", "json_file", type=click.Path(path_type=Path, dir_okay=False), help="Write the tables here too.")
def bench(
    sections: Sequence[str],
    articles: tuple[int, ...],
    runs: int | None,
    work: Path,
    shared: Path,
    peers: bool,
    scope: builders.Scope,
    json_file: Path | None,
) -> None:
    """Measure SECTIONS, all if none is named: generate, builders, copies, grouping, search, formats,
    load, serve, weight.
    """
    there = (shared / "tools" / "make_corpus.py").is_file() and (shared / "data").is_dir()
    place = Work(folder=work.resolve(), shared=shared.resolve() if there else None)
    about = machine()
    click.echo(about)
    if not there:
        click.echo("no labelled data beside the project: what needs it is left out")
    wanted = Wanted(articles=articles, asked=runs, peers=peers, scope=scope)
    tables: list[Table] = []
    for name in sections or SECTIONS:
        for table in SECTIONS[name](place, wanted):
            click.echo(f"\n{table.text()}")
            tables.append(table)
    if json_file:
        values = {"machine": about, "tables": [table.values() for table in tables]}
        json_file.write_text(json.dumps(values, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    bench()
