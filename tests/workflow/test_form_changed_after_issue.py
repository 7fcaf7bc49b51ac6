"""A definition whose rows were changed under an issued version ends every command, naming the rows."""

from __future__ import annotations

import json
import sqlite3
from datetime import date

import pytest

from cchc_excel import api
from cchc_excel.api import consolidate, doctor, generate, status
from cchc_excel.domain.agency import Agency
from cchc_excel.errors import RequestError, WorkspaceError
from cchc_excel.workflow.settings import Settings
from cchc_excel.workflow.workspace import Workspace
from support.desk import PERIOD, Desk
from support.recorded import lose_ledger, state_of

FORM = """\
form: LOP
version: "1"
name: Biểu lớp học
valid_from: 2020-01-01
heading: [BIỂU LỚP HỌC]
choices:
  muc: {1: Một phần, 2: Toàn phần}
rows:
  - {code: I, type: section, label: Lớp học}
  - {code: I.1, type: count, label: Số lớp, unit: Lớp, total: sum}
  - {code: I.2, type: coded, label: Mức độ, choices: muc, total: distribution}
  - {code: I.3, type: count, label: Số phòng, unit: Phòng, total: sum}
rules:
  - {rule: R1, expect: I.3 <= I.1, severity: warning, message: "nhiều phòng hơn lớp ({I.3})"}
"""


def write(workspace_root, text):
    (workspace_root / "bieu-mau").mkdir(exist_ok=True)
    (workspace_root / "bieu-mau" / "lop.yaml").write_text(text, encoding="utf-8")


@pytest.fixture
def desk(tmp_path):
    agencies = tuple(Agency(code, f"Trường {code}", "so", "LOP") for code in ("A1X", "B2X"))
    (tmp_path / "w").mkdir()
    write(tmp_path / "w", FORM)
    settings = Settings.model_validate({"ky_bao_cao": {"bieu_mau": "LOP"}})
    workspace = Workspace.create(tmp_path / "w", settings, agencies, today=date(2021, 3, 1))
    generate(workspace, PERIOD, today=date(2021, 3, 1))
    desk = Desk(workspace)
    desk.drop("A1X", {"I.1": 33, "I.2": "1 - Một phần", "I.3": 2})
    desk.collect()
    return desk


def changed(desk, *replaced):
    text = FORM
    for before, after in replaced:
        assert before in text
        text = text.replace(before, after)
    write(desk.workspace.root, text)
    desk.workspace = Workspace(desk.workspace.root)
    return desk.workspace


COMMANDS = [
    status,
    api.collect,
    api.check,
    consolidate,
    api.feedback,
    api.send,
    api.remind,
    api.short_reminders,
    lambda workspace: generate(workspace, PERIOD),
    lambda workspace: api.versions(workspace, "A1X"),
    lambda workspace: api.log(workspace, "A1X"),
    lambda workspace: api.extend(workspace, "A1X", date(2021, 4, 1)),
    lambda workspace: api.assign(workspace, "A1X.xlsx", "A1X"),
]


@pytest.mark.parametrize(
    ("before", "after", "rows"),
    [
        ("label: Số lớp", "label: Số lớp học", "I.1"),
        ("unit: Lớp", "unit: Nhóm", "I.1"),
        ("1: Một phần", "1: Chưa", "I.2"),
        ("{1: Một phần, 2: Toàn phần}", "{2: Một phần, 1: Toàn phần}", "I.2"),
        ("total: distribution", "total: distribution, optional: true", ""),
        ("unit: Phòng, total: sum", "unit: Phòng, total: stock", "I.3"),
        ("code: I.3,", "code: I.4,", "I.4, I.3"),
        ("  - {code: I.2, type: coded, label: Mức độ, choices: muc, total: distribution}\n", "", "I.2"),
        ("{I.3})", "{I.3}!)", ""),
        ("severity: warning", "severity: error", ""),
        ("name: Biểu lớp học", "name: Biểu về lớp học", ""),
    ],
)
def test_a_changed_row_ends_every_command_and_is_named(desk, before, after, rows):
    replaced = [(before, after)] if "I.4" not in after else [("I.3", "I.4")]
    workspace = changed(desk, *replaced)
    if not rows:
        assert status(workspace).accepted == 1
        assert doctor(workspace).troubles == []
        return
    kept = state_files(workspace)
    for command in COMMANDS:
        with pytest.raises(RequestError, match="đã bị sửa sau khi phát hành") as told:
            command(workspace)
        assert f"(các dòng: {rows})" in told.value.message
        assert "phiên bản mới" in told.value.remedy
    assert state_files(workspace) == kept
    assert [(one.kind, rows in one.message) for one in doctor(workspace).troubles] == [("form", True)]
    with pytest.raises(RequestError, match="đã bị sửa"):
        doctor(workspace, rebuild=True)
    # As it was, all goes on.
    changed(desk)
    assert consolidate(desk.workspace).province.totals["I.1"].value == 33


def state_files(workspace):
    return {path.name: path.read_bytes() for path in (workspace.root / "archive").rglob("*.json")}


def with_version_2(desk):
    """The workspace with a second version of the form, for periods from May on."""
    text = FORM.replace('version: "1"', 'version: "2"').replace("Số lớp", "Số lớp học")
    text = text.replace("valid_from: 2020-01-01", "valid_from: 2021-05-01")
    (desk.workspace.root / "bieu-mau" / "lop-2.yaml").write_text(text, encoding="utf-8")
    return Workspace(desk.workspace.root)


def test_a_new_version_is_another_form(desk):
    workspace = with_version_2(desk)
    assert status(workspace).accepted == 1
    generate(workspace, "2021-6T", today=date(2021, 6, 1))
    assert [row.form for row in (status(workspace, PERIOD), status(workspace, "2021-6T"))] == ["LOP/1", "LOP/2"]


def test_a_later_campaign_needs_the_rows_of_the_earlier_ones_of_its_form(desk):
    """Their figures stand beside its own."""
    generate(with_version_2(desk), "2021-6T", today=date(2021, 6, 1))
    workspace = changed(desk, ("Số lớp", "Số lớp học"))
    with pytest.raises(RequestError, match=rf"LOP/1 đã bị sửa sau khi phát hành kỳ {PERIOD} \(các dòng: I\.1\)"):
        consolidate(workspace, "2021-6T")


def test_a_campaign_of_an_earlier_version_keeps_the_rows_of_today(desk):
    with sqlite3.connect(desk.workspace.ledger_path) as db:
        db.execute("UPDATE campaign SET fingerprint = ''")
    db.close()
    status(desk.workspace)
    (campaign,) = desk.workspace.archive.campaigns()
    assert campaign["fingerprint"]
    with pytest.raises(RequestError, match=r"các dòng: I\.1"):
        status(changed(desk, ("Số lớp", "Số lớp học")))


def test_the_fingerprint_is_kept_by_a_rebuild(desk):
    before = state_of(desk.workspace)
    lose_ledger(desk.workspace)
    assert doctor(desk.workspace, rebuild=True).troubles == []
    assert state_of(desk.workspace) == before
    with pytest.raises(RequestError, match=r"các dòng: I\.1"):
        status(changed(desk, ("Số lớp", "Số lớp học")))


@pytest.mark.parametrize("damage", ["gone", "changed"])
def test_without_the_kept_rows_it_is_refused_all_the_same(desk, damage):
    (rows,) = (desk.workspace.root / "archive" / "forms").glob("*.json")
    if damage == "gone":
        rows.unlink()
    else:
        rows.write_text(json.dumps({}), encoding="utf-8")
    with pytest.raises(RequestError, match="các dòng: không rõ"):
        status(changed(desk, ("Số lớp", "Số lớp học")))


def test_an_archive_that_cannot_take_the_rows_issues_nothing(desk):
    forms = desk.workspace.root / "archive" / "forms"
    for path in forms.glob("*"):
        path.unlink()
    forms.rmdir()
    forms.write_bytes(b"x")
    with pytest.raises(WorkspaceError, match="Không ghi được vào archive"):
        generate(desk.workspace, "2021-6T", today=date(2021, 6, 1))
