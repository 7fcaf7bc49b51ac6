"""The form: rows, choices and rules of one version, checked and parsed. What every other package takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal

from cchc_excel.former_name import former_name
from cchc_excel.forms.plausible import LARGEST_BY_UNIT, LARGEST_OTHERWISE
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
#: The order of severities, the gravest first.
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
        unit_words: what may be typed behind a number in place of the unit, the unit included; of a percentage, behind
            its numerator and denominator.
        optional: "(nếu có)": a blank is not missing.
        weight: weight of a weighted mean, an expression over one agency's figures.
        numerator: numerator of a ratio; None is the one in the note.
        denominator: denominator of a ratio; None is the one in the note.
        total_groups: agency groups whose figures may be added up; empty is all.
        may_exceed_100: a percentage without an upper bound.
        largest: the largest plausible figure of one agency; None is that of the unit.
        source: line of the original form.
        doubt: what the desk should still decide about the row.
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
    largest: float | None = None
    source: str = ""
    doubt: str = ""

    @property
    def is_indicator(self) -> bool:
        """Whether the row takes an answer that is counted."""
        return self.type in INDICATOR_TYPES

    @cached_property
    def largest_plausible(self) -> float:
        """Above it a figure is asked about, though it counts: the row's own bound, or that of its unit."""
        return self.largest if self.largest is not None else LARGEST_BY_UNIT.get(self.unit, LARGEST_OTHERWISE)

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
        at: code of the row whose figure is judged and which gets the message.
        expect: the condition.
        severity: ``error``, ``warning`` or ``info``.
        severity_by_group: exceptions by agency group.
        message: literal texts and expressions, which are joined.
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

    judges_totals = former_name("applies_to_totals")

    def severity_for(self, group: str) -> Severity:
        """The severity for an agency of that group.

        Sums over agencies need not keep what every agency's own figures keep: one may have left out the part, another
        the whole. So what compares rows is no error in a rolled-up return.
        """
        severity = self.severity_by_group.get(group, self.severity)
        compares_rows = len(set(codes_of(self.expect))) > 1
        return "warning" if severity == "error" and group == ROLLED_UP_GROUP and compares_rows else severity

    @cached_property
    def condition(self) -> Condition:
        """The condition as a function of a return, which gives None where it is unknown."""
        return condition(self.expect)

    @cached_property
    def applies_to_totals(self) -> bool:
        """Whether it is judged in rolled-up returns: only if it compares a figure with the sender's own earlier ones.

        A rule must read nothing else: other rows may be formed from other agencies, each of which was held against
        the rule; bounds are those of one agency; the notes are the program's; coded rows have no one answer.
        """
        reads_past = not set(PAST).isdisjoint(calls_of(self.expect))
        return reads_past and set(codes_of(self.expect)) == {self.at} and self.at not in notes_of(self.expect)

    @cached_property
    def clears_by_note(self) -> bool:
        """Whether an explanation in the row's note answers the rule; not if the rule judges that note itself."""
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

    places = former_name("row_order")
    judged = former_name("rows_with_rules")
    judged_as_totals = former_name("rows_with_total_rules")

    @property
    def key(self) -> str:
        """Identity of the version: ``PL2-B1/2021.1``."""
        return f"{self.id}/{self.version}"

    @cached_property
    def by_code(self) -> Mapping[str, Row]:
        """Every row by its code."""
        return {row.code: row for row in self.rows}

    @cached_property
    def row_order(self) -> Mapping[str, int]:
        """Position (from 0) of every row in the form, by its code."""
        return {row.code: index for index, row in enumerate(self.rows)}

    @cached_property
    def indicators(self) -> Sequence[Row]:
        """Rows that take an answer, in order."""
        return tuple(row for row in self.rows if row.is_indicator)

    @cached_property
    def unit_words(self) -> Sequence[str]:
        """What may be typed behind a number for the unit of any of its rows."""
        return tuple(dict.fromkeys(word for row in self.rows for word in row.unit_words))

    @cached_property
    def sections(self) -> Sequence[Row]:
        """Section rows, in order."""
        return tuple(row for row in self.rows if row.type == "section")

    @cached_property
    def choice_sets(self) -> Mapping[str, Choices]:
        """The choice sets in use, by name, in order of first use."""
        return {row.choices.name: row.choices for row in self.rows if row.choices is not None}

    def code_in(self, older: Form, code: str) -> str | None:
        """Code of the row of an older version whose figures may be compared; None where none is declared."""
        if older.key == self.key:
            return code
        if older.id != self.id or older.version not in self.comparable:
            return None
        codes = self.comparable[older.version]
        older_code = code if codes is None else codes.get(code)
        if older_code is None or older_code not in older.by_code:
            return None
        return older_code if older.by_code[older_code].type == self.by_code[code].type else None

    def rules_at(self, code: str, *, of_totals: bool = False) -> Sequence[Rule]:
        """Rules judged at a row: errors first, then warnings, then info.

        Args:
            code: of the row.
            of_totals: only those that apply to rolled-up returns.
        """
        rules = self._rules_by_row.get(code, ())
        return [rule for rule in rules if rule.applies_to_totals] if of_totals else rules

    @cached_property
    def rows_with_rules(self) -> Sequence[tuple[Row, Sequence[Rule]]]:
        """Every row at which rules are judged, with these rules, in the order of the form."""
        return [(row, rules) for row in self.rows if (rules := self.rules_at(row.code))]

    @cached_property
    def rows_with_total_rules(self) -> Sequence[tuple[Row, Sequence[Rule]]]:
        """The same with the rules that apply to rolled-up returns only."""
        return [(row, rules) for row in self.rows if (rules := self.rules_at(row.code, of_totals=True))]

    @cached_property
    def _rules_by_row(self) -> Mapping[str, Sequence[Rule]]:
        rules: dict[str, list[Rule]] = {}
        for rule in sorted(self.rules, key=lambda rule: PRIORITY[rule.severity]):
            rules.setdefault(rule.at, []).append(rule)
        return rules
