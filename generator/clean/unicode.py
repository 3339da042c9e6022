"""Unicode and white space: one spelling for what looks the same, nothing that cannot be seen."""

from __future__ import annotations

import re
import unicodedata

_BREAK_MARKS = "\r\x0b\x0c\u2028\u2029"
_BREAKS = re.compile(rf"\r\n|[{_BREAK_MARKS}]")
_SPACES = re.compile(r"[\t \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_PLAIN_SPACES = re.compile(r" {2,}")
_MARGINS = re.compile(r" ?\n ?")
_BLANK_LINES = re.compile(r"\n{3,}")
_UNTIDY = re.compile(r"\n(?: |\n\n|(?<= \n))")
"""Where one of the two has something to do; a search for a line feed takes a third of the time of three for pairs."""
# One class each, because a search for a class runs several times as fast as one for alternatives.
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")
_ODD = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\xa0\xad\u061c\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ud800-\udfff"
    r"\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff\U0001fffe\U0001ffff\U0002fffe-\U0010ffff]"
)
_C1 = re.compile(r"[\x80-\x9f]")
# What Windows-1252 prints where Latin-1 has controls: the HTML standard reads them so, and scrapers meet them daily.
_C1_MEANINGS = {
    code: bytes([code]).decode("cp1252") for code in range(0x80, 0xA0) if code not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
_SURROGATES = re.compile(r"[\ud800-\udfff]")
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u180e\u200b\u2060-\u2064\u206a-\u206f\ufeff\ufff9-\ufffb\ufdd0-\ufdef"
    r"\ufffe\uffff\u202a-\u202e\u2066-\u2069"
    + "".join(f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(1, 17))
    + r"]+"
)
_TAG = re.compile(r"[\U000e0000-\U000e007f]")
_TAGS_ALONE = re.compile(r"(?<![\U0001f3f4\U000e0020-\U000e007f])[\U000e0000-\U000e007f]+")
_MARKS = re.compile(r"[\u061c\u200e\u200f]+")
_MARKS_ALONE = re.compile(r"(?m)^[\u061c\u200e\u200f ]+$")
_RIGHT_TO_LEFT = re.compile(
    r"[\u0590-\u061b\u061d-\u08ff\ufb1d-\ufdcf\ufdf0-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_JOINERS = re.compile(r"[\u200c\u200d]+")
_JOINING = "\u0600-\u061b\u061d-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u18ff\ufb50-\ufdcf\ufdf0-\ufdff\ufe70-\ufefc"
_JOINING_SCRIPT = re.compile(f"[{_JOINING}]")
_VIRAMA = frozenset("\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d4d\u0dca\u1039\u103a\u17d2")
_EMOJI = re.compile(r"[\u2190-\u2bff\ufe0f\U0001f000-\U0001faff\U000e0020-\U000e007f]")


def normalise(text: str) -> str:
    """Normalise the Unicode and the white space of a text; normalising twice changes nothing more.

    NFC; every space a plain one, runs of them one; lines stripped; at most one blank line in a row. What is invisible
    goes, but for joiners that shape a letter or an emoji, and direction marks in texts with letters written right to
    left. Direction overrides and isolates go everywhere: they can make a line read as what it does not say.
    """
    odd = _has_odd(text)
    if not text.isascii():
        text = unicodedata.normalize("NFC", _visible(text) if odd else text)
    elif odd:
        text = _INVISIBLE.sub("", plain_breaks(text))
    if odd:
        text = _SPACES.sub(" ", text)
    elif "  " in text:
        text = _PLAIN_SPACES.sub(" ", text)
    if _UNTIDY.search(text):
        text = _BLANK_LINES.sub("\n\n", _MARGINS.sub("\n", text))
    return text.strip(" \n")


def _has_odd(text: str) -> bool:
    """Tell whether a text holds what cannot be seen, or a space that is no plain one."""
    # Nothing odd counts as printable, and asking for that takes a third of the time of a search.
    if text.replace("\n", " ").isprintable():
        return False
    return bool((_CONTROL if text.isascii() else _ODD).search(text))


def plain_breaks(text: str) -> str:
    """Return a text whose every line break is a line feed."""
    return _BREAKS.sub("\n", text) if any(mark in text for mark in _BREAK_MARKS) else text


def _visible(text: str) -> str:
    """Repair or remove what cannot be seen, in a text that is more than ASCII."""
    if _SURROGATES.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    if _C1.search(text):
        text = _read_c1(text)
    text = plain_breaks(text)
    if _TAG.search(text):
        text = _TAGS_ALONE.sub("", text)
    text = _INVISIBLE.sub("", text)
    if _MARKS.search(text):
        text = _MARKS_ALONE.sub("", text) if _RIGHT_TO_LEFT.search(text) else _MARKS.sub("", text)
    if _JOINERS.search(text):
        text = _JOINERS.sub(_keep_joiner, text)
    return text


def _read_c1(text: str) -> str:
    """Read C1 controls as the punctuation they were before an encoding slip; a lone NEL is a line break."""
    if set(_C1.findall(text)) == {"\x85"}:
        return text.replace("\x85", "\n")
    return text.translate(_C1_MEANINGS)


def _keep_joiner(match: re.Match[str]) -> str:
    """Return the first of a run of joiners where it shapes what stands around it, else nothing."""
    text, start, end = match.string, match.start(), match.end()
    before, after = text[start - 1 : start], text[end : end + 1]
    joiner = match[0][0]
    if _JOINING_SCRIPT.match(before) and (_JOINING_SCRIPT.match(after) or before in _VIRAMA):
        return joiner
    if joiner == "\u200d" and _EMOJI.match(before) and _EMOJI.match(after):
        return joiner
    return ""
