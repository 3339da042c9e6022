"""Encodings: what a text was written in is told by the letters that its language has, whatever it is said to be in."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.read.encoding import decode, decode_page
from tests.reading import made, read

POLISH = (
    "Rada miejska w Żółwicach zdecydowała w poniedziałek o zamknięciu mostu, bo nurkowie znaleźli pęknięcia. "
    "Mieszkańcy będą musieli korzystać z promu, powiedział burmistrz Łukasz Świątek."
)
CZECH = (
    "Zastupitelé města Žlutice v pondělí rozhodli, že se starý most uzavře, protože potápěči našli trhliny. "
    "Obyvatelé budou muset jezdit přívozem, řekl starosta Řehoř Šťastný."
)
DANISH = (
    "Byrådet i Ålsgårde besluttede mandag at lukke den gamle bro i atten måneder, fordi dykkere fandt revner. "
    "Beboerne må tage færgen, siger borgmester Søren Æbelø."
)
GERMAN = (
    "Der Stadtrat von Mölkau hat am Montag beschlossen, die alte Brücke zu schließen, weil Taucher Risse fanden. "
    "Die Bewohner müssen die Fähre nehmen, sagte Bürgermeisterin Käthe Größler."
)
FRENCH = (
    "Le conseil municipal a décidé lundi de fermer le vieux pont, après que des plongeurs ont trouvé des fissures. "
    "Les habitants devront prendre le bac, a déclaré la maire, Hélène Çavignac."
)
TURKISH = (
    "Belediye meclisi pazartesi günü eski köprünün kapatılmasına karar verdi, çünkü dalgıçlar çatlaklar buldu. "
    "Şehirde yaşayanlar feribotu kullanmak zorunda kalacak, dedi belediye başkanı Işıl Gündoğdu."
)
HUNGARIAN = (
    "A képviselő-testület hétfőn úgy döntött, hogy lezárja a régi hidat, mert a búvárok repedéseket találtak. "
    "A lakóknak komppal kell közlekedniük, mondta Győző Őrsi polgármester."
)
UKRAINIAN = (
    "Міська рада в понеділок вирішила закрити старий міст, бо водолази знайшли тріщини в опорах. "
    "Мешканці, які щодня ходять мостом, їздитимуть поромом, сказав мер Їжакевич."
)
RUSSIAN = (
    "Городской совет в понедельник решил закрыть старый мост, потому что водолазы нашли трещины в опорах. "
    "Жители, которые каждый день ходят по мосту, будут пользоваться паромом, сказал мэр Щукин."
)


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        *((POLISH, codec) for codec in ("cp1250", "iso8859_2", "cp852", "mac_latin2")),
        *((CZECH, codec) for codec in ("cp1250", "iso8859_2", "cp852")),
        *((DANISH, codec) for codec in ("cp1252", "cp850", "mac_roman")),
        *((GERMAN, codec) for codec in ("cp1252", "cp850", "cp437", "mac_roman")),
        *((FRENCH, codec) for codec in ("cp1252", "cp850", "mac_roman")),
        *((TURKISH, codec) for codec in ("cp1254", "cp857")),
        *((HUNGARIAN, codec) for codec in ("cp1250", "cp852")),
        *((UKRAINIAN, codec) for codec in ("cp1251", "koi8_u")),
        *((RUSSIAN, codec) for codec in ("cp1251", "koi8_r", "cp866", "mac_cyrillic")),
    ],
)
def test_a_short_text_is_read_in_the_encoding_of_its_machine(text: str, codec: str):
    assert decode(text.encode(codec)).text == text


@pytest.mark.parametrize(
    ("text", "codec", "said"),
    [
        (POLISH, "cp1250", "iso-8859-1"),
        (CZECH, "iso8859_2", "iso-8859-1"),
        (TURKISH, "cp1254", "windows-1252"),
        (HUNGARIAN, "cp1250", "latin1"),
        (RUSSIAN, "koi8_r", "windows-1251"),
        (RUSSIAN, "cp1251", "koi8-r"),
    ],
)
def test_a_page_is_not_in_the_encoding_that_its_words_speak_against(text: str, codec: str, said: str):
    page = f'<html><head><meta charset="{said}"></head><body><p>{text}</p></body></html>'

    found = decode_page(page.encode(codec))

    assert text in found.text
    assert (found.doubt or "").startswith("said to be ")


@pytest.mark.parametrize("text", [DANISH, GERMAN, FRENCH, "A café in Marrow Bay — “open again”, the owner said."])
def test_a_page_is_in_the_encoding_that_it_is_said_to_be_in(text: str):
    page = f'<html><head><meta charset="iso-8859-1"></head><body><p>{text}</p></body></html>'

    found = decode_page(page.encode("cp1252"))

    assert (text in found.text, found.doubt) == (True, None)


def test_short_paragraphs_of_a_script_without_spaces_are_a_report(tmp_path: Path):
    text = "".join(
        f"<p>{line}</p>"
        for line in (
            "市議會星期一決定關閉舊橋十八個月,因為潛水員在橋墩發現裂縫。",
            "居民必須改搭渡輪,市長表示,工程將於明年春天開始。",
        )
    )
    page = f'<html><head><meta charset="big5"></head><body><h1>舊橋將關閉</h1>{text}</body></html>'

    [article] = made(read(tmp_path, {"a.html": page}))

    assert article.fields["headline"] == "舊橋將關閉"
