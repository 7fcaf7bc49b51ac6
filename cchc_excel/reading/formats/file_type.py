"""The type of a file, by its content and never by its name."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from typing import Literal

import msoffcrypto
import olefile

Kind = Literal[
    "xlsx",
    "xlsb",
    "ods",
    "xls",
    "encrypted",
    "pdf",
    "docx",
    "doc",
    "image",
    "zip",
    "rar",
    "mail",
    "msg",
    "html",
    "text",
    "unknown",
    "empty",
]
READABLE: frozenset[Kind] = frozenset({"xlsx", "xlsb", "ods", "xls", "docx"})

_MAGIC: tuple[tuple[bytes, Kind], ...] = (
    (b"%PDF", "pdf"),
    (b"Rar!", "rar"),
    (b"7z\xbc\xaf", "rar"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
)
_HEADER_LINE = re.compile(rb"(From [^\n]+\n)?[A-Za-z][A-Za-z0-9-]{1,60}:[ \t]")
_MAIL_HEADERS = re.compile(rb"^(from|date|message-id|received|mime-version|subject|return-path):", re.MULTILINE)


def file_type(content: bytes) -> Kind:
    """The type of a file, given whole."""
    if not content:
        return "empty"
    if content.startswith(b"PK"):
        return _zip_kind(content)
    if content.startswith(olefile.MAGIC):
        return _ole_kind(content)
    for magic, kind in _MAGIC:
        if content.startswith(magic):
            return kind
    return _text_kind(content)


def _zip_kind(content: bytes) -> Kind:
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            names = set(package.namelist())
    except (zipfile.BadZipFile, OSError, ValueError):
        # A damaged package is still recognised as a workbook.
        return "xlsx" if b"xl/" in content[:4096] else "zip"
    for part, kind in (
        ("xl/workbook.bin", "xlsb"),
        ("xl/workbook.xml", "xlsx"),
        ("word/document.xml", "docx"),
        ("content.xml", "ods"),
    ):
        if part in names:
            return kind  # type: ignore[return-value]
    return "zip"


def _ole_kind(content: bytes) -> Kind:
    try:
        with olefile.OleFileIO(BytesIO(content)) as ole:
            if ole.exists("EncryptedPackage"):
                return "encrypted"
            if ole.exists("__properties_version1.0"):
                return "msg"
            if not (ole.exists("Workbook") or ole.exists("Book")):
                return "doc" if ole.exists("WordDocument") else "unknown"
        # An .xls is encrypted inside, record by record.
        return "encrypted" if msoffcrypto.OfficeFile(BytesIO(content)).is_encrypted() else "xls"
    except Exception:  # noqa: BLE001 - both libraries raise anything over damaged files
        return "unknown"


def _is_mail(content: bytes) -> bool:
    """Whether it begins with a header line, and has at least two of those that every message has."""
    head = content[:32_768].lstrip(b"\xef\xbb\xbf\r\n")
    return bool(_HEADER_LINE.match(head)) and len(set(_MAIL_HEADERS.findall(head.lower()))) >= 2


def _text_kind(content: bytes) -> Kind:
    if _is_mail(content):
        return "mail"
    head = content[:1024].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if head.startswith((b"<!doctype html", b"<html")):
        return "html"
    try:
        content[:4096].decode("utf-8")
    except UnicodeDecodeError as error:
        return "text" if error.start > 4090 else "unknown"
    return "unknown" if b"\x00" in head else "text"
