"""The promises of ARCHITECTURE.md, over whole archives: deterministic, incremental, crash-safe, accounted for."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator import pipeline
from generator.kept.memory import Memory
from generator.model import Report
from generator.parallel import open_executor
from generator.read.files import opening
from generator.settings import Settings
from tests.conftest import pages_of
from tests.texts import report

QUICK = settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)

FOOTER = "Write to the desk of the Harn Courier with tips and corrections"
WHOLE = report(6, "law")

TEXTS = st.one_of(
    st.sampled_from(
        [
            WHOLE,
            f"The council meets again\n\n{WHOLE}\n\n{FOOTER}",
            f"{WHOLE[:700]}\n\nSubscribe now to read the full story\n\n{{{{free_limit}}}}",
            f"VELMAR (AFP) - {report(3, 'other')}\n\n{FOOTER}",
            f"{report(2, 'third')}\n\n- Rising water -\n\n{report(1, 'fourth')}\n\n{FOOTER}",
        ]
    ),
    st.text(min_size=1, max_size=300),
    st.builds(lambda seed: f"{report(2, str(seed))}\n\n{FOOTER}", st.integers(0, 12)),
)
RECORDS = st.fixed_dictionaries(
    {"text": TEXTS},
    optional={
        "id": st.sampled_from(["1", "2", "x"]) | st.text(max_size=4),
        "url": st.sampled_from(["https://harn.example/a", "https://harn.example/b?utm_source=x", "nonsense"]),
        "outlet": st.sampled_from(["Harn Courier", "صحيفة", "The Post", "the post"]) | st.text(max_size=8),
        "headline": st.sampled_from(["Rain", "</script><script>", "---", ": [ { & * !", "😀"]) | st.text(max_size=40),
        "published": st.sampled_from(["2019-12-17", "2019-12-17T23:30:00-05:00", "2020-02-30", "", "17 May 2024"]),
        "authors": st.just(["Jane Doe"]) | st.text(max_size=10),
        "tags": st.lists(st.text(max_size=6), max_size=3),
        "print_page": st.integers(),
    },
)
NAMES = st.sampled_from(["a.txt", "b.txt", "c/d.txt", "e.json", "f.jsonl", "c/g.jsonl"])


@st.composite
def inputs(draw: st.DrawFn) -> dict[str, bytes]:
    """Input files of an archive: texts, a record, or lines of records with a broken one among them now and then."""
    files: dict[str, bytes] = {}
    for name in draw(st.lists(NAMES, unique=True, max_size=5)):
        if name.endswith(".txt"):
            content = draw(TEXTS)
        elif name.endswith(".json"):
            content = json.dumps(draw(RECORDS))
        else:
            lines = [json.dumps(record, ensure_ascii=False) for record in draw(st.lists(RECORDS, max_size=5))]
            if draw(st.booleans()):
                lines.insert(len(lines) // 2, '{"text": "broken')
            content = "\n".join(lines)
        files[name] = content.encode("utf-8", "surrogatepass")
    return files


def put(folder: Path, files: Mapping[str, bytes]) -> None:
    """Make a folder hold these files and no others."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


def change(folder: Path, files: Mapping[str, bytes]) -> None:
    """Make a folder hold these files and no others, and leave those alone that it has."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in [path for path in folder.rglob("*") if path.is_file()]:
        if path.relative_to(folder).as_posix() not in files:
            path.unlink()
    for name, content in files.items():
        path = folder / name
        if not path.exists() or path.read_bytes() != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


def settings_in(root: Path, **options: Any) -> Settings:
    return Settings.from_mapping({"page_entries": 10, **options}, root=root, docs=root / "docs")


def clean_build(root: Path, files: Mapping[str, bytes]) -> tuple[dict[str, bytes], Report]:
    put(root / "articles", files)
    found = pipeline.build(settings_in(root))
    return pages_of(settings_in(root)), found


@QUICK
@given(history=st.lists(inputs(), min_size=2, max_size=4))
def test_after_any_edits_an_incremental_build_equals_a_clean_one(
    tmp_path_factory: pytest.TempPathFactory, history: list[dict[str, bytes]]
):
    grown, clean = tmp_path_factory.mktemp("grown"), tmp_path_factory.mktemp("clean")
    for files in history:
        pages, _ = clean_build(grown, files)

    assert pages == clean_build(clean, history[-1])[0]


@QUICK
@given(history=st.lists(st.tuples(inputs(), st.sampled_from([10, 25])), min_size=3, max_size=5))
def test_what_a_process_remembers_of_its_last_build_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, history: list[tuple[dict[str, bytes], int]]
):
    serving, clean = tmp_path_factory.mktemp("serving"), tmp_path_factory.mktemp("clean")
    memory = Memory()
    with patch.object(opening, "_UNSURE", 0):  # builds lie between changes, so that files can be told by their times
        for files, entries in history:
            change(serving / "articles", files)
            built = pipeline.build_pages(settings_in(serving, page_entries=entries), memory=memory)

    put(clean / "articles", history[-1][0])
    expected = pipeline.build_pages(settings_in(clean, page_entries=history[-1][1]))
    assert pages_of(settings_in(serving)) == pages_of(settings_in(clean))
    assert built.keys == expected.keys
    assert built.report.problems == expected.report.problems


@QUICK
@given(files=inputs())
def test_building_again_changes_nothing(tmp_path_factory: pytest.TempPathFactory, files: dict[str, bytes]):
    root = tmp_path_factory.mktemp("again")
    before, first = clean_build(root, files)

    again = pipeline.build(settings_in(root))

    assert pages_of(settings_in(root)) == before
    assert (again.written, again.removed, again.parts_read) == (0, 0, 0)
    assert again.problems == first.problems


@QUICK
@given(files=inputs())
def test_deleting_the_store_costs_no_byte(tmp_path_factory: pytest.TempPathFactory, files: dict[str, bytes]):
    root = tmp_path_factory.mktemp("store")
    before, _ = clean_build(root, files)
    shutil.rmtree(root / ".backfile")

    again = pipeline.build(settings_in(root))

    assert pages_of(settings_in(root)) == before
    assert again.written == 0


@QUICK
@given(files=inputs(), stop=st.integers(0, 40))
def test_a_build_stopped_at_any_write_is_made_good_by_the_next(
    tmp_path_factory: pytest.TempPathFactory, files: dict[str, bytes], stop: int
):
    root, clean = tmp_path_factory.mktemp("stopped"), tmp_path_factory.mktemp("clean")
    expected, _ = clean_build(clean, files)
    clean_build(root, {"a.txt": b"Something else stood here before"})
    put(root / "articles", files)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "replace", _stopping(os.replace, stop))
        with suppress(KeyboardInterrupt):
            pipeline.build(settings_in(root))
    pipeline.build(settings_in(root))

    assert pages_of(settings_in(root)) == expected


def _stopping(replace: Any, stop: int) -> Any:
    """Return a `replace` that works so many times and then is interrupted."""
    left = [stop]

    def stopping(source: Any, target: Any) -> None:
        if not left[0]:
            raise KeyboardInterrupt
        left[0] -= 1
        replace(source, target)

    return stopping


@QUICK
@given(files=inputs())
def test_records_and_lines_add_up(tmp_path_factory: pytest.TempPathFactory, files: dict[str, bytes]):
    pages, found = clean_build(tmp_path_factory.mktemp("sum"), files)

    lost = sum(problem.lost for problem in found.problems)
    assert found.records == found.articles + found.versions + lost + found.passed_over
    assert found.paragraphs == found.shown + found.lifted + found.dropped
    rows = [json.loads(line) for line in pages["data/articles.jsonl"].splitlines()]
    assert len(rows) == found.articles
    assert sum(len(row["versions"]) for row in rows) == found.versions


@QUICK
@given(files=inputs())
def test_checking_writes_nothing_and_says_what_building_says(
    tmp_path_factory: pytest.TempPathFactory, files: dict[str, bytes]
):
    root = tmp_path_factory.mktemp("check")
    put(root / "articles", files)

    checked = pipeline.check(settings_in(root))

    assert sorted(path.name for path in root.iterdir()) == ["articles"]
    built = pipeline.build(settings_in(root))
    assert (checked.records, checked.articles, checked.clusters) == (built.records, built.articles, built.clusters)
    assert checked.problems == built.problems


@QUICK
@given(files=inputs(), extra=RECORDS)
def test_adding_an_article_changes_no_other_address(
    tmp_path_factory: pytest.TempPathFactory, files: dict[str, bytes], extra: dict[str, Any]
):
    root = tmp_path_factory.mktemp("added")
    before, _ = clean_build(root, files)
    added = json.dumps({**extra, "url": "https://new.example/never-seen"})

    after, _ = clean_build(root, {**files, "zz-added.json": added.encode("utf-8", "surrogatepass")})

    old, new = (
        {row["id"]: row["page"] for row in map(json.loads, pages["data/articles.jsonl"].splitlines())}
        for pages in (before, after)
    )
    assert old.items() <= new.items()


FILES = {
    "b.jsonl": "\n".join(
        json.dumps(
            {
                "text": f"{report(4, str(seed))}\n\n{FOOTER}",
                "outlet": "Harn Courier",
                "published": f"2020-0{seed % 9 + 1}-03",
            }
        )
        for seed in range(20)
    ).encode(),
    "a.txt": WHOLE.encode(),
    "c/d.txt": f"A headline for the copy\n\n{WHOLE[:900]}".encode(),
    "c/_defaults.yml": b"outlet: The Copyist\n",
    "e.json": json.dumps({"text": report(3, "e"), "headline": "مرحبا", "published": "bad"}).encode(),
}


def test_workers_change_nothing(tmp_path: Path):
    expected, _ = clean_build(tmp_path / "serial", FILES)
    put(tmp_path / "parallel" / "articles", FILES)

    with open_executor(3) as executor:
        pipeline.build(settings_in(tmp_path / "parallel"), executor=executor)

    assert pages_of(settings_in(tmp_path / "parallel")) == expected


@pytest.mark.parametrize(
    "environment",
    [
        pytest.param({"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo", "LC_ALL": "C"}, id="Tokyo"),
        pytest.param(
            {"PYTHONHASHSEED": "77", "TZ": "America/New_York", "LC_ALL": "C.UTF-8", "PYTHONUTF8": "0"}, id="New York"
        ),
    ],
)
def test_hash_seed_time_zone_locale_and_file_order_change_nothing(tmp_path: Path, environment: dict[str, str]):
    expected, _ = clean_build(tmp_path / "here", FILES)
    put(tmp_path / "there" / "articles", dict(reversed(FILES.items())))
    program = (
        "import sys; from pathlib import Path; from generator import pipeline; from generator.settings import Settings;"
        "root = Path(sys.argv[1]);"
        "pipeline.build(Settings.from_mapping({'page_entries': 10}, root=root, docs=root / 'docs'))"
    )

    subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "there")],
        check=True,
        env={**os.environ, **environment},
        cwd=Path(__file__).parents[2],
    )

    assert pages_of(settings_in(tmp_path / "there")) == expected
