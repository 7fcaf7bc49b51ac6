"""The workbooks that stand in a Word document as objects, and what the document says together with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from cchc_excel.domain.submission import Reading, ReadNotice, Unreadable
from cchc_excel.messages.states import IN_WORD
from cchc_excel.reading.formats.any_format import READABLE, read_any
from cchc_excel.reading.formats.file_type import Kind, file_type
from cchc_excel.reading.formats.sheet import Sheet, Workbook
from cchc_excel.reading.formats.sheet_list import passed_over
from cchc_excel.reading.formats.unsafe import UnsafeError
from cchc_excel.reading.inside import naming
from cchc_excel.reading.workers.limits import Limits

#: Reads the form's table of a workbook of a kind, at a place where that is not empty.
ReadWorkbook = Callable[[Workbook, Kind, str], Reading | Unreadable]
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
        unopened: what these, and the files that are no workbooks, are called in the document.
    """

    read: list[Embedded] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    unopened: list[str] = field(default_factory=list)


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
    for part, called, embedded in embedded_files(content, limits):
        kind = file_type(embedded)
        book = _read(embedded, kind, replace(limits, cells=room), unread)
        room -= sum(len(cells) for sheet in book.sheets for cells in sheet.rows.values()) if book else 0
        if kind in _WORKBOOKS or is_workbook_name(part) or not (book is None or book.is_document):
            count += 1
            if book is not None:
                found.read.append(Embedded(f"Excel {count}", kind, book))
                continue
            found.unread.append(f"Excel {count}")
        found.unopened.append(called)
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


def with_embedded(
    outcome: Reading | Unreadable, document: Workbook, embedded: EmbeddedWorkbooks, read: ReadWorkbook, place: str
) -> Reading | Unreadable:
    """What a document says together with the workbooks in it.

    Args:
        outcome: what the document itself says.
        document: its tables.
        embedded: the workbooks in it.
        read: reads one of them, or the tables of several as one.
        place: of the only table to be read; empty where none is named.
    """
    together = _together(outcome, document, embedded.read, read)
    if place and isinstance(outcome, Unreadable):
        together = read(_joined(document.sheets, document, embedded.read), "docx", place)
    if not isinstance(together, Reading) or not together.given:
        return naming(together, embedded.unopened)
    unread = passed_over([f"{name} ({IN_WORD})" for name in embedded.unread])
    return replace(together, notices=(*together.notices, *unread))


def _together(
    outcome: Reading | Unreadable, document: Workbook, embedded: Sequence[Embedded], read: ReadWorkbook
) -> Reading | Unreadable:
    """Of a document and the workbooks in it the only one with figures.

    Where several have some, their tables are compared as those of one file.
    """
    outcomes = ((found, read(found.book, found.kind, "")) for found in embedded)
    books = [(found, reading) for found, reading in outcomes if isinstance(reading, Reading)]
    filled = [(found, reading) for found, reading in books if reading.given]
    is_filled = isinstance(outcome, Reading) and outcome.given > 0
    if (is_filled and not filled) or not books:
        return outcome
    if is_filled or len(filled) > 1:
        sheets = document.sheets if is_filled else ()
        return read(_joined(sheets, document, [found for found, _ in filled]), "docx", "")
    if not filled and isinstance(outcome, Reading):
        return outcome
    inside = (filled or books)[0][1]
    return replace(inside, notices=(ReadNotice("CT38"), *inside.notices))


def _joined(sheets: Sequence[Sheet], document: Workbook, embedded: Sequence[Embedded]) -> Workbook:
    """The document with some of its tables, and the sheets of workbooks in it."""
    inside = [replace(sheet, name=f"{found.name}: {sheet.name}") for found in embedded for sheet in found.book.sheets]
    return replace(document, sheets=[*sheets, *inside])
