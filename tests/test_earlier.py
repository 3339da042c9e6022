"""Which words came from where: passages that stand earlier in other articles, with the first that has them."""

from __future__ import annotations

import json
import re
from pathlib import Path

from generator import pipeline
from generator.settings import Settings
from tests.archives import an_archive, files_of

QUOTED = (
    "We shall not hand the keys of this harbour to anybody who has never once tied up a boat in a storm, "
    "said the harbour master of Quell, and that is all there is to say about it."
)
FIRST = f"The old quay of Quell is for sale, and nobody in town is pleased about that. {QUOTED}"
LATER = (
    "A buyer has been found at last, a brewer from inland who likes the view. Months ago things looked different. "
    f"{QUOTED} He has since left."
)
LAST = f"Ten years on, the brewery is the town's largest employer by far, with ninety hands. {QUOTED}"
COPY = f"{FIRST} So writes our correspondent from the coast, where the weather has been fine all week long."


def built(folder: Path, options: dict[str, bool], **texts: tuple[str, str]) -> dict[str, str]:
    """Build an archive of texts with their days, and return the page of each."""
    lines = [
        json.dumps({"id": name, "outlet": f"{name} Post", "published": day, "text": text})
        for name, (day, text) in texts.items()
    ]
    an_archive(folder, articles={"all.jsonl": "\n".join(lines)})
    pipeline.build(Settings.from_mapping(options, root=folder, docs=folder / "docs"))
    pages = files_of(folder / "docs" / "archive")
    rows = map(json.loads, pages["data/articles.jsonl"].splitlines())
    return {row["given_id"]: pages[f"{row['page'][8:-1]}.md"].decode() for row in rows}


def listed(page: str) -> str:
    """Return the part of a page that lists passages."""
    return page.partition("earlier in ")[2].partition("</details>")[0]


def test_a_quotation_leads_to_the_first_article_that_has_it(tmp_path: Path):
    pages = built(
        tmp_path / "archive",
        {"passages": True},
        Harbour=("2021-03-01", FIRST),
        Coast=("2021-03-02", COPY),
        Market=("2021-06-01", LATER),
        Jubilee=("2031-03-01", LAST),
    )

    assert not listed(pages["Harbour"])
    assert all("Harbour Post" in listed(pages[name]) for name in ("Coast", "Market", "Jubilee"))
    assert "Market Post" not in listed(pages["Jubilee"])
    assert "We shall not hand the keys" in listed(pages["Market"])
    assert "A buyer has been found" not in listed(pages["Market"])


def test_a_passage_that_later_articles_have_is_marked_in_the_first_and_copies_are_none(tmp_path: Path):
    pages = built(
        tmp_path / "archive",
        {"passages": True},
        Harbour=("2021-03-01", f"A line of its own.\n\n{FIRST}"),
        Coast=("2021-03-02", COPY),
        Market=("2021-06-01", LATER),
    )

    later = pages["Harbour"].partition("later in ")[2].partition("</details>")[0]
    assert "Market Post" in later
    assert "Coast Post" not in later
    [(number, start, stop)] = re.findall(r'data-at="(\d+):(\d+)-(\d+)"', later)
    assert FIRST[int(start) : int(stop)] == QUOTED.rstrip(".")
    assert number == "2"
    assert "later in " not in pages["Market"]


def test_a_day_that_two_articles_share_tells_no_first(tmp_path: Path):
    pages = built(
        tmp_path / "archive", {"passages": True}, One=("2021-03-01", FIRST), Other=("2021-03-01T09:00:00Z", LATER)
    )

    assert not any(map(listed, pages.values()))


def test_articles_that_share_nothing_have_no_list(tmp_path: Path):
    pages = built(tmp_path / "archive", {"passages": True}, One=("2021-03-01", FIRST), Other=("2021-06-01", "A word."))

    assert not any(map(listed, pages.values()))


def test_nothing_is_said_where_nobody_asked(tmp_path: Path):
    pages = built(tmp_path / "archive", {}, One=("2021-03-01", FIRST), Other=("2021-06-01", LATER))

    assert not any(map(listed, pages.values()))
