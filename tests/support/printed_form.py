"""The form as a PDF, made by hand: with letters of one byte, so without their marks."""

from __future__ import annotations

from collections.abc import Mapping

from cchc_excel.forms import Form
from cchc_excel.text.normalize import to_ascii
from support.pdf_files import HEIGHT, TOP, Page, pdf

_HEADER = ("STT", "Chi tieu thong ke", "Don vi tinh", "So lieu", "Ghi chu")
_COLUMNS = (20, 50, 380, 470, 530, 590)
_ROWS = 35
#: The longest label fits into its cell.
_SMALL = 4


def printed_form(
    form: Form,
    figures: Mapping[str, object],
    *,
    heading: str = "",
    without=(),
    over: Mapping[str, tuple[str, str]] | None = None,
) -> bytes:
    """All rows but `without`, with figures as they are printed (``1.248``, ``99,2``).

    Args:
        over: code → what is put over its figure: the kind of annotation, and what it says.
    """
    rows = [row for row in form.rows if row.code not in without]
    pages = []
    for begin in range(0, len(rows), _ROWS):
        shown = rows[begin : begin + _ROWS]
        page = Page().text(40, 820, heading) if heading and not begin else Page()
        page.table(_HEADER, *([("",) * 5] * len(shown)), columns=_COLUMNS)
        for at, row in enumerate(shown, start=1):
            y = TOP - at * HEIGHT - 14
            page.text(_COLUMNS[1] + 3, y, to_ascii(row.label), _SMALL)
            page.text(_COLUMNS[2] + 3, y, to_ascii(row.unit or ""), _SMALL)
            page.text(_COLUMNS[3] + 3, y, str(figures.get(row.code, "")))
            if over and row.code in over:
                page.over(over[row.code][0], (_COLUMNS[3] + 2, y - 2, _COLUMNS[3] + 40, y + 10), over[row.code][1])
        pages.append(page)
    return pdf(*pages)
