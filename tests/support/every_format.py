"""The same return in every format that a writer exists for, and what each writer keeps of it.

The return has one row for each *trait*: what a format may hold or lose. A writer that keeps a trait gives the same
figure and the same findings as the issued workbook; of one that loses it, the text that is left is what counts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO, StringIO

import openpyxl
import pandas as pd
import xlwt
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from cchc_excel.forms import Form
from cchc_excel.forms.layout import SHEET, Layout
from support import sheetjs
from support.excel2003 import to_excel_2003
from support.printed_table import HEADER, separated, web_page, word

#: Rows whose figure is a plain number or answer, the same everywhere.
PLAIN: Mapping[str, object] = {
    "I.1.1": 25, "I.1.2": 20, "I.5.1": 68, "I.5.2": "1 - Phát phiếu", "III.4": "1 - Có", "III.5.4": 14.3, "IV.2.1": 48,
    "IV.2.2": 47, "VII.1.1": 1248,
}  # fmt: skip
NOTES: Mapping[str, str] = {"I.1": "294/KH-STC ngày 22/01/2021", "I.5.1": "Lũy kế; “PL 2”, tr. 2"}
#: Typed in a font from before Unicode, and what it says.
TCVN3_NOTE = ("VII.2", "B¸o c¸o c¶i c¸ch hµnh chÝnh", "Báo cáo cải cách hành chính")


@dataclass(frozen=True)
class Trait:
    """One row of the return.

    Attributes:
        code: of the row.
        kept: the figure that counts and the row's own finding, where the format holds the trait.
        lost: likewise of the text that is left where it does not; the finding is one of several.
        text: what is left.
    """

    code: str
    kept: tuple[float | None, str]
    lost: tuple[float | None, frozenset[str]]
    text: str = ""


_NO_FINDING = frozenset({""})
_NO_NUMBER = frozenset({"SL11", "SL13", "SL15", "SL19", "SL28"})
TRAITS: Mapping[str, Trait] = {
    "percent": Trait("III.5.3", (99.2, "SL03"), (99.2, frozenset({"", "SL01", "SL03"})), "99,2%"),
    "quoted percent": Trait("VII.1.1a", (95.0, ""), (95.0, frozenset({"", "SL01"})), "95%"),
    "date": Trait("I.1.3", (None, "SL15"), (None, _NO_NUMBER), "05/08/2021"),
    "division": Trait("I.2.1", (None, "SL16"), (None, frozenset({"SL16", "SL11"})), "#DIV/0!"),
    "not available": Trait("I.2.2", (None, "SL16"), (None, frozenset({"SL16", "SL11"})), "#N/A"),
    "raised": Trait("II.1", (25.0, "SL25"), (251.0, _NO_FINDING), "251"),
    "struck": Trait("III.2.1", (27.0, "SL25"), (2527.0, frozenset({"", "SL01"})), "2527"),
    "all struck": Trait("III.6.1", (None, "SL26"), (68.0, _NO_FINDING), "68"),
    "merged": Trait("IV.1.4", (4.0, ""), (4.0, _NO_FINDING), "4"),
    "hidden row": Trait("V.4.1", (12.0, ""), (12.0, _NO_FINDING), "12"),
}  # fmt: skip
_MERGED_WITH = "IV.1.5"
ALL = frozenset(TRAITS)
#: What text alone holds: no run, no merged cell, no format.
_TEXT: frozenset[str] = frozenset()


def filled(template: bytes, form: Form) -> bytes:
    """The return, typed into an issued template with openpyxl."""
    book = openpyxl.load_workbook(BytesIO(template))
    sheet, layout = book[SHEET], Layout(form)

    def cell(code: str, column: str = "figure"):
        return sheet[layout.cell(code, column)]

    for code, value in PLAIN.items():
        cell(code).value = value
    for code, note in NOTES.items():
        cell(code, "note").value = note
    code, stored, _ = TCVN3_NOTE
    cell(code, "note").value, cell(code, "note").font = stored, Font(name=".VnTime")
    for trait, value, number_format in (
        ("percent", 0.992, "0.0%"),
        ("quoted percent", 95, '0"%"'),
        ("date", datetime(2021, 8, 5), "dd/mm/yyyy"),
        ("division", "#DIV/0!", ""),
        ("not available", "#N/A", ""),
        ("raised", CellRichText("25", TextBlock(InlineFont(vertAlign="superscript"), "1")), ""),
        ("struck", CellRichText(TextBlock(InlineFont(strike=True), "25"), "27"), ""),
        ("all struck", 68, ""),
        ("merged", 4, ""),
        ("hidden row", 12, ""),
    ):
        target = cell(TRAITS[trait].code)
        target.value = value
        if number_format:
            target.number_format = number_format
    cell(TRAITS["all struck"].code).font = Font(strike=True)
    sheet.merge_cells(f"{cell(TRAITS['merged'].code).coordinate}:{cell(_MERGED_WITH).coordinate}")
    sheet.row_dimensions[layout.rows[TRAITS["hidden row"].code]].hidden = True
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def _lines(form: Form, instead: Mapping[str, str] | None = None) -> list[tuple[str, ...]]:
    """The printed table with what is shown; `instead` gives what stands in the figure's cell of a trait."""
    shown = {code: str(value).replace(".", ",") for code, value in PLAIN.items()}
    shown |= {trait.code: trait.text for trait in TRAITS.values()} | dict(instead or {})
    notes = {**NOTES, TCVN3_NOTE[0]: TCVN3_NOTE[2]}
    return [
        (row.code if row.type == "section" else "", row.label, row.unit, shown.get(row.code, ""),
         notes.get(row.code, ""))
        for row in form.rows
    ]  # fmt: skip


def _paragraph(*runs: tuple[str, str]) -> str:
    made = "".join(f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>" for text, properties in runs)
    return f"<w:p>{made}</w:p>"


_IN_WORD = {
    TRAITS["raised"].code: _paragraph(("25", ""), ("1", '<w:vertAlign w:val="superscript"/>')),
    TRAITS["struck"].code: _paragraph(("25", "<w:strike/>"), ("27", "")),
    TRAITS["all struck"].code: _paragraph(("68", "<w:strike/>")),
    TRAITS["merged"].code: f'<w:tcPr><w:vMerge w:val="restart"/></w:tcPr>{_paragraph(("4", ""))}',
    _MERGED_WITH: f"<w:tcPr><w:vMerge/></w:tcPr>{_paragraph(('', ''))}",
}


def _word(form: Form, suffix: str = "docx") -> bytes:
    return word([[*HEADER, *_lines(form, _IN_WORD)]], ("QUÝ I NĂM 2021 TẠI SỞ TÀI CHÍNH",), suffix)


def _xlwt(form: Form) -> bytes:
    """A workbook as an old program writes it, with formats, runs and merged cells."""
    book = xlwt.Workbook()
    sheet = book.add_sheet(SHEET, cell_overwrite_ok=True)
    for at, line in enumerate([*HEADER, *_lines(form)]):
        for column, text in enumerate(line):
            sheet.write(at, column, text)
    rows = {row.code: at for at, row in enumerate(form.rows, start=len(HEADER))}

    def put(trait: str, value: object, style: str = "", number_format: str = "General") -> None:
        sheet.write(rows[TRAITS[trait].code], 3, value, xlwt.easyxf(style, num_format_str=number_format))

    for code, value in PLAIN.items():
        sheet.write(rows[code], 3, value)
    struck, raised = xlwt.easyfont("struck_out true"), xlwt.easyfont("escapement superscript")
    put("percent", 0.992, number_format="0.0%")
    put("quoted percent", 95, number_format='0"%"')
    put("date", datetime(2021, 8, 5), number_format="dd/mm/yyyy")
    sheet.row(rows[TRAITS["division"].code]).set_cell_error(3, 0x07)
    sheet.row(rows[TRAITS["not available"].code]).set_cell_error(3, 0x2A)
    sheet.write_rich_text(rows[TRAITS["raised"].code], 3, ["25", ("1", raised)])
    sheet.write_rich_text(rows[TRAITS["struck"].code], 3, [("25", struck), "27"])
    put("all struck", 68, "font: struck_out true")
    sheet.write_merge(rows[TRAITS["merged"].code], rows[_MERGED_WITH], 3, 3, 4)
    put("hidden row", 12)
    sheet.row(rows[TRAITS["hidden row"].code]).hidden = True
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def _pandas(form: Form) -> bytes:
    target = StringIO()
    pd.DataFrame(_lines(form), columns=["STT", "Chỉ tiêu thống kê", "Đơn vị tính", "Số liệu", "Ghi chú"]).to_html(
        target, index=False
    )
    return target.getvalue().encode()


@dataclass(frozen=True)
class Source:
    """What writers are given.

    Attributes:
        content: the return as openpyxl writes it.
        office: saves as LibreOffice does: content, its suffix and a kind; None where there is none.
    """

    form: Form
    content: bytes
    office: Callable[[bytes, str, str], bytes] | None = None


@dataclass(frozen=True)
class Writer:
    """One way to a file.

    Attributes:
        suffix: of the file's name.
        keeps: the traits that its files hold.
        write: the file.
        needs: ``office`` or nothing.
        lost: what is left of a trait, where it is not the text that is shown.
    """

    suffix: str
    keeps: frozenset[str]
    write: Callable[[Source], bytes]
    needs: str = ""
    lost: Mapping[str, tuple[float | None, frozenset[str]]] = field(default_factory=dict)


def _office(kind: str, opened: Callable[[Source], tuple[bytes, str]] = lambda source: (source.content, ".xlsx")):
    def write(source: Source) -> bytes:
        return source.office(*opened(source), kind)

    return write


def _sheetjs(kind: str) -> Callable[[Source], bytes]:
    return lambda source: sheetjs.converted(source.content, (kind,))[kind]


def _text(delimiter: str, encoding: str) -> Callable[[Source], bytes]:
    return lambda source: separated([*HEADER, *_lines(source.form)], delimiter, encoding)


#: Free SheetJS keeps number formats, dates and errors; runs and fonts it does not write, rows stay hidden.
_BY_SHEETJS = ALL - {"raised", "struck", "all struck"}
#: In OpenDocument it writes bare numbers, and nothing for an error.
_IN_ODS = _BY_SHEETJS - {"percent", "date", "division", "not available"}
_BARE: Mapping[str, tuple[float | None, frozenset[str]]] = {
    "percent": (None, frozenset({"SL04"})),
    "date": (None, frozenset({"SL22"})),
    "division": (None, _NO_FINDING),
    "not available": (None, _NO_FINDING),
}
#: What is printed shows runs and no hidden row.
_RUNS = frozenset({"raised", "struck", "all struck"})
_NOT_PRINTED: Mapping[str, tuple[float | None, frozenset[str]]] = {"hidden row": (None, _NO_FINDING)}
WRITERS: Mapping[str, Writer] = {
    "xlsx, openpyxl": Writer(".xlsx", ALL, lambda source: source.content),
    "xlsx, LibreOffice": Writer(".xlsx", ALL, _office("xlsx"), "office"),
    "xlsm, LibreOffice": Writer(".xlsm", ALL, _office("xlsm"), "office"),
    "xls, LibreOffice": Writer(".xls", ALL, _office("xls"), "office"),
    "ods, LibreOffice": Writer(".ods", ALL, _office("ods"), "office"),
    "fods, LibreOffice": Writer(".fods", ALL, _office("fods"), "office"),
    "xml, LibreOffice": Writer(
        ".xml",
        ALL - {"division", "not available", "struck"},
        lambda source: to_excel_2003(_office("fods")(source)),
        "office",
    ),
    "html, LibreOffice": Writer(
        ".html", ALL - {"hidden row", "raised", "struck"}, _office("html"), "office", _NOT_PRINTED
    ),
    "pdf, LibreOffice": Writer(".pdf", _RUNS, _office("pdf"), "office", _NOT_PRINTED),
    "pdf of Word, LibreOffice": Writer(
        ".pdf", _RUNS, _office("word.pdf", lambda source: (_word(source.form), ".docx")), "office"
    ),
    "xlsx, SheetJS": Writer(".xlsx", _BY_SHEETJS, _sheetjs("xlsx")),
    "xlsm, SheetJS": Writer(".xlsm", _BY_SHEETJS, _sheetjs("xlsm")),
    "xlsb, SheetJS": Writer(".xlsb", _BY_SHEETJS, _sheetjs("xlsb")),
    "xls, SheetJS": Writer(".xls", _BY_SHEETJS, _sheetjs("biff8")),
    "ods, SheetJS": Writer(".ods", _IN_ODS, _sheetjs("ods"), lost=_BARE),
    "fods, SheetJS": Writer(".fods", _IN_ODS, _sheetjs("fods"), lost=_BARE),
    "xml, SheetJS": Writer(".xml", _BY_SHEETJS, _sheetjs("xlml")),
    "html, SheetJS": Writer(".html", ALL - {"all struck"}, _sheetjs("html")),
    "xls, xlwt": Writer(".xls", ALL, lambda source: _xlwt(source.form)),
    "html, pandas": Writer(".html", _TEXT, lambda source: _pandas(source.form)),
    "html named xls": Writer(".xls", _TEXT, lambda source: web_page([[*HEADER, *_lines(source.form)]])),
    "docx": Writer(".docx", frozenset({"raised", "struck", "all struck", "merged"}), lambda source: _word(source.form)),
    "docm": Writer(
        ".docm", frozenset({"raised", "struck", "all struck", "merged"}), lambda source: _word(source.form, "docm")
    ),
    "dotx": Writer(
        ".dotx", frozenset({"raised", "struck", "all struck", "merged"}), lambda source: _word(source.form, "dotx")
    ),
    **{
        f"text, {name}, {encoding}": Writer(suffix, _TEXT, _text(delimiter, encoding))
        for name, delimiter, suffix in (("comma", ",", ".csv"), ("semicolon", ";", ".csv"), ("tab", "\t", ".txt"))
        for encoding in ("utf-8-sig", "utf-16", "cp1258")
    },
}
