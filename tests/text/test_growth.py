"""Patterns over text from outside take time in proportion to its length, whatever it is made of."""

from __future__ import annotations

import pytest

from cchc_excel.domain.rollup import before_explanation, read_rollup
from cchc_excel.domain.submission import Cell
from cchc_excel.forms import Catalogue
from cchc_excel.mail import incoming
from cchc_excel.mail.files_in_text import CALENDAR, files_in_text
from cchc_excel.output.export.long_table import _escape_formula
from cchc_excel.reading.formats import delimited, html_style
from cchc_excel.reading.formats.number_format import WRITTEN_NUMBER
from cchc_excel.reading.formats.shown_text import shown_cell
from cchc_excel.reading.table import choose, figure_column, headings, labels, periods, units
from cchc_excel.reading.table.expected_forms import FormIndex
from cchc_excel.rules.functions import NOTE_PARTS, ratio_in
from cchc_excel.text import outside
from cchc_excel.text.normalize import fold_marks, to_ascii, to_visible
from cchc_excel.text.row_height import lines_needed
from cchc_excel.validation import copies
from cchc_excel.validation.notes import correction_in, fraction_in, settles
from cchc_excel.validation.typed import Interpretation, interpret
from support.growth import growth

FORM = Catalogue().version("PL2-B1/2021.1")
COUNT, PERCENT, YES_NO = (FORM.by_code[code] for code in ("IV.2.1", "III.5.3", "III.4"))
DOUBTFUL = Interpretation(finding="SL04", doubtful=0.5)
PERIOD = "Quý I năm 2021"

READERS = {
    **{
        f"typed {row.type}": lambda text, row=row: interpret(Cell("text", text), row, FORM)
        for row in (COUNT, PERCENT, YES_NO)
    },
    "a correction in a note": lambda text: correction_in(text, COUNT),
    "what speaks for a figure": lambda text: settles(text, "so", PERCENT, DOUBTFUL),
    "a fraction in a note": fraction_in,
    "a note of a total": lambda text: read_rollup(PERCENT, f"Tổng hợp từ 17/19 cơ quan, đơn vị; {text}", "tinh"),
    "before an explanation": before_explanation,
    "parts of a note": lambda text: [part.python(text) for part in NOTE_PARTS.values()] + [ratio_in(text)],
    "folding": lambda text: (fold_marks(text), to_ascii(text), to_visible(text)),
    "label": labels.LabelReader(FormIndex.of(FORM)).comparable,
    "heading": lambda text: (headings.heading_in_line(text), headings.agency_in_name(text)),
    "periods in a heading": lambda text: periods.names_another(text, PERIOD),
    "other words in a heading": lambda text: periods.says_nothing_else(text, PERIOD),
    "agency's name": choose._folded,
    "answers in a unit": units._answers,
    "figure of a column": figure_column.is_figure,
    "defusing for CSV": _escape_formula,
    "comma of a number in CSV": lambda text: (delimited._WHOLE.fullmatch(text), delimited._DECIMALS.fullmatch(text)),
    "written number": WRITTEN_NUMBER.fullmatch,
    "declared styles": html_style._declared,
    "selector": lambda text: html_style._SELECTOR.search(text.rstrip()),
    "shown text": shown_cell,
    "printed decimals": copies._DECIMALS.search,
    "lines in a cell": lambda text: lines_needed(text, 60),
    "subject": incoming._AUTO_SUBJECT.match,
    "files in a letter": lambda text: list(files_in_text(CALENDAR + b"\n" + text.encode())),
    "the door": lambda text: (outside.cell_content(text), outside.name(text), outside.quoted(text)),
    "terminal": outside.for_terminal,
}
SHAPES = {
    "1, blanks, !": lambda n: "1" + " " * n + "!",
    "1, hard blanks, !": lambda n: "1" + "\u00a0" * n + "!",
    "1/1, blanks, !": lambda n: "1/1" + " " * n + "!",
    "1%, blanks, %, blanks": lambda n: "1" + " " * (n // 2) + "%" + " " * (n // 2) + "x",
    "1, blanks, 1, blanks": lambda n: "1" + " " * (n // 2) + "1" + " " * (n // 2) + "x",
    "word, blanks, dash": lambda n: "Có" + " " * n + "x - ",
    "lines": lambda n: "\n" * n + "x",
    "tabs and semicolons": lambda n: "\t;" * (n // 2) + "x",
    "digits, x": lambda n: "1" * n + "x",
    "digits": lambda n: "1" * n,
    "1.1.1": lambda n: "1." * (n // 2) + "x",
    "1.111.111": lambda n: "1" + ".111" * (n // 4) + "x",
    "1,,,": lambda n: "1" + "," * n + "x",
    ".,.,": lambda n: ".," * (n // 2),
    "///": lambda n: "/" * n,
    "---": lambda n: "-" * n + "x",
    "(((": lambda n: "1 " + "(" * n,
    "words": lambda n: "a " * (n // 2),
    "one word": lambda n: "a" * n,
    "corrections": lambda n: "sửa 1 " * (n // 6),
    "5/8 5/8": lambda n: "5/8 " * (n // 4),
    "months": lambda n: "tháng " * (n // 6),
    "quotation marks": lambda n: '"' * n,
    "beginnings of files": lambda n: "begin 644 a\n=ybegin name=" * (n // 25),
    "data addresses": lambda n: "data:a/b;c=d;base64," * (n // 20),
    "parameters": lambda n: "data:a/b" + ";c=d" * (n // 4),
    "quotation marks of a calendar": lambda n: 'ATTACH;A=""' + '"a"' * (n // 3) + '"',
    "attachments of a calendar": lambda n: "ATTACH;A=b;ENCODING=BASE64:" * (n // 27),
    "quotations": lambda n: "> " * (n // 2) + "begin",
    "escapes": lambda n: "\x1b[" * (n // 2),
}


@pytest.mark.parametrize("reader", READERS)
def test_four_times_as_much_takes_no_square_of_it(reader):
    slow = {name: found for name, shape in SHAPES.items() if (found := growth(READERS[reader], shape)) > 8}
    assert slow == {}


def test_a_run_of_marks_on_a_letter_is_cut_at_the_door():
    """To bring marks into order takes the square of their number."""
    many = "a" + "\u0301\u0323" * 15_000
    assert len(outside.cell_content(many)) < 40
    assert growth(lambda text: fold_marks(outside.cell_content(text)), lambda n: many[:n]) <= 8
