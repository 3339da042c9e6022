"""Write the rows of the open data: what the site knows, for programs. Article, Cluster, Report -> bytes.

Keys stand in the documented order, unknown values are null, and no row says anything of the build that made it: the
data, too, is a pure function of the articles and the settings.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Mapping
from datetime import date, time
from typing import TYPE_CHECKING, Any

import msgspec

from generator.kept.gzipped import gzipped, zstandard
from generator.model import FACTS
from generator.render import words
from generator.render.pages.cited import rights_of

from .tables import day_of, instant_of, key_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from generator.model import (
        Article,
        Cluster,
        Dropped,
        Field,
        Match,
        Relation,
        Report,
        Site,
        Translation,
        Withdrawal,
        Work,
    )


def article_row(article: Article, canonical_id: str | None) -> bytes:
    """Return the line of an article in `articles.jsonl`.

    Args:
        article: What the row describes.
        canonical_id: Canonical member of its cluster; None outside clusters.
    """
    return _line(_article(article, canonical_id))


def article_file(article: Article, canonical_id: str | None, site: Site, citation: Mapping[str, Any]) -> bytes:
    """Return the file of one article: its row, what may be done with it, and its citation as CSL-JSON."""
    rights, licence = rights_of(article, site)
    about = {"rights": rights or None, "licence": licence or None, "citation": citation}
    return _line({**_article(article, canonical_id), **about})


def _article(article: Article, canonical_id: str | None) -> dict[str, Any]:
    fields: dict[str, Field[Any] | None] = {name: getattr(article, name) for name in FACTS}
    return {
        "id": article.id,
        "key": key_of(article.address),
        "given_id": article.given_id,
        "input": article.provenance.path,
        "record": article.provenance.record,
        "page": f"archive/{article.address}/",
        "url": article.url,
        **{name: field.value if field else None for name, field in fields.items()},
        **_times("published", article.published),
        **_times("modified", article.modified),
        "text": article.text,
        "canonical": canonical_id,
        "versions": [
            {
                "given_id": version.given_id,
                "input": version.provenance.path,
                "record": version.provenance.record,
            }
            for version in article.versions
        ],
        "pages": [{"input": one.path, "record": one.record, "url": one.url} for one in article.leaves],
        "origins": {
            name: {"origin": field.origin, "rule": field.rule, "evidence": field.evidence}
            for name, field in fields.items()
            if field
        },
        "dropped": _lines(article.dropped),
        "lifted": _lines(article.lifted),
        "extra": _plain(article.extra),
        "digest": article.provenance.digest,
        "captured": article.provenance.captured,
        "format": article.provenance.format,
        "container": dict(article.provenance.container),
    }


def _times(name: str, field: Field[str] | None) -> dict[str, str | None]:
    """Return the day and the instant of a moment under keys of their own: a column of both is read as neither."""
    moment = field.value if field else None
    own = field.day if field else ""
    return {f"{name}_on": own or day_of(moment), f"{name}_at": instant_of(moment)}


def packed(path: str, content: bytes) -> bytes:
    """Return the content of a file as its name says: as gzip, which every program reads, as zstd, or as it is."""
    if path.endswith(".zst"):
        return zstandard(content)
    return gzipped(content, 6) if path.endswith(".gz") else content  # 9 takes a quarter longer, for 0.3 % less


def cluster_row(cluster: Cluster, related: Iterable[Relation] = ()) -> bytes:
    """Return the line of a cluster in `clusters.jsonl`; shares are rounded to four digits, places are characters."""
    return _line(
        {
            "canonical": cluster.canonical_id,
            "reason": cluster.reason or None,
            "members": cluster.member_ids,
            "matches": [_match(match, cluster.canonical_id) for match in cluster.matches],
            "related": [_relation(relation) for relation in related],
        }
    )


def relation_row(relation: Relation) -> bytes:
    """Return the line of two articles in `related.jsonl` that are no copies."""
    return _line(_relation(relation))


def _relation(relation: Relation) -> dict[str, Any]:
    match = relation.match
    return {
        "left": match.left_id,
        "right": match.right_id,
        "shorter": match.shorter_id,
        "kind": words.RELATIONS[relation.kind, True],
        **_figures(match),
    }


def _match(match: Match, canonical_id: str) -> dict[str, Any]:
    """Return what a pair shares, and what one of the two is of the other: of the main copy, where that is in it."""
    copy = match.copy_id(canonical_id)
    return {
        "left": match.left_id,
        "right": match.right_id,
        "copy": copy,
        "kind": words.COPY_KINDS[match.kind_of(copy)],
        **_figures(match),
    }


def _figures(match: Match) -> dict[str, Any]:
    return {
        "resemblance": round(float(match.resemblance), 4),
        "containment": round(float(match.containment), 4),
        "shared": int(match.shared),
        "aligned": round(float(match.aligned), 4) if match.aligned else None,
        "passage": {"words": match.passage, "left": match.left_at, "right": match.right_at} if match.passage else None,
    }


def work_row(work: Work, languages: Mapping[str, str | None]) -> bytes:
    """Return the line of a work in `works.jsonl`.

    Args:
        work: What the row describes.
        languages: Of its members.
    """
    return _line(
        {
            "work": work.main_id,
            "members": [{"id": name, "language": languages[name]} for name in work.member_ids],
            "translations": [_translation(one) for one in work.translations],
        }
    )


def _translation(one: Translation) -> dict[str, Any]:
    return {
        "left": one.left_id,
        "right": one.right_id,
        "shorter": one.shorter_id,
        "kind": "translation",
        "certain": one.certain,
        "score": one.score,
        "held": one.held,
        "moved": one.moved,
        "sentences": [{"left": bead.left, "right": bead.right, "cosine": bead.cosine} for bead in one.beads],
    }


def event_row(left_id: str, right_id: str, cosine: float, shared: int) -> bytes:
    """Return the line of two articles in `events.jsonl` that report one event.

    Args:
        left_id: The smaller of their ids.
        right_id: The other.
        cosine: How close they are.
        shared: Telling words that both have.
    """
    return _line({"left": left_id, "right": right_id, "kind": "same event", "cosine": cosine, "shared": shared})


def withdrawn_row(name: str, address: str, withdrawal: Withdrawal) -> bytes:
    """Return the line of a withdrawn article in `withdrawn.jsonl`: who holds a copy of the data can tell what to drop.

    Args:
        name: Its id, or the 8 digits that begin it where no record is left.
        address: Of its page.
        withdrawal: What was decided.
    """
    return _line(
        {
            "id": name,
            "page": f"archive/{address}/",
            "mode": withdrawal.mode,
            "date": withdrawal.date,
            "reason": withdrawal.reason or None,
        }
    )


def report_json(report: Report) -> bytes:
    """Return `report.json`: what was read and what became of it, without what depends on the store."""
    records = ("records", "articles", "versions", "pages", "withdrawn", "lost", "clusters")
    lines = ("paragraphs", "shown", "lifted", "dropped", "withheld")
    problems = [
        {
            "path": problem.path,
            "record": problem.record,
            "stage": problem.stage,
            "field": problem.field,
            "message": problem.message,
            "lost": problem.lost,
        }
        for problem in report.problems
    ]
    formats: Counter[str] = Counter()
    for taken in report.taken:
        formats[taken.format] += taken.captures
    passed: Counter[str] = Counter()
    for one in report.passed:
        passed[one.reason] += one.count
    row = {
        **{name: getattr(report, name) for name in (*records, *lines)},
        "formats": dict(sorted(formats.items())),
        "passed_over": dict(sorted(passed.items())),
        "problems": problems,
    }
    return msgspec.json.format(_line(row), indent=2) + b"\n"


def _lines(lines: Iterable[Dropped]) -> list[dict[str, str]]:
    return [{"text": line.text, "rule": line.rule} for line in lines]


def _line(row: Mapping[str, Any]) -> bytes:
    try:
        return msgspec.json.encode(row) + b"\n"
    except (OverflowError, UnicodeEncodeError):
        # An integer beyond 64 bits, or a lone surrogate, which JSON can say as an escape; the slow way writes both.
        text = json.dumps(row, ensure_ascii=False, separators=(",", ":"))
        return text.encode("utf-8", "backslashreplace") + b"\n"


def _plain(value: Any) -> Any:
    """Return a value of a record as JSON can say it; sets in order, since theirs changes from run to run."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, set | frozenset):
        return sorted((_plain(item) for item in value), key=str)
    if isinstance(value, date | time):  # YAML has them
        return value.isoformat()
    return str(value)
