"""What the heading of a column says of its figures: of another period, planned, of a part, or in another unit."""

from __future__ import annotations

import pytest

from support.tables import CODED_HEADER, FIGURE, HEADER, changed, read, sheet, with_codes

PERIOD = "Quý I năm 2021"


def headed(*headings):
    return (*HEADER[:3], *headings, HEADER[4])


def beside(body, *columns):
    """The rows with these columns of figures instead of theirs; each maps a row's figure to what it holds."""
    return [[*line[:3], *(column(line[3]) if line[3] else "" for column in columns), line[4]] for line in body]


def filled(figure):
    return figure


def blank(_):
    return ""


def other(figure):
    return f"9{figure}"


NOTHING_ELSE = [
    "Số liệu",
    "Kết quả",
    "Thực hiện",
    "Số liệu thực tế",
    "Quý I/2021",
    "Quý I",
    "Quý 1",
    "Q1",
    "Quý này",
    "Kỳ này",
    "Năm 2021",
    "3 tháng đầu năm",
    "Tổng cộng",
    "Tổng số",
    "Toàn cơ quan",
    "(4)",
]
SOMETHING_ELSE = [
    "Quý IV/2020",
    "Số liệu Quý IV/2020",
    "Quý IV",
    "Quý II/2021",
    "6 tháng đầu năm",
    "Tháng 3",
    "Năm 2020",
    "Kế hoạch năm 2021",
    "Kế hoạch Quý I/2021",
    "Cùng kỳ năm trước",
    "Kỳ trước",
    "Ước thực hiện",
    "Lũy kế",
    "Phòng A",
    "Văn phòng Sở",
    "Trong đó: nữ",
    "Dự thảo",
    "Số liệu (nghìn)",
    "Nghìn",
    "(ĐVT: nghìn)",
    "Số liệu (1000)",
]
IN_HEADER = {
    "printed words replaced": lambda text: [headed(text)],
    "below the printed words": lambda text: [HEADER, ("", "", "", text, "")],
    "above the printed words": lambda text: [headed(text), ("", "", "", "Số liệu", "")],
    "no printed header": lambda text: [("TT", "Nội dung", "ĐVT", text, "Giải trình")],
    "no column of notes": lambda text: [headed(text)[:4]],
}


@pytest.mark.parametrize("where", IN_HEADER)
@pytest.mark.parametrize("text", NOTHING_ELSE)
def test_the_only_column_counts_where_its_heading_says_nothing_else(index, body, truth, text, where):
    figures, notices = read(index, sheet(*IN_HEADER[where](text), *body), period=PERIOD)
    assert figures == truth
    assert not {"CT30", "CT31", "CT46"} & set(notices)


@pytest.mark.parametrize("where", IN_HEADER)
@pytest.mark.parametrize("text", SOMETHING_ELSE)
def test_the_only_column_is_asked_about_where_its_heading_says_something_else(index, body, text, where):
    figures, notices = read(index, sheet(*IN_HEADER[where](text), *body), period=PERIOD)
    assert figures == {}
    assert notices["CT46"]["columns"] == f"D “{text}”"


@pytest.mark.parametrize(("period", "is_asked"), [("6 tháng đầu năm 2021", True), ("Tháng 6 năm 2021", False)])
def test_words_of_one_kind_of_period_are_not_another_s(index, body, period, is_asked):
    for text in ("Tháng 6", "Tháng này"):
        assert ("CT46" in read(index, sheet(headed(text), *body), period=period)[1]) is is_asked


def test_a_period_is_none_other_where_none_was_asked_for(index, body, truth):
    assert read(index, sheet(headed("Quý I/2020"), *body))[0] == truth


@pytest.mark.parametrize(
    ("text", "is_asked"),
    [
        ("Quý IV/2020", True),
        ("Quý I/2021", False),
        ("Mẫu số 01", False),
        ("(Kèm theo Kế hoạch số 12/KH-STC ngày 15 tháng 3 năm 2021)", False),
    ],
)
def test_above_the_header_of_one_column_only_a_period_is_its_heading(index, body, truth, text, is_asked):
    figures, notices = read(index, sheet(("", "", "", text), HEADER, *body), period=PERIOD)
    assert (figures, "CT46" in notices) == (({}, True) if is_asked else (truth, False))


@pytest.mark.parametrize(
    ("text", "is_asked"),
    [
        ("ĐVT: nghìn", True),
        ("(Đơn vị tính: Triệu đồng)", True),
        ("Đơn vị: 1.000", True),
        ("Đơn vị tính: Người", False),
        ("Đơn vị: Sở Tài chính", False),
        ("Tỷ lệ đơn vị: trăm phần trăm", False),
    ],
)
@pytest.mark.parametrize("is_repeated", [False, True])
def test_a_unit_for_all_of_the_table(index, body, truth, text, is_asked, is_repeated):
    """It is said above the first page only, and of all of them."""
    pages = [sheet((text,), HEADER, *body[:80]), sheet(*[HEADER] * is_repeated, *body[80:], name="2")]
    for made in (pages, [sheet((text,), HEADER, *body[:80], HEADER, *body[80:])]):
        assert read(index, *made, period=PERIOD)[0] == ({} if is_asked else truth)


@pytest.mark.parametrize(("rows", "is_asked"), [(2, True), (3, False)])
def test_a_unit_for_all_stands_near_the_header(index, body, truth, rows, is_asked):
    figures, _ = read(index, sheet(("ĐVT: nghìn",), *[("x",)] * rows, HEADER, *body), period=PERIOD)
    assert figures == ({} if is_asked else truth)


# --- beside blank ones ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "case",
    [
        (("Quý I/2021", "Quý I/2020"), 0, False),
        (("Quý I/2021", "Quý I/2020"), 1, True),
        (("Quý I/2020", "Quý I/2021"), 0, True),
        (("Quý I/2020", "Quý I/2021"), 1, False),
        (("Thực hiện", "Kế hoạch"), 1, True),
        (("Quý này", "Kỳ trước"), 1, True),
        (("Phòng A", "Phòng B", "Tổng cộng"), 0, True),
        (("Phòng A", "Phòng B", "Tổng cộng"), 2, False),
        (("Dự thảo", "Chính thức"), 0, True),
    ],
)
@pytest.mark.parametrize("is_merged", [False, True], ids=["their own", "below the printed one"])
def test_the_only_filled_column_of_several(index, body, truth, case, is_merged):
    headings, at, is_asked = case
    rows = beside(body, *(filled if column == at else blank for column in range(len(headings))))
    if is_merged:
        made = sheet(headed("Số liệu", *[""] * (len(headings) - 1)), ("", "", "", *headings), *rows)
        made.merged = [(1, 4, 1, 3 + len(headings))]
    else:
        made = sheet(headed(*headings), *rows)
    figures, notices = read(index, made, period=PERIOD)
    assert (figures, "CT46" in notices) == (({}, True) if is_asked else (truth, False))


@pytest.mark.parametrize(("first", "second", "is_asked"), [(filled, other, False), (blank, filled, True)])
def test_headings_over_several_columns_are_those_of_each(index, body, truth, first, second, is_asked):
    """Totals and parts of two years."""
    top, below = headed("Quý I/2021", "", "Quý I/2020", ""), ("", "", "", "Tổng số", "Nữ", "Tổng số", "Nữ")
    made = sheet(top, below, *beside(body, first, blank, second, blank))
    made.merged = [(1, 4, 1, 5), (1, 6, 1, 7)]
    figures, notices = read(index, made, period=PERIOD)
    assert (figures, "CT46" in notices) == (({}, True) if is_asked else (truth, False))


def test_a_part_that_has_all_is_no_question_beside_the_total(index, body, truth):
    figures, notices = read(index, sheet(headed("Phòng A", "Tổng cộng"), *beside(body, filled, filled)), period=PERIOD)
    assert (figures, "CT46" in notices) == (truth, False)


def test_a_hidden_column_is_asked_about_for_its_heading_too(index, body):
    made = sheet(headed("Phòng A"), *body, hidden_columns={4})
    assert "CT46" in read(index, made, period=PERIOD)[1]


# --- pages ------------------------------------------------------------------------------------------------------------

BOTH = headed("Quý I/2021", "Quý I/2020")
REST = slice(80, None)


@pytest.mark.parametrize("header", [[BOTH], []], ids=["header again", "no header"])
def test_last_year_s_figures_alone_on_a_page_are_asked_about(index, body, truth, header):
    first, second = beside(body[:80], filled, other), beside(body[REST], blank, other)
    figures, notices = read(index, sheet(BOTH, *first), sheet(*header, *second, name="2"), period=PERIOD)
    assert figures == {code: figure for code, figure in truth.items() if int(figure) <= 80}
    assert notices["CT46"]["columns"] == "E “Quý I/2020”"


@pytest.mark.parametrize("columns", [0, 1, 2])
def test_a_page_without_header_has_the_headings_of_the_one_before(index, body, truth, columns):
    """Also where all of it stands further right."""
    second = [["", ""][:columns] + row for row in beside(body[REST], filled, other)]
    figures, _ = read(index, sheet(BOTH, *beside(body[:80], filled, other)), sheet(*second, name="2"), period=PERIOD)
    assert figures == truth


def test_a_page_with_fewer_columns_elsewhere_may_be_either(index, body, truth):
    second = [[*row[:3], "", "", *row[4:]] for row in beside(body[REST], blank, other)]
    made = [sheet(BOTH, *beside(body[:80], filled, other)), sheet(*second, name="2")]
    figures, notices = read(index, *made, period=PERIOD)
    assert figures == {code: figure for code, figure in truth.items() if int(figure) <= 80}
    assert notices["CT46"]["columns"] == "F “Quý I/2021 | Quý I/2020”"


def test_first_rows_without_a_header_are_no_headings(index, body, truth):
    """Their labels are not the form's."""
    rows = changed(body, {2: "1248"})
    for at in range(3):
        rows[at][1] = f"Nội dung khác {at}"
    figures, notices = read(index, sheet(*rows), period=PERIOD)
    assert figures == {code: figure for code, figure in truth.items() if code != "I.1.1"}
    assert "CT46" not in notices


# --- as it was issued -------------------------------------------------------------------------------------------------

KEYS = ("cchc:code", "cchc:stt", "cchc:label", "cchc:unit", "cchc:figure", "cchc:note")


def test_rows_below_the_keys_are_no_headings_where_the_header_is_gone(index, form, body):
    coded = with_codes(form, body)
    coded[1][FIGURE + 1] = "Phòng A"
    figures, notices = read(index, sheet(KEYS, *coded), period=PERIOD)
    assert figures
    assert "CT46" not in notices
    figures, notices = read(index, sheet(KEYS, CODED_HEADER, ("", "", "", "", "Phòng A"), *coded), period=PERIOD)
    assert (figures, "CT46" in notices) == ({}, True)


@pytest.mark.parametrize(("text", "is_asked"), [("Quý IV năm 2020", True), ("Số liệu (nghìn)", True), ("Quý I", False)])
def test_a_template_with_another_heading(mangled, answers, text, is_asked):
    mangled.sheet["E8"] = text
    _, figures, remarks = mangled.returned()
    assert figures == ({} if is_asked else answers)
    assert ("CT46" in remarks) is is_asked
