"""A :class:`Letter` → an email message with plain and HTML text and the workbook, readable by old mail programs."""

from __future__ import annotations

import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from cchc_excel.text.normalize import to_ascii

# Bodies are base64 or quoted-printable, since a server on the way may not take 8-bit text.
_POLICY = SMTP.clone(cte_type="7bit")
_WORKBOOK = "vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_DOMAIN = "cchc.invalid"
_OWN_ID = re.compile(
    r"<cchc\.(?P<letter>[A-Za-z0-9.-]{1,200})\.(?P<seal>[0-9a-f]{32})@(?P<place>[A-Za-z0-9.-]{1,255})>"
)


@dataclass(frozen=True)
class Letter:
    """A letter to one agency.

    Attributes:
        sender: address that the letter comes from; empty only in drafts.
        sender_name: shown beside it.
        recipients: addresses.
        copies: addresses that get a copy (Cc).
        text: plain text.
        html: the same as HTML.
        message_id: see :func:`message_id`.
        in_reply_to: Message-ID of an earlier letter of the same thread; empty for none.
        attachment: a workbook (.xlsx); None for none.
        attachment_name: as the agency sees it.
    """

    sender: str
    sender_name: str
    recipients: Sequence[str]
    copies: Sequence[str]
    subject: str
    text: str
    html: str
    message_id: str
    in_reply_to: str = ""
    attachment: bytes | None = None
    attachment_name: str = ""


def build_message(letter: Letter, when: datetime) -> EmailMessage:
    """The letter as a message (RFC 5322).

    Args:
        letter: no text of it can add a header, since line breaks are taken out of header values.
        when: its date.
    """
    message = EmailMessage(policy=_POLICY)
    if letter.sender:
        message["From"] = Address(_one_line(letter.sender_name), addr_spec=_one_line(letter.sender))
    message["To"] = [Address(addr_spec=_one_line(to)) for to in letter.recipients]
    if letter.copies:
        message["Cc"] = [Address(addr_spec=_one_line(to)) for to in letter.copies]
    message["Subject"] = _one_line(letter.subject)
    message["Date"] = format_datetime(when.astimezone())
    message["Message-ID"] = letter.message_id
    if letter.in_reply_to:
        message["In-Reply-To"] = letter.in_reply_to
        message["References"] = letter.in_reply_to
    # Asks automatic responders not to answer (RFC 3834).
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    if letter.attachment is not None:
        _attach(message, letter.attachment, file_name(letter.attachment_name))
    return message


def _attach(message: EmailMessage, content: bytes, name: str) -> None:
    # The full file name is encoded by RFC 2231; `name` repeats it in ASCII for programs that read only that.
    message.add_attachment(content, maintype="application", subtype=_WORKBOOK, filename=name)
    (part,) = message.iter_attachments()
    part.set_param("name", to_ascii(name))


def message_id(key: bytes, period: str, agency: str, kind: str, mark: str, sender: str) -> str:
    """The Message-ID of a letter: always the same for the same letter, so that replies and second copies are known.

    Args:
        key: the workspace's; the Message-ID has a seal under it, so that nobody else can make one.
        period: key of the period.
        agency: code.
        kind: of the letter.
        mark: tells it from the agency's other letters of its kind.
        sender: the address that it is sent from.
    """
    letter = re.sub(r"[^A-Za-z0-9.-]", "-", f"{period}.{agency}.{kind}.{mark}")
    domain = sender.rpartition("@")[2]
    place = domain if re.fullmatch(r"[A-Za-z0-9.-]+", domain) else _DOMAIN
    return f"<cchc.{letter}.{_seal(key, letter, place)}@{place}>"


def is_own_message_id(text: str, key: bytes) -> bool:
    """Whether a Message-ID has our seal; those of earlier versions had none."""
    match = _OWN_ID.fullmatch(text)
    return match is not None and hmac.compare_digest(match["seal"], _seal(key, match["letter"], match["place"]))


def _seal(key: bytes, letter: str, place: str) -> str:
    return hmac.digest(key, f"message-id\x1f{letter}\x1f{place}".encode(), "sha256").hex()[:32]


def file_name(name: str) -> str:
    """The name without what Windows does not allow in a file name."""
    return re.sub(r'[\\/:*?"<>|\x00-\x1f]+', " ", name).strip(". ") or "bieu-mau.xlsx"


def _one_line(text: str) -> str:
    return " ".join(re.sub(r"[\x00-\x1f\x7f\u2028\u2029]+", " ", text).split())
