"""What people bring: small inputs as tools, archives and researchers write them, each with what must come of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.reading import made, passed, read, told

COUNCIL = (
    "The council of Marrow Bay voted on Tuesday to close the old swing bridge for eighteen months after divers found "
    "cracks in two of its iron piers, and traders in the fish market said they would lose a third of their customers."
)
SMELT = (
    "Fishermen along the Tamble estuary have landed the largest catch of smelt in thirty years, the regional fisheries "
    "board said on Wednesday, and put the rise down to a dam upstream that was taken away three winters ago."
)
THAI = "สภาเมืองมีมติเมื่อวันอังคารให้ปิดสะพานเก่าเป็นเวลาสิบแปดเดือน หลังนักประดาน้ำพบรอยร้าวในเสาเหล็กสองต้น"
CLIP = f"""---
title: "Old swing bridge to close"
source: "https://marrow.example/2024/05/17/bridge.html"
author:
  - "[[Ana Kestrel]]"
  - "[[Bo Finch]]"
published: 2024-05-17
tags:
  - "clippings"
---
![The bridge](https://marrow.example/b.jpg)

{COUNCIL.replace("old swing bridge", "[old swing bridge](https://marrow.example/old)")}
"""
MONGO = {
    "_id": {"$oid": "665f1c2ab9d3e10f4c8a7711"},
    "title": "Old swing bridge to close",
    "date": {"$date": {"$numberLong": "1715938200000"}},
    "text": COUNCIL,
}
CORRECTED = (
    f"<html><head><title>Record smelt</title></head><body><h1>Record smelt</h1><article><p>{SMELT}</p><p>{COUNCIL}</p>"
    "<p>Correction, May 18: An earlier version gave the wrong year of the last such catch on the estuary.</p>"
    "<p>This article was amended on 18 May 2024 to say that the dam was taken away three winters ago.</p></article>"
)
INPUTS: dict[str, tuple[str, str | bytes, list[dict[str, Any]]]] = {
    "a clip of Obsidian": (
        "Old swing bridge to close.md",
        CLIP,
        [{"headline": "Old swing bridge to close", "published": "2024-05-17", "text": COUNCIL}],
    ),
    "an export of MongoDB": (
        "dump.json",
        json.dumps(MONGO),
        [{"id": "665f1c2ab9d3e10f4c8a7711", "headline": "Old swing bridge to close", "text": COUNCIL}],
    ),
    "All the News": (
        "a.csv",
        (",id,title,publication,author,date,year,month,url,content\n"
        f'0,17283,Old swing bridge to close,Marrow Mail,Ana Kestrel,2016-12-31,2016.0,12.0,,"{COUNCIL}"\n'),
        [{"headline": "Old swing bridge to close", "outlet": "Marrow Mail", "published": "2016-12-31"}],
    ),
    "AmCAT": (
        "am.csv",
        f'id,medium,date,title,text\n1,Marrow Mail,2024-05-17,Old swing bridge to close,"{COUNCIL}"\n',
        [{"headline": "Old swing bridge to close", "published": "2024-05-17", "outlet": "Marrow Mail"}],
    ),
    "passim": (
        "in.json",
        "".join(
            json.dumps({"id": name, "series": "marrowmail", "date": day, "text": text}) + "\n"
            for name, day, text in (("a1", "1899-05-17", COUNCIL), ("a2", "1899-05-20", SMELT))
        ),
        [{"id": "a1", "published": "1899-05-17"}, {"id": "a2", "published": "1899-05-20"}],
    ),
    "article and highlights": (
        "cnn.csv", f'id,article,highlights\na1,"{SMELT}","A record catch."\n', [{"text": SMELT}],
    ),
    "document and summary": (
        "xsum.csv", f'document,summary,id\n"{COUNCIL}",The bridge closes.,b1\n', [{"text": COUNCIL}],
    ),
    "Thai in TIS-620": ("t.txt", "\n\n".join([THAI] * 3).encode("cp874"), [{"text": "\n\n".join([THAI] * 3)}]),
    "notes of correction": ("c.html", CORRECTED, [{"headline": "Record smelt"}]),
}  # fmt: skip


@pytest.mark.parametrize(("name", "content", "expected"), INPUTS.values(), ids=INPUTS)
def test_what_is_brought_gives_its_articles(
    tmp_path: Path, name: str, content: str | bytes, expected: list[dict[str, Any]]
):
    articles = made(read(tmp_path, {name: content}))

    found = [{"text": article.text.strip(), **article.fields} for article in articles]
    assert [{key: one.get(key) for key in wanted} for one, wanted in zip(found, expected, strict=True)] == expected


def test_notes_of_correction_below_a_text_stay(tmp_path: Path):
    [article] = made(read(tmp_path, {"c.html": CORRECTED}))

    assert "Correction, May 18" in article.text
    assert "amended on 18 May 2024" in article.text


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (
            "mc.csv",
            (
                "id,indexed_date,language,media_name,media_url,publish_date,title,url\n"
                "abc,2024-05-18 01:00:00,en,marrow.example,marrow.example,2024-05-17,Old bridge,https://marrow.example/b\n"
            ),
        ),
        (
            "20240517093000.gkg.csv",
            "20240517093000-1\t20240517093000\t1\tmarrow.example\thttps://marrow.example/bridge\t\tTAX_FNCACT;\t\t\n",
        ),
    ],
    ids=["Media Cloud", "GDELT"],
)
def test_a_list_of_articles_without_their_texts_is_told_and_gives_none(tmp_path: Path, name: str, content: str):
    outcome = read(tmp_path, {name: content})

    assert made(outcome) == []
    assert told(outcome) or passed(outcome)


def test_a_table_without_a_header_is_read_or_asked_for_its_names(tmp_path: Path):
    outcome = read(tmp_path, {"d.csv": f'Bridge,2024-05-17,"{COUNCIL}"\nSmelt,2024-05-17,"{SMELT}"\n'})

    assert len(made(outcome)) == 2 or "header" in " ".join(told(outcome))
