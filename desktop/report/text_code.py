"""Lines of text as PDF operators: what reportlab's text object does, without its detours.

A plan of 30 pages holds five thousand pieces of text; going through ``beginText`` for each of them
took as long as all the rest.
"""

from collections.abc import Mapping
from typing import Any

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from desktop.report.lines import BOX_PADDING, SetLine


class TextCode:
    """Writes set lines for one canvas; the subsets of its fonts grow as characters come."""

    def __init__(self, canvas: Canvas, colours: Mapping[str, str]) -> None:
        """Write for ``canvas``.

        Args:
            canvas: Of the file.
            colours: A hex value for every role; ``self.colours`` holds the fill operators.
        """
        # reportlab keeps a font's subsets by document and offers no other name for it.
        self._document = canvas._doc  # noqa: SLF001 - no public way to the document
        self.colours = {role: _operator(value) for role, value in colours.items()}
        self._fonts: dict[str, Any] = {}
        self._chosen: dict[tuple[str, int, float], str] = {}

    def code(self, line: SetLine, left: float, y: float) -> str:
        """Return the operators of a line whose left end stands at (left, y) in points."""
        parts = [f"BT {line.spacing:.3f} Tc"]
        role = font = ""
        for piece in line.pieces:
            span = piece.span
            colour = "white" if span.fill else span.role
            if colour != role:
                parts.append(self.colours[colour])
                role = colour
            inset = BOX_PADDING if span.boxed else 0.0
            parts.append(f"1 0 0 1 {left + piece.x + inset:.3f} {y:.3f} Tm")
            face = self._font(span.face)
            for subset, codes in face.splitString(piece.text, self._document):
                key = (span.face, subset, span.size)
                wanted = self._chosen.get(key) or self._choose(*key)
                if wanted != font:
                    parts.append(wanted)
                    font = wanted
                parts.append(f"<{codes.hex()}> Tj")
        parts.append("ET")
        return " ".join(parts)

    def _choose(self, face: str, subset: int, size: float) -> str:
        """Return the operator that chooses a subset at a size; the subset is in the file then."""
        name = self._font(face).getSubsetInternalName(subset, self._document)
        chosen = self._chosen[face, subset, size] = f"{name} {size:g} Tf"
        return chosen

    def _font(self, face: str) -> Any:
        if face not in self._fonts:
            self._fonts[face] = pdfmetrics.getFont(face)
        return self._fonts[face]


def _operator(colour: str) -> str:
    """Return the operator that fills with a hex colour."""
    red, green, blue = (int(colour[n:n + 2], 16) / 255 for n in (1, 3, 5))
    return f"{red:.4f} {green:.4f} {blue:.4f} rg"
