"""A received message → its kind, sender, days, threads, files, and what in it was not opened. Runs in a worker.

Messages are saved letters (.eml, .msg), mailbox files (mbox), and what mail programs pack letters and files in:
``winmail.dat``, signed letters and signed files (.p7m).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from email import message_from_bytes
from email.message import Message
from email.policy import default
from email.utils import parseaddr, parsedate_to_datetime
from pathlib import Path
from typing import Literal, NamedTuple

from cchc_excel.mail.outlook import OutlookMessage, outlook_message
from cchc_excel.mail.parts import MessageParts, flattened
from cchc_excel.text import outside
from cchc_excel.text.mail_formats import TNEF_MAGIC, message_in, message_start, signed_kind

#: ``auto_reply``: out of office and the like; ``bounce``: a report that a letter of ours was not delivered;
#: ``package``: no letter itself, but what mail programs pack letters or files in.
IncomingKind = Literal["letter", "auto_reply", "bounce", "package"]

_OUR_MESSAGE_ID = re.compile(r"<cchc\.[^<>\s]{1,200}@[^<>\s]{1,255}>")
_AUTO_SUBJECT = re.compile(
    r"^\s*(trả lời tự động|tự động trả lời|automatic reply|auto(matic)?[- ]?reply|out of (the )?office)", re.IGNORECASE
)
_BOUNCERS = ("mailer-daemon", "postmaster")
_MAX_FILES = 200
#: A mailbox file: each letter begins with such a line; a text may have one too, without the headers of a letter.
_MBOX = re.compile(rb"^From [^\r\n]+\r?\n(?=[A-Za-z][A-Za-z0-9-]{1,60}:)", re.MULTILINE)
#: So much of what follows tells whether it is a letter.
_LETTER_HEAD = 32_768
_LINK = re.compile(r"https?://[^\s\"'<>]+", re.IGNORECASE)
#: A longer subject or name of a sender names nobody.
_LINE = 300
#: So much of a header or a text is looked through.
_LONGEST = 100_000


@dataclass(frozen=True)
class IncomingMessage:
    """A message, without its files' contents.

    Attributes:
        sender: address in lower case; empty where none can be read.
        received: when it came by the topmost server's mark, in local time; None where there is none.
        sent: the day that it names itself, in local time; None where there is none or an impossible one.
        threads: Message-IDs in our style that it answers or contains, nearest first; anybody can write them.
        failed: of a bounce, each address that was not reached, and why.
        files: of each file its name as sent and its path.
        unopened: names of the parts that were not opened.
        links: how many links its text has.
        left_out: names of the files that are more than the arrival may bring; they were not saved.
        named: how it calls its sender, and its subject; those of letters in it too.
        within: addresses of the senders of letters in it, in lower case.
    """

    kind: IncomingKind
    sender: str
    received: datetime | None
    sent: datetime | None
    threads: tuple[str, ...]
    failed: tuple[tuple[str, str], ...]
    files: tuple[tuple[str, str], ...]
    unopened: tuple[str, ...] = ()
    links: int = 0
    left_out: tuple[str, ...] = ()
    named: str = ""
    within: tuple[str, ...] = ()

    @property
    def is_bare(self) -> bool:
        """Whether it has no file, nor anything that was not opened."""
        return not (self.files or self.unopened or self.left_out)


class Room(NamedTuple):
    """Where the files of a message go, and how many of them, of how many bytes together, may."""

    folder: Path
    files: int
    bytes: int


def parse_message(path: str, folder: str, files: int, size: int, name: str = "") -> IncomingMessage | None:
    """Parse a message and save its files; None where it is none. No content makes it raise.

    Args:
        path: of the message.
        folder: where to put its files; their own names are never used as paths.
        files: how many of them may be saved.
        size: how many bytes they may have together.
        name: of the message as it came, after which what is packed in it without a name is called.
    """
    try:
        return _bounded(_parsed(Path(path).read_bytes(), Room(Path(folder), files, size), name))
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # noqa: BLE001 - the parsers raise anything over damaged messages
        return None


def _bounded(message: IncomingMessage) -> IncomingMessage:
    """The message with addresses, reasons and names as they go into sentences."""
    return replace(
        message,
        sender=outside.name(message.sender),
        failed=tuple(
            (outside.name(address), outside.quoted(outside.name(why, _LONGEST)))
            for address, why in message.failed[:_MAX_FILES]
        ),
        unopened=tuple(outside.name(name) for name in message.unopened),
        left_out=tuple(outside.name(name) for name in message.left_out),
        named="\n".join(outside.name(line) for line in message.named.splitlines()),
        within=tuple(outside.name(address) for address in message.within),
    )


def _parsed(content: bytes, room: Room, name: str) -> IncomingMessage:
    if content.startswith(TNEF_MAGIC) or signed_kind(content):
        parts = flattened(content, name)
        return _package(parts, room)
    saved = outlook_message(content)
    if saved is not None:
        return _of_outlook(saved, room)
    content = message_in(content) or content
    letters = _letters(content)
    if len(letters) > 1:
        parts = MessageParts([(f"thư {number}.eml", letter) for number, letter in enumerate(letters, start=1)])
        return _package(parts, room)
    message = message_from_bytes(content, policy=default)
    failed = tuple(_failed(message))
    parts = MessageParts.of(message)
    files, unopened, left_out = _saved(parts, room)
    inner = [part for part in message.walk() if part is not message and _header(part, "From")]
    return IncomingMessage(
        kind="bounce" if failed else "auto_reply" if _is_automatic(message) else "letter",
        sender=_sender(message)[1],
        received=_received(message),
        sent=_date(_header(message, "Date")),
        threads=tuple(dict.fromkeys(_threads(message, with_body=bool(failed)))),
        failed=failed,
        files=files,
        unopened=unopened,
        links=len(_LINK.findall(parts.text[:_LONGEST])),
        left_out=left_out,
        named=_named(*(text for one in (message, *inner) for text in (_sender(one)[0], _header(one, "Subject")))),
        within=tuple(address for one in inner if (address := _sender(one)[1])),
    )


def _letters(content: bytes) -> list[bytes]:
    """The letters of a mailbox file; the whole where it is none."""
    if not content.startswith(b"From "):
        return [content]
    found = (match.start() for match in _MBOX.finditer(content))
    begins = [begin for begin in found if message_start(content[begin : begin + _LETTER_HEAD]) == 0]
    return [content[begin:end] for begin, end in zip(begins, [*begins[1:], len(content)], strict=True)] or [content]


def _of_outlook(saved: OutlookMessage, room: Room) -> IncomingMessage:
    """A message that Outlook saved; what it kept of the transport's headers says what an .eml says."""
    headers = message_from_bytes(saved.headers.encode("utf-8", "replace"), policy=default)
    is_bounce = saved.message_class.upper().startswith("REPORT.") and saved.message_class.upper().endswith(".NDR")
    failed = tuple((address, " ".join(why.split())) for address, why in saved.recipients) if is_bounce else ()
    answered = f"{saved.answers} {' '.join(saved.contains)} {saved.body[:_LONGEST] if is_bounce else ''}"
    threads = (*_threads(headers, with_body=False), *_OUR_MESSAGE_ID.findall(answered))
    parts = MessageParts(unopened=list(saved.unopened))
    for name, content in () if is_bounce else saved.files:
        parts.add_file(name, content)
    if not is_bounce:
        parts.add_files_in(saved.body.encode("utf-8", "replace"))
    files, unopened, left_out = _saved(parts, room)
    is_automatic = _is_automatic(headers) or bool(_AUTO_SUBJECT.match(saved.subject))
    return IncomingMessage(
        "bounce" if is_bounce else "auto_reply" if is_automatic else "letter",
        saved.sender or _sender(headers)[1],
        _possible(saved.received) or _received(headers),
        _possible(saved.sent) or _date(_header(headers, "Date")),
        tuple(dict.fromkeys(threads)),
        failed,
        files,
        unopened,
        len(_LINK.findall(saved.body[:_LONGEST])),
        left_out,
        _named(
            saved.sender_name or _sender(headers)[0],
            saved.subject,
            *(name for _, name in saved.within),
        ),
        tuple(address for address, _ in saved.within if address),
    )


def _package(parts: MessageParts, room: Room) -> IncomingMessage:
    """What is no letter itself."""
    files, unopened, left_out = _saved(parts, room)
    return IncomingMessage("package", "", None, None, (), (), files, unopened, left_out=left_out)


def _saved(parts: MessageParts, room: Room) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...], tuple[str, ...]]:
    """The files as saved, the names of what was not opened, and of those that there is no room for.

    Files beyond the bound of one message are among what was not opened.
    """
    saved: list[tuple[str, str]] = []
    left_out: list[str] = []
    bytes_left = room.bytes
    files = parts.files or parts.pictures
    for number, (name, content) in enumerate(files[:_MAX_FILES]):
        if len(saved) >= room.files or len(content) > bytes_left:
            left_out.append(name)
            continue
        path = room.folder / f"{number:04}"
        path.write_bytes(content)
        bytes_left -= len(content)
        saved.append((name, str(path)))
    return tuple(saved), (*parts.unopened, *(name for name, _ in files[_MAX_FILES:])), tuple(left_out)


# --- headers and delivery report ----------------------------------------------------------------------------------


def _header(message: Message, name: str) -> str:
    try:
        return str(message.get(name, "") or "")[:_LONGEST]
    except Exception:  # noqa: BLE001 - the parser of headers raises anything over damaged ones
        return ""


def _sender(message: Message) -> tuple[str, str]:
    """What a letter calls its sender, and the address in lower case."""
    name, address = parseaddr(_header(message, "From"))
    return name, address.lower()


def _named(*texts: str) -> str:
    """What a letter calls its sender, and its subject, a line each, without what is too long to be one."""
    lines = dict.fromkeys(" ".join(text.split()) for text in texts)
    return "\n".join(line for line in lines if 0 < len(line) <= _LINE)


def _possible(moment: datetime | None) -> datetime | None:
    """A day that a message can have; None for one before 2000 or to come."""
    return moment if moment is not None and moment.year >= 2000 and moment <= datetime.now() else None


def _date(text: str) -> datetime | None:
    """A message's date in local time, a zone of ``-0000`` as UTC (RFC 5322); None for one that it cannot have."""
    try:
        moment = parsedate_to_datetime(text)
        aware = moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)  # noqa: UP017
        local = aware.astimezone().replace(tzinfo=None, microsecond=0)
    except (ValueError, TypeError, OverflowError, OSError, IndexError):
        return None
    return _possible(local)


def _received(message: Message) -> datetime | None:
    """When the last server had it: its mark is the topmost (RFC 5321)."""
    try:
        marks = message.get_all("Received") or []
        return _date(str(marks[0]).rpartition(";")[2].strip()) if marks else None
    except Exception:  # noqa: BLE001 - as in `_header`
        return None


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
    return content[:_LONGEST].decode("utf-8", "replace") if isinstance(content, bytes) else ""


def _own_parts(message: Message) -> Iterator[Message]:
    """The parts of a message, without those of attached messages."""
    yield message
    payload = message.get_payload()
    if message.get_content_maintype() == "multipart" and isinstance(payload, list):
        for part in payload:
            if isinstance(part, Message):
                yield from _own_parts(part)


def _is_automatic(message: Message) -> bool:
    submitted = _header(message, "Auto-Submitted").lower()
    return (
        submitted.startswith("auto-replied")
        or bool(_header(message, "X-Autoreply"))
        or _header(message, "Precedence").lower() in ("auto_reply", "auto-reply")
        or bool(_AUTO_SUBJECT.match(_header(message, "Subject")))
    )


def _failed(message: Message) -> Iterator[tuple[str, str]]:
    """The recipients that were not reached and why: by a delivery report (RFC 3464), else by the bounce's headers.

    A report within an attached message is somebody's who passed it on.
    """
    has_report = False
    for part in _own_parts(message):
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
    sender = _sender(message)[1]
    if not has_report and sender.split("@")[0] in _BOUNCERS:
        addresses = _header(message, "X-Failed-Recipients").split(",")
        for address in filter(None, (address.strip() for address in addresses)):
            yield address, " ".join(_header(message, "Subject").split())
