"""What comes by mail: a message taken apart, in a worker, into its files and what it says of itself."""

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

#: ``auto_reply``: out of office and the like; ``bounce``: a letter of ours that was not delivered.
IncomingKind = Literal["letter", "auto_reply", "bounce"]

_OURS = re.compile(r"<cchc\.[^<>\s]+@[^<>\s]+>")
_AUTO_SUBJECT = re.compile(
    r"^\s*(trả lời tự động|tự động trả lời|automatic reply|auto(matic)?[- ]?reply|out of (the )?office)", re.IGNORECASE
)
_BOUNCERS = ("mailer-daemon", "postmaster")
_DEEPEST = 10
_MOST_FILES = 200


@dataclass(frozen=True)
class Incoming:
    """A message, without its files' contents.

    Attributes:
        sender: address; empty where there is none to be read.
        sent: when, by its own account; None where that cannot be.
        threads: Message-IDs of ours that it answers or carries, nearest first.
        failed: of a bounce, the addresses and why.
        files: name as sent, and where the file was put.
    """

    kind: IncomingKind
    sender: str
    sent: datetime | None
    threads: tuple[str, ...]
    failed: tuple[tuple[str, str], ...]
    files: tuple[tuple[str, str], ...]


def parse_message(name: str, folder: str) -> Incoming | None:
    """Take a message (.eml or .msg) apart; None where it is neither. Never raises for what it holds.

    Args:
        name: the message.
        folder: where to put its files; their own names are never used as paths.
    """
    try:
        content = Path(name).read_bytes()
        found = outlook_files(content)
        if found is not None:
            return Incoming("letter", "", None, (), (), _put_aside(found, Path(folder)))
        message = message_from_bytes(content, policy=default)
        return _apart(message, Path(folder))
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # noqa: BLE001 - the parsers raise whatever a torn message makes them stumble on
        return None


def _apart(message: Message, folder: Path) -> Incoming:
    failed = tuple(_failed(message))
    return Incoming(
        kind="bounce" if failed else "auto_reply" if _is_automatic(message) else "letter",
        sender=parseaddr(_header(message, "From"))[1].lower(),
        sent=_sent(message),
        threads=tuple(dict.fromkeys(_threads(message, with_body=bool(failed)))),
        failed=failed,
        # What a bounce carries is our own letter come back.
        files=() if failed else _put_aside(list(_files(message)), folder),
    )


def _put_aside(files: list[tuple[str, bytes]], folder: Path) -> tuple[tuple[str, str], ...]:
    put = []
    for at, (name, content) in enumerate(files[:_MOST_FILES]):
        path = folder / f"{at:04}"
        path.write_bytes(content)
        put.append((name, str(path)))
    return tuple(put)


# --- what it says of itself ---------------------------------------------------------------------------------------


def _header(message: Message, name: str) -> str:
    try:
        return str(message.get(name, "") or "")
    except (ValueError, IndexError, AttributeError, TypeError):
        return ""


def _sent(message: Message) -> datetime | None:
    """The message's date in local time, unless it is absurd."""
    try:
        sent = parsedate_to_datetime(_header(message, "Date"))
        local = sent.astimezone().replace(tzinfo=None, microsecond=0)
    except (ValueError, TypeError, OverflowError, OSError):
        return None
    return local if local.year >= 2000 and local <= datetime.now() else None


def _threads(message: Message, *, with_body: bool) -> Iterator[str]:
    for name in ("In-Reply-To", "References"):
        yield from reversed(_OURS.findall(_header(message, name)))
    for part in message.walk():
        if part is not message:
            yield from _OURS.findall(_header(part, "Message-ID"))
            if with_body and part.get_content_type() in ("text/rfc822-headers", "text/plain"):
                yield from _OURS.findall(_text(part))


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
    """The recipients of a letter that were not reached (RFC 3464), or the sender's word for it."""
    reported = False
    for part in message.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        reported = True
        blocks = part.get_payload()
        for block in blocks if isinstance(blocks, list) else []:
            if not isinstance(block, Message):
                continue
            recipient = _header(block, "Original-Recipient") or _header(block, "Final-Recipient")
            if recipient and _header(block, "Action").lower().startswith("failed"):
                why = _header(block, "Diagnostic-Code") or _header(block, "Status")
                yield recipient.rpartition(";")[2].strip(), " ".join(why.split())
    sender = parseaddr(_header(message, "From"))[1].lower()
    if not reported and sender.split("@")[0] in _BOUNCERS:
        failed = _header(message, "X-Failed-Recipients")
        for address in filter(None, (one.strip() for one in failed.split(","))):
            yield address, " ".join(_header(message, "Subject").split())


# --- its files ----------------------------------------------------------------------------------------------------


def _files(message: Message, depth: int = 0) -> Iterator[tuple[str, bytes]]:
    """Every file in it, also in messages that it forwards and in what Outlook packs."""
    if depth > _DEEPEST:
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
        found = part.get_filename() or ""
    except (ValueError, TypeError, AttributeError, LookupError):
        return ""
    name = str(found).replace("\\", "/").rpartition("/")[2]
    return re.sub(r"[\x00-\x1f]+", " ", name).strip()[:150]
