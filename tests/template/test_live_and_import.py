"""The live check asks about a figure where the check on import does, as far as a short formula can know."""

from __future__ import annotations

from datetime import date

import pytest

from cchc_excel.domain.period import Period
from cchc_excel.domain.submission import BLANK, Cell, Entry
from cchc_excel.forms.layout import Layout
from cchc_excel.template import AgencyPrefill, Campaign, Fill
from cchc_excel.template.live import LiveCheck
from cchc_excel.validation import AgencyContext, check_return

COUNT, PERCENT, OPEN_PERCENT, CODED = "IV.2.1", "III.6.3", "IV.1.7", "III.4"
FIGURES = {
    COUNT: (0, 1, 2.5, -1, 36525, 36526, 46150, 55153, 55154, 1e12, 1e12 + 1),
    PERCENT: (0, 1e-9, 0.5, 0.992, 1, 1.01, 99.2, 100, 100.01, -0.5),
    OPEN_PERCENT: (0, 0.5, 1, 1.01, 100.01, 999, 1e12 + 1, -1),
    CODED: (0, 1, 2, 0.5, -1, "1 - Có", "0 - Không", "1 - Không", "0 - Có", "1 - Có 0", "x1"),
}
#: What a note says of a figure that is asked about.
NOTES = ("", "15", "63/63", "tăng do sáp nhập", "5/8 đơn vị", "1/201 hồ sơ", "ngày 5/8/2021", "gồm 17/19 cơ quan")
#: Notes of which more is known on import than a short formula can tell; whether the figure counts there.
KNOWN_BETTER_ON_IMPORT = {
    "Kế hoạch số 15/KH-UBND": True,
    "theo QĐ 12/2021/QĐ-UBND": True,
    "đúng hạn 62 trên 63 hồ sơ": False,
    "sửa số liệu thành 12": False,
}


def asked_live(form, code, figure, note) -> str:
    campaign = Campaign(form, Period.parse("2021-Q1"), date(2021, 3, 17), date(2021, 3, 1), "Sở Nội vụ", "", "mat-khau")
    live = LiveCheck(Layout(form), campaign, "so", AgencyPrefill({code: Fill(figure, note)}))
    broken = [step.kind for step in live.steps(form.by_code[code]) if not step.holds]
    return "error" if "type" in broken else "asked" if {"date", "divided"} & set(broken) else ""


def asked_on_import(form, code, figure, note) -> str:
    raw = Cell("text", figure) if isinstance(figure, str) else Cell("number", float(figure))
    entries = [
        Entry(row.code, *((raw, note) if row.code == code else (BLANK, "")), "Bảng 1", f"E{at}", f"F{at}")
        for at, row in enumerate(form.rows, start=9)
    ]
    found = check_return(form, entries, (), AgencyContext("so", {}, {}))
    if found.answers[code].value is not None:
        return ""
    severities = {one.severity for one in found.findings if one.indicator == code and one.code.startswith("SL")}
    return "error" if "error" in severities else "asked"


@pytest.mark.parametrize("note", NOTES)
@pytest.mark.parametrize("code", FIGURES)
def test_both_ask_about_the_same_figures(form, code, note):
    live, told = (
        {figure: asks(form, code, figure, note) for figure in FIGURES[code]} for asks in (asked_live, asked_on_import)
    )
    assert live == told


@pytest.mark.parametrize(("note", "counts"), KNOWN_BETTER_ON_IMPORT.items())
def test_what_only_the_import_knows_of_a_note(form, note, counts):
    """The live check may ask in vain, and be silent where words speak against the figure: import tells of these."""
    assert (asked_on_import(form, COUNT, 46150, note) == "") is counts
    assert (asked_live(form, COUNT, 46150, note) == "") is not counts


@pytest.mark.parametrize("answer", ["Có", "có", "1 – Có", "x", "1"])
def test_an_answer_in_other_words_is_read_on_import_and_refused_live(form, answer):
    """As the dropdown refuses it: it comes from pasting only."""
    assert asked_on_import(form, CODED, answer, "") == ""
    assert asked_live(form, CODED, answer, "") == "error"
