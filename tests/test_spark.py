"""On Spark the same bytes come out, whatever is killed; `make test-spark` sets up what these need."""

from __future__ import annotations

import os
import pickle
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from generator import engine, group
from generator.engine.merge import merge
from generator.model import Portion
from generator.model.errors import ArticleError, SettingError, WorkerError
from generator.parallel import ordered_map
from generator.settings import code_digest
from generator.spark import java, open_spark
from generator.spark.work import Spark, reason_of, worker
from generator.write.manifest import MANIFEST, verify
from tests.archives import an_archive
from tests.benchmarks.corpus import write_corpus
from tests.sites import ROOT
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


ARTICLES = int(os.environ.get("BACKFILE_ARTICLES", "200"))
"""Articles of the archive that is built in every way: `make test-spark ARTICLES=20000` for as many as that."""
Harm = Callable[[Path], object]
HARMED: dict[str, Harm] = {
    "lost": Path.unlink,
    "cut off": lambda path: path.write_bytes(path.read_bytes()[:-9]),
    "otherwise": lambda path: path.write_bytes(path.read_bytes().replace(b"\x4b", b"\x4c", 1)),
}
HARMS = HARMED.values()


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


def work_of(opened: Any) -> Path:
    return Path(opened[0].work.address.removeprefix("file://"))


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

        assert list(ordered_map(opened[0], noted, items)) == [2 * number for number in range(300)]
        assert {(tmp_path / f"{number}").read_text() for number in range(128)} == {"x"}

    def test_a_data_set_that_is_not_whole_is_made_anew(self, opened: Any, tmp_path: Path):
        items = [(str(tmp_path), number) for number in range(20)]
        expected = list(ordered_map(opened[0], noted, items))
        for path in work_of(opened).rglob("_SUCCESS"):
            path.unlink()

        assert list(ordered_map(opened[0], noted, items)) == expected
        assert ran(tmp_path) == 40

    @pytest.mark.parametrize("harm", HARMS, ids=HARMED)
    def test_a_file_of_results_that_is_harmed_costs_its_round(self, opened: Any, tmp_path: Path, harm: Harm):
        items = [(str(tmp_path), number) for number in range(20)]
        expected = list(ordered_map(opened[0], noted, items))
        harm(
            max(work_of(opened).glob("stage=noted/round=*/results/*.parquet"), key=lambda path: path.stat().st_mtime_ns)
        )

        assert list(ordered_map(opened[0], noted, items)) == expected
        assert ran(tmp_path) == 40

    @pytest.mark.parametrize("harm", HARMS, ids=HARMED)
    def test_a_file_of_the_survey_that_is_harmed_costs_the_survey(self, opened: Any, harm: Harm):
        expected = opened[1].survey(*many_captures())
        harm(max(work_of(opened).glob("stage=survey/round=*/results/*.parquet"), key=lambda path: path.stat().st_size))

        require_same(expected, opened[1].survey(*many_captures()))

    def test_a_stage_whose_data_sets_are_gone_is_done_again_alone(self, opened: Any, tmp_path: Path):
        items = [(str(tmp_path), number) for number in range(5)]
        expected = list(ordered_map(opened[0], noted, items)), list(ordered_map(opened[0], len, items))
        others = set(work_of(opened).glob("stage=len/round=*/results/*.parquet"))
        shutil.rmtree(work_of(opened) / "stage=noted")

        assert (list(ordered_map(opened[0], noted, items)), list(ordered_map(opened[0], len, items))) == expected
        assert ran(tmp_path) == 10
        assert set(work_of(opened).glob("stage=len/round=*/results/*.parquet")) == others

    @pytest.mark.parametrize(
        ("told", "kept"),
        [(["", ""], True), (["a"], False), (["", "a"], False), (["a", ""], False), (["a", "a"], True), ([None], False)],
        ids=str,
    )
    def test_what_is_kept_goes_when_other_texts_are_taken_out(self, opened: Any, tmp_path: Path, told: Any, kept: bool):
        spark = Spark(opened[0].session, str(tmp_path / "work"))
        for one in told[:-1]:
            spark.leave(one)
        (spark.work / "stage=x").mark("_SUCCESS")

        spark.leave(told[-1])

        assert (spark.work / "stage=x").whole() == kept


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of an archive, beside the site that one machine builds of it."""
    folder = tmp_path_factory.mktemp("sites")
    config = an_archive(folder / "archive", articles={})
    write_corpus(folder / "archive", ARTICLES)
    built(config, "local")
    return folder / "archive"


def built(config: Path, name: str, **how: Any) -> Path:
    """Build a site of an archive from nothing, and return its folder."""
    for left in ("docs/archive", ".backfile"):
        shutil.rmtree(config.parent / left, ignore_errors=True)
    site = config.parent.parent / name
    engine.build_site(config, jobs=2, options={"site_dir": str(site)}, **how)
    return site


def require_same_site(site: Path, archive: Path) -> None:
    assert (site / MANIFEST).read_bytes() == (archive.parent / "local" / MANIFEST).read_bytes()
    assert verify(site).sound


def test_a_site_built_on_spark_is_the_site(local: Path):
    site = built(local / "mkdocs.yml", "spark", spark=engine.OnSpark(master="local[2]"))

    require_same_site(site, local)
    assert not (local / ".backfile/spark").exists()  # texts may be withdrawn until the next build


def test_a_site_built_while_executors_are_killed_is_the_site(local: Path):
    killed: dict[str, int] = {}

    def progress(stage: str, done: int, total: int) -> None:
        if stage in ("reading", "indexing") and stage not in killed:
            killed[stage] = executors()[0]
            os.kill(killed[stage], signal.SIGKILL)

    site = built(
        local / "mkdocs.yml", "cluster", progress=progress, spark=engine.OnSpark(master="local-cluster[2,1,1024]")
    )

    require_same_site(site, local)
    assert len(set(killed.values())) == 2


def test_a_site_whose_driver_is_killed_between_two_stages_is_gone_on_with(local: Path, tmp_path: Path):
    config, work = local / "mkdocs.yml", tmp_path / "work"
    on_spark = engine.OnSpark(master="local[2]", work=str(work))
    program = (
        "import os, signal, sys; from pathlib import Path\n"
        "from tests.test_spark import built, engine\n"
        "def progress(stage, done, total):\n"
        "    if stage == 'indexing': os.kill(os.getpid(), signal.SIGKILL)\n"
        "on = engine.OnSpark(master='local[2]', work=sys.argv[2])\n"
        "built(Path(sys.argv[1]), 'driver', progress=progress, spark=on)\n"
    )

    ended = subprocess.run([sys.executable, "-c", program, str(config), str(work)], check=False, cwd=ROOT)
    before = {path: path.stat().st_mtime_ns for path in work.glob("stage=*/round=*/results/_SUCCESS")}
    site = built(config, "driver", spark=on_spark)  # from an empty store: what is known is what Spark kept

    assert ended.returncode == -signal.SIGKILL
    require_same_site(site, local)
    stages = {path.parts[-4] for path in before}
    assert {"stage=prepare", "stage=survey", "stage=verified"} <= stages
    assert {path: path.stat().st_mtime_ns for path in before} == before


@pytest.mark.parametrize("of", [1, 3])
def test_a_site_in_parts_is_the_site(local: Path, of: int):
    parts = [
        built(local / "mkdocs.yml", f"part{number}", portion=Portion(number=number, of=of))
        for number in range(1, of + 1)
    ]

    merge(parts, local.parent / "merged")

    require_same_site(local.parent / "merged", local)


def executors() -> list[int]:
    """Return the processes of Spark's executors that this one's Spark started."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            words = path.read_bytes()
            if b"CoarseGrainedExecutorBackend" in words and f":{driver_port()}".encode() in words:
                found.append(int(path.parent.name))
    return sorted(found)


def driver_port() -> str:
    from pyspark import SparkContext

    return str(SparkContext._active_spark_context.getConf().get("spark.driver.port"))


def test_an_executor_that_is_killed_costs_time_alone(tmp_path: Path):
    (tmp_path / "notes").mkdir()
    with open_spark("local-cluster[2,1,1024]", str(tmp_path / "work")) as (spark, _):
        made = list(spark.over(deadly, [(str(tmp_path / "notes"), number) for number in range(8)]))

    assert made == [number * number for number in range(8)]
    assert (tmp_path / "notes/killed").exists()


@pytest.mark.parametrize(("made_by", "failed"), [(code_digest(), False), ("another", True)])
def test_a_machine_with_another_backfile_does_nothing(made_by: str, failed: bool):
    rows = pa.RecordBatch.from_pydict({"place": [0], "task": [pickle.dumps(-3)]})

    [made] = worker(pickle.dumps(abs), made_by)(iter([rows]))

    assert made["failed"].to_pylist() == [failed]
    assert ("has another Backfile" in str(pickle.loads(made["result"][0].as_py()))) == failed


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("Job aborted.", "Job aborted."),
        ("An error occurred while calling o9.getResult.\n: java.lang.OutOfMemoryError", "java.lang.OutOfMemoryError"),
        (
            "[TASK_WRITE_FAILED] Failed.\n\nJVM stacktrace:\n\tat x\nCaused by: a.B\n\tat y\nCaused by: No space left",
            "[TASK_WRITE_FAILED] Failed.; No space left",
        ),
        ("", "OSError('')"),
    ],
)
def test_what_a_jvm_says_in_a_hundred_lines_is_said_in_one(said: str, reason: str):
    assert reason_of(OSError(said)) == reason


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
