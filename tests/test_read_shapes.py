"""Shapes of JSON: records are found wherever a file has them, whatever holds them is called."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from generator.archive.prepare import _article_of
from generator.model import Capture, Problem

from .reading import lost, made, passed, read
from .test_facts import NAMES, RULES, value

BRIDGE = "The council closes the old bridge. Divers found cracks in two of its piers."
SMELT = "Fishermen landed the largest catch of smelt in thirty years, the board said."

ROWS = [
    {"title": "Bridge", "text": BRIDGE, "date": "2024-05-17"},
    {"title": "Smelt", "text": SMELT, "date": "2024-05-18"},
]
COLUMNS = ["title", "text", "date"]
CELLS = [list(row.values()) for row in ROWS]


def each(name: str, **more: Any) -> list[dict[str, Any]]:
    """Return the rows, each in a wrapper."""
    return [{**more, name: row} for row in ROWS]


HOLDERS: dict[str, Any] = {
    "a list": ROWS,
    "pandas split": {"columns": COLUMNS, "index": [0, 1], "data": CELLS},
    "pandas index": {"0": ROWS[0], "1": ROWS[1]},
    "pandas columns": {key: {str(at): row[key] for at, row in enumerate(ROWS)} for key in COLUMNS},
    "pandas table": {"schema": {"fields": [{"name": key} for key in COLUMNS]}, "data": ROWS},
    "pandas tight": {"index": [0, 1], "columns": COLUMNS, "data": CELLS, "index_names": [None], "column_names": [None]},
    "lists of columns": {key: [row[key] for row in ROWS] for key in COLUMNS},
    "a row of names, then rows": [COLUMNS, *CELLS],
    "names and rows by any name": {"header": COLUMNS, "lines": CELLS},
    "a wrapper": {"status": "ok", "total": 2, "articles": ROWS},
    "a wrapper by a name of its own": {"payload": ROWS},
    "a wrapper two deep": {"data": {"articles": ROWS}},
    "docs of a search": {"response": {"docs": ROWS, "start": 0}},
    "hits of Elasticsearch": {"took": 3, "hits": {"total": 2, "hits": each("_source", _index="news", _score=1.0)}},
    "lines of a dump in a list": each("_source", _index="news", _type="_doc"),
    "edges of GraphQL": {"data": {"allArticles": {"edges": each("node", cursor="x")}}},
    "nodes of GraphQL": {"data": {"posts": {"nodes": ROWS, "pageInfo": {"hasNextPage": False}}}},
    "records of Airtable": {"records": each("fields", createdTime="2024-06-01T00:00:00.000Z")},
    "data of Strapi": {"data": each("attributes"), "meta": {"pagination": {"page": 1}}},
    "JSON:API": {"data": each("attributes", type="articles"), "links": {"self": "https://x.example"}},
    "rows of CouchDB": {"total_rows": 2, "offset": 0, "rows": each("doc", value={"rev": "1-x"})},
    "items of Contentful": {
        "sys": {"type": "Array"},
        "items": [
            {"sys": {"type": "Entry"}, "fields": {key: {"en-US": value} for key, value in row.items()}} for row in ROWS
        ],
    },
    "records by address": {"https://x.example/a": ROWS[0], "https://x.example/b": ROWS[1]},
    "records by id, in a wrapper": {"articles": {"a17": ROWS[0], "a18": ROWS[1]}},
    "pairs of key and record": [["https://x.example/a", ROWS[0]], ["https://x.example/b", ROWS[1]]],
    "records as pairs of key and value": [[[key, value] for key, value in row.items()] for row in ROWS],
    "pages of a list": [[ROWS[0]], [ROWS[1]]],
    "pages of answers": [{"page": 1, "results": [ROWS[0]]}, {"page": 2, "results": [ROWS[1]]}],
    "a wrapper in other words": {
        "estado": "ok",
        "noticias": [{"título": r["title"], "Cuerpo": r["text"], "FECHA": r["date"]} for r in ROWS],
    },
}


def captures_of(outcome: list[Any]) -> list[Capture]:
    return [one for one in outcome if isinstance(one, Capture)]


def facts(outcome: list[Any]) -> list[tuple[Any, ...]]:
    """Return headline, date and text of each article."""
    return [
        (one.fields.get("headline"), one.fields.get("published", "")[:10], one.text) for one in captures_of(outcome)
    ]


EXPECTED = [("Bridge", "2024-05-17", BRIDGE), ("Smelt", "2024-05-18", SMELT)]


@pytest.mark.parametrize("holder", HOLDERS)
def test_records_are_found_in_whatever_holds_them(holder: str, tmp_path: Path):
    outcome = read(tmp_path, {"a.json": json.dumps(HOLDERS[holder])})

    assert facts(outcome) == EXPECTED
    assert [one.provenance.record for one in captures_of(outcome)] == [1, 2]
    assert not any(isinstance(one, Problem) for one in outcome)


WRITTEN: dict[str, bytes] = {
    "one behind the other": "\n".join(json.dumps(row, indent=2) for row in ROWS).encode(),
    "one behind the other, in a line": "".join(map(json.dumps, ROWS)).encode(),
    "one behind the other, with commas": ",\n".join(json.dumps(row, indent=1) for row in ROWS).encode(),
    "lists in lines": "\n".join(json.dumps([row]) for row in ROWS).encode(),
    "lines under .json": "\n".join(map(json.dumps, ROWS)).encode(),
    "with comments": ("// export\n[ /* first */\n" + ",\n".join(map(json.dumps, ROWS)) + " // last\n]").encode(),
    "with a comma too many": ("[" + ",\n".join(map(json.dumps, ROWS)) + ",\n]").encode(),
    "with a mark": b"\xef\xbb\xbf" + json.dumps(ROWS).encode(),
    "in UTF-16": json.dumps(ROWS, indent=1).encode("utf-16"),
    "as a script": b"window.__DATA__ = " + json.dumps({"articles": ROWS}).encode() + b";\n",
    "as a call": b"callback(" + json.dumps(ROWS).encode() + b");",
    "behind a guard": b")]}',\n" + json.dumps(ROWS).encode(),
    "with separators of records": b"".join(b"\x1e" + json.dumps(row).encode() + b"\n" for row in ROWS),
}


@pytest.mark.parametrize("way", WRITTEN)
def test_records_are_read_however_the_json_is_written(way: str, tmp_path: Path):
    outcome = read(tmp_path, {"a.json": WRITTEN[way]})

    assert facts(outcome) == EXPECTED


BODY = "The council of Marrow voted on Monday to close the old bridge for a year."


@pytest.mark.parametrize(
    ("content", "articles", "reasons"),
    [
        ({"response": {"results": [
            {"id": "w/1", "webTitle": "Bridge", "fields": {"bodyText": BODY}}]}}, 1, []),
        ({"response": {"content": {
            "id": "w/1", "webTitle": "Bridge", "fields": {"body": f"<p>{BODY}</p>"}}}}, 1, []),
        ([{"create": {"_index": "news"}}, {"title": "Bridge", "text": BODY}], 1, ["an instruction of a bulk file"]),
        ([{"index": {}}, {"title": "Bridge", "text": BODY}], 1, ["an instruction of a bulk file"]),
        ({"name": "Marrow", "type": "public_channel", "messages": [
            {"id": 1, "type": "service", "date": "2024-05-17T09:30:00", "action": "create_channel", "text": ""},
            {"id": 2, "type": "message", "date": "2024-05-17T09:31:00", "from": "Marrow", "text": BODY},
            {"id": 3, "type": "message", "date": "2024-05-17T09:32:00", "from": "Marrow", "photo": "x", "text": ""}]},
         1, ["a message without a text", "a note of the system in a chat"]),
        ([{"id": 1, "link": "https://w.example/1", "status": "publish", "title": {"rendered": "Bridge"},
           "content": {"rendered": f"<p>{BODY}</p>", "protected": True}}], 0, ["private (content.protected)"]),
        ({"success": True, "data": {"markdown": f"# Bridge\n\n{BODY}", "metadata": {"title": "Bridge"}}}, 1, []),
        ([{"title": "Bridge", "text": BODY}, {"title": "", "text": None}], 1, ["an empty row"]),
    ],
    ids=["guardian", "guardian, one item", "bulk", "bulk, no index", "telegram", "wordpress, with a password",
         "firecrawl, one page", "an empty row"],
)  # fmt: skip
def test_what_is_beside_the_articles_of_an_answer_is_no_loss(
    tmp_path: Path, content: object, articles: int, reasons: list[str]
):
    found = read(tmp_path, {"a.json": json.dumps(content)})

    assert [BODY in one.text for one in made(found)] == [True] * articles
    assert (sorted(passed(found)), lost(found)) == (reasons, [])


def test_a_row_that_a_service_cut_off_is_incomplete(tmp_path: Path):
    rows = {"rows": [{"row_idx": 0, "row": {"title": "Bridge", "text": BODY}, "truncated_cells": ["text"]}]}

    [article] = made(read(tmp_path, {"a.json": json.dumps(rows)}))

    assert "cut" in article.fields["incomplete"]


def test_paragraphs_of_a_text_that_is_html_only_in_part_stay_apart(tmp_path: Path):
    story = {
        "headlines": {"basic": "Bridge"},
        "content_elements": [
            {"type": "text", "content": f"<p>{BODY}</p>"},
            {"type": "header", "content": "At the piers", "level": 2},
            {"type": "text", "content": "Traders said they would lose their customers."},
        ],
    }

    [article] = made(read(tmp_path, {"a.json": json.dumps(story)}))

    assert article.text.split("\n\n") == [BODY, "At the piers", "Traders said they would lose their customers."]


def test_an_editor_in_a_record_of_an_agency_is_no_author(tmp_path: Path):
    item = {
        "guid": "urn:wa:1", "type": "text", "versioncreated": "2024-05-17T09:30:00+0000", "pubstatus": "usable",
        "headline": "Bridge", "body_html": f"<p>{BODY}</p>",
        "authors": [{"name": "Ed Finch", "role": "editor"}, {"name": "Ana Kestrel", "role": "writer"}],
    }  # fmt: skip

    [article] = made(read(tmp_path, {"a.json": json.dumps(item)}))

    assert article.fields["authors"] == "Ana Kestrel" or article.fields["authors"] == ["Ana Kestrel"]


LONG = "The council of Fenwick voted on Monday to close the old bridge for a year, officials said on the steps."


@pytest.mark.parametrize(
    ("held", "facts"),
    [
        ({"Old bridge to close": LONG, "Fog at sea": LONG}, [("Old bridge to close", None), ("Fog at sea", None)]),
        (
            {"Old bridge to close": {"text": LONG, "date": "2024-05-17"}, "Fog at sea": {"text": LONG}},
            [("Old bridge to close", "2024-05-17"), ("Fog at sea", None)],
        ),
        ({"result": {"article": {"title": "Fog at sea", "text": LONG}}}, [("Fog at sea", None)]),
        (
            {"items": [{"meta": {"title": "Fog at sea", "date": "2024-05-17"}, "payload": {"text": LONG}}]},
            [("Fog at sea", "2024-05-17")],
        ),
    ],
    ids=["texts by headline", "records by headline", "wrappers", "facts beside"],
)
def test_records_keyed_by_headlines_and_in_wrappers_keep_their_facts(tmp_path: Path, held: Any, facts: list[Any]):
    found = made(read(tmp_path, {"a.json": json.dumps(held)}))

    assert [(item.fields.get("headline"), item.fields.get("published")) for item in found] == facts
    assert all(item.text == LONG for item in found)


def test_keywords_with_a_kind_are_their_values(tmp_path: Path):
    record = {"title": "Fog", "text": LONG, "keywords": [{"name": "subject", "value": "Bridges"}]}

    [item] = made(read(tmp_path, {"a.json": json.dumps(record)}))

    assert item.fields["tags"] == ["Bridges"]


def test_what_strapi_has_not_published_has_no_time(tmp_path: Path):
    record = {
        "title": "Fog",
        "content": LONG,
        "createdAt": "2024-05-17",
        "updatedAt": "2024-05-17",
        "publishedAt": None,
    }

    assert passed(read(tmp_path, {"a.json": json.dumps(record)})) == {"not published (publishedAt)": 1}


# Texts in pieces


def _piece(kind: str, **known: Any) -> dict[str, Any]:
    return {"type": kind, **known}


PIECES: list[tuple[str, Any, list[str]]] = [
    ("as JSON in a string", json.dumps({"blocks": [_piece("paragraph", data={"text": BRIDGE})]}), [BRIDGE]),
    ("no JSON at all", "[Corran] The ferry sailed at six, said the harbour master [of Corran]", []),
    ("paragraphs that are sentences", [{"text": BRIDGE}, {"text": SMELT}], [BRIDGE, SMELT]),
    ("words of one line", [{"text": "The ferry "}, {"text": "sailed", "bold": True}, {"text": " at six."}],
     ["The ferry sailed at six."]),
    ("a list in a list", [_piece("list", data={"items": [{"content": "The first boat", "items": [
        {"content": "its two crews", "items": []}]}]})], ["The first boat", "its two crews"]),
    ("who is quoted", [_piece("quote", data={"text": "We sail at six.", "caption": "Ana Kestrel"})],
     ["We sail at six.", "Ana Kestrel"]),
    ("who is quoted, as Arc has it", [_piece("quote", content_elements=[_piece("text", content="We sail at six.")],
     citation={"content": "Ana Kestrel"})], ["We sail at six.", "Ana Kestrel"]),
    ("a summary and what it sums up", [_piece("text", text=BRIDGE, children=[_piece("text", text=BRIDGE)])], [BRIDGE]),
    ("blocks of WordPress", [{"blockName": "core/paragraph", "innerBlocks": [], "innerHTML": f"<p>{BRIDGE}</p>"},
     {"blockName": "core/list", "innerHTML": "", "innerBlocks": [{"blockName": "core/list-item", "innerBlocks": [],
      "innerHTML": "<li>The first boat</li>"}]}], [BRIDGE, "The first boat"]),
    ("by number", {"10": SMELT, "9": BRIDGE}, [BRIDGE, SMELT]),
    ("under a key of their own", [{"id": "a", "bodyHtml": BRIDGE, "bodyShort": "A walk"}], [BRIDGE]),
]  # fmt: skip


@pytest.mark.parametrize(("content", "lines"), [case[1:] for case in PIECES], ids=[case[0] for case in PIECES])
def test_a_text_in_pieces_is_all_of_them_once(tmp_path: Path, content: Any, lines: list[str]):
    record = {"url": "https://argus.example/1", "title": "Boats", "content": content}

    [capture] = made(read(tmp_path, {"a.json": json.dumps(record)}))

    assert capture.text.split("\n\n") == (lines or [content])


def test_parts_of_a_text_under_headings_are_no_articles(tmp_path: Path):
    parts = [{"heading": "At sea", "paragraphs": [BRIDGE]}, {"heading": "Ashore", "paragraphs": [SMELT]}]
    record = {"url": "https://argus.example/1", "title": "Boats", "date": "2024-05-17", "sections": parts}

    found = read(tmp_path, {"a.json": json.dumps(record)})

    assert (made(found), len(lost(found))) == ([], 1)


PARAGRAPHS = ["The mayor's plan failed.", 'Nobody said "why".', "It rained."]


@pytest.mark.parametrize("key", ["text", "content"])
@pytest.mark.parametrize("written", [list, json.dumps, repr], ids=["a list", "JSON", "Python"])
def test_a_list_of_paragraphs_is_a_text_however_it_is_written(tmp_path: Path, key: str, written: Any):
    row = {"headline": "Bridge", key: written(PARAGRAPHS)}

    [found] = made(read(tmp_path, {"a.json": json.dumps([row])}))

    assert found.text == "\n\n".join(PARAGRAPHS)


@pytest.mark.parametrize("text", ["['so', she said] and left [it]", "[sic] The mayor left."])
def test_brackets_around_words_are_no_list(tmp_path: Path, text: str):
    [found] = made(read(tmp_path, {"a.json": json.dumps([{"headline": "Bridge", "text": text}])}))

    assert found.text == text


@pytest.mark.parametrize(
    "held",
    [
        {"data": [{"id": 1, "attributes": {"name": "Harbour"}}]},
        {"data": {"id": 1, "attributes": {"name": "Harbour"}}},
        {"edges": [{"node": {"name": "Harbour"}}]},
        {"nodes": [{"name": "Harbour"}]},
    ],
)
def test_a_section_in_objects_is_its_name(tmp_path: Path, held: Any):
    [found] = made(read(tmp_path, {"a.json": json.dumps([{"title": "Bridge", "content": BRIDGE, "section": held}])}))

    assert found.fields["section"] == "Harbour"


FRENCH, ENGLISH = "Le pont est fermé. Il pleut.", "The bridge is closed. It rains."
TWO = {
    "brackets": "[:fr]{}[:en]{}[:]",
    "comments": "<!--:fr-->{}<!--:--><!--:en-->{}<!--:-->",
    "braces": "{{:fr}}{}{{:en}}{}{{:}}",
}


@pytest.mark.parametrize("marks", TWO)
@pytest.mark.parametrize(
    ("language", "text", "other"), [("en", ENGLISH, "fr"), ("", FRENCH, "en"), ("de", FRENCH, "en")]
)
def test_of_two_languages_in_a_field_one_is_read_and_the_other_named(
    tmp_path: Path, marks: str, language: str, text: str, other: str
):
    row = {
        "title": TWO[marks].format("Pont", "Bridge"),
        "content": TWO[marks].format(FRENCH, ENGLISH),
        "lang": language,
    }

    outcome = read(tmp_path, {"a.json": json.dumps([row])})

    [found] = made(outcome)
    assert found.text == text
    assert found.fields["headline"] == ("Bridge" if text == ENGLISH else "Pont")
    [problem] = [one for one in outcome if isinstance(one, Problem)]
    assert f"in the same field in {other!r}, which is not read" in problem.message
    assert not problem.lost


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("[:fr]Le pont.[:en][:]", "Le pont."),
        ("A list is copied by a[:en]", "A list is copied by a"),
        ("a[:] is a copy of a list.", "a[:] is a copy of a list."),
    ],
)
def test_one_language_alone_and_no_marks_are_no_problem(tmp_path: Path, content: str, text: str):
    outcome = read(tmp_path, {"a.json": json.dumps([{"title": "Pont", "content": content}])})

    assert [one.text for one in made(outcome)] == [text]
    assert not lost(outcome)
    assert not any(isinstance(one, Problem) for one in outcome)


def test_languages_of_a_headline_are_named_where_the_text_stands_further_in(tmp_path: Path):
    row = {"title": "[:fr]Pont[:en]Bridge[:]", "story": {"inner": {"content": BRIDGE}}}

    outcome = read(tmp_path, {"a.json": json.dumps([row])})

    assert [one.fields["headline"] for one in made(outcome)] == ["Pont"]
    [problem] = [one for one in outcome if isinstance(one, Problem)]
    assert "in the same field in 'en', which is not read" in problem.message


def test_lines_within_a_paragraph_of_a_list_are_one_line(tmp_path: Path):
    paragraphs = ["The council\ncloses the old bridge, and\ndivers found cracks.", "Boats\nstill run, said Ana."]

    [capture] = made(read(tmp_path, {"a.json": json.dumps([{"title": "Bridge", "content": paragraphs}])}))

    assert capture.text == "The council closes the old bridge, and divers found cracks.\n\nBoats still run, said Ana."


def test_a_record_with_an_address_and_an_author_is_told_by_its_summary(tmp_path: Path):
    record = {
        "title": "Bridge closes",
        "author": "By ANA KESTREL ",
        "article_url": "https://mail.example/2024/05/17/bridge.html",
        "summary": "Divers found cracks in two of the iron piers of the old bridge after a long search.",
    }

    [capture] = made(read(tmp_path, {"a.json": json.dumps([record])}))

    assert capture.fields["incomplete"] == "only its summary is given, under summary"


TEXT = "The council closes the old bridge, and divers found cracks in two of its iron piers after a long search."


def test_tables_of_a_data_base_in_json_are_told_apart(tmp_path: Path):
    text = "The council closes the old bridge, and divers found cracks in two of its iron piers after a long search."
    tables = [
        {"type": "header", "version": "5.1.1", "comment": "Export to JSON"},
        {"type": "database", "name": "news"},
        {"type": "table", "name": "noticias", "data": [{"id": "1", "titulo": "Bridge", "texto": text, "autor": "Ana"}]},
        {"type": "table", "name": "usuarios", "data": [{"id": "1", "nombre": "Ana", "clave": "x"}]},
        {
            "type": "table",
            "name": "opiniones",
            "data": [{"id": "1", "noticia_id": "1", "nombre": "Ben", "texto": text}],
        },
    ]

    outcome = read(tmp_path, {"a.json": json.dumps(tables)})

    assert [type(one).__name__ for one in outcome] == ["Capture", "Passed", "Passed"]
    assert made(outcome)[0].fields["headline"] == "Bridge"


def test_tables_of_a_data_base_in_xml_are_told_apart(tmp_path: Path):
    text = "The council closes the old bridge, and divers found cracks in two of its iron piers after a long search."
    columns = '<column name="{0}">{1}</column>'
    rows = [
        ("noticias", [("id", "1"), ("titulo", "Bridge"), ("texto", text)]),
        ("noticias", [("id", "2"), ("titulo", "Ferry"), ("texto", text), ("estado", "borrador")]),
        ("opiniones", [("id", "1"), ("email", "b@c.example"), ("texto", text)]),
    ]
    tables = "".join(
        f'<table name="{name}">{"".join(columns.format(*one) for one in cells)}</table>' for name, cells in rows
    )

    outcome = read(tmp_path, {"a.xml": f'<pma_xml_export><database name="news">{tables}</database></pma_xml_export>'})

    assert [type(one).__name__ for one in outcome] == ["Capture", "Passed", "Passed"]
    assert made(outcome)[0].fields["headline"] == "Bridge"


def test_an_address_of_an_interface_and_a_kind_of_item_are_none_of_the_article(tmp_path: Path):
    record = {"title": "Bridge", "content": TEXT, "href": "https://x.example/api/v2/search?q=1", "medium": "Article"}

    [capture] = made(read(tmp_path, {"a.json": json.dumps([record])}))

    assert not {"url", "outlet"} & set(capture.rules)


def test_people_and_tags_are_named_as_a_site_shows_them(tmp_path: Path):
    record = {
        "title": "Bridge",
        "content": TEXT,
        "author": {"name": "akestrel", "display_name": "Ana Kestrel"},
        "tags": [{"term": "Transport", "scheme": None, "label": None}],
    }

    [capture] = made(read(tmp_path, {"a.json": json.dumps([record])}))

    assert (capture.fields["authors"], capture.fields["tags"]) == ("Ana Kestrel", ["Transport"])


MARKED = "[:fr]<p>Le conseil ferme le vieux pont.</p>[:en]<p>The council closes the old bridge.</p>[:]"
IN_FILES = {
    "nested.json": json.dumps(
        [{"id": 5, "title": {"rendered": "[:fr]Pont[:en]Bridge[:]"}, "content": {"rendered": MARKED}, "type": "post"}]
    ),
    "feed.xml": '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Mail</title>'
    "<item><title>[:fr]Pont[:en]Bridge[:]</title><link>https://mail.example/a</link>"
    f"<content:encoded><![CDATA[{MARKED}]]></content:encoded></item></channel></rss>",
    "remarks.xml": '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
    "<title>Mail</title><item><title>[:fr]Pont[:en]Bridge[:]</title><link>https://mail.example/a</link><content:encoded>"
    "<![CDATA[<!--:fr--><p>Le conseil ferme le vieux pont.</p><!--:--><!--:en--><p>It closes it.</p><!--:-->]]>"
    "</content:encoded></item></channel></rss>",
}


@pytest.mark.parametrize("name", IN_FILES)
def test_marks_of_languages_are_read_wherever_a_text_stands(name: str, tmp_path: Path):
    outcome = read(tmp_path, {name: IN_FILES[name]})

    [capture] = made(outcome)
    assert (capture.fields["headline"], capture.text) == ("Pont", "Le conseil ferme le vieux pont.")
    assert [one.lost for one in outcome if isinstance(one, Problem)] == [False]


PASTED = {
    "numbered": "1. Old bridge to close\n17 May 2024\n{0}\n\n2. Ferry back\n18 May 2024\n{0}\n\n"
    "3. Pier sold\n19 May 2024\n{0}\n",
    "bare": "Old bridge to close\nMay 17, 2024\n\n{0}\n\nFerry back\nMay 18, 2024\n\n{0}\n\n"
    "Pier sold\nMay 19, 2024\n\n{0}\n",
}


@pytest.mark.parametrize("way", PASTED)
def test_texts_that_each_open_with_a_headline_and_a_date_are_articles(way: str, tmp_path: Path):
    found = made(read(tmp_path, {"all.txt": PASTED[way].format(TEXT)}))

    articles = [_article_of(one, RULES, NAMES)[0] for one in found]
    assert [value(one.headline) for one in articles] == ["Old bridge to close", "Ferry back", "Pier sold"]
    assert [value(one.published) for one in articles] == ["2024-05-17", "2024-05-18", "2024-05-19"]
    assert {"\n\n".join(one.paragraphs) for one in articles} == {TEXT}


def test_a_chronicle_below_its_own_headline_is_one_article(tmp_path: Path):
    days = "\n\n".join(f"Day {one}\n{one} May 2024\n{TEXT}" for one in (17, 18, 19))

    [capture] = made(read(tmp_path, {"all.txt": f"How the bridge was lost\n\n{TEXT}\n\n{days}\n"}))

    assert "Day 18" in capture.text


STORIES = {
    "secciones": [{"id": "loc", "name": "Local", "tag": "Lo que pasa aquí"}],
    "noticias": [
        {
            "titular": f"El puente {one}",
            "parrafos": ["El municipio cierra el puente viejo.", "Los buzos hallaron grietas."],
            "fuentes": ["El Correo"],
            "publicada": "2024-05-17",
            "actualizada": "2024-05-18",
            "en": {"titular": "The bridge", "parrafos": ["The council closes the old bridge."]},
        }
        for one in "AB"
    ],
}


def test_paragraphs_named_in_their_language_are_the_text(tmp_path: Path):
    found = made(read(tmp_path, {"all.json": json.dumps(STORIES)}))

    assert [one.fields["headline"] for one in found] == ["El puente A", "El puente B"]
    assert {one.text for one in found} == {"El municipio cierra el puente viejo.\n\nLos buzos hallaron grietas."}
    assert {(one.fields["published"], one.fields["modified"]) for one in found} == {("2024-05-17", "2024-05-18")}


COMMENT = {"post_id": 7, "name": "Ida Lark", "email": "ida@marrow.example", "body": BRIDGE}


@pytest.mark.parametrize("rows", [[COMMENT, COMMENT | {"body": SMELT}], [{"id": 1, "postId": 7, **COMMENT}]])
def test_what_readers_wrote_about_an_article_is_passed_over_and_counted(rows: list[dict[str, Any]], tmp_path: Path):
    as_table = [list(rows[0]), *(list(row.values()) for row in rows)]
    outcomes = read(
        tmp_path, {"a.json": json.dumps(rows), "b.csv": "\n".join(",".join(map(str, row)) for row in as_table)}
    )

    assert not made(outcomes)
    assert sum("a comment, by its keys" in str(one) for one in passed(outcomes)) >= 1


def test_an_article_with_the_address_of_its_author_is_no_comment(tmp_path: Path):
    row = {"post_id": 7, "title": "Bridge", "name": "Ida Lark", "email": "ida@marrow.example", "body": BRIDGE}

    assert len(made(read(tmp_path, {"a.json": json.dumps([row])}))) == 1
