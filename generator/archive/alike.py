"""Find names that may be one, spelled in two ways, for the curator to judge: cards -> pairs of tags."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations

from generator.model import Card
from generator.render import places

LEAST = 5
"""Letters of a name of which one may differ: shorter ones are other words."""
MOST_ALIKE = 20
"""Pairs that are named."""


def alike_tags(cards: Iterable[Card]) -> tuple[str, ...]:
    """Return the pairs of tags that one letter, a space or a sign tells apart, those of most articles first, as lines.

    Which of them are one subject, nobody but a reader can tell.

    Args:
        cards: Of all articles.
    """
    counts: Counter[str] = Counter()
    spelt: dict[str, Counter[str]] = defaultdict(Counter)
    for card in cards:
        for key, tag in {places.key(tag): tag for tag in card.tags if tag}.items():
            counts[key] += 1
            spelt[key][tag] += 1
    names = {key: min(some, key=lambda tag: (-some[tag], tag)) for key, some in spelt.items()}
    pairs = {tuple(sorted(pair)) for near in _near(names).values() for pair in combinations(sorted(near), 2)}
    alike = [(first, second) for first, second in pairs if _one_letter(names[first], names[second])]
    ordered = sorted(alike, key=lambda pair: (-min(counts[pair[0]], counts[pair[1]]), pair))
    return tuple(
        f"tags: {names[first]!r} ({counts[first]:,}) and {names[second]!r} ({counts[second]:,}) may be one"
        for first, second in ordered[:MOST_ALIKE]
    )


def _folded(name: str) -> str:
    return "".join(sign for sign in name.casefold() if sign.isalnum())


def _near(names: dict[str, str]) -> dict[str, set[str]]:
    """Return names by what each is whole, and with a letter left out: two that one letter tells apart meet there."""
    met: dict[str, set[str]] = defaultdict(set)
    for key, name in names.items():
        for form in _without_a_letter(_folded(name)):
            met[form].add(key)
    return met


def _without_a_letter(word: str) -> Iterator[str]:
    yield word
    if len(word) >= LEAST:
        yield from (word[:place] + word[place + 1 :] for place in range(1, len(word)))


def _one_letter(first: str, second: str) -> bool:
    """Tell whether two names differ in one letter within the word, and in no digit."""
    left, right = sorted((_folded(first), _folded(second)), key=len)
    if left == right:
        return True
    digits = [[sign for sign in word if sign.isdigit()] for word in (left, right)]
    if digits[0] != digits[1] or left[:1] != right[:1]:
        return False
    if len(left) == len(right):
        return sum(one != other for one, other in zip(left, right, strict=True)) == 1 or _swapped(left, right)
    return len(right) == len(left) + 1


def _swapped(left: str, right: str) -> bool:
    """Tell whether two letters side by side changed places."""
    apart = [place for place, (one, other) in enumerate(zip(left, right, strict=True)) if one != other]
    return len(apart) == 2 and left[apart[0]] == right[apart[1]] and left[apart[1]] == right[apart[0]]
