"""Read dates and times as records give them; what is not certain is not guessed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import cache, lru_cache
from typing import Any

from generator.languages import alternatives, date_words, labels, languages, month_names, months_of, weekdays
from generator.model import Moment

EXPECTED = "a date and time Backfile can be sure of; expected e.g. 2024-05-17T09:30:00Z"
FIRST_YEAR, LAST_YEAR = 1600, 2100

_ZONES = {
    "Z": 0, "UT": 0, "UTC": 0, "GMT": 0, "WET": 0, "CET": 1, "MEZ": 1, "CEST": 2, "MESZ": 2, "EET": 2, "EEST": 3,
    "EST": -5, "EDT": -4, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "JST": 9, "KST": 9, "WEST": 1,
    "MSK": 3, "TRT": 3, "WIB": 7, "WITA": 8, "HKT": 8, "SGT": 8, "PHT": 8, "AWST": 8, "AEST": 10, "AEDT": 11,
    "NZST": 12, "NZDT": 13, "SAST": 2, "EAT": 3, "WAT": 1, "AKST": -9, "AKDT": -8, "HST": -10, "BRT": -3,
}  # fmt: skip
"""Hours from UTC of the abbreviations that mean one zone in news; CST, IST and BST mean several."""

_CLOCK_WORDS = (
    r"at|um|alle|ora|godz|klockan|στις|בשעה|ساعت|الساعة|เวลา|बजे|à|a las|a les|às|alle|om|kl|klo|o|la|в|о|pukul|lúc|saat"
    r"|ore|u|у|ob|v|ve|kell|plkst|ώρα"
)
_HALVES = "सुबह|दोपहर|शाम|रात|সকাল|ভোর|দুপুর|বিকেল|বিকাল|সন্ধ্যা|রাত"
_TIME = (
    rf"(?:[\sT,،·|–—-]|\b(?:{_CLOCK_WORDS})\b\.?){{0,5}}(?:(?P<before>오전|오후|上午|下午|晚上|凌晨|中午|早上|午前|午後|{_HALVES})\s?)?(?P<hour>[01]?\d|2[0-4])(?:(?:[:.時时시]|\s?h)\s?(?P<minute>[0-5]\d|\d(?=\s?[分분]))[分분]?)"
    r"(?:[:.](?P<second>[0-5]\d|60)(?:[.,]\d{1,9})?)?(?:\s?(?P<half>[ap])\.?\s?m\.?|\s?(?P<after>[صم]|ص\.|م\.|π\.?\s?μ\.?|μ\.?\s?μ\.?|ق\.?\s?ظ|ب\.?\s?ظ|ÖÖ|ÖS|SA|CH)(?!\w))?(?:\s?(?:Uhr|hrs|h|น|óra|ч|बजे)(?!\w)\.?)?"
    r"\s?(?:[(]?(?P<zone>[A-Za-z]{1,5})?[)]?\s?(?P<offset>[+\-−]\d\d?:?(?:\d\d)?)?)"
)
_WEEKDAY = r"(?:[^\W\d_][^\s\d,;|()]{1,14}\.?,?\s+)?(?:(?:den|le|el|ngày|am|dne)\s+)?"
_DAY_BEHIND = rf"(?:,?\s+[(（]?(?:{alternatives(weekdays())})[)）]?\.?)?"
_NAME = r"(?P<name>[^\W\d_][^\s\d,;:|()\[\]/–—-]{1,13}(?:\s(?=[^\W\d_a-zA-Z])[^\s\d,;:|()\[\]/–—-]{2,10})?)"
"""A month's name, marks that are no letters and all; some Arabic ones have two words."""
_YEAR = r"(?P<year>\d{4})"
_EASTERN_YEAR = (
    rf"(?:{_YEAR}\s?[年년]|(?P<era>令和|平成|昭和|民國|民国)(?P<of_era>\d{{1,3}}|元)年"
    r"|(?P<republic>(?<!\d)(?:[89]|1[0-4])\d)年)"
)
"""Without its era, a year of two digits from 80 or of three is one of the Republic of China."""
_EASTERN_DAY = r"(?:\s?[(（][^)）]{1,4}[)）]|\s?[월화수목금토일]요일)?"
_PERSIAN = tuple("فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند".split())
"""The months of the Persian calendar."""
_FORMS = tuple(
    rf"{form}{_DAY_BEHIND}(?:{_TIME})?\s*"
    for form in (
        rf"{_WEEKDAY}{_YEAR}(?P<mark>[-/.])\s?(?P<month>\d\d?)(?P=mark)\s?(?P<day>\d\d?)\.?",
        rf"{_WEEKDAY}(?P<first>\d\d?)(?P<mark>[-/.])\s?(?P<then>\d\d?)(?P=mark)\s?{_YEAR}\.?",
        rf"{_WEEKDAY}(?P<day>\d\d?)(?:st|nd|rd|th|er|º|\.)?[\s-]*(?:(?:de|of|d['’])\s*)?{_NAME}\.?,?[\s-]*(?:(?:de|del|năm)\s+)?{_YEAR}(?:\s?г\.?|\s?р\.?)?\.?",
        rf"{_WEEKDAY}{_NAME}\.?\s+(?P<day>\d\d?)(?:st|nd|rd|th)?,?\s+{_YEAR}",
        rf"{_YEAR}\.?,?\s+(?:m\.\s)?{_NAME}\.?\s+(?P<day>\d\d?)\.?(?:\sd\.)?(?:,?\s[^\W\d_]{{2,12}}\.?)?",
        rf"{_YEAR}\.\s(?:gada\s)?(?P<day>\d\d?)\.\s{_NAME}",
        rf"{_WEEKDAY}(?P<day>\d\d?)\s(?P<persian>{'|'.join(_PERSIAN)})\s(?:ماه\s)?{_YEAR}",
        rf"{_EASTERN_YEAR}\s?(?P<month>\d\d?)\s?[月월]\s?(?P<day>\d\d?)\s?[日일]?{_EASTERN_DAY}",
        rf"{_WEEKDAY}(?P<day>\d\d?)\s+tháng\s+(?P<month>\d\d?)(?:,|\s+năm)?\s+{_YEAR}",
    )
)


@cache
def _forms() -> tuple[re.Pattern[str], ...]:
    """Return the forms, compiled once they are wanted: that takes a tenth of what a build of nothing new takes."""
    return tuple(re.compile(form, re.IGNORECASE) for form in _FORMS)


_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "民國": 1911, "民国": 1911}
"""Years before the first of a Japanese era, and of the Republic of China."""
_BUDDHIST = 543
_THAI_YEARS = range(2400, 2700)
_PERSIAN_YEARS = range(1250, 1500)
_NUMBER = re.compile(r"\d{4,20}(?:\.\d{1,12})?")
_YEAR_ALONE = re.compile(r"\d{4}(?:\.\d{1,2})?")
_HAS_YEAR = re.compile(r"(?<!\d)(?:1[6-9]|20)\d\d(?!\d)")
_HAS_CLOCK = re.compile(r"\d\s?[:h時]\s?\d\d|\d\s?[ap]\.?m\b", re.IGNORECASE)
_PARTIAL = re.compile(r"(?:1[6-9]|20)\d\d(?:[-/.](?:0?[1-9]|1[0-2]))?|(?:[^\W\d_]{3,10}\.?,?\s+)(?:1[6-9]|20)\d\d")
DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹０１２３４５６７８９०१२३४५६७८९০১২৩৪৫৬৭৮৯๐๑๒๓๔๕๖๗๘๙", "0123456789" * 6)
_PERSIAN_DIGIT = re.compile("[۰-۹]")
_LONGEST = 80
_FIRST_WORD = re.compile(r"[^\W\d_][^\s\d,;|()]*")
_UNKNOWN = frozenset({"0001-01-01", "1601-01-01", "1899-12-30", "1899-12-31", "1900-01-01", "1970-01-01", "9999-12-31"})
"""The days that databases, spreadsheets and clocks write where they know none."""
_EXCEL = range(15_000, 80_000)
"""Days since 1899 as spreadsheets count them: from 1941 on, and short of what could be a whole number of seconds."""
_EXCEL_START = datetime(1899, 12, 30)  # noqa: DTZ001 spreadsheets count in no time zone
_LANGUAGES = "en de fr es it pt nl ar ja zh ru uk pl tr sv da nb fi cs sk ko he fa el hu ro bg hr sr id vi hi".split()


_IN_CODE = re.compile(
    r"/Date\((?P<number>\d{9,14})(?:[+-]\d{4})?\)/"
    r"|(?:(?:pd\.|pandas\.)?Timestamp|ISODate|new Date|Date)\(['\"](?P<text>[^'\"]{8,40})['\"](?:,[^()]{0,40})?\)"
)
"""`/Date(1715938200000)/` of .NET, `Timestamp('2024-05-17 09:30:00')` of pandas, `ISODate("…")` of MongoDB."""
_MADE = re.compile(r"(?:datetime\.)?(?:datetime|date)\((\d{4},\s?\d\d?,\s?\d\d?(?:,\s?\d\d?){0,3})(?:,[^()]{0,60})?\)")
_FOURTEEN = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)([01]\d|2[0-3])([0-5]\d)([0-5]\d)?")
"""Year to second, or to minute, in one row of digits."""
_ORACLE = re.compile(r"(\d\d?)-([A-Za-z]{3})-(\d\d)(?!\d)(\s.{3,16})?")
"""`17-MAY-24`, as Oracle and spreadsheets print days; a time may follow."""
_PIVOT = 50
_CLOCK_FIRST = re.compile(
    r"(?:(?:first )?(?:published|posted|updated)(?: at| on)?:?\s)?"
    r"(?P<clock>\d{1,2}[:.]\d\d(?:\s?[ap]\.?m\.?)?(?:\s[A-Z]{2,4})?)(?:,?\s|\s[|–—-]\s)"
    r"(?:on\s)?(?P<day>[^\d:]{0,16}\d.{4,30})",
    re.IGNORECASE,
)
"""`Published 9:30 AM EDT, May 17, 2024`."""
_YEAR_LAST = re.compile(r"\A([A-Z][a-z]{2} [A-Z][a-z]{2} \d\d?) (\d\d:\d\d:\d\d) ([+-]\d{4}) (\d{4})\Z")
"""`Fri May 17 09:30:00 +0000 2024`, as Twitter writes it."""


DATED = ("published", "modified", "captured")
"""The facts that are days, whose labels stand before them."""


class NoMomentError(ValueError):
    """A value is no date; the message says what was expected."""


def read_moment(value: Any, language: str | None = None) -> tuple[Moment, str]:
    """Read a given date or time.

    Args:
        value: What the record has.
        language: The language of the text, where it is known: it settles which of day and month stands first, and
            names of months that mean another one elsewhere.

    Returns:
        The moment, and a remark for the rule where something had to be assumed (empty otherwise).

    Raises:
        NoMomentError: If the value is not a date, not the whole of one, could be two dates, or stands for none.
    """
    moment, remark = _moment(value, language)
    if moment[:10] in _UNKNOWN:
        raise NoMomentError(f"a date that is known: {moment[:10]} stands for none; expected e.g. 2024-05-17")
    return moment, remark


def read_printed(text: str, language: str | None = None) -> tuple[Moment, str] | None:
    """Read a date as texts print it, with a month in words or day, month and year in numbers; None if it is none.

    The library that guesses is not asked: it takes long, and of a text's own words nothing should be guessed.
    """
    text = _bare(" ".join(text.translate(DIGITS).split()))
    word = _FIRST_WORD.match(text)
    if len(text) > _LONGEST or not any(map(str.isdigit, text)) or (word and not _is_of_date(word[0])):
        return None
    try:
        text = _clock_last(text)
        moment = _from_iso(text) or _from_form(text, language) or _of_short_year(text, language)
    except NoMomentError:
        return None
    return None if moment is None or moment[0][:10] in _UNKNOWN else moment


def _is_of_date(word: str) -> bool:
    """Tell whether a date can begin with a word: a day of the week, a month, what stands before a date."""
    word = word.casefold().strip(".,")
    return word in weekdays() or word in date_words() or word in _ERAS or is_month(word)


def _moment(value: Any, language: str | None) -> tuple[Moment, str]:
    if isinstance(value, datetime):
        return _from_datetime(value)
    if isinstance(value, date):
        return _day(value.year, value.month, value.day), ""
    if isinstance(value, bool):
        raise NoMomentError(EXPECTED)
    if isinstance(value, int | float):
        return _from_number(value)
    if not isinstance(value, str):
        raise NoMomentError(EXPECTED)
    # Whoever writes a day in these digits has another calendar than the one whose years begin with 20.
    language = "fa" if _PERSIAN_DIGIT.search(value) else language
    return _from_text(" ".join(value.translate(DIGITS).split()), language)


@lru_cache(maxsize=4096)
def _from_text(text: str, language: str | None) -> tuple[Moment, str]:
    if len(text) > _LONGEST:
        raise NoMomentError(EXPECTED)
    text = _unwrapped(text)
    if _NUMBER.fullmatch(text) and not _YEAR_ALONE.fullmatch(text):
        return _from_number(float(text) if "." in text else int(text))
    if _PARTIAL.fullmatch(text):
        raise NoMomentError("a whole date: the day is missing; expected e.g. 2024-05-17")
    moment = _from_iso(text) or _from_form(text, language) or _from_library(text)
    if moment is None:
        raise NoMomentError(EXPECTED)
    return moment


_TWICE_NAMED = re.compile(r"(?<=\d\s)([^\W\d_]+(?:\s[^\W\d_]+)?)\s?[/(]\s?([^\W\d_]+(?:\s[^\W\d_]+)?)\)?(?=,?\s\d)")
"""A month by both of its names, as Arabic papers print it: `17 أيار/مايو 2024`."""
_IN_BRACKETS = re.compile(r"[\s,]*[(（]?\b((?:GMT|UTC)[+-]\d{1,2}(?::?\d\d)?)[)）]?\s*\Z")


@cache
def _several_words() -> re.Pattern[str]:
    """Return a pattern of days of the week that are more than one word, as in Vietnamese."""
    return re.compile(rf"(?:{alternatives(day for day in weekdays() if ' ' in day)})[,.]?\s+", re.IGNORECASE)


def _bare(text: str) -> str:
    """Return a date with its zone behind a space, and without a day of the week in two words."""
    text = _IN_BRACKETS.sub(r" \1", text)
    text = _TWICE_NAMED.sub(lambda at: at[1] if month_of(at[1]) == month_of(at[2]) else at[0], text)
    named = _several_words().match(text)
    return text[named.end() :] if named and any(map(str.isdigit, text[named.end() :])) else text


def _unwrapped(text: str) -> str:
    """Return a date as it is written elsewhere too, of the forms that programs put around it."""
    if wrapped := _IN_CODE.fullmatch(text):
        return wrapped["number"] or wrapped["text"]
    if made := _MADE.fullmatch(text):
        numbers = [int(number) for number in made[1].split(",")] + [0] * 3
        return "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}".format(*numbers[:6])
    if counted := _FOURTEEN.fullmatch(text):
        day, clock = "-".join(counted.groups()[:3]), ":".join((*counted.groups()[3:5], counted[6] or "00"))
        return f"{day}T{clock}" if int(counted[2]) in range(1, 13) and int(counted[3]) in range(1, 32) else text
    if oracle := _ORACLE.fullmatch(text):
        year = int(oracle[3])
        return f"{oracle[1]} {oracle[2]} {year + (2000 if year < _PIVOT else 1900)}{oracle[4] or ''}"
    text = _clock_last(_bare(_PLACE_OF_ZONE.sub("", _label().sub("", text))))
    return _YEAR_LAST.sub(r"\1, \4 \2 \3", text)


_PLACE_OF_ZONE = re.compile(r"(?<=[\dZ])\[[A-Za-z]+/[A-Za-z_/+-]+\]\Z")
"""As Java writes a time: `2024-05-17T09:30:00+02:00[Europe/Berlin]`."""


@cache
def _label() -> re.Pattern[str]:
    """Return a pattern of what stands before a date that is given: `Last updated on`, `Veröffentlicht am`."""
    words = alternatives(label for label, fact in labels().items() if fact in DATED)
    return re.compile(rf"\A(?:{words})(?!\w)\s?[:：]?\s*(?:(?:am|on|le|el|il|em|op|på|den|at)\s+)?", re.IGNORECASE)


def _clock_last(text: str) -> str:
    """Return a date with the time of day behind it, which some write before it: `9:30 AM, May 17, 2024`."""
    first = _CLOCK_FIRST.fullmatch(text)
    if first and (any(map(str.isalpha, first["day"])) or _NUMERIC_DAY.fullmatch(first["day"])):
        return f"{first['day']} {first['clock']}"
    return text


_NUMERIC_DAY = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{4}|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}")
_SHORT_YEAR = re.compile(
    r"(?P<day>\d\d?)\.\s?(?P<month>\d\d?)\.\s?(?P<year>\d\d)"
    r"(?P<time>(?:[\s,·|–—-]+(?:um|kl|klo|at|à|alle)?\.?\s?\d\d?[:.]\d\d.{0,8})?)"
)
_YEAR_FIRST = frozenset({"ko", "ja", "zh", "hu", "lt", "mn"})
"""Languages whose dates in numbers begin with the year."""


def _of_short_year(text: str, language: str | None) -> tuple[Moment, str] | None:
    """Read `17.05.24` where the language of the text says that the year stands last."""
    match = _SHORT_YEAR.fullmatch(text)
    if not match or not language or language in _YEAR_FIRST | {"en"}:
        return None
    year = int(match["year"]) + (2000 if int(match["year"]) < _PIVOT else 1900)
    read = _from_form(f"{match['day']}.{match['month']}.{year}{match['time']}", language)
    return (read[0], ", ".join(filter(None, (read[1], f"year of two digits, read as {year}")))) if read else None


def _from_iso(text: str) -> tuple[Moment, str] | None:
    if not re.match(r"\d{4}-?(?:\d\d-?\d\d|W\d\d-?\d)", text):
        return _of_ordinal(text)
    try:
        if len(text) <= 10:
            day = date.fromisoformat(text)
            return _day(day.year, day.month, day.day), ""
        return _from_datetime(datetime.fromisoformat(text))
    except ValueError:
        return None


def _of_ordinal(text: str) -> tuple[Moment, str] | None:
    """Read a day by its number in the year, as in `2024-138`."""
    counted = re.fullmatch(r"(\d{4})-(\d{3})", text)
    if not counted or not 1 <= int(counted[2]) <= 366:
        return None
    day = date(int(counted[1]), 1, 1) + timedelta(days=int(counted[2]) - 1)
    return (
        (_day(day.year, day.month, day.day), "the number of a day in the year") if day.year == int(counted[1]) else None
    )


def _from_number(number: float) -> tuple[Moment, str]:
    """Read the time since 1970 in whatever unit, the eight digits of a day, or a spreadsheet's count of days."""
    if 16_000_000 < number < 22_000_000 and number == int(number):
        digits = str(int(number))
        return _day(int(digits[:4]), int(digits[4:6]), int(digits[6:])), ""
    if _EXCEL.start <= number < _EXCEL.stop:
        counted = _EXCEL_START + timedelta(seconds=round(number * 86_400))
        return _from_datetime(counted)[0], "a spreadsheet's count of days"
    unit, size = next((unit for unit in _UNITS if number >= unit[1] * 1e8), _UNITS[-1])
    seconds = number / size
    if not 1e8 <= seconds < 4.2e9:  # from 1973 on; a smaller number is no time of a capture
        raise NoMomentError(EXPECTED)
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=int(seconds))
    return _from_datetime(moment)[0], f"{unit} since 1970"


_UNITS = (("nanoseconds", 1e9), ("microseconds", 1e6), ("milliseconds", 1e3), ("seconds", 1.0))


def _from_form(text: str, language: str | None) -> tuple[Moment, str] | None:
    for form in _forms():
        match = form.fullmatch(text)
        if match:
            parts = match.groupdict()
            numbers, assumed = _numbers(parts, language)
            if numbers:
                moment, remark = _with_time(*numbers, parts)
                return moment, ", ".join(filter(None, (assumed, remark)))
    return None


def _numbers(parts: dict[str, str | None], language: str | None) -> tuple[tuple[int, int, int] | None, str]:
    """Return year, month and day of a matched form, and what was assumed."""
    year = int(parts["year"] or 0)
    if parts.get("republic"):
        year = _ERAS["民國"] + int(parts["republic"] or 0)
    if parts.get("era"):
        of_era = parts["of_era"] or "0"
        year = _ERAS[parts["era"] or ""] + (1 if of_era == "元" else int(of_era))
    if year in _THAI_YEARS:
        year -= _BUDDHIST
    if parts.get("first"):
        first, then = int(parts["first"] or 0), int(parts["then"] or 0)
        month, day, assumed = _month_and_day(first, then, parts["mark"] or "", language)
        return (year, month, day), assumed
    if parts.get("name"):
        month = month_of(parts["name"] or "", language)
        if not month and is_month(parts["name"] or ""):
            raise NoMomentError(
                f"a date that can be read in one way only: {parts['name']} is another month in another language"
            )
        return ((year, month, int(parts["day"] or 0)) if month else None), ""
    if parts.get("persian"):
        month = _PERSIAN.index(parts["persian"] or "") + 1
        return _of_persian(year, month, int(parts["day"] or 0)), "a date of the Persian calendar"
    numbers = (year, int(parts["month"] or 0), int(parts["day"] or 0))
    if language == "fa" and year in _PERSIAN_YEARS:
        return _of_persian(*numbers), "a date of the Persian calendar"
    return numbers, ""


def _of_persian(year: int, month: int, day: int) -> tuple[int, int, int] | None:
    """Return a date of the Persian calendar in ours; None if it has no such day.

    Six months of 31 days, five of 30 and one of 29; eight leap years in each cycle of 33, as from 1178 to 1633.
    """
    if not (1 <= month <= 12 and 1 <= day <= (31 if month <= 6 else 30)):
        return None
    years, months = year - 979, month - 1
    before = 365 * years + years // 33 * 8 + (years % 33 + 3) // 4 + 30 * months + min(months, 6)
    day_then = date(1600, 3, 20) + timedelta(days=before + day - 1)
    return day_then.year, day_then.month, day_then.day


def month_of(name: str, language: str | None = None) -> int:
    """Return the month of this name, 0 if it is none or two languages mean different ones by it."""
    return months_of(language).get(name.casefold().replace("\u0307", "").removesuffix("."), 0)


def is_month(name: str) -> bool:
    """Tell whether a word is a month in any language."""
    return name.casefold().replace("\u0307", "").removesuffix(".") in month_names()


def _month_and_day(first: int, then: int, mark: str, language: str | None) -> tuple[int, int, str]:
    """Tell month from day; with dots the day comes first everywhere, with slashes it depends on the country.

    Of the languages we know, English alone is written in a country that puts the month first.
    """
    if first == then or then > 12:
        return first, then, ""
    if first > 12 or mark == ".":
        return then, first, ""
    if language and language != "en" and language in languages():
        return then, first, f"day before month, as in {language}"
    raise NoMomentError(
        "a date that can be read in one way only: day and month could change places; expected e.g. 2024-05-17"
    )


def _with_time(year: int, month: int, day: int, parts: dict[str, str | None]) -> tuple[Moment, str]:
    if parts["hour"] is None:
        return _day(year, month, day), ""
    hour = int(parts["hour"])
    if half := _half(parts):
        if (hour > 12 and half != "pm") or (parts["half"] and not hour):
            raise NoMomentError(EXPECTED)
        hour = hour if hour > 12 else hour % 12 + (12 if half == "pm" else 0)
    zone = _zone(parts["zone"], parts["offset"])
    whole = _day(year, month, day)
    if zone is None and parts["zone"]:
        return whole, f"time zone {parts['zone']} not known, read as a day"
    if hour == 24:
        return whole, "24 o'clock, read as a day"
    second = min(int(parts["second"] or 0), 59)
    return _from_datetime(datetime(year, month, day, hour, int(parts["minute"] or 0), second, tzinfo=zone))


def _half(parts: dict[str, str | None]) -> str:
    """Return whether an hour is one before noon or after, as languages say it; empty where they do not."""
    if parts["half"]:
        return "pm" if parts["half"] in "pP" else "am"
    word = (parts["before"] or parts["after"] or "").replace(".", "").replace(" ", "").casefold()
    if word in _LATER:
        return "pm"
    return "am" if word in _EARLIER and int(parts["hour"] or 0) <= 12 else ""


_EARLIER = frozenset({"오전", "上午", "凌晨", "早上", "午前", "ص", "πμ", "öö", "sa", "सुबह", "সকাল", "ভোর", "قظ"})
_LATER = frozenset(
    {
        "오후",
        "下午",
        "晚上",
        "午後",
        "م",
        "μμ",
        "ös",
        "ch",
        "दोपहर",
        "शाम",
        "रात",
        "দুপুর",
        "বিকেল",
        "বিকাল",
        "সন্ধ্যা",
        "রাত",
        "بظ",
    }
)


def _zone(name: str | None, offset: str | None) -> tzinfo | None:
    if offset:
        digits = offset[1:].replace(":", "")
        hours, minutes = int(digits[:2]), int(digits[2:] or 0)
        span = timedelta(hours=hours, minutes=minutes)
        return timezone(-span if offset[0] != "+" else span) if span < timedelta(hours=24) else None
    if name and name.upper() in _ZONES:
        return timezone(timedelta(hours=_ZONES[name.upper()]))
    return None


def _from_datetime(moment: datetime) -> tuple[Moment, str]:
    _check_year(moment.year)
    if moment.tzinfo is None:
        if (moment.hour, moment.minute, moment.second) == (0, 0, 0):
            return moment.date().isoformat(), "midnight without a time zone, read as a day"
        return f"{moment.isoformat(timespec='seconds')}Z", "no time zone given, read as UTC"
    if moment.utcoffset() and (moment.hour, moment.minute, moment.second) == (0, 0, 0):
        return moment.date().isoformat(), "midnight of its time zone, read as a day"
    utc = moment.astimezone(UTC)
    # Some outlet's readers saw another day than the one that every listing here has.
    remark = "" if utc.day == moment.day else f"{moment.date()}{_IN_ZONE}"
    return f"{utc.replace(tzinfo=None).isoformat(timespec='seconds')}Z", remark


_IN_ZONE = " in its time zone"


def day_in_zone(remark: str) -> str:
    """Return the day that a remark of `read_moment` gives: that of a moment's own time zone; empty without one."""
    return remark.removesuffix(_IN_ZONE)[-10:] if remark.endswith(_IN_ZONE) else ""


def _day(year: int, month: int, day: int) -> Moment:
    _check_year(year)
    try:
        return date(year, month, day).isoformat()
    except ValueError as error:
        raise NoMomentError(EXPECTED) from error


def _check_year(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NoMomentError(f"a date from {FIRST_YEAR} to {LAST_YEAR}; expected e.g. 2024-05-17T09:30:00Z")


@cache
def _parser() -> Callable[[str], Any]:
    """Load the library that knows the months of all languages; a second of work, so only for what is left over."""
    from dateparser.date import DateDataParser  # noqa: PLC0415

    parser: Any = DateDataParser(
        languages=_LANGUAGES,
        settings={
            "PARSERS": ["absolute-time"],
            "REQUIRE_PARTS": ["day", "month", "year"],
            "STRICT_PARSING": True,
            "RETURN_AS_TIMEZONE_AWARE": False,
            "TIMEZONE": "UTC",
        },
    )
    get_date_data: Callable[[str], Any] = parser.get_date_data
    return get_date_data


def _from_library(text: str) -> tuple[Moment, str] | None:
    """Read a date with a month in another language; a bare row of numbers would be a guess."""
    if not _HAS_YEAR.search(text) or not any(letter.isalpha() for letter in text) or len(text) < 8:
        return None
    moment = _parser()(text)["date_obj"]
    if not isinstance(moment, datetime):
        return None
    if not _HAS_CLOCK.search(text):
        return _day(moment.year, moment.month, moment.day), ""
    return _from_datetime(moment)
