"""Mail: newsletters saved as .eml, and mailboxes (mbox) of them, a message an article.

What a message says of itself is in its headers: subject, sender, day. Text of HTML comes before plain text, which many
senders fill with addresses only. Footers are lines taken out, and the reader's own address is no part of an article.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parseaddr, parsedate_to_datetime
from typing import Any, BinaryIO

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from generator.model import Dropped, Origin, Passed
from generator.model.errors import ArticleError
from generator.read import embargo, press
from generator.read import encoding as encodings
from generator.read import part as parts
from generator.read.detect import Certainty, Head
from generator.read.documents.downloads import items_in
from generator.read.files.packages import guarded
from generator.read.meaning import names
from generator.read.meaning.fields import capture
from generator.read.part import ByteSpan, Format, InputFile, Outcome, Part, digest_of, mib, problem, whole

from .html import text_of, unframed
from .rows import record_of

WHAT = "a mail"

MOST_PARTS = 1000
"""Parts of one message; a digest has some dozens."""

_HEADER = re.compile(rb"[!-9;-~]{1,76}:")
_POSTMARK = re.compile(rb"From \S+.{0,80}\d{4}")
_NAMED = frozenset({"message-id", "received", "mime-version", "return-path", "delivered-to", "x-mailer", "list-id"})
_SAVED_PAGE = re.compile(
    rb"Snapshot-Content-Location:|From: *<?Saved by|multipart/related[^\n]*\n?[^\n]*text/html", re.IGNORECASE
)
_COUNTED = re.compile(rb"\A(\d{1,9}) *\r?\n")
_QUOTED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)
_PREFIX = re.compile(r"(?:(?:fwd?|wg|tr|rv|enc|re|aw|sv|vs|i|doorst|转发|轉寄)\s*[:：]\s*)+", re.IGNORECASE)
_SIGNED = re.compile(
    r"(?P<author>[^\W\d_a-z][^@|,]*?\s[^@|,]*?[^\W\d_][^@|,]*?),?\s+(?:from|at|von|bei|chez|de|\|)\s+(?P<outlet>.{3,})"
)
_READERS = ("to", "cc", "bcc", "delivered-to", "x-original-to", "envelope-to", "x-forwarded-to", "resent-to")
_FOOTER = re.compile(
    r"unsubscri|\babmeld|abbestell|désabonn|désinscri|darse de baja|date de baja|cancelar (?:la |tu |su |a )?"
    r"(?:suscrip|inscri|assinatura)|disiscri|cancella l.iscri|annulla l.iscri|\bafmeld|uitschrij|avprenumer|avregistr"
    r"|non desider\w+ più ricevere|no desea\w* (?:seguir )?recib|ne (?:souhait|désir)\w+ plus recevoir"
    r"|nicht mehr erhalten (?:möchte|woll)|não desej\w+ (?:mais )?receber|(?:don.t|do not) (?:want|wish) to receive"
    r"|avmeld|отпис|إلغاء (?:ال)?اشتراك|配信停止|退订|取消訂閱|取消订阅|wypisz|odhlás|aboneli[kğ]"
    r"|(?:manage|update|change|edit) (?:your )?(?:e-?mail )?(?:preferences|subscription|profile|settings)"
    r"|you(?:.re| are)? receiv(?:ed|ing) this|this (?:e-?mail|message|newsletter) was sent to"
    r"|because you (?:subscribed|signed up|are subscribed)"
    r"|sie erhalten die(?:se|sen)|vous recevez c|recibes? este|recibe este|ricevi questa"
    r"|je ontvangt deze|u ontvangt deze|вы получили это|_{20,}|mailing list\b",
    re.IGNORECASE,
)
"""What a newsletter's footer says."""
_NOTE = re.compile(
    r"(?:view|read|open|see) (?:this |it |the )?(?:e-?mail |newsletter |message |issue |mail )?"
    r"(?:in|on) (?:your |the |a )?(?:web )?(?:browser|web)|view online|trouble (?:viewing|reading)|no images\?"
    r"|im browser (?:ansehen|öffnen|anzeigen)|online(?:-| )?(?:version|ansicht)"
    r"|voir (?:en ligne|dans)|ver en (?:el|tu|su) navegador|ver no navegador"
    r"|visualizza (?:nel|online)|bekijk (?:online|in)|открыть в браузере"
    r"|forward (?:this|to a friend)|add us to your address",
    re.IGNORECASE,
)
"""What stands above a newsletter's text, or beside its footer."""
_SIGNATURE = re.compile(r"--\s*\Z")
_HIDDEN = re.compile(
    r"display\s*:\s*none|mso-hide\s*:\s*all|max-height\s*:\s*0(?!\.\d|\d)|visibility\s*:\s*hidden", re.IGNORECASE
)
_FORWARDED = re.compile(
    r"^[>\s]*(?:-{2,}\s*)?(?:forwarded message|original message|begin forwarded message|weitergeleitete nachricht"
    r"|ursprüngliche nachricht|message (?:transféré|d.origine)|mensaje (?:reenviado|original)|messaggio (?:inoltrato"
    r"|originale)|mensagem (?:encaminhada|original)|doorgestuurd bericht|oorspronkelijk bericht)\b.*$",
    re.IGNORECASE | re.MULTILINE,
)
_INNER = {
    "from": "from von de da van från fra от", "date": "date sent gesendet datum envoyé fecha enviado data inviato"
    " verzonden дата", "subject": "subject betreff objet asunto assunto oggetto onderwerp ämne emne тема",
    "to": "to an à para a aan cc till til кому",
}  # fmt: skip
_INNER_KEYS = {word: key for key, words in _INNER.items() for word in words.split()}
_INNER_LINE = re.compile(r"[>\s*]*([^\W\d_]{1,10})\s*\*?\s*[:：]\s*\*?\s*(.*)")


class Letter(Struct, frozen=True, kw_only=True):
    """A message, read."""

    facts: dict[str, Any]
    rules: dict[str, str]
    origins: dict[str, Origin]
    lines: tuple[str, ...]
    dropped: tuple[Dropped, ...]
    attachments: int
    inner: tuple[Message, ...]
    """Messages that it holds."""


def letter(message: Message) -> Letter:
    """Read a message: its facts from the headers, its text without what belongs to the mailing."""
    texts, attachments, inner = _leaves(message)
    lines = _lines(texts)
    about: dict[str, str] = {key: _header(message, key) for key in ("from", "subject", "date")}
    above: Sequence[str] = ()
    if forwarded := _forwarded(lines):
        inside, above, lines = forwarded
        about |= inside
    facts, rules, origins = _facts(message, about)
    kept, dropped = _without_notes(lines)
    readers = _readers(message)
    dropped = [*(Dropped(text=line, rule="note of who forwarded it") for line in above), *dropped]
    addressed = [line for line in kept if any(reader in line.casefold() for reader in readers)]
    dropped += [Dropped(text=line, rule="newsletter footer") for line in addressed]
    return Letter(
        facts=facts,
        rules=rules,
        origins=origins,
        lines=tuple(line for line in kept if line not in addressed),
        dropped=tuple(Dropped(text=_masked(one.text, readers), rule=one.rule) for one in dropped),
        attachments=attachments,
        inner=tuple(inner),
    )


def _facts(message: Message, about: dict[str, str]) -> tuple[dict[str, Any], dict[str, str], dict[str, Origin]]:
    name, address = _sender(message, about["from"])
    name = " ".join(name.strip("'\" ").split()) or (about["from"] if "@" not in about["from"] else "")
    signed = _SIGNED.fullmatch(name)
    outlet = signed["outlet"] if signed else name or address.rpartition("@")[2]
    facts: dict[str, Any] = {
        "id": _header(message, "message-id").strip("<> "),
        "url": _header(message, "archived-at").strip("<> "),
        "headline": _PREFIX.sub("", about["subject"], count=1) if _PREFIX.match(about["subject"]) else about["subject"],
        "outlet": outlet,
        "authors": [signed["author"]] if signed else [],
        "published": _moment(about["date"]),
        "language": _header(message, "content-language").partition(",")[0],
    }
    rules = {"headline": "mail, Subject", "outlet": "mail, From", "authors": "mail, From", "published": "mail, Date"}
    rules |= {"id": "mail, Message-ID", "url": "mail, Archived-At", "language": "mail, Content-Language"}
    return {key: value for key, value in facts.items() if value}, rules, {}


def _sender(message: Message, said: str) -> tuple[str, str]:
    """Return the name and the address of who sent a message; a sign in an encoded name parts nothing."""
    written = str(message.get("from", ""))
    if "=?" in written and said == _header(message, "from"):
        name, address = parseaddr(" ".join(written.split()))
        return _text_of_header(name), address
    return parseaddr(said.replace("[mailto:", "<").replace("]", ">"))


def _header(message: Message, name: str) -> str:
    """Return a header as text on one line; what cannot be decoded, as it stands."""
    value = message.get(name)
    return "" if value is None else _text_of_header(str(value))


def _text_of_header(written: str) -> str:
    try:
        pieces = [
            piece if isinstance(piece, str) else _decoded(piece, charset) for piece, charset in decode_header(written)
        ]
    except (HeaderParseError, ValueError):
        pieces = [written]
    text = "".join(pieces).encode("utf-8", "surrogateescape")
    return " ".join(_decoded(text, None).split())


def _decoded(data: bytes, charset: str | None) -> str:
    try:
        return data.decode(charset or "utf-8")
    except (LookupError, UnicodeDecodeError, ValueError):
        return encodings.decode(data, None).text


def _moment(written: str) -> str:
    """Return a date as ISO 8601; one that is none, as it stands, for others to read or report."""
    try:
        moment = parsedate_to_datetime(written)
        return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}Z" if moment.tzinfo else _naive(moment)
    except (TypeError, ValueError, OverflowError, IndexError):
        return written


def _naive(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S}Z"  # -0000: the sender's clock is in UTC, and where it stands is not said


def _leaves(message: Message) -> tuple[list[list[Message]], int, list[Message]]:
    """Return the message's texts, each in all its kinds, how many attachments it has, and the messages it holds."""
    texts: dict[int, list[Message]] = {}
    inner: list[Message] = []
    attachments = 0
    waiting = [(message, 0)]
    seen = 0
    while waiting and seen < MOST_PARTS:
        one, kinds_of = waiting.pop()
        seen += 1
        kind = one.get_content_type()
        if kind == "message/rfc822" and one is not message:
            inner += _parts(one)
        elif one.is_multipart():
            kinds_of = kinds_of or (seen if kind == "multipart/alternative" else 0)
            waiting.extend((child, kinds_of) for child in reversed(_parts(one)))
        elif one.get_content_disposition() == "attachment" or (one.get_filename() and not one.get("Content-ID")):
            attachments += 1
        elif kind in ("text/plain", "text/html"):
            texts.setdefault(kinds_of or seen, []).append(one)
    return list(texts.values()), attachments, inner


def _parts(message: Message) -> list[Message]:
    payload = message.get_payload()
    return [one for one in payload if isinstance(one, Message)] if isinstance(payload, list) else []


def _lines(texts: Sequence[Sequence[Message]]) -> list[str]:
    """Return the paragraphs of a message: of all its texts, but for those that another one says, too."""
    told = [(lines, Counter(" ".join(lines).split())) for one in texts if (lines := _lines_of(one))]
    return [
        line
        for at, (lines, words) in enumerate(told)
        if not any(_is_said(words, other, at < beside) for beside, (_, other) in enumerate(told) if beside != at)
        for line in lines
    ]


def _is_said(words: Counter[str], other: Counter[str], first: bool) -> bool:
    """Tell whether a text's words stand in another one; of two that say the same, the one behind is read."""
    return (words & other).total() > _SAID * words.total() and (first or other.total() > words.total())


_SAID = 0.8
"""Share of a text's words that stand in the same text of another kind: its links are written out in one only."""


def _lines_of(leaves: Sequence[Message]) -> list[str]:
    """Return the paragraphs of a text: of its HTML, unless the plain text says twice as much."""
    plain = [line for one in leaves if one.get_content_type() == "text/plain" for line in _plain(one)]
    rich = [line for one in leaves if one.get_content_type() == "text/html" for line in _rich(one)]
    return rich if 2 * sum(map(len, rich)) >= sum(map(len, plain)) and rich else plain


def _content(leaf: Message) -> str:
    data = leaf.get_payload(decode=True)
    return _decoded(data if isinstance(data, bytes) else b"", leaf.get_content_charset()).replace("\r\n", "\n")


def _plain(leaf: Message) -> list[str]:
    text = _content(leaf)
    if str(leaf.get_param("format", "")).lower() == "flowed":
        text = re.sub(r"(?<!\n--) \n(?=[^>\n])", "" if str(leaf.get_param("delsp", "")).lower() == "yes" else " ", text)
    return [block.strip("\n") for block in re.split(r"\n[ \t]*\n", text) if block.strip()]


def _rich(leaf: Message) -> list[str]:
    from lxml import etree, html  # noqa: PLC0415 - an extra

    content = unframed(_content(leaf).replace("\0", ""))
    if not content.strip():
        return []
    try:
        root = html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*>", "", content))
    except (etree.LxmlError, ValueError):
        return []
    for element in root.xpath("//*[@style or @hidden]"):
        hidden = "hidden" in element.attrib or _HIDDEN.search(element.get("style", ""))
        if hidden and element.getparent() is not None and element.tag not in ("html", "body"):
            element.drop_tree()
    body = root.find("body")
    return text_of(html.tostring(root if body is None else body, encoding="unicode")).split("\n\n")


def _forwarded(lines: Sequence[str]) -> tuple[dict[str, str], Sequence[str], list[str]] | None:
    """Return what a forwarded message says of itself, the lines above it, and its text; None for no such thing."""
    text = "\n\n".join(lines)
    start = _FORWARDED.search(text)
    if not start or start.start() > 600:
        return None
    rest = text[start.end() :].lstrip("\n").split("\n")
    about: dict[str, str] = {}
    at = 0
    for at, line in enumerate(rest[:24]):
        match = _INNER_LINE.match(line)
        key = _INNER_KEYS.get(match[1].casefold()) if match else None
        if match and key:
            about.setdefault(key, match[2].strip(" *"))
        elif line.strip("> ") and (about or at > 4):
            break
    about.pop("to", None)
    if len(about) < 2:
        return None
    above = [line for line in text[: start.start()].split("\n") if line.strip()]
    inside = "\n".join(line.removeprefix(">").removeprefix(" ") for line in rest[at:])
    return about, above, [block for block in re.split(r"\n[ \t]*\n", inside) if block.strip()]


def _without_notes(lines: Sequence[str]) -> tuple[list[str], list[Dropped]]:
    """Part the text of a newsletter from what stands above it and from its footer."""
    spread = [line for block in lines for line in _by_line(block)]
    stop = _end(spread)
    kept, dropped = [], []
    for index, line in enumerate(spread[:stop]):
        note = index < 4 and len(line) < 160 and _NOTE.search(line)
        if note:
            dropped.append(Dropped(text=line, rule="newsletter note"))
        else:
            kept.append(line)
    return kept, [*dropped, *(Dropped(text=line, rule="newsletter footer") for line in spread[stop:])]


def _by_line(block: str) -> list[str]:
    """Return a block as one, or line by line where one of its lines is the footer's."""
    lines = block.split("\n")
    telling = any(_FOOTER.search(line) or _SIGNATURE.match(line) for line in lines)
    return [line for line in lines if line.strip()] if telling and len(lines) > 1 else [block]


def _end(lines: Sequence[str]) -> int:
    """Return where the footer begins: at the first of its lines behind which little stands."""
    size = sum(map(len, lines))
    seen = 0
    for index, line in enumerate(lines):
        behind = size - seen
        seen += len(line)
        told = (len(line) < 600 and _FOOTER.search(line)) or _SIGNATURE.match(line)
        if not told or index == 0 or (behind * 2 > size and behind > 1200):
            continue
        while index > 1 and len(lines[index - 1]) < 80 and (_NOTE.search(lines[index - 1]) or "©" in lines[index - 1]):
            index -= 1
        return index
    return len(lines)


def _readers(message: Message) -> frozenset[str]:
    """Return the addresses that a message was sent to, in lower case; those of its sender are none."""
    own = {address.casefold() for _, address in getaddresses([_header(message, "from"), _header(message, "reply-to")])}
    written = [str(value) for name in _READERS for value in message.get_all(name, [])]
    addresses = {address.casefold() for _, address in getaddresses(written) if "@" in address}
    return frozenset(addresses - own)


def _masked(text: str, readers: Iterable[str]) -> str:
    for reader in readers:
        text = re.sub(re.escape(reader), "…", text, flags=re.IGNORECASE)
    return text


def _pressed(message: Message, read: Letter) -> tuple[press.PressItem, ...] | None:
    """Return the documents of a press database that a message holds, as HTML or as text."""
    rich = [_content(one) for text in _leaves(message)[0] for one in text if one.get_content_type() == "text/html"]
    items_read = next((items for one in rich if (items := items_in(one.encode("utf-8", "surrogatepass")))), None)
    return items_read or press.cut([line for block in read.lines for line in (*block.split("\n"), "")])


def _form(lines: Sequence[str]) -> dict[str, Any] | None:
    """Return the record that a message holds in place of a text, as forms send what was typed into them; else None."""
    text = "\n".join(lines).strip()
    if not (text.startswith("{") and text.endswith("}")):
        return None
    try:
        value = msgspec.json.decode(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) and "text" in names.columns_of(tuple(value)) else None


def _outcomes(part: Part, data: bytes, record: int | None) -> Iterator[Outcome]:
    """Make captures of a message and of the messages that it holds."""
    message = message_from_bytes(data)
    waiting: list[tuple[Message, int]] = [(message, 0)]
    first = True
    while waiting:
        one, level = waiting.pop(0)
        if one.get_content_type() in ("multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"):
            yield problem(part.path, "an encrypted mail; expected it as its reader sees it", record=record)
            continue
        read = letter(one)
        held = read.inner if level < 3 else ()
        waiting += [(inner, level + 1) for inner in held]
        if read.attachments:
            yield Passed(path=part.path, reason="an attachment of a mail", count=read.attachments)
        if held and sum(map(len, read.lines)) < 200:
            yield Passed(path=part.path, reason="a mail that only holds others")
            continue
        pressed = _pressed(one, read)
        if pressed and record is None:  # a press database's mail; a mailbox's own numbers would be taken twice
            yield from press.outcomes(part, pressed)
            continue
        if form := _form(read.lines):
            yield from record_of(part, record, form, digest=digest_of(data if first else one.as_bytes()))
            first = False
            continue
        name = read.facts.get("id")
        yield from capture(
            part,
            record=record,
            digest=digest_of(data if first else one.as_bytes()),
            text="\n\n".join(read.lines),
            facts=read.facts if first or name else {**read.facts, "id": digest_of(one.as_bytes())},
            rule="mail",
            rules=read.rules,
            origins=read.origins,
            dropped=read.dropped,
        )
        first = False


def _eml(part: Part, file: BinaryIO) -> Iterator[Outcome]:
    data = file.read(part.stop - part.start)
    if data.startswith(b"From "):
        data = data.partition(b"\n")[2]
    elif counted := _COUNTED.match(data):  # Apple Mail: the message's size, the message, what the program notes of it
        data = data[counted.end() :][: int(counted[1])]
    yield from guarded(part, WHAT, lambda: _outcomes(part, data, None))


def _recognise(head: Head) -> Certainty:
    """Tell a message by its headers: a sender's address, and what only mail has."""
    data = _COUNTED.sub(b"", head.data.lstrip(b"\r\n"), count=1)
    ends = [at for blank in (b"\n\n", b"\n\r\n") if (at := data.find(blank)) >= 0]
    block = data[: min(ends, default=len(data))]
    lines = [line.removesuffix(b"\r") for line in block.split(b"\n") if line.strip(b"\r") and line[:1] not in b" \t"]
    told = _by_headers(lines) if len(lines) > 2 and all(map(_HEADER.match, lines)) else Certainty.HINT
    # A search of every file's start for a saved page took half the time that all formats took to tell whose a file is.
    if told == Certainty.HINT or _SAVED_PAGE.search(data[:8192]):
        return Certainty.HINT if head.data and not head.other else Certainty.NO
    return told


def _by_headers(lines: Sequence[bytes]) -> Certainty:
    """Tell by the lines of a message's headers how surely it is one."""
    headers = {line.partition(b":")[0].decode("latin-1").lower(): line for line in reversed(lines)}
    if b"@" not in headers.get("from", b"") or "date" not in headers:
        return Certainty.CERTAIN if len(headers.keys() & _NAMED) > 1 and "from" in headers else Certainty.HINT
    return Certainty.CERTAIN if headers.keys() & _NAMED or "to" in headers else Certainty.LIKELY


# Mailboxes


def _is_mailbox(head: Head) -> Certainty:
    data = head.data.lstrip(b"\r\n")
    first, _, rest = data.partition(b"\n")
    return Certainty.CERTAIN if _POSTMARK.match(first) and _HEADER.match(rest) else Certainty.NO


def _spans(source: InputFile) -> Iterator[ByteSpan]:
    """Cut before the first message that begins at or behind each `PART_BYTES`."""
    start = stop = 0
    first = line_number = 1
    message = 0
    blank = True
    held: list[bytes] = []
    for line in _file_lines(source):
        if blank and line.startswith(b"From ") and _POSTMARK.match(line):
            if stop - start >= parts.PART_BYTES:
                yield _span(held, start, first)
                start, first, held = stop, line_number, []
            message = stop
        if stop + len(line) - message > source.limits.file:
            found = f"line {line_number:,}: a message of more than {mib(source.limits.file)}"
            raise ArticleError(source.path, None, found, "smaller ones")
        held.append(line)
        stop += len(line)
        line_number += line.endswith(b"\n")
        blank = not line.strip()
    if stop > start:
        yield _span(held, start, first)


def _span(lines: list[bytes], start: int, first: int) -> ByteSpan:
    data = b"".join(lines)
    return ByteSpan(
        start=start,
        stop=start + len(data),
        first_record=first,
        ahead=embargo.in_mail(data),
        digest=digest_of(data),
    )


def _as_one(source: InputFile) -> Iterator[ByteSpan]:
    """Cut nothing of a mail, and give the moments before which its text, as it is meant, forbids to publish it."""
    for span in whole(source):
        source.file.seek(0)
        yield replace(span, ahead=embargo.in_mail(source.file.read(source.limits.file)))


def _file_lines(source: InputFile) -> Iterator[bytes]:
    held = b""
    while block := source.file.read(parts.BLOCK_BYTES):
        *complete, held = (held + block).split(b"\n")
        yield from (line + b"\n" for line in complete)
        if len(held) > source.limits.record:
            raise ArticleError(source.path, None, f"a line of more than {mib(source.limits.record)}", "a mailbox")
    if held:
        yield held


def _mbox(part: Part, file: BinaryIO) -> Iterator[Outcome]:
    number = start = part.first_record or 1
    held: list[bytes] = []
    blank = True
    left = part.stop - part.start
    while left > 0 and (line := file.readline(left)):
        left -= len(line)
        if blank and line.startswith(b"From ") and _POSTMARK.match(line):
            if held:
                yield from _boxed(part, held, start)
            held, start = [], number
        else:
            held.append(line)
        number += 1
        blank = not line.strip()
    yield from _boxed(part, held, start)


def _boxed(part: Part, lines: list[bytes], number: int) -> Iterator[Outcome]:
    data = _QUOTED_FROM.sub(rb"\1", b"".join(lines))
    if not data.strip():
        yield problem(part.path, "an empty message; expected one with headers and a text", record=number)
        return
    yield from guarded(part, WHAT, lambda: _outcomes(part, data, number))


EML = Format(
    kind="eml",
    rank=35,
    title="mail",
    endings=(".eml", ".emlx"),
    recognise=_recognise,
    cut=_as_one,
    captures=_eml,
    needs=("lxml",),
    extra="html",
    sidecar=True,
)
MBOX = Format(
    kind="mbox",
    rank=34,
    title="mailbox (mbox)",
    endings=(".mbox", ".mbx"),
    recognise=_is_mailbox,
    cut=_spans,
    captures=_mbox,
    needs=("lxml",),
    extra="html",
)

FORMATS = (EML, MBOX)
