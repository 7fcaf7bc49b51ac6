"""The command line through a whole cycle, as an official meets it."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

#: Whole cycles, each with its own desk.
pytestmark = pytest.mark.slow


def test_the_whole_cycle_by_hand(cchc, tmp_path):
    import openpyxl  # noqa: PLC0415

    code, out, _ = cchc("init", "--name", "thành phố Cần Thơ", "--sender", "Sở Nội vụ thành phố Cần Thơ")
    assert code == 0
    assert "co-quan.xlsx" in out
    register = openpyxl.load_workbook("co-quan.xlsx")
    for column, value in enumerate(("STC", "Sở Tài chính", "Sở, ban, ngành"), start=1):
        register["Danh mục"].cell(4, column, value)
    register.save("co-quan.xlsx")

    code, out, _ = cchc("generate", "2021-Q1", "--deadline", "18/03/2021")
    assert code == 0
    assert "đã phát hành 1 biểu mẫu" in out
    assert "18/03/2021" in out
    shutil.copyfile("templates/2021-Q1/PL2-B1_2021-Q1_STC.xlsx", "returned/2021-Q1/bao cao.xlsx")
    book = openpyxl.load_workbook("returned/2021-Q1/bao cao.xlsx")
    book["Bảng 1"]["E11"], book["Bảng 1"]["E12"] = 25, 26
    book.save("returned/2021-Q1/bao cao.xlsx")

    code, out, _ = cchc("collect")
    assert code == 0
    assert "Tổng số 1 tệp: 1 đã tiếp nhận." in out
    code, out, _ = cchc("check", "--strict")
    assert code == 1
    assert "Lỗi: ô E12, mục I.1.2 “Số nhiệm vụ đã hoàn thành”" in out
    code, out, _ = cchc("consolidate")
    assert code == 0
    assert "Đã tổng hợp 1/1 cơ quan" in out
    assert "Không tính 1 số liệu bị báo lỗi." in out
    master = openpyxl.load_workbook(next(Path("consolidated/2021-Q1").glob("*.xlsx")))
    assert master["Tổng hợp"]["A4"].value == "QUÝ I NĂM 2021 TOÀN THÀNH PHỐ CẦN THƠ"
    code, out, _ = cchc("consolidate", "--errors", "tinh_tat_ca", "--strict")
    assert code == 1
    code, out, _ = cchc("status", "--password")
    assert code == 0
    assert re.search(r"Mật khẩu khóa sheet của kỳ 2021-Q1: [a-z2-7]{10}", out)


def test_json_for_machines(cchc, demo):
    here = str(demo.root)
    found = json.loads(cchc("-w", here, "status", "--json")[1])
    assert found["period"] == "2021-Q1"
    assert {one["code"]: one["state"] for one in found["agencies"]}["STNMT"] == "late"
    assert [one["file"] for one in found["troubled"]] == ["Bao cao CCHC So Y te (ky so).pdf"]
    checked = json.loads(cchc("-w", here, "check", "--agency", "stc", "--json")[1])
    assert {"R402", "R601"} <= {one["code"] for one in checked[0]["findings"]}
    totals = json.loads(cchc("-w", here, "consolidate", "--json")[1])
    assert (totals["returned"], totals["expected"]) == (17, 19)
    assert len(json.loads(cchc("-w", here, "collect", "--json")[1])) == 19


def test_assign_history_and_doctor(cchc, desk):
    here = ("-w", str(desk.workspace.root))
    desk.drop("STC", {"I.1.1": 1}, name="lan 1.xlsx")
    desk.drop("STC", {"I.1.1": 2}, name="lan 2.xlsx")
    _, out, _ = cchc(*here, "collect")
    assert "Cần quyết định:" in out
    assert "Cơ quan STC có nhiều tệp khác nhau nhận cùng lúc" in out
    assert "Cần quyết định:" in cchc(*here, "status")[1]
    code, out, _ = cchc(*here, "assign", "lan 1.xlsx", "--agency", "stc")
    assert (code, "là báo cáo của STC" in out) == (0, True)
    assert "Cần quyết định:" not in cchc(*here, "status")[1]
    _, out, _ = cchc(*here, "history", "STC")
    assert "lan 1.xlsx\t10/03/2021 09:00\tĐã tiếp nhận (theo quyết định)\t1" in out
    assert "Lần nộp 2: 1 ô thay đổi so với lần nộp 1" in out
    assert "ô E11, mục I.1.1 “Số nhiệm vụ đề ra trong kế hoạch”: “1” → “2”" in out
    told = json.loads(cchc(*here, "history", "STC", "--json")[1])
    assert told["versions"][1]["changes"] == [{"indicator": "I.1.1", "cell": "E11", "before": "1", "after": "2"}]
    assert "Chưa nhận tệp nào của SNV" in cchc(*here, "history", "SNV")[1]
    code, out, _ = cchc(*here, "doctor")
    assert (code, "đầy đủ và khớp nhau" in out) == (0, True)
    next(desk.workspace.archive.files())[1].unlink()
    code, out, _ = cchc(*here, "doctor")
    assert (code, "có 1 điểm cần xử lý" in out) == (1, True)
    desk.drop("SNV", {"I.1.1": 3})
    cchc(*here, "collect")
    code, out, _ = cchc(*here, "assign", "SNV.xlsx", "-a", "STP")
    assert (code, "Lưu ý: trong tệp ghi cơ quan nộp là SNV" in out) == (0, True)
    assert "khác với cơ quan do bộ phận tổng hợp xác định (STP)" in cchc(*here, "check")[1]
    assert "Tệp SNV.xlsx ghi là của cơ quan này, được xác định là báo cáo của STP" in cchc(*here, "log", "SNV")[1]
    code, out, _ = cchc(*here, "assign", "SNV.xlsx", "-a", "SNV")
    assert (code, "trong tệp ghi cơ quan nộp" in out) == (0, False)
    assert "nay STP không còn báo cáo nào được tính trong kỳ 2021-Q1" in out
    assert "được xác định là báo cáo của" not in cchc(*here, "log", "SNV")[1]
    for wrong, words in (
        (("assign", "khong.xlsx", "-a", "STC"), "Chưa nhận tệp nào có tên"),
        (("assign", "lan 1.xlsx", "-a", "KHONG"), "Không có cơ quan"),
        (("history", "KHONG"), "Không có cơ quan"),
        (("assign", "lan 1.xlsx"), "Thiếu tham số --agency"),
    ):
        code, _, err = cchc(*here, *wrong)
        assert code == 2
        assert words in err


def test_other_shapes_and_the_return_upwards(cchc, demo, tmp_path):
    here = str(demo.root)
    code, out, _ = cchc("-w", here, "consolidate", "--also", "csv, DOCX")
    assert code == 0
    assert out.count("Đã ghi thêm") == 2
    assert list((demo.root / "consolidated").rglob("phu-luc_*.docx"))
    code, _, err = cchc("-w", here, "consolidate", "--also", "odt")
    assert (code, "Không có dạng tệp “odt”" in err) == (2, True)
    code, _, err = cchc("-w", here, "consolidate", "--template", "x.xlsx")
    assert (code, "chỉ dùng cùng --as-return" in err) == (2, True)
    code, _, err = cchc("-w", here, "consolidate", "--as-return")
    assert (code, "Chưa biết mã của tỉnh" in err) == (2, True)
    issued = demo.root / "templates" / "2021-Q1" / "PL2-B1_2021-Q1_STC.xlsx"
    code, _, err = cchc("-w", here, "consolidate", "--as-return", "--template", str(issued))
    assert (code, "do chính nơi này phát hành cho STC" in err) == (2, True)
    assert not list((demo.root / "consolidated").rglob("bao-cao_*.xlsx"))


def test_files_beside_a_newer_master_are_told(cchc, desk):
    here = str(desk.workspace.root)
    desk.drop("STC", {"I.1.1": 25, "I.1.2": 30})
    desk.collect()
    code, out, _ = cchc("-w", here, "consolidate", "--also", "csv,html")
    assert (code, "không còn khớp" in out, "Không tính 1 số liệu bị báo lỗi." in out) == (0, False, True)
    code, out, _ = cchc("-w", here, "consolidate")
    assert (code, "không còn khớp" in out) == (0, False)
    code, out, _ = cchc("-w", here, "consolidate", "--errors", "tinh_tat_ca", "--also", "html")
    assert "Đã tính cả 1 số liệu bị báo lỗi." in out
    assert "không còn khớp với tệp tổng hợp: so-lieu_PL2-B1_2021-Q1.csv." in out
    code, out, _ = cchc("-w", here, "consolidate", "--errors", "tinh_tat_ca")
    assert "so-lieu_PL2-B1_2021-Q1.csv" in out
    # With the figures that it was made from, the file says the same again; the page does not.
    code, out, _ = cchc("-w", here, "consolidate")
    assert "so-lieu_PL2-B1_2021-Q1.csv" not in out
    assert "tong-quan_PL2-B1_2021-Q1.html." in out


def test_the_return_upwards_says_what_it_leaves_out(cchc, desk):
    settings = desk.workspace.root / "cchc.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace('ma = ""', 'ma = "H51"'), encoding="utf-8")
    here = str(desk.workspace.root)
    desk.drop("STC", {"I.1.1": 25, "I.1.2": 30})
    desk.collect()
    code, out, _ = cchc("-w", here, "consolidate", "--as-return", "--strict")
    assert code == 1
    assert "từ 1/3 cơ quan" in out
    assert "Không tính 1 số liệu bị báo lỗi." in out
    assert "giải trình" in out
    code, out, _ = cchc("-w", here, "consolidate", "--as-return", "--json")
    assert (code, json.loads(out)["left_out"]) == (0, 1)


@pytest.mark.parametrize(
    ("name", "sender", "asked"),
    [
        ("Bộ Nội vụ", "", "ghi nơi nhận"),
        ("tỉnh X", "Sở Nội vụ", "xem lại các cài đặt"),
        ("", "", "ghi tên tỉnh và nơi"),
    ],
)
def test_init_asks_for_what_was_not_given(cchc, tmp_path, name, sender, asked):
    code, out, _ = cchc("init", *(("--name", name) if name else ()), *(("--sender", sender) if sender else ()))
    assert (code, asked in out) == (0, True)
    whole = {"Bộ Nội vụ": "tổng hợp tại"}.get(name, "toàn tỉnh")
    assert f'pham_vi = "{whole}"' in (tmp_path / "cchc.toml").read_text(encoding="utf-8")
