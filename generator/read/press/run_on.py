"""Documents of Nexis Uni whose lines ran together: `... wordsByline: Ana KestrelBodyThe harbour ...End of Document`.

Programs that take the words out of a Word file and not its paragraphs leave them so. What the database prints around a
text says where its lines were; inside a text only a sentence that touches the next one does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from generator.read.published import folded

from .labels import LABEL_OF

_END = "End of Document"
_RUN_ON = re.compile(rf"\S[ \t]*{_END}")
_LENGTH = re.compile(r"\S(?:Length|Länge|Longueur|Longitud|Lunghezza|Lengte): ?\d")
_HIT = re.compile(r"\d{1,4}\. ?(?P<title>[^\n]{4,300}?) ?Client/Matter:")
_TOP = re.compile(
    r"(?P<above>.{4,600}?)(?P<day>[A-ZÀ-Þ][a-zà-þ]{2,9}\.? \d{1,2}, \d{4}|\d{1,2}\.? [^\W\d_]{3,10}\.? \d{4})"
    r"(?P<time>(?: [A-ZÀ-Þ][a-zà-þ]{3,10})?(?: \d{1,2}:\d\d(?: ?[AP]M)?(?: [A-Z]{2,4}(?![a-z]))?)?)(?P<below>.*)",
    re.DOTALL,
)
_LABEL = re.compile(r"(?<=[^\s:-])(?=([A-ZÀ-Þ][a-zà-þ]{2,14}(?:-[A-ZÀ-Þ][a-zà-þ]{2,10})?): ?)")
_BODY = re.compile(r"(Body|Haupttext|Volltext|Corps|Cuerpo|Corpo|Inhoud) ?(?=[\"“”'‘«(\[]?[A-ZÀ-Þ\d-])")
_TAIL = re.compile(r"(?<=\S)(Notes|Graphic|Classification)(?=[A-ZÀ-Þ]|$)")
_TOUCHING = re.compile(r"(?<=[a-zà-þ\d)%][.!?])(?=[\"“A-ZÀ-Þ]|--)|(?<=[a-zà-þ\d)%][.!?][\"”])(?=[\"“A-ZÀ-Þ]|--)")
_CAPITAL = re.compile(r"(?<=[a-zà-þ\d.?!'’”\")])(?=[A-ZÀ-Þ])")


def parted(lines: Sequence[str]) -> list[str]:
    """Return lines as they are, and those of documents that ran together as the lines that they were."""
    if not any(map(_is_run_on, lines)):
        return list(lines)  # most texts
    titles = sorted({match["title"].strip() for line in lines for match in _HIT.finditer(line)}, key=len, reverse=True)
    return [one for line in lines for one in (_lines(line, titles) if _is_run_on(line) else [line])]


def _is_run_on(line: str) -> bool:
    return _END in line and bool(_RUN_ON.search(line) and _LENGTH.search(line))


def _lines(line: str, titles: Sequence[str]) -> Iterator[str]:
    *documents, rest = line.split(_END)
    for document in documents:
        yield from _document(document.strip(), titles)
        yield _END
    if rest.strip():
        yield rest.strip()


def _document(document: str, titles: Sequence[str]) -> Iterator[str]:
    body = _BODY.search(document, length.end() if (length := _LENGTH.search(document)) else 0)
    top = _TOP.match(document[: body.start()] if body else "")
    if not body or not top:
        yield document
        return
    yield from _title_and_outlet(top["above"], titles)
    yield top["day"] + top["time"]
    yield from _at_labels(top["below"])
    yield "Body"
    text, *tail = _at_labels(document[body.end() :])
    text, *behind = _TAIL.split(text)
    yield from _sentences(text)
    yield from behind
    yield from tail


def _title_and_outlet(above: str, titles: Sequence[str]) -> list[str]:
    """Part the lines above a day: at a title that the list of hits has, else where a capital touches a small letter."""
    for title in titles:
        if above.startswith(title) and above != title:
            return [title, above[len(title) :].strip()]
    *_, at = (match.start() for match in _CAPITAL.finditer(above)) if _CAPITAL.search(above) else (len(above),)
    return [above[:at].strip(), above[at:].strip()]


def _at_labels(words: str) -> list[str]:
    cuts = [match.start() for match in _LABEL.finditer(words) if folded(match[1]) in LABEL_OF]
    return [words[start:stop].strip() for start, stop in zip([0, *cuts], [*cuts, len(words)], strict=True)]


def _sentences(text: str) -> Iterator[str]:
    """Part a text where a sentence touches the next one; a quotation mark between them belongs to the one it closes."""
    start = 0
    for match in _TOUCHING.finditer(text):
        at = match.start()
        if text[at] == '"' and text.count('"', start, at) % 2:
            continue  # closes: the place behind it is found, too
        yield text[start:at].strip()
        start = at
    yield text[start:].strip()
