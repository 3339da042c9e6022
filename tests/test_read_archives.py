"""Archives: tar and zip, one in the other and compressed, are read like folders, within limits."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pytest

from generator.model import Capture, Problem

from .reading import read

FILES = {
    "notes/a.txt": b"The bridge closes for a year.",
    "b.jsonl": b'{"text": "Smelt is landed."}\n{"text": "A mill."}\n',
}
TEXTS = ["Smelt is landed.", "A mill.", "The bridge closes for a year."]


def tar(files: dict[str, bytes], form: int = tarfile.PAX_FORMAT) -> bytes:
    """Return a tar archive, with a folder's own entry and a link in it."""
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w", format=form) as archive:
        folder = tarfile.TarInfo("notes")
        folder.type = tarfile.DIRTYPE
        archive.addfile(folder)
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return target.getvalue()


def zipped(files: dict[str, bytes]) -> bytes:
    """Return a zip archive."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


def told(outcome: list[Any]) -> list[str]:
    return [str(one) for one in outcome if isinstance(one, Problem)]


PACKED = {
    "a.tar": tar(FILES),
    "gnu.tar": tar(FILES, tarfile.GNU_FORMAT),
    "a.tar.gz": gzip.compress(tar(FILES)),
    "a.tgz": gzip.compress(tar(FILES)),
    "a.tar.bz2": bz2.compress(tar(FILES)),
    "a.tar.xz": lzma.compress(tar(FILES)),
    "no ending": gzip.compress(tar(FILES)),
    "zip in zip.zip": zipped({"inner.zip": zipped(FILES)}),
    "tar in zip.zip": zipped({"inner.tar.gz": gzip.compress(tar(FILES))}),
    "zip in tar.tar": tar({"inner.zip": zipped(FILES)}),
    "dotted.tar": tar({f"./{name}": content for name, content in FILES.items()}),
}


@pytest.mark.parametrize("name", PACKED)
def test_an_archive_is_read_like_a_folder(name: str, tmp_path: Path):
    outcome = read(tmp_path, {name: PACKED[name]})

    assert sorted(one.text for one in outcome if isinstance(one, Capture)) == sorted(TEXTS)
    assert not told(outcome)


def test_many_archives_in_one_are_all_read(tmp_path: Path):
    many = {f"{n:02}.zip": zipped({"a.txt": f"Text {n}.".encode(), "b.txt": f"More {n}.".encode()}) for n in range(12)}

    outcome = read(tmp_path, {"all.zip": zipped(many)})

    assert len({one.text for one in outcome if isinstance(one, Capture)}) == 24


def test_a_member_has_its_place_in_the_archive_and_says_what_it_was_read_from(tmp_path: Path):
    [capture] = [
        one
        for one in read(tmp_path, {"a.tar.gz": gzip.compress(tar({"notes/a.txt": b"The bridge closes."}))})
        if isinstance(one, Capture)
    ]

    assert capture.provenance.path == "a.tar.gz/notes/a.txt"
    assert capture.provenance.format == "text, gzip, in a tar archive"


def test_a_link_in_a_tar_archive_is_a_problem_and_leads_nowhere(tmp_path: Path):
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w") as archive:
        link = tarfile.TarInfo("a.txt")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)

    outcome = read(tmp_path, {"a.tar": target.getvalue()})

    assert told(outcome) == ["a.tar/a.txt: a link or device in a tar archive; expected a file"]


def test_a_tar_archive_that_breaks_off_gives_what_comes_before(tmp_path: Path):
    whole = tar({"a.txt": b"The bridge closes.", "b.txt": b"x " * 5000})

    outcome = read(tmp_path, {"a.tar": whole[:6000]})

    assert [one.text for one in outcome if isinstance(one, Capture)] == ["The bridge closes."]
    assert any("ends in the middle" in one or "breaks off" in one for one in told(outcome))


def test_what_is_packed_too_often_is_a_problem(tmp_path: Path):
    content = b"The bridge closes."
    for _ in range(6):
        content = zipped({"a.zip": content})

    outcome = read(tmp_path, {"a.zip": content})

    assert not any(isinstance(one, Capture) for one in outcome)
    assert "packed more than 4 times" in told(outcome)[0]
