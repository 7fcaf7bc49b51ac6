"""A letter that cannot be made or sent is one line of the result, and the others go."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from cchc_excel.api import SendOptions, Workspace, generate, remind, send, short_reminders
from cchc_excel.cli.main import main
from cchc_excel.domain.agency import Agency, parse_register
from cchc_excel.errors import RegisterError, WorkspaceError
from cchc_excel.messages.settings import SETTINGS_FILE
from cchc_excel.workflow.settings import Settings
from support.letters_sent import PERIOD, settings_for, states

QUICK = SendOptions(pauses=(0, 0), sleep=lambda _: None, when=datetime(2021, 3, 10, 8, 0))


def test_an_agency_without_its_template_stops_nobody(desk, server, capsys):
    (desk.workspace.folder("templates", PERIOD) / f"PL2-B1_{PERIOD}_B.xlsx").unlink()
    (bad,) = (one for one in send(desk.workspace, how=QUICK) if one.state == "not_composed")
    assert (bad.agency.code, "cchc generate" in bad.detail) == ("B", True)
    assert set(server.office.count()) == {"a@mot.example", "a2@mot.example", "c@ba.example"}
    assert main(["-w", str(desk.workspace.root), "send", "--yes"]) == 1
    assert "Không lập được thư" in capsys.readouterr().out
    generate(desk.workspace, PERIOD)
    assert states(send(desk.workspace, how=QUICK)) == {"A": "already", "B": "accepted", "C": "already"}


def test_an_agency_that_was_issued_nothing_stops_nobody(tmp_path, server):
    agencies = [Agency(code, f"Đơn vị {code}", "so", "PL2-B1", emails=(f"{code}@x.example",)) for code in "AB"]
    settings = settings_for(server.port)
    workspace = Workspace.create(tmp_path / "desk", settings, (agencies[0],), today=date(2021, 3, 10))
    generate(workspace, PERIOD, today=date(2021, 3, 10))
    (workspace.root / "co-quan.xlsx").unlink()
    (workspace.root / "cchc.toml").unlink()
    workspace = Workspace.create(tmp_path / "desk", settings, tuple(agencies), today=date(2021, 3, 10))
    assert states(send(workspace, how=QUICK)) == {"A": "accepted", "B": "not_composed"}


def test_a_text_that_fails_for_one_agency_stops_nobody(desk, server):
    path = desk.workspace.root / "mau-thu" / "phat-hanh.txt"
    text = path.read_text("utf-8")
    path.write_text(text + "{{ (1 / 0) if co_quan == 'Đơn vị B' else '' }}", encoding="utf-8")
    found = send(desk.workspace, how=QUICK)
    assert states(found) == {"A": "accepted", "B": "not_composed", "C": "accepted"}
    path.write_text(text + "{{ khong_co }}", encoding="utf-8")
    # A text that fails for all is no matter of letters.
    with pytest.raises(WorkspaceError, match=r"phat-hanh\.txt"):
        send(desk.workspace, agencies=frozenset("B"), how=QUICK)


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("vănphòng@x.example", "có chữ có dấu"),
        ("a@x.example\u200b", "có ký tự ẩn"),
        ("a..2@x.example", "không hợp lệ"),
        ("mailto:a@x.example", "“mailto:”"),
    ],
)
def test_a_faulty_address_is_told_by_its_row(address, reason):
    rows = [
        (5, {"code": "A", "name": "A", "group": "so", "emails": "a@x.example"}),
        (6, {"code": "B", "name": "B", "group": "so", "emails": f"b@x.example; {address}"}),
    ]
    with pytest.raises(RegisterError) as told:
        parse_register(rows, ["PL2-B1"], "PL2-B1", "co-quan.xlsx")
    assert f"dòng 6: địa chỉ thư điện tử “{address}”" in told.value.message
    assert reason in told.value.message
    assert "dòng 5" not in told.value.message


def test_an_address_with_its_name_is_understood():
    rows = [(5, {"code": "A", "name": "A", "group": "so", "emails": "Nguyễn Văn A <a@x.example>; a@x.example"})]
    (agency,) = parse_register(rows, ["PL2-B1"], "PL2-B1", "co-quan.xlsx").agencies
    assert agency.emails == ("a@x.example",)


@pytest.mark.parametrize("key", ["dia_chi", "dong_gui"])
def test_the_addresses_of_the_settings_are_checked_alike(tmp_path, key):
    text = Settings().text().replace(f'{key} = ""', f'{key} = "Phòng CCHC <a@x.example>"')
    path = tmp_path / "cchc.toml"
    path.write_text(text, encoding="utf-8")
    section = Settings.read(path).thu_gui
    assert (section.sender, section.copies) == (("a@x.example", []) if key == "dia_chi" else ("", ["a@x.example"]))
    path.write_text(text.replace("a@x.example", "a..b@x.example"), encoding="utf-8")
    with pytest.raises(WorkspaceError, match=rf"thu_gui\.{key}.*“a\.\.b@x\.example” không hợp lệ"):
        Settings.read(path)
    assert SETTINGS_FILE


_LABEL = "a" * 63


@pytest.mark.parametrize(
    ("host", "is_name"),
    [
        ("", True),
        ("mail.soctrang.gov.vn", True),
        ("mail.soctrang.gov.vn.", True),
        (" mail.x ", True),
        ("127.0.0.1", True),
        ("::1", True),
        ("máy-chủ.vn", True),
        (f"{_LABEL}.vn", True),
        (f"{_LABEL}a.vn", False),
        (".".join([_LABEL] * 3 + ["a" * 61]), True),
        (".".join([_LABEL] * 3 + ["a" * 62]), False),
        ("imap..x", False),
        ("..x", False),
        ("a" * 300, False),
        ("máy chủ", False),
        ("http://mail.x/", False),
        ("a@mail.x", False),
        ("mail\\u0000.x", False),
    ],
)
@pytest.mark.parametrize("section", ["thu_gui", "thu_nhan"])
def test_the_name_of_a_server_is_checked(tmp_path, capsys, section, host, is_name):
    before, mark, after = Settings().text().partition(f"[{section}]")
    path = tmp_path / "cchc.toml"
    path.write_text(before + mark + after.replace('may_chu = ""', f'may_chu = "{host}"', 1), encoding="utf-8")
    if is_name:
        assert getattr(Settings.read(path), section).may_chu == host.strip()
        return
    with pytest.raises(WorkspaceError) as told:
        Settings.read(path)
    assert f"mục {section}.may_chu có giá trị không hợp lệ: “{host[:4]}" in told.value.message
    assert "không phải là tên máy chủ (tên máy chủ có dạng mail.tinh.gov.vn)" in told.value.message
    assert main(["-w", str(tmp_path), "status"]) == 2
    assert "dự kiến" not in capsys.readouterr().err


def test_short_reminders_of_one_agency(desk, capsys):
    assert [text.agency.code for text in short_reminders(desk.workspace, agencies=frozenset("B"))] == ["B"]
    assert main(["-w", str(desk.workspace.root), "remind", "--text", "--agency", "B"]) == 0
    assert [line[:2] for line in capsys.readouterr().out.splitlines()] == ["B:"]
    assert states(remind(desk.workspace, agencies=frozenset("B"), how=QUICK)) == {"B": "accepted"}
