"""Hand the tasks of a stage to Spark, and take their results in order.

Tasks go out in rounds, each a data frame with a row for each task; what comes of a round is a Parquet data set, below
a folder that every machine reaches. A round's data set is named by a digest of all that its tasks depend on: a build
that was killed finds the rounds that were whole, and goes on behind them. Retrying a task whose machine went away is
Spark's own business.
"""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from hashlib import blake2b
from typing import Any, ParamSpec, TypeVar

from generator.model.errors import SettingError, WorkerError
from generator.parallel import Spread
from generator.settings import code_digest

A = TypeVar("A")
R = TypeVar("R")
P = ParamSpec("P")

ROUND = 128
"""Tasks in a round at least, unless they are large."""
ROUND_BYTES = 64 << 20
"""What the tasks of a round take, packed: they are in memory at once, like those of a shard with all its texts."""
TAKEN = 64
"""Tasks whose results are in the memory of the process that builds at once: some 100 MB where they read articles."""
TASKS_A_CORE = 8
"""Tasks in a round for each core of the cluster, so that none waits long for the last of a round."""
LOCAL = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.shuffle.partitions": "8",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
}
"""Settings of a Spark that runs on this machine alone."""
Rows = list[tuple[int, bytes]]
"""Tasks of a round: the place of each, and the task packed."""

_TASKS = "place long, task binary"
_RESULTS = "place long, failed boolean, result binary"


class Spark(Spread):
    """An executor that hands all tasks of a stage to Spark; `started` makes it."""

    def __init__(self, session: Any, work: str) -> None:
        self.session = session
        self.work = work
        """Where the data sets are: a path or an address that every machine of the cluster reaches."""
        self._size = max(ROUND, TASKS_A_CORE * session.sparkContext.defaultParallelism)

    def submit(self, fn: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> Future[R]:
        """Run one task here: whoever has many takes `over`."""
        future: Future[R] = Future()
        future.set_result(fn(*args, **kwargs))
        return future

    def over(self, task: Callable[[A], R], items: Iterable[A]) -> Generator[R, None, None]:
        """Yield the result of the task for each item, in their order; see `ordered_map`."""
        from pyspark import cloudpickle  # noqa: PLC0415 - an extra

        for rows in _rounds(map(cloudpickle.dumps, items), self._size):
            yield from self._round(cloudpickle.dumps(task), rows)

    def _round(self, task: bytes, rows: Rows) -> Iterator[Any]:
        path = f"{self.work}/tasks/{_digest(task, rows)}"
        with saying():
            if not self.exists(f"{path}/_SUCCESS"):
                slices = min(len(rows), TASKS_A_CORE * self.session.sparkContext.defaultParallelism)
                asked = self.session.createDataFrame(self.session.sparkContext.parallelize(rows, slices), _TASKS)
                asked.mapInArrow(_worker(task), _RESULTS).write.mode("overwrite").parquet(path)
        for start in range(0, len(rows), TAKEN):
            for failed, result in self._taken(path, start):
                value = pickle.loads(result)  # noqa: S301 - what a task of ours gave to a folder of ours
                if failed:
                    self.remove(path)
                    raise value
                yield value

    def _taken(self, path: str, start: int) -> list[tuple[bool, bytes]]:
        """Return the results of some tasks: of a round, so many are in memory at once."""
        with saying():
            made = self.session.read.schema(_RESULTS).parquet(path)
            some = made.where(f"place >= {start} AND place < {start + TAKEN}").orderBy("place").toArrow()
        return list(zip(some["failed"].to_pylist(), some["result"].to_pylist(), strict=True))

    def exists(self, path: str) -> bool:
        """Tell whether there is a file, on whatever file system Spark knows."""
        place, files = self._place(path)
        return bool(files.exists(place))

    def remove(self, path: str) -> None:
        """Remove a folder and all that is in it."""
        place, files = self._place(path)
        files.delete(place, True)

    def _place(self, path: str) -> tuple[Any, Any]:
        java = self.session.sparkContext._jvm
        place = java.org.apache.hadoop.fs.Path(path)
        return place, place.getFileSystem(self.session.sparkContext._jsc.hadoopConfiguration())


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


def _digest(task: bytes, rows: Rows) -> str:
    digest = blake2b(f"{code_digest()}\0".encode(), digest_size=16)
    digest.update(blake2b(task).digest())
    for _, item in rows:
        digest.update(blake2b(item).digest())
    return digest.hexdigest()


def _worker(task: bytes) -> Callable[[Iterator[Any]], Iterator[Any]]:
    """Return what an executor runs over the rows of its partition: a row in memory at a time."""

    def run(rows: Iterator[Any]) -> Iterator[Any]:
        import pyarrow as pa  # noqa: PLC0415 - an extra

        work = pickle.loads(task)  # noqa: S301 - from the process that builds
        for some in rows:
            for place, item in zip(some.column(0).to_pylist(), some.column(1), strict=True):
                failed, result = _done(work, item.as_py())
                yield pa.RecordBatch.from_arrays(
                    [pa.array([place], pa.int64()), pa.array([failed], pa.bool_()), pa.array([result], pa.binary())],
                    names=["place", "failed", "result"],
                )

    return run


def _done(work: Callable[[Any], Any], item: bytes) -> tuple[bool, bytes]:
    """Return whether a task failed, and what came of it: what it raised is told when its turn comes, as elsewhere."""
    try:
        return False, pickle.dumps(work(pickle.loads(item)))  # noqa: S301 - from the process that builds
    except Exception as error:  # noqa: BLE001 - an executor hands on whatever a task raises
        return True, pickle.dumps(error)


@contextmanager
def saying() -> Iterator[None]:
    """Say in one line what Spark says in a hundred."""
    from py4j.protocol import Py4JError  # noqa: PLC0415 - an extra
    from pyspark.errors import PySparkException  # noqa: PLC0415 - an extra

    try:
        yield
    except (Py4JError, PySparkException, ConnectionError) as error:
        reason = next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)
        raise WorkerError(
            f"--spark: {reason[:500]}; what was done is kept: build again with the same --spark, and it goes on there"
        ) from error


@contextmanager
def started(master: str, work: str) -> Iterator[Spark]:
    """Start Spark, or join the one that `spark-submit` started.

    Args:
        master: `local[2]`, `spark://host:7077`, `yarn` …
        work: Where what comes of each round is kept until the build is done.

    Raises:
        SettingError: If it does not start.
    """
    session = _session(master)
    spark = Spark(session, work)
    try:
        yield spark
        with saying():
            spark.remove(work)
    finally:
        _stop(session)


def _session(master: str) -> Any:
    from pyspark.sql import SparkSession  # noqa: PLC0415 - an extra

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.appName("backfile").master(master)
    if master.startswith("local"):
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
        for name, value in LOCAL.items():
            builder = builder.config(name, value)
    try:
        session = builder.getOrCreate()
    except Exception as error:  # what a JVM that does not start raises is of no one kind
        raise SettingError(f"--spark {master}: Spark does not start: {error}; try backfile doctor") from error
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
