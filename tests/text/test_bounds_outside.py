"""The bounds of text from outside: a row just below and just above each."""

from __future__ import annotations

import io
import json
from datetime import date

import openpyxl
import pytest

from cchc_excel.cli import console
from cchc_excel.domain.submission import BLANK, Cell, Entry, ReadNotice
from cchc_excel.forms import Catalogue
from cchc_excel.output.export.long_table import _escape_formula
from cchc_excel.output.spreadsheet import writing
from cchc_excel.reading.bounds import LONGEST_OF_MANY, LONGEST_OF_RETURN, MOST_ALIKE, bounded_entries, bounded_notices
from cchc_excel.reading.formats.any_format import read_any
from cchc_excel.reading.workers.limits import Limits
from cchc_excel.text import outside
from cchc_excel.text.row_height import row_height
from cchc_excel.validation import check_return
from cchc_excel.validation.facts import AgencyContext
from cchc_excel.validation.typed import interpret

FORM = Catalogue().version("PL2-B1/2021.1")
COUNT, PERCENT, YES_NO = (FORM.by_code[code] for code in ("IV.2.1", "III.5.3", "III.4"))
LONGEST = outside.LONGEST_TEXT


def entry(note="", raw=BLANK, code="IV.2.1"):
    return Entry(code, raw, note, "Bảng 1", "E61", "F61")


@pytest.mark.parametrize("letter", ["a", "ạ", "\U0001f600"])
def test_a_cell_holds_as_much_as_in_excel(letter):
    units = 2 if letter > "\uffff" else 1
    whole = letter * (LONGEST // units)
    assert outside.cell_content(whole) == whole
    cut = outside.cell_content(whole + letter * 2)
    assert cut.endswith("…")
    assert len(cut.encode("utf-16-le")) // 2 <= LONGEST
    assert (outside.is_cut(whole), outside.is_cut(cut)) == (False, True)


@pytest.mark.parametrize(("length", "shown"), [(199, 199), (200, 200), (201, 200), (5000, 200)])
def test_a_sentence_quotes_two_hundred_letters(length, shown):
    quoted = outside.quoted("a" * length)
    assert (len(quoted), quoted.endswith("…")) == (shown, length > 200)


@pytest.mark.parametrize(("length", "shown"), [(255, 255), (256, 255)])
def test_of_a_long_name_the_end_is_kept(length, shown):
    name = outside.name("a" * (length - 5) + ".xlsx")
    assert (len(name), name.startswith("…"), name.endswith(".xlsx")) == (shown, length > 255, True)


@pytest.mark.parametrize(("length", "is_told"), [(LONGEST - 1, False), (LONGEST, False), (LONGEST + 1, True)])
def test_a_note_that_was_cut_is_told(length, is_told):
    (kept,), notices = bounded_entries([entry("a" * length)])
    assert len(kept.note) == min(length, LONGEST)
    assert [(notice.code, notice.facts["cells"]) for notice in notices] == ([("CT53", "F61")] if is_told else [])


@pytest.mark.parametrize(("more", "longest"), [(0, 20_000), (1, LONGEST_OF_MANY)])
def test_the_notes_of_a_return_have_a_bound_together(more, longest):
    notes = ["a" * 20_000] * (LONGEST_OF_RETURN // 20_000) + ["b" * more]
    kept, notices = bounded_entries([entry(note) for note in notes])
    assert max(len(one.note) for one in kept) == longest
    assert len(notices) == more


@pytest.mark.parametrize(("count", "given"), [(MOST_ALIKE, MOST_ALIKE), (MOST_ALIKE + 1, 1), (30_000, 1)])
def test_many_notices_of_a_kind_become_one(count, given):
    notices = bounded_notices([ReadNotice("CT02", {"cell": f"E{at}", "raw": "5"}) for at in range(200, 200 + count)])
    assert len(notices) == given
    if given == 1:
        assert notices[0].facts["similar"] == str(count)
        assert notices[0].facts["places"] == ", ".join(f"E{at}" for at in range(200, 210)) + " …"
        findings = check_return(FORM, [], notices, AgencyContext("so")).findings
        (found,) = [finding for finding in findings if finding.code == "CT02"]
        assert f"tổng cộng {count} trường hợp tương tự (E200, " in found.message


def test_each_row_keeps_its_first_notice():
    """A figure's state hangs on it."""
    rows = [row.code for row in FORM.indicators]
    notices = bounded_notices(ReadNotice("CT35", {"row": code, "unit": "x", "issued": "y"}) for code in rows * 3)
    assert {notice.facts["row"] for notice in notices} == set(rows)
    assert len(notices) == len(rows) + 1


@pytest.mark.parametrize("row", [COUNT, PERCENT, YES_NO])
@pytest.mark.parametrize("text", ["9" * 4300, "9" * 4301, "9" * LONGEST, "1" + " " * 32_000 + "!", "x" * LONGEST])
def test_a_figure_of_any_length_is_asked_about(row, text):
    assert interpret(Cell("text", text), row, FORM).is_asked_about
    findings = check_return(FORM, [entry(raw=Cell("text", text), code=row.code)], (), AgencyContext("so")).findings
    assert all(len(finding.raw) <= 200 for finding in findings)
    assert any(finding.indicator == row.code and finding.severity == "error" for finding in findings)


def test_nothing_that_is_dropped_joins_two_numbers():
    for sign in "\x00\x07\x0b\x1f\x7f\x85\x9b\u202d\u202e\ufffe\ud800":
        assert interpret(Cell("text", outside.cell_content(f"1{sign}2")), COUNT, FORM).value is None, ascii(sign)


def test_cells_names_and_comments_of_a_file_are_tame():
    rows = "\n".join(f"a\u202e{at};b\x07c;\u200f{at}" for at in range(10))
    (sheet,) = read_any(rows.encode(), "delimited", Limits()).sheets
    shown = "".join(str(cell.value) for cells in sheet.rows.values() for cell in cells.values())
    assert not {"\u202e", "\u200f", "\x07"} & set(shown)


@pytest.mark.parametrize(
    "text", ["a" * LONGEST, "a" * (LONGEST + 1), "\U0001f600" * LONGEST, "\ud800x", "\x1b[31m\ufffe"]
)
def test_a_workbook_takes_any_text(text):
    with writing(date(2021, 3, 1)) as (book, target):
        sheet = book.sheet("a")
        sheet.write_string(0, 0, text)
        sheet.write_formula(1, 0, "=A1", book.style(), text)
        sheet.merge_range(2, 0, 2, 3, text, book.style())
    shown = openpyxl.load_workbook(io.BytesIO(target.getvalue())).active["A1"].value
    assert len(shown.encode("utf-16-le", "surrogatepass")) // 2 <= LONGEST


@pytest.mark.parametrize(("lines", "height"), [(26, 402.36), (27, 409), (10_000, 409)])
def test_no_row_is_higher_than_excel_allows(lines, height):
    assert row_height(lines) == pytest.approx(height)


@pytest.mark.parametrize(
    ("text", "defused"),
    [
        ("=1", "'=1"),
        ("  =1", "  '=1"),
        ("a;\n  @x", "a;\n  '@x"),
        ("a\n\n-x", "a\n\n'-x"),
        ("a=b-c", "a=b-c"),
        ("-5,2", "'-5,2"),
        ("-5", "-5"),
    ],
)
def test_the_sign_of_a_formula_is_defused_wherever_a_cell_may_begin(text, defused):
    assert _escape_formula(text) == defused


def test_a_terminal_is_told_nothing_that_it_obeys(capsys):
    evil = "thư\x1b]0;x\x07\x1b[2J\x9b31m\u202e\r.xlsx\udce1"
    console.echo(evil)
    console.echo_table("a", ["b"], [[f"{evil}\tc\nd"]])
    console.echo_json({"name": evil})
    shown = capsys.readouterr().out
    assert not {"\x1b", "\x07", "\x9b", "\u202e", "\r", "\udce1"} & set(shown)
    assert shown.startswith("thư.xlsx?\na\nb\nthư.xlsx? c d\n")
    assert json.loads(shown[shown.index("{") :])["name"] == evil
