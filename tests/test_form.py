"""The form stands complete as data, and a faulty definition is refused with the line and the reason."""

from __future__ import annotations

from collections import Counter
from datetime import date
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_excel.errors import DefinitionError, RequestError
from cchc_excel.forms import Catalogue
from cchc_excel.forms.codebook import codebook
from cchc_excel.forms.load import load_form, parse_form
from cchc_excel.rules.expression import Figure, Number, Operation
from cchc_excel.rules.parser import parse_truth
from cchc_excel.rules.text import expression_text


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


# --- another form, and faulty ones ----------------------------------------------------------------------------------

SMALL = """\
    form: TEST
    version: "1"
    name: Biểu thử
    valid_from: 2021-01-01
    heading: [BIỂU THỬ]
    choices:
      co_khong: {1: Có, 0: Không}
    rows:
      - code: I
        type: section
        label: Mục một
      - code: I.1
        type: count
        label: Số một
        unit: Cái
        total: sum
      - code: I.2
        type: percent
        label: Tỷ lệ
        total: weighted_mean
        weight: I.1
      - code: I.3
        type: coded
        label: Có không
        choices: co_khong
    rules:
      - rule: R1
        expect: I.2 <= I.1
        severity: error
        message: tỷ lệ ({I.2}) lớn hơn ({I.1})
"""


def small(*changes: tuple[str, str]) -> str:
    text = dedent(SMALL)
    for before, after in changes:
        assert before in text
        text = text.replace(before, after, 1)
    return text


def test_a_new_indicator_and_rule_touch_no_python():
    text = small(("rules:", "  - {code: I.4, type: count, label: Số hai, unit: Cái, total: stock}\nrules:"))
    text += "  - {rule: R2, expect: I.4 > 0 implies given(I.3), severity: warning, message: thiếu}\n"
    form = parse_form(text, "thu.yaml")
    assert [row.code for row in form.indicators] == ["I.1", "I.2", "I.3", "I.4"]
    assert [rule.id for rule in form.rules_at("I.4")] == ["R2"]


@pytest.mark.parametrize(
    ("change", "line", "reason"),
    [
        (("    total: sum\n", "    total: sumo\n"), 16, "total"),
        (("    unit: Cái\n", ""), 12, "unit"),
        (("choices: co_khong\n", "choices: co\n"), 25, "co"),
        (("  - code: I.3", "  - code: I.1"), 22, "trùng"),
        (("expect: I.2 <= I.1", "expect: I.2 <= I.9"), 28, "I.9"),
        (("expect: I.2 <= I.1", "expect: I.2 <= I"), 28, "không phải là chỉ tiêu"),
        (("expect: I.2 <= I.1", "expect: I.2 + I.1"), 28, "điều kiện"),
        (("expect: I.2 <= I.1", "expect: I.2 <= (I.1"), 28, "cần )"),
        (("expect: I.2 <= I.1", "expect: I.2 ≤ I.1"), 28, "≤"),
        (("expect: I.2 <= I.1", "expect: given(I.2) implies"), 28, "chưa kết thúc"),
        (("expect: I.2 <= I.1", "expect: lớn(I.2)"), 28, "ớ"),
        (("expect: I.2 <= I.1", "expect: total(I.2) > 1"), 28, "total"),
        (("expect: I.2 <= I.1", "expect: self <= I.1"), 28, "for_each"),
        (("    weight: I.1\n", "    weight: I.1 > 2\n"), 21, "cần một số"),
        (("    weight: I.1\n", ""), 20, "weight"),
        (("    label: Số một", "    labell: Số một"), 14, "labell"),
        (("({I.1})", "({I.7})"), 30, "I.7"),
        (("label: Số một", "label: 'Số {tham_so}'"), 14, "tham_so"),
        (("severity: error", "severity: serious"), 29, "severity"),
        (("valid_from: 2021-01-01", "valid_from: đầu năm"), 4, "valid_from"),
        (("{1: Có, 0: Không}", "{1: Có}"), 7, "2 lựa chọn"),
        (("  - code: I.1\n", "  - code: A-1\n"), 12, "A-1"),
        (("heading: [BIỂU THỬ]", "heading: [BIỂU THỬ"), 6, "YAML"),
    ],
)
def test_a_faulty_definition_is_refused_with_the_line_and_the_reason(change, line, reason):
    with pytest.raises(DefinitionError) as refused:
        parse_form(small(change), "thu.yaml")
    assert "thu.yaml" in refused.value.message
    assert f"dòng {line}:" in refused.value.message
    assert reason in refused.value.message


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"", b"chi la chu", b"- a\n- b\n", b"form: [1"])
def test_a_file_that_is_no_definition_at_all_is_refused(tmp_path, content):
    path = tmp_path / "thu.yaml"
    path.write_bytes(content)
    with pytest.raises(DefinitionError, match="dòng 1"):
        load_form(path)


def test_all_faults_are_told_at_once():
    text = small(("I.2 <= I.1", "I.2 <= I.8"), ("choices: co_khong\n", "choices: x\n"), ("    unit: Cái\n", ""))
    with pytest.raises(DefinitionError) as refused:
        parse_form(text, "thu.yaml")
    assert refused.value.message.count("dòng") == 3


def test_a_desk_s_own_definition_stands_before_the_shipped_one(tmp_path):
    (tmp_path / "thu.yaml").write_text(dedent(SMALL), encoding="utf-8")
    catalogue = Catalogue(tmp_path)
    assert catalogue.ids == ["PL2-B1", "TEST"]
    assert catalogue.for_period("TEST", "2021-Q1", date(2021, 3, 14)).key == "TEST/1"
    with pytest.raises(RequestError, match="2020-Q1"):
        catalogue.for_period("TEST", "2020-Q1", date(2020, 3, 14))


def test_every_rule_read_aloud_is_the_same_rule(form):
    """The codebook's conditions, parsed again, are the conditions."""
    for rule in form.rules:
        assert parse_truth(expression_text(rule.expect)) == rule.expect, rule.id


_LEAVES = st.one_of(
    st.integers(0, 99).map(lambda value: Number(float(value))), st.sampled_from(["I.1.1", "III.2.3a"]).map(Figure)
)


def _grow(children):
    return st.one_of(
        st.tuples(st.sampled_from(["-", "*", "/"]), children, children).map(lambda it: Operation(it[0], it[1:])),
        st.lists(children, min_size=2, max_size=3).map(lambda parts: Operation("+", tuple(parts))),
    )


@given(number=st.recursive(_LEAVES, _grow, max_leaves=8))
def test_any_expression_is_written_as_it_is_parsed(number):
    text = expression_text(Operation("<=", (number, Number(1.0))))
    assert expression_text(parse_truth(text)) == text


def test_the_codebook_describes_every_row(form):
    described = {one.code: one for one in codebook(form)}
    assert list(described) == [row.code for row in form.rows]
    one = described["III.6.2"]
    assert (one.type, one.unit, one.total) == ("Số đếm", "Hồ sơ", "Cộng số phát sinh trong kỳ")
    assert any("III.6.2 <= III.6.1" in rule for rule in one.rules)
    weighted = [one for one in described.values() if one.total.startswith("Bình quân gia quyền; quyền số: ")]
    assert len(weighted) == sum(row.total == "weighted_mean" for row in form.rows)
    assert all(one.required for one in described.values() if one.code in {row.code for row in form.indicators})
