"""Certificates: what stands on them, in any script, and that the same value is the same file."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from core.errors import NotAPicture, NotPrintable
from core.gateways.certificate_pdf import CertificateDocument, draw, draw_many, missing_letters
from core.gateways.documents import lines
from tests.gateways.reading import codes, ink, pages, seen

MEI = CertificateDocument(
    organisation="Harbour Rescue Council",
    holder="Mei Tanaka",
    course="BLS Rescuer",
    certified_on=date(2026, 2, 10),
    valid_from=date(2026, 2, 10),
    valid_through=date(2028, 2, 29),
    term_words="workshop 10 Feb 2026 + 24 months, end of month",
    number="7F3K-9Q2M-4XPD",
    signatory="Olga Berg",
    signatory_title="Head of certification",
    instructor="Andrea Steele",
    place="Rotterdam",
)
VERIFY = "https://certdesk.example/verify/7F3K-9Q2M-4XPD"

NAMES = {
    "English": "Andrea Steele",
    "Vietnamese": "Nguyễn Thị Ánh Nguyệt",
    "Polish": "Łukasz Żółć",
    "Turkish": "İbrahim Işık Şahin",
    "Greek": "Ελευθέριος Παπαδόπουλος",
    "Russian": "Наталья Щербакова",
    "Kazakh": "Әлия Құрманғазы",
    "Arabic": "محمد بن سلمان",
    "Persian": "پریسا چگینی",
    "Urdu": "ڈاکٹر گوہر ٹیپو",
    "Hebrew": "משה כהן",
    "Hindi": "नरेन्द्र श्रीवास्तव",
    "Bengali": "শ্রাবণী চক্রবর্তী",
    "Tamil": "கிருஷ்ணன்",
    "Thai": "ภูมิพล น้ำเพชร",
    "Georgian": "დავით ბერიძე",
    "Armenian": "Արմեն Սարգսյան",
    "Amharic": "ሰላም ተስፋዬ",
    "Khmer": "សុខា",
    "Chinese": "张伟龙",
    "Japanese": "田中 さくら",
    "rare kanji": "𠮷田 髙橋",
    "Korean": "김민준",
}


@pytest.mark.parametrize("script", NAMES)
def test_a_name_reads_back_in_its_script(script: str) -> None:
    # Viewers guess spaces from gaps, and guess wrong in scripts that stack; letters and their order are what counts.
    text = pages(draw(replace(MEI, holder=NAMES[script])))[0]
    assert "".join(NAMES[script].split()) in "".join(text.split())


@pytest.mark.parametrize("script", NAMES)
def test_a_name_is_drawn_and_not_left_blank(script: str) -> None:
    named, nameless = (seen(draw(replace(MEI, holder=holder)), scale=1) for holder in (NAMES[script], " "))
    band = (150, 215, 690, 272)
    assert ink(named.crop(band)) > ink(nameless.crop(band)) + 200


def test_arabic_letters_join_and_run_to_the_left() -> None:
    joined = seen(draw(replace(MEI, holder="محمد")), scale=2).crop((300, 420, 1400, 545))
    apart = seen(draw(replace(MEI, holder="م\u200cح\u200cم\u200cد")), scale=2).crop((300, 420, 1400, 545))
    assert joined.tobytes() != apart.tobytes()


def test_a_number_after_an_arabic_name_stands_at_its_left() -> None:
    assert "محمد بن سلمان 12" in pages(draw(replace(MEI, holder="محمد بن سلمان 12")))[0]


def test_everything_a_reader_needs_stands_on_the_page() -> None:
    text = pages(draw(replace(MEI, notes=("Extended on 3 March 2027 through 30 June 2028",)), verify_url=VERIFY))[0]
    for said in (
        "Harbour Rescue Council",
        "Mei Tanaka",
        "BLS Rescuer",
        "Certified on 10 February 2026",
        "Valid through 29 February 2028",
        "workshop 10 Feb 2026 + 24 months, end of month",
        "Extended on 3 March 2027 through 30 June 2028",
        "Instructor Andrea Steele",
        "Olga Berg",
        "Head of certification",
        "7F3K-9Q2M-4XPD",
        "certdesk.example/verify/7F3K-9Q2M-4XPD",
    ):
        assert said in text


def test_a_certificate_without_an_end_says_so() -> None:
    assert "Does not expire" in pages(draw(replace(MEI, valid_through=None)))[0]


def test_the_code_on_the_page_leads_to_the_verification() -> None:
    assert codes(draw(MEI, verify_url=VERIFY)) == [VERIFY]


def test_without_an_address_there_is_no_code() -> None:
    assert codes(draw(MEI)) == []


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_the_paper_lies_across(paper: str) -> None:
    width, height = seen(draw(replace(MEI, paper=paper)), scale=1).size
    assert (width, height) == {"a4": (842, 596), "letter": (792, 612)}[paper]


def test_the_same_value_gives_the_same_bytes() -> None:
    first = draw(MEI, verify_url=VERIFY)
    assert draw(CertificateDocument.from_json(MEI.as_json()), verify_url=VERIFY) == first
    assert draw(replace(MEI, number="another"), verify_url=VERIFY) != first


def test_the_file_is_dated_by_the_record_and_never_by_the_clock() -> None:
    about = pypdf.PdfReader(io.BytesIO(draw(replace(MEI, issued_on=date(2026, 2, 12))))).metadata
    assert about is not None
    assert about.title == "BLS Rescuer – Mei Tanaka"
    assert about.author == "Harbour Rescue Council"
    assert about.creation_date is not None
    assert about.creation_date.date() == date(2026, 2, 12)


def test_the_value_survives_its_frozen_form() -> None:
    value = replace(MEI, notes=("a", "b"), logo="ab" * 32, issued_on=date(2026, 2, 12), holder="משה \\ “x”")
    assert CertificateDocument.from_json(value.as_json()) == value


def test_a_frozen_form_of_a_later_release_is_still_read() -> None:
    later = MEI.as_json().replace('"holder"', '"seal_style": "wax", "holder"')
    assert CertificateDocument.from_json(later) == MEI


@pytest.mark.parametrize(
    "name",
    ["**Andrea** __Steele__", "A\\B (C) )(", "<b>Andrea</b> &amp; Co", "Andrea Steele%/Type", "O’Neill-Łoś, Jr. [MD]"],
)
def test_signs_in_a_name_are_letters_and_nothing_else(name: str) -> None:
    assert name in pages(draw(replace(MEI, holder=name)))[0]


@pytest.mark.parametrize(
    "name",
    [
        "Andrea " + "Wolfeschlegelsteinhausen " * 8,
        "W" * 200,
        "田" * 120,
        "ภู" * 80,
        "Maria Luisa Fernanda Alejandra Gonzalez de la Vega y Montenegro-Castellanos",
    ],
)
def test_a_long_name_is_whole_and_stays_between_the_lines(name: str) -> None:
    drawn = draw(replace(MEI, holder=name.strip()))
    kept = "".join(pages(drawn)[0].split())
    assert "".join(name.split()) in kept
    margins = ((60, 215, 92, 272), (750, 215, 782, 272))
    bare = seen(draw(replace(MEI, holder=" ")), scale=1)
    for margin in margins:
        assert seen(drawn, scale=1).crop(margin).tobytes() == bare.crop(margin).tobytes()


def test_a_long_text_does_not_run_into_the_seal() -> None:
    wordy = replace(MEI, text="resuscitation of adults and children " * 30, notes=tuple("abcdef"))
    seal = (375, 447, 467, 535)
    assert seen(draw(wordy), scale=1).crop(seal).tobytes() == seen(draw(MEI), scale=1).crop(seal).tobytes()


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Zoë 🎉 Berg", "🎉"),
        ("Olga\u202eBerg", "\u202e"),
        ("Olga\nBerg\x00", "\n\x00"),
        ("Olga \ue000", "\ue000"),
        ("𓀀𓀀", "𓀀"),
    ],
)
def test_letters_that_no_font_has_are_refused_by_name(name: str, letters: str) -> None:
    assert missing_letters(name) == letters
    with pytest.raises(NotPrintable) as refused:
        draw(replace(MEI, holder=name))
    assert refused.value.letters == letters
    assert f"U+{ord(letters[0]):04X}" in refused.value.say
    assert refused.value.code == "NOT_PRINTABLE"


@pytest.mark.parametrize("name", [*NAMES.values(), "علی\u200cرضا", "Zoe\u0308"])
def test_names_of_people_are_never_missing_letters(name: str) -> None:
    assert missing_letters(name) == ""


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_whatever_is_typed_is_either_refused_or_drawn(name: str) -> None:
    value = replace(MEI, holder=name)
    if missing_letters(name):
        with pytest.raises(NotPrintable):
            draw(value)
    else:
        assert len(pages(draw(value))) == 1


def test_many_certificates_are_one_file_with_a_page_each() -> None:
    cast = ["Andrea Steele", "Olga Berg", "Nils Holm", "Mei Tanaka"]
    every = [replace(MEI, holder=name, number=f"N-{at}") for at, name in enumerate(cast)]
    file = draw_many(every, verify_url=lambda each: f"https://certdesk.example/verify/{each.number}")
    assert [name in text for name, text in zip(cast, pages(file), strict=True)] == [True] * 4
    assert [codes(file, page) for page in range(4)] == [[f"https://certdesk.example/verify/N-{at}"] for at in range(4)]


def test_a_page_of_many_looks_like_the_single_certificate() -> None:
    other = replace(MEI, holder="Nils Holm", course="ALS", colour="#0f766e")
    together = draw_many([other, MEI], verify_url=lambda _: VERIFY)
    assert seen(together, page=1).tobytes() == seen(draw(MEI, verify_url=VERIFY)).tobytes()


def test_a_logo_and_a_signature_are_drawn_where_the_value_names_them() -> None:
    value = replace(MEI, logo="l", signature="s")
    plain = seen(draw(MEI), scale=1)
    dressed = seen(draw(value, logo=_png("#be123c"), signature=_png("#1e3a8a")), scale=1)
    red, blue = (190, 18, 60), (30, 58, 138)
    assert red in _colours(dressed.crop((300, 60, 540, 115)))
    assert blue in _colours(dressed.crop((100, 460, 280, 512)))
    assert not {red, blue} & _colours(plain)


def test_a_picture_that_the_value_does_not_name_is_not_drawn() -> None:
    assert draw(MEI, logo=_png("#be123c")) == draw(MEI)


@pytest.mark.parametrize("broken", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n" + b"\x00" * 40])
def test_a_broken_picture_is_refused_in_a_sentence(broken: bytes) -> None:
    value = replace(MEI, logo="l")
    if broken:
        with pytest.raises(NotAPicture):
            draw(value, logo=broken)
    else:
        assert draw(value, logo=broken) == draw(replace(value, logo=None))


@pytest.mark.parametrize("colour", ["#ffffff", "#ffff00", "red", ""])
def test_a_colour_that_cannot_be_read_on_paper_is_darkened(colour: str) -> None:
    title = seen(draw(replace(MEI, colour=colour)), scale=2).crop((560, 250, 1120, 370)).convert("L")
    assert title.getextrema()[0] < 140


def _png(colour: str) -> bytes:
    file = io.BytesIO()
    Image.new("RGBA", (300, 100), colour).save(file, "PNG")
    return file.getvalue()


def _colours(image: Image.Image) -> set[tuple[int, int, int]]:
    return {colour for _, colour in image.convert("RGB").getcolors(1_000_000) or []}  # type: ignore[misc]


def test_without_the_check_a_name_would_be_printed_with_a_box(monkeypatch: pytest.MonkeyPatch) -> None:
    band = (150, 215, 690, 272)
    monkeypatch.setattr(lines, "missing_letters", lambda text: "")
    boxed = seen(draw(replace(MEI, holder="Zoë \U0001f389")), scale=1).crop(band)
    assert boxed.tobytes() == seen(draw(replace(MEI, holder="Zoë \U0001f525")), scale=1).crop(band).tobytes()
    assert boxed.tobytes() != seen(draw(replace(MEI, holder="Zoë")), scale=1).crop(band).tobytes()
    lines.set_line.cache_clear()


def test_many_drawn_at_once_are_the_same_as_one_after_another() -> None:
    every = [replace(MEI, holder=name) for name in NAMES.values()] * 3
    alone = [draw(each, verify_url=VERIFY) for each in every]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda each: draw(each, verify_url=VERIFY), every))
    assert together == alone
