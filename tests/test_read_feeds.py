"""Feeds: every item becomes a capture or a problem, a teaser says that it is one, and nothing is fetched."""

from __future__ import annotations

import importlib.util
import json
import socket
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from generator.read.formats.feeds import teaser

from .reading import lost, made, passed, read, told

PARAGRAPH = (
    "The harbour council voted on Tuesday to rebuild the old swing bridge, after a year of quarrels about who is to "
    "pay. "
)
LONG = PARAGRAPH * 10

RSS = """<?xml version="1.0"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Gazette: Harbour</title><link>https://gazette.example/</link><language>en-gb</language>
{items}
</channel></rss>"""
ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"><title>Gazette</title>{items}</feed>'


def rss(*items: str) -> str:
    return RSS.format(items="".join(f"<item>{item}</item>" for item in items))


def atom(*entries: str) -> str:
    return ATOM.format(items="".join(f"<entry>{entry}</entry>" for entry in entries))


def json_feed(*items: Any, **more: Any) -> str:
    return json.dumps(
        {"version": "https://jsonfeed.org/version/1.1", "title": "Gazette: Harbour", "items": items, **more}
    )


@pytest.fixture(autouse=True)
def _offline(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a feed reached for the network")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)


def test_an_rss_item_with_its_content_is_a_whole_article(tmp_path: Path):
    item = (
        "<title>A bridge &amp;amp; a ferry</title><link>https://gazette.example/bridge</link><guid>b-1</guid>"
        "<dc:creator>Jane Doe</dc:creator><pubDate>Tue, 14 May 2024 09:30:00 +0200</pubDate>"
        "<category>Harbour</category><category>Bridges</category><description>A short one.</description>"
        f"<content:encoded><![CDATA[<p>{PARAGRAPH}</p><p>Second &amp; last.<script>x()</script></p>]]>"
        "</content:encoded>"
    )

    [capture] = made(read(tmp_path, {"feed.rss": rss(item)}))

    assert capture.text == f"{PARAGRAPH.strip()}\n\nSecond & last."
    assert capture.fields == {
        "id": "b-1",
        "url": "https://gazette.example/bridge",
        "headline": "A bridge & a ferry",
        "outlet": "Gazette",
        "feed": "Gazette: Harbour",
        "published": "2024-05-14T07:30:00Z",
        "authors": ["Jane Doe"],
        "tags": ["Harbour", "Bridges"],
        "language": "en-gb",
    }
    assert capture.provenance.record == 1
    assert capture.provenance.format == "feed (RSS or Atom): RSS item"
    assert capture.provenance.captured is None


def test_an_item_with_a_summary_alone_is_marked_as_a_teaser_with_what_tells_so(tmp_path: Path):
    item = "<title>A bridge</title><link>https://gazette.example/bridge</link><description>It opens.</description>"

    [capture] = made(read(tmp_path, {"feed.rss": rss(item)}))

    assert capture.text == "It opens."
    assert capture.fields["incomplete"] == "a summary of 2 words, no content"
    assert (capture.rules["incomplete"], capture.origins["incomplete"]) == ("text of the item", "inferred")


@pytest.mark.parametrize(
    ("full", "summary", "why"),
    [
        (LONG, "", None),
        (LONG, "It opens.", None),
        (PARAGRAPH, "Another text.", None),
        ("", LONG, None),
        ("", "大橋が開通した。" * 120, None),
        ("", PARAGRAPH, "a summary of 22 words, no content"),
        (PARAGRAPH, PARAGRAPH, None),
        ("", "Opened.", "a summary of 1 word, no content"),
        ("", "", "a title, no text"),
        (LONG + "[…]", "", "the text ends with '[…]'"),
        (LONG + "Read more", "", "the text ends with 'Read more'"),
        (LONG + "... Continue reading A bridge for the harbour →", "", "the text ends with"),
        ("", LONG + "...", "a summary of 221 words that ends with '...'"),
        ("", "The bridge opens. Weiterlesen", "a summary of 4 words that ends with 'Weiterlesen'"),
    ],
)
def test_a_teaser_is_told_by_its_length_and_its_end(full: str, summary: str, why: str | None):
    found = teaser(full, summary)

    assert (found or "").startswith(why or "")
    assert bool(found) == bool(why)


def test_an_atom_entry_without_a_date_of_publication_has_that_of_its_update_and_says_so(tmp_path: Path):
    entry = (
        "<title type='html'>A &lt;i&gt;bridge&lt;/i&gt;</title><id>tag:gazette.example,2024:1</id>"
        "<link href='https://gazette.example/bridge'/><updated>2024-05-14T09:30:00Z</updated>"
        f"<author><name>Jane Doe</name></author><content type='html'>&lt;p&gt;{LONG}&lt;/p&gt;</content>"
    )
    dated = entry.replace("<updated>", "<published>2024-05-13T08:00:00Z</published><updated>")

    one, two = made(read(tmp_path, {"feed.atom": atom(entry, dated)}))

    assert one.fields["headline"] == "A bridge"
    assert (one.fields["published"], one.rules["published"]) == ("2024-05-14T09:30:00Z", "Atom updated")
    assert one.origins["published"] == "inferred"
    assert (two.fields["published"], two.fields["modified"]) == ("2024-05-13T08:00:00Z", "2024-05-14T09:30:00Z")
    assert "published" not in two.origins


def test_a_day_stays_a_day_and_a_date_that_is_none_is_left_for_others_to_report(tmp_path: Path):
    items = [f"<title>T</title><dc:date>{date}</dc:date>" for date in ("2024-05-14", "some day in May")]

    one, two = made(read(tmp_path, {"feed.rss": rss(*items)}))

    assert (one.fields["published"], two.fields["published"]) == ("2024-05-14", "some day in May")


def test_the_outlet_is_named_by_the_item_before_the_feed_and_a_folder_before_the_feeds_title(tmp_path: Path):
    bare = "<title>T</title><description>A text.</description>"
    sourced = bare + "<source url='https://post.example/feed'>Pier Post</source>"

    found = made(
        read(
            tmp_path,
            {"a.rss": rss(bare, sourced), "b/c.rss": rss(bare), "b/_defaults.yml": "outlet: Harbour Log"},
        )
    )

    assert [capture.fields["outlet"] for capture in found] == ["Gazette: Harbour", "Pier Post", "Harbour Log"]


def test_a_json_feed_that_is_cut_off_says_where(tmp_path: Path):
    whole = json_feed({"id": "1", "title": "A", "content_text": "The ferry is back."})

    assert lost(read(tmp_path, {"a.json": whole[: whole.index("ferry")]})) == [
        "a.json: broken JSON at column 130: unterminated string starting at, found '\"The'; expected a JSON Feed"
    ]


def test_a_json_feed_is_read_as_a_feed_and_not_as_records(tmp_path: Path):
    whole = {
        "id": 7,
        "url": "https://gazette.example/bridge",
        "title": "A bridge",
        "content_html": f"<p>{PARAGRAPH}</p><p>And more.</p>",
        "summary": "It opens.",
        "date_published": "2024-05-14T09:30:00Z",
        "authors": [{"name": "Jane Doe"}, {"name": ""}],
        "tags": ["Harbour", 3],
    }
    feed = json_feed(whole, {"id": "8", "summary": "A ferry."}, "no item", language="en")

    found = read(tmp_path, {"feed.json": feed})

    one, two = made(found)
    assert one.text == f"{PARAGRAPH.strip()}\n\nAnd more."
    assert (one.fields["id"], one.fields["authors"], one.fields["tags"]) == ("7", ["Jane Doe"], ["Harbour"])
    assert (one.fields["language"], "incomplete" in one.fields, one.fields["outlet"]) == ("en", False, "Gazette")
    assert (two.fields["incomplete"], two.fields["outlet"]) == ("a summary of 2 words, no content", "Gazette: Harbour")
    assert lost(found) == ["feed.json:3: 'no item'; expected an item, an object"]


def test_an_item_with_nothing_in_it_is_a_problem_and_a_feed_without_items_is_passed_over(tmp_path: Path):
    found = read(
        tmp_path, {"a.rss": rss("<link>https://gazette.example/x</link>"), "b.rss": rss(), "c.json": json_feed()}
    )

    assert lost(found) == ["a.rss:1: text: an item without title and text; expected one of them"]
    assert passed(found) == {"a feed without items": 2}


def test_a_sitemap_is_passed_over(tmp_path: Path):
    sitemap = (
        '<?xml version="1.0"?>\n<!-- made by hand -->\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"/>'
    )

    assert passed(read(tmp_path, {"sitemap.xml": sitemap})) == {"a sitemap, which lists addresses and holds no text": 1}


def test_a_broken_feed_is_read_as_far_as_it_goes_and_reported(tmp_path: Path):
    item = "<title>A bridge</title><description>It opens.</description>"
    feed = rss(item, "<title>A ferry</title><description>It sinks.</description>")

    found = read(tmp_path, {"feed.rss": feed[: feed.index("It sinks")]})

    assert made(found)[0].text == "It opens."
    [message] = told(found)
    assert message.startswith("feed.rss: a broken feed: line ")
    assert lost(found) == []


@pytest.mark.parametrize("name", ["a.rss", "a.atom"])
@pytest.mark.parametrize("content", ["", "  ", "just words", "<tei><text/></tei>", "\x89PNG\r\n\x1a\n"])
def test_a_file_that_is_no_feed_is_one_problem(tmp_path: Path, name: str, content: str):
    found = read(tmp_path, {name: content.encode("latin-1")})

    assert made(found) == []
    assert len(told(found)) == 1
    assert told(found)[0].startswith(f"{name}: ")


@pytest.mark.parametrize("codec", ["utf-8", "utf-16", "iso-8859-1", "cp1251"])
def test_a_feed_is_read_in_the_encoding_that_it_declares(tmp_path: Path, codec: str):
    words = "Мост открыт" if codec == "cp1251" else "Die Brücke ist geöffnet"
    feed = rss(f"<title>{words}</title>").replace('"1.0"?', f'"1.0" encoding="{codec}"?')

    [capture] = made(read(tmp_path, {"feed.rss": feed.encode(codec)}))

    assert capture.fields["headline"] == words


def test_entities_that_call_for_files_or_endless_text_get_neither(tmp_path: Path):
    (tmp_path / "secret").write_text("Not for the archive.")
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    doctype = f'<!DOCTYPE rss [<!ENTITY e0 "lol">{levels}<!ENTITY f SYSTEM "file://{tmp_path}/secret">]>'
    feed = rss("<title>One &e9; two &f;</title>").replace("<rss", f"{doctype}<rss", 1)

    found = read(tmp_path / "articles", {"feed.rss": feed})

    assert all("Not for" not in capture.text and len(capture.text) < 1_000_000 for capture in made(found))
    assert found


def test_the_digest_of_an_item_stays_when_others_are_added(tmp_path: Path):
    item = "<title>A bridge</title><description>It opens.</description>"

    [one] = made(read(tmp_path, {"feed.rss": rss(item)}))
    _, again = made(read(tmp_path, {"feed.rss": rss("<title>A ferry</title>", item)}))

    assert one.provenance.digest == again.provenance.digest


@given(st.binary(max_size=200), st.integers(0, 900), st.sampled_from(["feed.rss", "feed.json"]))
@example(b"<" * 200, 0, "feed.rss")
@example(b"[" * 200, 0, "feed.json")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=80)
def test_no_bytes_make_reading_fail(tmp_path: Path, junk: bytes, at: int, name: str):
    whole = (
        json_feed({"id": "1", "title": "A", "content_text": LONG}) if name.endswith("json") else rss("<title>A</title>")
    )
    data = whole.encode()

    found = read(tmp_path, {name: data[:at] + junk + data[at:]})

    assert found


def test_a_missing_library_is_a_problem_that_says_how_to_install_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "feedparser" else find(name))

    found = read(tmp_path, {"feed.rss": rss("<title>A</title>")})

    assert lost(found) == [
        "feed.rss: a feed (RSS or Atom), which needs feedparser; expected it installed: pip install 'backfile[feeds]'"
    ]


@pytest.mark.parametrize(
    "author", ["ana@osk.media (Ana Kestrel)", "Ana Kestrel (ana@osk.press)", "ana@osk.com (Ana Kestrel)"]
)
def test_an_author_beside_an_address_of_mail_is_whole(tmp_path: Path, author: str):
    item = f"<item><title>Fog</title><description>The ferry stood still.</description><author>{author}</author></item>"
    feed = f'<rss version="2.0"><channel><title>Osk</title><link>https://osk.media</link>{item}</channel></rss>'

    [article] = made(read(tmp_path, {"a.xml": feed}))

    assert "Ana Kestrel" in str(article.fields["authors"])
    assert str(article.fields["authors"]).count("(") == str(article.fields["authors"]).count(")")
