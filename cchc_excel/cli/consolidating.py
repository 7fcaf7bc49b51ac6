"""``cchc consolidate``: the provincial figures as a master, in other shapes, or as a return to the desk above."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from cchc_excel import api
from cchc_excel.api import Consolidated, Workspace
from cchc_excel.cli.console import echo, echo_json, progress
from cchc_excel.cli.decisions import echo_conflicts, echo_uncollected
from cchc_excel.consolidation import appendix
from cchc_excel.domain.agency_submission import ErrorRule
from cchc_excel.errors import RequestError
from cchc_excel.messages import cli as messages
from cchc_excel.workflow.settings import error_rule_named


def run_consolidate(
    workspace: Workspace, period: str | None, errors: str | None, also: Sequence[str] = (), *, as_json: bool = False
) -> int:
    """``cchc consolidate``; the number of open errors."""
    rule = _error_rule(errors)
    with progress(messages.CONSOLIDATE_PROGRESS, silent=as_json) as told:
        made = api.consolidate(workspace, period, error_rule=rule, also=also, progress=told)
    if as_json:
        echo_json(_consolidated_json(made))
    else:
        _echo_consolidated(messages.CONSOLIDATE_DONE, made)
        echo(
            *(messages.CONSOLIDATE_ALSO.format(path=path) for path in made.others.values()),
            *(messages.CONSOLIDATE_FAILED.format(suffix=suffix, reason=error) for suffix, error in made.failed.items()),
            messages.CONSOLIDATE_STALE.format(files=", ".join(path.name for path in made.stale)) if made.stale else "",
        )
        _echo_open(workspace, period)
    return _open_errors(made)


def run_as_return(
    workspace: Workspace,
    period: str | None,
    errors: str | None,
    template: Path | None,
    *,
    wanted: bool,
    as_json: bool = False,
) -> int:
    """``cchc consolidate --as-return``; the number of open errors."""
    if not wanted:
        raise RequestError(messages.AS_RETURN_ALONE)
    made = api.as_return(workspace, period, template=template, error_rule=_error_rule(errors))
    if as_json:
        echo_json(_consolidated_json(made))
    else:
        _echo_consolidated(messages.AS_RETURN_DONE, made)
        echo(messages.AS_RETURN_KEPT.format(path=made.kept) if made.kept else "")
        echo(messages.AS_RETURN_NEXT, "" if template else messages.AS_RETURN_NO_TEMPLATE)
        _echo_open(workspace, period)
    return _open_errors(made)


def _echo_consolidated(done: str, made: Consolidated) -> None:
    """Where it is, of how many it was formed, and what became of figures that an error names."""
    province = made.province
    counted = len(province.returns) - len(province.rejected)
    echo(
        done.format(returns=counted, expected=len(province.agencies), path=made.path, name=made.name),
        *appendix.about_errors(province),
    )


def _echo_open(workspace: Workspace, period: str | None) -> None:
    """What may still change the figures."""
    found = api.status(workspace, period)
    echo_conflicts(found.conflicts)
    echo_uncollected(found.uncollected)


def _open_errors(made: Consolidated) -> int:
    return sum(found.count("error") for found in made.province.returns.values())


def _consolidated_json(made: Consolidated) -> dict[str, object]:
    province = made.province
    return {
        "path": made.path,
        "others": made.others,
        "stale": made.stale,
        "period": province.period.key,
        "returned": len(province.returns),
        "expected": len(province.agencies),
        "left_out": sum(total.left_out for total in province.totals.values()),
        "errors": _open_errors(made),
        "totals": [asdict(total) for total in province.totals.values()],
    }


def _error_rule(name: str | None) -> ErrorRule | None:
    """The rule that was asked for by name."""
    rule = error_rule_named(name) if name else None
    if name and rule is None:
        message, remedy = messages.BAD_ERROR_RULE
        raise RequestError((message.format(text=name), remedy))
    return rule
