"""Make the search index (stage 9): from articles to Pagefind's files, in shards, with what results and filters show.

What goes in are articles with all that they borrow; what comes out are files to write below the archive folder. The
browser's half is theme/assets/javascripts/search-query.js.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from generator.model import FACTS, Article

from .files import (
    FOLDER,
    INDEX,
    Contents,
    Summary,
    brought,
    contents_of,
    facts,
    folder_of,
    index_page,
    listed,
    merged_pages,
    references,
    shard_pages,
)
from .fold import words
from .holding import FEWEST, StemLists, holding_folder, holding_pages, kept_held
from .pagefind import LEVEL, SMALL, VERSION, kept_stems, known_stems, make_index
from .postings import FoldedText
from .shards import Indexed, Shard, cut, shards_by_article
from .spool import Spool, open_spool

__all__ = [
    "FEWEST",
    "FOLDER",
    "INDEX",
    "Contents",
    "Indexed",
    "Made",
    "Shard",
    "ShardTask",
    "Spool",
    "StemLists",
    "Summary",
    "brought",
    "contents_of",
    "cut",
    "digest_of",
    "folder_of",
    "held_of",
    "holding_folder",
    "holding_pages",
    "index_page",
    "listed",
    "make_shard",
    "merged_pages",
    "open_spool",
    "references",
    "release",
    "shards_by_article",
]


def release() -> str:
    """Return the digest of what makes a shard's files besides its articles: this package and what it calls."""
    digest = blake2b(f"{VERSION} {version('regex')} {FACTS}".encode(), digest_size=16)
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def held_of(article: Article) -> bytes:
    """Return all that a shard holds of an article, as bytes for a worker."""
    return msgspec.msgpack.encode((facts(article), _credit(article)))


def digest_of(article: Article) -> str:
    """Return the digest of what a shard holds of an article."""
    return blake2b(held_of(article), digest_size=16).hexdigest()


class ShardTask(Struct, frozen=True, kw_only=True):
    """A shard to make."""

    shard: Shard
    held: tuple[bytes, ...]
    """What it holds of each of its articles, in its order."""
    spool: Spool
    """Receives its files."""
    stems: bytes = b""
    """What `Made` kept of the last shard of its name; empty if there was none."""


class Made(Struct, frozen=True, kw_only=True):
    """A shard that was made."""

    summary: Summary
    stems: bytes
    """The stems of its words, for the next shard of its name: most of its words are the same."""
    held: bytes
    """What it holds, for what says which shards hold a word."""
    reader: bytes
    """The program that searches it."""


def make_shard(task: ShardTask) -> Made:
    """Index the articles of a shard, and put its files into the spool.

    Raises:
        GeneratorError: If Pagefind cannot be run.
    """
    held = [msgspec.msgpack.decode(one) for one in task.held]
    language = task.shard.language
    told, stems = (_words(told, credit) for told, credit in held), known_stems(task.stems, language)
    level = LEVEL if task.shard.texts else SMALL
    index = make_index(told, language=language, stems=stems, level=level)
    summary, pages = shard_pages(task.shard, [one for one, _ in held], index)
    task.spool.put(task.shard.key, pages)
    stems_kept = kept_stems(index.stems, language)
    return Made(summary=summary, stems=stems_kept, held=kept_held(index.held), reader=index.reader)


def _words(told: Mapping[str, Any], credit: str) -> FoldedText:
    headline = words(told["headline"] or "")
    return FoldedText(headline=headline, text=[*(words(told["text"]) or headline), *words(credit)])


def _credit(article: Article) -> str:
    """Return who wrote it, which is found behind the text and never shown: no excerpt reaches beyond the text."""
    byline = article.byline.value if article.byline else ""
    return " ".join((byline, *(article.authors.value if article.authors else ())))
