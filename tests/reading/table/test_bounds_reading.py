"""How like a label must be to be a row's, and which labels are never the same row."""

from __future__ import annotations

import pytest

from cchc_excel.domain.submission import Cell
from cchc_excel.reading.formats.sheet import Sheet
from cchc_excel.reading.table.columns import Columns
from cchc_excel.reading.table.expected_forms import FormIndex, RowIndex, comparable
from cchc_excel.reading.table.rows import Part
from cchc_excel.reading.table.rows_by_code import lines_by_code
from cchc_excel.reading.table.rows_by_label import lines_by_label

#: A hundred letters, of which each that is changed takes one from how like two labels are.
LABEL = "a" * 100


def changed(letters: int, by: str = "z", label: str = LABEL) -> str:
    return by * letters + label[letters:]


def form_of(*labels: str, fence: bool = True) -> FormIndex:
    """A form of these rows, between two that every sheet has."""
    rows = ("đầu biểu", *labels, "cuối biểu") if fence else labels
    return FormIndex("THU/1", tuple(RowIndex(f"I.{at}", 9 + at, label, "", "figure") for at, label in enumerate(rows)))


def sheet_of(*rows: list[str]) -> Sheet:
    """These rows, from row 8."""
    cells = {
        row: {column: Cell("text", text) for column, text in enumerate(texts, start=1)}
        for row, texts in enumerate(rows, start=8)
    }
    return Sheet("Bảng 1", cells)


def by_label(form: FormIndex, *labels: str) -> list[tuple[str, str, bool]]:
    """Code, doubt and whether it was retyped, of each label on a sheet without codes."""
    sheet = sheet_of(["Chỉ tiêu"], *([label] for label in labels))
    return [
        (line.code, line.doubt, line.is_retyped)
        for line in lines_by_label([Part(sheet, Columns(8, {"label": 1}))], form)
    ]


def by_code(form: FormIndex, code: str, label: str) -> tuple[str, str, bool]:
    sheet = sheet_of(["Mã", "Chỉ tiêu"], [code, label])
    ((line,)) = lines_by_code(Part(sheet, Columns(8, {"code": 1, "label": 2})), form)
    return line.code, line.doubt, line.is_retyped


@pytest.mark.parametrize(("letters", "is_found"), [(0, True), (1, True), (15, True), (16, False), (30, False)])
def test_without_codes_a_label_like_enough_is_the_row_s(letters, is_found):
    told = by_label(form_of(LABEL), "đầu biểu", changed(letters), "cuối biểu")
    assert told[1] == (("I.1", "", letters > 0) if is_found else ("", "unknown", False))


@pytest.mark.parametrize(("letters", "is_found"), [(16, True), (15, True), (14, False), (11, False)])
def test_two_rows_nearly_as_like_leave_it_open(letters, is_found):
    """The line is ten letters away from one row; the other is so many away."""
    form = form_of(changed(10, "x"), changed(letters, "y"))
    told = by_label(form, "đầu biểu", LABEL, "cuối biểu")
    assert told[1] == (("I.1", "", True) if is_found else ("", "unknown", False))


@pytest.mark.parametrize(("letters", "doubt"), [(1, ""), (40, ""), (41, "contradicted"), (60, "contradicted")])
def test_beside_its_code_a_label_of_another_text_is_doubted(letters, doubt):
    assert by_code(form_of(LABEL), "I.1", changed(letters)) == ("I.1", doubt, not doubt)


def test_beside_its_code_the_label_of_another_row_is_doubted_however_like():
    form = form_of(LABEL, changed(1))
    assert by_code(form, "I.1", changed(1)) == ("I.1", "contradicted", False)
    assert by_code(form, "I.2", changed(1)) == ("I.2", "", False)
    assert by_code(form, "I.1", "") == ("I.1", "", False)


MANY = "Số thủ tục hành chính cung cấp trực tuyến mức độ {} của cơ quan, đơn vị trong kỳ báo cáo"


@pytest.mark.parametrize(
    ("label", "found"),
    [
        (MANY.format(3), ("I.1", "", False)),
        (MANY.format(3).replace("cung cấp", "được cung cấp"), ("I.1", "", True)),
        (MANY.format(4), ("", "unknown", False)),
        (MANY.format(33), ("", "unknown", False)),
        (MANY.format("3, 4"), ("", "unknown", False)),
        (MANY.format("ba"), ("", "unknown", False)),
    ],
)
def test_labels_that_differ_in_a_number_are_not_the_same_row(label, found):
    """Level 3 and level 4 are one letter apart, and two rows of the form."""
    assert by_label(form_of(MANY.format(3)), "đầu biểu", label, "cuối biểu")[1] == found


def test_of_two_rows_that_differ_in_a_number_each_gets_its_own():
    form = form_of(MANY.format(3), MANY.format(4))
    lines = [MANY.format(at).replace("cung cấp", "được cung cấp") for at in (4, 3)]
    told = by_label(form, "đầu biểu", *lines, "cuối biểu")
    assert [code for code, *_ in told] == ["I.0", "I.2", "I.1", "I.3"]


def test_a_label_that_stands_twice_is_placed_by_its_neighbours_or_not_at_all():
    form = form_of("Số vi phạm", "giữa biểu", "Số vi phạm")
    told = by_label(form, "đầu biểu", "Số vi phạm", "giữa biểu", "Số vi phạm", "cuối biểu")
    assert [code for code, *_ in told] == ["I.0", "I.1", "I.2", "I.3", "I.4"]
    # Two lines that could both be one row are neither.
    told = by_label(form, "đầu biểu", "Số vi phạm", "Số vi phạm", "giữa biểu", "cuối biểu")
    assert [doubt for _, doubt, _ in told] == ["", "unknown", "unknown", "", ""]


@pytest.mark.parametrize(("distance", "code"), [(9, ""), (10, ""), (11, "I.20")])
@pytest.mark.parametrize("is_above", [True, False])
@pytest.mark.parametrize("missing", [18, 22])
def test_near_two_lines_out_of_order_neighbours_say_little_of_a_label_that_stands_twice(
    distance, code, is_above, missing
):
    """A line beside it is missing, so that lines do not follow one another as the form's rows do."""
    twin = "Số vi phạm"
    labels = [f"{letter * 9} {other * 9}" for letter in "abcdefgh" for other in "klmnopqr"]
    labels[20] = labels[50] = twin
    moved = [labels[63], labels[62]] if is_above else [labels[1], labels[0]]
    lines = [label for at, label in enumerate(labels) if at not in (missing, 50) and label not in moved]
    at = lines.index(twin) + (2 - distance if is_above else distance - 1)
    lines[at:at] = moved
    assert by_label(form_of(*labels, fence=False), *lines)[lines.index(twin)][0] == code


def test_before_the_first_and_after_the_last_known_line_rows_are_found_too():
    form = form_of(LABEL, "giữa biểu", changed(50, "b"), fence=False)
    told = by_label(form, changed(2), "giữa biểu", changed(2, label=changed(50, "b")))
    assert told == [("I.0", "", True), ("I.1", "", False), ("I.2", "", True)]


@pytest.mark.parametrize(
    ("rows", "enough"), [(0, 1), (1, 1), (2, 1), (3, 1), (4, 2), (19, 9), (20, 10), (22, 10), (166, 10)]
)
def test_half_of_the_rows_or_ten_make_a_sheet_the_form_s(rows, enough):
    assert form_of(*["x"] * rows, fence=False).min_rows == enough


@pytest.mark.parametrize(
    ("one", "other", "are_same"),
    [
        ("- Số TTHC  cấp tỉnh:", "số TTHC cấp Tỉnh", True),
        ("Công khai hoá", "Công khai hóa", True),
        ("Ðã nộp", "Đã nộp", True),
        ("Số lượng ( nếu có )", "Số lượng (nếu có)", True),
        ("+ Số văn bản.", "Số văn bản", True),
        ("Mức độ 3", "Mức độ 4", False),
        ("Số văn bản", "Số văn bản mới", False),
    ],
)
def test_spelling_of_a_label_is_no_other_label(one, other, are_same):
    assert (comparable(one) == comparable(other)) is are_same
