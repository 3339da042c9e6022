"""Blocks: the text of values that editors and APIs put together of pieces, told by their shape.

Paragraphs of a list, runs of words with their marks (Telegram, Notion, Slate), blocks with children (Portable Text,
ProseMirror, Contentful, Strapi), elements with a content (Arc): a piece has its words under one of a few keys, and the
pieces below it under another.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

MOST_PIECES = 100_000
"""Pieces of one text."""
MOST_LEVELS = 40

_WORDS = (
    *("text", "plain_text", "plainText", "value", "insert", "content", "html", "rendered", "body", "paragraph"),
    *("processed", "innerHTML"),
)
"""Keys of the words of a piece."""
_BELOW = (
    *("children", "content", "blocks", "content_elements", "elements", "paragraphs", "rich_text", "root", "document"),
    *("nodes", "ops", "body", "sections", "data", "text", "items", "components", "contents", "innerBlocks"),
    "model",
)
"""Keys of what is below a piece."""
_ABOVE_ALL = ("heading", "headline", "header", "subheading")
_BEHIND = ("caption", "citation", "cite", "attribution")
"""What stands above a piece, and behind one that is a quotation."""
_WORDED = re.compile(r"(?:.*[a-z_])?(?:html|text|body|content|copy)\Z", re.IGNORECASE)
"""Keys of words that services call as they like: `bodyHtml`, `paragraph_text`."""
_SENTENCE = re.compile(r"\S.*[.!?…:。！？؟۔।][\"'”’»›」』)\]]{0,3}", re.DOTALL)
_QUOTED = r"(?:'(?:[^'\\\n]|\\.)*+'|\"(?:[^\"\\\n]|\\.)*+\")"
_PRINTED = re.compile(rf"\[\s*{_QUOTED}\s*(?:,\s*{_QUOTED}\s*)*+,?\s*\]", re.DOTALL)
_LONGEST_ENCODED = 10_000_000
_KINDS = ("type", "_type", "nodeType", "object", "name", "role")
_RUNS = frozenset(
    "text span bold italic strong em link text_link textlink underline strikethrough code hashtag mention mention_name "
    "plain custom_emoji email phone bot_command cashtag spoiler hyperlink a b i u equation linebreak".split()
)
"""What kinds of pieces are that stand in a line with their neighbours."""
_NO_WORDS = frozenset(
    "image picture photo video audio gallery embed oembed_response raw_html custom_embed interstitial_link reference "
    "file divider horizontal-rule advert ad related table_of_contents correction-note "
    "kicker byline date author_info".split()
)
_LOCALE = re.compile(r"[a-z]{2}(?:[-_][A-Za-z]{2,4})?|und|default|x-default")
_SAID = (
    *("display_name", "displayName", "name", "rendered", "#text", "$t", "_", "value", "text", "plain_text", "basic"),
    *("main", "original", "label", "title", "webTitle", "full_name", "term", "$oid", "$date", "$numberLong"),
    *("$numberInt", "iso", "date"),
    *("$numberDouble", "default", "raw", "html", "plain", "content", "email", "fullOrUserName", "data", "attributes"),
)


def said(value: Any, level: int = 1) -> Any:
    """Return what an object says that stands where a string or number is expected; any other value as it is.

    It is what stands under a telling key (`name`, `rendered`, `$oid`), the words of a rich text, or in an object by
    language what stands in the first.
    """
    if isinstance(value, list) and level < MOST_LEVELS:
        return _run_of(value)
    if not isinstance(value, dict) or level > MOST_LEVELS:
        return value
    for key in _SAID:
        inner = said(value[key], level + 1) if key in value else None
        if isinstance(inner, str | int | float) and not isinstance(inner, bool) and inner != "":
            return inner
    if len(value) == 1 and isinstance(inner := next(iter(value.values())), dict):
        return said(inner, level + 1)
    first = next((value[key] for key in ("firstname", "first_name", "first_names", "given") if key in value), None)
    last = next((value[key] for key in ("lastname", "last_name", "family") if key in value), None)
    if isinstance(first, str) and isinstance(last, str):
        return f"{first} {last}".strip()
    if value and all(_LOCALE.fullmatch(key) for key in value):
        return next((one for one in (said(inner, level + 1) for inner in value.values()) if one), None)
    return None


def _run_of(value: list[Any]) -> Any:
    """Return the words of a list of runs, such as a title of Notion's; any other list as it is."""
    if value and all(isinstance(item, dict) and isinstance(item.get("plain_text"), str) for item in value):
        return "".join(item["plain_text"] for item in value)
    return value


def of_properties(record: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a record with its properties, that Notion types `{"type": "select", "select": {"name": …}}`, as they say.

    Properties that are not all typed so are somebody else's, and stay as they are.
    """
    properties = record.get("properties")
    if not isinstance(properties, dict):
        return record
    typed = all(isinstance(one, dict) and isinstance(one.get("type"), str) for one in properties.values())
    if not typed or any(one["type"] not in one for one in properties.values()):
        return record
    return {**record, "properties": {name: _property(one) for name, one in properties.items()}}


def _property(typed: Mapping[str, Any]) -> Any:
    value = typed[typed["type"]]
    if isinstance(value, dict):
        if isinstance(value.get("type"), str) and value["type"] in value:  # a formula's
            value = value[value["type"]]
        return value.get("start", value.get("name", value)) if isinstance(value, dict) else value
    named = isinstance(value, list) and all(isinstance(one, dict) and isinstance(one.get("name"), str) for one in value)
    return [one["name"] for one in value] if named else said(value)


def decoded(words: str) -> Any:
    """Return the pieces that a string holds as JSON, as editors keep them in a database; None where it holds none.

    A list of paragraphs may also stand there as Python prints it.
    """
    bare = words.strip()
    if bare[:1] + bare[-1:] not in ("[]", "{}") or len(bare) > _LONGEST_ENCODED:
        return None
    try:
        held = json.loads(bare)
    except (ValueError, RecursionError):
        return _printed(bare)
    return held if isinstance(held, dict | list) and held else None


def _printed(bare: str) -> list[str] | None:
    """Return a list of strings that Python printed; None for anything else."""
    if not _PRINTED.fullmatch(bare):
        return None
    try:
        held = ast.literal_eval(bare)
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return None
    return held if isinstance(held, list) and all(isinstance(one, str) for one in held) else None


def text_of_blocks(value: Any) -> str:
    """Return the text that pieces make, its paragraphs set apart by blank lines; empty where they are none.

    Args:
        value: A string, a list of pieces, or an object that holds them.
    """
    paragraphs = [piece.strip() for piece in _paragraphs(value, 1, [MOST_PIECES])]
    return "\n\n".join(piece for piece in paragraphs if piece)


def _paragraphs(value: Any, level: int, room: list[int], *, listed: bool = False) -> Iterator[str]:
    """Yield the paragraphs of a value; one of a list is a piece of a text for certain, others may be whole records."""
    room[0] -= 1
    if level > MOST_LEVELS or room[0] < 0:
        return
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        if _is_line(value):
            yield "".join(_runs(value, level, room))
        else:
            for item in value:
                yield from _paragraphs(_unwrapped(item) if len(value) > 1 else item, level + 1, room, listed=True)
    elif isinstance(value, dict) and _kind(value) not in _NO_WORDS:
        words = list(_of_piece(value, level, room, quoted="quote" in _kind(value).casefold()))
        yield from words or _of_any_key(value, level, room, listed=listed)


def _unwrapped(item: Any) -> Any:
    """Return a paragraph of several without the line ends that some pages have within one."""
    return _WRAPPED.sub(_space, item) if isinstance(item, str) and "\n" in item else item


_WRAPPED = re.compile(r"(?<=[\w,;])[ \t]*\r?\n[ \t]*(?=([^\W\d_]))")


def _space(end: re.Match[str]) -> str:
    return " " if end[1].islower() else end[0]


def _of_piece(piece: Mapping[str, Any], level: int, room: list[int], *, quoted: bool) -> Iterator[str]:
    """Yield what stands above a piece, its own words, what is below it, and who said it."""
    own = next((piece[key] for key in _WORDS if isinstance(piece.get(key), str) and piece[key].strip()), "")
    below: list[str] = []
    for key in _BELOW:
        inner = piece.get(key)
        if isinstance(inner, dict) and quoted:
            below = [words for words in _of_piece(inner, level + 1, room, quoted=True) if words.strip()]
        elif isinstance(inner, dict | list) and inner:
            below = [words for words in _paragraphs(inner, level + 1, room) if words.strip()]
        if below:
            break
    if below:
        yield from [said_ for key in _ABOVE_ALL if isinstance(said_ := piece.get(key), str)][:1]
    if own and not (below and _stands_in(own, below)):
        yield own
    yield from below
    if quoted:
        yield from (words for key in _BEHIND for words in _words_under(piece.get(key), level, room))


def _stands_in(own: str, below: Sequence[str]) -> bool:
    """Tell whether a piece's own words are no more than those below it, or no text: a name, an address."""
    if len(own.split()) < 2:
        return True
    return "".join(own.split()) in "".join("".join(words.split()) for words in below)


def _words_under(value: Any, level: int, room: list[int]) -> Iterator[str]:
    return _paragraphs(value, level + 1, room) if isinstance(value, str | dict | list) else iter(())


def _of_any_key(piece: Mapping[str, Any], level: int, room: list[int], *, listed: bool) -> Iterator[str]:
    """Yield the words of a piece that has them under no key that many use."""
    kind = piece.get(_kind(piece))  # Notion's: {"type": "paragraph", "paragraph": {...}}
    if isinstance(kind, dict | list):
        yield from _paragraphs(kind, level + 1, room)
    elif piece and all(_LOCALE.fullmatch(key) for key in piece):
        yield from _paragraphs(next(iter(piece.values())), level + 1, room)
    elif piece and all(key.isdecimal() for key in piece):
        yield from _paragraphs([piece[key] for key in sorted(piece, key=int)], level, room)
    elif listed and not any(isinstance(inner, dict | list) for inner in piece.values()):
        worded = [words for key, words in piece.items() if isinstance(words, str) and _WORDED.match(key)]
        yield from sorted(worded, key=len)[-1:]


def _kind(piece: Mapping[str, Any]) -> str:
    return next((piece[key] for key in _KINDS if isinstance(piece.get(key), str)), "")


def _is_line(pieces: list[Any]) -> bool:
    """Tell whether pieces stand in one line: some are bare strings among objects, or all are runs."""
    objects = [piece for piece in pieces if isinstance(piece, dict)]
    if not objects:
        return False
    if len(objects) < len(pieces) and all(isinstance(piece, str | dict) for piece in pieces):
        return True
    return all(map(_is_run, objects)) and len(objects) == len(pieces) and not _are_sentences(objects)


def _are_sentences(pieces: Sequence[Mapping[str, Any]]) -> bool:
    """Tell whether pieces with a text alone are paragraphs: each is a sentence or more, with no space to the next."""
    texts = [piece["text"] for piece in pieces if piece.keys() == {"text"}]
    return len(texts) == len(pieces) > 1 and all(map(_SENTENCE.fullmatch, texts))


def _is_run(piece: Mapping[str, Any]) -> bool:
    words = next((key for key in _WORDS if isinstance(piece.get(key), str)), "")
    kind = _kind(piece).casefold()
    if "insert" in piece or "plain_text" in piece:
        return True
    if words == "text" and not kind:  # Slate's: {"text": "...", "bold": true}
        return set(piece) <= {"text", "bold", "italic", "underline", "code", "strikethrough", "marks"}
    return (words in {"text", "value"} and kind in _RUNS) or (kind in _RUNS and kind not in {"text", "span"})


def _runs(pieces: list[Any], level: int, room: list[int]) -> Iterator[str]:
    for piece in pieces:
        if isinstance(piece, str):
            yield piece
        else:
            yield " ".join(_paragraphs(piece, level + 1, room)) if isinstance(piece, dict) else ""
