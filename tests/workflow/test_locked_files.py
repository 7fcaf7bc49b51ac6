"""A return that asks for a password stays one, whatever is decided or rebuilt without it."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from cchc_excel.api import assign, collect, doctor, status, versions
from cchc_excel.errors import RequestError
from support.desk import PERIOD
from support.recorded import file_id

SECRET, EARLY, LATE = "bí mật", datetime(2021, 3, 10, 9, 0), datetime(2021, 3, 20, 9, 0)


def locked(content: bytes) -> bytes:
    target = BytesIO()
    OOXMLFile(BytesIO(content)).encrypt(SECRET, target)
    return target.getvalue()


@pytest.fixture
def returned(desk):
    """A desk with one locked return of STC, taken in with its password."""
    path = desk.drop("STC", {"I.1.1": 25}, when=EARLY)
    desk.drop_bytes("STC.xlsx", locked(path.read_bytes()), when=EARLY)
    (result,) = collect(desk.workspace, password=SECRET)
    assert result.state == "accepted"
    return desk


def kept(desk):
    """Name and state of the agency's files."""
    return [(version.receipt.name, version.receipt.state) for version in versions(desk.workspace, "STC")[1]]


def test_to_confirm_it_needs_no_password(returned):
    assert assign(returned.workspace, "STC.xlsx", "STC").state == "accepted"
    assert kept(returned) == [("STC.xlsx", "accepted")]


def test_without_the_password_it_is_given_to_nobody_else_and_stays_what_it_is(returned):
    with pytest.raises(RequestError, match="mật khẩu") as refused:
        assign(returned.workspace, "STC.xlsx", "SNV")
    assert refused.value.remedy.endswith(
        f"cchc assign {file_id(returned, 'STC.xlsx')} --agency SNV -k {PERIOD} --password"
    )
    with pytest.raises(RequestError, match="mật khẩu"):
        assign(returned.workspace, "STC.xlsx", "SNV", password="khác")
    assert kept(returned) == [("STC.xlsx", "accepted")]
    assert assign(returned.workspace, "STC.xlsx", "SNV", password=SECRET).agency == "SNV"


@pytest.mark.parametrize("decided", ["", "STC"])
def test_a_decision_that_comes_to_nothing_leaves_the_earlier_one(returned, decided):
    """What a decision says would count when the file is read the next time."""
    if decided:
        assign(returned.workspace, "STC.xlsx", decided)
    with pytest.raises(RequestError, match="mật khẩu"):
        assign(returned.workspace, "STC.xlsx", "SNV")
    with returned.workspace.ledger() as ledger:
        (receipt,) = ledger.receipts(PERIOD)
        assert ledger.decision(receipt.sha256, PERIOD) == decided
    assert doctor(returned.workspace, rebuild=True, password=SECRET).troubles == []


def test_a_wrong_password_is_told(desk):
    path = desk.drop("STC", {"I.1.1": 25})
    desk.drop_bytes("STC.xlsx", locked(path.read_bytes()))
    assert desk.collect()["STC.xlsx"].reason == "Tệp được bảo vệ bằng mật khẩu."
    told = desk.collect(password="khác")["STC.xlsx"].reason
    assert told == "Tệp được bảo vệ bằng mật khẩu; mật khẩu vừa nhập không mở được tệp."


def test_a_ledger_made_anew_says_which_returns_need_the_password(returned):
    returned.drop("STC", {"I.1.1": 26}, name="lan 2.xlsx", when=LATE)
    returned.collect()
    health = doctor(returned.workspace, rebuild=True)
    (trouble,) = health.troubles
    assert (trouble.kind, trouble.message) == (
        "locked",
        f"Báo cáo STC.xlsx (kỳ {PERIOD}) đã được tiếp nhận trước đây, nay không đọc được vì tệp có mật khẩu.",
    )
    assert doctor(returned.workspace, rebuild=True, password=SECRET).troubles == []
    assert kept(returned) == [("STC.xlsx", "superseded"), ("lan 2.xlsx", "accepted")]
    (agency,) = [agency for agency in status(returned.workspace).agencies if agency.agency.code == "STC"]
    assert (agency.received, agency.number) == (EARLY, 2)


def test_an_attempt_that_comes_to_nothing_leaves_a_return_what_it_was(desk):
    desk.drop("STC", {"I.1.1": 25})
    desk.collect()
    with pytest.raises(RequestError):
        assign(desk.workspace, "STC.xlsx", "KHONG-CO")
    assert kept(desk) == [("STC.xlsx", "accepted")]
