"""A page of a PDF → its glyphs and the straight lines drawn on it. Images are never decoded.

Knows pdfminer; the modules beside it know what is given here. Source: ISO 32000-1, 8 and 9.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LTChar, LTContainer, LTCurve, LTLine, LTRect
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager

from cchc_excel.reading.formats.pdf_marks import Mark, page_marks
from cchc_excel.reading.formats.unsafe import UnsafeError

if TYPE_CHECKING:
    from pdfminer.pdfcolor import PDFColorSpace
    from pdfminer.pdfdevice import PDFTextSeq
    from pdfminer.pdfinterp import PDFGraphicState, PDFTextState
    from pdfminer.pdfpage import PDFPage
    from pdfminer.pdftypes import PDFStream
    from pdfminer.utils import Matrix, Rect

#: A filled shape no thicker than this is a line.
_THICKEST_LINE = 3.0
#: What is drawn is nested in so many forms at most, and there are so many of them on a page.
_DEEPEST_FORM = 12
_MOST_FORMS = 2_000
#: Text that is neither filled nor stroked: beneath a scanned picture, what a machine guessed.
_UNSEEN = (3, 7)
#: Straight to within this.
_STRAIGHT = 0.5
#: As white as this, on a scale to 1, is not seen on paper.
_WHITE = 0.97


class Glyph(NamedTuple):
    """One character where it is drawn, in points from the top left of the page.

    Attributes:
        text: what it stands for; several letters for a ligature.
        baseline: where its line of text stands.
        font: its name.
        is_white: drawn in white.
    """

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    baseline: float
    size: float
    font: str
    is_white: bool

    @property
    def middle(self) -> tuple[float, float]:
        """Its centre."""
        return (self.x0 + self.x1) / 2, (self.top + self.bottom) / 2


class Rule(NamedTuple):
    """A straight line, upright or level: along `at` (x of an upright one, y of a level one) from `start` to `end`."""

    at: float
    start: float
    end: float


@dataclass
class PageContent:
    """What is drawn on a page.

    Attributes:
        glyphs: upright ones in the order in which they are drawn; blanks too.
        unseen: how many characters are in the file that nobody sees.
        fills: areas filled with a colour other than white: left, top, right, bottom.
        marks: what lies over it.
    """

    width: float
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    upright: list[Rule] = field(default_factory=list)
    level: list[Rule] = field(default_factory=list)
    unseen: int = 0
    fills: list[tuple[float, float, float, float]] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)


class PageReader:
    """Reads pages one after another; fonts are kept."""

    def __init__(self, room: int) -> None:
        """Begin.

        Args:
            room: how many characters and shapes there may be in all.
        """
        self._resources = PDFResourceManager()
        self._room = room

    def read(self, page: PDFPage) -> PageContent:
        """What is drawn on a page.

        Raises:
            UnsafeError: there is more than may be.
        """
        device = _Device(self._resources, self._room)
        PDFPageInterpreter(self._resources, device).process_page(page)
        layout = device.get_result()
        self._room = device.room
        content = PageContent(layout.width, layout.height, unseen=device.unseen, marks=page_marks(page))
        for item in _leaves(layout):
            if isinstance(item, LTChar):
                _put_glyph(content, item)
            elif isinstance(item, LTCurve):
                _put_rules(content, item)
        return content


class _Device(PDFPageAggregator):
    """Gathers what is drawn, within bounds, without images and unseen text."""

    def __init__(self, resources: PDFResourceManager, room: int) -> None:
        super().__init__(resources, laparams=None)
        self.room = room
        self.unseen = 0
        self._forms = self._depth = 0

    def begin_figure(self, name: str, bbox: Rect, matrix: Matrix) -> None:
        self._forms += 1
        self._depth += 1
        if self._depth > _DEEPEST_FORM or self._forms > _MOST_FORMS:
            raise UnsafeError("forms")
        super().begin_figure(name, bbox, matrix)

    def end_figure(self, name: str) -> None:
        self._depth -= 1
        super().end_figure(name)

    def render_image(self, name: str, stream: PDFStream) -> None:
        """Images hold no text that could be read."""

    def render_string(
        self, textstate: PDFTextState, seq: PDFTextSeq, ncs: PDFColorSpace, graphicstate: PDFGraphicState
    ) -> None:
        length = sum(len(part) for part in seq if isinstance(part, (bytes, str)))
        self._take(length)
        if textstate.render in _UNSEEN:
            self.unseen += length
            return
        super().render_string(textstate, seq, ncs, graphicstate)

    def paint_path(
        self,
        gstate: PDFGraphicState,
        stroke: bool,  # noqa: FBT001 - as the library calls it
        fill: bool,  # noqa: FBT001
        evenodd: bool,  # noqa: FBT001
        path: Sequence,  # type: ignore[type-arg]
    ) -> None:
        self._take(len(path))
        if stroke or fill:
            super().paint_path(gstate, stroke, fill, evenodd, path)

    def _take(self, count: int) -> None:
        self.room -= count
        if self.room < 0:
            raise UnsafeError("cells")


def _leaves(layout: LTContainer) -> Iterator[object]:  # type: ignore[type-arg]
    """Everything in a page and in the forms on it."""
    for item in layout:
        if isinstance(item, LTContainer):
            yield from _leaves(item)
        else:
            yield item


def _put_glyph(content: PageContent, char: LTChar) -> None:
    a, b, c, d, _, baseline = char.matrix
    is_level = abs(b) <= _STRAIGHT * abs(a) / 10 and abs(c) <= abs(d) and a > 0 and d > 0
    is_on_page = char.x1 > 0 and char.x0 < content.width and char.y1 > 0 and char.y0 < content.height
    if not is_level or not is_on_page or char.size <= 0:
        return
    content.glyphs.append(
        Glyph(
            char.get_text().replace("\xa0", " ").replace("\t", " "),
            char.x0,
            char.x1,
            content.height - char.y1,
            content.height - char.y0,
            content.height - baseline,
            char.size,
            char.fontname.rpartition("+")[2],
            _is_white(char.graphicstate.ncolor),
        )
    )


def _is_white(color: object) -> bool:
    """Whether a colour of grey or red, green and blue is white; of other systems that is not known."""
    parts = color if isinstance(color, (tuple, list)) else (color,)
    return len(parts) in (1, 3) and all(isinstance(part, (int, float)) and part >= _WHITE for part in parts)


def _put_rules(content: PageContent, shape: LTCurve) -> None:
    if shape.fill and not shape.stroke and _is_white(shape.non_stroking_color):
        return
    height = content.height
    left, right, top, bottom = shape.x0, shape.x1, height - shape.y1, height - shape.y0
    is_thin = min(right - left, bottom - top) <= _THICKEST_LINE
    if is_thin and right - left >= bottom - top:
        content.level.append(Rule((top + bottom) / 2, left, right))
    elif is_thin:
        content.upright.append(Rule((left + right) / 2, top, bottom))
    elif shape.stroke and isinstance(shape, LTRect):
        content.level += [Rule(top, left, right), Rule(bottom, left, right)]
        content.upright += [Rule(left, top, bottom), Rule(right, top, bottom)]
    elif shape.stroke and not isinstance(shape, LTLine):
        points = [(x, height - y) for x, y in shape.pts]
        for (x0, y0), (x1, y1) in pairwise(points):
            if abs(x0 - x1) <= _STRAIGHT:
                content.upright.append(Rule(x0, min(y0, y1), max(y0, y1)))
            elif abs(y0 - y1) <= _STRAIGHT:
                content.level.append(Rule(y0, min(x0, x1), max(x0, x1)))
    if shape.fill and not is_thin:
        content.fills.append((left, top, right, bottom))
