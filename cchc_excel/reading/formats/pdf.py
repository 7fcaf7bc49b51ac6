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

from cchc_excel.domain.submission import ReadNotice
from cchc_excel.reading.formats.pdf_columns import grids_by_header
from cchc_excel.reading.formats.pdf_grid import Grid, drawn_grid
from cchc_excel.reading.formats.pdf_join import joined_sheets
from cchc_excel.reading.formats.pdf_lattice import lattices
from cchc_excel.reading.formats.pdf_page import Glyph, PageContent, PageReader
from cchc_excel.reading.formats.pdf_text import text_lines
from cchc_excel.reading.formats.sheet import Workbook
from cchc_excel.reading.workers.limits import Limits

#: A page takes about a fifth of a second.
MOST_PAGES = 60
#: A document with fewer characters has no table to speak of: it is a picture.
_FEWEST_CHARACTERS = 50
#: More characters than this share without a meaning: the file does not say what its glyphs stand for.
_MOST_UNKNOWN = 0.2
#: How the library writes a glyph of which the file does not say what it stands for.
_UNKNOWN = "(cid:"


class ScannedError(ValueError):
    """The document has no text that can be read: it is a scan, or does not say what its glyphs stand for."""


class PasswordError(Exception):
    """The document asks for a password, and not for the one given."""


class PagesError(Exception):
    """The document has more pages than are read."""


def read_pdf(content: bytes, limits: Limits, password: str = "") -> Workbook:
    """Read the tables of a document, those that go on over several pages as one.

    Args:
        content: the file.
        limits: what it may cost.
        password: opens an encrypted document.

    Raises:
        ScannedError: it has no text that can be read.
        PasswordError: the password does not open it.
        PagesError: it has too many pages.
        UnsafeError: it must not be opened.
        Exception: it is damaged; the library has errors of its own.
    """
    # The library tells of every oddity of a file.
    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
    pages = list(_pages(content, limits, password))
    _check_has_text(pages)
    drawn = [grid for page in pages for grid in _drawn(page)]
    # Text in columns without lines is looked for only where nothing is drawn.
    grids = drawn or grids_by_header(pages)
    sheets = [sheet for sheet in joined_sheets(grids) if sheet.rows]
    return Workbook(sheets, notices=[ReadNotice("CT47")])


def _pages(content: bytes, limits: Limits, password: str) -> Iterator[PageContent]:
    try:
        document = PDFDocument(PDFParser(BytesIO(content)), password)
    except PDFPasswordIncorrect as error:
        raise PasswordError from error
    pages = list(islice(PDFPage.create_pages(document), MOST_PAGES + 1))
    if len(pages) > MOST_PAGES:
        raise PagesError
    reader = PageReader(limits.cells)
    for page in pages:
        yield reader.read(page)


def _check_has_text(pages: Sequence[PageContent]) -> None:
    seen = [glyph.text for page in pages for glyph in page.glyphs if glyph.text.strip()]
    unknown = sum(text.startswith(_UNKNOWN) for text in seen)
    unseen = sum(page.unseen for page in pages)
    if len(seen) < _FEWEST_CHARACTERS or unknown > _MOST_UNKNOWN * len(seen) or unseen > len(seen):
        raise ScannedError


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
