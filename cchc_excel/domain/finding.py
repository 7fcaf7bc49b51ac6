"""A finding: one message to an agency about its return. `validation` makes them."""

from __future__ import annotations

from dataclasses import dataclass

from cchc_excel.former_name import former_name
from cchc_excel.forms import PRIORITY
from cchc_excel.messages.findings import FINDINGS, SEVERITY_NAMES, FindingCode, Severity

#: The program failed over the return; nothing in it counts.
NOT_CHECKED: FindingCode = "KT01"
#: There is no figure, and it is said why.
EXPLAINED_BLANK: FindingCode = "TH03"


@dataclass(frozen=True, slots=True)
class Finding:
    """One error, warning or information about a return.

    Attributes:
        code: a :data:`~cchc_excel.messages.findings.FindingCode`, or the id of a rule of the form; so any text.
        severity: ``error``, ``warning`` or ``info``.
        indicator: code of the row, which may be a section; empty when the finding is about the whole return.
        sheet: name of the sheet; empty when about the whole return.
        cell: the cell (``E61``); empty when about more than one.
        raw: what the cell held.
        understood: as what it was understood.
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

    remark = former_name("cell_comment")

    @property
    def is_open(self) -> bool:
        """Whether something is still asked of the agency."""
        return self.severity != "info" and not self.explained

    @property
    def priority(self) -> int:
        """For sorting: 0 for errors, then warnings, then information."""
        return PRIORITY[self.severity]

    @property
    def sentence(self) -> str:
        """The message as a sentence of its own."""
        return self.message[:1].upper() + self.message[1:]

    @property
    def cell_comment(self) -> str:
        """The finding as a comment at its own cell, without the place."""
        _, _, problem = self.message.partition("”: ")
        return f"{SEVERITY_NAMES[self.severity]}: {problem or self.message} {self.remedy}".strip()

    @property
    def text(self) -> str:
        """The whole finding as one paragraph."""
        return f"{SEVERITY_NAMES[self.severity]}: {self.message} {self.remedy}".strip()


def not_checked() -> Finding:
    """The one finding of a return that could not be interpreted, checked or read from the ledger."""
    template = FINDINGS[NOT_CHECKED]
    return Finding(NOT_CHECKED, template.severity, template.message, template.remedy)
