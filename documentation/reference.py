"""Write into the documentation what the code says: settings, facts, formats, commands, records, names.

A page holds `<!-- generated: NAME -->` where a table of `TABLES` shall stand; MkDocs calls `on_page_markdown`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import click

from generator.cli import cli
from generator.model import FACTS
from generator.read import known_formats
from generator.read.meaning.mapping import sources
from generator.read.meaning.names import known_names
from generator.render.files.tables import ARTICLES, COPIES, DataTable
from generator.settings import OPTIONS

_MARKER = re.compile(r"^<!-- generated: ([a-z]+) -->$", re.MULTILINE)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *(tuple(cell.replace("|", "\\|") for cell in row) for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def settings() -> str:
    """Return the table of settings."""

    def shown(default: object) -> str:
        return "none" if default is None else f"`{json.dumps(default, default=str).strip(chr(34))}`"

    rows = [(f"`{option.name}`", shown(option.default), option.help) for option in OPTIONS.values()]
    return _table(("Setting", "Default", "What it does"), rows)


def facts() -> str:
    """Return the table of the keys that a record can have."""
    given = {
        "text": "the article's text; the only one that a record needs",
        "id": "the article's own number or name; with `outlet`, it keeps the article's address where its file is moved",
        "url": "the address where it appeared; two captures of one address are one article in two versions",
        **{name: fact.gives for name, fact in FACTS.items()},
        "captured": "when your copy was made",
    }
    return _table(("Key", "What it gives"), [(f"`{name}`", gives) for name, gives in given.items()])


def formats() -> str:
    """Return the table of the formats that are read."""
    rows = [
        (
            one.title,
            ", ".join(f"`{ending}`" for ending in one.endings if ending) or "told by its content",
            f"`pip install 'backfile[{one.extra}]'`" if one.extra else "",
        )
        for one in sorted(known_formats(), key=lambda one: one.title.casefold())
    ]
    return _table(("Format", "Usual endings", "Needs"), rows)


def records() -> str:
    """Return the table of what other tools call things."""
    names = ["text", *dict.fromkeys(key for source in sources() for key in source.fields)]

    def told(places: Mapping[str, tuple[str, ...]]) -> str:
        return "; ".join(f"{key}: {', '.join(f'`{one}`' for one in places[key])}" for key in names if places.get(key))

    rows = [(source.name, told({"text": (*source.text, *source.html), **source.fields})) for source in sources()]
    return _table(("Written by", "Our key: theirs"), rows)


def articles() -> str:
    """Return the columns of the table of articles."""
    return _columns(ARTICLES)


def copies() -> str:
    """Return the columns of the table of pairs."""
    return _columns(COPIES)


def _columns(table: DataTable[Any]) -> str:
    rows = [
        (
            f"`{one.name}`",
            one.kind,
            (f"{one.about}: {', '.join(one.values)}" if one.values and ":" not in one.about else one.about)
            + (" (Parquet)" if one.name in table.apart else ""),
        )
        for one in table.columns
    ]
    return _table(("Column", "Type", "What it holds"), rows)


def names() -> str:
    """Return the table of what people call the columns of a table and the keys of a record."""
    rows = [(f"`{key}`", ", ".join(f"`{name}`" for name in known)) for key, known in known_names().items()]
    return _table(("Key", "What it is called"), rows)


def commands() -> str:
    """Return every command with its arguments and options."""
    return "\n\n".join(_command(name, command) for name, command in sorted(cli.commands.items()))


def _command(name: str, command: click.Command) -> str:
    context = click.Context(command, info_name=f"backfile {name}")
    usage = " ".join(["backfile", name, *command.collect_usage_pieces(context)])
    rows = [
        (" ".join(f"`{word}`" for word in (*option.opts, *option.secondary_opts)), option.help or "")
        for option in command.params
        if isinstance(option, click.Option) and not option.hidden
    ]
    about = re.sub(r"\s*\n\s*", " ", command.help or "")
    return (
        f"## {name}\n\n```text\n{usage}\n```\n\n{about}\n\n{_table(('Option', 'What it does'), rows) if rows else ''}"
    )


TABLES: Mapping[str, Callable[[], str]] = {
    "articles": articles,
    "commands": commands,
    "copies": copies,
    "facts": facts,
    "formats": formats,
    "names": names,
    "records": records,
    "settings": settings,
}


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Fill in the tables that a page asks for."""
    return _MARKER.sub(lambda marker: TABLES[marker[1]](), markdown)
