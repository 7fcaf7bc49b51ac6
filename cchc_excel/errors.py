"""What goes wrong for the operator: one small family, each with a remedy.

A problem in an agency's return is never an exception but a :class:`cchc_excel.domain.finding.Finding`.
"""

from __future__ import annotations


class CchcError(Exception):
    """A problem that the operator can mend; its text is a Vietnamese sentence fit to be shown.

    Attributes:
        message: what is wrong, and where.
        remedy: what to do about it.
    """

    def __init__(self, sentence: tuple[str, str]) -> None:
        self.message, self.remedy = sentence
        super().__init__(f"{self.message} {self.remedy}".strip())


class DefinitionError(CchcError):
    """A form definition (YAML) that cannot be used."""


class RegisterError(CchcError):
    """An agency register that cannot be used."""


class WorkspaceError(CchcError):
    """A folder or a setting that is not as a workspace has it."""


class RequestError(CchcError):
    """The operator asked for something that is not there: a period, a file, an agency."""


class UnlikelyError(RequestError):
    """Asked for what is a slip more often than meant; done all the same for an operator who says to be sure."""


class MailError(CchcError):
    """The mail server cannot be reached, is not to be trusted, or does not let us in."""
