"""Facts of bare texts: headlines of scrapes, datelines by language, agencies of old newspapers."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from generator.archive.prepare import _article_of
from generator.clean import compile_rules
from generator.describe import compile_names
from generator.model import Article, Capture, Provenance, parted
from generator.settings import load_authorities

from .corpora import Work
from .table import Cell, Table, ratio

DATELINES = ("wire-saudinews", "text-reuters21578", "text-jawikinews", "agency-impresso", "wire-helsinki")
WIKIDATA = {
    "Q493845": "UPI", "Q130879": "Reuters", "Q40464": "AFP", "Q40469": "AP", "Q430109": "Keystone-SDA",
    "Q1205856": "DNB", "Q552226": "Wolff", "Q2826560": "Havas", "Q1415690": "Stefani", "Q1525848": "Exchange Telegraph",
}  # fmt: skip
"""What the gold of agency-impresso calls an agency -> our name; others have none there."""

Read = list[tuple[dict[str, Any], Article]]


def tables(work: Work) -> list[Table]:
    """Measure the sets of texts."""
    read = {name: list(_read(work, name)) for name in DATELINES}
    return [_headlines(read["wire-helsinki"]), _datelines(read), _agencies(work, read["agency-impresso"])]


def _read(work: Work, name: str) -> Iterator[tuple[dict[str, Any], Article]]:
    authorities = load_authorities(None)
    rules, names = compile_rules(authorities.rules), compile_names(authorities)
    for path in sorted((work.records(name) / "articles").glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
            record = json.loads(line)
            fields = {key: value for key, value in record.items() if key not in {"text", "dateline", "agency"}}
            provenance = Provenance(path=path.name, record=number, digest="0")
            rules_of = dict.fromkeys(fields, "record")
            capture = Capture(provenance=provenance, fields=fields, rules=rules_of, text=record["text"])
            yield record, _article_of(capture, rules, names)[0]


def _headlines(read: Read) -> Table:
    """Count the headlines found, and those that one outlet prints above different texts: no headlines at all."""
    above: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for record, article in read:
        if article.headline:
            above[record["outlet"], article.headline.value].add(" ".join(article.text.split()[-40:]))
    found = sum(article.headline is not None for _, article in read)
    several = {key for key, texts in above.items() if len(texts) > 1}
    repeated = sum(
        article.headline is not None and (record["outlet"], article.headline.value) in several
        for record, article in read
    )
    digits = sum(
        article.headline is not None and sum(map(str.isdigit, article.headline.value)) * 4 > len(article.headline.value)
        for _, article in read
    )
    return Table(
        title="Headlines of bare text (wire-helsinki: scrapes whose first line is a headline, a widget or the text)",
        columns=("articles", "headline found", "above several texts", "mostly digits"),
        rows=((len(read), found, repeated, digits),),
        notes=("Above several texts: one outlet has it above different texts, as it has its buttons and boxes.",),
    )


def _datelines(read: dict[str, Read]) -> Table:
    """Count datelines by set and language, and the places that more than one article has: those are places."""
    rows: list[tuple[Cell, ...]] = []
    for name, articles in read.items():
        by_language: defaultdict[str, list[Article]] = defaultdict(list)
        for _, article in articles:
            by_language[article.language.value if article.language else ""].append(article)
        for language, own in sorted(by_language.items()):
            places = Counter(article.dateline.value for article in own if article.dateline)
            again = sum(count for count in places.values() if count > 1)
            if sum(places.values()) > 1:
                rows.append((name, language, len(own), places.total(), len(places), ratio(again, places.total())))
    return Table(
        title="Datelines by language",
        columns=("set", "language", "articles", "datelines", "places", "of places that recur"),
        rows=tuple(rows),
        notes=("No set has gold datelines: a place that stands in two datelines or more is hardly anything else.",),
    )


def _agencies(work: Work, read: Read) -> Table:
    """Score the agencies against those that are marked as the source of an article."""
    gold = [json.loads(line) for line in (work.records("agency-impresso") / "gold.jsonl").open(encoding="utf-8")]
    right = wrong = missed = 0
    for answer, (_, article) in zip(gold, read, strict=True):
        expected = {WIKIDATA[name.strip()] for name in answer["agencies"].split(",") if name.strip() in WIKIDATA}
        found = set(parted(article.agency.value)) if article.agency else set()
        right += len(found & expected)
        wrong += len(found - expected)
        missed += len(expected - found)
    precision, recall = right / (right + wrong), right / (right + missed)
    return Table(
        title="Agencies of old newspapers (agency-impresso, gold by hand)",
        columns=("articles", "named", "precision", "recall", "F1"),
        rows=((len(read), right + wrong, precision, recall, 2 * precision * recall / (precision + recall)),),
        notes=("Several agencies of an article count one by one.",),
    )
