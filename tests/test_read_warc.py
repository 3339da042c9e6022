"""Web archives: each record becomes a capture or a problem or is passed over; what is damaged costs one record."""

from __future__ import annotations

import gzip
import html
import importlib.util
import io
import json
import os
import zipfile
import zlib
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from generator import build
from generator.read import Limits
from generator.read import part as part_module
from generator.read.detect import HEAD_BYTES, Certainty, Head, compression
from generator.read.files.registry import known_formats
from generator.settings import Settings

from .reading import cut, lost, made, passed, read, told

DAY = "2024-05-17T09:30:00Z"
NEXT_DAY = "2024-05-18T09:30:00Z"

OPENING = (
    "The harbour council voted on Tuesday to rebuild the old swing bridge, after a year of quarrels about who is to "
    "pay for it. Work begins in the autumn and is to take two winters, said the harbour master, whose office looks out "
    "on the rusted span. "
)
REST = (
    "Fishermen had asked for a wider passage, the tram company for rails. Neither gets what it wanted. The new span "
    "will be as narrow as the old one, but it will open in four minutes and not in twenty. Until then a ferry is to "
    "run every quarter of an hour, free of charge for those who live on the island. The council's opposition called "
    "the plan a bridge to nowhere and left the hall before the vote. "
)


def page(headline: str = "Council votes for a new swing bridge", text: str = OPENING + REST) -> str:
    about = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": headline, "datePublished": DAY}
    return (
        f"<!doctype html><html><head><title>{headline}</title>"
        f'<script type="application/ld+json">{json.dumps(about)}</script></head>'
        f"<body><article><h1>{headline}</h1><p>{text}</p><p>{REST}</p></article></body></html>"
    )


class Archive:
    """A WARC file in the making."""

    def __init__(self, *, packed: bool = False) -> None:
        self.file = io.BytesIO()
        self.count = 0
        self.digest = ""
        self.writer: Any = WARCWriter(self.file, gzip=packed)
        self.writer._create_temp_file = io.BytesIO  # its own are never closed

    def add(
        self,
        url: str = "https://gazette.example/bridge",
        body: str | bytes = "",
        *,
        kind: str = "response",
        status: str = "200 OK",
        http: dict[str, str] | None = None,
        **headers: str,
    ) -> str:
        """Write a record; return its id."""
        body = body.encode() if isinstance(body, str) else body
        fields = {"Content-Type": "text/html; charset=utf-8", **(http or {})}
        answer = StatusAndHeaders(status, list(fields.items()), protocol="HTTP/1.1")
        asking = StatusAndHeaders("GET /bridge HTTP/1.1", [], is_http_request=True)
        self.count += 1
        name = f"<urn:uuid:00000000-0000-4000-8000-{self.count:012}>"
        named = {
            "WARC-Date": DAY,
            "WARC-Record-ID": name,
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        record = self.writer.create_warc_record(
            url,
            kind,
            payload=io.BytesIO(body),
            http_headers={"response": answer, "revisit": answer, "request": asking}.get(kind),
            warc_headers_dict=named,
        )
        self.writer.write_record(record)
        self.digest = record.rec_headers.get_header("WARC-Payload-Digest")
        return name

    @property
    def data(self) -> bytes:
        return self.file.getvalue()


def archive(*urls: str, packed: bool = False) -> bytes:
    """Return a WARC file with an article at each address."""
    made_here = Archive(packed=packed)
    for number, url in enumerate(urls):
        made_here.add(url, page(f"Report number {number} from the harbour"))
    return made_here.data


URLS = [f"https://gazette.example/{name}" for name in ("one", "two", "three")]


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
def test_a_page_becomes_a_capture_with_its_address_its_time_and_its_record(tmp_path: Path, *, packed: bool):
    warc = Archive(packed=packed)
    name = warc.add(body=page())

    [capture] = made(read(tmp_path, {"crawl.warc.gz" if packed else "crawl.warc": warc.data}))

    assert capture.text.startswith(OPENING.strip()[:60])
    assert capture.fields["url"] == capture.provenance.url == "https://gazette.example/bridge"
    assert capture.provenance.captured == DAY
    assert capture.fields["headline"] == "Council votes for a new swing bridge"
    assert (capture.rules["url"], capture.rules["captured"]) == ("WARC-Target-URI", "WARC-Date")
    assert capture.provenance.container["WARC-Record-ID"] == name
    assert capture.provenance.container["WARC-Payload-Digest"].startswith("sha1:")


def test_what_is_no_article_is_counted_by_reason(tmp_path: Path):
    warc = Archive()
    warc.add("urn:crawl", "software: a test", kind="warcinfo")
    warc.add(body=page())
    warc.add(kind="request")
    warc.add("https://gazette.example/logo.png", b"\x89PNG", http={"Content-Type": "image/png"})
    warc.add("https://gazette.example/site.css", "p {}", http={"Content-Type": "text/css"})
    warc.add("https://gazette.example/gone", page(), status="404 Not Found")
    warc.add("https://gazette.example/old", "", status="301 Moved", http={"Location": "/bridge"})
    warc.add("https://gazette.example/ping", "ok")
    warc.add("https://gazette.example/empty", "")
    warc.add("dns:gazette.example", "192.0.2.1", kind="resource", Content_Type="text/dns")

    found = read(tmp_path, {"crawl.warc": warc.data})

    assert len(made(found)) == 1
    assert told(found) == []
    assert passed(found) == {
        "a record about the WARC file": 1,
        "a request": 1,
        "an image": 1,
        "a style sheet": 1,
        "an answer with status 404": 1,
        "a redirect": 1,
        "an answer without markup": 1,
        "an empty answer": 1,
        "a record of no web address": 1,
    }


@pytest.mark.parametrize(
    ("http", "encoded"),
    [
        ({"Content-Encoding": "gzip"}, gzip.compress),
        ({"Content-Encoding": "deflate"}, zlib.compress),
        ({"Content-Encoding": "deflate"}, lambda data: zlib.compress(data)[2:-4]),
        ({"Content-Encoding": "gzip"}, lambda data: data),
        ({"Transfer-Encoding": "chunked"}, lambda data: b"%x\r\n%b\r\n0\r\n\r\n" % (len(data), data)),
        ({"Transfer-Encoding": "chunked"}, lambda data: data),
        ({"Content-Type": "text/html; charset=windows-1252"}, lambda data: data.decode().encode("cp1252")),
    ],
    ids=["gzip", "zlib", "deflate", "expanded before", "chunked", "unchunked before", "charset"],
)
def test_a_page_is_read_however_it_was_sent(tmp_path: Path, http: dict[str, str], encoded: Any):
    warc = Archive()
    warc.add(body=encoded(page("Café at the quay reopens").encode()), http=http)

    [capture] = made(read(tmp_path, {"crawl.warc": warc.data}))

    assert capture.fields["headline"] == "Café at the quay reopens"


def test_a_page_sent_with_brotli_is_read_and_a_bomb_is_not(tmp_path: Path):
    brotli = pytest.importorskip("brotli")
    warc = Archive()
    warc.add(body=brotli.compress(page().encode()), http={"Content-Encoding": "br"})
    warc.add(body=brotli.compress(b"<p>" + b" " * 30_000_000, quality=1), http={"Content-Encoding": "br"})
    warc.add(body=gzip.compress(b"<p>" + b" " * 30_000_000), http={"Content-Encoding": "gzip"})

    found = read(tmp_path, {"crawl.warc": warc.data}, limits=Limits(record=1024**2))

    assert len(made(found)) == 1
    assert [message.partition(": ")[2].partition(": ")[2] for message in lost(found)] == [
        "br that expands to more than 1 MiB",
        "gzip that expands to more than 1 MiB",
    ]


@pytest.mark.parametrize("names", ["id", "capture", "digest"])
@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
def test_a_revisit_is_a_capture_of_the_page_as_it_was_before(tmp_path: Path, names: str, *, packed: bool):
    warc = Archive(packed=packed)
    name = warc.add(body=page())
    refers: Any = {
        "id": {"WARC_Refers_To": name},
        "capture": {"WARC_Refers_To_Target_URI": "https://gazette.example/bridge", "WARC_Refers_To_Date": DAY},
        "digest": {"WARC_Payload_Digest": warc.digest},
    }[names]
    warc.add(kind="revisit", WARC_Date=NEXT_DAY, **refers)

    first, second = made(read(tmp_path, {"crawl.warc": warc.data}))

    assert second.text == first.text
    assert (first.provenance.captured, second.provenance.captured) == (DAY, NEXT_DAY)
    assert first.provenance.container["WARC-Record-ID"] != second.provenance.container["WARC-Record-ID"]


def test_a_revisit_finds_its_page_in_another_part_and_is_read_anew_when_that_changes(tmp_path: Path):
    def written(text: str) -> bytes:
        warc = Archive()
        name = warc.add(body=page(text=text))
        for url in URLS:
            warc.add(url, page(f"Report from {url}"))
        warc.add(kind="revisit", WARC_Date=NEXT_DAY, WARC_Refers_To=name)
        return warc.data

    with patch.object(part_module, "PART_BYTES", 1000):
        before = made(read(tmp_path, {"crawl.warc": written(OPENING + REST)}))
        cut_before = cut(tmp_path)
        after = made(read(tmp_path, {"crawl.warc": written(OPENING.replace("Tuesday", "Monday,") + REST)}))
        cut_after = cut(tmp_path)

    assert len(cut_before) == len(cut_after) > 2
    assert before[-1].text == before[0].text != after[0].text == after[-1].text
    assert cut_before[-1].digest != cut_after[-1].digest
    assert cut_before[1].digest == cut_after[1].digest


def test_a_revisit_of_what_another_file_holds_is_passed_over(tmp_path: Path):
    warc = Archive()
    warc.add(kind="revisit", WARC_Refers_To="<urn:uuid:00000000-0000-4000-8000-000000000000>")

    found = read(tmp_path, {"crawl.warc": warc.data})

    assert passed(found) == {"a revisit of a page that another file holds": 1}


def test_a_page_says_which_address_led_to_it(tmp_path: Path):
    warc = Archive()
    warc.add("http://short.example/b", "", status="302 Found", http={"Location": "https://gazette.example/b"})
    warc.add("https://gazette.example/b", "", status="301 Moved", http={"Location": "/bridge"})
    warc.add(body=page())

    [capture] = made(read(tmp_path, {"crawl.warc": warc.data}))

    assert capture.fields["url"] == "https://gazette.example/bridge"
    assert capture.provenance.container["redirected from"] == "http://short.example/b"


def test_two_captures_of_one_address_are_versions_of_one_article_and_its_page_names_the_record(tmp_path: Path):
    warc = Archive()
    warc.add(body=page())
    newer = warc.add(body=page(text=OPENING.replace("Tuesday", "Wednesday")), WARC_Date=NEXT_DAY)
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "crawl.warc").write_bytes(warc.data)
    config = Settings.from_mapping({}, root=tmp_path, docs=tmp_path / "docs")

    report = build(config)

    [row] = map(json.loads, (config.archive / "data" / "articles.jsonl").read_text().splitlines())
    assert (report.articles, report.versions) == (1, 1)
    assert row["captured"] == NEXT_DAY
    assert row["container"]["WARC-Record-ID"] == newer
    written = (config.archive / f"{row['page'].removeprefix('archive/').strip('/')}.md").read_text()
    assert newer in html.unescape(written)


# Damage


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
def test_a_file_that_is_cut_off_loses_its_last_record_and_says_where(tmp_path: Path, *, packed: bool):
    data = archive(*URLS, packed=packed)

    found = read(tmp_path, {"crawl.warc": data[:-300]})

    assert [capture.provenance.url for capture in made(found)] == URLS[:2]
    [message] = lost(found)
    assert message.startswith("crawl.warc:3: at byte ")
    assert "cut off" in message


def test_a_damaged_gzip_member_costs_its_record_alone(tmp_path: Path):
    one, two, three = (archive(url, packed=True) for url in URLS)
    damaged = two[: len(two) // 2] + b"\x00\xff" * 20 + two[len(two) // 2 + 40 :]

    found = read(tmp_path, {"crawl.warc.gz": one + damaged + three})

    assert [capture.provenance.url for capture in made(found)] == [URLS[0], URLS[2]]
    [message] = lost(found)
    assert message.startswith(f"crawl.warc.gz:2: at byte {len(one):,}: a damaged gzip member")


@pytest.mark.parametrize(
    "junk", [b"junk between records\r\n", b"\x00" * 5000, b"WARC/1.0\r\nWARC-Type: response\r\n\r\nno length"]
)
@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
def test_what_stands_between_records_is_told_and_costs_none(tmp_path: Path, junk: bytes, *, packed: bool):
    one, two = (archive(url, packed=packed) for url in URLS[:2])

    found = read(tmp_path, {"crawl.warc": one + junk + b"\r\n" + two})

    assert [capture.provenance.url for capture in made(found)] == URLS[:2]
    [message] = lost(found)
    assert message.startswith(f"crawl.warc:2: at byte {len(one):,}: ")


@pytest.mark.parametrize(("change", "told_as"), [(400, "the record has"), (-40, "the record goes on")])
def test_a_wrong_length_is_told_and_costs_no_other_record(tmp_path: Path, change: int, told_as: str):
    one, two = (archive(url) for url in URLS[:2])
    length = int(one.partition(b"Content-Length: ")[2].split(b"\r\n")[0])
    wrong = one.replace(b"Content-Length: %d" % length, b"Content-Length: %d" % (length + change), 1)

    found = read(tmp_path, {"crawl.warc": wrong + two})

    assert [capture.provenance.url for capture in made(found)] == URLS[:2]
    assert lost(found) == []
    assert f"crawl.warc:1: at byte 0: Content-Length is {length + change}" in told(found)[0]
    assert told_as in told(found)[0]


def test_a_length_beyond_the_end_of_the_file_costs_one_record(tmp_path: Path):
    one, two = (archive(url) for url in URLS[:2])
    length = one.partition(b"Content-Length: ")[2].split(b"\r\n")[0]
    wrong = one.replace(b"Content-Length: " + length, b"Content-Length: 99999999999", 1)

    found = read(tmp_path, {"crawl.warc": wrong + two})

    assert URLS[1] in [capture.provenance.url for capture in made(found)]
    assert len(told(found)) == 1


def test_a_record_whose_bytes_are_not_those_that_were_archived_is_told(tmp_path: Path):
    data = archive(URLS[0]).replace(b"swing bridge", b"Swing bridge")

    found = read(tmp_path, {"crawl.warc": data})

    assert len(made(found)) == 1
    assert "WARC-Block-Digest is" in told(found)[0]


def test_records_that_were_compressed_as_one_stream_are_read(tmp_path: Path):
    found = read(tmp_path, {"crawl.warc.gz": gzip.compress(archive(*URLS))})

    assert [capture.provenance.url for capture in made(found)] == URLS
    assert told(found) == []


def test_a_record_that_goes_on_in_another_gzip_member_is_read(tmp_path: Path):
    data = archive(URLS[0])

    found = read(tmp_path, {"crawl.warc.gz": gzip.compress(data[:700]) + gzip.compress(data[700:])})

    assert [capture.provenance.url for capture in made(found)] == URLS[:1]
    assert told(found) == []


def test_a_record_that_is_too_long_is_told_if_it_is_a_page_and_passed_over_if_not(tmp_path: Path):
    warc = Archive(packed=True)
    warc.add(body=page(text=os.urandom(1_000_000).hex()))
    warc.add("https://gazette.example/film", os.urandom(2_000_000), http={"Content-Type": "video/mp4"})
    warc.add(URLS[0], page())

    found = read(tmp_path, {"crawl.warc.gz": warc.data}, limits=Limits(record=1024**2))

    assert [capture.provenance.url for capture in made(found)] == URLS[:1]
    assert lost(found) == ["crawl.warc.gz:1: at byte 0: a page of more than 1 MiB; expected less"]
    assert passed(found) == {"sound or film": 1}


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz", "a.arc", "a.wacz"])
@pytest.mark.parametrize(
    "content", [b"", b"just words", b"\x1f\x8b\x08\x00", b"PK\x03\x04"], ids=["0", "w", "gz", "zip"]
)
def test_a_file_that_is_none_is_one_problem(tmp_path: Path, name: str, content: bytes):
    found = read(tmp_path, {name: content})

    assert made(found) == []
    assert len(told(found)) == 1
    assert told(found)[0].startswith(name)


def test_a_warc_file_under_another_name_is_known_by_its_content(tmp_path: Path):
    assert len(made(read(tmp_path, {"crawl.txt": archive(URLS[0]), "crawl": archive(URLS[1], packed=True)}))) == 2


def _is_surely_another(data: bytes, packing: str | None) -> bool:
    """Whether a file begins as one of another kind does: it is taken for one, and told, whatever its name says."""
    if compression(data) not in (None, packing):
        return True
    head = Head(data=data[:HEAD_BYTES], complete=len(data) <= HEAD_BYTES, ending=".warc")
    return any(one.kind != "warc" and one.recognise(head) == Certainty.CERTAIN for one in known_formats())


@given(
    at=st.integers(min_value=0, max_value=4000),
    junk=st.binary(max_size=40),
    count=st.integers(0, 60),
    packed=st.booleans(),
)
@example(at=0, junk=b"", count=10, packed=True)
@example(at=0, junk=b"MZ", count=0, packed=False)  # a program's beginning, which no format is sure of
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
def test_damage_anywhere_makes_nothing_fail_and_costs_two_records_at_most(
    tmp_path: Path, at: int, junk: bytes, count: int, *, packed: bool
):
    data = archive(*URLS, packed=packed)
    damaged = data[:at] + junk + data[at + count :]
    assume(not _is_surely_another(damaged, "gz" if packed else None))

    found = read(tmp_path, {"crawl.warc": damaged})

    assert len(made(found)) + len(passed(found)) + len(told(found)) >= 1
    assert len(made(found)) >= 1


# Other containers


def test_an_arc_file_is_read(tmp_path: Path):
    body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page().encode()
    version = b"1 0 InternetArchive\nURL IP-address Archive-date Content-type Archive-length\n"
    arc = b"filedesc://crawl.arc 0.0.0.0 20080430204825 text/plain %d\n%b\n" % (len(version), version)
    arc += b"http://gazette.example/bridge 192.0.2.1 20080430204826 text/html %d\n%b\n" % (len(body), body)

    found = read(tmp_path, {"crawl.arc": arc, "crawl.arc.gz": gzip.compress(arc)})

    assert [capture.provenance.captured for capture in made(found)] == ["2008-04-30T20:48:26Z"] * 2
    assert made(found)[0].provenance.url == "http://gazette.example/bridge"
    assert passed(found) == {"a record about the ARC file": 2}


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED], ids=["stored", "deflated"])
def test_a_wacz_package_is_read_with_revisits_from_one_of_its_files_to_another(tmp_path: Path, method: int):
    first, second = Archive(packed=True), Archive(packed=True)
    name = first.add(body=page())
    second.add(kind="revisit", WARC_Date=NEXT_DAY, WARC_Refers_To=name)
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w", method) as written:
        written.writestr("pages/pages.jsonl", '{"format": "json-pages-1.0"}\n')
        written.writestr("archive/b.warc.gz", second.data)
        written.writestr("archive/a.warc.gz", first.data)
        written.writestr("datapackage.json", "{}")

    found = read(tmp_path, {"crawl.wacz": package.getvalue()})

    one, two = made(found)
    assert one.text == two.text
    assert [capture.provenance.container["WACZ member"] for capture in (one, two)] == [
        "archive/a.warc.gz",
        "archive/b.warc.gz",
    ]
    assert passed(found) == {"an index or list of the WACZ package": 2}


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
def test_a_file_that_grows_keeps_its_earlier_parts_and_parts_give_what_the_whole_gives(tmp_path: Path, *, packed: bool):
    urls = [f"https://gazette.example/{number}" for number in range(8)]
    one, more = archive(*urls, packed=packed), archive("https://gazette.example/more", packed=packed)
    large = read(tmp_path, {"crawl.warc": one})

    with patch.object(part_module, "PART_BYTES", 2500):
        small = read(tmp_path, {"crawl.warc": one})
        before = cut(tmp_path)
        grown = read(tmp_path, {"crawl.warc": one + more})
        after = cut(tmp_path)

    assert len(before) >= 3
    assert made(small) == made(large)
    assert [part.digest for part in after[: len(before) - 1]] == [part.digest for part in before[:-1]]
    assert made(grown)[:-1] == made(large)


@pytest.mark.parametrize("missing", ["warcio", "brotli", "trafilatura"])
def test_a_missing_library_is_a_problem_that_says_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, missing: str
):
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == missing else find(name))

    found = read(tmp_path, {"crawl.warc": archive(URLS[0])})

    assert lost(found) == [
        f"crawl.warc: a WARC file, which needs {missing}; expected it installed: pip install 'backfile[warc]'"
    ]


def test_a_record_right_behind_a_block_without_a_line_end_is_read(tmp_path: Path):
    """Some writers leave out the two line ends that close a record; the next one's first word is end enough."""
    one, two = (archive(url) for url in URLS[:2])
    assert one.endswith(b"\r\n\r\n")

    found = read(tmp_path, {"crawl.warc": one.removesuffix(b"\r\n\r\n") + two})

    assert [capture.provenance.url for capture in made(found)] == URLS[:2]
    assert (told(found), lost(found)) == ([], [])


def test_a_member_that_expands_beyond_its_ratio_is_given_up_and_costs_its_record_alone(tmp_path: Path):
    bomb = Archive(packed=True)
    bomb.add(body=page() + " " * 40_000_000)

    found = read(
        tmp_path,
        {"crawl.warc.gz": bomb.data + archive(URLS[1], packed=True)},
        limits=Limits(record=1024**2, ratio=20),
    )

    assert [capture.provenance.url for capture in made(found)] == URLS[1:2]
    [message] = lost(found)
    assert "expands to more than 20 times its size" in message


def test_the_last_record_of_a_damaged_member_is_not_trusted(tmp_path: Path):
    """The checksum comes at the end: a record can look whole and be none of what was written."""
    member = bytearray(gzip.compress(archive(URLS[0]), 0))
    place = member.index(b"swing bridge")
    member[place] ^= 0x20

    found = read(tmp_path, {"crawl.warc.gz": bytes(member) + archive(URLS[1], packed=True)})

    assert [capture.provenance.url for capture in made(found)] == URLS[1:2]
    [message] = lost(found)
    assert "damaged gzip member" in message
