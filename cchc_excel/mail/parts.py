"""The parts of a message → the files in it, and the names of what was not opened: every part is accounted for."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from email.policy import default

from cchc_excel.mail.files_in_text import CALENDAR, files_in_text
from cchc_excel.mail.signed import SignedError, signed_content
from cchc_excel.mail.tnef import TnefError, tnef_files
from cchc_excel.messages.mail import EMPTY_PART, ENCRYPTED_PART, OUTSIDE_PARTS, PART_WITHOUT_NAME
from cchc_excel.text import outside
from cchc_excel.text.file_names import is_document, is_side_file
from cchc_excel.text.mail_formats import TNEF_MAGIC, message_in, signed_kind

#: Parts lie so deep in one another at most; a message within a message is two of them.
_MAX_DEPTH = 20
_LONGEST_NAME = 150
#: Parts that mail programs add for themselves.
_QUIET_TYPES = frozenset(
    {
        "message/delivery-status",
        "message/disposition-notification",
        "text/rfc822-headers",
    }
)
_SIGNED_SUFFIX = ".p7m"
#: What somebody's files begin with that say who wrote a letter.
_SENDERS_MARKS = (b"-----BEGIN PGP SIGNATURE", b"-----BEGIN PGP PUBLIC KEY BLOCK", b"BEGIN:VCARD")
_BEFORE_MARKS = b"\xef\xbb\xbf\r\n\t "
#: What Outlook draws in a text; what Exchange calls the pieces of a text around a file; pictures of a signature.
_DRAWN = frozenset({"oledata.mso", "editdata.mso"})
_PIECE = re.compile(r"att\d{5}\.(htm|html|txt)", re.IGNORECASE)
_PICTURE_NAME = re.compile(r"(image\d{3}|outlook-[\w-]{1,40})\.(png|jpe?g|gif|bmp)", re.IGNORECASE)
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM")
#: A piece of a text is shorter, and has no cells: neither those of tables nor three lines of separated ones.
_LONGEST_PIECE = 10_000
_CELLS = re.compile(
    rb"\0|<td|<(?:\w{1,9}:)?(?:cell|tc|table-cell)\b|(?:^(?:[^\t;,\n]*[\t;,]){2}.*\n){3}", re.IGNORECASE | re.MULTILINE
)
#: The letter's own texts where they have no name.
_BODIES = frozenset({"text/plain", "text/html", "text/calendar", "text/enriched", "text/richtext", "text/x-amp-html"})
#: What makes a web page look well.
_DECORATION = ("image/", "font/")
#: A picture of more bytes is no logo.
_PICTURE = 50_000
#: What a mail program did not take for a part may be one.
_PART_HEADER = re.compile(r"^content-(type|disposition|transfer-encoding):", re.IGNORECASE | re.MULTILINE)
#: A part that stands in a text, since a blank line among the headers made a text of all that follows.
_TORN_PART = re.compile(
    rb"^--([A-Za-z0-9'()+_,./:=?-]{1,70})[ \t]*\r?\n(?=Content-[A-Za-z-]{1,40}:)", re.IGNORECASE | re.MULTILINE
)
_PATH = re.compile(r"^.*[/\\]")


@dataclass
class MessageParts:
    """The files of a message, of whatever depth; and what was not opened.

    Attributes:
        text: the plain text, as far as there is one.
        pictures: small ones, named as mail programs name those of a signature; files, where there are no others.
    """

    files: list[tuple[str, bytes]] = field(default_factory=list)
    unopened: list[str] = field(default_factory=list)
    text: str = ""
    pictures: list[tuple[str, bytes]] = field(default_factory=list)

    @classmethod
    def of(cls, message: Message) -> MessageParts:
        """The parts of a message."""
        parts = cls()
        parts._add(message, 0, is_own=True)
        return parts

    def add_file(self, name: str, content: bytes, depth: int = 0) -> None:
        """Add a file; what mail programs pack files in is opened, their own files are passed over."""
        name = _tame(name)
        if is_side_file(name, content):
            return
        if _is_text(name, content):
            self.add_files_in(content, depth)
        elif not content:
            self.unopened.append(EMPTY_PART.format(name=name or PART_WITHOUT_NAME))
        elif content.startswith(TNEF_MAGIC):
            self._add_tnef(name, content, depth)
        elif _is_signature(name, content) or (name.lower() in _DRAWN and not is_document(content)):
            return  # of what stands beside it
        elif _PICTURE_NAME.fullmatch(name) and content.startswith(_PICTURES) and len(content) < _PICTURE:
            self.pictures.append((name, content))
        elif kind := signed_kind(content):
            if kind == "encrypted":
                self.unopened.append(ENCRYPTED_PART.format(name=name or PART_WITHOUT_NAME))
            else:
                self._add_signed(name, content, depth)
        else:
            self.files.append((name or PART_WITHOUT_NAME, content))

    def add_files_in(self, text: bytes, depth: int = 0) -> None:
        """Add the files that stand as letters in a text."""
        for file in files_in_text(text):
            if file.kind.startswith(_DECORATION) and len(file.content) < _PICTURE:
                continue
            if file.content:
                self.add_file(file.name, file.content, depth)
            else:
                self.unopened.append(_tame(file.name) or PART_WITHOUT_NAME)

    def _add(self, part: Message, depth: int, *, is_own: bool = False, is_returned: bool = False) -> None:
        """Add a part.

        Args:
            part: of whatever kind.
            depth: so many parts it lies in.
            is_own: it is the message's own, not that of a message in it.
            is_returned: a delivery report of the message's own gives it back: it is our own letter. What a report gives
                back that somebody passes on is theirs.
        """
        try:
            self._add_part(part, depth, is_own=is_own, is_returned=is_returned)
        except (KeyboardInterrupt, SystemExit, MemoryError):
            raise
        except Exception:  # noqa: BLE001 - the parser of headers raises anything over damaged ones
            self.unopened.append(_name(part) or PART_WITHOUT_NAME)

    def _add_part(self, part: Message, depth: int, *, is_own: bool, is_returned: bool) -> None:
        kind = part.get_content_type()
        if depth > _MAX_DEPTH:
            self.unopened.append(_name(part) or kind)
        elif kind in _QUIET_TYPES or (kind.startswith("message/") and is_returned):
            return
        elif kind in ("message/rfc822", "message/global"):
            for inner in _attached_messages(part):
                self._add(inner, depth + 1)
        elif kind in ("message/partial", "message/external-body"):
            self.unopened.append(_name(part) or kind)
        elif part.is_multipart():
            for inner in _inner_parts(part):
                self._add(inner, depth + 1, is_own=is_own, is_returned=is_own and kind == "multipart/report")
            around = [str(text) for text in (part.preamble, part.epilogue) if text]
            for text in around:
                self.add_files_in(text.encode("utf-8", "surrogateescape"), depth)
            if any(map(_PART_HEADER.search, around)):
                self.unopened.append(OUTSIDE_PARTS)
        else:
            self._add_leaf(part, kind, depth)

    def _add_leaf(self, part: Message, kind: str, depth: int) -> None:
        name = _name(part)
        disposition = _disposition(part)
        content = part.get_payload(decode=True)
        if not isinstance(content, bytes) or not (content or name):
            return
        is_small_picture = kind.startswith("image/") and len(content) < _PICTURE and not is_document(content)
        if is_small_picture and (disposition == "inline" or part.get("Content-ID")):
            return  # the logo of a signature; a photograph of the form is larger
        if not name and kind in _BODIES and disposition != "attachment" and not is_document(content):
            self._add_body(content, kind, depth)
        else:
            self.add_file(name, content, depth)

    def _add_body(self, content: bytes, kind: str, depth: int) -> None:
        """The letter's own text, in which some programs put files as letters, and broken ones its parts."""
        if kind in ("text/plain", "text/html") and not self.text:
            self.text = content.decode("utf-8", "replace")
        if torn := _TORN_PART.search(content):
            head = b'Content-Type: multipart/mixed; boundary="%s"\n\n' % torn.group(1)
            self._add(message_from_bytes(head + content[torn.start() :], policy=default), depth + 1)
            content = content[: torn.start()]
        self.add_files_in(content, depth)

    def _add_tnef(self, name: str, content: bytes, depth: int) -> None:
        try:
            files = tnef_files(content)
        except TnefError:
            files = []
        if not files or depth > _MAX_DEPTH:
            self.unopened.append(name or "winmail.dat")
        for file in files:
            self.add_file(file.name or PART_WITHOUT_NAME, file.content, depth + 1)

    def _add_signed(self, name: str, content: bytes, depth: int) -> None:
        """What was signed: a letter or a part of one, or a file."""
        try:
            signed = signed_content(content)
        except SignedError:
            signed = b""
        if not signed or depth > _MAX_DEPTH:
            self.unopened.append(name or "smime.p7m")
            return
        bare = name[: -len(_SIGNED_SUFFIX)] if name.lower().endswith(_SIGNED_SUFFIX) else name
        if message_in(signed) is not None or _begins_with_mime(signed):
            self._add(message_from_bytes(signed, policy=default), depth + 1)
        else:
            self.add_file(bare, signed, depth + 1)


def flattened(content: bytes, name: str = "") -> MessageParts:
    """The files of a ``winmail.dat`` or a signed file that came by itself, under its name."""
    parts = MessageParts()
    parts.add_file(name.rpartition("/")[2], content)
    return parts


def _is_signature(name: str, content: bytes) -> bool:
    """Whether a file is nothing but a signature, or what belongs to one."""
    if content.lstrip(_BEFORE_MARKS).startswith(_SENDERS_MARKS):
        return True
    if signed_kind(content) != "signed":
        return False
    try:
        return not signed_content(content)
    except SignedError:
        return name.lower().endswith(".p7s")


def _is_text(name: str, content: bytes) -> bool:
    """Whether a file is a text of the letter itself: an invitation, or a piece of what is written."""
    if content.lstrip(_BEFORE_MARKS).startswith(CALENDAR):
        return True
    is_piece = _PIECE.fullmatch(name) is not None and len(content) < _LONGEST_PIECE
    return is_piece and not (is_document(content) or _CELLS.search(content))


def _begins_with_mime(content: bytes) -> bool:
    return content[:200].lower().lstrip().startswith((b"content-", b"mime-version:"))


def _attached_messages(part: Message) -> Iterator[Message]:
    """The message in a part; one that is encoded, as it must not be, is decoded.

    Raises:
        binascii.Error: it is cut off.
    """
    encoding = str(part.get("Content-Transfer-Encoding", "")).strip().lower()
    for inner in _inner_parts(part):
        if encoding not in ("base64", "quoted-printable"):
            yield inner
            continue
        raw = inner.as_bytes()
        raw = binascii.a2b_base64(raw) if encoding == "base64" else binascii.a2b_qp(raw)
        yield message_from_bytes(message_in(raw) or raw, policy=default)


def _inner_parts(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [inner for inner in payload if isinstance(inner, Message)] if isinstance(payload, list) else []


def _disposition(part: Message) -> str:
    try:
        return part.get_content_disposition() or ""
    except Exception:  # noqa: BLE001 - as in `MessageParts._add`
        return ""


def _name(part: Message) -> str:
    try:
        return _tame(str(part.get_filename() or ""))
    except Exception:  # noqa: BLE001 - as in `MessageParts._add`
        return PART_WITHOUT_NAME


def _tame(name: str) -> str:
    """A name as sent, without folders and control characters."""
    return outside.name(_PATH.sub("", name).strip(), _LONGEST_NAME)
