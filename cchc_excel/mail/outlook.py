"""Messages that Outlook saved (.msg, MS-OXMSG): → who sent them, when they came, what they answer, their files."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from io import BytesIO
from typing import Any

_ATTACHMENT, _RECIPIENT = "__attach_version1.0_#", "__recip_version1.0_#"
_PROPERTIES = "__properties_version1.0"
#: Property tags of MS-OXPROPS; the type follows in the stream's name.
_DATA, _LONG_NAME, _SHORT_NAME, _DISPLAY_NAME = "3701", "3707", "3704", "3001"
_CLASS, _SUBJECT, _HEADERS, _BODY = "001A", "0037", "007D", "1000"
_ADDRESS_TYPE, _ADDRESS, _SMTP, _SMTP_FOR = "0C1E", "0C1F", "5D01", "5D02"
_IN_REPLY_TO, _REFERENCES, _MESSAGE_ID = "1042", "1039", "1035"
_SENDER_NAME, _NAME_FOR = "0C1A", "0042"
_RECIPIENT_ADDRESS, _RECIPIENT_SMTP, _REPORT_TEXT = "3003", "39FE", "1001"
_DELIVERED, _SUBMITTED = 0x0E060040, 0x00390040
#: Bytes before the properties of the outermost message, of one within another.
_OUTER_HEADER, _INNER_HEADER = 32, 24
_PROPERTY_SIZE = 16
_FILETIME_BEGIN = datetime(1601, 1, 1, tzinfo=timezone.utc)  # noqa: UP017 - the name of Python 3.11 is the same
#: Messages within messages are opened so deep.
_MAX_DEPTH = 10


@dataclass
class OutlookMessage:
    """A message that Outlook saved.

    Attributes:
        message_class: such as ``IPM.Note``; of a bounce ``REPORT.IPM.Note.NDR``.
        headers: those of the transport, as text; empty where Outlook kept none.
        received: when it was delivered; None where that is not said.
        sent: when it was given to be sent.
        answers: Message-IDs that it answers, as they stand.
        sender_name: what it calls its sender.
        contains: Message-IDs of the messages attached to it.
        within: addresses and names of the senders of those.
        recipients: addresses, and of a bounce why each was not reached.
        files: name and content of each, those of attached messages too.
        unopened: names of what was attached and could not be taken out.
    """

    message_class: str = ""
    sender: str = ""
    sender_name: str = ""
    subject: str = ""
    headers: str = ""
    body: str = ""
    received: datetime | None = None
    sent: datetime | None = None
    answers: str = ""
    contains: list[str] = field(default_factory=list)
    within: list[tuple[str, str]] = field(default_factory=list)
    recipients: list[tuple[str, str]] = field(default_factory=list)
    files: list[tuple[str, bytes]] = field(default_factory=list)
    unopened: list[str] = field(default_factory=list)


def outlook_message(content: bytes) -> OutlookMessage | None:
    """A saved message; None for any other file.

    Raises:
        OSError, ValueError, struct.error: it is damaged.
    """
    import olefile  # noqa: PLC0415 - rarely needed

    if not content.startswith(olefile.MAGIC):
        return None
    with olefile.OleFileIO(BytesIO(content)) as ole:
        if not ole.exists(_PROPERTIES):
            return None
        storage = _Storage(ole, ())
        message = OutlookMessage(
            message_class=storage.text(_CLASS),
            sender=_sender(storage),
            sender_name=storage.text(_SENDER_NAME) or storage.text(_NAME_FOR),
            subject=storage.text(_SUBJECT),
            headers=storage.text(_HEADERS),
            body=storage.text(_BODY),
            received=storage.time(_DELIVERED, _OUTER_HEADER),
            sent=storage.time(_SUBMITTED, _OUTER_HEADER),
            answers=f"{storage.text(_IN_REPLY_TO)} {storage.text(_REFERENCES)}",
            recipients=[_recipient(inner) for inner in storage.inner(_RECIPIENT)],
        )
        _add_attachments(message, storage, 0)
        return message


class _Storage:
    """One storage of the file: the message itself, a recipient, an attachment, an attached message."""

    def __init__(self, ole: Any, path: tuple[str, ...]) -> None:
        self._ole, self._path = ole, path

    def inner(self, prefix: str) -> Iterator[_Storage]:
        """The storages in it whose names begin so, in order."""
        depth = len(self._path)
        entries = self._ole.listdir(streams=True, storages=True)
        names = {entry[depth] for entry in entries if len(entry) > depth and tuple(entry[:depth]) == self._path}
        yield from (_Storage(self._ole, (*self._path, name)) for name in sorted(names) if name.startswith(prefix))

    def stream(self, name: str) -> bytes | None:
        path = [*self._path, name]
        if not self._ole.exists(path) or self._ole.get_type(path) != 2:
            return None
        return bytes(self._ole.openstream(path).read())

    def embedded(self) -> _Storage | None:
        """The storage of an attached message or object."""
        name = f"__substg1.0_{_DATA}000D"
        return _Storage(self._ole, (*self._path, name)) if self._ole.exists([*self._path, name]) else None

    def holds(self, name: str) -> bool:
        return bool(self._ole.exists([*self._path, name]))

    def binary(self, tag: str) -> bytes | None:
        return self.stream(f"__substg1.0_{tag}0102")

    def text(self, tag: str) -> str:
        wide = self.stream(f"__substg1.0_{tag}001F")
        if wide is not None:
            return wide.decode("utf-16-le", "replace").strip("\0 \r\n")
        narrow = self.stream(f"__substg1.0_{tag}001E")
        return "" if narrow is None else narrow.decode("cp1258", "replace").strip("\0 \r\n")

    def time(self, tag: int, header: int) -> datetime | None:
        """A time of the fixed properties, in local time."""
        properties = self.stream(_PROPERTIES) or b""
        for offset in range(header, len(properties) - _PROPERTY_SIZE + 1, _PROPERTY_SIZE):
            (found,) = struct.unpack_from("<I", properties, offset)
            if found == tag:
                (ticks,) = struct.unpack_from("<Q", properties, offset + 8)
                try:
                    moment = _FILETIME_BEGIN + timedelta(microseconds=ticks // 10)
                    return moment.astimezone().replace(tzinfo=None, microsecond=0)
                except (OverflowError, ValueError, OSError):
                    return None
        return None


def _sender(storage: _Storage) -> str:
    address = storage.text(_SMTP) or storage.text(_SMTP_FOR)
    if not address and storage.text(_ADDRESS_TYPE).upper() in ("SMTP", ""):
        address = storage.text(_ADDRESS)
    return address.lower() if "@" in address else ""


def _recipient(storage: _Storage) -> tuple[str, str]:
    return storage.text(_RECIPIENT_SMTP) or storage.text(_RECIPIENT_ADDRESS), storage.text(_REPORT_TEXT)


def _add_attachments(message: OutlookMessage, storage: _Storage, depth: int) -> None:
    for attachment in storage.inner(_ATTACHMENT):
        name = attachment.text(_LONG_NAME) or attachment.text(_SHORT_NAME) or attachment.text(_DISPLAY_NAME)
        content, embedded = attachment.binary(_DATA), attachment.embedded()
        if content is not None:
            message.files.append((name, content))
        elif embedded is not None and embedded.holds(_PROPERTIES) and depth < _MAX_DEPTH:
            message.contains.append(embedded.text(_MESSAGE_ID))
            message.within.append((_sender(embedded), embedded.text(_SENDER_NAME) or embedded.text(_NAME_FOR)))
            _add_attachments(message, embedded, depth + 1)
        elif embedded is not None and (packed := _object_content(embedded)):
            message.files.append((name, packed))
        else:
            message.unopened.append(name)


def _object_content(storage: _Storage) -> bytes | None:
    """The workbook or document of an OLE object, where it stands there whole."""
    for name in ("Package", "CONTENTS"):
        if content := storage.stream(name):
            return content
    native = storage.stream("\x01Ole10Native")
    return _packed_file(native) if native else None


def _packed_file(native: bytes) -> bytes | None:
    """The file of a packager object: its names stand before it, each ended by a zero byte (MS-OLEDS)."""
    if len(native) < 6:
        return None
    offset = 6
    for _ in range(2):  # the label, the path where it was
        end = native.find(b"\0", offset)
        if end < 0:
            return None
        offset = end + 1
    if offset + 8 > len(native):
        return None
    (length,) = struct.unpack_from("<I", native, offset + 4)
    offset += 8 + length  # a path of the time of packing
    if offset + 4 > len(native):
        return None
    (size,) = struct.unpack_from("<I", native, offset)
    content = native[offset + 4 : offset + 4 + size]
    return content if size and len(content) == size else None
