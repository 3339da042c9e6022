"""The built site: the sample archive is what its makers say it is, and strange articles come out whole."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Callable, Mapping
from html import unescape
from itertools import combinations
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from generator.model import Report
from generator.render.direction import direction
from tests.archives import CONFIG
from tests.sites import ROOT, Node, Site, site_in
from tests.texts import report, sentences

TRUTH: dict[str, Any] = yaml.safe_load((ROOT / "tests" / "cases" / "sample_truth.yml").read_text(encoding="utf-8"))
SEEDS = ROOT.parent / "shared" / "data" / "seeds"

ADDRESS = re.compile(r"archive/(?:\d{4}/\d{2}|undated)/[a-z0-9][a-z0-9-]{0,100}-[0-9a-f]{8}/")


def clusters_of(site: Site) -> dict[str, set[str]]:
    """Return the clusters of a site, canonical -> members, as names of inputs."""
    names = {row["id"]: name for name, row in site.articles.items()}
    return {names[row["canonical"]]: {names[member] for member in row["members"]} for row in site.rows("clusters")}


def shared_clusters(site: Site, names: set[str]) -> list[set[str]]:
    """Return what the clusters of a site have in common with some inputs, where that is more than one."""
    return [members & names for members in clusters_of(site).values() if len(members & names) > 1]


# The sample archive


def test_the_sample_archive_builds_strictly_without_a_word(sample: Site):
    assert sample.warnings == []
    assert sample.problems == []


def test_every_link_and_asset_of_every_page_leads_somewhere(sample: Site):
    assert sample.broken_links() == []


def test_every_page_can_be_reached_from_the_front_page(sample: Site):
    reached: set[str] = set()
    waiting = {""}
    while waiting:
        reached |= waiting
        linked = {sample.own(link) for address in waiting for node, link in sample.links(address) if node.tag == "a"}
        waiting = {path for path in linked if path in sample.pages} - reached

    assert reached == sample.pages.keys() - sample.leading - {"404.html"}


def test_no_page_loads_anything_from_another_host(sample: Site):
    loaded = [
        (address, node.tag, link)
        for address in sample.pages
        for node, link in sample.links(address)
        if node.tag != "a" and node.attributes.get("rel") != "canonical"
    ]
    loaded += [(sheet, "css", link) for sheet, link in sample.loaded_by_styles()]

    assert len(loaded) > len(sample.pages)
    assert [item for item in loaded if sample.own(item[2]) is None] == []


def test_links_to_other_hosts_are_originals_and_credits_and_vouch_for_nothing(sample: Site):
    found = Counter(
        (urlsplit(link).netloc, str(node.attributes.get("rel")))
        for address in sample.pages
        for node, link in sample.links(address)
        if node.tag == "a" and sample.own(link) is None
    )
    originals = {urlsplit(row["url"]).netloc for row in sample.articles.values() if row["url"]}

    archives = {"web.archive.org", "timetravel.mementoweb.org"}
    assert {host for host, rel in found if rel == "nofollow ugc"} == originals | archives
    assert [(host, rel) for host, rel in found if host not in originals | archives] == [
        ("squidfunk.github.io", "noopener")
    ]


def test_a_page_holds_no_script_of_its_own(sample: Site):
    """So a Content-Security-Policy need not allow any; Material's settings are data, not a script."""
    for address, page in sample.pages.items():
        inline = [node for node in page.all("script") if not node.attributes.get("src")]
        assert {node.attributes.get("type") for node in inline} <= {"application/json", "application/ld+json"}, address
        assert not [name for node in page.all() for name in node.attributes if name.startswith("on")], address


def test_an_articles_page_is_lean(sample: Site):
    """GitHub Pages' 1,000 MB must last for 50,000 articles, so what stands on every page stands there 50,000 times."""
    pages = [(sample.folder / row["page"] / "index.html").read_bytes() for row in sample.articles.values()]
    frames = [len(page) - len(re.search(rb"<h1.*</article>", page, re.DOTALL)[0]) for page in pages]  # type: ignore[index]

    assert median(map(len, pages)) <= 15_000
    assert max(frames) <= 6_000
    assert not [page for page in pages if b"<svg" in page or b"<style" in page or b"base64" in page]


def test_every_article_says_its_language_and_direction(sample: Site):
    for name, row in sample.articles.items():
        page = sample.page(name)
        expected = (row["language"], direction(row["language"], ""))

        assert page.one("h1").language == expected, name
        assert page.one("div", kind="bf-text").language == expected, name
    directions = {sample.page(name).one("h1").attributes["dir"] for name in sample.articles}
    assert directions == {"ltr", "rtl"}


def test_every_page_has_one_heading_of_the_first_level_and_a_title(sample: Site):
    for address, page in sample.pages.items():
        assert len(list(page.all("h1"))) == (address not in sample.leading), address
        assert page.one("head").one("title").text.strip(), address


def test_the_search_holds_each_article_once_with_its_headline_and_text(sample: Site):
    entries = {f"archive/{entry['address']}/": entry for entry in sample.search}

    assert len(entries) == len(sample.search)
    assert entries.keys() == {row["page"] for row in sample.articles.values()}
    for row in sample.articles.values():
        entry = entries[row["page"]]
        assert (entry.get("headline"), entry["text"]) == (row["headline"], row["text"])


def test_it_holds_the_articles_that_its_makers_put_in(sample: Site):
    assert len(sample.articles) == TRUTH["articles"]
    said = json.loads((sample.folder / "data" / "report.json").read_text(encoding="utf-8"))
    assert (said["records"], said["articles"]) == (TRUTH["records"], TRUTH["articles"])


def test_its_clusters_are_the_copies_that_its_makers_wrote(sample: Site):
    expected = {case["canonical"]: set(case["members"]) for case in TRUTH["clusters"]}

    assert clusters_of(sample) == expected


def test_near_misses_and_one_event_in_other_words_are_not_joined(sample: Site):
    members = [name for cluster in clusters_of(sample).values() for name in cluster]

    assert [case["article"] for case in TRUTH["near_misses"] if case["article"] in members] == []
    for names in TRUTH["same_event_other_words"]:
        assert shared_clusters(sample, set(names)) == []


def test_older_captures_are_versions_of_the_newest(sample: Site):
    found = {
        name: [version["input"] for version in row["versions"]]
        for name, row in sample.articles.items()
        if row["versions"]
    }

    assert found == {case["newest"]: case["older"] for case in TRUTH["versions"]}
    for name in found:
        assert sample.page(name).one("section", kind="bf-versions").text.strip()


@pytest.mark.parametrize("name", TRUTH["dropped"])
def test_boilerplate_is_taken_out_and_shown_as_taken_out(sample: Site, name: str):
    row = sample.articles[name]
    shown = [line.text for line in sample.page(name).one("details", kind="bf-dropped").all(kind="bf-line")]

    assert shown == [line["text"] for line in row["dropped"]]
    assert Counter(shown) == Counter(TRUTH["dropped"][name])


@pytest.mark.parametrize("name", TRUTH["kept"])
def test_what_only_looks_like_boilerplate_stays_in_the_text(sample: Site, name: str):
    paragraphs = [paragraph.text for paragraph in sample.page(name).one("div", kind="bf-text").all("p")]

    assert [paragraph for paragraph in TRUTH["kept"][name] if paragraph not in paragraphs] == []


def test_every_copy_links_all_the_others(sample: Site):
    for members in clusters_of(sample).values():
        for here, there in combinations(sorted(members), 2):
            assert sample.articles[there]["page"] in copies_on(sample, here)
            assert sample.articles[here]["page"] in copies_on(sample, there)


def copies_of(page: Node) -> Node:
    """Return the part of an article's page that lists its copies."""
    [panel] = [part for part in page.all("section", kind="bf-copies") if "bf-related" not in part.kinds]
    return panel


def copies_on(site: Site, name: str) -> set[str]:
    """Return the addresses that an article's page lists as copies."""
    address = site.articles[name]["page"]
    panel = list(copies_of(site.pages[address]).all())
    return {site.own(link) or "" for node, link in site.links(address) if any(node is one for one in panel)}


# One report in two outlets, as two bare files: the second without headline and cut off by a paywall

LEAD = sentences(10, "grain")
SPELLED = "The two sides will go on labouring over the colour of the ink, an official who would not be named told AFP."
REST = [f"{first} {second}" for first, second in zip(sentences(9, "quay"), sentences(9, "silo"), strict=True)]

WHOLE = "\n\n".join(
    [
        "Grain Fleet Waits for Ink as Treaty Talks Stall in Velmar",
        "W618",
        *LEAD,
        SPELLED,
        "- Falling prices -",
        *REST,
        "Comments 0",
    ]
)
DISCLAIMER = "Disclaimer: No Eastern Tidings reporter was involved in writing the above"
OFFERS = [
    DISCLAIMER,
    "You have come to the end of your {{free_limit}} free articles this month.",
    "Subscribe now to read on without limits.",
    "Already a subscriber? Log in",
    "Subscribe to read the full story",
    "Reader Monthly",
    "€9",
    "1 Month",
    "Reader Yearly",
    "€90",
    "12 Months",
    "Renews automatically, cancel anytime",
    "What your subscription includes",
    "All stories, from the first line to the last",
    "Crosswords, recipes and the tide tables",
    "",
    "Archive",
    "Every issue since 1934",
    "No advertisements",
    "Read without interruption",
]
CUT = "\n".join([*LEAD, SPELLED.replace("labouring", "laboring"), *OFFERS])

FIRST, SECOND = "harbour.txt", "tidings.txt"
OUTLETS = {FIRST: "Harbour Gazette", SECOND: "Eastern Tidings"}
DATES = {FIRST: "2021-05-17T09:30:00Z", SECOND: "2021-05-18"}

Files = Mapping[str, str | bytes]


def build(folder: Path, files: Files) -> Site:
    """Build the site of an archive of these files."""
    (folder / "docs").mkdir(parents=True)
    (folder / "docs" / "index.md").write_text("# Home\n\n<!-- backfile: front -->\n", encoding="utf-8")
    (folder / "mkdocs.yml").write_text(CONFIG, encoding="utf-8")
    (folder / "articles").mkdir()
    for path, content in files.items():
        target = folder / "articles" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else content.encode())
    return site_in(folder)


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The site of the two bare files."""
    return build(tmp_path_factory.mktemp("pair") / "archive", {FIRST: WHOLE, SECOND: CUT})


class TestThePair:
    def test_it_builds_strictly_and_whole(self, pair: Site):
        assert (pair.warnings, pair.problems, pair.broken_links()) == ([], [], [])

    def test_the_two_are_pages_of_their_own_in_one_cluster_under_the_complete_one(self, pair: Site):
        assert clusters_of(pair) == {FIRST: {FIRST, SECOND}}
        assert all(pair.articles[name]["page"].startswith("archive/undated/") for name in (FIRST, SECOND))

    def test_they_link_each_other_and_say_how_much_they_share(self, pair: Site):
        [row] = pair.rows("clusters")
        [match] = row["matches"]
        assert match["containment"] >= 0.95
        assert pair.articles[SECOND]["page"] in copies_on(pair, FIRST)
        assert pair.articles[FIRST]["page"] in copies_on(pair, SECOND)
        for name in (FIRST, SECOND):
            shown = copies_of(pair.page(name)).one(kind="bf-share").text
            assert shown == "the main copy" if name == SECOND else int(shown.removesuffix("\u00a0% shared")) >= 95

    def test_the_headline_is_the_first_files_own_and_lent_to_the_second(self, pair: Site):
        first, second = (pair.page(name) for name in (FIRST, SECOND))
        assert first.one("h1").text == second.one("h1").text == WHOLE.partition("\n")[0]
        assert not list(first.all(kind="bf-note"))
        notes = list(second.all(kind="bf-note"))
        assert any("Headline from the copy in an unknown outlet." in note.text for note in notes)
        inside = [node for note in notes for node in note.all("a")]
        link, *_ = [link for node, link in pair.links(pair.articles[SECOND]["page"]) if node in inside]
        assert pair.own(link) == pair.articles[FIRST]["page"]

    def test_the_outlet_is_inferred_from_its_disclaimer_and_the_page_says_so(self, pair: Site):
        page = pair.page(SECOND)
        assert page.one(kind="bf-kicker").text == "Eastern Tidings"
        assert any(f"Outlet inferred from “{DISCLAIMER}”." in note.text for note in page.all(kind="bf-note"))
        assert pair.page(FIRST).one(kind="bf-kicker").text == "Unknown outlet"

    def test_the_agency_is_inferred_from_words_that_the_page_shows(self, pair: Site):
        for name in (FIRST, SECOND):
            assert "AgencyAFP (inferred from “told AFP”)" in pair.page(name).one(kind="bf-facts").text

    def test_the_date_stays_unknown(self, pair: Site):
        for name in (FIRST, SECOND):
            assert pair.articles[name]["published"] is None
            assert pair.page(name).one(kind="bf-facts").text.strip().startswith("PublishedDate unknown")

    def test_the_crosshead_is_text_and_no_list(self, pair: Site):
        text = pair.page(FIRST).one("div", kind="bf-text")
        assert [node.text for node in text.all("strong")] == ["- Falling prices -"]
        assert {node.tag for node in text.all()} == {"p", "strong"}

    def test_nothing_of_the_report_is_lost(self, pair: Site):
        paragraphs = {name: [node.text for node in pair.page(name).all("p")] for name in (FIRST, SECOND)}
        assert [part for part in [*LEAD, SPELLED, *REST] if part not in paragraphs[FIRST]] == []
        assert [part for part in LEAD if part not in paragraphs[SECOND]] == []

    def test_everything_else_is_taken_out_and_shown_as_taken_out(self, pair: Site):
        shown = {
            name: [node.text for node in pair.page(name).one("details", kind="bf-dropped").all(kind="bf-line")]
            for name in (FIRST, SECOND)
        }
        assert shown == {FIRST: ["W618", "Comments 0"], SECOND: [line for line in OFFERS if line]}

    def test_a_placeholder_stands_nowhere_but_in_the_record_of_what_was_taken_out(self, pair: Site):
        assert_only_taken_out("free_limit", pair, SECOND)


def assert_only_taken_out(word: str, site: Site, name: str) -> None:
    """Assert that a word stands in the record of what was taken out of one article, and nowhere else in the site."""
    row = dict(site.articles[name])
    page = f"{row['page']}index.html"
    shown = {
        path.relative_to(site.folder).as_posix(): count
        for path in site.folder.rglob("*")
        if path.is_file() and (count := unescape(path.read_text(encoding="utf-8", errors="replace")).count(word))
    }

    told = 2  # as what was taken out, and as the evidence that the text is not all of the article
    assert shown == {page: told, "data/articles.jsonl": told}
    assert word in row["origins"]["incomplete"]["evidence"]
    assert word in site.page(name).one("details", kind="bf-dropped").text
    assert word in json.dumps(row.pop("dropped"))


def sidecars(key: str, values: Mapping[str, str]) -> Files:
    return {name.replace(".txt", ".yml"): f'{key}: "{value}"\n' for name, value in values.items()}


def records(*names: str, **known: Mapping[str, str]) -> Files:
    texts = {FIRST: WHOLE, SECOND: CUT}
    rows = [{**{key: values[name] for key, values in known.items()}, "text": texts[name]} for name in names]
    return {"reports.jsonl": "".join(json.dumps(row) + "\n" for row in rows)}


BARE = {FIRST: WHOLE, SECOND: CUT}
FORMS: dict[str, Files] = {
    "outlets given": {**BARE, **sidecars("outlet", OUTLETS)},
    "published given": {**BARE, **sidecars("published", DATES)},
    "CRLF": {name: text.replace("\n", "\r\n") for name, text in BARE.items()},
    "UTF-16": {name: text.encode("utf-16") for name, text in BARE.items()},
    "JSONL": records(FIRST, SECOND),
    "JSONL, the other way round": records(SECOND, FIRST),
    "written the other way round": dict(reversed(BARE.items())),
    "in folders": {f"{name[0]}/{name}": text for name, text in BARE.items()},
}

Built = Callable[..., tuple[dict[str, bytes], Report]]


def read_rows(pages: Mapping[str, bytes], name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in pages[f"data/{name}.jsonl"].splitlines()]


@pytest.mark.parametrize("files", FORMS.values(), ids=FORMS)
def test_the_pair_is_one_cluster_in_whatever_form_it_comes(built: Built, files: Files):
    pages, said = built(files)

    first, second = sorted(read_rows(pages, "articles"), key=lambda row: -len(row["text"]))
    [cluster] = read_rows(pages, "clusters")
    assert said.problems == ()
    assert (cluster["canonical"], set(cluster["members"])) == (first["id"], {first["id"], second["id"]})
    assert cluster["matches"][0]["containment"] >= 0.95
    assert first["text"].split("\n\n") == [*LEAD, SPELLED, "- Falling prices -", *REST]
    assert [line["text"] for line in second["dropped"]] == [line for line in OFFERS if line]
    assert second["headline"] == first["headline"] == WHOLE.partition("\n")[0]
    assert (first["agency"], second["agency"], second["outlet"]) == ("AFP", "AFP", "Eastern Tidings")


@pytest.mark.parametrize("form", ["outlets given", "CRLF", "UTF-16", "written the other way round"])
def test_the_form_of_a_file_moves_no_page(built: Built, pair: Site, form: str):
    pages, _ = built(FORMS[form])

    assert {row["input"]: row["page"] for row in read_rows(pages, "articles")} == {
        name: row["page"] for name, row in pair.articles.items()
    }


def test_a_date_moves_a_page_only_to_its_month(built: Built, pair: Site):
    pages, _ = built(FORMS["published given"])

    for row in read_rows(pages, "articles"):
        before = pair.articles[row["input"]]["page"]
        assert row["page"] == before.replace("undated", DATES[row["input"]][:7].replace("-", "/"))


def test_the_order_of_records_with_ids_of_their_own_moves_no_page(built: Built):
    numbers = {FIRST: "17", SECOND: "4"}
    pages = []
    for names in ((FIRST, SECOND), (SECOND, FIRST)):
        made, _ = built(records(*names, id=numbers, outlet=OUTLETS))
        pages.append({row["given_id"]: row["page"] for row in read_rows(made, "articles")})

    assert pages[0] == pages[1]
    assert pages[0].keys() == {"17", "4"}


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Site:
    files = {name: (SEEDS / name).read_bytes() for name in (TestTheRealPair.FIRST, TestTheRealPair.SECOND)}
    return build(tmp_path_factory.mktemp("real") / "archive", files)


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the real pair is not on this machine")
class TestTheRealPair:
    """What the invented pair stands for; nothing of its texts is written here."""

    FIRST, SECOND = "naharnet.txt", "business-standard.txt"

    def test_it_is_one_cluster_under_the_complete_one_linked_both_ways(self, real: Site):
        assert clusters_of(real) == {self.FIRST: {self.FIRST, self.SECOND}}
        assert copies_on(real, self.FIRST) >= {real.articles[self.SECOND]["page"]}
        assert copies_on(real, self.SECOND) >= {real.articles[self.FIRST]["page"]}
        assert real.rows("clusters")[0]["matches"][0]["containment"] >= 0.95

    def test_what_is_known_of_it_is_found_and_marked(self, real: Site):
        first, second = (real.articles[name] for name in (self.FIRST, self.SECOND))
        source = (SEEDS / self.FIRST).read_text(encoding="utf-8")
        assert first["headline"] == second["headline"] == source.partition("\n")[0]
        assert second["origins"]["headline"]["origin"] == "borrowed"
        assert (second["outlet"], second["origins"]["outlet"]["origin"]) == ("Business Standard", "inferred")
        assert (first["agency"], first["origins"]["agency"]["origin"]) == ("AFP", "inferred")
        assert "(inferred from “told AFP”)" in real.page(self.FIRST).one(kind="bf-facts").text
        assert (first["published"], second["published"]) == (None, None)

    def test_what_is_no_report_is_taken_out_and_nothing_else(self, real: Site):
        first, second = (real.articles[name] for name in (self.FIRST, self.SECOND))
        assert [line["text"] for line in first["dropped"]] == ["W460", "Comments 0"]
        lines = (SEEDS / self.SECOND).read_text(encoding="utf-8").splitlines()
        start = next(number for number, line in enumerate(lines) if line.startswith("Disclaimer"))
        assert second["text"].split("\n\n") == [line for line in lines[:start] if line.strip()]
        assert len(second["dropped"]) == len([line for line in lines[start:] if line.strip()])
        crossheads = [node.text for node in real.page(self.FIRST).one("div", kind="bf-text").all("strong")]
        assert len(crossheads) == 1
        assert not list(real.page(self.FIRST).one("div", kind="bf-text").all("li"))

    def test_the_placeholder_stands_in_what_was_taken_out_and_nowhere_else(self, real: Site):
        assert_only_taken_out("free_limit", real, self.SECOND)


# Strange articles

HEADLINES = {
    "of 400 characters": " ".join(["Longest"] * 50) + "!",
    "in Arabic": "عبور الجسر الجديد فوق نهر ألدر",
    "in Hebrew": "הגשר החדש מעל הנהר",
    "in Japanese": "新しい橋が川に架かる",
    "only emoji": "🌉🚋🎉",
    "a script": "alert(1) ]]></script",
    "three dashes": "---",
    "syntax of YAML": ": [ { & * !",
    "a template": "{{ config.site_name }} {% raw %}",
    "Markdown": "**Bridge** [opens](https://a.example) `today` #1",
    "a path": "../../../etc/passwd",
    "a device": "con",
    "an entity": "Bridge &amp; tram &lt;3",
}
SHOWN = {**HEADLINES, "an entity": "Bridge & tram <3"}
"""A record's fields may be HTML: what it prints is the headline."""
TWINS = ("twin 1", "twin 2")
LONG = 50_000


def strange_records() -> str:
    """Return lines of records: each headline, two of the same, one word, many words, and between them a broken line."""
    rows: list[dict[str, Any]] = [
        {"id": name, "headline": headline, "published": "2021-03-04", "text": report(2, name)}
        for name, headline in HEADLINES.items()
    ]
    rows += [
        {"id": name, "headline": "Twins", "published": "2021-03-04", "outlet": "The Post", "text": report(2, name)}
        for name in TWINS
    ]
    rows.append({"id": "one word", "headline": "One word", "text": "Rain."})
    paragraph = " ".join(["word"] * 99 + ["end."])
    rows.append({"id": "long", "headline": "Long", "text": "\n\n".join([paragraph] * (LONG // 100))})
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    lines.insert(len(lines) // 2, '{"text": "A record that nobody closed')
    again = {"id": "twin 1", "outlet": "The Post", "published": "2021-03-05", "text": report(3, "the same id")}
    lines.append(json.dumps(again))
    return "\n".join(lines)


@pytest.fixture(scope="module")
def strange(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return build(tmp_path_factory.mktemp("strange") / "archive", {"strange.jsonl": strange_records()})


def by_id(site: Site, name: str) -> dict[str, Any]:
    [row] = [row for row in site.articles.values() if row["given_id"] == name]
    return row


class TestStrangeArticles:
    def test_the_site_is_whole(self, strange: Site):
        assert strange.warnings == []
        assert strange.broken_links() == []

    @pytest.mark.parametrize("name", HEADLINES)
    def test_a_headline_is_shown_to_the_letter_and_harms_no_page(self, strange: Site, name: str):
        row = by_id(strange, name)
        page = strange.pages[row["page"]]

        assert row["headline"] == SHOWN[name]
        assert page.one("h1").text == SHOWN[name]
        assert page.one("title").text == f"{SHOWN[name]} · Test archive"
        assert not [child for child in page.one("h1").children if isinstance(child, Node)]
        assert [node.text for node in page.one("div", kind="bf-text").all("p")] == row["text"].split("\n\n")
        assert ADDRESS.fullmatch(row["page"]), row["page"]
        listed = strange.pages["archive/2021/03/"]
        assert SHOWN[name] in [node.text for node in listed.one(kind="bf-list").all("a")]

    def test_no_page_has_a_script_that_the_others_have_not(self, strange: Site):
        scripts = {
            tuple(os.path.basename(node.attributes.get("src") or "") for node in _scripts(page))
            for address, page in strange.pages.items()
            if address.startswith("archive/")  # what a page written by hand tells Material's script stands in its own
        }

        assert len(scripts) == 1

    def test_addresses_differ_where_case_does_not_count(self, strange: Site):
        names = [path.relative_to(strange.folder).as_posix().casefold() for path in strange.folder.rglob("*")]

        assert [name for name, count in Counter(names).items() if count > 1] == []

    def test_two_articles_with_one_headline_and_date_have_pages_of_their_own(self, strange: Site):
        pages = {by_id(strange, name)["page"] for name in TWINS}

        assert len(pages) == 2
        assert {strange.pages[page].one("h1").text for page in pages} == {"Twins"}

    def test_an_article_may_be_one_word_or_fifty_thousand(self, strange: Site):
        assert strange.pages[by_id(strange, "one word")["page"]].one("div", kind="bf-text").text.strip() == "Rain."
        long = strange.pages[by_id(strange, "long")["page"]].one("div", kind="bf-text")
        assert len(long.text.split()) == LONG

    def test_a_broken_line_and_an_id_given_twice_are_told_and_the_rest_is_built(self, strange: Site):
        broken, twice = strange.problems

        assert re.match(r"strange\.jsonl:9: broken JSON at column \d+", broken)
        assert re.match(r"strange\.jsonl:\d+: id: strange\.jsonl:\d+ has this id too", twice)
        assert len(strange.articles) == len(HEADLINES) + len(TWINS) + 2


def _scripts(page: Any) -> list[Any]:
    """Return the scripts of a page but for data, which no browser runs."""
    return [node for node in page.all("script") if node.attributes.get("type") != "application/ld+json"]


class TestSmallArchives:
    def test_an_empty_folder_is_an_empty_archive(self, tmp_path: Path):
        site = build(tmp_path / "archive", {})

        assert (site.warnings, site.problems, site.broken_links()) == ([], [], [])
        assert site.rows("articles") == site.rows("clusters") == []
        assert "0 articles" in site.pages["archive/"].text

    def test_one_article_is_an_archive(self, tmp_path: Path):
        site = build(tmp_path / "archive", {"one.txt": f"A bridge opens\n\n{report(3, 'one')}"})

        assert (site.warnings, site.problems, site.broken_links()) == ([], [], [])
        assert site.page("one.txt").one("h1").text == "A bridge opens"
        assert "A bridge opens" in site.pages[""].text

    def test_a_folder_that_may_not_be_read_is_told_and_the_rest_is_built(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ):
        """Tests may run as root, whom no mode stops; so the system call is told to refuse."""

        def refuse(path: Any) -> Any:
            if not isinstance(path, int) and os.fspath(path).endswith("shut"):
                raise PermissionError(13, "Permission denied", path)
            return scandir(path)

        scandir = os.scandir
        monkeypatch.setattr(os, "scandir", refuse)
        site = build(tmp_path / "archive", {"shut/a.txt": "Out of reach.", "open.txt": report(2, "open")})

        assert site.problems == ["shut: no permission to read it; expected a folder that can be read"]
        assert site.articles.keys() == {"open.txt"}
        assert site.broken_links() == []
