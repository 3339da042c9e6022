"""Exports of press databases, newsrooms and agencies: each item is an article, passed over, or a problem."""

from __future__ import annotations

import io
import json
import random
import zipfile
from pathlib import Path
from typing import Any

import pytest

from generator.archive.prepare import _article_of
from generator.read import press
from tests.reading import cut, lost, made, passed, read, told
from tests.test_facts import NAMES, value
from tests.test_facts import RULES as RULES_OF_LINES

ONE = "The council voted on Tuesday to close the bridge for a year.\n\nTraders said they would lose their customers."
TWO = "The ferry was stopped by fog for the whole of the morning.\n\nIt sailed again at noon, half empty."

NEXIS = f"""


                               1 of 2 DOCUMENTS


                               The Marrow Mail

                              May 17, 2024 Friday
                                 First Edition

Old bridge to close

BYLINE: ANA KESTREL

SECTION: NEWS; Pg. 5

LENGTH: 211 words

{ONE}

LOAD-DATE: May 18, 2024

LANGUAGE: ENGLISH

                        Copyright 2024 The Marrow Mail Ltd
                              All Rights Reserved

                               2 of 2 DOCUMENTS

                               Tamble Times

                              May 18, 2024

Fog at sea

LENGTH: 20 words

{TWO}

LOAD-DATE: May 18, 2024
"""
NEXIS_OLD = f"""                              1 of 1 DOCUMENT

                 Copyright 1995 Marrow Mail Ltd
                    All Rights Reserved
                     Marrow Mail

                  May 17, 1995, Wednesday

SECTION: News; Pg. 3

LENGTH: 500 words

HEADLINE: Old bridge to
 close

BYLINE: By ANA KESTREL

BODY:
   {ONE}

LOAD-DATE: May 18, 1995
"""
NEXIS_GERMAN = f"""                               Dokument 1 von 1

                               Tamble Zeitung

                             Freitag, 17. Mai 2024

Alte Brücke wird geschlossen

AUTOR: Ana Kestrel

RUBRIK: LOKALES; S. 5

LÄNGE: 211 Wörter

{ONE}

UPDATE: 18. Mai 2024

SPRACHE: GERMAN; DEUTSCH
"""
NEXIS_UNI = f"""Old bridge to close
The Marrow Mail (London)
May 17, 2024 Friday

Copyright 2024 Marrow Mail Ltd All Rights Reserved

Section: NEWS; Pg. 5
Length: 211 words
Byline: Ana Kestrel

Body

{ONE}

Classification

Language: ENGLISH

Load-Date: May 18, 2024

End of Document

Fog at sea
Tamble Times
May 18, 2024

Length: 20 words

Body

{TWO}

Load-Date: May 18, 2024

End of Document
"""
RUN_ON = "\n\n".join(one.replace("\n", "") + "End of Document" for one in NEXIS_UNI.split("End of Document\n")[:2])
"""As programs leave it that take the words out of a Word file and not its paragraphs."""
HITS = "Job Number: 14Documents (2)" + "".join(
    f"{number}. {title}Client/Matter: -None-Search Terms: fogNarrowed byNewsTimeline: Jan 01, 2024 to May 30, 2024"
    for number, title in enumerate(("Old bridge to close", "Fog at sea"), 1)
)
FACTIVA = f"""Old bridge to close
Ana Kestrel
211 words
17 May 2024
09:30
Marrow Mail
MARROW
5
English
(c) 2024 Marrow Mail

{ONE}

Document MARROW0020240517ek5h00001

News
Fog at sea
By Bo Finch
20 words
18 May 2024
Tamble Times
TAMBLE
English
Copyright 2024

{TWO}

Document TAMBLE0020240518ek5h00002
"""
FACTIVA_CODES = """HD   Old bridge to
     close
BY   Ana Kestrel
WC   211 words
PD   17 May 2024
SN   Marrow Mail
SC   MARROW
LA   English
LP   The council voted on Tuesday to close the bridge for a year.

TD
Traders said they would lose their customers.
AN   Document MARROW0020240517ek5h00001
HD
Fog at sea
PD
18 May 2024
SN
Tamble Times
LP
The ferry was stopped by fog for the whole of the morning.
TD
It sailed again at noon, half empty.
AN
Document TAMBLE0020240517ek5h00001
"""
PROQUEST = f"""____________________________________________________________

Old bridge to close

Author: Kestrel, Ana; Finch, Bo

Publication info: Marrow Mail ; Marrow [Marrow]. 17 May 2024: A5.

Full text: {ONE}

Title: Old bridge to close

Publication title: Marrow Mail

Publication date: May 17, 2024

ProQuest document ID: 1

Database: Newsstream

____________________________________________________________

Fog at sea

Full text: {TWO}

Publication title: Tamble Times

Publication date: May 18, 2024

ProQuest document ID: 2

____________________________________________________________

Contact ProQuest
"""
PROQUEST_GERMAN = f"""Dokument 1 von 2

Old bridge to close
Autor: Kestrel, Ana

Publikationstitel: Marrow Mail
Veröffentlichungsdatum: 17. Mai 2024

Volltext:

{ONE}

ProQuest-Dokument-ID: 1

Dokument 2 von 2

Fog at sea
Publikationstitel: Tamble Times
Veröffentlichungsdatum: 18. Mai 2024

Volltext:

{TWO}

ProQuest-Dokument-ID: 2
"""
PASTED = f"""Title: Old bridge to close
Source: Marrow Mail
Date: 17 May 2024

{ONE}

Title: Fog at sea
Source: Tamble Times
Date: 18 May 2024

{TWO}
"""
RULES = f"""Old bridge to close
17 May 2024

{ONE}

==========================

Fog at sea
18 May 2024

{TWO}
"""
EBSCO = f"""Record: 1
Title:
Old bridge to close
Authors:
Kestrel, Ana
Source:
Marrow Mail. May 17, 2024
Full Text:
{ONE}
Record: 2
Title:
Fog at sea
Source:
Tamble Times. May 18, 2024
Full Text:
{TWO}
"""
EUROPRESSE = f"""Marrow Mail, no. 2300
vendredi 17 mai 2024 800 mots, p. 5

Old bridge to close
Ana Kestrel

{ONE}

© 2024 Marrow Mail. Tous droits réservés.

news·20240517·LM·123

Tamble Times (site web)
samedi 18 mai 2024

Fog at sea

{TWO}

news·20240518·LV·124
"""
BOTH = [
    ("Old bridge to close", "Marrow Mail", "2024-05-17", ONE),
    ("Fog at sea", "Tamble Times", "2024-05-18", TWO),
]


@pytest.mark.parametrize(
    "text",
    [
        NEXIS,
        NEXIS_UNI,
        RUN_ON,
        RUN_ON.replace("\n", ""),
        f"{HITS}\n\n{RUN_ON}",
        FACTIVA,
        FACTIVA_CODES,
        PROQUEST,
        PROQUEST_GERMAN,
        PASTED,
        EBSCO,
        EUROPRESSE,
    ],
)
def test_a_press_database_s_text_gives_each_of_its_documents(tmp_path: Path, text: str):
    found = read(tmp_path, {"download.txt": text})

    shown = [
        (
            c.fields["headline"],
            c.fields["outlet"].removeprefix("The ").partition(" (")[0],
            c.fields["published"][:10],
            c.text,
        )
        for c in made(found)
    ]
    assert ([(*rest, " ".join(text.split())) for *rest, text in shown], told(found)) == (
        [(*rest, " ".join(text.split())) for *rest, text in BOTH],
        [],
    )


SHOWN = {
    "wisenews": (
        (
            f"2.\n潮汐日報\nA04 | 港聞 |  | 2024-05-17\n\nOld bridge to close\n{ONE}\n文章編號: 202405170030045\n"
            f"慧科訊業有限公司 版權所有\n\n3.\n潮汐日報\nA06 | 社會 | By 陳大文 | 2024-05-18\n\nFog at sea\n{TWO}\n"
            "文章編號: 202405180040121\n慧科訊業有限公司 版權所有\n"
        ),
        [
            {"outlet": "潮汐日報", "page_number": "A04", "section": "港聞", "id": "202405170030045"},
            {"page_number": "A06", "section": "社會", "byline": "陳大文", "published": "2024-05-18"},
        ],
    ),
    "genios": (
        (
            f"Dokument 1 von 2\n\nMerlebote vom 17.05.2024, Nr. 62, S. 5 / Lokales\n\nOld bridge to close\n\n{ONE}\n\n"
            "Quelle: Merlebote vom 17.05.2024, Nr. 62, S. 5\nRessort: Lokales\nDokumentnummer: MB-1\n\n"
            "Dauerhafte Adresse des Dokuments: https://archive.example/MB-1\nAlle Rechte vorbehalten: (c) Merlebote\n\n"
            f"Dokument 2 von 2\n\nMerlebote vom 18.05.2024, Nr. 63, S. 1 / Politik\n\nFog at sea\n\n{TWO}\n\n"
            "Quelle: Merlebote vom 18.05.2024, Nr. 63, S. 1\nRessort: Politik\nDokumentnummer: MB-2\n"
        ),
        [
            {"outlet": "Merlebote", "section": "Lokales", "id": "MB-1", "url": "https://archive.example/MB-1"},
            {"outlet": "Merlebote", "section": "Politik", "id": "MB-2", "page_number": "1"},
        ],
    ),
    "factiva, in one line": (
        (
            "Page 1 of 2 © 2024 Factiva, Inc. All rights reserved.\nNews\nOld bridge to close\nBy Ana Kestrel\n"
            f"Marrow Mail, 09:30, 17 May 2024, 212 words, (English)\n{ONE}\nDocument MARROW0020240517ef3e0001x\n\n"
            f"Fog at sea\nTamble Times, 18 May 2024, 180 words, (English)\n{TWO}\n"
            "Document TAMBLE0020240518ef3f0002x\n\n"
            "Search Summary\nText\nbridge\n"
        ),
        [
            {"outlet": "Marrow Mail", "byline": "By Ana Kestrel", "section": "News", "published": "2024-05-17T09:30"},
            {"outlet": "Tamble Times", "published": "2024-05-18", "language": "en"},
        ],
    ),
    "europresse, its pages apart": (
        (
            f"Le Merle\nFrance, vendredi 17 mai 2024\np. 5\n\nOld bridge to close\n\nAna Courlis\n\n{ONE}\n\n"
            f"© 2024 Le Merle.\n\nnews·20240517·ME·00512\n\nLe Merle\nFrance, samedi 18 mai 2024\np. 1\n\n"
            f"Fog at sea\n\n{TWO}\n\nnews·20240518·ME·00101\n"
        ),
        [{"outlet": "Le Merle", "page_number": "5", "byline": "Ana Courlis"}, {"page_number": "1"}],
    ),
    "trove": (
        (
            f"The Marrow Mail (Marrow, Vic. : 1884 - 1957), Friday 17 May 1912, page 5\n\n"
            f"Old bridge to close\n\n{ONE}\n\n"
            "National Library of Australia        http://library.example/article61\n"
        ),
        [{"outlet": "The Marrow Mail", "page_number": "5", "url": "http://library.example/article61"}],
    ),
    "papers past": (
        (
            f"Old bridge to close\nMARROW MAIL, VOLUME XXIV, ISSUE 5120, 17 MAY 1912, PAGE 5\n\n{ONE}\n\n"
            "Permanent link to this item\nhttps://papers.example/MM19120517.2.31\nBibliographic details\n"
            "Marrow Mail, Volume XXIV, Issue 5120, 17 May 1912, Page 5\n"
        ),
        [{"outlet": "MARROW MAIL", "published": "1912-05-17", "url": "https://papers.example/MM19120517.2.31"}],
    ),
    "pressreader": (
        f"Old bridge to close\nMarrow Mail 17 May 2024 By Ana Kestrel\n\n{ONE}\n",
        [{"outlet": "Marrow Mail", "published": "2024-05-17", "byline": "By Ana Kestrel"}],
    ),
    "gallica": (
        (
            "Rappel de votre demande:\n\nFormat de téléchargement: : Texte\nNombre de pages: 2\n\nNotice complète:\n"
            "Titre : Le Merle de Marrow : journal républicain\nDate d'édition : 1912-05-17\nLangue : français\n"
            "Identifiant : ark:/12148/bpt6k1\nDate de mise en ligne : 15/10/2007\n\n"
            "Le texte affiché peut comporter un certain nombre d'erreurs.\nEn savoir plus sur l'OCR\n\n"
            f"{ONE}\n"
        ),
        [{"outlet": "Le Merle de Marrow", "published": "1912-05-17", "language": "fr", "headline": None}],
    ),
    "e-newspaperarchives": (
        f"Old bridge to close\nMerlebote, Band 12, Nummer 45, 17. Mai 1912\n\n{ONE}\n",
        [{"outlet": "Merlebote", "published": "1912-05-17", "issue": "Nummer 45"}],
    ),
    "delpher": (
        (
            '"Old bridge to close.". "Merlebode". Marrow, 1912/05/17 00:00:00, p. 5. Geraadpleegd op 03-04-2021, '
            f"http://library.example/a1\n\n{ONE}\n"
        ),
        [{"outlet": "Merlebode", "published": "1912-05-17", "page_number": "5", "url": "http://library.example/a1"}],
    ),
    "proquest's page": (
        (
            "Old bridge to close\nKestrel, Ana; Finch, Bo. \nMarrow Mail; Marrow [Marrow, England]17 May 2024: 5.\n\n"
            f"Volltext\n\n{ONE}\n\nWortanzahl: 20\nCopyright Marrow Mail May 17, 2024\n"
        ),
        [{"outlet": "Marrow Mail", "published": "2024-05-17", "authors": ["Ana Kestrel", "Bo Finch"]}],
    ),
    "archive of a chinese paper": (
        f"Old bridge to close\n陈大文\n1978.05.17 潮汐日报\n第1版(要闻)\n专栏：\n\n{ONE}\n",
        [{"outlet": "潮汐日报", "published": "1978-05-17", "section": "要闻", "byline": "陈大文"}],
    ),
    "codes of two letters": (
        (
            "zczc\nAN#26945219\nKN#Marrow Bites\nPD#17 May 2024 14:00:00\nCO#MRW\nBY#\nTI#Old bridge to close\n"
            f"AB#It closes.\nTX#\n{ONE}\n"
        ),
        [{"agency": "Marrow Bites", "published": "2024-05-17T14:00:00", "abstract": "It closes.", "id": "26945219"}],
    ),
    "paper, day, page and section, a line each": (
        f"El Mirlo\n17/05/2024\nPágina 5\nLocal\n\nOld bridge to close\n\nAna Cernícalo\n\n{ONE}\n",
        [{"outlet": "El Mirlo", "published": "2024-05-17", "section": "Local", "byline": "Ana Cernícalo"}],
    ),
    "ebsco, facts right above the text": (
        (
            "Record: 1\nTitle: Old bridge to close\nAuthors: Kestrel, Ana\nSource: Marrow Mail. 05/17/2024, p5.\n"
            f"Accession Number: 2W6\nDatabase: Papers\n\nSection: News\nDateline: Marrow\n{ONE}\n"
        ),
        [{"outlet": "Marrow Mail", "section": "News", "dateline": "Marrow", "authors": ["Ana Kestrel"]}],
    ),
    "gale, with its citation": (
        (
            "Title: Old bridge to close\nAuthor(s): Ana Kestrel\nSource: Marrow Mail (Marrow). (May 17, 2024): p5.\n"
            f"Document Type: Article\n\nFull Text:\n\n{ONE}\n\nSource Citation   (MLA 8th Edition)\n"
            'Kestrel, Ana. "Old bridge to close." Marrow Mail, 17 May 2024. Accessed 3 Apr. 2025.\n\n'
            "Gale Document Number: GALE|A57\n"
        ),
        [{"outlet": "Marrow Mail", "published": "2024-05-17", "id": "GALE|A57"}],
    ),
}
"""Documents as databases show and print them, and what each says."""


@pytest.mark.parametrize(("text", "rows"), SHOWN.values(), ids=SHOWN.keys())
def test_documents_are_read_as_databases_show_them(tmp_path: Path, text: str, rows: list[dict[str, Any]]):
    found = read(tmp_path, {"shown.txt": text})

    bodies = [(c.fields.get("headline"), " ".join(c.text.split())) for c in made(found)]
    titles = ["Old bridge to close", "Fog at sea"]
    expected = [(row.get("headline", title), body) for row, title, body in zip(rows, titles, (ONE, TWO), strict=False)]
    assert bodies == [(title, " ".join(body.split())) for title, body in expected]
    assert [{key: c.fields.get(key) for key in row} for c, row in zip(made(found), rows, strict=True)] == rows
    assert told(found) == []


def test_texts_between_rules_that_have_headline_and_date_are_articles_each(tmp_path: Path):
    found = read(tmp_path, {"all.txt": RULES})

    articles = [_article_of(one, RULES_OF_LINES, NAMES)[0] for one in made(found)]
    assert [(value(one.headline), value(one.published), "\n\n".join(one.paragraphs)) for one in articles] == [
        (headline, day, text) for headline, _, day, text in BOTH
    ]


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        (
            NEXIS_OLD,
            {"headline": "Old bridge to close", "outlet": "Marrow Mail", "published": "1995-05-17", "page_number": "3",
             "section": "News", "byline": "By ANA KESTREL"},
        ),
        (
            NEXIS_GERMAN,
            {"headline": "Alte Brücke wird geschlossen", "outlet": "Tamble Zeitung", "published": "2024-05-17",
             "page_number": "5", "section": "LOKALES", "byline": "Ana Kestrel", "language": "de"},
        ),
    ],
    ids=["old", "german"],
)  # fmt: skip
def test_a_single_document_of_nexis_gives_its_facts(tmp_path: Path, text: str, fields: dict[str, Any]):
    [capture] = made(read(tmp_path, {"a.txt": text}))

    assert (dict(capture.fields), " ".join(capture.text.split())) == (fields, " ".join(ONE.split()))


@pytest.mark.parametrize(
    "text",
    [
        "",
        ONE,
        f"Old bridge to close\n\nBy Ana Kestrel\n\n{ONE}",
        f"What: a meeting\nWhere: the hall\n\n{ONE}",
        f"{ONE}\n\n* * * * * * * * * *\n\n{TWO}",
        f"{ONE}\n\n--------------------\n\n{TWO}",
        "He was 1 of 20 delegates.\n\nSource: the town.\n\nSource: the county.",
        f"Source: Marrow Mail\nDate: 17 May 2024\n\n{ONE}",
    ],
)
def test_an_article_is_not_taken_for_a_download(text: str):
    assert press.cut(text.split("\n")) is None


P = "".join(f"<p>{line}</p>" for line in ONE.split("\n\n"))
NITF = f"""<?xml version="1.0"?>
<!DOCTYPE nitf SYSTEM "nitf-3-5.dtd">
<nitf><head><title>Slug</title><docdata STATE><doc-id id-string="cw1"/><date.issue norm="20240517T0930Z"/>
<key-list><keyword key="bridge"/></key-list></docdata>
<pubdata type="print" name="Marrow Mail" date.publication="20240517"/></head>
<body><body.head><hedline><hl1>Old bridge to&nbsp;close</hl1></hedline><byline>By <person>Ana Kestrel</person></byline>
<dateline><location>MARROW BAY</location></dateline></body.head><body.content><block>{P}</block></body.content></body>
</nitf>
"""
G2 = f"""<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><header><sent>2024-05-17T09:31:00Z</sent></header><itemSet>
<newsItem guid="urn:a:1" version="2"><itemMeta><itemClass qcode="ninat:text"/><provider literal="Coast Wire"/>
<versionCreated>2024-05-17T10:00:00Z</versionCreated><pubStatus qcode="stat:STATE"/></itemMeta>
<contentMeta><contentCreated>2024-05-17T09:30:00Z</contentCreated><headline>Old bridge to close</headline>
<by>Ana Kestrel</by><language tag="en"/><subject><name>Bridges</name></subject></contentMeta>
<contentSet><inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><head><title>No</title>
</head><body>{P}</body></html></inlineXML></contentSet></newsItem>
<newsItem guid="urn:a:2"><itemMeta><itemClass qcode="ninat:picture"/></itemMeta></newsItem>
<packageItem guid="urn:a:3"/></itemSet></newsMessage>
"""
NEWSML_1 = f"""<NewsML><NewsItem><Identification><NewsIdentifier><PublicIdentifier>urn:a:1</PublicIdentifier>
</NewsIdentifier></Identification><NewsManagement>
<NewsItemType FormalName="News"/><FirstCreated>20240517T093000Z</FirstCreated>
<ThisRevisionCreated>20240517T100000Z</ThisRevisionCreated><Status FormalName="STATE"/></NewsManagement>
<NewsComponent><NewsLines><HeadLine>Old bridge to close</HeadLine><ByLine>Ana Kestrel</ByLine></NewsLines>
<AdministrativeMetadata><Provider><Party FormalName="Coast Wire"/></Provider></AdministrativeMetadata>
<DescriptiveMetadata><Language FormalName="en"/></DescriptiveMetadata>
<ContentItem><DataContent>{P}</DataContent></ContentItem></NewsComponent></NewsItem></NewsML>
"""
TDM = f"""<RECORD><GOID>1</GOID><Obj><NumericDate>2024-05-17</NumericDate><TitleAtt><Title>Old bridge to close</Title>
</TitleAtt><Contributors><Contributor><OriginalForm>Kestrel, Ana</OriginalForm></Contributor></Contributors>
<Language><RawLang>English</RawLang></Language></Obj><DFS><PubFrosting><Title>Marrow Mail</Title></PubFrosting></DFS>
<TextInfo><Text>{P.replace("<", "&lt;")}</Text></TextInfo></RECORD>"""


@pytest.mark.parametrize(
    ("source", "fields"),
    [
        (
            NITF,
            {
                "published": "2024-05-17T09:30:00Z",
                "outlet": "Marrow Mail",
                "dateline": "MARROW BAY",
                "tags": ["bridge"],
            },
        ),
        (
            G2,
            {"published": "2024-05-17T09:30:00Z", "agency": "Coast Wire", "tags": ["Bridges"], "byline": "Ana Kestrel"},
        ),
        (NEWSML_1, {"published": "2024-05-17T09:30:00Z", "agency": "Coast Wire", "language": "en"}),
        (TDM, {"published": "2024-05-17", "outlet": "Marrow Mail", "authors": ["Ana Kestrel"], "language": "en"}),
    ],
    ids=["nitf", "g2", "newsml1", "tdm"],
)
def test_news_xml_gives_text_and_facts(tmp_path: Path, source: str, fields: dict[str, Any]):
    found = read(tmp_path, {"story.xml": source.replace("STATE", "usable").replace("docdata usable", "docdata")})

    [capture] = made(found)
    assert {key: capture.fields.get(key) for key in fields} == fields
    assert (capture.fields["headline"].replace("\u00a0", " "), capture.text) == ("Old bridge to close", ONE)
    assert told(found) == []


def test_what_is_no_text_in_a_news_message_is_counted(tmp_path: Path):
    found = read(tmp_path, {"story.xml": G2.replace("STATE", "usable")})

    assert passed(found) == {"a picture": 1, "a package of other items": 1}


@pytest.mark.parametrize(
    "source",
    [
        NITF.replace(" STATE", ' management-status="canceled"'),
        NITF.replace(" STATE", ' management-status="withheld"'),
        G2.replace("STATE", "canceled"),
        G2.replace("STATE", "withheld"),
        NEWSML_1.replace("STATE", "Canceled"),
        NEWSML_1.replace("STATE", "Withheld"),
        NEWSML_1.replace("STATE", "Embargoed"),
    ],
)
def test_an_item_that_its_agency_withdrew_is_passed_over(tmp_path: Path, source: str):
    found = read(tmp_path, {"story.xml": source})

    assert made(found) == []
    assert any("withdrawn" in reason or "embargo" in reason for reason in passed(found))


@pytest.mark.parametrize(("until", "held"), [("2090-01-01T00:00:00Z", True), ("2020-01-01T00:00:00Z", False)])
def test_an_embargo_is_a_problem_until_its_time(tmp_path: Path, until: str, held: bool):
    source = G2.replace("STATE", "usable").replace("<pubStatus", f"<embargoed>{until}</embargoed><pubStatus")

    found = read(tmp_path, {"story.xml": source})

    assert (made(found) == [], any("embargo" in said for said in told(found))) == (held, held)


HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Marrow Mail</title><link>https://marrow.example</link><language>en-US</language>
<wp:wxr_version>1.2</wp:wxr_version><wp:author><wp:author_login><![CDATA[akestrel]]></wp:author_login>
<wp:author_display_name><![CDATA[Ana Kestrel]]></wp:author_display_name></wp:author>
"""


def post(number: int = 1, status: str = "publish", kind: str = "post", text: str = ONE, more: str = "") -> str:
    return f"""<item><title><![CDATA[Old bridge & fog {number}]]></title><link>https://marrow.example/?p={number}</link>
<pubDate>Fri, 17 May 2024 13:30:00 +0000</pubDate><dc:creator><![CDATA[akestrel]]></dc:creator>
<content:encoded><![CDATA[{text}]]></content:encoded><excerpt:encoded><![CDATA[]]></excerpt:encoded>
<wp:post_id>{number}</wp:post_id><wp:post_date><![CDATA[2024-05-17 09:30:00]]></wp:post_date>
<wp:post_date_gmt><![CDATA[2024-05-17 13:30:00]]></wp:post_date_gmt><wp:status><![CDATA[{status}]]></wp:status>
<wp:post_type><![CDATA[{kind}]]></wp:post_type><category domain="category" nicename="town"><![CDATA[Town]]></category>
<category domain="post_tag" nicename="bridge"><![CDATA[bridge]]></category>{more}</item>
"""


def wxr(*posts: str) -> str:
    return f"{HEAD}{''.join(posts)}</channel></rss>\n"


def test_a_wordpress_export_gives_its_published_posts_with_names_as_they_are_shown(tmp_path: Path):
    found = read(tmp_path, {"export.xml": wxr(post())})

    [capture] = made(found)
    assert (capture.fields, capture.text) == (
        {
            "url": "https://marrow.example/?p=1",
            "id": "1",
            "headline": "Old bridge & fog 1",
            "outlet": "Marrow Mail",
            "authors": ["Ana Kestrel"],
            "published": "2024-05-17T13:30:00Z",
            "section": "Town",
            "tags": ["bridge"],
            "language": "en-US",
        },
        ONE,
    )


def test_a_wordpress_export_counts_what_it_does_not_publish(tmp_path: Path):
    states = ["draft", "private", "pending", "future", "trash", "auto-draft", "inherit"]
    kinds = ["page", "attachment", "revision", "nav_menu_item", "wp_template", "custom_css"]
    comment = "<wp:comment><wp:comment_content>Well.</wp:comment_content></wp:comment>"
    secret = "<wp:post_password><![CDATA[swordfish]]></wp:post_password>"
    posts = [
        *(post(status=one) for one in states),
        *(post(kind=one) for one in kinds),
        post(more=secret),
        post(more=comment),
    ]

    found = read(tmp_path, {"export.xml": wxr(*posts)})

    assert (len(made(found)), sum(passed(found).values()), passed(found)["a comment"]) == (1, 15, 1)
    assert len(made(found)) + sum(passed(found).values()) - 1 == len(posts)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ('[caption id="a"]<img src="b.jpg" /> The bridge[/caption]\n\nThe text.', "The bridge\n\nThe text."),
        ('The text.\n\n[gallery ids="4,5"]', "The text."),
        ("He [sic] said so [laughs].", "He [sic] said so [laughs]."),
        ("[quote]Said.[/quote]\n\n[embed]https://a.example[/embed]", "Said."),
        (("<!-- wp:paragraph -->\n<p>The text.</p>\n<!-- /wp:paragraph -->\n\n<!-- wp:image -->\n"
          "<figure><img src='b.jpg'/><figcaption>The bridge</figcaption></figure>\n<!-- /wp:image -->"),
         "The text.\n\nThe bridge"),
        ("One line\nof two.\n\nAnother.<!--more-->", "One line\n\nof two.\n\nAnother."),
        ("The text.\n\n[contact_form]\n\n[mail-form]\n\nhttps://film.example/v\n\nAnd [anti-war] it is.",
         "The text.\n\nAnd [anti-war] it is."),
    ],
)  # fmt: skip
def test_shortcodes_and_blocks_go_and_captions_stay(tmp_path: Path, content: str, text: str):
    [capture] = made(read(tmp_path, {"export.xml": wxr(post(text=content))}))

    assert capture.text == text


def test_a_large_export_is_cut_between_its_posts_and_a_broken_one_costs_itself_alone(tmp_path: Path):
    odd = "An item in a feed looks so: <item>x</item><item>y</item>. " + "More. " * 4000
    posts = [post(number, text=odd) for number in range(1, 31)]
    posts[11] = posts[11].replace("</wp:status>", "</wp:state>")

    found = read(tmp_path, {"export.xml": wxr(*posts)})

    numbers = [capture.provenance.record for capture in made(found)]
    assert (numbers, len(told(found))) == ([n for n in range(1, 31) if n != 12], 1)
    assert len(cut(tmp_path)) > 2
    assert {capture.fields["outlet"] for capture in made(found)} == {"Marrow Mail"}


BLOGGER = f"""<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom' xmlns:app='http://purl.org/atom/app#'>
<title type='text'>Marrow Mail</title>
<entry><id>tag:1</id><published>2024-05-17T09:30:00Z</published><updated>2024-05-18T09:30:00Z</updated>KIND
<title type='text'>Old bridge to close</title><content type='html'>{P.replace("<", "&lt;")}</content>
<link rel='alternate' type='text/html' href='https://marrow.example/b.html'/>
<author><name>Ana Kestrel</name></author>MORE</entry>
</feed>"""
POST = (
    "<category scheme='http://schemas.google.com/g/2005#kind' term='http://schemas.google.com/blogger/2008/kind#post'/>"
)


@pytest.mark.parametrize(
    ("kind", "more", "articles"),
    [
        (POST, "", 1),
        (POST, "<app:control><app:draft>yes</app:draft></app:control>", 0),
        (POST.replace("#post", "#page"), "", 0),
        (POST.replace("#post", "#comment"), "", 0),
        (POST.replace("#post", "#settings"), "", 0),
        ("<blogger:type>POST</blogger:type><blogger:status>LIVE</blogger:status>", "", 1),
        ("<blogger:type>POST</blogger:type><blogger:status>DRAFT</blogger:status>", "", 0),
        ("<blogger:type>COMMENT</blogger:type><blogger:status>LIVE</blogger:status>", "", 0),
    ],
)
def test_blogger_s_export_gives_its_published_posts(tmp_path: Path, kind: str, more: str, articles: int):
    found = read(tmp_path, {"blog.atom": BLOGGER.replace("KIND", kind).replace("MORE", more)})

    assert (len(made(found)), sum(passed(found).values())) == (articles, 1 - articles)
    for capture in made(found):
        assert (capture.text, capture.fields["outlet"], capture.fields["authors"]) == (
            ONE,
            "Marrow Mail",
            ["Ana Kestrel"],
        )


def ghost(**more: Any) -> str:
    row = {"id": "p1", "title": "Old bridge to close", "html": P, "status": "published", "type": "post", **more}
    tables = {
        "posts": [{"published_at": "2024-05-17T09:30:00.000Z", **row}],
        "users": [{"id": "u1", "name": "Ana Kestrel"}, {"id": "u2", "name": "Bo Finch"}],
        "posts_authors": [
            {"post_id": "p1", "author_id": "u2", "sort_order": 1},
            {"post_id": "p1", "author_id": "u1", "sort_order": 0},
        ],
        "tags": [{"id": "t1", "name": "Harbour"}, {"id": "t2", "name": "#internal"}],
        "posts_tags": [{"post_id": "p1", "tag_id": "t1"}, {"post_id": "p1", "tag_id": "t2"}],
        "settings": [{"key": "title", "value": "Marrow Mail"}],
    }
    return json.dumps({"db": [{"meta": {"version": "5.82.0"}, "data": tables}]})


LEXICAL = json.dumps(
    {
        "root": {
            "children": [{"type": "paragraph", "children": [{"type": "text", "text": t}]} for t in ONE.split("\n\n")]
        }
    }
)
MOBILEDOC = json.dumps({"version": "0.3.1", "sections": [[1, "p", [[0, [], 0, t]]] for t in ONE.split("\n\n")]})


def _lexical(text: str) -> dict[str, Any]:
    return {"type": "text", "text": text}


def _item(*children: Any) -> dict[str, Any]:
    return {"type": "listitem", "children": list(children)}


NODES: list[tuple[dict[str, Any], list[str]]] = [
    (
        {"type": "paragraph", "children": [_lexical("One "), {"type": "link", "children": [_lexical("two")]}]},
        ["One two"],
    ),
    ({"type": "paragraph", "children": [_lexical("One"), {"type": "linebreak"}, _lexical("two")]}, ["One\ntwo"]),
    ({"type": "list", "children": [_item(_lexical("One")), _item(_lexical("two"))]}, ["One", "two"]),
    (
        {"type": "list", "children": [_item(_lexical("One"), {"type": "list", "children": [_item(_lexical("two"))]})]},
        ["One", "two"],
    ),
    ({"type": "callout", "calloutText": "<p>One <b>two</b></p>"}, ["One two"]),
    ({"type": "toggle", "heading": "One", "content": "<p>two</p>"}, ["One", "two"]),
    ({"type": "codeblock", "code": "one"}, ["one"]),
    ({"type": "markdown", "markdown": "One **two**"}, ["One two"]),
    ({"type": "image", "src": "a.jpg", "caption": "One"}, ["One"]),
    ({"type": "email", "html": "<p>Dear reader</p>"}, []),
    ({"type": "horizontalrule"}, []),
]


@pytest.mark.parametrize(("node", "lines"), NODES, ids=[str(node["type"]) for node, _ in NODES])
def test_what_a_node_of_ghost_says_is_kept(tmp_path: Path, node: dict[str, Any], lines: list[str]):
    text = {"type": "paragraph", "children": [_lexical(ONE)]}
    lexical = json.dumps({"root": {"type": "root", "children": [text, node]}})

    [capture] = made(read(tmp_path, {"site.ghost.json": ghost(html=None, lexical=lexical)}))

    assert capture.text == "\n\n".join([ONE, *lines])


def test_what_a_section_of_ghost_says_is_kept(tmp_path: Path):
    mobiledoc = json.dumps(
        {
            "cards": [["html", {"html": "<p>Six</p>"}], ["email", {"html": "<p>Dear reader</p>"}]],
            "sections": [
                [1, "p", [[0, [], 0, "One "], [0, [0], 1, "two"], [1, [], 0, 0], [0, [], 0, "three"]]],
                [3, "ul", [[[0, [], 0, "Four"]], [[0, [], 0, "five"]]]],
                *([10, 0], [10, 1], [10, 7], [2, "a.jpg"], "odd", [1, "p"]),
            ],
        }
    )

    [capture] = made(read(tmp_path, {"site.ghost.json": ghost(html=None, mobiledoc=mobiledoc)}))

    assert capture.text.split("\n\n") == ["One two\nthree", "Four", "five", "Six"]


@pytest.mark.parametrize("more", [{}, {"html": None, "lexical": LEXICAL}, {"html": None, "mobiledoc": MOBILEDOC}])
def test_ghost_s_export_joins_posts_with_authors_and_tags(tmp_path: Path, more: dict[str, Any]):
    [capture] = made(read(tmp_path, {"site.ghost.json": ghost(**more)}))

    assert (dict(capture.fields), capture.text) == (
        {
            "id": "p1",
            "headline": "Old bridge to close",
            "outlet": "Marrow Mail",
            "authors": ["Ana Kestrel", "Bo Finch"],
            "published": "2024-05-17T09:30:00.000Z",
            "tags": ["Harbour"],
        },
        ONE,
    )


@pytest.mark.parametrize(
    "more",
    [
        {"status": "draft"},
        {"status": "scheduled"},
        {"status": "sent"},
        {"visibility": "members"},
        {"visibility": "paid"},
        {"type": "page"},
        {"page": 1},
    ],
)
def test_ghost_s_export_counts_what_it_does_not_publish(tmp_path: Path, more: dict[str, Any]):
    found = read(tmp_path, {"site.ghost.json": ghost(**more)})

    assert (made(found), sum(passed(found).values())) == ([], 1)


def test_substack_s_archive_gives_its_published_posts_alone(tmp_path: Path):
    rows = [
        "post_id,post_date,is_published,type,audience,title,subtitle",
        "1.old-bridge,2024-05-17T09:30:00.000Z,true,newsletter,everyone,Old bridge to close,A year",
        "2.draft,,false,newsletter,everyone,Draft,",
        "3.paid,2024-05-17T09:30:00.000Z,true,newsletter,only_paid,Paid,",
        "4.gone,2024-05-17T09:30:00.000Z,true,newsletter,everyone,Gone,",
    ]
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("posts.csv", "\n".join(rows))
        for name in ("1.old-bridge", "2.draft", "3.paid", "9.stray"):
            archive.writestr(f"posts/{name}.html", P)
        archive.writestr("email_list.marrow.csv", "email\nreader@a.example\n")

    found = read(tmp_path, {"export.zip": held.getvalue()})

    assert [(c.fields["headline"], c.text) for c in made(found)] == [("Old bridge to close", ONE)]
    assert (sum(passed(found).values()), len(told(found))) == (4, 1)


EUROPRESSE_PAGE = f"""<html><body><article><div><span class="DocPublicationName">Marrow Mail, no. 2300</span></div>
<span class="DocHeader">Politique, vendredi 17 mai 2024 800 mots, p. 5</span>
<p class="titreArticleVisu">Old bridge to close</p><p class="sm-margin-bottomNews">Ana Kestrel</p>
<div class="docOcurrContainer">{P}</div></article>
<article><span class="DocPublicationName">Tamble Times (site web)</span>
<span class="DocHeader">samedi 18 mai 2024 - 12:00</span><p class="titreArticleVisu">Fog at sea</p>
<div class="docOcurrContainer">{TWO.replace(chr(10) * 2, "<br><br>")}</div></article></body></html>"""


def page(text: str) -> str:
    """Return a page of a download, each line an element, as databases write them."""
    return f"<html><body>{''.join(f'<p>{line}</p>' for line in text.split(chr(10)) if line.strip())}</body></html>"


@pytest.mark.parametrize(
    "source", [EUROPRESSE_PAGE, *map(page, (NEXIS, FACTIVA, FACTIVA_CODES, PROQUEST_GERMAN))], ids=range(5)
)
def test_a_press_database_s_page_gives_each_of_its_documents(tmp_path: Path, source: str):
    found = read(tmp_path, {"download.html": source})

    shown = [
        (
            c.fields["headline"],
            c.fields["outlet"].removeprefix("The "),
            c.fields["published"][:10],
            " ".join(c.text.split()),
        )
        for c in made(found)
    ]
    assert (shown, told(found)) == ([(*rest, " ".join(text.split())) for *rest, text in BOTH], [])


WHOLE = {
    "a.txt": NEXIS, "b.txt": NEXIS_UNI, "c.txt": FACTIVA, "d.txt": FACTIVA_CODES, "e.txt": PROQUEST, "f.txt": EBSCO,
    "g.txt": EUROPRESSE, "nitf.xml": NITF.replace("STATE", ""), "g2.xml": G2.replace("STATE", "usable"),
    "newsml.xml": NEWSML_1.replace("STATE", "Usable"), "tdm.xml": TDM, "wxr.xml": wxr(post(), post(2)),
    "ghost.json": ghost(), "page.html": EUROPRESSE_PAGE, "nexis.html": page(NEXIS),
    "blog.xml": BLOGGER.replace("KIND", POST).replace("MORE", ""), "a.md": f"+++\ntitle = 'Fog'\n+++\n{ONE}",
}  # fmt: skip


@pytest.mark.parametrize("name", WHOLE)
def test_a_broken_file_is_read_or_reported_and_never_ends_the_build(tmp_path: Path, name: str):
    """Flipped bytes, a cut, a gap: whatever the parser raises is a problem of the file."""
    chance = random.Random(name)
    data = WHOLE[name].encode()
    files = {f"cut/{name}": data[: len(data) // 2], f"empty/{name}": b"", f"mixed/x{name}": data[::-1]}
    for number in range(20):
        broken = bytearray(data)
        for _ in range(1 + number % 4):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        files[f"{number}/{name}"] = bytes(broken)

    found = read(tmp_path, files)

    assert len(found) >= len(files)


@pytest.mark.parametrize("source", [NITF.replace("STATE", ""), wxr(post()), G2])
def test_a_bomb_of_entities_is_refused(tmp_path: Path, source: str):
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>'
    start = source.index("<nitf") if "<nitf" in source else source.index("<rss") if "<rss" in source else 0
    hostile = f"{bomb}{source[start:]}".replace("Old bridge", "&c; Old bridge").replace(
        "<![CDATA[&c; Old", "&c; <![CDATA[Old"
    )

    found = read(tmp_path, {"a.xml": hostile})

    assert (made(found), len(told(found)) > 0) == ([], True)


# Not before its time


TIMED = {
    "a.json": json.dumps({"title": "Bridge", "text": ONE, "embargoed": "WHEN"}),
    "b.jsonl": json.dumps({"title": "Bridge", "text": ONE, "Embargo Until": "WHEN"}) + "\n",
    "c.json": json.dumps({"uri": "u", "pubstatus": "usable", "title": "Bridge", "body_text": ONE, "embargoed": "WHEN"}),
    "d.csv": f'title,text,embargo_date\nBridge,"{ONE}",WHEN\n',
    "e.csv": f'title;text;Sperrfrist\nBridge;"{ONE}";WHEN\n',
    "f.json": json.dumps({"title": "Bridge", "introtext": ONE, "fulltext": "", "publish_up": "WHEN"}),
    "g.jsonl": json.dumps({"title": "Bridge", "text": ONE, "scheduled_at": "WHEN"}) + "\n",
    "h.md": f"---\ntitle: Bridge\ndate: WHEN\n---\n{ONE}\n",
    "i.md": f"+++\ntitle = 'Bridge'\npublishDate = WHEN\n+++\n{ONE}\n",
    "j.md": f"---\ntitle: Bridge\nembargo: WHEN\n---\n{ONE}\n",
    "k.json": json.dumps({"title": "Bridge", "text": ONE, "embargo": {"until": "WHEN"}}, ensure_ascii=False),
}  # fmt: skip


@pytest.mark.parametrize("when", ["2199-05-17", "2199-05-17T06:00:00Z", "2199-05-17T06:00:00+02:00"])
@pytest.mark.parametrize("name", TIMED)
def test_what_is_not_to_be_published_yet_is_held_back_until_its_time(tmp_path: Path, name: str, when: str):
    ahead = read(tmp_path / "ahead", {name: TIMED[name].replace("WHEN", when)})
    past = read(tmp_path / "past", {name: TIMED[name].replace("WHEN", when.replace("2199", "2019"))})

    assert made(ahead) == []
    assert "embargo" in str(told(ahead)) or "scheduled" in str(passed(ahead))
    assert [one.fields["headline"] for one in made(past)] == ["Bridge"]


@pytest.mark.parametrize("when", ["2199-05-17 06:00:00", "17.05.2199", "17.05.2199 06:00", "7233000000"])
def test_an_embargo_is_read_as_people_write_it(tmp_path: Path, when: str):
    found = read(tmp_path, {"a.csv": TIMED["e.csv"].replace("WHEN", when)})

    assert (made(found), len(lost(found))) == ([], 1)


def test_an_embargo_in_an_archive_is_judged_anew_in_each_build(tmp_path: Path):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("a.jsonl", TIMED["b.jsonl"].replace("WHEN", "2199-05-17"))

    found = read(tmp_path, {"a.zip": packed.getvalue()})

    assert (made(found), len(lost(found))) == ([], 1)
    assert all(part.ahead for part in cut(tmp_path))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.json", json.dumps([{"id": "7", "title": "Bridge", "introtext": f"<p>{ONE}</p>", "fulltext": f"<p>{TWO}</p>",
         "state": "1", "catid": "3", "created": "2024-05-16 08:00:00", "publish_up": "2024-05-17 09:00:00",
         "created_by": "62", "created_by_alias": "Ana Kestrel", "language": "*"}])),
        ("b.csv", ('Title;IntroText;FullText;State;Publish Up\n'
         f'Bridge;"<p>{ONE}</p>";"<p>{TWO}</p>";1;2024-05-17 09:00\n')),
    ],
    ids=["json", "csv"],
)  # fmt: skip
def test_joomla_keeps_a_text_in_two_places_and_both_are_read(tmp_path: Path, name: str, content: str):
    [article] = made(read(tmp_path, {name: content}))

    assert "close the bridge" in article.text
    assert article.text.endswith("half empty.")
    assert article.fields["headline"] == "Bridge"
    assert article.fields["published"].startswith("2024-05-17 09:00")


# Wire text


ANPA = (
    "\x16\x16\x01a0123\x1f-----\r\nr n BC-Marrow--Bridge, 1st Ld-Writethru   05-17 0450\r\n"
    "\x02^BC-Marrow--Bridge, 1st Ld,430<\r\n"
    "^Old bridge to close<\r\n^Eds: Adds detail.<\r\n^By ANA KESTREL=\r\n^Wire Staff Writer=\r\n"
    "\t   MARROW (WA) _ The council voted to close the\r\n"
    "bridge for ``a year.''<\r\n\t   Traders said they would lose.<\r\n\r\n"
    "\t   WA-NY-05-17-24 0930EDT<\r\n\x03\r\n\x04"
)
IPTC_7901 = (
    "^A\nwaz0042 3 pl 230  waz 0456\n\nVerkehr/Brücken/\n(Achtung: neue Fassung)\nAlte Brücke wird\ngeschlossen =\n"
    "Von Ana Kestrel, waz =\n\n^B\nMarrow (waz) - Der Rat hat am Freitag beschlossen, die\nBrücke zu sperren.\n\n"
    "Händler klagen.\n^C\n171230 MESZ Mai 24\n"
)


@pytest.mark.parametrize(
    ("source", "headline", "published", "agency", "text"),
    [
        (ANPA, "Old bridge to close", "2024-05-17T09:30:00-04:00", "WA",
         "MARROW (WA) – The council voted to close the bridge for “a year.”\n\nTraders said they would lose."),
        (ANPA.translate({1: None, 2: None, 3: None, 4: None, 22: None, 31: None}), "Old bridge to close",
         "2024-05-17T09:30:00-04:00", "WA",
         "MARROW (WA) – The council voted to close the bridge for “a year.”\n\nTraders said they would lose."),
        (IPTC_7901, "Alte Brücke wird geschlossen", "2024-05-17T12:30:00+02:00", "waz",
         "Marrow (waz) - Der Rat hat am Freitag beschlossen, die Brücke zu sperren.\n\nHändler klagen."),
    ],
    ids=["anpa", "anpa without its control signs", "iptc 7901"],
)  # fmt: skip
def test_a_story_of_a_wire_is_read_without_its_header(
    tmp_path: Path, source: str, headline: str, published: str, agency: str, text: str
):
    [story] = made(read(tmp_path, {"story.txt": source}))

    assert (story.text, story.fields["headline"]) == (text, headline)
    assert (story.fields["published"], story.fields["agency"]) == (published, agency)
    assert "kestrel" in story.fields["byline"].casefold()


def test_the_takes_of_a_story_are_one_article_and_a_kill_is_none(tmp_path: Path):
    second = ANPA.replace("1st Ld-Writethru", "2nd Take").replace("The council", "More: the council")
    killed = ANPA.replace("1st Ld-Writethru", "KILL")

    found = read(tmp_path, {"wire.txt": ANPA + second + killed})

    [story] = made(found)
    assert story.text.count("\n\n") == 3
    assert list(passed(found)) == ["withdrawn by its maker (kill)"]


def test_an_unpacked_export_of_substack_gives_its_published_posts_alone(tmp_path: Path):
    table = (
        "post_id,post_date,is_published,email_sent_at,inbox_sent_at,type,audience,title,subtitle,podcast_url\r\n"
        "11.bridge,2024-05-17T09:00:00.000Z,true,,,newsletter,everyone,Bridge,,\r\n"
        "12.fog,,false,,,newsletter,everyone,Fog,,\r\n"
        "13.gone,2024-05-18T09:00:00.000Z,true,,,newsletter,everyone,Gone,,\r\n"
    )

    found = read(
        tmp_path,
        {
            "letter/posts.csv": table,
            "letter/posts/11.bridge.html": f"<p>{ONE}</p>",
            "letter/posts/12.fog.html": f"<p>{TWO}</p>",
            "letter/posts/11.opens.csv": "post_id,email\n11,reader@example.org\n",
        },
    )

    [post] = made(found)
    assert (post.fields["headline"], post.fields["published"]) == ("Bridge", "2024-05-17T09:00:00.000Z")
    assert passed(found)["not published (is_published)"] == 1
    assert len(lost(found)) == 1


PARTED = {
    "titles between signs": f"=== Bridge ===\nMarrow Mail | 17.05.2024\n\n{ONE}\n\n"
    f"=== Fog ===\nMarrow Mail | 18.05.2024\n\n{TWO}\n",
    "short rules": f"Bridge\nMarrow Mail - 17 May 2024\n\n{ONE}\n\n---\n\nFog\nMarrow Mail - 18 May 2024\n\n{TWO}\n",
    "labels and short rules": f"Title: Bridge\nSource: Marrow Mail\nDate: 17 May 2024\nText: {ONE}\n\n-----\n\n"
    f"Title: Fog\nSource: Marrow Mail\nDate: 18 May 2024\nText: {TWO}\n",
    "a database's lines on each page": "Page 1 of 3 © 2024 Factiva, Inc. All rights reserved.\n\nBridge\n\n211 words\n"
    "17 May 2024\n"
    f"Marrow Mail\nMM\nEnglish\n(c) 2024 Marrow\n\n{ONE}\n\nDocument MRWML00020240517ek5h0001x\n\nFog\n\n52 words\n"
    "18 May 2024\n"
    f"Marrow Mail\nMM\nEnglish\n(c) 2024 Marrow\n\n{TWO}\n\nDocument TMBLT00020240518ek5i0002y\n",
}  # fmt: skip


@pytest.mark.parametrize("line_end", ["\n", "\r\n"], ids=["unix", "windows"])
@pytest.mark.parametrize("name", PARTED)
def test_texts_that_stand_in_one_file_are_parted(tmp_path: Path, name: str, line_end: str):
    found = made(read(tmp_path, {"a.txt": PARTED[name].replace("\n", line_end)}))

    articles = [_article_of(one, RULES_OF_LINES, NAMES)[0] for one in found]
    assert ["\n\n".join(one.paragraphs) for one in articles] == [ONE, TWO]
    assert [value(one.headline) for one in articles] == ["Bridge", "Fog"]
    assert [value(one.published) for one in articles] == ["2024-05-17", "2024-05-18"]
    assert [value(one.outlet) for one in articles] == ["Marrow Mail"] * 2


def test_a_link_behind_an_author_is_no_part_of_the_name(tmp_path: Path):
    document = (
        "Document 1 of 1\n\nBridge\n\nAuthor: Kestrel, Ana\n\nProQuest document link\n\nAbstract: It closes.\n\n"
        f"Full text: {ONE}\n\nTitle: Bridge\n\nPublication title: The Marrow Mail; London (UK)\n\n"
        "Publication date: May 17, 2024\n\nProQuest document ID: 1234567890\n"
    )

    [article] = made(read(tmp_path, {"a.txt": document}))

    assert (article.fields["authors"], article.fields["outlet"], article.text) == (
        ["Ana Kestrel"],
        "The Marrow Mail",
        ONE,
    )


def test_front_matter_that_lays_out_a_page_is_no_article_and_an_open_quote_is_no_word(tmp_path: Path):
    found = read(
        tmp_path,
        {
            "about.md": f"---\nlayout: page\ntitle: About\n---\n{ONE}",
            "2024-05-17-bridge.md": f'---\nlayout: page\ntitle: "Bridge\nauthor: @ana\n---\n{ONE}',
        },
    )

    assert [one.fields["headline"] for one in made(found)] == ["Bridge"]
    assert passed(found) == {"a page, not an article (layout)": 1}


# As agencies send it: shapes of public samples, with words of our own

LEDE = "The council of Fenwick voted on Monday to close the old bridge, officials said."
G2_XHTML = f"""<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet><newsItem guid="urn:x:1" xml:lang="en">
<itemMeta><itemClass qcode="ninat:text"/><provider literal="reuters.com"/>
<versionCreated>2022-10-11T11:14:42+02:00</versionCreated><pubStatus qcode="stat:usable"/>
<link rel="aprel:canonical" href="https://wire.example/article/bridge"/>
<edNote role="x:notepad"><section xmlns="http://www.w3.org/1999/xhtml">Secret</section></edNote>
<edNote role="x:editorialnote">Two pictures</edNote><edNote pubconstraint="x:nonpublic">Secret</edNote></itemMeta>
<contentMeta><creator qcode="x:kestrel.ana"><name>kestrel.ana</name></creator><genre><name>Extra</name></genre>
<subject qcode="x:geo"><name>Fenwick</name></subject><subject qcode="dpacat:sp" type="x:category"><name>Sport</name>
</subject><keyword>Bridges</keyword><headline role="hld:subHeadline">Below</headline>
<headline>Old bridge to close</headline>
<dateline>Fenwick, Oct 11 (Reuters) -</dateline></contentMeta>
<contentSet><inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><body>
<header><ul><li>Slug</li></ul><h1>Old bridge to close</h1></header><section><p>{LEDE}</p><p>The ferry will run
    every ten minutes, said
the harbour office of the town, but
    not on Sundays.</p></section></body></html></inlineXML></contentSet></newsItem></itemSet></newsMessage>"""
NITF_NESTED = f"""<nitf><head><docdata><doc-id id-string="n1"/><date.issue norm="20200703T165136-0400"/>
<doc-scope scope="National"/><key-list><keyword>Bridges</keyword></key-list>
<del-list><from-src src-name="PA" level-number="1"/></del-list></docdata></head><body><body.head>
<hedline><hl1>Old bridge to close</hl1></hedline><byline>By <person>Ana Kestrel and Bo Finch</person><byttl>PA Scotland
</byttl></byline><dateline><location><city>Fenwick</city><state>Ontario</state></location></dateline></body.head>
<body.content><p>{LEDE[:42]}<br/>{LEDE[42:]}</p><p>&amp;quot;So be it&amp;quot;, said the mayor.</p>
<p>&lt;div class="embed"&gt;&lt;/div&gt;</p></body.content></body></nitf>"""
RITZAU = f"""<RBNews><NewsID>9a</NewsID><PublishDate>2018-01-30T17:32:18</PublishDate><strapline>NU</strapline>
<headline>Old bridge to close</headline><town>Fenwick</town><origin>/ritzau/</origin><section>Sport</section>
<content>&lt;p&gt;{LEDE}&lt;/p&gt;</content><byLine>Ana Kestrel</byLine><Annuleret>NO</Annuleret></RBNews>"""


@pytest.mark.parametrize(
    ("source", "facts"),
    [
        (
            G2_XHTML,
            {
                "headline": "Old bridge to close", "section": "Sport", "tags": ["Fenwick", "Bridges"],
                "url": "https://wire.example/article/bridge", "agency": "reuters.com", "ednote": "Two pictures",
                "authors": None,
            },
        ),
        (
            NITF_NESTED,
            {
                "byline": "By Ana Kestrel and Bo Finch, PA Scotland", "dateline": "Fenwick", "section": "National",
                "tags": ["Bridges"], "agency": "PA",
            },
        ),
        (
            RITZAU.replace("NO", "false"),
            {
                "id": "9a", "headline": "Old bridge to close", "dateline": "Fenwick", "agency": "/ritzau/",
                "section": "Sport", "byline": "Ana Kestrel",
            },
        ),
    ],
    ids=["NewsML-G2 with XHTML", "NITF with nested names", "Ritzau"],
)  # fmt: skip
def test_an_agency_s_xml_gives_its_facts_and_nothing_for_the_newsroom_alone(
    tmp_path: Path, source: str, facts: dict[str, Any]
):
    [item] = made(read(tmp_path, {"a.xml": source}))

    assert {key: item.fields.get(key) for key in facts} == facts
    assert item.text.startswith(LEDE)
    assert not any(word in f"{item.text}{item.fields}" for word in ("Secret", "Slug", "<div", "&quot;"))


def test_indented_lines_of_a_wire_s_paragraph_open_paragraphs(tmp_path: Path):
    [item] = made(read(tmp_path, {"a.xml": G2_XHTML.replace("every ten", "    every ten", 1)}))

    assert item.text.split("\n\n")[1:] == [
        "The ferry will run",
        "every ten minutes, said the harbour office of the town, but",
        "not on Sundays.",
    ]


def test_what_an_agency_annulled_in_its_own_words_is_passed_over(tmp_path: Path):
    found = read(tmp_path, {"a.xml": RITZAU.replace("NO", "true")})

    assert passed(found) == {"withdrawn by its maker (Annuleret)": 1}


INDENT = "\t   "
DESK = f"""W2870asian
f l BC-LT--Fenwick-Bridge     11-13 1049
^BC-LT--Fenwick-Bridge,466<
^Old bridge to close <
^By ANA KESTREL=
^Osk Wire=
{INDENT}FENWICK (AP) _ {LEDE}

{INDENT}AP-WF-11-13-13 1509GMT<
"""
KEYWORDS = f"""ecp0007 4 s 850  dpa-tns 0908

Bridges/Fenwick/
REFILE
1ST LEAD
Old bridge to
close
By Ana Kestrel =

Fenwick (dpa) - {LEDE}

# Notebook

## Note to editors
- two pictures

* * * *
The following information is not intended for publication

- Tel: 555

211259 GMT Nov 18
"""
FRAME = f"ZCZC FMG000\nYY TDA\n:\n*X\nOld bridge to close<!\n\n{LEDE}\n\nNNNN\n"
HEADLINES = f"""V4644-----
r e AP-Top-News-Hea     02-09 0121
^*9006< ^AP-Top-News-Headlines,0176<
^Top news at 11 p.m.<
^{LEDE}<
^Fog at sea<

{INDENT}AP-WF-02-10-16 0423GMT<
"""


@pytest.mark.parametrize(
    ("source", "headline", "byline", "published"),
    [
        (DESK, "Old bridge to close", "By ANA KESTREL", "2013-11-13T15:09:00+00:00"),
        (KEYWORDS, "Old bridge to close", "By Ana Kestrel", "2018-11-21T12:59:00+00:00"),
        (FRAME, "Old bridge to close", None, None),
        (HEADLINES, "Top news at 11 p.m.", None, "2016-02-10T04:23:00+00:00"),
    ],
    ids=["desk behind the sign", "keywords, lead and notebook", "frame alone", "headlines alone"],
)
def test_a_wire_without_its_control_signs_is_still_one(
    tmp_path: Path, source: str, headline: str, byline: str | None, published: str | None
):
    [item] = made(read(tmp_path, {"a.tst": source}))

    assert [item.fields.get(key) for key in ("headline", "byline", "published")] == [headline, byline, published]
    assert LEDE in item.text
    assert not any(word in f"{item.text}{item.fields}{item.dropped}" for word in ("555", "NNNN"))


ROWS = '<column name="title">{}</column><column name="content">{}</column><column name="date">2024-05-17</column>'
NAMED = f"""<export><articles><article id="1"><titel>Bridge</titel><datum>17.05.2024</datum><text><p>{LEDE}</p></text>
</article>
<article id="2"><titel>Fog</titel><datum>17.05.2024</datum><text>{LEDE}</text></article></articles></export>"""
COLUMNS = f"""<database name="n"><table name="t">{ROWS.format("Bridge", LEDE)}</table>
<table name="t">{ROWS.format("Fog", LEDE)}</table></database>"""
EXCEL = f"""<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:s="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet><Table>
<Row><Cell><Data>Title</Data></Cell><Cell s:Index="3"><Data>Date</Data></Cell><Cell><Data>Text</Data></Cell></Row>
<Row><Cell><Data>Bridge</Data></Cell><Cell s:Index="4"><Data>{LEDE}</Data></Cell></Row>
<Row s:Index="9"><Cell><Data>Fog</Data></Cell><Cell s:Index="4"><Data>{LEDE}</Data></Cell></Row>
</Table></Worksheet></Workbook>"""


@pytest.mark.parametrize("source", [NAMED, COLUMNS, EXCEL], ids=["elements", "names in attributes", "Excel 2003"])
def test_xml_of_any_making_is_read_as_records(tmp_path: Path, source: str):
    found = read(tmp_path, {"a.xml": f'<?xml version="1.0"?>{source}'})

    assert [(item.fields["headline"], item.text) for item in made(found)] == [("Bridge", LEDE), ("Fog", LEDE)]
    assert not lost(found)


def test_xml_without_articles_is_none(tmp_path: Path):
    found = read(
        tmp_path, {"a.xml": "<config><name>x</name><value>A long value that is no article, really.</value></config>"}
    )

    assert [problem for problem in lost(found) if "expected articles" in problem]


NEWSBANK = f"""Old bridge to close
Marrow Mail, The (London, England) - May 17, 2024
Author/Byline: Ana Kestrel
Section: News
Page: 5
Readability: Lexile: 1190, grade level(s): 8 9

{ONE}

Copyright (c) 2024 Marrow Mail Ltd

Record: 0F1A2B3C4D5E6F70
"""
NEWSBANK_OLD = f"""Marrow Mail, The (London, England)
May 17, 2024
Section: News
Edition: Final
Page: 5

Old bridge to close
Ana Kestrel

{ONE}

Copyright (c) 2024 Marrow Mail Ltd
Record Number: 0F1A2B3C4D5E6F70
"""


NEWSBANK_WEB = f"""Old bridge to close

May 17, 2024 | Marrow Mail, The (London, England)
Author: Ana Kestrel | Section: News
341 Words | Readability: Lexile: 1190, grade level(s): 8 9
Page: 5

OpenURL Link

{ONE}

Record: 1234567

Copyright: Copyright (c) 2024 Marrow Mail Ltd
"""


@pytest.mark.parametrize(
    "source", [NEWSBANK_WEB, NEWSBANK_WEB.replace("Record: 1234567\n", ""), NEWSBANK_WEB.replace("\n\n", "\n")]
)
def test_a_page_of_newsbank_is_one_document(tmp_path: Path, source: str):
    [one] = made(read(tmp_path, {"a.txt": source}))

    assert one.text.split() == ONE.split()
    assert {key: one.fields.get(key) for key in ("headline", "byline", "outlet", "published", "section")} == {
        "headline": "Old bridge to close", "byline": "Ana Kestrel", "outlet": "The Marrow Mail",
        "published": "2024-05-17", "section": "News",
    }  # fmt: skip
    assert one.fields.get("id") == ("1234567" if "Record" in source else None)


@pytest.mark.parametrize(
    "line", ["May 17, 2024 | Marrow Mail", "May 17, 2024 | Harbour (old)", "Yesterday | Marrow Mail (London)"]
)
def test_a_day_beside_a_paper_alone_makes_no_document_of_newsbank(tmp_path: Path, line: str):
    [one] = made(read(tmp_path, {"a.txt": f"Old bridge to close\n\n{line}\n\n{ONE}\n"}))

    assert line in one.text


@pytest.mark.parametrize("source", [NEWSBANK, NEWSBANK_OLD])
def test_newsbank_s_documents_are_cut_at_their_records(tmp_path: Path, source: str):
    second = source.replace("Old bridge", "New bridge").replace("6F70", "6F71")

    one, two = made(read(tmp_path, {"a.txt": f"{source}\n{second}"}))

    assert (one.text, two.fields["headline"]) == (ONE, "New bridge to close")
    assert {key: one.fields.get(key) for key in ("id", "headline", "byline", "outlet", "published", "page_number")} == {
        "id": "0F1A2B3C4D5E6F70", "headline": "Old bridge to close", "byline": "Ana Kestrel",
        "outlet": "The Marrow Mail", "published": "2024-05-17", "page_number": "5",
    }  # fmt: skip
