"""Cut the fonts of this folder out of Debian's packages fonts-noto-core and fonts-noto-cjk.

Run once, by whoever wants other letters: `.venv/bin/python data/fonts/cut.py`. The result is committed, so that
nothing else needs those packages. Every cut keeps the letters of a script and the tables that join, stack and kern
them; hints, vertical metrics and alternative forms are left out.
"""

from __future__ import annotations

from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

HERE = Path(__file__).parent
CORE = Path("/usr/share/fonts/truetype/noto")
CJK = Path("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc")
JAPANESE, KOREAN, CHINESE = 0, 1, 2

WESTERN = [
    *range(0x20, 0x7F), *range(0xA0, 0x250), *range(0x2B0, 0x2F0), *range(0x300, 0x370), *range(0x370, 0x530),
    *range(0x1E00, 0x2000), *range(0x2010, 0x2028), *range(0x2030, 0x203B), 0x2044, *range(0x20A0, 0x20C0),
    0x2116, 0x2122, 0x2190, 0x2192, 0x2212,
]  # fmt: skip
SHARED = [0x20, 0xA0, 0x200C, 0x200D, 0x25CC]
SCRIPTS = {
    "Arabic": ("NotoNaskhArabic-Regular", [*range(0x600, 0x700), *range(0x750, 0x780), *range(0x8A0, 0x900), 0xFDF2]),
    "Hebrew": ("NotoSerifHebrew-Regular", [*range(0x590, 0x600), *range(0xFB1D, 0xFB50)]),
    "Thaana": ("NotoSansThaana-Regular", [*range(0x780, 0x7C0), 0x60C, 0x61B, 0x61F]),
    "Devanagari": ("NotoSerifDevanagari-Regular", [*range(0x900, 0x980), *range(0xA8E0, 0xA900)]),
    "Bengali": ("NotoSerifBengali-Regular", [*range(0x980, 0xA00), 0x964, 0x965]),
    "Gurmukhi": ("NotoSerifGurmukhi-Regular", [*range(0xA00, 0xA80)]),
    "Gujarati": ("NotoSerifGujarati-Regular", [*range(0xA80, 0xB00)]),
    "Oriya": ("NotoSansOriya-Regular", [*range(0xB00, 0xB80)]),
    "Tamil": ("NotoSerifTamil-Regular", [*range(0xB80, 0xC00)]),
    "Telugu": ("NotoSerifTelugu-Regular", [*range(0xC00, 0xC80)]),
    "Kannada": ("NotoSerifKannada-Regular", [*range(0xC80, 0xD00)]),
    "Malayalam": ("NotoSerifMalayalam-Regular", [*range(0xD00, 0xD80)]),
    "Sinhala": ("NotoSerifSinhala-Regular", [*range(0xD80, 0xE00)]),
    "Thai": ("NotoSerifThai-Regular", [*range(0xE00, 0xE80)]),
    "Lao": ("NotoSerifLao-Regular", [*range(0xE80, 0xF00)]),
    "Tibetan": ("NotoSerifTibetan-Regular", [*range(0xF00, 0x1000)]),
    "Myanmar": ("NotoSerifMyanmar-Regular", [*range(0x1000, 0x10A0), *range(0xAA60, 0xAA80)]),
    "Georgian": ("NotoSerifGeorgian-Regular", [*range(0x10A0, 0x1100), *range(0x1C90, 0x1CC0), *range(0x2D00, 0x2D30)]),
    "Ethiopic": ("NotoSerifEthiopic-Regular", [*range(0x1200, 0x13A0), *range(0x2D80, 0x2DE0)]),
    "Cherokee": ("NotoSansCherokee-Regular", [*range(0x13A0, 0x1400), *range(0xAB70, 0xABC0)]),
    "Khmer": ("NotoSerifKhmer-Regular", [*range(0x1780, 0x1800)]),
    "Armenian": ("NotoSerifArmenian-Regular", [*range(0x530, 0x590), *range(0xFB13, 0xFB18)]),
}
HAN = range(0x4E00, 0xA000)
# Characters of the Chinese standard list (2013) that stand in extension A: names are registered with them.
STANDARD = (
    "㑇㑊㕮㘎㙍㙘㙦㛃㛚㛹㟃㠇㠓㤘㥄㧐㧑㧟㫰㬊㬎㬚㭎㭕㮾㰀㳇㳘㳚㴔㵐㶲㸆㸌㺄㻬㽏㿠䁖䂮䃅䃎䅟䌹䎃䎖䏝䏡䏲䐃"
    "䓖䓛䓨䓫䓬䗖䗛䗪䗴䜣䝙䢺䢼䣘䥽䦃䲟䲠䲢䴓䴔䴕䴖䴗䴘䴙䶮"
)


def options(features: list[str]) -> subset.Options:
    chosen = subset.Options()
    chosen.layout_features = features
    chosen.hinting = False
    chosen.notdef_outline = True
    chosen.name_IDs = [0, 1, 2, 4, 5, 6, 13, 14]
    chosen.drop_tables += ["VORG", "vhea", "vmtx", "BASE", "STAT", "MATH", "meta", "FFTM"]
    return chosen


def cut(source: Path, target: str, letters: list[int], features: list[str], number: int = -1) -> None:
    font = TTFont(source, fontNumber=number, lazy=True, recalcTimestamp=False)
    cutter = subset.Subsetter(options(features))
    cutter.populate(unicodes=letters)
    cutter.subset(font)
    if "CFF " in font:
        number_by_place(font)
    font.save(HERE / target)
    print(f"{target:32} {(HERE / target).stat().st_size:>9,} bytes {len(font.getGlyphOrder()):>6} glyphs")


def number_by_place(font: TTFont) -> None:
    """Give every glyph of a CID-keyed font its place as its CID, so that a page can name it by one number."""
    order = font.getGlyphOrder()
    new = {old: (".notdef" if place == 0 else f"cid{place:05d}") for place, old in enumerate(order)}
    top = font["CFF "].cff.topDictIndex[0]
    top.charset = [new[name] for name in top.charset]
    top.CharStrings.charStrings = {new[name]: at for name, at in top.CharStrings.charStrings.items()}
    top.CIDCount = len(order)
    for table in font["cmap"].tables:
        table.cmap = {letter: new[name] for letter, name in table.cmap.items()}
    font["hmtx"].metrics = {new[name]: metric for name, metric in font["hmtx"].metrics.items()}
    font.setGlyphOrder([new[name] for name in order])


def letters_of(encoding: str, planes: tuple[bytes, ...]) -> set[int]:
    """Return what a two-byte character set of the EUC kind holds."""
    ends = range(0xA1, 0xFF)
    pairs = (plane + bytes([high, low]) for plane in planes for high in ends for low in ends)
    return {ord(letter) for pair in pairs for letter in pair.decode(encoding, errors="ignore")}


def only_in_japan() -> list[int]:
    """Return kanji in use whose Japanese shape differs from the Chinese one, and those of names outside the block."""
    japanese = TTFont(CJK, fontNumber=JAPANESE, lazy=True).getBestCmap()
    chinese = TTFont(CJK, fontNumber=CHINESE, lazy=True).getBestCmap()
    in_use = {c for c in letters_of("euc_jp", (b"",)) if c in HAN and japanese[c] != chinese.get(c)}
    in_names = {c for c in japanese if 0xF900 <= c < 0xFB00 or c > 0x20000}
    in_names |= {c for c in letters_of("euc_jis_2004", (b"", b"\x8f")) if 0x3400 <= c < 0x4DC0}
    return sorted(c for c in in_use | in_names if c in japanese)


def main() -> None:
    west = ["kern", "mark", "mkmk", "ccmp", "locl", "liga"]
    cut(CORE / "NotoSerifDisplay-Regular.ttf", "display.ttf", WESTERN, west)
    cut(CORE / "NotoSerifDisplay-Italic.ttf", "display-italic.ttf", WESTERN, west)
    cut(CORE / "NotoSans-Regular.ttf", "text.ttf", WESTERN, west)
    cut(CORE / "NotoSans-Bold.ttf", "text-bold.ttf", WESTERN, west)
    for script, (source, letters) in SCRIPTS.items():
        cut(CORE / f"{source}.ttf", f"{script.lower()}.ttf", SHARED + letters, ["*"])
    cut(CORE / "NotoSansMath-Regular.ttf", "signs.ttf", [*range(0x2190, 0x2300)], [])
    kana = [*range(0x3000, 0x3100), *range(0x31F0, 0x3200), *range(0xFF01, 0xFFA0)]
    numerals = [*range(0x2150, 0x2189), *range(0x2460, 0x249C)]
    cut(CJK, "han.otf", [*kana, *numerals, *map(ord, STANDARD), *HAN], [], CHINESE)
    cut(CJK, "han-japanese.otf", only_in_japan(), [], JAPANESE)
    cut(CJK, "hangul.otf", [*range(0x3130, 0x3190), *range(0xAC00, 0xD7A4)], [], KOREAN)


if __name__ == "__main__":
    main()
