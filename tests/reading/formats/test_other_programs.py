"""As LibreOffice and other programs write, under any name, packed or locked."""

from __future__ import annotations

import re
import unicodedata
import zipfile
from io import BytesIO

import msoffcrypto
import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from cchc_excel.api import assign, collect
from cchc_excel.domain.stamp import sheet_password
from support.hostile_files import SHEET as HOSTILE_SHEET
from support.hostile_files import rewritten
from support.mangled import read_back

PERIOD = "2021-Q1"


KINDS = ("xlsx", "xls", "ods")


SHEET = "Bảng 1"


def opened(desk):
    """What takes the template's locks off, as with the password or any of the tools that do it."""
    password = sheet_password(desk.workspace.key, PERIOD)
    return [("unlock", password), ("unprotect", SHEET, password)]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("mischief", "expected"),
    [
        ([("insert_rows", SHEET, 10, 2), ("insert_columns", SHEET, 2, 1), ("rename", SHEET, "Sheet1")], {"CT06"}),
        ([("delete_rows", SHEET, 5, 1)], {"CT06"}),
        ([("sort", SHEET, "A9:I174", 2)], {"CT06"}),
        ([("drop", "_cchc")], {"CT04"}),
    ],
    ids=["inserted and renamed", "key row deleted", "sorted with its codes", "stamp sheet deleted"],
)
def test_mangled_in_libreoffice(desk, answers, office, kind, mischief, expected):
    filled = desk.drop("STC", answers)
    saved = office.edit(filled, do=[*opened(desk), *mischief], formats=KINDS)[kind]
    filled.unlink()
    desk.drop_bytes(f"x.{kind}", saved.read_bytes())
    told = desk.collect()[f"x.{kind}"]
    assert told.state == "accepted", told.reason
    figures, remarks = read_back(desk)
    assert figures == answers
    assert expected <= set(remarks)
    assert set(remarks) <= expected | {"CT13", "CT14", "CT18"}


@pytest.mark.parametrize("kind", KINDS)
def test_cells_copied_out_in_libreoffice(desk, answers, office, kind):
    filled = desk.drop("STC", answers)
    saved = office.edit(filled, do=[*opened(desk), ("copy_out", SHEET, "B1:F174")], formats=KINDS)[kind]
    filled.unlink()
    desk.drop_bytes(f"x.{kind}", saved.read_bytes())
    assert desk.collect()[f"x.{kind}"].state == "unassigned"
    assign(desk.workspace, f"x.{kind}", "STC")
    assert read_back(desk)[0] == answers


def test_an_xls_locked_in_libreoffice(desk, answers, office):
    filled = desk.drop("STC", answers)
    saved = office.edit(filled, formats=("xls",), lock="matkhau")["xls"]
    filled.unlink()
    desk.drop_bytes("x.xls", saved.read_bytes())
    assert desk.collect()["x.xls"].state == "encrypted"
    assert desk.collect(password="matkhau")["x.xls"].state == "accepted"
    assert read_back(desk)[0] == answers


def inline_strings(content):
    """Every shared string written into its cell and the shared ones gone, as Google Sheets and small writers do."""
    with zipfile.ZipFile(BytesIO(content)) as package:
        shared = package.read("xl/sharedStrings.xml").decode()
    texts = re.findall(r"<si>(.*?)</si>", shared, re.DOTALL)

    def change(name, data):
        if not name.startswith("xl/worksheets/"):
            return data
        cell = re.compile(r'<c r="([A-Z0-9]+)"([^>]*) t="s"><v>(\d+)</v></c>')
        return cell.sub(
            lambda found: f'<c r="{found[1]}"{found[2]} t="inlineStr"><is>{texts[int(found[3])]}</is></c>',
            data.decode(),
        ).encode()

    target = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for part in source.infolist():
            if part.filename != "xl/sharedStrings.xml":
                data = source.read(part)
                data = re.sub(rb"<[^>]*sharedStrings[^>]*/>", b"", data) if part.filename.endswith(".rels") else data
                made.writestr(part.filename, change(part.filename, data))
    return target.getvalue()


@pytest.mark.parametrize(
    "habit",
    [
        inline_strings,
        lambda good: rewritten(good, lambda _, data: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1"', data)),
        lambda good: rewritten(good, lambda _, data: re.sub(rb'<dimension ref="[^"]*"/>', b"", data)),
        lambda good: rewritten(
            good, lambda _, data: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', data)
        ),
        lambda good: rewritten(good, lambda _, data: re.sub(rb"<workbookPr ", b'<workbookPr date1904="1" ', data)),
        lambda good: rewritten(
            good, lambda name, data: re.sub(rb' r="[A-Z]*[0-9]+"', b"", data) if name == HOSTILE_SHEET else data
        ),
    ],
    ids=["inline strings", "dimension too small", "no dimension", "dimension of the whole sheet", "1904 dates",
         "cells without names"],
)  # fmt: skip
def test_habits_of_other_programs(desk, answers, habit):
    filled = desk.drop("STC", answers)
    filled.write_bytes(habit(filled.read_bytes()))
    told = desk.collect()["STC.xlsx"]
    assert told.state == "accepted", told.reason
    figures, remarks = read_back(desk)
    assert figures == answers
    assert set(remarks) <= {"CT13", "CT14"}


@pytest.mark.parametrize("name", ["báo cáo.xlsm", "báo cáo.xls", "báo cáo", "Copy of báo cáo (1) FINAL.xlsx.bin"])
def test_a_name_says_nothing(desk, answers, name):
    content = desk.drop("STC", answers, name="tam.xlsx").read_bytes()
    (desk.workspace.folder("returned", PERIOD) / "tam.xlsx").unlink()
    desk.drop_bytes(unicodedata.normalize("NFD", name), content)
    (told,) = collect(desk.workspace)
    assert (told.state, told.agency) == ("accepted", "STC")


def zipped(**files):
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(name, content)
    return target.getvalue()


def test_a_zip_around_returns_is_opened(desk, answers):
    inner = {code: desk.drop(code, answers).read_bytes() for code in ("STC", "SNV")}
    for code in inner:
        (desk.workspace.folder("returned", PERIOD) / f"{code}.xlsx").unlink()
    content = zipped(
        **{
            "STC/báo cáo.xlsx": inner["STC"],
            "SNV.xlsx": inner["SNV"],
            "../../thoat.pdf": b"%PDF-1",
            "/goc.pdf": b"%PDF-2",
        }
    )
    desk.drop_bytes("quy I.zip", content)
    told = {str(one.path).rpartition("returned/2021-Q1/")[2]: one for one in collect(desk.workspace)}
    assert {name: one.state for name, one in told.items()} == {
        "quy I.zip": "unpacked",
        "quy I.zip/STC/báo cáo.xlsx": "accepted",
        "quy I.zip/SNV.xlsx": "accepted",
        "quy I.zip/../../thoat.pdf": "not_a_workbook",
        "quy I.zip/goc.pdf": "not_a_workbook",
    }
    assert not list(desk.workspace.root.parent.rglob("thoat.pdf"))
    with desk.workspace.ledger() as ledger:
        names = {record.receipt.agency: record.receipt.name for record in ledger.accepted(PERIOD)}
    assert names == {"STC": "quy I.zip/STC/báo cáo.xlsx", "SNV": "quy I.zip/SNV.xlsx"}
    again = [one.state for one in collect(desk.workspace)]
    assert again == ["unpacked", "known", "known", "not_a_workbook", "not_a_workbook"]


def test_a_zip_in_a_zip_is_told(desk):
    desk.drop_bytes("hai lop.zip", zipped(**{"trong.zip": zipped(**{"a.txt": b"x"})}))
    states = [one.state for one in collect(desk.workspace)]
    assert states == ["unpacked", "packed"]


def test_a_locked_file_opens_with_its_password(desk, answers, tmp_path):
    path = desk.drop("STC", answers)
    target = BytesIO()
    OOXMLFile(BytesIO(path.read_bytes())).encrypt("mật khẩu 1", target)
    path.unlink()
    desk.drop_bytes("khoa.xlsx", target.getvalue())
    assert msoffcrypto.OfficeFile(BytesIO(target.getvalue())).is_encrypted()
    assert desk.collect()["khoa.xlsx"].state == "encrypted"
    assert desk.collect(password="sai")["khoa.xlsx"].state == "encrypted"
    assert desk.collect(password="mật khẩu 1")["khoa.xlsx"].state == "accepted"
    assert read_back(desk)[0] == answers
