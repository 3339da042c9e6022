"""Pages of other times and makings: what their readers saw is read, though no extractor expects it so."""

from __future__ import annotations

import json
from html import escape
from pathlib import Path
from textwrap import fill

import pytest

from generator.model import Capture
from generator.read.pages.page import read as read_page
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


# Shapes in which texts were lost

PARAGRAPHS = "".join(f"<p>{line}</p>" for line in LINES)
SHAPES = {
    "a cell a row": f"<table>{''.join(f'<tr><td>{line}</td></tr>' for line in LINES)}</table>",
    "empty cells beside": f"<table>{''.join(f'<tr><td>{line}</td><td>&nbsp;</td></tr>' for line in LINES)}</table>",
    "font": f"<font size=2>{'<p>'.join(LINES)}</font>",
    "single br": f"<div>{'<br>'.join(LINES)}</div>",
    "iframe": f'<h1>Vote</h1><iframe srcdoc="{escape(PARAGRAPHS, quote=True)}"></iframe>',
    "noframes": f"<frameset cols=20,80><frame src=a.html><noframes><body>{PARAGRAPHS}</body></noframes></frameset>",
    "captions": "".join(f"<figure><img src=a.jpg><figcaption>{line}</figcaption></figure>" for line in LINES),
    "list": f"<h1>Four things</h1><ol>{''.join(f'<li>{line}</li>' for line in LINES)}</ol>",
    "details": f"<h1>Vote</h1>{PARAGRAPHS[:250]}<details><summary>More</summary>{PARAGRAPHS}</details>",
    "state behind another": f"<script>window.a=1;b={json.dumps({'s': [{'text': li} for li in LINES]})}</script>",
    "state as a string": f"<script>window.S = JSON.parse({json.dumps(json.dumps({'text': list(LINES)}))})</script>",
    "HTML in JSON": f'<script type="application/json">{json.dumps({"article": {"body": PARAGRAPHS}})}</script>',
    "live blog": '<h1>Live</h1><p>Follow it.</p><script type="application/ld+json">'
    + json.dumps(
        {"@type": "LiveBlogPosting", "headline": "Live", "liveBlogUpdate": [{"articleBody": line} for line in LINES]}
    )
    + "</script>",
}


@pytest.mark.parametrize("body", SHAPES.values(), ids=SHAPES)
def test_no_paragraph_is_lost_however_a_page_is_built(body: str):
    url = "https://osk.example/2024/05/17/vote"
    found = read_page(f"<html><head><title>Vote on the bridge</title></head>{body}</html>".encode(), url=url)

    assert found.passed == ""
    assert [line for line in LINES if line not in found.text] == []
    assert " |" not in found.text


@pytest.mark.parametrize(
    "lines",
    [
        ("ក្រុមប្រឹក្សាក្រុងវែលម៉ាបានពន្យារពេលការបោះឆ្នោតលើស្ពានថ្មីរហូតដល់រដូវស្លឹកឈើជ្រុះ", "គ្មាននរណាម្នាក់បានសួរក្រុមហ៊ុនសាឡាងថាពួកគេគិតយ៉ាងណាទេ"),
        ("ဗယ်လ်မာမြို့တော်ကောင်စီသည် တံတားအသစ်အတွက် မဲခွဲဆုံးဖြတ်ခြင်းကို ရွှေ့ဆိုင်းလိုက်သည်။", "ကူးတို့ကုမ္ပဏီကို မည်သူမျှ မမေးခဲ့ဟု ညွှန်ကြားရေးမှူးက ပြောကြားခဲ့သည်။"),
        ("ສະພາເມືອງເວລມາເລື່ອນການລົງມະຕິເລື່ອງຂົວໃໝ່ໄປຮອດລະດູໃບໄມ້ຫຼົ່ນ", "ບໍ່ມີໃຜຖາມບໍລິສັດເຮືອຂ້າມຟາກວ່າຄິດແນວໃດກ່ຽວກັບແຜນການນີ້"),
    ],
    ids=["Khmer", "Burmese", "Lao"],
)  # fmt: skip
def test_a_script_that_parts_no_words_makes_articles_too(lines: tuple[str, ...]):
    source = f"<html><body><h1>{lines[0][:30]}</h1>{''.join(f'<p>{line}</p>' for line in lines)}</body></html>"

    assert read_page(source.encode(), url="https://osk.example/2024/05/17/vote").passed == ""


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (
            (
                "Besuchen Sie osk.example wie gewohnt mit Werbung und Tracking.",
                "Nutzen Sie osk.example ganz ohne Werbetracking für vier Kronen.",
            ),
            "consent",
        ),
        (
            (
                "Avec votre accord, nos partenaires et nous utilisons des cookies ou technologies similaires.",
                "Vous pouvez retirer votre consentement à tout moment en cliquant sur le lien en bas de page.",
            ),
            "consent",
        ),
        (
            (
                "Wij en onze partners gebruiken cookies om informatie op een apparaat op te slaan en te lezen.",
                "U kunt uw keuze op elk moment wijzigen via de cookie-instellingen van deze site, onderaan.",
            ),
            "consent",
        ),
        (
            (
                "Access to this page has been denied because we believe you are using automation tools to browse it.",
                "This may happen as a result of the following: your browser does not support cookies. Sorry for that.",
            ),
            "human",
        ),
        (
            (
                "Hrm. The Wayback Machine has not archived that URL, so there is nothing that we could show to you.",
                "This page is not available on the web because page does not exist. Try the service for saving it.",
            ),
            "error",
        ),
    ],
)
def test_what_a_server_says_in_an_article_s_place_is_none_in_any_language(lines: tuple[str, ...], why: str):
    source = (
        f"<html><head><title>osk.example</title></head><body>{''.join(f'<p>{li}</p>' for li in lines)}</body></html>"
    )

    assert why in read_page(source.encode(), url="https://osk.example/2024/05/17/vote").passed


# Articles of several pages


def part_of(url: str, rel: str, other: str, canonical: str) -> dict[str, str]:
    head = f'<link rel="canonical" href="{SITE}{canonical}"><link rel="{rel}" href="{SITE}{other}">'
    found = read_page(page(f"<h1>{HEADLINE}</h1>{PARAGRAPHS}", head).encode(), url=SITE + url)
    return {key: str(found.fields.get(key, "")) for key in ("url", "incomplete")}


SITE = "https://osk.example"
PAGES = (
    ("/news/hall/", "/news/hall/2/"), ("/news/hall", "/news/hall?page=2"), ("/news/hall.html", "/news/hall-2.html"),
    ("/hall.html", "/hall_2.html"), ("/hall.html", "/hall,2.html"), ("/hall", "/hall/seite-2"), ("/hall", "/hall/p2"),
    ("/2024/05/17/hall/", "/2024/05/17/hall/page/2/"), ("/hall", "/hall?pagewanted=2"),
    ("/hall", "/hall?currentPage=2"),
    ("/hall/index.html", "/hall/index2.html"), ("/story.php?id=77", "/story.php?id=77&pg=2"),
    ("/artikel/hall-1.123456", "/artikel/hall-1.123456-2"), ("/art/123456.html", "/art/123456_02.html"),
)  # fmt: skip


@pytest.mark.parametrize(("first", "second"), PAGES)
def test_the_second_page_of_an_article_is_no_version_of_the_first(first: str, second: str):
    one = part_of(first, "next", second, canonical=first)
    two = part_of(second, "prev", first, canonical=first)

    assert one["url"] != two["url"]
    assert (one["incomplete"][:14], two["incomplete"][:6]) == ("the first page", "page 2")


@pytest.mark.parametrize(
    ("first", "second"),
    [("/2024/05/17/hall/", "/2024/05/18/ferry/"), ("/news/77.html", "/news/78.html"), ("/hall-2023", "/hall-2024")],
)
def test_the_next_article_is_no_second_page(first: str, second: str):
    assert part_of(first, "next", second, canonical=first)["incomplete"] == ""


# Titles and bylines


@pytest.mark.parametrize(
    ("title", "head"),
    [
        ("Market hall stays open | Politics | Osk Courier", '<meta property="og:site_name" content="Osk Courier">'),
        ("Osk Courier: Market hall stays open", '<meta property="og:site_name" content="Osk Courier">'),
    ],
)
def test_a_title_stands_without_site_and_section(title: str, head: str):
    found = read_page(page(f"<div>{PARAGRAPHS}</div>", f"<title>{title}</title>{head}").encode(), url=f"{SITE}/a/hall")

    assert found.fields["headline"] == HEADLINE


@pytest.mark.parametrize(
    ("byline", "author"),
    [
        ("<div>Jane Doe | 17 May 2024</div>", "Jane Doe"),
        (
            "<ul><li>17 May 2024</li><li>3 minutes</li><li>Von: <span><a href='/jane'>Jane Doe</a></span></li></ul>",
            "Jane Doe",
        ),
        ("<div><span>입력 2024.05.17 09:30</span> <span>홍길동 기자</span></div>", "홍길동"),
        ("<div>2024-05-17 09:30 来源：港湾日报 作者：李明</div>", "李明"),
        ('<div class="author">राजेश कुमार</div>', "राजेश कुमार"),
        ('<div class="author">أحمد سمير</div>', "أحمد سمير"),
    ],
)
def test_a_byline_is_read_in_any_script(byline: str, author: str):
    found = read_page(page(f"<h1>{HEADLINE}</h1>{byline}<div>{PARAGRAPHS}</div>").encode(), url=f"{SITE}/a/hall")

    assert found.fields["authors"] == [author]
