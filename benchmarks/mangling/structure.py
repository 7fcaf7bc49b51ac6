"""Rows, columns, sheets and packages that were moved, lost, doubled or broken."""

from __future__ import annotations

import re
from io import BytesIO

import openpyxl
from openpyxl.chart import BarChart, Reference
from openpyxl.styles import Protection

from mangling.base import (
    ASK,
    CODE,
    FIGURE,
    FIRST_ROW,
    HEADER_ROW,
    LABEL,
    NOTE,
    SHEET,
    UNIT,
    Book,
    Mangled,
    Original,
    mangling,
    repacked,
)

_WIDTH = 8


@mangling("unprotected")
def _unprotected(original: Original) -> Mangled:
    book = Book(original)
    book.sheet.protection.disable()
    for row in book.sheet.iter_rows(min_row=FIRST_ROW):
        for cell in row:
            cell.protection = Protection(locked=False)
    return book.mangled()


@mangling("rows-inserted", 3)
def _rows_inserted(original: Original) -> Mangled:
    book = Book(original)
    for code in sorted(original.chance.sample(list(book.row), 8), key=book.row.get, reverse=True):
        book.sheet.insert_rows(book.row[code])
    return book.mangled()


@mangling("row-of-the-agency-inserted")
def _own_row(original: Original) -> Mangled:
    """A row of the agency's own, with a figure of its own."""
    book = Book(original)
    at = book.row[original.some("count", 1)[0].code] + 1
    book.sheet.insert_rows(at)
    book.sheet.cell(at, LABEL).value = "Trong đó: số của các phòng chuyên môn"
    book.sheet.cell(at, FIGURE).value = 77
    return book.mangled()


@mangling("column-inserted-left")
def _column_left(original: Original) -> Mangled:
    book = Book(original)
    book.sheet.insert_cols(2)
    return book.mangled()


@mangling("column-inserted-before-figure")
def _column_before(original: Original) -> Mangled:
    book = Book(original)
    book.sheet.insert_cols(FIGURE)
    return book.mangled()


@mangling("rows-deleted", 3)
def _rows_deleted(original: Original) -> Mangled:
    book = Book(original)
    for code in sorted(original.chance.sample(list(book.row), 6), key=book.row.get, reverse=True):
        book.sheet.delete_rows(book.row[code])
        book.truth.pop(code, None)
    return book.mangled()


def _sorted(book: Book, columns: range, key: int) -> None:
    lines = [[book.sheet.cell(row, column).value for column in columns] for row in range(FIRST_ROW, book.last + 1)]
    lines.sort(key=lambda line: str(line[key - columns[0]] or ""))
    for row, line in enumerate(lines, start=FIRST_ROW):
        for column, value in zip(columns, line, strict=True):
            book.sheet.cell(row, column).value = value


@mangling("sorted-by-label-with-codes")
def _sorted_with_codes(original: Original) -> Mangled:
    book = Book(original)
    _sorted(book, range(CODE, NOTE + 1), LABEL)
    return book.mangled()


def _ask_about_alike(book: Book, original: Original) -> None:
    """Rows with the same label cannot be told apart once their order is lost."""
    labels = [row.label.casefold() for row in original.form.rows]
    for row in original.form.indicators:
        if labels.count(row.label.casefold()) > 1 and row.code in book.truth:
            book.truth[row.code] = ASK


@mangling("sorted-by-label-codes-stay")
def _sorted_codes_stay(original: Original) -> Mangled:
    book = Book(original)
    _sorted(book, range(2, NOTE + 1), LABEL)
    _ask_about_alike(book, original)
    return book.mangled()


@mangling("sorted-by-figure-with-codes")
def _sorted_by_figure(original: Original) -> Mangled:
    book = Book(original)
    _sorted(book, range(CODE, NOTE + 1), FIGURE)
    return book.mangled()


@mangling("sheet-renamed")
def _renamed(original: Original) -> Mangled:
    book = Book(original)
    book.sheet.title = "BC quý I"
    return book.mangled()


@mangling("visible-copy", 4)
def _visible_copy(original: Original) -> Mangled:
    return Book(original).visible_copy().mangled()


@mangling("code-column-deleted")
def _no_codes(original: Original) -> Mangled:
    book = Book(original)
    book.sheet.delete_cols(CODE)
    return book.mangled()


@mangling("hidden-sheets-lost")
def _hidden_lost(original: Original) -> Mangled:
    book = Book(original)
    book.book.security = None
    for name in book.book.sheetnames:
        if name != SHEET:
            del book.book[name]
    return book.mangled()


@mangling("key-row-deleted")
def _no_key_row(original: Original) -> Mangled:
    book = Book(original)
    book.sheet.delete_rows(HEADER_ROW - 1)
    return book.mangled()


@mangling("header-repeated", 3)
def _header_repeated(original: Original) -> Mangled:
    book = Book(original).visible_copy()
    lines = [[cell.value for cell in row] for row in book.sheet.iter_rows()]
    head = lines[HEADER_ROW - 2 : FIRST_ROW - 2]
    new = openpyxl.Workbook()
    for at, line in enumerate(lines):
        if at > FIRST_ROW and at % 25 == 0:
            for repeated in head:
                new.active.append(repeated)
        new.active.append(line)
    book.book = new
    return book.mangled()


def _split(original: Original, starts: list[int], *, with_header: bool, with_codes: bool = False) -> Mangled:
    """The table's lines on several sheets, each beginning with one of these lines."""
    book = Book(original)
    lines = [
        [cell.value for cell in row][0 if with_codes else 1 : NOTE] for row in book.sheet.iter_rows(max_row=book.last)
    ]
    head, body = [*lines[: HEADER_ROW - 2], *lines[HEADER_ROW - 1 : FIRST_ROW - 1]], lines[FIRST_ROW - 1 :]
    new = openpyxl.Workbook()
    new.remove(new.active)
    for number, (start, end) in enumerate(zip(starts, [*starts[1:], len(body)], strict=True), start=1):
        sheet = new.create_sheet(f"Trang {number}")
        for line in [*(head if number == 1 else head[-2:] if with_header else []), *body[start:end]]:
            sheet.append(line)
    book.book = new
    return book.mangled()


def _sections(original: Original) -> list[int]:
    return [at for at, row in enumerate(original.form.rows) if row.type == "section"]


@mangling("sheet-per-section-with-header")
def _per_section(original: Original) -> Mangled:
    return _split(original, _sections(original), with_header=True)


@mangling("sheet-per-section-without-header")
def _per_section_bare(original: Original) -> Mangled:
    return _split(original, _sections(original), with_header=False)


@mangling("sheet-per-page-with-header")
def _per_page(original: Original) -> Mangled:
    return _split(original, list(range(0, len(original.form.rows), 17)), with_header=True)


@mangling("sheet-per-page-without-header")
def _per_page_bare(original: Original) -> Mangled:
    return _split(original, list(range(0, len(original.form.rows), 17)), with_header=False)


@mangling("shifted-one-row-whole")
def _shifted(original: Original) -> Mangled:
    """All figures pasted one row too low: nobody can be sure, so it is asked about."""
    book = Book(original)
    values = [book.sheet.cell(row, FIGURE).value for row in range(FIRST_ROW, book.last + 1)]
    for row, value in enumerate([None, *values[:-1]], start=FIRST_ROW):
        book.sheet.cell(row, FIGURE).value = value
    book.truth = {row.code: ASK for row in original.form.indicators}
    return book.mangled()


@mangling("shifted-one-row-in-a-section", 3)
def _shifted_section(original: Original) -> Mangled:
    book = Book(original)
    starts = [*_sections(original), len(original.form.rows)]
    at = original.chance.randrange(len(starts) - 1)
    first, last = FIRST_ROW + starts[at] + 1, FIRST_ROW + starts[at + 1] - 1
    values = [book.sheet.cell(row, FIGURE).value for row in range(first, last + 1)]
    for row, value in enumerate([None, *values[:-1]], start=first):
        book.sheet.cell(row, FIGURE).value = value
    for row in original.form.rows[starts[at] : starts[at + 1]]:
        book.truth[row.code] = ASK
    return book.mangled()


@mangling("unit-changed", 3)
def _unit_changed(original: Original) -> Mangled:
    book = Book(original)
    for row in original.some("count", 4):
        book.sheet.cell(book.row[row.code], UNIT).value = f"Nghìn {row.unit.lower()}"
        book.truth[row.code] = ASK
    return book.mangled()


@mangling("stray-cell-far-down")
def _stray_down(original: Original) -> Mangled:
    book = Book(original)
    book.sheet["E60000"] = 1
    return book.mangled()


@mangling("stray-cell-far-right")
def _stray_right(original: Original) -> Mangled:
    book = Book(original)
    book.sheet["XFD12"] = "x"
    return book.mangled()


@mangling("stray-cells-both")
def _stray_both(original: Original) -> Mangled:
    book = Book(original)
    book.sheet["SZ3000"] = "x"
    return book.mangled()


@mangling("chart-sheet")
def _chart_sheet(original: Original) -> Mangled:
    book = Book(original)
    book.book.security = None
    chart = BarChart()
    chart.add_data(Reference(book.sheet, min_col=FIGURE, min_row=FIRST_ROW, max_row=FIRST_ROW + 5))
    book.book.create_chartsheet("Biểu đồ", 0).add_chart(chart)
    return book.mangled()


@mangling("sheet-of-600000-numbers", 1)
def _big_sheet(original: Original) -> Mangled:
    book = Book(original)
    big = book.book.create_sheet("Phụ lục")
    for row in range(60_000):
        big.append([row + column for column in range(10)])
    return book.mangled()


@mangling("macro-sheet")
def _macro_sheet(original: Original) -> Mangled:
    book = Book(original)
    book.book.create_sheet("Macro1")

    def change(name: str, part: bytes) -> tuple[str, bytes]:
        if name == "xl/_rels/workbook.xml.rels":
            part = re.sub(
                rb'(relationships/)worksheet("[^>]*sheet5\.xml)|(sheet5\.xml[^>]*relationships/)worksheet"',
                rb'\1\3xlMacrosheet\2"',
                part,
            ).replace(b'""', b'"')
        return name, part

    return Mangled(repacked(book.bytes(), change), ".xlsx", book.truth)


@mangling("sheet-without-relation")
def _without_relation(original: Original) -> Mangled:
    def change(name: str, part: bytes) -> tuple[str, bytes]:
        if name == "xl/workbook.xml":
            part = part.replace(b"</sheets>", b'<sheet name="Mat" sheetId="99" r:id="rId999"/></sheets>')
        return name, part

    return Mangled(repacked(original.content, change), ".xlsx", original.truth)


@mangling("lower-case-references")
def _lower_case(original: Original) -> Mangled:
    def change(name: str, part: bytes) -> tuple[str, bytes]:
        if name.startswith("xl/worksheets/sheet"):
            part = re.sub(rb' r="([A-Z]+)(\d+)"', lambda m: b' r="' + m[1].lower() + m[2] + b'"', part)
        return name, part

    return Mangled(repacked(original.content, change), ".xlsx", original.truth)


@mangling("without-references")
def _without_references(original: Original) -> Mangled:
    """Cells and rows without their reference: each stands behind the one before it."""
    plain = Book(original).visible_copy()

    def change(name: str, part: bytes) -> tuple[str, bytes]:
        return name, part

    for row in plain.sheet.iter_rows():
        for cell in row:
            cell.value = " " if cell.value is None else cell.value

    def bare(name: str, part: bytes) -> tuple[str, bytes]:
        if name.startswith("xl/worksheets/sheet"):
            part = re.sub(rb' r="[A-Z]*\d+"', b"", part)
        return change(name, part)

    return Mangled(repacked(plain.bytes(), bare), ".xlsx", plain.truth)


@mangling("backslash-names")
def _backslash(original: Original) -> Mangled:
    content = repacked(original.content, lambda name, part: (name.replace("/", "\\"), part))
    return Mangled(content, ".xlsx", original.truth)


@mangling("names-in-capitals")
def _capitals(original: Original) -> Mangled:
    def change(name: str, part: bytes) -> tuple[str, bytes]:
        return (name if name.startswith("[") else name.upper().replace("XL/", "XL/")), part

    return Mangled(repacked(original.content, change), ".xlsx", original.truth)


@mangling("formulas-with-results", 2)
def _formulas_cached(original: Original) -> Mangled:
    """Figures worked out by formulas; the saved file has their results."""
    book = Book(original)
    rows = original.some("count", 8)
    for row in rows:
        book.figure(row.code).value = f"={int(book.truth[row.code] or 0)}+0"
    return Mangled(_with_results(book, [book.figure(row.code).coordinate for row in rows]), ".xlsx", book.truth)


def _with_results(book: Book, cells: list[str]) -> bytes:
    def change(name: str, part: bytes) -> tuple[str, bytes]:
        if name == "xl/worksheets/sheet1.xml":
            for cell in cells:
                part = re.sub(
                    rf'(<c r="{cell}"[^>]*>)<f>(\d+)\+0</f><v ?/?>(</v>)?'.encode(), rb"\1<f>\2+0</f><v>\2</v>", part
                )
        return name, part

    return repacked(book.bytes(), change)


@mangling("formulas-without-results", 2)
def _formulas_uncached(original: Original) -> Mangled:
    book = Book(original)
    for row in original.some("count", 8):
        book.figure(row.code).value = f"={int(book.truth[row.code] or 0)}+0"
        book.truth[row.code] = ASK
    return book.mangled()


@mangling("columns-reordered")
def _columns_reordered(original: Original) -> Mangled:
    """A visible copy with the note before the figure."""
    return Book(original).visible_copy((2, 3, 4, 6, 5)).mangled()


@mangling("transposed-blank-rows-between")
def _blank_between(original: Original) -> Mangled:
    book = Book(original).visible_copy()
    new = openpyxl.Workbook()
    for row in book.sheet.iter_rows():
        new.active.append([cell.value for cell in row])
        new.active.append([])
    book.book = new
    return book.mangled()


@mangling("only-answered-rows-kept")
def _only_answered(original: Original) -> Mangled:
    """Rows without a figure deleted; headings stay."""
    book = Book(original)
    for code, row in sorted(book.row.items(), key=lambda pair: -pair[1]):
        if original.form.by_code[code].is_indicator and code not in book.truth:
            book.sheet.delete_rows(row)
    return book.mangled()


@mangling("truncated", 1)
def _truncated(original: Original) -> Mangled:
    """Cut off in sending: nothing can be read, and nothing is to be counted."""
    content = original.content[: len(original.content) // 2]
    return Mangled(content, ".xlsx", {row.code: ASK for row in original.form.indicators})


@mangling("resaved-twice")
def _twice(original: Original) -> Mangled:
    book = Book(original)
    again = openpyxl.load_workbook(BytesIO(book.bytes()))
    book.book = again
    return book.mangled()
