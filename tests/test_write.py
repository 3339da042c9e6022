"""Writing: only what changed, each file whole, nothing outside the folder."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator import write as write_module
from generator.model import Page
from generator.model.errors import OutputError
from generator.write import MARK, Outcome, Written, pack, unpack, write

PAGES = {"index.md": "front", "2019/12/a.md": "text a", "2019/12/b.md": "text b"}


def write_pages(
    folder: Path, pages: Mapping[str, str], record: Mapping[str, Written] | None = None, **options: bool
) -> Outcome:
    """Write pages whose key is their content."""

    def make(paths: list[str]) -> Iterable[Page]:
        return [Page(path=path, content=pages[path].encode()) for path in paths]

    return write(dict(pages), folder, record or {}, make, **options)


def files(folder: Path) -> dict[str, str]:
    found = {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if path.is_file()}
    return {path: content for path, content in found.items() if path != MARK}


def test_every_page_is_written(tmp_path: Path):
    outcome = write_pages(tmp_path / "archive", PAGES)

    assert files(tmp_path / "archive") == PAGES
    assert (outcome.written, outcome.unchanged, outcome.removed) == (3, 0, 0)


def test_a_folder_that_is_untouched_is_brought_to_its_plan_without_a_look(tmp_path: Path):
    pages = {"a.md": "one", "b/c.md": "two", "d.md": "three"}
    record = write_pages(tmp_path, pages).record

    with patch.object(write_module, "files_below", side_effect=AssertionError):
        outcome = write_pages(tmp_path, {"a.md": "one", "d.md": "another", "e.md": "new"}, record, untouched=True)

    assert files(tmp_path) == {"a.md": "one", "d.md": "another", "e.md": "new"}
    assert (outcome.written, outcome.unchanged, outcome.removed) == (2, 1, 1)


def test_what_stands_in_place_of_a_page_and_is_no_file_is_replaced(tmp_path: Path):
    (tmp_path / "elsewhere").write_text(PAGES["index.md"])
    write_pages(tmp_path / "archive", {})
    (tmp_path / "archive" / "index.md").symlink_to(tmp_path / "elsewhere")
    os.mkfifo(tmp_path / "archive" / "pipe")
    (tmp_path / "archive" / "2019" / "12").mkdir(parents=True)
    (tmp_path / "archive" / "pipe").rename(tmp_path / "archive" / "2019" / "12" / "a.md")

    write_pages(tmp_path / "archive", PAGES)

    assert files(tmp_path / "archive") == PAGES
    assert not (tmp_path / "archive" / "index.md").is_symlink()


def test_an_unchanged_page_is_not_even_made(tmp_path: Path):
    record = write_pages(tmp_path, PAGES).record

    outcome = write(dict(PAGES), tmp_path, record, lambda paths: pytest.fail(f"made {paths}"))

    assert (outcome.written, outcome.unchanged) == (0, 3)


def test_without_a_record_files_with_the_same_content_stay(tmp_path: Path):
    write_pages(tmp_path, PAGES)
    before = (tmp_path / "index.md").stat().st_mtime_ns

    outcome = write_pages(tmp_path, PAGES)

    assert (tmp_path / "index.md").stat().st_mtime_ns == before
    assert (outcome.written, outcome.unchanged) == (0, 3)


def test_a_page_that_somebody_edited_is_restored(tmp_path: Path):
    record = write_pages(tmp_path, PAGES).record
    (tmp_path / "2019/12/a.md").write_text("edited")

    outcome = write_pages(tmp_path, PAGES, record)

    assert files(tmp_path) == PAGES
    assert (outcome.written, outcome.unchanged) == (1, 2)


def test_what_is_no_longer_planned_is_removed_with_its_folder(tmp_path: Path):
    record = write_pages(tmp_path, PAGES).record

    outcome = write_pages(tmp_path, {"index.md": "front"}, record)

    assert files(tmp_path) == {"index.md": "front"}
    assert not (tmp_path / "2019").exists()
    assert outcome.removed == 2


def test_leftovers_of_a_killed_build_are_cleared_and_not_counted(tmp_path: Path):
    write_pages(tmp_path, PAGES)
    (tmp_path / "2019/12/.backfile-a.md").write_text("half a fi")

    assert write_pages(tmp_path, PAGES).removed == 0
    assert files(tmp_path) == PAGES


@pytest.mark.parametrize("stray", ["2019", "2019/12/a.md/inner.txt"])
def test_a_stray_file_or_folder_where_a_page_goes_gives_way(tmp_path: Path, stray: str):
    write_pages(tmp_path, {})
    (tmp_path / stray).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / stray).write_text("in the way")

    write_pages(tmp_path, PAGES)

    assert files(tmp_path) == PAGES


@pytest.mark.parametrize("untouched", [False, True])
@pytest.mark.parametrize("planned", [PAGES, {"index.md": "front", "2019/new.md": "text"}], ids=["same", "changed"])
def test_nothing_is_written_or_removed_through_a_link(tmp_path: Path, planned: dict[str, str], untouched: bool):
    outside, archive = tmp_path / "outside", tmp_path / "archive"
    precious = {"precious.txt": "kept", "12/a.md": "kept", "12/b.md": "kept"}
    write_pages(outside, precious)
    record = write_pages(archive, PAGES).record
    shutil.rmtree(archive / "2019")
    os.symlink(outside, archive / "2019")
    if not untouched:
        (archive / "index.md").unlink()
        os.symlink(outside / "precious.txt", archive / "index.md")
        os.symlink(outside / "precious.txt", archive / ".backfile-index.md")

    write_pages(archive, planned, record, untouched=untouched)

    assert files(outside) == precious
    if not untouched:
        assert files(archive) == planned


def test_a_folder_that_is_a_link_is_refused_and_nothing_behind_it_is_touched(tmp_path: Path):
    write_pages(tmp_path / "outside", {"precious.txt": "kept"})
    (tmp_path / "archive").symlink_to(tmp_path / "outside")

    with pytest.raises(OutputError, match=r"a link; expected a folder"):
        write_pages(tmp_path / "archive", PAGES)

    assert files(tmp_path / "outside") == {"precious.txt": "kept"}


@pytest.mark.parametrize("strange", ["notes.md", "2019/12/a.md", "deep/er/x.txt", ".hidden"])
def test_a_folder_of_somebody_else_is_refused_as_it_is(tmp_path: Path, strange: str):
    (tmp_path / "archive" / strange).parent.mkdir(parents=True)
    (tmp_path / "archive" / strange).write_text("by hand")

    with pytest.raises(OutputError, match=f"did not write, such as {re.escape(strange)}"):
        write_pages(tmp_path / "archive", PAGES)

    assert files(tmp_path / "archive") == {strange: "by hand"}


def test_a_folder_that_an_earlier_release_wrote_without_a_mark_is_known_by_the_record(tmp_path: Path):
    record = write_pages(tmp_path, PAGES).record
    (tmp_path / MARK).unlink()

    write_pages(tmp_path, {"index.md": "front"}, record)

    assert files(tmp_path) == {"index.md": "front"}
    assert (tmp_path / MARK).is_file()


@pytest.mark.parametrize(
    "path", ["../evil.md", "/etc/evil.md", "a/../../evil.md", "a//b.md", "", "a\\b.md", "a\0.md", "."]
)
def test_a_path_that_leaves_the_folder_is_refused(tmp_path: Path, path: str):
    with pytest.raises(OutputError, match="not a path below the archive folder"):
        write_pages(tmp_path, {path: "x"})


def test_two_pages_at_one_path_of_a_case_insensitive_disk_are_refused(tmp_path: Path):
    with pytest.raises(OutputError, match="another page has this path"):
        write_pages(tmp_path, {"A.md": "x", "a.md": "y"})


def test_a_failed_write_says_where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def full(source: object, target: object) -> None:
        raise OSError(28, "No space left on device", str(target))

    monkeypatch.setattr(os, "replace", full)

    with pytest.raises(OutputError, match="No space left on device"):
        write_pages(tmp_path, PAGES)
    assert files(tmp_path) == {}


def test_a_record_survives_the_store():
    written = Written(key="abc", size=12, changed=1_700_000_000_000_000_001)

    assert unpack(pack(written)) == written


states = st.dictionaries(
    st.sampled_from(["a.md", "b.md", "x/a.md", "x/b.md", "x/y/c.md", "z/index.md"]), st.sampled_from("123"), max_size=6
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(history=st.lists(states, min_size=1, max_size=4), forget=st.booleans())
def test_after_any_history_the_folder_is_as_planned(
    tmp_path_factory: pytest.TempPathFactory, history: list[dict[str, str]], forget: bool
):
    folder = tmp_path_factory.mktemp("history")
    record: Mapping[str, Written] = {}
    for pages in history:
        record = write_pages(folder, pages, {} if forget else record).record

    assert files(folder) == history[-1]
