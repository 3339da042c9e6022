"""Finish articles: what the rest of the archive needs to know of each, worked out once and kept.

A build has the bytes of every article at hand and opens those alone whose page or neighbours changed; of the others it
takes what an earlier build worked out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import blake2b

import msgspec
from msgspec import Struct

from generator.compare import compare
from generator.kept.store import Store
from generator.languages import QUOTES, sentence_ends
from generator.model import Article, Card
from generator.parallel import Progress, batches
from generator.render import Correction, card, correction_of
from generator.search import digest_of

from .entries import BATCH, Entry, articles
from .onward import Mention, mentions_of
from .outlets import Called
from .prepare import Prepared, encode_article

TELLING_WORDS = 5
"""Words of a headline that no two texts share by chance."""
TELLING_LENGTH = 24
"""Characters of one in a script without spaces."""

UNFINISHED = 40
"""Characters behind the last full stop of a text, from which they are a sentence that breaks off and no credit."""
DECLARED = ("given", "extracted")
"""Origins of an agency that the outlet itself names; another is concluded or borrowed."""

_IN_BRACKETS = re.compile(r"[(\[][^()\[\]]+[)\]]\s*\Z")
_FULL_STOP = re.compile(rf"[{re.escape(sentence_ends())}:]{QUOTES}{{0,3}}\s*\Z")


class Finished(Struct, frozen=True, kw_only=True, gc=False):
    """What is known of an article as it stands but for what it borrows."""

    card: Card
    digest: str
    """Of all that it says."""
    indexed: str
    """Of what the search index holds of it."""
    telling: str | None
    """Its headline folded for comparison; None if it has none, or one too short to tell one text from another."""
    size: int
    """Characters of its text."""
    letters: int
    """The same without spaces and hyphens, of which broken words have more."""
    spellings: int
    """Different words of it, of which a text that was misread has more."""
    declares: bool
    """Whether the outlet itself names the agency that wrote it."""
    cut: bool
    """Whether it is known to be cut off: something says so, or it ends within a sentence."""
    shown: int
    """Paragraphs of its newest capture; so the next two."""
    lifted: int
    dropped: int
    rules: tuple[tuple[str, int], ...]
    """Each rule that took lines out of the text, and how many."""
    incomplete: bool
    """Whether something says that the text is not all of the article."""
    dateline: str | None = None
    """The place that its text opens with, as printed."""
    correction: Correction | None = None
    """What changed since an older capture; None if no word did."""
    mentions: tuple[Mention, ...] = ()
    """The addresses that its text quotes."""


_encode: Callable[[Finished], bytes] = msgspec.msgpack.Encoder().encode
_decode: Callable[[bytes], Finished] = msgspec.msgpack.Decoder(Finished).decode


def finish(entries: Mapping[str, Entry], store: Store, progress: Progress) -> Iterator[tuple[str, Finished]]:
    """Yield what is known of each article, by id, in the order of the entries.

    A batch at a time, since a million of them are more than all else that is known of their articles. What is yielded
    may be put into the entries meanwhile.

    Args:
        entries: The articles that the archive shows; none whose text is withdrawn.
        store: What earlier builds made; it keeps what is worked out here.
        progress: Told how many articles were seen, where some had to be opened.

    Raises:
        StoreError: If the body of an article is damaged.
    """
    lines = _digests_of_lines(entries)
    for number, some in enumerate(batches(entries.items(), BATCH)):
        keys = {name: _key(entry, lines) for name, entry in some}
        kept = store.decoded("finished", keys.values(), _decode)
        missing = {name: entry for name, entry in some if keys[name] not in kept}
        done = {article.id: _finished_article(article) for article in articles(missing, store)}
        store.put("finished", {keys[name]: _encode(one) for name, one in done.items()})
        if done:
            progress("describing", number * BATCH + len(some), len(entries))
        yield from ((name, done[name] if name in done else kept[key]) for name, key in keys.items())


def keep_finished(entries: Mapping[str, Entry], store: Store) -> None:
    """Let the store forget what it knows of other articles than these."""
    lines = _digests_of_lines(entries)
    store.keep_only("finished", (_key(entry, lines) for entry in entries.values()))


def _finished_article(article: Article) -> Finished:
    own = card(article)
    return Finished(
        card=own,
        digest=blake2b(encode_article(article), digest_size=16).hexdigest(),
        indexed=digest_of(article),
        telling=_telling(own.headline) if article.headline else None,
        size=len(article.text),
        letters=_letters("".join(article.paragraphs)),
        spellings=len(set(article.text.casefold().split())),
        declares=article.agency is not None and article.agency.origin in DECLARED,
        cut=article.incomplete is not None or _breaks_off(article.paragraphs),
        shown=len(article.paragraphs),
        lifted=len(article.lifted),
        dropped=len(article.dropped),
        rules=tuple(sorted(Counter(line.rule for line in article.dropped).items())),
        incomplete=article.incomplete is not None,
        dateline=article.dateline.value if article.dateline else None,
        correction=_correction(article),
        mentions=mentions_of(article),
    )


def _correction(article: Article) -> Correction | None:
    """Return what changed since the newest older capture that differs."""
    headline = article.headline.value if article.headline else None
    for place, version in enumerate(article.versions):
        # What an older capture has no paragraphs for is the same text.
        texts = (version.paragraphs or article.paragraphs, article.paragraphs)
        if texts[0] != texts[1] or version.headline != headline:
            compared = compare([("older", texts[0]), ("newer", texts[1])], [version.headline, headline])
            if correction := correction_of(compared, len(article.versions) - place):
                return correction
    return None


def _letters(text: str) -> int:
    return len(text) - sum(text.count(sign) for sign in " -\u00ad\u00ac")


def _breaks_off(paragraphs: Sequence[str]) -> bool:
    """Return whether a text ends within a sentence: with dots, or with some words behind the last full stop.

    What stands there in brackets is whole, such as a credit.
    """
    *others, last = paragraphs or ("",)
    end = last.rstrip("\"'”’»)]› ")
    if end.endswith(("...", "…")):
        return True
    if not (end[-1:].isalnum() or end[-1:] in ",،、-–—"):
        return False
    if 2 * sum(bool(_FULL_STOP.search(one)) for one in others) < len(others):
        return False  # such as a script without full stops, or verse
    stop = max(end.rfind(sign) for sign in sentence_ends())
    if _IN_BRACKETS.search(last, stop + 1):
        return False
    return len(end) - stop > UNFINISHED


def _telling(headline: str) -> str | None:
    """Return a headline folded for comparison; None if it is too short to tell one text from another."""
    words = re.findall(r"\w+", headline.casefold())
    return " ".join(words) if len(words) >= TELLING_WORDS or len(headline) >= TELLING_LENGTH else None


def _key(entry: Entry, lines: Mapping[frozenset[int], str]) -> str:
    """Return what an article is finished from: id and address by now, digests of captures and outlet's boilerplate."""
    captures = (_bodies(entry.newest), *(f"{_bodies(older)}{'+' * older.again}" for older in entry.older))
    told = (lines[entry.boilerplate], _digest_of_name(entry.called), entry.newest.id, entry.address)
    return "-".join([*told, *captures])


def _bodies(capture: Prepared) -> str:
    """Return the digests of a capture's bytes; of several pages the one that it stands for counts too."""
    return "/".join((capture.body, *capture.bodies)) if capture.leaves else capture.body


def _digests_of_lines(entries: Mapping[str, Entry]) -> dict[frozenset[int], str]:
    return {lines: _digest_of_lines(lines) for lines in {one.boilerplate for one in entries.values()}}


def _digest_of_name(called: Called | None) -> str:
    return blake2b(msgspec.msgpack.encode(called), digest_size=8).hexdigest() if called else ""


def _digest_of_lines(lines: frozenset[int]) -> str:
    return blake2b(msgspec.msgpack.encode(sorted(lines)), digest_size=16).hexdigest() if lines else ""
