"""What the commands do with mail: send, remind, feedback --send, collect --mailbox, extend, log."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from datetime import date

import typer

from cchc_excel import api
from cchc_excel.api import SendOptions, SentLetter, Workspace
from cchc_excel.cli.commands import echo_collected
from cchc_excel.cli.console import echo, echo_json, echo_table, progress
from cchc_excel.cli.decisions import echo_conflicts, echo_troubled, echo_uncollected
from cchc_excel.messages import cli as messages
from cchc_excel.messages import mail

Sending = Callable[[SendOptions], list[SentLetter]]
_STYLES = {"accepted": "green", "draft": "green", "already": "dim"}


def ask_password(user: str) -> str:
    """Ask at the keyboard, where there is somebody at it."""
    if not sys.stdin.isatty():
        return ""
    return str(typer.prompt(messages.ASK_MAIL.format(user=user), hide_input=True))


def run_send(
    workspace: Workspace, period: str | None, agency: str | None, how: SendOptions, *, yes: bool, as_json: bool
) -> int:
    """``cchc send``; how many letters did not go out."""
    agencies = chosen(workspace, agency)
    return _run(lambda how: api.send(workspace, period, agencies=agencies, how=how), how, yes=yes, as_json=as_json)


def run_remind(
    workspace: Workspace, period: str | None, agency: str | None, how: SendOptions, *, yes: bool, as_json: bool
) -> int:
    """``cchc remind``; how many letters did not go out."""
    agencies = chosen(workspace, agency)
    _echo_what_came(workspace, period)
    return _run(lambda how: api.remind(workspace, period, agencies=agencies, how=how), how, yes=yes, as_json=as_json)


def run_send_feedback(
    workspace: Workspace, period: str | None, agency: str | None, how: SendOptions, *, yes: bool
) -> int:
    """``cchc feedback --send``; how many letters did not go out."""
    agencies = chosen(workspace, agency)
    return _run(
        lambda how: api.send_feedback(workspace, period, agencies=agencies, how=how), how, yes=yes, as_json=False
    )


def run_collect_mailbox(workspace: Workspace, period: str | None, *, password: str, as_json: bool) -> None:
    """``cchc collect --mailbox``."""
    with progress(messages.MAILBOX_PROGRESS) as told:
        found = api.collect_mailbox(workspace, period, ask=ask_password, password=password, progress=told)
    if as_json:
        echo_json(asdict(found))
        return
    if found.collected:
        echo_collected(found.collected)
    echo(
        messages.MAILBOX_DONE.format(
            messages=found.messages, without=found.without_files, auto=found.auto_replies, bounces=len(found.bounces)
        ),
        *(messages.MAILBOX_BOUNCE.format(address=address, why=why) for address, why in found.bounces),
    )
    now = api.status(workspace, period)
    echo_conflicts(now.conflicts)
    echo(messages.COLLECT_NEXT.format(period=now.period))


def run_short_reminders(workspace: Workspace, period: str | None) -> None:
    """``cchc remind --text``."""
    _echo_what_came(workspace, period)
    told = api.short_reminders(workspace, period)
    for one in told:
        echo(f"{one.agency.code}: {one.text}")
    if not told:
        echo(messages.REMIND_NOBODY)


def _echo_what_came(workspace: Workspace, period: str | None) -> None:
    """Nobody is to be reminded whose file lies here; beside what is printed to be used."""
    found = api.status(workspace, period)
    echo_troubled(found.troubled, to=sys.stderr)
    echo_uncollected(found.uncollected, to=sys.stderr)


def run_extend(workspace: Workspace, agency: str, deadline: date, period: str | None) -> None:
    """``cchc extend``."""
    known = api.extend(workspace, agency, deadline, period)
    echo(messages.EXTEND_DONE.format(code=known.code, name=known.name, deadline=f"{deadline:%d/%m/%Y}"))


def run_log(workspace: Workspace, agency: str, period: str | None, *, as_json: bool) -> None:
    """``cchc log``."""
    known, lines = api.log(workspace, agency, period)
    if as_json:
        echo_json({"agency": known.code, "log": [asdict(line) for line in lines]})
        return
    echo(f"{known.code} – {known.name}")
    for line in lines:
        when = f"{line.when:%d/%m/%Y}      " if line.only_day else f"{line.when:%d/%m/%Y %H:%M}"
        echo(f"  {when}  {line.text}")


def chosen(workspace: Workspace, agency: str | None) -> frozenset[str]:
    """The one agency that is meant, or all.

    Raises:
        RequestError: there is no such agency.
    """
    return frozenset() if agency is None else frozenset({workspace.agency(agency).code})


def _run(sending: Sending, how: SendOptions, *, yes: bool, as_json: bool) -> int:
    """Show what would be sent, ask once, send, tell."""
    how = replace(how, ask=ask_password)
    if not (yes or how.dry_run):
        planned = sum(one.state == "draft" for one in sending(replace(how, rehearse=True)))
        if planned and not (sys.stdin.isatty() and typer.confirm(messages.SEND_CONFIRM.format(count=planned))):
            echo(messages.SEND_NOT)
            return 0
    with progress(messages.SEND_PROGRESS) as told:
        sent = sending(replace(how, progress=told))
    if as_json:
        echo_json([_json(one) for one in sent])
    else:
        _echo_sent(sent)
    return sum(one.state not in ("accepted", "draft", "already") for one in sent)


def _echo_sent(sent: Sequence[SentLetter]) -> None:
    if not sent:
        echo(messages.REMIND_NOBODY)
        return
    rows = [_row(one) for one in sent]
    echo_table(messages.SEND_TITLE, messages.SEND_HEADER, rows, [_STYLES.get(one.state, "red") for one in sent])
    counts = Counter(one.state for one in sent)
    names = {state: mail.STATES[state][0].lower() + mail.STATES[state][1:] for state in counts}
    told = ", ".join(f"{count} {names[state]}" for state, count in counts.items())
    echo(messages.SEND_DONE.format(all=len(sent), counts=told))
    drafts = [one.draft for one in sent if one.draft]
    if drafts:
        echo(messages.SEND_DRAFTS.format(folder=drafts[0].parent))
    if counts["handing"]:
        echo(messages.SEND_UNKNOWN)


def _row(one: SentLetter) -> tuple[str, ...]:
    detail = one.draft.name if one.draft else one.detail
    return one.agency.code, ", ".join(one.recipients), mail.STATES[one.state], detail


def _json(one: SentLetter) -> dict[str, object]:
    return {
        "agency": one.agency.code,
        "kind": one.kind,
        "state": one.state,
        "recipients": one.recipients,
        "detail": one.detail,
        "draft": one.draft,
    }
