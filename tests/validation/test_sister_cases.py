"""Sisters of cases that went wrong: the same kind of thing typed in another way, another sign, another format."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from cchc_excel.api import check
from cchc_excel.forms.layout import SHEET, Layout
from cchc_excel.workflow.consolidate import consolidated_period

pytestmark = pytest.mark.slow
_STRUCK, _RAISED = InlineFont(strike=True), InlineFont(vertAlign="superscript")
_LOWERED = InlineFont(vertAlign="subscript")


@dataclass(frozen=True)
class Sister:
    """What is typed into a row of a type.

    Attributes:
        case: the number of the case whose sister it is.
        figure: what a careful clerk reads; None for nothing.
        asks: an error or a warning is told; None where it does not matter.
    """

    case: int
    row_type: str
    typed: object
    figure: float | None
    asks: bool | None = None
    number_format: str = ""
    font: str = ""


def _alike(case: int, row_type: str, *typed: object, figure: float | None, asks: bool | None = None) -> list[Sister]:
    return [Sister(case, row_type, value, figure, asks) for value in typed]


SISTERS = [
    # 13, 15: what is struck out, raised or lowered is never part of the figure.
    Sister(13, "count", CellRichText("15", TextBlock(_STRUCK, "12")), 15, asks=True),
    Sister(13, "count", CellRichText(TextBlock(_STRUCK, "12"), " ", "15"), 15, asks=True),
    Sister(13, "count", CellRichText("1", TextBlock(_STRUCK, "2"), "5"), None, asks=True),
    Sister(13, "count", CellRichText("15", TextBlock(_LOWERED, "2")), 15, asks=True),
    Sister(13, "percent", CellRichText(TextBlock(_STRUCK, "98,4"), "99,2"), 99.2, asks=True),
    Sister(13, "percent", CellRichText("99,2", TextBlock(_RAISED, "(1)")), 99.2, asks=True),
    Sister(13, "yes", CellRichText(TextBlock(_STRUCK, "Không"), "Có"), 1, asks=True),
    Sister(15, "count", CellRichText(TextBlock(_STRUCK, "12")), None, asks=True),
    Sister(15, "count", 12, None, asks=True, font="strike"),
    Sister(15, "percent", 99.2, None, asks=True, font="strike"),
    Sister(15, "yes", "1 - Có", None, asks=True, font="strike"),
    Sister(15, "count", 12, None, asks=True, number_format=";;;"),
    # 16: a sign of percent that the format has as mere text.
    *(Sister(16, "percent", 95, 95, asks=False, number_format=number) for number in (
        "0\\%", '0.0"%"', '0" %"', '#,##0"%"', '0"%";-0"%"', '0.00"%"_)', '"tỷ lệ "0"%"',
    )),
    *(Sister(16, "percent", 0.95, 95, asks=False, number_format=number) for number in (
        "0%", "0.00%", "[Red]0%", "0.0 %", "_-* 0.0%_-", '0%;-0%;"-"',
    )),
    # 18: a first group of zeros.
    *_alike(
        18, "count", "0.125", "0,500", "012.345", "00.123", "0 500", "0.000.500", "000.120", figure=None, asks=True,
    ),
    # 20: what nobody sees.
    *_alike(
        20, "count", "\ufeff12", "1\u200b2", "12\u00ad", "\u200e12\u200f", "12\u2060", "\u200d12\u200c", "12\u202c",
        figure=12,
    ),
    *_alike(20, "count", "\ufeff", "\u00ad\u200b", "\u200e \u200f", figure=None, asks=False),
    # 22: binary noise, and what is none.
    *(Sister(22, "count", typed, figure) for typed, figure in (
        (39.99999999999999, 40), (2.9999999999999996, 3), (100.00000000000001, 100), (1248.0000000000002, 1248),
    )),
    Sister(22, "percent", 99.20000000000002, 99.2),
    *_alike(22, "count", 12.5, 12.001, 39.9999, figure=None, asks=True),
    # 24: a fraction and its percentage, in every order.
    *_alike(
        24, "percent", "100 % (63/63)", "100% = 63/63", "63/63 = 100%", "63/63(100%)", figure=100,
    ),
    *_alike(24, "percent", "62/63 (98,4%)", "98,4% (62/63)", figure=98.4),
    *_alike(24, "percent", "100% (62/63)", "62/63 (100%)", "50/63, 13/63", figure=None, asks=True),
    # 26: marks around a number.
    *_alike(26, "count", "12 .", "12**", "12,", " 12;", figure=12),
    *_alike(26, "percent", "95 %.", "95%;", "95,0 %", figure=95),
    *_alike(26, "count", "~12", "<12", "12-", "12?", "±12", "12…15", figure=None, asks=True),
    # 27: ticks, and answers with a remark behind.
    *_alike(27, "yes", "✓", "✔", "X", "V", "☑", figure=1, asks=True),
    *_alike(27, "yes", "Có (1)", "có;", "CÓ.", "1.", figure=1),
    Sister(27, "yes", "ü", 1, asks=True, font="Wingdings"),
    *_alike(27, "yes", "Không (0)", "ko", "KHÔNG", figure=0),
    *_alike(27, "yes", "Có/Không", "có hoặc không", "Không (1)", "☐", "2", figure=None, asks=True),
    *_alike(27, "count", "x", "✓", figure=None, asks=True),
    *_alike(26, "count", "“12”", figure=12),
    *_alike(27, "yes", "(Có)", "Có, theo QĐ 12", figure=1),
]  # fmt: skip


def _rows(form, row_type: str) -> list[str]:
    if row_type == "yes":
        return [
            row.code for row in form.indicators if row.choices and set(row.choices.labels.values()) == {"Có", "Không"}
        ]
    return [row.code for row in form.indicators if row.type == row_type]


@pytest.fixture(scope="module")
def outcomes(issued_desk, form, tmp_path_factory):
    """What each sister was read as, and whether something is asked: many to a return, no two in a row."""
    waiting, read = list(enumerate(SISTERS)), {}
    number = 0
    while waiting:
        number += 1
        desk = issued_desk.copied(tmp_path_factory.mktemp("sisters") / "desk")
        free = {row_type: _rows(form, row_type) for row_type in ("count", "percent", "yes")}
        placed = {}
        for at, sister in list(waiting):
            if free[sister.row_type]:
                placed[at] = free[sister.row_type].pop(0)
                waiting.remove((at, sister))
        template = desk.workspace.folder("templates", "2021-Q1") / "PL2-B1_2021-Q1_STC.xlsx"
        desk.drop_bytes("STC.xlsx", _filled(template.read_bytes(), form, placed))
        desk.collect()
        (checked,) = check(desk.workspace)
        cells = consolidated_period(desk.workspace, with_earlier=False).cells
        asked = {
            found.indicator
            for found in checked.findings
            if found.severity != "info" and found.code.startswith(("SL", "CT"))
        }
        read |= {at: (cells["STC", code].understood, code in asked) for at, code in placed.items()}
    return read


def _filled(template: bytes, form, placed) -> bytes:
    book = openpyxl.load_workbook(BytesIO(template))
    sheet, layout = book[SHEET], Layout(form)
    for at, code in placed.items():
        sister, cell = SISTERS[at], sheet[layout.cell(code, "figure")]
        cell.value = sister.typed
        if isinstance(sister.typed, str):
            cell.data_type = "s"
        cell.number_format = sister.number_format or "General"
        if sister.font:
            cell.font = Font(strike=True) if sister.font == "strike" else Font(name=sister.font)
    target = BytesIO()
    book.save(target)
    return target.getvalue()


@pytest.mark.parametrize("at", range(len(SISTERS)), ids=lambda at: f"{SISTERS[at].case}-{SISTERS[at].typed!r}"[:60])
def test_a_sister_is_read_as_a_clerk_reads_it(outcomes, at):
    sister = SISTERS[at]
    figure, asks = outcomes[at]
    assert figure == (None if sister.figure is None else pytest.approx(sister.figure, abs=0.05))
    assert sister.asks is None or asks == sister.asks
