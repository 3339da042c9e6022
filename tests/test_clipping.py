"""Heads of clippings are read whole: each line is a fact, the headline or a summary, or nothing is claimed of any."""

from __future__ import annotations

from typing import Any

import pytest

from .test_facts import BODY, described, headline, value

TITLE = "Old bridge to close for repairs"


def facts(head: str) -> tuple[Any, ...]:
    """Return headline, day, outlet and authors of a text below these lines."""
    article = described(*[line for line in head.split("\n") if line], *BODY)
    authors = "; ".join(value(article.authors) or ()) or None
    return headline(article), value(article.published), value(article.outlet), authors


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (
            f"{TITLE}\nThe Marrow Mail\n17 May 2024 Friday\nFirst Edition",
            (TITLE, "2024-05-17", "The Marrow Mail", None),
        ),
        (
            f"Marrow Mail (Marrow Bay, XX)\nMay 17, 2024\nEdition: Final\nSection: Local\nPage: B1\n{TITLE}",
            (TITLE, "2024-05-17", "Marrow Mail", None),
        ),
        (f"17 May 2024\nMarrow Mail\n{TITLE}\nAna Kestrel", (TITLE, "2024-05-17", "Marrow Mail", "Ana Kestrel")),
        (f"Marrow Mail\n{TITLE}\nAna Kestrel\n17 May 2024", (TITLE, "2024-05-17", "Marrow Mail", "Ana Kestrel")),
        (f"** {TITLE} **\n-- Ana Kestrel, 05/17/2024", (TITLE, "2024-05-17", None, "Ana Kestrel")),
        (f"{TITLE}\n(17 May 2024, Marrow Mail, p. 4)", (TITLE, "2024-05-17", "Marrow Mail", None)),
        (
            f"Published: Marrow Mail, 17 May 2024\nTitle: {TITLE}\nBy: Ana Kestrel",
            (TITLE, "2024-05-17", "Marrow Mail", "Ana Kestrel"),
        ),
        (
            f"{TITLE}\nLa Voz de Marrow | Ana Kestrel | 17/05/2024",
            (TITLE, "2024-05-17", "La Voz de Marrow", "Ana Kestrel"),
        ),
        (
            f"El Diario de Marrow, viernes 17 de mayo de 2024, pág. 4\n{TITLE}\nAna Kestrel",
            (TITLE, "2024-05-17", "El Diario de Marrow", "Ana Kestrel"),
        ),
        (
            f"Утренняя газета, № 114, 17 мая 2024\n{TITLE}\nАнна СОКОЛОВА",
            (TITLE, "2024-05-17", "Утренняя газета", "Анна Соколова"),
        ),
        (f"{TITLE}\n港湾日报 2024-05-17 第3版\n记者 王小明", (TITLE, "2024-05-17", "港湾日报", "王小明")),
        (f"【港湾日报】2024年5月17日\n标题：{TITLE}\n作者：王小明", (TITLE, "2024-05-17", "港湾日报", "王小明")),
        (f"{TITLE}\nجريدة المرفأ - العدد 1234 - الجمعة 17 مايو 2024", (TITLE, "2024-05-17", "جريدة المرفأ", None)),
        (f"{TITLE}\n港湾新聞 2024年5月17日 朝刊 3面", (TITLE, "2024-05-17", "港湾新聞", None)),
        (f"{TITLE}\nby Ana Kestrel, Marrow Mail\n17th May 2024", (TITLE, "2024-05-17", "Marrow Mail", "Ana Kestrel")),
        (f"{TITLE}\nصحيفة الميناء | 17 مايو 2024 | صفحة 3", (TITLE, "2024-05-17", "صحيفة الميناء", None)),
        (f"{TITLE}\nSource: Marrow Mail\n17 May 2024", (TITLE, "2024-05-17", "Marrow Mail", None)),
        (f"{TITLE}\nThe Long Bay, 17 May 2024, p. 4", (TITLE, "2024-05-17", "The Long Bay", None)),
        (f"{TITLE}\nMay 17, 2024 by Ana Kestrel", (TITLE, "2024-05-17", None, "Ana Kestrel")),
        (f"{TITLE}\nPosted by Ana Kestrel on May 17, 2024 in Local News", (TITLE, "2024-05-17", None, "Ana Kestrel")),
        (
            f"{TITLE}\nMay 17, 2024 | Ana Kestrel | Marrow Mail | 3 Comments",
            (TITLE, "2024-05-17", "Marrow Mail", "Ana Kestrel"),
        ),
    ],
)
def test_a_head_is_read_however_it_is_set(head: str, expected: tuple[Any, ...]):
    assert facts(head) == expected
    assert described(*[line for line in head.split("\n") if line], *BODY).paragraphs == BODY


@pytest.mark.parametrize(
    "head",
    [
        f"{TITLE}\nMarrow Bay, 17 May 2024",  # a place as likely as a paper
        f"{TITLE}\nMarrow Mail and The Long Bay, 17 May 2024",
        f"{TITLE}\nThe bridge on 17 May 2024, before the works",
    ],
)
def test_words_beside_a_day_that_could_be_something_else_are_no_outlet(head: str):
    assert facts(head)[2] is None


@pytest.mark.parametrize(
    "head", [f"{TITLE}\nDeadline:\n17 May 2024", f"{TITLE}\nOpen from 17 May 2024 to 5 June 2024, Marrow Mail"]
)
def test_the_day_of_an_event_is_none_of_the_head(head: str):
    assert facts(head)[1] is None


def test_what_was_lifted_stays_with_the_article():
    """Nothing of a head is lost: each line is the headline, or is shown as taken out with what it was taken for."""
    head = ("Marrow Mail", "17 May 2024", "Section: Local", TITLE, "Divers found cracks in two piers", "Ana Kestrel")

    article = described(*head, *BODY)

    kept = {line.text for line in article.lifted} | set(article.paragraphs)
    given = {value(article.section)} if article.section else set()
    assert all(line in kept or line.removeprefix("Section: ") in given for line in head)


@pytest.mark.parametrize(
    ("line", "section", "page"),
    [
        ("Marrow Mail, 17 May 2024, p. 4", None, "4"),
        ("Marrow Mail | Local News | 17 May 2024 | Page B1", "Local News", "B1"),
        ("港湾日报 2024-05-17 第3版", None, "3"),
        ("Marrow Mail, 17 May 2024", None, None),
    ],
)
def test_section_and_page_beside_a_day_are_facts(line: str, section: str | None, page: str | None):
    article = described(TITLE, line, *BODY)

    assert (value(article.section), value(article.page_number)) == (section, page)
    assert value(described(TITLE, line, *BODY, page_number="9").page_number) == "9"
