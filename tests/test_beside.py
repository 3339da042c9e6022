"""An archive beside what else a mkdocs.yml may hold: settings, plugins, templates and options of the user's own."""

from __future__ import annotations

import copy
import re
import socket
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from generator import engine
from generator.engine.files import ArchiveFile, ArchivePage, Making
from generator.model.errors import GeneratorError
from tests.archives import CONFIG, an_archive
from tests.test_cli import run

MATERIAL = "theme: {name: material, font: false}\n"


def said_of(folder: Path, config: str) -> list[str]:
    return list(engine.without_effect(engine.load(an_archive(folder, config=config))))


@pytest.mark.parametrize(
    ("setting", "named"),
    [
        ("theme: {name: material, font: false, features: [navigation.tabs]}", "features: navigation.tabs"),
        ("theme: {name: material, font: false, features: [navigation.tabs.sticky]}", "navigation.tabs.sticky"),
        ("theme: {name: material, font: false, features: [toc.integrate]}", "features: toc.integrate"),
        ("theme: {name: material, font: false, features: [content.action.edit]}", "content.action.edit"),
        ("theme: {name: material, font: false, features: [search.suggest]}", "features: search.suggest"),
        ("theme: {name: material, font: {text: Lora}}", "theme: font"),
        ("theme: {name: material, font: false, icon: {logo: material/home}}", "theme: icon: logo"),
        ("extra: {analytics: {provider: google, property: G-1}}", "extra: analytics"),
        ("extra: {social: [{icon: fontawesome/brands/mastodon, link: 'https://m.example'}]}", "extra: social"),
        ("extra_javascript: ['https://count.example/me.js']", "extra_javascript: https://count.example/me.js"),
        ("extra_css: ['//style.example/a.css']", "extra_css: //style.example/a.css"),
    ],
)
def test_what_has_no_effect_is_said_by_name_and_with_the_reason(tmp_path: Path, setting: str, named: str):
    config = CONFIG.replace(MATERIAL, "") if setting.startswith("theme") else CONFIG

    [sentence] = said_of(tmp_path / "archive", f"{config}{setting}\n")

    assert named in sentence
    assert re.search(r" has no effect: .{20}", sentence)


@pytest.mark.parametrize(
    "setting",
    [
        "theme: {name: material, font: false, features: [navigation.instant, content.code.copy]}",
        "theme: {name: material, font: false, palette: {primary: teal, accent: deep orange}}",
        "theme: {name: material, font: false, logo: logo.svg}",
        "repo_url: https://git.example/archive",
        "extra_javascript: [own.js]",
        "copyright: Ours",
    ],
)
def test_nothing_is_said_of_what_works(tmp_path: Path, setting: str):
    config = CONFIG.replace(MATERIAL, "") if setting.startswith("theme") else CONFIG

    assert said_of(tmp_path / "archive", f"{config}{setting}\n") == []


def built(folder: Path, config: str = CONFIG, **files: str) -> dict[str, str]:
    """Build an archive with files of the user's own, and return path -> content of its pages."""
    config_file = an_archive(folder, config=config)
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content, encoding="utf-8")
    site = engine.build_site(config_file).folder
    return {page.relative_to(site).as_posix(): page.read_text(encoding="utf-8") for page in site.rglob("*.html")}


def test_colours_repository_and_nested_pages_of_the_users_own_are_shown(tmp_path: Path):
    config = CONFIG.replace(MATERIAL, "theme: {name: material, font: false, palette: {primary: teal}}\n") + (
        "repo_url: https://git.example/archive\n"
        "nav: [index.md, {Guide: [guide/one.md, {Deep: [guide/two.md, {Deeper: [guide/three.md]}]}]}]\n"
    )
    pages = built(
        tmp_path / "archive",
        config,
        **{"docs/guide/one.md": "# One", "docs/guide/two.md": "# Two", "docs/guide/three.md": "# Three"},
    )

    assert 'data-md-color-primary="teal"' in pages["index.html"]
    assert "stylesheets/colours.css" in pages["index.html"]
    assert 'href="https://git.example/archive"' in pages["index.html"]
    for page in ("guide/one", "guide/two", "guide/three"):
        nav = pages[f"{page}/index.html"].partition("<nav")[2].partition("</nav>")[0]
        assert re.findall(r">(One|Two|Three)</a>", nav) == ["One", "Two", "Three"]
        assert 'aria-current="page"' in nav


def test_without_colours_of_the_users_own_no_style_sheet_is_fetched_for_them(tmp_path: Path):
    assert "colours.css" not in built(tmp_path / "archive")["index.html"]


@pytest.mark.parametrize(
    ("template", "why"),
    [
        ("<p>\n{% if %}", "line 2: "),
        ("{{ nothing.at.all }}", "line 1: 'nothing' is undefined"),
        ("{{ 1 / 0 }}", "line 1: division by zero"),
        ("{{ 1 | shout }}", "line 1: No filter named 'shout'"),
        ('{% include "not-there.html" %}', "line 1: there is no template 'not-there.html'"),
    ],
    ids=["no grammar", "no value", "no number", "no filter", "no file"],
)
def test_a_broken_partial_ends_the_build_with_one_sentence(tmp_path: Path, template: str, why: str):
    config = an_archive(tmp_path, config=CONFIG.replace("font: false", "font: false, custom_dir: own"))
    partial = tmp_path / "own" / "partials" / "bf-footer.html"
    partial.parent.mkdir(parents=True)
    partial.write_text(template, encoding="utf-8")

    with pytest.raises(GeneratorError, match=re.escape(f"{partial}, {why}")) as raised:
        engine.build_site(config)

    assert "\n" not in str(raised.value)


def test_a_theme_that_is_not_material_is_refused_with_one_sentence(tmp_path: Path):
    with pytest.raises(GeneratorError, match="^theme: found 'readthedocs'; expected material"):
        engine.build_site(an_archive(tmp_path), options={"theme": "readthedocs"})


LIVES_BY_ITS_START = """\
def on_startup(command, dirty):
    global begun
    begun = command

def on_post_page(output, page, config):
    return output.replace("</main>", f"<i>begun by {begun}</i></main>")
"""


def test_hooks_and_plugins_hear_that_a_build_begins(tmp_path: Path):
    pages = built(tmp_path, f"{CONFIG}hooks: [hook.py]\n", **{"hook.py": LIVES_BY_ITS_START})

    assert "<i>begun by build</i>" in pages["index.html"]


PLUGINS: dict[str, tuple[str, str]] = {
    "rss": ("mkdocs_rss_plugin", "rss: {match_path: archive/.*, use_git: false}"),
    "macros": ("mkdocs_macros", "macros"),
    "awesome-nav": ("mkdocs_awesome_nav", "awesome-nav"),
    "minify": ("mkdocs_minify_plugin", "minify: {minify_html: true}"),
    "redirects": ("mkdocs_redirects", "redirects: {redirect_maps: {old.md: index.md}}"),
    "git dates": (
        "mkdocs_git_revision_date_localized_plugin",
        "git-revision-date-localized: {fallback_to_build_date: true}",
    ),
    "glightbox": ("mkdocs_glightbox", "glightbox"),
    "section-index": ("mkdocs_section_index", "section-index"),
    "literate-nav": ("mkdocs_literate_nav", "literate-nav"),
    "include-markdown": ("mkdocs_include_markdown_plugin", "include-markdown"),
    "exclude": ("mkdocs_exclude", "exclude: {glob: ['*.tmp']}"),
    "tags": ("material", "tags"),
    "meta": ("material", "meta"),
    "social": ("material", "social"),
}
"""The plugins that are used most, those among them that are installed: name -> module and entry."""


@pytest.mark.slow
@pytest.mark.parametrize("name", PLUGINS)
def test_an_archive_is_built_beside_the_plugins_that_are_used_most(tmp_path: Path, name: str):
    module, entry = PLUGINS[name]
    if find_spec(module) is None:
        pytest.skip(f"{module} is not installed")
    # A text that asks to be taken for a template gets its words printed.
    article = '{"outlet": "Alder Post", "headline": "A {{ 7 * 7 }}", "published": "2021-03-01", "text": "{{ 7 * 7 }}"}'
    config = an_archive(
        tmp_path,
        config=CONFIG.replace("plugins: [backfile]", f"plugins:\n  - backfile\n  - {entry}"),
        articles={"a.jsonl": article},
    )

    site = engine.build_site(config)

    [page] = (site.folder / "archive" / "2021" / "03").glob("a-*/index.html")
    assert "49" not in re.findall(r">([^<>]*)<", page.read_text(encoding="utf-8"))


def test_a_plugin_that_changes_the_addresses_is_refused_with_one_sentence(tmp_path: Path):
    config = CONFIG.replace("plugins: [backfile]", "plugins: [backfile, offline]")

    with pytest.raises(GeneratorError, match="^use_directory_urls: a plugin set it to false"):
        engine.build_site(an_archive(tmp_path, config=config))


class TestOptions:
    def test_those_of_mkdocs_are_understood(self, tmp_path: Path):
        config = an_archive(tmp_path / "my archive", config=f"{CONFIG}site_url: https://archive.example/\n")

        result = run("build", "-s", "--clean", "-t", "material", "-d", "else where", "-f", config)

        assert (result.exit_code, result.stderr) == (0, "")
        assert (config.parent / "else where" / "index.html").is_file()
        assert f"python3 -m http.server -d '{config.parent / 'else where'}'" in result.stdout

    @pytest.mark.parametrize(("option", "status"), [("--strict", 1), ("--no-strict", 0), (None, 1)])
    def test_no_strict_stands_above_the_files_own_word(self, tmp_path: Path, option: str | None, status: int):
        config = an_archive(tmp_path, config=f"{CONFIG}strict: true\n", articles={"a.json": "{"})

        assert run("build", *filter(None, [option]), "-f", config).exit_code == status

    def test_quiet_prints_no_report(self, tmp_path: Path):
        assert run("build", "-q", "-f", an_archive(tmp_path)).output == ""

    def test_verbose_prints_what_mkdocs_says(self, tmp_path: Path):
        assert "Building documentation to directory" in run("build", "-v", "--dirty", "-f", an_archive(tmp_path)).output

    def test_a_port_in_use_is_said_before_anything_is_built(self, tmp_path: Path):
        config = an_archive(tmp_path)
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            address = f"127.0.0.1:{taken.getsockname()[1]}"

            result = run("serve", "-a", address, "-f", config)

        assert result.exit_code == 2
        assert result.output.startswith(f"backfile: {address}: the port is in use")
        assert not (tmp_path / ".backfile").exists()


def test_a_copied_page_is_a_page(tmp_path: Path):
    """Plugins copy pages, and a copy asks for attributes before it has any."""

    making = Making(engine.load(an_archive(tmp_path)))
    file = ArchiveFile("archive/2021/03/a.md", making)
    twin: Any = copy.copy(ArchivePage(file, making))

    assert (copy.copy(file).src_uri, twin.toc) == (file.src_uri, [])
