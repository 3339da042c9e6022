"""Feeds: the items of RSS, Atom and JSON Feed files.

Feeds are read by feedparser, which is handed bytes and never an address, so that nothing is fetched. An item has the
full content of its article or only a teaser; a teaser is marked as such, with what tells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from io import BytesIO
from time import struct_time
from typing import Any, BinaryIO
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct, field

from generator.languages import sections
from generator.model import Dropped, Origin, Passed
from generator.read import published
from generator.read.detect import Certainty, Head
from generator.read.documents import weblog
from generator.read.encoding import decode, known_encoding
from generator.read.meaning.fields import capture, short
from generator.read.meaning.names import fold
from generator.read.part import Format, Outcome, Part, digest_of, problem, whole
from generator.read.references import mended_bytes

from .html import text_of
from .records import JsonError, decode_json
from .rows import TOO_DEEP

_PROLOGUE = r"\s*(?:<\?[^>]{0,400}\?>\s*|<!--.{0,2000}?-->\s*|<!DOCTYPE[^>\[]{0,400}(?:\[.{0,2000}?\]\s*)?>\s*){0,20}"
_FEED = re.compile(_PROLOGUE + r"<(?:rss|feed|(?:[\w.-]{1,20}:)?RDF|(?:[\w.-]{1,20}:)feed|channel)[\s>]", re.DOTALL)
_SITEMAP = re.compile(_PROLOGUE + r"<(?:urlset|sitemapindex)[\s>]", re.DOTALL)
_JSON_FEED = re.compile(r'\s*\{.{0,4000}?"version"\s*:\s*"https?:\\?/\\?/jsonfeed\.org\\?/version', re.DOTALL)

_CUT = re.compile(
    r"(?:\[?(?:…|\.\.\.|&hellip;)\]?|\[\+\d+ chars\])(?:\s*(?:read|continue|learn|view|see)\b.{0,60})?\s*\Z"
    r"|\b(?:continue reading|read (?:more|on|the (?:full|rest|whole|original))|keep reading|full story|weiterlesen|"
    r"mehr lesen|lire la suite|seguir leyendo|leer más|leggi tutto|lees verder|läs mer|les mer|læs mere|leia mais|"
    r"czytaj dalej|читать далее|اقرأ المزيد|続きを読む)\b.{0,60}\Z",
    re.IGNORECASE | re.DOTALL,
)
"""How a teaser ends."""

FULL_WORDS = 150
"""Words from which on a summary is taken for the text, if it does not end like a teaser: RSS knows one place for both,
and teasers are a sentence or two."""

_FOOTER = 80
"""Characters of a feed's footer beside the names in it."""

_SECTIONED = re.compile(r"\s+[-–—|»>·:/]\s+|:\s+|\s*[|»>]\s*")
"""Between a site's name and a section's in the title of a feed."""
_SHORTEST_NAME, _MOST_WORDS = 4, 6
_FIRST_PAGES = frozenset({"", "index.html", "index.php", "index.htm", "home"})

FAMILIES = {"rss": "RSS item", "atom": "Atom entry", "cdf": "CDF item"}

_RULES = {"language": "feed", "incomplete": "text of the item", "authors": "author of the item"}
_ORIGINS: Mapping[str, Origin] = {"incomplete": "inferred"}


class FeedItem(Struct, frozen=True, kw_only=True):
    """An item of a feed, under our keys."""

    text: str
    facts: Mapping[str, Any]
    rules: Mapping[str, str]
    origins: Mapping[str, Origin] = field(default_factory=dict)
    source: str
    dropped: tuple[Dropped, ...] = ()
    """Lines below the text that name the feed."""


def _recognise(head: Head) -> Certainty:
    if head.text is None:
        return Certainty.HINT if head.ending in (".rss", ".atom", ".rdf") else Certainty.NO
    if weblog.is_export(head.text):
        return Certainty.NO
    if _FEED.match(head.text) or _SITEMAP.match(head.text):
        return Certainty.CERTAIN
    return Certainty.HINT


def _recognise_json(head: Head) -> Certainty:
    return Certainty.CERTAIN if head.text is not None and _JSON_FEED.match(head.text) else Certainty.NO


def _feed(part: Part, file: BinaryIO) -> Iterator[Outcome]:
    """Read an RSS or Atom file."""
    import feedparser  # noqa: PLC0415 - an extra

    data = file.read(part.stop - part.start)
    if not data.strip():
        yield problem(part.path, "empty; expected an RSS or Atom feed")
        return
    if _SITEMAP.match(decode(data[:8192]).text):
        yield Passed(path=part.path, reason="a sitemap, which lists addresses and holds no text")
        return
    feed = _parsed(known_encoding(data).replace(b"<<![CDATA[", b"<![CDATA["))  # a bracket too many breaks off the feed
    fault = feed.get("bozo_exception")
    if not feed.version and not feed.entries:
        yield problem(part.path, f"no feed{_fault_words(fault)}; expected RSS or Atom")
        return
    if fault is not None and not isinstance(fault, feedparser.CharacterEncodingOverride):
        yield problem(
            part.path, f"a broken feed{_fault_words(fault)}, read as far as it goes; expected XML", lost=False
        )
    if not feed.entries:
        yield Passed(path=part.path, reason="a feed without items")
    for number, entry in enumerate(feed.entries, 1):
        yield from _item(part, number, entry, _read_entry(entry, feed.feed, feed.version))


def _parsed(data: bytes) -> Any:
    """Read a feed; one that feedparser gives up on once more, with references to characters that there are."""
    import feedparser  # noqa: PLC0415 - an extra

    try:
        return feedparser.parse(BytesIO(data), sanitize_html=False, resolve_relative_uris=False)
    except (ValueError, OverflowError):
        return feedparser.parse(BytesIO(mended_bytes(data)), sanitize_html=False, resolve_relative_uris=False)


def _fault_words(fault: object) -> str:
    if fault is None:
        return ""
    told = getattr(fault, "getMessage", lambda: str(fault))()
    line = getattr(fault, "getLineNumber", lambda: None)()
    return f": {'' if line is None else f'line {line}, '}{str(told)[:120]}"


def _item(part: Part, number: int, as_found: dict[str, Any], item: FeedItem) -> Iterator[Outcome]:
    if reason := published.withheld(_states(as_found)):
        yield published.passed(part.path, reason, item.facts)
        return
    facts = {key: value for key, value in item.facts.items() if key != "outlet" or "outlet" not in part.fields}
    text = item.text or str(facts.get("headline") or "")
    if not text.strip():
        yield problem(part.path, "an item without title and text; expected one of them", record=number, field="text")
        return
    yield from capture(
        part,
        record=number,
        digest=digest_of(msgspec.json.encode(as_found, order="deterministic", enc_hook=str)),
        text=text,
        facts={key: value for key, value in facts.items() if value},
        rule="feed",
        rules=item.rules,
        origins=item.origins,
        source=item.source,
        dropped=item.dropped,
    )


def _states(as_found: dict[str, Any]) -> dict[str, Any]:
    """Return what an item may say of its state, without feedparser's names of spaces: `app_draft` is `draft`.

    Its `published` is a date, and its `content` the text.
    """
    facts = {key: value for key, value in as_found.items() if key not in ("published", "content", "title", "summary")}
    bare = {key.partition("_")[2]: value for key, value in facts.items() if key.startswith(("snf_", "blogger_"))}
    bare |= {key.rpartition("_")[2]: value for key, value in facts.items() if key.endswith("_draft")}
    return {**facts, **bare}


def _read_entry(entry: dict[str, Any], feed: dict[str, Any], version: str) -> FeedItem:
    """Return what feedparser found in an item.

    Its dictionaries give other keys for some that are missing; what an item does not say must not be said here.
    """
    contents = [one for one in _plain(entry, "content") or [] if one.get("value")]
    names = _one_line(_text(_plain(entry, "title_detail") or {})), _one_line(_plain(feed, "title") or "")
    full, footer = _without_footer(max((_text(one) for one in contents), key=len, default=""), *names)
    summary, below = _without_footer(
        _text(_plain(entry, "summary_detail") or {"value": _plain(entry, "summary") or ""}), *names
    )
    published, modified, inferred = _dates(entry, version)
    source = next((name for start, name in FAMILIES.items() if version.startswith(start)), "feed item")
    url = _address(_plain(entry, "link"))
    outlet, outlet_rule = _outlet(entry, feed, url)
    facts = {
        "id": _plain(entry, "id"),
        "url": url,
        "headline": names[0],
        "outlet": outlet,
        "feed": names[1],
        "published": published,
        "modified": modified,
        "authors": _names(entry) or _names_of_feed(feed, version),
        "tags": [tag for one in _plain(entry, "tags") or [] if (tag := one.get("label") or one.get("term"))],
        "language": next((one["language"] for one in contents if one.get("language")), None)
        or _plain(feed, "language"),
        "incomplete": teaser(full if len(full) >= len(summary) else "", summary),
    }
    return FeedItem(
        text=full if len(full) >= len(summary) else summary,
        facts=facts,
        rules={**_RULES, "outlet": outlet_rule, **({"published": "Atom updated"} if inferred else {})},
        origins={**_ORIGINS, "published": "inferred"} if inferred else _ORIGINS,
        source=source,
        dropped=footer if len(full) >= len(summary) else below,
    )


def _without_footer(text: str, title: str, feed: str) -> tuple[str, tuple[Dropped, ...]]:
    """Part a text and the line below it that names item and feed: `The post … appeared first on …`, in any language."""
    above, _, last = text.rpartition("\n\n")
    line = _one_line(last)
    names = [name for name in (title, feed) if len(name) > 2]
    if not above or len(names) < 2 or len(line) > len(title) + len(feed) + _FOOTER or not all(map(line.count, names)):
        return text, ()
    return above, (Dropped(text=line, rule="feed footer"),)


def _address(link: str | None) -> str | None:
    """Return an item's address; feedparser gives an id that is none in the place of a missing link."""
    return link if link and re.match(r"https?://", link, re.IGNORECASE) else None


def _plain(facts: dict[str, Any], key: str) -> Any:
    return dict.get(facts, key)


def _text(content: Mapping[str, Any]) -> str:
    value = content.get("value") or ""
    return value.strip() if content.get("type") == "text/plain" or _is_plain(value) else text_of(value)


_MARKED = re.compile(
    r"</[A-Za-z]|<(?:br|p|img|hr|div|ul|ol|li|h\d|blockquote|figure|table|!--)\b|<\w+\s[\w-]+=|&\w+;|&#"
)


def _is_plain(value: str) -> bool:
    """Tell whether a description is a text with lines of its own, and what looks like tags stands in its words."""
    return "\n" in value.strip() and not _MARKED.search(value)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _names(entry: dict[str, Any]) -> list[str]:
    people = [*(_plain(entry, "authors") or []), *(_plain(entry, "contributors") or [])]
    names = list(dict.fromkeys(name for one in people if (name := _one_line(one.get("name") or ""))))
    if any(name.count("(") != name.count(")") for name in names):
        # The library cuts addresses of mail behind the fourth letter of their last part: `ana@osk.media (Ana Kestrel)`.
        return [_one_line(_plain(entry, "author") or "")]
    return names


def _names_of_feed(feed: dict[str, Any], version: str) -> list[str]:
    """Return the authors of an Atom feed, who are those of each entry that names none."""
    people = (_plain(feed, "authors") or []) if version.startswith("atom") else []
    return list(dict.fromkeys(name for one in people if (name := _one_line(one.get("name") or ""))))


def _outlet(entry: dict[str, Any], feed: dict[str, Any], url: str | None) -> tuple[str | None, str]:
    """Return who published an item, and who says so."""
    title = _without_category(_one_line(_plain(feed, "title") or ""), entry)
    for stated_name, key, rule in (
        (_plain(entry, "source") or {}, "title", "source of the item"),
        (feed, "publisher", "publisher of the feed"),
    ):
        if name := _one_line(_plain(stated_name, key) or ""):
            return (title, "title of the feed") if key == "publisher" and _is_site(title, url) else (name, rule)
    return outlet_of(title, url or "", _plain(feed, "link") or "") or None, "title of the feed"


def _is_site(title: str, url: str | None) -> bool:
    """Tell whether a feed's title is spelled like the host of its items, so that its publisher is the company."""
    name = fold(title)
    return len(name) >= _SHORTEST_NAME and name.removeprefix("the") in fold(_host(url or "").rpartition(".")[0])


def _without_category(title: str, entry: dict[str, Any]) -> str:
    """Return a feed's title without the category of its items behind the name: `Harbour Log - ferries`."""
    name, parted, last = title.rpartition(" - ")
    terms = {str(one.get("term") or "").casefold() for one in _plain(entry, "tags") or []}
    return name if parted and last.casefold() in terms else title


def outlet_of(title: str, url: str, home: str) -> str:
    """Return what a feed's title says of who published its items; empty where the address of an item tells it better.

    A title is as often that of a section or a search. It names the site where the site's host is spelled like it
    (`Marrow Mail: Harbour`, `marrowmail.example`), and where the feed calls the site's first page its own.

    Args:
        title: Of the feed.
        url: Of an item; empty without one.
        home: The page that the feed calls its own.
    """
    host = _host(url)
    if not host:
        return title
    letters = fold(host.rpartition(".")[0])
    for piece in (title, *_SECTIONED.split(title)):
        if len(name := fold(piece)) >= _SHORTEST_NAME and name.removeprefix("the") in letters:
            return piece
    path = urlsplit(home).path if _host(home) == host else "?"
    if _ACCOUNT.match(path):
        return title
    first = path.strip("/") in _FIRST_PAGES
    name, parted, last = title.rpartition(" - ")
    title = name if parted and sections().issuperset(last.casefold().split()) else title
    words = title.casefold().split()
    named = 0 < len(words) <= _MOST_WORDS and not sections().issuperset(words) and not _SECTIONED.search(title)
    return title if first and named else ""


_ACCOUNT = re.compile(r"/(?:@|(?:channel|c|user|users|u|profile|author|people)/)[^/]", re.IGNORECASE)
"""Where somebody's own page is on a site of many: the feed's title is that person's or channel's name."""


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _dates(entry: dict[str, Any], version: str) -> tuple[str | None, str | None, bool]:
    """Return when an item was published and modified, and whether the first was concluded from the second.

    Dublin Core's date, the only one of RSS 1.0, and an Atom `updated` without `published` arrive under one name.
    """
    published, updated = (_moment(entry, key) for key in ("published", "updated"))
    if published or not updated:
        return published, updated, False
    return (updated, updated, True) if version.startswith("atom") else (updated, None, False)


def _moment(entry: dict[str, Any], key: str) -> str | None:
    """Return a date as ISO 8601; one that feedparser cannot read as it stands, for others to read or report."""
    written, parsed = _plain(entry, key), _plain(entry, f"{key}_parsed")
    if not isinstance(parsed, struct_time) or re.fullmatch(r"\s*\d{4}-\d\d-\d\d\s*", written or ""):
        return (written or "").strip() or None
    year, month, day, hour, minute, second = parsed[:6]
    return f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{min(second, 59):02}Z"


def teaser(full: str, summary: str) -> str | None:
    """Return what tells that an item has only a teaser of its article; None if it has the text.

    Args:
        full: The text of its content; empty where the feed has none.
        summary: The text of its summary or description.
    """
    end = _CUT.search((full or summary)[-200:])
    ending = short(_one_line(end[0])) if end else ""
    if full:
        return f"the text ends with {ending}" if end else None
    if not summary:
        return "a title, no text"
    words = len(summary.split())
    counted = f"a summary of {words} {'word' if words == 1 else 'words'}"
    if end:
        return f"{counted} that ends with {ending}"
    return None if words >= FULL_WORDS or len(summary) >= 6 * FULL_WORDS else f"{counted}, no content"


def _json_feed(part: Part, file: BinaryIO) -> Iterator[Outcome]:
    """Read a JSON Feed file (jsonfeed.org, version 1 and 1.1)."""
    data = file.read(part.stop - part.start)
    try:
        feed = decode_json(decode(data, part.encoding).text.encode())
    except JsonError as error:
        yield problem(part.path, f"{error}; expected a JSON Feed")
        return
    except RecursionError:
        yield problem(part.path, TOO_DEEP)
        return
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        yield problem(part.path, "a JSON Feed without items; expected a list of them", field="items")
        return
    if not items:
        yield Passed(path=part.path, reason="a feed without items")
    for number, item in enumerate(items, 1):
        if isinstance(item, dict):
            yield from _item(part, number, item, _read_json(item, feed))
        else:
            yield problem(part.path, f"{short(item)}; expected an item, an object", record=number)


def _read_json(item: dict[str, Any], feed: dict[str, Any]) -> FeedItem:
    html, plain, summary = (_string(item, key) for key in ("content_html", "content_text", "summary"))
    full = text_of(html) if html else plain.strip()
    url = _string(item, "url") or _string(item, "external_url")
    facts = {
        "id": item.get("id"),
        "url": url,
        "headline": _one_line(_string(item, "title")),
        "outlet": outlet_of(_one_line(_string(feed, "title")), url, _string(feed, "home_page_url")),
        "feed": _one_line(_string(feed, "title")),
        "published": _string(item, "date_published"),
        "modified": _string(item, "date_modified"),
        "authors": _people(item),
        "tags": [tag for tag in item.get("tags") or [] if isinstance(tag, str)] if _is_list(item, "tags") else [],
        "language": _string(item, "language") or _string(feed, "language"),
        "incomplete": teaser(full if full != summary.strip() else "", summary),
    }
    return FeedItem(
        text=full or summary,
        facts=facts,
        rules={**_RULES, "outlet": "title of the feed"},
        origins=_ORIGINS,
        source="JSON Feed item",
    )


def _string(holder: dict[str, Any], key: str) -> str:
    value = holder.get(key)
    return value if isinstance(value, str) else ""


def _is_list(holder: dict[str, Any], key: str) -> bool:
    return isinstance(holder.get(key), list)


def _people(holder: dict[str, Any]) -> list[str]:
    listed = holder.get("authors") if _is_list(holder, "authors") else [holder.get("author")]
    names = [_one_line(_string(one, "name")) for one in listed or [] if isinstance(one, dict)]
    return [name for name in names if name]


FEED = Format(
    kind="feed",
    rank=50,
    title="feed (RSS or Atom)",
    endings=(".rss", ".atom", ".rdf", ".xml"),
    recognise=_recognise,
    cut=whole,
    captures=_feed,
    needs=("feedparser", "lxml"),
    extra="feeds",
)
JSON_FEED = Format(
    kind="json feed",
    rank=51,
    title="JSON Feed",
    endings=(".json",),
    recognise=_recognise_json,
    cut=whole,
    captures=_json_feed,
    needs=("lxml",),
    extra="feeds",
)

FORMATS = (FEED, JSON_FEED)
