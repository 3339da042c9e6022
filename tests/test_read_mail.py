"""Mail: a newsletter becomes the article that its readers saw, with what its headers say."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

import pytest

from .reading import cut, lost, made, passed, read, told

READER = "pat.reader@post.example"
KILN = (
    "The council of Curlew Point voted on Monday to rebuild the old lime kiln, which has stood without a roof since "
    "the gale of three winters ago."
)
WALL = "Masons told the meeting that the north wall leans by a hand's breadth, and that the work cannot wait a summer."
BODY = f"{KILN}\n\n{WALL}"
FOOTER = f"You are receiving this because {READER} signed up.\nUnsubscribe: https://curlew.example/u/1"


def letter(text: str = BODY, **headers: str) -> EmailMessage:
    message = EmailMessage()
    given = {
        "From": "Curlew Courier <news@curlew.example>",
        "To": READER,
        "Subject": "Kiln to be rebuilt",
        "Date": "Fri, 17 May 2024 06:00:00 +0200",
        "Message-ID": "<1@curlew.example>",
    }
    for name, value in {**given, **{key.replace("_", "-"): value for key, value in headers.items()}}.items():
        message[name] = value
    message.set_content(text)
    return message


def written(message: EmailMessage) -> bytes:
    return message.as_bytes(policy=SMTP)


def test_the_headers_of_a_newsletter_are_its_facts(tmp_path: Path):
    [article] = made(read(tmp_path, {"a.eml": written(letter())}))

    assert article.fields["headline"] == "Kiln to be rebuilt"
    assert article.fields["outlet"] == "Curlew Courier"
    assert article.fields["published"] == "2024-05-17T04:00:00Z"
    assert article.fields["id"] == "1@curlew.example"
    assert article.rules["published"] == "mail, Date"
    assert article.text == BODY


@pytest.mark.parametrize(
    ("sender", "outlet", "authors"),
    [
        ("Curlew Courier <n@curlew.example>", "Curlew Courier", None),
        ('"Ana Kestrel from Curlew Courier" <n@curlew.example>', "Curlew Courier", ["Ana Kestrel"]),
        ("news@curlew.example", "curlew.example", None),
        ("=?utf-8?q?Der_K=C3=BCstenbote?= <n@curlew.example>", "Der Küstenbote", None),
        ("=?iso-8859-1?Q?K=FCstenbote=2C_Die_Zeitung?= <n@curlew.example>", "Küstenbote, Die Zeitung", None),
        ("=?utf-8?q?Curlew_=28Courier=29?= <n@curlew.example>", "Curlew (Courier)", None),
        ("=?iso-8859-1?b?RGVyIEv8c3RlbmJvdGU=?= <n@curlew.example>", "Der Küstenbote", None),
        ("=?no-such-charset?q?Bote?= <n@curlew.example>", "Bote", None),
    ],
    ids=[
        "name",
        "author",
        "address",
        "quoted-printable",
        "base64",
        "unknown",
        "encoded with a comma",
        "encoded with brackets",
    ],
)
def test_the_sender_is_the_outlet(tmp_path: Path, sender: str, outlet: str, authors: list[str] | None):
    data = written(letter()).replace(b"From: Curlew Courier <news@curlew.example>", f"From: {sender}".encode())

    [article] = made(read(tmp_path, {"a.eml": data}))

    assert (article.fields["outlet"], article.fields.get("authors")) == (outlet, authors)


def test_footers_are_dropped_and_the_address_of_the_reader_is_nowhere(tmp_path: Path):
    text = f"View this email in your browser\n\n{BODY}\n\nSent to {READER}\n\n© 2024 Curlew Courier\n\n{FOOTER}"

    [article] = made(read(tmp_path, {"a.eml": written(letter(text))}))

    assert article.text == BODY
    assert {one.rule for one in article.dropped} == {"newsletter note", "newsletter footer"}
    assert READER not in repr(article)


def test_text_of_html_comes_before_plain_text_and_hidden_words_do_not_come(tmp_path: Path):
    message = letter("View online: https://curlew.example/1")
    hidden = '<div style="display:none;max-height:0">Preview of the kiln</div>'
    message.add_alternative(
        f"<html><head><title>x</title></head><body>{hidden}<p>{KILN}</p><p>{WALL}</p></body></html>", "html"
    )

    [article] = made(read(tmp_path, {"a.eml": written(message)}))

    assert article.text == BODY


def parted(*texts: tuple[str, str]) -> EmailMessage:
    """Return a message whose texts stand one behind another, with a picture between them."""
    message = letter("")
    message.clear_content()
    message.make_mixed()
    for kind, text in texts:
        one = EmailMessage()
        one.set_content(text, subtype=kind)
        picture = EmailMessage()
        picture.set_content(b"GIF89a", "image", "gif", disposition="inline", cid="<1@curlew.example>")
        message.attach(one)
        message.attach(picture)
    return message


@pytest.mark.parametrize(
    "kinds", [("plain", "plain"), ("plain", "html"), ("html", "plain"), ("html", "html")], ids="-".join
)
def test_texts_that_stand_one_behind_another_are_all_read(tmp_path: Path, kinds: tuple[str, str]):
    texts = zip(kinds, (KILN, WALL), strict=True)
    message = parted(*((kind, f"<p>{text}</p>" if kind == "html" else text) for kind, text in texts))

    [article] = made(read(tmp_path, {"a.eml": written(message)}))

    assert article.text == BODY


def test_one_text_in_two_kinds_is_read_once_wherever_they_stand(tmp_path: Path):
    message = parted(("plain", BODY), ("html", f"<p>{KILN}</p><p>{WALL}</p>"))

    [article] = made(read(tmp_path, {"a.eml": written(message)}))

    assert article.text == BODY


def test_plain_text_counts_where_html_says_less(tmp_path: Path):
    message = letter()
    message.add_alternative("<p>Kiln</p>", "html")

    [article] = made(read(tmp_path, {"a.eml": written(message)}))

    assert article.text == BODY


def test_attachments_are_passed_over_and_counted(tmp_path: Path):
    message = letter()
    for name in ("a.pdf", "b.png"):
        message.add_attachment(b"\0\1", maintype="application", subtype="octet-stream", filename=name)

    found = read(tmp_path, {"a.eml": written(message)})

    assert [one.text for one in made(found)] == [BODY]
    assert passed(found) == {"an attachment of a mail": 2}


INNER = (
    "From: Curlew Courier <n@curlew.example>\nDate: Fri, 17 May 2024 06:00:00 +0200\nSubject: Kiln to be rebuilt\n"
    f"To: <{READER}>"
)


@pytest.mark.parametrize(
    "above",
    [
        f"---------- Forwarded message ---------\n{INNER}\n\n",
        "-----Ursprüngliche Nachricht-----\n{}\n\n".format(
            INNER.replace("From:", "Von:")
            .replace("Date:", "Gesendet:")
            .replace("Subject:", "Betreff:")
            .replace("To:", "An:")
        ),
        f"Begin forwarded message:\n\n{INNER}\n\n",
    ],
    ids=["web", "german", "mac"],
)
def test_a_forwarded_newsletter_is_its_sender_s(tmp_path: Path, above: str):
    message = letter(f"Worth a look!\n\n{above}{BODY}", Subject="Fwd: Kiln to be rebuilt")
    message.replace_header("From", f"Pat Reader <{READER}>")
    message.replace_header("To", "sam@post.example")
    message.replace_header("Date", "Mon, 20 May 2024 06:00:00 +0200")

    [article] = made(read(tmp_path, {"a.eml": written(message)}))

    assert article.fields["outlet"] == "Curlew Courier"
    assert article.fields["headline"] == "Kiln to be rebuilt"
    assert article.fields["published"] == "2024-05-17T04:00:00Z"
    assert article.text == BODY


def test_messages_that_a_digest_holds_are_articles_of_their_own(tmp_path: Path):
    message = letter("Today's issue:")
    for number in (2, 3):
        message.add_attachment(letter(BODY, Message_ID=f"<{number}@curlew.example>", Subject=f"Report {number}"))

    found = read(tmp_path, {"a.eml": written(message)})

    assert [one.fields["headline"] for one in made(found)] == ["Report 2", "Report 3"]
    assert passed(found) == {"a mail that only holds others": 1}


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "windows-1252"])
def test_texts_come_in_any_charset(tmp_path: Path, charset: str):
    message = letter()
    message.set_content(f"{BODY}\n\nSchöne Grüße.", charset=charset)

    [article] = made(read(tmp_path, {"a.eml": written(message)}))

    assert article.text.endswith("Schöne Grüße.")


def box(*messages: EmailMessage) -> bytes:
    return b"".join(b"From news@curlew.example Fri May 17 06:00:00 2024\n" + one.as_bytes() + b"\n" for one in messages)


def test_each_message_of_a_mailbox_is_an_article_at_its_line(tmp_path: Path, monkeypatch: Any):
    monkeypatch.setattr("generator.read.part.PART_BYTES", 100)
    messages = [letter(BODY, Message_ID=f"<{n}@curlew.example>", Subject=f"Report {n}") for n in range(3)]

    found = made(read(tmp_path, {"inbox": box(*messages)}))

    assert len(cut(tmp_path)) == 3
    assert [one.fields["headline"] for one in found] == ["Report 0", "Report 1", "Report 2"]
    lines = box(*messages).split(b"\n")
    assert all(lines[(one.provenance.record or 0) - 1].startswith(b"From ") for one in found)


def test_a_quoted_from_line_in_a_mailbox_ends_no_message(tmp_path: Path):
    data = box(letter(f"{KILN}\n\n>From here the wall leans."))

    [article] = made(read(tmp_path, {"a.mbox": data}))

    assert article.text.endswith("\n\nFrom here the wall leans.")


def test_a_mail_of_apple_s_program_is_read_without_what_that_notes(tmp_path: Path):
    data = written(letter())

    [article] = made(read(tmp_path, {"1.emlx": b"%d\n" % len(data) + data + b"<?xml version='1.0'?><plist>7</plist>"}))

    assert article.text == BODY


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (written(letter(" ")), "empty"),
        (
            b"From: a@b.example\nDate: x\nTo: c@d.example\nContent-Type: multipart/encrypted; boundary=x\n\n--x--",
            "encrypted",
        ),
    ],
    ids=["empty", "no text", "encrypted"],
)
def test_a_mail_without_a_text_says_so(tmp_path: Path, data: bytes, words: str):
    found = read(tmp_path, {"a.eml": data})

    assert not made(found)
    assert words in told(found)[0]
    assert len(lost(found)) == 1


def test_a_text_that_opens_with_key_lines_is_no_mail(tmp_path: Path):
    text = f"From: Curlew Courier\nDate: 17 May 2024\nSubject: Kiln\n\n{BODY}"

    [article] = made(read(tmp_path, {"a.txt": text}))

    assert article.provenance.format != "mail"


def test_documents_that_a_press_database_sends_by_mail_are_its_documents(tmp_path: Path):
    def document(headline: str, text: str) -> str:
        lines = (
            headline,
            "Curlew Courier",
            "May 17, 2024 Friday",
            "Length: 40 words",
            "Body",
            text,
            "End of Document",
            "",
        )
        return "\n\n".join(lines)

    message = letter(document("Lime kiln", BODY) + document("Record smelt", WALL))

    found = made(read(tmp_path, {"a.eml": written(message)}))

    assert [one.fields["headline"] for one in found] == ["Lime kiln", "Record smelt"]
