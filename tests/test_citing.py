"""Citing: names, styles, records for reference managers, and what the head of a page tells programs.

The expected citations in the four styles are those of citeproc-js 2.4.63 with the CSL styles of 2026 (Chicago 18 notes
and bibliography, APA 7, MLA 9, Cite Them Right), but for what is said beside them, and `make oracle` holds them to
those of pandoc: titles keep the letters that were printed, since rules for capitals hold for English alone.
"""

from __future__ import annotations

import html
import json
import re
from html.parser import HTMLParser
from typing import Any

import markdown
import pytest
import yaml

from generator.model import Field, Links, Provenance, Site
from generator.render import article_page, card, download
from generator.render.blocks import text_of
from generator.render.pages.citations import STYLES, every_citation
from generator.render.pages.cited import Name, bibtex, cited, csl, name_of, ris
from tests.test_render import an_article, front_matter

SITE = Site(name="Archive", url="https://a.example/", downloads=("ris", "citations"))
STORY = {
    "headline": "Council votes on the plan",
    "outlet": "Harbour Post",
    "published": "2019-12-16T09:30:00Z",
    "language": "en",
}
PAGE = "https://a.example/archive/2019/12/a-bridge-01234567/"
NO_DATE = "https://a.example/archive/undated/a-bridge-01234567/"


def citation(style: str, **known: Any) -> str:
    return text_of(STYLES[style](cited(an_article(**{**STORY, **known}), SITE)))


ONE: dict[str, Any] = {"authors": ("Jane Doe",)}
TWO: dict[str, Any] = {"authors": ("Jane Doe", "Ludwig van Beethoven")}
FOUR: dict[str, Any] = {"authors": ("Jane Doe", "Jean-Paul Roe", "Mary Ann Poe", "Max Moe")}
ELEVEN: dict[str, Any] = {"authors": tuple(f"{one} Doe" for one in "Ada Bea Cy Dan Eva Fay Gus Hal Ida Jo Kay".split())}
AGENCIES: dict[str, Any] = {"agency": "AFX / Reutex"}
UNDATED: dict[str, Any] = {"published": None, **ONE}
JAPANESE: dict[str, Any] = {"authors": ("山田太郎",), "headline": "港の計画に反対", "outlet": "港新聞"}
QUOTED: dict[str, Any] = {"headline": "Mayor: “We pay”", **ONE}
LATE: dict[str, Any] = {  # in Tokyo the day had begun that had not in London
    **ONE,
    "published": Field(value="2019-12-16T23:30:00Z", origin="given", rule="record", day="2019-12-17"),
}
ASKED: dict[str, Any] = {"headline": "Who pays?", **ONE}

CITED = [
    ("Chicago", ONE, f"Doe, Jane. “Council votes on the plan.” Harbour Post, December 16, 2019. {PAGE}."),
    (
        "Chicago",
        TWO,
        f"Doe, Jane, and Ludwig van Beethoven. “Council votes on the plan.” Harbour Post, December 16, 2019. {PAGE}.",
    ),
    (
        "Chicago",
        ELEVEN,
        f"Doe, Ada, Bea Doe, Cy Doe, et al. “Council votes on the plan.” Harbour Post, December 16, 2019. {PAGE}.",
    ),
    ("Chicago", {}, f"Harbour Post. “Council votes on the plan.” December 16, 2019. {PAGE}."),
    (
        "Chicago",
        AGENCIES,
        f"AFX and Reutex. “Council votes on the plan.” Harbour Post, December 16, 2019. {PAGE}.",
    ),
    ("Chicago", UNDATED, f"Doe, Jane. “Council votes on the plan.” Harbour Post, n.d. {NO_DATE}."),
    ("Chicago", JAPANESE, f"山田太郎. “港の計画に反対.” 港新聞, December 16, 2019. {PAGE}."),
    ("Chicago", QUOTED, f"Doe, Jane. “Mayor: ‘We pay.’” Harbour Post, December 16, 2019. {PAGE}."),
    ("Chicago", ASKED, f"Doe, Jane. “Who pays?” Harbour Post, December 16, 2019. {PAGE}."),
    ("APA", ONE, f"Doe, J. (2019, December 16). Council votes on the plan. Harbour Post. {PAGE}"),
    (
        "APA",
        FOUR,
        (
            "Doe, J., Roe, J.-P., Poe, M. A., & Moe, M. (2019, December 16). Council votes on the plan. "
            f"Harbour Post. {PAGE}"
        ),
    ),
    ("APA", {}, f"Council votes on the plan. (2019, December 16). Harbour Post. {PAGE}"),
    ("APA", {"agency": "AFX"}, f"AFX. (2019, December 16). Council votes on the plan. Harbour Post. {PAGE}"),
    # The style prints a "Retrieved" here, behind which the manual wants a day of looking that no page can know.
    ("APA", UNDATED, f"Doe, J. (n.d.). Council votes on the plan. Harbour Post. {NO_DATE}"),
    ("APA", QUOTED, f"Doe, J. (2019, December 16). Mayor: “We pay.” Harbour Post. {PAGE}"),
    ("APA", ASKED, f"Doe, J. (2019, December 16). Who pays? Harbour Post. {PAGE}"),
    (
        "MLA",
        TWO,
        f"Doe, Jane, and Ludwig van Beethoven. “Council votes on the plan.” Harbour Post, 16 Dec. 2019, {PAGE}.",
    ),
    ("MLA", FOUR, f"Doe, Jane, et al. “Council votes on the plan.” Harbour Post, 16 Dec. 2019, {PAGE}."),
    ("MLA", {}, f"“Council votes on the plan.” Harbour Post, 16 Dec. 2019, {PAGE}."),
    ("MLA", AGENCIES, f"AFX and Reutex. “Council votes on the plan.” Harbour Post, 16 Dec. 2019, {PAGE}."),
    ("MLA", UNDATED, f"Doe, Jane. “Council votes on the plan.” Harbour Post, {NO_DATE}."),
    (
        "Harvard",
        TWO,
        (
            "Doe, J. and van Beethoven, L. (2019) ‘Council votes on the plan’, Harbour Post, 16 December. "
            f"Available at: {PAGE}."
        ),
    ),
    (
        "Harvard",
        FOUR,
        f"Doe, J. et al. (2019) ‘Council votes on the plan’, Harbour Post, 16 December. Available at: {PAGE}.",
    ),
    ("Harvard", {}, f"Harbour Post (2019) ‘Council votes on the plan’, 16 December. Available at: {PAGE}."),
    ("Harvard", UNDATED, f"Doe, J. (no date) ‘Council votes on the plan’, Harbour Post. Available at: {NO_DATE}."),
    ("Harvard", {"published": None}, f"Harbour Post (no date) ‘Council votes on the plan’. Available at: {NO_DATE}."),
    (
        "Harvard",
        LATE,
        f"Doe, J. (2019) ‘Council votes on the plan’, Harbour Post, 17 December. Available at: {PAGE}.",
    ),
    ("Harvard", JAPANESE, f"山田太郎 (2019) ‘港の計画に反対’, 港新聞, 16 December. Available at: {PAGE}."),
]


@pytest.mark.parametrize(("style", "known", "expected"), CITED)
def test_an_article_is_cited_as_the_style_has_it(style: str, known: dict[str, Any], expected: str):
    assert citation(style, **known) == expected


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("Jane Doe", Name("Doe", "Jane")),
        ("Doe, Jane", Name("Doe", "Jane")),
        ("Mary Ann Poe", Name("Poe", "Mary Ann")),
        ("Ludwig van Beethoven", Name("van Beethoven", "Ludwig")),
        ("Juan de la Cruz", Name("de la Cruz", "Juan")),
        ("Van Morrison", Name("Morrison", "Van")),
        ("Sam Roe Jr.", Name("Roe", "Sam", "Jr.")),
        ("Sam Roe, Jr.", Name("Roe", "Sam", "Jr.")),
        ("Élodie Müller-Łuk", Name("Müller-Łuk", "Élodie")),
        ("Madonna", Name("Madonna")),
        ("山田太郎", Name("山田太郎")),
        ("أحمد محمود", Name("أحمد محمود")),
        ("Иван Петров", Name("Иван Петров")),
        ("Desk 7", Name("Desk 7")),
    ],
)
def test_a_name_is_turned_where_its_family_part_is_told(printed: str, name: Name):
    assert name_of(printed) == name


def test_wikipedia_gets_the_original_and_the_page_as_its_capture():
    provenance = Provenance(path="a", digest="00", captured="2020-01-02T00:00:00Z")
    found = dict(
        every_citation(cited(an_article(**STORY, **TWO, url="https://post.example/a", provenance=provenance), SITE))
    )

    addresses = f"url=https://post.example/a |archive-url={PAGE} |archive-date=2020-01-02"
    assert found["Wikipedia (en)"] == (
        "{{cite news |last1=Doe |first1=Jane |last2=van Beethoven |first2=Ludwig |title=Council votes on the plan "
        f"|work=Harbour Post |date=2019-12-16 |language=en |{addresses}}}}}"
    )
    assert found["Wikipedia (de)"].startswith("{{Internetquelle |autor=Jane Doe, Ludwig van Beethoven |titel=Council")
    assert found["Wikipedia (fr)"].startswith("{{Lien web |langue=en |prénom1=Jane |nom1=Doe |prénom2=Ludwig")


def test_no_title_ends_a_template_an_entry_or_a_record():
    it = cited(an_article(**{**STORY, "headline": "A}} | [[b]] {c} 5% & \\end\r\nER  - "}), SITE)
    found = dict(every_citation(it))

    assert found["Wikipedia (en)"].count("}}") == found["Wikipedia (en)"].count("{{") == 1
    assert found["BibTeX"].count("{") - found["BibTeX"].count("\\{") == found["BibTeX"].count("}") - found[
        "BibTeX"
    ].count("\\}")
    assert [line[:2] for line in ris(it).splitlines()].count("ER") == 1
    assert json.loads(found["CSL-JSON"]) == [csl(it)]


def test_a_record_names_article_page_and_version():
    story = an_article(**STORY, **TWO, url="https://post.example/a")

    assert ris(cited(story, SITE)).splitlines() == [
        "TY  - NEWS",
        "ID  - a-bridge-01234567",
        "TI  - Council votes on the plan",
        "AU  - Doe, Jane",
        "AU  - van Beethoven, Ludwig",
        "T2  - Harbour Post",
        "PY  - 2019",
        "DA  - 2019/12/16",
        "LA  - en",
        f"UR  - {PAGE}",
        "L2  - https://post.example/a",
        "DB  - Archive",
        "N1  - BLAKE2b 00",
        "ER  - ",
    ]
    assert "author = {Doe, Jane and van Beethoven, Ludwig}" in bibtex(cited(story, SITE))


class _Head(HTMLParser):
    """Reads the tags of a head as a browser does."""

    def __init__(self) -> None:
        super().__init__()
        self.metas: list[tuple[str, str, str]] = []
        self.links: list[dict[str, str | None]] = []
        self.scripts: list[str] = []
        self.strange: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "meta":
            self.metas.append((told.get("name") or "", told.get("property") or "", told["content"] or ""))
        elif tag == "link":
            self.links.append(told)
        elif tag == "script":
            assert told == {"type": "application/ld+json"}
            self._inside = True
            self.scripts.append("")
        else:
            self.strange.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.scripts[-1] += data
        else:
            self.strange.append(data)


def head_of(site: Site = SITE, links: Links | None = None, **known: Any) -> _Head:
    found = _Head()
    found.feed(front_matter(article_page(an_article(**{**STORY, **known}), links or Links(), site=site))["head"])
    return found


def test_zotero_reads_a_newspaper_article():
    """Its translator takes the type from Dublin Core, the outlet from PRISM, and the rest from Highwire's tags."""
    head = head_of(**TWO, url="https://post.example/a", section="City", agency="AFX")

    named = {(name, content) for name, _, content in head.metas}
    assert {
        ("dc.type", "newspaperArticle"),
        ("citation_title", "Council votes on the plan"),
        ("citation_author", "Doe, Jane"),
        ("citation_author", "van Beethoven, Ludwig"),
        ("prism.publicationName", "Harbour Post"),
        ("citation_publication_date", "2019-12-16T09:30:00Z"),
        ("citation_public_url", "https://post.example/a"),
        ("dc.language", "en"),
        ("article:section", "City"),
    } <= named
    assert not {name for name, _ in named} & {"citation_journal_title", "citation_book_title"}  # they win over dc.type


def test_records_name_the_outlets_own_day_and_the_head_tells_the_instant_too():
    it = cited(an_article(**{**STORY, **LATE}), SITE)
    head = head_of(**LATE)

    assert "DA  - 2019/12/17\r\n" in ris(it)
    assert "date = {2019-12-17}" in bibtex(it)
    assert csl(it)["issued"] == {"date-parts": [[2019, 12, 17]]}
    assert ("citation_publication_date", "", "2019-12-17") in head.metas
    assert ("", "article:published_time", "2019-12-16T23:30:00Z") in head.metas


def test_schema_org_tells_agency_outlet_and_main_copy():
    main = card(an_article(id="f" * 16, slug="main", **STORY))
    [script] = head_of(links=Links(canonical=main), **ONE, agency="AFX", url="https://post.example/a").scripts

    told = json.loads(script)
    assert told["@type"] == "NewsArticle"
    assert told["author"] == [{"@type": "Person", "name": "Jane Doe", "familyName": "Doe", "givenName": "Jane"}]
    assert told["publisher"]["name"] == "Harbour Post"
    assert [one["name"] for one in told["provider"]] == ["AFX"]
    assert told["sameAs"] == "https://post.example/a"
    assert told["archivedAt"] == "./"
    assert told["isBasedOn"] == "https://a.example/archive/2019/12/main-ffffffff/"


@pytest.mark.parametrize(
    "text", ["</script><b>", "<!--<script>", 'a" onload="x', "]]>", "\u2028", "\ud800", "data-search-x=", "&lt;{{ x }}"]
)
def test_no_text_leaves_the_tag_that_it_stands_in(text: str):
    head = head_of(headline=f"A {text} b", outlet=text, **ONE)

    assert head.strange == []
    [script] = head.scripts
    assert not re.search("[<>&=]", script)
    shown = text.replace("\ud800", "\ufffd").replace("\u2028", " ")
    assert ("citation_title", "og:title", " ".join(f"A {shown} b".split())) in head.metas


@pytest.mark.parametrize(("url", "address"), [("https://post.example/a", "https://post.example/a"), (None, None)])
def test_the_originals_address_is_an_articles_own_where_the_settings_say_so(url: str | None, address: str | None):
    site = Site(canonical="original")
    found = [link["href"] for link in head_of(site, url=url).links if link["rel"] == "canonical"]
    front = front_matter(article_page(an_article(**STORY, url=url), Links(), site=site))

    assert found == ([address] if address else [])
    assert front.get("own_address") == ("original" if address else None)


def test_every_file_of_an_article_says_what_may_be_done_with_it():
    site = Site(rights="For research alone.", licence="https://licence.example/")
    story = an_article(**STORY, paragraphs=("One <b>.", "Two."))

    row = json.loads(download(story, "json", None, site))
    assert (row["rights"], row["licence"], row["citation"]["title"]) == (site.rights, site.licence, STORY["headline"])
    assert "C1  - For research alone." in download(story, "ris", None, site).decode()
    assert "\n\nOne <b>.\n\nTwo.\n" in download(story, "text", None, site).decode()
    told = yaml.safe_load(download(story, "markdown", None, site).decode().split("---\n")[1])
    assert (told["rights"], told["licence"], told["headline"]) == (site.rights, site.licence, STORY["headline"])
    assert (
        download(story, "citations", None, site).decode().count("\n\n")
        == len(list(every_citation(cited(story, site)))) + 1
    )


@pytest.mark.parametrize("text", ["One <b>.", "# One", "1. [One](x) *two*", "{% one %} {{ two }}", "---", "    one"])
def test_an_article_as_markdown_shows_exactly_its_text(text: str):
    story = an_article(**STORY, paragraphs=("Before.", text, "Behind."))

    shown = markdown.markdown(download(story, "markdown", None, SITE).decode().split("---\n", 2)[2])

    paragraphs = [html.unescape(one) for one in re.findall(r"<p>(.*?)</p>", shown)]
    assert paragraphs == ["Before.", text.strip(), "Behind."]
    assert shown.count("<") == 2 * (1 + 3)
