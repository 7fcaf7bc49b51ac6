"""The tables of a document's pages → sheets: pages joined, repeated headers passed over, cut rows made one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cchc_excel.reading.formats.pdf_grid import Grid, GridCell
from cchc_excel.reading.formats.pdf_rows import begins_like_label, put_mark, split_rows, would_have_fitted
from cchc_excel.reading.formats.pdf_text import TextLine, cell_of
from cchc_excel.reading.formats.sheet import Sheet
from cchc_excel.text.normalize import fold_marks

Row = dict[int, GridCell]
#: Points by which a column may be elsewhere on the next page.
_SAME_COLUMN = 6.0
#: So many rows at the top of a table may be its header.
_HEADER_ROWS = 6
#: Labels have about so many letters.
_LETTERS_OF_LABEL = 40
#: Parts of a line's size by which the lines of one heading are apart at most.
_NEXT_LINE = 1.8


@dataclass
class _Table:
    """A table over one or more pages."""

    xs: Sequence[float]
    rows: list[Row]


def joined_sheets(grids: Sequence[Grid]) -> Sequence[Sheet]:
    """The sheets of the tables of all pages, in order."""
    tables: list[_Table] = []
    for grid in grids:
        rows = [part for row in grid.rows for part in _parted(row, grid)]
        columns = _columns_in(tables[-1], grid) if tables else None
        if columns is None:
            tables.append(_Table(grid.xs, rows))
        else:
            _append(tables[-1], [_moved(row, columns) for row in rows])
    names = ["PDF", *(f"PDF ({number})" for number in range(2, len(tables) + 1))]
    return [_sheet(name, table) for name, table in zip(names, tables, strict=False)]


def _label_column(rows: Sequence[Row]) -> int:
    """The column with most letters; a long note counts no more than a label."""
    letters: dict[int, int] = {}
    for row in rows:
        for column, cell in row.items():
            count = sum(sign.isalpha() for sign in cell.text)
            letters[column] = letters.get(column, 0) + min(count, _LETTERS_OF_LABEL)
    return max(letters, key=lambda column: letters[column], default=0)


def _parted(row: Row, grid: Grid) -> Sequence[Row]:
    """A row between two drawn lines as the several rows that it holds, where it has several figures in one cell."""
    if not grid.is_drawn or not any(sum(line.is_figure for line in cell.lines) > 1 for cell in row.values()):
        return [row]
    label = _label_column(grid.rows)
    if label not in row or any(cell.rows > 1 for cell in row.values()):
        return [row]
    parts = split_rows({column: cell.lines for column, cell in row.items() if cell.lines}, label, row[label].right)
    if len(parts) == 1:
        return [row]
    for column, cell in row.items():
        for mark in cell.marks:
            put_mark(mark, column, parts)
    return parts


# --- from page to page -----------------------------------------------------------------------------------------------


def _columns_in(table: _Table, grid: Grid) -> Mapping[int, int] | None:
    """Column of a page's table → that of the table before it; None where it is another table."""
    if abs(grid.xs[-1] - table.xs[-1]) > _SAME_COLUMN:
        return None
    columns: dict[int, int] = {}
    for column, x in enumerate(grid.xs[: len(grid.xs) - grid.is_drawn]):
        nearest = min(range(len(table.xs)), key=lambda at: abs(table.xs[at] - x))
        if abs(table.xs[nearest] - x) > _SAME_COLUMN or nearest in columns.values():
            return None
        columns[column] = nearest
    return columns


def _moved(row: Row, columns: Mapping[int, int]) -> Row:
    for cell in row.values():
        cell.last_column = columns.get(cell.last_column, cell.last_column)
    return {columns[column]: cell for column, cell in row.items()}


def _append(table: _Table, rows: list[Row]) -> None:
    rows = rows[_repeated(table.rows, rows) :]
    if rows and table.rows and _goes_on(table.rows[-1], rows[0], _label_column(table.rows)):
        last = table.rows[-1]
        for column, cell in rows[0].items():
            if column in last:
                last[column].lines += cell.lines
                last[column].marks += cell.marks
                last[column].is_doubtful = last[column].is_doubtful or cell.is_doubtful
            else:
                last[column] = cell
        rows = rows[1:]
    table.rows += rows


def _repeated(rows: Sequence[Row], below: Sequence[Row]) -> int:
    """How many rows at the top of a page repeat the header."""
    header = [_texts(row) for row in rows[:_HEADER_ROWS]]
    top = [_texts(row) for row in below[:_HEADER_ROWS]]
    for begin in range(len(header)):
        count = 0
        while count < len(top) and begin + count < len(header) and top[count] == header[begin + count]:
            count += 1
        if count and len(top[0]) > 1:
            return count
    return 0


def _texts(row: Row) -> Mapping[int, str]:
    return {column: fold_marks(cell.text) for column, cell in row.items() if cell.lines}


def _goes_on(last: Row, row: Row, label: int) -> bool:
    """Whether the first row of a page is the rest of the last one of the page before; two figures are two rows."""
    filled = {column: cell for column, cell in row.items() if cell.lines}
    if not filled or any(column < label for column in filled):
        return False
    if any(cell.is_figure and column in last and last[column].is_figure for column, cell in filled.items()):
        return False
    if label not in filled:
        return True
    if label not in last or not last[label].lines:
        return False
    above, line = last[label].lines[-1], filled[label].lines[0]
    fits = bool(last[label].right) and would_have_fitted(above, line, last[label].right)
    is_small = not begins_like_label(line.text)
    if is_small and not fits:
        return True
    if fits and not is_small:
        return False
    note = max(*last, *row)
    return all(
        column in last and _is_rest(last[column].text, cell.text)
        for column, cell in filled.items()
        if label < column < note
    )


def _is_rest(above: str, text: str) -> bool:
    """Whether a text goes on from another one: in small letters, or with further choices of a coded answer."""
    if not above:
        return False
    return not begins_like_label(text) or ("=" in above and "=" in text and text not in above)


# --- the sheet -------------------------------------------------------------------------------------------------------


def _sheet(name: str, table: _Table) -> Sheet:
    sheet = Sheet(name)
    for number, row in enumerate(table.rows, start=1):
        for column, grid_cell in sorted(row.items()):
            marks = [mark.said for mark in grid_cell.marks]
            cell, is_converted = cell_of(grid_cell.lines, marks, is_doubtful=grid_cell.is_doubtful)
            if not cell.is_empty:
                sheet.rows.setdefault(number, {})[column + 1] = cell
            if is_converted:
                sheet.converted.add((number, column + 1))
            if grid_cell.rows > 1 or grid_cell.last_column > column:
                merged = (number, column + 1, number + grid_cell.rows - 1, grid_cell.last_column + 1)
                sheet.merged.append(merged)
    return sheet


def headings(above: Sequence[TextLine]) -> Sequence[str]:
    """The lines above a table; those in capitals that follow the one with the agency closely are one with it."""
    found: list[list[TextLine]] = []
    for line in above:
        last = found[-1][-1] if found else None
        if (
            last is not None
            and " TẠI " in found[-1][0].text
            and line.text.isupper()
            and line.baseline - last.baseline <= _NEXT_LINE * line.size
        ):
            found[-1].append(line)
        else:
            found.append([line])
    return [" ".join(line.text for line in lines) for lines in found]
