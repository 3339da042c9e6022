"""Read the lines that stand above a text: facts with their labels, dates as they are printed, mastheads and menus."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from generator.languages import alternatives, events, labels
from generator.model import Capture, Dropped, Field, Moment

from .above import is_menu, is_section, may_be_headline, navigation
from .address import parse_url
from .dates import DATED, DIGITS, day_in_zone, read_printed
from .names import Naming, outlet_named, whole_agency
from .openings import (
    as_byline,
    bare_name,
    bare_names,
    is_contact,
    is_paper,
    is_role,
    is_title,
    named_with_agency,
    names_paper,
    outlet_beside,
)
from .people import PREFIX, read_credit
from .values import one_line

ABOVE = "line above the text"
"""Where a value stood that a labelled line gives."""
HEAD = 8
"""Lines at the start among which dates, mastheads and menus stand."""
LONGEST = 140
MOST_LABELLED = 14
_LABELLED = re.compile(
    r"\s*[*_#>]{0,3}\s*(?P<label>[^\W\d_][^:：\n]{0,28}?)\s*[*_]{0,3}[:：][*_]{0,3}[ \t]*(?P<value>[^\n]*?)[ \t]*\Z"
)
_OTHER_MARKS = (
    re.compile(r"\s*(?P<label>[^\W\d_][^=\t<>\n]{0,28}?)(?:\t+|\s*=\s*)[\"']?(?P<value>[^\n]*?)[\"']?\s*\Z"),
    re.compile(r"\s*(?P<label>[^\W\d_][^=\t<>\n]{0,28}?)\s+[–—-]\s+(?P<value>\S[^\n]*?)\s*\Z"),
    re.compile(r"\s*<(?P<label>[a-zA-Z][\w -]{0,28})>(?P<value>[^<>\n]*)</(?P=label)>\s*\Z"),
    re.compile(r"\s*@(?P<label>[^\W\d_]{2,28})\s+(?P<value>\S[^\n]*?)\s*\Z"),
)
"""Other ways in which a label is parted from its value: a tab, an equals sign, a dash, tags, a sign before it."""
_TEXT_LABELS = frozenset(
    "text|body|full text|content|article|fulltext|texte|testo|texto|volltext|текст|النص|正文|本文|본문".split("|")
)
"""Labels of the text itself."""
_BESIDE = 5
"""Lines without a label that may stand above labelled ones: a headline, an outlet, its notice, a day, a byline."""
_MARKS, _OPENING = re.compile(r"[:：\t]|\s[=–—-]\s|</|^@", re.MULTILINE), 400
_MAY_DATE = re.compile(r"(?<!\d)(?:1[3-46-9]|2[0-5])\d\d(?!\d)|\d\d?[./-]\d\d?[./-]\d\d|(?:令和|平成)")
_PARTS = re.compile(r"\s*[|•·¦]\s*|\s{2,}|\s+[–—-]\s+|(?<!\d)\s+/\s+|\s+/\s+(?!\d)")
_PAGE = re.compile(
    r"[\s,;:|–—(-]+(?:s|seite|p|pp|pg|pages?|pág|pag|página|pagina|str|strona|blz|sid|side|с|стр|nr|no|n°|№|issue|heft"
    r"|ausgabe)"
    r"\.?\s?[A-Z]{0,2}\d{1,5}[A-Z]?(?:\s?[-–/]\s?\d{1,4})?\)?\s*\Z",
    re.IGNORECASE,
)
"""A page or number of a paper at the end of a line."""
_BRACKETED = re.compile(r"\s*\(([^()]{6,40})\)\s*\Z")
_MOST_WORDS = 4
"""Words of an outlet or a section beside a date."""


_TAIL = re.compile(r"(?<=[\d分분時시日일])\s?[(（]?[^\W\d_]{2,16}[)）]?\Z")
"""A word behind a date: `2024/05/17 09:30 有料記事`."""
_CHANGED_BEHIND = re.compile(r"\s*[（(]([^()（）]{0,24}\d[^()（）]{0,6}?)\s?(?:最終)?(?:更新|수정|修改)[）)]")
"""When a page was changed, with the label behind it: `2024/5/17 9:30 (2024/5/17 18:00更新)`."""
_NAMED_BEHIND = re.compile(r"(?P<day>.{4,40}\d)\s+(?P<rest>[^\W\d_a-z][^\W\d_]+(?:\s[^\W\d_a-z][^\W\d_]+){1,2})")
"""Words with capitals behind a day and a time: `12. marca 2023 o 14:05 Zuzana Kováčová`."""
_CLOCK_APART = re.compile(r"(?:(?<=\d)\s+/|(?<=\d{4})\s+[–—-])\s+(?=\d{1,2}[:.]\d\d(?!\d|\.\d))")
"""Between a day and its time: `17.05.2024 - 09:30`."""
EASTERN_PAPER = re.compile(
    r"[\u3400-\u9fff]{2,8}(?:日報|日报|晚報|晚报|時報|时报|新聞|新闻|新闻网|新聞網|网|網|早报|早報|周刊|週刊|通信)"
)
_OF = re.compile(r"(?:\s+(?:vom|von|from|of|du|del|van|från|от|з|am|dated|on|op|le|el|il|em))+\s*\Z", re.IGNORECASE)
"""What stands between a paper and a day: `Marrow-Bote vom 17. Mai 2024`."""
_FIRST = re.compile(
    r"(\d{4}\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}日?(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?)\s+(?=[\u3041-\u30ff\u3400-\u9fff\uac00-\ud7af])(\S.{0,80})"
)
"""A day before words without one: `2024-05-17 08:22 港灣日報 記者`."""
_SPAN = re.compile(
    r"\A(?!.*\d[:h]\d\d).*\d\)?(?:\s[–—-]\s|\s?[–—~〜～至]|\s(?:to|until|till|through|bis|au|al|hasta|até|tot|til|do|до|по)\s)",
    re.IGNORECASE | re.DOTALL,
)
"""Between two days of a time, `12 May 1924 – 5 June 2024`: none of them is when the text appeared."""
_UP_TO = re.compile(
    r"\b(?:to|until|till|through|since|before|after|bis|bis zum|seit|jusqu['’]au|depuis|hasta|até|tot|sinds|do|до)\Z",
    re.IGNORECASE,
)
"""Before a day that something lasts to, or is since: `Closed until 5 June 2024`."""
_FRAME = re.compile(r"\A\s*[\[【（(〔]([^\[\]【】（）()〔〕]{6,60})[\]】）)〕]\s*\Z")
"""Brackets around a day: `[2024年5月17日9時30分]`."""
_READING_TIME = re.compile(
    r"(?:[^\W\d_]+\s?){0,4}[:：]?\s?\d{1,3}\s?-?"
    r"(?:min\w*|мин\w*|dk|dakika|分钟?|分鐘?|분|دقائق|دقيقة)\.?(?:\s[^\W\d_]+){0,2}",
    re.IGNORECASE,
)
"""How long a page says that it takes to read."""
_CLOCK = re.compile(r"\d{1,2}[:.h時]\s?\d\d(?:\s?\S{1,8}){0,3}")


class Top(Struct, frozen=True, kw_only=True):
    """The lines above a text, read."""

    paragraphs: tuple[str, ...]
    """What is left: headline, byline and text."""
    lifted: tuple[Dropped, ...] = ()
    published: Field[Moment] | None = None
    modified: Field[Moment] | None = None
    captured: Moment | None = None
    """When the text was fetched, as a line says it."""
    outlet: Field[str] | None = None
    credit: str | None = None
    """What names the author on a line of dates."""
    credit_line: str | None = None
    """The whole of that line."""
    headline: Field[str] | None = None
    """The headline, where it stood on one line with other facts."""
    section: Field[str] | None = None
    page_number: Field[str] | None = None


class DateLine(Struct, frozen=True, kw_only=True):
    """What a line of dates says."""

    published: Moment | None = None
    modified: Moment | None = None
    captured: Moment | None = None
    remark: str = ""
    rest: str = ""
    """What else it says: a name, an outlet, a section."""
    outlet: str = ""
    """What it calls the source."""


def with_facts_above(capture: Capture) -> Capture:
    """Return a capture with the facts that labelled lines above its text give, and the text without these lines.

    Two of them at least must have labels that we know; those that we do not know are kept as other keys are. What the
    record gives itself wins.
    """
    capture = _with_address_above(capture)
    marks = len(_MARKS.findall(capture.text, 0, _OPENING))
    if marks < 2 and not (marks and _MAY_DATE.search(capture.text, 0, _OPENING)):
        return capture
    lines = capture.text.split("\n", MOST_LABELLED + _BESIDE + 12)
    facts, used, start = _labelled_lines(lines)
    if facts is None:
        return capture
    provenance = capture.provenance
    fetched = printed_dates(facts["captured"], None) if "captured" in facts and not provenance.captured else None
    if fetched and fetched.published and not fetched.rest:
        provenance = replace(provenance, captured=fetched.published)
        del facts["captured"]
    given = {key: value for key, value in facts.items() if key not in capture.fields}
    kept = [line for index, line in enumerate(lines) if index not in used]
    if start:
        kept = [start, *kept]
    text = "\n".join(kept)
    if not text.strip():
        return capture
    return replace(
        capture,
        fields={**capture.fields, **given},
        rules={**capture.rules, **dict.fromkeys(given, ABOVE)},
        origins={**capture.origins, **dict.fromkeys(given, "extracted")},
        text=text,
        provenance=provenance,
    )


def _with_address_above(capture: Capture) -> Capture:
    """Return a capture with the one address that stands on a line of its own above a bare text, as its own.

    Above the text of a record that has a headline it is what was embedded there.
    """
    if {"url", "headline"} & capture.fields.keys() or "://" not in capture.text[:_OPENING]:
        return capture
    head: list[str] = []
    for line in capture.text.split("\n", 2 * HEAD):
        if len(head) == HEAD or (len(line) > LONGEST and not _is_page(line)):
            break
        head.append(line)
    addresses = [index for index, line in enumerate(head) if _is_page(line)]
    if len(addresses) != 1 or not any(line.strip() for index, line in enumerate(head) if index != addresses[0]):
        return capture
    rest = capture.text.split("\n")
    url = rest.pop(addresses[0]).strip()
    return replace(
        capture,
        fields={**capture.fields, "url": url},
        rules={**capture.rules, "url": ABOVE},
        origins={**capture.origins, "url": "extracted"},
        text="\n".join(rest),
    )


def _is_page(line: str) -> bool:
    """Tell whether a line is the address of a page, and not of a whole site."""
    parts = parse_url(line.strip())
    return parts is not None and bool(parts.path.strip("/") or parts.query)


_CUT = re.compile(r"\s*(?:…|\.\.\.)?\s*\[(?:\+\s?)?\d{1,7}\s(?:more\s)?char(?:acter)?s\]\s*\Z")


def without_cut(capture: Capture) -> Capture:
    """Return a capture whose text an interface cut off, `… [+2219 chars]`, without that mark and as incomplete."""
    match = _CUT.search(capture.text, max(0, len(capture.text) - 60))
    if not match or not capture.text[: match.start()].strip():
        return capture
    fields, rules, origins = dict(capture.fields), dict(capture.rules), dict(capture.origins)
    if "incomplete" not in fields:
        fields["incomplete"], rules["incomplete"] = f"cut off: {match[0].strip(' …')}", "end of the text"
        origins["incomplete"] = "extracted"
    return replace(capture, text=capture.text[: match.start()] + " …", fields=fields, rules=rules, origins=origins)


def _labelled_lines(lines: Sequence[str]) -> tuple[dict[str, Any] | None, set[int], str]:
    """Return the facts of labelled lines, the numbers of these lines, and what of a text stood on the last."""
    facts: dict[str, Any] = {}
    used: set[int] = set()
    known = bare = 0
    dated = False
    start = ""
    for index, line in enumerate(lines[:-1] if len(lines) > 1 else lines):
        if not line.strip():
            continue
        labelled = (_LABELLED.match(line) or _marked(line)) if len(line) <= 300 + 40 else None
        label = " ".join(labelled["label"].casefold().split()) if labelled else ""
        if labelled and label in _TEXT_LABELS and known:
            start = labelled["value"]
            used.add(index)
            break
        fact = labels().get(label) if labelled else None
        if labelled and (fact or (known and len(label.split()) <= 3)):
            known += bool(fact)
            used.add(index)
            for key, value in _with_another(fact or label, labelled["value"]):
                facts.setdefault(key, value)
        elif known and printed_dates(line, None):
            dated = True  # stays with the text, where lines of days are read
        elif known or bare >= _BESIDE or len(line) > LONGEST:
            break
        else:
            bare += 1
            dated |= bool(printed_dates(line, None))
    return (facts, used, start) if known >= 2 or (known and dated) else (None, set(), "")


def _marked(line: str) -> re.Match[str] | None:
    """Return the label and the value of a line with another mark than a colon, if the label is known."""
    match = next(filter(None, (mark.match(line) for mark in _OTHER_MARKS)), None)
    return match if match and " ".join(match["label"].casefold().split()) in labels() else None


def _with_another(key: str, value: str) -> Iterator[tuple[str, str]]:
    """Yield a value under its key, and of a date the other one that stands on its line: `…, updated: …`.

    So with an outlet and its day: `Der Bote vom 17.05.2024, Nr. 114, S. 3`.
    """
    dated = printed_dates(value, None) if key in ("outlet", "published") else None
    if dated and dated.published and dated.rest:
        yield "published", dated.published
        key, value = "outlet", dated.rest
    other = _date_labels().search(value) if key in DATED else None
    if other and other.lastgroup and value[other.end() :].strip():
        yield other.lastgroup, value[other.end() :].strip()
        value = value[: other.start()].strip(" ,;/|·•(–—-")
    if value:
        yield key, value


@cache
def _date_labels() -> re.Pattern[str]:
    """Return the labels of dates, each in a group of what it stands for."""
    by_fact = {fact: [label for label, of in labels().items() if of == fact] for fact in DATED}
    groups = "|".join(f"(?P<{fact}>{alternatives(words)})" for fact, words in by_fact.items())
    return re.compile(
        rf"(?<!\w)(?:{groups})(?![^\W\d])\s?[:：]?\s*(?:(?:am|on|le|el|il|em|op|på|den|at)\s+)?", re.IGNORECASE
    )


def printed_dates(line: str, language: str | None) -> DateLine | None:
    """Read a line that is a date, or dates and a few words beside them: `Von Jane Doe, 17. Mai 2024`."""
    if len(line) > LONGEST or not _MAY_DATE.search(line.translate(DIGITS)):
        return None
    line = _CHANGED_BEHIND.sub(lambda at: f" 更新: {at[1]}" if _MAY_DATE.search(at[1]) else "", line)
    line, sources = _sources(_FRAME.sub(r"\1", line))
    head, _, section = line.rpartition(" / ")
    line = head if head and is_section(section) else line
    line = _BRACKETED.sub(r", \1", _PAGE.sub("", _PAGE.sub("", _CLOCK_APART.sub(" ", line))))
    moments: dict[str, tuple[Moment, str]] = {}
    rest: list[str] = []
    for label, piece in _dated_pieces(line):
        read = _moment_in(piece, language)
        if read is None:
            rest.append("" if label in ("modified", "captured") or _READING_TIME.fullmatch(piece.strip()) else piece)
            continue
        moment, remark, before = read
        spans = "published" in moments and _SPAN.search(line)
        appeared = label in ("", "published")
        if appeared and (spans or is_apart(line, before) or events().search(_said_of(label, before, rest))):
            return None
        earlier = moments.get("published")
        if label == "published" and earlier and earlier[0] != moment:  # `Stand` beside `Erstveröffentlicht`
            moments["published"], later = sorted([earlier, (moment, remark)])
            moments.setdefault("modified", later)
        moments.setdefault(label or ("published" if "published" not in moments else "modified"), (moment, remark))
        rest += [before] if before else []
    rest = [_OF.sub("", piece) for piece in rest if piece.strip(" ,،;:|–—-")]
    if (
        not moments
        or len(rest) > 2
        or any(len(piece) > 70 or piece.rstrip().endswith((".", "!", "?")) for piece in rest)
    ):
        return None
    published = moments.get("published")
    modified, captured = moments.get("modified"), moments.get("captured")
    return DateLine(
        published=published[0] if published else None,
        modified=modified[0] if modified else None,
        captured=captured[0] if captured else None,
        remark=published[1] if published else "",
        rest=" | ".join(piece.strip(" ,،;:|–—-") for piece in rest),
        outlet=sources,
    )


def is_apart(line: str, before: str) -> bool:
    """Tell whether a day is one to which, or since which, something lasts, by the words before it on its line."""
    return bool((_MAY_DATE.search(before) and _SPAN.search(line)) or _UP_TO.search(before))


def labelled_dates(value: str, language: str | None) -> DateLine | None:
    """Read a value that is nothing but dates, each said to be one: `Published 17 May 2024, updated 18 May 2024`."""
    line = printed_dates(value, language) if len(value) <= LONGEST and _date_labels().search(value) else None
    return None if line is None or line.rest else line


def _said_of(label: str, before: str, rest: Sequence[str]) -> str:
    """Return the words right before a day that may say what it is of: `Deadline`, and no credit of its line."""
    words = before or (rest[-1] if rest and (label or rest[-1].endswith((":", "："))) else "")
    return "" if PREFIX.match(words) else words


def _sources(line: str) -> tuple[str, str]:
    """Part what a line of dates calls the source, `来源：港湾日报`, from the line."""
    match = _source_label().search(line)
    if not match or not match["value"].strip() or any(map(str.isdigit, match["value"])):
        return line, ""
    return line[: match.start()] + line[match.end() :], match["value"].strip(" |·•,;")


@cache
def _source_label() -> re.Pattern[str]:
    words = alternatives(label for label, fact in labels().items() if fact == "outlet")
    return re.compile(
        rf"(?<!\w)(?:{words})\s?[:：]\s?(?P<value>[^|:：,;\s][^|:：,;]{{0,40}}?)(?=\s*(?:[|,;]|\s\S{{1,12}}[:：]|\Z))",
        re.IGNORECASE,
    )


@cache
def _author_label() -> re.Pattern[str]:
    words = alternatives(label for label, fact in labels().items() if fact == "authors")
    return re.compile(
        rf"(?<!\w)(?:{words})\s?[:：]\s?(?P<value>[^|:：,;\s][^|:：,;\u3000]{{0,40}}?)(?=\s*(?:[|,;\u3000]|\s\S{{1,12}}[:：]|\Z))",
        re.IGNORECASE,
    )


def _dated_pieces(line: str) -> Iterator[tuple[str, str]]:
    """Yield the pieces of a line between bars, dots and the labels of dates, each with what its label stands for."""
    for part in _with_clocks(_PARTS.split(line.strip(" |•·"))):
        ends = [(match.start(), match.end(), match.lastgroup or "") for match in _date_labels().finditer(part)]
        if not ends:
            yield "", part
            continue
        if part[: ends[0][0]].strip(" ,;("):
            yield "", part[: ends[0][0]].strip(" ,;(")
        for number, (_, stop, label) in enumerate(ends):
            after = part[stop : ends[number + 1][0] if number + 1 < len(ends) else len(part)].strip(" ,;()")
            if after:
                yield label, after


def _with_clocks(parts: Sequence[str]) -> list[str]:
    """Return the pieces of a line with each time of day behind the day that stands before it."""
    joined: list[str] = []
    for part in parts:
        if joined and _CLOCK.fullmatch(part.strip()) and _MAY_DATE.search(joined[-1].translate(DIGITS)):
            joined[-1] += f", {part.strip()}"
        else:
            joined.append(part)
    return joined


def _moment_in(piece: str, language: str | None) -> tuple[Moment, str, str] | None:
    """Return the moment that a piece is or ends with, a remark, and the words before it."""
    starts = [0, *(match.end() for match in re.finditer(r",\s+|;\s+|\s(?=\d|[A-ZÀ-Þ][^\s\d]{2,11}\.?\s\d)", piece))]
    for start in starts:
        before = piece[:start].strip(" ,;")
        if len(before.split()) > 2 * _MOST_WORDS:
            return None
        read = read_printed(piece[start:].strip(" ."), language)
        if read:
            return *read, before
    first = _FIRST.fullmatch(piece.strip())
    if first and (opened := read_printed(first[1], language)):
        return *opened, " | ".join(first[2].split(" ", 1))
    named = _NAMED_BEHIND.fullmatch(piece.strip())
    if named and (opened := read_printed(named["day"], language)):
        return *opened, named["rest"]
    tail = _TAIL.search(piece)
    read = read_printed(piece[: tail.start()], language) if tail else None
    return (*read, tail[0].strip(" ,;()（）")) if tail and read else None


def read_top(paragraphs: Sequence[str], language: str | None, naming: Naming, *, first: int = 1) -> Top:
    """Read the lines above a text, and take those out that are neither headline nor byline; the last line stays.

    Args:
        paragraphs: The text.
        language: Its language, as far as it is known.
        naming: The authority files.
        first: Number of the first line that may be but a name; 1 where the first may be the headline.
    """
    rules = [index for index in range(1, min(HEAD, len(paragraphs) - 1)) if _is_rule(paragraphs, index)]
    if not rules:
        return _read_top(paragraphs, language, naming, first)
    top = _read_top([line for index, line in enumerate(paragraphs) if index not in rules], language, naming, first)
    return replace(top, lifted=(*top.lifted, *(Dropped(text=paragraphs[index], rule="rule") for index in rules)))


def _is_rule(paragraphs: Sequence[str], index: int) -> bool:
    """Tell whether a line is a rule below a headline or a line of facts."""
    return bool(_RULE.fullmatch(paragraphs[index])) and len(paragraphs[index - 1]) <= LONGEST


_RULE = re.compile(r"\s*([=_~*#─━═-])(?:\s?\1){4,}\s*")


def _read_top(paragraphs: Sequence[str], language: str | None, naming: Naming, first: int) -> Top:
    taken: dict[int, str] = {}
    dates: dict[str, Field[Moment]] = {}
    credit: tuple[str, str] | None = None
    captured: Moment | None = None
    if first and (whole := _in_one_line(paragraphs, language, naming)):
        return whole
    above = navigation(paragraphs, headed=not first)
    taken |= above
    outlet = next((_outlet_line(paragraphs[index]) for index, kind in above.items() if kind == "masthead"), None)
    for index, line in enumerate(paragraphs[: min(len(above) + HEAD, len(paragraphs) - 1)]):
        if index in above:
            continue
        if len(line) > LONGEST:
            break
        printed = printed_dates(line, language)
        if (
            printed is None
            and _date_labels().fullmatch(line.strip())
            and printed_dates(paragraphs[index + 1], language)
        ):
            taken[index] = "date line"
            continue
        if printed is None and is_menu(line) and not (index == 0 and first and may_be_headline(line)):
            taken |= {index: "menu", **({0: "masthead"} if index == 1 and _is_masthead(paragraphs[0]) else {})}
            continue
        of_event = index > 0 and events().fullmatch(paragraphs[index - 1].strip(" :：*_"))
        if printed is None or of_event or not _belongs(printed.rest, index, naming):
            continue
        taken[index] = "date line"
        dates = {**facts_of(printed, line), **dates}
        captured = captured or printed.captured
        rest = _with_paper_apart(printed.rest, naming)
        credit = credit or _credit_beside(paragraphs, index, rest, naming, first)
        for at, rule in _lines_of_credit(paragraphs, index, credit, naming):
            taken.setdefault(at, rule)
            outlet = outlet or (_outlet_line(paragraphs[at]) if rule == "outlet line" else None)
        both = outlet_beside(credit[1], naming, dated=True) if credit else None
        source = printed.outlet or _paper_in(rest, naming) or (both[1] if both else "")
        if source and outlet is None:
            outlet = Field(value=source, origin="extracted", rule="date line", evidence=line)
        named = _outlet_above(paragraphs, index, taken, naming)
        if named and outlet is None:
            taken[index - 1] = "outlet line"
            outlet = _outlet_line(named)
    taken |= {
        at: "reading time"
        for at in range(min(len(above) + HEAD, len(paragraphs) - 1))
        if {at - 1, at + 1} & taken.keys() and _READING_TIME.fullmatch(paragraphs[at].strip())
    }
    if not taken:
        return Top(paragraphs=tuple(paragraphs))
    return Top(
        paragraphs=tuple(line for index, line in enumerate(paragraphs) if index not in taken),
        lifted=tuple(Dropped(text=paragraphs[index], rule=taken[index]) for index in sorted(taken)),
        published=dates.get("published"),
        modified=dates.get("modified"),
        captured=captured,
        outlet=outlet,
        credit=credit[0] if credit else None,
        credit_line=credit[1] if credit else None,
    )


_AT_BARS = re.compile(r"\s+[|–—-]\s+|\s*\|\s*")
_HEADLINE_WORDS = 3


def _in_one_line(paragraphs: Sequence[str], language: str | None, naming: Naming) -> Top | None:
    """Read a first line of headline, outlet or author, and date: `Bridge to close | Marrow Mail | 17 May 2024`."""
    line = paragraphs[0] if len(paragraphs) > 1 else ""
    headline, *facts = _headline_and_facts(line) if len(line) <= 2 * LONGEST else [""]
    if not facts or len(headline.split()) < _HEADLINE_WORDS or PREFIX.match(headline):
        return None
    moments = [read_printed(piece, language) for piece in facts]
    others = [piece for piece, moment in zip(facts, moments, strict=True) if not moment]
    papers = [piece for piece in others if is_title(piece, naming)]
    people = [piece for piece in others if piece not in papers and bare_name(piece, paragraphs[1:], naming)]
    if sum(map(bool, moments)) != 1 or len(papers) > 1 or len(people) > 1 or len(papers) + len(people) < len(others):
        return None
    [(moment, remark)] = filter(None, moments)

    def said(value: str) -> Field[str]:
        return Field(value=one_line(value), origin="extracted", rule="first line of the text", evidence=line)

    return Top(
        paragraphs=tuple(paragraphs[1:]),
        lifted=(Dropped(text=line, rule="headline"),),
        published=facts_of(DateLine(published=moment, remark=remark), line)["published"],
        outlet=said(papers[0]) if papers else None,
        credit=people[0] if people else None,
        credit_line=people[0] if people else None,
        headline=said(headline),
    )


def _headline_and_facts(line: str) -> list[str]:
    """Part a line at its bars, and what brackets hold behind it: `Bridge to close (Marrow Mail, 17 May 2024)`."""
    bracketed = _BRACKETED.search(line)
    if not bracketed:
        return [piece.strip() for piece in _AT_BARS.split(line)]
    return [line[: bracketed.start()].strip(), *(piece.strip() for piece in _IN_SOURCE.split(bracketed[1]))]


_IN_SOURCE = re.compile(r"\s*[|;]\s*|\s+[–—-]\s+|,\s+(?!\d{4}\b)")
"""Between the paper and the day of a source: a comma that stands in no date."""


def _with_paper_apart(rest: str, naming: Naming) -> str:
    """Return what stands beside a date with a bar before a paper: `Ana Kestrel, Marrow Mail`."""
    person, comma, paper = rest.rpartition(", ")
    return f"{person} | {paper}" if comma and names_paper(paper, naming) else rest


def _paper_in(rest: str, naming: Naming) -> str:
    """Return the paper among what stands beside a date, `The Marrow Mail (Saltmarsh)`; empty without one."""
    pieces = [_OF_PLACE.sub("", piece) for piece in rest.split(" | ")]
    return next((one for one in pieces if names_paper(one, naming) or EASTERN_PAPER.fullmatch(one)), "")


_OF_PLACE = re.compile(r"(?<=\w)\s\([^\W\d_][^\d()]{1,30}\)\Z")


def facts_of(printed: DateLine, line: str) -> dict[str, Field[Moment]]:
    """Return the moments of a line of dates."""
    fields: dict[str, Field[Moment]] = {}
    for fact, moment in (("published", printed.published), ("modified", printed.modified)):
        if moment:
            remark = printed.remark if fact == "published" else ""
            rule = f"date line, {remark}" if remark else "date line"
            fields[fact] = Field(value=moment, origin="extracted", rule=rule, evidence=line, day=day_in_zone(remark))
    return fields


def _lines_of_credit(
    paragraphs: Sequence[str], index: int, credit: tuple[str, str] | None, naming: Naming
) -> Iterator[tuple[int, str]]:
    """Yield the lines above or below dates that name the author and the outlet, and what they are."""
    first = max(index - _MOST_ABOVE, 0)
    near = list(paragraphs[first : index + (2 if index else 3)])
    if credit is None or credit[1] == paragraphs[index] or credit[1] not in near:
        return
    at = first + near.index(credit[1])
    yield at, "byline"
    for between in range(at + 1, index):
        is_outlet = is_paper(paragraphs[between], naming) and not is_role(paragraphs[between])
        yield between, "outlet line" if is_outlet else "byline"
    below = paragraphs[at + 1] if at == index + 1 and at + 2 < len(paragraphs) else ""
    if below and (is_role(below) or is_contact(below)):
        yield at + 1, "byline"
    elif below and is_title(below, naming):
        yield at + 1, "outlet line"


def _outlet_line(line: str) -> Field[str]:
    return Field(value=one_line(line), origin="extracted", rule="line above the text", evidence=line)


def _credit_beside(
    paragraphs: Sequence[str], index: int, rest: str, naming: Naming, first: int
) -> tuple[str, str] | None:
    """Return what names the author on a line of dates, or on a line beside it that is but a name; and that line."""
    if as_byline(rest, naming):
        return rest, paragraphs[index]
    if (told := _author_label().search(rest)) and read_credit(told["value"], naming).authors:
        return told["value"], paragraphs[index]
    for piece in rest.split(" | "):
        if whole_agency(piece, naming) or as_byline(piece, naming):
            return piece, paragraphs[index]
        if "|" in rest + paragraphs[index] and (name := bare_name(piece, paragraphs[index + 1 :], naming)):
            return name, paragraphs[index]
    below = (index + 1,) if index else (index + 1, index + 2)  # a day on top: a headline may part it from the name
    for beside in (*_above(paragraphs, index, naming), *below):
        if not first <= beside < len(paragraphs) - 1:
            continue
        text = paragraphs[max(beside, index + 1) + 1 :]
        line = paragraphs[beside].strip().removesuffix(",")
        both = outlet_beside(line, naming, dated=True)
        name = bare_name(both[0] if both else line, text, naming) or bare_names(line, text, naming)
        if name := name or named_with_agency(line, text, naming) or (whole_agency(line, naming) and line):
            return name, paragraphs[beside]
    return None


def _above(paragraphs: Sequence[str], index: int, naming: Naming) -> Iterator[int]:
    """Yield the numbers of the lines above a date that may name the author: over roles, outlets and single words."""
    for above in range(index - 1, max(index - 1 - _MOST_ABOVE, -1), -1):
        yield above
        line = paragraphs[above]
        if not (is_role(line) or is_paper(line, naming) or len(line.split()) == 1):
            return


_MOST_ABOVE = 4
"""Lines between a name and a date below it: a role, a place, a button."""


def _is_masthead(line: str) -> bool:
    return len(line.split()) <= _MOST_WORDS and len(line) <= 40


def _belongs(rest: str, index: int, naming: Naming) -> bool:
    """Tell whether what stands beside a date is no headline: a credit, an outlet, a section, a word or two."""
    words = len(rest.split())
    known = words <= 2 or as_byline(rest, naming) or outlet_named(rest, naming)
    return bool(known) or (index > 0 and words <= 2 * _MOST_WORDS and not rest.endswith((".", "!", "?")))


def _outlet_above(paragraphs: Sequence[str], index: int, taken: Mapping[int, str], naming: Naming) -> str | None:
    """Return the line right above a date that is the outlet: the first of a text, or one below a byline."""
    if index == 1 and 0 not in taken and is_title(paragraphs[0], naming):
        return paragraphs[0]
    if index < 2 or {index - 1, index - 2} & taken.keys():
        return None
    line = paragraphs[index - 1]
    capital = line[:1].isupper() or line[:1].lower() == line[:1].upper()
    named = _is_masthead(line) and capital and not is_role(line)
    return line if named and PREFIX.match(paragraphs[index - 2]) else None
