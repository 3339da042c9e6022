"""On Spark the same bytes come out, whatever is killed; `make test-spark` sets up what these need."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from generator import engine, group
from generator.model.errors import ArticleError, SettingError, WorkerError
from generator.parallel import ordered_map
from generator.spark import java, open_spark
from tests.archives import an_archive, files_of
from tests.sites import ROOT
from tests.test_parts import records
from tests.test_statement import many_captures, require_same

pytest.importorskip("pyspark", reason="pyspark is not installed; make test-spark")
pytestmark = [
    pytest.mark.skipif(java() is None, reason="there is no Java"),
    pytest.mark.filterwarnings("ignore"),
]


@pytest.fixture(scope="module", autouse=True)
def _importable() -> Iterator[None]:
    """Let the processes of Spark import this module."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(ROOT))
        yield


def noted(item: tuple[str, int]) -> int:
    """Note in a folder that a task ran, and return its number doubled."""
    folder, number = item
    with open(f"{folder}/{number}", "a") as file:
        file.write("x")
    return 2 * number


def failing(number: int) -> int:
    if number == 5:
        raise ArticleError("a.json", "published", "soon", "a day", record=5)
    return number


def deadly(item: tuple[str, int]) -> int:
    """End the executor that this runs in, the first time."""
    folder, number = item
    if number == 3 and not os.path.exists(f"{folder}/killed"):
        with open(f"{folder}/killed", "w"):
            pass
        with open(f"/proc/{os.getppid()}/stat") as file:
            os.kill(int(file.read().rpartition(")")[2].split()[1]), signal.SIGKILL)
        time.sleep(60)
    return number * number


def ran(folder: Path) -> int:
    return sum(len(path.read_text()) for path in folder.iterdir())


class TestOneSpark:
    """What one session shows: it takes ten seconds to start."""

    @pytest.fixture(scope="class")
    def opened(self, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
        with open_spark("local[2]", str(tmp_path_factory.mktemp("work"))) as opened:
            yield opened

    def test_the_pairs_and_the_boilerplate_are_those_of_the_built_in_engine(self, opened: Any):
        _, grouping = opened

        require_same(group.survey(*many_captures()), grouping.survey(*many_captures()))
        require_same(group.survey([], [], []), grouping.survey([], [], []))

    def test_results_come_in_the_order_of_the_tasks(self, opened: Any, tmp_path: Path):
        made = ordered_map(opened[0], noted, ((str(tmp_path), number) for number in range(300)))

        assert list(made) == [2 * number for number in range(300)]

    def test_what_a_task_raises_is_raised_when_its_turn_comes(self, opened: Any):
        made = ordered_map(opened[0], failing, range(10))

        assert [next(made) for _ in range(5)] == [0, 1, 2, 3, 4]
        with pytest.raises(ArticleError, match="a.json:5: published: soon; expected a day"):
            next(made)

    def test_rounds_that_are_done_are_not_done_again(self, opened: Any, tmp_path: Path):
        items = [(str(tmp_path), number) for number in range(300)]
        first = ordered_map(opened[0], noted, items)
        for _ in range(100):
            next(first)
        first.close()
        before = ran(tmp_path)

        assert list(ordered_map(opened[0], noted, items)) == [2 * number for number in range(300)]
        assert (before, ran(tmp_path)) == (128, 300)

    def test_a_data_set_that_is_not_whole_is_made_anew(self, opened: Any, tmp_path: Path):
        items = [(str(tmp_path), number) for number in range(20)]
        expected = list(ordered_map(opened[0], noted, items))
        for path in Path(opened[0].work).rglob("_SUCCESS"):
            path.unlink()

        assert list(ordered_map(opened[0], noted, items)) == expected
        assert ran(tmp_path) == 40


def test_a_site_built_on_spark_is_the_site(tmp_path: Path):
    config = an_archive(tmp_path / "archive", articles={"all.jsonl": records()})
    engine.build_site(config, jobs=1, options={"site_dir": str(tmp_path / "local")})
    for left in ("docs/archive", ".backfile"):
        shutil.rmtree(tmp_path / "archive" / left)

    engine.build_site(config, jobs=1, spark="local[2]", options={"site_dir": str(tmp_path / "spark")})

    assert files_of(tmp_path / "spark") == files_of(tmp_path / "local")
    assert not (tmp_path / "archive/.backfile/spark").exists()  # texts may be withdrawn until the next build


def test_an_executor_that_is_killed_costs_time_alone(tmp_path: Path):
    (tmp_path / "notes").mkdir()
    with open_spark("local-cluster[2,1,1024]", str(tmp_path / "work")) as (spark, _):
        made = list(spark.over(deadly, [(str(tmp_path / "notes"), number) for number in range(8)]))

    assert made == [number * number for number in range(8)]
    assert (tmp_path / "notes/killed").exists()


def test_a_driver_that_is_killed_leaves_what_the_next_one_goes_on_with(tmp_path: Path):
    notes = tmp_path / "notes"
    notes.mkdir()
    program = (
        "import os, signal, sys\n"
        "from generator.spark import open_spark\n"
        "from tests.test_spark import noted\n"
        "with open_spark('local[2]', sys.argv[1]) as (spark, _):\n"
        "    made = spark.over(noted, [(sys.argv[2], number) for number in range(200)])\n"
        "    for _ in range(130): next(made)\n"
        "    if sys.argv[3] == 'die': os.kill(os.getpid(), signal.SIGKILL)\n"
        "    print(sum(made))\n"
    )

    def run(how: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", program, str(tmp_path / "work"), str(notes), how]
        return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)

    assert run("die").returncode == -signal.SIGKILL
    assert run("live").stdout.split() == [str(2 * sum(range(130, 200)))]
    assert ran(notes) == 200


def test_a_spark_that_does_not_start_is_a_setting(tmp_path: Path):
    with (
        pytest.raises(SettingError, match="--spark nonsense: Spark does not start"),
        open_spark("nonsense", str(tmp_path)),
    ):
        pass


def test_a_folder_that_cannot_be_written_ends_the_build_in_a_line(tmp_path: Path):
    (tmp_path / "work").write_text("in the way")

    with (
        pytest.raises(WorkerError, match="build again with the same --spark"),
        open_spark("local[1]", str(tmp_path / "work")) as (spark, _),
    ):
        list(spark.over(abs, [1]))
