"""Of Markdown, what it says is taken: no marks, no link targets, no shortcodes; captions and words stay."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.read.documents.markdown import plain
from tests.reading import made, read, told

SAID: tuple[tuple[str, str], ...] = (
    ('the [old *bridge*](https://a.example/b_(c) "t") shut', "the old bridge shut"),
    ("[![Alt](a.jpg)](b.html)", ""),
    ("![Alt](a.jpg)", ""),
    ('![Alt](a.jpg "The bridge in winter")', "The bridge in winter"),
    ("see [the report][1].\n\n[1]: https://a.example 'T'", "see the report."),
    ("He said [sic] so.", "He said [sic] so."),
    ("a fact[^1]\n\n[^1]: Its source.", "a fact\n\nIts source."),
    ("[[Ana Kestrel]] and [[People/Bo Finch|Bo]] ![[b.png]]", "Ana Kestrel and Bo"),
    (
        "==marked== ~~struck~~ **bold** __bold__ *slanted* _slanted_ ***both***",
        "marked struck bold bold slanted slanted both",
    ),
    ("snake_case_name, 5*3*2, 2 * 3 and \\*stars\\*", "snake_case_name, 5*3*2, 2 * 3 and *stars*"),
    ("## A heading ##\n\nText.\n\nUnder\n-----\n\nMore.", "A heading\n\nText.\n\nUnder\n\nMore."),
    ("> A quotation\n> goes on.\n\n> [!note] Note\n> Said.", "A quotation\ngoes on.\n\nNote\nSaid."),
    ("- one\n- [x] two\n\n1. three", "one\ntwo\n\n1. three"),
    ('{{< figure src="b.jpg" caption="The bridge" >}}', "The bridge"),
    ("{% include figure.html src='b.jpg' caption='The bridge' %}", "The bridge"),
    ("Before {{ site.url }}<!-- more -->after %%hidden%%.", "Before after ."),
    ("One.\n\n***\n\nTwo.", "One.\n\nTwo."),
    ("```text\n*as it is* [x](y)\n```", "*as it is* [x](y)"),
    ("<figure><img src='x'><figcaption>A &amp; B</figcaption></figure>", "A & B"),
    ("A line  \nof verse\\\nends.{: .lead}", "A line  \nof verse\nends."),
    ("| a | b |\n|---|---|\n| 1 | 2 |", "a | b\n\n1 | 2"),
    ("<https://a.example/b>", "https://a.example/b"),
    ('!!! note "Mind"\n    the step', "Mind\n\n    the step"),
)


@pytest.mark.parametrize(("source", "said"), SAID)
def test_a_mark_says_nothing_and_a_word_stays(source: str, said: str):
    assert plain(source) == said


def test_mdx_lines_that_load_code_are_no_text():
    source = "import Chart from './chart'\nexport const a = 1;\n\n<Chart of={1} />\n\nThe text."

    assert plain(source, modules=True) == "The text."


@given(st.text(alphabet="ab \n*_`[]()!<>{}%#=-~|\\^:.\"'&;/$1", max_size=300))
def test_no_text_is_too_odd_to_be_read(source: str):
    plain(source)


FRONTS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    (
        "toml.md",
        (
            '+++\ntitle = "Fog"\ndate = 2024-05-17T09:30:00+02:00\ntags = ["sea"]\n'
            '[params]\nauthor = "Ana Kestrel"\n+++\nThe text.'
        ),
        {"headline": "Fog", "published": "2024-05-17T09:30:00+02:00", "tags": ["sea"], "authors": "Ana Kestrel"},
    ),
    (
        "zola.md",
        '+++\ntitle = "Fog"\ndate = 2024-05-17\n[taxonomies]\ntags = ["sea", "air"]\n+++\nThe text.',
        {"headline": "Fog", "published": "2024-05-17", "tags": ["sea", "air"]},
    ),
    (
        "json.md",
        '{\n "title": "Fog",\n "date": "2024-05-17"\n}\n\nThe text.',
        {"headline": "Fog", "published": "2024-05-17"},
    ),
    (
        "_posts/2024-05-17-fog.md",
        "---\nTitle: Fog\npublished: true\n---\nThe text.",
        {"headline": "Fog", "published": "2024-05-17"},
    ),
    ("first.md", "# Fog at sea\n\nThe text.", {"headline": "Fog at sea"}),
    (
        "pelican.md",
        "Title: Fog\nDate: 2024-05-17 09:30\nAuthor: Ana Kestrel\n\nThe text.",
        {"headline": "Fog", "published": "2024-05-17 09:30", "authors": "Ana Kestrel"},
    ),
    (
        "clip.md",
        '---\ntitle: Fog\nsource: "https://a.example/fog"\nauthor:\n  - "[[Ana Kestrel]]"\n---\nThe text.',
        {"headline": "Fog", "url": "https://a.example/fog", "authors": ["Ana Kestrel"]},
    ),
    (
        "links.md",
        "---\ntitle: Fog\nauthor: [[Ana Kestrel]]\nurl: /fog/\n---\nThe text.",
        {"headline": "Fog", "authors": ["Ana Kestrel"], "path": "/fog/"},
    ),
    (
        "quarto.qmd",
        "---\ntitle: Fog\nauthor:\n  - name: Ana Kestrel\n    url: x\n---\nThe text.",
        {"headline": "Fog", "authors": ["Ana Kestrel"]},
    ),
    (
        "deutsch.md",
        "---\nTitel: Nebel\nDatum: 17.05.2024\nAutor: Ana Kestrel\n---\nDer Text.",
        {"headline": "Nebel", "published": "17.05.2024", "authors": "Ana Kestrel"},
    ),
)


@pytest.mark.parametrize(("name", "source", "fields"), FRONTS, ids=[name for name, *_ in FRONTS])
def test_front_matter_gives_its_values_under_our_keys(tmp_path: Path, name: str, source: str, fields: dict[str, Any]):
    found = read(tmp_path, {name: source})

    [capture] = made(found)
    assert (dict(capture.fields), told(found)) == (fields, [])


def test_front_matter_that_is_no_yaml_is_read_line_by_line_and_said(tmp_path: Path):
    found = read(tmp_path, {"a.md": "---\ntitle: Fog: thick\ndate: 2024-05-17\ntags:\n  - sea\n---\nThe text."})

    [capture] = made(found)
    assert capture.fields == {"headline": "Fog: thick", "published": "2024-05-17", "tags": ["sea"]}
    assert len(told(found)) == 1


REPORTS = tuple(
    f"The council of Velmar met on {day} and put off its vote on the bridge." for day in ("Monday", "Friday")
)
SIGNED = ("*Ana Kestrel, Marrow Mail, 17 May 2024*", "By Bo Finch on 18 May 2024")


@pytest.mark.parametrize(
    ("above", "mark"), [("# Clippings\n\n", "##"), ("", "#"), ("", "##")], ids=["a title", "no title", "of a level"]
)
@pytest.mark.parametrize("name", ["a.md", "a.txt"])
def test_headings_with_a_line_of_who_and_when_below_them_part_articles(
    tmp_path: Path, above: str, mark: str, name: str
):
    pieces = [f"{mark} Vote {at}\n\n{SIGNED[at]}\n\n{REPORTS[at]}\n\n{REPORTS[at]}" for at in (0, 1)]

    found = made(read(tmp_path, {name: above + "\n\n".join(pieces)}))

    assert [one.fields["headline"] for one in found] == ["Vote 0", "Vote 1"]
    assert [one.provenance.record for one in found] == [1, 2]


@pytest.mark.parametrize(
    "source",
    [
        f"# Vote\n\n{SIGNED[0]}\n\n{REPORTS[0]}\n\n## The cost\n\n{REPORTS[1]}\n\n## The bridge\n\n{REPORTS[0]}",
        f"---\ntitle: Vote\n---\n\n# One\n\n{SIGNED[0]}\n\n{REPORTS[0]}\n\n# Two\n\n{SIGNED[1]}\n\n{REPORTS[1]}",
        f"# Vote\n\n{REPORTS[0]}\n\n```\n# in 2024\n# in 2025\n```\n\n{REPORTS[1]}",
    ],
    ids=["crossheads", "front matter", "code"],
)
def test_other_headings_part_nothing(tmp_path: Path, source: str):
    assert len(made(read(tmp_path, {"a.md": source}))) == 1


def test_a_text_that_opens_with_a_heading_of_markdown_is_markdown(tmp_path: Path):
    [found] = made(read(tmp_path, {"a.txt": f"# Vote put off\n\n{REPORTS[0]} It was *late*."}))

    assert (found.fields["headline"], "*late*" in found.text) == ("Vote put off", False)
