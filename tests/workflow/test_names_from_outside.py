"""Names that no file system or encoding should hold end no run: in the drop folder, in zips, in letters."""

from __future__ import annotations

import io
import os
import sys
import zipfile
from email.message import EmailMessage

import pytest

from cchc_excel.api import check, consolidate, feedback
from support.desk import PERIOD

EVIL = set("\x1b\x07\x9b\u202e\n")


def test_names_without_an_encoding_end_no_run(desk):
    content = desk.drop("STC", {"I.1.1": 1}).read_bytes()
    folder = desk.workspace.folder("returned", PERIOD)
    (folder / "STC.xlsx").unlink()
    if sys.platform == "linux":
        for name, what in ((b"b\xe1o c\xe1o.xlsx", content), (b"th\xe1ng.txt", b"a")):
            (folder / os.fsdecode(name)).write_bytes(what)
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as target:
        target.writestr("\u202e\x1b[31m" + "a" * 5000 + "\n.txt", b"b")
        target.writestr("\x9b]0;x\x07.txt", b"c")
    desk.drop_bytes("g.zip", package.getvalue())
    letter = EmailMessage()
    letter["From"], letter["Date"] = "a@b.example", "Wed, 10 Mar 2021 10:00:00 +0700"
    letter.add_attachment(b"d", maintype="application", subtype="octet-stream", filename="N.xlsx")
    desk.drop_bytes("t.eml", letter.as_bytes().replace(b'"N.xlsx"', b'"b\xe1o\xff \x1b[2J c\xe1o.xlsx"'))
    desk.collect()
    with desk.workspace.ledger() as ledger:
        receipts = ledger.receipts(PERIOD)
    assert all(not EVIL & set(receipt.name) and len(receipt.name) < 300 for receipt in receipts)
    assert {receipt.state for receipt in receipts} <= {"accepted", "not_a_workbook", "unpacked", "opened_mail"}
    if sys.platform == "linux":
        assert "b?o c?o.xlsx" in {receipt.name for receipt in receipts if receipt.state == "accepted"}
    assert {result.state for result in desk.collect().values()} <= {
        "known",
        "unpacked",
        "opened_mail",
        "not_a_workbook",
    }


@pytest.mark.parametrize("length", [32_767, 32_768, 450_000])
def test_a_note_of_any_length_is_consolidated(desk, form, length):
    code = next(row.code for row in form.indicators if row.type == "count")
    path = desk.drop("STC", {code: 1}, notes={code: "MARK"})
    source, target = zipfile.ZipFile(io.BytesIO(path.read_bytes())), io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for part in source.infolist():
            package.writestr(part, source.read(part).replace(b"MARK", b"a" * length))
    desk.drop_bytes("STC.xlsx", target.getvalue())
    assert desk.collect()["STC.xlsx"].state == "accepted"
    (checked,) = check(desk.workspace)
    assert [finding.code for finding in checked.findings if finding.code == "CT53"] == ["CT53"] * (length > 32_767)
    assert max(len(finding.text) for finding in checked.findings) < 2000
    feedback(desk.workspace)
    assert consolidate(desk.workspace, also=("csv", "docx", "html")).path.is_file()
