"""Returns that ask for a password, saved by LibreOffice."""

from __future__ import annotations

import pytest

from cchc_excel.domain.submission import Reading, Unreadable
from cchc_excel.reading.reader import read_content
from cchc_excel.reading.table.expected_forms import ExpectedForms
from cchc_excel.reading.workers.limits import Limits


@pytest.fixture
def saved(desk, office):
    """A return as LibreOffice saves it under a password."""
    path = desk.drop("STC", {"I.1.1": 25})

    def save(kind: str, password: str) -> bytes:
        return office.edit(path, formats=(kind,), lock=password)[kind].read_bytes()

    return save


@pytest.fixture
def read(form):
    known = ExpectedForms.of([form], form.key)
    return lambda content, password="": read_content(content, known, Limits(), password)


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_the_password_opens_a_return_and_nothing_else_does(kind, saved, read):
    content = saved(kind, "bí mật")
    assert read(content) == Unreadable("encrypted", {"tried": ""})
    assert read(content, "bi mat") == Unreadable("encrypted", {"tried": "; mật khẩu vừa nhập không mở được tệp"})
    opened = read(content, "bí mật")
    assert isinstance(opened, Reading)
    assert [entry.raw.value for entry in opened.entries if entry.code == "I.1.1"] == [25]


@pytest.mark.parametrize("password", ["", "cả nhà"])
def test_what_excel_encrypts_of_itself_is_opened_without_a_password(password, saved, read):
    assert read(saved("xls", "VelvetSweatshop"), password).given == 1
