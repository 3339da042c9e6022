"""Run a stage's tasks over any executor, results in the order of the tasks."""

from __future__ import annotations

import gc
import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from itertools import islice
from typing import Any, ParamSpec, TypeVar

A = TypeVar("A")
R = TypeVar("R")
P = ParamSpec("P")

Progress = Callable[[str, int, int], None]
"""Told the stage in plain words, how much of it is done, and how much there is; 0 where that is not known yet."""

AHEAD = 64
"""Tasks handed out before their turn: enough to keep workers busy, few enough to bound memory."""


class SerialExecutor(Executor):
    """Runs each task at once in this process: no start-up cost, and a debugger can step into it."""

    def submit(self, fn: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> Future[R]:
        """Run the task and return its finished future."""
        future: Future[R] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - an executor hands on whatever a task raises
            future.set_exception(error)
        return future


SERIAL = SerialExecutor()


def ordered_map(executor: Executor, task: Callable[[A], R], items: Iterable[A]) -> Generator[R, None, None]:
    """Yield the result of the task for each item, in the order of the items.

    Unlike ``Executor.map`` it takes items only as fast as results are taken, so that neither has to fit in memory.

    Raises:
        Exception: Whatever a task raised, when its turn comes; tasks behind it that wait are called off.
    """
    ahead = 1 if isinstance(executor, SerialExecutor) else AHEAD
    waiting: deque[Future[R]] = deque()
    try:
        for item in items:
            waiting.append(executor.submit(task, item))
            if len(waiting) >= ahead:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        for future in waiting:
            future.cancel()


def batches(items: Iterable[A], size: int) -> Iterator[list[A]]:
    """Yield the items in lists of a size, the last one shorter."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


@contextmanager
def seldom_collecting() -> Iterator[None]:
    """Let Python look for values that hold one another in a circle a hundred times less often.

    An archive is a million values, next to none of them in circles: looking through them took a sixth of a build.
    """
    first, *others = gc.get_threshold()
    gc.set_threshold(100 * first, *others)
    try:
        yield
    finally:
        gc.set_threshold(first, *others)


@contextmanager
def open_executor(jobs: int = 0) -> Iterator[Executor]:
    """Open an executor of worker processes, which start when the first task arrives.

    Args:
        jobs: Worker processes; 0 for one a core, 1 for none: tasks then run in this process.
    """
    jobs = jobs or len(os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else range(os.cpu_count() or 1))
    if jobs == 1:
        yield SERIAL
        return
    arguments: dict[str, Any] = {"max_workers": jobs}
    if "fork" in multiprocessing.get_all_start_methods():
        arguments["mp_context"] = multiprocessing.get_context("fork")  # workers share what is already loaded
    with ProcessPoolExecutor(**arguments) as executor:
        yield executor
