"""Collect from the mailbox: every new message with files, and what became of our letters."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from cchc_excel.mail.compose import is_own_message_id
from cchc_excel.mail.incoming import IncomingMessage
from cchc_excel.mail.mailbox import Inbox, LeftMessage
from cchc_excel.messages import figure_text
from cchc_excel.messages import mail as messages
from cchc_excel.reading.workers.isolation import IsolatedExecutor, WorkerPool
from cchc_excel.reading.workers.limits import MIB
from cchc_excel.workflow.collect import CollectRun
from cchc_excel.workflow.collect_report import CollectResult
from cchc_excel.workflow.intake import Origin
from cchc_excel.workflow.mail_account import PasswordPrompt, incoming, no_prompt
from cchc_excel.workflow.run_log import causes_logged, log_states
from cchc_excel.workflow.workspace import Workspace

#: A server counts days by its own zone, and its clock may be wrong.
_EARLIER = timedelta(days=2)


@dataclass(frozen=True)
class MailboxRun:
    """What a look into the mailbox brought.

    Attributes:
        messages: how many were new.
        without_files: how many of them had no file and were no bounce: they are left alone and not kept.
        bounces: addresses that a letter of ours did not reach, and why.
        auto_replies: how many were sent by a machine.
        collected: what became of every file.
        unverified: the same of bounces that name no letter of ours; anybody can write them.
        links: senders of messages that have links in place of files.
        left: messages that were not fetched, and are asked for again next time.
        most_bytes: those of a message that is fetched.
    """

    messages: int
    without_files: int
    bounces: tuple[tuple[str, str], ...]
    auto_replies: int
    collected: list[CollectResult]
    unverified: tuple[tuple[str, str], ...] = ()
    links: tuple[str, ...] = ()
    left: tuple[LeftMessage, ...] = ()
    most_bytes: int = 0

    @property
    def remarks(self) -> Sequence[str]:
        """What somebody should know of the letters: bounces, links in place of files, what is in the mailbox still."""
        return [
            *(messages.MAILBOX_BOUNCE.format(address=address, why=why) for address, why in self.bounces),
            *(messages.MAILBOX_UNVERIFIED.format(address=address, why=why) for address, why in self.unverified),
            *(messages.MAILBOX_LINK.format(sender=sender) for sender in dict.fromkeys(self.links)),
            *self._left_lines(),
        ]

    def _left_lines(self) -> Iterator[str]:
        """How many the server did not give, and each that is too large."""
        if not_given := sum(not message.size for message in self.left):
            yield messages.MAILBOX_LEFT.format(count=not_given)
        for message in self.left:
            if message.size:
                yield messages.MAILBOX_LARGE.format(
                    sender=message.sender or messages.MAILBOX_UNKNOWN,
                    day=f"{message.received:%d/%m/%Y %H:%M}" if message.received else messages.MAILBOX_UNKNOWN,
                    size=figure_text(message.size / MIB, 1),
                    limit=figure_text(self.most_bytes / MIB, 1),
                )


def collect_mailbox(
    workspace: Workspace,
    period: str | None = None,
    *,
    ask: PasswordPrompt = no_prompt,
    password: str = "",
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> MailboxRun:
    """Fetch what is new in the mailbox since the campaign began and take in every file; messages stay where they are.

    A message counts as fetched once all in it is taken in: a run cut off anywhere is finished by the next one, and what
    the program failed over, or the server did not give, is tried again.

    Args:
        period: the campaign; the latest by default.
        ask: for the account's password.
        password: opens workbooks that ask for one.
        progress: called with how many of how many are done.

    Raises:
        CchcError: no such campaign, no mailbox set or reached.
    """
    settings = workspace.settings.thu_nhan
    with workspace.ledger() as ledger:
        campaign = workspace.campaign(ledger, period)
        server = incoming(workspace, ask)
        most_bytes = workspace.settings.limits.arrival_bytes
        result = MailboxRun(0, 0, (), 0, [], most_bytes=most_bytes)
        with (
            causes_logged(workspace.log, f"collect {campaign.period} --mailbox"),
            Inbox(server, settings.thu_muc, most_bytes) as inbox,
            TemporaryDirectory(prefix="cchc-", ignore_cleanup_errors=True) as spool,
            IsolatedExecutor(min(workspace.workers, 2), workspace.settings.limits) as executor,
        ):
            pool = WorkerPool(executor, Path(spool))
            run = CollectRun(workspace, ledger, campaign, password)
            validity = inbox.uidvalidity
            fetched = ledger.mail.fetched(inbox.name, validity)
            new = [uid for uid in inbox.uids(campaign.issued - _EARLIER) if uid not in fetched]
            for done, message in enumerate(inbox.fetch(new), start=1):
                if isinstance(message, LeftMessage):
                    result = replace(result, left=(*result.left, message))
                    progress(done, len(new))
                    continue
                path = Path(spool) / f"thu-{message.received:%Y%m%d-%H%M%S}-{message.uid}.eml"
                path.write_bytes(message.content)
                parsed = run.read_message(path, path.name, _origin(message.received), pool)
                result = _with_message(result, parsed, workspace.key)
                path.unlink()
                progress(done, len(new))
                if run.report.has_failed(Path(path.name)):
                    continue
                sha256 = hashlib.sha256(message.content).hexdigest()
                ledger.mail.record_fetched(inbox.name, validity, message.uid, sha256)
                if settings.chuyen_den:
                    inbox.move(message.uid, settings.chuyen_den)
            run.copies.refresh()
            results = run.intake.results()
    log_states(workspace.log, f"collect {campaign.period} --mailbox, {result.messages} messages", results)
    return replace(result, collected=results)


def _with_message(result: MailboxRun, message: IncomingMessage | None, key: bytes) -> MailboxRun:
    """The result with one message more."""
    result = replace(result, messages=result.messages + 1)
    if message is None:
        return result
    is_own = any(is_own_message_id(message_id, key) for message_id in message.threads)
    is_bare = message.kind == "letter" and message.is_bare
    return replace(
        result,
        without_files=result.without_files + is_bare,
        bounces=(*result.bounces, *(message.failed if is_own else ())),
        unverified=(*result.unverified, *(() if is_own else message.failed)),
        links=(*result.links, *((message.sender,) if is_bare and message.links else ())),
        auto_replies=result.auto_replies + (message.kind == "auto_reply"),
    )


def _origin(received: datetime) -> Origin:
    now = datetime.now()
    return Origin(min(received, now).replace(microsecond=0), "ahead" if received.date() > now.date() else "")
