"""Transcripts of broadcasts: WebVTT, SRT, SBV, TTML and SAMI subtitles, a programme an article.

Its paragraphs end where somebody else speaks, and in pauses behind a sentence. What the programme was, a sidecar says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html import unescape
from typing import Any, BinaryIO

from msgspec import Struct

from generator.model import Passed
from generator.read.detect import Certainty, Head
from generator.read.encoding import decode
from generator.read.files.packages import attribute, guarded, local, xml
from generator.read.meaning.fields import capture
from generator.read.meaning.paths import day_of
from generator.read.part import Format, Outcome, Part, digest_of, problem, whole

WHAT = "a transcript"

PAUSE = 2.0
"""Seconds of silence that end a paragraph, behind a sentence."""
LONGEST = 700
"""Characters from which on a paragraph ends behind any sentence: in speech that never pauses."""

_CLOCK = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2}(?:[.,]\d{1,3})?)"
_SBV = r"(\d{1,2}):(\d\d):(\d\d\.\d{3}),(\d{1,2}):(\d\d):(\d\d\.\d{3})[ \t]*(?=\r?\n|\Z)"
"""Both times with a comma between, as YouTube writes its captions."""
_TIMES = re.compile(rf"\s*{_CLOCK}\s*-+>\s*{_CLOCK}")
_TIMES_TOO = re.compile(_SBV)
_SRT = re.compile(rf"\s*(?:\d{{1,6}}\s*\r?\n)?{_CLOCK}\s*-+>\s*{_CLOCK}")
_START = re.compile(r"[\[(]?(?:(\d{1,2}):)?(\d{1,2}):(\d\d)[\])]?[ \t]*(?=\r?\n|\Z)", re.MULTILINE)
_STARTS = re.compile(rf"\s*[\[(]?(?:0{{1,2}}:)?0{{1,2}}:\d\d[\])]?[ \t]*\r?\n[^\n]{{1,200}}\n\s*{_START.pattern}")
"""How a transcript opens that was copied from a player: when each line begins, from the first minute on, above it."""
_TTML = re.compile(r"\s*(?:<\?[^>]{0,400}\?>\s*|<!--.{0,2000}?-->\s*){0,8}<(?:\w{1,20}:)?tt\b", re.DOTALL)
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]{1,80})>")
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>|<\d[\d:.]{3,12}>|\{\\[^{}]{1,80}\}")
_NAMED = re.compile(r"(?:>>+\s*|[-–—]\s*)?([^\W\d_a-z][^\W\d_]*(?:[ .'’-]+[^\W\d_][^\W\d_]*){0,3}):\s+(?=\S)")
_CHANGE = re.compile(r"\s*>>+\s*")
_STOP = re.compile(r"[.!?…。！？؟।][\"'”’»›」』)\]]{0,3}\Z")
_LANGUAGE = re.compile(r"^Language:\s*([\w-]{2,20})\s*$", re.MULTILINE)


class Cue(Struct, frozen=True):
    """What is said from one moment to another, in seconds."""

    start: float
    stop: float
    text: str
    speaker: str = ""
    changed: bool = False
    """Whether somebody else speaks, who is not named."""


def _seconds(hours: str | None, minutes: str, seconds: str) -> float:
    return 3600 * int(hours or 0) + 60 * int(minutes) + float(seconds.replace(",", "."))


def timed(text: str) -> Iterator[Cue]:
    """Yield the cues of WebVTT or SRT."""
    times: tuple[float, float] | None = None
    held: list[str] = []
    for line in [*text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), ""]:
        match = _TIMES.match(line) or _TIMES_TOO.match(line)
        if match or not line.strip():
            if times and held:
                if match and held[-1].strip().isdigit():
                    held.pop()  # the number of the next one, behind no blank line
                yield from _cue(*times, held)
            times, held = None, []
            if match:
                times = _seconds(*match.groups()[:3]), _seconds(*match.groups()[3:])
        elif times:
            held.append(line)


def started(text: str) -> Iterator[Cue]:
    """Yield the cues of a transcript that only says when each begins."""
    held: list[tuple[float, list[str]]] = []
    for line in text.replace("\r\n", "\n").split("\n"):
        if clock := _START.fullmatch(line.strip()):
            held.append((_seconds(*clock.groups()), []))
        elif held and line.strip():
            held[-1][1].append(line)
    stops = [start for start, _ in held[1:]] + [start for start, _ in held[-1:]]
    for (start, lines), stop in zip(held, stops, strict=True):
        if lines:
            yield from _cue(start, stop, lines)


def _cue(start: float, stop: float, lines: Sequence[str]) -> Iterator[Cue]:
    text = " ".join(lines)
    voice = _VOICE.search(text)
    text = " ".join(unescape(_TAG.sub("", _VOICE.sub("", text))).split())
    named = None if voice else _NAMED.match(text)
    changed = bool(_CHANGE.match(text))
    if text:
        speaker = voice[1].strip() if voice else named[1] if named else ""
        yield Cue(start, stop, _CHANGE.sub("", text[named.end() :] if named else text, count=1), speaker, changed)


def _lines_of(element: Any, language: str) -> Iterator[tuple[Any, str]]:
    """Yield the lines below an element of TTML, each with the language that it is marked with, or those around it."""
    for one in element:
        own = attribute(one, "lang") or language
        if local(one) == "p":
            yield one, own
        else:
            yield from _lines_of(one, own)


def _ttml(root: Any, lines: Iterable[Any]) -> Iterator[Cue]:
    agents = {
        attribute(one, "id"): " ".join("".join(one.itertext()).split()) for one in root.iter("{*}agent") if len(one)
    }
    for line in lines:
        for line_end in line.iter("{*}br"):
            line_end.tail = f" {line_end.tail or ''}"
        text = " ".join("".join(line.itertext()).split())
        start, stop = _clock(line.get("begin")), _clock(line.get("end"))
        speaker = agents.get(attribute(line, "agent") or "", "")
        if text:
            yield Cue(start, stop or start + _clock(line.get("dur")), text, speaker)


def _clock(value: str | None) -> float:
    match = re.fullmatch(r"(\d{1,3}):(\d{1,2}):(\d{1,2}(?:\.\d+)?)(?::\d+)?", value or "")
    if match:
        return _seconds(*match.groups())
    match = re.fullmatch(r"(\d{1,9}(?:\.\d+)?)(h|m|s|ms)", value or "")
    return float(match[1]) * {"h": 3600, "m": 60, "s": 1, "ms": 0.001}[match[2]] if match else 0.0


def paragraphs(cues: Sequence[Cue]) -> list[str]:
    """Return what is said in paragraphs; a speaker who is named stands before the first of his or hers."""
    made: list[str] = []
    speaker = ""
    last: Cue | None = None
    for cue in cues:
        text = _unrolled(cue.text, last.text if last else "")
        if not text:
            last = cue
            continue
        other = bool(cue.speaker and cue.speaker != speaker) or cue.changed
        pause = last is not None and cue.start - last.stop >= PAUSE
        ended = bool(made) and bool(_STOP.search(made[-1]))
        if not made or other or (ended and (pause or len(made[-1]) >= LONGEST)):
            made.append(f"{cue.speaker}: {text}" if cue.speaker and cue.speaker != speaker else text)
        else:
            made[-1] = f"{made[-1]} {text}"
        speaker, last = cue.speaker or ("" if cue.changed else speaker), cue
    return made


def _unrolled(text: str, before: str) -> str:
    """Return a text without what stood on the screen already, as captions that roll up repeat it."""
    if text == before:
        return ""
    words, seen = text.split(), before.split()
    for count in range(min(len(words), len(seen)), 2, -1):
        if seen[-count:] == words[:count]:
            return " ".join(words[count:])
    return text


def _outcomes(part: Part, data: bytes, cues: Sequence[Cue], language: str, title: str = "") -> Iterator[Outcome]:
    if not cues:
        yield problem(part.path, f"{WHAT} without words; expected lines with their times", field="text")
        return
    facts = {"duration_seconds": round(cues[-1].stop - cues[0].start), "language": language, "headline": title}
    day, where = day_of(part.path)
    told = {"published": day} if day and "published" not in part.fields else {}
    yield from capture(
        part,
        record=None,
        digest=digest_of(data),
        text="\n\n".join(paragraphs(cues)),
        facts={key: value for key, value in facts.items() if value} | told,
        rule="transcript",
        rules=dict.fromkeys(told, where),
        origins=dict.fromkeys(told, "inferred"),
    )


def _captures(part: Part, file: BinaryIO) -> Iterator[Outcome]:
    data = file.read(part.stop - part.start)
    text = decode(data, part.encoding).text.removeprefix("\ufeff")
    told = _LANGUAGE.search(text[:1000]) if text.startswith("WEBVTT") else None
    cues = started if _STARTS.match(text) else timed
    yield from guarded(part, WHAT, lambda: _outcomes(part, data, list(cues(text)), told[1] if told else ""))


def _captures_ttml(part: Part, file: BinaryIO) -> Iterator[Outcome]:
    data = file.read(part.stop - part.start)
    yield from guarded(part, WHAT, lambda: _of_ttml(part, data))


_TITLES = ("documentOriginalProgrammeTitle", "title")
"""What EBU-TT and TTML call a programme's title."""


_OTHER_LANGUAGE = "captions in another language"


def _of_ttml(part: Part, data: bytes) -> Iterator[Outcome]:
    """Read TTML; of one in several languages, the language that its first words are in."""
    root = xml(data, part.path, "the transcript")
    if local(root) != "tt":
        yield problem(part.path, f"XML of the kind <{local(root)[:40]}>; expected TTML")
        return
    titles = (" ".join((one.text or "").split()) for name in _TITLES for one in root.iter(f"{{*}}{name}"))
    title = next(filter(None, titles), "")
    lines = [one for one in _lines_of(root, attribute(root, "lang") or "") if "".join(one[0].itertext()).strip()]
    language = next((tongue for _, tongue in lines if tongue), "")
    ours = {"", _tongue(language)}
    if others := len({_tongue(other) for _, other in lines} - ours):
        yield Passed(path=part.path, reason=_OTHER_LANGUAGE, count=others)
    said = [line for line, tongue in lines if _tongue(tongue) in ours]
    yield from _outcomes(part, data, list(_ttml(root, said)), language, title)


def _tongue(tag: str) -> str:
    """Return a language without its region: a line in en-GB is one of a programme in en."""
    return tag.partition("-")[0].casefold()


_SYNC = re.compile(r"<SYNC\b[^<>]{0,80}?\bSTART\s*=\s*[\"']?(\d{1,9})[^<>]{0,80}>", re.IGNORECASE)
_SAMI_CLASS = re.compile(r"<P\b[^<>]{0,80}?\bCLASS\s*=\s*[\"']?([\w-]{1,40})[^<>]{0,80}>", re.IGNORECASE)
_SAMI_TITLE = re.compile(r"<TITLE>([^<>]{1,200})</TITLE>", re.IGNORECASE)
_SAMI_LANGUAGE = r"\.{name}\s*\{{[^{{}}]{{0,400}}?\blang\s*:\s*([\w-]{{2,20}})"


def _captures_sami(part: Part, file: BinaryIO) -> Iterator[Outcome]:
    data = file.read(part.stop - part.start)
    text = decode(data, part.encoding).text
    yield from guarded(part, WHAT, lambda: _of_sami(part, data, text))


def _of_sami(part: Part, data: bytes, text: str) -> Iterator[Outcome]:
    """Read SAMI; of one in several languages, the language that its first words are in."""
    pieces = _SYNC.split(text)
    times, inside = [int(one) / 1000 for one in pieces[1::2]], pieces[2::2]
    named = _SAMI_CLASS.search(text)
    name = named[1] if named else ""
    cues: list[Cue] = []
    for at, (start, words) in enumerate(zip(times, inside, strict=True)):
        first, *others = _SAMI_CLASS.split(words)
        said = first + "".join(one for of, one in zip(others[::2], others[1::2], strict=True) if of == name)
        lines = re.sub(r"(?i)<br\s*/?>", "\n", said.replace("&nbsp;", " ")).split("\n")
        cues += _cue(start, times[at + 1] if at + 1 < len(times) else start, lines)
    told = re.search(_SAMI_LANGUAGE.format(name=re.escape(name)), text[:20_000], re.IGNORECASE)
    if languages := len({one.casefold() for one in _SAMI_CLASS.findall(text)} - {name.casefold()}):
        yield Passed(path=part.path, reason=_OTHER_LANGUAGE, count=languages)
    title = _SAMI_TITLE.search(text[:20_000])
    yield from _outcomes(part, data, cues, told[1] if told else "", " ".join(title[1].split()) if title else "")


def _is_sami(head: Head) -> Certainty:
    return Certainty.CERTAIN if re.match(r"\s*<SAMI\b", head.text or "", re.IGNORECASE) else Certainty.HINT


def _is_timed(head: Head) -> Certainty:
    text = (head.text or "").lstrip("\ufeff")
    if re.match(r"WEBVTT(?:\s|\Z)", text) or _SRT.match(text) or _TIMES_TOO.match(text) or _STARTS.match(text):
        return Certainty.CERTAIN
    return Certainty.HINT if head.text is not None else Certainty.NO


def _is_ttml(head: Head) -> Certainty:
    return Certainty.CERTAIN if _TTML.match(head.text or "") else Certainty.HINT


SUBTITLES = Format(
    kind="subtitles",
    rank=36,
    title="transcript (WebVTT, SRT or SBV)",
    endings=(".vtt", ".srt", ".sbv"),
    recognise=_is_timed,
    cut=whole,
    captures=_captures,
    sidecar=True,
)
TTML = Format(
    kind="ttml",
    rank=37,
    title="transcript (TTML)",
    endings=(".ttml", ".dfxp"),
    recognise=_is_ttml,
    cut=whole,
    captures=_captures_ttml,
    needs=("lxml",),
    extra="documents",
    sidecar=True,
)

SAMI = Format(
    kind="sami",
    rank=38,
    title="transcript (SAMI)",
    endings=(".smi", ".sami"),
    recognise=_is_sami,
    cut=whole,
    captures=_captures_sami,
    sidecar=True,
)

FORMATS = (SUBTITLES, TTML, SAMI)
