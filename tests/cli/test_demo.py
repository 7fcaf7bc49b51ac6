"""The demo as a command."""

from __future__ import annotations

from pathlib import Path

import pytest


def test_the_demo_says_where_to_look_and_refuses_a_full_folder(cchc, demo_told):
    assert demo_told.code == 0
    assert "Traceback" not in demo_told.out
    for place in ("templates", "returned", "consolidated"):
        assert str(Path("cchc-demo") / place / "2021-Q1") in demo_told.out
        assert any((demo_told.root / place / "2021-Q1").iterdir())
    Path("cchc-demo").mkdir()
    Path("cchc-demo", "co-quan.xlsx").write_bytes(b"")
    code, _, err = cchc("demo")
    assert code == 2
    assert "cchc-demo đã có" in err


@pytest.mark.slow
def test_the_demo_over_time(cchc, tmp_path, monkeypatch):
    """The last of the later periods; `.ci/run` has all of them judged by Microsoft's SDK."""
    import openpyxl  # noqa: PLC0415

    from cchc_excel.cli import setup  # noqa: PLC0415

    monkeypatch.setattr(setup, "LATER_PERIODS", setup.LATER_PERIODS[-1:])
    code, out, _ = cchc("demo", "nhieu-ky", "--more")
    assert code == 0
    assert "Thêm kỳ 2022-Q1" in out
    (path,) = (tmp_path / "nhieu-ky" / "consolidated" / "2022-Q1").glob("tong-hop_*.xlsx")
    assert {"So sánh kỳ trước", "Diễn biến"} <= set(openpyxl.load_workbook(path, read_only=True).sheetnames)
