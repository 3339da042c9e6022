"""The data that a site carries, as one file or in several, as lines and as tables."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from typing import Any

import pytest
import yaml
from backports import zstd
from msgspec.structs import replace

from generator import pipeline
from generator.archive import open_data
from generator.model import Portion
from generator.model.errors import SettingError
from generator.render import words
from generator.render.files.tables import ARTICLES, COPIES
from generator.settings import Settings
from tests.conftest import pages_of
from tests.texts import report

ONE = {
    "old.txt": f"An old report\n\n{report(3, 'old')}",
    "new.md": f"---\npublished: 2021-03-01\n---\n{report(4, 'new')}",
    "later.md": f"---\npublished: 2021-12-31\n---\n{report(4, 'later')}",
    "copy.md": f"---\npublished: 2022-01-01\noutlet: Alder Post\n---\n{report(4, 'new')}",
}
LATER = {
    **ONE,
    "part.md": "---\npublished: 2022-02-01\noutlet: =Elm News\nheadline: -5 degrees\nauthors: [Ann Ash, Ben Birch]\n"
    f"---\n{report(1, 'other')} {report(4, 'new')}",
}
YEARS = {f"data/articles/{year}.jsonl.zst" for year in ("2021", "2022", "undated")}

Archive = Callable[..., Settings]


def data_of(settings: Settings) -> dict[str, bytes]:
    found = pages_of(settings).items()
    return {path: content for path, content in found if path.startswith("data/articles") and ".jsonl" in path}


def unpacked(path: str, content: bytes) -> bytes:
    """Return what a file holds, by the end of its name."""
    if path.endswith(".zst"):
        found: bytes = zstd.decompress(content)
        return found
    return gzip.decompress(content) if path.endswith(".gz") else content


def table_of(settings: Settings, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(pages_of(settings)[f"data/{name}.csv"].decode(), newline="")))


def test_compressed_data_is_the_same_lines_in_a_file_for_each_year(archive: Archive):
    settings = archive(ONE)
    pipeline.build(settings)
    lines = data_of(settings)["data/articles.jsonl"].splitlines()

    pipeline.build(replace(settings, data="compressed"))

    found = data_of(settings)
    assert found.keys() == YEARS
    of_year = {path: unpacked(path, content).splitlines() for path, content in found.items()}
    assert sorted(line for year in of_year.values() for line in year) == sorted(lines)
    assert [len(of_year[path]) for path in sorted(YEARS)] == [2, 1, 1]


def test_a_year_is_compressed_again_only_where_an_article_of_it_changed(archive: Archive):
    settings = replace(archive(ONE), data="compressed")
    pipeline.build(settings)
    files = {path: settings.archive / path for path in (*YEARS, "data/articles/2022.csv.gz")}
    before = {path: file.stat().st_mtime_ns for path, file in files.items()}

    archive({"old.txt": f"An old report\n\n{report(3, 'old')} And one word more."})
    pipeline.build(settings)

    changed = {path for path, file in files.items() if file.stat().st_mtime_ns != before[path]}
    assert changed == {"data/articles/undated.jsonl.zst"}


def test_an_article_that_others_are_related_to_leaves_the_files_of_their_years_as_they_are(archive: Archive):
    settings = replace(archive(ONE), data="compressed")
    before = pipeline.build_pages(settings).keys

    archive({**ONE, "quotes.md": f"---\npublished: 2022-03-01\n---\n{report(6, 'other')}\n\n{report(2, 'later')}"})
    after = pipeline.build_pages(settings).keys

    changed = {path for path, key in before.items() if after.get(path) != key}
    assert any(path.startswith("2021/") for path in changed)
    assert changed & YEARS == {"data/articles/2022.jsonl.zst"}


def test_compressed_files_hold_what_the_others_hold_and_stand_in_their_place(archive: Archive):
    settings = archive(LATER)
    pipeline.build(settings)
    plain = pages_of(settings)

    pipeline.build(replace(settings, data="compressed"))

    found = pages_of(settings)
    packed = {path for path in found if path.endswith((".gz", ".zst")) and not path.startswith("data/articles")}
    [matrix] = [path for path in packed if path.startswith("copies/")]
    assert packed == {"data/clusters.jsonl.zst", "data/copies.csv.gz", "data/related.jsonl.zst", matrix}
    for path in packed:
        name, _, _ = path.rpartition(".")
        assert unpacked(path, found[path]) == plain[name]
        assert name not in found
    assert f"{matrix.removeprefix('copies/')}" in found[matrix.replace(".csv.gz", ".md")].decode()


def test_an_archive_that_is_compressed_later_and_grows_is_that_of_a_clean_build(archive: Archive, tmp_path: Path):
    settings = archive(ONE)
    packed = replace(settings, data="compressed")
    pipeline.build(settings)
    pipeline.build(packed)
    archive(LATER)
    pipeline.build(packed)
    grown = pages_of(packed)

    clean = replace(packed, docs=tmp_path / "clean", store=tmp_path / "store")
    pipeline.build(clean)

    assert grown == pages_of(clean)


def test_beside_the_pages_of_a_compressed_site_stands_what_is_asked_for(archive: Archive):
    settings = replace(archive(ONE), data="compressed")

    kinds = []
    for downloads in (None, ("ris",)):
        pipeline.build(replace(settings, downloads=downloads))
        kinds.append({path.rpartition(".")[2] for path in pages_of(settings) if path.startswith("20")})

    assert kinds == [{"md"}, {"md", "ris"}]


@pytest.mark.parametrize("mode", ["withhold", "remove"])
def test_what_is_withdrawn_leaves_the_compressed_data_too(archive: Archive, mode: str):
    settings = replace(archive(ONE), data="compressed")
    pipeline.build(settings)
    [name] = (settings.archive / "undated").glob("an-old-report-*.md")

    settings.withdrawn.write_text(f"archive/undated/{name.stem}/,2024-05-17,a wish,{mode}\n", encoding="utf-8")
    pipeline.build(settings)

    assert data_of(settings).keys() == YEARS - {"data/articles/undated.jsonl.zst"}


def test_a_large_archive_is_in_parts_by_year_and_a_large_year_by_month(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
):
    settings = archive(ONE)
    pipeline.build(settings)
    lines = data_of(settings)["data/articles.jsonl"].splitlines()

    monkeypatch.setattr(open_data, "LARGE", 1)
    pipeline.build(settings)

    found = data_of(settings)
    assert found.keys() == {f"data/articles/{part}.jsonl" for part in ("2021-03", "2021-12", "2022", "undated")}
    assert sorted(line for part in found.values() for line in part.splitlines()) == sorted(lines)
    tables = {path for path in pages_of(settings) if path.startswith("data/articles") and path.endswith(".csv")}
    assert tables == {path.replace(".jsonl", ".csv") for path in found}


def test_parquet_is_in_the_same_parts_which_read_as_one_table(archive: Archive, monkeypatch: pytest.MonkeyPatch):
    files = pytest.importorskip("pyarrow.parquet")
    monkeypatch.setattr(open_data, "LARGE", 1)
    settings = archive(ONE, tables=["parquet"])

    pipeline.build(settings)

    found = sorted((settings.archive / "data" / "articles").glob("*.parquet"))
    assert [path.stem for path in found] == ["2021-03", "2021-12", "2022", "undated"]
    whole = files.read_table([str(path) for path in found])
    assert whole.num_rows == len(ONE)
    assert whole.schema.equals(files.read_schema(found[0]))


def test_a_day_and_an_instant_have_keys_of_their_own(archive: Archive):
    settings = archive({"day.md": "---\npublished: 2021-03-01\n---\nA day.", "no.md": "None at all."})
    archive({"instant.md": "---\npublished: 2021-03-01T23:30:00-02:00\n---\nAn instant of it."})
    pipeline.build(settings)

    rows = {row["input"]: row for row in map(json.loads, data_of(settings)["data/articles.jsonl"].splitlines())}

    told = {name: (row["published_on"], row["published_at"]) for name, row in rows.items()}
    assert told == {
        "day.md": ("2021-03-01", None),
        "instant.md": ("2021-03-01", "2021-03-02T01:30:00Z"),  # the outlet's own day
        "no.md": (None, None),
    }


def test_the_table_of_pairs_says_who_shares_what_with_whom(archive: Archive):
    settings = archive(LATER)
    pipeline.build(settings)
    rows = {row["input"]: row for row in map(json.loads, data_of(settings)["data/articles.jsonl"].splitlines())}

    pairs = table_of(settings, "copies")

    known = {row["key"] for row in rows.values()}
    assert {row[key] for row in pairs for key in ("left_key", "right_key", "subject_key")} <= known
    [exact] = [row for row in pairs if row["kind"] == "word for word"]
    assert {exact["left_key"], exact["right_key"]} == {rows["new.md"]["key"], rows["copy.md"]["key"]}
    assert exact["relation"] == "copy"
    assert exact["containment"] == exact["resemblance"] == "1.0"
    assert {exact["left_published_on"], exact["right_published_on"]} == {"2021-03-01", "2022-01-01"}
    assert int(exact["passage_words"]) == int(exact["left_words"])
    assert {row["relation"] for row in pairs} <= set(COPIES.columns_of("csv")[14].values)


def test_articles_that_share_a_passage_and_are_no_copies_are_pairs_too(archive: Archive):
    shared = report(2, "shared")
    settings = archive({f"{name}.txt": f"{report(9, name)} {shared}" for name in ("here", "there")})
    pipeline.build(settings)

    [pair] = table_of(settings, "copies")

    assert (pair["relation"], pair["canonical_key"], pair["kind"]) == ("related", "", "shares a passage")


def test_no_cell_of_a_table_is_a_formula_and_no_name_of_an_article_a_number(archive: Archive):
    settings = archive(LATER)
    pipeline.build(settings)

    rows = {row["input"]: row for row in table_of(settings, "articles")}

    assert (rows["part.md"]["outlet"], rows["part.md"]["headline"]) == ("'=Elm News", "'-5 degrees")
    assert rows["part.md"]["authors"] == "Ann Ash; Ben Birch"
    assert all(not row["key"].isalnum() and row["digest"].startswith("blake2b:") for row in rows.values())
    assert rows["new.md"]["canonical_key"] == rows["copy.md"]["canonical_key"] != ""


def test_parquet_holds_the_columns_as_what_they_are(archive: Archive):
    files = pytest.importorskip("pyarrow.parquet")
    settings = archive(LATER, tables=["csv", "parquet"], rights="Ask first.", outlet_rights={"Alder Post": "Free."})
    pipeline.build(settings)

    table = files.read_table(settings.archive / "data" / "articles.parquet")

    assert table.column_names == [column.name for column in ARTICLES.columns]
    [row] = [row for row in table.to_pylist() if row["input"] == "part.md"]
    assert (row["outlet"], row["authors"], row["published_on"].isoformat()) == (
        "=Elm News",
        ["Ann Ash", "Ben Birch"],
        "2022-02-01",
    )
    assert {row["outlet"]: row["rights"] for row in table.to_pylist()} == {
        None: "Ask first.",
        "Alder Post": "Free.",
        "=Elm News": "Ask first.",
    }
    pairs = files.read_table(settings.archive / "data" / "copies.parquet")
    assert pairs.num_rows == len(table_of(settings, "copies"))


def test_parquet_without_its_library_is_refused_with_the_command_that_installs_it(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
):
    def missing(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(open_data, "version", missing)
    open_data._parquet_writer.cache_clear()

    with pytest.raises(SettingError, match=r"pip install 'backfile\[tables\]'"):
        pipeline.build(archive(ONE, tables=["parquet"]))


def paths_of(resource: dict[str, Any]) -> list[str]:
    """Return where a resource stands: it may be in parts."""
    return [resource["path"]] if isinstance(resource["path"], str) else resource["path"]


@pytest.mark.parametrize("data", [True, "compressed"])
def test_the_data_are_described_for_those_who_read_them(archive: Archive, data: bool | str):
    settings = archive(
        LATER, rights="Ask first.", licence="https://l.example/by/", outlet_rights={"Alder Post": "Free."}, data=data
    )
    pipeline.build(settings)

    found = {path: content for path, content in pages_of(settings).items() if path.startswith("data/")}
    package = json.loads(found["data/datapackage.json"])
    assert [one["path"] for one in package["licenses"]] == ["https://l.example/by/"]
    assert "Ask first. Alder Post: Free." in package["description"]
    for resource, path in [(one, path) for one in package["resources"] for path in paths_of(one)]:
        content = found[f"data/{path}"]
        assert (resource.get("compression") == "gz") == path.endswith(".gz") == content.startswith(b"\x1f\x8b")
        assert (resource["format"] == "zst") == path.endswith(".zst") == content.startswith(b"\x28\xb5\x2f\xfd")
        if resource["format"] == "csv":
            fields = resource["schema"]["fields"]
            assert unpacked(path, content).partition(b"\n")[0].decode().split(",") == [
                field["name"] for field in fields
            ]
    crate = json.loads(found["data/ro-crate-metadata.json"])["@graph"]
    assert {one["@id"] for one in crate if one["@type"] == "File"} <= {path.removeprefix("data/") for path in found}
    croissant = json.loads(found["data/croissant.json"])
    parts = ["articles-2021", "articles-2022", "articles-undated"] if data == "compressed" else ["articles"]
    assert [one["name"] for one in croissant["recordSet"]] == [*parts, "copies"]
    formats = {one["name"]: one["encodingFormat"] for one in croissant["distribution"]}
    assert {kind for name, kind in formats.items() if ".csv" in name} == {"text/csv"}  # of what is in them
    assert yaml.safe_load(found["data/CITATION.cff"])["type"] == "dataset"


JSON_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "array": (list,),
    "object": (dict,),
}


def test_every_line_holds_the_keys_that_its_description_names_and_of_the_types_that_it_says(archive: Archive):
    """Else programs guess: `incomplete`, empty in the first hundred lines, was a month, and every later one a fault."""
    settings = archive(LATER)
    pipeline.build(settings)

    files = pages_of(settings)
    for resource in json.loads(files["data/datapackage.json"])["resources"]:
        if resource["format"] != "jsonl":
            continue
        kinds = {field["name"]: field["type"] for field in resource["schema"]["fields"]}
        for line in map(json.loads, files[f"data/{resource['path']}"].splitlines()):
            assert list(line) == list(kinds), resource["name"]
            wrong = [key for key, one in line.items() if not isinstance(one, (*JSON_TYPES[kinds[key]], type(None)))]
            assert wrong == [], resource["name"]


@pytest.mark.parametrize("data", [True, "compressed"])
def test_programs_that_read_descriptions_find_nothing_wrong_with_them(archive: Archive, data: bool | str):
    frictionless = pytest.importorskip("frictionless")
    settings = archive(LATER, data=data)
    pipeline.build(settings)

    report = frictionless.Package(str(settings.archive / "data" / "datapackage.json")).validate()

    assert report.valid, report.flatten(["name", "note"])


_SHOWN = re.compile(
    r'<td><a href="\.\./\.\./data/(?P<path>[^"]+)">.*?</a></td>'
    r"<td>(?P<size>[^<·]*?)(?: · (?P<rows>[\d.,]+) rows?)?</td>"
)


def shown_of(settings: Settings) -> dict[str, tuple[str, str | None]]:
    """Return what the page about the data says of each file: its size, and how many rows it has."""
    page = pages_of(settings)["open-data/index.md"].decode()
    return {one["path"]: (one["size"], one["rows"]) for one in _SHOWN.finditer(page)}


def held_of(settings: Settings) -> dict[str, tuple[str, str | None]]:
    """Return the same of the files themselves."""
    files = {
        path.removeprefix("data/"): content
        for path, content in pages_of(settings).items()
        if path.startswith("data/") and unpacked(path, content)
    }
    return {path: (words.size(len(content)), rows_of(path, content)) for path, content in files.items()}


def rows_of(path: str, content: bytes) -> str | None:
    whole = unpacked(path, content)
    if ".jsonl" in path:
        return str(len(whole.splitlines()))
    return str(len(list(csv.DictReader(io.StringIO(whole.decode(), newline=""))))) if ".csv" in path else None


@pytest.mark.parametrize("large", [1, 5000])
@pytest.mark.parametrize("data", [True, "compressed"])
def test_the_page_about_the_data_says_how_large_each_file_is(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bool | str, large: int
):
    monkeypatch.setattr(open_data, "LARGE", large)
    settings = archive(ONE, data=data)
    manifest = settings.manifest.removeprefix("data/")
    for files in (ONE, LATER, {"old.txt": f"An old report\n\n{report(3, 'old')} And {'one word more ' * 90}."}):
        archive(files)
        pipeline.build(settings)

        assert shown_of(settings) == {**held_of(settings), manifest: ("", None)}

    grown = pages_of(settings)
    clean = replace(settings, docs=tmp_path / "clean", store=tmp_path / "store")
    pipeline.build(clean)
    assert grown == pages_of(clean)


def test_a_page_about_the_data_that_is_lost_is_made_again_as_it_was(archive: Archive):
    settings = archive(ONE)
    pipeline.build(settings)
    before = pages_of(settings)

    (settings.archive / "open-data" / "index.md").unlink()
    pipeline.build(settings)

    assert pages_of(settings) == before


def test_sizes_that_are_put_off_are_put_off_with_the_files(archive: Archive, tmp_path: Path):
    settings = archive(ONE)
    pipeline.build(settings)
    archive(LATER)

    pipeline.build_pages(settings, put_off=True)
    assert shown_of(settings) == {**held_of(settings), "manifest.json": ("", None)}

    pipeline.build_pages(settings)
    grown = pages_of(settings)
    clean = replace(settings, docs=tmp_path / "clean", store=tmp_path / "store")
    pipeline.build(clean)
    assert grown == pages_of(clean)


def test_the_portion_that_has_the_page_about_the_data_has_the_data(archive: Archive, tmp_path: Path):
    settings = archive(LATER)
    pipeline.build(settings)
    whole = {path: content for path, content in pages_of(settings).items() if path.startswith(("data/", "open-data/"))}

    for named in (frozenset[str](), frozenset({"open-data/index.md"})):
        found = []
        for number in (1, 2, 3):
            place = tmp_path / f"{number}-{len(named)}"
            part = replace(settings, docs=place, store=place / "store")
            pipeline.build_pages(part, portion=Portion(number=number, of=3, named=named))
            own = {path: content for path, content in pages_of(part).items() if path in whole}
            found += [own] if own else []
        assert found == [whole] * (3 if named else 1)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["0 kB", "0.1 kB", "9.9 kB", "10 kB", "999 kB", "1 MB", "25 MB", "1.2 GB", "1,300 GB"]),
        ("de", ["0 kB", "0,1 kB", "9,9 kB", "10 kB", "999 kB", "1 MB", "25 MB", "1,2 GB", "1.300 GB"]),
        ("fr", ["0 ko", "0,1 ko", "9,9 ko", "10 ko", "999 ko", "1 Mo", "25 Mo", "1,2 Go", "1 300 Go"]),
    ],
)
def test_sizes_are_said_as_readers_say_them(language: str, said: list[str]):
    sizes = (0, 1, 9949, 9951, 999_499, 999_500, 25_300_000, 1_234_000_000, 1_300_000_000_000)
    with words.speaking(language):
        assert [re.sub(r"[\u00a0\u202f]", " ", words.size(size)) for size in sizes] == said
