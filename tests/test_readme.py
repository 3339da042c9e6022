"""The README: what it says of commands, settings and data is so."""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import fields

from generator.cli import cli
from generator.describe.values import KNOWN_KEYS
from generator.model import FACTS, AgencyName, OutletName, Rule
from generator.read import compressed, known_formats
from generator.read.mapping import sources
from generator.settings import OPTIONS, Settings
from tests.sites import ROOT, Site

README = ROOT / "README.md"
KEYS_HEAD = "| Key | What it gives |\n|---|---|\n"
HEAD = "| Setting | Default | What it does |\n|---|---|---|\n"
ROW = re.compile(r"^\| (?P<names>`[^|]*) \|", re.MULTILINE)


def section(title: str) -> str:
    """Return a part of the README, from its heading to the next."""
    _, _, rest = README.read_text(encoding="utf-8").partition(f" {title}\n")
    assert rest, title
    return re.split(r"^#{2,3} ", rest, maxsplit=1, flags=re.MULTILINE)[0]


def names_in(text: str) -> list[str]:
    """Return the names in the first column of the tables of a text."""
    return [name for row in ROW.finditer(text) for name in re.findall("`([^`]+)`", row["names"])]


def shown(default: Any) -> str:
    written = json.dumps(default, default=str).strip('"')
    return "none" if default is None else f"`{written}`"


def settings_table() -> str:
    rows = [f"| `{name}` | {shown(option.default)} | {option.help} |\n" for name, option in OPTIONS.items()]
    return HEAD + "".join(rows)


def test_the_table_of_settings_is_that_of_the_program():
    source = README.read_text(encoding="utf-8")
    [found] = re.findall(rf"{re.escape(HEAD)}(?:\|.*\n)+", source)

    if os.environ.get("BACKFILE_REWRITE"):
        README.write_text(source.replace(found, settings_table()), encoding="utf-8")
    else:
        assert found == settings_table()


def sources_table() -> str:
    """Return the table of crawlers' keys, from the data that reading goes by."""
    names = ["text", *dict.fromkeys(key for source in sources() for key in source.fields)]
    lines = ["| Written by | Our key: theirs |", "|---|---|"]
    for source in sources():
        places = {"text": (*source.text, *source.html), **source.fields}
        told = [f"{key}: {', '.join(f'`{one}`' for one in places[key])}" for key in names if places.get(key)]
        lines.append(f"| {source.name} | {'; '.join(told)} |")
    return "\n".join(lines) + "\n"


def test_the_table_of_crawlers_keys_is_what_reading_goes_by():
    source = README.read_text(encoding="utf-8")
    before, start, rest = source.partition("<!-- sources -->\n")
    found, end, after = rest.partition("<!-- end of sources -->\n")

    if os.environ.get("BACKFILE_REWRITE"):
        README.write_text(before + start + sources_table() + end + after, encoding="utf-8")
    else:
        assert found == sources_table()


def test_the_files_that_are_read_are_those_of_the_table():
    told = {name for name in names_in(section("What to put into `articles/`")) if name.startswith(".")}

    known = {ending for format_ in known_formats() for ending in format_.endings}
    packed = {ending for endings in compressed.ENDINGS.values() for ending in endings}
    assert told <= known | packed
    assert {format_.endings[0] for format_ in known_formats()} <= told | {".json"}


def test_the_example_of_settings_is_a_sound_one():
    [example] = re.findall(r"```yaml\n(.*?)```", section("Settings"), re.DOTALL)
    [plugin] = msgspec.yaml.decode(example)["plugins"]

    assert Settings.from_mapping(plugin["backfile"], root=ROOT, docs=ROOT / "docs").newest == 20


def test_the_commands_are_those_of_the_program():
    told = {name.split()[1] for name in names_in(section("Commands"))}

    assert told == cli.commands.keys()


def keys_table() -> str:
    """Return the table of keys, from the facts that an article has."""
    given = {
        "text": "the article's text; the only one that a record needs",
        "id": "the article's own number or name; with `outlet`, it keeps the article's address where its file is moved",
        "url": "the address where it appeared; two captures of one address are one article in two versions",
        **{name: fact.gives for name, fact in FACTS.items()},
        "captured": "when your copy was made",
    }
    assert given.keys() == KNOWN_KEYS | {"text", "captured"}
    return KEYS_HEAD + "".join(f"| `{name}` | {gives} |\n" for name, gives in given.items())


def test_the_table_of_keys_is_that_of_the_facts():
    source = README.read_text(encoding="utf-8")
    [found] = re.findall(rf"{re.escape(KEYS_HEAD)}(?:\|.*\n)+", source)

    if os.environ.get("BACKFILE_REWRITE"):
        README.write_text(source.replace(found, keys_table()), encoding="utf-8")
    else:
        assert found == keys_table()


@pytest.mark.parametrize(
    ("title", "kind", "key"),
    [
        ("Names of agencies and outlets", AgencyName, "agency"),
        ("Rules for boilerplate", Rule, "rule"),
    ],
)
def test_an_example_of_an_authority_file_is_a_sound_one(title: str, kind: type[Any], key: str):
    [example] = re.findall(r"```toml\n(.*?)```", section(title), re.DOTALL)

    entries = tomllib.loads(example)[key]

    assert msgspec.convert(entries, list[kind])  # type: ignore[valid-type]
    assert entries[0].keys() == {known.name for known in fields(kind)}


def test_the_keys_of_outlets_are_named():
    named = re.findall("`([a-z]+)`", section("Names of agencies and outlets").partition("[[outlet]]")[2])

    assert {known.name for known in fields(OutletName)} <= set(named)


def described(heading: str) -> set[str]:
    """Return the keys that the table below one of the data files tells of."""
    _, _, rest = section("The data").partition(f"**`data/{heading}`**")
    return set(names_in(rest.partition("**`data/")[0]))


def test_the_keys_of_the_data_are_those_that_it_tells_of(sample: Site):
    report = json.loads((sample.folder / "data" / "report.json").read_text(encoding="utf-8"))
    article = next(row for row in sample.articles.values() if row["versions"])

    assert {key for row in sample.articles.values() for key in row} == described("articles.jsonl")
    assert {key for row in sample.rows("clusters") for key in row} == described("clusters.jsonl")
    assert report.keys() == described("report.json")
    for row, rest in ((sample.rows("clusters")[0]["matches"][0], "clusters"), (article["versions"][0], "articles")):
        assert row.keys() <= set(re.findall("`([a-z_]+)`", section("The data").partition(f"`data/{rest}.jsonl`")[2]))


def links() -> Iterator[str]:
    for path in (README, ROOT / "CHANGELOG.md"):
        for link in re.findall(r"\]\(([^)]+)\)", path.read_text(encoding="utf-8")):
            if not link.startswith("https://"):
                yield link


@pytest.mark.parametrize("link", list(links()))
def test_what_it_links_to_is_there(link: str):
    assert (ROOT / link).is_file()


@pytest.mark.parametrize("picture", sorted((ROOT / "docs" / "images").iterdir()), ids=lambda path: path.name)
def test_a_picture_is_small_and_shown(picture: Path):
    assert picture.stat().st_size < 300_000
    assert f"](docs/images/{picture.name})" in README.read_text(encoding="utf-8")
