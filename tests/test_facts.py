"""The table of facts: what stands there once is what every stage goes by."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from generator.archive.explain import _fields
from generator.archive.withdrawn import left_of
from generator.model import FACTS, Article, Dropped, Field, Links, Provenance, Version
from generator.read.mapping import KEYS
from generator.render import article_page, places
from generator.render.data import article_row
from generator.search.files import facts

QUERY = Path(__file__).parent.parent / "generator/theme/assets/javascripts/search-query.js"
LINKS = Links()
SECRET = "heron under the bridge"
MOMENT = "2024-05-17T09:30:00Z"
PLACE = Provenance(path="a.txt", record=3, digest="00", url=SECRET, captured=MOMENT, format="JSON lines")


def value_of(name: str) -> str | tuple[str, ...]:
    """Return a value that the fact can have."""
    value = {"moment": MOMENT, "language": "en"}.get(FACTS[name].kind, f"the {name}")
    return (value,) if FACTS[name].kind == "names" else value


def full_article(origin: Any = "extracted") -> Article:
    """Return an article that has every fact, and everything else an article can have."""
    known: dict[str, Any] = {
        name: Field(value=value_of(name), origin=origin, rule="byline", evidence=SECRET) for name in FACTS
    }
    return Article(
        id="0123456789abcdef",
        given_id=SECRET,
        slug="a-bridge",
        url="https://example.org/a",
        paragraphs=(SECRET,),
        lifted=(Dropped(text=SECRET, rule="headline"),),
        dropped=(Dropped(text=SECRET, rule="footer"),),
        extra={"mood": SECRET},
        provenance=PLACE,
        versions=(
            Version(given_id=None, provenance=PLACE, headline=SECRET, published=None, modified=None, paragraphs=()),
        ),
        **known,
    )


def test_the_facts_are_the_fields_of_an_article_that_say_how_they_were_found():
    fields = {field.name for field in msgspec.structs.fields(Article) if "Field[" in str(field.type)}

    assert fields == FACTS.keys()


def test_every_fact_can_be_given_and_is_shown_in_data_page_and_explanation():
    article = full_article()

    row = json.loads(article_row(article, None))
    page = article_page(article, LINKS).content.decode()
    explained = "\n".join(_fields(article))

    assert FACTS.keys() <= KEYS
    for name in FACTS:
        assert msgspec.to_builtins(value_of(name)) in (row[name], tuple(row[name])), name
        assert row["origins"][name]["origin"] == "extracted"
        assert f"{name.capitalize()}: " in page, name
        assert f"  {name} " in explained, name


def test_the_front_matter_has_the_facts_that_belong_there():
    [front] = re.findall(r"\A---\n(.*?)\n---\n", article_page(full_article(), LINKS).content.decode(), re.DOTALL)

    keys = {line.partition(":")[0] for line in front.splitlines()}

    assert {name for name in FACTS if name in keys} == {name for name, one in FACTS.items() if one.front} | {"tags"}


def test_the_search_filters_by_the_facets_of_the_table():
    [found] = re.findall(r"^const FACETS = (\[.*\])$", QUERY.read_text(encoding="utf-8"), re.MULTILINE)
    facets = [fact.facet for fact in FACTS.values() if fact.facet]

    assert sorted(json.loads(found)) == sorted(facets) == sorted(places.FOLDERS)
    assert {name for name, fact in FACTS.items() if fact.facet} <= facts(full_article()).keys()


@pytest.mark.parametrize("mode", ["withhold", "remove"])
@pytest.mark.parametrize("origin", ["extracted", "inferred", "borrowed"])
def test_a_withdrawal_leaves_nothing_that_is_not_named(mode: Any, origin: Any):
    left = left_of(full_article(origin), mode)

    kept = {name for name in FACTS if getattr(left, name)}
    assert kept == ({name for name, fact in FACTS.items() if fact.withheld == "stays"} if mode == "withhold" else set())
    assert SECRET not in repr(left).replace(f"given_id={SECRET!r}", "").replace(f"url={SECRET!r}", "")
    assert not any((left.paragraphs, left.lifted, left.dropped, left.extra, left.versions))
    assert mode == "withhold" or not (left.given_id or left.url or left.provenance.url or left.provenance.captured)


def test_a_withheld_article_keeps_what_was_supplied_with_it():
    left = left_of(full_article("given"), "withhold")

    assert {name for name in FACTS if getattr(left, name)} == {n for n, one in FACTS.items() if one.withheld != "goes"}


def test_a_fact_that_nobody_thought_of_goes_with_the_text():
    """The default is that it goes."""
    assert FACTS["incomplete"].withheld == "goes"
    assert type(FACTS["incomplete"])("something new").withheld == "goes"
