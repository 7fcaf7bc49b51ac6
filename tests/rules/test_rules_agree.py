"""A rule is written once: its Python predicate and its Excel formula agree, with LibreOffice as the judge."""

from __future__ import annotations

import itertools
import random
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from python_calamine import CalamineWorkbook

from cchc_excel.domain.explanation import explains, explains_formula
from cchc_excel.forms import Form, Rule
from cchc_excel.forms.layout import Layout
from cchc_excel.output.spreadsheet import writing
from cchc_excel.rules import evaluate, excel
from cchc_excel.rules.expression import Call, Node, Operation, figures_of, kind_of, notes_of
from cchc_excel.rules.functions import PAST, serial
from cchc_excel.template.content import AgencyPrefill, Fill
from cchc_excel.template.live import LiveFacts
from support.form_cells import FormCells

CONSTANTS = {
    "year": 2021,
    "period_from": serial(date(2020, 12, 15)),
    "period_to": serial(date(2021, 3, 14)),
    "communes": 10,
}
FIGURES = (None, 0, 1, 2, 3, 5, 6, 7, 10, 11, 25, 31.735, 99.2, 99.9, 100, 100.1, 100.2, 100.00000000000001)
NOTES = (
    "",
    " ",
    "294/KH-STC ngày 22/01/2021",
    "578/KH-STC ngày 24/02/2020",
    "63/QĐ-STC ngày 05/3/2020",
    "63/QĐ-STC ngày 5/3/2021",
    "24/qđ-stc ngày 14/03/2021",
    "12/2021/NĐ-CP ngày 31/02/2021",
    "4142/BC-STC ngày 14/10/2020",
    "ngày 15/12/2020",
    "/20KH",
    "63/63",
    "57/57 hồ sơ",
    "1/3",
    "0/0",
    "5/8/2021",
    "63 /63",
    "63/68,5",
    "63/63\n",
    "\n63/63",
    "ngày 1_0/3/2021",
    "ngày +5/3/2021",
    "05 hồ sơ đang giải quyết",
    "3 đang xử lý",
    "còn hồ sơ đang giải quyết",
    "1",
    " 12 ",
    "99,2",
    "1.248",
    "1e3",
    "000000000000012",
    "0000000000000012",
    "1234567890123450",
    "Không áp dụng",
    "đơn vị KHÔNG CÓ",
    "Đ",
    "Chưa phát sinh hồ sơ",
    'có "ngoặc kép"',
    "Tổng hợp từ 17/19 cơ quan, đơn vị",
    " tổng hợp từ báo cáo các phòng",
    "Tổng hợp từ 17/19 cơ quan, đơn vị; GIẢI TRÌNH: tăng",
)
#: Half of the cases are judged as a province's.
GROUPS = ("so", "tinh")


@dataclass
class Case:
    """One rule over one set of facts, in one row of the judge's sheet."""

    rule: Rule
    row: int
    personal: AgencyPrefill
    columns: dict[tuple[str, str], str] = field(default_factory=dict)


class RowLayout:
    """The cells of one case: every fact in a column of its own."""

    def __init__(self, form: Form, case: Case) -> None:
        self.form = form
        self._case = case

    def cell(self, code: str, column: str) -> str:
        letter = self._case.columns.setdefault((code, column), chr(ord("D") + len(self._case.columns)))
        return f"{letter}{self._case.row}"


def asked(node: Node, name: str) -> list[str]:
    """Codes that the expression asks for by a function such as ``earlier``."""
    match node:
        case Call(called, parts):
            own = [part.code for part in parts if called == name]
            return own + [code for part in parts for code in asked(part, name)]
        case Operation(_, parts):
            return [code for part in parts for code in asked(part, name)]
    return []


def personals(form: Form, rule: Rule, chance: random.Random) -> list[AgencyPrefill]:
    """Facts to try a rule on: every pair of edges for the first two figures, then random mixtures."""
    nodes = [rule.expect, *(part for part in rule.message if not isinstance(part, str))]
    figures = sorted({code for node in nodes for code in figures_of(node)})
    notes = sorted({code for node in nodes for code in notes_of(node)} | {rule.at})
    before = sorted({code for node in nodes for name in PAST for code in asked(node, name)})

    def value(code: str):
        row = form.by_code[code]
        if row.choices is not None:
            return chance.choice([None, *row.choices.entries, *row.choices.labels])
        return chance.choice(FIGURES)

    def mixture() -> dict[str, object]:
        # Now and then nearly all blank or nil, as real returns are.
        sparse = chance.random() < 0.3
        return {
            code: chance.choice((None, 0)) if sparse and form.by_code[code].choices is None else value(code)
            for code in figures
        }

    tries = [dict.fromkeys(figures)]
    plain = [code for code in figures if form.by_code[code].choices is None]
    if len(plain) >= 2:
        first, second = plain[:2]
        edges = ((None, 0, 1), (0, 0, 0), (3, 3, 0), (3, 2, 1), (2, 3, None), (5, None, None), (None, 5, None))
        tries += [mixture() | {first: a, second: b} | dict.fromkeys(plain[2:], c) for a, b, c in edges]
    tries += [mixture() for _ in range(24)]
    found = breaking(form, rule, mixture, notes, chance)
    for values, note in itertools.zip_longest(tries, NOTES, fillvalue=None):
        given = values if values is not None else mixture()
        fills = {code: Fill(value) for code, value in given.items()}
        for code in notes:
            told = note if note is not None else chance.choice(NOTES)
            fills[code] = Fill(fills[code].value if code in fills else None, told)
        past = {
            name: {code: figure for code in before if (figure := chance.choice(FIGURES)) is not None} for name in PAST
        }
        found.append(AgencyPrefill(fills, past))
    return found


def breaking(form: Form, rule: Rule, mixture, notes: list[str], chance: random.Random) -> list[AgencyPrefill]:
    """A few facts that break a rule, so that none goes untried."""
    found = []
    for _ in range(3000):
        fills = {code: Fill(value) for code, value in mixture().items()}
        for code in notes:
            fills[code] = Fill(fills[code].value if code in fills else None, chance.choice(NOTES))
        personal = AgencyPrefill(fills, {name: {rule.at: chance.choice((0, 2, 50))} for name in PAST})
        if not evaluate.holds(rule.expect, LiveFacts(form, personal, CONSTANTS)):
            found.append(personal)
        if len(found) == 3:
            break
    return found


def classify(form: Form, cases: list[Case], folder: Path, office) -> list[list[object]]:
    """What LibreOffice makes of every case: whether the rule holds, its message, whether the note explains."""
    with writing(date(2021, 3, 1)) as (book, target):
        sheet = book.sheet("T")
        for case in cases:
            layout = RowLayout(form, case)
            cells = FormCells(layout, CONSTANTS)
            parts = [
                excel.quote(part)
                if isinstance(part, str)
                else excel.formula(part, cells)
                if kind_of(part) == "text"
                else excel.shown(part, cells, excel.quote("(trống)"))
                for part in case.rule.message
            ]
            # Cached values are deliberately wrong: only a real recalculation can pass.
            sheet.write_formula(f"A{case.row}", "=" + excel.holds(case.rule.expect, cells), None, "?")
            sheet.write_formula(f"B{case.row}", "=" + "&".join(parts), None, "?")
            note = cells.note(case.rule.at)
            sheet.write_formula(f"C{case.row}", "=" + explains_formula(note, GROUPS[case.row % 2]), None, "?")
            for (code, column), letter in case.columns.items():
                fill = case.personal.fills.get(code, Fill())
                past = {name: figures.get(code) for name, figures in case.personal.past.items()}
                value = {"figure": fill.value, "note": fill.note, **dict.fromkeys(PAST), **past}[column]
                if isinstance(value, str) and value:
                    sheet.write_string(f"{letter}{case.row}", value)
                elif isinstance(value, (int, float)):
                    sheet.write_number(f"{letter}{case.row}", value)
    path = folder / "rules.xlsx"
    path.write_bytes(target.getvalue())
    return CalamineWorkbook.from_path(str(office.recalculated(path))).get_sheet_by_index(0).to_python()


def test_every_rule_of_the_form_says_the_same_in_python_and_in_excel(form, office, tmp_path):
    chance = random.Random(2021)
    pairs = [(rule, personal) for rule in form.rules for personal in personals(form, rule, chance)]
    cases = [Case(rule, at, personal) for at, (rule, personal) in enumerate(pairs, start=1)]
    judged = classify(form, cases, tmp_path, office)
    assert len(judged) == len(cases)
    broken = set()
    for case, (holds, message, is_explained, *_) in zip(cases, judged, strict=True):
        facts = LiveFacts(form, case.personal, CONSTANTS)
        told = (case.rule.id, case.rule.at, case.personal)
        assert evaluate.holds(case.rule.expect, facts) is holds, told
        assert evaluate.message(case.rule.message, facts) == message, told
        note = facts.note(case.rule.at)
        assert explains(note, GROUPS[case.row % 2]) is is_explained, told
        if not holds:
            broken.add(case.rule.id)
    # A rule that no case breaks has not been tested.
    assert broken == {rule.id for rule in form.rules}


def test_the_cells_of_a_template_are_the_ones_that_the_rules_read(form):
    layout = Layout(form)
    cells = FormCells(layout, CONSTANTS)
    assert cells.note("I.3") == "F19"
    assert cells.figure("I.1.1") == "IF(ISNUMBER(E11),ROUND(E11,9),NA())"
    assert cells.constant("communes") == "10"
    assert FormCells(layout, {}).constant("communes") == "NA()"
