"""Which agencies a name names: with the province or without, in a longer name, as the one that is written to."""

from __future__ import annotations

import pytest

from cchc_excel.domain.agency import Agency
from cchc_excel.validation.agencies_named import AgencyNames

NAMES = AgencyNames(
    [
        Agency("SCT", "Sở Công Thương tỉnh Sóc Trăng", "so", "PL2-B1", aliases=("Sở CT",)),
        Agency("SXD", "Sở Xây dựng tỉnh Sóc Trăng", "so", "PL2-B1"),
        Agency("TPST", "UBND thành phố Sóc Trăng", "huyen", "PL2-B1"),
        Agency("KS", "UBND huyện Kế Sách", "huyen", "PL2-B1"),
        Agency("KS-AM", "UBND xã An Mỹ huyện Kế Sách", "xa", "PL2-B1"),
        Agency("12", "Ban Quản lý các khu công nghiệp", "so", "PL2-B1"),
        Agency("A1", "Phường 1", "xa", "PL2-B1"),
        Agency("H51.07", "Phường 10", "xa", "PL2-B1"),
    ]
)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("", []),
        ("Sở Công Thương", ["SCT"]),
        ("SO CONG THUONG - bao cao quy I", ["SCT"]),
        ("bao_cao_so_cong_thuong_tinh_soc_trang_(1)", ["SCT"]),
        ("Sở CT", ["SCT"]),
        ("sct", ["SCT"]),
        ("SCTX", []),
        ("Sở Công", []),
        ("Sở Công Thương, Sở Xây dựng", ["SCT", "SXD"]),
        ("UBND thành phố Sóc Trăng", ["TPST"]),
        ("thành phố Sóc Trăng", ["TPST"]),
        ("Sóc Trăng", []),
        ("UBND", []),
        ("UBND huyện Kế Sách", ["KS"]),
        ("huyện Kế Sách", ["KS"]),
        # A name within a longer one is not the one that is meant.
        ("UBND xã An Mỹ huyện Kế Sách", ["KS-AM"]),
        ("KS", []),
        ("KS-AM", ["KS-AM"]),
        ("12", []),
        ("A1", []),
        ("H51.07", ["H51.07"]),
        ("báo cáo H51 07", ["H51.07"]),
        ("phường 10", ["H51.07"]),
        ("gửi Sở Xây dựng", []),
        ("Đơn vị gửi - Sở Xây dựng", ["SXD"]),
        ("Người gửi Sở Xây dựng", ["SXD"]),
        ("cơ quan gửi: SXD", ["SXD"]),
        ("Sở Công Thương gửi Sở Xây dựng", ["SCT"]),
        (" " * 400 + "Sở Công Thương", []),
        ("x" * 290 + " Sở Công Thương", []),
    ],
)
def test_names_in_a_text(text, codes):
    assert sorted(NAMES.in_text(text)) == codes


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("Sở Công Thương.xlsx", ["SCT"]),
        ("PL2-B1_2021-Q1_SXD.xlsx", ["SXD"]),
        ("Sở Xây dựng.zip/tệp.xlsx", []),
        ("a.b.c/SXD.v2.xlsx", ["SXD"]),
    ],
)
def test_names_in_the_name_of_a_file(name, codes):
    assert sorted(NAMES.in_file_name(name)) == codes


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("Sở Xây dựng.zip/tệp.xlsx", ["SXD"]),
        ("Sở Xây dựng.zip/Sở Công Thương/tệp.xlsx", ["SCT"]),
        ("Sở Xây dựng.zip/gói/tệp.xlsx", ["SXD"]),
        ("TX. Sở Xây dựng/tệp.xlsx", ["SXD"]),
        ("Sở Xây dựng.zip/Sở Công Thương.xlsx", []),
        ("Sở Xây dựng.zip/PL2-B1_2021-Q1_SCT.xlsx", []),
        ("tệp.xlsx", []),
    ],
)
def test_names_around_a_file(name, codes):
    assert sorted(NAMES.around_file(name, "PL2-B1_2021-Q1_SCT")) == codes
