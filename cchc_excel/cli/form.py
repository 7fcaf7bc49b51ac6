"""What the commands do that look at form definitions."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from cchc_excel.api import Workspace
from cchc_excel.cli.console import echo, echo_json
from cchc_excel.errors import RequestError, WorkspaceError
from cchc_excel.forms import Catalogue
from cchc_excel.forms.codebook import Description, codebook
from cchc_excel.forms.load import load_form
from cchc_excel.messages import cli as messages
from cchc_excel.messages import codebook as codebook_messages
from cchc_excel.messages import desk


def run_form_list(folder: Path) -> None:
    """``cchc form list``; a workspace's own forms too, where there is one."""
    for form in _catalogue(folder).forms:
        rules = len({rule.id for rule in form.rules})
        echo(messages.FORM_LINE.format(key=form.key, name=form.name, indicators=len(form.indicators), rules=rules))


def run_form_check(file: Path) -> None:
    """``cchc form check``."""
    if not file.is_file():
        raise RequestError(desk.NO_SUCH_PATH.about(path=file))
    form = load_form(file)
    rules = len({rule.id for rule in form.rules})
    echo(messages.FORM_GOOD.format(key=form.key, indicators=len(form.indicators), rules=rules))


def run_form_show(folder: Path, key: str | None, code: str | None, *, as_json: bool) -> None:
    """``cchc form show``."""
    catalogue = _catalogue(folder)
    form = catalogue.version(key) if key else catalogue.forms[-1]
    rows = [row for row in codebook(form) if code is None or row.code == code or row.code.startswith(f"{code}.")]
    if not rows:
        message, remedy = messages.FORM_NO_ROW
        raise RequestError((message.format(key=form.key, code=code), remedy))
    if as_json:
        echo_json({"form": form.key, "rows": [asdict(row) for row in rows]})
        return
    echo(f"{form.name} ({form.key})")
    for row in rows:
        _echo_row(row)


def _echo_row(row: Description) -> None:
    echo(f"{row.code} {row.label}")
    _, _, *names = codebook_messages.HEADER
    texts = (row.type, row.unit, row.required, row.total, "", row.source, row.doubt)
    for name, text in zip(names, texts, strict=True):
        if text:
            echo(messages.FORM_SHOW_LINE.format(name=name, text=text))
    for rule in row.rules:
        echo(f"    {rule}")


def _catalogue(folder: Path) -> Catalogue:
    """A workspace's own forms too, where there is one."""
    try:
        return Workspace(folder).catalogue
    except WorkspaceError:
        return Catalogue()
