"""Read the people and agencies that a credit names; a piece that does not look like a name is no author."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from msgspec import Struct

from generator.languages import alternatives, credit_words, labels, month_names, papers, roles

from .names import Naming, credited, fold, whole_agency
from .spelling import as_written
from .values import one_line, unique

MAX_CREDIT = 1000
"""Characters of a credit that are read; a longer one is something else."""

MAX_NEWSROOM = 60
"""Characters of the longest name under which an outlet is its own author."""

MOST_AUTHORS = 3
"""More people beside an agency are a scrape of a page: the names of its other articles and pictures."""
_PICTURE_AGENCY = re.compile(r"\b(?:getty|images?|photos?|pictures?|shutterstock|epa)\b", re.IGNORECASE)

PREFIX = re.compile(
    rf"\s*(?:(?:{alternatives(credit_words())})(?!\w)|(?:ein|eine)\s\w+\svon\b|aus\s\w+(?:\s\w+)?\sberichte[nt]\b"
    rf"|(?:記者|记者)(?=[\u3400-\u9fff]{{2,4}}\s?[／/、]))\s*[:：／/・]?\s*",
    re.IGNORECASE,
)
_NOISE = re.compile(
    r"https?://\S{1,300}|[\w.+-]{1,64}@[\w.-]{1,100}|(?<!\w)@\w{1,50}|\([^()]{0,100}\)|\[[^\[\]]{0,100}\]|«[^«»]{0,100}»|&nbsp;|<[^<>]{1,50}>"
)
_AFTER_NAME = re.compile(
    r"\s+(?:(?:is|was|has|writes)\s+(?:an?|the)\b|for\s+|at\s+the\s+|special\s+to\b|covers\b|in\s+[A-Z]|from\s+|of\s+(?:the\s+)?"
    r"|من\s+).*|\s*[–—|•·]\s.*|\s+-\s.*|\s+(?:January|February|March|April|May|June|July|August|September|October|November|"
    r"December|Jan\.?|Feb\.?|Aug\.?|Sept?\.?|Oct\.?|Nov\.?|Dec\.?|Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)(?:day)?,?\s+\d.*",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    r"\s*[;|\n،、/／]\s*|\s+(?:and|und|et|y|og|och|e|with|mit|avec|con|com|și|şi|és|ve|ja|dan|oraz|и|та)\s+|\s*&\s*|,\s*(?:and|und|et|y)\s+|\s*[•·]\s*|\s+[–—-]\s+|\s*:\s+"
)
_BETWEEN_CAPITALS = re.compile(_BETWEEN.pattern.replace("|y|", "|").replace("|e|", "|"), re.IGNORECASE)
"""In capitals `E` and `Y` are initials as often."""
_ARABIC_BETWEEN = re.compile(r"\s*[-–—ـ:]\s*|\s*[;|\n،,/]\s*")
_SUFFIX = re.compile(r"(?:jr|sr|ii|iii|iv|md|phd|ph\.d)\.?", re.IGNORECASE)
_PARTICLES = frozenset(
    "de da do dos das di del della dei du des la le lo les van von der den dem ten ter zu zum zur y e i al el bin "
    "ibn bint abu ben bar af av dan dela san st ap mac of".split()
)
_NOBODY = frozenset(
    "undefined null none unknown admin administrator administrador administrateur webmaster anonymous user username "
    "firstname lastname nobody unbekannt unbekannter desconocido desconhecido inconnu sconosciuto nieznany onbekend "
    "неизвестный невідомий анонім аноним администратор адміністратор anonym anonyme anonimo anónimo anônimo anoniem "
    "author autor auteur autore yazar penulis auther автор superadmin root guest gast wpadmin".split()
)
"""What stands where nobody is named: logins that systems are set up with, and words for no one."""
_BESIDE_NOBODY = frozenset("by von site super test sin ohne sans no kein tanpa senza sem bez без wp".split())
_NOT_IN_NAMES = roles().union(
    _NOBODY - {"root"},
    "editors editorial editorials reporters desk team newsroom news newspaper correspondents writers contributors "
    "contributed agency agencies agences agenturen bureau board unit online press media wire wires service "
    "services read minute opinion opinions column guest special politics political national international senior "
    "chief deputy managing photographer photo photos picture image images video getty live updated published "
    "posted count comment comments tags popular backgroundurl avatar email follow contact author authors byline "
    "associate assistant executive producer analyst analysis fellow professor director president ceo founder "
    "former foreign var if function componentcontainer business sports sport world breaking exclusive share print "
    "copyright inc ltd llc gmbh corp company associates institute university foundation council committee "
    "magazine journal daily weekly times tribune gazette chronicle herald today tv radio channel network demand "
    "order request law default way means far hand heart all and the this that these those with from for not is "
    "are was were has have had his her its their our your who what when where why how new month year week monday "
    "tuesday wednesday thursday friday saturday sunday january february march july september october november "
    "december mitarbeiter redaktionell envoyé spécial auteur verlag zeitung web internet digital social app home "
    "section nachrichten newsdesk publisher google facebook a an redaksi redakce redaktionen toimitus szerkesztőség "
    "redacția редакція tanpa related article articles sponsored advertisement".split(),
)
"""Words that no name has: what people are at a newspaper, and what stands where nobody is named."""
_PICTURED = re.compile(
    r"(?:(?<=\S)[\s;,|/·•]+|\A\s*)(?:photos?|photographs?|pictures?|fotos?|bilder|bild|images?|illustrations?|video)\b"
    r"\s*(?::|by\b|von\b|de\b|di\b|por\b|par\b)\s*[^;|,/·•]{2,60}",
    re.IGNORECASE,
)
"""Who took the pictures, beside who wrote the text."""
_IRISH = frozenset({"ó", "ní", "mac", "mc", "nic", "uí"})
_INITIALS = re.compile(r"(?:[^\W\d_]\.[ -]?)+\Z")
_STAFF = frozenset(
    "writer writers staff reporter reporters correspondent correspondents editor editors editorial team service".split()
)
_ARABIC_NOT = frozenset(
    "وكالات الوكالات متابعة متابعات المحليات الرياضي خاص مكتب تقرير ترجمة حوار حاوره وكالة أونلاين الإلكتروني "
    "الإلكترونية صحيفة جريدة مراسل المحرر تحرير التحرير قسم مساحة ثقافة كتب".split()
)
_TWO_WORD_PLACES = frozenset(
    ("مكة المكرمة", "حفر الباطن", "خميس مشيط", "تل أبيب", "نيو دلهي", "أبو ظبي", "شرم الشيخ", "كوالا لمبور")
)
_GEORGIAN = "აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ"
"""Letters that are small to Unicode and begin names all the same."""
_PEN_NAME = re.compile(r"[^\W\d_](?=\w*[^\W\d_]{2})\w{2,29}")
SHORTEST_LOWER = 5
"""Letters of a pen name without a capital; shorter ones are initials of a newsroom's members, and of agencies."""
_SIGN = r"[^\W\d_]|[\u0300-\u036f\u0900-\u0963\u0980-\u0dff\u0e31-\u0e4e\u0eb1-\u0ecd\u102b-\u103e\u17b4-\u17d3]"
"""A letter, or a mark that stands for a vowel in the scripts of India and their neighbours."""
_WORD = re.compile(rf"(?:{_SIGN})+(?:['’‘.-](?:{_SIGN})*)*\.?")
_HOST_LIKE = re.compile(r"[^\W\d_]{3,}\.[^\W\d_]")
_ARABIC = re.compile(r"[\u0620-\u064a]")
_HAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2,12}")
_HAN_TITLE = re.compile(r"(?:編集委員|特派員|記者|通信員|기자|特約撰述|记者)\s*$")
_HAN_NOT = re.compile(
    r"編集|募集|採用|新聞|通信|取材班|報道|報導|报道|採訪|采访|電訊|支局|電子版|共同|時事|記者会|编辑|新闻|社$|部$|匿名|佚名|無名|管理[員员者]"
)


_EASTERN = re.compile(
    r"\A\s*[〔〕【（(［\[]\s*(?:本報|本报)?(?:記者|记者)\s?([\u3400-\u9fff]{2,4})\s?[／/][^〕】）)］\]]{1,12}[〕】）)］\]]\s*\Z"
)
"""A reporter and where from, in brackets, as in Taiwan: `（記者王小明／台北報導）`."""
_OF_DESK = re.compile(
    r"\A\s*(?P<desk>[\u3400-\u9fff]{1,10}[社报報网網台刊])(?:特[约約派])?(?:记者|記者)\s?[:：]?\s*(?=[\u3400-\u9fff]{2})"
)
"""Whose reporters those are that follow: `新华社记者李明、王伟`."""
_HAN_PICTURED = re.compile(r"(?<=\S)[\s、，,]+(?:图片?|圖片?|摄影?|攝影?|撮影|写真)\s?[/／:：]\s?[^\s、，,;|/／]{2,20}")
_HAN_BLANK = re.compile(r"(?<=[\u3400-\u9fff]{2})[ \u3000]+(?=[\u3400-\u9fff]{2})")
"""What parts people in Chinese, as its word for reporters tells; in Japanese it may stand within a name."""
_HONORIFIC = re.compile(
    r"\A(?:(?:mr|mrs|ms|mx|miss|messrs|mme|mlle|herr|frau|sig|sig\.ra|sr|sra|srta|dhr|mevr|hr|fru|пан|пані|г-н|г-жа)\.?)\s+(?=\S+\s+\S)",
    re.IGNORECASE,
)
"""How people are addressed, which is no part of a name of two words or more."""
_DIGIT = re.compile(r"\d")


@cache
def _published_on() -> re.Pattern[str]:
    """Return what finds when a credit was published, behind it: `Ana Kestrel on May 17, 2024`, `Ana Kestrel 17.5.2024`.

    Compiled once there is a credit with a number: few have one.
    """
    labelled = alternatives(label for label, fact in labels().items() if fact in ("published", "modified"))
    return re.compile(
        r"\s(?:on|am|le|el|il|em|op)\s[^\d]{0,16}\d{1,2}\b.{0,30}\Z"
        rf"|\s(?:{labelled})\s?[:：].{{0,60}}\Z"
        rf"|[\s,|–—-]+(?:(?:{labelled})\s?[:：]?\s*)?"
        rf"(?:(?:{alternatives(month_names())})\.?,?\s+)?"
        r"\d{1,2}(?:st|nd|rd|th|\.)?[\s./-].{0,20}\b(?:1[5-9]|20)\d\d\b.{0,24}\Z",
        re.IGNORECASE,
    )


_MAILED = re.compile(r"\A\s*(?:mailto:)?[\w.+-]{1,64}@[\w.-]{1,100}\s+\((?P<name>[^()@]{2,80})\)\s*\Z")
"""A person as RSS writes one: the address, and the name in brackets."""
_CONTACT = re.compile(r"https?://\S{1,300}|(?:mailto:)?[\w.+-]{1,64}@[\w.-]{1,100}")


class Credit(Struct, frozen=True, kw_only=True):
    """What a credit line says."""

    authors: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    """Preferred names, each once."""
    rest: bool = False
    """Whether it says more than the names of authors."""


def read_credits(texts: Iterable[str], naming: Naming) -> Credit:
    """Read the entries of a list of authors."""
    texts = tuple(texts)
    credited = [read_credit(text, naming) for text in texts]
    authors = unique(name for credit in credited for name in credit.authors)
    agencies = tuple(dict.fromkeys(name for credit in credited for name in credit.agencies))
    scraped = len(authors) > MOST_AUTHORS or any(map(_PICTURE_AGENCY.search, texts))
    return Credit(authors=authors, agencies=() if scraped else agencies, rest=any(credit.rest for credit in credited))


@lru_cache(maxsize=4096)
def read_credit(text: str, naming: Naming) -> Credit:
    """Read a credit such as `By Jane Doe and John Roe, Associated Press`."""
    if len(text) > MAX_CREDIT:
        return Credit(rest=True)
    mailed = _MAILED.match(text)
    text = mailed["name"] if mailed else text
    text = _EASTERN.sub(r"\1 記者", text)
    desk = _OF_DESK.match(text)
    prefix = desk or PREFIX.match(text)
    line = _HAN_PICTURED.sub("", text[prefix.end() :] if prefix else text)
    line = _HAN_BLANK.sub("、", line) if "记者" in text else line
    outside = one_line(_NOISE.sub(" ", line))
    outside = _once(_published_on().sub("", outside) if _DIGIT.search(outside) else outside)
    outside = _PICTURED.sub("", outside).strip() or outside
    agencies = [*(credited(desk["desk"], naming)[0] if desk else ()), *_agencies_in_brackets(line, naming)]
    authors: list[str] = []
    rest = bool(prefix) or outside != one_line(line)
    for piece in map(_bare, _pieces(outside, naming)):
        agency, leftover = credited(piece, naming)
        if agency and all(len(part) < 40 for part in leftover):
            agencies += agency
            rest = True
            authors += [name for part in leftover if (name := as_name(part, naming))]
            continue
        name = as_name(piece, naming)
        if name and not (authors and _is_outlets(piece, outside.strip(" |"), prefixed=bool(prefix))):
            authors.append(name)
        agencies += _agency_of_staff(piece, naming)
        rest = rest or name != piece
    people = unique(map(as_written, authors))
    return Credit(authors=people, agencies=tuple(dict.fromkeys(agencies)), rest=rest)


def _bare(piece: str) -> str:
    """Return a piece of a credit without the words of another: `and reported by Ana Kestrel`."""
    also = _ALSO.match(piece)
    return piece[also.end() :] if also else piece


_ALSO = re.compile(
    rf"(?:(?:and|und|et|y|og|och|e)\s+)?(?:reporting by|{alternatives(credit_words())})\s+|(?:and|und)\s+",
    re.IGNORECASE,
)


def _once(text: str) -> str:
    """Return a credit once that a scrape has twice in a row: `Ana Kestrel Ana Kestrel`."""
    words = text.split()
    half = len(words) // 2
    return " ".join(words[:half]) if half > 1 and words[:half] == words[half:] else text


def _is_outlets(piece: str, text: str, *, prefixed: bool) -> bool:
    """Tell whether a name stands where a byline prints the outlet: `Ana Kestrel | Marrow Mail`, `By Ana, ...`."""
    marks = ("|", " / ", " - ", " – ", " — ")
    mark = next((one for one in marks if one in text), "," if prefixed else "|")
    before, bar, after = text.rpartition(mark)
    return bool(bar and before.strip()) and after.strip() == piece and piece.casefold().split()[-1] in papers()


def names_nobody(text: str) -> bool:
    """Tell whether a credit is a login that a system is set up with, or words for no one: `admin`."""
    words = re.findall(r"[^\W\d_]+", text.casefold()[: MAX_NEWSROOM + 1])
    left = [word for word in words if word not in _BESIDE_NOBODY]
    return bool(left) and len(text) <= MAX_NEWSROOM and all(word in _NOBODY for word in left)


def without_contacts(text: str) -> str:
    """Return a credit without addresses of mail and of pages; empty where it is nothing else."""
    if "@" not in text and "://" not in text:
        return text
    left = one_line(_CONTACT.sub(" ", _MAILED.sub(lambda match: match["name"], text))).strip(" ,;|()<>-–—")
    return left if any(map(str.isalpha, left)) else ""


def pen_name(text: str, naming: Naming) -> str | None:
    """Return a name of one word, `Ferrywoman` or `jdoe84`; None for an abbreviation, a host, a title or an outlet.

    Only for what is certain to be somebody's name: in a credit that was scraped, one word is anything.
    """
    plain = text.strip().casefold()
    if not _PEN_NAME.fullmatch(text.strip()) or plain in _NOT_IN_NAMES or "admin" in plain:
        return None
    if text.isupper() or (text.islower() and len(plain) < SHORTEST_LOWER) or _HOST_LIKE.search(text):
        return None
    if _HAN.search(text) and _HAN_NOT.search(text):
        return None
    return None if whole_agency(text, naming) or naming.outlets.get(plain) else text.strip()


def newsroom(texts: Iterable[str], names: Iterable[str]) -> tuple[str, ...]:
    """Return the entries of a list of authors that are the outlet itself, such as `Osk Courier newsroom`.

    Args:
        texts: The entries.
        names: The outlet's name, host and the like.
    """
    keys = set(map(fold, names)) - {""}
    words = (text for text in texts if len(text) <= MAX_NEWSROOM and "://" not in text)
    return unique(text for text in words if any(_names(text, key) for key in keys))


def _names(text: str, key: str) -> bool:
    """Tell whether a text holds a name; a short one as a word of its own, since its letters stand in many words."""
    return key in fold(text) if len(key) > 4 else key in map(fold, text.split())


def _pieces(text: str, naming: Naming) -> list[str]:
    if _ARABIC.search(text):
        return _arabic_pieces(text)
    pieces: list[str] = []
    for part in (_BETWEEN_CAPITALS if text.isupper() else _BETWEEN).split(text):
        turned = _turned(part)
        if turned and not whole_agency(part.partition(",")[0].strip(), naming):
            pieces.append(turned)
            continue
        for piece in part.split(","):
            initial = _LAST_INITIAL.search(piece)
            piece = piece.strip(" .,")
            if pieces and _SUFFIX.fullmatch(piece):
                pieces[-1] += f" {piece}" + ("." if piece.casefold() in {"jr", "sr"} else "")
            elif piece:
                pieces.append(piece + ("." if initial or re.search(r"\b(?:Jr|Sr)\Z", piece) else ""))
    return pieces


_LAST_INITIAL = re.compile(r"\s[^\W\d_a-zß-ÿ]\.\s*\Z")
"""The name of a mother, or of a family, of which only the first letter is given: `María Kestrel T.`."""


def _turned(part: str) -> str:
    """Return a name with its last part first, `van der Berg, Jan` or `Kestrel, A.`, the other way; empty for others."""
    last, comma, first = (piece.strip() for piece in part.partition(","))
    words = last.split()
    if not comma or "," in first or not words or not 1 <= len(first.split()) <= 3:
        return ""
    before = all(word.casefold() in _PARTICLES | _IRISH for word in words[:-1])
    name = before and re.fullmatch(r"[A-ZÀ-Þ][^\W\d_]+(?:[-'’][^\W\d_]+)*", words[-1])
    given = _INITIALS.match(first) or all(
        re.fullmatch(r"[A-ZÀ-Þ][^\W\d_]+(?:-[^\W\d_]+)*|[A-ZÀ-Þ]\.?", word) for word in first.split()
    )
    plain = {word.casefold().strip(".") for word in first.split() if len(word.strip(".")) > 1}
    paper = first.split()[-1].casefold() in papers()
    known = paper or plain & _NOT_IN_NAMES or _SUFFIX.fullmatch(first) or words[-1].casefold() in _NOT_IN_NAMES
    return f"{first} {last}" if name and given and not known else ""


def _arabic_pieces(text: str) -> list[str]:
    return [piece for part in _ARABIC_BETWEEN.split(text) if (piece := part.strip(" .\"'،"))]


def _agencies_in_brackets(text: str, naming: Naming) -> tuple[str, ...]:
    inner = re.findall(r"[(\[«]([^()\[\]«»]{2,60})[)\]»]", text)
    return tuple(name for one in inner for name in credited(_WITH.sub("", one.strip()), naming)[0])


_WITH = re.compile(
    r"\A(?:with|from|mit|nach|avec|d['’]après|con|com|met|med|från|fra|theo|via|dari|z|s|с|от|по)\s+(?=\S)",
    re.IGNORECASE,
)
"""Before an agency in brackets behind a name: `Anne Exemple (avec AFP)`."""


def _agency_of_staff(text: str, naming: Naming) -> tuple[str, ...]:
    """Return the agency in `Reuters Staff` or `Associated Press Writer`."""
    words = text.split()
    for count in range(min(len(words) - 1, 5), 0, -1):
        name = whole_agency(" ".join(words[:count]), naming)
        if name and len(words) - count <= 4 and words[-1].casefold().strip(".") in _STAFF:
            return (name,)
    return ()


def as_name(text: str, naming: Naming) -> str | None:
    """Return the name of a person that a piece of a credit is; None if it is something else."""
    text = _HONORIFIC.sub("", _AFTER_NAME.sub("", text).strip(" ,;:-–—\"'“”|*_"))
    if not 4 <= len(text) <= 60 and not _HAN.search(text):
        return None
    if _ARABIC.search(text):
        return _arabic_name(text)
    if _HAN.search(text):
        return _han_name(text)
    words = _CALLED.sub(" ", text).split()
    if not 2 <= len(words) <= 6 or whole_agency(text, naming) or naming.outlets.get("".join(words).casefold()):
        return None
    return text if all(map(_is_name_word, words)) and _begins_and_ends(words) else None


_CALLED = re.compile(r"\s(?:[\"“][^\"“”]{1,24}[\"”]|[‘'][^‘’']{1,24}[’'])\s")
"""What somebody is called, within a name: `Anna "Tern" Falk`."""


def _is_name_word(word: str) -> bool:
    plain = word.casefold().strip(".")
    if plain in _PARTICLES:
        return True
    initial = len(plain) == 1 and word[0].isupper() and word.endswith(".")
    if not _WORD.fullmatch(word) or (plain in _NOT_IN_NAMES and not initial) or _HOST_LIKE.search(word):
        return False
    return (
        word[0].isupper()
        or not word[0].islower()
        or word[0] in _GEORGIAN
        or word[:2].casefold() in {"d'", "d’", "o'", "o’", "l'"}
    )


def _begins_and_ends(words: list[str]) -> bool:
    """Tell whether the first word can begin a name and the last one end it; initials alone do neither."""
    long = [word for word in words if len(word.strip(".")) > 1 and word.casefold() not in _PARTICLES]
    short = len(words) == 2 and words[-1].istitle()  # Lo, Le and Do are names of families, too
    ends = short or words[-1].casefold() not in _PARTICLES - {"ben"}
    shortened = len(long) > 1 and words[-1].endswith(".") and words[-1][:1].isupper()
    return bool(long) and (len(words[-1].strip(".")) > 1 or shortened) and ends


def _arabic_name(text: str) -> str | None:
    words = text.split()
    if not 2 <= len(words) <= 5 or text in _TWO_WORD_PLACES or re.search(r"[\d:«»()\"/|]", text):
        return None
    if words[0].startswith("ال") or words[0] in {"من", "في", "عن"} or any(word in _ARABIC_NOT for word in words):
        return None
    return text


def _han_name(text: str) -> str | None:
    """Return a name in Han, Kana or Hangul, without the title of a reporter."""
    name = _HAN_TITLE.sub("", text).strip(" 　=＝")
    joined = name.replace(" ", "").replace("・", "")
    return name if _HAN.fullmatch(joined) and not _HAN_NOT.search(name) else None
