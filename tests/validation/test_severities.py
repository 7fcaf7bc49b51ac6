"""Errors come before warnings, and warnings before information."""

from __future__ import annotations

from cchc_excel.domain.finding import Finding
from cchc_excel.forms import PRIORITY
from cchc_excel.messages.findings import Severity
from cchc_excel.template.content import AgencyPrefill
from support.desk import PERIOD


def test_errors_come_before_warnings_and_information_wherever_they_are_sorted(desk):
    assert sorted(PRIORITY, key=PRIORITY.get) == list(Severity.__args__) == ["error", "warning", "info"]
    # Said as text, a name beginning with another letter would stand elsewhere.
    found = [Finding("A", severity, "m") for severity in ("info", "warning", "error")]
    assert [one.severity for one in sorted(found, key=lambda one: one.priority)] == ["error", "warning", "info"]


def test_a_cell_with_an_error_and_a_warning_is_marked_as_wrong(desk, form):
    """Whatever the order in which they are given."""
    import openpyxl  # noqa: PLC0415

    from cchc_excel.domain.stamp import Stamp  # noqa: PLC0415
    from cchc_excel.template import TemplateRenderer  # noqa: PLC0415
    from cchc_excel.workflow.issue import campaign_of  # noqa: PLC0415

    with desk.workspace.ledger() as ledger:
        campaign = campaign_of(desk.workspace, desk.workspace.campaign(ledger, PERIOD), form)
    fills = []
    for severities in (("warning", "error"), ("error", "warning")):
        findings = [Finding("A", severity, "m", indicator="I.1.1") for severity in severities]
        stamp = Stamp(form.id, form.version, PERIOD, "STC", "1")
        content = TemplateRenderer(campaign).render(desk.agency("STC"), stamp, AgencyPrefill({}, findings=findings))
        path = desk.workspace.root / "thu.xlsx"
        path.write_bytes(content)
        fills.append(openpyxl.load_workbook(path)["Bảng 1"]["E11"].fill.fgColor.rgb)
    assert fills[0] == fills[1]
