"""Read what browsers, archives and readers save pages as, old pages, and what servers give in place of an article."""

from __future__ import annotations

import json
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from generator.describe import id_of_url, parse_url
from generator.read.blocked import blocked
from generator.read.encoding import decode_page
from generator.read.pages.page import WebPage
from generator.read.pages.page import read as read_page
from generator.read.references import mended_references, whole_characters

from .reading import made, passed, read, told

REPORT = (
    "The council of Velmar put off its vote on the new bridge until autumn, two members said on Tuesday.",
    "Nobody had asked the ferry company what it made of the plan, its director said in a letter.",
    "The mayor wants to hear the people who live on the other bank before anything is built there.",
)
TEXT = "\n\n".join(REPORT)
BODY = "".join(f"<p>{line}</p>" for line in REPORT)
PAGE = f"<html><head><title>Vote put off</title></head><body><h1>Vote put off</h1>{BODY}</body></html>"


def page(head: str = "", body: str = BODY, url: str | None = None) -> WebPage:
    return read_page(f"<!doctype html><html><head>{head}</head><body>{body}</body></html>".encode(), url=url)


def json_ld(**values: Any) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **values})}</script>'


# Pages in files of their own


SHOWN = "Snapshot-Content-Location: https://echo.example/vote"


def mhtml(start: str, location: str = "Content-Location: https://echo.example/vote") -> bytes:
    return (
        f'{start}\nMIME-Version: 1.0\nContent-Type: multipart/related;\n\ttype="text/html";\n\tboundary="b1"\n\n'
        f"--b1\nContent-Type: text/css\nContent-Location: https://echo.example/a.css\n\np {{}}\n"
        f"--b1\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: 8bit\n{location}\n\n"
        f"{PAGE}\n--b1--\n"
    ).encode()


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("a.mhtml", f"From: <Saved by Blink>\n{SHOWN}\nDate: Fri, 17 May 2024 11:30:00 +0200"),
        ("a.mht", 'From: "Saved by Windows Internet Explorer 11"\nDate: Fri, 17 May 2024 11:30:00 +0200'),
        ("page.bin", f"From: <Gespeichert von Blink>\n{SHOWN}\nDate: Fri, 17 May 2024 09:30:00 GMT"),
    ],
)
def test_a_page_that_a_browser_saved_as_mhtml_is_read(tmp_path: Path, name: str, start: str):
    found = read(tmp_path, {name: mhtml(start)})

    [article] = made(found)
    assert (article.text, article.fields["url"], article.fields["captured"]) == (
        TEXT,
        "https://echo.example/vote",
        "2024-05-17T09:30:00Z",
    )
    assert passed(found) == {"a picture, frame or style sheet of a saved page": 1}


def test_an_mhtml_file_without_a_page_is_a_problem(tmp_path: Path):
    data = b"From: <Saved by Blink>\nMIME-Version: 1.0\nContent-Type: text/css\n\np {}\n"

    [message] = told(read(tmp_path, {"a.mhtml": data}))

    assert "without a part of HTML" in message


def har(*entries: Any) -> str:
    return json.dumps({"log": {"version": "1.2", "creator": {"name": "b", "version": "1"}, "entries": entries}})


def answer(status: int = 200, media: str = "text/html", **content: str) -> dict[str, Any]:
    return {
        "startedDateTime": "2024-05-17T11:30:00.500+02:00",
        "request": {"url": "https://echo.example/vote"},
        "response": {"status": status, "content": {"mimeType": media, **content}},
    }


def test_a_har_file_gives_its_pages_and_counts_the_rest(tmp_path: Path):
    entries = [answer(text=PAGE), answer(301), answer(media="text/css", text="p {}"), answer(404), answer(), 7]

    found = read(tmp_path, {"a.har": har(*entries)})

    [article] = made(found)
    assert (article.text, article.provenance.record, article.fields["captured"]) == (TEXT, 1, "2024-05-17T09:30:00Z")
    assert sum(passed(found).values()) == 4
    assert len(told(found)) == 1


def test_the_markdown_of_a_page_is_read_as_the_page(tmp_path: Path):
    text = (
        "Title: Vote put off | Velmar Echo\n\nURL Source: https://echo.example/vote\n\n"
        "Published Time: Fri, 17 May 2024 09:30:00 GMT\n\nMarkdown Content:\n"
        "*   [News](https://echo.example/news)\n*   [Sport](https://echo.example/sport)\n\n"
        "Vote put off\n============\n\n"
        f"![Image 1: a bridge](https://echo.example/b.jpg)\n\n{REPORT[0]}\n\n"
        f"**Nobody** had asked the [ferry company](https://echo.example/f){REPORT[1][34:]}\n\n{REPORT[2]}\n"
    )

    [article] = made(read(tmp_path, {"a.txt": text}))

    assert article.text == TEXT
    assert (article.fields["headline"], article.fields["url"]) == ("Vote put off", "https://echo.example/vote")


SNAPSHOT = (
    '<html itemscope itemtype="http://schema.org/Article"><head><title>Vote put off - Velmar Echo</title>'
    '<meta property="og:site_name" content="archive.ph"><meta property="og:url" content="http://archive.ph/Ab1">'
    '<meta property="article:published_time" content="2024-05-20T10:00:00Z"><link rel="canonical" href='
    '"http://archive.ph/Ab1"><link rel="bookmark" href="http://archive.today/20240520100000/https://echo.example/vote">'
    "</head><body><div id='HEADER'>archive.today webpage capture<input value='https://echo.example/vote'></div>"
    f"<div id='CONTENT'><h1>Vote put off</h1>{BODY}</div></body></html>"
)
WAYBACK = (
    '<html><head><script>__wm.wombat("https://echo.example/vote","20240520100000","https://web.archive.org/")</script>'
    '<link rel="canonical" href="https://web.archive.org/web/20240520100000/https://echo.example/vote"></head><body>'
    "<!-- BEGIN WAYBACK TOOLBAR INSERT --><p>A capture of the page of which there are many others.</p>"
    f"<!-- END WAYBACK TOOLBAR INSERT --><h1>Vote put off</h1>{BODY}</body></html>"
)
PYWB = (
    "<html><head><link rel='canonical' href='//pywb.example/news/20240520100000mp_/https://echo.example/vote'>"
    f'</head><body><h1>Vote put off</h1>{BODY}<!-- wbinfo.timestamp = "20240520100000" --></body></html>'
)


@pytest.mark.parametrize("saved", [SNAPSHOT, WAYBACK, PYWB], ids=["archive.today", "Wayback Machine", "pywb"])
def test_a_page_of_a_web_archive_speaks_for_the_page_that_it_shows(saved: str):
    found = read_page(saved.encode())

    assert (found.text, found.fields["url"], found.fields["captured"], found.fields["headline"]) == (
        TEXT,
        "https://echo.example/vote",
        "2024-05-20T10:00:00Z",
        "Vote put off",
    )
    assert "published" not in found.fields


def test_reader_view_names_the_page_that_it_shows():
    found = page(
        body="<div class='container'><div class='header reader-header'><a class='domain reader-domain' "
        "href='https://echo.example/vote'>echo.example</a><h1 class='reader-title'>Vote put off</h1><div class="
        "'credits reader-credits'>Jane Doe</div><div class='meta-data'><div class='reader-estimated-time'>2 minutes"
        f"</div></div></div><div class='content'><div class='moz-reader-content'>{BODY}</div></div></div>"
    )

    assert found.text == TEXT
    assert [found.fields[key] for key in ("url", "headline", "authors")] == [
        "https://echo.example/vote",
        "Vote put off",
        ["Jane Doe"],
    ]


def test_wacz_packages_inside_a_package_are_read(tmp_path: Path):
    record = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE.encode()  # the record's block
    warc = (
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://echo.example/vote\r\n"
        b"WARC-Date: 2024-05-20T10:00:00Z\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: "
        + str(len(record)).encode() + b"\r\n\r\n" + record + b"\r\n\r\n"
    )  # fmt: skip
    inner = packed({"datapackage.json": b"{}", "archive/data.warc": warc})

    found = read(tmp_path, {"all.wacz": packed({"datapackage.json": b"{}", "one.wacz": inner, "two.wacz": inner})})

    assert [article.text for article in made(found)] == [TEXT, TEXT]
    assert {article.provenance.container["WACZ member"] for article in made(found)} == {
        "one.wacz/archive/data.warc",
        "two.wacz/archive/data.warc",
    }


def packed(files: dict[str, bytes]) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


# Old pages, galleries, pages without a text


@pytest.mark.parametrize(
    "body",
    [
        f"<TABLE><TR><TD><A HREF=/>Home</A></TD><TD><FONT SIZE=2>{'<BR><BR>'.join(REPORT)}</FONT></TD></TR></TABLE>",
        f"<table><tr><td>{'<br>&nbsp;&nbsp;'.join(REPORT)}</td></tr></table>",
        f"<table><tr><td><table><tr><td>{'<p>'.join(REPORT)}</td></tr></table></td></tr></table>",
        "<center>" + "<br>\n<br>".join(REPORT) + "</center>",
        "<pre>" + "\n\n".join((f"{line} {line}") for line in REPORT) + "</pre>",
    ],
    ids=["two breaks", "indented", "nested tables", "center", "pre"],
)
def test_an_old_page_has_its_paragraphs(body: str):
    found = page("<title>Vote put off</title>", body)

    assert not found.passed
    assert [line.startswith(start[:40]) for line, start in zip(found.text.split("\n\n"), REPORT, strict=True)] == [
        True,
        True,
        True,
    ]


def test_a_table_of_data_stays_one():
    rows = "".join(f"<tr><td>Pier {number}</td><td>{number}0 m</td></tr>" for number in range(1, 5))

    assert "Pier 2 | 20 m" in page(body=f"{BODY}<table>{rows}</table>{BODY}").text


def test_the_captions_of_a_gallery_are_its_text():
    figures = "".join(f"<figure><img src=a.jpg><figcaption>{line}</figcaption></figure>" for line in REPORT)

    found = page(json_ld(headline="In pictures", **{"@type": "ImageGallery"}), f"<h1>In pictures</h1>{figures}")

    assert (found.text, found.passed) == (TEXT, "")


def test_the_text_is_taken_from_where_the_page_has_it_and_that_is_said():
    state = json.dumps({"props": {"story": {"html": BODY * 6}}})
    given = page(json_ld(headline="Vote put off", articleBody=TEXT * 3), "<div id=app>Loading</div>")
    drawn = page("", f"<div id=app></div><script type='application/json'>{state}</script>")

    assert REPORT[1] in given.text
    assert REPORT[1] in drawn.text
    assert "scripts" in drawn.doubts[0]


# What is none


@pytest.mark.parametrize(
    ("title", "why"),
    [
        ("Just a moment...", "human"),
        ("Attention Required! | Cloudflare", "human"),
        ("Access Denied", "human"),
        ("Nur einen Moment…", "human"),
        ("アクセスが拒否されました", "human"),
        ("404 Not Found", "error"),
        ("Velmar Echo - Error 404", "error"),
        ("Seite nicht gefunden – Velmar Echo", "error"),
        ("Page introuvable | Écho", "error"),
        ("503 Service Temporarily Unavailable", "error"),
        ("页面不存在", "error"),
        ("الصفحة غير موجودة", "error"),
        ("Before you continue to Echo", "consent"),
        ("Bevor Sie zu Echo weitergehen", "consent"),
        ("Log in - Velmar Echo", "log in"),
        ("Anmelden | Velmar Echo", "log in"),
        ("ログイン", "log in"),
    ],
)
def test_what_a_server_gives_in_the_place_of_an_article_is_told_by_its_name(title: str, why: str):
    assert why in blocked(title, "Please try again later, or go back to where you came from. " * 3)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("404 people lost their homes in the flood", TEXT),
        ("Access denied: how refugees lost the vote", TEXT),
        ("Login to the future: the new library", TEXT),
        ("Police: 503 arrested", TEXT),
        ("A moment, please, says the mayor", TEXT),
        ("Just a moment...", TEXT * 8),
        ("Vote put off", f"{TEXT}\n\nWe and our 12 partners store fish."),
    ],
)
def test_a_report_is_no_such_page_whatever_it_is_called(title: str, text: str):
    assert blocked(title, text) == ""


def test_such_pages_are_passed_over_as_pages_and_as_records(tmp_path: Path):
    refused = (
        "<html><head><title>Access Denied</title></head><body><p>You don't have permission to access this page on "
    )
    refused += "this server.</p><p>Reference #18.2d351ab8.1557333295.a4e16ab of the answer.</p></body></html>"
    record = {"title": "Just a moment...", "text": "Enable JavaScript and cookies to continue"}

    found = read(tmp_path, {"a.html": refused, "b.jsonl": json.dumps(record)})

    assert made(found) == []
    assert passed(found) == {"a page that asks whether its reader is human": 2}


# What is not whole


PAID = {"@type": "WebPageElement", "isAccessibleForFree": "False", "cssSelector": ".paid"}


@pytest.mark.parametrize(
    ("values", "body", "lacks"),
    [
        ({"isAccessibleForFree": False}, BODY, True),
        ({"isAccessibleForFree": "False"}, BODY, True),
        ({"isAccessibleForFree": "http://schema.org/False"}, BODY, True),
        ({"hasPart": PAID}, BODY + "<div class='paid'><p>Subscribe.</p></div>", True),
        ({"hasPart": [PAID]}, f"<p>{REPORT[0]}</p><div class='a paid b'>{BODY * 2}</div>", False),
        ({"isAccessibleForFree": False, "wordCount": 52}, BODY, False),
        ({"isAccessibleForFree": False, "wordCount": "900"}, BODY, True),
        ({"isAccessibleForFree": True}, BODY, False),
        ({}, BODY, False),
    ],
)
def test_a_page_that_is_not_free_and_has_no_more_than_a_start_is_incomplete(
    values: dict[str, Any], body: str, lacks: bool
):
    found = page(json_ld(headline="Vote put off", **values), body)

    assert ("incomplete" in found.fields) is lacks


@pytest.mark.parametrize(
    ("own", "links", "number"),
    [
        ("/vote", {"next": "/vote?page=2"}, 1),
        ("/vote?page=2", {"prev": "/vote", "next": "/vote?page=3"}, 2),
        ("/vote", {"prev": "/vote"}, 2),
        ("/vote.html", {"next": "/vote-2.html"}, 1),
        ("/vote/2/", {"prev": "/vote/"}, 2),
        ("/vote/seite/2", {"prev": "/vote"}, 2),
        ("/vote", {"next": "/fog"}, 0),
        ("/fog-12.html", {"prev": "/fog-11.html", "next": "/fog-13.html"}, 0),
        ("/2024/05/17/", {"next": "/2024/05/18/"}, 0),
        ("/vote", {}, 0),
    ],
)
def test_a_part_of_an_article_says_which_it_is_and_has_an_address_of_its_own(
    own: str, links: dict[str, str], number: int
):
    head = "".join(f"<link rel={rel} href='https://echo.example{href}'>" for rel, href in links.items())

    found = page(f"<link rel=canonical href='https://echo.example{own}'>{head}")

    assert ("page" in found.fields.get("incomplete", "")) is bool(number)
    assert found.fields["url"] == (f"https://echo.example{own}" if number < 2 or "2" in own else
                                   "https://echo.example/vote?page=2")  # fmt: skip


# Addresses and bytes


@pytest.mark.parametrize(
    "url",
    [
        "http://www.echo.example/vote/",
        "https://m.echo.example/vote",
        "https://amp.echo.example/vote?utm_source=x&fbclid=1",
        "https://echo.example/vote/amp/",
        "https://echo.example/amp/vote",
        "https://echo.example/vote?amp=1#top",
        "https://echo-example.cdn.ampproject.org/c/s/echo.example/vote",
        "https://www.google.com/amp/s/www.echo.example/vote",
    ],
)
def test_forms_of_one_address_are_one_article(url: str):
    parts, plain = parse_url(url), parse_url("https://echo.example/vote")

    assert parts is not None
    assert plain is not None
    assert id_of_url(parts) == id_of_url(plain)


RUSSIAN = "Городской совет проголосовал во вторник за закрытие старого моста, сообщили водолазы. " * 3
THAI = "สภาเมืองมีมติเมื่อวันอังคารให้ปิดสะพานหมุนเก่าเป็นเวลาสิบแปดเดือนหลังจากนักดำน้ำพบรอยร้าว " * 3
FRENCH = "Le conseil a voté mardi la fermeture du vieux pont après que des plongeurs ont repéré des fissures. " * 3
JAPANESE = "市議会は火曜日、古い旋回橋を十八か月閉鎖することを決めた。潜水士が橋脚に亀裂を見つけた。" * 3


@pytest.mark.parametrize("said", [None, "iso-8859-1", "utf-8"])
@pytest.mark.parametrize(
    ("codec", "text"),
    [
        ("cp1251", RUSSIAN), ("koi8-r", RUSSIAN), ("iso8859-5", RUSSIAN),
        ("tis-620", THAI), ("mac-roman", FRENCH), ("shift_jis", JAPANESE), ("euc_jp", JAPANESE),
    ],
)  # fmt: skip
def test_a_page_is_read_right_whatever_it_says_of_its_encoding(codec: str, text: str, said: str | None):
    head = f"<meta charset={said}>" if said else ""

    assert text in decode_page(f"<html><head>{head}</head><body><p>{text}</p></body></html>".encode(codec)).text


def test_references_to_halves_of_characters_are_joined_and_others_replaced():
    assert (
        mended_references("&#55357;&#56832; &#xd83d;&#xde00; &#xd83d; &#x110000; &#65;")
        == "&#128512; &#128512; &#65533; &#65533; &#65;"
    )
    assert whole_characters("\ud83d\ude00 \ud83d") == "😀 \ufffd"


def test_a_feed_s_footer_is_no_text_and_hides_no_cut(tmp_path: Path):
    def item(text: str) -> str:
        return (
            "<item><title>Vote put off</title><link>https://echo.example/vote</link><content:encoded><![CDATA["
            f"{text}<p>Der Beitrag <a href='/'>Vote put off</a> erschien auf <a href='/'>Velmar Echo</a>.</p>]]>"
            "</content:encoded></item>"
        )

    feed = (
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        "<title>Velmar Echo</title>"
        f"{item(BODY)}{item(BODY + '<p>The ferry […]</p>')}</channel></rss>"
    )

    whole, cut = made(read(tmp_path, {"feed.xml": feed}))

    assert whole.text == TEXT
    assert "incomplete" not in whole.fields
    assert cut.fields["incomplete"]
