"""Ways to find copies that a user would otherwise pick, each on the raw text of the records.

Each takes texts and returns clusters as lists of their numbers, by pairs that it joins. Words are case-folded runs of
letters and digits; where a script puts no spaces between words, each character is one. Shingles have five words.
"""

from __future__ import annotations

import importlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from . import grouping

SHINGLE_WORDS = 5
PERMUTATIONS = 128
CONTAINMENT = 0.7

Pair = tuple[int, int]
Shingles = set[bytes]
Record = tuple[str, str, int, str | None, str]
"""Given id, input, record number, outlet and text."""

_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+")
_NOT_WORD = re.compile(r"\W")


def read_records(folder: Path) -> list[Record]:
    """Read the records below a folder of JSON lines, sorted by file and line."""
    found: list[Record] = []
    for path in sorted(folder.glob("*.jsonl")):
        with path.open(encoding="utf-8") as lines:
            rows = enumerate(map(json.loads, lines), 1)
            found += [(row["id"], path.name, number, row.get("outlet"), row["text"]) for number, row in rows]
    return found


def write_data(folder: Path, records: list[Record], clusters: Iterable[list[int]]) -> None:
    """Write clusters as the data files of a built site, so that they are scored alike."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = (
        {"id": str(number), "given_id": given, "input": path, "record": line}
        for number, (given, path, line, _, _) in enumerate(records)
    )
    _write_lines(folder / "articles.jsonl", rows)
    named = (list(map(str, members)) for members in clusters)
    _write_lines(folder / "clusters.jsonl", ({"canonical": members[0], "members": members} for members in named))


def _write_lines(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def shingles(text: str) -> Shingles:
    """Return the shingles of a text; a shorter text is one."""
    words = _WORD.findall(text.casefold())
    if len(words) <= SHINGLE_WORDS:
        return {" ".join(words).encode()} if words else set()
    return {" ".join(words[start : start + SHINGLE_WORDS]).encode() for start in range(len(words) - SHINGLE_WORDS + 1)}


def components(pairs: Iterable[Pair], number: int) -> list[list[int]]:
    """Return the clusters that pairs join, each in order."""
    parent = list(range(number))

    def root(item: int) -> int:
        while parent[item] != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    for left, right in pairs:
        parent[root(left)] = root(right)
    groups: dict[int, list[int]] = {}
    for item in range(number):
        groups.setdefault(root(item), []).append(item)
    return [members for members in groups.values() if len(members) > 1]


def _resemble(left: Shingles, right: Shingles, at_least: float) -> bool:
    shared = len(left & right)
    return shared >= at_least * (len(left) + len(right) - shared)


def _contain(left: Shingles, right: Shingles, at_least: float) -> bool:
    return len(left & right) >= at_least * min(len(left), len(right))


def minhash_lsh(texts: list[str], threshold: float) -> list[list[int]]:
    """Cluster by datasketch's MinHashLSH; candidates are verified by the exact resemblance of their shingles."""
    datasketch = importlib.import_module("datasketch")
    sets = [shingles(text) for text in texts]
    signatures = [_signature(datasketch, one, PERMUTATIONS) for one in sets]
    index = datasketch.MinHashLSH(threshold=threshold, num_perm=PERMUTATIONS)
    return components(
        (pair for pair in _queried(index, sets, signatures) if _resemble(*_both(sets, pair), threshold)), len(texts)
    )


def _signature(datasketch: Any, one: Shingles, size: int) -> Any:
    made = datasketch.MinHash(num_perm=size)
    if one:
        made.update_batch(list(one))
    return made


def _both(sets: list[Shingles], pair: Pair) -> tuple[Shingles, Shingles]:
    return sets[pair[0]], sets[pair[1]]


def _queried(index: Any, sets: list[Shingles], signatures: list[Any]) -> Iterator[Pair]:
    """Put each text into an index after asking it for the texts before; empty ones are left out."""
    for number, signature in enumerate(signatures):
        if sets[number]:
            yield from ((other, number) for other in index.query(signature))
            index.insert(number, signature)


def lsh_ensemble(texts: list[str]) -> list[list[int]]:
    """Cluster by datasketch's LSH Ensemble; candidates are verified by the exact containment of their shingles."""
    datasketch = importlib.import_module("datasketch")
    sets = [shingles(text) for text in texts]
    signatures = [_signature(datasketch, one, PERMUTATIONS) for one in sets]
    index = datasketch.MinHashLSHEnsemble(threshold=CONTAINMENT, num_perm=PERMUTATIONS)
    index.index([(number, signatures[number], len(one)) for number, one in enumerate(sets) if one])
    found = (
        (number, other)
        for number, one in enumerate(sets)
        if one
        for other in index.query(signatures[number], len(one))
        if other != number
    )
    return components((pair for pair in found if _contain(*_both(sets, pair), CONTAINMENT)), len(texts))


def rensa_lsh(texts: list[str], threshold: float) -> list[list[int]]:
    """Cluster by rensa's RMinHashLSH; candidates are checked by its own estimate, as in its guide."""
    rensa = importlib.import_module("rensa")
    sets = [shingles(text) for text in texts]
    signatures = rensa.RMinHash.from_token_sets([list(one) for one in sets], num_perm=PERMUTATIONS, seed=1)
    index = rensa.RMinHashLSH(threshold=threshold, num_perm=PERMUTATIONS, num_bands=16)
    found = (
        (other, number)
        for other, number in _queried(index, sets, signatures)
        if signatures[other].jaccard(signatures[number]) >= threshold
    )
    return components(found, len(texts))


def text_dedup(texts: list[str]) -> list[list[int]]:
    """Cluster as text-dedup 0.4.0 does by default, on datasketch: 250 permutations, 0.7, and nothing is verified.

    The package itself brings Spark, ONNX and an older urllib3, so its steps are repeated here: text split at each
    character that is no letter or digit, shingles of five, bands by the optimum for the threshold.
    """
    datasketch = importlib.import_module("datasketch")
    sets = [_split_shingles(text) for text in texts]
    signatures = [_signature(datasketch, one, 250) for one in sets]
    index = datasketch.MinHashLSH(threshold=0.7, num_perm=250)
    return components(_queried(index, sets, signatures), len(texts))


def _split_shingles(text: str) -> Shingles:
    words = _NOT_WORD.split(text.lower())
    count = len(words) - SHINGLE_WORDS + 1 if len(words) >= SHINGLE_WORDS else 0
    return {" ".join(words[start : start + SHINGLE_WORDS]).encode() for start in range(count)}


def backfile(texts: list[str], outlets: Sequence[str | None] = ()) -> list[list[int]]:
    """Cluster by Backfile's stages 4 and 5 alone, on the same raw text."""
    known = outlets or [None] * len(texts)
    batch = [
        (f"{number:09}", outlet, tuple(text.split("\n")), None)
        for number, (outlet, text) in enumerate(zip(known, texts, strict=True))
    ]
    clusters, _ = grouping.group_texts(batch)
    return [sorted(map(int, one.member_ids)) for one in clusters]


def find(name: str, records: list[Record]) -> list[list[int]]:
    """Return the clusters that a peer finds; the outlets are only for Backfile, which can use them."""
    texts = [text for *_, text in records]
    return backfile(texts, [outlet for *_, outlet, _ in records]) if name == WITH_OUTLETS else PEERS[name](texts)


WITH_OUTLETS = "Backfile, stages 4-5 on raw text, outlets known"
PEERS: dict[str, Callable[[list[str]], list[list[int]]]] = {
    WITH_OUTLETS: backfile,
    "Backfile, stages 4-5 on raw text": backfile,
    "datasketch MinHashLSH 0.5, verified": partial(minhash_lsh, threshold=0.5),
    "datasketch MinHashLSH 0.7, verified": partial(minhash_lsh, threshold=0.7),
    "datasketch MinHashLSH 0.8, verified": partial(minhash_lsh, threshold=0.8),
    "datasketch LSH Ensemble 0.7, verified": lsh_ensemble,
    "rensa RMinHashLSH 0.7, estimated": partial(rensa_lsh, threshold=0.7),
    "text-dedup's setting, unverified": text_dedup,
}
NEEDS = {"datasketch": "datasketch", "text-dedup": "datasketch", "rensa": "rensa"}
"""Beginning of a peer's name -> the package that it needs."""
