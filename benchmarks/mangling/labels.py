"""Labels that were abbreviated, numbered, decomposed or typed in an old font; with codes and without."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import openpyxl
from openpyxl.styles import Font

from cchc_excel.text.legacy_fonts import _TCVN3_CODES, _TCVN3_LETTERS
from mangling.base import LABEL, Book, Mangled, Original, mangling

_TO_TCVN3 = dict(zip(_TCVN3_LETTERS, _TCVN3_CODES, strict=True))
_SHORT = {
    "Số lượng": "SL", "Tổng số": "TS", "cơ quan, đơn vị": "CQ, ĐV", "đơn vị": "ĐV", "thủ tục hành chính": "TTHC",
    "văn bản": "VB", "công chức": "CC", "viên chức": "VC", "lãnh đạo": "LĐ", "chuyên môn": "CM", "biên chế": "BC",
    "hành chính": "HC", "sự nghiệp": "SN", "trực thuộc": "TT", "báo cáo": "BC", "thực hiện": "TH", "kế hoạch": "KH",
}  # fmt: skip


def tcvn3(text: str) -> str:
    """A text as it is stored for a font of the ".Vn" family; letters without a sign there lose their mark."""
    return "".join(_TO_TCVN3.get(letter, _TO_TCVN3.get(letter.lower(), letter)) for letter in text)


def short(text: str) -> str:
    """A label as somebody shortens it."""
    for long, abbreviated in _SHORT.items():
        text = text.replace(long, abbreviated).replace(long.capitalize(), abbreviated)
    return text


def _relabelled(original: Original, change: Callable[[str, str], str], *, codes: bool, font: str = "") -> Mangled:
    """Every label below the header changed; without codes, in a visible copy."""
    book = Book(original)
    rows, column = dict(book.row), LABEL
    if not codes:
        book.visible_copy()
        rows, column = {code: row - 1 for code, row in rows.items()}, LABEL - 1
    for code, row in rows.items():
        cell = book.sheet.cell(row, column)
        cell.value = change(code, str(cell.value or ""))
        if font:
            cell.font = Font(name=font)
    return book.mangled()


def _number_in_front(code: str, label: str) -> str:
    return f"{code}. {label}"


def _position_in_front(code: str, label: str) -> str:
    return f"{code.rsplit('.', 1)[-1]}. {label}"


_CHANGES: dict[str, Callable[[str, str], str]] = {
    "abbreviated": lambda _code, label: short(label),
    "code-in-front": _number_in_front,
    "number-in-front": _position_in_front,
    "decomposed": lambda _code, label: unicodedata.normalize("NFD", label),
    "capitals": lambda _code, label: label.upper(),
    "no-marks": lambda _code, label: "".join(
        part for part in unicodedata.normalize("NFD", label) if not unicodedata.combining(part)
    ).replace("đ", "d").replace("Đ", "D"),
    "line-breaks": lambda _code, label: label.replace(" ", "\n", 3),
    "half-cut-off": lambda _code, label: label[: max(12, len(label) * 2 // 3)],
    "dash-in-front": lambda _code, label: f"- {label}",
    "colon-behind": lambda _code, label: f"{label}:",
    "tcvn3-without-font": lambda _code, label: tcvn3(label),
}  # fmt: skip


def _put(name: str, change: Callable[[str, str], str], *, codes: bool) -> None:
    @mangling(f"labels-{name}-{'with' if codes else 'without'}-codes", 2)
    def _(original: Original) -> Mangled:
        return _relabelled(original, change, codes=codes)


for _name, _change in _CHANGES.items():
    _put(_name, _change, codes=True)
    _put(_name, _change, codes=False)


@mangling("labels-tcvn3-font-with-codes")
def _tcvn3_codes(original: Original) -> Mangled:
    return _relabelled(original, lambda _code, label: tcvn3(label), codes=True, font=".VnTime")


@mangling("labels-tcvn3-font-without-codes")
def _tcvn3(original: Original) -> Mangled:
    return _relabelled(original, lambda _code, label: tcvn3(label), codes=False, font=".VnTime")


@mangling("labels-codes-shifted-one-row")
def _codes_shifted(original: Original) -> Mangled:
    """The hidden code column slipped by one row while labels and figures stayed: the labels are right."""
    book = Book(original)
    codes = [book.sheet.cell(row, 1).value for row in range(9, book.last + 1)]
    for row, code in enumerate([None, *codes[:-1]], start=9):
        book.sheet.cell(row, 1).value = code
    return book.mangled()


@mangling("without-stt-column")
def _no_ordinal(original: Original) -> Mangled:
    return Book(original).visible_copy((3, 4, 5, 6)).mangled()


@mangling("without-unit-column")
def _no_unit(original: Original) -> Mangled:
    return Book(original).visible_copy((2, 3, 5, 6)).mangled()


@mangling("only-label-and-figure")
def _label_and_figure(original: Original) -> Mangled:
    return Book(original).visible_copy((3, 5)).mangled()


@mangling("without-header")
def _no_header(original: Original) -> Mangled:
    """Only the table's body was pasted into a new workbook."""
    book = Book(original)
    new = openpyxl.Workbook()
    for row in book.sheet.iter_rows(min_row=9, max_row=book.last):
        new.active.append([cell.value for cell in row[1:6]])
    book.book = new
    return book.mangled()
