"""A build that would find all as the last one left it says so at once; whatever else is the case, it builds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator import engine
from generator.engine import names
from generator.kept import still
from generator.settings import Settings
from tests.archives import CONFIG, an_archive

SITE_URL = 'site_url: !ENV [REST_TEST_URL, "https://rest.example/"]\n'
THEME = CONFIG.replace("theme: {name: material", "theme: {name: material, custom_dir: overrides")
REST = THEME.replace("plugins: [backfile]", "plugins: [backfile: {authorities: authorities}]") + SITE_URL
AGENCY = '[[agency]]\nname = "Alder Wire"\nvariants = []\n'


def at_rest(folder: Path) -> Path:
    """Write an archive that has every kind of input, and build it."""
    an_archive(folder, config=REST)
    for path, content in {
        "overrides/main.html": '{% extends "base.html" %}\n',
        "authorities/agencies.toml": AGENCY,
        "withdrawn.csv": "article,mode,date,reason\n",
        "articles/2021/ferry.txt": "A ferry\n\nThe ferry over the Alder ends its service on Friday, its owner says.\n",
    }.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(content, encoding="utf-8")
    time.sleep(0.1)  # what changed just before a build may have changed once more since it was read
    return folder


def say(folder: Path, *words: str) -> tuple[str, str, int]:
    """Run the command as a shell does."""
    command = [sys.executable, "-m", "generator", *words]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return done.stdout, done.stderr, done.returncode


def kept_in(folder: Path) -> Path:
    [path] = (folder / ".backfile").glob("still-*")
    return path


class Archive:
    """An archive at rest, and the answer that its build left."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store = str(folder / ".backfile")
        self.question = kept_in(folder).name.removeprefix("still-")
        _, watched, *_, made, self.until, self.says = json.loads(kept_in(folder).read_bytes().partition(b"\n")[2])
        self.watched = still.Watched(*watched)
        self.made = [still.Stands(*one) for one in made]

    def answer(self) -> object:
        return still.answer(self.store, self.question)

    def settle(self) -> None:
        """Leave the answer again, as a build that found what stands now would."""
        ahead = time.time_ns() + 10**10
        still.keep(self.watched, self.made, still.look(self.watched), ahead, self.question, self.says)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    folder = at_rest(tmp_path_factory.mktemp("rest") / "archive")
    assert say(folder, "build")[2] == 0
    return Archive(folder)


def test_what_is_said_at_once_is_what_the_build_says(archive: Archive):
    at_once = say(archive.folder, "build")
    kept_in(archive.folder).unlink()

    assert at_once == say(archive.folder, "build")
    assert kept_in(archive.folder).name == f"still-{archive.question}"


def test_no_other_command_gets_the_answer(archive: Archive):
    archive.settle()

    assert len({still.asked(*words) for words in (["build"], ["build", "--strict"], ["build", "-q"])}) == 3
    assert say(archive.folder, "build", "--json")[0].startswith("{")


INPUTS = (
    "mkdocs.yml", "articles/records.jsonl", "articles/2021/ferry.txt", "docs/index.md", "overrides/main.html",
    "authorities/agencies.toml", "withdrawn.csv", "addresses.csv",
)  # fmt: skip
OUTPUTS = ("site/index.html", "site/data/manifest.json", "site/archive/index.html", "docs/archive/index.md")
FOLDERS = ("articles", "articles/2021", "docs", "overrides", "authorities", "site", "site/archive", "docs/archive")


def flipped(path: Path) -> None:
    """Change a byte, and neither size nor time of the last change."""
    status = path.stat()
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def longer(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"\n")


def touched(path: Path) -> None:
    os.utime(path, ns=(1, 1))


def gone(path: Path) -> None:
    path.unlink()


def a_link(path: Path) -> None:
    target = path.with_name("elsewhere")
    path.rename(target)
    path.symlink_to(target.name)


def added(path: Path) -> None:
    (path / "new.txt").write_bytes(b"")


def a_folder_added(path: Path) -> None:
    (path / "new").mkdir()


CHANGES = [
    *((path, change) for path in (*INPUTS, *OUTPUTS) for change in (longer, touched, gone, a_link)),
    *((path, flipped) for path in INPUTS),
    *((path, change) for path in FOLDERS for change in (added, a_folder_added)),
    ("", lambda folder: (folder / "curation.csv").write_bytes(b"")),
]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changed=st.sampled_from(CHANGES))
def test_any_change_of_what_is_read_or_was_written_is_seen(
    archive: Archive, changed: tuple[str, Callable[[Path], None]]
):
    path, change = changed
    place = archive.folder / path
    times = (place.stat().st_atime_ns, place.stat().st_mtime_ns)
    saved = place.read_bytes() if place.is_file() else None
    archive.settle()
    assert archive.answer() == archive.says
    try:
        change(place)

        assert archive.answer() is None
    finally:
        put_back(archive, path, saved, times)


def put_back(archive: Archive, path: str, saved: bytes | None, times: tuple[int, int]) -> None:
    """Undo a change; what was written by a build gets its time back, which an answer holds by."""
    place = archive.folder / path
    if saved is None:
        (archive.folder / "curation.csv").unlink(missing_ok=True)
        (place / "new.txt").unlink(missing_ok=True)
        if (place / "new").is_dir():
            (place / "new").rmdir()
        return
    (place.parent / "elsewhere").unlink(missing_ok=True)
    place.unlink(missing_ok=True)
    place.write_bytes(saved)
    os.utime(place, ns=times)


def test_a_variable_that_the_settings_read_is_seen(archive: Archive, monkeypatch: pytest.MonkeyPatch):
    archive.settle()
    assert archive.answer() == archive.says

    monkeypatch.setenv("REST_TEST_URL", "https://other.example/")

    assert archive.answer() is None


@pytest.mark.parametrize("seconds", [-3600, 366 * 86400], ids=["a clock set back", "another year"])
def test_an_answer_holds_for_its_year_alone(archive: Archive, monkeypatch: pytest.MonkeyPatch, seconds: int):
    archive.settle()
    now = time.time_ns()

    monkeypatch.setattr(time, "time_ns", lambda: now + seconds * 10**9)

    assert archive.answer() is None


def test_an_answer_ends_when_an_embargo_may(archive: Archive, monkeypatch: pytest.MonkeyPatch):
    now = time.time_ns()
    until = now // 10**9 + 60
    ahead = now + 10**10
    still.keep(archive.watched, archive.made, still.look(archive.watched), ahead, archive.question, 1, until=until)
    assert archive.answer() == 1

    monkeypatch.setattr(time, "time_ns", lambda: now + 61 * 10**9)

    assert archive.answer() is None


def test_what_changed_while_the_build_ran_leaves_no_answer(archive: Archive):
    still.forget(archive.store)
    before = still.look(archive.watched)
    assert before is not None

    still.keep(archive.watched, archive.made, before, before.newest, archive.question, archive.says)
    assert archive.answer() is None

    longer(archive.folder / "articles" / "records.jsonl")
    still.keep(archive.watched, archive.made, before, time.time_ns() + 10**10, archive.question, archive.says)
    assert archive.answer() is None


@pytest.mark.parametrize("at", [0, 3, 50, -1])
def test_a_damaged_answer_is_none(archive: Archive, at: int):
    archive.settle()
    content = bytearray((Path(archive.store) / f"still-{archive.question}").read_bytes())
    content[at] ^= 4

    (Path(archive.store) / f"still-{archive.question}").write_bytes(content)

    assert archive.answer() is None


def test_the_next_build_begins_with_removing_all_answers(archive: Archive):
    """They quote problems, and those may quote what is withdrawn by then."""
    archive.settle()

    engine.generate(engine.settings_of(engine.load(archive.folder / "mkdocs.yml")))

    assert not list(Path(archive.store).glob("still-*"))


def test_mkdocs_itself_has_as_little_to_do(tmp_path: Path):
    folder = at_rest(tmp_path / "archive")
    command = [sys.executable, "-m", "mkdocs", "build"]

    def lines() -> Iterator[str]:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
        yield from (line for line in done.stderr.splitlines() if "built in" not in line)

    list(lines())
    [kept] = (folder / ".backfile").glob("still-*")
    number = kept.stat().st_ino
    at_once = list(lines())
    assert kept.stat().st_ino == number
    kept.unlink()

    assert at_once == list(lines())


@pytest.mark.parametrize(
    "config",
    [
        REST + "hooks: [hooks.py]\n",
        REST + "extra_templates: [robots.txt]\n",
        "INHERIT: base.yml\n" + REST,
        REST.replace("[md_in_html, toc]", "[md_in_html, toc, admonition]"),
    ],
    ids=["a hook", "a template of its own", "settings in two files", "an extension that nobody knows"],
)
def test_where_others_take_part_every_build_is_a_whole_one(tmp_path: Path, config: str):
    config_file = an_archive(tmp_path / "archive", config=config)
    for path in ("overrides/main.html", "authorities/agencies.toml", "hooks.py", "base.yml", "docs/robots.txt"):
        (config_file.parent / path).parent.mkdir(exist_ok=True)
        (config_file.parent / path).write_text("{}\n" if path == "base.yml" else "", encoding="utf-8")

    assert engine.build_site(config_file).rest is None


def test_an_embargo_ahead_is_told(tmp_path: Path):
    line = json.dumps({"id": "e1", "headline": "Later", "text": "It will be told then.", "embargo": "2999-01-01"})
    config_file = an_archive(tmp_path / "archive", articles={"a.jsonl": line + "\n"})

    built = engine.generate_pages(Settings.from_mapping({}, root=config_file.parent, docs=config_file.parent / "docs"))

    assert built.until == 32472144000


def test_an_archive_that_names_our_part_of_the_theme_for_other_builders_rests_too(tmp_path: Path):
    named = CONFIG.replace("theme: {name: material", f"theme: {{name: material, custom_dir: {names.THEME}")
    an_archive(tmp_path, config=named)
    time.sleep(0.1)

    said = say(tmp_path, "build")

    assert kept_in(tmp_path).exists()
    assert say(tmp_path, "build")[2] == said[2] == 0
