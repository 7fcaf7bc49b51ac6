"""``cchc send``, ``remind``, ``feedback --send`` and ``extend``: letters, and what became of each."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

import typer

from cchc_excel import api
from cchc_excel.api import SendOptions, SentLetter, Workspace
from cchc_excel.cli.console import ask_password, echo, echo_json, echo_table, progress
from cchc_excel.cli.open_matters import echo_kept, echo_troubled, echo_uncollected
from cchc_excel.messages import cli as messages
from cchc_excel.messages import mail

Sending = Callable[[SendOptions], list[SentLetter]]
_STYLES = {"accepted": "green", "draft": "green", "already": "dim"}


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
    _echo_received(workspace, period)
    return _run(lambda how: api.remind(workspace, period, agencies=agencies, how=how), how, yes=yes, as_json=as_json)


def run_send_feedback(
    workspace: Workspace, period: str | None, agency: str | None, how: SendOptions, *, yes: bool
) -> int:
    """``cchc feedback --send``; how many letters did not go out."""
    agencies = chosen(workspace, agency)
    return _run(
        lambda how: api.send_feedback(workspace, period, agencies=agencies, how=how), how, yes=yes, as_json=False
    )


def run_short_reminders(workspace: Workspace, period: str | None, agency: str | None) -> None:
    """``cchc remind --text``."""
    agencies = chosen(workspace, agency)
    _echo_received(workspace, period)
    reminders = api.short_reminders(workspace, period, agencies=agencies)
    for reminder in reminders:
        echo(f"{reminder.agency.code}: {reminder.text}")
    if not reminders:
        echo(messages.REMIND_NOBODY)


def _echo_received(workspace: Workspace, period: str | None) -> None:
    """Nobody is to be reminded whose file lies here; beside what is printed to be used."""
    status = api.status(workspace, period)
    echo_troubled(status.troubled, to=sys.stderr)
    echo_uncollected(status.uncollected, to=sys.stderr)


def run_extend(workspace: Workspace, agency: str, deadline: date, period: str | None, *, is_sure: bool = False) -> None:
    """``cchc extend``."""
    extended = api.extend(workspace, agency, deadline, period, is_sure=is_sure)
    echo(messages.EXTEND_DONE.format(code=extended.code, name=extended.name, deadline=f"{deadline:%d/%m/%Y}"))
    with workspace.ledger() as ledger:
        key = workspace.campaign(ledger, period).period
        letters = [letter for letter in ledger.mail.letters(key) if letter.agency == extended.code]
    if any(letter.state == "accepted" and letter.kind in ("issue", "reminder") for letter in letters):
        echo(messages.EXTEND_AFTER_LETTER.format(code=extended.code, period=key))


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
        planned = sum(letter.state == "draft" for letter in sending(replace(how, rehearse=True)))
        if planned and not (sys.stdin.isatty() and typer.confirm(messages.SEND_CONFIRM.format(count=planned))):
            echo(messages.SEND_NOT)
            return 0
    with progress(messages.SEND_PROGRESS) as report:
        sent = sending(replace(how, progress=report))
    if as_json:
        echo_json([_json(letter) for letter in sent])
    else:
        _echo_sent(sent)
    return sum(letter.state not in ("accepted", "draft", "already") for letter in sent)


def _echo_sent(sent: Sequence[SentLetter]) -> None:
    if not sent:
        echo(messages.REMIND_NOBODY)
        return
    rows = [_row(letter) for letter in sent]
    echo_table(messages.SEND_TITLE, messages.SEND_HEADER, rows, [_STYLES.get(letter.state, "red") for letter in sent])
    counts = Counter(letter.state for letter in sent)
    names = {state: mail.STATES[state][0].lower() + mail.STATES[state][1:] for state in counts}
    count_texts = ", ".join(f"{count} {names[state]}" for state, count in counts.items())
    echo(messages.SEND_DONE.format(all=len(sent), counts=count_texts))
    drafts = [letter.draft for letter in sent if letter.draft]
    if drafts:
        echo(messages.SEND_DRAFTS.format(folder=drafts[0].parent))
    echo_kept([letter.kept for letter in sent])
    if counts["handing"]:
        echo(messages.SEND_UNKNOWN)


def _row(letter: SentLetter) -> tuple[str, ...]:
    detail = letter.draft.name if letter.draft else letter.detail
    return letter.agency.code, ", ".join(letter.recipients), mail.STATES[letter.state], detail


def _json(letter: SentLetter) -> dict[str, object]:
    return {
        "agency": letter.agency.code,
        "kind": letter.kind,
        "state": letter.state,
        "recipients": letter.recipients,
        "detail": letter.detail,
        "draft": letter.draft,
    }
