"""Break files of every format, and require that nothing but a problem comes of it.

`make fuzz` runs it at length; tests/laws/test_formats.py a few files of each format. What is broken: bytes anywhere,
the encoding that a file declares, and the references to characters that it holds.
"""

from __future__ import annotations

import bz2
import gzip
import io
import json
import random
import re
import sqlite3
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from generator.archive.prepare import Shared, prepare, tasks
from generator.model import Authorities, Passed, Problem
from generator.read import Part, known_formats, parts

BODY = "The harbour caf\u00e9 opened on Monday after the storm, the council said. The mayor cut the ribbon at noon."
HEADLINE = "Harbour caf\u00e9 opens"
ENCODINGS = """
    undefined punycode hex rot13 mbcs idna TTF-8 unicode_escape utf-7 utf-16 utf-16le utf-32 cp037 base64 zlib bz2 uu
    quopri oem latin-1 windows-1252 shift_jis euc-kr gb18030 hz big5 iso-2022-jp koi8-r iso-8859-6 x-user-defined
""".split()
REFERENCES = """
    &#55357;&#56832; &#xD83D; &#xDE00;&#xD83D; &#1114112; &#x110000; &#99999999999999999; &#0; &#1; &#xFFFF; &#x; &#;
    &bogus; &amp;#55357; &lt;script&gt; %u0000 \\ud83d \\udc00\\ud83d \\u0000 \\x00 ]]> <![CDATA[ -->
""".split()
_DECLARED = re.compile(rb"""(encoding=|charset=)(["']?)[\w.:-]+""")
_ROWS = [
    {"headline": f"{HEADLINE} {number}", "url": f"https://o.example/{number}", "text": f"{BODY} {number}"}
    for number in range(3)
]
_PARAGRAPHS = "".join(f"<p>{BODY} More of it was said on day {day} of the fair.</p>" for day in range(6))


@cache
def seeds() -> dict[str, bytes]:
    """Return a sound file for each kind of content, by name."""
    items = "".join(
        f"<item><title>{row['headline']}</title><link>{row['url']}</link><description>{row['text']}</description></item>"
        for row in _ROWS
    )
    entries = "".join(
        f"<entry><title>{row['headline']}</title><id>{row['url']}</id><content type='html'>{row['text']}</content>"
        "</entry>"
        for row in _ROWS
    )
    header = f"<teiHeader><fileDesc><titleStmt><title>{HEADLINE}</title></titleStmt></fileDesc></teiHeader>"
    docs = "".join(
        f'<doc title="{row["headline"]}" url="{row["url"]}"><main><p>{BODY}</p></main></doc>' for row in _ROWS
    )
    page = (
        f'<!doctype html><html><head><meta charset="utf-8"><title>{HEADLINE}</title>'
        '<meta property="og:type" content="article"></head>'
        f"<body><article><h1>{HEADLINE}</h1>{_PARAGRAPHS}<p>Tea &amp; caf&#233;</p></article></body></html>"
    )
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in _ROWS)
    table = "headline,url,text\n" + "".join(f'"{row["headline"]}",{row["url"]},"{row["text"]}"\n' for row in _ROWS)
    items_json = [{"id": row["url"], "title": row["headline"], "content_text": row["text"]} for row in _ROWS]
    texts = {
        "a.txt": f"{HEADLINE}\n\n{BODY}\n",
        "a.md": f"---\ntitle: {HEADLINE}\n---\n\n# {HEADLINE}\n\n{BODY}\n",
        "a.json": json.dumps(_ROWS, ensure_ascii=False),
        "one.json": json.dumps(_ROWS[0], ensure_ascii=False),
        "printed.json": repr(_ROWS),
        "list.js": f"window.articles = {json.dumps(_ROWS, ensure_ascii=False)};",
        "a.smi": f"<SAMI><HEAD><TITLE>{HEADLINE}</TITLE></HEAD><BODY><SYNC Start=1><P Class=A>{BODY}</SAMI>",
        "a.jsonl": lines,
        "a.csv": table,
        "a.tsv": table.replace(",", "\t"),
        "a.html": page,
        "a.rss": f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>{items}</channel></rss>',
        "a.atom": f'<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom">{entries}</feed>',
        "feed.json": json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "O", "items": items_json}),
        "a.tei": '<?xml version="1.0" encoding="utf-8"?><TEI xmlns="http://www.tei-c.org/ns/1.0">'
        f"{header}<text><body><p>{BODY}</p></body></text></TEI>",
        "a.xml": f'<?xml version="1.0" encoding="utf-8"?><corpus>{docs}</corpus>',
    }
    made = {name: text.encode() for name, text in texts.items()}
    made |= {"a.warc": _warc(page.encode()), "a.warc.gz": gzip.compress(_warc(page.encode()))}
    made |= {"a.jsonl.gz": gzip.compress(made["a.jsonl"]), "a.csv.bz2": bz2.compress(made["a.csv"])}
    made |= {"a.zip": _zip({"x/a.rss": made["a.rss"], "y.jsonl": made["a.jsonl"], "z.html": made["a.html"]})}
    made |= {"a.arc": _arc(page.encode()), "a.wacz": _zip({"archive/a.warc.gz": made["a.warc.gz"]})}
    return {**made, "a.sqlite": _database(), **_parquet(), **_documents(), **_exports(page)}


def _warc(page: bytes) -> bytes:
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://o.example/1\r\nWARC-Date: 2021-05-06T07:08:09Z\r\n"
        "WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000001>\r\n"
        f"Content-Type: application/http;msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
    )
    return (head.encode() + answer + b"\r\n\r\n") * 2


def _arc(page: bytes) -> bytes:
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page
    version = b"1 0 InternetArchive\nURL IP-address Archive-date Content-type Archive-length\n"
    arc = b"filedesc://a.arc 0.0.0.0 20080430204825 text/plain %d\n%b\n" % (len(version), version)
    return arc + b"https://o.example/1 192.0.2.1 20080430204826 text/html %d\n%b\n" % (len(answer), answer) * 2


def _zip(files: Mapping[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return made.getvalue()


def _database() -> bytes:
    with sqlite3.connect(":memory:") as connection:
        connection.execute("CREATE TABLE articles (headline TEXT, url TEXT, text TEXT)")
        connection.executemany("INSERT INTO articles VALUES (:headline, :url, :text)", _ROWS)
        connection.commit()
        return connection.serialize()


def _documents() -> dict[str, bytes]:
    """Return documents as the libraries that write them do."""
    import docx
    import openpyxl
    import xlwt
    from reportlab.pdfgen import canvas

    made = {name: io.BytesIO() for name in ("a.docx", "a.xlsx", "a.xls", "a.pdf")}
    document = docx.Document()
    for style, text in (("Heading 1", HEADLINE), (None, BODY), ("Heading 1", HEADLINE), (None, BODY)):
        document.add_paragraph(text, style)
    document.save(made["a.docx"])
    book, old = openpyxl.Workbook(), xlwt.Workbook()
    sheet = old.add_sheet("May")
    for number, row in enumerate([list(_ROWS[0]), *(list(one.values()) for one in _ROWS)]):
        book.active.append(row)
        for column, cell in enumerate(row):
            sheet.write(number, column, cell)
    book.save(made["a.xlsx"])
    old.save(made["a.xls"])
    page = canvas.Canvas(made["a.pdf"])
    page.drawString(50, 700, BODY)
    page.save()
    mail = f"From: O <n@o.example>\nTo: r@p.example\nDate: Fri, 17 May 2024 06:00:00 +0200\nSubject: {HEADLINE}\n"
    letter = f"{mail}Message-ID: <1@o.example>\nContent-Type: text/plain; charset=utf-8\n\n{BODY}\n"
    line = f'<TextLine HPOS="1" VPOS="1" WIDTH="9" HEIGHT="9"><String CONTENT="{HEADLINE}" WC="0.9"/></TextLine>'
    block = f'<TextBlock ID="A">{line}</TextBlock>'
    texts = {
        "a.rtf": rf"{{\rtf1\ansi{{\info{{\title {HEADLINE}}}}}\pard {BODY}\par \u8220\'93x\par}}",
        "a.eml": letter,
        "a.mbox": f"From n@o.example Fri May 17 06:00:00 2024\n{letter}\n" * 3,
        "a.vtt": f"WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ana Kestrel>{BODY}\n",
        "page.xml": f"<alto><Layout><Page><PrintSpace>{block}</PrintSpace></Page></Layout></alto>",
        "a.enex": f"<en-export><note><title>O</title><content>&lt;p>{BODY}&lt;/p></content></note></en-export>",
    }
    return {name: file.getvalue() for name, file in made.items()} | {
        name: text.encode() for name, text in texts.items()
    }


def _exports(page: str) -> dict[str, bytes]:
    """Return files as newsrooms, agencies, libraries and databases hand them out."""
    prose = f"# {HEADLINE}\n\n" + "\n\n".join(f"{BODY} It was day {day} of the fair." for day in range(6))
    day, moment = "2024-05-17", "2024-05-17T09:30:00Z"
    post = (
        f"<item><title>{HEADLINE}</title><link>https://o.example/1</link><content:encoded><![CDATA[{_PARAGRAPHS}]]>"
        f"</content:encoded><wp:post_date>{day} 09:30:00</wp:post_date><wp:status>publish</wp:status>"
        "<wp:post_type>post</wp:post_type></item>"
    )
    spaces = 'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/"'
    nexis = f"The Post\n\nMay 17, 2024 Friday\n\n{HEADLINE}\n\nLENGTH: 9 words\n\n{BODY}\n\n"
    nexis += "LOAD-DATE: May 18, 2024\n\n"
    frame = f"<rss {spaces}><channel><title>O</title><wp:wxr_version>1.2</wp:wxr_version>"
    nitf = f"<nitf><head><title>{HEADLINE}</title></head><body><body.content>{_PARAGRAPHS}</body.content></body></nitf>"
    area = "<fptr><area FILEID='F' BEGIN='A'/></fptr>"
    issue = f"<div TYPE='ARTICLE' LABEL='{HEADLINE}'>{area}</div>"
    line = f"<span class='ocr_line' title='bbox 0 0 9 9; x_wconf 9'>{BODY}</span>"
    word = f"<WORD coords='1,2,3,4'>{BODY}</WORD>"
    shown = f"<div><p begin='1s' end='2s'>{BODY}</p></div>"
    item = f"<newsItem guid='urn:1'><contentSet><inlineXML><html><body>{_PARAGRAPHS}</body></html></inlineXML>"
    region = f"<TextRegion id='r'><TextLine><TextEquiv><Unicode>{BODY}</Unicode></TextEquiv></TextLine></TextRegion>"
    ghost = {"db": [{"meta": {"version": "5"}, "data": {"posts": [
        {"id": 1, "title": HEADLINE, "html": _PARAGRAPHS, "status": "published", "published_at": day}]}}]}  # fmt: skip
    har = {"log": {"version": "1.2", "entries": [{"startedDateTime": moment, "request": {"url": "https://o.example/1"},
        "response": {"status": 200, "content": {"mimeType": "text/html", "text": page}}}]}}  # fmt: skip
    part = f"Content-Type: text/html; charset=utf-8\nContent-Location: https://o.example/1\n\n{page}\n"
    saved = f"From: <Saved by Blink>\nSnapshot-Content-Location: https://o.example/1\nSubject: {HEADLINE}\n"
    saved += 'MIME-Version: 1.0\nContent-Type: multipart/related; type="text/html"; boundary="B"\n\n'
    texts = {
        "nexis.txt": "".join(f"{number} of 3 DOCUMENTS\n\n{nexis}" for number in (1, 2, 3)),
        "a.wxr": f"{frame}{post * 3}</channel></rss>",
        "ghost.json": json.dumps(ghost),
        "a.mtif": f"TITLE: {HEADLINE}\nDATE: 05/17/2024 09:30:00 AM\n-----\nBODY:\n{BODY}\n-----\n--------\n" * 3,
        "a.nitf": nitf,
        "g2.xml": f"<newsMessage><itemSet>{item}</contentSet></newsItem></itemSet></newsMessage>",
        "wire.tst": f"abc0123 3 pol 120  eng KW 0123\n\n{HEADLINE}\n\n{BODY}\n\n170930 GMT MAY 24\n" * 2,
        "page.page": f"<PcGts><Page imageWidth='9' imageHeight='9'>{region}</Page></PcGts>",
        "a.hocr": "<html><head><meta name='ocr-system' content='t'/></head><body>"
        f"<div class='ocr_page' title='bbox 0 0 9 9'><p class='ocr_par'>{line}</p></div></body></html>",
        "a.ttml": f"<tt xmlns='http://www.w3.org/ns/ttml'><body>{shown}</body></tt>",
        "reader.md": f"Title: {HEADLINE}\n\nURL Source: https://o.example/1\n\nMarkdown Content:\n{prose}\n",
        "a.har": json.dumps(har),
        "a.mhtml": f"{saved}--B\n{part}\n--B--\n",
        "table.xls": "<html><body><table><tr><th>title</th><th>text</th></tr>"
        f"<tr><td>O</td><td>{BODY}</td></tr></table>",
        "a.rst": f"{HEADLINE}\n{'#' * 20}\n\n:date: {day}\n\n{BODY} `Tea <https://o.example/>`_\n\n.. note:: {BODY}\n",
        "a.org": f"#+TITLE: {HEADLINE}\n#+DATE: <{day}>\n\n* TODO {HEADLINE}\n{BODY} [[https://o.example/][Tea]]\n",
        "a.adoc": f"= {HEADLINE}\nJane Doe\n{day}\n\n== Tea\n\n{BODY} https://o.example/[Tea]\n\n----\nx\n----\n",
        "a.sgml": f"<DOC id='A_ENG_20240517.1'>\n<HEADLINE>\n{HEADLINE}\n</HEADLINE>\n<TEXT>\n<P>\n{BODY}\n</TEXT>\n"
        "</DOC>\n",
        "reut.sgm": f"<!DOCTYPE lewis><REUTERS NEWID='1'>\n<DATE>{day}</DATE>\n<TEXT>&#2;<BODY>{BODY}\n Reuter\n&#3;"
        "</BODY></TEXT></REUTERS>\n",
        "djvu.xml": "<!DOCTYPE DjVuXML><DjVuXML><BODY><OBJECT width='9' height='9'><PARAGRAPH>"
        f"<LINE>{word}</LINE></PARAGRAPH></OBJECT></BODY></DjVuXML>",
        "abbyy.xml": "<document xmlns='http://www.abbyy.com/FineReader_xml/x'><page width='9' height='9'><par>"
        f"<line l='1' t='1' r='2' b='2'><formatting>{BODY}</formatting></line></par></page></document>",
        "gale.xml": "<!DOCTYPE issue SYSTEM 'x.dtd'><issue><pf>20240517</pf><article><text><text.cr><p>"
        f"<wd>{BODY}</wd></p></text.cr></text></article></issue>",
        "issue.tei": '<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><sourceDesc><bibl><title>O</title>'
        f"<date when='{day}'/></bibl></sourceDesc></fileDesc></teiHeader><text><body>"
        + f"<div type='article'><head>{HEADLINE}</head><p>{BODY}<lb break='no'/></p></div>" * 2
        + "</body></text></TEI>",
        "wiki.xml": "<mediawiki xmlns='http://www.mediawiki.org/xml/export-0.11/'><siteinfo><sitename>O</sitename>"
        f"</siteinfo><page><title>{HEADLINE}</title><ns>0</ns><revision><timestamp>{day}T08:00:00Z</timestamp>"
        f"<text>{BODY} [[Tea|tea]] {{{{x}}}}</text></revision></page></mediawiki>",
        "rows.json": "[\n" + ",\n".join(json.dumps({**row, "text": BODY * 400}) for row in _ROWS) + "\n]\n",
        "a.sql": "CREATE TABLE `articles` (`id` int, `title` text, `url` text, `text` longtext);\n"
        "INSERT INTO `articles` VALUES "
        + ",".join(f"({at},'{HEADLINE}','https://o.example/{at}','<p>{BODY}</p>')" for at in (1, 2, 3))
        + ";\n",
        "pg.sql": "COPY public.articles (id, title, published, text) FROM stdin;\n"
        + "".join(f"{at}\t{HEADLINE}\t{day}\t{BODY}\\n{BODY}\n" for at in (1, 2, 3))
        + "\\.\n",
        "a.ris": f"TY  - NEWS\nTI  - {HEADLINE}\nDA  - {day}\nN2  - {BODY}\nER  - \n" * 3,
    }
    odt = f"<office:document-content><office:body><office:text><text:h>{HEADLINE}</text:h><text:p>{BODY}</text:p>"
    odt += "</office:text></office:body></office:document-content>"
    for name in ("office", "text"):
        odt = odt.replace("<office:document-content", f"<office:document-content xmlns:{name}='urn:oasis:{name}'", 1)
    ods = "<office:document-content xmlns:office='urn:oasis:office' xmlns:table='urn:oasis:table'><office:body>"
    ods += "<office:spreadsheet><table:table table:name='May'>"
    for cells in (list(_ROWS[0]), *(list(one.values()) for one in _ROWS)):
        filled = "".join(f"<table:table-cell><p>{cell}</p></table:table-cell>" for cell in cells)
        ods += f"<table:table-row>{filled}</table:table-row>"
    ods += "</table:table></office:spreadsheet></office:body></office:document-content>"
    opf = '<package><manifest><item id="a" href="a.xhtml" media-type="application/xhtml+xml"/></manifest>'
    opf += '<spine><itemref idref="a"/></spine></package>'
    root = '<container><rootfiles><rootfile full-path="o.opf"/></rootfiles></container>'
    epub = {"mimetype": "application/epub+zip", "META-INF/container.xml": root, "o.opf": opf, "a.xhtml": page}
    substack = {"posts.csv": f"post_id,title,post_date,is_published,audience\n1.a,{HEADLINE},{moment},true,everyone\n"}
    mets = '<mets xmlns:xlink="http://www.w3.org/1999/xlink"><fileSec><file ID="F"><FLocat xlink:href="a.xml"/></file>'
    mets += f"</fileSec><structMap TYPE='LOGICAL'>{issue}</structMap></mets>"
    place = 'HPOS="1" VPOS="1" WIDTH="9" HEIGHT="9"'
    read = f'<TextLine {place}><String CONTENT="{HEADLINE}" {place}/></TextLine>'
    alto = f"<alto><Layout><Page><PrintSpace><TextBlock ID='A'>{read}</TextBlock></PrintSpace></Page></Layout></alto>"
    packed = {
        "a.odt": {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": odt},
        "a.ods": {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": ods},
        "a.epub": epub,
        "mets.zip": {"mets.xml": mets, "a.xml": alto},
        "trove.zip": {
            "r.csv": f"article_id,title,newspaper_title,date,text\n1,{HEADLINE},O,{day},t.txt\n",
            "t.txt": BODY,
        },
        "substack.zip": {**substack, "posts/1.a.html": _PARAGRAPHS},
    }
    made = {name: text.encode() for name, text in texts.items()}
    zips = {name: {file: text.encode() for file, text in files.items()} for name, files in packed.items()}
    return made | {name: _zip(files) for name, files in zips.items()}


def _parquet() -> dict[str, bytes]:
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        return {}
    made = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(_ROWS), made)
    return {"a.parquet": made.getvalue()}


def broken(chance: random.Random, seed: bytes) -> bytes:
    """Return a file with something wrong with it."""
    data = bytearray(seed)
    if chance.random() < 0.5:
        name = chance.choice(ENCODINGS) + chance.choice(("", "", "", "\0", " ", "\u00e9", "x" * 300))
        data = bytearray(_DECLARED.sub(lambda found: found[1] + found[2] + name.encode(), bytes(data)))
    for _ in range(chance.choice((0, 1, 1, 2, 5))):
        place = chance.randrange(len(data) + 1)
        data[place:place] = chance.choice(REFERENCES).encode()
    for _ in range(chance.choice((0, 0, 1, 2, 8))):
        place = chance.randrange(len(data) + 1)
        data[place : place + chance.randrange(9)] = chance.randbytes(chance.randrange(9))
    if chance.random() < 0.15:
        del data[chance.randrange(len(data) + 1) :]
    if chance.random() < 0.05:
        place = chance.randrange(len(data) + 1)
        data[place:place] = data[: chance.randrange(2000)]
    return bytes(data)


def read_all(folder: Path) -> Counter[str]:
    """Read, clean and describe every file of a folder; return what came of them: records, problems, passed over."""
    found: Counter[str] = Counter()
    cut: dict[str, Part] = {}
    for number, one in enumerate(parts(folder)):
        if isinstance(one, Part):
            cut[str(number)] = one
        else:
            found["problems" if isinstance(one, Problem) else "passed over"] += 1
            assert isinstance(one, Problem | Passed)
    shared = Shared(folder=folder, authorities=Authorities(agencies=(), outlets=(), rules=()), modes={})
    for task in tasks(cut.items()):
        for done in prepare(shared, task):
            found["articles"] += len(done.bodies)
            found["problems"] += b"expected" in done.part
    return found


def campaign(*, each: int, seed: str) -> Iterator[tuple[str, Counter[str]]]:
    """Break so many files of each kind; yield the kind, and what came of its files.

    Raises:
        Exception: What got through: the promise is broken then.
    """
    for name, sound in seeds().items():
        chance = random.Random(f"{seed} {name}")
        with TemporaryDirectory(prefix="backfile-formats-") as folder:
            for number in range(each):
                (Path(folder) / f"{number:05}-{name}").write_bytes(broken(chance, sound))
            yield name, read_all(Path(folder))


def unseeded() -> list[str]:
    """Return the formats that no seed is taken for."""
    with TemporaryDirectory() as folder:
        for name, sound in seeds().items():
            (Path(folder) / name).write_bytes(sound)
        taken = {one.kind for one in parts(Path(folder)) if isinstance(one, Part)}
    return sorted(one.kind for one in known_formats() if one.kind not in taken)


@click.command(context_settings={"show_default": True})
@click.option("--each", default=600, help="Files of each kind.")
@click.option("--seed", default="1", help="Chooses what is broken.")
def main(each: int, seed: str) -> None:
    """Break files of every format, and see whether anything but a problem comes of it."""
    begun = time.monotonic()
    total: Counter[str] = Counter()
    for name, found in campaign(each=each, seed=seed):
        total.update({**found, "kinds": 1})
        click.echo(f"{name}: {', '.join(f'{count:,} {what}' for what, count in sorted(found.items()))}")
    if rest := unseeded():
        click.echo(f"no file of these formats was tried: {', '.join(rest)}", err=True)
    files, seconds = total["kinds"] * each, time.monotonic() - begun
    click.echo(f"{files:,} broken files of {total['kinds']} kinds: none raised; {seconds:.0f} s")


if __name__ == "__main__":
    sys.exit(main())
