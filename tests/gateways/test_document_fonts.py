"""The bundled fonts: every file is licensed and named, they are small enough to ship, and a CJK file embeds whole."""

from __future__ import annotations

import io
import subprocess
import sys

import pypdf
import pytest

from core.gateways.certificate_pdf import draw, missing_letters
from core.gateways.documents.faces import FONTS, face, face_for
from core.gateways.documents.lines import set_line
from tests.gateways.test_certificate_pdf import MEI, NAMES, replace

FILES = sorted(path for path in FONTS.iterdir() if path.suffix in {".ttf", ".otf"})


def test_every_font_file_is_named_in_the_notice_and_licensed() -> None:
    notice = (FONTS / "NOTICE.md").read_text()
    assert [path.name for path in FILES if path.name not in notice and f"`{path.stem}`" not in notice] == []
    assert "SIL OPEN FONT LICENSE Version 1.1" in (FONTS / "OFL.txt").read_text()


def test_the_fonts_stay_under_fifteen_megabytes() -> None:
    assert sum(path.stat().st_size for path in FILES) < 15_000_000


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_font_may_be_embedded_and_has_letters(path: object) -> None:
    assert len(face(getattr(path, "stem", "")).letters) > 20


@pytest.mark.parametrize(
    "alphabet",
    [
        "ÁÀẢÃẠĂẮẰẲẴẶÂẤẦẨẪẬĐÉÈẺẼẸÊẾỀỂỄỆÍÌỈĨỊÓÒỎÕỌÔỐỒỔỖỘƠỚỜỞỠỢÚÙỦŨỤƯỨỪỬỮỰÝỲỶỸỴ",
        "ĄĆĘŁŃÓŚŹŻČĎĚŇŘŠŤŮŽŐŰĞİŞȘȚĀĒĢĪĶĻŅŪÞÐÆØÅß",
        "ابتثجحخدذرزسشصضطظعغفقكلمنهوي پچژگ ٹڈڑںھہےۓ ټځڅډړږښڼې ێۆڕڵ",
        "אבגדהוזחטיכךלמםנןסעפףצץקרשת",
        "ԱԲԳԴԵԶԷԸԹԺԻԼԽԾԿՀՁՂՃՄՅՆՇՈՉՊՋՌՍՎՏՐՑՒՓՔՕՖաև",
        "აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ",
        "ЀЂЃЄЅІЇЈЉЊЋЌЎЏӘҒҚҢӨҰҮҺӢӮҶ",
    ],
)
def test_the_letters_of_a_language_are_all_there(alphabet: str) -> None:
    assert missing_letters(alphabet) == ""


def test_kanji_take_their_japanese_shape_beside_kana_and_in_japanese_documents() -> None:
    assert set_line("直", "display").runs[0].face.name == "han"
    assert set_line("直", "display", "ja").runs[0].face.name == "han-japanese"
    assert set_line("さくら 直", "display").runs[-1].face.name == "han-japanese"


def test_a_western_letter_never_leaves_its_face() -> None:
    assert {face_for(letter, "display") for letter in "AzÀệЖω’–€"} == {"display"}


def test_a_name_in_latin_letters_opens_no_other_fonts() -> None:
    script = (
        "from tests.gateways.test_certificate_pdf import MEI\n"
        "from core.gateways.certificate_pdf import draw, missing_letters\n"
        "from core.gateways.documents import faces\n"
        "draw(MEI); missing_letters(MEI.holder)\n"
        "assert faces._fallbacks.cache_info().currsize == 0\n"
        "assert faces.face.cache_info().currsize == 4, faces.face.cache_info()\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, cwd=FONTS.parents[1])


@pytest.mark.parametrize("script", NAMES)
def test_one_certificate_is_small_enough_to_mail(script: str) -> None:
    assert len(draw(replace(MEI, holder=NAMES[script]), verify_url="https://certdesk.example/verify/7F3K")) < 40_000


def test_every_font_of_a_file_is_embedded() -> None:
    reader = pypdf.PdfReader(io.BytesIO(draw(replace(MEI, holder="田中 김 محمد Łoś"))))
    fonts = reader.pages[0]["/Resources"]["/Font"]
    assert len(fonts) == 7
    for font in fonts.values():
        descriptor = font["/DescendantFonts"][0]["/FontDescriptor"]
        assert "/FontFile2" in descriptor or "/FontFile3" in descriptor
