"""What is new: feeds of listings and of corrections, as Atom and as JSON Feed."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import feedparser
import pytest

from generator import pipeline
from generator.settings import Settings
from tests.conftest import pages_of

URL = "https://a.example/"
FILES = {
    "one.md": "---\noutlet: Elm & Oak <News>\npublished: 2021-03-01\nheadline: Rain & 'wind'\n"
    "---\nIt rained.\n\nAll day.",
    "two.md": "---\noutlet: Elm & Oak <News>\npublished: 2021-03-02T08:00:00Z\nheadline: Sun\n---\nIt shone.",
    "undated.md": "---\noutlet: Elm & Oak <News>\nheadline: Never\n---\nNobody knows when.",
    "old.json": json.dumps({"url": "https://b.example/a", "text": "It snowd.", "captured": "2021-04-01T00:00:00Z"}),
    "new.json": json.dumps({"url": "https://b.example/a", "text": "It snowed.", "captured": "2021-05-01T00:00:00Z"}),
}


def feeds_of(archive: Callable[..., Settings], **options: Any) -> dict[str, bytes]:
    given = archive(FILES)
    settings = Settings.from_mapping(options, root=given.root, docs=given.docs, site_name="Archive", site_url=URL)
    pipeline.build(settings)
    return {path: content for path, content in pages_of(settings).items() if path.endswith(("feed.xml", "feed.json"))}


def test_a_feed_opens_in_a_reader_of_feeds_with_its_newest_article_first(archive: Callable[..., Settings]):
    found = feedparser.parse(feeds_of(archive)["feed.xml"])

    assert not found.bozo
    assert found.version == "atom10"
    assert [entry.title for entry in found.entries] == ["Sun", "Rain & 'wind'"]
    assert found.feed.updated == "2021-03-02T08:00:00Z"
    assert found.entries[1].author == "Elm & Oak <News>"
    assert all(entry.link.startswith(f"{URL}archive/2021/03/") for entry in found.entries)


def test_every_feed_is_there_in_both_forms_and_says_the_same(archive: Callable[..., Settings]):
    found = feeds_of(archive)

    folders = {path.rpartition("feed.")[0] for path in found}
    assert {"", "corrections/"} < folders
    assert any(folder.startswith("outlets/") for folder in folders)
    for folder in folders:
        atom, other = feedparser.parse(found[f"{folder}feed.xml"]), json.loads(found[f"{folder}feed.json"])
        assert [entry.id for entry in atom.entries] == [item["id"] for item in other["items"]]
        assert other["feed_url"] == f"{URL}archive/{folder}feed.json"


def test_a_correction_is_as_new_as_what_was_captured_last(archive: Callable[..., Settings]):
    [entry] = feedparser.parse(feeds_of(archive)["corrections/feed.xml"]).entries

    assert entry.updated == "2021-05-01T00:00:00Z"


def test_whole_texts_are_in_feeds_where_that_is_asked_for(archive: Callable[..., Settings]):
    short, whole = feeds_of(archive)["feed.json"], feeds_of(archive, feed_texts=True)

    assert "All day." not in json.loads(short)["items"][1]["content_text"]
    assert json.loads(whole["feed.json"])["items"][1]["content_text"] == "It rained.\n\nAll day."
    [content] = feedparser.parse(whole["feed.xml"]).entries[1].content
    assert content.value.count("<p>") == 2


@pytest.mark.parametrize("options", [{"feeds": []}, {"feeds": ["tag"]}])
def test_there_are_feeds_of_nothing_else_than_is_asked_for(archive: Callable[..., Settings], options: dict[str, Any]):
    assert feeds_of(archive, **options) == {}


def test_without_an_address_of_the_site_there_is_no_feed(archive: Callable[..., Settings]):
    settings = archive(FILES)
    pipeline.build(settings)

    assert not [path for path in pages_of(settings) if "feed." in path]
