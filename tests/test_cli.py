"""The command line as an official meets it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cchc_excel.cli import main
from cchc_excel.cli.app import app

ROOT = Path(__file__).parents[1]


@pytest.fixture
def cchc(capsys, tmp_path, monkeypatch):
    """Run a command line in an empty folder; its exit code, output and complaints."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> tuple[int, str, str]:
        code = main(list(arguments))
        said = capsys.readouterr()
        assert "Traceback" not in said.out + said.err
        return code, said.out, said.err

    return run


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


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["status"], "không phải là thư mục làm việc"),
        (["generate", "2021-Q1"], "không phải là thư mục làm việc"),
        (["generate"], "Thiếu tham số KỲ"),
        (["nonsense"], "Không có lệnh “nonsense”"),
        (["status", "--nonsense"], "Không có tùy chọn --nonsense"),
        (["form", "check", "khong-co.yaml"], "Không tìm thấy khong-co.yaml"),
    ],
)
def test_wrong_use_gets_a_sentence_and_a_remedy(cchc, arguments, words):
    code, out, err = cchc(*arguments)
    assert code == 2
    assert out == ""
    assert words in err
    assert "Đề nghị" in err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["generate", "quy1"], "Không hiểu được kỳ báo cáo “quy1”"),
        (["generate", "2021-6T", "--deadline", "31/02/2021"], "Ngày “31/02/2021” không hợp lệ"),
        (["generate", "2020-NAM"], "Không có biểu mẫu PL2-B1 dùng cho kỳ 2020-NAM"),
        (["status", "--period", "2021-Q3"], "Kỳ 2021-Q3 chưa phát hành biểu mẫu"),
        (["collect", "khong-co"], "Không tìm thấy khong-co"),
        (["check", "--agency", "ABC"], "Không có cơ quan “ABC”"),
        (["consolidate", "--errors", "bo_het"], "“bo_het” không có"),
    ],
)
def test_wrong_requests_get_a_sentence_and_a_remedy(cchc, demo, arguments, words):
    code, _, err = cchc("-w", str(demo.root), *arguments)
    assert code == 2
    assert words in err
    assert "Đề nghị" in err


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[tinh]\nten = 5\n", "tinh.ten"),
        ("[tinh]\nteen = 'x'\n", "tinh.teen"),
        ("[ky_bao_cao]\nngay_han_nop = 40\n", "ngay_han_nop"),
        ("[tinh\n", "cchc.toml"),
    ],
)
def test_faulty_settings_are_told_by_key(cchc, tmp_path, text, words):
    Path("cchc.toml").write_text(text, encoding="utf-8")
    code, _, err = cchc("status")
    assert code == 2
    assert words in err


def test_settings_saved_by_old_notepad_are_read(cchc, tmp_path):
    cchc("init")
    text = Path("cchc.toml").read_text(encoding="utf-8")
    Path("cchc.toml").write_text(text, encoding="utf-8-sig")
    assert cchc("status")[0] == 2  # nothing issued yet, but the settings are read
    assert "Chưa có kỳ nào" in cchc("status")[2]


def test_a_second_init_keeps_what_is_there(cchc):
    cchc("init")
    Path("cchc.toml").write_text("", encoding="utf-8")
    code, _, err = cchc("init")
    assert code == 2
    assert "đã là thư mục làm việc" in err
    assert Path("cchc.toml").read_text(encoding="utf-8") == ""


def test_a_lost_key_is_told(cchc, demo, tmp_path):
    copy = shutil.copytree(demo.root, tmp_path / "copy")
    (copy / "cchc.key").unlink()
    code, _, err = cchc("-w", str(copy), "collect")
    assert code == 2
    assert "cchc.key" in err


def test_a_foreign_file_as_ledger_is_told(cchc, demo, tmp_path):
    copy = shutil.copytree(demo.root, tmp_path / "copy", ignore=shutil.ignore_patterns("cchc.sqlite*"))
    (copy / "cchc.sqlite").write_bytes(b"not a database, quite long enough to be looked at" * 40)
    code, _, err = cchc("-w", str(copy), "status")
    assert code == 2
    assert "cchc.sqlite" in err


def test_a_ledger_that_is_held_by_another_program_is_told(cchc, demo, tmp_path, monkeypatch):
    import sqlite3  # noqa: PLC0415

    from cchc_excel.storage.ledger import database  # noqa: PLC0415

    copy = shutil.copytree(demo.root, tmp_path / "copy")
    monkeypatch.setattr(database, "_BUSY_SECONDS", 0.1)
    holder = sqlite3.connect(copy / "cchc.sqlite", isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    code, _, err = cchc("-w", str(copy), "check")
    holder.execute("ROLLBACK")
    holder.close()
    assert code == 2
    assert "cchc.sqlite" in err


def test_a_program_s_own_fault_shows_no_trace(cchc, demo, monkeypatch):
    from cchc_excel import api as campaign  # noqa: PLC0415

    monkeypatch.setattr(campaign, "status", lambda *_args, **_options: 1 / 0)
    code, _, err = cchc("-w", str(demo.root), "status")
    assert code == 2
    log = Path(re.search(r"gửi tệp (\S+) cho", err)[1])
    assert "ZeroDivisionError" in log.read_text(encoding="utf-8")
    log.unlink()


def test_the_demo_says_where_to_look_and_refuses_a_full_folder(cchc):
    code, out, _ = cchc("demo")
    assert code == 0
    for place in ("templates", "returned", "consolidated"):
        assert str(Path("cchc-demo") / place / "2021-Q1") in out
        assert any(Path("cchc-demo", place, "2021-Q1").iterdir())
    code, _, err = cchc("demo")
    assert code == 2
    assert "cchc-demo đã có" in err


def test_help_is_vietnamese_throughout(cchc):
    names = [command.name or command.callback.__name__ for command in app.registered_commands]
    assert len(names) > 12
    for command in ((), ("form",), *((name,) for name in names)):
        code, out, _ = cchc(*command, "--help")
        assert not re.search(r"<(bool|path|text|int|list)|list\[", out), command
        assert code == 0
        assert "Cách dùng:" in out
        for english in ("Usage", "Options", "Commands", "Arguments", "Show this message", "default:", "required"):
            assert english not in out, (command, english)


@pytest.mark.parametrize("encoding", ["cp1258", "cp1252", "ascii", "utf-8"])
def test_any_terminal_survives(demo, encoding):
    done = subprocess.run(
        [sys.executable, "-m", "cchc_excel", "-w", str(demo.root), "status"],
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONIOENCODING": encoding},
        cwd=demo.root,
    )
    text = done.stdout.decode(encoding)
    if encoding == "utf-8":
        assert "Tình hình nộp báo cáo kỳ 2021-Q1" in text
    if encoding == "cp1258":
        import unicodedata  # noqa: PLC0415

        assert "Tình hình nộp báo cáo kỳ 2021-Q1" in unicodedata.normalize("NFC", text)
    assert "STNMT" in text
    assert b"?" not in done.stdout


def test_help_is_instant_because_heavy_parts_wait():
    loaded = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "cchc_excel", "--help"],
        capture_output=True,
        check=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    ).stderr
    for heavy in ("pandas", "numpy", "xlsxwriter", "openpyxl", "pydantic", "python_calamine", "ruamel"):
        assert not re.search(rf"\| +{heavy}\b", loaded), heavy


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
    assert (code, "Lưu ý" in out) == (0, False)
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


def test_the_codebook_on_the_command_line(cchc):
    code, out, _ = cchc("form", "show", "--code", "III.6")
    assert code == 0
    assert "III.6.2 Số lượng hồ sơ TTHC do cơ quan, đơn vị trả kết quả" in out
    assert "III.6.2 <= III.6.1" in out
    assert "Cách tổng hợp toàn tỉnh: Cộng số phát sinh trong kỳ" in out
    told = json.loads(cchc("form", "show", "PL2-B1/2021.1", "--json")[1])
    assert len(told["rows"]) == 166
    assert cchc("form", "show", "--code", "IX")[0] == 2
    assert cchc("form", "show", "KHONG/1")[0] == 2


def test_every_command_in_the_documents_exists(cchc):
    known = {command.callback.__name__ for command in app.registered_commands} | {"form"}
    assert {"demo", "assign", "doctor"} <= {*known}
    for page in ("README.md", "docs/huong-dan.md"):
        text = (ROOT / page).read_text(encoding="utf-8")
        lines = re.findall(r"^\s*(?:\$ )?cchc (.+)$", text, re.MULTILINE) + re.findall(r"`cchc ([^`]+)`", text)
        assert lines, page
        for line in lines:
            words = [word for word in line.split("#")[0].split() if not word.startswith("<")]
            name = words[0]
            if name.startswith("-"):
                continue
            assert name in known, (page, line)
            options = [word.split("=")[0] for word in words if word.startswith("-")]
            _, out, _ = cchc(*words[: 2 if name == "form" and len(words) > 1 else 1], "--help")
            for option in options:
                assert option in out, (page, line, option)


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


def test_the_demo_over_time(cchc, tmp_path):
    import openpyxl  # noqa: PLC0415

    code, out, _ = cchc("demo", "nhieu-ky", "--more")
    assert code == 0
    assert "Thêm kỳ 2022-Q1" in out
    (path,) = (tmp_path / "nhieu-ky" / "consolidated" / "2022-Q1").glob("tong-hop_*.xlsx")
    assert {"So sánh kỳ trước", "Diễn biến"} <= set(openpyxl.load_workbook(path).sheetnames)
