"""Front matter: the keys and values above a text, as YAML, TOML, JSON or as plain lines of keys and values.

What cannot be read as what it says it is, is read line by line, so that a date or a draft's mark is not lost over
somebody's colon; that is said.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from msgspec import Struct, field

from generator.read.files.defaults import YamlError, keys_and_values
from generator.read.meaning.mapping import KEYS
from generator.read.meaning.names import named
from generator.read.published import folded, is_switch, withheld

MOST = 64 * 1024
"""Characters of the longest front matter."""

_NAMES: Mapping[str, str] = {
    "headline": "title titel headline heading titulo titolo titre überschrift заголовок 标题 タイトル العنوان",
    "published": "date published publishdate publisheddate publishedat datepublished pubdate publicationdate "
    "publishedtime pubdatetime publishdatetime publisheddatetime "
    "datum fecha data posted postdate дата 日期 日付 التاريخ",
    "modified": "lastmod lastmodified lastmodifiedat updated updatedat updateddate modified modifieddate lastupdated "
    "upddate moddate moddatetime updateddatetime modifieddatetime dateupdated datemodified updatedate",
    "authors": "author authors autor autoren auteur auteurs autore autori autores byauthor автор 作者 著者 الكاتب",
    "outlet": "outlet publisher publication newspaper site sitename medium zeitung journal periodico giornale",
    "url": "url permalink canonicalurl canonical link sourceurl originalurl originallink",
    "section": "section category categories rubrik ressort rubrique seccion categoria",
    "tags": "tags tag keywords schlagworte schlagwörter motscles etiquetas palabrasclave",
    "language": "language lang locale sprache langue idioma",
}
_OURS = {folded(word): key for key, words in _NAMES.items() for word in words.split()}
_TELLING = frozenset(
    {*_OURS, *KEYS, "draft", "layout", "permalink", "description", "summary", "slug", "status", "type", "source"}
)
_LISTS = frozenset({"authors", "tags"})
_HOLDERS = ("taxonomies", "params", "extra", "metadata")
"""Tables in which Zola, Hugo and others hold the values of a page."""

_OPENINGS = re.compile(r"\s{0,8}(?P<mark>---|\+\+\+|;;;)[ \t]*(?P<kind>yaml|yml|toml|json)?[ \t]*\n", re.IGNORECASE)
_JSON = re.compile(r"\s{0,8}\{\s*\"")
_KEY = re.compile(
    r"(?:[ \t]*(?:#.*)?\n)*"
    r"(?:\{|[\"']?\w[\w .-]*[\"']?[ \t]*(?:[:=](?:\s|\Z)|=[\"'\[\d])|\[[\w.-]+\]|\Z)"
)
_LINE = re.compile(r"\s*[\"']?(\w[\w .-]{0,60}?)[\"']?\s*(?:[:=](?:\s+(.*))?|=([\"'\[\d].*))$")
_ENTRY = re.compile(r"\s*-\s+(.*)$")
_PLAIN_LINE = re.compile(r"([^\W\d_][\w -]{0,30}):(?:[ \t]+(.*))?$")
_MORE = re.compile(r"(?: {4}|\t)\s*\S")
"""A line that goes on with the value above it."""
_MOST_LINES = 40
_WIKI = re.compile(r"\[\[([^\[\]|]{1,300})(?:\|([^\[\]]{0,300}))?\]\]")
_REMARK = re.compile(
    r"\s{0,8}(?:<!--[ \t]*\n)?(?P<lines>(?:\.\. [\w-]{1,40}:[^\n]{0,1000}\n){2,40})(?:[ \t]*-->[ \t]*(?:\n|\Z))?"
)
_DOTTED = re.compile(r"\.\. ([\w-]{1,40}):(.*)$")
_OF_YAML = re.compile(r"[\w-]{1,40}:(?:\s|\Z)|\s*-\s|\s+\S")
_ADDRESS = re.compile(r"https?://\S+$", re.IGNORECASE)


class FrontMatter(Struct, frozen=True, kw_only=True):
    """A text without what stands above it."""

    text: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    """As found, in JSON's types."""
    fault: str = ""
    """What is wrong with it, where it was read line by line."""


def split(source: str) -> FrontMatter:
    """Part a text from its front matter; its line ends are LF.

    Lines between two rules that do not start with a key are a text that opens with a rule, and stay in it.
    """
    opening = _OPENINGS.match(source)
    if opening is None:
        others = (_with_json, _with_lines, _with_remark, _without_opening)
        return next(filter(None, (one(source) for one in others)), FrontMatter(text=source))
    mark = re.escape(opening["mark"])
    ends = rf"^(?:{mark}|\.\.\.)[ \t]*(?:\n|\Z)" if opening["mark"] == "---" else rf"^{mark}[ \t]*(?:\n|\Z)"
    closing = re.compile(ends, re.MULTILINE).search(source, opening.end())
    front = source[opening.end() : closing.start()] if closing else ""
    if closing is None or not _KEY.match(front):
        return FrontMatter(text=source)
    kind = (opening["kind"] or {"---": "yaml", "+++": "toml", ";;;": "json"}[opening["mark"]]).lower()
    text = source[closing.end() :]
    try:
        return FrontMatter(text=text, fields=_facts_of(front, kind))
    except (YamlError, ValueError, RecursionError) as error:
        message = str(error).split("\n")[0] or type(error).__name__
        return FrontMatter(text=text, fields=_by_lines(front), fault=message)


def is_telling(text: str) -> bool:
    """Tell by the start of a file whether it is front matter with keys that we know."""
    if not (_OPENINGS.match(text) or _JSON.match(text)):
        return False
    front = split(text)
    if front.text is text or (not front.fields and not front.fault):
        return False
    names = {folded(key) for key in front.fields}
    titled = any(_OURS.get(name) == "headline" for name in names) and not _JSON.match(text)
    return titled or len(names & _TELLING) > 1


def is_above(text: str) -> bool:
    """Tell whether front matter with whatever keys stands above a text, and no second object behind a first."""
    front = split(text)
    return front.text is not text and bool(front.fields) and front.text.lstrip()[:1] not in ("{", "[", "")


def under_our_keys(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of front matter under our keys, as static sites, note books and people call them.

    An address within the site is none of the article's; `source` is an address, or who published the text.
    """
    row: dict[str, Any] = dict(fields)
    for holder in _HOLDERS:
        if isinstance(inner := row.get(holder), dict):
            row = {**{str(key): value for key, value in inner.items()}, **{k: v for k, v in row.items() if k != holder}}
    facts: dict[str, Any] = {}
    for name, value in row.items():
        value = _plain_value(value)
        if name == "published" and is_switch(value) and not _is_off(value):
            continue  # which leaves the key to the date
        key = name if name in KEYS else _OURS.get(folded(name)) or _elsewhere(name, row)
        if key == "url" and not (isinstance(value, str) and _ADDRESS.match(value)):
            key = "path" if isinstance(value, str) and "path" not in row else name if name != "url" else "address"
        if folded(name) == "source" and isinstance(value, str):
            key = "url" if _ADDRESS.match(value) else "outlet"
        if key in facts and name != key:
            key = name  # the first, and our own name, count
        facts[key] = _fitting(key, value)
    return facts


def _is_off(value: Any) -> bool:
    return bool(withheld({"published": value}))


def _elsewhere(name: str, row: Mapping[str, Any]) -> str:
    """Return what a key is that has no name of its own in front matter, by what people call columns; else as it is.

    Only where nothing else in it is that. A headline may stand in several languages: `title_en`, `title_pt`.
    """
    own = {_OURS.get(folded(other), other) for other in row}
    base, _, language = name.rpartition("_")
    if language in _LANGUAGES and _OURS.get(folded(base)) == "headline" and "headline" not in own:
        return "headline"
    known = [key for key in named((name,)).keys if key in _MAY_BE]
    return known[0] if len(known) == 1 and known[0] not in own and folded(name) not in _PLAIN_WORDS else name


_MAY_BE = frozenset({"headline", "published", "modified", "authors", "section", "tags", "language", "agency", "byline"})
_LANGUAGES = frozenset(
    "en de fr es pt it nl ru uk pl cs sk sv da no nb nn fi hu ro el tr ar he fa hi zh ja ko vi id th ca".split()
)
_PLAIN_WORDS = frozenset({"name", "head", "by", "from", "created", "added", "topic", "topics", "desk", "signature"})
"""Names of columns that mean other things where a page is described."""


def _fitting(key: str, value: Any) -> Any:
    if key in _LISTS:
        if isinstance(value, dict):
            value = value.get("name")
        if isinstance(value, list):
            value = [str(one.get("name") or "") if isinstance(one, dict) else str(one) for one in _flat(value)]
            return [one for one in value if one.strip() and one != "None"]
        if isinstance(value, str) and key == "tags":
            return [piece.strip().lstrip("#") for piece in re.split(r"[,;]", value)] if "," in value else value
        return value if isinstance(value, str) else None
    if key in KEYS and isinstance(value, list):
        value = next((one for one in _flat(value) if isinstance(one, str)), None)
    if key in KEYS and isinstance(value, dict):
        value = value.get("name") or value.get("value") or value.get("title") or _in_a_language(value)
    return str(value) if key in KEYS and isinstance(value, int | float) and not isinstance(value, bool) else value


def _in_a_language(value: Mapping[Any, Any]) -> Any:
    """Return the first of several wordings by their languages: `{en: Boats, pt: Barcos}`."""
    return next(iter(value.values())) if value and all(str(key)[:2] in _LANGUAGES for key in value) else None


def _flat(value: list[Any]) -> list[Any]:
    """Return the entries of a list; YAML reads `[[Name]]` as a list in a list."""
    return [one for entry in value for one in (entry if isinstance(entry, list) else [entry])]


def _plain_value(value: Any) -> Any:
    if isinstance(value, str):
        return _WIKI.sub(lambda match: match[2] or match[1].rpartition("/")[2], value).strip()
    return [_plain_value(one) for one in value] if isinstance(value, list) else value


def _facts_of(front: str, kind: str) -> dict[str, Any]:
    if len(front) > MOST:
        raise ValueError(f"more than {MOST // 1024} KiB; expected a few lines of keys and values")
    if kind == "toml":
        return {key: _plain(value) for key, value in tomllib.loads(front).items()}
    if kind == "json":
        front = front.strip()
        facts = json.loads(front if front.startswith("{") else f"{{{front}}}")
        if not isinstance(facts, dict):
            raise ValueError("no object; expected keys and values")
        return facts
    return keys_and_values(front, first_line=2)


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list) else value


def _by_lines(front: str) -> dict[str, Any]:
    """Read keys and values line by line: what YAML and TOML have in common."""
    facts: dict[str, Any] = {}
    last = ""
    for line in front[:MOST].split("\n"):
        entry, pair = _ENTRY.match(line), _LINE.match(line)
        if entry and last and isinstance(facts[last], list):
            facts[last].append(_unquoted(entry[1]))
        elif pair and pair[1] not in facts:
            last, value = pair[1], (pair[2] or pair[3] or "").strip()
            if value.startswith("[") and value.endswith("]"):
                facts[last] = [_unquoted(one) for one in value[1:-1].split(",") if one.strip()]
            else:
                facts[last] = _unquoted(value) if value else []
    return {key: value for key, value in facts.items() if value != []}


def _unquoted(value: str) -> str:
    value = value.strip()
    if value[:1] in ("'", '"') and value.count(value[0]) == 1:  # one that nobody closed
        return value[1:].strip()
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value


def _with_json(source: str) -> FrontMatter | None:
    """Part a text from an object above it, as Hugo allows."""
    if not _JSON.match(source):
        return None
    start = source.index("{")
    try:
        facts, end = json.JSONDecoder(strict=False).raw_decode(source[: MOST + start], start)
    except (ValueError, RecursionError):
        return None
    text = source[end:]
    if not text.strip() or not text.lstrip(" \t").startswith("\n"):
        return None
    return FrontMatter(text=text, fields=facts)


def _with_lines(source: str) -> FrontMatter | None:
    """Part a text from lines of keys above it without any rule, as Pelican and MultiMarkdown have them.

    A value may go on in indented lines. One line is enough where it is a title in so many words.
    """
    head, blank, text = source.lstrip("\ufeff\n").partition("\n\n")
    lines = head.split("\n")
    fields: dict[str, str] = {}
    last = ""
    for line in lines if len(lines) <= _MOST_LINES else ():
        pair = _PLAIN_LINE.match(line)
        if pair:
            last = pair[1]
            fields[last] = (pair[2] or "").strip()
        elif last and _MORE.match(line):
            fields[last] = f"{fields[last]} {line.strip()}".strip()
        else:
            return None
    names = {folded(key) for key in fields}
    alone = len(lines) == 1 and names == {"title"}
    known = len(names & _TELLING) > 1 or alone
    if not blank or not known or not any(_OURS.get(name) == "headline" for name in names):
        return None
    return FrontMatter(text=text, fields={key: value for key, value in fields.items() if value})


def _with_remark(source: str) -> FrontMatter | None:
    """Part a text from the lines `.. title: …` above it, bare or in a remark, as Nikola has them."""
    match = _REMARK.match(source)
    if not match:
        return None
    pairs = [_DOTTED.match(line) for line in match["lines"].strip().split("\n")]
    fields = {pair[1]: pair[2].strip() for pair in pairs if pair and pair[2].strip()}
    if not all(pairs) or len({folded(key) for key in fields} & _TELLING) < 2:
        return None
    return FrontMatter(text=source[match.end() :], fields=fields)


def _without_opening(source: str) -> FrontMatter | None:
    """Part a text from YAML above it that a rule ends and none opens, as Hexo allows."""
    closing = re.compile(r"^---[ \t]*\n", re.MULTILINE).search(source[:MOST])
    front = source[: closing.start()] if closing else ""
    lines = [line for line in front.split("\n") if line.strip()]
    if closing is None or len(lines) < 2 or not all(_OF_YAML.match(line) for line in lines):
        return None
    try:
        fields = _facts_of(front, "yaml")
    except (YamlError, ValueError, RecursionError):
        fields = _by_lines(front)
    if len({folded(key) for key in fields} & _TELLING) < 2:
        return None
    return FrontMatter(text=source[closing.end() :], fields=fields)
