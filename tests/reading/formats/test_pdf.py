"""Tables of a PDF: cells within lines, pages joined, what is raised or struck out told apart; scans are no text."""

from __future__ import annotations

import zlib

import pytest

from cchc_excel.api import assign, check
from cchc_excel.domain.submission import Cell
from cchc_excel.forms.layout import HEADERS
from cchc_excel.reading.formats import pdf as module
from cchc_excel.reading.formats.pdf import read_pdf
from cchc_excel.reading.formats.unsafe import ScanError, UnsafeError
from cchc_excel.reading.workers.limits import Limits
from cchc_excel.workflow.consolidate import consolidated_period
from support.pdf_files import Page, pdf, raw_pdf
from support.printed_form import printed_form

LIMITS = Limits()
HEADER = ("STT", "Chi tieu", "Don vi", "So lieu", "Ghi chu")
FILLER = [("", "so lieu thu tu cua mot bang dai", "Ho so", str(at), "khong co gi dac biet") for at in range(9)]


def rows(content: bytes, at: int = 0) -> list[list[str]]:
    sheet = read_pdf(content, LIMITS).sheets[at]
    return [[sheet.text(row, column) for column in range(1, 6)] for row in sheet.rows]


def test_cells_are_what_lines_enclose():
    table = [HEADER, ("1", "Ke hoach", "", "", "294/KH"), ("", "So nhiem vu", "NV", "25", ""), *FILLER]
    assert rows(pdf(Page().table(*table))) == [list(row) for row in table]


def test_lines_above_the_table_are_the_document_s():
    content = pdf(Page().text(100, 800, "PHU LUC 2").table(HEADER, *FILLER, top=760))
    assert read_pdf(content, LIMITS).lines == ["PHU LUC 2"]


def test_pages_are_joined_without_the_header_that_is_repeated():
    first, second = [("1", "Mot", "NV", "25", "")], [("2", "Hai", "NV", "26", "")]
    content = pdf(Page().table(HEADER, *FILLER, *first).text(300, 20, "1"), Page().table(HEADER, *second, *FILLER))
    assert rows(content) == [list(row) for row in (HEADER, *FILLER, *first, *second, *FILLER)]


CUT = ("", "So hop dong tai co", "Nguoi", "5", "theo ke")


@pytest.mark.parametrize(
    ("below", "joined"),
    [
        (("", "quan hanh chinh", "", "", ""), ("", "So hop dong tai co quan hanh chinh", "Nguoi", "5", "theo ke")),
        (("", "quan", "", "", "hoach nam"), ("", "So hop dong tai co quan", "Nguoi", "5", "theo ke hoach nam")),
        (("", "", "", "", "hoach nam"), ("", "So hop dong tai co", "Nguoi", "5", "theo ke hoach nam")),
        # Never two figures as one, nor two rows.
        (("", "quan", "nguoi", "6", ""), None),
        (("", "So khac", "", "", ""), None),
        (("2", "so khac", "", "", ""), None),
    ],
)
def test_a_row_that_a_page_cuts_is_joined(below, joined):
    content = pdf(Page().table(HEADER, *FILLER, CUT), Page().table(HEADER, below, *FILLER))
    expected = [joined] if joined else [CUT, below]
    assert rows(content) == [list(row) for row in (HEADER, *FILLER, *expected, *FILLER)]


def only_figure(page: Page) -> Cell:
    return read_pdf(pdf(page), LIMITS).sheets[0].cell(2, 4)


def with_figure(text: str = "") -> Page:
    return Page().table(HEADER, ("", "So nhiem vu", "NV", text, ""), *FILLER)


def test_a_raised_footnote_is_no_digit():
    page = with_figure("25").text(395, 751, "1", 6)
    assert only_figure(page) == Cell("text", "25", aside="1", why_aside="raised")
    # A figure that is small as a whole is still the figure.
    assert only_figure(with_figure().text(383, 746, "25", 6)) == Cell("text", "25")


@pytest.mark.parametrize(("size", "is_raised"), [(7.9, True), (8.1, False)])
def test_smaller_letters_are_raised_below_a_bound(size, is_raised):
    # As large as the others, but on another line, it may be anything.
    expected = "raised" if is_raised else "doubtful"
    assert only_figure(with_figure("25").text(396, 749, "1", size)).why_aside == expected


@pytest.mark.parametrize(
    ("height", "cell"),
    [(749, Cell("text", "27", aside="25", why_aside="struck")), (743.5, Cell("text", "25 27"))],
    ids=["through the middle", "underlined"],
)
def test_a_line_through_letters_strikes_them_out(height, cell):
    page = with_figure("25").text(403, 746, "27").line(383, height, 394.5, height)
    assert only_figure(page) == cell


def test_text_that_is_turned_is_none_of_a_cell():
    assert only_figure(with_figure("25").text(400, 746, "77", 10, "0 1 -1 0")) == Cell("text", "25")


def test_what_an_error_shows_is_an_error():
    assert only_figure(with_figure("#N/A")) == Cell("error", "#N/A")


def test_a_table_of_another_width_is_another_sheet():
    content = pdf(Page().table(HEADER, *FILLER).table(("a", "b", "c"), top=400, columns=(40, 80, 300, 380)))
    assert [sheet.name for sheet in read_pdf(content, LIMITS).sheets] == ["PDF", "PDF (2)"]


@pytest.mark.parametrize(("letters", "is_scan"), [(99, True), (100, False)])
def test_pages_with_hardly_a_letter_are_pictures(letters, is_scan):
    content = pdf(Page().text(40, 700, "x" * letters, 4))
    if is_scan:
        with pytest.raises(ScanError):
            read_pdf(content, LIMITS)
    else:
        assert read_pdf(content, LIMITS).sheets == []


@pytest.mark.parametrize(("pages", "is_refused"), [(60, False), (61, True)])
def test_no_more_pages_than_a_form_has(pages, is_refused):
    content = pdf(Page().table(HEADER, *FILLER), *(Page() for _ in range(pages - 1)))
    if is_refused:
        with pytest.raises(UnsafeError):
            read_pdf(content, LIMITS)
    else:
        assert read_pdf(content, LIMITS).sheets


@pytest.mark.parametrize(("cells", "is_refused"), [(50, False), (49, True)])
def test_no_more_cells_than_allowed(cells, is_refused):
    content = pdf(Page().table(HEADER, *FILLER))
    if is_refused:
        with pytest.raises(UnsafeError):
            read_pdf(content, Limits(cells=cells))
    else:
        assert read_pdf(content, Limits(cells=cells)).sheets


def test_a_torn_file_a_scan_and_a_letter_are_answered_alike(desk):
    desk.drop_bytes("a.pdf", pdf(with_figure("25"))[:300])
    desk.drop_bytes("scan.pdf", pdf(Page().text(40, 700, "1")))
    letter = Page().text(40, 700, "Kinh gui So Noi vu, de nghi tiep nhan bao cao. " * 3, 6)
    desk.drop_bytes("thu.pdf", pdf(letter))
    states = {name: result.state for name, result in desk.collect().items()}
    assert states == {"a.pdf": "not_a_workbook", "scan.pdf": "not_a_workbook", "thu.pdf": "not_a_workbook"}


def test_the_printed_template_is_read_whole(desk, answers, office):
    """As exported from a spreadsheet program; it waits for its agency, and all figures are those of the workbook."""
    path = desk.drop("STC", answers, notes={"I.1.1": "theo kế hoạch năm"})
    printed = office.edit(path, formats=("pdf",))["pdf"].read_bytes()
    path.unlink()
    desk.drop_bytes("ban ky.pdf", printed)
    collected = desk.collect()["ban ky.pdf"]
    assert (collected.state, "STC" in collected.reason) == ("unassigned", True)
    assign(desk.workspace, "ban ky.pdf", "STC")
    (checked,) = check(desk.workspace)
    assert {"CT08", "CT44"} <= {finding.code for finding in checked.findings}
    with desk.workspace.ledger() as ledger:
        (record,) = ledger.accepted("2021-Q1")
    expected = {code: float(v.split(" ")[0]) if isinstance(v, str) else v for code, v in answers.items()}
    assert {answer.code: answer.value for answer in record.answers if answer.value is not None} == expected


# --- text over lines, over text, and without lines -----------------------------------------------------------------


def test_a_text_wider_than_its_cell_is_whole_in_it():
    page = Page().table(HEADER, ("", "So nhiem vu", "NV", "1 - Phat phieu dien tu", ""), *FILLER)
    sheet = read_pdf(pdf(page), LIMITS).sheets[0]
    assert (sheet.text(2, 4), sheet.text(2, 5)) == ("1 - Phat phieu dien tu", "")


@pytest.mark.parametrize(
    ("x", "aside"),
    [(383, "so"), (384.5, "so"), (402, "")],
    ids=["over it", "partly over it", "behind it"],
)
def test_text_stamped_over_a_figure_puts_it_in_doubt(x, aside):
    cell = only_figure(with_figure("25").text(x, 746, "so", 9))
    assert (cell.why_aside, bool(cell.aside)) == (("doubtful", True) if aside else ("", False))
    assert cell.value != "25"


def test_two_numbers_below_one_another_are_never_one():
    cell = only_figure(with_figure().text(383, 751, "25", 8).text(383, 742, "300", 8))
    assert (cell.kind, cell.why_aside) == ("blank", "doubtful")


def test_white_letters_are_seen_on_a_fill_alone():
    white = Page().table(HEADER, ("", "So nhiem vu", "NV", "", ""), *FILLER)
    white.commands.append("1 g")
    hidden = pdf(white.text(383, 746, "25"))
    assert read_pdf(hidden, LIMITS).sheets[0].cell(2, 4) == Cell("blank", aside="25", why_aside="hidden")
    filled = Page()
    filled.commands.append("0.2 g 381 741 58 18 re f 0 g")
    filled.table(HEADER, ("", "So nhiem vu", "NV", "", ""), *FILLER)
    filled.commands.append("1 g")
    assert read_pdf(pdf(filled.text(383, 746, "25")), LIMITS).sheets[0].cell(2, 4) == Cell("text", "25")


def test_what_a_machine_guessed_beneath_a_picture_is_not_believed():
    page = Page()
    page.commands.append("3 Tr")
    with pytest.raises(ScanError):
        read_pdf(pdf(page.table(HEADER, *FILLER)), LIMITS)


@pytest.mark.parametrize(
    ("unit", "below", "is_joined"),
    [
        # The first word would have had room above: another row.
        ("NV", ("", "So khac", "", "", ""), False),
        ("Co = 1", ("", "TTHC", "Khong = 0", "", ""), True),
        ("Co = 1", ("", "TTHC", "Co = 1", "", ""), False),
        ("NV", ("", "TTHC", "nguoi", "", "hoach nam"), True),
        ("NV", ("", "TTHC", "Nguoi", "", ""), False),
        ("NV", ("", "TTHC", "", "7", ""), False),
        ("NV", ("6", "TTHC", "", "", ""), False),
    ],
)
def test_a_row_cut_before_a_capital_is_known_by_the_room_above(unit, below, is_joined):
    full = "So thu tuc hanh chinh da cap nhat tren Cong" if below[1] == "TTHC" else "So thu tuc"
    cut = ("", full, unit, "5", "theo ke")
    content = pdf(Page().table(HEADER, *FILLER, cut), Page().table(HEADER, below, *FILLER))
    assert (rows(content)[10][1] == f"{full} {below[1]}") is is_joined


def without_lines(*rows: tuple[str, ...], top: int = 700, leading: int = 14) -> Page:
    """A table of which only the texts are drawn."""
    page = Page().text(50, 780, "THONG KE SO LIEU VA KET QUA THUC HIEN CONG TAC CAI CACH HANH CHINH, QUY I NAM 2021")
    for at, row in enumerate(rows):
        for x, text in zip((40, 80, 300, 380, 440), row, strict=True):
            if text:
                page.text(x, top - at * leading, text)
    return page


HEADINGS = ("STT", "Chi tieu thong ke", "Don vi tinh", "So lieu", "Ghi chu")


def test_columns_without_lines_are_known_by_their_headings():
    body = [
        ("1", "Ke hoach", "", "", "294/KH"),
        ("", "So nhiem vu", "Nhiem vu", "25", ""),
        ("", "So khac", "NV", "", ""),
    ]
    assert rows(pdf(without_lines(HEADINGS, *body)), 0) == [
        list(HEADERS.values()),
        *[list(row) for row in body],
    ]


def test_lines_of_a_label_without_lines_around_it_are_one_row():
    wide = "So thu tuc hanh chinh da duoc cap nhat, cong"
    body = [
        ("", wide, "Thu tuc", "25", "ghi chu"),
        ("", "khai tren Trang", "", "", "dai"),
        ("", wide, "Thu tuc", "7", ""),
    ]
    _, first, second, *_ = rows(pdf(without_lines(HEADINGS, *body)))
    assert first == ["", f"{wide} khai tren Trang", "Thu tuc", "25", "ghi chu dai"]
    assert second == ["", wide, "Thu tuc", "7", ""]


def test_a_figure_between_two_columns_is_in_doubt():
    body = [("", "So nhiem vu", "NV", "25", "ghi chu"), ("", "So khac", "NV", "", ""), ("", "So ba", "NV", "3", "")]
    sheet = read_pdf(pdf(without_lines(HEADINGS, *body).text(425, 672, "63")), LIMITS).sheets[0]
    assert [sheet.cell(3, column).why_aside for column in (4, 5)].count("doubtful") == 1
    assert sheet.cell(2, 4) == Cell("text", "25")


def test_the_page_s_number_is_no_figure():
    filled = [("", "So nhiem vu va mot nhan rat dai", "Nhiem vu", str(at), "") for at in range(20)]
    first, second = without_lines(HEADINGS, *filled).text(382, 30, "1"), without_lines(*filled).text(382, 30, "2")
    figures = [row[3] for row in rows(pdf(first, second))]
    assert figures == ["Số liệu", *(str(at) for at in range(20)), *(str(at) for at in range(20))]


# --- what lies over the page --------------------------------------------------------------------------------------


#: Within the cell of the figure of :func:`with_figure`, which is from 380 to 440 and from 740 to 760.
ON_FIGURE = (383, 743, 395, 757)


def quads(left: float, bottom: float, right: float, top: float) -> str:
    return f"/QuadPoints [{left} {top} {right} {top} {left} {bottom} {right} {bottom}]"


@pytest.mark.parametrize(
    ("kind", "more", "said"),
    [
        ("StrikeOut", quads(*ON_FIGURE), "gạch bỏ"),
        ("StrikeOut", "", "gạch bỏ"),
        ("StrikeOut", "/Contents (sai, 45)", "gạch bỏ: sai, 45"),
        ("FreeText", "/Contents (31)", "31"),
        ("FreeText", "/Contents <FEFF00330031>", "31"),
        ("FreeText", "/Contents <EFBBBFC4916F>", "đo"),
        ("FreeText", "", "chữ chèn"),
        ("Ink", "/InkList [[383 743 390 757 395 750]]", "nét vẽ"),
        ("Line", "/L [383 745 395 755]", "nét vẽ"),
        ("Stamp", "", "dấu"),
        ("Redact", "", "phần che"),
        ("Square", "/IC [1 1 1]", "phần che"),
        ("Circle", "/IC [1] /Contents (45)", "45"),
        ("Text", "/Contents (dung la 45)", "dung la 45"),
        ("Highlight", "/Contents (45?)", "45?"),
        ("Caret", "/Contents (1)", "1"),
        ("Widget", "/FT /Tx /V (31)", "31"),
        ("Widget", "/FT /Ch /V [(1 - Co) (2)]", "1 - Co 2"),
        ("Widget", "/Parent << /FT /Tx /Parent << /V (31) >> >>", "31"),
        ("Widget", "/FT /Tx /V 31", "ô nhập"),
        ("Widget", "/FT /Btn /AS /Yes", "✓"),
        ("Widget", "/FT /Btn /V /Yes", "✓"),
        ("Widget", "/FT /Sig /V << /Type /Sig >>", "chữ ký số"),
        # They only point at it, or show nothing.
        ("Highlight", "", ""),
        ("Highlight", "/Contents (da xem)", ""),
        ("Underline", "", ""),
        ("Square", "", ""),
        ("Square", "/IC []", ""),
        ("Text", "/Contents (da xem)", ""),
        ("Link", "/Contents (31)", ""),
        ("Popup", "/Contents (31)", ""),
        ("Widget", "/FT /Tx", ""),
        ("Widget", "/FT /Tx /V ( )", ""),
        ("Widget", "/FT /Btn /AS /Off /V /Yes", ""),
        ("Widget", "/FT /Btn", ""),
        ("Widget", "/FT /Sig", ""),
        ("FreeText", "/Contents (31) /F 2", ""),
        ("FreeText", "/Contents (31) /F 4", "31"),
        ("StrikeOut", "/F 6", ""),
        # Built wrong.
        ("FreeText", "/Contents /x /F (x)", "x"),
        ("FreeText", "/Contents 7", "chữ chèn"),
        ("FreeText", "/Rect [(a)] /Contents (31)", ""),
        ("Ink", "/InkList [7]", "nét vẽ"),
        ("Line", "/L (x)", "nét vẽ"),
    ],
)
def test_what_lies_over_a_figure_puts_it_in_doubt(kind, more, said):
    cell = only_figure(with_figure("25").over(kind, ON_FIGURE, more))
    assert cell == (Cell("text", "25", aside=said, why_aside="doubtful") if said else Cell("text", "25"))


def test_what_is_written_where_there_is_no_figure_is_put_aside():
    assert only_figure(with_figure().over("FreeText", ON_FIGURE, "/Contents (31)")) == Cell(
        "blank", aside="31", why_aside="doubtful"
    )
    twice = with_figure("25").over("Stamp", ON_FIGURE).over("StrikeOut", ON_FIGURE).over("Stamp", ON_FIGURE)
    assert only_figure(twice).aside == "dấu, gạch bỏ"


@pytest.mark.parametrize(
    ("place", "is_over"),
    [
        ((440, 743, 460, 757), False),
        ((438.1, 743, 460, 757), False),
        ((437.9, 743, 460, 757), True),
        ((360, 743, 381.9, 757), False),
        ((360, 743, 382.1, 757), True),
        ((383, 758.1, 395, 775), False),
        ((383, 757.9, 395, 775), True),
        # A thin line, half of which is in the cell.
        ((383, 759.6, 395, 760.6), False),
        ((383, 759.4, 395, 760.4), True),
    ],
)
def test_what_merely_touches_a_cell_is_not_over_it(place, is_over):
    assert (only_figure(with_figure("25").over("Stamp", place)).why_aside == "doubtful") is is_over


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        # Two lines of text, of which the rectangle around them covers the figure.
        ("StrikeOut", "/QuadPoints [82 755 200 755 82 745 200 745 442 735 500 735 442 725 500 725]"),
        ("Ink", "/InkList [[82 755 200 745] [442 735 500 725]]"),
    ],
)
def test_only_what_is_struck_out_or_drawn_counts_not_what_is_around_it(kind, more):
    assert only_figure(with_figure("25").over(kind, (82, 725, 500, 755), more)) == Cell("text", "25")


def test_a_line_through_text_is_at_its_middle():
    """Programs mark more than a line's height."""
    high = with_figure("25").over("StrikeOut", ON_FIGURE, quads(383, 757, 395, 775))
    assert only_figure(high) == Cell("text", "25")


@pytest.mark.parametrize(("strokes", "is_over"), [(200, False), (201, True)])
def test_many_strokes_are_one_drawing(strokes, is_over):
    more = f"/InkList [{'[82 755 200 745]' * strokes}]"
    cell = only_figure(with_figure("25").over("Ink", (82, 725, 500, 755), more))
    assert (cell.why_aside == "doubtful") is is_over


def told(page: Page) -> list[str]:
    return [notice.facts["texts"] for notice in read_pdf(pdf(page), LIMITS).notices if notice.code == "CT45"]


@pytest.mark.parametrize(
    ("kind", "place", "more", "texts"),
    [
        ("FreeText", ON_FIGURE, "/Contents (31)", ["“31”"]),
        ("FreeText", (570, 743, 590, 757), "/Contents (sua thanh 45)", ["“sua thanh 45”"]),
        ("Widget", (442, 743, 450, 757), "/FT /Tx /V (9)", ["“9”"]),
        # Beyond the rows, as the day and name beneath a table; and what has no text.
        ("FreeText", (300, 300, 400, 320), "/Contents (12)", []),
        ("FreeText", (300, 800, 400, 820), "/Contents (12)", []),
        ("Stamp", (570, 743, 590, 757), "", []),
        ("Widget", (300, 743, 350, 757), "/FT /Sig /V << >>", []),
    ],
)
def test_what_is_typed_over_the_rows_of_a_table_is_told(kind, place, more, texts):
    assert told(with_figure("25").over(kind, place, more)) == texts


def test_a_stamp_over_words_leaves_them_what_they_are():
    page = with_figure("25").over("Stamp", (40, 700, 370, 775)).over("Stamp", (445, 700, 560, 775))
    sheet = read_pdf(pdf(page), LIMITS).sheets[0]
    assert (sheet.text(2, 2), sheet.text(2, 3), sheet.cell(2, 4)) == ("So nhiem vu", "NV", Cell("text", "25"))
    assert sheet.text(3, 5) == "khong co gi dac biet"


@pytest.mark.parametrize(
    ("turned", "box", "matrix", "place"),
    [
        (0, (5, 7, 605, 849), "1 0 0 1 5 7", (388, 750, 400, 764)),
        (90, (0, 0, 842, 600), "0 1 -1 0 842 0", (85, 383, 99, 395)),
        (180, (0, 0, 600, 842), "-1 0 0 -1 600 842", (205, 85, 217, 99)),
        (270, (0, 0, 842, 600), "0 -1 1 0 0 600", (743, 205, 757, 217)),
    ],
)
def test_pages_that_are_turned_or_begin_elsewhere(turned, box, matrix, place):
    page = Page([f"{matrix} cm"], box=f"[{' '.join(map(str, box))}] /Rotate {turned}")
    page.table(HEADER, ("", "So nhiem vu", "NV", "25", ""), *FILLER).over("FreeText", place, "/Contents (31)")
    sheet = read_pdf(pdf(page), LIMITS).sheets[0]
    marked = {(row, column) for row in sheet.rows for column, cell in sheet.rows[row].items() if cell.why_aside}
    assert marked == {(2, 4)}
    assert told(page) == ["“31”"]


def test_a_form_on_which_somebody_wrote_is_asked_about(desk, form):
    over = {
        "I.1.1": ("StrikeOut", ""),
        "I.1.2": ("FreeText", "/Contents (31)"),
        "I.1.3": ("Widget", "/FT /Tx /V (7)"),
        "I.2.1": ("Highlight", ""),
    }
    figures = {"I.1.1": "25", "I.2.1": "4"}
    desk.drop_bytes("STC.pdf", printed_form(form, figures, over=over))
    desk.collect()
    assert assign(desk.workspace, "STC.pdf", "STC").state == "accepted"
    (checked,) = check(desk.workspace)
    asked = {finding.indicator: finding.message for finding in checked.findings if finding.code == "SL32"}
    assert asked.keys() == {"I.1.1", "I.1.2", "I.1.3"}
    assert "“25 | gạch bỏ” chưa xác định được là số liệu nào" in asked["I.1.1"]
    assert ("“31”" in asked["I.1.2"], "“7”" in asked["I.1.3"]) == (True, True)
    (told_of,) = [finding.message for finding in checked.findings if finding.code == "CT45"]
    assert "(“31”, “7”)" in told_of
    cells = consolidated_period(desk.workspace, with_earlier=False).cells
    assert {code: cell.value for (_, code), cell in cells.items() if cell.value is not None} == {"I.2.1": 4.0}


FIGURES = [HEADINGS, ("", "So mot", "NV", "25", ""), ("", "So hai", "NV", "", "x"), ("", "So ba", "NV", "3", "")]


@pytest.mark.parametrize(
    ("kind", "place", "more", "marked"),
    [
        # Rows of 14 points; the text of the second one stands at 672, its figure is missing.
        ("StrikeOut", (380, 683, 392, 697), "", {(2, 4)}),
        ("FreeText", (380, 670, 392, 682), "/Contents (31)", {(3, 4)}),
        ("FreeText", (380, 677, 392, 681), "/Contents (31)", {(3, 4)}),
        ("FreeText", (414, 670, 420, 682), "/Contents (31)", {(3, 4)}),
        ("Ink", (375, 655, 445, 695), "", {(2, 4), (3, 4), (4, 4), (2, 5), (3, 5), (4, 5)}),
        ("FreeText", (380, 300, 392, 312), "/Contents (31)", set()),
    ],
)
def test_a_table_without_lines_has_its_marks_in_the_nearest_cells(kind, place, more, marked):
    page = without_lines(*FIGURES).over(kind, place, more)
    sheet = read_pdf(pdf(page), LIMITS).sheets[0]
    cells = {(row, column): cell for row in sheet.rows for column, cell in sheet.rows[row].items()}
    assert {place for place, cell in cells.items() if cell.why_aside == "doubtful"} == marked
    assert told(page) == (["“31”"] if kind == "FreeText" and marked else [])


def test_rows_without_lines_between_them_have_marks_of_their_own():
    page = Page().table(HEADER, *FILLER).table(("", "", "", "", ""), top=580)
    for at, baseline in enumerate((573, 564)):
        page.text(83, baseline, f"So thu {at}", 6).text(383, baseline, str(25 + at), 6)
    (sheet,) = read_pdf(pdf(page.over("StrikeOut", (383, 563, 390, 569))), LIMITS).sheets
    assert [cell.why_aside for cells in sheet.rows.values() for column, cell in cells.items() if column == 4][-2:] == [
        "", "doubtful",
    ]  # fmt: skip


@pytest.mark.parametrize(("count", "is_refused"), [(1000, False), (1001, True)])
def test_no_more_annotations_than_anybody_makes(count, is_refused):
    page = with_figure("25")
    page.annotations += ["<< /Subtype /Link /Rect [0 0 1 1] >>"] * count
    if is_refused:
        with pytest.raises(UnsafeError):
            read_pdf(pdf(page), LIMITS)
    else:
        assert only_figure(page) == Cell("text", "25")


@pytest.mark.parametrize(("count", "is_refused"), [(2000, False), (2001, True)])
def test_no_more_strokes_than_anybody_draws(count, is_refused):
    page = with_figure("25")
    for strokes in [*[200] * 10, count - 2000]:
        page.over("Ink", (0, 0, 1, 1), f"/InkList [{'[0 0 1 1]' * strokes}]" if strokes else "/F 2")
    if is_refused:
        with pytest.raises(UnsafeError):
            read_pdf(pdf(page), LIMITS)
    else:
        assert only_figure(page) == Cell("text", "25")


@pytest.mark.parametrize(
    "annotations",
    ["7", "(x)", "[7 (x) null 99 0 R]", "99 0 R", "[<< >>]", "[<< /Subtype /FreeText >>]", "[6 0 R]", "6 0 R"],
)
def test_annotations_that_are_none(annotations):
    """Object 6 leads to itself."""
    content = pdf(with_figure("25")).replace(b"/Annots []", b"/Annots %b" % annotations.encode())
    content = content[: content.index(b"xref")] + b"6 0 obj\n6 0 R\nendobj\ntrailer << /Size 7 /Root 1 0 R >>\n%%EOF"
    assert read_pdf(content, LIMITS).sheets[0].cell(2, 4) == Cell("text", "25")


# --- hostile ---------------------------------------------------------------------------------------------------------


def stream(content: bytes, more: bytes = b"") -> bytes:
    return b"<< %b /Length %d >>\nstream\n%b\nendstream" % (more, len(content), content)


def page_with(content: bytes, *others: bytes) -> bytes:
    resources = b"/Resources << /XObject << /X 5 0 R >> >>"
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 842] /Contents 4 0 R %b >>" % resources
    pages = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    return raw_pdf(b"<< /Type /Catalog /Pages 2 0 R >>", pages, page, content, *others)


def form(number: int, count: int) -> bytes:
    """A drawing that draws the object of that number so many times."""
    kind = b"/Type /XObject /Subtype /Form /BBox [0 0 1 1] /Resources << /XObject << /X %d 0 R >> >>" % number
    return stream(b"/X Do " * count, kind)


@pytest.mark.parametrize(
    "content",
    [
        page_with(stream(b"/X Do"), *(form(6 + at, 4) for at in range(9)), form(5, 0)),
        page_with(stream(b"/X Do"), *(form(6 + at, 1) for at in range(20)), form(5, 0)),
    ],
    ids=["drawings in drawings by the thousand", "too deep"],
)
def test_a_bomb_is_refused(content):
    with pytest.raises(UnsafeError):
        read_pdf(content, LIMITS)


@pytest.mark.parametrize(("drawn", "is_refused"), [(200, False), (201, True)])
def test_no_more_is_drawn_than_may_be(monkeypatch, drawn, is_refused):
    monkeypatch.setattr(module, "_MOST_CHARACTERS", 400)
    content = page_with(stream(zlib.compress(b"0 0 m 9 9 l S " * drawn), b"/Filter /FlateDecode"), form(5, 0))
    with pytest.raises(UnsafeError if is_refused else ScanError):
        read_pdf(content, LIMITS)


@pytest.mark.parametrize(
    "content",
    [
        page_with(stream(b"/X Do"), form(5, 2)),
        page_with(stream(b"[" * 50_000), form(5, 0)),
        raw_pdf(b"<< /Type /Catalog /Pages 2 0 R >>", b"<<" + b"/A <<" * 20_000),
        raw_pdf(b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 1 >>"),
        b"%PDF-1.7\n" + bytes(range(256)) * 50,
    ],
    ids=["draws itself", "arrays in arrays", "dictionaries in dictionaries", "pages in a ring", "noise"],
)
def test_a_file_built_wrong_is_a_scan(content):
    with pytest.raises(ScanError):
        read_pdf(content, LIMITS)
