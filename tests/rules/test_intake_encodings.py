"""Encodings: named by a mark, told by the bytes, or chosen by a person."""

from __future__ import annotations

import random

import pytest

from core.errors import IntakeRefused
from core.rules.intake import Overrule, read
from core.rules.intake.encoding import ENCODINGS, detect

TEXT = "Prénom;Nom;Courriel\r\nZoé;Müller;z@example.org\r\nŁukasz;Wójcik;l@example.org\r\n"
# code page, first names, last names: what a country's lists are full of
LISTS = {
    "french": ("windows-1252", "Élodie Zoé François Jérôme Anaïs Benoît Gaëlle Cédric", "Lefèvre Béranger Côté Hébert"),
    "german": ("windows-1252", "Jürgen Jörg Käthe Björn Günther Anna", "Müller Schröder Weiß Jäger König Bauer"),
    "spanish": ("windows-1252", "José María Iñaki Begoña Raúl Sofía Ana", "García Muñoz Ibáñez Peña Núñez López"),
    "italian": ("windows-1252", "Niccolò Nicolò Anna Giosuè Mosè", "Forlì Cantù Verità Salò Rossi"),
    "portuguese": ("windows-1252", "João Inês António Estêvão Luís", "Gonçalves Araújo Magalhães Simões"),
    "dutch": ("windows-1252", "Daniël Zoë Renée Chloé Jan", "Coën Daniëls Noë Janssen"),
    "swedish": ("windows-1252", "Åsa Göran Björn Håkan Märta Örjan", "Åkesson Öberg Sjöström Hägg"),
    "polish": ("windows-1250", "Łukasz Małgorzata Żaneta Grażyna Paweł Jan", "Wójcik Kozłowska Dąbrowski Łęcki"),
    "czech": ("windows-1250", "Jiří Ondřej Tomáš Lukáš Šárka Věra", "Dvořák Novotný Růžička Kučera Němec"),
    "hungarian": ("windows-1250", "László Győző Zsófia Ágnes Gergő Tünde", "Kőszegi Szűcs Nagy Tóth Szőke"),
    "russian": ("windows-1251", "Анна Иван Мария Пётр Ольга", "Иванова Петров Сидорова Жукова"),
    "greek": ("windows-1253", "Γιώργος Μαρία Ελένη Νίκος", "Παπαδόπουλος Οικονόμου Γεωργίου"),
    "turkish": ("windows-1254", "Ayşe Gökçe Çağrı İbrahim Işıl Oğuz", "Yıldız Öztürk Şahin Kılıç Güneş"),
    "lithuanian": ("windows-1257", "Šarūnas Žydrūnė Jūratė Kęstutis", "Kazlauskienė Žukauskas Bružaitė"),
    "spanish on an old Mac": ("mac-roman", "José María Iñaki Begoña Raúl", "García Muñoz Ibáñez Peña Núñez"),
    "german from DOS": ("cp850", "Jürgen Jörg Käthe Björn Günther Anna", "Müller Schröder Jäger König Bauer"),
    "japanese": ("shift_jis", "花子 太郎 一郎 さくら 健太", "田中 鈴木 佐藤 高橋 伊藤"),
}


def listed(language: str, rows: int, seed: int) -> tuple[str, str]:
    page, firsts, lasts = LISTS[language]
    chance = random.Random(seed)
    names = [(chance.choice(firsts.split()), chance.choice(lasts.split())) for _ in range(rows)]
    body = "".join(f"{first};{last};p{at}@example.org\r\n" for at, (first, last) in enumerate(names))
    return f"First name;Last name;E-mail\r\n{body}", page


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_is_read_with_and_without_its_mark(encoding: str) -> None:
    found = read(TEXT.encode(encoding), "a.csv", "roster")
    assert [row.first_name for row in found.rows] == ["Zoé", "Łukasz"]
    assert found.detected.columns["first_name"] == "Prénom"
    assert str(found.detected.encoding).startswith(encoding.removesuffix("-sig"))


def test_utf_16_with_the_other_byte_first_is_told_by_its_mark() -> None:
    found = read(b"\xfe\xff" + TEXT.encode("utf-16-be"), "a.csv", "roster")
    assert (found.detected.encoding, len(found.rows)) == ("utf-16-be", 2)


@pytest.mark.parametrize("language", LISTS)
def test_a_list_in_its_countrys_code_page_is_read_right(language: str) -> None:
    for rows, seed in ((12, 1), (40, 2), (200, 3)):
        text, page = listed(language, rows, seed)
        assert text.encode(page).decode(detect(text.encode(page)).name) == text, (rows, seed)


def test_almost_every_short_list_is_read_right() -> None:
    tried = [listed(language, rows, seed) for language in LISTS for rows in (3, 6) for seed in range(5)]
    wrong = [
        text for text, page in tried if text.encode(page).decode(detect(text.encode(page)).name, "replace") != text
    ]
    assert len(wrong) <= len(tried) // 20


def test_an_accent_far_down_is_seen() -> None:
    text = "Name;E-mail\n" + "Olga Berg;o@example.org\n" * 20_000 + "Zoé Muñoz;z@example.org\n"
    found = read(text.encode("cp1252"), "a.csv", "roster")
    assert found.rows[-1].first_name == "Zoé"


@pytest.mark.parametrize("name", ["cp1250", "Windows-1250", "windows_1250"])
def test_a_chosen_encoding_counts_whatever_was_detected(name: str) -> None:
    content = "Name;E-mail\nJán Žák;j@example.org\n".encode("cp1250")
    found = read(content, "a.csv", "roster", overrule=Overrule(encoding=name))
    assert (found.rows[0].last_name, found.detected.encoding) == ("Žák", "windows-1250")


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_encoding_that_is_offered_can_be_chosen(encoding: str) -> None:
    found = read(
        "Name;E-mail\nMei T;m@example.org\n".encode(encoding), "a", "roster", overrule=Overrule(encoding=encoding)
    )
    assert (found.rows[0].first_name, found.detected.encoding) == ("Mei", encoding)


@pytest.mark.parametrize("name", ["klingon", "rot13", "zip", "hex", "", "utf\0"])
def test_what_is_no_encoding_of_a_text_is_refused_by_name(name: str) -> None:
    with pytest.raises(IntakeRefused) as refused:
        read(TEXT.encode(), "a.csv", "roster", overrule=Overrule(encoding=name or "none"))
    assert refused.value.code == "UNDECODABLE"


@pytest.mark.parametrize(
    ("content", "chosen", "line"),
    [
        (b"\xef\xbb\xbfName;E-mail\nOlga;o@example.org\nZo\xe9;z@example.org\n", None, "line 3"),
        ("Zoé é ü ö\nName;E-mail\nJosé;j@example.org\n".encode() + b"Zo\xe9;z@example.org\n", None, "line 4"),
        (b"\xff\xfe" + "Name;E-mail\n".encode("utf-16-le") + b"A", None, "line 2"),
        ("Name;E-mail\nZoé;z@example.org\n".encode("cp1252"), "utf-8", "line 2"),
        (b"Name;E-mail\n\x81\x83\x98\xff;z@example.org\n", "windows-1252", "line 2"),
    ],
)
def test_a_text_that_breaks_its_encoding_is_refused_with_the_line(
    content: bytes, chosen: str | None, line: str
) -> None:
    with pytest.raises(IntakeRefused) as refused:
        read(content, "a.csv", "roster", overrule=Overrule(encoding=chosen))
    assert refused.value.code == "UNDECODABLE"
    assert line in refused.value.say
