"""A received message (.eml, .msg) → its kind, sender, date, threads and files. Runs in a worker."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import Message
from email.policy import default
from email.utils import parseaddr, parsedate_to_datetime
from pathlib import Path
from typing import Literal

from cchc_excel.mail.outlook import outlook_files, tnef_files

#: ``auto_reply``: out of office and the like; ``bounce``: a report that a letter of ours was not delivered.
IncomingKind = Literal["letter", "auto_reply", "bounce"]

_OUR_MESSAGE_ID = re.compile(r"<cchc\.[^<>\s]+@[^<>\s]+>")
_AUTO_SUBJECT = re.compile(
    r"^\s*(trả lời tự động|tự động trả lời|automatic reply|auto(matic)?[- ]?reply|out of (the )?office)", re.IGNORECASE
)
_BOUNCERS = ("mailer-daemon", "postmaster")
#: Messages within messages are opened so deep.
_MAX_DEPTH = 10
_MAX_FILES = 200


@dataclass(frozen=True)
class IncomingMessage:
    """A message, without its files' contents.

    Attributes:
        sender: address in lower case; empty where none can be read.
        sent: its own date, in local time; None where there is none or an impossible one.
        threads: Message-IDs of ours that it answers or contains, nearest first.
        failed: of a bounce, each address that was not reached, and why.
        files: of each file its name as sent and its path.
    """

    kind: IncomingKind
    sender: str
    sent: datetime | None
    threads: tuple[str, ...]
    failed: tuple[tuple[str, str], ...]
    files: tuple[tuple[str, str], ...]


def parse_message(name: str, folder: str) -> IncomingMessage | None:
    """Parse a message (.eml or .msg) and save its files; None where it is neither. No content makes it raise.

    Args:
        name: path of the message.
        folder: where to put its files; their own names are never used as paths.
    """
    try:
        content = Path(name).read_bytes()
        files = outlook_files(content)
        if files is not None:
            return IncomingMessage("letter", "", None, (), (), _save_files(files, Path(folder)))
        message = message_from_bytes(content, policy=default)
        return _parsed(message, Path(folder))
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # noqa: BLE001 - the parsers raise anything over damaged messages
        return None


def _parsed(message: Message, folder: Path) -> IncomingMessage:
    failed = tuple(_failed(message))
    return IncomingMessage(
        kind="bounce" if failed else "auto_reply" if _is_automatic(message) else "letter",
        sender=parseaddr(_header(message, "From"))[1].lower(),
        sent=_date(message),
        threads=tuple(dict.fromkeys(_threads(message, with_body=bool(failed)))),
        failed=failed,
        # The file in a bounce is that of our own letter.
        files=() if failed else _save_files(list(_files(message)), folder),
    )


def _save_files(files: list[tuple[str, bytes]], folder: Path) -> tuple[tuple[str, str], ...]:
    saved = []
    for number, (name, content) in enumerate(files[:_MAX_FILES]):
        path = folder / f"{number:04}"
        path.write_bytes(content)
        saved.append((name, str(path)))
    return tuple(saved)


# --- headers and delivery report ----------------------------------------------------------------------------------


def _header(message: Message, name: str) -> str:
    try:
        return str(message.get(name, "") or "")
    except (ValueError, IndexError, AttributeError, TypeError):
        return ""


def _date(message: Message) -> datetime | None:
    """The message's date in local time; None for one before 2000 or in the future."""
    try:
        sent = parsedate_to_datetime(_header(message, "Date"))
        local = sent.astimezone().replace(tzinfo=None, microsecond=0)
    except (ValueError, TypeError, OverflowError, OSError):
        return None
    return local if local.year >= 2000 and local <= datetime.now() else None


def _threads(message: Message, *, with_body: bool) -> Iterator[str]:
    """Our Message-IDs in the headers, in forwarded messages and, of a bounce, in the text."""
    for name in ("In-Reply-To", "References"):
        yield from reversed(_OUR_MESSAGE_ID.findall(_header(message, name)))
    for part in message.walk():
        if part is not message:
            yield from _OUR_MESSAGE_ID.findall(_header(part, "Message-ID"))
            if with_body and part.get_content_type() in ("text/rfc822-headers", "text/plain"):
                yield from _OUR_MESSAGE_ID.findall(_text(part))


def _text(part: Message) -> str:
    content = part.get_payload(decode=True)
    return content.decode("utf-8", "replace") if isinstance(content, bytes) else ""


def _is_automatic(message: Message) -> bool:
    submitted = _header(message, "Auto-Submitted").lower()
    return (
        submitted.startswith("auto-replied")
        or bool(_header(message, "X-Autoreply"))
        or _header(message, "Precedence").lower() in ("auto_reply", "auto-reply")
        or bool(_AUTO_SUBJECT.match(_header(message, "Subject")))
    )


def _failed(message: Message) -> Iterator[tuple[str, str]]:
    """The recipients that were not reached and why: by a delivery report (RFC 3464), else by the bounce's headers."""
    has_report = False
    for part in message.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        has_report = True
        blocks = part.get_payload()
        for block in blocks if isinstance(blocks, list) else []:
            if not isinstance(block, Message):
                continue
            recipient = _header(block, "Original-Recipient") or _header(block, "Final-Recipient")
            if recipient and _header(block, "Action").lower().startswith("failed"):
                reason = _header(block, "Diagnostic-Code") or _header(block, "Status")
                yield recipient.rpartition(";")[2].strip(), " ".join(reason.split())
    sender = parseaddr(_header(message, "From"))[1].lower()
    if not has_report and sender.split("@")[0] in _BOUNCERS:
        addresses = _header(message, "X-Failed-Recipients").split(",")
        for address in filter(None, (address.strip() for address in addresses)):
            yield address, " ".join(_header(message, "Subject").split())


# --- files --------------------------------------------------------------------------------------------------------


def _files(message: Message, depth: int = 0) -> Iterator[tuple[str, bytes]]:
    """Name and content of every file, also of those in forwarded messages and in ``winmail.dat``."""
    if depth > _MAX_DEPTH:
        return
    if message.get_content_type() == "message/rfc822":
        for inner in message.get_payload() if message.is_multipart() else []:
            if isinstance(inner, Message):
                yield from _files(inner, depth + 1)
        return
    if message.is_multipart():
        for part in message.get_payload():
            if isinstance(part, Message):
                yield from _files(part, depth + 1)
        return
    yield from _file(message)


def _file(part: Message) -> Iterator[tuple[str, bytes]]:
    name = _name(part)
    is_picture = part.get_content_maintype() == "image"
    if is_picture and (part.get_content_disposition() == "inline" or part.get("Content-ID")):
        return  # the logo of a signature
    if not name and (part.get_content_maintype() == "text" or part.get_content_disposition() == "inline"):
        return
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes) or not content:
        return
    if part.get_content_type() == "application/ms-tnef" or name.lower() == "winmail.dat":
        yield from tnef_files(content)
    else:
        yield name or "dinh-kem", content


def _name(part: Message) -> str:
    try:
        file_name = part.get_filename() or ""
    except (ValueError, TypeError, AttributeError, LookupError):
        return ""
    name = str(file_name).replace("\\", "/").rpartition("/")[2]
    return re.sub(r"[\x00-\x1f]+", " ", name).strip()[:150]
