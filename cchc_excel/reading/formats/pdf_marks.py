"""What somebody put on a page of a PDF over its text (annotations): struck out, typed, drawn, stamped, filled in.

None of it is text of the page, and what lies under it may not be what is meant: it puts cells in doubt. What is hidden
or only points at something is passed over. Source: ISO 32000-1, 12.5 and 12.7.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from pdfminer.pdftypes import PDFObjRef
from pdfminer.psparser import PSLiteral
from pdfminer.utils import apply_matrix_rect, decode_text

from cchc_excel.messages.findings import PDF_MARKS
from cchc_excel.reading.formats.unsafe import UnsafeError

if TYPE_CHECKING:
    from pdfminer.pdfpage import PDFPage

_MOST_ANNOTATIONS, _MOST_MARKS = 1000, 2000
#: Strokes and lines of text of one annotation, and numbers of one of them; of more, its whole rectangle counts.
_MOST_PARTS, _MOST_NUMBERS = 200, 2000
_LONGEST_SAID = 200
#: References that lead to references, fields within fields.
_DEEPEST = 16
_HIDDEN = 2
#: They only point at something, unless they say another number.
_POINTING = frozenset({"Caret", "Circle", "Highlight", "Square", "Squiggly", "Text", "Underline"})
#: They have text of their own, which stands beside or instead of the page's.
_TYPED = frozenset({"FreeText", "Widget"})
_SIGNATURE, _OFF, _TICKED = "Sig", "Off", "✓"
#: Points that a mark has to be within a cell to be one of its marks; of a thinner one, half its thickness.
_WITHIN = 2.0
_BYTE_ORDER = b"\xef\xbb\xbf"

Box = tuple[float, float, float, float]


class Mark(NamedTuple):
    """What lies over a place, in points from the top left of the page.

    Attributes:
        said: what is typed there, else what it is.
        is_typed: it has text of its own.
    """

    left: float
    top: float
    right: float
    bottom: float
    said: str
    is_typed: bool = False

    def is_over(self, left: float, top: float, right: float, bottom: float) -> bool:
        """Whether it lies over a box, and does not merely touch it."""
        return self.is_beside(top, bottom) and _overlap(self.left, self.right, left, right)

    def is_beside(self, top: float, bottom: float) -> bool:
        """Whether it lies at the height of a row."""
        return _overlap(self.top, self.bottom, top, bottom)


def _overlap(start: float, end: float, first: float, last: float) -> bool:
    return min(end, last) - max(start, first) >= min(_WITHIN, (end - start) / 2)


def page_marks(page: PDFPage) -> list[Mark]:
    """What lies over the text of a page; annotations that are built wrong are none, as no program shows them.

    Raises:
        UnsafeError: there are more than anybody puts on a page.
    """
    listed = _value(page.annots)
    if not isinstance(listed, list):
        return []
    if len(listed) > _MOST_ANNOTATIONS:
        raise UnsafeError("annotations")
    marks: list[Mark] = []
    for item in listed:
        if isinstance(annotation := _value(item), dict):
            marks += _marks(annotation, page)
        if len(marks) > _MOST_MARKS:
            raise UnsafeError("annotations")
    return marks


def _marks(annotation: Mapping[str, Any], page: PDFPage) -> Iterator[Mark]:
    kind = _text(annotation.get("Subtype"))
    flags = _value(annotation.get("F"))
    if isinstance(flags, int) and flags & _HIDDEN:
        return
    said = _filled_in(annotation) if kind == "Widget" else _said(kind, annotation)
    if said:
        for box in _boxes(kind, annotation):
            left, top, right, bottom = _on_page(box, page)
            yield Mark(left, top, right, bottom, said, kind in _TYPED and said != PDF_MARKS[_SIGNATURE])


def _said(kind: str, annotation: Mapping[str, Any]) -> str:
    """What an annotation says, or is; empty for one that matters to no figure."""
    text = _text(annotation.get("Contents"))
    if kind in _POINTING:
        is_filled = bool(_numbers(annotation.get("IC")))
        return (text if any(map(str.isdigit, text)) else "") or (PDF_MARKS["Square"] if is_filled else "")
    if kind == "FreeText" and text:
        return text
    what = PDF_MARKS.get(kind, "")
    return f"{what}: {text}" if what and text else what


def _filled_in(widget: Mapping[str, Any]) -> str:
    """What is filled in at a field of a form; the name of a signature; empty for a field that is empty."""
    kind = _text(_inherited(widget, "FT"))
    value = _value(_inherited(widget, "V"))
    if kind == _SIGNATURE:
        return PDF_MARKS[_SIGNATURE] if value else ""
    if kind == "Btn":
        state = _text(widget.get("AS", value))
        return _TICKED if state not in ("", _OFF) else ""
    parts = value if isinstance(value, list) else [value]
    text = " ".join(filter(None, map(_text, parts[:_MOST_PARTS])))
    # A long text may stand apart.
    return text or ("" if value is None or isinstance(value, (bytes, list)) else PDF_MARKS["Widget"])


def _inherited(field: Mapping[str, Any], name: str) -> Any:
    """What a field says, or one that it is part of."""
    for _ in range(_DEEPEST):
        if name in field:
            return field[name]
        parent = _value(field.get("Parent"))
        if not isinstance(parent, dict):
            break
        field = parent
    return None


def _boxes(kind: str, annotation: Mapping[str, Any]) -> Sequence[Box]:
    """Where an annotation is: each of its strokes and of the lines of text that it marks; else its rectangle."""
    if kind == "Ink":
        strokes = _value(annotation.get("InkList"))
        is_readable = isinstance(strokes, list) and len(strokes) <= _MOST_PARTS
        parts = [_numbers(stroke) for stroke in strokes] if is_readable else []
    elif kind == "Line":
        parts = [_numbers(annotation.get("L"))]
    else:
        corners = _numbers(annotation.get("QuadPoints"))
        parts = [corners[at : at + 8] for at in range(0, len(corners), 8)]
    if parts and len(parts) <= _MOST_PARTS and all(len(part) >= 4 for part in parts):
        boxes = map(_around, parts)
        return [_middle(box) for box in boxes] if kind == "StrikeOut" else list(boxes)
    rectangle = _numbers(annotation.get("Rect"))
    return [_around(rectangle)] if len(rectangle) == 4 else []


def _around(points: Sequence[float]) -> Box:
    xs, ys = points[::2], points[1::2]
    return min(xs), min(ys), max(xs), max(ys)


def _middle(box: Box) -> Box:
    """The line through the middle of a line of text."""
    left, bottom, right, top = box
    return left, (bottom + top) / 2, right, (bottom + top) / 2


def _on_page(box: Box, page: PDFPage) -> Box:
    """A box as the page is shown, from its top left."""
    x0, y0, x1, y1 = page.mediabox
    matrix = {
        90: (0, -1, 1, 0, -y0, x1),
        180: (-1, 0, 0, -1, x1, y1),
        270: (0, 1, -1, 0, y1, -x0),
    }.get(page.rotate, (1, 0, 0, 1, -x0, -y0))
    _, low, _, high = apply_matrix_rect(matrix, page.mediabox)
    left, bottom, right, top = apply_matrix_rect(matrix, box)
    return left, high - low - top, right, high - low - bottom


def _numbers(value: Any) -> list[float]:
    """A list of numbers; empty for anything else."""
    found = _value(value)
    numbers = [_value(part) for part in found] if isinstance(found, list) and len(found) <= _MOST_NUMBERS else []
    return numbers if all(isinstance(number, (int, float)) for number in numbers) else []


def _text(value: Any) -> str:
    """A text or name, on one line; empty for anything else."""
    found = _value(value)
    if isinstance(found, PSLiteral):
        found = found.name if isinstance(found.name, str) else bytes(found.name)
    if isinstance(found, bytes):
        is_unicode = found.startswith(_BYTE_ORDER)
        found = found[3:].decode(errors="replace") if is_unicode else decode_text(found)
    return " ".join(found.split())[:_LONGEST_SAID] if isinstance(found, str) else ""


def _value(value: Any) -> Any:
    """What a reference leads to."""
    for _ in range(_DEEPEST):
        if not isinstance(value, PDFObjRef):
            return value
        value = value.resolve()
    return None
