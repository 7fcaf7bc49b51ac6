"""A finding: what an agency is told about its return."""

from __future__ import annotations

from dataclasses import dataclass

from cchc_excel.forms import PRIORITY
from cchc_excel.messages.findings import SEVERITY_NAMES, FindingCode, Severity

#: The return could not be understood or checked; nothing in it counts.
NOT_CHECKED: FindingCode = "KT01"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to tell about a return.

    Attributes:
        code: a :data:`~cchc_excel.messages.findings.FindingCode`, or the id of a rule of the form; so any text.
        severity: ``error``, ``warning`` or ``info``.
        indicator: code of the row; empty when the finding is about a section or the whole return.
        sheet: name of the sheet; empty when about the whole return.
        cell: the cell (``E61``); empty when about more than one.
        raw: what the cell held.
        understood: what it was taken for.
        message: the place and what is wrong, to follow "Lỗi: ".
        remedy: what to do, a whole sentence; empty for information.
        explained: the agency's note answers it.
    """

    code: str
    severity: Severity
    message: str
    remedy: str = ""
    indicator: str = ""
    sheet: str = ""
    cell: str = ""
    raw: str = ""
    understood: str = ""
    explained: bool = False

    @property
    def is_open(self) -> bool:
        """Whether something is still asked of the agency."""
        return self.severity != "info" and not self.explained

    @property
    def priority(self) -> int:
        """Sorted by it, errors come first."""
        return PRIORITY[self.severity]

    @property
    def sentence(self) -> str:
        """The message as a sentence of its own."""
        return self.message[:1].upper() + self.message[1:]

    @property
    def cell_comment(self) -> str:
        """The finding as a remark at its own cell: the place need not be said."""
        _, _, wrong = self.message.partition("”: ")
        return f"{SEVERITY_NAMES[self.severity]}: {wrong or self.message} {self.remedy}".strip()

    @property
    def text(self) -> str:
        """The whole finding as one paragraph."""
        return f"{SEVERITY_NAMES[self.severity]}: {self.message} {self.remedy}".strip()
