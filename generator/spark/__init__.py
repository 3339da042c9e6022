"""Run the stages on Spark: the same functions for each article, over more machines than one.

`work` hands the tasks of a stage to Spark and takes their results in order; `grouping` lets Spark SQL propose the
candidates. Everything else is as on one machine, so that the same bytes come out.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from msgspec import Struct

from generator.group import Engine
from generator.model.errors import SettingError

from .grouping import grouping
from .work import Spark, started

INSTALL = "expected pip install 'backfile[spark]' and Java 17 or later; backfile doctor tells what is there"


class OnSpark(Struct, frozen=True, kw_only=True):
    """Which Spark a build goes to."""

    master: str
    """`local[2]`, `spark://host:7077`, `yarn` …"""
    work: str = ""
    """Where the data sets of its stages are kept; empty for a folder that goes when the build is done."""


@contextmanager
def open_spark(master: str, work: str) -> Iterator[tuple[Spark, Engine]]:
    """Start Spark, or join the one that `spark-submit` started; yield what runs tasks on it, and what groups by it.

    Args:
        master: `local[2]`, `spark://host:7077`, `yarn` …
        work: Where what was done is kept: a folder or an address that all its machines reach.

    Raises:
        SettingError: If Spark or Java is missing or does not start.
    """
    if not java():
        raise SettingError(f"--spark: there is no Java; {INSTALL}")
    if not find_spec("pyspark"):
        raise SettingError(f"--spark: pyspark is not installed; {INSTALL}")
    with started(master, work) as spark:
        yield spark, grouping(spark)


def java() -> str | None:
    """Return where Java is; None if there is none."""
    home = os.environ.get("JAVA_HOME")
    at_home = Path(home, "bin", "java") if home else None
    return str(at_home) if at_home and at_home.is_file() else shutil.which("java")
