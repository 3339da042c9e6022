"""Run a stage's tasks over any executor, results in the order of the tasks.

Worker processes die with the one that started them, however it ends: what waits for tasks that nobody will hand out
would wait for ever.
"""

from __future__ import annotations

import ctypes
import gc
import multiprocessing
import os
import signal
import threading
import time
from abc import abstractmethod
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from itertools import islice
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from typing import Any, ParamSpec, TypeVar

from .model.errors import WorkerError

A = TypeVar("A")
R = TypeVar("R")
P = ParamSpec("P")

Progress = Callable[[str, int, int], None]
"""Told the stage in plain words, how much of it is done, and how much there is; 0 where that is not known yet."""

WORTH = 1.0
"""Seconds of processor time that tasks take before processes are started for the others: to start them and to hand them
tasks takes 0.3 s, a tenth of what a build takes that has twenty new articles."""
AHEAD = 64
"""Tasks handed out before their turn: enough to keep workers busy, few enough to bound memory."""


class Spread(Executor):
    """An executor that wants all tasks of a stage, and deals them out itself."""

    @abstractmethod
    def over(self, task: Callable[[A], R], items: Iterable[A]) -> Generator[R, None, None]:
        """Yield the result of the task for each item, in the order of the items; raise what a task raised."""


class Pool(ProcessPoolExecutor):
    """Worker processes, which start when tasks have taken so long that they are worth it."""

    worth = WORTH
    """Seconds of processor time from which tasks are for the workers; 0 where somebody asked for so many of them."""
    spent = 0.0
    """Seconds of it that tasks took in this process."""

    @property
    def is_worth_it(self) -> bool:
        """Whether tasks are for the workers from now on."""
        return self.spent >= self.worth

    def starts_for(self, seconds: float) -> bool:
        """Return whether tasks that take so many seconds of processor time make it worth it; they count from then."""
        if self.spent + seconds < self.worth:
            return False
        self.spent += seconds
        return True

    def here(self, task: Callable[[A], R], item: A) -> Future[R]:
        """Run a task in this process and return its finished future."""
        began = time.process_time()
        done = SERIAL.submit(task, item)
        self.spent += time.process_time() - began
        return done


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


def ordered_map(
    executor: Executor, task: Callable[[A], R], items: Iterable[A], *, ahead: int = AHEAD
) -> Generator[R, None, None]:
    """Yield the result of the task for each item, in the order of the items.

    Unlike ``Executor.map`` it takes items only as fast as results are taken, so that neither has to fit in memory.

    Args:
        executor: Runs the task.
        task: What is done with an item.
        items: Taken as results are.
        ahead: How many tasks are handed out before their turn; less than `AHEAD` where an item is large.

    Raises:
        Exception: Whatever a task raised, when its turn comes; tasks behind it that wait are called off.
        WorkerError: If a worker process was ended from outside.
    """
    if isinstance(executor, Spread):
        yield from executor.over(task, items)
        return
    yield from _in_order(executor, task, items, ahead, deque())


def begun(
    executor: Executor, task: Callable[[A], R], items: Iterable[A], *, seconds: float, ahead: int = AHEAD
) -> Generator[R, None, None]:
    """Do as `ordered_map`, but have worker processes at the first tasks before any result is asked for.

    What this process does meanwhile takes no longer for it. Without worker processes all tasks wait for their turn.

    Args:
        executor: Runs the task.
        task: What is done with an item.
        items: Taken as results are, but for the first.
        seconds: Processor time that they may take: whether processes are started for them.
        ahead: As `ordered_map`.
    """
    rest = iter(items)
    if isinstance(executor, Pool) and executor.starts_for(seconds):
        with _saying():
            waiting = deque(executor.submit(task, item) for item in islice(rest, ahead))
            return _in_order(executor, task, rest, ahead, waiting)
    return ordered_map(executor, task, rest, ahead=ahead)


def near(executor: Executor) -> Executor:
    """Return the executor that has its workers on this machine: for tasks that are small beside what they are given."""
    return SERIAL if isinstance(executor, Spread) else executor


def _in_order(
    executor: Executor, task: Callable[[A], R], items: Iterable[A], ahead: int, waiting: deque[Future[R]]
) -> Generator[R, None, None]:
    ahead = 1 if isinstance(executor, SerialExecutor) else ahead
    try:
        with _saying():
            for item in items:
                if isinstance(executor, Pool) and not executor.is_worth_it:
                    yield executor.here(task, item).result()
                    continue
                waiting.append(executor.submit(task, item))
                if len(waiting) >= ahead:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
    finally:
        for future in waiting:
            future.cancel()


@contextmanager
def _saying() -> Iterator[None]:
    """Turn what an executor says of the end of a worker into what Backfile says."""
    try:
        yield
    except BrokenExecutor as error:
        raise WorkerError(
            "a worker process was ended from outside, as happens where memory runs out; nothing is lost: build again, "
            "with fewer of them (--jobs) where it happens again"
        ) from error


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
def open_executor(jobs: int = 0, *, worth: float = WORTH) -> Iterator[Executor]:
    """Open an executor of worker processes, which start when tasks have taken so long that they are worth it.

    Args:
        jobs: Worker processes, at once; 0 for one a core once that is worth it, 1 for none: tasks then run in this
            process.
        worth: Seconds of processor time that tasks take in this process before workers start; less than `WORTH` where
            it is known that much will follow.
    """
    counted = not jobs
    jobs = jobs or len(os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else range(os.cpu_count() or 1))
    if jobs == 1:
        yield SERIAL
        return
    arguments: dict[str, Any] = {"max_workers": jobs}
    if "fork" in multiprocessing.get_all_start_methods():
        arguments["mp_context"] = multiprocessing.get_context("fork")  # workers share what is already loaded
    watched, held = os.pipe()
    others = set(multiprocessing.active_children())
    executor = Pool(**arguments, initializer=_die_with, initargs=(os.getpid(), watched, held))
    executor.worth = worth if counted else 0.0
    try:
        yield executor
    finally:
        workers = [one for one in multiprocessing.active_children() if one not in others]
        watch = threading.Thread(target=see_off, args=(workers,), daemon=True)
        watch.start()
        executor.shutdown()
        watch.join()
        os.close(watched)
        os.close(held)


def see_off(workers: Sequence[BaseProcess]) -> None:
    """Wait for the end of worker processes that were told to end; where one is killed instead, end the others too.

    It may have been killed while it held the lock of the queue of tasks. An executor that is being shut down does not
    look for that, and waits for ever for those who wait for the lock.
    """
    while alive := [one for one in workers if one.exitcode is None]:
        if any(one.exitcode for one in workers):
            for one in alive:
                one.kill()
        wait([one.sentinel for one in alive])


_SET_DEATH_SIGNAL = 1
"""PR_SET_PDEATHSIG of Linux's prctl(2)."""


def _die_with(parent: int, watched: int, held: int) -> None:
    """Let this worker process end when the one that started it does, whatever ends that one.

    Args:
        parent: The process that started this one.
        watched: A pipe's end to read from, where the system sends no signal.
        held: Its other end, which the parent alone keeps open: once it is gone, so is the parent.
    """
    if os.getpid() == parent:  # no worker process
        return
    if _dies_by_signal():
        if os.getppid() != parent:  # it went before the signal was asked for
            os._exit(1)
        return
    os.close(held)
    threading.Thread(target=_end_after, args=(watched,), daemon=True).start()


def _dies_by_signal() -> bool:
    """Ask the system to kill this process when its parent ends; False where it knows no such thing."""
    try:
        prctl = ctypes.CDLL(None).prctl
    except (AttributeError, OSError):
        return False
    return bool(prctl(_SET_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0) == 0)


def _end_after(watched: int) -> None:
    os.read(watched, 1)  # nothing is ever written: it returns when the last who could has gone
    os._exit(1)
