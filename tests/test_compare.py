"""Stage 6: every word of every copy is accounted for, wherever an outlet cut, moved, joined or added it."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from generator.compare import changes_between, compare
from generator.compare.words import Reader
from generator.model import Change, ComparedCell, Comparison
from tests.texts import report, sentences

CASES = sorted((Path(__file__).parent / "cases" / "compare").glob("*.yml"))

RIVER = "The river rose two metres in one night, the harbour board said on Monday."
CROSSHEAD = "- Rising water -"
LOCK = "Engineers closed the old lock before dawn, and the ferry to Osk was stopped until further notice."
KEEPER = "“We have never seen anything like it,” said the lock keeper, Marit Dahl."
AID = "The government will meet on Tuesday to discuss aid for the farmers along the river."
OWN = "Readers of this newspaper can send their photographs of the flood to our desk at any time of day."
TEXT = (RIVER, CROSSHEAD, LOCK, KEEPER, AID)


def changes_of(left: str, right: str) -> tuple[Change, ...]:
    """Return what makes the right text of the left."""
    reader = Reader()
    return changes_between(reader.read(left), [reader.read(right)])


def one_copy(paragraphs: Sequence[str], text: Sequence[str] = TEXT) -> tuple[Comparison, dict[str, ComparedCell]]:
    """Compare one copy; return the cells by the text of their row too."""
    compared = compare([("a", tuple(text)), ("b", tuple(paragraphs))])
    return compared, {row.text: row.cells[0] for row in compared.rows}


def kinds(cells: dict[str, ComparedCell]) -> list[str]:
    return [f"moved {cell.kind}" if cell.moved else cell.kind for cell in cells.values()]


def shown(changes: Sequence[Change]) -> str:
    """Return changes as a line: [-removed-], [+added+]."""
    marks = {"same": "{}", "removed": "[-{}-]", "added": "[+{}+]"}
    return "".join(marks[change.kind].format(change.text) for change in changes)


def text_of(cell: ComparedCell, paragraphs: Sequence[str]) -> str:
    return " ".join(paragraphs[span.paragraph][span.start : span.stop] for span in cell.spans)


def words_of(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


# Rows


def test_a_text_compared_with_itself_is_all_same():
    compared, cells = one_copy(TEXT)

    assert kinds(cells) == ["same"] * 5
    [tally] = compared.tallies
    assert (tally.same, tally.edited, tally.moved, tally.absent, tally.added) == (5, 0, 0, 0, 0)
    assert tally.shared == tally.words == compared.words


def test_typography_changes_nothing():
    copy = [
        paragraph.upper().replace("“", '"').replace("”", '"').replace("-", "–").replace(" ", "\u00a0 ")
        for paragraph in TEXT
    ]

    assert kinds(one_copy(copy)[1]) == ["same"] * 5


def test_another_spelling_is_an_edit():
    _, cells = one_copy([RIVER.replace("metres", "meters"), *TEXT[1:]])

    assert shown(cells[RIVER].changes).startswith("The river rose two [-metres -][+meters +]in one night")
    assert kinds(cells) == ["edited", *["same"] * 4]


def test_a_truncated_copy_lacks_what_follows():
    _, cells = one_copy([RIVER, CROSSHEAD, "Engineers closed the old lock before dawn, and"])

    assert kinds(cells) == ["same", "same", "edited", "absent", "absent"]
    assert shown(cells[LOCK].changes).endswith("and [-the ferry to Osk was stopped until further notice.-]")


@pytest.mark.parametrize(
    "copy",
    [
        [" ".join(TEXT)],
        [f"{RIVER} {CROSSHEAD} {LOCK}", f"{KEEPER} {AID}"],
        [sentence for paragraph in TEXT for sentence in re.split(r"(?<=,) ", paragraph)],
        [*re.split(r"(?<=,) ", RIVER), CROSSHEAD, f"{LOCK} {KEEPER}", AID],
        [RIVER[:32], f"{RIVER[33:]} {CROSSHEAD} {LOCK}", KEEPER, AID],
    ],
    ids=["one block", "joined", "split", "both", "cut elsewhere"],
)
def test_where_a_paragraph_ends_does_not_matter(copy: list[str]):
    _, cells = one_copy(copy)

    assert kinds(cells) == ["same"] * 5


def test_what_is_left_over_of_a_longer_paragraph_is_what_the_copy_added():
    _, cells = one_copy([RIVER, CROSSHEAD, f"{LOCK} {OWN}", KEEPER, AID])

    assert list(cells) == [RIVER, CROSSHEAD, LOCK, OWN, KEEPER, AID]
    assert kinds(cells) == ["same"] * 6


def test_a_few_words_beside_a_paragraph_are_an_edit_of_it():
    _, cells = one_copy([RIVER, CROSSHEAD, LOCK, f"{KEEPER} She sighed.", AID])

    assert shown(cells[KEEPER].changes) == f"{KEEPER}[+ She sighed.+]"
    assert len(cells) == 5


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ([4, 0, 1, 2, 3], ["same"] * 4 + ["moved same"]),
        ([0, 3, 1, 2, 4], ["same"] * 3 + ["moved same", "same"]),
        ([2, 3, 4, 0, 1], ["moved same"] * 2 + ["same"] * 3),
    ],
    ids=["last first", "one up", "the lighter part has moved"],
)
def test_a_paragraph_in_another_place_has_moved(order: list[int], expected: list[str]):
    assert kinds(one_copy([TEXT[place] for place in order])[1]) == expected


def test_a_moved_paragraph_can_be_edited_too():
    compared, cells = one_copy([RIVER, CROSSHEAD, KEEPER, AID, LOCK.replace("closed", "shut")])

    assert cells[LOCK].moved
    assert shown(cells[LOCK].changes).startswith("Engineers [-closed -][+shut +]the old lock")
    assert compared.tallies[0].moved == 1
    assert compared.tallies[0].edited == 0


def test_a_paragraph_written_anew_replaces_the_old_one():
    """Common words that both share do not make the one an edit of the other."""
    anew = "In the afternoon the minister of works flew over the valley and spoke to the crews of the pumps."
    _, cells = one_copy([RIVER, CROSSHEAD, anew, KEEPER, AID])

    assert list(cells) == [RIVER, CROSSHEAD, anew, LOCK, KEEPER, AID]
    assert cells[LOCK].kind == "absent"
    assert cells[anew].kind == "same"


def test_a_text_repeated_in_a_copy_is_there_once_and_added_once():
    _, cells = one_copy([RIVER, KEEPER, CROSSHEAD, LOCK, KEEPER, AID])
    compared, _ = one_copy([RIVER, KEEPER, CROSSHEAD, LOCK, KEEPER, AID])

    assert [row.text for row in compared.rows].count(KEEPER) == 2
    assert compared.tallies[0].added == 1
    assert kinds(cells).count("absent") == 0


def test_added_rows_stand_after_what_they_follow():
    first, last = sentences(2, "own")
    _, cells = one_copy([first, RIVER, CROSSHEAD, LOCK, OWN, KEEPER, AID, last])

    assert list(cells) == [first, RIVER, CROSSHEAD, LOCK, OWN, KEEPER, AID, last]


def test_copies_that_added_the_same_paragraph_share_a_row():
    edited = OWN.replace("photographs", "pictures")
    compared = compare(
        [
            ("a", TEXT),
            ("b", (RIVER, OWN, LOCK)),
            ("c", (RIVER, LOCK, KEEPER, AID, edited)),
            ("d", (f"{RIVER} {OWN}", *TEXT[1:])),
            ("e", TEXT),
        ]
    )

    [added] = [row for row in compared.rows if row.paragraph is None]
    assert [cell.kind for cell in added.cells].count("absent") == 1
    assert [cell.kind for cell in added.cells].count("edited") == (1 if added.text == OWN else 2)
    assert [tally.added for tally in compared.tallies] == [1, 1, 1, 0]


def test_a_copy_without_a_text_lacks_all_of_it():
    compared, cells = one_copy([])

    assert kinds(cells) == ["absent"] * 5
    assert compared.tallies[0].absent == 5
    assert compared.tallies[0].shared == 0


def test_a_canonical_text_without_words_has_no_rows_of_its_own():
    compared, cells = one_copy(TEXT, [])

    assert all(row.paragraph is None and row.source_id == "b" for row in compared.rows)
    assert list(cells) == list(TEXT)


def test_a_long_text_is_compared_in_good_time():
    """Quadratic time would be minutes: 80,000 words on either side, of which one paragraph is cut and one moved."""
    paragraphs = report(1800, "long").split("\n\n")
    copy = [*paragraphs[:400], *paragraphs[401:1200], *paragraphs[1201:], paragraphs[400]]

    compared = compare([("a", tuple(paragraphs)), ("b", tuple(copy))])

    tally = compared.tallies[0]
    assert (tally.same, tally.moved, tally.absent, tally.added, tally.edited) == (1798, 1, 1, 0, 0)


# Words


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("It cost $40 then.", "it cost €40, then", "It cost [-$-][+€+]40 then."),
        ("It took 1,5 hours.", "It took 15 hours.", "It took [-1,5 -][+15 +]hours."),
        ("Don't go.", "Don’t go!", "Don't go."),
        ("A cafe\u0301 opened.", "A café opened.", "A cafe\u0301 opened."),
        ("月曜日に新しい橋", "火曜日に新しい橋だ", "[-月-][+火+]曜日に新しい橋[+だ+]"),
        ("قال إنّ المجلس لن يدفع", "قال ان المجـلس سوف يدفع", "قال إنّ المجلس [-لن -][+سوف +]يدفع"),
        ("في ٢٠٢٢", "في 2022", "في ٢٠٢٢"),
        ("", "New words", "[+New words+]"),
        ("***", "* * *", "[-***-][+* * *+]"),
    ],
    ids=["currency", "decimals", "apostrophe", "composed", "japanese", "arabic", "digits", "empty", "no words"],
)
def test_words_are_compared_as_readers_see_them(left: str, right: str, expected: str):
    assert shown(changes_of(left, right)) == expected


def test_a_word_lost_among_changes_is_changed_with_them():
    changes = changes_of("They met in the old town hall at noon.", "Everyone will gather near the new harbour quay.")

    assert [change.kind for change in changes] == ["removed", "added"]


def test_headlines_are_compared_too():
    compared = compare([(name, TEXT) for name in "abcd"], ["River rises", "RIVER RISES", "River rises fast", None])

    assert compared.headline is not None
    assert [cell.kind for cell in compared.headline.cells] == ["same", "edited", "absent"]
    assert shown(compared.headline.cells[1].changes) == "River rises[+ fast+]"
    assert compare([("a", TEXT), ("b", TEXT)], [None, "A headline"]).headline is None


# Laws

VOCABULARY = "the river rose on Monday and board said lock Osk old harbour; two, metres. water".split()
PARAGRAPH = st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=14).map(" ".join)
PARAGRAPHS = st.lists(PARAGRAPH, max_size=7)


@st.composite
def edited_copy(draw: st.DrawFn, paragraphs: list[str]) -> list[str]:
    """Draw what an outlet may make of a text: paragraphs dropped, moved, joined, split, changed and added."""
    copy = list(paragraphs)
    for _ in range(draw(st.integers(0, 4))):
        place = draw(st.integers(0, len(copy)))
        action = draw(st.sampled_from("drop move join split change add".split()))
        if action == "add" or place == len(copy):
            copy.insert(place, draw(PARAGRAPH))
            continue
        taken = copy.pop(place).split()
        half = len(taken) // 2
        if action == "move":
            copy.insert(draw(st.integers(0, len(copy))), " ".join(taken))
        elif action == "join" and copy:
            copy[place - 1] += " " + " ".join(taken)
        elif action == "split" and half:
            copy[place:place] = [" ".join(taken[:half]), " ".join(taken[half:])]
        elif action == "change":
            copy.insert(place, " ".join([*taken[:half], draw(st.sampled_from(VOCABULARY)), *taken[half + 1 :]]))
    return copy


@st.composite
def clusters(draw: st.DrawFn) -> list[tuple[str, tuple[str, ...]]]:
    text = draw(PARAGRAPHS)
    copies = draw(st.lists(st.one_of(edited_copy(text), PARAGRAPHS), min_size=1, max_size=4))
    return [(f"{number:02}", tuple(paragraphs)) for number, paragraphs in enumerate([text, *copies])]


@given(clusters())
@settings(deadline=None, max_examples=150)
def test_every_word_of_every_copy_is_accounted_for_exactly_once(cluster: list[tuple[str, tuple[str, ...]]]):
    compared = compare(cluster)

    for column, (_, paragraphs) in enumerate(cluster[1:]):
        cells = [row.cells[column] for row in compared.rows]
        spans = sorted((span.paragraph, span.start, span.stop) for cell in cells for span in cell.spans)
        assert "".join(paragraphs[number][start:stop] for number, start, stop in spans) == "".join(paragraphs)
        assert {number for number, _, _ in spans} == set(range(len(paragraphs)))
        for (number, _, stop), (following, start, _) in pairwise(spans):
            assert start == (stop if following == number else 0)


@given(clusters())
@settings(deadline=None, max_examples=150)
def test_a_row_and_its_changes_give_the_text_of_the_copy(cluster: list[tuple[str, tuple[str, ...]]]):
    compared = compare(cluster)

    assert [row.text for row in compared.rows if row.paragraph is not None] == list(cluster[0][1])
    for row in compared.rows:
        for cell, (_, paragraphs) in zip(row.cells, cluster[1:], strict=True):
            there = text_of(cell, paragraphs)
            if cell.kind == "edited":
                assert "".join(change.text for change in cell.changes if change.kind != "added") == row.text
                there_too = "".join(change.text for change in cell.changes if change.kind != "removed")
                assert words_of(there_too) == words_of(there) != words_of(row.text)
            else:
                assert not cell.changes
                assert words_of(there) == (words_of(row.text) if cell.kind == "same" else [])


@given(clusters())
@settings(deadline=None)
def test_the_tallies_add_up(cluster: list[tuple[str, tuple[str, ...]]]):
    compared = compare(cluster)

    assert compared.words == sum(len(words_of(paragraph)) for paragraph in cluster[0][1])
    for tally, (_, paragraphs) in zip(compared.tallies, cluster[1:], strict=True):
        assert tally.same + tally.edited + tally.moved + tally.absent == len(cluster[0][1])
        assert tally.words == sum(len(words_of(paragraph)) for paragraph in paragraphs)
        assert 0 <= tally.shared <= min(tally.words, compared.words)


@given(PARAGRAPHS)
@settings(deadline=None)
@example(["***", "", " ", "Osk"])
@example(["the", "the", "the the"])
def test_any_text_is_the_same_as_itself(paragraphs: list[str]):
    _, cells = one_copy(paragraphs, paragraphs)

    assert set(kinds(cells)) <= {"same"}


@given(clusters(), st.randoms(use_true_random=False))
@settings(deadline=None)
def test_the_order_of_the_copies_is_that_of_the_columns_and_no_more(
    cluster: list[tuple[str, tuple[str, ...]]], chance: Any
):
    shuffled = [cluster[0], *chance.sample(cluster[1:], len(cluster) - 1)]
    compared, other = compare(cluster), compare(shuffled)

    places = [other.copy_ids.index(name) for name in compared.copy_ids]
    assert [(row.text, row.paragraph, row.source_id, row.cells) for row in compared.rows] == [
        (row.text, row.paragraph, row.source_id, tuple(row.cells[place] for place in places)) for row in other.rows
    ]
    assert compared.tallies == tuple(other.tallies[place] for place in places)


@given(st.text(max_size=40), st.text(max_size=40))
@settings(deadline=None, max_examples=150)
@example("'a'b", "a 'b")
@example("\u0300", "\u0640")
@example("\u0e01\u0e31\u0300", "_")
def test_changes_give_back_both_texts_whatever_they_hold(left: str, right: str):
    changes = changes_of(left, right)

    assert "".join(change.text for change in changes if change.kind != "added") == left
    assert all(change.text for change in changes)
    assert changes_of(left, left) == ((Change(kind="same", text=left),) if left else ())


# Golden cases


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_golden(path: Path):
    case = yaml.safe_load(path.read_text("utf-8"))
    names = list(case["copies"])
    compared = compare(
        [(name, tuple(case["copies"][name]["paragraphs"])) for name in names],
        [case["copies"][name].get("headline") for name in names],
    )

    found = as_plain(compared)

    if os.environ.get("BACKFILE_REWRITE"):
        case["expected"] = found
        path.write_text(yaml.safe_dump(case, allow_unicode=True, sort_keys=False, width=120), "utf-8")
    assert found == case["expected"]


def as_plain(compared: Comparison) -> dict[str, Any]:
    """Return a comparison as a golden case writes it: for each row, what each copy made of it."""
    rows: list[Any] = []
    for row in ((compared.headline,) if compared.headline else ()) + compared.rows:
        cells = {
            name: ("moved " * cell.moved + cell.kind) + (f": {shown(cell.changes)}" if cell.changes else "")
            for name, cell in zip(compared.copy_ids, row.cells, strict=True)
        }
        label = "headline" if row is compared.headline else "row" if row.paragraph is not None else "added"
        rows.append({label: row.text, **cells})
    shares = {
        name: f"{tally.shared} of {compared.words} words"
        for name, tally in zip(compared.copy_ids, compared.tallies, strict=True)
    }
    return {"rows": rows, "shared": shares}
