"""What says of itself that it is not for the public is passed over and counted, in every format."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.read import published
from tests.reading import made, passed, read, told

TEXT = "The ferry to the island was stopped by fog for the whole of the morning."

TEI = (
    '<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt><title>Fog</title></titleStmt></fileDesc>'
    f"{{}}</teiHeader><text><body><p>{TEXT}</p></body></text></TEI>"
)
PAGE = (
    '<!doctype html><html><head><title>Fog</title><meta property="og:type" content="article">{}</head>'
    f"<body><article><h1>Fog</h1><p>{TEXT}</p><p>{TEXT}</p></article></body></html>"
)
WORK = json.dumps({"@type": "NewsArticle", "headline": "Fog", "creativeWorkStatus": "Draft", "articleBody": TEXT})
ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><title>O</title><entry><title>Fog</title><id>https://o.example/1</id>'
    f'<content type="html">{TEXT}</content>{{}}</entry></feed>'
)
RSS = (
    '<rss version="2.0"><channel><title>O</title><item><title>Fog</title><link>https://o.example/1</link>'
    f"<description>{TEXT}</description>{{}}</item></channel></rss>"
)

WITHHELD: tuple[tuple[dict[str, Any], str], ...] = (
    ({"status": "draft"}, published.DRAFT),
    ({"Status": "Entwurf"}, published.DRAFT),
    ({"statut": "Brouillon"}, published.DRAFT),
    ({"estado": "Borrador"}, published.DRAFT),
    ({"status_berita": "Draft"}, published.DRAFT),
    ({"haber_durumu": "Taslak"}, published.DRAFT),
    ({"newsStatus": "draft"}, published.DRAFT),
    ({"estado_noticia": "borrador"}, published.DRAFT),
    ({"状态": "草稿"}, published.DRAFT),
    ({"ステータス": "下書き"}, published.DRAFT),
    ({"post_status": "auto-draft"}, published.DRAFT),
    ({"wp:status": "private"}, published.PRIVATE),
    ({"postStatus": "Pending Review"}, published.PENDING),
    ({"Statut": "En attente"}, published.PENDING),
    ({"post_status": "future"}, published.SCHEDULED),
    ({"Status": "geplant"}, published.SCHEDULED),
    ({"status": "trash"}, published.DELETED),
    ({"status": "gelöscht"}, published.DELETED),
    ({"pubstatus": "canceled"}, published.WITHDRAWN),
    ({"pubStatus": "stat:withheld"}, published.WITHDRAWN),
    ({"state": "spiked"}, published.WITHDRAWN),
    ({"state": "killed"}, published.WITHDRAWN),
    ({"draft": True}, published.DRAFT),
    ({"isDraft": "yes"}, published.DRAFT),
    ({"Entwurf": "ja"}, published.DRAFT),
    ({"deleted": 1}, published.DELETED),
    ({"killed": True}, published.WITHDRAWN),
    ({"deleted_at": "2024-05-17T09:30:00Z"}, published.DELETED),
    ({"published": False}, published.UNPUBLISHED),
    ({"published": "false"}, published.UNPUBLISHED),
    ({"is_published": 0}, published.UNPUBLISHED),
    ({"veröffentlicht": "nein"}, published.UNPUBLISHED),
    ({"publicado": "não"}, published.UNPUBLISHED),
    ({"status": False}, published.UNPUBLISHED),
    ({"nid": 4, "status": [{"value": "0"}]}, published.UNPUBLISHED),
    ({"title": "Bridge", "slug": "bridge", "status": 0}, published.UNPUBLISHED),
    ({"title": "Bridge", "status": "archived"}, published.UNPUBLISHED),  # Directus, Drupal: no longer shown
    ({"title": "Bridge", "archived": True}, published.UNPUBLISHED),  # Notion, Webflow
    ({"judul": "Bridge", "id_kategori": 3, "status": "0"}, published.UNPUBLISHED),
    ({"baslik": "Bridge", "user_id": 3, "durum": 0}, published.UNPUBLISHED),
    ({"catid": 4, "state": "0"}, published.UNPUBLISHED),
    ({"catid": 4, "state": "-2"}, published.DELETED),
    ({"moderation_state": [{"target_id": "x", "value": "draft"}]}, published.DRAFT),
    ({"workflow": {"name": "In review"}}, published.PENDING),
    ({"visibility": "members"}, published.MEMBERS),
    ({"audience": "only_paid"}, published.MEMBERS),
    ({"post_password": "swordfish"}, published.PRIVATE),
    ({"embargo": True}, published.EMBARGO),
    ({"post_type": "page"}, "a page, not an article"),
    ({"build": {"render": "never"}}, published.UNPUBLISHED),
    # What an object that holds the item's facts says, a state with a remark, one of several, one by language.
    ({"attributes": {"status": False}}, published.UNPUBLISHED),
    ({"fields": {"moderation_state": "draft"}}, published.DRAFT),
    ({"data": {"post": {"visibility": "private"}}}, published.PRIVATE),
    ({"status": "Draft (saved by the desk)"}, published.DRAFT),
    ({"status": "In review / legal"}, published.PENDING),
    ({"status": "embargoed until Friday"}, published.EMBARGO),
    ({"status": ["urgent", "draft"]}, published.DRAFT),
    ({"status": {"en-US": "draft"}}, published.DRAFT),
    ({"moderation_state": [{"target_id": "draft"}]}, published.DRAFT),
    ({"_id": "drafts.fog"}, published.DRAFT),
    ({"live": False, "first_published_at": None}, published.UNPUBLISHED),
    ({"κατάσταση": "Πρόχειρο"}, published.DRAFT),
    ({"status": "Bản nháp"}, published.DRAFT),
    ({"status": "ฉบับร่าง"}, published.DRAFT),
    ({"stav": "Koncept"}, published.DRAFT),
    ({"statut": "prepa"}, published.DRAFT),
    ({"creativeWorkStatus": "Draft"}, published.DRAFT),
    ({"kill": True}, published.WITHDRAWN),
    ({"status": "taken down"}, published.WITHDRAWN),
    ({"legal_hold": True}, published.PENDING),
    ({"do_not_publish": "yes"}, published.UNPUBLISHED),
    ({"status": "not for publication"}, published.UNPUBLISHED),
)

OPEN: tuple[dict[str, Any], ...] = (
    {"status": "publish"},
    {"status": "published"},
    {"status": "Veröffentlicht"},
    {"pubstatus": "usable"},
    {"pubStatus": "stat:usable"},
    {"status": "ok"},
    {"status": 200},
    {"status": 0},  # an answer's "no error"
    {"status": 0, "request_id": "a1", "title": "Bridge"},
    {"status": 1, "slug": "bridge"},
    {"state": "New South Wales"},
    {"draft": False},
    {"draft": "no"},
    {"deleted": None},
    {"killed": 1, "injured": 3},
    {"killed": "1"},
    {"deleted_at": None},
    {"deleted_at": "NULL"},
    {"deleted_at": "0000-00-00 00:00:00"},
    {"deletedAt": "\\N", "removed_at": "None"},
    {"unpublishedAt": "9999-12-31"},
    {"published": "2024-05-17"},
    {"published": True},
    {"is_published": "1"},
    {"visibility": "public"},
    {"audience": "everyone"},
    {"nid": 4, "status": "1"},
    {"catid": 4, "state": 2},  # Joomla's archived ones are public
    {"post_password": ""},
    {"post_type": "post"},
    {"embargo": "A report on the embargo of 1807."},
    {"draft": "The first draft of the charter was lost at sea."},
    {"author": {"status": "deleted"}},
    {"image": {"visibility": "private"}},
    {"isLive": False},
    {"live": False},
    {"status": "Published (was: draft)"},
    {"meta": {"status": 200}},
    {"payment_status": "pending"},
)


@pytest.mark.parametrize(("record", "reason"), WITHHELD, ids=str)
def test_a_record_that_is_not_for_the_public_is_passed_over_with_its_key(
    tmp_path: Path, record: dict[str, Any], reason: str
):
    found = read(tmp_path, {"a.jsonl": json.dumps({"title": "Fog", "text": TEXT, **record}, ensure_ascii=False)})

    [(said, count)] = passed(found).items()
    assert (made(found), said.partition(" (")[0], count) == ([], reason, 1)


@pytest.mark.parametrize("record", OPEN, ids=str)
def test_a_word_that_says_nothing_about_publication_holds_nothing_back(tmp_path: Path, record: dict[str, Any]):
    found = read(tmp_path, {"a.jsonl": json.dumps({"title": "Fog", "text": TEXT, **record})})

    assert (passed(found), [capture.text for capture in made(found)]) == ({}, [TEXT])


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.md", f"---\ntitle: Fog\ndraft: true\n---\n{TEXT}"),
        ("a.md", f'+++\ntitle = "Fog"\ndraft = true\n+++\n{TEXT}'),
        ("a.md", f'{{\n  "title": "Fog",\n  "draft": true\n}}\n\n{TEXT}'),
        ("a.md", f'---json\n{{"title": "Fog", "draft": true}}\n---\n{TEXT}'),
        ("a.md", f"---\ntitle: Fog: thick\ndraft: true\n---\n{TEXT}"),
        ("a.md", f"Title: Fog\nStatus: draft\n\n{TEXT}"),
        ("_drafts/fog.md", f"---\ntitle: Fog\n---\n{TEXT}"),
        ("2024-05-17-fog.md", f"---\ntitle: Fog\npublished: false\n---\n{TEXT}"),
        ("a.csv", f"title,text,status\nFog,{TEXT},draft\n"),
        ("a.csv", f"title,text,is_published\nFog,{TEXT},0\n"),
        ("a.json", json.dumps([{"title": "Fog", "text": TEXT, "state": "trash"}])),
        ("a.xml", f'<doc title="Fog" status="draft"><main><p>{TEXT}</p></main></doc>'),
        ("_drafts/a.json", json.dumps({"title": "Fog", "text": TEXT})),
        ("posts/draft_Fog-1a2b.html", PAGE.format("")),
        ("fog.draft.md", f"# Fog\n\n{TEXT}"),
        ("a.tei", TEI.format(f'<revisionDesc status="draft"><change>{TEXT}</change></revisionDesc>')),
        ("a.tei", TEI.format('<revisionDesc><change status="embargoed">a date</change></revisionDesc>')),
        ("a.html", PAGE.format('<meta name="status" content="draft">')),
        ("a.html", PAGE.format('<meta name="DC.status" content="Entwurf">')),
        ("a.html", PAGE.format(f'<script type="application/ld+json">{WORK}</script>')),
        (
            "a.atom",
            ATOM.format('<app:control xmlns:app="http://www.w3.org/2007/app"><app:draft>yes</app:draft></app:control>'),
        ),
        ("a.atom", ATOM.format('<p:control xmlns:p="http://purl.org/atom/app#"><p:draft>Yes</p:draft></p:control>')),
        ("a.rss", RSS.format("<status>draft</status>")),
        ("a.rss", RSS.format('<snf:status xmlns:snf="https://snf.example/">deleted</snf:status>')),
    ],
)
def test_every_format_passes_over_what_is_not_published(tmp_path: Path, name: str, content: str):
    found = read(tmp_path, {name: content})

    assert (made(found), sum(passed(found).values())) == ([], 1)


@pytest.mark.parametrize("name", ["draft_horse_show.txt", "nfl.draft.txt", "posts/draft_law.txt", "drafts_2024.txt"])
def test_a_name_holds_back_only_where_a_format_names_drafts_so(tmp_path: Path, name: str):
    assert len(made(read(tmp_path, {name: f"Fog\n\n{TEXT}"}))) == 1


@pytest.mark.parametrize("zero", [0, "0"], ids=repr)
@pytest.mark.parametrize("ending", ["jsonl", "json"])
def test_a_zero_among_dates_is_a_date_that_is_not_known(tmp_path: Path, zero: object, ending: str):
    records = [{"title": "Fog", "text": TEXT, "published": date} for date in (zero, "2024-05-17")]
    content = json.dumps(records) if ending == "json" else "\n".join(map(json.dumps, records))

    found = read(tmp_path, {f"a.{ending}": content})

    assert ([one.fields.get("published") for one in made(found)], passed(found)) == ([None, "2024-05-17"], {})


def test_a_zero_among_zeros_and_ones_is_a_switch(tmp_path: Path):
    records = [{"title": "Fog", "text": TEXT, "published": state} for state in (0, 1)]

    found = read(tmp_path, {"a.jsonl": "\n".join(map(json.dumps, records))})

    assert (len(made(found)), sum(passed(found).values())) == (1, 1)


@pytest.mark.parametrize(
    "files", [{"a.txt": TEXT, "a.yml": "draft: true"}, {"a.txt": TEXT, "_defaults.yml": "published: no"}]
)
def test_a_sidecar_and_a_folder_can_hold_a_text_back(tmp_path: Path, files: dict[str, str]):
    found = read(tmp_path, files)

    assert (made(found), list(passed(found).values())) == ([], [1])


def test_a_switch_under_published_is_no_date(tmp_path: Path):
    found = read(tmp_path, {"a.jsonl": json.dumps({"text": TEXT, "published": True, "date": "2024-05-17"})})

    assert ([capture.fields.get("published") for capture in made(found)], told(found)) == (["2024-05-17"], [])


@given(
    st.dictionaries(st.text(max_size=20), st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists))
)
def test_no_record_is_too_odd_to_be_asked(record: dict[str, Any]):
    assert isinstance(published.withheld(record), str)


@pytest.mark.parametrize(
    ("name", "lines", "reason"),
    [
        ("a.md", "# Bridge\n\nStatus: Draft\nDate: May 17, 2024\n\n", "a draft (Status)"),
        ("a.md", "# Bridge\n\nAuthor: Ana Kestrel\n**Status:** Entwurf\n\n", "a draft (Status)"),
        ("a.txt", "Titel: Bridge\nStatus: in Prüfung\n\n", "waiting for its release (Status)"),
        ("a.txt", "Title: Bridge\nStatus: Published\n\n", ""),
        ("a.txt", "Status: draft treaties are what the talks are about.\n\n", ""),
    ],
)
def test_a_state_among_the_facts_above_a_text_counts(tmp_path: Path, name: str, lines: str, reason: str):
    text = "The council of Fenwick voted on Monday to close the old bridge for a year."

    found = read(tmp_path, {name: lines + text})

    assert passed(found) == ({reason: 1} if reason else {})
    assert len(made(found)) == (not reason)


@pytest.mark.parametrize("column", ["deleted_at", "removedAt", "post_password", "unpublished_at"])
def test_a_column_of_times_of_deletion_holds_back_the_rows_that_have_one(tmp_path: Path, column: str):
    rows = f"id,title,text,{column}\n1,Fog,{TEXT},NULL\n2,Rain,{TEXT},2024-05-17 10:00\n3,Snow,{TEXT},\n"

    found = read(tmp_path, {"a.csv": rows})

    assert (len(made(found)), sum(passed(found).values())) == (2, 1)
