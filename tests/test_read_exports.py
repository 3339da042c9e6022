"""Exports as people have them: files invented in the shapes of public ones, and the facts that each must give."""

from __future__ import annotations

import io
import json
import quopri
import zipfile
from pathlib import Path
from typing import Any

import pytest

from generator.clean import clean, compile_rules
from generator.read import press
from generator.settings import load_authorities

from .reading import lost, made, passed, read, told

WALK = "Ferry crews on the Merle walked out on Tuesday morning after talks over night shifts failed for the third time."
SAIL = "The first ferry crossed the Merle at six on Monday morning, with two men on the bridge and a full deck below."
HTML = f"<p>{WALK}</p><p>{SAIL}</p>"
LONG = f"{WALK} {SAIL}"


def check(folder: Path, files: dict[str, str | bytes], rows: list[dict[str, Any]]) -> Any:
    """Read files and compare the fields and texts of what they give with rows; `text` is all of it, on one line."""
    found = read(folder, files)
    captures = made(found)
    told = [{**capture.fields, "text": " ".join(capture.text.split())} for capture in captures]
    assert [{key: one.get(key) for key in row} for one, row in zip(told, rows, strict=True)] == rows
    assert lost(found) == []
    return found


# ProQuest: documents in documents, broken tags, no rule between them


def proquest(number: int, title: str, author: str, day: str, *, citation: bool) -> str:
    cited = f'<p><span class="newspaperArticle"><strong>Corran Times</strong>; Corran. {day}.</span></p>'
    info = f"<p><strong>Publication info:  </strong>Corran Times ; Corran [Corran] {day}: AA.2.</p>"
    facts = {
        "Subject": "Ferries; Strikes",
        "Publication title": "Corran Times; Corran, Calif.",
        "Pages": "AA.2",
        "Publication date": day,
        "Section": "Main News; Part A",
        "Source type": "Newspapers",
        "Language of publication": "English",
        "ProQuest document ID": str(number),
        "Database": "Dailies",
    }
    below = "".join(f"<p><strong>{name}: </strong>{value}</p>" for name, value in facts.items())
    return (
        f'<div><a name="DocID_MSTAR_{number}"></a><p></p><p style="font-weight:bold;">{title}</p>'
        f"{cited if citation else ''}<p><strong>Author:  </strong>{author}</p>{'' if citation else info}"
        f'<p><a href="https://search.example/docview/{number}">ProQuest document link</a></p>'
        "<p><strong>Abstract:  </strong><body></p><p>The line said no.</p><p></body></p>"
        '<div><strong>Links: </strong><a href="https://x.example/">Get it</a></div>'
        f'<p><strong>Full text: </strong><Text WordCount="9">html&gt;<head><title></title></head><body>{HTML}'
        f"</body></html></Text></p>{below}</div>"
    )


PROQUEST = [
    {"headline": "Crews walk out", "authors": ["Nathan Gull"], "outlet": "Corran Times", "published": "2010-05-08",
     "section": "Main News; Part A", "page_number": "AA.2", "tags": ["Ferries", "Strikes"], "language": "en",
     "id": "251439970", "text": LONG},
    {"headline": "Boats sail again", "authors": ["E Scott Heron", "Tiffany Finch"], "outlet": "Corran Times",
     "published": "2008-11-22", "id": "422208782", "text": LONG},
]  # fmt: skip
FIRST = proquest(251439970, "Crews walk out", "Gull, Nathan", "May 8, 2010", citation=False)
SECOND = proquest(422208782, "Boats sail again", "Heron, E Scott; Finch, Tiffany", "Nov 22, 2008", citation=True)


def test_a_mail_of_proquest_is_cut_though_whole_pages_stand_in_it(tmp_path: Path):
    page = (
        f"<html><head><title>ProQuest Export</title></head><body><div>John sent you:</div>{FIRST}{SECOND}</body></html>"
    )
    head = "From: <noreply@proquest.example>\nTo: <j@x.example>\nMessage-ID: <1@x>\nSubject: Your ProQuest Research\n"
    head += "Date: Sun, 5 Jul 2020 01:02:03 -0400\nMIME-Version: 1.0\nContent-Type: text/html; charset=UTF-8\n"
    body = quopri.encodestring(page.encode()).decode()
    check(tmp_path, {"a.eml": f"{head}Content-Transfer-Encoding: quoted-printable\n\n{body}"}, PROQUEST)


def test_a_page_of_proquest_s_is_read_to_its_end_though_it_closes_in_the_middle(tmp_path: Path):
    check(tmp_path, {"a.html": FIRST}, PROQUEST[:1])


# Texts with rules between, and labels of other makers

RETRIEVER = f"""Merle Universitet
Datum 2021-09-29

Nyheter:

> Färjorna står still, Corrans Nyheter, 2004-12-29 09:31

> Båtarna går igen, Merle Dagblad, 2004-12-27


Färjorna står still
Corrans Nyheter, 2004-12-29 09:31
Publicerat på webb.\x20

Besättningarna på färjorna lade ner arbetet på tisdagen...

©Corran<br>Alla artiklar är skyddade enligt upphovsrättslagen.

Se webartikeln på http://ret.example/7Ml1
==============================================================================

Båtarna går igen
Merle Dagblad, 2004-12-27
Sida 15
Publicerat i print.\x20

{WALK}

©Merle<br>Alla artiklar är skyddade.

Läs hela artikeln på http://ret.example/cmch
==============================================================================
"""
INTEGRUM = """<html><head><title>Report 12.05.2021</title></head><body><h3>Report 12.05.2021 15:50:05</h3>1.
<a href="#1">ПАРОМЫ СТОЯТ</a> <small>Мерлинские новости; 09.02.1994; 6;</small><br>
<div><a name="1"></a><table><tr><td>^ИС:
     Мерлинские новости
<br>^РБ: ГОРОД
<br>^ДТ: 09.02.1994
<br>^АВ: Цаплин Дмитрий
<br>^ЗГ: ПАРОМЫ СТОЯТ
<br></td></tr></table><h3>ПАРОМЫ СТОЯТ</h3><pre>
     Экипажи паромов на реке Мерле прекратили работу во вторник
утром, после того как <b>переговоры</b> сорвались.
     Компания сообщила, что лодки пойдут.</pre></div>
<div><a name="2"></a><table><tr><td>^ИС: Мерлинские новости
<br>^ДТ: 02.02.1994
<br>^ЗГ: ЛОДКИ ИДУТ
<br></td></tr></table><h3>ЛОДКИ ИДУТ</h3><pre>
     Первый паром пересек Мерлу в шесть часов утра.</pre></div></body></html>"""
MTIF = f"""TITLE: Crews walk out
BASENAME: crews
AUTHOR: Ana Kestrel
STATUS: Publish
DATE: 05/17/2024 09:30:00 PM
PRIMARY CATEGORY: News
CATEGORY: News
-----
BODY:
{HTML}
-----
EXTENDED BODY:

-----
COMMENT:
AUTHOR: Bob
DATE: 05/17/2024 10:00:00 AM
Nice!
-----
--------
TITLE: Nobody may see it
STATUS: Draft
DATE: 05/18/2024 09:30:00 AM
-----
BODY:
Secret.
-----
--------
"""


def test_retriever_s_texts_are_cut_at_their_rules_and_its_list_is_none_of_them(tmp_path: Path):
    rows: list[dict[str, Any]] = [
        {"headline": "Färjorna står still", "outlet": "Corrans Nyheter", "published": "2004-12-29",
         "url": "http://ret.example/7Ml1", "incomplete": "cut off where the database gives no more",
         "text": "Besättningarna på färjorna lade ner arbetet på tisdagen..."},
        {"headline": "Båtarna går igen", "outlet": "Merle Dagblad", "page_number": "15", "incomplete": None,
         "text": WALK},
    ]  # fmt: skip
    check(tmp_path, {"a.txt": RETRIEVER}, rows)


def test_integrum_s_report_is_cut_at_its_labels_whatever_its_encoding(tmp_path: Path):
    rows: list[dict[str, Any]] = [
        {"headline": "ПАРОМЫ СТОЯТ", "outlet": "Мерлинские новости", "published": "1994-02-09", "section": "ГОРОД",
         "byline": "Цаплин Дмитрий"},
        {"headline": "ЛОДКИ ИДУТ", "published": "1994-02-02"},
    ]  # fmt: skip
    found = check(
        tmp_path, {"a.html": INTEGRUM.replace("<head>", '<head><meta charset="windows-1251">').encode("cp1251")}, rows
    )
    assert "сорвались.\n\nКомпания" in made(found)[0].text


def test_a_title_above_the_first_label_belongs_to_its_own_document(tmp_path: Path):
    one, two = (
        f"{name}\n\nAuthor: Ana Kestrel\nDate: {day}\nText: {WALK}\n\n"
        for name, day in (("Crews out", "2024-05-17"), ("Boats in", "2024-05-18"))
    )
    rows: list[dict[str, Any]] = [
        {"headline": "Crews out", "published": "2024-05-17"},
        {"headline": "Boats in", "published": "2024-05-18"},
    ]
    check(tmp_path, {"a.txt": one + two}, rows)


def test_movable_type_s_entries_are_articles_and_its_drafts_and_comments_are_counted(tmp_path: Path):
    rows: list[dict[str, Any]] = [
        {
            "headline": "Crews walk out",
            "authors": ["Ana Kestrel"],
            "published": "2024-05-17 21:30:00",
            "section": "News",
            "text": LONG,
        }
    ]
    found = check(tmp_path, {"export.txt": MTIF}, rows)
    assert passed(found) == {"a comment": 1, "a draft (status)": 1}


# Answers of newsrooms' systems

GUARDIAN = {"response": {"status": "ok", "content": {"id": "a/b", "type": "article", "sectionName": "Politics",
    "webPublicationDate": "2024-05-17T09:30:00Z", "webTitle": "Crews walk out", "webUrl": "https://kestrel.example/a/b",
    "fields": {"body": HTML, "byline": "Ana Kestrel"}}}}  # fmt: skip
WORDPRESS = [{"id": 12, "date": "2024-05-17T11:30:00", "date_gmt": "2024-05-17T09:30:00", "status": "publish",
    "modified": "2024-05-17T11:31:00", "modified_gmt": "2024-05-17T09:31:00", "type": "post",
    "link": "https://harbour.example/ferry/", "title": {"rendered": "Crews walk out"},
    "content": {"rendered": HTML, "protected": False}, "author": 3, "categories": [1], "tags": [5],
    "_embedded": {"author": [{"name": "Ana Kestrel"}], "wp:term": [
        [{"name": "News", "taxonomy": "category"}], [{"name": "Ferries", "taxonomy": "post_tag"}]]},
    "yoast_head_json": {"og_site_name": "The Harbour Log"}}]  # fmt: skip
ARC = {"count": 1, "content_elements": [{"_id": "ABC", "type": "story", "headlines": {"basic": "Crews walk out"},
    "publish_date": "2024-05-17T09:40:00Z", "credits": {"by": [{"name": "Ana Kestrel"}]},
    "content_elements": [{"type": "text", "content": WALK}, {"type": "text", "content": SAIL}]}]}  # fmt: skip
SUPERDESK = {"_items": [{"guid": "urn:1", "uri": "urn:1", "type": "text", "state": "published", "headline": "Crews out",
    "dateline": {"text": "CORRAN, May 17 (Kestrel) -", "located": {"city": "Corran"}}, "body_html": HTML,
    "versioncreated": "2024-05-17T10:30:00Z", "anpa_category": [{"name": "Domestic"}]}]}  # fmt: skip
DPA = {"format": "digitalwires@0.9.1", "type": "composite", "urn": "urn:newsml:x:1", "updated": "2025-01-28T08:52:13Z",
    "version_created": "2025-01-28T09:18:34+01:00", "pubstatus": "usable", "embargoed": None, "content_created": None,
    "language": "de", "headline": "Fähren stehen still", "byline": "Von Ada Reiher", "dateline": "Corran (mda) - ",
    "article_html": f"<section><p>{WALK}</p></section>", "creditline": "mda", "dpasubject_names": ["Schifffahrt"],
    "notepad": {"nonpublic_html": "<p>geheim@merle.example</p>"},
    "ednotes": [{"ednote": "geheim@merle.example", "is_publishable": False}]}  # fmt: skip
NESTED = {"text": LONG, "metadata": {"title": "Crews walk out", "url": "https://p.example/f", "date": "2024-05-17"}}


@pytest.mark.parametrize(
    ("content", "row"),
    [
        pytest.param(GUARDIAN, {"headline": "Crews walk out", "section": "Politics", "byline": "Ana Kestrel",
            "published": "2024-05-17T09:30:00Z", "url": "https://kestrel.example/a/b", "text": LONG}, id="one item"),
        pytest.param(WORDPRESS, {"section": "News", "tags": "Ferries", "outlet": "The Harbour Log",
            "modified": "2024-05-17T09:31:00", "published": "2024-05-17T09:30:00", "text": LONG}, id="terms embedded"),
        pytest.param(ARC, {"headline": "Crews walk out", "id": "ABC", "text": LONG}, id="Arc's answer"),
        pytest.param(SUPERDESK, {"dateline": "Corran", "section": "Domestic", "text": LONG}, id="Superdesk's answer"),
        pytest.param(DPA, {"dateline": "Corran", "agency": "mda", "published": "2025-01-28T09:18:34+01:00",
            "id": "urn:newsml:x:1", "tags": ["Schifffahrt"], "notepad": None, "ednotes": None, "text": WALK}, id="dpa"),
        pytest.param(NESTED, {"headline": "Crews walk out", "published": "2024-05-17", "url": "https://p.example/f",
            "text": LONG}, id="facts beside the text"),
    ],
)  # fmt: skip
def test_an_answer_gives_its_article_with_what_stands_around_it(tmp_path: Path, content: Any, row: dict[str, Any]):
    check(tmp_path, {"a.json": json.dumps(content)}, [row])


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ({"text": LONG, "metadata": {"title": "x", "status": "draft"}}, "a draft (metadata.status)"),
        ({"_id": "drafts.a2", "_type": "article", "title": "x", "body": LONG}, "a draft (_id)"),
        ({"sys": {"id": "e2", "publishedCounter": 0}, "fields": {"title": {"en": "x"}, "body": {"en": LONG}}},
         "not published (sys.publishedVersion)"),
    ],
    ids=["beside the text", "Sanity", "Contentful"],
)  # fmt: skip
def test_what_a_system_has_not_published_is_passed_over_wherever_it_says_so(tmp_path: Path, content: Any, reason: str):
    found = read(tmp_path, {"a.json": json.dumps([content])})
    assert (made(found), passed(found)) == ([], {reason: 1})


# Agencies, libraries


def component(number: int, language: str, head: str, lead: str, body: str) -> str:
    parts = "".join(
        f'<NewsComponent><Role FormalName="{role}"/><ContentItem><DataContent>{said}</DataContent></ContentItem>'
        "</NewsComponent>"
        for role, said in (("Title", head), ("Lead", lead), ("Body", body))
    )
    lines = f"<NewsLines><HeadLine>{head}</HeadLine></NewsLines>"
    return f'<NewsComponent Duid="{number}" xml:lang="{language}">{lines}{parts}</NewsComponent>'


def test_the_texts_of_one_item_side_by_side_are_articles_each(tmp_path: Path):
    texts = component(1, "nl", "Boten", "Stil.", WALK) + component(2, "fr", "Bacs", "", SAIL)
    source = f"""<NewsML><NewsItem><Identification><NewsIdentifier><PublicIdentifier>urn:x:1</PublicIdentifier>
      </NewsIdentifier></Identification><NewsManagement><FirstCreated>20190129T124550</FirstCreated>
      <Status FormalName="USABLE"/></NewsManagement><NewsComponent>{texts}</NewsComponent></NewsItem></NewsML>"""
    rows: list[dict[str, Any]] = [
        {"headline": "Boten", "language": "nl", "id": "urn:x:1#1", "text": f"Stil. {WALK}"},
        {"headline": "Bacs", "language": "fr", "id": "urn:x:1#2", "text": SAIL},
    ]
    check(tmp_path, {"a.xml": source}, rows)


def test_a_text_of_delpher_and_a_record_of_dublin_core_are_articles(tmp_path: Path):
    record = f"""<record><metadata><dc><title>Boats</title><date>1868-03-28</date><isPartOf>Merle Zeitung</isPartOf>
      <publisher>M. R.</publisher><description>{LONG}</description></dc></metadata></record>"""
    delpher = f"<?xml version='1.0'?><text><title>Boten</title><p>{WALK}</p><p>{SAIL}</p></text>"
    harvest = f"<?xml version='1.0'?><OAI-PMH><ListRecords>{record}{record}</ListRecords></OAI-PMH>"
    rows: list[dict[str, Any]] = [
        {"headline": "Boats", "outlet": "Merle Zeitung", "published": "1868-03-28", "text": LONG}
    ] * 2

    check(tmp_path / "a", {"a.xml": delpher}, [{"headline": "Boten", "text": LONG}])
    check(tmp_path / "b", {"b.xml": harvest}, rows)


DJVU = """

 THE CORRAN COURIER\x20

VOL. XII NO. 4  CORRAN, MONDAY, MAY 4, 1936  PRICE 3 CENTS\x20


The Ferryman Retires\x20

After forty years the ferry-\x20
man of the Merle has tied up\x20
his boat. The town will have\x20
a bridge of iron, and nobody\x20
will be ferried.\x20

"I have seen it all," said the\x20
ferryman on the quay.\x20
"""


@pytest.mark.parametrize("name", ["courier_djvu.txt", "courier.txt"])
def test_the_text_of_a_scan_is_told_with_or_without_its_name(tmp_path: Path, name: str):
    found = check(
        tmp_path,
        {name: DJVU},
        [
            {
                "outlet": "THE CORRAN COURIER",
                "published": "1936-05-04",
                "incomplete": "pages of a scan taken for one article, a guess",
            }
        ],
    )
    assert "the ferryman of the Merle" in " ".join(made(found)[0].text.split())
    assert [one.rule for one in made(found)[0].dropped] == ["masthead"] * 2


def alto(blocks: list[tuple[str, int, int, int, list[str]]]) -> str:
    def placed(name: str, x: int, y: int, size: int, more: str) -> str:
        return f'<{name} HPOS="{x}" VPOS="{y}" WIDTH="800" HEIGHT="{size}" {more}'

    printed = ""
    for name, x, y, size, lines in blocks:
        printed += placed("TextBlock", x, y, 40, f'ID="{name}">')
        for n, line in enumerate(lines):
            printed += placed("TextLine", x, y + 2 * size * n, size, ">")
            printed += placed("String", x, y + 2 * size * n, size, f'CONTENT="{line}"/>') + "</TextLine>"
        printed += "</TextBlock>"
    page = f'<Page ID="P1" WIDTH="2000" HEIGHT="3000"><PrintSpace>{printed}</PrintSpace></Page>'
    return f'<alto xmlns="http://www.loc.gov/standards/alto/ns-v3#"><Layout>{page}</Layout></alto>'


def test_an_issue_of_loc_s_is_read_by_pages_and_columns_under_their_own_headlines(tmp_path: Path):
    half = len(WALK) // 2
    blocks = [
        ("H1", 100, 100, 60, ["CREWS OUT"]), ("H2", 1000, 100, 60, ["BOATS IN"]),
        ("B1", 100, 250, 20, [WALK[:40], WALK[40:half], WALK[half:90], WALK[90:]] * 2),
        ("B2", 1000, 250, 20, [SAIL[:40], SAIL[40:half], SAIL[half:90], SAIL[90:]] * 2),
    ]  # fmt: skip
    mets = """<mets LABEL="The Corran call (Corran, Calif.), 1912-05-02" xmlns:xlink="http://www.w3.org/1999/xlink"
      xmlns="http://www.loc.gov/METS/"><dmdSec ID="i"><mdWrap><xmlData><mods><part><detail type="issue">
      <number>155</number></detail></part></mods></xmlData></mdWrap></dmdSec>
      <fileSec><fileGrp><file ID="o1"><FLocat xlink:href="./0001.xml"/></file></fileGrp></fileSec>
      <structMap><div TYPE="np:issue" DMDID="i"><div TYPE="np:page" ORDER="1"><fptr FILEID="o1"/></div></div>
      </structMap></mets>"""
    rows: list[dict[str, Any]] = [
        {
            "headline": "CREWS OUT",
            "outlet": "The Corran call",
            "published": "1912-05-02",
            "issue": "155",
            "page_number": "1",
        },
        {"headline": "BOATS IN", "outlet": "The Corran call"},
    ]
    check(tmp_path, {"0001.xml": alto(blocks), "issue.xml": mets}, rows)


# Documents, chats, containers


@pytest.mark.parametrize(
    ("line", "facts"),
    [
        ("Merlebote, 17.05.2024, von Ada Reiher",
         {"outlet": "Merlebote", "published": "2024-05-17", "byline": "von Ada Reiher"}),
        ("Quelle: Rhein-Post vom 18. Mai 2024, S. 3",
         {"outlet": "Rhein-Post", "published": "2024-05-18", "page_number": "3"}),
        ("The Corran Post | May 17, 2024", {"outlet": "The Corran Post", "published": "2024-05-17"}),
        ("Le Courrier, vendredi, 17 mai 2024", {"outlet": "Le Courrier", "published": "2024-05-17"}),
        ("The council met on Friday, 17 May 2024, and nobody came to it at all.", {}),
        ("CORRAN, 17 May 2024 – Ferry crews on the Merle walked out on Tuesday morning.", {}),
        ("17.05.2024", {}),
    ],
)  # fmt: skip
def test_a_line_that_cites_a_paper_gives_its_facts(line: str, facts: dict[str, str]):
    assert press.cited(line) == facts


def test_chats_between_people_are_passed_over_in_an_export_of_all(tmp_path: Path):
    message = {
        "id": 2,
        "type": "message",
        "date": "2024-05-17T09:30:00",
        "from": "News",
        "from_id": "channel1",
        "text": WALK,
    }
    chats = [
        {"name": "News", "type": kind, "id": 1, "messages": [message]}
        for kind in ("public_channel", "personal_chat", "private_group")
    ]
    found = check(tmp_path, {"result.json": json.dumps({"chats": {"list": chats}})}, [{"outlet": "News", "text": WALK}])
    assert passed(found) == {"private (visibility)": 2}


def test_an_issue_packed_as_zip_is_read_with_its_pages(tmp_path: Path):
    page = alto([("T1", 100, 100, 60, ["CREWS OUT"]), ("T2", 100, 300, 20, [WALK])])
    areas = "".join(
        f'<div TYPE="{kind}"><fptr><area FILEID="o1" BEGIN="{block}"/></fptr></div>'
        for kind, block in (("HEADING", "T1"), ("BODY", "T2"))
    )
    mets = f"""<mets LABEL="The Corran call, 1912-05-02" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns="http://www.loc.gov/METS/">
      <fileSec><fileGrp><file ID="o1"><FLocat xlink:href="file://./alto/0001.xml"/></file></fileGrp></fileSec>
      <structMap TYPE="LOGICAL"><div TYPE="Newspaper"><div TYPE="ARTICLE">{areas}</div></div></structMap></mets>"""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("issue/alto/0001.xml", page)
        archive.writestr("issue/mets.xml", mets)
    rows: list[dict[str, Any]] = [
        {"headline": "CREWS OUT", "outlet": "The Corran call", "published": "1912-05-02", "text": WALK}
    ]
    found = check(tmp_path, {"issue.zip": packed.getvalue()}, rows)
    assert passed(found) == {"read with issue/mets.xml": 1}


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.sql", "-- MySQL dump\n--\nDROP TABLE IF EXISTS `p`;\nCREATE TABLE `p` (`ID` int);\n", "a dump in SQL"),
        ("a.bib", "% Zotero\n@article{one,\n title = {Boats}\n}\n", "a list of references (BibTeX)"),
    ],
)  # fmt: skip
def test_a_file_that_holds_no_texts_says_what_to_bring(tmp_path: Path, name: str, content: str, words: str):
    found = read(tmp_path, {name: content})
    assert made(found) == []
    assert [words in one for one in told(found)] == [True]


def test_an_abstract_of_a_list_of_references_is_an_incomplete_article(tmp_path: Path):
    entry = "TY  - NEWS\nT1  - Boats\nAU  - Kestrel, Ana\nJO  - Post\nDA  - 2024/05/17/\n"
    entry += f"N2  - {WALK}\nKW  - Ferries\nER  - \n"
    rows: list[dict[str, Any]] = [
        {
            "headline": "Boats",
            "authors": ["Ana Kestrel"],
            "outlet": "Post",
            "published": "2024-05-17",
            "tags": ["Ferries"],
            "incomplete": press.ABSTRACT,
            "text": WALK,
        }
    ]
    check(tmp_path, {"a.ris": entry}, rows)


def test_a_small_harvest_leaves_the_tables_beside_it_readable(tmp_path: Path):
    harvest = "article_id,title,newspaper_title,date,text\n1,Boats,Post,1912-05-02,t.txt\n"
    table = f'title,text\nBoats,"{LONG}"\nCrews,"{LONG}"\n'
    found = read(tmp_path, {"a.csv": harvest, "t.txt": WALK, "b.csv": table})
    assert (len(made(found)), told(found)) == (3, [])


TROVE = {"category": [{"code": "newspaper", "records": {"n": 1, "article": [{"id": "124", "heading": "THE FERRY.",
    "title": {"title": "The Corran Argus (Corran, Vic. : 1848 - 1957)"}, "date": "1912-05-03", "page": "3",
    "articleText": "<p><span>Crews walked out on Tues-</span><span>  day. Tuesday it was.</span></p>"}]}}]}  # fmt: skip
LOC = {"results": [{"id": "http://loc.example/r/?sp=3", "title": "Image 3 of Corran tribune", "date": "1912-05-02",
    "number_page": ["0003"], "partof_title": ["Corran tribune (corran [n.y.]) 1866-1924"], "language": ["english"],
    "description": [WALK]}]}  # fmt: skip
CHRONICLING = {"totalItems": 1, "items": [{"lccn": "sn1", "batch": "b", "sequence": 3, "page": "3",
    "language": ["English"], "title": "Corran tribune. [volume]", "date": "19120502", "ocr_eng": WALK}]}  # fmt: skip


@pytest.mark.parametrize(
    ("content", "row"),
    [
        (
            TROVE,
            {"headline": "THE FERRY.", "outlet": "The Corran Argus", "published": "1912-05-03", "page_number": "3"},
        ),
        (LOC, {"outlet": "Corran tribune", "page_number": "3", "language": "english", "text": WALK}),
        (CHRONICLING, {"outlet": "Corran tribune", "page_number": "3", "language": "English", "text": WALK}),
    ],
    ids=["Trove", "Library of Congress", "Chronicling America"],
)
def test_a_library_s_answer_gives_paper_day_and_page(tmp_path: Path, content: Any, row: dict[str, Any]):
    found = check(tmp_path, {"a.json": json.dumps(content)}, [row])
    assert "Tues-" not in made(found)[0].text


# Records as people have them

MONGO = [
    {"_id": {"$oid": "665f"}, "title": "Boats", "date": {"$date": "2024-05-17T09:30:00Z"}, "text": WALK},
    {"_id": {"$oid": "6660"}, "title": "Crews", "date": {"$date": {"$numberLong": "1715938200000"}}, "text": SAIL},
]
NEWSAPI = {"status": "ok", "totalResults": 2, "articles": [
    {"source": {"id": None, "name": "Post"}, "title": "Boats", "publishedAt": "2024-05-17T09:30:00Z",
     "content": f"{WALK[:60]}… [+2219 chars]"},
    {"source": {"id": None, "name": "[Removed]"}, "title": "[Removed]", "content": "[Removed]"}]}  # fmt: skip
NYT = {"status": "OK", "response": {"docs": [{"headline": {"main": "Boats"}, "lead_paragraph": WALK, "source": "Post",
    "pub_date": "2024-05-17T09:30:00+0000"}], "meta": {"hits": 1}}}  # fmt: skip
RDF = f"""<?xml version="1.0" encoding="ISO-8859-1"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
  xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel rdf:about="https://p.example/">
  <title>Café Post</title></channel>
  <item rdf:about="https://p.example/b"><title>Boats</title><dc:creator>Ana Kestrel</dc:creator>
  <dc:date>2024-05-17T09:30:00+02:00</dc:date><content:encoded>&lt;p>{WALK}&lt;/p></content:encoded></item>
  </rdf:RDF>"""


@pytest.mark.parametrize(
    ("name", "content", "rows"),
    [
        ("mongo.json", "\n".join(map(json.dumps, MONGO)),
         [{"headline": "Boats", "id": "665f", "published": "2024-05-17T09:30:00Z"},
          {"headline": "Crews", "id": "6660", "published": "1715938200000"}]),
        ("nyt.json", json.dumps(NYT),
         [{"headline": "Boats", "outlet": "Post", "incomplete": "only its opening is given, under lead_paragraph"}]),
        ("rdf.xml", RDF.encode("latin-1"),
         [{"headline": "Boats", "outlet": "Café Post", "authors": ["Ana Kestrel"], "incomplete": None}]),
        ("amcat.csv", f"id,medium,date,title,text\n1,Post,2024-05-17,Boats,{WALK}\n",
         [{"headline": "Boats", "outlet": "Post", "published": "2024-05-17"}]),
        ("passim.json", json.dumps({"id": "p-1", "series": "p", "date": "1899-05-17", "text": WALK}),
         [{"id": "p-1", "published": "1899-05-17", "text": WALK}]),
        ("cnn.csv", f"id,article,highlights\na1,{WALK},Crews out\n", [{"id": "a1", "text": WALK}]),
        ("xsum.csv", f"document,summary,id\n{WALK},Crews out,7\n", [{"id": "7", "text": WALK}]),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 20 else "",
)  # fmt: skip
def test_a_known_tool_s_records_give_their_facts(
    tmp_path: Path, name: str, content: str | bytes, rows: list[dict[str, Any]]
):
    check(tmp_path, {name: content}, rows)


def test_a_record_that_a_service_removed_is_none_and_a_cut_one_incomplete(tmp_path: Path):
    found = read(tmp_path, {"a.json": json.dumps(NEWSAPI)})
    assert [(one.fields["headline"], one.fields["outlet"]) for one in made(found)] == [("Boats", "Post")]
    assert len(lost(found)) == 1


def test_a_table_of_gdelt_s_without_header_and_texts_is_reported(tmp_path: Path):
    row = "20240517093000-1\t20240517093000\t1\tp.example\thttps://p.example/b\t\t\tTAX;TRANSPORT;\t\t-1.9,1.2\n"
    found = read(tmp_path, {"20240517093000.gkg.csv": row * 3})
    assert made(found) == []
    assert told(found) or passed(found)


def test_what_a_weblog_s_feed_puts_below_a_text_is_taken_out(tmp_path: Path):
    below = '<p>The post <a href="https://p.example/b">Boats</a> appeared first on <a href="https://p.example">Post</a>.</p>'
    item = f"<item><title>Boats</title><content:encoded><![CDATA[{HTML}{below}]]></content:encoded></item>"
    space = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    found = read(
        tmp_path, {"feed.xml": f'<rss version="2.0" {space}><channel><title>Post</title>{item}</channel></rss>'}
    )
    [capture] = made(found)
    assert "appeared first" not in "".join(clean(capture.text, compile_rules(load_authorities(None).rules)).paragraphs)


def test_a_mail_that_holds_a_record_in_place_of_a_text_gives_the_record(tmp_path: Path):
    form = json.dumps({"Headline": ["Boats"], "Dateline": ["CORRAN, May 5"], "Body": [f"{WALK}\n\n{SAIL}"]})
    head = (
        "From: d@x.example\nTo: s@x.example\nMessage-ID: <1@x>\nDate: Thu, 05 May 2016 04:11:45 +0000\nSubject: Story\n"
    )
    check(tmp_path, {"a.eml": f"{head}\n{form}\n"}, [{"headline": "Boats", "text": LONG}])


# What was read wrong of files brought later

NEWSBANK = f"""Ferry crews walk out
Corran Times (Corran, OR) - May 17, 2024
Author: Ana Kestrel; Staff Writer
Page: A3

{WALK}

{SAIL}

Copyright, 2024, Corran Times
Record Number: 1234567

First ferry sails
Merle Courier (Merle, OR) - May 16, 2024
Author: Cleo Marsh
Section: Local

{SAIL}

Record Number: 1234568
"""
JOOMLA = {"type": "articles", "id": "1", "attributes": {
    "title": "Ferry", "alias": "ferry", "state": 1, "created_by_alias": "Ana Kestrel",
    "publish_up": "2024-05-17 07:30:00", "text": HTML, "language": "en-GB"}}  # fmt: skip
BIN = {"type": "articles", "id": "2", "attributes": {"title": "Old", "state": -2, "text": HTML}}
RUN_ON = {"uri": "u", "pubstatus": "usable", "headline": "Ferry", "body_html": HTML, "body_text": LONG}


def test_newsbank_s_records_have_numbers_of_any_length(tmp_path: Path):
    rows = [
        {"headline": "Ferry crews walk out", "outlet": "Corran Times", "text": LONG},
        {"headline": "First ferry sails", "outlet": "Merle Courier", "text": SAIL},
    ]
    check(tmp_path, {"a.txt": NEWSBANK}, rows)


def test_joomla_s_interface_gives_articles_and_what_lies_in_its_bin_is_none(tmp_path: Path):
    row = {"headline": "Ferry", "authors": "Ana Kestrel", "published": "2024-05-17 07:30:00", "text": LONG}
    found = check(tmp_path, {"a.json": json.dumps({"data": [JOOMLA, BIN]})}, [row])

    assert passed(found) == {"deleted (attributes.state)": 1}


def test_paragraphs_that_ran_together_are_taken_from_the_page_beside_them(tmp_path: Path):
    [capture] = made(read(tmp_path, {"a.json": json.dumps(RUN_ON)}))

    assert capture.text.split("\n\n") == [WALK, SAIL]


def test_a_sidecar_may_use_the_names_that_tables_use(tmp_path: Path):
    found = read(tmp_path, {"news.txt": LONG, "news.yml": "Titel: Ferry\ndate: 2024-05-17\nsource: Corran Times\n"})

    [capture] = made(found)
    told = {key: capture.fields[key] for key in ("headline", "published", "outlet")}
    assert told == {"headline": "Ferry", "published": "2024-05-17", "outlet": "Corran Times"}


def test_an_author_written_out_as_an_object_is_a_name(tmp_path: Path):
    row = {"title": "Ferry", "author": "{'name': 'Ana Kestrel'}", "text": LONG}
    check(tmp_path, {"a.jsonl": json.dumps(row)}, [{"authors": ["Ana Kestrel"]}])


HITS = f"""1. Ferry crews walk out

De Merlebode, woensdag 30 november 2011, p. 23, 853w.

{WALK} ...


2. 'The first ferry sails again'

Corran Courier, dinsdag 29 november 2011, p. 13, 21w.

{SAIL}
"""
PRINT = f"""<div class="eintrag"><pre>"Merlebote" vom 30.11.2011 Seite: 23
Ressort: LOKALES</pre><h3>Ferry crews walk out</h3><p>{WALK}</p></div>
<div class="eintrag"><pre>"Corran Kurier" vom 29.11.2011 Seite: 13
Ressort: SEE</pre><h3>First ferry sails</h3><p>{SAIL}</p></div>"""


def test_a_list_of_hits_is_cut_at_the_lines_that_name_paper_day_and_page(tmp_path: Path):
    rows: list[dict[str, Any]] = [
        {"headline": "Ferry crews walk out", "outlet": "De Merlebode", "published": "2011-11-30", "page_number": "23",
         "incomplete": "21 of 853 words"},
        {"headline": "'The first ferry sails again'", "outlet": "Corran Courier", "text": SAIL, "incomplete": None},
    ]  # fmt: skip
    check(tmp_path, {"hits.txt": HITS}, rows)


def test_a_print_of_defacto_s_is_cut_at_its_lines_of_facts(tmp_path: Path):
    rows = [
        {"headline": "Ferry crews walk out", "outlet": "Merlebote", "published": "2011-11-30", "section": "LOKALES"},
        {"headline": "First ferry sails", "outlet": "Corran Kurier", "page_number": "13", "text": SAIL},
    ]
    check(tmp_path, {"print.htm": f"<html><title>Ausdruck</title><body>{PRINT}</body></html>"}, rows)


@pytest.mark.parametrize(
    ("lines", "row"),
    [
        (("Merleposten | 17.05.2024 | Side 3 | 412 ord | artikel-id: e123",), {"outlet": "Merleposten"}),
        (("Corran Mail · 17 May 2024 · 3 · By Ana Kestrel",), {"outlet": "Corran Mail", "byline": "By Ana Kestrel"}),
        (("Merlebladet. Publicerat i print. 2024-05-17, Sida 3.",), {"outlet": "Merlebladet", "page_number": "3"}),
        (
            ("Merlebote vom 17.05.2024, S. 3 / Lokales", "", "Anna Falke"),
            {"section": "Lokales", "byline": "Anna Falke"},
        ),
    ],
)
def test_one_text_under_such_a_line_has_its_facts(tmp_path: Path, lines: tuple[str, ...], row: dict[str, str]):
    said = {"headline": "Ferry crews walk out", "published": "2024-05-17", "text": LONG, **row}
    check(tmp_path, {"a.txt": "\n".join(["Ferry crews walk out", *lines, "", LONG])}, [said])


@pytest.mark.parametrize(
    "line", ["Ferry no. 3, built 17 May 1924, 200 words on it", "17 May 2024, p. 3", "Corran Mail, 2024"]
)
def test_a_line_without_paper_day_and_page_parts_nothing(tmp_path: Path, line: str):
    check(tmp_path, {"a.txt": f"Ferry crews walk out\n{line}\n\n{LONG}"}, [{"outlet": None}])


def test_of_two_languages_in_a_post_of_wordpress_one_is_read_and_the_other_named(tmp_path: Path):
    post = (
        "<title>[:fr]Pont[:en]Bridge[:]</title><link>https://x.example/1</link><wp:post_type>post</wp:post_type>"
        "<wp:status>publish</wp:status><category domain='category'>[:fr]Ville[:en]City[:]</category>"
        "<content:encoded><![CDATA[<!--:fr-->Le pont est fermé.<!--:--><!--:en-->The bridge is closed.<!--:-->]]>"
        "</content:encoded>"
    )
    export = (
        "<?xml version='1.0' encoding='UTF-8'?><rss version='2.0' xmlns:wp='http://wordpress.org/export/1.2/' "
        "xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel><title>Pier Post</title>"
        "<wp:wxr_version>1.2</wp:wxr_version><language>en-GB</language>"
        f"<item>{post}</item></channel></rss>"
    )

    outcome = read(tmp_path, {"a.xml": export})

    [found] = made(outcome)
    assert (found.text, found.fields["headline"], found.fields["section"]) == (
        "The bridge is closed.",
        "Bridge",
        "City",
    )
    assert any("in the same field in 'fr', which is not read" in line for line in told(outcome))
