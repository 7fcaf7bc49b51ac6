"""A PDF with text → :class:`Workbook`: its tables page by page as one sheet, rows cut by a page joined.

A PDF holds letters at places. Cells are what lines enclose, or stand under one another where no lines are drawn;
letters that are smaller than the rest of their cell are raised, those with a line through their middle struck out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.utils.exceptions import PdfminerException
from pdfplumber.utils.text import extract_text

from cchc_excel.domain.submission import BLANK, Cell, WhyAside
from cchc_excel.reading.formats.runs import Run, text_cell
from cchc_excel.reading.formats.sheet import Sheet, Workbook, cell_text
from cchc_excel.reading.formats.shown_text import shown_cell
from cchc_excel.reading.formats.unsafe import PasswordError, ScanError, UnsafeError
from cchc_excel.reading.workers.limits import Limits

_MOST_PAGES = 60
_MOST_LETTERS = 400_000
#: A page of a scan may carry a stamp or a page number as text.
_MIN_LETTERS = 100
#: A table has at least so many columns; fewer are a frame around text.
_MIN_COLUMNS = 3
#: A letter this much smaller than its cell's others is raised or lowered.
_RAISED_SIZE = 0.8
#: A line through the middle of a letter: between these shares of its height.
_MIDDLE = (0.25, 0.75)
_THIN = 2.0
_HEADER_ROWS = 3
#: What stands for letters whose font does not say which they are.
_UNKNOWN_LETTER = "(cid:"
_WITHOUT_LINES = {"vertical_strategy": "text", "horizontal_strategy": "text", "min_words_vertical": 5}


@dataclass(frozen=True)
class _Row:
    """One row of a table on a page."""

    cells: tuple[Cell, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(" ".join(cell_text(cell).split()) for cell in self.cells)


def read_pdf(content: bytes, limits: Limits, password: str = "") -> Workbook:
    """Read the tables of a PDF.

    Raises:
        ScanError: there is no text in it, or it is damaged.
        PasswordError: it asks for a password.
        UnsafeError: it has too many pages, letters or cells.
        PdfminerException: a page is damaged.
    """
    try:
        document = pdfplumber.open(BytesIO(content), password=password)
    except PdfminerException as error:
        if any(isinstance(cause, PDFPasswordIncorrect) for cause in error.args):
            raise PasswordError from error
        raise ScanError from error
    with document:
        if len(document.pages) > _MOST_PAGES:
            raise UnsafeError("pages")
        sheets, lines = _read(document.pages, limits)
    return Workbook(sheets, is_document=True, lines=lines)


def _read(pages: Sequence[Any], limits: Limits) -> tuple[list[Sheet], list[str]]:
    """One sheet for the tables of each width, from the first page on; and the lines above the first table."""
    letters = 0
    lines: list[str] = []
    tables: dict[int, list[_Row]] = {}
    for page in pages:
        letters += len(page.chars)
        if letters > _MOST_LETTERS:
            raise UnsafeError("letters")
        for table in _tables(page):
            rows = [_Row(tuple(_cells(page, row))) for row in table.rows]
            lines = lines if tables else _lines_above(page, table.bbox[1])
            _append(tables.setdefault(len(rows[0].cells), []), rows)
        page.close()
    if letters < _MIN_LETTERS:
        raise ScanError
    if sum(len(row.cells) for rows in tables.values() for row in rows) > limits.cells:
        raise UnsafeError("cells")
    return [
        _sheet("PDF" if at == 1 else f"PDF ({at})", rows) for at, rows in enumerate(tables.values(), start=1)
    ], lines


def _tables(page: Any) -> list[Any]:
    found = [table for table in page.find_tables() if _width(table) >= _MIN_COLUMNS]
    return found or [table for table in page.find_tables(_WITHOUT_LINES) if _width(table) >= _MIN_COLUMNS]


def _width(table: Any) -> int:
    return max((len(row.cells) for row in table.rows), default=0)


def _lines_above(page: Any, top: float) -> list[str]:
    return [line for line in (extract_text([c for c in page.chars if c["bottom"] <= top]) or "").split("\n") if line]


def _cells(page: Any, row: Any) -> Iterator[Cell]:
    top, bottom = row.bbox[1], row.bbox[3]
    letters = [c for c in page.chars if c["upright"] and top <= (c["top"] + c["bottom"]) / 2 < bottom]
    lines = [*page.lines, *(rect for rect in page.rects if rect["height"] < _THIN)]
    struck = [line for line in lines if line["height"] < _THIN and top < line["top"] < bottom]
    for box in row.cells:
        if box is None:
            yield BLANK
            continue
        inside = [c for c in letters if box[0] <= (c["x0"] + c["x1"]) / 2 < box[2]]
        yield _cell(inside, struck)


def _cell(letters: Sequence[Any], lines: Sequence[Any]) -> Cell:
    """The cell of the letters within it."""
    if not letters:
        return BLANK
    size = max(letter["size"] for letter in letters)
    kinds = [_why(letter, size, lines) for letter in letters]
    if not any(kinds):
        read, _ = text_cell([Run(_joined(letters), "", _font(letters))])
        shown = shown_cell(str(read.value)) if read.kind == "text" else read
        if _UNKNOWN_LETTER in str(read.value):
            return Cell("blank", aside=read.shown, why_aside="doubtful")
        return shown
    runs: list[Run] = []
    for why in dict.fromkeys(kinds):
        part = [letter for letter, kind in zip(letters, kinds, strict=True) if kind == why]
        runs.append(Run(_joined(part), why, _font(part)))
    return text_cell(runs)[0]


def _why(letter: Any, size: float, lines: Sequence[Any]) -> WhyAside:
    """Why a letter is no part of what its cell says."""
    if not letter["text"].strip():
        return ""
    first, last = (letter["top"] + share * letter["height"] for share in _MIDDLE)
    middle = (letter["x0"] + letter["x1"]) / 2
    if any(first <= line["top"] <= last and line["x0"] <= middle <= line["x1"] for line in lines):
        return "struck"
    return "raised" if letter["size"] < _RAISED_SIZE * size else ""


def _joined(letters: Sequence[Any]) -> str:
    return " ".join((extract_text(list(letters)) or "").split("\n"))


def _font(letters: Sequence[Any]) -> str:
    """The name of the font, without the six letters that mark a part of one."""
    name = str(letters[0]["fontname"])
    return name.partition("+")[2] or name


def _append(rows: list[_Row], more: Sequence[_Row]) -> None:
    """Add a page's rows to those before: without a header that is repeated, a row that the page cut joined."""
    header = {row.texts for row in rows[:_HEADER_ROWS]}
    body = list(more)
    while rows and body and body[0].texts in header:
        body.pop(0)
    if rows and body and (joined := _joined_rows(rows[-1], body[0])):
        rows[-1] = joined
        body.pop(0)
    rows += body


def _joined_rows(above: _Row, below: _Row) -> _Row | None:
    """Both as one row, where a page cut it: below goes on in small letters, and no cell holds a figure in both."""
    texts = [text for text in below.texts if text]
    if not texts or not all(text[0].islower() for text in texts if text[0].isalpha()) or not texts[0][0].isalpha():
        return None
    pairs = list(zip(above.cells, below.cells, strict=True))
    if any(_is_figure(first) and _is_figure(second) for first, second in pairs):
        return None
    return _Row(tuple(_both(first, second) for first, second in pairs))


def _is_figure(cell: Cell) -> bool:
    return cell_text(cell)[:1].isdigit()


def _both(above: Cell, below: Cell) -> Cell:
    if above.is_empty or below.is_empty:
        return below if above.is_empty else above
    return text_cell([Run(f"{cell_text(above)} {cell_text(below)}"), Run(above.aside, above.why_aside)])[0]


def _sheet(name: str, rows: Sequence[_Row]) -> Sheet:
    sheet = Sheet(name)
    for number, row in enumerate(rows, start=1):
        cells = {column: cell for column, cell in enumerate(row.cells, start=1) if not cell.is_empty}
        if cells:
            sheet.rows[number] = cells
    return sheet
