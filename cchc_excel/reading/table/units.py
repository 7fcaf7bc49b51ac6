"""Units of measure that were changed on a sheet: reworded (CT12), or other ones, so that no figure counts (CT35)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cchc_excel.domain.submission import ReadNotice
from cchc_excel.reading.table.expected_forms import FormIndex, RowIndex
from cchc_excel.reading.table.labels import abbreviates
from cchc_excel.reading.table.rows import Line
from cchc_excel.text.normalize import fold_marks

#: Words that make a unit one of another size.
_SCALES = frozenset({"nghin", "ngan", "tram", "trieu", "ty", "ti", "chuc", "van", "%", "phan tram", "‰"})


def other_unit(line: Line, row: RowIndex) -> str:
    """The unit beside a figure where it is another one than was issued; empty where it is not.

    A unit that the form does not know is taken for a rewording: only another size, or another row's unit, says that the
    figure means something else.
    """
    unit = line.part.text(line.number, "unit")
    if row.takes != "figure" or not unit or is_same_unit(unit, row.unit):
        return ""
    words, issued = set(fold_marks(unit).replace("%", " % ").split()), set(fold_marks(row.unit).split())
    is_other_size = bool((words & _SCALES) - issued) or (row.unit == "%" and "%" not in words)
    return unit if is_other_size or _is_other_rows(unit, row) else ""


def _is_other_rows(unit: str, row: RowIndex) -> bool:
    return fold_marks(unit) in row.other_units


def is_same_unit(unit: str, issued: str) -> bool:
    """Whether a unit is the issued one in another spelling or shorter.

    >>> is_same_unit("hồ sơ", "Hồ sơ"), is_same_unit("TTHC", "Thủ tục hành chính"), is_same_unit("Người", "Hồ sơ")
    (True, True, False)
    """
    folded, wanted = fold_marks(unit).strip(". "), fold_marks(issued).strip(". ")
    return folded == wanted or abbreviates(folded, wanted) or folded == "".join(word[0] for word in wanted.split())


def changed_units(lines: Sequence[Line], form: FormIndex) -> Iterator[ReadNotice]:
    """One notice for all units that were reworded, and one for each row whose unit is another one."""
    reworded = []
    for line in lines:
        row, unit = form.by_code[line.code], line.part.text(line.number, "unit")
        if other := other_unit(line, row):
            yield ReadNotice("CT35", {"row": line.code, "unit": other[:100], "issued": row.unit})
        elif unit and not is_same_unit(unit, row.unit):
            reworded.append(f"{line.code} ({unit[:100]})")
    if reworded:
        yield ReadNotice("CT12", {"count": str(len(reworded)), "rows": ", ".join(reworded)})
