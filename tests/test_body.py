"""The short way from Markdown to HTML: what Python-Markdown gives, or nothing."""

from __future__ import annotations

from pathlib import Path

import markdown
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import engine
from generator.engine.body import convert, settings_known
from generator.engine.drawing import read
from tests.laws.test_laws import QUICK
from tests.sites import copy_sample

EXTENSIONS = ["toc", "tables", "fenced_code", "md_in_html"]


def slowly(source: str) -> str:
    return markdown.markdown(source, extensions=EXTENSIONS)


def resolve(target: str) -> str | None:
    return target


ODD = st.text(alphabet="<>/&#;[]()*_`~-+=|!\\:.\"' 19aé\u00a0\n", max_size=12)
LINES = st.one_of(
    st.sampled_from(
        [
            "A plain line, of (some) words; and more.",
            "It&#39;s &#60;b&#62; here",
            "**A crosshead**",
            "[a label](a/b.md) and [<bdi>b</bdi>](c.md)",
            '<time datetime="2020-01-01">1 January</time> · <span class="x">y</span>',
            "# A heading",
            "## A heading",
            "- an item\n- [another](x.md)<br>of two",
            "- one",
            '<div class="b" id="a" markdown>',
            '<div class="bf-text" dir="ltr" markdown>',
            "<section markdown>",
            "</div>",
            "</section>",
            '<p class="x" markdown>[a](b.md) · c</p>',
            '<p class="x">a <bdi>b</bdi></p>',
            '<h2 id="a-heading">A heading</h2>',
            "<h2>A heading</h2>",
            '<h1 class="y" id="headline">A &#38; b</h1>',
            '<details class="z"><summary>s</summary>\n<p>t</p></details>',
            "<summary>some</summary>",
        ]
    ),
    ODD,
    st.tuples(ODD, st.sampled_from(["word", "&#42;", "**b**", "[l](t.md)", "<br>"]), ODD).map("".join),
)


@QUICK
@given(st.lists(LINES, max_size=8).map("\n\n".join))
def test_any_markdown_comes_out_as_from_python_markdown_or_not_at_all(source: str):
    body = convert(source, resolve)

    assert body is None or body.html == slowly(source)


@QUICK
@given(inside=st.lists(LINES, min_size=1, max_size=4).map("\n\n".join), tag=st.sampled_from(["div", "section", "nav"]))
def test_the_same_holds_inside_a_wrapper(inside: str, tag: str):
    source = f'<{tag} class="bf-text" markdown>\n\n{inside}\n\n</{tag}>\n\nAnd so on.'

    body = convert(source, resolve)

    assert body is None or body.html == slowly(source)


@pytest.mark.slow
def test_every_page_of_the_sample_archive_goes_the_short_way(tmp_path: Path):
    copy_sample(tmp_path)
    settings = engine.settings_of(engine.load(tmp_path / "mkdocs.yml"))
    engine.generate(settings)

    pages = {path: read(path.read_text(encoding="utf-8")) for path in settings.archive.rglob("*.md")}

    long = [path for path, page in pages.items() if page is None or convert(page.markdown, resolve) is None]
    assert len(pages) > 100
    assert [path.relative_to(settings.archive).as_posix() for path in long] == []


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


def test_a_link_that_mkdocs_would_speak_of_is_left_to_it():
    assert convert("[a](gone.md)", lambda target: None) is None
    assert convert("[a](#nowhere)", resolve) is None
