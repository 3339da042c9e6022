"""Documents: files of Word and its like become articles, told by their headings; what cannot be read says why."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.read.documents.headings import TITLE, DocumentParagraph, cut

from .reading import lost, made, passed, read, told

COUNCIL = (
    "The council of Curlew Point voted on Monday to rebuild the old lime kiln, which has stood without a roof since "
    "the gale of three winters ago."
)
KILN = (
    "Masons told the meeting that the north wall leans by a hand's breadth, and that the work cannot wait for "
    "another summer."
)
SMELT = "Fishermen of the Tamble landed more smelt in a week than in the whole of last spring, the harbour board said."
PRICES = "Prices at the quay have fallen by a quarter, and two canneries have hired sixty hands for the month."


def word(*paragraphs: tuple[str, str] | str, title: str = "", author: str = "") -> bytes:
    """Return a Word document as python-docx writes it; a paragraph of two is a style and a text."""
    document = docx.Document()
    document.core_properties.title = title
    document.core_properties.author = author
    for one in paragraphs:
        style, text = (None, one) if isinstance(one, str) else one
        document.add_paragraph(text, style)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def rtf(body: str, head: str = "") -> bytes:
    return (r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fswiss Arial;}}" + head + body + "}").encode("latin-1")


STYLES = r"{\stylesheet{\s0 Normal;}{\s1\outlinelevel0 heading 1;}{\s15 Title;}}"


# Word


def test_a_heading_of_a_word_document_is_the_headline_and_no_paragraph(tmp_path: Path):
    data = word(("Heading 1", "Lime kiln to be rebuilt"), COUNCIL, KILN)

    [article] = made(read(tmp_path, {"a.docx": data}))

    assert article.fields["headline"] == "Lime kiln to be rebuilt"
    assert article.rules["headline"] == "heading of the document"
    assert article.text == f"{COUNCIL}\n\n{KILN}"
    assert article.provenance.format == "Word document"


def test_a_word_document_with_several_headings_is_as_many_articles(tmp_path: Path):
    data = word(("Heading 1", "Lime kiln"), COUNCIL, KILN, ("Heading 1", "Record smelt"), "By Bo Finch", SMELT, PRICES)

    articles = made(read(tmp_path, {"a.docx": data}))

    assert [(one.fields["headline"], one.provenance.record) for one in articles] == [
        ("Lime kiln", 1),
        ("Record smelt", 2),
    ]
    assert articles[1].text == f"By Bo Finch\n\n{SMELT}\n\n{PRICES}"


@pytest.mark.parametrize(
    ("title", "author", "expected"),
    [
        ("Lime kiln to be rebuilt", "Ana Kestrel", ("Lime kiln to be rebuilt", "Ana Kestrel")),
        ("Microsoft Word - kiln.doc", "python-docx", (None, None)),
        ("Document1", "admin", (None, None)),
        ("kiln_final2.docx", "akestrel", (None, None)),
    ],
    ids=["given", "programs", "numbered", "files"],
)
def test_properties_count_where_somebody_gave_them(
    tmp_path: Path, title: str, author: str, expected: tuple[str | None, str | None]
):
    [article] = made(read(tmp_path, {"a.docx": word(COUNCIL, KILN, title=title, author=author)}))

    assert (article.fields.get("headline"), article.fields.get("authors")) == expected


def test_the_author_of_a_file_does_not_count_where_the_text_names_one(tmp_path: Path):
    data = word(("Title", "Lime kiln"), "By Bo Finch", COUNCIL, author="Ana Kestrel")

    [article] = made(read(tmp_path, {"a.docx": data}))

    assert "authors" not in article.fields


def test_the_day_a_file_was_made_is_not_the_day_of_the_article(tmp_path: Path):
    [article] = made(read(tmp_path, {"a.docx": word(("Title", "Lime kiln"), COUNCIL)}))

    assert "published" not in article.fields
    assert "document_created" in article.fields


def test_what_word_shows_is_read_and_what_it_hides_is_not(tmp_path: Path):
    document = docx.Document()
    paragraph = document.add_paragraph("The kiln ")
    paragraph.add_run("(secret) ").font.hidden = True
    paragraph.add_run("stands.")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Mon", "high water 9.40"
    document.sections[0].header.paragraphs[0].text = "Curlew Courier, page 3"
    written = io.BytesIO()
    document.save(written)

    [article] = made(read(tmp_path, {"a.docx": written.getvalue()}))

    assert article.text == "The kiln stands.\n\nMon\thigh water 9.40"
    assert [(one.text, one.rule) for one in article.dropped] == [("Curlew Courier, page 3", "running head")]


def edited(data: bytes, name: str, before: str, after: str) -> bytes:
    """Return a package with something changed in one of its parts."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(written, "w") as new:
        for info in old.infolist():
            content = old.read(info)
            assert info.filename != name or before.encode() in content
            new.writestr(info.filename, content.replace(before.encode(), after.encode()))
    return written.getvalue()


@pytest.mark.parametrize(
    ("before", "after", "text"),
    [
        ("<w:r><w:t>kiln</w:t></w:r>", '<w:ins w:id="1"><w:r><w:t>kiln</w:t></w:r></w:ins>', "kiln"),
        (
            "<w:r><w:t>kiln</w:t></w:r>",
            '<w:del w:id="1"><w:r><w:delText>kiln</w:delText></w:r></w:del><w:r><w:t>oven</w:t></w:r>',
            "oven",
        ),
        (
            "<w:r><w:t>kiln</w:t></w:r>",
            "<w:sdt><w:sdtContent><w:r><w:t>kiln</w:t></w:r></w:sdtContent></w:sdt>",
            "kiln",
        ),
        ("<w:t>kiln</w:t>", "<w:t>lime</w:t><w:tab/><w:t>kiln</w:t>", "lime\tkiln"),
    ],
    ids=["inserted", "deleted", "control", "tab"],
)
def test_tracked_changes_and_controls_read_as_they_show(tmp_path: Path, before: str, after: str, text: str):
    data = edited(word("kiln"), "word/document.xml", before, after)

    assert [one.text for one in made(read(tmp_path, {"a.docx": data}))] == [text]


def test_a_zip_archive_that_is_called_a_word_document_is_read_for_what_it_is(tmp_path: Path):
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("kiln.txt", COUNCIL)

    [article] = made(read(tmp_path, {"a.docx": written.getvalue()}))

    assert (article.text, article.provenance.path) == (COUNCIL, "a.docx/kiln.txt")


def test_a_word_document_in_a_zip_archive_is_read(tmp_path: Path):
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("in/kiln.docx", word(("Title", "Lime kiln"), COUNCIL))

    [article] = made(read(tmp_path, {"a.zip": written.getvalue()}))

    assert (article.fields["headline"], article.provenance.path) == ("Lime kiln", "a.zip/in/kiln.docx")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (word(), "without a text"),
        (word(COUNCIL)[:-300], "broken zip archive"),
        (edited(word(COUNCIL), "word/document.xml", "</w:body>", "</w:boddy>"), "broken XML"),
        (
            edited(word(COUNCIL), "word/document.xml", "<w:document ", "<!DOCTYPE w [<!ENTITY e 'x'>]><w:document "),
            None,
        ),
    ],
    ids=["empty", "truncated", "torn", "with a document type"],
)
def test_a_broken_word_document_says_what_is_wrong(tmp_path: Path, content: bytes, words: str | None):
    found = read(tmp_path, {"a.docx": content})

    assert (words is None) == bool(made(found))
    assert words is None or words in lost(found)[0]


# RTF


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (r"\pard The kiln\par\pard stands.\par", "The kiln\n\nstands."),
        (r"\'93Kiln\'94 \endash  caf\'e9", "“Kiln” – café"),
        (r"na\u239?ve \u8220\'93kiln\u8221\'94", "naïve “kiln”"),
        (r"\uc0\u55357\u56832  smiles", "😀 smiles"),
        (r"{\uc2\u12354\'82\'a0}{\uc1\u12356?}", "あい"),
        (r"Seen {\v hidden }shown{\*\comment note}", "Seen shown"),
        (r'{\field{\*\fldinst HYPERLINK "https://x.example/"}{\fldrslt the kiln}} stands', "the kiln stands"),
        (r"{\pict\wmetafile8 0105000000}After", "After"),
        ("one\r\n line", "one line"),
        (r"a\{b\}\\c\~d", "a{b}\\c\u00a0d"),
        (r"{\f1\'ef\'f0\'e8\'e2\'e5\'f2}", "привет"),
        (r"\trowd Mon\cell high\cell\row", "Mon\thigh"),
    ],
    ids=[
        *("paragraphs", "signs", "unicode", "pair", "fallback", "hidden", "link", "picture", "wrapped", "escaped"),
        *("font", "table"),
    ],
)
def test_an_rtf_document_reads_as_it_shows(tmp_path: Path, body: str, text: str):
    data = (
        r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fswiss\fcharset0 Arial;}{\f1\fcharset204 Arial Cyr;}}" + body + "}"
    ).encode("latin-1")

    assert [one.text for one in made(read(tmp_path, {"a.rtf": data}))] == [text]


def test_the_words_of_a_box_are_a_paragraph_before_the_one_that_it_is_anchored_in(tmp_path: Path):
    inner = r"{\shp{\*\shpinst{\sp{\sn a}{\sv 1}}{\shptxt \pard\plain Inner words.\par}}}"
    box = rf"{{\shp{{\*\shpinst{{\sp{{\sn a}}{{\sv 1}}}}{{\shptxt \pard Boxed {{\b words}}.{inner}\par And more.}}}}}}"
    head = r"{\header {\shp{\*\shpinst{\shptxt Running head\par}}}}"

    [article] = made(
        read(tmp_path, {"a.rtf": rtf(rf"{head}\pard Masons told {box}the meeting.\par The wall leans.\par")})
    )

    assert article.text.split("\n\n") == [
        "Inner words.",
        "Boxed words.",
        "And more.",
        "Masons told the meeting.",
        "The wall leans.",
    ]
    assert [(line.text, line.rule) for line in article.dropped] == [("Running head", "running head")]


def test_styles_of_an_rtf_document_part_its_articles(tmp_path: Path):
    body = rf"\pard\s1 Lime kiln\par\pard {COUNCIL}\par\pard\s1 Record smelt\par\pard By Bo Finch\par {SMELT}\par"

    articles = made(read(tmp_path, {"a.rtf": rtf(body, STYLES)}))

    assert [(one.fields["headline"], one.text) for one in articles] == [
        ("Lime kiln", COUNCIL),
        ("Record smelt", f"By Bo Finch\n\n{SMELT}"),
    ]


def test_properties_and_running_heads_of_an_rtf_document_are_no_paragraphs(tmp_path: Path):
    head = r"{\info{\title Kiln to be rebuilt}{\author Ana Kestrel}}{\header\pard Courier, page 3\par}"

    [article] = made(read(tmp_path, {"a.rtf": rtf(COUNCIL, head)}))

    assert (article.fields["headline"], article.fields["authors"]) == ("Kiln to be rebuilt", "Ana Kestrel")
    assert article.text == COUNCIL
    assert [one.text for one in article.dropped] == ["Courier, page 3"]


def test_rtf_under_the_name_of_word_is_rtf(tmp_path: Path):
    assert [one.text for one in made(read(tmp_path, {"a.doc": rtf(COUNCIL)}))] == [COUNCIL]


def test_an_rtf_document_that_breaks_off_is_read_and_reported(tmp_path: Path):
    found = read(tmp_path, {"a.rtf": rtf(COUNCIL)[:-1]})

    assert [one.text for one in made(found)] == [COUNCIL]
    assert "breaks off" in told(found)[0]
    assert not lost(found)


@pytest.mark.parametrize("data", [b"{\\rtf1}", b"{\\rtf1" + b"{" * 5000, b"{\\rtf"], ids=["empty", "deep", "bare"])
def test_an_rtf_document_without_a_text_says_so(tmp_path: Path, data: bytes):
    found = read(tmp_path, {"a.rtf": data})

    assert not made(found)
    assert len(lost(found)) == 1


# Headings


def paragraphs(*lines: tuple[int | None, str]) -> list[DocumentParagraph]:
    return [DocumentParagraph(text, level) for level, text in lines]


@pytest.mark.parametrize(
    ("lines", "headlines"),
    [
        ([(None, COUNCIL), (None, KILN)], [""]),
        ([(TITLE, "Kiln"), (None, COUNCIL)], ["Kiln"]),
        ([(None, "Curlew Courier"), (1, "Kiln"), (None, COUNCIL)], ["Kiln"]),
        ([(1, "Kiln"), (None, COUNCIL), (1, "Smelt"), (None, SMELT)], ["Kiln", "Smelt"]),
        ([(2, "Kiln"), (None, COUNCIL), (2, "Smelt"), (None, SMELT)], ["Kiln", "Smelt"]),
        ([(TITLE, "Courier"), (1, "Kiln"), (None, COUNCIL), (1, "Smelt"), (None, SMELT)], ["Kiln", "Smelt"]),
        ([(TITLE, "Kiln"), (None, COUNCIL), (1, "Costs"), (None, SMELT), (1, "Next"), (None, PRICES)], ["Kiln"]),
        (
            [(TITLE, "Kiln"), (None, COUNCIL), (1, "Smelt"), (None, "By Bo Finch"), (None, SMELT), (1, "Cod"),
             (None, "By Ana Kestrel"), (None, PRICES)],
            ["Smelt", "Cod"],
        ),
        ([(None, COUNCIL), (1, "Costs"), (None, SMELT), (1, "Next"), (None, PRICES)], [""]),
        ([(1, "Kiln"), (None, COUNCIL), (2, "Costs"), (None, SMELT), (2, "Next"), (None, PRICES)], ["Kiln"]),
        ([(TITLE, "Kiln"), (None, COUNCIL), (TITLE, "Smelt"), (1, "Costs"), (None, SMELT)], ["Kiln", "Smelt"]),
    ],
    ids=[
        *("none", "title", "kicker", "headings", "second level", "title of the whole", "crossheads"),
        *("signed", "crossheads without a title", "crossheads below", "titles"),
    ],
)  # fmt: skip
def test_headings_part_articles_where_they_are_no_crossheads(
    lines: Sequence[tuple[int | None, str]], headlines: Sequence[str]
):
    sections = cut(paragraphs(*lines))

    assert [one.headline for one in sections][-len(headlines) :] == headlines


@given(
    levels=st.lists(st.sampled_from([None, None, None, TITLE, 1, 1, 2]), min_size=1, max_size=12),
    lengths=st.lists(st.sampled_from([3, 30, 120]), min_size=12, max_size=12),
    named=st.sets(st.integers(0, 11), max_size=3),
)
def test_no_line_of_a_document_is_left_out_when_it_is_cut(
    levels: list[int | None], lengths: list[int], named: set[int]
):
    words = [
        f"{'By Ana Kestrel ' * (number in named)}line {number} {'x' * lengths[number]}" for number in range(len(levels))
    ]

    sections = cut(paragraphs(*zip(levels, words, strict=True)))

    held = [line for one in sections for line in (*one.above, one.headline, *one.lines) if line]
    assert sorted(held) == sorted(words)


def test_what_stands_above_several_articles_is_kept_and_dates_those_that_say_no_day(tmp_path: Path):
    above: list[tuple[str, str] | str] = [
        ("Title", "Harbour news"),
        "No. 7, 17 May 2024",
        "Put together by the harbour office",
    ]
    data = word(*above, ("Heading 1", "Lime kiln"), COUNCIL, ("Heading 1", "Record smelt"), "16 May 2024", SMELT)

    first, second = made(read(tmp_path, {"a.docx": data}))

    assert [(line.text, line.rule) for line in first.dropped] == [
        (line if isinstance(line, str) else line[1], "line above the articles") for line in above
    ]
    assert second.dropped == ()
    assert first.fields["published"] == "17 May 2024"
    assert first.rules["published"] == "line above the articles"
    assert "published" not in second.fields


def test_a_heading_without_a_text_is_passed_over(tmp_path: Path):
    data = word(("Heading 1", "Contents"), ("Heading 1", "Lime kiln"), COUNCIL, ("Heading 1", "Smelt"), SMELT)

    found = read(tmp_path, {"a.docx": data})

    assert [one.fields["headline"] for one in made(found)] == ["Lime kiln", "Smelt"]
    assert passed(found) == {"a heading without a text": 1}


def test_articles_are_told_by_bold_lines_where_nobody_used_a_style(tmp_path: Path):
    document = docx.Document()
    for headline, day in (("Lime kiln to be rebuilt", "17 May 2024"), ("Council meets", "18 May 2024")):
        document.add_paragraph().add_run(headline).bold = True
        document.add_paragraph(f"Ana Kestrel | {day}")
        document.add_paragraph(COUNCIL)
        document.add_paragraph().add_run("A bold crosshead").bold = True
        document.add_paragraph(KILN)
    data = io.BytesIO()
    document.save(data)

    articles = made(read(tmp_path, {"a.docx": data.getvalue()}))

    assert [one.fields["headline"] for one in articles] == ["Lime kiln to be rebuilt", "Council meets"]
    assert all("A bold crosshead" in one.text for one in articles)


def test_a_table_of_articles_in_a_word_document_is_a_table(tmp_path: Path):

    document = docx.Document()
    document.add_paragraph("Articles of May")
    table = document.add_table(rows=0, cols=3)
    for row in (
        ("Date", "Headline", "Text"),
        ("17.05.2024", "Bridge", "It will close."),
        ("18.05.2024", "Fog", "At sea."),
    ):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    held = io.BytesIO()
    document.save(held)

    found = read(tmp_path, {"a.docx": held.getvalue()})

    assert [(one.fields["headline"], one.fields["published"], one.text) for one in made(found)] == [
        ("Bridge", "17.05.2024", "It will close."), ("Fog", "18.05.2024", "At sea."),
    ]  # fmt: skip
    assert passed(found) == {"a line beside a table of articles": 1}
