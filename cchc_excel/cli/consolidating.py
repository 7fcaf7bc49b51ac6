"""``cchc consolidate``: the provincial figures as a master, in other shapes, or as a return to the desk above."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from cchc_excel import api
from cchc_excel.api import Consolidated, Workspace
from cchc_excel.cli.console import echo, echo_json, progress
from cchc_excel.cli.open_matters import (
    echo_conflicts,
    echo_kept,
    echo_misplaced,
    echo_no_longer_expected,
    echo_proof,
    echo_uncollected,
)
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
    with progress(messages.CONSOLIDATE_PROGRESS, silent=as_json) as report:
        result = api.consolidate(workspace, period, error_rule=rule, also=also, progress=report)
    if as_json:
        echo_json(_consolidated_json(result))
    else:
        _echo_consolidated(messages.CONSOLIDATE_DONE, result)
        echo_kept(result.edited)
        echo(
            *(messages.CONSOLIDATE_ALSO.format(path=path) for path in result.others.values()),
            *(
                messages.CONSOLIDATE_FAILED.format(suffix=suffix, reason=error)
                for suffix, error in result.failed.items()
            ),
            messages.CONSOLIDATE_STALE.format(files=", ".join(path.name for path in result.stale))
            if result.stale
            else "",
        )
        _echo_open(workspace, period)
    return _open_errors(result)


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
    result = api.as_return(workspace, period, template=template, error_rule=_error_rule(errors))
    if as_json:
        echo_json(_consolidated_json(result))
    else:
        _echo_consolidated(messages.AS_RETURN_DONE, result)
        echo(messages.AS_RETURN_KEPT.format(path=result.kept) if result.kept else "")
        echo(messages.AS_RETURN_NEXT, "" if template else messages.AS_RETURN_NO_TEMPLATE)
        _echo_open(workspace, period)
    return _open_errors(result)


def _echo_consolidated(done: str, result: Consolidated) -> None:
    """Where it is, of how many it was formed, and what became of figures that an error names."""
    province = result.province
    echo(
        done.format(returns=province.counted, expected=len(province.agencies), path=result.path, name=result.name),
        *appendix.about_errors(province),
    )


def _echo_open(workspace: Workspace, period: str | None) -> None:
    """What may still change the figures."""
    status = api.status(workspace, period)
    echo_proof(status)
    echo_no_longer_expected(status)
    echo_conflicts(status.conflicts)
    echo_uncollected(status.uncollected)
    echo_misplaced(status.misplaced)


def _open_errors(result: Consolidated) -> int:
    return sum(submission.count("error") for submission in result.province.returns.values())


def _consolidated_json(result: Consolidated) -> dict[str, object]:
    province = result.province
    return {
        "path": result.path,
        "others": result.others,
        "stale": result.stale,
        "period": province.period.key,
        "returned": len(province.returns),
        "accepted": province.accepted,
        "not_counted": [
            {"agency": other.receipt.agency, "file": other.receipt.name, "reason": other.reason}
            for other in province.not_counted
        ],
        "no_longer_expected": [asdict(gone) for gone in province.no_longer_expected],
        "expected": len(province.agencies),
        "left_out": sum(total.left_out for total in province.totals.values()),
        "errors": _open_errors(result),
        "totals": [asdict(total) for total in province.totals.values()],
    }


def _error_rule(name: str | None) -> ErrorRule | None:
    """The rule that was asked for by name."""
    rule = error_rule_named(name) if name else None
    if name and rule is None:
        message, remedy = messages.BAD_ERROR_RULE
        raise RequestError((message.format(text=name), remedy))
    return rule
