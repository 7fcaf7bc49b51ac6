"""More than one table, more than one column of figures: which of them counts."""

from __future__ import annotations

from openpyxl.utils import get_column_letter

from mangling.base import ASK, FIGURE, HEADER_ROW, NOTE, Book, Mangled, Original, mangling

_PERIOD, _YEAR_BEFORE = "Quý I năm 2021", "Quý I năm 2020"


def _copied(book: Book, title: str) -> object:
    """A copy of the form's sheet at the end of the workbook."""
    copy = book.book.copy_worksheet(book.sheet)
    copy.title = title
    return copy


def _empty(sheet: object, book: Book) -> None:
    for row in book.row.values():
        sheet.cell(row, FIGURE).value = None  # type: ignore[attr-defined]
        sheet.cell(row, NOTE).value = None  # type: ignore[attr-defined]


@mangling("blank-copy-behind")
def _blank_behind(original: Original) -> Mangled:
    book = Book(original)
    _empty(_copied(book, "Bảng 1 (2)"), book)
    return book.mangled()


@mangling("filled-copy-original-blank", 3)
def _filled_behind(original: Original) -> Mangled:
    book = Book(original)
    _copied(book, "Bảng 1 (2)")
    _empty(book.sheet, book)
    return book.mangled()


@mangling("identical-copy")
def _identical(original: Original) -> Mangled:
    book = Book(original)
    _copied(book, "Bảng 1 (2)")
    return book.mangled()


@mangling("differing-copy", 3)
def _differing(original: Original) -> Mangled:
    """Two filled tables, both visible: figures that differ are asked about."""
    book = Book(original)
    copy = _copied(book, "Bảng 1 (2)")
    for row in original.some("count", 6):
        copy.cell(book.row[row.code], FIGURE).value = int(book.truth[row.code] or 0) + 3  # type: ignore[attr-defined]
        book.truth[row.code] = ASK
    return book.mangled()


@mangling("hidden-draft", 3)
def _hidden_draft(original: Original) -> Mangled:
    """A hidden draft with other figures stands before the visible sheet, which counts."""
    book = Book(original)
    copy = _copied(book, "Nháp")
    for row in original.some("count", 6):
        copy.cell(book.row[row.code], FIGURE).value = int(book.truth[row.code] or 0) + 3  # type: ignore[attr-defined]
    copy.sheet_state = "hidden"  # type: ignore[attr-defined]
    book.book.security = None
    book.book.move_sheet(copy, -(len(book.book.sheetnames) - 1))
    return book.mangled()


@mangling("half-filled-copy")
def _half_filled(original: Original) -> Mangled:
    """Half of the figures in the original, the other half in the copy, none in both."""
    book = Book(original)
    copy = _copied(book, "Bảng 1 (2)")
    for at, row in enumerate(book.row.values()):
        (book.sheet if at % 2 else copy).cell(row, FIGURE).value = None  # type: ignore[attr-defined]
    return book.mangled()


@mangling("table-twice-below-identical")
def _twice_below(original: Original) -> Mangled:
    book = Book(original).visible_copy()
    lines = [[cell.value for cell in row] for row in book.sheet.iter_rows()]
    for line in lines:
        book.sheet.append(line)
    return book.mangled()


@mangling("table-twice-below-differing")
def _twice_below_differing(original: Original) -> Mangled:
    """The whole table again below itself, where some figures differ."""
    book = Book(original)
    rows = {code: row - 1 for code, row in book.row.items()}  # the key row is not copied
    book.visible_copy()
    lines = [[cell.value for cell in row] for row in book.sheet.iter_rows()]
    for line in lines:
        book.sheet.append(line)
    for row in original.some("count", 6):
        cell = book.sheet.cell(rows[row.code] + len(lines), 4)
        cell.value = int(book.truth[row.code] or 0) + 3
        book.truth[row.code] = ASK
    return book.mangled()


def _with_column(original: Original, mine: str, other: str, *, first: bool, hidden: bool = False) -> Book:
    """A visible copy with a further column of figures, before or behind the agency's own."""
    book = Book(original)
    rows = {code: row - 1 for code, row in book.row.items()}
    book.visible_copy()
    own, further = (4, 5) if not first else (5, 4)
    book.sheet.insert_cols(further)
    head = HEADER_ROW - 1
    book.sheet.cell(head + 1, own).value = mine
    book.sheet.cell(head + 1, further).value = other
    for code, value in original.truth.items():
        row = original.form.by_code[code]
        changed = row.choices.entries[0] if row.choices else min(float(value or 0) + 2, 100)
        book.sheet.cell(rows[code], further).value = changed
    if hidden:
        book.sheet.column_dimensions[get_column_letter(further)].hidden = True
    return book


@mangling("two-columns-period-named-first", 2)
def _period_first(original: Original) -> Mangled:
    return _with_column(original, _PERIOD, _YEAR_BEFORE, first=False).mangled()


@mangling("two-columns-period-named-last", 2)
def _period_last(original: Original) -> Mangled:
    return _with_column(original, _PERIOD, _YEAR_BEFORE, first=True).mangled()


@mangling("two-columns-same-heading", 3)
def _same_heading(original: Original) -> Mangled:
    book = _with_column(original, "Số liệu", "Số liệu", first=False)
    book.truth = dict.fromkeys(book.truth, ASK)
    return book.mangled()


@mangling("two-columns-draft-and-final", 2)
def _draft_final(original: Original) -> Mangled:
    """Nobody said which counts: "Số liệu (nháp)" and "Số liệu (chính thức)" are a question."""
    book = _with_column(original, "Số liệu (chính thức)", "Số liệu (dự thảo)", first=True)
    book.truth = dict.fromkeys(book.truth, ASK)
    return book.mangled()


@mangling("two-columns-other-hidden", 2)
def _other_hidden(original: Original) -> Mangled:
    book = _with_column(original, "Số liệu", "Số liệu", first=False, hidden=True)
    book.truth = dict.fromkeys(book.truth, ASK)
    return book.mangled()


@mangling("sub-units-and-total", 3)
def _sub_units(original: Original) -> Mangled:
    """A column for each sub-unit and their total last, which is the agency's figure."""
    book = Book(original)
    rows = {code: row - 1 for code, row in book.row.items()}
    book.visible_copy()
    book.sheet.insert_cols(4, 2)
    for column, name in zip((4, 5, 6), ("Chi cục A", "Chi cục B", "Tổng cộng"), strict=True):
        book.sheet.cell(HEADER_ROW, column).value = name
    for code, value in original.truth.items():
        row = original.form.by_code[code]
        if row.type == "count":
            part = original.chance.randint(0, int(value or 0))
            book.sheet.cell(rows[code], 4).value = part
            book.sheet.cell(rows[code], 5).value = int(value or 0) - part
    return book.mangled()


@mangling("note-corrects")
def _note_corrects(original: Original) -> Mangled:
    """A note that says *sửa thành 45*: which one counts is asked about."""
    book = Book(original)
    for row in original.some("count", 4):
        book.sheet.cell(book.row[row.code], NOTE).value = f"sửa thành {int(book.truth[row.code] or 0) + 5}"
        book.truth[row.code] = ASK
    return book.mangled()


@mangling("correction-beside-the-table")
def _beside(original: Original) -> Mangled:
    """A number on the row's line behind the table."""
    book = Book(original)
    for row in original.some("count", 4):
        book.sheet.cell(book.row[row.code], 15).value = int(book.truth[row.code] or 0) + 5
        book.truth[row.code] = ASK
    return book.mangled()


@mangling("two-agencies", 2)
def _two_agencies(original: Original) -> Mangled:
    """Another agency's table on a second sheet, under its own heading."""
    book = Book(original)
    copy = _copied(book, "Đơn vị khác")
    copy.cell(4, 2).value = "QUÝ I NĂM 2021 TẠI SỞ TÀI CHÍNH"  # type: ignore[attr-defined]
    for code, value in original.truth.items():
        if original.form.by_code[code].type == "count":
            copy.cell(book.row[code], FIGURE).value = int(value or 0) + 11  # type: ignore[attr-defined]
    return book.mangled()


@mangling("merged-optional-figures", 2)
def _merged(original: Original) -> Mangled:
    """Figure cells of neighbouring rows merged: the one number could be of either row."""
    book = Book(original)
    pairs = [("IV.1.2", "IV.1.3"), ("IV.1.8", "IV.1.9")]
    for first, second in pairs:
        value = 4
        book.figure(first).value, book.figure(second).value = value, None
        cells = f"{book.figure(first).coordinate}:{book.figure(second).coordinate}"
        book.sheet.merge_cells(cells)
        book.truth[first], book.truth[second] = ASK, ASK
    return book.mangled()


@mangling("merged-across", 2)
def _merged_across(original: Original) -> Mangled:
    """Figure and note merged to one cell: the figure is plain."""
    book = Book(original)
    for row in original.some("count", 4):
        at = book.row[row.code]
        book.sheet.cell(at, NOTE).value = None
        book.sheet.merge_cells(start_row=at, end_row=at, start_column=FIGURE, end_column=NOTE)
    return book.mangled()


@mangling("hidden-rows", 2)
def _hidden_rows(original: Original) -> Mangled:
    """Some answered rows hidden to make the page shorter: their figures are the agency's."""
    book = Book(original)
    for row in original.some("count", 5):
        book.sheet.row_dimensions[book.row[row.code]].hidden = True
    return book.mangled()


@mangling("old-period-sheet", 2)
def _old_period(original: Original) -> Mangled:
    """Last year's table, named so, on a second visible sheet: the stamped sheet counts."""
    book = Book(original)
    copy = _copied(book, "Quý I 2020")
    heading = str(book.sheet.cell(4, 2).value)
    copy.cell(4, 2).value = heading.replace("2021", "2020")  # type: ignore[attr-defined]
    for code, value in original.truth.items():
        if original.form.by_code[code].type == "count":
            copy.cell(book.row[code], FIGURE).value = int(value or 0) + 11  # type: ignore[attr-defined]
    return book.mangled()


@mangling("figures-on-headings", 1)
def _on_headings(original: Original) -> Mangled:
    """A figure on a heading's line belongs to nothing; the others are right."""
    book = Book(original)
    for code in ("I.1", "III.6"):
        book.sheet.cell(book.row[code], FIGURE).value = 99
    return book.mangled()
