"""The same verbs from Python."""

from __future__ import annotations

import cchc_excel
from cchc_excel.domain.agency import Agency
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
