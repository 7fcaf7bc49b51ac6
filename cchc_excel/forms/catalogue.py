"""The form versions that a desk can use: those that come with the program and those of its own definition files."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from functools import lru_cache
from hashlib import sha256
from importlib import resources
from pathlib import Path

from cchc_excel.errors import RequestError
from cchc_excel.forms.canonical import parse_canonical
from cchc_excel.forms.form import Form
from cchc_excel.messages import definitions as messages


class Catalogue:
    """Every form version by its key; one of the desk's own takes the place of a shipped one with the same key."""

    def __init__(self, own_folder: Path | None = None) -> None:
        """Read the shipped forms, and the definitions (``*.yaml``) in a folder of the desk's own.

        Raises:
            DefinitionError: a definition is faulty.
        """
        own_files = sorted(own_folder.glob("*.yaml")) if own_folder is not None and own_folder.is_dir() else []
        self._forms = {form.key: form for form in (*_shipped_forms(), *(_load_yaml(path) for path in own_files))}

    @property
    def forms(self) -> Sequence[Form]:
        """Every version, oldest validity first."""
        return sorted(self._forms.values(), key=lambda form: (form.id, form.valid_from, form.version))

    def __contains__(self, key: str) -> bool:
        """Whether there is a version with that key."""
        return key in self._forms

    @property
    def ids(self) -> Sequence[str]:
        """Every form's id, once."""
        return list(dict.fromkeys(form.id for form in self.forms))

    def version(self, key: str) -> Form:
        """The version with that key (``PL2-B1/2021.1``).

        Raises:
            RequestError: there is none.
        """
        if key not in self._forms:
            raise RequestError(messages.FORM_UNKNOWN.about(form=key, known=", ".join(self._forms)))
        return self._forms[key]

    def for_period(self, form_id: str, period: str, data_to: date) -> Form:
        """The version of a form that is valid at the end of a period's data.

        Args:
            form_id: id of the form.
            period: key of the period, for the message.
            data_to: last day of its data.

        Raises:
            RequestError: no such form, or no version valid then.
        """
        versions = [form for form in self.forms if form.id == form_id]
        if not versions:
            raise RequestError(messages.FORM_UNKNOWN.about(form=form_id, known=", ".join(self.ids)))
        valid = [
            form
            for form in versions
            if form.valid_from <= data_to and (form.valid_to is None or data_to <= form.valid_to)
        ]
        if not valid:
            known = ", ".join(form.key for form in versions)
            raise RequestError(messages.FORM_VERSION_UNKNOWN.about(form=form_id, period=period, known=known))
        return valid[-1]


def checksum_lines(definition: Path) -> bytes:
    """The SHA-256 of a definition's YAML and of the canonical JSON beside it, in the lines of `sha256sum`."""
    files = (definition, definition.with_suffix(".json"))
    return "".join(f"{sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files).encode()


def shipped_form(definition: Path) -> Form:
    """The form of a definition file (``.yaml``) that has its canonical JSON and checksums beside it.

    Those are files of the same name, ``.json`` and ``.sha256``.

    The JSON is read, which is quicker, if both files are as they were when it was made (`scripts/make_canonical.py`).
    If either was edited or damaged since, the YAML is read.

    Raises:
        DefinitionError: the YAML is read, and is faulty.
    """
    with suppress(OSError):
        if checksum_lines(definition) == definition.with_suffix(".sha256").read_bytes():
            return parse_canonical(definition.with_suffix(".json").read_bytes())
    return _load_yaml(definition)


@lru_cache
def _shipped_forms() -> tuple[Form, ...]:
    folder = Path(str(resources.files("cchc_excel.forms"))) / "definitions"
    return tuple(shipped_form(path) for path in sorted(folder.glob("*.yaml")))


def _load_yaml(path: Path) -> Form:
    from cchc_excel.forms.load import load_form  # noqa: PLC0415 - its libraries take time to load

    return load_form(path)
