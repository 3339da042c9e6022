"""README and documentation: what they say of commands, settings, formats and data is so."""

from __future__ import annotations

import inspect
import json
import os
import re
import subprocess
import sysconfig
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import fields

from documentation import reference
from generator.cli import cli
from generator.describe.values import KNOWN_KEYS
from generator.group.standing import main_copy
from generator.languages import read_language
from generator.model import FACTS, AgencyName, OutletName, Rule
from generator.pipeline import check
from generator.read import known_formats
from generator.render.words import COPY_KINDS
from generator.settings import OPTIONS, Settings
from tests.archives import an_archive
from tests.sites import ROOT, Site

DOCUMENTATION = ROOT / "documentation"
PAGES = DOCUMENTATION / "pages"
README = ROOT / "README.md"
ROW = re.compile(r"^\| (?P<names>`[^|]*) \|", re.MULTILINE)


def page(name: str) -> str:
    return (PAGES / f"{name}.md").read_text(encoding="utf-8")


def section(text: str, title: str) -> str:
    """Return a part of a page, from its heading to the next."""
    _, _, rest = text.partition(f" {title}\n")
    assert rest, title
    return re.split(r"^#{2,3} ", rest, maxsplit=1, flags=re.MULTILINE)[0]


def names_in(text: str) -> list[str]:
    """Return the names in the first column of the tables of a text."""
    return [name for row in ROW.finditer(text) for name in re.findall("`([^`]+)`", row["names"])]


def blocks(text: str, kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


def test_the_reference_names_every_setting_fact_format_and_command():
    assert names_in(reference.settings()) == list(OPTIONS)
    assert set(names_in(reference.facts())) == KNOWN_KEYS | {"text", "captured"}
    assert all(fact.gives in reference.facts() for fact in FACTS.values())
    assert all(f"| {one.title} |" in reference.formats() for one in known_formats())
    assert set(re.findall("^## (.+)$", reference.commands(), re.MULTILINE)) == cli.commands.keys()
    assert all(option in reference.commands() for option in ("--strict", "--limit-mb", "FOLDER"))


def test_every_marker_of_a_page_has_a_table_and_every_table_a_page():
    markers = [
        name for path in PAGES.rglob("*.md") for name in re.findall("<!-- generated: (.*) -->", path.read_text())
    ]

    assert sorted(markers) == sorted(reference.TABLES)


@pytest.mark.slow
def test_the_documentation_builds_without_a_warning(tmp_path: Path):
    mkdocs = Path(sysconfig.get_path("scripts")) / "mkdocs"
    command = [str(mkdocs), "build", "--strict", "--quiet", "--site-dir", str(tmp_path)]

    done = subprocess.run(command, cwd=DOCUMENTATION, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert "site_limit_mb" in (tmp_path / "reference" / "settings" / "index.html").read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(path.stem for path in (PAGES / "tutorials").glob("*.md")))
def test_the_commands_of_a_tutorial_run_as_they_are_printed(name: str, tmp_path: Path):
    """Blocks marked `sh` run in one shell, one after the other; what is marked `text`, they print, up to a `…`.

    Those marked `console` are for reading alone.
    """
    commands = blocks(page(f"tutorials/{name}"), "sh")
    promised = [line for block in blocks(page(f"tutorials/{name}"), "text") for line in block.splitlines()]
    scripts = f"{sysconfig.get_path('scripts')}{os.pathsep}{os.environ['PATH']}"

    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", "\n".join(commands)],
        cwd=tmp_path,
        env={**os.environ, "PATH": scripts},
        capture_output=True,
        text=True,
        check=False,
    )

    assert commands
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    printed = [f"{line}…" for line in done.stdout.splitlines()]
    assert [line for line in promised if not any(one.startswith(line.removesuffix("…")) for one in printed)] == []


def test_the_gallery_shows_every_format():
    gallery = " ".join(page("how-to/gallery").split())

    assert [one.title for one in known_formats() if f"`{one.title}`" not in gallery] == []


def test_an_example_of_the_gallery_is_read_as_what_it_is_shown_for(tmp_path: Path):
    sections = re.split("^#{2,3} ", page("how-to/gallery"), flags=re.MULTILINE)
    examples = {
        name: (section, example)
        for section in sections
        for name, example in re.findall(r'^```\w+ title="([^"]+)"\n(.*?)^```', section, re.DOTALL | re.MULTILINE)
    }
    folder = an_archive(tmp_path / "archive", articles={name: text for name, (_, text) in examples.items()}).parent

    report = check(Settings.from_mapping({}, root=folder, docs=folder / "docs"))

    assert (report.articles + report.versions, report.problems, report.passed) == (len(examples), (), ())
    for taken in report.taken:
        assert f"`{taken.format.partition(':')[0]}" in examples[taken.path][0], taken


def test_the_two_commands_of_the_readme_are_there():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")

    for command in blocks(section(README.read_text(encoding="utf-8"), "Two commands"), "sh")[0].splitlines():
        assert re.search(rf"^{command.removeprefix('make ')}: ", makefile, re.MULTILINE), command


def test_the_example_of_settings_is_a_sound_one():
    [example] = blocks(page("reference/settings"), "yaml")
    [plugin] = msgspec.yaml.decode(example)["plugins"]

    assert Settings.from_mapping(plugin["backfile"], root=ROOT, docs=ROOT / "docs").newest == 20


@pytest.mark.parametrize(("number", "kind", "key"), [(0, AgencyName, "agency"), (1, Rule, "rule")])
def test_an_example_of_an_authority_file_is_a_sound_one(number: int, kind: type[Any], key: str):
    example = blocks(page("how-to/names"), "toml")[number]

    entries = tomllib.loads(example)[key]

    assert msgspec.convert(entries, list[kind])  # type: ignore[valid-type]
    assert entries[0].keys() == {known.name for known in fields(kind)}


def test_the_keys_of_outlets_are_named():
    named = re.findall("`([a-z]+)`", page("how-to/names").partition("[[outlet]]")[2])

    assert {known.name for known in fields(OutletName)} <= set(named)


def described(heading: str) -> set[str]:
    """Return the keys that the table below one of the data files tells of."""
    _, _, rest = page("reference/data").partition(f"**`data/{heading}`**")
    return set(names_in(rest.partition("**`data/")[0]))


def test_the_keys_of_the_data_are_those_that_it_tells_of(sample: Site):
    report = json.loads((sample.folder / "data" / "report.json").read_text(encoding="utf-8"))
    article = next(row for row in sample.articles.values() if row["versions"])

    assert {key for row in sample.articles.values() for key in row} == described("articles.jsonl")
    matched = {key for cluster in sample.rows("clusters") for match in cluster["matches"] for key in match}
    assert {key for row in sample.rows("clusters") for key in row} | matched == described("clusters.jsonl")
    assert {key for row in sample.rows("related") for key in row} <= described("related.jsonl")
    assert report.keys() == described("report.json")
    told = page("reference/data").partition("`data/articles.jsonl`")[2]
    assert article["versions"][0].keys() <= set(re.findall("`([a-z_]+)`", told))


def test_every_kind_of_copy_and_of_evidence_is_explained():
    explained = page("explanation/copies")

    assert [kind for kind in COPY_KINDS.values() if f"| {kind} |" not in explained] == []
    reasons = re.findall(
        r'^        \(?"([^"]+)"', inspect.getsource(main_copy).replace("(\n            ", "("), re.MULTILINE
    )
    assert len(reasons) >= 8
    assert [reason for reason in reasons if reason.replace("’", "'") not in explained] == []


def test_the_example_of_a_language_is_a_sound_one(tmp_path: Path):
    [example] = blocks(page("how-to/language"), "toml")
    (tmp_path / "qm.toml").write_text(example, encoding="utf-8")

    assert read_language(tmp_path / "qm.toml").credits.by


def links() -> Iterator[tuple[Path, str]]:
    for path in (README, ROOT / "CHANGELOG.md", *sorted(PAGES.rglob("*.md"))):
        for link in re.findall(r"\]\(([^)\s]+)\)", path.read_text(encoding="utf-8")):
            if not link.startswith(("https://", "#")):
                yield path, link.partition("#")[0]


@pytest.mark.parametrize(("path", "link"), list(links()))
def test_what_it_links_to_is_there(path: Path, link: str):
    assert (path.parent / link).is_file()


@pytest.mark.parametrize(
    "picture",
    sorted([*(ROOT / "docs" / "images").iterdir(), *(PAGES / "images").iterdir()]),
    ids=lambda path: path.name,
)
def test_a_picture_is_small_and_shown(picture: Path):
    pages = [README, *PAGES.rglob("*.md")]

    assert picture.stat().st_size < 300_000
    assert any(f"images/{picture.name})" in path.read_text(encoding="utf-8") for path in pages)
