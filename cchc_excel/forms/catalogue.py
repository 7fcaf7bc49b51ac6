"""The forms at hand: those that come with the program and the desk's own."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from functools import lru_cache
from hashlib import sha256
from importlib import resources
from pathlib import Path

from cchc_excel.errors import RequestError
from cchc_excel.forms.canonical import form_of
from cchc_excel.forms.form import Form
from cchc_excel.messages import definitions as messages


class Catalogue:
    """Every form version that can be read; the desk's own stand before those that come with the program."""

    def __init__(self, own_folder: Path | None = None) -> None:
        """Look up forms, also in a folder of the desk's own definitions.

        Raises:
            DefinitionError: a definition is faulty.
        """
        own = sorted(own_folder.glob("*.yaml")) if own_folder is not None and own_folder.is_dir() else []
        self._forms = {form.key: form for form in (*_shipped(), *(_parsed(path) for path in own))}

    @property
    def forms(self) -> Sequence[Form]:
        """Every version, oldest validity first."""
        return sorted(self._forms.values(), key=lambda form: (form.id, form.valid_from, form.version))

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


def sums_of(definition: Path) -> bytes:
    """What `sha256sum` says of a definition's YAML and of the canonical JSON beside it."""
    files = (definition, definition.with_suffix(".json"))
    return "".join(f"{sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files).encode()


def shipped_form(definition: Path) -> Form:
    """The form of a definition that came with its canonical JSON.

    The JSON is believed while both are as they were when it was made (`scripts/make_canonical.py`). If either was
    edited or damaged since, the YAML is read.
    """
    with suppress(OSError):
        if sums_of(definition) == definition.with_suffix(".sha256").read_bytes():
            return form_of(definition.with_suffix(".json").read_bytes())
    return _parsed(definition)


@lru_cache
def _shipped() -> tuple[Form, ...]:
    folder = Path(str(resources.files("cchc_excel.forms"))) / "definitions"
    return tuple(shipped_form(path) for path in sorted(folder.glob("*.yaml")))


def _parsed(path: Path) -> Form:
    from cchc_excel.forms.load import load_form  # noqa: PLC0415 - the libraries of YAML and of its checking take time

    return load_form(path)
