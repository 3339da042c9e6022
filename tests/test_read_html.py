"""Read web pages: what they say of themselves, their text without what stands beside it, and which are no articles."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.model import Capture, Passed, Problem
from generator.read import Part, captures, part, parts
from generator.read.encoding import decode_page
from generator.read.formats.html import text_of
from generator.read.pages.page import MOST_MARKUP, PageError, WebPage, read
from generator.read.pages.saved import archivebox, traces

REPORT = (
    "The council of Velmar put off its vote on the new bridge until autumn, two members said on Tuesday.",
    "Nobody had asked the ferry company what it made of the plan, its director said in a letter.",
    "The mayor wants to hear the people who live on the other bank before anything is built there.",
)
BODY = "".join(f"<p>{line}</p>" for line in REPORT)


def page(head: str = "", body: str = BODY, *, url: str | None = None, lang: str = "") -> WebPage:
    """Read a page of this head and body."""
    return read(f"<!doctype html><html{lang}><head>{head}</head><body>{body}</body></html>".encode(), url=url)


def meta(**contents: str) -> str:
    """Return meta elements; two underscores stand for a colon."""
    return "".join(f'<meta property="{name.replace("__", ":")}" content="{text}">' for name, text in contents.items())


def json_ld(text: str) -> str:
    return f'<script type="application/ld+json">{text}</script>'


def lines(found: WebPage) -> tuple[str, ...]:
    return tuple(found.text.split("\n\n"))


def read_folder(folder: Path, files: Mapping[str, str]) -> list[Capture | Problem | Passed]:
    """Read a folder of these files."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    found: list[Capture | Problem | Passed] = []
    for item in parts(folder):
        found.extend(captures(folder, item) if isinstance(item, Part) else [item])
    return found


# What a page says of itself


@pytest.mark.parametrize(
    ("head", "body", "headline", "rule"),
    [
        (meta(og__title="Bridge vote put off"), "", "Bridge vote put off", "meta og:title"),
        (meta(og__title="Bridge vote put off | Velmar Echo", og__site_name="Velmar Echo"), "", "Bridge vote put off",
         "meta og:title"),
        (meta(og__title="Bridge vote put off - City - Velmar Echo"), "<h1>Bridge vote put off</h1>",
         "Bridge vote put off", "meta og:title"),
        (meta(og__title="Quiet - and cold"), "", "Quiet - and cold", "meta og:title"),
        (meta(og__title="Bridge vote put …"), "<h1>Bridge vote put off</h1>", "Bridge vote put off", "h1"),
        (json_ld('{"@type": "NewsArticle", "headline": "Fog &amp; <b>ferries</b>"}'), "", "Fog & ferries",
         "JSON-LD headline"),
        ("<title>Bridge vote put off – Velmar Echo</title>", "<h1>Bridge vote put off</h1>", "Bridge vote put off",
         "h1"),
        ("<title>橋の投票が延期｜港新聞</title>" + meta(og__site_name="港新聞"), "", "橋の投票が延期", "title"),
    ],
)  # fmt: skip
def test_the_headline_stands_without_the_name_of_the_site(head: str, body: str, headline: str, rule: str):
    found = page(head, body + BODY)

    assert (found.fields["headline"], found.rules["headline"]) == (headline, rule)


@pytest.mark.parametrize(
    ("head", "authors"),
    [
        (json_ld('{"@type": "NewsArticle", "author": {"name": "Jane Doe"}}'), ["Jane Doe"]),
        (json_ld('{"@type": "NewsArticle", "author": ["Jane Doe", {"givenName": "John", "familyName": "Roe"}]}'),
         ["Jane Doe", "John Roe"]),
        (json_ld('{"@graph": [{"@type": "Article", "author": {"@id": "#j"}}, {"@id": "#j", "name": "Jane Doe"}]}'),
         ["Jane Doe"]),
        (meta(article__author="https://example.com/jane", author="Jane Doe"), ["Jane Doe"]),
        (json_ld('{"@type": "NewsArticle", "author": "Velmar Echo"}')
         + meta(og__site_name="Velmar Echo", author="J. Doe"), ["J. Doe"]),
        (json_ld('{"@type": "NewsArticle", "author": "Velmar Echo"}') + meta(og__site_name="Velmar Echo"),
         ["Velmar Echo"]),
        (meta(author="Nicole Scott", og__url="https://www.echo.co.uk/a"), ["Nicole Scott"]),
        (json_ld('{"@graph": [{"@type": "WebPage", "author": {"@id": "#j"}}, {"@id": "#j", "name": "Jane Doe"}]}'),
         ["Jane Doe"]),
        (meta(twitter__label1="Escrito por", twitter__data1="Jane Doe", twitter__label2="Tiempo", twitter__data2="2 m"),
         ["Jane Doe"]),
        (json_ld('{"@type": "BlogPosting", "author": {"@id": "#j"}, "publisher": {"@id": "#j"}}')
         + json_ld('{"@type": ["Person", "Organization"], "@id": "#j", "name": "Jane Doe"}')
         + meta(author="J. Roe", og__site_name="Velmar Echo"),
         ["Jane Doe"]),
    ],
)  # fmt: skip
def test_authors_come_from_the_page_and_people_before_the_site(head: str, authors: list[str]):
    assert page(head).fields["authors"] == authors


HEADLINE = "<h1>Velmar puts off its vote on the bridge</h1>"
COMMENTS = "<div class='comments'><p>posted on 7 May 2021 by <span class='author'>Ole Bruun</span></p></div>"


@pytest.mark.parametrize(
    ("beside", "authors", "rule"),
    [
        ("<a rel='author' href='/x'>View all posts by Ida Brandt →</a>", ["Ida Brandt"], "link rel=author"),
        ("<span><a rel='author'>Ida Brandt</a> and <a rel='author'>Per Holm</a></span>", ["Ida Brandt", "Per Holm"],
         "link rel=author"),
        ("<div class='article-author'><b>Von Ida Brandt, Velmar</b></div>", ["Ida Brandt"],
         "marked byline beside the headline"),
        ("<div class='meta'><a href='/autoren/ida-brandt/'>Ida Brandt</a> | 3 min</div>", ["Ida Brandt"],
         "marked byline beside the headline"),
        ("<div>By Ida Brandt and Per Holm | 12/10/2020</div>", ["Ida Brandt", "Per Holm"],
         "byline beside the headline"),
        ("<div><span>Datum: 05.11.2020</span> <span>Autor: Ida van der Brandt/PH</span></div>", ["Ida van der Brandt"],
         "byline beside the headline"),
        ("<p><strong>Ida Brandt/Per Holm</strong></p>", ["Ida Brandt", "Per Holm"],
         "line of names beside the headline"),
    ],
    ids=["link", "links", "class", "path", "words", "label", "names alone"],
)  # fmt: skip
def test_a_byline_beside_the_headline_is_read_where_it_shows_what_it_is(beside: str, authors: list[str], rule: str):
    found = page(body=HEADLINE + beside + BODY)

    assert (found.fields["authors"], found.rules["authors"]) == (authors, rule)


@pytest.mark.parametrize(
    "beside",
    [
        "<h2>Ida Brandt</h2>",
        "<h2>New Album von Ida Brandt</h2>",
        "<div class='article-author'>Zur Übersicht</div>",
        "<figure><figcaption>By Ida Brandt</figcaption></figure>",
        "<div class='related-teaser'><span class='author'>Ida Brandt</span></div>",
        "<div><p>By the river the mood was calm.</p></div>",
    ],
    ids=["heading", "heading with von", "button", "picture", "another report", "prose"],
)
def test_a_line_that_only_looks_like_a_byline_is_none(beside: str):
    assert "authors" not in page(body=HEADLINE + beside + BODY + COMMENTS).fields


def test_authors_of_other_reports_and_of_comments_are_not_this_one_s():
    others = "".join(
        f"<div><div><div><h2>Fog</h2><a rel='author'>{name}</a></div></div></div>" for name in ("Ada Ek", "Bo Ek")
    )
    comment = "<div itemprop='comment'><b itemprop='author'>Cleo Ek</b></div>"

    found = page(
        body=comment + f"<article><header>{HEADLINE}<a rel='author'>Ida Brandt</a></header>{BODY}</article>" + others
    )

    assert found.fields["authors"] == ["Ida Brandt"]


def test_a_byline_comes_before_the_site_that_signs_for_want_of_a_person():
    head = json_ld('{"@type": "NewsArticle", "author": "Velmar Echo"}') + meta(og__site_name="Velmar Echo")

    found = page(head, HEADLINE + "<p class='byline'>By Ida Brandt</p>" + BODY)

    assert found.fields["authors"] == ["Ida Brandt"]
    assert found.origins["authors"] == "extracted"


def test_a_byline_does_not_hide_the_agency_that_the_page_states():
    head = json_ld('{"@type": "NewsArticle", "author": "dpa"}')

    found = page(head, HEADLINE + "<p class='byline'>By Ida Brandt</p>" + BODY)

    assert found.fields["authors"] == ["Ida Brandt", "dpa"]
    assert found.rules["authors"] == "marked byline beside the headline, JSON-LD author"


@pytest.mark.parametrize(
    ("head", "moment", "rule"),
    [
        (json_ld('{"@type": "NewsArticle", "datePublished": "2020-11-05T21:10:00+01:00"}'),
         "2020-11-05T21:10:00+01:00", "JSON-LD datePublished"),
        (meta(article__published_time="2020-11-05"), "2020-11-05", "meta article:published_time"),
        (json_ld('{"@type": "NewsArticle", "datePublished": "5 Nov 2020"}') + meta(date="2020-11-05"),
         "2020-11-05", "meta date"),
        ("</head><body><time itemprop='datePublished' datetime='2020-11-05T08:00Z'>today</time>",
         "2020-11-05T08:00Z", "microdata datePublished"),
    ],
)  # fmt: skip
def test_a_date_that_is_certain_is_believed_before_one_in_words(head: str, moment: str, rule: str):
    found = page(head)

    assert (found.fields["published"], found.rules["published"]) == (moment, rule)


@pytest.mark.parametrize(
    ("beside", "moment", "rule"),
    [
        ("<div class='date'>5 November 2020</div>", "2020-11-05", "date beside the headline"),
        ("<div>Politik | 05.11.2020, 12:01 Uhr</div>", "2020-11-05", "date beside the headline"),
        ("<div>By Ida Brandt, 2020年11月5日</div>", "2020-11-05", "date beside the headline"),
        ("<time datetime='2020-11-05T08:00+01:00'>today</time>", "2020-11-05T08:00+01:00",
         "time element beside the headline"),
        ("<p>Updated: <time datetime='2021-02-07'>7 Feb</time></p><p>5. November 2020</p>", "2020-11-05",
         "date beside the headline"),
    ],
    ids=["named month", "dots and a time", "Japanese", "element", "not the update's"],
)  # fmt: skip
def test_a_date_beside_the_headline_is_the_one_printed_there(beside: str, moment: str, rule: str):
    found = page(body=HEADLINE + beside + BODY + COMMENTS)

    assert (found.fields["published"], found.rules["published"]) == (moment, rule)
    assert found.origins["published"] == "extracted"


@pytest.mark.parametrize("beside", ["03/04/2020", "Member since: 3 May 2020", "What was said on 3 May 2020 is true"])
def test_a_date_that_can_be_read_in_two_ways_or_is_of_something_else_is_not_the_headline_s(beside: str):
    found = page(body=HEADLINE + f"<div>{beside}</div>" + BODY)

    assert found.rules.get("published") != "date beside the headline"


def test_a_printed_date_comes_before_a_meta_element_that_may_be_the_last_change_s():
    found = page(meta(date="2020-11-12"), HEADLINE + "<p>05.11.2020</p>" + BODY)

    assert found.fields["published"] == "2020-11-05"


def test_a_date_that_only_the_text_gives_is_htmldate_s_and_says_so():
    found = page(body=f"{BODY}<p>Velmar, 5 November 2020</p>")

    assert found.fields["published"] == "2020-11-05"
    assert (found.rules["published"], found.origins["published"]) == ("htmldate", "extracted")


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("© Velmar Echo 2021", None),
        ("November 2021", None),
        ("1 November 2021", "2021-11-01"),
        ("Since September 1, 1998", "1998-09-01"),
    ],
)
def test_of_a_year_or_a_month_no_day_is_made(text: str, moment: str | None):
    assert page(body=f"{BODY}<footer>{text}</footer>").fields.get("published") == moment


def test_no_date_is_made_up():
    assert "published" not in page().fields
    assert "captured" not in page().fields


def test_json_ld_that_is_not_quite_json_is_read_all_the_same():
    broken = '<!-- {"@type": "NewsArticle", "headline": "A line\nand another", "keywords": ["fog", ],} -->'

    found = page(json_ld(broken))

    assert (found.fields["headline"], found.fields["tags"]) == ("A line and another", ["fog"])


def test_of_several_articles_in_json_ld_the_page_s_own_counts():
    other = '{"@type": "NewsArticle", "url": "https://velmar-echo.example/b", "headline": "Another"}'
    own = '{"@type": "NewsArticle", "url": "https://velmar-echo.example/a", "headline": "Its own"}'

    found = page(json_ld(f"[{other}, {own}]"), url="https://velmar-echo.example/a")

    assert found.fields["headline"] == "Its own"


@pytest.mark.parametrize(
    ("head", "url"),
    [
        ('<link rel="canonical" href="/a">' + meta(og__url="https://velmar-echo.example/a?x=1"),
         "https://velmar-echo.example/a"),
        ('<link rel="canonical" href="https://agency.example/a">' + meta(og__url="https://velmar-echo.example/b"),
         "https://velmar-echo.example/b"),
        ('<link rel="canonical" href="https://velmar-echo.example/">' + meta(og__url="https://velmar-echo.example/a"),
         "https://velmar-echo.example/a"),
        ('<link rel="canonical" href="javascript:alert(1)">', None),
    ],
)  # fmt: skip
def test_the_address_is_the_page_s_own(head: str, url: str | None):
    assert page(head).fields.get("url") == url


@pytest.mark.parametrize(
    ("head", "lang", "language"),
    [("", ' lang="pt-BR"', "pt-BR"), (meta(og__locale="nb_NO"), "", "nb_NO"), ("", ' lang="{{lang}}"', None)],
)
def test_the_language_is_the_one_declared(head: str, lang: str, language: str | None):
    assert page(head, lang=lang).fields.get("language") == language


# The text


@pytest.mark.parametrize(
    "beside",
    [
        '<p><a href="/x">Lighthouse will be sold to the highest bidder</a></p>',
        '<p>READ ALSO: <a href="/x">Lighthouse will be sold to the highest bidder</a></p>',
        '<ul><li><a href="/x">Lighthouse will be sold</a> today</li><li><a href="/y">Market opens again</a></li></ul>',
        '<div class="teaser-box"><p>The lighthouse will be sold to the highest bidder in spring.</p></div>',
        '<div class="article__newsletter"><p>Get our letter with the news of the harbour every morning.</p></div>',
        '<div><h3><a href="/x">Lighthouse will be sold</a></h3><p>The harbour board wants to be rid of it.</p></div>',
        "<p>Bridge vote put off</p>",
        "</article><article><h1>Lighthouse sold</h1>" + "<p>The lamp shines on, the keepers said to us.</p>" * 30,
    ],
    ids="link label list teaser newsletter card headline next-article".split(),
)
def test_what_stands_beside_a_report_goes(beside: str):
    body = f"<article><h1>Bridge vote put off</h1>{BODY * 3}{beside}</article>"

    found = page(meta(og__title="Bridge vote put off"), body)

    assert set(lines(found)) == set(REPORT)


@pytest.mark.parametrize(
    "part_of_it",
    [
        '<p class="paywall">The bridge would be the first one over the river in a hundred years, said a member.</p>',
        '<p>The bridge, <a href="/x">which has been planned for years</a>, would be the first one over the river.</p>',
    ],
    ids="paywall link".split(),
)
def test_a_paragraph_of_the_report_stays(part_of_it: str):
    found = page(body=f"<article>{BODY}{part_of_it}</article>")

    assert len(lines(found)) == len(REPORT) + 1


@pytest.mark.parametrize(
    ("fragment", "text"),
    [
        ("<p>One <b>bold</b>\nword.</p><p>Two &amp; three</p>", "One bold word.\n\nTwo & three"),
        ("Line<br>break<script>x()</script> on", "Line\n\nbreak on"),
        ("<ul><li>A</li><li>B</li></ul>tail", "A\n\nB\n\ntail"),
        ("no markup &lt;here&gt;", "no markup <here>"),
        ("<p>One <!-- advert -->two <!---->three</p><?php x ?>four", "One two three\n\nfour"),
        ("<!-- one --><i>two<!-- three --></i> four", "two four"),
        ("", ""),
    ],
)
def test_a_fragment_gives_its_text(fragment: str, text: str):
    assert text_of(fragment) == text


# Articles and other pages


@pytest.mark.parametrize(
    ("head", "body", "reason"),
    [
        (json_ld('{"@type": "NewsArticle", "headline": "Fog"}'), f"<p>{REPORT[0]}</p>", ""),
        (meta(og__type="article", og__url="https://velmar-echo.example/a"), f"<p>{REPORT[0]}</p>", ""),
        ("", BODY, ""),
        ("", "<p>Page not found.</p>", "an error page"),
        (meta(og__url="https://velmar-echo.example/index.html"), BODY, "a front page"),
        (json_ld('{"@type": "CollectionPage"}'), BODY, "a list of articles"),
        ("", "".join(f"<p>Gate {n} is shut today and tomorrow too</p>" for n in range(9)), "a page without a report"),
    ],
)
def test_only_articles_are_articles(head: str, body: str, reason: str):
    assert page(head, body).passed == reason


# Traces of the tools that save pages


@pytest.mark.parametrize(
    "text",
    [
        "<!--\n Page saved with SingleFile \n url: https://a.example/ \n saved date: Wed Foo 99 2021 25:00:00 GMT -->",
        "x" * 40_000 + "FILE ARCHIVED ON 03:04:05 Jan 02, 2020 AND RETRIEVED" + "x" * 40_000,
        "FILE ARCHIVED ON 03:04:05 Jan 42, 2020 AND RETRIEVED FROM",
    ],
    ids="no-date middle no-day".split(),
)
def test_a_time_that_no_trace_gives_stays_unknown(text: str):
    assert "captured" not in traces(text)[0]


@pytest.mark.parametrize(
    "index",
    [
        None,
        [],
        {"url": 1, "timestamp": 2},
        {"url": "https://a.example", "timestamp": "1", "history": None},
        {"articles": []},
    ],
)
def test_an_index_that_is_none_gives_no_time(index: Any):
    assert "captured" not in archivebox(index)


# Encodings


@pytest.mark.parametrize(
    ("codec", "declared", "inside"),
    [
        ("utf-8", "iso-8859-1", "iso-8859-1"),
        ("iso8859_2", None, "ISO-8859-2"),
        ("cp1251", "windows-1251", None),
        ("cp1251", "windows-1251", "utf-8"),
        ("utf-16", None, None),
        ("shift_jis", None, "Shift_JIS"),
    ],
)
def test_the_encoding_is_the_one_that_the_bytes_are_in(codec: str, declared: str | None, inside: str | None):
    word = {"iso8859_2": "Żółć", "shift_jis": "港の橋"}.get(codec, "Мост")
    charset = f'<meta http-equiv="Content-Type" content="text/html; charset={inside}">' if inside else ""
    data = f"<html><head>{charset}<title>{word}</title></head></html>".encode(codec)

    decoded = decode_page(data, declared)

    assert f"<title>{word}</title>" in decoded.text
    assert decoded.doubt is None


def test_an_encoding_that_does_not_fit_the_bytes_is_not_believed():
    data = "<html><head><meta charset=utf-8><title>Straße nach Größe über Fähre</title></head></html>".encode("cp1252")

    assert "Straße nach Größe über Fähre" in decode_page(data, "no-such-code").text


# Pages that mean ill


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "empty; expected an HTML page"),
        (b"The locks stay shut.", "no markup; expected an HTML page"),
        (b"<p>" * 250_000, "250,000 elements; expected at most 200,000"),
        (b"<p>" + b"a" * (MOST_MARKUP + 1), "16 MiB of markup; expected at most 16 MiB"),
        (b"<html><p " + b" ".join(b"a%d" % n for n in range(5000)) + b">", "an element of more than 400 attributes"),
    ],
    ids="empty plain elements large attributes".split(),
)
def test_what_is_no_page_is_refused(data: bytes, message: str):
    with pytest.raises(PageError, match=message):
        read(data)


@pytest.mark.parametrize(
    "markup",
    [
        "<div>" * 150_000,
        "<table><tr><td>" * 30_000,
        '<ul><li><a href="/x">The ferry ran aground at Harn</a>' * 5_000,
        '<div><h3><a href="/x">The ferry ran aground at Harn</a></h3></div>' * 10_000,
        json_ld("[" * 100_000),
        json_ld('{"@graph": [' * 900 + "]}" * 900),
        '<img src="data:image/png;base64,' + "A" * 20_000_000 + '">',
        '<span itemprop="author">Jane Doe</span>' * 20_000,
        "<!--" + "-" * 1_000_000,
        "<" * 200_000,
        f'<p class="{"x " * 500_000}">y</p>',
    ],
    ids="deep tables lists cards json graph picture authors comment brackets attribute".split(),
)
def test_a_page_that_means_ill_takes_a_moment(markup: str):
    started = time.process_time()

    read(f"<!doctype html><html><body>{BODY}{markup}".encode())

    assert time.process_time() - started < 10


PIECES = st.sampled_from(
    ["<p>", "</p>", "<article>", '<a href="/x">', "</a>", "<h1>", "<script>", '<meta name="author" content="Jane Doe">',
     json_ld('{"@type": "NewsArticle", "author": [[1], {"name": ["a"]}], "datePublished": {"a": 1}}'), "Fog at Harn. ",
     "<!--", "-->", "]]>", "&#0;", "\0", "<table>",
     '<link rel="canonical" href="http://[">', "<!-- saved from url=(0009)http://[ -->", meta(og__url="http://["),
     "<html lang=>"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(PIECES, st.text(max_size=30)), max_size=30).map("".join))
def test_no_page_breaks_it_and_none_reads_differently_twice(markup: str):
    data = f"<html>{markup}".encode("utf-8", "replace")

    try:
        found = read(data)
    except PageError:
        return
    assert found == read(data)
    assert set(found.rules) == set(found.fields)


# In the folder


def test_a_sidecar_fills_in_what_the_page_does_not_say(tmp_path: Path):
    found = read_folder(tmp_path, {"a.html": f"<html><body><h1>Fog</h1>{BODY}", "a.yml": "outlet: Velmar Echo"})

    [capture] = [item for item in found if isinstance(item, Capture)]
    assert (capture.fields["outlet"], capture.rules["outlet"]) == ("Velmar Echo", "sidecar a.yml")
    assert capture.rules["headline"] == "h1"


def test_a_page_is_known_by_its_content(tmp_path: Path):
    found = read_folder(tmp_path, {"a.txt": f"<!DOCTYPE html><html><body>{BODY}"})

    [capture] = [item for item in found if isinstance(item, Capture)]
    assert capture.provenance.format == "HTML page"


def test_without_its_library_a_page_is_a_problem_that_says_what_to_install(tmp_path: Path):
    with patch.object(part, "_installed", lambda name: name != "trafilatura"):
        [problem] = read_folder(tmp_path, {"a.html": f"<html><body>{BODY}"})

    assert isinstance(problem, Problem)
    assert "pip install 'backfile[html]'" in problem.message


def test_a_page_whose_text_is_not_in_it_gives_its_summary_and_says_so():
    summary = "The council of Velmar put off its vote on the new bridge until autumn, members said on Tuesday."

    found = page(
        meta(og__title="Bridge vote put off", og__description=summary, og__type="article", date="2020-11-05"), ""
    )

    assert (found.text, found.passed) == (summary, "")
    assert found.fields["incomplete"] == "only the page's own summary; the text is not in the page"


@pytest.mark.parametrize(
    ("tail", "incomplete"),
    [
        ("<p>The mayor wants to hear the peo", "the page breaks off"),
        (f"{BODY}</main><footer><p>Write to the desk of the pa", None),
        (f'{BODY}</main><footer><a href="/imprint', None),
    ],
    ids=["in the text", "behind it", "in a tag"],
)
def test_a_page_that_breaks_off_says_so(tmp_path: Path, tail: str, incomplete: str | None):
    [problem, capture] = read_folder(
        tmp_path, {"a.html": f"<!doctype html><html><body><main><h1>Fog</h1>{BODY}{BODY}{tail}"}
    )

    assert str(problem) == "a.html: text: a page that ends in the middle; expected all of it, to </html>"
    assert isinstance(capture, Capture)
    assert capture.fields.get("incomplete") == incomplete


@pytest.mark.parametrize("end", ["", "</body></html>\n", "</body></html> stray words", "<!-- 12:04 -->\n"])
def test_a_page_that_only_lacks_its_last_tags_does_not_break_off(end: str):
    found = read(f"<!doctype html><html><body><h1>Fog</h1>{BODY}{end}".encode())

    assert found.doubts == ()


# Several reports on one page


def clipping(number: int, name: str = "article", credit: str = "By Ana Kestrel, 17 May 2024") -> str:
    report = "".join(f"<p>{line} It was number {number}.</p>" for line in REPORT)
    inside = f"<h2>Bridge number {number}</h2><p>{credit}</p>{report}"
    return f"<{name}>{inside}</{name}>" if name else inside


def test_reports_that_stand_side_by_side_on_a_page_are_articles(tmp_path: Path):
    beside, under = clipping(1) + clipping(2), clipping(1, "") + "<hr>" + clipping(2, "", "Osk Courier, 18 May 2024")

    for body in (beside, under):
        found = read_folder(tmp_path, {"a.html": f"<html><body>{body}</body></html>"})

        assert [one.fields["headline"] for one in found if isinstance(one, Capture)] == [
            "Bridge number 1",
            "Bridge number 2",
        ]
        assert ["number 2" in one.text for one in found if isinstance(one, Capture)] == [False, True]


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("<title>Bridge number 1 | Osk Courier</title>", clipping(1) + clipping(2)),
        (json_ld('{"@type": "NewsArticle", "headline": "Bridge"}'), clipping(1) + clipping(2)),
        ("", clipping(1) + "<article><h2>Also</h2><p>A teaser.</p></article>"),
        ("", clipping(1, "", "Nobody said when.") + clipping(2, "", "Nor here.")),
        ("", clipping(1)),
    ],
    ids=["the title of one", "it says so", "a teaser", "sections", "one"],
)
def test_the_page_of_one_report_is_not_cut(head: str, body: str):
    assert page(head, body).reports == ()


@pytest.mark.parametrize(
    "beside",
    [
        "<aside><p><a href='/x'>A mill burns</a> <time datetime='2025-11-02'>2 November 2025</time></p></aside>",
        "<div class='sidebar'><a href='/x'>A mill burns</a> <span>2 November 2025</span></div>",
        "<section class='comments'><div>Tom wrote on 2 November 2025: Nice.</div></section>",
    ],
)
def test_a_date_of_what_stands_beside_a_report_is_not_its_own(beside: str):
    assert "published" not in page("<title>Bridge</title>", f"<article><h1>Bridge</h1>{BODY}</article>{beside}").fields
    dated = f"<article><h1>Bridge</h1>{BODY}<p class='posted'>Posted 3 March 2025</p></article>{beside}"
    assert page("<title>Bridge</title>", dated).fields["published"] == "2025-03-03"


def test_a_heading_with_the_name_of_the_site_leaves_the_title_its_headline():
    body = f'<h1 class="site-title"><a href="/">Osk Courier</a></h1><h2><a href="/b">Bridge is open</a></h2>{BODY}'

    assert page("<title>Osk Courier - Bridge is open</title>", body).fields["headline"] == "Bridge is open"


@pytest.mark.parametrize("name", ["topic-detail", "DocPublicationName", "enArticle", "enHeadline"])
def test_a_class_that_a_database_has_too_makes_no_download_of_a_page(tmp_path: Path, name: str):
    body = f'<article><h1>Bridge</h1>{BODY}<ul class="{name}"><li><a href="/t">Bridges</a></li></ul></article>'
    [found] = read_folder(tmp_path, {"a.html": f"<html><body>{body}</body></html>"})

    assert isinstance(found, Capture)
    assert REPORT[0] in found.text


def test_an_account_of_the_software_gives_way_to_a_name():
    head = '<meta name="author" content="admin"><meta name="byl" content="By Ana Kestrel">'

    assert page(head).fields["authors"] == ["By Ana Kestrel"]


def test_a_title_of_a_short_headline_and_a_longer_site_is_parted_by_the_host():
    head = '<title>Bees - Osk Courier</title><link rel="canonical" href="https://www.oskcourier.example/bees">'
    found = page(head, f"<article><h1>Bees</h1>{BODY}</article>")

    assert (found.fields["headline"], found.fields["outlet"]) == ("Bees", "Osk Courier")
