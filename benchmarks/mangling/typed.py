"""What people type into the cell of a figure, and formatting that changes what it says."""

from __future__ import annotations

import math
import random
import re
from collections.abc import Callable
from datetime import datetime

from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from cchc_excel.forms import Row
from mangling.base import ASK, NOTE, Book, Mangled, Original, mangling

_THOUSANDS = ("I.1.3", "I.3.2", "I.5.1", "VII.1.1")
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_INVISIBLE = ("\u200b", "\ufeff", "\u200e", "\u00ad")
Typed = tuple[object, float | str | None]


def _typed(
    original: Original, row_type: str, write: Callable[[Row, float, random.Random], Typed], count: int = 8
) -> Mangled:
    """Some figures of a type typed in another way."""
    book = Book(original)
    for row in original.some(row_type, count):
        value = book.truth[row.code]
        book.figure(row.code).value, book.truth[row.code] = write(row, float(value or 0), original.chance)
    return book


def _put(name: str, row_type: str, write: Callable[[Row, float, random.Random], Typed], seeds: int) -> None:
    @mangling(f"typed-{row_type}-{name}", seeds)
    def _(original: Original) -> Mangled:
        return _typed(original, row_type, write).mangled()


def _whole(value: float) -> str:
    return str(int(value))


def _decimal(value: float) -> str:
    return f"{value:g}".replace(".", ",")


#: Each way to write a count: what is typed, and what it means.
COUNTS: dict[str, Callable[[Row, float, random.Random], Typed]] = {
    "text": lambda _row, n, _c: (_whole(n), n),
    "blanks": lambda _row, n, _c: (f" {_whole(n)}\u00a0", n),
    "leading-zero": lambda _row, n, _c: (f"0{_whole(n)}", n),
    "apostrophe": lambda _row, n, _c: (f"'{_whole(n)}", n),
    "unit": lambda row, n, _c: (f"{_whole(n)} {row.unit.lower()}", n),
    "unit-joined": lambda row, n, _c: (f"{_whole(n)}{row.unit.lower()}", n),
    "rest": lambda _row, n, c: (f"{_whole(n)} {c.choice(['(không có trễ hạn)', '(trễ)', '(có 2 nữ)'])}", n),
    "stop": lambda _row, n, c: (f"{_whole(n)}{c.choice(['.', ';', '*', ','])}", n),
    "zero-width": lambda _row, n, c: (_whole(n) + c.choice(_INVISIBLE), n),
    "zero-width-inside": lambda _row, n, _c: ("\u200b".join(_whole(n)), n),
    "full-width": lambda _row, n, _c: (_whole(n).translate(_FULL_WIDTH), n),
    "noise": lambda _row, n, c: (math.nextafter(n, c.choice([0.0, 1e9])) if n else n, n),
    "decimal-zero": lambda _row, n, _c: (f"{_whole(n)},0", n),
    "about": lambda _row, n, c: (f"{c.choice(['khoảng', 'trên', 'gần', '~', '>'])} {_whole(n)}", ASK),
    "either": lambda _row, n, _c: (f"{_whole(n)} hoặc {_whole(n + 1)}", ASK),
    "range": lambda _row, n, _c: (f"{_whole(n)}-{_whole(n + 5)}", ASK),
    "sum": lambda _row, n, _c: (f"{_whole(n)} + 3", ASK),
    "other-unit": lambda _row, n, c: (f"{_whole(n)} {c.choice(['triệu', 'nghìn', 'tỷ', 'lượt', '%'])}", ASK),
    "two-numbers": lambda _row, n, _c: (f"{_whole(n)} người, {_whole(n + 2)} hợp đồng", ASK),
    "fraction": lambda _row, n, _c: (f"{_whole(n)}/{_whole(n + 5)}", ASK),
    "zero-group": lambda _row, _n, c: (c.choice(["0.500", "0.125", "012.345", "00.123"]), ASK),
    "decimal": lambda _row, n, _c: (n + 0.248, ASK),
    "negative": lambda _row, n, _c: (-n - 1, ASK),
    "words": lambda _row, _n, c: (c.choice(["mười hai", "nhiều", "đang thống kê", "như trên", "xem phụ lục"]), ASK),
    "no-answer": lambda _row, _n, c: (c.choice(["không có số liệu", "không rõ", "chưa thống kê", "x", "?"]), ASK),
    "date": lambda _row, _n, c: (datetime(2021, c.randint(1, 12), c.randint(1, 12)), ASK),
    "serial": lambda _row, _n, c: (c.randint(44200, 44500), ASK),
    "error": lambda _row, _n, c: (c.choice(["#DIV/0!", "#N/A", "#REF!", "#VALUE!"]), ASK),
    "exponent": lambda _row, n, _c: (f"{_whole(n)}E2", ASK),
    "letter-o": lambda _row, n, _c: (f"{_whole(n)}O", ASK),
    "letter-l": lambda _row, n, _c: (f"l{_whole(n)}", ASK),
    "corrected": lambda _row, n, _c: (f"{_whole(n + 4)} → {_whole(n)}", ASK),
    "not-then": lambda _row, n, _c: (f"{_whole(n + 4)} (đúng là {_whole(n)})", ASK),
    "per-level": lambda _row, n, _c: (f"{_whole(n)}\n{_whole(n + 1)}", ASK),
    "footnote-sign": lambda _row, n, c: (f"{_whole(n)}{c.choice(['¹', '²', '(1)', '[2]'])}", n),
}
#: Each way to write a percentage.
PERCENTAGES: dict[str, Callable[[Row, float, random.Random], Typed]] = {
    "comma": lambda _row, p, _c: (_decimal(p), p),
    "point": lambda _row, p, _c: (f"{p:g}", p),
    "sign": lambda _row, p, c: (_decimal(p) + c.choice(("%", " %", "\u00a0%")), p),
    "sign-stop": lambda _row, p, _c: (f"{_decimal(p)}%.", p),
    "fraction-with-percent": lambda _row, _p, c: (c.choice(["63/63 (100%)", "100% (63/63)", "63/63 = 100%"]), 100.0),
    "fraction": lambda _row, _p, c: (c.choice(["63/63", "63 / 63", "1.238/1.238", "63/63 (100%)"]), 100.0),
    "fraction-two": lambda _row, _p, _c: ("50/63 đúng hạn, 13/63 trễ", ASK),
    "fraction-disagrees": lambda _row, _p, _c: ("63/63 (98%)", ASK),
    "month": lambda _row, _p, c: (c.choice(["12/2021", "3/2021", "01/2021"]), ASK),
    "fraction-and-sign": lambda _row, _p, _c: ("1/100%", ASK),
    "small": lambda _row, p, _c: (max(p, 1) / 100, ASK),
    "above": lambda _row, _p, c: (c.choice([">95%", "trên 95", "95-100%", "≥ 95"]), ASK),
    "too-large": lambda _row, _p, _c: (992, ASK),
    "half-number": lambda _row, _p, c: (c.choice(["100%/98%", "98%; 99%", "99,2,1"]), ASK),
}
#: Each way to write a yes; a no is written by its word.
YES = ("Có", "có ", "CÓ", "Có.", "1", "01", "1.0", "Có (theo QĐ 12)", "Có = 1", "x", "v", "√", "✓", "Có (1)", True)
NO = ("Không", "không", "0", "Ko", "0 - Không", "KHÔNG.", "Không = 0", False)


def _yes_no(row: Row) -> bool:
    return set(row.choices.labels.values()) == {"Có", "Không"} if row.choices else False


for _name, _write in COUNTS.items():
    _put(_name, "count", _write, 1 if _name in ("about", "either", "range", "sum", "words", "apostrophe") else 2)
for _name, _write in PERCENTAGES.items():
    _put(_name, "percent", _write, 2)


@mangling("typed-coded-words", 4)
def _coded(original: Original) -> Mangled:
    book = Book(original)
    for row in original.some("coded", 20):
        if _yes_no(row):
            book.figure(row.code).value = original.chance.choice(YES if book.truth[row.code] else NO)
        else:
            label = row.choices.labels[int(book.truth[row.code] or 0)]
            book.figure(row.code).value = original.chance.choice((label, label.upper(), f"{label}.", f" {label}"))
    return book.mangled()


@mangling("typed-coded-unclear", 2)
def _coded_unclear(original: Original) -> Mangled:
    book = Book(original)
    for row in original.some("coded", 8):
        book.figure(row.code).value = original.chance.choice(
            ("Có/Không", "có, không", "2 lần", "chưa rõ", 7, "1/0", "A")
        )
        book.truth[row.code] = ASK
    return book.mangled()


@mangling("typed-nil", 3)
def _nil(original: Original) -> Mangled:
    """Figures that are 0 written in words."""
    book = Book(original)
    zeros = [row for row in original.form.indicators if row.type == "count" and original.truth.get(row.code) == 0]
    words = ("-", "–", "−", "//", "không", "ko", "không có", "0 có", "chưa phát sinh", "không phát sinh", "Không.")
    for row in zeros[:12]:
        book.figure(row.code).value = original.chance.choice(words)
    return book.mangled()


@mangling("typed-not-applicable", 2)
def _not_applicable(original: Original) -> Mangled:
    book = Book(original)
    for row in [*original.some("count", 4), *original.some("percent", 2)]:
        book.figure(row.code).value = original.chance.choice(("N/A", "không áp dụng", "không thuộc phạm vi"))
        book.truth[row.code] = None
    return book.mangled()


@mangling("typed-thousands", 4)
def _thousands(original: Original) -> Mangled:
    book = Book(original)
    signs = {"dot": ".", "space": " ", "nbsp": "\u00a0", "comma": ",", "apostrophe": "'", "thin": "\u2009"}
    for code in _THOUSANDS:
        n = original.chance.randint(1000, 9999)
        book.figure(code).value = f"{n:,}".replace(",", original.chance.choice(list(signs.values())))
        book.truth[code] = float(n)
    return book.mangled()


@mangling("format-percent", 3)
def _format_percent(original: Original) -> Mangled:
    """0.992 in a cell with the format of a percentage."""
    book = Book(original)
    for row in original.some("percent", 8):
        book.figure(row.code).value = float(book.truth[row.code] or 0) / 100
        book.figure(row.code).number_format = "0.0%"
    return book.mangled()


@mangling("format-percent-quoted", 2)
def _format_quoted(original: Original) -> Mangled:
    book = Book(original)
    for row in original.some("percent", 6):
        book.figure(row.code).number_format = original.chance.choice(['0"%"', '0.0"%"', "0\\%"])
    return book.mangled()


@mangling("format-percent-on-whole", 2)
def _format_on_whole(original: Original) -> Mangled:
    """23.8 in a cell with a percent format: the screen shows 2380 %."""
    book = _typed(original, "percent", lambda _row, p, _c: (p, ASK if p else p))
    for row in original.form.indicators:
        if row.type == "percent" and book.truth.get(row.code) == ASK:
            book.figure(row.code).number_format = "0%"
    return book.mangled()


@mangling("format-hides", 2)
def _format_hides(original: Original) -> Mangled:
    """The format ;;; shows nothing: figures that nobody sees are asked about."""
    book = Book(original)
    for row in original.some("count", 4):
        book.figure(row.code).number_format = ";;;"
        book.truth[row.code] = ASK
    return book.mangled()


def _rich(original: Original, before: str, font: InlineFont, *, behind: bool) -> Mangled:
    book = Book(original)
    for row in original.some("count", 8):
        plain = _whole(float(book.truth[row.code] or 0))
        aside = TextBlock(font, before)
        book.figure(row.code).value = CellRichText(plain, aside) if behind else CellRichText(aside, plain)
    return book.mangled()


@mangling("rich-struck-before", 2)
def _struck(original: Original) -> Mangled:
    return _rich(original, "12", InlineFont(strike=True), behind=False)


@mangling("rich-struck-behind", 2)
def _struck_behind(original: Original) -> Mangled:
    return _rich(original, "7", InlineFont(strike=True), behind=True)


@mangling("rich-raised", 2)
def _raised(original: Original) -> Mangled:
    return _rich(original, "1", InlineFont(vertAlign="superscript"), behind=True)


@mangling("whole-cell-struck", 2)
def _whole_struck(original: Original) -> Mangled:
    book = Book(original)
    for row in original.some("count", 4):
        book.figure(row.code).font = Font(strike=True)
        book.truth[row.code] = ASK
    return book.mangled()


@mangling("note-became-date", 2)
def _note_date(original: Original) -> Mangled:
    book = Book(original)
    for row in original.some("percent", 3):
        book.sheet.cell(book.row[row.code], NOTE).value = datetime(2021, 8, 5)
    return book.mangled()


@mangling("figure-in-the-note", 2)
def _in_note(original: Original) -> Mangled:
    """The figure typed into the note's column: nothing is counted without a word."""
    book = Book(original)
    for row in original.some("count", 4):
        book.sheet.cell(book.row[row.code], NOTE).value = book.figure(row.code).value
        book.figure(row.code).value = None
        book.truth[row.code] = ASK
    return book.mangled()


@mangling("all-figures-as-text", 3)
def _all_text(original: Original) -> Mangled:
    book = Book(original)
    for code in book.truth:
        value = book.figure(code).value
        book.figure(code).value = re.sub(r"\.", ",", str(value)) if isinstance(value, float) else str(value)
    return book.mangled()
