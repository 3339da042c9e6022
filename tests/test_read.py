"""Read: every byte of input becomes a capture or a problem, in one order, with its encoding and its fields right."""

from __future__ import annotations

import contextlib
import io
import json
import os
import pickle
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping
from hashlib import blake2b
from pathlib import Path
from typing import Any, BinaryIO
from unittest.mock import patch

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import generator.read.files.cutting
from generator.model import Capture, Passed, Problem
from generator.model.errors import ArticleError, SettingError
from generator.read import Limits, Part, captures, encoding, known_formats, parts
from generator.read import part as part_module
from generator.read.detect import Head, compression
from generator.read.files import defaults
from generator.read.files.registry import choose
from generator.read.files.walk import open_inside
from generator.read.formats import records
from generator.read.meaning.fields import moment
from generator.read.meaning.mapping import RecordSource, sources

CASES = sorted((Path(__file__).parent / "cases" / "read").glob("*.yml"))

Read = list[Capture | Problem | Passed]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return an empty articles folder."""
    made = tmp_path / "articles"
    made.mkdir()
    return made


def write(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files below a folder and return it."""
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def read(folder: Path, **options: Any) -> Read:
    """Read all there is to read."""
    result: Read = []
    for part in parts(folder, **options):
        result.extend(captures(folder, part) if isinstance(part, Part) else [part])
    return result


def read_one(folder: Path, name: str, content: str | bytes) -> Read:
    """Read a folder that holds one file."""
    return read(write(folder, {name: content}))


def cut(folder: Path) -> list[Part]:
    """Return the parts of a folder without problems."""
    found = list(parts(folder))
    assert not [item for item in found if isinstance(item, Problem)]
    return [item for item in found if isinstance(item, Part)]


def texts(found: Read) -> list[str]:
    return [item.text for item in found if isinstance(item, Capture)]


def problems(found: Read) -> list[Problem]:
    return [item for item in found if isinstance(item, Problem)]


def line(text: str, **fields: Any) -> str:
    return json.dumps({"text": text, **fields}, ensure_ascii=False) + "\n"


# Golden cases


def as_case(item: Capture | Problem | Passed) -> dict[str, Any]:
    """Return what a golden case says of a capture or problem; digests are tested by themselves."""
    if isinstance(item, Problem):
        return {"problem": str(item), "lost": item.lost}
    if isinstance(item, Passed):
        return {"passed over": item.path, "reason": item.reason}
    about = item.provenance
    known: dict[str, Any] = {"path": about.path, "record": about.record, "url": about.url, "captured": about.captured}
    known |= {"format": about.format, "container": dict(about.container) or None}
    return {
        **{key: value for key, value in known.items() if value is not None},
        "text": item.text,
        **({"fields": dict(item.fields), "rules": dict(item.rules)} if item.fields else {}),
        **({"origins": dict(item.origins)} if item.origins else {}),
    }


@pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
def test_golden_case(path: Path, folder: Path):
    source = path.read_text(encoding="utf-8")
    case = yaml.safe_load(source)

    options = {"exclude": tuple(case.get("exclude", ())), "mapping": case.get("fields", {})}

    found = [as_case(item) for item in read(write(folder, case["files"]), **options)]

    if os.environ.get("BACKFILE_REWRITE"):
        shown = yaml.safe_dump({"expected": found}, allow_unicode=True, sort_keys=False, width=120)
        path.write_text(source.split("\nexpected:")[0].rstrip("\n") + "\n" + shown, encoding="utf-8")
    else:
        assert found == case["expected"]


# Accounted for


@given(
    content=st.binary(max_size=300),
    name=st.sampled_from(
        "a.txt a.md a.json a.jsonl a.yml _defaults.yml a.csv a.xml a.html a.rss a.warc a.wacz a.db a.parquet".split()
        + "a.zip a.gz a.bz2 a.xz a.zst a".split()
    ),
)
@example(content=b"---\n" + b"\n" * 5000, name="a.md")
@example(content=b"\xff\xfe\x00", name="a.txt")
@example(content=b"\xff\xfe\x00\x00", name="a.jsonl")
@example(content=b"[" * 100_000, name="a.json")
@example(content=b'{"text":' * 5000, name="a.jsonl")
@example(content=b"\x1b$B", name="a.jsonl")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
def test_no_bytes_make_reading_fail(folder: Path, name: str, content: bytes):
    write(folder, {"a.txt": "beside a sidecar"})

    read_one(folder, name, content)

    for path in folder.iterdir():
        path.unlink()


BEGINNINGS = (
    *(b"WARC/1.0\r\n", b"WARC/1.1\r\nWARC-Type: response\r\n", b"filedesc://a", b"PAR1", b"SQLite format 3\0"),
    *(b"<!doctype html>", b"<?xml version='1.0'?>", b"<rss>", b"<doc title='a'><main>", b"<feed>", b"<TEI>", b"[\n{"),
    *(b"PK\x03\x04", b"\x1f\x8b\x08\0", b"BZh91AY&SY", b"\xfd7zXZ\0", b"\x28\xb5\x2f\xfd", b"text,url\r\n"),
    *(b'{"version":"https://jsonfeed.org/version/1","items":[', b'{"@graph":[', b'{"title":', b"---\ntitle: a\n"),
)


@given(
    start=st.sampled_from(BEGINNINGS),
    content=st.binary(max_size=200),
    end=st.sampled_from([b"", b"PAR1", b"PK\x05\x06" + b"\0" * 18, b"\r\n\r\n", b"</doc>", b"]}", b"</html>"]),
    name=st.sampled_from(["a", "a.txt", "a.bin"]),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
def test_no_bytes_behind_a_known_beginning_make_reading_fail(
    folder: Path, name: str, start: bytes, content: bytes, end: bytes
):
    read_one(folder, name, start + content + end)

    (folder / name).unlink()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "value", "@id", "x"]), inner),
    max_leaves=6,
)


def records_of(source: RecordSource) -> st.SearchStrategy[dict[str, Any]]:
    """Return records that have the keys of a source, with any values."""
    places = [*source.text, *source.html, *(place for found in source.fields.values() for place in found)]
    told_by = source.keys[0] if source.keys else ("title",)
    others = {re.split(r"[.\[]", place)[0] for place in places} - set(told_by)
    return st.fixed_dictionaries(
        dict.fromkeys(told_by, json_values), optional=dict.fromkeys(sorted(others), json_values)
    )


@given(st.sampled_from(sources()).flatmap(records_of))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
def test_a_record_with_a_crawler_s_keys_and_any_values_is_accounted_for(folder: Path, row: dict[str, Any]):
    found = read_one(folder, "a.jsonl", json.dumps(row) + "\n")

    kept = [item for item in found if isinstance(item, Capture)]
    lost = [item for item in problems(found) if item.lost]
    passed = [item for item in found if isinstance(item, Passed)]
    assert len(kept) + len(lost) + len(passed) == 1


record_lines = st.one_of(
    st.binary(max_size=40),
    st.text(max_size=40).map(lambda text: text.encode("utf-8", "replace")),
    st.builds(
        lambda text, fields: json.dumps({"text": text, **fields}).encode(),
        st.text(min_size=1, max_size=20),
        st.dictionaries(st.sampled_from(["id", "url", "tags", "captured", "x"]), st.sampled_from([None, 1, "a", [1]])),
    ),
    st.sampled_from([b"", b"  ", b"\xef\xbb\xbf", b"{}", b'{"text": 1}', b"[[[", b'{"text": "caf\xe9"}']),
).map(lambda data: data.replace(b"\n", b"").replace(b"\r", b""))


def taken_for_lines(data: bytes) -> bool:
    """Tell whether bytes under the name of a line file are read as one: they may begin as something else does."""
    found = choose(known_formats(), Head(data=data, complete=True, ending=".jsonl"))
    return not compression(data) and found is records.LINES


@given(st.lists(st.tuples(record_lines, st.sampled_from([b"\n", b"\r\n", b"\r"])), max_size=12))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
def test_every_line_with_something_on_it_is_one_capture_or_one_lost_record(
    folder: Path, lines: list[tuple[bytes, bytes]]
):
    data = b"".join(content + end for content, end in lines)
    if encoding.wide(data) or not taken_for_lines(data):
        return
    expected = [n for n, row in enumerate(data.splitlines(), 1) if row.removeprefix(b"\xef\xbb\xbf").strip()]

    found = read_one(folder, "a.jsonl", data)

    kept = [item.provenance.record for item in found if isinstance(item, Capture)]
    lost = [item.record for item in problems(found) if item.lost]
    assert sorted([n or 0 for n in [*kept, *lost]]) == expected


@given(
    st.lists(st.tuples(record_lines, st.sampled_from([b"\n", b"\r\n", b"\r"])), max_size=12),
    st.integers(min_value=1, max_value=200),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
def test_small_parts_cover_a_file_and_give_what_one_large_part_gives(
    folder: Path, lines: list[tuple[bytes, bytes]], size: int
):
    data = b"".join(content + end for content, end in lines)
    if not taken_for_lines(data) or not data.strip():
        return
    large = read_one(folder, "a.jsonl", data)

    with patch.object(part_module, "PART_BYTES", size), patch.object(part_module, "BLOCK_BYTES", 3):
        pieces = cut(folder)
        small = read(folder)

    assert [piece.start for piece in pieces] == [0, *(piece.stop for piece in pieces)][: len(pieces)]
    assert b"".join(data[piece.start : piece.stop] for piece in pieces) == data
    # What is odd about the bytes is told, and guessed, for each part.
    assert not_about_encoding(small) == not_about_encoding(large) or not encoding.is_utf8(data)
    assert [item for item in map(place, small) if item] == [item for item in map(place, large) if item]


def not_about_encoding(found: Read) -> Read:
    return [item for item in found if not (isinstance(item, Problem) and item.message.startswith("encoding"))]


def place(item: Capture | Problem | Passed) -> tuple[int | None, bool] | None:
    if isinstance(item, Capture):
        return item.provenance.record, True
    return (item.record, False) if isinstance(item, Problem) and item.lost else None


# Parts and digests


def test_a_file_that_grows_keeps_its_earlier_parts(folder: Path):
    rows = [line(f"Report {n}: " + "the water rose again. " * 200) for n in range(3000)]
    before = cut(write(folder, {"a.jsonl": "".join(rows)}))

    after = cut(write(folder, {"a.jsonl": "".join([*rows, line("One more.")])}))

    assert len(before) > 4
    digests, earlier = ([part.digest for part in parts] for parts in (after, before))
    assert digests[: len(earlier) - 1] == earlier[:-1]
    assert digests[len(earlier) - 1 :] != earlier[-1:]


def test_a_part_ends_at_the_first_line_end_behind_its_measure(folder: Path):
    rows = [line("x" * 60) for _ in range(30)]
    with patch.object(part_module, "PART_BYTES", len(rows[0]) * 10 - 3):
        pieces = cut(write(folder, {"a.jsonl": "".join(rows)}))

    assert [(piece.stop - piece.start) // len(rows[0]) for piece in pieces] == [10, 10, 10]
    assert [piece.first_record for piece in pieces] == [1, 11, 21]


ONE_TEXT = {"a.txt": "The text."}


@pytest.mark.parametrize(
    ("files", "changes"),
    [
        ({"a.txt": "The text!"}, True),
        ({**ONE_TEXT, "_defaults.yml": "outlet: Pier Post"}, True),
        ({**ONE_TEXT, "a.yml": "outlet: Pier Post"}, True),
        ({"b.txt": "The text."}, False),
        ({**ONE_TEXT, "_defaults.yml": "# nothing given\n"}, False),
        ({"a.md": "The text."}, True),
    ],
    ids=["bytes", "folder", "sidecar", "path", "comment", "kind"],
)
def test_a_digest_changes_with_all_that_captures_depend_on_but_the_path(
    tmp_path: Path, files: dict[str, str], *, changes: bool
):
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()

    [one], [two] = cut(write(tmp_path / "one", ONE_TEXT)), cut(write(tmp_path / "two", files))

    assert (one.digest != two.digest) == changes


def test_the_place_of_a_value_counts_for_the_digest_as_captures_name_it(tmp_path: Path):
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    given_by_folder = write(tmp_path / "one", {**ONE_TEXT, "_defaults.yml": "outlet: Pier Post"})
    given_by_sidecar = write(tmp_path / "two", {**ONE_TEXT, "a.yml": "outlet: Pier Post"})

    assert cut(given_by_folder)[0].digest != cut(given_by_sidecar)[0].digest


def test_equal_lines_further_down_have_another_digest_because_their_numbers_differ(folder: Path):
    with patch.object(part_module, "PART_BYTES", 10):
        one, two = cut(write(folder, {"a.jsonl": line("The same.") * 2}))

    assert one.digest != two.digest


def test_provenance_holds_the_digest_of_the_file_or_of_the_line_without_its_end(folder: Path):
    row = line("The text.").strip()
    found = read(write(folder, {"a.txt": "The text.\r\n", "b.jsonl": f"{row}\r\n{row}"}))

    digests = [item.provenance.digest for item in found if isinstance(item, Capture)]

    of_line = blake2b(row.encode(), digest_size=16).hexdigest()
    assert digests == [blake2b(b"The text.\r\n", digest_size=16).hexdigest(), of_line, of_line]


def test_a_record_in_a_list_keeps_its_digest_when_the_file_is_laid_out_anew(folder: Path):
    listed = [{"text": "The text.", "id": "7"}]
    found = read(write(folder, {"a.json": json.dumps(listed), "b.json": json.dumps(listed, indent=4)}))

    one, two = (item.provenance.digest for item in found if isinstance(item, Capture))

    assert one == two


def test_a_file_that_changes_after_it_was_cut_is_not_read_under_its_old_digest(folder: Path):
    [piece] = cut(write(folder, {"a.txt": "Before."}))
    write(folder, {"a.txt": "Behind."})

    with pytest.raises(ArticleError, match="changed while it was read"):
        list(captures(folder, piece))


def test_a_file_that_shrinks_or_goes_after_it_was_cut_is_an_article_error(folder: Path):
    [piece] = cut(write(folder, {"a.jsonl": line("Before.")}))
    write(folder, {"a.jsonl": ""})

    with pytest.raises(ArticleError, match="changed while it was read"):
        list(captures(folder, piece))
    (folder / "a.jsonl").unlink()
    with pytest.raises(ArticleError, match="gone since"):
        list(captures(folder, piece))


def test_parts_survive_pickling(folder: Path):
    [piece] = cut(write(folder, {**ONE_TEXT, "_defaults.yml": "outlet: Pier Post"}))

    assert pickle.loads(pickle.dumps(piece)) == piece


# The folder


def test_parts_come_in_the_order_of_their_paths(folder: Path):
    paths = ["a/b.txt", "a-b.txt", "a.txt", "b.txt", "a/a/z.txt", "B.txt", "a0.txt", "ä.txt"]

    found = [piece.path for piece in cut(write(folder, dict.fromkeys(paths, "x")))]

    assert found == sorted(paths)


def test_an_empty_folder_has_no_parts(folder: Path):
    assert read(folder) == []


def test_a_folder_that_is_not_there_is_a_wrong_setting_not_an_empty_archive(folder: Path):
    with pytest.raises(SettingError, match="is no folder"):
        list(parts(folder / "nowhere"))


def test_an_articles_folder_without_permission_is_not_an_empty_archive(folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(os, "scandir", refuse("articles", os.scandir))

    with pytest.raises(SettingError, match="no permission"):
        list(parts(folder))


def test_a_pattern_that_is_none_is_a_wrong_setting(folder: Path):
    with pytest.raises(SettingError, match="exclude"):
        list(parts(folder, exclude=("!",)))


def test_folders_may_nest_deeper_than_python_recurses(folder: Path):
    deep = [f"{folder}{'/d' * level}" for level in range(1, 1101)]
    for path in deep:
        os.mkdir(path)
    Path(deep[-1], "a.txt").write_text("Deep down.")

    found = read(folder)

    Path(deep[-1], "a.txt").unlink()
    for path in reversed(deep):
        os.rmdir(path)
    assert texts(found) == ["Deep down."]


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_a_link_out_of_the_folder_is_reported_and_never_followed(tmp_path: Path, folder: Path, kind: str):
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "a.txt").write_text("Not for the archive.")
    (folder / "link.txt").symlink_to(secret / "a.txt" if kind == "file" else secret)

    [found] = read(folder)

    assert str(found).startswith("link.txt: a symbolic link out of the articles folder")


def test_a_link_that_is_swapped_in_after_the_file_was_cut_is_not_followed(tmp_path: Path, folder: Path):
    [piece] = cut(write(folder, ONE_TEXT))
    (tmp_path / "secret.txt").write_text("The text.")
    (folder / "a.txt").unlink()
    (folder / "a.txt").symlink_to(tmp_path / "secret.txt")

    with pytest.raises(ArticleError, match="out of the articles folder"):
        list(captures(folder, piece))


def test_a_link_inside_the_folder_is_read_and_one_to_a_folder_is_told(folder: Path):
    write(folder, {"a/a.txt": "The text."})
    (folder / "b.txt").symlink_to("a/a.txt")
    (folder / "c").symlink_to("a")
    (folder / "loop").symlink_to(".")

    found = read(folder)

    assert texts(found) == ["The text.", "The text."]
    assert [item.path for item in problems(found)] == ["c", "loop"]
    assert not any(item.lost for item in problems(found))


def test_links_that_lead_nowhere_or_in_circles_are_problems(folder: Path):
    (folder / "broken.txt").symlink_to("nowhere.txt")
    (folder / "circle.txt").symlink_to("circle.txt")

    assert [item.path for item in problems(read(folder))] == ["broken.txt", "circle.txt"]


@pytest.mark.parametrize("name", ["pipe.txt", "pipe", "_defaults.yml"])
def test_a_pipe_is_reported_and_never_opened(folder: Path, name: str):
    os.mkfifo(folder / name)

    [found] = read(folder)

    assert "a pipe, socket or device" in str(found)


def test_a_socket_is_reported_and_never_opened(folder: Path):
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.path.relpath(folder / "s.txt"))
        [found] = read(folder)

    assert "a pipe, socket or device" in str(found)


def refuse(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
    """Return a system call that has no permission for one name: tests may run as root, whom no mode stops."""

    def call(path: Any, *rest: Any) -> Any:
        if os.fspath(path).endswith(name):
            raise PermissionError(13, "Permission denied", path)
        return real(path, *rest)

    return call


def test_a_folder_without_permission_is_reported_and_the_rest_is_read(folder: Path, monkeypatch: pytest.MonkeyPatch):
    write(folder, {"shut/a.txt": "Out of reach.", "z.txt": "The text."})
    monkeypatch.setattr(os, "scandir", refuse("shut", os.scandir))

    found = read(folder)

    assert texts(found) == ["The text."]
    assert [str(item) for item in problems(found)] == [
        "shut: no permission to read it; expected a folder that can be read"
    ]
    assert problems(found)[0].lost


def test_a_file_without_permission_is_reported_and_the_rest_is_read(folder: Path, monkeypatch: pytest.MonkeyPatch):
    write(folder, {"shut.txt": "Out of reach.", "_defaults.yml": "outlet: Pier Post", "z.txt": "The text."})
    monkeypatch.setattr(os, "open", refuse("shut.txt", os.open))

    found = read(folder)

    assert texts(found) == ["The text."]
    assert [str(item) for item in problems(found)] == [
        "shut.txt: no permission to read it; expected a file that can be read"
    ]


def test_defaults_without_permission_cost_their_values_only(folder: Path, monkeypatch: pytest.MonkeyPatch):
    write(folder, {"_defaults.yml": "outlet: Pier Post", "z.txt": "The text."})
    monkeypatch.setattr(os, "open", refuse("_defaults.yml", os.open))

    found = read(folder)

    assert texts(found) == ["The text."]
    assert [(item.path, item.lost) for item in problems(found)] == [("_defaults.yml", False)]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="no mode stops root")
def test_modes_that_forbid_reading_are_reported(folder: Path):
    write(folder, {"shut/a.txt": "Out of reach.", "shut.txt": "Out of reach."})
    (folder / "shut").chmod(0)
    (folder / "shut.txt").chmod(0)

    found = read(folder)
    (folder / "shut").chmod(0o755)

    assert [item.path for item in problems(found)] == ["shut.txt", "shut"]


def test_a_disk_that_fails_in_the_middle_of_a_file_is_a_problem(folder: Path, monkeypatch: pytest.MonkeyPatch):
    write(folder, {"a.txt": "The text.", "z.txt": "The text."})

    def fail(root: Path, name: str) -> BinaryIO:
        file = open_inside(root, name)
        if name == "a.txt":
            file.close()
            file = Failing(os.open(root / name, os.O_RDONLY))
        return file

    class Failing(io.FileIO):
        def read(self, size: int | None = -1) -> bytes:
            raise OSError(5, "Input/output error")

    monkeypatch.setattr(generator.read.files.cutting, "open_inside", fail)

    found = read(folder)

    assert texts(found) == ["The text."]
    assert str(problems(found)[0]) == "a.txt: input/output error; expected a file that can be read"


@pytest.mark.skipif(os.name != "posix", reason="names are bytes on POSIX only")
def test_a_name_that_is_not_utf8_is_read_and_written_with_escapes(folder: Path):
    raw = os.fsencode(folder) + b"/caf\xe9"
    try:
        os.mkdir(raw)
    except OSError:
        pytest.skip("this file system wants UTF-8")
    for name in (b"/a.txt", b"/\xff.docx"):
        with open(raw + name, "wb") as file:
            file.write(b"The text.")
    with open(raw + b"/_defaults.yml", "wb") as file:
        file.write(b"outlet: Pier Post")

    found = read(folder)

    [capture] = [item for item in found if isinstance(item, Capture)]
    assert capture.provenance.path == "caf\\udce9/a.txt"
    assert capture.rules == {"outlet": "folder caf\\udce9"}
    assert problems(found)[0].path == "caf\\udce9/\\udcff.docx"
    json.dumps([item.path for item in problems(found)], ensure_ascii=False).encode()


def test_names_that_differ_only_in_normalisation_are_different_inputs(folder: Path):
    write(folder, {"caf\u00e9.txt": "One.", "cafe\u0301.txt": "Two."})
    if len(list(folder.iterdir())) < 2:
        pytest.skip("this file system takes them for one")

    assert sorted(texts(read(folder))) == ["One.", "Two."]


def test_an_excluded_sidecar_gives_nothing_and_an_excluded_text_does_not_make_its_sidecar_a_stranger(folder: Path):
    write(folder, {"a.txt": "The text.", "a.yml": "outlet: Pier Post", "b.txt": "Draft.", "b.yml": "outlet: Post"})

    found = read(folder, exclude=("a.yml", "b.txt"))

    assert [item.fields for item in found if isinstance(item, Capture)] == [{}]
    assert problems(found) == []


# Encodings

NEWS = "Die Brücke über die Weiße Elster bleibt „bis auf Weiteres“ gesperrt, sagte der Bürgermeister am Montag. " * 3
ENCODINGS = [
    ("utf-8", NEWS),
    ("utf-8-sig", NEWS),
    ("utf-16", NEWS),
    ("utf-32", NEWS),
    ("utf-16-le", NEWS),
    ("utf-16-be", NEWS),
    ("utf-32-le", NEWS),
    ("utf-32-be", NEWS),
    ("cp1252", NEWS),
    ("utf-16-le", "أعلن رئيس البلدية يوم الأربعاء أن الجسر الجديد سيفتح هذا العام.\n" * 3),
    ("utf-16-be", "橋は今年中に完成すると市長が述べた。\n" * 5),
    ("utf-16-le", "नया पुल इस साल खुल जाएगा, महापौर ने बुधवार को कहा।\n" * 3),
    ("cp932", "市長は水曜日、新しい橋の工事が今年中に終わると述べた。住民は表通りの騒音に不満を持つ。\n" * 3),
    ("euc_jp", "市長は水曜日、新しい橋の工事が今年中に終わると述べた。住民は表通りの騒音に不満を持つ。\n" * 3),
    ("iso2022_jp", "市長は水曜日、新しい橋の工事が今年中に終わると述べた。\n" * 3),
    ("gb18030", "市长星期三说，新桥的工程今年就会结束。居民们抱怨主街上的噪音。\n" * 3),
    ("cp949", "시장은 수요일에 새 다리 공사가 올해 끝난다고 말했다. 주민들은 소음을 호소한다.\n" * 3),
    ("cp1251", "Мэр сказал в среду, что новый мост откроют в этом году. Жители жалуются на шум и пыль.\n" * 3),
    ("koi8_r", "Мэр сказал в среду, что новый мост откроют в этом году. Жители жалуются на шум и пыль.\n" * 3),
    ("cp1256", "أعلن رئيس البلدية يوم الأربعاء أن الجسر الجديد سيفتح هذا العام. ويشكو السكان من الضجيج.\n" * 3),
    ("cp1253", "Ο δήμαρχος είπε την Τετάρτη ότι η νέα γέφυρα θα ανοίξει φέτος. Οι κάτοικοι διαμαρτύρονται.\n" * 3),
    ("cp1255", "ראש העיר אמר ביום רביעי כי הגשר החדש ייפתח השנה. התושבים מתלוננים על הרעש והאבק.\n" * 3),
]
encodings = pytest.mark.parametrize(("codec", "text"), ENCODINGS, ids=[f"{c}-{t[:3]}" for c, t in ENCODINGS])


@encodings
def test_a_text_is_read_right_in_the_encoding_it_is_in(folder: Path, codec: str, text: str):
    assert texts(read_one(folder, "a.txt", text.encode(codec))) == [text]


@encodings
def test_records_are_read_right_in_the_encoding_their_file_is_in(folder: Path, codec: str, text: str):
    rows = "".join(line(text, id=str(n)) for n in range(3))

    found = read_one(folder, "a.jsonl", rows.encode(codec))

    assert [(item.provenance.record, item.text) for item in found if isinstance(item, Capture)] == [
        (n, text) for n in (1, 2, 3)
    ]


@encodings
def test_a_json_file_is_read_right_in_the_encoding_it_is_in(folder: Path, codec: str, text: str):
    assert texts(read_one(folder, "a.json", f"[{line(text).strip()}]".encode(codec))) == [text]


@pytest.mark.parametrize(
    ("codec", "text"),
    [
        ("cp1252", "El alcalde dijo que las obras del túnel comenzarán mañana y durarán un año. " * 3),
        ("cp1252", "A caf\u00e9."),
        ("iso8859_2", "Starosta včera řekl, že nová škola bude otevřena příští měsíc. Lidé si stěžují. " * 3),
        ("cp1254", "Belediye başkanı çarşamba günü köprünün açılacağını söyledi. Şehir gürültülü. " * 3),
        ("cp1257", "Meras trečiadienį sakė, kad naujas tiltas bus atidarytas šiais metais. Žmonės skundžiasi. " * 3),
    ],
)
def test_an_encoding_that_is_not_certain_is_read_right_or_reported(folder: Path, codec: str, text: str):
    found = read_one(folder, "a.txt", text.encode(codec))

    assert texts(found) == [text] or problems(found)
    assert not any(item.lost for item in problems(found))


def test_a_doubtful_encoding_is_reported_with_the_name_it_was_read_as(folder: Path):
    found = read_one(folder, "a.txt", "Ein Café.".encode("cp1252"))

    assert texts(found) == ["Ein Café."]
    assert [(str(item), item.lost) for item in problems(found)] == [
        ("a.txt: encoding: not UTF-8, read as windows-1252; expected UTF-8", False)
    ]


def test_bytes_that_mean_nothing_become_replacement_characters_and_are_reported(folder: Path):
    found = read_one(folder, "a.txt", b"A \x81 byte, \x8d and \x90.")

    assert "\ufffd" in texts(found)[0]
    assert problems(found)


def test_utf8_that_windows_1252_got_into_is_mended_and_reported(folder: Path):
    sound = "Die Brücke über die Elster bleibt gesperrt. " * 10

    found = read_one(folder, "a.txt", sound.encode() + b"Caf\xe9 \x93zu\x94.")

    assert texts(found) == [sound + "Café “zu”."]
    assert "stray bytes read as windows-1252" in problems(found)[0].message


def test_a_line_in_an_older_encoding_among_lines_in_utf8_is_read_right_and_reported_once(folder: Path):
    old = [line(f"Das Café am Markt schließt {n} Tage für die Dauer der Umbauten.").encode("cp1252") for n in "34"]

    found = read_one(folder, "a.jsonl", line("Größe").encode() + old[0] + line("Ende").encode() + old[1])

    assert [text[:8] for text in texts(found)] == ["Größe", "Das Café", "Ende", "Das Café"]
    assert all((item.record, item.lost) == (2, False) for item in problems(found))
    assert len(problems(found)) <= 1


def test_a_shift_jis_letter_whose_second_byte_is_a_backslash_does_not_break_its_json(folder: Path):
    text = "表通りの騒音と、能登の予定について、市長がソウルで述べた。" * 4

    assert texts(read_one(folder, "a.jsonl", line(text).encode("cp932"))) == [text]


def test_a_broken_utf16_file_is_read_as_far_as_it_goes_and_reported(folder: Path):
    found = read_one(folder, "a.txt", "\ufeffThe text.".encode("utf-16-le") + b"\x00\xd8\x41")

    assert texts(found)[0].startswith("The text.")
    assert "UTF-16-LE with broken characters" in problems(found)[0].message


@pytest.mark.parametrize("name", ["a.txt", "a.md"])
def test_bytes_that_are_no_text_are_no_article_whatever_their_name_says(folder: Path, name: str):
    noise = bytes(number * 37 % 256 for number in range(3000))

    [found] = read_one(folder, name, noise)

    assert isinstance(found, Problem)
    assert (found.lost, found.message) == (True, "bytes that are no text in any encoding; expected a text")


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.jsonl.gz", b"", "empty; expected a gzip file, as its name says"),
        ("a.xz", b"A text.", "a text; expected an xz file, as its name says"),
        (
            "a.html",
            b"\xff\0\xfe\0\1" * 90,
            "bytes in no format that Backfile reads; expected an HTML page, as its name says",
        ),
    ],
    ids=["empty", "not packed", "binary"],
)
def test_a_file_that_is_not_what_its_name_promises_is_a_problem_that_says_what_it_should_be(
    folder: Path, name: str, data: bytes, message: str
):
    [found] = read_one(folder, name, data)

    assert isinstance(found, Problem)
    assert (found.lost, found.message) == (True, message)


@pytest.mark.parametrize("text", ["The text\0 has zeros.\0 " + "And more text. " * 20, "Padded.\0\0" * 40])
def test_stray_zero_bytes_do_not_make_a_text_utf16(folder: Path, text: str):
    assert texts(read_one(folder, "a.txt", text)) == [text]


def test_every_reading_is_the_same_in_another_process_with_another_hash_seed():
    program = (
        "import random; from generator.read.encoding import decode\n"
        "for seed in range(40): print(ascii(decode(random.Random(seed).randbytes(60) + b'and words of a text' * seed)))"
    )

    outputs = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=Path(__file__).parent.parent,
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }

    assert len(outputs) == 1


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_all_line_ends_are_read_right(folder: Path, end: str):
    rows = f"{line('One.').strip()}{end}{end}{line('Two.').strip()}{end}"
    front = f"---{end}outlet: Pier Post{end}---{end}The text.{end}"

    found = read(write(folder, {"a.jsonl": rows, "b.md": front, "c.txt": f"One.{end}{end}Two."}))

    assert texts(found) == ["One.", "Two.", "The text.", "One.\n\nTwo."]
    assert [item.provenance.record for item in found if isinstance(item, Capture)] == [1, 3, None, None]
    assert problems(found) == []


def test_a_mark_at_the_start_of_a_line_is_no_part_of_it(folder: Path):
    mark = b"\xef\xbb\xbf"

    found = read_one(folder, "a.jsonl", mark + line("One.").encode() + mark + b"\n" + mark + line("Two.").encode())

    assert texts(found) == ["One.", "Two."]
    assert problems(found) == []


def test_unicode_line_separators_end_no_line(folder: Path):
    text = "One.\u2028Two.\u2029Three.\x85Four."

    assert texts(read_one(folder, "a.jsonl", line(text))) == [text]


# Records


def test_a_broken_line_is_one_problem_that_says_where_and_what(folder: Path):
    found = read_one(folder, "a.jsonl", line("One.") + '{"text": "Two", outlet: 1}\n' + line("Three."))

    assert texts(found) == ["One.", "Three."]
    assert str(problems(found)[0]) == (
        "a.jsonl:2: broken JSON at column 17: expecting property name enclosed in double quotes, "
        "found 'outlet: 1}'; expected one JSON object a line"
    )


def test_a_value_of_the_wrong_type_is_left_out_and_a_default_stands_in(folder: Path):
    write(folder, {"_defaults.yml": "outlet: Pier Post"})

    found = read_one(folder, "a.jsonl", line("The text.", outlet=["a"], published=20210301, url={"href": "x"}))

    [capture] = [item for item in found if isinstance(item, Capture)]
    assert capture.fields == {"outlet": "Pier Post"}
    assert capture.provenance.url is None
    assert [(item.field, item.lost) for item in problems(found)] == [
        ("outlet", False),
        ("published", False),
        ("url", False),
    ]


@pytest.mark.parametrize(
    ("given_id", "expected"),
    [(7, "7"), (1.5, "1.5"), (10**30, "1" + "0" * 30), ("007", "007"), (None, None), ("", None), (True, None)],
)
def test_an_id_may_be_a_number(folder: Path, given_id: object, expected: str | None):
    found = read_one(folder, "a.jsonl", line("The text.", id=given_id))

    assert [item.fields.get("id") for item in found if isinstance(item, Capture)] == [expected]


def test_authors_and_tags_are_a_string_or_strings(folder: Path):
    rows = line("One.", authors="Ida Brandt", tags=["a", None, "", "b"]) + line("Two.", authors=[], tags=[None])

    found = read_one(folder, "a.jsonl", rows)

    assert [item.fields for item in found if isinstance(item, Capture)] == [
        {"authors": "Ida Brandt", "tags": ["a", "b"]},
        {},
    ]
    assert problems(found) == []


def test_json_that_python_would_write_but_no_standard_allows_is_read_sensibly(folder: Path):
    row = '{"text": "Tab\there.", "agency": NaN, "score": Infinity, "far": 1e999, "n": -Infinity, "big": %d}\n'

    [capture] = read_one(folder, "a.jsonl", row % 2**70)

    assert isinstance(capture, Capture)
    assert capture.text == "Tab\there."
    assert capture.fields == {"big": str(2**70)}


def test_numbers_beyond_64_bits_are_kept_as_digits_at_any_depth(folder: Path):
    [capture] = read_one(folder, "a.jsonl", line("The text.", ids=[{"a": 2**64}, 2**64 - 1, -(2**63), -(2**63) - 1]))

    assert isinstance(capture, Capture)
    assert capture.fields["ids"] == [{"a": str(2**64)}, 2**64 - 1, -(2**63), str(-(2**63) - 1)]


def test_a_number_of_thousands_of_digits_loses_its_record_only(folder: Path):
    found = read_one(folder, "a.jsonl", '{"text": "x", "n": ' + "9" * 5000 + "}\n" + line("Next."))

    assert texts(found) == ["Next."]
    assert problems(found)[0].lost


def test_halves_of_surrogate_pairs_become_replacement_characters_and_whole_pairs_stay(folder: Path):
    [capture] = read_one(folder, "a.jsonl", r'{"text": "\ud800 and \ud83d\ude00", "\udc00": ["\udfff"]}')

    assert isinstance(capture, Capture)
    assert capture.text == "\ufffd and 😀"
    assert capture.fields == {"\ufffd": ["\ufffd"]}


def test_control_characters_are_left_to_cleaning(folder: Path):
    assert texts(read_one(folder, "a.jsonl", line("A\0b\x1f."))) == ["A\0b\x1f."]


@pytest.mark.parametrize("levels", [150, 5000])
@pytest.mark.parametrize("name", ["a.jsonl", "a.json"])
def test_a_record_nested_too_deep_is_lost_alike_however_deep_it_is(folder: Path, name: str, levels: int):
    found = read_one(folder, name, '{"text": "x", "a": ' + "[" * levels + "]" * levels + "}\n")

    assert [item.message for item in problems(found)] == [
        "nested more than 100 levels deep; expected an object with a text"
    ]


def test_a_line_that_is_too_long_is_a_problem_and_the_rest_is_read(folder: Path):
    rows = line("One.") + line("x" * 500) + line("Three.")
    with patch.object(part_module, "PART_BYTES", 100):
        found = read(write(folder, {"a.jsonl": rows}), limits=Limits(record=300))

    assert texts(found) == ["One.", "Three."]
    assert [(item.record, item.lost) for item in problems(found)] == [(2, True)]


def test_a_line_that_is_too_long_is_never_held(folder: Path):
    held: list[int] = []

    class Watched:
        def __init__(self, file: Any) -> None:
            self.file = file

        def read(self, size: int) -> bytes:
            held.append(size)
            data: bytes = self.file.read(size)
            return data

    with patch.object(part_module, "PART_BYTES", 100):
        [piece] = parts(write(folder, {"a.jsonl": line("One.") + "x" * 100_000}), limits=Limits(record=300))
        assert isinstance(piece, Part)
        with (folder / "a.jsonl").open("rb") as file:
            found = list(records.LINES.captures(piece, Watched(file)))  # type: ignore[arg-type]

    assert texts(found) == ["One."]
    assert problems(found)[0].record == 2
    assert sum(held) < 500


@pytest.mark.parametrize("name", ["a.json", "a.txt", "a.md"])
def test_a_file_too_large_to_hold_is_a_problem(folder: Path, name: str):
    with (folder / name).open("wb") as file:
        file.truncate(part_module.LIMITS.file + 1)

    [found] = read(folder)

    assert str(found) == f"{name}: more than 64 MiB; expected a smaller file, or JSON lines"


def test_keys_that_backfile_does_not_know_are_kept_as_they_are(folder: Path):
    [capture] = read_one(folder, "a.jsonl", line("The text.", desk={"n": [1, 2.5, None, True]}, note="", x=None))

    assert isinstance(capture, Capture)
    assert capture.fields == {"desk": {"n": [1, 2.5, None, True]}, "note": ""}
    assert capture.rules == {"desk": "record", "note": "record"}


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2024-05-17", "2024-05-17"),
        ("2024-05-17T09:30:00Z", "2024-05-17T09:30:00Z"),
        ("2024-05-17T09:30:00.123+02:00", "2024-05-17T07:30:00Z"),
        ("2024-05-17 09:30", "2024-05-17T09:30:00Z"),
        ("17 May 2024", None),
        ("0001-01-01T00:00:00+14:00", None),
        (1715938200, None),
        ("", None),
    ],
)
def test_the_time_of_a_capture_is_written_as_utc(written: object, expected: str | None):
    assert moment(written) == expected


# Front matter, sidecars, defaults


@pytest.mark.parametrize(
    "written",
    ["no", "007", "2021-03-01", "1e3", "true", "0x1F", "12:30", "Null", "=", "1_000", "2021-03-01 09:30:00"],
)
def test_yaml_values_stay_the_strings_that_were_written(written: str):
    assert defaults.keys_and_values(f"a: {written}\n") == {"a": written}


@pytest.mark.parametrize("written", ["a:", "a: ~", "a: null"])
def test_yaml_null_is_no_value_but_a_quoted_one_is(written: str):
    assert defaults.keys_and_values(written) == {"a": None}
    assert defaults.keys_and_values("a: 'null'") == {"a": "null"}


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("a: &x [1]\nb: *x", "line 1: a YAML alias or anchor"),
        ("a: *x", "line 1: a YAML alias or anchor"),
        ("a: !!python/object/apply:os.system [ls]", "line 1: a YAML tag"),
        ("a: !!binary aGk=", "line 1: a YAML tag"),
        ("a: 1\na: 2", "line 2: the key 'a' a second time"),
        ("a: 1\n---\nb: 2", "line 3: a second document"),
        ("? [a]\n: b", "line 1: a key that is not a word"),
        ("just words", "line 1: 'just words'"),
        ("- a", "line 1: ['a']"),
        ("a: b: c", "line 1, column 5: mapping values are not allowed"),
        ("a: '\n", "line 2, column 1: "),
        ("a: \x01", "broken YAML"),
        ("a: " + "[" * 17 + "]" * 17, "line 1: more than 16 levels"),
        ("a: " + "x" * 70_000, "more than 64 KiB"),
    ],
)
def test_yaml_that_is_more_than_keys_and_values_is_refused_with_its_line(source: str, message: str):
    with pytest.raises(defaults.YamlError) as refused:
        defaults.keys_and_values(source)

    assert str(refused.value).startswith(message)
    assert "expected" in str(refused.value)


def test_a_billion_laughs_cost_nothing(folder: Path):
    laughs = "a: &a [ha, ha, ha]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(20)
    )

    found = read(write(folder, {"_defaults.yml": laughs, "a.txt": "The text."}))

    assert texts(found) == ["The text."]
    assert not problems(found)[0].lost


@given(st.text(max_size=200))
@settings(deadline=None)
def test_any_yaml_gives_values_or_says_what_is_wrong(source: str):
    source = source.encode("utf-8", "replace").decode()
    with contextlib.suppress(defaults.YamlError):
        assert all(isinstance(key, str) for key in defaults.keys_and_values(source))


def test_a_sidecar_belongs_to_every_text_of_its_name_and_to_no_records(folder: Path):
    write(folder, {"a.txt": "One.", "a.md": "Two.", "a.jsonl": line("Three."), "a.yml": "outlet: Pier Post"})

    found = read(folder)

    by_path = {item.provenance.path: dict(item.fields) for item in found if isinstance(item, Capture)}
    assert by_path == {"a.jsonl": {}, "a.md": {"outlet": "Pier Post"}, "a.txt": {"outlet": "Pier Post"}}


@pytest.mark.parametrize("ending", ["txt", "md", "org"])
def test_what_a_sidecar_gives_counts_before_what_a_file_is_called(folder: Path, ending: str):
    write(folder, {f"2021-03-02-note.{ending}": "The text.", "2021-03-02-note.yml": "published: 2021-03-01T23:40:00Z"})

    [found] = [item for item in read(folder) if isinstance(item, Capture)]

    assert found.fields["published"] == "2021-03-01T23:40:00Z"
    assert found.rules["published"] == "sidecar 2021-03-02-note.yml"


@pytest.mark.parametrize("name", ["a.yml", "_defaults.yml"])
def test_broken_yaml_costs_its_values_and_not_the_article(folder: Path, name: str):
    found = read(write(folder, {name: "outlet: [never closed", "a.txt": "The text."}))

    assert texts(found) == ["The text."]
    [broken] = problems(found)
    assert (broken.path, broken.lost) == (name, False)


def test_of_two_files_of_defaults_or_two_sidecars_one_counts_and_the_other_is_told(folder: Path):
    files = {f"{stem}.{end}": f"outlet: {end}" for stem in ("a", "_defaults") for end in ("yml", "yaml")}

    found = read(write(folder, {**files, "a.txt": "The text."}))

    assert [item.fields["outlet"] for item in found if isinstance(item, Capture)] == ["yaml"]
    assert [(item.path, item.lost) for item in problems(found)] == [("_defaults.yml", False), ("a.yml", False)]


def test_a_problem_with_a_sidecar_is_told_once_for_each_text_it_belongs_to_and_a_folder_s_once(folder: Path):
    write(folder, {"_defaults.yml": "tags: {a: b}", "a.txt": "One.", "b.txt": "Two.", "b.yml": "url: [x]"})

    assert [item.path for item in problems(read(folder))] == ["_defaults.yml", "b.yml"]
