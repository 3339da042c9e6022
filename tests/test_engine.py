"""The engine: reads a mkdocs.yml, builds the site through the plugin, and says what came of it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from generator import engine
from generator.engine.record import open_site
from generator.model import Weight
from generator.model.errors import GeneratorError, SettingError
from tests.archives import BROKEN, CONFIG, RECORDS, an_archive, files_of

ROOT = Path(__file__).parent.parent


def test_relative_paths_start_from_the_folder_of_the_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    config = an_archive(tmp_path / "archive", config=CONFIG + "docs_dir: docs\n")
    monkeypatch.chdir(tmp_path)

    settings = engine.settings_of(engine.load(config.relative_to(tmp_path)))

    assert settings.articles == config.parent / "articles"
    assert settings.docs == config.parent / "docs"


def test_the_site_carries_the_data_at_its_root(tmp_path: Path):
    site = engine.build_site(an_archive(tmp_path / "archive"))

    names = files_of(site.folder)

    assert {"data/articles.jsonl", "data/clusters.jsonl", "data/report.json"} <= names.keys()
    assert not [name for name in names if name.startswith("archive/data/")]


def test_a_site_is_weighed_with_all_its_files_and_its_articles_are_counted(tmp_path: Path):
    site = engine.build_site(an_archive(tmp_path / "archive"))

    files = files_of(site.folder)
    theme = {path: content for path, content in files.items() if path.startswith("assets/")}
    assert site.weight == Weight(size=sum(map(len, files.values())), fixed=sum(map(len, theme.values())), articles=2)


@pytest.mark.parametrize("linked", [False, True], ids=["folder", "link"])
def test_a_site_folder_with_files_of_no_site_is_refused_as_it_is(tmp_path: Path, linked: bool):
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "letter.odt").write_text("mine")
    if linked:
        (tmp_path / "site").symlink_to("own")
    place = tmp_path / ("site" if linked else "own")

    with pytest.raises(GeneratorError, match=r"letter\.odt"), open_site(tmp_path / "store", str(place), alone=True):
        raise AssertionError("the folder was opened")

    assert files_of(tmp_path / "own") == {"letter.odt": b"mine"}


@pytest.mark.parametrize("found", ["404.html", "sitemap.xml"])
def test_a_site_that_nothing_is_known_of_any_more_is_built_upon(tmp_path: Path, found: str):
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / found).write_text("of an earlier build")

    with open_site(tmp_path / "store", str(tmp_path / "site"), alone=True) as writer:
        assert writer is not None


def test_a_first_build_that_was_killed_may_be_followed_by_another(tmp_path: Path):
    with suppress(KeyboardInterrupt), open_site(tmp_path / "store", str(tmp_path / "site"), alone=True):
        (tmp_path / "site" / "assets.css").write_text("put in place before the kill")
        raise KeyboardInterrupt

    with open_site(tmp_path / "store", str(tmp_path / "site"), alone=True) as writer:
        assert writer is not None


def test_a_folder_that_is_not_there_weighs_nothing(tmp_path: Path):
    assert engine.weigh(tmp_path / "site") == Weight(size=0, fixed=0, articles=0)


def test_the_report_says_what_the_generator_did(tmp_path: Path):
    config = an_archive(tmp_path / "archive", articles={"records.jsonl": RECORDS + BROKEN})

    first, second = engine.build_site(config).report, engine.build_site(config).report

    assert (first.articles, len(first.problems)) == (2, 1)
    assert (first.parts_read > 0, second.parts_read) == (True, 0)
    assert second.written == 0


@pytest.mark.parametrize(
    ("written", "asked", "passed"),
    [("", None, True), ("", True, False), ("strict: true\n", None, False), ("strict: true\n", False, True)],
    ids=["nobody is strict", "the caller is", "mkdocs.yml is", "the caller is not, whatever mkdocs.yml is"],
)
def test_a_problem_is_a_failure_where_somebody_is_strict(
    tmp_path: Path, written: str, asked: bool | None, passed: bool
):
    config = an_archive(tmp_path / "archive", config=CONFIG + written, articles={"records.jsonl": RECORDS + BROKEN})

    site = engine.build_site(config, strict=asked)

    assert site.passed is passed
    assert (site.folder / "index.html").is_file()


def test_what_mkdocs_warns_of_is_kept_and_not_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    config = an_archive(tmp_path / "archive", config=CONFIG + "extra_templates: [gone.html]\n")

    site = engine.build_site(config)

    assert [warning for warning in site.warnings if "gone.html" in warning]
    assert capsys.readouterr() == ("", "")


def test_progress_is_told_by_stage(tmp_path: Path):
    told: list[tuple[str, int, int]] = []

    engine.build_site(an_archive(tmp_path / "archive"), progress=lambda *step: told.append(step))

    assert told
    assert all(0 <= done <= total or total == 0 for _, done, total in told)


def test_with_other_threads_at_work_no_process_is_forked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A forked worker can wait for ever for a lock that another thread held; `serve` has threads."""
    settings = engine.settings_of(engine.load(an_archive(tmp_path / "archive")))
    monkeypatch.setattr(engine, "open_executor", lambda jobs: pytest.fail("asked for worker processes"))
    done = threading.Event()
    other = threading.Thread(target=done.wait)
    other.start()

    try:
        report = engine.generate(settings)
    finally:
        done.set()
        other.join()

    assert report.articles == 2


def test_without_the_plugin_there_is_nothing_to_build(tmp_path: Path):
    config = an_archive(tmp_path / "archive", config="site_name: A\n")

    with pytest.raises(SettingError, match="backfile is not turned on"):
        engine.build_site(config)


@pytest.fixture
def taken_address() -> Iterator[str]:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield f"127.0.0.1:{server.getsockname()[1]}"


def test_an_address_that_is_taken_is_no_traceback(tmp_path: Path, taken_address: str):
    with pytest.raises(GeneratorError, match="in use"):
        engine.serve(an_archive(tmp_path / "archive"), address=taken_address)


@pytest.mark.slow
def test_serving_shows_an_edit_after_one_build_and_then_rests(tmp_path: Path):
    """A build writes pages below docs/; if that started the next build, there would be no end to it."""
    config = an_archive(tmp_path / "archive")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    log = tmp_path / "log"
    with (
        log.open("w") as lines,
        subprocess.Popen(
            [sys.executable, "-m", "generator", "serve", "-a", address, "-f", config],
            stderr=lines,
            cwd=ROOT,
            env={**os.environ, "TMPDIR": str(tmp_path)},
        ) as server,
    ):
        try:
            wait_for(lambda: "Serving on" in log.read_text(), seconds=600)
            (config.parent / "articles" / "late.txt").write_text("A late edition\n\nIt came out after all.\n")
            wait_for(lambda: "Reloading browsers" in log.read_text(), seconds=600)
            with urllib.request.urlopen(f"http://{address}/archive/undated/", timeout=600) as answer:
                page = answer.read().decode()
            time.sleep(3)  # six times as long as MkDocs takes to notice a change
        finally:
            server.terminate()

    assert "A late edition" in page
    assert log.read_text().count("Detected file changes") == 1


def wait_for(condition: Callable[[], bool], *, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)
