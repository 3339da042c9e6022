"""Shapes: the records that a JSON value holds, told by its shape and not by what its keys are called.

A list of records, records by key, columns of a table in any way that pandas writes them, answers of APIs that hold such
a list somewhere inside, and records in a wrapper of their own (`_source`, `node`, `attributes`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from generator.languages import sections
from generator.read.part import Part

from . import names
from .blocks import said, text_of_blocks
from .mapping import mapped, summary_of
from .names import fold
from .readers import rows_of

MOST_LEVELS = 8
"""How deep in an answer its records may stand."""
_MOST_BELOW = 10_000
"""Values of one level that are looked into."""
_MOST_LOOKED_AT = 20
"""Entries of a list that are looked at to tell what it holds."""

_OUTLET = ("outlet", "newspaper", "publication", "site", "site_name")
_ABOUT_ALL = {
    "outlet": ("name", "title", *_OUTLET),
    "language": ("language", "lang"),
}
"""What an answer says of all its records: key of ours -> its keys."""
_PUBLISHERS = ("blog", "site", "publication", "newspaper", "channel", "feed")
"""Keys of objects beside the records that tell who published them."""
_OF_PUBLISHER = {**_ABOUT_ALL, "outlet": ("title", *_OUTLET, "name")}
"""What such an object says; its name may be one for machines."""


_CHAT = re.compile(r"\w{3,20}_(?:channel|group|supergroup|chat)|saved_messages")
_BETWEEN_PEOPLE = frozenset({"personal_chat", "bot_chat", "saved_messages"})
_IN_GROUPS = frozenset({"private_group", "private_supergroup"})
"""Kinds of chats; a group that somebody exported by itself was meant."""
_EVERYBODY = ("https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public")
"""How ActivityPub says that a post is for everybody."""
_NEEDED = frozenset({"headline", "text"})
_DATED, _SIGNED = frozenset({"headline", "published"}), frozenset({"headline", "url", "authors"})
_ADDRESSED = frozenset({"headline", "published", "url"})
_FEWEST_WORDS, _LEAST_TEXT = 2, 60
"""Words of a key that is a headline, and characters of the text that stands under it alone."""
_NUMBERED = re.compile(r"\d|://")


class Held(Struct, frozen=True, kw_only=True):
    """The records in a value."""

    records: list[Any]
    about: Mapping[str, Any] = {}
    """What the value says of all of them, under our keys."""


def records_in(part: Part, value: Any) -> Held | None:
    """Return the records that a value holds; None for a single one.

    Args:
        part: Its mapping says which keys hold a text.
        value: What a file of JSON holds.
    """
    if isinstance(value, list):
        records = _of_tables(value) or _of_list(value)
        if _some_are_records(part, records):
            return Held(records=records)
        return _inside(part, {"": records}) or Held(records=records)
    if not isinstance(value, dict):
        return None
    if records := _chats(value) or _activities(value) or _graph(value):
        return Held(records=records)
    if isinstance(value.get("included"), list) and isinstance(value.get("data"), dict | list):
        value = {**value, "data": _with_included(value["data"], value["included"])}
    table = _of_table(value) or _by_title(value)
    if table is not None:
        return Held(records=table)
    if pages := _answer(part, value) or _answered(part, value):
        return Held(records=pages, about=_about_all(value))
    return None if _is_record(part, value) else _inside(part, value) or _summed_up(value)


def _of_tables(items: list[Any]) -> list[Any]:
    """Return the rows of a data base's tables, as phpMyAdmin exports them: `{"type": "table", "data": [...]}`."""
    tables = [one for one in items if isinstance(one, dict) and one.get("type") == "table"]
    return [
        row
        for one in tables
        if isinstance(one.get("name"), str) and isinstance(one.get("data"), list)
        for row in rows_of(one["name"], one["data"])
    ]


def _graph(value: Mapping[str, Any]) -> list[Any]:
    return _linked_nodes(value["@graph"]) if isinstance(value.get("@graph"), list) else []


def _answered(part: Part, holder: Mapping[str, Any]) -> list[Any]:
    """Return the records of an answer that says besides how it went: `{"message": "success", "data": [...]}`."""
    lists = [one for one in holder.values() if isinstance(one, list) and one and all(isinstance(i, dict) for i in one)]
    if len(lists) != 1 or "headline" not in names.columns_of(tuple(lists[0][0])):
        return []
    if "headline" in names.columns_of(tuple(holder)) or "@type" in holder:
        return []  # an article that has a list of people, of pictures
    text = mapped(part, {key: one for key, one in holder.items() if not isinstance(one, list)}).text
    return lists[0] if isinstance(text, str) and len(text) < _LEAST_TEXT else []


def _summed_up(holder: Mapping[str, Any]) -> Held | None:
    """Return records that have a headline, a date and a summary and no text, as many services give them out."""
    waiting: list[tuple[Any, Mapping[str, Any]]] = [(holder, {})]
    for _ in range(MOST_LEVELS):
        below: list[tuple[Any, Mapping[str, Any]]] = []
        for value, about in waiting:
            known = {**about, **_about_all(value)}
            found: dict[str, list[Any]] = {}
            for key, inner in value.items():
                sample = inner[:_MOST_LOOKED_AT] if isinstance(inner, list) else []
                if any(isinstance(one, dict) and is_summed_up(_bare(one)) for one in sample):
                    found[key] = [_bare(one) if isinstance(one, dict) else one for one in inner]
                below += [(inner, known)] if isinstance(inner, dict) else []
            if found:
                return Held(records=_filed(value, found), about=known)
        waiting = below[:_MOST_BELOW]
    return None


def _filed(holder: Mapping[str, Any], found: Mapping[str, list[Any]]) -> list[Any]:
    """Return the records of an object's lists, each with the day or the section that it stands under."""
    keys = list(holder) if all(isinstance(one, list) for one in holder.values()) else []
    fact = "published" if keys and all(map(_DAY.fullmatch, keys)) else "section" if _are_sections(keys) else ""
    return [
        {fact: key, **one} if fact and key.casefold() not in _ANY_SECTION and _lacks(fact, one) else one
        for key, records in found.items()
        for one in records
    ]


def _are_sections(keys: Sequence[str]) -> bool:
    """Tell whether keys are sections: several, and at least half of them are called as sections are."""
    telling = [key.casefold() for key in keys if key.casefold() not in _ANY_SECTION]
    return len(telling) > 1 and sum(key in sections() for key in telling) * 2 >= len(telling)


def _lacks(fact: str, record: Any) -> bool:
    return isinstance(record, dict) and fact not in names.columns_of(tuple(record))


_ANY_SECTION = frozenset({"news", "latest", "top", "breaking", "videos", "local"})
"""What any list of articles may be called."""
_DAY = re.compile(r"(?:1[6-9]|20)\d\d[-/.](?:0?[1-9]|1[0-2])[-/.](?:0?[1-9]|[12]\d|3[01])")


def _bare(record: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a record that has a summary and no text out of its wrapper, as a search gives it: `_source`."""
    if is_summed_up(record):
        return record
    inner = [one for one in record.values() if isinstance(one, dict) and is_summed_up(one)]
    beside = {key: value for key, value in record.items() if not isinstance(value, dict)}
    return {**beside, **inner[0]} if len(inner) == 1 else record


def is_summed_up(record: Mapping[str, Any]) -> bool:
    """Tell whether a record has a headline, a summary, and a date, or an address and an author."""
    known = names.columns_of(tuple(record)).keys()
    told = known >= _DATED or known >= _SIGNED or ("headline" in known and any(map(names.may_date, record)))
    return told and summary_of(record) is not None


def _chats(value: Mapping[str, Any]) -> list[Any]:
    """Return the messages of Telegram's chats; those of a chat between people are for them alone, and marked so."""
    lists = [
        value[key]["list"]
        for key in ("chats", "left_chats")
        if isinstance(value.get(key), dict) and "list" in value[key]
    ]
    chats = [chat for some in lists if isinstance(some, list) for chat in some] or [value]
    records: list[Any] = []
    for chat in chats:
        messages = chat.get("messages") if isinstance(chat, dict) and isinstance(chat.get("type"), str) else None
        if not isinstance(messages, list) or not _CHAT.fullmatch(chat["type"]):
            continue
        private = chat["type"] in _BETWEEN_PEOPLE or (lists and chat["type"] in _IN_GROUPS)
        records += [{**one, "visibility": "private"} if private and isinstance(one, dict) else one for one in messages]
    return records


def _activities(value: Mapping[str, Any]) -> list[Any]:
    """Return what somebody posted, out of an outbox of ActivityPub's as Mastodon exports it.

    What is not for everybody is marked as private; what somebody else wrote and was only passed on is a repost.
    """
    activities = value.get("orderedItems")
    if not isinstance(activities, list) or "activitystreams" not in str(value.get("@context", ""))[:2000].casefold():
        return []
    return [_activity(one) if isinstance(one, dict) else one for one in activities]


def _activity(activity: Mapping[str, Any]) -> Mapping[str, Any]:
    note = activity.get("object")
    if not isinstance(note, dict):
        return {"post_type": "repost", "published": activity.get("published")}
    given = [one[key] for one in (activity, note) for key in ("to", "cc") if key in one]
    meant = [one for some in given for one in (some if isinstance(some, list) else [some])]
    private = bool(given) and not any(one in _EVERYBODY for one in meant)
    return {**note, "visibility": "private"} if private else note


def _answer(part: Part, holder: Mapping[str, Any]) -> list[Any]:
    """Return the records of an answer whose lists all hold articles, even under a key of texts: `content_elements`."""
    if "headline" in names.columns_of(tuple(holder)):
        return []
    lists = {key: value for key, value in holder.items() if isinstance(value, list) and value}
    sample = [one for some in lists.values() for one in some[:_MOST_LOOKED_AT]]
    whole = [isinstance(one, dict) and names.columns_of(tuple(one)).keys() >= _NEEDED for one in sample]
    articles = whole and all(whole) and all(_some_are_records(part, some) for some in lists.values())
    return _filed(holder, lists) if articles else []


def _some_are_records(part: Part, records: list[Any]) -> bool:
    sample = [one for one in records[:_MOST_LOOKED_AT] if isinstance(one, dict)]
    if sample and all(map(_is_token, sample)):
        return False
    return any(_is_record(part, unwrapped(part, one)) for one in sample)


def _is_token(record: Mapping[str, Any]) -> bool:
    """Tell whether a record is a word of a page that a program took apart: it has a place there, and no more."""
    text = record.get("text")
    one = isinstance(text, str) and len(text.split()) < 2
    return (
        one and any(fold(key) in _PLACES for key in record) and names.columns_of(tuple(record)).keys() <= {"text", "id"}
    )


_PLACES = frozenset({"coords", "bbox", "boundingbox", "box", "polygon", "offset", "start", "beginoffset", "geometry"})


def _of_list(items: list[Any]) -> list[Any]:
    """Return the records of a list: its entries, rows below a row of names, records beside their keys."""
    sample = items[:_MOST_LOOKED_AT]
    if not sample or any(not isinstance(one, list) for one in sample):
        return _flat(items) if _mixed(sample) else items
    if all(len(one) == 2 and isinstance(one[1], dict) for one in items if isinstance(one, list)):
        return [_keyed(one[0], one[1]) if isinstance(one, list) else one for one in items]
    if all(one and all(_is_pair(pair) for pair in one) for one in sample):
        return [dict(one) if isinstance(one, list) and all(map(_is_pair, one)) else one for one in items]
    head = items[0]
    if all(isinstance(name, str) for name in head) and sum(map(names.is_known, head)) >= 2:
        return [dict(zip(head, row, strict=False)) if isinstance(row, list) else row for row in items[1:]]
    if all(isinstance(item, dict) for one in sample for item in one):
        return _flat(items)
    return items


def _flat(items: list[Any]) -> list[Any]:
    return [item for one in items for item in (one if isinstance(one, list) else [one])]


def _mixed(sample: list[Any]) -> bool:
    """Tell whether lists of records stand among records."""
    return any(isinstance(one, list) and one and all(isinstance(item, dict) for item in one) for one in sample)


def _is_pair(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and isinstance(value[0], str)


def _keyed(key: Any, record: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a record with the key that it stands under: an address, or a number or name of its own."""
    if not isinstance(key, str | int) or isinstance(key, bool):
        return record
    name = "url" if isinstance(key, str) and "://" in key else "id"
    if isinstance(key, str) and _is_title(key) and "headline" not in names.columns_of(tuple(record)):
        return {"headline": key, **record}
    if name == "id" and any(fold(one) in {"id", "guid", "uuid"} for one in record):
        return record
    return record if name in record else {name: str(key), **record}


def _is_title(key: str) -> bool:
    """Tell whether records stand under their headlines: words, and no address or number."""
    return "://" not in key and len(key.split()) >= _FEWEST_WORDS and any(map(str.isalpha, key))


def _by_title(value: Mapping[str, Any]) -> list[Any] | None:
    """Return the texts of an object as records, if all of them stand under their headlines; None otherwise."""
    texts = all(isinstance(text, str) and len(text) >= _LEAST_TEXT for text in value.values())
    if len(value) < 2 or not texts or not all(map(_is_title, value)) or any(map(names.is_known, value)):
        return None
    return [{"headline": key, "text": text} for key, text in value.items()]


def _is_record(part: Part, value: Mapping[str, Any]) -> bool:
    """Tell whether an object is a record itself: it has a text, or is of a known making."""
    if value.get("@type") or value.get("@context"):
        return True
    try:
        text = mapped(part, value).text
    except RecursionError:
        return True
    return isinstance(text, str) and bool(text.strip())


def _of_table(holder: Mapping[str, Any]) -> list[Any] | None:
    """Return the rows of a table that is written by columns; None if it is none.

    `{"columns": [...], "data": [[...]]}`, `{"title": {"0": ...}, "text": {"0": ...}}` or lists of as many values under
    each, whatever columns and rows are called.
    """
    lists = [value for value in holder.values() if isinstance(value, list)]
    for head in lists:
        columns = [said(one) for one in head]
        if columns and all(isinstance(one, str) for one in columns) and sum(map(names.is_known, columns)) >= 2:
            for rows in lists:
                if (
                    rows is not head
                    and rows
                    and all(isinstance(row, list) and len(row) <= len(columns) for row in rows)
                ):
                    return [dict(zip(columns, row, strict=False)) for row in rows]
    known = [key for key in holder if names.is_known(key)]
    if len(known) < 2 or "text" not in names.columns_of(tuple(holder)):
        return None
    if all(isinstance(holder[key], dict) for key in known):
        return _by_columns(holder, known)
    if all(isinstance(holder[key], list) for key in known):
        length = max(len(holder[key]) for key in known)
        if length > 1 and all(len(holder[key]) == length for key in known):
            even = {key: value for key, value in holder.items() if isinstance(value, list) and len(value) == length}
            return [{key: value[at] for key, value in even.items()} for at in range(length)]
    return None


def _by_columns(holder: Mapping[str, Any], known: list[str]) -> list[Any] | None:
    first = holder[known[0]]
    if not first or not all(holder[key].keys() & first.keys() for key in known[1:]):
        return None
    columns = {key: value for key, value in holder.items() if isinstance(value, dict)}
    rows = dict.fromkeys(number for value in columns.values() for number in value)
    made = [{key: value[number] for key, value in columns.items() if number in value} for number in rows]
    return [row if str(number).isdigit() else _keyed(number, row) for number, row in zip(rows, made, strict=True)]


def _inside(part: Part, holder: Any) -> Held | None:
    """Return the records of the first value inside that holds some, the nearest first; None if none does."""
    waiting: list[tuple[Any, Mapping[str, Any]]] = [(holder, {})]
    articles: dict[int, Any] = {}  # id of a value -> the article without a text that it stands in
    for _ in range(MOST_LEVELS):
        below: list[tuple[Any, Mapping[str, Any]]] = []
        held: list[Held] = []
        single: list[Held] = []
        for value, about in waiting:
            article = _about_it(value, articles.get(id(value)))
            if article is not None:
                articles |= dict.fromkeys(map(id, _values_below(value)), article)
            if isinstance(value, dict):
                known = {**about, **_about_all(value)}
                found = {key: records for key, one in value.items() if (records := _held_in(part, one))}
                gathered = _filed(value, found) or _by_key(part, value)
                if gathered:
                    held.append(Held(records=_or_article(gathered, article), about=known))
                alone = [one for key, one in value.items() if isinstance(one, dict) and one and not _is_fact(key)]
                alone = [one for one in alone if _is_record(part, unwrapped(part, one))]
                single += [Held(records=_or_article([one], article), about=known) for one in alone]
                below += [(one, known) for one in value.values() if isinstance(one, dict)]
                many = [one for one in value.values() if isinstance(one, list)]
                below += [(one, known) for some in many for one in some[:_MOST_BELOW]]
        if held:
            same = all(one.about == held[0].about for one in held)
            return Held(records=[one for some in held for one in some.records], about=held[0].about if same else {})
        if len(single) == 1:
            return Held(records=[_inner_object(single[0].records[0])], about=single[0].about)
        waiting = below[:_MOST_BELOW]
    return None


def _about_it(value: Any, around: Any) -> Any:
    """Return the article that what stands below a value belongs to: one with headline, date and address, or None."""
    own = isinstance(value, dict) and names.columns_of(tuple(value)).keys() >= _ADDRESSED
    return value if own else around


def _values_below(value: Any) -> list[Any]:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [item for one in inner for item in (one[:_MOST_BELOW] if isinstance(one, list) else [one])]


def _or_article(records: list[Any], article: Any) -> list[Any]:
    """Return records, or the article whose posts, captions and the like they are, since none has a headline itself."""
    named = any(
        isinstance(one, dict)
        and "headline" in names.columns_of(tuple(key for key in one if fold(key) not in _CROSSHEADS))
        for one in records
    )
    return records if article is None or named else [article]


_CROSSHEADS = frozenset({"heading", "subheading", "header", "subheader", "subhead", "crosshead"})
"""Keys, folded, of what stands above a part of a text; above an article of its own stands a title or a headline."""


def _held_in(part: Part, value: Any) -> list[Any]:
    """Return the records of a value, if some of them have a text; else none."""
    if isinstance(value, dict):
        if value and not _is_record(part, value):
            return _by_key(part, value) or []
        return []
    if not isinstance(value, list):
        return []
    records = _of_list(value)
    return records if _some_are_records(part, records) else []


def _by_key(part: Part, value: Mapping[str, Any]) -> list[Any]:
    """Return the records of an object whose values all are records: by number, name or address."""
    inner = list(value.values())
    if not inner or not all(isinstance(one, dict) for one in inner):
        return []
    sample = [unwrapped(part, one) for one in inner[:_MOST_LOOKED_AT]]
    if sum(_is_record(part, one) for one in sample) * 2 < len(sample):
        return []
    if len(inner) < 2 and not (_NUMBERED.search(key := next(iter(value))) or _is_title(key)):
        return []  # the name of a wrapper
    return [_keyed(key, one) for key, one in value.items()]


def _about_all(value: Mapping[str, Any]) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    if not any(isinstance(one, list) and one and isinstance(one[0], dict) for one in value.values()):
        return facts
    publishers = [value[one] for one in _PUBLISHERS if isinstance(value.get(one), dict)]
    for key, keys in _ABOUT_ALL.items():
        told = [value[one] for one in keys if one in value]
        told += [publisher[one] for publisher in publishers for one in _OF_PUBLISHER[key] if one in publisher]
        word = next((one for one in told if isinstance(one, str) and one.strip()), None)
        if word:
            facts[key] = word
    return facts


def unwrapped(part: Part, record: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a record out of its wrapper: where it has no text of its own, and one object in it has, the two as one."""
    for _ in range(4):
        if _is_record(part, record):
            return record
        inner = [(key, one) for key, one in record.items() if isinstance(one, dict) and one and not _is_fact(key)]
        inner += [(key, one[0]) for key, one in record.items() if _is_lone_version(key, one)]
        records = [(key, one) for key, one in inner if _is_record(part, one)] or (inner if len(inner) == 1 else [])
        if len(records) != 1 or not _holds_text(records[0][1]):
            return record
        key, one = records[0]
        beside = {name: value for value in record.values() if isinstance(value, dict) for name, value in value.items()}
        facts = {
            name: value
            for name, value in beside.items()
            if names.columns_of((name,)) and not _says_itself(name, record)
        }
        outer = {
            name: value
            for name, value in record.items()
            if name != key and (not isinstance(value, dict | list) or fold(name) in names.holders())
        }
        outer = {**{name: value for name, value in facts.items() if not isinstance(value, dict | list)}, **outer}
        record = {**{name: value for name, value in outer.items() if not _says_itself(name, one)}, **one}
    return record


_VERSIONS = frozenset({"translations", "versions", "revisions", "localizations", "locales", "variants"})


def _is_lone_version(key: str, value: Any) -> bool:
    """Tell whether a list holds the one version of an article that there is: `translations: [{headline, content}]`."""
    lone = value[0] if isinstance(value, list) and len(value) == 1 and fold(key) in _VERSIONS else None
    return isinstance(lone, dict) and names.columns_of(tuple(lone)).keys() >= _NEEDED


def _inner_object(record: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what an object of one key holds, where that has several facts itself: `{"article": {"title": …}}`."""
    inner = next(iter(record.values())) if len(record) == 1 else None
    return inner if isinstance(inner, dict) and len(names.columns_of(tuple(inner))) > 1 else record


def _is_fact(key: str) -> bool:
    """Tell whether an object under a key is a fact about the record, such as its headline, and not the record."""
    return not names.columns_of((key,)).keys() <= {"text", "outlet", "id", "published", "modified", "page_number"}


def _says_itself(name: str, record: Mapping[str, Any]) -> bool:
    """Tell whether a record says itself what a key of its wrapper would say."""
    told, own = names.columns_of((name,)), names.columns_of(tuple(record))
    return name in record or (bool(told) and next(iter(told)) in own and next(iter(told)) != "id")


def _holds_text(value: Any, level: int = 1) -> bool:
    if level > 4 or not isinstance(value, dict):
        return False
    keys = names.named(tuple(value)).keys.get("text", ()) if all(isinstance(key, str) for key in value) else ()
    if text_of_blocks(value) if keys else False:
        return True
    if any(isinstance(said_ := value[key], str) and said_.strip() for key in keys):
        return True
    return any(_holds_text(one, level + 1) for one in value.values())


def _linked_nodes(graph: list[Any]) -> list[Any]:
    """Put the nodes of a JSON-LD graph in the places that name them, one step deep: publishers, authors."""
    named = {node["@id"]: node for node in graph if isinstance(node, dict) and isinstance(node.get("@id"), str)}

    def whole_of(value: Any) -> Any:
        if isinstance(value, list):
            return [whole_of(item) for item in value]
        if isinstance(value, dict) and value.keys() == {"@id"}:
            node = named.get(value["@id"] if isinstance(value["@id"], str) else "", value)
            return {key: inner for key, inner in node.items() if not isinstance(inner, dict | list)}
        return value

    return [{key: whole_of(item) for key, item in node.items()} if isinstance(node, dict) else node for node in graph]


_PEOPLE = re.compile(r"user|author|person|people|profile|writer|journalist", re.IGNORECASE)


def _with_included(data: Any, included: list[Any]) -> Any:
    """Put what JSON:API gives beside its records in those that name it: authors under `author`, others as they say."""
    known = {
        (one.get("type"), one.get("id")): one.get("attributes")
        for one in included
        if isinstance(one, dict) and isinstance(one.get("type"), str) and isinstance(one.get("id"), str)
    }

    def named(relation: Any) -> list[tuple[str, Any]]:
        linked = relation.get("data") if isinstance(relation, dict) else None
        links = [one for one in (linked if isinstance(linked, list) else [linked]) if isinstance(one, dict)]
        kinds = [(str(one.get("type")), known.get((one.get("type"), one.get("id")))) for one in links]
        return [(kind, name) for kind, attributes in kinds if (name := said(attributes))]

    def whole_of(record: Any) -> Any:
        relations = record.get("relationships") if isinstance(record, dict) else None
        own = record.get("attributes") if isinstance(record, dict) else None
        if not isinstance(relations, dict) or not isinstance(own, dict):
            return record
        by_id: dict[str, Any] = {}
        for key, relation in relations.items():
            for kind, name in named(relation):
                by_id.setdefault("author" if _PEOPLE.search(kind) else key, []).append(name)
        return {**record, "attributes": {**by_id, **own}}

    return [whole_of(one) for one in data] if isinstance(data, list) else whole_of(data)
