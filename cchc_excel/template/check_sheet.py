"""The very hidden sheet on which the live check is worked out: one short formula for each condition and message.

Its rows are those of the form's sheet. Columns: code and rules of the row; the figure as a number, the note as text,
the figure in words, whether the note explains, an echo of the row and its label; what rules ask of notes; whether each
step's condition holds, and its message; the texts that messages are put together from.

A formula on the form's sheet only looks up the message of the first condition that does not hold, as long as every row
there is the same as its echo here: a copy of the form's sheet that is cut off from this one says so, and so does one
whose rows were sorted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cchc_excel.domain.explanation import (
    explains,
    explains_formula,
    has_no_stroke_formula,
    own_words,
    own_words_formula,
)
from cchc_excel.forms import ROLLED_UP_GROUP, Row
from cchc_excel.forms.layout import CHECK_SHEET, FIRST_ROW, KEY_ROW, SHEET, Layout
from cchc_excel.forms.plausible import (
    DATE_SERIALS,
    DIVIDED_UP_TO,
    FORMED_WITHIN,
    LARGEST_OF_ALL,
    USUAL_FACTOR,
    USUAL_PAST,
)
from cchc_excel.messages import figure_text
from cchc_excel.messages import template as messages
from cchc_excel.output.spreadsheet import Book, Sheet, column_name
from cchc_excel.rules import excel
from cchc_excel.rules.expression import Figure, Node, kind_of
from cchc_excel.rules.functions import FUNCTIONS, NOTE_PARTS, PAST, quote
from cchc_excel.template.content import Campaign
from cchc_excel.template.live import DECIMALS, LiveCheck, Step, answer_formula
from cchc_excel.template.stamping import FormulaGaps

#: The column of the form's sheet that says of some rows at a time whether this sheet has the same of them; hidden.
INTACT_COLUMN = "I"
#: The cell of the form's sheet that says it of all rows; in the row of keys.
INTACT_CELL = f"{INTACT_COLUMN}{KEY_ROW}"
#: As many as one formula has room for.
_ROWS_TOGETHER = 4
_INTACT = f"${INTACT_COLUMN}${KEY_ROW}"
#: The first columns, those that most formulas name, have the shortest names.
_FIXED = (
    "code", "rules", "figure", "note", "shown", "explains", "echo", "label", "explained", "note_is_number", "bare",
    "own_words",
)  # fmt: skip
#: The functions of a note whose formula is too long to stand in every rule that asks for it.
_HELPERS = (
    "note",
    "note_is_number",
    "note_number",
    "note_year",
    "note_date",
    "note_numerator",
    "note_denominator",
    "explained",
)
_HEADER_ROW = FIRST_ROW - 1
_ABSENT = figure_text(None)
_NOT_AVAILABLE = "#N/A"
_LARGEST = f"{LARGEST_OF_ALL:.0E}".replace("+", "")


class _Columns:
    """The letters of the sheet's columns."""

    def __init__(self, most_steps: int) -> None:
        numbers = range(most_steps)
        steps = [*(f"verdict {at}" for at in numbers), *(f"message {at}" for at in numbers)]
        rare = [*(name for name in NOTE_PARTS if name != "bare"), *(name for name in _HELPERS if name not in _FIXED)]
        names = ["texts", *_FIXED, *PAST, *steps, *rare]
        self.letters: Mapping[str, str] = {name: column_name(at) for at, name in enumerate(names)}

    def __getitem__(self, name: str) -> str:
        return self.letters[name]


@dataclass
class _HelperCells:
    """The rules' protocol `Cells` on this sheet; it notes which helpers are asked for."""

    layout: Layout
    constants: Mapping[str, float]
    columns: _Columns
    has_past: bool
    blank_reasons: Sequence[str] = ()
    asked: dict[tuple[str, str], None] = field(default_factory=dict)

    def helper(self, name: str, code: str) -> str | None:
        return self.cell(name, code) if name in _HELPERS else None

    def figure(self, code: str) -> str:
        return self.cell("figure", code)

    def note(self, code: str) -> str:
        return self.cell("note", code)

    def note_part(self, name: str, code: str) -> str:
        return self.cell(name, code)

    def past(self, name: str, code: str) -> str:
        return self.cell(name, code) if self.has_past else "NA()"

    def constant(self, name: str) -> str:
        return f"{self.constants[name]:.15g}" if name in self.constants else "NA()"

    def cell(self, name: str, code: str) -> str:
        self.asked.setdefault((name, code))
        return f"{self.columns[name]}{self.layout.rows[code]}"


def _on_form_sheet(layout: Layout, code: str, column: str) -> str:
    """A cell of the form's sheet, as seen from another sheet."""
    return f"'{SHEET}'!{layout.cell(code, column)}"


def _number(cell: str) -> str:
    """Without what binary fractions leave behind: 434.99999999999994 is 435, in every program."""
    return f"IF(ISNUMBER({cell}),ROUND({cell},{DECIMALS}),NA())"


class CheckSheet:
    """The check sheet of one template."""

    def __init__(self, live: LiveCheck) -> None:
        self.live = live
        self._layout = live.layout
        most_steps = max((len(live.steps(row)) for row in live.form.rows), default=0)
        self._columns = _Columns(most_steps)
        self._texts: dict[str, str] = {}
        reasons = [self._text_cell(f"*{reason}*") for reason in live.form.blank_reasons]
        self._cells = _HelperCells(self._layout, live.constants, self._columns, live.has_past, reasons)

    def look_up_formula(self, row: Row) -> str | None:
        """The formula of the column *Kiểm tra* on the form's sheet; None for a row that is never checked."""
        count = len(self.live.steps(row))
        if not count:
            return None
        number = self._layout.rows[row.code]
        verdicts, texts = (
            f"{CHECK_SHEET}!{self._columns[f'{name} 0']}{number}:{self._columns[f'{name} {count - 1}']}{number}"
            for name in ("verdict", "message")
        )
        figure = self._layout.cell(row.code, "figure")
        found = f'IF(AND({verdicts}),"",INDEX({texts},MATCH(FALSE,{verdicts},0)))'
        # Where the cell is empty, as in a copied range, it is not TRUE.
        checked = f"IFERROR(IF({_INTACT},{found},NA()),{quote(messages.CANNOT_CHECK)})"
        return f"=IF(ISERROR({figure}),{quote(messages.ERROR_VALUE)},{checked})"

    def intact_rows_formulas(self) -> Mapping[str, str]:
        """Cell of :data:`INTACT_COLUMN` → formula: some rows and what they hold are those that the check sheet has.

        What a row with an error holds cannot be compared; its label can.
        """
        rows = self.live.form.rows
        return {
            f"{INTACT_COLUMN}{self._layout.rows[rows[first].code]}": "=AND("
            + ",".join(map(self._intact_row, rows[first : first + _ROWS_TOGETHER]))
            + ")"
            for first in range(0, len(rows), _ROWS_TOGETHER)
        }

    def _intact_row(self, row: Row) -> str:
        cells = {name: self._layout.cell(row.code, name) for name in ("code", "label", "figure", "note")}
        number = self._layout.rows[row.code]
        echo, label = (f"{CHECK_SHEET}!{self._columns[name]}{number}" for name in ("echo", "label"))
        is_same = f"{echo}={cells['code']}&{cells['figure']}&{cells['note']}"
        return f"IFERROR({is_same},TRUE),{label}={cells['label']}"

    def intact_formula(self) -> str:
        """The formula of :data:`INTACT_CELL`: no row is another; a row whose figure is an error tells for itself."""
        first, last = FIRST_ROW, self._layout.last_row
        return f"=COUNTIF(${INTACT_COLUMN}${first}:${INTACT_COLUMN}${last},FALSE)=0"

    def past_cells(self) -> Mapping[str, tuple[str, str]]:
        """Cell of this sheet → name and code of the earlier figure that stands there."""
        return {
            f"{self._columns[name]}{self._layout.rows[code]}": (name, code)
            for name, code in self._cells.asked
            if name in PAST
        }

    def write(self, book: Book, campaign: Campaign, gaps: FormulaGaps) -> None:
        """Write the sheet; its formulas go into `gaps`."""
        writer = _Writer(book.sheet(CHECK_SHEET), gaps)
        writer.text("A1", messages.CHECK_SHEET_TITLE)
        for row in self.live.form.rows:
            self._write_row(writer, row)
        self._write_helpers(writer)
        self._write_headers(writer)
        for text, cell in self._texts.items():
            writer.text(cell.replace("$", ""), text)
        writer.sheet.protect(campaign.password)
        writer.sheet.very_hidden()

    # --- cells ---

    def _write_row(self, writer: _Writer, row: Row) -> None:
        steps = self.live.steps(row)
        number = self._layout.rows[row.code]
        writer.text(f"{self._columns['code']}{number}", row.code)
        writer.text(f"{self._columns['label']}{number}", row.printed_label)
        self._cells.cell("echo", row.code)
        if steps:
            writer.text(f"{self._columns['rules']}{number}", " ".join(step.kind for step in steps))
        for at, step in enumerate(steps):
            writer.formula(f"{self._columns[f'verdict {at}']}{number}", self._verdict(row, step), step.holds)
            self._write_message(writer, at, row, step)

    def _verdict(self, row: Row, step: Step) -> str:
        code = row.code
        figure, typed = self._cells.figure, _on_form_sheet(self._layout, code, "figure")
        match step.kind:
            case "type":
                return f'OR({typed}="",IFERROR({self._type_condition(row)},FALSE))'
            case "date":
                first, last = DATE_SERIALS
                usual = f",{self._usual(code)}" if self.live.has_past else ""
                outside = f"{figure(code)}<{first},{figure(code)}>{last}"
                return f"IFERROR(OR({self._settled(row)},{outside}{usual}),TRUE)"
            case "divided":
                outside = f"{figure(code)}<=0,{figure(code)}>{DIVIDED_UP_TO}"
                return f"IFERROR(OR({self._settled(row)},{outside}),TRUE)"
            case "filled":
                return f'OR({typed}<>"",{self._cells.cell("explained", code)})'
        rule = self.live.rules(row)[step.kind]
        holds = excel.holds(rule.expect, self._cells)
        if rule.clears_by_note and rule.severity_for(self.live.group) == "warning":
            return f"OR({self._cells.cell('explains', rule.at)},{holds})"
        return holds

    def _settled(self, row: Row) -> str:
        """Conditions of which one is TRUE where the note settles what would be asked about."""
        code = row.code
        no_stroke = has_no_stroke_formula(self._cells.note(code))
        if row.type == "percent":
            numerator, denominator = (self._cells.cell(f"note_{half}", code) for half in ("numerator", "denominator"))
            distance = f"ABS({numerator}/{denominator}*100-{self._cells.figure(code)})"
            no_stroke = f"OR({no_stroke},IFERROR({distance}<={FORMED_WITHIN},FALSE))"
        explained = f"AND({self._cells.cell('explains', code)},{no_stroke})"
        if self.live.group != ROLLED_UP_GROUP:
            return explained
        # The program wrote something of it.
        return f"{explained},{self._cells.cell('own_words', code)}<>{self._cells.note(code)}"

    def _type_condition(self, row: Row) -> str:
        figure = self._cells.figure(row.code)
        if row.choices is not None:
            return f"ISNUMBER(MATCH({figure},{{{','.join(map(str, row.choices.labels))}}},0))"
        if row.type == "count":
            return f"AND({figure}>=0,{figure}<={_LARGEST},{figure}=INT({figure}))"
        return f"AND({figure}>=0,{figure}<={_LARGEST if row.may_exceed_100 else 100})"

    def _usual(self, code: str) -> str:
        """A condition that is TRUE where an earlier figure is of the same magnitude."""
        figure, cells = self._cells.figure(code), [self._cells.past(name, code) for name in USUAL_PAST]
        # Errors in the cells that are counted do not matter.
        span, low, high = f"{cells[0]}:{cells[-1]}", f"ROUNDUP({figure}/{USUAL_FACTOR},0)", f"{figure}*{USUAL_FACTOR}"
        return f'COUNTIF({span},">="&{low})>COUNTIF({span},">"&{high})'

    def _write_message(self, writer: _Writer, at: int, row: Row, step: Step) -> None:
        number = self._layout.rows[row.code]
        cell = f"{self._columns[f'message {at}']}{number}"
        if all(isinstance(part, str) for part in step.message):
            writer.text(cell, step.text)
            return
        parts = ",".join(self._message_part(row, part) for part in _joined_texts(step.message))
        formula = f'IF({self._columns[f"verdict {at}"]}{number},"",CONCATENATE({parts}))'
        writer.formula(cell, formula, "" if step.holds else step.text)

    def _message_part(self, row: Row, part: str | Node | None) -> str:
        if part is None:
            figure = self._cells.figure(row.code)
            # The condition was FALSE, so that there is a figure.
            return f'DAY({figure}),"/",MONTH({figure}),"/",YEAR({figure})'
        if isinstance(part, str):
            return self._text_cell(part)
        if isinstance(part, Figure):
            return self._cells.cell("shown", part.code)
        if kind_of(part) == "text":
            return excel.formula(part, self._cells)
        return excel.shown(part, self._cells, self._text_cell(_ABSENT))

    def _text_cell(self, text: str) -> str:
        """The cell that holds a text of messages."""
        if text not in self._texts:
            self._texts[text] = f"{self._columns['texts']}${FIRST_ROW + len(self._texts)}"
        return self._texts[text]

    def _write_helpers(self, writer: _Writer) -> None:
        """Every helper that a formula asks for; those that they ask for in their turn, too."""
        written: set[tuple[str, str]] = set()
        while more := [asked for asked in self._cells.asked if asked not in written]:
            for name, code in more:
                cell = f"{self._columns[name]}{self._layout.rows[code]}"
                written.add((name, code))
                past = self.live.facts.past(name, code)
                if name in PAST and past is not None:
                    # Stamping puts each agency's own figures there.
                    writer.sheet.write_number(cell, past)
                else:
                    writer.formula(cell, *self._helper(name, code))

    def _helper(self, name: str, code: str) -> tuple[str, Any]:
        """A helper's formula and value."""
        facts, cells = self.live.facts, self._cells
        figure, note = facts.figure(code), facts.note(code)
        typed, note_cell = (_on_form_sheet(self._layout, code, column) for column in ("figure", "note"))
        match name:
            case "figure":
                choices = self.live.form.by_code[code].choices
                number = answer_formula(typed, self._layout.list_span(choices.name)) if choices else _number(typed)
                return number, _NOT_AVAILABLE if figure is None else figure
            case "note":
                return f'{note_cell}&""', note
            case "shown":
                shown = excel.shown(Figure(code), cells, self._text_cell(_ABSENT))
                return shown, figure_text(figure)
            case "explains":
                words = cells.cell("own_words", code) if self.live.group == ROLLED_UP_GROUP else cells.note(code)
                return explains_formula(words, ""), explains(note, self.live.group)
            case "own_words":
                return own_words_formula(cells.note(code)), own_words(note, self.live.group)
            case "echo":
                own = f"{self._columns['code']}{self._layout.rows[code]}"
                return f"{own}&{typed}&{cells.note(code)}", f"{code}{_as_text(facts.fill(code).value)}{note}"
        if name in PAST:
            return "NA()", _NOT_AVAILABLE
        if name in NOTE_PARTS:
            part = NOTE_PARTS[name].python(note)
            return NOTE_PARTS[name].excel(cells.note(code)), "#VALUE!" if part is None else part
        value = FUNCTIONS[name].python(facts, code)
        return FUNCTIONS[name].excel(_WithoutHelpers(cells), code), _NOT_AVAILABLE if value is None else value

    def _write_headers(self, writer: _Writer) -> None:
        for name, letter in self._columns.letters.items():
            kind, _, at = name.partition(" ")
            header = messages.CHECK_SHEET_HEADERS.get(kind, name)
            writer.text(f"{letter}{_HEADER_ROW}", header.format(number=int(at) + 1) if at else header)


class _WithoutHelpers:
    """The same cells, for the formula of a helper itself."""

    def __init__(self, cells: _HelperCells) -> None:
        self._cells = cells
        self.blank_reasons = cells.blank_reasons
        self.figure, self.note, self.past, self.constant = cells.figure, cells.note, cells.past, cells.constant
        self.note_part = cells.note_part

    def helper(self, _name: str, _code: str) -> None:
        return None


@dataclass
class _Writer:
    """Writes cells of the sheet."""

    sheet: Sheet
    gaps: FormulaGaps

    def text(self, cell: str, text: str) -> None:
        self.sheet.write_string(cell, text)

    def formula(self, cell: str, formula: str, value: Any) -> None:
        self.sheet.write_formula(cell, self.gaps.placeholder(formula), None, value)


def _joined_texts(parts: Sequence[str | Node | None]) -> list[str | Node | None]:
    """The parts, texts beside one another as one."""
    joined: list[str | Node | None] = []
    for part in parts:
        if isinstance(part, str) and joined and isinstance(joined[-1], str):
            joined[-1] += part
        else:
            joined.append(part)
    return joined


def _as_text(value: float | str | None) -> str:
    """A figure as Excel writes it beside a text."""
    if value is None or isinstance(value, str):
        return value or ""
    return f"{value:.15g}"
