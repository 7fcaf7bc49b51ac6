"""What a rule may ask of a return: its figures and notes, the campaign's constants, the agency's earlier periods."""

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
    """An agency and its campaign, as far as rules ask for them.

    Attributes:
        group: the agency's group.
        constants: report year, first and last day (Excel serial numbers), communes; those not known are left out.
        past: figures of the agency's earlier periods, by a name of :data:`cchc_excel.rules.functions.PAST` and by code.
    """

    group: str
    constants: Mapping[str, float] = field(default_factory=dict)
    past: Past = field(default_factory=dict)


class ReturnFacts:
    """One return for `rules.evaluate`; implements :class:`cchc_excel.rules.functions.Facts`.

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
        # A dictionary's own method: hundreds of rules ask for each return.
        self.figure = {code: answer.value for code, answer in answers.items()}.get
        self.constant = agency_context.constants.get

    def note(self, code: str, /) -> str:
        """The note, normalized to NFC; empty for none."""
        if code not in self._notes:
            entry = self._entries.get(code)
            self._notes[code] = to_nfc(entry.note) if entry and entry.note else ""
        return self._notes[code]

    def past(self, name: str, code: str, /) -> float | None:
        """As in :class:`AgencyContext`; None where the agency has no such figure."""
        return self._past[name].get(code) if name in self._past else None
