"""Golden cases of stage 5 over whole builds: which articles are copies, what each is called, which is the main one."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

CASES = sorted((Path(__file__).parent / "cases" / "group").glob("*.yml"))

Groups = dict[str, dict[str, dict[str, Any]]]


@pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
def test_golden_case(path: Path, built: Callable[..., tuple[dict[str, bytes], Any]]):
    """The right values were written down before the first build."""
    source = path.read_text(encoding="utf-8")
    case = yaml.safe_load(source)

    pages, _ = built(files_of(case["groups"]))
    found = told(pages, case["groups"])

    if os.environ.get("BACKFILE_REWRITE"):
        golden = yaml.safe_dump({"expected": found}, allow_unicode=True, sort_keys=False, width=120)
        path.write_text(source.split("\nexpected:")[0].rstrip("\n") + "\n" + golden, encoding="utf-8")
    else:
        assert found == case["expected"]


def files_of(groups: Groups) -> dict[str, str]:
    """Return an input file for each article of the groups."""
    return {
        f"{group}/{name}.json": json.dumps(
            {key: value for key, value in article.items() if key != "paragraphs"}
            | {"text": "\n\n".join(article["paragraphs"])}
        )
        for group, articles in groups.items()
        for name, article in articles.items()
    }


def told(pages: dict[str, bytes], groups: Groups) -> dict[str, Any]:
    """Return what the data of a build say of each group; what joins articles of two groups stands under its name."""
    articles, clusters, related = (
        list(map(json.loads, pages.get(f"data/{name}.jsonl", b"").splitlines()))
        for name in ("articles", "clusters", "related")
    )
    place: dict[str, str] = {row["id"]: row["input"].removesuffix(".json") for row in articles}
    found: dict[str, Any] = {name: {} for name in groups}

    def named(article: str, group: str) -> str:
        return place[article].removeprefix(f"{group}/")

    for cluster in sorted(clusters, key=lambda one: place[one["canonical"]]):
        canonical = cluster["canonical"]
        group = place[canonical].partition("/")[0]
        kinds = {named(one["copy"], group): one["kind"] for one in cluster["matches"] if canonical in one.values()}
        made = {"main": named(canonical, group), "reason": cluster["reason"], "copies": dict(sorted(kinds.items()))}
        found[group].setdefault("clusters", []).append(made)
    for one in related:
        longer = one["left"] if one["shorter"] == one["right"] else one["right"]
        group = place[longer].partition("/")[0]
        relations = found[group].setdefault("related", {})
        relations[f"{named(one['shorter'], group)} to {named(longer, group)}"] = one["kind"]
    for known in found.values():
        if "related" in known:
            known["related"] = dict(sorted(known["related"].items()))
    return {name: known or "no copies" for name, known in found.items()}
