"""Send planned letters, each recorded in the ledger before and after, so that no agency gets one twice."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from cchc_excel.domain.agency import Agency
from cchc_excel.errors import CchcError, RequestError, WorkspaceError
from cchc_excel.mail.compose import Letter, build_message, message_id
from cchc_excel.mail.postman import Delivery, Postman
from cchc_excel.messages import desk as messages
from cchc_excel.messages import mail as mail_messages
from cchc_excel.reading.table.stamps import stamp_of_template
from cchc_excel.reading.workers.limits import MIB
from cchc_excel.storage.ledger import Ledger, Mailing, MailKind, MailState
from cchc_excel.workflow.archiving import require_complete
from cchc_excel.workflow.mail_account import PasswordPrompt, no_prompt, outgoing, require_outgoing
from cchc_excel.workflow.outputs import is_as_written, save_output
from cchc_excel.workflow.run_log import causes_logged, log_states
from cchc_excel.workflow.workspace import Workspace

#: The states of a letter after sending: those of the ledger, and those of letters that were not sent.
SentLetterState = Literal[
    "accepted",
    "deferred",
    "refused",
    "bounced",
    "handing",
    "draft",
    "already",
    "no_address",
    "too_large",
    "not_composed",
]


@dataclass(frozen=True)
class PlannedLetter:
    """A letter to be sent.

    Attributes:
        mark: tells it from other letters of its kind: issue number, day of a reminder, submission number.
        fields: values that the letter's text may name, by field name.
        attachment: the workbook; its stamp must be the agency's own.
    """

    agency: Agency
    kind: MailKind
    mark: str
    fields: Mapping[str, Any]
    attachment: Path | None


@dataclass(frozen=True)
class SentLetter:
    """The result for one letter.

    Attributes:
        detail: the server's answer, or why nothing was sent.
        draft: the file of a dry run.
        kept: where a draft that somebody had changed is kept.
    """

    agency: Agency
    kind: MailKind
    state: SentLetterState
    recipients: tuple[str, ...] = ()
    detail: str = ""
    draft: Path | None = None
    kept: Path | None = None


@dataclass(frozen=True)
class SendOptions:
    """How to send.

    Attributes:
        dry_run: write drafts (.eml) into ``drafts/<period>/`` and send nothing.
        rehearse: only list the letters that would be sent, as drafts without a file.
        retry_unknown: send again letters that may or may not have arrived.
        again: send again letters that were sent.
        ask: prompt for the account's password.
        when: the letters' date; now by default.
        pauses: seconds before each new try of a letter that the server put off.
        sleep: waits so many seconds.
        progress: called with the number of letters done and of all.
    """

    dry_run: bool = False
    rehearse: bool = False
    retry_unknown: bool = False
    again: bool = False
    ask: PasswordPrompt = no_prompt
    when: datetime | None = None
    pauses: tuple[float, ...] = (2, 10, 30)
    sleep: Callable[[float], None] = time.sleep
    progress: Callable[[int, int], None] = field(default=lambda _done, _all: None)


def post(
    workspace: Workspace, ledger: Ledger, period: str, planned: Iterable[PlannedLetter], options: SendOptions
) -> list[SentLetter]:
    """Send letters, each written into the ledger before its text goes out and after the server has answered.

    Returns:
        One result for each letter, in the order given.

    Raises:
        CchcError: no server set or reached; the text of no letter can be made; the archive has files of another ledger.
    """
    # A letter cannot be taken back.
    require_complete(workspace.archive, ledger)
    outbox = _Outbox(workspace, ledger, period, options)
    letters = [(letter, outbox.reason_not_sent(letter)) for letter in planned]
    to_send = [letter for letter, not_sent in letters if not_sent is None]
    if outbox.faulty_text is not None and not to_send:
        raise outbox.faulty_text
    sent: dict[int, SentLetter] = {}
    if options.rehearse:
        require_outgoing(workspace)
        sent = {id(letter): SentLetter(letter.agency, letter.kind, "draft", letter.agency.emails) for letter in to_send}
    elif options.dry_run:
        sent = {id(letter): outbox.draft(letter) for letter in to_send}
    elif to_send:
        with (
            causes_logged(workspace.log, f"mail {period}"),
            Postman(outgoing(workspace, options.ask), pauses=options.pauses, sleep=options.sleep) as postman,
        ):
            for count, letter in enumerate(to_send, start=1):
                sent[id(letter)] = outbox.send(letter, postman, is_last=count == len(to_send))
                options.progress(count, len(to_send))
    results = [not_sent or sent[id(letter)] for letter, not_sent in letters]
    if not options.rehearse:
        kinds = ", ".join(sorted({result.kind for result in results}))
        log_states(workspace.log, f"mail {period} {kinds}".rstrip(), results)
    return results


class _Outbox:
    """Composes, drafts and sends the letters of one period."""

    def __init__(self, workspace: Workspace, ledger: Ledger, period: str, options: SendOptions) -> None:
        self._workspace = workspace
        self._ledger, self._mail_ledger = ledger, ledger.mail
        self._period = period
        self._options = options
        self._settings = workspace.settings.thu_gui
        self._letters = workspace.letters
        #: Why the text of a letter cannot be made, where that is so; perhaps of that one only.
        self.faulty_text: WorkspaceError | None = None

    def reason_not_sent(self, letter: PlannedLetter) -> SentLetter | None:
        """The result for a letter that is not to be sent; None for one that is."""
        if not letter.agency.emails:
            return SentLetter(letter.agency, letter.kind, "no_address")
        mailing = self._mail_ledger.letter(self._period, letter.agency.code, letter.kind, letter.mark)
        if mailing is None or mailing.state == "deferred" or self._options.again:
            return self._faulty(letter)
        if mailing.state == "handing":
            if self._options.retry_unknown:
                return self._faulty(letter)
            return SentLetter(letter.agency, letter.kind, "handing", tuple(mailing.recipients), mailing.detail)
        if mailing.state in ("refused", "bounced"):
            # Worth another try only where the address was corrected.
            is_same_address = set(mailing.recipients) == set(letter.agency.emails)
            if not is_same_address:
                return self._faulty(letter)
            return SentLetter(letter.agency, letter.kind, mailing.state, tuple(mailing.recipients), mailing.detail)
        sent_at = f"{mailing.updated:%d/%m/%Y %H:%M}"
        return SentLetter(letter.agency, letter.kind, "already", tuple(mailing.recipients), sent_at)

    def _faulty(self, letter: PlannedLetter) -> SentLetter | None:
        """The result for a letter whose text cannot be made; None where it can."""
        try:
            self._letters.render(letter.kind, letter.fields)
        except WorkspaceError as error:
            self.faulty_text = error
            return _not_composed(letter, error)
        return None

    def draft(self, letter: PlannedLetter) -> SentLetter:
        """Write the letter as a draft that opens in a mail program."""
        try:
            message = build_message(self._letter(letter), self._options.when or datetime.now())
        except (CchcError, ValueError) as error:
            return _not_composed(letter, error)
        message["X-Unsent"] = "1"
        path = self._workspace.folder("drafts", self._period) / f"{letter.kind}_{letter.agency.code}_{letter.mark}.eml"
        kept = save_output(self._workspace, self._ledger, path, message.as_bytes(), keeps_unknown=False)
        return SentLetter(letter.agency, letter.kind, "draft", letter.agency.emails, draft=path, kept=kept)

    def send(self, planned: PlannedLetter, postman: Postman, *, is_last: bool) -> SentLetter:
        """Send one letter, then wait as long as the limit of letters a minute asks."""
        started = time.monotonic()
        sent_at = self._options.when or datetime.now()
        try:
            letter = self._letter(planned)
            message = build_message(letter, sent_at)
            size = len(message.as_bytes())
        except (CchcError, ValueError) as error:
            # One letter that cannot be made is no reason to leave the others.
            return _not_composed(planned, error)
        recipients = (*letter.recipients, *letter.copies)
        if size > self._settings.dung_luong_mb * MIB:
            return SentLetter(
                planned.agency,
                planned.kind,
                "too_large",
                planned.agency.emails,
                f"{size / MIB:.1f} MB".replace(".", ","),
            )
        mailing = Mailing(
            self._period,
            planned.agency.code,
            planned.kind,
            planned.mark,
            letter.message_id,
            planned.agency.emails,
            "handing",
            "",
            sent_at.replace(microsecond=0),
        )
        delivery = postman.deliver(message, recipients, lambda: self._mail_ledger.write(mailing))
        state = _ledger_state(delivery)
        self._mail_ledger.write(replace(mailing, state=state, detail=delivery.detail))
        if not is_last:
            self._options.sleep(max(0.0, 60 / self._settings.thu_moi_phut - (time.monotonic() - started)))
        return SentLetter(planned.agency, planned.kind, state, planned.agency.emails, delivery.detail)

    def _letter(self, planned: PlannedLetter) -> Letter:
        subject, text, html = self._letters.render(planned.kind, planned.fields)
        first_issue = self._mail_ledger.letter(self._period, planned.agency.code, "issue", "1")
        sender = self._settings.sender
        own_id = message_id(self._workspace.key, self._period, planned.agency.code, planned.kind, planned.mark, sender)
        period, agency = planned.fields["ky"], planned.agency.name
        return Letter(
            sender=sender,
            sender_name=self._workspace.settings.noi_nhan.ten,
            recipients=planned.agency.emails,
            copies=self._settings.copies,
            subject=subject,
            text=text,
            html=html,
            message_id=own_id,
            in_reply_to=first_issue.message_id if first_issue and first_issue.message_id != own_id else "",
            attachment=self._verified_attachment(planned),
            attachment_name=mail_messages.ATTACHMENT[planned.kind].format(period=period, agency=agency),
        )

    def _verified_attachment(self, letter: PlannedLetter) -> bytes | None:
        """The attachment's content, verified by its stamp to be this agency's.

        Raises:
            RequestError: it is not there, another agency's, or somebody has worked in it.
        """
        if letter.attachment is None:
            return None
        params = {"agency": letter.agency.code, "file": letter.attachment.name, "period": self._period}
        try:
            content = letter.attachment.read_bytes()
        except OSError as error:
            raise RequestError(messages.NOTHING_ISSUED.about(**params)) from error
        stamp = stamp_of_template(content)
        own_key = (letter.agency.code, self._period)
        if stamp is None or (stamp.agency, stamp.period) != own_key or not stamp.is_genuine(self._workspace.key):
            raise RequestError(messages.WRONG_ATTACHMENT.about(**params))
        if letter.kind != "feedback" and not is_as_written(self._workspace, self._ledger, letter.attachment):
            raise RequestError(messages.CHANGED_ATTACHMENT.about(**params))
        return content


def _not_composed(letter: PlannedLetter, error: CchcError | ValueError) -> SentLetter:
    """A letter that could not be made, with the reason as the operator can read it."""
    detail = f"{error.message} {error.remedy}".strip() if isinstance(error, CchcError) else mail_messages.BAD_ADDRESS
    return SentLetter(letter.agency, letter.kind, "not_composed", letter.agency.emails, detail)


def _ledger_state(delivery: Delivery) -> MailState:
    """The outcome as a state of the ledger; an unknown one keeps the state written before sending."""
    return "handing" if delivery.outcome == "unknown" else delivery.outcome
