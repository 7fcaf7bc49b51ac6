"""Rules at their edges: to a millionth, in Python, in the formula, and as a spreadsheet judges it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

import pytest
from python_calamine import CalamineWorkbook

from cchc_excel.domain.period import Period
from cchc_excel.forms import Catalogue
from cchc_excel.forms.layout import Layout
from cchc_excel.output.spreadsheet import writing
from cchc_excel.rules import evaluate, excel
from cchc_excel.rules.expression import (
    Call,
    Constant,
    Figure,
    Text,
    bind,
    calls_of,
    codes_of,
    figures_of,
    kind_of,
    notes_of,
)
from cchc_excel.rules.functions import NOTE_PARTS
from cchc_excel.rules.parser import ExpressionError, parse_number, parse_shown, parse_truth
from cchc_excel.rules.text import expression_text
from cchc_excel.template.check_sheet import CheckSheet
from cchc_excel.template.content import AgencyPrefill, Campaign, Fill
from cchc_excel.template.live import LiveCheck
from support.form_cells import FormCells

FORM = Catalogue().version("PL2-B1/2021.1")


@dataclass
class Facts:
    """A return's figures and notes, given outright."""

    figures: dict[str, float] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    before: dict[str, float] = field(default_factory=dict)
    constants: dict[str, float] = field(default_factory=dict)
    blank_reasons: tuple[str, ...] = ("không áp dụng", "chưa phát sinh")

    def figure(self, code):
        return self.figures.get(code)

    def note(self, code):
        return self.notes.get(code, "")

    def past(self, name, code):
        return self.before.get(f"{name} {code}")

    def constant(self, name):
        return self.constants.get(name)


class Named:
    """Cells that are called as what stands in them, to read a formula by."""

    blank_reasons = ('"*không áp dụng*"', '"*chưa phát sinh*"')

    def helper(self, _name, _code):
        return None

    def note_part(self, name, code):
        return NOTE_PARTS[name].excel(self.note(code))

    def figure(self, code):
        return f"fig:{code}"

    def note(self, code):
        return f"note:{code}"

    def past(self, name, code):
        return f"{name}:{code}"

    def constant(self, name):
        return name


def says(text, **figures):
    """What a condition over A, B, C (I.1, I.2, I.3) says: True, False or None for unknown."""
    codes = {"a": "I.1", "b": "I.2", "c": "I.3"}
    given = {codes[name]: value for name, value in figures.items() if value is not None}
    return evaluate.condition(parse_truth(text))(Facts(given))


# --- comparison --------------------------------------------------------------------------------------------------

#: Just within and just beyond half a millionth.
SAME, OTHER = 0.0000004, 0.0000006


@pytest.mark.parametrize(
    ("sign", "below", "equal", "above"),
    [
        ("<=", True, True, False),
        ("<", True, False, False),
        (">=", False, True, True),
        (">", False, False, True),
        ("==", False, True, False),
        ("!=", True, False, True),
    ],
)
@pytest.mark.parametrize("of", [0.0, 5.0, 99.9])
def test_figures_are_compared_to_a_millionth(sign, below, equal, above, of):
    asked = f"I.1 {sign} I.2"
    for beside, expected in ((-OTHER, below), (-SAME, equal), (0.0, equal), (SAME, equal), (OTHER, above)):
        assert says(asked, a=of + beside, b=of) is expected, beside
    assert says(asked, a=of, b=None) is None
    assert says(asked, a=None, b=of) is None
    # One that is compared to a hundredth would let this pass.
    assert says(asked, a=of + 0.004, b=of) is above
    assert says(asked, a=of - 0.004, b=of) is below


@pytest.mark.parametrize("sign", ["<=", "<", ">=", ">", "==", "!="])
def test_the_formula_compares_to_a_millionth_too(sign):
    shown = {"==": "=", "!=": "<>"}.get(sign, sign)
    assert excel.formula(parse_truth(f"I.1 {sign} I.2"), Named()) == f"ROUND((fig:I.1)-(fig:I.2),6){shown}0"


def test_a_binary_hair_breaks_no_rule():
    assert says("I.1 + I.2 <= I.3", a=99.2, b=0.9, c=100.1) is True
    assert 99.2 + 0.9 > 100.1


def test_a_spreadsheet_draws_the_same_lines(office, tmp_path):
    """Figures, messages and the order of signs, at their edges."""
    asked = [
        (parse_truth(f"I.1 {sign} I.2"), {"I.1": of + beside, "I.2": of})
        for sign in ("<=", "<", ">=", ">", "==", "!=")
        for of in (0.0, 5.0)
        for beside in (-0.004, -OTHER, -SAME, 0.0, SAME, OTHER, 0.004)
    ]
    asked += [
        (parse_truth("abs(I.1 - I.2) <= 0.1"), {"I.1": 100.0, "I.2": other})
        for other in (99.89, 99.9, 99.90000004, 100.1, 100.11)
    ]
    asked += [(parse_truth(text), {"note": note}) for text, note, _ in NOTE_QUESTIONS]
    shown = [(parse_number(text), {"I.1": value, "I.2": 3.0}) for text, value in NUMBERS]
    shown += [(Call(name, (Figure("I.1"),)), {"note": note}) for name, note, _ in NOTE_NUMBERS]
    with writing(date(2021, 3, 1)) as (book, target):
        sheet = book.sheet("T")
        for at, (node, figures) in enumerate(asked + shown, start=1):
            cells = InRow(at)
            formula = (
                excel.holds(node, cells)
                if kind_of(node) == "truth"
                else excel.shown(node, cells, excel.quote("(trống)"))
            )
            sheet.write_formula(f"A{at}", f"={formula}", None, "?")
            for code, letter in InRow.LETTERS.items():
                if figures.get(code) is not None:
                    sheet.write_number(f"{letter}{at}", figures[code])
            if figures.get("note"):
                sheet.write_string(f"D{at}", figures["note"])
    path = tmp_path / "edges.xlsx"
    path.write_bytes(target.getvalue())
    judged = CalamineWorkbook.from_path(str(office.recalculated(path))).get_sheet_by_index(0).to_python()
    for (node, figures), (said, *_) in zip(asked, judged, strict=False):
        assert evaluate.holds(node, facts_of(figures)) is said, (expression_text(node), figures)
    for (node, figures), (said, *_) in zip(shown, judged[len(asked) :], strict=True):
        assert evaluate.message([node], facts_of(figures)) == said, (expression_text(node), figures)


def facts_of(given):
    return Facts({code: value for code, value in given.items() if code != "note"}, {"I.1": given.get("note", "")})


class InRow(Named):
    """Figures in columns B and C of a row, a note in D."""

    LETTERS = MappingProxyType({"I.1": "B", "I.2": "C"})

    def __init__(self, row):
        self._row = row

    def figure(self, code):
        cell = f"{self.LETTERS[code]}{self._row}"
        return f"IF(ISNUMBER({cell}),{cell},NA())"

    def note(self, _):
        return f"D{self._row}"


NUMBERS = [
    ("I.1", None),
    ("I.1", 0.0),
    ("I.1", 1248.0),
    ("I.1", 0.004),
    ("I.1", 0.006),
    ("I.1", 99.994),
    ("I.1", 99.996),
    ("I.1", 14.3),
    ("I.1 - I.2", 10.0),
    ("I.1 - I.2 - 1", 10.0),
    ("I.1 - (I.2 - 1)", 10.0),
    ("I.1 / I.2", 10.0),
    ("I.1 / I.2 * 100", 2.0),
    ("I.1 / 0", 2.0),
    ("I.1 * 0.25 + I.2", 2.0),
    ("I.1 + I.2", None),
    ("abs(I.1 - I.2)", 1.0),
]


# --- the meaning of a blank --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "figures", "expected"),
    [
        ("I.1 + I.2 == 5", {"a": 5, "b": None}, True),
        ("I.1 + I.2 == 5", {"a": None, "b": 5}, True),
        ("I.1 + I.2 == 0", {"a": None, "b": None}, None),
        ("I.1 + I.2 + I.3 == 7", {"a": 5, "c": 2}, True),
        ("I.1 - I.2 == 5", {"a": 5, "b": None}, None),
        ("I.1 - I.2 == 5", {"a": None, "b": 5}, None),
        ("I.1 * I.2 == 0", {"a": 0, "b": None}, None),
        ("I.1 / I.2 == 2", {"a": 4, "b": 2}, True),
        ("I.1 / I.2 == 2", {"a": 4, "b": 0}, None),
        ("I.1 / I.2 == 2", {"a": 4, "b": 1}, False),
        ("abs(I.1) == 5", {"a": -5}, True),
        ("abs(I.1) == 5", {}, None),
        ("I.1 > 0 implies I.2 > 0", {"a": 1, "b": 1}, True),
        ("I.1 > 0 implies I.2 > 0", {"a": 1, "b": 0}, False),
        ("I.1 > 0 implies I.2 > 0", {"a": 1}, False),
        ("I.1 > 0 implies I.2 > 0", {"a": 0}, True),
        ("I.1 > 0 implies I.2 > 0", {}, True),
        ("not I.1 > 0", {"a": 1}, False),
        ("not I.1 > 0", {"a": 0}, True),
        ("not I.1 > 0", {}, None),
        ("I.1 > 0 and I.2 > 0", {"a": 1, "b": 1}, True),
        ("I.1 > 0 and I.2 > 0", {"a": 0}, False),
        ("I.1 > 0 and I.2 > 0", {"b": 0}, False),
        ("I.1 > 0 and I.2 > 0", {"a": 1}, None),
        ("I.1 > 0 and I.2 > 0", {"b": 1}, None),
        ("I.1 > 0 or I.2 > 0", {"a": 1}, True),
        ("I.1 > 0 or I.2 > 0", {"b": 1}, True),
        ("I.1 > 0 or I.2 > 0", {"a": 0}, None),
        ("I.1 > 0 or I.2 > 0", {"a": 0, "b": 0}, False),
        ("given(I.1)", {"a": 0}, True),
        ("given(I.1)", {}, False),
        ("blank(I.1)", {"a": 0}, False),
        ("blank(I.1)", {}, True),
    ],
)
def test_a_blank_is_unknown_and_never_nil(asked, figures, expected):
    assert says(asked, **figures) is expected
    assert evaluate.holds(
        parse_truth(asked), Facts({f"I.{'abc'.index(name) + 1}": v for name, v in figures.items() if v is not None})
    ) is (expected is not False)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2 + 3 * 4", 14),
        ("(2 + 3) * 4", 20),
        ("10 - 3 - 2", 5),
        ("10 - (3 - 2)", 9),
        ("24 / 4 / 2", 3),
        ("24 / 4 * 2", 12),
        ("24 / (4 * 2)", 3),
        ("2 + 3 + 4", 9),
        ("2 - 3 + 4", 3),
        ("2.5 * 2", 5),
        ("year + 1", 2022),
        ("communes", None),
    ],
)
def test_signs_bind_as_in_arithmetic(text, value):
    node = parse_number(text)
    assert evaluate.number(node, Facts(constants={"year": 2021})) == value
    assert evaluate.number(parse_number(expression_text(node)), Facts(constants={"year": 2021})) == value


# --- what notes say -----------------------------------------------------------------------------------------------


NOTE_NUMBERS = [
    ("note_year", "294/KH-STC ngày 22/01/2021", 2021),
    ("note_year", "294/KH-STC", None),
    ("note_year", "22/01/1999", None),
    ("note_year", "/20x1", None),
    ("note_year", "12/2020 và 13/2021", 2020),
    ("note_date", "ngày 22/1/2021 và 23/1/2021", 44218),
    ("note_date", "22/01/2021", 44218),
    ("note_date", "ngày  22/01/2021", 44218),
    ("note_date", "ngày 22/01 /2021", 44218),
    ("note_date", "ngày 1/13/2021", None),
    ("note_date", "", None),
    ("note_number", "0", 0),
    ("note_number", "²", None),
    ("note_numerator", "0/7", 0),
    ("note_denominator", "", None),
    ("note_numerator", "57 /60", 57),
    ("note_date", "ngày 22/01/2021", 44218),
    ("note_date", "ngày 5/3/2021", 44260),
    ("note_date", "ngày 31/02/2021", None),
    ("note_date", "ngày 01/2021", None),
    ("note_number", "05 hồ sơ", 5),
    ("note_number", " 12 ", 12),
    ("note_number", "hồ sơ 12", None),
    ("note_number", "", None),
    ("note_number", "9" * 15, 999999999999999),
    ("note_number", "9" * 16, None),
    ("note_numerator", "57/60 hồ sơ", 57),
    ("note_denominator", "57/60 hồ sơ", 60),
    ("note_numerator", "57/60hồ sơ", None),
    ("note_denominator", "57/60.", None),
    ("note_numerator", "đạt 57/60", None),
    ("note_numerator", f"{'9' * 15}/1", 999999999999999),
    ("note_numerator", f"{'9' * 16}/1", None),
    ("note_denominator", f"1/{'9' * 15}", 999999999999999),
    ("note_denominator", f"1/{'9' * 16}", None),
]


@pytest.mark.parametrize(("function", "note", "value"), NOTE_NUMBERS)
def test_numbers_in_a_note(function, note, value):
    assert evaluate.number(parse_number(f"{function}(I.1)"), Facts(notes={"I.1": note})) == value


NOTE_QUESTIONS = [
    ("has_note(I.1)", "", False),
    ("has_note(I.1)", "  ", False),
    ("has_note(I.1)", " x", True),
    ("note_is_number(I.1)", "12", True),
    ("note_is_number(I.1)", " 12 ", True),
    ("note_is_number(I.1)", "1.248,5", True),
    ("note_is_number(I.1)", "12 người", False),
    ("note_is_number(I.1)", "", False),
    ("note_is_number(I.1)", "-12", False),
    ('note_contains(I.1, "Kế hoạch")', "theo KẾ HOẠCH 5", True),
    ('note_contains(I.1, "Kế hoạch")', "theo kế hoạh 5", False),
    ("explained(I.1)", "Chưa phát sinh hồ sơ", True),
    ("explained(I.1)", "Không áp dụng", True),
    ("explained(I.1)", "đang làm", False),
    ("explained(I.1)", "", False),
]


@pytest.mark.parametrize(("asked", "note", "expected"), NOTE_QUESTIONS)
def test_questions_to_a_note(asked, note, expected):
    assert evaluate.condition(parse_truth(asked))(Facts(notes={"I.1": note})) is expected


@pytest.mark.parametrize("name", ["previous", "earlier", "adjacent", "included", "usual_low", "usual_high"])
def test_earlier_periods_are_asked_for_by_name(name):
    node = parse_number(f"{name}(I.1)")
    assert evaluate.number(node, Facts(before={f"{name} I.1": 7})) == 7
    assert evaluate.number(node, Facts(before={f"{name} I.2": 7})) is None
    assert excel.formula(node, Named()) == f"{name}:I.1"


def test_a_message_shows_its_figures_and_notes():
    parts = ["số ", parse_shown("I.1"), " khác ", parse_shown("I.2"), ": ", parse_shown("note(I.1)")]
    assert evaluate.message(parts, Facts({"I.1": 14.256}, {"I.1": "đã nộp"})) == "số 14,26 khác (trống): đã nộp"


# --- the formula and the tree -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        (
            "I.1 + I.2 <= 5",
            "ROUND((IF(AND(ISERROR(fig:I.1),ISERROR(fig:I.2)),NA(),IFERROR(fig:I.1,0)+IFERROR(fig:I.2,0)))-5,6)<=0",
        ),
        ("I.1 - I.2 > 0.25", "ROUND(((fig:I.1)-(fig:I.2))-0.25,6)>0"),
        ("blank(I.1)", "NOT(ISNUMBER(fig:I.1))"),
        ('note_contains(I.1, "a""b")', None),
        ('note_contains(I.1, "kế hoạch")', 'ISNUMBER(SEARCH("kế hoạch",note:I.1))'),
        ("period_from < period_to", "ROUND((period_from)-(period_to),6)<0"),
        ("year == 2021", "ROUND((year)-2021,6)=0"),
        ("abs(I.1) == 1", "ROUND((ABS(fig:I.1))-1,6)=0"),
        ("has_note(I.1)", 'TRIM(note:I.1)<>""'),
        (
            "explained(I.1)",
            'COUNTIF(note:I.1,"*không áp dụng*")+COUNTIF(note:I.1,"*chưa phát sinh*")>0',
        ),
    ],
)
def test_a_rule_as_a_formula(text, formula):
    if formula is None:
        with pytest.raises(ExpressionError):
            parse_truth(text)
        return
    assert excel.formula(parse_truth(text), Named()) == formula


GIVEN, GIVEN_TOO = "ISNUMBER(fig:I.1)", "ISNUMBER(fig:I.2)"


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        # Of a comparison something may be unknown, which breaks nothing; of a truth nothing is.
        ("I.1 <= 5", "IFERROR(ROUND((fig:I.1)-5,6)<=0,TRUE)"),
        ("not I.1 <= 5", "NOT(IFERROR(ROUND((fig:I.1)-5,6)<=0,FALSE))"),
        ("given(I.1)", GIVEN),
        ("given(I.1) and I.1 < 5", f"AND({GIVEN},IFERROR(ROUND((fig:I.1)-5,6)<0,TRUE))"),
        ("given(I.1) or I.1 < 5", f"OR({GIVEN},IFERROR(ROUND((fig:I.1)-5,6)<0,TRUE))"),
        ("given(I.1) implies given(I.2)", f"OR(NOT({GIVEN}),{GIVEN_TOO})"),
        ("not (given(I.1) and given(I.2))", f"NOT(AND({GIVEN},{GIVEN_TOO}))"),
        ("not (given(I.1) or given(I.2))", f"NOT(OR({GIVEN},{GIVEN_TOO}))"),
        ("not not I.1 < 5", "NOT(NOT(IFERROR(ROUND((fig:I.1)-5,6)<0,TRUE)))"),
        (
            "I.1 < 5 implies I.2 < 5",
            "OR(NOT(IFERROR(ROUND((fig:I.1)-5,6)<0,FALSE)),IFERROR(ROUND((fig:I.2)-5,6)<0,FALSE))",
        ),
        (
            "not (given(I.1) implies given(I.2))",
            f"NOT(OR(NOT({GIVEN}),{GIVEN_TOO}))",
        ),
    ],
)
def test_a_condition_that_must_not_be_false_as_a_formula(text, formula):
    assert excel.holds(parse_truth(text), Named()) == formula


def test_a_text_is_quoted_as_excel_does():
    assert excel.formula(Text('a "b"'), Named()) == '"a ""b"""'
    assert excel.formula(parse_shown("note(I.1)"), Named()) == 'note:I.1&""'


def test_a_message_s_figure_as_a_formula():
    shown = excel.shown(Figure("I.1"), Named(), "$A$9")
    assert shown == 'IFERROR(SUBSTITUTE(ROUND(fig:I.1,2),".",","),$A$9)'


def test_what_a_rule_reads_is_known():
    node = parse_truth('I.1 + abs(I.2) > abs(note_number(I.3)) and not (given(I.4) or note_contains(I.5, "x"))')
    assert list(codes_of(node)) == ["I.1", "I.2", "I.3", "I.4", "I.5"]
    assert list(figures_of(node)) == ["I.1", "I.2", "I.4"]
    assert list(notes_of(node)) == ["I.3", "I.5"]
    assert list(calls_of(node)) == ["abs", "abs", "note_number", "given", "note_contains"]
    assert list(codes_of(Constant("year"))) == []
    assert list(notes_of(parse_truth("explained(I.1)"))) == ["I.1"]
    assert list(figures_of(parse_truth("explained(I.1)"))) == []
    past = parse_truth("I.1 >= previous(I.2) + 0 * usual_low(I.3)")
    assert list(figures_of(past)) == ["I.1", "I.2", "I.3"]
    assert list(figures_of(past, of_past=False)) == ["I.1"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "I.1",
        "I.1 >",
        "I.1 > 2 3",
        "I.1 > > 2",
        "I.1 > 2 > 3",
        "(I.1 > 2",
        "I.1 > 2)",
        "I.1 # 2",
        "abs I.1 > 2",
        "abs(I.1 > 2",
        "abs(I.1, I.2) > 2",
        "given(I.1 + 1)",
        "given(2)",
        "note_contains(I.1)",
        "note_contains(I.1, I.2)",
        'note_contains(I.1 "x")',
        "unknown(I.1) > 1",
        "weather > 1",
        "I.1 and I.2",
        "not I.1",
        "(I.1 > 2) > 3",
        "I.1 > 2 implies I.1 > 2 implies I.1 > 2",
        '"x" > 2',
        "+ 2 > 1",
    ],
)
def test_what_is_no_condition_is_refused(text):
    with pytest.raises(ExpressionError) as refused:
        parse_truth(text)
    assert text in str(refused.value)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("I.1", ["điều kiện", "“I.1”"]),
        ("year", ["“year”"]),
        ("25", ["“25”"]),
        ("I.1 + 1", ["“+”"]),
        ('"chữ"', ["“chữ”"]),
        ("abs(I.1)", ["“abs”"]),
        ("I.1 # 2", ["ký tự #"]),
        ("weather > 1", ["weather"]),
        ("I.1 > 2 3", ["and/or/implies", "3"]),
        ("(I.1 > 2", [")", "…"]),
        ("(I.1 > 2 I.3", [")", "I.3"]),
        ("abs I.1 > 2", ["(", "abs"]),
        ('note_contains(I.1 "x")', [",", "note_contains"]),
        ("I.1 > )", ["số hoặc mã chỉ tiêu", ")"]),
    ],
)
def test_a_refusal_names_what_was_found_and_expected(text, named):
    with pytest.raises(ExpressionError) as refused:
        parse_truth(text)
    told = str(refused.value).replace(f"“{text}”", "", 1)
    assert all(part in told for part in named), told


def test_blanks_around_what_a_message_shows_do_not_matter():
    assert parse_shown(" note(I.1) ") == parse_shown("note(I.1)")
    assert parse_number(" I.1  +2 ") == parse_number("I.1 + 2")


def test_self_is_the_row_that_a_rule_stands_at():
    node = parse_truth("self > 1 and given(self) implies I.2 + self > year")
    assert bind(node, "I.7") == parse_truth("I.7 > 1 and given(I.7) implies I.2 + I.7 > year")


@pytest.mark.parametrize("text", ["I.1 > 2", "given(I.1)", "note(I.1)", '"x"'])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(ExpressionError):
        parse_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "I.1 - (I.2 - 1)",
        "I.1 - I.2 - 1",
        "I.1 * (I.2 + 1)",
        "(I.1 + 1) * I.2",
        "I.1 / (I.2 * 3)",
        "I.1 / I.2 * 3",
        "I.1 / I.2 / 3",
        "I.1 * I.2 * 3",
        "I.1 - I.2 + 3",
        "I.1 + I.2 - 3",
        "I.1 + (I.2 - 3)",
        "I.1 + I.2 + 3",
        "0.123456789012345",
        "1234567",
        "abs(I.1 - I.2) * 100",
    ],
)
def test_a_number_read_aloud_is_written_with_no_bracket_too_few_or_many(text):
    assert expression_text(parse_number(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "not given(I.1) and I.2 > 0",
        "not (given(I.1) and I.2 > 0)",
        "given(I.1) or given(I.2) and given(I.3)",
        "(given(I.1) or given(I.2)) and given(I.3)",
        "given(I.1) and given(I.2) and given(I.3)",
        "given(I.1) or given(I.2) or given(I.3)",
        "not not given(I.1)",
        "not I.1 > I.2 + 1",
        "I.1 * 2 > I.2 + 1 implies given(I.3)",
        "given(I.1) and I.2 > 0 implies given(I.3) or I.2 == 0",
        "(given(I.1) implies given(I.2)) implies given(I.3)",
        "given(I.1) implies (given(I.2) implies given(I.3))",
        'note_contains(I.1, "kế hoạch") or year == 2021',
    ],
)
def test_a_condition_read_aloud_is_written_the_same(text):
    assert expression_text(parse_truth(text)) == text


# --- the live check -----------------------------------------------------------------------------------------------

CAMPAIGN = Campaign(FORM, Period.parse("2021-Q1"), date(2021, 3, 17), date(2021, 3, 1), "Sở Nội vụ", "", "matkhau")
WRONG_TYPE = "Lỗi: số liệu chưa phù hợp, đề nghị"


def live(code, value, note=""):
    check = LiveCheck(Layout(FORM), CAMPAIGN, "so", AgencyPrefill({code: Fill(value, note)}))
    return check.text(FORM.by_code[code])


@pytest.mark.parametrize(
    ("code", "value", "is_refused"),
    [
        ("IV.2.1", 0, False),
        ("IV.2.1", -1, True),
        ("IV.2.1", -0.000001, True),
        ("IV.2.1", 5.000001, True),
        ("IV.2.1", 4.999999, True),
        ("IV.2.1", 5.0, False),
        ("IV.2.1", "5", True),
        ("IV.2.1", "", False),
        ("IV.2.1", 1e12, False),
        ("IV.2.1", 1e12 + 1, True),
        ("IV.1.7", 1e12, False),
        ("IV.1.7", 1e12 + 1, True),
        ("III.5.3", 100, False),
        ("III.5.3", 100.000001, True),
        ("III.5.3", -0.000001, True),
        ("IV.1.7", 100.000001, False),
        ("IV.1.7", -0.000001, True),
        ("III.4", 0, False),
        ("III.4", 1, False),
        ("III.4", 2, True),
        ("III.4", 0.5, True),
        ("III.4", "1 - Có", False),
        ("III.4", "2 - Có", True),
        ("III.4", "Có", True),
        ("III.4", "1", True),
        ("III.4", "1 - Không", True),
        ("III.4", "1 - Có x", True),
        ("III.4", "1x", True),
        ("III.4", "*", True),
    ],
)
def test_the_live_check_refuses_what_is_no_figure_of_the_row(code, value, is_refused):
    assert live(code, value).startswith(WRONG_TYPE) is is_refused


@pytest.mark.parametrize(
    ("code", "limits"),
    [
        ("IV.2.1", "AND({number}>=0,{number}<=1E12,{number}=INT({number}))"),
        ("III.5.3", "AND({number}>=0,{number}<=100)"),
        ("IV.1.7", "AND({number}>=0,{number}<=1E12)"),
        ("III.4", "ISNUMBER(MATCH({number},{{1,0}},0))"),
    ],
)
def test_the_live_formula_has_the_same_bounds(code, limits):
    live_check = LiveCheck(Layout(FORM), CAMPAIGN, "so", AgencyPrefill())
    row = FORM.by_code[code]
    typed = live_check.layout.cell(code, "figure")
    formula = CheckSheet(live_check)._verdict(row, live_check.steps(row)[0])
    limits = limits.format(number=typed.replace("E", "D"))
    assert formula == f"OR('Bảng 1'!{typed}=\"\",IFERROR({limits},FALSE))"


def test_a_constant_is_written_with_all_its_digits():
    cells = FormCells(Layout(FORM), {"communes": 1234567, "year": 0.123456789012345})
    assert cells.constant("communes") == "1234567"
    assert cells.constant("year") == "0.123456789012345"


@pytest.mark.parametrize("text", ["1234567", "0.1234567", "123456789012345", "0.000001", "2.5"])
def test_a_number_stands_in_a_formula_with_all_its_digits(text):
    assert float(excel.formula(parse_number(text), None)) == float(text)
