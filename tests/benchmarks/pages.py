"""Saved web pages through stages 1 to 3, beside plain trafilatura in the same process, page by page in turn."""

from __future__ import annotations

import importlib
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from generator.archive.prepare import _article_of
from generator.clean import compile_rules
from generator.describe import compile_names
from generator.model import Capture, Provenance
from generator.read.pages import page
from generator.settings import load_authorities

from .corpora import Work, tool
from .table import Cell, Table, ratio

SETS = ("html-fundus", "html-aeb", "html-trafilatura-eval", "html-htmldate-eval")
RUN = 3
"""Words of the runs that tell whether a line stands in the gold text."""

Row = dict[str, Any]


def tables(work: Work) -> list[Table]:
    """Measure the sets of pages."""
    results = {name: _measured(work, name) for name in SETS}
    return [_right(results), _wrong(work, results), _left_over(results)]


def _measured(work: Work, name: str) -> dict[str, Any]:
    folder = work.records(name)
    readers = {"trafilatura": plain_reader(), "Backfile": own_reader()}
    rows: dict[str, list[Row]] = {reader: [] for reader in readers}
    seconds = dict.fromkeys(readers, 0.0)
    for path in sorted(path for path in (folder / "articles").rglob("*") if path.is_file()):
        data = path.read_bytes()
        for reader, read in readers.items():
            started = time.process_time()
            row = read(data)
            seconds[reader] += time.process_time() - started
            rows[reader].append({"input": path.relative_to(folder / "articles").as_posix(), **row})
    scores = {reader: _scores(work, folder, name, found, reader) for reader, found in rows.items()}
    return {"rows": rows, "seconds": seconds, "scores": scores, "gold": _gold(work, folder)}


def _scores(work: Work, folder: Path, name: str, rows: list[Row], reader: str) -> dict[str, Any]:
    assert work.shared is not None
    site = work.fresh(f"pages-{name}-{reader}")
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (site / "articles.jsonl").write_text(text, encoding="utf-8")
    scores: dict[str, Any] = json.loads(tool("score_fields.py", [str(folder), str(site), "--json"], work.shared))
    return scores


def own_reader() -> Callable[[bytes], Row]:
    """Return Backfile's reader of one page: read, clean and describe."""
    authorities = load_authorities(None)
    rules, names = compile_rules(authorities.rules), compile_names(authorities)

    def read(data: bytes) -> Row:
        try:
            found = page.read(data)
        except page.PageError:
            return {}
        provenance = Provenance(path="page.html", digest="0", url=found.fields.get("url"))
        capture = Capture(provenance=provenance, fields=found.fields, rules=found.rules, text=found.text)
        article, _, _ = _article_of(capture, rules, names)
        keys = ("headline", "authors", "published", "language", "outlet")
        values = {key: getattr(getattr(article, key), "value", None) for key in keys}
        given = {key: found.fields.get(key) for key in ("authors", "published")}
        return {**values, "authors": list(values["authors"] or ()), "text": article.text, "found": given}

    read(b"<html><body><p>Once, so that no page pays for loading the libraries.</p></body></html>")
    return read


def plain_reader() -> Callable[[bytes], Row]:
    """Return trafilatura as it comes, with its metadata."""
    from trafilatura import bare_extraction

    def read(data: bytes) -> Row:
        found = bare_extraction(data, with_metadata=True, include_comments=False)
        if found is None or isinstance(found, dict):
            return {}
        authors = found.author.split("; ") if found.author else []
        keys = {"headline": found.title, "published": found.date, "language": found.language, "outlet": found.sitename}
        return {**keys, "authors": authors, "text": found.text or ""}

    return read


def _right(results: Mapping[str, dict[str, Any]]) -> Table:
    """Show how much of the gold each reader has."""
    rows: list[tuple[Cell, ...]] = []
    for name, result in results.items():
        for reader, scores in result["scores"].items():
            exact = [(scores.get(key) or {}).get("exact") for key in ("headline", "authors", "published", "language")]
            texts = [(scores.get(key) or {}).get("f1") for key in ("body_4gram", "body_words")]
            probes = [(scores.get(key) or {}).get("right") for key in ("probes_with", "probes_without")]
            pace = ratio(result["seconds"]["trafilatura"], result["seconds"][reader])
            rows.append((name, reader, scores["articles"], *exact, *texts, *probes, pace))
    return Table(
        title="Web pages: share of the fields that is exact, F1 of the text, and the pace beside plain trafilatura's",
        columns=(
            *("set", "reader", "pages", "headline", "authors", "date", "language"),
            *("text F1-4", "text F1-1", "probes in", "probes out", "pace"),
        ),
        rows=tuple(rows),
        notes=(
            "Pace: CPU time of trafilatura over the reader's, page by page in turn; Backfile reads, cleans, describes.",
        ),
    )


def _wrong(work: Work, results: Mapping[str, dict[str, Any]]) -> Table:
    """Say of each author and date that is not the gold's what it is instead."""
    rows: list[tuple[Cell, ...]] = []
    for name, result in results.items():
        found = {row["input"]: row for row in result["rows"]["Backfile"]}
        for key, title in (("authors", "authors"), ("published", "date")):
            gold = {page: row[key] for page, row in result["gold"].items() if row.get(key)}
            became = Counter(_became(work, found[page], key, wanted) for page, wanted in gold.items())
            if gold:
                rows.append((name, title, len(gold), *(became[kind] for kind in KINDS)))
    return Table(
        title="Web pages: what Backfile's authors and dates are",
        columns=("set", "field", "gold", *KINDS),
        rows=tuple(rows),
        notes=(
            "Refused: the page has a value, which names no person (an agency, a desk, an abbreviation) or is no date.",
            "In UTC: the gold's day in the page's own time zone, another day in UTC, in which Backfile keeps times.",
        ),
    )


KINDS = ("exact", "refused", "in UTC", "none", "another")


def _became(work: Work, row: Row, key: str, wanted: Any) -> str:
    results = _tool(work).Results()
    _tool(work).compare(row, {key: wanted}, results)
    if results.exact[key][0]:
        return "exact"
    given = (row.get("found") or {}).get(key)
    if not row.get(key):
        return "refused" if given else "none"
    return "in UTC" if key == "published" and str(given)[:10] == wanted[:10] else "another"


def _left_over(results: Mapping[str, dict[str, Any]]) -> Table:
    """Count the lines that are not in the gold text, and the words of the gold text that trafilatura has alone."""
    rows: list[tuple[Cell, ...]] = []
    for name, result in results.items():
        gold: Mapping[str, str] = {page: row["text"] for page, row in result["gold"].items() if row.get("text")}
        if not gold:
            continue
        texts = {
            reader: {row["input"]: str(row.get("text") or "") for row in found}
            for reader, found in result["rows"].items()
        }
        left = {
            reader: sum(_foreign(found[key], text) for key, text in gold.items()) for reader, found in texts.items()
        }
        words = {key: Counter(_words(text)) for key, text in gold.items()}
        lost = sum(
            ((bag & Counter(_words(texts["trafilatura"][key]))) - Counter(_words(texts["Backfile"][key]))).total()
            for key, bag in words.items()
        )
        total = sum(bag.total() for bag in words.values())
        rows.append(
            (name, left["trafilatura"], left["Backfile"], ratio(left["Backfile"], left["trafilatura"]), lost / total)
        )
    return Table(
        title="Web pages: lines left over that the gold text has not, and gold words lost against trafilatura",
        columns=("set", "trafilatura", "Backfile", "ratio", "gold words lost"),
        rows=tuple(rows),
        notes=(
            "A line is left over if less than half of its runs of three words stand in the gold text. Crossheads,",
            "lists and boxes that the gold leaves out count too, so that no reader could reach 0.",
        ),
    )


def _foreign(text: str, gold: str) -> int:
    """Count the lines of a text that do not stand in the gold text."""
    known = set(_runs(_words(gold)))
    spaced = f" {' '.join(_words(gold))} "
    count = 0
    for line in filter(str.strip, text.split("\n")):
        words = _words(line)
        if len(words) < RUN:
            count += bool(words) and f" {' '.join(words)} " not in spaced
        else:
            runs = _runs(words)
            count += 2 * sum(run in known for run in runs) < len(runs)
    return count


def _runs(words: list[str]) -> list[tuple[str, ...]]:
    return [tuple(words[start : start + RUN]) for start in range(max(1, len(words) - RUN + 1))]


def _words(text: str) -> list[str]:
    return re.findall(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W\u3040-\u30ff\u3400-\u9fff]+", text.lower())


def _gold(work: Work, folder: Path) -> dict[str, Row]:
    """Return the gold values of each page, as the shared tool reads them."""
    return dict(_tool(work).gold_of(folder))


def _tool(work: Work) -> Any:
    """Return the shared tool that scores fields."""
    assert work.shared is not None
    sys.path.insert(0, str(work.shared / "tools"))
    try:
        return importlib.import_module("score_fields")
    finally:
        sys.path.pop(0)
