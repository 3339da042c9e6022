"""List a shard's words with the number of articles that have each: what a misspelt word may have been meant as.

The browser fetches the list only where a word finds nothing (theme/assets/javascripts/search-spelling.js).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

MOST = 30_000
"""Words in a list, the commonest: 150 kB, packed."""
FEW = 400
"""Articles in a shard below which a word of one article counts, too: beyond them it is mostly a slip of the pen."""
SHORTEST, LONGEST = 3, 40
"""Letters of a word that is worth listing."""


class Vocabulary:
    """The words of a shard as its articles are added to it."""

    def __init__(self) -> None:
        self.articles = 0
        self.total = 0
        """Words of all articles, as the index counts them."""
        self._counts: Counter[str] = Counter()

    def add(self, words: Iterable[str], length: int) -> None:
        """Count an article.

        Args:
            words: Its words, folded, each once.
            length: How many words the index has of it.
        """
        self.articles += 1
        self.total += length
        self._counts.update(words)

    def listed(self) -> dict[str, Any]:
        """Return the commonest words, sorted, and in how many articles each stands."""
        least = 1 if self.articles < FEW else 2
        worth = [
            (-count, word)
            for word, count in self._counts.items()
            if count >= least and SHORTEST <= len(word) <= LONGEST and not word.isdigit()
        ]
        words = sorted(word for _, word in sorted(worth)[:MOST])
        return {"words": " ".join(words), "counts": [self._counts[word] for word in words]}
