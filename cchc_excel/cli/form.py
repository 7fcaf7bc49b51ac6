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
from cchc_excel.messages import codebook as names
from cchc_excel.messages import desk as operator


def run_form_list(folder: Path) -> None:
    """``cchc form list``; a workspace's own forms too, where there is one."""
    for form in _catalogue(folder).forms:
        rules = len({rule.id for rule in form.rules})
        echo(messages.FORM_LINE.format(key=form.key, name=form.name, indicators=len(form.indicators), rules=rules))


def run_form_check(file: Path) -> None:
    """``cchc form check``."""
    if not file.is_file():
        raise RequestError(operator.NO_SUCH_PATH.about(path=file))
    form = load_form(file)
    rules = len({rule.id for rule in form.rules})
    echo(messages.FORM_GOOD.format(key=form.key, indicators=len(form.indicators), rules=rules))


def run_form_show(folder: Path, key: str | None, code: str | None, *, as_json: bool) -> None:
    """``cchc form show``."""
    catalogue = _catalogue(folder)
    form = catalogue.version(key) if key else catalogue.forms[-1]
    shown = [one for one in codebook(form) if code is None or one.code == code or one.code.startswith(f"{code}.")]
    if not shown:
        message, remedy = messages.FORM_NO_ROW
        raise RequestError((message.format(key=form.key, code=code), remedy))
    if as_json:
        echo_json({"form": form.key, "rows": [asdict(one) for one in shown]})
        return
    echo(f"{form.name} ({form.key})")
    for one in shown:
        _say_row(one)


def _say_row(one: Description) -> None:
    echo(f"{one.code} {one.label}")
    _, _, *rest = names.HEADER
    told = (one.type, one.unit, one.required, one.total, "", one.source, one.doubt)
    for name, text in zip(rest, told, strict=True):
        if text:
            echo(messages.FORM_SHOW_LINE.format(name=name, text=text))
    for rule in one.rules:
        echo(f"    {rule}")


def _catalogue(folder: Path) -> Catalogue:
    """A workspace's own forms too, where there is one."""
    try:
        return Workspace(folder).catalogue
    except WorkspaceError:
        return Catalogue()
