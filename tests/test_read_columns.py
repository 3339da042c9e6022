"""Tables as people have them: names in their languages, lines above, no names at all, dates in their order."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from generator.model import Capture, Problem
from generator.read.meaning.names import columns_of, fold, known_names

from .reading import read

TEXT = "The council closes the old bridge, and divers found cracks in two of its iron piers after a long search below."
LONGER = f"{TEXT} {TEXT}"


def captures_of(outcome: list[Any]) -> list[Capture]:
    return [one for one in outcome if isinstance(one, Capture)]


def problems_of(outcome: list[Any]) -> list[str]:
    return [str(one) for one in outcome if isinstance(one, Problem)]


NAMES = {
    "English": "Headline;Publication Date;Newspaper;Author;Full Text",
    "capitals": "TITLE;DATE;PUBLICATION;AUTHOR;BODY TEXT",
    "camels": "articleTitle;publishedAt;siteName;authorName;bodyText",
    "dotted": "article.title;article.date;article.newspaper;article.author;article.text",
    "Dublin Core": "dc:title;dc:date;dc:publisher;dc:creator;content:encoded",
    "German": "Überschrift;Datum;Zeitung;Autor;Volltext",
    "French": "Titre;Date de publication;Journal;Auteur;Texte intégral",
    "Spanish": "Título;Fecha;Periódico;Autor;Texto",
    "Portuguese": "Título;Data;Jornal;Autor;Conteúdo",
    "Italian": "Titolo;Data di pubblicazione;Testata;Autore;Testo",
    "Dutch": "Kop;Publicatiedatum;Krant;Auteur;Tekst",
    "Swedish": "Rubrik;Publicerad;Tidning;Författare;Innehåll",
    "Polish": "Tytuł;Data publikacji;Gazeta;Autor;Treść",
    "Turkish": "Başlık;Tarih;Gazete;Yazar;Metin",
    "Russian": "Заголовок;Дата;Издание;Автор;Текст",
    "Greek": "Τίτλος;Ημερομηνία;Εφημερίδα;Συντάκτης;Κείμενο",
    "Arabic": "العنوان;التاريخ;الصحيفة;الكاتب;النص",
    "Hebrew": "כותרת;תאריך;עיתון;כתב;טקסט",
    "Japanese": "見出し;掲載日;新聞名;記者;本文",
    "Chinese": "标题;日期;报纸;作者;正文",
    "Chinese, traditional": "標題;發布日期;報紙;記者;內容",
    "Korean": "제목;날짜;언론사;기자;본문",
}


@pytest.mark.parametrize("language", NAMES)
def test_columns_are_known_in_the_languages_of_the_table(language: str, tmp_path: Path):
    table = f"{NAMES[language]}\nBridge closes;2024-05-17;Marrow Mail;Ana Kestrel;{TEXT}\n"

    [capture] = captures_of(read(tmp_path, {"a.csv": table}))

    given = {key: capture.fields[key] for key in ("headline", "published", "outlet", "authors")}
    assert given == {
        "headline": "Bridge closes",
        "published": "2024-05-17",
        "outlet": "Marrow Mail",
        "authors": "Ana Kestrel",
    }
    assert capture.text == TEXT


def test_a_name_that_means_two_things_is_told_by_the_columns_beside_it():
    assert columns_of(["Titel", "Rubrik", "Text"]) == {"headline": "Titel", "section": "Rubrik", "text": "Text"}
    assert columns_of(["Rubrik", "Datum", "Text"])["headline"] == "Rubrik"


def test_no_name_stands_twice_under_two_keys_but_for_those_that_languages_share():
    keys: dict[str, set[str]] = {}
    for key, names in known_names().items():
        for name in names:
            keys.setdefault(fold(name), set()).add(key)

    assert {name for name, known in keys.items() if len(known) > 1} == {"rubrik", "tag"}


WAYS = {
    "Excel's first line": "sep=;\r\nTitel;Datum;Text\r\nBridge;2024-05-17;{text}\r\n",
    "lines above": "Export of 1 June 2024\n\nSearch: bridge; 1 hit\nTitle,Date,Text\nBridge,2024-05-17,{quoted}\n",
    "a title above, in cells": "Press review,,\n,,\nTitle,Date,Text\nBridge,2024-05-17,{quoted}\n",
    "pipes": "title|date|text\nBridge|2024-05-17|{text}\n",
    "carets": "title^date^text\nBridge^2024-05-17^{text}\n",
    "tabs": "title\tdate\ttext\nBridge\t2024-05-17\t{text}\n",
    "blank lines": "\ntitle,date,text\n\nBridge,2024-05-17,{quoted}\n\n",
    "no names": "Bridge closes,2024-05-17,https://x.example/a,{quoted}\n"
    "Smelt is landed,2024-05-18,https://x.example/b,{quoted}\n",
    "a dump of PostgreSQL": "17\tBridge closes\t2024-05-17\t\\N\t{text}\n"
    "18\tSmelt is landed\t2024-05-18\t\\N\t{text}\n",
    "delimiters behind": "title,date,text,,\nBridge,2024-05-17,{quoted},,\n",
    "three columns of a date": "title,year,month,day,text\nBridge,2024.0,5,17,{quoted}\n",
    "three columns in German": "Titel;Tag;Monat;Jahr;Text\nBridge;17;5;2024;{text}\n",
    "a serial number": "title,date,text\nBridge,45429,{quoted}\n",
    "commas in a text without quotes": "title,date,text\nBridge,2024-05-17,{text}\n",
    "days first": "title,date,text\nBridge,17/05/2024,{quoted}\nB,04/06/2024,{quoted}\n",
    "two digits of the year": "title,date,text\nBridge,17.05.24,{quoted}\nB,04.06.24,{quoted}\n",
    "months first": "title,date,text\nBridge,5/17/2024,{quoted}\nB,04/06/2024,{quoted}\n",
}


@pytest.mark.parametrize("way", WAYS)
def test_a_table_is_read_however_it_is_written(way: str, tmp_path: Path):
    table = WAYS[way].replace("{text}", LONGER).replace("{quoted}", f'"{LONGER}"')

    first = captures_of(read(tmp_path, {"a.csv": table}))[0]

    assert first.fields["headline"].startswith("Bridge")
    assert first.fields["published"] == "2024-05-17"
    assert (first.text, first.provenance.record) == (LONGER, 1)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        pytest.param("One.<br>Two.<script>var a</script>", "One.\n\nTwo.", id="tags"),
        pytest.param(
            "&lt;p&gt;One &amp;amp; all.&lt;/p&gt;&lt;p&gt;Two.&lt;/p&gt;", "One & all.\n\nTwo.", id="escaped tags"
        ),
        pytest.param("The town&amp;#8217;s bridge", "The town’s bridge", id="entities escaped twice"),
        pytest.param("One._x000D_\nTwo.", "One.\nTwo.", id="line ends written out by Excel"),
        pytest.param("One.\\n\\nTwo.", "One.\n\nTwo.", id="line ends written out"),
        pytest.param("Fish & chips for AT&T at 5 < 6", "Fish & chips for AT&T at 5 < 6", id="ampersands"),
    ],
)
def test_cells_say_what_they_say_without_what_tools_left_in_them(cell: str, text: str, tmp_path: Path):
    [capture] = captures_of(read(tmp_path, {"a.csv": f'title,text\nBridge,"{cell}"\n'}))

    assert capture.text == text


def test_words_for_nothing_are_no_values(tmp_path: Path):
    table = f"title,author,date,url,text\nnan,None,NaT,N/A,{TEXT.replace(',', ' ')}\nB,,0000-00-00,null,nan\n"

    outcome = read(tmp_path, {"a.csv": table})

    [capture] = captures_of(outcome)
    assert not capture.fields
    assert problems_of(outcome)[-1].startswith("a.csv:2: text: not given, only 'title'")


def test_a_cell_that_excel_cut_is_incomplete_and_a_problem(tmp_path: Path):
    outcome = read(tmp_path, {"a.csv": f"title,text\nBridge,{'word ' * 6553}wo\n"})

    [capture] = captures_of(outcome)
    assert "32,767" in capture.fields["incomplete"]
    assert "32,767" in problems_of(outcome)[0]


@pytest.mark.parametrize("end", ["… [+2219 chars]", "... [1234 chars]", " [...]", "[+12 characters]"])
def test_a_text_that_an_api_cut_is_incomplete(end: str, tmp_path: Path):
    [capture] = captures_of(read(tmp_path, {"a.jsonl": f'{{"title": "Bridge", "content": "{TEXT}{end}"}}\n'}))

    assert capture.text == TEXT
    assert "cut off" in capture.fields["incomplete"]


def test_dates_that_nothing_settles_are_said_once(tmp_path: Path):
    rows = "".join(f'T{day},0{day}/05/2024,"{TEXT}"\n' for day in range(1, 5))

    outcome = read(tmp_path, {"a.csv": f"title,date,text\n{rows}"})

    [told] = problems_of(outcome)
    assert "read in two ways" in told
    assert captures_of(outcome)[0].fields["published"] == "01/05/2024"


@pytest.mark.parametrize("name", ["content_original", "Body Raw", "clean_article_text", "full-content", "text_clean"])
def test_the_state_of_a_value_beside_its_name_is_no_part_of_it(name: str, tmp_path: Path):
    """And stands behind the plain name, where a record has both."""
    row = {"title": "Bridge", "date": "2024-05-17", name: TEXT}
    both = {**row, "text": f"{TEXT} {TEXT}"}

    found = captures_of(read(tmp_path, {"a.json": json.dumps([row]), "b.json": json.dumps([both])}))

    assert [one.text for one in found] == [TEXT, f"{TEXT} {TEXT}"]
    assert found[1].fields[name] == TEXT


@pytest.mark.parametrize(
    ("column", "day"),
    [
        ("Date (DD/MM/YYYY)", "2024-05-04"),
        ("Datum TT.MM.JJJJ", "2024-05-04"),
        ("date (jj/mm/aaaa)", "2024-05-04"),
        ("date_mdy", "2024-04-05"),
        ("Date (MM-DD-YYYY)", "2024-04-05"),
        ("Date of the Daily Mail", "04/05/2024"),
    ],
)
def test_the_name_of_a_column_may_say_how_its_dates_are_written(column: str, day: str, tmp_path: Path):
    [capture] = captures_of(read(tmp_path, {"a.csv": f'title,{column},text\nT,04/05/2024,"{TEXT}"\n'}))
    row = captures_of(
        read(tmp_path / "b", {"b.json": json.dumps([{"title": "T", column: "04/05/2024", "text": TEXT}])})
    )

    assert {one.fields.get("published") for one in (capture, *row)} == {day}


def test_what_rows_show_outweighs_the_name_of_their_column(tmp_path: Path):
    table = f'title,Date (DD/MM/YYYY),text\nT,04/05/2024,"{TEXT}"\nU,04/25/2024,"{TEXT}"\n'

    assert [one.fields["published"] for one in captures_of(read(tmp_path, {"a.csv": table}))] == [
        "2024-04-05",
        "2024-04-25",
    ]


def test_a_row_far_below_settles_the_order_of_dates_above(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("generator.read.part.PART_BYTES", 2_000)
    rows = "".join(f'T{n},04/05/2023,"{TEXT}"\n' for n in range(900)) + f'T,25/03/2023,"{TEXT}"\n'

    outcome = captures_of(read(tmp_path, {"a.csv": f"title,date,text\n{rows}"}))

    assert {one.fields["published"] for one in outcome} == {"2023-05-04", "2023-03-25"}
    assert [one.provenance.record for one in outcome] == list(range(1, 902))
    assert outcome[0].rules["published"] == "record, date, day first, as other rows of the column show"


def test_a_record_keeps_its_number_where_the_table_is_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("generator.read.part.PART_BYTES", 500)
    table = io.StringIO()
    table.write("Export\n\ntitle,text\n")
    for number in range(1, 40):
        table.write(f'T{number},"{TEXT}\n\nAnd more."\n' + "\n" * (number % 3))

    outcome = captures_of(read(tmp_path, {"a.csv": table.getvalue()}))

    assert [(one.provenance.record, one.fields["headline"]) for one in outcome] == [(n, f"T{n}") for n in range(1, 40)]


@pytest.mark.parametrize(
    ("codec", "names", "text", "headline"),
    [
        (
            "big5",
            "標題,內文,日期,媒體",
            "議會週一投票決定將舊橋關閉一年。工程師在四個橋墩中的兩個發現裂縫。",
            "橋樑關閉",
        ),
        (
            "cp1251",
            "Заголовок,Текст,Дата,Источник",
            "Совет проголосовал в понедельник за закрытие моста на год.",
            "Мост",
        ),
        (
            "koi8-r",
            "Заголовок,Текст,Дата,Источник",
            "Совет проголосовал в понедельник за закрытие моста на год.",
            "Мост",
        ),
        ("shift_jis", "見出し,本文,日付,新聞", "町議会は月曜日、古い橋を一年間閉鎖することを決めた。", "橋が閉鎖"),
        (
            "cp1252",
            "Überschrift,Volltext,Datum,Zeitung",
            "Der Rat hat beschlossen, die Brücke für ein Jahr zu sperren.",
            "Brücke",
        ),
    ],
)
def test_names_of_columns_are_read_in_the_encoding_of_the_table(
    tmp_path: Path, codec: str, names: str, text: str, headline: str
):
    table = f"{names}\r\n" + "".join(f"{headline},{text},2024-05-{day},{headline}\r\n" for day in range(10, 14))

    found = captures_of(read(tmp_path, {"a.csv": table.encode(codec)}))

    assert [(one.text, one.fields["headline"], one.fields["published"]) for one in found[:1]] == [
        (text, headline, "2024-05-10")
    ]


@pytest.mark.parametrize(
    "word",
    [
        "unknown",
        "[object Object]",
        "keine Angabe",
        "k.A.",
        "Inconnu",
        "s/d",
        "не указано",
        "غير معروف",
        "不明",
        "없음",
        "無",
    ],
)
def test_what_people_write_for_nothing_is_no_value(tmp_path: Path, word: str):
    record = {"title": "The ferry", "text": TEXT, "outlet": word, "authors": word, "published": word, "section": word}

    found, *_ = read(tmp_path, {"a.json": json.dumps([record, {**record, "title": "The bridge"}])})

    assert isinstance(found, Capture)
    assert not {"outlet", "authors", "published", "section"} & found.fields.keys()


BY_WORDS = {
    "of camels": ("timeCreatePostOrigin", "Friday, 17/05/2024, 17:30 (GMT+7)"),
    "behind another": ("Content Time", "17 de mayo de 2024 (19:05 h.)"),
    "before another": ("tanggal_post", "17 Mei 2024"),
    "of seconds": ("tgl_posting", "1715959435"),
    "with a month's name first": ("newsDateText", "May 17, 2024"),
}


@pytest.mark.parametrize("way", BY_WORDS)
def test_a_date_is_told_by_the_words_in_its_name_where_its_value_is_one(way: str, tmp_path: Path):
    name, date = BY_WORDS[way]

    [capture] = captures_of(read(tmp_path, {"a.json": json.dumps([{"title": "Bridge", "content": TEXT, name: date}])}))

    assert str(capture.fields["published"]).startswith(("2024-05-17", date))
    assert name not in capture.fields


@pytest.mark.parametrize("name", ["event_date", "dateOfBirth", "update_time", "expire_date", "time_zone_name"])
def test_the_date_of_something_else_is_none_of_publication(name: str, tmp_path: Path):
    date = "2024-05-17" if name != "time_zone_name" else "Europe/Berlin"

    [capture] = captures_of(read(tmp_path, {"a.json": json.dumps([{"title": "Bridge", "content": TEXT, name: date}])}))

    assert "published" not in capture.fields


@pytest.mark.parametrize(
    "names", ["date,time", "Tarih,Saat", "Datum,Uhrzeit", "tanggal,jam", "fecha,hora", "tgl,waktu"]
)
def test_a_time_of_day_in_a_column_of_its_own_stands_behind_its_date(names: str, tmp_path: Path):
    table = f"title,{names},text\nBridge,17.05.2024,21:06,{LONGER}\n"

    [capture] = captures_of(read(tmp_path, {"a.csv": table}))

    assert capture.fields["published"] in ("2024-05-17 21:06", "17.05.2024 21:06")


def test_a_date_with_its_time_takes_no_other(tmp_path: Path):
    table = f"title,date,time,text\nBridge,2024-05-17T08:00:00Z,21:06,{LONGER}\n"

    [capture] = captures_of(read(tmp_path, {"a.csv": table}))

    assert capture.fields["published"] == "2024-05-17T08:00:00Z"


OF_ARTICLES = (
    "judul_berita,isi_berita,penulis_berita",
    "haber_baslik,haber_icerik,haber_yazar",
    "titulo_noticia,texto_da_noticia,autor_noticia",
    "artikel_titel,artikel_inhalt,artikel_autor",
)


@pytest.mark.parametrize("names", OF_ARTICLES)
def test_names_are_told_without_the_word_for_an_article(names: str, tmp_path: Path):
    table = f"{names}\nBridge closes,{LONGER},Ana Kestrel\n"

    [capture] = captures_of(read(tmp_path, {"a.csv": table}))

    assert (capture.fields["headline"], capture.fields["authors"]) == ("Bridge closes", "Ana Kestrel")


def test_a_table_of_headlines_and_summaries_gives_incomplete_articles_as_records_do(tmp_path: Path):
    table = f'Title,Description,Article URL,Content Time\nBridge closes,"{TEXT}",https://mail.example/a,17 May 2024\n'

    [capture] = captures_of(read(tmp_path, {"a.csv": table}))

    assert capture.fields["incomplete"] == "only its summary is given, under Description"


def test_a_number_is_the_name_of_no_outlet(tmp_path: Path):
    [capture] = captures_of(read(tmp_path, {"a.csv": f"judul,sumber,isi\nBridge,2,{LONGER}\n"}))

    assert "outlet" not in capture.fields


def test_columns_by_language_give_the_first_that_is_filled(tmp_path: Path):
    table = f'title_en,title_fr,contentEn,contentFr,date\nBridge,Pont,"{TEXT}","Le pont est fermé.",2024-05-17\n'

    [capture] = captures_of(read(tmp_path, {"a.csv": table}))

    assert (capture.fields["headline"], capture.text, capture.fields["title_fr"]) == ("Bridge", TEXT, "Pont")


@pytest.mark.parametrize("name", ["fronturl", "linkToStory", "detail_link"])
def test_an_address_is_told_by_the_words_in_its_name(name: str, tmp_path: Path):
    record = {
        "title": "Bridge",
        "content": TEXT,
        name: "https://mail.example/bridge",
        "image_url": "https://i.example/a",
    }

    [capture] = captures_of(read(tmp_path, {"a.json": json.dumps([record])}))

    assert capture.fields["url"] == "https://mail.example/bridge"


def test_of_two_addresses_under_unknown_names_none_is_the_article_s(tmp_path: Path):
    record = {
        "title": "Bridge",
        "content": TEXT,
        "link_one": "https://mail.example/a",
        "link_two": "https://mail.example/b",
    }

    [capture] = captures_of(read(tmp_path, {"a.json": json.dumps([record])}))

    assert "url" not in capture.fields


def test_a_column_called_as_a_crawler_s_does_not_hide_the_text(tmp_path: Path):
    table = f'Post Title,Post body,Publish date,Meta description\nBridge,"{TEXT}",2024-05-17,Short\n'

    [capture] = captures_of(read(tmp_path, {"a.csv": table}))

    assert (capture.fields["headline"], capture.text) == ("Bridge", TEXT)


def test_an_author_is_named_by_two_columns_or_by_the_one_that_is_no_login(tmp_path: Path):
    one = {
        "title": "Bridge",
        "content": TEXT,
        "Author First Name": "Ana",
        "Author Last Name": "Kestrel",
        "author": "ak",
    }
    two = {"title": "Ferry", "content": LONGER, "authors": ["ana-kestrel"], "author": "Ana Kestrel"}

    found = captures_of(read(tmp_path, {"a.json": json.dumps([one, two])}))

    assert [capture.fields["authors"] for capture in found] == ["Ana Kestrel", "Ana Kestrel"]


@pytest.mark.parametrize("name", ["README.md", "readme.txt", "data/ReadMe.txt", "LICENSE.md", "requirements.txt"])
def test_a_note_about_the_files_is_no_article(name: str, tmp_path: Path):
    outcome = read(tmp_path, {name: f"{LONGER}\n\n{TEXT}\n"})

    assert captures_of(outcome) == []
