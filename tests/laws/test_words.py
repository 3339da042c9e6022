"""No word is lost: whatever marks, links, remarks, lists, tables and quotations a text is made of, all of it is read.

Each word of a text is known by its number; the text of what is read has all of them, once, in their order.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.reading import made, read

Tree = str | tuple[str, list["Tree"]]
"""`word`, or a kind with what is in it."""

MARKS, HOLDERS = ("strong", "link", "name", "break", "remark"), ("list", "table", "quotation", "section")
LINES = st.recursive(
    st.just("word"),
    lambda inner: st.tuples(st.sampled_from(MARKS), st.lists(inner, min_size=1, max_size=3)),
    max_leaves=5,
)
BLOCKS = st.recursive(
    st.tuples(st.just("paragraph"), st.lists(LINES, min_size=1, max_size=3)),
    lambda inner: st.tuples(st.sampled_from(HOLDERS), st.lists(inner, min_size=1, max_size=2)),
    max_leaves=4,
)


class Dialect(NamedTuple):
    """How a format writes what a text is made of."""

    kinds: dict[str, str]
    """Kind -> its elements, the outermost first, each with its attributes; a break has one that is empty."""
    whole: Callable[[str], dict[str, bytes]]
    """From the text to the file."""
    word: str = "{}"
    """A word."""


def written(tree: Tree, dialect: Dialect, count: list[int]) -> str:
    """Write a tree, its words numbered as they come."""
    if isinstance(tree, str):
        count[0] += 1
        return dialect.word.format(f" w{count[0]}x ")
    kind, inner = tree
    said = "".join(written(one, dialect, count) for one in inner)
    if kind == "break":
        return f"{said}<{dialect.kinds[kind]}/>"
    if kind == "remark":
        return f"<!-- advert -->{said}"
    elements = dialect.kinds[kind].split(">")
    return "".join(f"<{one}>" for one in elements) + said + "".join(f"</{one.split()[0]}>" for one in elements[::-1])


HTML = {
    "paragraph": "p", "strong": "b", "link": "a href='https://argus.example/'", "name": "span", "break": "br",
    "list": "ul>li", "table": "table>tr>td", "quotation": "blockquote", "section": "div",
}  # fmt: skip
NITF = {**HTML, "strong": "em", "name": "person", "quotation": "bq>block", "section": "block"}
TEI = {
    "paragraph": "p", "strong": "hi", "link": "ref target='https://argus.example/'", "name": "persName", "break": "lb",
    "list": "list>item", "table": "table>row>cell", "quotation": "quote", "section": "div",
}  # fmt: skip
ODF = {
    "paragraph": "text:p", "strong": "text:span", "link": "text:a", "name": "text:span", "break": "text:line-break",
    "list": "text:list>text:list-item", "table": "table:table>table:table-row>table:table-cell",
    "quotation": "text:section", "section": "text:section",
}  # fmt: skip
WORD = {
    "paragraph": "w:p", "strong": "w:ins", "link": "w:hyperlink", "name": "w:smartTag", "break": "w:bookmarkStart",
    "list": "w:sdt>w:sdtContent", "table": "w:tbl>w:tr>w:tc", "quotation": "w:customXml",
    "section": "w:sdt>w:sdtContent",
}  # fmt: skip
_URN = "urn:oasis:names:tc:opendocument:xmlns"
_OFFICE = f"xmlns:office='{_URN}:office:1.0' xmlns:text='{_URN}:text:1.0' xmlns:table='{_URN}:table:1.0'"
_PROCESSED = "xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'"


def _feed(text: str) -> dict[str, bytes]:
    item = f"<item><title>Boats</title><link>https://argus.example/1</link><content:encoded><![CDATA[{text}]]></content:encoded></item>"
    space = "http://purl.org/rss/1.0/modules/content/"
    return {
        "a.xml": f"<rss version='2.0' xmlns:content='{space}'><channel><title>P</title>{item}</channel></rss>".encode()
    }


def _mail(text: str) -> dict[str, bytes]:
    head = "From: a@argus.example\nTo: b@argus.example\nSubject: Boats\nMIME-Version: 1.0\nContent-Type: text/html\n\n"
    return {"a.eml": f"{head}<html><body>{text}</body></html>".encode()}


def _nitf(text: str) -> dict[str, bytes]:
    head = "<body.head><hedline><hl1>Boats</hl1></hedline></body.head>"
    return {"a.xml": f"<nitf><body>{head}<body.content>{text}</body.content></body></nitf>".encode()}


def _tei(text: str) -> dict[str, bytes]:
    head = "<teiHeader><fileDesc><titleStmt><title>Boats</title></titleStmt></fileDesc></teiHeader>"
    body = f"<text><body><div type='article'><head>Boats</head>{text}</div></body></text>"
    return {"a.xml": f"<TEI xmlns='http://www.tei-c.org/ns/1.0'>{head}{body}</TEI>".encode()}


def _zipped(name: str, **files: str) -> dict[str, bytes]:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for member, content in files.items():
            archive.writestr(member.replace("__", "/").replace("_", "."), content)
    return {name: data.getvalue()}


def _odt(text: str) -> dict[str, bytes]:
    body = f"<office:body><office:text>{text}</office:text></office:body>"
    content = f"<office:document-content {_OFFICE}>{body}</office:document-content>"
    return _zipped("a.odt", mimetype="application/vnd.oasis.opendocument.text", content_xml=content)


def _docx(text: str) -> dict[str, bytes]:
    return _zipped("a.docx", word__document_xml=f"<w:document {_PROCESSED}><w:body>{text}</w:body></w:document>")


DIALECTS = {
    "a feed": Dialect(HTML, _feed),
    "a record": Dialect(HTML, lambda text: {"a.json": json.dumps({"title": "Boats", "content": text}).encode()}),
    "a mail": Dialect(HTML, _mail),
    "NITF": Dialect(NITF, _nitf),
    "TEI": Dialect(TEI, _tei),
    "OpenDocument": Dialect(ODF, _odt),
    "Word": Dialect(WORD, _docx, "<w:r><w:t>{}</w:t></w:r>"),
}


@pytest.mark.parametrize("dialect", DIALECTS.values(), ids=DIALECTS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(blocks=st.lists(BLOCKS, min_size=1, max_size=4))
def test_every_word_is_read_once_and_in_order(tmp_path: Path, dialect: Dialect, blocks: list[Tree]):
    count = [0]
    opening = written(("paragraph", ["word"] * 12), dialect, count)
    text = opening + "".join(written(one, dialect, count) for one in blocks)

    [capture] = made(read(tmp_path, dialect.whole(text)))

    assert [int(number) for number in re.findall(r"\bw(\d+)x\b", capture.text)] == [*range(1, count[0] + 1)]
