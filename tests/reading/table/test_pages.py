"""The return of Sở Tài chính for Quý I/2021, in ten pages as its PDF and Word file have it: 43 figures from each."""

from __future__ import annotations

import pytest

from support import clients_document
from support.tables import read, sheet

PERIOD = "Quý I năm 2021"
TOP, BELOW = clients_document.pages()[0][:2]
ONE_ROW = ("STT", "Chỉ tiêu thống kê", "Đơn vị tính", "Số liệu", "Ghi chú")


@pytest.fixture
def pages():
    """The lines of each page, without the header."""
    first, *others = clients_document.pages()
    return [first[2:], *others]


@pytest.fixture
def given(form, pages):
    lines = [line for page in pages for line in page]
    figures = {row.code: line[3] for row, line in zip(form.rows, lines, strict=True) if line[3]}
    assert len(figures) == 43
    return figures


def right(rows, columns):
    return [["", "", ""][:columns] + list(row) for row in rows]


def spaced(rows):
    """With an empty column behind the labels' and behind the units', as converters leave them."""
    return [[*row[:2], "", row[2], "", *row[3:]] for row in rows]


LAYOUTS = {
    "one table": lambda pages: [[TOP, BELOW, *(row for page in pages for row in page)]],
    "without a header": lambda pages: [[row for page in pages for row in page]],
    "a sheet a page": lambda pages: [[TOP, BELOW, *page] for page in pages],
    "a header of one row": lambda pages: [[ONE_ROW, *page] for page in pages],
    "the header once": lambda pages: [[TOP, BELOW, *pages[0]], *pages[1:]],
    "pages without a header": lambda pages: pages,
    "columns elsewhere": lambda pages: [right(page, at % 3) for at, page in enumerate(pages)],
    "no ordinals": lambda pages: [page if at % 2 else [row[1:] for row in page] for at, page in enumerate(pages)],
    "empty columns": lambda pages: [[TOP, BELOW, *pages[0]], *map(spaced, pages[1:])],
    "the last row again": lambda pages: [
        [TOP, BELOW, *(pages[at - 1][-1:] if at else []), *page] for at, page in enumerate(pages)
    ],
    "the section again": lambda pages: [
        [TOP, BELOW, *(pages[3][-2:-1] if at == 4 else []), *page] for at, page in enumerate(pages)
    ],
    "page numbers": lambda pages: [[[str(at)], *page, ["", "", "", str(at)]] for at, page in enumerate(pages, start=1)],
    "below one another": lambda pages: [[row for page in pages for row in (TOP, BELOW, *page, ["", "Trang"])]],
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_43_of_43_figures_from_each(index, given, pages, layout):
    figures, notices = read(
        index, *(sheet(*rows, name=f"Page {at}") for at, rows in enumerate(LAYOUTS[layout](pages))), period=PERIOD
    )
    assert figures == given
    assert not {"CT09", "CT10", "CT29", "CT30", "CT33", "CT35", "CT36"} & set(notices)


@pytest.mark.parametrize(("repeated", "is_one"), [(3, True), (4, False)])
def test_a_page_repeats_no_more_than_three_rows(index, pages, given, repeated, is_one):
    made = [sheet(TOP, BELOW, *pages[0]), sheet(TOP, BELOW, *pages[0][-repeated:], *pages[1], name="Page 2")]
    figures, _ = read(index, *made)
    codes = [row.code for row in index.rows[: len(pages[0]) + len(pages[1])]]
    assert (figures == {code: given[code] for code in codes if code in given}) is is_one


def test_a_repeated_row_with_another_figure_is_asked_about(index, form, pages):
    again = [*pages[1][-1][:3], "77", ""]
    code = form.rows[len(pages[0]) + len(pages[1]) - 1].code
    last = [*pages[1][-1][:3], "5", ""]
    made = [sheet(TOP, BELOW, *pages[0]), sheet(TOP, BELOW, *pages[1][:-1], last, name="2")]
    figures, notices = read(index, *made, sheet(TOP, BELOW, again, *pages[2], name="3"))
    assert code not in figures
    assert notices["CT03"]["row"] == code


def test_a_hidden_page_is_told_and_not_read(index, pages, given):
    made = [sheet(TOP, BELOW, *page, name=f"Page {at}", is_hidden=at == 2) for at, page in enumerate(pages)]
    figures, notices = read(index, *made)
    assert len(figures) < len(given)
    assert notices["CT20"]["sheets"] == "“Page 2”"
