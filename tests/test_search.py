"""The search index: words are folded alike, shards depend on their own articles alone, and builds agree."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import pipeline
from generator.model.errors import GeneratorError
from generator.search import Indexed, cut, pagefind, shards_by_article
from generator.search.fold import words
from generator.settings import Settings
from tests.conftest import pages_of
from tests.texts import report

INDEX = "search/index/"

FOLDED = {
    "case and punctuation": ("“Trams”, she SAID.", "trams she said"),
    "accents": ("Café naïve Škoda Ångström", "cafe naive skoda angstrom"),
    "letters that have no accent to lose": (
        "Straße Æble œuvre Łódź İzmir ırmak",
        "strasse aeble oeuvre lodz izmir irmak",
    ),
    "apostrophes and points part words": ("didn't l’homme U.S. 1,000", "didn t l homme u s 1 000"),
    "compatibility forms": ("ﬁne Ｔｒａｍ ½ ²", "fine tram 1 2 2"),
    "Cyrillic accents": ("Йод ёлка", "иод елка"),
    "final sigma": ("ΛΟΓΟΣ λόγος", "λογοσ λογοσ"),
    "vowel signs, as Pagefind drops them": ("हिन्दी में", "हनद म"),
    "Arabic letters, signs, article and endings": ("الحكومة حكومه وَالحُكُومَـــة أمة إمارات", "حكوم حكوم حكوم ام امار"),
    "digits of any script": ("٢٠١٩ २०१९ ２０１９", "2019 2019 2019"),
    "each Chinese or Japanese sign is a word": ("東京都が発表 トラム2号", "東 京 都 かv 発 表 ト ラ ム 2 号"),
    "voiced kana are letters of their own": ("ガカがぱ", "カv カ かv はp"),
    "Korean in its letters": ("서울", "\u1109\u1165\u110b\u116e\u11af"),
    "signs alone are no words": ("— … ™ ___PAGEFIND_WEIGHT___9", "pagefind weight 9"),
}


@pytest.fixture(autouse=True, scope="module")
def _lists_of_any_shards() -> Iterator[None]:
    """Have two shards say which of them hold a word, as many do."""
    with pytest.MonkeyPatch.context() as patch:
        for module in ("generator.archive.search_plan", "generator.search.files"):
            patch.setattr(f"{module}.FEWEST", 2)
        yield


@pytest.mark.parametrize(("text", "folded"), FOLDED.values(), ids=FOLDED)
def test_words_are_folded(text: str, folded: str):
    assert " ".join(words(text)) == folded


@given(text=st.text(), before=st.sampled_from(("", "A plain report. " * 40)))
def test_a_text_folds_sign_by_sign_as_it_does_word_by_word(text: str, before: str):
    """A text with a sign that is a word of its own goes word by word, any other sign by sign, ASCII apart."""
    assert words(f"東 {before}{text}") == ["東", *words(before + text)]


def an_article(number: int, published: str | None, *, size: int = 1000, language: str = "en") -> Indexed:
    name = f"{number * 2654435761 % 2**32:08x}00000000"
    return Indexed(id=name, digest=f"d{number}", published=published, language=language, size=size)


def names_of(articles: Iterable[Indexed], bound: int = 10_000) -> list[str]:
    return [shard.name for shard in cut(articles, release="r", bound=bound)]


def test_a_year_is_a_shard_and_one_that_exceeds_the_bound_is_cut_further():
    calm = [an_article(number, "2018-05-01") for number in range(5)]
    busy = [an_article(100 + number, f"2019-{1 + number % 12:02}-03") for number in range(24)]
    storm = [an_article(200 + number, f"2020-03-{1 + number % 2:02}") for number in range(12)]
    flood = [an_article(300 + number, "2021-03-03") for number in range(12)]

    assert names_of([*calm, *busy, *storm, *flood]) == [
        "2021-03-03.1of2",
        "2021-03-03.2of2",
        "2020-03-02",
        "2020-03-01",
        "2019-q4",
        "2019-q3",
        "2019-q2",
        "2019-q1",
        "2018",
    ]


def test_the_newest_part_of_the_newest_period_is_a_shard_of_its_own_until_there_is_a_newer_one():
    days = [f"{year}-{month:02}-03" for year in range(2015, 2021) for month in (1, 2, 5, 8)]
    every = [an_article(number, day) for number, day in enumerate(days)]

    def cut_before(day: str) -> dict[str, int]:
        some = [one for one in every if (one.published or "") < day]
        return {shard.name: len(shard.ids) for shard in cut(some, release="r", bound=40_000)}

    assert cut_before("2017-02") == {"2010s": 9}
    assert cut_before("2018-03") == {"2018": 2, "2010s": 12}
    assert cut_before("2019-02") == {"2019": 1, "2010s": 16}
    assert cut_before("2020-02") == {"2020s": 1, "2010s": 20}


def test_decades_of_little_are_one_shard_and_articles_without_a_date_come_last():
    old = [an_article(number, f"189{number}-01-01", size=100) for number in range(5)]

    assert names_of([*old, an_article(7, None), an_article(8, "1911-04-05")]) == ["1910s", "1890s", "undated"]


def test_a_sign_of_a_language_without_spaces_weighs_as_the_word_that_it_is():
    english = [an_article(number, "2019-03-03", size=900) for number in range(10)]
    japanese = [an_article(number, "2019-03-03", size=900, language="ja") for number in range(10)]

    assert names_of(english) == ["2019"]
    assert names_of(japanese) == [f"2019-03-03.{number}of4" for number in (1, 2, 3, 4)]


@pytest.mark.parametrize("published", ["2019-03-17", None], ids=["of one day", "undated"])
def test_no_shard_holds_more_articles_than_the_browser_can_number(published: str | None):
    """Places are numbered `shard * 65536 + number`: teasers are short, and characters alone would bound nothing."""
    teasers = [an_article(number, published, size=40) for number in range(70_000)]

    shards = cut(teasers, release="r")

    assert sum(len(shard.ids) for shard in shards) == 70_000
    assert max(len(shard.ids) for shard in shards) < 65_536


def test_articles_of_many_shards_are_each_in_a_place_of_their_own():
    articles = [
        an_article(number, f"{2000 + number % 5}-{1 + number % 12:02}-03", size=900) for number in range(200_000)
    ]

    shards = cut(articles, release="r")

    places = shards_by_article(shards)
    assert len({shard * 65_536 + number for shard, number in places.values()}) == 200_000
    assert len(shards) > 20


def test_every_article_is_in_one_shard_newest_first():
    articles = [an_article(number, f"20{10 + number % 9}-{1 + number % 12:02}-01") for number in range(200)]
    days = {one.id: one.published or "" for one in articles}

    shards = cut(articles, release="r", bound=10_000)

    assert sorted(name for shard in shards for name in shard.ids) == sorted(days)
    assert all(
        [days[name] for name in shard.ids] == sorted((days[name] for name in shard.ids), reverse=True)
        for shard in shards
    )


def test_a_new_article_changes_the_key_of_one_shard():
    articles = [an_article(number, f"20{10 + number % 9}-01-01") for number in range(90)]

    before = {shard.name: shard.key for shard in cut(articles, release="r", bound=100_000)}
    after = {
        shard.name: shard.key for shard in cut([*articles, an_article(99, "2018-12-31")], release="r", bound=100_000)
    }

    assert {name for name in after if after[name] != before[name]} == {"2018"}


def test_a_language_of_its_own_stemmer_and_a_tenth_of_the_archive_has_an_index_of_its_own():
    english = [an_article(number, "2019-01-01") for number in range(80)]
    german = [an_article(100 + number, "2019-01-01", size=4000, language="de") for number in range(15)]
    others = [an_article(200 + number, "2019-01-01", language=name) for number, name in enumerate(["fr", "ar", "ja"])]

    shards = cut([*english, *german, *others], release="r", bound=100_000)

    assert {(shard.name, shard.language, len(shard.ids)) for shard in shards} == {
        ("2019", "en", 83),
        ("2019.de", "de", 15),
    }


# Builds


def a_record(name: str, published: str, text: str, **fields: Any) -> dict[str, Any]:
    return {
        "id": name,
        "outlet": f"Post of {name}",
        "headline": f"Report {name}",
        "published": published,
        "text": text,
        **fields,
    }


OLD = [a_record(f"o{number}", f"2009-0{number}-04", report(3, f"old {number}")) for number in range(1, 5)]
NEW = [a_record(f"n{number}", f"2020-0{number}-04", report(3, f"new {number}")) for number in range(1, 5)]


def lines(*records: dict[str, Any]) -> str:
    return "".join(f"{json.dumps(record)}\n" for record in records)


def index_of(pages: Mapping[str, bytes]) -> dict[str, bytes]:
    return {path: content for path, content in pages.items() if path.startswith(INDEX)}


def folders(pages: Mapping[str, bytes]) -> set[str]:
    return {path.split("/")[2] for path in index_of(pages) if path.count("/") == 3}


def contents(pages: Mapping[str, bytes]) -> Any:
    content = pages[f"{INDEX}index.bin"]
    return json.loads(gzip.decompress(content[4 : 4 + int.from_bytes(content[:4], "little")]))


Make = Callable[..., Settings]


def test_what_the_index_says_of_an_archive(built: Callable[..., Any]):
    pages, _ = built({"old.jsonl": lines(*OLD), "new.jsonl": lines(*NEW)})

    found = contents(pages)

    assert [(shard["articles"], shard["first"], shard["last"]) for shard in found["shards"]] == [
        (4, "2020-01-04", "2020-04-04"),
        (4, "2009-01-04", "2009-04-04"),
    ]
    assert found["languages"] == [["en", 8]]


def test_no_index_is_made_where_another_search_is_wanted(built: Callable[..., Any]):
    pages, _ = built({"old.jsonl": lines(*OLD)}, search="material")

    assert index_of(pages) == {}


def test_the_index_is_the_same_in_any_order_of_the_articles(archive: Make, tmp_path: Path):
    first = archive({"a.jsonl": lines(*OLD), "b.jsonl": lines(*NEW)})
    pipeline.build(first)
    one = pages_of(first)
    (tmp_path / "archive").rename(tmp_path / "first")
    other = archive({"a.jsonl": lines(*reversed(NEW)), "b.jsonl": lines(*reversed(OLD))})
    pipeline.build(other)

    assert index_of(one) == index_of(pages_of(other))


def test_a_shard_whose_articles_did_not_change_is_not_touched(archive: Make):
    settings = archive({"old.jsonl": lines(*OLD), "new.jsonl": lines(*NEW)})
    pipeline.build(settings)
    before = {path: path.stat() for path in (settings.archive / INDEX).rglob("*") if path.is_file()}

    archive({"newer.jsonl": lines(a_record("late", "2020-12-24", report(3, "late")))})
    pipeline.build(settings)

    kept = [path for path in before if path.exists()]
    assert {path.parent.name[:5] for path in kept if path.parent.name != "index"} == {"2000s", "words"}
    assert all(path.stat().st_mtime_ns == before[path].st_mtime_ns for path in kept if path.name != "index.bin")


def test_a_copy_that_arrives_later_does_not_touch_the_shard_of_the_first(archive: Make):
    settings = archive({"old.jsonl": lines(*OLD), "new.jsonl": lines(*NEW)})
    pipeline.build(settings)
    before = folders(pages_of(settings))

    archive({"copy.jsonl": lines(a_record("copy", "2020-12-24", OLD[1]["text"]))})
    pipeline.build(settings)

    pages = pages_of(settings)
    assert {name for name in before & folders(pages) if name.startswith("2000s")}
    assert contents(pages)["clusters"]


CHANGES: dict[str, tuple[dict[str, str], list[str]]] = {
    "an article more": ({"c.jsonl": lines(a_record("c", "2009-07-01", report(2, "c")))}, []),
    "an article less": ({"a.jsonl": lines(*OLD[1:])}, []),
    "a year less": ({}, ["a.jsonl"]),
    "another text": ({"a.jsonl": lines({**OLD[0], "text": report(2, "changed")}, *OLD[1:])}, []),
    "another headline": ({"a.jsonl": lines({**OLD[0], "headline": "Something else"}, *OLD[1:])}, []),
    "nothing left": ({}, ["a.jsonl", "b.jsonl"]),
}


@pytest.mark.parametrize(("files", "gone"), CHANGES.values(), ids=CHANGES)
def test_an_incremental_build_equals_a_clean_one(archive: Make, files: dict[str, str], gone: list[str]):
    settings = archive({"a.jsonl": lines(*OLD), "b.jsonl": lines(*NEW)})
    pipeline.build(settings)

    archive(files)
    for name in gone:
        (settings.articles / name).unlink()
    pipeline.build(settings)

    assert pages_of(settings) == clean(settings)


def clean(settings: Settings) -> dict[str, bytes]:
    """Return what a build of the same articles elsewhere makes."""
    root = settings.root.parent / "clean"
    (root / "docs").mkdir(parents=True)
    settings.articles.rename(root / "articles")
    fresh = Settings.from_mapping({}, root=root, docs=root / "docs")
    pipeline.build(fresh)
    return pages_of(fresh)


class StoppedError(Exception):
    """Stands for a kill."""


@pytest.mark.parametrize("stop", ["between shards", "between files"])
def test_a_build_that_was_stopped_is_made_good_by_the_next(archive: Make, stop: str, monkeypatch: pytest.MonkeyPatch):
    settings = archive({"a.jsonl": lines(*OLD), "b.jsonl": lines(*NEW)})

    def stopping(stage: str, done: int, total: int) -> None:
        if stop == "between shards" and stage == "indexing" and done:
            raise StoppedError

    if stop == "between files":
        refuse_after(4, monkeypatch)
    with pytest.raises(StoppedError):
        pipeline.build(settings, progress=stopping)
    monkeypatch.undo()
    (settings.store / "search-left").mkdir()
    pipeline.build(settings)

    assert not list(settings.store.glob("search-*"))
    assert pages_of(settings) == clean(settings)


def refuse_after(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the operating system put so many files of the index in place and no more."""
    replace = os.replace
    left = [number]

    def replacing(source: Any, target: Any, **named: Any) -> None:
        if INDEX in os.fspath(target):
            left[0] -= 1
            if not left[0]:
                raise StoppedError
        replace(source, target, **named)

    monkeypatch.setattr(os, "replace", replacing)


def test_a_file_of_the_index_that_was_lost_is_made_again(archive: Make):
    settings = archive({"a.jsonl": lines(*OLD), "b.jsonl": lines(*NEW)})
    pipeline.build(settings)
    before = pages_of(settings)

    next((settings.archive / INDEX).rglob("*.pf_index")).unlink()
    pipeline.build(settings)

    assert pages_of(settings) == before


def test_articles_without_words_and_without_headline_break_nothing(built: Callable[..., Any]):
    odd = [{"id": "a", "text": "— …"}, {"id": "b", "headline": "!!!", "text": "___PAGEFIND_WEIGHT___9 word"}]

    pages, report = built({"a.jsonl": lines(*odd)})

    assert contents(pages)["shards"][0]["articles"] == report.articles


def _refused(conversation: pagefind.Conversation) -> None:
    conversation.tell(type="AddRecord", index_id=99, url="a", content="b")
    conversation.ask(type="NewIndex", config={})


def test_a_refusal_of_pagefind_is_said_however_far_ahead_it_was_asked(monkeypatch: pytest.MonkeyPatch):
    for ahead in (0, 2, 100):
        monkeypatch.setattr(pagefind, "AHEAD", ahead)

        with pagefind.service() as conversation, pytest.raises(GeneratorError, match="pagefind: "):
            _refused(conversation)


def test_pagefind_that_cannot_run_is_said(archive: Make, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", str(tmp_path / "none"))

    with pytest.raises(GeneratorError, match="pagefind: .*none: cannot be run"):
        pipeline.build(archive({"a.jsonl": lines(a_record("a", "2020-01-01", "A word never heard: qwyjibo."))}))
