"""One outlet has one name, whatever its articles call it, and the authority file overrules that."""

from __future__ import annotations

import pytest

from generator.archive.outlets import called, merged

Names = dict[tuple[str, str], int]


@pytest.mark.parametrize(
    ("seen", "one"),
    [
        pytest.param(
            {("Marrow Mail", ""): 3, ("MARROW MAIL", ""): 1, ("marrow mail", ""): 1, ("The Marrow Mail", ""): 1},
            {"MARROW MAIL": "Marrow Mail", "marrow mail": "Marrow Mail", "The Marrow Mail": "Marrow Mail"},
            id="case and article",
        ),
        pytest.param({("Lübbener Bote", ""): 1, ("Der Lübbener Bote", ""): 2}, {"Lübbener Bote": "Der Lübbener Bote"},
                     id="German"),
        pytest.param({("L'Écho du Val", ""): 2, ("L’Echo du Val", ""): 1}, {"L’Echo du Val": "L'Écho du Val"},
                     id="French"),
        pytest.param({("L'Écho du Val", ""): 2, ("Écho du Val", ""): 1}, {"Écho du Val": "L'Écho du Val"},
                     id="French without article"),
        pytest.param({("El Faro de Arza", ""): 4, ("EL FARO DE ARZA", ""): 2}, {"EL FARO DE ARZA": "El Faro de Arza"},
                     id="Spanish"),
        pytest.param({("Η Πρωινή", ""): 2, ("Πρωινή", ""): 1}, {"Πρωινή": "Η Πρωινή"}, id="Greek"),
        pytest.param({("Вечерний Остров", ""): 2, ("ВЕЧЕРНИЙ ОСТРОВ", ""): 1}, {"ВЕЧЕРНИЙ ОСТРОВ": "Вечерний Остров"},
                     id="Russian"),
        pytest.param({("NOR", "nor.example"): 1, ("nor.example", "nor.example"): 5}, {"nor.example": "NOR"},
                     id="a host stands for the name that its articles carry"),
        pytest.param({("NOR", ""): 1, ("nor.example", "nor.example"): 5}, {"nor.example": "NOR"},
                     id="a host of the same name"),
        pytest.param({("The Arden Post", ""): 1, ("ardenpost.co.example", "ardenpost.co.example"): 5},
                     {"ardenpost.co.example": "The Arden Post"}, id="a host without the article"),
        pytest.param({("Radio Lund", "rl.example"): 3, ("rl.example", "rl.example"): 9}, {"rl.example": "Radio Lund"},
                     id="a host of another name"),
        pytest.param({("The Lantern", "lantern.example"): 1, ("Daily Lantern", "lantern.example"): 3},
                     {"The Lantern": "Daily Lantern"}, id="two names at a host that both have its name"),
        pytest.param({("Marrow Mail", "portal.example"): 1, ("Arden Post", "portal.example"): 1,
                      ("portal.example", "portal.example"): 4}, {}, id="a host of many outlets stands for none"),
        pytest.param({("Marrow Mail", "portal.example"): 1, ("portal.example", "portal.example"): 40}, {},
                     id="one name among many articles of a host is not the name of all"),
        pytest.param({("Post", ""): 1, ("post.example", "post.example"): 1, ("post.test", "post.test"): 1}, {},
                     id="two hosts of one name"),
        pytest.param({("Mail", "mail.example"): 1, ("mail.test", "mail.test"): 1}, {},
                     id="a name that has its own host"),
        pytest.param({("Die 2", ""): 1, ("Das 2", ""): 1}, {}, id="hardly a name behind the article"),
        pytest.param({("Morning Mail", ""): 1, ("Evening Mail", ""): 1}, {}, id="two outlets"),
        pytest.param({("東の新聞", ""): 1, ("西の新聞", ""): 1}, {}, id="two outlets in Japanese"),
    ],
)  # fmt: skip
def test_an_outlet_has_one_name(seen: Names, one: dict[str, str]) -> None:
    """The spelling of most articles is the name."""
    assert {own: name.name for own, name in called(seen, ()).items()} == one


def test_the_authority_file_overrules_what_is_merged() -> None:
    """A name there wins over a more frequent spelling, and two names there are two outlets."""
    seen = {("Marrow Mail", ""): 1, ("MARROW MAIL", ""): 9, ("The Marrow Mail", ""): 1}
    assert {name.name for name in called(seen, {"Marrow Mail"}).values()} == {"Marrow Mail"}
    assert called(seen, {"Marrow Mail", "The Marrow Mail"}) == {}


def test_what_was_merged_is_told_with_its_articles() -> None:
    """Each other name is named, hosts too."""
    seen = {("Marrow Mail", ""): 3, ("MARROW MAIL", ""): 1, ("marrowmail.example", "marrowmail.example"): 2}
    [one] = merged(seen, called(seen, ()))
    assert (one.name, one.others, one.articles) == ("Marrow Mail", ("MARROW MAIL", "marrowmail.example"), 3)
