"""Which of several tables counts, and which of several columns: what is doubtful is asked about, never guessed."""

from __future__ import annotations

import pytest

from cchc_excel.domain.submission import Cell
from cchc_excel.reading.formats.sheet import Workbook
from cchc_excel.reading.table.choose import choose_table
from support.tables import CODED_HEADER, HEADER, changed, read, sheet, with_codes

# --- tables that are parts of one ------------------------------------------------------------------------------------


def pages(body, size=17):
    return [body[at : at + size] for at in range(0, len(body), size)]


def test_one_table_is_read_whole(index, body, truth):
    figures, notices = read(index, sheet(HEADER, *body))
    assert figures == truth
    assert set(notices) == {"CT08"}


def test_a_sheet_or_table_for_each_page_with_the_header_again(index, body, truth):
    assert read(index, *(sheet(HEADER, *page, name=f"Page {at}") for at, page in enumerate(pages(body))))[0] == truth


def test_the_header_on_the_first_page_only(index, body, truth):
    first, *others = pages(body)
    made = [sheet(HEADER, *first), *(sheet(*page, name=f"Page {at}") for at, page in enumerate(others))]
    assert read(index, *made)[0] == truth


def test_pages_below_one_another_with_the_header_again(index, body, truth):
    rows = [line for page in pages(body) for line in (HEADER, *page, ["Trang 2"])]
    assert read(index, sheet(*rows))[0] == truth


def test_one_sheet_for_each_section(index, body, truth, form):
    sections = {}
    for row, line in zip(form.rows, body, strict=True):
        sections.setdefault(row.code.split(".")[0], []).append(line)
    assert read(index, *(sheet(HEADER, *lines, name=name) for name, lines in sections.items()))[0] == truth


# --- the same table twice --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("order", [1, -1])
def test_an_empty_copy_never_hides_a_filled_one(index, body, truth, order):
    empty = changed(body, dict.fromkeys(range(len(body)), ""))
    made = [sheet(HEADER, *body, name="Đã điền"), sheet(HEADER, *empty, name="Trống")]
    figures, notices = read(index, *made[::order])
    assert figures == truth
    assert set(notices) == {"CT08"}


@pytest.mark.parametrize("order", [1, -1])
def test_two_filled_tables_are_asked_about_where_they_differ(index, body, truth, order):
    made = [sheet(HEADER, *body, name="Một"), sheet(HEADER, *changed(body, {2: "77", 3: "78"}), name="Hai")]
    figures, notices = read(index, *made[::order])
    assert figures == {code: value for code, value in truth.items() if code not in ("I.1.1", "I.1.2")}
    assert notices["CT29"]["count"] == "2"
    assert {notices["CT29"]["sheet"], notices["CT29"]["other"]} == {"Một", "Hai"}


def test_a_figure_that_only_the_other_table_has_is_asked_about(index, body, truth):
    other = changed(body, dict.fromkeys(range(3, len(body)), ""))
    figures, notices = read(index, sheet(HEADER, *changed(body, {2: ""})), sheet(HEADER, *other, name="Hai"))
    assert "I.1.1" not in figures
    assert notices["CT29"]["cells"] == "D4: (trống) | 3"
    assert len(figures) == len(truth) - 1


@pytest.mark.parametrize("between", [[], [HEADER], [["", "BẢNG 1 (tiếp)"], HEADER]])
def test_the_table_twice_below_itself_is_one_where_it_is_the_same(index, body, truth, between):
    figures, notices = read(index, sheet(HEADER, *body, *between, *body))
    assert figures == truth
    assert not {"CT03", "CT29", "CT10"} & set(notices)


@pytest.mark.parametrize("between", [[], [HEADER]])
def test_the_table_twice_below_itself_with_another_figure_is_asked_about(index, body, truth, between):
    figures, notices = read(index, sheet(HEADER, *body, *between, *changed(body, {2: "77"})))
    assert figures == {code: value for code, value in truth.items() if code != "I.1.1"}
    assert "3 | 77" in notices["CT29"]["cells"]


def test_a_hidden_table_does_not_speak_against_a_visible_one(index, body, truth):
    hidden = sheet(HEADER, *changed(body, {2: "77"}), name="Ẩn", is_hidden=True)
    for made in ([sheet(HEADER, *body), hidden], [hidden, sheet(HEADER, *body)]):
        figures, notices = read(index, *made)
        assert figures == truth
        assert notices["CT20"]["sheets"] == "“Ẩn”"


def test_a_hidden_table_is_read_where_no_visible_one_is_filled_and_that_is_said(index, body, truth):
    empty = changed(body, dict.fromkeys(range(len(body)), ""))
    figures, notices = read(index, sheet(HEADER, *empty), sheet(HEADER, *body, name="Ẩn", is_hidden=True))
    assert figures == truth
    assert notices["CT32"] == {"sheet": "Ẩn"}


def heading(text):
    return ["", f"{text} TẠI SỞ TÀI CHÍNH"]


def test_a_table_of_another_period_does_not_speak_against_this_one_s(index, body, truth):
    before = sheet(heading("QUÝ IV NĂM 2020"), HEADER, *changed(body, {2: "77"}), name="Kỳ trước")
    now = sheet(heading("QUÝ I NĂM 2021"), HEADER, *body, name="Kỳ này")
    for made in ([before, now], [now, before]):
        figures, notices = read(index, *made, period="Quý I năm 2021")
        assert figures == truth
        assert notices["CT20"]["sheets"] == "“Kỳ trước”"


def test_tables_of_several_agencies_are_named(index, body):
    made = [
        sheet(["", f"QUÝ I NĂM 2021 TẠI {name}"], HEADER, *changed(body, {2: figure}), name=f"S{figure}")
        for name, figure in (("SỞ TÀI CHÍNH", "7"), ("SỞ NỘI VỤ", "8"))
    ]
    chosen = choose_table(Workbook(made), index)
    assert chosen.agencies == (("S7", "SỞ TÀI CHÍNH"), ("S8", "SỞ NỘI VỤ"))
    assert {notice.code for notice in chosen.table.notices} >= {"CT39"}
    assert choose_table(Workbook(made[:1]), index).agencies == ()


# --- several columns of figures --------------------------------------------------------------------------------------


def wide(body, *more):
    """The rows with further columns of figures between the first and the note; each maps a row's number to a figure."""
    return [[*line[:4], *(other.get(at, "") for other in more), line[4]] for at, line in enumerate(body)]


DRAFT = {2: "77", 3: "78"}


@pytest.mark.parametrize(
    ("headings", "chosen"),
    [
        (("Quý I 2021", "Quý I 2020"), 0),
        (("Quý I năm 2020", "Quý I/2021"), 1),
        (("Dự thảo", "Chính thức"), None),
        (("Số liệu", "Số liệu"), None),
        (("Quý I 2021", "Quý I 2021"), None),
        (("Phòng A", "Tổng cộng"), 1),
        (("Tổng số", "Trong đó: nữ"), 0),
    ],
)
def test_of_two_columns_the_one_that_names_the_period_or_the_total_counts(index, body, truth, headings, chosen):
    top = (*HEADER[:3], "Số liệu", "Số liệu", "Ghi chú")
    rows = wide(body, DRAFT)
    figures, notices = read(index, sheet(("", "", "", *headings), top, *rows), period="Quý I năm 2021")
    if chosen is None:
        assert figures == {}
        assert all(heading in notices["CT30"]["columns"] for heading in headings)
    else:
        assert figures == [truth, {"I.1.1": "77", "I.1.2": "78"}][chosen]
        assert notices["CT31"]["heading"] == headings[chosen]


def test_headings_below_one_that_is_merged_over_them(index, body, truth):
    made = sheet((*HEADER[:3], "Số liệu", "", "Ghi chú"), ("", "", "", "Quý I 2021", "Quý I 2020"), *wide(body, DRAFT))
    made.merged = [(1, 4, 1, 5)]
    figures, notices = read(index, made, period="Quý I năm 2021")
    assert (figures, notices["CT31"]["column"]) == (truth, "D")
    assert read(index, made)[0] == {}


def test_headings_of_their_own_between_unit_and_note(index, body):
    """No column says that it holds the figures."""
    made = sheet(("STT", "Chỉ tiêu thống kê", "Đơn vị tính", "Nam", "Nữ", "Ghi chú"), *wide(body, DRAFT))
    figures, notices = read(index, made)
    assert figures == {}
    assert "D “Nam”, E “Nữ”" in notices["CT30"]["columns"]


def test_a_second_column_that_is_empty_or_the_same_is_no_question(index, body, truth):
    top = (*HEADER[:3], "Số liệu", "Số liệu", "Ghi chú")
    same = {at: line[3] for at, line in enumerate(body)}
    for more in ({}, same):
        figures, notices = read(index, sheet(top, *wide(body, more)))
        assert (figures, "CT30" in notices) == (truth, False)


@pytest.mark.parametrize(("hidden", "is_asked"), [({2: "3"}, False), ({2: "77"}, True)])
def test_a_hidden_second_column_is_asked_about_where_it_holds_other_figures(index, body, truth, hidden, is_asked):
    made = sheet((*HEADER[:3], "Số liệu", "Số liệu", "Ghi chú"), *wide(body, hidden), hidden_columns={5})
    figures, notices = read(index, made)
    assert ("CT30" in notices) is is_asked
    assert figures == ({} if is_asked else truth)


# --- beside the table -------------------------------------------------------------------------------------------------


def test_a_number_beside_the_table_is_told_at_its_row(index, body, truth):
    rows = [list(line) for line in body]
    rows[2] += ["Sửa lại: 45"]
    rows[3] += ["", "46"]
    rows[4] += ["xem công văn"]
    figures, notices = read(index, sheet(HEADER, *rows))
    assert figures == truth
    assert notices["CT33"] == {"row": "I.1.2", "beside": "G5", "text": "46"}


@pytest.mark.parametrize(("count", "code"), [(12, "CT33"), (13, "CT36")])
def test_many_numbers_in_a_column_are_a_column_of_their_own(index, body, count, code):
    indicators = [at for at, line in enumerate(body) if line[3]][:count]
    rows = [[*line, "9" if at in indicators else ""] for at, line in enumerate(body)]
    assert {"CT33", "CT36"} & set(read(index, sheet(HEADER, *rows))[1]) == {code}


def test_a_note_that_is_a_day_is_told_and_shown_as_one(index, body):
    made = sheet(HEADER, *body)
    made.rows[4][5] = Cell("date", "2021-08-05")
    chosen = choose_table(Workbook([made]), index)
    (entry,) = [entry for entry in chosen.table.entries if entry.code == "I.1.1"]
    assert entry.note == "05/08/2021"
    (notice,) = [notice for notice in chosen.table.notices if notice.code == "CT34"]
    assert dict(notice.facts) == {"row": "I.1.1", "note_cell": "E4", "note": "05/08/2021"}


# --- rows are known by more than their labels ---------------------------------------------------------------------


def short(label):
    return " ".join(word[:3] for word in label.split())


def initials(label):
    words = label.split()
    return " ".join([*words[:2], "".join(word[0] for word in words[2:4]), *words[4:]])


@pytest.mark.parametrize(
    "relabel",
    [
        short,
        initials,
        lambda label: f"I.1.1. {label}",
        lambda label: f"6. {label}",
        lambda label: f"1.1 {label}",
        lambda label: f"a) {label}",
        str.upper,
    ],
    ids=["beginnings of words", "initials", "code before", "number before", "1.1", "a)", "capitals"],
)
def test_codes_are_believed_where_labels_are_merely_written_otherwise(index, form, body, truth, relabel):
    figures, notices = read(index, sheet(CODED_HEADER, *with_codes(form, body, relabel)))
    assert figures == truth
    assert "CT09" not in notices


@pytest.mark.parametrize("relabel", [lambda label: f"I.1.1. {label}", lambda label: f"6. {label}", str.upper])
def test_without_codes_a_number_before_the_label_is_no_other_label(index, body, truth, relabel):
    rows = [[line[0], relabel(line[1]), *line[2:]] for line in body]
    assert read(index, sheet(HEADER, *rows))[0] == truth


def to_tcvn3(text):
    from cchc_excel.text import legacy_fonts  # noqa: PLC0415 - its tables, turned round

    table = dict(zip(legacy_fonts._TCVN3_LETTERS, legacy_fonts._TCVN3_CODES, strict=True))
    return "".join(table.get(letter, table.get(letter.lower(), letter)) for letter in text)


@pytest.mark.parametrize("is_coded", [True, False])
def test_labels_in_an_old_encoding_that_has_lost_its_font(index, form, body, truth, is_coded):
    rows = with_codes(form, body, to_tcvn3) if is_coded else [[line[0], to_tcvn3(line[1]), *line[2:]] for line in body]
    figures, _ = read(index, sheet(CODED_HEADER if is_coded else HEADER, *rows))
    assert figures == truth


def test_codes_beside_labels_of_other_rows_are_found_out(index, form, body):
    rows = with_codes(form, body, str)
    for at in range(10, 16):
        rows[at][1:] = with_codes(form, body, str)[at + 1][1:]
    figures, notices = read(index, sheet(CODED_HEADER, *rows))
    assert "CT09" in notices
    assert not {row.code for row in form.rows[10:16] if row.is_indicator} & set(figures)
