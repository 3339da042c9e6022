"""As published: what real public files of the kinds have, in invented texts; each was wrong before."""

from __future__ import annotations

import base64
import io
import json
import quopri
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from reportlab.pdfgen import canvas

from generator.archive.prepare import _article_of
from generator.read import published
from generator.read.documents import front
from generator.read.references import escaped_ampersands

from .reading import lost, made, passed, read
from .test_facts import NAMES, RULES, described, value
from .test_read_exports import LONG, SAIL, WALK, check

NAME, DAY = "Ferry crews walk out", "2023-11-14"

EUROPRESSE = f"""<html><head><style>.DocPublicationName{{color:#83724e}}</style></head><body>
<article><header><span class="DocPublicationName">Gazette du Fort  </span>
<span class="DocHeader">Région, mardi 14 novembre 2023, p. MDE6</span><div><p>PORT</p></div>
<div class="titreArticle"><p class="titreArticleVisu">{NAME}</p></div><div>Inès Calloway</div></header>
<section><p>{WALK}</p></div></div></section><footer>© 2023 Gazette</footer></article></body></html>"""


def test_europresse_is_read_by_its_elements_and_not_by_the_names_in_its_style_sheet(tmp_path: Path):
    row = {"headline": NAME, "outlet": "Gazette du Fort", "published": DAY, "section": "Région", "page_number": "MDE6"}

    check(tmp_path, {"e.html": EUROPRESSE}, [{**row, "byline": "Inès Calloway", "text": WALK}])


def nexis_page(date: str, title: str, *rows: tuple[str, str]) -> str:
    def part(label: str, said: str) -> str:
        return f'<br><div class="c5"><p class="c6"><span class="c8">{label}: </span><span>{said}</span></p></div>\n'

    head = "".join(
        f'<br><div class="c3"><p class="c1"><span>{one}</span></p></div>\n' for one in ("Corran Times", date)
    )
    before = [part(*row) for row in rows[:1]]
    after = [part(*row) for row in rows[1:]]
    return (
        '<html><body><a name="DOC_ID_0_0"></a><div><p><span>1 of 1 DOCUMENTS</span></p></div>\n'
        f'{head}<br><div><p><span class="c7">{title}</span></p></div>\n{"".join(before)}'
        f'<br><div><p class="c9"><span>{WALK}</span></p></div>\n{"".join(after)}</body></html>'
    )


def test_what_stands_below_a_date_or_within_a_headline_of_nexis_is_no_headline_of_its_own(tmp_path: Path):
    date = "November 14, 2023, Tuesday, Late Edition - Final<BR>Correction Appended"

    row = {"headline": "Ferry crews walk out; Talks go on", "published": DAY, "section": "Section B", "text": WALK}
    found = check(
        tmp_path,
        {"n.html": nexis_page(date, "Ferry crews walk out;<BR>Talks go on", ("SECTION", "Section B; Page 2"))},
        [row],
    )

    assert made(found)[0].fields["edition"] == "Late Edition - Final Correction Appended"


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([("SUJET", "PORT (90%); GRÈVE (88%)")], {"tags": ["PORT", "GRÈVE"]}),
        ([("SUJET", "PORT (90%)"), ("SECTEUR-ACTIVITE", "FERRIES")], {"secteuractivite": "FERRIES"}),
        ([("PERSOON", "INES CALLOWAY")], {"persoon": "INES CALLOWAY"}),
        (
            [("CORRECTION-DATE", "x"), ("CORRECTION", "The talks failed twice.")],
            {"correction": "The talks failed twice."},
        ),
    ],
)
def test_labels_behind_a_text_of_nexis_are_facts_in_any_language(
    tmp_path: Path, rows: list[tuple[str, str]], told: dict[str, Any]
):
    page = nexis_page("14 November 2023", NAME, ("LONGUEUR", "20 mots"), *rows, ("DATE-CHARGEMENT", "14 November 2023"))

    check(tmp_path, {"n.html": page}, [{"headline": NAME, "text": WALK, **told}])


def test_a_heading_in_capitals_within_a_text_of_nexis_stays_in_the_text(tmp_path: Path):
    page = nexis_page("14 November 2023", NAME, ("LENGTH", "20 words"), ("WHAT NEXT", "a vote on Friday"))

    check(tmp_path, {"n.html": page}, [{"text": f"{WALK} WHAT NEXT: a vote on Friday"}])


def test_codes_of_factiva_give_time_subjects_and_edition(tmp_path: Path):
    codes = f"HD {NAME}\nPD 14 November 2023\nET 15:32\nSN Corran Times\nED 2\nLA English\nLP\n{WALK}\nTD\n{SAIL}\n"
    codes += "NS gport : Ports | gstr : Strikes\nRE corr : Corran\nAN Document CORRAN0020231114e7ct0001r\n"

    check(
        tmp_path,
        {"f.txt": codes},
        [{"published": f"{DAY}T15:32", "tags": ["Ports", "Strikes"], "edition": "2", "region": "Corran", "text": LONG}],
    )


def test_factivas_xml_gives_time_and_subjects_too(tmp_path: Path):
    source = (
        "<ppsResponse><ppsarticle><article><accessionNo>CORR0000</accessionNo><baseLanguage>en</baseLanguage>"
        f"<headline><paragraph><hlt>{NAME}</hlt></paragraph></headline>"
        f"<leadParagraph><paragraph>{WALK}</paragraph></leadParagraph>"
        f"<tailParagraphs><paragraph>{SAIL}</paragraph></tailParagraphs>"
        f"<publicationDate><date>{DAY}</date><dateTime>{DAY}T15:32:00Z</dateTime></publicationDate>"
        "<sourceName>Corran Times</sourceName><pages><page>8</page></pages>"
        '<newsSubject code="g1"><name>Ports</name></newsSubject><newsSubject><name>Strikes</name></newsSubject>'
        '<region code="c"><name>Corran</name></region></article></ppsarticle></ppsResponse>'
    )

    row = {"headline": NAME, "published": f"{DAY}T15:32:00Z", "tags": ["Ports", "Strikes"], "region": "Corran"}
    check(tmp_path, {"f.xml": source}, [{**row, "outlet": "Corran Times", "page_number": "8", "text": LONG}])


def test_the_edition_behind_the_name_of_a_paper_is_none_of_its_name(tmp_path: Path):
    text = f"Title: {NAME}\nPublication title: Corran Times, Late Edition (East); Corran, Calif.\n"
    text += f"Publication date: Nov 14, 2023\nProQuest document ID: 12\nFull text: {WALK}\n"

    check(tmp_path, {"p.txt": text}, [{"outlet": "Corran Times", "edition": "Late Edition (East)", "text": WALK}])


def test_kikuzo_has_a_small_table_of_facts_above_each_article(tmp_path: Path):
    def item(day: str, page: str, title: str) -> str:
        heads = "".join(f'<th class="topic-list">{one}</th>' for one in ("No.", "発行日", "朝夕刊", "面名", "ページ"))
        cells = "".join(f'<td class="topic-list">{one}</td>' for one in ("00001", day, "朝刊", "２総", page))
        return (
            f'<table class="topic-list"><tr>{heads}</tr><tr>{cells}</tr></table><table class="topic-detail"><tr><td>'
            f'<span class="font002">{title}</span></td></tr><tr><td>'
            f'<div class="detail001">　港の話。<br>　船の話。</div>'
            '</td></tr></table><a href="#top">このページのＴＯＰへ</a>'
        )

    day = "<nobr>1985年</nobr><nobr>01月01日</nobr>"
    source = f"<title>聞蔵</title>{item(day, '002', '港に船')}{item(day, '007', '霧の海')}"

    row = {
        "outlet": "朝日新聞",
        "published": "1985-01-01",
        "section": "２総",
        "edition": "朝刊",
        "text": "港の話。 船の話。",
    }
    check(
        tmp_path,
        {"k.html": source},
        [{"headline": "港に船", "page_number": "2", **row}, {"headline": "霧の海", "page_number": "7", **row}],
    )


# Wires


NITF = f"""<nitf baselang="sv-SE"><head><title>{NAME}</title><tobject tobject.type="TYPE">
<tobject.subject tobject.subject.type="Labour" tobject.subject.matter="Strikes"/></tobject>
<docdata><date.issue norm="20231114T093000Z"/><doc.copyright holder="Corran Wire"/></docdata></head>
<body><body.head><hedline><hl1>{NAME}</hl1></hedline><abstract><p>Talks failed.</p></abstract></body.head>
<body.content>TEXT</body.content></body></nitf>"""


def test_nitf_gives_language_abstract_subjects_and_who_owns_it(tmp_path: Path):
    row = {"language": "sv-SE", "abstract": "Talks failed.", "tags": ["Strikes"], "agency": "Corran Wire"}

    for kind, section in (("Inrikes", "Inrikes"), ("News", None)):
        source = NITF.replace("TYPE", kind).replace("TEXT", f"<p>{WALK}</p>")
        check(tmp_path / kind, {"a.xml": source}, [{**row, "section": section, "text": WALK}])


def test_short_lines_of_preformatted_text_are_paragraphs_and_full_ones_go_on(tmp_path: Path):
    source = NITF.replace(
        "TEXT", "<pre>Second round\nTern v Heron\nTern: Ada Kite, Bo Finch, Cy Swift, Dee Wren,\nEl Crake.</pre>"
    )

    [one] = made(read(tmp_path, {"a.xml": source}))

    assert one.text.split("\n\n") == [
        "Second round",
        "Tern v Heron",
        "Tern: Ada Kite, Bo Finch, Cy Swift, Dee Wren, El Crake.",
    ]


def test_an_item_of_nitf_is_found_in_whatever_holds_it(tmp_path: Path):
    source = f"<contentSet><inlineXML>{NITF.replace('TEXT', f'<p>{WALK}</p>')}</inlineXML></contentSet>"

    check(tmp_path, {"a.xml": source}, [{"headline": NAME, "text": WALK}])


def test_the_byline_of_a_wire_stands_below_its_points_and_above_its_dispatch():
    article = described(
        "(Adds comments, detail)", "* Crews walk out for a second day", "* Talks to go on", "* No ferry until Friday",
        "By Ines Calloway", "Nov 14 (Reuters) - " + WALK, SAIL, "Nobody asked the traders.", headline=NAME,
    )  # fmt: skip

    assert value(article.authors) == ("Ines Calloway",)
    assert article.paragraphs[0] == "(Adds comments, detail)"


# Weblogs and front matter

WXR = """<?xml version="1.0"?><rss xmlns:wp="http://wordpress.org/export/1.2/" xmlns:dc="urn:dc"
 xmlns:content="urn:content"><channel><title>Harbour Log</title><wp:wxr_version>1.2</wp:wxr_version>{}</channel>
 </rss>"""
POST = f"""<item><title>{NAME}</title><dc:creator>ines</dc:creator>
<content:encoded><![CDATA[<p>{WALK}</p>]]></content:encoded>
<wp:post_type>post</wp:post_type><wp:status>publish</wp:status>MORE</item>"""


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (
            (
                '<category domain="author"><![CDATA[Ines Calloway]]></category>'
                '<category domain="author">Bo Tern</category>'
                '<category domain="author"><![CDATA[Ines Calloway]]></category>'
            ),
            {"authors": ["Ines Calloway", "Bo Tern"]},
        ),
        (
            (
                "<pubDate>Thu, 01 Jan 1970 00:00:00 +0000</pubDate><wp:post_date>2023-11-14 09:30:00</wp:post_date>"
                "<wp:post_date_gmt>0000-00-00 00:00:00</wp:post_date_gmt>"
            ),
            {"published": "2023-11-14 09:30:00"},
        ),
        ("<link>https://log.example/?a=1&b=2&amp;c=3</link>", {"url": "https://log.example/?a=1&b=2&c=3"}),
    ],
    ids=["written by several", "a day that stands for none", "an address that nobody escaped"],
)
def test_a_post_of_wordpress_gives(tmp_path: Path, more: str, told: dict[str, Any]):
    check(tmp_path, {"w.xml": WXR.format(POST.replace("MORE", more))}, [{"headline": NAME, "text": WALK, **told}])


@pytest.mark.parametrize("between", ["<!-- two -->", "<wp:term><wp:term_id>2</wp:term_id></wp:term>", "\n\n", ""])
def test_what_stands_between_posts_costs_none(tmp_path: Path, between: str):
    held = POST.replace("MORE", "<excerpt:encoded><![CDATA[It says </item> here]]></excerpt:encoded>")
    posts = [held.replace(NAME, f"{NAME} {number}") for number in range(3)]

    found = read(tmp_path, {"w.xml": WXR.format(between + between.join(posts) + between)})

    assert ([one.fields["headline"] for one in made(found)], lost(found)) == ([f"{NAME} {n}" for n in range(3)], [])


def test_bare_ampersands_are_escaped_and_those_of_references_and_sections_stay():
    markup = "a & b &amp; c &#38; d &#x26; e &eacute; f &b=1 <![CDATA[g & h]]> &"

    assert escaped_ampersands(markup) == (
        "a &amp; b &amp; c &#38; d &#x26; e &eacute; f &amp;b=1 <![CDATA[g & h]]> &amp;"
    )


@pytest.mark.parametrize(
    ("source", "fields"),
    [
        (
            "Title: Fog\nSummary:\n    It was thick\n    and *cold*.\n\nText.",
            {"Title": "Fog", "Summary": "It was thick and *cold*."},
        ),
        ("Title: Fog\nDate: 2023-11-14\nTags:\n\nText.", {"Title": "Fog", "Date": "2023-11-14"}),
        ("Title: Fog\n\nText.", {"Title": "Fog"}),
        ("Fog: a warning\n\nText.", {}),
        ("Title: Fog\n  and more\n\nText.", {}),
    ],
)
def test_keys_above_a_text_may_have_values_over_several_lines(source: str, fields: dict[str, str]):
    parted = front.split(source)

    assert (parted.fields, parted.text) == (fields, "Text." if fields else source)


@pytest.mark.parametrize(
    ("name", "source", "text"),
    [
        ("a.txt", f'---\ntitle: "{NAME}"\n---\n\n{WALK}', WALK),
        ("a.md", f'{{"by": "ines", "other": 1, "title": "{NAME}"}}\n\n{WALK}\n\n{SAIL}', LONG),
        ("a.md", f'{{"by": "ines", "other": 1}}\n\n{WALK}', WALK),
    ],
)
def test_few_keys_above_a_text_are_front_matter_too(tmp_path: Path, name: str, source: str, text: str):
    check(tmp_path, {name: source}, [{"headline": NAME if NAME in source else None, "text": text}])


def test_objects_behind_one_another_are_no_front_matter():
    assert not front.is_above('{"a": 1}\n{"b": 2}')


def test_a_description_of_plain_lines_keeps_them_and_what_looks_like_tags(tmp_path: Path):
    item = "<item><title>x</title><description>Most used: &lt;b&gt;\nBest: &lt;output&gt; of all</description></item>"
    feed = f'<rss version="2.0"><channel><title>t</title>{item}</channel></rss>'

    [one] = made(read(tmp_path, {"f.xml": feed}))

    assert one.text == "Most used: <b>\nBest: <output> of all"


def test_the_feed_of_an_account_is_called_by_its_own_name(tmp_path: Path):
    feed = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Harbour Log</title>
    <link rel="alternate" href="https://films.example/channel/UC1"/><entry><title>Fog</title><id>1</id>
    <link rel="alternate" href="https://films.example/watch?v=1"/><summary>A film of fog.</summary></entry></feed>"""

    [one] = made(read(tmp_path, {"f.xml": feed}))

    assert one.fields["outlet"] == "Harbour Log"


# Digitised papers whose words are elements


def words(*lines: str) -> str:
    return "".join(
        f'<articleWord coord="{90 * at},{30 * number},9,9">{word}</articleWord>'
        for number, line in enumerate(lines)
        for at, word in enumerate(line.split())
    )


def test_an_article_of_the_british_library_has_its_words_in_lines(tmp_path: Path):
    source = f"""<!DOCTYPE BL_newspaper SYSTEM "BL_newspaper.dtd"><BL_newspaper><BL_article><title_metadata>
    <title>Corran Patriot</title></title_metadata><issue_metadata><normalisedDate>1839.04.02</normalisedDate>
    </issue_metadata><dc_metadata><Title>THE FERRY.</Title><Type>Image</Type><Type>News</Type>
    <Language>eng</Language></dc_metadata><pageSequence>0003</pageSequence>
    <articleText>{words("THE FERRY.", "The ferry of the com-", "pany left; the company wept.")}</articleText>
    </BL_article></BL_newspaper>"""
    page = (
        '<BL_newspaper><BL_page><pageText><pageWord coord="1,1,2,2">THE</pageWord></pageText></BL_page></BL_newspaper>'
    )

    found = check(
        tmp_path,
        {"a.xml": source, "b.xml": page},
        [
            {
                "headline": "THE FERRY.", "outlet": "Corran Patriot", "published": "1839-04-02", "section": "News",
                "page_number": "3", "text": "The ferry of the company left; the company wept.",
            }
        ],
    )  # fmt: skip

    assert passed(found) == {"a page, whose articles have files of their own": 1}


def test_an_entity_of_olive_is_an_article_and_an_advertisement_is_none(tmp_path: Path):
    def entity(kind: str) -> str:
        return f"""<XMD-entity ENTITY_TYPE="{kind}" DOC_UID="GDC_02/01/1900" PAGE_NO="1" ID="Ar1" LANGUAGE="French">
        <Meta NAME="x" BASE_HREF="GDC/1900/01/02" PUBLICATION="GDC" SECTION="Front page" ISSUE_DATE="02/01/1900"/>
        <HedLine_hl1><Primitive><L/><W>LA</W><W>BARQUE</W></Primitive></HedLine_hl1>
        <Content><Primitive><L P="S"/><W NS="y">Ici</W><W>,</W><Q>par</Q><Q>-</Q><L/><q NS="y">tons</q><QW>partons</QW>
        <W>.</W><L P="S"/><W>Bon</W></Primitive></Content></XMD-entity>"""

    row = {
        "headline": "LA BARQUE",
        "outlet": "GDC",
        "published": "1900-01-02",
        "language": "fr",
        "section": "Front page",
    }
    found = check(tmp_path, {"a.xml": entity("Article"), "b.xml": entity("Ad")}, [{**row, "text": "Ici, partons. Bon"}])

    assert passed(found) == {"an advertisement": 1}
    assert made(found)[0].text == "Ici, partons.\n\nBon"


# Pages


def page(head: str, body: str) -> str:
    story = (
        f"<p>{WALK} {SAIL}</p><p>{SAIL} {WALK}</p><p>Nobody asked the traders of the market what they made of it.</p>"
    )
    return f"<html><head>{head}</head><body>{body}<article>{story}</article></body></html>"


@pytest.mark.parametrize(
    ("head", "body", "told"),
    [
        (
            f"<title>{NAME} | Harbour Log</title>",
            f'<h1 id="logo"><a href="/">Harbour Log</a></h1><h1>{NAME}</h1>',
            {"headline": NAME, "outlet": "Harbour Log"},
        ),
        (
            f"<title>{NAME} on Monday » Local » News » Harbour Log</title>",
            f"<h1><span>{NAME} on Monday</span><a href='/'>Harbour Log</a></h1>",
            {"headline": f"{NAME} on Monday", "outlet": "Harbour Log"},
        ),
        (
            (
                '<meta property="og:site_name" content="Harbour Log | The bay\'s best known news platform">'
                '<link rel="canonical" href="https://www.harbourlog.example/2023/a">'
            ),
            f"<h1>{NAME}</h1>",
            {"outlet": "Harbour Log"},
        ),
        (
            f'<meta property="og:title" content="{NAME}"><title>{NAME} | harbourlog.example</title>',
            f"<h1>{NAME}</h1>",
            {"outlet": "harbourlog.example"},
        ),
        (
            "",
            f'<h1>{NAME}</h1><p class="author">Ines Calloway | Fort Corran | 14/11/2023</p>',
            {"authors": ["Ines Calloway"]},
        ),
    ],
    ids=["the logo's heading", "a site in the heading", "a motto", "a host in the title", "a place beside a name"],
)
def test_of_a_page_is_told(tmp_path: Path, head: str, body: str, told: dict[str, Any]):
    found = read(tmp_path, {"a.html": page(head, body)})

    assert lost(found) == []
    assert {key: made(found)[0].fields.get(key) for key in told} == told


# Texts


@pytest.mark.parametrize(
    ("line", "stays"),
    [
        ("Lorem ipsum dolor sit amet, consectetur adipiscing elit.", True),
        ("The bridge stays shut. This article originally appeared in The Corran Times.", True),
        ("This article originally appeared in The Corran Times.", False),
        ("Is the bridge shut? first appeared on Harbour Log.", False),
        ("Enlarge this image.", False),
        ("«[This bridge] is to close on Monday»", True),
    ],
)
def test_a_line_of_a_text(line: str, stays: bool):
    article = described(WALK, SAIL, line, WALK.replace("Tuesday", "Friday"))

    assert (line in article.paragraphs) is stays


@pytest.mark.parametrize(
    ("marks", "reason"),
    [
        ({"flags": ["breaking", "draft"]}, "a draft (flags)"),
        ({"flags": {"draft": True}}, "a draft (flags)"),
        ({"labels": ["embargo"]}, "under an embargo (labels)"),
        ({"labels": [{"name": "Unpublished"}, {"name": "ferry"}]}, "not published (labels)"),
        ({"labels": ["draft"]}, "a draft (labels)"),
        ({"labels": ["draft", "ice hockey"]}, ""),
        ({"label": "private"}, ""),
        ({"flags": {"draft": False}}, ""),
        ({"flags": ["breaking"]}, ""),
    ],
)
def test_one_of_several_marks_may_hold_an_article_back(marks: dict[str, Any], reason: str):
    assert published.withheld({"title": NAME, **marks}) == reason


def test_a_page_for_another_browser_is_no_article(tmp_path: Path):
    text = "Your browser is not supported anymore. Update it to get the best of the site.\nRemind me later"
    found = read(tmp_path, {"a.json": json.dumps({"articles": [{"title": NAME, "content": text}]})})

    assert passed(found) == {"a page that asks for another browser": 1}


def test_a_nickname_stands_within_a_name_and_rss_is_a_technique():
    article = described(
        WALK, SAIL, "You can subscribe to his RSS feed and follow him.", authors=['Ines "Tern" Calloway']
    )

    assert (value(article.authors), article.agency) == (('Ines "Tern" Calloway',), None)


@pytest.mark.parametrize(
    ("author", "told"),
    [("Niko", ("Niko",)), ("niko", None), ("Admin", None), ("Staff", None), ("Reuters", None), ("N.", None)],
)
def test_one_word_is_the_name_of_an_author_as_a_site_s_own_system_has_it(
    tmp_path: Path, author: str, told: tuple[str, ...] | None
):
    [one] = made(read(tmp_path, {"a.md": f"---\ntitle: {NAME}\nauthor: {author}\n---\n{WALK}\n"}))

    assert value(_article_of(one, RULES, NAMES)[0].authors) == told


def test_a_word_with_accents_is_no_initials_of_an_agency():
    assert described(WALK, SAIL, "© uní 2024").agency is None


KYODO = """<?xml version="1.0"?>
<!DOCTYPE NewsML PUBLIC "urn:newsml:iptc.org:20001006:NewsMLv1.0.dtd:1" "../DTD/NewsMLv1.0.dtd" [
  <!ENTITY %% nitf SYSTEM "../nitf.dtd"> <!-- another file --> %%nitf; ]>
<NewsML><NewsItem><Identification><NewsIdentifier><NewsItemId>a1</NewsItemId></NewsIdentifier></Identification>
<NewsManagement><FirstCreated>20231114T093000+0000</FirstCreated><Status FormalName="Usable"/></NewsManagement>
<NewsComponent><NewsLines><HeadLine>Ferry crews walk out</HeadLine></NewsLines>%s</NewsComponent></NewsItem></NewsML>"""


def test_a_document_type_that_names_other_files_is_no_danger_and_one_with_values_is(tmp_path: Path):
    item = (
        f"<ContentItem><DataContent><nitf><body><body.content><p>{WALK}</p><p>==Tern</p></body.content></body></nitf>"
    )
    whole = KYODO % f"{item}</DataContent></ContentItem>"

    check(tmp_path, {"k.xml": whole}, [{"headline": NAME, "published": "2023-11-14T09:30:00+0000"}])
    found = read(tmp_path / "b", {"k.xml": whole.replace("%nitf; ]", '<!ENTITY a "x"> ]')})

    assert (made(found), len(lost(found))) == ([], 1)


def test_a_title_is_no_text_of_a_news_item_whose_body_is_empty(tmp_path: Path):
    parts = "".join(
        f'<NewsComponent><Role FormalName="{role}"/><ContentItem><DataContent>{said}</DataContent></ContentItem>'
        "</NewsComponent>"
        for role, said in (("Title", NAME), ("Body", ""))
    )
    found = read(tmp_path, {"t.xml": KYODO % parts})

    assert (made(found), len(lost(found))) == ([], 1)


def test_indented_lines_open_paragraphs_in_a_plain_text_with_a_mark_around_it(tmp_path: Path):
    content = f"<![CDATA[\n<p>\n      {WALK[:30]}\n{WALK[30:]}\n   {SAIL[:30]}\n{SAIL[30:]}\n   {WALK}\n</p>]]>"
    item = f"""<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="x"><itemMeta><itemClass qcode="ninat:text"/>
    </itemMeta><contentMeta><headline>{NAME}</headline><subject type="cptype:cat" literal="{NAME}"/></contentMeta>
    <contentSet><inlineData contenttype="text/plain">{content}</inlineData></contentSet></newsItem>"""
    [one] = made(read(tmp_path, {"n.xml": item}))

    assert (len(one.text.split("\n\n")), one.fields.get("section")) == (3, None)


HOCR = """<html><head><meta name="ocr-system" content="tern"><meta name="DC.creator" content="Ines Calloway"></head>
<body><div class="ocr_page" title="bbox 0 0 900 900">
<h3><span class="ocr_line" title="bbox 10 10 300 40">Harbour</span></h3>
<span class="ocr_line" title="bbox 10 60 600 80">The ferry stayed at the quay on Tuesday morning and</span>
<span class="ocr_line" title="bbox 10 82 600 102">nobody knew when it would leave.</span>
<p class="ocr_par">
<span class="ocr_line" title="bbox 30 120 600 140">Crews asked for longer breaks between the crossings,</span>
<span class="ocr_line" title="bbox 10 142 400 162">and were refused.</span></p></div></body></html>"""


def test_lines_of_hocr_outside_of_paragraphs_are_text_too(tmp_path: Path):
    [one] = made(read(tmp_path, {"p.hocr": HOCR}))

    assert ["nobody knew" in one.text, "and were refused" in one.text] == [True, True]
    assert one.fields["authors"] == ["Ines Calloway"]


MEDIUM = """<!DOCTYPE html><html><head><title>{name}</title></head><body><article class="h-entry"><header>
<h1 class="p-name">{name}</h1></header><section data-field="body" class="e-content"><p>The ferry stayed at the quay.</p>
<p>Nobody knew when it would leave again.</p><p>Crews asked for longer breaks.</p></section><footer>{foot}
<p>Exported from <a href="https://medium.com">Medium</a> on November 20, 2023.</p></footer></article></body></html>"""
SIGNED = """<p>Tagged in <a class="p-tag">Harbours</a></p><p>By <a class="p-author h-card">Ines Calloway</a> on
<time class="dt-published" datetime="2023-11-14T09:30:05.123Z">November 14, 2023</time>.</p>"""


def test_a_page_of_mediums_export_says_when_it_was_published_or_is_a_draft(tmp_path: Path):
    pages = {
        "a.html": MEDIUM.format(name=NAME, foot=SIGNED),
        "b.html": MEDIUM.format(name="Sail", foot="<p>View original.</p>"),
    }
    found = read(tmp_path, pages)
    [one] = made(found)

    assert one.fields["published"].startswith("2023-11-14T09:30:05")
    assert (one.fields["tags"], one.fields["authors"]) == (["Harbours"], ["Ines Calloway"])
    assert one.text.split("\n\n")[-2:] == ["Nobody knew when it would leave again.", "Crews asked for longer breaks."]
    assert passed(found) == {"a draft (no date in Medium's export)": 1}


def guardian(**content: Any) -> str:
    one = {
        "id": "sea/ferry",
        "webTitle": f"{NAME} | Ines Calloway",
        "webPublicationDate": "2023-11-14T09:30:00Z",
        "webUrl": "https://osk.example/sea/ferry",
        "sectionName": "Sea",
        **content,
    }
    return json.dumps({"response": {"status": "ok", "content": one}})


def test_an_item_of_the_guardians_is_read_by_its_own_names(tmp_path: Path):
    tags = [{"type": "keyword", "webTitle": "Ferries"}, {"type": "contributor", "webTitle": "Ines Calloway"}]
    fields = {
        "headline": NAME,
        "body": f"<p>{WALK}</p>",
        "newspaperPageNumber": "3",
        "firstPublicationDate": "2024-01-01",
    }
    row = {
        "headline": NAME,
        "published": "2023-11-14T09:30:00Z",
        "section": "Sea",
        "page_number": "3",
        "tags": ["Ferries"],
    }

    check(tmp_path, {"g.json": guardian(fields=fields, tags=tags)}, [{**row, "authors": "Ines Calloway"}])


def test_what_stands_below_an_article_without_a_text_is_no_article(tmp_path: Path):
    post = {"type": "tweet", "url": "https://posts.example/1", "html": f"<blockquote><p>{WALK}</p></blockquote>"}
    found = read(tmp_path, {"g.json": guardian(elements=[{"type": "tweet", "assets": [{"typeData": post}]}])})

    assert (made(found), len(lost(found))) == ([], 1)


def test_a_backup_of_a_blog_s_tables_says_what_it_is(tmp_path: Path):
    found = read(tmp_path, {"b.txt": '///DOTCLEAR|2.25.3|single\n\n[post post_id,post_status]\n"1","-2"\n'})

    assert (made(found), "Dotclear" in lost(found)[0]) == ([], True)


WILD = f"""s0284-----
r s BC-SAIL--HarbourGlance     11-14
^BC-SAIL--Harbour Glance<
^Harbour glance=
^By The Tern Press=
\t   {WALK}
\t   {SAIL}
\t   {WALK.replace("Tuesday", "Friday")}
^EASTERN BOATS=
^ W   L=
Corran 73  52
Osk 72  51
\t   AAA-WF-11-14-23 2017GMT<
"""


def test_a_story_of_anpa_may_count_no_words_and_hold_a_table(tmp_path: Path):
    [one] = made(read(tmp_path, {"a.tst": WILD}))

    assert (one.fields["headline"], one.fields["published"]) == ("Harbour glance", "2023-11-14T20:17:00+00:00")
    assert one.text.split("\n\n")[3:] == ["EASTERN BOATS", "W L", "Corran 73 52", "Osk 72 51"]


def test_the_kind_of_a_company_is_no_part_of_an_agencys_name():
    assert value(described(WALK, SAIL, agency="Deutsche Presse-Agentur GmbH").agency) == "dpa"


@pytest.mark.parametrize(
    ("records", "row"),
    [
        (
            {"hits": {"hits": [{"_id": "1", "_source": {"headline": NAME, "date": DAY, "short_description": SAIL}}]}},
            {"headline": NAME, "published": DAY, "text": SAIL},
        ),
        (
            [{"title": NAME, "dateTime": "2023-11-14T10:00:00Z", "dateTimePub": "2023-11-14T09:30:00Z", "body": WALK}],
            {"published": "2023-11-14T09:30:00Z"},
        ),
        (
            {"posts": [{"title": NAME, "html": f"<p>{WALK}</p>", "sent_at": "2023-11-14T09:30:00Z", "active": False}]},
            {"headline": NAME, "published": "2023-11-14T09:30:00Z", "text": WALK},
        ),
        (
            {"item": [{"title": NAME, "content:encoded": f"<p>{WALK}</p>", "#text": "\n   "}]},
            {"headline": NAME, "text": WALK},
        ),
        (
            [{"id": 4, "author": [{"author": {"first_names": "Ines", "last_name": "Calloway"}}], "translations": [
                {"headline": NAME, "locale_code": "en", "first_published_at": DAY, "content": WALK}]}] * 2,
            {"headline": NAME, "published": DAY, "language": "en", "authors": ["Ines Calloway"], "text": WALK},
        ),
        (
            [{"Title": NAME, "Plain Content": WALK, "Main Category": "Sea", "Categories": "Ferries"}],
            {"section": "Sea"},
        ),
    ],
)  # fmt: skip
def test_a_record_in_the_shape_of_a_system(tmp_path: Path, records: Any, row: dict[str, Any]):
    [first, *_] = made(read(tmp_path, {"a.json": json.dumps(records)}))
    told = {**first.fields, "text": " ".join(first.text.split())}

    assert {key: told.get(key) for key in row} == row


def test_a_newsletter_that_never_went_out_is_held_back(tmp_path: Path):
    record = {"title": NAME, "html": f"<p>{WALK}</p>", "sent_at": None, "active": False}

    assert passed(read(tmp_path, {"a.json": json.dumps([record])})) == {"not published (active)": 1}


@pytest.mark.parametrize(
    ("name", "source", "row"),
    [
        ("2023-9-1-ferry.md", f"---\ntitle: {NAME}\n---\n{WALK}\n", {"published": "2023-09-01"}),
        ("2023-09-01-ferry.md", f"---\ntitle: {NAME}\ntags: sea quay\n---\n{WALK}\n", {"tags": ["sea", "quay"]}),
        ("ferry.md", f"---\ntitle: {NAME}\ntags: the sea\n---\n{WALK}\n", {"tags": "the sea"}),
    ],
)
def test_a_post_of_jekylls(tmp_path: Path, name: str, source: str, row: dict[str, Any]):
    [one] = made(read(tmp_path, {name: source}))

    assert {key: one.fields.get(key) for key in row} == row


ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Harbour Log - ferries</title><link href="https://log.example/"/>
<author><name>Ines Calloway</name></author><entry><title>{NAME}</title><link href="https://log.example/1"/><id>1</id>
<updated>2023-11-14T09:30:00Z</updated><category term="Ferries"/><content>{WALK}</content></entry></feed>"""


def test_an_atom_feed_speaks_for_entries_that_say_nothing_themselves(tmp_path: Path):
    [one] = made(read(tmp_path, {"a.atom": ATOM}))

    assert (one.fields["authors"], one.fields["outlet"]) == (["Ines Calloway"], "Harbour Log")


def test_the_content_of_a_json_feed_that_is_its_summary_is_no_more_than_that(tmp_path: Path):
    item = {"id": "1", "title": NAME, "content_html": f"<p>{WALK}</p>", "summary": WALK}
    feed = {"version": "https://jsonfeed.org/version/1", "title": "Harbour Log", "items": [item]}
    [one] = made(read(tmp_path, {"f.json": json.dumps(feed)}))

    assert "summary" in one.fields["incomplete"]


def test_a_piece_of_a_page_is_headed_by_its_first_heading(tmp_path: Path):
    [one] = made(
        read(tmp_path, {"a.html": f"<h2>{NAME}</h2>\n<p>{WALK}</p>\n<p>{SAIL}</p>\n<h2>Sail</h2><p>{SAIL}</p>"})
    )

    assert one.fields["headline"] == NAME


AS_NITF = f"<nitf><head/><body><body.content><p>{WALK}</p></body.content></body></nitf>"
TOPIC = '<Topic><FormalName>{}</FormalName><Description Variant="Name" lang="fr">{}</Description></Topic>'
PARALLEL = {
    "title": "Marrow Mail = Poczta. [volume]",
    "date": "19231114",
    "ocr_eng": WALK,
    "lccn": "1",
    "batch": "a",
    "sequence": 3,
}


@pytest.mark.parametrize(
    ("name", "source", "row"),
    [
        (
            "of the content as NITF, beside others",
            {
                "uri": "u:1",
                "headlines": [{"role": "main", "value": NAME}],
                "bodies": [
                    {"role": "nitf", "value": AS_NITF},
                    {"role": "text", "contenttype": "text/plain", "value": WALK},
                ],
                "subjects": [{"name": "Ferries, quays and tides"}],
            },
            {"headline": NAME, "tags": ["Ferries, quays and tides"], "text": WALK},
        ),
        (
            "as a draft of the standard had it",
            {
                "uri": "u:1",
                "versioncreated": DAY,
                "headline": [{"name": "main", "text": NAME}],
                "body": [{"name": "text", "value": WALK}, {"name": "xhtml", "value": f"<p>{WALK}</p>"}],
            },
            {"headline": NAME, "text": WALK},
        ),
        (
            "an answer with leads alone",
            {"data": [{"title": NAME, "lead": WALK, "body": None, "publishDate": DAY, "source": "Marrow Mail"}] * 2},
            {"headline": NAME, "text": WALK, "published": DAY},
        ),
        (
            "components with texts of their own",
            {
                "newsObjects": [
                    {
                        "newsObjectId": 1,
                        "headLine": NAME,
                        "newsComponents": [{"proxies": [{"varcharData": WALK}]}, {"proxies": [{"varcharData": SAIL}]}],
                    }
                ]
            },
            {"headline": NAME, "text": f"{WALK} {SAIL}"},
        ),
        ("a title in two languages", {"items": [PARALLEL, PARALLEL]}, {"outlet": "Marrow Mail"}),
    ],
)  # fmt: skip
def test_an_answer_of_an_agency(tmp_path: Path, name: str, source: Any, row: dict[str, Any]):
    [first, *_] = made(read(tmp_path, {"a.json": json.dumps(source)}))
    told = {**first.fields, "text": " ".join(first.text.split())}

    assert {key: told.get(key) for key in row} == row, name


def test_the_subjects_of_an_item_are_called_as_its_own_list_of_topics_has_it(tmp_path: Path):
    topics = TOPIC.format("09", "Travail") + TOPIC.format("04", "Autre")
    item = (
        f"<NewsML><NewsItem><NewsComponent><TopicSet>{topics}</TopicSet><NewsLines><HeadLine>{NAME}</HeadLine></NewsLines>"
        '<DescriptiveMetadata><SubjectCode><Subject FormalName="09"/></SubjectCode></DescriptiveMetadata>'
        f"<ContentItem><DataContent>{WALK}</DataContent></ContentItem></NewsComponent></NewsItem></NewsML>"
    )
    [one] = made(read(tmp_path, {"a.xml": item}))

    assert one.fields["tags"] == ["Travail"]


@pytest.mark.parametrize("closing", ["</p>", ""])
def test_line_ends_of_a_paragraph_as_html_are_spaces_in_markdown_too(tmp_path: Path, closing: str):
    [one] = made(read(tmp_path, {"a.md": f'---\ntitle: {NAME}\n---\n<p class="a">A\nshort line,\n{WALK}{closing}\n'}))

    assert one.text.strip() == f"A short line, {WALK}"


RDF = f"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://harbourlog.example/"><title>Harbour Log</title>
<link>https://harbourlog.example/</link><dc:publisher>Quay Holdings</dc:publisher></channel>
<item rdf:about="https://harbourlog.example/1"><title>{NAME}</title><link>https://harbourlog.example/1</link>
<dc:creator>Ferrywoman</dc:creator><description>{WALK}</description></item></rdf:RDF>"""


def test_a_feed_called_as_its_site_is_the_outlet_and_not_the_company_behind_it(tmp_path: Path):
    [one] = made(read(tmp_path, {"a.rdf": RDF}))
    article = _article_of(one, RULES, NAMES)[0]

    assert (one.fields["outlet"], value(article.authors)) == ("Harbour Log", ("Ferrywoman",))


def test_a_credit_may_say_who_reported_beside_its_author():
    article = described(WALK, authors=["Ines Calloway", "and reported by Jon Mast"])

    assert value(article.authors) == ("Ines Calloway", "Jon Mast")


def test_a_caption_is_not_the_content_of_an_item_whose_description_is_longer(tmp_path: Path):
    caption = f"<media:description>{SAIL}</media:description>"
    item = f"<item><title>{NAME}</title><description>{WALK} {SAIL} ...</description>{caption}</item>"
    space = 'xmlns:media="http://search.yahoo.com/mrss/"'
    feed = f'<rss version="2.0" {space}><channel><title>Log</title>{item}</channel></rss>'
    [one] = made(read(tmp_path, {"a.rss": feed}))

    assert "ends with" in one.fields["incomplete"]


def test_a_long_line_of_html_that_a_program_laid_out_is_one_paragraph(tmp_path: Path):
    html = f"<b>A</b> {WALK}\n      and so on,\n      {SAIL}"
    [one] = made(read(tmp_path, {"a.json": json.dumps([{"title": NAME, "content_html": html}])}))

    assert one.text.strip() == f"A {WALK} and so on, {SAIL}"


def test_the_link_to_a_whole_article_is_no_part_of_it():
    assert described(WALK, SAIL, "Read the full article").paragraphs == (WALK, SAIL)


def test_values_as_the_shell_of_mongodb_writes_them(tmp_path: Path):
    head = f'"_id": ObjectId("60c7"), "title": "{NAME}", "createdAt": ISODate("{DAY}T09:30:00Z")'
    record = f'{{{head}, "content": "ISODate(\\"1\\") {WALK}"}}'
    [one] = made(read(tmp_path, {"a.json": f"[{record}]"}))

    assert (one.fields["published"], one.text.strip()) == (f"{DAY}T09:30:00Z", f'ISODate("1") {WALK}')


def test_words_of_a_page_that_was_taken_apart_are_no_articles(tmp_path: Path):
    tokens = [{"coords": [1, 2, 3, 4], "text": word, "seq": at} for at, word in enumerate(WALK.split())]

    assert made(read(tmp_path, {"a.json": json.dumps({"regions": [{"lines": [{"tokens": tokens}]}]})})) == []


def test_an_issue_of_the_british_library_may_stand_in_a_root_of_its_own(tmp_path: Path):
    def entry(kind: str) -> str:
        said = "".join(f"<wd>{word}</wd>" for word in WALK.split())
        text = f"<text><text.cr><p>{said}</p></text.cr></text>"
        return f"<article><ocr>57.9</ocr><ti>{NAME}</ti><ct>{kind}</ct>{text}</article>"

    page = f"<page>{entry('Article')}{entry('Classifieds')}</page>"
    issue = f"<issue><da>November 14, 1823</da><pf>18231114</pf>{page}</issue>"
    outcomes = read(tmp_path, {"a.xml": f'<UKP xmlns="http://tempuri.org/x"><Periodical>{issue}</Periodical></UKP>'})
    [one] = made(outcomes)

    assert (one.fields["headline"], one.fields["published"], one.text.strip()) == (NAME, "1823-11-14", WALK)
    assert passed(outcomes) == {"an advertisement": 1}


def test_an_issue_in_tei_may_say_its_paper_and_day_in_its_title_alone(tmp_path: Path):
    articles = "".join(f"<div><head>{head}</head><p>{WALK}</p></div>" for head in ("Quay", "Sea"))
    source = "<sourceDesc><bibl><title>Corran Times 1823-11-14</title></bibl></sourceDesc>"
    head = f'<titleStmt><title type="main">Corran Times 1823-11-14</title></titleStmt>{source}'
    body = f"<teiHeader><fileDesc>{head}</fileDesc></teiHeader><text><body>{articles}</body></text>"
    tei = f'<TEI xmlns="http://www.tei-c.org/ns/1.0">{body}</TEI>'
    found = made(read(tmp_path, {"a.xml": tei}))

    assert [(one.fields["headline"], one.fields["outlet"], one.fields["published"]) for one in found] == [
        ("Quay", "Corran Times", "1823-11-14"),
        ("Sea", "Corran Times", "1823-11-14"),
    ]


def test_an_article_was_published_when_it_first_was(tmp_path: Path):
    record = {"title": NAME, "text": WALK, "publish_date": "2023-11-20", "first_publish_date": DAY}
    [one] = made(read(tmp_path, {"a.json": json.dumps([record])}))

    assert one.fields["published"] == DAY


def test_words_of_a_script_are_nobody_s_name():
    names = ["Ines Calloway", "If Componentcontainer", "Var Data", "Document.Queryselector"]

    assert value(described(WALK, authors=names).authors) == ("Ines Calloway",)


BROKEN = """Today we are glad to say that crews
[of the Merle and of the Alder][crews], who walked out on Tuesday, have
come back to work after talks over night shifts [went well](https://a.example/talks
"Talks") and all quays are open again.

> *A quay is open where ships land and go, and where they do not, it is
> closed.*

- a ferry that sails at night, and whose crew is paid for it as the law has
  it since spring
- a ferry

[crews]: https://a.example/crews
"""
RUN_ON = """Today we are glad to say that crews of the Merle and of the Alder, who walked out on Tuesday, have
come back to work after talks over night shifts went well and all quays are open again."""
VERSE = "The ferry sails,\nthe harbour sleeps,\nthe tide goes out."
LINED = (
    "The ferry sailed at nine in the morning, and nobody was on board of it.\nIt came back at ten, as empty as before."
)


def test_lines_that_were_broken_at_a_width_are_paragraphs_and_others_stay(tmp_path: Path):
    [one] = made(
        read(tmp_path, {"a.md": f"---\ntitle: {NAME}\n---\n{BROKEN}\n\n```\na b\nc d\n```\n\n{VERSE}\n\n{LINED}\n"})
    )

    assert one.text.strip().split("\n\n") == [
        " ".join(RUN_ON.split("\n")),
        "A quay is open where ships land and go, and where they do not, it is closed.",
        "a ferry that sails at night, and whose crew is paid for it as the law has it since spring\na ferry",
        "a b\nc d",
        VERSE,
        LINED,
    ]


def test_line_ends_of_restructuredtext_are_spaces_whatever_stands_above_it(tmp_path: Path):
    body = "One line,\nand one.\n\n- a\n- b\n\n| a\n| b\n"
    for name, head in (
        ("a.rst", f'+++\ntitle = "{NAME}"\n+++\n'),
        ("b.rst", f"{NAME}\n{'=' * 40}\n\n:date: {DAY}\n\n"),
    ):
        [one] = made(read(tmp_path / name[0], {name: f"{head}{body}"}))

        assert (one.fields["headline"], one.text.split("\n\n")[:2]) == (NAME, ["One line, and one.", "a\nb"])


def test_a_text_that_its_site_skips_is_no_article(tmp_path: Path):
    assert made(read(tmp_path, {"a.md": f"Title: {NAME}\nDate: {DAY}\nStatus: skip\n\n{WALK}\n"})) == []


def test_the_first_words_that_mediums_export_keeps_beside_a_text_are_no_part_of_it(tmp_path: Path):
    head = (
        f'<h1 class="p-name">{NAME}</h1><section data-field="subtitle" class="p-summary">Ferry crews on the</section>'
    )
    body = f'<section data-field="body" class="e-content"><p>{WALK}</p><p>{SAIL}</p></section>'
    day = f'<time class="dt-published" datetime="{DAY}T09:30:00Z">x</time>'
    foot = f"<footer>{day}<p>Exported from Medium on May 17, 2024.</p></footer>"
    page = f'<html><body><article class="h-entry">{head}{body}{foot}</article></body></html>'
    [one] = made(read(tmp_path, {"a.html": page}))

    assert one.text.strip().split("\n\n")[0] == WALK


LATER = (datetime.now(UTC) + timedelta(days=3)).strftime("%Y-%m-%d 18:00")
ORDER = f"EMBARGOED UNTIL {LATER}\n\n{WALK}\n\n{SAIL}"


def mailed(encoding: str) -> bytes:
    html = f"<html><body>{''.join(f'<p>{line}</p>' for line in ORDER.split(chr(10) * 2))}</body></html>".encode()
    said = {"base64": base64.encodebytes(html), "quoted-printable": quopri.encodestring(html), "8bit": html}[encoding]
    head = f"From: Ines Calloway <ines@mail.example>\nSubject: {NAME}\nDate: Tue, 14 Nov 2023 09:30:00 +0000\n"
    kind = f"MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: {encoding}\n\n"
    return f"{head}{kind}".encode() + said


def book() -> bytes:
    held = io.BytesIO()
    lines = "".join(f"<p>{line}</p>" for line in ORDER.split("\n\n"))
    with zipfile.ZipFile(held, "w") as made_up:
        made_up.writestr("mimetype", "application/epub+zip")
        container = '<rootfiles><rootfile full-path="a.opf" media-type="application/oebps-package+xml"/></rootfiles>'
        space = "urn:oasis:names:tc:opendocument:xmlns:container"
        made_up.writestr("META-INF/container.xml", f'<container version="1.0" xmlns="{space}">{container}</container>')
        item = '<item id="a" href="a.xhtml" media-type="application/xhtml+xml"/>'
        made_up.writestr(
            "a.opf",
            '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata/>'
            f'<manifest>{item}</manifest><spine><itemref idref="a"/></spine></package>',
        )
        made_up.writestr(
            "a.xhtml", f'<html xmlns="http://www.w3.org/1999/xhtml"><body><h1>{NAME}</h1>{lines}</body></html>'
        )
    return held.getvalue()


@pytest.mark.parametrize("encoding", ["base64", "quoted-printable", "8bit"])
def test_an_embargo_in_a_mail_counts_whatever_the_mail_is_written_in(tmp_path: Path, encoding: str):
    box = b"From ines Tue Nov 14 09:30:00 2023\n" + mailed(encoding)
    outcomes = read(tmp_path, {"a.eml": mailed(encoding), "b.mbox": box})

    assert made(outcomes) == []
    assert len(lost(outcomes)) == 2


def test_an_embargo_in_an_e_book_counts(tmp_path: Path):
    outcomes = read(tmp_path, {"a.epub": book()})

    assert (made(outcomes), len(lost(outcomes))) == ([], 1)


def printed(order: str) -> bytes:
    held = io.BytesIO()
    sheet = canvas.Canvas(held)
    for number, line in enumerate((order, NAME, *(line[:90] for line in ORDER.split("\n\n")[1:]))):
        sheet.drawString(60, 780 - 30 * number, line)
    sheet.save()
    return held.getvalue()


def test_an_embargo_above_a_printed_page_counts_until_its_time(tmp_path: Path):
    order = ORDER.split("\n\n", maxsplit=1)[0]
    outcomes = read(tmp_path, {"a.pdf": printed(order), "b.pdf": printed("Harbour office, Lisund")})

    assert [one.provenance.path for one in made(outcomes)] == ["b.pdf"]
    assert len(lost(outcomes)) == 1


def test_a_transcript_copied_from_a_player_says_when_each_line_begins(tmp_path: Path):
    said = "0:00\nGood evening from Lisund\n0:04\nthe ferry will not sail. It is\n1:02:09\nlate in the year.\n"

    check(
        tmp_path,
        {"a.txt": said},
        [{"text": "Good evening from Lisund the ferry will not sail. It is late in the year."}],
    )


def test_hours_above_paragraphs_are_no_transcript(tmp_path: Path):
    check(tmp_path, {"a.txt": f"14:05\n{WALK}\n14:09\n{SAIL}\n"}, [{"text": f"14:05 {WALK} 14:09 {SAIL}"}])


def test_captions_with_a_comma_between_their_times_are_a_transcript(tmp_path: Path):
    [one] = made(read(tmp_path, {"a.sbv": f"0:00:00.599,0:00:04.160\n>> {WALK}\n\n0:00:04.160,0:00:09.5\n{SAIL}\n"}))

    assert one.text.strip().startswith(WALK)


MASTHEAD = (
    "                 Copyright 2024 De Merlebode\n\n                 De Merlebode\n\n                 17 mei 2024"
)


@pytest.mark.parametrize("behind", ["LAAD-DATUM", "LOAD-DATE"])
def test_a_document_of_nexis_whose_number_was_cut_off_gives_its_facts(tmp_path: Path, behind: str):
    source = f"""{MASTHEAD}

LENGTE: 158 words

KOP: {NAME}

AUTEUR: KESTREL, ANA

TEKST:

{WALK}

PUB-TYPE: Paper

TAAL: Dutch / Nederlands

{behind}: May 19, 2024
"""
    row = {"headline": NAME, "outlet": "De Merlebode", "published": "2024-05-17", "language": "nl", "text": WALK}

    check(tmp_path, {"a.txt": source}, [{**row, "byline": "KESTREL, ANA"}])


@pytest.mark.parametrize("kind", ["NewsML", "made up"])
def test_blanks_above_the_declaration_of_xml_are_no_fault(tmp_path: Path, kind: str):
    item = f"<title>{NAME}</title><text>{WALK}</text><date>2024-05-17</date>"
    body = f"<nitf><body><body.head><hedline><hl1>{NAME}</hl1></hedline></body.head><body.content><p>{WALK}</p>"
    root = (
        f"{body}</body.content></body></nitf>"
        if kind == "NewsML"
        else f"<articles><article>{item}</article></articles>"
    )

    check(
        tmp_path,
        {"a.xml": f'\n \r\n<?xml version="1.0" encoding="utf-8"?>\n{root}'},
        [{"headline": NAME, "text": WALK}],
    )


def test_the_number_of_a_hit_is_no_part_of_its_headline_behind_what_is_left_of_a_byte_order_mark(tmp_path: Path):
    hits = f"?1. {NAME}\n\nDe Merlebode, vrijdag 17 mei 2024, p. 23, 21w.\n\n{WALK}\n"

    check(tmp_path, {"hits.txt": hits}, [{"headline": NAME, "outlet": "De Merlebode"}])


def test_an_issue_of_gale_may_give_its_day_below_what_is_told_of_it(tmp_path: Path):
    article = (
        f"<article><id>N-1</id><text><text.title><p><wd>{NAME}</wd></p></text.title>"
        f"<text.cr><p>{words(WALK)}</p></text.cr></text></article>"
    )
    day = "<da><year>1912</year><composed>November 10, 1912</composed>{}</da>"
    for told in ("", "<searchableDateStart>19121110</searchableDateStart>"):
        source = f"<issue><metadatainfo>{day.format(told)}</metadatainfo><page>{article}</page></issue>"
        [one] = made(read(tmp_path, {"a.xml": source}))
        assert str(one.fields["published"]) in ("1912-11-10", "November 10, 1912")


def test_an_item_of_newsml_speaks_the_language_that_it_is_marked_with(tmp_path: Path):
    source = (
        f'<NewsML><NewsItem xml:lang="fr"><NewsComponent><NewsLines><HeadLine>{NAME}</HeadLine></NewsLines>'
        f"<ContentItem><DataContent><p>{WALK}</p></DataContent></ContentItem></NewsComponent></NewsItem></NewsML>"
    )

    check(tmp_path, {"a.xml": source}, [{"language": "fr"}])


@pytest.mark.parametrize("date", ["2 Oct. 2019", "28/01/2025", "May 17, 2024"])
def test_a_given_dateline_that_is_but_a_date_names_no_place(date: str):
    article = described(f"LISUND, May 17 (AP) - {WALK}", SAIL, dateline=date, headline=NAME)

    assert value(article.dateline) == "LISUND"


@pytest.mark.parametrize(
    "line",
    [
        "Se non desideri più ricevere questa newsletter: https://curlew.example/i.asp?arg=1",
        "Si no desea recibir más correos: https://curlew.example/i.asp?arg=1",
        "Wenn Sie diese Mails nicht mehr erhalten möchten: https://curlew.example/i.asp?arg=1",
        "If you do not wish to receive further mail click here.",
    ],
)
def test_a_line_for_those_who_want_no_more_mail_closes_a_newsletter(tmp_path: Path, line: str):
    head = f"From: Curlew Courier <news@curlew.example>\nDate: Fri, 17 May 2024 09:30:00 +0000\nSubject: {NAME}"

    [one] = made(read(tmp_path, {"a.eml": f"{head}\n\n{WALK}\n\n{SAIL}\n\n{line}\n"}))

    assert one.text.strip() == f"{WALK}\n\n{SAIL}"
    assert [each.text for each in one.dropped] == [line]


def framed(signs: str, text: str = f"    LISUND, May 17 AAP - {WALK}") -> str:
    return f"ZCZC {signs}\n{text}\n    AAP SPORT\n\nNNNN\n"


@pytest.mark.parametrize(
    ("signs", "row"),
    [
        (f"FMG000\nYY TDR\n:POTTED :{NAME}", {"agency": None}),
        (f"AAP\n%A\n#Slug\n${NAME}\n:(LISUND)\n&AAPIS\\Walker\n*07000000\n@QLD", {"agency": "AAP"}),
        (f"FMG000\nYY RFG INTERNET (3RR) NC(ATD)\n:POTTED :{NAME}\n:SPORT - {NAME} again", {}),
        (
            f"AAP\n%A\n#Ferries\n${NAME}\n:(LISUND)\n*07000000\n@QLD\n~AM Service",
            {"agency": "AAP", "slug": "Ferries", "dateline": "LISUND"},
        ),
    ],
)
def test_the_signs_above_a_wire_in_its_frame_tell_its_headline(tmp_path: Path, signs: str, row: dict[str, Any]):
    [one] = made(check(tmp_path, {"a.tst": framed(signs)}, [{"headline": NAME, **row}]))

    assert one.text.startswith("LISUND, May 17 AAP - ")


@pytest.mark.parametrize(("word", "agency"), [("gef", None), ("vna", "vna")])
def test_the_last_word_of_a_header_is_the_agency_where_its_text_says_so_too(
    tmp_path: Path, word: str, agency: str | None
):
    wire = f"bsf037 4 su 174 {word} 1388\n\nFähren\n\n{NAME} =\n\nLisund (vna) {WALK}\n\n171105 mai 24\n"

    check(tmp_path, {"a.txt": wire}, [{"headline": f"Fähren {NAME}", "agency": agency}])


@pytest.mark.parametrize(
    "above",
    [
        ["FOR IMMEDIATE RELEASE"],
        ["/EMBARGOED UNTIL 14 MARCH 2019 09:00 GMT/", "FOR IMMEDIATE RELEASE"],
        ["Pressemitteilung Nr. 12/2019", "Sperrfrist: 14.03.2019, 9 Uhr"],
        ["COMMUNIQUÉ DE PRESSE"],
    ],
)
def test_what_a_press_office_writes_above_a_release_is_no_headline(above: list[str]):
    article = described(*above, NAME, WALK, SAIL)

    assert article.headline is not None
    assert article.headline.value == NAME


def test_a_headline_about_press_releases_is_one():
    article = described(
        headline := "Press release rules tighten in Lisund harbour", f"The rules for {headline} {WALK}", SAIL
    )

    assert article.headline is not None
    assert article.headline.value == headline


def test_a_slug_that_a_wire_repeats_before_its_headline_stands_there_once(tmp_path: Path):
    above = f"bsf037 4 su 174 vna 1388\n\nFähren\n\nFähren:\n{NAME} =\n\n"
    wire = f"{above}Lisund (vna) {WALK}\n\n(VNA/mf ba)\n\n171105 mai 24\n"

    check(tmp_path, {"a.txt": wire}, [{"headline": f"Fähren: {NAME}", "agency": "vna"}])


def test_the_signs_that_a_wire_puts_around_a_headline_are_no_words_of_it(tmp_path: Path):
    def nitf(headline: str) -> str:
        return (
            f"<nitf><body><body.head><hedline><hl1>{headline}</hl1></hedline><distributor>VNA</distributor></body.head>"
            f"<body.content><p>{WALK}</p></body.content></body></nitf>"
        )

    for number, signs in enumerate(("&gt;&gt;&gt;VNA/{}", "+++ {} +++", "== {}", "{}")):
        check(tmp_path / str(number), {"a.xml": nitf(signs.format(NAME))}, [{"headline": NAME, "agency": "VNA"}])


def test_a_wire_without_carets_has_its_headline_above_its_indented_text(tmp_path: Path):
    wire = (
        f"a0105VELMARkoko-\nu s BC-Ferry-Strike   17-05 0344\nBC-Ferry-Strike\nFerries: {NAME}+\n"
        f"     LISUND, May 17 Velmar - {WALK}\n     {SAIL}\n==Velmar\nVWS-21:37-17-05-24\n"
    )

    row = {"headline": f"Ferries: {NAME}", "agency": "Velmar", "published": "2024-05-17T21:37:00"}
    check(tmp_path, {"a.txt": wire}, [{**row, "text": f"LISUND, May 17 Velmar - {WALK} {SAIL}"}])


def test_a_text_under_the_name_of_a_wire_s_file_is_still_read(tmp_path: Path):
    check(tmp_path, {"a.tst": f"{WALK}\n\n{SAIL}\n"}, [{"text": f"{WALK} {SAIL}"}])


def test_newsml_1_may_spell_its_headline_small_and_give_its_day_beside_its_name_alone(tmp_path: Path):
    source = (
        "<NewsML><NewsItem><Identification><NewsIdentifier><DateId>2024-05-17 13:00:00</DateId></NewsIdentifier>"
        f"</Identification><NewsComponent><NewsLines><Headline>{NAME}</Headline></NewsLines><ContentItem><DataContent>"
        f"<body><body.content><![CDATA[{WALK}<BR>{SAIL}]]></body.content></body></DataContent></ContentItem>"
        "</NewsComponent></NewsItem></NewsML>"
    )

    row = {"headline": NAME, "published": "2024-05-17 13:00:00", "text": f"{WALK} {SAIL}"}
    check(tmp_path, {"a.xml": source}, [row])


def test_lines_that_stand_for_the_sounds_of_a_bulletin_are_no_text(tmp_path: Path):
    source = (
        f"<NewsML><NewsItem><NewsComponent><NewsLines><HeadLine>{NAME}</HeadLine></NewsLines><ContentItem><DataContent>"
        f"\n***\n\nNewsComponentRef\n\n{WALK}\n***\n\n{SAIL}\n</DataContent></ContentItem></NewsComponent></NewsItem></NewsML>"
    )
    [one] = made(read(tmp_path, {"a.xml": source}))

    assert one.text.split("\n\n") == [WALK, SAIL] or (
        WALK in one.text and "*" not in one.text and "Ref" not in one.text
    )


def test_newsml_g2_may_name_a_place_without_a_code_and_its_agency_by_its_address(tmp_path: Path):
    source = (
        '<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="a"><itemMeta><itemClass qcode="ninat:text"/>'
        '<provider literal="curlewwire.com"/></itemMeta><contentMeta><creator literal="curlewwire"/>'
        f'<located literal="Lisund, Velmar"/><headline>{NAME}</headline></contentMeta><contentSet><inlineXML>'
        f'<html xmlns="http://www.w3.org/1999/xhtml"><body><p>{WALK}</p></body></html></inlineXML></contentSet></newsItem>'
    )

    check(tmp_path, {"a.xml": source}, [{"headline": NAME, "dateline": "Lisund, Velmar", "authors": None}])


def test_subtitles_in_several_languages_are_read_in_the_first_and_the_others_counted(tmp_path: Path):
    def line(text: str, lang: str = "") -> str:
        return f'<p begin="1s" end="2s"{f" xml:lang={lang!r}" if lang else ""}>{text}</p>'

    source = (
        '<tt xmlns="http://www.w3.org/ns/ttml" xml:lang="en"><!-- c --><body><div>'
        f'{line(WALK)}{line(SAIL, "en-GB")}</div><div xml:lang="de">{line("Die Fähre fährt.")}</div></body></tt>'
    )
    found = read(tmp_path, {"a.ttml": source})

    assert [one.text for one in made(found)] == [f"{WALK} {SAIL}"]
    assert passed(found) == {"captions in another language": 1}


def test_texts_between_rules_may_stand_under_a_paper_in_quotation_marks(tmp_path: Path):
    def text(paper: str, title: str, words: str) -> str:
        return f'"{paper}" gefunden am 28.12.2023 10:36 Uhr\n\n{title}\n\n{words}\n\nWhy now\n\n{words}\n'

    source = f"{text('curlew.example', NAME, WALK)}\n{'_' * 67}\n\n{text('Merlebote', 'First ferry sails', SAIL)}"
    rows = [
        {"headline": NAME, "outlet": "curlew.example", "published": "2023-12-28"},
        {"headline": "First ferry sails", "outlet": "Merlebote", "text": f"{SAIL} Why now {SAIL}"},
    ]
    check(tmp_path, {"a.txt": source}, rows)


def test_a_print_of_defacto_s_may_have_lines_above_its_headline(tmp_path: Path):
    source = f"""<html><body><div><pre>"Merlebote" Nr. 14/2023 vom 28.12.2023                 Seite: 29
Ressort: Lokales</pre>

    The talks failed twice.
<br>
    <h3>{NAME}</h3><p>{WALK}</p></div></body></html>"""

    row = {"headline": NAME, "outlet": "Merlebote", "published": "2023-12-28", "page_number": "29"}
    check(tmp_path, {"a.htm": source}, [{**row, "text": f"The talks failed twice. {WALK}"}])


def clipping(title: str, source: str, text: str) -> str:
    return f'<a name="x"></a><h2>{title}</h2><i>{source}</i><p></p><p>{text}</p><hr>'


def test_a_page_of_clippings_is_cut_where_each_names_its_paper_and_its_day(tmp_path: Path):
    link = "http://curlew.example/item/1"
    inside = f'{WALK}</p>\n<h2>Harbour</h2>\n<p>{SAIL}<a href="{link}">{link}</a>'
    page = (
        f"<html><body><h1>Clippings</h1><h2>Contents</h2><ul><li><a href='#x'>{NAME}</a></li></ul><hr>"
        f"{clipping(NAME, 'De Merlebode 28-12-2023', inside)}"
        f"{clipping('Ferry sails', 'Curlew.example 28 december 2023', SAIL)}"
    )
    rows = [
        {"headline": NAME, "outlet": "De Merlebode", "published": "2023-12-28", "url": link,
         "text": f"{WALK} Harbour {SAIL}"},
        {"headline": "Ferry sails", "outlet": "Curlew.example", "published": "2023-12-28", "text": SAIL},
    ]  # fmt: skip
    check(tmp_path, {"a.html": f"{page}</body></html>"}, rows)


def test_headings_over_a_place_and_a_day_without_rules_between_are_one_page(tmp_path: Path):
    page = (
        f"<html><body><h1>{NAME}</h1><h2>Harbour</h2><p>Lisund 28.12.2023</p><p>{LONG}</p><p>{SAIL}</p></body></html>"
    )

    assert len(made(read(tmp_path, {"a.html": page}))) == 1


@pytest.mark.parametrize("name", ["MEDIA RELEASE PR67255", "Press release 12/2024", "News Release No. 24-133"])
def test_the_number_of_a_press_release_is_no_headline_and_its_dateline_gives_its_day(name: str):
    article = described(name, NAME, f"LISUND, May 17, 2024 /PRNewswire/ -- {WALK}", SAIL)

    assert [value(one) for one in (article.headline, article.dateline, article.published)] == [
        NAME,
        "LISUND",
        "2024-05-17",
    ]


@pytest.mark.parametrize("opening", ["LISUND, May 17 (AP)", "Museum, 5 May 2024", "(AP)"])
def test_a_dateline_without_a_year_or_an_agency_gives_no_day(opening: str):
    assert described(f"{opening} - {WALK}", SAIL, headline=NAME).published is None


def test_an_item_of_an_agency_s_corpus_gives_its_agency_and_its_own_number(tmp_path: Path):
    source = (
        '<newsitem itemid="2286" id="root" date="2024-05-17" xml:lang="en">'
        f"<title>VELMAR: {NAME}.</title><headline>{NAME}</headline><dateline>LISUND</dateline>"
        f"<text><p>{WALK}</p><p>{SAIL}</p></text><copyright>(c) Curlew Limited 2024</copyright>"
        '<metadata><codes class="bip"><code code="VEL"/></codes><dc element="dc.source" value="Curlew Wire"/>'
        '<dc element="dc.date.published" value="2024-05-17"/></metadata></newsitem>'
    )

    row = {"id": "2286", "headline": NAME, "dateline": "LISUND", "agency": "Curlew Wire", "language": "en"}
    check(tmp_path, {"a.xml": source}, [{**row, "published": "2024-05-17", "text": f"{WALK} {SAIL}"}])


def test_a_page_of_yomidasu_gives_an_article_for_each_row_of_facts(tmp_path: Path):
    def article(number: int, title: str, page: str, text: str) -> str:
        cells = (str(number), "2024.05.17", title, "東京朝刊", "社会", page, "120字", "02段")
        heads = "".join(f"<th>{one}</th>" for one in cells)
        return (
            f'<div id="heiseiDetailArea"><table class="contentsTable"><tr>{heads}</tr></table>'
            '<table class="selectSearchTable"><tr><th>選択部分を辞書で検索</th><td>を検索</td></tr></table>'
            f'</div><div id="heiseiDetailContents"><h2>紙面</h2><p class="mb10">{text}</p></div>'
        )

    first = "　橋は<span class='phrase'>月曜</span>に閉まった。<br/>　　<br/>　◆港で<br/>　船は来なかった。<br/>"
    page = (
        "<html><title>ヨミダス歴史館</title><body><h1>ヨミダス歴史館</h1><a>ログアウト</a>"
        f"{article(1, '橋　閉鎖', '16頁', first)}"
        f"{article(2, '船　欠航', '08頁', '　船は出なかった。<br/>')}</body></html>"
    )
    rows = [
        {"headline": "橋 閉鎖", "outlet": "読売新聞", "published": "2024-05-17", "page_number": "16",
         "edition": "東京朝刊", "text": "橋は月曜に閉まった。 ◆港で 船は来なかった。"},
        {"headline": "船 欠航", "section": "社会", "page_number": "8", "language": "ja", "text": "船は出なかった。"},
    ]  # fmt: skip
    check(tmp_path, {"a.html": page}, rows)


def inline(body: str, meta: str = "") -> str:
    return (
        '<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="a"><itemMeta><itemClass qcode="ninat:text"/>'
        f"</itemMeta><contentMeta>{meta}<headline>{NAME}</headline></contentMeta><contentSet><inlineXML>"
        f'<html xmlns="http://www.w3.org/1999/xhtml"><body>{body}</body></html></inlineXML></contentSet></newsItem>'
    )


def test_brackets_below_a_blank_line_of_a_paragraph_are_a_paragraph_of_their_own(tmp_path: Path):
    [one] = made(read(tmp_path, {"a.xml": inline(f"<p>{WALK}</p><p>{SAIL}\n\n      (Reporting by Ana Kestrel)</p>")}))

    assert one.text.split("\n\n") == [WALK, SAIL, "(Reporting by Ana Kestrel)"]


def test_a_dateline_that_gives_a_day_leaves_the_place_to_where_an_item_was_located(tmp_path: Path):
    told = "<located><name>LISUND, VELMAR</name></located><dateline>SAID TO BE DECEMBER 31, 2023</dateline>"

    check(tmp_path, {"a.xml": inline(f"<p>{WALK}</p>", told)}, [{"dateline": "LISUND, VELMAR"}])
