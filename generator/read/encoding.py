"""Decode: from bytes to text, with the name of the encoding they were read in.

UTF-8 unless the bytes say otherwise: by a byte order mark, by the zeros of UTF-16 and UTF-32, by not being UTF-8. A
reading that another encoding would give in other letters is marked as doubtful, so that nobody takes it for certain.
Nothing here opens a file, and the same bytes are always read the same way.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from msgspec import Struct

from generator.languages import letters
from generator.languages.classifier import likely

if TYPE_CHECKING:
    from charset_normalizer import CharsetMatch

HEAD_BYTES = 4096
"""What is looked at to tell UTF-16 and UTF-32; whole characters of either."""

SAMPLE_BYTES = 256 * 1024
"""What is looked at to guess an older encoding; more costs time and decides nothing."""

MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it starts with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

OLDER = (
    "cp1252",
    "cp1250",
    "cp1254",
    "cp1257",
    "cp1251",
    "cp1253",
    "cp1255",
    "cp1256",
    "iso8859_2",
    "iso8859_15",
    "iso8859_6",
    "iso8859_7",
    "koi8_r",
    "cp866",
    "cp932",
    "euc_jp",
    "iso2022_jp",
    "gb18030",
    "big5",
    "cp949",
)
"""Encodings that newsrooms used; where two read a text equally well, the one that stands first is taken."""

HOME = {
    **dict.fromkeys(("Croatian", "Czech", "Hungarian", "Polish", "Romanian", "Slovak", "Slovene"), "cp1250"),
    **dict.fromkeys(("Estonian", "Latvian", "Lithuanian"), "cp1257"),
    "Turkish": "cp1254",
}
"""The encoding that a language was mostly written in, where it was not the first of `OLDER`."""

MARGIN = 0.06
"""Encodings whose readings are likely to within this are told apart by words, or not at all: measured on news pages
of 29 countries, put into the encodings of their languages; what was read wrong was then marked as doubtful."""

MESS = 0.1
"""Share of unlikely neighbours among the letters above which no reading is trusted."""

SEVERAL_BYTES = frozenset({"cp932", "euc_jp", "iso2022_jp", "gb18030", "big5", "cp949"})

_LATIN_CODECS = (
    "cp1252", "cp1250", "cp1254", "iso8859_2", "iso8859_15", "cp850", "cp852", "cp437", "cp857", "mac_roman",
    "mac_latin2", "mac_turkish",
)  # fmt: skip
"""Encodings of languages in Latin letters, those of DOS and Macintosh too; the first of those that fit is taken."""
_LIKELY_LANGUAGES = 3
_MOST_OF_LETTERS = 0.06
"""Share of bytes beyond ASCII of which a text in Latin letters has hardly more, and one in Han or Kana never so few."""
_FITS, _BETTER = 0.95, 0.1
"""Share of the letters beyond ASCII that a language must have, and by how much more another encoding must do better."""
_TYPOGRAPHIC = frozenset("“”„‘’‚–—…«»§°€·•©®½£\u00a0")
_BETWEEN_LETTERS = re.compile(r"(?<=[^\W\d_])[“”„‚–…«»§°€·•©®½£](?=[^\W\d_])")
LETTER_BYTES = 20_000
"""What is looked at to compare letters."""

NAMES = {
    "cp437": "IBM437",
    "cp850": "IBM850",
    "cp852": "IBM852",
    "cp857": "IBM857",
    "koi8_u": "KOI8-U",
    "cp932": "Shift_JIS",
    "cp949": "EUC-KR",
    "gb18030": "GB18030",
    "koi8_r": "KOI8-R",
    "cp866": "IBM866",
}

FEWEST_CONTROLS = 8
"""Control characters that a text may have, however short it is."""

_CONTROL = re.compile("[\1-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffd]")
_ESCAPED = re.compile("[\udc80-\udcff]+")
_NOT_ASCII = re.compile("[^\x00-\x7f]+")


_BY_CASE = ("koi8_r", "koi8_u", "cp866", "iso8859_5", "mac_cyrillic", "mac_roman", "cp1251")
"""Encodings that words do not tell from others of their script, but capitals and small letters do."""
_FEWER, _FEWEST_ODD = 4, 3
_HALF_WIDTH = re.compile("[\uff61-\uff9f]")
"""Kana of half the width, which are for screens of narrow cells; Shift_JIS reads letters of KOI8 as those."""
_MOST_HALF_WIDTH = 0.2
_FEWEST_MARKS = 3
_LETTERS_A_MARK = 8
_THAI = re.compile("[\u0e01-\u0e5b]")
_UPON = re.compile("[\u0e01-\u0e2e][\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]")
_MARK = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
_NOT_THAI = re.compile(
    f"(?<![\u0e01-\u0e2e{_MARK}])[{_MARK}]|[\u00a1-\u0dff]|[\u0e40-\u0e44](?![\u0e01-\u0e2e])|[\u0e01-\u0e2e][A-Za-z]"
    r"|[\u0e01-\u0e2e][\u0e4f-\u0e5b]|(?<![\u0e24\u0e26])\u0e45"
)
"""A mark that stands upon nothing, or a letter of another script."""
_SIGN = "\u00a1-\u00ac\u00ae-\u00b6\u00b8-\u00bf\u0160\u0178\u017d\u2020\u2021\u2030\u20ac\u2116\u2500-\u259f\x7f-\x9f"
_ODD = re.compile(
    r"[a-zß-öø-ÿа-џ][A-ZÀ-ÖØ-ÞА-ЯЀ-Џ]|[a-z][\u0400-\u04ff]|[\u0400-\u04ff][a-z]"
    rf"|(?<=[^\W\d_])[{_SIGN}](?=[^\W\d_])|[\x80-\x9f]"
)


_FRAMES = re.compile("[\u2500-\u259f]")


class Guess(Struct, frozen=True, kw_only=True):
    """An older encoding that bytes are probably in."""

    codec: str
    doubtful: bool

    @property
    def name(self) -> str:
        """The encoding as people write it: `windows-1252`, `Shift_JIS`."""
        return readable(self.codec)


class Decoded(Struct, frozen=True, kw_only=True):
    """Bytes read as text; no byte order mark, line ends as they were."""

    text: str
    doubt: str | None
    """What is doubtful about the reading, and what would not be; None where it is certain."""


def is_noise(text: str) -> bool:
    """Tell whether what was decoded is no text: more than every fiftieth of its first characters is a control.

    Zeros do not count: old programs pad texts with them.
    """
    sample = text[:SAMPLE_BYTES]
    controls = len(_CONTROL.findall(sample))
    return controls > FEWEST_CONTROLS and controls * 50 > len(sample)


def readable(codec: str) -> str:
    """Return the name that people know an encoding by."""
    if codec in NAMES:
        return NAMES[codec]
    if codec.startswith("cp125"):
        return f"windows-{codec[2:]}"
    return codec.upper().replace("ISO8859_", "ISO-8859-").replace("_", "-")


def is_utf8(data: bytes) -> bool:
    """Tell whether bytes are UTF-8 throughout; ISO-2022-JP, which is ASCII by its bytes, is not."""
    if data.isascii():
        return b"\x1b$" not in data or not _decodes(data, "iso2022_jp")
    return _decodes(data, "utf-8")


def _decodes(data: bytes, codec: str) -> bool:
    try:
        data.decode(codec)
    except UnicodeDecodeError:
        return False
    return True


def wide(head: bytes) -> str | None:
    """Tell UTF-16 and UTF-32 by their mark or, without one, by where the zeros stand.

    Args:
        head: The first `HEAD_BYTES` of a file, or all of a shorter one.

    Returns:
        The codec, byte order included; None for an encoding of single bytes, UTF-8 among them.
    """
    for mark, codec in MARKS:
        if head.startswith(mark) and (codec[:6] == "utf-16" or _is_whole(head, codec)):
            return codec
    zeros = head.count(0)
    if not zeros:
        return None
    if zeros * 4 >= len(head):
        for codec in ("utf-32-le", "utf-32-be"):
            if _is_whole(head, codec):
                return codec
    # Every ASCII character of UTF-16, a space at the least, has a zero on one side; stray zeros stand on both.
    late = head[1::2].count(0)
    codec = "utf-16-le" if late * 2 > zeros else "utf-16-be"
    aside = max(late, zeros - late)
    often = zeros * 50 >= len(head) or not is_utf8(head)
    return codec if often and aside * 20 >= zeros * 19 and _is_whole(head, codec) else None


def _is_whole(head: bytes, codec: str) -> bool:
    """Tell whether bytes decode without a fault; a character cut off at their end is none."""
    try:
        codecs.getincrementaldecoder(codec)("strict").decode(head)
    except UnicodeDecodeError:
        return False
    return len(head) >= 2


def decode(data: bytes, codec: str | None = None) -> Decoded:
    """Read the bytes of a whole file.

    Args:
        data: The bytes.
        codec: What `wide` said of the file; asked here where it is None.
    """
    codec = codec or wide(data[:HEAD_BYTES])
    if codec:
        return _decode_wide(data, codec)
    plain = data.removeprefix(codecs.BOM_UTF8)
    if is_utf8(plain):
        return Decoded(text=plain.decode("utf-8"), doubt=None)
    mended = mend(plain, certain=len(plain) < len(data))
    if mended is not None:
        return Decoded(text=mended, doubt="not UTF-8 throughout, stray bytes read as windows-1252; expected UTF-8")
    guessed = guess(plain.splitlines())
    text = plain.decode(guessed.codec, "replace")
    doubtful = guessed.doubtful or "\ufffd" in text
    return Decoded(text=text, doubt=f"not UTF-8, read as {guessed.name}; expected UTF-8" if doubtful else None)


def _decode_wide(data: bytes, codec: str) -> Decoded:
    try:
        return Decoded(text=data.decode(codec).removeprefix("\ufeff"), doubt=None)
    except UnicodeDecodeError:
        text = data.decode(codec, "replace").removeprefix("\ufeff")
        return Decoded(text=text, doubt=f"{readable(codec)} with broken characters, read as U+FFFD; expected UTF-8")


def mend(data: bytes, *, certain: bool = False) -> str | None:
    """Read UTF-8 that a few bytes of windows-1252 have got into, as texts from two places that were pasted together.

    Args:
        data: Bytes that are not UTF-8 throughout.
        certain: Whether a byte order mark says that they are meant as UTF-8, however many are not.

    Returns:
        The text; None where more than one byte in a hundred is wrong, or more are wrong than characters are right:
        then the bytes are in another encoding altogether.
    """
    if data.isascii():
        return None
    text = data.decode("utf-8", "surrogateescape")
    wrong = sum(map(len, _ESCAPED.findall(text)))
    right = sum(map(len, _NOT_ASCII.findall(text))) - wrong
    if not certain and (wrong > right or wrong * 100 > len(data)):
        return None
    return _ESCAPED.sub(lambda run: run[0].encode("utf-8", "surrogateescape").decode("cp1252", "replace"), text)


def guess(lines: Iterable[bytes]) -> Guess:
    """Guess the older encoding of lines that are not UTF-8.

    Only lines with bytes beyond ASCII tell encodings apart, so `SAMPLE_BYTES` of those are looked at, cut at line ends
    where there are any: half a character would speak against the right encoding.
    """
    telling: list[bytes] = []
    room = SAMPLE_BYTES
    for line in lines:
        if line.isascii() and b"\x1b" not in line:
            continue
        telling.append(line[:room])
        room -= len(line)
        if room <= 0:
            break
    return _guess_sample(b"\n".join(telling))


def _guess_sample(sample: bytes) -> Guess:
    if _is_thai(sample):
        return Guess(codec="cp874", doubtful=False)
    guessed = _by_letters(sample, _guess_by_words(sample))
    if guessed.codec in ("cp949", "gb18030", "big5") and _is_kana(sample):
        return Guess(codec="euc_jp", doubtful=True)
    if guessed.codec == "cp932" and len(_HALF_WIDTH.findall(text := sample.decode("cp932", "replace"))) > (
        _MOST_HALF_WIDTH * len(text)
    ):
        _, codec = min((_oddities(sample.decode(one, "replace")), one) for one in _BY_CASE)
        return Guess(codec=codec, doubtful=True)
    faults = _odd_words(sample.decode(guessed.codec, "replace"))
    if guessed.codec in SEVERAL_BYTES or not faults:
        return guessed
    fewest, codec = min((_oddities(sample.decode(codec, "replace")), codec) for codec in _BY_CASE)
    return Guess(codec=codec, doubtful=True) if fewest * _FEWER <= faults else guessed


def _by_letters(sample: bytes, guessed: Guess) -> Guess:
    """Return the encoding in which a text in Latin letters has those that its language has; the one found, if none is.

    Its language is told from what all encodings read alike, the letters of ASCII.
    """
    sample = sample[:LETTER_BYTES]
    plain = sample.decode("ascii", "ignore")
    most = _MOST_OF_LETTERS if guessed.codec in SEVERAL_BYTES else _MOST_BEYOND_ASCII
    if guessed.codec == "iso2022_jp" or len(sample) - len(plain) > most * len(sample):
        return guessed
    own = sample.decode(guessed.codec, "replace")
    for language in likely(plain, _LIKELY_LANGUAGES):
        known = letters().get(language)
        if not known:
            continue
        share, _, codec = max(
            (_share(text, known), -order, codec)
            for order, codec in enumerate(_LATIN_CODECS)
            if (text := sample.decode(codec, "replace"))
        )
        if share >= _FITS:
            return Guess(codec=codec, doubtful=True) if share > _share(own, known) + _BETTER else guessed
    return guessed


def _share(text: str, known: frozenset[str]) -> float:
    """Return the share of the signs beyond ASCII that a language has, or that stand where signs stand."""
    beyond = [sign for sign in text if sign > "\x7f"]
    fitting = sum(sign in known or sign in _TYPOGRAPHIC for sign in beyond) - len(_BETWEEN_LETTERS.findall(text))
    return fitting / len(beyond) if beyond else 1.0


def _is_thai(sample: bytes) -> bool:
    """Tell whether bytes are TIS-620: no other encoding gives vowels and tones that all stand upon a consonant."""
    try:
        text = sample.decode("cp874")
    except UnicodeDecodeError:
        return False
    marks, letters = len(_UPON.findall(text)), len(_THAI.findall(text))
    return marks >= _FEWEST_MARKS and marks * _LETTERS_A_MARK >= letters and not _NOT_THAI.search(text)


def _is_kana(sample: bytes) -> bool:
    """Tell whether bytes are EUC-JP: read so, much of a text is kana, whose bytes are rare in Korean and Chinese."""
    try:
        text = sample.decode("euc_jp")
    except UnicodeDecodeError:
        return False
    beyond = sum(sign > "\x7f" for sign in text)
    return _LEAST_KANA * beyond <= len(_KANA.findall(text))


_KANA, _LEAST_KANA = re.compile(r"[\u3041-\u30fa]"), 0.25
"""Kana, and the share of a Japanese text that they are at least."""


def _oddities(text: str) -> int:
    """Return how many words are odd, and how many signs that frames are drawn with: a page has tables for those."""
    return _odd_words(text) + len(_FRAMES.findall(text))


def _odd_words(text: str) -> int:
    """Return how many words have a capital behind a small letter, a sign between letters, or letters of two scripts."""
    return len(_ODD.findall(text))


def _guess_by_words(sample: bytes) -> Guess:
    import charset_normalizer  # noqa: PLC0415 - most archives are UTF-8, and need it for no file

    matches = charset_normalizer.from_bytes(
        sample, cp_isolation=list(OLDER), preemptive_behaviour=False, enable_fallback=False
    )
    best = matches.best()
    if best is None:
        return Guess(codec="cp1252", doubtful=True)
    if best.encoding in SEVERAL_BYTES:
        return Guess(codec=best.encoding, doubtful=best.chaos > MESS)
    # The library puts little mess before likely words; for encodings of one byte the words tell more.
    best = max(matches, key=_likelihood)
    if not best.coherence:
        return Guess(codec="cp1252", doubtful=True)
    near = {
        codec
        for match in matches
        if _likelihood(match) >= _likelihood(best) - MARGIN
        for codec in match.could_be_from_charset
        if codec in OLDER
    }
    readings = {codec: sample.decode(codec, "replace") for codec in sorted(near)}
    order = (HOME.get(best.language, OLDER[0]), *OLDER)
    chosen = min(near, key=order.index)
    doubtful = len(set(readings.values())) > 1 or best.chaos > MESS
    return Guess(codec=chosen, doubtful=doubtful)


def _likelihood(match: CharsetMatch) -> float:
    return match.coherence - 2 * match.chaos


_CHARSET = re.compile(
    rb"<meta\b[^>]{0,200}?\bcharset\s*=\s*[\"']?\s*([\w.:-]{1,40})|<\?xml\b[^>]{0,80}?\bencoding\s*=\s*[\"']([\w.:-]{1,40})",
    re.IGNORECASE,
)
_READ_AS = {
    **dict.fromkeys(("iso8859-1", "ascii", "latin-1"), "cp1252"),
    **dict.fromkeys(("iso8859-9",), "cp1254"),
    **dict.fromkeys(("gb2312", "gbk", "hz"), "gb18030"),
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    **dict.fromkeys(("tis-620", "iso8859-11"), "cp874"),
    "big5": "big5hkscs",
}
"""Python's name of an encoding -> the larger one that browsers read in its place (WHATWG, Encoding)."""


_OF_TEXT = re.compile(r"cp\d|utf-(?:8|16|32)|iso(?:8859|2022)|koi8|mac-|big5|gb18030|euc_|johab|kz1048|ptcp154|tis")
"""Python's encodings of texts; it has others, of bytes, names and escapes, that no page is in."""


_NUMBERED = re.compile(r"(?:x-)?(?:windows|win|cp|dos|ibm|ms)[-_]?(\d{3,5})\Z", re.IGNORECASE)
"""Names of code pages that Python knows by their number."""
_BESIDE_TEXT = re.compile(
    rb"<(script|style)\b[^<>]{0,2000}>.{0,200000}?</\1\s*>|<[^<>]{0,4000}>", re.IGNORECASE | re.DOTALL
)
_LATIN = re.compile(r"cp125[0247]|iso8859-(?:[1-4]|9|1[03456])|mac-(?:roman|latin2|turkish)")
"""Encodings in which most letters are of ASCII; Vietnamese has the most others, one letter in four."""
_MOST_BEYOND_ASCII = 0.3
_FEWEST_BEYOND_ASCII = 20


def decode_page(data: bytes, declared: str | None = None) -> Decoded:
    """Read the bytes of a web page.

    A byte order mark is believed first, then bytes that are UTF-8 throughout, then what the HTTP header says, then what
    the page says of itself, as far as the bytes can be read so: servers call every page ISO-8859-1, and one in which
    most letters are then accented is in another encoding, of another script.

    Args:
        data: The bytes.
        declared: What the HTTP header calls the encoding.
    """
    if wide(data[:HEAD_BYTES]) or is_utf8(data.removeprefix(codecs.BOM_UTF8)):
        return decode(data)
    inside = [(named[1] or named[2]).decode("ascii") for named in _CHARSET.finditer(data[: 16 * HEAD_BYTES])]
    for name in filter(None, (declared, *inside[:4])):
        codec = _codec(name)
        if codec and codec not in {"utf-8", "utf-16", "utf-32"} and _decodes(data, codec) and _is_likely(data, codec):
            read = _truly(data, codec)
            doubt = f"said to be {readable(codec)}, read as {readable(read)}; expected UTF-8" if read != codec else None
            return Decoded(text=data.decode(read, "replace"), doubt=doubt)
    return decode(data)


def _truly(data: bytes, codec: str) -> str:
    """Return the encoding that a page is in, where its words speak against the one that it is said to be in."""
    text = b" ".join(_BESIDE_TEXT.sub(b" ", data[:SAMPLE_BYTES]).split())
    if _LATIN.match(codec):
        return _by_letters(text, Guess(codec=codec, doubtful=False)).codec
    name = codec.replace("-", "_")
    cyrillic = [one for one in _BY_CASE if one != "mac_roman"]
    if name not in cyrillic:
        return codec
    faults = _oddities(text.decode(codec, "replace"))
    fewest, other = min((_oddities(text.decode(one, "replace")), one) for one in cyrillic)
    return other if faults >= _FEWEST_ODD and fewest * _FEWER <= faults else codec


def _is_likely(data: bytes, codec: str) -> bool:
    """Tell whether an encoding that can read any bytes has letters beyond ASCII where its languages have them."""
    if not _LATIN.match(codec):
        return True
    text = b"".join(_BESIDE_TEXT.sub(b" ", data[:SAMPLE_BYTES]).split())
    beyond = len(text) - sum(byte < 128 for byte in text)
    return beyond < _FEWEST_BEYOND_ASCII or beyond < _MOST_BEYOND_ASCII * len(text)


def _codec(name: str) -> str | None:
    """Return Python's codec for the name that a page or a header gives its encoding; None for what is none of text."""
    name = _NUMBERED.sub(r"cp\1", name.strip().strip("\"'"))
    for spelling in (name, name.lower().removeprefix("x-")):
        try:
            codec = codecs.lookup(spelling).name
        except (LookupError, ValueError):
            continue
        codec = _READ_AS.get(codec, codec)
        return codec if _OF_TEXT.match(codec) else None
    return None


_DECLARED = re.compile(
    rb"\A((?:\xef\xbb\xbf)?\s{0,80}<\?xml\b[^>]{0,200}?\bencoding\s{0,9}=\s{0,9})(?:\"([^\"<>]{0,200})\"|'([^'<>]{0,200})')"
)


def known_encoding(data: bytes) -> bytes:
    """Return an XML document as UTF-8 if it names an encoding that there is not; any other as it is."""
    named = _DECLARED.match(data[:HEAD_BYTES])
    name = (named[2] or named[3] or b"").decode("ascii", "replace") if named else ""
    if not named or _codec(name) or wide(data[:HEAD_BYTES]) or name.lower().startswith(("utf-16", "utf-32", "ucs")):
        return data
    start = named[1].removeprefix(codecs.BOM_UTF8)
    return start + b'"UTF-8"' + decode(data[named.end() :]).text.encode("utf-8", "replace")
