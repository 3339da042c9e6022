"""Marked: from reStructuredText, Org and AsciiDoc to Markdown with its front matter, which `markdown` reads.

These are what Pelican, Nikola, Org's exporters, JBake and Antora make sites of. Facts above the text become fields;
directives, drawers, macros and remarks go; captions and the words of links stay. Every step is linear.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from . import front
from .front import FrontMatter
from .markdown import unwrapped

_NAMES = re.compile(r"\s*(?:;|,\s+|\band\b)\s*")
_SIGNS = re.compile(r"([=\-~^\"'`#*+.:_<>])\1{2,}[ \t]*$")
"""A line of one sign: what stands below a heading, and above some."""
_FIELD = re.compile(r":(?P<key>[\w][\w -]{0,40}):(?:[ \t]+(?P<value>\S.*))?$")
_MORE = re.compile(r"[ \t]+\S")

_DIRECTIVE = re.compile(r"(?P<indent>[ \t]*)\.\.[ \t]+(?P<name>[\w:-]{1,40})::(?:[ \t]+(?P<said>.*))?$")
_EXPLICIT = re.compile(r"[ \t]*\.\.(?:[ \t]+(?P<said>.*))?$")
_NOTE = re.compile(r"\[[#*]?[\w-]{0,40}\][ \t]+(?P<text>.*)$")
_SAYING = frozenset(
    "note tip warning caution important hint attention danger error seealso admonition topic sidebar epigraph "
    "pull-quote highlights compound container figure rubric block_quote parsed-literal code code-block".split()
)
"""Directives whose words are the text's."""
_TITLED = frozenset({"admonition", "topic", "sidebar", "rubric"})
_OPTION = re.compile(r":[\w-]{1,40}:(?:[ \t]|$)")
_TABLE = re.compile(r"[ \t]*(?:\+[-=+]+\+|(?:={2,}[ \t]+)+={2,}[ \t]*)$")
_ROLE = re.compile(r"(?<![\w`]):[\w:+-]{1,40}:`(?P<said>[^`]{1,500})`|`(?P<link>[^`]{1,500})`_{1,2}(?!\w)")
_LITERAL = re.compile(r"``(?P<said>[^`]+(?:`[^`]+)*)``")
_TO = re.compile(r"\s*<[^<>]{1,1000}>\Z")
_RST_MARK = re.compile(r"\s?\[(?:\d{1,4}|[#*][\w-]{0,40})\]_(?!\w)")
_REFERRED = re.compile(r"(?<![\w`])([^\W_](?:[\w.-]{0,60}[^\W_])?)_{1,2}(?![\w`])")
_TARGET = re.compile(r"^[ \t]*\.\. _`?([^:`\n]{1,80})`?:", re.MULTILINE)

_KEYWORD = re.compile(r"[ \t]*#\+(?P<key>[\w-]{1,40})(?:\[[^\]]{0,200}\])?:(?:[ \t]*(?P<value>.*))?$")
_BLOCK = re.compile(r"[ \t]*#\+(?P<side>begin|end)_(?P<kind>\w{1,30})\b", re.IGNORECASE)
_DRAWER = re.compile(r"[ \t]*:(?P<name>[A-Z][\w-]{1,40}):[ \t]*$")
_STARS = re.compile(
    r"(?P<stars>\*{1,8})[ \t]+(?:(?:TODO|DONE|NEXT|WAITING|CANCELED|CANCELLED)[ \t]+)?(?:\[#\w\][ \t]*)?"
    r"(?P<said>.*?)(?:[ \t]+:[\w@:%#]{1,200}:)?[ \t]*$"
)
_PLANNED = re.compile(r"[ \t]*(?:SCHEDULED|DEADLINE|CLOSED):[ \t]*[<\[]")
_ORG_LINK = re.compile(r"\[\[(?P<to>[^\[\]\n]{1,1000})\](?:\[(?P<said>[^\[\]\n]{1,1000})\])?\]")
_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|svg|webp|avif|mp4|mp3|webm)\Z|\Afile:|\A\.{0,2}/", re.IGNORECASE)
_ORG_NOTE = re.compile(r"\[fn:[\w-]{0,40}(?::(?P<said>[^\[\]\n]{1,500}))?\]")
_ORG_MARK = re.compile(r"(?<![\w/*+=~])(?P<sign>[/*+=~])(?=\S)(?P<said>[^\n]{0,300}?\S)(?P=sign)(?![\w/*+=~])")
_STAMP = re.compile(
    r"[<\[](?P<day>\d{4}-\d\d-\d\d)(?:[ ][^\d\s<>\[\]]{1,12})?(?:[ ](?P<time>\d\d?:\d\d))?[^<>\[\]]{0,40}[>\]]"
)
_ORG_KEYS: Mapping[str, str] = {"filetags": "tags", "hugo_tags": "tags", "hugo_categories": "category",
    "hugo_draft": "draft", "hugo_publishdate": "date", "hugo_lastmod": "lastmod"}  # fmt: skip

_ATTRIBUTE = re.compile(r":(?P<key>!?[\w][\w-]{0,60}!?):(?:[ \t]+(?P<value>.*))?$")
_PREFIX = re.compile(r"\A(?:page|jbake|hp|awestruct)-")
_ADOC_KEYS: Mapping[str, str] = {"revdate": "date", "docdate": "date", "keywords": "tags", "lang": "language"}
_PERSON = re.compile(r"[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){0,3}(?:\s<[^<>\s]{3,200}>)?")
_REVISION = re.compile(
    r"(?:v?\d[\w.]{0,20},[ \t]*)?(?P<date>\d{4}-\d\d-\d\d[^:,]{0,30}|[^\W\d_]{3,12} \d{1,2}, \d{4})(?:[,:].*)?$"
)
_LEVELS = re.compile(r"(?P<marks>={1,6}|#{1,6})[ \t]+(?P<said>\S.*?)(?:[ \t]+=+)?$")
_FENCES: Mapping[str, str] = {"-": "code", ".": "code", "+": "left out", "/": "left out", "=": "", "_": "", "*": ""}
_DELIMITER = re.compile(r"(?:([-.+/=_*])\1{3,}|--|\|===|```.{0,30})[ \t]*$")
_LIST = re.compile(r"(?:\*{1,5}|\.{1,5}|-)[ \t]+(?=\S)")
_MACRO = re.compile(r"(?:image|video|audio|include|toc|ifdef|ifndef|endif|ifeval|gist|tweet|plantuml)::\S*\[")
_ATTRIBUTES = re.compile(r"\[[^\[\]\n]{0,300}\]$|<<<$|'''$|\[\[[^\[\]]{1,200}\]\]$|\+$")
_ADOC_LINK = re.compile(
    r"(?:link:|xref:|mailto:)?(?P<to>(?<!\w)https?://[^\s\[\]<>]{1,1000}|(?<=link:)[^\s\[\]]{1,500}|(?<=xref:)[^\s\[\]]{1,500}"
    r"|(?<=mailto:)[^\s\[\]]{1,300})\[(?P<said>[^\[\]]{0,500})\]|<<[^<>,]{1,200},(?P<cross>[^<>]{1,300})>>"
)
_ADOC_PICTURE = re.compile(r"(?<!\w)(?:image|icon):[^\s:\[\]][^\s\[\]]{0,500}\[[^\[\]]{0,500}\]")
_ADOC_NOTE = re.compile(
    r"\s?footnote:[\w-]{0,40}\[(?P<said>[^\[\]]{0,1000})\]|(?:kbd|btn|menu):\[?(?P<key>[^\[\]]{0,80})\]"
)
_ADOC_MARK = re.compile(r"(?<!\w)(?:\[[^\[\]]{0,80}\])?(?P<sign>[#*_])(?=\S)(?P<said>[^\n]{0,300}?\S)(?P=sign)(?!\w)")
_ROUND = re.compile(r"\"`([^`]{1,500})`\"|'`([^`]{1,500})`'")
_GIVEN = re.compile(r"\{([\w-]{1,60})\}")


def parted(path: str, source: str) -> FrontMatter:
    """Return a text in one of the three as Markdown, parted from the facts above it; which one its name or it says."""
    front_matter = front.split(source)
    ending = path.rpartition(".")[2].lower()
    read = _of_org if ending == "org" or is_org(source) else _of_rst if ending in ("rst", "rest") else _of_asciidoc
    said, lines = read(front_matter.text.split("\n"))
    fields: dict[str, Any] = {key: value for key, value in said.items() if value} | dict(front_matter.fields)
    for key in ("author", "authors"):
        if isinstance(names := fields.get(key), str) and not isinstance(front_matter.fields.get(key), str):
            fields[key] = [name for name in _NAMES.split(names) if name]
    return FrontMatter(text="\n".join(lines), fields=fields, fault=front_matter.fault)


def is_org(text: str) -> bool:
    """Tell whether a text opens with the keywords of Org."""
    lines = [line for line in text[:2000].split("\n") if line.strip()][:3]
    return bool(lines) and bool(_KEYWORD.match(lines[0])) and any(line.upper().startswith("#+TITLE:") for line in lines)


_Read = tuple[dict[str, str], list[str]]


def _of_rst(lines: list[str]) -> _Read:
    fields: dict[str, str] = {}
    at = _blank(lines, 0)
    over = at < len(lines) and bool(_SIGNS.match(lines[at]))
    title = at + over
    if title + 1 < len(lines) and lines[title].strip() and _SIGNS.match(lines[title + 1]):
        fields["title"] = _rst_inline(lines[title].strip(), frozenset())
        at = _blank(lines, title + 2)
    at = _docinfo(lines, at, fields)
    targets = frozenset(name.casefold() for name in _TARGET.findall("\n".join(lines)))
    return fields, [_rst_inline(line, targets) for line in _rst_blocks(unwrapped(lines[at:], always=True))]


def _docinfo(lines: list[str], at: int, fields: dict[str, str]) -> int:
    """Take the fields `:key: value` below a title, whose values may go on in indented lines; return where they end."""
    key = ""
    while at < len(lines):
        match = _FIELD.match(lines[at])
        if not match and not (key and _MORE.match(lines[at])):
            break
        key, value = (match["key"].lower(), match["value"] or "") if match else (key, lines[at].strip())
        fields[key] = f"{fields.get(key, '')} {value}".strip()
        at += 1
    return at


def _blank(lines: list[str], at: int) -> int:
    while at < len(lines) and not lines[at].strip():
        at += 1
    return at


def _rst_blocks(lines: list[str]) -> Iterator[str]:
    """Yield the lines of blocks, those of directives only where they are the text's."""
    at = 0
    while at < len(lines):
        line = lines[at]
        if match := _DIRECTIVE.match(line) or _EXPLICIT.match(line):
            stop = _indented(lines, at + 1, len(line) - len(line.lstrip()))
            yield from _explicit(match, lines[at + 1 : stop])
            at = stop
        elif _TABLE.match(line):
            at += 1
        elif line.strip() and at + 1 < len(lines) and _SIGNS.match(lines[at + 1]) and not _SIGNS.match(line):
            yield from ("", f"## {line.strip()}", "")
            at += 2
        elif _SIGNS.match(line):
            yield ""
            at += 1
        else:
            yield re.sub(r"\A[ \t]*\|[ \t]+(?=\S[^|]*\Z)", "", line)
            at += 1


def _indented(lines: list[str], at: int, level: int) -> int:
    """Return where lines end that stand further in than a level, blank ones between them included."""
    stop = at
    while at < len(lines) and (not lines[at].strip() or len(lines[at]) - len(lines[at].lstrip()) > level):
        at += 1
        stop = at if lines[at - 1].strip() else stop
    return stop


def _explicit(match: re.Match[str], inside: list[str]) -> Iterator[str]:
    told = match.groupdict()
    name, said = told.get("name") or "", told.get("said") or ""
    body = [line.strip() for line in inside]
    while body and (_OPTION.match(body[0]) or (name == "figure" and not body[0] and len(body) > 1)):
        body = body[1:]
    if name in _SAYING:
        opening = said if name in _TITLED or (said and name not in ("figure", "code", "code-block")) else ""
        yield from ("", opening, *([""] if name in _TITLED else []), *body, "")
    elif not name and (note := _NOTE.match(said)):
        yield from ("", note["text"], *body, "")
    else:
        yield ""


def _rst_inline(line: str, targets: frozenset[str]) -> str:
    line = _RST_MARK.sub("", line.replace("\\ ", ""))
    if "`" in line:
        line = _LITERAL.sub(lambda match: f"`{match['said']}`", line) if "``" in line else line
        line = _ROLE.sub(lambda match: _TO.sub("", match["said"] or match["link"]).lstrip("~!"), line)
    if "_" in line and targets:
        line = _REFERRED.sub(lambda match: match[1] if match[1].casefold() in targets else match[0], line)
    return re.sub(r"(?:\A|\s)::\s*\Z|(?<=\S):(?=:\s*\Z)", "", line)


def _of_org(lines: list[str]) -> _Read:
    fields: dict[str, str] = {}
    lines_read: list[str] = []
    inside = ""
    for line in lines:
        if inside:
            inside, said = _in_block(inside, line)
            lines_read += said
        elif block := _BLOCK.match(line):
            kind = block["kind"].lower()
            inside = (
                kind if block["side"].lower() == "begin" and kind in ("comment", "export", "src", "example") else ""
            )
            lines_read.append("```" if inside in ("src", "example") else "")
        elif drawer := _DRAWER.match(line):
            inside = "drawer" if drawer["name"].upper() != "END" else ""
        elif keyword := _KEYWORD.match(line):
            key, value = keyword["key"].lower(), (keyword["value"] or "").strip()
            lines_read += [_org_inline(value), ""] if key == "caption" else []
            fields.setdefault(_ORG_KEYS.get(key, key), _org_value(key, value))
        elif stars := _STARS.match(line):
            lines_read += ["", f"## {_org_inline(stars['said'])}", ""]
        elif not _PLANNED.match(line) and not re.match(r"[ \t]*#(?:[ \t]|\Z)", line):
            lines_read.append("" if re.match(r"[ \t]*\|[-+]+\|?[ \t]*\Z", line) else _org_inline(line))
    return {key: value for key, value in fields.items() if key}, lines_read


def _in_block(kind: str, line: str) -> tuple[str, list[str]]:
    """Return what block a line leaves us in, and what of it is text."""
    block, drawer = _BLOCK.match(line), _DRAWER.match(line)
    ends = (
        drawer["name"].upper() == "END"
        if kind == "drawer" and drawer
        else bool(block and block["side"].lower() == "end")
    )
    code = kind in ("src", "example")
    return ("" if ends else kind), (["```"] if ends and code else [line] if code else [])


def _org_value(key: str, value: str) -> str:
    value = _STAMP.sub(lambda match: " ".join(filter(None, (match["day"], match["time"]))), value)
    return ", ".join(filter(None, value.split(":"))) if key == "filetags" and ":" in value else _org_inline(value)


def _org_inline(line: str) -> str:
    if "[" in line:
        line = _ORG_NOTE.sub(lambda match: f" ({match['said'].strip()})" if match["said"] else "", line)
        line = _ORG_LINK.sub(lambda match: match["said"] or ("" if _PICTURE.search(match["to"]) else match["to"]), line)
    for _ in range(2):
        line = _ORG_MARK.sub(lambda match: f"`{match['said']}`" if match["sign"] in "=~" else match["said"], line)
    return line


def _of_asciidoc(lines: list[str]) -> _Read:
    fields: dict[str, str] = {}
    attributes: dict[str, str] = {}
    at = _blank(lines, 0)
    title = _LEVELS.match(lines[at]) if at < len(lines) else None
    if title and len(title["marks"]) == 1:
        fields["title"] = title["said"]
        at += 1
        if (
            at < len(lines)
            and (people := [one.strip() for one in lines[at].split(";")])
            and all(map(_PERSON.fullmatch, people))
        ):
            fields["author"] = "; ".join(re.sub(r"\s<.*", "", one) for one in people)
            at += 1
            if at < len(lines) and (revised := _REVISION.match(lines[at])):
                fields["date"] = revised["date"].strip()
                at += 1
    body: list[str] = []
    for number, line in enumerate(lines[at:]):
        match = _ATTRIBUTE.match(line)
        if not match:
            body = lines[at + number :]
            if line.strip() and not line.startswith("//"):
                break
            continue
        key = _PREFIX.sub("", match["key"].lower())
        attributes[key] = (match["value"] or "").strip()
        fields.setdefault(_ADOC_KEYS.get(key, key), attributes[key])
    return fields, [_adoc_inline(line, attributes) for line in _adoc_blocks(body)]


def _adoc_blocks(lines: list[str]) -> Iterator[str]:
    inside = closing = ""
    for line in lines:
        delimiter = _DELIMITER.match(line)
        if inside and not (delimiter and line.strip() == closing):
            yield from [line] if inside == "code" else []
        elif delimiter:
            kind = "code" if line.startswith("```") else _FENCES.get(delimiter[1] or "", "")
            closing = line.strip() if not line.startswith("```") else "```"
            yield "```" if kind == "code" else ""
            inside = "" if inside else kind
        elif line.startswith("//") or _MACRO.match(line) or _ATTRIBUTES.match(line) or _ATTRIBUTE.match(line):
            yield ""
        elif level := _LEVELS.match(line):
            yield from ("", f"## {level['said']}", "")
        elif re.match(r"\.[^\s.]", line):
            yield from ("", line[1:], "")
        else:
            yield from _adoc_line(line)


def _adoc_line(line: str) -> Iterator[str]:
    if line.startswith("|"):
        yield " | ".join(cell.strip() for cell in line.strip("|").split("|"))
    elif listed := _LIST.match(line):
        yield f"- {line[listed.end() :]}"
    else:
        yield re.sub(r"(?<=\S):{2,3}(?:[ \t]+|\Z)", ": ", re.sub(r"[ \t]\+\Z", "", line))


def _adoc_inline(line: str, attributes: Mapping[str, str]) -> str:
    if "{" in line:
        line = _GIVEN.sub(lambda match: attributes.get(match[1].lower(), match[0]), line)
    if "`" in line:
        line = _ROUND.sub(lambda match: f"“{match[1]}”" if match[1] else f"‘{match[2]}’", line)
    if "[" in line:
        line = _ADOC_PICTURE.sub("", _ADOC_NOTE.sub(_noted, line))
    if "[" in line or "<<" in line:
        line = _ADOC_LINK.sub(lambda match: match["cross"] or match["said"].rstrip("^") or match["to"], line)
    for _ in range(2):
        line = _ADOC_MARK.sub(lambda match: match["said"], line)
    return line


def _noted(match: re.Match[str]) -> str:
    return f" ({match['said']})" if match["said"] else match["key"] or ""
