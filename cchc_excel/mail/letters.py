"""The letters' texts: Jinja2 templates, ours unless the desk has its own in ``mau-thu/``."""

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

#: File of each kind of letter, without its suffix.
LETTER_FILES: Mapping[str, str] = {"issue": "phat-hanh", "reminder": "nhac-nop", "feedback": "tra-lai"}


class Letters:
    """The letters of a workspace."""

    def __init__(self, folder: Path) -> None:
        """Look for the desk's own texts in a folder, which need not be there."""
        from jinja2 import StrictUndefined  # noqa: PLC0415 - only those who write letters wait for it
        from jinja2.sandbox import SandboxedEnvironment  # noqa: PLC0415

        self._folder = folder
        # Sandboxed: a text that somebody passed on must not be a program.
        self._plain = SandboxedEnvironment(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
        self._html = SandboxedEnvironment(
            undefined=StrictUndefined, autoescape=True, trim_blocks=True, lstrip_blocks=True
        )

    def written(self, kind: str, facts: Mapping[str, Any]) -> tuple[str, str, str]:
        """Subject, plain text and HTML of a letter.

        Raises:
            WorkspaceError: the desk's own text has a fault; names the file.
        """
        name = LETTER_FILES[kind]
        plain = self._filled(self._plain, f"{name}.txt", facts)
        first, _, text = plain.partition("\n")
        if not first.startswith(SUBJECT_WORD):
            raise WorkspaceError(messages.LETTER_NO_SUBJECT.about(file=f"mau-thu/{name}.txt", word=SUBJECT_WORD))
        html = self._filled(self._html, f"{name}.html", facts)
        return first.removeprefix(SUBJECT_WORD).strip(), text.lstrip("\n"), html

    def _filled(self, environment: SandboxedEnvironment, name: str, facts: Mapping[str, Any]) -> str:
        from jinja2 import TemplateError  # noqa: PLC0415

        own = self._folder / name
        try:
            # Notepad of older Windows writes a mark at the start.
            text = own.read_text(encoding="utf-8-sig") if own.is_file() else default_text(name)
            return environment.from_string(text).render(facts)
        except (TemplateError, TypeError, ValueError, OSError) as error:
            line = getattr(error, "lineno", None)
            where = f"{name}, dòng {line}" if line else name
            raise WorkspaceError(messages.LETTER_FAULTY.about(file=f"mau-thu/{where}", reason=error)) from error


def default_text(name: str) -> str:
    """Our own text of a letter, to be used or to be changed by the desk."""
    return (resources.files("cchc_excel.mail") / "texts" / name).read_text(encoding="utf-8")
