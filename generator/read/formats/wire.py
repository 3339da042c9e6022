"""Wire text: what agencies sent to teleprinters, as IPTC 7901 and ANPA 1312 have it, and files still hold it.

Above a text stand the sign of its service, a number, a priority, a category and a slug or keywords; below it the time
of its sending. The control signs around them (SOH, STX, ETX, EOT) may be there, be written out as `^A`, or be gone.
A story in several takes is one article.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import Any, BinaryIO

from msgspec import Struct
from msgspec.structs import replace

from generator.model import Dropped, Passed
from generator.read import published
from generator.read.detect import Certainty, Head
from generator.read.encoding import decode
from generator.read.meaning.fields import capture
from generator.read.part import Format, Outcome, Part, digest_of, problem, whole

_ANPA = re.compile(
    r"^[a-zA-Z]\d{3,5}[ \t]*(?:[A-Z]{2,8})?[a-z]{0,8}-{0,8}[ \t]*\n{1,2}[ \t]*(?P<priority>[a-zA-Z]) "
    r"(?P<category>[a-zA-Z]{1,2}) (?P<slug>\S[^\n]{2,70}?)[ \t]+\d\d-\d\d(?:[ \t]+\d{2,5})?[ \t]*$",
    re.MULTILINE,
)
_IPTC = re.compile(
    r"^[a-zA-Z]{2,4}\d{3,5}[ \t]+(?P<priority>[1-9])[ \t]+(?P<category>[a-zA-Z]{1,3})[ \t]+\d{1,5}[ \t]+"
    r"(?:[a-z]{2,8} )?(?P<agency>[A-Za-z]{2,10})(?:-[a-z]{2,6})? \d{3,5}[ \t]*$",
    re.MULTILINE,
)
_WRITTEN = re.compile(r"^\^[ABCDV](?=[ \t]*$|[a-z]{1,4}\d{3})", re.MULTILINE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1b\x1d\x1e\x7f]")
_LINE_END = re.compile("\r\r?\n|\r")
_FRAME = re.compile(r"^(?:ZCZC\b[^\n]*|NNNN[ \t]*)$", re.MULTILINE)

_SENT_ANPA = re.compile(r"^([A-Z]{2,5})-[A-Z]{2}-(\d\d)-(\d\d)-(\d\d(?:\d\d)?) (\d\d)(\d\d) ?([A-Z]{2,4})$")
_SENT_DAY_FIRST = re.compile(r"^[A-Z]{2,5}-(\d\d):(\d\d)-(\d\d)-(\d\d)-(\d\d)$")
"""As Kyodo has it: the hour, then the day, the month and the year."""
_SIGNED = re.compile(r"=={1,3} ?([A-Z][A-Za-z]{1,11})")
_SENT_IPTC = re.compile(r"^(\d\d)(\d\d)(\d\d) ?(?:([A-Z]{2,4}) )?([^\W\d_]{3})[^\W\d_]{0,7}\.? (\d\d(?:\d\d)?)$")
_ZONES = {
    "GMT": 0, "UTC": 0, "WET": 0, "CET": 1, "MEZ": 1, "BST": 1, "MESZ": 2, "CEST": 2, "EET": 2, "EST": -5, "EDT": -4,
    "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
}  # fmt: skip
_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan gen ene", "feb fev fév", "mar mär mrz", "apr avr abr", "may mai mag", "jun jui giu", "jul lug",
         "aug aou aoû ago", "sep set", "oct okt ott out", "nov", "dec dez déc dic"), 1
    )
    for name in names.split()
}  # fmt: skip

_WORDS = re.compile(r",\s?\d{1,5}$")
_BYLINE = re.compile(r"(?:by|von|par|por|di|de|door|av|af) (?=[A-ZÀ-Þ])", re.IGNORECASE)
_NOTE = re.compile(r"(?:eds?\b|editors?\b|ap photo|achtung\b|\*?note\b|embargo|sperrfrist|\()", re.IGNORECASE)
_KILL = re.compile(r"(?:^|[\W_])(?:(?:mandatory|bulletin)[ -]kill|KILL|WITHHOLD|ANNULATION|STORNO|WIDERRUF)(?:$|[\W_])")
_TAKE = re.compile(
    r"[,\s(-]+(?:(?P<nth>\d)(?:st|nd|rd|th)[- ]?(?P<kind>take|add)|"
    r"(?P<word>take|add|teil|part|folge) ?(?P<number>\d))\b",
    re.IGNORECASE,
)
_LEAD = re.compile(r"[,\s-]+\d(?:st|nd|rd|th)[- ]?(?:ld|lead)\b.*|[,\s-]+writethru\b.*", re.IGNORECASE)
_HEAD_LINES, _MOST_ABOVE = 12, 4
_INDENTS, _ROW = ("\t", "  "), 40
"""How a paragraph begins, and characters of a line that is too short to have been broken."""
_SERVICE = re.compile(
    r"\A\s*ZCZC\b[^\n]*\n(?:[ \t]*(?:[A-Z]{2} [A-Z\d]{2,4}(?: [^\na-z]{0,80})?|[%$:*#@~&][^\n]{0,120})?[ \t]*\n)*"
)
"""The lines of signs that open a text in the frame of a teleprinter, where no other header is known."""
_OF_SIGNS = (
    ("agency", re.compile(r"^\s*ZCZC ([A-Z]{2,5})[ \t]*$", re.MULTILINE)),
    ("headline", re.compile(r"^[ \t]*\$[ \t]*(\w.*\S)", re.MULTILINE)),
    ("headline", re.compile(r"^[ \t]*:[A-Z]{3,12}(?: :| - )[ \t]*(\w.*\S)", re.MULTILINE)),
    ("slug", re.compile(r"^[ \t]*#[ \t]*(\w.*\S)", re.MULTILINE)),
    ("dateline", re.compile(r"^[ \t]*:\(([^\n()]{2,40})\)[ \t]*$", re.MULTILINE)),
)
"""What those lines may tell; the first that does counts."""
_SIGNS = re.compile(r"[ \t]*[=<]?!+[ \t]*$|^<(?=[A-Z])", re.MULTILINE)
_STATE = re.compile(
    r"(?i:refile|repeat|update|correction|urgent|eil|achtung|\d(?:st|nd|rd|th) lead\b.{0,20})$|[^a-z]{2,20}$"
)
"""A line above a headline that says what a text is to an earlier one."""
_NOTEBOOK = re.compile(
    r"^[ \t]*(?:#{1,3} (?:notebook|notizblock|note to editors|redaktionelle hinweise|editorial contacts|kontakte)\b"
    r"|\* \* \* \*[ \t]*\n[ \t]*(?:the following information is not|die folgenden informationen sind nicht))",
    re.IGNORECASE | re.MULTILINE,
)
"""Where a text ends and what is meant for newsrooms begins: links, contacts, telephone numbers."""
_NOT_PUBLIC = re.compile(
    r"^[ \t]*((?:the following information is not|die folgenden informationen sind nicht)[^\n]{0,80})",
    re.IGNORECASE | re.MULTILINE,
)
FOR_EDITORS, NOT_FOR_READERS = "note to editors", "not for publication"
"""Rules that lines are left out by; what stands below the latter's line is kept nowhere."""


class _Story(Struct, frozen=True, kw_only=True):
    slug: str
    take: int
    text: str
    fields: dict[str, Any]
    passed: str = ""
    dropped: tuple[Dropped, ...] = ()


def _stories(part: Part, file: BinaryIO) -> Iterator[Outcome]:
    data = file.read(part.stop - part.start)
    decoded = decode(data, part.encoding).text
    text = _bare(decoded)
    starts = sorted([*_ANPA.finditer(text), *_IPTC.finditer(text)], key=lambda match: match.start())
    framed = None if starts else _SERVICE.match(decoded)
    if framed:
        yield from _framed(part, _LINE_END.sub("\n", framed[0]), _bare(decoded[framed.end() :]))
        return
    if not starts:
        yield problem(part.path, "no header of a wire's story; expected IPTC 7901 or ANPA 1312")
        return
    ends = [match.start() for match in starts[1:]] + [len(text)]
    stories = [_story(match, text[match.end() : end]) for match, end in zip(starts, ends, strict=True)]
    for number, story in enumerate(_whole_stories(stories), 1):
        if story.passed:
            yield Passed(path=part.path, reason=story.passed)
            continue
        yield from capture(
            part,
            record=number if len(stories) > 1 else None,
            digest=digest_of(f"{story.fields}\0{story.text}".encode("utf-8", "surrogatepass")),
            text=story.text,
            facts={key: value for key, value in story.fields.items() if value},
            rule="header",
            source="wire text",
            dropped=story.dropped,
        )


def _framed(part: Part, signs: str, text: str) -> Iterator[Outcome]:
    """Read what only the frame of a teleprinter stands around: its signs give the headline, or the first line does."""
    told: dict[str, str] = {}
    for key, of_sign in _OF_SIGNS:
        if match := of_sign.search(signs):
            told.setdefault(key, match[1])
    text = body = _SIGNS.sub("", text).strip()
    if first := "headline" not in told:
        headline, _, body = text.partition("\n")
        told["headline"] = " ".join(headline.split())
    yield from capture(
        part,
        record=None,
        digest=digest_of(text.encode("utf-8", "surrogatepass")),
        text=body.strip("\n"),
        facts=told,
        rule="first line" if first else "signs above the text",
        source="wire text",
    )


def _bare(text: str) -> str:
    """Return a text without the signs that steer a teleprinter."""
    text = _LINE_END.sub("\n", text.replace("\x1f", " ").replace("\x1c", " "))
    return _FRAME.sub("", _WRITTEN.sub("", _CONTROL.sub("", text)))


def _story(header: re.Match[str], rest: str) -> _Story:
    named = header.groupdict()
    lines = [line.rstrip().rstrip("<").rstrip() if "^" in rest else line.rstrip() for line in rest.split("\n")]
    facts: dict[str, Any] = {"agency": _signed(named.get("agency") or "", rest)}
    lines = _sent(facts, lines)
    lines, dropped = _without_notes(lines)
    slug = " ".join((named.get("slug") or "").split())
    body = _top_anpa(facts, lines, slug) if slug else _top_iptc(facts, lines)
    slug = slug or facts.get("slug") or "/".join(facts.get("tags", ()))
    said = f"{slug}\n{facts.get('headline', '')}\n{facts.get('ednote', '')}"
    if not any(line.strip() for line in body):  # a list of headlines stands above the text, and there is no other
        body = facts.pop("others", [])
    take = _TAKE.search(slug) or _TAKE.search(str(facts.get("slugline", "")))
    return _Story(
        slug=_LEAD.sub("", _TAKE.sub("", slug)).casefold().strip(" ,-"),
        take=_number(take),
        text="\n\n".join(_paragraphs(body)),
        fields={"slug": slug, "category": named["category"], **{k: v for k, v in facts.items() if k != "others"}},
        passed=f"{published.WITHDRAWN} (kill)" if _KILL.search(said) else "",
        dropped=dropped,
    )


def _signed(word: str, rest: str) -> str:
    """Return a header's last word where the text says it too: others have a desk or a keyword there."""
    return word if word and re.search(rf"\b{word}\b", rest, re.IGNORECASE) else ""


def _without_notes(lines: list[str]) -> tuple[list[str], tuple[Dropped, ...]]:
    """Part a text from what its agency tells newsrooms below it, which is not meant for readers."""
    text = "\n".join(lines)
    match = _NOTEBOOK.search(text)
    if not match or not text[: match.start()].strip():
        return lines, ()
    notes, mark, *_ = (*_NOT_PUBLIC.split(text[match.start() :], maxsplit=1), "")
    dropped = [Dropped(text=line, rule=FOR_EDITORS) for one in notes.split("\n") if (line := one.strip(" \t*"))]
    dropped += [Dropped(text=mark.strip(), rule=NOT_FOR_READERS)] if mark else []
    return text[: match.start()].split("\n"), tuple(dropped)


def _number(take: re.Match[str] | None) -> int:
    """Return which take of its story a text is, the first being 1; what is added first is the second."""
    if take is None:
        return 1
    added = (take["kind"] or take["word"]).casefold() == "add"
    return int(take["nth"] or take["number"]) + added


def _sent(facts: dict[str, Any], lines: list[str]) -> list[str]:
    """Take the time of sending from the end of a story; return the lines without it."""
    for at in range(len(lines) - 1, -1, -1):
        line = lines[at].strip()
        if sent := _SENT_ANPA.match(line):
            facts["agency"] = facts["agency"] or sent[1]
            facts["published"] = _time(sent[4], int(sent[2]), sent[3], sent[5], sent[6], sent[7])
        elif sent := _SENT_IPTC.match(line):
            month = _MONTHS.get(sent[5].casefold(), 0)
            facts["published"] = _time(sent[6], month, sent[1], sent[2], sent[3], sent[4] or "")
        elif sent := _SENT_DAY_FIRST.match(line):
            facts["published"] = _time(sent[5], int(sent[4]), sent[3], sent[1], sent[2], "")
        if facts.get("published"):
            return _unsigned(facts, lines[:at])
    return lines


def _unsigned(facts: dict[str, Any], lines: list[str]) -> list[str]:
    """Take the agency's name from the line that closes a text, if one does."""
    while lines and not lines[-1].strip():
        lines = lines[:-1]
    if lines and (signed := _SIGNED.fullmatch(lines[-1].strip())):
        facts["agency"] = facts["agency"] or signed[1]
        return lines[:-1]
    return lines


def _time(year: str, month: int, day: str, hour: str, minute: str, zone: str) -> str:
    full = int(year) if len(year) == 4 else int(year) + (2000 if int(year) < 70 else 1900)
    offset = timezone(timedelta(hours=_ZONES[zone])) if zone in _ZONES else None
    try:
        return datetime(full, month, int(day), int(hour), int(minute), tzinfo=offset).isoformat()
    except ValueError:
        return ""


def _top_anpa(facts: dict[str, Any], lines: list[str], slug: str) -> list[str]:
    """Take what stands in lines with a caret above a text; return the text's."""
    lines = _with_carets(lines)
    first = slug.casefold()[:12]
    body = len(lines)
    for at, line in enumerate(lines):
        if not line.strip():
            continue
        if not line.startswith("^"):
            body = at
            break
        said = " ".join(line.replace("^", " ").strip(" =").split())
        opens = said.casefold().startswith(first)
        if (_WORDS.search(said) and (opens or "slugline" not in facts)) or _is_slug(said, slug, facts):
            facts.setdefault("slugline", said)
        elif _NOTE.match(said):
            facts["ednote"] = " ".join(filter(None, (facts.get("ednote"), said)))
        elif _BYLINE.match(said):
            facts.setdefault("byline", said)
        elif "byline" not in facts:
            facts.setdefault("headline" if "headline" not in facts else "summary", said)
            facts.setdefault("others", []).extend([said, ""] if said != facts["headline"] else [])
    return [f"\t{line[1:].rstrip('= ')}" if line.startswith("^") else line for line in lines[body:]]


def _with_carets(lines: list[str]) -> list[str]:
    """Mark the lines above a text whose paragraphs are indented, where its agency did not."""
    told = [at for at, line in enumerate(lines) if line.strip()]
    body = next((at for at in told if lines[at].startswith(_INDENTS)), 0)
    above = [at for at in told if at < body]
    if not 0 < len(above) <= _MOST_ABOVE or any(lines[at].startswith("^") for at in told):
        return lines
    return [f"^{line.rstrip('+= ')}" if at in above else line for at, line in enumerate(lines)]


def _is_slug(said: str, slug: str, facts: dict[str, Any]) -> bool:
    """Tell whether the first line above a text says what its header does, without a number of words behind it."""
    letters, own = ("".join(filter(str.isalnum, one)).casefold() for one in (said, slug))
    return "slugline" not in facts and "headline" not in facts and len(own) > 4 and letters.startswith(own)


def _top_iptc(facts: dict[str, Any], lines: list[str]) -> list[str]:
    """Take keywords, notes, headline and byline above a text; return the text's lines."""
    told = [at for at, line in enumerate(lines[: _HEAD_LINES * 2]) if line.strip()]
    last = next((at for at in reversed(told[:_HEAD_LINES]) if lines[at].rstrip().endswith("=")), None)
    held: list[str] = []
    for at in told if last is not None else ():
        line = lines[at].strip()
        if last is not None and at > last:
            break
        if len(held) == 1 and line.strip(" :=").startswith(held[0]):
            facts["slug"] = held.pop()
        if "/" in line and "tags" not in facts and not held and not line.endswith("="):
            facts["tags"] = [word for one in line.split("/") if (word := one.strip())]
        elif line.startswith("(") or (not held and not line.endswith("=") and _STATE.match(line)):
            facts["ednote"] = " ".join(filter(None, (facts.get("ednote"), line.strip("() "))))
        elif line.endswith("="):
            said = line.rstrip("= ")
            if held and _BYLINE.match(said):
                facts.setdefault("headline", " ".join(held))
                held = []
            said = " ".join([*held, said])
            facts.setdefault("byline" if "headline" in facts and _BYLINE.match(said) else "headline", said)
            held = []
        else:
            held.append(line)
    return lines[last + 1 :] if last is not None else lines


def _paragraphs(lines: list[str]) -> list[str]:
    """Return the paragraphs of lines: an indented one opens a paragraph, and so does one behind a blank.

    Where all paragraphs are indented, short lines that are not are the rows of a table.
    """
    paragraphs: list[list[str]] = []
    opens = True
    indented = sum(line.startswith(_INDENTS) for line in lines if line.strip())
    tables = indented > 2
    for line in lines:
        if not line.strip():
            opens = True
            continue
        row = tables and paragraphs and len(paragraphs[-1][-1]) < _ROW and len(line) < _ROW
        if opens or row or line.startswith(_INDENTS):
            paragraphs.append([])
        paragraphs[-1].append(line.strip())
        opens = False
    joined = (" ".join(" ".join(one).split()) for one in paragraphs)
    return [line.replace("``", "“").replace("''", "”").replace(" _ ", " – ") for line in joined if line.strip("_*# ")]


def _whole_stories(stories: list[_Story]) -> list[_Story]:
    """Put the takes of a story together, where they follow one another."""
    joined: list[_Story] = []
    for story in stories:
        same = joined and story.take > 1 and story.slug == joined[-1].slug and not story.passed
        if same and story.take == joined[-1].take + 1:
            joined[-1] = replace(joined[-1], take=story.take, text=f"{joined[-1].text}\n\n{story.text}")
        elif story.take > 1 and not story.passed:
            alone = {**story.fields, "incomplete": f"take {story.take} of its story, without those before it"}
            joined.append(replace(story, fields=alone))
        else:
            joined.append(story)
    return joined


def _recognise(head: Head) -> Certainty:
    if head.text is None or head.other:
        return Certainty.NO
    start = _bare(head.text[:4000]).lstrip()[:400]
    if _SERVICE.match(head.text):
        return Certainty.CERTAIN
    return Certainty.CERTAIN if _ANPA.match(start) or _IPTC.match(start) else Certainty.NO


WIRE = Format(
    kind="wire text",
    rank=32,
    title="wire text",
    endings=(".tst", ".anpa", ".iptc"),
    recognise=_recognise,
    cut=whole,
    captures=_stories,
)

FORMATS = (WIRE,)
