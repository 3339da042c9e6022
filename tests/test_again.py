"""The same record again: the bytes of one record in two places are one article, and both places are told."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from html import unescape
from typing import Any

import pytest

from generator import pipeline
from generator.engine import generate
from generator.model import Report
from generator.settings import Settings
from tests.texts import report

ROWS = "text,date\n" + "".join(f'"{report(2, seed)}",2019-12-1{seed}\n' for seed in "123")
LINES = "".join(json.dumps({"date": f"2019-12-1{seed}", "text": report(2, seed)}, indent=None) + "\n" for seed in "123")
PAGE = (
    "<!doctype html><html><head><title>A sluice opens</title><meta property='og:site_name' content='Osk Post'>"
    "<meta property='article:published_time' content='2019-12-17'>{}</head><body><article><h1>A sluice opens</h1>"
    + "".join(f"<p>{paragraph}</p>" for paragraph in report(5, "page").split("\n\n"))
    + "</article></body></html>"
)
READ = "A sluice opens\n\n" + report(5, "page")
ADDRESS = "<link rel='canonical' href='https://osk.example/sluice'>"
LOOSE = json.dumps({"text": report(3, "loose"), "published": "2019-12-17"})


def packed(files: Mapping[str, str]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for path, content in files.items():
            archive.writestr(zipfile.ZipInfo(path), content)
    return held.getvalue()


def rows_of(pages: Mapping[str, bytes]) -> list[dict[str, Any]]:
    [data] = (content for path, content in pages.items() if path.endswith("data/articles.jsonl"))
    return [json.loads(line) for line in data.decode().splitlines()]


Built = Callable[..., tuple[dict[str, bytes], Report]]


@pytest.mark.parametrize(
    ("files", "articles"),
    [
        pytest.param({"data.csv": ROWS, "data.zip": packed({"data.csv": ROWS})}, 3, id="the data packed beside them"),
        pytest.param({"2019/a.json": LOOSE, "december/a.json": LOOSE}, 1, id="a file in two folders"),
        pytest.param({"a.txt": report(3, "a"), "old/b.txt": report(3, "a")}, 1, id="a bare text under two names"),
        pytest.param({"data.jsonl": f"{LOOSE}\n{LOOSE}\n"}, 1, id="a line twice"),
        pytest.param({"data.csv": ROWS, "data.jsonl": LINES}, 3, id="a table and lines of JSON"),
        pytest.param(
            {"a.json": LOOSE, "b.json": "\ufeff" + LOOSE.replace('", ', '",\r\n ')}, 1, id="other white space"
        ),
        pytest.param({"a.html": PAGE.format(""), "a.txt": READ}, 1, id="a page and its text"),
        pytest.param({"html/a.html": PAGE.format(ADDRESS), "txt/a.txt": READ}, 1, id="in folders, with an address"),
    ],
)
def test_the_same_record_again_is_one_article_with_two_places(built: Built, files: dict[str, str], articles: int):
    pages, said = built(files)

    assert (said.articles, said.versions, said.clusters, said.lost) == (articles, articles, 0, 0)
    assert said.adds_up
    rows = rows_of(pages)
    for row in rows:
        [version] = row["versions"]
        assert (version["input"], version["record"]) != (row["input"], row["record"])
        [page] = (content for path, content in pages.items() if path.endswith(f"-{str(row['id'])[:8]}.md"))
        for place in (row, version):
            assert str(place["input"]) in unescape(page.decode())


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"a.json": LOOSE, "b.json": LOOSE.replace("17", "18")}, id="another day"),
        pytest.param(
            {name: json.dumps({"text": report(3, "x"), "outlet": name}) for name in ("Post.json", "Bote.json")},
            id="two outlets",
        ),
        pytest.param({"a.html": PAGE.format(""), "b.txt": READ}, id="a page and a text of another name"),
    ],
)
def test_a_record_that_says_anything_else_is_a_copy(built: Built, files: dict[str, str]):
    _, said = built(files)

    assert (said.articles, said.versions, said.clusters) == (2, 0, 1)


def test_data_that_are_packed_later_move_no_page(archive: Callable[..., Settings]):
    settings = archive({"news/a.json": LOOSE})
    generate(settings)
    before = sorted(path.name for path in settings.docs.rglob("2019/12/*"))

    (settings.articles / "a.zip").write_bytes(packed({"news/a.json": LOOSE}))
    said = pipeline.build(settings)

    assert (said.articles, said.versions) == (1, 1)
    assert sorted(path.name for path in settings.docs.rglob("2019/12/*")) == before


def test_what_is_withdrawn_is_so_in_both_places(archive: Callable[..., Settings]):
    settings = archive({"a.json": LOOSE, "b/a.json": LOOSE})
    pipeline.build(settings)
    [page] = (path for path in settings.docs.rglob("2019/12/*.md") if path.stem != "index")
    words = report(3, "loose").split(". ")[2].encode()

    (settings.root / "withdrawn.csv").write_text(f"{page.stem[-8:]},2024-05-17,,withhold\n", encoding="utf-8")
    said = pipeline.build(settings)

    assert (said.withdrawn, said.articles, said.lost) == (2, 0, 0)
    kept = [path for folder in (settings.docs, settings.root / ".backfile") for path in folder.rglob("*")]
    assert not any(words in path.read_bytes() for path in kept if path.is_file())
