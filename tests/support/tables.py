"""Tables of the form as people make them, and what is read of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from cchc_excel.domain.submission import Cell
from cchc_excel.forms import Form
from cchc_excel.messages.findings import FINDINGS
from cchc_excel.reading.formats.sheet import Sheet, Workbook
from cchc_excel.reading.table.choose import choose_table
from cchc_excel.reading.table.expected_forms import FormIndex
from cchc_excel.reading.table.locate import LocatedTable

HEADER = ("STT", "Chỉ tiêu thống kê", "Đơn vị tính", "Số liệu", "Ghi chú")
CODED_HEADER = ("Mã", *HEADER)
FIGURE = 3
Row = Sequence[str]


def sheet(*rows: Row, name: str = "Sheet1", first: int = 1, **how: object) -> Sheet:
    """A sheet with these texts."""
    made = Sheet(name, **how)
    for number, row in enumerate(rows, start=first):
        cells = {column: Cell("text", text) for column, text in enumerate(row, start=1) if text}
        if cells:
            made.rows[number] = cells
    return made


def body_of(form: Form) -> list[list[str]]:
    """The form's rows as they are printed, a different figure in every row that takes one."""
    return [
        [row.ordinal, row.printed_label, row.unit, str(number) if row.is_indicator else "", ""]
        for number, row in enumerate(form.rows, start=1)
    ]


def with_codes(form: Form, body: Sequence[Row], relabel: Callable[[str], str] = str) -> list[list[str]]:
    """The rows behind their codes, their labels written otherwise."""
    return [[row.code, line[0], relabel(line[1]), *line[2:]] for row, line in zip(form.rows, body, strict=True)]


def changed(rows: Sequence[Row], figures: Mapping[int, str]) -> list[list[str]]:
    """The rows with other figures, by their number from 0."""
    made = [list(row) for row in rows]
    for at, figure in figures.items():
        made[at][FIGURE] = figure
    return made


def located(index: FormIndex, *sheets: Sheet, period: str = "") -> LocatedTable:
    """The table that counts."""
    return choose_table(Workbook(list(sheets)), index, period).table


def read(index: FormIndex, *sheets: Sheet, period: str = "") -> tuple[dict[str, object], dict[str, dict[str, str]]]:
    """The figures that count, and the notices by code."""
    table = located(index, *sheets, period=period)
    figures = {entry.code: entry.raw.value for entry in table.entries if entry.raw.kind != "blank"}
    for notice in table.notices:
        # Nothing that a sentence asks for is missing.
        template = FINDINGS[notice.code]
        assert template.message.format(**{"raw": "", "cell": ""} | dict(notice.facts))
        assert template.remedy.format(**notice.facts) == template.remedy
    return figures, {notice.code: dict(notice.facts) for notice in table.notices}
