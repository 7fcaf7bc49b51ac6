"""The form PL2-B1 has every row of the printed one, in its words."""

from __future__ import annotations

from collections import Counter

import pytest


def test_the_form_has_every_row(form):
    kinds = Counter(row.type for row in form.rows)
    assert kinds == {"section": 7, "heading": 29, "text": 1, "count": 98, "coded": 18, "percent": 13}
    assert [row.code for row in form.sections] == ["I", "II", "III", "IV", "V", "VI", "VII"]
    assert len({row.code for row in form.rows}) == 166


def test_the_rows_stand_in_the_order_of_the_original(form):
    lines = [int(row.source[1:]) for row in form.rows]
    assert lines == sorted(lines)


@pytest.mark.parametrize(
    ("code", "label", "unit"),
    [
        ("II", "Cải cách thể chế", ""),
        (
            "I.3.3",
            "Số lượng tin, bài viết, phóng sự đã đăng tại Chuyên mục CCHC của Cổng Thông tin điện tử của đơn vị",
            "Tin, bài",
        ),
        (
            "I.3.2",
            "Số lượng tin, bài viết, phóng sự gửi và duyệt đăng tại Chuyên trang CCHC tỉnh "
            "(https://cchc.soctrang.gov.vn/)",
            "Tin, bài",
        ),
        ("I.5.1", "Số lượng phiếu khảo sát", "Phiếu"),
        ("I.5.2", "Hình thức khảo sát", "Trực tuyến = 0\nPhát phiếu = 1\nKết hợp = 2"),
        ("II.2.1", "Số VBQPPL phải rà soát", "Văn bản"),
        ("III.2.3", "Tổng số TTHC đang có hiệu lực", "Thủ tục"),
        (
            "III.4",
            "Có thực hiện niêm yết địa chỉ tiếp nhận phản ánh, kiến nghị của cá nhân, tổ chức đối với TTHC thuộc "
            "thẩm quyền giải quyết",
            "Có = 1\nKhông = 0",
        ),
        ("III.6.1", "Số lượng hồ sơ TTHC do cơ quan, đơn vị tiếp nhận", "Hồ sơ"),
        ("III.7", "Vận hành Cổng dịch vụ công", ""),
        ("IV.1.2", "Số tổ chức hành chính trực thuộc sở, ngành (nếu có)", "Cơ quan, đơn vị"),
        ("V.6.1", "Số lãnh đạo cấp sở, ngành bị kỷ luật", "Người"),
        ("V.6.5a", "Trong đơn vị SNCL tự chủ hoàn toàn", "Người"),
        (
            "VI.3.1",
            "Số đơn vị SNCL đã thực hiện tự chủ 100% chi thường xuyên và chi đầu tư (lũy kế đến thời điểm báo cáo)",
            "Cơ quan, đơn vị",
        ),
        ("VII.3.1", "Tổng số TTHC cung cấp trực tuyến mức độ 3", "Thủ tục"),
    ],
)
def test_wording_is_the_forms_with_its_corrections(form, code, label, unit):
    row = form.by_code[code]
    assert (row.label, row.unit) == (label, unit)


def test_no_label_keeps_a_scar_of_the_scan(form):
    for row in form.rows:
        assert not row.label.endswith((".", ":")) or row.label.endswith("..."), row.code
        assert not any(scar in row.label for scar in ("<", "Công dịch", "Công DVC", "sở ngành", "  ", "( ")), row.code


def test_optional_rows_are_those_that_say_if_any(form):
    optional = {row.code for row in form.indicators if row.optional}
    assert {row.code for row in form.indicators if "(nếu có)" in row.label} <= optional
    assert optional == {
        "IV.1.2", "IV.1.3", "IV.1.4", "IV.1.5", "IV.1.6", "IV.1.7", "IV.1.8", "IV.1.9", "IV.1.10",
        "IV.3.1", "IV.3.2", "IV.3.3", "IV.3.4", "IV.4.1", "IV.4.2", "V.2.1", "V.2.2", "V.2.3", "V.2.4",
        "VII.5.4", "VII.5.5", "VII.5.6",
    }  # fmt: skip


def test_totals_are_as_the_form_says(form):
    kinds = Counter(row.total for row in form.indicators)
    assert kinds["distribution"] == 18
    assert kinds["weighted_mean"] == 6
    assert kinds["ratio"] == 7
    doubles = {row.code for row in form.indicators if row.total == "sum_with_duplicates"}
    assert doubles == {"I.4.1", "I.4.2", "I.4.3", "III.5.1", "III.5.2", "IV.6.1", "IV.6.2",
                       "IV.7.1", "IV.7.2", "IV.7.3"}  # fmt: skip
    assert form.by_code["III.2.3"].total_groups == ("so",)


def test_severities_of_rules_that_the_form_is_strict_about(form):
    severities = {rule.id: rule.severity for rule in form.rules}
    assert severities["R105"] == "error"
    assert severities["R314"] == "warning"
    assert severities["R717"] == "info"
    shared_list = next(rule for rule in form.rules if rule.id == "R306")
    assert (shared_list.severity_for("so"), shared_list.severity_for("xa")) == ("error", "warning")
