"""Values separated by commas, semicolons or tabs (.csv, .txt) → :class:`Workbook` of one sheet; all cells are text.

What only looks like such a file is read, too: a quotation mark that is never closed ends with its line, and where no
comma is quoted, one with a blank behind it is none that separates.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from io import StringIO
from itertools import islice
from typing import NamedTuple

from cchc_excel.domain.submission import BLANK, Cell
from cchc_excel.forms.layout import HEADERS
from cchc_excel.reading.cell_refs import LAST_COLUMN, LAST_ROW
from cchc_excel.reading.formats.sheet import Sheet, Workbook
from cchc_excel.reading.formats.shown_text import shown_cell
from cchc_excel.reading.formats.text_encoding import decoded
from cchc_excel.reading.formats.unsafe import UnsafeError
from cchc_excel.reading.workers.limits import Limits
from cchc_excel.text.normalize import fold_marks

#: A comma without a blank behind it, in a file that quotes nothing.
_UNQUOTED = ",?"
_COMMA = re.compile(r",(?! )")
#: Where two are as steady, the first.
_DELIMITERS = ("\t", ";", ",", "|", "^", "~", _UNQUOTED)
#: Excel's own line that says which.
_SAID = re.compile(r'"?sep=(.)"?(?:\r\n|\r|\n)', re.IGNORECASE)
_SAMPLE_ROWS = 400
#: A value in quotation marks has fewer lines; one that is never closed would be read anew from each line to the end.
_MOST_LINES = 50
#: So many columns and rows a table has at least.
_MIN_COLUMNS, _MIN_ROWS = 3, 5
_SAMPLE_BYTES = 1 << 18
#: No row of a form has more; each of its commas would be looked for in all of it.
_MOST_COLUMNS = 200
#: Some programs write a file's end into it.
_PADDING = b"\x00\x1a"
_NOTE = fold_marks(HEADERS["note"])
#: Between these, a comma may be one of a number.
_WHOLE, _DECIMALS = re.compile(r"\s*[0-9]{1,3}(?:\.?[0-9]{3})*"), re.compile(r"[0-9]{1,3}\s*+(?:%\s*+)?")


def is_delimited(content: bytes) -> bool:
    """Whether a file is a text whose lines fall into columns."""
    content = _unpadded(content)
    try:
        text = decoded(content[:_SAMPLE_BYTES])
    except ValueError:
        return False
    return bool(_delimiter(text))


def read_delimited(content: bytes, limits: Limits) -> Workbook:
    """Read a table of text.

    Raises:
        UnsafeError: it has more cells than a file may have.
        ValueError: it is none.
    """
    text = decoded(_unpadded(content))
    delimiter = _delimiter(text)
    if not delimiter:
        raise ValueError("no columns")
    sheet = Sheet("Bảng 1")
    room = limits.cells
    is_parted = _parted(text, delimiter) if delimiter in (",", _UNQUOTED) else _never_parted
    for number, row in enumerate(_rows(text, delimiter), start=1):
        values = row.values
        shown = enumerate(_cells(row, is_parted), start=1)
        cells = {column: cell for column, cell in shown if cell is not BLANK}
        room -= len(cells)
        if room < 0 or number > LAST_ROW or len(values) > LAST_COLUMN:
            raise UnsafeError("cells")
        if cells:
            sheet.rows[number] = cells
    return Workbook([sheet] if sheet.rows else [], is_document=True)


def _unpadded(content: bytes) -> bytes:
    """A file without what pads its end; of UTF-16, the zeros are halves of letters."""
    kept = content.rstrip(_PADDING)
    return content[: len(kept) + (len(content) - len(kept)) % 2] if b"\x00" in kept[:_SAMPLE_BYTES] else kept


class _Row(NamedTuple):
    """The values of a row, and its text, which tells the quoted ones from the others."""

    values: Sequence[str]
    text: str


def _rows(text: str, delimiter: str) -> Iterator[_Row]:
    said = _SAID.match(text)
    lines = list(StringIO(text[said.end() :] if said else text, newline=""))
    if delimiter == _UNQUOTED:
        return (_Row(_COMMA.split(line.rstrip("\r\n")), line) for line in lines)
    return _quoted_rows(lines, delimiter)


def _quoted_rows(lines: Sequence[str], delimiter: str) -> Iterator[_Row]:
    """The rows of some lines; a value in quotation marks may run over several."""
    widths = Counter(len(_line(line, delimiter)) for line in lines[:_SAMPLE_ROWS])
    usual = widths.most_common(1)[0][0] if widths else 0
    at = 0
    while at < len(lines):
        rest = islice(lines, at, at + _MOST_LINES)
        reader = csv.reader(rest, delimiter=delimiter, skipinitialspace=True)
        try:
            row: Sequence[str] = next(reader, [])
            count = max(reader.line_num, 1)
            is_unclosed = count > 1 and (
                count == _MOST_LINES or _is_unclosed(row, lines[at : at + count], delimiter, usual)
            )
        except csv.Error:
            # Longer than any value.
            is_unclosed, count = True, 1
        if is_unclosed:
            row, count = _line(lines[at], delimiter), 1
        yield _Row(row, "".join(lines[at : at + count]))
        at += count


def _line(line: str, delimiter: str) -> Sequence[str]:
    """The values of a line; a quotation mark that is open at its end is closed there."""
    try:
        return next(csv.reader([line.rstrip("\r\n")], delimiter=delimiter, skipinitialspace=True), [])
    except csv.Error:
        return line.rstrip("\r\n").split(delimiter)


def _is_unclosed(row: Sequence[str], lines: Sequence[str], delimiter: str, usual: int) -> bool:
    """Whether lines of which each may be a row became one, since a quotation mark was not closed."""
    whole = sum(len(_line(line, delimiter)) >= usual for line in lines)
    if usual < _MIN_COLUMNS or not whole:
        return False
    try:
        strict = next(csv.reader(lines, delimiter=delimiter, skipinitialspace=True, strict=True))
    except csv.Error:
        return True
    return whole > 1 and (len(strict) != usual or list(strict) != list(row))


def _parted(text: str, delimiter: str) -> Callable[[_Row, int], bool]:
    """Whether the comma behind a value of a row may be one of a number: 1,248 is two values where nobody quoted it.

    It may where the row is longer than the header, or what stands behind it is in the column of the notes.
    """
    rows = list(islice(_rows(text, delimiter), _SAMPLE_ROWS))
    header = next((row.values for row in rows if _NOTE in map(fold_marks, row.values)), None)
    if header is None:
        width, note = Counter(len(row.values) for row in rows).most_common(1)[0][0], -1
    else:
        width, note = len(header), list(map(fold_marks, header)).index(_NOTE)

    def is_parted(row: _Row, at: int) -> bool:
        before, after = row.values[at : at + 2]
        if len(row.values) > _MOST_COLUMNS or not (_WHOLE.fullmatch(before) and _DECIMALS.fullmatch(after)):
            return False
        if delimiter == _UNQUOTED:
            return True
        bare = rf"(?:^|,)\s*{re.escape(before.strip())}\s*,\s*{re.escape(after.strip())}\s*(?:,|$)"
        return (len(row.values) > width or at + 1 == note) and bool(re.search(bare, row.text))

    return is_parted


def _never_parted(_row: _Row, _at: int) -> bool:
    return False


def _cells(row: _Row, is_parted: Callable[[_Row, int], bool]) -> Iterator[Cell]:
    """The cells of a row; what may be a number with a comma in it is in doubt."""
    at = 0
    while at < len(row.values):
        if at + 1 < len(row.values) and is_parted(row, at):
            shown = f"{row.values[at].strip()},{row.values[at + 1].strip()}"
            yield Cell("blank", aside=shown, why_aside="doubtful")
            at += 2
        else:
            yield shown_cell(row.values[at])
            at += 1


def _delimiter(text: str) -> str:
    """The sign under which most lines have the same number of columns; empty where there is none."""
    if said := _SAID.match(text):
        return said[1]
    steadiness = {sign: _steadiness(text, sign) for sign in _DELIMITERS}
    best = max(_DELIMITERS, key=lambda sign: steadiness[sign])
    return best if steadiness[best] else ""


def _steadiness(text: str, delimiter: str) -> float:
    """The share of lines that have the commonest number of columns; 0 where it is no table."""
    widths = [len(row.values) for row in islice(_rows(text, delimiter), _SAMPLE_ROWS) if any(row.values)]
    if len(widths) < _MIN_ROWS:
        return 0
    ((width, count),) = Counter(widths).most_common(1)
    share = round(count / len(widths), 1)
    return share if width >= _MIN_COLUMNS and count >= _MIN_ROWS and 2 * count > len(widths) else 0
