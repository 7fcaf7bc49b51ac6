"""Wrong use, wrong requests, broken files: a sentence and a remedy, exit code 2."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from cchc_excel.api import Workspace


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
    assert cchc("-w", str(copy), "generate", "2031-Q1")[0] == 2
    with Workspace(copy).ledger() as ledger:
        assert "2031-Q1" not in [campaign.period for campaign in ledger.campaigns()]


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
