"""The workbooks that stand in a Word document as objects: those that can be read, and the names of the others."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from cchc_excel.reading.formats.any_format import READABLE, read_any
from cchc_excel.reading.formats.file_type import Kind, file_type
from cchc_excel.reading.formats.sheet import Workbook
from cchc_excel.reading.formats.unsafe import UnsafeError
from cchc_excel.reading.workers.limits import Limits

#: Kinds of files that are workbooks, or encrypted ones.
_WORKBOOKS: frozenset[Kind] = frozenset({"xlsx", "xlsb", "xls", "ods", "fods", "xml2003", "encrypted"})


class Embedded(NamedTuple):
    """A workbook in a document, and how it is called: by its number among them."""

    name: str
    kind: Kind
    book: Workbook


@dataclass
class EmbeddedWorkbooks:
    """The workbooks in a document.

    Attributes:
        unread: the names of those that cannot be read.
    """

    read: list[Embedded] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


def embedded_workbooks(content: bytes, limits: Limits, unread: AbstractSet[str]) -> EmbeddedWorkbooks:
    """The workbooks in a document.

    Args:
        content: the document.
        limits: what they may cost together.
        unread: names of hidden sheets of our own that hold nothing that is returned.

    Raises:
        UnsafeError: one of them must not be opened.
    """
    from cchc_excel.reading.formats.word import embedded_files, is_workbook_name  # noqa: PLC0415 - rarely needed

    found = EmbeddedWorkbooks()
    count, room = 0, limits.cells
    for part, embedded in embedded_files(content, limits):
        kind = file_type(embedded)
        book = _read(embedded, kind, replace(limits, cells=room), unread)
        room -= sum(len(cells) for sheet in book.sheets for cells in sheet.rows.values()) if book else 0
        if kind in _WORKBOOKS or is_workbook_name(part) or not (book is None or book.is_document):
            count += 1
            if book is None:
                found.unread.append(f"Excel {count}")
            else:
                found.read.append(Embedded(f"Excel {count}", kind, book))
    return found


def _read(content: bytes, kind: Kind, limits: Limits, unread: AbstractSet[str]) -> Workbook | None:
    """A file in a document; None where it is damaged, or of a kind that is not read."""
    if kind not in READABLE:
        return None
    try:
        return read_any(content, kind, limits, unread=unread)
    except (UnsafeError, MemoryError, KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # noqa: BLE001 - each parser has errors of its own
        return None
