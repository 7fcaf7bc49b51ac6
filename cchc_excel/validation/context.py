"""What a check looks at, and how it tells what it found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from cchc_excel.domain.explanation import explains
from cchc_excel.domain.finding import Finding
from cchc_excel.domain.rollup import Rollup, is_rollup_return, read_rollup
from cchc_excel.domain.submission import Answer, Entry, ReadNotice
from cchc_excel.forms import Form, Row
from cchc_excel.messages import findings as messages
from cchc_excel.messages.findings import FindingCode, Severity
from cchc_excel.validation.facts import ReturnFacts
from cchc_excel.validation.typed import Interpretation, shown


@dataclass(frozen=True)
class CheckContext:
    """One return, read and understood."""

    form: Form
    entries: Mapping[str, Entry]
    understood: Mapping[str, Interpretation]
    answers: Mapping[str, Answer]
    remarks: Sequence[ReadNotice]
    facts: ReturnFacts
    group: str

    @cached_property
    def is_total(self) -> bool:
        """Whether the return is itself a total, as the program writes it, and not filled in by hand."""
        rows = self.form.indicators
        return is_rollup_return((self.facts.note(row.code) for row in rows), len(rows), self.group)

    def rollup(self, row: Row) -> Rollup | None:
        """What the row's note says that the figure was formed from, in a return that is itself a total."""
        return read_rollup(row, self.facts.note(row.code), self.group)

    def finding(self, code: FindingCode, row: Row | None = None, /, **facts: str) -> Finding:
        """A finding of the catalogue, about a row or about the whole return."""
        told = messages.FINDINGS[code]
        if row is None:
            return Finding(code, told.severity, told.message.format(**facts), told.remedy.format(**facts))
        known = self.known(row) | facts
        message, remedy = told.message.format(**known), told.remedy.format(**known)
        return self.finding_at(row, code, told.severity, message, remedy, clears_by_note=told.clears_by_note)

    def finding_at(
        self, row: Row, code: str, severity: Severity, message: str, remedy: str, *, clears_by_note: bool = True
    ) -> Finding:
        """A finding about one row, with its place, and whether the row's note answers it."""
        known = self.known(row)
        entry = self.entries.get(row.code)
        place = messages.PLACE.format(cell=known["cell"], code=row.code, label=row.label)
        explained = severity == "warning" and clears_by_note and explains(self.facts.note(row.code), self.group)
        return Finding(
            code=code,
            severity=severity,
            message=place + message,
            remedy=messages.EXPLAINED.format(note=self.facts.note(row.code)) if explained else remedy,
            indicator=row.code,
            sheet=entry.sheet if entry else "",
            cell=known["cell"],
            raw=known["raw"],
            understood=known["understood"],
            explained=explained,
        )

    def known(self, row: Row) -> dict[str, str]:
        """What every message about a row may mention."""
        entry = self.entries.get(row.code)
        meaning = self.understood.get(row.code)
        if entry is None:
            return {"cell": "", "raw": "", "understood": ""}
        at_note = not row.is_indicator
        return {
            "cell": entry.note_cell if at_note else entry.cell,
            "raw": entry.note if at_note else entry.raw.shown,
            "understood": shown(meaning, row) if meaning else "",
        }
