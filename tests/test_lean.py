"""Pages hold what a reader gets, and little else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from generator import engine
from tests.archives import CONFIG, an_archive

ARTICLE = "archive/2021/03/a-bridge-opens-*/index.html"
HAND_WRITTEN = "about/index.html"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>a</p>\n\n   \n\t<p>b</p>\n    <i>c</i>", "<p>a</p>\n<p>b</p>\n<i>c</i>"),
        ("<p>two  spaces</p>", "<p>two  spaces</p>"),
        ("<pre>a\n\n  b</pre>\n\n<p>", "<pre>a\n\n  b</pre>\n<p>"),
        (
            "<textarea>\n\n a</textarea>\n\n<script>`\n\n`</script>",
            "<textarea>\n\n a</textarea><script>`\n\n`</script>",
        ),
        ('<p class="a" data-search-exclude="1">a</p>', '<p class="a">a</p>'),
        ('<p\ndata-search-exclude="1" data-search-boost="2" id="b">a </p>', '<p id="b">a </p>'),
        ("<p>data-search-exclude=&#34;1&#34;</p>", '<p>data-search-exclude=&#34;1"</p>'),
        (
            '<a title="it&#39;s &#91;1&#93;">it&#39;s a&#47;b&#58; &#45;&#36;&#42;&#95;&#64;&#123;&#60;&#38;#39;</a>',
            "<a title=\"it's [1]\">it's a/b: -$*_@&#123;&#60;&#38;#39;</a>",
        ),
        (
            '<title>&#34;a&#34;</title><p title="&#34;a&#34;">&#34;a&#34; <b>&#34;b&#34;</b></p>&#34;c',
            '<title>&#34;a&#34;</title><p title="&#34;a&#34;">"a" <b>"b"</b></p>&#34;c',
        ),
        ("a=&#34;&#34;b&#34; =&#34;<i>=&#34;c&#34;", 'a=&#34;"b" =&#34;<i>=&#34;c&#34;'),
        ("&#34;a&#34; <title>=&#34;b &#34;<br>", '"a" <title>=&#34;b "<br>'),
        ("<pre>&#39;</pre>", "<pre>&#39;</pre>"),
        ("<dl>\n<dd>a</dd>\n<dd>b</dd>\n</dl>\n<p>c", "<dl><dd>a</dd><dd>b</dd></dl>\n<p>c"),
        ('<p id="1">a</p>\n<p id="2">b</p>\n<p class="c">d</p>', '<p id="1">a</p>\n<p id="2">b</p><p class="c">d</p>'),
        ("<h1>a</h1>\n<ul>\n<li>a\n<div>\n<b>c</b>\n</div>", "<h1>a</h1><ul>\n<li>a<div>\n<b>c</b></div>"),
        ("<link>\n<script>a\n<div></script>\n<script>\n", "<link><script>a\n<div></script><script>\n"),
        (
            '<input class="md-toggle" data-md-toggle="drawer" type="checkbox" id="__drawer">\n<p>a</p>',
            "<p>a</p>",
        ),
        ('<div data-md-component="announce">\n</div>\n<p>a</p>', "<p>a</p>"),
        (
            '<div data-md-component="announce">\n<aside>News</aside>\n</div>\n<p>a</p>',
            '<div data-md-component="announce">\n<aside>News</aside></div>\n<p>a</p>',
        ),
        (
            "<p>&#60;div data-md-component=&#34;skip&#34;&#62;</p>",
            '<p>&#60;div data-md-component=&#34;skip"&#62;</p>',
        ),
    ],
    ids=[
        "lines",
        "spaces in a line",
        "pre",
        "text and script",
        "for a search",
        "for a search, twice",
        "what an article says",
        "signs that are no markup",
        "signs that are shown as they stand",
        "quotation marks in texts and in tags",
        "quotation marks behind signs of equality",
        "quotation marks before anything but the end of a title",
        "before what has a line of its own",
        "not between a text's paragraphs",
        "not before what may stand in one with others",
        "around scripts, not within",
        "for a script",
        "an empty announcement",
        "an announcement",
        "what an article says of it",
    ],
)
def test_what_no_reader_gets_is_left_out(html: str, expected: str):
    assert engine.lean(html) == expected
    assert engine.lean(expected) == expected


def told(folder: Path, pattern: str) -> dict[str, Any]:
    """Return what a page tells Material's script."""
    [page] = folder.glob(pattern)
    _, _, rest = page.read_text(encoding="utf-8").partition('<script id="__config" type="application/json">')
    found: dict[str, Any] = json.loads(rest.partition("</script>")[0])
    return found


def built(root: Path, config: str = CONFIG) -> Path:
    path = an_archive(root / "archive", config=config)
    (path.parent / "docs" / "about.md").write_text("# About\n\n```sh\nbackfile verify\n```\n", encoding="utf-8")
    return engine.build_site(path).folder


def test_an_articles_page_tells_the_themes_script_what_it_reads_there(tmp_path: Path):
    site = built(tmp_path)
    some = built(tmp_path / "some", CONFIG.replace("font: false", "font: false, features: [search.share]"))

    [article] = site.glob(ARTICLE)

    assert "md-toggle" not in article.read_text(encoding="utf-8")
    assert "__config" not in article.read_text(encoding="utf-8"), "backfile.js tells it"
    assert told(some, ARTICLE) == {"base": "../../../..", "features": ["search.share"], "translations": {}}
    assert {"clipboard.copy", "clipboard.copied"} <= told(site, HAND_WRITTEN)["translations"].keys()


@pytest.mark.parametrize(
    "config",
    [
        CONFIG.replace("font: false", "font: false, features: [navigation.instant]"),
        CONFIG.replace("[backfile]", "[search, {backfile: {search: material}}]"),
        CONFIG + "extra: {version: {provider: mike}}\n",
    ],
    ids=["pages that replace one another", "Material's search", "versions"],
)
def test_a_page_tells_the_themes_script_everything_where_it_may_need_it(tmp_path: Path, config: str):
    assert "search.result.none" in told(built(tmp_path, config), ARTICLE)["translations"]
