"""PDFs made by hand: letters at places and lines, page by page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

COLUMNS = (40, 80, 300, 380, 440, 560)
TOP, HEIGHT = 780, 20


@dataclass
class Page:
    """Drawing commands and annotations; places are counted in points from the lower left corner."""

    commands: list[str] = field(default_factory=list)
    annotations: list[str] = field(default_factory=list)
    box: str = "[0 0 600 842]"

    def text(self, x: float, y: float, text: str, size: float = 10, turned: str = "1 0 0 1") -> Page:
        escaped = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        self.commands.append(f"BT /F1 {size} Tf {turned} {x} {y} Tm ({escaped}) Tj ET")
        return self

    def over(self, kind: str, place: Sequence[float], more: str = "") -> Page:
        """An annotation within left, bottom, right, top."""
        rectangle = " ".join(map(str, place))
        self.annotations.append(f"<< /Type /Annot /Subtype /{kind} /Rect [{rectangle}] {more} >>")
        return self

    def line(self, x0: float, y0: float, x1: float, y1: float) -> Page:
        self.commands.append(f"0.5 w {x0} {y0} m {x1} {y1} l S")
        return self

    def table(self, *rows, top: float = TOP, columns=COLUMNS) -> Page:
        """A table with a line around every cell; a text is written at the beginning of its cell."""
        for number, row in enumerate(rows):
            y = top - number * HEIGHT
            for x, text in zip(columns, row, strict=False):
                if text:
                    self.text(x + 3, y - 14, text)
        bottom = top - len(rows) * HEIGHT
        for number in range(len(rows) + 1):
            self.line(columns[0], top - number * HEIGHT, columns[-1], top - number * HEIGHT)
        for x in columns:
            self.line(x, top, x, bottom)
        return self


def pdf(*pages: Page) -> bytes:
    """The file."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>"]
    kids = " ".join(f"{4 + 2 * at} 0 R" for at in range(len(pages)))
    objects.append(f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode())
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
    for at, page in enumerate(pages):
        content = "\n".join(page.commands).encode("cp1252")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox {page.box} /Contents {5 + 2 * at} 0 R "
            f"/Annots [{' '.join(page.annotations)}] "
            "/Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%b\nendstream" % (len(content), content))
    return raw_pdf(*objects)


def raw_pdf(*objects: bytes) -> bytes:
    """A file of these objects; the first is the catalogue."""
    made, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    return made + b"xref\n0 %d\n0000000000 65535 f \n%btrailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        count,
        table,
        count,
        len(made),
    )
