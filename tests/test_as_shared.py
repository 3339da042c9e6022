"""As shared: data sets, chats, scans and captions as people hand them on, in invented texts; each was wrong before."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from generator.read.meaning import literals, names

from .reading import lost, made, passed, read, told
from .test_facts import described, value
from .test_read_exports import LONG, SAIL, WALK

NAME, DAY = "Ferry crews walk out", "2023-11-14"


def table(*rows: tuple[str, ...]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows(rows)
    return written.getvalue()


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("content_txt_fr", "text"),
        ("title_txt_en", "headline"),
        ("meta_date_dt", "published"),
        ("lang_s", "language"),
        ("meta_journal_s", "outlet"),
        ("CONTENT_TITLE", "headline"),
        ("CONTENT_NEWSROOM", "outlet"),
        ("article_author", "authors"),
        ("doc-tags", "tags"),
        ("news", "text"),
        ("뉴스", "text"),
    ],
)
def test_a_key_may_say_what_it_is_of_and_of_which_type_it_is(name: str, key: str):
    assert list(names.columns_of((name,))) == [key]


@pytest.mark.parametrize(
    "name", ["item_name", "content_length_i", "meta_partner_s", "content_by", "https://a.example/b.html", "news_type"]
)
def test_a_key_that_says_nothing_of_an_article_is_none_of_ours(name: str):
    assert names.columns_of((name,)) == {}


def test_a_table_in_a_script_without_spaces_may_have_no_names_of_its_columns(tmp_path: Path):
    text = "港の渡し船の乗組員は火曜日の朝、夜勤をめぐる話し合いが三度目に決裂したあと、いっせいに仕事を離れた。" * 2
    rows = [(f"https://log.example/{n}.html", f"渡し船の乗組員が仕事を離れた {n}", text) for n in range(1, 4)]

    found = made(read(tmp_path, {"a.csv": table(*rows)}))

    assert [one.fields["headline"] for one in found] == [title for _, title, _ in rows]
    assert found[0].text == text


CHAT = """12/07/2023, 22:35 - Messages to this group are now secured with end-to-end encryption.
12/07/2023, 22:35 - Ines: Are you on the night ferry?
13/07/2023, 09:12 - Jon: No, the crews
walked out
13/07/2023, 09:16 - Ines: Oh dear
"""


@pytest.mark.parametrize(
    "chat",
    [
        CHAT,
        "[12.07.23, 22:35:01] Ines: Fährt sie?\n[12.07.23, 22:36:10] Jon: Nein\n[13.07.23, 08:00:00] Ines: Schade\n",
        "7/12/23, 10:35 PM - Ines: Hi\n7/12/23, 10:36 PM - Jon: Hi\n7/12/23, 10:37 PM - Ines: Well\n",
        "2023-07-12, 22:35 - Ines: Hej\n2023-07-12, 22:36 - Jon: Hej\n2023-07-12, 22:37 - Ines: Nå\n",
    ],
)
def test_a_chat_between_people_is_theirs(tmp_path: Path, chat: str):
    assert passed(read(tmp_path, {"a.txt": chat})) == {"private (a chat between people)": 1}


def test_a_report_that_goes_by_the_clock_is_no_chat(tmp_path: Path):
    lines = [f"14/11/2023, 09:1{n}: {LONG}" for n in range(3)]

    assert len(made(read(tmp_path, {"a.txt": "\n".join([NAME, "", *lines])}))) == 1


def test_a_record_may_hold_itself_as_it_was_got(tmp_path: Path):
    url = "https://log.example/1"
    raw = {"author": "Ines Calloway", "title": NAME, "url": url, "content": WALK}
    record = {"url": url, "title": NAME, "text": LONG, "status": "analyzed", "raw": raw, "related": {"author": "Jon"}}

    [one] = made(read(tmp_path, {"a.jsonl": json.dumps(record) + "\n"}))

    assert (one.fields["authors"], one.rules["authors"]) == ("Ines Calloway", "record, raw.author")


def test_another_article_inside_a_record_says_nothing_of_it(tmp_path: Path):
    other = {"author": "Jon Hale", "title": "Sail", "url": "https://log.example/2"}
    record = {"url": "https://log.example/1", "title": NAME, "date": DAY, "text": LONG, "next": other}

    [one] = made(read(tmp_path, {"a.json": json.dumps([record])}))

    assert "authors" not in one.fields


def note(number: int, to: list[str], content: str) -> dict[str, Any]:
    about = {"published": "2023-11-14T09:30:00Z", "to": to, "cc": []}
    inner = {"type": "Note", "attributedTo": "https://sea.example/u", "url": f"https://sea.example/{number}", **about}
    return {"type": "Create", **about, "object": {**inner, "content": content, "contentMap": {"en": content}}}


def test_what_somebody_posted_has_no_headline_and_what_was_for_one_alone_stays_out(tmp_path: Path):
    public = note(1, ["https://www.w3.org/ns/activitystreams#Public"], f"<p>{WALK}</p><p>{SAIL}</p>")
    direct = note(2, ["https://sea.example/jon"], f"<p>{WALK}</p>")
    box = {"@context": "https://www.w3.org/ns/activitystreams", "orderedItems": [public, direct]}

    found = read(tmp_path, {"outbox.json": json.dumps(box)})

    [one] = made(found)
    assert (one.text.split("\n\n"), "headline" in one.fields) == ([WALK, SAIL], False)
    assert passed(found) == {"private (visibility)": 1}


def letters(words: str, top: int) -> str:
    each = [
        f'<charParams l="{60 + 20 * at}" t="{top}" r="{78 + 20 * at}" b="{top + 30}">{letter}</charParams>'
        for at, letter in enumerate(words)
    ]
    inner = "\n            ".join(each)
    right = 60 + 20 * len(words)
    return (
        f'<par><line baseline="{top + 30}" l="60" t="{top}" r="{right}" b="{top + 30}">\n'
        f'          <formatting lang="EnglishUnitedStates">\n            {inner}\n          </formatting>\n'
        "        </line></par>"
    )


@pytest.mark.parametrize("root", ["document", "page"])
def test_letters_of_abbyy_make_words_however_their_file_is_indented(tmp_path: Path, root: str):
    block = f'<block blockType="Text" l="60" t="80" r="900" b="300">\n<text>{letters(WALK, 80)}</text></block>'
    page = f'<page width="3000" height="4000" resolution="300" originalCoords="1">\n{block}\n</page>'
    source = page if root == "page" else f"<document>{page}</document>"

    [one] = made(read(tmp_path, {"a.xml": source}))

    assert one.text == WALK


SAMI = """<SAMI><HEAD><TITLE>Harbour News</TITLE><STYLE TYPE="text/css"><!--
P { text-align: center; }
.KRCC {Name: Korean; lang: ko-KR; SAMI_Type: CC;}
.ENCC {Name: English; lang: en-GB; SAMI_Type: CC;}
--></STYLE></HEAD><BODY>
<SYNC Start=1000><P Class=ENCC>
  ANNOUNCER:<br>Ferry crews walked out<br/> on Tuesday.
<P Class=KRCC>승무원
<SYNC Start=3000><P Class=ENCC>&nbsp;
<SYNC start="9000"><P class="ENCC">Talks go on.</P></SYNC>
</BODY></SAMI>"""


def test_sami_is_a_transcript_in_the_first_of_its_languages(tmp_path: Path):
    found = read(tmp_path, {"a.smi": SAMI})

    [one] = made(found)
    assert one.text.split("\n\n") == ["ANNOUNCER: Ferry crews walked out on Tuesday.", "Talks go on."]
    assert (one.fields["headline"], one.fields["language"]) == ("Harbour News", "en-GB")
    assert passed(found) == {"captions in another language": 1}
    assert lost(read(tmp_path / "b", {"b.smi": "<SAMI><BODY></BODY></SAMI>"})) != []
    assert len(made(read(tmp_path / "c", {"c.smi": SAMI[: SAMI.index("Talks")]}))) == 1


def test_one_of_reuters_reports_may_be_a_file_of_xml(tmp_path: Path):
    source = (
        '<?xml version="1.0"?>\n<REUTERS TOPICS="YES" NEWID="7">\n <DATE>14-NOV-1987 15:01:01.04</DATE>\n'
        " <TOPICS>\n  <D>ship</D>\n  <D>wages</D>\n </TOPICS>\n <TEXT>\n"
        f"  <TITLE>FERRY CREWS WALK OUT</TITLE>\n  <BODY>{WALK}\n    {SAIL}\n Reuter</BODY>\n </TEXT>\n</REUTERS>\n"
    )
    found = read(tmp_path, {"a.xml": source})

    [one] = made(found)
    assert one.text.split("\n\n") == [WALK, SAIL]
    assert (one.fields["tags"], one.fields["published"]) == (["ship", "wages"], "14-Nov-1987 15:01:01")
    assert told(found) == []


@pytest.mark.parametrize(
    "opening", ["(서울=뉴스1) 홍길동 기자 = ", "[세종=뉴시스]홍길동 기자 = ", "(부산=연합뉴스) 홍길동 특파원 = "]
)
def test_a_reporter_behind_an_agencys_bracket_is_the_author(opening: str):
    article = described(f"{opening}여객선 승무원들이 화요일 아침 야간 근무 협상이 세 번째로 깨진 뒤 일을 멈췄다.")

    assert value(article.authors) == ("홍길동",)


def test_lists_under_sections_are_one_list_and_say_the_section(tmp_path: Path):
    def short(number: int) -> dict[str, Any]:
        return {
            "title": f"{NAME} {number}",
            "link": f"https://log.example/{number}",
            "description": WALK[:90],
            "pubDate": "2023-11-14T09:30:00Z",
        }

    source = {"lastUpdate": "2023-11-15", "news": {"World": [short(1), short(2)], "Gaming": [short(3)], "Sport": []}}
    found = made(read(tmp_path, {"a.json": json.dumps(source)}))

    said = [(one.fields["headline"][-1], one.fields["section"]) for one in found]
    assert said == [("1", "World"), ("2", "World"), ("3", "Gaming")]


def test_lists_under_days_are_one_list_and_say_the_day(tmp_path: Path):
    def record(number: int) -> dict[str, str]:
        return {"link": f"/news/{number}", "title": f"{NAME} {number}", "full_content": WALK + SAIL}

    source = {"2023-11-14": [record(1), record(2)], "2023-11-13": [record(3)]}
    found = made(read(tmp_path, {"a.json": json.dumps(source)}))

    assert [one.fields["published"] for one in found] == ["2023-11-14", "2023-11-14", "2023-11-13"]


@pytest.mark.parametrize("keys", [("train", "test"), ("articles", "related"), ("news", "latest"), ("sport", "x", "y")])
def test_lists_under_other_keys_say_no_section(tmp_path: Path, keys: tuple[str, ...]):
    source = {key: [{"title": f"{NAME} {key}", "text": WALK + SAIL}] for key in keys}

    found = made(read(tmp_path, {"a.json": json.dumps(source)}))

    assert len(found) == len(keys)
    assert all("section" not in one.fields for one in found)


@pytest.mark.parametrize(("said", "published"), [("2023-11-14 12:39:00", "2023-11-14 12:39:00"), ("12:39", None)])
def test_a_time_may_be_a_whole_date(tmp_path: Path, said: str, published: str | None):
    rows = [{"title": NAME, "time": said, "content": WALK}, {"title": NAME + " again", "time": said, "content": SAIL}]

    found = made(read(tmp_path, {"a.json": json.dumps(rows)}))

    assert [one.fields.get("published") for one in found] == [published, published]


def test_a_table_without_names_may_spell_its_dates_out_in_spanish(tmp_path: Path):
    rows = [(f"{NAME} {n}", f"https://log.example/{n}", f"{n} de noviembre, 2023", LONG) for n in range(2, 6)]

    found = made(read(tmp_path, {"a.csv": table(*rows)}))

    assert [one.fields["published"] for one in found] == [row[2] for row in rows]


@pytest.mark.parametrize(
    ("line", "authors", "agency"),
    [
        ("Inès Vasseur(avec AFP)", ("Inès Vasseur",), "AFP"),
        ("Jon Bell (with Reuters)", ("Jon Bell",), "Reuters"),
        ("INES CALLOWAY Associated Press", ("Ines Calloway",), "AP"),
    ],
)
def test_a_line_is_a_name_and_the_agency(line: str, authors: tuple[str, ...], agency: str):
    article = described(f"{WALK}\n\n{SAIL}\n\n{line}")

    assert (value(article.authors), value(article.agency)) == (authors, agency)


def test_a_name_below_a_day_may_say_where_somebody_works():
    article = described(f"14/11/2023\n\nInês Vasconcelos (Redação - Porto/Osk)\n\nCompartilhar:\n\n{WALK}\n\n{SAIL}")

    assert value(article.authors) == ("Inês Vasconcelos",)


def test_points_of_a_summary_are_no_text(tmp_path: Path):
    source = f"{WALK}\n\n{SAIL}\n\n@highlight\n\nCrews walk out\n\n@highlight\n\nNo ferry before Friday\n"

    [one] = made(read(tmp_path, {"0a1b.story": source}))

    assert one.text.split() == f"{WALK} {SAIL}".split()
    assert [cut.text for cut in one.dropped] == ["Crews walk out", "No ferry before Friday"]


RECORDS = [{"title": f"The crew's walk {n}", "date": "2023-11-14", "author": None, "text": SAIL} for n in (1, 2)]


@pytest.mark.parametrize("opening", ["window.news_2023 = ", "news = ", "export default ", "const news = "])
def test_a_script_may_be_but_a_list_of_articles(tmp_path: Path, opening: str):
    found = made(read(tmp_path, {"a.js": opening + json.dumps({"articles": RECORDS}, indent=1) + ";\n"}))

    assert [one.fields["headline"] for one in found] == ["The crew's walk 1", "The crew's walk 2"]


@pytest.mark.parametrize(
    "script", ['var settings = {"title": "Harbour Log", "id": 3};', "let a = 1;", 'f({"text": 1, "date": 2})']
)
def test_other_scripts_are_passed_over(tmp_path: Path, script: str):
    found = read(tmp_path, {"a.js": script, "b.txt": WALK})

    assert passed(found) == {"a script": 1}
    assert told(found) == []


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("a.json", repr(RECORDS)),
        ("a.txt", "\n".join(map(repr, RECORDS)) + "\n"),
        ("a.jsonl", "\n".join(map(repr, RECORDS)) + "\n"),
        ("b.json", "\n\n".join(map(repr, RECORDS)) + "\n"),
    ],
)
def test_records_may_be_written_as_python_prints_them(tmp_path: Path, name: str, source: str):
    found = made(read(tmp_path, {name: source}))

    assert [one.fields["headline"] for one in found] == ["The crew's walk 1", "The crew's walk 2"]
    assert [one.text for one in found] == [SAIL, SAIL]


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("{'a': 'it\\'s \\x41\\u00e9\\n\\\\d \\d'}", "it's A\u00e9\n\\d \\d"),
        ("{'a': \"it's\"}", "it's"),
        ("{'a': [True, nan, 'None']}", [True, None, "None"]),
        ("{'a': datetime.date(2023, 1, 4)}", "2023-01-04"),
        ("{'a': datetime.datetime(2023, 11, 4, 9, 30, tzinfo=datetime.timezone.utc)}", "2023-11-04T09:30:00Z"),
        ("{'a': ObjectId('6553')}", "6553"),
        ("{'a': Timestamp('2023-11-04 00:00:00', tz='UTC')}", "2023-11-04 00:00:00"),
    ],
)
def test_what_python_prints_is_put_into_json(printed: str, value: Any):
    assert literals.is_printed(printed)
    assert json.loads(literals.as_json(printed)) == {"a": value}


@pytest.mark.parametrize("broken", ["{'a': 'open", "{'a': (1, 2)}", "{'a': 1,, }", "{'a': f(x)}"])
def test_what_python_prints_and_nobody_reads_is_told(tmp_path: Path, broken: str):
    found = read(tmp_path, {"a.json": broken})

    assert made(found) == []
    assert "broken JSON" in told(found)[0]


def test_blocks_may_have_their_words_in_a_model(tmp_path: Path):
    blocks = [
        {"type": "heading", "model": {"text": NAME}},
        {"type": "paragraph", "model": {"text": WALK}},
        {"type": "image", "model": {"url": "https://log.example/a.jpg", "altText": "A ferry"}},
        {"type": "text", "model": {"blocks": [{"type": "paragraph", "model": {"text": SAIL}}]}},
    ]
    [one] = made(read(tmp_path, {"a.json": json.dumps({"title": NAME, "body": blocks})}))

    assert one.text.split("\n\n")[-2:] == [WALK, SAIL]
