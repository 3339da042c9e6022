"""Translated copies: pieces, numbers, links and works without the encoder; with it, an archive in four languages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import hypothesis
import numpy as np
import pytest
from hypothesis import strategies as st

from generator import pipeline, translated
from generator.archive.works import beside
from generator.model import Article, Bead, Provenance, Translation
from generator.model.errors import SettingError
from generator.settings import Settings
from generator.translated.figures import figures
from generator.translated.linking import filled, link, moved
from generator.translated.pieces import clauses, sentences
from generator.translated.vectors import SCALE, WIDTH, Rounded, cosines, rows_of
from tests.archives import an_archive, files_of
from tests.benchmarks.abroad import pairs, reports
from tests.sites import ROOT

with_encoder = pytest.mark.skipif(not translated.installed(), reason="needs the extra `translated`")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("340,000 farmers", ["340"]),
        ("340 000 agriculteurs", ["340"]),
        ("340\u202f000 agriculteurs", ["340"]),
        ("340.000 Bauern", ["340"]),
        ("340 mil agricultores", ["340"]),
        ("34万名农民", ["340"]),
        ("3 แสนคน", ["300"]),
        ("300,000 people", ["300"]),
        ("5万8000명", ["58"]),
        ("58 tysięcy", ["58"]),
        ("7400万ユーロ", ["74"]),
        ("74 Millionen", ["74"]),
        ("1億2000万円", ["120"]),
        ("120 million yen", ["120"]),
        ("4조2000억 원", ["4200"]),
        ("4.2 trillion won", ["4200"]),
        ("6,5 Prozent", ["6500"]),
        ("6.5 بالمئة", ["6500"]),
        ("٦٫٥ بالمئة", ["6500"]),
        ("at 2.40 a.m. on 7 May", ["2400", "7"]),
        ("à 02:40 le 7 mai", ["2400", "7"]),
        ("令和6年5月7日", ["2024", "7"]),
        ("7 พฤษภาคม 2567", ["7", "2024"]),
        ("8 degrees and 80 km/h", ["8", "80"]),
        ("no number", []),
        ("0 goals", []),
        ("²", ["2"]),
    ],
)
def test_a_number_is_one_however_languages_write_it(text: str, found: list[str]):
    assert list(figures(text)) == found


@pytest.mark.parametrize(
    ("left", "right", "apart"),
    [
        ("21 to 25 degrees, 27 on the Rhine", "10 bis 12 Grad, am Rhein 14", True),
        ("21 to 25 degrees, 27 on the Rhine", "21 bis 25 Grad, am Rhein 27", False),
        ("340,000 of 1.2 million in 2019", "34万人，2019年", False),
        ("14 dead, 62 hurt", "11 Tote, 50 Verletzte", False),
        ("no number", "3 Menschen", False),
    ],
)
def test_texts_with_numbers_of_their_own_are_no_translations(left: str, right: str, apart: bool):
    assert translated.strangers(translated.numbers_of([left]), translated.numbers_of([right])) is apart


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("It rained all day. The river rose above the quay.", 2),
        ("He came at 5 p.m. on Monday and left again.", 1),
        ("「終わった」と彼は言った。町は静かだった。人々は家に戻り、店は閉まっていた。", 3),
        ("Он сказал: «Всё кончено». Город был тих и пуст.", 2),
        ("هل انتهى الأمر؟ المدينة هادئة هذا المساء.", 2),
        ("Das geschah am 12. Mai in der Stadt.", 2),
        ("", 0),
    ],
)
def test_sentences_end_where_the_script_ends_them(text: str, count: int):
    assert len(sentences([text])) == count


def test_no_sentence_reaches_into_another_paragraph():
    found = sentences(["A first paragraph without an end", "And a second paragraph."])

    assert [(one.paragraph, one.text[:5]) for one in found] == [(0, "A fir"), (1, "And a")]


@pytest.mark.parametrize(
    "text", ["One clause alone", "The first clause of it, which is long enough; and a second one after it"]
)
def test_clauses_hold_the_whole_sentence(text: str):
    assert " ".join(clauses(text)) == text


def vectors(*places: int | tuple[int, ...]) -> np.ndarray[Any, np.dtype[np.float32]]:
    """Return a vector for each place, or each set of places, of a space of its own."""
    rows: Rounded = np.zeros((len(places), WIDTH), dtype=np.int8)
    for row, place in enumerate(places):
        rows[row, np.array(place)] = 100
    return rows_of(rows.tobytes())


def test_sentences_are_linked_in_whatever_order_they_stand():
    beads = link(vectors(1, 2, 3), vectors(3, 1, 2), ((9, 9, 9), (9, 9, 9)))

    assert [(bead.left, bead.right) for bead in beads] == [((0,), (1,)), ((1,), (2,)), ((2,), (0,))]
    assert moved(beads) == {2}


def test_a_sentence_that_stands_for_two_is_linked_with_both():
    [one, other] = link(vectors((1, 2), 3), vectors(1, 2, 3), ((18, 9), (9, 9, 9)))

    assert (one.left, one.right) == ((0,), (0, 1))
    assert (other.left, other.right) == ((1,), (2,))


def test_sentences_left_over_between_two_links_are_linked_by_their_place():
    left, right = vectors(1, (2, 9), 3, 4), vectors(1, (2, 8), 3, 5)
    lengths = ((9, 9, 9, 9), (9, 9, 9, 9))
    sure = [Bead((0,), (0,), 1.0), Bead((2,), (2,), 1.0)]

    beads = filled(sure, left, right, lengths, 0.0)

    assert [(bead.left, bead.right) for bead in beads] == [((0,), (0,)), ((1,), (1,)), ((2,), (2,))]


@pytest.mark.parametrize(("length", "joined"), [(20, True), (10, False)])
def test_a_sentence_left_over_beside_a_link_joins_it_where_the_lengths_fit_better(length: int, joined: bool):
    left, right = vectors(1, 2, 3), vectors(1, 3)

    beads = filled([Bead((0,), (0,), 1.0), Bead((2,), (1,), 1.0)], left, right, ((10, 10, 10), (length, 10)), 0.0)

    assert beads[0].left == ((0, 1) if joined else (0,))


def test_the_products_of_rounded_vectors_are_exact():
    chance = np.random.default_rng(7)
    rows = chance.integers(-127, 128, (50, WIDTH)).astype(np.int8)
    whole = rows.astype(np.int64)

    exact = (whole @ whole.T) / np.sqrt(np.outer((whole**2).sum(1), (whole**2).sum(1)))

    assert np.array_equal(rows_of(rows.tobytes()) @ rows_of(rows.tobytes()).T, whole @ whole.T)
    assert np.allclose(cosines(rows_of(rows.tobytes()), rows_of(rows.tobytes())), exact, rtol=0, atol=1e-12)


def gist_at(day: int | None, language: str, place: int, more: int = 0, name: str = "") -> translated.Dated:
    row = np.zeros(WIDTH, dtype=np.int8)
    row[[place, more]] = 100
    return translated.Dated(
        key=f"{name} {day} {language} {place} {more}", day=day, language=language, gist=row.tobytes()
    )


def test_candidates_are_close_in_time_and_sense_and_in_two_languages():
    texts = [
        gist_at(100, "en", 1),
        gist_at(107, "de", 1),
        gist_at(108, "fr", 1),
        gist_at(100, "en", 1),
        gist_at(100, "ar", 2, 3),
        gist_at(None, "ja", 1),
        gist_at(None, "ko", 1),
    ]

    found = translated.candidates(texts).pairs()

    assert {pair for pair in found if 4 not in pair} == {(0, 1), (1, 3), (1, 2), (5, 6)}


DATED = st.builds(
    gist_at,
    st.sampled_from([None, 1, 2, 8, 9, 10, 16]),
    st.sampled_from(["ar", "de", "en"]),
    st.integers(0, 3),
    st.integers(0, 3),
    st.text("abcdef", min_size=1, max_size=3),
)


def by_id(texts: list[translated.Dated]) -> list[translated.Dated]:
    return sorted(texts, key=lambda text: text.key)


TEXTS = st.lists(DATED, max_size=40, unique_by=lambda text: text.key).map(by_id)


@hypothesis.settings(max_examples=60)
@hypothesis.given(TEXTS, TEXTS, st.booleans())
def test_candidates_that_go_on_with_what_was_known_are_those_of_a_clean_search(
    before: list[translated.Dated], after: list[translated.Dated], grown: bool
):
    """Of many as close as one another, too: their places settle which are the nearest."""
    if grown:
        names = {text.key for text in before}
        after = by_id([*before, *(text for text in after if text.key not in names)])

    known = translated.candidates(before)

    assert translated.candidates(after, known) == translated.candidates(after)
    assert translated.candidates(after, translated.candidates(after)) == translated.candidates(after)


def test_a_chain_of_pairs_is_no_work():
    languages = dict(zip("abcdef", ("en", "de", "fr", "es", "it", "pt"), strict=True))
    chain = {("a", "b"): 0.9, ("b", "c"): 0.8, ("c", "d"): 0.8, ("d", "e"): 0.8, ("e", "f"): 0.9}

    works = translated.find_works(chain, languages, 0.66)

    assert max(map(len, works)) <= 2


@pytest.mark.parametrize(("with_b", "joined"), [(0.5, True), (0.2, False), (None, False)])
def test_a_text_joins_a_work_by_what_all_that_are_in_it_say(with_b: float | None, joined: bool):
    languages = dict(zip("abc", ("en", "de", "fr"), strict=True))
    found = {("a", "b"): 0.99, ("a", "c"): 0.85} | ({("b", "c"): with_b} if with_b else {})

    [work] = translated.find_works(found, languages, 0.66)

    assert work == (("a", "b", "c") if joined else ("a", "b"))


def test_works_are_the_same_in_whatever_order_pairs_come():
    languages = dict(zip("abcd", ("en", "de", "fr", "en"), strict=True))
    found = {("a", "b"): 0.9, ("b", "c"): 0.8, ("a", "c"): 0.8, ("b", "d"): 0.7, ("c", "d"): 0.7}

    works = translated.find_works(found, languages, 0.66)

    assert works == translated.find_works(dict(reversed(found.items())), languages, 0.66)
    assert works == [("a", "b", "c", "d")]


def test_the_words_of_the_set_are_told_apart_by_language_and_work():
    assert sum(same for _, _, same in pairs(reports())) >= 300
    assert sum(not same for _, _, same in pairs(reports())) >= 400


EVENTS = ("ferry", "fine", "second fine", "forecast", "second forecast")


@with_encoder
def test_translations_are_told_from_other_reports_of_the_same_event():
    """Precision before recall: of these events no other report passes for a translation."""
    found = [one for one in reports() if one.event in EVENTS]
    encoder = translated.open_encoder()
    texts = [translated.encoded(one.paragraphs, encoder) for one in found]

    said = {
        (i, j): translated.weigh(
            texts[i], texts[j], encoder.slack[found[i].language] + encoder.slack[found[j].language]
        )
        for i, j, _ in pairs(found)
    }

    likely = {pair for pair, one in said.items() if one and one.score >= translated.LIKELY}
    wrong = [(i, j) for i, j, same in pairs(found) if (i, j) in likely and not same]
    missed = [(i, j) for i, j, same in pairs(found) if same and (i, j) not in likely]
    assert not wrong
    assert len(missed) <= 2


@with_encoder
def test_a_text_has_the_same_vectors_whatever_is_encoded_with_it():
    encoder = translated.open_encoder()
    alone = translated.encoded(["The ferry left at noon with 40 passengers. Nobody was hurt in the storm."], encoder)

    translated.encoded(["Etwas ganz anderes, in einer anderen Sprache und viel länger als der Text davor."], encoder)

    assert (
        translated.encoded(["The ferry left at noon with 40 passengers. Nobody was hurt in the storm."], encoder)
        == alone
    )
    assert max(abs(value) for value in np.frombuffer(alone.sentences, dtype=np.int8).tolist()) < 127 < SCALE


@with_encoder
def test_a_pair_is_weighed_alike_from_either_side():
    one, other = [report for report in reports() if report.event == "ferry"][:2]
    encoder = translated.open_encoder()
    left, right = translated.encoded(one.paragraphs, encoder), translated.encoded(other.paragraphs, encoder)

    forth, back = translated.weigh(left, right, 0.0), translated.weigh(right, left, 0.0)

    assert forth is not None
    assert back is not None
    assert (forth.score, forth.held) == (back.score, back.held)
    assert [(bead.left, bead.right) for bead in forth.beads] == sorted((bead.right, bead.left) for bead in back.beads)


# A whole archive


def record(number: int, **fields: str) -> str:
    return json.dumps({"id": f"r{number}", "published": "2024-05-12", **fields}, ensure_ascii=False)


def ferry() -> list[str]:
    """Return the records of one event: a report in four languages, another report of it, and a copy of the first."""
    found = [one for one in reports() if one.event == "ferry"][:6]
    records = [
        record(number, outlet=f"{one.language} Courier", language=one.language, text="\n\n".join(one.paragraphs))
        for number, one in enumerate(found)
    ]
    return [*records, record(9, outlet="Copyist", language="en", text="\n\n".join(found[1].paragraphs))]


def built(folder: Path, lines: list[str], options: dict[str, Any]) -> dict[str, bytes]:
    """Build an archive of records and return its pages."""
    if not folder.exists():
        an_archive(folder, articles={})
    (folder / "articles" / "all.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    pipeline.build(Settings.from_mapping(options, root=folder, docs=folder / "docs"))
    return files_of(folder / "docs" / "archive")


@pytest.fixture(scope="module")
def on(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return built(tmp_path_factory.mktemp("on") / "archive", ferry(), {"translated": True})


def works(pages: dict[str, bytes]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in pages["data/works.jsonl"].splitlines()]


def given(pages: dict[str, bytes]) -> dict[str, str]:
    rows = map(json.loads, pages["data/articles.jsonl"].splitlines())
    return {row["id"]: row["given_id"] for row in rows}


@with_encoder
def test_a_report_in_four_languages_is_one_work_and_the_other_report_is_another(on: dict[str, bytes]):
    names = given(on)

    members = [{names[one["id"]] for one in work["members"]} - {"r9", "r1"} for work in works(on)]

    assert sorted(map(sorted, members)) == [["r0", "r2", "r3"], ["r4", "r5"]]
    assert {one["kind"] for work in works(on) for one in work["translations"]} == {"translation"}


def page_of(pages: dict[str, bytes], name: str) -> str:
    """Return the page of an article by the id that its record has."""
    row = next(row for row in map(json.loads, pages["data/articles.jsonl"].splitlines()) if row["given_id"] == name)
    return pages[f"{row['page'].removeprefix('archive/').rstrip('/')}.md"].decode()


@with_encoder
def test_the_page_of_an_article_names_the_same_report_and_leads_to_the_evidence(on: dict[str, bytes]):
    page = page_of(on, "r0")

    assert "The same report in Russian" in page
    assert "The same report in English" in page
    assert "report in German" not in page
    [work] = [work["work"] for work in works(on) if len(work["members"]) > 2]
    assert f"translations/{work}.md" in page
    assert f"translations/{work}.md" in on
    assert "in another place" in on[f"translations/{work}.md"].decode()


@with_encoder
def test_a_copy_names_the_translations_of_its_main_copy(on: dict[str, bytes]):
    assert "The same report in French" in page_of(on, "r1")
    assert "The same report in French" in page_of(on, "r9")


@with_encoder
def test_asking_for_translations_changes_no_copy_and_no_address(tmp_path: Path, on: dict[str, bytes]):
    off = built(tmp_path / "archive", ferry(), {})

    assert not [path for path in off if path.startswith(("translations/", "data/works"))]
    assert off.keys() == {path for path in on if not path.startswith(("translations/", "data/works"))}
    same = ("data/articles.jsonl", "data/clusters.jsonl", "data/related.jsonl", "data/report.json")
    assert [off[path] for path in same] == [on[path] for path in same]


@with_encoder
def test_translations_that_come_and_go_leave_what_a_clean_build_makes(tmp_path: Path, on: dict[str, bytes]):
    lines = ferry()
    folder = tmp_path / "archive"

    built(folder, lines[1:4], {"translated": True})
    built(folder, lines[2:], {})
    grown = built(folder, lines, {"translated": True})

    assert grown == on


@with_encoder
def test_a_withdrawn_text_is_no_translation_any_more(tmp_path: Path):
    folder = tmp_path / "archive"
    before = built(folder, ferry()[:4], {"translated": True})
    russian = next(name for name, own in given(before).items() if own == "r2")
    (folder / "withdrawn.csv").write_text(
        f"article,date,reason,mode\n{russian},2024-06-01,,withhold\n", encoding="utf-8"
    )

    after = built(folder, ferry()[:4], {"translated": True})

    assert {one["id"] for work in works(before) for one in work["members"]} >= {russian}
    assert russian not in {one["id"] for work in works(after) for one in work["members"]}
    assert not [path for path, page in after.items() if "траулера".encode() in page]


BELL = (
    "sextant/_defaults.yml",
    "sextant/20230907-bell.yml",
    "sextant/20230907-bell.txt",
    "bote/_defaults.yml",
    "bote/2023-09-08-glocke.yml",
    "bote/2023-09-08-glocke.txt",
    "courier/_defaults.yml",
    "courier/2023/09-09-bell.yml",
    "courier/2023/09-09-bell.txt",
    "radio-ilvenmark/2023/09/jaras.json",
    "radio-ilvenmark/2023/09/kane.json",
)


@with_encoder
def test_the_bell_of_the_sample_archive_is_one_report_in_four_languages(tmp_path: Path):
    """The Arabic text begins with what the German one has last: they are compared for the sake of the other two."""
    folder = tmp_path / "archive"
    an_archive(folder, articles={name: (ROOT / "articles" / name).read_text(encoding="utf-8") for name in BELL})

    pages = built(folder, [], {"translated": True})

    [work] = works(pages)
    rows = {row["id"]: row for row in map(json.loads, pages["data/articles.jsonl"].splitlines())}
    assert sorted(rows[one["id"]]["language"] for one in work["members"]) == ["ar", "de", "en", "ja"]
    assert rows[work["work"]]["headline"].startswith("Low water gives back")
    assert len(work["translations"]) == 6
    assert all(one["certain"] for one in work["translations"] if work["work"] in (one["left"], one["right"]))


def test_without_the_extra_the_setting_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("generator.translated.encoder._MODULE", "no_such_module")

    with pytest.raises(SettingError, match=r"backfile\[translated\]"):
        built(tmp_path / "archive", ferry()[:2], {"translated": True})


def an_article(name: str, *paragraphs: str) -> Article:
    place = Provenance(path=name, digest="")
    return Article(
        id=name,
        given_id=None,
        slug=name,
        url=None,
        paragraphs=paragraphs,
        lifted=(),
        dropped=(),
        extra={},
        provenance=place,
    )


def test_texts_beside_one_another_hold_every_sentence_once():
    main = an_article("b", "The ferry left at noon. It carried forty people.", "Nobody was hurt in the end.")
    last = "Die Fähre fuhr mittags mit vierzig Menschen."
    other = an_article("a", "Niemand wurde verletzt.", "Das Wetter war gut.", last)
    found = Translation(
        left_id="a", right_id="b", shorter_id="a", score=0.9, held=1.0, certain=True, moved=1,
        beads=(Bead((0,), (2,), 0.8), Bead((2,), (0, 1), 0.6)),
    )  # fmt: skip

    rows = beside(main, other, found).rows

    assert [(len(row.left), [text for text, _ in row.right], row.cosine, row.moved) for row in rows] == [
        (2, [last], 0.6, True),
        (1, ["Niemand wurde verletzt."], 0.8, False),
        (0, ["Das Wetter war gut."], None, False),
    ]
