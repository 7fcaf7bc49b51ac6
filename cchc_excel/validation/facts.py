"""What a rule may ask of a checked return."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cchc_excel.folding import normal
from cchc_excel.forms import Form
from cchc_excel.submission import Answer, Entry

#: Figures of earlier periods, by a name of :data:`cchc_excel.rules.functions.PAST` and by code.
Past = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True)
class Background:
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
    """A return's figures and notes for `rules.evaluate`."""

    def __init__(
        self, form: Form, entries: Mapping[str, Entry], answers: Mapping[str, Answer], background: Background
    ) -> None:
        self._entries = entries
        self._answers = answers
        self._background = background
        self._notes: dict[str, str] = {}
        self.blank_reasons: Sequence[str] = form.blank_reasons

    def figure(self, code: str) -> float | None:
        """The figure as understood."""
        answer = self._answers.get(code)
        return answer.value if answer else None

    def note(self, code: str) -> str:
        """The note in one spelling of Unicode."""
        if code not in self._notes:
            entry = self._entries.get(code)
            self._notes[code] = normal(entry.note) if entry and entry.note else ""
        return self._notes[code]

    def past(self, name: str, code: str) -> float | None:
        """As in :class:`Background`."""
        return self._background.past.get(name, {}).get(code)

    def constant(self, name: str) -> float | None:
        """As in :class:`Background`."""
        return self._background.constants.get(name)
