"""Fingerprints: what counts as the same word, and what sharing text shows."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.fingerprint import SHINGLE_WORDS, SKETCH, WINNOW_WINDOW, fingerprint, shingles, sketch, word_hashes
from generator.languages import mute_letters
from tests.texts import report


@pytest.mark.parametrize(
    ("left", "right"),
    [
        pytest.param("The Café opened", "the cafe OPENED", id="case and accents"),
        pytest.param("قـــال أحمد إنّه", "قال احمد انه", id="tatweel, hamza forms and vowel signs"),
        pytest.param("don’t stop", "don't stop", id="apostrophes"),
        pytest.param("co\u00adoperate", "cooperate", id="soft hyphen"),
        pytest.param("١٨ ألف سيارة، १२ बसें", "18 الف سيارة، 12 बसें", id="digits of other scripts"),
        pytest.param("東京の空", "東 京 の 空", id="ideographs and kana are words of their own"),
        pytest.param("Äußerst müde Vögel", "Aeußerst muede Voegel", id="umlauts as two letters"),
        pytest.param("Љубав, њива, џак, инјекција", "Ljubav, njiva, džak, injekcija", id="the two scripts of Serbian"),
        pytest.param("老圖書館開門後", "老图书馆开门后", id="traditional and simplified signs"),
        pytest.param("Søren og Ærø", "Soeren og Aeroe", id="letters of Danish as two"),
    ],
)
def test_texts_that_differ_only_in_spelling_have_the_same_words(left: str, right: str):
    assert word_hashes([left]).tolist() == word_hashes([right]).tolist()


def test_no_more_letters_are_mute_than_their_bits_have_room_for():
    assert len({behind for _, behind in mute_letters()}) <= 3


@pytest.mark.parametrize(
    ("text", "count"),
    [("", 0), ("... — !", 0), ("one", 1), ("one two", 2), ("日本 go", 3), ("𠀀x y", 3), ("a-b 3.5 😀", 4)],
)
def test_words_are_counted_as_a_reader_would(text: str, count: int):
    assert len(word_hashes([text])) == count


def test_a_mute_letter_is_part_of_its_word():
    text = "The true blue, a duel"
    words = [text[start:stop] for start, stop in shingles([text]).bounds.tolist()]

    assert words == ["The", "true", "blue", "a", "duel"]


def test_words_in_another_order_are_another_text():
    assert word_hashes(["ab ba"]).tolist() != word_hashes(["ba ab"]).tolist()


def test_devanagari_vowel_signs_tell_words_apart():
    assert word_hashes(["कि"]).tolist() != word_hashes(["की"]).tolist()


def test_hashes_are_the_same_on_every_machine():
    """The store and the clusters rest on it; the numbers were computed once."""
    assert word_hashes(["Backfile"]).tolist() == [12_126_981_596_243_759_456]


def test_a_text_shorter_than_a_shingle_is_one_shingle():
    assert fingerprint(["only four words here"]).shingles == 1


@given(words=st.lists(st.sampled_from("abcdefghijklmnopqrstuvwxyz"), min_size=1, max_size=60), cut=st.integers(0, 60))
def test_paragraph_breaks_do_not_change_the_shingles(words: list[str], cut: int):
    """One outlet's paragraphs are another's single block."""
    parts = [" ".join(words[:cut]), " ".join(words[cut:])]

    assert shingles([" ".join(words)]).hashes.tolist() == shingles(parts).hashes.tolist()


@given(start=st.integers(0, 150), before=st.integers(0, 40), after=st.integers(0, 40))
def test_texts_that_share_enough_words_in_a_row_share_a_fingerprint(start: int, before: int, after: int):
    """Winnowing's guarantee: a shared run of shingle + window - 1 words is never missed."""
    words = report(8, "shared").split()
    run = words[start : start + SHINGLE_WORDS + WINNOW_WINDOW - 1]
    one = " ".join([*report(2, "one").split()[:before], *run, *report(2, "two").split()[:after]])
    other = " ".join([*report(2, "three").split()[:after], *run, *report(2, "four").split()[:before]])

    shared = np.intersect1d(fingerprint([one]).hashes, fingerprint([other]).hashes)

    assert len(shared) >= 1


@given(st.lists(st.text(), max_size=5))
def test_any_text_has_a_fingerprint_that_its_shingles_hold(paragraphs: list[str]):
    made = fingerprint(paragraphs)

    assert made.shingles == len(shingles(paragraphs).hashes)
    assert set(made.hashes.tolist()) <= set(shingles(paragraphs).hashes.tolist())


def test_a_very_long_text_is_fingerprinted_like_a_short_one():
    text = " ".join(report(20, "long") for _ in range(40))

    assert fingerprint([text]).shingles > fingerprint([report(20, "long")]).shingles


def test_a_sketch_tells_most_of_a_text_again_and_no_other():
    text = report(12, "one")
    own, most, other = (hashes_of(one) for one in (text, text[len(text) // 8 :], report(12, "two")))

    assert len(own) == SKETCH
    assert len(own & most) >= SKETCH // 2
    assert not own & other
    assert not hashes_of("")


def hashes_of(text: str) -> set[str]:
    """Return the hashes of a text's sketch."""
    made = sketch(fingerprint([text]))
    return {made[at : at + 8] for at in range(0, len(made), 8)}
