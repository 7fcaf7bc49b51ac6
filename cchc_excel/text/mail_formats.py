"""How what mail programs save is recognised: messages, ``winmail.dat``, signed and encrypted files."""

from __future__ import annotations

import base64
import binascii
import codecs
import re
from typing import Literal

#: A ``winmail.dat`` (TNEF) begins so.
TNEF_MAGIC = b"\x78\x9f\x3e\x22"
SignedKind = Literal["signed", "encrypted"]
#: Object identifiers of RFC 5652, as their tag, length and value.
_SIGNED = bytes.fromhex("06092a864886f70d010702")
_ENVELOPED = (bytes.fromhex("06092a864886f70d010703"), bytes.fromhex("060b2a864886f70d0109100117"))
#: What kind of signed file it is stands within so many bytes; a text is tried as base64 so far.
_SIGNED_HEAD, _TRIED = 64, 4096
_BASE64 = re.compile(rb"[A-Za-z0-9+/=\s]+")

#: Headers stand within so many bytes, after so many lines of something else.
_HEAD, _LINES_BEFORE = 32_768, 20
_MARK = b"\xef\xbb\xbf"
_HEADER_LINE = re.compile(rb"(From [^\n]+\r?\n)?[A-Za-z][A-Za-z0-9-]{1,60}:[ \t\r\n]")
_USUAL = re.compile(rb"^(from|date|message-id|received|mime-version|subject|return-path|content-type):", re.MULTILINE)
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")


def message_in(content: bytes) -> bytes | None:
    """The message in a file, with what editors made of its signs and line ends undone; None where there is none."""
    sent = _as_sent(content)
    start = message_start(sent)
    return None if start is None else sent[start:]


def _as_sent(content: bytes) -> bytes:
    head = content[:_HEAD]
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        content = content.decode("utf-16", "replace").encode()
        head = content[:_HEAD]
    if head.count(b"\r\r\n") > head.count(b"\n") / 2:
        return content.replace(b"\r\r\n", b"\r\n")
    return content.replace(b"\r", b"\n") if b"\r" in head and b"\n" not in head else content


def message_start(content: bytes) -> int | None:
    """The offset at which a message (RFC 5322) begins; None for what is no message.

    A message has at least two of the headers that every message has, in one block.
    """
    head = content[:_HEAD]
    offset = len(_MARK) if head.startswith(_MARK) else 0
    for _ in range(_LINES_BEFORE):
        if _HEADER_LINE.match(head, offset):
            end = _BLANK_LINE.search(head, offset)
            block = head[offset : end.start() if end else len(head)]
            if len(set(_USUAL.findall(block.lower()))) >= 2:
                return offset
        line_end = head.find(b"\n", offset)
        if line_end < 0:
            return None
        offset = line_end + 1
    return None


def is_from_mail(content: bytes) -> bool:
    """Whether a file is a message or what mail programs pack letters and files in."""
    return content.startswith(TNEF_MAGIC) or signed_kind(content) is not None or message_in(content[:_HEAD]) is not None


def signed_kind(content: bytes) -> SignedKind | None:
    """Whether a file is signed or encrypted data (CMS); None for anything else."""
    head = signed_binary(content[:_TRIED])[:_SIGNED_HEAD]
    if _SIGNED in head:
        return "signed"
    return "encrypted" if any(kind in head for kind in _ENVELOPED) else None


def signed_binary(content: bytes) -> bytes:
    """Signed data as DER or BER, where it stands as base64 or PEM; empty for what is neither."""
    if content[:1] == b"\x30":
        return content
    if not content.startswith((b"-----BEGIN", b"MI")):
        return b""
    text = content.replace(b"\r\n", b"\n").partition(b"-----\n")[2] if content.startswith(b"-") else content
    text = text.partition(b"-----END")[0]
    if not _BASE64.fullmatch(text):
        return b""
    bare = re.sub(rb"\s", b"", text)
    try:
        return base64.b64decode(bare[: len(bare) // 4 * 4])
    except binascii.Error:
        return b""
