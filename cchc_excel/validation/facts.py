"""What a rule may ask of a checked return."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cchc_excel.domain.submission import Answer, Entry
from cchc_excel.forms import Form
from cchc_excel.text.normalize import to_nfc

#: Figures of earlier periods, by a name of :data:`cchc_excel.rules.functions.PAST` and by code.
Past = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True)
class AgencyContext:
    """What is known of an agency and campaign besides the return itself.

    Attributes:
        group: the agency's group.
        constants: report year, first and last day (Excel serial numbers), communes; absent ones left out.
        past: what earlier periods say, by a name of :data:`cchc_excel.rules.functions.PAST` and by code.
    """

    group: str
    constants: Mapping[str, float] = field(default_factory=dict)
    past: Past = field(default_factory=dict)


class ReturnFacts:
    """A return's figures and notes for `rules.evaluate`.

    Attributes:
        figure: the figure as understood, by code.
        constant: as in :class:`AgencyContext`, by name.
    """

    def __init__(
        self, form: Form, entries: Mapping[str, Entry], answers: Mapping[str, Answer], agency_context: AgencyContext
    ) -> None:
        self._entries = entries
        self._past = agency_context.past
        self._notes: dict[str, str] = {}
        self.blank_reasons: Sequence[str] = form.blank_reasons
        # Hundreds of rules ask: no more than a look into a table.
        self.figure = {code: answer.value for code, answer in answers.items()}.get
        self.constant = agency_context.constants.get

    def note(self, code: str, /) -> str:
        """The note in one spelling of Unicode."""
        if code not in self._notes:
            entry = self._entries.get(code)
            self._notes[code] = to_nfc(entry.note) if entry and entry.note else ""
        return self._notes[code]

    def past(self, name: str, code: str, /) -> float | None:
        """As in :class:`AgencyContext`."""
        return self._past[name].get(code) if name in self._past else None
