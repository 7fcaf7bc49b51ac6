"""Subject and texts of letters from Jinja2 templates: the desk's own in ``mau-thu/``, else ours."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cchc_excel.errors import WorkspaceError
from cchc_excel.messages import desk as messages
from cchc_excel.messages.mail import SUBJECT_WORD

if TYPE_CHECKING:
    from jinja2.sandbox import SandboxedEnvironment

#: Kind of letter → file name of its templates, without suffix.
LETTER_FILES: Mapping[str, str] = {"issue": "phat-hanh", "reminder": "nhac-nop", "feedback": "tra-lai"}


class Letters:
    """The letter templates of a workspace."""

    def __init__(self, folder: Path) -> None:
        """Use the desk's own templates in a folder, which need not be there."""
        from jinja2 import StrictUndefined  # noqa: PLC0415 - slow to import, needed only for letters
        from jinja2.sandbox import SandboxedEnvironment  # noqa: PLC0415

        self._folder = folder
        # Sandboxed: a template that somebody passed on must not run code.
        self._plain = SandboxedEnvironment(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
        self._html = SandboxedEnvironment(
            undefined=StrictUndefined, autoescape=True, trim_blocks=True, lstrip_blocks=True
        )

    def render(self, kind: str, facts: Mapping[str, Any]) -> tuple[str, str, str]:
        """Subject, plain text and HTML of a letter.

        Args:
            kind: a key of :data:`LETTER_FILES`.
            facts: what the templates may name.

        Raises:
            WorkspaceError: the desk's own template has a fault; names the file and line.
        """
        name = LETTER_FILES[kind]
        plain = self._render(self._plain, f"{name}.txt", facts)
        subject, _, text = plain.partition("\n")
        if not subject.startswith(SUBJECT_WORD):
            raise WorkspaceError(messages.LETTER_NO_SUBJECT.about(file=f"mau-thu/{name}.txt", word=SUBJECT_WORD))
        html = self._render(self._html, f"{name}.html", facts)
        return subject.removeprefix(SUBJECT_WORD).strip(), text.lstrip("\n"), html

    def _render(self, environment: SandboxedEnvironment, name: str, facts: Mapping[str, Any]) -> str:
        from jinja2 import TemplateError  # noqa: PLC0415

        own = self._folder / name
        try:
            # Notepad of older Windows writes a byte order mark.
            template = own.read_text(encoding="utf-8-sig") if own.is_file() else default_text(name)
            return environment.from_string(template).render(facts)
        except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError, OSError) as error:
            line = getattr(error, "lineno", None)
            where = f"{name}, dòng {line}" if line else name
            raise WorkspaceError(messages.LETTER_FAULTY.about(file=f"mau-thu/{where}", reason=error)) from error


def default_text(name: str) -> str:
    """Our own template of this file name, which the desk may copy and change."""
    return (resources.files("cchc_excel.mail") / "texts" / name).read_text(encoding="utf-8")
