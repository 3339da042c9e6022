"""List a shard's words with the number of articles that have each: what a misspelt word may have been meant as.

The browser fetches the list only where a word finds nothing (theme/assets/javascripts/search-spelling.js).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

MOST = 30_000
"""Words in a list, the commonest: 150 kB, packed."""
FEW = 400
"""Articles in a shard below which a word of one article counts, too: beyond them it is mostly a slip of the pen."""
SHORTEST, LONGEST = 3, 40
"""Letters of a word that is worth listing."""


class Vocabulary(Struct, frozen=True, kw_only=True):
    """The words of a shard."""

    articles: int
    total: int
    """Words of all articles, as the index counts them."""
    counts: Mapping[str, int]
    """Word, folded -> articles that have it."""

    def listed(self) -> dict[str, Any]:
        """Return the commonest words, sorted, and in how many articles each stands."""
        least = 1 if self.articles < FEW else 2
        worth = [
            (-count, word)
            for word, count in self.counts.items()
            if count >= least and SHORTEST <= len(word) <= LONGEST and not word.isdigit()
        ]
        words = sorted(word for _, word in (sorted(worth)[:MOST] if len(worth) > MOST else worth))
        return {"words": " ".join(words), "counts": [self.counts[word] for word in words]}
