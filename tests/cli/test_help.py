"""Help, codebook and documents: complete, Vietnamese, at once."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from cchc_excel.cli.app import app

ROOT = Path(__file__).parents[2]


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
    shown = {}
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
            command = tuple(words[: 2 if name == "form" and len(words) > 1 else 1])
            if command not in shown:
                shown[command] = cchc(*command, "--help")[1]
            out = shown[command]
            for option in options:
                assert option in out, (page, line, option)
