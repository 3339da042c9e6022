"""Parallel: results in the order of the tasks, whatever the executor, and never more tasks at once than promised."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor

import pytest

from generator.parallel import AHEAD, SERIAL, batches, open_executor, ordered_map


def _square(number: int) -> int:
    return number * number


def _fail_on_seven(number: int) -> int:
    if number == 7:
        raise ValueError("seven")
    return number


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


def test_batches_hold_every_item_once():
    assert list(batches(range(7), 3)) == [[0, 1, 2], [3, 4, 5], [6]]
    assert list(batches([], 3)) == []
