"""A definition is data: another form touches no code, a faulty one is refused with line and reason."""

from __future__ import annotations

from datetime import date
from textwrap import dedent

import pytest

from cchc_excel.errors import DefinitionError, RequestError
from cchc_excel.forms import Catalogue
from cchc_excel.forms.load import load_form, parse_form
from support.small_form import SMALL, small


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


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "dòng 1: không đúng cú pháp YAML ở cột 2 (“{”)"),
        ("form: [1,\n", "dòng 2: không đúng cú pháp YAML ở cột 1 (“hết tệp”)"),
        ("form: A\n\tb: 1\n", "dòng 2: không đúng cú pháp YAML ở cột 1 (“b: 1”)"),
        ("form: A\nb: *x\n", "dòng 2: không đúng cú pháp YAML ở cột 4 (“b: *x”)"),
        ("form: A\nb: 1\x00\n", "dòng 2: không đúng cú pháp YAML ở cột 5 (“b: 1�”)"),
        ("form: A\nform: B\n", "dòng 2: mục này đã ghi ở trên (“form: B”)"),
        ("form: A\nvalid_from: 2021-02-30\n", "dòng 2: giá trị không hợp lệ (“valid_from: 2021-02-30”)"),
        ("form: A\nrows:\n  - a: !!int x\n", "dòng 3: giá trị không hợp lệ (“- a: !!int x”)"),
        ("form: " + "9" * 5000, "dòng 1: giá trị không hợp lệ (“form: 9"),
        ("[" * 3000, "dòng 1: giá trị không hợp lệ (“[[["),
        ("&a [*a]", "dòng 1: giá trị không hợp lệ (“&a [*a]”)"),
    ],
)  # fmt: skip
def test_what_is_no_yaml_is_told_in_our_words(text, told):
    with pytest.raises(DefinitionError) as refused:
        parse_form(text, "thu.yaml")
    first, fault = refused.value.message.splitlines()
    assert first == "Định nghĩa biểu mẫu thu.yaml có lỗi:"
    assert fault.strip().startswith(told)
    assert len(fault) < 300


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_definition_saved_in_notepad_is_read(tmp_path, encoding):
    path = tmp_path / "thu.yaml"
    path.write_bytes(SMALL.replace("\n", "\r\n").encode(encoding))
    assert load_form(path) == parse_form(SMALL, "thu.yaml")


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
