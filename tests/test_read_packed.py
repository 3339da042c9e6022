"""Read what is packed, wrongly named or hostile: the captures of plain files, or a problem that says where."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import stat
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from backports import zstd

from generator.model import Capture, Passed, Problem
from generator.model.errors import SettingError
from generator.read import Cut, Limits, Part, captures, known_formats, parts, release
from generator.read import part as part_module
from generator.read.files import compressed
from generator.read.meaning.mapping import KEYS, PlaceError, place, sources
from tests import reading

MIB = 1024 * 1024

PACK: Mapping[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zst": zstd.compress,
}


@pytest.fixture(autouse=True)
def let_go() -> Iterator[None]:
    yield
    release()


def rows(count: int, size: int = 60) -> bytes:
    return b"".join(json.dumps({"text": f"Report {n}. " + "x" * size}).encode() + b"\n" for n in range(count))


def zipped(files: Mapping[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return held.getvalue()


def read(folder: Path, **options: Any) -> list[Capture | Problem | Passed]:
    return [
        found
        for part in parts(folder, **options)
        for found in (captures(folder, part) if isinstance(part, Part) else [part])
    ]


def read_one(folder: Path, name: str, content: bytes, **options: Any) -> list[Capture | Problem | Passed]:
    (folder / name).write_bytes(content)
    return read(folder, **options)


def texts(found: list[Capture | Problem | Passed]) -> list[str]:
    return [item.text for item in found if isinstance(item, Capture)]


def problems(found: list[Capture | Problem | Passed]) -> list[Problem]:
    return [item for item in found if isinstance(item, Problem)]


# Packed


@pytest.mark.parametrize("kind", PACK)
@pytest.mark.parametrize("name", ["day.jsonl.{}", "day.{}", "day"])
def test_a_compressed_file_gives_what_it_holds_in_parts_under_its_own_name(tmp_path: Path, kind: str, name: str):
    content = rows(500)
    plain = read_one(tmp_path, "day.jsonl", content)
    (tmp_path / "day.jsonl").unlink()

    with patch.object(part_module, "PART_BYTES", 3000):
        found = read_one(tmp_path, name.format(kind), PACK[kind](content))
        pieces = [part for part in parts(tmp_path) if isinstance(part, Part)]

    assert texts(found) == texts(plain)
    assert [item.provenance.record for item in found if isinstance(item, Capture)] == list(range(1, 501))
    assert len(pieces) > 10
    assert {piece.path for piece in pieces} == {name.format(kind)}


def test_streams_one_behind_the_other_are_one(tmp_path: Path):
    found = read_one(tmp_path, "day.jsonl.gz", gzip.compress(rows(2)) + gzip.compress(rows(3)) + b"\0" * 512)

    assert len(texts(found)) == 5
    assert not problems(found)


def test_every_file_of_a_zip_archive_is_an_input_of_its_own(tmp_path: Path):
    content = zipped(
        {
            "b/day.jsonl.gz": gzip.compress(rows(2)),
            "a/one.txt": b"One text.",
            "__MACOSX/a/._one.txt": b"\0",
            "a/.hidden": b"x",
            "a/paper.rar": b"Rar!\x1a\x07",
        }
    )

    found = read_one(tmp_path, "all.zip", content)

    assert [(item.provenance.path, item.text[:9]) for item in found if isinstance(item, Capture)] == [
        ("all.zip/a/one.txt", "One text."),
        ("all.zip/b/day.jsonl.gz", "Report 0."),
        ("all.zip/b/day.jsonl.gz", "Report 1."),
    ]
    assert [str(item).partition(";")[0] for item in problems(found)] == ["all.zip/a/paper.rar: a RAR archive"]


def test_archives_in_an_archive_are_read_and_one_deeper_is_a_problem(tmp_path: Path):
    inner = zipped({"one.txt": b"One text.", "two.txt.gz": gzip.compress(b"Two texts.")})

    found = read_one(tmp_path, "all.zip", zipped({"b.zip": zipped({"c.zip": zipped({"d.zip": inner})})}))

    assert texts(found) == ["One text."]
    assert [str(item) for item in problems(found)] == [
        "all.zip/b.zip/c.zip/d.zip/two.txt.gz: packed more than 4 times; expected at most 4 layers"
    ]


def test_a_link_in_an_archive_is_told_and_not_read(tmp_path: Path):
    link = zipfile.ZipInfo("passwd.txt")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")

    [found] = read(tmp_path)

    assert str(found) == "a.zip/passwd.txt: a link or device in a zip archive; expected a file"


@pytest.mark.parametrize("name", ["../../up.txt", "/etc/up.txt", "a\\..\\up.txt"])
def test_names_in_an_archive_lead_nowhere(tmp_path: Path, name: str):
    found = read_one(tmp_path, "a.zip", zipped({name: b"A text."}))

    assert texts(found) == ["A text."]
    assert [item.name for item in tmp_path.iterdir()] == ["a.zip"]


@pytest.mark.parametrize("part_bytes", [1000, part_module.PART_BYTES])
@pytest.mark.parametrize("kind", PACK)
def test_a_file_that_breaks_off_gives_all_before_the_break_and_a_problem(tmp_path: Path, kind: str, part_bytes: int):
    lines = b"".join(json.dumps({"text": f"Report {n * 7919 % 10007} {n}"}).encode() + b"\n" for n in range(20_000))
    packed = PACK[kind](lines)

    with patch.object(part_module, "PART_BYTES", part_bytes):
        found = read_one(tmp_path, f"day.jsonl.{kind}", packed[: len(packed) * 3 // 4])

    whole = [json.loads(line)["text"] for line in lines.splitlines()]
    kept = texts(found)
    assert kept == whole[: len(kept)]
    assert len(kept) > 100 or kind in ("bz2", "zst")  # whose blocks are large
    [told] = problems(found)
    assert told.lost
    assert "it ends in the middle; expected a whole one" in told.message
    assert ("; the records before that are read" in told.message) == bool(kept)


def test_a_table_that_breaks_off_gives_the_rows_before_the_break_and_a_problem(tmp_path: Path):
    rows = [f'Report {n},"Text {n * 7919 % 10007}\nof report {n}"\n' for n in range(5_000)]
    packed = gzip.compress(("headline,text\n" + "".join(rows)).encode())

    found = read_one(tmp_path, "day.csv.gz", packed[: len(packed) * 3 // 4])

    whole = [f"Text {n * 7919 % 10007}\nof report {n}" for n in range(5_000)]
    kept = texts(found)
    assert kept == whole[: len(kept)]
    assert len(kept) > 1000
    [told] = problems(found)
    assert told.lost
    assert "it ends in the middle; expected a whole one; the records before that are read" in told.message


def test_a_file_that_is_read_as_a_whole_is_lost_with_its_end_and_says_nothing_else(tmp_path: Path):
    packed = gzip.compress(json.dumps([{"text": f"Report {n * 7919 % 10007}"} for n in range(5000)]).encode())

    [told] = read_one(tmp_path, "day.json.gz", packed[: len(packed) * 3 // 4])

    assert str(told).endswith("it ends in the middle; expected a whole one")


@pytest.mark.parametrize("name", ["a.gz", "a.zip", "a.bz2", "a.xz", "a.zst", "a.jsonl.gz"])
@pytest.mark.parametrize("magic", [*compressed.WORDS])
def test_what_only_begins_like_a_packed_file_is_a_problem(tmp_path: Path, name: str, magic: str):
    start = {"zip": b"PK\x03\x04", "gz": b"\x1f\x8b\x08\0", "bz2": b"BZh91AY&SY", "xz": b"\xfd7zXZ\0"}
    content = start.get(magic, b"\x28\xb5\x2f\xfd") + b"\xff" * 40

    found = read_one(tmp_path, name, content)

    assert [(item.path, item.lost) for item in problems(found)] == [(name, True)]


def test_an_empty_archive_and_an_empty_stream_are_told(tmp_path: Path):
    (tmp_path / "a.zip").write_bytes(zipped({}))
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress(b""))
    (tmp_path / "c.json.gz").write_bytes(gzip.compress(b""))

    assert [str(item) for item in read(tmp_path)] == [
        "a.zip: an empty zip archive; expected files in it",
        "b.jsonl.gz: empty; expected one record a line",
        "c.json.gz: empty; expected an article, or a list of articles",
    ]


def test_an_archive_with_a_password_is_a_problem(tmp_path: Path):
    content = bytearray(zipped({"one.txt": b"One text."}))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + at] |= 1

    [found] = read_one(tmp_path, "a.zip", bytes(content))

    assert str(found) == "a.zip/one.txt: locked with a password; expected an archive without one"


# Bounds


@pytest.mark.parametrize("kind", PACK)
def test_a_bomb_is_a_problem_and_never_held(tmp_path: Path, kind: str):
    bomb = PACK[kind](b"[" + b" " * (100 * MIB))
    tracemalloc.start()

    found = read_one(tmp_path, f"a.jsonl.{kind}", bomb, limits=Limits(record=MIB))
    peak = tracemalloc.get_traced_memory()[1]

    tracemalloc.stop()
    assert "content of more than 100 times its size" in problems(found)[0].message
    assert peak < 40 * MIB


def test_a_bomb_in_an_archive_is_a_problem_and_the_rest_is_read(tmp_path: Path):
    found = read_one(tmp_path, "a.zip", zipped({"bomb.jsonl": b" " * (50 * MIB), "one.txt": b"One text."}))

    assert texts(found) == ["One text."]
    assert [item.path for item in problems(found)] == ["a.zip/bomb.jsonl"]


def test_a_file_may_not_expand_beyond_the_setting(tmp_path: Path):
    content = b"".join(json.dumps({"text": f"{n * 7919 % 100003}" * 40}).encode() + b"\n" for n in range(20_000))
    assert len(content) > 3 * MIB

    found = read_one(tmp_path, "a.jsonl.gz", gzip.compress(content), limits=Limits(expanded=3 * MIB))

    assert "more than 3 MiB of content" in problems(found)[-1].message
    assert "expanded_mb" in problems(found)[-1].message


def test_a_line_without_an_end_is_one_problem_and_never_held(tmp_path: Path):
    with (tmp_path / "a.jsonl").open("wb") as file:
        file.write(rows(1))
        for _ in range(60):
            file.write(b"x" * MIB)
        file.write(b"\n" + rows(1))
    tracemalloc.start()

    found = read(tmp_path, limits=Limits(record=MIB))
    peak = tracemalloc.get_traced_memory()[1]

    tracemalloc.stop()
    assert texts(found) == ["Report 0. " + "x" * 60] * 2
    assert [(item.record, item.message) for item in problems(found)] == [
        (2, "a line of more than 1 MiB; expected one article a line")
    ]
    assert peak < 20 * MIB


@pytest.mark.parametrize("name", ["a.xml", "a.tei"])
def test_xml_that_asks_for_more_than_it_is_is_refused(tmp_path: Path, name: str):
    laughs = b'<!DOCTYPE doc [<!ENTITY a "ha">' + b"".join(
        b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)
    )

    found = read_one(tmp_path, name, b'<?xml version="1.0"?>' + laughs + b"]><doc><main><p>&j;</p></main></doc>")

    assert [item.message for item in problems(found)] == ["an entity of its own; expected XML without one"]


def test_xml_nested_without_end_is_a_problem(tmp_path: Path):
    found = read_one(tmp_path, "a.xml", b'<doc title="x"><main>' + b"<p>" * 100_000)

    assert "more than 200 levels" in problems(found)[0].message


@pytest.mark.parametrize("name", ["a.jsonl", "a.json", "a.txt"])
def test_a_record_of_fifty_megabytes_is_a_problem_and_the_rest_is_read(tmp_path: Path, name: str):
    text = ("The water rose again. " * 20 + "\n\n") * (50 * MIB // 442)
    content = text if name == "a.txt" else json.dumps({"text": text})
    (tmp_path / "b.txt").write_text("One text.")

    found = read_one(tmp_path, name, content.encode())
    allowed = read(tmp_path, limits=Limits(record=60 * MIB))

    assert texts(found) == ["One text."]
    assert [(item.path, item.lost) for item in problems(found)] == [(name, True)]
    assert [len(item) for item in texts(allowed)] == [len(text), 9]


# Growth, and what is not read again


def test_a_compressed_file_that_grows_keeps_its_earlier_parts(tmp_path: Path):
    with patch.object(part_module, "PART_BYTES", 2000):
        (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(rows(100)))
        before = [part for part in parts(tmp_path) if isinstance(part, Part)]
        (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(rows(100)) + gzip.compress(rows(1)))
        after = [part for part in parts(tmp_path) if isinstance(part, Part)]

    assert [part.digest for part in after[: len(before) - 1]] == [part.digest for part in before[:-1]]


def test_a_long_list_with_a_record_a_line_is_read_in_parts_as_if_it_were_whole(tmp_path: Path):
    content = b"[\n" + b",\n".join(rows(2000).splitlines()) + b"\n]\n"
    (tmp_path / "a.json").write_bytes(content)
    pretty = json.dumps(json.loads(content)).encode()

    with patch.object(part_module, "PART_BYTES", 50_000):
        pieces = [part for part in parts(tmp_path) if isinstance(part, Part)]
        found = read(tmp_path)
    whole = read_one(tmp_path, "a.json", pretty)

    assert len(pieces) > 2
    assert [
        (item.text, item.provenance.record, item.provenance.digest) for item in found if isinstance(item, Capture)
    ] == [(item.text, item.provenance.record, item.provenance.digest) for item in whole if isinstance(item, Capture)]


class Kept(dict[str, bytes]):
    """Keeps cuts in memory."""

    def put(self, key: str, value: bytes) -> None:
        self[key] = value

    def recall(self, name: str, source: object, make: Callable[[], list[Cut]]) -> list[Cut]:
        del name, source
        return make()


def test_a_packed_file_that_has_not_changed_is_not_expanded_again(tmp_path: Path):
    cuts = Kept()
    (tmp_path / "a.zip").write_bytes(zipped({"day.jsonl": rows(5), "b.rar": b"Rar!\x1a\x07", "c.png": b"x"}))
    first = list(parts(tmp_path, cuts=cuts))

    with patch.object(compressed, "open_archive", side_effect=AssertionError):
        second = list(parts(tmp_path, cuts=cuts))

    assert second == first
    assert [type(item).__name__ for item in first] == ["Problem", "Passed", "Part"]


@pytest.mark.parametrize("kind", ["gz", "xz"])
def test_how_a_file_that_breaks_off_was_cut_is_kept_with_its_fault(tmp_path: Path, kind: str):
    lines = (json.dumps({"text": f"{n * 7919 % 10007} {n}"}) + "\n" for n in range(20_000))
    packed = PACK[kind]("".join(lines).encode())
    (tmp_path / f"day.jsonl.{kind}").write_bytes(packed[: len(packed) * 3 // 4])
    cuts = Kept()

    bare, first, second = (list(parts(tmp_path, cuts=one)) for one in (None, cuts, cuts))

    assert {type(item) for item in first[:-1]} == {Part}
    assert type(first[-1]) is Problem
    assert bare == first == second


def test_what_a_folder_gives_counts_for_the_cut_of_a_packed_file(tmp_path: Path):
    cuts = Kept()
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(rows(1)))
    [before] = list(parts(tmp_path, cuts=cuts))
    (tmp_path / "_defaults.yml").write_text("outlet: Pier Post")

    [after] = list(parts(tmp_path, cuts=cuts))

    assert isinstance(before, Part)
    assert isinstance(after, Part)
    assert (before.fields, after.fields) == ({}, {"outlet": "Pier Post"})


# Libraries, places, sources


def test_a_missing_library_is_a_problem_that_says_how_to_install_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(part_module, "_installed", lambda name: False)

    [found] = read_one(tmp_path, "a.html", b"<!doctype html><html><p>A page.</p></html>")

    assert isinstance(found, Problem)
    assert found.lost
    assert found.message.endswith("expected it installed: pip install 'backfile[html]'")


@pytest.mark.parametrize("words", ["", ".", "a.", ".a", "a..b", "a[b]", "a[b=c", "a]"])
def test_words_that_name_no_place_are_refused(words: str):
    with pytest.raises(PlaceError):
        place(words)


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        ({"title": "x"}, "fields: title: not a key of Backfile's; expected one of agency, authors"),
        ({"headline": "a..b"}, "fields: headline: 'a..b' is no place in a record"),
    ],
    ids=["key", "place"],
)
def test_a_mapping_that_maps_nothing_is_a_wrong_setting(tmp_path: Path, mapping: dict[str, str], message: str):
    with pytest.raises(SettingError, match=message.replace("'", ".")):
        list(parts(tmp_path, mapping=mapping))


def test_every_source_maps_our_keys_from_places_that_can_be_read():
    for source in sources():
        assert source.fields.keys() <= KEYS - {"text"}, source.name
        assert source.split.keys() <= source.fields.keys()
        for words in (*source.text, *source.html, *(one for places in source.fields.values() for one in places)):
            assert place(words)


def test_no_two_formats_share_a_kind():
    assert len({format_.kind for format_ in known_formats()}) == len(known_formats())


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("news.zip.001", "a piece of an archive that was split"),
        ("news.zip.part02", "a piece of an archive that was split"),
        ("news.part1.rar", "a piece of an archive that was split"),
        ("news.z01", "a piece of an archive that was split"),
        ("news.7z", "expected the files in it, unpacked"),
    ],
)
def test_what_is_not_unpacked_says_what_to_do(tmp_path: Path, name: str, said: str):
    found = reading.read(tmp_path, {name: b"7z\xbc\xaf\x27\x1c" + b"\0" * 64})

    assert [message for message in reading.told(found) if said in message]
