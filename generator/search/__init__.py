"""Make the search index (stage 9): from articles to Pagefind's files, in shards, with what results and filters show.

What goes in are articles with all that they borrow; what comes out are files to write below the archive folder. The
browser's half is theme/assets/javascripts/search-query.js.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path

import msgspec

from generator.model import FACTS, Article, Page

from .files import FOLDER, INDEX, Contents, Summary, facts, folder_of, index_page, listed, references, shard_pages
from .fold import words
from .pagefind import VERSION, PagefindRecord, make_index
from .shards import Indexed, Shard, cut, shards_by_article
from .spool import Spool, open_spool
from .vocabulary import Vocabulary

__all__ = [
    "FOLDER",
    "INDEX",
    "Contents",
    "Indexed",
    "Shard",
    "Spool",
    "Summary",
    "cut",
    "digest_of",
    "folder_of",
    "index_page",
    "listed",
    "make_shard",
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


def digest_of(article: Article) -> str:
    """Return the digest of what a shard holds of an article."""
    return blake2b(msgspec.msgpack.encode((facts(article), _credit(article))), digest_size=16).hexdigest()


def make_shard(shard: Shard, articles: Sequence[Article]) -> tuple[Summary, list[Page]]:
    """Index the articles of a shard.

    Args:
        shard: The shard.
        articles: Its articles, in its order.

    Raises:
        GeneratorError: If Pagefind cannot be run.
    """
    vocabulary = Vocabulary()
    index = make_index((_record(article, vocabulary) for article in articles), language=shard.language)
    return shard_pages(shard, articles, index, vocabulary)


def _record(article: Article, vocabulary: Vocabulary) -> PagefindRecord:
    headline = words(article.headline.value) if article.headline else []
    text = [*(words(article.text) or headline), *words(_credit(article))]
    vocabulary.add({*headline, *text}, len(text))
    return PagefindRecord(id=article.id, headline=" ".join(headline), text=" ".join(text))


def _credit(article: Article) -> str:
    """Return who wrote it, which is found behind the text and never shown: no excerpt reaches beyond the text."""
    byline = article.byline.value if article.byline else ""
    return " ".join((byline, *(article.authors.value if article.authors else ())))
