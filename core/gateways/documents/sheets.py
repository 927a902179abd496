"""Upright sheets that fill from the top and turn: what invoices and transcripts are written on."""

from __future__ import annotations

from typing import Generic, Protocol, TypeVar

from core.gateways.documents.canvas import Canvas
from core.gateways.documents.colours import INK, LINE, QUIET, mixed, readable
from core.gateways.documents.fitting import Room, fit, wrap
from core.gateways.documents.lines import Line, set_line
from core.gateways.documents.pdf_file import PdfFile

SHEETS = {"a4": (595.28, 841.89), "letter": (612.0, 792.0)}
MARGIN = 56.0
FOOT = 84.0  # nothing of a table comes lower than this
TEXT = 9.5
LEADING = 13.5


class OnSheets(Protocol):
    """What a document says about its paper."""

    @property
    def colour(self) -> str: ...

    @property
    def language(self) -> str: ...

    @property
    def paper(self) -> str: ...


D = TypeVar("D", bound=OnSheets)


class Sheets(Generic[D]):
    """The pages of one document as they fill; `y` is where the next thing begins, from the bottom."""

    def __init__(self, file: PdfFile, document: D) -> None:
        self.file = file
        self.document = document
        self.width, self.height = SHEETS.get(document.paper, SHEETS["a4"])
        self.left, self.right = MARGIN, self.width - MARGIN
        self.colour = readable(document.colour)
        self.canvases: list[Canvas] = []
        self.turn()

    @property
    def canvas(self) -> Canvas:
        return self.canvases[-1]

    def turn(self) -> None:
        """Begin a new page."""
        self.canvases.append(Canvas(self.file))
        self.y = self.height - MARGIN

    def line(self, text: str, face: str) -> Line:
        return set_line(text, face, self.document.language)

    def write(self, text: str, x: float, face: str = "text", size: float = TEXT, colour: str = INK) -> None:
        self.canvas.text(self.line(text, face), x, self.y, size, colour)

    def write_ending(self, text: str, x: float, face: str = "text", size: float = TEXT, colour: str = INK) -> None:
        self.canvas.ending(self.line(text, face), x, self.y, size, colour)

    def rule(self, colour: str, width: float = 0.5, up: float = 0) -> None:
        self.canvas.rule(self.left, self.y + up, self.right, self.y + up, colour, width)

    def heading(self, word: str, issuer: str, issuer_lines: tuple[str, ...], logo: bytes | None) -> None:
        """Set who writes at the left, with a logo above, and what this is at the right."""
        top = self.y
        self.y = top - 24
        self.write_ending(word, self.right, "display", 30, self.colour)
        if logo:
            name, picture = self.file.picture(logo)
            scale = min(180 / picture.width, 44 / picture.height)
            wide, high = picture.width * scale, picture.height * scale
            self.canvas.put(name, self.left, top - high, wide, high)
            self.y = top - high - 18
        setting = fit(issuer, "display", 11 if logo else 17, Room(320, lines=2))
        for line in setting.lines:
            self.canvas.text(line, self.left, self.y, setting.size, INK)
            self.y -= setting.size * 1.2
        for text in issuer_lines:
            for line in wrap(text, "text", 8.5, 320, self.document.language):
                self.canvas.text(line, self.left, self.y, 8.5, QUIET)
                self.y -= 12
        self.y -= 6
        self.rule(self.colour, 1.2)
        self.y -= 28

    def close(self, issuer: str, called: str) -> None:
        """Set issuer, name and page at the foot of every page, now that their count is known, and add them all."""
        count = len(self.canvases)
        for number, canvas in enumerate(self.canvases, 1):
            canvas.rule(self.left, 50, self.right, 50, LINE, 0.4)
            setting = fit(issuer, "text", 7.5, Room(300))
            canvas.text(setting.lines[0], self.left, 38, setting.size, QUIET)
            canvas.ending(set_line(f"{called}  ·  Page {number} of {count}", "text"), self.right, 38, 7.5, QUIET)
            canvas.centred(
                set_line("Certdesk", "text", plain=True), self.width / 2, 22, 5.5, mixed(QUIET, "#ffffff", 0.4)
            )
            self.file.page(self.width, self.height, canvas.stream())
