"""A face inside one file: codes for the glyphs that are used, and the subset that holds just those."""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass, field

import uharfbuzz as hb

from core.gateways.documents.faces import Face
from core.gateways.documents.lines import Glyph

UNUSED_TABLES = ("GSUB", "GPOS", "GDEF", "cmap", "name", "post", "OS/2")


@dataclass
class EmbeddedFace:
    """Codes are given out in the order of use. A glyph that stands for other letters elsewhere gets another code,
    so that copied text says what was meant; in CFF faces the code is the glyph itself."""

    face: Face
    name: str
    codes: dict[tuple[int, str], int] = field(default_factory=dict)
    advances: dict[int, int] = field(default_factory=dict)  # of codes
    _new_places: dict[int, int] = field(default_factory=dict)

    def code(self, glyph: Glyph) -> int:
        """Return the two-byte code that shows the glyph."""
        key = (glyph.number, glyph.letters)
        code = self.codes.get(key)
        if code is None:
            code = glyph.number if self.face.outlines == "CFF" else len(self.codes) + 1
            self.codes[key] = code
            self.advances[code] = self.face.advance(glyph.number)
        return code

    def program(self) -> tuple[bytes, str, str]:
        """Return the subset's bytes, its stream's subtype entry, and the descriptor's key for it."""
        wanted = hb.SubsetInput()
        wanted.glyph_set.update({number for number, _ in self.codes})
        wanted.drop_table_tag_set.update(int.from_bytes(tag.encode(), "big") for tag in UNUSED_TABLES)
        wanted.flags = hb.SubsetFlags.NO_HINTING
        plan = hb.SubsetPlan(self.face.source, wanted)
        self._new_places = dict(plan.old_to_new_glyph_mapping)
        subset = plan.execute()
        if self.face.outlines == "CFF":
            return bytes(subset.reference_table("CFF ").data), "/Subtype /CIDFontType0C", "FontFile3"
        return bytes(subset.blob.data), "", "FontFile2"

    def places(self) -> bytes:
        """Return where the subset has each code's glyph (two bytes each, from code 0 on)."""
        places = [0] * (len(self.codes) + 1)
        for (number, _), code in self.codes.items():
            places[code] = self._new_places.get(number, 0)
        return struct.pack(f">{len(places)}H", *places)

    def meaning(self) -> bytes:
        """Return the map from codes to letters that copying and searching use."""
        said = {code: letters for (_, letters), code in self.codes.items() if letters}
        rows = [f"<{code:04x}> <{letters.encode('utf-16-be').hex()}>" for code, letters in sorted(said.items())]
        blocks = [rows[at : at + 100] for at in range(0, len(rows), 100)]
        body = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
        return (
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
            "/CMapName /Adobe-Identity-UCS def /CMapType 2 def\n"
            f"1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n{body}\n"
            "endcmap CMapName currentdict /CMap defineresource pop end end"
        ).encode()

    def descriptor(self, key: str, program: int) -> bytes:
        face = self.face
        return (
            f"<< /Type /FontDescriptor /FontName /{self._tagged()} /Flags 4 /ItalicAngle 0"
            f" /Ascent {face.ascent} /Descent {face.descent} /CapHeight 700 /StemV 80"
            f" /FontBBox [-500 {face.descent} 2000 {face.ascent}] /{key} {program} 0 R >>"
        ).encode()

    def inner(self, descriptor: int, mapping: str) -> bytes:
        """Return the descendant font; `mapping` is its CIDToGIDMap entry, empty for CFF."""
        kind = "CIDFontType0" if self.face.outlines == "CFF" else "CIDFontType2"
        widths = " ".join(f"{code} [{advance}]" for code, advance in sorted(self.advances.items()))
        return (
            f"<< /Type /Font /Subtype /{kind} /BaseFont /{self._tagged()}"
            " /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
            f" /FontDescriptor {descriptor} 0 R /DW 1000 /W [{widths}]{mapping} >>"
        ).encode()

    def outer(self, inner: int, meaning: int) -> bytes:
        return (
            f"<< /Type /Font /Subtype /Type0 /BaseFont /{self._tagged()} /Encoding /Identity-H"
            f" /DescendantFonts [{inner} 0 R] /ToUnicode {meaning} 0 R >>"
        ).encode()

    def _tagged(self) -> str:
        """Return the name of the subset: six letters that differ when its glyphs do, as the format asks."""
        digest = hashlib.sha256(repr(sorted(self.codes)).encode()).digest()
        return "".join(chr(65 + byte % 26) for byte in digest[:6]) + "+" + self.face.postscript
