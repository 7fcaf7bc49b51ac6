"""Subject and texts of letters from Jinja2 templates: the desk's own in ``mau-thu/``, else ours."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from traceback import extract_tb
from typing import TYPE_CHECKING, Any

from cchc_excel.errors import WorkspaceError
from cchc_excel.messages import desk as messages
from cchc_excel.messages.mail import SUBJECT_WORD
from cchc_excel.text import outside
from cchc_excel.text.typed_file import typed_letter

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
        text = self._text(name, facts)
        try:
            return environment.from_string(text).render(facts)
        except Exception as error:  # a template may fail in any way, and the library says it in English
            raise _faulty(name, facts, _reason(error, environment, text, facts)) from error

    def _text(self, name: str, facts: Mapping[str, Any]) -> str:
        """The template of this file name: the desk's own, else ours."""
        own = self._folder / name
        try:
            return typed_letter(own.read_bytes()) if own.is_file() else default_text(name)
        except OSError as error:
            raise WorkspaceError(messages.LETTER_UNREADABLE.about(file=f"mau-thu/{name}")) from error
        except UnicodeDecodeError as error:
            raise _faulty(name, facts, messages.NOT_UTF8) from error


def _faulty(name: str, facts: Mapping[str, Any], reason: str) -> WorkspaceError:
    return WorkspaceError(messages.LETTER_FAULTY.about(file=f"mau-thu/{name}", reason=reason, fields=", ".join(facts)))


def _reason(error: Exception, environment: SandboxedEnvironment, text: str, facts: Mapping[str, Any]) -> str:
    """What is wrong with a template, in words of officials: the line, and the unknown fields or what stands there."""
    from jinja2 import TemplateSyntaxError, UndefinedError  # noqa: PLC0415
    from jinja2.meta import find_undeclared_variables  # noqa: PLC0415

    if isinstance(error, TemplateSyntaxError):
        line = error.lineno
    else:
        # The library lets a template's lines appear among those of the program.
        lines_passed = [at.lineno or 1 for at in extract_tb(error.__traceback__) if at.filename == "<template>"]
        line = lines_passed[-1] if lines_passed else 1
    if isinstance(error, UndefinedError):
        unknown = find_undeclared_variables(environment.parse(text)) - {*facts, *environment.globals}
        if unknown:
            names = outside.quoted(", ".join(f"“{name}”" for name in sorted(unknown)))
            return messages.LETTER_FIELD_UNKNOWN.format(line=line, names=names)
    lines = text.splitlines()
    typed = lines[line - 1].strip() if line <= len(lines) else ""
    return messages.BAD_SYNTAX.format(line=line, text=outside.quoted(typed))


def default_text(name: str) -> str:
    """Our own template of this file name, which the desk may copy and change."""
    return (resources.files("cchc_excel.mail") / "texts" / name).read_text(encoding="utf-8")
