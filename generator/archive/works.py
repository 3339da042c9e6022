"""Find the works of an archive: from entries to translated copies, each step kept in the store by the digest of texts.

Nothing here touches what grouping found: of each cluster the main copy alone is compared, and stands for the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from hashlib import blake2b
from itertools import chain, combinations

import msgspec
from msgspec import Struct

from generator import translated
from generator.kept.store import Store
from generator.model import Article, Beside, BesideRow, Card, Cluster, Translation, Work
from generator.model.errors import SettingError
from generator.parallel import Progress, batches, ordered_map
from generator.settings import Settings

from .entries import Entry, articles

_GISTS_AT_ONCE, _TEXTS_AT_ONCE, _PAIRS_AT_ONCE = 64, 16, 64
"""Texts and pairs in one task."""
_ONE_EVENT = 0.42
"""Cosine of two gists from which the texts may be on one event, if they share names or numbers."""
_KINDS = ("gist", "nearest", "encoded", "translation")
"""What the store keeps: by article, all at once, by text, and by pair of texts."""


class _Gist(Struct, frozen=True):
    """What the search for candidates needs of a text."""

    text: str
    """Digest of its paragraphs."""
    vector: bytes
    numbers: translated.Numbers


_NO_WORDS = _Gist("", b"", translated.numbers_of(()))


class _Weighed(Struct, frozen=True):
    """What came of a pair: nothing, where it is no translation."""

    weighed: translated.Weighed | None


_encode: Callable[[object], bytes] = msgspec.msgpack.Encoder(order="deterministic").encode
_gist: Callable[[bytes], _Gist] = msgspec.msgpack.Decoder(_Gist).decode
_nearest: Callable[[bytes], translated.Nearest] = msgspec.msgpack.Decoder(translated.Nearest).decode
_encoded: Callable[[bytes], translated.Encoded] = msgspec.msgpack.Decoder(translated.Encoded).decode
_weighed: Callable[[bytes], _Weighed] = msgspec.msgpack.Decoder(_Weighed).decode


def find_translations(
    settings: Settings,
    entries: Mapping[str, Entry],
    cards: Mapping[str, Card],
    clusters: Iterable[Cluster],
    store: Store,
    executor: Executor,
    progress: Progress,
) -> tuple[tuple[Work, ...], dict[tuple[str, str], float]]:
    """Return the works of an archive, by main id, and pairs on one event; none where nobody asked for them.

    Raises:
        SettingError: If the library is missing that they need.
    """
    if not settings.translated:
        for kind in _KINDS:
            store.keep_only(kind, ())
        return (), {}
    if not translated.installed():
        raise SettingError(
            "plugins: backfile: translated: needs the extra `translated`; install it with: "
            "pip install 'backfile[translated]'"
        )
    return _Search(entries, cards, store, executor, progress).works(clusters)


class _Search:
    """The search for the works of one archive."""

    def __init__(
        self,
        entries: Mapping[str, Entry],
        cards: Mapping[str, Card],
        store: Store,
        executor: Executor,
        progress: Progress,
    ) -> None:
        self._entries, self._cards, self._store = entries, cards, store
        self._executor, self._progress = executor, progress
        self._made_by = blake2b(translated.encoder_version().encode(), digest_size=8).hexdigest()

    def works(self, clusters: Iterable[Cluster]) -> tuple[tuple[Work, ...], dict[tuple[str, str], float]]:
        copies = {name for one in clusters for name in one.member_ids if name != one.canonical_id}
        languages = {
            name: language
            for name, card in sorted(self._cards.items())
            if name not in copies and (language := _language(card)) in translated.SLACK
        }
        if len(set(languages.values())) < 2:
            languages = {}
        gists = self._gists(languages)
        ids = [name for name in languages if name in gists]
        days = {name: translated.day_of(self._cards[name].published) for name in ids}
        dated = [
            translated.Dated(
                key=f"{name}-{gists[name].text}-{days[name]}-{languages[name]}",
                day=days[name],
                language=languages[name],
                gist=gists[name].vector,
            )
            for name in ids
        ]
        near = self._nearest(dated)
        pairs = {(ids[left], ids[right]): close for (left, right), close in near.pairs().items()}
        likely = [(a, b) for a, b in pairs if not translated.strangers(gists[a].numbers, gists[b].numbers)]
        verified = self._verified(likely, gists, languages)
        onward = sorted(_onward(verified, languages, days).difference(likely))
        if onward:
            verified = sorted(verified + self._verified(onward, gists, languages), key=_ids)
        self._keep_only([*likely, *onward], gists, languages)
        one_event = {pair: close for pair, close in pairs.items() if close >= _ONE_EVENT and self._soon(pair)}
        return self._works(verified, languages), one_event

    def _nearest(self, texts: Sequence[translated.Dated]) -> translated.Nearest:
        """Return the nearest texts of each; what earlier builds found is gone on with."""
        known = self._store.decoded("nearest", [self._made_by], _nearest).get(self._made_by)
        nearest = translated.candidates(texts, known)
        if nearest != known:
            self._store.put("nearest", {self._made_by: _encode(nearest)})
        self._store.keep_only("nearest", [self._made_by])
        return nearest

    def _soon(self, pair: tuple[str, str]) -> bool:
        """Tell whether two articles are known to be no further apart than reports of one event are."""
        first, second = (translated.day_of(self._cards[name].published) for name in pair)
        return first is not None and second is not None and abs(first - second) <= translated.DAYS_OF_EVENT

    def _gists(self, names: Iterable[str]) -> dict[str, _Gist]:
        """Return the gist of every article that has words, by id."""
        keys = {name: f"{self._made_by}-{self._entries[name].digest}" for name in names}
        kept = self._store.decoded("gist", keys.values(), _gist)
        missing = {name: self._entries[name] for name, key in keys.items() if key not in kept}
        done = 0
        for some in ordered_map(self._executor, _gists_of, batches(self._texts(missing), _GISTS_AT_ONCE)):
            self._store.put("gist", {keys[name]: _encode(one) for name, one in some})
            kept |= {keys[name]: one for name, one in some}
            done += len(some)
            self._progress("reading for translations", done, len(missing))
        self._store.keep_only("gist", keys.values())
        return {name: kept[key] for name, key in keys.items() if kept[key].text}

    def _texts(self, entries: Mapping[str, Entry]) -> Iterator[tuple[str, tuple[str, ...]]]:
        return ((article.id, article.paragraphs) for article in articles(entries, self._store))

    def _verified(
        self, pairs: Sequence[tuple[str, str]], gists: Mapping[str, _Gist], languages: Mapping[str, str]
    ) -> list[Translation]:
        """Return the candidates that may be translations."""
        keys = {pair: self._pair_key(pair, gists, languages) for pair in pairs}
        kept = self._store.decoded("translation", keys.values(), _weighed)
        missing = [pair for pair, key in keys.items() if key not in kept]
        texts = self._text_keys(pairs, gists)
        self._encode_texts(texts, {name for pair in missing for name in pair})
        done = 0
        tasks = (self._task(some, texts, languages) for some in batches(missing, _PAIRS_AT_ONCE))
        for some, made in zip(
            batches(missing, _PAIRS_AT_ONCE), ordered_map(self._executor, _weigh, tasks), strict=True
        ):
            by_pair = {keys[pair]: one for pair, one in zip(some, made, strict=True)}
            self._store.put("translation", {key: _encode(one) for key, one in by_pair.items()})
            kept |= by_pair
            done += len(some)
            self._progress("comparing translations", done, len(missing))
        return [_translation(pair, one) for pair, key in keys.items() if (one := kept[key].weighed)]

    def _keep_only(
        self, pairs: Sequence[tuple[str, str]], gists: Mapping[str, _Gist], languages: Mapping[str, str]
    ) -> None:
        """Let the store forget pairs and texts that are no candidates any more."""
        self._store.keep_only("translation", (self._pair_key(pair, gists, languages) for pair in pairs))
        self._store.keep_only("encoded", self._text_keys(pairs, gists).values())

    def _text_keys(self, pairs: Sequence[tuple[str, str]], gists: Mapping[str, _Gist]) -> dict[str, str]:
        return {name: f"{self._made_by}-{gists[name].text}" for pair in pairs for name in pair}

    def _pair_key(self, pair: tuple[str, str], gists: Mapping[str, _Gist], languages: Mapping[str, str]) -> str:
        sides = "-".join(f"{gists[name].text}-{languages[name]}" for name in pair)
        return f"{self._made_by}-{sides}"

    def _encode_texts(self, keys: Mapping[str, str], names: set[str]) -> None:
        """Let the store have the vectors of some texts, those that it has not."""
        known = {key for key, _ in self._store.get("encoded", {keys[name] for name in names})}
        missing = {keys[name]: name for name in sorted(names) if keys[name] not in known}
        entries = {name: self._entries[name] for name in missing.values()}
        done = 0
        for some in ordered_map(self._executor, _encode_all, batches(self._texts(entries), _TEXTS_AT_ONCE)):
            self._store.put("encoded", {keys[name]: value for name, value in some})
            done += len(some)
            self._progress("encoding for translations", done, len(missing))

    def _task(
        self, pairs: Sequence[tuple[str, str]], keys: Mapping[str, str], languages: Mapping[str, str]
    ) -> list[tuple[bytes, bytes, float]]:
        values = self._store.require("encoded", [keys[name] for name in chain.from_iterable(pairs)])
        return [
            (values[keys[a]], values[keys[b]], translated.SLACK[languages[a]] + translated.SLACK[languages[b]])
            for a, b in pairs
        ]

    def _works(self, translations: Sequence[Translation], languages: Mapping[str, str]) -> tuple[Work, ...]:
        scores = {(one.left_id, one.right_id): one.score for one in translations}
        grouped = translated.find_works(scores, languages, translated.LIKELY)
        work_of = {name: names for names in grouped for name in names}
        inside: dict[tuple[str, ...], list[Translation]] = {names: [] for names in grouped}
        for one in translations:
            names = work_of.get(one.left_id, ())
            if one.right_id in names:
                inside[names].append(one)
        works = [self._work(names, some) for names, some in inside.items()]
        return tuple(sorted(works, key=lambda work: work.main_id))

    def _work(self, names: Sequence[str], inside: Sequence[Translation]) -> Work:
        scores = {name: sum(one.score for one in inside if name in (one.left_id, one.right_id)) for name in names}
        ordered = sorted(names, key=lambda name: (self._cards[name].published or "~", name))
        return Work(
            main_id=min(ordered, key=lambda name: (-round(scores[name], 2), ordered.index(name))),
            member_ids=tuple(ordered),
            translations=tuple(inside),
        )


def _ids(one: Translation) -> tuple[str, str]:
    return one.left_id, one.right_id


def _onward(
    translations: Iterable[Translation], languages: Mapping[str, str], days: Mapping[str, int | None]
) -> set[tuple[str, str]]:
    """Return pairs of texts that each are likely to be one report with a third: their openings may be far apart."""
    others: dict[str, list[str]] = {}
    for one in translations:
        if one.score >= translated.LIKELY:
            others.setdefault(one.left_id, []).append(one.right_id)
            others.setdefault(one.right_id, []).append(one.left_id)
    return {
        (left, right)
        for names in others.values()
        for left, right in combinations(sorted(names), 2)
        if languages[left] != languages[right] and _near(days[left], days[right])
    }


def _near(first: int | None, second: int | None) -> bool:
    return first == second if first is None or second is None else abs(first - second) <= translated.DAYS


def _language(card: Card) -> str:
    return (card.language or "").partition("-")[0].lower()


def _text_digest(paragraphs: Sequence[str]) -> str:
    return blake2b("\n\n".join(paragraphs).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _gists_of(texts: list[tuple[str, tuple[str, ...]]]) -> list[tuple[str, _Gist]]:
    encoder = translated.open_encoder()
    return [(name, _gist_of(text, encoder) if any(text) else _NO_WORDS) for name, text in texts]


def _gist_of(text: tuple[str, ...], encoder: translated.Encoder) -> _Gist:
    whole = (sentence.text for sentence in translated.sentences(text))
    return _Gist(_text_digest(text), translated.gist(text, encoder), translated.numbers_of(whole))


def _encode_all(texts: list[tuple[str, tuple[str, ...]]]) -> list[tuple[str, bytes]]:
    encoder = translated.open_encoder()
    return [(name, _encode(translated.encoded(text, encoder))) for name, text in texts]


def _weigh(pairs: list[tuple[bytes, bytes, float]]) -> list[_Weighed]:
    known: dict[bytes, translated.Encoded] = {}
    for value in chain.from_iterable(pair[:2] for pair in pairs):
        known.setdefault(value, _encoded(value))
    return [_Weighed(translated.weigh(known[left], known[right], slack)) for left, right, slack in pairs]


def _translation(pair: tuple[str, str], weighed: translated.Weighed) -> Translation:
    left, right = pair
    return Translation(
        left_id=left,
        right_id=right,
        shorter_id=left if weighed.left_is_shorter else right,
        score=weighed.score,
        held=weighed.held,
        certain=weighed.score >= translated.CERTAIN,
        moved=weighed.moved,
        beads=weighed.beads,
    )


# Texts beside one another


def beside(main: Article, other: Article, translation: Translation) -> Beside:
    """Put a text beside the main one of its work, paragraph beside paragraph."""
    beads = translation.beads
    if translation.left_id != main.id:
        turned = (msgspec.structs.replace(bead, left=bead.right, right=bead.left) for bead in beads)
        beads = tuple(sorted(turned, key=lambda bead: bead.left))
    own, theirs = translated.sentences(main.paragraphs), translated.sentences(other.paragraphs)
    moved = translated.moved(beads)
    linked = {number for bead in beads for number in bead.left}
    strangers = set(range(len(theirs))).difference(number for bead in beads for number in bead.right)
    rows: list[BesideRow] = [*_added(0, strangers, theirs)]
    for paragraph in dict.fromkeys(one.paragraph for one in own):
        numbers = [number for number, one in enumerate(own) if one.paragraph == paragraph]
        places = [place for place, bead in enumerate(beads) if bead.left[0] in numbers]
        right = sorted(number for place in places for number in beads[place].right)
        lengths = [sum(translated.letters(own[number].text) for number in beads[place].left) for place in places]
        cosines = sum(beads[place].cosine * length for place, length in zip(places, lengths, strict=True))
        rows.append(
            BesideRow(
                left=tuple((own[number].text, number in linked) for number in numbers),
                right=tuple((theirs[number].text, True) for number in right),
                cosine=round(cosines / sum(lengths), 2) if places else None,
                moved=not moved.isdisjoint(places),
            )
        )
        for number in right:
            rows += _added(number + 1, strangers, theirs)
    return Beside(left_id=main.id, right_id=other.id, translation=translation, rows=tuple(rows))


def _added(start: int, strangers: set[int], sentences: Sequence[translated.Sentence]) -> Iterator[BesideRow]:
    """Yield a row of the sentences from a number on that stand for nothing, if there are any."""
    numbers: list[int] = []
    while start + len(numbers) in strangers:
        numbers.append(start + len(numbers))
    if numbers:
        text = tuple((sentences[number].text, False) for number in numbers)
        yield BesideRow(left=(), right=text, cosine=None, moved=False)
