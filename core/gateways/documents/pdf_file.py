"""A small writer of PDF 1.7: pages, shared layers, pictures and font subsets. Points, origin at the lower left.

The same value gives the same bytes: the only date is the one handed in, and the file's id is a hash of its content.
Why not a library's page model: docs/decisions (documents).
"""

from __future__ import annotations

import hashlib
import string
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import escape

from core.gateways.documents.embedding import EmbeddedFace
from core.gateways.documents.faces import Face
from core.gateways.documents.pictures import Picture, picture

COMPRESSION = 6


@dataclass(frozen=True, slots=True)
class About:
    """What a file says about itself. `created` is a day of the record, never the clock's."""

    title: str
    author: str
    created: date
    language: str = "en"
    subject: str = ""


class PdfFile:
    """Collects pages and hands back the bytes."""

    def __init__(self, about: About) -> None:
        self.about = about
        self._objects: list[bytes] = []
        self._pages: list[int] = []
        self._faces: dict[str, EmbeddedFace] = {}
        self._named: dict[Any, tuple[str, int]] = {}
        self._tree = self._reserve()
        self._resources = self._reserve()

    def embedded(self, face: Face) -> EmbeddedFace:
        """Return the face as this file uses it; what its pages use becomes the subset."""
        if face.name not in self._faces:
            self._faces[face.name] = EmbeddedFace(face, f"F{len(self._faces) + 1}")
        return self._faces[face.name]

    def layer(self, key: Any, box: tuple[float, float, float, float], content: Callable[[], bytes]) -> str:
        """Return the name of a drawing that many pages share; `content` is asked once for each key.

        `box` is left, bottom, right and top of what it may paint on.
        """
        if key not in self._named:
            stream = content()
            edges = " ".join(f"{edge:.2f}" for edge in box)
            entries = f"/Type /XObject /Subtype /Form /BBox [{edges}]"
            self._name(key, "L", self._stream(f"{entries} /Resources {self._resources} 0 R", stream))
        return self._named[key][0]

    def picture(self, png: bytes) -> tuple[str, Picture]:
        """Return the name of a picture and its decoded form. Raises NotAPicture for bytes that are none."""
        decoded = picture(png)
        key = ("picture", decoded.digest)
        if key not in self._named:
            mask = ""
            if decoded.alpha is not None:
                mask = f" /SMask {self._image(decoded, '/DeviceGray', decoded.alpha)} 0 R"
            self._name(key, "I", self._image(decoded, "/DeviceRGB", decoded.colours, mask))
        return self._named[key][0], decoded

    def page(self, width: float, height: float, content: bytes, links: tuple[tuple[str, str], ...] = ()) -> None:
        """Add a page. `links`: pairs of a rectangle "x0 y0 x1 y1" and an address that opens on a click."""
        drawn = self._stream("", content)
        notes = " ".join(
            f"<< /Type /Annot /Subtype /Link /Rect [{box}] /Border [0 0 0] /F 4"
            f" /A << /S /URI /URI {_literal(address)} >> >>"
            for box, address in links
        )
        annotations = f" /Annots [{notes}]" if notes else ""
        page = (
            f"<< /Type /Page /Parent {self._tree} 0 R /MediaBox [0 0 {width:.2f} {height:.2f}]"
            f" /Resources {self._resources} 0 R /Contents {drawn} 0 R{annotations} >>"
        )
        self._pages.append(self._add(page.encode("latin-1")))

    def output(self) -> bytes:
        """Return the file's bytes."""
        self._fill(self._tree, f"<< /Type /Pages /Count {len(self._pages)} /Kids [{_references(self._pages)}] >>")
        fonts = " ".join(f"/{each.name} {self._font(each)} 0 R" for each in self._faces.values())
        shared = " ".join(f"/{name} {number} 0 R" for name, number in self._named.values())
        self._fill(self._resources, f"<< /Font << {fonts} >> /XObject << {shared} >> >>")
        info = self._add(self._info().encode("latin-1"))
        metadata = self._stream("/Type /Metadata /Subtype /XML", self._xmp().encode(), squeeze=False)
        catalogue = self._add(
            f"<< /Type /Catalog /Pages {self._tree} 0 R /Lang {_literal(self.about.language)}"
            f" /Metadata {metadata} 0 R /ViewerPreferences << /DisplayDocTitle true >> >>".encode("latin-1")
        )
        return self._assembled(catalogue, info)

    def _assembled(self, catalogue: int, info: int) -> bytes:
        written = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        places = []
        for number, body in enumerate(self._objects, 1):
            places.append(len(written))
            written += b"%d 0 obj\n%b\nendobj\n" % (number, body)
        digest = hashlib.sha256(written).hexdigest()[:32]
        at, size = len(written), len(places) + 1
        table = "".join(f"{place:010d} 00000 n \n" for place in places)
        written += (
            f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root {catalogue} 0 R"
            f" /Info {info} 0 R /ID [<{digest}> <{digest}>] >>\nstartxref\n{at}\n%%EOF\n"
        ).encode()
        return bytes(written)

    def _font(self, used: EmbeddedFace) -> int:
        """Write a composite font: the subset, its widths, and what its codes mean when text is copied."""
        program, subtype, key = used.program()
        stream = self._stream(f"{subtype} /Length1 {len(program)}", program)
        descriptor = self._add(used.descriptor(key, stream))
        meaning = self._stream("", used.meaning())
        mapping = f" /CIDToGIDMap {self._stream('', used.places())} 0 R" if used.face.outlines == "glyf" else ""
        inner = self._add(used.inner(descriptor, mapping))
        return self._add(used.outer(inner, meaning))

    def _info(self) -> str:
        about = self.about
        fields = {"Title": about.title, "Author": about.author, "Subject": about.subject, "Producer": "Certdesk"}
        said = " ".join(f"/{name} {_text(value)}" for name, value in fields.items() if value)
        return f"<< {said} /CreationDate (D:{about.created:%Y%m%d}000000Z) >>"

    def _xmp(self) -> str:
        about = self.about
        return (
            '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n<x:xmpmeta xmlns:x="adobe:ns:meta/">'
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""'
            ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"'
            f' xmp:CreateDate="{about.created.isoformat()}" xmp:CreatorTool="Certdesk">'
            f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{_xml(about.title)}</rdf:li></rdf:Alt></dc:title>'
            f"<dc:creator><rdf:Seq><rdf:li>{_xml(about.author)}</rdf:li></rdf:Seq></dc:creator>"
            f"<dc:language><rdf:Bag><rdf:li>{_xml(about.language)}</rdf:li></rdf:Bag></dc:language>"
            '</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end="r"?>'
        )

    def _image(self, decoded: Picture, space: str, samples: bytes, mask: str = "") -> int:
        return self._stream(
            f"/Type /XObject /Subtype /Image /Width {decoded.width} /Height {decoded.height} /ColorSpace {space}"
            f" /BitsPerComponent 8 /Filter /FlateDecode{mask}",
            samples,
            squeeze=False,
        )

    def _stream(self, entries: str, content: bytes, squeeze: bool = True) -> int:
        if squeeze:
            content = zlib.compress(content, COMPRESSION)
            entries += " /Filter /FlateDecode"
        head = f"<< {entries} /Length {len(content)} >>\nstream\n".encode("latin-1")
        return self._add(head + content + b"\nendstream")

    def _name(self, key: Any, letter: str, number: int) -> None:
        self._named[key] = (f"{letter}{len(self._named) + 1}", number)

    def _reserve(self) -> int:
        return self._add(b"")

    def _add(self, body: bytes) -> int:
        self._objects.append(body)
        return len(self._objects)

    def _fill(self, number: int, body: str) -> None:
        self._objects[number - 1] = body.encode("latin-1")


def _references(numbers: list[int]) -> str:
    return " ".join(f"{number} 0 R" for number in numbers)


def _literal(text: str) -> str:
    """Return a PDF string of an address or a language: ASCII, other letters as an address writes them."""
    safe = quote(text, safe=string.punctuation)
    return "(" + "".join(f"\\{c}" if c in "\\()" else c for c in safe) + ")"


def _text(text: str) -> str:
    """Return a PDF text string in UTF-16."""
    return f"<feff{text.encode('utf-16-be').hex()}>"


def _xml(text: str) -> str:
    return escape("".join(letter for letter in text if letter.isprintable()))
