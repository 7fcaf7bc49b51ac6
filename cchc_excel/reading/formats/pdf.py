"""A PDF with text, as Excel, Word or LibreOffice export it → :class:`Workbook`: each of its tables is a sheet.

Pictures are not looked at: a scan has no text, and what a machine guessed beneath one is not believed.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import islice

from pdfminer.pdfdocument import PDFDocument, PDFPasswordIncorrect
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.psexceptions import PSException

from cchc_excel.reading.formats.added_text import told
from cchc_excel.reading.formats.pdf_columns import grids_by_header
from cchc_excel.reading.formats.pdf_grid import Grid, drawn_grid
from cchc_excel.reading.formats.pdf_join import headings, joined_sheets
from cchc_excel.reading.formats.pdf_lattice import lattices
from cchc_excel.reading.formats.pdf_page import Glyph, PageContent, PageReader
from cchc_excel.reading.formats.pdf_text import UNKNOWN, text_lines
from cchc_excel.reading.formats.sheet import Workbook
from cchc_excel.reading.formats.unsafe import PasswordError, ScanError, UnsafeError
from cchc_excel.reading.workers.limits import Limits

#: A page takes about a fifth of a second.
_MOST_PAGES = 60
#: So many characters and shapes are drawn on all pages at most.
_MOST_CHARACTERS = 200_000
#: A document with fewer characters has no table to speak of: it is a picture.
_FEWEST_CHARACTERS = 100
#: More characters than this share without a meaning: the file does not say what its glyphs stand for.
_MOST_UNKNOWN = 0.2


def read_pdf(content: bytes, limits: Limits, password: str = "") -> Workbook:
    """Read the tables of a document, those that go on over several pages as one.

    Args:
        content: the file.
        limits: what it may cost.
        password: opens an encrypted document.

    Raises:
        ScanError: it has no text that can be read, or is damaged.
        PasswordError: the password does not open it.
        UnsafeError: it has too many pages, characters or cells.
        Exception: a page is damaged; the library has errors of its own.
    """
    # The library tells of every oddity of a file.
    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
    pages = list(_pages(content, password))
    _check_has_text(pages)
    drawn = [grid for page in pages for grid in _drawn(page)]
    # Text in columns without lines is looked for only where nothing is drawn.
    grids = drawn or grids_by_header(pages)
    if sum(len(row) for grid in grids for row in grid.rows) > limits.cells:
        raise UnsafeError("cells")
    lines = headings(grids[0].above) if grids else []
    typed = list(told(mark.said for grid in grids for mark in grid.typed))
    sheets = [sheet for sheet in joined_sheets(grids) if sheet.rows]
    return Workbook(sheets, notices=typed, is_document=True, lines=lines)


def _pages(content: bytes, password: str) -> Iterator[PageContent]:
    try:
        document = PDFDocument(PDFParser(BytesIO(content)), password)
        pages = list(islice(PDFPage.create_pages(document), _MOST_PAGES + 1))
    except PDFPasswordIncorrect as error:
        raise PasswordError from error
    except PSException as error:
        raise ScanError from error
    if len(pages) > _MOST_PAGES:
        raise UnsafeError("pages")
    reader = PageReader(_MOST_CHARACTERS)
    for page in pages:
        yield reader.read(page)


def _check_has_text(pages: Sequence[PageContent]) -> None:
    seen = [glyph.text for page in pages for glyph in page.glyphs if glyph.text.strip()]
    unknown = sum(text.startswith(UNKNOWN) for text in seen)
    unseen = sum(page.unseen for page in pages)
    if len(seen) < _FEWEST_CHARACTERS or unknown > _MOST_UNKNOWN * len(seen) or unseen > len(seen):
        raise ScanError


def _drawn(page: PageContent) -> Iterator[Grid]:
    """The tables that are drawn on a page, each with the text above it."""
    last = 0.0
    for lattice in lattices(page):
        left, top, right, bottom = lattice.xs[0], lattice.ys[0], lattice.xs[-1], lattice.ys[-1]
        inside: list[Glyph] = []
        above: list[Glyph] = []
        for glyph in page.glyphs:
            x, y = glyph.middle
            if left <= x <= right and top <= y <= bottom:
                inside.append(glyph)
            elif last <= y < top:
                above.append(glyph)
        grid = drawn_grid(page, lattice, inside)
        grid.above = text_lines(above, page)
        yield grid
        last = bottom
