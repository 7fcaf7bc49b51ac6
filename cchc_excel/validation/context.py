"""What a check is given: one return as read and understood, and how a finding about it is made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from cchc_excel.domain.finding import Finding
from cchc_excel.domain.rollup import Rollup, is_rollup_return, read_rollup
from cchc_excel.domain.submission import Answer, Entry, ReadNotice
from cchc_excel.forms import Form, Row
from cchc_excel.messages import findings as messages
from cchc_excel.messages.findings import FindingCode, Severity
from cchc_excel.text import outside
from cchc_excel.validation.facts import ReturnFacts
from cchc_excel.validation.notes import is_explanation
from cchc_excel.validation.typed import Interpretation, shown


@dataclass(frozen=True)
class CheckContext:
    """One return, as read and understood.

    Attributes:
        form: the version that the return is checked against.
        entries: as read, by code of the form's row; rows that the file lacks are not there.
        interpretations: of the figures' cells, by code; indicators only.
        answers: by code; indicators only.
        notices: from reading and acceptance.
        facts: figures, notes and earlier periods, as the rules ask for them.
        group: the agency's group.
    """

    form: Form
    entries: Mapping[str, Entry]
    interpretations: Mapping[str, Interpretation]
    answers: Mapping[str, Answer]
    notices: Sequence[ReadNotice]
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
        template = messages.FINDINGS[code]
        if row is None:
            params = _quoted(facts)
            message = _with_similar(template.message.format(**params), facts)
            return Finding(code, template.severity, message, template.remedy.format(**params))
        params = {**self._row_params(row), **_quoted(facts)}
        answer = self.answers.get(row.code)
        is_settled = bool(template.settled) and answer is not None and answer.value is not None
        message = (template.settled if is_settled else template.message).format(**params)
        message, remedy = _with_similar(message, facts), template.remedy.format(**params)
        return self.finding_at(row, code, template.severity, message, remedy, clears_by_note=template.clears_by_note)

    def finding_at(
        self, row: Row, code: str, severity: Severity, message: str, remedy: str, *, clears_by_note: bool = True
    ) -> Finding:
        """A finding about one row, with its place, and whether the row's note answers it.

        Args:
            code: of the catalogue, or the id of a rule of the form.
            message: what is wrong, to follow the place.
            clears_by_note: whether an explanation in the note answers a warning.
        """
        params = self._row_params(row)
        entry = self.entries.get(row.code)
        place = messages.PLACE.format(cell=params["cell"], code=row.code, label=row.label)
        answer, note = self.answers.get(row.code), self.facts.note(row.code)
        interpretation = self.interpretations.get(row.code)
        explained = (
            severity == "warning"
            and clears_by_note
            # What is asked about in spite of its note is not answered by it.
            and not (interpretation and interpretation.is_asked_about)
            and is_explanation(note, self.group, row, answer.value if answer else None)
        )
        return Finding(
            code=code,
            severity=severity,
            message=place + message,
            remedy=messages.EXPLAINED.format(note=outside.quoted(note)) if explained else remedy,
            indicator=row.code,
            sheet=entry.sheet if entry else "",
            cell=params["cell"],
            raw=params["raw"],
            understood=params["understood"],
            explained=explained,
        )

    def _row_params(self, row: Row) -> dict[str, str]:
        """What every message about a row may mention: cell, what it held, what it was understood as."""
        entry = self.entries.get(row.code)
        interpretation = self.interpretations.get(row.code)
        usual = {"unit": row.unit, "hint": "", "sign": messages.COMMA}
        if entry is None:
            return {"cell": "", "raw": "", "understood": "", **usual}
        at_note = not row.is_indicator
        return {
            "cell": entry.note_cell if at_note else entry.cell,
            "raw": outside.quoted(entry.note if at_note else entry.raw.shown),
            "understood": shown(interpretation, row) if interpretation else "",
            **usual,
        }


#: What the program itself lists is bounded where it is made.
_OWN_FACTS = frozenset({"cells", "codes", "choices", "rows", "columns", "sheets", "places"})


def _quoted(facts: Mapping[str, str]) -> Mapping[str, str]:
    """Facts for a message, what is quoted of a return cut to a few lines."""
    return {name: text if name in _OWN_FACTS else outside.quoted(text) for name, text in facts.items()}


def _with_similar(message: str, facts: Mapping[str, str]) -> str:
    """A message that stands for many findings of its code, with their number and the first of their places."""
    return message.removesuffix(".") + messages.SIMILAR.format_map(facts) if "similar" in facts else message
