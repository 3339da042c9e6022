"""Hand the tasks of a stage to Spark, and take their results in order.

Tasks go out in rounds, each a Parquet data set with a row for each task, and what comes of a round is another, below a
folder that every machine reaches: `stage=NAME/round=DIGEST/`, the digest that of all that its tasks depend on. A build
that was killed finds the rounds that were whole, and goes on behind them; a stage whose data sets were removed is done
again alone; a round of which something was lost or damaged is made anew. Retrying a task whose machine went away is
Spark's own business.
"""

from __future__ import annotations

import os
import pickle
import platform
import sys
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from hashlib import blake2b
from typing import Any, ParamSpec, TypeVar

from generator.model.errors import SettingError, WorkerError
from generator.parallel import Spread, seldom_collecting
from generator.settings import code_digest

from .folder import SharedFolder, shared_folder

A = TypeVar("A")
R = TypeVar("R")
P = ParamSpec("P")

ROUND = 128
"""Tasks in a round at least, unless they are large."""
ROUND_BYTES = 64 << 20
"""What the tasks of a round take, packed: they are in memory at once, like those of a shard with all its texts."""
ROUNDS_AHEAD = 1
"""Rounds that are done while the results of another are taken."""
TASKS_A_CORE = 8
"""Tasks in a round for each core of the cluster, so that none waits long for the last of a round."""
ANYWHERE = {"spark.ui.showConsoleProgress": "false"}
"""Settings of every Spark: how far a build is, is said by its own bar."""
LOCAL = {
    "spark.ui.enabled": "false",
    "spark.sql.shuffle.partitions": "8",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
}
"""Settings of a Spark that runs on this machine alone."""
ALWAYS = {"spark.sql.files.openCostInBytes": str(1 << 40), "parquet.enable.dictionary": "false"}
"""Settings of a session: a partition for each file of tasks, and none of the words that a text and another share."""
Rows = list[tuple[int, bytes]]
"""Tasks of a round: the place of each, and the task packed."""

_TASKS = "place long, task binary"
_RESULTS = "place long, failed boolean, result binary"


class Spark(Spread):
    """An executor that hands all tasks of a stage to Spark; `started` makes it."""

    def __init__(self, session: Any, work: str) -> None:
        self.session = session
        self.work = shared_folder(work)
        """Where the data sets are: every machine of the cluster reaches it."""
        self._cores = session.sparkContext.defaultParallelism

    def submit(self, fn: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> Future[R]:
        """Run one task here: whoever has many takes `over`."""
        future: Future[R] = Future()
        future.set_result(fn(*args, **kwargs))
        return future

    def over(self, task: Callable[[A], R], items: Iterable[A]) -> Generator[R, None, None]:
        """Yield the result of the task for each item, in their order; see `ordered_map`."""
        from pyspark import cloudpickle  # noqa: PLC0415 - an extra

        packed = cloudpickle.dumps(task)
        waiting: deque[tuple[SharedFolder, Rows, Future[None]]] = deque()
        with ThreadPoolExecutor(1) as ahead:
            try:
                for rows in _rounds(map(cloudpickle.dumps, items), max(ROUND, TASKS_A_CORE * self._cores)):
                    folder = self.work / f"stage={_name(task)}" / f"round={_digest(packed, rows)}"
                    waiting.append((folder, rows, ahead.submit(self._make, folder, packed, rows)))
                    if len(waiting) > ROUNDS_AHEAD:
                        yield from self._results(packed, *waiting.popleft())
                while waiting:
                    yield from self._results(packed, *waiting.popleft())
            finally:
                if waiting:
                    with suppress(*faults()):
                        self.session.sparkContext.cancelAllJobs()

    def _results(self, task: bytes, folder: SharedFolder, rows: Rows, made: Future[None]) -> Iterator[Any]:
        """Yield what came of the tasks of a round; what was lost since is made once more."""
        made.result()
        taken = 0
        for attempt in range(2):
            if attempt:
                folder.remove()
                self._make(folder, task, rows)
            for failed, result in _read(folder / "results", taken):
                taken += 1
                value = pickle.loads(result)  # noqa: S301 - what a task of ours gave to a folder of ours
                if failed:
                    folder.remove()
                    raise value
                yield value
            if taken == len(rows):
                return
        raise unreachable(folder)

    def _make(self, folder: SharedFolder, task: bytes, rows: Rows) -> None:
        """Let a round be done, if it is not yet."""
        tasks, results = folder / "tasks", folder / "results"
        with saying():
            if results.whole():
                return
            tasks.remove()
            size = -(-len(rows) // (TASKS_A_CORE * self._cores))
            for start in range(0, len(rows), size):
                tasks.write(f"{start:08}.parquet", _table(rows[start : start + size]))
            asked = self.session.read.schema(_TASKS).parquet(tasks.pattern)
            asked.mapInArrow(worker(task, code_digest()), _RESULTS).write.mode("overwrite").parquet(results.address)

    def leave(self, told: str | None) -> None:
        """Let go of what was kept, when a build is done.

        Args:
            told: Digest of which texts are taken out: where it is another than last time, data sets of before may
                hold such texts, and all of them go. None for all of them in any case.
        """
        mark = f"taken-out={told}"
        before = [name for name in self.work.names() if name.startswith("taken-out=")]
        if before != [mark]:
            if before or told != "":
                self.work.remove()
            if told is not None:
                self.work.mark(mark)


def _read(results: SharedFolder, start: int) -> Iterator[tuple[bool, bytes]]:
    """Yield what came of the tasks from one on, up to the first that is lost or damaged."""
    known = 0
    tables = results.tables()
    with suppress(*faults()):
        while table := next(tables, None):
            if table["place"].to_pylist() != list(range(known, known + len(table))):
                return
            some = table.slice(max(0, start - known))
            known += len(table)
            yield from zip(some["failed"].to_pylist(), some["result"].to_pylist(), strict=True)


def _rounds(items: Iterable[bytes], most: int) -> Iterator[Rows]:
    """Cut packed tasks into rounds of so many at most, or of so many bytes."""
    waiting: Rows = []
    size = 0
    for item in items:
        waiting.append((len(waiting), item))
        size += len(item)
        if len(waiting) == most or size >= ROUND_BYTES:
            yield waiting
            waiting, size = [], 0
    if waiting:
        yield waiting


def _table(rows: Rows) -> Any:
    import pyarrow as pa  # noqa: PLC0415 - an extra

    places = pa.array([place for place, _ in rows], pa.int64())
    return pa.table({"place": places, "task": pa.array([item for _, item in rows], pa.binary())})


def _name(task: Callable[..., Any]) -> str:
    """Return what the data sets of a task are found under: the name of its function."""
    while isinstance(task, partial):
        task = task.func
    return getattr(task, "__name__", type(task).__name__).strip("_<>")


def _digest(task: bytes, rows: Rows) -> str:
    digest = blake2b(f"{code_digest()}\0".encode(), digest_size=16)
    digest.update(blake2b(task).digest())
    for _, item in rows:
        digest.update(blake2b(item).digest())
    return digest.hexdigest()


def worker(task: bytes, made_by: str) -> Callable[[Iterator[Any]], Iterator[Any]]:
    """Return what an executor runs over the rows of its partition: a row in memory at a time.

    Args:
        task: The function, packed.
        made_by: Digest of the code of the process that builds: another would make other bytes.
    """

    def run(rows: Iterator[Any]) -> Iterator[Any]:
        same = code_digest() == made_by
        work = pickle.loads(task) if same else _otherwise  # noqa: S301 - from the process that builds
        with seldom_collecting():
            for some in rows:
                pairs = zip(some.column(0).to_pylist(), some.column(1), strict=True)
                yield from (_batch(place, *_done(work, item.as_py())) for place, item in pairs)

    return run


def _batch(place: int, failed: bool, result: bytes) -> Any:
    import pyarrow as pa  # noqa: PLC0415 - an extra

    columns = [pa.array([place], pa.int64()), pa.array([failed], pa.bool_()), pa.array([result], pa.binary())]
    return pa.RecordBatch.from_arrays(columns, names=["place", "failed", "result"])


def _otherwise(_: object) -> None:
    raise WorkerError(
        f"--spark: {platform.node()} has another Backfile, or another version of Python or of a library, than the "
        f"machine that builds; here: {sys.executable}; expected the same on every machine"
    )


def _done(work: Callable[[Any], Any], item: bytes) -> tuple[bool, bytes]:
    """Return whether a task failed, and what came of it: what it raised is told when its turn comes, as elsewhere."""
    try:
        return False, pickle.dumps(work(pickle.loads(item)))  # noqa: S301 - from the process that builds
    except Exception as error:  # noqa: BLE001 - an executor hands on whatever a task raises
        return True, pickle.dumps(error)


def faults() -> tuple[type[Exception], ...]:
    """Return what is raised where a job of Spark fails, where it is gone, and where a data set cannot be reached."""
    from py4j.protocol import Py4JError  # noqa: PLC0415 - an extra
    from pyarrow import ArrowException  # noqa: PLC0415 - an extra
    from pyspark.errors import PySparkException  # noqa: PLC0415 - an extra

    return Py4JError, PySparkException, ArrowException, OSError


def reason_of(error: Exception) -> str:
    """Return what was wrong in a line: what failed, and the last of the causes that a JVM names.

    py4j begins with what it called, which says nothing.
    """
    lines = [line.strip(" :\t") for line in str(error).splitlines()]
    failed = next((line for line in lines if line and not line.startswith("An error occurred while")), repr(error))
    causes = [line.removeprefix(_CAUSE) for line in lines if line.startswith(_CAUSE)]
    return "; ".join(dict.fromkeys(one[:300] for one in (failed, *causes[-1:])))


_CAUSE = "Caused by: "


def unreachable(folder: SharedFolder) -> WorkerError:
    """Return what is raised where a data set that was just written is not whole."""
    return WorkerError(
        f"--spark: {folder.address}: what the machines of Spark wrote there is not all there to be read; "
        "expected a folder or an address that all of them reach"
    )


@contextmanager
def saying() -> Iterator[None]:
    """Say in one line what Spark says in a hundred."""
    try:
        yield
    except faults() as error:
        raise WorkerError(
            f"--spark: {reason_of(error)}; "
            "what was done is kept: build again with the same --spark, and it goes on there"
        ) from error


@contextmanager
def started(master: str, work: str) -> Iterator[Spark]:
    """Start Spark, or join the one that `spark-submit` started.

    Args:
        master: `local[2]`, `spark://host:7077`, `yarn` …
        work: Where what comes of each round is kept.

    Raises:
        SettingError: If it does not start.
    """
    session = _session(master)
    spark = Spark(session, work)
    try:
        yield spark
    finally:
        _stop(session)


def _session(master: str) -> Any:
    from pyspark.sql import SparkSession  # noqa: PLC0415 - an extra

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.appName("backfile").master(master)
    here = master.startswith("local")
    if here:
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    for name, value in (ANYWHERE | (LOCAL if here else {})).items():
        builder = builder.config(name, value)
    try:
        session = builder.getOrCreate()
    except Exception as error:  # what a JVM that does not start raises is of no one kind
        raise SettingError(f"--spark {master}: Spark does not start: {error}; try backfile doctor") from error
    for name, value in ALWAYS.items():
        session.conf.set(name, value)
    session.sparkContext.setLogLevel("ERROR")
    return session


def _stop(session: Any) -> None:
    """Stop Spark and the JVM: what comes behind forks, which no process with its threads should do."""
    from pyspark import SparkContext  # noqa: PLC0415 - an extra

    gateway = SparkContext._gateway
    try:
        session.stop()
    finally:
        if gateway is not None:
            gateway.shutdown()
            process = getattr(gateway, "proc", None)
            if process is not None:
                process.stdin.close()
                process.wait()
        SparkContext._gateway = SparkContext._jvm = None
