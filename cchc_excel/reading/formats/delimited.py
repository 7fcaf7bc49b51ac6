"""Values separated by commas, semicolons or tabs (.csv, .txt) → :class:`Workbook` of one sheet; all cells are text."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from io import StringIO
from itertools import islice

from cchc_excel.domain.submission import BLANK
from cchc_excel.reading.cell_refs import LAST_COLUMN, LAST_ROW
from cchc_excel.reading.formats.sheet import Sheet, Workbook
from cchc_excel.reading.formats.shown_text import shown_cell
from cchc_excel.reading.formats.text_encoding import decoded
from cchc_excel.reading.formats.unsafe import UnsafeError
from cchc_excel.reading.workers.limits import Limits

#: Where two are as steady, the first.
_DELIMITERS = "\t;,|"
#: Excel's own line that says which.
_SAID = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
_SAMPLE_ROWS = 400
#: So many columns and rows a table has at least.
_MIN_COLUMNS, _MIN_ROWS = 3, 5
_SAMPLE_BYTES = 1 << 18


def is_delimited(content: bytes) -> bool:
    """Whether a file is a text whose lines fall into columns."""
    try:
        text = decoded(content[:_SAMPLE_BYTES] if len(content) % 2 == 0 else content)
    except ValueError:
        return False
    return bool(_delimiter(text))


def read_delimited(content: bytes, limits: Limits) -> Workbook:
    """Read a table of text.

    Raises:
        UnsafeError: it has more cells than a file may have.
        ValueError, csv.Error: it is none.
    """
    text = decoded(content)
    delimiter = _delimiter(text)
    if not delimiter:
        raise ValueError("no columns")
    sheet = Sheet("Bảng 1")
    room = limits.cells
    for number, values in enumerate(_rows(text, delimiter), start=1):
        shown = enumerate(map(shown_cell, values), start=1)
        cells = {column: cell for column, cell in shown if cell is not BLANK}
        room -= len(cells)
        if room < 0 or number > LAST_ROW or len(values) > LAST_COLUMN:
            raise UnsafeError("cells")
        if cells:
            sheet.rows[number] = cells
    return Workbook([sheet] if sheet.rows else [], is_document=True)


def _rows(text: str, delimiter: str) -> Iterator[Sequence[str]]:
    said = _SAID.match(text)
    return csv.reader(StringIO(text[said.end() :] if said else text, newline=""), delimiter=delimiter)


def _delimiter(text: str) -> str:
    """The sign under which most lines have the same number of columns; empty where there is none."""
    if said := _SAID.match(text):
        return said[1]
    steadiness = {sign: _steadiness(text, sign) for sign in _DELIMITERS}
    best = max(_DELIMITERS, key=lambda sign: steadiness[sign])
    return best if steadiness[best] else ""


def _steadiness(text: str, delimiter: str) -> float:
    """The share of lines that have the commonest number of columns; 0 where it is no table."""
    try:
        widths = [len(row) for row in islice(_rows(text, delimiter), _SAMPLE_ROWS) if any(row)]
    except csv.Error:
        return 0
    if len(widths) < _MIN_ROWS:
        return 0
    ((width, count),) = Counter(widths).most_common(1)
    share = round(count / len(widths), 1)
    return share if width >= _MIN_COLUMNS and count >= _MIN_ROWS and 2 * count > len(widths) else 0
