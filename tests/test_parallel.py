"""Parallel: results in the order of the tasks, whatever the executor, and never more tasks at once than promised."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path

import pytest

from generator.model.errors import WorkerError
from generator.parallel import AHEAD, SERIAL, Pool, batches, begun, open_executor, ordered_map, see_off


def _square(number: int) -> int:
    return number * number


def _fail_on_seven(number: int) -> int:
    if number == 7:
        raise ValueError("seven")
    return number


def _touch(path: Path) -> None:
    path.touch()


@pytest.fixture(params=["serial", "threads", "processes"])
def executor(request: pytest.FixtureRequest) -> Iterator[Executor]:
    if request.param == "serial":
        yield SERIAL
    elif request.param == "threads":
        with ThreadPoolExecutor(3) as threads:
            yield threads
    else:
        with open_executor(2) as processes:
            yield processes


def test_results_come_in_the_order_of_the_tasks(executor: Executor):
    assert list(ordered_map(executor, _square, range(200))) == [number * number for number in range(200)]


def test_results_of_what_was_begun_come_in_the_order_of_the_tasks(executor: Executor):
    results = begun(executor, _square, range(200), seconds=60, ahead=4)

    assert list(results) == [number * number for number in range(200)]


def test_what_is_worth_it_is_begun_before_anybody_asks_for_it(tmp_path: Path):
    with open_executor(2) as executor:
        assert isinstance(executor, Pool)
        executor.worth = 1
        begun(executor, _touch, [tmp_path / "few"], seconds=0.01)
        begun(executor, _touch, [tmp_path / "many"], seconds=60)

    assert [path.name for path in tmp_path.iterdir()] == ["many"]


def test_a_failed_task_raises_when_its_turn_comes(executor: Executor):
    results = ordered_map(executor, _fail_on_seven, range(20))

    assert [next(results) for _ in range(7)] == list(range(7))
    with pytest.raises(ValueError, match="seven"):
        next(results)


def test_tasks_are_taken_only_as_fast_as_results():
    taken: list[int] = []

    def numbers() -> Iterator[int]:
        for number in range(10_000):
            taken.append(number)
            yield number

    with ThreadPoolExecutor(2) as threads:
        results = ordered_map(threads, _square, numbers())
        next(results)
        results.close()

    assert len(taken) <= AHEAD + 1


def test_one_job_is_this_process():
    with open_executor(1) as executor:
        assert executor is SERIAL


def _process(number: int) -> int:
    sum(range(20_000 * number))
    return os.getpid()


def test_processes_start_once_tasks_have_taken_long_enough():
    with open_executor(2) as executor:
        assert isinstance(executor, Pool)
        executor.worth = 0.02
        few = list(ordered_map(executor, _process, [0] * 3))
        many = list(ordered_map(executor, _process, [50] * 20))

    assert set(few) == {os.getpid()}
    assert many[0] == os.getpid() != many[-1]


def test_batches_hold_every_item_once():
    assert list(batches(range(7), 3)) == [[0, 1, 2], [3, 4, 5], [6]]
    assert list(batches([], 3)) == []


WAITING = """
import os, signal, sys
from generator import parallel

def wait(_):
    os.write(told, b".")
    signal.pause()

told = int(sys.argv[1])
if sys.argv[2] == "pipe":
    parallel._SET_DEATH_SIGNAL = 0x7FFFFFFF  # no system knows such a request
with parallel.open_executor(2) as executor:
    list(parallel.ordered_map(executor, wait, range(2)))
"""
"""Two worker processes that wait for ever, each with the end of a pipe that was told of."""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
@pytest.mark.parametrize("way", ["signal", "pipe"])
def test_workers_die_with_the_process_that_started_them(way: str, number: signal.Signals):
    reader, writer = os.pipe()
    parent = subprocess.Popen([sys.executable, "-c", WAITING, str(writer), way], pass_fds=[writer])
    os.close(writer)
    assert os.read(reader, 1) + os.read(reader, 1) == b".."

    parent.send_signal(number)
    parent.wait()

    assert os.read(reader, 1) == b""  # which it is once no process has the other end
    os.close(reader)


def _end_at_three(number: int) -> int:
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def test_a_worker_that_is_killed_ends_the_work_with_a_sentence():
    with open_executor(2) as executor, pytest.raises(WorkerError, match="ended from outside"):
        list(ordered_map(executor, _end_at_three, range(9)))


def test_a_worker_that_was_killed_lets_no_tasks_begin_but_says_so():
    with open_executor(2) as executor:
        with pytest.raises(WorkerError):
            list(ordered_map(executor, _end_at_three, range(9)))

        with pytest.raises(WorkerError, match="ended from outside"):
            begun(executor, _square, range(9), seconds=60)


def test_a_worker_that_is_killed_while_all_are_told_to_end_leaves_none_waiting_for_its_lock():
    forking = multiprocessing.get_context("fork")
    lock = forking.Lock()
    lock.acquire()  # as the one that is killed held it
    workers = [forking.Process(target=lock.acquire) for _ in range(2)]
    for one in workers:
        one.start()

    assert workers[0].pid is not None
    os.kill(workers[0].pid, signal.SIGKILL)
    see_off(workers)

    assert [one.exitcode for one in workers] == [-signal.SIGKILL, -signal.SIGKILL]
