"""Hand letters over so that no agency gets one twice, and none goes without anybody knowing."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from cchc_excel.domain.agency import Agency
from cchc_excel.errors import RequestError
from cchc_excel.mail.compose import Letter, build_message, message_id
from cchc_excel.mail.postman import Delivery, Postman
from cchc_excel.messages import desk as messages
from cchc_excel.messages import mail as mail_messages
from cchc_excel.reading.table.stamps import stamp_in_properties
from cchc_excel.reading.workers.limits import MIB
from cchc_excel.storage.ledger import Ledger, Mailing, MailKind, MailState
from cchc_excel.workflow.mail_account import Ask, expect_outgoing, no_prompt, outgoing
from cchc_excel.workflow.workspace import Workspace, archive_campaign, save

#: What can become of a letter besides what the ledger keeps.
SentLetterState = Literal[
    "accepted", "deferred", "refused", "bounced", "handing", "draft", "already", "no_address", "too_large"
]


@dataclass(frozen=True)
class PlannedLetter:
    """A letter to be sent.

    Attributes:
        mark: what makes it this letter: the issue's number, or the day of a reminder.
        facts: what the letter's text may name.
        attachment: the workbook; its stamp must be the agency's own.
    """

    agency: Agency
    kind: MailKind
    mark: str
    facts: Mapping[str, Any]
    attachment: Path | None


@dataclass(frozen=True)
class SentLetter:
    """What became of a letter.

    Attributes:
        detail: what the server said, or why nothing was sent.
        draft: the file of a dry run.
    """

    agency: Agency
    kind: MailKind
    state: SentLetterState
    recipients: tuple[str, ...] = ()
    detail: str = ""
    draft: Path | None = None


@dataclass(frozen=True)
class SendOptions:
    """How to send.

    Attributes:
        dry_run: write drafts (.eml) into ``drafts/<period>/`` and send nothing.
        rehearse: only tell which letters would go out, as drafts without a file.
        retry_unknown: send again what may or may not have arrived.
        again: send again what was sent.
        ask: for the account's password.
        when: the letters' date; now by default.
        pauses: seconds before each new try of a letter that the server put off.
        sleep: how to wait.
        progress: told how many of how many are done.
    """

    dry_run: bool = False
    rehearse: bool = False
    retry_unknown: bool = False
    again: bool = False
    ask: Ask = no_prompt
    when: datetime | None = None
    pauses: tuple[float, ...] = (2, 10, 30)
    sleep: Callable[[float], None] = time.sleep
    progress: Callable[[int, int], None] = field(default=lambda _done, _all: None)


def post(
    workspace: Workspace, ledger: Ledger, period: str, planned: Iterable[PlannedLetter], how: SendOptions
) -> list[SentLetter]:
    """Send letters, each written into the ledger before its text goes out and after the server has answered.

    Raises:
        CchcError: no server set or reached, a letter's text or attachment is at fault.
    """
    room = _Outbox(workspace, ledger, period, how)
    letters = [(one, room.reason_not_sent(one)) for one in planned]
    waiting = [one for one, told in letters if told is None]
    sent: dict[int, SentLetter] = {}
    if how.rehearse:
        expect_outgoing(workspace)
        sent = {id(one): SentLetter(one.agency, one.kind, "draft", one.agency.emails) for one in waiting}
    elif how.dry_run:
        sent = {id(one): room.draft(one) for one in waiting}
    elif waiting:
        try:
            with Postman(outgoing(workspace, how.ask), pauses=how.pauses, sleep=how.sleep) as postman:
                for done, one in enumerate(waiting, start=1):
                    sent[id(one)] = room.send(one, postman, is_last=done == len(waiting))
                    how.progress(done, len(waiting))
        finally:
            archive_campaign(workspace, ledger, workspace.campaign(ledger, period))
    return [told or sent[id(one)] for one, told in letters]


class _Outbox:
    """Where letters are made ready for one period."""

    def __init__(self, workspace: Workspace, ledger: Ledger, period: str, how: SendOptions) -> None:
        self._workspace = workspace
        self._log = ledger.mail
        self._period = period
        self._how = how
        self._settings = workspace.settings.thu_gui
        self._letters = workspace.letters

    def reason_not_sent(self, one: PlannedLetter) -> SentLetter | None:
        """What is to be told of a letter that is not to be sent; None for one that is."""
        if not one.agency.emails:
            return SentLetter(one.agency, one.kind, "no_address")
        known = self._log.letter(self._period, one.agency.code, one.kind, one.mark)
        if known is None or known.state == "deferred" or self._how.again:
            return None
        if known.state == "handing":
            if self._how.retry_unknown:
                return None
            return SentLetter(one.agency, one.kind, "handing", tuple(known.recipients), known.detail)
        if known.state in ("refused", "bounced"):
            # Worth another try only where the address was mended.
            same = set(known.recipients) == set(one.agency.emails)
            return (
                SentLetter(one.agency, one.kind, known.state, tuple(known.recipients), known.detail) if same else None
            )
        return SentLetter(one.agency, one.kind, "already", tuple(known.recipients), f"{known.updated:%d/%m/%Y %H:%M}")

    def draft(self, one: PlannedLetter) -> SentLetter:
        """A draft that opens in a mail program."""
        message = build_message(self._letter(one), self._how.when or datetime.now())
        message["X-Unsent"] = "1"
        path = self._workspace.folder("drafts", self._period) / f"{one.kind}_{one.agency.code}_{one.mark}.eml"
        save(path, message.as_bytes())
        return SentLetter(one.agency, one.kind, "draft", one.agency.emails, draft=path)

    def send(self, one: PlannedLetter, postman: Postman, *, is_last: bool) -> SentLetter:
        """Send one letter, then wait as the pace asks."""
        began = time.monotonic()
        when = self._how.when or datetime.now()
        letter = self._letter(one)
        message = build_message(letter, when)
        recipients = (*letter.recipients, *letter.copies)
        size = len(message.as_bytes())
        if size > self._settings.dung_luong_mb * MIB:
            return SentLetter(
                one.agency, one.kind, "too_large", one.agency.emails, f"{size / MIB:.1f} MB".replace(".", ",")
            )
        row = Mailing(
            self._period,
            one.agency.code,
            one.kind,
            one.mark,
            letter.message_id,
            one.agency.emails,
            "handing",
            "",
            when.replace(microsecond=0),
        )
        delivery = postman.deliver(message, recipients, lambda: self._log.write(row))
        state = _state(delivery)
        self._log.write(replace(row, state=state, detail=delivery.detail))
        if not is_last:
            self._how.sleep(max(0.0, 60 / self._settings.thu_moi_phut - (time.monotonic() - began)))
        return SentLetter(one.agency, one.kind, state, one.agency.emails, delivery.detail)

    def _letter(self, one: PlannedLetter) -> Letter:
        subject, text, html = self._letters.render(one.kind, one.facts)
        first = self._log.letter(self._period, one.agency.code, "issue", "1")
        sender = self._settings.dia_chi
        own = message_id(self._period, one.agency.code, one.kind, one.mark, sender)
        period, agency = one.facts["ky"], one.agency.name
        return Letter(
            sender=sender,
            sender_name=self._workspace.settings.noi_nhan.ten,
            recipients=one.agency.emails,
            copies=[one.strip() for one in self._settings.dong_gui.replace(",", ";").split(";") if one.strip()],
            subject=subject,
            text=text,
            html=html,
            message_id=own,
            in_reply_to=first.message_id if first and first.message_id != own else "",
            attachment=self._own_workbook(one),
            attachment_name=mail_messages.ATTACHMENT[one.kind].format(period=period, agency=agency),
        )

    def _own_workbook(self, one: PlannedLetter) -> bytes | None:
        """The attachment, proven to be this agency's.

        Raises:
            RequestError: it is not there, or another's.
        """
        if one.attachment is None:
            return None
        about = {"agency": one.agency.code, "file": one.attachment.name, "period": self._period}
        try:
            content = one.attachment.read_bytes()
        except OSError as error:
            raise RequestError(messages.NOTHING_ISSUED.about(**about)) from error
        stamp = stamp_in_properties(content)
        own = (one.agency.code, self._period)
        if stamp is None or (stamp.agency, stamp.period) != own or not stamp.is_genuine(self._workspace.key):
            raise RequestError(messages.WRONG_ATTACHMENT.about(**about))
        return content


def _state(delivery: Delivery) -> MailState:
    """As the ledger keeps it: an unknown outcome stays as it was written before the hand-over."""
    return "handing" if delivery.outcome == "unknown" else delivery.outcome
