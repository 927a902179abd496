"""Headers in nine languages, in any order and case, mixed, with titles above; names in one cell."""

from __future__ import annotations

from itertools import product

import pytest

from core.rules.intake import KINDS, read
from core.rules.intake.aliases import WORDS, folded, words_of
from core.rules.intake.header import columns_of
from core.rules.intake.names import split_name

LANGUAGES = {
    "en": ("First name", "Surname", "E-Mail Address"),
    "de": ("Vorname", "Nachname", "E-Mail-Adresse"),
    "fr": ("Prénom", "Nom", "Courriel"),
    "es": ("Nombre", "Apellidos", "Correo electrónico"),
    "it": ("Nome", "Cognome", "Posta elettronica"),
    "pt": ("Nome", "Sobrenome", "Endereço de e-mail"),
    "nl": ("Voornaam", "Achternaam", "E-mailadres"),
    "sv": ("Förnamn", "Efternamn", "E-postadress"),
    "pl": ("Imię", "Nazwisko", "Adres e-mail"),
}


def named(*header: str) -> dict[str, str]:
    """Return which field each header was taken for, read under one filled row."""
    cells = ["olga@example.org" if "@" in name else "x" for name in header]
    found = read(f"{';'.join(header)}\n{';'.join(cells)}\n".encode(), "a.csv", "roster")
    return dict(found.detected.columns)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_header_is_known_in_nine_languages_in_any_order_and_case(language: str) -> None:
    first, last, email = LANGUAGES[language]
    for header in ([first, last, email], [email, last, first], [email.upper(), first.lower(), last.upper()]):
        found = named(*header)
        by_case = {field: text.casefold() for field, text in found.items()}
        assert by_case == {
            "first_name": first.casefold(),
            "last_name": last.casefold(),
            "email": email.casefold(),
        }


def test_languages_mix_within_one_file() -> None:
    for (a, one), (b, two), (c, three) in product(LANGUAGES.items(), repeat=3):
        if len({a, b, c}) == 3:
            found = named(one[0], two[1], three[2])
            assert found["email"] == three[2]
            assert {found["first_name"], found["last_name"]} == {one[0], two[1]}, (one, two, three)


@pytest.mark.parametrize("group", WORDS)
def test_every_group_has_words_of_all_nine_languages(group: str) -> None:
    assert set(WORDS[group]) == set(LANGUAGES)
    assert all(folded(word) for words in WORDS[group].values() for word in words.split("|"))


def test_no_word_stands_for_two_fields_of_one_person() -> None:
    groups = ("full_name", "name", *(field.name for field in KINDS["people"].fields))
    for one, other in product(groups, groups):
        assert one >= other or not words_of(one) & words_of(other), (one, other)


@pytest.mark.parametrize(
    "spelling",
    ["E-MAIL", "e_mail", "E Mail", " email ", "Email*", "E-mail (required)", "Correo electronico", "E-Mail / Courriel"],
)
def test_punctuation_accents_and_notes_do_not_hide_a_header(spelling: str) -> None:
    assert named("Name", spelling)["email"] == spelling.strip()


@pytest.mark.parametrize("lookalike", ["Emailed", "E-mail sent on", "Mailing list", "E-mial", "Emal"])
def test_nothing_is_taken_for_an_alias_because_it_looks_like_one(lookalike: str) -> None:
    assert lookalike not in named(lookalike, "Name", "E-mail").values()


@pytest.mark.parametrize(
    ("header", "first", "last"),
    [
        (("Vorname", "Name"), "Vorname", "Name"),
        (("Prénom", "Nom"), "Prénom", "Nom"),
        (("Nom", "Prénom"), "Prénom", "Nom"),
        (("Voornaam", "Naam"), "Voornaam", "Naam"),
        (("Förnamn", "Namn"), "Förnamn", "Namn"),
        (("Nome", "Cognome"), "Nome", "Cognome"),
        (("Apellidos", "Nombre"), "Nombre", "Apellidos"),
        (("Name", "Surname"), "Name", "Surname"),
    ],
)
def test_a_word_for_half_a_name_is_the_half_that_is_missing(header: tuple[str, str], first: str, last: str) -> None:
    found = named(*header, "E-mail")
    assert (found["first_name"], found["last_name"]) == (first, last)


@pytest.mark.parametrize(
    "header",
    ["Name", "Full Name", "Nom complet", "Naam", "Nombre y apellidos", "Imię i nazwisko", "Nome", "Namn", "Teilnehmer"],
)
def test_a_whole_name_is_taken_apart_when_there_is_no_other_name_column(header: str) -> None:
    found = read(f"{header};E-mail\nOlga Berg;olga@example.org\n;mei@example.org\n".encode(), "a.csv", "roster")
    assert [tuple(row[1:3]) for row in found.rows] == [("Olga", "Berg")]
    assert [(problem.code, problem.column) for problem in found.problems] == [("MISSING_NAME", header)]
    assert found.detected.columns["full_name"] == header


def test_a_whole_name_beside_both_halves_is_ignored() -> None:
    found = read(b"Name;First name;Last name;E-mail\nX;Olga;Berg;o@example.org\n", "a.csv", "roster")
    assert tuple(found.rows[0][1:3]) == ("Olga", "Berg")
    assert found.detected.ignored == ["Name"]


def test_of_two_columns_for_one_field_the_first_counts_and_the_other_is_named() -> None:
    found = read(b"Name;E-mail;Courriel;Team\nOlga;o@example.org;x;y\n", "a.csv", "roster")
    assert found.detected.columns["email"] == "E-mail"
    assert found.detected.ignored == ["Courriel", "Team"]


def test_title_lines_above_the_header_are_passed_over() -> None:
    text = "Harbour Rescue Council\nList of participants, e-mail and name\n\nWorkshop;10 Feb\n"
    text += "Name;E-mail\nOlga B;o@example.org\n"
    found = read(text.encode(), "a.csv", "roster")
    assert found.detected.header_line == 5
    assert [row.line for row in found.rows] == [6]


def test_the_header_is_the_line_that_names_most_columns() -> None:
    found = read(b"E-mail;x;y\nFirst name;Last name;E-mail\nOlga;Berg;o@example.org\n", "a.csv", "roster")
    assert found.detected.header_line == 2


@pytest.mark.parametrize(
    ("whole", "first", "last"),
    [
        ("Olga Berg", "Olga", "Berg"),
        ("Berg, Olga", "Olga", "Berg"),
        ("de la Cruz, Ana María", "Ana María", "de la Cruz"),
        ("Ana María de la Cruz", "Ana María", "de la Cruz"),
        ("Jan van der Berg", "Jan", "van der Berg"),
        ("Van Morrison", "Van", "Morrison"),
        ("DUPONT Marie", "Marie", "DUPONT"),
        ("LE GOFF Marie Anne", "Marie Anne", "LE GOFF"),
        ("OLGA BERG", "OLGA", "BERG"),
        ("Martin King Jr.", "Martin", "King Jr."),
        ("King, Jr.", "King", "Jr."),
        ("Mei", "Mei", ""),
        ("Berg,", "Berg", ""),
        ("", "", ""),
        ("  Olga   Berg ", "Olga", "Berg"),
    ],
)
def test_a_whole_name_is_split_as_a_reader_would(whole: str, first: str, last: str) -> None:
    assert split_name(whole) == (first, last)


@pytest.mark.parametrize("kind", KINDS)
def test_every_word_of_a_field_leads_to_that_field_first(kind: str) -> None:
    for field in KINDS[kind].fields:
        for words in WORDS[field.name].values():
            for word in words.split("|"):
                assert list(columns_of([word.upper()], KINDS[kind])) == [field.name], word
