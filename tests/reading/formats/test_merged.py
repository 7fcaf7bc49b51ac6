"""What a merged area covers is not seen: it is put aside in every format that may still hold it."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest
from openpyxl.cell.cell import Cell as WrittenCell
from openpyxl.utils.cell import coordinate_to_tuple

from cchc_excel.domain.submission import Cell
from cchc_excel.reading.formats import merged
from cchc_excel.reading.formats.any_format import read_any
from cchc_excel.reading.formats.merged import put_covered_aside
from cchc_excel.reading.formats.sheet import Sheet
from cchc_excel.reading.formats.unsafe import UnsafeError
from cchc_excel.reading.workers.limits import Limits

COVERED = Cell("blank", aside="7", why_aside="hidden")


def merged_by_format(area: str, *positions: str) -> bytes:
    """Cells with 7 in them under an area that was merged by painting the format of another one over it."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.merge_cells(area)
    for position in positions:
        row, column = coordinate_to_tuple(position)
        sheet._cells[row, column] = WrittenCell(sheet, row, column, 7)
    target = BytesIO()
    book.save(target)
    return target.getvalue()


@pytest.mark.parametrize(
    ("area", "position", "is_covered"),
    [
        ("B2:B3", "B2", False),
        ("B2:B3", "B3", True),
        ("B2:B3", "B4", False),
        ("B2:C2", "C2", True),
        ("B2:C2", "D2", False),
        ("B2:C3", "C3", True),
        ("B2:C3", "A3", False),
    ],
)
def test_only_the_first_cell_of_an_area_is_seen(area, position, is_covered):
    (sheet,) = read_any(merged_by_format(area, position), "xlsx", Limits()).sheets
    assert sheet.cell(*coordinate_to_tuple(position)) == (COVERED if is_covered else Cell("number", 7.0))


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_so_it_is_as_libreoffice_saves_it(office, kind, tmp_path):
    path = tmp_path / "merged.xlsx"
    path.write_bytes(merged_by_format("B2:B3", "B2", "B3"))
    (sheet,) = read_any(office.edit(path, formats=[kind])[kind].read_bytes(), kind, Limits()).sheets
    assert (sheet.cell(2, 2), sheet.cell(3, 2)) == (Cell("number", 7.0), COVERED)


@pytest.mark.parametrize(("most", "is_refused"), [(6, False), (5, True)])
def test_areas_over_one_another_end(most, is_refused, monkeypatch):
    monkeypatch.setattr(merged, "_MOST_ROWS", most)
    sheet = Sheet("S", {row: {1: Cell("number", 1.0)} for row in (1, 2, 3)}, merged=[(1, 1, 3, 2), (1, 1, 9, 3)])
    if is_refused:
        with pytest.raises(UnsafeError):
            put_covered_aside(sheet)
    else:
        put_covered_aside(sheet)
        assert [sheet.cell(row, 1).kind for row in (1, 2, 3)] == ["number", "blank", "blank"]
