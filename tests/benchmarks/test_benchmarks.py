"""The benchmarks measure what they say: corpus, scores, edits and tables. Nothing here is timed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click import BadParameter

from generator import Settings, build
from tests.archives import an_archive, files_of
from tests.benchmarks import builders, grouping, measure, serve
from tests.benchmarks.bench import Numbers
from tests.benchmarks.copies import decided
from tests.benchmarks.corpora import Work
from tests.benchmarks.corpus import write_corpus
from tests.benchmarks.generate import edit_one, take_newest
from tests.benchmarks.peers import components, shingles
from tests.benchmarks.relabel import put_right, relabel
from tests.benchmarks.score import score
from tests.benchmarks.table import Table
from tests.benchmarks.weight import by_kind


def rows_of(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_the_same_seed_gives_the_same_corpus_and_another_seed_another(tmp_path: Path):
    for name, seed in (("first", "a"), ("again", "a"), ("other", "b")):
        write_corpus(tmp_path / name, 60, seed)

    first, again, other = (files_of(tmp_path / name) for name in ("first", "again", "other"))

    assert first == again
    assert first != other


def test_a_fifth_of_a_corpus_is_copies_and_its_truth_names_every_record(tmp_path: Path):
    write_corpus(tmp_path, 1000)

    truth = rows_of(tmp_path / "truth.jsonl")

    for row in truth:
        record = rows_of(tmp_path / "articles" / str(row["input"]))[int(str(row["record"])) - 1]
        assert record["id"] == row["given_id"]
    assert len(truth) == len({row["given_id"] for row in truth}) == 1000
    assert 0.15 < sum(row["cluster"] is not None for row in truth) / 1000 < 0.25


def test_copies_of_the_corpus_are_found_in_memory():
    batch = list(grouping.invented(300))

    clusters, _ = grouping.group_texts(batch, jobs=1)

    assert grouping.quality(batch, clusters).f1 > 0.95


def test_texts_that_are_added_are_grouped_as_if_they_had_been_there():
    found = grouping.group_added(200, 20, jobs=1)

    assert found["same"]
    assert found["recall"] > 0.9


def test_a_score_counts_pairs():
    truth = {"a": "s", "b": "s", "c": "s", "d": None, "e": None}

    found = score([["a", "b", "d"]], truth)  # three pairs: ab is right; of the three real ones ac and bc are missing

    assert (found.precision, found.recall) == (1 / 3, 1 / 3)


def test_the_newest_records_are_taken_out_and_one_text_is_edited(tmp_path: Path):
    write_corpus(tmp_path, 80)
    folder = tmp_path / "articles"
    before = [row for path in sorted(folder.glob("*.jsonl")) for row in rows_of(path)]

    taken = [json.loads(line) for line in take_newest(folder, 5)]
    rest = [row for path in sorted(folder.glob("*.jsonl")) for row in rows_of(path)]
    edit_one(folder)
    edited = [row for path in sorted(folder.glob("*.jsonl")) for row in rows_of(path)]

    dates = sorted(str(row["published"]) for row in before if "published" in row)
    assert sorted(row["published"] for row in taken) == dates[-5:]
    assert len(rest) == 75
    assert sum(one != other for one, other in zip(rest, edited, strict=True)) == 1


def test_peers_get_shingles_of_five_words_and_of_five_characters_where_there_are_no_spaces():
    assert shingles("The ferry left at noon today") == {b"the ferry left at noon", b"ferry left at noon today"}
    assert shingles("船は昼に出た") == {"船 は 昼 に 出".encode(), "は 昼 に 出 た".encode()}


def test_pairs_join_into_components():
    assert components([(0, 2), (2, 4)], 5) == [[0, 2, 4]]


def test_a_task_of_its_own_process_is_measured():
    done = measure.run("grouping", number=50, added=5, jobs=1)

    assert done.result["recall"] > 0.9
    assert done.usage.wall > 0
    assert done.usage.cpu > 0
    assert done.usage.peak > 10_000_000


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    """The docs folder of a small archive, its pages generated."""
    text = (
        "The tide & the <quay>: a *report* of the harbour.\n\nThe second paragraph has ten words and no more of them."
    )
    record = {"id": "q1", "headline": "R&D at the quay", "published": "2021-03-04", "tags": ["tides"], "text": text}
    config = an_archive(tmp_path / "archive")
    (config.parent / "articles" / "quay.json").write_text(json.dumps(record), encoding="utf-8")
    build(Settings.from_mapping({}, root=config.parent, docs=config.parent / "docs"))
    return config.parent / "docs"


def test_other_builders_get_the_same_pages_without_our_templates(docs: Path):
    pages = dict(builders.plain_pages(docs))

    assert pages.keys() == files_of(docs).keys()
    assert not any(b"template:" in content for content in pages.values())
    ours = [path for path in pages if "quay" in path and path.endswith(".md")]
    assert [len(files_of(docs)[path]) - len(pages[path]) for path in ours] == [23]


def test_hugo_gets_every_article_with_its_text_facts_and_copies(docs: Path):
    pages = {path: content.decode() for path, content in builders.hugo_pages(docs)}

    [quay] = [content for path, content in pages.items() if "quay" in path]
    facts, end = json.JSONDecoder().raw_decode(quay)
    [copies] = [content for path, content in pages.items() if path.startswith("clusters/")]
    assert (facts["title"], facts["when"], facts["tags"]) == ("R&D at the quay", "2021-03-04", ["tides"])
    assert "\n\nThe second paragraph has ten words and no more of them.\n" in quay[end:]
    assert "<" not in quay[end:], "Hugo leaves out what is written as HTML"
    assert {"archive/_index.md", "archive/2021/_index.md", "archive/2021/03/_index.md"} <= pages.keys()
    assert len(json.loads(copies)["aliases"]) == 1


def test_a_folder_brought_up_to_date_has_the_wanted_files_and_the_others_untouched(tmp_path: Path):
    builders.sync(tmp_path, [("a/same", b"1"), ("a/other", b"1"), ("gone", b"1")])
    before = (tmp_path / "a" / "same").stat().st_mtime_ns

    builders.sync(tmp_path, [("a/same", b"1"), ("a/other", b"2"), ("new", b"1")])

    assert files_of(tmp_path) == {"a/same": b"1", "a/other": b"2", "new": b"1"}
    assert (tmp_path / "a" / "same").stat().st_mtime_ns == before


def test_a_builder_that_leaves_out_an_article_is_left_out_itself(docs: Path, tmp_path: Path):
    idle = builders.Builder(
        name="Idle",
        folder=tmp_path,
        site=tmp_path / "site",
        made=(),
        lay_out=lambda docs: None,
        build=lambda: measure.Usage(wall=1.0, cpu=1.0, peak=1),
    )
    found = builders.Found()

    builders.measure_once(idle, docs, "cold", found)

    assert found.failed == {"Idle": "cold: 0 pages of 3 articles"}
    assert not found.usages


def test_a_builder_whose_pages_lack_their_text_is_found(docs: Path, tmp_path: Path):
    words = "The tide &amp; the &lt;quay&gt;: a *report* of the harbour. The second paragraph has ten words and no"
    for path in files_of(docs):
        if builders._ARTICLE_MD.fullmatch(path):
            page = tmp_path / path[:-3] / "index.html"
            page.parent.mkdir(parents=True)
            page.write_text(f"<p>{words} more" if "quay" in path else f"<p>{words}", encoding="utf-8")

    lost = builders.pages_without_their_text(docs, tmp_path)

    assert len(lost) == 2, "the articles of the sample, which hold other words"
    assert not any("quay" in path for path in lost)


def test_the_floor_writes_what_a_step_changed_and_nothing_else(tmp_path: Path):
    source, target = tmp_path / "source", tmp_path / "target"
    builders.sync(source, [("a/one", b"1"), ("two", b"2")])

    first = measure.run("floor", source=str(source), target=str(target))
    builders.sync(source, [("a/one", b"1"), ("two", b"3")])
    second = measure.run("floor", source=str(source), target=str(target))

    assert (first.result["files"], second.result["files"]) == (2, 1)
    assert files_of(target) == files_of(source)


def test_the_engine_is_timed_by_the_command_and_without_the_generator(tmp_path: Path):
    config = an_archive(tmp_path / "archive")

    done = measure.run("pages_only", config_file=str(config))

    assert (config.parent / "site" / "index.html").is_file()
    assert done.result["calls"] == 1
    assert 0 < done.result["wall"] < done.usage.wall


def test_an_edit_puts_one_new_word_into_one_text_in_place_of_the_last(tmp_path: Path):
    write_corpus(tmp_path, 80)
    folder = tmp_path / "articles"
    before = [row for path in sorted(folder.glob("*.jsonl")) for row in rows_of(path)]

    article = serve.chosen(tmp_path, folder)
    place = serve.place_of(article.path, article.words)
    place.write("first")
    place.write("second")
    edited = [row for path in sorted(folder.glob("*.jsonl")) for row in rows_of(path)]

    [(old, new)] = [(one, other) for one, other in zip(before, edited, strict=True) if one != other]
    assert old["id"] == new["id"] == article.id
    assert new == {**old, "text": str(old["text"]).replace(article.words, f"second {article.words}")}


@pytest.mark.slow
def test_serving_is_measured_from_the_first_page_to_the_search_beside_plain_mkdocs(tmp_path: Path):
    work = Work(folder=tmp_path, shared=None)

    table = serve.table(work, (15,), 1, peers=True, idle=0.0)

    rows = [row[1:4] for row in table.rows]
    assert rows == [
        ("first page, cold", "Backfile", 1),
        ("first page, cold", "plain MkDocs + Material", 1),
        ("first page, warm store", "Backfile", 1),
        ("one edited: page has it", "Backfile", 1),
        ("one edited: page has it", "plain MkDocs + Material", 1),
        ("one edited: page reloads", "Backfile", 1),
        ("one edited: page reloads", "plain MkDocs + Material", 1),
        ("search after an edit", "Backfile", 1),
        ("search again", "Backfile", 1),
        ("idle", "Backfile", 1),
        ("idle", "plain MkDocs + Material", 1),
    ]


def test_a_server_that_does_not_start_says_why(tmp_path: Path):
    why = pytest.raises(measure.TaskError, match="mkdocs serve: ended with exit status .*Config file")

    with why, serve.started("mkdocs", tmp_path, serve.free_port()) as server:
        server.first_page()


def test_numbers_of_articles_are_told_with_commas():
    assert Numbers().convert("5000,1000", None, None) == (1000, 5000)
    with pytest.raises(BadParameter, match="expected e.g. 1000,20000"):
        Numbers().convert("many", None, None)


def test_a_table_shows_unknown_figures_as_dashes():
    table = Table(title="Times", columns=("by", "s"), rows=(("one", 1.5), ("other", None)), notes=("A note.",))

    assert table.text().splitlines() == [
        "Times",
        "",
        "by         s",
        "-----  -----",
        "one    1.500",
        "other      -",
        "  A note.",
    ]


def test_labels_are_put_right_where_the_words_of_two_texts_show_them_wrong(tmp_path: Path):
    """One word in seven is another in b; c has the words of a in another order, and was called its copy."""
    words = [f"word{number}" for number in range(70)]
    texts = {
        "a": words,
        "b": [word if place % 7 else "other" for place, word in enumerate(words)],
        "c": [*words[60:], *words[40:60], *words[20:40], *words[:20]],
        "d": [*words[:12], *(f"else{number}" for number in range(58))],
    }
    records = (json.dumps({"id": name, "text": " ".join(text)}) + "\n" for name, text in texts.items())
    (tmp_path / "a.jsonl").write_text("".join(records), encoding="utf-8")
    (tmp_path / "pairs.tsv").write_text("id_a\tid_b\tkind\na\tc\tcopy\na\td\tpartial\n")
    targets = {share: tmp_path / f"{share}.tsv" for share in (0.8, 0.9)}

    put_right(tmp_path, tmp_path / "pairs.tsv", targets)

    kinds = {share: file.read_text().splitlines()[1:] for share, file in targets.items()}
    assert kinds == {
        0.8: ["a\tb\tcopy", "a\tc\tnone", "a\td\tpartial"],
        0.9: ["a\tc\tnone", "a\td\tpartial"],
    }


def test_what_labels_leave_undecided_counts_neither_way():
    found = {"articles": 100, "positives": 40, "true_positives": 36, "false_positives": 4, "ignored": 30}

    assert decided(found) == pytest.approx((36 - 1600 / 4920) / (40 - 1600 / 4920))


def test_labels_on_folded_words_know_copies_by_any_spelling_of_hamza(tmp_path: Path):
    words = [f"كلمة{number}" for number in range(40)]
    plain = " ".join(["الى الامام", *words])
    records = [
        {"id": "a", "text": plain},
        {"id": "b", "text": plain.replace("الى", "إلى").replace("الامام", "الأمام")},
        {"id": "c", "text": " ".join([*words[:25], *(f"شيء{number}" for number in range(30))])},
        {"id": "d", "text": "نص آخر لا يشبه شيئا مما سبق ولا يشارك فيه احدا"},
    ]
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(one) + "\n" for one in records), encoding="utf-8")

    relabel(tmp_path, tmp_path / "pairs.tsv")

    assert (tmp_path / "pairs.tsv").read_text().splitlines() == [
        "id_a\tid_b\tkind",
        "a\tb\tcopy",
        "a\tc\tpartial",
        "b\tc\tpartial",
    ]


def test_a_site_is_weighed_by_kind(tmp_path: Path):
    files = {
        "index.html": 1,
        "archive/2021/03/a-bridge-01234567/index.html": 20,
        "archive/undated/a-bridge-01234568/index.html": 30,
        "archive/2021/03/index.html": 4,
        "archive/undated/a-bridge-01234568.ris": 13,
        "archive/copies/0123456789abcdef/index.html": 5,
        "archive/copies/0123456789abcdef.csv.gz": 14,
        "archive/outlets/a/feed.xml": 15,
        "archive/copies/index.html": 6,
        "data/articles/2021.jsonl.zst": 7,
        "data/manifest.json.gz": 8,
        "search/index/index.bin": 9,
        "assets/a.css": 10,
        "robots.txt": 11,
    }
    for path, size in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(b"x" * size)

    assert by_kind(tmp_path) == {
        "article": [20, 30],
        "beside an article": [13],
        "comparison of copies": [5],
        "comparison, as a table": [14],
        "feed": [15],
        "listing by date": [4],
        "listing of copies": [6],
        "other page": [1],
        "data: articles": [7],
        "data: manifest": [8],
        "search index": [9],
        "theme": [10],
        "other": [11],
    }
