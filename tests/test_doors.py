"""Doors: files as people bring them, in the shapes of public ones and with invented texts, and the facts they give."""

from __future__ import annotations

import json
from html import escape
from pathlib import Path
from typing import Any

import pytest

from generator.read.documents import wikitext

from .reading import lost, made, passed, read
from .test_read_exports import HTML, LONG, SAIL, WALK, check

TEXT = f"{WALK}\n\n{SAIL}"
NAME, DAY = "Ferry crews walk out", "2023-11-14"
FACTS = {"headline": NAME, "authors": ["Ines Calloway"], "text": LONG}


def row(**more: Any) -> dict[str, Any]:
    return {**FACTS, **more}


# Records: what services and systems call things

RECORDS: dict[str, tuple[Any, dict[str, Any]]] = {
    "an API of Ghost's, whose text is under html": (
        {"posts": [{"title": NAME, "html": HTML, "published_at": DAY, "authors": [{"name": "Ines Calloway"}]}],
         "meta": {"pagination": {"page": 1}}},
        row(published=DAY),
    ),
    "posts of Tumblr's, below what is said of the weblog": (
        {"meta": {"status": 200}, "response": {"blog": {"title": "Harbour Log", "name": "hl"}, "posts": [
            {"post_url": "https://hl.example/1", "date": DAY, "title": NAME, "body": HTML, "blog_name": "hl"}]}},
        {"headline": NAME, "outlet": "Harbour Log", "text": LONG},
    ),
    "posts beside an object that tells of their site": (
        {"site": {"name": "hl", "title": "Harbour Log", "language": "en"}, "posts": [{"title": NAME, "body": HTML}]},
        {"headline": NAME, "outlet": "Harbour Log", "language": "en", "text": LONG},
    ),
    "a picture of Tumblr's, whose caption is its text": (
        {"response": {"blog": {"title": "Harbour Log", "name": "hl"}, "posts": [
            {"post_url": "https://hl.example/1", "date": DAY, "type": "photo", "caption": f"<p>{WALK}</p>",
             "blog_name": "hl", "state": "published", "photos": []}]}},
        {"headline": None, "outlet": "Harbour Log", "published": DAY, "url": "https://hl.example/1", "text": WALK},
    ),
    "components, each with its contents": (
        {"title": NAME, "author": {"fullOrUserName": "Ines Calloway"}, "publishDate": DAY, "body": {"components": [
            {"contents": {"html": WALK}}, {"image": {"asset": {"title": "no"}}}, {"contents": {"html": SAIL}}]}},
        row(authors="Ines Calloway", published=DAY),
    ),
    "contents of several kinds, of which some are facts": (
        {"title": NAME, "author": "Ines Calloway", "contents": [
            {"type": "kicker", "content": "Harbour"}, {"type": "byline", "content": "By Ines Calloway"},
            {"type": "date", "content": 1325376562000}, {"type": "sanitized_html", "content": WALK},
            {"type": "image", "fullcaption": "no"}, {"type": "sanitized_html", "content": SAIL},
            {"type": "author_info", "bio": "She is a reporter."}]},
        row(authors="Ines Calloway"),
    ),
    "a text that a library cleaned": (
        {"title": NAME, "cleaned_text": TEXT, "authors": ["Ines Calloway"], "opengraph": {"site_name": "Harbour Log"}},
        row(outlet="Harbour Log"),
    ),
    "JSON:API, whose authors stand beside the records": (
        {"data": [{"type": "node--article", "id": "a", "attributes": {"title": NAME, "body": {"processed": HTML}},
                   "relationships": {"uid": {"data": {"type": "user--user", "id": "u"}}}}],
         "included": [{"type": "user--user", "id": "u", "attributes": {"display_name": "Ines Calloway"}}]},
        FACTS,
    ),
    "an author behind data and attributes": (
        {"data": [{"id": 1, "attributes": {"title": NAME, "content": TEXT, "author": {
            "data": {"id": 2, "attributes": {"name": "Ines Calloway"}}}}}]},
        row(authors="Ines Calloway"),
    ),
    "a whole page in a record, which says less than the record": (
        [{"url": "https://hl.example/1", "title": NAME, "author": "Ines Calloway", "html":
          f"<!DOCTYPE html><html><body><nav>Home</nav><article><h1>{NAME}</h1>{HTML}</article></body></html>"}],
        row(authors="Ines Calloway", url="https://hl.example/1"),
    ),
    "ninjs whose text is its description": (
        {"uri": "urn:1", "type": "text", "versioncreated": DAY, "headlines": [{"role": "main", "value": NAME}],
         "descriptions": [{"role": "text", "value": WALK}], "by": "KWA"},
        {"headline": NAME, "text": WALK,
         "incomplete": "only its opening is given, under descriptions[role=text].value"},
    ),
    "a composite of ninjs that has a text": (
        {"uri": "urn:1", "type": "composite", "versioncreated": DAY, "headline": NAME, "body_xhtml": HTML},
        {"headline": NAME, "text": LONG},
    ),
    "a service that gives summaries alone": (
        {"pagination": {"total": 1}, "data": [{"title": NAME, "description": WALK, "published_at": DAY}]},
        {"headline": NAME, "text": WALK, "incomplete": "only its summary is given, under description"},
    ),
    "a summary beside a text that is null": (
        {"articles": [{"title": NAME, "description": WALK, "content": None, "publishedAt": DAY}]},
        {"headline": NAME, "text": WALK, "incomplete": "only its summary is given, under description"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", RECORDS)
def test_a_record_gives_its_facts_whatever_they_are_called(tmp_path: Path, case: str):
    content, facts = RECORDS[case]

    check(tmp_path, {"a.json": json.dumps(content)}, [facts])


@pytest.mark.parametrize(
    "content",
    [
        {"sources": [{"id": "hl", "name": "Harbour Log", "description": WALK, "url": "https://hl.example/"}]},
        {"name": "a-package", "version": "1.0", "description": WALK},
        {"title": NAME, "description": WALK, "publishedAt": DAY, "content": {"unknown": 1}},
    ],
    ids=["a list of papers", "a description without headline and date", "a text of a shape that is not known"],
)
def test_a_description_alone_makes_no_article(tmp_path: Path, content: Any):
    found = read(tmp_path, {"a.json": json.dumps(content)})

    assert made(found) == []
    assert len(lost(found)) == 1


# Texts with marks: reStructuredText, Org, AsciiDoc, and front matter of other kinds

MARKED: dict[str, tuple[str, str, dict[str, Any]]] = {
    "pelican's reStructuredText": (
        "a.rst",
        (f"{NAME}\n{'#' * 20}\n\n:date: {DAY} 08:00\n:authors: Ines Calloway, Tom Ashdown\n:tags: ferry,\n   night\n\n"
        f"{WALK} See `the shifts <https://x.example/>`_ [1]_.\n\nOn deck\n=======\n\n.. image:: a.jpg\n   :alt: no\n\n"
        ".. note:: Bring *bread*.\n\n.. _log: https://x.example/\n.. [1] A note.\n\n``six`` said the log_::\n"),
        {"headline": NAME, "authors": ["Ines Calloway", "Tom Ashdown"], "published": f"{DAY} 08:00",
         "text": f"{WALK} See the shifts. On deck Bring bread. A note. six said the log:"},
    ),
    "nikola's lines with dots": (
        "a.rst", (f".. title: {NAME}\n.. date: {DAY} 08:00:00 UTC+02:00\n.. author: Ines Calloway\n\n{WALK}\n\n"
        f".. TEASER_END\n\n{SAIL}\n"), row(authors="Ines Calloway"),
    ),
    "nikola's lines in a remark": (
        "a.md", f"<!--\n.. title: {NAME}\n.. date: {DAY}\n.. author: Ines Calloway\n-->\n\n{TEXT}\n",
        row(authors="Ines Calloway"),
    ),
    "org with a drawer, a source and an emphasis": (
        "a.org", (f"#+TITLE: {NAME}\n#+AUTHOR: Ines Calloway\n#+DATE: <{DAY} Tue>\n#+FILETAGS: :harbour:night:\n\n"
        f"{WALK}\n\n* TODO On deck :crew:\n:PROPERTIES:\n:ID: 1\n:END:\n# a remark\n"
        "It is /late/, see [[https://x.example][the log]].\n"
        "#+BEGIN_QUOTE\nNo.\n#+END_QUOTE\n#+BEGIN_COMMENT\nnot this\n#+END_COMMENT\n[[file:a.png]]\n"),
        {"headline": NAME, "authors": ["Ines Calloway"], "published": DAY, "tags": ["harbour", "night"],
         "text": f"{WALK} On deck It is late, see the log. No."},
    ),
    "org under another name": (
        "a.txt", f"#+TITLE: {NAME}\n#+AUTHOR: Ines Calloway\n\n{TEXT}\n", FACTS,
    ),
    "asciidoc with its header": (
        "a.adoc", (f"= {NAME}\nInes Calloway <i@x.example>; Tom Ashdown\nv1.0, {DAY}\n:page-tags: ferry\n:city: Corran"
        f"\n\n// a remark\n[.lead]\n{WALK} See https://x.example[the shifts].footnote:[Posted.]\n\n== In {{city}}\n\n"
        ".The Merle\nimage::a.jpg[none]\n\n* *six*\n\n[source,ruby]\n----\nputs 1\n----\n\n////\nnot this\n////\n"),
        {"headline": NAME, "authors": ["Ines Calloway", "Tom Ashdown"], "published": DAY,
         "text": f"{WALK} See the shifts. (Posted.) In Corran The Merle six puts 1"},
    ),
    "a draft of jbake's": (
        "a.adoc", f"= {NAME}\n:jbake-status: draft\n\n{TEXT}\n", {},
    ),
    "hexo's rule below the keys and none above": (
        "a.md", f"title: {NAME}\nauthor: Ines Calloway\ntags:\n- ferry\n- night\n---\n{TEXT}\n",
        row(authors="Ines Calloway", tags=["ferry", "night"]),
    ),
    "a day in the folder of a page": (
        f"blog/{DAY}-walk-out/index.md", f"---\ntitle: {NAME}\nauthor: Ines Calloway\n---\n{TEXT}\n",
        row(authors="Ines Calloway", published=DAY),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", MARKED)
def test_a_text_with_marks_says_its_words_and_its_facts(tmp_path: Path, case: str):
    name, source, facts = MARKED[case]

    check(tmp_path, {name: source}, [facts] if facts else [])


@pytest.mark.parametrize(
    ("path", "published", "page"),
    [
        (f"sn83/{DAY}/ed-1/seq-4/ocr.txt", DAY, "4"),
        ("sn83/2023/11/14/ed-1/seq-12/ocr.txt", DAY, "12"),
        ("texts/20231114_walk.txt", DAY, None),
        ("texts/Harbour Log 2023-11-14.txt", DAY, None),
        ("2023-01-01 to 2023-12-31.txt", None, None),
        ("texts/a.txt", None, None),
        ("texts/4420231114.txt", None, None),
    ],
)
def test_a_path_tells_the_day_of_a_text_and_a_page(tmp_path: Path, path: str, published: str | None, page: str | None):
    check(tmp_path, {path: WALK}, [{"published": published, "page_number": page, "text": WALK}])


# TEI of editions

HEAD = (
    '<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt><title>{0}</title></titleStmt>'
    "<publicationStmt><date>2015</date></publicationStmt><sourceDesc>{1}</sourceDesc></fileDesc>"
    '<profileDesc><langUsage><language ident="en"/></langUsage></profileDesc></teiHeader>'
    "<text><body>{2}</body></text></TEI>"
)
ARTICLE = (
    "<biblStruct><analytic><author><persName><surname>Calloway</surname>, <forename>Ines</forename></persName></author>"
    f'<title level="a">{NAME}</title></analytic><monogr><title level="j">Corran Courier</title><imprint>'
    f'<date when="{DAY}">14 Nov</date><biblScope unit="page">3</biblScope></imprint></monogr></biblStruct>'
)
ISSUE = f'<bibl><title type="main">Corran Courier</title><date when="{DAY}"/></bibl>'


def test_an_article_in_tei_gives_the_facts_of_its_source(tmp_path: Path):
    sections = f"<div><head>At night</head><p>{WALK}</p></div><div><head>At noon</head><p>{SAIL}</p></div>"

    check(
        tmp_path,
        {"a.xml": HEAD.format(NAME, ARTICLE, sections)},
        [row(outlet="Corran Courier", published=DAY, page_number="3", text=f"At night {WALK} At noon {SAIL}")],
    )


@pytest.mark.parametrize("kind", [' type="article"', ' type="jArticle"', ""], ids=["article", "jArticle", "headed"])
def test_an_issue_in_tei_gives_an_article_for_each_division(tmp_path: Path, kind: str):
    first = f'<pb n="1"/><div{kind}><head>{NAME}</head><byline>By Ines Calloway</byline><p>Ferry crews on the Mer'
    first += '<lb break="no"/>le walked<lb/>out on Tuesday.</p></div>'
    second = (
        f'<pb n="2"/><div{kind}><head>Boats sail</head><p>{SAIL}</p></div><div type="advertisement"><p>Tea.</p></div>'
    )

    check(
        tmp_path,
        {"a.xml": HEAD.format("Corran Courier, 14 Nov", ISSUE, first + second)},
        [
            {"headline": NAME, "outlet": "Corran Courier", "published": DAY, "page_number": "1",
             "byline": "By Ines Calloway", "text": "Ferry crews on the Merle walked out on Tuesday."},
            {"headline": "Boats sail", "outlet": "Corran Courier", "page_number": "2", "text": SAIL},
        ],
    )  # fmt: skip


# Feeds and harvests


@pytest.mark.parametrize(
    ("title", "home", "url", "outlet"),
    [
        ("Harbour Log", "https://other.example/", "https://www.harbour-log.example/1", "Harbour Log"),
        ("The Harbour Log: Crews", "", "https://harbourlog.example/1", "The Harbour Log"),
        ("Notes from a pier", "https://pier.example/", "https://pier.example/2023/1", "Notes from a pier"),
        ("Politics", "https://pier.example/", "https://pier.example/1", None),
        ("Search: ferry", "https://pier.example/", "https://pier.example/1", None),
        ("Notes from a pier", "https://pier.example/crews/", "https://pier.example/1", None),
        ("Notes from a pier", "https://pier.example/", "https://other.example/1", None),
    ],
)
def test_a_feed_s_title_is_the_outlet_where_its_addresses_say_so(
    tmp_path: Path, title: str, home: str, url: str, outlet: str | None
):
    feed = f"<rss version='2.0'><channel><title>{title}</title><link>{home}</link><item><title>{NAME}</title>"
    feed += f"<link>{url}</link><description>{LONG}</description></item></channel></rss>"

    check(tmp_path, {"a.rss": feed}, [{"headline": NAME, "outlet": outlet}])


@pytest.mark.parametrize("inside", [True, False], ids=["in the table", "beside it"])
def test_a_harvest_of_trove_s_has_its_texts_in_the_table_or_named_by_day_paper_and_number(tmp_path: Path, inside: bool):
    names = "article_id,title,date,page,newspaper_id,newspaper_title"
    row = f"7,{NAME},{DAY},4,11,Corran Mail"
    files: dict[str, str | bytes] = {"results.csv": f"{names},text\n{row},{WALK}\n" if inside else f"{names}\n{row}\n"}
    if not inside:
        files["text/20231114-11-7.txt"] = WALK

    check(
        tmp_path,
        files,
        [{"headline": NAME, "outlet": "Corran Mail", "published": DAY, "page_number": "4", "text": WALK}],
    )


# Wikis

WIKI = (
    '<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" version="0.11" xml:lang="de">\n<siteinfo>'
    "<sitename>Hafenwiki</sitename><base>https://wiki.example/wiki/Hauptseite</base><namespaces>"
    '<namespace key="0" case="first-letter" /><namespace key="1" case="first-letter">Diskussion</namespace>'
    '<namespace key="6">Datei</namespace><namespace key="14">Kategorie</namespace></namespaces></siteinfo>'
    "{}</mediawiki>\n"
)


def wiki_page(text: str, *, title: str = NAME, more: str = "<ns>0</ns>") -> str:
    return (
        f"<page><title>{title}</title>{more}<revision><timestamp>2023-11-15T08:00:00Z</timestamp>"
        f"<contributor><username>Ines</username></contributor><text>{escape(text)}</text></revision></page>\n"
    )


def test_a_dump_of_mediawiki_gives_its_articles_and_passes_over_the_rest(tmp_path: Path):
    older = "<ns>0</ns><revision><timestamp>2023-11-14T08:00:00Z</timestamp><text>Old.</text></revision>"
    pages = [
        wiki_page(f"{{{{Datum|14. November 2023}}}}\n{WALK}\n\n[[Datei:a.jpg|mini|Ein [[Boot]]]]\n[[Kategorie:Hafen]]"),
        wiki_page(SAIL, title="Boats", more=older),
        wiki_page("#WEITERLEITUNG [[Boats]]", title="Boat"),
        wiki_page(WALK, title="Diskussion:Boats", more=""),
        wiki_page("{{stub}}", title="Stub"),
    ]

    found = check(
        tmp_path,
        {"dump.xml": WIKI.format("".join(pages))},
        [
            {"headline": NAME, "outlet": "Hafenwiki", "published": DAY, "modified": "2023-11-15T08:00:00Z",
             "language": "de", "tags": ["Hafen"], "url": "https://wiki.example/wiki/" + NAME.replace(" ", "_"),
             "text": f"{WALK} Ein Boot"},
            {"headline": "Boats", "published": None, "authors": None, "text": SAIL},
        ],
    )  # fmt: skip

    assert passed(found) == {
        "a page of the namespace Diskussion": 1, "a page without a text": 1, "a redirect": 1, "an earlier revision": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("source", "paragraphs"),
    [
        ("[[Datei:a.jpg|mini|250px|Das [[Boot|alte Boot]] am Kai]]Sie fuhr.", ["Das alte Boot am Kai", "Sie fuhr."]),
        ("[[File:a.jpg|thumb|alt=A boat on the Merle]] The ferry sailed.", ["The ferry sailed."]),
        ("[[File:a.jpg|thumb]] The ferry sailed.", ["The ferry sailed."]),
        ("He rose. {{quote|We sail when we are paid.|Bo Finch}}", ["He rose.", "We sail when we are paid."]),
        ("{{Zitat|Text=Wir fahren, wenn man uns bezahlt.|ref=x}}", ["Wir fahren, wenn man uns bezahlt."]),
        ("{{Infobox|length=40 km from its spring to the sea}}The ferry sailed.", ["The ferry sailed."]),
    ],
    ids=["caption", "alternative", "no caption", "quotation", "named quotation", "facts"],
)
def test_words_below_pictures_and_quotations_stay(source: str, paragraphs: list[str]):
    assert wikitext.plain(source, pictures=["Datei"]).text.split("\n\n") == paragraphs


def test_a_dump_that_was_cut_off_loses_its_last_page_and_says_so(tmp_path: Path):
    whole = WIKI.format(wiki_page(WALK) + wiki_page(SAIL))

    found = read(tmp_path, {"dump.xml": whole[: whole.rindex("</text>")]})

    assert [one.text for one in made(found)] == [WALK]
    assert lost(found)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("'''Osk''' and ''the'' [[ferry|boat]] at [[Corran]]", "Osk and the boat at Corran"),
        ('It sails.<ref name="a">{{cite|x}}</ref> Or not.<ref name=a />', "It sails. Or not."),
        ("{{infobox|a={{b|c}}|d}}The boat{{citation needed}} sails", "The boat sails"),
        ("The {{w|Corran Ferry|boat}} of {{w|Corran}}", "The boat of Corran"),
        ("== On board ==\n* Tea\n* Bread\n\n== Notes ==\n{{reflist}}", "On board\n\nTea\n\nBread"),
        ("Before\n{| class=x\n| a || b\n{|\n| c\n|}\n|}\nAfter", "Before\n\na\tb c\n\nAfter"),
        (
            '{| class="wikitable"\n|+ Terms\n! Year !! Days\n|-\n| 2023 || align=right | 17\n|}',
            "Terms\n\nYear\tDays\n\n2023\t17",
        ),
        ("See [https://a.example/x the log] and [https://a.example/y]", "See the log and"),
        ("[[fr:Bac]][[Category:Boats]]Tea<!-- no -->", "Tea"),
        ("Tea<br />Bread &amp; 5 &lt; 6", "Tea\n\nBread & 5 < 6"),
        # What only looks like a mark stays.
        ("It's 5 = 5, a # sign, x[0], {curly} and a | bar", "It's 5 = 5, a # sign, x[0], {curly} and a | bar"),
        ("[[Corran: a history]]", "Corran: a history"),
        ("An open {{ template and [[ link", "An open {{ template and [[ link"),
    ],
)
def test_wikitext_is_read_as_what_it_says(source: str, said: str):
    assert wikitext.plain(source).text == said


# Collections: of libraries, of linguists, of programs that read print


def words(text: str) -> str:
    return "".join(f'<wd pos="1,2,3,4">{word}</wd>' for word in text.split())


def gale(title: str, text: str, kind: str = "News") -> str:
    return (
        f'<article type="{kind}"><id>HL_20231114_0003-001</id><pi pgref="3">HL_20231114_0003</pi><text><text.title><p>'
        f"{words(title)}</p></text.title><text.cr><p>{words(text)}</p></text.cr></text></article>"
    )


ARTICLES = (
    f"<pf>20231114</pf>{gale(NAME, WALK)}{gale('Tea', 'Tea for sale.', 'Advertisements')}{gale('Boats sail', SAIL)}"
)


@pytest.mark.parametrize(
    "source",
    [
        f'<!DOCTYPE issue SYSTEM "bl_ncnp.dtd"><issue><newspaperId>HL</newspaperId>{ARTICLES}</issue>',
        f'<!DOCTYPE GALENP SYSTEM "G.dtd"><GALENP><Newspaper><issue>{ARTICLES}</issue></Newspaper></GALENP>',
        f"<issue><da>November 14, 2023</da><page>{ARTICLES}</page></issue>",
    ],
    ids=["the British Library", "Gale", "by pages"],
)
def test_an_issue_whose_words_are_elements_gives_its_articles(tmp_path: Path, source: str):
    found = check(
        tmp_path,
        {"a.xml": source},
        [
            {"headline": NAME, "published": DAY, "page_number": "3", "text": WALK},
            {"headline": "Boats sail", "published": DAY, "text": SAIL},
        ],
    )

    assert passed(found) == {"an advertisement": 1}


GIGAWORD = (
    f'<DOC id="HL_ENG_20231114.0001" type="story" >\n<HEADLINE>\n{NAME}\n</HEADLINE>\n<DATELINE>\nCORRAN, Nov 14\n'
    f"</DATELINE>\n<TEXT>\n<P>\n{WALK}\n</P>\n<P>\nTea &amp; bread.\n</P>\n</TEXT>\n</DOC>\n"
    f'<DOC id="HL_ENG_20231115.0002" type="other" >\n<TEXT>\n{SAIL}\n</TEXT>\n</DOC>\n'
)
TREC = (
    "<DOC>\n<DOCNO> HL111423-0001 </DOCNO>\n<DATE><P>November 14, 2023, Tuesday, Home Edition</P></DATE>\n"
    f"<SECTION><P>Metro</P></SECTION>\n<HEADLINE><P>{NAME}</P></HEADLINE>\n<BYLINE><P>By INES CALLOWAY</P></BYLINE>\n"
    f"<TEXT>\n<P>\n{WALK}\n<P>\n{SAIL}\n</TEXT>\n</DOC>\n"
)
LEWIS = (
    '<!DOCTYPE lewis SYSTEM "lewis.dtd">\n<REUTERS TOPICS="YES" NEWID="1">\n<DATE>14-NOV-1987 15:01:01.79</DATE>\n'
    f"<PLACES><D>usa</D></PLACES>\n<TEXT>&#2;\n<TITLE>{NAME}</TITLE>\n<DATELINE>    CORRAN, Nov 14 - </DATELINE>"
    f"<BODY>{WALK}\n    {SAIL}\n Reuter\n&#3;</BODY></TEXT>\n</REUTERS>\n"
)
UNDATED = TREC.partition("Edition</P></DATE>\n")[2]
TUESDAY = "November 14, 2023, Tuesday"


@pytest.mark.parametrize(
    ("source", "rows"),
    [
        (
            GIGAWORD,
            [
                {"headline": NAME, "published": DAY, "language": "en", "text": f"{WALK} Tea & bread."},
                {"published": "2023-11-15", "text": SAIL},
            ],
        ),
        (TREC, [{"headline": NAME, "published": TUESDAY, "byline": "By INES CALLOWAY", "text": LONG}]),
        ("<DOC>\n<DOCNO> HL871114-0001 </DOCNO>\n" + UNDATED, [{"published": "1987-11-14"}]),
        ("<DOC>\n<DOCNO> HL111487-0001 </DOCNO>\n" + UNDATED, [{"published": "1987-11-14"}]),
        (LEWIS, [{"headline": NAME, "published": "14-Nov-1987 15:01:01", "agency": "Reuters", "text": LONG}]),
        (LEWIS.replace(" Reuter\n", ""), [{"headline": NAME, "agency": None, "text": LONG}]),
        (LEWIS.replace("\n Reuter", " So said Reuter"), [{"agency": None, "text": f"{LONG} So said Reuter"}]),
    ],
    ids=[
        "Gigaword's",
        "TREC's",
        "its number, the year first",
        "its number, the year last",
        "Reuters'",
        "without a signature",
        "named in the text",
    ],
)
def test_a_collection_in_sgml_gives_its_documents(tmp_path: Path, source: str, rows: list[dict[str, Any]]):
    check(tmp_path, {"a.sgml": source}, rows)


LINES = ("Ferry crews on the Merle walked out", "on Tuesday morning after talks.")


def each_line(line: str, word: str) -> str:
    """Return the lines of a block as elements of words, each with its place."""
    made = []
    for row, text in enumerate(LINES):
        top = 200 + 40 * row
        places = [(60 + 60 * n, top, 110 + 60 * n, top + 30, one) for n, one in enumerate(text.split())]
        made.append(f"<{line}>" + "".join(word.format(*place) for place in places) + f"</{line}>")
    return "".join(made)


SIGNS = "".join(
    f'<line l="60" t="{200 + 40 * row}" r="500" b="{230 + 40 * row}"><formatting>'
    + "".join(f"<charParams>{sign}</charParams>" for sign in text)
    + "</formatting></line>"
    for row, text in enumerate(LINES)
)
PRINTED: dict[str, str] = {
    "a_djvu.xml": '<!DOCTYPE DjVuXML>\n<DjVuXML><BODY><OBJECT height="900" width="600"><PARAGRAPH>'
    + each_line("LINE", '<WORD coords="{0},{3},{2},{1}">{4}</WORD>')
    + "</PARAGRAPH></OBJECT></BODY></DjVuXML>",
    "a_abbyy.xml": '<document xmlns="http://www.abbyy.com/FineReader_xml/10"><page width="600" height="900"><block>'
    f"<par>{SIGNS}</par></block></page></document>",
    "a.xml": '<Doc>\n<page width="600" height="900"><block xMin="60" yMin="200" xMax="500" yMax="270">'
    + each_line("line", '<word xMin="{0}" yMin="{1}" xMax="{2}" yMax="{3}">{4}</word>')
    + "</block></page></Doc>",
}


@pytest.mark.parametrize("name", PRINTED)
def test_the_xml_of_a_program_that_read_print_is_its_text(tmp_path: Path, name: str):
    check(tmp_path, {name: PRINTED[name]}, [{"text": " ".join(LINES)}])


def test_a_document_type_may_be_named_and_the_entities_of_html_are_letters(tmp_path: Path):
    one = f"<article><title>Caf&eacute;</title><date>{DAY}</date><body>{WALK}</body></article>"

    check(
        tmp_path,
        {"a.xml": f'<?xml version="1.0"?><!DOCTYPE all PUBLIC "-//X//EN" "all.dtd"><all>{one}{one}</all>'},
        [{"headline": "Café", "published": DAY, "text": WALK}] * 2,
    )


def test_a_picture_in_newsml_is_no_article(tmp_path: Path):
    item = (
        "<NewsML><NewsItem><NewsComponent><NewsLines><HeadLine>569</HeadLine></NewsLines><NewsComponent>"
        '<Role FormalName="Caption"/><ContentItem><MediaType FormalName="Text"/><DataContent><p>Tea.</p></DataContent>'
        '</ContentItem></NewsComponent><NewsComponent><Role FormalName="Main"/><ContentItem Href="a.jpg">'
        '<MediaType FormalName="Photo"/></ContentItem></NewsComponent></NewsComponent></NewsItem></NewsML>'
    )

    found = read(tmp_path, {"a.xml": item})

    assert (made(found), lost(found), len(passed(found))) == ([], [], 1)


def test_an_issue_of_impresso_s_gives_its_articles(tmp_path: Path):
    lines = [
        {"id": "HL-2023-11-14-a-i0001", "pp": [3], "d": DAY, "lg": "en", "tp": "ar", "t": NAME, "ft": WALK},
        {"id": "HL-2023-11-14-a-i0002", "pp": [3], "d": DAY, "lg": "en", "tp": "ad", "t": None, "ft": "Tea for sale."},
    ]

    check(
        tmp_path,
        {"a.jsonl": "\n".join(map(json.dumps, lines))},
        [{"headline": NAME, "published": DAY, "language": "en", "page_number": "3", "text": WALK}],
    )


MORE: dict[str, tuple[Any, dict[str, Any]]] = {
    "front matter in an answer of GraphQL's": (
        {"data": {"all": {"edges": [{"node": {"html": HTML, "frontmatter": {"title": NAME, "date": DAY}}}]}}},
        {"headline": NAME, "published": DAY, "text": LONG},
    ),
    "an article that is called as a text is": (
        {"props": {"page": {"article": {"headline": NAME, "datePublished": DAY, "body": [{"text": WALK}]}}}},
        {"headline": NAME, "published": DAY, "text": WALK},
    ),
    "components with roles": (
        {"title": NAME, "components": [{"role": "byline", "text": "Ines"}, {"role": "body", "text": WALK},
                                       {"role": "photo", "caption": "no"}, {"role": "body", "text": SAIL}]},
        {"headline": NAME, "text": LONG},
    ),
    "wallabag's, whose readers did not share it": (
        [{"is_archived": 1, "is_starred": 0, "is_public": False, "domain_name": "hl.example", "title": NAME,
          "content": HTML, "published_at": DAY, "published_by": ["Ines Calloway"],
          "created_at": "2023-12-01T08:00:00Z"}],
        row(published=DAY, captured="2023-12-01T08:00:00Z"),
    ),
    "a reader's list of items, each with its feed": (
        {"title": "Starred", "items": [{"title": NAME, "published": 1699948800, "summary": {"content": HTML},
                                        "origin": {"title": "Harbour Log", "htmlUrl": "https://hl.example/"}}]},
        {"headline": NAME, "outlet": "Harbour Log", "published": "2023-11-14T08:00:00Z", "text": LONG},
    ),
    "a list of references in JSON": (
        [{"type": "article-newspaper", "container-title": "Harbour Log", "title": NAME, "abstract": WALK,
          "author": [{"family": "Calloway", "given": "Ines"}], "issued": {"date-parts": [["2023", 11, 14]]}}],
        {"headline": NAME, "outlet": "Harbour Log", "authors": ["Ines Calloway"], "published": DAY, "text": WALK},
    ),
    "an article that is called a page": (
        {"site": "x", "page": {"title": NAME, "revision": {"id": 7, "text": WALK}}},
        {"headline": NAME, "text": WALK},
    ),
    "a provider": (
        {"value": [{"name": NAME, "description": WALK, "provider": [{"name": "Harbour Log"}], "datePublished": DAY}]},
        {"headline": NAME, "outlet": "Harbour Log", "text": WALK},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", MORE)
def test_an_answer_gives_its_article_wherever_it_stands(tmp_path: Path, case: str):
    content, facts = MORE[case]

    check(tmp_path, {"a.json": json.dumps(content)}, [facts])


def notion(**more: Any) -> dict[str, Any]:
    """Return a page as Notion's API gives it: each property says its type, and stands under it."""
    typed = {key: {"id": key, "type": kind, kind: value} for key, (kind, value) in more.items()}
    name = {"type": "title", "title": [{"plain_text": NAME}]}
    return {"object": "page", "properties": {"Name": name, **typed}, "markdown": WALK}


@pytest.mark.parametrize(
    ("properties", "facts"),
    [
        ({"Published": ("date", {"start": DAY, "end": None})}, {"published": DAY}),
        ({"Date de publication": ("date", {"start": DAY})}, {"published": DAY}),
        ({"Day": ("formula", {"type": "date", "date": {"start": DAY}}), "Date": ("date", None)}, {"published": None}),
        ({"Author": ("select", {"name": "Ines Calloway"})}, {"authors": "Ines Calloway"}),
        ({"Authors": ("multi_select", [{"name": "Ines Calloway"}])}, {"authors": ["Ines Calloway"]}),
        ({"Author": ("people", [{"object": "user", "name": "Ines Calloway"}])}, {"authors": ["Ines Calloway"]}),
        ({"Published": ("checkbox", True)}, {"published": None}),
        ({"Section": ("select", {"name": "Harbour"})}, {"section": "Harbour"}),
    ],
)
def test_a_page_of_notion_gives_the_facts_of_its_properties(
    tmp_path: Path, properties: dict[str, Any], facts: dict[str, Any]
):
    check(tmp_path, {"a.json": json.dumps({"results": [notion(**properties)]})}, [{"headline": NAME, **facts}])


@pytest.mark.parametrize("state", [("Status", ("status", {"name": "Draft"})), ("Published", ("checkbox", False))])
def test_a_page_of_notion_that_is_not_for_the_public_is_passed_over(tmp_path: Path, state: tuple[str, Any]):
    rows = {"results": [notion(), notion(**dict([state]))]}

    check(tmp_path, {"a.json": json.dumps(rows)}, [{"headline": NAME}])


def toot(text: str, *meant: str) -> dict[str, Any]:
    note = {"id": "https://m.example/1", "type": "Note", "to": meant, "published": DAY, "content": f"<p>{text}</p>"}
    return {"type": "Create", "published": DAY, "to": meant, "object": note}


def test_an_outbox_of_mastodon_gives_what_its_owner_posted_for_everybody(tmp_path: Path):
    everybody, followers = "https://www.w3.org/ns/activitystreams#Public", "https://m.example/users/ines/followers"
    passed_on = {"type": "Announce", "to": [everybody], "published": DAY, "object": "https://other.example/1"}
    items = [toot(WALK, everybody), toot(SAIL, followers), toot(SAIL), passed_on, toot(LONG, followers, everybody)]
    outbox = {"@context": "https://www.w3.org/ns/activitystreams", "type": "OrderedCollection", "orderedItems": items}

    found = check(
        tmp_path,
        {"outbox.json": json.dumps(outbox)},
        [{"published": DAY, "text": WALK}, {"published": DAY, "text": LONG}],
    )

    assert passed(found) == {"private (visibility)": 2, "what somebody else wrote, passed on (post_type)": 1}


def test_a_table_of_summaries_gives_incomplete_articles(tmp_path: Path):
    table = f'"Item Type","Author","Title","Publication Title","Abstract Note","Date"\n"x","Calloway, Ines","{NAME}",'
    table += f'"Harbour Log","{WALK}","{DAY}"\n'

    check(
        tmp_path,
        {"zotero.csv": table},
        [
            {
                "headline": NAME,
                "outlet": "Harbour Log",
                "incomplete": "only its summary is given, under Abstract Note",
                "text": WALK,
            }
        ],
    )
