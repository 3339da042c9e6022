"""No word of the interface stands outside the catalogues: an archive in a language in which every message is marked."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from generator import pipeline
from generator.render import catalogues
from generator.render.messages import ENGLISH
from generator.settings import Settings

_PART = re.compile(r"(\{[a-z]+\}|¤)")
_MARKED = re.compile("⟦[^⟧]*⟧")
_WORD = re.compile("[A-Za-z]{2,}")
_CITED = re.compile(r'<details[^>]*class="bf-cite.*?</details>', re.DOTALL)
"""Citations are in the words of their styles."""
THEME = catalogues.FOLDER.parent / "theme"


def _marked(message: str) -> str:
    """Return a message with all its own words marked."""
    return "".join(
        part if _PART.fullmatch(part) or not re.search(r"\w", part) else f"⟦{part}⟧" for part in _PART.split(message)
    )


@pytest.fixture
def marked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A language that is one file, put where the others are."""
    catalog = Catalog(locale="eo", fuzzy=False)
    for name, message in ENGLISH.items():
        said = _marked(message) if isinstance(message, str) else tuple(map(_marked, message))
        catalog.add(message, said if name not in ("one thousand", "ten thousand") else message, context=name)
    folder = tmp_path / "locales"
    folder.mkdir()
    with (folder / "eo.po").open("wb") as file:
        write_po(file, catalog)
    monkeypatch.setattr(catalogues, "FOLDER", folder)
    catalogues.catalogue.cache_clear()
    catalogues.digest_of.cache_clear()
    yield "eo"
    catalogues.catalogue.cache_clear()
    catalogues.digest_of.cache_clear()


GREEK = "Ο ποταμός ανέβηκε πάλι τη νύχτα και έκλεισε τον δρόμο προς το λιμάνι, είπε ο δήμος της πόλης την Τρίτη."
PARAGRAPHS = [
    f"{GREEK} {number} {word} " * 2
    for number, word in enumerate(("Πρώτα", "Έπειτα", "Ύστερα", "Τέλος", "Ακόμη"), start=1)
]


def _records() -> Iterator[dict[str, object]]:
    whole = "\n\n".join(PARAGRAPHS)
    common = {
        "language": "el",
        "section": "Λιμάνι",
        "tags": ["ποτάμι", "νερό"],
        "authors": ["Άννα Βάλτου", "Νίκος Ρους"],
    }
    yield {**common, "headline": "Ο ποταμός", "outlet": "Φάρος", "text": whole, "published": "2021-03-01T08:00:00Z"}
    cut = "\n\n".join(PARAGRAPHS[:4])
    yield {**common, "headline": "Το νερό", "outlet": "Βήμα", "text": cut, "published": "2021-03-02T09:30:00Z"}
    edited = whole.replace("έκλεισε", "άνοιξε").replace("Έπειτα", "Τότε")
    yield {**common, "outlet": "Κύμα", "text": edited, "published": "2021-03-03", "agency": "Πρακτορείο"}
    moved = "\n\n".join([*PARAGRAPHS[2:], *PARAGRAPHS[:2], "Μια ακόμη παράγραφος που δεν είχε κανείς άλλος ως τώρα."])
    yield {**common, "headline": "Ξανά", "text": moved}
    for number, word in enumerate(("χθες", "σήμερα")):
        yield {
            "headline": f"Η γέφυρα {word}",
            "outlet": "Φάρος",
            "text": f"Η γέφυρα άνοιξε {word} για όλους.\n\nΟι οδηγοί περίμεναν ώρες {number}.",
            "url": "https://x.example/a",
            "captured": f"2021-04-0{number + 1}T00:00:00Z",
            "published": "2021-04-01",
            "language": "el",
        }
    yield {"text": "Μόνο λίγα λόγια, χωρίς τίποτε άλλο."}
    yield {"headline": "Λίγα", "text": "Λίγα λόγια μόνο.", "incomplete": "the page breaks off", "language": "el"}


class _Words(HTMLParser):
    """Collects all that a reader of a page sees or hears."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.elsewhere = False
        """Whether an element in another language is open, such as the name of a rule."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elsewhere = tag == "bdi" and ("lang", "en") in attrs
        self.said += [value for name, value in attrs if value and name in ("aria-label", "title", "data-two")]

    def handle_endtag(self, tag: str) -> None:
        self.elsewhere = False

    def handle_data(self, data: str) -> None:
        if not self.elsewhere:
            self.said.append(data)


def test_every_word_of_every_page_comes_from_the_catalogue(marked: str, tmp_path: Path):
    articles = tmp_path / "articles"
    articles.mkdir()
    lines = "\n".join(json.dumps(record, ensure_ascii=False) for record in _records())
    (articles / "α.jsonl").write_text(lines, encoding="utf-8")
    settings = Settings.from_mapping({"page_entries": 10}, root=tmp_path, docs=tmp_path / "docs", language=marked)

    pipeline.build(settings)

    kinds, unmarked = set(), {}
    for path in sorted(settings.archive.rglob("*")):
        if path.suffix not in (".md", ".html"):
            continue
        text = path.read_text(encoding="utf-8")
        kinds.add(path.relative_to(settings.archive).parts[0])
        head, _, body = text.partition("\n---\n") if text.startswith("---") else ("", "", text)
        shown = _Words()
        shown.feed(_CITED.sub("", re.sub(r"\]\([^)]*\)", "]", body)))
        left = _MARKED.sub(
            "", "\n".join((*re.findall(r"^(?:title|description): (.*)", head, re.MULTILINE), *shown.said))
        )
        if found := sorted(set(_WORD.findall(left)) - _VALUES):
            unmarked[path.name] = found
    assert {"copies", "outlets", "agencies", "sections", "tags", "languages", "search", "index.md", "2021"} <= kinds
    assert unmarked == {}


_VALUES = frozenset("record jsonl example headline greka".split())
"""What is no message: places in records, names of files and hosts, and a language's name, which CLDR says."""
