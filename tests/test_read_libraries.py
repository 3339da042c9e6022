"""What libraries and broadcasters give out: harvests of newspapers with their texts, and transcripts of programmes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from generator.read.meaning.mapping import paper

from .reading import lost, made, passed, read

KILN = "The council of Curlew Point voted on Monday to rebuild the old lime kiln."


# Trove


HARVEST = (
    "article_id,title,newspaper_id,newspaper_title,page,date,category,text\n"
    '1,THE LIME KILN.,35,"The Curlew Argus (Curlew Point : 1848 - 1957)",5,1913-11-12,Article,text/1.txt\n'
    '2,LOST.,35,"The Curlew Argus (Curlew Point : 1848 - 1957)",5,1913-11-12,Article,text/2.txt\n'
)


def test_the_texts_of_a_harvest_are_read_with_their_rows(tmp_path: Path):
    found = read(tmp_path, {"results.csv": HARVEST, "text/1.txt": KILN, "other.txt": KILN})

    other, row = made(found)
    assert (row.text, row.fields["headline"], row.fields["outlet"]) == (KILN, "THE LIME KILN.", "The Curlew Argus")
    assert (row.fields["published"], row.fields["page_number"], row.provenance.record) == ("1913-11-12", "5", 2)
    assert other.provenance.path == "other.txt"
    assert passed(found) == {"read with results.csv": 1}
    assert len(lost(found)) == 1


def test_a_harvest_reads_nothing_out_of_its_folder(tmp_path: Path):
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")

    found = read(tmp_path / "articles", {"results.csv": HARVEST.replace("text/1.txt", "../secret.txt")})

    assert not made(found)
    assert len(lost(found)) == 2


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("The Curlew Argus (Curlew Point : 1848 - 1957)", "The Curlew Argus"),
        ("Curlew evening argus. [volume]", "Curlew evening argus"),
        ("Curlew Argus.", "Curlew Argus."),
        ("Der Bote (Kurlau)", "Der Bote (Kurlau)"),
    ],
)
def test_a_paper_is_called_as_it_is_and_not_as_catalogues_have_it(title: str, name: str):
    assert paper(title) == name


def test_a_page_of_chronicling_america_is_an_article_with_its_paper_and_day(tmp_path: Path):
    page = {
        "lccn": "sn1", "batch": "b", "sequence": 3,
        "title": "Curlew argus. [volume]", "date": "18990517",
        "id": "/lccn/1",
        "ocr_eng": "THE LIME KILN.\nThe kiln was built in eighteen mon-\nths, six months longer than was said.",
    }  # fmt: skip

    [article] = made(read(tmp_path, {"a.json": json.dumps({"totalItems": 1, "items": [page]})}))

    assert (article.fields["outlet"], article.fields["published"]) == ("Curlew argus", "18990517")
    assert "eighteen months" in article.text


# Transcripts


VTT = (
    "WEBVTT\nKind: captions\nLanguage: en\n\nNOTE made by hand\n\n1\n00:00:01.000 --> 00:00:03.000 align:start\n"
    "<v Ana Kestrel>Good <i>evening</i>.\n\n00:00:03.200 --> 00:00:05.000\n<v Ana Kestrel>The kiln\n\n"
    "00:00:05.000 --> 00:00:06.000\n<v Ana Kestrel>stands &amp; smokes.\n\n00:00:12.000 --> 00:00:13.000\n"
    "<v Ana Kestrel>Now the weather.\n\n00:00:13.000 --> 00:00:14.000\n<v Bo Finch>It rains.\n"
)


def test_a_transcript_is_an_article_in_paragraphs_by_speakers_and_pauses(tmp_path: Path):
    [article] = made(read(tmp_path, {"a.vtt": VTT, "a.yml": "headline: The evening news\noutlet: Radio Curlew"}))

    assert article.text.split("\n\n") == [
        "Ana Kestrel: Good evening. The kiln stands & smokes.",
        "Now the weather.",
        "Bo Finch: It rains.",
    ]
    assert (article.fields["headline"], article.fields["outlet"]) == ("The evening news", "Radio Curlew")
    assert (article.fields["language"], article.fields["duration_seconds"]) == ("en", 13)


def srt(*texts: str, line_end: str = "\n") -> str:
    cues = (f"{n}\n00:00:0{n},000 --> 00:00:0{n + 1},000\n{text}\n" for n, text in enumerate(texts, 1))
    return "\n".join(cues).replace("\n", line_end)


TTML = (
    '<?xml version="1.0"?><tt xmlns="http://www.w3.org/ns/ttml"><body><div><p begin="1s" end="2s">Good<br/>evening.</p>'
    "</div></body></tt>"
)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (srt("Good evening.", "It rains."), "Good evening. It rains."),
        (srt("{\\an8}Good evening.", line_end="\r\n"), "Good evening."),
        (srt(">> Good evening.", ">> It rains."), "Good evening.\n\nIt rains."),
        (srt("ANA: Hello.", "BO: Yes."), "ANA: Hello.\n\nBO: Yes."),
        (srt("the old lime kiln", "the old lime kiln stands"), "the old lime kiln stands"),
        (TTML, "Good evening."),
    ],
    ids=["plain", "windows", "changes", "names", "rolling", "ttml"],
)
def test_subtitles_are_read_as_they_are_written(tmp_path: Path, content: str, text: str):
    assert [one.text for one in made(read(tmp_path, {"programme": content}))] == [text]


def test_a_transcript_without_words_says_so(tmp_path: Path):
    found = read(tmp_path, {"a.vtt": "WEBVTT\n\n00:01.000 --> 00:02.000\n\n", "b.srt": "nothing here"})

    assert not made(found)
    assert len(lost(found)) == 2
