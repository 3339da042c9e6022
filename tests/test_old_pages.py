"""Pages of other times and makings: what their readers saw is read, though no extractor expects it so."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import fill

import pytest

from generator.model import Capture
from tests.reading import made, read

LINES = (
    "The council of Lower Fenwick voted on Monday to keep the market hall open until the spring, officials said.",
    "Stallholders had asked for a longer lease, and two hundred people signed a letter to the mayor in March.",
    "The hall was built in 1887 by a company of fishmongers and has been closed three times since, twice for fire.",
    "A decision is due in June, when the council meets again in the assembly rooms on Harbour Street, they said.",
)
HEADLINE = "Market hall stays open"
TEXT = "\n\n".join(LINES)


def page(body: str, head: str = "") -> str:
    return f'<html lang="en"><head>{head}</head><body>{body}</body></html>'


def only(folder: Path, source: str) -> Capture:
    [article] = made(read(folder, {"a.html": source}))
    return article


def test_descriptions_of_terms_are_paragraphs(tmp_path: Path):
    body = f"<dl><dt><h1>{HEADLINE}</h1><dd>" + "<dd>".join(LINES) + "</dl>"

    assert only(tmp_path, page(body)).text == TEXT


def test_lines_of_preformatted_text_are_joined_where_a_screen_broke_them(tmp_path: Path):
    body = f"<h1>{HEADLINE}</h1><pre>\n" + "\n\n".join(fill(line, 60) for line in LINES) + "\n</pre>"

    assert only(tmp_path, page(body)).text == TEXT


def test_a_headline_set_off_by_its_weight_is_a_line_of_its_own(tmp_path: Path):
    body = (
        f"<table><tr><td><font size=4><b>{HEADLINE}</b></font><br><font size=1>17 May 1998</font><br><br>"
        + "<br><br>".join(LINES)
        + "</td></tr></table>"
    )

    assert only(tmp_path, page(body)).text.split("\n\n")[:3] == [HEADLINE, "17 May 1998", LINES[0]]


@pytest.mark.parametrize(
    ("title", "body"),
    [
        (f"The Fenwick Gazette - {HEADLINE}", f"<h2>{HEADLINE}</h2>"),
        (f"The Fenwick Gazette: {HEADLINE}", f"<h1>The Fenwick Gazette</h1><h3>{HEADLINE}</h3>"),
        (f"{HEADLINE} | The Fenwick Gazette", ""),
    ],
)
def test_a_title_s_two_parts_are_headline_and_outlet(tmp_path: Path, title: str, body: str):
    lines = "".join(f"<p>{line}</p>" for line in LINES)

    article = only(tmp_path, page(body + lines, f"<title>{title}</title>"))

    assert (article.fields["headline"], article.fields["outlet"]) == (HEADLINE, "The Fenwick Gazette")
    assert article.text == TEXT


def test_a_short_page_keeps_its_paragraphs(tmp_path: Path):
    inside = f"<div><h3>Ferries</h3><p>{LINES[0]}</p></div><div><p>{LINES[3]}</p></div>"
    body = f"<article><h1>{HEADLINE}</h1>{inside}</article>"

    assert only(tmp_path, page(body)).text == f"Ferries\n\n{LINES[0]}\n\n{LINES[3]}"


BLOCKS = [{"type": "image"}, *({"type": "paragraph", "content": line} for line in LINES)]


@pytest.mark.parametrize(
    "script",
    [
        f'<script type="application/json">{json.dumps({"props": {"story": {"body": BLOCKS}}})}</script>',
        f"<script>window.__STATE__ = {json.dumps({'story': {'paragraphs': LINES}})};</script>",
        f"<script>Fusion.globalContent={json.dumps({'content_elements': BLOCKS})};Fusion.x={{a:1}}</script>",
    ],
    ids=["data", "state", "global content"],
)
def test_a_page_that_scripts_draw_has_the_text_of_its_data(tmp_path: Path, script: str):
    head = f'<title>{HEADLINE}</title><meta name="description" content="Short."><meta name="date" content="2024-05-17">'

    assert only(tmp_path, page(f"<div>You need JavaScript to read this.</div>{script}", head)).text == TEXT


def test_a_page_that_scripts_draw_from_elsewhere_has_its_summary(tmp_path: Path):
    head = (
        f'<meta property="og:title" content="{HEADLINE}"><meta property="og:description" content="{LINES[0]}">'
        '<meta property="article:published_time" content="2024-05-17T09:30:00Z">'
    )

    article = only(tmp_path, page("<div>You need JavaScript to read this.</div>", head))

    assert article.text == LINES[0]
    assert "summary" in article.fields["incomplete"]


@pytest.mark.parametrize(
    "ways",
    [
        '<div class="pagination"><b>1</b> <a href="/b/hall?page=2">2</a></div>',
        '<p>Page 1 · <a href="/b/hall?page=2">2</a></p><a rel="next" href="/b/other">Next: another story</a>',
    ],
)
def test_the_ways_to_other_pages_are_no_text(tmp_path: Path, ways: str):
    body = f"<article><h1>{HEADLINE}</h1>{''.join(f'<p>{line}</p>' for line in LINES)}{ways}</article>"

    article = only(tmp_path, page(body, '<link rel="canonical" href="https://g.example/b/hall">'))

    assert article.text == TEXT
    assert article.fields["incomplete"].startswith("the first page of several")


def test_a_day_of_first_publication_stands_above_that_of_the_last_change(tmp_path: Path):
    line = '<p class="date">Stand: 18.05.2024, 10:00 Uhr | Erstveröffentlicht: 17.05.2024, 09:30 Uhr</p>'
    body = f"<h1>{HEADLINE}</h1>{line}{''.join(f'<p>{line}</p>' for line in LINES)}"

    assert only(tmp_path, page(body)).fields["published"] == "2024-05-17"
