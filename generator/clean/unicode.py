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
_LEADING = "ÃÂâÐÑØÙÎÏ×åæçèéäãàïðÄÅРС"
"""Letters one of which garbled text has: to look for each takes less time than to look for all of them at once."""
_GARBLED = re.compile(
    "[\u00c2\u00c3\u00c4\u00c5\u00ce\u00cf\u00d0\u00d1\u00d7-\u00d9\u00e0-\u00ef\u00f0]"
    "[\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
    "|[\u0420\u0421][\u0080-\u00bf\u0402-\u040f\u0452-\u045f\u2013-\u203a\u20ac\u2122]"
)
"""Two letters that UTF-8 read as windows-1252, ISO-8859-1 or windows-1251 has, and other texts next to never."""
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


def repaired(text: str) -> str:
    """Return a text that was UTF-8 and read in an older encoding, once or more, as it was meant: `Mayorâ€™s`.

    ftfy decides, which keeps to what no text has by itself; only texts with its telltale letters are shown to it.
    """
    if text.isascii() or not any(map(text.__contains__, _LEADING)) or not _GARBLED.search(text):
        return text
    import ftfy  # noqa: PLC0415 (a tenth of a second to load, for what is rare)

    return ftfy.fix_encoding(text)


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
