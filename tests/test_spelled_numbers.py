"""Numbers that one desk spells and another sets in digits: one text; numbers in one another's place: a form."""

from __future__ import annotations

import pytest

from generator import group
from generator.fingerprint import shingles

NOTICES = {
    "English": (
        (
            "The fire brigade of the lower valley was called to the old paper mill by the canal shortly "
            "before dawn, and {} engines with their crews fought the flames until the evening. A "
            "spokesman said that {} workers of the night shift had been led out through the loading gate "
            "in time and were looked after in the village hall. The owner put the damage at {} million "
            "crowns and promised that nobody would lose a day of pay while the halls are cleared and the "
            "machines dried. The road along the canal stayed closed for {} hours because the wind drove "
            "the smoke across it, and the ferry ran only every hour. The council has asked for a report "
            "on the {} hydrants of the quarter, of which not every one gave water when the hoses were "
            "put on them."
        ),
        ("7", "4", "3", "9", "12"),
        ("seven", "four", "three", "nine", "twelve"),
        ("8", "5", "6", "2", "11"),
    ),
    "German": (
        (
            "Die Feuerwehr des unteren Tals wurde kurz vor dem Morgengrauen zur alten Papiermühle am "
            "Kanal gerufen, und {} Löschzüge bekämpften die Flammen bis in den Abend hinein. Ein "
            "Sprecher sagte, dass {} Arbeiter der Nachtschicht rechtzeitig durch das Ladetor ins Freie "
            "geführt und im Gemeindehaus versorgt worden seien. Der Besitzer bezifferte den Schaden auf "
            "{} Millionen Kronen und versprach, dass niemand Lohn verliert, während die Hallen geräumt "
            "und die Maschinen getrocknet werden. Die Straße am Kanal blieb {} Stunden lang gesperrt, "
            "weil der Wind den Rauch über sie trieb, und die Fähre fuhr nur jede Stunde. Der Rat "
            "verlangt einen Bericht über die {} Hydranten des Viertels, von denen nicht jeder Wasser "
            "gab, als man die Schläuche anlegte."
        ),
        ("7", "4", "3", "9", "12"),
        ("sieben", "vier", "drei", "neun", "zwölf"),
        ("8", "5", "6", "2", "11"),
    ),
    "Russian": (
        (
            "Пожарных нижней долины вызвали к старой бумажной фабрике у канала незадолго до рассвета, и "
            "{} расчётов боролись с огнём до самого вечера. Представитель сообщил, что {} рабочих ночной "
            "смены вовремя вывели через грузовые ворота и разместили в сельском клубе. Владелец оценил "
            "ущерб в {} миллиона крон и обещал, что никто не потеряет заработка, пока цеха расчищают и "
            "машины сушат. Дорога вдоль канала оставалась закрытой {} часов, потому что ветер гнал через "
            "неё дым, а паром ходил лишь раз в час. Совет потребовал отчёта о {} гидрантах квартала, из "
            "которых не каждый дал воду, когда к ним присоединили рукава."
        ),
        ("7", "4", "3", "9", "12"),
        ("семь", "четверых", "три", "девять", "двенадцати"),
        ("8", "5", "6", "2", "11"),
    ),
    "Arabic": (
        (
            "استدعيت فرق الإطفاء في الوادي الأسفل إلى مصنع الورق القديم على القناة قبيل الفجر وكافحت {} "
            "فرق النيران حتى المساء دون أن تتوقف. وقال متحدث إن {} عمال من نوبة الليل أخرجوا في الوقت "
            "المناسب عبر بوابة التحميل وجرى إيواؤهم في قاعة القرية. وقدر المالك الأضرار بنحو {} ملايين "
            "كراون ووعد بألا يخسر أحد أجره بينما تنظف القاعات وتجفف الآلات. وبقي الطريق المحاذي للقناة "
            "مغلقا {} ساعات لأن الريح دفعت الدخان فوقه ولم تبحر العبارة إلا مرة في الساعة. وطلب المجلس "
            "تقريرا عن {} صنبورا في الحي لم يعط كل منها الماء عندما وصلت الخراطيم بها."
        ),
        ("7", "4", "3", "9", "12"),
        ("سبع", "أربعة", "ثلاثة", "تسع", "اثني عشر"),
        ("8", "5", "6", "2", "11"),
    ),
    "Hebrew": (
        (
            "כבאי העמק התחתון הוזעקו אל טחנת הנייר הישנה שליד התעלה זמן קצר לפני עלות השחר, {} צוותים "
            "נלחמו בלהבות עד שעות הערב המאוחרות. דובר מסר כי {} עובדים ממשמרת הלילה הוצאו בזמן דרך שער "
            "הטעינה וטופלו באולם הכפר הסמוך. הבעלים העריך את הנזק בסך {} מיליון כתר והבטיח שאיש לא יפסיד "
            "שכר בזמן שהאולמות מפונים והמכונות מיובשות. הדרך שלאורך התעלה נותרה סגורה {} שעות משום שהרוח "
            "נשאה את העשן מעליה והמעבורת שטה רק פעם בשעה. המועצה דרשה דין וחשבון על {} הברזים ברובע, שלא "
            "כל אחד מהם נתן מים כאשר חיברו אליו את הצינורות."
        ),
        ("7", "4", "3", "9", "12"),
        ("שבעה", "ארבעה", "שלושה", "תשע", "שנים עשר"),
        ("8", "5", "6", "2", "11"),
    ),
    "Hindi": (
        (
            "निचली घाटी के दमकल कर्मियों को भोर से कुछ पहले नहर किनारे की पुरानी कागज़ मिल पर बुलाया गया "
            "और {} दस्तों ने शाम तक आग से लड़ाई लड़ी। प्रवक्ता ने कहा कि रात की पाली के {} मज़दूरों को "
            "समय रहते माल गेट से बाहर निकाला गया और गाँव के भवन में ठहराया गया। मालिक ने नुकसान {} करोड़ "
            "क्राउन बताया और वादा किया कि सफ़ाई के दौरान किसी की मज़दूरी नहीं कटेगी। नहर के साथ की सड़क "
            "{} घंटे बंद रही क्योंकि हवा धुएँ को उसके ऊपर ले जा रही थी और नौका हर घंटे एक बार ही चली। "
            "परिषद ने मोहल्ले के {} नलों पर रिपोर्ट माँगी है जिनमें से हर एक ने पाइप जोड़ने पर पानी नहीं "
            "दिया।"
        ),
        ("7", "4", "3", "9", "12"),
        ("सात", "चार", "तीन", "नौ", "बारह"),
        ("8", "5", "6", "2", "11"),
    ),
}


def why_apart(one: str, other: str) -> str | None:
    match = group.verify(("a", "b"), shingles([one]), shingles([other]))
    return group.reason(match, min_containment=0.7, min_shared=15)


@pytest.mark.parametrize("language", NOTICES)
def test_a_text_whose_numbers_another_desk_spells_is_a_copy(language: str):
    text, digits, words, _ = NOTICES[language]

    assert why_apart(text.format(*digits), text.format(*words)) is None
    assert why_apart(text.format(*words), text.format(*digits)) is None


@pytest.mark.parametrize("language", NOTICES)
def test_a_text_with_other_numbers_in_their_place_is_none(language: str):
    text, digits, _, others = NOTICES[language]

    assert why_apart(text.format(*digits), text.format(*others)) is not None


@pytest.mark.parametrize(("date", "set_apart"), [("2/6/1436", "2 / 6 / 1436"), ("4.5", "4 5"), ("1,200", "1 200")])
def test_numbers_that_are_set_otherwise_are_the_same_numbers(date: str, set_apart: str):
    text, digits, _, _ = NOTICES["Arabic"]
    one, other = (text.format(*(f"{number} {form}" for number in digits)) for form in (date, set_apart))

    assert why_apart(one, other) is None
