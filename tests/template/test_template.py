"""The locked template: what it locks, offers, says and prints."""

from __future__ import annotations

import re
import zipfile
from datetime import date
from io import BytesIO

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openxml_audit import OpenXmlValidator
from python_calamine import CalamineWorkbook

from cchc_excel.api import generate
from cchc_excel.demo.sample import made_up_answers, real_answers
from cchc_excel.domain.agency import Agency
from cchc_excel.domain.period import Period
from cchc_excel.domain.stamp import Stamp, sheet_password
from cchc_excel.forms import Catalogue
from cchc_excel.forms.layout import COLUMN_KEYS, FIRST_ROW, KEY_ROW, Layout
from cchc_excel.rules.functions import PAST
from cchc_excel.template import AgencyPrefill, Campaign, Fill, TemplateRenderer
from cchc_excel.workflow.issue import filled_template

PERIOD = "2021-Q1"


@pytest.fixture
def path(desk):
    return desk.workspace.folder("templates", PERIOD) / "PL2-B1_2021-Q1_STC.xlsx"


@pytest.fixture
def book(path):
    return openpyxl.load_workbook(path)


def test_one_workbook_for_each_expected_agency(desk):
    names = sorted(path.name for path in desk.workspace.folder("templates", PERIOD).iterdir())
    assert names == ["PL2-B1_2021-Q1_SNV.xlsx", "PL2-B1_2021-Q1_STC.xlsx", "PL2-B1_2021-Q1_STP.xlsx"]


def test_it_looks_like_the_printed_form(book):
    sheet = book["Bảng 1"]
    heading = [sheet[f"B{row}"].value for row in range(1, 6)]
    assert heading[0] == "PHỤ LỤC 2"
    assert heading[1] == "BẢNG 1"
    assert heading[3] == "QUÝ I NĂM 2021 TẠI SỞ TÀI CHÍNH TỈNH SÓC TRĂNG"
    assert "của Sở Tài chính tỉnh Sóc Trăng" in heading[4]
    assert [sheet[cell].value for cell in ("B7", "C7", "D7", "D8", "E8", "F7")] == [
        "STT", "Chỉ tiêu thống kê", "Kết quả thống kê", "Đơn vị tính", "Số liệu", "Ghi chú"
    ]  # fmt: skip
    assert sheet["C9"].font.name == "Times New Roman"
    assert sheet["C9"].font.bold
    assert sheet["C50"].font.italic
    assert sheet["C50"].value == "- Số TTHC áp dụng tại cơ quan, đơn vị"


def test_only_figures_and_notes_are_unlocked(book, form):
    sheet = book["Bảng 1"]
    layout = Layout(form)
    unlocked = {cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked}
    figures = {layout.cell(row.code, "figure") for row in form.indicators}
    notes = {layout.cell(row.code, "note") for row in form.rows}
    assert unlocked == figures | notes
    for name in book.sheetnames:
        assert book[name].protection.sheet, name
    assert not sheet.protection.formatColumns
    assert not sheet.protection.autoFilter
    assert not sheet.protection.selectLockedCells
    assert book.security.lockStructure


def test_hidden_parts_are_hidden(book):
    sheet = book["Bảng 1"]
    hidden = [range(one.min, one.max + 1) for one in sheet.column_dimensions.values() if one.hidden]
    # The agency's earlier figures too, of which there are none yet.
    assert sorted(at for span in hidden for at in span) == [1, 7, 9]
    assert sheet.row_dimensions[KEY_ROW].hidden
    assert [cell.value for cell in sheet[KEY_ROW][:8]] == list(COLUMN_KEYS.values())
    assert {name: book[name].sheet_state for name in book.sheetnames} == {
        "Bảng 1": "visible",
        "Hướng dẫn": "visible",
        "_danh_muc": "hidden",
        "_kiem_tra": "veryHidden",
        "_cchc": "veryHidden",
    }


def by_cell(sheet):
    """The validation of each cell that has one."""
    return {
        f"{span.coord[0]}{row}": rule
        for rule in sheet.data_validations.dataValidation
        for span in rule.sqref.ranges
        for row in range(span.min_row, span.max_row + 1)
    }


def test_every_coded_row_has_its_dropdown_from_a_named_range(book, form):
    sheet, layout = book["Bảng 1"], Layout(form)
    rules = by_cell(sheet)
    coded = [row for row in form.indicators if row.type == "coded"]
    assert len(coded) == 18
    for row in coded:
        rule = rules[layout.cell(row.code, "figure")]
        name = rule.formula1.lstrip("=")
        assert (rule.type, name) == ("list", f"ds_{row.choices.name}")
        sheet_name, _, span = book.defined_names[name].attr_text.partition("!")
        listed = [cell.value for (cell,) in book[sheet_name.strip("'")][span.replace("$", "")]]
        assert listed == [f"{code} - {label}" for code, label in row.choices.labels.items()]


def test_every_other_figure_is_bounded_with_prompt_and_stop_in_vietnamese(book, form):
    sheet, layout = book["Bảng 1"], Layout(form)
    rules = by_cell(sheet)
    assert len(sheet.data_validations.dataValidation) < 20
    for row in form.indicators:
        rule = rules[layout.cell(row.code, "figure")]
        assert rule.prompt.startswith("Đề nghị "), row.code
        assert rule.error.startswith("Số liệu chưa phù hợp. Đề nghị "), row.code
        assert rule.showErrorMessage, row.code
        assert rule.showInputMessage, row.code
        # Prompt and stop message ask for the same thing in the same words.
        wanted = re.search(r"Đề nghị ([^.]+)\.", rule.error)[1]
        assert wanted in rule.prompt
        if row.type == "count":
            assert (rule.type, rule.operator, rule.formula1) == ("whole", "greaterThanOrEqual", "0")
        if row.type == "percent" and not row.may_exceed_100:
            assert (rule.type, rule.formula1, rule.formula2) == ("decimal", "0", "100")


def test_it_prints_as_an_appendix(book):
    sheet = book["Bảng 1"]
    assert sheet.page_setup.paperSize == 9
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_title_rows == "$7:$8"
    assert sheet.print_area == "'Bảng 1'!$B$1:$F$174"
    margins = sheet.page_margins
    assert [round(edge * 25.4) for edge in (margins.left, margins.right, margins.top, margins.bottom)] == [
        30,
        15,
        20,
        20,
    ]
    assert "&P" in sheet.oddHeader.center.text
    assert sheet.HeaderFooter.differentFirst


def test_it_carries_its_stamp_twice(path, desk):
    with zipfile.ZipFile(path) as package:
        properties = package.read("docProps/custom.xml").decode()
    stamp = Stamp("PL2-B1", "2021.1", PERIOD, "STC", "1").sealed(desk.workspace.key)
    sheet = dict(CalamineWorkbook.from_path(str(path)).get_sheet_by_name("_cchc").to_python())
    for name, value in stamp.as_texts().items():
        assert f'name="cchc_{name}"' in properties
        assert f"<vt:lpwstr>{value}</vt:lpwstr>" in properties
        assert sheet[f"cchc:{name}"] == value
    assert "⟦" not in properties


CODES = [row.code for row in Catalogue().version("PL2-B1/2021.1").indicators]
PASTS = st.dictionaries(
    st.sampled_from(PAST),
    st.dictionaries(st.sampled_from(CODES), st.one_of(st.integers(0, 10**9), st.floats(0, 1e6)), max_size=8),
)
PERSONALS = st.builds(
    AgencyPrefill,
    past=st.one_of(st.just({}), PASTS, st.just({"previous": dict.fromkeys(CODES, 0), "usual_high": {"I.1.1": 1e-7}})),
    previous_name=st.sampled_from(["", "Quý IV năm 2020"]),
    explanations=st.dictionaries(
        st.sampled_from([*CODES, "I.1"]), st.sampled_from(["tăng <do> & “kế”", "x"]), max_size=4
    ),
)


@pytest.mark.slow
@settings(max_examples=25, deadline=None, derandomize=True)
@given(personal=PERSONALS, group=st.sampled_from(["so", "tinh"]), name=st.sampled_from(["Sở Y tế", 'Sở <A> & "B"']))
def test_stamped_and_individually_rendered_copies_tell_the_same(renderer, personal, group, name):
    agency = Agency("SYT", name, group, "PL2-B1")
    stamp = Stamp("PL2-B1", "2021.1", PERIOD, "SYT", "3").sealed(b"key")
    stamped, alone = renderer.render(agency, stamp, personal), renderer.render_alone(agency, stamp, personal)
    with zipfile.ZipFile(BytesIO(stamped)) as one, zipfile.ZipFile(BytesIO(alone)) as other:
        assert one.testzip() is None
        assert one.namelist() == other.namelist()
        for part in one.namelist():
            assert one.read(part) == other.read(part), part


@pytest.fixture(scope="module")
def renderer(form):
    return TemplateRenderer(
        Campaign(form, Period.parse(PERIOD), date(2021, 3, 17), date(2021, 3, 1), "Sở Nội vụ", "", "password")
    )


def test_a_stamped_template_is_a_sound_package(renderer, tmp_path):
    past = {name: dict.fromkeys(CODES, 12.5) for name in PAST}
    personal = AgencyPrefill(past=past, previous_name="Quý IV năm 2020", explanations={"I.1.1": "tăng"})
    agency = Agency("SYT", "Sở Y tế", "so", "PL2-B1")
    (tmp_path / "a.xlsx").write_bytes(renderer.render(agency, Stamp("PL2-B1", "2021.1", PERIOD, "SYT", "1"), personal))
    result = OpenXmlValidator().validate(str(tmp_path / "a.xlsx"))
    assert result.is_valid, result.errors[:5]
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["Bảng 1"]
    assert (sheet["G11"].value, sheet["F11"].comment.text.splitlines()[0]) == (
        12.5,
        "Giải trình ở Quý IV năm 2020: tăng",
    )


def test_a_name_with_markup_cannot_break_the_file(desk, form):
    agency = Agency("X1", 'Sở <A> & "B"', "so", "PL2-B1")
    desk.workspace.register.agencies = [*desk.workspace.register.agencies, agency]
    desk.workspace.register._by_code["X1"] = agency
    generate(desk.workspace, PERIOD)
    made = desk.workspace.folder("templates", PERIOD) / "PL2-B1_2021-Q1_X1.xlsx"
    assert openpyxl.load_workbook(made)["Bảng 1"]["B4"].value == 'QUÝ I NĂM 2021 TẠI SỞ <A> & "B"'


def test_the_same_input_gives_the_same_bytes(desk, path):
    before = path.read_bytes()
    generate(desk.workspace, PERIOD, today=date(2021, 3, 9))
    assert path.read_bytes() == before


def test_the_password_is_the_campaigns(desk):
    assert sheet_password(desk.workspace.key, PERIOD) == sheet_password(desk.workspace.key, PERIOD)
    assert sheet_password(desk.workspace.key, PERIOD) != sheet_password(desk.workspace.key, "2021-6T")
    assert sheet_password(desk.workspace.key, PERIOD).isascii()


WRONG = {
    "I.1": Fill(None, "294/KH-STC ngày 22/01/2020"),
    "I.1.1": Fill(25),
    "I.1.2": Fill(30),
    "I.3.1": Fill(120),
    "I.5.2": Fill("7 - Khác"),
    "II.1": Fill("hai"),
    "III.4": Fill(None, "1"),
    "III.6.1": Fill(60),
    "III.6.2": Fill(70, "Gồm hồ sơ kỳ trước"),
    "III.6.3": Fill(90.5, "63/70"),
    "IV.1.1": Fill(2.5),
    "V.1.1": Fill("1 - Có", "Không áp dụng"),
    "V.4.1": Fill(None, "Chưa phát sinh"),
}


@pytest.mark.parametrize("which", ["blank", "real", "made up", "wrong"])
def test_what_the_live_column_shows_is_what_a_spreadsheet_calculates(desk, form, office, tmp_path, which):
    fills = {
        "blank": {},
        "real": real_answers(form),
        "made up": made_up_answers(form, "STC", 7),
        "wrong": WRONG,
    }[which]
    path = tmp_path / "filled.xlsx"
    path.write_bytes(filled_template(desk.workspace, PERIOD, desk.agency("STC"), fills))

    def column(name):
        sheet = openpyxl.load_workbook(name, data_only=True)["Bảng 1"]
        rows = [1, 2, *range(FIRST_ROW, FIRST_ROW + len(form.rows))]
        return {row: sheet[f"H{row}"].value or "" for row in rows}

    cached, live = column(path), column(office.recalculated(path))
    assert cached == live
    filled = sum(fill.value is not None for code, fill in fills.items() if form.by_code[code].is_indicator)
    assert live[1] == f"Đã điền {filled}/129 chỉ tiêu"
    if which == "wrong":
        layout = Layout(form)
        said = {code: live[layout.rows[code]] for code in WRONG}
        assert said["I.1.2"] == "Lỗi: số nhiệm vụ đã hoàn thành (30) lớn hơn số nhiệm vụ đề ra (25)"
        assert said["I.1"].startswith("Cảnh báo: văn bản ở cột Ghi chú ghi năm 2020")
        assert said["III.4"].startswith("Cảnh báo: cột Số liệu để trống")
        assert said["III.6.2"] == ""
        assert said["III.6.3"].startswith("Cảnh báo: tỷ lệ 90,5 không khớp")
        assert said["V.4.1"] == ""
        for code in ("I.3.1", "I.5.2", "II.1", "IV.1.1"):
            assert said[code].startswith("Lỗi: số liệu chưa phù hợp, đề nghị "), code
        assert live[2] == "Lỗi: 5 · Cảnh báo: 3"


def test_every_workbook_we_write_is_sound(desk, demo, form, tmp_path):
    filled = tmp_path / "filled.xlsx"
    filled.write_bytes(filled_template(desk.workspace, PERIOD, desk.agency("STC"), real_answers(form)))
    books = [
        filled,
        desk.workspace.root / "co-quan.xlsx",
        *desk.workspace.folder("templates", PERIOD).iterdir(),
        demo.root / "co-quan.xlsx",
    ]
    for book in books:
        result = OpenXmlValidator().validate(str(book))
        assert result.is_valid, (book.name, result.errors[:3])
