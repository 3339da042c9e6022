"""Records: JSON lines, one article a line, and JSON files of one article or many.

`msgspec` reads what is well-formed; what it refuses is read again by the standard library, which forgives line feeds
and tabs in strings, NaN and halves of surrogate pairs, and says where a line breaks.
"""

from __future__ import annotations

import codecs
import json
import math
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

import msgspec

from generator.model import Capture, Problem

from . import encoding as encodings
from . import part as parts
from .detect import Certainty, Head
from .fields import MOST_LEVELS, capture, described, short
from .part import Format, Part, by_lines, digest_of, mib, problem, whole

HOLDERS = ("articles", "items", "records", "data")
"""Keys under which an object may hold a list of records."""

_HALF_PAIR = re.compile("[\ud800-\udfff]")
_OPENS = re.compile(r'\{\s*(?:"(?:[^"\\]|\\.)*"\s*:|\})|\[\s*\{\s*"')
_TOO_DEEP = f"nested more than {MOST_LEVELS} levels deep; expected an object with a text"


class JsonError(ValueError):
    """JSON that cannot be read; the message says where and what was found."""


def _lines(part: Part, file: BinaryIO) -> Iterator[Capture | Problem]:
    """Read a part of a line file; blank lines are no records but are counted."""
    lines, cut = _split(part, file)
    texts, names = _odd_lines(lines)
    first = part.first_record or 1
    if names:
        count = "1 line is" if len(texts) == 1 else f"{len(texts)} lines are"
        message = f"encoding: {count} not UTF-8, read as {' or '.join(names)}; expected UTF-8"
        yield problem(part.path, message, record=first + min(texts), lost=False)
    for index, line in enumerate(lines):
        if len(line) > part.limits.record or (cut and index == len(lines) - 1):
            message = f"a line of more than {mib(part.limits.record)}; expected one article a line"
            yield problem(part.path, message, record=first + index)
        elif line.removeprefix(codecs.BOM_UTF8).strip():
            yield from _line(part, first + index, line, texts.get(index))


def _split(part: Part, file: BinaryIO) -> tuple[list[bytes], bool]:
    """Return the lines of a part, in UTF-8 if they are UTF-16, and whether the last is longer than is held.

    Only the last line of a part can be that long: the others end before `PART_BYTES`.
    """
    held = parts.PART_BYTES + part.limits.record + 2  # and a line end
    data = file.read(min(part.stop - part.start, held))
    if part.encoding:
        data = encodings.decode(data, part.encoding).text.encode()
    return data.splitlines(), part.stop - part.start > held


def _odd_lines(lines: list[bytes]) -> tuple[dict[int, str], list[str]]:
    """Read the lines that are not UTF-8: each mended, or in the one encoding that all of them are likely in.

    Returns:
        Index of each such line -> its text, and the names of the encodings whose choice is doubtful.
    """
    odd = [index for index, line in enumerate(lines) if not encodings.is_utf8(line)]
    texts = {index: text for index in odd if (text := encodings.mend(lines[index])) is not None}
    names = {encodings.readable("cp1252")} if texts else set()
    older = [index for index in odd if index not in texts]
    if older:
        guess = encodings.guess(lines[index] for index in older)
        texts.update((index, lines[index].decode(guess.codec, "replace")) for index in older)
        if guess.doubtful or any("\ufffd" in texts[index] for index in older):
            names.add(guess.name)
    return texts, sorted(names)


def _line(part: Part, number: int, line: bytes, odd: str | None) -> list[Capture | Problem]:
    """Read one line; `odd` is its text where it is not UTF-8."""
    try:
        found = _decode(line if odd is None else odd.encode())
        return _record(part, number, found, digest_of(line), "one JSON object a line")
    except JsonError as error:
        return [problem(part.path, f"{error}; expected one JSON object a line", record=number)]
    except RecursionError:
        return [problem(part.path, _TOO_DEEP, record=number)]


def _record(part: Part, number: int | None, found: Any, digest: str, expected: str) -> list[Capture | Problem]:
    if not isinstance(found, dict):
        return [problem(part.path, f"{described(found)}; expected {expected}", record=number)]
    return capture(part, record=number, digest=digest, text=found.get("text"), found=found, rule="record")


def _file(part: Part, file: BinaryIO) -> Iterator[Capture | Problem]:
    """Read a JSON file: an object with a text, a list of such, or an object that holds such a list."""
    data = file.read(part.stop - part.start)
    decoded = encodings.decode(data, part.encoding)
    if decoded.doubt:
        yield problem(part.path, f"encoding: {decoded.doubt}", lost=False)
    if not decoded.text.strip():
        yield problem(part.path, "empty; expected an article, or a list of articles")
        return
    try:
        found = _decode(decoded.text.encode())
        many = _held(found)
        if many is None:
            yield from _record(part, None, found, digest_of(data), "an article, or a list of articles")
            return
    except JsonError as error:
        yield problem(part.path, f"{error}; expected an article, or a list of articles")
        return
    except RecursionError:
        yield problem(part.path, _TOO_DEEP)
        return
    for number, item in enumerate(many, 1):
        yield from _item(part, number, item)


def _item(part: Part, number: int, item: Any) -> list[Capture | Problem]:
    """Read one of many; its digest is that of the item in one spelling, keys sorted, so that layout does not count."""
    try:
        digest = digest_of(json.dumps(item, sort_keys=True, separators=(",", ":")).encode())
        return _record(part, number, item, digest, "an object with a text")
    except RecursionError:
        return [problem(part.path, _TOO_DEEP, record=number)]


def _held(found: Any) -> list[Any] | None:
    """Return the list of records that a file holds; None for a single one."""
    if isinstance(found, list):
        return found
    if isinstance(found, dict) and not isinstance(found.get("text"), str):
        return next((found[key] for key in HOLDERS if isinstance(found.get(key), list)), None)
    return None


def _decode(data: bytes) -> Any:
    """Read JSON in UTF-8."""
    try:
        return msgspec.json.decode(data)
    except ValueError:
        return _forgive(data.decode("utf-8"))


def _forgive(text: str) -> Any:
    """Read JSON that is not quite JSON, or say where it breaks.

    Control characters may stand in strings. NaN and numbers too large are no value, as null is. Half a surrogate pair
    becomes U+FFFD, because it is no character and no file could hold it. Of a key given twice the last counts.
    """
    try:
        found = json.loads(
            text.removeprefix("\ufeff"), strict=False, parse_constant=lambda _: None, parse_float=_finite
        )
    except json.JSONDecodeError as error:
        raise JsonError(_where(error)) from error
    except ValueError as error:
        raise JsonError("a number of thousands of digits") from error
    return _mend_pairs(found) if "\\u" in text else found


def _where(error: json.JSONDecodeError) -> str:
    place = f"line {error.lineno}, column {error.colno}" if "\n" in error.doc else f"column {error.colno}"
    rest = error.doc[error.pos : error.pos + 40].strip()
    return f"broken JSON at {place}: {error.msg.lower()}, found {short(rest) if rest else 'the end'}"


def _finite(digits: str) -> float | None:
    number = float(digits)
    return number if math.isfinite(number) else None


def _mend_pairs(value: Any) -> Any:
    if isinstance(value, str):
        return _HALF_PAIR.sub("\ufffd", value)
    if isinstance(value, list):
        return [_mend_pairs(item) for item in value]
    if isinstance(value, dict):
        return {_mend_pairs(key): _mend_pairs(item) for key, item in value.items()}
    return value


def _is_json(head: Head) -> Certainty:
    text = (head.text or "").lstrip()
    return Certainty.LIKELY if _OPENS.match(text) else Certainty.HINT


def _is_lines(head: Head) -> Certainty:
    """JSON lines: the first line is an object by itself, and another follows or the name says so."""
    lines = [line for line in (head.text or "").splitlines()[:50] if line.strip()]
    if not lines or not _OPENS.match(lines[0].lstrip()) or not lines[0].rstrip().endswith("}"):
        return Certainty.HINT
    return Certainty.CERTAIN if len(lines) > 1 and lines[1].lstrip().startswith("{") else Certainty.LIKELY


JSON = Format(kind="json", title="JSON", endings=(".json",), recognise=_is_json, cut=whole, captures=_file)
LINES = Format(
    kind="jsonl",
    title="JSON lines",
    endings=(".jsonl", ".ndjson", ".jl"),
    recognise=_is_lines,
    cut=by_lines,
    captures=_lines,
)
