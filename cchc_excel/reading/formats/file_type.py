"""The type of a file, by its content and never by its name."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import Literal

import msoffcrypto
import olefile

from cchc_excel.reading.extract import EXTRACT_NAME
from cchc_excel.reading.formats.delimited import is_delimited
from cchc_excel.reading.formats.html_page import is_html, is_web_archive
from cchc_excel.reading.formats.ods_encryption import is_encrypted_ods
from cchc_excel.reading.formats.xls_records import is_encrypted_xls
from cchc_excel.reading.formats.xml2003 import is_xml2003
from cchc_excel.text.mail_formats import is_from_mail

Kind = Literal[
    "xlsx",
    "xlsb",
    "ods",
    "fods",
    "odt",
    "xls",
    "xml2003",
    "delimited",
    "encrypted",
    "pdf",
    "docx",
    "doc",
    "image",
    "extract",
    "zip",
    "rar",
    "mail",
    "msg",
    "html",
    "unknown",
    "empty",
]
_MAGIC: tuple[tuple[bytes, Kind], ...] = (
    (b"%PDF", "pdf"),
    (b"Rar!", "rar"),
    (b"7z\xbc\xaf", "rar"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"{\\rtf", "doc"),
    # A workbook of Excel 2 to 8 that stands alone, without the container of later ones.
    (b"\x09\x00\x04\x00", "xls"),
    (b"\x09\x02\x06\x00", "xls"),
    (b"\x09\x04\x06\x00", "xls"),
    (b"\x09\x08\x08\x00", "xls"),
    (b"\x09\x08\x10\x00", "xls"),
)
#: Parts by which a package is known, the surest first.
_PARTS: tuple[tuple[str, Kind], ...] = (
    (EXTRACT_NAME, "extract"),
    ("xl/workbook.bin", "xlsb"),
    ("xl/workbook.xml", "xlsx"),
    ("word/document.xml", "docx"),
    ("content.xml", "ods"),
    ("encrypted-package", "encrypted"),
)
#: What the first part of an OpenDocument text, or of a template of one, says, and where that stands.
_OPEN_TEXT, _FIRST_PART = b"application/vnd.oasis.opendocument.text", 200
#: Folders by which an Open XML package is known whose main part has a name of its own.
_FOLDERS: tuple[tuple[str, Kind], ...] = (("xl/", "xlsx"), ("word/", "docx"))
#: What Word saves as one XML file.
_WORD_XML = (b"<w:wordDocument", b"<pkg:package")
#: Photographs of telephones are named there.
_PHOTOGRAPHS = (b"ftypheic", b"ftypheix", b"ftypmif1")
#: So much of a text tells what it is.
_HEAD = 4096


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
    return "image" if content[4:12] in _PHOTOGRAPHS else _text_kind(content)


def _zip_kind(content: bytes) -> Kind:
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            names = {name.replace("\\", "/").lstrip("/").lower() for name in package.namelist()}
    except (zipfile.BadZipFile, OSError, ValueError):
        # A damaged package is still recognised as a workbook.
        return "xlsx" if b"xl/" in content[:4096] else "zip"
    for part, kind in _PARTS:
        if part in names:
            if kind == "ods" and is_encrypted_ods(content):
                return "encrypted"
            return "odt" if kind == "ods" and _OPEN_TEXT in content[:_FIRST_PART] else kind
    if "[content_types].xml" in names:
        return next((kind for folder, kind in _FOLDERS if any(name.startswith(folder) for name in names)), "zip")
    return "zip"


def _ole_kind(content: bytes) -> Kind:
    try:
        with olefile.OleFileIO(BytesIO(content)) as ole:
            if ole.exists("EncryptedPackage"):
                return "encrypted"
            if ole.exists("__properties_version1.0"):
                return "msg"
            if ole.exists("Book") and not ole.exists("Workbook"):
                return "encrypted" if is_encrypted_xls(ole.openstream("Book").read()) else "xls"
            if not ole.exists("Workbook"):
                return "doc" if ole.exists("WordDocument") else "unknown"
        # An .xls is encrypted inside, record by record.
        return "encrypted" if msoffcrypto.OfficeFile(BytesIO(content)).is_encrypted() else "xls"
    except Exception:  # noqa: BLE001 - both libraries raise anything over damaged files
        return "unknown"


def _text_kind(content: bytes) -> Kind:
    if is_from_mail(content) and not is_web_archive(content):
        return "mail"
    head = content[:_HEAD]
    if is_xml2003(head):
        return "xml2003"
    if b"<office:document" in head.lower():
        return "fods"
    if any(root in head for root in _WORD_XML):
        return "doc"
    if is_html(content):
        return "html"
    return "delimited" if is_delimited(content) else "unknown"
