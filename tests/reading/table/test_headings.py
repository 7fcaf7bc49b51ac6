"""What headings say of period and agency, and what follows of it."""

from __future__ import annotations

import pytest

from cchc_excel.domain.period import Period
from cchc_excel.reading.formats.sheet import Workbook
from cchc_excel.reading.table.choose import choose_table
from cchc_excel.reading.table.headings import Heading, agency_in_name, heading_in_line
from cchc_excel.reading.table.periods import contradict, named_periods, names_another, names_only
from support.tables import HEADER, changed, read, sheet

PERIOD = "Quý I năm 2021"
KEYS = ("cchc:code", "cchc:stt", "cchc:label", "cchc:unit", "cchc:figure", "cchc:note")


@pytest.mark.parametrize("key", ["2021-Q1", "2021-Q4", "2021-6T", "2021-9T", "2021-NAM", "2021-T3", "2021-T12"])
def test_every_period_names_itself_and_no_other(key):
    name = Period.parse(key).name
    assert len(named_periods(name)) == 1
    assert names_only(name.upper(), name)
    assert not names_another(name, name)
    assert names_another(name.replace("2021", "2020"), name)
    assert contradict(name, name.replace("2021", "2020"))


@pytest.mark.parametrize(
    ("heading", "is_only", "is_other"),
    [
        ("Quý 1/2021", True, False),
        ("Q1-2021", True, False),
        ("Quí I năm 2021", True, False),
        ("QI/2021", True, False),
        ("Q.I/2021", True, False),
        ("Quý 01/2021", True, False),
        ("Quý I (2021)", True, False),
        ("Quý một năm 2021", True, False),
        ("3 tháng đầu năm 2021", True, False),
        ("Quí II năm 2021", False, True),
        ("QII/2021", False, True),
        ("Q.II/2021", False, True),
        ("Quý 02/2021", False, True),
        ("Quý II (2021)", False, True),
        ("Quý hai năm 2021", False, True),
        ("03 tháng đầu năm 2020", False, True),
        ("06 tháng đầu năm 2021", False, True),
        ("Số liệu thực hiện quý I năm 2021", True, False),
        ("Kế hoạch quý I/2021", False, True),
        ("Quý I/2021 (dự thảo)", False, False),
        ("Quý II/2021", False, True),
        ("Quý I/2020", False, True),
        ("6 tháng đầu năm 2021", False, True),
        ("Năm 2021", False, False),
        ("Năm 2020", False, True),
        ("Cùng kỳ", False, True),
        ("Kỳ trước", False, True),
        ("Quý I/2021 so với Quý I/2020", False, False),
        ("Phòng A", False, False),
        ("", False, False),
    ],
)
def test_what_a_column_s_heading_says_of_the_period(heading, is_only, is_other):
    assert (names_only(heading, PERIOD), names_another(heading, PERIOD)) == (is_only, is_other)


@pytest.mark.parametrize(
    ("line", "heading"),
    [
        ("QUÝ I NĂM 2021 TẠI SỞ TÀI CHÍNH", Heading("QUÝ I NĂM 2021", "SỞ TÀI CHÍNH")),
        ("Quý I năm 2021 tại Sở Tài chính", Heading("Quý I năm 2021", "Sở Tài chính")),
        ("QUÝ I NĂM 2021\nTẠI: SỞ TÀI CHÍNH\n(Kèm theo)", Heading("QUÝ I NĂM 2021", "SỞ TÀI CHÍNH")),
        ("QUÝ I NĂM 2021 TẠI", Heading("QUÝ I NĂM 2021")),
        ("QUÝ I (2021) TẠI SỞ TÀI CHÍNH", Heading("QUÝ I (2021)", "SỞ TÀI CHÍNH")),
        ("BÁO CÁO TẠI XÃ LONG PHÚ 1", Heading("BÁO CÁO", "XÃ LONG PHÚ 1")),
        ("Số có mặt năm 2021 tại thời điểm báo cáo", Heading()),
        ("PHỤ LỤC 2", Heading()),
        ("", Heading()),
    ],
)
def test_what_a_line_says(line, heading):
    assert heading_in_line(line) == heading


def test_no_line_of_prose_is_a_heading():
    assert heading_in_line("x" * 270 + " năm 2021 tại Sở Tài chính").agency == "Sở Tài chính"
    assert heading_in_line("x" * 280 + " năm 2021 tại Sở Tài chính").agency == ""


# --- periods of tables --------------------------------------------------------------------------------------------


def of(period, agency="SỞ TÀI CHÍNH"):
    return ["", f"{period} TẠI {agency}"]


def test_last_period_s_table_does_not_count_where_this_one_s_is_blank(index, body):
    old = sheet(of("QUÝ IV NĂM 2020"), HEADER, *body, name="cũ")
    new = sheet(of("QUÝ I NĂM 2021"), HEADER, *changed(body, dict.fromkeys(range(len(body)), "")), name="mới")
    for made in ([old, new], [new, old]):
        figures, notices = read(index, *made, period=PERIOD)
        assert figures == {}
        assert notices["CT20"]["sheets"] == "“cũ”"


def test_a_heading_of_another_period_is_told(index, body, truth):
    figures, notices = read(index, sheet(of("QUÝ IV NĂM 2020"), HEADER, *body), period=PERIOD)
    assert figures == truth
    assert notices["CT41"] == {"heading": "QUÝ IV NĂM 2020", "period": PERIOD}
    assert "CT41" not in read(index, sheet(of("QUÝ 1/2021"), HEADER, *body), period=PERIOD)[1]
    assert "CT41" not in read(index, sheet(of("QUÝ IV NĂM 2020"), HEADER, *body))[1]


@pytest.mark.parametrize(
    ("title", "is_told"),
    [
        ("KẾT QUẢ THỰC HIỆN KẾ HOẠCH CCHC QUÝ I NĂM 2021", False),
        ("SỐ LIỆU SO VỚI CÙNG KỲ NĂM TRƯỚC, QUÝ I NĂM 2021", False),
        ("KẾT QUẢ THỰC HIỆN KẾ HOẠCH CCHC QUÝ II NĂM 2021", True),
    ],
)
def test_a_title_may_speak_of_plans_and_earlier_periods(index, body, truth, title, is_told):
    """Only a column's heading says by such words that its figures are not the period's."""
    other = sheet(of("QUÝ IV NĂM 2020"), HEADER, *changed(body, {2: "77"}), name="Kỳ trước")
    for others in ([], [other]):
        figures, notices = read(index, sheet(of(title), HEADER, *body), *others, period=PERIOD)
        assert figures["I.1.2"] == truth["I.1.2"]
        assert ("CT41" in notices) is is_told


def test_one_period_in_other_words_is_the_same_period(index, body):
    made = [
        sheet(of("QUÝ I NĂM 2021"), HEADER, *body, name="a"),
        sheet(of("SỐ LIỆU QUÝ 1/2021"), HEADER, *changed(body, {2: "77"}), name="b"),
    ]
    figures, notices = read(index, *made)
    assert "I.1.1" not in figures
    assert "CT29" in notices


# --- agencies of tables -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "above",
    [
        lambda name: [of("QUÝ I NĂM 2021", name)],
        lambda name: [["", f"QUÝ I NĂM 2021\nTẠI {name}"]],
        lambda name: [["", f"Quý I năm 2021 tại {name}"]],
        lambda name: [["", "QUÝ I NĂM 2021 TẠI"], ["", name]],
        lambda name: [["", "QUÝ I NĂM 2021 TẠI", name]],
    ],
    ids=["one line", "two lines", "small letters", "two rows", "two cells"],
)
def test_two_agencies_are_no_two_versions(index, body, above):
    """Neither on two sheets, nor below one another on one."""
    parts = [
        [*above(name), HEADER, *changed(body, {2: figure})]
        for name, figure in (("Sở Tài chính", "7"), ("Sở Nội vụ", "8"))
    ]
    for made in ([sheet(*part, name=f"S{at}") for at, part in enumerate(parts)], [sheet(*parts[0], *parts[1])]):
        chosen = choose_table(Workbook(made), index)
        assert [agency for _, agency in chosen.agencies] == ["Sở Tài chính", "Sở Nội vụ"]
        assert not chosen.is_issued
        assert {notice.code for notice in chosen.table.notices}.isdisjoint({"CT03", "CT29"})


def test_parts_of_two_agencies_are_not_joined(index, body, form):
    made = [
        sheet(of("QUÝ I NĂM 2021", "XÃ LONG PHÚ"), HEADER, *body[:80], name="a"),
        sheet(of("QUÝ I NĂM 2021", "XÃ LONG PHÚ 1"), HEADER, *body[80:], name="b"),
    ]
    chosen = choose_table(Workbook(made), index)
    codes = {entry.code for entry in chosen.table.entries}
    assert codes in ({row.code for row in form.rows[:80]}, {row.code for row in form.rows[80:]})
    assert len(chosen.agencies) == 2


def test_sheets_that_are_named_after_agencies(index, body):
    made = [sheet(HEADER, *changed(body, {2: name[-1]}), name=name) for name in ("Phường 7", "Phường 8")]
    assert dict(choose_table(Workbook(made), index).agencies) == {"Phường 7": "Phường 7", "Phường 8": "Phường 8"}


@pytest.mark.parametrize(
    ("name", "is_agency"),
    [
        ("Sở Tài chính", True),
        ("SỞ TÀI CHÍNH (2)", True),
        ("So Tai chinh", True),
        ("Uỷ ban nhân dân xã A", True),
        ("Ủy ban nhân dân xã A", True),
        ("TP. Sóc Trăng", True),
        ("Phường 7", True),
        ("Xa Long Phu", True),
        ("Ban Dân tộc", True),
        ("Sở", False),
        ("Phòng", False),
        ("TP", False),
        ("Số liệu", False),
        ("Số liệu mới", False),
        ("Sơ bộ", False),
        ("Sơ kết", False),
        ("So lieu", False),
        ("So bo", False),
        ("So 2", False),
        ("Sở ngành", False),
        ("Xã hội", False),
        ("Xa hoi", False),
        ("Xã, phường", False),
        ("Phòng chống dịch", False),
        ("Văn phòng phẩm", False),
        ("Ban hành", False),
        ("Bảng 1", False),
    ],
)
def test_which_sheets_are_named_after_agencies(name, is_agency):
    assert agency_in_name(name) == (name if is_agency else "")


@pytest.mark.parametrize("name", ["Số liệu", "Sơ bộ", "So lieu", "Xã hội", "Phòng"])
def test_a_sheet_that_is_named_almost_like_an_agency_speaks_against_the_other(index, form, body, name):
    coded = [[row.code, *line] for row, line in zip(form.rows, body, strict=True)]
    issued = sheet(of("QUÝ I NĂM 2021"), KEYS, *coded, name="Bảng 1")
    other = sheet(HEADER, *changed(body, {2: "77"}), name=name)
    chosen = choose_table(Workbook([issued, other]), index)
    assert chosen.agencies == ()
    assert {notice.code for notice in chosen.table.notices} >= {"CT29"}


def test_copies_of_an_agency_s_sheet_are_one_agency_s(index, body):
    made = [
        sheet(HEADER, *changed(body, {2: name[-2]}), name=name) for name in ("Sở Tài chính (2)", "Sở Tài chính (3)")
    ]
    assert choose_table(Workbook(made), index).agencies == ()
    assert "CT29" in read(index, *made)[1]


@pytest.mark.parametrize("above", [[], [of("QUÝ I NĂM 2021")]], ids=["named by sheets", "one by its heading"])
def test_parts_on_sheets_that_are_named_after_two_agencies_are_not_joined(index, body, above):
    made = [sheet(*above, HEADER, *body[:80], name="Sở Tài chính"), sheet(HEADER, *body[80:], name="Sở Nội vụ")]
    chosen = choose_table(Workbook(made), index)
    assert [place for place, _ in chosen.agencies] == ["Sở Tài chính", "Sở Nội vụ"]
    assert {entry.sheet for entry in chosen.table.entries} in ({"Sở Tài chính"}, {"Sở Nội vụ"})


def test_pages_on_sheets_that_are_named_after_one_agency_are_joined(index, body, truth):
    """Its heading on the first page says more than the name of the sheet."""
    first = sheet(
        of("QUÝ I NĂM 2021", "UBND XÃ LONG PHÚ"), HEADER, *body[:80], HEADER, *body[80:120], name="Xã Long Phú"
    )
    assert read(index, first)[0] == {code: truth[code] for code in list(truth) if int(truth[code]) <= 120}
    made = [sheet(HEADER, *part, name=f"Sở Y tế ({at})") for at, part in enumerate((body[:80], body[80:]))]
    assert read(index, *made)[0] == truth


def test_one_agency_with_and_without_its_province(index, body):
    made = [
        sheet(of("QUÝ I NĂM 2021", name), HEADER, *changed(body, {2: figure}), name=figure)
        for name, figure in (("SỞ TÀI CHÍNH", "7"), ("SỞ TÀI CHÍNH TỈNH SÓC TRĂNG", "8"))
    ]
    assert choose_table(Workbook(made), index).agencies == ()


def test_of_several_agencies_the_issued_sheet_is_the_stamp_s(index, form, body):
    """However many figures the others have."""
    coded = [[row.code, *line] for row, line in zip(form.rows, changed(body, {3: ""}), strict=True)]
    issued = sheet(of("QUÝ I NĂM 2021"), KEYS, *coded, name="Bảng 1")
    other = sheet(of("QUÝ I NĂM 2021", "PHÒNG GIÁO DỤC"), HEADER, *body, name="B")
    chosen = choose_table(Workbook([other, issued]), index)
    assert chosen.is_issued
    assert chosen.table.sheet is issued


def test_a_note_that_reads_like_a_heading_is_none(index, body):
    """On the page above, in the rows just above the header of the next."""
    rows = [list(row) for row in body]
    rows[79][4] = "Kế hoạch năm 2021 TẠI CÔNG VĂN 12"
    chosen = choose_table(Workbook([sheet(HEADER, *rows[:80], HEADER, *rows[80:])]), index)
    assert chosen.table.heading == Heading()


# --- hidden rows ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("is_first_hidden", [True, False])
def test_a_copy_in_hidden_rows_does_not_speak_against_the_visible_one(index, body, truth, is_first_hidden):
    old = changed(body, {2: "77"})
    made = sheet(HEADER, *(old if is_first_hidden else body), HEADER, *(body if is_first_hidden else old))
    half = len(body) + 1
    made.hidden_rows = set(range(1, half + 1) if is_first_hidden else range(half + 1, 2 * half + 1))
    figures, notices = read(index, made)
    assert figures == truth
    assert "CT29" not in notices
    assert "dòng" in notices["CT20"]["sheets"]
