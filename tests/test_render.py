"""Stage 7: pages are inert, linked, bounded, and the same whatever the order of their articles."""

from __future__ import annotations

import json
import os
import posixpath
import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import jinja2
import markdown
import msgspec
import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import fields, replace

from generator.archive.links import links, tags_of_one
from generator.model import (
    FACTS,
    Article,
    Card,
    Cluster,
    Copy,
    Dropped,
    Field,
    Links,
    Match,
    Page,
    Problem,
    Provenance,
    Report,
    SameEvent,
    Version,
)
from generator.render import (
    Counted,
    Noted,
    Shelf,
    article_page,
    article_row,
    card,
    cluster_row,
    headline,
    overviews,
    report_json,
    shelf_page,
    shelves,
)
from generator.render import blocks as made_of
from generator.render.direction import direction
from generator.render.inert import inline, one_line, plain, scalar, sequence
from generator.render.places import index, key, relative, target, url
from generator.render.words import counted, cut, language_name, listed, period, share, time

CASES = sorted((Path(__file__).parent / "cases" / "render").glob("*.yml"))


# Makers


def given_value(value: Any) -> Field[Any]:
    return Field(value=value, origin="given", rule="record")


def an_article(**known: Any) -> Article:
    """Return an article; values that are not fields yet become given ones."""
    values: dict[str, Any] = {
        "id": "0123456789abcdef",
        "given_id": None,
        "slug": "a-bridge",
        "url": None,
        "paragraphs": ("The bridge opened on Monday.",),
        "lifted": (),
        "dropped": (),
        "extra": {},
        "provenance": Provenance(path="a.txt", digest="00"),
        **dict.fromkeys(FACTS),
    }
    for name, value in known.items():
        fact = name in FACTS and value is not None and not isinstance(value, Field)
        values[name] = given_value(value) if fact else value
    return Article(**values)


def a_card(number: int, **known: Any) -> Card:
    """Return a card with an id and address of its own."""
    name = f"{number:016x}"[::-1]
    published = known.get("published")
    month = f"{published[:4]}/{published[5:7]}" if published else "undated"
    values: dict[str, Any] = {
        "id": name,
        "address": f"{month}/a-bridge-{name[:8]}",
        "outlet": None,
        "headline": f"Bridge {number}",
        "published": None,
        "agency": None,
        "section": None,
        "tags": (),
        "language": None,
        "opening": "The bridge opened.",
        "words": 300,
    }
    return Card(**{**values, **known})


def some_cards(count: int, seed: int = 1) -> list[Card]:
    """Return cards of a few outlets over three years, one in ten undated."""
    chance = random.Random(seed)
    return [
        a_card(
            number,
            published=chance.choice(
                [*(f"{chance.randint(2018, 2020)}-0{chance.randint(1, 3)}-{chance.randint(10, 13)}",) * 9, None]
            ),
            outlet=chance.choice(["Harbour Post", "harbour post", "صحيفة المرفأ", None]),
            agency=chance.choice(["AFX", None]),
            section=chance.choice(["City", "Index", None]),
            tags=tuple(chance.sample(["Bridges", "bridges", "locks", "橋"], 2)),
            language=chance.choice(["en", "ar", "ja", None]),
        )
        for number in range(count)
    ]


def clusters_of(cards: Sequence[Card], size: int = 3) -> list[Cluster]:
    """Return clusters of every second handful of cards."""
    groups = [cards[start : start + size] for start in range(0, len(cards) - size, 2 * size)]
    return [
        Cluster(canonical_id=group[0].id, member_ids=tuple(card.id for card in group), matches=()) for group in groups
    ]


def text_of(page: Page) -> str:
    return page.content.decode()


def body_of(page: Page) -> str:
    """Return the page without its front matter."""
    return text_of(page).split("\n---\n", 1)[1]


def front_matter(page: Page, loader: Any = yaml.SafeLoader) -> dict[str, Any]:
    loaded = yaml.load(text_of(page).split("---\n")[1], loader)
    assert isinstance(loaded, dict)
    return loaded


# Inert

EXTENSIONS: dict[str, dict[str, Any]] = {
    **{
        name: {}
        for name in (
            "md_in_html toc tables attr_list footnotes def_list abbr admonition meta wikilinks sane_lists nl2br "
            "pymdownx.tilde pymdownx.caret pymdownx.mark pymdownx.keys pymdownx.superfences pymdownx.arithmatex "
            "pymdownx.critic pymdownx.smartsymbols pymdownx.emoji pymdownx.details pymdownx.tabbed pymdownx.tasklist "
            "pymdownx.betterem pymdownx.inlinehilite pymdownx.progressbar pymdownx.escapeall pymdownx.blocks.html "
            "pymdownx.blocks.admonition pymdownx.quotes"
        ).split()
    },
    "smarty": {"smart_angled_quotes": True},
    "pymdownx.snippets": {"check_paths": True},
    "pymdownx.fancylists": {"additional_ordered_styles": ["roman", "alpha", "generic"]},
    "pymdownx.magiclink": {
        "repo_url_shorthand": True,
        "social_url_shorthand": True,
        "provider": "github",
        "user": "user",
        "repo": "repo",
    },
}
"""What users turn on, all at once: an archive of strangers' text must stand even that."""

SITE = markdown.Markdown(extensions=["md_in_html", "toc"])
EVERYTHING = markdown.Markdown(extensions=list(EXTENSIONS), extension_configs=EXTENSIONS)

SYNTAX = (
    "* ¦- ¦+ ¦1. ¦a) ¦A.  ¦iv. ¦# ¦## ¦> ¦```¦~~~¦---¦===¦***¦___¦!!! note¦??? x¦/// x¦::: x¦{{ x }}¦{% x %}¦{# x¦||¦|"
    '¦<script>¦</p>¦<!--¦-->¦<?php¦<![CDATA[¦&copy;¦&#65;¦[a](b)¦![a](b)¦[^1]¦[^1]: x¦*[HTML]: x¦[TOC]¦[[wiki]]¦=== "x"'
    "¦http://a.b/c¦https://x.y¦www.x.com¦ftp://x¦mailto:a@b.c¦a@b.cd¦@user¦#12¦user/repo#1¦!1¦?1¦:smile:¦(c)¦(tm)¦(r)¦+/-"
    "¦c/o¦1/2¦1st¦20th¦=/=¦...¦--¦\"¦'¦~~x~~¦^x^¦==x==¦++ctrl++¦{++x++}¦{--x--}¦{: .cls }¦{#id}¦$x$¦$$¦\\(x\\)¦\\[x\\]"
    '¦\\begin{x}¦\\¦\\*¦[=50%]¦[ ] ¦[x] ¦--8<-- "x"¦title: x¦Key:¦%¦`x`¦**x**¦_x_¦klzzwxh:0000¦wzxhzdk:0¦| --- | --- |'
    "¦0123456789abcdef0123456789abcdef01234567¦  ¦\u00a0¦\u3000¦\u200f¦\ufeff¦word¦العربية¦日本¦😀¦é¦AT&T¦it's¦<b>¦<http://a>"
    "¦<a@b.c>¦\n¦\r\n¦\t¦\u2028¦<<¦>>¦x:y¦(1)¦!¦?¦.¦:¦;¦=¦1¦| a | b |"
).split("¦")

STRANGE_TEXT = st.lists(
    st.one_of(
        st.sampled_from(SYNTAX),
        st.text(max_size=4),
        st.text(st.sampled_from("*_-+=~^`\"'<>[](){}!#|\\/:.$&;@%?0123456789abcdefx \n"), max_size=6),
    ),
    max_size=8,
).map("".join)


class Seen(HTMLParser):
    """What a browser makes of HTML: the elements in order, and all text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.texts: dict[str, str] = {}
        self._open: list[str] = []
        self.feed(html)
        self.close()

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.elements]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        self.elements.append(("comment", {"": data}))

    def handle_decl(self, decl: str) -> None:
        self.elements.append(("declaration", {"": decl}))

    def handle_pi(self, data: str) -> None:
        self.elements.append(("instruction", {"": data}))


def seen(source: str, builder: markdown.Markdown) -> Seen:
    return Seen(builder.reset().convert(source))


BUILDERS = pytest.mark.parametrize("builder", [SITE, EVERYTHING], ids=["the site's extensions", "every extension"])


def assert_shows(text: str, builder: markdown.Markdown) -> None:
    """Assert that a line is a paragraph that holds exactly the text, and nothing in the paragraph but text."""
    shown = seen(inline(text), builder)

    line = one_line(text)
    assert shown.elements == ([("p", {})] if line else []), text
    assert shown.text.strip("\n") == line


@BUILDERS
def test_every_known_syntax_shows_as_its_text(builder: markdown.Markdown):
    for syntax in SYNTAX:
        for text in (syntax, f"{syntax} word", f"{syntax}word{syntax}", f"a word {syntax}word{syntax}", f"x{syntax}"):
            assert_shows(text, builder)


@BUILDERS
@given(text=STRANGE_TEXT)
@settings(deadline=None, max_examples=150)
@example(text="")
@example(text="1st1st")
@example(text="- \u00a0")
@example(text="[TOC]")
@example(text='--8<-- "secret.txt"')
@example(text="\u3000\u3000")
def test_a_line_shows_as_exactly_its_text(builder: markdown.Markdown, text: str):
    assert_shows(text, builder)


@BUILDERS
@given(text=STRANGE_TEXT.filter(one_line))
@settings(deadline=None, max_examples=100)
def test_a_line_is_inert_in_headings_lists_links_and_strong_text(builder: markdown.Markdown, text: str):
    line = one_line(text)

    heading = seen(f"# {inline(text)}", builder)
    item = seen(f"- [{inline(text)}](y.md) · {inline(text)} · **{inline(text)}**", builder)

    assert (heading.names, heading.text) == (["h1"], line)
    assert item.names == ["ul", "li", "a", "strong"]
    assert item.text.strip("\n") == f"{line} · {line} · {line}"


@given(STRANGE_TEXT)
def test_a_line_means_the_same_in_raw_html(text: str):
    shown = Seen(f'<p title="{inline(text)}">{inline(text)}</p>')

    assert shown.elements == [("p", {"title": one_line(text)})]
    assert shown.text == one_line(text)


@given(STRANGE_TEXT)
def test_template_engines_find_nothing_in_a_line(text: str):
    source = inline(text)

    assert jinja2.Template(source).render() == source


def test_ordinary_prose_stays_readable():
    prose = "The council (seven to four) voted on Monday: 20.5 million marks, 3 bridges - well-known ones. Why?"

    assert inline(prose) == prose


def test_a_line_is_a_line():
    assert inline(" two\r\n\u2028words\t") == "two words"
    assert inline("\x00\ud800\x7f") == "\ufffd\ufffd\ufffd"


@given(st.text(st.characters(), max_size=40))
@example("\x85\u2028\u2029\ufeff\ufffe\uffff\x00\x7f\x9f\\\"\t\n\r'")
@example("😀")
def test_yaml_loads_a_scalar_back_exactly(text: str):
    kept = re.sub("[\ud800-\udfff]", "\ufffd", text)
    source = f"a: {scalar(text)}\nb: {sequence((text, text))}\n"

    for loader in (yaml.SafeLoader, yaml.CSafeLoader):
        assert yaml.load(source.encode(), loader) == {"a": kept, "b": [kept, kept]}


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("ar", "", "rtl"),
        ("he", "plain", "rtl"),
        ("fa-AF", "", "rtl"),
        ("ku-Arab", "", "rtl"),
        ("ku", "", "ltr"),
        ("az-Latn", "", "ltr"),
        ("en", "العربية", "ltr"),
        (None, "العربية AFX", "rtl"),
        (None, "AFX 1 2 3", "ltr"),
        (None, "AFX العربية", "rtl"),
        (None, "", "ltr"),
    ],
)
def test_the_direction_is_that_of_the_language_or_else_of_the_letters(language: str | None, text: str, expected: str):
    assert direction(language, text) == expected


# Articles

ANY_TEXT = STRANGE_TEXT.filter(one_line)


@st.composite
def strange_articles(draw: st.DrawFn) -> Article:
    """Draw an article whose every value is syntax, each with any origin."""

    def fact(values: st.SearchStrategy[Any]) -> Field[Any] | None:
        origin = st.sampled_from(["given", "extracted", "inferred", "borrowed"])
        known = st.builds(Field, value=values, origin=origin, rule=STRANGE_TEXT, evidence=STRANGE_TEXT)
        return draw(st.none() | known)

    moments = st.sampled_from(["2019-12-17", "2019-12-17T09:30:00Z"])
    lines = st.lists(st.builds(Dropped, text=STRANGE_TEXT, rule=STRANGE_TEXT), max_size=2).map(tuple)
    place = Provenance(path=draw(ANY_TEXT), digest="00", record=draw(st.none() | st.integers(1, 9)))
    version = st.builds(
        Version,
        given_id=st.none(),
        provenance=st.just(place),
        headline=st.none() | STRANGE_TEXT,
        published=st.none() | moments,
        modified=st.none(),
        paragraphs=st.lists(ANY_TEXT, max_size=2).map(tuple),
    )
    return an_article(
        url=draw(st.none() | STRANGE_TEXT.map(lambda text: f"https://post.example/{text}")),
        outlet=fact(ANY_TEXT),
        headline=fact(STRANGE_TEXT),
        byline=fact(ANY_TEXT),
        authors=fact(st.lists(ANY_TEXT, max_size=2).map(tuple)),
        dateline=fact(ANY_TEXT),
        agency=fact(ANY_TEXT),
        section=fact(ANY_TEXT),
        tags=fact(st.lists(ANY_TEXT, max_size=2).map(tuple)),
        published=fact(moments),
        modified=fact(moments),
        language=fact(st.sampled_from(["en", "ar", "zz", 'x"><b>'])),
        paragraphs=draw(st.lists(ANY_TEXT, max_size=4).map(tuple)),
        dropped=draw(lines),
        provenance=place,
        versions=draw(st.lists(version, max_size=2).map(tuple)),
    )


def section(html: str, start: str, end: str) -> str:
    assert html.count(start) == 1
    return html.partition(start)[2].partition(end)[0]


@BUILDERS
@given(article=strange_articles())
@settings(deadline=None, max_examples=60)
def test_a_pages_text_is_paragraphs_that_hold_exactly_the_articles(builder: markdown.Markdown, article: Article):
    html = builder.reset().convert(body_of(article_page(article, Links())))

    if not article.paragraphs:
        assert 'class="bf-text"' not in html
        return
    text = section(html, '<div class="bf-text"', "</div>").partition(">")[2]
    paragraphs = [Seen(part) for part in re.split(r'<p id="p-[0-9]+">', text)[1:]]
    assert [part.text.strip("\n") for part in paragraphs] == [one_line(part) for part in article.paragraphs]
    assert {name for part in paragraphs for name in part.names} <= {"strong"}


@BUILDERS
@given(article=strange_articles())
@settings(deadline=None, max_examples=60)
def test_no_value_adds_an_element_attribute_or_link_to_a_page(builder: markdown.Markdown, article: Article):
    harmless = "word"

    def tame(name: str, value: Any) -> Any:
        if name in {"published", "modified", "language", "incomplete"} or (name == "headline" and not one_line(value)):
            return value
        return harmless if isinstance(value, str) else tuple(harmless for _ in value)

    known = {name: field for name in FACTS if (field := getattr(article, name))}
    rules = {rule: rule and f"{harmless} {place}" for place, rule in enumerate({one.rule for one in known.values()})}
    calm = replace(
        article,
        **{
            name: replace(
                field,
                value=tame(name, field.value),
                rule=rules[field.rule],  # facts that were found alike stand together
                evidence=harmless if one_line(field.evidence) else "",
            )
            for name, field in known.items()
        },
        url=article.url and "https://post.example/",
        paragraphs=tuple(harmless for _ in article.paragraphs),
        dropped=tuple(Dropped(text=harmless, rule=harmless) for _ in article.dropped),
    )

    strange, plain_one = (seen(body_of(article_page(one, Links())), builder) for one in (article, calm))

    def skeleton(page: Seen) -> list[tuple[str, tuple[str, ...]]]:
        marks = ("bdi", "strong")  # isolation of a script from right to left; a crosshead
        return [(name, tuple(sorted(known))) for name, known in page.elements if name not in marks]

    assert skeleton(strange) == skeleton(plain_one)
    for name, attributes in strange.elements:
        assert name not in {"script", "img", "iframe", "comment", "declaration", "instruction"}
        assert not any(attribute.startswith("on") for attribute in attributes)


@given(strange_articles())
@settings(deadline=None)
def test_front_matter_says_what_the_article_says(article: Article):
    page = article_page(article, Links())

    def kept(value: Any) -> Any:
        if isinstance(value, tuple):
            return [kept(item) for item in value]
        return re.sub("[\ud800-\udfff]", "\ufffd", value)

    for loader in (yaml.SafeLoader, yaml.CSafeLoader):
        meta = front_matter(page, loader)
        for name in (
            "outlet",
            "headline",
            "byline",
            "authors",
            "dateline",
            "agency",
            "section",
            "published",
            "language",
        ):
            field = getattr(article, name)
            assert meta.get(name) == (kept(field.value) if field and field.value else None), name
        assert meta["id"] == article.id
        assert meta["title"] == plain(headline(article))
        assert meta["template"] == "article.html"
        assert not re.search(r"[<>{}]", meta["title"] + meta.get("description", ""))


def test_a_page_has_exactly_the_parts_that_it_has_something_for():
    classes = re.findall('class="(bf-[a-z ]+)"', text_of(article_page(an_article(headline="A bridge"), Links())))

    assert classes == [
        "bf-headline",
        "bf-kicker",
        "bf-margin",
        "bf-facts",
        "bf-cite",
        "bf-legend",
        "bf-text",
        "bf-evidence",
        "bf-source",
        "bf-period",
        "bf-month",
    ]


@pytest.mark.parametrize(
    ("paragraph", "crosshead"),
    [
        ("- Growing influence -", True),
        ("– Old promises –", True),
        ("— Old promises —", True),
        ("- one of a list", False),
        ("-not this-", False),
        ("* Old promises *", False),
        (f"- {'word ' * 20} -", False),
        ("---", False),
    ],
)
def test_a_short_paragraph_between_dashes_is_a_crosshead(paragraph: str, crosshead: bool):
    page = body_of(article_page(an_article(paragraphs=("One.", paragraph, "Two.")), Links()))

    text = section(SITE.reset().convert(page), '<div class="bf-text"', "</div>")

    assert re.findall(r"<p[^>]*>", text) == ['<p id="p-1">', '<p id="p-2">', '<p id="p-3">']
    assert ("<strong>" in text) is crosshead


def test_without_a_headline_the_opening_words_stand_for_it_and_the_page_says_so():
    article = an_article(paragraphs=("The ferry company reopened the night bus " * 5,))

    page = article_page(article, Links())

    title = headline(article)
    assert title.endswith("…")
    assert len(title) <= 80
    assert title[:-1] in article.lede
    assert front_matter(page)["title"] == title
    assert "headline" not in front_matter(page)
    assert 'class="bf-headline bf-untitled"' in text_of(page)
    assert "No headline in the capture" in text_of(page)


def test_an_article_without_a_word_has_a_page():
    page = article_page(an_article(paragraphs=()), Links())

    assert ">Untitled</h1>" in text_of(page)
    assert "No text in the capture" in text_of(page)


def test_an_inferred_agency_shows_the_words_that_it_was_inferred_from():
    agency = Field(value="AFX", origin="inferred", rule="words of the text", evidence="he told AFX")

    page = text_of(article_page(an_article(agency=agency), Links()))

    how = '<span class="bf-how">(inferred from “he told AFX”)</span>'
    assert f'<dt>Agency</dt><dd><a href="../../agencies/afx/">AFX</a> {how}</dd>' in page


@pytest.mark.parametrize("evidence", ["archive/2019/12/a-bridge-10000000/", ""], ids=["named", "by its headline"])
def test_a_borrowed_headline_links_the_copy_that_lent_it(evidence: str):
    lender = a_card(1, outlet="Harbour Post", headline="A bridge", published="2019-12-16")
    other = a_card(2, outlet="Coast Times", headline="Another", published="2019-12-15")
    borrowed = Field(value="A bridge", origin="borrowed", rule="copy in Harbour Post", evidence=evidence)
    copies = tuple(Copy(card=card, share=0.9, verified=True) for card in (other, lender))

    page = article_page(an_article(headline=borrowed), Links(copies=copies, canonical=other))

    assert f"Headline from the copy in [Harbour Post](../{lender.address}.md)" in text_of(page)


@pytest.mark.parametrize(("others", "drawn"), [(2, False), (3, True)])
def test_an_event_that_many_wrote_of_has_its_course_in_time(others: int, drawn: bool):
    cards = [a_card(number, outlet=f"Paper {number}", published=f"2019-12-1{number}") for number in range(others)]
    events = tuple(SameEvent(card=card, shared=(), words=("Ida Korn",)) for card in cards)

    page = text_of(article_page(an_article(published="2019-12-15"), Links(events=events)))

    assert ("When each outlet wrote of it" in page) == drawn
    assert page.count('class="bf-day"') == (others + 1 if drawn else 0)


def test_a_copy_that_is_cut_off_says_so_at_the_break_and_leads_to_the_copy_that_goes_on():
    whole = a_card(1, outlet="Harbour Post")
    said = f"This copy is cut off here; the one in [Harbour Post]({whole.address.rpartition('/')[2]}.md) goes on."

    cut = text_of(article_page(an_article(), Links(canonical=whole, kind="truncated")))
    abridged = text_of(article_page(an_article(), Links(canonical=whole, kind="abridged")))

    assert cut.index('class="bf-text"') < cut.index(said)
    assert said not in abridged


def test_an_incomplete_main_copy_leads_to_a_longer_one():
    article = an_article(incomplete="a paywall")
    longer = a_card(2, outlet="Coast Times")
    copies = (Copy(card=longer, share=1.0, verified=True, kind="expanded"),)

    page = text_of(article_page(article, Links(canonical=card(article), copies=copies)))

    assert f"the one in [Coast Times]({longer.address.rpartition('/')[2]}.md) goes on." in page


def test_an_article_that_is_related_says_how():
    item, roundup = a_card(1, outlet="Harbour Post"), a_card(2, outlet="Coast Times")
    related = (
        Copy(card=item, share=1.0, verified=True, relation="part", shorter=True),
        Copy(card=roundup, share=1.0, verified=True, relation="excerpt"),
    )

    page = text_of(article_page(an_article(), Links(related=related)))

    assert "part of the other" in page
    assert "holds the other as an excerpt" in page


def test_copies_say_outlet_headline_date_and_share():
    article = an_article(outlet="Coast Times", headline="A bridge", published="2019-12-17")
    same = a_card(1, outlet="Harbour Post", headline="A bridge", published="2019-12-16T09:30:00Z")
    renamed = a_card(2, headline="Open at last")
    copies = (Copy(card=same, share=0.9849, verified=True), Copy(card=renamed, share=0.0, verified=False))

    page = text_of(article_page(article, Links(copies=copies, canonical=same)))

    here = same.address.rpartition("/")[2]
    day = "16 December 2019, 09:30 UTC"
    assert f'- [Harbour Post]({here}.md)<br>{day}<br><span class="bf-share">the main copy</span>\n' in page
    assert (
        f"- [Unknown outlet](../../{renamed.address}.md)<br>“Open at last”<br>"
        'date unknown<br><span class="bf-share">by way of another copy</span>\n' in page
    )
    assert '<a href="#copies">3 copies</a>' in page
    assert f"The archive holds this text 3 times. The main copy is the one in [Harbour Post]({here}.md)." in page


def a_match(left: str, right: str, containment: float) -> Match:
    values: dict[str, Any] = dict.fromkeys((field.name for field in fields(Match) if field.required), 0)
    return Match(
        **{
            **values,
            "left_kind": "edited",
            "right_kind": "edited",
            "left_id": left,
            "right_id": right,
            "containment": containment,
        }
    )


def test_every_page_measures_a_copy_by_the_main_copy_and_counts_all_of_them():
    main, edited, third = [an_article(id=str(number) * 16, outlet=f"Outlet {number}") for number in (1, 2, 3)]
    cluster = Cluster(
        canonical_id=main.id,
        member_ids=(main.id, edited.id, third.id),
        matches=(
            a_match(main.id, edited.id, 0.8),
            a_match(main.id, third.id, 1.0),
            a_match(edited.id, third.id, 0.5),
        ),
    )
    cards = {article.id: card(article, copies=2) for article in (main, edited, third)}
    linked = links(cards, [cluster])

    pages = [text_of(article_page(article, linked[article.id])) for article in (main, edited, third)]

    assert all('<a href="#copies">3 copies</a>' in page and "[Compare the copies](" in page for page in pages)
    assert ["80\u00a0% shared" in page for page in pages] == [True, True, True]
    assert not any("50\u00a0% shared" in page for page in pages)
    assert [page.count('<span class="bf-share">the main copy</span>') for page in pages] == [0, 1, 1]


@pytest.mark.parametrize(("others", "in_view"), [(5, 5), (6, 6), (7, 5), (9, 5)])
def test_five_copies_stand_in_view_and_a_longer_list_says_how_many_there_are(others: int, in_view: int):
    cards = [a_card(number, outlet=f"Outlet {number}") for number in range(1, others + 1)]
    copies = tuple(Copy(card=one, share=1.0, verified=True) for one in cards)

    page = body_of(article_page(an_article(), Links(copies=copies, canonical=cards[-1])))

    before, _, folded = page.partition('class="bf-copies"')[2].partition("<summary>")
    assert before.count("bf-share") == in_view
    assert folded.startswith(f"All {others + 1} copies</summary>") == (others > in_view)
    assert before.index("Outlet " + str(others)) < before.index("Outlet 1]"), "the main copy comes first"


def test_a_listing_has_a_text_once_with_the_outlets_that_ran_it_there():
    cards = [
        a_card(number, outlet=f"Outlet {number}", headline=f"Headline {number}", published=day, section="News")
        for number, day in enumerate(("2020-01-31", "2020-02-01", "2020-02-03", "2020-02-02"), start=1)
    ]
    cluster = Cluster(canonical_id=cards[1].id, member_ids=tuple(one.id for one in cards[:3]), matches=())

    pages = pages_of(shelves(cards, [cluster], limit=9, newest=9))

    february, january = (pages[f"2020/{month}/index.md"].decode() for month in ("02", "01"))
    assert "also in [Outlet 3](" in february
    assert [f">Headline {number}</h3>](" in february for number in (1, 2, 3, 4)] == [False, True, False, True]
    assert ">Headline 1</h3>](" in january
    assert "also in" not in january
    assert "also in [Outlet 1](" in pages["sections/news/index.md"].decode()
    assert ">Headline 3</h3>](" in pages["outlets/outlet-3/index.md"].decode()


def test_the_front_page_and_the_archive_are_two_pages():
    cards = some_cards(20)
    [front] = [shelf for shelf in shelves(cards, clusters_of(cards), limit=9, newest=5) if shelf.path == "index.md"]

    assert {block.kind for block in front.blocks} == {"numbers", "years", "ways"}
    assert {block.kind for block in front.front} >= {"newest", "numbers"}
    years = next(block for block in front.blocks if block.kind == "years")
    assert all(sum(month.count or 0 for month in year.parts) == year.count for year in years.ways if year.parts)


def test_the_editors_own_lead_opens_the_front_page_and_the_newest_follow():
    cards = some_cards(20)
    chosen = [cards[3].id, cards[11].id]
    plain, led = (
        next(one for one in shelves(cards, [], limit=9, newest=5, lead=lead) if one.kind == "front").front[0].entries
        for lead in ((), chosen)
    )

    assert [entry.address for entry in led[:2]] == [cards[3].address, cards[11].address]
    assert led[2:] == tuple(entry for entry in plain if entry not in led[:2])[:3]


@pytest.mark.parametrize(
    ("lede", "evidence", "opening"),
    [
        ("ALDER, Oct 3 (XY) — A bridge opened.", "ALDER, Oct 3 (XY) —", "A bridge opened."),
        ("ALDER (XY) - A bridge.", "ALDER (XY)", "A bridge."),
        ("القاهرة - افتتح الجسر.", "القاهرة", "افتتح الجسر."),
        ("【阿尔德】桥开通了。", "【阿尔德】", "桥开通了。"),
        ("ALDER", "ALDER", "ALDER"),
        ("A bridge opened in ALDER.", "ALDER", "A bridge opened in ALDER."),
    ],
)
def test_a_teaser_begins_behind_the_dateline(lede: str, evidence: str, opening: str):
    dateline = Field(value="x", origin="extracted", rule="opening of the text", evidence=evidence)
    article = an_article(paragraphs=(lede,), dateline=dateline)

    assert card(article).opening == opening


def test_many_copies_are_folded_and_those_beyond_are_listed_elsewhere():
    article = an_article(outlet="Outlet 0")
    cards = [a_card(number, outlet=f"Outlet {number}") for number in range(1, 201)]
    copies = tuple(Copy(card=card, share=1.0, verified=True) for card in cards)

    whole, first = (
        body_of(article_page(article, Links(copies=copies, unlisted=unlisted, canonical=card(article))))
        for unlisted in (0, 100)
    )

    for page in (whole, first):
        assert seen(page, SITE).names.count("li") == 200
        assert "bf-more" in page
    assert "<summary>All 201 copies</summary>" in whole
    assert "201 outlets ran this text. This is the main copy." in seen(whole, SITE).text
    assert "<summary>The first 200 copies</summary>" in first
    assert "[All 301 copies](" in first


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ('https://a.example/x y?q="1"&r=2#f', "https://a.example/x%20y?q=%221%22&r=2#f"),
        ("http://a.example/%41%zz", "http://a.example/%41%25zz"),
        ("https://a.example/كتاب", "https://a.example/%D9%83%D8%AA%D8%A7%D8%A8"),
        ("javascript:alert(1)", None),
        ("//a.example/", None),
        ("https://", None),
        ("http://[bad", None),
        ("data:text/html,x", None),
        (None, None),
    ],
)
def test_only_addresses_of_the_web_become_links(url: str | None, expected: str | None):
    assert target(url) == expected


@given(STRANGE_TEXT)
@settings(deadline=None, max_examples=100)
def test_the_link_to_the_original_page_survives_every_extension(text: str):
    url = f"https://a.example/{text}"
    page = article_page(an_article(url=url), Links())

    links = [known for name, known in seen(body_of(page), EVERYTHING).elements if name == "a" and "rel" in known]

    original = target(url)
    known = [original] if original else []
    assert [link["href"] for link in links if link.get("class") == "bf-original"] == known
    assert all((link["href"] or "").endswith(one) for link in links for one in known), "captures of it by others"
    assert all(link["rel"] == "nofollow ugc" for link in links)


def test_a_page_adds_little_to_its_text():
    article = an_article(
        **dict.fromkeys(("outlet", "headline", "byline", "dateline", "agency", "section"), "Some twenty letters."),
        published="2019-12-17T09:30:00Z",
        language="en",
        url="https://post.example/2019/12/17/some-twenty-letters",
        paragraphs=("word " * 40,) * 20,
    )
    copies = (Copy(card=a_card(1, outlet="Harbour Post"), share=0.9, verified=True),)
    neighbours: dict[str, Any] = {"older": a_card(2), "newer": a_card(3)}

    page = article_page(article, Links(copies=copies, canonical=card(article), **neighbours))

    assert len(page.content) - len(article.text) < 6900


@pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
def test_golden_case(path: Path):
    source = path.read_text(encoding="utf-8")
    case = yaml.safe_load(source)

    found = shown_listings(case) if "cards" in case else text_of(article_page(*article_case(case)))

    if os.environ.get("BACKFILE_REWRITE"):
        lines = "".join(f"  {line}\n" if line else "\n" for line in found.split("\n")).rstrip("\n")
        path.write_text(source.partition("\nexpected:")[0] + f"\nexpected: |\n{lines}\n", encoding="utf-8")
    else:
        assert found == case["expected"]


def card_case(known: Mapping[str, Any]) -> Card:
    empty = {field.name: None for field in fields(Card)} | {
        "tags": (),
        "authors": (),
        "opening": "",
        "words": 0,
        "copies": 0,
    }
    return msgspec.convert({**empty, **known}, Card)


def article_case(case: Mapping[str, Any]) -> tuple[Article, Links]:
    empty = dict.fromkeys((field.name for field in fields(Article)), None)
    empty |= {"extra": {}, "lifted": (), "dropped": (), "versions": (), "leaves": (), "sketch": ""}
    article = msgspec.convert({**empty, **case["article"]}, Article)
    links = case.get("links", {})
    main = links.get("canonical")
    neighbours: dict[str, Any] = {name: card_case(links[name]) for name in ("older", "newer") if name in links}
    return article, Links(
        copies=tuple(
            Copy(card=card_case(copy["card"]), share=copy["share"], verified=copy["verified"])
            for copy in links.get("copies", ())
        ),
        canonical=card(article) if main == "self" else main and card_case(main),
        **neighbours,
    )


def shown_listings(case: Mapping[str, Any]) -> str:
    made = shelves(
        [card_case(known) for known in case["cards"]],
        msgspec.convert(case["clusters"], list[Cluster]),
        limit=case["limit"],
        newest=case["newest"],
    )
    pages = {shelf.path: text_of(shelf_page(shelf)) for shelf in made}
    return "\n".join(f"{'=' * 20} {path}\n{pages[path]}" for path in case["show"])


# Listings


def every_listing(cards: Sequence[Card], clusters: Sequence[Cluster], *, limit: int, newest: int) -> list[Shelf]:
    """Return all listings, and the pages that count the archive."""
    counted = Counted(
        cards=tuple(cards),
        clusters=tuple(clusters),
        noted=Noted(articles=len(cards), dropped={"cookie notice": 3}),
        records=(("heading: articles", len(cards)), ("records lost", 2)),
        passed=(("a draft", 1),),
        limit=limit,
    )
    return [*overviews(counted), *shelves(cards, clusters, limit=limit, newest=newest)]


def pages_of(shelved: Iterable[Shelf]) -> dict[str, bytes]:
    """Return the pages of shelves by path, each path once."""
    pages = [shelf_page(shelf) for shelf in shelved]
    assert not [path for path, count in Counter(page.path for page in pages).items() if count > 1]
    return {page.path: page.content for page in pages}


def links_in(path: str, content: bytes) -> Iterator[str]:
    """Yield the paths below the archive that a page links to."""
    for name, known in seen(content.decode().split("\n---\n", 1)[1], SITE).elements:
        href = known.get("href")
        if name == "a" and href and not href.startswith(("http:", "https:", "#")):
            place = unquote(href.partition("#")[0])
            if place.endswith(".csv"):
                continue  # a file beside the pages
            if place.endswith(".md"):
                yield posixpath.normpath(posixpath.join(posixpath.dirname(path), place))
            else:  # in an island, which has the address of the page
                below = posixpath.normpath(posixpath.join(url(path), place)).removeprefix("archive").strip("/")
                yield f"{below}.md" if re.search(r"(-[0-9a-f]{8}|copies/[0-9a-f]{16})$", below) else index(below)


@given(st.integers(0, 60), st.integers(1, 20), st.integers(0, 3))
@settings(deadline=None, max_examples=20)
def test_every_link_leads_to_a_page_and_every_page_is_linked(count: int, limit: int, seed: int):
    cards = some_cards(count, seed)
    clusters = clusters_of(cards)
    articles = {f"{card.address}.md" for card in cards} | {f"copies/{one.canonical_id}.md" for one in clusters}
    listings = pages_of(every_listing(cards, clusters, limit=limit, newest=3))

    reached = {path: set(links_in(path, content)) for path, content in listings.items()}

    assert set().union(*reached.values()) <= articles | listings.keys()
    found: set[str] = set()
    ways = {
        "index.md",
        "search/index.md",
        *(
            f"{name}/index.md"
            for name in ("outlets", "agencies", "authors", "sections", "tags", "languages", "copies", "calendar")
        ),
    }
    while ways:
        found |= ways
        ways = set().union(*(reached.get(path, set()) for path in ways)) - found
    assert found == articles | listings.keys()


def test_an_articles_page_links_to_listings_that_exist():
    article = an_article(
        headline="A bridge",
        outlet="صحيفة المرفأ",
        agency="Index",
        section="A section whose name is longer than sixty characters, as some are",
        tags=("Bridges", "橋", "---", "con"),
        published="2019-12-17",
        language="en",
    )
    own = card(article)
    page = article_page(article, Links())
    other = a_card(1, tags=own.tags)  # a tag that one article has is not listed

    listings = pages_of(shelves([own, other], [], limit=1, newest=1))

    shown = re.findall(
        r'href="(\.\./[^"]*)"', text_of(page)
    )  # the table of facts is HTML, and leads from folder to folder
    led_to = {posixpath.normpath(posixpath.join(article.address, link, "index.md")) for link in shown}
    led_to |= {
        posixpath.normpath(posixpath.join(page.path, "..", link))
        for link in re.findall(r"\]\(([^)#]+)\)", text_of(page))
    }
    assert led_to <= listings.keys()
    assert len(led_to) == 8


@given(st.integers(0, 80), st.integers(1, 30), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=20)
def test_the_order_of_articles_changes_nothing(count: int, limit: int, chance: random.Random):
    cards = some_cards(count)
    clusters = clusters_of(cards)
    pages = pages_of(every_listing(cards, clusters, limit=limit, newest=5))

    chance.shuffle(cards)
    chance.shuffle(clusters)

    assert pages_of(every_listing(cards, clusters, limit=limit, newest=5)) == pages


@given(st.integers(0, 300), st.integers(1, 20))
@settings(deadline=None, max_examples=20)
def test_no_listing_shows_more_than_its_limit(count: int, limit: int):
    same_day = [a_card(1000 + number, published="2019-12-17", outlet="Harbour Post") for number in range(count)]
    undated = [a_card(5000 + number, outlet="Harbour Post") for number in range(count)]
    cards = [*same_day, *undated]

    for shelf in shelves(cards, clusters_of(cards), limit=limit, newest=limit):
        entries = [entry for block in shelf.blocks for entry in block.entries]
        most = limit if shelf.kind != "front" else limit + 8
        assert len(entries) <= most
        assert len([way for block in shelf.blocks for way in block.ways]) <= 300


def test_an_index_of_very_many_names_is_split_by_its_letters():
    names = [f"{first}{second}{number}" for first in "ab" for second in "xy" for number in range(600)]
    cards = [a_card(number, outlet=name) for number, name in enumerate([*names, "a", "ax"])]

    indexes = [shelf for shelf in shelves(cards, [], limit=9, newest=1) if shelf.path.startswith("outlets/")]

    split = {shelf.path: shelf for shelf in indexes if shelf.kind == "index"}
    assert split.keys() >= {"outlets/index.md", "outlets/by/a/index.md", "outlets/by/ax/index.md"}
    assert max(len(block.ways) for shelf in split.values() for block in shelf.blocks) <= 1000
    listed_names = Counter(
        way.label for shelf in split.values() for block in shelf.blocks if block.kind == "names" for way in block.ways
    )
    assert listed_names == Counter([*names, "a", "ax"])


def test_every_article_stands_in_its_month_and_its_outlets_listing_once():
    cards = some_cards(80)

    shown: dict[str, Counter[str]] = {"chronology": Counter(), "outlets": Counter()}
    for shelf in shelves(cards, [], limit=7, newest=0):
        kind = "outlets" if shelf.path.startswith("outlets/") else "chronology"
        if shelf.kind == "year" and kind == "chronology":
            continue  # a short year shows again what its months show
        if kind == "outlets" and any(block.kind == "grid" for block in shelf.blocks):
            continue  # so does a listing that leads to its years show the newest
        if kind == "outlets" or re.match(r"\d|undated", shelf.path):
            shown[kind].update(entry.address for block in shelf.blocks for entry in block.entries)

    assert shown["chronology"] == Counter(card.address for card in cards)
    assert shown["outlets"] == Counter(card.address for card in cards if card.outlet)


def test_a_day_whose_texts_all_stand_under_another_days_copies_has_its_place_in_its_month():
    cards = [a_card(number, published=f"2019-12-{17 + number}", outlet=f"Outlet {number}") for number in range(2)]
    cluster = Cluster(canonical_id=cards[0].id, reason="a", member_ids=tuple(card.id for card in cards), matches=())

    [month] = [shelf for shelf in shelves(cards, [cluster], limit=9, newest=0) if shelf.path == "2019/12/index.md"]

    shown = [(block.heading, [way.label for way in block.ways], len(block.entries)) for block in month.blocks]
    assert shown == [("18 December", ["1 copy of a text of another day"], 0), ("17 December", [], 1)]


def test_newest_come_first_and_undated_last():
    moments = ["2019-12-17", "2019-12-17T23:00:00Z", "2019-12-18", None, "2018-01-01"]
    cards = [a_card(number, published=moment, outlet="Harbour Post") for number, moment in enumerate(moments)]

    made = {shelf.path: shelf for shelf in shelves(cards, [], limit=9, newest=9)}

    listing = made["outlets/harbour-post/index.md"]
    assert [entry.published for block in listing.blocks for entry in block.entries] == [
        "2019-12-18",
        "2019-12-17T23:00:00Z",
        "2019-12-17",
        "2018-01-01",
        None,
    ]
    assert [block.heading for block in listing.blocks] == ["December 2019", "January 2018", "Date unknown"]


def test_a_month_that_is_too_long_is_split_into_days():
    cards = [a_card(number, published=f"2019-12-{10 + number % 3}") for number in range(9)]

    made = {shelf.path: shelf for shelf in shelves(cards, [], limit=3, newest=0)}

    assert [(way.label, way.count) for way in made["2019/12/index.md"].blocks[0].ways] == [
        ("10 December", 3),
        ("11 December", 3),
        ("12 December", 3),
    ]
    day = made["2019/12/11/index.md"]
    assert day.older is not None
    assert day.newer is not None
    assert (day.older.path, day.newer.path) == ("2019/12/10/index.md", "2019/12/12/index.md")
    assert [way.path for way in day.trail] == ["index.md", "2019/index.md", "2019/12/index.md"]


def test_spellings_that_share_a_folder_share_a_listing_under_the_most_frequent():
    outlets = ["Harbour Post", "HARBOUR POST", "HARBOUR POST", "harbour-post"]
    cards = [a_card(number, outlet=outlet) for number, outlet in enumerate(outlets)]

    made = {shelf.path: shelf for shelf in shelves(cards, [], limit=9, newest=0)}

    assert [(way.label, way.count) for way in made["outlets/index.md"].blocks[0].ways] == [("HARBOUR POST", 4)]
    assert made["outlets/harbour-post/index.md"].title == "HARBOUR POST"


def test_an_article_with_two_spellings_of_a_tag_stands_there_once():
    cards = [a_card(1, tags=("Locks", "locks")), a_card(2, tags=("Locks",))]

    made = {shelf.path: shelf for shelf in shelves(cards, [], limit=9, newest=0)}

    assert [entry.address for block in made["tags/locks/index.md"].blocks for entry in block.entries] == [
        cards[0].address,
        cards[1].address,
    ]


def test_a_tag_that_one_article_has_leads_to_it_and_has_no_listing():
    alone = a_card(1, tags=("Locks", "locks", "Bridges"))
    cards = [alone, a_card(2, tags=("Bridges",))]

    made = {shelf.path: shelf for shelf in shelves(cards, [], limit=9, newest=0)}

    assert [(way.label, way.path, way.count) for way in made["tags/index.md"].blocks[0].ways] == [
        ("Bridges", "tags/bridges/index.md", 2),
        ("Locks", f"{alone.address}.md", 1),
    ]
    assert [path for path in made if path.startswith("tags/")] == ["tags/index.md", "tags/bridges/index.md"]
    assert tags_of_one(cards) == {alone.id: ("Locks", "locks")}


def test_a_tag_without_a_listing_is_no_link_on_the_page_of_its_article():
    article = an_article(tags=("Locks", "Bridges"))

    page = article_page(article, Links(own_tags=("Locks",))).content.decode()

    assert "Tags: Locks, [Bridges](" in page


def test_copies_come_by_number_and_a_long_list_keeps_the_most_widely_run():
    cards = [a_card(number, published=f"20{10 + number % 4}-05-05", outlet=f"Outlet {number}") for number in range(40)]
    sizes = [2, 5, 3, 9, 2, 4]
    starts = [sum(sizes[:index]) for index in range(len(sizes))]
    clusters = [
        Cluster(
            canonical_id=cards[start].id,
            member_ids=tuple(card.id for card in cards[start : start + size]),
            matches=(),
        )
        for start, size in zip(starts, sizes, strict=True)
    ]

    made = {shelf.path: shelf for shelf in shelves(cards, clusters, limit=3, newest=0)}

    index = made["copies/index.md"]
    entries = [entry for block in index.blocks for entry in block.entries]
    assert [entry.copies + 1 for entry in entries] == [9, 5, 4]
    assert made_of.text_of(entries[0].note).startswith(
        "9 outlets: Outlet 10, Outlet 11, Outlet 12, Outlet 13, Outlet 14 and 4 more · "
    )
    below = [path for path in made if path.startswith("copies/2")]
    shown = Counter(entry.address for path in below for block in made[path].blocks for entry in block.entries)
    assert shown == Counter(f"copies/{cards[start].id}" for start in starts)


def test_an_empty_archive_has_its_front_page_and_indexes():
    pages = pages_of(shelves([], [], limit=9, newest=9))

    assert pages.keys() == {
        "index.md",
        "search/index.md",
        *(
            f"{name}/index.md"
            for name in ("outlets", "agencies", "authors", "sections", "tags", "languages", "copies", "calendar")
        ),
    }


def test_a_shelf_can_be_hashed_by_its_bytes():
    for shelf in shelves(some_cards(30), [], limit=5, newest=3):
        encoded = msgspec.msgpack.encode(shelf)

        assert msgspec.msgpack.decode(encoded, type=Shelf) == shelf


def test_a_shelf_does_not_change_with_what_its_page_does_not_show():
    cards = some_cards(30)
    other = [replace(card, words=1, opening="Other words.") for card in cards]

    before, after = ({shelf.path: shelf for shelf in shelves(some, [], limit=5, newest=0)} for some in (cards, other))

    assert before == after


LISTED = set("header h1 h2 h3 p div ul li a br nav strong bdi span".split()) | set(
    "table caption colgroup thead tbody tr th td figure details summary svg path rect line text".split()
)
"""What listings and their figures are made of."""
DRAWN = LISTED - set("header h1 h2 p ul li br nav strong bdi span figure".split())


@given(text=STRANGE_TEXT.filter(one_line))
@settings(deadline=None, max_examples=40)
def test_listings_are_inert(text: str):
    known = a_card(
        1, headline=text, outlet=text, agency=text, section=text, tags=(text,), opening=text, published="2019-12-17"
    )
    other = replace(known, id="f" * 16, address="2019/12/a-bridge-ffffffff")
    cluster = Cluster(canonical_id=known.id, member_ids=(known.id, other.id), matches=())

    for path, content in pages_of(every_listing([known, other], [cluster], limit=9, newest=9)).items():
        page = seen(content.decode().split("\n---\n", 1)[1], EVERYTHING)
        assert set(page.names) <= LISTED, path
        assert all(
            set(known) <= {"class", "id", "href", "lang", "dir", "aria-label", "role", "aria-level"}
            for name, known in page.elements
            if name not in DRAWN
        )
        for loader in (yaml.SafeLoader, yaml.CSafeLoader):
            meta = yaml.load(content.split(b"\n---\n")[0], loader)
            assert meta["search"] == {"exclude": True}
            assert not re.search("[<>{}]", meta["title"])


# Names, places and words


@given(st.text(max_size=90))
@example("CON")
@example("index")
@example("by")
@example("...")
@example("a" * 300)
@example("")
def test_a_key_is_a_safe_folder(name: str):
    folder = key(name)

    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", folder)
    assert len(folder) <= 67
    assert folder not in {"index", "by", "con", "nul", "aux", "prn", "com1", "lpt9"}
    assert key(f" {name.strip()} ") == key(name.strip())


def test_names_in_other_scripts_and_too_long_ones_keep_apart():
    names = ["Harbour Post", "Härbour Post", "港", "湊", "a" * 60, "a" * 61, "a" * 62, "!!!", "???", "index", "con"]

    assert len({key(name) for name in names}) == len(names)
    assert key("Harbour Post") == "harbour-post"


@given(*[st.lists(st.sampled_from(["a", "b", "c"]), max_size=3).map("/".join)] * 2)
def test_a_relative_link_leads_from_one_page_to_the_other(start: str, end: str):
    first, second = posixpath.join(start, "x.md"), posixpath.join(end, "y.md")

    assert posixpath.normpath(posixpath.join(posixpath.dirname(first), relative(first, second))) == second


def test_words_are_said_as_people_say_them():
    assert time("2019-12-16T09:30:00Z") == "16 December 2019, 09:30 UTC"
    assert time("2019-12-06") == "6 December 2019"
    assert period("2019-12-16", "2019-12-19T10:00:00Z") == "16 to 19 December 2019"
    assert period("2019-11-30", "2019-12-02") == "30 November to 2 December 2019"
    assert period("2018-12-30", "2019-01-02") == "30 December 2018 to 2 January 2019"
    assert period("2018-12-30", "2018-12-30") == "30 December 2018"
    assert (counted(1, "copy", "copies"), counted(1200, "copy", "copies")) == ("1 copy", "1,200 copies")
    assert [made_of.text_of(listed("ABCDEFG"[:n])) for n in (0, 1, 2, 3, 7)] == [
        "",
        "A",
        "A and B",
        "A, B and C",
        "A, B, C, D, E and 2 more",
    ]
    assert [language_name(code) for code in ("en", "ar", "zz")] == ["English", "Arabic", "zz"]


@pytest.mark.parametrize(
    ("part", "expected"), [(1.0, "100"), (0.99999, "99"), (0.985, "99"), (0.9849, "98"), (0.004, "0"), (0.0, "0")]
)
def test_a_share_is_whole_only_where_nothing_is_missing(part: float, expected: str):
    assert share(part) == f"{expected}\u00a0%"


@given(st.text(max_size=200), st.integers(10, 100))
def test_an_opening_keeps_its_length_and_its_words(text: str, limit: int):
    line = one_line(text)

    opening = cut(line, limit)

    assert len(opening) <= limit
    assert opening == line or (opening.endswith("…") and line.startswith(opening[:-1]))


def test_an_opening_is_cut_at_a_word():
    assert cut("The bridge over the river opened", 20) == "The bridge over the…"
    assert cut("市議会は橋の建設費を支払わないと述べた", 10) == "市議会は橋の建設費…"


# Data


def test_a_page_says_when_it_has_not_the_whole_article_and_what_tells_so():
    why = Field(value="a summary of <4> words, no content", origin="inferred", rule="text of the item")

    page = article_page(an_article(paragraphs=("Four words of text.",), incomplete=why), Links())

    assert "Not the whole article: a summary of &#60;4&#62; words, no content." in page.content.decode()


def test_the_evidence_shows_what_the_file_that_held_the_record_says_of_it():
    about = Provenance(path="a.warc", record=3, digest="aa", container={"WARC-Record-ID": "<urn:uuid:7>"})

    page = article_page(an_article(provenance=about), Links())

    source = page.content.decode().partition('class="bf-source">')[2]
    assert "WARC-Record-ID" in source
    assert "&#60;urn&#58;uuid&#58;7&#62;" in source


def test_a_row_says_everything_in_the_documented_order():
    article = an_article(
        given_id="7",
        outlet="Harbour Post",
        headline=Field(value="A bridge", origin="borrowed", rule="copy in Coast Times"),
        published="2019-12-17",
        tags=("Bridges",),
        paragraphs=("One.", "Two."),
        dropped=(Dropped(text="P460", rule="photo code"),),
        extra={"page": 4, "seen": {"b", "a"}, "share": float("nan")},
        provenance=Provenance(path="a.jsonl", record=3, digest="aa", captured="2020-01-01"),
        versions=(
            Version(
                given_id="6",
                provenance=Provenance(path="a.jsonl", record=1, digest="bb"),
                headline=None,
                published=None,
                modified=None,
                paragraphs=(),
            ),
        ),
    )

    row = json.loads(article_row(article, "f" * 16))

    assert (
        list(row)
        == (
            "id key given_id input record page url outlet headline byline authors dateline agency section tags "
            "published modified language issue page_number incomplete published_on published_at modified_on "
            "modified_at text canonical versions pages origins dropped lifted extra digest captured format container"
        ).split()
    )
    assert row["page"] == "archive/2019/12/a-bridge-01234567/"
    assert row["text"] == "One.\n\nTwo."
    assert row["versions"] == [{"given_id": "6", "input": "a.jsonl", "record": 1}]
    assert row["headline"] == "A bridge"
    assert row["origins"]["headline"] == {"origin": "borrowed", "rule": "copy in Coast Times", "evidence": ""}
    assert row["origins"].keys() == {"outlet", "headline", "published", "tags"}
    assert row["dropped"] == [{"text": "P460", "rule": "photo code"}]
    assert row["extra"] == {"page": 4, "seen": ["a", "b"], "share": None}
    assert (row["agency"], row["canonical"], row["digest"], row["captured"]) == (None, "f" * 16, "aa", "2020-01-01")


@given(st.text(st.characters()), st.recursive(st.none() | st.integers() | st.text(st.characters()), st.lists))
@example("\ud800", {"k": 2**70})
def test_a_row_is_one_line_that_loads_back(text: str, extra: Any):
    line = article_row(an_article(paragraphs=(text,), extra={"key": extra}), None)

    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    row = json.loads(line.decode())
    assert row["text"] == text
    assert row["extra"]["key"] == extra


def test_a_clusters_row_rounds_its_shares():
    match = Match(
        left_id="a",
        right_id="b",
        aligned=0.0,
        resemblance=1 / 3,
        containment=0.98765,
        shared=120,
        start=0.0,
        whole=0.0,
        shorter_id="a",
        left_kind="expanded",
        right_kind="truncated",
        passage=127,
        left_at=(0, 640),
        right_at=(12, 651),
    )

    cluster = Cluster(canonical_id="a", member_ids=("a", "b"), matches=(match,), reason="the earliest")
    row = json.loads(cluster_row(cluster))

    assert row == {
        "canonical": "a",
        "reason": "the earliest",
        "members": ["a", "b"],
        "matches": [
            {
                "left": "a",
                "right": "b",
                "copy": "b",
                "kind": "cut off",
                "resemblance": 0.3333,
                "containment": 0.9877,
                "shared": 120,
                "aligned": None,
                "passage": {"words": 127, "left": [0, 640], "right": [12, 651]},
            }
        ],
        "related": [],
    }


def test_the_report_says_nothing_that_depends_on_the_store():
    problem = Problem(path="a.jsonl", record=2, stage="read", field=None, message="found nothing")
    cold = Report(records=3, articles=2, parts_read=4, written=9, problems=(problem,))
    warm = Report(records=3, articles=2, parts_reused=4, unchanged=9, removed=1, problems=(problem,))

    assert report_json(cold) == report_json(warm)
    row = json.loads(report_json(cold))
    assert row["records"] == 3
    assert row["problems"] == [
        {"path": "a.jsonl", "record": 2, "stage": "read", "field": None, "message": "found nothing", "lost": True}
    ]


@pytest.mark.parametrize("zero", [0x30, 0x660, 0x6F0, 0x966, 0xFF10, 0x1D7CE], ids=hex)
@pytest.mark.parametrize("letters", ["", "abcdef"])
@pytest.mark.parametrize("place", range(5))
def test_forty_digits_of_any_script_are_no_commit(zero: int, letters: str, place: int):
    digits = ("".join(chr(zero + number) for number in (1, 4, 2, 8, 5)) + letters) * 8
    builder = markdown.Markdown(
        extensions=["pymdownx.magiclink"],
        extension_configs={
            "pymdownx.magiclink": {
                "repo_url_shorthand": True, "provider": "github", "user": "user", "repo": "repo",
            }
        },
    )  # fmt: skip

    text = f"The number{'s' * place} was {digits}, the bank said."

    html = builder.convert(inline(text))

    assert "<a" not in html
    assert unescape(html) == f"<p>{text}</p>"
