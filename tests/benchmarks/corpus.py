"""An invented corpus: labelled articles and copies of any number, for measuring where there is no real data.

The same number and seed give the same bytes. Nothing here was ever published: common words and words made of
syllables, drawn at random. What is like news is what time and memory depend on: lengths, paragraphs, the share of
copies and their kinds, boilerplate of each outlet's own, missing fields.
"""

from __future__ import annotations

import datetime as dt
import json
import math
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from typing import Any

Chance = random.Random

COPIED = 0.2
"""Share of the articles that are copies of one another."""
CLUSTER_SIZES = (2,) * 40 + (3,) * 22 + (4,) * 14 + (5,) * 9 + (7,) * 6 + (10,) * 4 + (15,) * 3 + (20,) + (25,)
MEAN_WORDS, SPREAD = 480, 0.6
"""Lengths are log-normal, as news is: most articles shorter than the mean, a few of several thousand words."""
OUTLETS = 200
START, DAYS = dt.datetime(2015, 1, 1, tzinfo=dt.UTC), 3650
LANGUAGES = ("en",) * 82 + ("ar",) * 14 + ("ja",) * 4

_COMMON = (
    "the the the the the the of of of of to to to and and and in in in a a a that is was for on with as by at from it "
    "had have has be are were not but which their his her they its this an or who will would been more after said said "
    "when there one all about into could than other some over only its also new year years people first last two three "
    "week month day city country government minister court police company market school hospital road bridge harbour "
    "river village council leader party plan law tax budget vote report letter meeting talks agreement strike storm "
    "flood fire train ferry ship factory farm price water power oil bank loan worker teacher doctor pilot judge mayor "
    "president family children woman man group team game match season player told asked found made took gave came went "
    "began ended opened closed rose fell grew lost won called named held kept left moved built paid sold bought sent "
    "before since during against between under while because though without within around near early late long high "
    "low large small old young public local national foreign major former senior several many most another each both"
).split()
_PAYWALLS = (
    "This article is for subscribers of {outlet}.\n\nSubscribe and read on: the first month is free.\n\nLog in",
    "You have read all your free articles of {outlet} this month.\n\nChoose the offer that suits you to keep reading.",
    "To continue reading, register with {outlet}. It is free.\n\nBy registering you accept our terms",
)
_HEADS = ("Share this article", "Photo: {outlet}", "{outlet} online", "Listen to this article", "Advertisement")
_TAILS = (
    "Read more news of the region on {site}",
    "Follow {outlet} for the latest news",
    "Copyright {outlet}. All rights reserved. This material may not be published, broadcast or passed on",
    "Sign up for the morning letter of {outlet} and begin the day well informed",
    "{count} comments",
    "The views expressed here are not those of {outlet} or of the people who own it",
)
_AGENCIES = ("Norvik News", "Alder Press Agency", "Osk Wire")
_VOWELS, _CONSONANTS = "aeiou", "bdfgklmnprstvz"
_ARABIC, _KANA = (
    "ابتجدرسعفقكلمنهوي",
    "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむもやゆよらりるれろわをん",
)
_KANJI = "日月山川田中村町市国会社長新聞発表者東西南北大小学校電車海空港道路橋水火力金土木石花草本人口手足目耳"


@dataclass(frozen=True, slots=True)
class Language:
    """How texts of a language are made."""

    words: list[str]
    chances: list[float]
    """Running total of the words' frequencies."""
    joiner: str
    stop: str


@dataclass(frozen=True, slots=True)
class Outlet:
    """An outlet, and the boilerplate that it puts around an article with a certain frequency each."""

    name: str
    site: str
    heads: list[tuple[float, str]]
    tails: list[tuple[float, str]]
    paywall: str


@dataclass(frozen=True, slots=True)
class Story:
    """A text as it was first written."""

    language: str
    headline: str
    paragraphs: list[list[str]]
    """Sentences of each."""
    published: dt.datetime
    agency: str | None


@dataclass(slots=True)
class Corpus:
    """What every story of a corpus is made with."""

    seed: str
    languages: dict[str, Language] = field(default_factory=dict)
    outlets: dict[str, list[Outlet]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Make words and outlets."""
        chance = Chance(f"{self.seed}:words")
        invented = [_name(chance).lower() for _ in range(3000)] + [_name(chance) for _ in range(2000)]
        arabic = ["".join(chance.choices(_ARABIC, k=chance.randint(2, 6))) for _ in range(4000)]
        arabic = [f"ال{word}" if place % 3 else word for place, word in enumerate(arabic)]
        japanese = ["".join(chance.choices(_KANJI, k=2)) + "".join(chance.choices(_KANA, k=2)) for _ in range(3000)]
        self.languages = {
            "en": _language([*_COMMON, *invented], [1.0] * len(_COMMON) + _falling(invented, 110.0), " ", "."),
            "ar": _language(arabic, _falling(arabic, 1.0), " ", "."),
            "ja": _language(japanese, _falling(japanese, 1.0), "", "。"),
        }
        for name in self.languages:
            size = max(3, OUTLETS * LANGUAGES.count(name) // 100)
            self.outlets[name] = [_outlet(Chance(f"{self.seed}:outlet:{name}:{place}")) for place in range(size)]


def _falling(words: list[str], total: float) -> list[float]:
    """Return frequencies that fall as those of a language's words do, with a given sum."""
    raw = [1 / (place + 20) for place in range(len(words))]
    factor = total / sum(raw)
    return [value * factor for value in raw]


def _language(words: list[str], chances: list[float], joiner: str, stop: str) -> Language:
    return Language(words, list(accumulate(chances)), joiner, stop)


def _name(chance: Chance) -> str:
    return "".join(chance.choice(_CONSONANTS) + chance.choice(_VOWELS) for _ in range(chance.randint(2, 4))).title()


def _outlet(chance: Chance) -> Outlet:
    name = f"{_name(chance)} {chance.choice(('Post', 'Courier', 'Herald', 'Times', 'Gazette', 'News'))}"
    site = f"www.{name.lower().replace(' ', '')}{chance.randrange(10, 99)}.example"
    heads = [(chance.uniform(0.1, 0.9), line) for line in chance.sample(_HEADS, chance.randrange(3))]
    tails = [(chance.uniform(0.2, 0.95), line) for line in chance.sample(_TAILS, chance.randrange(1, 4))]
    return Outlet(name, site, heads, tails, chance.choice(_PAYWALLS))


def write_corpus(folder: Path, number: int, seed: str = "bench") -> None:
    """Write a file for each month below `articles/`, and `truth.jsonl`, whose rows name each record's text.

    Args:
        folder: Made if it is not there.
        number: Articles to write.
        seed: Another word gives another corpus.
    """
    rows = sorted(_records(Corpus(seed), number), key=lambda row: row[0]["id"])  # so that copies do not stand together
    months: dict[str, list[str]] = {}
    truth: list[str] = []
    for record, month, label, noise in rows:
        lines = months.setdefault(f"{month}.jsonl", [])
        lines.append(json.dumps(record, ensure_ascii=False))
        place = {"given_id": record["id"], "input": f"{month}.jsonl", "record": len(lines)}
        truth.append(json.dumps({**place, "cluster": label, "noise": noise}, ensure_ascii=False))
    (folder / "articles").mkdir(parents=True, exist_ok=True)
    for name, lines in months.items():
        (folder / "articles" / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "truth.jsonl").write_text("\n".join(truth) + "\n", encoding="utf-8")


def texts(number: int, seed: str = "bench") -> Iterator[tuple[str, str, tuple[str, ...], str | None]]:
    """Yield id, outlet, paragraphs and the text's name or None for each article, without writing a file."""
    for record, _, label, _ in _records(Corpus(seed), number):
        yield record["id"], record["outlet"], tuple(record["text"].split("\n\n")), label


def _records(corpus: Corpus, number: int) -> Iterator[tuple[dict[str, Any], str, str | None, dict[str, Any]]]:
    """Yield record, month, the text's name (None for one that has no copy), and what was done to the text."""
    mean = sum(CLUSTER_SIZES) / len(CLUSTER_SIZES)
    copied = COPIED / (COPIED + (1 - COPIED) * mean)  # share of the stories that COPIED of the articles come from
    made = story_number = 0
    while made < number:
        chance = Chance(f"{corpus.seed}:{story_number}")
        story = _story(chance, corpus)
        size = min(chance.choice(CLUSTER_SIZES) if chance.random() < copied else 1, number - made)
        outlets = corpus.outlets[story.language]
        label = f"s{story_number}" if size > 1 else None
        for place, outlet in enumerate(chance.sample(outlets, min(size, len(outlets)))):
            record, noise = _record(chance, corpus, story, outlet, place, f"{chance.getrandbits(64):016x}")
            yield record, f"{story.published:%Y-%m}", label, noise
            made += 1
        story_number += 1


def _story(chance: Chance, corpus: Corpus) -> Story:
    language = chance.choice(LANGUAGES)
    kind = corpus.languages[language]
    length = round(math.exp(math.log(MEAN_WORDS) - SPREAD**2 / 2 + SPREAD * chance.gauss(0, 1)))
    words = chance.choices(kind.words, cum_weights=kind.chances, k=min(4000, max(40, length)))
    sentences: list[str] = []
    start = 0
    while start < len(words):
        stop = start + chance.randint(8, 30)
        sentences.append(_sentence(kind, words[start:stop]))
        start = stop
    paragraphs = [sentences[place : place + 2] for place in range(0, len(sentences), 2)]
    headline = _sentence(kind, chance.choices(kind.words, cum_weights=kind.chances, k=chance.randint(5, 10)))
    published = START + dt.timedelta(seconds=chance.randrange(DAYS * 86400))
    agency = chance.choice(_AGENCIES) if chance.random() < 0.5 else None
    return Story(language, headline.removesuffix(kind.stop), paragraphs, published, agency)


def _sentence(kind: Language, words: list[str]) -> str:
    text = kind.joiner.join(words)
    return f"{text[0].upper()}{text[1:]}{kind.stop}"


def _record(
    chance: Chance, corpus: Corpus, story: Story, outlet: Outlet, place: int, given_id: str
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return an outlet's record of a story, and what was done to the text."""
    kind = corpus.languages[story.language]
    paragraphs, noise = story.paragraphs, {}
    if place:
        manner, change = chance.choice(_MANNERS)
        paragraphs, noise = change(chance, kind, story.paragraphs), {"manner": manner}
    lines = [_spaced(kind, sentences) for sentences in paragraphs]
    if story.agency and chance.random() < 0.6:
        lines[0] = f"{_name(chance).upper()} ({story.agency}) - {lines[0]}"
    if noise.get("manner") == "truncated":
        lines += outlet.paywall.format(outlet=outlet.name).split("\n\n")
    else:
        lines += _boilerplate(chance, outlet, outlet.tails)
    lines[:0] = _boilerplate(chance, outlet, outlet.heads)
    published = story.published + dt.timedelta(minutes=chance.randrange(3000) if place else 0)
    record = {
        "id": given_id,
        "url": f"https://{outlet.site}/{published:%Y/%m/%d}/{given_id}.html",
        "outlet": outlet.name,
        "headline": _headline(chance, kind, story, place),
        "text": "\n\n".join(lines),
        "published": f"{published:%Y-%m-%dT%H:%M:%SZ}" if chance.random() < 0.5 else f"{published:%Y-%m-%d}",
        "authors": [f"{_name(chance)} {_name(chance)}"],
        "language": story.language,
    }
    for key, share in (("headline", 0.02), ("published", 0.1), ("authors", 0.3), ("language", 0.4)):
        if chance.random() < share:
            del record[key]
    return record, noise


def _spaced(kind: Language, sentences: list[str]) -> str:
    return (" " if kind.joiner else "").join(sentences)


def _boilerplate(chance: Chance, outlet: Outlet, habits: list[tuple[float, str]]) -> list[str]:
    count = chance.randrange(40)
    return [
        line.format(outlet=outlet.name, site=outlet.site, count=count)
        for share, line in habits
        if chance.random() < share
    ]


def _headline(chance: Chance, kind: Language, story: Story, place: int) -> str:
    if place and chance.random() < 0.4:
        return kind.joiner.join(chance.choices(kind.words, cum_weights=kind.chances, k=7))
    return story.headline


def _whole(chance: Chance, kind: Language, paragraphs: list[list[str]]) -> list[list[str]]:
    return paragraphs


def _truncated(chance: Chance, kind: Language, paragraphs: list[list[str]]) -> list[list[str]]:
    """Return the opening: a fifth of the text at least, and so much that it can be told from a quotation."""
    least = max(0.2, min(1.0, 60 / sum(len(text.split()) for part in paragraphs for text in part)))
    return paragraphs[: max(2, math.ceil(chance.uniform(least, 0.9) * len(paragraphs)))]


def _edited(chance: Chance, kind: Language, paragraphs: list[list[str]]) -> list[list[str]]:
    """Return the text with a word changed in every tenth sentence or so."""
    return [[_with_other_word(chance, kind, text) for text in part] for part in paragraphs]


def _with_other_word(chance: Chance, kind: Language, sentence: str) -> str:
    if chance.random() > 0.1 or not kind.joiner:
        return sentence
    words = sentence.split(" ")
    words[chance.randrange(len(words))] = chance.choice(kind.words)
    return " ".join(words)


def _shortened(chance: Chance, kind: Language, paragraphs: list[list[str]]) -> list[list[str]]:
    """Return the text without some of its paragraphs, the first one kept."""
    return paragraphs[:1] + [part for part in paragraphs[1:] if chance.random() > 0.2]


Change = Callable[[Chance, Language, list[list[str]]], list[list[str]]]
_KINDS: tuple[tuple[str, Change], ...] = (
    ("whole", _whole),
    ("truncated", _truncated),
    ("edited", _edited),
    ("shortened", _shortened),
)
_MANNERS = (_KINDS[0],) * 4 + (_KINDS[1],) * 3 + (_KINDS[2],) * 2 + (_KINDS[3],)
