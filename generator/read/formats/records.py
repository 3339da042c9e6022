"""Records: JSON lines, one article a line, and JSON files of one article or many, whoever's keys they have.

`msgspec` reads what is well-formed; what it refuses is read again by the standard library, which forgives line feeds
and tabs in strings, NaN and halves of surrogate pairs, and says where a line breaks.
"""

from __future__ import annotations

import codecs
import json
import math
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, BinaryIO

import msgspec
from msgspec.structs import replace

from generator.read import encoding as encodings
from generator.read import part as parts
from generator.read.detect import Certainty, Head
from generator.read.meaning.dates import NO_ORDERS, Orders, has_zeros, in_order, orders_of, unsettled, without_zeros
from generator.read.meaning.fields import NOTHING, described, short
from generator.read.meaning.literals import as_json, is_printed
from generator.read.meaning.names import columns_of
from generator.read.meaning.shapes import records_in
from generator.read.part import Format, Outcome, Part, by_lines, digest_of, mib, problem, whole

from .rows import TOO_DEEP, record_of

_HALF_PAIR = re.compile("[\ud800-\udfff]")
_OPENS = re.compile(r'\{\s*(?:"(?:[^"\\]|\\.)*"\s*:|\})|\[\s*\{\s*"')


Change = Callable[[Any], Any]


class JsonError(ValueError):
    """JSON that cannot be read; the message says where and what was found."""


def _lines(part: Part, file: BinaryIO) -> Iterator[Outcome]:
    """Read a part of a line file; blank lines are no records but are counted."""
    yield from _each_line(part, file, _line)


def _rows(part: Part, file: BinaryIO) -> Iterator[Outcome]:
    """Read a part of a list of records that has one a line, in the manner of Scrapy."""
    yield from _each_line(part, file, _row)


def _each_line(
    part: Part, file: BinaryIO, read: Callable[[Part, int, bytes, str | None, Change | None], list[Outcome]]
) -> Iterator[Outcome]:
    lines, cut = _split(part, file)
    texts, names = _odd_lines(lines)
    first = part.first_record or 1
    if names:
        count = "1 line is" if len(texts) == 1 else f"{len(texts)} lines are"
        message = f"encoding: {count} not UTF-8, read as {' or '.join(names)}; expected UTF-8"
        yield problem(part.path, message, record=first + min(texts), lost=False)
    undated = without_zeros if has_zeros(lines) else None
    for index, line in enumerate(lines):
        if len(line) > part.limits.record or (cut and index == len(lines) - 1):
            message = f"a line of more than {mib(part.limits.record)}; expected one article a line"
            yield problem(part.path, message, record=first + index)
        elif line.removeprefix(codecs.BOM_UTF8).strip():
            yield from read(part, first + index, line, texts.get(index), undated)


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


def _line(part: Part, number: int, line: bytes, odd: str | None, undated: Change | None) -> list[Outcome]:
    """Read one line; `odd` is its text where it is not UTF-8."""
    try:
        value = decode_json((line if odd is None else odd.encode()).lstrip(b"\x1e"))
        return _record(part, number, undated(value) if undated else value, digest_of(line), "one JSON object a line")
    except JsonError as error:
        return [problem(part.path, f"{error}; expected one JSON object a line", record=number)]
    except RecursionError:
        return [problem(part.path, TOO_DEEP, record=number)]


def _row(part: Part, number: int, line: bytes, odd: str | None, undated: Change | None) -> list[Outcome]:
    """Read one line of a list; the first opens it, so the record's number is the line's less one."""
    data = (line if odd is None else odd.encode()).strip()
    if data in (b"[", b"]"):
        return []
    try:
        value = decode_json(data.removesuffix(b","))
        return _item(part, number - 1, undated(value) if undated else value)
    except JsonError as error:
        return [problem(part.path, f"{error}; expected one JSON object a line", record=number - 1)]
    except RecursionError:
        return [problem(part.path, TOO_DEEP, record=number - 1)]


def _record(
    part: Part, number: int | None, value: Any, digest: str, expected: str, remarks: Mapping[str, str] = NOTHING
) -> list[Outcome]:
    if not isinstance(value, dict):
        return [problem(part.path, f"{described(value)}; expected {expected}", record=number)]
    return list(record_of(part, number, value, digest=digest, remarks=remarks))


def _file(part: Part, file: BinaryIO) -> Iterator[Outcome]:
    """Read a JSON file: an object with a text, a list of such, or an object that holds such a list."""
    data = file.read(part.stop - part.start)
    decoded = encodings.decode(data, part.encoding)
    if decoded.doubt:
        yield problem(part.path, f"encoding: {decoded.doubt}", lost=False)
    if not decoded.text.strip():
        yield problem(part.path, "empty; expected an article, or a list of articles")
        return
    try:
        value = decode_all(decoded.text)
        held = records_in(part, value)
        if held is None:
            yield from _record(part, None, value, digest_of(data), "an article, or a list of articles")
            return
    except JsonError as error:
        yield problem(part.path, f"{error}; expected an article, or a list of articles")
        return
    except RecursionError:
        yield problem(part.path, TOO_DEEP)
        return
    if held.about:
        part = replace(
            part, fields={**held.about, **part.fields}, rules={**dict.fromkeys(held.about, "file"), **part.rules}
        )
    orders = orders_of(row for row in held.records if isinstance(row, dict))
    yield from unsettled(part, orders)
    undated = has_zeros([data])
    for number, item in enumerate(held.records, 1):
        yield from _item(part, number, without_zeros(item) if undated else item, orders)


def _item(part: Part, number: int, item: Any, orders: Orders = NO_ORDERS) -> list[Outcome]:
    """Read one of many; its digest is that of the item in one spelling, keys sorted, so that layout does not count."""
    try:
        digest = digest_of(json.dumps(item, sort_keys=True, separators=(",", ":")).encode())
        item, remarks = in_order(item, orders) if orders and isinstance(item, dict) else (item, NOTHING)
        return _record(part, number, item, digest, "an object with a text", remarks)
    except RecursionError:
        return [problem(part.path, TOO_DEEP, record=number)]


def decode_json(data: bytes) -> Any:
    """Read JSON in UTF-8, or what is not quite JSON.

    Raises:
        JsonError: If it cannot be read.
        RecursionError: If lists and objects nest too deep.
    """
    try:
        return msgspec.json.decode(data)
    except ValueError:
        return _forgive(data.decode("utf-8"))


def _finite(digits: str) -> float | None:
    number = float(digits)
    return number if math.isfinite(number) else None


_DECODER = json.JSONDecoder(strict=False, parse_constant=lambda _: None, parse_float=_finite)
_STRING = r'"(?:[^"\\]|\\.)*(?:"|\Z)'
_COMMENT = re.compile(rf"{_STRING}|//[^\n]*|/\*", re.DOTALL)
_LAST_COMMA = re.compile(rf"({_STRING})|,(?=\s*[}}\]])", re.DOTALL)
_SCRIPT = re.compile(
    r"\s*(?:\)\]\}',?\s*|export\s+default\s+"
    r"|(?:(?:export\s+)?(?:var|let|const)\s+)?[\w$.\[\]\"' ]{0,80}?(?:=|\()\s*)?(?=[\[{])"
)
_CALL = re.compile(
    rf"({_STRING})|\b(?:ObjectId|ISODate|NumberLong|NumberInt|NumberDecimal|UUID|new Date)"
    r"\(\s*(\"[^\"\n]{0,100}\"|[-+.\d]{1,40})\s*\)",
    re.DOTALL,
)
"""A value as MongoDB's shell writes it: `ISODate("2024-05-17")`."""
_BETWEEN = re.compile(r"[\s,;\x1e]*")
_AFTER = re.compile(r"[\s;)]*\Z")


def decode_all(text: str) -> Any:
    """Read JSON, or several values one behind the other, with what programs leave around them.

    Comments, commas before a closing bracket, a script's assignment or call around the value, calls of MongoDB's shell.

    Raises:
        JsonError: If it cannot be read.
        RecursionError: If lists and objects nest too deep.
    """
    try:
        return decode_json(text.encode())
    except JsonError as error:
        first = error
    mended = _LAST_COMMA.sub(lambda values: values[1] or "", _without_comments(text))
    printed = [as_json(text)] if is_printed(text) else []
    for trial in (text, mended, _CALL.sub(lambda values: values[1] or values[2], mended), *printed):
        values = _several(trial.removeprefix("\ufeff"))
        if values is not None:
            return _mend_pairs(values) if "\\u" in trial else values
    raise first


def _without_comments(text: str) -> str:
    pieces: list[str] = []
    at = kept = 0
    while match := _COMMENT.search(text, at):
        at = match.end()
        if match[0].startswith("/"):
            pieces.append(text[kept : match.start()])
            if match[0] == "/*":
                at = end + 2 if (end := text.find("*/", at)) >= 0 else len(text)
            kept = at
    return "".join([*pieces, text[kept:]])


def _several(text: str) -> Any:
    """Return the values that stand one behind the other, one alone as it is; None where something else does."""
    opening = _SCRIPT.match(text.lstrip("\x1e \t\r\n"))
    at = len(text) - len(text.lstrip("\x1e \t\r\n")) + (opening.end() if opening else 0)
    values: list[Any] = []
    try:
        while at < len(text) and not _AFTER.match(text, at):
            value, at = _DECODER.raw_decode(text, at)
            values.append(value)
            between = _BETWEEN.match(text, at)
            at = between.end() if between else at
    except ValueError:
        return None
    return values[0] if len(values) == 1 else values or None


def _forgive(text: str) -> Any:
    """Read JSON that is not quite JSON, or say where it breaks.

    Control characters may stand in strings. NaN and numbers too large are no value, as null is. Half a surrogate pair
    becomes U+FFFD, because it is no character and no file could hold it. Of a key given twice the last counts.
    """
    try:
        value = json.loads(
            text.removeprefix("\ufeff"), strict=False, parse_constant=lambda _: None, parse_float=_finite
        )
    except json.JSONDecodeError as error:
        if is_printed(text):
            return _printed(text, error)
        raise JsonError(_where(error)) from error
    except ValueError as error:
        raise JsonError("a number of thousands of digits") from error
    return _mend_pairs(value) if "\\u" in text else value


def _printed(text: str, error: json.JSONDecodeError) -> Any:
    """Read a value that Python printed, or say where it breaks as JSON."""
    try:
        return _mend_pairs(json.loads(as_json(text), strict=False, parse_float=_finite))
    except ValueError:
        raise JsonError(_where(error)) from error


def _where(error: json.JSONDecodeError) -> str:
    place = f"line {error.lineno}, column {error.colno}" if "\n" in error.doc else f"column {error.colno}"
    rest = error.doc[error.pos : error.pos + 40].strip()
    return f"broken JSON at {place}: {error.msg.lower()}, found {short(rest) if rest else 'the end'}"


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
    return Certainty.LIKELY if _opens(text) or _is_assigned(text) else Certainty.HINT


def _opens(text: str) -> bool:
    return bool(_OPENS.match(text)) or is_printed(text)


def _is_assigned(text: str) -> bool:
    """Tell whether a script is but data: a list of articles, or an object with one, that it gives a name to."""
    opening = _SCRIPT.match(text)
    if not opening or not opening[0] or not _OPENS.match(text, opening.end()):
        return False
    known = columns_of(tuple(dict.fromkeys(_KEY.findall(text)[:_MOST_KEYS])))
    return "headline" in known and not {"text", "published"}.isdisjoint(known)


_KEY = re.compile(r'"(\w{2,40})"\s*:')
_MOST_KEYS = 100
"""Keys of a script that are looked at."""


def _is_lines(head: Head) -> Certainty:
    """JSON lines: the first line is an object by itself and another follows, or some line is and the name says so."""
    lines = [line for line in (head.text or "").splitlines()[:50] if line.strip()]
    if not lines or not _opens(lines[0].lstrip()):
        return Certainty.HINT
    if lines[0].rstrip().endswith("}") and len(lines) > 1 and lines[1].lstrip().startswith("{"):
        return Certainty.CERTAIN
    long = len(lines) == 1 and not head.complete  # longer than what is looked at
    return Certainty.LIKELY if long or any(map(_is_object, lines)) else Certainty.HINT


def _is_object(line: str) -> bool:
    return line.startswith("{") and line.rstrip().endswith("}")


def _is_rows(head: Head) -> Certainty:
    """A list with one record a line, and too long to be looked at as a whole."""
    first, _, rest = (head.text or "").lstrip().partition("\n")
    second, end, _ = rest.partition("\n")
    rows = first.strip() == "[" and end and second.startswith("{") and second.rstrip().endswith("},")
    return Certainty.CERTAIN if rows and not head.complete else Certainty.NO


ROWS = Format(
    kind="jsonrows",
    rank=60,
    title="JSON, a record a line",
    endings=(".json",),
    recognise=_is_rows,
    cut=by_lines,
    captures=_rows,
)
JSON = Format(kind="json", rank=61, title="JSON", endings=(".json",), recognise=_is_json, cut=whole, captures=_file)
LINES = Format(
    kind="jsonl",
    rank=62,
    title="JSON lines",
    endings=(".jsonl", ".ndjson", ".jl"),
    recognise=_is_lines,
    cut=by_lines,
    captures=_lines,
)

FORMATS = (ROWS, JSON, LINES)
