"""The same verbs from Python."""

from __future__ import annotations

from datetime import datetime

import pytest

import cchc_excel
from cchc_excel.domain.agency import Agency
from cchc_excel.domain.agency_submission import AgencySubmission, SubmissionCell
from cchc_excel.domain.finding import Finding
from cchc_excel.domain.receipt import Receipt, ReturnRecord
from cchc_excel.domain.rollup import Rollup
from cchc_excel.forms import Form
from cchc_excel.forms.form import Rule
from cchc_excel.workflow.settings import Settings


def test_the_cycle_from_python(tmp_path):
    workspace = cchc_excel.Workspace.create(
        tmp_path / "w", Settings(), (Agency("STC", "Sở Tài chính", "so", "PL2-B1"),)
    )
    (issued,) = cchc_excel.generate(workspace, "2021-Q1")
    returned = workspace.folder("returned", "2021-Q1") / "x.xlsx"
    returned.write_bytes(issued.path.read_bytes())
    (collected,) = cchc_excel.collect(workspace)
    assert collected.state == "accepted"
    (checked,) = cchc_excel.check(workspace)
    assert [found.code for found in checked.findings] == ["TH02"]
    made = cchc_excel.consolidate(workspace)
    assert made.path.exists()
    assert cchc_excel.status(workspace).agencies[0].errors == 1
    assert len(cchc_excel.answers(workspace)) == 129
    assert issubclass(cchc_excel.CchcError, Exception)


def test_every_public_name_is_there():
    for name in cchc_excel.__all__:
        assert getattr(cchc_excel, name) is not None
    assert set(cchc_excel.__all__) <= set(dir(cchc_excel))


#: What a script that was written before 2026-11-26 may ask of a result, and what it is called now.
FORMER = {
    Finding: {"remark": "cell_comment"},
    Receipt: {"rank": "priority"},
    ReturnRecord: {"remarks": "notices"},
    AgencySubmission: {"came": "first_received"},
    SubmissionCell: {
        "rolled": "rollup",
        "told_state": "display_state",
        "speaks_for_others": "has_rollup_detail",
        "stands_for": "coverage_counts",
        "says_something": "has_answer",
    },
    Rollup: {"speaks_for_others": "has_rollup_detail"},
    Rule: {"judges_totals": "applies_to_totals"},
    Form: {"places": "row_order", "judged": "rows_with_rules", "judged_as_totals": "rows_with_total_rules"},
}


def test_attributes_of_results_go_on_under_their_former_names(form):
    receipt = Receipt("00", "x.xlsx", 1, datetime(2021, 3, 1, 8, 0), "2021-Q1", "accepted")
    finding = Finding("TH02", "error", "ô E9, mục I.1 “Số”: sai", "Đề nghị sửa.")
    results = [
        finding,
        receipt,
        ReturnRecord(receipt, (), (), (finding,)),
        AgencySubmission(Agency("STC", "Sở Tài chính", "so", "PL2-B1"), receipt, {}, {}, (finding,)),
        SubmissionCell("given", rollup=Rollup(17, 19)),
        Rollup(17, 19),
        form.rules[0],
        form,
    ]
    assert {type(result) for result in results} == set(FORMER)
    for result in results:
        for former, now in FORMER[type(result)].items():
            with pytest.deprecated_call(match=now):
                assert getattr(result, former) == getattr(result, now)
