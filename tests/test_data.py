"""The data that a site carries, as one file or compressed in several."""

from __future__ import annotations

import gzip
from collections.abc import Callable

import pytest
from msgspec.structs import replace

from generator import pipeline
from generator.settings import Settings
from tests.conftest import pages_of
from tests.texts import report

ONE = {
    "old.txt": f"An old report\n\n{report(3, 'old')}",
    "new.md": f"---\npublished: 2021-03-01\n---\n{report(4, 'new')}",
    "later.md": f"---\npublished: 2021-12-31\n---\n{report(4, 'later')}",
    "copy.md": f"---\npublished: 2022-01-01\noutlet: Alder Post\n---\n{report(4, 'new')}",
}
YEARS = {f"data/articles/{year}.jsonl.gz" for year in ("2021", "2022", "undated")}

Archive = Callable[..., Settings]


def data_of(settings: Settings) -> dict[str, bytes]:
    return {path: content for path, content in pages_of(settings).items() if path.startswith("data/articles")}


def test_compressed_data_is_the_same_lines_in_a_file_for_each_year(archive: Archive):
    settings = archive(ONE)
    pipeline.build(settings)
    lines = data_of(settings)["data/articles.jsonl"].splitlines()

    pipeline.build(replace(settings, data="compressed"))

    found = data_of(settings)
    assert found.keys() == YEARS
    of_year = {path: gzip.decompress(content).splitlines() for path, content in found.items()}
    assert sorted(line for year in of_year.values() for line in year) == sorted(lines)
    assert [len(of_year[path]) for path in sorted(YEARS)] == [2, 1, 1]


def test_a_year_is_compressed_again_only_where_an_article_of_it_changed(archive: Archive):
    settings = replace(archive(ONE), data="compressed")
    pipeline.build(settings)
    files = {path: settings.archive / path for path in YEARS}
    before = {path: file.stat().st_mtime_ns for path, file in files.items()}

    archive({"old.txt": f"An old report\n\n{report(3, 'old')} And one word more."})
    pipeline.build(settings)

    changed = {path for path, file in files.items() if file.stat().st_mtime_ns != before[path]}
    assert changed == {"data/articles/undated.jsonl.gz"}


@pytest.mark.parametrize("mode", ["withhold", "remove"])
def test_what_is_withdrawn_leaves_the_compressed_data_too(archive: Archive, mode: str):
    settings = replace(archive(ONE), data="compressed")
    pipeline.build(settings)
    [name] = (settings.archive / "undated").glob("an-old-report-*.md")

    settings.withdrawn.write_text(f"archive/undated/{name.stem}/,2024-05-17,a wish,{mode}\n", encoding="utf-8")
    pipeline.build(settings)

    assert data_of(settings).keys() == YEARS - {"data/articles/undated.jsonl.gz"}
