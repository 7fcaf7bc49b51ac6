"""Tables of a PDF: cells within lines, pages joined, what is raised or struck out told apart; scans are no text."""

from __future__ import annotations

import pytest

from cchc_excel.api import assign, check
from cchc_excel.domain.submission import Cell
from cchc_excel.reading.formats.pdf import read_pdf
from cchc_excel.reading.formats.unsafe import ScanError, UnsafeError
from cchc_excel.reading.workers.limits import Limits
from support.pdf_files import Page, pdf

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
