"""What the commands do with mail: send, remind, feedback --send, collect --mailbox, extend, log."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from datetime import date

import typer

from cchc_excel import api as story
from cchc_excel.api import How, Sent, Workspace
from cchc_excel.cli.commands import say_collected
from cchc_excel.cli.console import progress, say, say_json, say_table
from cchc_excel.cli.decisions import say_conflicts, say_troubled, say_uncollected
from cchc_excel.messages import cli as words
from cchc_excel.messages import mail

Sending = Callable[[How], list[Sent]]
_STYLES = {"accepted": "green", "draft": "green", "already": "dim"}


def ask_password(user: str) -> str:
    """Ask at the keyboard, where there is somebody at it."""
    if not sys.stdin.isatty():
        return ""
    return str(typer.prompt(words.ASK_MAIL.format(user=user), hide_input=True))


def run_send(
    workspace: Workspace, period: str | None, agency: str | None, how: How, *, yes: bool, as_json: bool
) -> int:
    """``cchc send``; how many letters did not go out."""
    agencies = chosen(workspace, agency)
    return _run(lambda how: story.send(workspace, period, agencies=agencies, how=how), how, yes=yes, as_json=as_json)


def run_remind(
    workspace: Workspace, period: str | None, agency: str | None, how: How, *, yes: bool, as_json: bool
) -> int:
    """``cchc remind``; how many letters did not go out."""
    agencies = chosen(workspace, agency)
    _say_what_came(workspace, period)
    return _run(lambda how: story.remind(workspace, period, agencies=agencies, how=how), how, yes=yes, as_json=as_json)


def run_send_feedback(workspace: Workspace, period: str | None, agency: str | None, how: How, *, yes: bool) -> int:
    """``cchc feedback --send``; how many letters did not go out."""
    agencies = chosen(workspace, agency)
    return _run(
        lambda how: story.send_feedback(workspace, period, agencies=agencies, how=how), how, yes=yes, as_json=False
    )


def run_collect_mailbox(workspace: Workspace, period: str | None, *, password: str, as_json: bool) -> None:
    """``cchc collect --mailbox``."""
    with progress(words.MAILBOX_PROGRESS) as told:
        found = story.collect_mailbox(workspace, period, ask=ask_password, password=password, progress=told)
    if as_json:
        say_json(asdict(found))
        return
    if found.collected:
        say_collected(found.collected)
    say(
        words.MAILBOX_DONE.format(
            messages=found.messages, without=found.without_files, auto=found.auto_replies, bounces=len(found.bounces)
        ),
        *(words.MAILBOX_BOUNCE.format(address=address, why=why) for address, why in found.bounces),
    )
    now = story.status(workspace, period)
    say_conflicts(now.conflicts)
    say(words.COLLECT_NEXT.format(period=now.period))


def run_short_reminders(workspace: Workspace, period: str | None) -> None:
    """``cchc remind --text``."""
    _say_what_came(workspace, period)
    told = story.short_reminders(workspace, period)
    for one in told:
        say(f"{one.agency.code}: {one.text}")
    if not told:
        say(words.REMIND_NOBODY)


def _say_what_came(workspace: Workspace, period: str | None) -> None:
    """Nobody is to be reminded whose file lies here; beside what is printed to be used."""
    found = story.status(workspace, period)
    say_troubled(found.troubled, to=sys.stderr)
    say_uncollected(found.uncollected, to=sys.stderr)


def run_extend(workspace: Workspace, agency: str, deadline: date, period: str | None) -> None:
    """``cchc extend``."""
    known = story.extend(workspace, agency, deadline, period)
    say(words.EXTEND_DONE.format(code=known.code, name=known.name, deadline=f"{deadline:%d/%m/%Y}"))


def run_log(workspace: Workspace, agency: str, period: str | None, *, as_json: bool) -> None:
    """``cchc log``."""
    known, lines = story.log(workspace, agency, period)
    if as_json:
        say_json({"agency": known.code, "log": [asdict(line) for line in lines]})
        return
    say(f"{known.code} – {known.name}")
    for line in lines:
        when = f"{line.when:%d/%m/%Y}      " if line.only_day else f"{line.when:%d/%m/%Y %H:%M}"
        say(f"  {when}  {line.text}")


def chosen(workspace: Workspace, agency: str | None) -> frozenset[str]:
    """The one agency that is meant, or all.

    Raises:
        RequestError: there is no such agency.
    """
    return frozenset() if agency is None else frozenset({workspace.agency(agency).code})


def _run(sending: Sending, how: How, *, yes: bool, as_json: bool) -> int:
    """Show what would be sent, ask once, send, tell."""
    how = replace(how, ask=ask_password)
    if not (yes or how.dry_run):
        planned = sum(one.state == "draft" for one in sending(replace(how, rehearse=True)))
        if planned and not (sys.stdin.isatty() and typer.confirm(words.SEND_CONFIRM.format(count=planned))):
            say(words.SEND_NOT)
            return 0
    with progress(words.SEND_PROGRESS) as told:
        sent = sending(replace(how, progress=told))
    if as_json:
        say_json([_json(one) for one in sent])
    else:
        _say(sent)
    return sum(one.state not in ("accepted", "draft", "already") for one in sent)


def _say(sent: Sequence[Sent]) -> None:
    if not sent:
        say(words.REMIND_NOBODY)
        return
    rows = [_row(one) for one in sent]
    say_table(words.SEND_TITLE, words.SEND_HEADER, rows, [_STYLES.get(one.state, "red") for one in sent])
    counts = Counter(one.state for one in sent)
    names = {state: mail.STATES[state][0].lower() + mail.STATES[state][1:] for state in counts}
    told = ", ".join(f"{count} {names[state]}" for state, count in counts.items())
    say(words.SEND_DONE.format(all=len(sent), counts=told))
    drafts = [one.draft for one in sent if one.draft]
    if drafts:
        say(words.SEND_DRAFTS.format(folder=drafts[0].parent))
    if counts["handing"]:
        say(words.SEND_UNKNOWN)


def _row(one: Sent) -> tuple[str, ...]:
    detail = one.draft.name if one.draft else one.detail
    return one.agency.code, ", ".join(one.recipients), mail.STATES[one.state], detail


def _json(one: Sent) -> dict[str, object]:
    return {
        "agency": one.agency.code,
        "kind": one.kind,
        "state": one.state,
        "recipients": one.recipients,
        "detail": one.detail,
        "draft": one.draft,
    }
