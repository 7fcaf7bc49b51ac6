"""A master of a form that is nothing like ours: very few indicators, none of them a percentage or even a count."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import openpyxl
import pytest
from openxml_audit import OpenXmlValidator

from cchc_excel.consolidation import consolidate
from cchc_excel.domain.agency import Agency
from cchc_excel.domain.agency_submission import AcceptedReturns, AgencySubmission
from cchc_excel.domain.consolidated import ConsolidationSpec, EarlierPeriod
from cchc_excel.domain.period import Period
from cchc_excel.domain.receipt import Receipt
from cchc_excel.domain.submission import Answer, Cell, Entry
from cchc_excel.forms.load import parse_form
from cchc_excel.output.export import SHAPES
from cchc_excel.output.master import master_book

#: Whole cycles, each with its own desk.
pytestmark = pytest.mark.slow

HEAD = """
form: NHO
version: "1"
name: Biểu nhỏ
valid_from: 2020-12-15
heading: [BIỂU NHỎ]
choices:
  co_khong: {1: Có, 0: Không}
rows:
  - {code: I, type: section, label: Mục lớn}
"""
CODED = "  - {code: I.1, type: coded, label: Có hay không, choices: co_khong, total: distribution}\n"
COUNT = "  - {code: I.2, type: count, label: Bao nhiêu, unit: Văn bản, total: sum}\n"


@pytest.mark.parametrize("rows", [CODED, COUNT, CODED + COUNT])
@pytest.mark.parametrize("returned", [False, True])
def test_the_master_and_the_other_shapes_are_sound(rows, returned, tmp_path):
    form = parse_form(HEAD + rows, "nho.yaml")
    agency, period = Agency("A", "Sở A", "so", "NHO"), Period.parse("2021-Q1")
    day = date(2021, 3, 17)
    scope = ConsolidationSpec(form, period, day, day, "tỉnh X", "toàn tỉnh", "", "leave_out_figure", {})
    answers = {
        row.code: Answer(Entry(row.code, Cell("number", 1.0), "", "Bảng 1", "E9", "F9"), 1.0) for row in form.indicators
    }
    receipt = Receipt("0" * 64, "a.xlsx", 1, datetime(2021, 3, 10), "2021-Q1", "accepted", agency="A", number=1)
    returns = {"A": AgencySubmission(agency, receipt, answers, {}, [])} if returned else {}
    province = consolidate(scope, [agency], AcceptedReturns(returns))
    earlier = EarlierPeriod(Period.parse("2020-Q1"), province.totals)
    province = replace(province, earlier=[earlier])
    path = tmp_path / "nho.xlsx"
    path.write_bytes(master_book(province))
    assert OpenXmlValidator().validate(str(path)).is_valid
    sheet = openpyxl.load_workbook(path, data_only=True)["Tổng hợp"]
    shown = [sheet.cell(row, 4).value for row in range(11, 11 + len(form.indicators))]
    expected = {"I.1": "Có: 1/1; Không: 0/1", "I.2": 1.0}
    links = [sheet.cell(row, 4).hyperlink for row in range(11, 11 + len(form.indicators))]
    assert returned == all(links)
    if returned:
        assert shown == [expected[row.code] for row in form.indicators]
    for suffix in ("csv", "docx", "html"):
        assert SHAPES[suffix].write(province)
