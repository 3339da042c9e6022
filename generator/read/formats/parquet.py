"""Parquet: the rows of a column file, streamed by row group."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from math import ceil, isfinite
from typing import Any, BinaryIO

from generator.model import Passed
from generator.model.errors import ArticleError
from generator.read import part as parts
from generator.read.detect import Certainty, Head
from generator.read.embargo import ahead_in, concerned
from generator.read.part import ByteSpan, Format, InputFile, Limits, Outcome, Part, digest_file, mib, problem

from .rows import no_texts, record_of

MAGIC = b"PAR1"

ROWS = 64
"""Rows that are held as Python's values at once."""

MOST_SPANS = 16
"""Spans of one row group at most: to reach the rows of one, those before it in its group are decoded too."""


def _recognise(head: Head) -> Certainty:
    return Certainty.CERTAIN if head.data.startswith(MAGIC) else Certainty.HINT


def _open(file: BinaryIO, path: str, limits: Limits) -> Any:
    """Open a Parquet file.

    Texts that repeat are kept once as long as they can be: a small file may name a large one a million times.

    Raises:
        ArticleError: If it is none, or says that it holds more than the limits allow.
    """
    import pyarrow as pa  # noqa: PLC0415 - an extra
    from pyarrow import parquet  # noqa: PLC0415

    try:
        file.seek(0)
        schema = parquet.read_schema(file)
        texts = [field.name for field in schema if pa.types.is_string(field.type)]
        opened = parquet.ParquetFile(file, read_dictionary=texts, buffer_size=1024**2)
    except (pa.ArrowException, OSError, ValueError) as error:
        message = str(error).splitlines()[0][:120]
        raise ArticleError(path, None, f"a broken Parquet file: {message}", "a whole one") from error
    size = file.seek(0, 2)
    groups = [opened.metadata.row_group(index) for index in range(opened.metadata.num_row_groups)]
    expanded = sum(group.total_byte_size for group in groups)
    if expanded > min(limits.expanded, max(limits.record, limits.ratio * size)):
        raise ArticleError(path, None, f"{mib(expanded)} expanded from {mib(size)}", "less")
    return opened


def _spans(source: InputFile) -> Iterator[ByteSpan]:
    """Cut into ranges of rows of about `PART_BYTES`, none of which crosses the border of two row groups."""
    if not source.file.seek(0, 2):
        raise ArticleError(source.path, None, "empty", "a Parquet file")
    digest = digest_file(source.file)
    opened = _open(source.file, source.path, source.limits)
    metadata, moments = opened.metadata, _ahead(opened)
    if not metadata.num_rows:
        yield ByteSpan(start=0, stop=0, detail="[0, 0]", size=0, digest=digest)
    first = 0
    for index in range(metadata.num_row_groups):
        group = metadata.row_group(index)
        count = min(MOST_SPANS, max(1, group.total_byte_size // parts.PART_BYTES))
        step = max(1, ceil(group.num_rows / count))
        for start in range(0, group.num_rows, step):
            stop = min(start + step, group.num_rows)
            size = group.total_byte_size * (stop - start) // group.num_rows
            yield ByteSpan(
                start=start, stop=stop, detail=json.dumps([index, first]), ahead=moments, size=size, digest=digest
            )
        first += group.num_rows


def _ahead(opened: Any) -> tuple[str, ...]:
    """Return the moments until which rows are not to be published, as far as they lie ahead."""
    import pyarrow as pa  # noqa: PLC0415 - an extra

    names = [name for name in opened.schema_arrow.names if concerned((name,))]
    if not names:
        return ()
    try:
        batches = opened.iter_batches(columns=names, use_threads=False)
        return ahead_in(_plain(value) for batch in batches for column in batch.columns for value in column.to_pylist())
    except (pa.ArrowException, OSError, ValueError, OverflowError):
        return ()  # what reads the rows says so


def _captures(part: Part, file: BinaryIO) -> Iterator[Outcome]:
    import pyarrow as pa  # noqa: PLC0415 - an extra

    group, first = json.loads(part.detail)
    opened = _open(file, part.path, part.limits)
    columns = opened.schema_arrow.names
    textless = no_texts(part, columns)
    if part.start == part.stop:
        yield Passed(path=part.path, reason="a table without rows")
        return
    if textless:
        if (group, part.start) == (0, 0):
            yield textless
        yield Passed(path=part.path, reason="a row of a table without texts", count=part.stop - part.start)
        return
    number = 0
    try:
        for batch in opened.iter_batches(batch_size=ROWS, row_groups=[group], use_threads=False):
            for index in range(batch.num_rows):
                if part.start <= number < part.stop:
                    yield from _row(part, first + number + 1, batch, columns, index)
                number += 1
            if number >= part.stop:
                return
    except (pa.ArrowException, OSError, ValueError) as error:
        message = str(error).splitlines()[0][:120]
        for lost in range(max(number, part.start), part.stop):
            yield problem(part.path, f"a broken row group: {message}; expected a whole file", record=first + lost + 1)


def _row(part: Part, number: int, batch: Any, columns: list[str], index: int) -> Iterator[Outcome]:
    try:
        row = {name: _plain(batch.column(at)[index].as_py()) for at, name in enumerate(columns)}
    except (ValueError, OverflowError) as error:  # text that is not UTF-8, a date beyond the calendar
        yield problem(part.path, f"a cell that cannot be read: {error}; expected text in UTF-8", record=number)
        return
    yield from record_of(part, number, row)


def _plain(value: Any) -> Any:
    """Return a value in JSON's types; bytes that are no text are no value, and neither is an empty text."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, bytes):
        value = _decoded(value)
    if isinstance(value, datetime) and value.tzinfo:
        value = value.astimezone(UTC)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, float) and not isfinite(value):
        return None
    if value is None or isinstance(value, bool | int | float):
        return value
    return str(value) if str(value).strip() else None


def _decoded(value: bytes) -> str | None:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return None


PARQUET = Format(
    kind="parquet",
    rank=20,
    title="Parquet file",
    endings=(".parquet", ".pq"),
    recognise=_recognise,
    cut=_spans,
    captures=_captures,
    reads="file",
    needs=("pyarrow",),
    extra="tables",
)

FORMATS = (PARQUET,)
