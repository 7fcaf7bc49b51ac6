"""A form as the rest of the program sees it: rows, choices and rules, checked and parsed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal

from cchc_excel.messages.findings import Severity
from cchc_excel.rules.evaluate import Condition, condition
from cchc_excel.rules.expression import Node, calls_of, codes_of, notes_of
from cchc_excel.rules.functions import PAST

RowType = Literal["section", "heading", "text", "count", "percent", "coded"]
INDICATOR_TYPES: tuple[RowType, ...] = ("count", "percent", "coded")

#: How agencies' figures become the provincial one. ``sum``: a flow; ``stock``: a level at the reporting date;
#: ``sum_with_duplicates``: a sum that may count one thing twice; ``weighted_mean``: over `weight`; ``ratio``: sum of
#: numerators over sum of denominators where agencies give them; ``distribution``: agencies per answer.
Total = Literal["sum", "stock", "sum_with_duplicates", "weighted_mean", "ratio", "distribution"]
#: What is told first; the one place that says which severity outweighs which.
PRIORITY: Mapping[Severity, int] = {"error": 0, "warning": 1, "info": 2}
#: The group of agencies whose returns are themselves totals: provinces, for a desk that collects provinces.
ROLLED_UP_GROUP = "tinh"


@dataclass(frozen=True)
class Choices:
    """The answers of a coded row, in the order in which the form prints them."""

    name: str
    labels: Mapping[int, str]

    @property
    def entries(self) -> list[str]:
        """The dropdown's lines: ``1 - Có``."""
        return [self.entry(code) for code in self.labels]

    def entry(self, code: int) -> str:
        """One line of the dropdown."""
        return f"{code} - {self.labels[code]}"

    @property
    def unit(self) -> str:
        """What the column *Đơn vị tính* prints, a line per answer."""
        return "\n".join(f"{label} = {code}" for code, label in self.labels.items())


@dataclass(frozen=True)
class Row:
    """One row of the form.

    Attributes:
        code: stable identity (``III.2.3a``); never changes meaning.
        unit: as printed; ``%`` for percentages, the answers for coded rows, empty for headings.
        unit_words: what may be typed behind a number in place of the unit, the unit included.
        optional: "(nếu có)": a blank is not missing.
        weight: weight of a weighted mean, an expression over one agency's figures.
        numerator: numerator of a ratio; None is the one in the note.
        denominator: denominator of a ratio; None is the one in the note.
        total_groups: agency groups whose figures may be added up; empty is all.
        may_exceed_100: a percentage without an upper bound.
        source: line of the original form.
        doubt: what the desk should still decide about this row.
    """

    code: str
    type: RowType
    label: str
    unit: str = ""
    unit_words: tuple[str, ...] = ()
    choices: Choices | None = None
    optional: bool = False
    total: Total | None = None
    weight: Node | None = None
    numerator: Node | None = None
    denominator: Node | None = None
    total_groups: tuple[str, ...] = ()
    may_exceed_100: bool = False
    source: str = ""
    doubt: str = ""

    @property
    def is_indicator(self) -> bool:
        """Whether the row takes an answer that is counted."""
        return self.type in INDICATOR_TYPES

    @property
    def is_flow(self) -> bool:
        """Whether it counts what happened in a period, so that a longer period has more of it."""
        return self.total in ("sum", "sum_with_duplicates")

    @property
    def is_additive(self) -> bool:
        """Whether agencies' figures are added up: flows, and levels at the reporting date."""
        return self.is_flow or self.total == "stock"

    def adds_up(self, group: str) -> bool:
        """Whether figures of a group of agencies may be added up; those of whole provinces are added up already."""
        return not self.total_groups or group in self.total_groups or group == ROLLED_UP_GROUP

    @cached_property
    def section(self) -> str:
        """Code of the section that the row stands in."""
        return self.code.split(".")[0]

    @property
    def ordinal(self) -> str:
        """What the column *STT* prints: ``I`` for a section, ``1`` for its numbered rows, else nothing."""
        parts = self.code.split(".")
        return parts[-1] if len(parts) <= 2 else ""

    @property
    def is_detail(self) -> bool:
        """Whether the row is printed as an italic "- …" line below its total."""
        return self.code[-1].islower()

    @property
    def printed_label(self) -> str:
        """The label as printed."""
        return f"- {self.label}" if self.is_detail else self.label


@dataclass(frozen=True)
class Rule:
    """What must hold in a return, bound to one row.

    Attributes:
        id: the definition's number (``R314``); a rule for each row of a kind has one id in many rows.
        at: the row whose figure is judged and gets the message.
        expect: the condition.
        severity: ``error``, ``warning`` or ``info``.
        severity_by_group: exceptions by agency group.
        message: literal text and expressions in turn.
        remedy: what to do; empty is the severity's usual remedy.
        propose: the figure that the agency probably meant.
    """

    id: str
    at: str
    expect: Node
    severity: Severity
    message: tuple[str | Node, ...]
    remedy: str = ""
    severity_by_group: Mapping[str, Severity] = field(default_factory=dict)
    propose: Node | None = None

    def severity_for(self, group: str) -> Severity:
        """The severity for an agency of that group.

        Sums over agencies need not keep what every agency's own figures keep: one may have left out the part, another
        the whole. So what compares rows is no error in a rolled-up return.
        """
        severity = self.severity_by_group.get(group, self.severity)
        compares = len(set(codes_of(self.expect))) > 1
        return "warning" if severity == "error" and group == ROLLED_UP_GROUP and compares else severity

    @cached_property
    def condition(self) -> Condition:
        """The condition as a function of a return; None is unknown."""
        return condition(self.expect)

    @cached_property
    def judges_totals(self) -> bool:
        """Whether it holds a figure against the sender's own earlier ones, and reads nothing else.

        In a rolled-up return other rows need not fit, as they may be formed from other agencies, each of which was held
        against the rule; bounds are those of one agency; the notes are the program's; coded rows have no one answer.
        """
        looks_back = not set(PAST).isdisjoint(calls_of(self.expect))
        return looks_back and set(codes_of(self.expect)) == {self.at} and self.at not in notes_of(self.expect)

    @cached_property
    def clears_by_note(self) -> bool:
        """Whether an explanation in the row's note answers the rule: not when the rule judges that very note."""
        return self.at not in set(notes_of(self.expect))


@dataclass(frozen=True)
class Form:
    """One version of one form.

    Attributes:
        comparable: older versions whose figures may be compared: their codes by this one's, or None where a code that
            both have means the same.
    """

    id: str
    version: str
    name: str
    valid_from: date
    valid_to: date | None
    heading: Sequence[str]
    rows: Sequence[Row]
    rules: Sequence[Rule]
    blank_reasons: Sequence[str]
    comparable: Mapping[str, Mapping[str, str] | None] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Identity of the version: ``PL2-B1/2021.1``."""
        return f"{self.id}/{self.version}"

    @cached_property
    def by_code(self) -> Mapping[str, Row]:
        """Every row by its code."""
        return {row.code: row for row in self.rows}

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Where in the form every row stands, by its code."""
        return {row.code: at for at, row in enumerate(self.rows)}

    @cached_property
    def indicators(self) -> Sequence[Row]:
        """Rows that take an answer, in order."""
        return tuple(row for row in self.rows if row.is_indicator)

    @cached_property
    def sections(self) -> Sequence[Row]:
        """Section rows, in order."""
        return tuple(row for row in self.rows if row.type == "section")

    @cached_property
    def choice_sets(self) -> Mapping[str, Choices]:
        """The choice sets in use, by name, in order of first use."""
        return {row.choices.name: row.choices for row in self.rows if row.choices is not None}

    def code_in(self, older: Form, code: str) -> str | None:
        """The row of another version that says the same; None where that is not declared."""
        if older.key == self.key:
            return code
        if older.id != self.id or older.version not in self.comparable:
            return None
        codes = self.comparable[older.version]
        theirs = code if codes is None else codes.get(code)
        if theirs is None or theirs not in older.by_code:
            return None
        return theirs if older.by_code[theirs].type == self.by_code[code].type else None

    def rules_at(self, code: str, *, of_totals: bool = False) -> Sequence[Rule]:
        """Rules judged at a row: errors first, then warnings, then info.

        Args:
            code: of the row.
            of_totals: only those that judge a figure that was formed from those of many agencies.
        """
        found = self._rules_by_row.get(code, ())
        return [rule for rule in found if rule.judges_totals] if of_totals else found

    @cached_property
    def judged(self) -> Sequence[tuple[Row, Sequence[Rule]]]:
        """Every row at which rules are judged, with these, in the order of the form."""
        return [(row, rules) for row in self.rows if (rules := self.rules_at(row.code))]

    @cached_property
    def judged_as_totals(self) -> Sequence[tuple[Row, Sequence[Rule]]]:
        """The same of the rules that judge a figure that was formed from those of many agencies."""
        return [(row, rules) for row in self.rows if (rules := self.rules_at(row.code, of_totals=True))]

    @cached_property
    def _rules_by_row(self) -> Mapping[str, Sequence[Rule]]:
        found: dict[str, list[Rule]] = {}
        for rule in sorted(self.rules, key=lambda rule: PRIORITY[rule.severity]):
            found.setdefault(rule.at, []).append(rule)
        return found
