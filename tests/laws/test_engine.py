"""The law of the engine: its site is that of a plain `mkdocs build`, byte for byte, whatever was there before."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mkdocs.commands import build as mkdocs_build
from mkdocs.structure.pages import Page

from generator import engine
from generator.engine import building, mkdocs_private, record
from tests.archives import Kept, files_of
from tests.laws.test_laws import QUICK, inputs, put
from tests.sites import ROOT, copy_sample
from tests.texts import report

CONFIG = """\
site_name: Test & archive
site_url: https://archive.example/news/
theme:
  name: material
  font: false
  custom_dir: mine
nav: [{Home: index.md}, {Archive: archive/index.md}, {More: [about.md, archive/outlets/index.md]}]
markdown_extensions: [md_in_html, toc]
validation: {links: {anchors: warn, unrecognized_links: warn}}
plugins:
  - search
  - backfile: {page_entries: 10}
"""
ABOUT = "# About\n\n[archive](archive/index.md) [gone](gone.md) [nowhere](archive/copies/index.md#nowhere)\n"


@pytest.fixture(autouse=True)
def _same_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Plain MkDocs writes the day of the build into the sitemap."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1600000000")


def an_archive(root: Path, articles: Mapping[str, bytes], config: str = CONFIG) -> Path:
    """Write an archive, all but its articles only where nothing is yet."""
    put(root / "articles", articles)
    if not (root / "docs").exists():
        (root / "docs" / "notes").mkdir(parents=True)
        (root / "mine").mkdir()
        (root / "docs" / "index.md").write_text("# Home\n\n<!-- backfile: front -->\n")
        (root / "docs" / "about.md").write_text(ABOUT)
        (root / "docs" / "notes" / "zebra.md").write_text("# Zebra\n\n![seal](../seal.svg)\n")
        (root / "docs" / "seal.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
        (root / "mkdocs.yml").write_text(config)
    return root / "mkdocs.yml"


def by_engine(config: Path, *, jobs: int = 1) -> tuple[dict[str, bytes], Counter[str]]:
    """Build with the engine; return the site, and how often what was said."""
    built = engine.build_site(config, jobs=jobs, may_remove=True)
    return files_of(built.folder), Counter(built.warnings)


def plainly(config: Path) -> tuple[dict[str, bytes], Counter[str]]:
    """Build the same archive by MkDocs alone, in a folder of its own."""
    plain = config.with_name("plain.yml")
    told = config.read_text().replace("backfile:", "backfile:\n      engine: false\n     ", 1)
    if "backfile: {" in config.read_text():
        told = config.read_text().replace("backfile: {", "backfile: {engine: false, ", 1)
    plain.write_text(f"{told}\nsite_dir: plain\n")
    built = engine.build_site(plain, may_remove=True)
    return files_of(built.folder), Counter(built.warnings)


def same(one: tuple[dict[str, bytes], Counter[str]], other: tuple[dict[str, bytes], Counter[str]]) -> None:
    """Require two sites to be equal, and say which files are not."""
    (ours, said), (theirs, told) = one, other
    assert sorted(ours) == sorted(theirs)
    assert [path for path in ours if ours[path] != theirs[path]] == []
    assert said == told


ARTICLES = {
    "a.jsonl": "\n".join(
        json.dumps(
            {
                "id": str(number),
                "text": report(3, str(number % 9)),
                "headline": f"Report & <b>{number}</b>",
                "outlet": f"Outlet {number % 2}",
                "published": f"2020-0{number % 9 + 1}-03",
                "tags": ["one", f"t{number % 5}"],
            }
        )
        for number in range(12)
    ).encode(),
    "b.txt": b"A headline of its own\n\nAnd a text.\n",
}


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """An archive whose site the engine has built."""
    root = tmp_path_factory.mktemp("kept") / "archive"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", "1600000000")
        by_engine(an_archive(root, ARTICLES))
    return Kept(root)


@pytest.fixture
def config(kept: Kept) -> Path:
    """The mkdocs.yml of that archive, with all as the build left it."""
    return kept.put_back() / "mkdocs.yml"


@QUICK
@given(history=st.lists(inputs(), min_size=1, max_size=3))
def test_after_any_edits_of_articles_the_site_is_that_of_plain_mkdocs(
    tmp_path_factory: pytest.TempPathFactory, history: list[dict[str, bytes]]
):
    root = tmp_path_factory.mktemp("grown")
    for articles in history:
        built = by_engine(an_archive(root, articles))

    same(built, plainly(root / "mkdocs.yml"))


def _another_article(root: Path) -> None:
    (root / "articles" / "c.txt").write_text("Another headline\n\nAnother text.\n")


def _no_articles(root: Path) -> None:
    (root / "articles" / "a.jsonl").unlink()


def _page(root: Path) -> None:
    (root / "docs" / "about.md").write_text("# About us\n\nSomething else, [a link](notes/zebra.md).\n")


def _page_gone(root: Path) -> None:
    (root / "docs" / "notes" / "zebra.md").unlink()


def _asset(root: Path) -> None:
    (root / "docs" / "seal.svg").write_text("<svg/>")


def _asset_gone(root: Path) -> None:
    (root / "docs" / "seal.svg").unlink()


def _setting(old: str, new: str) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        told = (root / "mkdocs.yml").read_text()
        assert old in told
        (root / "mkdocs.yml").write_text(told.replace(old, new))

    return change


def _template(name: str, source: str) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        (root / "mine" / name).write_text(source)

    return change


def _extra_template(root: Path) -> None:
    (root / "docs" / "list.txt").write_text("{% for file in pages %}{{ file.page.title }} {{ file.url }}\n{% endfor %}")
    _setting("nav:", "extra_templates: [list.txt]\nnav:")(root)


def _hook(source: str) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        (root / "hook.py").write_text(source)
        if "hooks:" not in (root / "mkdocs.yml").read_text():
            with (root / "mkdocs.yml").open("a") as told:
                told.write("\nhooks: [hook.py]\n")

    return change


def _tampered(root: Path) -> None:
    site = root / "site"
    pages = sorted(site.glob("archive/2020/*/*/index.html"))
    pages[0].unlink()
    pages[1].write_text("somebody was here")
    pages[2].write_bytes(pages[3].read_bytes())
    shutil.rmtree(pages[4].parent)
    pages[4].parent.write_text("a file in the place of a folder")
    pages[5].unlink()
    pages[5].mkdir()
    (site / "stray.txt").write_text("left over")
    (site / "stray" / "empty").mkdir(parents=True)
    (site / "sitemap.xml").write_text("")
    (site / "linked").symlink_to(root / "docs")


def _no_record(root: Path) -> None:
    for path in (root / ".backfile").glob("site-*"):
        path.unlink()


def _damaged_record(root: Path) -> None:
    [path] = [path for path in (root / ".backfile").glob("site-*") if path.suffix != ".lock"]
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 255
    path.write_bytes(content)


def _times(root: Path) -> None:
    for path in (root / "site").rglob("*"):
        os.utime(path, (1, 1))


EDITS = {
    "another article": _another_article,
    "fewer articles": _no_articles,
    "a hand-written page": _page,
    "a hand-written page gone": _page_gone,
    "an asset": _asset,
    "what a page shows gone": _asset_gone,
    "no title in the navigation": _setting("{Home: index.md}", "index.md"),
    "another page at the front": _setting("{Home: index.md}", "{Home: notes/zebra.md}"),
    "the name of the site": _setting("Test & archive", "Renamed"),
    "the address of the site": _setting("site_url: https://archive.example/news/", ""),
    "a title in the navigation": _setting("{Archive: archive/index.md}", "{The archive: archive/index.md}"),
    "a shorter navigation": _setting(", {Archive: archive/index.md}", ""),
    "a page of the archive in the navigation": _setting("nav: [", "nav: [archive/2020/index.md, "),
    "what is left out": _setting("nav:", "exclude_docs: /archive/tags/\nnav:"),
    "no strict anchors": _setting("anchors: warn", "anchors: ignore"),
    "another extension": _setting("[md_in_html, toc]", "[md_in_html, toc, smarty, attr_list]"),
    "permalinks": _setting("[md_in_html, toc]", "[md_in_html, {toc: {permalink: true}}]"),
    "an edit link": _setting("theme:", "repo_url: https://example.org/x\nedit_uri: edit/\ntheme:"),
    "without search": _setting("  - search\n", ""),
    "features": _setting("font: false", "font: false\n  features: [navigation.tabs, toc.integrate, navigation.footer]"),
    "a style sheet": _setting("nav:", "extra_css: [own.css]\nnav:"),
    "a template of one's own": _template(
        "article.html",
        '{% extends "main.html" %}{% block content %}{{ page.content }}{{ page.title | upper }}{% endblock %}',
    ),
    "a template that looks at the text": _template(
        "article.html",
        '{% extends "main.html" %}{% block content %}{% if "e" in page.content and page.meta.tags %}{{ page.content }}'
        "{{ page.content | length }}{% endif %}{{ page.toc | length }}{{ page.meta.outlet }}{% endblock %}",
    ),
    "a partial of one's own": _template("main.html", '{% extends "base.html" %}'),
    "a template that is no page": _template("404.html", "{% for page in nav.pages %}{{ page.content }}{% endfor %}"),
    "a sitemap of one's own": _template("sitemap.xml", "{% for file in pages %}{{ file.page.title }} {% endfor %}"),
    "a template among the pages": _extra_template,
    "a hook that keeps nothing": _hook(
        "def on_page_markdown(markdown, page, **_):\n    return markdown.replace('the', 'THE')\n"
        "def on_page_content(html, **_):\n    return html + '<!-- c -->'\n"
        "def on_page_context(context, page, **_):\n    context['title'] = 'Own: ' + str(page.title)\n"
        "def on_post_page(output, **_):\n    return output.replace('</body>', '<i></i></body>')\n"
    ),
    "a hook that renames pages while they are drawn": _hook(
        "def on_page_context(context, page, **_):\n    page.meta['title'] = 'Own: ' + str(page.title)\n"
    ),
    "a hook that writes files of its own": _hook(
        "from pathlib import Path\n"
        "def on_page_context(context, page, config, **_):\n"
        "    path = Path(config.site_dir, 'extra', page.file.name + '.txt')\n"
        "    path.parent.mkdir(exist_ok=True, parents=True)\n    path.write_text(page.title)\n"
    ),
    "a hook that counts": _hook(
        "seen = []\n"
        "def on_config(config):\n    seen.clear()\n"
        "def on_page_markdown(markdown, page, **_):\n    seen.append(page.file.src_uri)\n"
        "    return markdown + f'\\n\\nPage {len(seen)}\\n'\n"
    ),
    "a hook that collects": _hook(
        "from pathlib import Path\nseen = []\n"
        "def on_config(config):\n    seen.clear()\n"
        "def on_page_content(html, page, **_):\n    seen.append(page.file.src_uri)\n"
        "def on_post_build(config, **_):\n"
        "    Path(config.site_dir, 'seen.txt').write_text('\\n'.join(seen))\n"
    ),
    "a hook that leaves pages out": _hook(
        "def on_post_page(output, page, **_):\n    return '' if page.file.src_uri.endswith('5/index.md') else output\n"
    ),
    "somebody at the site": _tampered,
    "other times": _times,
    "no record": _no_record,
    "a damaged record": _damaged_record,
}


@pytest.mark.slow
@pytest.mark.parametrize("edit", EDITS)
def test_after_an_edit_the_site_is_that_of_plain_mkdocs(config: Path, edit: str):
    EDITS[edit](config.parent)

    found = by_engine(config)
    same(found, plainly(config))
    same(by_engine(config, jobs=2), found)


@pytest.mark.slow
@pytest.mark.parametrize("jobs", [1, 3])
def test_from_nothing_the_site_is_that_of_plain_mkdocs(tmp_path: Path, jobs: int):
    config = an_archive(tmp_path, ARTICLES)

    same(by_engine(config, jobs=jobs), plainly(config))


@pytest.mark.slow
def test_the_sample_archive_is_that_of_plain_mkdocs(tmp_path: Path):
    copy_sample(tmp_path)
    config = tmp_path / "mkdocs.yml"

    same(by_engine(config, jobs=2), plainly(config))


@pytest.mark.slow
@pytest.mark.parametrize("builder", ["mkdocs", "properdocs"])
def test_the_builders_own_command_goes_through_the_engine(tmp_path: Path, builder: str):
    if find_spec(builder) is None:
        pytest.skip(f"{builder} is not installed")
    config = an_archive(tmp_path, ARTICLES)
    plain = tmp_path / "plain.yml"
    plain.write_text(config.read_text().replace("backfile: {", "backfile: {engine: false, ") + "\nsite_dir: plain\n")

    for told in (plain, config, config):
        subprocess.run([sys.executable, "-m", builder, "build", "-q", "-f", told], check=True, cwd=ROOT)

    same((files_of(tmp_path / "site"), Counter()), (files_of(tmp_path / "plain"), Counter()))
    assert [*(tmp_path / ".backfile").glob("site-*")] != []


class _Killed(BaseException):
    """Stands for a signal that nobody can catch."""


@pytest.mark.slow
@pytest.mark.parametrize("share", [0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0])
def test_after_a_kill_at_any_write_the_site_is_that_of_plain_mkdocs(
    config: Path, share: float, monkeypatch: pytest.MonkeyPatch
):
    _setting("Test & archive", "Renamed")(config.parent)
    _another_article(config.parent)
    steps = 0

    def dying(real: Callable[..., Any]) -> Callable[..., Any]:
        def step(*arguments: Any, **named: Any) -> Any:
            nonlocal steps
            steps += 1
            if steps > last:
                raise _Killed
            return real(*arguments, **named)

        return step

    for name in ("stage_file", "put_in_place"):
        monkeypatch.setattr(record, name, dying(getattr(record, name)))
    last = int(share * 2 * len(files_of(config.parent / "site")))
    with suppress(_Killed):
        engine.build_site(config, jobs=1)
    monkeypatch.undo()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1600000000")

    same(by_engine(config), plainly(config))


def test_where_nothing_changed_nothing_is_written(config: Path):
    before = _when(config.parent / "site")

    by_engine(config)

    assert _when(config.parent / "site") == before


def test_where_nothing_changed_no_page_and_no_template_is_made(config: Path, monkeypatch: pytest.MonkeyPatch):
    made: list[str] = []
    real = Page.render

    def render(page: Page, *rest: Any) -> None:
        made.append(page.file.src_uri)
        real(page, *rest)

    monkeypatch.setattr(Page, "render", render)
    monkeypatch.setattr(mkdocs_build, "_build_template", lambda name, *_: made.append(name))

    by_engine(config)

    assert made == ["about.md", "archive/copies/index.md"]  # what is said of the first needs the other


def test_one_more_article_changes_few_pages(config: Path):
    before = _when(config.parent / "site")

    _another_article(config.parent)
    by_engine(config)

    after = _when(config.parent / "site")
    changed = [path for path in after if after[path] != before.get(path)]
    assert 0 < len(changed) < len(after) / 4


def _when(folder: Path) -> dict[str, tuple[int, int]]:
    return {
        path.relative_to(folder).as_posix(): (path.stat().st_ino, path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_the_generators_pages_in_the_navigation_are_those_of_plain_mkdocs_and_are_read_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    nav = "nav: [index.md, about.md, archive/index.md, archive/outlets/index.md, archive/statistics/index.md]"
    config = an_archive(tmp_path / "archive", ARTICLES, re.sub("(?m)^nav:.*$", nav, CONFIG.replace("  - search\n", "")))
    about = config.parent / "docs" / "about.md"
    about.write_text(f"{ABOUT}[outlet](archive/outlets/index.md#nowhere) [day](archive/index.md)\n")
    read: list[str] = []
    real = mkdocs_private.populate_page

    def populate_page(page: Page, *more: Any) -> None:
        read.append(page.file.src_uri)
        real(page, *more)

    monkeypatch.setattr(building, "populate_page", populate_page)
    by_engine(config)
    for number in range(2):
        read.clear()
        record = {
            "id": f"n{number}",
            "text": report(3, f"n{number}"),
            "outlet": f"New {number}",
            "published": "2021-05-04",
        }
        put(config.parent / "articles", {**ARTICLES, f"n{number}.json": json.dumps(record).encode()})

        ours = by_engine(config)

        pages = {"archive/index.md", "archive/outlets/index.md", "archive/statistics/index.md"}
        assert pages.intersection(read) == {"archive/outlets/index.md"}, "it is read for what about.md says of it"
        same(ours, plainly(config))
