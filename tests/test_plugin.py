"""The plugin: `mkdocs build` alone gives the archive, and nothing of the user's own is overridden."""

from __future__ import annotations

import json
import logging
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort
from mkdocs.livereload import LiveReloadServer

from generator import engine
from generator.engine.names import THEME
from generator.engine.plugin import BackfilePlugin
from generator.model.errors import GeneratorError
from generator.pipeline import Front
from generator.render import shelves
from tests.archives import BRIDGE, BROKEN, CONFIG, RECORDS, an_archive, files_of
from tests.test_render import a_card


def mkdocs_build(config_file: Path, **options: Any) -> Path:
    """Build a site as `mkdocs build` does, and return its folder."""
    config = load_config(str(config_file), **options)
    build(config)
    return Path(config.site_dir)


def links_to(headline: str, page: Path) -> list[str]:
    """Return the targets of the links that a page of the site has on a headline."""
    return re.findall(
        rf'<a href="([^"]*)"><span [^>]*>{headline}</span></a>', (page / "index.html").read_text(encoding="utf-8")
    )


def test_mkdocs_build_gives_the_site_of_backfile_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1600000000")
    ours = engine.build_site(an_archive(tmp_path / "ours")).folder
    theirs = mkdocs_build(an_archive(tmp_path / "theirs"))

    assert files_of(ours) == files_of(theirs)


def test_a_strict_build_of_a_sound_archive_has_nothing_to_say(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    mkdocs_build(an_archive(tmp_path / "archive"), strict=True)

    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


def test_the_markdown_extension_that_the_pages_need_is_turned_on(tmp_path: Path):
    bare = CONFIG.replace("markdown_extensions: [md_in_html, toc]\n", "")
    assert bare != CONFIG
    for extensions in ("", "markdown_extensions: [extra]\n", "markdown_extensions: [md_in_html]\n"):
        name = re.sub(r"\W", "", extensions) or "none"
        site = mkdocs_build(an_archive(tmp_path / name, config=bare + extensions))

        pages = [page.read_text(encoding="utf-8") for page in site.glob("archive/2*/*/*/index.html")]
        assert pages
        assert not [page for page in pages if " markdown>" in page or 'markdown="' in page]


def test_a_problem_fails_a_strict_build_and_is_told(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    config = an_archive(tmp_path / "archive", articles={"records.jsonl": RECORDS + BROKEN})

    with pytest.raises(Abort, match="strict"):
        mkdocs_build(config, strict=True)

    assert "records.jsonl:3" in caplog.text


def test_a_wrong_option_ends_the_build_with_a_sentence(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    """MkDocs prints an `Abort` without a traceback."""
    config = an_archive(tmp_path / "archive", config="site_name: A\nplugins: [{backfile: {newest: many}}]\n")

    with pytest.raises(Abort):
        mkdocs_build(config)

    assert "newest: found 'many'" in caplog.text


class TestNavigation:
    def test_an_archive_without_a_nav_gets_a_short_one_with_the_hand_written_pages(self, tmp_path: Path):
        config = an_archive(tmp_path / "archive")
        (config.parent / "docs" / "about.md").write_text("# About us\n")

        page = (mkdocs_build(config) / "index.html").read_text(encoding="utf-8")

        targets = re.findall(r'href="([^"]*)"', page)
        assert {"archive/", "archive/outlets/", "archive/copies/", "about/"} <= set(targets)

    def test_no_article_is_in_the_navigation(self, tmp_path: Path):
        site = mkdocs_build(an_archive(tmp_path / "archive"))
        page = (site / "404.html").read_text(encoding="utf-8")
        articles = [path.parent.name for path in site.glob("archive/2021/03/*-*/index.html")]

        assert len(articles) == 2
        assert "archive/outlets/" in page
        assert not [name for name in articles if name in page]

    def test_a_nav_of_the_users_own_stays_as_it_is(self, tmp_path: Path):
        config = load_config(str(an_archive(tmp_path / "archive", config=CONFIG + "nav: [index.md]\n")))

        build(config)

        assert config.nav == ["index.md"]

    def test_pages_that_the_user_keeps_out_of_the_nav_stay_out(self, tmp_path: Path, caplog: pytest.LogCaptureFixture):
        own = "nav: [index.md]\nnot_in_nav: secret.md\nvalidation: {nav: {omitted_files: warn}}\n"
        config = an_archive(tmp_path / "archive", config=CONFIG + own)
        (config.parent / "docs" / "secret.md").write_text("# Secret\n")

        mkdocs_build(config, strict=True)

        assert "secret.md" not in caplog.text


class TestTheme:
    def test_the_templates_of_the_archive_come_before_the_themes(self, tmp_path: Path):
        config = load_config(str(an_archive(tmp_path / "archive")))

        build(config)

        assert config.theme.dirs[0] == str(THEME)

    def test_a_template_of_the_users_own_comes_before_ours(self, tmp_path: Path):
        config_file = an_archive(tmp_path / "archive", config=CONFIG.replace("font", "custom_dir: mine, font"))
        (config_file.parent / "mine").mkdir()
        (config_file.parent / "mine" / "404.html").write_text("lost, are we")

        site = mkdocs_build(config_file)

        assert (site / "404.html").read_text() == "lost, are we"

    def test_our_folder_given_as_custom_dir_is_not_added_again(self, tmp_path: Path):
        config = load_config(
            str(an_archive(tmp_path / "archive", config=CONFIG.replace("font", f"custom_dir: {THEME}, font")))
        )

        build(config)

        assert config.theme.dirs.count(str(THEME)) == 1


class TestFrontPage:
    def test_a_hand_written_page_shows_the_newest_articles_where_it_asks_for_them(self, tmp_path: Path):
        site = mkdocs_build(an_archive(tmp_path / "archive"))

        links = links_to("A bridge opens", site)
        assert links
        assert all((site / link / "index.html").is_file() for link in links)

    def test_it_does_so_from_any_depth(self, tmp_path: Path):
        config = an_archive(tmp_path / "archive")
        (config.parent / "docs" / "more" / "here").mkdir(parents=True)
        (config.parent / "docs" / "more" / "here" / "news.md").write_text("# News\n\n<!-- backfile: front -->\n")

        site = mkdocs_build(config, strict=True)

        page = site / "more" / "here" / "news"
        links = links_to("A bridge opens", page)
        assert links
        assert all((page / link / "index.html").is_file() for link in links)

    @pytest.mark.parametrize(("uri", "way"), [("index.md", "archive"), ("news/today.md", "../archive")])
    def test_its_heading_stays_behind_and_its_links_follow(self, uri: str, way: str):
        [front] = [shelf for shelf in shelves([a_card(1)], [], limit=9, newest=1) if shelf.kind == "front"]

        part = Front(front).part(uri)

        assert "# Archive" not in part
        assert f">Bridge 1</span>]({way}/{a_card(1).address}.md)" in part

    def test_an_article_that_asks_for_the_front_page_does_not_get_it(self, tmp_path: Path):
        record = '{"headline": "Marker", "text": "Before <!-- backfile: front --> after"}'
        site = mkdocs_build(an_archive(tmp_path / "archive", articles={"one.jsonl": record}))

        [page] = site.glob("archive/undated/*/index.html")
        assert "&lt;!-- backfile: front --&gt;" in page.read_text(encoding="utf-8")


class TestServe:
    @pytest.fixture
    def server(self, tmp_path: Path) -> Iterator[LiveReloadServer]:
        server = LiveReloadServer(lambda: None, "127.0.0.1", 0, str(tmp_path))
        yield server
        server.server_close()

    def watched(self, server: LiveReloadServer) -> dict[str, bool]:
        return {path: watch.is_recursive for path, watch in server._watch_refs.items()}

    def test_it_watches_what_people_write_and_not_what_a_build_writes(self, tmp_path: Path, server: LiveReloadServer):
        archive = tmp_path / "archive"
        config = load_config(str(an_archive(archive)))
        (archive / "docs" / "guide").mkdir()
        build(config)
        server.watch(config.docs_dir)

        config.plugins.on_serve(server, config=config, builder=lambda: None)

        assert self.watched(server) == {
            str(archive / "docs"): False,
            str(archive / "docs" / "guide"): True,
            str(archive / "articles"): True,
            str(archive / "curation.csv"): False,
            str(archive / "withdrawn.csv"): False,
        }

    def test_it_hears_of_a_table_that_is_written_later_and_of_nothing_beside_it(
        self, tmp_path: Path, server: LiveReloadServer
    ):
        archive = tmp_path / "archive"
        config = load_config(str(an_archive(archive)))
        build(config)
        server.watch(config.docs_dir)
        config.plugins.on_serve(server, config=config, builder=lambda: None)
        server.observer.start()
        try:
            (archive / "notes.csv").write_text("a")
            time.sleep(0.3)
            heard = [server._want_rebuild]
            (archive / "curation.csv").write_text("")
            waited = time.monotonic() + 10
            while not server._want_rebuild and time.monotonic() < waited:
                time.sleep(0.02)
            assert [*heard, server._want_rebuild] == [False, True]
        finally:
            server.observer.stop()
            server.observer.join()

    def test_it_watches_authority_files_of_the_users_own(self, tmp_path: Path, server: LiveReloadServer):
        archive = tmp_path / "archive"
        config_file = an_archive(archive, config="site_name: A\nplugins: [{backfile: {authorities: names}}]\n")
        (archive / "names").mkdir()
        config = load_config(str(config_file))
        plugin = config.plugins["backfile"]
        assert isinstance(plugin, BackfilePlugin)
        plugin.on_config(config)
        server.watch(config.docs_dir)

        plugin.on_serve(server, config=config, builder=lambda: None)

        assert str(archive / "names") in self.watched(server)


def test_materials_search_needs_its_plugin(tmp_path: Path):
    config = CONFIG.replace("[backfile]", "[{backfile: {search: material}}]")

    with pytest.raises(GeneratorError, match="search: found 'material' and no plugin 'search'; expected '- search'"):
        engine.build_site(an_archive(tmp_path, config=config))


def test_materials_search_knows_an_articles_text_and_not_what_stands_beside_it(tmp_path: Path):
    config = CONFIG.replace("[backfile]", "[search, {backfile: {search: material}}]")
    site = engine.build_site(an_archive(tmp_path, config=config))

    index = json.loads((site.folder / "search" / "search_index.json").read_text(encoding="utf-8"))
    entries = {entry["title"]: entry["text"] for entry in index["docs"] if entry["location"].startswith("archive/")}

    assert entries.keys() == {"A bridge opens", "Tram crosses the Alder"}
    for text in entries.values():
        assert BRIDGE in text
        assert not any(words in text for words in ("Original page", "Where these facts", "Older:", "Newer:"))
    assert not (site.folder / "search" / "index").exists()


def test_a_page_of_the_users_own_is_not_lost_below_the_search_page(tmp_path: Path):
    config = an_archive(tmp_path / "archive")
    (config.parent / "docs" / "search.md").write_text("# How to search\n")

    with pytest.raises(GeneratorError, match=r"search\.md: the search page stands at search/; expected another name"):
        engine.build_site(config)


def test_an_archive_can_do_without_search(tmp_path: Path):
    config = CONFIG.replace("[backfile]", "[search, {backfile: {search: none}}]")

    site = engine.build_site(an_archive(tmp_path, config=config))

    assert 'role="search"' not in (site.folder / "index.html").read_text(encoding="utf-8")
    assert not (site.folder / "search" / "index.html").exists()
    assert not (site.folder / "search" / "index").exists()
