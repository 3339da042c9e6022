"""The engine's short way: what the generator keeps of each page, put into the theme; for every page, or none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from mkdocs.structure.pages import Page

from generator import engine
from generator.engine.drawing import Drawings
from generator.engine.extensions import settings_known
from tests.archives import an_archive, files_of
from tests.sites import copy_sample
from tests.texts import report

EXTENSIONS = ["toc", "tables", "fenced_code", "md_in_html"]


@pytest.mark.slow
def test_the_markdown_of_few_pages_is_read_by_mkdocs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Of each kind of page the first is compared with MkDocs' own, and those in the navigation are its own."""
    copy_sample(tmp_path)
    read: list[str] = []
    real = Page.render

    def render(page: Page, *rest: Any) -> None:
        read.append(page.file.src_uri)
        real(page, *rest)

    monkeypatch.setattr(Page, "render", render)

    site = engine.build_site(tmp_path / "mkdocs.yml", jobs=1)

    pages = [path for path in files_of(site.folder) if path.startswith("archive/") and path.endswith("/index.html")]
    assert len(pages) > 100
    assert len([uri for uri in read if uri.startswith("archive/")]) < len(pages) / 4


def test_every_kind_of_page_goes_the_short_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """What is taken off a page goes, whether it is taken off the whole or off what the page is put together of."""
    compared: list[tuple[str, bool]] = []
    monkeypatch.setattr(
        Drawings, "compare", lambda self, body, shared, *, same: compared.append((body.front["template"], same))
    )
    record = {"outlet": "Alder Post", "headline": 'The "bridge" & <more>', "published": "2021-03-02T09:30:00Z"}
    text = "\n\n".join([report(4, "bridge"), '"It is [open]," she said, "at $5 -- or so".', report(3, "more")])
    records = [
        {**record, "id": outlet, "outlet": outlet, "text": text} for outlet in ("Alder Post", "Lower Alder News")
    ]
    lines = "".join(f"{json.dumps(one)}\n" for one in records)

    engine.build_site(an_archive(tmp_path / "archive", articles={"records.jsonl": lines}), jobs=1)

    assert {template for template, _ in compared} >= {"article.html", "listing.html", "comparison.html"}
    assert [template for template, same in compared if not same and template != "search.html"] == []


def test_without_a_store_the_site_is_the_same(tmp_path: Path):
    config = an_archive(tmp_path / "archive")
    before = files_of(engine.build_site(config).folder)

    for path in (config.parent / ".backfile").iterdir():
        path.unlink()

    assert files_of(engine.build_site(config).folder) == before


def test_kinds_of_pages_are_compared_again_only_with_other_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    config = an_archive(tmp_path / "archive")
    engine.build_site(config, jobs=1)
    records = config.parent / "articles" / "records.jsonl"
    edited = records.read_text(encoding="utf-8").replace("A bridge opens", "The bridge opens")
    records.write_text(edited, encoding="utf-8")
    read: list[str] = []
    real = Page.render

    def render(page: Page, *rest: Any) -> None:
        read.append(page.file.src_uri)
        real(page, *rest)

    monkeypatch.setattr(Page, "render", render)

    before = files_of(engine.build_site(config, jobs=1).folder)

    assert [uri for uri in read if uri.startswith("archive/2021/")] == []

    config.write_text(config.read_text(encoding="utf-8").replace("site_name: ", "site_name: Other "), encoding="utf-8")
    after = files_of(engine.build_site(config, jobs=1).folder)

    assert [uri for uri in read if uri.startswith("archive/2021/")] != []
    assert before.keys() == after.keys()


@pytest.mark.parametrize(
    ("extensions", "options", "known"),
    [
        (EXTENSIONS, {}, True),
        (EXTENSIONS, {"toc": {"permalink": False}}, True),
        (EXTENSIONS, {"toc": {"permalink": True}}, False),
        ([*EXTENSIONS, "smarty"], {}, False),
        (["toc"], {}, False),
    ],
    ids=["MkDocs' own", "no permalinks", "permalinks", "quotes", "without wrappers"],
)
def test_extensions_that_could_change_a_known_shape_turn_the_short_way_off(
    extensions: list[str], options: dict[str, dict[str, object]], known: bool
):
    assert settings_known(extensions, options) is known
